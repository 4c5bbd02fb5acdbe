"""What is returned and raised."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import NamedTuple, final


class PresignError(ValueError):
    """Says why nothing was signed, in one sentence. ``code`` is the rule that was broken, which stays the same from
    version to version; ``index`` is which of many keys it was."""

    code: str
    index: int | None

    def __init__(self, message: str, code: str = "", index: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.index = index


class RequestError(PresignError):
    """What was asked for cannot be signed: a key, a header, a parameter. Of a caller's, it is a 400."""


class LimitError(PresignError):
    """A limit of the service: the length of a key, the longest expiry, the size of a part."""


class AddressError(PresignError):
    """The bucket, its region, its endpoint or its provider is not one, or they contradict each other."""


class CredentialsError(PresignError):
    """There are no credentials, or they are not usable, or have expired."""


class TimeError(PresignError):
    """A time or an expiry is not one."""


class SignerError(PresignError):
    """The signer is for a different region or service from the request."""


class UnsupportedError(PresignError):
    """AWS has it, and this package does not sign for it."""


class Refused(PresignError):
    """A request that was received is not to be served. ``code``, ``status``, ``reason`` and ``xml`` are S3's answer."""

    status: int
    reason: str
    xml: str

    def __init__(self, message: str, code: str = "", status: int = 403, reason: str = "Forbidden", xml: str = "") -> None:
        super().__init__(message, code)
        self.status = status
        self.reason = reason
        self.xml = xml


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)


@final
class Presigned(str):
    """A presigned URL: a string that goes wherever a URL goes. Whoever has it can use it until it expires."""

    __slots__ = ("_facts",)
    _facts: tuple[str, tuple[tuple[str, str], ...], int]

    @property
    def method(self) -> str:
        """The method that it is signed for."""
        return self._facts[0]

    @property
    def headers(self) -> dict[str, str]:
        """The headers that the client must send."""
        return dict(self._facts[1])

    @property
    def expires_at(self) -> datetime:
        """When it expires, in UTC: after its own expiry, or with the credentials if that is sooner."""
        return _time(self._facts[2])


@final
class Token(str):
    """A token: a string that goes wherever a password goes."""

    __slots__ = ("_expires_at",)
    _expires_at: int

    @property
    def expires_at(self) -> datetime:
        """When to get the next one, in UTC."""
        return _time(self._expires_at)


class Form(NamedTuple):
    """An upload form: POST ``fields`` as ``multipart/form-data`` to ``url``, and ``file`` after them."""

    url: str
    fields: dict[str, str]
    expires_at: datetime


class SignedRequest(NamedTuple):
    """A request that is signed by its headers. Send it unchanged, within a few minutes."""

    method: str
    url: str
    headers: dict[str, str]


class GitLogin(NamedTuple):
    """What git asks for: a user name and a password."""

    username: str
    password: Token


class Verified(NamedTuple):
    """A request whose signature is good: who sent it, and what it asks for."""

    access_key_id: str
    method: str
    path: str
    parameters: list[tuple[str, str]]
    signed_headers: dict[str, str]
    not_after: datetime
    body: bytes | None


class Finding(NamedTuple):
    """One thing that is wrong: ``kind`` is its stable name, ``certainty`` one of proved, told and likely, ``cures``
    what mends it, as the tool and a line to copy."""

    kind: str
    certainty: str
    sentence: str
    cures: list[tuple[str, str]]


class Difference(NamedTuple):
    """A line in which what was signed and what the server received differ."""

    line: str
    signed: str | None
    received: str | None


class Explanation(NamedTuple):
    """Why a request was refused, or what is wrong with a URL. ``str()`` of it is for people. ``causes`` are those of
    the answer; ``findings`` are what else is wrong, and all that is said of a URL without an answer. Without an error
    document ``code`` and ``message`` are empty."""

    text: str
    code: str
    message: str
    causes: list[Finding]
    findings: list[Finding]
    differences: list[Difference]
    access_key_id: str | None
    region: str | None
    service: str | None
    operation: str | None
    signed_at: datetime | None
    expires_at: datetime | None
    headers_to_send: list[str]

    def __str__(self) -> str:
        return self.text


def _explanation(parts: tuple, more: tuple) -> Explanation:  # type: ignore[type-arg]
    return Explanation(*parts, *more)
