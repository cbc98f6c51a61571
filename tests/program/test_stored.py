"""No command says that something is stored, or that nothing is, unless it is so."""

import ast
import hashlib
import os
import re
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from test_every_command import EVERY, PREPARED, ready, write_files

import suite_on_server
from conftest import Shell
from faults import BROKEN, FULL, failing, file_system
from long_cases import by_turns, in_turns
from pipectl.cli.command_table import READS
from pipectl.cli.context import Run
from sources import nodes
from terminal import ANNOUNCED, CTRL_C, ENTER, Session

HOUSE = Path(__file__).parents[2] / "src" / "pipectl"
CLOSED = ["title,stage,amount,outcome,reason,created_on,closed_on"] + [
    f"Old {number},Proposal,100,lost,no budget,2026-10-01,2026-10-20" for number in range(12)
]
BROKEN_VISITS = "delete from stage_visit"


class Case(NamedTuple):
    """A command that writes: what it is, what is done before, and what a disk fails to take."""

    words: tuple[str, ...] | None = None  # the example of its help, unless said
    before: tuple[str, ...] = ()
    sql: str = ""
    takes: str = "store"  # or "new" (a store that is made) or "backup"
    locks: bool = True


# What works on the settings file alone.
STORELESS = {"alias set", "alias list", "alias delete", "config path", "config edit"}
READING = {name for name in EVERY if name in READS or name.startswith("report ")} - STORELESS
CASES: dict[str, Case] = {name: Case() for name in EVERY if name not in READING | STORELESS}
# Those that ask at a terminal alone are tried further down.
ASKING = {"review", "review weekly", "review quarterly"}
CASES |= {
    "import": Case(("import", "deals.csv", "--make-stages")),
    "doctor": Case(("doctor", "--fix"), sql=BROKEN_VISITS),
    "init": Case(takes="new", locks=False),
    "demo": Case(takes="new", locks=False),
    "backup": Case(takes="backup"),
    "goal set": Case(("goal", "set", "call", "30", "--per", "week")),
    "stage playbook": Case(("stage", "playbook", "discovery", "proposal.md")),
    "draft": Case(("draft", "acme", "Check-in", "--log", "--not-done")),
    "stage calibrate": Case(("stage", "calibrate", "--apply"), before=("import old.csv",)),
}


def test_every_name_of_a_read_is_a_command() -> None:
    assert READS - {"report"} <= set(EVERY)
    assert {name for name in EVERY if not Run(name.split(), {}).is_read} | {"doctor"} == set(
        CASES
    ) | (STORELESS - READS)


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files that the commands read."""
    monkeypatch.chdir(tmp_path)
    write_files()
    Path("old.csv").write_text("\n".join(CLOSED) + "\n")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    shell = Shell(tmp_path_factory.mktemp("prepared"))
    for line in PREPARED:
        shell(*shlex.split(line))
    return shell.contents()


def made_ready(shell: Shell, prepared: bytes, name: str) -> list[str]:
    """Prepare a home for a case: its words."""
    case = CASES.get(name, Case())
    words = ready(shell, prepared, name)
    for line in case.before:
        shell(*shlex.split(line))
    if case.sql:
        shell.alter(case.sql)
    return list(case.words or words)


def content(shell: Shell) -> str | None:
    """What is in the store, as a digest; None without one."""
    if shell.is_on_server:
        return shell.state().decode() or None
    if not shell.store.exists():
        return None
    with closing(sqlite3.connect(shell.store)) as found:
        schema = found.execute("select type, name, sql from sqlite_master").fetchall()
        rows = [
            found.execute(f'select rowid, * from "{name}"').fetchall()
            for kind, name, _ in schema
            if kind == "table"
        ]
        return hashlib.sha256(repr((schema, rows)).encode()).hexdigest()


@contextmanager
def struck(
    shell: Shell, case: Case, error: int, *, at_commit: bool = False
) -> Iterator[list[Path]]:
    """A disk that doesn't take what the command stores, or only not when it commits."""
    store = os.path.realpath(shell.store)

    def strikes(path: Path) -> bool:
        if case.takes == "new":
            return not at_commit
        if case.takes == "backup":
            return path.parent.name.endswith(".backups")
        return str(path) == store or (str(path) == f"{store}-journal" and not at_commit)

    with failing(error, strikes) as found:
        yield found


