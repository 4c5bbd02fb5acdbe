#!/usr/bin/env python3
"""Writes eighth.toml next to this file: forty more refused requests from public reports, unread when they were scored.

    python3 make_eighth.py            writes the file, then checks it
    python3 make_eighth.py --check    fails if the file is not what this script writes, or if a story does not hold

It signs and checks with the functions of make_third.py, which share no code with the crate. Each case is one paste: the
error, the code and a line or two of what the person tells, in other words, with example names. The texts of servers and
SDKs are kept.
"""

import base64
import hashlib
import hmac
import json
import sys
from urllib.parse import unquote

sys.dont_write_bytecode = True

import make_fourth
import make_third as kit
from make_third import (
    API_MISMATCH,
    BUCKET,
    DATE,
    DENIED,
    ENCODED,
    HOST_WORDS,
    KEY,
    MISMATCH,
    NOTHING,
    NO_SUPPORT,
    ON_THE_WAY,
    OTHER_SECRET,
    PLUS,
    SECRET,
    TEMPORARY,
    UNSIGNED,
    by_header,
    by_query,
    canonical,
    digest,
    error,
    esc,
    hm,
    opens,
    scope_of,
    seal,
    signing_key,
    urls,
)

kit.CASES.clear()
FALSE = [DENIED, NOTHING, *OTHER_SECRET]
# Where the cause is no matter of the signature.
NOT_SIGNED = [NOTHING, *OTHER_SECRET]
# Where the cause is the secret.
KEYS = [DENIED, NOTHING]
R2_MISMATCH = (
    '<?xml version="1.0" encoding="UTF-8"?><Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we '
    "calculated does not match the signature you provided. Check your secret access key and signing method. </Message>"
    "</Error>"
)


def add(name, thread, year, sdk, server, cause, must, must_not, paste, stories=(), **inputs):
    kit.add(name, thread, year, sdk, server, "", cause, must, must_not, stories, paste=paste.strip("\n"), **inputs)


def told_by(text, scope):
    """What a service says of the canonical string which it derived."""
    to_sign = f"AWS4-HMAC-SHA256\n{DATE}\n{scope}\n{digest(text)}"
    return (
        f"{API_MISMATCH}\n\nThe Canonical String for this request should have been\n'{text}'\n\n"
        f"The String-to-Sign should have been\n'{to_sign}'\n"
    )


def refuses(words, method, **other):
    return (words, False, lambda case: opens(method, urls(case["paste"])[0], **other))


def accepts(words, method, **other):
    return (words, True, lambda case: opens(method, urls(case["paste"])[0], **other))


# --- SDKs and own signers --------------------------------------------------------------------------------------------

m = by_query(
    f"{BUCKET}.s3.eu-central-1.amazonaws.com",
    "/test22.jpg",
    "PUT",
    region="eu-central-1",
    more=[("x-amz-acl", "public-read")],
)
told = m.text.replace("PUT", "POST", 1)
add(
    "ruby-put-sent-as-post",
    "amazon-archives/aws-sdk-core-ruby#183",
    2014,
    "Ruby",
    "S3",
    "The URL is presigned for PUT, and the upload widget sends POST.",
    [["post"], ["put"]],
    FALSE,
    f"""
I want to upload straight to S3 from the browser and get 403 every time.

object = Aws::S3::Object.new EXAMPLE_BUCKET.name, 'test22.jpg', client: EXAMPLE_BUCKET.client
url = object.presigned_url :put, acl: 'public-read'

jquery fileupload gets this url, and the answer is

<Error>
<Code>SignatureDoesNotMatch</Code>
<Message>{MISMATCH}</Message>
<AWSAccessKeyId> ... </AWSAccessKeyId>
<StringToSign>AWS4-HMAC-SHA256
{DATE}
{m.scope}
{digest(told)}</StringToSign>
<SignatureProvided>{m.signature}</SignatureProvided>
<StringToSignBytes> ... </StringToSignBytes>
<CanonicalRequest>{esc(told)}</CanonicalRequest>
<CanonicalRequestBytes> ... </CanonicalRequestBytes>
<RequestId>4442587FB7D0A2F9</RequestId></Error>
""",
    [
        (
            "what the server derived is not what was signed",
            False,
            lambda c, m=m, told=told: seal(told, m.scope) == m.signature,
        ),
        ("with PUT it is", True, lambda c, m=m: f"<SignatureProvided>{seal(m.text, m.scope)}<" in c["paste"]),
    ],
)

query, _ = make_fourth.version_2(f"/{BUCKET}/1_myfile", 1767226800, "PUT")
target = f"https://s3.eu-west-1.amazonaws.com/{BUCKET}%2Fuploads/test.txt"
add(
    "php-folder-in-the-bucket",
    "aws/aws-sdk-php#1736",
    2019,
    "PHP",
    "S3",
    "The bucket's name holds a slash: a bucket has none, and the part after it belongs to the key.",
    [
        ["bucket"],
        ["slash", "'/'", '"/"', "`/`", "%2f", "prefix", "folder", "of the key", "in the key", "to the key", "part of"],
    ],
    FALSE,
    f"""
$client = new Aws\\S3\\S3Client([
    'version' => 'latest',
    'region' => 'eu-west-1',
]);
$client->putObject([
    'Bucket' => '{BUCKET}/uploads',
    'Key' => 'test.txt',
    'Body' => 'test',
]);

PHP Fatal error:  Uncaught exception 'Aws\\S3\\Exception\\S3Exception' with message 'Error executing "PutObject" on "{target}"; AWS HTTP error: Client error: `PUT {target}` resulted in a `403 Forbidden` response:
<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calcula (truncated...)
 SignatureDoesNotMatch (client): {MISMATCH}
""",
)

