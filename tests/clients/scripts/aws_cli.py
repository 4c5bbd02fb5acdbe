"""The AWS CLI, version 1. Its commands run in this process, since each start of it takes a second."""

import contextlib
import functools
import io
import json
import os
import tempfile

import botocore.session
from awscli.clidriver import create_clidriver
from common import BUCKET, ENDPOINT, KEYS, check, content, send

# The services' descriptions are read once.
botocore.session.create_loader = functools.cache(botocore.session.create_loader)

folder = tempfile.TemporaryDirectory()
os.chdir(folder.name)
# Otherwise its presigned URLs for an endpoint of one's own are of Signature Version 2.
with open("config", "w", encoding="utf-8") as config:
    config.write("[default]\ns3 =\n  signature_version = s3v4\n  addressing_style = path\n")
os.environ["AWS_CONFIG_FILE"] = "config"


def aws(*words):
    """What `aws WORDS` prints. Each command has a driver of its own, as in a process of its own."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        status = create_clidriver().main([*words, "--endpoint-url", ENDPOINT])
    assert status == 0, f"aws {words}: {status}"
    return printed.getvalue()


for key in KEYS:
    with open("body", "wb") as file:
        file.write(content(key))
    # Words that begin with a slash or a dash are words like others after `=`.
    of = ["--bucket", BUCKET, f"--key={key}"]
    aws("s3api", "put-object", *of, "--body", "body", "--content-type", "text/plain", "--metadata", "a=b c")
    aws("s3api", "get-object", *of, "got")
    with open("got", "rb") as file:
        check(file.read(), content(key), key)
    check(json.loads(aws("s3api", "head-object", *of))["ContentLength"], len(content(key)), key)
    rows = json.loads(aws("s3api", "list-objects-v2", "--bucket", BUCKET, f"--prefix={key}"))["Contents"]
    check([row["Key"] for row in rows], [key], key)
    url = aws("s3", "presign", f"s3://{BUCKET}/{key}", "--expires-in", "60").strip("\n")
    check(send("GET", url), content(key), key)
    aws("s3", "mv", f"s3://{BUCKET}/{key}", f"s3://{BUCKET}/moved/{key}")
    aws("s3api", "delete-object", "--bucket", BUCKET, f"--key=moved/{key}")

# In parts.
with open("big", "wb") as file:
    file.write(bytes(17 << 20))
aws("s3", "cp", "big", f"s3://{BUCKET}/in parts")
aws("s3", "cp", f"s3://{BUCKET}/in parts", "got")
check(os.path.getsize("got"), 17 << 20, "in parts")
aws("s3", "ls", f"s3://{BUCKET}")
aws("s3", "rm", f"s3://{BUCKET}", "--recursive")
