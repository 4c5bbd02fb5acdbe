"""Uploads and downloads with botocore as it is, in one part and in several, by headers and by presigned URLs."""

import io
import os
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

BUCKET = os.environ["BUCKET"]
KEY = "a folder/é + b"

s3 = boto3.client("s3")
s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"the body", ContentType="text/plain", Metadata={"a": "b"})
assert s3.get_object(Bucket=BUCKET, Key=KEY)["Body"].read() == b"the body"
assert s3.get_object(Bucket=BUCKET, Key=KEY, Range="bytes=4-7")["Body"].read() == b"body"
assert [row["Size"] for row in s3.list_objects_v2(Bucket=BUCKET, Prefix="a folder/")["Contents"]] == [8]

url = s3.generate_presigned_url("put_object", Params={"Bucket": BUCKET, "Key": KEY}, ExpiresIn=60)
with urllib.request.urlopen(urllib.request.Request(url, data=b"by a URL", method="PUT")) as answer:
    assert answer.status == 200
with urllib.request.urlopen(s3.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": KEY})) as answer:
    assert answer.read() == b"by a URL"

big = os.urandom(12 << 20)
config = TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20)
s3.upload_fileobj(io.BytesIO(big), BUCKET, "in parts", Config=config)
received = io.BytesIO()
s3.download_fileobj(BUCKET, "in parts", received, Config=config)
assert received.getvalue() == big

s3.copy_object(Bucket=BUCKET, Key="a copy", CopySource={"Bucket": BUCKET, "Key": KEY})
s3.delete_object(Bucket=BUCKET, Key="a copy")
try:
    s3.get_object(Bucket="payroll", Key="a.txt")
    raise AssertionError("the other bucket was read")
except ClientError as error:
    assert error.response["Error"]["Code"] == "AccessDenied", error.response
print("all of it worked")
