"""Do changed or missing bytes of a store ever make a defect, a hang or more damage? Tries them."""

import argparse
import gc
import json
import mmap
import os
import random
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import IO, NamedTuple, NoReturn

import timing

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(CHECKOUT / "tests"), str(CHECKOUT / "tests" / "cli")]

from reviewed import answered, finish, keep_all  # noqa: E402

from conftest import Shell  # noqa: E402 - the tests are found by now
from pipectl.cli import main  # noqa: E402

EVERY = 37  # of the bytes that are neither the header's nor the schema's
PATIENCE = 20  # seconds for all commands of a case, which take 0.1; the machine may be busy
BATCH = 100  # cases that one fork tries, unless it has to be killed
SHOWN = 20  # what is printed of what broke
PAGE = 4096
SEED = 1

WRITES = ("add", "undo", "redo", "edit", "move", "win", "done")
LIST = "list --json"
ADD = ("add Tea 5k", LIST)
LINES = (LIST, "show 1", "doctor", *ADD)  # what a cut store meets
# All bits of a byte changed meet a list, and one of these; some bits one of the others. Which one
# is the seed's choice: all of them for each byte would take an hour.
MORE = (("show 1",), ("doctor",), ADD)
OTHERS = (
    *(
        "show 1",
        "doctor",
        "list --all",
        "history --json",
        "board",
        "coverage",
        "today",
        "export --what all",
    ),
    *("review list", "stage list", "quota show", "config list", "account list", "backup list"),
    *("undo", "redo", "edit 1 --note x", "move 1 --buying yes --why x", "win 2", "done 3"),
)
REFUSALS = (3, 4, 5)  # a changed title isn't found, a changed status refuses; 5 is damage


class Case(NamedTuple):
    """A byte to change, or the length to which the store is cut, and the commands that meet it."""

    place: int
    mask: int  # 0: cut
    lines: tuple[str, ...]

    def applied(self, sound: bytes) -> bytes:
        """The store with the change."""
        if not self.mask:
            return sound[: self.place]
        changed = bytearray(sound)
        changed[self.place] ^= self.mask
        return bytes(changed)

    def __str__(self) -> str:
        if not self.mask:
            return f"cut to {self.place:,} bytes"
        return f"byte {self.place:,} (page {self.place // PAGE + 1}) xor {self.mask:#04x}"


class Tried(NamedTuple):
    """What the commands of a case left, and what of it must not be."""

    codes: tuple[str, ...]
    broken: tuple[str, ...]


def sample(home: Path) -> bytes:
    """A small store that has seen something of everything: its bytes."""
    shell = Shell(home)
    answered(shell, "Acme rollout", "Birch audit", "Cedar pilot", "Dune support")
    shell("quota", "set", "100k", "--period", "2026-Q4")
    sheet = home / "deals.csv"
    sheet.write_text("title,amount,opened_at,account\nElm,5000,2026-01-05,Elm Oy\nFir,70,,\n")
    shell("import", sheet)
    sheet.unlink()
    shell("log", "call", "1", "They want two more seats")
    shell("win", "4", "--reason", "Price")
    position = keep_all(shell.store, date(2026, 11, 18), 1, 2, 3)
    finish(shell.store, position, date(2026, 11, 18), {"kept": 3})
    shell("edit", "2", "--amount", "9k")
    shell("undo")
    content = shell.store.read_bytes()
    shutil.rmtree(Path(f"{shell.store}.backups"), ignore_errors=True)
    return content


def schema_pages(sound: bytes) -> list[int]:
    """The numbers, from 1, of the pages that hold the schema: page 1 and the tree below it."""
    begins = 100  # the first page's tree stands behind the file's header
    if sound[begins] != 5:  # no inner page of a table
        return [1]
    cells = int.from_bytes(sound[begins + 3 : begins + 5])
    places = (begins + 12 + 2 * cell for cell in range(cells))
    children = [int.from_bytes(sound[place : place + 2]) for place in places]
    numbers = [int.from_bytes(sound[place : place + 4]) for place in (*children, begins + 8)]
    assert all(sound[(number - 1) * PAGE] == 13 for number in numbers), "a deeper tree than known"
    return [1, *numbers]


def flips(sound: bytes, every: int, rng: random.Random) -> Iterator[Case]:
    """All bytes of the header and the schema, some of the rest: each changed in two ways."""
    pages = schema_pages(sound)
    for place in range(len(sound)):
        if place % every and place // PAGE + 1 not in pages:
            continue
        yield Case(place, 0xFF, (LIST, *rng.choice(MORE)))
        yield Case(place, rng.randrange(1, 0xFF), (rng.choice(OTHERS),))


def cuts(sound: bytes, rng: random.Random) -> Iterator[Case]:
    """The store cut at every page, and at odd places."""
    odd = rng.sample(range(1, len(sound)), 100)
    for size in sorted({*range(0, len(sound), PAGE), 1, 15, 16, 99, 100, 101, *odd}):
        yield Case(size, 0, LINES)


def tried(case: Case, sound: bytes, shell: Shell) -> Tried:
    """Run the commands of a case on a store that is changed so."""
    content = case.applied(sound)
    shell.store.touch(0o600)
    shell.store.write_bytes(content)
    codes, broken = [], []
    for line in case.lines:
        code, wrong = outcome(shell, line)
        codes.append(f"{line.split()[0]} {code}")
        if code == 0 and line.startswith(WRITES):
            content = shell.store.read_bytes()
        elif shell.store.read_bytes() != content:
            wrong.append("the file was changed")
        broken += [f"{line}: {each}" for each in wrong]
    strangers = {each.name for each in shell.home.iterdir()} - {"pipectl.db", "pipectl.db.backups"}
    broken += [f"there is {name}" for name in sorted(strangers)]
    clean(shell.home)
    return Tried(tuple(codes), tuple(broken))


