"""`generate_presigned_url` and `generate_presigned_post` of boto3, fast.

The same arguments give the same result, byte for byte, with the client's own address, region and credentials. The
first call of each kind is made by boto3 and by this package, and compared; a call that this package does not know, or
on which they differ, is refused with `UnsupportedError`. Nothing of boto3 is changed.
"""

from __future__ import annotations

import base64
import copy
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from presigned._alike import Alike, Scope, unsupported
from presigned._classes import PresignError
from presigned._sources import SessionSource

__all__ = ["Presigner", "patch"]


class _Keys:
    """What a client signs with, which botocore renews."""

    def __init__(self, client: Any) -> None:
        self._signer = client._request_signer

    def get_credentials(self) -> Any:
        return self._signer._credentials


class Presigner:
    """Signs what a client for S3 would, in its place. Make one per client, and keep it.

    ::

        import boto3
        from botocore.config import Config
        from presigned.boto import Presigner

        client = boto3.client("s3", config=Config(signature_version="s3v4"))
        presigner = Presigner(client)
        url = presigner.generate_presigned_url("get_object", {"Bucket": "photos", "Key": "cats/tom.jpg"}, ExpiresIn=900)
    """

    def __init__(self, client: Any) -> None:
        meta = client.meta
        if meta.service_model.service_name != "s3":
            raise unsupported(f"the client is one of {meta.service_model.service_name}, not of s3")
        # Those of now: `patch` replaces them.
        self._url = client.generate_presigned_url
        self._post = client.generate_presigned_post
        self._keys = _Keys(client)
        self._alike = Alike(self._url, SessionSource(self._keys), meta.service_model, meta.method_to_api_mapping)
        self._forms: dict[str, tuple[str, str, str]] = {}
        # The signing key of the day, and what it was derived from.
        self._key: tuple[tuple[str, str], bytes] = (("", ""), b"")

    def generate_presigned_url(
        self,
        ClientMethod: str,
        Params: Mapping[str, Any] | None = None,
        ExpiresIn: int = 3600,
        HttpMethod: str | None = None,
    ) -> str:
        """Returns the URL for a method of the client and its parameters."""
        return self._alike.sign(ClientMethod, Params or {}, ExpiresIn, HttpMethod)

    def generate_presigned_post(
        self,
        Bucket: str,
        Key: str,
        Fields: Mapping[str, Any] | None = None,
        Conditions: Sequence[Any] | None = None,
        ExpiresIn: int = 3600,
    ) -> dict[str, Any]:
        """Returns the URL and the fields of an upload form."""
        if Bucket in self._forms:
            return self._form(
                self._forms[Bucket], datetime.now(timezone.utc), Bucket, Key, Fields, Conditions, ExpiresIn
            )
        form: dict[str, Any] = self._post(Bucket, Key, copy.deepcopy(Fields), copy.deepcopy(Conditions), ExpiresIn)
        fields = form["fields"]
        if "x-amz-signature" not in fields:
            raise unsupported(
                "this client does not sign with Signature Version 4: make it with Config(signature_version='s3v4')"
            )
        scope = Scope.of(fields["x-amz-date"], fields["x-amz-credential"])
        place = (form["url"], scope.region, scope.service)
        if self._form(place, scope.now, Bucket, Key, Fields, Conditions, ExpiresIn) != form:
            raise unsupported("the client signs forms in another way")
        self._forms[Bucket] = place
        return form

    def _form(
        self,
        place: tuple[str, str, str],
        now: datetime,
        bucket: str,
        key: str,
        fields: Mapping[str, Any] | None,
        conditions: Sequence[Any] | None,
        expires_in: int,
    ) -> dict[str, Any]:
        url, region, service = place
        keys = self._keys.get_credentials().get_frozen_credentials()
        stamp = now.strftime("%Y%m%dT%H%M%SZ")
        scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
        own = {
            "x-amz-algorithm": "AWS4-HMAC-SHA256",
            "x-amz-credential": f"{keys.access_key}/{scope}",
            "x-amz-date": stamp,
        }
        if keys.token is not None:
            own["x-amz-security-token"] = keys.token
        name = "${filename}"
        of_key: object = ["starts-with", "$key", key.removesuffix(name)] if key.endswith(name) else {"key": key}
        policy = {
            "expiration": (now + timedelta(seconds=expires_in)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "conditions": [*(conditions or ()), {"bucket": bucket}, of_key, *({part: own[part]} for part in own)],
        }
        encoded = base64.b64encode(json.dumps(policy).encode()).decode()
        # Other threads may replace it meanwhile.
        kept = self._key
        if kept[0] != (keys.secret_key, scope):
            kept = self._key = (keys.secret_key, scope), _signing_key(keys.secret_key, scope)
        signature = hmac.digest(kept[1], encoded.encode(), "sha256").hex()
        return {
            "url": url,
            "fields": {**(fields or {}), "key": key, **own, "policy": encoded, "x-amz-signature": signature},
        }


def _signing_key(secret: str, scope: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def patch(client: Any) -> Callable[[], None]:
    """Replaces the two methods of this one client, and returns the function that undoes it. What a `Presigner` refuses
    the client answers as before, at its own pace, whatever the reason.
    """
    presigner = Presigner(client)

    def replaced(fast: Callable[..., Any], slow: Callable[..., Any]) -> Callable[..., Any]:
        def method(*args: Any, **kwargs: Any) -> Any:
            try:
                return fast(*args, **kwargs)
            except PresignError:
                return slow(*args, **kwargs)

        return method

    methods = {
        "generate_presigned_url": replaced(presigner.generate_presigned_url, client.generate_presigned_url),
        "generate_presigned_post": replaced(presigner.generate_presigned_post, client.generate_presigned_post),
    }
    before = {name: vars(client)[name] for name in methods if name in vars(client)}

    def undo() -> None:
        for name in methods:
            delattr(client, name)
        vars(client).update(before)

    vars(client).update(methods)
    return undo
