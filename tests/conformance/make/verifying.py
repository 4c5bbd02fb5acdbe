"""Cases for servers: a request as it arrives, to be accepted or refused."""

import re
from datetime import datetime, timedelta
from urllib.parse import unquote

import referee
from signing import EXAMPLE, ONCE, TIME, TOKEN, TWICE

FORMAT = "%Y%m%dT%H%M%SZ"
OTHER = {"access_key_id": "AKIDSECOND", "secret_access_key": "a2f1uQJ1+9KJ3Vt8yXhZc0l4kEXAMPLESECOND00"}
HOST = "examplebucket.s3.us-east-1.amazonaws.com"


def later(time, seconds):
    return (datetime.strptime(time, FORMAT) + timedelta(seconds=seconds)).strftime(FORMAT)


class Received:
    """A request that may be changed before it is a case."""

    def __init__(self, method, target, headers, body=None):
        self.method, self.target, self.headers, self.body = method, target, list(headers), body

    def copy(self):
        return Received(self.method, self.target, [tuple(pair) for pair in self.headers], self.body)

    def shown(self):
        shown = {"method": self.method, "target": self.target, "headers": [list(pair) for pair in self.headers]}
        return shown if self.body is None else shown | {"body": self.body.hex()}

    # The changes: each returns whether it could be made.
    def parameter(self, name, change):
        """Changes the written value of a parameter; None removes it."""
        path, query = referee.split_target(self.target)
        parts, found = [], False
        for part in query.split("&") if query else []:
            key, _, value = part.partition("=")
            if key == name:
                found, new = True, change(value)
                if new is not None:
                    parts.append(f"{key}={new}")
            else:
                parts.append(part)
        self.target = path + ("?" + "&".join(parts) if parts else "")
        return found

    def add(self, text):
        self.target += ("&" if "?" in self.target else "?") + text
        return True

    def header(self, name, change):
        found, headers = False, []
        for key, value in self.headers:
            if key.lower() == name:
                found, new = True, change(value)
                if new is not None:
                    headers.append((key, new))
            else:
                headers.append((key, value))
        self.headers = headers
        return found

    def authorization(self, pattern, new):
        def change(value):
            return re.sub(pattern, new, value, count=1)

        before = dict(self.headers).get("authorization", "")
        return self.header("authorization", change) and dict(self.headers)["authorization"] != before


def sent(asked):
    """The request of a signing case as it arrives."""
    out = referee.presigned(asked) if asked["place"] == "query" else referee.authorized(asked)
    url = out.get("url") or asked["request"]["url"]
    headers = [("host", referee.host_of(url)), *map(tuple, asked["request"]["headers"])]
    if asked["place"] == "header":
        headers.append(("x-amz-date", asked["time"]))
        if asked["credentials"].get("session_token"):
            headers.append(("x-amz-security-token", asked["credentials"]["session_token"]))
        headers.append(("authorization", out["authorization"]))
    return Received(asked["request"]["method"], referee.target_of(url), headers, asked.get("body"))


def flip(value):
    """Another last digit."""
    return value[:-1] + ("0" if value[-1] != "0" else "1")


def base(place, **rest):
    body = rest.pop("body", None)
    url = rest.pop("url", f"https://{HOST}/photos/a%20b.jpg?response-content-type=image%2Fjpeg")
    headers = rest.pop("headers", [])
    method = rest.pop("method", "GET")
    rules = rest.get("rules", ONCE)
    is_unsigned = rules == ONCE and (body is None or place == "query")
    payload = referee.UNSIGNED if is_unsigned else referee.sha256(body or b"")
    if place == "header" and rules == ONCE:
        headers = [*headers, ["x-amz-content-sha256", payload]]
    asked = {"place": place, "credentials": EXAMPLE, "time": TIME, "region": "us-east-1", "service": "s3"}
    asked |= {"rules": rules, "payload": payload, "expires": 900 if place == "query" else None, "body": body}
    return asked | {"request": {"method": method, "url": url, "headers": headers}} | rest


