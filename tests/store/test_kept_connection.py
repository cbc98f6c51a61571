"""A command opens its store once for all that it reads, and sees whatever happens to the file."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from shutil import copyfile

import pytest

import left_open
from conftest import Shell
from pipectl.errors import StoreError
from pipectl.store import kept_connection
from pipectl.store.opening import reading
from pipectl.store.upgrade import connect

TITLES = "select title from opportunity"


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    """Close what a test of `reading` alone keeps, as a command does at its end."""
    yield
    kept_connection.drop()


def titles(shell: Shell) -> list[str]:
    """The titles of all deals, in a reading of its own."""
    with reading(shell.store) as reader:
        return [row[0] for row in reader.rows(TITLES)]


@pytest.mark.parametrize(
    "line", ["list", "today", "show 1", "board", "coverage", "report winloss", "list --as-of today"]
)
def test_a_command_that_reads_opens_the_store_once(acme: Shell, line: str) -> None:
    acme("quota", "set", "50k")
    before = left_open.opened[str(acme.store)]
    acme(*line.split())
    assert left_open.opened[str(acme.store)] - before == 1


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("log call 1 Spoke", 2),  # to look and to write; what is printed is read with the latter
        ("edit 1 --amount 7k", 2),
        ("undo", 1),
        ("import deals.csv --dry-run", 1),
        ("what-if --win 1 coverage", 1),
    ],
)
def test_a_command_that_changes_or_copies_the_store_reads_with_what_it_opened(
    acme: Shell, line: str, count: int
) -> None:
    deals = acme.home / "deals.csv"
    deals.write_text("Title,Amount\nBirch,5k\n")
    acme("quota", "set", "50k")  # the first change of a day backs the store up
    before = left_open.opened[str(acme.store)]
    acme(*(str(deals) if word == deals.name else word for word in line.split()))
    assert left_open.opened[str(acme.store)] - before == count


def test_a_file_that_takes_the_place_of_the_store_is_read(acme: Shell) -> None:
    other = acme.home / "other.db"
    copyfile(acme.store, other)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("update opportunity set title = 'Other'")
        connection.commit()
    assert titles(acme) == ["Acme rollout"]
    os.replace(other, acme.store)
    assert titles(acme) == ["Other"]


def test_what_another_program_stored_meanwhile_is_read(acme: Shell) -> None:
    assert titles(acme) == ["Acme rollout"]
    acme.process("edit", "1", "--title", "Changed", is_new=False)
    assert titles(acme) == ["Changed"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("update alembic_version set version_num = '9999'", 'has schema "9999"'),
        ("pragma application_id = 1", "is not a pipectl store"),
        ("drop table alembic_version", "is damaged or isn't a pipectl store"),
    ],
)
def test_a_store_that_is_none_any_more_is_refused(acme: Shell, change: str, said: str) -> None:
    assert titles(acme) == ["Acme rollout"]
    with closing(sqlite3.connect(acme.store)) as connection:
        connection.execute(change)
        connection.commit()
    with pytest.raises(StoreError, match=said):
        titles(acme)


def test_a_store_that_is_gone_is_missed(acme: Shell) -> None:
    assert titles(acme) == ["Acme rollout"]
    acme.store.unlink()
    with pytest.raises(StoreError, match="There is no store at"):
        titles(acme)


def test_a_kept_connection_locks_nothing(acme: Shell) -> None:
    with reading(acme.store) as reader:
        next(reader.stream(TITLES))  # a statement in its middle
    with closing(sqlite3.connect(acme.store, timeout=0)) as other:
        other.execute("begin exclusive")


def test_a_connection_is_kept_only_until_another_is_opened(acme: Shell) -> None:
    assert titles(acme) == ["Acme rollout"]
    with closing(connect(acme.store, mode="rw")):
        assert kept_connection.take(acme.store) is None


def test_no_connection_to_a_store_with_a_log_is_kept(acme: Shell) -> None:
    with closing(sqlite3.connect(acme.store)) as connection:
        connection.execute("pragma journal_mode = wal")
        assert titles(acme) == ["Acme rollout"]
        assert kept_connection.take(acme.store) is None


def test_a_reader_finds_nothing_once_its_reading_has_ended(acme: Shell) -> None:
    with reading(acme.store) as reader:
        assert reader.value(TITLES) == "Acme rollout"
    with pytest.raises(sqlite3.ProgrammingError, match="the reading has ended"):
        reader.value(TITLES)
