"""The examples in the documentation run: those of the modules, of the native classes, and of the README."""

import doctest
import importlib.metadata
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

import presigned
import stubs
from presigned import Bucket, Credentials, Signer, _core, tokens

KEYS = Credentials("AKIDEXAMPLE", "SECRETEXAMPLE")


def run(test: doctest.DocTest) -> int:
    results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test)
    assert results.failed == 0, test.name
    return results.attempted


# doctest finds no native functions by itself.
def documented(module: ModuleType) -> list[tuple[str, str]]:
    found = [(module.__name__, module.__doc__ or "")]
    for name in dir(module):
        value = getattr(module, name)
        if name.startswith("_"):
            continue
        found.append((name, getattr(value, "__doc__", None) or ""))
        if isinstance(value, type):
            found += [(f"{name}.{it}", getattr(value, it).__doc__ or "") for it in vars(value) if not it.startswith("_")]
    return found


@pytest.mark.parametrize("module", [presigned, tokens, _core], ids=lambda module: module.__name__)
def test_docstrings(module: ModuleType) -> None:
    names = {
        "Credentials": Credentials,
        "bucket": Bucket("photos", "eu-central-1", credentials=KEYS),
        "signer": Signer("execute-api", "eu-west-1", credentials=KEYS),
    }
    for name, text in documented(module):
        run(doctest.DocTestParser().get_doctest(text, dict(names), name, None, None))


def test_everything_is_documented() -> None:
    missing = [name for module in (presigned, tokens) for name, text in documented(module) if not text.strip()]
    assert missing == []


def test_the_readme() -> None:
    page = Path(__file__).parents[1] / "README.md"
    text = page.read_text()
    # An example ends with its block.
    tests = doctest.DocTestParser().get_doctest(text.replace("```", "\n"), {}, page.name, str(page), 0)
    assert run(tests) > 10


def test_the_version_is_that_of_the_crate() -> None:
    manifest = tomllib.loads((Path(__file__).parents[3] / "Cargo.toml").read_text())
    assert importlib.metadata.version("presigned") == manifest["package"]["version"]


def test_editors_show_the_docstrings() -> None:
    stub = stubs.STUB.read_text()
    assert stubs.with_docstrings(stub) == stub, "run python stubs.py"