TOKENED = EXAMPLE | {"session_token": TOKEN}
API = "https://api.example.com/v1/items%2F1?a=1&b=%C3%A9"
# What is changed below: reads and uploads, in both places, with and without what may be signed besides.
BASES = {
    "get": base("query"),
    "get-token": base("query", credentials=TOKENED),
    "put": base("query", method="PUT", headers=[["content-type", "image/jpeg"], ["x-amz-meta-a", "one  two"]]),
    "put-length": base("query", method="PUT", headers=[["content-length", "5"]], body=b"hello"),
    "head": base("query", method="HEAD", url=f"https://{HOST}/a//b/..c/%2E"),
    "path-style": base("query", url="https://s3.eu-west-1.amazonaws.com/examplebucket/k", region="eu-west-1"),
    "port": base("query", url="http://127.0.0.1:9000/bucket/%F0%9F%93%B7"),
    "list": base("query", url=f"https://{HOST}/?list-type=2&prefix=a%2F&delimiter=%2F"),
    "api": base("query", url=API, service="execute-api", rules=TWICE),
    "api-dots": base("query", url="https://api.example.com/a/../b//c/./d", service="execute-api", rules=TWICE),
    "header-get": base("header"),
    "header-get-token": base("header", credentials=TOKENED),
    "header-put": base("header", method="PUT", headers=[["content-type", "text/plain"]], body=b"Hello, world"),
    "header-post": base("header", method="POST", url=API, service="execute-api", rules=TWICE, body=b'{"a":1}'),
    "header-meta": base("header", method="PUT", headers=[["x-amz-meta-a", "x"], ["x-amz-acl", "private"]], body=b""),
    "header-range": base("header", headers=[["range", "bytes=0-9"]]),
}  # fmt: skip


def scope_part(place, index, new):
    """Puts another text at one place of the credential."""

    def change(request):
        def swapped(value):
            parts = value.split("%2F" if place == "query" else "/")
            parts[index] = new
            return ("%2F" if place == "query" else "/").join(parts)

        if place == "query":
            return request.parameter("X-Amz-Credential", swapped)
        return request.authorization(r"(?<=Credential=)[^,]+", lambda match: swapped(match.group()))

    return change


def signature(place, change):
    def made(request):
        if place == "query":
            return request.parameter("X-Amz-Signature", change)
        return request.authorization(r"(?<=Signature=)[0-9a-f]+", lambda match: change(match.group()))

    return made


def path(change):
    def made(request):
        before, query = referee.split_target(request.target)
        request.target = change(before) + ("?" + query if query else "")
        return change(before) != before

    return made


def method(new):
    def made(request):
        other = new if request.method != new else "DELETE"
        request.method = other
        return True

    return made


def common(place):
    """Changes after signing, which every server must see: name, what it catches, what is done."""
    yield "signature-last-digit", "signature", signature(place, flip)
    yield "signature-first-digit", "signature", signature(place, lambda s: ("0" if s[0] != "0" else "1") + s[1:])
    yield "signature-empty", "malformed", signature(place, lambda _: "")
    yield "signature-short", "signature", signature(place, lambda s: s[:-2])
    yield "signature-long", "signature", signature(place, lambda s: s + "00")
    yield "signature-zeros", "signature", signature(place, lambda s: "0" * 64)
    yield "signature-not-hex", "signature", signature(place, lambda s: "g" + s[1:])
    yield "method", "signature", method("POST")
    yield "path-longer", "signature", path(lambda p: p + "x")
    yield "path-slash-added", "signature", path(lambda p: p + "/x")
    yield "path-other-key", "signature", path(lambda p: p.rpartition("/")[0] + "/other")
    yield "path-upper-case", "signature", path(lambda p: p.swapcase() if "%" not in p else p.replace("a", "A", 1))
    yield "query-added", "signature", lambda r: r.add("versionId=1")
    yield "query-flag-added", "signature", lambda r: r.add("acl")
    yield "host", "signature", lambda r: r.header("host", lambda v: "other." + v)
    yield "host-port-added", "signature", lambda r: r.header("host", lambda v: v + "1" if ":" in v else v + ":8443")
    yield "host-missing", "malformed", lambda r: r.header("host", lambda _: None)
    yield "scope-date", "scope", scope_part(place, 1, "20150829")
    yield "scope-region", "scope", scope_part(place, 2, "eu-central-1")
    yield "scope-service", "scope", scope_part(place, 3, "iam")
    yield "scope-terminator", "scope", scope_part(place, 4, "aws3_request")
    yield "unknown-key", "key", scope_part(place, 0, "AKIDUNKNOWN")
    yield "other-key", "signature", scope_part(place, 0, "AKIDSECOND")
    yield "empty-key", "key", scope_part(place, 0, "")


