"""The vectors: URLs, headers, tokens and addresses that other implementations made, made again."""

import re
from typing import Any
from urllib.parse import urlsplit

from vectors import credentials, is_added, parameters, read, signature, time

from presigned import Bucket, Credentials, PresignError, Signer, tokens

# The files with URLs, and how many of their rows have one.
URLS = {
    "bedrock": 4, "bedrock-agentcore": 4, "chime": 1, "cross-region-copy": 14, "dsql": 8, "ec2-instance-connect": 2,
    "eks": 3, "elasticache": 3, "execute-api": 7, "generic-crt": 4, "generic-go": 10, "iot": 11, "kinesisvideo": 3,
    "lambda-url": 2, "location": 4, "memorydb": 1, "msk": 4, "neptune": 1, "opensearch": 2, "polly": 8,
    "query-protocol": 4, "rds": 7, "s3-botocore": 67, "s3-crt": 3, "s3-go": 20, "s3-js": 90, "s3-minio-py": 6,
    "sts": 7, "transcribe": 1, "vpc-lattice": 1,
}  # fmt: skip

# Rows whose implementation signs by other rules than the service has: with what they come out here.
OTHERS = {
    # Go does not normalise the path.
    "generic-go/go-execute-api-dots": "other",
    # Without an expiry, which the helpers leave to the server.
    "generic-go/go-no-expires": "other",
    "location/js-location-auth-helper": "other",
    "location/js-location-auth-helper-glyphs": "other",
    "location/js-location-auth-helper-token": "other",
    "location/js-location-auth-helper-glyphs-token": "other",
    "sts/go-v2-presign-get-caller-identity": "other",
    "sts/go-v2-presign-get-caller-identity-token": "other",
    # HTTP/2's `:authority` instead of the host.
    "polly/js-synthesize-speech": "invalid-header-name",
    "polly/js-synthesize-speech-lexicons": "invalid-header-name",
    "polly/js-synthesize-speech-token": "invalid-header-name",
    "polly/js-synthesize-speech-lexicons-token": "invalid-header-name",
    # A host with capitals, which clients send in lower case.
    "rds/js-rds-signer-special-user-token": "other",
    "s3-botocore/get-expires-604801-not-rejected": "expiry-too-long",
    "s3-botocore/get-expires-0": "expiry-zero",
    "s3-go/go-get-8days": "expiry-too-long",
    # Clients would change the path in transit.
    "s3-crt/crt-s3-path-weird": "dot-segment",
    "s3-crt/crt-s3-path-weird-token": "dot-segment",
    "s3-go/go-get-key-special-token": "dot-segment",
    "s3-js/get-key-dotdot": "dot-segment",
    # Sessions of directory buckets, which have a test below.
    "s3-crt/crt-s3express-token": "other",
    "s3-js/express-get": "other",
    "s3-js/express-get-path-style": "other",
    "s3-js/express-get-fips": "other",
    "s3-js/express-put-default-checksum": "other",
}


def url_of(row: dict[str, Any]) -> str | None:
    url: str | None = row.get("url") or row.get("decoded_url")
    return url


def headers_of(row: dict[str, Any]) -> list[tuple[str, str]]:
    headers = []
    for name, values in row["signed_headers"].items():
        headers += [(name, value) for value in ([values] if isinstance(values, str) else values) if name != "host"]
    return headers


def query_of(row: dict[str, Any]) -> list[tuple[str, str]]:
    skipped = row.get("unsigned_query_parameters", [])
    given = parameters(url_of(row) or "")
    return [(name, value) for name, value in given if not is_added(name) and name not in skipped]


def expires_of(row: dict[str, Any]) -> int:
    return next((int(value) for name, value in parameters(url_of(row) or "") if name == "X-Amz-Expires"), 900)


def compared(row: dict[str, Any], sign: Any) -> str:
    try:
        return "same" if signature(sign()) == row["signature"] else "other"
    except PresignError as error:
        return error.code


