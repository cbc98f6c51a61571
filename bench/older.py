"""Makes a store of the first schema, to upgrade: `older.py PATH`."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

FIRST = Path(__file__).parents[1] / "tests" / "store" / "earlier" / "0001.sql"


def make(path: Path) -> None:
    """A store as the first schema kept it."""
    with closing(sqlite3.connect(path)) as store:
        store.executescript(FIRST.read_text("utf-8"))
    path.chmod(0o600)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
