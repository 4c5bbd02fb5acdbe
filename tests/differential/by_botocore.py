"""Signs random requests with botocore and prints each with what botocore made of it, as a line of JSON.

    python tests/differential/by_botocore.py > target/botocore/signed.jsonl

The seed is fixed, so a failure comes again.
"""

import base64
import datetime
import hashlib
import json
import random
from urllib.parse import quote

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

REQUESTS = 6_000
NOW = datetime.datetime(2015, 8, 30, 12, 36, 0)
SPECIAL = " +/%=&~*'()!$,:@;?#[]<>\"{}|\\^`"
choose = random.Random(3)

botocore.auth.get_current_datetime = lambda *_, **__: NOW


def decoded(most):
    """What is kept, what is escaped, and what lies beyond ASCII."""
    out = ""
    for _ in range(choose.randrange(most)):
        kind = choose.randrange(10)
        if kind == 0:
            out += choose.choice(SPECIAL)
        elif kind == 1:
            out += chr(choose.choice([choose.randrange(0x80, 0x3000), choose.randrange(0x1F300, 0x1F600)]))
        else:
            out += choose.choice("abcXYZ0189-._~")
    return out


def path():
    segments = []
    for _ in range(choose.randrange(1, 6)):
        kind = choose.randrange(20)
        # A slash within a segment is a segment's end.
        segment = {0: "", 1: ".", 2: ".."}.get(kind, decoded(10))
        segments.append(quote(segment, safe="-._~/"))
    return "/" + "/".join(segments)


def query():
    names = {choose.choice(["a", "a-b", "A", "ab", "Action", "x-id", "aé", "+"]) for _ in range(choose.randrange(5))}
    return [(name, decoded(12)) for name in sorted(names, key=lambda _: choose.random())]


def headers():
    names = {choose.choice(["x-amz-meta-a", "x-amz-meta-a-b", "Content-Type", "My-Header", "Range", "x-amz-acl"]) for _ in range(choose.randrange(5))}
    visible = [chr(byte) for byte in range(0x21, 0x7F)]
    return [(name, "".join(choose.choice([" ", *visible, *visible[:20]]) for _ in range(choose.randrange(1, 14)))) for name in sorted(names)]


def sign():
    service = choose.choice(["s3", "execute-api", "sts", "lambda"])
    form = choose.choice(["query", "headers"])
    region = choose.choice(["us-east-1", "eu-central-1", "cn-north-1"])
    secret = "".join(choose.choice("abcdefXYZ0123456789+/") for _ in range(40))
    token = "".join(choose.choice("Az9+/=") for _ in range(60)) if choose.random() < 0.5 else None
    host = choose.choice(["example.amazonaws.com", "localhost:9000", "127.0.0.1:8080", "bucket.s3.amazonaws.com"])
    asked = {
        "method": choose.choice(["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"]),
        "service": service,
        "form": form,
        "region": region,
        "secret": secret,
        "token": token,
        "url": f"https://{host}{path()}",
        "query": query(),
        "headers": headers(),
        "expires": choose.randrange(1, 604_801),
        # botocore moves a body into the query when it presigns.
        "body": choose.randbytes(choose.randrange(1, 40)) if form == "headers" and choose.random() < 0.5 else None,
    }
    url = asked["url"]
    if asked["query"]:
        encoded = [f"{quote(name, safe='-._~')}={quote(value, safe='-._~')}" for name, value in asked["query"]]
        url += "?" + "&".join(encoded)
    headers_sent = dict(asked["headers"])
    if asked["body"] is not None:
        # presign tells the hash of a body to every service, botocore to those alone that want to be told.
        headers_sent["x-amz-content-sha256"] = hashlib.sha256(asked["body"]).hexdigest()
    request = AWSRequest(asked["method"], url, headers_sent, asked["body"] or b"")
    credentials = Credentials("AKIDEXAMPLE", secret, token)
    if form == "query":
        kind = botocore.auth.S3SigV4QueryAuth if service == "s3" else botocore.auth.SigV4QueryAuth
        kind(credentials, service, region, expires=asked["expires"]).add_auth(request)
        signature = request.url.split("&X-Amz-Signature=")[1]
    else:
        kind = botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth
        kind(credentials, service, region).add_auth(request)
        signature = request.headers["Authorization"].split("Signature=")[1]
    if asked["body"] is not None:
        asked["body"] = base64.b64encode(asked["body"]).decode()
    return {**asked, "signature": signature}


for _ in range(REQUESTS):
    print(json.dumps(sign()))
