"""botocore's signers, called as its clients call them."""

import datetime
import sys
from pathlib import Path

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

sys.path.insert(0, str(Path(__file__).parents[1]))
from cases import Cannot, run  # noqa: E402

UNSIGNED = "UNSIGNED-PAYLOAD"
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def sign(case):
    now = datetime.datetime.strptime(case["time"], "%Y%m%dT%H%M%SZ")
    botocore.auth.get_current_datetime = lambda *_, **__: now
    own, rules, is_query = case["credentials"], case["rules"], case["place"] == "query"
    is_key = rules["encode_path"] == "once"
    if not rules["sign_token"] and own.get("session_token"):
        raise Cannot("a token that is not signed")
    if is_key == rules["normalize_path"]:
        raise Cannot("a path that is encoded and normalized in another way than S3's and the others'")
    if case["payload"] != (UNSIGNED if is_key and is_query else EMPTY):
        raise Cannot("the hash of a body that is not there")
    if is_query and case["expires"] is None:
        raise Cannot("no expiry")
    if "token_parameter" in rules:
        raise Cannot("a token by another name")
    keys = Credentials(own["access_key_id"], own["secret_access_key"], own.get("session_token"))
    request = AWSRequest(method=case["request"]["method"], url=case["request"]["url"])
    for name, value in case["request"]["headers"]:
        request.headers.add_header(name, value)
    names = {(True, True): "S3SigV4QueryAuth", (False, True): "SigV4QueryAuth", (True, False): "S3SigV4Auth"}
    signer = getattr(botocore.auth, names.get((is_key, is_query), "SigV4Auth"))
    options = {"expires": case["expires"]} if is_query else {}
    signer(keys, case["service"], case["region"], **options).add_auth(request)
    return request.url if is_query else request.headers


run(sign)
