#!/usr/bin/env python3
"""Writes tenth.toml next to this file: eighteen refused requests from public reports on servers that speak the protocol
of S3 and on what stands before them, unread when they were scored.

    python3 make_tenth.py            writes the file, then checks it
    python3 make_tenth.py --check    fails if the file is not what this script writes

It signs with the functions of make_third.py, which share no code with the crate. Each case is one paste: the error, the
code and a line or two of what the person tells, in other words, with example names. The texts of servers and SDKs are
kept.
"""

import sys

sys.dont_write_bytecode = True

import make_third as kit
from make_ninth import CLOCK, FALSE, KEYS, NOT_SIGNED, add
from make_third import (
    BUCKET,
    DATE,
    HOST_WORDS,
    KEY,
    MISMATCH,
    NOTHING,
    NO_SUPPORT,
    ON_THE_WAY,
    SDK_CHECKSUM,
    by_header,
    by_query,
    digest,
)

kit.CASES.clear()

body = b"sepal_length,sepal_width,petal_length,petal_width,species\n" * 68
m = by_header(
    "localhost:8000",
    f"/{BUCKET}/input/iris.csv",
    "PUT",
    signed={"x-amz-checksum-crc32": "KjmyoQ==", "x-amz-sdk-checksum-algorithm": "CRC32"},
    body=body,
)
add(
    "seaweed-nginx-host-without-port",
    "seaweedfs/seaweedfs#6511",
    2025,
    "Python (aiobotocore)",
    "SeaweedFS",
    "nginx passes Host as $host, without the port 8000 that the client signed, so the server verifies another host.",
    [
        ["port"],
        ["$http_host", "with the port", "without the port", "without its port", "loses the port", "lost the port",
         "drops the port", "dropped the port", "no port", "port is missing", "the port is", "port of the"],
    ],
    FALSE,
    f"""
Uploading with fsspec (s3fs, aiobotocore 2.19.0) straight to http://localhost:8333 is fine. As soon as the same code goes through our nginx it fails:

PermissionError: {MISMATCH}

storage_options = {{"client_kwargs": {{"aws_access_key_id": "{KEY}", "aws_secret_access_key": "...",
    "endpoint_url": "http://localhost:8000", "region_name": "us-east-1"}}}}
fs, _ = fsspec.url_to_fs("s3://{BUCKET}/input/iris.csv", **storage_options)
with fs.open("{BUCKET}/input/iris.csv", "wb") as f:
    f.write(open("iris.csv", "rb").read())

nginx (port 80 of the container is published as 8000):

location / {{
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header Host $host;
    proxy_pass http://s3:8333;
}}

Log of weed s3 with -v=4, through nginx:

s3-1 | auth_signature_v4.go:45 reqSignatureV4Verify &{{PUT /{BUCKET}/input/iris.csv HTTP/1.0 1 0 map[Accept:[*/*] Accept-Encoding:[identity] Authorization:[{m.authorization}] Connection:[close] Content-Length:[{len(body)}] User-Agent:[aiobotocore/2.19.0 md/Botocore#1.36.3 lang/python#3.12.7] X-Amz-Checksum-Crc32:[KjmyoQ==] X-Amz-Content-Sha256:[{digest(body)}] X-Amz-Date:[{DATE}] X-Amz-Sdk-Checksum-Algorithm:[CRC32] X-Forwarded-For:[172.28.0.1] X-Forwarded-Proto:[http] X-Real-Ip:[172.28.0.1]] {len(body)} [] true localhost map[] map[]
s3-1 | auth_signature_v4.go:127 extractedSignedHeaders map[Host:[localhost] X-Amz-Checksum-Crc32:[KjmyoQ==] X-Amz-Content-Sha256:[{digest(body)}] X-Amz-Date:[{DATE}] X-Amz-Sdk-Checksum-Algorithm:[CRC32]]
""",
)

