"""Where a store is made, files of others that SQLite or a backup would take are left alone."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from conftest import Shell
from pipectl.clock import Moment
from pipectl.store.opening import reading
from pipectl.store.rows import Opportunity
from pipectl.store.writing import writing

ENDINGS = ("-journal", "-wal", "-shm")
HINT = "  Move it away, or use another file with --db.\n"


def said(shell: Shell, beside: str, why: str) -> str:
    """The whole error."""
    place, other = shell.store, f"{shell.store}{beside}"
    return f'pipectl: No store can be created at "{place}": "{other}" {why}.\n{HINT}'


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("is_empty", [True, False], ids=["an empty store", "no store"])
def test_init_leaves_a_file_with_the_name_of_a_journal_alone(
    empty: Shell, ending: str, is_empty: bool
) -> None:
    beside = Path(f"{empty.store}{ending}")
    beside.write_text("my notes")
    if is_empty:
        empty.store.touch()
    assert empty("init", code=4).err == said(empty, ending, "would be taken for its journal")
    assert beside.read_text() == "my notes"
    assert empty.store.exists() == is_empty
    beside.unlink()
    empty("init")


def test_the_first_run_does_so_too(empty: Shell) -> None:
    empty.extra["PIPECTL_DB"] = ""
    folder = empty.home / ".local/share/pipectl"
    folder.mkdir(parents=True)
    beside = folder / "pipectl.db-journal"
    beside.write_text("my notes")
    (empty.home / "deals.csv").write_text("title\nTea\n")
    for words in (("add", "Tea"), ("import", empty.home / "deals.csv")):
        assert "would be taken for its journal" in empty(*words, code=4).err
    beside.rename(folder / "demo.db-wal")
    assert "would be taken for its journal" in empty("demo", code=4).err
    assert [each.name for each in folder.iterdir()] == ["demo.db-wal"]


def test_a_backup_isnt_put_beside_a_file_with_the_name_of_a_journal(acme: Shell) -> None:
    acme("backup")
    acme.store.unlink()
    for ending, text in (("-journal", "my notes"), ("-wal", "my notes"), ("-shm", "")):
        beside = Path(f"{acme.store}{ending}")
        beside.write_text(text)
        done = acme("restore", "--yes", code=4)
        assert done.err == said(acme, ending, "would be taken for its journal")
        assert not acme.store.exists()
        assert beside.read_text() == text
        beside.unlink()
    acme("restore", "--yes")


def test_the_folder_of_backups_must_be_one(empty: Shell) -> None:
    folder = Path(f"{empty.store}.backups")
    why = "has the name of its backups folder"
    folder.write_text("my notes")
    assert empty("init", code=4).err == said(empty, ".backups", why)
    folder.unlink()
    folder.mkdir()
    (folder / "holiday.jpg").write_text("x")
    assert empty("init", code=4).err == said(empty, ".backups", f"{why}, but contains no backups")
    assert not empty.store.exists()
    (folder / "20261118T100000Z-daily.db").write_text("x")
    empty("init")


@pytest.mark.parametrize(
    ("name", "code", "why"),
    [
        *((f"x.db{ending}", 2, f"{ending} is the ending of SQLite's") for ending in ENDINGS),
        ("X-WAL", 2, "-wal is the ending of SQLite's journals"),
        ("x.db.backups", 2, ".backups is the ending of backups folders"),
        ("x.db.backups/y.db", 4, "contains the backups of a store"),
        ("x" * 248, 2, "its name is longer than 247 bytes"),
        ("ä" * 124, 2, "its name is longer than 247 bytes"),
        (f"{'x' * 240}/{'y' * 240}/x.db", 2, "SQLite couldn't open its backups"),
    ],
)
def test_no_store_gets_the_name_of_what_stands_beside_one(
    empty: Shell, name: str, code: int, why: str
) -> None:
    (empty.home / name).parent.mkdir(exist_ok=True, parents=True)
    assert why in empty("--db", empty.home / name, "init", code=code).err
    assert not (empty.home / name).exists()


def test_the_longest_name_and_path_can_be_written_to(empty: Shell) -> None:
    near = empty.home / ("x" * 247)
    folder = empty.home / ("y" * (394 - 100 - len(os.fsencode(empty.home)))) / ("y" * 99)
    far = folder / "z.db"
    for store in (near, far):
        empty("--db", store, "init")
        empty("--db", store, "add", "Tea")
        empty("--db", store, "backup")


@pytest.mark.parametrize("whose", ["notes", "another store", "another database"])
def test_a_log_that_isnt_the_stores_is_never_written_over_it(acme: Shell, whose: str) -> None:
    acme("backup")
    log = Path(f"{acme.store}-wal")
    other = acme.home / "other.db"
    if whose == "another store":
        acme("init", "--db", other)
    with closing(sqlite3.connect(other, isolation_level=None)) as found:
        found.execute("pragma journal_mode = wal")
        found.execute("create table t (x)")
        log.write_bytes(Path(f"{other}-wal").read_bytes())
    if whose == "notes":
        log.write_text("my notes")
    before = acme.store.read_bytes(), log.read_bytes()
    for words in (
        *(("list",), ("add", "Tea"), ("doctor",), ("doctor", "--fix"), ("backup",), ("undo",)),
        *(("restore", "--yes"), ("remind", "--once"), ("forecast",), ("export",)),
    ):
        assert acme(*words, code=5).err.endswith(
            f"pipectl: {log} doesn't belong to the store {acme.store}, but SQLite would take it for"
            " its log, and write it over the store or delete it.\n"
            "  Nothing was changed. Move that file away.\n"
        )
    assert (acme.store.read_bytes(), log.read_bytes()) == before
    log.unlink()
    assert "Acme rollout" in acme("list").out
    assert acme("doctor").out == ""


def test_the_demos_store_neither(demo: Shell) -> None:
    before = demo.store.read_bytes()
    Path(f"{demo.store}-wal").write_text("my notes")
    assert "doesn't belong to the store" in demo("demo", code=5).err
    assert demo.store.read_bytes() == before


def test_a_store_that_somebody_lets_keep_a_log_is_read_and_written(acme: Shell) -> None:
    with closing(sqlite3.connect(acme.store, isolation_level=None)) as other:
        other.execute("pragma journal_mode = wal")
        other.execute("update opportunity set amount_minor = 77700")
        assert Path(f"{acme.store}-wal").stat().st_size
        assert "777 USD" in acme("list").out
        acme("add", "Tea")
    assert len(acme("list", "--json").json) == 2


def test_another_program_that_ends_never_takes_the_log_from_under_a_change(acme: Shell) -> None:
    with closing(sqlite3.connect(acme.store, isolation_level=None)) as other:
        other.execute("pragma journal_mode = wal")
    ends = f"import sqlite3; sqlite3.connect({str(acme.store)!r}).execute('pragma user_version')"
    at = Moment(datetime(2026, 11, 18, 10, tzinfo=UTC), date(2026, 11, 18))
    with reading(acme.store) as reader:
        assert reader.value("select title from opportunity") == "Acme rollout"
        for title in ("Tea", "Coffee"):  # the second one looks at the store while the log is there
            with writing(acme.store, at, title) as unit:
                unit.change(unit.have(Opportunity, 1), title=title)
                subprocess.run([sys.executable, "-c", ends], check=True)
    assert acme("list", "--json").json[0]["title"] == "Coffee"
