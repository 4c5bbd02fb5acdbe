"""What the boundary between Python and Rust must withstand: threads, forks, other interpreters, leaks, and objects that
nobody expects."""

import gc
import json
import os
import pickle
import random
import resource
import subprocess
import sys
import threading
import time
import weakref
from datetime import UTC, datetime, timedelta
from typing import Any

import presigned
from presigned import Bucket, Credentials, PresignError, Refused, Signer, explain, tokens, verify

KEYS = Credentials("AKIDEXAMPLE", "SECRETEXAMPLE")
NOW = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)


def bucket() -> Bucket:
    return Bucket("photos", "eu-central-1", credentials=KEYS)


def test_threads() -> None:
    """Each thread gets its own URLs, on several days, while the credentials are renewed."""
    number = 0

    def function() -> Credentials:
        nonlocal number
        number += 1
        return Credentials(f"AKID{number}", "SECRETEXAMPLE")

    shared = Bucket("photos", "eu-central-1", credentials=function)
    expected = {day: bucket().get("a", now=NOW + timedelta(days=day)) for day in range(3)}
    kept, failures = bucket(), []

    def work(thread: int) -> None:
        for turn in range(300):
            day = (thread + turn) % 3
            if kept.get("a", now=NOW + timedelta(days=day)) != expected[day]:
                failures.append((thread, turn))
            if kept.get_many(["a", "b"], now=NOW + timedelta(days=day))[0] != expected[day]:
                failures.append((thread, turn))
            if "X-Amz-Credential=AKID" not in shared.get("a"):
                failures.append((thread, turn))

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_other_threads_run_during_a_batch() -> None:
    keys = [f"photos/{number}.jpg" for number in range(50_000)]
    kept, ticks, done = bucket(), 0, threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.wait(0.001):
            ticks += 1

    thread = threading.Thread(target=tick)
    thread.start()
    before = ticks
    urls = kept.get_many(keys)
    during = ticks - before
    done.set()
    thread.join()
    assert len(urls) == len(keys)
    # One or two may be counted before the batch has begun and after it has ended.
    assert during > 3


def test_forks_while_threads_sign() -> None:
    """A child finds no lock taken: it signs with the buckets of its parent, on another day too."""
    kept, done = bucket(), threading.Event()
    keys = [f"photos/{number}.jpg" for number in range(2000)]

    def work() -> None:
        day = 0
        while not done.is_set():
            day += 1
            kept.get_many(keys, now=NOW + timedelta(days=day % 5))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    children = []
    for turn in range(20):
        child = os.fork()
        if child == 0:
            # No handler of the parent's may run here.
            try:
                url = kept.get("a", now=NOW + timedelta(days=turn))
                many = kept.get_many(["a"], now=NOW + timedelta(days=turn + 1))
                os._exit(0 if url.method == "GET" and len(many) == 1 else 1)
            except BaseException:
                os._exit(2)
        children.append(child)
    done.set()
    for thread in threads:
        thread.join()
    deadline = time.monotonic() + 60
    for child in children:
        while (found := os.waitpid(child, os.WNOHANG))[0] == 0:
            if time.monotonic() > deadline:
                os.kill(child, 9)
            time.sleep(0.01)
        assert found[1] == 0


def test_another_interpreter_is_refused() -> None:
    code = """
import presigned
import _xxsubinterpreters as interpreters
interpreter = interpreters.create()
try:
    interpreters.run_string(interpreter, "import presigned")
except interpreters.RunFailedError as error:
    print(error)
"""
    if sys.version_info >= (3, 13):
        code = code.replace("_xxsubinterpreters", "_interpreters")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd="/")
    assert "ImportError" in done.stdout, done
    assert "subinterpreters" in done.stdout


def rss() -> int:
    """The memory of this process now, in KiB."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() // 1024


def test_a_million_calls_leave_nothing() -> None:
    kept, signer = bucket(), Signer("sts", "us-east-1", credentials=KEYS)
    url = kept.get("a")
    headers = {"host": kept.host}

    def turn() -> None:
        for _ in range(1000):
            kept.get("photos/a.jpg", filename="a.jpg")
        for _ in range(100):
            kept.put("a", metadata={"name": "a"})
            kept.get_many(["a", "b", "c"])
            Bucket("photos", "eu-central-1", credentials=lambda: KEYS).get("a")
        for _ in range(20):
            signer.sign("POST", "https://sts.us-east-1.amazonaws.com/", body=b"a").headers
            kept.post("a", max_length=1)
            tokens.eks("cluster", "us-east-1", credentials=KEYS)
            verify("GET", url, headers, {"AKIDEXAMPLE": "SECRETEXAMPLE"}.get, region="eu-central-1")
            explain(url)
            for call in (lambda: kept.get(""), lambda: verify("GET", "/", headers, str, region="a")):
                try:
                    call()
                except PresignError:
                    pass

    # 1,500 calls and more a turn.
    for _ in range(100):
        turn()
    gc.collect()
    before = rss()
    for _ in range(670):
        turn()
    gc.collect()
    assert rss() - before < 4096


def test_cycles_are_collected() -> None:
    class Holder:
        bucket: Bucket

        def __call__(self) -> Credentials:
            return KEYS

    holder = Holder()
    holder.bucket = Bucket("photos", "eu-central-1", credentials=holder)
    holder.bucket.get("a")
    gone = weakref.ref(holder)
    del holder
    gc.collect()
    assert gone() is None


class Hostile:
    """An object that raises whatever is asked of it, or lies."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def answer(self, *_: Any) -> Any:
        match self.chance.randrange(6):
            case 0:
                raise RuntimeError("hostile")
            case 1:
                raise KeyboardInterrupt
            case 2:
                return None
            case 3:
                return -1
            case 4:
                return ("a",)
            case _:
                return self

    __call__ = __iter__ = __len__ = __getitem__ = __index__ = __bool__ = __hash__ = __str__ = __repr__ = answer
    __next__ = keys = items = utcoffset = timestamp = __float__ = __bytes__ = get_credentials = answer