add(
    "nessie-oci-payload-hash",
    "projectnessie/nessie#11441",
    2025,
    "Java v2 (Nessie)",
    "OCI",
    "The SDK sends the upload in chunks and puts a STREAMING-... value into x-amz-content-sha256, which Oracle's S3 "
    "API does not accept: chunked encoding, or the checksum by default, has to be switched off.",
    [
        [*SDK_CHECKSUM, "streaming-", "chunked", "in chunks"],
        [*NO_SUPPORT, "chunked-encoding", "chunkedencoding", "chunked encoding", "does not implement", "not known"],
    ],
    NOT_SIGNED,
    f"""
Since Nessie 0.104.0 we cannot create Iceberg tables on Oracle Cloud any more, 0.103.1 with the same settings is fine. It is the same in all regions. Docker image, us-ashburn-1.

nessie.catalog.service.s3.default-options.endpoint=https://examplens.compat.objectstorage.us-ashburn-1.oraclecloud.com
nessie.catalog.service.s3.default-options.region=us-ashburn-1
nessie.catalog.service.s3.default-options.path-style-access=true
nessie.catalog.default-warehouse=warehouse
nessie.catalog.warehouses.warehouse.location=s3://{BUCKET}/

Log, when the first table is written:

software.amazon.awssdk.services.s3.model.S3Exception: x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a valid sha256 value. (Service: S3, Status Code: 400, Request ID: iad-1:exampleRequestId) (SDK Attempt Count: 1)
""",
)

m = by_query(f"{BUCKET}.s3.us-west-2.amazonaws.com", "/releases/foo.dmg", "HEAD", region="us-west-2", expires=300)
add(
    "workers-head-made-a-get",
    "developmentseed/multistore#95",
    2026,
    "Rust (Cloudflare Workers)",
    "S3",
    "Cloudflare's cache makes a GET of the HEAD subrequest for an extension that it caches, and the URL is signed for "
    "HEAD.",
    [
        ["head to get", "head to a get", "head into get", "head into a get", "head as a get", "head as get", "as a get",
         "a get instead", "get instead of", "into a get", "to a get", "converts head", "rewrites head", "turns head",
         "turns a head", "converts the head", "rewrites the head", "changes the method", "method was changed",
         "method that arrived", "other method", "another method", "different method", "not the method"],
        ["cache", "cloudflare", *ON_THE_WAY],
    ],
    FALSE,
    f"""
Our proxy runs as a Cloudflare Worker. For each request it makes a presigned URL for the method of the request and fetches that from S3. Downloads work. HEAD works for most objects too, but not for some:

HEAD /releases/foo      200   cf-cache-status: DYNAMIC
HEAD /releases/foo.dmg  403   cf-cache-status: BYPASS, content-type: application/xml, x-amz-request-id: 4442587FB7D0A2F9
HEAD /data/table.csv    403
HEAD /data/table.json   200
GET  /releases/foo.dmg  200

wrangler tail:
fetch HEAD {m.url} -> 403 SignatureDoesNotMatch

The same kind of URL with `curl -I` from my laptop, not through the Worker:

HTTP/1.1 200 OK
Content-Type: application/x-apple-diskimage
Server: AmazonS3
""",
)

add(
    "minio-js-list-buckets-region",
    "minio/minio-js#1038",
    2022,
    "JS (minio-js)",
    "Scaleway",
    "listBuckets of this version signs with us-east-1 whatever region the client has; Scaleway expects nl-ams.",
    [
        ["region"],
        ["ignor", "hard", "does not use", "not use the region", "not used", "does not take", "bug", "newer version",
         "upgrade", "update", "version of", "own region", "always sign", "always use", "fixed"],
    ],
    FALSE,
    """
Trying minio-js with the object storage of Scaleway in Amsterdam. I get the same with `region: "nl-ams"` among the options and without it.

S3Error: The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'nl-ams'
  code: 'AuthorizationHeaderMalformed'

import { Client } from "minio";

const minioClient = new Client({
  endPoint: "examplebucket.s3.nl-ams.scw.cloud",
  port: 443,
  useSSL: true,
  accessKey: "SCWEXAMPLE",
  secretKey: "...",
});

(async function run() {
  await minioClient.listBuckets();
})();
""",
)

