"""Cases of the rest of the family: SigV4a, tokens, scoped credentials, event streams, CloudFront.

Rows of the project's vectors, in one shape, and what must be refused if a row is changed. Each file of vectors says who
made its rows.
"""

import base64
import re

import referee
from signing import EXAMPLE, ONCE, TIME, TOKEN, credentials, read
from verifying import Received, common, flip, later, of_header

SUITE = "aws-c-auth's test suite (published with aws-sigv4 1.6.4)"
# What every change of a request breaks whatever the algorithm is; the others are of HMAC's form of the credential.
GENERAL = re.compile("method|path-(longer|slash|other)|query|host|unknown|other-key")


def parsed(text):
    """A request as it stands on the wire; a header may go on in the next line."""
    head, _, body = text.partition("\n\n")
    first, *lines = re.sub(r"\n[ \t]+", " ", head).split("\n")
    method, rest = first.split(" ", 1)
    target = rest.rpartition(" ")[0]
    pairs = [line.split(":", 1) for line in lines if line]
    headers = [(name.strip().lower(), value.strip()) for name, value in pairs]
    return Received(method, target, headers, body.encode() or None)


def multi_region():
    """SigV4a: signatures differ each time, so these are cases for servers. `keys` gives the public key too."""
    rows = read("suite-v4a")
    for row in rows["case"]:
        context = row["context"]
        # Raw spaces and letters that no HTTP server accepts, and values on several lines.
        if re.search(r"[^!-~]", row["request"]["target"]) or "multiline" in row["name"] or context.get("omit_session_token"):
            continue
        rules = ONCE | {"normalize_path": context["normalize"]}
        keys = [credentials(rows, row) | {"public_key": rows["public_key"]}]
        for place in ("query", "header"):
            received = parsed(row[place]["signed_request"])

            def case(name, reason, request, result, why=None, row=row, place=place, keys=keys, rules=rules):
                made = {"id": f"v4a-{place}-{row['name']}{name}", "reason": reason, "flags": ["sigv4a"], "source": SUITE}
                made |= {"result": result} | ({"why": why} if why else {})
                made |= {"now": later(TIME, 60), "region": "us-east-1", "service": "service", "rules": rules}
                return made | {"keys": keys, "request": request.shown()}

            yield case("", f"AWS's own test suite, signed in the {place}: {row['name']}", received, "valid")
            if row["name"] not in ("get-vanilla", "get-vanilla-query-order-key-case", "post-x-www-form-urlencoded",
                                   "get-vanilla-with-session-token"):  # fmt: skip
                continue
            changes = [it for it in common(place) if GENERAL.match(it[0])]
            changes += [it for it in of_header() if it[0].startswith("body")] if place == "header" else []
            for label, why, change in [*changes, *of_region_set(place)]:
                request, before = received.copy(), received.shown()
                if change(request) is False or request.shown() == before:
                    continue
                yield case(f"-{label}", f"After signing, {label.replace('-', ' ')}", request, "refuse", why)


def of_region_set(place):
    name = "X-Amz-Region-Set" if place == "query" else "x-amz-region-set"

    def change(request, how):
        return request.parameter(name, how) if place == "query" else request.header(name, how)

    yield "region-set-wider", "signature", lambda r: change(r, lambda _: "%2A" if place == "query" else "*")
    yield "region-set-other", "region", lambda r: change(r, lambda _: "eu-west-1")
    yield "region-set-missing", "malformed", lambda r: change(r, lambda _: None)
    yield "region-set-empty", "malformed", lambda r: change(r, lambda _: "")
    for label, new in (("empty", ""), ("short", "30"), ("not-der", "00" * 70), ("zeros", "3006020100020100")):
        if place == "query":
            yield f"signature-{label}", "signature", lambda r, n=new: r.parameter("X-Amz-Signature", lambda _: n)
        else:
            yield f"signature-{label}", "signature", lambda r, n=new: r.authorization(r"(?<=Signature=)\w+", n)
    if place == "query":
        yield "signature-last-digit", "signature", lambda r: r.parameter("X-Amz-Signature", flip)
    else:
        yield "signature-last-digit", "signature", lambda r: r.authorization(r"Signature=\w+", lambda m: flip(m.group()))


