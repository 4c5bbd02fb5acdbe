"""Scoped credentials at the gateway: minted and narrowed here, by other code than the crate's, and by STS's AssumeRole. Each client works inside its scope and shows AccessDenied outside it; and of hundreds of random chains of credentials and random requests the gateway allows what a naive model allows."""

import base64
import hashlib
import hmac
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from urllib.parse import urlsplit

import boto3
import minio
import urllib3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT, BUCKET, TOOLS = os.environ["AWS_ENDPOINT_URL"], os.environ["BUCKET"], os.environ["TOOLS"]
ID, SECRET = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
SERVER = "gateway.example"

READ = ["HeadObject", "GetObject", "GetBucketLocation", "ListObjectsV1", "ListObjectsV2", "ListMultipartUploads", "ListParts"]
WRITE = ["PutObject", "DeleteObject", "DeleteObjects", "CopyObject", "CreateMultipartUpload", "UploadPart", "UploadPartCopy", "AbortMultipartUpload", "CompleteMultipartUpload"]
LISTS = ["ListObjectsV1", "ListObjectsV2", "ListMultipartUploads"]


def block(content):
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def link(secret, label, spelled):
    return hmac.new(secret.encode(), f"scoped-1 {label}\n{spelled}".encode(), hashlib.sha256).hexdigest()


def mint(blocks):
    """The secret and the session token of a chain of blocks."""
    spelled = [block(content) for content in blocks]
    secret = link(SECRET, "root", spelled[0])
    for each in spelled[1:]:
        secret = link(secret, "narrow", each)
    return secret, "s1." + ".".join(spelled)


def root(**more):
    now = int(time.time())
    return {"iss": ID, "aud": SERVER, "bucket": BUCKET, **more, "iat": now, "exp": now + 900}


def s3(secret, token):
    config = Config(retries={"max_attempts": 1}, signature_version="s3v4")
    return SESSION.client("s3", aws_access_key_id=ID, aws_secret_access_key=secret, aws_session_token=token, config=config)


SESSION = boto3.session.Session()


# What a block allows, as its words say it.


def allows(content, now, operation, bucket, keys, prefix):
    scope = {"object-read-only": READ, "object-read-write": READ + WRITE}
    actions = content.get("actions") or scope.get(content.get("scope")) or READ + WRITE
    if operation not in actions or content.get("exp", now + 1) <= now or content.get("bucket", bucket) != bucket:
        return False
    if content.get("aud", SERVER) != SERVER or "paths" not in content or operation == "GetBucketLocation":
        return content.get("aud", SERVER) == SERVER
    prefixes = content["paths"].get("prefixPaths", [])
    if operation in LISTS:
        return bool(prefix) and any(prefix.startswith(each) for each in prefixes)
    covered = lambda key: key in content["paths"].get("objectPaths", []) or any(key.startswith(each) for each in prefixes)
    dots = lambda key: any(segment in (".", "..") for segment in key.split("/"))
    return all(covered(key) and not dots(key) for key in keys)


# Chains and requests.

PREFIXES = ["a/", "a/b/", "b/", "a", "é/", "a//"]
KEYS = ["a/x", "a/b/z", "b/y", "c", "é/ü", "a//x", "a", "ab/x", "A/x", "a/b", "a/+ x"]


def some(choices, most):
    return RANDOM.sample(choices, RANDOM.randint(1, min(most, len(choices))))


def paths():
    kind = RANDOM.random()
    prefixes, objects = some(PREFIXES, 3), some(KEYS, 4)
    return {"prefixPaths": prefixes if kind < 0.8 else [], "objectPaths": objects if kind > 0.5 else []}


def chain():
    rights = RANDOM.choice([{"scope": "object-read-only"}, *[{"scope": "object-read-write"}] * 4, {"actions": some(READ + WRITE, 12)}])
    blocks = [root(**rights, **({"paths": paths()} if RANDOM.random() < 0.6 else {}))]
    if RANDOM.random() < 0.04:
        blocks[0]["aud"] = "other.example"
    if RANDOM.random() < 0.04:
        blocks[0]["bucket"] = "bob"
    for _ in range(RANDOM.choice([0, 0, 0, 1, 1, 2, 3, 7])):
        narrower = {}
        if RANDOM.random() < 0.4:
            narrower["actions"] = RANDOM.sample(READ + WRITE, RANDOM.randint(6, 16))
        if RANDOM.random() < 0.4:
            narrower["paths"] = paths()
        if not narrower or RANDOM.random() < 0.2:
            narrower["exp"] = int(time.time()) + RANDOM.choice([600, 3600, 3600, 3600, -10])
        blocks.append(narrower)
    return blocks


