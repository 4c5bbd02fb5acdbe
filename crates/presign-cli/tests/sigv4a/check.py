"""Signs with SigV4a on the command line, and verifies with code that shares nothing with it.

    check.py PRESIGN

The key is derived here from NIST SP 800-108 as aws-c-auth does it, the string to sign is put together here, and OpenSSL
verifies, through the package `cryptography`. Then the other way round: OpenSSL signs, and the program verifies.
"""

import hashlib
import hmac
import json
import random
import subprocess
import sys
import urllib.parse

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ALGORITHM = "AWS4-ECDSA-P256-SHA256"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
AT = "20150830T123600Z"
ROUNDS = 40


def derive(access_key_id, secret):
    for counter in range(1, 255):
        text = b"\0\0\0\1" + ALGORITHM.encode() + b"\0" + access_key_id.encode() + bytes([counter]) + b"\0\0\1\0"
        candidate = int.from_bytes(hmac.new(("AWS4A" + secret).encode(), text, hashlib.sha256).digest(), "big")
        if candidate <= ORDER - 2:
            return ec.derive_private_key(candidate + 1, ec.SECP256R1())
    raise AssertionError("no key")


def string_to_sign(method, url, headers, service):
    """Of a URL whose path and query are encoded already, for a service that encodes the path once."""
    parts = urllib.parse.urlsplit(url)
    pairs = urllib.parse.parse_qsl(parts.query, keep_blank_values=True)
    pairs = [(name, value) for name, value in pairs if name != "X-Amz-Signature"]
    quote = lambda text: urllib.parse.quote(text, safe="-_.~")
    query = "&".join(sorted(f"{quote(name)}={quote(value)}" for name, value in pairs))
    headers = sorted(headers + [("host", parts.netloc)])
    lines = "".join(f"{name}:{value}\n" for name, value in headers)
    names = ";".join(name for name, _ in headers)
    payload = dict(headers).get("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
    canonical = "\n".join([method, parts.path, query, lines, names, payload])
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return f"{ALGORITHM}\n{AT}\n{AT[:8]}/{service}/aws4_request\n{digest}"


def run(presign, identity, *arguments):
    environment = {"AWS_ACCESS_KEY_ID": identity[0], "AWS_SECRET_ACCESS_KEY": identity[1], "AWS_SESSION_TOKEN": identity[2]}
    return subprocess.run([presign, *arguments, "--at", AT], env=environment, capture_output=True, text=True)


def signed_url(presign, identity, url, region_set):
    call = run(presign, identity, "url", "GET", url, "--service", "s3", "--region-set", region_set)
    assert call.returncode == 0, call.stderr
    return call.stdout.strip()


def signed_headers(presign, identity, url, region_set):
    call = run(presign, identity, "sign", "GET", url, "--service", "s3", "--region-set", region_set, "--json")
    assert call.returncode == 0, call.stderr
    return json.loads(call.stdout)["headers"]


def check(presign, rng):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    word = lambda length: "".join(rng.choices(letters, k=length))
    token = rng.choice(["", word(40) + "=="])
    identity = ("AKID" + word(16).replace("/", "A").replace("+", "B"), word(40), token)
    key = derive(identity[0], identity[1])
    path = urllib.parse.quote("/" + rng.choice(["a", "a b", "ü/+", "x//y", "~*'()"]) + word(5), safe="/-_.~")
    url = f"https://m.mrap.accesspoint.s3-global.amazonaws.com{path}"
    url += rng.choice(["", "?partNumber=1&uploadId=" + urllib.parse.quote(word(8), safe=""), "?x-id=GetObject", "?acl="])
    region_set = rng.choice(["*", "us-east-1", "us-east-1,eu-*"])

    result = signed_url(presign, identity, url, region_set)
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(result).query))
    assert query["X-Amz-Region-Set"] == region_set, result
    text = string_to_sign("GET", result, [], "s3")
    key.public_key().verify(bytes.fromhex(query["X-Amz-Signature"]), text.encode(), ec.ECDSA(hashes.SHA256()))

    headers = signed_headers(presign, identity, url, region_set)
    assert headers["x-amz-region-set"] == region_set, headers
    authorization = headers.pop("authorization")
    text_of_headers = string_to_sign("GET", url, list(headers.items()), "s3")
    signature = bytes.fromhex(authorization.split("Signature=")[1])
    key.public_key().verify(signature, text_of_headers.encode(), ec.ECDSA(hashes.SHA256()))

    # OpenSSL's nonce is random: another signature, as good.
    theirs = key.sign(text.encode(), ec.ECDSA(hashes.SHA256())).hex()
    accepted = result.replace(query["X-Amz-Signature"], theirs)
    assert accepted != result
    call = run(presign, identity, "verify", "GET", accepted)
    assert call.returncode == 0, call.stderr
    other = ec.generate_private_key(ec.SECP256R1()).sign(text.encode(), ec.ECDSA(hashes.SHA256())).hex()
    call = run(presign, identity, "verify", "GET", result.replace(query["X-Amz-Signature"], other))
    assert call.returncode == 1 and "SignatureDoesNotMatch" in call.stderr, call.stderr
    try:
        key.public_key().verify(bytes.fromhex(other), text.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return
    raise AssertionError("OpenSSL verifies what another key signed")


def main():
    # The first candidate for this key is above the order of the curve.
    assert derive("AKIDEXAMPLE0005hvR7y", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    rng = random.Random(4)
    for _ in range(ROUNDS):
        check(sys.argv[1], rng)
    print(f"{ROUNDS} URLs and {ROUNDS} requests verified by OpenSSL; {ROUNDS} signatures of OpenSSL verified, {ROUNDS} of other keys refused")


main()
