"""Cases for signers: a request, and what must come out."""

import re
import tomllib
from pathlib import Path
from urllib.parse import quote, unquote

import referee

VECTORS = Path(__file__).parents[2] / "vectors"
ONCE = {"encode_path": "once", "normalize_path": False, "sign_token": True}
TWICE = {"encode_path": "twice", "normalize_path": True, "sign_token": True}
EXAMPLE = {"access_key_id": "AKIDEXAMPLE", "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE//token+with/special=="
TIME = "20150830T123600Z"
ADDED = {
    "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature",
    "X-Amz-Security-Token", "X-Amz-S3session-Token",
}  # fmt: skip
# Rows on which implementations differ, and what would count for nobody.
LEFT_OUT = {
    "sign-s3-crt-crt-s3-path-weird": "awscrt leaves %2b in lower case, other signers do not",
    "sign-s3-crt-crt-s3-path-weird-token": "the same",
    "sign-rds-js-rds-signer-special-user-token": "this signer keeps the upper-case letters of the host",
    "sign-edge-header-skip-list": "awscrt leaves out headers that it was given",
}
# Where AWS's pages leave something open or signers differ, and a refusal is as good as a signature.
OPEN = {
    "sign-generic-crt-crt-query-dup": "a bare plus, which servers read in two ways",
    "sign-generic-crt-crt-query-dup-token": "a bare plus, which servers read in two ways",
    "sign-edge-query-plus-literal": "a bare plus, which servers read in two ways",
    "sign-suite-query-get-header-value-multiline": "a value on several lines, which HTTP no longer allows",
    "sign-suite-header-get-header-value-multiline": "a value on several lines, which HTTP no longer allows",
    "sign-edge-header-fold": "a tab in a header, which signers fold in different ways",
    "sign-header-no-break-space": "white space that is not ASCII, which signers fold in different ways",
    "sign-edge-header-connection-is-signed-by-crt": "a header that every proxy changes",
    "sign-edge-path-trailing-dot": "a last segment that HTTP clients resolve in another way",
    "sign-edge-path-trailing-dotdot": "a last segment that HTTP clients resolve in another way",
    "sign-edge-path-encoded-dots": "dots that some clients decode",
    "sign-edge-query-empty-key": "a parameter without a name",
}
# Files whose rows are presigned URLs, and who made them where the rows do not say.
FILES = {
    "s3-botocore": "botocore 1.44.5",
    "s3-js": "@aws-sdk/s3-request-presigner 3.1164.0",
    "s3-go": "aws-sdk-go-v2",
    "s3-crt": "awscrt 0.38.1",
    "s3-minio-py": "minio-py",
    "cross-region-copy": None,
    "generic-crt": "awscrt 0.38.1",
    "generic-go": "aws-sdk-go-v2",
    "bedrock": None,
    "bedrock-agentcore": "bedrock-agentcore",
    "chime": "botocore",
    "dsql": None,
    "ec2-instance-connect": "awscli",
    "eks": "awscli",
    "elasticache": "AWS's documented steps",
    "execute-api": None,
    "iot": None,
    "kinesisvideo": "amazon-kinesis-video-streams-webrtc",
    "lambda-url": "botocore",
    "location": "botocore",
    "memorydb": "AWS's documented steps",
    "msk": None,
    "neptune": "botocore",
    "opensearch": "botocore",
    "polly": None,
    "query-protocol": "botocore",
    "rds": None,
    "sts": None,
    "transcribe": "AWS's documented steps",
    "vpc-lattice": "AWS's documented steps",
}


def read(name):
    return tomllib.loads((VECTORS / f"{name}.toml").read_text())


def credentials(file, row):
    token = row.get("session_token")
    found = {"access_key_id": file["access_key_id"], "secret_access_key": file["secret_access_key"]}
    return found | ({"session_token": token} if token else {})


def sendable(url):
    """Encodes what no URL may have."""
    return quote(url, safe="%/:?#[]@!$&'()*+,;=-._~")


def bare(url):
    """The URL before anything was added, and the value of X-Amz-Expires."""
    start, _, query = url.partition("?")
    parts = [part for part in query.split("&") if part]
    kept = [part for part in parts if unquote(part.partition("=")[0]) not in ADDED]
    expires = [part.partition("=")[2] for part in parts if part.startswith("X-Amz-Expires=")]
    return start + ("?" + "&".join(kept) if kept else ""), int(expires[0]) if expires else None


def spread(headers):
    for name, values in headers.items():
        for value in values if isinstance(values, list) else [values]:
            yield [name, value]


def flags(case):
    """What a signer must know to be right here."""
    url, found = case["request"]["url"], set()
    path, query = referee.split_target(referee.target_of(url))
    checks = {
        "session-token": case["credentials"].get("session_token"),
        "escapes-in-path": "%" in path,
        "dot-segments": re.search(r"/\.\.?(/|$)", path),
        "double-slash": "//" in path,
        "query": query,
        "repeated-parameter": len({n for n, _ in referee.query_pairs(query)}) < len(referee.query_pairs(query)),
        "signed-headers": case["request"]["headers"],
        "repeated-header": len({n.lower() for n, _ in case["request"]["headers"]}) < len(case["request"]["headers"]),
        "folded-spaces": any("  " in v or v != v.strip() for _, v in case["request"]["headers"]),
        "port": re.search(r":\d+$", referee.host_of(url)),
        "path-encoded-twice": case["rules"]["encode_path"] == "twice" and referee.encoded(path.encode(), "/") != path,
        "path-not-normalized": not case["rules"]["normalize_path"],
        "body-hash": case["payload"] not in (referee.UNSIGNED, referee.EMPTY),
        "unsigned-payload": case["payload"] == referee.UNSIGNED,
        "no-expiry": case["place"] == "query" and case["expires"] is None,
        "method": case["request"]["method"] not in ("GET", "PUT"),
        "not-ascii": re.search(r"%[89A-F]", url),
        "plus": "%2B" in url or "+" in url,
    }
    found.update(name for name, holds in checks.items() if holds)
    return sorted(found)


def finished(case, given=None):
    """Fills in what must come out; None where the referee and the row disagree."""
    expected = referee.presigned(case) if case["place"] == "query" else referee.authorized(case)
    for name, value in (given or {}).items():
        if expected.get(name) != value:
            return None
    if case["place"] == "query" and case["expires"] not in (None, *range(1, 604_801)):
        # Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters": at least 1, at most 604800.
        return case | {"flags": ["expiry"], "result": "refuse"}
    result = {"result": "valid"}
    if case["id"] in OPEN:
        result = {"result": "open", "open_because": OPEN[case["id"]]}
    return case | {"flags": flags(case)} | result | {"expected": expected}


def case(name, reason, source, **rest):
    base = {"id": name, "reason": reason, "source": source, "place": "query", "credentials": EXAMPLE, "time": TIME}
    return base | {"region": "us-east-1", "service": "s3", "rules": ONCE, "payload": referee.UNSIGNED} | rest


def from_rows():
    for file, by in FILES.items():
        rows = read(file)
        for row in rows["case"]:
            url = row.get("url") or row.get("decoded_url")
            if url is None or "signature_in_url" in row or ":authority" in row["signed_headers"]:
                continue
            unsigned = row.get("unsigned_query_parameters", [])
            if unsigned not in ([], ["X-Amz-Security-Token"]):
                continue
            url, expires = bare(sendable(url))
            headers = [pair for pair in spread(row["signed_headers"]) if pair[0] != "host"]
            twice, normal = row["double_encode_path"], row["normalize_path"]
            rules = {"encode_path": "twice" if twice else "once", "normalize_path": normal}
            rules["sign_token"] = not unsigned
            if row["service"] == "s3express":
                rules["token_parameter"] = "X-Amz-S3session-Token"
            yield (
                case(
                    f"sign-{file}-{row['name']}",
                    f"A presigned URL of {file.partition('-')[0] if file.startswith('s3') else file}: {row['name']}",
                    row.get("implementation") or by,
                    credentials=credentials(rows, row),
                    region=row["region"],
                    service=row["service"],
                    rules=rules,
                    payload=row["payload_hash"],
                    expires=expires,
                    request={"method": row["method"], "url": url, "headers": headers},
                ),
                {"canonical_request": row["canonical_request"], "signature": row["signature"]},
            )


def from_suite():
    rows = read("suite-v4")
    for row in rows["case"]:
        context, request = row["context"], row["request"]
        headers = [[n, v] for n, v in request["headers"] if n.lower() not in ("host", "x-amz-date")]
        host = next(v for n, v in request["headers"] if n.lower() == "host")
        payload = referee.sha256(request.get("body", ""))
        for place in ("query", "header"):
            own = list(headers)
            if place == "header" and context["sign_body"]:
                own.append(["x-amz-content-sha256", payload])
            rules = ONCE | {"normalize_path": context["normalize"]}
            rules["sign_token"] = not context.get("omit_session_token")
            yield (
                case(
                    f"sign-suite-{place}-{row['name']}",
                    f"AWS's own test suite, signed in the {place}: {row['name']}",
                    "aws-c-auth's test suite (published with aws-sigv4 1.6.4)",
                    place=place,
                    credentials=credentials(rows, row),
                    region=context["region"],
                    service=context["service"],
                    rules=rules,
                    payload=payload,
                    expires=context["expiration_in_seconds"] if place == "query" else None,
                    request={
                        "method": request["method"],
                        "url": sendable(f"https://{host}{request['target']}"),
                        "headers": own,
                    },
                ),
                {"canonical_request": row[place]["canonical_request"], "signature": row[place]["signature"]},
            )


def from_edge():
    rows = read("edge")
    for row in rows["case"]:
        if "error" in row or "signature" not in row:
            continue
        rules = {"encode_path": "twice" if row["double_encode_path"] else "once"}
        rules |= {"normalize_path": row["normalize_path"], "sign_token": True}
        yield (
            case(
                f"sign-edge-{row['name']}",
                f"An edge of the canonical request: {row['name'].replace('-', ' ')}",
                "awscrt 0.38.1",
                region=row["region"],
                service=row["service"],
                rules=rules,
                payload=row["payload_hash"],
                expires=row.get("expires"),
                request={
                    "method": row["method"],
                    "url": sendable(f"https://{row['host']}{row['target']}"),
                    "headers": row.get("headers", []),
                },
            ),
            {"signature": row["signature"]},
        )


def from_documents():
    for name in ("documented-s3", "documented-iam"):
        rows = read(name)
        for place in ("query", "header"):
            for row in rows[place]:
                headers = [[n, v] for n, v in row.get("headers", {}).items()] if isinstance(
                    row.get("headers"), dict
                ) else [list(pair) for pair in row.get("headers", [])]
                headers = [pair for pair in headers if pair[0].lower() not in ("host", "x-amz-date")]
                service = row["service"]
                yield (
                    case(
                        f"sign-{name}-{place}-{row['name'].replace(' ', '-')}",
                        f"An example of AWS's documentation: {row['name'].replace('-', ' ')}",
                        "AWS's documentation",
                        place=place,
                        credentials=credentials(rows, row),
                        time=rows["time"],
                        service=service,
                        rules=ONCE if service == "s3" else TWICE,
                        payload=row["canonical_request"].rpartition("\n")[2],
                        expires=row.get("expires"),
                        request={"method": row["method"], "url": row["target_url"], "headers": headers},
                    ),
                    {"canonical_request": row["canonical_request"], "signature": row["signature"]},
                )


# What may be in a key, a value or a header, and is spelled differently by those who write it by hand.
ASCII = [chr(code) for code in range(0x20, 0x7F)]
WORDS = {
    "e-acute": "é", "e-and-accent": "e\u0301", "cjk": "写真", "emoji": "📷", "rtl": "שלום", "nul": "\0", "tab": "\t",
    "newline": "\n", "delete": "\x7f", "no-break-space": "\u00a0", "replacement": "\ufffd", "last-of-bmp": "\uffff",
    "escape": "%41", "escaped-slash": "%2F", "half-an-escape": "%2", "percent": "100%", "two-slashes": "a//b",
    "slash-first": "/a", "slash-last": "a/", "spaces": "a  b", "plus-and-space": "a+b c", "question": "a?b=c",
    "fragment": "a#b", "colon-slashes": "http://h/p", "semicolons": "a;b;c", "dots-in-name": "a..b/.c/d.",
    "tilde": "~/a~", "brackets": "a[0]{1}", "quotes": "'a'\"b\"", "backslash": "a\\b", "equals": "a=b=c",
    "amp": "a&b&c", "star": "*.*", "parens": "a (1).txt",
}  # fmt: skip


def made():
    """Requests that nobody published, computed here and by botocore."""
    names = {f"{ord(char):02x}": char for char in ASCII} | WORDS
    for name, text in names.items():
        if text not in (".", ".."):
            written = referee.encoded(f"k{text}" if text == "." else text, "/")
            shown = f"of the character {text!r}" if len(name) == 2 else f"with {name.replace('-', ' ')}"
            yield case(
                f"sign-key-{name}",
                f"A key {shown}: encoded once, nothing normalized",
                "computed by the referee and by botocore",
                expires=900,
                request={
                    "method": "GET",
                    "url": f"https://examplebucket.s3.us-east-1.amazonaws.com/{'' if text != '/' else 'a'}{written}",
                    "headers": [],
                },
            )
        yield case(
            f"sign-value-{name}",
            f"The value of a parameter {'is' if len(name) == 2 else 'has'} {text!r}",
            "computed by the referee and by botocore",
            expires=900,
            request={
                "method": "GET",
                "url": "https://examplebucket.s3.us-east-1.amazonaws.com/a?response-content-disposition="
                + referee.encoded(text),
                "headers": [],
            },
        )
        if name not in ("nul", "tab", "newline", "delete") and text != " ":
            yield case(
                f"sign-header-{name}",
                f"The value of a signed header has {text!r}",
                "computed by the referee and by botocore",
                expires=900,
                request={
                    "method": "PUT",
                    "url": "https://examplebucket.s3.us-east-1.amazonaws.com/a",
                    "headers": [["x-amz-meta-a", f"b{text}c"]],
                },
            )
    for seconds in (1, 59, 3600, 86400, 604799, 604800):
        yield case(
            f"sign-expires-{seconds}", f"An expiry of {seconds} seconds", "computed by the referee and by botocore",
            expires=seconds,
            request={"method": "GET", "url": "https://examplebucket.s3.us-east-1.amazonaws.com/a", "headers": []},
        )  # fmt: skip
    for seconds in (0, 604801, 999999999):
        yield case(
            f"sign-expires-{seconds}", f"An expiry of {seconds} seconds, which no server accepts", "AWS's documentation",
            expires=seconds,
            request={"method": "GET", "url": "https://examplebucket.s3.us-east-1.amazonaws.com/a", "headers": []},
        )  # fmt: skip
    for method in ("GET", "PUT", "HEAD", "DELETE", "POST"):
        for token in (None, TOKEN):
            own = EXAMPLE | ({"session_token": token} if token else {})
            yield case(
                f"sign-method-{method.lower()}{'-token' if token else ''}",
                f"{method}{' with a session token' if token else ''}",
                "computed by the referee and by botocore",
                credentials=own,
                expires=60,
                request={"method": method, "url": "https://examplebucket.s3.eu-west-1.amazonaws.com/a", "headers": []},
                region="eu-west-1",
            )
    for time in ("20160229T235959Z", "19991231T235959Z", "20991231T000000Z", "20240101T000000Z"):
        yield case(
            f"sign-time-{time.lower()}", f"The clock at {time}", "computed by the referee and by botocore", time=time,
            expires=60,
            request={"method": "GET", "url": "https://examplebucket.s3.us-east-1.amazonaws.com/a", "headers": []},
        )  # fmt: skip


def cases():
    seen, disagreed = set(), []
    for asked, given in [*from_rows(), *from_suite(), *from_edge(), *from_documents(), *((it, None) for it in made())]:
        if asked["id"] in LEFT_OUT:
            continue
        done = finished(asked, given)
        assert asked["id"] not in seen, asked["id"]
        seen.add(asked["id"])
        if done is None:
            disagreed.append(asked["id"])
        else:
            yield done
    assert disagreed == [], disagreed
