"""CreateSession at a server that shares no code with the crate, and the other way round.

    check.py ROLES_ANYWHERE SOFTHSM

The server here writes the canonical request itself, and OpenSSL verifies, through the package `cryptography`. Then AWS Labs'
`iam-rolesanywhere-session` asks the program's server. Last, every signature of the vectors is verified by OpenSSL.
"""

import base64
import datetime
import hashlib
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import tomllib
import urllib.parse

from botocore.awsrequest import AWSRequest
from botocore.httpsession import URLLib3Session
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from iam_rolesanywhere_session import IAMRolesAnywhereSigner

PROGRAM, MODULE = sys.argv[1:]
PIN = "1234"


def verify(certificate, signature, text):
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, text.encode(), padding.PKCS1v15(), hashes.SHA256())
    else:
        key.verify(signature, text.encode(), ec.ECDSA(hashes.SHA256()))


def judge(anchor, method, target, headers, body):
    """Raises unless the request is signed with the key of a certificate that the anchor has issued."""
    algorithm, rest = headers["authorization"].split(" ", 1)
    parts = dict(part.split("=", 1) for part in rest.split(", "))
    certificate = x509.load_der_x509_certificate(base64.b64decode(headers["x-amz-x509"], validate=True))
    certificate.verify_directly_issued_by(anchor)
    kind = "RSA" if isinstance(certificate.public_key(), rsa.RSAPublicKey) else "ECDSA"
    assert algorithm == f"AWS4-X509-{kind}-SHA256", algorithm
    time, signed = headers["x-amz-date"], parts["SignedHeaders"].split(";")
    assert {"host", "x-amz-date", "x-amz-x509"} <= set(signed) and signed == sorted(signed), signed
    scope = f"{time[:8]}/us-east-1/rolesanywhere/aws4_request"
    assert parts["Credential"] == f"{certificate.serial_number}/{scope}", parts["Credential"]
    path, _, query = target.partition("?")
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in signed)
    query = "&".join(sorted(query.split("&")))
    canonical = f"{method}\n{path}\n{query}\n{lines}\n{parts['SignedHeaders']}\n{hashlib.sha256(body).hexdigest()}"
    text = f"{algorithm}\n{time}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    verify(certificate, bytes.fromhex(parts["Signature"]), text)
    return kind


class Stub(http.server.BaseHTTPRequestHandler):
    verified = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        anchor = x509.load_pem_x509_certificate(pathlib.Path(self.server.anchor).read_bytes())
        try:
            Stub.verified.append(judge(anchor, self.command, self.path, headers, body))
            for changed in (b"x" + body, body[:-1]):
                try:
                    judge(anchor, self.command, self.path, headers, changed)
                    raise SystemExit("OpenSSL verifies another body")
                except InvalidSignature:
                    pass
            status, answer = 201, {"credentialSet": [{"credentials": {"accessKeyId": "ASIAEXAMPLE"}}]}
        except (AssertionError, InvalidSignature, ValueError) as error:
            status, answer = 403, {"message": f"{type(error).__name__}: {error}"}
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def ours_at_openssl(folder):
    """Keys of a library and of SoftHSM sign; OpenSSL verifies."""
    (folder / "tokens").mkdir()
    (folder / "softhsm.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    environment = {**os.environ, "SOFTHSM2_CONF": f"{folder}/softhsm.conf", "PKCS11_MODULE": MODULE, "PKCS11_PIN": PIN}
    token = ["softhsm2-util", "--init-token", "--free", "--label", "test", "--pin", PIN, "--so-pin", PIN]
    subprocess.run(token, env=environment, check=True, capture_output=True)
    server = http.server.HTTPServer(("127.0.0.1", 0), Stub)
    server.anchor = folder / "anchor.pem"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for holder in ["library", "device-ec", "device-ec", "device-ec", "device-rsa"]:
        call = [PROGRAM, "session", f"http://127.0.0.1:{server.server_port}", str(server.anchor), holder]
        result = subprocess.run(call, env=environment, capture_output=True, text=True, timeout=60)
        assert result.returncode == 0 and "ASIAEXAMPLE" in result.stdout, (holder, result.stdout, result.stderr)
    server.shutdown()
    assert Stub.verified == ["ECDSA"] * 4 + ["RSA"], Stub.verified
    return len(Stub.verified)


def issue(subject, key, issuer, issuer_key, is_ca):
    now = datetime.datetime.now(datetime.timezone.utc)
    name = lambda text: x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
    builder = x509.CertificateBuilder(name(issuer), name(subject), key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - datetime.timedelta(minutes=5)).not_valid_after(now + datetime.timedelta(days=1))
    builder = builder.add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    if not is_ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)


