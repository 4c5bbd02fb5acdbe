"""Presigned URLs of a GetObject, by this package and by others, in one process and one run: how many a second, and how
many times boto3's. What is counted is the time of the processor, not of the clock, so that other programs on the machine
change little. Each row is the best of seven batches, and the rows take turns.

    python3 -m venv bench && bench/bin/pip install presigned -r requirements.txt && bench/bin/python bench.py
"""

import importlib.metadata
import platform
import time
from collections.abc import Callable
from datetime import timedelta

import boto3
from botocore.config import Config

from presigned import Bucket, Credentials

ID, SECRET, REGION, BUCKET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "eu-central-1", "examplebucket"
KEY = "photos/2026/11/30/user-000042/original image 42.jpg"
KEYS = [f"photos/2026/11/30/user-{number:06}/original image {number}.jpg" for number in range(1000)]
TURNS, SECONDS = 7, 0.4
NAME = "presigned"

# What is run, and how many URLs it makes.
Row = tuple[Callable[[], object], int]


def ours() -> dict[str, Row]:
    bucket = Bucket(BUCKET, REGION, credentials=Credentials(ID, SECRET))
    asked = Bucket(BUCKET, REGION, credentials=lambda keys=Credentials(ID, SECRET): keys)
    return {
        f"{NAME}, get": (lambda: bucket.get(KEY, expires=3600), 1),
        f"{NAME}, get, credentials by a function": (lambda: asked.get(KEY, expires=3600), 1),
        f"{NAME}, get, file name and type": (lambda: bucket.get(KEY, filename="a.jpg", content_type="image/jpeg"), 1),
        f"{NAME}, put, content type": (lambda: bucket.put(KEY, content_type="image/jpeg"), 1),
        f"{NAME}, post": (lambda: bucket.post(KEY, max_length=1000), 1),
        f"{NAME}, get_many of 1,000": (lambda: bucket.get_many(KEYS), 1000),
    }


def of_boto() -> dict[str, Row]:
    config = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
    client = boto3.client("s3", REGION, aws_access_key_id=ID, aws_secret_access_key=SECRET, config=config)
    params = {"Bucket": BUCKET, "Key": KEY}
    return {"boto3, generate_presigned_url": (lambda: client.generate_presigned_url("get_object", params, 3600), 1)}


def of_minio() -> dict[str, Row]:
    from minio import Minio

    client = Minio(f"s3.{REGION}.amazonaws.com", ID, SECRET, region=REGION)
    hour = timedelta(hours=1)
    return {"minio, presigned_get_object": (lambda: client.presigned_get_object(BUCKET, KEY, expires=hour), 1)}


def of_obstore() -> dict[str, Row]:
    import obstore
    from obstore.store import S3Store

    store = S3Store(BUCKET, region=REGION, access_key_id=ID, secret_access_key=SECRET, virtual_hosted_style_request=True)
    hour = timedelta(hours=1)
    return {
        "obstore, sign": (lambda: obstore.sign(store, "GET", KEY, hour), 1),
        "obstore, sign, a list of 1,000": (lambda: obstore.sign(store, "GET", KEYS, hour), 1000),
    }


def of_fast_s3_url() -> dict[str, Row]:
    from fast_s3_url import Credentials as Keys
    from fast_s3_url import FastS3UrlSigner

    endpoint = f"https://{BUCKET}.s3.{REGION}.amazonaws.com"
    signer = FastS3UrlSigner(bucket_endpoint_url=endpoint, credentials=Keys(ID, SECRET), aws_region=REGION)
    one = [KEY]
    return {
        "fast-s3-url, a list of one": (lambda: signer.generate_presigned_get_object_urls(one, expires_in=3600), 1),
        "fast-s3-url, a list of 1,000": (lambda: signer.generate_presigned_get_object_urls(KEYS, expires_in=3600), 1000),
    }


def of_libpresign() -> dict[str, Row]:
    import libpresign

    keys = {"access_key_id": ID, "secret_access_key": SECRET}
    get = libpresign.get
    return {"libpresign, get": (lambda: get(bucket=BUCKET, key=KEY, region=REGION, expires=3600, **keys), 1)}


def measured(row: Row) -> float:
    """URLs a second of the processor's time."""
    call, count = row
    calls = 1
    while True:
        start = time.process_time()
        for _ in range(calls):
            call()
        taken = time.process_time() - start
        if taken > SECONDS / 4:
            return calls * count / taken
        calls *= 4


def main() -> None:
    rows: dict[str, Row] = {}
    for make in (of_boto, of_minio, of_libpresign, of_obstore, of_fast_s3_url, ours):
        try:
            rows |= {name: row for name, row in make().items() if row[0]()}
        except Exception as error:  # noqa: BLE001
            print(f"{make.__name__.removeprefix('of_')}: not measured, since it failed: {error!r}")
    best = dict.fromkeys(rows, 0.0)
    for _ in range(TURNS):
        for name, row in rows.items():
            best[name] = max(best[name], measured(row))
    names = ["presigned", "boto3", "minio", "libpresign", "obstore", "fast-s3-url"]
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    print(f"Python {platform.python_version()}; {versions}\n\n| | URLs/s | times boto3 |\n|---|--:|--:|")
    first = best["boto3, generate_presigned_url"]
    for name, rate in best.items():
        ratio = rate / first
        print(f"| {name} | {rate:,.0f} | {ratio:,.1f} |" if ratio < 10 else f"| {name} | {rate:,.0f} | {ratio:,.0f} |")


main()
