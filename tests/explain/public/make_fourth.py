#!/usr/bin/env python3
"""Writes fourth.toml next to this file: forty more refused requests from public reports, unread when they were scored.

    python3 make_fourth.py            writes the file, then checks it
    python3 make_fourth.py --check    fails if the file is not what this script writes, or if a story does not hold

It signs and checks with the functions of make_third.py, which share no code with the crate.
"""

import base64
import hashlib
import hmac
import json
import sys
import tomllib
from pathlib import Path
from urllib.parse import quote

sys.dont_write_bytecode = True

import make_third as kit
from make_third import (
    BUCKET,
    DATE,
    DENIED,
    EMPTY,
    ENCODED,
    HEAD,
    HOST_WORDS,
    IDS,
    KEY,
    NOT_SENT,
    NOT_THERE,
    NOTHING,
    ON_THE_WAY,
    OTHER_SECRET,
    PLUS,
    SECRET,
    TEMPORARY,
    TOKEN,
    UNSIGNED,
    API_MISMATCH,
    MISMATCH,
    b64,
    by_header,
    by_query,
    canonical,
    caller,
    digest,
    eks_url,
    enc,
    error,
    esc,
    minio_says,
    opens,
    s3_says,
    scope_of,
    seal,
    sort_query,
    sts_says,
    urls,
)

kit.CASES.clear()
FALSE = [DENIED, NOTHING, *OTHER_SECRET]
CHECKSUM_SETTING = [
    "when_required",
    "request_checksum_calculation",
    "requestchecksumcalculation",
    "default checksum",
    "checksum by default",
    "checksums by default",
]
SPACE = ["white space", "whitespace", "a space", "space", "blank", "line end", "newline", "line break"]
TWICE = ["twice", "double", "already encoded", "encoded again", "once more", "every %", "each %"]
ACCESS_KEY = ["access key", "key id", "credential"]


def add(name, thread, year, sdk, server, cause, must, must_not, stories=(), **inputs):
    kit.add(name, thread, year, sdk, server, "", cause, must, must_not, stories, **inputs)


def version_2(path, expires, method="GET"):
    """The query of a URL of Signature Version 2, and its string to sign."""
    text = f"{method}\n\n\n{expires}\n{path}"
    mac = hmac.new(SECRET.encode(), text.encode(), hashlib.sha1).digest()
    return f"AWSAccessKeyId={KEY}&Expires={expires}&Signature={quote(base64.b64encode(mac).decode(), safe='')}", text


def api_says(text, scope, date=DATE):
    """The answer of a service that tells the canonical string and the string to sign which it derived."""
    to_sign = f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{digest(text)}"
    told = f"The Canonical String for this request should have been\n'{text}'\n\nThe String-to-Sign should have been\n"
    return json.dumps({"message": f"{API_MISMATCH}\n\n{told}'{to_sign}'\n"})


# --- Own signers -----------------------------------------------------------------------------------------------------

m = by_query("minio.example.com:9000", f"/{BUCKET}/obj.txt", scheme="http", expires=604800)
raw = (
    f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={KEY}/{m.scope}&X-Amz-Date={DATE}&X-Amz-Expires=604800"
    "&X-Amz-SignedHeaders=host"
)
faulty = seal(canonical("GET", f"/{BUCKET}/obj.txt", raw, m.headers, UNSIGNED), m.scope)
add(
    "minio-java-query-not-encoded",
    "minio/minio-java#456",
    2016,
    "Java (MinIO)",
    "MinIO",
    "The client signed its query parameters as they are, not percent-encoded: the slashes of X-Amz-Credential.",
    [["query", "parameter", "x-amz-credential"], ENCODED],
    FALSE,
    [("the server refuses it", False, lambda c: opens("GET", c["url"]))],
    url=m.url.replace(m.signature, faulty),
    answer=minio_says("obj.txt"),
    method="GET",
    secret=SECRET,
)

m = by_query(f"{BUCKET}.s3.us-east-1.amazonaws.com", "/docs/report%20(final).pdf")
path = "/docs/report%20%28final%29.pdf"
add(
    "rust-s3-parentheses",
    "durch/rust-s3#93",
    2020,
    "Rust (rust-s3)",
    "S3",
    "The client signed the parentheses of the key as they stand in the URL; S3 has them percent-encoded.",
    [["parenthes", "(", "%28"], ENCODED],
    FALSE,
    [
        ("S3 refuses it", False, lambda c: opens("GET", c["url"])),
    ],
    url=m.url,
    answer=s3_says(m, m.text.replace("/docs/report%20(final).pdf", path)),
    method="GET",
    secret=SECRET,
)

key = "/uploads/missions/FINE-a1da0f54/66ft+High+Overlap.zip"
m = by_header(
    f"{BUCKET}.s3.amazonaws.com",
    key.replace("+", "%2B"),
    "POST",
    query=[("uploads", "")],
    signed_path=key,
    payload=EMPTY,
    signed={"x-amz-acl": "private"},
)
add(
    "fine-uploader-plus-in-key",
    "FineUploader/fine-uploader#1518",
    2016,
    "JavaScript (Fine Uploader)",
    "S3",
    "The plus signs of the key were signed as they are: the path has to be percent-encoded, %2B, before it is signed.",
    [PLUS, ENCODED],
    FALSE,
    [("S3 refuses it", False, lambda c: opens("POST", c["url"], c["headers"]))],
    url=f"https://{BUCKET}.s3.amazonaws.com{key.replace('+', '%2B')}?uploads",
    answer=s3_says(m, m.text.replace(key, key.replace("+", "%2B"))),
    method="POST",
    headers=m.lines,
    secret=SECRET,
)

