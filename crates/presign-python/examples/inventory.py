"""Adds URLs to an S3 Inventory in Parquet: on this machine, or on Spark with the same function.

    python inventory.py make INVENTORY [--rows N]
    python inventory.py sign INVENTORY RESULT --bucket NAME --region REGION
    python inventory.py spark INVENTORY RESULT --bucket NAME --region REGION

`make` writes an inventory as S3 does, with keys of its own. `sign` needs pyarrow, and as much memory as a few batches
need, whatever the size of the inventory; `spark` needs PySpark, and Java. Credentials are those that AWS's tools would
find.

The keys of an inventory in Parquet or ORC are the objects' keys. Those of an inventory in CSV are URL-encoded: decode
them first. Versions that are not the latest, and delete markers, are left out: a key alone does not name them.

The result is a table of bearer tokens: whoever reads a row can read the object until the URL expires. Often it is
better to keep the keys, and to sign the rows that are read, by a function in a view.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pyarrow
import pyarrow.compute
import pyarrow.parquet

from presigned.columns import AddUrls

# Amazon S3 User Guide, "Amazon S3 Inventory list": the names and types of a Parquet file.
SCHEMA = pyarrow.schema(
    [
        pyarrow.field("bucket", pyarrow.string(), nullable=False),
        pyarrow.field("key", pyarrow.string(), nullable=False),
        ("version_id", pyarrow.string()),
        ("is_latest", pyarrow.bool_()),
        ("is_delete_marker", pyarrow.bool_()),
        ("size", pyarrow.int64()),
        ("last_modified_date", pyarrow.timestamp("ms", "UTC")),
        ("e_tag", pyarrow.string()),
    ]
)
ROWS = 1 << 16


def made(rows: int) -> Iterator[pyarrow.RecordBatch]:
    """An inventory with odd keys in it, a few old versions, and a few delete markers."""
    start = datetime(2026, 1, 1, tzinfo=timezone.utc)
    for first in range(0, rows, ROWS):
        numbers = range(first, min(first + ROWS, rows))
        columns = {
            "bucket": ["examplebucket"] * len(numbers),
            "key": [
                f"photos/{number // 1000}/user-{number:09}/original image+{number % 100}%.jpg" for number in numbers
            ],
            "version_id": [f"v{number}" for number in numbers],
            "is_latest": [number % 10 != 7 for number in numbers],
            "is_delete_marker": [number % 100 == 99 for number in numbers],
            "size": [number * 7919 % 10**7 for number in numbers],
            "last_modified_date": [start + timedelta(seconds=number) for number in numbers],
            "e_tag": [f"{number * 2654435761 % 2**128:032x}" for number in numbers],
        }
        yield pyarrow.record_batch(columns, SCHEMA)


def make(path: str, rows: int) -> None:
    with pyarrow.parquet.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for batch in made(rows):
            writer.write_batch(batch)


def current(path: str) -> Iterator[pyarrow.RecordBatch]:
    """The rows of a file that name an object by its key, a batch at a time."""
    with pyarrow.parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(ROWS):
            marker = pyarrow.compute.invert(batch["is_delete_marker"])
            yield batch.filter(pyarrow.compute.and_(batch["is_latest"], marker))


def sign(source: str, target: str, add_urls: AddUrls) -> None:
    schema = add_urls.schema(pyarrow.parquet.read_schema(source))
    with pyarrow.parquet.ParquetWriter(target, schema, compression="zstd") as writer:
        for batch in add_urls(current(source)):
            writer.write_batch(batch)


def spark(source: str, target: str, add_urls: AddUrls) -> None:
    from pyspark.sql import SparkSession
    from pyspark.sql.types import StringType, StructField, StructType

    with SparkSession.builder.appName("inventory").getOrCreate() as session:
        current = session.read.parquet(source).where("is_latest and not is_delete_marker")
        schema = StructType([*current.schema.fields, StructField("url", StringType())])
        current.mapInArrow(add_urls, schema).write.parquet(target, compression="zstd")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("make")
    command.add_argument("inventory")
    command.add_argument("--rows", type=int, default=100_000)
    for name in ("sign", "spark"):
        command = commands.add_parser(name)
        command.add_argument("inventory")
        command.add_argument("result")
        command.add_argument("--bucket", required=True)
        command.add_argument("--region", required=True)
        command.add_argument("--expires", type=int, default=24 * 3600, help="seconds, at most a week (default: a day)")
    given = parser.parse_args()
    if given.command == "make":
        make(given.inventory, given.rows)
    else:
        run = sign if given.command == "sign" else spark
        run(given.inventory, given.result, AddUrls(given.bucket, given.region, expires=given.expires))


if __name__ == "__main__":
    main()
