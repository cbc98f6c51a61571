"""Templates on two machines: what was changed last holds on both."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Shell
from imported import brought
from long_cases import examples
from machines import contents, do, export, machine, meet

STEPS = {
    "text": ("template", "edit", "Nudge", "{home}/{}.txt"),
    "subject": ("template", "edit", "Nudge", "--subject", "About {}"),
    "stage": ("template", "edit", "Nudge", "--stage", "proposal"),
    "kind": ("template", "edit", "Last try", "--kind", "call"),
    "rename": ("template", "edit", "Nudge", "--name", "Nudge {}"),
    "rename it": ("template", "edit", "Last try", "--name", "Try {}"),
    "add": ("template", "add", "More {}", "{home}/{}.txt"),
    "limit": ("stage", "edit", "proposal", "--most-contacts", "{}", "--per", "7d"),
    "undo": ("undo",),
    "redo": ("redo",),
}
deeds = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS)), st.integers(1, 4), st.integers(1, 4)), max_size=4
)


def texts(home: Path) -> None:
    """Files with texts."""
    for digit in range(1, 10):
        (home / f"{digit}.txt").write_text(f"Text {digit}\n", "utf-8")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same on two machines."""
    home = tmp_path_factory.mktemp("pair")
    one = machine(home, "one")
    one.now = "2026-11-16T10:00"
    texts(one.home)
    one("template", "add", "Nudge", one.home / "9.txt")
    one("add", "Acme")
    two = machine(home, "two")
    texts(two.home)
    brought(two, export(one))
    return home


@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ours=deeds, theirs=deeds)
def test_any_changes_on_both_sides_end_in_equal_templates(
    pair: Path,
    tmp_path_factory: pytest.TempPathFactory,
    *,
    ours: list[tuple[str, int, int]],
    theirs: list[tuple[str, int, int]],
) -> None:
    home, both = tmp_path_factory.mktemp("pair"), []
    for name, done in (("one", ours), ("two", theirs)):
        shell = Shell(home / name)
        shutil.copytree(pair / name, shell.home)
        steps = {
            key: tuple(str(each).replace("{home}", str(shell.home)) for each in words)
            for key, words in STEPS.items()
        }
        do(shell, steps, done)
        shell.now = "2026-12-20T10:00"
        both.append(shell)
    one, two = both
    meet(one, two)
    assert contents(one) == contents(two)
    for each in both:
        assert each("doctor").out == ""


def test_an_edited_template_reaches_the_other_machine(pair: Path, tmp_path: Path) -> None:
    one, two = (Shell(tmp_path / name) for name in ("one", "two"))
    for each in (one, two):
        shutil.copytree(pair / each.home.name, each.home)
    two("template", "edit", "Nudge", "--subject", "Hello")
    said = brought(one, export(two), "--update")
    assert "Hello" in said.err + said.out
    assert one("template", "show", "nudge", "--json").json["subject"] == "Hello"