def request():
    """What the model is asked for, and the call of boto3."""
    key, other, prefix = RANDOM.choice(KEYS), RANDOM.choice(KEYS), RANDOM.choice([None, "", *PREFIXES, *KEYS])
    listed = {} if prefix is None else {"Prefix": prefix}
    bucket = RANDOM.choice([BUCKET] * 15 + ["bob"])
    several = some(KEYS, 3)
    objects = {"Objects": [{"Key": each} for each in several]}
    place = {"Bucket": bucket, "Key": key}
    never = (None, bucket, [key], None)
    return RANDOM.choice(
        [
            *[(("GetObject", bucket, [key], None), "get_object", place)] * 2,
            *[(("PutObject", bucket, [key], None), "put_object", {**place, "Body": b"hello"})] * 3,
            (("HeadObject", bucket, [key], None), "head_object", place),
            (("DeleteObject", bucket, [key], None), "delete_object", place),
            (("DeleteObjects", bucket, several, None), "delete_objects", {"Bucket": bucket, "Delete": objects}),
            (("CopyObject", bucket, [key, other], None), "copy_object", {**place, "CopySource": {"Bucket": bucket, "Key": other}}),
            *[(("ListObjectsV2", bucket, [], prefix), "list_objects_v2", {"Bucket": bucket, **listed})] * 2,
            (("ListObjectsV1", bucket, [], prefix), "list_objects", {"Bucket": bucket, **listed}),
            (("ListMultipartUploads", bucket, [], prefix), "list_multipart_uploads", {"Bucket": bucket, **listed}),
            (("CreateMultipartUpload", bucket, [key], None), "create_multipart_upload", place),
            (("UploadPart", bucket, [key], None), "upload_part", {**place, "UploadId": "1", "PartNumber": 1, "Body": b"a"}),
            (("AbortMultipartUpload", bucket, [key], None), "abort_multipart_upload", {**place, "UploadId": "1"}),
            (("ListParts", bucket, [key], None), "list_parts", {**place, "UploadId": "1"}),
            (("GetBucketLocation", bucket, [], None), "get_bucket_location", {"Bucket": bucket}),
            (("GetObject", bucket, [key], None), "presigned", place),
            (never, "get_object", {**place, "VersionId": "1"}),
            (never, "get_object_acl", place),
            (never, "put_object", {**place, "Body": b"a", "ACL": "public-read"}),
            (never, "put_object", {**place, "Body": b"a", "Tagging": "a=b"}),
            (never, "head_bucket", {"Bucket": bucket}),
            (never, "list_object_versions", {"Bucket": bucket, **listed}),
            (never, "get_bucket_policy", {"Bucket": bucket}),
        ]
    )


HTTP = urllib3.PoolManager()


def is_denied(client, name, arguments):
    if name == "presigned":
        url = client.generate_presigned_url("get_object", Params=arguments, ExpiresIn=60)
        answer = HTTP.request("GET", url)
        assert answer.status in (200, 403, 404), answer.data
        assert answer.status != 403 or b"<Code>AccessDenied</Code>" in answer.data, answer.data
        return answer.status == 403
    try:
        getattr(client, name)(**arguments)
    except ClientError as error:
        # Of an answer to HEAD there is the status alone.
        code = error.response["Error"]["Code"]
        assert code in ("AccessDenied", "403", "404", "NoSuchKey", "NoSuchUpload", "NotImplemented"), f"{name}: {error}"
        return code in ("AccessDenied", "403")
    return False


def pairs():
    allowed = denied = 0
    for _ in range(110):
        blocks = chain()
        client = s3(*mint(blocks))
        for _ in range(5):
            asked, name, arguments = request()
            expected = asked[0] is not None and asked[1] == BUCKET and all(allows(content, time.time(), *asked) for content in blocks)
            found = not is_denied(client, name, arguments)
            assert found == expected, f"{'allowed' if found else 'denied'}: {name} {arguments} with {blocks}"
            allowed, denied = allowed + found, denied + (not found)
    assert allowed > 100 and denied > 100 and allowed + denied >= 400, f"{allowed} allowed, {denied} denied"


# Clients.


class Boto3:
    def __init__(self, secret, token):
        self.s3 = s3(secret, token)

    def put(self, key, body):
        self.s3.upload_fileobj(io.BytesIO(body), BUCKET, key)

    def get(self, key):
        return self.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()

    def list(self, prefix):
        return [row["Key"] for row in self.s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])]

    def delete(self, key):
        self.s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": key}]})


class Minio:
    def __init__(self, secret, token):
        http = urllib3.PoolManager(retries=False)
        host = urlsplit(ENDPOINT).netloc
        self.s3 = minio.Minio(host, access_key=ID, secret_key=secret, session_token=token, region="us-east-1", secure=False, http_client=http)

    def put(self, key, body):
        self.s3.put_object(BUCKET, key, io.BytesIO(body), len(body), part_size=5 << 20)

    def get(self, key):
        return self.s3.get_object(BUCKET, key).read()

    def list(self, prefix):
        return [row.object_name for row in self.s3.list_objects(BUCKET, prefix=prefix, recursive=True)]

    def delete(self, key):
        self.s3.remove_object(BUCKET, key)


