"""`backup` and `restore`: where copies are, what putting one back takes away, and what it keeps."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Shell
from half_changes import half_changed
from pipectl.store.creation import PAGE_SIZE
from terminal import Session

ASKED = "20261118T100000Z-asked.db"


def folder(shell: Shell) -> Path:
    return Path(f"{shell.store}.backups")


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(path)) as store:
        tables = [
            row[0] for row in store.execute("select name from sqlite_master where type = 'table'")
        ]
        return {table: store.execute(f'select * from "{table}"').fetchall() for table in tables}


@pytest.fixture
def backed(acme: Shell) -> Shell:
    """Acme, a backup, and two changes since."""
    acme("backup")
    acme.now = "2026-11-18T11:00"
    acme("add", "Tea", "5k")
    acme("win", "1")
    acme.now = "2026-11-18T12:00"
    return acme


# backup


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_backup_says_where_the_copy_is(acme: Shell) -> None:
    done = acme("backup")
    assert done.err == ""
    place, size = folder(acme) / ASKED, (folder(acme) / ASKED).stat().st_size
    assert done.out == f"Backed up to {place} ({round(size / 1000)} kB).\n"
    assert content(place) == content(acme.store)
    assert acme("backup", "--json").json == {
        "name": "20261118T100000Z-asked-2.db",
        "path": str(folder(acme) / "20261118T100000Z-asked-2.db"),
        "taken_at": "2026-11-18T10:00:00+00:00",
        "why": "asked",
        "size": size,
    }


def test_backup_list_has_the_latest_first(backed: Shell) -> None:
    size = (folder(backed) / ASKED).stat().st_size
    assert backed("backup", "list").out == (
        "Name                       Taken             Why       Size\n"
        f"20261118T110000Z-daily.db  2026-11-18 11:00  daily   {round(size / 1000)} kB\n"
        f"20261118T100000Z-asked.db  2026-11-18 10:00  manual  {round(size / 1000)} kB\n"
    )
    first, second = backed("backup", "list", "--json").json
    assert list(first) == ["name", "path", "taken_at", "why", "size", "id"]
    assert (first["why"], second["why"]) == ("daily", "asked")
    assert backed("backup", "list", "--format", "ids").lines == [first["name"], second["name"]]
    assert backed("backup", "list", "--format", "csv").lines[0] == "name,path,taken_at,why,size"


def test_backup_list_of_none_says_so(pipectl: Shell) -> None:
    assert pipectl("backup", "list").out == "No backups yet. Take one: `pipectl backup`.\n"
    assert pipectl("backup", "list", "--json").json == []


def test_no_store_no_backup(empty: Shell) -> None:
    assert empty("backup", code=5).err.startswith(f"pipectl: There is no store at {empty.store}")
    assert list(empty.home.iterdir()) == []


def test_a_linked_stores_backups_are_beside_the_file(acme: Shell) -> None:
    target = acme.home / "elsewhere" / "target.db"
    target.parent.mkdir()
    acme.store.rename(target)
    acme.store.symlink_to(target)
    acme("backup")
    assert os.listdir(f"{target}.backups") == [ASKED]
    acme("edit", "1", "--title", "Changed")
    acme("restore", ASKED, "--yes")
    assert acme.store.is_symlink()
    assert "Acme rollout" in acme("list").out


def test_a_damaged_store_is_no_backup(acme: Shell) -> None:
    damage(acme)
    assert acme("backup", code=5).err == (
        f"pipectl: The store {acme.store} can't be backed up: it is damaged.\n"
        "  Restore a backup: `pipectl restore`.\n"
    )
    assert not folder(acme).exists()


def damage(shell: Shell, *, header: bool = False) -> None:
    """Spoil the page where the deals begin, or the file's header."""
    with closing(sqlite3.connect(shell.store)) as store:
        find = "select rootpage from sqlite_master where name = 'opportunity'"
        (page,) = store.execute(find).fetchone()
    data = bytearray(shell.store.read_bytes())
    end = 60 if header else page * PAGE_SIZE
    start = 0 if header else end - PAGE_SIZE
    data[start:end] = bytes(range(1, 61)) if header else b"\xa5" * (end - start)
    shell.store.write_bytes(data)