def of_query():
    def twice(name):
        return lambda r: r.add(next(part for part in r.target.partition("?")[2].split("&") if part.startswith(name)))

    def value(name, new):
        return lambda r: r.parameter(name, lambda _: new)

    for name in ("Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature"):
        yield f"missing-{name.lower()}", "malformed", lambda r, n=name: r.parameter(f"X-Amz-{n}", lambda _: None)
        yield f"twice-{name.lower()}", "malformed", twice(f"X-Amz-{name}=")
    for new in ("AWS4-HMAC-SHA512", "aws4-hmac-sha256", "AWS4-ECDSA-P256-SHA256", ""):
        yield f"algorithm-{new.lower() or 'empty'}", "malformed", value("X-Amz-Algorithm", new)
    for label, new in {
        "longer": "901", "week": "604800", "over-a-week": "604801", "zero": "0", "negative": "-1", "sign": "%2B900",
        "fraction": "900.5", "exponent": "9e2", "space": "%20900", "hex": "0x384", "empty": "", "huge": "9" * 30,
    }.items():  # fmt: skip
        yield f"expires-{label}", "signature" if label in ("longer", "week") else "malformed", value("X-Amz-Expires", new)
    for label, new in {
        "later": "20150830T123700Z", "day-later": "20150831T123600Z", "rfc3339": "2015-08-30T12%3A36%3A00Z",
        "http": "Sun%2C%2030%20Aug%202015%2012%3A36%3A00%20GMT", "no-zone": "20150830T123600", "month-13": "20151330T123600Z",
        "empty": "",
    }.items():  # fmt: skip
        yield f"date-{label}", "signature" if label.endswith("later") else "malformed", value("X-Amz-Date", new)
    yield "signed-headers-none", "malformed", value("X-Amz-SignedHeaders", "")
    yield "signed-headers-without-host", "malformed", value("X-Amz-SignedHeaders", "x-amz-date")
    yield "signed-headers-more", "signature", lambda r: r.parameter("X-Amz-SignedHeaders", lambda v: v + "%3Brange")
    yield "credential-short", "malformed", value("X-Amz-Credential", "AKIDEXAMPLE%2F20150830%2Fus-east-1%2Faws4_request")
    yield "credential-only-key", "malformed", value("X-Amz-Credential", "AKIDEXAMPLE")
    yield "token-added", "token", lambda r: (
        "X-Amz-Security-Token" not in r.target and r.add("X-Amz-Security-Token=" + referee.encoded(TOKEN))
    )
    yield "token-removed", "token", lambda r: r.parameter("X-Amz-Security-Token", lambda _: None)
    yield "token-changed", "token", lambda r: r.parameter("X-Amz-Security-Token", flip)
    yield "authorization-besides", "ambiguous", lambda r: (
        r.headers.append(("authorization", referee.authorized(base("header"))["authorization"])) or True
    )
    yield "parameter-changed", "signature", lambda r: any(
        r.parameter(name, lambda v: v + "x") for name in ("response-content-type", "prefix", "a", "b")
    )
    yield "parameter-removed", "signature", lambda r: any(
        r.parameter(name, lambda _: None) for name in ("response-content-type", "prefix", "a")
    )
    yield "parameter-twice", "signature", lambda r: any(
        name + "=" in r.target and r.add(name + "=x") for name in ("response-content-type", "prefix", "a")
    )
    yield "lower-case-names", "malformed", lambda r: setattr(r, "target", r.target.replace("X-Amz-", "x-amz-")) or True


