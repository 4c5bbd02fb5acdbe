#!/usr/bin/env python3
"""Writes seventh.toml next to this file: refused requests from public reports on S3, the servers that speak its protocol,
proxies, browsers and command-line tools.

    python3 make_seventh.py            writes the file, then checks it
    python3 make_seventh.py --check    fails if the file is not what this script writes

What a person pasted is kept in its shape, noise included, but shortened, in other words and with example names.
"""

import sys
import tomllib
from pathlib import Path

sys.dont_write_bytecode = True

import make_third as kit
from make_third import DENIED, NOTHING, OTHER_SECRET

kit.CASES.clear()
FALSE = [DENIED, NOTHING, *OTHER_SECRET]
SURE = [NOTHING, *OTHER_SECRET]


def add(name, thread, year, sdk, server, cause, must, must_not, **inputs):
    kit.add(name, thread, year, sdk, server, "", cause, must, must_not, (), **inputs)


add(
    "rclone-rustfs-cloudflared",
    "s3s-project/s3s#458",
    2026,
    "rclone",
    "RustFS",
    "rclone signs accept-encoding, which the Cloudflare tunnel changes.",
    [["accept-encoding"]],
    FALSE,
    paste=(
        "A user runs RustFS after a Cloudflare tunnel, and lists with rclone:\n\nrclone ls rustfs:\n"
        "2026/01/01 00:00:36 NOTICE: Failed to ls: operation error S3: ListBuckets, https response error "
        "StatusCode: 403, RequestID: , HostID: , api error SignatureDoesNotMatch: UnknownError"
    ),
)

add(
    "s3proxy-haproxy-port",
    "gaul/s3proxy#726",
    2024,
    "s3cmd",
    "S3Proxy",
    "Behind HAProxy the host or port that the new version signs is another than the client's.",
    [["host header", "host"], ["proxy", "haproxy"]],
    FALSE,
    paste=(
        "I was running s3proxy containers behind haproxy, and after updating to the latest version "
        "something broke.\n\n403 SignatureDoesNotMatch Forbidden {}\n"
        "[s3proxy] D 01-01 00:00:34.837 S3Proxy-Jetty-14 o.gaul.s3proxy.S3ProxyHandler:301 |::] request: "
        "Request(GET http://files.example.com/)@2439a92f\n\n"
        "I have S3PROXY_ENDPOINT=http://127.0.0.1:30565. https is terminated on haproxy, which connects "
        "to an s3proxy on localhost. I am using s3cmd."
    ),
)

add(
    "zenko-endpoint-port-80",
    "scality/Zenko#14",
    2017,
    "AWS CLI",
    "Zenko",
    "The endpoint names the default port :80, which one side signs and the other leaves out.",
    [["port", ":80"], ["host"]],
    FALSE,
    paste=(
        "Going through the frontend nginx gives a mismatch, going direct works.\n\n"
        "$ aws s3 --endpoint http://localhost:80 mb s3://examplebucket --region=us-east-1\n"
        "make_bucket failed: s3://examplebucket An error occurred (SignatureDoesNotMatch) when calling "
        "the CreateBucket operation: The request signature we calculated does not match the signature "
        "you provided.\n"
        "$ aws s3 --endpoint http://localhost:8000 mb s3://examplebucket --region=us-east-1\n"
        "make_bucket: examplebucket"
    ),
)

add(
    "minio-presigned-nginx-prefix-location",
    "minio/minio#15173",
    2022,
    "Java (MinIO)",
    "MinIO",
    "nginx serves MinIO below /dev/ and passes on another path than the signed one.",
    [["path", "prefix"], ["nginx", "proxy_pass", "strip"]],
    FALSE,
    paste=(
        "I configured nginx according to the example.\n\n    upstream minio {\n"
        "        server 192.0.2.111:9000;\n        server 192.0.2.112:9000;\n    }\n    server {\n"
        "        listen 80;\n        location /dev/ {\n          proxy_set_header X-Real-IP $remote_addr;\n"
        "          proxy_set_header Host $http_host;\n          proxy_http_version 1.1;\n"
        "          proxy_set_header Connection \"\";\n          proxy_pass http://minio/;\n        }\n    }\n\n"
        "and getPresignedObjectUrl gives 403 forbidden: signature does not match"
    ),
)

