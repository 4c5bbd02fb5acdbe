"""`presigned.boto` against boto3, which is the judge: the same bytes, or a refusal with a sentence."""

import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from presigned import PresignError, UnsupportedError
from presigned.boto import Presigner, patch

SEED = 20130524
CALLS = 5000


def client(
    *, region: str = "eu-central-1", token: str | None = None, endpoint: str | None = None, **config: Any
) -> Any:
    return boto3.client(
        "s3",
        region_name=region,
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        aws_session_token=token,
        endpoint_url=endpoint,
        config=Config(**{"signature_version": "s3v4", **config}),
    )


CLIENTS = {
    "plain": client(),
    "us-east-1": client(region="us-east-1"),
    "china": client(region="cn-north-1"),
    "virtual": client(s3={"addressing_style": "virtual"}),
    "path": client(s3={"addressing_style": "path"}),
    "token": client(token="FwoGZXIvYXdzE/+=="),
    "minio": client(region="us-east-1", endpoint="http://localhost:9000"),
    "mount": client(endpoint="https://storage.example.com:8443/s3", s3={"addressing_style": "path"}),
    "dual-stack": client(use_dualstack_endpoint=True),
    "fips": client(region="us-west-2", use_fips_endpoint=True),
    "accelerate": client(s3={"use_accelerate_endpoint": True}),
    "r2": client(region="auto", endpoint="https://0123456789abcdef.r2.cloudflarestorage.com"),
}


def at_once(ours: Callable[[], Any], theirs: Callable[[], Any], date: Callable[[Any], str]) -> tuple[Any, Any]:
    """Both answers, made in the same second."""
    for _ in range(50):
        mine, other = ours(), theirs()
        if date(mine) == date(other):
            return mine, other
    raise AssertionError("the clock does not stand still for two calls")


def date_of_url(url: str) -> str:
    return url.partition("X-Amz-Date=")[2][:16]


