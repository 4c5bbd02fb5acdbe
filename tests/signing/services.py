"""Writes services.toml: how botocore signs for each signing name of AWS.

    python3 -m venv .venv && .venv/bin/pip install botocore==1.44.8
    .venv/bin/python tests/signing/services.py > tests/signing/services.toml

Without the package awscrt, which would replace botocore's own signers. Nothing is sent.
"""

import datetime
import json
from collections import defaultdict
from urllib.parse import parse_qsl, urlsplit

import botocore
import botocore.auth
import botocore.session
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

assert botocore.__version__ == "1.44.8" and not botocore.auth.HAS_CRT

PROBE = "https://example.amazonaws.com/a%20b//./c/../d%24e?x=1"
TIME = datetime.datetime(2015, 8, 30, 12, 36)
CREDENTIALS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "token")

botocore.auth.get_current_datetime = lambda *_: TIME


def clients():
    session = botocore.session.Session()
    session.set_credentials("AKIDEXAMPLE", "secret")
    for name in session.get_available_services():
        # Without it, botocore signs URLs for S3 with Version 2.
        config = Config(signature_version="s3v4") if name == "s3" else None
        yield name, session.create_client(name, "us-east-1", config=config), session


def endpoint_schemes(session, name):
    """The authentication schemes in the endpoint rules: pairs of scheme and signing name."""
    found = set()

    def walk(node):
        if isinstance(node, dict):
            for scheme in node.get("authSchemes", ()):
                found.add((scheme["name"], scheme.get("signingName")))
            node = node.values()
        if isinstance(node, (list, type({}.values()))):
            for child in node:
                walk(child)

    try:
        walk(session.get_component("data_loader").load_service_model(name, "endpoint-rule-set-1"))
    except botocore.exceptions.UnknownServiceError:
        pass
    return {(scheme, signing) for scheme, signing in found if signing and scheme in ("sigv4", "sigv4-s3express")}


def signers(session, client, name):
    """For each operation of a client: its name, the signing name, and the signers for the query and for headers."""
    schemes = endpoint_schemes(session, name)
    default = client.meta.service_model.signing_name
    for operation in client.meta.service_model.operation_names:
        model = client.meta.service_model.operation_model(operation)
        contexts = [{"auth_type": model.resolved_auth_type}]
        if contexts[0]["auth_type"] is None:
            for scheme, signing in sorted(schemes):
                auth_type = scheme.replace("sigv4", "v4")
                contexts.append({"auth_type": auth_type, "signing": {"signing_name": signing}})
        for context in contexts:
            context["unsigned_payload"] = model.unsigned_payload
            signing_name = context.get("signing", {}).get("signing_name", default)
            versions = []
            for kind in ("presign-url", "standard"):
                versions.append(client._request_signer._choose_signer(operation, kind, context))
            signed_body = context.get("payload_signing_enabled", True)
            yield operation, signing_name, versions, signed_body


def sign(version, body):
    """What a signer did with a request: the canonical request, and the request afterwards."""
    request = AWSRequest(method="GET", url=PROBE, data=body)
    request.context["is_presign_request"] = True
    signer_class = botocore.auth.AUTH_TYPE_MAPS[version]
    needs_cache = {"identity_cache": {}} if getattr(signer_class, "REQUIRES_IDENTITY_CACHE", False) else {}
    signer = signer_class(CREDENTIALS, "service", "us-east-1", **needs_cache)
    seen = []
    canonical_request = signer.canonical_request
    signer.canonical_request = lambda request: seen.append(canonical_request(request)) or seen[-1]
    signer.add_auth(request)
    return seen[0], request


def describe(version):
    """A table of what a signer does."""
    canonical, request = sign(version, b"")
    lines = canonical.split("\n")
    yield "version", version
    yield "class", botocore.auth.AUTH_TYPE_MAPS[version].__name__
    yield "canonical_path", lines[1]
    yield "payload_hash", lines[-1]
    yield "signed_headers", lines[-2]
    if version.endswith("-query"):
        yield "signed_parameters", ";".join(sorted(name for name, _ in parse_qsl(lines[2]) if name != "x"))
        sent = [name for name, _ in parse_qsl(urlsplit(request.url).query) if name != "x"]
        yield "sent_parameters", ";".join(sent)


def main():
    services, operations, others, versions = defaultdict(set), defaultdict(set), defaultdict(set), set()
    for name, client, session in clients():
        for operation, signing_name, (query, header), signed_body in signers(session, client, name):
            if query not in botocore.auth.AUTH_TYPE_MAPS or not query.startswith(("v4", "s3v4")):
                kind = "none" if query is botocore.UNSIGNED else query.removesuffix("-query")
                others[kind].add(name)
                continue
            services[signing_name, query, header].add(name)
            versions.update((query, header))
            if not signed_body:
                operations[signing_name].add(f"{name}.{operation}")
    print(__doc__.splitlines()[0].replace("Writes services.toml: how", "# How") + "\n#")
    print(f"# Written by services.py with botocore {botocore.__version__}; do not edit. Every signer got a GET request for")
    print(f"# {PROBE}\n# with a session token and no body.\n")
    for version in sorted(versions):
        print("[[signer]]")
        for key, value in describe(version):
            print(f"{key} = '{value}'")
        print()
    print("# The operations whose body botocore does not sign over https, by signing name.\n[unsigned_payload]")
    for signing_name in sorted(operations):
        print(f"{signing_name} = {json.dumps(sorted(operations[signing_name]))}")
    print("\n# Each signing name, the clients that sign with it, and their signers for the query and for headers.")
    print("[services]")
    rows = defaultdict(list)
    for (signing_name, query, header), names in sorted(services.items()):
        rows[signing_name].append({"clients": sorted(names), "query": query, "header": header})
    for signing_name, signer_rows in sorted(rows.items()):
        tables = []
        for row in signer_rows:
            tables.append("{ " + ", ".join(f"{key} = {json.dumps(value)}" for key, value in row.items()) + " }")
        print(f"{signing_name} = [{', '.join(tables)}]")
    print("\n# The clients with operations that botocore signs in another way, or not at all.\n[others]")
    for kind, names in sorted(others.items()):
        print(f"{kind} = {json.dumps(sorted(names))}")


main()