m = by_header(
    "storage.example.com",
    f"/{BUCKET}/cache/reference-1.png",
    "PUT",
    signed={
        "content-type": "image/png",
        "x-amz-meta-originalimagehash": "abc123",
        "x-amz-meta-uploaded_at": "2026-01-01T00:00:00.000Z",
    },
    payload=kit.UNSIGNED,
)
add(
    "rustfs-metadata-underscore",
    "meyden92/luna#60",
    2026,
    "JS v3",
    "RustFS",
    "The metadata key uploaded_at makes a header name with an underscore, which does not reach the verification as it "
    "was signed: use a hyphen.",
    [
        ["underscore", "`_`", "'_'", '"_"'],
        ["header", "metadata", "hyphen", "name"],
    ],
    FALSE,
    f"""
On our development storage (RustFS at https://storage.example.com) two functions of the app fail at once, those that upload reference images. Uploads from the dashboard, with the same client, bucket and keys, succeed; they have no metadata.

[req] POST /api/generate/template/stream 56ms
[template stream] error: SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.
  httpStatusCode: 403, Code: 'SignatureDoesNotMatch'

await s3.send(new PutObjectCommand({{
  Bucket: "{BUCKET}",
  Key: `cache/${{name}}`,
  Body: buffer,
  ContentType: "image/png",
  Metadata: {{ uploaded_at: new Date().toISOString(), originalImageHash: hash }},
}}));

The request:
PUT /{BUCKET}/cache/reference-1.png
{chr(10).join(m.lines)}
""",
)

m = by_query("localhost:4566", "/randombucket/docs/1.txt", scheme="http", expires=86398, key="a")
url = m.url.replace(m.signature, kit.seal(m.text, m.scope, secret="b"))
add(
    "localstack-keys-other-than-test",
    "localstack/localstack#4046",
    2021,
    "Java",
    "LocalStack",
    "LocalStack verifies presigned URLs with the secret test: the credentials have to be test and test.",
    [
        ['"test"', "`test`", "'test'", "test/test", "both test", "be test", "to test,", "is test", "key test",
         "secret test", "the value test", "test and test", "test as"],
        ["secret", "credential", "access key", "keys"],
    ],
    KEYS,
    f"""
I sign a link for an object and cannot download it from LocalStack. I have not set any other signer.

docker run -e SERVICES=s3 -p 4566:4566 -d localstack/localstack:0.12.11

AmazonS3 amazonS3 = AmazonS3ClientBuilder.standard()
    .withCredentials(new AWSStaticCredentialsProvider(new BasicAWSCredentials("a", "b")))
    .withEndpointConfiguration(new AwsClientBuilder.EndpointConfiguration("http://localhost:4566", null))
    .withPathStyleAccessEnabled(true)
    .build();
amazonS3.createBucket("randombucket");
amazonS3.putObject("randombucket", "docs/1.txt", "content");
System.out.println(amazonS3.generatePresignedUrl("randombucket", "docs/1.txt", tomorrow));

{url}

<?xml version="1.0" encoding="utf-8"?>
<Error>
  <Code>SignatureDoesNotMatch</Code>
  <Message>{MISMATCH}</Message>
  <RequestId>6dbd5c4c</RequestId>
  <HostId>7667071f</HostId>
</Error>
""",
)

add(
    "rust-s3-endpoint-ends-with-a-slash",
    "durch/rust-s3#429",
    2025,
    "Rust (rust-s3)",
    "OVH",
    "The endpoint of the custom region ends with a slash, and rust-s3 takes the host that it signs from it as it is: "
    "leave the slash out.",
    [
        ["slash", "endpoint ends with"],
        ["trailing", "at the end", "end of the endpoint", "ends with", "of the endpoint", "from the endpoint",
         "in the endpoint", "endpoint's", "endpoint without"],
    ],
    FALSE,
    f"""
Every request of rust-s3 to my bucket at OVH is refused with 403. I copied the endpoint from the provider's page; with the same endpoint, region and keys the aws-cli lists the bucket.

Rust 1.85.0, rust-s3 0.35.1

let region = Region::Custom {{
    region: "gra".to_owned(),
    endpoint: "https://s3.gra.io.cloud.ovh.net/".to_owned(),
}};
let credentials = Credentials::new(Some("{KEY}"), Some("..."), None, None, None)?;
let bucket = Bucket::new("{BUCKET}", region, credentials)?.with_path_style();
bucket.list("".to_owned(), None).await?;

Error: Got HTTP 403 with content '<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>SignatureDoesNotMatch</Code><Message>{MISMATCH}</Message><RequestId>tx0000000000000000000000-0069558e00</RequestId><HostId>tx0000000000000000000000-0069558e00</HostId></Error>'
""",
)

