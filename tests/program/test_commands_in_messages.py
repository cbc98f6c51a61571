"""Commands that a message names can be pasted into a shell, whatever names are in them."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipectl
from pipectl.errors import for_shell

SOURCES = sorted(Path(pipectl.__file__).parent.rglob("*.py"))


def in_own_quotes(source: str) -> Iterator[str]:
    """Yield values that stand in a command in quotes of the text, not in those of a shell."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.JoinedStr):
            continue
        parts = [each.value if isinstance(each, ast.Constant) else each for each in node.values]
        shown = "".join(
            part if isinstance(part, str) else f"\0{at}\0" for at, part in enumerate(parts)
        )
        for command in re.findall(r"`pipectl [^`]*(?:`|$)", shown):
            for place in re.findall("\0([0-9]+)\0", command):
                value = node.values[int(place)]
                said = ast.unparse(value)
                is_bare = re.search(r"(?<!period)(?<!path)\.name\}'?$", said)
                is_quoted = re.search(f"[\"'][^\"' ]*\0{place}\0", command)
                if is_bare or is_quoted or getattr(value, "conversion", -1) == ord("r"):
                    yield said


@pytest.mark.parametrize(
    "source", ['f"`pipectl x {a!r}`"', "f'See `pipectl x \"{a}\"`.'", 'f"`pipectl x {a.name}`"']
)
def test_quotes_of_the_text_are_found(source: str) -> None:
    assert list(in_own_quotes(source))


def test_values_in_commands_are_quoted_for_the_shell() -> None:
    found = {
        f"{path.name}: {value}"
        for path in SOURCES
        for value in in_own_quotes(path.read_text(encoding="utf-8"))
    }
    assert found == set()


@given(st.text(st.characters(exclude_categories=["C"]), min_size=1))
def test_a_shell_reads_what_was_quoted_as_one_word(word: str) -> None:
    said = for_shell(word)
    assert shlex.split(said) == [word]
    assert said[0] == "'" or not re.search(r"[$`\\!]", said)