m = by_header(
    "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
    "/teams/42/members",
    service="execute-api",
    query=[("email", "jane@example.com")],
    signed={
        "content-type": "application/json",
        "user-agent": "amplify-iOS/(Function) iOS/14.3 en",
        "x-amz-security-token": "REDACTED",
    },
    with_hash=False,
)
add(
    "amplify-swift-query-not-encoded",
    "aws-amplify/amplify-swift#977",
    2020,
    "Swift (Amplify)",
    "API Gateway",
    "The client signs the query before it is percent-encoded: @ has to be signed as %40.",
    [["@", "%40", "query", "parameter"], ENCODED],
    FALSE,
    """
let invitation = RESTRequest(path: "/teams/\\(team)/members", queryParameters: ["email": "jane@example.com"])
Amplify.API.get(request: invitation) { print($0) }

Status code: 403
Body:
"""
    + json.dumps({"error": told_by(m.text, m.scope)}),
)

add(
    "soto-plus-in-a-key",
    "soto-project/soto#438",
    2020,
    "Swift (Soto)",
    "S3",
    "The SDK does not percent-encode the + in the key as the server does.",
    [PLUS, [*ENCODED, "space"]],
    FALSE,
    f"""
putObject throws signatureDoesNotMatch for some of our keys:

let request = S3.PutObjectRequest(body: data, bucket: "{BUCKET}", key: "tes+t.txt")
s3.putObject(request)

tes+t.txt  -> signatureDoesNotMatch(message: Optional("{MISMATCH}"))
test.txt   -> ok

macOS 10.15, iOS 14.2, aws-sdk-swift 4.9.0, access key and secret of an IAM user. With the awscli both can be put.
""",
)

add(
    "burp-order-of-parameters",
    "NetSPI/AWSSigner#15",
    2019,
    "Java (Burp)",
    "API Gateway",
    "The signer does not sort the query's parameters by name.",
    [["order", "sort"], ["query", "parameter"]],
    FALSE,
    """
The extension makes wrong signatures for some GET requests, others are accepted. Encoding the values changes nothing.

wrong:  GET /?pnum=1111111111&userFirstname=Bob&timestamp=1767225600000
wrong:  GET /?userFirstname=Bob&pnum=1111111111&timestamp=1767225600000
right:  GET /?pnum=1111111111&timestamp=1767225600000&userFirstname=Bob
wrong:  GET /?userFirstname=Bob&userLastname=Smith&timestamp=1767225600000&userEmail=bob%40example.com
wrong:  GET /?timestamp=1767225600000&userFirstname=Bob&userLastname=Smith&userEmail=bob%40example.com
wrong:  GET /?timestamp=1767225600000&e=bob%40example.com&f=Bob&l=Smith
""",
)

add(
    "js-key-id-as-the-secret",
    "aws/aws-sdk-js-v3#2651",
    2021,
    "JavaScript v3",
    "IAM",
    "The code gives the access key ID as the secret access key.",
    [["secretaccesskey", "secret access key", "secret"], ["accesskeyid", "access key id", "key id", "access key"]],
    KEYS,
    """
We assume a role in another account and list its users. With the same temporary keys the CLI works.

const sts = new STSClient({ region: 'us-east-1' });
const assumed = await sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'read-only' }));

const iam = new IAMClient({
  region: 'us-east-1',
  credentials: {
    accessKeyId: assumed.Credentials.AccessKeyId,
    secretAccessKey: assumed.Credentials.AccessKeyId,
    sessionToken: assumed.Credentials.SessionToken,
  },
});
const users = await iam.send(new ListUsersCommand({}));

"""
    + f"SignatureDoesNotMatch: {API_MISMATCH}\n    at deserializeAws_queryListUsersCommandError "
    "(/var/task/node_modules/@aws-sdk/client-iam/dist/cjs/protocols/Aws_query.js)",
)

add(
    "curl-form-is-not-hashed",
    "curl/curl#13351",
    2024,
    "curl",
    "API Gateway",
    "curl --aws-sigv4 does not hash the body that -F makes, so another payload is signed than is sent.",
    [
        ["multipart", "form-data", "body", "payload"],
        ["hash", "not signed", "empty", "unsigned", "sha256", "sha-256", "content-type", "boundary"],
    ],
    FALSE,
    """
curl -v -X POST \\
    "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/documents?draft=true" \\
    --user "$KEY_ID:$SECRET_KEY" \\
    --aws-sigv4 "aws:amz:eu-west-1:execute-api" \\
    --header "x-amz-security-token: $SESSION_TOKEN" \\
    -H "accept: application/json" \\
    -H "Content-Type: multipart/form-data" \\
    -F "archive=@example.zip;type=application/zip" \\
    -F "about=@example.json;type=application/json"

< HTTP/2 403
< x-amzn-errortype: InvalidSignatureException
"""
    + json.dumps({"message": API_MISMATCH})
    + "\n\ncurl 8.6.0 (x86_64-pc-linux-gnu)",
)

add(
    "dart-clock-of-the-simulator",
    "Serdnad/aws_s3_upload#37",
    2024,
    "Dart",
    "S3",
    "The clock of the simulator is wrong, so the policy has expired when it arrives.",
    [["clock", "system time", "device time", "date and time", "time of the"], ["expire", "policy"]],
    NOT_SIGNED,
    f"""
await AwsS3.uploadFile(
  accessKey: "{KEY}",
  secretKey: "EXAMPLESECRET",
  file: File(image.path),
  bucket: "{BUCKET}",
  region: "ap-southeast-1",
);

I keep getting 403 Forbidden from this plugin on the iOS simulator. The app for another platform uploads to the same bucket.

<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy expired.</Message><RequestId>4442587FB7D0A2F9</RequestId></Error>
""",
)

