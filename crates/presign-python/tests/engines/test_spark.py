"""The function of the inventory's example on Spark, with processes of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "inventory.py"
PLACE = ("--bucket", "examplebucket", "--region", "us-east-1")
ROWS = 150_000

os.environ |= {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "PYSPARK_PYTHON": sys.executable,
    "SPARK_LOCAL_IP": "127.0.0.1",
}


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