def anything(chance: random.Random, depth: int = 2) -> Any:
    def text() -> str:
        letters = "a/.%\0\n é€\ud800\U0010ffff?&=+${}<>\"'\\"
        return "".join(chance.choices(letters, k=chance.choice([0, 1, 3, 20, 2000])))

    made = [
        text,
        lambda: text().encode("utf-8", "surrogatepass"),
        lambda: chance.choice([0, 1, -1, 60, 3600, 604800, 2**31, 2**63, 2**64, -(2**63), 10**30]),
        lambda: chance.choice([None, True, False, 1.5, float("nan"), float("inf"), object(), type, len]),
        lambda: chance.choice([timedelta.max, timedelta.min, timedelta(seconds=60), timedelta(microseconds=1)]),
        lambda: chance.choice([NOW, datetime.max, datetime.min, datetime.max.replace(tzinfo=UTC), datetime.now(UTC)]),
        lambda: chance.choice([KEYS, lambda: KEYS, lambda: None, Hostile(chance)]),
        lambda: chance.choice(["us-east-1", "photos", "GET", "s3", "r2", "PutObject", "https://a.example/b", "a.txt"]),
        lambda: [anything(chance, depth - 1) for _ in range(chance.randrange(4))] if depth else [],
        lambda: tuple(anything(chance, depth - 1) for _ in range(chance.randrange(4))) if depth else (),
        lambda: {text(): anything(chance, depth - 1) for _ in range(chance.randrange(4))} if depth else {},
        lambda: bytearray(text().encode("utf-8", "surrogatepass")),
    ]
    return chance.choice(made)()


def test_random_objects() -> None:
    """No call panics or crashes, whatever it is given: it returns or raises an exception of Python."""
    seconds = float(os.environ.get("PRESIGNED_FUZZ_SECONDS", "5"))
    chance = random.Random(int(os.environ.get("PRESIGNED_FUZZ_SEED", "1")))
    kept, signer = bucket(), Signer("execute-api", "us-east-1", credentials=KEYS)
    names: dict[Any, list[str]] = {
        Credentials: ["access_key_id", "secret_access_key", "session_token", "expires_at"],
        Bucket: ["name", "region", "credentials", "provider", "account", "endpoint", "custom_domain", "path_style"],
        Signer: ["service", "region", "credentials", "region_set", "full_lifetime"],
        kept.get: ["key", "expires", "now", "window", "filename", "content_type", "version_id"],
        kept.put: ["key", "content_type", "content_length", "checksum_sha256", "metadata", "if_none_match", "expires"],
        kept.delete: ["key", "version_id", "expires", "now"],
        kept.part: ["key", "upload_id", "number", "content_length", "expires", "now"],
        kept.post: ["key", "max_length", "min_length", "content_type", "fields", "starts_with", "expires", "now"],
        kept.get_many: ["keys", "expires", "now", "window"],
        kept.operation: ["name", "key", "parameters", "expires", "now", "window"],
        kept.sign: ["name", "key", "parameters", "body", "now"],
        signer.presign: ["method", "url", "query", "headers", "body", "expires", "now", "window"],
        signer.sign: ["method", "url", "query", "headers", "body", "now"],
        verify: ["method", "target", "headers", "lookup", "region", "service", "body", "now", "max_expires"],
        explain: ["pasted", "url", "method", "headers", "answer", "now"],
        tokens.rds: ["host", "port", "user", "region", "credentials", "now"],
        tokens.dsql: ["host", "region", "admin", "expires", "credentials", "now"],
        tokens.eks: ["cluster", "region", "credentials", "now"],
    }
    calls, returned, end = 0, 0, time.monotonic() + seconds
    while time.monotonic() < end:
        function = chance.choice(list(names))
        given = {name: anything(chance) for name in names[function] if chance.random() < 0.7}
        calls += 1
        try:
            repr(function(**given))
            returned += 1
        except (Exception, KeyboardInterrupt):
            # A panic is neither: pyo3's PanicException is a BaseException.
            pass
    assert calls > 100
    assert returned > 0


def test_a_url_goes_wherever_a_string_goes() -> None:
    url = bucket().put("a", content_type="text/plain", now=NOW)
    plain = str.__str__(url)
    assert isinstance(url, str)
    assert (f"{url}", "".join([url]), json.loads(json.dumps([url])), {url: 1}[plain]) == (plain, plain, [plain], 1)
    again = pickle.loads(pickle.dumps(url))
    assert (again, again.method, again.headers, again.expires_at) == (url, url.method, url.headers, url.expires_at)
    # What is changed here does not change it.
    url.headers["x"] = "y"
    assert url.headers == {"content-type": "text/plain"}


def test_the_classes_are_of_the_package() -> None:
    for name in presigned.__all__:
        assert getattr(presigned, name)
    assert issubclass(Refused, PresignError)