add(
    "minio-csharp-nginx-host-without-port",
    "minio/minio#8624",
    2019,
    ".NET (MinIO)",
    "MinIO",
    "nginx passes on a host that is not the one that was signed.",
    [["host"], ["nginx", "proxy"]],
    FALSE,
    paste=(
        "My nginx conf:\n   server {\n        listen       443;\n        server_name  minio.example.com;\n"
        "        location / {\n            proxy_cookie_domain files.example.com minio.example.com;\n"
        "            proxy_set_header Host $host;\n            proxy_set_header X-Real-IP $remote_addr;\n"
        "            proxy_set_header Conection \"\";\n"
        "            proxy_pass http://files.example.com:9000/;\n        }\n    }\n\n"
        "Python works, C# gets: The request signature we calculated does not match the signature you "
        "provided."
    ),
)

add(
    "seaweedfs-nginx-after-upgrade",
    "seaweedfs/seaweedfs#6136",
    2024,
    "rclone",
    "SeaweedFS",
    "After the update the server derives the host otherwise than the proxy forwards it.",
    [["host"], ["proxy", "nginx"]],
    FALSE,
    paste=(
        "Example nginx configuration does not work after upgrading to 3.75. With version 3.73 it works "
        "fine.\n\n$ rclone lsd files:\n"
        "<3>ERROR : : error listing: SignatureDoesNotMatch: The request signature we calculated does not "
        "match the signature you provided. Check your key and signing method.\n"
        "        status code: 403, request id: 1729085633541862383, host id:\n\n[files]\ntype = s3\n"
        "provider = SeaweedFS\nenv_auth = false\nendpoint = https://files.example.com\nacl = private\n\n"
        "server {\n        listen 443 ssl;\n        http2 on;\n"
        "        server_name ~^(?:(?<bucket>[^.]+)\\.)files\\.example\\.com;\n}"
    ),
)

add(
    "s3proxy-istio-prefix",
    "gaul/s3proxy#645",
    2024,
    "Java v2",
    "S3Proxy",
    "Istio serves it below /s3proxy, and the path or host that arrives is not the signed one.",
    [["path", "prefix"], ["host", "proxy", "istio", "strip"]],
    FALSE,
    paste=(
        "Our s3proxy is behind the istio-gateway, and exposed as https://example.com/s3proxy. Istio "
        "redirects its inbound requests to http://localhost:8080. S3Client client = "
        "S3Client.builder().endpointOverride(new "
        "URIBuilder(\"https://example.com/s3proxy\").build()).forcePathStyle(true).build();\n\n"
        "I'm seeing the following error: 403 SignatureDoesNotMatch Forbidden"
    ),
)

add(
    "s3cmd-access-token-for-secret",
    "s3tools/s3cmd#1053",
    2022,
    "s3cmd",
    "S3",
    "The secret is in access_token, which is the session token, and not in secret_key.",
    [["secret_key", "session token", "access_token"]],
    [DENIED, NOTHING],
    paste=(
        "I use AWS S3. This is my .data/s3cfg:\n\n[default]\naccess_key = \"AKIDEXAMPLE\"\n"
        "access_token = \"EXAMPLEsecret\"\n\n$ s3cmd -dc .data/s3cfg ls\nDEBUG: s3cmd version 2.2.0\n"
        "WARNING: Could not refresh role\nDEBUG: Using signature v4\n"
        "DEBUG: get_hostname(None): s3.amazonaws.com\n"
        "ERROR: S3 error: 403 (SignatureDoesNotMatch): The request signature we calculated does not "
        "match the signature you provided. Check your key and signing method."
    ),
)

