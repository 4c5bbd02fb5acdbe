"""Signs the cases that nobody published with botocore too, and validates the files with the schema.

    pip install botocore jsonschema
    python tests/conformance/make/by_botocore.py
"""

import datetime
import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

import botocore.auth
import jsonschema
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

HERE = Path(__file__).parents[1]


def signed(case):
    now = datetime.datetime.strptime(case["time"], "%Y%m%dT%H%M%SZ")
    botocore.auth.get_current_datetime = lambda *_, **__: now
    own = case["credentials"]
    keys = Credentials(own["access_key_id"], own["secret_access_key"], own.get("session_token"))
    request = AWSRequest(method=case["request"]["method"], url=case["request"]["url"], headers=dict(case["request"]["headers"]))
    signer = botocore.auth.S3SigV4QueryAuth(keys, case["service"], case["region"], expires=case["expires"])
    signer.add_auth(request)
    return urlsplit(request.url).query.rpartition("X-Amz-Signature=")[2]


def main():
    schema = json.loads((HERE / "schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    judge = jsonschema.Draft202012Validator(schema)
    for file in sorted((HERE / "suite").iterdir()):
        fault = next(judge.iter_errors(json.loads(file.read_text())), None)
        if fault:
            sys.exit(f"{file.name}: {fault.json_path}: {fault.message}")
    compared, wrong = 0, []
    for case in json.loads((HERE / "suite" / "sign.json").read_text())["cases"]:
        if case["source"] == "computed by the referee and by botocore" and case["result"] == "valid":
            compared += 1
            if signed(case) != case["expected"]["signature"]:
                wrong.append(case["id"])
    print(f"{compared} cases signed by botocore too, {len(wrong)} differ")
    if wrong or compared < 300:
        sys.exit("\n".join(wrong))


main()
