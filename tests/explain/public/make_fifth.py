#!/usr/bin/env python3
"""Writes fifth.toml next to this file: forty more refused requests from public reports, unread when they were scored.

    python3 make_fifth.py            writes the file, then checks it
    python3 make_fifth.py --check    fails if the file is not what this script writes, or if a story does not hold

It signs and checks with the functions of make_third.py, which share no code with the crate. What a person pasted is
kept as it was, noise included, but shortened, and with example names.
"""

import json
import sys
import tomllib
from pathlib import Path

sys.dont_write_bytecode = True

import make_fourth
import make_third as kit
from make_third import (
    API_MISMATCH,
    BUCKET,
    DATE,
    DENIED,
    EMPTY,
    ENCODED,
    HOST_WORDS,
    KEY,
    MISMATCH,
    NOTHING,
    ON_THE_WAY,
    OTHER_SECRET,
    SECRET,
    TEMPORARY,
    TOKEN,
    b64,
    by_header,
    by_query,
    caller,
    digest,
    eks_url,
    error,
    opens,
)

kit.CASES.clear()
FALSE = [DENIED, NOTHING, *OTHER_SECRET]
# Where the cause is no matter of the signature, or is the secret.
NOT_SIGNED = [NOTHING, *OTHER_SECRET]
KEYS = [DENIED, NOTHING]
CHECKSUM_SETTING = make_fourth.CHECKSUM_SETTING


def add(name, thread, year, sdk, server, cause, must, must_not, stories=(), **inputs):
    kit.add(name, thread, year, sdk, server, "", cause, must, must_not, stories, **inputs)


# --- Headers, methods and paths that differ --------------------------------------------------------------------------

query, _ = make_fourth.version_2(f"/{BUCKET}/a.log", 1767229200, "PUT")
add(
    "request-content-type-false",
    "minio/minio#5031",
    2017,
    "JavaScript (request)",
    "MinIO",
    "The client sends content-type: false by itself, which the presigned URL was not made for.",
    [["content-type"], ["signed", "sign ", "sent"]],
    FALSE,
    paste=(
        "403 Signature we calculated does not match the signature you provided\n\n$ nc -l 9000\n"
        f"PUT /{BUCKET}/a.log?{query} HTTP/1.1\nContent-Length: 2461\nhost: localhost:9000\ncontent-type: false\n"
        "Connection: close"
    ),
)

add(
    "dart-text-plain-to-google",
    "dart-lang/http#459",
    2020,
    "Dart (http)",
    "GCS",
    "The client sends a Content-Type by itself, which the URL was not signed with.",
    [["content-type", "content type"], ["signed", "sign ", "sent"]],
    FALSE,
    paste=(
        "final res = await client.put(signedUrl, body: data);\n\n"
        "<?xml version='1.0' encoding='UTF-8'?>\n<Error>\n    <Code>SignatureDoesNotMatch</Code>\n    <Message>The request "
        "signature we calculated does not match the signature you provided. Check your Google secret key and signing "
        "method.</Message>\n    <StringToSign>PUT\n        text/html; charset=UTF-8\n        1767229200\n        "
        f"/{BUCKET}/a.txt\n    </StringToSign>\n</Error>"
    ),
)

body = "<CompleteMultipartUpload><Part><ETag>\"flx\"</ETag><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>"
m = by_query(
    "examplebucket.s3.eu-central-1.amazonaws.com",
    "/file",
    method="POST",
    region="eu-central-1",
    signed={"content-length": str(len(body)), "content-type": "application/xml"},
    more=[("uploadId", "example-upload")],
    key=TEMPORARY,
    token=TOKEN,
)
add(
    "java2-complete-upload-by-curl",
    "aws/aws-sdk-java-v2#4196",
    2023,
    "Java v2",
    "S3",
    "Content-Type: application/xml is signed, and curl sends application/x-www-form-urlencoded.",
    [["content-type"], ["application/xml", "x-www-form-urlencoded", "signed header", "is signed", "was signed"]],
    FALSE,
    [
        (
            "it is refused as curl sends it",
            False,
            lambda c: opens(
                "POST",
                kit.urls(c["paste"])[0],
                [f"content-length: {len(body)}", "content-type: application/x-www-form-urlencoded"],
            ),
        ),
        (
            "it is accepted with the header that is signed",
            True,
            lambda c: opens(
                "POST", kit.urls(c["paste"])[0], [f"content-length: {len(body)}", "content-type: application/xml"]
            ),
        ),
    ],
    paste=(
        f"curl \\\n  --request POST \\\n  --location '{m.url}' \\\n  --data '{body}'\n\n"
        f"{error('SignatureDoesNotMatch', MISMATCH)}"
    ),
)

