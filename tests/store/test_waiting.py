"""A store that another program holds is waited for, and that is said."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from conftest import Shell
from faults import BROKEN, FULL, failing_store, file_system
from pipectl.store import connection, lock_waiting, opening
from pipectl.store.connection import connection_to

REPEATS = "  This reminder couldn't be recorded as sent, so --once will repeat it.\n"
UNTOLD = "  The calendar is complete, but this update couldn't be recorded in the store.\n"


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything takes a hundredth of its time."""
    for module, name, value in (
        (connection, "BUSY_MS", 300),
        (opening, "PATIENCE_MS", 50),
        (lock_waiting, "SILENT_MS", 20),
        (lock_waiting, "STEP_MS", 5),
    ):
        assert getattr(module, name) >= 25 * value
        monkeypatch.setattr(module, name, value)


@contextmanager
def held(store: Path, how: str = "immediate") -> Iterator[None]:
    """Another program that holds the store."""
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute(f"begin {how}")
        yield


def waits(shell: Shell) -> str:
    return f"pipectl: waiting for another program that is using the store {shell.store} …\n"


def in_use(shell: Shell) -> str:
    return f"pipectl: The store {shell.store} is in use by another program."


@pytest.mark.usefixtures("brief")
def test_a_write_says_what_it_waits_for_and_gives_up(acme: Shell) -> None:
    with held(acme.store):
        assert acme("add", "Tea", code=5).err == (
            f"{waits(acme)}{in_use(acme)} Nothing was stored.\n"
            "  Try again when that program has finished.\n"
        )


@pytest.mark.usefixtures("brief")
def test_a_read_says_so_too(acme: Shell) -> None:
    with held(acme.store, "exclusive"):
        assert acme("list", code=5).err == (
            f"{waits(acme)}{in_use(acme)}\n  Try again when that program has finished.\n"
        )
        backup = acme("backup", code=5)
    assert backup.err.startswith(waits(acme))
    assert backup.err.count("waiting for") == 1


@pytest.mark.usefixtures("brief")
def test_a_commit_waits_for_readers(acme: Shell) -> None:
    with closing(sqlite3.connect(acme.store, isolation_level=None)) as other:
        other.execute("begin")
        other.execute("select * from opportunity").fetchall()
        done = acme("add", "Tea", code=5)
    assert done.err.startswith(f"{waits(acme)}{in_use(acme)} Nothing was stored.\n")
    assert [each["title"] for each in acme("list", "--json").json] == ["Acme rollout"]


def test_a_wait_that_ends_soon_is_silent_and_one_that_ends_later_goes_on(
    acme: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    for silent, expected in ((60_000, []), (0, [acme.store])):
        told.clear()
        monkeypatch.setattr(lock_waiting, "SILENT_MS", silent)
        monkeypatch.setattr(lock_waiting, "STEP_MS", 1)
        lock_waiting.announce_by(told.append)
        with (
            closing(sqlite3.connect(acme.store, isolation_level=None)) as other,
            closing(connection_to(acme.store, "rw")) as mine,
            monkeypatch.context() as patch,
        ):
            other.execute("begin immediate")
            patch.setattr("pipectl.store.lock_waiting.time.sleep", lambda _: other.rollback())
            mine.execute("begin immediate")
            mine.execute("rollback")
        assert told == expected


@pytest.mark.usefixtures("brief")
@pytest.mark.parametrize(
    ("words", "notes"),
    [((), ""), (("--once",), REPEATS), (("--once", "--format", "json"), REPEATS)],
)
def test_what_is_due_is_shown_while_another_program_holds_the_store(
    acme: Shell, words: tuple[str, ...], notes: str
) -> None:
    acme.now = "2026-11-20"
    with held(acme.store):
        done = acme("remind", *words, "--exit-code", code=10)
    assert "Acme rollout" in done.out
    assert done.err == (f"{waits(acme)}{in_use(acme)}\n{notes}" if notes else "")
    again = acme("remind", *words)
    assert (again.out, again.err) == (done.out, "")


@pytest.mark.usefixtures("brief")
def test_a_calendar_is_whole_while_another_program_holds_the_store(acme: Shell) -> None:
    with held(acme.store):
        done = acme("remind", "--format", "ics", "--within", "1w")
    assert "Acme rollout" in done.out
    assert done.err == f"{waits(acme)}{in_use(acme)}\n{UNTOLD}"


@pytest.mark.skipif(file_system() is None, reason="SQLite's calls can't be replaced here")
@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (FULL, "The disk that holds {} is full."),
        (BROKEN, "The store {} can't be used: disk I/O error."),
    ],
)
def test_what_is_due_is_shown_on_a_disk_that_takes_nothing(
    acme: Shell, error: int, reason: str
) -> None:
    acme.now = "2026-11-20"
    plain = acme("remind").out
    with failing_store(acme.store, error) as struck:
        done = acme("remind", "--once")
        calendar = acme("remind", "--format", "ics", "--within", "1w")
    assert struck
    assert done.out == plain
    assert done.err == f"pipectl: {reason.format(acme.store)}\n{REPEATS}"
    assert "Acme rollout" in calendar.out
    assert calendar.err == f"pipectl: {reason.format(acme.store)}\n{UNTOLD}"
    assert acme("remind", "--once").out == plain
    assert acme("remind", "--once").out == ""


@pytest.mark.skipif(file_system() is None, reason="SQLite's calls can't be replaced here")
def test_a_forecast_is_shown_on_a_full_disk(demo: Shell) -> None:
    with failing_store(demo.store, FULL) as struck:
        done = demo("forecast")
    assert struck
    assert done.out == demo("forecast").out
    assert done.err == (
        f"pipectl: The disk that holds {demo.store} is full.\n"
        "  This forecast isn't kept, so that `report calibration` won't tell how it did.\n"
    )
