"""What agents are told in docs/SKILL.md is so."""

import re
import shlex
from pathlib import Path

from conftest import Shell
from pipectl.app.man_page import EXIT_STATUSES

PAGE = (Path(__file__).parents[2] / "docs" / "SKILL.md").read_text("utf-8")


def lines() -> list[str]:
    """The command lines of its blocks, in order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()]


def test_its_commands_run_one_after_the_other(empty: Shell) -> None:
    for line in lines():
        program, *words = shlex.split(line, comments=True)
        assert program == "pipectl"
        done = empty(*words)
        assert done.out, line
        if "--json" in words:
            assert done.json is not None
    assert [each["status"] for each in empty("list", "--all", "--json").json] == ["won"]


def test_a_second_store_is_refused_and_a_key_adds_a_deal_once(empty: Shell) -> None:
    first, *_, add = [line for line in lines() if line.startswith(("pipectl init", "pipectl add"))]
    _, *words = shlex.split(first, comments=True)
    empty(*words)
    empty(*words, code=4)
    _, *words = shlex.split(add)
    assert empty(*words).json["id"] == empty(*words).json["id"] == 1


def test_it_has_the_exit_codes_and_the_keys_that_there_are(acme: Shell) -> None:
    codes = re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)
    assert [int(code) for code in codes] == list(EXIT_STATUSES)
    (deal,) = acme("list", "--json").json
    keys = re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE)
    named = {key for each in keys for key in re.findall(r"`(\w+)`", each)}
    assert named <= set(deal)


def test_an_error_has_nothing_on_stdout(acme: Shell) -> None:
    for words, code in ((("show", "99"), 3), (("move", "acme", "--no-input"), 2)):
        done = acme(*words, "--json", code=code)
        assert done.out == ""
        assert re.search(r"^pipectl: .+\n  .+\n$", done.err, re.MULTILINE)