patch = b'{"name": "example"}'
m = by_header("a1b2c3d4e5.execute-api.us-west-2.amazonaws.com", "/dev/items", "PATCH", "us-west-2", "execute-api", with_hash=False)
told = m.text.replace(EMPTY, digest(patch))
add(
    "hoppscotch-body-not-signed",
    "hoppscotch/hoppscotch#5064",
    2025,
    "JavaScript (Hoppscotch)",
    "API Gateway",
    "The client signs the hash of an empty body instead of that of the body that it sends.",
    [["body", "payload"], ["empty", "not signed", "without", "left out", "another body", "different", "hash"]],
    FALSE,
    paste=(
        "When I use aws sigv4 auth to send a request that isn't GET, such as PATCH, I get the following error. GET works "
        f"fine.\n\n{make_fourth.api_says(told, m.scope)}"
    ),
)

m = by_query("s3-mock.example.com", f"/{BUCKET}/file", key=TEMPORARY, token=TOKEN)
add(
    "s3mock-curl-head",
    "adobe/S3Mock#125",
    2019,
    "curl",
    "S3",
    "curl -I sends HEAD, and the URL is presigned for GET.",
    [["head"], ["get"]],
    FALSE,
    [
        ("GET is accepted", True, lambda c: opens("GET", kit.urls(c["paste"])[0])),
        ("HEAD is not", False, lambda c: opens("HEAD", kit.urls(c["paste"])[0])),
    ],
    paste=f"curl -I '{m.url}'\n\nHTTP/1.1 403 Forbidden",
)

add(
    "rust-braces-in-prefix",
    "awslabs/aws-sdk-rust#330",
    2021,
    "Rust",
    "S3",
    "The client leaves { and } of a query parameter as they are: they have to be percent-encoded.",
    [["{", "brace", "curly", "%7b", "prefix"], ENCODED],
    FALSE,
    paste=(
        "list_objects_v2 fails with SignatureDoesNotMatch when prefix contains '{' or '}'\n\nTRACE "
        "aws_smithy_http_tower::dispatch: request=Request { method: GET, uri: https://s3.ap-northeast-1.amazonaws.com/"
        f"{BUCKET}?list-type=2&prefix={{foo, version: HTTP/1.1, headers: {{\"user-agent\": \"aws-sdk-rust/0.2.0 os/linux "
        f"lang/rust/1.57.0\", \"x-amz-date\": \"{DATE}\"}} }}\nError {{ code: \"SignatureDoesNotMatch\", message: "
        f"\"{MISMATCH}\" }}"
    ),
)

# --- Hosts, ports and proxies ----------------------------------------------------------------------------------------

add(
    "lerd-host-inside-the-network",
    "lerd-env/lerd#1703",
    2026,
    "PHP (Laravel)",
    "RustFS",
    "The host is signed: a URL that is signed for the name inside the network and opened at another is refused.",
    [HOST_WORDS, ["signed", "signature"]],
    FALSE,
    paste=(
        "AWS_ENDPOINT=http://lerd-rustfs:9000\nAWS_URL=http://localhost:9000/examplebucket\n\ntemporary_url swaps the host "
        "after the signature is computed, so the resulting link returns SignatureDoesNotMatch.\n\nHost: localhost:9000   -> "
        "200\nHost: 127.0.0.1:9000   -> 403\nHost: lerd-rustfs:9000 -> 403\nHost: rustfs.test      -> 403"
    ),
)