add(
    "bluemap-ceph-bare-400",
    "TheMeinerLP/BlueMapS3Storage#73",
    2026,
    "Java v2",
    "Ceph RGW",
    "Since SDK 2.30 uploads have a CRC32 checksum in a trailer by default, which this RGW answers with 400: "
    "aws.requestChecksumCalculation has to be when_required.",
    [
        [*SDK_CHECKSUM, "crc32", "checksum"],
        [*NO_SUPPORT, "default", "2.30"],
    ],
    NOT_SIGNED,
    """
Since we deployed v1.4.7 of the addon some tiles of the map are not saved. The only change is that aws-java-nio-spi-for-s3 went to 2.5.0, which brings a newer AWS SDK for Java with it. v1.4.6 saves all of them on the same server. Our storage is Ceph RGW. There is no error code or text in the answer, only the status.

storage-type: "themeinerlp:s3"
compression: gzip
bucket-name: "examplebucket"
region: "default"
endpoint-url: "https://rgw.example.com"
force-path-style: true

[BlueMap] Failed to save hires model: (9, 83)
software.amazon.nio.spi.s3.S3TransferException: PutObject => 400; Bad Request; s3://examplebucket/world/tiles/0/x9/z83.prbm.gz
Caused by: software.amazon.awssdk.services.s3.model.S3Exception: (Service: S3, Status Code: 400, Request ID: null) (SDK Attempt Count: 1)
    at software.amazon.awssdk.services.s3.model.S3Exception$BuilderImpl.build(S3Exception.java:113)
    at software.amazon.awssdk.core.internal.http.pipeline.stages.AsyncRetryableStage$RetryingExecutor.maybeAttemptExecute(AsyncRetryableStage.java:139)
""",
)

m = by_query("supabase.example.com", f"/storage/v1/s3/{BUCKET}/report.pdf", region="stub", expires=600)
add(
    "supabase-authorization-next-to-a-presigned-url",
    "supabase/supabase#48880",
    2026,
    "JS v3",
    "Supabase",
    "The request has the presigned URL and an Authorization header as well; Storage reads the header first, which is "
    "no AWS4-HMAC-SHA256: leave the header out, or let Kong strip it.",
    [
        ["authorization", "bearer"],
        ["both", "two ways", "two kinds", "without the header", "without an authorization", "without that header",
         "leave out", "leave it out", "drop the", "remove the header", "remove authorization", "remove that header",
         "only one", "strip the", "strips the", "precedence", "priority", "read first", "besides", "twice",
         "reads the header", "instead of the query", "not send", "do not add", "next to", "in addition", "as well as"],
    ],
    FALSE,
    f"""
Self-hosted Supabase with the docker-compose and kong.yml of the repository, no changes. Links to objects, made with the S3 presigner, open in the browser and with curl. Our app loads the same links with its API client and always gets:

HTTP/1.1 403 Forbidden
Via: kong
<?xml version="1.0" encoding="UTF-8"?><Error><Code>InvalidSignature</Code><Message>Unsupported authorization type</Message></Error>

const url = await getSignedUrl(s3, new GetObjectCommand({{ Bucket: "{BUCKET}", Key: "report.pdf" }}), {{ expiresIn: 600 }});
const res = await api.get(url);      // `api` is axios with baseURL and the default headers of the app

What the app sends, from the network tab:
GET {m.url}
accept: */*
apikey: ...
authorization: Bearer eyJhbGciOiJIUzI1NiJ9...
""",
)

