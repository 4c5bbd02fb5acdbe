"""Writes the files of `suite/`, or says whether they are what would be written: `python3 tests/conformance/make [--check]`.

Wants Python 3.11 or later, and nothing else.
"""

import json
import sys
from pathlib import Path

import bodies
import family
import forms
import signing
import verifying

VERSION = "1.0.0"
SUITE = Path(__file__).parents[1] / "suite"


def groups():
    signed = list(signing.cases())
    yield "sign", "Requests to sign, and what must come out", signed
    yield "verify", "Requests as they arrive, to accept or to refuse", list(verifying.cases(signed))
    yield "chunks", "Bodies in signed and unsigned chunks, to decode or to refuse", list(bodies.cases())
    yield "forms", "Upload forms with a POST policy, and a size of the file, to accept or to refuse", list(forms.cases())
    yield "sigv4a", "Requests with ECDSA signatures for several regions, to accept or to refuse", list(family.multi_region())
    yield "tokens", "Tokens of databases and clusters that hold a presigned URL", list(family.tokens())
    yield "scoped", "Temporary credentials of Cloudflare R2 that are made locally", list(family.scoped())
    yield "events", "Signed messages of event streams, to accept or to refuse", list(family.events())
    yield "cloudfront", "Signed URLs and cookies of CloudFront, to accept or to refuse", list(family.cloudfront())


def text(group, about, cases):
    head = {"suite": "Signature Version 4", "version": VERSION, "group": group, "about": about}
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    return json.dumps(head, ensure_ascii=False)[:-1] + ',\n"cases": [\n' + lines + "\n]}\n"


def main():
    is_check, total, refused, stale = "--check" in sys.argv[1:], 0, 0, []
    SUITE.mkdir(exist_ok=True)
    for group, about, cases in groups():
        ids = [case["id"] for case in cases]
        assert len(ids) == len(set(ids)), f"{group}: an id is repeated"
        total, refused = total + len(cases), refused + sum(case["result"] == "refuse" for case in cases)
        file, new = SUITE / f"{group}.json", text(group, about, cases)
        if is_check and (not file.exists() or file.read_text() != new):
            stale.append(file.name)
        elif not is_check:
            file.write_text(new)
        print(f"{group}: {len(cases)} cases")
    print(f"{total} cases, {refused} of them to refuse, version {VERSION}")
    for page, number in (("README.md", total), ("docs/conformance.md", total), ("docs/conformance.md", refused)):
        assert f"{number:,}" in (SUITE.parents[2] / page).read_text(), f"{page} does not say {number:,}"
    if stale:
        sys.exit(f"Not what the program writes: {', '.join(stale)}. Write them again, and raise the version.")


main()
