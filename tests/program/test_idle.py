"""What a command in the tests' process closed waits for the next one, if all is as it was."""

import sqlite3
from contextlib import closing

import pytest

import idle
from conftest import Shell

PARTS = "select count(*) from sqlite_temp_master"
AS_MADE = {"temp_store": 0, "ignore_check_constraints": 0}


@pytest.fixture
def listed(acme: Shell) -> Shell:
    """A store that was read, to which a connection waits."""
    idle.close_all()
    acme("list")
    assert [key[2:] for key in idle.waiting] == [(str(acme.store), "ro")]
    return acme


def the_one() -> idle.Idling:
    """The connection that waits."""
    (found,) = idle.waiting.values()
    return found


def test_the_next_command_has_the_connection_that_waits(listed: Shell) -> None:
    before = the_one()
    listed("show", "1")
    assert the_one() is before
    listed("edit", "1", "--title", "Birch")
    assert before in idle.waiting.values()
    assert "Birch" in listed("list").out
    assert before in idle.waiting.values()


def test_one_that_waits_locks_nothing_and_runs_nothing(listed: Shell) -> None:
    with closing(sqlite3.connect(listed.store, timeout=0)) as other:
        other.execute("begin exclusive")
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        the_one().execute("select 1")


def test_none_waits_for_a_file_that_something_else_changed(listed: Shell) -> None:
    before = the_one()
    listed.store.write_bytes(listed.store.read_bytes())
    listed("list")
    assert before.is_ended
    assert the_one() is not before


@pytest.mark.parametrize("words", ["list --as-of today", "list --where amount>1", "doctor --fix"])
def test_none_waits_that_is_not_as_it_was_made(acme: Shell, words: str) -> None:
    idle.close_all()
    acme(*words.split())
    for each in idle.waiting.values():
        assert sqlite3.Connection.execute(each, PARTS).fetchone() == (0,)
        for pragma, value in AS_MADE.items():
            assert sqlite3.Connection.execute(each, f"pragma {pragma}").fetchone() == (value,)


def test_few_wait(acme: Shell) -> None:
    for number in range(idle.MOST + 2):
        other = acme.home / f"{number}.db"
        other.write_bytes(acme.store.read_bytes())
        acme("--db", other, "list")
    assert len(idle.waiting) == idle.MOST


def test_each_command_counts_its_own_changes(listed: Shell) -> None:
    listed("edit", "1", "--title", "Birch")
    (changed,) = (each for key, each in idle.waiting.items() if key[-1] == "rw")
    assert changed.total_changes > 0
    assert listed("edit", "1", "--title", "Birch").out.startswith("Unchanged: ")
    assert changed in idle.waiting.values()
    assert changed.total_changes == 0
