"""URLs as botocore makes them, byte for byte, or a refusal: for `presigned.boto` and `presigned.fsspec`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from email.utils import formatdate
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlsplit

from presigned._classes import PresignError, UnsupportedError
from presigned._core import Bucket, Credentials, Signer

# What botocore computes from the value before it signs, and what is not a string.
_COMPUTED = frozenset({"Body", "ContentMD5", "CopySource", "CopySourceSSECustomerKey", "SSECustomerKey"})
# botocore takes it for its own and drops it.
_DROPPED_TYPE = "application/x-www-form-urlencoded; charset=utf-8"
# The parameters of a signature, in botocore's order.
_SIGNATURE = tuple(
    f"X-Amz-{name}"
    for name in ("Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Security-Token", "Signature")
)
_LISTS = frozenset({"ListObjects", "ListObjectVersions", "ListObjectsV2"})


def unsupported(sentence: str) -> UnsupportedError:
    """A call that is left to botocore."""
    return UnsupportedError(sentence, "left-to-boto")


class _AllRefused(Exception):
    """Why no call of a kind is signed, whatever its values are."""


class Scope(NamedTuple):
    """When, where and for what botocore signed."""

    now: datetime
    region: str
    service: str

    @staticmethod
    def of(date: str, credential: str) -> Scope:
        """Reads the parameters or the fields with these values."""
        now = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
        region, service = credential.split("/")[-3:-1]
        return Scope(now, region, service)


class _Kind(NamedTuple):
    """What calls with the same method, bucket and names of parameters have in common."""

    # Both sign the same: the first is for downloads without further parameters, which are nearly all.
    bucket: Bucket | None
    signer: Signer
    method: str
    # The URL without the key.
    base: str
    # Parameters that belong to the operation itself.
    fixed: tuple[tuple[str, str], ...]
    # Each further parameter: its name in a call, whether it is a header, its name in the request, and its type.
    members: tuple[tuple[str, str, str, str], ...]


class Alike:
    """Signs what botocore would. The first call of each kind is made by both: what they do not agree on is refused."""

    def __init__(
        self, ask: Callable[..., str], credentials: Callable[[], Credentials], model: Any, names: Mapping[str, str]
    ) -> None:
        self._ask = ask
        self._credentials = credentials
        self._model = model
        self._names = names
        self._signers: dict[tuple[str, str], Signer] = {}
        self._kinds: dict[tuple[Any, ...], _Kind | str] = {}

    def sign(self, client_method: str, params: Mapping[str, Any], expires_in: int, http_method: str | None) -> str:
        """Returns the URL for the arguments of `generate_presigned_url`."""
        name = (client_method, params.get("Bucket"), http_method, *params)
        kind = self._kinds.get(name)
        if isinstance(kind, _Kind):
            return _sign(kind, params, expires_in, None)
        if kind is None:
            try:
                kind, url = self._learn(client_method, params, expires_in, http_method)
            except _AllRefused as error:
                kind = self._kinds[name] = str(error)
            else:
                self._kinds[name] = kind
                return url
        raise unsupported(kind)

    def _learn(
        self, client_method: str, params: Mapping[str, Any], expires_in: int, http_method: str | None
    ) -> tuple[_Kind, str]:
        operation = self._names.get(client_method)
        if operation is None:
            raise _AllRefused(f"the client has no method {client_method}")
        model = self._model.operation_model(operation)
        members = tuple(_member(model, name) for name in params if name not in ("Bucket", "Key"))
        url = self._ask(client_method, dict(params), expires_in, http_method)
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query))
        if "X-Amz-Signature" not in query:
            raise _AllRefused(
                "this client does not sign with Signature Version 4: make it with Config(signature_version='s3v4')"
            )
        scope = Scope.of(query["X-Amz-Date"], query["X-Amz-Credential"])
        key = quote(_text("Key", params.get("Key", "")), safe="/~")
        if not parts.path.endswith(key):
            raise _AllRefused("the client changes the key")
        base = f"{parts.scheme}://{parts.netloc}{parts.path[: len(parts.path) - len(key)]}"
        fixed = tuple(parse_qsl(urlsplit(model.http["requestUri"]).query, keep_blank_values=True))
        bucket = None
        if operation == "GetObject" and http_method is None and not members and not fixed:
            bucket = self._bucket(params["Bucket"], scope, base)
        kind = _Kind(bucket, self.signer(scope), http_method or model.http["method"], base, fixed, members)
        if operation in _LISTS and "EncodingType" not in params:
            kind = kind._replace(members=(*members, ("", "querystring", "encoding-type", "url")))
        if _sign(kind, params, expires_in, scope.now) != url:
            raise _AllRefused(f"the client signs {client_method} with {_listed(params)} in another way")
        return kind, url

    def _bucket(self, name: str, scope: Scope, base: str) -> Bucket | None:
        try:
            return Bucket(name, scope.region, custom_domain=base, credentials=self._credentials)
        except PresignError:
            return None

    def signer(self, scope: Scope) -> Signer:
        """The signer of a region and a service."""
        place = (scope.region, scope.service)
        if place not in self._signers:
            self._signers[place] = Signer(scope.service, scope.region, credentials=self._credentials)
        return self._signers[place]


def _listed(params: Mapping[str, Any]) -> str:
    return ", ".join(params) or "no parameters"


def _member(model: Any, name: str) -> tuple[str, str, str, str]:
    """Where a parameter of an operation is in its request, by botocore's model."""
    shape = model.input_shape.members.get(name) if model.input_shape else None
    if shape is None:
        raise _AllRefused(f"{model.name} has no parameter {name}")
    place = shape.serialization.get("location")
    kind = shape.type_name
    if kind == "timestamp":
        kind = shape.serialization.get("timestampFormat", "rfc822" if place == "header" else "iso8601")
    is_plain = place in ("header", "querystring") and kind in (
        "string",
        "integer",
        "long",
        "boolean",
        "rfc822",
        "iso8601",
    )
    if name in _COMPUTED or not (is_plain or (place == "headers" and kind == "map")):
        raise _AllRefused(f"the parameter {name} of {model.name} is not known here")
    return name, place, shape.serialization.get("name", name), kind


