"""curl with --aws-sigv4, which signs by headers only. curl before 8 does not tell S3 the payload hash by itself."""

import hashlib
import os
import subprocess
from urllib.parse import quote

from common import BUCKET, ENDPOINT, KEYS, REGION, check, content

TOKEN = os.environ.get("AWS_SESSION_TOKEN")


def curl(method, path, *words, given=b"", signs_body=True):
    """What curl gets for a path that is encoded."""
    payload = hashlib.sha256(given).hexdigest() if signs_body else "UNSIGNED-PAYLOAD"
    user = f"{os.environ['AWS_ACCESS_KEY_ID']}:{os.environ['AWS_SECRET_ACCESS_KEY']}"
    command = ["curl", "--silent", "--show-error", "--fail-with-body", "--globoff", "--path-as-is"]
    command += ["--aws-sigv4", f"aws:amz:{REGION}:s3", "--user", user]
    command += ["--header", f"x-amz-content-sha256: {payload}"]
    command += ["--header", f"x-amz-security-token: {TOKEN}"] if TOKEN else []
    command += ["--head"] if method == "HEAD" else ["--request", method]
    ran = subprocess.run([*command, *words, ENDPOINT + path], input=given, capture_output=True, check=False)
    assert ran.returncode == 0, f"curl {method} {path}: {ran.stderr.decode()} {ran.stdout.decode()}"
    return ran.stdout


for key in KEYS:
    path = f"/{BUCKET}/{quote(key)}"
    for signs_body in [True, False]:
        words = ["--data-binary", "@-", "--header", "content-type: text/plain"]
        curl("PUT", path, *words, given=content(key), signs_body=signs_body)
    check(curl("GET", path), content(key), key)
    curl("HEAD", path)
    check(curl("GET", f"/{BUCKET}?list-type=2&prefix={quote(key, safe='')}").count(b"<Contents>"), 1, key)
    curl("DELETE", path)