m = by_query(f"{BUCKET}.localhost:4566", "/dir/file.txt", scheme="http", expires=600, key="test")
add(
    "kotlin-bucket-before-localhost",
    "localstack/localstack#11000",
    2024,
    "Kotlin",
    "LocalStack",
    "The presigner puts the bucket into the host, which the server does not read there: path-style has to be forced.",
    [
        ["path-style", "path style", "pathstyle", "virtual", "addressing", "s3.localhost.localstack.cloud"],
        ["bucket"],
    ],
    NOT_SIGNED,
    f"""
val presigner = S3Presigner.builder()
    .region(Region.US_EAST_1)
    .endpointOverride(URI.create("http://localhost:4566"))
    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
    .build()

presigner.presignGetObject {{ ... }}.url() gives

{m.url}

and opening it in the browser:
<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message><RequestId>11111111-2222-4333-8444-5555EXAMPLE</RequestId><BucketName>dir</BucketName></Error>
""",
    [accepts("the signature is that of its secret", "GET")],
)

add(
    "litellm-space-encoded-twice",
    "BerriAI/litellm#35983",
    2026,
    "Python (botocore)",
    "S3",
    "botocore's SigV4Auth encodes the encoded path once more, which S3 does not: S3SigV4Auth does not.",
    [
        ["twice", "double", "%2520", "s3sigv4auth", "already encoded", "encoded again", "once"],
        ["path", "key", "space", "%20", "encod"],
    ],
    FALSE,
    f"""
File uploads for Bedrock batches fail with 403 as soon as the prefix has a space ("team files/"), without one they work.

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

url = f"https://{BUCKET}.s3.us-west-2.amazonaws.com/{{quote(key)}}"
request = AWSRequest(method="PUT", url=url, data=body, headers=headers)
SigV4Auth(credentials, "s3", region).add_auth(request)
response = httpx.put(url, content=body, headers=dict(request.headers))

httpx.HTTPStatusError: Client error '403 Forbidden' for url 'https://{BUCKET}.s3.us-west-2.amazonaws.com/team%20files/in.jsonl'
{error("SignatureDoesNotMatch", MISMATCH).split(chr(10), 1)[1]}
""",
)

scope = scope_of("auto", "s3")
names = {"x-amz-content-sha256": UNSIGNED, "x-amz-date": DATE}
faulty = seal(canonical("PUT", f"/{BUCKET}/docs/report@2x.jpg", "", names, UNSIGNED), scope)
add(
    "go-signer-without-host",
    "krau/SaveAny-Bot#213",
    2026,
    "Go (own signer)",
    "Cloudflare R2",
    "The signer leaves the host out of the signed headers, and does not percent-encode @ in the path.",
    [["host", "@", "%40"], ["signed", "signedheaders", *ENCODED]],
    FALSE,
    f"""
Uploads to R2 end in 403 Forbidden, mostly for names with Chinese or an @ in them.

canonicalURI := req.URL.EscapedPath()
names := []string{{"x-amz-content-sha256", "x-amz-date"}}
canonical := strings.Join([]string{{req.Method, canonicalURI, "", canonicalHeaders(req, names), strings.Join(names, ";"), payloadHash}}, "\\n")

PUT /{BUCKET}/docs/report@2x.jpg HTTP/1.1
Host: 0123456789abcdef.r2.cloudflarestorage.com
X-Amz-Content-Sha256: {UNSIGNED}
X-Amz-Date: {DATE}
Authorization: AWS4-HMAC-SHA256 Credential={KEY}/{scope}, SignedHeaders=x-amz-content-sha256;x-amz-date, Signature={faulty}

{R2_MISMATCH}
""",
)

add(
    "pocketbase-at-sign-before-the-backup",
    "pocketbase/pocketbase#6666",
    2025,
    "Go (PocketBase)",
    "Cloudflare R2",
    "The signer does not percent-encode the @ with which the key of an automatic backup begins.",
    [["@", "%40"], ENCODED],
    FALSE,
    f"""
PocketBase v0.26.3 in Docker, backups on Cloudflare R2. A backup that I start in the UI works (pb_backup_example_20260101.zip).
The scheduled ones do not:

[key: @auto_pb_backup_pocketbase_20260101000000.zip] multipart init error: 403 SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your secret access key and signing method.
(RAW: {R2_MISMATCH[:-8]}
""",
)

# --- S3-compatible servers -------------------------------------------------------------------------------------------

add(
    "boto3-chunks-at-infomaniak",
    "boto/boto3#4409",
    2025,
    "Python (boto3)",
    "Infomaniak",
    "boto3 sends checksums in a trailer since 1.36, in aws-chunked, which the server does not know.",
    [
        ["when_required", "checksum", "trailer"],
        ["1.36", "default", "boto3", "botocore", "sdk", "since", "chunked", "trailer"],
    ],
    NOT_SIGNED,
    f"""
import boto3

s3 = boto3.client("s3", endpoint_url="https://s3.pub1.infomaniak.cloud",
                  aws_access_key_id="{KEY}", aws_secret_access_key="EXAMPLESECRET")
s3.upload_file("example.bin", "{BUCKET}", "example.bin")

boto3.exceptions.S3UploadFailedError: Failed to upload example.bin to {BUCKET}/example.bin: An error occurred (NotImplemented) when calling the PutObject operation: Transferring payloads in multiple chunks using aws-chunked is not supported.

The size of the file makes no difference. boto3 1.36.6, Python 3.12
""",
)

