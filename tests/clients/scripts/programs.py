"""s3cmd, which has a signer of its own, and s5cmd, which signs by the older AWS SDK for Go."""

import os
import subprocess
import tempfile
from urllib.parse import urlsplit

from common import BUCKET, ENDPOINT, KEYS, REGION, TOOLS, check, content, send

# s3cmd signs runs of spaces in a header as they are, which S3 refuses, and so none is sent. It strips white space off a file's name, and a slash at its end for a folder; both resolve dots.
KEYS = [key for key in KEYS if key == key.strip() and not key.endswith("/") and not {".", ".."} & set(key.split("/"))]

HOST = urlsplit(ENDPOINT).netloc
S3CMD = ["s3cmd", "--config=/dev/null", "--no-ssl", f"--host={HOST}", f"--host-bucket={HOST}", f"--region={REGION}"]
S5CMD = ["s5cmd", f"--endpoint-url={ENDPOINT}"]


def run(program, *words):
    """What a program prints."""
    command = [f"{TOOLS}/python/bin/{program[0]}", *program[1:], *words]
    ran = subprocess.run(command, capture_output=True, check=False)
    assert ran.returncode == 0, f"{command}: {ran.stderr.decode()} {ran.stdout.decode()}"
    return ran.stdout.decode()


def read(path):
    with open(path, "rb") as file:
        return file.read()


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    for key in KEYS:
        url = f"s3://{BUCKET}/{key}"
        with open("body", "wb") as file:
            file.write(content(key))
        run(S3CMD, "put", "body", url, "--add-header=x-amz-meta-a: b c")
        run(S3CMD, "get", "--force", url, "got")
        check(read("got"), content(key), key)
        run(S3CMD, "ls", url)
        run(S5CMD, "cp", "--raw", "body", url)
        check(run(S5CMD, "cat", "--raw", url).encode(), content(key), key)
        # It presigns no key that might be a pattern.
        if not set(key) & set("*?["):
            check(send("GET", run(S5CMD, "presign", "--expire=1m", url).strip()), content(key), key)
        run(S3CMD, "del", url)
