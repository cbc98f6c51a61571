"""A store with two names (hard links) is read, isn't written to, and is set apart by a restore.

That every command keeps to that is in test_stored.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Shell
from earlier import put
from half_changes import half_changed, journal_of
from pipectl.store.connection import EARLIER_VERSIONS

REFUSED = "has two names (hard links)"


def content(path: Path) -> list[str]:
    """What is in a store, read from a copy of its file alone."""
    copy = path.with_name(f"{path.name}.copy")
    copy.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(copy)) as store:
        found = list(store.iterdump())
    copy.unlink()
    return found


def linked(shell: Shell) -> Path:
    """Give the store a second name."""
    other = shell.home / "other.db"
    os.link(os.path.realpath(shell.store), other)
    return other


def set_apart(shell: Shell, other: Path) -> None:
    """Do what the refusal says, and look at what comes of it."""
    untouched = other.read_bytes()
    assert REFUSED in shell("add", "Tea", code=5).err
    shell("backup")
    done = shell("restore", "--yes")
    assert done.err.endswith(
        f"{shell.store} now has a file of its own. The other names keep theirs.\n"
    )
    assert other.read_bytes() == untouched
    assert not os.path.samefile(shell.store, other)
    assert {path.stat().st_nlink for path in (shell.store, other)} == {1}
    assert shell.store.stat().st_mode & 0o777 == 0o600


def test_a_restore_of_a_new_backup_sets_the_store_apart(acme: Shell) -> None:
    before = content(acme.store)
    other = linked(acme)
    (found,) = acme("doctor", "--json", code=4).json
    assert (found["kind"], found["where"]) == ("names", str(acme.store))
    assert found["what"] == f"{REFUSED}, so pipectl doesn't change it: changes could get lost"
    set_apart(acme, other)
    assert content(acme.store) == before
    assert acme("doctor").out == ""
    acme("add", "Tea")
    assert content(other) == before


@pytest.mark.parametrize("others", [2, 4])
def test_the_number_of_names_is_told(acme: Shell, others: int) -> None:
    for number in range(others):
        os.link(acme.store, acme.home / f"{number}.db")
    assert f"has {others + 1} names (hard links)" in acme("add", "Tea", code=5).err


def test_a_link_to_one_of_the_names_is_no_other_store(acme: Shell) -> None:
    link = acme.home / "link.db"
    link.symlink_to(acme.store)
    acme.store = link
    acme("add", "Tea")
    other = linked(acme)
    set_apart(acme, other)
    assert link.is_symlink()
    assert acme("doctor").out == ""


def test_a_half_change_beside_this_name_is_rolled_back_in_copies_alone(acme: Shell) -> None:
    before = content(acme.store)
    journal = Path(f"{acme.store}-journal")
    half = acme.home / "half.db"
    half_changed(acme.store, half)
    killed = half.read_bytes(), journal_of(half).read_bytes()
    acme.store.write_bytes(killed[0])
    other = linked(acme)
    journal.write_bytes(killed[1])
    listed = acme("list").out
    assert "Acme rollout" in listed
    assert len(acme("doctor", "--json", code=4).json) == 1
    assert acme("remind", "--once", "--within", "9d").out
    assert (other.read_bytes(), journal.read_bytes()) == killed
    set_apart(acme, other)
    assert other.read_bytes() == killed[0]
    assert not journal.exists()
    assert content(acme.store) == before
    assert (acme("list").out, acme("doctor").out) == (listed, "")


@pytest.mark.parametrize("is_empty", [False, True], ids=["changes", "nothing"])
def test_what_is_in_the_log_beside_this_name_is_kept(acme: Shell, is_empty: bool) -> None:
    """Somebody switched the store to another way of journaling."""
    log = Path(f"{acme.store}-wal")
    with closing(sqlite3.connect(acme.store, isolation_level=None)) as writer:
        writer.execute("pragma journal_mode = wal")
        writer.execute("pragma wal_autocheckpoint = 0")
        if not is_empty:
            writer.execute("update opportunity set amount_minor = 77700")
        left = acme.store.read_bytes(), b"" if is_empty else log.read_bytes()
    acme.store.write_bytes(left[0])
    log.write_bytes(left[1])
    other = linked(acme)
    assert ("777 USD" in acme("list").out) is not is_empty
    set_apart(acme, other)
    assert ("777 USD" in acme("list").out) is not is_empty
    assert "12,000 USD" in acme("list", "--db", other).out
    acme("add", "Tea")


def test_the_name_under_which_a_store_was_written_is_no_other_name(acme: Shell) -> None:
    """A kill between the two steps in which a new store gets its name leaves both."""
    os.link(acme.store, acme.store.with_name(f".{acme.store.name}.0123456789abcdef.new"))
    assert acme.store.stat().st_nlink == 2
    acme("add", "Tea")
    os.link(acme.store, acme.store.with_name(f".{acme.store.name}.notes.new"))
    assert REFUSED in acme("add", "Tea", code=5).err


@pytest.mark.parametrize("version", EARLIER_VERSIONS)
def test_an_older_store_isnt_upgraded_under_one_of_its_names(empty: Shell, version: str) -> None:
    before = put(empty.store, version)
    other = linked(empty)
    assert REFUSED in empty("list", code=5).err
    assert REFUSED in empty("doctor", code=5).err
    assert (other.read_bytes(), {*empty.home.iterdir()}) == (before, {empty.store, other})
    set_apart(empty, other)
    assert "Acme" in empty("list").out
    assert empty("doctor").out == ""


def test_the_demos_store_isnt_replaced_under_one_of_its_names(demo: Shell) -> None:
    before = demo.store.read_bytes()
    os.link(demo.store, demo.home / "other.db")
    assert REFUSED in demo("demo", code=5).err
    assert demo.store.read_bytes() == before


def test_another_file_with_two_names_is_told_as_what_it_is(empty: Shell) -> None:
    empty.store.write_text("my notes " * 1000)
    linked(empty)
    assert "isn't a pipectl store" in empty("list", code=5).err
    with closing(sqlite3.connect(empty.home / "x.db")) as store:
        store.execute("create table t (x)")
    os.link(empty.home / "x.db", empty.home / "y.db")
    assert "is not a pipectl store" in empty("--db", empty.home / "x.db", "add", "Tea", code=5).err