host = "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com"
scope = scope_of("us-east-1", "execute-api")
headers = {"host": host, "x-amz-date": DATE}
text = canonical("GET", "/dev/items", "filter=*!()", headers, EMPTY)
right = canonical("GET", "/dev/items", "filter=%2A%21%28%29", headers, EMPTY)
auth = f"AWS4-HMAC-SHA256 Credential={KEY}/{scope}, SignedHeaders=host;x-amz-date, Signature={seal(text, scope)}"
add(
    "amplify-js-star-in-query",
    "aws-amplify/amplify-js#2356",
    2018,
    "JavaScript (Amplify)",
    "API Gateway",
    "Amplify signs the query with encodeURIComponent, which leaves * ! ( ) as they are; the service has them encoded.",
    [["query", "parameter"], ENCODED],
    FALSE,
    [("the service refuses it", False, lambda c: opens("GET", c["url"], c["headers"]))],
    url=f"https://{host}/dev/items?filter=*!()",
    answer=api_says(right, scope),
    method="GET",
    headers=[f"host: {host}", f"x-amz-date: {DATE}", f"authorization: {auth}"],
    secret=SECRET,
)

host = "bedrock-runtime.us-east-1.amazonaws.com"
body = b'{"messages":[{"role":"user","content":[{"text":"Hello"}]}]}'
sent = "/model/anthropic.claude-3-5-sonnet-20240620-v1%253A0/converse"
m = by_header(host, sent, "POST", service="bedrock", body=body, with_hash=False, signed_path=sent)
add(
    "higress-bedrock-colon-three-times",
    "higress-group/higress#2396",
    2025,
    "Go (Higress)",
    "Bedrock",
    "The gateway encoded the colon of the model's name before it sent the URL, which encoded it again: %253A arrived.",
    [
        ["twice", "double", "three times", "too often", "already encoded", "encoded again", "once more"],
        ["path", "model"],
    ],
    FALSE,
    [("Bedrock refuses it", False, lambda c, hash=digest(body): opens("POST", c["url"], c["headers"], payload=hash))],
    url=f"https://{host}{sent}",
    answer=api_says(m.text.replace("%253A", "%25253A"), m.scope),
    method="POST",
    headers=m.lines,
)

scope = scope_of("us-east-1", "bedrock")
path = "/model/amazon.titan-text-express-v1/converse-stream"
lines = {"content-type": "application/json", "x-amz-date": DATE, "x-amz-security-token": TOKEN}
names = "content-type;host;host;x-amz-date;x-amz-security-token"
text = (
    f"POST\n{path}\n\ncontent-type:application/json\nhost:{host}\nhost:{host}\nx-amz-date:{DATE}\n"
    f"x-amz-security-token:{TOKEN}\n\n{names}\n{digest(body)}"
)
auth = f"AWS4-HMAC-SHA256 Credential={TEMPORARY}/{scope}, SignedHeaders={names}, Signature={seal(text, scope)}"
add(
    "maki-bedrock-host-twice",
    "tontinton/maki#212",
    2026,
    "Rust (own signer)",
    "Bedrock",
    "host was given as an extra header and added by the signer as well: it is signed twice.",
    [["host"], ["twice", "repeat", "duplicate", "two times", "more than once", "again"]],
    FALSE,
    [("host is in the list twice", True, lambda c: "host;host" in c["headers"][-1])],
    url=f"https://{host}{path}",
    answer=json.dumps({"message": API_MISMATCH}),
    method="POST",
    headers=[f"host: {host}", *(f"{n}: {v}" for n, v in lines.items()), f"authorization: {auth}"],
    secret=SECRET,
)

twice = enc(enc(TOKEN))
pairs = [
    ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
    ("X-Amz-Credential", f"{TEMPORARY}/{scope_of('eu-west-1', 's3')}"),
    ("X-Amz-Date", DATE),
    ("X-Amz-Expires", "3600"),
    ("X-Amz-Security-Token", enc(TOKEN)),
    ("X-Amz-SignedHeaders", "host"),
]
host = f"{BUCKET}.s3.eu-west-1.amazonaws.com"
text = canonical("GET", "/a.csv", sort_query(pairs), {"host": host}, UNSIGNED)
add(
    "rusoto-token-encoded-twice",
    "rusoto/rusoto#1653",
    2020,
    "Rust (rusoto)",
    "S3",
    "The session token was percent-encoded when it was added and again when the query was written.",
    [["token"], TWICE],
    FALSE,
    [
        ("the signature itself is right", True, lambda c: opens("GET", c["url"])),
        ("the token has %25", True, lambda c, twice=twice: twice in c["url"]),
    ],
    url=f"https://{host}/a.csv?{sort_query(pairs)}&X-Amz-Signature={seal(text, scope_of('eu-west-1', 's3'))}",
    answer=error(
        "InvalidToken",
        "The provided token is malformed or otherwise invalid.",
        f"<Token-0>{enc(TOKEN)}</Token-0>",
    ),
    method="GET",
)

