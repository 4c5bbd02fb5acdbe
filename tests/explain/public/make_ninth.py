#!/usr/bin/env python3
"""Writes ninth.toml next to this file: fifty more refused requests from public reports, unread when they were scored.

    python3 make_ninth.py            writes the file, then checks it
    python3 make_ninth.py --check    fails if the file is not what this script writes

It signs with the functions of make_third.py, which share no code with the crate. Each case is one paste: the error, the
code and a line or two of what the person tells, in other words, with example names. The texts of servers and SDKs are
kept.
"""

import sys

sys.dont_write_bytecode = True

import make_third as kit
from make_third import (
    API_MISMATCH,
    BUCKET,
    DATE,
    DENIED,
    HOST_WORDS,
    KEY,
    MISMATCH,
    NOTHING,
    NO_SUPPORT,
    ON_THE_WAY,
    OTHER_SECRET,
    SDK_CHECKSUM,
    TEMPORARY,
    TOKEN,
    by_header,
    by_query,
    digest,
    s3_says,
    scope_of,
)

kit.CASES.clear()
FALSE = [DENIED, NOTHING, *OTHER_SECRET]
# Where the cause is no matter of the signature.
NOT_SIGNED = [NOTHING, *OTHER_SECRET]
# Where the cause is the secret or the credentials.
KEYS = [DENIED, NOTHING]
CLOCK = ["clock", "system time", "local time", "time of the machine", "machine's time", "host's time"]
SYNC = ["fast", "slow", "ahead", "behind", "ntp", "sync", "set the", "chrony", "in the past", "in the future"]
TOKEN_WORDS = ["session token", "security token", "x-amz-security-token", "aws_session_token", "sessiontoken"]


def add(name, thread, year, sdk, server, cause, must, must_not, paste, stories=(), **inputs):
    kit.add(name, thread, year, sdk, server, "", cause, must, must_not, stories, paste=paste.strip("\n"), **inputs)


def told_by(text, scope):
    """What a service says of the canonical string which it derived."""
    to_sign = f"AWS4-HMAC-SHA256\n{DATE}\n{scope}\n{digest(text)}"
    return (
        f"{API_MISMATCH}\n\nThe Canonical String for this request should have been\n'{text}'\n\n"
        f"The String-to-Sign should have been\n'{to_sign}'\n"
    )


def as_json(text):
    return text.replace("\n", "\\n")

# --- Own signers and API Gateway -------------------------------------------------------------------------------------

add(
    "aws4-axios-data-not-body",
    "mhart/aws4#100",
    2019,
    "JS (aws4, axios)",
    "API Gateway",
    "aws4 signs `body`, axios sends `data`: the request that is sent has a body and an empty one was signed.",
    [["body", "payload"], ["data", "not signed", "without the body", "empty", "was signed", "hash of", "pass the body"]],
    FALSE,
    """
I post a message to a websocket connection through API Gateway. This seems to have stopped quite suddenly.

let data = JSON.stringify({ action: "message", data: "testing" })
let request = {
  host: 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
  method: 'POST',
  url: 'https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/dev/messages',
  path: '/dev/messages',
  service: 'execute-api',
  region: 'us-east-1',
  data: data,
  headers: { 'Content-Type': 'application/json' }
}
let signedRequest = aws4.sign(request, { secretAccessKey: '...', accessKeyId: 'AKIDEXAMPLE' })
let response = await axios(signedRequest)

403 {"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}
""",
)

m = by_header(
    "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
    "/dev/dataSourcesSummary",
    service="execute-api",
    query=[("awsAccountId", "111122223333")],
    signed={"x-amz-security-token": TOKEN},
)
add(
    "smithy-query-in-the-path",
    "aws-samples/sigv4-signing-examples#14",
    2025,
    "JS v3 (SignatureV4)",
    "API Gateway",
    "The path given to the signer has the query string in it; path and query have to be given apart.",
    [["query"], ["in the path", "part of the path", "separate", "%3f", "question mark", "`query`", "in `path`", "apart"]],
    FALSE,
    f"""
RESTAPIPATH=/dev/dataSourcesSummary?awsAccountId=111122223333

const request = new HttpRequest({{ method: 'GET', protocol: 'https:', hostname: process.env.RESTAPIHOST,
  path: process.env.RESTAPIPATH, headers: {{ host: process.env.RESTAPIHOST }} }});
const signed = await signer.sign(request);

% node main.js
response Status: 403
response Body: {{"message":"{as_json(told_by(m.text, m.scope))}"}}
""",
)

add(
    "ai-review-bedrock-raw-model-in-path",
    "Nikita-Filonov/ai-review#40",
    2025,
    "Python (httpx, own signer)",
    "Bedrock",
    "The model's name has a colon, which is not encoded in the same way in the path that is signed and in the path that "
    "is sent.",
    [["encod", "escap", "%3a", "%253a"], ["colon", "':'", "`:`", '":"', "path", "model"]],
    FALSE,
    """
Running the docker image in CI with the Bedrock integration. The three variables are there, I printed them:

export LLM__HTTP_CLIENT__ACCESS_KEY="$AWS_ACCESS_KEY_ID"
export LLM__HTTP_CLIENT__SECRET_KEY="$AWS_SECRET_ACCESS_KEY"
export LLM__HTTP_CLIENT__SESSION_TOKEN="$AWS_SESSION_TOKEN"
LLM__META__MODEL=us.anthropic.claude-sonnet-4-20250514-v1:0

HTTP Request: POST https://bedrock-runtime.us-east-1.amazonaws.com/model/us.anthropic.claude-sonnet-4-20250514-v1:0/invoke "HTTP/1.1 403 Forbidden"
Bedrock API error 403: {"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}
""",
)

add(
    "bifrost-rerank-service-name",
    "maximhq/bifrost#2533",
    2026,
    "Go",
    "Bedrock",
    "The service in the credential scope has to be bedrock, though the host is bedrock-agent-runtime.",
    [["service"], ["bedrock"], ["scope", "sign"]],
    FALSE,
    """
POST /v1/rerank with model bedrock/cohere-rerank-v3-5 fails each time, chat on the same key works:

{"is_bifrost_error":false,"status_code":403,"error":{"message":"Credential should be scoped to correct service: 'bedrock'. "},"extra_fields":{"provider":"bedrock","model_requested":"cohere-rerank-v3-5","request_type":"rerank"}}

The request goes to https://bedrock-agent-runtime.us-east-1.amazonaws.com/rerank
Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/bedrock-agent-runtime/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=...
""",
)

add(
    "avante-curl-model-encoded-before",
    "avante-corp/avante.nvim#2949",
    2026,
    "curl --aws-sigv4 (Lua)",
    "Bedrock",
    "The model's id is percent-encoded before the URL is given to curl, whose signer encodes it itself: it is encoded "
    "once too often.",
    [["encod", "escap", "%3a", "%253a"], ["twice", "double", "already", "again", "raw", "once", "curl"]],
    FALSE,
    """
Any call to an inference profile from the editor gives 403 since the update; it did work on my old laptop.

model = "global.anthropic.claude-opus-4-5-20251101-v1:0"

curl --aws-sigv4 aws:amz:us-east-1:bedrock --user "$AK:$SK" -H "x-amz-security-token: $ST" -H "content-type: application/json" -d @/tmp/body.json https://bedrock-runtime.us-east-1.amazonaws.com/model/global.anthropic.claude-opus-4-5-20251101-v1%3A0/invoke-with-response-stream

Error: API request failed with status 403. Body: "{\\"message\\":\\"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\\"}"
$ curl --version
curl 8.18.0 (x86_64-pc-linux-gnu)
""",
)

