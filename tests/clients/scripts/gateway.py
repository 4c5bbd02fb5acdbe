"""Clients at the gateway, over HTTP or TLS: what they store they read again; each shows the code of a refusal; and of what one changed byte makes of an upload none is stored."""

import asyncio
import io
import os
import ssl
import subprocess
import sys
import tempfile
import threading
from urllib.parse import urlsplit

import boto3
import urllib3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT, BUCKET, TOOLS = os.environ["AWS_ENDPOINT_URL"], os.environ["BUCKET"], os.environ["TOOLS"]
IS_TLS = ENDPOINT.startswith("https")
CERTIFICATE = f"{TOOLS}/tls/certificate.pem"
ID, SECRET = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
# More than one part, and full of what the relay changes.
MARKED = b"change this byte\n" * 20_000
BIG = os.urandom(11 << 20)


class Relay:
    """Passes connections on to the gateway, and changes one byte of each upload that is marked, or of each large one."""

    def __init__(self, changes_any=False):
        self.changed, self.changes_any = 0, changes_any
        address = urlsplit(ENDPOINT)
        self.to = (address.hostname, address.port)
        started = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self.run(started)), daemon=True).start()
        assert started.wait(10), "the relay did not start"

    async def run(self, started):
        tls = None
        if IS_TLS:
            tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            tls.load_cert_chain(CERTIFICATE, f"{TOOLS}/tls/key.pem")
        server = await asyncio.start_server(self.connection, "127.0.0.1", 0, ssl=tls)
        port = server.sockets[0].getsockname()[1]
        self.endpoint = f"{urlsplit(ENDPOINT).scheme}://127.0.0.1:{port}"
        started.set()
        await server.serve_forever()

    async def connection(self, reader, writer):
        tls = ssl.create_default_context(cafile=CERTIFICATE) if IS_TLS else None
        upstream, sent = await asyncio.open_connection(*self.to, ssl=tls)
        await asyncio.gather(self.copy(reader, sent, True), self.copy(upstream, writer, False), return_exceptions=True)

    async def copy(self, reader, writer, is_upload):
        try:
            has_changed = False
            while data := await reader.read(65536):
                if is_upload and not has_changed and b"change this" in data:
                    data, has_changed = data.replace(b"change this", b"change thas", 1), True
                    self.changed += 1
                # Far from the head and from the ends of what is sent in chunks.
                if is_upload and self.changes_any and not has_changed and len(data) == 65536 and b"HTTP/1.1" not in data:
                    data, has_changed = data[:32768] + bytes([data[32768] ^ 1]) + data[32769:], True
                    self.changed += 1
                writer.write(data)
                await writer.drain()
        finally:
            writer.close()


def command(*words, given=None, secret=SECRET):
    """Exit status, and all that a program prints."""
    environment = {**os.environ, "AWS_SECRET_ACCESS_KEY": secret}
    ran = subprocess.run(words, input=given, env=environment, capture_output=True, check=False)
    return ran.returncode, ran.stdout, (ran.stdout + ran.stderr).decode(errors="replace")


class Boto3:
    code = "BadDigest XAmzContentSHA256Mismatch"

    def __init__(self, endpoint, secret=SECRET, **more):
        config = Config(retries={"max_attempts": 1}, **more)
        self.s3 = boto3.client("s3", endpoint_url=endpoint, aws_secret_access_key=secret, aws_access_key_id=ID, config=config)

    def put(self, key, body):
        try:
            self.s3.upload_fileobj(io.BytesIO(body), BUCKET, key)
        except Exception as error:
            return str(error)

    def get(self, key):
        body = io.BytesIO()
        self.s3.download_fileobj(BUCKET, key, body)
        return body.getvalue()

    def list(self, key):
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=key)
        return [row["Key"] for page in pages for row in page.get("Contents", [])]

    def delete(self, key):
        self.s3.delete_object(Bucket=BUCKET, Key=key)


class Boto3OfBefore(Boto3):
    """As it was before it added checksums by itself."""

    def __init__(self, endpoint, secret=SECRET):
        signs = {"payload_signing_enabled": True}
        super().__init__(endpoint, secret, request_checksum_calculation="when_required", s3=signs)


