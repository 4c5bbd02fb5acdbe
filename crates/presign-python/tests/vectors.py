"""The vectors of the repository, which other implementations made: read, and taken apart."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from presigned import Credentials

FOLDER = Path(__file__).parents[3] / "tests" / "vectors"
# What signing adds to a URL.
ADDED = {"Algorithm", "Credential", "Date", "Expires", "Security-Token", "Signature", "SignedHeaders", "S3session-Token"}


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text())


def time(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def credentials(file: dict[str, Any], row: dict[str, Any]) -> Credentials:
    return Credentials(file["access_key_id"], file["secret_access_key"], row.get("session_token"))


def parameters(url: str) -> list[tuple[str, str]]:
    """The parameters of a URL, decoded."""
    query = url.partition("?")[2]
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(unquote(name, errors="strict"), unquote(value, errors="strict")) for name, _, value in pairs]


def is_added(name: str) -> bool:
    return name.lower().startswith("x-amz-") and name[6:].lower() in {added.lower() for added in ADDED}


def signature(url: str) -> str:
    return next(value for name, value in parameters(url) if name == "X-Amz-Signature")