add(
    "s3cmd-r2-cf-ray-copied",
    "s3tools/s3cmd#1332",
    2023,
    "s3cmd",
    "R2",
    "s3cmd takes the cf-ray header of the server's answer into the new request and signs it; Cloudflare replaces it.",
    [["cf-ray"], ["cloudflare", *ON_THE_WAY]],
    FALSE,
    f"""
$ s3cmd -d modify --add-header="Cache-Control: max-age=3600" s3://{BUCKET}/photo.jpg
DEBUG: Using signature v4
DEBUG: get_hostname({BUCKET}): {BUCKET}.0123456789abcdef.r2.cloudflarestorage.com
DEBUG: canonical_headers = cache-control:max-age=3600
cf-ray:7e0f4a2b9c1d35e8-FRA
content-type:image/jpeg
host:{BUCKET}.0123456789abcdef.r2.cloudflarestorage.com
x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
x-amz-copy-source:/{BUCKET}/photo.jpg
x-amz-date:{DATE}
x-amz-metadata-directive:REPLACE

ERROR: Copy failed for: 's3://{BUCKET}/photo.jpg' (403 (SignatureDoesNotMatch): The request signature we calculated does not match the signature you provided. Check your secret access key and signing method. )

ls, put and get with the same config are fine.
""",
)

add(
    "litestream-gcs-accept-encoding",
    "benbjohnson/litestream#1386",
    2026,
    "Go v2",
    "GCS",
    "The SDK signs Accept-Encoding, which Google's front end changes or leaves out: it must not be signed.",
    [["accept-encoding"]],
    FALSE,
    f"""
dbs:
  - path: /data/test.db
    replicas:
      - type: s3
        bucket: {BUCKET}
        path: litestream-test/test.db
        endpoint: https://storage.googleapis.com
        region: asia-northeast3
        access-key-id: GOOG1EXAMPLE
        secret-access-key: ${{HMAC_SECRET}}

level=ERROR msg="sync error" db=test.db replica=s3 error="operation error S3: ListObjectsV2, https response error StatusCode: 403, RequestID: , HostID: , api error SignatureDoesNotMatch: Access denied."

v0.5.14; the HMAC key is good, gsutil and boto3 use it. With v0.3 the same config worked.
""",
)

add(
    "ha-s3-garage-made-up-region",
    "PhantomPhoton/S3-Compatible#28",
    2026,
    "Python (Home Assistant)",
    "Garage",
    "Garage expects its own region, garage by default, in the credential scope.",
    [["region", "scope"], ["made-up-region", "garage", "s3_region", "expects"]],
    FALSE,
    """
The form says the region is not used, so I wrote something there. The connection cannot be made, and garage logs

garage_api_common::generic_server: Response: error 400 Bad Request, Authorization header malformed, unexpected scope: 20260101/made-up-region/s3/aws4_request
""",
)

add(
    "ha-sign-url-other-region-version-2",
    "robmarkcole/HASS-S3#42",
    2024,
    "boto3 (Home Assistant)",
    "S3",
    "The client was made for us-east-1 and not for the bucket's region us-east-2, so boto3 signed the URL with version 2, "
    "which us-east-2 does not accept.",
    [
        ["version 2", "sigv2", "signature v2", "version 4", "sigv4", "s3v4"],
        ["region"],
    ],
    FALSE,
    f"""
configuration.yaml:
s3:
  aws_access_key_id: {KEY}
  aws_secret_access_key: !secret s3
  region_name: us-east-2

The service s3.signurl gives me

https://{BUCKET}.s3.amazonaws.com/snapshots/backyard/snapshot.jpg?AWSAccessKeyId={KEY}&Signature=q9cD7b2R3Zb0mZxv6kKp1sWk3nE%3D&Expires=1767229200

and it opens with: InvalidRequest The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.
""",
)


# --- Clock, keys and tokens, other services --------------------------------------------------------------------------

add(
    "php-clock-an-hour-ahead",
    "aws/aws-sdk-php#612",
    2015,
    "PHP",
    "S3",
    "The clock of the machine is an hour fast.",
    [CLOCK, [*SYNC, "hour"]],
    NOT_SIGNED,
    f"""
My server time: America/Santiago Wed, 31 Dec 2025 22:00:00 -0300

Fatal error: Uncaught exception 'Aws\\S3\\Exception\\S3Exception' with message 'Error executing "PutObject" on "https://s3.amazonaws.com/{BUCKET}/my-backupfile"; AWS HTTP error: Client error: 403 RequestTimeTooSkewed (client): The difference between the request time and the current time is too large. - <?xml version="1.0" encoding="UTF-8"?>
<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message><RequestTime>20260101T010000Z</RequestTime><ServerTime>2026-01-01T00:00:17Z</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds><RequestId>4442587FB7D0A2F9</RequestId><HostId>ExampleHostId/EXAMPLE=</HostId></Error>' exception 'GuzzleHttp\\Exception\\ClientException' with message 'Client error: 403' in GuzzleHttp/Middleware.php:68
""",
)

m = by_query("localhost:8333", "/assets/blah.jpg", scheme="http")
add(
    "seaweed-old-server-presigned",
    "seaweedfs/seaweedfs#2638",
    2022,
    "AWS CLI",
    "SeaweedFS",
    "This old version of the server gets the signature of presigned URLs wrong; a newer one does not.",
    [["server", "seaweed"], ["version", "upgrade", "update", "older", "newer", "bug"]],
    FALSE,
    f"""
I follow the wiki page on presigned URLs, version 2.75. Listing the bucket with the same keys is fine, every presigned URL fails. us-east-1 is set.

$ aws --endpoint-url http://localhost:8333 s3 presign s3://assets/blah.jpg
{m.url}
$ curl "$URL"
<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>SignatureDoesNotMatch</Code><Message>{MISMATCH}</Message><Resource>/assets/blah.jpg</Resource><RequestId>1767225600937989170</RequestId><Key>blah.jpg</Key><BucketName>assets</BucketName></Error>
""",
)

raw = TOKEN.replace("//////////", "/+/+/+")
m = by_query(f"{BUCKET}.s3.eu-west-1.amazonaws.com", "/a.txt", region="eu-west-1", key=TEMPORARY, token=raw)
add(
    "rust-s3-token-not-encoded",
    "durch/rust-s3#283",
    2022,
    "Rust (rust-s3)",
    "S3",
    "The session token stands in the URL without percent-encoding.",
    [TOKEN_WORDS, ["encod", "escap", "%2b", "%2f"]],
    FALSE,
    f"""
With 0.31 presigned links were all right, with 0.32.1 they are not.

bucket.presign_get("/a.txt", 900, None)
{m.url.replace("X-Amz-Security-Token=" + kit.enc(raw), "X-Amz-Security-Token=" + raw)}

<Error>
<Code>InvalidToken</Code>
<Message>The provided token is malformed or otherwise invalid.</Message>
""",
)