class Minio:
    code = "BadDigest XAmzContentSHA256Mismatch"

    def __init__(self, endpoint, secret=SECRET):
        import minio  # Not next to an older boto3.

        http = urllib3.PoolManager(ca_certs=CERTIFICATE, retries=False) if IS_TLS else None
        host = urlsplit(endpoint).netloc
        self.s3 = minio.Minio(host, access_key=ID, secret_key=secret, region="us-east-1", secure=IS_TLS, http_client=http)

    def put(self, key, body):
        try:
            self.s3.put_object(BUCKET, key, io.BytesIO(body), len(body), part_size=5 << 20)
        except Exception as error:
            return str(error)

    def get(self, key):
        return self.s3.get_object(BUCKET, key).read()

    def list(self, key):
        return [row.object_name for row in self.s3.list_objects(BUCKET, prefix=key, recursive=True)]

    def delete(self, key):
        self.s3.remove_object(BUCKET, key)


class Program:
    """A client that is started for each request."""

    def __init__(self, endpoint, secret=SECRET):
        self.endpoint, self.secret = endpoint, secret

    def put(self, key, body):
        with tempfile.NamedTemporaryFile() as file:
            file.write(body)
            file.flush()
            status, _, text = command(*self.words("put", key, file.name), secret=self.secret)
        return text if status else None

    def get(self, key):
        with tempfile.NamedTemporaryFile() as file:
            status, _, text = command(*self.words("get", key, file.name), secret=self.secret)
            assert status == 0, text
            with open(file.name, "rb") as got:
                return got.read()

    def list(self, key):
        status, printed, text = command(*self.words("list", key, None), secret=self.secret)
        # Some fail if there is nothing to list.
        assert status == 0 or not printed.strip(), text
        return [line.split()[-1].rsplit("/", 1)[-1] for line in printed.decode().splitlines()]

    def delete(self, key):
        status, _, text = command(*self.words("delete", key, None), secret=self.secret)
        assert status == 0, text


class AwsCli(Program):
    code = "BadDigest XAmzContentSHA256Mismatch"

    def words(self, what, key, file):
        url = f"s3://{BUCKET}/{key}"
        words = {"put": ["cp", file, url], "get": ["cp", url, file], "list": ["ls", url], "delete": ["rm", url]}[what]
        return [f"{TOOLS}/python/bin/aws", "--endpoint-url", self.endpoint, "s3", *words]


class Rclone(Program):
    code = "BadDigest XAmzContentSHA256Mismatch"

    def words(self, what, key, file):
        remote = f':s3,provider=Other,env_auth=true,region=us-east-1,endpoint="{self.endpoint}",force_path_style=true:{BUCKET}/{key}'
        words = {"put": ["copyto", "--no-check-dest", file, remote], "get": ["copyto", remote, file], "list": ["lsf", remote], "delete": ["deletefile", remote]}
        options = ["--retries=1", "--low-level-retries=1", "--config=", f"--ca-cert={CERTIFICATE}", "--s3-upload-cutoff=5Mi", "--s3-no-check-bucket"]
        return [f"{TOOLS}/python/bin/rclone", *options, *words[what]]


class S5cmd(Program):
    code = "BadDigest XAmzContentSHA256Mismatch"

    def words(self, what, key, file):
        url = f"s3://{BUCKET}/{key}"
        words = {"put": ["cp", "--part-size=5", file, url], "get": ["cp", url, file], "list": ["ls", url], "delete": ["rm", url]}[what]
        return [f"{TOOLS}/python/bin/s5cmd", "--retry-count=0", "--no-verify-ssl", f"--endpoint-url={self.endpoint}", *words]


class JavaScript(Program):
    code = "BadDigest XAmzContentSHA256Mismatch"

    def words(self, what, key, file):
        return ["node", os.path.join(os.path.dirname(__file__), "gateway.mjs"), self.endpoint, what, key, file or ""]


