"""What the scripts in Python share."""

import http.client
import json
import os
from urllib.parse import urlsplit

ENDPOINT = os.environ["ENDPOINT"]
BUCKET = os.environ["BUCKET"]
REGION = os.environ["AWS_REGION"]
TOOLS = os.environ["TOOLS"]
with open(os.environ["KEYS"], encoding="utf-8") as file:
    KEYS = json.load(file)


def content(key):
    """What the object with this key holds."""
    return f"the object {key}\n".encode()


def send(method, url, body=None, headers={}):
    """Sends a URL as it is, which other clients would not: they resolve dots."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc)
    connection.request(method, url.removeprefix(f"http://{address.netloc}"), body=body, headers=headers)
    answer = connection.getresponse()
    received = answer.read()
    connection.close()
    assert answer.status in (200, 204, 206), f"{method} {url}: {answer.status} {received}"
    return received


def check(found, expected, what):
    assert found == expected, f"{what}: {found!r} instead of {expected!r}"
