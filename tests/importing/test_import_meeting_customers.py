"""Two stores that were changed apart become one, in what tells whom the user sells to."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Shell
from imported import brought, change
from long_cases import by_turns, examples
from machines import contents, do, export, machine, meet
from to_examine import all_are_well


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two stores that agree."""
    home = tmp_path_factory.mktemp("pair")
    one, two = machine(home, "one"), machine(home, "two")
    for at, words in enumerate(PREPARED):
        one.now = f"2026-11-17T10:{at:02}"
        one(*words)
    brought(two, export(one))
    return home


@pytest.fixture
def pair(tmp_path: Path, prepared: Path) -> tuple[Shell, Shell]:
    """Two machines with the same store."""
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return Shell(tmp_path / "one"), Shell(tmp_path / "two")


def test_conditions_that_one_machine_sets_name_what_the_other_one_renamed(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    one.now = "2026-11-19T10:00"
    one("field", "edit", "industry", "--name", "Sector")
    one("campaign", "edit", "fair", "--name", "Expo")
    two.now = "2026-11-20T10:00"
    two("segment", "add", "Mine", "--where", "Industry=food", "--where", "campaign=fair")
    two("segment", "edit", "food", "--where", "Industry=tech")
    two("edit", 2, "--campaign", "Fair")
    one.now = two.now = "2026-11-21T10:00"
    meet(one, two)
    for each in (one, two):
        found = {row["segment"]: row["where"] for row in each("segment", "list", "--json").json}
        assert found == {"Mine": ["Sector=food", "campaign=Expo"], "Food": ["Sector=tech"]}
        assert each("show", 2, "--json").json["campaign"] == "Expo"
        assert [row["name"] for row in each("campaign", "list", "--json").json] == ["Expo"]
        assert [row["field"] for row in each("field", "list", "--json").json] == ["Size", "Sector"]
    assert contents(one) == contents(two)


def test_what_changed_elsewhere_or_on_both_machines_is_told(pair: tuple[Shell, Shell]) -> None:
    one, two = pair
    one.now = "2026-11-19T10:00"
    one("account", "edit", "acme", "--set", "Industry=tech")
    one("edit", 1, "--set", "Size=7")
    one("segment", "edit", "food", "--where", "amount>5k")
    one("contact", "edit", "sam", "--persona", "buyer")
    two.now = "2026-11-20T10:00"
    two("edit", 1, "--set", "Size=9")
    two("field", "edit", "size", "--name", "Staff")
    two("persona", "remove", "buyer")
    one.now = two.now = "2026-11-21T10:00"
    name = export(two)
    assert told(brought(two, export(one), "--update").err) == TOLD_TWO
    assert told(brought(one, name, "--update").err) == TOLD_ONE
    assert contents(one) == contents(two)


def told(text: str) -> list[str]:
    """What is said of changes, line by line."""
    return [line for line in text.splitlines() if not line.startswith(("Read ", "Backed up"))]


TOLD_TWO = [
    'segment "Food": conditions change from "Industry=food" to "amount>5k" (there on 2026-11-19'
    " 10:00 UTC).",
    'account "Acme Corp": Industry changes from "food" to "tech" (there on 2026-11-19 10:00 UTC).',
    '1 "Acme": Staff was changed on both machines: "9" (here on 2026-11-20 10:00 UTC), "7" (there'
    ' on 2026-11-19 10:00 UTC). Kept "9".',
]
TOLD_ONE = [
    'field "Size": name changes from "Size" to "Staff" (there on 2026-11-20 10:00 UTC).',
    '1 "Acme": Staff was changed on both machines: "7" (here on 2026-11-19 10:00 UTC), "9" (there'
    ' on 2026-11-20 10:00 UTC). Kept "9".',
    'The persona "Buyer" was removed here, as on the other machine.',
]


def test_a_choice_that_one_machine_uses_stays_one(pair: tuple[Shell, Shell]) -> None:
    one, two = pair
    one.now = two.now = "2026-11-19T10:00"
    one("account", "edit", "birch", "--set", "Industry=tech")
    two("field", "edit", "industry", "--choices", "food,health")
    meet(one, two)
    for each in (one, two):
        found = each("field", "list", "--on", "account", "--json").json
        assert found[0]["choices"] == ["food", "health", "tech"]
    assert contents(one) == contents(two)


def test_a_choice_that_a_condition_of_one_machine_names_stays_one(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    one.now = two.now = "2026-11-19T10:00"
    one("segment", "edit", "food", "--where", "Industry=TECH")
    two("field", "edit", "industry", "--choices", "food,health")
    meet(one, two)
    for each in (one, two):
        found = each("field", "list", "--on", "account", "--json").json
        assert found[0]["choices"] == ["food", "health", "TECH"]
    assert contents(one) == contents(two)


@pytest.mark.parametrize(("first", "second", "uid"), by_turns([(0, 1), (1, 0)], ["0", "f"]))
def test_a_new_account_with_the_name_of_a_merged_one_is_another(
    pair: tuple[Shell, Shell], first: int, second: int, uid: str
) -> None:
    one, two = pair
    two.now = "2026-11-19T10:00"
    two("account", "merge", "Acme Corp", "Birch", "--yes")
    two.now = "2026-11-20T10:00"
    two("account", "add", "Acme Corp", "--set", "Industry=tech")
    number = [row["id"] for row in two("account", "list", "--json").json if row["name"] != "Birch"]
    change(two, f"update account set uid = '{uid * 36}' where id = {number[0]}")
    change(two, "delete from journal_row where table_name = 'account' and before is null")
    two("add", "Cedar", "1k", "--account", "Acme Corp", "--contact", "Zed")
    two("contact", "edit", "sam", "--account", "Acme Corp")
    one.now = two.now = "2026-11-21T10:00"
    before = contents(one)
    meet(pair[first], pair[second])
    for each in pair:
        people = {row["name"]: row["account"] for row in each("contact", "list", "--json").json}
        assert people == {"Al": "Birch", "Jo": "Birch", "Sam": "Acme Corp", "Zed": "Acme Corp"}
        there = {row["name"]: row["fields"] for row in each("account", "list", "--json").json}
        assert there["Acme Corp"] == {"Industry": "tech"}
    after = contents(one)
    one("undo")
    assert contents(one) == before
    one("redo")
    assert contents(one) == after
    meet(one, two)  # of the former values, one store had more
    assert contents(one) == contents(two)


def test_fields_of_one_name_and_other_types_are_two(pair: tuple[Shell, Shell]) -> None:
    one, two = pair
    one.now = two.now = "2026-11-19T10:00"
    one("field", "add", "Place", "--on", "account")
    two("field", "add", "Place", "--on", "account", "--type", "number")
    assert (
        'The field "Place 2" is called "Place" on the other machine'
        in brought(two, export(one), "--update").err
    )


PREPARED = (
    ("add", "Acme", "12k", "--account", "Acme Corp", "--contact", "Jo", "--campaign", "Fair"),
    ("add", "Birch", "3k", "--account", "Birch", "--contact", "Sam", "--tag", "hot"),
    ("contact", "add", "Al", "--account", "Acme Corp"),
    ("field", "add", "Industry", "--on", "account", "--type", "choice", "--choices", "food,tech"),
    ("field", "add", "Size", "--on", "deal", "--type", "number"),
    ("account", "edit", "acme", "--set", "Industry=food"),
    ("icp", "set", "Size>3"),
    ("segment", "add", "Food", "--where", "Industry=food"),
    ("quota", "set", "60k", "--period", "2026-Q4", "--segment", "food"),
    ("campaign", "add", "Fair", "--cost", "2k"),
    ("persona", "add", "Buyer", "--objection", "Price", "--answer", "Value"),
    ("contact", "edit", "jo", "--persona", "buyer"),
    ("contact", "role", "Jo", 1, "champion"),
    ("stage", "add", "Onboarding", "--probability", "100", "--kind", "customer"),
    ("stage", "add", "Care", "--probability", "100", "--kind", "customer"),
    ("stage", "criteria", "add", "initial", "--framework", "bant"),
)
MOVE = ("--buying", "yes", "--why", "They asked", "--next", "Demo", "--due", "2026-12-11")
STEPS: dict[str, tuple[object, ...]] = {
    "field": ("field", "add", "Place", "--on", "account"),
    "another field": ("field", "add", "Place", "--on", "contact", "--type", "yes-no"),
    "field renamed": ("field", "edit", "industry", "--name", "Sector"),
    "choices": ("field", "edit", "industry", "--choices", "food,c{}"),
    "field removed": ("field", "remove", "size"),
    "value": ("account", "edit", "acme", "--set", "Industry=tech"),
    "value of another": ("account", "edit", "birch", "--set", "Sector=food"),
    "value cleared": ("account", "edit", "acme", "--clear", "Industry"),
    "size": ("edit", 1, "--set", "Size={}"),
    "size cleared": ("edit", 1, "--clear", "Size"),
    "tag": ("edit", 1, "--tag", "+t{}", "--tag", "+hot"),
    "no tag": ("edit", 2, "--tag", "-hot"),
    "conditions": ("segment", "edit", "food", "--where", "Industry=tech", "--where", "amount>{}k"),
    "conditions after": ("segment", "edit", "food", "--where", "Sector=food"),
    "segment": (
        "segment",
        "add",
        "Mine",
        "--where",
        "campaign=Fair",
        "--where",
        "account=acme corp",
    ),
    "criterion": ("icp", "set", "Industry=food", "--weight", "{}"),
    "criterion after": ("icp", "set", "Sector=tech"),
    "criterion of accounts": ("icp", "set", "account=birch", "--weight", "{}"),
    "no criterion": ("icp", "remove", "size"),
    "segment renamed": ("segment", "edit", "food", "--name", "Foods"),
    "segment removed": ("segment", "remove", "food"),
    "quota": ("quota", "set", "{}0k", "--period", "2026-Q4", "--segment", "food"),
    "campaign": ("campaign", "add", "Web", "--cost", "{}k"),
    "campaign cost": ("campaign", "edit", "fair", "--cost", "{}k"),
    "campaign renamed": ("campaign", "edit", "fair", "--name", "Expo"),
    "campaign of a deal": ("edit", 2, "--campaign", "Fair"),
    "no campaign": ("edit", 1, "--campaign", "Web"),
    "campaign removed": ("campaign", "remove", "fair"),
    "persona": ("persona", "add", "User", "--objection", "Time{}"),
    "persona renamed": ("persona", "edit", "buyer", "--name", "CFO"),
    "objection": ("persona", "edit", "buyer", "--objection", "Price", "--answer", "a{}"),
    "no objection": ("persona", "edit", "buyer", "--remove-objection", "Price"),
    "persona removed": ("persona", "remove", "buyer"),
    "persona of a contact": ("contact", "edit", "sam", "--persona", "buyer"),
    "another persona": ("contact", "edit", "jo", "--persona", "user"),
    "role": ("contact", "role", "Al", 1, "user", "--stance", "for"),
    "another role": ("contact", "role", "Jo", 1, "blocker"),
    "no role": ("contact", "role", "Jo", 1, "--remove"),
    "replaced": ("contact", "replace", "Jo", "Al", "--deal", 1, "--why", "Left"),
    "contacts merged": ("contact", "merge", "Al", "Jo", "--yes"),
    "accounts merged": ("account", "merge", "Birch", "Acme Corp", "--yes"),
    "account renamed": ("account", "edit", "acme", "--name", "Zenith"),
    "answer": ("move", 1, *MOVE, "--met", "Budget={}k", "--met", "Need"),
    "answer of another": ("move", 2, *MOVE, "--met", "Budget={}k"),
    "win": ("win", 1),
    "lose": ("lose", 1, "--reason", "price"),
    "on": ("move", 1, "care", "--why", "w{}", "--next", "Call", "--due", "2026-12-11"),
    "kind": ("stage", "edit", "initial", "--kind", "lead"),
    "undo": ("undo",),
    "redo": ("redo",),
}
deeds = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS)), st.integers(1, 4), st.integers(1, 9)), max_size=4
)


@settings(
    max_examples=examples(6),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ours=deeds, theirs=deeds, crossed=st.booleans())
def test_any_edits_on_both_sides_end_in_two_equal_stores(
    prepared: Path,
    tmp_path_factory: pytest.TempPathFactory,
    *,
    ours: list[tuple[str, int, int]],
    theirs: list[tuple[str, int, int]],
    crossed: bool,
) -> None:
    home = tmp_path_factory.mktemp("pair")
    both = []
    for name, done in (("one", ours), ("two", theirs)):
        shutil.copytree(prepared / name, home / name)
        shell = Shell(home / name)
        do(shell, STEPS, done)
        shell.now = "2026-12-20T10:00"
        both.append(shell)
    one, two = both
    if crossed:  # each takes in what the other had before
        first = Path(export(one)).rename(home / "before.jsonl")
        brought(one, export(two), "--update")
        brought(two, first, "--update")
    meet(one, two)
    assert contents(one) == contents(two)
    before = contents(one)
    for each, other in ((two, one), (one, two)):
        assert " 0 changed" in brought(each, export(other), "--update").out
    assert contents(one) == contents(two) == before
    all_are_well()
