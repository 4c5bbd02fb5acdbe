"""`presigned.fsspec` against `sign` of s3fs, which is the judge."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import s3fs
from botocore.exceptions import ParamValidationError

from presigned import UnsupportedError
from presigned.fsspec import Presigner

PLACES: dict[str, dict[str, Any]] = {
    "plain": {"client_kwargs": {"region_name": "eu-central-1"}},
    "token": {"client_kwargs": {"region_name": "eu-central-1"}, "token": "FwoGZXIvYXdzE/+=="},
    "minio": {"client_kwargs": {"region_name": "us-east-1"}, "endpoint_url": "http://localhost:9000"},
    "versions": {"client_kwargs": {"region_name": "eu-central-1"}, "version_aware": True},
}
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("examplebucket/a.txt", {}),
    ("s3://examplebucket/photos/ü b+c%.jpg", {"expiration": 900}),
    ("examplebucket/a//b", {"expiration": 900}),
    ("dotted.bucket/a.txt", {}),
    ("examplebucket/a.txt", {"client_method": "put_object", "ContentType": "image/jpeg"}),
    ("examplebucket/a.txt", {"ResponseContentDisposition": "attachment; filename=x"}),
    ("examplebucket/a.txt", {"VersionId": "x/+"}),
]


def file_system(**place: Any) -> Any:
    return s3fs.S3FileSystem(
        **{"key": "AKIDEXAMPLE", "secret": "secret", "config_kwargs": {"signature_version": "s3v4"}, **place},
        skip_instance_cache=True,
    )


def at_once(ours: Callable[[], str], theirs: Callable[[], str]) -> tuple[str, str]:
    """Both answers, made in the same second."""
    for _ in range(50):
        mine, other = ours(), theirs()
        if mine.partition("X-Amz-Date=")[2][:16] == other.partition("X-Amz-Date=")[2][:16]:
            return mine, other
    raise AssertionError("the clock does not stand still for two calls")


@pytest.mark.parametrize("name", PLACES)
def test_every_call(name: str) -> None:
    fs = file_system(**PLACES[name])
    presigner = Presigner(fs)
    for path, options in CALLS * 2:
        mine, other = at_once(lambda: presigner.sign(path, **options), lambda: fs.sign(path, **options))
        assert mine == other, (path, options)
    path = "examplebucket/a.txt?versionId=abc"
    mine, other = at_once(lambda: presigner.sign(path), lambda: fs.sign(path))
    assert mine == other


def test_what_is_refused() -> None:
    presigner = Presigner(file_system(config_kwargs={}, client_kwargs={"region_name": "us-east-1"}))
    with pytest.raises(UnsupportedError, match="does not sign with Signature Version 4"):
        presigner.sign("examplebucket/a.txt")
    presigner = Presigner(file_system(**PLACES["plain"]))
    with pytest.raises(UnsupportedError, match="^GetObject has no parameter Nonsense$"):
        presigner.sign("examplebucket/a.txt", Nonsense="x")
    with pytest.raises((UnsupportedError, ParamValidationError)):
        presigner.sign("examplebucket")


def test_credentials_that_are_due_are_renewed() -> None:
    from aiobotocore.credentials import AioRefreshableCredentials

    fs = file_system(**PLACES["plain"])
    presigner = Presigner(fs)
    presigner.sign("examplebucket/a.txt")
    now, asked = datetime.now(timezone.utc), []

    async def renew() -> dict[str, str]:
        asked.append(1)
        return {
            "access_key": f"AKIDNEW{len(asked)}", "secret_key": "new", "token": "t",
            "expiry_time": (now + timedelta(hours=len(asked))).isoformat(),
        }  # fmt: skip

    fs.s3._request_signer._credentials = AioRefreshableCredentials(
        "AKIDOLD", "old", "t", now + timedelta(minutes=5), refresh_using=renew, method="test"
    )
    presigner = Presigner(fs)
    for _ in range(3):
        assert "AKIDNEW1%2F" in presigner.sign("examplebucket/a.txt")
    assert len(asked) == 1


def test_its_documentation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    page = (Path(__file__).parents[2] / "docs" / "in-place.md").read_text()
    [block] = [block for block in re.findall("```python\n(.*?)```", page, re.DOTALL) if "presigned.fsspec" in block]
    names: dict[str, Any] = {}
    exec(block, names)
    assert names["url"].startswith("https://photos.s3.amazonaws.com/cats/tom.jpg?X-Amz-Algorithm=")
