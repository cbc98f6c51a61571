"""Indexes that lack rows, as a disk leaves them that loses a write: the tables still have all."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from test_backup import ASKED, content, folder

from conftest import Shell
from long_cases import one_in
from pipectl.doctor.rules import FIX
from pipectl.store.creation import PAGE_SIZE

PAGES = slice(28, 32)  # of the header: how many the file has
TOLD = "indexes: they don't match the rows of their tables"


def write_schema(path: Path, name: str, sql: str) -> None:
    """Have an index described by other words, without touching its rows."""
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        version = store.execute("pragma schema_version").fetchone()[0]
        store.execute("pragma writable_schema = on")
        store.execute("update sqlite_master set sql = ? where name = ?", (sql, name))
        store.execute(f"pragma schema_version = {version + 1}")


def without_rows(path: Path, name: str, *, added: str = "") -> None:
    """Take all rows out of an index, and add some with the statement `added`."""
    with closing(sqlite3.connect(path)) as store:
        (sql,) = store.execute("select sql from sqlite_master where name = ?", [name]).fetchone()
    some = "and" if " where " in sql.casefold() else "where"
    write_schema(path, name, f"{sql} {some} 1 = 2")
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute(f"reindex {name}")
        store.execute(added)
    write_schema(path, name, sql)


def is_sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as store:
        return bool(store.execute("pragma integrity_check").fetchone()[0] == "ok")


def indexes(path: Path) -> Iterator[tuple[str, bytes]]:
    """Each index of the store that has rows, and the bytes of the store without them."""
    sound = path.read_bytes()
    with closing(sqlite3.connect(path)) as store:
        query = "select name from sqlite_master where type = 'index' and sql is not null"
        names = [row[0] for row in store.execute(query)]
    for name in names:
        without_rows(path, name)
        if not is_sound(path):
            yield name, path.read_bytes()
        path.write_bytes(sound)


@pytest.mark.parametrize("part", one_in(3, range(3)))
def test_an_index_without_its_rows_costs_nobody_a_row(acme: Shell, part: int) -> None:
    then, tried = content(acme.store), 0
    for name, spoiled in list(indexes(acme.store))[part::3]:
        acme.store.write_bytes(spoiled)
        assert acme("doctor", code=4).out == f"{TOLD}. {FIX}\n", name
        acme("backup")
        (taken,) = folder(acme).iterdir()
        assert (is_sound(taken), content(taken)) == (True, then), name
        acme(*("doctor --fix", "restore --yes")[tried % 2].split())
        assert (is_sound(acme.store), content(acme.store)) == (True, then), name
        acme("doctor")
        shutil.rmtree(folder(acme))
        tried += 1
    assert tried > 3


def test_a_backup_whose_index_lacks_rows_is_restored_with_all(acme: Shell) -> None:
    acme("backup")
    then = content(acme.store)
    without_rows(folder(acme) / ASKED, "ix_opportunity_title_folded")
    acme("add", "Tea")
    acme("restore", ASKED, "--yes")
    assert (is_sound(acme.store), content(acme.store)) == (True, then)


def test_rebuilt_indexes_are_said_and_are_no_operation(acme: Shell) -> None:
    history = acme("history").out
    without_rows(acme.store, "ix_opportunity_title_folded")
    assert acme("doctor", "--fix").out == (f"Repaired: {TOLD}.\n")
    assert acme("history").out == history
    (kept,) = folder(acme).iterdir()
    assert kept.name.endswith("-before-fix.db")


def test_two_rows_with_one_key_are_damage(acme: Shell) -> None:
    """No index can be made of them: nothing is repaired, and no copy of them is a backup."""
    acme("next", "1", "Call", "--due", "2026-12-01")
    acme("backup")
    with closing(sqlite3.connect(acme.store)) as store:
        columns = [row[1] for row in store.execute("pragma table_info(next_action)")]
    others = ", ".join(columns[1:])
    again = f"insert into next_action ({others}) select {others} from next_action"
    without_rows(acme.store, "ux_next_action_open", added=again)
    spoiled = acme.store.read_bytes()
    for line in ("doctor --fix", "backup"):
        assert acme(*line.split(), code=5).err == (
            f"pipectl: The store {acme.store} can't be backed up: it is damaged.\n"
            "  Restore a backup: `pipectl restore`.\n"
        )
    assert acme.store.read_bytes() == spoiled
    shutil.copy(acme.store, other := acme.home / "other.db")
    assert f"{other} can't be used: it is damaged." in acme("restore", other, "--yes", code=5).err
    acme("restore", "--yes")
    acme("doctor")


def test_a_change_in_a_damaged_store_says_that_it_is_damaged(acme: Shell) -> None:
    spoiled = bytearray(acme.store.read_bytes())
    spoiled[-PAGE_SIZE:] = bytes(PAGE_SIZE)
    acme.store.write_bytes(spoiled)
    assert acme("add", "Tea").err == (
        "pipectl: no backup was made today: the store is damaged. Run `pipectl doctor`.\n"
    )
    assert not folder(acme).exists()


def test_a_damaged_store_is_kept_with_what_its_header_doesnt_count(acme: Shell) -> None:
    """A lost write of the first page leaves a header that counts too few pages."""
    acme("backup")
    spoiled = bytearray(acme.store.read_bytes())
    pages = int.from_bytes(spoiled[PAGES])
    spoiled[PAGES] = (pages - 3).to_bytes(4)
    acme.store.write_bytes(spoiled)
    acme("restore", "--yes")
    (kept,) = (each for each in folder(acme).iterdir() if "damaged" in each.name)
    assert kept.read_bytes()[100:] == spoiled[100:]
