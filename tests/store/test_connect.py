"""How the store's file is opened, and what SQLite's errors mean to a person."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from conftest import Shell
from pipectl.clock import Moment
from pipectl.store.connection import PRAGMAS, explained, opened
from pipectl.store.creation import in_memory
from pipectl.store.hard_links import copy_to_read
from pipectl.store.lock_waiting import BUSY_MS, STEP_MS, PatientConnection
from pipectl.store.text_functions import FOLDED, PLAIN
from pipectl.store.trial_copy import copied
from pipectl.store.upgrade import connect


def test_the_time_out_is_set_before_anything_else(pipectl: Shell) -> None:
    said: list[str] = []
    connection = connect(pipectl.store, mode="ro")
    assert isinstance(connection, PatientConnection)
    connection.set_trace_callback(said.append)
    assert PRAGMAS[0] == f"pragma busy_timeout = {BUSY_MS}" == "pragma busy_timeout = 30000"
    values = [
        connection.execute(f"pragma {name}").fetchone()[0]
        for name in ("busy_timeout", "foreign_keys", "synchronous", "trusted_schema")
    ]
    assert values == [STEP_MS, 1, 3, 0]
    assert connection.patience_ms == BUSY_MS
    assert connection.execute("pragma journal_mode").fetchone()[0] == "delete"
    connection.close()


def test_every_connection_compares_texts_as_pipectl_does(pipectl: Shell) -> None:
    moment = Moment(datetime(2026, 11, 18, tzinfo=UTC), date(2026, 11, 18))
    for made in (
        connect(pipectl.store, mode="ro"),
        connect(pipectl.store, mode="rw"),
        copied(pipectl.store),
        copy_to_read(pipectl.store),
        in_memory(moment, lambda unit: None),
    ):
        with closing(made) as connection:
            found = connection.execute(f"select {FOLDED}('ÉLAN'), {PLAIN}('Élan'), {FOLDED}(null)")
            assert found.fetchone() == ("élan", "elan", None)


def test_a_reader_cannot_write(pipectl: Shell) -> None:
    connection = connect(pipectl.store, mode="ro")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("delete from stage")
    connection.close()


def test_a_file_that_vanishes_is_not_made_again(tmp_path: Path) -> None:
    for mode in ("ro", "rw"):
        with pytest.raises(sqlite3.OperationalError, match="unable to open"):
            opened(tmp_path / "gone.db", mode)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a b", "a%20b", "a?mode=rwc", "a#b", "日本", "a'b"])
def test_a_name_is_no_part_of_the_address(pipectl: Shell, name: str) -> None:
    path = pipectl.store.rename(pipectl.home / name)
    connect(path, mode="ro").close()
    assert [each.name for each in pipectl.home.iterdir()] == [name]


def failure(name: str) -> sqlite3.Error:
    """A SQLite error with the code of that name."""
    error = sqlite3.OperationalError("some words of SQLite")
    error.sqlite_errorcode = getattr(sqlite3, name)
    return error


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("SQLITE_BUSY", "The store s.db is in use by another program."),
        ("SQLITE_BUSY_SNAPSHOT", "The store s.db is in use by another program."),
        ("SQLITE_LOCKED", "The store s.db is in use by another program."),
        ("SQLITE_READONLY", "The store s.db is read-only."),
        ("SQLITE_READONLY_DBMOVED", "The store s.db was replaced by another file in the meantime."),
        ("SQLITE_PERM", "The store s.db is read-only."),
        ("SQLITE_FULL", "The disk that holds s.db is full."),
        (
            "SQLITE_CORRUPT",
            "The store s.db is damaged or isn't a pipectl store (some words of SQLite).",
        ),
        (
            "SQLITE_NOTADB",
            "The store s.db is damaged or isn't a pipectl store (some words of SQLite).",
        ),
        ("SQLITE_IOERR", "The store s.db can't be used: some words of SQLite."),
        ("SQLITE_CANTOPEN", "The store s.db can't be used: some words of SQLite."),
    ],
)
def test_each_failure_is_a_sentence(name: str, said: str) -> None:
    found = explained(failure(name), Path("s.db"))
    assert (str(found), found.exit_code) == (said, 5)


def test_other_failures_are_sentences_too() -> None:
    decoding = UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")
    assert str(explained(decoding, Path("s.db"))) == (
        "The store s.db is damaged or isn't a pipectl store (a name in it isn't text)."
    )
    full = OSError(28, "No space left on device")
    assert str(explained(full, Path("s.db"))) == (
        "The store s.db can't be used: No space left on device."
    )


def test_a_store_of_no_version_is_damaged_and_can_be_restored(pipectl: Shell) -> None:
    pipectl("add", "Acme")
    pipectl("backup")
    with closing(sqlite3.connect(pipectl.store)) as store, store:
        store.execute("delete from alembic_version")
    for line in ("list", "add Birch", "doctor", "undo"):
        assert pipectl(*line.split(), code=5).err == (
            f"pipectl: The store {pipectl.store} is damaged or isn't a pipectl store (invalid or"
            " missing: the version of its schema).\n  Restore a backup: `pipectl restore`.\n"
        )
    copy = pipectl.home / "copy.db"
    copy.write_bytes(pipectl.store.read_bytes())
    assert "the version of its schema" in pipectl("restore", copy, "--yes", code=5).err
    pipectl("restore", "--yes")
    assert [each["title"] for each in pipectl("list", "--json").json] == ["Acme"]