m = by_header(
    "vpc-example.us-east-1.es.amazonaws.com",
    "/docs/_doc/1",
    "PUT",
    service="es",
    signed={"accept": "application/json", "content-encoding": "gzip", "content-type": "application/json"},
    body=b"the body as it arrived",
    with_hash=False,
)
add(
    "opensearch-net-compression",
    "opensearch-project/opensearch-net#104",
    2022,
    ".NET (OpenSearch.Net)",
    "OpenSearch",
    "The body is hashed before it is compressed: what arrives is gzip.",
    [["gzip", "compress"], ["body", "payload", "hash"], ["before", "after", "uncompressed", "compressed", "other bytes", "not the bytes"]],
    FALSE,
    f"""
With EnableHttpCompression an IndexRequest of more than 1 MB fails. Without it the request is successful.

var settings = new ConnectionSettings(pool, new AwsSigV4HttpConnection()).EnableHttpCompression();

HTTP/1.1 403 Forbidden
Date: Thu, 01 Jan 2026 00:00:02 GMT
Content-Type: application/json
x-amzn-requestid: 35a41c40-1006-44f5-84ae-000000000000

{{"message":"{as_json(told_by(m.text, m.scope))}"}}
""",
)

add(
    "dashboards-star-of-resolve-index",
    "opensearch-project/OpenSearch-Dashboards#9679",
    2025,
    "JS (OpenSearch Dashboards)",
    "OpenSearch",
    "The star in the path is encoded by the service for the signature, and by the client it is not (or twice).",
    [["*", "%2a", "asterisk", "wildcard"], ["encod", "escap"]],
    FALSE,
    f"""
In 3.0.0 no index pattern can be made against a data source with SigV4. Other pages of the same data source work. Log:

ResponseError: {{"message":"{as_json(told_by(m.text, m.scope))}"}}
    at onBody (/usr/share/opensearch-dashboards/node_modules/@opensearch-project/opensearch/lib/Transport.js:425:23)
GET https://search-example.us-west-2.es.amazonaws.com/_resolve/index/*
""",
)

m = by_header(
    "search-example.eu-west-1.es.amazonaws.com",
    "/products/_search",
    "POST",
    region="eu-west-1",
    service="es",
    query=[("typed_keys", "true"), ("ignore_unavailable", "true"), ("allow_no_indices", "true")],
    body=b"{}",
    with_hash=False,
)
add(
    "elastic4s-query-not-sorted",
    "Philippus/elastic4s#1328",
    2018,
    "Scala (elastic4s)",
    "Elasticsearch",
    "The signer does not sort the query parameters by name.",
    [["sort", "order", "alphabet"], ["query", "param"]],
    FALSE,
    f"""
client.execute {{ search("products").matchAllQuery() }}

POST https://search-example.eu-west-1.es.amazonaws.com/products/_search?typed_keys=true&ignore_unavailable=true&allow_no_indices=true
ErrorResponse 403: {{"message":"{as_json(told_by(m.text, m.scope))}"}}

What the signer logs as its canonical request:

POST
/products/_search
typed_keys=true&ignore_unavailable=true&allow_no_indices=true
host:search-example.eu-west-1.es.amazonaws.com
x-amz-date:{DATE}

host;x-amz-date
{m.payload}
""",
)

add(
    "awscurl-colon-in-the-query",
    "okigan/awscurl#115",
    2021,
    "Python (awscurl)",
    "S3",
    "awscurl signs the query as it was typed, and the value is percent-encoded when it is sent (and by the server): the "
    "colon has to be %3A in what is signed.",
    [["%3a", "colon", "query", "param"], ["encod", "escap"]],
    FALSE,
    f"""
$ awscurl --service s3 'https://{BUCKET}.s3.amazonaws.com/?query=para:meter'
<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>SignatureDoesNotMatch</Code><Message>{MISMATCH}</Message><AWSAccessKeyId>{KEY}</AWSAccessKeyId><StringToSign>AWS4-HMAC-SHA256
{DATE}
...

The keys are right, `?query=parameter` works. With and without quotes, the same.
""",
)

add(
    "apig-client-single-quote",
    "kndt84/aws-api-gateway-client#25",
    2017,
    "JS (aws-api-gateway-client)",
    "API Gateway",
    "encodeURIComponent leaves the single quote as it is; in what is signed it has to be %27.",
    [["%27", "single quote", "apostrophe"], ["encod", "escap"]],
    FALSE,
    """
Search by name works for all customers but for the Irish.

apigClient.invokeApi({}, '/customers', 'GET', { queryParams: { name: "O'Brien" } }, {})

GET https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/customers?name=O'Brien 403
{"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}
""",
)

add(
    "nginx-module-apostrophe",
    "kaltura/nginx-aws-auth-module#21",
    2023,
    "nginx (aws-auth module)",
    "S3",
    "The module signs the apostrophe as %27, and nginx sends the path with the apostrophe as it is.",
    [["%27", "single quote", "apostrophe"], ["encod", "escap"]],
    FALSE,
    f"""
location / {{
    aws_auth $aws_token;
    proxy_set_header X-Amz-Date $aws_auth_date;
    proxy_set_header X-Amz-Content-SHA256 $aws_auth_content_sha256;
    proxy_set_header Authorization $aws_auth_token;
    proxy_set_header Host {BUCKET}.s3.eu-west-1.amazonaws.com;
    proxy_pass https://{BUCKET}.s3.eu-west-1.amazonaws.com;
}}

$ curl "http://localhost/my'file.txt"
<Error><Code>SignatureDoesNotMatch</Code><Message>{MISMATCH}</Message><AWSAccessKeyId>{KEY}</AWSAccessKeyId>...
$ curl "http://localhost/other.txt"
hello
""",
)

add(
    "ses-smtp-credentials-in-the-sdk",
    "aws/aws-sdk-js#86",
    2018,
    "JS v2",
    "SES",
    "The keys are SMTP credentials of SES; the SDK needs an IAM access key.",
    [["smtp"], ["iam", "access key", "not the same", "another", "different", "derived", "secret"]],
    KEYS,
    """
In the SES console I made credentials (SMTP Settings > Create My SMTP Credentials) and put both into the config of our app:

AWS.config.update({ accessKeyId: config.ses.user, secretAccessKey: config.ses.password, region: 'us-east-1' });
new AWS.SES().sendEmail(params, cb);

{ SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.
    at Request.extractError (/app/node_modules/aws-sdk/lib/protocol/query.js:47:29)
  code: 'SignatureDoesNotMatch',
  statusCode: 403,
  retryable: false }
""",
)

