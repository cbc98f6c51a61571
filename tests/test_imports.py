"""The order of the house: which module may import which, and what a command may load."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from conftest import Shell

SRC = Path(__file__).parent.parent / "src"
HOUSE = SRC / "pipectl"
ARROWS = "cli -> ask, render -> queries | actions -> store -> domain -> leaves"

# Each room, and the rooms that it may use beside itself.
LEAVES = {
    *("errors", "dates", "money", "periods", "text", "moment", "sheets", "file_kinds", "workbooks"),
    *("disk", "numbers", "currencies", "commits", "interrupts"),
}
BELOW_STORE = {"domain", *LEAVES}
MAY_USE = {
    "cli": {"ask", "render", "queries", "actions", "store", "config", "paths", *BELOW_STORE},
    "ask": {"queries", "actions", "store", *BELOW_STORE},
    "render": {"queries", "actions", "store", *BELOW_STORE},
    "queries": {"store", *BELOW_STORE},
    "actions": {"store", *BELOW_STORE},
    "store": BELOW_STORE,
    "domain": LEAVES,
    "config": LEAVES,
    "paths": LEAVES,
    "__main__": {"cli", "interrupts"},
    "__init__": set(),
    # Among themselves the leaves have an order too, from right to left.
    "periods": {"dates", "errors"},
    "dates": {"errors"},
    "money": {"numbers", "currencies", "errors"},
    "text": {"errors"},
    "sheets": {"file_kinds", "workbooks", "text", "errors"},
    "workbooks": {"errors"},
    "file_kinds": set(),
    "moment": {"errors"},
    "disk": set(),
    "errors": {"numbers"},
    "numbers": {"currencies"},
    "currencies": set(),
    "commits": {"interrupts"},
    "interrupts": set(),
}
# What is imported from elsewhere, and the only rooms that may.
ONLY_IN = {
    "typer": {"cli"},
    "rich": {"render"},
    "prompt_toolkit": {"ask"},
    "sqlmodel": {"store", "actions"},
    "sqlalchemy": {"store", "actions"},
    "alembic": {"store"},
    "platformdirs": {"paths"},
    "tzlocal": {"cli"},
    "dateutil": LEAVES,
    "python_calamine": {"workbooks"},
}
MOST_LINES = 500

MODULES = sorted(HOUSE.rglob("*.py"))


def name_of(file: Path) -> str:
    """`pipectl.cli.main`."""
    parts = file.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 2 else parts)


def room_of(name: str) -> str:
    """The package, or the module beside the packages, that a module belongs to."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


@cache
def names() -> frozenset[str]:
    return frozenset(map(name_of, MODULES))


def imports(file: Path) -> Iterator[tuple[int, str]]:
    """Every import anywhere in the file, of types alone too: its line and the module's name."""
    here = name_of(file).split(".")
    for node in ast.walk(ast.parse(file.read_text("utf-8"), str(file))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = here[: len(here) - node.level + (file.name == "__init__.py")]
                base = ".".join([*above, *filter(None, [base])])
            for each in node.names:
                whole = f"{base}.{each.name}"
                yield node.lineno, whole if whole in names() else base


def broken_arrows(file: Path) -> Iterator[str]:
    """What an import of the file breaks, in words."""
    here = room_of(name_of(file))
    place = file.relative_to(SRC)
    for line, name in imports(file):
        top = name.split(".")[0]
        if top == "pipectl":
            room = room_of(name)
            if name != "pipectl" and room not in {here, *MAY_USE.get(here, set())}:
                yield f"{place}:{line}: {here} -> {room} (imports {name})"
        elif here not in ONLY_IN.get(top, {here}):
            yield f"{place}:{line}: {top} belongs to {', '.join(sorted(ONLY_IN[top]))} only"


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(HOUSE)))
def test_every_import_follows_the_arrows(file: Path) -> None:
    broken = list(broken_arrows(file))
    assert not broken, f"{ARROWS}\n" + "\n".join(broken)


def test_every_room_has_its_place_in_the_order() -> None:
    rooms = {room_of(name) for name in names()}
    assert rooms - set(MAY_USE) == set()


