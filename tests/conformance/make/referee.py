"""Signature Version 4, once more and independently: every case is computed by this before it is written.

After AWS Identity and Access Management User Guide, "Create a signed AWS API request", and Amazon S3 API Reference,
"Authenticating Requests (AWS Signature Version 4)".
"""

import hashlib
import hmac
import re
from urllib.parse import quote, unquote_to_bytes

UNSIGNED = "UNSIGNED-PAYLOAD"
EMPTY = hashlib.sha256(b"").hexdigest()
ALGORITHM = "AWS4-HMAC-SHA256"


def sha256(data):
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def encoded(data, safe=""):
    """Percent-encodes all bytes except the unreserved ones of RFC 3986."""
    return quote(data, safe="-._~" + safe)


def split_target(target):
    path, _, query = target.partition("?")
    return path or "/", query


def query_pairs(query):
    """Names and values of a query, as bytes. A plus is a plus."""
    parts = (part.partition("=") for part in query.split("&") if part)
    return [(unquote_to_bytes(name), unquote_to_bytes(value)) for name, _, value in parts]


def without_dots(path):
    """RFC 3986, section 5.2.4, and no two slashes in a row."""
    kept = []
    for segment in path.split("/"):
        if segment == "..":
            kept = kept[:-1]
        elif segment not in ("", "."):
            kept.append(segment)
    return "/" + "/".join(kept) + ("/" if path.endswith("/") and kept else "")


def canonical_path(path, rules):
    if rules["normalize_path"]:
        path = without_dots(path)
    if rules["encode_path"] == "twice":
        # Of the path as it is sent: its escapes are encoded once more.
        return encoded(path.encode(), "/")
    return encoded(unquote_to_bytes(path), "/")


def canonical_query(pairs):
    return "&".join(f"{name}={value}" for name, value in sorted((encoded(n), encoded(v)) for n, v in pairs))


def canonical_headers(headers):
    values = {}
    for name, value in headers:
        values.setdefault(name.lower(), []).append(re.sub(r"[ \t\r\n]+", " ", value).strip(" \t"))
    return {name: ",".join(values[name]) for name in sorted(values)}


def canonical_request(method, target, headers, rules, payload):
    """`headers` are those that are signed, the host among them."""
    path, query = split_target(target)
    signed = canonical_headers(headers)
    pairs = [pair for pair in query_pairs(query) if pair[0] != b"X-Amz-Signature"]
    lines = [method, canonical_path(path, rules), canonical_query(pairs)]
    lines += [f"{name}:{value}" for name, value in signed.items()] + ["", ";".join(signed), payload]
    return "\n".join(lines)


def mac(key, text):
    return hmac.new(key, text if isinstance(text, bytes) else text.encode(), hashlib.sha256).digest()


def signing_key(secret, date, region, service):
    key = ("AWS4" + secret).encode()
    for part in (date, region, service, "aws4_request"):
        key = mac(key, part)
    return key


def scope(time, region, service):
    return f"{time[:8]}/{region}/{service}/aws4_request"


def string_to_sign(time, region, service, canonical):
    return "\n".join([ALGORITHM, time, scope(time, region, service), sha256(canonical)])


def sign(secret, time, region, service, text):
    return mac(signing_key(secret, time[:8], region, service), text).hex()


def host_of(url):
    """The host as clients send it: in lower case, without the port that the scheme implies."""
    scheme, _, rest = url.partition("://")
    host = rest.partition("/")[0].partition("?")[0].lower()
    return host.removesuffix({"https": ":443", "wss": ":443", "http": ":80", "ws": ":80"}[scheme])


def target_of(url):
    rest = url.split("://", 1)[1]
    start = min((at for at in (rest.find("/"), rest.find("?")) if at >= 0), default=len(rest))
    target = rest[start:]
    return target if target.startswith("/") else "/" + target


def presigned(case):
    """What the signing case must give: canonical request, string to sign, signature and URL."""
    credentials, url = case["credentials"], case["request"]["url"]
    headers = [("host", host_of(url)), *map(tuple, case["request"]["headers"])]
    token = credentials.get("session_token")
    names = ";".join(canonical_headers(headers))
    added = [
        ("X-Amz-Algorithm", ALGORITHM),
        ("X-Amz-Credential", credentials["access_key_id"] + "/" + scope(case["time"], case["region"], case["service"])),
        ("X-Amz-Date", case["time"]),
        ("X-Amz-Expires", str(case["expires"])),
        ("X-Amz-SignedHeaders", names),
    ]
    if case["expires"] is None:
        added.pop(3)
    if token and case["rules"]["sign_token"]:
        added.append((case["rules"].get("token_parameter", "X-Amz-Security-Token"), token))
    written = "&".join(f"{name}={encoded(value)}" for name, value in added)
    url = url.partition("://")[0] + "://" + host_of(url) + target_of(url)
    joined = url + ("&" if "?" in url else "?") + written
    canonical = canonical_request(case["request"]["method"], target_of(joined), headers, case["rules"], case["payload"])
    text = string_to_sign(case["time"], case["region"], case["service"], canonical)
    signature = sign(credentials["secret_access_key"], case["time"], case["region"], case["service"], text)
    if token and not case["rules"]["sign_token"]:
        joined += "&X-Amz-Security-Token=" + encoded(token)
    return {
        "canonical_request": canonical,
        "string_to_sign": text,
        "signature": signature,
        "url": f"{joined}&X-Amz-Signature={signature}",
    }


def authorized(case):
    """The same with the signature in the header `Authorization`."""
    credentials, url = case["credentials"], case["request"]["url"]
    headers = [("host", host_of(url)), *map(tuple, case["request"]["headers"]), ("x-amz-date", case["time"])]
    token = credentials.get("session_token")
    if token and case["rules"]["sign_token"]:
        headers.append(("x-amz-security-token", token))
    canonical = canonical_request(
        case["request"]["method"], target_of(url), headers, case["rules"], case["payload"]
    )
    text = string_to_sign(case["time"], case["region"], case["service"], canonical)
    signature = sign(credentials["secret_access_key"], case["time"], case["region"], case["service"], text)
    place = credentials["access_key_id"] + "/" + scope(case["time"], case["region"], case["service"])
    names = ";".join(canonical_headers(headers))
    return {
        "canonical_request": canonical,
        "string_to_sign": text,
        "signature": signature,
        "authorization": f"{ALGORITHM} Credential={place}, SignedHeaders={names}, Signature={signature}",
    }
