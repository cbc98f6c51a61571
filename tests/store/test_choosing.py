"""Which backup a restore without a name takes: never one of the future, never forth and back."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Shell

FUTURE = "20990101T100000Z-daily.db"


@pytest.fixture
def days(acme: Shell) -> Shell:
    """Acme, a deal on each of three days more, each day with its backup before."""
    for day in (19, 20, 21):
        acme.now = f"2026-11-{day}T10:00"
        acme("add", f"Deal {day}")
    acme.now = "2026-11-21T12:00"
    return acme


def ids(shell: Shell) -> str:
    """The deals that there are."""
    return " ".join(shell("list", "--format", "ids").lines)


def folder(shell: Shell) -> Path:
    return Path(f"{shell.store}.backups")


def daily(day: int) -> str:
    """The backup of a day."""
    return f"202611{day}T100000Z-daily.db"


def test_a_second_restore_changes_nothing_and_names_an_earlier_one(days: Shell) -> None:
    assert days("restore", "--yes").out.startswith(f"Restored {daily(21)}; 1 change ")
    before = days.store.read_bytes()
    for _ in range(2):
        done = days("restore", "--yes")
        assert done.out == f"The store is as {daily(21)} has it: nothing to restore.\n"
        assert done.err == f"To go further back: `pipectl restore {daily(20)[:-3]}`.\n"
    assert days.store.read_bytes() == before
    assert [each["why"] for each in days("backup", "list", "--json").json].count(
        "before-restore"
    ) == 1
    days("restore", daily(20)[:-3], "--yes")
    assert ids(days) == "1 2"


def test_what_a_restore_took_back_never_comes_by_itself(days: Shell) -> None:
    """Neither the copy that it made, nor one that it was restored past."""
    days("restore", daily(20), "--yes")
    assert ids(days) == "1 2"
    done = days("restore", "--yes")
    assert done.out == f"The store is as {daily(20)} has it: nothing to restore.\n"
    assert done.err.splitlines()[0] == (
        f"Passed over {daily(21)}: it has changes that a restore took back."
    )
    days.now = "2026-11-21T13:00"
    days("add", "Anew")
    days("restore", "--yes")
    assert ids(days) == "1 2"
    days("restore", "20261121T120000Z-before-restore", "--yes")  # by name it does
    assert ids(days) == "1 2 3 4"


def test_the_next_days_backup_is_taken_again(days: Shell) -> None:
    days("restore", daily(20), "--yes")
    days.now = "2026-11-22T10:00"
    days("add", "Later")
    assert days("restore", "--yes").out.startswith(f"Restored {daily(22)}; 1 change ")
    assert ids(days) == "1 2"


def test_an_older_file_in_the_stores_place_is_no_restore(days: Shell) -> None:
    """What another program put back, a synced folder say: the latest backup has more."""
    days.store.write_bytes((folder(days) / daily(19)).read_bytes())
    assert days("restore", "--yes").out.startswith(f"Restored {daily(21)}.")
    assert ids(days) == "1 2 3"


def test_a_store_that_was_changed_by_other_means_is_restored(days: Shell) -> None:
    """The journal knows of no difference, the rows do."""
    days("backup")
    with closing(sqlite3.connect(days.store)) as store:
        store.execute("update opportunity set title = 'Spoiled' where id = 1")
        store.commit()
    assert days("restore", "--yes").out.startswith("Restored 20261121T120000Z-asked.db.")
    assert "Spoiled" not in days("list").out


def test_a_reminders_claim_is_no_difference(days: Shell) -> None:
    days("backup")
    days("remind", "--once")
    assert "nothing to restore" in days("restore", "--yes").out


def test_nothing_to_restore_in_json(days: Shell) -> None:
    days("backup")
    found = days("restore", "--yes", "--json").json
    assert (found["name"], found["lost"], found["before"]) == ("20261121T120000Z-asked.db", 0, None)


# A clock that was wrong


@pytest.fixture
def wrong(days: Shell) -> Shell:
    """One day of the three was 2099, by a clock that was wrong."""
    days.now = "2099-01-01T10:00"
    days("add", "Wrong clock")
    days.now = "2026-11-22T10:00"
    days("add", "Right again")
    return days


def test_a_copy_of_the_future_is_passed_over_and_named(wrong: Shell) -> None:
    done = wrong("restore", "--yes")
    assert done.err == f"Passed over {FUTURE}: it is dated later than now.\n"
    assert done.out.startswith("Restored 20261122T100000Z-daily.db; 1 change ")
    assert ids(wrong) == "1 2 3 4 5"
    assert "nothing to restore" in wrong("restore", "--yes").out
    wrong("restore", FUTURE, "--yes")  # by name it can be had
    assert ids(wrong) == "1 2 3 4"


def test_only_copies_of_the_future_are_none(acme: Shell) -> None:
    acme.now = "2099-01-01T10:00"
    acme("backup")
    acme.now = "2026-11-19T10:00"
    err = acme("restore", "--yes", code=3).err
    assert err.startswith(
        "Passed over 20990101T100000Z-asked.db: it is dated later than now.\n"
        f"pipectl: There is no earlier backup of {acme.store}.\n"
    )


def test_doctor_reports_copies_and_deals_of_the_future(wrong: Shell) -> None:
    found = wrong("doctor", "--json", code=4).json
    told = {each["where"]: each["what"] for each in found}
    assert told == {
        "opportunity 5": "it was created on 2099-01-01, in the future",
        f"{folder(wrong)}/{FUTURE}": "it is dated later than now, 2099-01-01 10:00",
    }
    wrong("edit", 5, "--created", "2026-11-21")
    (folder(wrong) / FUTURE).unlink()
    assert wrong("doctor").out == ""


def test_a_copy_of_the_future_hides_no_missing_backup(acme: Shell) -> None:
    acme.now = "2099-01-01T10:00"
    acme("backup")
    acme.now = "2026-11-28T10:00"
    found = acme("doctor", "--json", code=4).json
    assert "it holds no backup" in [each["what"] for each in found]


# What somebody else put into the file

FOREIGN = {
    "trigger t": "create trigger t after insert on activity begin"
    " update opportunity set amount_minor = 1; end",
    "view v": "create view v as select 1",
    "table extra": "create table extra (x)",
}


def put_in(path: Path, sql: str) -> None:
    """Change the schema by other means."""
    with closing(sqlite3.connect(path)) as store:
        store.execute(sql)
        store.commit()


@pytest.mark.parametrize("what", FOREIGN)
def test_no_write_touches_a_store_with_foreign_parts(acme: Shell, what: str) -> None:
    acme("backup")
    put_in(acme.store, FOREIGN[what])
    before = acme.store.read_bytes()
    said = (
        f"pipectl: The store {acme.store} has a {what} that pipectl didn't make, and isn't written"
        " to. Nothing was stored.\n  `pipectl doctor` names everything that is foreign. Take it out"
        " with the program that put it in, or put a backup in the store's place: `pipectl"
        " restore`.\n"
    )
    for words in (("log", "call", 1), ("add", "Tea"), ("undo",), ("edit", 1, "--title", "x")):
        assert said in acme(*words, code=5).err
    assert acme.store.read_bytes() == before
    assert "Acme rollout" in acme("list").out
    assert what in acme("doctor", code=4).out
    assert "Acme rollout" in acme("remind", "--once", "--within", "9d").out
    assert acme.store.read_bytes() == before
    acme("restore", "--yes")
    assert acme("doctor").out == ""
    acme("add", "Tea")


@pytest.mark.parametrize("what", FOREIGN)
def test_no_copy_with_foreign_parts_is_restored(acme: Shell, what: str) -> None:
    acme("backup")
    (place,) = folder(acme).iterdir()
    put_in(place, FOREIGN[what])
    acme("add", "Tea")
    before = acme.store.read_bytes()
    assert acme("restore", place, "--yes", code=5).err == (
        f"pipectl: The backup {place} can't be used: it has a {what} that pipectl didn't make.\n"
        "  Nothing was changed. Choose another one: `pipectl backup list`.\n"
    )
    assert acme.store.read_bytes() == before