add(
    "seaweed-java-nginx-default-host",
    "seaweedfs/seaweedfs#10282",
    2026,
    "Java v2",
    "SeaweedFS",
    "nginx replaces the Host header that the client signed by the upstream's name: proxy_pass without proxy_set_header "
    "Host; the variable in the compose file is not one that the server reads.",
    [
        [*HOST_WORDS, "`host`"],
        ["proxy_set_header", "$http_host", "upstream", "preserve", "replaces", "rewrites", "passes", "pass the",
         "pass on", "keep the", "forward"],
    ],
    FALSE,
    f"""
I try to use SeaweedFS from Java and even listing the buckets is refused. SDK 2.47.3, everything runs in docker compose. The key and the secret are those of s3.conf.

software.amazon.awssdk.services.s3.model.S3Exception: {MISMATCH} (Service: S3, Status Code: 403, Request ID: 1767225600123456789) (SDK Attempt Count: 1)

S3Client s3 = S3Client.builder()
    .endpointOverride(URI.create("http://nginx-proxy:10300"))
    .region(Region.US_EAST_1)
    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("{KEY}", "...")))
    .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
    .build();
s3.listBuckets();

docker-compose.yml:
  seaweedfs:
    image: chrislusf/seaweedfs
    command: server -dir=/data -s3 -s3.port=10300 -s3.config=/etc/seaweedfs/s3.conf
    environment:
      - S3_EXTERNALURL=http://nginx-proxy:10300
  nginx-proxy:
    image: nginx:alpine

nginx.conf:
server {{
    listen 10300;
    location / {{
        proxy_pass http://seaweedfs:10300;
    }}
}}

s3.conf:
{{"identities": [{{"name": "admin", "credentials": [{{"accessKey": "{KEY}", "secretKey": "..."}}], "actions": ["Admin", "Read", "Write", "List", "Tagging"]}}]}}
""",
)

add(
    "lakefs-ovh-aws-chunked",
    "treeverse/lakeFS#2471",
    2021,
    "Go (lakeFS)",
    "OVH",
    "lakeFS uploads in signed chunks (Content-Encoding: aws-chunked), which OVH's S3 service has not implemented.",
    [
        ["streaming", "chunked encoding", "chunked upload", "chunked signature", "chunk signature", "content-encoding",
         "content encoding", "signed chunks", "signs each chunk", "chunk by chunk", "in chunks", "chunked signing",
         "sends chunks"],
        ["does not implement", "not implemented by", "has not implemented", "turn off", "disable", "switch off",
         "lacks", "cannot", "does not support", "does not accept", "does not know", "without chunk", "single chunk",
         "not chunked", "instead"],
    ],
    NOT_SIGNED,
    """
Repository creation in lakeFS fails on an OVH bucket. With AWS S3 and with MinIO as the storage it is all right, and the aws cli can put files into the OVH bucket with the same keys.

blockstore:
  type: s3
  s3:
    region: sbg
    endpoint: https://s3.sbg.cloud.ovh.net
    credentials:
      access_key_id: AKIDEXAMPLE
      secret_access_key: ...

time="2026-01-01T00:00:24Z" level=error msg="bad S3 PutObject response" func="pkg/block/s3.(*Adapter).streamToS3" file="build/pkg/block/s3/adapter.go:233" error="s3 error: <?xml version='1.0' encoding='UTF-8'?>\\n<Error><Code>NotImplemented</Code><Message>Transfering payloads in multiple chunks using aws-chunked is not supported.</Message><RequestId>tx0000000000000000000000-00examp1e0</RequestId></Error>" host="127.0.0.1:31594" method=POST operation=PutObject path=/api/v1/repositories service_name=rest_api status_code=501 url="https://examplebucket.s3.sbg.cloud.ovh.net/dummy"
""",
)

m = by_header(
    "rgw.example.com",
    f"/{BUCKET}/a.html",
    "PUT",
    region="default",
    unsigned={"content-type": "text/html;charset=utf-8"},
    body=b"x",
)
add(
    "bun-content-type-not-signed",
    "oven-sh/bun#43029",
    2026,
    "Bun",
    "Ceph RGW",
    "Bun sends Content-Type and does not sign it, and the RADOS Gateway refuses a request with an unsigned "
    "Content-Type.",
    [
        ["content-type", "content type"],
        ["not signed", "is unsigned", "unsigned header", "unsigned content", "not in signedheaders",
         "not in `signedheaders`", "not among", "to be signed", "must be signed", "sign it", "sign content-type",
         "sign the content", "not listed", "not part of", "left out of", "does not sign", "without signing"],
    ],
    FALSE,
    f"""
Each upload with Bun's S3 client to our RadosGW is refused, small strings and files. Against AWS the same script has no problem. Bun 1.4.2, macOS arm64 and Linux.

import {{ S3Client }} from 'bun'
const s3 = new S3Client({{ accessKeyId: '{KEY}', secretAccessKey: '...', bucket: '{BUCKET}',
  region: 'default', endpoint: 'https://rgw.example.com' }})
await s3.write('a.html', 'x')

S3Error: AccessDenied
<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message></Message><BucketName>{BUCKET}</BucketName><RequestId>tx00000a1b2c3d4e5f60718-0069558e00-1234-default</RequestId><HostId>1234-default-default</HostId></Error>

What arrives, printed by a small local server that I put in its place:

PUT /{BUCKET}/a.html
{chr(10).join(m.lines)}
""",
)