add(
    "mastodon-linode-bucket-in-endpoint",
    "mastodon/mastodon#13370",
    2020,
    "Ruby v3 (Mastodon)",
    "Linode",
    "S3_ENDPOINT has the bucket in it, and the region is US.",
    [["endpoint"], ["bucket", "region"]],
    FALSE,
    paste=(
        "s3 file attachments appear to be broken in 3.1.2 with linode object storage. This was working "
        "fine in previous versions.\n\nS3_ENABLED=true\nS3_BUCKET=examplebucket\nS3_REGION=US\n"
        "S3_PROTOCOL=https\nS3_ENDPOINT=https://examplebucket.us-east-1.linodeobjects.com/\n"
        "S3_HOSTNAME=us-east-1.linodeobjects.com\n\nweb_1  | Aws::S3::Errors::SignatureDoesNotMatch ():"
    ),
)

add(
    "rclone-ks3-text-type",
    "rclone/rclone#4048",
    2020,
    "rclone",
    "KS3",
    "For text files the Content-Type that arrives is not the one that was signed.",
    [["content-type"]],
    FALSE,
    paste=(
        "1. In case of uploading a text type file, signature verification mismatch\n"
        "$ rclone copy git-log.txt ks3:examplebucket\n"
        "2026/01/01 00:00:11 ERROR : git-log.txt: Failed to copy: s3 upload: 403 Forbidden: <?xml "
        "version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<Error>\n<Code>SignatureDoesNotMatch</Code>\n"
        "<Message>The request signature we calculated does not match the signature you provided. Check "
        "your KS3 secret access key and signing method.</Message>\n"
        "<Resource>/examplebucket/git-log.txt?X-Amz-Expires=900&X-Amz-Date=20260101T000000Z&"
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&"
        "X-Amz-Signature=6079241e5180e0487641d84fbea6d7ed18a880b459662aa6c4bf5faedee4e9b2&"
        "X-Amz-SignedHeaders=content-md5;content-type;host;x-amz-acl;x-amz-meta-mtime&"
        "X-Amz-Credential=AKIDEXAMPLE/20260101/SHANGHAI/s3/aws4_request</Resource>\n"
        "<RequestId>e4964595c31b492bae41e782defd2a8e</RequestId>\n</Error>"
    ),
)

add(
    "directus-garage-auto",
    "directus/directus#22834",
    2024,
    "JavaScript v3 (Directus)",
    "Garage",
    "The region is auto, and Garage's is garage.",
    [["region"], ["garage"]],
    FALSE,
    paste="Authorization header malformed, unexpected scope: 20260101/auto/s3/aws4_request",
)

add(
    "apt-s3-credential-is-a-line",
    "zendesk/apt-s3#10",
    2022,
    "Go v1",
    "S3",
    "The access key id is a whole line, aws_access_key_id= something, of the credentials file.",
    [["access key"], ["aws_access_key_id", "characters", "name", "file"]],
    FALSE,
    paste=(
        "# apt-s3 -download s3://examplebucket.s3-eu-west-2.amazonaws.com/pool/main/r/a.deb -path a.deb\n"
        "2026/01/01 00:00:40 AuthorizationHeaderMalformed: The authorization header is malformed; the "
        "authorization component \"Credential=aws_access_key_id= "
        "AKIDEXAMPLE/20260101/eu-west-2/s3/aws4_request\" is malformed.\n"
        "\tstatus code: 400, request id: something, host id: something"
    ),
)

add(
    "b2-browser-empty-key",
    "backblaze-b2-samples/b2-browser-upload#3",
    2024,
    "JavaScript v3",
    "B2",
    "The access key id is empty: a variable is not set.",
    [["access key"], ["empty", "not set"]],
    FALSE,
    paste=(
        "`Error uploading files to S3-compatible storage: AuthorizationHeaderMalformed: Authorization "
        "header is malformed; the authorization component \"/20260101/us-east-005/s3/aws4_request\" is "
        "malformed.`"
    ),
)