def tokens():
    """Passwords and bearer tokens that hold a presigned URL. `url` is the decoded one; the order of its parameters is free."""
    for file in ("rds", "dsql", "eks", "elasticache", "memorydb"):
        rows = read(file)
        for row in rows["case"]:
            # One of the signers for RDS keeps capitals of the host, and no client does.
            if "token" not in row or row["name"] == "js-rds-signer-special-user-token":
                continue
            made = {"id": f"token-{file}-{row['name']}", "reason": f"A token of {file}: {row['name']}", "flags": [file]}
            made |= {"source": row.get("implementation", "AWS's documented steps"), "result": "valid", "kind": file}
            made |= {"credentials": credentials(rows, row), "time": rows["time"], "region": row["region"]}
            url = row.get("decoded_url") or "https://" + row["token"]
            yield made | {"input": row["input"], "url": url, "signature": row["signature"]}


def scoped():
    """Temporary credentials of R2 that are made locally, and requests with them."""
    rows = read("r2-temporary")
    by_name = {}
    for row in rows["case"]:
        by_name[row["name"]] = row
        both = "scope" in row and "actions" in row
        made = {"id": f"r2-{row['name']}", "reason": f"Made locally: {row['name'].replace('-', ' ')}", "flags": ["r2"]}
        made |= {"source": "jose 6.2.18, PyJWT 2.15.1", "result": "open" if both else "valid", "kind": "mint"}
        parent = {name: row[name] for name in ("access_key_id", "secret_access_key")}
        asked = {name: row[name] for name in ("account", "jurisdiction", "host", "bucket", "scope", "actions", "prefixes",
                                              "keys", "issued_at", "seconds") if name in row}  # fmt: skip
        yield made | {"parent": parent, "asked": asked, "secret": row["secret"], "token": row["token"]}
    for row in rows["request"]:
        of = by_name[row["case"]]
        for label, result, why, token in request_tokens(of, row["in_scope"]):
            received = asked_of(row, token)
            made = {"id": f"r2-request-{row['name']}{label}", "flags": ["r2"], "source": "botocore 1.44.8"}
            made |= {"reason": f"With credentials of {row['case']}{label.replace('-', ' ')}: {row['name']}"}
            made |= {"result": result} | ({"why": why} if why else {})
            parent = {name: of[name] for name in ("access_key_id", "secret_access_key")}
            host = of.get("host") or f"{of['account']}{'.' + of['jurisdiction'] if 'jurisdiction' in of else ''}.r2.cloudflarestorage.com"
            made |= {"kind": "request", "parent": parent, "bucket": of["bucket"], "server": host}
            yield made | {"now": "20260101T000000Z", "region": "auto", "service": "s3", "request": received.shown()}


def asked_of(row, token):
    target = referee.target_of(row["url"]).replace("=TOKEN", "=" + referee.encoded(token))
    headers = [("host", referee.host_of(row["url"]))] + [(n, v.replace("TOKEN", token)) for n, v in row["headers"].items()]
    return Received(row["method"], target, headers, row.get("body", "").encode())


def request_tokens(of, is_in_scope):
    yield "", "valid" if is_in_scope else "refuse", None if is_in_scope else "scope", of["token"]
    jwt = base64.b64decode(of["token"]).decode()
    head, claims, signature = jwt.split(".")
    kind = head[: head.index("/") + 1] if "/" in head else ""

    def spelled(text):
        return base64.b64encode(text.encode()).decode()

    def url64(text):
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    wider = re.sub(r'"exp":\d+', '"exp":1999999999', base64.urlsafe_b64decode(claims + "==").decode())
    none = kind + url64('{"alg":"none","typ":"JWT"}')
    yield "-longer", "refuse", "token", spelled(f"{head}.{url64(wider)}.{signature}")
    yield "-without-signature", "refuse", "token", spelled(f"{head}.{claims}.")
    yield "-algorithm-none", "refuse", "token", spelled(f"{none}.{claims}.")
    yield "-signature-changed", "refuse", "token", spelled(f"{head}.{claims}.{flip(signature[:-1]) + signature[-1]}")
    yield "-not-a-token", "refuse", "token", spelled("hello")
    yield "-empty", "refuse", "token", ""