m = by_header(
    "s3.example.com",
    "/general/VMware-ESXi.iso",
    "POST",
    query=[("uploads", "")],
    signed={
        "x-amz-meta-user.xdg.origin.url": "https://downloads.example.com/VMware-ESXi.iso",
        "x-amz-meta-user.xdg.referrer.url": "https://downloads.example.com/",
    },
)
add(
    "mc-xdg-attributes-nginx",
    "minio/minio#5571",
    2018,
    "mc",
    "MinIO",
    "mc sends the file's xdg attributes as metadata headers with dots in their names, and nginx drops such headers: "
    "ignore_invalid_headers off.",
    [
        ["ignore_invalid_headers", "dropped", "drops", "did not arrive", "does not arrive", "not arrive", "missing",
         "stripped", "strips", "removed", "removes", "lost", "not forwarded", "not passed", "discard", "not among",
         "not received", "does not reach", "not sent"],
        ["ignore_invalid_headers", "dots", "a dot", "invalid header", "metadata header", "x-amz-meta-user.xdg"],
    ],
    FALSE,
    f"""
mc cannot copy this file to the server behind nginx, aws cli can.

$ mc cp ~/Downloads/VMware-ESXi.iso host/general/
mc: <ERROR> Failed to copy `/home/me/Downloads/VMware-ESXi.iso`. Insufficient permissions to access this file `https://s3.example.com/general/VMware-ESXi.iso`

nginx:
    location / {{
        proxy_pass http://minio/;
        proxy_buffering off;
        proxy_read_timeout 3600s;
        proxy_redirect    off;
        proxy_set_header  Host             $http_host;
        proxy_ssl_verify  off;
    }}
   upstream minio {{
     server minio:9000;
   }}

minio's log:
[2026-01-01T00:00:00.162040615Z] [ERROR] {{"method":"POST","reqURI":"/general/VMware-ESXi.iso?uploads=","header":{{"Authorization":["{m.authorization}"],"Connection":["close"],"Content-Length":["0"],"Host":["s3.example.com"],"User-Agent":["Minio (linux; amd64) minio-go/4.0.6 mc/2018-02-09T23:07:36Z"],"X-Amz-Content-Sha256":["{m.payload}"],"X-Amz-Date":["{DATE}"]}}}} cause=Signature does not match source=[object-handlers.go:728:objectAPIHandlers.NewMultipartUploadHandler()]
""",
)

