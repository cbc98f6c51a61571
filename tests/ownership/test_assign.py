"""Deals are given to somebody else with a reason, and both sellers are told once."""

from datetime import date, timedelta

import pytest

from conftest import Shell
from pipectl.numbers import NumberFormat
from pipectl.ownership.rules import Handover, Told, news
from pipectl.ownership.view import told_words

WHY = "Knows the buyer"
EMPTY = (
    "You have no deals. See everybody's: `pipectl list --owner all`. Add one:\n`pipectl add"
    ' "Acme rollout" 12k --close eoq --next Call --due fri`'
)


def seller(shell: Shell, name: str) -> Shell:
    """The same store, worked in by a seller."""
    one = Shell(shell.home)
    one.file, one.now = shell.file, shell.now
    one.extra = {"PIPECTL_OWNER": name}
    return one


@pytest.fixture
def ann(pipectl: Shell) -> Shell:
    one = seller(pipectl, "Ann")
    for title in ("Acme", "Birch", "Cedar", "Dogwood"):
        one("add", title, "5k")
    return one


@pytest.fixture
def bob(pipectl: Shell, ann: Shell) -> Shell:
    one = seller(pipectl, "Bob")
    one("add", "Elm", "9k")
    return one


def told(shell: Shell) -> list[str]:
    """What the page of the day tells of deals that came or went."""
    lines = shell("today").out.split("\n\n")
    return lines[0].splitlines() if len(lines) > 1 else []


def test_deals_are_given_away_in_one_operation_with_a_reason(ann: Shell, bob: Shell) -> None:
    done = ann("assign", "acme", 2, "bob", "--why", WHY)
    assert done.out == "Assigned Acme (#1) to Bob.\nAssigned Birch (#2) to Bob.\n"
    assert done.err == ""
    assert f"given to Bob: {WHY}" in ann("show", "acme").out
    assert ann("history", "--limit", 1, "--json").json[0]["command"] == (
        "assign acme 2 bob --why 'Knows the buyer'"
    )
    assert f"    reason to assign, 18 Nov: {WHY}" in ann("search", "buyer").out
    assert ann("undo").out.startswith("Undone: assign acme 2 bob")
    assert [each["owner"] for each in ann("list", "--owner", "all", "--json").json] == [
        *("Ann",) * 4,
        "Bob",
    ]
    assert ann("redo").out.startswith("Redone: assign acme 2 bob")
    assert [each["title"] for each in bob("list", "--json").json] == ["Acme", "Birch", "Elm"]
    assert ann("doctor").out == ""


def test_who_has_a_deal_already_keeps_it(ann: Shell, bob: Shell) -> None:
    before = ann("history", "--json").json
    assert ann("assign", "acme", "Ann").out == "Unchanged: Acme (#1) is already Ann's.\n"
    assert ann("assign", "acme", "ann", "--why", WHY).out.startswith("Unchanged: ")
    assert ann("history", "--json").json == before
    assert told(ann) == []
    ann("assign", "acme", "none")
    assert ann("assign", "acme", "none").out == "Unchanged: Acme (#1) already has no owner.\n"
    done = ann("assign", "acme", "birch", "Ann")
    assert done.out == "Assigned Acme (#1) to Ann.\nUnchanged: Birch (#2) is already Ann's.\n"


def test_one_deal_is_an_object_and_several_are_a_list(ann: Shell, bob: Shell) -> None:
    assert ann("assign", "acme", "Bob", "--json").json["owner"] == "Bob"
    found = ann("assign", "acme", "birch", "none", "--json").json
    assert [each["owner"] for each in found] == [None, None]


def test_a_name_that_nobody_used_yet_is_told(ann: Shell, bob: Shell) -> None:
    done = ann("assign", "acme", "Cleo O'Hara")
    assert done.out == "Assigned Acme (#1) to Cleo O'Hara.\n"
    assert done.err == (
        "Cleo O'Hara is new in this store. To see only their own deals, they run"
        ' `pipectl config set owner "Cleo O\'Hara"`.\n'
    )
    assert ann("assign", "birch", "cleo o'hara").err == ""
    resembling = ann("assign", "cedar", "Cleo OHara").err
    assert resembling.startswith(
        'There is no owner "Cleo OHara" yet: did you mean "Cleo O\'Hara"? It was used as typed.'
    )