add(
    "rails-r2-two-checksums",
    "rails/rails#54374",
    2025,
    "Ruby v3 (Active Storage)",
    "R2",
    "Active Storage sends Content-MD5 and the SDK a checksum of its own.",
    [["when_required"], ["checksum"]],
    SURE,
    paste=(
        "cloudflare:\n  service: S3\n  endpoint: https://examplaccount.r2.cloudflarestorage.com\n"
        "  region: auto\n  bucket: examplebucket\n\n"
        "blob = ActiveStorage::Blob.create_and_upload!(io: params[:file], filename: "
        "params[:file].original_filename)\n\n"
        "Aws::S3::Errors::InvalidRequest You can only specify one checksum at a time."
    ),
)

add(
    "rails-gcs-content-type-of-browser",
    "rails/rails#34182",
    2018,
    "Ruby (Active Storage)",
    "GCS",
    "The browser adds a Content-Type that the URL was not signed with.",
    [["content-type"]],
    FALSE,
    paste=(
        "I am attempting to use Active Storage for direct uploads to GCS. When using those values in the "
        "browser, I run into 403s from GCS that I don't encounter with `curl`. The signed url was made "
        "by service_url_for_direct_upload."
    ),
)

add(
    "react-uploader-unknown-extension",
    "odysseyscience/react-s3-uploader#138",
    2017,
    "JavaScript",
    "S3",
    "The browser has no type for the file, so that contentType is empty when it is signed.",
    [["content-type"]],
    FALSE,
    paste=(
        "403 signature does not match when file has custom extension. I am getting an 403 "
        "SignatureDoesNotMatch error when I try to upload a file that has a custom extension. I see in "
        "the logs that the request to get the signed url has `contentType=`, meaning it is set to "
        "nothing."
    ),
)

add(
    "plane-r2-cover-501",
    "makeplane/plane#8873",
    2026,
    "Python (Plane)",
    "R2",
    "Plane uploads with a form (POST), which R2 does not have.",
    [["post", "form"], ["put"]],
    FALSE,
    paste=(
        "I am using external S3, Cloudflare R2. When I try to create a project, the endpoint to upload "
        "an image to S3 storage is failing.\n\nAWS_REGION: auto\n"
        "AWS_S3_ENDPOINT_URL: https://examplaccount.eu.r2.cloudflarestorage.com\n"
        "AWS_S3_BUCKET_NAME: examplebucket\n\nI do not know why this 501 not implemented error is coming."
    ),
)

add(
    "zpan-r2-acl",
    "saltbo/zpan#199",
    2023,
    "Go",
    "R2",
    "R2 has no ACLs, and x-amz-acl is signed.",
    [["x-amz-acl", "acl"]],
    FALSE,
    paste=(
        "PUT /a.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&"
        "X-Amz-Credential=AKIDEXAMPLE%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&"
        "X-Amz-Date=20260101T000000Z&X-Amz-Expires=3600&"
        "X-Amz-SignedHeaders=content-type%3Bhost%3Bx-amz-acl&"
        "X-Amz-Signature=a801f2b2fd37860f1ac01b6e49df3c0ec33d5c672bae20d319d8c75767926090\n"
        "HOST: examplebucket.examplaccount.r2.cloudflarestorage.com\n\n"
        "And R2 returns http code 501 with no http content."
    ),
)

add(
    "moodle-cloudfront-two-auths",
    "catalyst/moodle-tool_objectfs#303",
    2020,
    "PHP",
    "CloudFront",
    "CloudFront's origin access signs, and forwards a query with a signature too.",
    [["cloudfront"], ["query", "sign"]],
    FALSE,
    paste=(
        "Looks to be a CF configuration issue.\n<Error>\n<Code>InvalidArgument</Code>\n<Message>\n"
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query "
        "string parameter or the Authorization header should be specified\n</Message>\n"
        "<ArgumentName>Authorization</ArgumentName>\n<ArgumentValue>\n"
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/ap-southeast-2/s3/aws4_request, "
        "SignedHeaders=host;x-amz-content-sha256;x-amz-date, "
        "Signature=501be7b4d65bd8bcfde4e64e161cf5c3d23dd3cd9732f45f7a50b8f\n</ArgumentValue>\n</Error>"
    ),
)

