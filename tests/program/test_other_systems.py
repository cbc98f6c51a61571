"""Where a system has none of POSIX's own calls, as Windows, commands work without them, or say so.

Each command runs in a process of its own, in which those calls and modules are gone before
anything of ours is imported.
"""

import json
import subprocess
import sys

import pytest

from conftest import Done, Shell

# What the system's own standard library would have instead is kept: the disk's size, and how
# programs are started and killed.
WITHOUT = """
import asyncio, os, shutil, signal, subprocess, sys, time
import platformdirs.unix  # like asyncio, has a part of its own for each system
usage = shutil.disk_usage(".")
shutil.disk_usage = lambda path: usage
for name in (
    "fchmod fchown chown lchown getuid geteuid getgid getegid getpgid getppid killpg setsid link"
    " symlink statvfs fstatvfs fork forkpty openpty mkfifo uname sysconf nice getloadavg pread"
    " pwrite posix_spawn set_blocking O_NOFOLLOW O_DIRECTORY O_CLOEXEC O_NONBLOCK O_SYNC"
).split():
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGPIPE", "SIGHUP", "SIGALRM", "SIGUSR1", "SIGWINCH", "SIGTSTP", "alarm"):
    if hasattr(signal, name):
        delattr(signal, name)
if hasattr(time, "tzset"):
    del time.tzset
for name in ("fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "readline", "syslog"):
    sys.modules[name] = None
{more}
sys.argv = ["pipectl", *sys.argv[1:]]
from pipectl.app.main import main
main()
"""
NO_CTYPES = "sys.modules['ctypes'] = None"  # so that nothing renames without overwriting


def run(shell: Shell, *words: object, more: str = "", code: int = 0) -> Done:
    """Run a command where there are none of these calls."""
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT.replace("{more}", more), *map(str, words)],
        env=shell.environment,
        cwd=shell.home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == code, ran.stdout + ran.stderr
    return Done(ran.returncode, ran.stdout, ran.stderr)


def test_a_store_is_made_filled_read_and_looked_through(empty: Shell) -> None:
    assert "Created a store at" in run(empty, "init").out
    run(empty, "add", "Acme rollout", "12k", "--next", "Call", "--due", "today")
    assert run(empty, "list", "--json").json[0]["amount"] == 12000
    assert "Call: Acme rollout" in run(empty, "remind").out
    assert run(empty, "doctor").err == ""


def test_a_first_write_makes_the_store_where_stores_are(empty: Shell) -> None:
    empty.extra = {"PIPECTL_DB": ""}
    run(empty, "add", "Tea")
    assert run(empty, "list", "--json").json[0]["title"] == "Tea"


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_what_is_backed_up_comes_back(acme: Shell) -> None:
    acme.now = "2026-11-19T10:00"  # the first write of a day takes a copy
    run(acme, "delete", "1", "--yes")
    assert len(list((acme.home / "pipectl.db.backups").iterdir())) == 1
    run(acme, "restore", "--yes")
    assert run(acme, "list", "--json").json[0]["title"] == "Acme rollout"


@pytest.mark.parametrize("name", ["deals.csv", "deals.ics", "page.html"])
def test_files_are_written_and_never_over_others(acme: Shell, name: str) -> None:
    words = {
        "deals.csv": ("export", name),
        "deals.ics": ("remind", "--format", "ics", "--within", "2w", "--out", name),
        "page.html": ("report", "all", "--html", name),
    }[name]
    run(acme, *words)
    text = (acme.home / name).read_bytes()
    assert text
    (acme.home / name).write_text("mine")
    assert "already" in run(acme, *words, code=4).err
    assert (acme.home / name).read_text() == "mine"


def test_an_import_and_a_setting_are_stored(acme: Shell) -> None:
    (acme.home / "deals.csv").write_text("deal_id,title,stage\n1,Birch audit,Discovery\n")
    assert run(acme, "import", "deals.csv", "--json").json["new"] == 1
    run(acme, "config", "set", "decimal", ",")
    assert "decimal" in (acme.home / ".config/pipectl/config.toml").read_text()


@pytest.mark.files("about the making of a store's file")
def test_without_links_locks_and_such_a_rename_the_cause_is_named(empty: Shell) -> None:
    said = run(empty, "init", more=NO_CTYPES, code=5).err
    assert "its file system supports neither hard links nor locks" in said
    assert list(empty.home.iterdir()) == []


def test_a_hook_runs_and_is_ended_when_it_takes_too_long(acme: Shell) -> None:
    folder = acme.home / ".config/pipectl/hooks"
    folder.mkdir(parents=True)
    (folder / "on-add").write_text('#!/bin/sh\ncat > "$HOME/told"\n')
    (folder / "on-won").write_text("#!/bin/sh\nexec sleep 1000\n")
    for each in folder.iterdir():
        each.chmod(0o777)  # all that such a system says of a mode
    assert run(acme, "add", "Beta").err == ""
    assert json.loads((acme.home / "told").read_text())["opportunity"]["title"] == "Beta"
    soon = "import pipectl.cli.hooks; pipectl.cli.hooks.SECONDS = 0.01"
    said = run(acme, "win", "acme", more=soon).err
    assert "the hook on-won took longer than 0.01 seconds and was stopped." in said
