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
PIPECTL = f"{sys.executable} -m pipectl"
LIST = ("--list", f"{PIPECTL} list --json", "--check", f"{PIPECTL} doctor")
ADD = ("--write", f'{PIPECTL} add "Deal {{n}}" 100')
# What a program or a person hands over: a sheet with one deal that has a past.
SHEET = r"title,amount,opened_at\nDeal {n},100,2026-01-05\n"
IMPORT = ("--write", f"sh -c 'printf \"{SHEET}\" | {PIPECTL} import -'")
# A deal that moves at once: two writes, and the second may fail where the first was killed.
MOVE = '--buying yes --why "They asked" --next Call --due tomorrow'
MOVED = (
    "--write",
    f'sh -c \'{PIPECTL} add "Deal {{n}}" 100 && {PIPECTL} move "Deal {{n}}" {MOVE}\'',
)
# Done, undone and done again.
UNDO = f"{PIPECTL} undo && {PIPECTL} redo"
UNDONE = ("--write", f"sh -c '{PIPECTL} add \"Deal {{n}}\" 100 && {UNDO}'")
HOME = ("--env", "HOME={dir}")
STORE = ("--env", "PIPECTL_DB={dir}/data.db", *HOME)
INIT = ("--setup", f"{PIPECTL} init")
OLDER = ("--setup", f"{sys.executable} {CHECKOUT / 'bench' / 'older.py'} {{db}}")
NAMED = (*STORE, *INIT, *ADD, *LIST)
# The first write makes it.
DEFAULT = ("--db", "{dir}/.local/share/pipectl/pipectl.db", *HOME, *ADD, *LIST)

SHORT_SWEEP = ("--faults", "KILL", "--sweep-max", "30")
RUNS = {
    "race": ("race", *NAMED),
    "race of first runs": ("race", *DEFAULT, "--first-runs", "6"),
    "sweep": ("sweep", *NAMED, *SHORT_SWEEP),
    "sweep of a first run": ("sweep", *DEFAULT, *SHORT_SWEEP),
    "sweep of imports": ("sweep", *STORE, *INIT, *IMPORT, *LIST, *SHORT_SWEEP),
    "sweep of moves": ("sweep", *STORE, *INIT, *MOVED, *LIST, *SHORT_SWEEP),
    "sweep of undo and redo": ("sweep", *STORE, *INIT, *UNDONE, *LIST, *SHORT_SWEEP),
    "race of an upgrade": ("race", *STORE, *OLDER, *ADD, *LIST),
    "sweep of an upgrade": ("sweep", *STORE, *OLDER, *ADD, *LIST, *SHORT_SWEEP),
    "power": ("power", *NAMED, "--power-rounds", "4", "--power-rand", "40"),
}


def environment() -> dict[str, str]:
    """The environment without what would lead to another store, or other words."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIPECTL_", "XDG_")) and name != "PYTHONDONTWRITEBYTECODE"
    }


def words(name: str, *, every_fault: bool, seed: int | None) -> list[str]:
    """The harness's arguments for one of the runs."""
    found = list(RUNS[name])
    if every_fault:
        found = [word for word in found if word not in SHORT_SWEEP]
    return [*found, *([] if seed is None else ["--seed", str(seed)])]


def main(argv: Sequence[str] | None = None) -> int:
    """Run them one after the other; 1 where a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", choices=RUNS, action="append", metavar="RUN", help=", ".join(RUNS)
    )
    parser.add_argument("--every-fault", action="store_true", help="sweep all calls, all faults")
    parser.add_argument("--seed", type=int, metavar="N")
    given = parser.parse_args(argv)
    if not HARNESS.exists():
        print(f"skipped: there is no {HARNESS}")
        return 0
    codes = {}
    for name in given.only or RUNS:
        print(f"\n{name}", flush=True)
        started = time.monotonic()
        line = words(name, every_fault=given.every_fault, seed=given.seed)
        codes[name] = subprocess.run((sys.executable, HARNESS, *line), env=environment()).returncode
        print(f"exit {codes[name]} after {time.monotonic() - started:.0f} s", flush=True)
    print()
    for name, code in codes.items():
        print(f"{name}: {('held', 'BROKEN', 'could not run')[code]}")
    return max(codes.values())


if __name__ == "__main__":
    sys.exit(main())
