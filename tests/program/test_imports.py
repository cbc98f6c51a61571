"""The layers: which module may import which, and what a command may load.

The layer and the role of a module follow from its path; `docs/architecture.md` says what each is.
"""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import version
from pathlib import Path

import pytest

from conftest import Shell, made_once

SRC = Path(__file__).parents[2] / "src"
HOUSE = SRC / "pipectl"
MODULES = {
    ".".join(file.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__"): file
    for file in sorted(HOUSE.rglob("*.py"))
}
MOST_LINES = 500

LAYERS = ("app", "cli", "store", "render", "prompting")
FOUNDATIONS = {"store", "render", "prompting"}
# What a role may import of the roles of any feature, its own included.
ROLES = {
    "commands": {"commands", "prompts", "view", "queries", "actions", "rules"},
    "prompts": {"prompts", "view", "queries", "rules"},
    "view": {"view", "queries", "rules"},
    "queries": {"queries", "rules"},
    "actions": {"actions", "rules"},
    "rules": {"rules"},
}
COMMANDS_TOO = {"report", "all"}  # modules of `reports` that act as commands
MAY_USE = {
    "leaf": {"leaf"},
    **{layer: {"leaf", layer} for layer in FOUNDATIONS},
    "cli": {"leaf", "cli", *FOUNDATIONS},
    "commands": {"leaf", "cli", *FOUNDATIONS, *ROLES["commands"]},
    "prompts": {"leaf", "cli", *FOUNDATIONS, *ROLES["prompts"]},
    "view": {"leaf", "render", *ROLES["view"]},
    "queries": {"leaf", "store", *ROLES["queries"]},
    "actions": {"leaf", "store", *ROLES["actions"]},
    "rules": {"leaf", *ROLES["rules"]},
    "app": {"leaf", "app", "cli", *FOUNDATIONS, *ROLES},
    "main": {"leaf", "app"},
}
TABLES = {
    module
    for module in MODULES
    if module.startswith(("pipectl.store.tables", "pipectl.store.migrations"))
}
# What is imported from elsewhere, and the only kinds of module, or modules, that may.
ONLY_IN = {
    "typer": {"app", "cli", "commands"},
    "rich": {
        f"pipectl.render.{each}" for each in ("tables", "wrapping", "screen", "progress", "output")
    },
    "prompt_toolkit": {"pipectl.prompting.screen"},
    "sqlmodel": TABLES,
    "sqlalchemy": TABLES | {"pipectl.store.engine", "pipectl.store.upgrade"},
    "alembic": {"store"},
    "icalendar": {"view"},
    "platformdirs": {"pipectl.paths"},
    "tzlocal": {"commands"},
    "dateutil": {"leaf"},
    "python_calamine": {"rules"},
}
# Where a module is imported by a name that is put together.
BY_NAME = {"pipectl.cli.command_table", "pipectl.reports.report"}


def kind(module: str) -> str:
    """The layer of a module; the role of one in a feature."""
    parts = module.split(".")[1:]
    if parts in ([], ["__main__"]):
        return "main"
    if parts[0] in LAYERS:
        return parts[0]
    if len(parts) == 1 and module in MODULES and MODULES[module].name != "__init__.py":
        return "leaf"
    found = next((part for part in parts[1:] if part in ROLES or part in COMMANDS_TOO), None)
    return "commands" if found is None or found in COMMANDS_TOO else found


def feature(module: str) -> str | None:
    """The feature of a module: its first folder, each report by itself; None outside of all."""
    parts = module.split(".")[1:]
    if kind(module) not in ROLES:
        return None
    if parts[0] != "reports" or len(parts) == 1:
        return parts[0]
    if parts[1] in ("commands", "all"):
        return f"reports.{parts[1]}"
    return "reports" if parts[1] in ROLES or len(parts) == 2 else f"reports.{parts[1]}"


def imported(tree: ast.AST, module: str) -> list[tuple[int, str]]:
    """Every import anywhere in a module, of types alone too: its line and what is imported."""
    package = module
    if module not in MODULES or MODULES[module].name != "__init__.py":
        package = module.rpartition(".")[0]
    found: list[tuple[int, str]] = []
    for node in import_statements(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, each.name) for each in node.names]
        else:
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            wholes = [f"{base}.{each.name}" for each in node.names]
            found += [(node.lineno, whole if whole in MODULES else base) for whole in wholes]
    return found


def whole_tree_of(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text("utf-8"))


@cache
def tree_of(module: str) -> ast.Module:
    """A module's imports alone: all of every module would take a quarter of a gigabyte."""
    return ast.Module([*import_statements(whole_tree_of(module))], [])


PARTS = ("body", "orelse", "finalbody", "handlers", "cases")


