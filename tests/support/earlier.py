"""Stores as each version of the schema kept them, this one's too."""

import sqlite3
from contextlib import closing
from pathlib import Path

EARLIER = Path(__file__).parents[1] / "store" / "earlier"


def put(path: Path, version: str) -> bytes:
    """Write the store of a version, made-up deals with their journal, and say what was written."""
    with closing(sqlite3.connect(path)) as store:
        store.executescript((EARLIER / f"{version}.sql").read_text("utf-8"))
    path.chmod(0o600)
    return path.read_bytes()