WRITING = sorted(set(CASES) - ASKING)
# Each of these is tried with a part of the commands at once, and with all of them at length.
LOCKED, LINKED = in_turns(
    [name for name in WRITING if CASES[name].locks],
    [name for name in WRITING if CASES[name].takes == "store" and name != "restore"],
)
READ_WHEN_LINKED, READ_WHEN_LOCKED = in_turns(sorted(READING), sorted(READING))


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("name", LOCKED)
def test_while_another_program_holds_the_store_nothing_is_stored_and_that_is_said(
    empty: Shell, prepared: bytes, name: str
) -> None:
    words = made_ready(empty, prepared, name)
    if name in ("backup", "restore"):  # on a server one only reads, and one is refused
        suite_on_server.about_files("about a file that another program holds")
    before = content(empty)
    with empty.held("begin exclusive" if name == "backup" else "begin immediate"):
        done = empty.outcome(*words)
    assert (done.code, done.out) == (5, ""), done
    assert "in use by another program. Nothing was stored.\n" in done.err
    assert not ANNOUNCED.findall(done.err), done.err
    assert "is stored" not in done.err
    assert content(empty) == before


@pytest.mark.files("about the disk that a file is on")
@pytest.mark.skipif(file_system() is None, reason="SQLite's calls can't be replaced here")
@pytest.mark.parametrize(
    ("name", "error", "at_commit", "reason"),
    by_turns(
        WRITING,
        [
            pytest.param(FULL, False, "full", id="full"),
            pytest.param(BROKEN, False, "disk I/O error", id="broken"),
            pytest.param(BROKEN, True, "disk I/O error", id="broken when it commits"),
        ],
    ),
)
def test_where_the_disk_fails_nothing_is_stored_and_that_is_said(
    empty: Shell, prepared: bytes, name: str, error: int, at_commit: bool, reason: str
) -> None:
    case = CASES[name]
    if at_commit and case.takes != "store":
        error, at_commit = BROKEN, False
    words = made_ready(empty, prepared, name)
    before = content(empty)
    with struck(empty, case, error, at_commit=at_commit) as hit:
        done = empty.outcome(*words)
    assert hit, "nothing was to be written"
    assert (done.code, done.out) == (5, ""), done
    assert reason in done.err
    assert "Nothing was stored." in done.err
    assert "is stored" not in done.err
    assert content(empty) == before