add(
    "saml-keys-without-the-token",
    "prolane/samltoawsstskeys#40",
    2020,
    "AWS CLI",
    "S3",
    "The keys are temporary, and the session token was not put into the profile.",
    [TOKEN_WORDS, ["missing", "without", "needs", "need", "add", "not set", "no "]],
    [NOTHING],
    f"""
The extension gave me a file after the login; I copied key and secret to ~/.aws/credentials:

[default]
aws_access_key_id = {TEMPORARY}
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY

$ aws s3 ls

An error occurred (InvalidAccessKeyId) when calling the ListObjectsV2 operation: The AWS Access Key Id you provided does not exist in our records.

I tried it twice, always with new keys.
""",
)

add(
    "cloudformation-package-real-s3",
    "localstack/localstack#972",
    2018,
    "AWS CLI",
    "LocalStack",
    "The upload of cloudformation package goes to AWS itself and not to LocalStack, which does not know the keys.",
    [["endpoint"], ["localstack", "aws itself", "real aws", "amazonaws", "real s3", "aws's own"]],
    [NOTHING],
    """
$ aws s3 --endpoint-url=http://localhost:4572 mb s3://dev-test
make_bucket: dev-test
$ aws cloudformation --endpoint-url http://localhost:4581 package --template-file cloudformation.yml --s3-bucket dev-test --output-template-file output.yml

Unable to upload artifact ./html_to_pdf referenced by CodeUri parameter of htmlToPdf resource.
An error occurred (InvalidAccessKeyId) when calling the CreateMultipartUpload operation: The AWS Access Key Id you provided does not exist in our records.

With DEBUG=1 localstack logs nothing at all for it.
""",
)

add(
    "minio-dart-drops-the-token",
    "xtyxtyx/minio-dart#61",
    2023,
    "Dart (minio)",
    "S3",
    "The library does not send the session token of the temporary keys.",
    [TOKEN_WORDS, ["missing", "not sent", "without", "needs", "does not send", "no ", "absent", "add"]],
    [NOTHING],
    f"""
final minio = Minio(
  region: o.region, endPoint: 's3.amazonaws.com',
  accessKey: o.accessKeyId, secretKey: o.secretAccessKey, sessionToken: o.sessionToken, enableTrace: true);
await minio.fPutObject(o.bucket, o.key, file.path);

REQUEST: PUT https://s3.amazonaws.com/{BUCKET}/a.jpg
host: s3.amazonaws.com
user-agent: MinIO (Unknown; Unknown) minio-dart/2.0.0
x-amz-content-sha256: UNSIGNED-PAYLOAD
x-amz-date: {DATE}
authorization: AWS4-HMAC-SHA256 Credential={TEMPORARY}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=7be1cd5ac6fa1ba1d3ee3f0d15cb6ecd2e1c8d03aef6a4db6ee1f4c8ab6db2f0

MinioS3Error: The AWS Access Key Id you provided does not exist in our records.
""",
)

add(
    "oac-form-post-without-hash",
    "KensioSoftware/yulin#651",
    2026,
    "browser form",
    "Lambda URL (CloudFront OAC)",
    "CloudFront signs for the function URL, and for a POST it needs the x-amz-content-sha256 of the body from the viewer.",
    [["x-amz-content-sha256"], ["body", "payload", "post"]],
    FALSE,
    """
The site is CloudFront with origin access control (SigV4, always) before a Lambda function URL with AuthType AWS_IAM. After the release every form fails, pages are shown well, and the function is not even called:

<form method="post" action="/user/sign-in">

POST https://www.example.com/user/sign-in
HTTP/2 403
x-amzn-errortype: InvalidSignatureException
x-cache: Error from cloudfront

{"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}
""",
)

add(
    "rds-token-of-a-week",
    "aws/aws-sdk-java#2617",
    2021,
    "Java",
    "RDS",
    "A token for RDS holds 15 minutes at most: with more than 900 seconds as its expiry it is refused.",
    [["900", "15 minutes", "fifteen minutes"], ["expir", "x-amz-expires", "lifetime", "valid"]],
    NOT_SIGNED,
    f"""
I took the class of the user guide that makes the token by hand, and changed its

private static final String EXPIRE_MINUTES = "10000";

psql: error: FATAL:  PAM authentication failed for user "test_rds"
FATAL:  pg_hba.conf rejects connection for host "10.0.4.116", user "test_rds", database "initialdb", SSL off

The token is
mydb.123456789012.us-east-1.rds.amazonaws.com:5432/?Action=connect&DBUser=test_rds&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={KEY}%2F20260101%2Fus-east-1%2Frds-db%2Faws4_request&X-Amz-Date={DATE}&X-Amz-Expires=10000&X-Amz-SignedHeaders=host&X-Amz-Signature=5d0b4a6f2f0e3b1c9a8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a3928
""",
)

add(
    "rds-token-dies-with-the-role",
    "aws/aws-sdk-js-v3#8047",
    2026,
    "JS v3 (rds-signer)",
    "RDS",
    "A token lives no longer than the temporary credentials of the instance with which it was signed.",
    [
        ["credential", "session", "temporary", "security token", "instance role", "instance profile"],
        ["expire", "expiry", "lifetime", "no longer", "run out", "outlive", "ends"],
    ],
    NOT_SIGNED,
    """
From time to time, one to three times a day, a new connection to PostgreSQL fails. A token is valid for 15 minutes, and we make a new one every 10. It is so on EC2 only (instance profile), never on my machine with my own keys.

const signer = new Signer({ hostname, port: 5432, username: 'app', region: 'eu-central-1' });
const password = await signer.getAuthToken();

error: PAM authentication failed for user "app"
    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:285:98)
    code: '28000'
    routine: 'auth_failed'
""",
)

add(
    "odbc-rds-by-custom-domain",
    "aws/aws-pgsql-odbc#79",
    2025,
    "C++ (ODBC driver)",
    "RDS",
    "The token is made for the custom domain of the connection; it has to be made for the instance's own endpoint.",
    [
        [*HOST_WORDS, "endpoint", "cname", "alias"],
        ["rds.amazonaws.com", "own endpoint", "instance's", "instance endpoint", "rds endpoint", "real", "not the", "itself"],
    ],
    NOT_SIGNED,
    f"""
DRIVER={{AWS ODBC PSQL}};SERVER=db.internal.example.com;PORT=5432;DATABASE=app;UID=iam_user;AUTHTYPE=IAM;REGION=us-east-1;SSLMODE=require

db.internal.example.com is a CNAME of mydb.123456789012.us-east-1.rds.amazonaws.com.

[08001] connection to server at "db.internal.example.com" (10.0.4.20), port 5432 failed: FATAL:  PAM authentication failed for user "iam_user"

Token in the driver's log:
db.internal.example.com:5432/?Action=connect&DBUser=iam_user&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={KEY}%2F20260101%2Fus-east-1%2Frds-db%2Faws4_request&X-Amz-Date={DATE}&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=0b6f3b1c9a8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39285d0b4a6f

With SERVER=mydb.123456789012.us-east-1.rds.amazonaws.com and a password it connects, so the network is fine.
""",
)

