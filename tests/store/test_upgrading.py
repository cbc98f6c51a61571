"""A store of an earlier version is backed up and upgraded by whatever meets it, or left alone."""

import json
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conftest import Done, Shell
from earlier import put
from long_cases import by_turns
from pipectl.errors import StoreError
from pipectl.store import upgrade
from pipectl.store.connection import EARLIER_VERSIONS, SCHEMA_VERSION
from pipectl.store.foreign_schema import SCHEMA_SQL, SOUND, fingerprint
from pipectl.store.upgrade import connect

NEW_COLUMNS = {
    "qualification": ("buying_on", "why_on"),
    "stage": ("short", "kind", "playbook", "most_contacts", "contact_days"),
    "stage_history": ("kind",),
    "criterion_met": ("answer",),
    "quota": ("segment_id", "owner"),
    "account": ("every",),
    "contact": ("every",),
    "next_action": ("every",),
    "opportunity": ("recurring_minor", "recurring_per", "term_months", "owner"),
    "opportunity_history": ("recurring_minor", "recurring_per", "term_months", "owner"),
    "experiment": ("ended_recorded_on",),
    **dict.fromkeys(
        (
            *("activity", "goal", "figure_target", "priority", "review", "journal_operation"),
            *("reminder_claim", "calendar_entry", "review_position", "forecast_log"),
        ),
        ("owner",),
    ),
}
Rows = dict[str, list[tuple[Any, ...]]]


def columns(store: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in store.execute(f"pragma table_info({table})")]


def tables(store: sqlite3.Connection) -> list[str]:
    found = store.execute("select name from sqlite_master where type = 'table'")
    return [name for (name,) in found if not name.startswith("sqlite_")]


def data(path: Path) -> Rows:
    """All that the first schema has, without the columns that came later."""
    with closing(sqlite3.connect(path)) as store:
        there = set(tables(store)) - {"alembic_version", "store_upgrade"}
        found = {}
        for table in there:
            kept = [name for name in columns(store, table) if name not in new(table)]
            found[table] = store.execute(f"select {', '.join(kept)} from {table}").fetchall()
        return {table: rows for table, rows in found.items() if rows}


