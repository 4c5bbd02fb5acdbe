"""Compares temporary credentials of R2 that `presign` makes with those of jose (Node) and of PyJWT, for random scopes.

Called as `compare.py PRESIGN NODE_FOLDER COUNT`. PyJWT's own encoder of JSON escapes everything beyond ASCII; here it writes
UTF-8, as the sample does.
"""

import base64
import hashlib
import json
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jwt

ACTIONS = """HeadObject GetObject GetBucketLocation ListObjectsV1 ListObjectsV2 ListMultipartUploads ListParts PutObject
DeleteObject DeleteObjects CopyObject CreateMultipartUpload UploadPart UploadPartCopy AbortMultipartUpload
CompleteMultipartUpload""".split()
SCOPES = {
    "read": "object-read-only",
    "write": "object-read-write",
    "admin-read": "admin-read-only",
    "admin-write": "admin-read-write",
}
# What JSON escapes, what base64 spells with its last two characters, and letters of one to four bytes.
LETTERS = list("abcXYZ019/._- !\"#$%&'()*+,;<=>?@[\\]^`{|}~") + ["\x01", "\t", "\n", "\r", "\x1f", "\x7f"]
LETTERS += ["ä", "ß", "€", "中", "e\u0301", "\u2028", "\ufeff", "\uffff", "😀", "\U0010ffff"]


class Utf8(json.JSONEncoder):
    def __init__(self, **options):
        super().__init__(**{**options, "ensure_ascii": False})


def text(dice):
    return "".join(dice.choices(LETTERS, k=dice.randint(1, 30)))


def case(dice):
    """What is asked for, and the claims that it is."""
    account, parent, secret = dice.randbytes(16).hex(), dice.randbytes(16).hex(), dice.randbytes(32).hex()
    jurisdiction = dice.choice([None, None, "eu", "fedramp", "us"])
    issued, seconds = dice.randint(0, 4_000_000_000), dice.randint(1, 604_800)
    bucket = "".join(dice.choices("abcdefghijklmnopqrstuvwxyz0123456789-", k=dice.randint(3, 63)))
    claims = {"bucket": bucket}
    if dice.random() < 0.5:
        allow = dice.choice(list(SCOPES))
        claims["scope"] = SCOPES[allow]
    else:
        claims["actions"] = dice.sample(ACTIONS, dice.randint(1, len(ACTIONS)))
        allow = ",".join(claims["actions"])
    if dice.random() < 0.8:
        prefixes = [text(dice) + dice.choice(["/", ""]) for _ in range(dice.randint(0, 4))]
        objects = [text(dice) for _ in range(dice.randint(0 if prefixes else 1, 4))]
        claims["paths"] = {"prefixPaths": prefixes, "objectPaths": objects}
    place = f".{jurisdiction}" if jurisdiction else ""
    claims |= {"sub": account, "iss": parent, "aud": f"{account}{place}.r2.cloudflarestorage.com"}
    claims |= {"iat": issued, "exp": issued + seconds}
    return {"secret": secret, "claims": claims, "allow": allow, "jurisdiction": jurisdiction, "seconds": seconds}


def made(presign, case):
    claims = case["claims"]
    paths = claims.get("paths", {"prefixPaths": [], "objectPaths": []})
    words = [presign, "credentials", "r2", f"s3://{claims['bucket']}", "--account", claims["sub"], "--allow", case["allow"]]
    words += [f"--jurisdiction={case['jurisdiction']}"] if case["jurisdiction"] else []
    words += [f"--prefix={prefix}" for prefix in paths["prefixPaths"]]
    words += [f"--object={key}" for key in paths["objectPaths"]]
    at = subprocess.run(["date", "-u", "-d", f"@{claims['iat']}", "+%Y%m%dT%H%M%SZ"], capture_output=True, text=True, check=True)
    words += ["--open-prefix", f"--expires={case['seconds']}", f"--at={at.stdout.strip()}", "--json"]
    environment = {"HOME": "/nonexistent", "AWS_ACCESS_KEY_ID": claims["iss"], "AWS_SECRET_ACCESS_KEY": case["secret"]}
    run = subprocess.run(words, env=environment, capture_output=True, text=True)
    if run.returncode or run.stderr:
        raise SystemExit(f"{words}: {run.stderr}")
    return json.loads(run.stdout)


def expected(claims, token):
    return {
        "Version": 1,
        "AccessKeyId": claims["iss"],
        "SecretAccessKey": hashlib.sha256(token.encode()).hexdigest(),
        "SessionToken": base64.b64encode(f"jwt/{token}".encode()).decode(),
    }


def main():
    presign, node, count = sys.argv[1], Path(sys.argv[2]).resolve(), int(sys.argv[3])
    dice = random.Random(20260419)
    cases = [case(dice) for _ in range(count)]
    lines = "".join(json.dumps({key: case[key] for key in ("secret", "claims")}) + "\n" for case in cases)
    by_jose = subprocess.run(["node", "sign.mjs"], cwd=node, input=lines, capture_output=True, text=True, check=True)
    by_jose = by_jose.stdout.split()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        by_presign = list(pool.map(lambda case: made(presign, case), cases))
    assert len(by_jose) == len(by_presign) == count
    beyond_ascii = 0
    for case_, jose, presigned in zip(cases, by_jose, by_presign):
        claims = case_["claims"]
        python = jwt.encode(claims, case_["secret"], algorithm="HS256", json_encoder=Utf8)
        del presigned["Expiration"]
        assert presigned == expected(claims, jose), f"jose: {claims}"
        assert presigned == expected(claims, python), f"PyJWT: {claims}"
        beyond_ascii += not json.dumps(claims, ensure_ascii=False).isascii()
    assert beyond_ascii > count // 3
    print(f"{count} scopes, {beyond_ascii} of them beyond ASCII: equal to jose and to PyJWT, byte for byte")


main()
