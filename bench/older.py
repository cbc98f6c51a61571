"""Makes a store of the first schema, to upgrade: `older.py PATH`."""

import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine

from pipectl.paths import APPLICATION_ID
from pipectl.store.migrations import upgrade

FIRST = "0001"


def make(path: Path) -> None:
    """A store of the first schema with what `init` puts into a new one."""
    with create_engine(f"sqlite:///{path}").begin() as connection:
        upgrade(connection, FIRST)
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder) / "new.db"
        line = [sys.executable, "-m", "pipectl", "--db", str(new), "init"]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
        copy(new, path)
    path.chmod(0o600)


def copy(new: Path, path: Path) -> None:
    """Copy the rows that the first schema had, column by column."""
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute("attach ? as new", (str(new),))
        store.execute("begin")
        named = "select name from main.sqlite_master where type = 'table'"
        for (table,) in store.execute(named).fetchall():
            if table.startswith("sqlite_") or table == "alembic_version":
                continue
            columns = [row[1] for row in store.execute(f"pragma main.table_info({table})")]
            listed = ", ".join(f'"{column}"' for column in columns)
            store.execute(f"insert into main.{table} select {listed} from new.{table}")
        store.execute("commit")
        store.execute(f"pragma application_id = {APPLICATION_ID}")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
