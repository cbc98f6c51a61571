"""Does a store on a server survive a connection that is cut at any byte of a write?

An `add` runs over a port that cuts its connection after so many bytes that it said, or heard, each
time after one more (`--step N`: after N more). What it then claims must be true: a deal whose add
was acknowledged is there, one of which it said that nothing was stored isn't, and the journal has
an operation for each. The server is a local one of its own (PostgreSQL must be installed).
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "support")]

from between import HEARING, SAYING, Cut  # noqa: E402 - found by the path above
from conftest import Shell  # noqa: E402
from cutting import spoken, tried  # noqa: E402
from servers import copied, session  # noqa: E402

ADDS_SQL = "select count(*) from journal_operation where command like 'add %'"


def main() -> int:
    """Cut everywhere; return 1 for a false claim."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--step", type=int, default=1, metavar="N", help="bytes between two cuts")
    step = options.parse_args().step
    with tempfile.TemporaryDirectory() as folder:
        shell = Shell(Path(folder))
        shell("init")
        for way in (SAYING, HEARING):
            place = copied(shell.store)
            whole = spoken(shell, place)[way]
            said: Counter[str] = Counter()
            for after in range(0, whole, step):
                try:
                    said[tried(shell, place, Cut(way, after))] += 1
                except AssertionError as error:
                    print(f"cut after {after} of {whole} bytes {way}: {error}")
                    return 1
            print(f"{way}: {said.total()} cuts in {whole} bytes:", *told(said), sep="\n  ")
            with session(place) as server:
                operations = server.execute(ADDS_SQL).fetchone()[0]
            if operations != said["stored"] + said["unknown, and there"] + 1:
                print(f"the journal has {operations} operations")
                return 1
    return 0


def told(said: Counter[str]) -> list[str]:
    """Return what was said how often."""
    return [f"{what}: {count}" for what, count in sorted(said.items())]


if __name__ == "__main__":
    sys.exit(main())