def test_what_isnt_a_deal_or_a_seller_changes_nothing(ann: Shell, bob: Shell) -> None:
    before = ann.state()
    assert ann("assign", "acme", code=2).err == (
        "pipectl: Missing argument 'NAME'.\n  Name the seller: pipectl assign acme NAME\n"
    )
    assert ann("assign", "acme", "birch", "Ann", "Lee", code=3).err == (
        'pipectl: No deal matches "Ann".\n'
        '  Quote a name of several words: pipectl assign acme birch "Ann Lee"\n'
    )
    assert 'An owner can\'t be called "all".' in ann("assign", "acme", "all", code=2).err
    assert ann("assign", "zzz", "Bob", code=3).err.startswith('pipectl: No deal matches "zzz".')
    assert "The reason is empty" in ann("assign", "acme", "Bob", "--why", "", code=2).err
    assert ann.state() == before


def test_both_sellers_are_told_once(ann: Shell, bob: Shell) -> None:
    cleo = seller(ann, "Cleo")
    ann("assign", "acme", "birch", "cedar", "Bob", "--why", WHY)
    cleo("assign", "dogwood", "Cleo")
    bob("assign", "elm", "none")
    found = [each for each in bob("today", "--json").json if each["kind"] == "assigned"]
    assert [(each["id"], each["why"], each["command"]) for each in found] == [
        (1, f"Ann gave you Acme (#1): {WHY}", "pipectl show 1"),
        (2, f"Ann gave you Birch (#2): {WHY}", "pipectl show 2"),
        (3, f"Ann gave you Cedar (#3): {WHY}", "pipectl show 3"),
    ]
    assert "assigned" not in bob("remind", "--json").out
    assert bob("today", "--format", "ids").out == "1\n2\n3\n"
    assert told(bob) == [f"Ann gave you Acme (#1), Birch (#2) and Cedar (#3): {WHY}"]
    assert told(bob) == []
    assert [each for each in bob("today", "--json").json if each["kind"] == "assigned"] == []
    assert told(ann) == ["Cleo took over Dogwood (#4) from you."]
    assert told(ann) == told(cleo) == []


def test_a_page_without_work_tells_too(ann: Shell, bob: Shell) -> None:
    bob("assign", 1, 2, 3, 4, "Bob")
    assert ann("today").out == (
        "Bob took over Acme (#1), Birch (#2) and 2 more deals from you.\n\n" + EMPTY + "\n"
    )
    assert ann().out == EMPTY + "\n"


def test_edit_tells_as_assign_does(ann: Shell, bob: Shell) -> None:
    ann("edit", "acme", "--owner", "Bob")
    assert told(bob) == ["Ann gave you Acme (#1)."]


def test_what_was_told_and_is_undone_is_told_too(ann: Shell, bob: Shell) -> None:
    ann("assign", "acme", "birch", "Bob", "--why", WHY)
    assert told(ann) == []
    assert told(bob) == [f"Ann gave you Acme (#1) and Birch (#2): {WHY}"]
    ann("undo")
    gone = "the change that gave you the deal was undone."
    found = [each for each in bob("today", "--json").json if each["kind"] == "assigned"]
    assert [(each["id"], each["why"]) for each in found] == [
        (1, f"You no longer have Acme (#1): {gone}"),
        (2, f"You no longer have Birch (#2): {gone}"),
    ]
    assert told(bob) == [
        "You no longer have Acme (#1) and Birch (#2): the change that gave you the deals was"
        " undone."
    ]
    assert told(bob) == told(ann) == []
    ann("redo")
    assert told(bob) == [f"Ann gave you Acme (#1) and Birch (#2): {WHY}"]
    assert ann("doctor").out == ""


def test_who_gets_back_what_was_taken_is_told_too(ann: Shell, bob: Shell) -> None:
    bob("assign", "acme", "Bob")
    bob("assign", "birch", "none")
    assert told(ann) == [
        "Bob took over Acme (#1) from you.",
        "Birch (#2) has no owner now (Bob).",
    ]
    bob("undo")
    bob("undo")
    assert told(ann) == [
        "You have Birch (#2) again: the change that left the deal without an owner was undone.",
        "You have Acme (#1) again: the change that gave the deal to Bob was undone.",
    ]
    assert told(ann) == told(bob) == []