def test_urls_are_signed_again_with_the_same_signature() -> None:
    others = {}
    for name, count in URLS.items():
        file = read(name)
        rows = [row for row in file["case"] if url_of(row)]
        assert len(rows) == count, name
        for row in rows:
            signer = Signer(row["service"], row["region"], credentials=credentials(file, row))
            result = compared(row, lambda signer=signer, row=row, file=file: signer.presign(
                row["method"], (url_of(row) or "").partition("?")[0], query=query_of(row), headers=headers_of(row),
                expires=expires_of(row), now=time(file["time"]),
            ))  # fmt: skip
            if result != "same":
                others[f"{name}/{row['name']}"] = result
    assert others == OTHERS


def test_sessions_of_directory_buckets() -> None:
    file = read("s3-js")
    rows = [row for row in file["case"] if row["name"].startswith("express-") and "X-Amz-S3session-Token" in row.get("url", "")]
    assert len(rows) == 4
    for row in rows:
        # Its session token was not that of its row.
        session = dict(parameters(row["url"]))["X-Amz-S3session-Token"]
        params = row["input"]["params"]
        keys = Credentials(dict(parameters(row["url"]))["X-Amz-Credential"].split("/")[0], "-", session)
        fips = "fips" in row["name"]
        bucket = Bucket(params["Bucket"], row["region"], credentials=keys, session=True, fips=fips)
        url = bucket.get(params["Key"], expires=expires_of(row), now=time(file["time"]))
        assert bucket.host == row["signed_headers"]["host"]
        assert "&X-Amz-S3session-Token=" in url


def operation_of(row: dict[str, Any]) -> str:
    """The operation by the name that S3 has for it: botocore's is `put_object`."""
    return "".join(part.capitalize() for part in row["input"]["operation"].split("_"))


def test_operations_are_signed_as_botocore_signs_them() -> None:
    file = read("s3-botocore")
    signed = 0
    for row in file["case"]:
        params, parts = row["input"].get("params", {}), urlsplit(row["url"])
        name = params.get("Bucket", "")
        # The operation itself has a name without a value, such as `uploads`.
        members = {name: value for name, value in [*query_of(row), *headers_of(row)] if value and name != "list-type"}
        # ARNs and an alias, whose endpoints are not given, the bucket that has no name, a header that S3 does not
        # document for the operation, and another method.
        is_other = f"s3-botocore/{row['name']}" in OTHERS or "override" in row["name"] or name.endswith("--op-s3")
        if is_other or not name or ":" in name or "x-amz-sdk-checksum-algorithm" in members:
            continue
        is_path = not parts.netloc.startswith(f"{name}.")
        endpoint = f"{parts.scheme}://{parts.netloc.removeprefix(f'{name}.')}"
        bucket = Bucket(
            name, row["region"], credentials=credentials(file, row), endpoint=endpoint, path_style=is_path
        )
        url = bucket.operation(
            operation_of(row), params.get("Key"), members, expires=expires_of(row), now=time(file["time"])
        )
        assert (url.method, signature(url)) == (row["method"], row["signature"]), row["name"]
        # Clients leave the default port out, and send the host in lower case.
        address = parts._replace(netloc=re.sub(r":(80|443)$", "", parts.netloc.lower()), query="").geturl()
        assert url.partition("?")[0] == address
        signed += 1
    assert signed == 56


