"""Ctrl-C in the middle of a write: nothing stored, no journal left, and the next command works."""

import os
import signal
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Shell
from pipectl.interrupts import held_back
from pipectl.store.lock_waiting import PatientCursor
from pipectl.store.unit import Unit


def deals(shell: Shell) -> Path:
    """A file of which many rows come in at once."""
    file = shell.home / "deals.csv"
    rows = [f"{n},Deal {n} {'x' * 400},Acme {n},{n}00,Discovery" for n in range(40)]
    file.write_text("\n".join(["deal_id,title,account,amount,stage", *rows]))
    return file


def interrupted(shell: Shell, call: str, number: int, *words: object) -> int:
    """The exit code of a command in whose call of that number, of the database, Ctrl-C is pressed.

    The process ends as it is then: with nothing tidied up by the interpreter.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        press_in(call, number)
        os._exit(shell.outcome(*words).code)
    finally:
        os._exit(99)


def press_in(call: str, number: int) -> None:
    """Let the process be interrupted when that call is over."""
    real: Callable[..., Any] = getattr(Unit, call)
    left = [number]

    def watched(self: Any, *words: Any, **more: Any) -> Any:
        done = real(self, *words, **more)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGINT)
        return done

    setattr(Unit, call, watched)


@pytest.mark.parametrize(
    ("call", "number"),
    [
        *(("write_many", number) for number in (1, 2, 4)),
        *(("write", number) for number in (1, 3, 6)),
    ],
)
def test_ctrl_c_leaves_no_journal_and_nothing_stored(acme: Shell, call: str, number: int) -> None:
    file = deals(acme)
    acme("backup")
    before = acme.store.read_bytes()
    code = interrupted(acme, call, number, "import", file)
    assert code == 130, "the import ended before it was interrupted"
    assert acme.store.read_bytes() == before
    assert sorted(each.name for each in acme.home.iterdir() if "journal" in each.name) == []
    assert acme("import", file, "--json").json["new"] == 40


def test_ctrl_c_in_a_first_run_leaves_no_store_and_no_journal(empty: Shell) -> None:
    empty("--db", empty.home / "warm.db", "init")
    empty.extra = {"PIPECTL_DB": ""}
    folder = empty.home / ".local" / "share" / "pipectl"
    for number in (5, 40, 70):
        assert interrupted(empty, "write", number, "add", "Tea") == 130
        assert not folder.exists() or list(folder.iterdir()) == []
    empty("add", "Tea")


def test_ctrl_c_while_a_first_run_names_its_store_says_that_there_is_one(
    empty: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change comes after it, and is the one that wasn't stored."""
    empty.extra = {"PIPECTL_DB": ""}
    store = empty.home / ".local" / "share" / "pipectl" / "pipectl.db"
    link = os.link

    def strike(aside: Path, path: Path) -> None:
        signal.raise_signal(signal.SIGINT)
        link(aside, path)

    with monkeypatch.context() as patched:
        patched.setattr(os, "link", strike)
        done = empty.outcome("add", "Tea")
    assert (done.code, done.err.splitlines()) == (
        130,
        [
            f"Created a store at {store} (template seller, currency USD).",
            "",
            "Interrupted: nothing was stored.",
        ],
    )
    assert store.exists()
    assert empty("list", "--json").json == []


def test_what_is_held_back_strikes_when_the_block_is_left() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012
        with held_back():
            os.kill(os.getpid(), signal.SIGINT)
            done.append("whole")
        done.append("never")
    assert done == ["whole"]


def test_a_thread_is_never_interrupted() -> None:
    done = []

    def work() -> None:
        with held_back():
            done.append(sqlite3.sqlite_version)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done


# At the very moment of a commit: what is told is what is stored.


@pytest.mark.files("about the commit of a file")
@pytest.mark.parametrize(
    "words", [("add", "Zed"), ("win", "1"), ("undo",), ("config", "set", "currency", "EUR")]
)
def test_ctrl_c_in_a_commit_strikes_after_it_and_denies_nothing(
    acme: Shell, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = PatientCursor.execute

    def strike(self: PatientCursor, sql: str, parameters: Any = ()) -> PatientCursor:
        if sql == "commit":
            signal.raise_signal(signal.SIGINT)
        return run(self, sql, parameters)

    before = acme("export", "--what", "all").out
    with monkeypatch.context() as patched:
        patched.setattr(PatientCursor, "execute", strike)
        done = acme.outcome(*words)
    assert (done.code, done.err.splitlines()[-1]) == (
        130,
        "Interrupted after the change was saved.",
    )
    assert acme("export", "--what", "all").out != before
    assert acme("doctor").out == ""


class UnsyncedFolder(sqlite3.OperationalError):
    """What SQLite says where the folder can't be synced once the journal is deleted."""

    sqlite_errorcode = sqlite3.SQLITE_IOERR_DIR_FSYNC


@pytest.mark.files("about the commit of a file")
@pytest.mark.parametrize(
    "words", [("add", "Zed"), ("win", "1"), ("undo",), ("config", "set", "currency", "EUR")]
)
def test_a_commit_that_took_effect_on_a_failing_disk_is_said_to_be_there(
    acme: Shell, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = PatientCursor.execute

    def fail_after(self: PatientCursor, sql: str, parameters: Any = ()) -> PatientCursor:
        done = run(self, sql, parameters)
        if sql == "commit":
            raise UnsyncedFolder("disk I/O error")
        return done

    before = acme("export", "--what", "all").out
    with monkeypatch.context() as patched:
        patched.setattr(PatientCursor, "execute", fail_after)
        done = acme.outcome(*words)
    assert done.code == 5
    assert done.err.startswith(f"pipectl: The change is in the store {acme.store}, but its folder")
    assert "Nothing was stored" not in done.err
    assert acme("export", "--what", "all").out != before


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_a_restore_that_the_disk_ended_halfway_names_what_the_store_was(
    acme: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipectl.backups import actions
    from pipectl.store.backups import write_over as real

    acme("backup")
    acme("add", "Later")

    def fail_after(source: sqlite3.Connection, present: sqlite3.Connection) -> None:
        real(source, present)
        raise UnsyncedFolder("disk I/O error")

    with monkeypatch.context() as patched:
        patched.setattr(actions, "write_over", fail_after)
        done = acme.outcome("restore", "--yes")
    assert done.code == 5
    assert "(disk I/O error): the backup was restored." in done.err
    assert "Nothing was stored" not in done.err
    (name,) = [each for each in done.err.split() if each.endswith("-before-restore.db`.")]
    acme("restore", name.removesuffix("`."), "--yes")
    assert "Later" in acme("list").out


def test_a_backup_whose_end_is_missing_is_not_restored(acme: Shell) -> None:
    copy = acme.home / "copy.db"
    copy.write_bytes(acme.store.read_bytes()[:-200])
    before = acme.store.read_bytes()
    assert "the file is cut off" in acme("restore", copy, "--yes", code=5).err
    assert acme.store.read_bytes() == before
