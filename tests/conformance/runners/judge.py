"""Says what the lines of a runner are worth, as a row of a table, and on standard error what is wrong.

    python judge.py NAME VERSION [verify|chunks] <LINES

A signature is right if it is that of what came out, and what came out asks for what was asked for. A signer may add
parameters and headers of its own that begin with `x-amz-`.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import unquote_to_bytes

sys.path.insert(0, str(Path(__file__).parents[1] / "make"))
import referee  # noqa: E402

SUITE = Path(__file__).parents[1] / "suite"


def pairs_of(url):
    return referee.query_pairs(referee.split_target(referee.target_of(url))[1])


def same_request(case, url):
    """Why the URL is not that of the request, or None."""
    asked = case["request"]["url"]
    if referee.host_of(url) != referee.host_of(asked):
        return "another host"
    paths = [referee.split_target(referee.target_of(it))[0] for it in (url, asked)]
    if unquote_to_bytes(paths[0]) != unquote_to_bytes(paths[1]):
        return "another path"
    own = sorted(pair for pair in pairs_of(url) if not pair[0].lower().startswith(b"x-amz-"))
    if own != sorted(pair for pair in pairs_of(asked) if not pair[0].lower().startswith(b"x-amz-")):
        return "other parameters"
    return None


def payload(case, made):
    """The hash that was signed: the one that is sent, or the service's."""
    sent = [value for name, value in made if name.lower() == "x-amz-content-sha256"]
    return sent[0] if sent else case["payload"]


def right(case, canonical, signature):
    text = referee.string_to_sign(case["time"], case["region"], case["service"], canonical)
    secret = case["credentials"]["secret_access_key"]
    return referee.sign(secret, case["time"], case["region"], case["service"], text) == signature


def fault_of_url(case, url):
    fault = same_request(case, url)
    pairs = [(name.decode(errors="replace"), value.decode(errors="replace")) for name, value in pairs_of(url)]
    own = dict(pairs)
    if fault or own.get("X-Amz-Date") != case["time"]:
        return fault or "another time"
    if case["expires"] is not None and own.get("X-Amz-Expires") != str(case["expires"]):
        return "another expiry"
    token = own.get(case["rules"].get("token_parameter", "X-Amz-Security-Token"))
    if token != case["credentials"].get("session_token"):
        return "another token"
    headers = [("host", referee.host_of(url)), *map(tuple, case["request"]["headers"])]
    names = own.get("X-Amz-SignedHeaders", "").split(";")
    if {name.lower() for name, _ in headers} - set(names):
        return "a header is not signed"
    target = referee.target_of(url)
    if not case["rules"]["sign_token"]:
        target = re.sub(r"&X-Amz-Security-Token=[^&]*", "", target)
    canonical = referee.canonical_request(case["request"]["method"], target, headers, case["rules"], payload(case, pairs))
    return None if right(case, canonical, own.get("X-Amz-Signature")) else "a wrong signature"


def fault_of_headers(case, made):
    made = {name.lower(): value for name, value in made.items()}
    written = re.findall(r"(Credential|SignedHeaders|Signature)=([^,\s]+)", made.get("authorization", ""))
    own = dict(written)
    asked = list(map(tuple, case["request"]["headers"]))
    sent = [*asked, *((n, v) for n, v in made.items() if n not in {name.lower() for name, _ in asked})]
    sent = [("host", referee.host_of(case["request"]["url"])), *((n, v) for n, v in sent if n.lower() != "host")]
    names = own.get("SignedHeaders", "").split(";")
    if {name.lower() for name, _ in asked} - set(names):
        return "a header is not signed"
    if case["credentials"].get("session_token") and "x-amz-security-token" not in made:
        return "no token"
    signed = [(name, value) for name, value in sent if name.lower() in names]
    target = referee.target_of(case["request"]["url"])
    canonical = referee.canonical_request(case["request"]["method"], target, signed, case["rules"], payload(case, sent))
    return None if right(case, canonical, own.get("Signature")) else "a wrong signature"


def verdict(case, line):
    if case["result"] == "open" or "cannot" in line:
        return "open" if case["result"] == "open" else "cannot", line.get("cannot", "")
    if "refused" in line:
        return ("right", "") if case["result"] == "refuse" else ("wrong", "refused: " + line["refused"][:80])
    if case["result"] == "refuse":
        return "wrong", "signed an expiry that no server accepts"
    if "url" in line:
        fault = fault_of_url(case, line["url"])
        # Most servers read a plus in a query as a space.
        start, _, query = line["url"].partition("?")
        if fault and "+" in query:
            fault = fault_of_url(case, start + "?" + query.replace("+", "%20"))
    else:
        fault = fault_of_headers(case, line["headers"])
    return ("wrong", fault) if fault else ("right", "")


def signed(cases, lines, name, version):
    counts, faults = Counter(), Counter()
    for line in lines:
        outcome, why = verdict(cases[line["id"]], line)
        counts[outcome] += 1
        if outcome == "wrong":
            faults[why.partition(":")[0]] += 1
            print(f"{line['id']}: {why}", file=sys.stderr)
    told = "; ".join(f"{count} {why}" for why, count in faults.most_common())
    print(f"| {name} {version} | {counts['right']} | {counts['wrong']} | {counts['cannot']} | {told} |")


def verified(cases, lines, name, version):
    counts = Counter()
    for line in lines:
        result = cases[line["id"]]["result"]
        outcome = "cannot" if "cannot" in line else "open" if result == "open" else (result, "accepted" in line)
        counts[outcome] += 1
        if outcome in (("valid", False), ("refuse", True)):
            print(f"{line['id']}: {line.get('refused', 'accepted')}", file=sys.stderr)
    right = counts["valid", True] + counts["refuse", False]
    wrong = f"{counts['valid', False]} | {counts['refuse', True]}"
    print(f"| {name} {version} | {right} | {wrong} | {counts['cannot']} |")


def main():
    name, version, group = [*sys.argv[1:], "sign"][:3]
    cases = {case["id"]: case for case in json.loads((SUITE / f"{group}.json").read_text())["cases"]}
    lines = [json.loads(line) for line in sys.stdin]
    assert sorted(line["id"] for line in lines) == sorted(cases), f"{name} did not answer each case once"
    (signed if group == "sign" else verified)(cases, lines, name, version)


main()