add(
    "rust-default-port-signed",
    "awslabs/aws-sdk-rust#1244",
    2025,
    "Rust",
    "Ceph",
    "The client signs the host with its default port, :80, and sends it without.",
    [["port"], ["host"]],
    FALSE,
    paste=(
        "TRACE invoke{service=s3 operation=ListObjectsV2}: aws_sigv4::http_request::sign: canonical_request=GET\n/test/\n"
        f"list-type=2\nhost:localhost:80\nx-amz-content-sha256:{EMPTY}\nx-amz-date:{DATE}\nx-amz-user-agent:aws-sdk-rust/"
        "1.3.4 ua/2.1 api/s3/1.69.0 os/macos lang/rust/1.81.0 m/E md/http#hyper-0.x\n\n"
        f"host;x-amz-content-sha256;x-amz-date;x-amz-user-agent\n{EMPTY}\n\nAnd here is the request as was received by the "
        "server:\nHttpRequest HTTP/1.1 GET:/test/\n\nquery: ?\"list-type=2\"\n\nheaders:\n\"x-amz-user-agent\": "
        "\"aws-sdk-rust/1.3.4 ua/2.1 api/s3/1.69.0 os/macos lang/rust/1.81.0 m/E md/http#hyper-0.x\"\n\"x-amz-date\": "
        f"\"{DATE}\"\n\"host\": \"localhost\"\n"
    ),
)

add(
    "rook-host-of-s3cmd",
    "rook/rook#1171",
    2017,
    "Python (s3cmd)",
    "Ceph",
    "The host that s3cmd signs is not the one that the gateway gets: the name of the service has to be given, AWS_HOST.",
    [["host"], ["aws_host", "--host", "signed", "differ", "another", "other", "header", "name"]],
    FALSE,
    paste=(
        "root@rook-tools:/# s3cmd mb --no-ssl --host=${AWS_ENDPOINT} --host-bucket= s3://atestbucket\nERROR: S3 error: 403 "
        "(SignatureDoesNotMatch)\nroot@rook-tools:/# s3cmd mb --no-ssl --host=${AWS_ENDPOINT} --host-bucket= "
        "s3://atestbucket --signature-v2\nBucket 's3://atestbucket/' created\nroot@rook-tools:/# s3cmd mb --no-ssl "
        "--host=${AWS_HOST} --host-bucket= s3://atestbucket\nBucket 's3://atestbucket/' created"
    ),
)

add(
    "caddy-strips-the-path",
    "seaweedfs/seaweedfs#6086",
    2024,
    "Python (s3cmd)",
    "SeaweedFS behind Caddy",
    "The proxy takes /s3 from the path, which is signed.",
    [["path", "prefix"], ["strip", "handle_path", "proxy", "remove", "rewrit", "cut", "/s3"]],
    FALSE,
    paste=(
        "When you try to use S3 signature v4 with URL like `https://your.server/s3`:\n> ERROR: S3 error: 403 "
        f"(SignatureDoesNotMatch): {MISMATCH}\n\nWhen try to access directly by port or by using v2 (`signature_v2 = True` "
        "in s3cmd), everything works fine.\n\n```caddy\nredir /s3 /s3/\nhandle_path /s3/* {\n\treverse_proxy "
        "localhost:8333\n}\n```"
    ),
)

add(
    "terraform-through-a-tunnel",
    "hashicorp/terraform#36412",
    2025,
    "Terraform",
    "MinIO behind Cloudflare",
    "The SDK signs Accept-Encoding, which the tunnel changes on the way.",
    [["accept-encoding"], ON_THE_WAY],
    FALSE,
    paste=(
        "2026-01-01T04:28:57.057+0700 [DEBUG] backend-s3: HTTP Request Sent: aws.region=main aws.s3.bucket=examplebucket "
        "rpc.method=ListObjectsV2 rpc.service=S3 rpc.system=aws-api tf_aws.custom_endpoint=true tf_aws.sdk=aws-sdk-go-v2 "
        "http.method=GET http.request.header.accept_encoding=identity http.request.header.authorization=\"AWS4-HMAC-SHA256 "
        "Credential=AKID***MPLE/20260101/main/s3/aws4_request, SignedHeaders=accept-encoding;amz-sdk-invocation-id;"
        "amz-sdk-request;host;x-amz-content-sha256;x-amz-date, Signature=*****\" net.peer.name=s3.example.com\n\nError: "
        "operation error S3: ListObjectsV2, https response error StatusCode: 403, RequestID: 1886A1B2C3D4E5F6, HostID: , "
        f"api error SignatureDoesNotMatch: {MISMATCH}"
    ),
)

# --- Regions, services and endpoints ---------------------------------------------------------------------------------

