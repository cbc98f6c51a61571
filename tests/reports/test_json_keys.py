"""The keys that reports have in JSON are the ones that the documentation names."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import Shell

PAGE = (Path(__file__).parents[2] / "docs/json.md").read_text("utf-8")
CHAPTERS = dict(re.findall(r"^## ([^\n]+)\n\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
ARRAYS = {"search": "harbor"}  # what print an array, and the argument that they need
NAMED = ("left_out", "quantiles")  # whose keys are currencies, or shares


def keys(value: Any) -> Iterator[str]:
    """Every key in a JSON value."""
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, dict | list):
            yield from keys(item)
    if isinstance(value, dict):
        yield from value


def first_keys(chapter: str) -> list[str]:
    """The keys that a chapter names on the first level, in their order."""
    text = chapter.split("```")[1]
    while "{" in text or "[" in text:
        text = re.sub(r"\{[^{}\[\]]*\}|\[[^{}\[\]]*\]", "", text)
    return text.split()


# Pages whose keys are pinned where they are made.
PINNED = {
    "contact show, account show": "tests/profiles",
    "brief": "tests/brief",
    "account merge, contact merge": "tests/people/test_merge",
    "import": "tests/importing/test_contact_files",
    "show": "tests/people/test_roles",
    "A deal": "tests/opportunities/test_add_list_show",
    "All other commands": "tests/program/test_every_command",
}


def test_each_page_that_is_pinned_elsewhere_is_documented() -> None:
    assert set(PINNED) <= set(CHAPTERS)


@pytest.mark.parametrize("name", [each for each in CHAPTERS if each not in PINNED])
def test_every_key_of_a_report_is_documented(demo: Shell, name: str) -> None:
    found = demo(*name.split(), *ARRAYS.get(name, "").split(), "--json").json
    if name in ARRAYS:
        assert {tuple(each) for each in found} == {tuple(first_keys(CHAPTERS[name]))}
        found = found[0]
    assert list(found) == first_keys(CHAPTERS[name])
    words = {*re.findall(r"[a-z0-9_-]+", CHAPTERS[name])}
    told = {key: value for key, value in found.items() if key not in NAMED}
    assert {word for key in keys(told) for word in key.split()} <= words
