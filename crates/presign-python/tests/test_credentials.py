"""Where credentials come from, when they are asked for again, and what is never shown."""

import copy
import functools
import json
import pickle
import sys
import threading
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from presigned import Bucket, Credentials, CredentialsError, Signer, tokens
from presigned._sources import Source

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(autouse=True)
def nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ["ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "PROFILE", "REGION", "DEFAULT_REGION"]:
        monkeypatch.delenv(f"AWS_{name}", raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    # What other tests have found.
    monkeypatch.setattr("presigned._sources.DEFAULT", Source())
    return tmp_path


def signed_by(url: str) -> str:
    return url.partition("X-Amz-Credential=")[2].partition("%2F")[0]


def test_no_secret_is_shown() -> None:
    keys = Credentials("AKIDEXAMPLE", SECRET, "TOKEN-EXAMPLE", expires_at=now() + timedelta(hours=1))
    signing = [Bucket("photos", "us-east-1", credentials=keys), Signer("sts", "us-east-1", credentials=keys)]
    for it in [keys, *signing, Credentials.from_profile(), Credentials.from_boto3(botocore.session.Session())]:
        for shown in (repr(it), str(it), f"{it}"):
            assert SECRET not in shown
            assert "TOKEN-EXAMPLE" not in shown
    assert not hasattr(keys, "secret_access_key")
    assert not hasattr(keys, "__dict__")


def test_keys_are_not_pickled_and_not_copied() -> None:
    keys = Credentials("AKIDEXAMPLE", SECRET)
    session = Credentials.from_boto3(botocore.session.Session())
    for it in [keys, Bucket("photos", "us-east-1", credentials=keys), Signer("s3", "us-east-1", credentials=keys), session]:
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with pytest.raises(TypeError, match="cannot be pickled"):
                pickle.dumps(it, protocol)
        with pytest.raises(TypeError, match="cannot be pickled"):
            copy.deepcopy(it)


def test_a_source_is_pickled_by_its_name_alone(nothing_of_this_machine: Path) -> None:
    (nothing_of_this_machine / "credentials").write_text(
        f"[work]\naws_access_key_id = AKIDWORK\naws_secret_access_key = {SECRET}\n"
    )
    source = Credentials.from_profile("work")
    assert source().access_key_id == "AKIDWORK"
    pickled = pickle.dumps(source)
    assert SECRET.encode() not in pickled
    assert pickle.loads(pickled)().access_key_id == "AKIDWORK"


def test_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CredentialsError) as caught:
        Credentials.from_env()
    assert caught.value.code == "missing-environment-variable"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDENV")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_SESSION_TOKEN", "TOKEN")
    monkeypatch.setenv("AWS_REGION", "eu-west-3")
    keys = Credentials.from_env()
    assert (keys.access_key_id, keys.is_temporary, keys.expires_at) == ("AKIDENV", True, None)
    # Without credentials and a region, those that AWS's tools would use.
    bucket = Bucket("photos")
    assert bucket.region == "eu-west-3"
    assert signed_by(bucket.get("a")) == "AKIDENV"
    assert signed_by(tokens.rds("db.a1.eu-west-3.rds.amazonaws.com", 5432, "app", "eu-west-3")) == "AKIDENV"


def test_without_any_source() -> None:
    with pytest.raises(CredentialsError) as caught:
        Bucket("photos", "us-east-1", credentials=Credentials.from_profile()).get("a")
    assert caught.value.code == "no-source"
    with pytest.raises(CredentialsError) as caught:
        Credentials.from_profile("nobody")()
    assert caught.value.code == "no-such-profile"


def test_from_a_program(nothing_of_this_machine: Path) -> None:
    expiry = (now() + timedelta(hours=2)).replace(microsecond=0)
    answer = {
        "Version": 1,
        "AccessKeyId": "ASIAPROGRAM",
        "SecretAccessKey": SECRET,
        "SessionToken": "T",
        "Expiration": expiry.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    program, runs = nothing_of_this_machine / "program.py", nothing_of_this_machine / "runs"
    program.write_text(f"import json\nopen({str(runs)!r}, 'a').write('.')\nprint(json.dumps({answer!r}))\n")
    (nothing_of_this_machine / "config").write_text(
        f"[profile work]\ncredential_process = {sys.executable} {program}\n"
        "[profile none]\ncredential_process = /nowhere/program\n"
    )
    source = Credentials.from_profile("work")
    bucket = Bucket("photos", "us-east-1", credentials=source)
    assert signed_by(bucket.get("a")) == "ASIAPROGRAM"
    assert bucket.get("a", expires=timedelta(days=7)).expires_at == expiry
    assert source().expires_at == expiry
    assert runs.read_text() == "."
    with pytest.raises(CredentialsError) as caught:
        Credentials.from_profile("none")()
    assert caught.value.code == "program-not-run"


@pytest.fixture
def server() -> Iterator[tuple[str, list[tuple[str, str, dict[str, str]]]]]:
    """An instance's metadata service, a container's endpoint and STS, on loopback."""
    seen: list[tuple[str, str, dict[str, str]]] = []
    keys = {"AccessKeyId": "ASIASERVER", "SecretAccessKey": SECRET, "Token": "T", "Expiration": "2099-01-01T00:00:00Z"}
    sts = (
        "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>"
        f"<AccessKeyId>ASIASTS</AccessKeyId><SecretAccessKey>{SECRET}</SecretAccessKey><SessionToken>T</SessionToken>"
        "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult>"
        "</AssumeRoleWithWebIdentityResponse>"
    )

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            seen.append((self.command, self.path, {name.lower(): value for name, value in self.headers.items()}))
            if self.path == "/moved":
                self.send_response(302)
                self.send_header("location", "/container")
                self.end_headers()
                return
            body = {
                "/latest/api/token": "IMDS-TOKEN",
                "/latest/meta-data/iam/security-credentials/": "role",
                "/container": json.dumps(keys),
            }.get(self.path, sts if self.command == "POST" else json.dumps(keys | {"Code": "Success"}))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_PUT = do_POST = answer

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}", seen
        http.shutdown()