# restore


def test_restore_brings_every_row_back_and_keeps_what_was_there(backed: Shell) -> None:
    then, now = content(folder(backed) / ASKED), content(backed.store)
    assert backed("restore", ASKED, "--yes").out == (
        f"Restored {ASKED} and dropped 2 changes made since then.\n"
        "The previous store is kept in "
        f"{folder(backed)}/20261118T120000Z-before-restore.db\n"
    )
    assert content(backed.store) == then
    assert content(folder(backed) / "20261118T120000Z-before-restore.db") == now
    assert backed("doctor").out == ""
    backed("restore", "20261118T120000Z-before-restore", "--yes")
    assert content(backed.store) == now
    assert not Path(f"{backed.store}-journal").exists()


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_restore_is_no_operation(backed: Shell) -> None:
    backed("restore", ASKED, "--yes")
    (only,) = backed("history", "--json").json
    assert only["command"].startswith("add 'Acme rollout'")


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_restore_in_json(backed: Shell) -> None:
    found = backed("restore", ASKED, "--yes", "--json").json
    assert found["before"].pop("size") > 0
    assert found == {
        "name": ASKED,
        "path": str(folder(backed) / ASKED),
        "taken_at": "2026-11-18T10:00:00+00:00",
        "lost": 2,
        "before": {
            "name": "20261118T120000Z-before-restore.db",
            "path": str(folder(backed) / "20261118T120000Z-before-restore.db"),
            "taken_at": "2026-11-18T12:00:00+00:00",
            "why": "before-restore",
        },
    }


def test_nobody_to_ask_nothing_restored(backed: Shell) -> None:
    before = backed.store.read_bytes()
    assert backed("restore", code=2).err == (
        "pipectl: Restoring needs --yes.\n  At a terminal, pipectl prompts you.\n"
    )
    assert backed.store.read_bytes() == before


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
@pytest.mark.parametrize(("key", "title"), [("n", "Tea"), ("y", "Acme rollout")])
def test_a_person_sees_what_would_go_and_is_asked(backed: Shell, key: str, title: str) -> None:
    person = Session(backed, ("restore", ASKED), {})
    person.asked(
        f"{ASKED}, taken 2026-11-18 10:00, will replace the store.",
        "changes:\r\n",
        "  2026-11-18 11:00  add Tea 5k\r\n",
        "  2026-11-18 11:00  win 1\r\n",
    )
    person.answer("Restore this backup? (y/N)", key)
    assert "You will lose 2 changes: 2026-11-18 11:00 add Tea 5k" in person.unbroken
    if key == "n":
        person.asked("Nothing was restored.")
    assert person.left().startswith("Restored" if key == "y" else "")
    assert title in backed("list").out
    assert (folder(backed) / "20261118T120000Z-before-restore.db").exists() == (key == "y")