def of_header():
    yield "missing-authorization", "malformed", lambda r: r.header("authorization", lambda _: None)
    yield "twice-authorization", "ambiguous", lambda r: (
        r.headers.append(("authorization", dict(r.headers)["authorization"])) or True
    )
    yield "missing-date", "malformed", lambda r: r.header("x-amz-date", lambda _: None)
    yield "date-changed", "signature", lambda r: r.header("x-amz-date", lambda _: "20150830T123601Z")
    yield "date-day-later", "scope", lambda r: r.header("x-amz-date", lambda _: "20150831T123600Z")
    yield "algorithm", "malformed", lambda r: r.authorization("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512")
    yield "algorithm-v2", "malformed", lambda r: r.header("authorization", lambda _: "AWS AKIDEXAMPLE:c2lnbmF0dXJl")
    yield "no-credential", "malformed", lambda r: r.authorization(r"Credential=[^,]+, ?", "")
    yield "no-signed-headers", "malformed", lambda r: r.authorization(r"SignedHeaders=[^,]+, ?", "")
    yield "no-signature", "malformed", lambda r: r.authorization(r", ?Signature=\w+", "")
    yield "signed-headers-empty", "malformed", lambda r: r.authorization(r"(?<=SignedHeaders=)[^,]+", "")
    yield "host-not-signed", "malformed", lambda r: r.authorization(r"(?<=SignedHeaders=)([^,]*)host;", r"\1")
    yield "signed-headers-more", "signature", lambda r: r.authorization(r"(?<=SignedHeaders=)[^,]+", r"\g<0>;x-more")
    yield "token-added", "token", lambda r: (
        "x-amz-security-token" not in dict(r.headers) and (r.headers.append(("x-amz-security-token", TOKEN)) or True)
    )
    yield "token-removed", "token", lambda r: r.header("x-amz-security-token", lambda _: None)
    yield "token-changed", "token", lambda r: r.header("x-amz-security-token", flip)
    yield "body-changed", "body", lambda r: bool(r.body) and (setattr(r, "body", r.body[:-1] + b"!") or True)
    yield "body-longer", "body", lambda r: bool(r.body) and (setattr(r, "body", r.body + b" ") or True)
    yield "body-missing", "body", lambda r: bool(r.body) and (setattr(r, "body", b"") or True)
    yield "hash-changed", "signature", lambda r: r.header("x-amz-content-sha256", flip)
    yield "hash-now-unsigned", "signature", lambda r: (
        dict(r.headers).get("x-amz-content-sha256") != referee.UNSIGNED
        and r.header("x-amz-content-sha256", lambda _: referee.UNSIGNED)
    )
    yield "presigned-besides", "ambiguous", lambda r: r.add(referee.presigned(base("query"))["url"].partition("?")[2])


def of_headers():
    """Changes to what is signed besides the host."""
    for name in ("content-type", "x-amz-meta-a", "x-amz-acl", "range", "content-length"):
        yield f"{name}-changed", "signature", lambda r, n=name: r.header(n, lambda v: v + "0")
        yield f"{name}-removed", "signature", lambda r, n=name: r.header(n, lambda _: None)
    for name in ("content-type", "x-amz-meta-a"):
        yield f"{name}-twice", "signature", lambda r, n=name: (
            n in dict(r.headers) and (r.headers.append((n, "another")) or True)
        )
    # Whoever sends a presigned URL may add headers, but none that the service would obey.
    for name, value in (("x-amz-acl", "public-read-write"), ("x-amz-copy-source", "/other/secret"), ("x-amz-meta-z", "z")):
        yield f"unsigned-{name}", "unsigned-header", lambda r, n=name, v=value: (
            n not in dict(r.headers) and (r.headers.append((n, v)) or True)
        )


def case(name, reason, flags, request, asked, result, now=None, why=None):
    made = {"id": name, "reason": reason, "flags": flags, "source": "made by the referee", "result": result}
    made |= {"why": why} if why else {}
    return made | {
        "now": now or later(asked["time"], 60),
        "region": asked["region"],
        "service": asked["service"],
        "rules": asked["rules"],
        "keys": [asked["credentials"], OTHER],
        "request": request.shown(),
    }


def from_signing(signed):
    """Every signed request of the other file must be accepted, where the service's own rules were used."""
    for asked in signed:
        usual = ONCE if asked["service"].startswith("s3") else TWICE
        if asked["rules"] != usual or asked["payload"] not in (referee.UNSIGNED, referee.EMPTY):
            continue
        if asked["service"] not in ("s3", "execute-api", "sts", "iam", "polly") or "source" not in asked:
            continue
        # A checksum is of a body that the row does not have; a URL without an expiry is valid for as long as the service
        # says; one with more than a week is not valid.
        if "x-amz-checksum-" in str(asked["request"]).lower() or asked["result"] != "valid" or "no-expiry" in asked["flags"]:
            continue
        name = asked["id"].replace("sign-", "verify-", 1)
        request = sent(asked)
        now = later(asked["time"], min(60, (asked["expires"] or 900) - 1))
        yield case(name, "Signed as it should be: " + asked["reason"], asked["flags"], request, asked, "valid", now)


