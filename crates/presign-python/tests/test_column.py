"""`Bucket.get_column`: Arrow columns from other libraries and to them. The model is `Bucket.get`, key by key."""

import gc
import resource
import struct
import sys
import threading
import time
from datetime import UTC, datetime

import nanoarrow
import pandas
import polars
import pyarrow
import pytest
from producers import Producer, StreamProducer

from presigned import Bucket, Credentials

NOW = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
BUCKET = Bucket(
    "examplebucket", "us-east-1", credentials=Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
)
# Odd ones, and enough of them that a bitmap has several bytes.
KEYS = [
    "a.txt",
    None,
    "a b+c%.txt",
    "ünïcode/" + "🦀" * 5,
    "/lead",
    "trail/",
    "a//b",
    "line\nbreak",
    "k" * 1024,
    None,
] + [None if number % 5 == 3 else f"photos/{number}/original image.jpg" for number in range(40)]


def model(keys: list[str | None]) -> list[str | None]:
    return [None if key is None else BUCKET.get(key, expires=900, now=NOW) for key in keys]


def signed(keys: object, **options: object) -> list[str | None]:
    column = BUCKET.get_column(keys, expires=900, now=NOW, **options)
    array = pyarrow.array(column)
    array.validate(full=True)
    assert (len(column), column.null_count) == (len(array), array.null_count)
    return array.to_pylist()