# --- Hosts, ports, proxies -------------------------------------------------------------------------------------------

host = "storage.googleapis.com"
m = by_header(f"{host}:443", f"/{BUCKET}/a.txt", region="auto", payload=EMPTY)
text = m.text.replace(f"{host}:443", host)
to_sign = f"AWS4-HMAC-SHA256\n{DATE}\n{m.scope}\n{digest(text)}"
add(
    "opendal-port-443-at-google",
    "apache/opendal-reqsign#365",
    2023,
    "Rust (OpenDAL)",
    "GCS",
    "The endpoint was given with :443, which was signed as part of the host; the client's Host header has no port.",
    [["443", "port"], ["host"]],
    FALSE,
    [
        (
            "without the port it is refused",
            False,
            lambda c: opens("GET", c["url"], c["headers"], host="storage.googleapis.com"),
        ),
        ("with the port it is not", True, lambda c: opens("GET", c["url"], c["headers"])),
    ],
    url=f"https://{host}:443/{BUCKET}/a.txt",
    answer=(
        "<?xml version='1.0' encoding='UTF-8'?><Error><Code>SignatureDoesNotMatch</Code><Message>Access denied."
        "</Message><Details>The request signature we calculated does not match the signature you provided. Check your "
        f"Google secret key and signing method.</Details><StringToSign>{esc(to_sign)}</StringToSign><CanonicalRequest>"
        f"{esc(text)}</CanonicalRequest></Error>"
    ),
    method="GET",
    headers=[line for line in m.lines if not line.startswith("host")],
)

m = by_query(
    "s3.example.com",
    "/authentik/media/public/logo.png",
    wire_host="files.example.com",
    wire_path="/media/public/logo.png",
)
add(
    "authentik-custom-domain-after-signing",
    "goauthentik/authentik#21694",
    2026,
    "boto3",
    "RustFS",
    "The URL was signed for the endpoint, and then its host was replaced by the custom domain.",
    [
        HOST_WORDS,
        ["after signing", "after it was signed", "after it is signed", "signed for", "sign for", "was replaced"],
    ],
    FALSE,
    [
        ("the custom domain refuses it", False, lambda c: opens("GET", c["url"])),
        (
            "the endpoint would not",
            True,
            lambda c: opens("GET", c["url"], host="s3.example.com", path="/authentik/media/public/logo.png"),
        ),
    ],
    url=m.url,
    answer=(
        f"{HEAD}<Error><Code>SignatureDoesNotMatch</Code><Message>{MISMATCH}</Message>"
        "<RequestId>2c8dcc75-0000-4000-8000-example00001</RequestId></Error>"
    ),
    method="GET",
)

m = by_header("s3.example.com", "/", payload=EMPTY)
dump = "\n".join(line.title() if line.startswith(("host", "x-amz-date")) else line for line in m.lines)
add(
    "seaweedfs-forwarded-port-443",
    "seaweedfs/seaweedfs#6839",
    2025,
    "Python (s3cmd)",
    "SeaweedFS behind Traefik",
    "The server appends the proxy's X-Forwarded-Port, 443, to the host before it verifies: the client signed no port.",
    [["port"], ["443", "x-forwarded-port", "forwarded"], ["host"]],
    FALSE,
    [("the request is rightly signed", True, lambda c, lines=m.lines: opens("GET", "https://s3.example.com/", lines))],
    paste=(
        "$ s3cmd ls\nERROR: S3 error: 403 (SignatureDoesNotMatch): The request signature we calculated does not match "
        "the signature you provided. Check your key and signing method.\n\nwhat arrives behind Traefik:\n\n"
        f"GET / HTTP/1.1\n{dump}\nX-Forwarded-For: 203.0.113.7\nX-Forwarded-Host: s3.example.com\n"
        "X-Forwarded-Port: 443\nX-Forwarded-Proto: https\nX-Real-Ip: 203.0.113.7\n"
    ),
)

m = by_query("examplebucket.s3.eu-west-1.amazonaws.com", "/assets/596fcb1b.txt", region="eu-west-1", expires=60)
add(
    "asset-manager-head-through-nginx",
    "alphagov/asset-manager#169",
    2017,
    "Ruby",
    "S3 behind nginx",
    "The application presigns for GET, and nginx passes a HEAD request on to the URL: the method is signed.",
    [["head"], ["get"]],
    FALSE,
    [
        ("GET is accepted", True, lambda c: opens("GET", urls(c["paste"])[0])),
        ("HEAD is not", False, lambda c: opens("HEAD", urls(c["paste"])[0])),
    ],
    paste=(
        f"$ curl -I '{m.url}'\nHTTP/1.1 403 Forbidden\nx-amz-request-id: 4442587FB7D0A2F9\nx-amz-id-2: ExampleHostId\n"
        "Content-Type: application/xml\nDate: Thu, 01 Jan 2026 00:00:20 GMT\nServer: AmazonS3\n"
    ),
)