def events():
    """Messages of event streams, in the order in which they arrive."""
    rows = read("event-stream")
    keys = {name: rows[name] for name in ("access_key_id", "secret_access_key")}

    def case(name, reason, source, result, row, frames, previous, now, own=keys, why=None):
        made = {"id": f"event-{name}", "reason": reason, "flags": ["event-stream"], "source": source, "result": result}
        made |= {"why": why} if why else {}
        made |= {"credentials": own, "region": row["region"], "service": row["service"], "now": now}
        return made | {"previous": previous, "frames": frames}

    for row in rows["received"]:
        refused = "refused_at" in row
        source = "@smithy/eventstream-codec 4.5.2" if row.get("milliseconds") else "aws-smithy-eventstream 0.61.6"
        yield case(row["name"], row.get("because", f"A stream as it should be: {row['name']}"), source,
                   "refuse" if refused else "valid", row, row["frames"], row["previous"], row["now"],
                   why="event" if refused else None)  # fmt: skip
    for row in rows["stream"]:
        own = keys | {name: row[name] for name in ("access_key_id", "secret_access_key") if name in row}
        if any("frame" not in message for message in row["message"]) or len(row["message"]) > 8:
            continue
        if len({message["time"] for message in row["message"]}) > 1:
            continue
        frames = [message["frame"] for message in row["message"]]
        begin, now = row["opening"]["signature"], row["message"][0]["time"]
        by = "aws-sigv4 1.6.4 with aws-smithy-eventstream 0.61.6"
        yield case(f"{row['name']}", f"A stream of {len(frames)} messages", by, "valid", row, frames, begin, now, own)
        if sum(map(len, frames)) > 3000:
            continue
        for label, changed in broken(frames):
            yield case(f"{row['name']}-{label}", f"After signing, {label.replace('-', ' ')}", by, "refuse", row, changed,
                       begin, now, own, "event")  # fmt: skip
        yield case(f"{row['name']}-other-begin", "After another opening", by, "refuse", row, frames, "0" * 64, now, own, "event")


def broken(frames):
    first = frames[0]
    for label, at in (("total-length", 7), ("headers-length", 15), ("prelude-crc", 23), ("a-header", 30), ("crc", -1)):
        digit = first[at]
        new = "0" if digit != "0" else "1"
        yield f"{label}-changed", [first[:at] + new + (first[at + 1 :] if at != -1 else ""), *frames[1:]]
    yield "a-byte-missing", [first[:-2], *frames[1:]]
    yield "first-repeated", [first, *frames]
    if len(frames) > 1:
        yield "first-dropped", frames[1:]
        yield "turned", frames[::-1]


def cloudfront():
    rows = read("cloudfront")
    for row in rows["verify"]:
        key = rows["keys"][row["key"]]
        made = {"id": f"cloudfront-{row['name']}", "reason": row["because"], "flags": ["cloudfront"]}
        made |= {"source": "made for this, after the Amazon CloudFront Developer Guide"}
        made |= {"result": "valid" if row["accept"] else "refuse"}
        made |= {"public_key": key["public"], "key_pair_id": key["id"], "now": row["now"], "source_ip": row["source_ip"]}
        yield made | {"url": row["url"], "cookies": row.get("cookies", {})}
    for row in rows["case"]:
        key = rows["keys"][row["key"]]
        now = int(re.search(r'"DateLessThan":\s*\{\s*"AWS:EpochTime":\s*(\d+)', row["policy"]).group(1)) - 1
        network = re.search(r'"AWS:SourceIp":\s*"([^"/]+)', row["policy"])

        def case(name, reason, url, result, now=now, row=row, key=key, network=network):
            made = {"id": f"cloudfront-{row['name']}{name}", "reason": reason, "flags": ["cloudfront"], "source": row["by"]}
            made |= {"result": result, "public_key": key["public"], "key_pair_id": row["key_pair_id"], "now": now}
            return made | {"source_ip": network.group(1) if network else "192.0.2.1", "url": url, "cookies": {}}

        url = row["url"]
        yield case("", f"A URL with a {row['kind']} policy", url, "valid")
        yield case("-expired", "After its time", url, "refuse", now + 2)
        yield case("-signature", "The signature changed", re.sub("Signature=(.)", lambda m: "Signature=" + ("A" if m[1] != "A" else "B"), url), "refuse")
        yield case("-no-signature", "Without the signature", re.sub("[?&]Signature=[^&]*", "", url), "refuse")
        yield case("-other-key", "Another key pair", re.sub("Key-Pair-Id=[^&]*", "Key-Pair-Id=KOTHER", url), "refuse")
        if "Expires=" in url:
            yield case("-longer", "A later time", re.sub(r"Expires=(\d)", r"Expires=9\1", url), "refuse")
            yield case("-other-file", "Another file", re.sub(r"\?|(?=&Expires)", "x?", url, count=1), "refuse")
        else:
            yield case("-policy", "The policy changed", re.sub("Policy=(..)", lambda m: "Policy=" + m[1][::-1], url), "refuse")
