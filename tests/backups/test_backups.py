"""Backups: whole or not at all, private, taken by themselves, rotated; and put back."""

import errno
import os
import signal
import sqlite3
import stat
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from conftest import Shell
from earlier import put
from pipectl import disk
from pipectl.backup_rotation import kept
from pipectl.store import backups, opening, upgrade
from pipectl.store import connection as store_connection
from pipectl.store.backups import alone

AT = datetime(2026, 11, 18, 10, tzinfo=UTC)


def folder(shell: Shell) -> Path:
    return Path(f"{shell.store}.backups")


def names(shell: Shell) -> list[str]:
    """What is in the folder of backups."""
    return sorted(os.listdir(folder(shell))) if folder(shell).exists() else []


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(path)) as store:
        tables = [
            row[0] for row in store.execute("select name from sqlite_master where type = 'table'")
        ]
        return {table: store.execute(f'select * from "{table}"').fetchall() for table in tables}


# By themselves


def test_the_first_change_of_a_day_is_backed_up_before(acme: Shell) -> None:
    before = content(acme.store)
    assert names(acme) == []  # a store in which nothing was done had nothing to lose
    acme("add", "Tea")
    assert names(acme) == ["20261118T100000Z-daily.db"]
    assert content(folder(acme) / names(acme)[0]) == before
    acme("add", "Coffee")
    acme("undo")
    assert len(names(acme)) == 1
    acme.now = "2026-11-19T00:01"
    acme("redo")
    assert names(acme) == ["20261118T100000Z-daily.db", "20261119T000100Z-daily.db"]


def test_the_day_is_the_local_one(acme: Shell) -> None:
    acme("add", "Tea")
    acme.extra["TZ"] = "Pacific/Auckland"
    acme.now = "2026-11-19T12:30"  # still the 18th in UTC
    acme.process("add", "Coffee", is_new=False)
    assert len(names(acme)) == 2
    acme.process("add", "Milk", is_new=False)
    assert len(names(acme)) == 2


def test_reads_reminders_and_refused_lines_take_none(acme: Shell) -> None:
    for line in ("list", "show 1", "board", "today", "remind --once", "history", "doctor"):
        acme(*line.split())
    acme("add", "", code=2)
    acme("move", "1", "nowhere", code=3)
    acme("redo", code=4)
    acme("edit", "1", "--title", "Acme rollout")
    assert names(acme) == []


@pytest.mark.parametrize("umask", [0o000, 0o777])
def test_files_and_folder_are_for_their_owner_alone(acme: Shell, umask: int) -> None:
    former = os.umask(umask)
    try:
        acme("add", "Tea")
        acme("backup")
    finally:
        os.umask(former)
    assert stat.S_IMODE(folder(acme).stat().st_mode) == 0o700
    assert {stat.S_IMODE((folder(acme) / name).stat().st_mode) for name in names(acme)} == {0o600}


def test_a_change_goes_on_where_no_backup_can_be_taken(acme: Shell) -> None:
    folder(acme).write_text("in the way")
    done = acme("add", "Tea")
    assert done.out.startswith("Added Tea (#2)")
    assert done.err == f"pipectl: no backup was made today: {folder(acme)} is not a folder.\n"
    assert "Tea" in acme("list").out


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_a_full_disk_keeps_its_room_for_the_change(
    acme: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "ROOM", 10**12)
    done = acme("add", "Tea")
    assert done.err == "pipectl: no backup was made today: No space left on device.\n"
    assert names(acme) == []


def test_one_of_several_first_writers_takes_it(acme: Shell) -> None:
    """The second finds it when it has the lock, though it hadn't before."""
    with closing(upgrade.connect(acme.store, mode="rw")) as one:
        one.execute("begin immediate")
        assert backups.keep_the_day(one, acme.store, AT) is None
        assert backups.keep_the_day(one, acme.store, AT) is None
    assert len(names(acme)) == 1