add(
    "barman-checksum-at-wasabi",
    "EnterpriseDB/barman#1064",
    2025,
    "Python (boto3)",
    "Wasabi",
    "boto3 adds checksums since 1.36, which the server does not take in the parts of an upload.",
    [["checksum"], ["when_required", "boto3", "botocore", "1.36", "by default", "default", "sdk", "downgrade"]],
    NOT_SIGNED,
    f"""
Backups of our Postgres cluster (CNPG) to Wasabi have begun to fail:

failure uploading data (An error occurred (InvalidRequest) when calling the UploadPart operation: Checksum Type mismatch occurred, expected checksum Type: null, actual checksum Type: crc32).

backup:
  barmanObjectStore:
    destinationPath: 's3://{BUCKET}/shared'
    endpointURL: 'https://s3.eu-west-1.wasabisys.com'
    s3Credentials:
      accessKeyId:
        name: wasabi-secret
        key: ACCESS_KEY_ID

I moved to AWS S3, there it works. I do not know whether barman 3.12 has to do with it.
""",
)

scope = scope_of("us-east-1", "s3")
policy = base64.b64encode(
    json.dumps(
        {
            "expiration": "2026-01-08T00:00:00.000Z",
            "conditions": [
                ["eq", "$bucket", BUCKET],
                ["eq", "$key", "myobject.png"],
                ["eq", "$Content-Type", "image/png"],
                ["eq", "$success_action_status", "201"],
                ["eq", "$x-amz-algorithm", "AWS4-HMAC-SHA256"],
                ["eq", "$x-amz-credential", f"{KEY}/{scope}"],
                ["eq", "$x-amz-date", DATE],
            ],
        }
    ).encode()
).decode()
add(
    "minio-java-status-not-in-the-form",
    "minio/minio#8606",
    2019,
    "Java (MinIO)",
    "MinIO",
    "The policy has a condition on success_action_status, and the form has no such field.",
    [["success_action_status"], ["form", "field", "missing", "without", "condition"]],
    NOT_SIGNED,
    f"""
PostPolicy policy = new PostPolicy("{BUCKET}", "myobject.png", ZonedDateTime.now().plusDays(7));
policy.setContentType("image/png");
policy.setSuccessActionStatus(201);
Map<String, String> formData = minioClient.presignedPostPolicy(policy);

It prints this, which I ran:
curl -X POST -F key=myobject.png -F Content-Type=image/png -F x-amz-algorithm=AWS4-HMAC-SHA256 -F x-amz-credential={KEY}/{scope} -F x-amz-date={DATE} -F policy={policy} -F x-amz-signature={hm(signing_key(scope), policy).hex()} -F file=@/tmp/userpic.png https://minio.example.com/{BUCKET}

<?xml version="1.0" encoding="UTF-8" ?>
<Error>
    <Code>PostPolicyInvalidKeyName</Code>
    <Message>Invalid according to Policy: Policy Condition failed</Message>
    <BucketName>{BUCKET}</BucketName>
    <Resource>/{BUCKET}</Resource>
    <RequestId>15DDA1B2C3D4E5F6</RequestId>
</Error>
""",
)

add(
    "garage-webui-through-the-proxy",
    "khairul169/garage-webui#47",
    2025,
    "Go (garage-webui)",
    "Garage behind Traefik",
    "The web UI signs for the public name and goes through the proxy: it has to use the server's own address.",
    [["proxy", "host"], ["endpoint", "internal", "directly", "signed", "changes", "rewrit", "forward", "pass"]],
    FALSE,
    """
New setup of garage 2.1.0 with the latest webui. Admin actions all work, browsing a bucket does not (500 at /api/browse/examplebucket):

operation error S3: ListObjectsV2, https response error StatusCode: 403, RequestID: , HostID: , api error AccessDenied: Forbidden: Invalid signature

    environment:
      API_BASE_URL: "https://garage-api.example.com"
      S3_ENDPOINT_URL: "https://garage.example.com"
      API_ADMIN_KEY: "${GARAGE_ADMIN_TOKEN}"
    networks:
      - traefik
""",
)

add(
    "s5cmd-path-style-at-alibaba",
    "peak/s5cmd#518",
    2022,
    "Go (s5cmd)",
    "Alibaba OSS",
    "With a custom endpoint the client puts the bucket into the path, and the server takes it in the host only.",
    [["virtual"], ["path-style", "path style", "in the path", "bucket in the host", "addressing", "style"]],
    NOT_SIGNED,
    f"""
I want to list a bucket at Alibaba and get an error. Other commands of s5cmd give the same.

$ export S3_ENDPOINT_URL=https://oss-ap-southeast-5.aliyuncs.com
$ s5cmd ls s3://{BUCKET}/
ERROR "ls s3://{BUCKET}/": SecondLevelDomainForbidden: Please use virtual hosted style to access. status code: 403, request id: 6339A1B2C3D4E5F6, host id:
""",
)

add(
    "ceph-address-of-version-6",
    "ceph/ceph#30778",
    2019,
    "Java v1",
    "Ceph",
    "The gateway cuts the IPv6 address of the host at its first colon and takes what is left for a bucket.",
    [["ipv6", "ip address", "bracket", "[2001", "literal"], ["host", "bucket", "resource"]],
    FALSE,
    """
ClientConfiguration configuration = new ClientConfiguration().withSignerOverride("S3SignerType");
AmazonS3 s3 = new AmazonS3Client(keys, configuration);
s3.setEndpoint("http://[2001:db8:3000::238]");
s3.setS3ClientOptions(new S3ClientOptions().withPathStyleAccess(true));
s3.listObjects("test1");

The client gets 403 SignatureDoesNotMatch. radosgw:
15 req 1 0.007999973s s3:get_obj string_to_sign=GET

application/octet-stream
Thu, 01 Jan 2026 00:00:00 GMT
/[2001/test1/
15 req 1 0.007999973s s3:get_obj server signature=EXAMPLEserverEXAMPLEserverE=
15 req 1 0.007999973s s3:get_obj client signature=EXAMPLEclientEXAMPLEclientE=
15 req 1 0.007999973s s3:get_obj compare=-66
20 req 1 0.007999973s s3:get_obj rgw::auth::s3::LocalEngine denied with reason=-2027
""",
)