add(
    "terraform-sts-region-not-signed",
    "hashicorp/terraform-provider-aws#34865",
    2023,
    "Go v2 (Terraform)",
    "STS",
    "The request goes to STS in us-east-1 and is signed for the provider's region me-central-1.",
    [["region", "scope"], ["us-east-1"], ["me-central-1"]],
    FALSE,
    f"""
provider "aws" {{
  region     = "me-central-1"
  sts_region = "us-east-1"
  endpoints {{
    sts = "https://sts.us-east-1.amazonaws.com"
  }}
}}
data "aws_caller_identity" "current" {{}}

│ Error: reading STS Caller Identity
│   with data.aws_caller_identity.current,
│ operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: f16ffea6-1579-440e-aed9-f5f18c361a85, api error SignatureDoesNotMatch: Credential should be scoped to a valid region.

[DEBUG] provider: HTTP Request Sent: http.method=POST http.url=https://sts.us-east-1.amazonaws.com/ http.request.header.authorization="AWS4-HMAC-SHA256 Credential={KEY}/20260101/me-central-1/sts/aws4_request, SignedHeaders=amz-sdk-invocation-id;amz-sdk-request;content-length;content-type;host;x-amz-date, Signature=*****"

It worked with 5.25.
""",
)

m = by_query(
    "example-ats.iot.us-east-1.amazonaws.com",
    "/mqtt",
    scheme="wss",
    service="iotdevicegateway",
    expires=86400,
    key=TEMPORARY,
    token=TOKEN,
)
add(
    "aws4-iot-token-signed",
    "mhart/aws4#30",
    2016,
    "JS (aws4)",
    "IoT",
    "IoT wants the session token added after the signing, not among the signed parameters.",
    [TOKEN_WORDS, ["after", "not be signed", "unsigned", "not signed", "not sign", "append", "leave it out", "without it"]],
    FALSE,
    f"""
const signed = aws4.sign({{ host, path: '/mqtt?X-Amz-Expires=86400', service: 'iotdevicegateway', region: 'us-east-1', signQuery: true }}, credentialsOfCognito)

{m.url}

WebSocket connection failed: Error during WebSocket handshake: Unexpected response code: 403

With the keys of my IAM user in the place of the ones of Cognito it connects.
""",
)

add(
    "mirror-clone-crc32-trailer",
    "sjtug/mirror-clone#148",
    2026,
    "Rust (aws-sdk-s3)",
    "jCloud S3",
    "The SDK sends a CRC32 as a trailer of an aws-chunked body by default, which this server does not read rightly.",
    [[*SDK_CHECKSUM, "crc32", "integrity"], NO_SUPPORT],
    NOT_SIGNED,
    f"""
Since v0.2.42 (where we left rusoto for the SDK of AWS) each PUT fails, and the job ends with "transfer complete" all the same:

WARN failed to transfer mirror_clone_list.html: service error: unhandled error (XAmzContentSHA256Mismatch): Error {{ code: "XAmzContentSHA256Mismatch", message: "The Content-SHA256 you specified did not match what we received", aws_request_id: "tx0000000000000001b7638c" }}

let config = aws_sdk_s3::config::Builder::from(&base).endpoint_url("https://s3.example.edu.cn").force_path_style(true).build();

PUT /{BUCKET}/mirror_clone_list.html
content-encoding: aws-chunked
x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER
x-amz-trailer: x-amz-checksum-crc32
x-amz-decoded-content-length: 5120
""",
)

add(
    "tusdotnet-default-integrity",
    "bechtleav360/tusdotnet.Storage.S3#7",
    2025,
    ".NET",
    "Dell ECS, MinIO",
    "The newer AWSSDK.S3 adds checksums by default, which these servers do not take.",
    [[*SDK_CHECKSUM, "crc32", "integrity", "adds a checksum", "adds checksums", "sends a checksum"], NO_SUPPORT],
    NOT_SIGNED,
    """
After going from tusdotnet.Storage.S3 v1.0.2 to v1.1.1 (which brings AWSSDK.S3 3.7.412.5) uploads fail. Our storage is not the one of Amazon.

Connection id "0HN9", Request id "0HN9:0000000D": An unhandled exception was thrown by the application.
Amazon.S3.AmazonS3Exception: The Content-SHA256 you specified did not match what we received
 ---> Amazon.Runtime.Internal.HttpErrorResponseException: Exception of type 'Amazon.Runtime.Internal.HttpErrorResponseException' was thrown.
   at Amazon.Runtime.HttpWebRequestMessage.ProcessHttpResponseMessage(HttpResponseMessage responseMessage)
""",
)

m = by_query(f"{BUCKET}.s3.amazonaws.com", "/report.pdf", expires=604800, key=TEMPORARY, token=TOKEN)
add(
    "go-url-of-a-lambda-role",
    "aws/aws-sdk-go#751",
    2019,
    "boto3 (Lambda)",
    "S3",
    "The URL was signed with the temporary credentials of a role and ends with them.",
    [
        ["credential", "session", "temporary", "security token", "role"],
        ["expire", "expiry", "lifetime", "no longer", "run out", "outlive", "ends"],
    ],
    NOT_SIGNED,
    f"""
The link in our mails is to work for 7 days, and it does not the next day. Made in a Lambda function:

generate_presigned_url('get_object', Params={{...}}, ExpiresIn=604800)

{m.url}

<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message><Token-0>IQoJb3JpZ2luX2VjEXAMPLE...</Token-0></Error>
""",
    now="20260102T090000Z",
)

m = by_query(f"{BUCKET}.s3.amazonaws.com", "/artifact.zip", expires=300)
add(
    "httr-authorization-on-redirect",
    "r-lib/httr#626",
    2019,
    "R (httr)",
    "S3",
    "The Authorization header of the first request is sent again to the presigned URL of the redirect.",
    [["authorization"], ["redirect", "both", "two", "only one", "drop", "remove", "without", "do not send", "not be sent"]],
    NOT_SIGNED,
    f"""
In Postman the same request gives the file, from R it does not:

r <- httr::GET("https://api.example.com/v2/files/42/download", httr::add_headers(Authorization = paste("Bearer", token)))

-> HTTP/1.1 302 Found
   Location: {m.url}
-> HTTP/1.1 400 Bad Request

<Error><Code>InvalidArgument</Code><Message>Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified</Message><ArgumentName>Authorization</ArgumentName><ArgumentValue>Bearer eyJhbGciOi...</ArgumentValue></Error>
""",
)

m = by_query("files.example.com:8443", f"/{BUCKET}/doc.pdf")
add(
    "kiwi-nginx-host-of-the-public-endpoint",
    "OFFIS-RIT/kiwi#71",
    2026,
    "boto3",
    "MinIO behind nginx",
    "nginx passes $host, which is not the host (with its port) of the public endpoint for which the URL was signed.",
    [[*HOST_WORDS, "$host", "$http_host"], ["nginx", "proxy_set_header", "$http_host", "the port", *ON_THE_WAY]],
    FALSE,
    f"""
AWS_PUBLIC_ENDPOINT=https://files.example.com:8443

location / {{
    proxy_set_header Host $host;
    proxy_pass http://minio:9000;
}}

{m.url}

<Error><Code>SignatureDoesNotMatch</Code><Message>{MISMATCH}</Message><Key>doc.pdf</Key><BucketName>{BUCKET}</BucketName><Resource>/{BUCKET}/doc.pdf</Resource><RequestId>1886A1B2C3D4E5F6</RequestId></Error>
""",
)

