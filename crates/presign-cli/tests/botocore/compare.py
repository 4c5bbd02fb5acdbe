"""Gives the same variables and files to botocore and to `presign`, and compares the URLs that they sign.

    compare.py PRESIGN

Both sign GetObject at the same time. Their URLs must be the same in every byte, except for the order of the query's
parameters. Where they differ on purpose, the case belongs to one of the classes below, each with its reason. Most
classes say how botocore would have to be asked so that it agrees, and it is asked so: what they do not explain is a
failure. The cases follow from a fixed seed. Nothing is sent anywhere.
"""

import collections
import copy
import datetime
import os
import random
import re
import shlex
import subprocess
import sys
import tempfile
from unittest import mock
from urllib.parse import parse_qsl, urlsplit

import botocore.auth
import botocore.httpsession
import botocore.loaders
import botocore.session
import botocore.signers
from botocore.config import Config

CASES = 1000
SEED = 20130524
AT = datetime.datetime(2013, 5, 24)


class Case:
    """What both programs are given."""

    def __init__(self):
        self.variables = {}
        # Lists of (head, lines), where a line ends a section's text as it is.
        self.credentials = []
        self.config = []
        self.profile = None
        self.bucket = "examplebucket"
        self.key = "a"
        self.mark = False
        self.line_end = "\n"
        # Whether botocore may use its global host for presigned URLs.
        self.global_host = True

    def write(self, folder):
        for name in ("credentials", "config"):
            text = self.line_end.join("\n".join([f"[{head}]", *lines]) for head, lines in getattr(self, name))
            text = text.replace("\n", self.line_end) + self.line_end
            with open(f"{folder}/{name}", "wb") as file:
                file.write((b"\xef\xbb\xbf" if self.mark else b"") + text.encode())

    def environment(self, folder):
        # No AWS CLI: where botocore would ask a network, both refuse, and neither signs with keys that come after.
        paths = {
            "HOME": folder,
            "PATH": folder,
            "AWS_SHARED_CREDENTIALS_FILE": "~/credentials",
            "AWS_CONFIG_FILE": f"{folder}/config",
        }
        return {**paths, **self.variables}

    def files(self):
        return self.credentials + self.config

    def has(self, pattern):
        """Whether a line of a section that counts matches: of those that name the same profile, it is the last."""
        by_name = {shlex.split(head)[-1]: lines for head, lines in self.config}
        sections = [lines for _, lines in self.credentials] + list(by_name.values())
        return any(re.search(pattern, line, re.I) for lines in sections for line in lines)

    def __str__(self):
        lines = [f"{name}={value!r}" for name, value in self.variables.items()]
        for name in ("credentials", "config"):
            lines += [f"-- {name}"] + [repr("\n".join([f"[{head}]", *rest])) for head, rest in getattr(self, name)]
        return "\n".join([*lines, f"profile {self.profile}, {self.bucket}, {self.key!r}"])


# What is drawn.

REGIONS = ["us-east-1", "us-east-1", "us-west-2", "eu-central-1", "cn-north-1", "us-gov-west-1"]
BUCKETS = [
    *["examplebucket"] * 12,
    "my.dotted.bucket",
    "Upper_Case",
    "arn:aws:s3:us-west-2:123456789012:accesspoint/reports",
    "arn:aws:s3-object-lambda:us-west-2:123456789012:accesspoint/reports",
]
KEYS = ["a", "a/b c.txt", "é+ü/=&?#%25", "~(x)!*'", "/a//b"]
ENDPOINTS = ["http://localhost:9000", "https://s3.example.com", "https://gw.example.com:8443/base", "http://10.0.0.1"]
BOOLEANS = ["true", "false", "True", "FALSE"]
# Credentials that no file has: both programs must refuse, since nothing is sent.
ELSEWHERE = [
    ["role_arn = arn:aws:iam::123456789012:role/reader", "source_profile = default"],
    ["sso_start_url = https://example.com", "sso_region = us-east-1", "sso_account_id = 1", "sso_role_name = a"],
    ["web_identity_token_file = /no/such/file", "role_arn = arn:aws:iam::123456789012:role/reader"],
]
# These come after the keys of the credentials file, and before those of the config file.
BEFORE_CONFIG = [["login_session = arn:aws:sts::123456789012:assumed-role/a/b"], ["credential_process = /bin/false"]]


