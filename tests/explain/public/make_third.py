#!/usr/bin/env python3
"""Writes third.toml next to this file: forty more refused requests, rebuilt from public reports, held back.

    python3 make_third.py            writes the file, then checks it
    python3 make_third.py --check    fails if the file is not what this script writes, or if a story does not hold
    python3 make_third.py --count    prints the number of cases by kind, year, SDK and server

It needs Python 3.11 and nothing else, and imports nothing from the other script. Nothing depends on the clock.

Only facts of a thread are used; inputs are made anew with example names. A request is signed by `seal`, from the parts
that the client of the report signed. A story then reads the written case again, as text, and asks `opens`, which shares
only the HMAC with `seal`, whether a server that received this or that would accept the signature.
"""

import base64
import hashlib
import hmac
import json
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path
from urllib.parse import quote, unquote

KEY = "AKIDEXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TEMPORARY = "ASIAIOSFODNN7EXAMPLE"
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVzLWVhc3QtMSJHMEUCIQ+exampletoken/only=="
DATE = "20260101T000000Z"
NOW = "20260101T000030Z"
BUCKET = "examplebucket"
EMPTY = hashlib.sha256(b"").hexdigest()
UNSIGNED = "UNSIGNED-PAYLOAD"
TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"


# --- Signing: from parts to text -------------------------------------------------------------------------------------


def enc(text, keep=""):
    return quote(text, safe="-._~" + keep)