add(
    "home-assistant-region-of-garage",
    "bauer-group/IP-HomeassistantS3CompatibleBackup#1",
    2025,
    "Python",
    "Garage",
    "Garage wants its own region in the scope, garage by default, not us-east-1.",
    [["garage"], ["region"]],
    FALSE,
    paste=(
        "Connection attempt fail with \"invalid_credentials\", even if key_id and secret key are correct\n\nand I have this "
        "record in garage log:\nBad Request, Authorization header malformed, unexpected scope: "
        "20260101/us-east-1/s3/aws4_request"
    ),
)

add(
    "s5cmd-endpoint-of-another-region",
    "peak/s5cmd#269",
    2021,
    "Go (s5cmd)",
    "Backblaze B2",
    "The key belongs to another region of the service than the endpoint.",
    [
        ["endpoint", "region"],
        ["another", "other ", "different", "wrong", "of the bucket", "bucket's", "belongs", "own", "where the"],
    ],
    FALSE,
    paste=(
        "$ AWS_PROFILE=backblaze s5cmd --endpoint-url https://s3.us-west-002.backblazeb2.com ls\nERROR \"ls\": "
        "InvalidAccessKeyId: The key '00005329examplekey0000001' is not valid status code: 403, request id: "
        "d476095a7c9d14f6, host id: adX5exampleId"
    ),
)

add(
    "csd-region-from-the-endpoint",
    "aws/aws-sdk-js#792",
    2015,
    "JavaScript v2",
    "API Gateway",
    "The SDK takes the second label of the endpoint's host, execute-api, as the region.",
    [["region"], ["us-west-2", "endpoint", "host", "label"]],
    FALSE,
    paste=(
        'endpoint: https://domain.execute-api.us-west-2.amazonaws.com/dev\n\n{"__type":"#SignatureDoesNotMatch","error":'
        '{"message":"[*Deprecated*: Use the outer message field] Credential should be scoped to a valid region, not '
        '\'execute-api\'. "},"message":"Credential should be scoped to a valid region, not \'execute-api\'. "}'
    ),
)

add(
    "insomnia-custom-domain",
    "Kong/insomnia#713",
    2018,
    "JavaScript (Insomnia)",
    "API Gateway",
    "A custom domain says neither region nor service, so the client signs for its defaults: they have to be set.",
    [["region"], ["execute-api"], ["custom domain", "own domain", "set ", "give", "name", "sign"]],
    FALSE,
    paste=(
        "I have a custom domain on API Gateway, example domain is myapi.example.com\n\n{\n\t\"message\": \"Credential "
        "should be scoped to a valid region, not 'us-east-1'. Credential should be scoped to correct service: "
        "'execute-api'. \"\n}"
    ),
)

add(
    "julia-iam-has-one-region",
    "JuliaCloud/AWS.jl#565",
    2022,
    "Julia",
    "IAM",
    "IAM is a global service: its requests are signed for us-east-1 whatever the region is.",
    [["us-east-1"], ["global", "only", "one region", "always", "iam"]],
    FALSE,
    paste=(
        'config = global_aws_config()\nconfig.region = "us-east-2"\n\nIAM.list_access_keys()  # ERROR: '
        "AWS.AWSExceptions.AWSException: SignatureDoesNotMatch -- Credential should be scoped to a valid region, not "
        "'us-east-2'."
    ),
)

add(
    "terraform-asks-sts-of-aws",
    "hashicorp/terraform#33983",
    2023,
    "Terraform",
    "Ceph",
    "Terraform asks AWS's own STS and IAM with the keys of another server: skip_requesting_account_id keeps it from that.",
    [["sts", "iam"], ["skip_requesting_account_id", "aws's", "amazon's", "to aws", "at aws", "of aws", "endpoint"]],
    NOT_SIGNED,
    paste=(
        "Initializing the backend...\n\u2577\n\u2502 Error: Retrieving AWS account details: AWS account ID not previously "
        "found and failed retrieving via all available methods. Errors: 2 errors occurred:\n\u2502 \t* retrieving caller "
        "identity from STS: operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: XXX, "
        "api error InvalidClientTokenId: The security token included in the request is invalid.\n\u2502 \t* retrieving "
        "account information via iam:ListRoles: operation error IAM: ListRoles, https response error StatusCode: 403, "
        "RequestID: XXX, api error InvalidClientTokenId: The security token included in the request is invalid.\n\n"
        'endpoints = {\n  s3 = "https://ceph.example.com:7480"\n}\nuse_path_style = true\nregion = "us-east-1"\n'
        "skip_credentials_validation = true\nskip_region_validation = true"
    ),
)