def draw(random):
    case = Case()
    case.key = random.choice(KEYS)
    case.bucket = random.choice(BUCKETS)
    chance = lambda odds: random.random() < odds
    name = "default"
    if chance(0.5):
        name = random.choice(["dev", "with space", "default"])
        how = random.choice(["option", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "both"])
        if how == "option":
            case.profile = name
        elif how == "both":
            case.variables |= {"AWS_DEFAULT_PROFILE": name, "AWS_PROFILE": "other"}
        else:
            case.variables[how] = name
    in_credentials, in_config = [], []
    draw_credentials(random, case, in_credentials, in_config)
    draw_region(random, case, in_credentials, in_config)
    draw_endpoint(random, case, in_credentials, in_config)
    draw_s3(random, case, in_config if chance(0.8) else in_credentials)
    if chance(0.03):
        # A bad profile: no name, or no such.
        name = "elsewhere"
    draw_files(random, case, name, in_credentials, in_config)
    return case


def draw_credentials(random, case, in_credentials, in_config):
    def keys(owner):
        lines = [f"aws_access_key_id = AKID{owner}", "aws_secret_access_key = s3cr3t/+=#;"]
        if random.random() < 0.02:
            lines.pop(1)
        tokens = ["aws_session_token = TOKEN/ONE==", "aws_security_token = TOKEN/TWO=="]
        lines += random.choice([[], [], tokens[:1], tokens[1:], tokens])
        if random.random() < 0.2:
            lines = [line.split(" = ", 1)[0].upper() + " = " + line.split(" = ", 1)[1] for line in lines]
        if random.random() < 0.2:
            lines = [line.replace(" = ", random.choice(["=", ": ", ":", "\t=\t", " =  "]), 1) for line in lines]
        return lines

    where = random.choice(["variables", "credentials", "credentials", "config", "both files", "all"])
    if where in ("variables", "all"):
        case.variables |= {"AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "env/s3cr3t"}
        tokens = [("AWS_SESSION_TOKEN", "TOKEN/THREE"), ("AWS_SECURITY_TOKEN", "TOKEN/FOUR")]
        case.variables |= dict(random.choice([[], [], tokens[:1], tokens[1:], tokens]))
        if random.random() < 0.2:
            expiry = ["2099-01-01T01:30:00+01:00", "2099-01-01T00:30:00.000Z", "2099-01-01T00:30:00Z"]
            case.variables["AWS_CREDENTIAL_EXPIRATION"] = random.choice(expiry)
    if where in ("credentials", "both files", "all"):
        in_credentials += keys("FILE")
    if where in ("config", "both files", "all"):
        in_config += keys("CONFIG")
    if random.random() < 0.04:
        in_config += random.choice(ELSEWHERE)
    elif random.random() < 0.06:
        in_config += random.choice(BEFORE_CONFIG)
    elif random.random() < 0.03:
        variable = random.choice(["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI"])
        case.variables |= {variable: "http://localhost/creds", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/reader"}


def draw_region(random, case, in_credentials, in_config):
    for odds, place in [(0.4, "AWS_DEFAULT_REGION"), (0.1, "AWS_REGION"), (0.7, in_config), (0.1, in_credentials)]:
        if random.random() < odds:
            region = random.choice(REGIONS)
            if isinstance(place, str):
                case.variables[place] = region if random.random() > 0.05 else ""
            else:
                comment = "   ; a comment" if random.random() < 0.05 else ""
                place.append(f"region = {region}{comment}")


def draw_endpoint(random, case, in_credentials, in_config):
    def endpoint():
        return random.choice(ENDPOINTS)

    for variable in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        if random.random() < 0.08:
            case.variables[variable] = endpoint() if random.random() > 0.1 else ""
    if random.random() < 0.15:
        random.choice([in_credentials, in_config]).append(f"endpoint_url = {endpoint()}")
    if random.random() < 0.15:
        in_config.append("services = local")
        if random.random() < 0.9:
            service = random.choice(["s3 =", "s3 =", "ec2 ="])
            head = random.choice(["services local", 'services "local"', "services\tlocal"])
            case.config.append((head, [service, f"  endpoint_url = {endpoint()}"]))
    ignore = random.random()
    if ignore < 0.05:
        case.variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = random.choice(BOOLEANS)
    elif ignore < 0.1:
        in_config.append(f"ignore_configured_endpoint_urls = {random.choice(BOOLEANS)}")


def draw_s3(random, case, section):
    nested = []

    def maybe(odds, place, name, values):
        if random.random() < odds:
            value = random.choice(values)
            if place == "variable":
                case.variables[name] = value
            elif place == "nested":
                nested.append(f"  {name} = {value}")
            else:
                section.append(f"{name} = {value}")

    maybe(0.3, "nested", "addressing_style", ["path", "virtual", "auto"])
    maybe(0.15, "nested", "use_accelerate_endpoint", BOOLEANS + ["yes"])
    maybe(0.1, "nested", "use_dualstack_endpoint", ["true", "True", "false"])
    maybe(0.1, "nested", "us_east_1_regional_endpoint", ["legacy", "regional", "legacy", "global"])
    maybe(0.1, "nested", "use_arn_region", BOOLEANS)
    maybe(0.1, "nested", "payload_signing_enabled", BOOLEANS)
    maybe(0.1, "nested", "signature_version", ["s3v4", "s3v4", "s3"])
    if nested and random.random() < 0.2:
        nested.insert(0, "  # use_accelerate_endpoint = true")
    maybe(0.08, "variable", "AWS_USE_DUALSTACK_ENDPOINT", BOOLEANS + [""])
    maybe(0.08, "variable", "AWS_USE_FIPS_ENDPOINT", BOOLEANS)
    maybe(0.08, "variable", "AWS_S3_USE_ARN_REGION", BOOLEANS)
    maybe(0.05, "variable", "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT", ["legacy", "regional"])
    maybe(0.05, "variable", "AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS", BOOLEANS)
    maybe(0.08, "profile", "use_fips_endpoint", BOOLEANS)
    maybe(0.08, "profile", "use_dualstack_endpoint", BOOLEANS)
    maybe(0.05, "profile", "s3_use_arn_region", BOOLEANS)
    maybe(0.05, "profile", "s3_us_east_1_regional_endpoint", ["legacy", "regional"])
    if nested:
        # Before other options, too, which end it.
        section[:0] = ["s3 =", *nested]


def draw_files(random, case, name, in_credentials, in_config):
    def form(lines):
        if random.random() < 0.1:
            lines = ["# a comment", "", *lines, "; another"]
        return lines

    default = ["default", "profile default", 'profile "default"']
    quoted = [f'profile "{name}"', f"profile '{name}'", f'profile\t"{name}"']
    heads = {"default": default, "with space": quoted}.get(name, [f"profile {name}", f"profile\t{name}", *quoted])
    if in_config or random.random() < 0.5:
        case.config.append((random.choice(heads), form(in_config)))
    if in_credentials or random.random() < 0.3:
        case.credentials.append((name, form(in_credentials)))
    other = ["aws_access_key_id = AKIDOTHER", "aws_secret_access_key = other", "region = ap-south-1"]
    if random.random() < 0.15:
        # The same profile once more: in the config file the last one counts.
        case.config.append((random.choice(heads), other))
    if random.random() < 0.3:
        case.config.append(("dev-without-profile", other))
    if random.random() < 0.05:
        case.config.append(("DEFAULT", ["use_dualstack_endpoint = true"]))
    random.shuffle(case.config)
    case.mark = random.random() < 0.02
    case.line_end = random.choice(["\n"] * 9 + ["\r\n"])


# What comes out: ("url", its parts) or ("refused", why).

LOADER = botocore.loaders.Loader()


def ask_botocore(case, folder):
    case.write(folder)
    with mock.patch.dict(os.environ, case.environment(folder), clear=True):
        try:
            session = botocore.session.Session(profile=case.profile)
            session.register_component("data_loader", LOADER)
            # Its own default is Signature Version 2 where a region has that.
            is_configured = "signature_version" in (session.get_scoped_config().get("s3") or {})
            config = None if is_configured else Config(signature_version="s3v4")
            client = session.create_client("s3", config=config)
            decide = botocore.signers._should_use_global_endpoint if case.global_host else lambda _: False
            with mock.patch.object(botocore.signers, "_should_use_global_endpoint", decide):
                url = client.generate_presigned_url("get_object", Params={"Bucket": case.bucket, "Key": case.key})
        except Exception as error:
            return "refused", f"{type(error).__name__}: {error}"
    return "url", parts(url)


def ask_presign(presign, case, folder):
    case.write(folder)
    command = [presign, "get", "--bucket", case.bucket, "--key", case.key, "--at", AT.strftime("%Y%m%dT%H%M%SZ")]
    if case.profile:
        command += ["--profile", case.profile]
    done = subprocess.run(command, env=case.environment(folder), capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return "url", parts(done.stdout.strip())
    if done.returncode != 2 or not done.stderr.startswith("presign: "):
        sys.exit(f"presign failed with {done.returncode}: {done.stderr}\n{case}")
    return "refused", done.stderr.strip()


def parts(url):
    split = urlsplit(url)
    return split.scheme, split.netloc, split.path, sorted(parse_qsl(split.query, strict_parsing=True))


def refuse_to_send(*_):
    raise RuntimeError("nothing is sent here")


# The classes of differences that are on purpose.

# Changes of a case after which botocore must agree: name, reason, and the change, which gives None if there is nothing
# to change.
CHANGES = []
# Refusals where botocore signs: name, reason, the sentence, and what the case must have.
REFUSALS = []


def change(reason):
    def register(function):
        CHANGES.append((function.__name__.replace("_", " "), reason, function))
        return function

    return register


def with_lines(case, function):
    """The case with each line of its files changed, or None."""
    changed = copy.deepcopy(case)
    for name in ("credentials", "config"):
        sections = [(head, [function(line) for line in lines]) for head, lines in getattr(case, name)]
        setattr(changed, name, sections)
    return changed if changed.files() != case.files() else None


@change("botocore takes S3's global host for URLs, which redirects requests for new buckets and breaks CORS")
def regional_hosts(case):
    changed = copy.deepcopy(case)
    changed.global_host = False
    return changed if case.global_host else None


@change("all SDKs but Python's read AWS_REGION, and the AWS CLI's own documentation names it")
def AWS_REGION_is_read(case):
    if not case.variables.get("AWS_REGION"):
        return None
    changed = copy.deepcopy(case)
    changed.variables["AWS_DEFAULT_REGION"] = changed.variables["AWS_REGION"]
    return changed


@change("an empty variable is one that is not set, as in the shell's ${NAME:-...} and AWS's other SDKs")
def empty_variables_count_as_none(case):
    changed = copy.deepcopy(case)
    changed.variables = {name: value for name, value in case.variables.items() if value}
    return changed if changed.variables != case.variables else None


@change("AWS's other SDKs take ` #` and ` ;` after a value for a comment")
def comments_after_values(case):
    return with_lines(case, lambda line: re.sub(r"\s[;#] a comment$", "", line))


@change("a byte order mark is no part of the text")
def byte_order_marks(case):
    if not case.mark:
        return None
    changed = copy.deepcopy(case)
    changed.mark = False
    return changed


@change("AWS's reference: [profile default] is preferred to [default], in whichever order they come")
def profile_default_before_default(case):
    changed = copy.deepcopy(case)
    changed.config.sort(key=lambda section: section[0] != "default")
    return changed if [head for head, _ in changed.config] != [head for head, _ in case.config] else None


@change("the default for us-east-1 is its regional endpoint, as in AWS's other SDKs and the AWS CLI of today")
def us_east_1_is_regional(case):
    name = "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT"
    if name in case.variables or case.has("us_east_1_regional_endpoint"):
        return None
    changed = copy.deepcopy(case)
    changed.variables[name] = "regional"
    return changed


def refusal(name, reason, sentence, condition):
    """`condition` gets the case and what botocore signed for."""
    REFUSALS.append((name, reason, re.compile(sentence), condition))


def region_is_guessed(case, url):
    return "/us-east-1/" in dict(url[3])["X-Amz-Credential"] or case.bucket.startswith("arn:")


def has_options_of_aws(case, _):
    names = ("AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT")
    is_set = any(case.variables.get(name, "").lower() == "true" for name in names)
    return is_set or case.has("use_(fips|dualstack)_endpoint = true")


refusal(
    "no region",
    "a region that is guessed makes URLs that are dead elsewhere",
    r"no region: ",
    region_is_guessed,
)
refusal(
    "values that mean nothing",
    "botocore takes everything but `true` for false",
    r"must be (true or false|auto, path or virtual)$",
    lambda case, _: case.has(r"= yes$"),
)
refusal(
    "virtual-hosted style where there is none",
    "botocore falls back to path style, or puts a name before an IP address: here a setting is obeyed or refused",
    r"addressing_style, .* is virtual, but the bucket's name cannot be part",
    lambda case, _: case.has("addressing_style = virtual"),
)
refusal(
    "Signature Version 2",
    "this program signs with Version 4 alone",
    r"must be s3v4",
    lambda case, _: case.has("= s3$"),
)
refusal(
    "options of AWS's endpoints at another endpoint",
    "botocore drops FIPS and dual-stack there without a word",
    r"(a FIPS endpoint|a dual-stack endpoint) cannot be combined with a custom endpoint",
    has_options_of_aws,
)
refusal(
    "names of us-east-1 elsewhere",
    "AWS has buckets with upper case or underscores in us-east-1 only",
    r"on AWS only buckets in us-east-1 have such names",
    lambda case, _: case.bucket != case.bucket.lower() or "_" in case.bucket,
)
refusal(
    "an access point at an IP address",
    "botocore puts its name before the address, which no resolver knows",
    "an access point cannot be reached at an IP address",
    lambda case, url: case.bucket.startswith("arn:") and url[1].endswith(".10.0.0.1"),
)


def explain(case, folder, ours):
    """The names of the classes that explain a difference, or None."""
    if ours[0] == "refused":
        # As it would be if the two read the same.
        normal = changed(case, [(name, function) for name, _, function in CHANGES])
        theirs = ask_botocore(normal, folder)
        for name, _, sentence, condition in REFUSALS:
            if sentence.search(ours[1]) and theirs[0] == "url" and condition(normal, theirs[1]):
                return [name]
    changes = []
    for name, _, function in CHANGES:
        if function(changed(case, changes)) is None:
            continue
        changes.append((name, function))
        if agrees(case, changes, folder, ours):
            # Those that it took, and no others.
            for one in list(changes):
                rest = [other for other in changes if other is not one]
                if agrees(case, rest, folder, ours):
                    changes = rest
            return [name for name, _ in changes]
    return None


def changed(case, changes):
    for _, function in changes:
        case = function(case) or case
    return case


def agrees(case, changes, folder, ours):
    theirs = ask_botocore(changed(case, changes), folder)
    return theirs == ours or theirs[0] == ours[0] == "refused"


def main(presign):
    generator = random.Random(SEED)
    counts, unexplained = collections.Counter(), 0
    fixed = mock.patch.object(botocore.auth, "get_current_datetime", lambda *_, **__: AT)
    unsent = mock.patch.object(botocore.httpsession.URLLib3Session, "send", refuse_to_send)
    with tempfile.TemporaryDirectory() as folder, fixed, unsent:
        for _ in range(CASES):
            case = draw(generator)
            theirs, ours = ask_botocore(case, folder), ask_presign(presign, case, folder)
            if theirs == ours:
                counts["the same URL"] += 1
            elif theirs[0] == ours[0] == "refused":
                counts["refused by both"] += 1
            elif names := explain(case, folder, ours):
                counts.update(names)
                counts["explained"] += 1
            else:
                unexplained += 1
                print(f"\nUnexplained:\n{case}\n  botocore: {theirs}\n  presign:  {ours}")
    report(counts, unexplained)
    return 1 if unexplained else 0


def report(counts, unexplained):
    print(f"{CASES} cases with botocore {botocore.__version__}")
    for name in ("the same URL", "refused by both", "explained"):
        print(f"{counts[name]:6} {name}")
    for name, reason, *_ in CHANGES + REFUSALS:
        print(f"{counts[name]:12} {name}: {reason}")
    print(f"{unexplained:6} unexplained")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
