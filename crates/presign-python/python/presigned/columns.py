"""URLs next to the keys of a table, for engines that hand on batches of Arrow: Spark, Ray, or pyarrow itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pyarrow  # type: ignore[import-untyped]

from presigned._core import Bucket

__all__ = ["AddUrls"]


class AddUrls:
    """Adds a column with the URLs that download the objects of a column of keys. Nulls stay null, and keys that no
    object can have get none.

    It is called with batches and returns batches, as `mapInArrow` of Spark wants it. It is sent to other machines
    without a secret: there it makes the `Bucket`, with the credentials that AWS's tools would find there, unless it is
    given a source of its own, such as `Credentials.from_profile("export")`.

    >>> import pyarrow
    >>> from presigned import Credentials
    >>> from presigned.columns import AddUrls
    >>> add_urls = AddUrls("photos", "eu-central-1", credentials=Credentials("AKIDEXAMPLE", "SECRETEXAMPLE"))
    >>> [batch] = add_urls([pyarrow.record_batch({"key": ["a.jpg", None], "size": [3, 0]})])
    >>> batch.schema.names, batch["url"].null_count
    (['key', 'size', 'url'], 1)
    """

    def __init__(
        self,
        bucket: str,
        region: str | None = None,
        *,
        key: str = "key",
        url: str = "url",
        expires: int | timedelta = 3600,
        **options: Any,
    ) -> None:
        self._given = (bucket, region, key, url, expires, options)
        self._bucket: Bucket | None = None

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Returns the batches with the column, one at a time."""
        return map(self.batch, batches)

    def batch(self, batch: Any) -> Any:
        """Returns a batch, or a table, with the column."""
        name, region, key, url, expires, options = self._given
        if self._bucket is None:
            self._bucket = Bucket(name, region, **options)
        urls = self._bucket.get_column(batch[key], expires=expires, null_if_refused=True)
        # A table's column comes in chunks, whose URLs are one array: it has the type of the keys again.
        return batch.append_column(self._field(batch.schema), pyarrow.array(urls).cast(batch.schema.field(key).type))

    def schema(self, schema: Any) -> Any:
        """Returns the schema of the result, for the writer that wants it before the first batch."""
        return schema.append(self._field(schema))

    def _field(self, schema: Any) -> Any:
        _, _, key, url, *_ = self._given
        return pyarrow.field(url, schema.field(key).type)

    def __reduce__(self) -> Any:
        bucket, region, key, url, expires, options = self._given
        return _made, (bucket, region, {"key": key, "url": url, "expires": expires, **options})


def _made(bucket: str, region: str | None, options: dict[str, Any]) -> AddUrls:
    return AddUrls(bucket, region, **options)
