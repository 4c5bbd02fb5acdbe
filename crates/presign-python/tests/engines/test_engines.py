"""The function of the inventory's example on Spark and on Ray, each with processes of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "inventory.py"
PLACE = ("--bucket", "examplebucket", "--region", "us-east-1")
ROWS = 150_000

os.environ |= {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "PYSPARK_PYTHON": sys.executable}


def run(*args: object) -> None:
    done = subprocess.run([sys.executable, EXAMPLE, *map(str, args)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def rows(path: Path) -> dict[str, str]:
    """The objects' URLs by key, without what depends on the time."""
    table = pyarrow.parquet.read_table(path)
    urls = [url.partition("?")[0] for url in table["url"].to_pylist()]
    return dict(zip(table["key"].to_pylist(), urls, strict=True))


def test_spark(tmp_path: Path) -> None:
    run("make", tmp_path / "inventory.parquet", "--rows", ROWS)
    run("sign", tmp_path / "inventory.parquet", tmp_path / "here.parquet", *PLACE)
    run("spark", tmp_path / "inventory.parquet", tmp_path / "spark", *PLACE)
    here = rows(tmp_path / "here.parquet")
    assert len(here) == ROWS * 89 // 100
    assert rows(tmp_path / "spark") == here


def test_ray() -> None:
    import ray

    from presigned.columns import AddUrls

    # One core is left for reading: with all of them taken by what signs, nothing moves.
    ray.init(num_cpus=2, include_dashboard=False, object_store_memory=200 << 20)
    try:
        keys = ray.data.range(1000).map_batches(
            lambda batch: pyarrow.table({"key": [f"{number}.jpg" for number in batch["id"].to_pylist()]}),
            batch_format="pyarrow",
        )
        add_urls = AddUrls("examplebucket", "us-east-1")
        urls = keys.map_batches(add_urls.batch, batch_format="pyarrow", num_cpus=1).take_all()
    finally:
        ray.shutdown()
    assert {row["url"].partition("?")[0].rpartition("/")[2] for row in urls} == {
        f"{number}.jpg" for number in range(1000)
    }
