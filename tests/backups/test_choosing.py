"""Which backup a restore without a name takes: never one of the future, never forth and back."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Shell
from pipectl.store.foreign_schema import SCHEMA_SQL, SOUND, altered, fingerprint
from pipectl.store.reader import Reader

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


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_a_second_restore_changes_nothing_and_names_an_earlier_one(days: Shell) -> None:
    assert days("restore", "--yes").out.startswith(f"Restored {daily(21)} and dropped 1 change ")
    before = days.store.read_bytes()
    for _ in range(2):
        done = days("restore", "--yes")
        assert done.out == f"Nothing to restore: the store is the same as {daily(21)}.\n"
        assert done.err == f"To go further back: `pipectl restore {daily(20)[:-3]}`.\n"
    assert days.store.read_bytes() == before
    assert [each["why"] for each in days("backup", "list", "--json").json].count(
        "before-restore"
    ) == 1
    days("restore", daily(20)[:-3], "--yes")
    assert ids(days) == "1 2"


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_only_changes_that_the_store_has_are_lost(days: Shell) -> None:
    """One that was undone is none to lose, also where a later change made it impossible to redo."""
    days("add", "Gone")
    days("undo")
    days("backup")
    kept = days("backup", "list", "--format", "ids").lines[0]
    days("add", "Kept")
    assert days("restore", kept, "--yes").out.startswith(f"Restored {kept} and dropped 1 change ")
    days("add", "Gone")
    days("undo")
    lines = days("restore", daily(20), "--yes").out.splitlines()
    assert lines[0] == f"Restored {daily(20)} and dropped 2 changes made since then."


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_an_undo_is_a_change_to_lose(days: Shell) -> None:
    days("add", "Gone")
    days("backup")
    kept = days("backup", "list", "--format", "ids").lines[0]
    days("undo")
    days("add", "Kept")
    assert days("restore", kept, "--yes").out.startswith(f"Restored {kept} and dropped 2 changes ")


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_what_a_restore_took_back_never_comes_by_itself(days: Shell) -> None:
    """Neither the copy that it made, nor one that it was restored past."""
    days("restore", daily(20), "--yes")
    assert ids(days) == "1 2"
    done = days("restore", "--yes")
    assert done.out == f"Nothing to restore: the store is the same as {daily(20)}.\n"
    assert done.err.splitlines()[0] == (
        f"Skipped {daily(21)}: it has changes that an earlier restore removed."
    )
    days.now = "2026-11-21T13:00"
    days("add", "Anew")
    days("restore", "--yes")
    assert ids(days) == "1 2"
    days("restore", "20261121T120000Z-before-restore", "--yes")  # by name it does
    assert ids(days) == "1 2 3 4"


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_the_next_days_backup_is_taken_again(days: Shell) -> None:
    days("restore", daily(20), "--yes")
    days.now = "2026-11-22T10:00"
    days("add", "Later")
    assert days("restore", "--yes").out.startswith(f"Restored {daily(22)} and dropped 1 change ")
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


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_a_reminders_claim_is_no_difference(days: Shell) -> None:
    days("backup")
    days("remind", "--once")
    assert "Nothing to restore" in days("restore", "--yes").out


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
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


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_a_copy_of_the_future_is_passed_over_and_named(wrong: Shell) -> None:
    done = wrong("restore", "--yes")
    assert done.err == f"Skipped {FUTURE}: it is dated in the future.\n"
    assert done.out.startswith("Restored 20261122T100000Z-daily.db and dropped 1 change ")
    assert ids(wrong) == "1 2 3 4 5"
    assert "Nothing to restore" in wrong("restore", "--yes").out
    wrong("restore", FUTURE, "--yes")  # by name it can be had
    assert ids(wrong) == "1 2 3 4"


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_only_copies_of_the_future_are_none(acme: Shell) -> None:
    acme.now = "2099-01-01T10:00"
    acme("backup")
    acme.now = "2026-11-19T10:00"
    err = acme("restore", "--yes", code=3).err
    assert err.startswith(
        "Skipped 20990101T100000Z-asked.db: it is dated in the future.\n"
        f"pipectl: There is no earlier backup of {acme.store}.\n"
    )


def test_doctor_reports_copies_and_deals_of_the_future(wrong: Shell) -> None:
    found = wrong("doctor", "--json", code=4).json
    told = {each["where"]: each["what"] for each in found}
    assert told == {
        "deal 5": "created on 2099-01-01, in the future",
        f"{folder(wrong)}/{FUTURE}": "dated in the future (2099-01-01 10:00)",
    }
    wrong("edit", 5, "--created", "2026-11-21")
    (folder(wrong) / FUTURE).unlink()
    assert wrong("doctor").out == ""


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_a_copy_of_the_future_hides_no_missing_backup(acme: Shell) -> None:
    acme.now = "2099-01-01T10:00"
    acme("backup")
    acme.now = "2026-11-28T10:00"
    found = acme("doctor", "--json", code=4).json
    assert "contains no backups" in [each["what"] for each in found]


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_a_backup_that_one_may_not_read_is_never_passed_over_and_says_what_to_type(
    acme: Shell,
) -> None:
    acme("backup")
    acme.now = "2026-11-18T11:00"
    acme("backup")
    place = folder(acme) / "20261118T110000Z-asked.db"
    place.chmod(0)
    acme("add", "Tea")
    (folder(acme) / "20261118T110000Z-daily.db").unlink()
    said = (
        f"pipectl: The backup {place} can't be used: Permission denied.\n"
        f"  Nothing was changed. Make it readable: `chmod u+r {place}`. Or choose another one:"
        " `pipectl backup list`.\n"
    )
    assert acme("restore", "--yes", code=5).err == said
    assert acme("restore", place, "--yes", code=5).err == said
    acme.extra["COLUMNS"] = "10000"
    (found,) = acme("doctor", "--json", code=4).json
    assert found["what"] == "it can't be read: Permission denied"
    assert found["todo"] == f"Make it readable: `chmod u+r {place}`."
    place.chmod(0o600)
    acme("restore", "--yes")


# What somebody else put into the file

FOREIGN = {
    "trigger t": "create trigger t after insert on activity begin"
    " update opportunity set amount_minor = 1; end",
    "view v": "create view v as select 1",
    "table extra": "create table extra (x)",
    "index odd": "create unique index odd on opportunity (title)",
    "index ix_odd": "create unique index ix_odd on opportunity (title)",
    "column opportunity.echo": "alter table opportunity add column echo varchar"
    " generated always as (title || '!') virtual",
    "column opportunity.extra": "alter table opportunity add column extra integer",
}


def article(what: str) -> str:
    """The article that goes with a part of a schema."""
    return "an" if what.startswith("index") else "a"


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
        f"pipectl: The store {acme.store} has {article(what)} {what} that pipectl didn't create."
        " Nothing was stored.\n  See `pipectl doctor` for details. Remove"
        " it with the program that added it, or restore a backup: `pipectl restore`.\n"
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


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
@pytest.mark.parametrize("what", FOREIGN)
def test_a_backup_that_a_restore_will_refuse_says_so(acme: Shell, what: str) -> None:
    assert acme("backup").err == ""
    put_in(acme.store, FOREIGN[what])
    done = acme("backup")
    place = folder(acme) / "20261118T100000Z-asked-2.db"
    assert done.out.startswith(f"Backed up to {place} (")
    assert done.err == (
        f"`pipectl restore` won't accept this backup: it has {article(what)} {what} that pipectl"
        " didn't create. For details: `pipectl doctor`.\n"
    )
    assert acme("backup", "--json").err == done.err
    assert f"it has {article(what)} {what} that" in acme("restore", place, "--yes", code=5).err


def test_a_backup_without_a_rule_of_the_store_says_that_a_restore_will_refuse_it(
    acme: Shell,
) -> None:
    put_in(acme.store, "drop index ux_next_action_open")
    assert acme("backup").err == (
        "`pipectl restore` won't accept this backup: it has lost its index ux_next_action_open."
        " For details: `pipectl doctor`.\n"
    )


@pytest.mark.parametrize("what", FOREIGN)
def test_no_copy_with_foreign_parts_is_restored(acme: Shell, what: str) -> None:
    acme("backup")
    (place,) = folder(acme).iterdir()
    put_in(place, FOREIGN[what])
    acme("add", "Tea")
    before = acme.store.read_bytes()
    assert acme("restore", place, "--yes", code=5).err == (
        f"pipectl: The backup {place} can't be used: it has {article(what)} {what} that"
        " pipectl didn't create.\n"
        "  Nothing was changed. Choose another one: `pipectl backup list`.\n"
    )
    assert acme.store.read_bytes() == before


def test_an_index_that_was_made_otherwise_is_foreign_and_a_rule_that_is_gone_is_told(
    acme: Shell,
) -> None:
    """An index of our name that forbids what ours allows, and one that forbids nothing more."""
    acme("backup")
    put_in(acme.store, "drop index ix_opportunity_title_folded")
    assert "Added" in acme("add", "Tea").out  # slower, no more
    put_in(
        acme.store,
        "create unique index ix_opportunity_title_folded on opportunity (title_folded)",
    )
    assert "has an index ix_opportunity_title_folded that" in acme("add", "Tea", code=5).err
    put_in(acme.store, "drop index ix_opportunity_title_folded")
    put_in(acme.store, "drop index ux_next_action_open")
    assert acme("add", "Tea", code=5).err == (
        f"pipectl: The store {acme.store} has lost its index ux_next_action_open."
        " Nothing was stored.\n  See `pipectl doctor` for details. Restore"
        " a backup: `pipectl restore`.\n"
    )
    acme("restore", "--yes")
    acme("add", "Tea")


def test_a_look_at_the_whole_schema_is_enough_where_it_is_sound(acme: Shell) -> None:
    with closing(sqlite3.connect(acme.store)) as store:
        assert fingerprint(store.execute(SCHEMA_SQL)) == SOUND
        assert list(altered(Reader(store.execute))) == []


# Copies that were destroyed

GARBAGE = "file is not a database"
CUT = "it is damaged"


def spoil(path: Path, how: str) -> None:
    """Destroy a backup."""
    if how == GARBAGE:
        path.write_bytes(b"garbage")
    elif how == CUT:
        path.write_bytes(path.read_bytes()[:100_000])
    else:
        put_in(path, "drop table activity" if "activity" in how else "create view v as select 1")


@pytest.mark.parametrize(
    "how", [GARBAGE, CUT, "no such table: activity", "it has a view v that pipectl didn't create"]
)
def test_a_restore_passes_over_what_was_destroyed_and_takes_the_next_one(
    days: Shell, how: str
) -> None:
    spoil(folder(days) / daily(21), how)
    done = days("restore", "--yes")
    assert done.err == f"Skipped {daily(21)}: {how}.\n"
    assert done.out.startswith(f"Restored {daily(20)} and dropped 2 changes ")
    assert ids(days) == "1 2"
    again = days("restore", "--yes")
    assert again.out == f"Nothing to restore: the store is the same as {daily(20)}.\n"
    days.store.unlink()
    days("restore", "--yes")
    assert ids(days) == "1 2"


def test_where_all_were_destroyed_that_is_said_and_nothing_changed(days: Shell) -> None:
    before = days.store.read_bytes()
    for day in (19, 20, 21):
        spoil(folder(days) / daily(day), GARBAGE)
    assert days("restore", "--yes", code=5).err == (
        f"Skipped {daily(21)}: {GARBAGE}.\nSkipped {daily(20)}: {GARBAGE}.\n"
        f"pipectl: The backup {folder(days) / daily(19)} can't be used: {GARBAGE}.\n"
        "  Nothing was changed. Choose another one: `pipectl backup list`.\n"
    )
    assert days.store.read_bytes() == before


def test_one_that_is_named_and_one_of_a_newer_version_arent_passed_over(days: Shell) -> None:
    place = folder(days) / daily(21)
    put_in(place, "update alembic_version set version_num = '9999'")
    assert "was written by a newer pipectl" in days("restore", "--yes", code=5).err
    spoil(place, GARBAGE)
    assert GARBAGE in days("restore", place.stem, "--yes", code=5).err
    assert ids(days) == "1 2 3 4"


# Copies from before an upgrade, which have the system's time


def upgraded(shell: Shell, copy: Path, name: str) -> Path:
    """The copy under the name of one from before an upgrade."""
    return copy.rename(copy.with_name(name))


def test_a_touched_store_makes_no_copy_of_the_future_one_of_today(days: Shell) -> None:
    """It is the last change in the copy that counts, not when the store was written."""
    days.now = "2099-01-01T10:00"
    days("add", "Wrong clock")
    days("backup")
    days.now = "2026-11-22T10:00"
    copy = folder(days) / "20990101T100000Z-asked.db"
    name = upgraded(days, copy, "20990102T100000Z-before-upgrade.db").name
    os.utime(days.store, (4102444800 + 86400,) * 2)  # 2100-01-02
    (folder(days) / FUTURE).unlink()
    done = days("restore", "--yes")
    assert f"Skipped {name}: it is dated in the future.\n" in done.err
    assert done.out.startswith(f"Restored {daily(21)}")


@pytest.mark.parametrize("name", ["20271201T100000Z-before-upgrade.db", "before-0001.db"])
@pytest.mark.parametrize("written", [10**9, 4102444800], ids=["long ago", "in the future"])
def test_a_copy_from_before_an_upgrade_is_as_late_as_its_last_change(
    days: Shell, name: str, written: int
) -> None:
    """Whatever the clock said, or the file's own time says: here it is of the 19th, 10:00."""
    copy = upgraded(days, folder(days) / daily(20), name)
    for path in (copy, days.store):
        os.utime(path, (written, written))
    assert days("restore", "--yes").out.startswith(f"Restored {daily(21)}")
    for day in (19, 21):
        (folder(days) / daily(day)).unlink()
    assert days("restore", "--yes").out.startswith(f"Restored {name} and dropped ")
    assert ids(days) == "1 2"
    assert "later than now" not in days.outcome("doctor").out