body = digest("<CompleteMultipartUpload/>")
m = by_header(
    f"{BUCKET}.localhost",
    "/%40sample%2016.txt",
    "POST",
    query=[("uploadId", "2~exampleUploadId")],
    signed={"content-length": "223"},
    payload=body,
)
add(
    "s3cmd-space-as-plus",
    "s3tools/s3cmd#780",
    2016,
    "Python (s3cmd)",
    "Ceph",
    "s3cmd signs the space of the key as %20 and sends it as +.",
    [[*PLUS, "space", "%20"], [*ENCODED, "differ", "another", "other than"]],
    FALSE,
    f"""
s3cmd 1.6.1 against Ceph: s3cmd -c .s3cfg put 'sample-objects/@sample 16.txt' s3://{BUCKET} --debug

DEBUG: Canonical Request:
{m.text}
----------------------
DEBUG: signature-v4 headers: {{'x-amz-content-sha256': '{body}', 'content-length': '223', 'Authorization': '{m.authorization.replace(", ", ",")}', 'x-amz-date': '{DATE}'}}
DEBUG: format_uri(): /%40sample+16.txt?uploadId=2~exampleUploadId
DEBUG: Sending request method_string='POST', uri='/%40sample+16.txt?uploadId=2~exampleUploadId', body=(223 bytes)
DEBUG: Response: {{'status': 403, 'reason': 'Forbidden'}}
ERROR: S3 error: 403 (SignatureDoesNotMatch)
""",
)

add(
    "swift-spaces-at-libres3",
    "AnthonyMDev/AmazonS3RequestManager#30",
    2016,
    "Swift",
    "LibreS3",
    "The library does not percent-encode the spaces of the path that it signs.",
    [["space", "%20", "white"], ENCODED],
    FALSE,
    """
Uploading with AmazonS3RequestManager to our LibreS3 fails for this target path, other files go up:

workingcopies/Rotation 2.Example.Jane Doe.crumble

manager.putObject(fileURL, destinationPath: path)

Domain=com.AmazonS3RequestManager.error Code=-9999 "The request's signature doesn't match what we calculated. Please check that your S3 secret key matches your SX key, your S3 access key matches your SX username, and that the S3 base hostname is set to s3.example.com." UserInfo={NSLocalizedFailureReason=The request's signature doesn't match what we calculated. Please check that your S3 secret key matches your SX key, your S3 access key matches your SX username, and that the S3 base hostname is set to s3.example.com.}
""",
)

mac = base64.b64encode(hmac.new(SECRET.encode(), b"example-policy", hashlib.sha1).digest()).decode()
add(
    "minio-access-key-not-in-the-policy",
    "minio/minio#19652",
    2024,
    "Python (boto3)",
    "MinIO",
    "This MinIO wants a condition for the fields AWSAccessKeyId and signature of Version 2, a fault of that release.",
    [
        ["awsaccesskeyid"],
        ["version 2", "sigv2", "v2", "version 4", "s3v4", "sigv4", "release", "upgrade", "newer", "add a condition"],
    ],
    NOT_SIGNED,
    f"""
post = s3.generate_presigned_post('{BUCKET}', 'photo.png', ExpiresIn=3600)

Whatever I put into Fields and Conditions, the upload from the browser is refused, it worked before an update of the minio image.

------WebKitFormBoundaryExample0123456789
Content-Disposition: form-data; name="key"

photo.png
------WebKitFormBoundaryExample0123456789
Content-Disposition: form-data; name="AWSAccessKeyId"

{KEY}
------WebKitFormBoundaryExample0123456789
Content-Disposition: form-data; name="signature"

{mac}

<Error><Code>AccessDenied</Code><Message>Access Denied. (Each form field that you specify in a form (except Awsaccesskeyid, Signature) must appear in the list of conditions.)</Message><BucketName>{BUCKET}</BucketName><Resource>/{BUCKET}</Resource><RequestId>17C1A1B2C3D4E5F6</RequestId></Error>
""",
)

add(
    "gitlab-chunks-at-powerscale",
    "fog/fog#4117",
    2024,
    "Ruby (fog)",
    "Dell PowerScale",
    "fog sends the body in signed chunks, which the server does not know: enable_signature_v4_streaming has to be false.",
    [
        ["chunked", "streaming", "transfer-encoding", "transfer encoding"],
        [*NO_SUPPORT, "streaming: false", "enable_signature_v4_streaming", "content-length"],
    ],
    NOT_SIGNED,
    """
GitLab on Kubernetes with a Dell PowerScale as S3 storage, uploading artifacts fails:

Uploading artifacts...
test.txt: found 1 matching artifact files and directories
WARNING: Uploading artifacts as "archive" to coordinator... POST https://git.example.com/api/v4/jobs/34/artifacts: 400 Bad Request (Expected(200) <=> Actual(501 Not Implemented)
excon.error.response
  :body              => "<?xml version=\\"1.0\\" encoding=\\"UTF-8\\"?><Error><Code>NotImplemented</Code><Message>Transfer encoding is not implemented.</Message><Resource></Resource><RequestId>123456789</RequestId></Error>"
  :headers           => {
    "Connection"       => "close"
    "Content-Length"   => "189"
    "x-amz-request-id" => "123456789"
  }
  :host              => "s3.example.com"
  :method            => "PUT"
  :path              => "/gitlab-artifacts-storage/6b/86/2026_01_01/34/129/metadata.gz"
  :port              => 9021
  :reason_phrase     => "Not Implemented"
  :status            => 501
""",
)

# --- Proxies, CDNs and browsers --------------------------------------------------------------------------------------

