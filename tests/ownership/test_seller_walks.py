"""Any sequence of commands of two sellers is taken back, and two machines of theirs agree."""

from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Shell
from imported import brought
from long_cases import examples
from machines import contents, do, export, machine, meet
from stored_rows import tables
from to_examine import all_are_well
from walks import AS, MEMORY, QUICK, attempt, command, walk

OPP = st.sampled_from(["1", "2", "3"])
WHO = st.sampled_from(["Ann", "bob", "Cleo", "none"])
AMOUNT = st.sampled_from(["1k", "2500.50", "0"])
PERIOD = st.sampled_from(["2026-Q4", "2026-11"])
COMMANDS = st.one_of(
    command("add", st.sampled_from(["Acme", "Birch"]), AMOUNT, "--next", "Call"),
    command("assign", OPP, WHO),
    command("assign", OPP, OPP, WHO, "--why", "x"),
    command("edit", OPP, "--owner", WHO, "--amount", AMOUNT),
    command("edit", OPP, "--clear", "owner"),
    command("edit", OPP, "--amount", AMOUNT),
    command("log", "call", OPP),
    command("win", OPP),
    command("lose", OPP, "--reason", "no budget"),
    command("reopen", OPP),
    command("delete", OPP, "--yes"),
    command("quota", "set", AMOUNT, "--period", PERIOD),
    command("quota", "set", AMOUNT, "--period", PERIOD, "--team"),
    command("goal", "set", "call", st.sampled_from(["3", "5"]), "--per", "week"),
    command("priority", "set", "Call more"),
)
SELLER = st.sampled_from(["", "Ann", "Bob"])
NAMED = st.sampled_from(["Ann", "Bob"])
# Who does it, and what.
DEED = st.tuples(SELLER, COMMANDS)
TAKE_OVER = ["config", "set", "owner", "Ann", "--take-over"]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a deal of Ann's, one of Bob's and one that is nobody's."""
    run = Shell(tmp_path_factory.mktemp("two"))
    run("init")
    for owner, title in (("Ann", "Acme rollout"), ("Bob", "Beta"), ("", "Gamma")):
        run.extra = {"PIPECTL_OWNER": owner}
        run("add", title, "5k", "--on", "2026-11-02", "--next", "Call", "--due", "fri")
    return run.home


@QUICK
@given(sequence=st.lists(DEED, min_size=5, max_size=12), takes_over=st.booleans())
def test_any_sequence_of_sellers_is_undone_and_redone_step_by_step(
    two: Path, *, sequence: list[tuple[str, list[str]]], takes_over: bool
) -> None:
    """Whoever has no owner set takes back the last change of all."""
    if takes_over:
        sequence = [*sequence, ("Ann", TAKE_OVER)]
    walk(two, [[f"{AS}{owner}", *words] for owner, words in sequence])


@QUICK
@given(st.lists(DEED, min_size=4, max_size=8), st.lists(NAMED, min_size=2, max_size=5))
def test_a_seller_takes_back_his_own_last_change_or_nothing(
    two: Path, sequence: list[tuple[str, list[str]]], undoing: list[str]
) -> None:
    with TemporaryDirectory(dir=MEMORY) as home:
        run = Shell(Path(home))
        copytree(two, run.home, dirs_exist_ok=True)
        for owner, words in sequence:
            run.extra = {"PIPECTL_OWNER": owner}
            attempt(run, words)
        for owner in undoing:
            run.extra = {"PIPECTL_OWNER": owner}
            before, last = tables(run), latest(run, owner)
            done = run.outcome("undo", "--json")
            if done.code == 4:
                assert tables(run) == before
                continue
            assert done.code == 0
            assert done.json["id"] == last
            after = tables(run)
            assert after != before
            run("redo")
            assert tables(run) == before
            run("undo")
            assert tables(run) == after


def latest(run: Shell, owner: str) -> int | None:
    """The number of a seller's last operation that isn't undone."""
    found = run("history", "--json", "--limit", 1000, "--owner", owner).json
    numbers: list[int] = [each["id"] for each in found if not each["undone"]]
    return max(numbers, default=None)


STEPS = {
    "be Ann": (f"{AS}Ann",),
    "be Bob": (f"{AS}Bob",),
    "be nobody": (AS,),
    "give": ("assign", 1, "Bob", "--why", "w{}"),
    "take": ("assign", 2, "Ann"),
    "give up": ("assign", 1, "none"),
    "give both": ("assign", 1, 2, "Cleo"),
    "take over": ("config", "set", "owner", "Ann", "--take-over"),
    "amount": ("edit", 1, "--amount", "{}000"),
    "amount and owner": ("edit", 2, "--amount", "{}000", "--owner", "Bob"),
    "log": ("log", "call", 1, "Spoke {}"),
    "quota": ("quota", "set", "{}0k", "--period", "2026-Q4"),
    "team quota": ("quota", "set", "{}0k", "--period", "2026-Q4", "--team"),
    "goal": ("goal", "set", "call", "{}", "--per", "week"),
    "priority": ("priority", "set", "Call more"),
    "win": ("win", 1),
    "reopen": ("reopen", 1),
    "delete": ("delete", 2, "--yes"),
    "add": ("add", "Cedar {}", "{}k"),
    "undo": ("undo",),
    "redo": ("redo",),
}
deeds = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS)), st.integers(1, 4), st.integers(1, 9)), max_size=5
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two stores that agree, of Ann and of Bob."""
    home = tmp_path_factory.mktemp("pair")
    one, two = machine(home, "one"), machine(home, "two")
    for owner, title in (("Ann", "Acme"), ("Bob", "Birch"), ("", "Dogwood")):
        one.extra = {"PIPECTL_OWNER": owner}
        one("add", title, "3k", "--next", "Call", "--due", "fri")
    one.extra = {}
    brought(two, export(one))
    return home


@settings(
    max_examples=examples(6),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ours=deeds, theirs=deeds, turned=st.booleans())
def test_what_sellers_do_on_two_machines_ends_in_two_equal_stores(
    prepared: Path,
    tmp_path_factory: pytest.TempPathFactory,
    *,
    ours: list[tuple[str, int, int]],
    theirs: list[tuple[str, int, int]],
    turned: bool,
) -> None:
    home = tmp_path_factory.mktemp("pair")
    both = []
    for name, owner, done in (("one", "Ann", ours), ("two", "Bob", theirs)):
        copytree(prepared / name, home / name)
        shell = Shell(home / name)
        shell.extra = {"PIPECTL_OWNER": owner}
        do(shell, STEPS, done)
        shell.now, shell.extra = "2026-12-20T10:00", {}
        both.append(shell)
    one, two = reversed(both) if turned else both
    meet(one, two)
    assert contents(one) == contents(two)
    before = contents(one)
    for each, other in ((two, one), (one, two)):
        assert " 0 changed" in brought(each, export(other), "--update").out
    assert contents(one) == contents(two) == before
    all_are_well()
