"""`presigned.django.S3Storage` against the storage that it extends, which is the judge."""

import pickle
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage.handler import StorageHandler
from test_boto import at_once, date_of_url

if not settings.configured:
    settings.configure()

from storages.backends import s3

from presigned.django import S3Storage

KEYS = {"access_key": "AKIDEXAMPLE", "secret_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
OPTIONS: dict[str, dict[str, Any]] = {
    "plain": {"region_name": "eu-central-1"},
    "us-east-1": {"region_name": "us-east-1"},
    "expire": {"region_name": "eu-central-1", "querystring_expire": 60},
    "location": {"region_name": "eu-central-1", "location": "media/2026"},
    "virtual": {"region_name": "eu-central-1", "addressing_style": "virtual"},
    "path": {"region_name": "eu-central-1", "addressing_style": "path"},
    "minio": {"region_name": "us-east-1", "endpoint_url": "http://localhost:9000"},
    "token": {"region_name": "eu-central-1", "security_token": "FwoGZXIvYXdzE/+=="},
    "dotted": {"region_name": "eu-central-1", "bucket_name": "dotted.bucket"},
    # What is left to django-storages.
    "a week and more": {"region_name": "eu-central-1", "querystring_expire": 10**7},
    "signature version 2": {"region_name": "eu-central-1", "signature_version": "s3"},
    "unsigned": {"region_name": "eu-central-1", "querystring_auth": False},
    "custom domain": {"region_name": "eu-central-1", "custom_domain": "cdn.example.com"},
}
NAMES = ["a.txt", "photos/ü b+c%.jpg", "a\\b.txt", "photos/", "a//b", "./a/../b.txt", "dir/./x"]


def storages(**options: Any) -> tuple[S3Storage, s3.S3Storage]:
    options = {"bucket_name": "examplebucket", "signature_version": "s3v4", **KEYS, **options}
    return S3Storage(**options), s3.S3Storage(**options)


def same(ours: S3Storage, theirs: s3.S3Storage, *args: Any, **kwargs: Any) -> str:
    mine, other = at_once(lambda: ours.url(*args, **kwargs), lambda: theirs.url(*args, **kwargs), date_of_url)
    assert mine == other
    return str(mine)


@pytest.mark.parametrize("name", OPTIONS)
def test_every_option(name: str) -> None:
    if name == "signature version 2":
        # Its time is no parameter of its own.
        ours, theirs = storages(**OPTIONS[name])
        mine, other = at_once(lambda: ours.url("a"), lambda: theirs.url("a"), lambda url: url.partition("Expires=")[2])
        assert mine == other and "AWSAccessKeyId=" in mine
        return
    ours, theirs = storages(**OPTIONS[name])
    for file in NAMES * 2:
        same(ours, theirs, file)
        same(ours, theirs, file, expire=5)
        same(ours, theirs, file, expire="soon")
        same(ours, theirs, file, http_method="HEAD")
        same(ours, theirs, file, {"ResponseContentDisposition": 'attachment; filename="a b.txt"'})
        same(ours, theirs, file, {"VersionId": "x/+", "ResponseContentType": "text/plain"}, 5)


def test_errors_are_those_of_django_storages() -> None:
    ours, theirs = storages(region_name="eu-central-1", location="media")
    for args in (("../a.txt",), ("a.txt", {"Nonsense": "x"}), ("a.txt", {"PartNumber": "x"})):
        for _ in range(2):
            with pytest.raises(Exception) as caught:
                ours.url(*args)
            with pytest.raises(type(caught.value)) as other:
                theirs.url(*args)
            assert str(caught.value) == str(other.value)


def test_cloudfront_is_left_to_django_storages() -> None:
    class CloudFront:
        def generate_presigned_url(self, url: str, date_less_than: object) -> str:
            return f"{url}?Signature=cloudfront"

    ours, _ = storages(custom_domain="cdn.example.com", cloudfront_signer=CloudFront())
    assert ours.url("a.txt") == "https://cdn.example.com/a.txt?Signature=cloudfront"


def test_boto3_is_asked_once() -> None:
    ours, _ = storages(region_name="eu-central-1")
    asked: list[str] = []
    ours.connection.meta.client.meta.events.register(
        "before-sign.s3", lambda operation_name, **_: asked.append(operation_name)
    )
    for file in NAMES * 5:
        ours.url(file)
    assert asked == ["GetObject"]


def test_it_is_pickled_as_before() -> None:
    ours, theirs = storages(region_name="eu-central-1")
    ours.url("a.txt")
    same(pickle.loads(pickle.dumps(ours)), theirs, "a.txt")


def test_a_storage_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    page = (Path(__file__).parent.parent / "docs" / "in-place.md").read_text()
    [block] = [block for block in re.findall("```python\n(.*?)```", page, re.DOTALL) if "STORAGES" in block]
    names: dict[str, Any] = {}
    exec(block, names)
    storage = StorageHandler(names["STORAGES"])["default"]
    assert isinstance(storage, S3Storage)
    assert storage.url("a.txt").startswith("https://photos.s3.amazonaws.com/a.txt?X-Amz-Algorithm=")
    # As migrations write it.
    assert storage.deconstruct()[0] == "presigned.django.S3Storage"
