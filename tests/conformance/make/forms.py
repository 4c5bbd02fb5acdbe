"""Cases of upload forms: POST policies of S3, and files that they allow or do not allow.

After Amazon S3 API Reference, "POST Policy" and "Authenticating Requests in Browser-Based Uploads Using POST (AWS
Signature Version 4)".
"""

import base64
import json

import referee
from signing import EXAMPLE, TIME, TOKEN, credentials, read
from verifying import OTHER, flip, later

BUCKET = "examplebucket"


def case(name, reason, source, keys, fields, size, result, why=None, now=None, bucket=BUCKET, region="us-east-1"):
    made = {"id": f"form-{name}", "reason": reason, "flags": ["form"], "source": source, "result": result}
    made |= {"why": why} if why else {}
    made |= {"now": now or later(TIME, 60), "region": region, "bucket": bucket, "keys": [*keys, OTHER]}
    return made | {"fields": [list(pair) for pair in fields], "file_size": size}


def from_rows():
    rows = read("s3-post-policy")
    for row in rows["case"]:
        fields = [tuple(pair) for pair in row["fields"]]
        if not any(name.lower() == "key" for name, _ in fields):
            fields.insert(0, ("key", "uploads/x"))
        given = row["input"]
        region = next(value for name, value in fields if name.lower() == "x-amz-credential").split("/")[2]
        yield case(
            row["name"], f"A form of {row['implementation'].split(' ')[0]}: {row['name']}", row["implementation"],
            [credentials(rows, row)], fields, 1024, "valid", bucket=given.get("bucket") or given.get("Bucket"),
            region=region,
        )  # fmt: skip


def made(conditions=(), fields=(), key="uploads/a.txt", key_condition=None, expiration="2015-08-30T13:36:00Z", token=None):
    scope = f"AKIDEXAMPLE/{referee.scope(TIME, 'us-east-1', 's3')}"
    signing = [("x-amz-algorithm", referee.ALGORITHM), ("x-amz-credential", scope), ("x-amz-date", TIME)]
    if token:
        signing.append(("x-amz-security-token", token))
    policy = {
        "expiration": expiration,
        "conditions": [
            {"bucket": BUCKET},
            key_condition or ["starts-with", "$key", "uploads/"],
            *({name: value} for name, value in signing),
            *conditions,
        ],
    }
    text = base64.b64encode(json.dumps(policy).encode()).decode()
    signature = referee.sign(EXAMPLE["secret_access_key"], TIME, "us-east-1", "s3", text)
    return [("key", key), *fields, *signing, ("policy", text), ("x-amz-signature", signature)]


def without(fields, name):
    return [pair for pair in fields if pair[0] != name]


def changed(fields, name, value):
    return [(key, value if key == name else old) for key, old in fields]


RANGE = ["content-length-range", 1, 100]


