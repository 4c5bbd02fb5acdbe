"""What is refused: with which class and code, and never with a panic."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from presigned import (
    AddressError,
    Bucket,
    Credentials,
    CredentialsError,
    LimitError,
    PresignError,
    RequestError,
    Signer,
    SignerError,
    TimeError,
    UnsupportedError,
    tokens,
)

KEYS = Credentials("AKIDEXAMPLE", "SECRETEXAMPLE")
BUCKET = Bucket("photos", "eu-central-1", credentials=KEYS)
SIGNER = Signer("execute-api", "eu-central-1", credentials=KEYS)
NOW = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
URL = "https://example.amazonaws.com/"
EXPIRED = Credentials("ASIA", "S", "T", expires_at=NOW)
ZONE = "photos--usw2-az1--x-s3"


def bucket(name: str = "photos", region: str | None = "us-east-1", **options: Any) -> Bucket:
    return Bucket(name, region, credentials=KEYS, **options)


# A call for each code that Python can come to.
CODES: dict[str, Callable[[], object]] = {
    "empty-credential": lambda: Credentials("", "S"),
    "credential-white-space": lambda: Credentials("AKID ", "S"),
    "empty-name": lambda: bucket(region=""),
    "empty-value": lambda: tokens.rds("db.us-east-1.rds.amazonaws.com", 5432, "", "us-east-1", credentials=KEYS),
    "credentials-expired": lambda: Bucket("photos", "us-east-1", credentials=EXPIRED).get("a", now=NOW),
    "credentials-expire-first": lambda: Bucket(
        "photos", "us-east-1", credentials=EXPIRED, full_lifetime=True
    ).get("a", now=NOW - timedelta(seconds=9)),
    "credentials-expiry-unknown": lambda: Bucket(
        "photos", "us-east-1", credentials=Credentials("A", "S", "T"), full_lifetime=True
    ).get("a"),
    "scope-character": lambda: Signer("s3", "us/east", credentials=KEYS),
    "service-in-upper-case": lambda: Signer("S3", "us-east-1", credentials=KEYS),
    "time-out-of-range": lambda: BUCKET.get("a", now=datetime(1969, 12, 31, tzinfo=UTC)),
    "naive-datetime": lambda: BUCKET.get("a", now=datetime(2015, 8, 30)),  # noqa: DTZ001
    "negative-duration": lambda: BUCKET.get("a", expires=-1),
    "negative-length": lambda: BUCKET.put("a", content_length=-1),
    "expiry-zero": lambda: BUCKET.get("a", expires=0),
    "expiry-too-long": lambda: BUCKET.get("a", expires=604801),
    "expiry-fraction": lambda: BUCKET.get("a", expires=timedelta(milliseconds=1500)),
    "over-limit": lambda: BUCKET.get("a", expires=604800, window=60),
    "invalid-argument": lambda: BUCKET.get("a", window=0),
    "invalid-method": lambda: SIGNER.presign("get it", URL),
    "no-such-operation": lambda: BUCKET.operation("GetObjects", "a"),
    "missing-member": lambda: BUCKET.operation("UploadPart", "a", {"partNumber": "1"}),
    "unexpected-key": lambda: BUCKET.operation("ListObjectsV2", "a"),
    "invalid-url": lambda: SIGNER.presign("GET", "file:///etc/passwd"),
    "not-encoded": lambda: SIGNER.presign("GET", URL + "a b"),
    "malformed-percent": lambda: SIGNER.presign("GET", URL + "%zz"),
    "bare-plus": lambda: SIGNER.presign("GET", URL + "?a=b+c"),
    "empty-query-name": lambda: SIGNER.presign("GET", URL, query={"": "a"}),
    "reserved-parameter": lambda: SIGNER.presign("GET", URL, query={"X-Amz-Date": "a"}),
    "invalid-header-name": lambda: SIGNER.presign("GET", URL, headers={"a b": "c"}),
    "invalid-header-value": lambda: SIGNER.presign("GET", URL, headers={"a": "b\nc"}),
    "header-white-space": lambda: SIGNER.presign("GET", URL, headers={"a": "b\tc"}),
    "invalid-field": lambda: BUCKET.operation("GetObject", "a", {"prefix": "b"}),
    "unsignable-header": lambda: SIGNER.presign("GET", URL, headers={"connection": "close"}),
    "reserved-header": lambda: SIGNER.presign("GET", URL, headers={"x-amz-date": "a"}),
    "host-header-mismatch": lambda: SIGNER.presign("GET", URL, headers={"host": "other.example"}),
    "invalid-payload-hash": lambda: SIGNER.presign("GET", URL, headers={"x-amz-content-sha256": "a"}),
    "several-payload-hashes": lambda: SIGNER.presign("GET", URL, headers={"x-amz-content-sha256": "0" * 64}, body=b""),
    "empty-key": lambda: BUCKET.get(""),
    "key-too-long": lambda: BUCKET.get("a" * 1025),
    "dot-segment": lambda: BUCKET.get("a/../b"),
    "tenant-needs-endpoint": lambda: bucket("acme:photos").get("a"),
    "bucket-needs-path-style": lambda: bucket("my.photos", path_style=False),
    "invalid-bucket": lambda: bucket("a b"),
    "bucket-of-other-region": lambda: bucket("photos-123456789012-eu-west-1-an", "us-east-1").get("a"),
    "host-of-other-region": lambda: tokens.dsql("a.dsql.us-east-2.on.aws", "us-east-1", credentials=KEYS),
    "not-an-endpoint": lambda: tokens.rds("localhost", 5432, "app", "us-east-1", credentials=KEYS),
    "invalid-region": lambda: bucket(region="us-east-1?"),
    "no-aws-region": lambda: bucket(region="auto").get("a"),
    "unknown-region": lambda: tokens.eks("c", "nowhere", credentials=KEYS),
    "no-global-endpoint": lambda: bucket(region="aws-cn-global"),
    "invalid-arn": lambda: bucket("arn:aws:s3:::photos"),
    "partition-mismatch": lambda: bucket("arn:aws:s3:us-west-2:123456789012:accesspoint/reports", "cn-north-1"),
    "host-needs-sigv4a": lambda: Signer("s3", "us-east-1", credentials=KEYS).presign(
        "GET", "https://a.mrap.accesspoint.s3-global.amazonaws.com/a"
    ),
    "invalid-region-set": lambda: Signer("s3", region_set="us east", credentials=KEYS),
    "cannot-be-combined": lambda: bucket(accelerate=True, fips=True),
    "directory-buckets-only": lambda: bucket(regional_endpoint=True),
    "not-in-directory-bucket": lambda: bucket(ZONE, "us-west-2").operation("GetObjectAcl", "a"),
    "needs-regional-endpoint": lambda: bucket(ZONE, "us-west-2").operation("DeleteBucket"),
    "endpoint-names-bucket": lambda: bucket(endpoint="https://photos.example.com"),
    "endpoint-path-names-bucket": lambda: bucket(endpoint="https://example.com/photos"),
    "not-in-session": lambda: Bucket(ZONE, "us-west-2", credentials=Credentials("A", "S", "T"), session=True).operation(
        "CopyObject", "a", {"x-amz-copy-source": "b/c"}
    ),
    "part-number-out-of-range": lambda: BUCKET.part("a", "u", 10001),
    "object-too-large": lambda: BUCKET.operation(
        "CompleteMultipartUpload", "a", {"uploadId": "u", "x-amz-mp-object-size": str(2**60)}
    ),
    "body-too-large": lambda: BUCKET.put("a", content_length=6 * 2**30),
    "checksum-value": lambda: BUCKET.put("a", checksum_sha256=b"short"),
    "invalid-form-field": lambda: BUCKET.post("a", max_length=1, fields={"policy": "a"}),
    "empty-length-range": lambda: BUCKET.post("a", min_length=2, max_length=1),
    "form-too-large": lambda: BUCKET.post("a", max_length=1, fields={"success_action_redirect": "b" * 20000}),
    "metadata-not-ascii": lambda: BUCKET.put("a", metadata={"name": "é"}),
    "metadata-too-large": lambda: BUCKET.put("a", metadata={"name": "b" * 3000}),
    "header-not-ascii": lambda: BUCKET.put("a", content_type="text/é"),
    "parameter-not-latin-1": lambda: BUCKET.get("a", content_type="text/€"),
    "invalid-tags": lambda: BUCKET.operation("PutObject", "a", {"x-amz-tagging": "&".join(f"t{n}=" for n in range(11))}),
    "missing-region": lambda: Signer("s3"),
    "no-such-provider": lambda: bucket(region=None, provider="r3"),
    "missing-part-of-provider": lambda: bucket(region=None, provider="r2"),
}

# What no call of Python comes to, and why not.
ELSEWHERE = {
    # Of Rust's types alone: a scope, a time, a key or a request that is text.
    "malformed-scope", "malformed-time", "malformed-rfc3339", "signing-key-of-other-day", "invalid-signature",
    "key-without-regions", "invalid-signing-key", "invalid-verifying-key", "payload-hash-in-query", "signer-mismatch",
    "signer-of-other-service", "url-crate-rewrites", "http-crate-refuses", "not-in-xml", "resolved-path",
    # Of bodies in chunks, event streams and plans of uploads, which the package does not have.
    "chunk-too-small", "chunk-of-other-length", "chunked-body", "event-message", "event-stream", "checksum-algorithm",
    "checksum-header", "copy-source-range-too-long", "too-many-parts", "part-size-out-of-range",
    # Of features that are not built, or always are.
    "empty-scope", "open-prefix", "not-narrower", "scope-too-large", "not-a-parent", "needs-sigv4a",
    "invalid-certificate", "chain-too-long", "certificate-in-query", "signature-form",
    # Of the environment: tests/test_credentials.py.
    "missing-environment-variable", "malformed-credential-expiration",
}  # fmt: skip

# The arguments that sentences may name.
ARGUMENTS = {"checksum_sha256", "content_length", "custom_domain", "expires_at", "path_style", "region_set", "regional_endpoint"}

CLASSES = {
    "Request": RequestError,
    "Limit": LimitError,
    "Address": AddressError,
    "Credentials": CredentialsError,
    "Environment": CredentialsError,
    "Time": TimeError,
    "Signer": SignerError,
    "Unsupported": UnsupportedError,
}


def kinds() -> dict[str, set[str]]:
    """The kinds of each code of the crate, from its table."""
    table = (Path(__file__).parents[3] / "src" / "error" / "facts.rs").read_text().partition("impl CloudFrontReason")[0]
    kinds: dict[str, set[str]] = {}
    for code, kind in re.findall(r'\("([\w-]+)", ErrorKind::(\w+)\)', table):
        kinds.setdefault(code, set()).add(kind)
    return kinds


@pytest.fixture(autouse=True)
def no_region(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")


def test_every_code_of_the_crate_is_known_here() -> None:
    assert set(kinds()) - set(CODES) - ELSEWHERE == set()
    assert set(CODES) & ELSEWHERE == set()


@pytest.mark.parametrize("code", CODES)
def test_the_class_of_each_code(code: str) -> None:
    with pytest.raises(PresignError) as caught:
        CODES[code]()
    assert caught.value.code == code, str(caught.value)
    assert isinstance(caught.value, ValueError)
    assert str(caught.value)
    if code in kinds():
        assert type(caught.value) in {CLASSES[kind] for kind in kinds()[code]}
    else:
        assert type(caught.value) in CLASSES.values()


def test_the_bounds_of_expiry() -> None:
    good: list[int | timedelta] = [1, 604800, timedelta(days=7), timedelta(seconds=1)]
    for expires in good:
        assert "X-Amz-Expires=" in BUCKET.get("a", expires=expires)
    refused: list[tuple[Any, type[Exception]]] = [
        (0, TimeError),
        (604801, LimitError),
        (2**63, LimitError),
        (2**64, LimitError),
        (10**40, LimitError),
        (-(10**40), TimeError),
        (timedelta(days=7, seconds=1), LimitError),
        (timedelta.max, TimeError),
        (timedelta.min, TimeError),
        (timedelta(microseconds=-1), TimeError),
        (True, TypeError),
        (1.0, TypeError),
        ("60", TypeError),
        ([], TypeError),
    ]
    for expires, error in refused:
        with pytest.raises(error):
            BUCKET.get("a", expires=expires)


class Integer:
    """An integer as numpy has it."""

    def __index__(self) -> int:
        return 5


def test_lengths_that_a_client_declares() -> None:
    some: Any = Integer()
    assert BUCKET.put("a", content_length=some).headers == {"content-length": "5"}
    assert "partNumber=5&" in BUCKET.part("a", "u", some, content_length=0)
    calls: list[tuple[Callable[[Any], object], str]] = [
        (lambda length: BUCKET.put("a", content_length=length), "body-too-large"),
        (lambda length: BUCKET.part("a", "u", 1, content_length=length), "body-too-large"),
        (lambda length: BUCKET.part("a", "u", length), "part-number-out-of-range"),
    ]
    for call, code in calls:
        for length in (-1, -(10**30)):
            with pytest.raises(PresignError) as caught:
                call(length)
            assert caught.value.code in {"negative-length", code} and f" is {length}:" in str(caught.value)
        with pytest.raises(LimitError) as over:
            call(10**30)
        assert over.value.code == code
        for other in ("5", 5.0, True):
            with pytest.raises(TypeError, match="must be an int, not"):
                call(other)
    with pytest.raises(RequestError, match="max_length is -1:"):
        BUCKET.post("a", max_length=-1)


def test_times() -> None:
    at = "X-Amz-Date=20150830T123600Z"
    assert at in BUCKET.get("a", now=NOW)
    assert at in BUCKET.get("a", now=NOW.replace(microsecond=999999))
    assert at in BUCKET.get("a", now=NOW.astimezone(timezone(timedelta(hours=5, minutes=30))))
    for now, error in [
        (datetime.min.replace(tzinfo=UTC), TimeError),
        (datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), TimeError),
        (datetime(2015, 8, 30), TimeError),  # noqa: DTZ001
        (1440938160, TypeError),
        ("20150830T123600Z", TypeError),
        (NOW.date(), TypeError),
    ]:
        with pytest.raises(error):
            BUCKET.get("a", now=now)  # type: ignore[arg-type]
    # The end of all times, with the expiry after it.
    for expires in [1, 604800]:
        with pytest.raises(TimeError):
            BUCKET.get("a", now=datetime.max.replace(tzinfo=UTC), expires=expires)


class Text(str):
    """A str that says something else when it is asked."""

    def __str__(self) -> str:
        return "other"

    def __len__(self) -> int:
        return 0


def test_strings() -> None:
    assert BUCKET.get(Text("a"), now=NOW) == BUCKET.get("a", now=NOW)
    assert "/a%00b?" in BUCKET.get("a\0b")
    for key in ["\ud800", "a\udfffb"]:
        with pytest.raises(UnicodeEncodeError):
            BUCKET.get(key)
        with pytest.raises(UnicodeEncodeError):
            BUCKET.get_many(["a", key])
    others: list[Any] = [None, 1, b"a", object(), ["a"]]
    for other in others:
        with pytest.raises(TypeError):
            BUCKET.get(other)


def test_unknown_arguments() -> None:
    calls: list[Callable[[], object]] = [
        lambda: BUCKET.get("a", expire=60),  # type: ignore[call-arg]
        lambda: BUCKET.get("a", 60),  # type: ignore[call-arg]
        lambda: BUCKET.put("a", ContentType="text/plain"),  # type: ignore[call-arg]
        lambda: BUCKET.post("a"),  # type: ignore[call-arg]
        lambda: Bucket("photos", "us-east-1", KEYS),  # type: ignore[call-arg]
        lambda: Bucket("photos", "us-east-1", credentials=KEYS, use_ssl=False),  # type: ignore[call-arg]
        lambda: Credentials("AKID"),  # type: ignore[call-arg]
    ]
    for call in calls:
        with pytest.raises(TypeError):
            call()


def test_batches() -> None:
    assert BUCKET.get_many([]) == []
    assert BUCKET.get_many(iter(["a", "b"]), now=NOW) == [BUCKET.get("a", now=NOW), BUCKET.get("b", now=NOW)]
    with pytest.raises(RequestError) as caught:
        BUCKET.get_many(["a", "b", ""])
    assert (caught.value.code, caught.value.index) == ("empty-key", 2)
    with pytest.raises(TypeError, match=r"keys\[1\] is not a str, but int"):
        BUCKET.get_many(["a", 1])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="one str"):
        BUCKET.get_many("abc")

    def broken() -> Any:
        yield "a"
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        BUCKET.get_many(broken())
    windows: list[int | timedelta] = [60, timedelta(minutes=1)]
    for window in windows:
        urls = [BUCKET.get_many(["a"], window=window, now=NOW + timedelta(seconds=second)) for second in (0, 59)]
        assert urls[0] == urls[1] == [BUCKET.get("a", window=window, now=NOW)]


def test_providers() -> None:
    for options, host in [
        ({"provider": "r2", "account": "0123456789abcdef"}, "0123456789abcdef.r2.cloudflarestorage.com"),
        ({"provider": "b2", "region": "us-west-004"}, "s3.us-west-004.backblazeb2.com"),
        ({"provider": "minio", "endpoint": "http://localhost:9000"}, "localhost:9000"),
        ({"endpoint": "http://localhost:9000", "region": "us-east-1"}, "localhost:9000"),
        ({"custom_domain": "https://media.example.com", "region": "us-east-1"}, "media.example.com"),
        ({"path_style": True, "region": "us-west-2"}, "s3.us-west-2.amazonaws.com"),
    ]:
        assert Bucket("photos", credentials=KEYS, **options).host == host  # type: ignore[arg-type]
    for options in [
        {"provider": "r2", "account": "a", "region": "eu-west-1"},
        {"provider": "b2", "region": "us-west-004", "account": "a"},
        {"provider": "gcs", "endpoint": "https://example.com"},
        {"region": "us-east-1", "account": "a"},
    ]:
        with pytest.raises(AddressError) as caught:
            Bucket("photos", credentials=KEYS, **options)  # type: ignore[arg-type]
        assert caught.value.code == "cannot-be-combined"
    with pytest.raises(AddressError, match="server at the endpoint, which is often us-east-1") as caught:
        Bucket("photos", endpoint="http://localhost:9000", credentials=KEYS)
    assert caught.value.code == "missing-region"


def test_the_sentences_name_what_python_has() -> None:
    """No sentence that a call here comes to names a method that Rust alone has."""
    for code, call in CODES.items():
        try:
            call()
        except PresignError as error:
            assert "::" not in str(error), code
            for name in re.findall(r"\b[a-z]+_[a-z_]+\b", str(error)):
                assert name in ARGUMENTS, (code, str(error))
