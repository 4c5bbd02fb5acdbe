"""10,000 random requests, signed by botocore and by this package: objects, uploads, other operations, forms, and requests
to other services in the query and by headers."""

import base64
import contextlib
import datetime
import json
import random
from collections.abc import Iterator
from typing import Any
from unittest import mock
from urllib.parse import quote

import botocore.auth
import botocore.session
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials as TheirKeys
from vectors import parameters, signature

from presigned import Bucket, Credentials, Presigned, Signer

SEED = 20150830
NOW = datetime.datetime(2015, 8, 30, 12, 36, tzinfo=datetime.UTC)
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKENS = [None, "IQoJb3JpZ2luX2VjEXAMPLE//token+with/special=="]
REGIONS = ["us-east-1", "eu-central-1", "ap-southeast-3", "cn-north-1", "us-gov-west-1", "eusc-de-east-1"]
# Letters that are encoded in different ways by different libraries, and those of other scripts.
LETTERS = "abcXYZ019-._~ !\"#$%&'()*+,/:;<=>?@[\\]^`{|}é€日𝒳\t\n\u00a0\u202e\x7f\x01"


def client(region: str, token: str | None) -> Any:
    session = botocore.session.Session()
    session.set_credentials("AKIDEXAMPLE", SECRET, token)
    # Without these two botocore signs by Signature Version 2, and for a host without a region.
    config = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
    endpoint = "https://s3.us-east-1.amazonaws.com" if region == "us-east-1" else None
    return session.create_client("s3", region, config=config, endpoint_url=endpoint)


def text(chance: random.Random, most: int = 30) -> str:
    return "".join(chance.choices(LETTERS, k=chance.randint(1, most)))


def key(chance: random.Random) -> str:
    while True:
        name = text(chance)
        # A dot segment would be changed in transit: it is refused, and botocore signs it.
        if not {".", ".."} & set(name.split("/")):
            return name


def header(chance: random.Random) -> str:
    # What stands in a header as it is: clients change white space at its ends, and some also inside.
    return "".join(chance.choices([letter for letter in LETTERS if "!" <= letter <= "~"], k=chance.randint(1, 20)))


def same(theirs: str, ours: Presigned, what: object) -> None:
    assert ours.partition("?")[0] == theirs.partition("?")[0], what
    assert sorted(parameters(ours)) == sorted(parameters(theirs)), what


def media_type(chance: random.Random) -> str:
    return f"text/plain; name={chance.randint(0, 9)}"


@contextlib.contextmanager
def frozen() -> Iterator[None]:
    """botocore's clock stands still."""

    def now(remove_tzinfo: bool = True) -> datetime.datetime:
        return NOW.replace(tzinfo=None if remove_tzinfo else datetime.UTC)

    with mock.patch("botocore.auth.get_current_datetime", now), mock.patch("botocore.signers.get_current_datetime", now):
        yield


def objects(chance: random.Random, theirs: Any, ours: Bucket) -> None:
    name, expires = key(chance), chance.choice([1, 60, 3600, 604800, chance.randint(1, 604800)])
    params: dict[str, Any] = {"Bucket": "examplebucket", "Key": name}
    match chance.choice(["get", "put", "delete", "part", "named"]):
        case "get":
            options = {"content_type": media_type(chance), "version_id": text(chance)}
            options = {name: value for name, value in options.items() if chance.random() < 0.4}
            names = {"content_type": "ResponseContentType", "version_id": "VersionId"}
            params |= {names[name]: value for name, value in options.items()}
            operation, url = "get_object", ours.get(name, expires=expires, now=NOW, **options)  # type: ignore[arg-type]
        case "put":
            metadata = {f"m{number}": header(chance) for number in range(chance.randint(0, 3))}
            params |= {"ContentType": media_type(chance), "Metadata": metadata}
            operation = "put_object"
            url = ours.put(name, content_type=params["ContentType"], metadata=metadata, expires=expires, now=NOW)
            sent = {"content-type": params["ContentType"]} | {f"x-amz-meta-{it}": metadata[it] for it in metadata}
            assert url.headers == sent
        case "delete":
            operation, url = "delete_object", ours.delete(name, expires=expires, now=NOW)
        case "part":
            upload, number = text(chance), chance.randint(1, 10000)
            params |= {"UploadId": upload, "PartNumber": number}
            operation, url = "upload_part", ours.part(name, upload, number, expires=expires, now=NOW)
        case _:
            prefix = text(chance)
            params = {"Bucket": "examplebucket", "Prefix": prefix, "MaxKeys": chance.randint(1, 1000)}
            operation = "list_objects_v2"
            members = {"prefix": prefix, "max-keys": str(params["MaxKeys"]), "encoding-type": "url"}
            url = ours.operation("ListObjectsV2", parameters=members, expires=expires, now=NOW)
    same(theirs.generate_presigned_url(operation, params, expires), url, params)
    assert url.expires_at == NOW + datetime.timedelta(seconds=expires)