m = by_query(f"{BUCKET}.0123456789abcdef.r2.cloudflarestorage.com", "/backup.zip", "PUT", region="auto", expires=3600)
add(
    "telegram-panel-r2-needs-the-hash",
    "moeacgx/Telegram-Panel#86",
    2026,
    ".NET (HttpClient)",
    "R2",
    "The PUT to the presigned URL has to be sent with x-amz-content-sha256: UNSIGNED-PAYLOAD.",
    [["x-amz-content-sha256"], ["unsigned-payload", *kit.NOT_SENT]],
    NOT_SIGNED,
    f"""
Backup to a bucket of R2 with a presigned PUT. In the log:

Upload failed: 400 BadRequest <?xml version="1.0" encoding="UTF-8"?><Error><Code>InvalidRequest</Code><Message>Missing x-amz-content-sha256</Message></Error>

PUT {m.url}
Content-Type: application/zip
Content-Length: 1048576
""",
)

m = by_header("s3.ap-northeast-1.amazonaws.com", "/", region="ap-northeast-1")
add(
    "aws4-dot-and-dash-host",
    "mhart/aws4#5",
    2015,
    "JS (aws4)",
    "S3",
    "s3.ap-northeast-1.amazonaws.com was signed as the host, and the request goes to s3-ap-northeast-1.amazonaws.com.",
    [[*HOST_WORDS], ["s3-ap-northeast-1", "s3.ap-northeast-1"]],
    FALSE,
    f"""
var opts = aws4.sign({{ service: 's3', region: 'ap-northeast-1' }}, keys)
console.log(opts.headers)
{{ Host: 's3.ap-northeast-1.amazonaws.com',
  'X-Amz-Content-Sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'X-Amz-Date': '{DATE}',
  Authorization: '{m.authorization}' }}

request({{ url: 'https://s3-ap-northeast-1.amazonaws.com/', headers: {{ 'X-Amz-Content-Sha256': opts.headers['X-Amz-Content-Sha256'], 'X-Amz-Date': opts.headers['X-Amz-Date'], Authorization: opts.headers.Authorization }} }})

SignatureDoesNotMatch {MISMATCH}
""",
)

m = by_query(f"{BUCKET}.s3.eu-west-1.amazonaws.com", "/artifactory/lib.whl", region="eu-west-1")
sent = m.text.replace("amazonaws.com\n", "amazonaws.com:443\n", 1)
add(
    "dependabot-proxy-port-443",
    "dependabot/proxy#258",
    2026,
    "pip behind dependabot's proxy",
    "S3",
    "The proxy sends Host with :443, and the URL was signed for the host without the port.",
    [["host"], [":443", "the port", "port 443", "default port", "its port", "a port", "with port"]],
    FALSE,
    f"""
Since the proxy of 18 September packages from Artifactory (downloadRedirect on) cannot be fetched; the older one works, and curl without a proxy too.

302 Location: {m.url}
403 {s3_says(m, sent)}
""",
)

add(
    "minio-starts-with-success-status",
    "minio/minio#12567",
    2021,
    "browser form",
    "MinIO",
    "This MinIO takes only an exact match (eq) for success_action_status, not starts-with.",
    [["success_action_status"], ["starts-with", "exact"]],
    NOT_SIGNED,
    """
The policy of our upload form, which S3 and Ceph take:

{"expiration":"2026-01-01T01:00:00.000Z","conditions":[{"bucket":"test-pub"},["starts-with","$key",""],["starts-with","$success_action_status",""],{"x-amz-algorithm":"AWS4-HMAC-SHA256"},{"x-amz-credential":"AKIDEXAMPLE/20260101/us-east-1/s3/aws4_request"},{"x-amz-date":"20260101T000000Z"}]}

Fields: key, success_action_status=200, policy, x-amz-algorithm, x-amz-credential, x-amz-date, x-amz-signature, file

<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AccessDenied</Code><Message>Access Denied. (Invalid according to Policy: Policy Condition failed)</Message><BucketName>test-pub</BucketName><Resource>/test-pub</Resource><RequestId>168B2C939B28736C</RequestId></Error>
""",
)

policy = kit.b64(
    '{"expiration":"2026-01-06T08:22:58.000Z","conditions":[{"bucket":"examplebucket"},{"acl":"public-read"},'
    '{"x-amz-credential":"AKIDEXAMPLE/20260101/us-east-1/s3/aws4_request"},{"x-amz-algorithm":"AWS4-HMAC-SHA256"},'
    '{"x-amz-date":"20260101T000000Z"},{"success_action_status":"200"},["starts-with","$key",""]]}'
)
add(
    "postman-form-lacks-fields",
    "minio/minio#9382",
    2020,
    "Postman, curl",
    "MinIO",
    "The form does not send all that the policy asks for: key, acl and success_action_status are not there.",
    [["acl", "success_action_status"], kit.NOT_THERE + kit.NOT_SENT + ["policy asks", "policy wants", "policy demands"]],
    NOT_SIGNED,
    f"""
curl --location --request POST 'https://files.example.com/{BUCKET}' \\
--header 'Content-Type: multipart/form-data; ' \\
--form 'X-Amz-Credential={KEY}/20260101/us-east-1/s3/aws4_request' \\
--form 'X-Amz-Algorithm=AWS4-HMAC-SHA256' \\
--form 'X-Amz-Date={DATE}' \\
--form 'Policy={policy}' \\
--form 'X-Amz-Signature={kit.hm(kit.signing_key(scope_of("us-east-1", "s3")), policy).hex()}' \\
--form 'file=@/C:/Users/pc/Pictures/1112442.png'

<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy Condition failed</Message><BucketName>{BUCKET}</BucketName><Resource>/{BUCKET}</Resource><RequestId>16068FE8EC5AC540</RequestId></Error>
""",
)

add(
    "spaces-php-leading-slash",
    "SociallyDev/Spaces-API#6",
    2018,
    "PHP",
    "Spaces",
    "The key begins with a slash, so the path has two of them, and they are not signed as they are sent.",
    [["slash", "//", "'/'", "`/`", '"/"'], ["key", "path", "leading", "begin", "start", "first"]],
    FALSE,
    f"""
$space = new SpacesConnect($key, $secret, '{BUCKET}', 'nyc3');
$space->UploadFile('/var/www/tmp/a.png', '/images/a.png');

Message: {{"error":{{"message":null,"code":"SignatureDoesNotMatch","type":"client","http_code":403}}}}

PUT https://{BUCKET}.nyc3.digitaloceanspaces.com//images/a.png

$space->ListObjects() with the same keys is answered.
""",
)

