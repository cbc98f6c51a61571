"""How fast does a command start, against what importing its libraries alone costs?

`--peer 'COMMAND'`, as often as wanted, times another program's command in the same rounds, and
prints how many times its time each of ours takes: `--peer 'bun crm.ts add Acme'`, beside its
package. COMMAND is split as a shell splits words, but no shell runs it. It must leave with 0, and
has a home of its own, which is empty at first.
"""

import argparse
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import timing
from building import build
from timing import A, Command, FailedError, Verdict

PEER = "peer: "
NOWHERE = "nowhere"  # there is no store yet
PLACES = ("Proposal", "Meeting")


class Line(NamedTuple):
    """A command line in each round, how many times A it may take, which store it runs on."""

    words: Callable[[int], tuple[str, ...]]
    limit: float | None = None
    store: str = "read"
    terminal: bool = False


def always(*words: str) -> Callable[[int], tuple[str, ...]]:
    """The same words in each round."""
    return lambda _: words


ADD = (
    *("add", "Harbour renewal", "12k", "--account", "Acme Corp", "--source", "referral"),
    *("--close", "eoq", "--next", "Call", "--due", "fri"),
)
MOVE = ("--buying", "yes", "--why", "They asked for a date", "--next", "Call", "--due", "+3d")
# A deal is moved forward, and back again in the next round; each round closes another one.
LINES = {
    "list": Line(always("list"), 0.90),
    "list --json": Line(always("list", "--json"), 0.85),
    "--help": Line(always("--help"), 0.80),
    "list, at a terminal": Line(always("list"), terminal=True),
    "show 7": Line(always("show", "7")),
    "coverage": Line(always("coverage")),
    "add …": Line(always(*ADD), 1.20, "written"),
    "log …": Line(always("log", "call", "7", "They have a date"), 1.20, "written"),
    "next …": Line(lambda turn: ("next", "7", f"Visit {turn}"), 1.20, "written"),
    "done …": Line(always("done", "7", "--then", "Call", "--due", "fri"), 1.20, "written"),
    "edit …": Line(lambda turn: ("edit", "7", "--note", f"Note {turn}"), 1.20, "written"),
    "move …": Line(lambda turn: ("move", "21", PLACES[turn % 2], *MOVE), 1.20, "written"),
    "win …": Line(lambda turn: ("win", str(turn + 1)), 1.20, "won"),
    "lose …": Line(lambda turn: ("lose", str(turn + 1), "--reason", "price"), 1.20, "lost"),
    "undo": Line(always("undo"), 1.20, "undone"),
    "the first add of all": Line(always("add", "Acme"), 1.40, NOWHERE),
    "demo": Line(always("demo"), 15.0, NOWHERE),
}


def commands(folder: Path, rounds: int, peers: Sequence[str] = ()) -> dict[str, Command]:
    """Everything that is timed, each kind of change on a store of its own."""
    bare = timing.environment(folder)
    others = {f"{PEER}{each}": peer(each, folder) for each in peers}
    found = {A: timing.importing(folder)}
    stores = {line.store for line in LINES.values()} - {NOWHERE}
    at = {name: timing.environment(folder, folder / f"{name}.db") for name in stores}
    for name in stores:
        deals = rounds + 1 if name in ("won", "lost") else 20
        build(folder / f"{name}.db", deals, open_share=1.0)
    # What is moved is one in the first stage: wherever that goes to begin with is a move.
    timing.run(Command(always(timing.PIPECTL, "add", "Moved"), at["written"]))
    for _ in range(rounds + 1):
        timing.run(Command(always(timing.PIPECTL, "log", "call", "1"), at["undone"]))
    for name, line in LINES.items():
        found[name] = Command(argv(line, folder), at.get(line.store, bare), line.terminal)
    return found | others


