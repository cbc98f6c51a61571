"""Every list that is empty says what to do next, in a command that exists."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from conftest import Shell

# Words with which a list, found by its option --format, is called where it needs any.
NEEDED = {"search": ["zebra"]}
# What narrows a list to nothing.
NARROWED = [
    "list --stale",
    "list acme",
    "list --status won",
    "list --status lost",
    "list --all",
    "list --limit 0",
    "activity list --kind call",
    "activity list --since today",
    "quota show --period 2027",
    "quota show --history --period 2027-Q1",
    "goal show --per month",
    "priority list --period 2027-Q1",
    "priority list --all",
    "search zebra giraffe",
    "reason list --for won",
    "import --list-mappings",
]
NEVER_EMPTY = {"stage list", "config list", "history"}
ELSEWHERE = {"today", "export"}  # a day, and a file for programs


def lists(command: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The commands that print a list in every format."""
    below = getattr(command, "commands", None)
    if below is None:
        every = [param for param in command.params if "--format" in param.opts]
        if any("jsonl" in (param.help or "") for param in every):
            yield " ".join(path)
        return
    for name in command.list_commands(None):
        yield from lists(command.get_command(None, name), (*path, name))


def every_list() -> list[str]:
    from pipectl.app.main import app

    return sorted({*lists(typer.main.get_command(app))} - NEVER_EMPTY - ELSEWHERE)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A store in which every list is empty but those that can't be."""
    shell = Shell(tmp_path_factory.mktemp("empty"))
    shell("init", "--no-templates")
    for row in shell("action", "list", "--json").json:
        stage = ["--stage", row["stage"]] if row["stage"] else []
        shell("action", "remove", row["action"], *stage)
    for row in shell("reason", "list", "--json").json:
        shell("reason", "remove", row["reason"], "--for", row["for"])
    for path in shell.home.glob("pipectl.db.backups/*"):
        path.unlink()
    return shell


@pytest.mark.parametrize("words", [*every_list(), *NARROWED])
def test_an_empty_list_says_what_to_do_next(run: Shell, words: str) -> None:
    line = [*shlex.split(words), *NEEDED.get(words, [])]
    assert run(*line, "--json").json == []
    said = " ".join(run(*line).out.split())
    command = re.fullmatch(r"(?:No |Nothing ).*\. [A-Z][^.]*: `pipectl (.+)`\.", said)
    assert command, said
    known = typer_command()
    for word in shlex.split(command[1]):
        if not hasattr(known, "commands"):
            break
        known = known.get_command(None, word)
        assert known is not None, said
    flags = [word for word in shlex.split(command[1]) if word.startswith("--")]
    assert {*flags} <= {"--help"} | {flag for param in known.params for flag in param.opts}, said


def typer_command() -> Any:
    from pipectl.app.main import app

    return typer.main.get_command(app)