add(
    "aws4fetch-spaces-no-service",
    "mhart/aws4fetch#15",
    2020,
    "JS (aws4fetch, Workers)",
    "Spaces",
    "aws4fetch cannot guess the service from the host of Spaces: it has to be given as s3.",
    [["service"], ["s3"]],
    FALSE,
    """
const aws = new AwsClient({ accessKeyId: 'ACCESS_KEY_HERE', secretAccessKey: 'SECRET_ACCESS_KEY_HERE', region: 'nyc3' });

addEventListener('fetch', event => event.respondWith(handle(event.request)));
async function handle(request) {
  const url = new URL(request.url);
  url.hostname = 'examplebucket.nyc3.digitaloceanspaces.com';
  const signed = await aws.sign(url);
  return fetch(signed, { cf: { cacheEverything: true } });
}

HTTP/1.1 403 Forbidden
<?xml version="1.0" encoding="UTF-8"?><Error><Code>SignatureDoesNotMatch</Code><RequestId>tx000000000000001b7638c-0059cdfbfa-24e9b-nyc3a</RequestId><HostId>24e9b-nyc3a-nyc</HostId></Error>

authorization: AWS4-HMAC-SHA256 Credential=ACCESS_KEY_HERE/20260101/nyc3//aws4_request, SignedHeaders=host;x-amz-date, Signature=...
""",
)

m = by_query(
    f"{BUCKET}.s3.us-east-1.amazonaws.com",
    "/uploads/1.png",
    "PUT",
    signed={"content-type": "image/png", "x-amz-tagging": "retention=temporary"},
)
add(
    "higgsfield-tagging-header-not-sent",
    "higgsfield-ai/higgsfield-js#11",
    2026,
    "JS (axios)",
    "S3",
    "The URL is signed with x-amz-tagging, and the client does not send that header.",
    [["x-amz-tagging"], kit.NOT_SENT],
    FALSE,
    f"""
client.uploadImage() fails every time since last week. What the SDK does:

const res = await api.post('/files/generate-upload-url', {{ content_type: 'image/png' }});
await axios.put(res.upload_url, data, {{ headers: {{ 'Content-Type': 'image/png' }} }});

upload_url:
{m.url}

AxiosError: Request failed with status code 403
<Code>SignatureDoesNotMatch</Code><Message>{MISMATCH}</Message>
""",
)

scope = scope_of("eu-west-1", "s3")
query = (
    f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={KEY}%2F{scope.replace('/', '%2F')}&X-Amz-Date={DATE}"
    "&X-Amz-Expires=60&X-Amz-SignedHeaders="
)
signature = kit.seal(kit.canonical("GET", f"/{BUCKET}/a.txt", query, {}, kit.UNSIGNED), scope)

add(
    "amazonka-no-signed-headers",
    "brendanhay/amazonka#272",
    2016,
    "Haskell (amazonka)",
    "S3",
    "X-Amz-SignedHeaders is empty: host has to be signed.",
    [["host"], ["signedheaders", "signed headers", "not signed", "be signed", "must sign"]],
    NOT_SIGNED,
    f"""
I copied the URL that presignURL gives into a browser.

> getPresignedURL Ireland "{BUCKET}" "a.txt"
"https://s3.eu-west-1.amazonaws.com/{BUCKET}/a.txt?{query.replace('%2F', '/')}&X-Amz-Signature={signature}"

<Error>
  <Code>AccessDenied</Code>
  <Message>There were headers present in the request which were not signed</Message>
  <HeadersNotSigned>host</HeadersNotSigned>
  <RequestId>...</RequestId>
  <HostId>...</HostId>
</Error>
""",
)

m = by_header(
    "127.0.0.1",
    "/model/amazon.titan-text-express-v1/converse",
    "POST",
    service="bedrock",
    signed={"content-type": "application/json"},
    body=b"{}",
    with_hash=False,
)
add(
    "aimux-port-not-in-the-signed-host",
    "arcships/aimux#129",
    2026,
    "Rust (own signer)",
    "Bedrock (gateway)",
    "The signer signs the host without its port, and the Host header that is sent has the port.",
    [["host"], ["54321", "the port", "its port", "a port", "without port", "default port"]],
    FALSE,
    f"""
Behind our gateway, which is not on 443, each signed request is refused; straight to Bedrock it works.

POST http://127.0.0.1:54321/model/amazon.titan-text-express-v1/converse

canonical request of the signer (debug):
{m.text}

host: 127.0.0.1:54321
authorization: {m.authorization}

HTTP/1.1 403 Forbidden
{{"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}}
""",
)

m = by_header(
    "dynamodb.eu-west-1.amazonaws.com",
    "/",
    "POST",
    region="eu-west-1",
    service="dynamodb",
    signed={
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.GetItem",
        "x-tenant-route": "blue",
    },
    body=b'{"TableName": "orders"}',
    with_hash=False,
)
add(
    "pynamodb-extra-headers-stripped",
    "pynamodb/PynamoDB#1241",
    2024,
    "Python (PynamoDB)",
    "DynamoDB behind a proxy",
    "Since 6.0.0 the extra headers are signed, and the proxy takes them away before DynamoDB sees the request.",
    [["x-tenant-route", "extra_headers", "extra header"], [*ON_THE_WAY, "did not arrive", "not arrive"]],
    FALSE,
    f"""
class Meta:
    host = "http://dynamo-proxy.internal"
    extra_headers = {{"X-Tenant-Route": "blue"}}   # the proxy routes by it and strips it

With 5.5.1 all is well, since 6.0.0 each call fails:

pynamodb.exceptions.GetError: Failed to get item: An error occurred (InvalidSignatureException) on request (4442587FB7D0A2F9) on table (orders) when calling the GetItem operation: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.

DEBUG:botocore.auth:CanonicalRequest:
{m.text}
""",
)

add(
    "gobackup-oss-path-style",
    "gobackup/gobackup#158",
    2023,
    "Go v1",
    "OSS",
    "OSS takes only virtual-hosted addresses, and the client forces path style.",
    [["virtual"], ["path style", "path-style", "force_path_style", "forcepathstyle", "in the path", "usepathstyle"]],
    NOT_SIGNED,
    f"""
oss:
  type: oss
  bucket: {BUCKET}
  region: cn-hongkong
  path: backups
  access_key_id: $OSS_KEY
  secret_access_key: $OSS_SECRET
  timeout: 300
  max_retries: 3

[OSS] -> Uploading (2 MiB)...
[OSS] upload failed: SecondLevelDomainForbidden: Please use virtual hosted style to access.
	status code: 403, request id: 62C3D5E8B94B7E36332CBBFF, host id:

It is so in cn-hangzhou too, with and without `path`. The release before the last worked.
""",
)