add(
    "cors-rules-as-a-file-in-the-bucket",
    "eddturtle/direct-upload-s3-signaturev4#1",
    2015,
    "PHP",
    "S3",
    "The rules for CORS lie in the bucket as an object: they have to be set as its configuration.",
    [["cors"], ["configuration", "permissions", "put-bucket-cors", "putbucketcors", "rule", "setting", "allow"]],
    NOT_SIGNED,
    f"""
Chrome shows two errors when I try the simple example on my php server:

OPTIONS http://{BUCKET}.s3.eu-west-1.amazonaws.com/
XMLHttpRequest cannot load http://{BUCKET}.s3.eu-west-1.amazonaws.com/. Response for preflight has invalid HTTP status code 403

I have put a file named cors into the root of the bucket:
<CORSConfiguration>
    <CORSRule>
        <AllowedOrigin>*</AllowedOrigin>
        <AllowedMethod>GET</AllowedMethod>
        <AllowedMethod>POST</AllowedMethod>
        <AllowedMethod>PUT</AllowedMethod>
        <AllowedHeader>*</AllowedHeader>
    </CORSRule>
</CORSConfiguration>
""",
)

add(
    "cloudfront-signature-on-the-bucket",
    "dreamonkey/laravel-cloudfront-url-signer#5",
    2019,
    "PHP (Laravel)",
    "S3",
    "The URL is signed for CloudFront and goes to the bucket: the URL of the distribution has to be signed.",
    [["cloudfront"], ["s3", "bucket", "distribution", "domain", "host"]],
    FALSE,
    f"""
Signing seems to work, CloudFrontUrlSigner::sign($url) gives me

https://{BUCKET}.s3.eu-west-2.amazonaws.com/media/photo.jpg?Expires=1767229200&Signature=EXAMPLEsignature~EXAMPLE__&Key-Pair-Id=APKAEXAMPLE

but when I open that:
Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters

With Key-Pair-Id changed into AWSAccessKeyId it is:
The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.
""",
)

m = by_query("10.0.0.5:9000", f"/{BUCKET}/photo.jpg", scheme="http", expires=86400)
add(
    "minio-link-rewritten-for-the-outside",
    "minio/minio#9964",
    2020,
    "Java (MinIO)",
    "MinIO behind nginx",
    "The URL is signed for the address inside and opened under another name: the host is signed.",
    [HOST_WORDS, ["signed", "signature"]],
    FALSE,
    f"""
MinioClient minioClient = new MinioClient("http://10.0.0.5:9000", "key", "secret");
String url = minioClient.presignedGetObject("{BUCKET}", "photo.jpg", 60 * 60 * 24);

{m.url}

In the VPN that link works. I rewrite it into https://example.com/{BUCKET}/photo.jpg?... for the users and get the signature error.

server {{
    listen       80;
    server_name  example.com;
    location /{BUCKET}/ {{
      proxy_set_header X-Real-IP $remote_addr;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header Host $http_host;
      proxy_pass http://10.0.0.5:9000;
    }}
}}
""",
    [
        accepts("it is accepted at the address that was signed", "GET"),
        refuses("it is refused at the name of the proxy", "GET", host="example.com"),
    ],
)

add(
    "dioptra-nginx-without-host",
    "usnistgov/dioptra#347",
    2023,
    "Python (boto3)",
    "MinIO behind nginx",
    "nginx passes on its own Host header: the one of the client is signed and has to be passed on.",
    [["host"], ["proxy_set_header", "nginx", "proxy"]],
    FALSE,
    """
Uploading artifacts from the worker fails since minio sits behind our nginx:

botocore.exceptions.ClientError: An error occurred (SignatureDoesNotMatch) when calling the PutObject operation: The request signature we calculated does not match the signature you provided. Check your key and signing method.

server {
    listen 35000;
    client_max_body_size 0;
    proxy_buffering off;

    location / {
        proxy_connect_timeout 300;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_pass http://dioptra-minio:9000;
    }
}
""",
)

m = by_query("localhost:4566", f"/{BUCKET}/photo.png", "PUT", scheme="http", expires=900)
add(
    "floci-checks-the-preflight",
    "floci-io/floci#2412",
    2026,
    "JavaScript (fetch)",
    "Floci",
    "The server checks the signature of the preflight, which is never signed: it has to answer by the rules for CORS.",
    [["preflight", "options"], ["put", "method", "cors"]],
    NOT_SIGNED,
    f"""
FLOCI_SERVICES_S3_ENFORCE_AUTH=true, an upload from the page with a presigned PUT never starts. What the browser sends first:

curl -i -X OPTIONS '{m.url}' -H 'Origin: http://localhost:5173' -H 'Access-Control-Request-Method: PUT'

HTTP/1.1 403 Forbidden
<?xml version="1.0" encoding="UTF-8"?><Error><Code>SignatureDoesNotMatch</Code><Message>{MISMATCH}</Message></Error>

With MinIO the preflight is answered with 204 and the PUT follows.
""",
    [
        accepts("the PUT is signed right", "PUT"),
        refuses("as OPTIONS it does not match", "OPTIONS"),
    ],
)

m = by_query(f"{BUCKET}.s3.amazonaws.com", "/uploads/a.png", "PUT", expires=3600)
add(
    "dropzone-url-without-region",
    "fortana-co/react-dropzone-uploader#26",
    2019,
    "Python (boto3)",
    "S3",
    "The URL is made without the bucket's region, so S3 redirects it, which a preflight may not follow.",
    [["region"], ["redirect", "endpoint", "host", "region_name", "url"]],
    NOT_SIGNED,
    f"""
Uploads worked for weeks, since this morning every one of them ends in a CORS error:

Access to XMLHttpRequest at '{m.url}' from origin 'https://app.example.com' has been blocked by CORS policy: Response to preflight request doesn't pass access control check: Redirect is not allowed for a preflight request.

The CORS configuration of the bucket has not changed:
<CORSRule>
    <AllowedOrigin>*</AllowedOrigin>
    <AllowedMethod>PUT</AllowedMethod>
    <AllowedMethod>POST</AllowedMethod>
    <AllowedHeader>*</AllowedHeader>
</CORSRule>
""",
)

