"""Writes s3-model.toml: what Amazon S3 documents for each of its operations.

    python3 -m venv .venv && .venv/bin/pip install botocore==1.44.8
    .venv/bin/python tests/s3/model.py > tests/vectors/s3-model.toml

Nothing is sent.
"""

import re

import botocore
import botocore.session

assert botocore.__version__ == "1.44.8"

HEAD = f"""\
# What Amazon S3 documents for each of its operations: its method, whether its address is that of an object, of a bucket
# or of the service, the parameters that the address has, and the parameters and headers that it takes.
#
# Written by tests/s3/model.py; do not edit. Taken from the service model in botocore {botocore.__version__}
# (data/s3/2006-03-01/service-2.json), which AWS generates its API reference from: `http` of each operation, and the
# members of its input that lie in the query or in headers, names of headers in lower case. `has_body`: a member lies in
# the body. `is_regional`: directory buckets have it at their Regional endpoint. `is_deprecated`: another operation has
# replaced it. Before them, `values`: the words that a header's value is one of, in any operation.
#
# From the documentation of the operation and of its members, or of their shapes: `is_not_for_directories`: directory
# buckets do not have the operation; `not_for_directories`: the parameters and headers that they do not have there;
# `only_for_directories`: those that no other buckets have.
"""

NOT_THERE = re.compile(
    r"operation is not supported for directory buckets|Annotations are not supported by .*\(directory buckets\)"
)
NOT_SUPPORTED = re.compile(
    r"functionality is not supported for directory buckets|header is not supported in this API operation"
    r"|not supported when the destination bucket is a directory bucket|parameter isn't supported by directory buckets"
    r"|not supported for directory bucket lifecycle configurations"
)
ONLY_THERE = re.compile(r"functionality is only supported for (directory buckets|objects .* in directory buckets)")


def text(documentation):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", documentation))


def on_directories(model, operation):
    """The lines about directory buckets."""
    if NOT_THERE.search(text(operation.get("documentation", ""))):
        yield "is_not_for_directories = true"
        return
    found = {"not_for_directories": [], "only_for_directories": []}
    for member in model["shapes"][operation["input"]["shape"]]["members"].values() if "input" in operation else ():
        if member.get("location") not in ("header", "querystring"):
            continue
        shape = model["shapes"][member["shape"]]
        documentation = text(member.get("documentation", "") + " " + shape.get("documentation", ""))
        name = member["locationName"]
        for key, pattern in (("not_for_directories", NOT_SUPPORTED), ("only_for_directories", ONLY_THERE)):
            if pattern.search(documentation):
                found[key].append(name.lower() if member["location"] == "header" else name)
    for key, names in found.items():
        if names:
            yield from written(key, sorted(names))


def described(model, name):
    """The lines of one operation's table."""
    operation = model["operations"][name]
    path, _, address = operation["http"]["requestUri"].partition("?")
    places = {"querystring": [], "header": [], "headers": [], "uri": [], None: []}
    for member in model["shapes"][operation["input"]["shape"]]["members"].values() if "input" in operation else ():
        places[member.get("location")].append(member.get("locationName", ""))
    target = {"/{Bucket}/{Key+}": "object", "/{Bucket}": "bucket"}.get(path, "service")
    yield f"name = '{name}'"
    yield f"method = '{operation['http']['method']}'"
    yield f"target = '{target}'"
    yield from written("address", address.split("&") if address else [])
    yield from written("parameters", sorted(places["querystring"]))
    yield from written("headers", sorted(header.lower() for header in places["header"] + places["headers"]))
    if places[None]:
        yield "has_body = true"
    if "UseS3ExpressControlEndpoint" in operation.get("staticContextParams", ()):
        yield "is_regional = true"
    if operation.get("deprecated"):
        yield "is_deprecated = true"
    yield from on_directories(model, operation)


def values(model):
    """The words of each header that holds one of several."""
    found = {}
    for operation in model["operations"].values():
        for member in model["shapes"][operation["input"]["shape"]]["members"].values() if "input" in operation else ():
            shape = model["shapes"][member["shape"]]
            words = ["true", "false"] if shape["type"] == "boolean" else shape.get("enum", [])
            header = member.get("locationName", "").lower()
            # Those that a function forwards are no request's.
            if member.get("location") == "header" and words and "-fwd-" not in header:
                found.setdefault(header, []).extend(word for word in words if word not in found.get(header, []))
    return found


def written(key, names):
    """A list of strings, on one line if it fits."""
    line = f"{key} = [{', '.join(repr(name) for name in names)}]"
    if len(line) <= 120:
        return [line]
    return [f"{key} = [", *(f"    {name!r}," for name in names), "]"]


def main():
    model = botocore.session.Session().get_component("data_loader").load_service_model("s3", "service-2")
    print(HEAD, "\n[values]", sep="")
    for header, words in sorted(values(model).items()):
        print(*written(header, words), sep="\n")
    for name in model["operations"]:
        print("\n[[operation]]", *described(model, name), sep="\n")


main()