add(
    "java2-gcs-invalid-argument",
    "aws/aws-sdk-java-v2#5987",
    2025,
    "Java v2",
    "GCS",
    "The SDK sends checksums that GCS does not know since 2.30.0.",
    [["when_required"]],
    FALSE,
    paste=(
        "When using the library against a Google Cloud Storage bucket, it fails uploading an object "
        "starting with 2.30.0.\n\n"
        "software.amazon.awssdk.services.s3.model.S3Exception: Invalid argument. (Service: S3, Status "
        "Code: 403, Request ID: null) (SDK Attempt Count: 1)\n\n"
        ".endpointOverride(URI.create(\"https://storage.googleapis.com\"))\n.region(Region.of(\"auto\"))"
    ),
)

add(
    "sail-minio-temporary-url",
    "laravel/sail#453",
    2022,
    "PHP (Laravel)",
    "MinIO",
    "The URL is signed for the name inside Docker, and opened under another.",
    [["host"], ["docker", "container", "inside", "internal", "proxy"]],
    FALSE,
    paste=(
        "Using Minio in conjunction with pre-signed urls always generates a signature mismatch when "
        "attempting to access a private file using a temporary Url:\n\n<Error>\n"
        "  <Code>SignatureDoesNotMatch</Code>\n"
        "  <Message>The request signature we calculated does not match the signature you provided. Check "
        "your key and signing method.</Message>\n  <Key>test2.csv</Key>\n  <BucketName>local</BucketName>\n"
        "  <Resource>/local/test2.csv</Resource>\n  <RequestId>17052B043977D304</RequestId>\n"
        "  <HostId>9ae99075-a677-4149-b697-0cf47aa78a26</HostId>\n</Error>\n\n"
        "Storage::disk('s3')->temporaryUrl('exports/test3.csv', now()->addMinutes(60))"
    ),
)

add(
    "duckdb-r2-session-token",
    "duckdb/duckdb-httpfs#254",
    2026,
    "DuckDB",
    "R2",
    "A session token of AWS's from the environment is sent to R2.",
    [["aws_session_token", "session token"]],
    FALSE,
    paste=(
        "When running DuckDB inside AWS Lambda, with an explicit CREATE SECRET for R2:\n\n"
        "CREATE SECRET r2_secret (TYPE r2, KEY_ID 'x', SECRET 'x', ACCOUNT_ID 'examplaccount');\n"
        "COPY (SELECT 1) TO 'r2://examplebucket/test.parquet' (FORMAT PARQUET);\n\n"
        "HTTP Error: Unable to connect to URL "
        "https://examplebucket.examplaccount.r2.cloudflarestorage.com/test.parquet: Bad Request (HTTP "
        "code 400)"
    ),
)

add(
    "duckdb-presigned-head",
    "duckdb/duckdb#5310",
    2022,
    "DuckDB",
    "S3",
    "DuckDB sends HEAD with a URL that is signed for GET.",
    [["head"]],
    FALSE,
    paste=(
        "I am creating an Amazon s3 presigned URL to a CSV file. The URL downloads the file fine in a "
        "browser, but if I use it in the duck cli with: create view test as select * from "
        "read_csv_auto('...presigned url...'); I get `403 (Forbidden)`."
    ),
)

add(
    "supabase-boto3-version-2",
    "supabase/storage#617",
    2025,
    "boto3",
    "Supabase",
    "boto3 presigns with Version 2, which the server does not know.",
    [["version 2"], ["s3v4", "version 4"]],
    FALSE,
    url=(
        "https://examplaproject.supabase.co/storage/v1/s3/demo2012/Videos/test7.mp4?AWSAccessKeyId=AKIDEX"
        "AMPLE&Signature=ee9tAdk1kzqWkFBdQFIEpGH5Bj4%3D&Expires=1767229200"
    ),
    paste="{\"statusCode\":\"403\",\"error\":\"Missing signature\",\"message\":\"Missing signature\"}",
)