def test_a_name_may_be_short_or_a_path(backed: Shell) -> None:
    aside = backed.home / "usb.db"
    shutil.copy(folder(backed) / ASKED, aside)
    for name in (ASKED, ASKED.removesuffix(".db"), "20261118T10", aside):
        backed("edit", "1", "--title", "Changed")
        backed("restore", name, "--yes")
        assert "Acme rollout" in backed("list").out, name


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_an_unknown_name_is_refused_with_the_list(backed: Shell) -> None:
    there = "20261118T110000Z-daily.db and 20261118T100000Z-asked.db.\n"
    assert backed("restore", "nope", "--yes", code=3).err == (
        f'pipectl: No backup and no file "nope".\n  Available: {there}'
    )
    assert backed("restore", "20261118", "--yes", code=3).err == (
        f'pipectl: "20261118" matches 2 backups.\n  Available: {there}'
    )
    shutil.rmtree(folder(backed))
    assert backed("restore", "--yes", code=3).err == (
        f"pipectl: There is no backup of {backed.store}.\n"
        "  Take one with `pipectl backup`, or give a file's path.\n"
    )


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_no_file_at_all_is_said_to_be_none(backed: Shell) -> None:
    folder_err = backed("restore", backed.home, "--yes", code=5).err
    assert folder_err == (
        f"pipectl: The backup {backed.home} can't be used: it is a folder.\n"
        "  Nothing was changed. Choose another one: `pipectl backup list`.\n"
    )
    for nothing in ("", " "):
        done = backed("restore", nothing, "--yes", code=3)
        assert done.err.startswith(f'pipectl: No backup and no file "{nothing}".\n')


@pytest.mark.parametrize("gone", [True, False])
def test_a_store_that_is_gone_is_found_in_its_backups(backed: Shell, gone: bool) -> None:
    backed.store.unlink()
    if not gone:
        backed.store.touch()
    hint = "  It has backups. Restore the latest: `pipectl restore`.\n"
    for words in (("list",), ("today",), ("add", "Tea"), ()):
        done = backed(*words, code=5)
        what = f"There is no store at {backed.store}." if gone else "is empty, so it isn't a store."
        assert what in done.err
        assert done.err.endswith(hint)
    backed("restore", "--yes")
    assert "Acme rollout" in backed("list").out


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_another_store_is_told_from_an_earlier_state(backed: Shell, tmp_path: Path) -> None:
    assert backed("restore", ASKED, "--yes").err == ""
    other = Shell(tmp_path / "other")
    other.home.mkdir()
    other("init")
    other("add", "Elm")
    done = backed("restore", other.store, "--yes")
    assert done.err == (
        "pipectl.db is from a different store: its only deal isn't in the present one.\n"
    )
    other("add", "Fir")
    other("add", "Oak")
    backed("restore", ASKED, "--yes")
    done = backed("restore", other.store, "--yes", "--json")
    assert done.err == (
        "pipectl.db is from a different store: none of its 3 deals is in the present one.\n"
    )


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as store:
        store.execute("update alembic_version set version_num = '9001'")
        store.commit()


def another(path: Path) -> None:
    with closing(sqlite3.connect(path)) as store:
        store.execute("pragma application_id = 7")


