"""Signs CloudFront's URLs and cookies on the command line, and holds them against what nobody here wrote.

    check.py PRESIGN NPM

botocore's CloudFrontSigner, whose signatures OpenSSL makes through the package `cryptography`, and
@aws-sdk/cloudfront-signer, which is installed in the folder NPM, sign the same. With RSA the URLs and cookies must be the
same, to the order of the parameters; with ECDSA OpenSSL verifies ours. Then the other way round: the program verifies what
they sign, and refuses it with one thing changed.
"""

import base64
import datetime
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from botocore.signers import CloudFrontSigner
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

ID = "K2JCJMDEHXQW5F"
# URLs for each key, hash and kind of policy, 1,264 in all. Those with a canned policy are made by one process.
URLS = {"canned": 300, "address": 8, "start": 8}
# Of each, those that the program verifies, in a process of its own.
VERIFIED = 3
# A policy's base64, whose `+`, `=` and `/` are others.
TABLE = bytes.maketrans(b"-_~", b"+=/")

FORMS = {
    "rsa": (serialization.PrivateFormat.TraditionalOpenSSL, serialization.PrivateFormat.PKCS8),
    "ec": (serialization.PrivateFormat.TraditionalOpenSSL, serialization.PrivateFormat.PKCS8),
}


def random_url(rng):
    letters = "abcdefghijklmnopqrstuvwxyz0123456789-._~!$()*,;:@=/"
    escapes = ["%20", "%2B", "%C3%B6", "%26", "%3F", "%27"]
    text = lambda more, length: "".join(rng.choice(escapes + list(letters + more)) for _ in range(rng.randrange(length)))
    host = rng.choice(["d111111abcdef8.cloudfront.net", "media.example.com", "media.example.com:8443"])
    path = text("", 30)
    # Neither signs what a client sends: dot segments, and `//` at the start of the path.
    path = "/".join("x" if segment in (".", "..", "") else segment for segment in path.split("/"))
    query = rng.choice(["", "", "?a=" + text("&?", 20)])
    return f"{rng.choice(['https', 'http'])}://{host}/{path}{query}"


def hash_of(name):
    return hashes.SHA1() if name == "SHA1" else hashes.SHA256()


def sign(key, message, hash):
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(message, padding.PKCS1v15(), hash_of(hash))
    return key.sign(message, ec.ECDSA(hash_of(hash)))


def verify(key, signature, message, hash):
    if isinstance(key, rsa.RSAPrivateKey):
        key.public_key().verify(signature, message, padding.PKCS1v15(), hash_of(hash))
    else:
        key.public_key().verify(signature, message, ec.ECDSA(hash_of(hash)))


def decode(text):
    return base64.b64decode(text.encode().translate(TABLE), validate=True)


def parameters(url):
    """The address, the parameters of its own, and those of the signature, which may have any order."""
    base, _, query = url.partition("?")
    names = ("Expires", "Policy", "Signature", "Key-Pair-Id", "Hash-Algorithm")
    pairs = query.split("&")
    signing = {pair.partition("=")[0]: pair.partition("=")[2] for pair in pairs if pair.partition("=")[0] in names}
    return base, [pair for pair in pairs if pair.partition("=")[0] not in names], signing


class Program:
    def __init__(self, presign, folder, key, form):
        self.presign, self.private, self.public = presign, folder / "private.pem", folder / "public.pem"
        no_passphrase = serialization.NoEncryption()
        self.private.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, no_passphrase))
        spki = serialization.PublicFormat.SubjectPublicKeyInfo
        self.public.write_bytes(key.public_key().public_bytes(serialization.Encoding.PEM, spki))

    def run(self, *arguments):
        return subprocess.run([self.presign, "cloudfront", *arguments], env={}, capture_output=True, text=True)

    def made(self, *arguments):
        call = self.run(*arguments, "--key-pair-id", ID, "--private-key", self.private, "--json")
        assert call.returncode == 0, call.stderr
        return [json.loads(line) for line in call.stdout.splitlines()]

    def is_good(self, url, now, source_ip):
        call = self.run("verify", url, "--public-key", self.public, "--at", now, "--source-ip", source_ip)
        assert call.returncode in (0, 1), call.stderr
        return call.returncode == 0


def by_javascript(npm, rows):
    text = "\n".join(json.dumps(row) for row in rows)
    call = subprocess.run(["node", "sign.mjs"], cwd=npm, input=text, capture_output=True, text=True)
    assert call.returncode == 0, call.stderr
    return [json.loads(line) for line in call.stdout.splitlines()]


