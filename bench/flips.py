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
from functools import cache
from pathlib import Path
from typing import IO, NamedTuple, NoReturn

import damages
import timing
from conftest import Shell
from damages import Case
from forked import leave  # which damages has found
from pipectl.cli import command_table

EVERY = 37  # of the bytes that are neither the header's nor the schema's
PATIENCE = 20  # seconds for all commands of a case, which take 0.1; the machine may be busy
BATCH = 100  # cases that one fork tries, unless it has to be killed
SHOWN = 20  # what is printed of what broke
SEED = 1

WRITES = ("add", "undo", "redo", "edit", "move", "win", "done")
REFUSALS = (3, 4, 5)  # a changed title isn't found, a changed status refuses; 5 is damage


class Tried(NamedTuple):
    """What the commands of a case left, and what of it must not be."""

    codes: tuple[str, ...]
    broken: tuple[str, ...]


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


def labor(work: Work, numbers: Sequence[int], home: Path) -> NoReturn:
    """In a fork: try these cases in forks of its own."""
    home.mkdir()
    leave(lambda: outlive(work, numbers, home))


def outlive(work: Work, numbers: Sequence[int], home: Path) -> None:
    """Fork for a batch of cases; where a fork hangs, go on behind the case that it was at."""
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


def try_all(work: Work, numbers: Sequence[int], home: Path, current: mmap.mmap) -> NoReturn:
    """In a fork of the fork: case after case, each with its time; SQLite too ends by the alarm."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    shell = Shell(home)

    def act() -> None:
        for turn, number in enumerate(numbers):
            current[:8] = turn.to_bytes(8)
            signal.alarm(PATIENCE)
            work.report(number, tried(work.cases[number], work.sound, shell))

    leave(act)


def prepare(sound: bytes, home: Path) -> None:
    """Let forks share what is made once: modules, commands, and memory that isn't collected."""
    command_table.load = cache(command_table.load)
    for line in (*damages.LINES, *damages.OTHERS):
        done = tried(Case(len(sound), 0, (line,)), sound, Shell(home))
        assert not done.broken, done
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
            labor(work, range(job, len(cases), jobs), folder / str(job))
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


def keep(cases: Sequence[Case], sound: bytes) -> None:
    """Leave the stores that were shown behind: another sample has other uids."""
    folder = Path(tempfile.mkdtemp(prefix="flips-"))
    for case in cases[:SHOWN]:
        (folder / f"{case.place}-{case.mask:02x}.db").write_bytes(case.applied(sound))
    print(f"the stores are in {folder}")


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
        sound, rng = damages.sample(home), random.Random(given.seed)
        cases = [*damages.cuts(sound, rng), *damages.flips(sound, given.every, rng)][:: given.part]
        prepare(sound, home)
        print(f"{len(cases):,} cases of a store of {len(sound):,} bytes (seed {given.seed})")
        for turn, (case, done) in enumerate(results(cases, sound, Path(name)), 1):
            codes.update(done.codes)
            broken += [(case, what) for what in done.broken]
            if turn % 500 == 0:
                timing.progress(f"{turn:,} cases, {len(broken)} broken")
        timing.progress("")
    tell(codes, broken)
    if broken:
        keep([case for case, _ in broken], sound)
    return 1 if broken or turn != len(cases) else 0


if __name__ == "__main__":
    sys.exit(flip())