# --- Software on top -------------------------------------------------------------------------------------------------

add(
    "gitlab-backup-to-frankfurt",
    "gitlabhq/gitlabhq#8402",
    2014,
    "Ruby (fog)",
    "S3",
    "fog signs with Version 2, and the region eu-central-1 takes Version 4 only.",
    [
        ["version 4", "sigv4", "signature v4", "v4", "aws4-hmac-sha256"],
        ["region", "version 2", "v2", "eu-central-1", "upgrade", "newer", "update"],
    ],
    FALSE,
    """
Creating backup archive: 1767225600_gitlab_backup.tar ... done
Uploading backup archive to remote storage example-gitlab-backups ... rake aborted!
Excon::Errors::BadRequest: Expected(200) <=> Actual(400 Bad Request)
  response => #<Excon::Response:0x00000001234567 @data={:body=>"<?xml version=\\"1.0\\" encoding=\\"UTF-8\\"?>\\n<Error><Code>InvalidRequest</Code><Message>The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.</Message><RequestId>4442587FB7D0A2F9</RequestId><HostId>EXAMPLE=</HostId></Error>", :headers=>{"x-amz-request-id"=>"4442587FB7D0A2F9", "Content-Type"=>"application/xml", "Connection"=>"close", "Server"=>"AmazonS3"}, :status=>400}>

The bucket is in eu-central-1.
""",
)

add(
    "uploadfs-sets-an-acl",
    "apostrophecms/uploadfs#52",
    2019,
    "JavaScript v2",
    "S3",
    "The upload sets the ACL public-read, for which the user lacks s3:PutObjectAcl.",
    [["acl"], ["permission", "policy", "allow", "putobjectacl", "public-read"]],
    NOT_SIGNED,
    """
The s3 tests of uploadfs do not pass, nothing works. With aws-sdk alone and the same keys I have uploaded a file to that bucket.

AccessDenied: Access Denied
    at Request.extractError (/app/node_modules/aws-sdk/lib/services/s3.js:837:35)
    at Request.callListeners (/app/node_modules/aws-sdk/lib/sequential_executor.js:106:20)
    at Request.emit (/app/node_modules/aws-sdk/lib/sequential_executor.js:78:10)
  message: 'Access Denied',
  code: 'AccessDenied',
  region: null,
  requestId: '4442587FB7D0A2F9',
  statusCode: 403,
  retryable: false
""",
)

add(
    "spark-session-token-not-used",
    "NVIDIA/cudf-spark-tools#2034",
    2026,
    "Java (Hadoop S3A)",
    "S3",
    "S3A does not use the session token: its provider for temporary credentials has to be configured.",
    [
        ["session token", "temporary", "session.token"],
        ["provider", "fs.s3a.session.token", "fs.s3a", "configur"],
    ],
    NOT_SIGNED,
    f"""
The tool cannot read the event logs of a user who signs in with an aws session token. aws s3 ls and a download of the files work for him.

s3a://{BUCKET}/eventlog/0101-000000-example/507951: com.amazonaws.services.s3.model.AmazonS3Exception: Forbidden (Service: Amazon S3; Status Code: 403; Error Code: 403 Forbidden; Request ID: 4442587FB7D0A2F9; S3 Extended Request ID: aPTakEXAMPLE=; Proxy: null), S3 Extended Request ID: aPTakEXAMPLE=:403 Forbidden

export AWS_ACCESS_KEY_ID={TEMPORARY}
export AWS_SECRET_ACCESS_KEY=EXAMPLESECRET
export AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjEXAMPLE
""",
)

signed = {
    "accept-encoding": "identity",
    "amz-sdk-invocation-id": "11111111-2222-4333-8444-555555555555",
    "amz-sdk-request": "attempt=1; max=3",
    "content-length": "183",
    "content-type": "application/octet-stream",
}
m = by_header(
    f"{BUCKET}.storage.googleapis.com",
    "/manifests/example-image",
    "PUT",
    "us-east1",
    query=[("x-id", "PutObject")],
    signed=signed,
    payload=UNSIGNED,
)
add(
    "buildkit-cache-at-google",
    "moby/buildkit#3749",
    2023,
    "Go v2 (BuildKit)",
    "GCS",
    "Google changes the Accept-Encoding header, which the SDK signs.",
    [["accept-encoding"], [*ON_THE_WAY, "google", "gcs"]],
    FALSE,
    f"""
Registry cache of docker builds on a Google bucket with an HMAC key (--cache-to type=s3,endpoint_url=https://storage.googleapis.com,...), every PUT is a 403. boto3 works with this key. With the log of the SDK on:

---[ CANONICAL STRING  ]-----------------------------
{m.text}
---[ STRING TO SIGN ]--------------------------------
AWS4-HMAC-SHA256
{DATE}
{m.scope}
{digest(m.text)}
-----------------------------------------------------
error writing manifest blob: operation error S3: PutObject, https response error StatusCode: 403, RequestID: , HostID: , api error SignatureDoesNotMatch: Access denied.
""",
)

add(
    "keytools-key-of-china",
    "Aabyss-Team/awsKeyTools#15",
    2022,
    "Python (boto3)",
    "S3",
    "The key belongs to AWS China: without region_name (cn-north-1) boto3 asks the other AWS.",
    [
        ["region", "partition", "china"],
        ["region_name", "cn-", "china", "partition", "wrong", "another", "other ", "different", "belongs"],
    ],
    NOT_SIGNED,
    """
The keys are valid and I can use the bucket with them, but user-info of awsKeyTools says

Traceback (most recent call last):
  File "awsKeyTools/commands/user_info_command.py", line 9, in run
    buckets = client.list_buckets()['Buckets']
botocore.exceptions.ClientError: An error occurred (InvalidAccessKeyId) when calling the ListBuckets operation: The AWS Access Key Id you provided does not exist in our records.

class UserInfoCommand(Command):
    def run(self, line):
        client = boto3.client('s3')
        buckets = client.list_buckets()['Buckets']
        iam = boto3.resource('iam')
""",
)