def check(presign, npm, rng, key, hash, kind):
    now = datetime.datetime.fromtimestamp(rng.randrange(1_400_000_000, 4_000_000_000), datetime.timezone.utc)
    end = now + datetime.timedelta(seconds=rng.randrange(60, 10**7))
    at = lambda time: time.strftime("%Y%m%dT%H%M%SZ")
    start = now - datetime.timedelta(hours=1) if kind == "start" else None
    address = rng.choice(["192.0.2.7", "192.0.2.0/24", "10.0.0.0/8"]) if kind != "canned" else None
    source_ip = (address or "192.0.2.7").split("/")[0]
    limits = ["--at", at(now), "--expires", end.strftime("%Y-%m-%dT%H:%M:%SZ"), "--hash", hash.lower()]
    limits += ["--starts-after", at(start)] if start else []
    limits += ["--source-ip", address] if address else []
    form = rng.choice(FORMS["rsa" if isinstance(key, rsa.RSAPrivateKey) else "ec"])
    with tempfile.TemporaryDirectory() as folder:
        program = Program(presign, Path(folder), key, form)
        seconds = lambda time: time and int(time.timestamp())
        row = {"key": program.private.read_text(), "keyPairId": ID, "dateLessThan": seconds(end), "hash": hash}
        row |= {"dateGreaterThan": seconds(start), "ipAddress": address}
        # It spells paths in its own way before it signs them, except for cookies. What is spelled so stays so.
        urls = [random_url(rng) for _ in range(URLS[kind])]
        urls = ["?".join(filter(None, (base, "&".join(own)))) for base, own, _ in
                (parameters(theirs["url"]) for theirs in by_javascript(npm, [row | {"url": url} for url in urls]))]
        if kind == "canned":
            ours = program.made("url", *urls, *limits)
        else:
            # Each URL is a resource of its own.
            ours = [made for url in urls for made in program.made("url", url, *limits, "--resource", url)]
        signer = CloudFrontSigner(ID, lambda policy: sign(key, policy, hash))
        javascript = by_javascript(npm, [row | {"url": url} for url in urls])
        for number, (url, made, theirs) in enumerate(zip(urls, ours, javascript)):
            policy = signer.build_policy(url, end, start, address)
            if kind == "canned":
                botocore = signer.generate_presigned_url(url, date_less_than=end)
            else:
                # With a start botocore has the conditions in another order, which is free.
                assert json.loads(policy) == json.loads(made["policy"]), made
                botocore = signer.generate_presigned_url(url, policy=made["policy"])
            botocore += "&Hash-Algorithm=SHA256" if hash == "SHA256" else ""
            address_of, own, signing = parameters(made["url"])
            verify(key, decode(signing["Signature"]), made["policy"].encode(), hash)
            is_rsa = isinstance(key, rsa.RSAPrivateKey)
            if is_rsa:
                assert made["url"] == botocore, (made["url"], botocore)
                assert parameters(made["url"]) == parameters(theirs["url"]), (made["url"], theirs["url"])
            if number < VERIFIED:
                cookies = program.made("cookies", url, *limits)[0]["cookies"] if "*" not in url else None
                if is_rsa and cookies:
                    expected = {name: str(value) for name, value in theirs["cookies"].items()}
                    assert cookies == expected, (cookies, expected)
                for good in (botocore, theirs["url"], made["url"]):
                    assert program.is_good(good, at(now), source_ip), good
                    assert not program.is_good(good, at(end), source_ip), good
                    other = good.replace(url.split("/")[2], "other.example", 1)
                    assert other != good and not program.is_good(other, at(now), source_ip), other
                    if address:
                        assert not program.is_good(good, at(now), "203.0.113.1"), good
    return len(urls)


def other_keys(presign):
    """OpenSSL refuses what another key signed, and so does the program."""
    key, other = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    with tempfile.TemporaryDirectory() as folder:
        program = Program(presign, Path(folder), key, FORMS["rsa"][1])
        made = program.made("url", "https://media.example.com/a", "--at", "20260101T000000Z")[0]
        signature = decode(parameters(made["url"])[2]["Signature"])
        try:
            verify(other, signature, made["policy"].encode(), "SHA256")
        except InvalidSignature:
            Program(presign, Path(folder), other, FORMS["rsa"][1])
            assert not program.is_good(made["url"], "20260101T000001Z", "192.0.2.1")
            return
    raise AssertionError("OpenSSL verifies what another key signed")


def main():
    presign, npm = str(Path(sys.argv[1]).resolve()), sys.argv[2]
    rng = random.Random(4)
    keys = [rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())]
    kinds = ("canned", "address", "start")
    checked = sum(
        check(presign, npm, rng, key, hash, kind) for key in keys for hash in ("SHA1", "SHA256") for kind in kinds
    )
    other_keys(presign)
    print(f"{checked} URLs, as botocore, @aws-sdk/cloudfront-signer and OpenSSL have them")


main()