def test_the_order_itself_goes_one_way() -> None:
    def reached(room: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
        for each in MAY_USE[room] - seen:
            seen = reached(each, seen | {each})
        return seen

    assert [room for room in MAY_USE if room in reached(room)] == []
    assert "actions" not in MAY_USE["queries"]
    assert "queries" not in MAY_USE["actions"]
    assert [room for room, uses in MAY_USE.items() if uses & {"config", "paths"}] == ["cli"]


def test_a_broken_arrow_is_found_wherever_it_hides(tmp_path: Path) -> None:
    """The check itself: in functions, under TYPE_CHECKING, relative, and of whole packages."""
    sample = HOUSE / "queries" / "sample.py"
    texts = (
        "from pipectl.actions import closing",
        "from pipectl import actions",
        "import pipectl.actions.closing",
        "def f():\n    from ..actions import closing",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pipectl.ask import prompts",
        "import sqlalchemy.orm",
        "from rich.text import Text",
    )

    class Sample(type(sample)):  # type: ignore[misc]
        """A file of that name with the text, which isn't there."""

        def read_text(self, *_: object, **__: object) -> str:
            return text

    for text in texts:
        assert list(broken_arrows(Sample(sample))), text
    text = "import json\nfrom pipectl.store.reader import Reader\nfrom ..text import fold"
    assert list(broken_arrows(Sample(sample))) == []


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(HOUSE)))
def test_no_file_is_longer_than_500_lines(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= MOST_LINES


# What a fresh process has loaded when a command has run.

LOADED = """
import sys
from pipectl.cli.main import main
sys.argv = ["pipectl", *sys.argv[1:]]
try:
    main()
finally:
    print("LOADED", *sorted(sys.modules), file=sys.stderr)
"""
# Importing these costs more than reading a store does.
HEAVY = {"sqlalchemy", "sqlmodel", "pydantic", "pydantic_core", "alembic", "prompt_toolkit"}


def loaded(shell: Shell, *words: str, **environment: str) -> set[str]:
    """The modules that a command loads in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", LOADED, *words],
        capture_output=True,
        text=True,
        timeout=60,
        env={**shell.environment, **environment},
    )
    *_, last = ran.stderr.splitlines()
    assert ran.returncode == 0, ran.stderr.rpartition("LOADED")[0]
    assert last.startswith("LOADED ")
    return set(last.split()[1:])


READS = (
    "list",
    "list --stage discovery --closing this-quarter --no-next --format csv",
    "show acme",
    "show acme --json",
    "board --explain",
    "coverage --json",
    "pace --json",
    "metrics --json",
    "report stage-time --explain",
    "report stalled --format md",
    "funnel --by source --json",
    "forecast --by month --explain",
    "forecast --method stage --json",
    "report weakest --explain",
    "report calibration --format md",
    "stage calibrate",
    "report all",
    "report all --html -",
    "report changes --explain",
    "report portfolio --explain",
    "report slippage --explain",
    "report sources --explain",
    "report closing --explain",
    "report activity --explain",
    "report commission --explain",
    "report winloss --explain",
    "report factors --explain",
    "stage list",
    "stage show discovery",
    "action list --stage discovery",
    "reason list",
    "quota show",
    "goal show",
    "goal derive",
    "priority list",
    "account list",
    "account show acme",
    "contact list --format md",
    "contact show jo",
    "activity list acme",
    "config list",
    "config get currency",
    "history",
    "backup",
    "backup list",
    "today",
    "today --json",
    "remind --format md",
    "remind --once --format ics",
    "export --format md",
    "export --what all",
)


@pytest.fixture
def furnished(acme: Shell) -> Shell:
    acme("contact", "add", "Jo Park", "--account", "acme")
    acme("log", "call", "acme", "They want a pilot")
    return acme


@pytest.mark.parametrize("line", READS)
def test_a_read_command_loads_nothing_heavy(furnished: Shell, line: str) -> None:
    tops = {name.split(".")[0] for name in loaded(furnished, *line.split())}
    assert tops & HEAVY == set()


def test_help_loads_no_command(empty: Shell) -> None:
    from pipectl.cli.main import COMMANDS

    commands = {f"pipectl.cli.{entry.place.split(':')[0]}" for entry in COMMANDS.values()}
    for words in (["--help"], ["--version"]):
        assert loaded(empty, *words) & commands == set(), words
    completing = {
        "_PIPECTL_COMPLETE": "complete_bash",
        "COMP_WORDS": "pipectl mo",
        "COMP_CWORD": "1",
    }
    assert loaded(empty, **completing) & commands == set()


def test_completing_a_slug_loads_nothing_heavy(furnished: Shell) -> None:
    words = {
        "_PIPECTL_COMPLETE": "complete_bash",
        "COMP_WORDS": "pipectl show ac",
        "COMP_CWORD": "2",
    }
    tops = {name.split(".")[0] for name in loaded(furnished, **words)}
    assert tops & HEAVY == set()


def test_a_command_help_loads_only_its_own_module(empty: Shell) -> None:
    from pipectl.cli.main import COMMANDS

    commands = {f"pipectl.cli.{entry.place.split(':')[0]}" for entry in COMMANDS.values()}
    found = loaded(empty, "history", "--help")
    assert found & commands == {"pipectl.cli.journal"}
    assert {name.split(".")[0] for name in found} & HEAVY == set()


def test_nothing_is_read_from_the_environment_below_the_command_line() -> None:
    """`os.environ` and the clock are passed in; only the outer rooms look at them."""
    outer = {"cli", "ask", "render", "__main__"}
    words = ("os.environ", "os.getenv", "datetime.now", "date.today", "time.time")
    found = [
        f"{file.relative_to(SRC)}: {word}"
        for file in MODULES
        if room_of(name_of(file)) not in outer
        for word in words
        if word in file.read_text("utf-8")
    ]
    assert found == []