def _sign(kind: _Kind, params: Mapping[str, Any], expires_in: int, now: datetime | None) -> str:
    if type(expires_in) is not int:
        raise unsupported("ExpiresIn is not an int")
    if kind.bucket is not None:
        return _token_moved(kind.bucket.get(_text("Key", params.get("Key")), expires=expires_in, now=now))
    url = kind.base
    if "Key" in params:
        key = _text("Key", params["Key"])
        if not 0 < len(key.encode()) <= 1024:
            raise unsupported("the key is empty, or has over 1,024 bytes")
        url += quote(key, safe="/~")
    query = list(kind.fixed)
    headers: dict[str, str] = {}
    for name, place, sent, type_ in kind.members:
        if place == "headers":
            headers.update((sent + part, _header(name, value)) for part, value in params[name].items())
        elif place == "header":
            headers[sent] = _header(name, _value(name, params[name], type_))
        else:
            query.append((sent, _value(name, params[name], type_) if name else type_))
    signed = kind.signer.presign(kind.method, url, query=query, headers=headers, expires=expires_in, now=now)
    return _ordered(signed, len(url), query)


def _ordered(url: str, start: int, query: list[tuple[str, str]]) -> str:
    """The same URL with its parameters in botocore's order: its own first, then those of the signature."""
    if not query:
        return _token_moved(url)
    parts = {part.split("=", 1)[0]: part for part in url[start + 1 :].split("&")}
    # The names of S3's parameters need no encoding.
    names = [*(name for name, _ in query), *(name for name in _SIGNATURE if name in parts)]
    return f"{url[:start]}?{'&'.join(parts[name] for name in names)}"


def _token_moved(url: str) -> str:
    before, token, rest = url.partition("&X-Amz-Security-Token=")
    if not token:
        return str(url)
    value, headers, rest = rest.partition("&X-Amz-SignedHeaders=")
    names, signature, rest = rest.partition("&X-Amz-Signature=")
    return "".join((before, headers, names, token, value, signature, rest))


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    raise unsupported(f"{name} is not a str")


def _header(name: str, value: object) -> str:
    text = _text(name, value)
    if text.isascii() and text.split() == text.split(" ") and text.lower() != _DROPPED_TYPE:
        return text
    raise unsupported(f"the value of {name} is one that clients write in several ways")


def _value(name: str, value: object, type_: str) -> str:
    if type_ == "string":
        return _text(name, value)
    if type_ == "boolean" and isinstance(value, bool):
        return "true" if value else "false"
    if type_ in ("integer", "long") and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, datetime) and value.utcoffset() is not None and not value.microsecond:
        if type_ == "rfc822":
            return formatdate(value.timestamp(), usegmt=True)
        if type_ == "iso8601":
            return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    raise unsupported(f"the value of {name} is not known here")