def digest(data):
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def hm(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def signing_key(scope, secret=SECRET):
    key = ("AWS4" + secret).encode()
    for part in scope.split("/"):
        key = hm(key, part)
    return key


def scope_of(region, service, day=DATE[:8]):
    return f"{day}/{region}/{service}/aws4_request"


def seal(canonical, scope, date=DATE, secret=SECRET):
    """The signature of a canonical request."""
    return hm(signing_key(scope, secret), f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{digest(canonical)}").hex()


def canonical(method, path, query, headers, payload):
    """A canonical request of parts that are in their canonical form already; headers is a dict with small names."""
    names = sorted(headers)
    return "\n".join(
        [method, path, query, *(f"{n}:{headers[n]}" for n in names), "", ";".join(names), payload]
    )


def sort_query(pairs):
    return "&".join(f"{n}={v}" for n, v in sorted((enc(n), enc(v)) for n, v in pairs))


class Made:
    """What was made: url, headers as lines, the signature, and what the client signed."""

    def __init__(self, **parts):
        self.__dict__.update(parts)


def by_query(
    host,
    path,
    method="GET",
    scheme="https",
    region="us-east-1",
    service="s3",
    expires=900,
    signed=None,
    more=(),
    key=KEY,
    token=None,
    signed_host=None,
    signed_path=None,
    wire_host=None,
    wire_path=None,
):
    """A presigned URL. `signed_*` is what the client signed, `wire_*` what stands in the URL, if it is another."""
    scope = scope_of(region, service)
    headers = {"host": signed_host or host, **(signed or {})}
    pairs = [("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), ("X-Amz-Credential", f"{key}/{scope}"), ("X-Amz-Date", DATE)]
    if expires is not None:
        pairs.append(("X-Amz-Expires", str(expires)))
    if token:
        pairs.append(("X-Amz-Security-Token", token))
    pairs.append(("X-Amz-SignedHeaders", ";".join(sorted(headers))))
    pairs = [*more, *pairs]
    target = signed_path or (path if service == "s3" else enc(path, "/"))
    payload = UNSIGNED if service == "s3" else EMPTY
    text = canonical(method, target, sort_query(pairs), headers, payload)
    signature = seal(text, scope)
    query = "&".join(f"{enc(n)}={enc(v)}" for n, v in pairs)
    url = f"{scheme}://{wire_host or host}{wire_path or path}?{query}&X-Amz-Signature={signature}"
    return Made(url=url, text=text, signature=signature, scope=scope, query=sort_query(pairs), key=key, headers=headers)


def by_header(
    host,
    path,
    method="GET",
    region="us-east-1",
    service="s3",
    query=(),
    signed=None,
    unsigned=None,
    body=b"",
    payload=None,
    with_hash=True,
    signed_path=None,
    key=KEY,
    day=DATE[:8],
    date=DATE,
):
    """The lines of the headers of a request that is signed in Authorization."""
    scope = scope_of(region, service, day)
    payload = payload or digest(body)
    headers = {"host": host, "x-amz-date": date, **(signed or {})}
    if with_hash:
        headers["x-amz-content-sha256"] = payload
    target = signed_path or (path if service == "s3" else enc(path, "/"))
    text = canonical(method, target, sort_query(query), headers, payload)
    signature = seal(text, scope, date)
    names = ";".join(sorted(headers))
    authorization = f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={names}, Signature={signature}"
    lines = [f"{n}: {v}" for n, v in sorted({**headers, **(unsigned or {})}.items())]
    return Made(
        lines=[*lines, f"authorization: {authorization}"],
        authorization=authorization,
        text=text,
        signature=signature,
        scope=scope,
        query=sort_query(query),
        headers=headers,
        payload=payload,
        key=key,
    )


# --- Stories: from text back to a verdict ----------------------------------------------------------------------------


def opens(method, url, headers=(), payload=None, host=None, path=None, service=None, without=()):
    """Whether a server with the secret accepts a request with this URL and these header lines.

    `host` and `path` are what the server received, where that is not what the URL says; `without` are parameters that
    the server leaves out of the canonical query. The URL is read by hand: nothing is taken from what was signed.
    """
    _, rest = url.split("://", 1)
    head, _, query = rest.partition("?")
    wire_host, slash, wire_path = head.partition("/")
    wire_path = path or slash + wire_path or "/"
    sent = {"host": host or wire_host}
    for line in headers:
        name, _, value = line.partition(":")
        if name.lower() != "host" or host is None:
            sent[name.strip().lower()] = value.strip()
    pairs = [tuple(unquote(part) for part in (item + "=").split("=")[:2]) for item in query.split("&") if item]
    params = dict(pairs)
    if "X-Amz-Signature" in params:
        given, date = params["X-Amz-Signature"], params["X-Amz-Date"]
        credential, names = params["X-Amz-Credential"], params["X-Amz-SignedHeaders"].split(";")
        pairs = [pair for pair in pairs if pair[0] != "X-Amz-Signature" and pair[0] not in without]
    else:
        found = re.fullmatch(
            r"AWS4-HMAC-SHA256 Credential=(\S+), ?SignedHeaders=(\S+), ?Signature=([0-9a-f]{64})", sent["authorization"]
        )
        credential, given, date = found[1], found[3], sent["x-amz-date"]
        names = found[2].split(";")
    scope = credential.split("/", 1)[1]
    service = service or scope.split("/")[2]
    if service == "s3":
        target = "/".join(enc(unquote(part)) for part in wire_path.split("/"))
        payload = payload or sent.get("x-amz-content-sha256", UNSIGNED)
    else:
        target = "/".join(enc(part) for part in wire_path.split("/"))
        payload = payload or sent.get("x-amz-content-sha256", EMPTY)
    lines = "".join(f"{name}:{sent.get(name, '')}\n" for name in names)
    query = "&".join("=".join(pair) for pair in sorted((enc(n), enc(v)) for n, v in pairs))
    text = f"{method}\n{target}\n{query}\n{lines}\n{';'.join(names)}\n{payload}"
    to_sign = f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{hashlib.sha256(text.encode()).hexdigest()}"
    return hmac.new(signing_key(scope), to_sign.encode(), hashlib.sha256).hexdigest() == given


def urls(text):
    return re.findall(r"(?:https?|wss)://[^\s'\"<>]+X-Amz-Signature=[0-9a-f]{64}", text)


def eks_url(text):
    """The URL inside a token for EKS."""
    body = re.search(r"k8s-aws-v1\.([A-Za-z0-9_-]+)", text)[1]
    return base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()


def form_signature(text):
    fields = dict(re.findall(r'name="([^"]+)"\n\n([^\n]+)', text))
    scope = fields["x-amz-credential"].split("/", 1)[1]
    return hm(signing_key(scope), fields["policy"]).hex() == fields["x-amz-signature"]


# --- What servers say ------------------------------------------------------------------------------------------------

MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your key and signing method."
)
API_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)
IDS = "<RequestId>4442587FB7D0A2F9</RequestId><HostId>ExampleHostId/EXAMPLE=</HostId>"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def esc(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def error(code, message, more="", ids=IDS):
    return f"{HEAD}<Error><Code>{code}</Code><Message>{esc(message)}</Message>{more}{ids}</Error>"


def hexes(text):
    return " ".join(f"{byte:02x}" for byte in text.encode())


def s3_says(made, text):
    """S3's answer to a request whose canonical request it derived as `text`."""
    to_sign = f"AWS4-HMAC-SHA256\n{DATE}\n{made.scope}\n{digest(text)}"
    return error(
        "SignatureDoesNotMatch",
        MISMATCH,
        f"<AWSAccessKeyId>{made.key}</AWSAccessKeyId><StringToSign>{esc(to_sign)}</StringToSign>"
        f"<SignatureProvided>{made.signature}</SignatureProvided><StringToSignBytes>{hexes(to_sign)}"
        f"</StringToSignBytes><CanonicalRequest>{esc(text)}</CanonicalRequest><CanonicalRequestBytes>{hexes(text)}"
        "</CanonicalRequestBytes>",
    )


def minio_says(name):
    return error(
        "SignatureDoesNotMatch",
        MISMATCH,
        f"<Key>{esc(name)}</Key><BucketName>{BUCKET}</BucketName><Resource>/{BUCKET}/{esc(name)}</Resource>",
        "<RequestId>1886A1B2C3D4E5F6</RequestId><HostId>dd9025bab4ad464b049177c95eb6ebf374d3b3fd1af9251148b658df7ac2e3e8"
        "</HostId>",
    )


def sts_says(code, message):
    return (
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n  <Error>\n    <Type>Sender</Type>\n'
        f"    <Code>{code}</Code>\n    <Message>{message}</Message>\n  </Error>\n"
        "  <RequestId>1e370b71-0000-4000-8000-example00001</RequestId>\n</ErrorResponse>\n"
    )


# --- Words -----------------------------------------------------------------------------------------------------------

DENIED = "not about the signature"
NOTHING = "nothing is wrong"
OTHER_SECRET = [
    "so it has another secret",
    "so it has a different secret",
    "made with another secret",
    "made with a different secret",
]
HOST_WORDS = [
    "the host",
    "host header",
    "host name",
    "hostname",
    "another host",
    "different host",
    "other host",
    "host was",
    "host is",
    "hosts",
    "custom domain",
    "another domain",
    "different domain",
    "other domain",
    "the domain",
]
NOT_THERE = [
    "missing",
    "lacks",
    "lack",
    "not there",
    "has no ",
    "have no ",
    "without",
    "absent",
    "not in it",
    "does not have",
    "is not given",
    "not present",
    "needs",
    "requires",
]
NOT_SENT = [
    "not sent",
    "never sent",
    "did not send",
    "does not send",
    "must be sent",
    "must send",
    "has to be sent",
    "has to send",
    "needs to be sent",
    "send it",
    "send the header",
    "send this header",
    "send that header",
    "send x-amz",
    "send `x-amz",
    "not received",
    "did not arrive",
    "does not arrive",
    "not arrive",
    "arrived empty",
    "came empty",
    "missing",
    "without it",
    "without the header",
]
ON_THE_WAY = [
    "proxy",
    "proxies",
    "in transit",
    "on the way",
    "load balancer",
    "the edge",
    "front end",
    "intermediar",
    "cdn",
    "hop",
    "rewrit",
    "changes it",
    "change it",
    "changed",
    "replace",
    "strip",
    "remove",
    "do not sign",
    "not sign it",
    "not be signed",
    "leave it out",
]
ENCODED = ["percent-encod", "encoded", "encoding", "escap", "decod", "normali"]
PLUS = ["plus", "%2b", "a +", "the +", "'+'", "`+`", '"+"']
TIME_ZONE = [
    "utc",
    "time zone",
    "timezone",
    "local time",
    "daylight",
    "summer time",
]
SDK_CHECKSUM = [
    "when_required",
    "request_checksum_calculation",
    "requestchecksumcalculation",
    "default checksum",
    "default integrity",
    "checksum by default",
    "checksums by default",
    "trailing checksum",
    "trailer",
    "aws-chunked",
]
NO_SUPPORT = [
    "when_required",
    "not support",
    "does not know",
    "does not read",
    "does not accept",
    "does not understand",
    "not accepted",
    "not implement",
    "refuses",
    "older",
    "too old",
    "cannot read",
    "disable",
    "turn off",
    "switch off",
]

CASES = []


def add(name, thread, year, sdk, server, kind, cause, must, must_not, stories=(), **inputs):
    """A case. A story is (what a person would say, what `opens` has to say, a function of the case as it was read)."""
    inputs.setdefault("now", NOW)
    CASES.append(
        dict(
            id=name,
            thread=thread,
            year=year,
            sdk=sdk,
            server=server,
            kind=kind,
            cause=cause,
            must=must,
            must_not=must_not,
            stories=stories,
            inputs=inputs,
        )
    )


# --- Tokens: EKS, RDS, IoT -------------------------------------------------------------------------------------------


def caller(region, cluster, expires=60, **other):
    return by_query(
        f"sts.{region}.amazonaws.com",
        "/",
        region=region,
        service="sts",
        expires=expires,
        signed={"x-k8s-aws-id": cluster},
        more=[("Action", "GetCallerIdentity"), ("Version", "2011-06-15")],
        **other,
    )


# The length of a URL is that of its region, twice: one of these leaves two signs of padding.
REGIONS = ("ap-northeast-2", "us-east-1", "eu-central-1")


def b64(text):
    return base64.urlsafe_b64encode(text.encode()).decode()


cluster = "example-cluster"
body = next(text for region in REGIONS if (text := b64(caller(region, cluster).url)).endswith("=="))
add(
    "java-eks-token-keeps-padding",
    "initializerr/k8s-api#2",
    2020,
    "Java",
    "EKS",
    "token",
    "The token is base64 with padding: EKS wants it without the = at its end.",
    [
        [
            "padding",
            "padded",
            "unpadded",
            "trailing =",
            "equals sign",
            "equal sign",
            "'='",
            "`=`",
            "'=='",
            "`==`",
            "ends with =",
            "ends in =",
            "= at the end",
            "= at its end",
        ]
    ],
    [NOTHING, *OTHER_SECRET],
    [
        (
            "the URL in the token is rightly signed",
            True,
            lambda c: opens("GET", eks_url(c["paste"]), [f"x-k8s-aws-id: {cluster}"]),
        ),
        ("the token ends with padding", True, lambda c: "==\n" in c["paste"]),
    ],
    paste=(
        f"token: k8s-aws-v1.{body}\n"
        "error: You must be logged in to the server (Unauthorized)\n"
        'level=warning msg="access denied" client="127.0.0.1:36082" error="input token was not properly formatted: '
        f'illegal base64 data at input byte {body.index("=")}" method=POST path=/authenticate'
    ),
)

body = b64(caller("us-west-2", "example-cluster", expires=None).url).rstrip("=")
add(
    "go2-eks-token-without-expires",
    "crossplane-contrib/provider-aws#892",
    2021,
    "Go v2",
    "EKS",
    "token",
    "The presigned URL in the token has no X-Amz-Expires, which EKS asks for: the second version of the SDK leaves it out.",
    [["x-amz-expires", "expiry parameter", "expires parameter", "no expiry"], NOT_THERE],
    [NOTHING, *OTHER_SECRET],
    [
        (
            "the URL in the token is rightly signed",
            True,
            lambda c: opens("GET", eks_url(c["paste"]), ["x-k8s-aws-id: example-cluster"]),
        ),
        ("the URL in the token has no X-Amz-Expires", False, lambda c: "X-Amz-Expires" in eks_url(c["paste"])),
    ],
    paste=(
        f"users:\n- name: example\n  user:\n    token: k8s-aws-v1.{body}\n\n"
        "error: You must be logged in to the server (Unauthorized)"
    ),
)

m = caller("us-east-1", "example-cluster", signed_host="https://sts.us-east-1.amazonaws.com")
add(
    "aws4-host-option-with-https",
    "mhart/aws4#108",
    2020,
    "JavaScript (aws4)",
    "STS",
    "own signer",
    "The host was given to the signer as https://sts.us-east-1.amazonaws.com: what was signed as host holds the scheme.",
    [
        [
            "scheme",
            "protocol",
            "with https://",
            "https:// in ",
            "https:// before",
            "https:// at",
            "whole url",
            "full url",
            "a url instead",
            "url as host",
            "url as the host",
        ]
    ],
    [DENIED, *OTHER_SECRET],
    [
        (
            "STS, which received the bare host, refuses it",
            False,
            lambda c: opens("GET", c["url"], c["headers"]),
        ),
        (
            "with the scheme in the host it is right",
            True,
            lambda c: opens("GET", c["url"], c["headers"], host="https://sts.us-east-1.amazonaws.com"),
        ),
    ],
    url=m.url,
    method="GET",
    headers=["x-k8s-aws-id: example-cluster"],
    answer=sts_says("SignatureDoesNotMatch", API_MISMATCH),
    secret=SECRET,
)


def database(host, region, expires, user="iam_user"):
    return by_query(
        host, "/", region=region, service="rds-db", expires=expires, more=[("Action", "connect"), ("DBUser", user)]
    )


PG = "example.abcdefghijkl.us-east-1.rds.amazonaws.com:5432"
m = database(PG, "us-east-1", 43200)
add(
    "go1-rds-token-for-twelve-hours",
    "aws/aws-sdk-go#3903",
    2021,
    "Go v1",
    "RDS",
    "token",
    "The token was made for 12 hours, and RDS accepts no token whose X-Amz-Expires is more than 15 minutes (900 seconds).",
    [["15 minutes", "fifteen minutes", "900", "quarter of an hour"]],
    [NOTHING, *OTHER_SECRET],
    [("the token is rightly signed", True, lambda c: opens("GET", urls(c["paste"])[0]))],
    paste=f'{m.url}\n\npq: PAM authentication failed for user "iam_user"',
)

m = database("example.abcdefghijkl.eu-central-1.rds.amazonaws.com:3306", "eu-central-1", 900)
add(
    "sqlalchemy-keeps-rds-token",
    "open-metadata/OpenMetadata#28686",
    2026,
    "boto3",
    "RDS",
    "token",
    "The token was made once, when the engine was built, and is older than the 15 minutes for which it is good: a new"
    " connection needs a new token.",
    [
        [
            "expired",
            "has ended",
            "ended at",
            "ran out",
            "no longer valid",
            "not valid any more",
            "too old",
            "is over",
            "older than",
            "past its",
            "15 minutes",
        ]
    ],
    [NOTHING, *OTHER_SECRET],
    [("the token is rightly signed", True, lambda c: opens("GET", "https://" + c["paste"].split()[0]))],
    paste=(
        m.url.removeprefix("https://") + "\n\n(pymysql.err.OperationalError) (1045, \"Access denied for user "
        "'iam_user'@'10.0.0.7' (using password: YES)\")"
    ),
    now="20260101T004000Z",
)

m = by_query(
    "a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com",
    "/mqtt",
    scheme="wss",
    service="iotdevicegateway",
    expires=86400,
    key=TEMPORARY,
    token=TOKEN,
)
add(
    "js2-signs-token-for-iot",
    "aws/aws-sdk-js#1456",
    2017,
    "JavaScript v2",
    "AWS IoT",
    "token",
    "The SDK signs X-Amz-Security-Token, and AWS IoT wants it appended to the URL after signing.",
    [
        ["x-amz-security-token", "security token", "session token"],
        [
            "not signed",
            "not be signed",
            "unsigned",
            "after the signature",
            "after signing",
            "after it was signed",
            "appended",
            "append",
            "added after",
            "without signing",
            "left out of",
            "leave it out of",
            "not part of what is signed",
            "outside the signature",
        ],
    ],
    [DENIED, NOTHING, *OTHER_SECRET],
    [
        (
            "IoT, which leaves the token out, refuses it",
            False,
            lambda c: opens("GET", c["url"], without=("X-Amz-Security-Token",)),
        ),
        ("with the token in the query it is right", True, lambda c: opens("GET", c["url"])),
    ],
    url=m.url,
    paste=f"WebSocket connection to '{m.url}' failed: Error during WebSocket handshake: Unexpected response code: 403",
    secret=SECRET,
)

# --- Providers -------------------------------------------------------------------------------------------------------

R2_KEY = "f1d2d2f924e986ac86fdf7b36c94bcdf"
form = b"Action=GetFederationToken&Version=2011-06-15&Name=S3UploadWebToken&DurationSeconds=3600"
m = by_header(
    "sts.us-east-1.amazonaws.com",
    "/",
    "POST",
    service="sts",
    signed={"content-type": "application/x-www-form-urlencoded; charset=utf-8"},
    body=form,
    with_hash=False,
    key=R2_KEY,
)
add(
    "upload-library-asks-sts-with-r2-keys",
    "ryanto/next-s3-upload#96",
    2022,
    "JavaScript v3",
    "STS",
    "access key",
    "The keys are Cloudflare R2's, and the library asks AWS STS for temporary credentials with them: AWS does not know"
    " them, and R2 has no STS.",
    [
        [
            "another provider",
            "other provider",
            "different provider",
            "cloudflare",
            " r2",
            "not an aws",
            "not aws",
            "not one of aws",
            "not issued by aws",
            "not of the form",
            "does not look like",
            "not look like",
            "no aws access key",
            "another service",
            "different service",
        ]
    ],
    [NOTHING, "the session token is missing", *OTHER_SECRET],
    [
        (
            "the request is rightly signed",
            True,
            lambda c: opens("POST", c["url"], c["headers"], payload=digest(form)),
        )
    ],
    url="https://sts.us-east-1.amazonaws.com/",
    method="POST",
    headers=m.lines,
    answer=sts_says("InvalidClientTokenId", "The security token included in the request is invalid."),
)

OSS = f"{BUCKET}.oss-ap-southeast-5.aliyuncs.com"
oss = dict(
    region="oss-ap-southeast-5",
    expires=53999,
    more=[("response-content-disposition", 'attachment; filename="coba.png"')],
)
good = by_query(OSS, "/folder1/coba.png", **oss)
bad = by_query(OSS, "/folder1/coba.png", wire_host="files.example.com", **oss)
add(
    "go2-oss-custom-domain-put-in-afterwards",
    "aliyun/aliyun-oss-go-sdk#424",
    2023,
    "Go v2",
    "Alibaba Cloud OSS",
    "host",
    "The bucket's custom domain was put into a URL that was signed for the bucket's own host.",
    [HOST_WORDS],
    [DENIED, *OTHER_SECRET],
    [
        ("the first URL is right", True, lambda c: opens("GET", urls(c["paste"])[0])),
        ("the second is refused", False, lambda c: opens("GET", urls(c["paste"])[1])),
        (
            "the second is the first with another host",
            True,
            lambda c: opens("GET", urls(c["paste"])[1], host=OSS),
        ),
    ],
    paste=f"works:\n{good.url}\n\nSignatureDoesNotMatch:\n{bad.url}",
    answer=error(
        "SignatureDoesNotMatch",
        MISMATCH,
        ids="<RequestId>655B869A0000000000000001</RequestId><HostId>files.example.com</HostId>",
    ),
)

add(
    "java2-chunked-upload-to-oss",
    "pig-mesh/oss-spring-boot-starter#21",
    2025,
    "Java v2",
    "Alibaba Cloud OSS",
    "checksum",
    "The SDK sends the body as aws-chunked, which OSS does not accept: switch off chunked encoding, and checksums that"
    " are not required.",
    [["aws-chunked", "chunked encoding", "chunkedencoding", "chunked"], NO_SUPPORT],
    [NOTHING, "the secret access key is wrong", "the body was changed"],
    paste=(
        "software.amazon.awssdk.services.s3.model.S3Exception: aws-chunked encoding is not supported with the specified"
        " x-amz-content-sha256 value. (Service: S3, Status Code: 400, Request ID: 68CA000000000000EXAMPLE)"
    ),
    answer=error(
        "InvalidArgument",
        "aws-chunked encoding is not supported with the specified x-amz-content-sha256 value.",
        "<ArgumentName>x-amz-content-sha256</ArgumentName>",
        f"<RequestId>68CA000000000000EXAMPLE</RequestId><HostId>{BUCKET}.oss-cn-hangzhou.aliyuncs.com</HostId>",
    ),
)

add(
    "go1-path-style-to-oss",
    "electron-userland/electron-builder#8674",
    2024,
    "Go v1",
    "Alibaba Cloud OSS",
    "host",
    "OSS accepts the bucket in the host only, and the client puts it into the path.",
    [
        [
            "virtual-hosted",
            "virtual hosted",
            "virtual-host",
            "virtual host",
            "bucket in the host",
            "bucket to the host",
            "bucket into the host",
            "bucket name in the host",
            "part of the host",
        ],
        ["path-style", "path style", "pathstyle", "in the path", "force_path_style", "forcepathstyle"],
    ],
    [NOTHING, "the secret access key is wrong", *OTHER_SECRET],
    paste=(
        "⨯ SecondLevelDomainForbidden: Please use virtual hosted style to access.\n"
        "\tstatus code: 403, request id: 672F000000000000EXAMPLE, host id: \n"
    ),
)

# --- Regions and endpoints -------------------------------------------------------------------------------------------

m = by_query(f"{BUCKET}.s3.amazonaws.com", "/i-0123//tmp/setup.py", region="eu-west-2", expires=3600)
REGIONAL = f"{BUCKET}.s3.eu-west-2.amazonaws.com"
there = m.url.replace(f"{BUCKET}.s3.amazonaws.com", REGIONAL)
add(
    "ansible-new-bucket-redirects",
    "ansible-collections/community.aws#637",
    2021,
    "boto3",
    "S3",
    "region and endpoint",
    "The URL is for the global host, the bucket is new and in another region: S3 redirects to the regional host, for"
    " which the URL is not signed. Sign it for the regional host.",
    [
        ["redirect", "307"],
        [
            "regional",
            "region's endpoint",
            "endpoint of the region",
            "endpoint of its region",
            "sign for",
            "sign it for",
            "signed for",
            "eu-west-2.amazonaws.com",
        ],
    ],
    [NOTHING, *OTHER_SECRET],
    [
        ("the URL is right for the global host", True, lambda c: opens("GET", urls(c["paste"])[0])),
        ("it is not where S3 sends it to", False, lambda c: opens("GET", urls(c["paste"])[1])),
    ],
    paste=(
        f'$ curl -i "{m.url}"\nHTTP/1.1 307 Temporary Redirect\nx-amz-bucket-region: eu-west-2\n'
        "x-amz-request-id: 6077E9R1H8G7Z0S1\n"
        f"Location: {there}\nContent-Type: application/xml\nServer: AmazonS3\n\n"
        + error(
            "TemporaryRedirect",
            "Please re-send this request to the specified temporary endpoint. Continue to use the original request "
            "endpoint for future requests.",
            f"<Endpoint>{REGIONAL}</Endpoint><Bucket>{BUCKET}</Bucket>",
        )
    ),
)

m = by_query(f"{BUCKET}.s3.eu-west-2.amazonaws.com", "/09-23/patches/98ad184c.png", expires=604800)
add(
    "runpod-url-of-two-regions",
    "runpod/runpod-python#126",
    2023,
    "boto3",
    "S3",
    "region and endpoint",
    "The bucket's host is in eu-west-2, and the URL is signed for us-east-1.",
    [["region"], ["us-east-1"], ["eu-west-2"]],
    [NOTHING, *OTHER_SECRET],
    [("the signature itself is right, for the wrong region", True, lambda c: opens("GET", c["url"]))],
    url=m.url,
)

add(
    "cli-region-with-underscores",
    "aws/aws-cli#2954",
    2017,
    "AWS CLI",
    "S3",
    "region and endpoint",
    "The region is configured as us_east_1, with underscores: its name is us-east-1.",
    [["region"], ["us-east-1"]],
    [NOTHING, "the bucket is in another region", "percent-encoded twice"],
    paste=(
        "An error occurred (AuthorizationHeaderMalformed) when calling the ListBuckets operation: The authorization "
        "header is malformed; the region 'us_east_1' is wrong; expecting 'us-east-1'"
    ),
)

m = by_query(
    "mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com",
    "/sample/98_A.mp3",
    expires=3600,
    more=[("x-id", "GetObject")],
)
add(
    "multi-region-access-point-with-sigv4",
    "boto/boto3#4627",
    2025,
    "boto3",
    "S3",
    "region and endpoint",
    "A multi-region access point wants Signature Version 4A, which is for a set of regions, and the URL is signed with"
    " Version 4, which is for one.",
    [["sigv4a", "signature version 4a", "version 4a", "v4a", "aws4-ecdsa", "asymmetric"]],
    [NOTHING, *OTHER_SECRET],
    [("as Version 4 for one region the signature is right", True, lambda c: opens("GET", c["url"]))],
    url=m.url,
    answer=error(
        "AuthorizationQueryParametersError",
        "Error parsing the X-Amz-Credential parameter; the region 'us-east-1' is wrong; expecting 'ap-south-1'",
        "<Region>ap-south-1</Region>",
    ),
)

# The nginx module puts its setting aws_key_scope into the credential and the string to sign; it was not set.
path = "/saspub/a.html"
host = f"{BUCKET}.s3.amazonaws.com"
text = canonical(
    "GET", path, "", {"host": host, "x-amz-content-sha256": EMPTY, "x-amz-date": DATE}, EMPTY
)
signature = hm(signing_key(scope_of("us-west-2", "s3")), f"AWS4-HMAC-SHA256\n{DATE}\n\n{digest(text)}").hex()
add(
    "nginx-module-without-scope",
    "anomalizer/ngx_aws_auth#30",
    2016,
    "nginx",
    "S3",
    "own signer",
    "The scope (day, region, service, aws4_request) was not configured, so the credential is the access key and nothing"
    " else.",
    [
        ["scope", "day, region", "date, region", "date, the region", "the region and the service", "region and service"],
        [*NOT_THERE, "empty", "not set", "incomplete", "only the access key", "nothing after", "not configured"],
    ],
    [NOTHING, "percent-encoded twice", *OTHER_SECRET],
    [
        (
            "the credential holds no scope",
            True,
            lambda c: "Credential=AKIDEXAMPLE/," in c["headers"][-1],
        )
    ],
    url=f"http://{host}{path}",
    headers=[
        f"host: {host}",
        f"x-amz-content-sha256: {EMPTY}",
        f"x-amz-date: {DATE}",
        f"authorization: AWS4-HMAC-SHA256 Credential={KEY}/,SignedHeaders=host;x-amz-content-sha256;x-amz-date,"
        f"Signature={signature}",
    ],
    answer=error(
        "AuthorizationHeaderMalformed",
        "The authorization header is malformed; the Credential is mal-formed; expecting "
        '"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    ),
)

# --- Proxies ---------------------------------------------------------------------------------------------------------

R2 = "0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com"
m = by_header(R2, f"/{BUCKET}/reports/a.json", region="auto", signed={"accept-encoding": "zstd, br, gzip"})
add(
    "elixir-signs-accept-encoding-for-r2",
    "wojtekmach/req#546",
    2026,
    "Elixir (req)",
    "Cloudflare R2",
    "header changed in transit",
    "The client signs accept-encoding, which became zstd, br, gzip with a new library, and R2's front end replaces it.",
    [["accept-encoding"], ON_THE_WAY],
    [DENIED, *OTHER_SECRET],
    [
        ("as it was sent it is right", True, lambda c: opens("GET", c["url"], c["headers"])),
        (
            "with gzip in the header it is refused",
            False,
            lambda c: opens("GET", c["url"], [*c["headers"], "accept-encoding: gzip"]),
        ),
    ],
    url=f"https://{R2}/{BUCKET}/reports/a.json",
    method="GET",
    headers=m.lines,
    answer=(
        f"{HEAD}<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the"
        " signature you provided. Check your secret access key and signing method. </Message></Error>"
    ),
    secret=SECRET,
)

m = by_header("minio.example.com", f"/{BUCKET}", query=[("location", "")])
add(
    "nginx-location-adds-slash",
    "minio/minio-java#648",
    2017,
    "Java (minio)",
    "MinIO behind nginx",
    "path",
    "nginx answers the bucket's path with a redirect to the same path with a slash at its end, since the location ends"
    " with one, and the request is sent there with the signature of the path without it.",
    [["slash"]],
    [DENIED, *OTHER_SECRET],
    [
        ("with the slash it is refused", False, lambda c: opens("GET", c["url"], c["headers"])),
        ("without it it is right", True, lambda c: opens("GET", c["url"], c["headers"], path=f"/{BUCKET}")),
    ],
    url=f"http://minio.example.com/{BUCKET}/?location=",
    method="GET",
    headers=m.lines,
    paste=f'"GET /{BUCKET}?location= HTTP/1.1" 301 185 "-"\n"GET /{BUCKET}/?location= HTTP/1.1" 403 348 "-"',
    answer=minio_says(""),
    secret=SECRET,
)

m = by_query(
    "127.0.0.1:9000",
    f"/{BUCKET}/1538291531.jpg",
    expires=604800,
    more=[("response-content-disposition", "attachment; filename=1538291531.jpg")],
    wire_host="files.example.com",
    wire_path=f"/dash/store/{BUCKET}/1538291531.jpg",
)
add(
    "nginx-prefix-put-before-bucket",
    "minio/minio#6546",
    2018,
    "JavaScript (minio)",
    "MinIO behind nginx",
    "host",
    "The URL is signed for MinIO's own address, and was rewritten to the proxy's host and a path with a prefix: MinIO"
    " must be signed for under the host that it receives, without a prefix.",
    [
        [*HOST_WORDS, "prefix", "sub-path", "subpath"],
        [
            "proxy",
            "nginx",
            "rewrit",
            "after signing",
            "after it was signed",
            "changed",
            "replaced",
            "signed for",
            "sign for",
            "sign it for",
        ],
    ],
    [DENIED, *OTHER_SECRET],
    [
        ("as it is used it is refused", False, lambda c: opens("GET", c["url"])),
        (
            "without the prefix, with nginx's Host, it is refused too",
            False,
            lambda c: opens("GET", c["url"], path=f"/{BUCKET}/1538291531.jpg"),
        ),
        (
            "for MinIO's own address it is right",
            True,
            lambda c: opens("GET", c["url"], path=f"/{BUCKET}/1538291531.jpg", host="127.0.0.1:9000"),
        ),
    ],
    url=m.url,
    paste=(
        "location ^~ /dash/store/ {\n  proxy_set_header Host $http_host;\n  proxy_pass http://store/;\n}\n"
    ),
    answer=minio_says("1538291531.jpg"),
    secret=SECRET,
)

m = by_header("minio.example.com:80", f"/{BUCKET}/", "GET", query=[("delimiter", "/")])
add(
    "s3cmd-names-port-80",
    "minio/minio#9169",
    2020,
    "s3cmd",
    "MinIO",
    "host",
    "The client signs and sends the host with :80, and MinIO leaves out the port that is HTTP's default.",
    [["port 80", "default port", "the port", "a port", "with port", "without port", "port number", "standard port"]],
    [DENIED, *OTHER_SECRET],
    [
        ("as it was sent it is right", True, lambda c: opens("GET", c["url"], c["headers"])),
        (
            "without the port it is refused",
            False,
            lambda c: opens("GET", c["url"], c["headers"], host="minio.example.com"),
        ),
    ],
    url=f"http://minio.example.com:80/{BUCKET}/?delimiter=%2F",
    method="GET",
    headers=m.lines,
    answer=minio_says(""),
    secret=SECRET,
)

# --- Upload forms ----------------------------------------------------------------------------------------------------

scope = scope_of("eu-west-1", "s3")
policy = base64.b64encode(
    json.dumps(
        {
            "expiration": "2026-01-01T01:00:00Z",
            "conditions": [
                {"bucket": BUCKET},
                ["starts-with", "$key", "uploads/"],
                {"acl": "public-read"},
                {"x-amz-algorithm": "AWS4-HMAC-SHA256"},
                {"x-amz-credential": f"{KEY}/{scope}"},
                {"x-amz-date": DATE},
            ],
        }
    ).encode()
).decode()
fields = {
    "key": "uploads/a.jpg",
    "acl": "public-read",
    "Content-Type": "image/jpeg",
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-credential": f"{KEY}/{scope}",
    "x-amz-date": DATE,
    "policy": policy,
    "x-amz-signature": hm(signing_key(scope), policy).hex(),
}
add(
    "ember-form-adds-content-type",
    "adopted-ember-addons/ember-file-upload#116",
    2018,
    "JavaScript (Ember)",
    "S3",
    "form policy",
    "The add-on sends a field Content-Type with the form, and the policy has no condition for it.",
    [["content-type", "content type"], ["condition", "policy"]],
    ["bucket policy", "the secret access key is wrong", NOTHING],
    [("the form's signature is right", True, lambda c: form_signature(c["paste"]))],
    paste="".join(
        f'------WebKitFormBoundaryEXAMPLE\nContent-Disposition: form-data; name="{name}"\n\n{value}\n'
        for name, value in fields.items()
    ),
    answer=error("AccessDenied", "Invalid according to Policy: Extra input fields: content-type"),
)

add(
    "policy-module-asks-for-content-length",
    "tj/node-s3-policy#8",
    2016,
    "JavaScript (s3-policy)",
    "S3",
    "form policy",
    "The policy has a condition for $Content-Length, which is not a field of the form: take it out, or use"
    " content-length-range.",
    [
        ["content-length", "content length"],
        ["condition"],
        [
            "remove",
            "drop",
            "leave out",
            "take out",
            "delete",
            "not a form field",
            "not a field",
            "not a field of the form",
            "no field",
            "no such field",
            "field is missing",
            "content-length-range",
            "form has no",
            "form does not",
            "not sent",
            "does not send",
            "not in the form",
        ],
    ],
    ["bucket policy", "the secret access key is wrong", NOTHING],
    answer=error(
        "AccessDenied", 'Invalid according to Policy: Policy Condition failed: ["starts-with", "$Content-Length", ""]'
    ),
)

# --- Clocks and time zones -------------------------------------------------------------------------------------------

m = by_header(
    f"{BUCKET}.s3.us-west-2.amazonaws.com",
    "/big.bin",
    "POST",
    region="us-west-2",
    query=[("uploads", "")],
    day="20251231",
    date="20260101T035620Z",
)
add(
    "alpakka-scope-of-local-day",
    "akka/alpakka#1690",
    2019,
    "Scala (Alpakka)",
    "S3",
    "clock and time zone",
    "The day of the scope is the machine's local day, and x-amz-date is in UTC: after midnight UTC they differ.",
    [
        ["scope", "credential"],
        [*TIME_ZONE, "same day", "another day", "different day", "other day", "not the day", "20251231", "2025-12-31"],
    ],
    [NOTHING, "percent-encoded twice", *OTHER_SECRET],
    [
        (
            "for its own scope the signature is right",
            True,
            lambda c: opens("POST", c["url"], c["headers"]),
        ),
        (
            "scope and x-amz-date have the same day",
            False,
            lambda c: "/20260101/" in c["headers"][-1],
        ),
    ],
    url=f"https://{BUCKET}.s3.us-west-2.amazonaws.com/big.bin?uploads=",
    method="POST",
    headers=m.lines,
    paste=(
        "akka.stream.alpakka.s3.S3Exception: The authorization header is malformed; Invalid credential date. Date is not"
        " the same as X-Amz-Date."
    ),
    now="20260101T035625Z",
)

add(
    "php-local-time-with-z-to-sts",
    "googleapis/google-auth-library-php#540",
    2024,
    "PHP (google-auth)",
    "STS",
    "clock and time zone",
    "The library writes the local time, nine hours ahead, into x-amz-date and calls it UTC with a Z.",
    [TIME_ZONE],
    [NOTHING, "the secret access key is wrong", *OTHER_SECRET],
    paste=(
        '{"error":"invalid_grant","error_description":"Received invalid AWS response of type SignatureDoesNotMatch with'
        " error message: Signature not yet current: 20260101T090025Z is still later than 20260101T001525Z "
        '(20260101T000025Z + 15 min.)"}'
    ),
)

add(
    "php-hour-twice-when-clocks-change",
    "async-aws/aws#1975",
    2025,
    "PHP (AsyncAws)",
    "SQS",
    "clock and time zone",
    "In the hour that occurs twice when daylight saving time ends, the SDK converts the server's local time to UTC wrongly,"
    " so that the request is an hour ahead.",
    [TIME_ZONE],
    [NOTHING, "the secret access key is wrong", *OTHER_SECRET],
    paste=(
        'AsyncAws\\Core\\Exception\\Http\\ClientException: HTTP 403 returned for "https://sqs.eu-west-1.amazonaws.com/".'
        "\n\nCode:    InvalidSignatureException\nMessage: Signature not yet current: 20260101T010057Z is still later than"
        " 20260101T001557Z (20260101T000057Z + 15 min.)\nType:\nDetail:\n"
    ),
    now="20260101T000058Z",
)

# --- Checksums and streamed bodies -----------------------------------------------------------------------------------


def trailer(host, path):
    return by_header(
        host,
        path,
        "PUT",
        signed={
            "content-encoding": "aws-chunked",
            "x-amz-decoded-content-length": "16",
            "x-amz-sdk-checksum-algorithm": "CRC64NVME",
            "x-amz-trailer": "x-amz-checksum-crc64nvme",
        },
        unsigned={"transfer-encoding": "chunked", "content-type": "text/plain"},
        payload=TRAILER,
    )


m = trailer("gateway.example.com", f"/{BUCKET}/a.txt")
add(
    "cli2-trailer-to-storj",
    "storj/gateway-st#89",
    2025,
    "AWS CLI",
    "Storj",
    "checksum",
    "Since January 2025 the CLI sends a checksum as a trailer of an aws-chunked body, and this gateway does not know"
    " STREAMING-UNSIGNED-PAYLOAD-TRAILER: request_checksum_calculation = when_required.",
    [SDK_CHECKSUM, NO_SUPPORT],
    [NOTHING, "the secret access key is wrong", "the body was changed"],
    [("the request is rightly signed", True, lambda c: opens("PUT", c["url"], c["headers"]))],
    url=f"https://gateway.example.com/{BUCKET}/a.txt",
    method="PUT",
    headers=m.lines,
    paste=(
        "aws-cli/2.23.2 Python/3.12.6 Linux/6.8.0-51-generic exe/x86_64.ubuntu.24\n"
        "An error occurred (MissingContentLength) when calling the PutObject operation: You must provide the "
        "Content-Length HTTP header."
    ),
)

m = trailer("s3.example.com", f"/{BUCKET}/note.txt")
add(
    "cli2-trailer-to-s3s",
    "s3s-project/s3s#328",
    2025,
    "AWS CLI",
    "s3s",
    "checksum",
    "The new CLI sends x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER, and the server does not know that value.",
    [[*SDK_CHECKSUM, "streaming-unsigned-payload-trailer"], NO_SUPPORT],
    [NOTHING, "another body", "a different body", "body was changed", "changed the body"],
    [("the request is rightly signed", True, lambda c: opens("PUT", c["url"], c["headers"]))],
    url=f"https://s3.example.com/{BUCKET}/note.txt",
    method="PUT",
    headers=m.lines,
    paste=(
        "An error occurred (XAmzContentSHA256Mismatch) when calling the PutObject operation (reached max retries: 2): "
        "invalid header: x-amz-content-sha256"
    ),
)

m = by_query(f"{BUCKET}.s3.eu-central-1.amazonaws.com", "/data/part-0", "PUT", region="eu-central-1")
add(
    "okhttp-streams-to-presigned-put",
    "eclipse-edc/Connector#1643",
    2022,
    "Java (OkHttp)",
    "S3",
    "streamed body",
    "The HTTP client streams the body with Transfer-Encoding: chunked, which S3 does not accept: it wants Content-Length.",
    [["transfer-encoding", "chunked"], ["content-length", "content length", "the length", "its length", "known length"]],
    [NOTHING, "the secret access key is wrong", *OTHER_SECRET],
    [("the URL is rightly signed", True, lambda c: opens("PUT", c["url"]))],
    url=m.url,
    method="PUT",
    headers=["content-type: application/octet-stream", "transfer-encoding: chunked"],
    answer=error(
        "NotImplemented",
        "A header you provided implies functionality that is not implemented",
        "<Header>Transfer-Encoding</Header>",
    ),
)

# --- URLs that were changed on their way to the client ---------------------------------------------------------------

m = by_query(f"{BUCKET}.s3.ap-southeast-1.amazonaws.com", "/filename.txt", region="ap-southeast-1")
add(
    "rails-json-escapes-ampersands",
    "aws/aws-sdk-ruby#1532",
    2017,
    "Ruby v2",
    "S3",
    "URL changed",
    "The URL was copied out of JSON, in which every & is written as \\u0026.",
    [["\\u0026", "json"], ["&", "ampersand"]],
    [NOTHING, *OTHER_SECRET],
    [
        ("the URL as it is has no signature", False, lambda c: "&X-Amz-Signature=" in c["url"]),
        ("with & it is right", True, lambda c: opens("GET", c["url"].replace("\\u0026", "&"))),
    ],
    url=m.url.replace("&", "\\u0026"),
)

m = by_query(
    f"{BUCKET}.{R2}", "/ferriswasm.png", "PUT", region="auto", expires=3600, more=[("x-id", "PutObject")]
)
jobs = "".join(f"[{n}] {8450 + n}\n" for n in range(1, 1 + m.url.count("&")))
add(
    "curl-url-without-quotes",
    "cloudflare/cloudflare-docs#32595",
    2026,
    "curl",
    "Cloudflare R2",
    "URL changed",
    "The URL stands without quotation marks in the command, so that the shell cuts it at every &.",
    [["quot"], ["shell", "ampersand", "command line", "bash", "background", "at every &", "at the &", "at each &"]],
    [NOTHING, *OTHER_SECRET],
    [
        ("the whole URL is right", True, lambda c: opens("PUT", urls(c["paste"])[0])),
        ("there are quotation marks", False, lambda c: "'" in c["paste"] or '"' in c["paste"]),
    ],
    paste=f"$ curl -X PUT {m.url} --data-binary @ferriswasm.png\n{jobs}--data-binary: command not found\n",
)

m = by_query(f"{BUCKET}.s3.amazonaws.com", "/Verma%20%2B%20Cole/full.pdf", expires=14400)
sent = m.url.replace("%2B", "+", 1)
add(
    "ruby-client-sends-plus-raw",
    "janko/down#51",
    2021,
    "Ruby (http.rb)",
    "S3",
    "URL changed",
    "The HTTP client writes the %2B in the path as +, which S3 reads as a space.",
    [PLUS, [*ENCODED, "space", "as it is", "raw", "rewrit"]],
    [DENIED, *OTHER_SECRET],
    [
        ("the URL as it was signed is right", True, lambda c: opens("GET", urls(c["paste"])[0])),
        (
            "S3, which reads + in a path as a space, refuses what was sent",
            False,
            lambda c: opens("GET", urls(c["paste"])[1], path="/Verma%20%20%20Cole/full.pdf"),
        ),
    ],
    paste=(
        f'url = "{m.url}"\nDown::NetHttp.open(url)  # works\nDown::Http.open(url)  # Down::ClientError (403 Forbidden)\n'
        f"I, -- : > GET {sent}\nI, -- : < 403 Forbidden\n"
    ),
    secret=SECRET,
)

# --- Signers ---------------------------------------------------------------------------------------------------------

host = f"{BUCKET}.s3.eu-west-1.amazonaws.com"
m = by_header(host, "/in/a%2Bb.txt", "PUT", region="eu-west-1", body=b"hello", unsigned={"content-length": "5"})
add(
    "kotlin-signs-2b-and-sends-plus",
    "http4k/http4k#1280",
    2025,
    "Kotlin (http4k)",
    "S3",
    "own signer",
    "The client signs %2B and sends +, which S3 reads as a space.",
    [PLUS, ["%20", "space", *ENCODED]],
    [DENIED, *OTHER_SECRET],
    [
        (
            "S3, which reads + in a path as a space, refuses it",
            False,
            lambda c: opens("PUT", c["url"], c["headers"], path="/in/a%20b.txt"),
        ),
        ("with %2B it is right", True, lambda c: opens("PUT", c["url"], c["headers"], path="/in/a%2Bb.txt")),
        (
            "the answer holds the string to sign of what S3 read",
            True,
            lambda c: digest(c["answer"].split("<CanonicalRequest>")[1].split("</CanonicalRequest>")[0]) in c["answer"],
        ),
    ],
    url=f"https://{host}/in/a+b.txt",
    method="PUT",
    headers=m.lines,
    answer=s3_says(m, m.text.replace("/in/a%2Bb.txt", "/in/a%20b.txt")),
    secret=SECRET,
)

host = "s3.fr-par.scw.cloud"
m = by_header(
    host, f"/{BUCKET}/990500~1.xls", "PUT", region="fr-par", payload=UNSIGNED, signed_path=f"/{BUCKET}/990500%7E1.xls"
)
add(
    "minio-py-encodes-tilde",
    "minio/minio-py#795",
    2019,
    "Python (minio)",
    "Scaleway",
    "own signer",
    "The signer writes ~ as %7E, and ~ must not be encoded.",
    [["~", "tilde", "%7e"], ["%7e", *ENCODED]],
    [DENIED, *OTHER_SECRET],
    [
        ("the server refuses it", False, lambda c: opens("PUT", c["url"], c["headers"])),
        (
            "~ was signed as %7E",
            True,
            lambda c: seal(
                canonical(
                    "PUT",
                    f"/{BUCKET}/990500%7E1.xls",
                    "",
                    {"host": "s3.fr-par.scw.cloud", "x-amz-content-sha256": UNSIGNED, "x-amz-date": DATE},
                    UNSIGNED,
                ),
                scope_of("fr-par", "s3"),
            )
            in c["headers"][-1],
        ),
    ],
    url=f"https://{host}/{BUCKET}/990500~1.xls",
    method="PUT",
    headers=m.lines,
    answer=error("SignatureDoesNotMatch", MISMATCH, ids="<RequestId>txg0000000example</RequestId>"),
    secret=SECRET,
)

host = "bedrock-runtime.us-east-1.amazonaws.com"
path = "/model/us.amazon.nova-lite-v1%3A0/converse"
prompt = b'{"messages":[{"role":"user","content":[{"text":"Tell me a joke"}]}]}'
m = by_header(
    host,
    path,
    "POST",
    service="bedrock",
    body=prompt,
    with_hash=False,
    signed={"connection": "close", "content-type": "application/json"},
)
add(
    "python-signs-connection-close",
    "BerriAI/litellm#7107",
    2024,
    "Python (LiteLLM)",
    "Bedrock",
    "header changed in transit",
    "The header Connection: close was signed, and it does not reach the server as it was sent: it must not be signed.",
    [["connection header", "connection:", "`connection`", "'connection'", "connection is", "connection"], ON_THE_WAY],
    [DENIED, *OTHER_SECRET],
    [
        (
            "as it was sent it is right",
            True,
            lambda c: opens("POST", c["url"], c["headers"], payload=digest(prompt)),
        ),
        (
            "with the header emptied it is refused",
            False,
            lambda c: opens("POST", c["url"], [*c["headers"], "connection:"], payload=digest(prompt)),
        ),
    ],
    url=f"https://{host}{path}",
    method="POST",
    headers=m.lines,
    answer=json.dumps({"message": API_MISMATCH}),
)

# --- Headers ---------------------------------------------------------------------------------------------------------

SSE = "x-amz-server-side-encryption"
host = f"{BUCKET}.s3.us-west-2.amazonaws.com"
m = by_query(host, "/object_key", "PUT", region="us-west-2", expires=1000, signed={SSE: "aws:kms"})
empty = canonical("PUT", "/object_key", m.query, {"host": host, SSE: ""}, UNSIGNED)
add(
    "botocore-kms-header-not-sent",
    "boto/botocore#1226",
    2017,
    "boto3",
    "S3",
    "signed header not sent",
    "x-amz-server-side-encryption is signed, and whoever uploads has to send it with the value aws:kms.",
    [[SSE], NOT_SENT],
    [DENIED, *OTHER_SECRET],
    [
        ("without the header it is refused", False, lambda c: opens("PUT", c["url"])),
        ("with it it is right", True, lambda c: opens("PUT", c["url"], [f"{SSE}: aws:kms"])),
    ],
    url=m.url,
    method="PUT",
    answer=s3_says(m, empty),
)

host = f"{BUCKET}.s3.eu-west-1.amazonaws.com"
m = by_query(host, "/upload-0001", region="eu-west-1", expires=3600, signed={"x-amz-te": "append-md5"})
empty = canonical("GET", "/upload-0001", m.query, {"host": host, "x-amz-te": ""}, UNSIGNED)
add(
    "java2-presigner-signs-x-amz-te",
    "aws/aws-sdk-java-v2#2154",
    2020,
    "Java v2",
    "S3",
    "signed header not sent",
    "The SDK's checksum validation made the presigner sign x-amz-te, which a browser does not send.",
    [["x-amz-te"], [*NOT_SENT, "checksum validation", "checksumvalidation"]],
    [DENIED, *OTHER_SECRET],
    [
        ("a browser is refused", False, lambda c: opens("GET", c["url"])),
        ("with the header it is right", True, lambda c: opens("GET", c["url"], ["x-amz-te: append-md5"])),
    ],
    url=m.url,
    answer=s3_says(m, empty),
)

# --- CORS ------------------------------------------------------------------------------------------------------------

m = by_query(
    f"{BUCKET}.s3.eu-west-3.amazonaws.com",
    "/jKXHKnTUkyNcJdqF7g6Rbo2Q",
    "PUT",
    region="eu-west-3",
    expires=300,
    signed={"content-md5": "ISUpgJFTKQWSIBMRnMPS6Q==", "content-type": "video/mp4"},
)
add(
    "rails-direct-upload-without-cors",
    "rails/rails#34028",
    2018,
    "Ruby (Active Storage)",
    "S3",
    "CORS",
    "The bucket has no CORS configuration that allows PUT from the application's origin, so the browser's preflight is"
    " refused.",
    [
        ["cors", "cross-origin"],
        ["bucket"],
        ["configur", "rule", "setting", "allowedorigin", "allowed origin", "allow "],
    ],
    [NOTHING, *OTHER_SECRET],
    [
        (
            "with the headers of the upload the URL is right",
            True,
            lambda c: opens(
                "PUT",
                urls(c["paste"])[0],
                ["content-md5: ISUpgJFTKQWSIBMRnMPS6Q==", "content-type: video/mp4"],
            ),
        )
    ],
    paste=(
        f"Access to XMLHttpRequest at '{m.url}' from origin 'https://app.example.com' has been blocked by CORS policy: "
        "Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin' header is "
        "present on the requested resource."
    ),
)

m = by_query("localhost:4572", f"/{BUCKET}/a.csv", "PUT", scheme="http", more=[("x-amz-meta-name", "a.csv")])
add(
    "localstack-header-not-allowed",
    "localstack/localstack#316",
    2017,
    "JavaScript v2",
    "LocalStack",
    "CORS",
    "The server's CORS answer has a fixed list of allowed headers, and x-amz-meta-name, which the upload sends, is not in"
    " it.",
    [["cors", "allowedheaders", "allowed headers", "allow-headers"], ["x-amz-meta-name"], ["allow"]],
    [NOTHING, *OTHER_SECRET],
    [("the URL is rightly signed", True, lambda c: opens("PUT", urls(c["paste"])[0]))],
    paste=(
        f"XMLHttpRequest cannot load {m.url}. Request header field x-amz-meta-name is not allowed by "
        "Access-Control-Allow-Headers in preflight response."
    ),
)

# --- Another authorisation -------------------------------------------------------------------------------------------

JWT = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.EXAMPLEclaims.EXAMPLEsignature"
add(
    "api-gateway-route-that-does-not-exist",
    "aws/chalice#828",
    2018,
    "Python (requests)",
    "API Gateway",
    "another authorisation",
    "The route had not been deployed: for a path or method that it does not have, API Gateway reads any Authorization"
    " header as a Version 4 signature.",
    [
        ["route", "resource", "method", "path", "stage"],
        [
            "not exist",
            "no such",
            "not deployed",
            "not defined",
            "not there",
            "unknown",
            "not known",
            "not found",
            "no route",
            "not have",
            "not configured",
            "wrong path",
            "mistyped",
        ],
    ],
    [NOTHING, "examplesignature", *OTHER_SECRET],
    url="https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/api/items",
    method="POST",
    headers=["content-type: application/json", f"authorization: {JWT}"],
    answer=json.dumps(
        {
            "message": "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' "
            "parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence"
            f" of either a 'X-Amz-Date' or a 'Date' header. Authorization={JWT}"
        }
    ),
)

add(
    "proxy-forwards-anthropic-key-to-bedrock",
    "headroomlabs-ai/headroom#105",
    2026,
    "Python (LiteLLM)",
    "Bedrock",
    "another authorisation",
    "The proxy passes on the client's API key, which is meant for another provider, as a bearer token: Bedrock then does"
    " not look for a signature.",
    [
        ["bearer", "api key", "api-key"],
        [
            "instead of",
            "in place of",
            "rather than",
            "sigv4",
            "aws4-hmac-sha256",
            "signature version 4",
            "not signed",
            "not a signature",
            "remove",
            "do not send",
            "not send",
            "another provider",
            "different provider",
            "other provider",
            "not one of bedrock",
            "not a bedrock",
            "forward",
            "passes",
        ],
    ],
    [NOTHING, "example-dummy-0000", *OTHER_SECRET],
    url="https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-example-v1%3A0/converse",
    method="POST",
    headers=["content-type: application/json", "authorization: Bearer sk-ant-EXAMPLE-dummy-0000"],
    answer=json.dumps({"Message": "Invalid API Key format: Must start with pre-defined prefix"}),
)

host = "a1b2c3d4e5f6g7h8i9j0.eu-west-1.aoss.amazonaws.com"
search = b'{"query":{"match_all":{}}}'
m = by_header(
    host,
    "/my-index/_search",
    "POST",
    region="eu-west-1",
    service="aoss",
    body=search,
    with_hash=False,
    signed={"content-type": "application/json"},
    unsigned={"content-length": str(len(search))},
)
add(
    "es-proxy-without-payload-hash-to-aoss",
    "abutaha/aws-es-proxy#132",
    2024,
    "Go v1",
    "OpenSearch Serverless",
    "payload hash",
    "OpenSearch Serverless asks for x-amz-content-sha256 in every request with a body, and the proxy does not send it.",
    [
        ["x-amz-content-sha256"],
        [*NOT_SENT, *NOT_THERE, "add ", "must be", "has to be"],
    ],
    [DENIED, NOTHING, *OTHER_SECRET],
    [
        (
            "the request is rightly signed, except for the header",
            True,
            lambda c: opens("POST", c["url"], c["headers"], payload=digest(search)),
        ),
        (
            "the header is there",
            False,
            lambda c: any(line.startswith("x-amz-content-sha256") for line in c["headers"]),
        ),
    ],
    url=f"https://{host}/my-index/_search",
    method="POST",
    headers=m.lines,
    paste="HTTP/1.1 403 Forbidden\nX-Aoss-Response-Hint: X01:gw-helper-deny\nContent-Type: application/json\n",
    answer=json.dumps(
        {
            "status": 403,
            "request-id": "b6a4bd0c-0000-4000-8000-example00001",
            "error": {"reason": "403 Forbidden", "type": "Forbidden"},
        }
    ),
)


# --- Writing and checking --------------------------------------------------------------------------------------------

HEADING = """# Written by make_third.py: change that, and run it.
# Held back as well: whoever changes `explain` does not read it. See README.md for the format.
"""


def toml_string(text):
    literal = "'''" not in text and not text.endswith("'") and all(c in "\n\t" or c.isprintable() for c in text)
    return f"'''\n{text}'''" if "\n" in text and literal else json.dumps(text, ensure_ascii=False)


def toml_value(value):
    if isinstance(value, list):
        return "[" + ", ".join(toml_value(item) for item in value) + "]"
    return str(value) if isinstance(value, int) else toml_string(value)


def written():
    text = HEADING
    for case in CASES:
        fields = {name: case[name] for name in ("id", "thread", "year", "sdk", "server")}
        for name in ("url", "answer", "paste", "method", "headers", "now", "secret"):
            if name in case["inputs"]:
                fields[name] = case["inputs"][name]
        fields |= {name: case[name] for name in ("cause", "must", "must_not")}
        text += "\n[[case]]\n" + "".join(f"{name} = {toml_value(value)}\n" for name, value in fields.items())
    return text


def check(text):
    """That the file holds what was meant, and that every story is true of the case as it was read back."""
    read = {case["id"]: case for case in tomllib.loads(text)["case"]}
    assert len(CASES) == len(read) == len({case["thread"] for case in CASES}), len(read)
    told = 0
    for case in CASES:
        again = read[case["id"]]
        for name, value in case["inputs"].items():
            assert again[name] == value, (case["id"], name)
        words = [word for group in case["must"] for word in group] + case["must_not"]
        assert case["must"] and all(case["must"]) and words == [word.lower() for word in words], case["id"]
        assert any(name in again for name in ("url", "answer", "paste")), case["id"]
        for words, expected, story in case["stories"]:
            assert story(again) is expected, (case["id"], words)
            told += 1
    signed = sum("X-Amz-Signature" in str(c) or "Signature=" in str(c) or "k8s-aws-v1." in str(c) for c in read.values())
    print(f"{len(read)} cases, {signed} with a signature, {told} stories hold")


def count():
    for name in ("kind", "year", "sdk", "server"):
        counts = Counter(str(case[name]).split(" (")[0].split(" behind ")[0] for case in CASES)
        print(f"{name}: " + ", ".join(f"{v} {n}" for v, n in sorted(counts.items(), key=lambda c: (-c[1], c[0]))))


def write_or_check(script, arguments):
    """What the scripts of later files do: `make_ninth.py` writes ninth.toml, in which no thread is of another file."""
    here = Path(script).with_name(f"{Path(script).stem.removeprefix('make_')}.toml")
    if arguments == ["--check"]:
        assert here.read_text() == written(), f"{here.name} is not what {Path(script).name} writes"
    else:
        here.write_text(written())
    check(here.read_text())
    others = (other for other in here.parent.glob("*.toml") if other.name != here.name)
    known = {case["thread"] for other in others for case in tomllib.loads(other.read_text())["case"]}
    assert not known & {case["thread"] for case in CASES}


def main(arguments):
    if arguments == ["--count"]:
        count()
        return
    here = Path(__file__).parent / "third.toml"
    if arguments == ["--check"]:
        assert here.read_text() == written(), "third.toml is not what make_third.py writes"
    else:
        here.write_text(written())
    check(here.read_text())


if __name__ == "__main__":
    main(sys.argv[1:])