add(
    "gitlab-ci-variables-before-profile",
    "apancutt/deploy-aws-s3-cloudfront#25",
    2021,
    "AWS CLI",
    "STS",
    "Without a profile other keys are read, from environment variables.",
    [["profile", "environment"], ["key"]],
    [DENIED, NOTHING],
    paste=(
        "# aws sts get-caller-identity\n\n"
        "An error occurred (SignatureDoesNotMatch) when calling the GetCallerIdentity operation: The "
        "request signature we calculated does not match the signature you provided. Check your AWS "
        "Secret Access Key and signing method. Consult the service documentation for details.\n"
        "# aws sts get-caller-identity --profile default\n{\n    \"UserId\": \"AIDAEXAMPLE\",\n"
        "    \"Account\": \"123456789012\"\n}"
    ),
)

add(
    "mountpoint-cloudian-writes",
    "awslabs/mountpoint-s3#515",
    2023,
    "Rust (Mountpoint)",
    "Cloudian",
    "Mountpoint sends a checksum after the body, which the server does not know.",
    [["checksum", "when_required", "trailer"]],
    FALSE,
    paste=(
        "We use an on premise S3 compatible object storage, Cloudian. With the aws cli all the "
        "functionalities work, but with mount-s3 I'm only able to list the files on a bucket and delete "
        "them. Copying files on the mount will result in a 403 error, saying \"The request signature we "
        "calculated does not match the signature you provided. Check your AWS Secret Access Key and "
        "signing method.\""
    ),
)

add(
    "thanos-outposts",
    "thanos-io/objstore#251",
    2026,
    "Go (Thanos)",
    "S3 on Outposts",
    "The request is signed for the service s3, and the endpoint is of s3-outposts.",
    [["s3-outposts"], ["service"]],
    FALSE,
    paste=(
        "I have specified in the bucket name the access point arn, and got an error from thanos "
        "compactor saying\n\n"
        "the authorization header is malformed, Incorrect Service S3, this endpoint belongs to "
        "s3-outposts."
    ),
)

add(
    "penpot-token-after-redirect",
    "penpot/penpot#10777",
    2026,
    "nginx",
    "S3",
    "nginx forwards the client's Authorization header after a redirect to a presigned URL.",
    [["authorization"], ["header"]],
    FALSE,
    paste=(
        "Asset downloads fail in production when the client authenticates with an access token. Nginx "
        "follows the backend's 307 redirect to a presigned S3 URL, and S3 returns\n\n"
        "<Error><Code>InvalidArgument</Code><Message>Only one auth mechanism allowed; only the "
        "X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header "
        "should be specified</Message><ArgumentName>Authorization</ArgumentName><ArgumentValue>Token "
        "eyJEXAMPLE</ArgumentValue></Error>"
    ),
)

add(
    "vite-proxy-origin",
    "minio/minio#19633",
    2024,
    "Node.js (Vite)",
    "MinIO",
    "Vite's proxy changes the host and the path.",
    [["host", "path"], ["changeorigin", "proxy"]],
    FALSE,
    paste=(
        "Things work well with ngrok, my problem is when the request passes through the Vite.js proxy, "
        "MinIO answers SignatureDoesNotMatch (403).\n\nconst config = {\n  server: {\n    proxy: {\n"
        "      \"/api/minio\": {\n        target: \"http://localhost:9000\",\n        changeOrigin: true,\n"
        "        rewrite: (path) => path.replace(/^\\/api\\/minio/, \"\"),\n      },\n    },\n  },\n};"
    ),
)

add(
    "velero-settings-in-one",
    "velero-io/velero#4394",
    2021,
    "Go v1 (Velero)",
    "MinIO",
    "The settings were read as a part of the region, so that the host is none.",
    [["region", "setting", "host"], ["endpoint", "name", "s3url"]],
    FALSE,
    paste=(
        "Backup storage location \\\"backup\\\" is unavailable: rpc error: code = Unknown desc = "
        "RequestError: send request failed\\ncaused by: Get "
        "https://bucket.s3.minio,s3ForcePathStyle=\\\"true\\\",s3Url=http:/127.0.0.1:9000.amazonaws.com?delim"
        "iter=%2F&list-type=2&prefix=backup%2F: dial tcp: lookup "
        "bucket.s3.minio,s3ForcePathStyle=\\\"true\\\",s3Url=http: no such host"
    ),
)