def check(name, client, relay):
    good, changed = client(ENDPOINT), client(relay.endpoint)
    for key, body in [("small", MARKED[:100]), ("marked", MARKED), ("empty", b""), ("big", BIG)]:
        key = f"{name}-{key}"
        error = good.put(key, body)
        assert error is None, f"{name}: {key}: {error}"
        assert good.get(key) == body, f"{name}: {key} is another object"
        assert good.list(key) == [key], f"{name}: {key} is not in the list: {good.list(key)}"
        good.delete(key)
    error = client(ENDPOINT, "another-secret").put(f"{name}-refused", MARKED)
    assert error and ("SignatureDoesNotMatch" in error or "signature does not match" in error), f"{name} shows no code: {error}"
    before = relay.changed
    error = changed.put(f"{name}-changed", MARKED)
    assert relay.changed > before, f"{name}: nothing was changed"
    assert error, f"{name}: a changed upload was stored"
    assert any(code in error for code in client.code.split()), f"{name} shows no code: {error}"
    assert good.list(f"{name}-changed") == [], f"{name}: a changed upload was stored"


def restic(endpoint, *words, given=None, secret=SECRET):
    """It tries again for minutes, and says each time what it was answered."""
    options = ["--no-cache", f"--cacert={CERTIFICATE}", "-o=s3.bucket-lookup=path", "-o=s3.region=us-east-1"]
    repository = f"--repo=s3:{endpoint}/{BUCKET}/restic"
    environment = {**os.environ, "AWS_SECRET_ACCESS_KEY": secret, "RESTIC_PASSWORD": "restic"}
    program = subprocess.Popen(["restic", *options, repository, *words], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        printed, _ = program.communicate(given, timeout=60 if secret == SECRET and endpoint == ENDPOINT else 8)
    except subprocess.TimeoutExpired:
        program.kill()
        printed, _ = program.communicate()
    return program.returncode, printed


def check_restic():
    """What restic stores is encrypted, and so any byte is changed. Over HTTP it signs chunks."""
    relay = Relay(changes_any=True)
    status, printed = restic(ENDPOINT, "init", secret="another-secret")
    # It asks by HEAD, whose answer has no body to name the code in.
    assert status != 0 and b"Access Denied" in printed, printed
    for words, given in [(["init"], None), (["backup", "--stdin"], BIG), (["check", "--read-data"], None)]:
        status, printed = restic(ENDPOINT, *words, given=given)
        assert status == 0, printed
    status, printed = restic(ENDPOINT, "dump", "--quiet", "latest", "stdin")
    assert status == 0 and BIG in printed, f"{len(printed)} bytes came back: {printed[:1000]}"
    status, printed = restic(relay.endpoint, "backup", "--stdin", given=os.urandom(1 << 20))
    assert relay.changed > 0, printed
    assert status != 0 and any(said in printed for said in [b"does not match", b"is not that of the body"]), printed
    # Of what it had begun, only its lock was stored, and what was stored before is still good.
    for words in [["unlock", "--remove-all"], ["check", "--read-data"]]:
        status, printed = restic(ENDPOINT, *words)
        assert status == 0, printed


def check_link():
    """A link to read, with which programs that download first ask how long the object is."""
    s3 = Boto3(ENDPOINT, signature_version="s3v4").s3
    s3.put_object(Bucket=BUCKET, Key="link", Body=MARKED)
    link = s3.generate_presigned_url("get_object", {"Bucket": BUCKET, "Key": "link"})
    curl = ["curl", "--silent", "--show-error", "--cacert", CERTIFICATE, "--write-out", "%{http_code}"]
    status, printed, text = command(*curl, "--head", link)
    assert status == 0 and printed.endswith(b"200") and f"content-length: {len(MARKED)}" in text.lower(), text
    status, printed, text = command(*curl, "--head", s3.generate_presigned_url("put_object", {"Bucket": BUCKET, "Key": "link"}))
    assert status == 0 and printed.endswith(b"403"), text


CLIENTS = {
    "boto3": Boto3,
    "boto3-of-before": Boto3OfBefore,
    "minio": Minio,
    "aws": AwsCli,
    "rclone": Rclone,
    "s5cmd": S5cmd,
    "javascript": JavaScript,
}

# Those that are named, or all.
named = sys.argv[1:]
relay = Relay()
faults = []
for name in named or CLIENTS:
    try:
        check(name, CLIENTS[name], relay)
    except Exception as error:
        faults.append(f"{name}: {type(error).__name__}: {error}")
for extra in [] if named else [check_link, check_restic]:
    try:
        extra()
    except Exception as error:
        faults.append(f"{extra.__name__}: {type(error).__name__}: {error}")
if faults:
    sys.exit("\n".join(faults))
print("all of it held")
