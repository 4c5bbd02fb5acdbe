"""The server's side, and explanations."""

import runpy
import threading
import urllib.error
import urllib.request
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import boto3
import pytest

from presigned import Bucket, Credentials, Refused, Signer, explain, verify

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
KEYS = Credentials("AKIDEXAMPLE", SECRET)
BUCKET = Bucket("photos", "us-east-1", credentials=KEYS)
NOW = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
HOST = {"Host": BUCKET.host}


def look_up(access_key_id: str) -> str | None:
    return {"AKIDEXAMPLE": SECRET}.get(access_key_id)


def target(url: str) -> str:
    return "/" + url.removeprefix("https://").partition("/")[2]


def check(url: str, headers: Any = HOST, method: str = "GET", **options: Any) -> Any:
    return verify(method, target(url), headers, look_up, region="us-east-1", **{"now": NOW} | options)


def test_a_url() -> None:
    verified = check(BUCKET.get("a b/é.txt", now=NOW, filename="x"))
    assert (verified.access_key_id, verified.method, verified.path) == ("AKIDEXAMPLE", "GET", "/a b/é.txt")
    assert ("response-content-disposition", 'attachment; filename="x"') in verified.parameters
    assert verified.not_after == NOW + timedelta(hours=1)
    assert verified.body is None


def test_an_upload() -> None:
    url = BUCKET.put("a.txt", content_type="text/plain", now=NOW)
    verified = check(url, [*HOST.items(), *url.headers.items()], "PUT", body=b"hello")
    assert verified.signed_headers["content-type"] == "text/plain"
    assert verified.body == b"hello"
    request = Signer("s3", "us-east-1", credentials=KEYS).sign("PUT", url.partition("?")[0], body=b"hello", now=NOW)
    assert check(request.url, HOST | request.headers, "PUT", body=b"hello").body == b"hello"
    with pytest.raises(Refused) as caught:
        check(request.url, HOST | request.headers, "PUT", body=b"HELLO")
    assert (caught.value.code, caught.value.status) == ("XAmzContentSHA256Mismatch", 400)


def test_each_change_is_refused() -> None:
    url = BUCKET.get("a.txt", now=NOW)
    for code, status, call in [
        ("SignatureDoesNotMatch", 403, lambda: check(url.replace("a.txt", "b.txt"))),
        ("SignatureDoesNotMatch", 403, lambda: check(url, method="PUT")),
        ("AccessDenied", 403, lambda: check(url, now=NOW + timedelta(hours=1, seconds=1))),
        ("AccessDenied", 403, lambda: check(url, now=NOW - timedelta(hours=1))),
        ("AccessDenied", 403, lambda: check(url.partition("?")[0])),
        ("AuthorizationQueryParametersError", 400, lambda: check(url, max_expires=60)),
        ("InvalidAccessKeyId", 403, lambda: check(url.replace("AKIDEXAMPLE", "AKIDOTHER"))),
        ("AccessDenied", 403, lambda: check(url, HOST | {"x-amz-acl": "public-read"})),
    ]:
        with pytest.raises(Refused) as caught:
            call()
        refused = caught.value
        assert (refused.code, refused.status) == (code, status), refused
        document = ElementTree.fromstring(refused.xml)
        assert (document.findtext("Code"), document.findtext("Message")) == (code, str(refused))
        assert refused.reason
        assert SECRET not in refused.xml


def test_the_resource_and_the_request_are_named() -> None:
    with pytest.raises(Refused) as caught:
        check("https://photos/a&b.jpg", request_id="4442587FB7D0A2F9")
    document = ElementTree.fromstring(caught.value.xml)
    assert (document.findtext("Resource"), document.findtext("RequestId")) == ("/a&b.jpg", "4442587FB7D0A2F9")


def test_lookups() -> None:
    url = Bucket("photos", "us-east-1", credentials=Credentials("AKIDEXAMPLE", SECRET, "TOKEN")).get("a", now=NOW)
    how: dict[str, Any] = {"region": "us-east-1", "now": NOW}
    verify("GET", target(url), HOST, lambda _: Credentials("AKIDEXAMPLE", SECRET, "TOKEN"), **how)
    with pytest.raises(Refused) as caught:
        verify("GET", target(url), HOST, lambda _: Credentials("AKIDEXAMPLE", SECRET, "OTHER"), **how)
    assert caught.value.code == "InvalidToken"
    with pytest.raises(TypeError, match="lookup must return"):
        verify("GET", target(url), HOST, lambda _: 1, **how)  # type: ignore[arg-type,return-value]
    with pytest.raises(KeyError):
        verify("GET", target(url), HOST, {}.__getitem__, **how)