def outcome(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except (PresignError, BotoCoreError) as error:
        return error


def same(presigner: Presigner, of: Any, *args: Any) -> str | PresignError | BotoCoreError:
    """What both say, or why it was refused."""
    mine = outcome(lambda: presigner.generate_presigned_url(*args))
    if isinstance(mine, BotoCoreError):
        with pytest.raises(type(mine), match=re.escape(str(mine))):
            of.generate_presigned_url(*args)
    if not isinstance(mine, str):
        return mine
    mine, other = at_once(
        lambda: presigner.generate_presigned_url(*args), lambda: of.generate_presigned_url(*args), date_of_url
    )
    assert mine == other, args
    return str(mine)


LETTERS = "abcXYZ019-._~!*'();:@&=+$,/?#[] %\"<>\\^`{|}üñ日🦀"
VALUES = ("a", "b c", "ü/+", "50%", 'attachment; filename="a b.txt"', "no-cache", "", "a&b=c", "~*'()")
WORDS = ("abc", "text/plain", "bytes=0-9", "gzip", "a=b&c=d", "private", "k" * 40)
TIMES = (
    datetime(2015, 8, 30, 12, 36, tzinfo=timezone.utc),
    datetime(2031, 1, 1, 0, 0, 59, tzinfo=timezone(timedelta(hours=5, minutes=30))),
)
QUERY = "ResponseContentDisposition ResponseContentType ResponseCacheControl ResponseContentLanguage"
HEADERS = (
    "ContentType ContentDisposition ContentEncoding ContentLanguage CacheControl ACL Tagging StorageClass IfNoneMatch"
)
OPERATIONS = {
    "get_object": f"{QUERY} ResponseContentEncoding ResponseExpires VersionId PartNumber Range IfMatch IfModifiedSince "
    "IfNoneMatch ChecksumMode",
    "head_object": "VersionId PartNumber IfMatch IfUnmodifiedSince RequestPayer ExpectedBucketOwner",
    "put_object": f"{HEADERS} Metadata ServerSideEncryption SSEKMSKeyId BucketKeyEnabled Expires ContentLength "
    "ChecksumSHA256",
    "delete_object": "VersionId MFA BypassGovernanceRetention",
    "upload_part": "PartNumber UploadId ContentLength",
    "create_multipart_upload": f"{HEADERS} Metadata ObjectLockRetainUntilDate ObjectLockMode",
    "abort_multipart_upload": "UploadId",
    "list_parts": "UploadId MaxParts PartNumberMarker",
    "list_objects_v2": "Prefix Delimiter MaxKeys FetchOwner StartAfter ContinuationToken EncodingType",
    "list_objects": "Prefix Marker",
    "get_object_tagging": "VersionId",
    "head_bucket": "ExpectedBucketOwner",
    "get_bucket_location": "",
}
NEEDED = {"PartNumber": "upload_part", "UploadId": "upload_part abort_multipart_upload list_parts"}
OF_BUCKETS = ("list_objects", "list_objects_v2", "head_bucket", "get_bucket_location")


def value(draw: random.Random, name: str) -> Any:
    if name in ("PartNumber", "MaxKeys", "MaxParts", "ContentLength", "PartNumberMarker"):
        return draw.randint(1, 1000)
    if name in ("BucketKeyEnabled", "FetchOwner", "BypassGovernanceRetention"):
        return draw.random() < 0.5
    if "Since" in name or "Expires" in name or "Date" in name:
        return draw.choice(TIMES)
    if name == "Metadata":
        return {draw.choice(("a", "B-c", "x")): draw.choice(WORDS) for _ in range(draw.randint(0, 3))}
    return draw.choice(
        VALUES if name.startswith("Response") or name in ("Prefix", "StartAfter", "VersionId") else WORDS
    )


def random_call(draw: random.Random) -> tuple[str, dict[str, Any], int, str | None]:
    method = draw.choice(list(OPERATIONS) + ["get_object"] * 8 + ["put_object"] * 4)
    params: dict[str, Any] = {"Bucket": draw.choice(("examplebucket", "examplebucket", "dotted.bucket"))}
    if method not in OF_BUCKETS:
        params["Key"] = "".join(draw.choice(LETTERS) for _ in range(draw.randint(1, 20)))
    names = OPERATIONS[method].split()
    for name in draw.sample(names, min(len(names), draw.choice((0, 0, 1, 1, 2, 3)))):
        params[name] = value(draw, name)
    for name, methods in NEEDED.items():
        if method in methods.split():
            params[name] = value(draw, name)
    return method, params, draw.choice((1, 60, 3600, 604800)), "HEAD" if draw.random() < 0.05 else None


# What a random call may be refused for, and nothing else.
REASONS = {"left-to-boto", "dot-segment", "invalid-header-value", "header-white-space"}


def test_random_calls() -> None:
    draw = random.Random(SEED)
    presigners = {name: (Presigner(of), of) for name, of in CLIENTS.items()}
    refused: Counter[str] = Counter()
    sentences: Counter[str] = Counter()
    for _ in range(CALLS):
        answer = same(*draw.choice(list(presigners.values())), *random_call(draw))
        if isinstance(answer, PresignError):
            refused[answer.code] += 1
            sentences[f"{answer.code}: {answer}"] += 1
    assert set(refused) <= REASONS, sentences
    assert sum(refused.values()) < CALLS / 20, sentences


def test_expiring_credentials_are_followed() -> None:
    of = client()
    presigner = Presigner(of)
    call = ("get_object", {"Bucket": "examplebucket", "Key": "a.txt"})
    same(presigner, of, *call)
    keys = of._request_signer._credentials
    keys.access_key, keys.secret_key, keys.token = "AKIDOTHER", "other", "token/+="
    url = same(presigner, of, *call)
    assert "AKIDOTHER" in url and "X-Amz-Security-Token=token%2F%2B%3D" in url


SIGV2 = "this client does not sign with Signature Version 4: make it with Config(signature_version='s3v4')"
KEY = {"Bucket": "examplebucket", "Key": "a.txt"}
REFUSED = {
    ("no_such_method", ("Bucket",)): "the client has no method no_such_method",
    ("get_object", ("Nonsense",)): "GetObject has no parameter Nonsense",
    ("put_object", ("Body",)): "the parameter Body of PutObject is not known here",
    ("put_object", ("SSECustomerKey",)): "the parameter SSECustomerKey of PutObject is not known here",
    ("copy_object", ("CopySource",)): "the parameter CopySource of CopyObject is not known here",
    ("put_object_tagging", ("Tagging",)): "the parameter Tagging of PutObjectTagging is not known here",
}


@pytest.mark.parametrize("call", REFUSED, ids=lambda call: f"{call[0]}-{call[1][0]}")
def test_what_is_not_known_is_refused_with_a_sentence(call: tuple[str, tuple[str, ...]]) -> None:
    method, names = call
    params = {**KEY, **{name: KEY.get(name, "x") for name in names}}
    for _ in range(2):
        with pytest.raises(UnsupportedError) as caught:
            Presigner(CLIENTS["plain"]).generate_presigned_url(method, params)
        assert (str(caught.value), caught.value.code) == (REFUSED[call], "left-to-boto")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("Range", 5), ("Range", "bytes=0 -  9"), ("Range", " bytes=0-9"), ("Range", "bytes=ü"), ("Range", ""),
        ("PartNumber", "5"), ("PartNumber", True), ("ResponseExpires", datetime(2015, 8, 30)), ("VersionId", None),
    ],
)  # fmt: skip
def test_values_that_depend_on_the_client_are_refused(name: str, wrong: Any) -> None:
    # After a right call of the same kind, which boto3 is no longer asked about.
    right = {"Range": "bytes=0-9", "PartNumber": 5, "ResponseExpires": TIMES[0], "VersionId": "x"}[name]
    presigner = Presigner(CLIENTS["plain"])
    assert presigner.generate_presigned_url("get_object", {**KEY, name: right})
    with pytest.raises(UnsupportedError):
        presigner.generate_presigned_url("get_object", {**KEY, name: wrong})


