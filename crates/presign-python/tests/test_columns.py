"""`presigned.columns` and the engines on one machine. The model is `Bucket.get`, one key at a time."""

import doctest
import pickle
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow
import pyarrow.parquet
import pytest
from test_column import BUCKET, KEYS, NOW, model

import presigned.columns
from presigned import Credentials
from presigned.columns import AddUrls

KEY = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
PACKAGE = Path(__file__).parent.parent
EXAMPLE = PACKAGE / "examples" / "inventory.py"


def objects(urls: list[str | None]) -> list[str | None]:
    """The URLs without what depends on the time."""
    return [None if url is None else url.partition("?")[0] for url in urls]


@pytest.mark.parametrize("type_", [pyarrow.string(), pyarrow.large_string(), pyarrow.string_view()], ids=str)
def test_batches_and_tables(type_: pyarrow.DataType) -> None:
    schema = pyarrow.schema([("size", pyarrow.int64()), ("name", type_)])
    batch = pyarrow.record_batch({"size": range(len(KEYS)), "name": KEYS}, schema)
    add_urls = AddUrls("examplebucket", "us-east-1", key="name", url="link", expires=60, credentials=KEY)
    batches = list(add_urls([batch.slice(0, 7), batch.slice(7), batch.slice(3, 0)]))
    assert [len(added) for added in batches] == [7, len(KEYS) - 7, 0]
    assert all(added.schema == add_urls.schema(schema) for added in batches)
    table = add_urls.batch(pyarrow.table(batch))
    for links in (pyarrow.Table.from_batches(batches)["link"], table["link"]):
        assert links.type == type_
        assert objects(links.to_pylist()) == objects(model(KEYS))
        assert "X-Amz-Expires=60&" in links[0].as_py()


def test_a_key_that_no_object_can_have_is_null() -> None:
    add_urls = AddUrls("examplebucket", "us-east-1", credentials=KEY)
    [batch] = add_urls([pyarrow.record_batch({"key": ["a", "", "a/../b"]})])
    assert objects(batch["url"].to_pylist()) == [*objects(model(["a"])), None, None]


def test_it_is_sent_without_a_secret() -> None:
    add_urls = AddUrls("examplebucket", "us-east-1", expires=60, credentials=Credentials.from_profile(None))
    sent = pickle.dumps(add_urls)
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(AddUrls("examplebucket", "us-east-1", credentials=KEY))
    there = """
import pickle, pyarrow, sys
print(pickle.loads(sys.stdin.buffer.read()).batch(pyarrow.record_batch({"key": ["a"]}))["url"][0])
"""
    keys = {"AWS_ACCESS_KEY_ID": "AKIDTHERE", "AWS_SECRET_ACCESS_KEY": "secret-of-there"}
    done = subprocess.run([sys.executable, "-c", there], env=keys, input=sent, capture_output=True, check=True)
    assert re.search(b"/a[?].*AKIDTHERE.*X-Amz-Expires=60&", done.stdout)


def test_its_documentation(monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctest.testmod(presigned.columns).failed == 0
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    page = (PACKAGE / "docs" / "columns.md").read_text()
    [block] = re.findall("```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, Any] = {}
    exec(block, names)
    assert len(names["urls"]) == 3 and names["urls"].null_count == 1


def test_polars() -> None:
    frame = polars.DataFrame({"key": KEYS})
    urls = polars.col("key").map_batches(
        lambda keys: polars.Series(BUCKET.get_column(keys, expires=900, now=NOW)), return_dtype=polars.String
    )
    assert frame.with_columns(url=urls)["url"].to_list() == model(KEYS)
    assert frame.lazy().with_columns(url=urls).collect()["url"].to_list() == model(KEYS)


def test_duckdb() -> None:
    connection = duckdb.connect()
    asked: list[str | None] = []

    def presigned(column: pyarrow.ChunkedArray) -> pyarrow.Array:
        asked.extend(column.to_pylist())
        return pyarrow.array(BUCKET.get_column(column, expires=900, now=NOW)).cast("string")

    connection.create_function("presigned", presigned, ["VARCHAR"], "VARCHAR", type="arrow", null_handling="special")
    connection.register("keys", pyarrow.table({"key": KEYS}))
    rows = connection.execute("SELECT key, presigned(key) FROM keys").fetchall()
    assert rows == list(zip(KEYS, model(KEYS), strict=True))
    # In a view, what is not read is not signed.
    connection.execute("CREATE VIEW links AS SELECT key, presigned(key) AS url FROM keys")
    asked.clear()
    assert connection.execute("SELECT url FROM links WHERE key = 'a.txt'").fetchall() == [(model(["a.txt"])[0],)]
    assert asked == ["a.txt"]


def run(*args: object, **variables: str) -> "subprocess.CompletedProcess[str]":
    keys = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}
    return subprocess.run(
        [sys.executable, EXAMPLE, *map(str, args)],
        env={**keys, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_inventory(tmp_path: Path) -> None:
    made, signed = tmp_path / "inventory.parquet", tmp_path / "signed.parquet"
    place = ("--bucket", "examplebucket", "--region", "us-east-1")
    for args in (("make", made, "--rows", 150_000), ("sign", made, signed, *place)):
        done = run(*args)
        assert done.returncode == 0, done.stderr
    before, after = pyarrow.parquet.read_table(made), pyarrow.parquet.read_table(signed)
    current = [
        latest and not marker
        for latest, marker in zip(
            *(before[name].to_pylist() for name in ("is_latest", "is_delete_marker")), strict=True
        )
    ]
    assert (len(before), len(after)) == (150_000, sum(current))
    assert after.drop_columns("url") == before.filter(current)
    keys = after["key"].to_pylist()
    assert objects(after["url"].to_pylist()) == objects(model(keys))
    assert "/original%20image%2B0%25.jpg?" in after["url"][0].as_py()