body = "Action=DescribeRegions&Version=2016-11-15"
kind = "application/x-www-form-urlencoded; charset=utf-8"
m = by_header(
    "ec2.us-east-1.amazonaws.com",
    "/",
    "POST",
    service="ec2",
    body=body.encode(),
    with_hash=False,
    signed={"content-type": kind, "x-forwarded-for": "10.42.0.7"},
)
add(
    "rancher-signs-x-forwarded-for",
    "rancher/rancher#17983",
    2019,
    "Go (Rancher)",
    "EC2",
    "The proxy signs the X-Forwarded-For that it received, and the next hop appends to that header.",
    [["x-forwarded-for"], ON_THE_WAY],
    FALSE,
    [
        (
            "it is refused where the header has grown",
            False,
            lambda c, hash=digest(body.encode()): opens(
                "POST", c["url"], [*c["headers"], "x-forwarded-for: 10.42.0.7, 10.0.0.1"], hash
            ),
        ),
    ],
    url="https://ec2.us-east-1.amazonaws.com/",
    answer=(
        f"{HEAD}<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate the provided "
        "access credentials</Message></Error></Errors><RequestID>1e370b71-0000-4000-8000-example00001</RequestID>"
        "</Response>"
    ),
    method="POST",
    headers=m.lines,
)

body = b'{"a":1}'
signed = {
    "x-amz-invocation-type": "RequestResponse",
    "x-amzn-cipher-suite": "ECDHE-RSA-AES128-GCM-SHA256",
    "x-amzn-tls-version": "TLSv1.2",
    "x-amzn-vpc-id": "vpc-0example",
    "x-amzn-vpce-id": "vpce-0example",
}
path = "/2015-03-31/functions/example/invocations"
m = by_header("lambda.us-east-1.amazonaws.com", path, "POST", service="lambda", body=body, signed=signed)
add(
    "envoy-forwards-reserved-headers",
    "envoyproxy/envoy#45609",
    2026,
    "C++ (Envoy)",
    "Lambda",
    "API Gateway behind a VPC endpoint added x-amzn- headers, which the filter signs and forwards; Lambda reserves "
    "them.",
    [["x-amzn-", "reserved"], ["remove", "strip", "do not send", "not be sent", "not forward", "do not pass", "drop"]],
    FALSE,
    [("the signature is right", True, lambda c: opens("POST", c["url"], c["headers"]))],
    url=f"https://lambda.us-east-1.amazonaws.com{path}",
    answer=json.dumps(
        {
            "Message": "The request includes reserved HTTP headers. Reserved headers are required only for Lambda "
            "private link requests."
        }
    ),
    method="POST",
    headers=m.lines,
)

# --- Regions, services, redirects ------------------------------------------------------------------------------------

add(
    "s3fs-region-of-sap-cloud",
    "s3fs-fuse/s3fs-fuse#1186",
    2019,
    "C++ (s3fs)",
    "Swift",
    "s3fs signs for us-east-1 where nothing is set; the server's region is eu-nl-1, which its option endpoint sets.",
    [["eu-nl-1"], ["region"]],
    FALSE,
    paste=(
        "[ERR] curl.cpp:CheckBucket(3423): Check bucket failed, S3 response: <?xml version='1.0' encoding='UTF-8'?>\n"
        "<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; the region "
        "'us-east-1' is wrong; expecting 'eu-nl-1'</Message><RequestId>tx030fad750ef4436b8af60-005db5a5a1</RequestId>"
        "<Region>eu-nl-1</Region></Error>"
    ),
)

host = "b-1.demo-us-west-1-app.abc123.c2.kafka.us-west-2.amazonaws.com"
m = by_query(
    host, "/", region="us-west-1", service="kafka-cluster", expires=900, more=[("Action", "kafka-cluster:Connect")]
)
add(
    "msk-region-in-cluster-name",
    "aws/aws-msk-iam-auth#245",
    2026,
    "Java (MSK)",
    "MSK",
    "The cluster's name has the name of a region in it, which the library takes: the broker is in us-west-2.",
    [["us-west-2"], ["region"]],
    FALSE,
    [("it is signed for us-west-1", True, lambda c: "us-west-1%2Fkafka-cluster" in c["paste"])],
    paste=(
        f"DEBUG AWS4 Canonical Request: '\"{m.text}\" (software.amazon.awssdk.auth.signer.Aws4Signer)\n"
        "ERROR [AdminClient clientId=adminclient-1] Connection to node -1 "
        f"({host}/10.0.1.7:9098) failed authentication due to: [6b4c1a52-0000-4000-8000-example00001]: Access denied "
        "(org.apache.kafka.clients.NetworkClient)"
    ),
)

m = by_header("iam.amazonaws.com", "/", "POST", region="us-west-2", service="iam", body=b"Action=ListUsers")
add(
    "go1-iam-signed-for-us-west-2",
    "aws/aws-sdk-go#156",
    2015,
    "Go v1",
    "IAM",
    "IAM has one endpoint for all regions, which is signed for us-east-1; the SDK signed for the configured region.",
    [["us-east-1"], ["region"]],
    FALSE,
    url="https://iam.amazonaws.com/",
    paste=(
        "Could not list IAM Users SignatureDoesNotMatch: Credential should be scoped to a valid region, not "
        "'us-west-2'. \n\tstatus code: 403, request id: 1e370b71-0000-4000-8000-example00001"
    ),
    method="POST",
    headers=m.lines,
)