# --- Keys, tokens and permissions ------------------------------------------------------------------------------------

m = by_header(f"{BUCKET}.s3.amazonaws.com", "/a.txt", key=SECRET)
add(
    "vertx-key-and-secret-swapped",
    "hubrick/vertx-s3-client#13",
    2017,
    "Java (Vert.x)",
    "S3",
    "The secret was given as the access key ID and the other way round.",
    [
        ["swapped", "exchanged", "mixed up", "interchanged", "other way round", "secret access key", "a secret", "reversed"],
        ["access key id", "key id", "access key"],
    ],
    KEYS,
    headers=m.lines,
    method="GET",
    url=f"https://{BUCKET}.s3.amazonaws.com/a.txt",
    answer=error(
        "AuthorizationHeaderMalformed",
        "The authorization header is malformed; the Credential is mal-formed; expecting "
        '"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    ),
)

add(
    "craft-master-key",
    "timmyomahony/craft-remote-backup#11",
    2020,
    "PHP",
    "Backblaze B2",
    "The master application key does not work with the S3 API: another application key has to be made.",
    [["master"], ["application key", "app key"]],
    NOT_SIGNED,
    paste='Backblaze B2 Error ("Malformed Access Key Id")',
)

add(
    "export-with-carriage-returns",
    "boto/boto#3066",
    2015,
    "AWS CLI",
    "IAM",
    "The file with the keys has the line ends of Windows: each key ends in a carriage return.",
    [["\\r", "carriage return", "crlf", "line end", "line break", "newline", "white space", "whitespace"]],
    KEYS,
    paste=(
        "$ source keys.sh\n$ aws iam get-user\n\nA client error (SignatureDoesNotMatch) occurred when calling the GetUser "
        f"operation: {API_MISMATCH}\n\n$ python -c \"import os;print repr(os.environ['AWS_ACCESS_KEY_ID']), "
        "repr(os.environ['AWS_SECRET_ACCESS_KEY'])\"\n\"AKIDEXAMPLE\\r\" \"EXAMPLESECRET\\r\""
    ),
)

add(
    "sspa-percent-after-the-secret",
    "benrady/learnjs#14",
    2016,
    "AWS CLI",
    "S3",
    "The secret was copied with a character too much, the % that the shell shows where a line end is missing.",
    [["secret"], ["copied", "copy", "character", "white space", "whitespace", "wrong", "another", "different", "not the"]],
    KEYS,
    paste=(
        "./sspa create_bucket learnjs.example.net\nmake_bucket failed: s3://learnjs.example.net/ A client error "
        f"(SignatureDoesNotMatch) occurred when calling the CreateBucket operation: {MISMATCH}\n\nWebsite endpoint is: "
        "http://learnjs.example.net.s3-website-eu-west-1.amazonaws.com\n\nA client error (SignatureDoesNotMatch) occurred "
        f"when calling the PutBucketWebsite operation: {MISMATCH}"
    ),
)

token = "k8s-aws-v1." + b64(caller("us-east-1", "example").url).rstrip("=")
add(
    "eks-user-not-in-the-cluster",
    "aws-quickstart/quickstart-amazon-eks#245",
    2020,
    "AWS CLI",
    "EKS",
    "The token is right, and the cluster does not know its user: aws-auth or an access entry has to name it.",
    [["aws-auth", "access entry", "access entries", "mapped", "config map", "configmap", "maps the"]],
    NOT_SIGNED,
    [("the URL in the token is rightly signed", True, lambda c: opens("GET", eks_url(c["paste"]), ["x-k8s-aws-id: example"]))],
    paste=(
        "kubectl get nodes\nerror: You must be logged in to the server (Unauthorized)\n\n$ aws eks get-token --cluster-name "
        f'example\n{{"status": {{"expirationTimestamp": "2026-01-01T00:14:00Z", "token": "{token}"}}}}\n\n{{\n  "kind": '
        '"Status",\n  "apiVersion": "v1",\n  "status": "Failure",\n  "message": "Unauthorized",\n  "reason": '
        '"Unauthorized",\n  "code": 401\n}'
    ),
)

add(
    "tablepro-token-for-the-tunnel",
    "TableProApp/TablePro#1953",
    2026,
    "Swift",
    "RDS",
    "The token is signed for the local end of a tunnel, not for the host and port of the database.",
    [["tunnel", "forward", "endpoint", "the host", "host name", "hostname", "host and port"], ["token", "sign"]],
    FALSE,
    paste=(
        'connection to server at "127.0.0.1", port 54321 failed: FATAL:  PAM authentication failed for user "example_test"'
        "\n\nIAM auth still fails while a hand-generated token works"
    ),
)

add(
    "kowl-policy-for-msk",
    "redpanda-data/console#223",
    2021,
    "Go (franz-go)",
    "MSK",
    "The IAM policy's resources are wrong: it has to allow kafka-cluster:Connect for the cluster.",
    [["policy", "kafka-cluster:", "permission"]],
    NOT_SIGNED,
    paste=(
        "sasl mechanism AWS_MSK_IAM: it still didn't work for me with an `Access denied: SASL_AUTHENTICATION_FAILED: SASL "
        "Authentication failed.` error."
    ),
)

add(
    "kafkajs-changes-its-session",
    "tulios/kafkajs#1582",
    2023,
    "JavaScript (KafkaJS)",
    "MSK",
    "Each new session of the role has another name, and the broker wants the same principal: set AWS_ROLE_SESSION_NAME.",
    [["session name", "aws_role_session_name", "rolesessionname", "name of the session"]],
    NOT_SIGNED,
    paste=(
        "Crash: KafkaJSNonRetriableError: Cannot change principals during re-authentication from "
        "IAM.arn:aws:sts::111122223333:assumed-role/ExamplePodRole/aws-sdk-js-session-1767225600000: "
        "IAM.arn:aws:sts::111122223333:assumed-role/ExamplePodRole/aws-sdk-js-session-1767229200000"
    ),
)

add(
    "webrtc-signer-without-permission",
    "awslabs/amazon-kinesis-video-streams-webrtc-sdk-js#59",
    2020,
    "JavaScript",
    "Kinesis Video Streams",
    "The role that signs the URL lacks the permission kinesisvideo:ConnectAsMaster.",
    [["permission", "policy", "kinesisvideo:", "connectasmaster", "not allowed", "may not"]],
    NOT_SIGNED,
    paste=(
        "I'm using SigV4RequestSigner to presign a WebSocket url in aws lambda.\n\nError during WebSocket handshake: "
        "Unexpected response code: 403"
    ),
)

m = by_query(
    "example-ats.iot.eu-west-1.amazonaws.com",
    "/mqtt",
    scheme="wss",
    region="eu-west-1",
    service="iotdevicegateway",
    expires=None,
    key=TEMPORARY,
    token=TOKEN,
)
add(
    "php-signs-the-token-for-iot",
    "aws/aws-sdk-php#2247",
    2021,
    "PHP",
    "IoT",
    "IoT wants the session token appended after the URL is signed, and the SDK signs it.",
    [["token"], ["after", "not signed", "not be signed", "unsigned", "left out", "without it", "append", "not sign"]],
    FALSE,
    [
        (
            "a server that leaves the token out refuses it",
            False,
            lambda c: opens("GET", kit.urls(c["paste"])[0], without=["X-Amz-Security-Token"]),
        )
    ],
    paste=(
        f"{m.url}\n\n403 ({API_MISMATCH})\n\nThis only happens when using Cognito Identity temporary credentials. Permanent "
        "IAM credentials work."
    ),
)

# --- What a server asks for ------------------------------------------------------------------------------------------

add(
    "bruno-without-hash-to-serverless",
    "usebruno/bruno#8149",
    2026,
    "JavaScript (Bruno)",
    "OpenSearch Serverless",
    "OpenSearch Serverless wants x-amz-content-sha256 among the signed headers.",
    [["x-amz-content-sha256"]],
    NOT_SIGNED,
    paste=(
        "AWS Signature v4 auth (service: aoss), DELETE works but PUT/POST with a body returns 403\n\n"
        "x-aoss-response-hint: X01:gw-helper-deny\n\n{\n  \"status\": 403,\n  \"request-id\": "
        "\"655a6c2f-e9ca-92a6-bf49-fb6b4ad0c2b8\",\n  \"error\": {\n    \"reason\": \"403 Forbidden\",\n    \"type\": "
        "\"Forbidden\"\n  }\n}"
    ),
)

add(
    "filecodebox-version-2-at-r2",
    "vastsa/FileCodeBox#148",
    2024,
    "Python",
    "Cloudflare R2",
    "The URL is signed with Version 2, which R2 does not accept.",
    [["version 4", "sigv4", "s3v4"]],
    FALSE,
    paste="UnauthorizedSigV2 authorization is not supported. Please use SigV4 instead.",
)

add(
    "files-sdk-form-to-r2",
    "haydenbleasel/files-sdk#49",
    2026,
    "JavaScript v3",
    "Cloudflare R2",
    "R2 does not know uploads by a form with a policy: use a presigned PUT.",
    [["post", "form"], ["put"]],
    NOT_SIGNED,
    paste=(
        "Object.entries(data.fields).forEach(([key, value]) => {\n  formData.append(key, value as string);\n});\n\n"
        'formData.append("file", file);\n\nawait fetch(data.url, {\n  method: "POST",\n  body: formData,\n});\n\nResult: 501 '
        "Not Implemented (Cloudflare R2). Generated request includes: Policy, X-Amz-*"
    ),
)

add(
    "plane-policy-too-long",
    "makeplane/plane#9005",
    2026,
    "Python (boto3)",
    "an S3-compatible server",
    "The server takes at most 1024 bytes of policy, and this one names its conditions twice.",
    [["policy"], ["too long", "too large", "shorter", "fewer", "longer", "at most", "limit", "bytes"]],
    NOT_SIGNED,
    method="POST",
    answer=(
        "<Error>\n  <Code>MaxMessageLengthExceeded</Code>\n  <Attribute>policy</Attribute>\n  <MaxSizeAllowed>1024"
        "</MaxSizeAllowed>\n  <ProposedSize>1160</ProposedSize>\n</Error>"
    ),
)

add(
    "play-form-without-method",
    "kaliber-scala/play-s3#73",
    2017,
    "Scala",
    "S3",
    "The form has no method=post, so the browser sends its fields as the query of a GET.",
    [["post"], ["form", "method"]],
    FALSE,
    answer=error(
        "AuthorizationQueryParametersError",
        "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, "
        "X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
    ),
    paste="Direct upload sample from the README does not work",
)

add(
    "irods-md5-as-the-payload-hash",
    "irods/irods_resource_plugin_s3#1833",
    2016,
    "C++ (libs3)",
    "S3",
    "The client puts the MD5 of the body, in base64, where Version 4 wants its SHA-256 in hex.",
    [["x-amz-content-sha256"], ["md5", "base64", "not hex", "hexadecimal", "sha-256 of", "sha256 of"]],
    FALSE,
    paste=(
        "pid:532 ERROR:   S3Status: [ErrorInvalidArgument] - 67\npid:532 ERROR:     S3Host: s3-eu-central-1.amazonaws.com\n"
        "pid:532 ERROR:   Function: responseCompleteCallback\npid:532 ERROR:   Message: x-amz-content-sha256 must be "
        "UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, or a valid sha256 value.\npid:532 ERROR:   Extra Details:\n"
        "pid:532 ERROR:     ArgumentName: x-amz-content-sha256\npid:532 ERROR:     ArgumentValue: "
        "tjnVEQ5UTP/DL91eAGOmew==\npid:532 ERROR:     RequestId: 4442587FB7D0A2F9"
    ),
)

add(
    "cloudfront-does-not-restrict-viewers",
    "catalyst/moodle-tool_objectfs#302",
    2020,
    "PHP (Moodle)",
    "CloudFront",
    "The distribution does not check signed URLs and passes their query to S3: restrict viewer access, do not forward it.",
    [["cloudfront"], ["viewer", "trusted", "key group", "origin access", "cache policy", "forward", "passes", "pass "]],
    FALSE,
    paste=(
        "CloudFront: Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters\n\n"
        + error("AccessDenied", "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters")
    ),
)

add(
    "cognito-quickstart-unknown-route",
    "amazon-archives/aws-cognito-angular-quickstart#50",
    2018,
    "JavaScript (Angular)",
    "API Gateway",
    "No resource and method of the API is deployed at that path, so it reads the bearer token as a signature.",
    [["route", "resource", "path", "stage"], ["deploy", "exist", "not there", "no such", "authorizer", "unknown"]],
    NOT_SIGNED,
    paste=(
        "JWT API gateway\n\n{\"message\":\"'eyJraWQiOiJleGFtcGxlIn0.eyJzdWIiOiJleGFtcGxlIn0.c2ln' not a valid key=value pair "
        "(missing equal-sign) in Authorization header: 'eyJraWQiOiJleGFtcGxlIn0.eyJzdWIiOiJleGFtcGxlIn0.c2ln'.\"}"
    ),
)

# --- Checksums of the SDKs -------------------------------------------------------------------------------------------

add(
    "barman-checksum-at-google",
    "EnterpriseDB/barman#1112",
    2025,
    "Python (boto3)",
    "GCS",
    "boto3 adds checksums since 1.36, which the server refuses: set AWS_REQUEST_CHECKSUM_CALCULATION=when_required.",
    [CHECKSUM_SETTING],
    FALSE,
    paste=(
        "barman-cloud-wal-archive --endpoint-url https://storage.googleapis.com --cloud-provider aws-s3 "
        "s3://examplebucket/test example-db 0000000400000005000000FD -vvv\n\nbotocore.exceptions.ClientError: An error "
        "occurred (SignatureDoesNotMatch) when calling the PutObject operation: Invalid argument."
    ),
)

add(
    "boto3-checksum-with-acceleration",
    "boto/boto3#4400",
    2025,
    "Python (boto3)",
    "S3",
    "S3's accelerated endpoint refuses the checksums that boto3 adds since 1.36.",
    [[*CHECKSUM_SETTING, "checksum"]],
    FALSE,
    paste=(
        "boto3 1.36.0\n\nclient = boto3.client(\"s3\", config=Config(s3={\"use_accelerate_endpoint\": True}))\n\n"
        "botocore.exceptions.ClientError: An error occurred (SignatureDoesNotMatch) when calling the PutObject operation: "
        f"{MISMATCH}"
    ),
)

add(
    "terraform-trailer-at-oracle",
    "hashicorp/terraform#34053",
    2023,
    "Terraform",
    "Oracle Cloud",
    "Terraform sends a checksum in a trailer, which the server does not know: skip_s3_checksum.",
    [["skip_s3_checksum", "trailer", "checksum", "streaming", "when_required"]],
    FALSE,
    paste=(
        "\u2577\n\u2502 Error: Failed to save state\n\u2502\n\u2502 Error saving state: failed to upload state: operation "
        "error S3: PutObject, https response error StatusCode: 400, RequestID: lhr-1:exampleId, HostID: , api error "
        "InvalidArgument:\n\u2502 x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a valid sha256 value.\n\u2575"
    ),
)

# --- Time and browsers -----------------------------------------------------------------------------------------------

add(
    "lilybin-clock-is-slow",
    "LilyBin/LilyBin#72",
    2016,
    "JavaScript v2",
    "Lambda",
    "The clock of the server that signs is five minutes slow.",
    [["clock"], ["slow", "behind", "ntp", "synchron", "set the"]],
    FALSE,
    now="20260101T015832Z",
    paste="Signature expired: 20260101T015330Z is now earlier than 20260101T015332Z (20260101T015832Z - 5 min.)",
)

add(
    "petdex-content-security-policy",
    "crafter-station/petdex#66",
    2026,
    "JavaScript (XMLHttpRequest)",
    "Cloudflare R2",
    "The page's Content-Security-Policy does not name the host of R2 in connect-src, so the browser sends nothing.",
    [["content security policy", "content-security-policy", "csp", "connect-src"]],
    NOT_SIGNED,
    paste="Upload failed: R2 PUT network error: xhr network error",
)


# --- Writing and checking --------------------------------------------------------------------------------------------

kit.HEADING = """# Written by make_fifth.py: change that, and run it.
# Scored before anybody who changes `explain` had read it. See README.md for the format.
"""


def main(arguments):
    here = Path(__file__).parent / "fifth.toml"
    if arguments == ["--check"]:
        assert here.read_text() == kit.written(), "fifth.toml is not what make_fifth.py writes"
    else:
        here.write_text(kit.written())
    kit.check(here.read_text())
    known = set()
    for name in ("first", "second", "third", "fourth"):
        known |= {case["thread"] for case in tomllib.loads((here.parent / f"{name}.toml").read_text())["case"]}
    assert not known & {case["thread"] for case in kit.CASES}


if __name__ == "__main__":
    main(sys.argv[1:])