m = by_header("Cloud1.example.com", f"/{BUCKET}/", "GET", query=[("location", "")])
add(
    "qnap-capital-in-the-server-address",
    "caddyserver/caddy#3952",
    2021,
    "QNAP Hybrid Backup Sync",
    "MinIO",
    "The server address was typed with a capital letter: the host that is signed is not the one that is sent, which is "
    "in lower case.",
    [
        ["capital", "upper case", "uppercase", "upper-case", "lower case", "lowercase", "lower-case", "letter case"],
        ["host", "address", "domain", "server name"],
    ],
    FALSE,
    f"""
MinIO on port 9000 of a Windows 10 machine, Caddy v2.3 before it. Before I had Caddy the clients connected without a problem. Now QNAP Hybrid Backup Sync gets 403 with Signature V4. With Signature V2 it connects, and S3 Browser connects with V4 too. Both clocks are right.

Caddyfile:
cloud1.example.com {{
    reverse_proxy localhost:9000 {{
        header_up X-Forwarded-Proto {{scheme}}
        header_up X-Forwarded-Host {{host}}
        header_up Host {{host}}
    }}
}}

QNAP job: S3 compatible, server address Cloud1.example.com, SSL, signature version 4, access key {KEY}

Caddy's log:
{{"level":"error","ts":1767225600.814594,"logger":"http.log.access.log1","msg":"handled request","request":{{"remote_addr":"192.0.2.10:51044","proto":"HTTP/1.1","method":"GET","host":"cloud1.example.com","uri":"/{BUCKET}/?location","headers":{{"X-Amz-Date":["{DATE}"],"X-Amz-Content-Sha256":["{m.payload}"],"Authorization":["{m.authorization}"]}}}},"duration":0.0019942,"size":420,"status":403,"resp_headers":{{"Server":["Caddy","MinIO/RELEASE.2020-12-29T23-29-29Z"],"Content-Type":["application/xml"]}}}}
""",
)

add(
    "microfeed-r2-key-of-34-characters",
    "microfeed/microfeed#38",
    2023,
    "JS v3 (microfeed)",
    "R2",
    "The secret R2_ACCESS_KEY_ID was stored with two characters too many: an access key ID of R2 has 32.",
    [
        ["access key", "key id", "access_key_id"],
        ["whitespace", "space", "line break", "newline", "line feed", "quote", "extra character", "two characters",
         "2 characters", "more characters", "too many characters", "characters too many", "trim", "copied", "copy",
         "pasted", "swapped", "exchanged", "mixed up", "other value", "another value", "wrong value"],
    ],
    [NOTHING],
    """
Deploying microfeed to Cloudflare Pages with the workflow of the repository. I made an R2 API token and entered its values as secrets of my fork, then I edited them once more to be sure. The step that creates the bucket still fails.

Secrets: CLOUDFLARE_ACCOUNT_ID, CLOUDFLARE_API_TOKEN, CLOUDFLARE_PROJECT_NAME, R2_ACCESS_KEY_ID, R2_SECRET_ACCESS_KEY, R2_PUBLIC_BUCKET

Run yarn setup:production
Error InvalidArgument: Invalid Argument: Credential access key has length 34, should be 32
    at throwDefaultError (/home/runner/work/microfeed/microfeed/node_modules/@aws-sdk/smithy-client/dist-cjs/default-error-handler.js:8:22)
    at deserializeAws_restXmlCreateBucketCommandError (/home/runner/work/microfeed/microfeed/node_modules/@aws-sdk/client-s3/dist-cjs/protocols/Aws_restXml.js:2920:51)
Error: Process completed with exit code 1.
""",
)

add(
    "ibm-cos-api-key-as-access-key",
    "IBM/ibm-cos-sdk-java#15",
    2019,
    "Java (IBM COS SDK)",
    "IBM COS",
    "BasicAWSCredentials needs an HMAC key pair; an IAM API key and the service instance belong in "
    "BasicIBMOAuthCredentials.",
    [
        ["basicibmoauthcredentials", "oauth", "not an access key", "is no access key", "not hmac", "not an hmac",
         "instead of an access", "iam api key", "iam key", "bearer", "an api key", "the api key", "api key is",
         "needs an hmac", "needs hmac", "hmac key", "for hmac", "takes hmac", "expects hmac"],
        ["hmac", "access key"],
    ],
    NOT_SIGNED,
    """
I run the sample program of the SDK, 2.4.2, against my own instance. From the service credentials I took apikey, resource_instance_id and the endpoint. If I make HMAC credentials in the same instance it does work. Is the sample out of date?

com.ibm.cloud.objectstorage.services.s3.model.AmazonS3Exception: The AWS Access Key ID you provided does not exist in our records. (Service: Amazon S3; Status Code: 403; Error Code: InvalidAccessKeyId; Request ID: f3497ac4-e055-497c-8240-example00000), S3 Extended Request ID: null

private static String api_key = "W00YiRnLW4k3fTjMB-oiB-2ySfTrFBIQQWanc--EXAMPLE";
private static String service_instance_id = "crn:v1:bluemix:public:cloud-object-storage:global:a/00000000000000000000000000000000:11111111-2222-3333-4444-555555555555::";
private static String endpoint_url = "https://s3.us-south.cloud-object-storage.appdomain.cloud";
private static String location = "us-south";

AWSCredentials credentials = new BasicAWSCredentials(api_key, service_instance_id);
AmazonS3 cos = AmazonS3ClientBuilder.standard()
    .withCredentials(new AWSStaticCredentialsProvider(credentials))
    .withEndpointConfiguration(new EndpointConfiguration(endpoint_url, location))
    .withPathStyleAccessEnabled(true)
    .withClientConfiguration(new ClientConfiguration().withRequestTimeout(5000))
    .build();
cos.listBuckets();
""",
)

