"""What does each number cost beyond a command's start-up, on stores of any size?"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import scale
import timing
from scale import Store
from timing import Command, Ran, Verdict

# Seconds of work beyond the start-up, and megabytes, that a number may cost at a size.
SECONDS = {10_000: 0.7, 100_000: 4.0}
MOST_MB = {100_000: 400}
# A forecast simulates, and all of them together have no limit but memory: they may take longer.
SLOWER = {"forecast": {500: 0.5, 10_000: 3.0}, "report all": {}}
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
    from pipectl.cli.command_table import COMMANDS, NUMBERS, load

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
            found[line, store.size] = Command(timing.same(timing.PIPECTL, *line.split()), env)
    return found


def report(
    found: Mapping[tuple[str, int], Sequence[Ran]], sizes: Sequence[int], *, check: bool
) -> int:
    """The table: what each costs beyond the start-up at each size; the exit code."""
    rows, verdicts = [], []
    for line in dict.fromkeys(name for name, _ in found if name != START_UP):
        costs = [beyond(found, line, size) for size in sizes]
        over = any(each.is_over(line) for each in costs)
        figures = [f"{each.work:.0f} / {each.clock:.0f}" for each in costs]
        growth = timing.work(found[line, sizes[-1]], found[line, sizes[0]])
        verdict = Verdict("", "s", over)
        rows.append((line, *figures, growth, f"{costs[-1].peak_mb:.0f}", verdict.word))
        verdicts.append(verdict)
    titles = [f"ms at {size:,}" for size in sizes]
    limits = ", ".join(f"{limit} s at {size:,}" for size, limit in SECONDS.items())
    print(f"beyond `{START_UP}`, of work and by the clock")
    print(f"of work at most {limits} (forecast: 3.0 s at 10,000), {MOST_MB[100_000]} MB")
    print(timing.table(("number", *titles, "growth", "peak MB", ""), rows))
    return timing.leave(verdicts, check=check)


class Cost(NamedTuple):
    """What a line costs beyond the start-up: milliseconds of work and by the clock; its peak."""

    size: int
    work: float
    clock: float
    peak_mb: float
    given_up: bool

    def is_over(self, line: str) -> bool:
        """Whether it works for too long, or needs too much memory: waiting isn't its own fault."""
        limit = SLOWER.get(line, SECONDS).get(self.size, 1e9)
        too_long = self.given_up or self.work > 1000 * limit
        return too_long or self.peak_mb > MOST_MB.get(self.size, 1e9)


def beyond(found: Mapping[tuple[str, int], Sequence[Ran]], line: str, size: int) -> Cost:
    """What a line costs at a size."""
    runs, starts = found[line, size], found[START_UP, size]
    return Cost(
        size,
        timing.effort(runs) - timing.effort(starts),
        timing.typical(runs) - timing.typical(starts),
        max(run.peak_mb for run in runs),
        any(run.given_up for run in runs),
    )


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