def parsed(request: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    """The URL and the headers of a request of the suite."""
    headers = [(name, value.replace("\n", " ")) for name, value in request["headers"]]
    host = next(value for name, value in headers if name == "Host")
    return f"https://{host}{request['target'].replace(' ', '%20')}", headers


def test_the_suite_of_aws() -> None:
    file = read("suite-v4")
    cases = [
        case
        for case in file["case"]
        # `service` normalises paths, as most services do, and signs the token.
        # Their paths are not percent-encoded, as those of a client are.
        if case["context"]["normalize"] and not case["context"].get("omit_session_token")
        and re.fullmatch(r"[\w./-]*", case["request"]["target"].partition("?")[0], re.ASCII)
    ]
    assert len(cases) == 27
    for case in cases:
        url, headers = parsed(case["request"])
        body = case["request"].get("body", "") if case["context"]["sign_body"] else None
        signer = Signer("service", "us-east-1", credentials=credentials(file, case))
        now, method = time(file["time"]), case["request"]["method"]
        signed = signer.presign(method, url, headers=headers, body=body, expires=3600, now=now)
        assert signature(signed) == case["query"]["signature"], case["name"]
        request = signer.sign(method, url, headers=[it for it in headers if it[0] != "X-Amz-Date"], body=body, now=now)
        assert request.headers["authorization"].endswith(case["header"]["signature"]), case["name"]


def test_the_examples_of_the_documentation() -> None:
    for name in ["documented-iam", "documented-s3"]:
        file = read(name)
        for row in file["query"]:
            signer = Signer(row["service"], "us-east-1", credentials=credentials(file, row))
            headers = [(name, value) for name, value in row.get("headers", [])]
            signed = signer.presign(
                row["method"], row["target_url"], headers=headers, expires=row["expires"], now=time(file["time"])
            )
            assert signature(signed) == row["signature"]


# What of a token differs from what other implementations make, and is not signed.
def without_agent(token: str) -> str:
    return re.sub(r"&User-Agent=[^&]*", "", token)


def test_tokens() -> None:
    made = 0
    for name in ["rds", "dsql", "eks", "elasticache", "memorydb", "bedrock"]:
        file = read(name)
        for row in file["case"]:
            if "token" not in row or f"{name}/{row['name']}" in OTHERS:
                continue
            it = row["input"]
            how: dict[str, Any] = {"credentials": credentials(file, row), "now": time(file["time"])}
            match name:
                case "rds":
                    token = tokens.rds(it["host"], it["port"], it["user"], it["region"], **how)
                case "dsql":
                    admin = it["action"] == "DbConnectAdmin"
                    token = tokens.dsql(it["host"], it["region"], admin=admin, expires=it.get("expires", 900), **how)
                case "eks":
                    token = tokens.eks(it["cluster"], it["region"], **how)
                case "elasticache":
                    serverless = "serverless" in row["name"]
                    token = tokens.elasticache(it["cluster"], it["user"], it["region"], serverless=serverless, **how)
                case "memorydb":
                    token = tokens.memorydb(it["cluster"], it["user"], it["region"], **how)
                case _:
                    token = tokens.bedrock(it["region"], expires=it["expires"], **how)
            if name in ("eks", "bedrock"):
                assert token[:11] == row["token"][:11]
            else:
                # The order of parameters is not signed.
                assert token.partition("?")[0] == row["token"].partition("?")[0].lower()
                assert sorted(parameters(token)) == sorted(parameters(row["token"])), row["name"]
            made += 1
    assert made >= 20

    file = read("codecommit")
    row = file["case"][0]
    login = tokens.codecommit("MyRepo", "us-east-1", credentials=credentials(file, row), now=time(file["time"]))
    assert login == (row["username"], row["password"])


def test_buckets_are_where_the_endpoint_rules_put_them() -> None:
    rows = read("s3-endpoint-rules")["case"]
    assert len(rows) == 183
    keys = Credentials("AKIDEXAMPLE", "SECRETEXAMPLE")
    checked = 0
    for row in rows:
        options: dict[str, Any] = {}
        for option in row.get("options", []):
            options |= {"endpoint": option} if "://" in option else {option: True}
        if "prefer_virtual_hosted_style" in options:
            # The SDKs fall back to path style, which is no option of a bucket.
            continue
        if options.pop("virtual_hosted_style", False):
            options["path_style"] = False
        expected = row.get("ours") or row.get("address") or row["error"]
        try:
            url = Bucket(row["bucket"], row["region"], credentials=keys, **options).get("test.txt")
            parts, asked = urlsplit(url), dict(parameters(url))
            _, _, *region, service, _ = asked["X-Amz-Credential"].split("/")
            base = f"{parts.scheme}://{parts.netloc}{parts.path.removesuffix('test.txt')}"
            found = f"{base} {service} {asked.get('X-Amz-Region-Set', ''.join(region))}"
        except PresignError as error:
            found = str(error)
        assert found == expected, row
        checked += 1
    assert checked >= 150