def test_what_was_undone_and_made_up_for_needs_no_word(ann: Shell, bob: Shell) -> None:
    ann("assign", "acme", "Bob", "--why", "First")
    assert told(bob) == ["Ann gave you Acme (#1): First"]
    ann("undo")
    ann("assign", "acme", "Bob", "--why", "Second")
    assert told(bob) == ["Ann gave you Acme (#1): Second"]
    assert told(bob) == []


def test_a_first_name_may_be_meant_for_a_whole_one(ann: Shell, bob: Shell) -> None:
    ann("assign", "acme", "Cleo O'Hara")
    assert ann("assign", "birch", "cleo").err == (
        'There is no owner "cleo" yet: did you mean "Cleo O\'Hara"? It was used as typed.'
        " `pipectl undo` reverses that.\n"
    )


def test_what_is_undone_isnt_told(ann: Shell, bob: Shell) -> None:
    ann("assign", "acme", "Bob")
    ann("undo")
    assert told(bob) == []
    ann("redo")
    assert told(bob) == ["Ann gave you Acme (#1)."]


def test_what_was_told_stays_told_for_as_long_as_it_would_be(ann: Shell, bob: Shell) -> None:
    ann("assign", "acme", "Bob")
    assert len(told(bob)) == 1
    for days in (8, 29, 30, 31):
        bob.now = f"{date(2026, 11, 18) + timedelta(days=days)} 10:00"
        bob("remind", "--once")  # which forgets old claims
        assert told(bob) == []


def test_what_was_given_long_ago_isnt_news(ann: Shell, bob: Shell) -> None:
    ann("assign", "acme", "Bob")
    bob.now = "2026-12-18 10:00"
    assert len([each for each in bob("today", "--json").json if each["kind"] == "assigned"]) == 1
    bob.now = "2026-12-19 10:00"
    assert told(bob) == []


def test_without_an_owner_nobody_is_told(pipectl: Shell, ann: Shell, bob: Shell) -> None:
    pipectl("assign", "acme", "Bob")
    assert told(pipectl) == []
    assert told(ann) == ["Your Acme (#1) was given to Bob."]
    assert told(bob) == ["You were given Acme (#1)."]


def given(number: int, former: str, owner: str, by: str, now: str, deal: int = 1) -> Handover:
    return Handover(number, deal, f"Deal {deal}", former, owner, by, None, now)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        # Came and went, and went and came back, before the seller looked.
        ([given(1, "Ann", "Bob", "Ann", "Cleo"), given(2, "Bob", "Cleo", "Ann", "Cleo")], []),
        ([given(1, "Bob", "Ann", "Ann", "Bob"), given(2, "Ann", "Bob", "Ann", "Bob")], []),
        # Went over somebody else: to whom it went in the end.
        (
            [given(1, "Bob", "Ann", "Ann", "Cleo"), given(2, "Ann", "Cleo", "Dan", "Cleo")],
            ["Ann gave your Deal 1 (#1) to Cleo."],
        ),
        ([given(1, "Bob", "", "Ann", "")], ["Deal 1 (#1) has no owner now (Ann)."]),
        ([given(1, "", "Bob", "Ann", "Bob")], ["Ann gave you Deal 1 (#1)."]),
        ([given(1, "Ann", "Bob", "Bob", "Bob"), given(2, "Ann", "Cleo", "Ann", "Cleo")], []),
        (
            [given(1, "Ann", "Bob", "Ann", "Bob"), given(2, "Ann", "Bob", "Cleo", "Bob", 2)],
            ["Ann gave you Deal 1 (#1).", "Cleo gave you Deal 2 (#2)."],
        ),
    ],
)
def test_only_what_became_of_a_deal_is_told(found: list[Handover], says: list[str]) -> None:
    assert [told_words(each, NumberFormat()) for each in news(found, "Bob")] == says


def test_nothing_is_told_of_what_is_nobodys() -> None:
    assert news([given(1, "", "Ann", "Bob", "Ann")], "") == []
    assert Told((given(1, "", "Ann", "Bob", "Ann"),), is_gain=True).last.id == 1
