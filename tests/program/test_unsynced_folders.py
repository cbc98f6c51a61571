"""A file whose name the disk didn't confirm is said to be there, and never that all is well."""

import errno
import os
import stat
from pathlib import Path

import pytest

from conftest import Shell

CONFIRMED_NOT = "was written, but its folder can't be synced (Input/output error)."
AT_RISK = "  Check the disk: a power failure now could lose the file."


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A disk that fails at every sync of a folder; what it holds is how it fails."""
    sync, error = os.fsync, [errno.EIO]

    def fail(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(error[0], os.strerror(error[0]))
        sync(handle)

    monkeypatch.setattr(os, "fsync", fail)
    return error


@pytest.mark.files("about the making of a store's file")
def test_a_new_store_is_said_to_be_there(empty: Shell, failing: list[int]) -> None:
    done = empty.outcome("init")
    assert (done.code, done.out) == (5, "")
    assert done.err.splitlines() == [f"pipectl: {empty.store} {CONFIRMED_NOT}", AT_RISK]
    assert empty("doctor").out == ""


def test_the_first_deal_isnt_stored_where_its_new_store_may_be_lost(
    empty: Shell, failing: list[int]
) -> None:
    empty.extra = {"PIPECTL_DB": ""}
    done = empty.outcome("add", "Tea")
    assert done.code == 5
    assert done.err.splitlines()[0].endswith(f"pipectl.db {CONFIRMED_NOT} Nothing was stored.")
    assert empty("list", "--json").json == []


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("export",), "all.csv"),
        (("report", "all", "--html"), "page.html"),
        (("config", "set", "decimal", ","), "config.toml"),
    ],
)
def test_a_written_file_is_said_to_be_there(
    acme: Shell, failing: list[int], words: tuple[str, ...], name: str
) -> None:
    file = () if words[0] == "config" else (acme.home / name,)
    done = acme.outcome(*words, *file)
    assert done.code == 5
    said, hint = done.err.splitlines()
    assert name in said
    assert (said.endswith(CONFIRMED_NOT), hint) == (True, AT_RISK)


def test_a_backup_that_was_asked_for_is_said_to_be_there(acme: Shell, failing: list[int]) -> None:
    Path(f"{acme.store}.backups").mkdir(mode=0o700)
    done = acme.outcome("backup")
    assert done.code == 5
    assert done.err.splitlines()[0].endswith(CONFIRMED_NOT)
    assert len(acme("backup", "list", "--json").json) == 1


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_a_change_goes_on_where_the_days_backup_is_unconfirmed(
    acme: Shell, failing: list[int]
) -> None:
    done = acme("add", "Tea")
    assert done.err == "pipectl: no backup was made today: Input/output error.\n"
    assert "Tea" in acme("list").out
    assert acme("backup", "list", "--json").json == []


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_the_days_backup_is_said_to_be_there_where_only_its_name_is_unconfirmed(
    acme: Shell, failing: list[int]
) -> None:
    Path(f"{acme.store}.backups").mkdir(mode=0o700)
    done = acme("add", "Tea")
    (backup,) = acme("backup", "list", "--json").json
    assert done.err == (
        f"pipectl: a power failure now could lose today's backup: {backup['path']}"
        f" {CONFIRMED_NOT}\n"
    )
    assert acme("add", "Coffee").err == ""


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_a_system_without_a_sync_of_folders_is_no_failure(acme: Shell, failing: list[int]) -> None:
    failing[0] = errno.EINVAL
    assert acme("backup").err == ""
    assert acme("add", "Tea").err == ""
