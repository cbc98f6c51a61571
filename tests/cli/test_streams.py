"""A shell that lets stdout or stderr go to the store: refused before anything is written."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from at_terminal import folder_of_tool
from conftest import Done, Shell

BESIDE, APPENDED, EMPTIED = os.O_RDWR, os.O_WRONLY | os.O_APPEND, os.O_WRONLY | os.O_TRUNC
HINT = "  Send the output to another file.\n"


def sent(shell: Shell, words: str, flags: int, file: Path, *names: str) -> Done:
    """Run a command line whose stdout (unless said) is that file, opened as a shell does."""
    handle = os.open(file, flags | os.O_CREAT, 0o600)
    try:
        streams: Mapping[str, int] = dict.fromkeys(names or ["stdout"], handle)
        ran = subprocess.run(
            [folder_of_tool() / "pipectl", *words.split()],
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams},  # type: ignore[call-overload]
            env=shell.environment,
            cwd=shell.home,
            check=False,
        )
    finally:
        os.close(handle)
    return Done(ran.returncode, (ran.stdout or b"").decode(), (ran.stderr or b"").decode())


@pytest.mark.parametrize(
    ("words", "flags"),
    [("list", BESIDE), ("add Birch", APPENDED), ("--help", APPENDED), ("export", BESIDE)],
)
def test_what_would_be_printed_into_the_store_is_refused_and_nothing_is_done(
    acme: Shell, words: str, flags: int
) -> None:
    before = acme.store.read_bytes()
    done = sent(acme, words, flags, acme.store)
    assert (done.code, done.err) == (
        4,
        f'pipectl: stdout is the store itself, "{acme.store}": nothing was done.\n{HINT}',
    )
    assert acme.store.read_bytes() == before


@pytest.mark.parametrize("flags", [BESIDE, APPENDED])
def test_another_store_and_the_settings_are_no_place_for_it_either(acme: Shell, flags: int) -> None:
    other, settings = acme.home / "other.db", acme.home / ".config" / "pipectl" / "config.toml"
    acme("init", "--db", other)
    acme("config", "set", "decimal", ",")
    for file, what in ((other, "a pipectl store"), (settings, "the file of your settings")):
        before = file.read_bytes()
        done = sent(acme, "list", flags, file)
        assert (done.code, done.err) == (4, f"pipectl: stdout is {what}: nothing was done.\n{HINT}")
        done = sent(acme, "show nobody", flags, file, "stderr")
        assert (done.code, done.out) == (4, f"pipectl: stderr is {what}: nothing was done.\n{HINT}")
        assert file.read_bytes() == before


def test_under_another_name_it_is_the_store_too(acme: Shell) -> None:
    other = acme.home / "link"
    os.link(acme.store, other)
    before = acme.store.read_bytes()
    done = sent(acme, "list --db pipectl.db", APPENDED, other)
    assert (done.code, done.err.count("is the store itself")) == (4, 1)
    assert acme.store.read_bytes() == before


def test_errors_that_would_go_into_the_store_are_told_on_stdout(acme: Shell) -> None:
    before = acme.store.read_bytes()
    done = sent(acme, "show nobody", APPENDED, acme.store, "stderr")
    assert (done.code, done.out) == (
        4,
        f'pipectl: stderr is the store itself, "{acme.store}": nothing was done.\n{HINT}',
    )
    assert sent(acme, "list", APPENDED, acme.store, "stdout", "stderr").code == 4
    assert acme.store.read_bytes() == before


def test_a_store_that_the_shell_emptied_is_told_with_the_way_back(acme: Shell) -> None:
    said = f'pipectl: stdout is the store itself, "{acme.store}": nothing was done. The shell\'s >'
    said += " emptied it before pipectl began.\n"
    acme("backup")
    before = acme("export", "--what", "all").out
    done = sent(acme, "export", EMPTIED, acme.store)
    assert (done.code, done.err) == (
        4,
        f"{said}  It has backups. Restore the latest: `pipectl restore`.\n",
    )
    assert sent(acme, "restore --yes", EMPTIED, acme.store).code == 4
    acme("restore", "--yes")
    assert acme("export", "--what", "all").out == before


def test_without_a_backup_that_is_said(pipectl: Shell) -> None:
    done = sent(pipectl, "list", EMPTIED, pipectl.store)
    assert done.err.endswith(
        "before pipectl began.\n  Send the output to another file. There is no backup.\n"
    )


@pytest.mark.parametrize("name", ["pipectl.db-journal", "pipectl.db.backups/{}"])
def test_what_belongs_to_the_store_takes_no_output_either(acme: Shell, name: str) -> None:
    acme("backup")
    (backup,) = Path(f"{acme.store}.backups").iterdir()
    before = backup.read_bytes()
    done = sent(acme, "list", APPENDED, acme.home / name.format(backup.name))
    what = "journal" if "journal" in name else "backups"
    assert done.code == 4
    assert f"store's {what}, " in done.err
    assert backup.read_bytes() == before


def test_a_store_at_the_default_location_is_found_as_well(empty: Shell) -> None:
    empty.extra["PIPECTL_DB"] = ""
    empty("add", "Tea")
    store = empty.home / ".local/share/pipectl/pipectl.db"
    done = sent(empty, "add More", EMPTIED, store)
    assert (done.code, "emptied it" in done.err, store.stat().st_size) == (4, True, 0)


def test_any_other_file_takes_the_output(acme: Shell) -> None:
    done = sent(acme, "list --format ids", EMPTIED, acme.home / "deals.txt")
    assert (done.code, done.err) == (0, "")
    assert (acme.home / "deals.txt").read_text() == "1\n"
