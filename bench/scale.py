"""What do 100,000 opportunities cost a command, in time and memory, against 100?"""

import argparse
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import timing
from building import build
from timing import A, Command, Verdict

SIZES = (100, 10_000, 100_000)
MOST_MB = 200


class Limit(NamedTuple):
    """What the largest store may cost: so many times the smallest one's time, or so many A."""

    times: float | None = None
    starts: float | None = None


LIMITS = {
    "list --limit 50": Limit(times=2.0),
    "show N": Limit(times=1.3),
    "board": Limit(starts=8.0),
    "coverage": Limit(starts=8.0),
    "add …": Limit(times=1.2),
    "add … --account": Limit(times=1.2),
    "log … N": Limit(times=1.2),
    "move N …": Limit(times=1.2),
}
ADD = ("12k", "--source", "referral", "--close", "eoq", "--next", "Call", "--due", "fri")
MOVE = ("--buying", "yes", "--why", "They asked for a date", "--next", "Call", "--due", "+3d")
DEALS_SQL = """
select
  o.id,
  s.name
from opportunity as o
join stage as s on s.id = o.stage_id
where o.status = 'open'
order by o.id
"""


class Store(NamedTuple):
    """A store to run commands on: its size, its open deals, the stages' names."""

    path: Path
    size: int
    deals: Sequence[tuple[int, str]]
    stages: Sequence[str]


def made(folder: Path, size: int, seed: int, open_share: float) -> Path:
    """The store of that size, made now unless the folder holds it already."""
    path = folder / f"{size}-{open_share:g}-{seed}.db"
    if not path.exists():
        started = time.monotonic()
        aside = path.with_suffix(".new")
        for left in (aside, aside.with_name(f"{aside.name}-journal")):
            left.unlink(missing_ok=True)
        build_elsewhere(aside, size, seed, open_share)
        aside.rename(path)
        took, mb = time.monotonic() - started, path.stat().st_size / 1e6
        print(f"{size:,} opportunities: {mb:.1f} MB, made in {took:.1f} s", file=sys.stderr)
    return path


def build_elsewhere(path: Path, size: int, seed: int, open_share: float) -> None:
    """Make it in a process of its own: a large parent would count as its children's peak."""
    settings = {"seed": seed, "open_share": open_share}
    builder = get_context("spawn").Process(target=build, args=(path, size), kwargs=settings)
    builder.start()
    builder.join()
    if builder.exitcode:
        raise timing.FailedError(f"{path} could not be made")


def copied(path: Path, folder: Path, size: int) -> Store:
    """A copy that may be written to, so that the store made can be used again."""
    copy = folder / f"{size}.db"
    shutil.copyfile(path, copy)
    with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as store:
        deals = store.execute(DEALS_SQL).fetchall()
        stages = [row[0] for row in store.execute("select name from stage order by position")]
    return Store(copy, size, deals, stages)


def words(name: str, store: Store) -> Callable[[int], Sequence[object]]:
    """A command line in each round: another deal every time, from all over the store."""

    def nth(turn: int) -> int:
        """A place among the open deals, far from the one before."""
        return turn * 7919 % len(store.deals)

    def move(turn: int) -> Sequence[object]:
        number, stage = store.deals[nth(turn)]
        others = [each for each in store.stages if each != stage]
        return "move", number, others[turn % len(others)], *MOVE

    def add(turn: int) -> Sequence[object]:
        return "add", f"Harbour renewal {turn}", *ADD

    lines: dict[str, Callable[[int], Sequence[object]]] = {
        "list --limit 50": lambda _: ("list", "--limit", 50),
        "show N": lambda turn: ("show", store.deals[nth(turn)][0]),
        "board": lambda _: ("board",),
        "coverage": lambda _: ("coverage",),
        "add …": add,
        "add … --account": lambda turn: (*add(turn), "--account", "Acme Logistics Inc"),
        "log … N": lambda turn: ("log", "call", store.deals[nth(turn)][0], "Spoke on price"),
        "move N …": move,
    }
    return lines[name]


def commands(stores: Sequence[Store]) -> dict[tuple[str, int], Command]:
    """Every command on every store."""
    found = {(A, 0): timing.importing(stores[0].path.parent)}
    for store in stores:
        env = timing.environment(store.path.parent, store.path)
        for name in LIMITS:
            found[name, store.size] = Command(typed(words(name, store)), env)
    return found


def typed(words: Callable[[int], Sequence[object]]) -> Callable[[int], Sequence[str]]:
    """Those words behind the program's name."""
    return lambda turn: (timing.PIPECTL, *map(str, words(turn)))


def report(
    found: Mapping[tuple[str, int], Sequence[timing.Ran]], sizes: Sequence[int], *, check: bool
) -> int:
    """The table: the largest store against the smallest; the exit code."""
    rows, verdicts = [], []
    least, most = sizes[0], sizes[-1]
    for name, limit in LIMITS.items():
        times = {size: timing.typical(found[name, size]) for size in sizes}
        peak = max(run.peak_mb for run in found[name, most])
        ratio = times[most] / times[least]
        verdict = Verdict(f"{ratio:.2f}", f"{limit.times} x", ratio > (limit.times or 0))
        if limit.starts is not None:
            starts = times[most] / timing.typical(found[A, 0])
            verdict = Verdict(f"{starts:.2f} A", f"{limit.starts} A", starts > limit.starts)
        figures = [timing.shown(found[name, size]) for size in sizes]
        work = timing.work(found[name, most], found[name, least])
        rows.append((name, *figures, work, *verdict[:2], f"{peak:.0f}", verdict.word))
        verdicts.append(verdict)
    peak = max(run.peak_mb for runs in found.values() for run in runs)
    memory = Verdict(f"{peak:.0f}", f"{MOST_MB} MB", peak > MOST_MB)
    blanks = [""] * (len(sizes) + 2)
    rows.append(("peak memory", *blanks, memory.limit, memory.figure, memory.word))
    titles = [f"ms at {size:,}" for size in sizes]
    print(timing.table(("command", *titles, "cpu", "ratio", "limit", "peak MB", ""), rows))
    return timing.leave([*verdicts, memory], check=check)


def main(argv: Sequence[str] | None = None) -> int:
    """Make the stores, measure, say what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, metavar="N")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), metavar="N,N")
    parser.add_argument("--open-share", type=float, default=0.35, metavar="SHARE", help="0 to 1")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the stores, or use them")
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is exceeded")
    given = parser.parse_args(argv)
    sizes = sorted({int(size) for size in given.sizes.split(",")})
    with tempfile.TemporaryDirectory(prefix="pipectl-bench-") as name:
        folder = Path(name)
        keep = given.keep or folder / "made"
        keep.mkdir(parents=True, exist_ok=True)
        stores = [
            copied(made(keep.resolve(), size, given.seed, given.open_share), folder, size)
            for size in sizes
        ]
        found = timing.measure(commands(stores), given.rounds)
    print(f"{given.open_share:.0%} open, {given.rounds} rounds")
    return report(found, sizes, check=given.check)


if __name__ == "__main__":
    sys.exit(main())