def test_an_explanation_of_a_url() -> None:
    url = BUCKET.get("a.txt", now=NOW)
    found = explain(url, now=NOW + timedelta(hours=2))
    assert [it.kind for it in found.causes + found.findings] == ["expired"]
    assert (found.access_key_id, found.region, found.service) == ("AKIDEXAMPLE", "us-east-1", "s3")
    assert (found.signed_at, found.expires_at) == (NOW, NOW + timedelta(hours=1))
    assert "expired" in str(found)
    assert not explain(url, now=NOW).causes + explain(url, now=NOW).findings


def test_an_explanation_of_an_answer() -> None:
    url = BUCKET.put("a.txt", content_type="text/plain", now=NOW)
    answer = (
        "<Error><Code>SignatureDoesNotMatch</Code><CanonicalRequest>"
        f"PUT\n/a.txt\n{url.partition('?')[2].partition('&amp;X-Amz-Signature')[0]}".replace("&", "&amp;")
        + "\ncontent-type:image/png\nhost:photos.s3.us-east-1.amazonaws.com\n\ncontent-type;host\nUNSIGNED-PAYLOAD"
        "</CanonicalRequest></Error>"
    )
    found = explain(url=url, method="PUT", headers={"content-type": "text/plain"}, answer=answer, now=NOW)
    assert found.code == "SignatureDoesNotMatch"
    assert [it for it in found.differences if it.line == "header content-type"]
    assert found.causes[0].certainty == "proved"
    assert found.headers_to_send == ["content-type"]


def test_an_explanation_names_cures() -> None:
    found = explain("rclone: NotImplemented: Header 'x-amz-checksum-crc32' with value 'AAAAAA==' not implemented")
    assert found.causes[0].cures == [("rclone", "--s3-use-data-integrity-protections=false")]


def test_any_string_is_explained() -> None:
    for pasted in ["", "\0", "not a url", "<Error>", "https://", "{}", "é" * 5000]:
        assert isinstance(explain(pasted, now=NOW).text, str)


@pytest.fixture(scope="module")
def wsgi() -> Iterator[str]:
    """The address of the application in the example."""
    example = runpy.run_path(str(Path(__file__).parents[1] / "examples" / "wsgi.py"))
    handler = type("Quiet", (WSGIRequestHandler,), {"log_message": lambda *_: None})
    with make_server("127.0.0.1", 0, example["application"], handler_class=handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def send(method: str, url: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> tuple[int, str]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(urllib.request.Request(url, body, headers or {}, method=method)) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, ElementTree.fromstring(error.read()).findtext("Code") or ""


EXAMPLE = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "SECRETEXAMPLE"}


def test_urls_through_wsgi(wsgi: str) -> None:
    bucket = Bucket("photos", "eu-central-1", endpoint=wsgi, credentials=Credentials(*EXAMPLE.values()))
    name = "a b/tö~+%&.jpg"
    download = bucket.get(name, filename="a b.jpg")
    assert send("GET", download) == (200, f"AKIDEXAMPLE may GET /photos/{name}\n")
    assert send("DELETE", download) == (403, "SignatureDoesNotMatch")
    upload = bucket.put(name, content_type="image/jpeg", content_length=3)
    assert send("PUT", upload, upload.headers, b"cat")[0] == 200
    assert send("PUT", upload, upload.headers | {"content-type": "image/png"}, b"cat")[0] == 403
    assert send("GET", f"{wsgi}/photos/a") == (403, "AccessDenied")


def test_headers_through_wsgi(wsgi: str) -> None:
    bucket = Bucket("photos", "eu-central-1", endpoint=wsgi, credentials=Credentials(*EXAMPLE.values()))
    request = bucket.sign("PutObject", "a b.txt", body=b"hello")
    assert send(*request, b"hello")[0] == 200
    assert send(*request, b"jello")[0] == 400


def test_boto3_through_wsgi(wsgi: str) -> None:
    client = boto3.client("s3", "eu-central-1", endpoint_url=wsgi, **EXAMPLE)
    body = client.get_object(Bucket="photos", Key="a b/ö.txt")["Body"].read()
    assert body.decode() == "AKIDEXAMPLE may GET /photos/a b/ö.txt\n"


def test_a_dict_is_no_function_that_looks_up() -> None:
    lookup: Any = {"AKIDEXAMPLE": SECRET}
    with pytest.raises(TypeError, match="such as a dict's get, not dict"):
        verify("GET", BUCKET.get("a"), HOST, lookup, region="us-east-1")


def test_a_finding_is_written_once() -> None:
    explanation = explain(url=BUCKET.get("a", now=NOW))
    assert explanation.causes == []
    assert [finding.kind for finding in explanation.findings] == ["expired"]
    assert str(explanation).count("the URL expired at") == 1