# Killed


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_a_kill_in_the_middle_leaves_no_half_backup(acme: Shell) -> None:
    for place in ("sync", "put_away", "copied"):
        child = os.fork()
        if not child:
            setattr(backups, place, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
            with suppress(BaseException):
                opening.take(acme.store, "asked", AT)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert len(names(acme)) == 3
    assert all(name.startswith(".pipectl.db.") and name.endswith(".new") for name in names(acme))
    assert acme("backup", "list", "--json").json == []
    for name in names(acme):
        os.utime(folder(acme) / name, (AT.timestamp() - 90000,) * 2)
    acme("backup")  # what a kill left goes after a day
    assert names(acme) == ["20261118T100000Z-asked.db"]


# Rotated


def test_only_backups_of_ours_that_are_too_old_go(acme: Shell) -> None:
    acme("backup")
    one = folder(acme) / names(acme)[0]
    foreign = ["notes.txt", "20200101T000000Z.db", "20201332T000000Z-daily.db", "before-0002.db"]
    for name in foreign:
        (folder(acme) / name).write_bytes(b"mine")
    (folder(acme) / "20200101T000000Z-daily.db").mkdir()
    for days in range(60):
        at = AT - timedelta(days=days)
        (folder(acme) / f"{at:%Y%m%dT%H%M%SZ}-daily.db").write_bytes(one.read_bytes())
    for hours in range(5):
        (folder(acme) / f"20261010T{hours:02}0000Z-damaged.db").write_bytes(b"damaged")
    acme("backup")
    left = set(names(acme))
    assert {*foreign, "20200101T000000Z-daily.db"} <= left
    assert {name for name in left if "damaged" in name} == {"20261010T040000Z-damaged.db"}
    daily = [name for name in left if name.endswith("-daily.db") and name.startswith("2026")]
    stay = kept([AT - timedelta(days=days) for days in range(60)], AT)
    assert sorted(daily) == sorted(f"{at:%Y%m%dT%H%M%SZ}-daily.db" for at in stay)
    assert {"20261118T100000Z-asked.db", "20261118T100000Z-asked-2.db"} <= left


# Before an upgrade


@pytest.fixture
def older(empty: Shell) -> Shell:
    """A store as the version before made it."""
    put(empty.store, store_connection.EARLIER_VERSIONS[-1])
    return empty


def test_an_older_store_is_backed_up_before_its_upgrade(older: Shell) -> None:
    before = content(older.store)
    older("list")
    (name,) = names(older)
    assert name.endswith("Z-before-upgrade.db")
    assert content(folder(older) / name) == before
    assert older("backup", "list", "--json").json[0]["why"] == "before-upgrade"


def test_an_older_store_that_cant_be_backed_up_is_left_alone(older: Shell) -> None:
    before = older.store.read_bytes()
    folder(older).write_text("in the way")
    assert older("list", code=5).err == (
        f"pipectl: The store {older.store} needs an upgrade, but can't be backed up first: "
        f"{folder(older)} is not a folder.\n"
        "  Nothing was changed. Make the store's folder writable, and free up disk space.\n"
    )
    assert older.store.read_bytes() == before


def test_an_older_backup_is_put_back_and_upgraded_when_it_is_met(older: Shell) -> None:
    older("list")
    older("restore", "--yes")
    with closing(sqlite3.connect(older.store)) as store:
        version = store.execute("select version_num from alembic_version").fetchone()[0]
    assert version == store_connection.EARLIER_VERSIONS[-1]
    older("list")


# Alone with the store


def test_nobody_reads_or_writes_while_a_backup_is_put_in_place(acme: Shell) -> None:
    with closing(sqlite3.connect(acme.store, timeout=0)) as other:
        with alone(acme.store) as present:
            for sql in ("select * from stage", "update stage set position = position"):
                with pytest.raises(sqlite3.OperationalError, match="locked"):
                    other.execute(sql)
            assert present.execute("select count(*) from opportunity").fetchone() == (1,)
        assert other.execute("select count(*) from opportunity").fetchone() == (1,)
    assert not Path(f"{acme.store}-journal").exists()


@pytest.mark.usefixtures("impatient")
def test_a_store_in_use_is_neither_replaced_nor_waited_for_for_ever(acme: Shell) -> None:
    acme("backup")
    with closing(sqlite3.connect(acme.store, isolation_level=None)) as other:
        other.execute("begin immediate")
        other.execute("update opportunity set note = 'written meanwhile'")
        done = acme("restore", names(acme)[0], "--yes", code=5)
        assert done.err == (
            f"pipectl: The store {acme.store} is in use by another program. Nothing was stored.\n"
            "  Try again when that program has finished.\n"
        )
        other.execute("commit")
    assert "written meanwhile" in acme("show", "1").out


@pytest.mark.usefixtures("impatient")
def test_a_locked_store_isnt_copied_for_ever(acme: Shell) -> None:
    with (
        closing(upgrade.connect(acme.store, mode="ro")) as source,
        closing(sqlite3.connect(acme.store, isolation_level=None)) as other,
    ):
        other.execute("begin exclusive")
        with pytest.raises(backups.BackupError, match="in use by another program"):
            backups.keep(source, acme.store, "asked", AT)
    assert names(acme) == []


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
@pytest.mark.parametrize("call", ["mkdir", "open_aside", "fsync", "link"])
def test_an_error_at_any_step_leaves_no_half_backup_and_the_change_goes_on(
    acme: Shell, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(disk if call == "open_aside" else os, call, fails)
        done = acme("add", "Tea")
    assert done.out.startswith("Added Tea (#2)")
    assert done.err == "pipectl: no backup was made today: Input/output error.\n"
    assert acme("backup", "list", "--json").json == []
    assert not folder(acme).exists() or names(acme) == []