add(
    "minio-skew-taken-for-a-time-zone",
    "minio/minio#12089",
    2021,
    "Java (minio-java)",
    "MinIO",
    "The two machines' clocks are more than fifteen minutes apart; the time zone has nothing to do with it, they have "
    "to be synchronized.",
    [
        [*CLOCK, "clocks"],
        ["ntp", "sync", "chrony", "set the clock", "timedatectl", "fifteen minutes", "15 minutes"],
    ],
    NOT_SIGNED,
    """
MinIO RELEASE.2021-04-06T23-11-00Z in docker on Red Hat 8.3. I set the time zone of the server to GMT+8, as on the client, and it goes on. The time on the client is 15 mins slower than the server's. MinIO still says GMT in its answers, how can I make it use the time zone of the server?

error occurred
ErrorResponse(code = RequestTimeTooSkewed, message = The difference between the request time and the server's time is too large., bucketName = null, objectName = null, resource = /examplebucket, requestId = 1677A1B2C3D4E5F6, hostId = dd15f498-b027-468d-af56-29f10547ac2d)
request={method=GET, url=http://minio1:9000/examplebucket?location=, headers=Host: minio1:9000
User-Agent: MinIO (Linux; amd64) minio-java/8.1.0
x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
x-amz-date: 20260101T000000Z
Authorization: AWS4-HMAC-SHA256 Credential=*REDACTED*/20260101/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=*REDACTED*
}

$ curl -I http://minio1:9000
HTTP/1.1 400 Bad Request
Server: MinIO
Date: Thu, 01 Jan 2026 00:15:21 GMT
""",
)

m = by_query(
    "0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com",
    f"/{BUCKET}/pets/pet.json",
    "PUT",
    region="auto",
    signed={"content-type": "application/json"},
    more=[
        ("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"),
        ("x-amz-checksum-crc32", "AAAAAA=="),
        ("x-amz-sdk-checksum-algorithm", "CRC32"),
        ("x-id", "PutObject"),
    ],
)
add(
    "petdex-r2-checksum-of-an-empty-body",
    "crafter-station/petdex#465",
    2026,
    "JS v3",
    "R2",
    "The presigned URL has the CRC32 of an empty body, which the SDK adds by default when it signs without a body; the "
    "file that is uploaded has another one.",
    [
        ["checksum", "crc32"],
        ["empty", "no body", "without the body", "without a body", "when_required", "requestchecksumcalculation",
         "zero bytes", "of nothing"],
    ],
    NOT_SIGNED,
    f"""
Uploads from our submit page fail. The files pass the validation, the server hands out presigned URLs, and the first PUT of the browser to R2 ends so:

Upload failed: R2 PUT network error: xhr network error (size=290, type=application/json)

The CSP allows the host, and the preflight is answered with the right CORS headers.

const r2 = new S3Client({{ region: "auto", endpoint: R2_ENDPOINT, credentials }});
export function presignPut(key, contentType) {{
  return getSignedUrl(r2, new PutObjectCommand({{ Bucket: BUCKET, Key: key, ContentType: contentType }}),
    {{ expiresIn: 900, signableHeaders: new Set(["content-type"]) }});
}}

The URL:
{m.url}
""",
)

# --- Writing and checking --------------------------------------------------------------------------------------------

kit.HEADING = """# Written by make_tenth.py: change that, and run it.
# Scored before anybody who changes `explain` had read it. See README.md for the format.
"""

if __name__ == "__main__":
    kit.write_or_check(__file__, sys.argv[1:])
