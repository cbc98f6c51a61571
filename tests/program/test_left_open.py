"""No command leaves a connection or a file open, whatever it came to.

`Shell` looks at each command that runs in the tests' own process; here is the look itself, and
what is refused.
"""

import sqlite3
from pathlib import Path

import pytest
from test_catalogue import BLOCKS, command_of, prepared, said

import left_open
from conftest import Shell


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """The store of the catalogue of errors."""
    return prepared(tmp_path_factory.mktemp("left_open"))


def test_a_connection_that_is_forgotten_is_noticed(acme: Shell) -> None:
    with left_open.noted() as left:
        sqlite3.connect(acme.store).execute("select 1 from opportunity")
    assert left == ["connection 0", str(acme.store)]


def test_a_file_that_is_left_open_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    with left_open.noted() as left:
        file = path.open("w")
    file.close()
    assert left == [str(path)]


def test_what_was_closed_is_not_noticed(acme: Shell) -> None:
    with left_open.noted() as left, acme.store.open("rb"):
        sqlite3.connect(acme.store).close()
    assert left == []


@pytest.mark.files("about the connections to a file")
def test_a_command_that_leaves_its_store_open_fails_its_test(
    acme: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipectl.store.connection.roll_back", lambda connection: None)
    monkeypatch.setattr("idle.Idling.close", lambda connection: None)
    with pytest.raises(AssertionError, match=r"list.* left open: connection 0"):
        acme("list")


@pytest.mark.long  # the test of the catalogue notices, too
def test_no_refused_command_leaves_anything_open(run: Shell) -> None:
    for block in BLOCKS:
        assert said(run, command_of(block))[0] in (2, 3, 4, 5)
