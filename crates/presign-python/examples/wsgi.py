"""Serves only what is signed: a WSGI application that verifies each request as S3 would, whether it is a presigned URL
or signed by its headers, as those of boto3 are.

    python wsgi.py
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote
from wsgiref.simple_server import make_server

from presigned import Refused, Verified, verify

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

SECRETS = {"AKIDEXAMPLE": "SECRETEXAMPLE"}
REGION = "eu-central-1"
LARGEST = 10_000_000


def verified(environ: "WSGIEnvironment") -> Verified:
    # PATH_INFO is decoded, and Latin-1 stands for its bytes. What was signed is the path percent-encoded, in this way.
    # It cannot be told here whether a slash was sent as %2F: keys that have it need a server with the raw target.
    path = quote(environ.get("PATH_INFO", "").encode("latin-1"), safe="/~")
    query = environ.get("QUERY_STRING", "")
    headers = {name[5:].replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
    # These two have no HTTP_ before their names.
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers[name.replace("_", "-")] = environ[name]
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if not 0 <= length <= LARGEST:
        raise Refused(f"the body may have {LARGEST} bytes", "EntityTooLarge", 400, "Bad Request")
    body = environ["wsgi.input"].read(length)
    target = f"{path}?{query}" if query else path
    return verify(environ["REQUEST_METHOD"], target, headers, SECRETS.get, region=REGION, body=body)


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    try:
        request = verified(environ)
    except Refused as refused:
        start_response(f"{refused.status} {refused.reason}", [("Content-Type", "application/xml")])
        return [refused.xml.encode()]
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"{request.access_key_id} may {request.method} {request.path}\n".encode()]


if __name__ == "__main__":
    make_server("127.0.0.1", 8000, application).serve_forever()