def theirs_at_ours(folder):
    """AWS Labs' package signs; the program verifies, and refuses each with one thing changed."""
    root_key, middle_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = issue("root", root_key, "root", root_key, True)
    middle = issue("middle", middle_key, "root", root_key, True)
    (folder / "root.pem").write_bytes(pem(root))
    server = subprocess.Popen([PROGRAM, "serve", str(folder / "root.pem")], stdout=subprocess.PIPE, text=True)
    count = 0
    try:
        endpoint = server.stdout.readline().strip()
        keys = [rsa.generate_private_key(65537, 2048), rsa.generate_private_key(65537, 4096)]
        keys += [ec.generate_private_key(curve()) for curve in (ec.SECP256R1, ec.SECP256R1, ec.SECP384R1)]
        for key in keys:
            for chain in (None, middle):
                issuer, issuer_key = ("root", root_key) if chain is None else ("middle", middle_key)
                leaf = issue("workload", key, issuer, issuer_key, False)
                private = key.private_bytes(
                    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                )
                signer = IAMRolesAnywhereSigner(pem(leaf), private, chain and pem(chain))
                request = AWSRequest("POST", f"{endpoint}/sessions", data='{"durationSeconds":900,"roleSessionName":"größer"}'.encode())
                signer.add_auth(request)
                count += send_and_change(request, leaf)
        return count
    finally:
        server.terminate()
        server.wait()


def send_and_change(request, leaf):
    send = lambda prepared: URLLib3Session().send(prepared)
    answer = send(request.prepare())
    assert answer.status_code == 201 and str(leaf.serial_number) in answer.text, answer.text
    for change in (
        lambda prepared: setattr(prepared, "body", prepared.body.replace(b"900", b"901")),
        lambda prepared: setattr(prepared, "url", prepared.url + "?roleArn=other"),
        lambda prepared: prepared.headers.__setitem__("Content-Type", "application/json"),
        lambda prepared: prepared.headers.__setitem__("X-Amz-Date", "20300101T000000Z"),
        lambda prepared: prepared.headers.__setitem__("X-Amz-Target", "a"),
    ):
        prepared = request.prepare()
        change(prepared)
        answer = send(prepared)
        assert answer.status_code == 403, (answer.status_code, answer.text)
    return 1


def vectors():
    text = (pathlib.Path(__file__).parents[3] / "tests/vectors/x509.toml").read_text()
    file = tomllib.loads(text)
    for case in file["case"]:
        certificate = x509.load_der_x509_certificate(base64.b64decode(file["certificates"][case["certificate"]]["der"]))
        verify(certificate, bytes.fromhex(case["authorization"].rsplit("=", 1)[1]), case["string_to_sign"])
    return len(file["case"])


def main():
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = ours_at_openssl(pathlib.Path(folder)), theirs_at_ours(pathlib.Path(folder))
    print(f"{ours} requests verified by OpenSSL; {theirs} of iam-rolesanywhere-session verified, {5 * theirs} changed ones refused")
    print(f"{vectors()} signatures of the vectors verified by OpenSSL")


main()
