"""Crowds, kills, half commits: what was acknowledged is there once, and the next command works."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

import pytest

from conftest import Shell
from forked import become, leave, stream_to
from half_changes import half_changed, is_hot, journal_of
from pipectl.app.main import main
from pipectl.store.creation import PAGE_SIZE

HARNESS = Path(__file__).resolve().parents[3] / "shared" / "tools" / "torture.py"
PIPECTL = f"{sys.executable} -m pipectl"
WHERE = ("--env", "HOME={dir}", "--env", "PIPECTL_DB={dir}/data.db")
COMMANDS = ("--write", f'{PIPECTL} add "Deal {{n}}" 100', "--list", f"{PIPECTL} list --json")


def strace_works() -> bool:
    """Whether calls can be traced here: it is installed, and allowed."""
    try:
        return subprocess.run(["strace", "-o", os.devnull, "true"], check=False).returncode == 0
    except OSError:
        return False


def tortured(shell: Shell, *words: str) -> dict[str, int]:
    """Run the harness on copies of the shell's store; it must find nothing, and its figures."""
    figures = shell.home / "figures.json"
    environment = {**shell.environment, "TMPDIR": str(shell.home)}
    del environment["PIPECTL_DB"]
    setup = ("--setup", f"cp {shell.store} {{dir}}/data.db")
    line = [sys.executable, str(HARNESS), *words, *WHERE, *setup, *COMMANDS, "--json", str(figures)]
    ran = subprocess.run(
        line, capture_output=True, text=True, cwd=shell.home, env=environment, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = json.loads(figures.read_text())
    phase: dict[str, int] = found["phases"][words[0]]
    return phase


# The tests below look for the same, so a commit needn't wait for the harness.
@pytest.mark.long
@pytest.mark.skipif(
    not HARNESS.exists(), reason=f"the harness's race is left out: there is no {HARNESS}"
)
def test_the_harness_finds_nothing_in_a_race_of_writers_readers_and_kills(
    pipectl: Shell,
) -> None:
    few = ("--writers", "4", "--writes", "2", "--first-runs", "1", "--victims", "1")
    assert tortured(pipectl, "race", *few)["acknowledged"] >= 12


@pytest.mark.long
@pytest.mark.skipif(
    not HARNESS.exists(), reason=f"the harness's sweep is left out: there is no {HARNESS}"
)
@pytest.mark.skipif(
    not strace_works(), reason="the harness's sweep is left out: strace doesn't work here"
)
def test_the_harness_finds_nothing_after_a_kill_at_each_of_the_first_calls(
    pipectl: Shell,
) -> None:
    assert tortured(pipectl, "sweep", "--faults", "KILL", "--sweep-max", "8")["faults_hit"] == 16


Lines = Sequence[Sequence[str]]


def crowd(environment: dict[str, str], lines: Sequence[Lines]) -> list[tuple[str, list[str]]]:
    """What each of several processes printed, and said on stderr, that were let go together."""
    gate, release = os.pipe()
    with TemporaryDirectory() as folder:
        places = [Path(folder, str(number)) for number in range(len(lines))]
        members = []
        for place, some in zip(places, lines, strict=True):
            members.append(os.fork())
            if not members[-1]:
                os.close(release)
                join(gate, place, environment, some)
        os.close(gate)
        os.close(release)  # which is what they wait for
        assert [os.waitpid(member, 0)[1] for member in members] == [0] * len(members)
        return [
            (
                place.with_suffix(".out").read_text(),
                place.with_suffix(".err").read_text().splitlines(),
            )
            for place in places
        ]


def join(gate: int, place: Path, environment: dict[str, str], lines: Lines) -> NoReturn:
    """In a fork: wait for the others, then run command lines."""

    def act() -> None:
        stream_to(place.with_suffix(".out"), 1)
        stream_to(place.with_suffix(".err"), 2)
        os.read(gate, 1)
        for line in lines:
            sys.argv = ["pipectl", *line]
            try:
                main()
            except SystemExit as left:
                print("left", left.code or 0, file=sys.stderr, flush=True)

    become(environment)
    leave(act)


def whole(store: Path) -> list[str]:
    """The titles in a store that is sound, each with one row of history and one operation."""
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as found:
        assert found.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert found.execute("pragma foreign_key_check").fetchall() == []
        titles = [row[0] for row in found.execute("select title from opportunity order by id")]
        for table in ("opportunity_history", "journal_operation", "stage_visit"):
            assert found.execute(f"select count(*) from {table}").fetchone() == (len(titles),)
    assert not journal_of(store).exists()
    return titles


@pytest.mark.long  # eight first runs are eight writers, too
def test_eight_writers_at_once_lose_and_double_nothing_and_readers_never_fail(
    pipectl: Shell,
) -> None:
    titles = [[f"Deal {who} {turn}" for turn in range(4)] for who in "abcdefgh"]
    writers = [[["add", title, "100"] for title in some] for some in titles]
    reader = [["list", "--format", "ids"]] * 10
    *written, (_, reader_said) = crowd(pipectl.environment, [*writers, reader])
    for out, said in written:
        assert said == ["left 0"] * 4
        assert out.count("Added") == 4
    assert reader_said == ["left 0"] * 10
    wanted = sorted(title for some in titles for title in some)
    assert sorted(whole(pipectl.store)) == wanted
    assert sorted(each["title"] for each in pipectl("list", "--json").json) == wanted


def test_eight_first_runs_at_once_make_one_store_that_holds_all(empty: Shell) -> None:
    environment = {k: v for k, v in empty.environment.items() if k != "PIPECTL_DB"}
    titles = [f"Deal {who}" for who in "abcdefgh"]
    found = crowd(environment, [[["add", title, "100"]] for title in titles])
    folder = empty.home / ".local" / "share" / "pipectl"
    made = f"Created a store at {folder / 'pipectl.db'} (template seller, currency USD)."
    said = sorted(line for _, lines in found for line in lines)
    assert said == [made, *["left 0"] * 8]
    assert sorted(whole(folder / "pipectl.db")) == titles
    assert sorted(each.name for each in folder.iterdir()) == ["pipectl.db", "pipectl.db.backups"]
    assert len(list((folder / "pipectl.db.backups").iterdir())) == 1  # the second of them took it


# A command whose process is killed just before the statement of that number (0: it lives on, and
# says how many there were), counted from the start of its transaction.
KILLED = """
import os, signal, sqlite3, sys
from pipectl.app.main import main
last, seen, connect = int(sys.argv[1]), [], sqlite3.connect
def count(statement):
    if seen or statement.lower().startswith("begin immediate"):
        seen.append(statement)
        if len(seen) == last:
            os.kill(os.getpid(), signal.SIGKILL)
def watched(*place, **options):
    connection = connect(*place, **options)
    connection.set_trace_callback(count)
    # So small that changed pages are written before the commit: a kill then leaves half of it.
    connection.execute("pragma cache_size = 1")
    return connection
sqlite3.connect = watched
sys.argv = ["pipectl", *sys.argv[2:]]
try:
    main()
finally:
    commit = next(n for n, each in enumerate(seen, 1) if each.lower().startswith("commit"))
    print(commit, file=sys.stderr)
"""


@pytest.mark.files("about the commit of a file")
def test_a_kill_before_any_statement_of_a_write_leaves_it_out_and_the_next_works(
    pipectl: Shell,
) -> None:
    def killed(before: int, title: str) -> subprocess.CompletedProcess[str]:
        words = ("add", title, "100", "--next", "Call", "--due", "fri")
        line = [sys.executable, "-c", KILLED, str(before), *words]
        return subprocess.run(
            line, capture_output=True, text=True, env=pipectl.environment, check=False
        )

    titles, halves = ["One", "Two", "Deal 0"], 0
    for title in titles[:2]:  # the day's backup is taken
        pipectl("add", title)
    lived = killed(0, "Deal 0")
    assert lived.returncode == 0, lived.stderr
    commit = int(lived.stderr.splitlines()[-1])
    for before in (1, 2, commit // 2, commit - 1, commit):
        assert killed(before, "Killed").returncode == -signal.SIGKILL
        halves += is_hot(pipectl.store)
        if before % 2:  # what meets it first is a read, or a write
            assert [each["title"] for each in pipectl("list", "--json").json] == titles
        titles.append(f"Deal {before}")
        pipectl("add", titles[-1], "100")
        assert whole(pipectl.store) == titles
    assert halves, "no kill left half a commit: these moments no longer try what they should"


# A command that the kernel ends at its first write beyond an offset, of the journal or the store.
CUT_OFF = """
import resource, signal, sys
from pipectl.app.main import main
most = int(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
sys.argv = ["pipectl", *sys.argv[2:]]
main()
"""


def test_an_end_in_the_middle_of_a_commit_leaves_it_out_and_the_next_works(
    pipectl: Shell,
) -> None:
    pipectl("add", "Deal 0", "100")
    size = pipectl.store.stat().st_size
    environment = {**pipectl.environment, "PYTHONDONTWRITEBYTECODE": "1"}
    titles, halves = ["Deal 0"], 0
    for most in (0, 16_384, size // 2, size - 40_960, size - PAGE_SIZE):
        line = [sys.executable, "-c", CUT_OFF, str(most), "add", "Cut off", "100"]
        ran = subprocess.run(line, capture_output=True, env=environment, check=False)
        assert ran.returncode == -signal.SIGXFSZ, (most, size, ran.stderr)
        halves += is_hot(pipectl.store)
        if len(titles) % 2:
            assert [each["title"] for each in pipectl("list", "--json").json] == titles
        titles.append(f"Deal {most}")
        pipectl("add", titles[-1], "100")
        assert whole(pipectl.store) == titles
    assert halves, "no end fell into a commit: these offsets no longer try what they should"


def test_a_read_that_meets_half_a_commit_rolls_it_back_and_reads(pipectl: Shell) -> None:
    pipectl("add", "Deal", "100")
    folder = pipectl.home / "copied"
    folder.mkdir()
    store = folder / pipectl.store.name
    half_changed(pipectl.store, store)
    (found,) = pipectl("--db", store, "list", "--json").json
    assert found["title"] == "Deal"
    assert whole(store) == ["Deal"]
    assert store.read_bytes() == pipectl.store.read_bytes()