query = [("Action", "DescribeDBInstances"), ("Version", "2014-10-31")]
m = by_header(
    "rds.ap-northeast-1.amazonaws.com", "/", region="ap-northeast-1", service="docdb", query=query, with_hash=False
)
add(
    "sigv4-proxy-takes-docdb-for-rds",
    "awslabs/aws-sigv4-proxy#64",
    2022,
    "Go (aws-sigv4-proxy)",
    "RDS",
    "RDS, DocumentDB and Neptune share the host: the proxy guesses the service from it, and has to be told rds.",
    [["rds"], ["service"]],
    FALSE,
    url=f"https://rds.ap-northeast-1.amazonaws.com/?{sort_query(query)}",
    answer=sts_says("SignatureDoesNotMatch", "Credential should be scoped to correct service: 'rds'. ").replace(
        "https://sts.amazonaws.com/doc/2011-06-15/", "http://rds.amazonaws.com/doc/2014-10-31/"
    ),
    method="GET",
    headers=m.lines,
)

more = [("OutputFormat", "mp3"), ("Text", "I like spaghetti"), ("VoiceId", "Amy")]
m = by_query("polly.us-east-1.amazonaws.com", "/v1/speech", service="Polly", more=more)
add(
    "kotlin-polly-with-a-capital",
    "aws/aws-sdk-kotlin#868",
    2023,
    "Kotlin",
    "Polly",
    "The presigner signed for the service Polly: its name in a signature is polly, in small letters.",
    [["polly"], ["service"]],
    FALSE,
    url=m.url,
    answer=json.dumps({"message": "Credential should be scoped to correct service: 'polly'. "}),
    method="GET",
)

add(
    "browser-upload-redirected-to-region",
    "component/s3#7",
    2014,
    "JavaScript (browser)",
    "S3",
    "The upload goes to the global endpoint, which redirects to that of the bucket's region: use that, us-west-2.",
    [["redirect"], ["region", "us-west-2"]],
    FALSE,
    paste=(
        f"XMLHttpRequest cannot load https://{BUCKET}.s3.amazonaws.com/. The request was redirected to "
        f"'https://{BUCKET}.s3-us-west-2.amazonaws.com/', which is disallowed for cross-origin requests that require "
        "preflight."
    ),
)

add(
    "bsdec2-temporary-redirect-of-new-bucket",
    "cperciva/bsdec2-image-upload#11",
    2021,
    "C (own client)",
    "S3",
    "The bucket is new and in another region: until the global name is known everywhere, S3 redirects to the regional "
    "endpoint, and the client does not follow.",
    [["region", "eu-central-1"], ["new", "dns", "recent", "created", "follow", "endpoint"]],
    FALSE,
    paste=(
        "Uploading /pfsense.img to\nhttp://examplebucket.s3.amazonaws.com/592562b2/\nin 1127 part(s).\n"
        "bsdec2-image-upload: S3 request failed:\nHTTP/1.1 307 Temporary Redirect\nx-amz-bucket-region: eu-central-1\n"
        "x-amz-request-id: F51174106260C689\n"
        "Location: https://examplebucket.s3.eu-central-1.amazonaws.com/592562b2/part0\n"
        "Content-Type: application/xml\nServer: AmazonS3\n\n"
        f"{HEAD}<Error><Code>TemporaryRedirect</Code><Message>Please re-send this request to the specified temporary "
        "endpoint. Continue to use the original request endpoint for future requests.</Message><Endpoint>"
        f"examplebucket.s3.eu-central-1.amazonaws.com</Endpoint><Bucket>examplebucket</Bucket>{IDS}</Error>"
    ),
)

# --- Keys, tokens, times ---------------------------------------------------------------------------------------------

authorization = (
    "AWS4-HMAC-SHA256 Credential=Placeholder value here/20260101/us-east-1/sts/aws4_request, "
    f"SignedHeaders=content-type;host;x-amz-date, Signature={digest('placeholder')}"
)
add(
    "aws-cli-placeholder-as-key-id",
    "Moulick/configure-multiple-aws-roles#8",
    2024,
    "AWS CLI",
    "STS",
    "The variable of the access key ID holds a placeholder of several words: the spaces break the header.",
    [["access key", "key id"], SPACE],
    FALSE,
    paste=(
        "An error occurred (IncompleteSignature) when calling the GetCallerIdentity operation: 'value' not a valid "
        f"key=value pair (missing equal-sign) in Authorization header: '{authorization}'."
    ),
)

header = f"AWS4-HMAC-SHA256 Credential= /20260101/us-east-1/lambda/aws4_request, Signature={digest('space')}"
hashed = base64.b64encode(hashlib.sha256(header.encode()).digest()).decode()
add(
    "kgateway-space-as-key-id",
    "kgateway-dev/kgateway#14737",
    2026,
    "C++ (Envoy)",
    "Lambda",
    "The access key ID of the gateway's secret is a space, which breaks the Authorization header.",
    [ACCESS_KEY, SPACE],
    FALSE,
    paste=(
        "$ curl -v http://gateway.example.com/lambda\n< HTTP/1.1 403 Forbidden\n"
        "< x-amzn-errortype: IncompleteSignatureException\n< x-envoy-upstream-service-time: 68\n"
        '{"message":"Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and '
        f"encoded with Base64): '{hashed}'.\"}}"
    ),
)

