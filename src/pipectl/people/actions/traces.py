"""What is left of a forgotten person outside the rows: free pages, backups, texts kept beside."""

import mmap
import re
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from pipectl.paths import folder_of, unsaved_beside
from pipectl.store.bulk_checks import unpacked
from pipectl.store.connection import FAILURES, connection_to, explained
from pipectl.store.upgrade import connect
from pipectl.text import fold, slug


def clear_free_pages(path: Path) -> None:
    """Rewrite the store's file so that nothing deleted is left in it; raise StoreError."""
    with closing(connect(path, mode="rw")) as connection:
        try:
            connection.execute("pragma secure_delete = on")
            connection.execute("vacuum")
        except FAILURES as error:
            raise explained(error, path) from error


def patterns_of(said: Sequence[str]) -> tuple[bytes, ...]:
    """Return patterns that find names, addresses and numbers in a file's bytes."""
    spelled = dict.fromkeys([*said, *map(fold, said), *map(slug, said)])
    parts = (re.findall(r"[^\W_]+", text) for text in spelled)
    between = rb"[\W_]{1,3}"
    return tuple(between.join(word.encode() for word in each) for each in parts if each)


def only_in_backups(store: Path, beside: Path, name: str) -> list[Path]:
    """Return the backups, which are `beside`, with a name that the store itself doesn't contain."""
    patterns = patterns_of([name])
    if not patterns or holds(store, re.compile(b"|".join(patterns), re.IGNORECASE)):
        return []
    return backups_that_name(beside, patterns)


def backups_that_name(path: Path, needles: Sequence[bytes]) -> list[Path]:
    """The backups, and the texts kept beside the store, in which one of the texts still is."""
    wanted = re.compile(b"|".join(needles) or b"(?!)", re.IGNORECASE)
    folder = folder_of(path)
    found = []
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    for file in (*files, *unsaved_beside(path)):
        if file.is_file() and (holds(file, wanted) or holds_packed(file, wanted)):
            found.append(file)
    return found


def holds(file: Path, wanted: "re.Pattern[bytes]") -> bool:
    """Return whether the file contains a match; True if it can't be read."""
    try:
        with file.open("rb") as opened:
            if not file.stat().st_size:
                return False
            with mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as seen:
                return wanted.search(seen) is not None
    except OSError:
        return True


def holds_packed(file: Path, wanted: "re.Pattern[bytes]") -> bool:
    """Return whether the compressed rows of an undone import contain a match."""
    try:
        with closing(connection_to(file, "ro")) as connection:
            kept = connection.execute("select content from journal_range where content is not null")
            return any(wanted.search(b"\n".join(unpacked(content))) for (content,) in kept)
    except (*FAILURES, ValueError):
        return False  # no store of this version: then nothing in it is packed
