"""Sequences on two machines, and undone and done again, whatever else is done in between."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Shell
from imported import brought
from long_cases import examples
from machines import contents, do, export, machine, meet
from walks import QUICK, command, walk

DEALS = st.sampled_from(["1", "2"])
PREPARED = (
    ("sequence", "add", "Intro", "--step", "0d outreach: Intro", "--step", "+3d call"),
    ("sequence", "add", "Demo", "--step", "1d call", "--step", "1d meeting", "--step", "2d note"),
    ("add", "Acme rollout", "12k", "--account", "Acme", "--contact", "Jo Park"),
    ("add", "Beta pilot", "5k", "--account", "Beta", "--contact", "Kim Lee", "--next", "Call"),
)
LOST = ("--reason", "no budget")
STEPS = {
    "start": ("sequence", "start", "intro", 1),
    "start another": ("sequence", "start", "demo", 2),
    "start for jo": ("sequence", "start", "intro", 2, "--contact", "Jo Park"),
    "stop": ("sequence", "stop", 1),
    "done": ("done", 1),
    "done there": ("done", 2),
    "put off": ("next", 1, "--due", "2026-12-1{}"),
    "next": ("next", 1, "Write {}", "--due", "2026-12-0{}"),
    "meeting": ("log", "meeting", 1),
    "win": ("win", 1),
    "lose": ("lose", 2, *LOST),
    "reopen": ("reopen", 1),
    "delete": ("delete", 2, "--yes"),
    "merge": ("contact", "merge", "Kim Lee", "Jo Park", "--yes"),
    "remove": ("sequence", "remove", "intro"),
    "add": ("sequence", "add", "More {}", "--step", "1d call"),
    "undo": ("undo",),
    "redo": ("redo",),
}
deeds = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS)), st.integers(1, 4), st.integers(1, 9)), max_size=4
)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two sequences and two deals."""
    shell = machine(tmp_path_factory.mktemp("sequences"), "begun")
    shell.now = "2026-11-16T10:00"
    for words in PREPARED:
        shell(*words)
    return shell.home


@pytest.fixture(scope="module")
def pair(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same on two machines."""
    home = tmp_path_factory.mktemp("pair")
    one = Shell(home / "one")
    shutil.copytree(begun, one.home)
    one("sequence", "start", "intro", 1)
    brought(machine(home, "two"), export(one))
    return home


@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ours=deeds, theirs=deeds, turned=st.booleans())
def test_any_deeds_on_both_sides_end_in_two_equal_stores(
    pair: Path,
    tmp_path_factory: pytest.TempPathFactory,
    *,
    ours: list[tuple[str, int, int]],
    theirs: list[tuple[str, int, int]],
    turned: bool,
) -> None:
    home, both = tmp_path_factory.mktemp("pair"), []
    for name, done in (("one", ours), ("two", theirs)):
        shell = Shell(home / name)
        shutil.copytree(pair / name, shell.home)
        # Sequences of one name that both add get two names, not the same ones on each side.
        added = ("sequence", "add", f"More {{}} of {name}", "--step", "1d call")
        do(shell, STEPS | {"add": added}, done)
        shell.now = "2026-12-20T10:00"
        both.append(shell)
    one, two = reversed(both) if turned else both
    meet(one, two)
    assert contents(one) == contents(two)
    before = contents(one)
    meet(one, two)
    assert contents(one) == contents(two) == before
    for each in both:
        assert " problem" not in each("doctor").out


SEQUENCES = st.lists(
    st.one_of(
        command("sequence", "start", st.sampled_from(["intro", "demo"]), DEALS),
        command("sequence", "stop", DEALS),
        command("done", DEALS),
        command("next", DEALS, st.sampled_from(["Call", "Write"]), "--due", "2026-12-04"),
        command("next", DEALS, "--due", "2026-12-08"),
        command("log", "meeting", DEALS),
        command("win", DEALS),
        command("lose", DEALS, *LOST),
        command("reopen", DEALS),
        command("delete", DEALS, "--yes"),
        command("contact", "merge", "Kim Lee", "Jo Park", "--yes"),
        command("sequence", "remove", "intro"),
    ),
    min_size=4,
    max_size=12,
)


@QUICK
@given(sequence=SEQUENCES)
def test_everything_about_sequences_is_undone_and_done_again(
    begun: Path, sequence: list[list[str]]
) -> None:
    walk(begun, sequence)