def import_statements(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Every import in the statements of a tree, however deep; an expression has none."""
    for part in PARTS:
        for node in getattr(tree, part, []):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node
            else:
                yield from import_statements(node)


@cache
def imports(module: str) -> frozenset[str]:
    """The modules of ours that a module imports."""
    names = {name for _, name in imported(tree_of(module), module)}
    return frozenset(names & MODULES.keys() - {module, "pipectl"})


def broken(tree: ast.AST, module: str) -> list[str]:
    """What the imports of a module break, in words."""
    here, found = kind(module), []
    for line, name in imported(tree, module):
        top = name.split(".")[0]
        if top == "pipectl" and name != "pipectl":
            if kind(name) not in MAY_USE[here]:
                found.append(f"{module}:{line}: {here} -> {kind(name)} (imports {name})")
        elif not {here, module} & ONLY_IN.get(top, {here}):
            found.append(f"{module}:{line}: {top} belongs to {', '.join(sorted(ONLY_IN[top]))}")
    return found


def test_a_module_imports_what_its_layer_and_role_may() -> None:
    assert [each for module in MODULES for each in broken(tree_of(module), module)] == []


def circle(graph: dict[str, set[str]]) -> list[str]:
    """A way in the graph that ends where it began; empty where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_modules_import_one_another_in_a_circle() -> None:
    assert circle({module: set(imports(module)) for module in MODULES}) == []


def test_no_features_import_one_another_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for module in MODULES:
        if (own := feature(module)) is not None:
            found = {feature(other) for other in imports(module)} - {None, own}
            graph.setdefault(own, set()).update(name for name in found if name is not None)
    assert circle(graph) == []


def test_a_module_is_imported_by_name_only_where_a_table_says_which() -> None:
    found = {module for module in MODULES if "import_module(" in MODULES[module].read_text("utf-8")}
    assert found == BY_NAME


def private(tree: ast.AST, module: str) -> list[str]:
    """The private modules and names of Typer that a module imports."""
    whole = [
        f"{node.module}.{each.name}"
        for node in import_statements(tree)
        if isinstance(node, ast.ImportFrom) and not node.level
        for each in node.names
    ]
    named = [*(name for _, name in imported(tree, module)), *whole]
    return [name for name in named if name.startswith("typer.") and "._" in name]


def test_what_is_private_in_typer_is_imported_in_one_module() -> None:
    found = {module for module in MODULES if private(tree_of(module), module)}
    assert found == {"pipectl.cli.typer_internals"}


def test_the_versions_of_typer_are_those_that_were_tried() -> None:
    """Another may have its private parts elsewhere: run the tests with it, then add it."""
    tried = (28,)
    bounds = f'"typer>=0.{tried[0]},<0.{tried[-1] + 1}"'
    assert bounds in (SRC.parent / "pyproject.toml").read_text("utf-8")
    major, minor, *_ = map(int, version("typer").split("."))
    assert major == 0
    assert minor in tried


def test_every_report_has_what_is_imported_of_it_by_name() -> None:
    from pipectl.reports.all import NUMBERS

    for name in (*NUMBERS, "quota_suggestion"):
        place = f"pipectl.reports.{name.replace('-', '_')}"
        named = {
            each.name
            for room in ("queries", "view")
            for each in whole_tree_of(f"{place}.{room}").body
            if isinstance(each, ast.FunctionDef)
        }
        assert {"answer", "json_keys", "page", "formulas"} <= named, place


@pytest.mark.parametrize(
    "text",
    [
        "from pipectl.gate.actions import close",
        "from pipectl.gate import actions",
        "import pipectl.gate.actions.close",
        "def f():\n    from ..gate.actions import close",
        "try:\n    x()\nexcept E:\n    from pipectl.gate.actions import close",
        "match x:\n    case 1:\n        pass\n    case _:\n        import sqlalchemy",
        "class C:\n    for x in y:\n        z\n    else:\n        import sqlalchemy",
        "async def f():\n    async with x:\n        import sqlalchemy",
        "try:\n    x()\nfinally:\n    import sqlalchemy",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pipectl.cli import context",
        "import sqlalchemy.orm",
        "from rich.text import Text",
    ],
)
def test_a_broken_rule_is_found_wherever_it_hides(text: str) -> None:
    """The check itself: in functions, under TYPE_CHECKING, relative, and of whole packages."""
    assert broken(ast.parse(text), "pipectl.people.queries")
    allowed = "import json\nfrom pipectl.store.reader import Reader\nfrom ..text import fold"
    assert broken(ast.parse(allowed), "pipectl.people.queries") == []


GENERATED = {  # by `make rows`
    "pipectl.store.rows",
    "pipectl.store.schema",
    "pipectl.store.server.schema",
}


def test_no_file_is_longer_than_500_lines() -> None:
    lines = {module: len(file.read_text("utf-8").splitlines()) for module, file in MODULES.items()}
    assert {module for module, count in lines.items() if count > MOST_LINES} <= GENERATED


# What a process has loaded when a command has run. Each is a fork of one that has loaded no more
# than what every command begins with.

LOADED = """
import os, sys
from pipectl.app.main import main
for line in sys.stdin:
    words, environment, place, folder = eval(line)
    child = os.fork()
    if child:
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        continue
    os.chdir(folder)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    said = os.open(place + ".said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["pipectl", *words]
    try:
        main()
    finally:
        with open(place, "w") as file:
            print(*sys.modules, file=file)
"""
# Importing these costs more than reading a store does, or is only for who has a settings file.
HEAVY = {
    *("sqlalchemy", "sqlmodel", "pydantic", "pydantic_core", "alembic", "prompt_toolkit"),
    "tomllib",
}


@cache
def beginning() -> "subprocess.Popen[str]":
    """A process that has loaded what every command begins with; it ends with this one.

    It isn't in the folder of the test that needs it first, which is gone after that test.
    """
    pipe = subprocess.PIPE
    line = [sys.executable, "-c", LOADED]
    return subprocess.Popen(line, stdin=pipe, stdout=pipe, text=True, cwd="/")


def loaded(shell: Shell, *words: str, **environment: str) -> set[str]:
    """The modules that are loaded once a command has run."""
    process, place = beginning(), shell.home / "loaded"
    assert process.stdin is not None
    assert process.stdout is not None
    what = words, {**shell.environment, **environment}, str(place), os.getcwd()
    print(what, file=process.stdin, flush=True)
    code = int(process.stdout.readline())
    told = [place.with_suffix(".said"), *shell.home.rglob("defects.log")]
    assert code == 0, "".join(each.read_text() for each in told)
    return set(place.read_text().split())


READS = (
    "list",
    "list --stage discovery --closing this-quarter --no-next --format csv",
    "show acme",
    "show acme --json",
    "search acme -draft",
    "search acme --json",
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
    "report team --explain",
    "report calibration --format md",
    "stage calibrate",
    "report all",
    "report all --html -",
    "report changes --explain",
    "report portfolio --explain",
    "report slippage --explain",
    "report sources --explain",
    "report sources --by campaign --explain",
    "campaign list",
    "rate list",
    "persona list",
    "icp list",
    "icp suggest --explain",
    "report fit --explain",
    "report sequences --explain",
    "report customers --explain",
    "report closing --explain",
    "report activity --explain",
    "report commission --explain",
    "report winloss --explain",
    "report factors --explain",
    "report score --explain",
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
    "brief acme",
    "brief jo --format md",
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


@made_once
def furnished(acme: Shell) -> Shell:
    acme("contact", "add", "Jo Park", "--account", "acme")
    acme("log", "call", "acme", "They want a pilot")
    return acme


@pytest.mark.parametrize("line", READS)
def test_a_read_command_loads_nothing_heavy(furnished: Shell, line: str) -> None:
    tops = {name.split(".")[0] for name in loaded(furnished, *line.split())}
    assert tops & HEAVY == set()


WRITES = (
    "add Birch 5k --account Birch --contact Jo --next Call --due fri --tag web",
    "log call acme Hello",
    "next acme Visit --due +3d",
    "done acme --then Call --due fri",
    "move acme Discovery --buying yes --why x --next Call --due fri",
    "win acme --amount 11k --reason price",
    "lose acme --reason price",
    "edit acme --title Other --close eoq --tag hot",
    "delete 1 --yes",
    "undo",
    "account add Birch",
    "contact add Jo --account acme",
    "quota set 90k --period 2026-Q4",
    "goal set call 20 --per week",
    "priority set Five --period 2026-Q4",
    "stage add Pilot --after Discovery --probability 20",
    "stage edit Discovery --probability 25",
    "action add Demo",
    "reason add Timing --for lost",
    "config set required_coverage 4",
    "activity edit 1 --count 2",
)


@pytest.mark.parametrize("line", WRITES)
def test_a_write_command_loads_nothing_heavy(acme: Shell, line: str) -> None:
    acme("log", "call", "acme", "Hello")
    tops = {name.split(".")[0] for name in loaded(acme, *line.split())}
    assert tops & HEAVY == set()


def test_the_first_write_of_all_and_an_import_load_nothing_heavy(empty: Shell) -> None:
    empty.extra = {"PIPECTL_DB": ""}
    tops = {name.split(".")[0] for name in loaded(empty, "add", "Acme")}
    assert tops & HEAVY == set()
    file = empty.home / "deals.csv"
    file.write_text("title,stage,amount\nBirch,Discovery,5000\n")
    tops = {name.split(".")[0] for name in loaded(empty, "import", str(file))}
    assert tops & HEAVY == set()


def test_help_loads_no_command(empty: Shell) -> None:
    from pipectl.cli.command_table import COMMANDS

    commands = {f"pipectl.{entry.place.split(':')[0]}" for entry in COMMANDS.values()}
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
    from pipectl.cli.command_table import COMMANDS

    commands = {f"pipectl.{entry.place.split(':')[0]}" for entry in COMMANDS.values()}
    found = loaded(empty, "history", "--help")
    assert found & commands == {"pipectl.history.commands"}
    assert {name.split(".")[0] for name in found} & HEAVY == set()


def test_nothing_is_read_from_the_environment_below_the_command_line() -> None:
    """`os.environ` and the clock are passed in; only what runs and prints looks at them."""
    outer = {"app", "cli", "commands", "prompts", "prompting", "render", "view", "main"}
    words = ("os.environ", "os.getenv", "datetime.now", "date.today", "time.time")
    found = [
        f"{module}: {word}"
        for module, file in MODULES.items()
        if kind(module) not in outer
        for word in words
        if word in file.read_text("utf-8")
    ]
    assert found == []