def test_a_refused_value_is_not_held_against_others() -> None:
    presigner = Presigner(CLIENTS["plain"])
    for wrong in ({"Key": "k" * 1025}, {"Key": "a/../b"}, {"Key": "a", "Range": "bytes=ü"}):
        with pytest.raises(PresignError):
            presigner.generate_presigned_url("get_object", {**KEY, **wrong})
        assert presigner.generate_presigned_url(
            "get_object", {**KEY, **wrong, "Key": "a", **dict.fromkeys(list(wrong)[1:], "a")}
        )


def test_clients_that_sign_otherwise_are_refused() -> None:
    for of in (
        client(signature_version="s3"),
        client(signature_version=UNSIGNED),
        client(signature_version="s3-query"),
    ):
        with pytest.raises(UnsupportedError) as caught:
            Presigner(of).generate_presigned_url("get_object", KEY)
        assert str(caught.value) == SIGV2
    with pytest.raises(UnsupportedError) as caught:
        Presigner(client(signature_version="s3")).generate_presigned_post("examplebucket", "a.txt")
    assert str(caught.value) == SIGV2
    with pytest.raises(UnsupportedError, match="^the client is one of sqs, not of s3$"):
        Presigner(boto3.client("sqs", region_name="eu-central-1"))


def test_a_handler_that_changes_requests_is_noticed() -> None:
    of = client()
    of.meta.events.register(
        "before-sign.s3.GetObject", lambda request, **_: request.headers.add_header("x-amz-meta-a", "b")
    )
    with pytest.raises(UnsupportedError, match="^the client signs get_object with Bucket, Key in another way$"):
        Presigner(of).generate_presigned_url("get_object", KEY)
    of = client()
    of.meta.events.register(
        "provide-client-params.s3.GetObject", lambda params, **_: {**params, "Key": "tenant/" + "b"}
    )
    with pytest.raises(UnsupportedError):
        Presigner(of).generate_presigned_url("get_object", KEY)