def with_owners(journal: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows of the journal, with nobody in the keys of tables whose keys have the owner."""
    return [
        (*row[:3], json.dumps([*json.loads(row[3]), ""]), *row[4:]) if row[2] in KEYED else row
        for row in journal
    ]


KEYED = ("goal", "figure_target")


def new(table: str) -> tuple[str, ...]:
    return NEW_COLUMNS.get(table, ())


def version(path: Path) -> str:
    with closing(sqlite3.connect(path)) as store:
        assert store.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert store.execute("pragma foreign_key_check").fetchall() == []
        found: str = store.execute("select version_num from alembic_version").fetchone()[0]
        return found


def schema(path: Path) -> dict[str, str]:
    """Every table's and index's statement; of a table, the columns in any order."""
    with closing(sqlite3.connect(path)) as store:
        rows = store.execute("select name, sql from sqlite_master where sql is not null").fetchall()
    return {
        name: " ".join(sorted(sql.replace(",", " ").replace(")", " ) ").split()))
        for name, sql in rows
        if name not in ("alembic_version", "sqlite_sequence")
    }


@pytest.fixture(scope="module")
def modern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that this version made."""
    shell = Shell(tmp_path_factory.mktemp("modern"))
    shell("init")
    return shell.store


@pytest.fixture(scope="module")
def first_schema(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a store as the first version kept it."""
    return put(tmp_path_factory.mktemp("first") / "first.db", "0001")


@pytest.fixture
def old(empty: Shell, first_schema: bytes) -> Shell:
    """A home with the store of the first version."""
    empty.store.write_bytes(first_schema)
    empty.store.chmod(0o600)
    return empty


def backups(shell: Shell) -> Path:
    return shell.store.with_name(f"{shell.store.name}.backups")


def copies(shell: Shell) -> list[Path]:
    """What was kept before upgrades; a write keeps the day's backup beside."""
    return list(backups(shell).glob("*-before-upgrade*.db"))


# What the last thing is that was done in each, and isn't undone.
LAST = {
    "0001": "5 (quota set 100k --period 2026-Q4)",
    "0002": "7 (priority set 'Close Acme' --target '2026-11=A pilot')",
    "0003": "8 (import deals.csv)",
    "0004": "8 (import deals.csv)",
    "0005": "9 (import deals.csv)",
    "0006": "9 (import deals.csv)",
    "0007": "9 (import deals.csv)",
    "0008": "9 (import deals.csv)",
}


@pytest.mark.parametrize(
    ("earlier", "line"), by_turns(EARLIER_VERSIONS, ["list", "add Birch", "doctor", "undo"])
)
def test_every_earlier_schema_becomes_this_one(
    empty: Shell, modern: Path, earlier: str, line: str
) -> None:
    put(empty.store, earlier)
    before = data(empty.store)
    done = empty.outcome(*line.split())
    if line == "undo":
        assert done == (
            4,
            "",
            f"pipectl: Operation {LAST[earlier]} can't be undone: the store was upgraded since.\n"
            "  Correct by hand what it changed. `pipectl history` still lists it.\n",
        )
    else:
        assert (done[0], done[2]) == (0, "")
    assert version(empty.store) == SCHEMA_VERSION
    if line == "add Birch":
        empty("undo")
        assert data(empty.store)["opportunity"] == before["opportunity"]
    else:
        after = data(empty.store)
        assert after.pop("journal_operation") == [
            (*row[:-1], "dropped" if row[-1] == "undone" else row[-1])
            for row in before.pop("journal_operation")
        ]
        assert after.pop("journal_row") == with_owners(before.pop("journal_row"))
        assert after == before
    assert schema(empty.store) == schema(modern)
    with closing(sqlite3.connect(empty.store)) as store:  # so that a write looks no further
        assert fingerprint(store.execute(SCHEMA_SQL)) == SOUND
    assert [version(copy) for copy in copies(empty)] == [earlier]
    assert empty("doctor").out == ""


def test_a_store_of_this_schema_is_opened_as_it_is(empty: Shell) -> None:
    stored = put(empty.store, SCHEMA_VERSION)
    assert [each["title"] for each in empty("list", "--json").json] == [
        "Acme rollout",
        "Cedar audit",
        "Dogwood move",
    ]
    assert empty("doctor").out == ""
    assert empty.store.read_bytes() == stored
    assert copies(empty) == []
    assert empty("undo").out == "Undone: import deals.csv (#9)\n    removed deals #2 to #3\n"
    assert empty("redo").out.startswith("Redone: import deals.csv (#9)\n")
    empty("add", "Birch")
    assert empty("doctor").out == ""


def test_a_table_that_an_earlier_store_lost_is_not_made_anew(old: Shell) -> None:
    with closing(sqlite3.connect(old.store)) as store:
        store.execute("drop table reason")
    assert "no such table: reason" in old("reason", "list", code=5).err
    with closing(sqlite3.connect(old.store)) as store:
        assert "reason" not in tables(store)


def test_a_read_upgrades_it_and_keeps_what_was_there(
    old: Shell, modern: Path, first_schema: bytes
) -> None:
    before = data(old.store)
    assert before.keys() >= {"opportunity", "qualification", "journal_row", "next_action"}
    done = old("list", "--json")
    assert [each["title"] for each in done.json] == ["Acme rollout"]
    assert done.err == ""
    after = data(old.store)
    states = {row[0]: row[-1] for row in after.pop("journal_operation")}
    assert before.pop("journal_operation")
    assert after == before
    assert set(states.values()) == {"done", "dropped"}
    assert version(old.store) == SCHEMA_VERSION
    assert schema(old.store) == schema(modern)
    folder = backups(old)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (backup,) = folder.iterdir()
    assert backup.name.endswith("-before-upgrade.db")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert version(backup) == "0001"
    assert data(backup) == {**before, "journal_operation": data_of(first_schema, folder)}
    assert stat.S_IMODE(old.store.stat().st_mode) == 0o600


def data_of(store: bytes, folder: Path) -> list[tuple[Any, ...]]:
    """The operations in a store's bytes."""
    path = folder.parent / "copy.db"
    path.write_bytes(store)
    return data(path)["journal_operation"]


def test_it_is_upgraded_once(old: Shell) -> None:
    old("list")
    after = old.store.read_bytes()
    old("list")
    old("show", 1)
    assert old.store.read_bytes() == after
    assert len(list(backups(old).iterdir())) == 1


def test_a_write_upgrades_it_too_and_can_be_undone_but_nothing_older(old: Shell) -> None:
    old("add", "Birch")
    assert version(old.store) == SCHEMA_VERSION
    assert old("undo").out.startswith("Undone: add Birch (#7)")
    before = old.store.read_bytes()
    refused = old("undo", code=4)
    assert refused.err == (
        "pipectl: Operation 5 (quota set 100k --period 2026-Q4) can't be undone: the store was"
        " upgraded since.\n"
        "  Correct by hand what it changed. `pipectl history` still lists it.\n"
    )
    assert old.store.read_bytes() == before
    told = old("history", "--json").json
    assert [(each["id"], each["undone"]) for each in told] == [
        (7, True),
        (6, True),
        (5, False),
        (4, False),
        (3, False),
        (2, False),
        (1, False),
    ]
    assert old("redo").out.startswith("Redone: add Birch (#7)")
    assert "nothing to redo" in old("redo", code=4).err
    assert [each["title"] for each in old("list", "--json").json] == ["Acme rollout", "Birch"]


def test_an_answer_from_before_is_shown_with_the_day_on_which_it_was_given(old: Shell) -> None:
    (answers,) = old("show", 1, "--json").json["qualifications"]
    assert (answers["buying"], answers["why"]) == ("yes", "They asked")
    assert answers["asked_on"] == "2026-11-18"


def test_without_a_backup_nothing_is_upgraded(old: Shell, first_schema: bytes) -> None:
    backups(old).write_text("in the way")
    for words in (("list",), ("add", "Birch"), ("undo",)):
        assert old(*words, code=5).err == (
            f"pipectl: The store {old.store} needs an upgrade, but can't be backed up first:"
            f" {backups(old)} is not a folder.\n"
            "  Nothing was changed. Make the store's folder writable, and free up disk space.\n"
        )
    assert old.store.read_bytes() == first_schema


def test_an_older_backup_is_never_written_over(old: Shell) -> None:
    backups(old).mkdir()
    (backups(old) / "before-0002.db").write_text("older")
    old("list")
    assert len(copies(old)) == 1
    assert (backups(old) / "before-0002.db").read_text() == "older"


def test_a_link_to_the_store_is_followed(old: Shell) -> None:
    link = old.home / "link.db"
    link.symlink_to(old.store)
    old("--db", link, "list")
    assert link.is_symlink()
    assert version(old.store) == SCHEMA_VERSION
    assert len(copies(old)) == 1


@pytest.mark.parametrize("name", ["9001", "none"])
def test_a_newer_schema_or_none_is_refused_untouched(old: Shell, name: str) -> None:
    with closing(sqlite3.connect(old.store)) as store:
        store.execute("update alembic_version set version_num = ?", (name,))
        store.commit()
    before = old.store.read_bytes()
    for words in (("list",), ("add", "Birch")):
        assert f'has schema "{name}"' in old(*words, code=5).err
    assert old.store.read_bytes() == before
    assert not backups(old).exists()


def test_damage_is_found_before_the_upgrade(old: Shell, first_schema: bytes) -> None:
    spoiled = bytearray(first_schema)
    spoiled[12_288:20_480] = b"x" * 8192
    old.store.write_bytes(spoiled)
    assert old("list", code=5).err.startswith(f"pipectl: The store {old.store} ")
    assert old.store.read_bytes() == spoiled
    assert not backups(old).exists()


# Without the right to write: in a child that is nobody, since the tests may run as root.

NOBODY = 65534


@pytest.fixture
def lent(first_schema: bytes) -> Iterator[Shell]:
    """The old store in a folder that anybody can enter."""
    home = Path(tempfile.mkdtemp())
    home.chmod(0o755)
    shell = Shell(home)
    (home / "store").mkdir()
    shell.store = home / "store" / "pipectl.db"
    shell.store.write_bytes(first_schema)
    yield shell
    shutil.rmtree(home)


def as_nobody(shell: Shell, *words: str) -> Done:
    """Run a command line without rights; all that it needs was imported by other tests or here."""
    import alembic.command  # noqa: F401

    import pipectl.store.upgrade  # noqa: F401

    said, answer = os.pipe()
    child = os.fork()
    if not child:
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            os.write(answer, json.dumps(shell.outcome(*words)).encode())
        except BaseException as error:
            os.write(answer, json.dumps([1, "", repr(error)]).encode())
        finally:
            os._exit(0)
    os.close(answer)
    with os.fdopen(said, encoding="utf-8") as pipe:
        found = json.load(pipe)
    os.waitpid(child, 0)
    return Done(*found)


@pytest.mark.parametrize(("folder", "file"), [(0o555, 0o644), (0o555, 0o444), (0o777, 0o444)])
def test_what_can_only_be_read_is_left_alone(
    lent: Shell, first_schema: bytes, folder: int, file: int
) -> None:
    lent.store.chmod(file)
    lent.store.parent.chmod(folder)
    for _ in range(2):
        done = as_nobody(lent, "list")
        assert done.code == 5, done
        assert str(lent.store) in done.err
        assert ("Nothing was changed." in done.err) == (folder == 0o555)
        assert ("is read-only.\n" in done.err) == (folder == 0o777)
    lent.store.parent.chmod(0o700)
    assert lent.store.read_bytes() == first_schema
    assert not backups(lent).exists() or list(backups(lent).iterdir()) == []


# Several at once, and kills


AT_ONCE = """
import sys, sqlmodel, alembic.command
from pipectl.app.main import main
import pipectl.store.upgrade
print("ready", flush=True)
sys.stdin.readline()
sys.argv = ["pipectl", *sys.argv[1:]]
main()
"""


@pytest.mark.long  # a race of new processes
def test_two_at_once_both_succeed_and_one_upgrades(old: Shell, first_schema: bytes) -> None:
    members = [
        subprocess.Popen(
            [sys.executable, "-c", AT_ONCE, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=old.environment,
        )
        for words in (("list", "--format", "ids"), ("add", "Birch"))
    ]
    for member in members:
        assert member.stdout is not None
        assert member.stdout.readline() == "ready\n"
    for member in members:
        assert member.stdin is not None
        member.stdin.write("\n")
        member.stdin.flush()
    # The second says so where the first takes long, as on a busy machine.
    waits = f"pipectl: waiting for another program that is using the store {old.store} …\n"
    for member in members:
        _, said = member.communicate(timeout=60)
        assert (member.returncode, said.replace(waits, "")) == (0, "")
    assert version(old.store) == SCHEMA_VERSION
    assert len(old("list", "--json").json) == 2
    assert {version(each) for each in copies(old)} == {"0001"}
    with closing(sqlite3.connect(old.store)) as store:
        assert store.execute("select count(*) from store_upgrade").fetchone() == (1,)


# The upgrade in a child that is killed just before one of its statements; the store's pages are
# written early, so that a kill leaves half of them.
KILLS = (1, 4, 8, 12, 16, 20, 10_000)


def upgraded_until(path: Path, last: int) -> int:
    """Open the store in a child that is killed at a statement: what the child left."""
    import alembic.command  # noqa: F401

    import pipectl.store.tables  # noqa: F401
    from pipectl.store import upgrade as upgrading
    from pipectl.store.connection import connection_to

    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    seen, original = [0], connection_to

    def count(_statement: str) -> None:
        seen[0] += 1
        if seen[0] == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watched(place: Path, mode: str) -> sqlite3.Connection:
        connection = original(place, mode)
        connection.execute("pragma cache_size = 1")
        connection.set_trace_callback(count)
        return connection

    code = 1
    try:
        vars(upgrading)["unchecked"] = watched
        connect(path, mode="ro").close()
        code = 0
    except StoreError:
        code = 5
    finally:
        os._exit(code)


def test_a_kill_in_the_middle_leaves_the_old_store_or_the_new_one(
    old: Shell, first_schema: bytes
) -> None:
    left, hot = [], 0
    rows = data(old.store)["opportunity"]
    for last in KILLS:
        old.store.write_bytes(first_schema)
        left.append(upgraded_until(old.store, last))
        journal = old.store.with_name(f"{old.store.name}-journal")
        hot += journal.exists() and journal.stat().st_size > 512
        assert [each["title"] for each in old("list", "--json").json] == ["Acme rollout"]
        assert version(old.store) == SCHEMA_VERSION
        assert data(old.store)["opportunity"] == rows
        assert not journal.exists()
    assert set(left[:-1]) == {-signal.SIGKILL}, left
    assert left[-1] == 0
    assert hot, "no kill fell into the middle of the writing"
    sound = [each for each in backups(old).iterdir() if each.suffix == ".db"]
    assert {version(each) for each in sound} == {"0001"}


class UnsyncedFolder(sqlite3.OperationalError):
    """What SQLite says where the folder can't be synced once the journal is deleted."""

    sqlite_errorcode = sqlite3.SQLITE_IOERR_DIR_FSYNC


def test_an_upgrade_that_the_disk_did_not_confirm_keeps_the_backup(
    old: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = upgrade.migrate

    def fail_after(connection: sqlite3.Connection) -> bool:
        real(connection)
        raise UnsyncedFolder("disk I/O error")

    with monkeypatch.context() as patched:
        patched.setattr(upgrade, "migrate", fail_after)
        said = old("add", "Birch", code=5).err
    (copy,) = copies(old)
    assert said == (
        f"pipectl: The store {old.store} was upgraded, but its folder can't be synced (disk I/O"
        f" error).\n  Check the disk, then run the command again. {copy.name} is the store as it"
        " was before the upgrade.\n"
    )
    assert (version(old.store), version(copy)) == (SCHEMA_VERSION, "0001")
    assert "Birch" not in old("list").out


def test_nothing_is_lost_by_going_back_to_before_an_upgrade(pipectl: Shell) -> None:
    """What an upgrade does to the journal is no change of anybody's."""
    pipectl.store.unlink()
    put(pipectl.store, "0007")
    pipectl("list")
    before = pipectl("export", "--what", "all").out
    (name,) = pipectl("backup", "list", "--format", "ids").lines
    lines = pipectl("restore", name, "--yes").lines
    assert lines[0] == f"Restored {name}."
    assert pipectl("export", "--what", "all").out == before
