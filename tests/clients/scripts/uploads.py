"""Uploads of boto3 and of the AWS CLI as they are over TLS: in chunks, with a checksum after the last."""

import os
import tempfile

import boto3
from awscli.clidriver import create_clidriver
from botocore.config import Config
from common import BUCKET, ENDPOINT, check

SIZES = [0, 1, 65535, 65536, 65537, 20 << 20]

folder = tempfile.TemporaryDirectory()
os.chdir(folder.name)
with open("config", "w", encoding="utf-8") as config:
    config.write("[default]\ns3 =\n  addressing_style = path\n")
os.environ["AWS_CONFIG_FILE"] = "config"
s3 = boto3.client("s3", endpoint_url=ENDPOINT, config=Config(s3={"addressing_style": "path"}))


def aws(*words):
    status = create_clidriver().main([*words, "--endpoint-url", ENDPOINT])
    assert status == 0, f"aws {words}: {status}"


for size in SIZES:
    body = os.urandom(size)
    s3.put_object(Bucket=BUCKET, Key=f"boto3 {size}", Body=body)
    check(s3.get_object(Bucket=BUCKET, Key=f"boto3 {size}")["Body"].read() == body, True, f"boto3 {size}")
    with open("body", "wb") as file:
        file.write(body)
    # The second one in parts, if it is large.
    aws("s3api", "put-object", "--bucket", BUCKET, f"--key=s3api {size}", "--body", "body")
    aws("s3", "cp", "body", f"s3://{BUCKET}/s3 {size}", "--no-progress")
    for command in ["s3api", "s3"]:
        got = s3.get_object(Bucket=BUCKET, Key=f"{command} {size}")["Body"].read()
        check(got == body, True, f"{command} {size}")