def times():
    asked = BASES["get"]
    for label, seconds, result, why in (
        ("at-once", 0, "valid", None),
        ("half-way", 450, "valid", None),
        ("last-second", 899, "valid", None),
        ("at-the-end", 900, "open", None),
        ("a-second-late", 901, "refuse", "expired"),
        ("a-day-late", 86_400, "refuse", "expired"),
        ("clock-behind-a-minute", -60, "valid", None),
        ("clock-behind-14-minutes", -840, "open", None),
        ("clock-behind-an-hour", -3600, "refuse", "early"),
        ("clock-behind-a-day", -86_400, "refuse", "early"),
    ):
        now = later(TIME, seconds)
        yield case(f"verify-time-{label}", f"A URL of 900 seconds, {seconds} seconds after it was signed", ["time"],
                   sent(asked), asked, result, now, why)  # fmt: skip
    asked = BASES["header-get"]
    for label, seconds, result, why in (
        ("at-once", 0, "valid", None),
        ("14-minutes", 840, "valid", None),
        ("16-minutes", 960, "refuse", "expired"),
        ("a-day", 86_400, "refuse", "expired"),
        ("14-minutes-early", -840, "valid", None),
        ("16-minutes-early", -960, "refuse", "early"),
    ):
        now = later(TIME, seconds)
        yield case(f"verify-header-time-{label}", f"Signed in a header, {seconds} seconds after it was signed", ["time"],
                   sent(asked), asked, result, now, why)  # fmt: skip


def harmless():
    """What may change in transit, or be spelled in another way."""
    for name, asked in BASES.items():
        plain = sent(asked)
        yield case(f"verify-{name}", f"Nothing was changed: {name}", [], plain, asked, "valid")
        more = plain.copy()
        more.headers += [("user-agent", "a client"), ("accept", "*/*"), ("accept-encoding", "gzip"), ("via", "1.1 proxy")]
        yield case(f"verify-{name}-more-headers", "Clients and proxies add headers that are not signed", ["headers"], more,
                   asked, "valid")  # fmt: skip
        turned = plain.copy()
        turned.headers = [(key.title(), value) for key, value in reversed(turned.headers)]
        yield case(f"verify-{name}-headers-turned", "Names of headers in other letters and another order", ["headers"],
                   turned, asked, "valid")  # fmt: skip
        first, query = referee.split_target(plain.target)
        if "&" in query:
            turned = plain.copy()
            turned.target = first + "?" + "&".join(reversed(query.split("&")))
            yield case(f"verify-{name}-query-turned", "The parameters in another order", ["query"], turned, asked, "valid")
        spelled = plain.copy()
        spelled.target = re.sub("%[0-9A-F]{2}", lambda match: match.group().lower(), plain.target)
        if spelled.target != plain.target and asked["rules"] == ONCE:
            yield case(f"verify-{name}-lower-case-escapes", "Escapes in lower case, as some proxies write them", ["escapes"],
                       spelled, asked, "valid")  # fmt: skip


def refused():
    for name, asked in BASES.items():
        place = asked["place"]
        own = [*common(place), *(of_query() if place == "query" else of_header()), *of_headers()]
        for label, why, change in own:
            request = sent(asked)
            # A server has to see headers that S3 obeys; others do not look at them.
            if label.startswith("unsigned-") and asked["service"] != "s3":
                continue
            before = request.shown()
            if change(request) is False or request.shown() == before:
                continue
            reason = f"{name}: after signing, {label.replace('-', ' ')}"
            yield case(f"refuse-{name}-{label}", reason, [label], request, asked, "refuse", why=why)
        wrong = asked | {"credentials": asked["credentials"] | {"secret_access_key": EXAMPLE["secret_access_key"].lower()}}
        yield case(f"refuse-{name}-wrong-secret", f"{name}: signed with a different secret", ["wrong-secret"], sent(wrong),
                   asked, "refuse", why="signature")  # fmt: skip
        if asked["rules"] == ONCE and "%" in referee.target_of(asked["request"]["url"]).partition("?")[0]:
            wrong = asked | {"rules": ONCE | {"encode_path": "twice"}}
            yield case(f"refuse-{name}-encoded-twice", f"{name}: signed with the path encoded twice", ["path-encoded-twice"],
                       sent(wrong), asked, "refuse", why="signature")  # fmt: skip


def cases(signed):
    yield from from_signing(signed)
    yield from harmless()
    yield from times()
    yield from refused()
