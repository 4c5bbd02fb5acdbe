"""rclone, which signs by the AWS SDK for Go."""

import json
import os
import subprocess
import tempfile

from common import BUCKET, ENDPOINT, KEYS, REGION, TOOLS, check, content, send

# No file of the file system, and so none of rclone's, has such a name.
NAMES = [key for key in KEYS if not key.startswith("/") and "//" not in key and not key.endswith("/")]
# rclone writes these names in other characters, and resolves dots.
NAMES = [key for key in NAMES if not {".", ".."} & set(key.split("/"))]

REMOTE = f':s3,provider=Other,env_auth=true,region={REGION},endpoint="{ENDPOINT}",force_path_style=true:{BUCKET}'


def rclone(*words, given=b""):
    """What `rclone WORDS` prints."""
    # In an empty folder: there is no configuration.
    ran = subprocess.run(
        [f"{TOOLS}/python/bin/rclone", "--retries=1", "--config=", *words], input=given, capture_output=True, check=False
    )
    assert ran.returncode == 0, f"rclone {words}: {ran.stderr.decode()}"
    return ran.stdout


for key in NAMES:
    rclone("rcat", f"{REMOTE}/{key}", given=content(key))
    check(rclone("cat", f"{REMOTE}/{key}"), content(key), key)
    check(json.loads(rclone("lsjson", "--stat", f"{REMOTE}/{key}"))["Size"], len(content(key)), key)
    url = rclone("link", "--expire=1m", f"{REMOTE}/{key}").decode().rstrip("\n")
    check(send("GET", url), content(key), key)

with tempfile.TemporaryDirectory() as folder:
    os.makedirs(f"{folder}/from/a folder+")
    for name, size in [("big", 6 << 20), ("a folder+/small", 5), ("empty", 0)]:
        with open(f"{folder}/from/{name}", "wb") as file:
            file.write(os.urandom(size))
    rclone("copy", f"{folder}/from", f"{REMOTE}/copy", "--s3-upload-cutoff=5Mi", "--s3-chunk-size=5Mi")
    rclone("copy", f"{folder}/from", f"{REMOTE}/copy", "--ignore-times", "--s3-use-unsigned-payload=true")
    rclone("check", f"{folder}/from", f"{REMOTE}/copy", "--download")
    rclone("move", f"{REMOTE}/copy", f"{REMOTE}/moved")
    rclone("purge", f"{REMOTE}/moved")
    check(len(rclone("lsf", "-R", "--files-only", REMOTE).splitlines()), len(NAMES), "the list")
