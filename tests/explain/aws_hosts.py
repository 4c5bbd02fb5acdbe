"""Writes aws_hosts.toml: the hosts of AWS, and the service and the region that botocore signs for at each.

    python3 -m venv .venv && .venv/bin/pip install botocore==1.44.8
    .venv/bin/python tests/explain/aws_hosts.py > tests/explain/aws_hosts.toml

Every rule set of endpoints is asked for every region, with and without FIPS and dual stack, and its templates are read for
the hosts that need more than a region. Nothing is sent.
"""

import re
from collections import defaultdict
from urllib.parse import urlsplit

import botocore
import botocore.session
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import BotoCoreError

assert botocore.__version__ == "1.44.8"

loader = botocore.session.Session().get_component("data_loader")
PARTITIONS = loader.load_data("partitions")
# What stands in a template for a name of the user's, and the values of kinds of operations.
NAMES = {"OperationType": ["control", "data"], "outpostId": ["op-0123"]}
# Regions that stand for all others in hosts that are signed for a different region from the one they name.
TRIED = {"us-east-1", "eu-west-1"}
# The hosts of S3 have a test of their own.
SKIPPED = {"s3"}


def suffixes():
    """The domains, each with the regions of its partition."""
    found = {}
    for partition in PARTITIONS["partitions"]:
        outputs = partition["outputs"]
        names = [name for name in partition["regions"] if re.search(r"\d$", name)]
        for suffix in (outputs["dnsSuffix"], outputs["dualStackDnsSuffix"]):
            found.setdefault(suffix, []).extend(name for name in names if name not in found.get(suffix, []))
    return found


SUFFIXES = suffixes()


def schemes(endpoint_schemes, default):
    """The signing names of SigV4 with the region, or of SigV4a where that is the only scheme."""
    if not endpoint_schemes:
        return [(default, None)]
    plain = [scheme for scheme in endpoint_schemes if scheme["name"] == "sigv4"]
    return [(s.get("signingName", default), s.get("signingRegion", "*")) for s in plain or endpoint_schemes]


def split(host):
    """What stands before the domain, and the domain."""
    for suffix in sorted(SUFFIXES, key=len, reverse=True):
        if host.endswith("." + suffix):
            return host[: -len(suffix) - 1], suffix
    return None, None


def resolved(name, rules, signing, prefixes):
    """The hosts that a rule set gives for regions: host, region that was asked for, signing name, signing region."""
    provider, parameters = EndpointProvider(rules, PARTITIONS), rules["parameters"]
    for partition in PARTITIONS["partitions"]:
        for region in partition["regions"]:
            for fips, dual in [(False, False), (False, True), (True, False), (True, True)]:
                given = {"Region": region, "UseFIPS": fips, "UseDualStack": dual}
                given = {key: value for key, value in given.items() if key in parameters}
                for key, parameter in parameters.items():
                    if parameter.get("required") and key not in given and "default" not in parameter:
                        given[key] = "X"
                try:
                    endpoint = provider.resolve_endpoint(**given)
                except BotoCoreError:
                    continue
                host = urlsplit(endpoint.url).netloc
                for signed in schemes(endpoint.properties.get("authSchemes"), signing):
                    for prefix in prefixes:
                        yield prefix + host, region, *signed


def templates(rules, signing):
    """The hosts that need more than a region, for regions of every partition."""
    found = []

    def walk(node):
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            endpoint = node.get("endpoint")
            if isinstance(endpoint, dict) and isinstance(endpoint.get("url"), str):
                found.append((endpoint["url"], endpoint.get("properties", {}).get("authSchemes")))
            for child in node.values():
                walk(child)

    walk(rules)
    for url, auth_schemes in found:
        url = re.sub(r"\{[^}]*#(dnsSuffix|dualStackDnsSuffix)\}", r"<\1>", url).replace("{Region}", "<Region>")
        names = re.findall(r"\{(\w[^}]*)\}", url)
        # Hosts of one global region are found by asking for it, and what follows from a given endpoint is not AWS's.
        if not names or not url.startswith("https://") or re.search("#authority|#implicitGlobalRegion|SuffixValue", url):
            continue
        for kind in NAMES.get("OperationType") if "{OperationType}" in url else [""]:
            host = re.sub(r"\{\w[^}]*\}", "my-name", url.replace("{OperationType}", kind))[8:]
            for partition in PARTITIONS["partitions"]:
                for region in partition["regions"]:
                    full = host.replace("<Region>", region)
                    for key in ("dnsSuffix", "dualStackDnsSuffix"):
                        full = full.replace(f"<{key}>", partition["outputs"][key])
                    for signing_name, signing_region in schemes(auth_schemes, signing):
                        signing_region = region if "{" in (signing_region or "{") else signing_region
                        yield full, region, signing_name, signing_region


