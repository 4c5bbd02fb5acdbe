"""What the runners in Python share: the cases for signers, and a line of JSON for each.

A line has the `id`, and the `url` that came out, or the `headers` to send, or why it was `refused`, or why the signer
`cannot` be asked for it. `judge.py` says what that is worth.
"""

import json
from pathlib import Path

SUITE = Path(__file__).parents[1] / "suite"


class Cannot(Exception):
    """There is no way to ask for it."""


def outcome(sign, case):
    try:
        made = sign(case)
    except Cannot as why:
        return {"cannot": str(why)}
    except Exception as error:  # whatever a signer says no with
        return {"refused": repr(error)}
    return {"url": made} if isinstance(made, str) else {"headers": dict(made)}


def run(sign):
    """Calls `sign` with each case: it returns a URL, or the headers to send."""
    for case in json.loads((SUITE / "sign.json").read_text())["cases"]:
        print(json.dumps({"id": case["id"]} | outcome(sign, case)))
