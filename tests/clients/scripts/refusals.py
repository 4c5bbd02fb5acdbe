"""Uploads that the gateway refuses: boto3 and the AWS CLI show S3's code for each."""

import os
import subprocess

import boto3
from botocore.exceptions import ClientError

BODY = bytes(1 << 20)
BUCKET = os.environ["BUCKET"]
good = boto3.client("s3")
wrong = boto3.client("s3", aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"], aws_secret_access_key="wrong")
stranger = boto3.client("s3", aws_access_key_id="stranger", aws_secret_access_key="wrong")

refused = [
    (good, {"Key": "a", "ACL": "public-read"}, "NotImplemented"),
    (good, {"Key": "a", "Tagging": "a=b"}, "NotImplemented"),
    (good, {"Key": "a", "IfMatch": '"a"'}, "NotImplemented"),
    (good, {"Key": "a", "ChecksumCRC32": "AAAAAA=="}, "BadDigest"),
    (good, {"Key": "a", "Bucket": "bob"}, "AccessDenied"),
    (wrong, {"Key": "a"}, "SignatureDoesNotMatch"),
    (stranger, {"Key": "a"}, "InvalidAccessKeyId"),
]
for client, parameters, expected in refused:
    try:
        client.put_object(**{"Bucket": BUCKET, "Body": BODY, **parameters})
        raise AssertionError(f"{parameters} was stored")
    except ClientError as error:
        assert error.response["Error"]["Code"] == expected, (parameters, error.response)

good.put_object(Bucket=BUCKET, Key="a", Body=BODY, IfNoneMatch="*")
assert good.get_object(Bucket=BUCKET, Key="a")["Body"].read() == BODY
# Not an empty object in its place.
try:
    good.copy_object(Bucket=BUCKET, Key="b", CopySource={"Bucket": BUCKET, "Key": "a"})
    raise AssertionError("the copy was made")
except ClientError as error:
    assert error.response["Error"]["Code"] == "NotImplemented", error.response
try:
    good.put_object(Bucket=BUCKET, Key="a", Body=BODY, IfNoneMatch="*")
    raise AssertionError("the object was overwritten")
except ClientError as error:
    assert error.response["Error"]["Code"] == "PreconditionFailed", error.response

with open(os.path.join(os.environ["HOME"], "body"), "wb") as file:
    file.write(BODY)
cli = [os.environ["TOOLS"] + "/python/bin/aws", "s3", "cp", file.name]
for bucket, secret, expected in [("bob", None, "AccessDenied"), (BUCKET, "wrong", "SignatureDoesNotMatch")]:
    environment = {**os.environ, **({"AWS_SECRET_ACCESS_KEY": secret} if secret else {})}
    output = subprocess.run([*cli, f"s3://{bucket}/a"], env=environment, capture_output=True, text=True)
    assert output.returncode == 1 and f"({expected})" in output.stderr, output
print("all of it held")