def spoiled(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[PAGE_SIZE * 2 : PAGE_SIZE * 10] = b"\xa5" * PAGE_SIZE * 8
    path.write_bytes(data)


def text(path: Path) -> None:
    path.write_text("no store " * 1000)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (newer, 'it was written by a newer pipectl (schema "9001")'),
        (another, "it isn't a pipectl store"),
        (spoiled, "it is damaged"),
        (text, "file is not a database"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_backup_that_is_no_good_changes_nothing(backed: Shell, spoil: object, why: str) -> None:
    assert callable(spoil)
    spoil(folder(backed) / ASKED)
    before, around = backed.store.read_bytes(), sorted(os.listdir(folder(backed)))
    done = backed("restore", ASKED, "--yes", code=5)
    assert done.err == (
        f"pipectl: The backup {folder(backed) / ASKED} can't be used: {why}.\n"
        "  Nothing was changed. Choose another one: `pipectl backup list`.\n"
    )
    assert backed.store.read_bytes() == before
    assert sorted(os.listdir(folder(backed))) == around


@pytest.mark.parametrize("size", [512, 4096, 65_536])
def test_pages_of_another_size_are_restored_over_the_store_and_back(acme: Shell, size: int) -> None:
    before, copy = acme("export").out, acme.home / "copy.db"
    shutil.copyfile(acme.store, copy)
    acme("add", "Birch pilot", "9k")
    after = acme("export").out
    with closing(sqlite3.connect(copy, isolation_level=None)) as store:
        store.execute(f"pragma page_size = {size}")
        store.execute("vacuum")
    acme("restore", copy, "--yes")
    assert acme("export").out == before
    (kept,) = folder(acme).glob("*-before-restore.db")
    acme("restore", kept, "--yes")
    assert acme("export").out == after
    acme("undo")
    assert acme("export").out == before
    assert acme("doctor").out == ""


def test_a_backup_in_the_middle_of_a_change_is_refused_until_that_is_undone(acme: Shell) -> None:
    (acme.home / "copied").mkdir()
    other = acme.home / "copied" / "other.db"
    half_changed(acme.store, other)
    before = acme.store.read_bytes()
    done = acme("restore", other, "--yes", code=5)
    assert done.err == (
        f"pipectl: The backup {other} can't be used: a change to it was interrupted halfway.\n"
        f"  Nothing was changed. Undo that: `pipectl --db {other} list`. Or choose another one:"
        " `pipectl backup list`.\n"
    )
    assert acme.store.read_bytes() == before
    acme("--db", other, "list")
    acme("restore", other, "--yes")


CONDEMNED = {
    "delete from stage": "there are none",
    "delete from opportunity where id = 1": "deleted outside pipectl",
    "delete from opportunity_history": "no history",
    "update opportunity set stage_id = 99": "refers to a stage that doesn't exist",
    "update opportunity set amount_minor = 1": "amount differs from its history",
    "delete from journal_row": "its changes are missing",
}


@pytest.mark.parametrize("statement", CONDEMNED)
def test_a_backup_that_the_doctor_condemns_is_refused(acme: Shell, statement: str) -> None:
    copy = acme.home / "copy.db"
    shutil.copyfile(acme.store, copy)
    with closing(sqlite3.connect(copy)) as store:
        store.execute(statement)
        store.commit()
    before = acme.store.read_bytes()
    done = acme("restore", copy, "--yes", code=5)
    assert done.err.startswith(f"pipectl: The backup {copy} can't be used: ")
    assert done.out == ""
    assert acme.store.read_bytes() == before
    # Where the store is gone there is nothing to be worse than.
    acme.store.unlink()
    done = acme("restore", copy, "--yes")
    assert "For details: `pipectl doctor`." in done.err
    assert CONDEMNED[statement] in acme("doctor", "--json", code=4).out


def test_what_was_wrong_with_the_store_already_keeps_no_backup_from_it(acme: Shell) -> None:
    acme("backup")
    with closing(sqlite3.connect(acme.store)) as store:
        store.execute("update opportunity set amount_minor = 1")
        store.commit()
    acme("backup")
    acme("log", "call", 1)
    (latest, *_) = acme("backup", "list", "--json").json
    acme("restore", latest["name"], "--yes")


def test_what_the_doctor_mends_is_restored_and_told(acme: Shell) -> None:
    copy = acme.home / "copy.db"
    shutil.copyfile(acme.store, copy)
    with closing(sqlite3.connect(copy)) as store:
        store.execute("delete from stage_visit")
        store.commit()
    assert acme("restore", copy, "--yes").err == (
        "copy.db: deal 1: time in stages is out of date. For details: `pipectl doctor`.\n"
    )
    acme("doctor", "--fix")


def test_a_backup_with_far_fewer_deals_is_told_with_both_counts(pipectl: Shell) -> None:
    copy = pipectl.home / "copy.db"
    shutil.copyfile(pipectl.store, copy)
    for number in range(3):
        pipectl("add", f"Deal {number}")
    said = "copy.db has 0 deals; the store has 3 deals.\n"
    assert said in pipectl("restore", copy, "--yes").err
    assert pipectl("list", "--json").json == []


def test_the_store_itself_is_no_backup(backed: Shell) -> None:
    err = backed("restore", backed.store, "--yes", code=5).err
    assert err.startswith(f"pipectl: The backup {backed.store} can't be used: it is the store")
    os.link(backed.store, backed.home / "link.db")
    err = backed("restore", backed.home / "link.db", "--yes", code=5).err
    assert "link.db can't be used: it is the store itself." in err


@pytest.mark.parametrize("header", [False, True])
def test_a_damaged_store_is_kept_as_it_is_and_replaced(backed: Shell, header: bool) -> None:
    then = content(folder(backed) / ASKED)
    damage(backed, header=header)
    spoiled_bytes = backed.store.read_bytes()
    done = backed("restore", ASKED, "--yes")
    kept = folder(backed) / "20261118T120000Z-damaged.db"
    assert done.out.endswith(f"The damaged store is kept in {kept}\n")
    # Where SQLite could still copy the pages, a few bytes of the header count the copies.
    same = [a == b for a, b in zip(kept.read_bytes(), spoiled_bytes, strict=True)]
    assert same.count(False) <= (0 if header else 16)
    assert content(backed.store) == then
    assert backed("backup", "list", "--json").json[0]["why"] == "damaged"
    backed("restore", "--yes")  # never the damaged one, unless it is named
    assert "Tea" not in backed("list").out


def test_a_killed_writers_journal_isnt_rolled_into_what_is_restored(backed: Shell) -> None:
    journal = Path(f"{backed.store}-journal")
    writer = sqlite3.connect(backed.store, isolation_level=None)
    writer.execute("pragma cache_size = 1")
    writer.execute("begin immediate")
    writer.execute("update opportunity set title = title || hex(zeroblob(3000))")
    killed = backed.store.read_bytes(), journal.read_bytes()
    writer.execute("rollback")
    writer.close()
    for header in (False, True):
        backed.store.write_bytes(killed[0])
        journal.write_bytes(killed[1])
        if header:
            damage(backed, header=True)
        backed("restore", ASKED, "--yes")
        assert not journal.exists()
        assert content(backed.store) == content(folder(backed) / ASKED)


def test_a_store_that_is_gone_comes_back(backed: Shell) -> None:
    then = content(backed.store)
    backed("backup")
    backed.store.unlink()
    done = backed("restore", "--yes")
    assert done.out == "Restored 20261118T120000Z-asked.db.\n"
    assert content(backed.store) == then
    assert backed.store.stat().st_mode & 0o777 == 0o600


def test_what_is_no_store_is_left_alone(backed: Shell) -> None:
    notes = backed.home / "notes.txt"
    notes.write_text("mine " * 100)
    err = backed("--db", notes, "restore", folder(backed) / ASKED, "--yes", code=5).err
    assert err == (
        f"pipectl: {notes} can't be read as a pipectl store, so it wasn't replaced.\n"
        "  Move the file away, then restore again.\n"
    )
    with closing(sqlite3.connect(backed.home / "other.db")) as other:
        other.execute("create table bookmark (url)")
    err = backed(
        *("--db", backed.home / "other.db", "restore", folder(backed) / ASKED, "--yes"), code=5
    ).err
    assert err == (
        f"pipectl: {backed.home}/other.db is not a pipectl store, so it wasn't replaced.\n"
        "  Move it away.\n"
    )
    assert notes.read_text() == "mine " * 100


def test_a_writer_that_waits_goes_on_with_what_was_restored(backed: Shell) -> None:
    """It opened the file before; what it writes then is in the restored store."""
    waiting = sqlite3.connect(backed.store, isolation_level=None)
    assert waiting.execute("select count(*) from opportunity").fetchone() == (2,)
    backed("restore", ASKED, "--yes")
    waiting.execute("update opportunity set note = 'late' where id = 1")
    waiting.close()
    assert "late" in backed("show", "1").out


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_names_complete(backed: Shell) -> None:
    backed.extra = {
        "_PIPECTL_COMPLETE": "complete_bash",
        "COMP_WORDS": "pipectl restore 20261118T10",
        "COMP_CWORD": "2",
    }
    assert ASKED in backed.process(is_new=False).out