add(
    "async-aws-oss-chunked-body",
    "async-aws/aws#1005",
    2021,
    "PHP (async-aws)",
    "OSS",
    "The client sends the body in signed chunks (aws-chunked), which OSS does not support: sendChunkedBody has to be off.",
    [["chunk"], [*NO_SUPPORT, "sendchunkedbody", "single"]],
    NOT_SIGNED,
    """
Our site uses the library for S3, and I want to use Alibaba Cloud OSS with it, which speaks the same API.

$s3 = new S3Client(['endpoint' => 'https://oss-cn-hongkong.aliyuncs.com', 'region' => 'oss-cn-hongkong', 'accessKeyId' => ..., 'accessKeySecret' => ...]);
$s3->putObject(['Bucket' => 'examplebucket', 'Key' => 'a.jpg', 'Body' => $resource]);

HTTP 400 returned for "https://examplebucket.oss-cn-hongkong.aliyuncs.com/a.jpg".
Code:    NotImplemented
Message: Aws MultiChunkedEncoding is not supported.

They say that with https it can be switched off, and my endpoint has https.
""",
)

m = by_query("localhost:4566", "/test-bucket/a/report.pdf", scheme="http", expires=3600)
add(
    "spring-location-encoded-again",
    "localstack/localstack#5687",
    2022,
    "Java v1 (Spring)",
    "LocalStack",
    "The presigned URL is percent-encoded a second time where it is put into the Location header: %2F has become %252F.",
    [["twice", "double", "second time", "again", "once more", "%252f", "%25"], ["encod", "escap"]],
    FALSE,
    f"""
Since the upgrade from 0.12.7 our integration tests fail. The application answers with a redirect to the presigned URL.

URL url = amazonS3.generatePresignedUrl(request);
return ResponseEntity.status(HttpStatus.FOUND).location(UriComponentsBuilder.fromHttpUrl(url.toString()).build().encode().toUri()).build();

< HTTP/1.1 302
< Location: {m.url.replace("%2F", "%252F")}

localstack_1  | ERROR --- localstack.services.s3.s3_utils: IndexError: list index out of range
< HTTP/1.1 403
<?xml version='1.0' encoding='utf-8'?><Error><Code>SignatureDoesNotMatch</Code><Message>{MISMATCH}</Message></Error>
""",
)

add(
    "ionic-phones-ahead",
    "aws/aws-sdk-js#1652",
    2017,
    "JS v2 (Ionic)",
    "SNS, Kinesis",
    "The clock of the phone is fast; correctClockSkew makes the SDK correct it.",
    [[*CLOCK, "correctclockskew", "phone"], [*SYNC, "correctclockskew", "skew"]],
    NOT_SIGNED,
    """
Our app (Ionic 3) writes to Kinesis and SNS. From some of the users, not many, the error log has

InvalidSignatureException: Signature not yet current: 20260101T000645Z is still later than 20260101T000600Z (20260101T000100Z + 5 min.)

On a server I would know what to do, but this is a phone. Do I use the SDK in the wrong way?
""",
    now="20260101T000100Z",
)

add(
    "terraform-eks-token-of-the-plan",
    "hashicorp/terraform-provider-aws#13189",
    2020,
    "Terraform",
    "EKS",
    "The token was made when the plan was, and is older than 15 minutes when the plan is applied.",
    [["expire", "15 minutes", "fifteen minutes", "too old"], ["token", "x-amz-date", "presigned", "15 minutes"]],
    NOT_SIGNED,
    """
data "aws_eks_cluster_auth" "example" { name = "example" }
provider "kubernetes" {
  host             = data.aws_eks_cluster.example.endpoint
  token            = data.aws_eks_cluster_auth.example.token
  load_config_file = false
}

The plan is made in the morning and applied by Atlantis when somebody has approved it:

Error: Unauthorized
  on .terraform/modules/prometheus_operator/main.tf line 36, in resource "kubernetes_namespace" "this":

The role is in aws-auth. In the log of the cluster's authenticator:

time="2026-01-01T04:17:59Z" level=warning msg="access denied" client="127.0.0.1:55512" error="input token was not properly formatted: X-Amz-Date parameter is expired (15 minute expiration) 2026-01-01 00:00:00 +0000 UTC" method=POST path=/authenticate
""",
    now="20260101T041800Z",
)

add(
    "msk-custom-domain-region-of-the-client",
    "aws/aws-msk-iam-auth#237",
    2026,
    "Java (Kafka)",
    "MSK",
    "The host is a custom domain, from which the library cannot read the region of MSK: it signs for the client's own.",
    [["region", "scope"], ["custom domain", "own domain", "eu-west-1", "of the cluster", "cluster's", "broker", "msk's"]],
    FALSE,
    f"""
Our consumers are in us-east-1, the MSK cluster is in eu-west-1 and is reached by our own name:

bootstrap.servers=my.kafka.example.com:9098
security.protocol=SASL_SSL
sasl.mechanism=AWS_MSK_IAM
sasl.jaas.config=software.amazon.msk.auth.iam.IAMLoginModule required;
sasl.client.callback.handler.class=software.amazon.msk.auth.iam.IAMClientCallbackHandler

org.apache.kafka.common.errors.SaslAuthenticationException: [4442587f-b7d0-42f9-8000-000000000000]: Access denied

With the broker's own name (b-1.example.abc123.c2.kafka.eu-west-1.amazonaws.com) the same role is let in. Debug has

"x-amz-credential": "{KEY}/20260101/us-east-1/kafka-cluster/aws4_request", "host": "my.kafka.example.com", "action": "kafka-cluster:Connect", "x-amz-signedheaders": "host", "x-amz-expires": "900"
""",
)

# --- Stories ---------------------------------------------------------------------------------------------------------


def story(name, words, expected, check):
    (case,) = [case for case in kit.CASES if case["id"] == name]
    case["stories"] = [*case["stories"], (words, expected, check)]


def by_url(name, words, expected, method, **other):
    story(name, words, expected, lambda case: kit.opens(method, kit.urls(case["paste"])[0], **other))


by_url("seaweed-old-server-presigned", "a right server accepts the URL", True, "GET")
by_url("kiwi-nginx-host-of-the-public-endpoint", "without the port it is refused", False, "GET", host="files.example.com")
by_url("kiwi-nginx-host-of-the-public-endpoint", "with it it is accepted", True, "GET")
by_url("dependabot-proxy-port-443", "straight it is accepted", True, "GET")
by_url(
    "dependabot-proxy-port-443",
    "with :443 it is refused",
    False,
    "GET",
    host=f"{BUCKET}.s3.eu-west-1.amazonaws.com:443",
)
by_url(
    "higgsfield-tagging-header-not-sent",
    "with the type only it is refused",
    False,
    "PUT",
    headers=["content-type: image/png"],
)
by_url(
    "higgsfield-tagging-header-not-sent",
    "with both it is accepted",
    True,
    "PUT",
    headers=["content-type: image/png", "x-amz-tagging: retention=temporary"],
)
by_url("aws4-iot-token-signed", "IoT, which leaves the token out, refuses it", False, "GET", without=["X-Amz-Security-Token"])
by_url("telegram-panel-r2-needs-the-hash", "the signature itself is good", True, "PUT")
by_url("httr-authorization-on-redirect", "alone it is accepted", True, "GET")

# --- Writing and checking --------------------------------------------------------------------------------------------

kit.HEADING = """# Written by make_ninth.py: change that, and run it.
# Scored before anybody who changes `explain` had read it. See README.md for the format.
"""

if __name__ == "__main__":
    kit.write_or_check(__file__, sys.argv[1:])