def test_objects() -> None:
    chance = random.Random(SEED)
    with frozen():
        for region in REGIONS:
            for token in TOKENS:
                theirs = client(region, token)
                ours = Bucket("examplebucket", region, credentials=Credentials("AKIDEXAMPLE", SECRET, token))
                for _ in range(5000 // len(REGIONS) // len(TOKENS)):
                    objects(chance, theirs, ours)


def test_batches() -> None:
    chance = random.Random(SEED + 1)
    keys = [key(chance) for _ in range(1000)]
    ours = Bucket("examplebucket", "eu-central-1", credentials=Credentials("AKIDEXAMPLE", SECRET))
    theirs = client("eu-central-1", None)
    with frozen():
        urls = ours.get_many(keys, expires=60, now=NOW)
        for name, url in zip(keys, urls, strict=True):
            same(theirs.generate_presigned_url("get_object", {"Bucket": "examplebucket", "Key": name}, 60), url, name)
            assert url == ours.get(name, expires=60, now=NOW)


def test_other_services_in_the_query() -> None:
    chance = random.Random(SEED + 2)
    for _ in range(2000):
        token = chance.choice(TOKENS)
        keys = TheirKeys("AKIDEXAMPLE", SECRET, token)
        service, expires = chance.choice(["execute-api", "sts", "iam", "es", "lambda"]), chance.randint(1, 604800)
        path = quote("/" + "/".join(text(chance, 8).replace(".", "d").replace("/", "") for _ in range(chance.randint(0, 4))))
        query = [(text(chance, 8), text(chance)) for _ in range(chance.randint(0, 4))]
        url = f"https://example.amazonaws.com{path}"
        encoded = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in query)
        request = AWSRequest("GET", f"{url}?{encoded}" if encoded else url)
        with frozen():
            botocore.auth.SigV4QueryAuth(keys, service, "eu-west-1", expires=expires).add_auth(request)
        signer = Signer(service, "eu-west-1", credentials=Credentials("AKIDEXAMPLE", SECRET, token))
        ours = signer.presign("GET", url, query=query, expires=expires, now=NOW)
        # botocore joins parameters with the same name, so that only the others can be compared.
        if len({name for name, _ in query}) == len(query):
            same(request.url, ours, url)


def test_other_services_by_headers() -> None:
    chance = random.Random(SEED + 3)
    for _ in range(2000):
        token = chance.choice(TOKENS)
        service, body = chance.choice(["execute-api", "dynamodb", "iam"]), text(chance).encode()
        path = quote("/" + "/".join(text(chance, 8).replace(".", "d").replace("/", "") for _ in range(chance.randint(0, 3))))
        headers = {f"x-h{number}": header(chance) for number in range(chance.randint(0, 3))}
        url = f"https://example.amazonaws.com{path}"
        request = AWSRequest("POST", url, data=body, headers=headers)
        signer = Signer(service, "eu-west-1", credentials=Credentials("AKIDEXAMPLE", SECRET, token))
        ours = signer.sign("POST", url, headers=headers, body=body, now=NOW)
        if "x-amz-content-sha256" in ours.headers:
            request.headers["x-amz-content-sha256"] = ours.headers["x-amz-content-sha256"]
        with frozen():
            botocore.auth.SigV4Auth(TheirKeys("AKIDEXAMPLE", SECRET, token), service, "eu-west-1").add_auth(request)
        theirs = {name.lower(): value for name, value in request.headers.items()}
        assert ours.headers == theirs, url


def test_forms() -> None:
    chance = random.Random(SEED + 4)
    region, token = "eu-central-1", None
    theirs = client(region, token)
    ours = Bucket("examplebucket", region, credentials=Credentials("AKIDEXAMPLE", SECRET, token))
    auth = botocore.auth.S3SigV4PostAuth(TheirKeys("AKIDEXAMPLE", SECRET), "s3", region)
    for _ in range(500):
        # A dollar sign may begin a variable, and no form field has a control character.
        name = "".join(letter for letter in key(chance) if letter.isprintable() and letter != "$") or "a"
        least, kind = chance.randint(0, 100), media_type(chance)
        form = ours.post(name, min_length=least, max_length=1000, content_type=kind, expires=600, now=NOW)
        with frozen():
            given = theirs.generate_presigned_post(
                "examplebucket",
                name,
                {"Content-Type": kind},
                [{"Content-Type": kind}, ["content-length-range", least, 1000]],
                600,
            )
        assert form.url == given["url"]
        assert form.fields | {"policy": "", "x-amz-signature": ""} == given["fields"] | {"policy": "", "x-amz-signature": ""}
        # The conditions may have any order.
        policies = [json.loads(base64.b64decode(fields["policy"])) for fields in (form.fields, given["fields"])]
        for policy in policies:
            policy["conditions"] = sorted(json.dumps(condition) for condition in policy["conditions"])
            policy["expiration"] = policy["expiration"].replace(".000", "")
        assert policies[0] == policies[1]
        request = AWSRequest()
        request.context["timestamp"] = "20150830T123600Z"
        assert form.fields["x-amz-signature"] == auth.signature(form.fields["policy"], request)


def test_the_oracle_sees_a_difference() -> None:
    ours = Bucket("examplebucket", "eu-central-1", credentials=Credentials("AKIDEXAMPLE", SECRET))
    with frozen():
        url = client("eu-central-1", None).generate_presigned_url(
            "get_object", {"Bucket": "examplebucket", "Key": "a"}, 60
        )
    assert signature(url) == signature(ours.get("a", expires=60, now=NOW))
    assert signature(url) != signature(ours.get("b", expires=60, now=NOW))
