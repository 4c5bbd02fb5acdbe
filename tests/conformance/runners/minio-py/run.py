"""The signer of minio-py, as its `presigned_get_object` and its requests call it."""

import datetime
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from minio.credentials import Credentials
from minio.signer import presign_v4, sign_v4_s3

sys.path.insert(0, str(Path(__file__).parents[1]))
from cases import Cannot, run  # noqa: E402


def sign(case):
    own, rules, request = case["credentials"], case["rules"], case["request"]
    now = datetime.datetime.strptime(case["time"], "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    if case["service"] != "s3" or rules["encode_path"] != "once" or rules["normalize_path"]:
        raise Cannot("a service other than S3")
    keys = Credentials(own["access_key_id"], own["secret_access_key"], own.get("session_token"))
    url = urlsplit(request["url"])
    if case["place"] == "query":
        if request["headers"] or case["payload"] != "UNSIGNED-PAYLOAD":
            raise Cannot("headers or a body that are signed")
        if own.get("session_token"):
            # Its client adds the token to the query itself.
            from minio.helpers import queryencode

            token = "X-Amz-Security-Token=" + queryencode(own["session_token"])
            url = url._replace(query=url.query + ("&" if url.query else "") + token)
        made = presign_v4(
            method=request["method"], url=url, region=case["region"], credentials=keys, date=now, expires=case["expires"]
        )
        return urlunsplit(made)
    if own.get("session_token"):
        raise Cannot("a token in a header that the caller adds")
    headers = {"Host": url.netloc, "x-amz-date": case["time"], **dict(request["headers"])}
    return sign_v4_s3(
        method=request["method"], url=url, region=case["region"], headers=headers, credentials=keys,
        content_sha256=case["payload"], date=now,
    )


run(sign)