def test_from_an_instance(monkeypatch: pytest.MonkeyPatch, server: Any) -> None:
    address, seen = server
    monkeypatch.delenv("AWS_EC2_METADATA_DISABLED")
    monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", address)
    # A proxy would see the keys, and has nothing to say here.
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    bucket = Bucket("photos", "us-east-1", credentials=Credentials.from_profile())
    assert signed_by(bucket.get("a")) == signed_by(bucket.get("b")) == "ASIASERVER"
    assert [(method, path) for method, path, _ in seen] == [
        ("PUT", "/latest/api/token"),
        ("GET", "/latest/meta-data/iam/security-credentials/"),
        ("GET", "/latest/meta-data/iam/security-credentials/role"),
    ]
    assert seen[2][2]["x-aws-ec2-metadata-token"] == "IMDS-TOKEN"


def test_from_a_container(monkeypatch: pytest.MonkeyPatch, server: Any) -> None:
    address, seen = server
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"{address}/container")
    monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "SECRET-OF-CONTAINER")
    assert Credentials.from_profile()().access_key_id == "ASIASERVER"
    assert seen[0][2]["authorization"] == "SECRET-OF-CONTAINER"
    # A redirect would carry the token elsewhere.
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"{address}/moved")
    with pytest.raises(CredentialsError) as caught:
        Credentials.from_profile()()
    assert caught.value.code == "refused"


def test_from_a_web_identity(monkeypatch: pytest.MonkeyPatch, server: Any, tmp_path: Path) -> None:
    address, seen = server
    (tmp_path / "token").write_text("JWT")
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/app")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", address)
    assert Credentials.from_profile()().access_key_id == "ASIASTS"
    assert seen[0][0] == "POST"


def test_where_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/keys")
    with pytest.raises(CredentialsError) as caught:
        Credentials.from_profile()()
    assert caught.value.code == "not-reached"
    assert "127.0.0.1:1" in str(caught.value)


class Renewing:
    """A function whose credentials expire."""

    def __init__(self, lifetime: timedelta | None) -> None:
        self.lifetime = lifetime
        self.calls = 0
        self.error: Exception | None = None

    def __call__(self) -> Credentials:
        self.calls += 1
        if self.error is not None:
            raise self.error
        expiry = None if self.lifetime is None else now() + self.lifetime
        return Credentials(f"ASIA{self.calls}", SECRET, "T", expires_at=expiry)


def test_a_function_is_asked_when_its_credentials_are_needed_and_about_to_expire() -> None:
    # They are kept while they last for longer than a quarter of an hour.
    long = Renewing(timedelta(hours=1))
    bucket = Bucket("photos", "us-east-1", credentials=long)
    assert long.calls == 0
    assert [signed_by(bucket.get("a")) for _ in range(3)] == ["ASIA1"] * 3
    assert signed_by(bucket.get_many(["a"])[0]) == "ASIA1"
    # Those that never last that long are not asked for with each URL.
    short = Renewing(timedelta(minutes=10))
    bucket = Bucket("photos", "us-east-1", credentials=short)
    assert [signed_by(bucket.get("a")) for _ in range(3)] == ["ASIA1"] * 3
    # Those that do not say when they expire are asked for with each URL.
    unknown = Renewing(None)
    bucket = Bucket("photos", "us-east-1", credentials=unknown)
    assert [signed_by(bucket.get("a")) for _ in range(3)] == ["ASIA1", "ASIA2", "ASIA3"]
    # Those that have expired are not used.
    over = Renewing(timedelta(seconds=-5))
    with pytest.raises(CredentialsError) as caught:
        Bucket("photos", "us-east-1", credentials=over).get("a")
    assert caught.value.code == "credentials-expired"