COLUMNS = {
    "pyarrow": pyarrow.array(KEYS, pyarrow.string()),
    "pyarrow-large": pyarrow.array(KEYS, pyarrow.large_string()),
    "pyarrow-view": pyarrow.array(KEYS, pyarrow.string_view()),
    "pyarrow-chunks": pyarrow.chunked_array([KEYS[:3], KEYS[3:4], [], KEYS[4:]], pyarrow.string()),
    "pyarrow-column": pyarrow.table({"key": KEYS})["key"],
    "polars": polars.Series(KEYS),
    "polars-chunks": polars.concat([polars.Series(KEYS[:7]), polars.Series(KEYS[7:])], rechunk=False),
    "nanoarrow": nanoarrow.Array(KEYS, nanoarrow.string()),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_every_library_and_layout(name: str) -> None:
    assert signed(COLUMNS[name]) == model(KEYS)


def test_pandas() -> None:
    # pandas 2 has no `__arrow_c_stream__` of a series.
    keys = pandas.Series(KEYS, dtype="str")
    assert signed(keys) == model(KEYS)
    assert pandas.Series.from_arrow(BUCKET.get_column(keys, expires=900, now=NOW)).dropna().tolist() == [
        url for url in model(KEYS) if url
    ]


@pytest.mark.parametrize("type_", [pyarrow.string(), pyarrow.large_string(), pyarrow.string_view()], ids=str)
@pytest.mark.parametrize("start", [0, 1, 2, 7, 8, 9, 17, len(KEYS)])
@pytest.mark.parametrize("length", [0, 1, 8, 13, 50])
def test_slices(type_: pyarrow.DataType, start: int, length: int) -> None:
    whole = pyarrow.array(KEYS, type_)
    assert signed(whole.slice(start, length)) == model(KEYS[start : start + length])


def test_types_of_the_result() -> None:
    def type_of(keys: object) -> pyarrow.DataType:
        return pyarrow.array(BUCKET.get_column(keys)).type

    assert type_of(pyarrow.array(["a"])) == pyarrow.string()
    assert type_of(pyarrow.array(["a"], pyarrow.large_string())) == pyarrow.large_string()
    assert type_of(pyarrow.array(["a"], pyarrow.string_view())) == pyarrow.large_string()
    assert type_of(pyarrow.chunked_array([["a"]])) == pyarrow.large_string()
    assert type_of(pyarrow.nulls(3)) == pyarrow.string()


@pytest.mark.parametrize(
    "keys", [pyarrow.nulls(3), pyarrow.array([None] * 9, pyarrow.string()), pyarrow.array([], pyarrow.string())]
)
def test_columns_without_a_key(keys: pyarrow.Array) -> None:
    assert signed(keys) == [None] * len(keys)
    # Nothing is signed, hence nothing is refused.
    assert len(BUCKET.get_column(keys, expires=900)) == len(keys)


def test_consumers() -> None:
    column = BUCKET.get_column(pyarrow.array(KEYS), expires=900, now=NOW)
    assert polars.Series(column).to_list() == model(KEYS)
    assert nanoarrow.Array(column).to_pylist() == model(KEYS)
    # As often as one likes, and after the column itself is gone.
    arrays = [pyarrow.array(column) for _ in range(3)]
    del column
    gc.collect()
    assert all(array.to_pylist() == model(KEYS) for array in arrays)
    assert repr(BUCKET.get_column(pyarrow.array(["secret", None]))) == "<presigned.Column of 1 URLs>"


REFUSED = {"": "empty-key", "a/../b": "dot-segment", "k" * 1025: "key-too-long"}


@pytest.mark.parametrize("key", REFUSED)
def test_a_refused_key_is_named(key: str) -> None:
    with pytest.raises(ValueError) as one:
        BUCKET.get(key)
    for keys in (pyarrow.array(["a", None, "b", key]), pyarrow.chunked_array([["a", None], ["b"], [key]])):
        with pytest.raises(type(one.value)) as many:
            BUCKET.get_column(keys)
        assert (many.value.code, many.value.index) == (REFUSED[key], 3)
    assert signed(pyarrow.array(["a", key, "b"]), null_if_refused=True) == [*model(["a"]), None, *model(["b"])]


def test_what_is_no_fault_of_the_key_is_raised() -> None:
    with pytest.raises(ValueError) as caught:
        BUCKET.get_column(pyarrow.array([None, "a", ""]), expires=0, null_if_refused=True)
    assert (caught.value.code, caught.value.index) == ("expiry-zero", 1)


def test_other_columns_are_refused_with_a_sentence() -> None:
    cases = {
        "the column is dictionary-encoded: cast it to strings first": pyarrow.array(["a"]).dictionary_encode(),
        "that is a table: give its column with the keys": pyarrow.record_batch({"key": ["a"]}),
        "the column is not one of strings: its Arrow format is l": pyarrow.array([1]),
        "the column is not one of strings: its Arrow format is z": pyarrow.array([b"a"]),
        "the keys are not an Arrow column: they have neither __arrow_c_array__ nor __arrow_c_stream__": ["a"],
    }
    for sentence, keys in cases.items():
        with pytest.raises(TypeError) as caught:
            BUCKET.get_column(keys)
        assert str(caught.value) == sentence
    assert signed(pyarrow.array(["a"]).dictionary_encode().cast(pyarrow.string())) == model(["a"])


OFFSETS = struct.pack("<4i", 0, 1, 1, 3)
LARGE = struct.pack("<4q", 0, 1, 1, 3)


def view(length: int, buffer: int = 0, start: int = 0) -> bytes:
    return struct.pack("<i4sii", length, b"k" * 4, buffer, start)


def test_arrays_by_hand() -> None:
    assert signed(Producer(b"u", [None, OFFSETS, b"abc"], 3), null_if_refused=True) == [
        *model(["a"]),
        None,
        *model(["bc"]),
    ]
    # The bitmap has an offset too.
    assert signed(Producer(b"u", [b"\x04", OFFSETS, b"abc"], 2, offset=1)) == [None, *model(["bc"])]
    assert signed(Producer(b"U", [b"\x05", LARGE, b"abc"], 3)) == [*model(["a"]), None, *model(["bc"])]
    # Buffers that are not aligned, and an empty array without any.
    odd = b"?" + OFFSETS
    producer = Producer(b"u", [b"\x05", odd, b"abc"], 3)
    producer.addresses[1] += 1
    assert signed(producer) == [*model(["a"]), None, *model(["bc"])]
    assert signed(Producer(b"u", [None, None, None], 0)) == []
    # A view into the second of two buffers.
    views = view(2)[:4] + b"kk" + bytes(10) + view(13, 1, 1)
    sizes = struct.pack("<2q", 1, 14)
    assert signed(Producer(b"vu", [None, views, b"?", b"?" + b"k" * 13, sizes], 2)) == model(["kk", "k" * 13])


SIZES = struct.pack("<q", 20)
MALFORMED = {
    "no type": Producer(None, [None, OFFSETS, b"abc"], 3),
    "a negative length": Producer(b"u", [None, OFFSETS, b"abc"], -1),
    "a negative offset": Producer(b"u", [None, OFFSETS, b"abc"], 1, offset=-1),
    "a length beyond memory": Producer(b"u", [None, OFFSETS, b"abc"], 2**62),
    "an end beyond memory": Producer(b"u", [None, OFFSETS, b"abc"], 2**63 - 1, offset=2**63 - 1),
    "no buffers": Producer(b"u", None, 3, n_buffers=3),
    "too few buffers": Producer(b"u", [None, OFFSETS], 3),
    "too many buffers": Producer(b"U", [None, LARGE, b"abc", b""], 3),
    "a negative number of buffers": Producer(b"vu", [None, view(1)], 1, n_buffers=-5),
    "views without lengths of buffers": Producer(b"vu", [None, view(1)], 1),
    "no offsets": Producer(b"u", [None, None, b"abc"], 3),
    "no data": Producer(b"u", [None, OFFSETS, None], 3),
    "a negative string offset": Producer(b"u", [None, struct.pack("<2i", -3, 2), b"abc"], 1),
    "a large negative string offset": Producer(b"U", [None, struct.pack("<2q", -(2**63), 2), b"abc"], 1),
    "an end before the start": Producer(b"u", [None, struct.pack("<2i", 3, 1), b"abc"], 1),
    "no UTF-8": Producer(b"u", [None, struct.pack("<2i", 0, 3), b"a\xff\xfe"], 1),
    "half a character": Producer(b"u", [None, struct.pack("<2i", 0, 1), "ü".encode()], 1),
    "a view of a negative length": Producer(b"vu", [None, view(-1), SIZES], 1),
    "a view without a buffer": Producer(b"vu", [None, view(13), SIZES], 1),
    "a view of a negative buffer": Producer(b"vu", [None, view(13, -1), b"k" * 20, SIZES], 1),
    "a view of a buffer that is not there": Producer(b"vu", [None, view(13, 1), b"k" * 20, SIZES], 1),
    "a view at a negative place": Producer(b"vu", [None, view(13, 0, -1), b"k" * 20, SIZES], 1),
    "a view beyond its buffer": Producer(b"vu", [None, view(13, 0, 8), b"k" * 20, SIZES], 1),
    "a view of the greatest length": Producer(b"vu", [None, view(2**31 - 1, 0, 2**31 - 1), b"k" * 20, SIZES], 1),
    "a view into a null pointer": Producer(b"vu", [None, view(13), None, SIZES], 1),
    "no lengths of the buffers": Producer(b"vu", [None, view(13), b"k" * 20, None], 1),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_malformed_columns_are_refused_and_released(what: str) -> None:
    producer = MALFORMED[what]
    with pytest.raises(ValueError, match="^the Arrow column (is malformed|has no type)") as caught:
        BUCKET.get_column(producer)
    assert not hasattr(caught.value, "code"), "that is no refusal of a key"
    # The array of a column without a type was not taken: it is still its producer's.
    assert sorted(producer.released) == (["schema"] if what == "no type" else ["array", "schema"])


def test_capsules_that_are_not_theirs() -> None:
    class Wrong:
        def __init__(self, answer: object) -> None:
            self.answer = answer

        def __arrow_c_array__(self) -> object:
            return self.answer

    right = Producer(b"u", [None, OFFSETS, b"abc"], 1)
    schema, array = right.__arrow_c_array__()
    for answer in (
        None,
        (),
        (schema,),
        (None, None),
        (array, schema),
        (schema, schema),
        ("arrow_schema", "arrow_array"),
    ):
        with pytest.raises((TypeError, ValueError)):
            BUCKET.get_column(Wrong(answer))


def test_everything_is_released_once() -> None:
    producer = Producer(b"u", [b"\x05", OFFSETS, b"abc"], 3)
    column = BUCKET.get_column(producer)
    assert sorted(producer.released) == ["array", "schema"], "the URLs need nothing of the keys"
    assert len(column) == 3
    with pytest.raises(ValueError, match="^the Arrow column was used already: its capsule is empty$"):
        BUCKET.get_column(producer)
    with pytest.raises(ValueError, match="its capsule is empty$"):
        BUCKET.get_column(Producer(b"u", [None, OFFSETS, b"abc"], 3, is_released=True))
    assert sorted(producer.released) == ["array", "schema"]


def test_streams_are_released_once() -> None:
    chunks = [Producer(b"u", [b"\x05", OFFSETS, b"abc"], 3) for _ in range(3)]
    stream = StreamProducer(chunks)
    assert signed(stream) == [*model(["a"]), None, *model(["bc"])] * 3
    assert stream.released == ["stream"]
    assert [sorted(chunk.released) for chunk in chunks] == [["array", "schema"], ["array"], ["array"]]


def test_streams_that_fail() -> None:
    for error, sentence in ((b"the file ends early", "failed: the file ends early"), (b"", "failed: ")):
        chunk = Producer(b"u", [b"\x05", OFFSETS, b"abc"], 3)
        stream = StreamProducer([chunk], error=error)
        with pytest.raises(ValueError, match=f"^the Arrow stream {sentence}$"):
            BUCKET.get_column(stream)
        assert (stream.released, sorted(chunk.released)) == (["stream"], ["array", "schema"])
    stream = StreamProducer([Producer(b"u", [None, OFFSETS, b"abc"], 3)], functions=False)
    with pytest.raises(ValueError, match="^the Arrow stream is malformed: it has no functions$"):
        BUCKET.get_column(stream)
    assert stream.released == ["stream"]


def test_nothing_leaks() -> None:
    keys = pyarrow.array([f"photos/{number}/original image.jpg" for number in range(2000)])
    wrong = pyarrow.concat_arrays([keys, pyarrow.array([""])])

    def round_() -> None:
        column = BUCKET.get_column(keys)
        column.__arrow_c_array__()
        pyarrow.array(column)
        with pytest.raises(ValueError):
            BUCKET.get_column(wrong)

    for _ in range(20):
        round_()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # About 0.8 MB a column: three times 160 MB, if one is kept each time.
    for _ in range(200):
        round_()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40 << 10


def test_other_threads_run_meanwhile() -> None:
    keys = pyarrow.array(["a.txt"] * 200_000)
    started, done = threading.Event(), threading.Event()

    def sign() -> None:
        started.set()
        BUCKET.get_column(keys)
        done.set()

    # No thread gives way unless it waits, or the interpreter is let go.
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    try:
        thread = threading.Thread(target=sign)
        thread.start()
        started.wait()
        steps = 0
        while not done.is_set():
            steps += 1
            time.sleep(0)
        thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert steps > 0