add(
    "argo-line-end-in-access-key",
    "argoproj/argo-workflows#981",
    2018,
    "Go (MinIO)",
    "GCS",
    "The secret of Kubernetes was made with a line end, which is part of the access key now.",
    [["line end", "newline", "line break", "line feed", "white space", "whitespace"], ACCESS_KEY],
    FALSE,
    paste=(
        f"Get https://storage.googleapis.com/{BUCKET}/?location=: net/http: invalid header field value "
        f'"AWS {KEY}\\n:XXXXXXXXXXXXXXXXXXXXXXXXXXXX" for key Authorization'
    ),
)

body = b64(caller("us-east-1", "blue").url).rstrip("=")
add(
    "eks-authenticator-with-another-cluster-id",
    "kubernetes-sigs/aws-iam-authenticator#130",
    2018,
    "Go (aws-iam-authenticator)",
    "EKS",
    "The token is signed for one cluster ID, and the authenticator's configuration has another: x-k8s-aws-id differs.",
    [
        ["cluster"],
        ["x-k8s-aws-id", "cluster id", "cluster's id", "cluster name", "cluster's name", "name of the cluster"],
    ],
    FALSE,
    [
        ("another cluster refuses it", False, lambda c: opens("GET", eks_url(c["paste"]), ["x-k8s-aws-id: green"])),
        ("its own does not", True, lambda c: opens("GET", eks_url(c["paste"]), ["x-k8s-aws-id: blue"])),
    ],
    paste=(
        f'$ aws-iam-authenticator token -i blue\n{{"kind":"ExecCredential","status":{{"token":"k8s-aws-v1.{body}"}}}}\n'
        'time="2026-01-01T00:00:20Z" level=warning msg="access denied" client="127.0.0.1:27688" error="sts '
        'getCallerIdentity failed: error from AWS (expected 200, got 403)" method=POST path=/authenticate'
    ),
)

m = by_query(
    "example.abcdefghijkl.us-east-1.rds.amazonaws.com:5432",
    "/",
    service="rds-db",
    more=[("Action", "connect"), ("DBUser", "streaminguser")],
)
add(
    "bento-token-used-again-after-minutes",
    "warpstreamlabs/bento#757",
    2026,
    "Go v2",
    "RDS",
    "The token is made once and used for every new connection: it is good for 15 minutes, so a new one is wanted.",
    [["expired", "15 minutes", "900 seconds", "ran out", "no longer"], ["token"], ["new", "fresh", "again", "each"]],
    FALSE,
    [("the token is rightly signed", True, lambda c: opens("GET", urls(c["paste"])[0]))],
    paste=(
        f"password: {m.url}\n"
        '{"@service":"bento","label":"output_database","level":"error","msg":"Failed to send message to sql_raw: pq: '
        'PAM authentication failed for user \\"streaminguser\\"","path":"root.output","time":"2026-01-01T00:20:11Z"}'
    ),
    now="20260101T002030Z",
)

add(
    "listmonk-iam-key-for-ses-smtp",
    "knadh/listmonk#2160",
    2024,
    "Go",
    "SES",
    "SMTP wants credentials of its own: the secret access key of a user is not the SMTP password.",
    [
        ["smtp"],
        ["password", "credentials"],
        ["secret access key", "secret key", "derive", "of its own", "of their own"],
    ],
    FALSE,
    paste=(
        f"host: email-smtp.us-east-1.amazonaws.com\nport: 587\nauth_protocol: login\nusername: {KEY}\n\n"
        "2026/01/01 00:00:20 settings.go:412: error sending SMTP test: 535 Authentication Credentials Invalid"
    ),
)

m = by_query(
    f"{BUCKET}.s3.us-east-1.amazonaws.com", "/backups/a.tar", "PUT", expires=3600, key=TEMPORARY, token=TOKEN
)
add(
    "simples3-signs-with-expired-credentials",
    "rhnvrm/simples3#32",
    2025,
    "Go (simples3)",
    "S3",
    "The client kept the role's credentials over their end, and signed with them: they have to be renewed first.",
    [["credentials", "token"], ["expired", "ended", "end "], ["renew", "refresh", "fresh", "new "]],
    FALSE,
    [("the URL is rightly signed", True, lambda c: opens("PUT", c["url"]))],
    url=m.url,
    answer=error("ExpiredToken", "The provided token has expired.", f"<Token-0>{TOKEN}</Token-0>"),
    method="PUT",
)

add(
    "s3fs-signs-all-parts-at-once",
    "s3fs-fuse/s3fs-fuse#1042",
    2019,
    "C++ (s3fs)",
    "S3",
    "All parts of an upload are signed before the first is sent: the last ones are over 15 minutes old when they are.",
    [
        [
            "waited",
            "queue",
            "long before",
            "before it was sent",
            "took too long",
            "slow",
            "when it is sent",
            "just before",
            "sign it anew",
            "signed too early",
        ]
    ],
    FALSE,
    paste=(
        f"[INF] curl.cpp:UploadMultipartPostSetup: [tpath=/big.img][start=1048576000][size=10485760][part=101]\n"
        "[ERR] curl.cpp:RequestPerform: HTTP response code 403, returning EPERM. Body Text: "
        f"{HEAD}<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the "
        "current time is too large.</Message><RequestTime>20260101T000000Z</RequestTime><ServerTime>"
        f"2026-01-01T00:21:40Z</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>{IDS}</Error>"
    ),
    now="20260101T002140Z",
)

