"""Where credentials come from: functions that return them, and ask anew before they expire."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone
from typing import Any, NoReturn

from presigned._classes import CredentialsError
from presigned._core import Credentials, fetch_credentials

# The instance metadata service is nearby, or nobody answers at its address. STS and SSO are not that near.
_SECONDS = 5.0
_SECONDS_NEARBY = 2.0
# Before they expire, as in botocore.
_LEAD = timedelta(minutes=15)
_WAIT = timedelta(minutes=1)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry tokens to another host."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _send(method: str, url: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
    request = urllib.request.Request(url, data=body or None, headers=headers, method=method)
    is_nearby = url.startswith("http://")
    try:
        with opener.open(request, timeout=_SECONDS_NEARBY if is_nearby else _SECONDS) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()
    except OSError as error:
        host = request.host
        raise CredentialsError(f"{host} was not reached for credentials: {error}", "not-reached") from error


class Source:
    """Finds credentials as AWS's tools do. It holds no keys when it is pickled, only the profile's name."""

    def __init__(self, profile: str | None = None) -> None:
        if not isinstance(profile, str | None):
            raise TypeError(f"profile must be a str, not {type(profile).__name__}")
        self._profile = profile
        self._kept: tuple[Credentials, datetime] | None = None

    def __call__(self) -> Credentials:
        """Returns credentials that are good, new ones if need be."""
        now = datetime.now(timezone.utc)
        if self._kept is not None:
            credentials, next_time = self._kept
            if now < next_time:
                return credentials
        credentials = fetch_credentials(self._profile, _send)
        expiry = credentials.expires_at
        # Those that last for less than the lead are asked for once a minute, and so are keys that stay: a file may have
        # others by then.
        self._kept = credentials, now + _WAIT if expiry is None else max(expiry - _LEAD, now + _WAIT)
        return credentials

    def __repr__(self) -> str:
        return f"Credentials.from_profile({'' if self._profile is None else repr(self._profile)})"

    def __reduce__(self) -> tuple[type[Source], tuple[str | None]]:
        return Source, (self._profile,)


DEFAULT = Source()


class SessionSource:
    """The credentials of a session of boto3 or botocore, which renews them itself."""

    def __init__(self, session: Any) -> None:
        if not callable(getattr(session, "get_credentials", None)):
            raise TypeError(f"session must be a session of boto3 or botocore, not {type(session).__name__}")
        self._session = session
        self._kept: tuple[tuple[Any, ...], Credentials] | None = None

    def __call__(self) -> Credentials:
        """Returns the session's credentials of this moment."""
        found = self._session.get_credentials()
        if found is None:
            raise CredentialsError("the session has no credentials", "no-source")
        # Renewed here, if they are due, and only then is their expiry known.
        keys = found.get_frozen_credentials()
        parts = (keys.access_key, keys.secret_key, keys.token, getattr(found, "_expiry_time", None))
        if self._kept is None or self._kept[0] != parts:
            credentials = Credentials(keys.access_key, keys.secret_key, keys.token, expires_at=parts[3])
            self._kept = parts, credentials
        return self._kept[1]

    def __repr__(self) -> str:
        return "Credentials.from_boto3(...)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("the credentials of a session cannot be pickled, since the secret would be written")
