"""Ctrl-C at any moment of a process: no piece of a traceback, and what is said is true."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from conftest import Done, Shell, begun
from long_cases import by_turns, one_in

# Strikes at the so many-th function that is called once the program begins, or once the function
# is called that is named before it ("commit+3"); 0: when it has ended; below 0: at the so many-th
# call of what clears an import's lock away, where Python prints an exception and goes on.
STRUCK = """
import atexit, os, runpy, signal, sys
first, _, count = sys.argv[1].rpartition("+")
at, seen, cleared = int(count), 0, 0
def strike(*_):
    signal.raise_signal(signal.SIGINT)
def watch(frame, event, argument):
    global seen, cleared
    if event == "call" and (seen or frame.f_code.co_name == (first or "start")):
        seen += 1
        is_importing = frame.f_code.co_filename == "<frozen importlib._bootstrap>"
        cleared += is_importing and frame.f_code.co_name in ("cb", "remove")
        if at in (seen, -cleared):
            sys.setprofile(None)
            strike()
sys.argv = ["pipectl", *sys.argv[2:]]
if at:
    sys.setprofile(watch)
else:
    atexit.register(strike)
runpy.run_module("pipectl", run_name="__main__")
"""
NOTHING, STORED = (
    "\nInterrupted: nothing was stored.\n",
    "\nInterrupted after the change was saved.\n",
)


def struck(shell: Shell, at: int | str, *words: str) -> Done:
    """Run a command line with Ctrl-C at that call."""
    line = [sys.executable, "-c", STRUCK, str(at), *words]
    ran = subprocess.run(
        line, capture_output=True, text=True, env=shell.environment, cwd=shell.home, check=False
    )
    return Done(ran.returncode, ran.stdout, ran.stderr)


@pytest.mark.parametrize("at", one_in(2, [2, 40, 300, 400, 4000, 9000, 20_000, 50_000, 60_000]))
def test_ctrl_c_at_any_call_is_quiet_and_tells_what_is_stored(acme: Shell, at: int) -> None:
    before = acme("export", "--what", "all").out
    done = struck(acme, at, "add", "Birch")
    is_changed = acme("export", "--what", "all").out != before
    assert done.code in (0, 130)
    assert done.err in ("", NOTHING, STORED)
    if done.code == 0 or done.err == STORED:
        assert is_changed
    elif not done.out:
        assert not is_changed


@pytest.mark.parametrize(
    ("line", "at"),
    by_turns(
        ["add Birch", "undo", "win 1", "config set sales_cycle 40"], [1, 8, 24, 36, 44, 56, 80]
    ),
)
def test_ctrl_c_once_the_commit_has_begun_says_that_the_change_was_saved(
    acme: Shell, line: str, at: int
) -> None:
    before = acme("export", "--what", "all").out
    done = struck(acme, f"commit+{at}", *line.split())
    assert done.err == STORED or (done.code, done.err) == (0, "")
    assert acme("export", "--what", "all").out != before


@pytest.mark.parametrize("at", one_in(2, [1, 20, 60, 100, 140, 200, 400]))
def test_ctrl_c_after_a_first_run_made_the_store_doesnt_count_that_as_the_change(
    empty: Shell, at: int
) -> None:
    empty.extra = {"PIPECTL_DB": ""}
    done = struck(empty, f"move_into_place+{at}", "add", "Birch")
    is_stored = empty("list", "--json").json != []
    if done.code == 130:
        assert f"\n{done.err.splitlines()[-1]}\n" == (STORED if is_stored else NOTHING)
    else:  # where it fell it could only strike later, which was too late
        assert (done.code, is_stored) == (0, True)


@pytest.mark.parametrize("at", one_in(2, [-1, -5, -60, -130, -200]))
def test_ctrl_c_in_the_middle_of_an_import_is_neither_printed_nor_forgotten(
    acme: Shell, at: int
) -> None:
    before = acme("export", "--what", "all").out
    done = struck(acme, at, "add", "Birch")
    # It strikes a moment later, which on a busy machine is too late for one that fell near the end.
    assert done.code == 130 or (at, done.code, done.err) == (-200, 0, "")
    assert done.err in ("", NOTHING, STORED)
    is_changed = acme("export", "--what", "all").out != before
    assert is_changed == (done.err == STORED or bool(done.out))


@pytest.mark.parametrize("at", [1, 2, 3])
def test_ctrl_c_once_all_is_said_changes_neither_the_words_nor_the_exit_code(
    acme: Shell, at: int
) -> None:
    done = struck(acme, f"drop_text+{at}", "add", "Birch")
    assert (done.code, done.out[:16], done.err) == (0, "Added Birch (#2)", "")
    done = struck(acme, f"drop_text+{at}", "win", "nobody")
    assert (done.code, done.err[:26]) == (3, 'pipectl: No deal matches "')


def test_ctrl_c_at_the_very_end_is_too_late(acme: Shell) -> None:
    done = struck(acme, 0, "add", "Birch")
    assert (done.code, done.out[:16], done.err) == (0, "Added Birch (#2)", "")


# A busy machine lets the main thread wait for its turn when it has started another one.
BUSY = """
import threading
start = threading.Thread.start
def start_late(self):
    start(self)
    sum(range(10_000_000))
