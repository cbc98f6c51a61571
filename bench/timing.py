"""How long whole processes take, and what memory; in turns, so that noise hits all alike."""

import os
import pty
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL
from statistics import median
from threading import Timer
from typing import NamedTuple, TypeVar

PYTHON = sys.executable
PIPECTL = str(Path(sys.executable).parent / "pipectl")
# What would make a command slower, wider or look elsewhere than at a user's desk.
UNWANTED = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "COLUMNS", "NO_COLOR", "FORCE_COLOR")
NOW = "2026-11-18T10:00"


# What importing the libraries that any command needs costs. Limits are so many times that, as
# seconds would be another limit on each machine.
A = "A: import typer, rich, sqlite3"
IMPORTS = "import typer, rich.console, rich.table, sqlite3"

PATIENCE = 30.0  # seconds that a process may take before it is given up


Name = TypeVar("Name")


class Ran(NamedTuple):
    """A finished process: seconds by the clock and of work, peak memory, whether given up."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    given_up: bool


class Command(NamedTuple):
    """Something to time: its argument list in each round, where its output goes."""

    argv: Callable[[int], Sequence[str]]
    environment: Mapping[str, str]
    terminal: bool = False


def same(*line: str) -> Callable[[int], Sequence[str]]:
    """The same argument list in each round."""
    return lambda _: line


class Verdict(NamedTuple):
    """A figure against its limit, both as they are printed."""

    figure: str
    limit: str
    over: bool

    @property
    def word(self) -> str:
        """`ok`, `over`, or nothing where there is no limit."""
        return ("over" if self.over else "ok") if self.limit else ""


class FailedError(Exception):
    """A command that was to be timed went wrong: there is nothing to compare."""


def environment(home: Path, store: Path | None = None) -> dict[str, str]:
    """A user's environment with a home of its own, and perhaps a store."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in UNWANTED and not name.startswith(("PIPECTL_", "XDG_"))
    }
    named = {} if store is None else {"PIPECTL_DB": str(store)}
    return {**kept, "HOME": str(home), "PIPECTL_NOW": NOW, **named}


def importing(home: Path) -> Command:
    """What A is measured with."""
    return Command(same(PYTHON, "-c", IMPORTS), environment(home))


def run(command: Command, turn: int = 0) -> Ran:
    """Run a whole process to its end; raises FailedError where it doesn't leave with 0."""
    argv = [str(word) for word in command.argv(turn)]
    # At a pseudo-terminal one descriptor is the program's, the other reads what it drew.
    ours, theirs = pty.openpty() if command.terminal else os.pipe()
    with tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(
            argv,
            env=dict(command.environment),
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=errors,
        )
        os.close(theirs)
        impatience = Timer(PATIENCE, process.kill)
        impatience.start()
        drain(ours)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        impatience.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        given_up = process.returncode == -SIGKILL and seconds >= PATIENCE
        if process.returncode and not given_up:
            errors.seek(0)
            said = errors.read().decode("utf-8", "replace").strip()
            what = f": {said}" if said else " and said nothing"
            raise FailedError(f"{' '.join(argv)} left {process.returncode}{what}")
    return Ran(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, given_up)


def drain(descriptor: int) -> None:
    """Read until the other end is closed."""
    with suppress(OSError):  # a terminal whose program has gone
        while os.read(descriptor, 1 << 16):
            pass
    os.close(descriptor)


def measure(commands: Mapping[Name, Command], rounds: int) -> dict[Name, list[Ran]]:
    """Every command once to warm up, then all of them in each round, in a shuffled order.

    One that had to be given up isn't tried again.
    """
    shuffle = random.Random(0).shuffle
    warm = {name: run(command) for name, command in commands.items()}
    found: dict[Name, list[Ran]] = {name: [ran] * ran.given_up for name, ran in warm.items()}
    names = [name for name, ran in warm.items() if not ran.given_up]
    for turn in range(1, rounds + 1):
        progress(f"round {turn} of {rounds}")
        shuffle(names)
        for name in names:
            found[name].append(run(commands[name], turn))
    progress("")
    return found


def progress(text: str) -> None:
    """Say on stderr how far it got: over the last line at a terminal, else now and then."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
    elif text and time.monotonic() - said_at[0] > 10:
        said_at[0] = time.monotonic()
        print(text, file=sys.stderr, flush=True)


said_at = [0.0]


def typical(runs: Sequence[Ran]) -> float:
    """The median time in milliseconds."""
    return 1000 * median(each.seconds for each in runs)


def effort(runs: Sequence[Ran]) -> float:
    """The median work in milliseconds: what the process did itself, whatever it waited for."""
    return 1000 * median(each.cpu_seconds for each in runs)


def work(runs: Sequence[Ran], others: Sequence[Ran]) -> str:
    """The ratio of what two worked, which a busy machine disturbs less than the time it took."""
    first, second = (median(each.cpu_seconds for each in some) for some in (runs, others))
    return f"{first / second:.2f}"


def shown(runs: Sequence[Ran]) -> str:
    """The median time in milliseconds as it is printed."""
    return f"{'>' if any(each.given_up for each in runs) else ''}{typical(runs):.0f}"


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A plain table: the first column to the left, figures to the right, the verdict last."""
    lines = [titles, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(titles))]
    last = len(titles) - 1
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place in (0, last) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def leave(verdicts: Sequence[Verdict], *, check: bool) -> int:
    """Say how many are over their limit; the exit code, which only a check makes other than 0."""
    print("cpu: the ratio of the work done, which a busy machine disturbs less than the time")
    over = sum(verdict.over for verdict in verdicts)
    limits = sum(bool(verdict.limit) for verdict in verdicts)
    print(f"{over} of {limits} over the limit" if over else f"all {limits} within the limit")
    return 1 if over and check else 0