def judged():
    """Name, fields, size of the file, result, why."""
    plain = made()
    yield "plain", plain, 10, "valid", None
    yield "token", made(token=TOKEN), 10, "valid", None
    yield "exact-key", made(key_condition={"key": "uploads/a.txt"}), 10, "valid", None
    yield "exact-key-by-eq", made(key_condition=["eq", "$key", "uploads/a.txt"]), 10, "valid", None
    yield "any-key", made(key_condition=["starts-with", "$key", ""]), 10, "valid", None
    yield "type", made([["starts-with", "$Content-Type", "image/"]], [("Content-Type", "image/png")]), 10, "valid", None
    yield "meta", made([{"x-amz-meta-a": "b c"}], [("x-amz-meta-a", "b c")]), 10, "valid", None
    yield "ignored-field", made([], [("x-ignore-anything", "x")]), 10, "valid", None
    for size, result in ((0, "refuse"), (1, "valid"), (50, "valid"), (100, "valid"), (101, "refuse"), (10**12, "refuse")):
        yield f"range-{size}", made([RANGE]), size, result, "size" if result == "refuse" else None
    conditions = [["starts-with", "$Content-Type", "image/"]]
    yield "type-not-allowed", made(conditions, [("Content-Type", "text/html")]), 10, "refuse", "condition"
    yield "type-missing", made(conditions), 10, "refuse", "condition"
    yield "meta-not-in-policy", made([], [("x-amz-meta-a", "b")]), 10, "refuse", "condition"
    yield "acl-not-in-policy", made([], [("acl", "public-read")]), 10, "refuse", "condition"
    yield "acl-other", made([{"acl": "private"}], [("acl", "public-read")]), 10, "refuse", "condition"
    yield "redirect-not-in-policy", made([], [("success_action_redirect", "https://x.example/")]), 10, "refuse", "condition"
    yield "key-outside", made(key="other/a.txt"), 10, "refuse", "condition"
    yield "key-other", made(key="uploads/b.txt", key_condition={"key": "uploads/a.txt"}), 10, "refuse", "condition"
    yield "key-case", made(key="Uploads/a.txt"), 10, "refuse", "condition"
    yield "key-missing", without(plain, "key"), 10, "refuse", "malformed"
    yield "key-twice", [("key", "uploads/z"), *plain], 10, "refuse", "malformed"
    for name in ("policy", "x-amz-signature", "x-amz-algorithm", "x-amz-credential", "x-amz-date"):
        yield f"missing-{name}", without(plain, name), 10, "refuse", "malformed"
        yield f"twice-{name}", [*plain, next(pair for pair in plain if pair[0] == name)], 10, "refuse", "malformed"
    signature, policy = dict(plain)["x-amz-signature"], dict(plain)["policy"]
    yield "signature-changed", changed(plain, "x-amz-signature", flip(signature)), 10, "refuse", "signature"
    yield "signature-empty", changed(plain, "x-amz-signature", ""), 10, "refuse", "malformed"
    yield "policy-changed", changed(plain, "policy", policy.replace("e", "f", 1)), 10, "refuse", "signature"
    wider = base64.b64encode(base64.b64decode(policy).replace(b"uploads/", b"")).decode()
    yield "policy-wider", changed(plain, "policy", wider), 10, "refuse", "signature"
    yield "date-changed", changed(plain, "x-amz-date", "20150830T123700Z"), 10, "refuse", "signature"
    scope = dict(plain)["x-amz-credential"]
    for label, new in (
        ("region", scope.replace("us-east-1", "eu-west-1")),
        ("service", scope.replace("/s3/", "/iam/")),
        ("date", scope.replace("20150830", "20150829")),
        ("key", scope.replace("AKIDEXAMPLE", "AKIDSECOND")),
        ("short", "AKIDEXAMPLE/20150830"),
    ):
        yield f"credential-{label}", changed(plain, "x-amz-credential", new), 10, "refuse", "scope"
    yield "token-removed", without(made(token=TOKEN), "x-amz-security-token"), 10, "refuse", "token"
    yield "token-other", changed(made(token=TOKEN), "x-amz-security-token", TOKEN + "x"), 10, "refuse", "token"
    yield "token-not-in-policy", [*plain, ("x-amz-security-token", TOKEN)], 10, "refuse", "token"
    yield "algorithm", changed(plain, "x-amz-algorithm", "AWS4-HMAC-SHA1"), 10, "refuse", "malformed"


def not_policies():
    """Signed, and yet no policy of S3."""
    for label, text in {
        "no-json": "hello", "empty": "", "list": "[]", "no-conditions": '{"expiration":"2015-08-30T13:36:00Z"}',
        "no-expiration": '{"conditions":[{"bucket":"examplebucket"},["starts-with","$key",""]]}',
        "unknown-operator": '{"expiration":"2015-08-30T13:36:00Z","conditions":[{"bucket":"examplebucket"},["ends-with","$key","x"]]}',
        "cut": '{"expiration":"2015-08-30T13:36:00Z","conditions":[',
        "number": "1",
    }.items():  # fmt: skip
        encoded = base64.b64encode(text.encode()).decode()
        signature = referee.sign(EXAMPLE["secret_access_key"], TIME, "us-east-1", "s3", encoded)
        fields = changed(changed(made(), "policy", encoded), "x-amz-signature", signature)
        yield f"policy-{label}", fields


def cases():
    yield from from_rows()
    for label, fields, size, result, why in judged():
        keys = [EXAMPLE | ({"session_token": TOKEN} if "token" in label and "not-in" not in label else {})]
        reason = f"{label.replace('-', ' ').capitalize()}, and a file of {size} bytes"
        yield case(label, reason, "made by the referee", keys, fields, size, result, why)
    for label, fields in not_policies():
        yield case(label, f"Signed, but {label.replace('-', ' ')}", "made by the referee", [EXAMPLE], fields, 10, "refuse",
                   "malformed")  # fmt: skip
    for label, seconds, result in (("last-second", 3599, "valid"), ("at-the-end", 3600, "open"), ("after", 3601, "refuse"),
                                   ("next-day", 86_400, "refuse")):  # fmt: skip
        yield case(f"time-{label}", f"{seconds} seconds after it was signed, of 3600", "made by the referee", [EXAMPLE],
                   made(), 10, result, "expired" if result == "refuse" else None, later(TIME, seconds))  # fmt: skip
