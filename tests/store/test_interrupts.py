"""Ctrl-C in the middle of a write: nothing stored, no journal left, and the next command works."""

import os
import signal
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine.default import DefaultDialect

from conftest import Shell
from pipectl.interrupts import held_back


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
    real: Callable[..., Any] = getattr(DefaultDialect, call)
    left = [number]

    def watched(self: Any, *words: Any, **more: Any) -> None:
        real(self, *words, **more)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGINT)

    setattr(DefaultDialect, call, watched)


@pytest.mark.parametrize(
    ("call", "number"),
    [
        *(("do_executemany", number) for number in (1, 2, 4)),
        *(("do_execute", number) for number in (2, 10, 20)),
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
        assert interrupted(empty, "do_execute", number, "add", "Tea") == 130
        assert not folder.exists() or list(folder.iterdir()) == []
    empty("add", "Tea")


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


@pytest.mark.parametrize(
    "words", [("add", "Zed"), ("win", "1"), ("undo",), ("config", "set", "currency", "EUR")]
)
def test_ctrl_c_in_a_commit_strikes_after_it_and_denies_nothing(
    acme: Shell, words: tuple[str, ...]
) -> None:
    from sqlalchemy import Engine, event

    def strike(_connection: object) -> None:
        signal.raise_signal(signal.SIGINT)

    before = acme("export", "--what", "all").out
    event.listen(Engine, "commit", strike)
    try:
        done = acme.outcome(*words)
    finally:
        event.remove(Engine, "commit", strike)
    assert (done.code, done.err.splitlines()[-1]) == (130, "Interrupted; the change is stored.")
    assert acme("export", "--what", "all").out != before
    assert acme("doctor").out == ""


def test_a_backup_whose_end_is_missing_is_not_restored(acme: Shell) -> None:
    copy = acme.home / "copy.db"
    copy.write_bytes(acme.store.read_bytes()[:-200])
    before = acme.store.read_bytes()
    assert "its end is missing" in acme("restore", copy, "--yes", code=5).err
    assert acme.store.read_bytes() == before