class Program:
    def __init__(self, secret, token):
        self.environment = {**os.environ, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token}

    def run(self, *words):
        ran = subprocess.run(words, env=self.environment, capture_output=True, check=False)
        if ran.returncode:
            raise RuntimeError((ran.stdout + ran.stderr).decode(errors="replace"))
        return ran.stdout.decode().split()

    def put(self, key, body):
        with tempfile.NamedTemporaryFile() as file:
            file.write(body)
            file.flush()
            self.run(*self.words("put", key, file.name))

    def get(self, key):
        with tempfile.NamedTemporaryFile() as file:
            self.run(*self.words("get", key, file.name))
            with open(file.name, "rb") as got:
                return got.read()

    def list(self, prefix):
        return [self.key(prefix, line) for line in self.run(*self.words("list", prefix, ""))]

    def delete(self, key):
        self.run(*self.words("delete", key, ""))


class Rclone(Program):
    def words(self, what, key, file):
        remote = f':s3,provider=Other,env_auth=true,region=us-east-1,endpoint="{ENDPOINT}",force_path_style=true:{BUCKET}/{key}'
        words = {"put": ["copyto", "--no-check-dest", file, remote], "get": ["copyto", remote, file], "list": ["lsf", "--recursive", "--files-only", remote], "delete": ["deletefile", remote]}
        # Without the first it creates the bucket.
        return [f"{TOOLS}/python/bin/rclone", "--s3-no-check-bucket", "--retries=1", "--low-level-retries=1", "--config=", *words[what]]

    def key(self, prefix, line):
        return prefix + line


class JavaScript(Program):
    def words(self, what, key, file):
        return ["node", os.path.join(os.path.dirname(__file__), "gateway.mjs"), ENDPOINT, what, key, file]

    def key(self, _, line):
        return line


def check(name, client):
    writer_blocks = [root(scope="object-read-write", paths={"prefixPaths": [f"{name}/"], "objectPaths": []})]
    # What rclone reads it asks for by HEAD first.
    reads = ["GetObject", "HeadObject", "ListObjectsV1", "ListObjectsV2"]
    reader_blocks = [*writer_blocks, {"actions": reads}, {"paths": {"prefixPaths": [f"{name}/pub/"], "objectPaths": []}}]
    writer, reader = client(*mint(writer_blocks)), client(*mint(reader_blocks))
    sts = SESSION.client("sts", aws_access_key_id=ID, aws_secret_access_key=SECRET)
    policy = json.dumps({"actions": reads, "paths": {"prefixPaths": [f"{name}/pub/"]}})
    answer = sts.assume_role(RoleArn="arn:aws:iam::000000000000:role/any", RoleSessionName=name, Policy=policy)["Credentials"]
    assumed = client(answer["SecretAccessKey"], answer["SessionToken"])
    for key in [f"{name}/pub/a", f"{name}/b"]:
        writer.put(key, key.encode())
        assert writer.get(key) == key.encode(), key
    assert sorted(writer.list(f"{name}/")) == [f"{name}/b", f"{name}/pub/a"]
    ALL.put_object(Bucket=BUCKET, Key="secret", Body=b"secret")
    for narrow in [reader, assumed]:
        assert narrow.get(f"{name}/pub/a") == f"{name}/pub/a".encode()
        assert narrow.list(f"{name}/pub/") == [f"{name}/pub/a"]
        refused(name, narrow.get, f"{name}/b")
        refused(name, narrow.list, f"{name}/")
        refused(name, narrow.put, f"{name}/pub/a", b"another")
        refused(name, narrow.delete, f"{name}/pub/a")
    refused(name, writer.get, "secret")
    refused(name, writer.put, f"{name}2/a", b"another")
    refused(name, writer.list, "")
    refused(name, writer.delete, "secret")
    assert ALL.get_object(Bucket=BUCKET, Key="secret")["Body"].read() == b"secret"
    writer.delete(f"{name}/pub/a")
    assert writer.list(f"{name}/") == [f"{name}/b"]


def refused(name, call, *arguments):
    try:
        call(*arguments)
    except Exception as error:
        # Of an answer to HEAD, which rclone sends first, there is the status alone.
        shown = f"{error} {getattr(error, 'code', '')}"
        assert "AccessDenied" in shown or "Access Denied" in shown or (name == "rclone" and "403" in shown), f"{name} shows {shown}"
        return
    raise AssertionError(f"{name}: {call.__name__}{arguments} was allowed")


RANDOM = random.Random(20260101)
ALL = s3(SECRET, None)
faults = []
for name, client in {"boto3": Boto3, "minio": Minio, "rclone": Rclone, "javascript": JavaScript}.items():
    try:
        check(name, client)
    except Exception as error:
        faults.append(f"{name}: {type(error).__name__}: {error}")
if faults:
    sys.exit("\n".join(faults))
pairs()
print("all of it held")
