"""What does each number cost beyond a command's start-up, on stores of any size?"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import scale
import timing
from scale import Store
from timing import Command, Ran, Verdict

# Seconds beyond the start-up, and megabytes, that a number may cost on a store of that size.
SECONDS = {10_000: 0.7, 100_000: 4.0}
MOST_MB = {100_000: 400}
# A forecast simulates: it may take longer.
SLOWER = {"forecast": {500: 0.5, 10_000: 3.0}}
START_UP = "list --json --limit 0"
DAY = "2026-06-30"
# Beside the numbers that there are: as of a day, and supposed.
ALSO = (
    f"list --limit 50 --as-of {DAY}",
    f"board --as-of {DAY}",
    f"coverage --as-of {DAY}",
    "quota suggest",
    "what-if --add 3@20k:proposal",
)
# What some need.
OWN = {"report changes": "--since 2026-10-01"}


def names() -> list[str]:
    """Every number, by the table of commands and the reports that there are."""
    from pipectl.cli.commands import COMMANDS, NUMBERS
    from pipectl.cli.main import load

    found: list[str] = []
    for name, entry in COMMANDS.items():
        if entry.panel == NUMBERS and not entry.rest:
            below = getattr(load(name), "commands", {})
            found += [f"{name} {each}" for each in below] or [name]
    return [f"{name} {OWN[name]}" if name in OWN else name for name in found]


def commands(stores: Sequence[Store], lines: Sequence[str]) -> dict[tuple[str, int], Command]:
    """Every line on every store."""
    found = {}
    for store in stores:
        env = timing.environment(store.path.parent, store.path)
        for line in lines:
            argv = (timing.PIPECTL, *line.split())
            found[line, store.size] = Command(lambda _, argv=argv: argv, env)
    return found


def report(
    found: Mapping[tuple[str, int], Sequence[Ran]], sizes: Sequence[int], *, check: bool
) -> int:
    """The table: what each costs beyond the start-up at each size; the exit code."""
    rows, verdicts = [], []
    for line in dict.fromkeys(name for name, _ in found if name != START_UP):
        beyond, peaks, over = [], [], False
        for size in sizes:
            cost = timing.typical(found[line, size]) - timing.typical(found[START_UP, size])
            peak = max(run.peak_mb for run in found[line, size])
            limit = SLOWER.get(line, SECONDS).get(size, 1e9)
            over = over or cost > 1000 * limit or peak > MOST_MB.get(size, 1e9)
            beyond.append(f"{cost:.0f}")
            peaks.append(f"{peak:.0f}")
        work = timing.work(found[line, sizes[-1]], found[line, sizes[0]])
        verdict = Verdict("", "s", over)
        rows.append((line, *beyond, work, peaks[-1], verdict.word))
        verdicts.append(verdict)
    titles = [f"ms at {size:,}" for size in sizes]
    limits = ", ".join(f"{limit} s at {size:,}" for size, limit in SECONDS.items())
    print(f"beyond `{START_UP}`; at most {limits}, {MOST_MB[100_000]} MB")
    print(timing.table(("number", *titles, "cpu", "peak MB", ""), rows))
    return timing.leave(verdicts, check=check)


def main(argv: Sequence[str] | None = None) -> int:
    """Make the stores, measure, say what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--sizes", default=",".join(map(str, scale.SIZES)), metavar="N,N")
    parser.add_argument("--only", default="", metavar="TEXT", help="lines that hold the text")
    parser.add_argument("--open-share", type=float, default=0.35, metavar="SHARE", help="0 to 1")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the stores, or use them")
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is exceeded")
    given = parser.parse_args(argv)
    sizes = sorted({int(size) for size in given.sizes.split(",")})
    lines = [START_UP, *(line for line in (*names(), *ALSO) if given.only in line)]
    with tempfile.TemporaryDirectory(prefix="pipectl-bench-") as name:
        folder = Path(name)
        keep = given.keep or folder / "made"
        keep.mkdir(parents=True, exist_ok=True)
        stores = [
            scale.copied(
                scale.made(keep.resolve(), size, given.seed, given.open_share), folder, size
            )
            for size in sizes
        ]
        found = timing.measure(commands(stores, lines), given.rounds)
    return report(found, sizes, check=given.check)


if __name__ == "__main__":
    sys.exit(main())
