"""Asks botocore what tests/answers.toml says of this crate: what it sends for credentials, and what it reads from the answers.

    answers.py WHICH

WHICH is the example `which` of this crate, which prints the source that it finds. In the second part both are given two
sources at once, each pair with and without a name of a profile, and must choose the same.

Nothing is sent anywhere. Each case runs in a process of its own, since botocore remembers the user's folder.
"""

import hashlib
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import tomllib
from urllib.parse import parse_qs, urlsplit

TABLE = pathlib.Path(__file__).parents[1] / "answers.toml"


class Network:
    """Answers what the steps of a case say, in their order; the last one again and again."""

    def __init__(self, steps):
        self.steps = [step for step in steps if "send" in step]
        self.at = 0
        self.faults = []

    def send(self, request):
        import botocore.awsrequest
        import botocore.exceptions

        line = f"{request.method} {in_order(request.url)}"
        repeated = self.steps[self.at - 1] if self.at else None
        step = self.steps[self.at] if self.at < len(self.steps) else None
        if repeated and repeated["send"] == line and (not step or step["send"] != line):
            step = repeated
        elif step and step["send"] == line:
            self.at += 1
        else:
            self.faults.append(f"it sends {line}")
            raise botocore.exceptions.EndpointConnectionError(endpoint_url=request.url)
        self.check(step, request)
        body = step.get("body", "").lstrip().encode()
        return Response(request.url, step.get("status", 200), body)

    def check(self, step, request):
        text = lambda value: value.decode() if isinstance(value, bytes) else value
        headers = {name.lower(): text(value) for name, value in request.headers.items()}
        for header in step.get("headers", []):
            name, _, value = header.partition(": ")
            if name not in headers or value and headers[name] != value:
                self.faults.append(f"{name} is {headers.get(name)}, not {value}")
        fields = parse_qs(text(request.body or b""), keep_blank_values=True)
        for name, value in step.get("form", {}).items():
            if fields.get(name) != [value]:
                self.faults.append(f"{name} is {fields.get(name)}, not {value}")
        authorization = headers.get("authorization", "")
        if step.get("unsigned") and authorization:
            self.faults.append("it is signed")
        if "signed" in step:
            key, region = step["signed"].split(" ")
            if f"Credential={key}/" not in authorization or f"/{region}/sts/aws4_request" not in authorization:
                self.faults.append(f"it is signed as {authorization}")


class Response:
    def __init__(self, url, status, body):
        self.url, self.status_code, self.content, self.headers, self.raw = url, status, body, {}, None

    @property
    def text(self):
        return self.content.decode()


def in_order(url):
    path, _, query = url.partition("?")
    query = query.replace("+", "%20")
    return f"{path}?{'&'.join(sorted(query.split('&')))}" if query else path


def write(case, home):
    """The files of a case; its environment."""
    text = lambda value: value.replace("{home}", home)
    folder = pathlib.Path(home)
    (folder / "credentials").write_text(case.get("credentials_file", ""))
    (folder / "config").write_text(text(case.get("config", "")))
    for name, content in case.get("files", {}).items():
        (folder / name).write_text(content)
    if "sso_cache" in case:
        name, token = case["sso_cache"]
        cache = folder / ".aws/sso/cache"
        cache.mkdir(parents=True)
        (cache / f"{hashlib.sha1(name.encode()).hexdigest()}.json").write_text(token)
    paths = {"AWS_SHARED_CREDENTIALS_FILE": f"{home}/credentials", "AWS_CONFIG_FILE": f"{home}/config"}
    variables = {name: text(value) for name, value in case.get("environment", {}).items()}
    # botocore reads the older name alone.
    variables |= {"AWS_DEFAULT_REGION": variables["AWS_REGION"]} if "AWS_REGION" in variables else {}
    return {"HOME": home, "PATH": "/no-programs", **paths, **variables}


def ask(case):
    """In a process of its own: what botocore makes of a case, as JSON."""
    import botocore.httpsession
    import botocore.session

    network = Network(case.get("steps", []))
    botocore.httpsession.URLLib3Session.send = lambda self, request: network.send(request)
    time.sleep = lambda seconds: None
    result = {"method": None}
    try:
        session = botocore.session.Session(profile=case.get("profile"))
        credentials = session.get_credentials()
        if credentials is not None:
            result["method"] = credentials.method
            frozen = credentials.get_frozen_credentials()
            expiry = getattr(credentials, "_expiry_time", None)
            expiry = expiry.astimezone(__import__("datetime").UTC).strftime("%Y%m%dT%H%M%SZ") if expiry else ""
            result["credentials"] = [frozen.access_key, frozen.secret_key, frozen.token or "", expiry]
    except Exception as error:
        result["error"] = f"{type(error).__name__}: {error}"
    if network.at < len(network.steps):
        network.faults.append(f"it does not send {network.steps[network.at]['send']}")
    print(json.dumps(result | {"faults": network.faults}))


def botocore_of(case, home):
    environment = write(case, home)
    command = [sys.executable, __file__, "--ask"]
    done = subprocess.run(command, input=json.dumps(case), env=environment, text=True, capture_output=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout), environment