threading.Thread.start = start_late
"""


@pytest.mark.parametrize("before", ["", BUSY], ids=["idle", "busy"])
def test_a_ctrl_c_that_falls_where_no_exception_can_go_on_strikes_later(before: str) -> None:
    code = f"""{before}
import os, signal, sys
from pipectl import interrupts
class Cleared:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)
with interrupts.quiet_at_the_edges(is_heard=True) as begin:
    begin()
    thing = Cleared()
    try:
        del thing
        while True:
            pass
    except KeyboardInterrupt:
        print("struck")
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "struck\n", "")


def test_who_ignores_ctrl_c_goes_on_ignoring_it(acme: Shell) -> None:
    line = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", sys.executable, "-c", STRUCK, "40000"]
    ran = subprocess.run(
        [*line, "add", "Birch"], capture_output=True, env=acme.environment, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.startswith(b"Added Birch (#2)")


# The commands that call the system for files of their own, and these calls.
CALLED = {
    ("backup",): ("fsync", "link", "unlink"),
    ("config", "set", "decimal", ","): ("fsync", "replace"),
    ("import", "deals.csv"): ("fsync", "link", "unlink"),
    ("restore", "--yes"): ("fsync", "link", "unlink"),
    ("init", "--db", "new.db"): ("fsync", "link", "unlink"),
    ("demo",): ("fsync", "link", "unlink"),
}


@pytest.fixture(scope="module")
def home_to_strike(tmp_path_factory: pytest.TempPathFactory, home_of_acme: Path) -> Path:
    """A contact, a backup, and a change after it; to be copied."""
    shell = Shell(begun(tmp_path_factory, home_of_acme, "contact", "add", "Jo Ash"))
    (shell.home / "deals.csv").write_text("title\nTea\nMilk\n")
    shell("backup")
    shell.now = "2026-11-18T11:00"
    shell("add", "Cedar")
    return shell.home


def state(shell: Shell) -> dict[str, object]:
    """Everything that a command may have stored, copies that go before a change aside."""
    settings, new = shell.home / ".config/pipectl/config.toml", shell.home / "new.db"
    folder = shell.store.with_name(f"{shell.store.name}.backups")
    return {
        "rows": shell("export", "--what", "all").out.partition("\n")[2],
        "settings": settings.read_text() if settings.exists() else None,
        "asked for": len(list(folder.glob("*-asked*.db"))),
        "stores": [path.exists() for path in (new, shell.home / ".local/share/pipectl/demo.db")],
    }


@pytest.mark.parametrize(
    ("words", "call"),
    [
        pytest.param(
            words,
            call,
            id=f"{' '.join(words[:2])}-{call}",
            # Each command is struck at one of its calls at once, and at all of them at length.
            marks=() if call == calls[number % len(calls)] else pytest.mark.long,
        )
        for number, (words, calls) in enumerate(CALLED.items())
        for call in calls
    ],
)
def test_ctrl_c_at_a_call_of_the_system_tells_what_is_stored(
    empty: Shell,
    home_to_strike: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    call: str,
) -> None:
    copytree(home_to_strike, empty.home, dirs_exist_ok=True)
    monkeypatch.chdir(empty.home)
    empty.now = "2026-11-18T11:00"
    real, before = getattr(os, call), state(empty)
    struck: list[Any] = []

    def strikes(*place: Any, **options: Any) -> Any:
        done = real(*place, **options)
        if not struck:
            struck.append(place)
            signal.raise_signal(signal.SIGINT)
        return done

    with monkeypatch.context() as patch:
        patch.setattr(os, call, strikes)
        done = empty.outcome(*words)
    assert struck
    said = done.err[done.err.find("\nInterrupted") :]
    if said == STORED:
        assert state(empty) != before
    else:
        assert (done.code, said) == (130, NOTHING)
        assert state(empty) == before
    assert not [*empty.home.rglob("*.new"), *empty.home.rglob("*-journal")]
    assert empty("doctor").out == ""