def files_in(folder: Path) -> dict[Path, bytes]:
    """Every file below a folder."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", LINKED)
def test_no_command_writes_to_a_store_with_two_names(
    empty: Shell, prepared: bytes, name: str
) -> None:
    words = made_ready(empty, prepared, name)
    os.link(empty.store, empty.home / "other.db")
    before = files_in(empty.home)
    done = empty.outcome(*words)
    assert (done.code, done.out) == (5, ""), done
    assert done.err.endswith(
        f"pipectl: The store {empty.store} has two names (hard links). SQLite keeps a journal"
        " beside each name, so changes made through different names can be lost. Nothing was"
        " stored.\n  Give this name a file of its own: `pipectl backup`, then `pipectl restore`."
        " Other names keep theirs.\n"
    )
    assert not ANNOUNCED.findall(done.err), done.err
    assert files_in(empty.home) == before


@pytest.mark.parametrize("name", READ_WHEN_LINKED)
def test_a_read_of_a_store_with_two_names_says_what_it_says_otherwise(
    empty: Shell, prepared: bytes, name: str
) -> None:
    words = made_ready(empty, prepared, name)
    words = ["doctor"] if name == "doctor" else words
    empty.refill(prepared)
    wanted = empty.outcome(*words)
    empty.refill(prepared)
    os.link(empty.store, empty.home / "other.db")
    done = empty.outcome(*words)
    assert empty.store.read_bytes() == prepared
    if name == "doctor":
        assert (done.code, wanted.code) == (4, 0)
        assert "two names (hard links)" in " ".join(done.out.split())
    elif name != "remind":  # which says that it can't note what it reminds of
        assert done == wanted


@pytest.mark.files("about a file that another program holds")
@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("name", READ_WHEN_LOCKED)
def test_a_read_never_speaks_of_storing(empty: Shell, prepared: bytes, name: str) -> None:
    words = made_ready(empty, prepared, name)
    if name == "doctor":
        words = ["doctor"]
    before = empty.store.read_bytes()
    assert "stored" not in empty.outcome(*words).err
    assert empty.store.read_bytes() == before or name in ("remind", "forecast")
    with closing(sqlite3.connect(empty.store, isolation_level=None)) as other:
        other.execute("begin exclusive")
        done = empty.outcome(*words)
    if name != "backup list":  # which looks at files only
        assert done.code == 5
        assert "is in use by another program.\n" in done.err
    assert "stored" not in done.err


def users_of(name: str) -> Iterator[Path]:
    """The files that call `commit_state.NAME`."""
    for file, node in nodes(HOUSE.rglob("*.py"), re.compile("commit_state")):
        if (
            isinstance(node, ast.Attribute)
            and node.attr == name
            and isinstance(node.value, ast.Name)
            and node.value.id == "commit_state"
        ):
            yield file


def test_only_what_commits_tells_that_something_is_stored() -> None:
    tell = {str(file.relative_to(HOUSE)) for file in users_of("stored")}
    assert tell == {
        "cli/user_settings.py",
        "store/opening.py",
        "store/creation.py",
        "store/server/creation.py",
        "store/server/writing.py",
        "store/server/upgrade.py",
        "store/backups.py",
        "store/journal.py",
        "backups/actions.py",
        "store/writing.py",
    }
    for file in HOUSE.rglob("*.py"):
        if file.name != "commit_state.py":
            assert "are_any =" not in file.read_text("utf-8")


@pytest.mark.files("about a file that another program holds")
@pytest.mark.usefixtures("impatient")
def test_a_review_that_can_no_longer_store_an_answer_says_so(empty: Shell, prepared: bytes) -> None:
    empty.refill(prepared)
    session = Session(empty, ("review", "--only", "Negotiation"), {})
    session.asked("Page 1 of 2").type("q")
    session.asked("1. Is the prospect truly in buying mode?").type("y", ENTER)
    session.asked("2. Why does this deal belong in")
    with empty.held():
        session.type("They said so", ENTER)
        assert session.left(5) == ""
    assert "in use by another program. " in session.unbroken
    assert "is stored" not in session.said
    assert "othing was stored" not in session.said  # the first answer is kept
    assert empty("history", "--limit", 1, "--json").json[0]["command"].startswith("quota set")


def test_a_read_that_is_interrupted_doesnt_speak_of_storing(empty: Shell, prepared: bytes) -> None:
    empty.refill(prepared)
    session = Session(empty, ("show", "deal"), {})
    session.asked("Which one?").type(CTRL_C)
    assert session.left(130) == ""
    assert session.said.endswith("\nInterrupted.\n")


def test_a_question_that_is_interrupted_stores_nothing_and_says_so(
    empty: Shell, prepared: bytes
) -> None:
    empty.refill(prepared)
    session = Session(empty, ("win", "deal"), {})
    session.asked("Which one?").type(CTRL_C)
    assert session.left(130) == ""
    assert session.said.endswith("\nInterrupted: nothing was stored.\n")
    assert session.nothing_was_stored()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "words",
    [
        ("add", "Tea", "--account", "Umbrella", "--contact", "Jo Ash", "--next", "Call"),
        ("lose", "1", "--reason", "no bugdet"),
        ("log", "call", "1", "--contact", "Jo Ash"),
        ("edit", "1", "--account", "Umbrella"),
        ("import", "stages.csv", "--make-stages"),
    ],
    ids=lambda words: words[0],
)
def test_what_is_made_along_the_way_is_announced_once_it_is_stored(
    empty: Shell, prepared: bytes, words: tuple[str, ...]
) -> None:
    Path("stages.csv").write_text("title,stage,probability\nBirch audit,Pitch,30\n")
    empty.refill(prepared)
    with empty.held():
        done = empty.outcome(*words)
    assert (done.code, done.out) == (5, "")
    assert not ANNOUNCED.findall(done.err), done.err
    assert "taken as typed" not in done.err
    after = empty(*words).err
    assert ANNOUNCED.findall(after) or "It was used as typed" in after


def test_what_is_stored_and_cant_be_shown_is_told_so(
    empty: Shell, prepared: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other side: an error after the commit takes nothing back."""
    from pipectl.pipeline import commands as pipeline_commands

    def breaks(*_: object) -> None:
        raise MemoryError

    empty.refill(prepared)
    monkeypatch.setattr(pipeline_commands, "opportunity", breaks)
    done = empty("win", "1", "--reason", "price and terms")
    assert done.err == (
        "pipectl: the change was saved, but the result can't be shown. The system reported an"
        " error: not enough memory.\n"
    )
    assert "won" in empty("show", "1").out
