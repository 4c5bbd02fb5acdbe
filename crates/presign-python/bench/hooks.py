"""Compares what people have with what this package puts in its place, in one run: URLs a second, best of five rounds.

    python hooks.py

It needs boto3, django-storages and pyarrow. What counts are the ratios: the figures are those of a machine and a
moment.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import boto3
import pyarrow
from botocore.config import Config
from django.conf import settings

settings.configure()

from storages.backends import s3

from presigned import Bucket, Credentials
from presigned.boto import Presigner
from presigned.django import S3Storage

ID, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
KEYS = [f"photos/2026/11/30/user-{number:06}/original image 42.jpg" for number in range(50_000)]
ROUNDS = 5
SECONDS = 0.3


def rate(call: Callable[[str], Any]) -> float:
    """Calls a second."""
    call(KEYS[0])
    best = 0.0
    for _ in range(ROUNDS):
        count, start = 0, time.process_time()
        while (spent := time.process_time() - start) < SECONDS:
            for key in KEYS[:50]:
                call(key)
            count += 50
        best = max(best, count / spent)
    return best


def rate_of_all(call: Callable[[], Any]) -> float:
    """Keys a second, for a call with all of them."""
    best = 0.0
    for _ in range(ROUNDS):
        start = time.process_time()
        call()
        best = max(best, len(KEYS) / (time.process_time() - start))
    return best


def line(what: str, rate: float, base: float) -> None:
    print(f"{what:48} {rate:12,.0f} {rate / base:8,.0f}")


def main() -> None:
    client = boto3.client(
        "s3",
        region_name="eu-central-1",
        aws_access_key_id=ID,
        aws_secret_access_key=SECRET,
        config=Config(signature_version="s3v4"),
    )
    presigner = Presigner(client)
    named = {"ResponseContentDisposition": "attachment"}
    storage = {"bucket_name": "photos", "region_name": "eu-central-1", "access_key": ID, "secret_key": SECRET}
    storage["signature_version"] = "s3v4"
    before, after = s3.S3Storage(**storage), S3Storage(**storage)
    bucket = Bucket("photos", "eu-central-1", credentials=Credentials(ID, SECRET))
    column = pyarrow.array(KEYS)

    print(f"{'':48} {'a second':>12} {'times':>8}")
    base = rate(lambda key: client.generate_presigned_url("get_object", {"Bucket": "photos", "Key": key}))
    line("boto3 generate_presigned_url", base, base)
    line(
        "presigned.boto",
        rate(lambda key: presigner.generate_presigned_url("get_object", {"Bucket": "photos", "Key": key})),
        base,
    )
    line(
        "presigned.boto, with a header of the answer",
        rate(lambda key: presigner.generate_presigned_url("get_object", {"Bucket": "photos", "Key": key, **named})),
        base,
    )
    line("Bucket.get", rate(bucket.get), base)
    line("Bucket.get_many, 50,000 keys", rate_of_all(lambda: bucket.get_many(KEYS)), base)
    line("Bucket.get_column, 50,000 keys", rate_of_all(lambda: bucket.get_column(column)), base)
    base = rate(lambda key: client.generate_presigned_post("photos", key))
    line("boto3 generate_presigned_post", base, base)
    line("presigned.boto", rate(lambda key: presigner.generate_presigned_post("photos", key)), base)
    base = rate(before.url)
    line("django-storages S3Storage.url", base, base)
    line("presigned.django", rate(after.url), base)


if __name__ == "__main__":
    main()