def test_new_credentials_are_used_in_time() -> None:
    # In the last seconds of their life they are asked for with each URL.
    function = Renewing(timedelta(seconds=9))
    bucket = Bucket("photos", "us-east-1", credentials=function)
    assert [signed_by(bucket.get("a")) for _ in range(3)] == ["ASIA1", "ASIA2", "ASIA3"]


def test_a_function_that_fails() -> None:
    function = Renewing(timedelta(seconds=9))
    function.error = ConnectionError("no network")
    bucket = Bucket("photos", "us-east-1", credentials=function)
    with pytest.raises(ConnectionError, match="no network"):
        bucket.get("a")
    # While the old ones are good, they are used, and it is said.
    function.error = None
    assert signed_by(bucket.get("a")) == "ASIA2"
    function.error = ConnectionError("no network")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        while not said:
            assert signed_by(bucket.get("a")) == "ASIA2"
        assert "not renewed" in str(said[0].message)


def test_a_function_that_returns_something_else() -> None:
    answers: list[Any] = [None, "AKID", ("AKID", SECRET), {}]
    for answer in answers:
        bucket = Bucket("photos", "us-east-1", credentials=functools.partial(copy.copy, answer))
        with pytest.raises(TypeError, match="must return Credentials, not ") as caught:
            bucket.get("a")
        assert SECRET not in str(caught.value)
    for given in ["AKID", 1, b"", object()]:
        with pytest.raises(TypeError, match="credentials must be Credentials or a function"):
            Bucket("photos", "us-east-1", credentials=given)  # type: ignore[arg-type]


def test_a_function_that_uses_the_bucket_itself() -> None:
    buckets: list[Bucket] = []
    depth = 0

    def function() -> Credentials:
        nonlocal depth
        depth += 1
        if depth < 3:
            buckets[0].get("a")
        return Credentials("AKIDEXAMPLE", SECRET)

    buckets.append(Bucket("photos", "us-east-1", credentials=function))
    assert signed_by(buckets[0].get("a")) == "AKIDEXAMPLE"


def test_the_sessions_of_boto() -> None:
    session = botocore.session.Session()
    session.set_credentials("AKIDBOTO", SECRET)
    source = Credentials.from_boto3(session)
    bucket = Bucket("photos", "us-east-1", credentials=source)
    assert signed_by(bucket.get("a")) == "AKIDBOTO"
    assert source() is source()
    session.set_credentials("AKIDOTHER", SECRET)
    assert signed_by(bucket.get("a")) == "AKIDOTHER"
    with pytest.raises(CredentialsError) as caught:
        Credentials.from_boto3(Empty())()
    assert caught.value.code == "no-source"
    with pytest.raises(TypeError, match="session must be a session of boto3"):
        Credentials.from_boto3(None)


class Empty:
    def get_credentials(self) -> None:
        return None


def test_the_renewal_of_boto_is_followed() -> None:
    from botocore.credentials import RefreshableCredentials

    calls = 0

    def refresh() -> dict[str, str]:
        nonlocal calls
        calls += 1
        expiry = (now() + timedelta(hours=1)).isoformat()
        return {"access_key": f"ASIA{calls}", "secret_key": SECRET, "token": "T", "expiry_time": expiry}

    session = botocore.session.Session()
    session._credentials = RefreshableCredentials.create_from_metadata(
        refresh() | {"expiry_time": (now() + timedelta(minutes=5)).isoformat()}, refresh, "test"
    )
    bucket = Bucket("photos", "us-east-1", credentials=Credentials.from_boto3(session), full_lifetime=True)
    url = bucket.get("a", expires=1800)
    assert signed_by(url) == "ASIA2"
    assert url.expires_at <= now() + timedelta(minutes=31)


def test_the_lifetime_of_credentials() -> None:
    expiry = (now() + timedelta(minutes=30)).replace(microsecond=0)
    keys = Credentials("ASIA", SECRET, "T", expires_at=expiry)
    assert Bucket("photos", "us-east-1", credentials=keys).get("a", expires=3600).expires_at == expiry
    with pytest.raises(CredentialsError) as caught:
        Bucket("photos", "us-east-1", credentials=keys, full_lifetime=True).get("a", expires=3600)
    assert caught.value.code == "credentials-expire-first"


def test_malformed_keys_are_refused_where_they_are_given() -> None:
    for access_key_id, secret, code in [
        ("", SECRET, "empty-credential"),
        ("AKID", "", "empty-credential"),
        ("AKID ", SECRET, "credential-white-space"),
        ("AKID", f"{SECRET}\n", "credential-white-space"),
    ]:
        with pytest.raises(CredentialsError) as caught:
            Credentials(access_key_id, secret)
        assert caught.value.code == code
        assert SECRET not in str(caught.value)
