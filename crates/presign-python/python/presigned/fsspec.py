"""`sign` of s3fs, fast."""

from __future__ import annotations

from typing import Any

from fsspec.asyn import sync  # type: ignore[import-untyped]

from presigned._alike import Alike
from presigned._sources import SessionSource

__all__ = ["Presigner"]


class _Keys:
    """What a file system signs with. aiobotocore renews it, and only where it may wait."""

    def __init__(self, fs: Any) -> None:
        self._fs = fs

    def get_credentials(self) -> Any:
        credentials = self._fs.s3._request_signer._credentials
        return None if credentials is None else _Renewed(self._fs, credentials)


class _Renewed:
    """The credentials of this moment."""

    def __init__(self, fs: Any, credentials: Any) -> None:
        self._fs = fs
        self._credentials = credentials

    @property
    def _expiry_time(self) -> Any:
        return getattr(self._credentials, "_expiry_time", None)

    def get_frozen_credentials(self) -> Any:
        if hasattr(self._credentials, "refresh_needed"):
            return sync(self._fs.loop, self._credentials.get_frozen_credentials)
        # They stay, and have the names of frozen ones.
        return self._credentials


class Presigner:
    """Signs what `s3fs.S3FileSystem.sign` would, in its place. Make one per file system, and keep it.

    ::

        import fsspec
        from presigned.fsspec import Presigner

        fs = fsspec.filesystem("s3", config_kwargs={"signature_version": "s3v4"})
        url = Presigner(fs).sign("photos/cats/tom.jpg", expiration=900)
    """

    def __init__(self, fs: Any) -> None:
        self._fs = fs
        self._alike: Alike | None = None

    def sign(self, path: str, expiration: int = 100, **kwargs: Any) -> str:
        """Returns the URL of a file, as `fs.sign` does with the same arguments."""
        bucket, key, version = self._fs.split_path(path)
        method = kwargs.pop("client_method", "get_object")
        params = {"Bucket": bucket, "Key": key, **({"VersionId": version} if version else {}), **kwargs}
        return self._of_client().sign(method, params, expiration, None)

    def _of_client(self) -> Alike:
        if self._alike is None:
            meta = self._fs.s3.meta
            self._alike = Alike(
                self._ask, SessionSource(_Keys(self._fs)), meta.service_model, meta.method_to_api_mapping
            )
        return self._alike

    def _ask(self, method: str, params: dict[str, Any], expires_in: int, _: None) -> str:
        """What the file system says itself."""

        async def answer() -> Any:
            client = await self._fs.get_s3(params["Bucket"])
            return await client.generate_presigned_url(ClientMethod=method, Params=params, ExpiresIn=expires_in)

        url: str = sync(self._fs.loop, answer)
        return url