@pytest.mark.parametrize("key", ["a/../b", "./a", "k" * 1025, ""])
def test_other_objects_are_refused(key: str) -> None:
    presigner = Presigner(CLIENTS["plain"])
    presigner.generate_presigned_url("get_object", KEY)
    with pytest.raises(PresignError):
        presigner.generate_presigned_url("get_object", {**KEY, "Key": key})


def random_form(draw: random.Random) -> tuple[Any, ...]:
    fields: dict[str, Any] | None = {}
    conditions: list[Any] | None = []
    for name in draw.sample(
        ("acl", "Content-Type", "success_action_status", "x-amz-meta-ü", "Cache-Control"), draw.randint(0, 3)
    ):
        fields[name] = draw.choice(VALUES)
        conditions.append(draw.choice(({name: fields[name]}, ["starts-with", f"${name}", ""])))
    if draw.random() < 0.5:
        conditions.append(["content-length-range", 1, draw.randint(1, 10**10)])
    if draw.random() < 0.2:
        fields, conditions = None, None
    key = "".join(draw.choice(LETTERS) for _ in range(draw.randint(1, 20)))
    key += draw.choice(("", "", "${filename}"))
    return draw.choice(("examplebucket", "dotted.bucket")), key, fields, conditions, draw.choice((1, 3600, 10**7))


def test_random_forms() -> None:
    draw = random.Random(SEED)
    # botocore makes no form at these.
    presigners = [(Presigner(of), of) for name, of in CLIENTS.items() if name != "accelerate"]
    for _ in range(1000):
        presigner, of = draw.choice(presigners)
        args = random_form(draw)
        mine, other = at_once(
            lambda: presigner.generate_presigned_post(*args),
            lambda: of.generate_presigned_post(*args),
            lambda form: str(form["fields"]["x-amz-date"]),
        )
        assert mine == other, args
        assert list(mine["fields"]) == list(other["fields"])


def test_nothing_of_the_caller_is_changed() -> None:
    presigner = Presigner(CLIENTS["plain"])
    for _ in range(2):
        params, fields, conditions = dict(KEY), {"acl": "private"}, [{"acl": "private"}]
        presigner.generate_presigned_url("get_object", params)
        presigner.generate_presigned_post("examplebucket", "a.txt", fields, conditions)
        assert (params, fields, conditions) == (KEY, {"acl": "private"}, [{"acl": "private"}])


def test_patch_can_be_undone() -> None:
    of = client()
    asked: list[str] = []
    of.meta.events.register("before-sign.s3", lambda operation_name, **_: asked.append(operation_name))
    url, form = of.generate_presigned_url, of.generate_presigned_post
    undo = patch(of)
    for _ in range(5):
        of.generate_presigned_url("get_object", Params=KEY, ExpiresIn=60)
        of.generate_presigned_post(Bucket="examplebucket", Key="a.txt")
    assert asked == ["GetObject", "PutObject"], "boto3 is asked once for each kind"
    # What is refused boto3 answers, as before.
    assert "/a/../b?" in of.generate_presigned_url("get_object", {**KEY, "Key": "a/../b"})
    with pytest.raises(Exception, match="Unknown parameter in input"):
        of.generate_presigned_url("get_object", {**KEY, "Nonsense": "x"})
    assert client().generate_presigned_url.__func__ is url.__func__, "other clients are as they were"
    undo()
    assert (of.generate_presigned_url, of.generate_presigned_post) == (url, form)
    assert "generate_presigned_url" not in vars(of)


def test_its_documentation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    page = (Path(__file__).parent.parent / "docs" / "in-place.md").read_text()
    blocks = [block for block in re.findall("```python\n(.*?)```", page, re.DOTALL) if "presigned.boto" in block]
    assert len(blocks) == 2
    names: dict[str, Any] = {}
    for block in blocks:
        exec(block, names)
    assert names["url"].startswith("https://photos.s3.amazonaws.com/a.jpg?X-Amz-Algorithm=")
    assert names["form"]["fields"]["key"] == "uploads/${filename}"
