"""Writes botocore.toml: the hosts of services in every partition, requests that are signed by their headers, and URLs.

    python3 -m venv .venv && .venv/bin/pip install botocore==1.44.8
    .venv/bin/python tests/services/botocore.py > tests/services/botocore.toml

Without the package awscrt, which would replace botocore's own signers. Nothing is sent.
"""

import datetime
import hashlib
import sys

# Not this file, which has the package's name.
sys.path.pop(0)

import botocore
import botocore.auth
import botocore.session
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

assert botocore.__version__ == "1.44.8" and not botocore.auth.HAS_CRT

REGIONS = ["us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1", "us-iso-east-1"]
REGIONS += ["us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1"]
CLIENTS = {
    "bedrock-agentcore": "bedrock-agentcore",
    "ec2": "ec2",
    "logs": "logs",
    "monitoring": "cloudwatch",
    "polly": "polly",
    "rds": "rds",
    "sts": "sts",
    "xray": "xray",
}
APPSYNC = {
    "accept": "application/json, text/javascript",
    "content-encoding": "amz-1.0",
    "content-type": "application/json; charset=UTF-8",
}
API = "https://example1234567890000.appsync-api.us-east-1.amazonaws.com"
REQUESTS = [
    ("appsync-graphql-connect", "appsync", API + "/graphql/connect", APPSYNC, "{}"),
    ("appsync-graphql-start", "appsync", API + "/graphql", APPSYNC, '{"query":"subscription { a }","variables":{}}'),
    ("appsync-events-connect", "appsync", API + "/event", APPSYNC, "{}"),
    ("appsync-events-subscribe", "appsync", API + "/event", APPSYNC, '{"channel":"/default/a"}'),
    (
        "otlp-logs",
        "logs",
        "https://logs.us-east-1.amazonaws.com/v1/logs",
        {"x-aws-log-group": "my-group", "x-aws-log-stream": "my/stream"},
        "logs",
    ),
    ("otlp-traces", "xray", "https://xray.us-east-1.amazonaws.com/v1/traces", {}, "traces"),
    ("otlp-metrics", "monitoring", "https://monitoring.us-east-1.amazonaws.com/v1/metrics", {}, "metrics"),
    (
        "remote-write",
        "aps",
        "https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-0123-abc/api/v1/remote_write",
        {},
        "samples",
    ),
]
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE//token+with/special=="
TIME = datetime.datetime(2015, 8, 30, 12, 36)

botocore.auth.get_current_datetime = lambda *_: TIME


def host(client, region, fips):
    session = botocore.session.Session()
    session.set_credentials("AKIDEXAMPLE", "secret")
    made = session.create_client(client, region, config=Config(use_fips_endpoint=fips))
    return made.meta.endpoint_url.removeprefix("https://")


def authorization(service, url, headers, body, token):
    credentials = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token)
    # Signed as AWS's SDK for JavaScript signs it: with the hash of the body as a header.
    headers["x-amz-content-sha256"] = hashlib.sha256(body.encode()).hexdigest()
    request = AWSRequest(method="POST", url=url, headers=headers, data=body)
    botocore.auth.SigV4Auth(credentials, service, "us-east-1").add_auth(request)
    return request.headers["Authorization"]


def presigned(operation, parameters, token):
    session = botocore.session.Session()
    session.set_credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token)
    return session.create_client("iot-data", "us-east-1").generate_presigned_url(operation, parameters)


print(f"# Written by botocore.py with botocore {botocore.__version__}: see there.")
print("#")
print("# `host`: the host of each service in a region, and its FIPS endpoint. botocore writes a FIPS host for China too,")
print("# where AWS has none.")
print("#")
print("# `signed`: the header `Authorization` of a POST request, without and with a session token, at 2015-08-30T12:36:00Z")
print("# in us-east-1 with the example access key.")
print("#")
print("# `iot_data`: the URLs of operations of the HTTPS API of AWS IoT Core, signed at the same time for one hour.")
for service, client in CLIENTS.items():
    for region in REGIONS:
        print(f"\n[[host]]\nservice = '{service}'\nregion = '{region}'")
        print(f"plain = '{host(client, region, False)}'\nfips = '{host(client, region, True)}'")
for name, service, url, headers, body in REQUESTS:
    print(f"\n[[signed]]\nname = '{name}'\nbody = '{body}'")
    print(f"authorization = '{authorization(service, url, dict(headers), body, None)}'")
    print(f"authorization_with_token = '{authorization(service, url, dict(headers), body, TOKEN)}'")
for operation, parameters in [
    ("get_thing_shadow", {"thingName": "My Thing"}),
    ("get_thing_shadow", {"thingName": "a:b", "shadowName": "c"}),
    ("get_retained_message", {"topic": "a/b"}),
    ("list_named_shadows_for_thing", {"thingName": "a:b", "pageSize": 5}),
    ("list_retained_messages", {}),
]:
    print(f"\n[[iot_data]]\nurl = '{presigned(operation, parameters, None)}'")
    print(f"url_with_token = '{presigned(operation, parameters, TOKEN)}'")
