"""Run hooks, the user's own programs, after a change is stored."""

import os
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from pipectl import paths
from pipectl.cli.context import Run
from pipectl.disk import own_users
from pipectl.errors import PipectlError
from pipectl.interrupts import held_back
from pipectl.numbers import NumberFormat
from pipectl.render.output import print_note
from pipectl.text import one_line

ADDED, MOVED, WON, LOST, REMINDED = "on-add", "on-move", "on-won", "on-lost", "on-remind"
SECONDS = 10  # what a hook may take
MOST_SAID = 10_000_000  # bytes that one may print: they go to a temporary file
LAST_SAID = 2_000  # bytes of what a failing one printed, and how much of its last line is shown
MOST_SHOWN = 200
LOOK_S = 0.05  # how often it is looked at how much it printed
RUNNING = "PIPECTL_HOOK"  # set while one runs: what it calls runs none


class UnfitError(Exception):
    """The reason why a hook isn't run."""


def call(run: Run, name: str, facts: Callable[[], dict[str, Any]]) -> None:
    """Run the hook of that name; print a warning if it fails."""
    if run.environment.get(RUNNING):
        return
    try:
        place = folder(run)
        program = fit(place, name) if place is not None else None
        if program is not None:
            start(run, name, program, facts())
    except UnfitError as error:
        print_note(f"pipectl: the hook {name} {one_line(str(error))}.")
    except (OSError, PipectlError) as error:
        why = getattr(error, "strerror", None) or str(error).rstrip(".")
        print_note(f"pipectl: the hook {name} was not run: {one_line(why)}.")


def folder(run: Run) -> Path | None:
    """Where the user keeps hooks; None without such a folder. The current one is never asked.

    Raises UnfitError where a folder was set that isn't there.
    """
    text, origin = run.user["hooks"]
    if not text:
        return None
    place = paths.own_folder(text, run.environment)
    if place.is_dir():
        return place
    if origin != "default":
        raise UnfitError(f"was not run: {place} is not a folder; see `pipectl config get hooks`")
    return None


def fit(place: Path, name: str) -> Path | None:
    """Return the hook if only the user can write to it; None if there is none.

    Raises UnfitError.
    """
    path = place / name
    if not os.path.lexists(path):
        return None
    real = Path(os.path.realpath(path))  # which, unlike `resolve`, ends at links in a circle
    if not real.is_file():
        raise UnfitError(f"was not run: {path} is no file")
    users = own_users()
    if users is not None:  # else files tell no user: the folder is one of the user's own settings
        for each in dict.fromkeys((place, place.resolve(), real.parent, real)):
            refuse_foreign(each, users)
        for each in dict.fromkeys((*place.resolve().parents, *real.parent.parents)):
            refuse_movable(each, users)
    if not os.access(real, os.X_OK):
        raise UnfitError(f"was not run: it can't be executed; try chmod u+x {path}")
    return real


def refuse_foreign(path: Path, users: tuple[int, ...]) -> None:
    """Raise UnfitError for a file or folder that other users can write to."""
    kind = path.stat()
    if kind.st_uid not in users:
        raise UnfitError(
            f"was not run: {path} belongs to another user; change its owner with chown"
        )
    if kind.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise UnfitError(f"was not run: other users can write {path}; try chmod go-w {path}")


def refuse_movable(path: Path, users: tuple[int, ...]) -> None:
    """Raise UnfitError for a folder above, in which somebody else could put another in place.

    A sticky one lets nobody rename what is another's.
    """
    kind = path.stat()
    if kind.st_uid not in users:
        raise UnfitError(f"was not run: {path}, which contains it, belongs to another user")
    if kind.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not kind.st_mode & stat.S_ISVTX:
        raise UnfitError(
            f"was not run: other users can write {path}, which contains it; try chmod go-w {path}"
        )


def start(run: Run, name: str, program: Path, facts: dict[str, Any]) -> None:
    """Run a hook to its end with the facts on its stdin; raise UnfitError if it fails."""
    from pipectl.render.serialize import to_json

    environment = {
        **run.environment,
        RUNNING: name,
        "PIPECTL_DB": os.path.abspath(str(run.path)) if run.server is None else run.server.url,
    }
    # Files, and no pipes: neither a hook that reads nothing nor what it leaves running can hold us.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(f"{to_json(facts)}\n".encode("utf-8", "backslashreplace"))
        given.seek(0)
        left = ended(program, given, said, environment)
        if left != 0:
            raise UnfitError(f"{failure(left)}{last_words(said)}")


def ended(program: Path, given: IO[bytes], said: IO[bytes], environment: dict[str, str]) -> int:
    """Wait for the hook; kill it and its children if it takes too long, or at Ctrl-C."""
    running = None
    try:
        with held_back():
            running = subprocess.Popen(
                [str(program)],
                stdin=given,
                stdout=said,
                stderr=said,
                env=environment,
                start_new_session=True,
            )
        return watched(running, said)
    except FileNotFoundError:
        with program.open("rb") as opened:
            first = opened.readline(LAST_SAID).decode("utf-8", "replace")
        if not first.startswith("#!"):
            raise
        interpreter = (first[2:].split() or ["of its first line"])[0]
        raise UnfitError(f"was not run: its interpreter {interpreter} isn't there") from None
    except subprocess.TimeoutExpired:
        raise UnfitError(f"took longer than {SECONDS} seconds and was stopped") from None
    finally:
        if running is not None and running.poll() is None:
            end(running)
            running.wait()


def watched(running: "subprocess.Popen[bytes]", said: IO[bytes]) -> int:
    """Wait for the hook; raise TimeoutExpired, or UnfitError where it prints without end."""
    until = time.monotonic() + SECONDS
    while True:
        left = until - time.monotonic()
        try:
            return running.wait(min(LOOK_S, left))
        except subprocess.TimeoutExpired:
            if left <= LOOK_S:
                raise
        if os.fstat(said.fileno()).st_size > MOST_SAID:
            most = NumberFormat().size(MOST_SAID)
            raise UnfitError(f"printed more than {most} and was stopped")


def end(running: "subprocess.Popen[bytes]") -> None:
    """Kill a hook, with its children where the system has groups of processes."""
    if not hasattr(os, "killpg"):
        running.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)


def failure(code: int) -> str:
    """Return how the hook failed, in words."""
    return f"was ended by signal {-code}" if code < 0 else f"failed with exit code {code}"


def last_words(said: IO[bytes]) -> str:
    """The end of what a hook printed, after a colon."""
    said.seek(max(said.seek(0, os.SEEK_END) - LAST_SAID, 0))
    lines = said.read(LAST_SAID).decode("utf-8", "replace").replace("\0", "").split("\n")
    text = next((line.strip() for line in reversed(lines) if line.strip()), "").rstrip(".")
    if len(text) > MOST_SHOWN:
        text = f"…{text[-MOST_SHOWN:]}"
    return f": {text}" if text else ""
