"""A store as a program leaves it that is killed inside its commit."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path


def journal_of(store: Path) -> Path:
    """SQLite's rollback journal of a store."""
    return store.with_name(f"{store.name}-journal")


def is_hot(store: Path) -> bool:
    """Whether a journal was left that holds pages, synced before the store was written to."""
    journal = journal_of(store)
    head = journal.read_bytes()[:12] if journal.exists() else b""
    return head.startswith(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7") and any(head[8:12])


def half_changed(store: Path, copy: Path) -> None:
    """Copy the store in the middle of a change, together with its journal."""
    with closing(sqlite3.connect(store, isolation_level=None)) as writer:
        writer.execute("pragma cache_size = 1")
        writer.execute("begin immediate")
        writer.execute("update opportunity set title = 'Half', title_folded = 'half'")
        for _ in range(2):  # more than the cache holds, so that pages go to the file
            writer.execute("update reason set text = text || hex(zeroblob(30000))")
        shutil.copyfile(store, copy)
        shutil.copyfile(journal_of(store), journal_of(copy))
        writer.execute("rollback")
    assert is_hot(copy)
    assert copy.read_bytes() != store.read_bytes()