add(
    "duplicati-oss-chunked",
    "duplicati/duplicati#4994",
    2023,
    ".NET (Duplicati)",
    "OSS",
    "OSS does not know the chunked encoding of the SDK.",
    [["chunk"]],
    FALSE,
    paste=(
        "When adding Alibaba Cloud Object Storage (OSS) with S3 Compatible, an error is reported:\n\n"
        "Aws MultiChunkedEncoding is not supported."
    ),
)

add(
    "js-object-lambda-space",
    "aws/aws-sdk-js#4041",
    2022,
    "JavaScript v2",
    "S3 Object Lambda",
    "The path has a space, which is encoded otherwise when it is signed.",
    [["path"], ["encod"]],
    FALSE,
    paste=(
        "https://name-123456789012.s3-object-lambda.us-east-1.amazonaws.com/Singapore%20West?X-Amz-Algori"
        "thm=AWS4-HMAC-SHA256&"
        "X-Amz-Credential=AKIDEXAMPLE%2F20260101%2Fus-east-1%2Fs3-object-lambda%2Faws4_request&"
        "X-Amz-Date=20260101T000000Z&X-Amz-Expires=3000&"
        "X-Amz-Signature=68bcb40fb6d00f851d697940cb9130792d4104d7bebe739dcb614585c0068bcb&"
        "X-Amz-SignedHeaders=host\n\n"
        "When I access Singapore the response is 200, but for Singapore West it says "
        "<Error><Code>InvalidSignature</Code><Message>Invalid signature.</Message></Error>"
    ),
)

add(
    "cfml-version-id",
    "jcberquist/aws-cfml#12",
    2018,
    "ColdFusion",
    "S3",
    "versionId is added after signing.",
    [["parameter", "query"], ["sign"]],
    FALSE,
    paste=(
        "Is it possible to use generatePresignedURL to link to a version of an object? I have tried "
        "adding the s3 object version ID to the query string (versionId=...) but it generates an error: "
        "'The request signature we calculated does not match the signature you provided. Check your key "
        "and signing method.'"
    ),
)

add(
    "direct-upload-policy",
    "waynehoover/s3_direct_upload#107",
    2013,
    "Ruby",
    "S3",
    "The form lacks Content-Type, for which the policy has a condition.",
    [["content-type"], ["policy", "condition", "form"]],
    FALSE,
    paste=(
        "Everything seems to be set up correctly, but I'm getting this error upon submission\n\n"
        "<Message>Invalid according to Policy: Policy Condition failed: [\"starts-with\", \"$content-type\", "
        "\"\"]</Message>"
    ),
)

add(
    "cryostat-proxied-storage",
    "cryostatio/cryostat#284",
    2024,
    "Java",
    "SeaweedFS",
    "The presigned URL's host is replaced by the proxy's.",
    [["host"], ["sign"]],
    FALSE,
    paste=(
        "Recording downloads via an S3 presigned URL stopped working. The request to download the "
        "recording file from the S3 provider (SeaweedFS in this case) fails with an HTTP 403 Forbidden "
        "and a response body indicating that the request signature did not match. The storage is behind "
        "a proxy."
    ),
)

add(
    "mimir-minio-signature-version",
    "grafana/mimir#3337",
    2022,
    "Go (Mimir)",
    "MinIO",
    "signature-version has a wrong value, so that Version 2 is used.",
    [["version 2"], ["version 4"]],
    FALSE,
    paste=(
        "level=warn ts=2026-01-01T00:00:44.9110901Z caller=sanity_check.go:115 msg=\"Unable to "
        "successfully connect to configured object storage (will retry)\" err=\"blocks storage: unable to "
        "successfully send a request to object storage: The authorization mechanism you have provided is "
        "not supported. Please use AWS4-HMAC-SHA256.\"\n\n'blocks-storage.s3.insecure': true,\n"
        "'blocks-storage.s3.signature-version': true,"
    ),
)

