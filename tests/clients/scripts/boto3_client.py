"""boto3: the SDK for Python, which signs by botocore."""

import io

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from common import BUCKET, ENDPOINT, KEYS, check, content, send


def client(**s3):
    config = Config(signature_version="s3v4", s3={"addressing_style": "path", **s3})
    return boto3.client("s3", endpoint_url=ENDPOINT, config=config)


def by_headers(s3, key):
    s3.put_object(Bucket=BUCKET, Key=key, Body=content(key), ContentType="text/plain", Metadata={"a": "b  c", "d": "é".encode().hex()})
    check(s3.get_object(Bucket=BUCKET, Key=key)["Body"].read(), content(key), key)
    check(s3.get_object(Bucket=BUCKET, Key=key, Range="bytes=4-9")["Body"].read(), content(key)[4:10], key)
    check(s3.head_object(Bucket=BUCKET, Key=key)["ContentLength"], len(content(key)), key)
    check([row["Key"] for row in s3.list_objects_v2(Bucket=BUCKET, Prefix=key)["Contents"]], [key], key)
    check([row["Key"] for row in s3.list_objects(Bucket=BUCKET, Prefix=key, Delimiter="|")["Contents"]], [key], key)
    s3.copy_object(Bucket=BUCKET, Key=f"copy of {key}", CopySource={"Bucket": BUCKET, "Key": key})
    s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": key}, {"Key": f"copy of {key}"}]})


def presigned(s3, key):
    def url(method, **more):
        return s3.generate_presigned_url(method, Params={"Bucket": BUCKET, "Key": key, **more}, ExpiresIn=60)

    headers = {"content-type": "text/plain", "x-amz-meta-a": "b c"}
    send("PUT", url("put_object", ContentType="text/plain", Metadata={"a": "b c"}), content(key), headers)
    disposition = 'attachment; filename="a b&c=d+é.txt"'
    check(send("GET", url("get_object", ResponseContentDisposition=disposition)), content(key), key)
    send("HEAD", url("head_object"))
    send("DELETE", url("delete_object"))


def multipart(s3):
    big = bytes(9 << 20)
    s3.upload_fileobj(io.BytesIO(big), BUCKET, "in parts", Config=TransferConfig(multipart_threshold=5 << 20))
    received = io.BytesIO()
    s3.download_fileobj(BUCKET, "in parts", received)
    check(received.getvalue() == big, True, "in parts")
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key="aborted")["UploadId"]
    part = {"Bucket": BUCKET, "Key": "aborted", "UploadId": upload}
    send("PUT", s3.generate_presigned_url("upload_part", Params={**part, "PartNumber": 1}), b"a part")
    s3.abort_multipart_upload(**part)


for s3 in [client(), client(payload_signing_enabled=False)]:
    for key in KEYS:
        by_headers(s3, key)
        presigned(s3, key)
    s3.head_bucket(Bucket=BUCKET)
    multipart(s3)