m = by_query(f"{BUCKET}.s3.us-west-2.amazonaws.com", "/a.zip", region="us-west-2", expires=604801)
add(
    "aws-cli-one-second-over-a-week",
    "aws/aws-cli#5464",
    2020,
    "AWS CLI",
    "S3",
    "A presigned URL can be good for seven days at most, 604800 seconds, which the CLI does not check.",
    [["604800", "seven days", "7 days", "week"]],
    FALSE,
    url=m.url,
    answer=error(
        "AuthorizationQueryParametersError",
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than "
        "604800 seconds",
    ),
    method="GET",
)

# --- Version 2, CloudFront, forms ------------------------------------------------------------------------------------

query, _ = version_2(f"/{BUCKET}/something.txt", 1767229200)
add(
    "aws-cli-version-2-for-kms",
    "aws/aws-cli#2622",
    2017,
    "AWS CLI",
    "S3",
    "The object is encrypted with KMS, and the URL is signed with Version 2: such objects ask for Version 4.",
    [["kms"], ["version 4", "sigv4", "s3v4"]],
    FALSE,
    url=f"https://{BUCKET}.s3.amazonaws.com/something.txt?{query}",
    answer=error(
        "InvalidArgument",
        "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.",
        "<ArgumentName>Authorization</ArgumentName><ArgumentValue>null</ArgumentValue>",
    ),
    method="GET",
)

query, text = version_2(f"/{BUCKET}/acda72b7/ZzDE3KaPiodb4asy2", 1767229200)
spoilt = query.replace("%", "%25")
add(
    "doc-viewer-encodes-percent-signs",
    "philipphecht/react-native-doc-viewer#97",
    2018,
    "React Native",
    "S3",
    "The viewer makes every % of the URL %25: the signature is decoded to %3D instead of =.",
    [TWICE],
    FALSE,
    [("the signature has %253D", True, lambda c: "%253D" in c["url"])],
    url=f"https://{BUCKET}.s3.amazonaws.com/acda72b7/ZzDE3KaPiodb4asy2?{spoilt}",
    answer=error(
        "SignatureDoesNotMatch",
        MISMATCH,
        f"<AWSAccessKeyId>{KEY}</AWSAccessKeyId><StringToSign>{text}</StringToSign><SignatureProvided>"
        f"{query.split('Signature=')[1]}</SignatureProvided>",
    ),
    method="GET",
)

add(
    "cloudfront-key-pair-undefined",
    "jasonsims/aws-cloudfront-sign#2",
    2014,
    "JavaScript (aws-cloudfront-sign)",
    "CloudFront",
    "The key pair's ID was not given to the signer, so the URL has Key-Pair-Id=undefined.",
    [["key-pair-id", "key pair"], ["undefined"]],
    FALSE,
    url=(
        "https://d111111abcdef8.cloudfront.net/test/test.mp3?Key-Pair-Id=undefined&Signature="
        "bZtvkAh4cA0LeGztoqkqSpR9RHCkxiQAyMtZkVEKdgA0mbK1kksp-Lj2h3ZBwVUzNgdbkWnTRQPduXeWqNItPiilyKNyxgGBr1x6dguJaAL"
        "yZnI~hYWJ5-SQm7Uq2qdca1T1~XQ5eIOlVI1t9njtGCZqNubzq6wRqWYAU-ZH8Vg_&Expires=1767229200"
    ),
    answer=f"{HEAD}<Error><Code>InvalidKey</Code><Message>Unknown Key</Message></Error>",
    method="GET",
)

add(
    "rails-form-posts-its-button",
    "googleapis/google-cloud-ruby#8138",
    2020,
    "Ruby (Google)",
    "GCS",
    "The form of Rails sends the name of its button, commit, which the policy does not list.",
    [["commit"], ["not in the policy", "policy does not", "remove", "do not send", "leave", "add ", "name it"]],
    FALSE,
    answer=(
        "<?xml version='1.0' encoding='UTF-8'?><Error><Code>InvalidPolicyDocument</Code><Message>The content of the "
        "form does not meet the conditions specified in the policy document.</Message><Details>Policy did not "
        "reference these fields: commit</Details></Error>"
    ),
    method="POST",
)

# --- Checksums, headers ----------------------------------------------------------------------------------------------

add(
    "activepieces-chunks-at-oracle",
    "activepieces/activepieces#14115",
    2026,
    "JavaScript v3",
    "Oracle Cloud",
    "Since 3.729 the SDK adds checksums in a trailer, which the server does not know: set WHEN_REQUIRED.",
    [CHECKSUM_SETTING],
    FALSE,
    paste=(
        "NotImplemented: AWS chunked encoding not supported\n    at ProtocolLib.getErrorSchemaOrThrowBaseException "
        "(/usr/src/app/node_modules/@aws-sdk/core/dist-cjs/submodules/protocols/index.js:69:67) {\n  '$fault': 'client'"
        ",\n  '$metadata': { httpStatusCode: 501, attempts: 1 },\n  Code: 'NotImplemented'\n}"
    ),
)

add(
    "misskey-checksum-at-backblaze",
    "misskey-dev/misskey#15582",
    2025,
    "JavaScript v3",
    "Backblaze B2",
    "Since 3.729 the SDK sends x-amz-checksum-crc32 by itself, which the server does not take: set WHEN_REQUIRED.",
    [CHECKSUM_SETTING],
    FALSE,
    paste="ERR  *  [drive s3] InvalidArgument: Unsupported header 'x-amz-checksum-crc32' received for this API call.",
)

