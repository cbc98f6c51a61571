"""Does the store survive first runs, crowds, kills and power cuts? Asks the shared harness."""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
HARNESS = CHECKOUT.parent / "shared" / "tools" / "torture.py"
STRIKING = CHECKOUT / "bench" / "striking.py"
PIPECTL = f"{sys.executable} -m pipectl"
LIST = ("--list", f"{PIPECTL} list --json", "--check", f"{PIPECTL} doctor")
HOME = ("--env", "HOME={dir}")
STORE = ("--env", "PIPECTL_DB={dir}/data.db", *HOME)
INIT = ("--setup", f"{PIPECTL} init")
ADD = f'{PIPECTL} add "Deal {{n}}" 100'
# What a program or a person hands over: a sheet with one deal that has a past.
IMPORT = f'{sys.executable} {CHECKOUT / "bench" / "import_sheet.py"} "Deal {{n}}"'
# A move is found again by the second answer.
MOVE = '--buying yes --why "They asked {n}" --next Call --due tomorrow'
MOVABLE = 1000  # opportunities, each of which is moved once


def shell(script: str) -> str:
    """A write of several commands; it is acknowledged if the last one is."""
    return f"sh -c '{script}'"


DEALS = f'{{ echo title; seq {MOVABLE} | sed "s/^/Deal /"; }}'

# What is struck: the store that it begins with, and the write.
STRUCK = {
    "add": (*STORE, *INIT, "--write", ADD),
    # The first write at the default location makes the store.
    "first run": ("--db", "{dir}/.local/share/pipectl/pipectl.db", *HOME, "--write", ADD),
    # Where an init was struck the next one makes the store, or finds it whole.
    "init": (*STORE, "--write", shell(f"{PIPECTL} init; {ADD}")),
    "move": (
        *(*STORE, "--setup", shell(f"{PIPECTL} init && {DEALS} | {PIPECTL} import -")),
        *("--write", f"{PIPECTL} move {{i}} {MOVE}"),
    ),
    "import": (*STORE, *INIT, "--write", IMPORT),
    "undo": (
        *(*STORE, *INIT, "--write", shell(f"{ADD} && {PIPECTL} undo && {PIPECTL} redo")),
        *("--also", ADD, "--also", shell(f"{ADD} && {PIPECTL} undo")),
    ),
    # The first command after an upgrade of the program meets a store of the first schema.
    "upgrade": (
        *(*STORE, "--setup", f"{sys.executable} {CHECKOUT / 'bench' / 'older.py'} {{db}}"),
        *("--write", ADD),
    ),
}
# With several writers an undo takes back whatever came last, so that it can't be raced.
RACED = ("add", "first run", "init", "move", "import", "upgrade")
# Where a store is only being made there is nothing to list after a cut; the sweeps strike there.
CUT = ("add", "move", "import", "undo", "upgrade")
FIRST = {"power of upgrade": ("--first",)}  # later writes don't upgrade
HOW = {
    "race": ("--first-runs", "4"),
    "power": ("--power-rounds", "3", "--power-rand", "30"),
    "sweep": ("--faults", "KILL,ENOSPC,EIO"),
}
POINTS = 16  # struck by each fault in a sweep, unless another number is asked for
RUNS = {
    f"{how} of {what}": (how, *struck, *LIST, *HOW[how], *FIRST.get(f"{how} of {what}", ()))
    for how in HOW
    for what, struck in STRUCK.items()
    if what in {"race": RACED, "power": CUT}.get(how, STRUCK)
}


def environment() -> dict[str, str]:
    """The environment without what would lead to another store, or other words."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIPECTL_", "XDG_")) and name != "PYTHONDONTWRITEBYTECODE"
    }


def words(name: str, *, points: int, seed: int | None) -> list[str]:
    """The harness's arguments for one of the runs."""
    found = [*RUNS[name], "--sweep-max", str(points)]
    return [*found, *([] if seed is None else ["--seed", str(seed)])]


def run(line: Sequence[str]) -> int:
    """Run the harness; its exit code."""
    whole = (sys.executable, str(STRIKING), str(HARNESS), *line)
    return subprocess.run(whole, env=environment(), check=False).returncode


def main(argv: Sequence[str] | None = None) -> int:
    """Run them one after the other; 1 where a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", choices=RUNS, action="append", metavar="RUN", help=", ".join(RUNS)
    )
    parser.add_argument(
        "--points",
        type=int,
        default=POINTS,
        metavar="N",
        help=f"strike at N of a write's calls in a sweep ({POINTS}; 1000: at all)",
    )
    parser.add_argument("--seed", type=int, metavar="N")
    given = parser.parse_args(argv)
    if not HARNESS.exists():
        print(f"skipped: there is no {HARNESS}")
        return 0
    codes = {}
    for name in given.only or RUNS:
        print(f"\n{name}", flush=True)
        started = time.monotonic()
        codes[name] = run(words(name, points=given.points, seed=given.seed))
        print(f"exit {codes[name]} after {time.monotonic() - started:.0f} s", flush=True)
    print()
    for name, code in codes.items():
        print(f"{name}: {('held', 'BROKEN', 'could not run')[code]}")
    return max(codes.values())


if __name__ == "__main__":
    sys.exit(main())