add(
    "terraform-scaleway-key-checked-by-aws",
    "hashicorp/terraform#19733",
    2018,
    "Terraform",
    "Scaleway",
    "Terraform checks the key at AWS's own STS: skip_credentials_validation and its like keep it from that.",
    [
        ["skip_credentials_validation", "skip_requesting_account_id", "sts"],
        ["skip_", "aws's", "amazon's", "to aws", "at aws", "of aws", "aws itself", "by aws"],
    ],
    NOT_SIGNED,
    f"""
Scaleway has object storage with the API of S3 now, so I tried it as a backend:

export AWS_S3_ENDPOINT=https://s3.nl-ams.scw.cloud
export AWS_DEFAULT_REGION=nl-ams

terraform {{
  backend "s3" {{
    bucket = "{BUCKET}"
    key    = "terraform.tfstate"
    region = "nl-ams"
    skip_region_validation = true
  }}
}}

$ terraform init
Initializing the backend...
Error configuring the backend "s3": InvalidClientTokenId: The security token included in the request is invalid.
	status code: 403, request id: 1e370b71-0000-4000-8000-example00001
""",
)

# --- Services other than S3 ------------------------------------------------------------------------------------------

add(
    "opensearch-js-serverless-service",
    "opensearch-project/opensearch-js#408",
    2023,
    "JavaScript (OpenSearch)",
    "OpenSearch Serverless",
    "The signer signs for es, and OpenSearch Serverless wants aoss.",
    [["aoss"], ["service"]],
    FALSE,
    """
const client = new Client({
  ...AwsSigv4Signer({
    region: 'us-east-1',
    getCredentials: () => defaultProvider()(),
  }),
  node: 'https://abcdefghij0123456789.us-east-1.aoss.amazonaws.com',
});
await client.cat.indices();

ResponseError: {"message":"Credential should be scoped to correct service: 'es'. "}
    at onBody (node_modules/@opensearch-project/opensearch/lib/Transport.js:374:23)
  statusCode: 403
""",
)

add(
    "curator-does-not-sign",
    "jarpy/lambkin#8",
    2016,
    "Python (Curator)",
    "OpenSearch",
    "The client does not sign its requests, so they are anonymous and the policy for the role does not fit.",
    [
        [
            "not signed",
            "unsigned",
            "no signature",
            "without a signature",
            "without signature",
            "sign the request",
            "must be signed",
            "has to be signed",
            "does not sign",
            "did not sign",
            "not sign",
            "sigv4",
        ],
    ],
    NOT_SIGNED,
    """
Curator in a Lambda function, against the Elasticsearch service:

{"stackTrace": [["/var/task/serverless-curator.py", 43, "handler", "index_list = curator.IndexList(es)"], ["/var/task/curator/utils.py", 372, "get_indices", "raise FailedExecution('Failed to get indices. Error: {0}'.format(e))"]], "errorType": "FailedExecution", "errorMessage": "Failed to get indices. Error: TransportError(403, u'{\\"Message\\":\\"User: anonymous is not authorized to perform: es:ESHttpGet on resource: example\\"}')"}

The function has the role that the domain's access policy names:
{
  "Effect": "Allow",
  "Principal": { "AWS": "arn:aws:iam::111122223333:role/example-curator" },
  "Action": "es:*",
  "Resource": "arn:aws:es:eu-west-1:111122223333:domain/example/*"
}
""",
)

m = by_header("email.us-east-1.amazonaws.com", "/", "POST", service="ses", body=b"Action=SendEmail&Source=example")
add(
    "ses-password-of-smtp",
    "aws/aws-sdk-js#1443",
    2017,
    "JavaScript v2",
    "SES",
    "The credentials are those for SMTP, whose password is not a secret access key.",
    [["smtp"], ["password", "credential", "iam", "access key"]],
    KEYS,
    f"""
This worked a month ago, now I cannot send a mail.

const ses = new aws.SES({{
  region: 'us-east-1',
  accessKeyId: process.env.MAIL_KEY,
  secretAccessKey: process.env.MAIL_PASS,
  apiVersion: '2010-12-01'
}});

SignatureDoesNotMatch: {told_by(m.text, m.scope)}
  code: 'SignatureDoesNotMatch',
  time: 2026-01-01T00:00:01.544Z,
  statusCode: 403,
  retryable: false
""",
)

add(
    "bootcamp-local-time",
    "devsecops/bootcamp#101",
    2016,
    "AWS CLI",
    "STS",
    "The clock of the machine is hours slow.",
    [["clock", "system time", "local time"], ["slow", "behind", "ntp", "sync", "set the", "time zone", "utc"]],
    FALSE,
    """
In the lesson on STS, when I assume the role of the control account:

$ aws sts assume-role --role-arn arn:aws:iam::111122223333:role/control --role-session-name example --profile base

A client error (SignatureDoesNotMatch) occurred when calling the AssumeRole operation: Signature expired: 20251231T184512Z is now earlier than 20260101T013008Z (20260101T014508Z - 15 min.)
""",
    now="20260101T014508Z",
)


# --- Writing and checking --------------------------------------------------------------------------------------------

kit.HEADING = """# Written by make_eighth.py: change that, and run it.
# Scored before anybody who changes `explain` had read it. See README.md for the format.
"""

if __name__ == "__main__":
    kit.write_or_check(__file__, sys.argv[1:])