def peer(text: str, folder: Path) -> Command:
    """Another program's command; raises FailedError where it can't be run as it is."""
    home = folder / "peer"
    home.mkdir(exist_ok=True)
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise FailedError(f"--peer {text!r}: {error}") from None
    if not words or shutil.which(words[0]) is None:
        raise FailedError(f"--peer {text!r}: there is no such program")
    command = Command(always(*words), timing.environment(home))
    if timing.run(command).given_up:
        raise FailedError(f"--peer {text!r} takes over {timing.PATIENCE:.0f} seconds")
    return command


def argv(line: Line, folder: Path) -> Callable[[int], tuple[str, ...]]:
    """The whole command line of a round; one without a store has a new home in each."""
    if line.store != NOWHERE:
        return lambda turn: (timing.PIPECTL, *line.words(turn))
    return lambda turn: ("env", f"HOME={folder}/home{turn}", timing.PIPECTL, *line.words(turn))


def report(found: dict[str, list[timing.Ran]], *, check: bool) -> int:
    """The table, against the baselines; the exit code."""
    rows, verdicts = [], []
    peers = [name for name in found if name.startswith(PEER)]
    for name, runs in found.items():
        against = tuple(
            f"{timing.typical(runs) / timing.typical(found[each]):.2f}" for each in peers
        )
        if name not in LINES:
            rows.append((name, timing.shown(runs), "", "", *against, "", ""))
            continue
        line = LINES[name]
        ratio = timing.typical(runs) / timing.typical(found[A])
        limit = "" if line.limit is None else f"{line.limit:.2f} A"
        over = line.limit is not None and ratio > line.limit
        verdict = Verdict(f"{ratio:.2f} A", limit, over)
        work = timing.work(runs, found[A])
        figures = (verdict.figure, *against, verdict.limit)
        rows.append((name, timing.shown(runs), work, *figures, verdict.word))
        verdicts.append(verdict)
    titles = ("ratio", *(f"/ peer {place}" for place, _ in enumerate(peers, 1)), "limit", "")
    print(timing.table(("command", "ms", "cpu", *titles), rows))
    return timing.leave(verdicts, check=check)


def profile(name: str, folder: Path) -> None:
    """The ten most expensive imports of a line, the best of five runs each."""
    chosen = commands(folder, 6)[name]
    best: dict[str, tuple[int, int]] = {}
    for turn in range(6):
        argv = chosen.argv(turn)
        interpreter = argv if argv[0] == timing.PYTHON else (timing.PYTHON, *argv)
        ran = subprocess.run(
            (timing.PYTHON, "-X", "importtime", *interpreter[1:]),
            env=dict(chosen.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        for module, times in imports(ran.stderr):
            best[module] = min(best.get(module, times), times) if turn else times
    print(f"{name}: {len(best)} imports, {sum(own for own, _ in best.values()) / 1000:.0f} ms")
    for title, place in (("by themselves", 0), ("with what they import in turn", 1)):
        print()
        top = sorted(best, key=lambda module: -best[module][place])[:10]
        rows = [(module, *(f"{each / 1000:.1f}" for each in best[module])) for module in top]
        print(timing.table((f"the ten dearest {title}", "own ms", "all ms"), rows))


def imports(said: str) -> list[tuple[str, tuple[int, int]]]:
    """Modules with their own and their whole time in microseconds, from -X importtime."""
    found = []
    for line in said.splitlines():
        parts = line.removeprefix("import time:").split("|")
        if line.startswith("import time:") and len(parts) == 3 and parts[0].strip().isdigit():
            found.append((parts[2].strip(), (int(parts[0]), int(parts[1]))))
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, or profile one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, metavar="N")
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is exceeded")
    parser.add_argument("--profile", choices=[A, *LINES], metavar="LINE", help="its imports")
    parser.add_argument("--peer", action="append", default=[], metavar="COMMAND", help="of another")
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="pipectl-bench-") as folder:
        if given.profile:
            profile(given.profile, Path(folder))
            return 0
        try:
            chosen = commands(Path(folder), given.rounds, given.peer)
            found = timing.measure(chosen, given.rounds)
        except FailedError as error:
            sys.exit(f"{Path(__file__).name}: {error}")
    return report(found, check=given.check)


if __name__ == "__main__":
    sys.exit(main())
