"""What does an import of 100,000 opportunities with 300,000 stages cost, in time and memory?"""

import argparse
import csv
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import timing
from timing import Command, Verdict

MOST_STARTS, MOST_MB = 600.0, 400.0  # the first so many times A
STAGES = ("Discovery", "Meeting", "Proposal", "Negotiation")
HEADERS = "deal_id title amount currency opened_at outcome closed_at closed_value account source"
BEGIN = date(2020, 1, 1)
timing.PATIENCE = 300.0


def written(folder: Path, size: int) -> tuple[Path, Path]:
    """A file of opportunities and one of the stages that they went through, three each."""
    chance = Random(1)
    deals, past = folder / "deals.csv", folder / "past.csv"
    with deals.open("w", newline="") as first, past.open("w", newline="") as second:
        rows, entries = csv.writer(first), csv.writer(second)
        rows.writerow(HEADERS.split())
        entries.writerow(("deal_id", "stage", "entered_at"))
        for number in range(size):
            opened = BEGIN + timedelta(chance.randrange(2_300))
            days = sorted(chance.randrange(120) for _ in range(2))
            rows.writerow(deal(number, opened, chance))
            for stage, day in zip(STAGES, (0, *days), strict=False):
                entries.writerow((number, stage, opened + timedelta(day)))
    return deals, past


def deal(number: int, opened: date, chance: Random) -> Iterator[object]:
    """One row."""
    outcome = chance.choice(("won", "lost", "open"))
    amount = chance.randrange(1_000, 90_000)
    yield from (number, f"Harbour renewal {number}", amount, "USD", opened, outcome)
    yield "" if outcome == "open" else opened + timedelta(130)
    yield amount - chance.randrange(2) * 100 if outcome == "won" else ""
    yield from (f"Account {chance.randrange(12_000)}", chance.choice(("referral", "web")))


def main() -> int:
    """Import, again, and undo; the exit code says whether the import kept within its limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000, help="opportunities")
    parser.add_argument("--check", action="store_true", help="leave 1 where over a limit")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        deals, past = written(home, asked.size)
        env = timing.environment(home, home / "pipectl.db")
        timing.run(Command(lambda _: (timing.PIPECTL, "init"), env))
        line = ("import", deals, "--history", past, "--complete-history")
        start = timing.typical([timing.run(timing.importing(home)) for _ in range(5)]) / 1000
        rows, verdicts = [(timing.A, f"{start:.2f} s", "", "")], []
        for what, words in (
            ("import --dry-run", (*line, "--dry-run", "--json")),
            ("import", line),
            ("import again", line),
            ("undo", ("undo",)),
            ("redo", ("redo",)),
        ):
            ran = timing.run(Command(timing.same(timing.PIPECTL, *map(str, words)), env))
            rows.append((what, f"{ran.seconds:.0f} s", "", ""))
            for figure, limit, unit in (
                (ran.seconds / start, MOST_STARTS, "A"),
                (ran.peak_mb, MOST_MB, "MB"),
            ):
                verdict = Verdict(f"{figure:.0f} {unit}", f"{limit:.0f} {unit}", figure > limit)
                verdicts.append(verdict)
                rows.append((what, *verdict[:2], verdict.word))
        size = (home / "pipectl.db").stat().st_size / 1e6
        titles = (f"{asked.size:,} opportunities, {3 * asked.size:,} stages", "", "limit", "")
        print(timing.table(titles, rows))
        print(f"the store has {size:.0f} MB")
    return timing.leave(verdicts, check=asked.check)


if __name__ == "__main__":
    sys.exit(main())
