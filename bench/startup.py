"""How fast does a command start, against what importing its libraries alone costs?"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import timing
from building import build
from timing import Command, Verdict

A = "A: import typer, rich, sqlite3"
B = "B: import sqlmodel"
IMPORTS = {A: "import typer, rich.console, rich.table, sqlite3", B: "import sqlmodel"}


class Line(NamedTuple):
    """A command line, the baseline it is held against, and how many times that it may take."""

    words: tuple[str, ...]
    against: str
    limit: float | None
    terminal: bool = False


ADD = ("add", "Harbour renewal", "12k", "--account", "Acme Corp", "--source", "referral")
ADD += ("--close", "eoq", "--next", "Call", "--due", "fri")
MOVE = ("--buying", "yes", "--why", "They asked for a date", "--next", "Call", "--due", "+3d")
LINES = {
    "list": Line(("list",), A, 1.15),
    "list --json": Line(("list", "--json"), A, 0.85),
    "--help": Line(("--help",), A, 1.2),
    "list, at a terminal": Line(("list",), A, None, terminal=True),
    "show 7": Line(("show", "7"), A, None),
    "add …": Line(ADD, B, 1.0),
    "move …": Line(MOVE, B, 1.0),
}


def words_of(name: str, turn: int) -> tuple[str, ...]:
    """The words of a line in a round: a deal is moved forward, and back again in the next."""
    words = LINES[name].words
    return ("move", "21", ("Meeting", "Proposal")[turn % 2], *words) if words is MOVE else words


def commands(folder: Path) -> dict[str, Command]:
    """Everything that is timed: lists of one store of 20, writes to another."""
    read, written = folder / "read.db", folder / "written.db"
    for store in (read, written):
        build(store, 20, open_share=1.0)
    # What is moved is one in the first stage: wherever that goes to begin with is a move.
    timing.run(
        Command(lambda _: (timing.PIPECTL, "add", "Moved"), timing.environment(folder, written))
    )
    bare = timing.environment(folder)
    found = {
        name: Command(lambda _, code=code: (timing.PYTHON, "-c", code), bare)
        for name, code in IMPORTS.items()
    }
    for name, line in LINES.items():
        env = timing.environment(folder, written if line.against == B else read)
        found[name] = Command(
            lambda turn, name=name: (timing.PIPECTL, *words_of(name, turn)), env, line.terminal
        )
    return found


def report(found: dict[str, list[timing.Ran]], *, check: bool) -> int:
    """The table, against the baselines; the exit code."""
    rows, verdicts = [], []
    for name, runs in found.items():
        if name in IMPORTS:
            rows.append((name, timing.shown(runs), "", "", "", ""))
            continue
        line = LINES[name]
        ratio = timing.typical(runs) / timing.typical(found[line.against])
        limit = "" if line.limit is None else f"{line.limit:.2f} {line.against[0]}"
        over = line.limit is not None and ratio > line.limit
        verdict = Verdict(f"{ratio:.2f} {line.against[0]}", limit, over)
        work = timing.work(runs, found[line.against])
        rows.append((name, timing.shown(runs), work, *verdict[:2], verdict.word))
        verdicts.append(verdict)
    print(timing.table(("command", "ms", "cpu", "ratio", "limit", ""), rows))
    return timing.leave(verdicts, check=check)


def profile(name: str, folder: Path) -> None:
    """The ten most expensive imports of a line, the best of five runs each."""
    chosen = commands(folder)[name]
    best: dict[str, tuple[int, int]] = {}
    for turn in range(6):
        argv = chosen.argv(turn)
        interpreter = argv if argv[0] == timing.PYTHON else (timing.PYTHON, *argv)
        ran = subprocess.run(
            (timing.PYTHON, "-X", "importtime", *interpreter[1:]),
            env=dict(chosen.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        for module, times in imports(ran.stderr):
            best[module] = min(best.get(module, times), times) if turn else times
    print(f"{name}: {len(best)} imports, {sum(own for own, _ in best.values()) / 1000:.0f} ms")
    for title, place in (("by themselves", 0), ("with what they import in turn", 1)):
        print()
        top = sorted(best, key=lambda module: -best[module][place])[:10]
        rows = [(module, *(f"{each / 1000:.1f}" for each in best[module])) for module in top]
        print(timing.table((f"the ten dearest {title}", "own ms", "all ms"), rows))


def imports(said: str) -> list[tuple[str, tuple[int, int]]]:
    """Modules with their own and their whole time in microseconds, from -X importtime."""
    found = []
    for line in said.splitlines():
        parts = line.removeprefix("import time:").split("|")
        if line.startswith("import time:") and len(parts) == 3 and parts[0].strip().isdigit():
            found.append((parts[2].strip(), (int(parts[0]), int(parts[1]))))
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, or profile one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, metavar="N")
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is exceeded")
    parser.add_argument("--profile", choices=[*IMPORTS, *LINES], metavar="LINE", help="its imports")
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="pipectl-bench-") as folder:
        if given.profile:
            profile(given.profile, Path(folder))
            return 0
        found = timing.measure(commands(Path(folder)), given.rounds)
    return report(found, check=given.check)


if __name__ == "__main__":
    sys.exit(main())