def hosts():
    for name in botocore.session.Session().get_available_services():
        model = loader.load_service_model(name, "service-2")
        metadata = model["metadata"]
        if name in SKIPPED or metadata.get("auth", [""])[0] == "smithy.api#httpBearerAuth":
            continue
        if metadata.get("signatureVersion", "v4") != "v4":
            continue
        signing = metadata.get("signingName", metadata["endpointPrefix"])
        rules = loader.load_service_model(name, "endpoint-rule-set-1")
        prefixes = {""}
        for operation in model["operations"].values():
            prefix = operation.get("endpoint", {}).get("hostPrefix", "")
            prefixes.add(re.sub(r"\{\w+\}", "my-name", prefix))
        yield from resolved(name, rules, signing, sorted(prefixes))
        yield from templates(rules, signing)


def main():
    of_region, of_none, moved = defaultdict(set), defaultdict(set), set()
    for host, region, signing, signing_region in hosts():
        before, suffix = split(host)
        if before is None or not re.search(r"\d$", region) and (region in host or not signing_region):
            continue
        named = before.rpartition(".")[2]
        if named in SUFFIXES[suffix] and signing_region in (None, named):
            of_region[before.removesuffix("." + named), suffix].add(signing)
            if named in TRIED:
                of_none[host].add((signing, named))
        elif named not in SUFFIXES[suffix] or named in TRIED:
            of_none[host].add((signing, signing_region or region))
            moved.add((before.removesuffix("." + named), suffix))
    # A host that is signed for a different region from the one it names is told apart from those with the same name.
    of_region = {key: signed for key, signed in of_region.items() if key not in moved}
    kept = {f"{before}.{named}.{suffix}" for before, suffix in of_region for named in TRIED}
    of_none = {host: signed for host, signed in of_none.items() if host not in kept}
    print(__doc__.splitlines()[0].replace("Writes aws_hosts.toml: the", "# The") + "\n#")
    print(f"# Written by aws_hosts.py with botocore {botocore.__version__}; do not edit.\n")
    print("# The domains, and the regions that are tried at each.\n[domains]")
    for suffix, regions in SUFFIXES.items():
        chosen = regions[:1] + regions[-1:] + (["us-gov-west-1"] if suffix in ("amazonaws.com", "api.aws") else [])
        print(f"'{suffix}' = {sorted(set(chosen))}".replace('"', "'"))
    by_name = defaultdict(set)
    for (before, suffix), signing in of_region.items():
        by_name[before, tuple(sorted(signing))].add(suffix)
    by_suffixes = defaultdict(list)
    for (before, signing), found in by_name.items():
        by_suffixes[tuple(sorted(found))].append((before, signing))
    print("\n# What stands before the region, and the services that are signed for there: more than one where clients differ.")
    for found, rows in sorted(by_suffixes.items()):
        print(f"\n[[regional]]\ndomains = {list(found)}\nservices = '''".replace('"', "'"))
        for before, signing in sorted(rows):
            print(before, *signing)
        print("'''")
    print("\n# Hosts without a region, or signed for another one: the service, and the region, * for SigV4a alone.")
    print("[others]")
    for host, signed in sorted(of_none.items()):
        print(f"'{host}' = {sorted(' '.join(pair) for pair in signed)}".replace('"', "'"))


main()