def outcome(shell: Shell, line: str) -> tuple[int, list[str]]:
    """A command's exit code, and what is wrong with what it left."""
    try:
        done = shell.outcome(*line.split())
    except Exception as error:
        return 1, [f"{type(error).__name__}: {error}"]
    wrong = []
    if done.code and done.code not in REFUSALS:
        wrong.append(f"exit {done.code}: {done.err.strip()} {places(shell.home)}")
    if "Traceback" in done.err + done.out:
        wrong.append("a traceback")
    if done.code == 5 and not done.err.startswith("pipectl: "):
        wrong.append(f"exit 5 says {done.err!r}")
    if done.code == 0 and line.endswith("--json"):
        try:
            json.loads(done.out)
        except ValueError as error:
            wrong.append(f"no JSON: {error}")
    return done.code, wrong


def places(home: Path) -> str:
    """Where a defect was, as the log of defects tells."""
    logs = list(home.rglob("defects.log"))
    return " < ".join(reversed(logs[0].read_text().split("\n")[-5:-1])) if logs else ""


def clean(home: Path) -> None:
    """Leave nothing of a case to the next."""
    for each in home.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
        else:
            each.unlink()


class Work(NamedTuple):
    """What all forks know: the cases, the store, and where results go."""

    cases: Sequence[Case]
    sound: bytes
    results: IO[bytes]

    def report(self, number: int, done: Tried) -> None:
        """One line, short enough that a pipe takes it as a whole."""
        broken = [each[:500] for each in done.broken[:5]]
        self.results.write(json.dumps([number, done.codes, broken]).encode() + b"\n")


def labour(work: Work, numbers: Sequence[int], home: Path) -> NoReturn:
    """In a fork: try these cases in forks of its own, and outlive those that hang."""
    home.mkdir()
    current = mmap.mmap(-1, 8)
    begin = 0
    while begin < len(numbers):
        batch = numbers[begin : begin + BATCH]
        child = os.fork()
        if not child:
            try_all(work, batch, home, current)
        status = os.waitpid(child, 0)[1]
        if status:
            stuck = int.from_bytes(current[:8])
            why = f"the fork ended with {os.waitstatus_to_exitcode(status)}: a hang or a crash"
            work.report(batch[stuck], Tried((), (why,)))
            clean(home)
        begin += stuck + 1 if status else len(batch)
    os._exit(0)


def try_all(work: Work, numbers: Sequence[int], home: Path, current: mmap.mmap) -> NoReturn:
    """In a fork of the fork: case after case, each with its time; SQLite too ends by the alarm."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    shell = Shell(home)
    for turn, number in enumerate(numbers):
        current[:8] = turn.to_bytes(8)
        signal.alarm(PATIENCE)
        work.report(number, tried(work.cases[number], work.sound, shell))
    os._exit(0)


def prepare() -> None:
    """Let forks share what is made once: commands, and memory that no collection touches."""
    main.load = cache(main.load)
    gc.disable()
    gc.freeze()


def results(cases: Sequence[Case], sound: bytes, folder: Path) -> Iterator[tuple[Case, Tried]]:
    """What came of each case, as it comes, from a fork for each core."""
    ours, theirs = os.pipe()
    jobs = os.cpu_count() or 1
    workers = []
    for job in range(jobs):
        workers.append(os.fork())
        if not workers[-1]:
            work = Work(cases, sound, os.fdopen(theirs, "wb", buffering=0))
            labour(work, range(job, len(cases), jobs), folder / str(job))
    os.close(theirs)
    with os.fdopen(ours, encoding="utf-8") as lines:
        for line in lines:
            number, codes, broken = json.loads(line)
            yield cases[number], Tried(tuple(codes), tuple(broken))
    for worker in workers:
        os.waitpid(worker, 0)


def tell(codes: Counter[str], broken: Sequence[tuple[Case, str]]) -> None:
    """How often each command left each code, and what broke."""
    commands = sorted({each.split()[0] for each in codes})
    rows = [(each, *(str(codes[f"{each} {code}"]) for code in (0, *REFUSALS))) for each in commands]
    print(timing.table(("command", "exit 0", "exit 3", "exit 4", "exit 5"), rows))
    for case, what in broken[:SHOWN]:
        print(f"{case}: {what}")
    print(f"{len(broken)} broken" if broken else "no defect, no hang, no refused file changed")


def flip(argv: Sequence[str] | None = None) -> int:
    """Try them all; 1 where something broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=EVERY, metavar="N", help="of the other bytes")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N")
    parser.add_argument("--part", type=int, default=1, metavar="N", help="try a case of N only")
    given = parser.parse_args(argv)
    codes: Counter[str] = Counter()
    broken: list[tuple[Case, str]] = []
    with tempfile.TemporaryDirectory() as name:
        home = Path(name, "sample")
        home.mkdir()
        sound, rng = sample(home), random.Random(given.seed)
        cases = [*cuts(sound, rng), *flips(sound, given.every, rng)][:: given.part]
        prepare()
        print(f"{len(cases):,} cases of a store of {len(sound):,} bytes (seed {given.seed})")
        for turn, (case, done) in enumerate(results(cases, sound, Path(name)), 1):
            codes.update(done.codes)
            broken += [(case, what) for what in done.broken]
            if turn % 500 == 0:
                timing.progress(f"{turn:,} cases, {len(broken)} broken")
        timing.progress("")
    tell(codes, broken)
    return 1 if broken or turn != len(cases) else 0


if __name__ == "__main__":
    sys.exit(flip())