def compare_table():
    cases = tomllib.loads(TABLE.read_text())["case"]
    wrong = asked = 0
    for case in cases:
        if "botocore" in case:
            continue
        asked += 1
        with tempfile.TemporaryDirectory() as home:
            result, _ = botocore_of(case, home)
        given = result.get("credentials")
        # Where it is refused, botocore may ask elsewhere what this crate does not ask.
        faults = result["faults"] if "credentials" in case else []
        if given != case.get("credentials") or faults:
            wrong += 1
            print(f"{case['name']}: {result}", file=sys.stderr)
    print(f"{asked} of {len(cases)} cases asked of botocore, {wrong} differ")
    return wrong


# Sources, by what they add to the environment, the credentials file and the profile, and what botocore calls them.

ROLE = "role_arn = arn:aws:iam::1:role/r\n"
SOURCES = {
    "keys in the environment": ({"AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "S"}, "", "", "env"),
    "half a key in the environment": ({"AWS_ACCESS_KEY_ID": "AKIDENV"}, "", "", None),
    "a role": ({}, "", ROLE + "source_profile = base\n", "assume-role"),
    "a role of the environment": ({}, "", ROLE + "credential_source = Ec2InstanceMetadata\n", "assume-role"),
    "a token in the environment": (
        {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/w"},
        "",
        "",
        "assume-role-with-web-identity",
    ),
    "a token in the profile": ({}, "", ROLE + "web_identity_token_file = {home}/token\n", "assume-role-with-web-identity"),
    "SSO": (
        {},
        "",
        "sso_start_url = x\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = a\n",
        "sso",
    ),
    "keys in the credentials file": (
        {},
        "aws_access_key_id = AKIDSHARED\naws_secret_access_key = S\n",
        "",
        "shared-credentials-file",
    ),
    "a program": ({}, "", "credential_process = /bin/cat {home}/printed\n", "custom-process"),
    "keys in the config file": ({}, "", "aws_access_key_id = AKIDCONFIG\naws_secret_access_key = S\n", "config-file"),
    "a container": ({"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"}, "", "", "container-role"),
}
# What the example prints, for what botocore calls its method.
KINDS = {
    "env": "Keys AKIDENV",
    "assume-role": "Role",
    "assume-role-with-web-identity": "WebIdentity",
    "sso": "Sso",
    "shared-credentials-file": "Keys AKIDSHARED",
    "custom-process": "Process",
    "config-file": "Keys AKIDCONFIG",
    "container-role": "Container",
    "iam-role": "Instance",
    None: "none",
}
METADATA = '{"AccessKeyId": "A", "SecretAccessKey": "S", "Token": "T", "Expiration": "2099-08-30T12:36:00Z"}'
PRINTED = METADATA.replace("{", '{"Version": 1, ').replace("Token", "SessionToken")


def pairs(which):
    wrong = count = 0
    for names in itertools.chain([()], *(itertools.combinations(SOURCES, size) for size in (1, 2))):
        for profile in (None, "dev"):
            sources = [SOURCES[name] for name in names]
            variables = {name: value for source in sources for name, value in source[0].items()}
            section = "profile dev" if profile else "default"
            shared = "".join(source[1] for source in sources)
            # Of two sources that set the same, the first one does.
            lines = {}
            for line in "".join(source[2] for source in sources).splitlines():
                lines.setdefault(line.split(" = ")[0], line)
            config = f"[{section}]\nregion = eu-west-1\n" + "".join(line + "\n" for line in lines.values())
            config += "[profile base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = S\n"
            case = {
                "environment": variables,
                "credentials_file": f"[{profile or 'default'}]\n{shared}" if shared else "",
                "config": config,
                "files": {"token": "eyJ", "printed": PRINTED},
                "profile": profile,
            }
            with tempfile.TemporaryDirectory() as home:
                result, environment = botocore_of(case, home)
                arguments = [which, profile] if profile else [which]
                done = subprocess.run(arguments, env=environment, text=True, capture_output=True)
            # Where botocore has come to a source, and that has failed since there is no network, it is what it has chosen.
            method = result["method"] or chosen(result)
            expected, given = KINDS[method], done.stdout.strip() or "none"
            count += 1
            if expected != given:
                wrong += 1
                print(f"{names}, profile {profile}: botocore {method} ({result}), here {given} {done.stderr}", file=sys.stderr)
    print(f"{count} pairs of sources, {wrong} are chosen from otherwise")
    return wrong


def chosen(result):
    """The source that botocore had chosen when it failed, by what it says."""
    said = result.get("error", "")
    if "PartialCredentials" in said:
        return None
    for method, sign in [
        ("sso", "SSO"),
        ("container-role", "container-role"),
        ("assume-role", "source_profile"),
        ("assume-role", "Ec2InstanceMetadata"),
        ("container-role", "169.254.170.2"),
    ]:
        if sign in said or any(sign in fault for fault in result["faults"]):
            return method
    # It has looked everywhere.
    return "iam-role"


if __name__ == "__main__":
    if sys.argv[1:] == ["--ask"]:
        ask(json.load(sys.stdin))
    else:
        wrong = compare_table()
        wrong += pairs(sys.argv[1])
        sys.exit(1 if wrong else 0)
