"""How long does a command take on a server on this machine, against a file?

The same store is in a file and on a local server of the benchmark's own (PostgreSQL must be
installed), and each command runs on both in turns. Limits: 2.5 times the file's time.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import timing
from building import build
from timing import Command, FailedError, Verdict

TESTS = Path(__file__).resolve().parent.parent / "tests"
MOST = 2.5  # times the file's
LINES = {
    "list": (("list",), MOST),
    "add": (("add", "Acme", "5k"), MOST),
    "log": (("log", "call", "7"), None),
    "show": (("show", "7"), None),
    "today": (("today",), None),
    "coverage": (("coverage",), None),
}


def main() -> int:
    """Print the table; return 1 if asked to check and something is over its limit."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--deals", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--check", action="store_true")
    asked = options.parse_args()
    sys.path[:0] = [str(TESTS), str(TESTS / "support")]
    from servers import copied

    with tempfile.TemporaryDirectory() as folder:
        home, store = Path(folder), Path(folder) / "store.db"
        build(store, asked.deals, open_share=1.0)
        here = timing.environment(home, store)
        there = here | {"PIPECTL_DB": copied(store).url}
        commands = {
            (name, place): Command(timing.same(timing.PIPECTL, *words), environment)
            for name, (words, _) in LINES.items()
            for place, environment in (("file", here), ("server", there))
        }
        try:
            found = timing.measure(commands, asked.rounds)
        except FailedError as error:
            print(error, file=sys.stderr)
            return 1
    rows, verdicts = [], []
    for name, (_, most) in LINES.items():
        file, server = found[name, "file"], found[name, "server"]
        ratio = timing.typical(server) / timing.typical(file)
        limit = "" if most is None else f"{most} x"
        verdict = Verdict(f"{ratio:.2f} x", limit, most is not None and ratio > most)
        rows.append((name, timing.shown(file), timing.shown(server), *verdict[:2], verdict.word))
        verdicts.append(verdict)
    print(timing.table(("command", "file ms", "server ms", "ratio", "limit", ""), rows))
    return timing.leave(verdicts, check=asked.check)


if __name__ == "__main__":
    sys.exit(main())