crc = {"x-amz-checksum-crc32": "uDr/9A==", "x-amz-sdk-checksum-algorithm": "CRC32"}
m = by_header(
    f"{BUCKET}.s3.us-east-1.amazonaws.com",
    "/big.bin",
    "PUT",
    query=[("partNumber", "1"), ("uploadId", "example-upload")],
    payload=UNSIGNED,
    signed=crc,
)
add(
    "helio-part-with-checksum-of-none",
    "romange/helio#152",
    2023,
    "C++",
    "S3",
    "The part has a CRC32, which the upload was not begun with: name the algorithm in CreateMultipartUpload as well.",
    [["createmultipartupload", "multipart", "begun", "when the upload", "start", "initiat"], ["algorithm", "checksum"]],
    FALSE,
    [("the request is rightly signed", True, lambda c: opens("PUT", c["url"], c["headers"]))],
    url=f"https://{BUCKET}.s3.us-east-1.amazonaws.com/big.bin?partNumber=1&uploadId=example-upload",
    answer=error(
        "InvalidRequest",
        "Checksum Type mismatch occurred, expected checksum Type: null, actual checksum Type: crc32",
    ),
    method="PUT",
    headers=m.lines,
)

m = by_query(f"{BUCKET}.s3.us-east-1.amazonaws.com", "/builds/ctx.tar.gz", "PUT", expires=3600)
add(
    "e2b-stream-without-length",
    "e2b-dev/E2B#1243",
    2026,
    "JavaScript (fetch)",
    "S3",
    "fetch sends a stream without its length, in chunks, which S3 does not take: send Content-Length.",
    [["transfer-encoding", "chunk"], ["content-length", "length"]],
    FALSE,
    [("the URL is rightly signed", True, lambda c: opens("PUT", c["url"]))],
    url=m.url,
    answer=error(
        "NotImplemented",
        "A header you provided implies functionality that is not implemented",
        "<Header>Transfer-Encoding</Header>",
    ),
    method="PUT",
)

m = by_query(
    f"{BUCKET}.s3.us-east-1.amazonaws.com", "/next-s3-uploads/a.png", "PUT", more=[("x-amz-acl", "public-read")]
)
add(
    "next-s3-upload-bucket-without-acls",
    "ryanto/next-s3-upload#64",
    2022,
    "JavaScript v2",
    "S3",
    "The upload asks for an ACL, and new buckets have ACLs disabled: leave it out, or change the object ownership.",
    [["acl"], ["ownership", "disabled", "leave", "without", "remove", "bucket policy", "do not s"]],
    FALSE,
    [("the URL is rightly signed", True, lambda c: opens("PUT", c["url"]))],
    url=m.url,
    answer=error("AccessControlListNotSupported", "The bucket does not allow ACLs"),
    method="PUT",
)

m = by_header(
    "example.7d67968.vpc-lattice-svcs.us-west-2.on.aws",
    "/",
    region="us-west-2",
    service="vpc-lattice-svcs",
    with_hash=False,
)
add(
    "sigv4-proxy-without-payload-hash-to-lattice",
    "awslabs/aws-sigv4-proxy#116",
    2023,
    "Go (aws-sigv4-proxy)",
    "VPC Lattice",
    "VPC Lattice asks for x-amz-content-sha256 among the signed headers, which the proxy does not send.",
    [["x-amz-content-sha256"], [*NOT_SENT, *NOT_THERE, "add ", "must be", "has to be", "sign it"]],
    FALSE,
    [("the header is there", False, lambda c: any("content-sha256" in line for line in c["headers"]))],
    url="https://example.7d67968.vpc-lattice-svcs.us-west-2.on.aws/",
    answer="IncompleteSignatureException: Missing the 'x-amz-content-sha256' in canonical headers.",
    method="GET",
    headers=m.lines,
)

add(
    "iceberg-go-writes-to-google",
    "apache/iceberg-go#1422",
    2026,
    "Go v2",
    "GCS",
    "The SDK signs Accept-Encoding, which Google's front end changes: it has to be left out of the signature.",
    [["accept-encoding"], ON_THE_WAY],
    FALSE,
    paste=(
        "s3.endpoint: https://storage.googleapis.com\n\nfailed to write manifest: operation error S3: PutObject, https "
        "response error StatusCode: 403, RequestID: , HostID: , api error SignatureDoesNotMatch: Access denied."
    ),
)


# --- Writing and checking --------------------------------------------------------------------------------------------

kit.HEADING = """# Written by make_fourth.py: change that, and run it.
# Scored before anybody who changes `explain` had read it. See README.md for the format.
"""


def main(arguments):
    here = Path(__file__).parent / "fourth.toml"
    if arguments == ["--check"]:
        assert here.read_text() == kit.written(), "fourth.toml is not what make_fourth.py writes"
    else:
        here.write_text(kit.written())
    kit.check(here.read_text())
    known = set()
    for name in ("first", "second", "third"):
        known |= {case["thread"] for case in tomllib.loads((here.parent / f"{name}.toml").read_text())["case"]}
    assert not known & {case["thread"] for case in kit.CASES}


if __name__ == "__main__":
    main(sys.argv[1:])