add(
    "vector-oss-path-style",
    "vectordotdev/vector#20746",
    2024,
    "Rust (Vector)",
    "OSS",
    "OSS accepts the bucket in the host alone.",
    [["virtual-hosted", "virtual hosted"], ["path"]],
    FALSE,
    paste=(
        "endpoint: \"https://oss-cn-beijing.aliyuncs.com\"\nbucket: \"examplebucket\"\n\n"
        "Response { status: StatusCode(403), headers: Headers { headers: {\"server\": HeaderValue { "
        "_private: H0(\"AliyunOSS\") }} }, body: SdkBody { inner: Once(Some(b\"<?xml version=\\\"1.0\\\" "
        "encoding=\\\"UTF-8\\\"?>\\n<Error>\\n  <Code>SecondLevelDomainForbidden</Code>\\n  <Message>Please use "
        "virtual hosted style to access.</Message>\\n</Error>\""
    ),
)

add(
    "php-object-lambda-service",
    "aws/aws-sdk-php#2328",
    2021,
    "PHP",
    "S3 Object Lambda",
    "The URL is signed for the service s3, and the host is of s3-object-lambda.",
    [["s3-object-lambda"], ["service"]],
    FALSE,
    paste=(
        "https://foo-bar-999999999999.s3-object-lambda.us-east-1.amazonaws.com/path/to/object.txt?X-Amz-C"
        "ontent-Sha256=UNSIGNED-PAYLOAD&X-Amz-Algorithm=AWS4-HMAC-SHA256&"
        "X-Amz-Credential=AKIDEXAMPLE%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&"
        "X-Amz-Date=20260101T000000Z&X-Amz-SignedHeaders=host&X-Amz-Expires=86400&"
        "X-Amz-Signature=68bcb40fb6d00f851d697940cb9130792d4104d7bebe739dcb614585c0068bcb\n\n"
        "<Error><Code>InvalidSignature</Code><Message>Invalid signature.</Message></Error>"
    ),
)

add(
    "clickhouse-gcs-acl",
    "Altinity/clickhouse-backup#212",
    2021,
    "Go v1",
    "GCS",
    "x-amz-acl has a value that GCS does not have with uniform access.",
    [["acl"]],
    FALSE,
    paste=(
        "If we use GCS interoperability to access GCS buckets over S3, the uploads fail with\n"
        "2026/01/01 00:00:23 error Upload error: can't upload: InvalidArgument: Invalid argument.\n"
        "\tstatus code: 400, request id: , host id: "
    ),
)

add(
    "velero-minio-disabled",
    "vmware-tanzu/helm-charts#578",
    2024,
    "Go v2 (Velero)",
    "MinIO",
    "The access is disabled at the server: the bucket or the key may not be used.",
    [["permission", "access", "disabled", "allowed"]],
    [NOTHING],
    paste=(
        "level=error msg=\"BackupStorageLocation \\\"minio\\\" is unavailable: rpc error: code = Unknown desc "
        "= operation error S3: ListObjectsV2, https response error StatusCode: 403, RequestID: "
        "17D0850741E9E650, HostID: dd9025bab4ad464b049177c95eb6ebf374d3b3fd1af9251148b658df7ac2e3e8, api "
        "error AllAccessDisabled: All access to this resource has been disabled.\""
    ),
)

# --- Writing and checking --------------------------------------------------------------------------------------------

kit.HEADING = """# Written by make_seventh.py: change that, and run it.
# See README.md for the format.
"""


def main(arguments):
    here = Path(__file__).parent / "seventh.toml"
    if arguments == ["--check"]:
        assert here.read_text() == kit.written(), "seventh.toml is not what make_seventh.py writes"
    else:
        here.write_text(kit.written())
    kit.check(here.read_text())
    known = set()
    for name in ("first", "second", "third", "fourth", "fifth", "sixth"):
        known |= {case["thread"] for case in tomllib.loads((here.parent / f"{name}.toml").read_text())["case"]}
    assert not known & {case["thread"] for case in kit.CASES}


if __name__ == "__main__":
    main(sys.argv[1:])
