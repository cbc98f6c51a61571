"""Renewals on two machines, and undone and done again, whatever else is done in between."""

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

DEALS = st.sampled_from(["1", "2", "3"])
PREPARED = (
    ("add", "Acme hosting", "12k", "--account", "Acme", "--tag", "north", "--next", "Call"),
    ("add", "Birch audit", "5k", "--account", "Birch"),
    ("win", "1", "--renews", "12m"),
)
MOVED = ("--buying", "yes", "--why", "asked", "--next", "Call", "--due", "2026-12-04")
STEPS = {
    "win": ("win", 2, "--renews", "{}m"),
    "win it early": ("win", 3),
    "correct": ("win", 1, "--on", "2026-11-1{}"),
    "reopen": ("reopen", 1),
    "reopen another": ("reopen", 2),
    "move": ("move", 3, "discovery", *MOVED),
    "lose": ("lose", 3, "--reason", "no budget"),
    "worth": ("edit", 3, "--amount", "1{}k"),
    "put off": ("edit", 3, "--close", "2027-12-1{}"),
    "next": ("next", 3, "Write {}", "--due", "2026-12-0{}"),
    "delete": ("delete", 3, "--yes"),
    "undo": ("undo",),
    "redo": ("redo",),
}
deeds = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS)), st.integers(1, 4), st.integers(1, 7)), max_size=4
)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a won deal that is renewed, and an open one."""
    shell = machine(tmp_path_factory.mktemp("renewals"), "begun")
    shell.now = "2026-11-10T10:00"
    for words in PREPARED[:-1]:
        shell(*words)
    shell.now = "2026-11-16T10:00"
    shell(*PREPARED[-1])
    return shell.home


@pytest.fixture(scope="module")
def pair(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same on two machines."""
    home = tmp_path_factory.mktemp("pair")
    one = Shell(home / "one")
    shutil.copytree(begun, one.home)
    brought(machine(home, "two"), export(one))
    return home


@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ours=deeds, theirs=deeds)
def test_any_deeds_on_both_sides_end_in_two_equal_stores(
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
        do(shell, STEPS, done)
        shell.now = "2026-12-20T10:00"
        both.append(shell)
    one, two = both
    meet(one, two)
    assert contents(one) == contents(two)
    before = contents(one)
    meet(one, two)
    assert contents(one) == contents(two) == before
    for each in both:
        assert each("doctor").out == ""


WALKS = st.lists(
    st.one_of(
        command("win", DEALS, "--renews", st.sampled_from(["1m", "12m", "2y"])),
        command("win", DEALS),
        command("win", DEALS, "--on", "2026-11-17"),
        command("reopen", DEALS),
        command("move", DEALS, "discovery", *MOVED),
        command("lose", DEALS, "--reason", "no budget"),
        command("edit", DEALS, "--close", "2028-01-04"),
        command("delete", DEALS, "--yes"),
        command("account", "merge", "Birch", "Acme", "--yes"),
    ),
    min_size=4,
    max_size=10,
)


@QUICK
@given(sequence=WALKS)
def test_everything_about_renewals_is_undone_and_done_again(
    begun: Path, sequence: list[list[str]]
) -> None:
    def well(run: Shell) -> None:
        assert run("doctor").out == ""

    walk(begun, sequence, well)
