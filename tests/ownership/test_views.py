"""With --owner, and by default with one's own name, every number is as in a store of one's own."""

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import Shell
from pipectl.store.row import columns
from pipectl.store.rows import KINDS
from terminal import Session
from three_sellers import OWNERS, fill

OTHERS = "owner <> :owner"


def split(shell: Shell, owner: str, to: Path) -> Shell:
    """A store that has only what is one seller's, and no owners."""
    one = Shell(to)
    to.mkdir()
    one.refill(shell.contents())
    with one.opened() as store:
        own = {"owner": owner}
        store.execute(f"delete from opportunity where {OTHERS}", own)
        for table, kind in KINDS.items():
            column = columns(kind).get("opportunity_id")
            if column is not None and table != "activity":
                left = "opportunity_id not in (select id from opportunity)"
                store.execute(f"delete from {table} where {left}")
        store.execute(f"delete from activity where {OTHERS}", own)
        store.execute(
            "update activity set opportunity_id = null, next_action_id = null"
            " where opportunity_id not in (select id from opportunity)"
        )
        for table in ("quota", "goal", "figure_target", "priority", "review", "forecast_log"):
            store.execute(f"delete from {table} where {OTHERS}", own)
        store.execute("delete from quota_history where quota_id not in (select id from quota)")
        for table, kind in KINDS.items():
            if "owner" in columns(kind) and table != "custom_field":
                store.execute(f"update {table} set owner = ''")
    return one


def said(shell: Shell, *words: str) -> Any:
    """What a command prints, without whose it is, and what was given to somebody else."""
    found = shell(*words, "--json").json
    if words == ("today",):
        found = [each for each in found if each["kind"] != "assigned"]
    if words[:2] == ("report", "all"):
        return {name: without_owner(each) for name, each in found.items()}
    return (
        [without_owner(each) for each in found] if isinstance(found, list) else without_owner(found)
    )


def without_owner(found: Any) -> Any:
    if not isinstance(found, dict):
        return found
    return {name: value for name, value in found.items() if name != "owner"}


NUMBERS = (
    ("report", "all"),
    ("report", "all", "--period", "2026"),
    ("list", "--all", "--sort", "id"),
    ("list", "--where", "amount>1k"),
    ("activity", "list"),
    ("metrics", "--where", "source=web"),
)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_number_of_a_seller_is_as_in_a_store_of_his_own(
    pipectl: Shell, tmp_path: Path, seed: int
) -> None:
    fill(pipectl, seed)
    for place, owner in enumerate(OWNERS):
        own = split(pipectl, owner, tmp_path / str(place))
        for words in NUMBERS:
            assert said(pipectl, *words, "--owner", owner) == said(own, *words), (owner, words)
        pipectl.extra = {"PIPECTL_OWNER": owner}
        for name in ("list", "board", "coverage", "today"):
            assert said(pipectl, name) == said(own, name), (owner, name)
        pipectl.extra = {}


def test_a_seller_of_an_earlier_day_is_shown_what_was_his_then(
    pipectl: Shell, tmp_path: Path
) -> None:
    then = Shell(tmp_path / "then")
    then.home.mkdir()
    day = fill(pipectl, 3, then.file)
    then.now = f"{day} 10:00"
    for owner in OWNERS:
        for words in (("list", "--all", "--sort", "id"), ("board",), ("metrics",)):
            of = ("--owner", owner)
            assert said(pipectl, *words, *of, "--as-of", str(day)) == said(then, *words, *of)


def test_everybodys_numbers_use_the_teams_quota_and_goals(pipectl: Shell) -> None:
    fill(pipectl, 1)
    (total,) = pipectl.rows("select sum(amount_minor) from quota where period = '2026-Q4'")
    (calls,) = pipectl.rows("select sum(count) from goal")
    for owner, words in (("", ()), ("Ann", ("--owner", "all"))):
        pipectl.extra = {"PIPECTL_OWNER": owner}
        found = pipectl("coverage", *words, "--json").json
        assert found["quota"] == total[0] / 100
        shown = pipectl("report", "activity", "--period", "this-week", *words, "--json").json
        assert str(calls[0]) in json.dumps(shown)
    pipectl.extra = {}
    pipectl("quota", "set", "77k", "--period", "2026-Q4")
    assert pipectl("coverage", "--json").json["quota"] == 77_000


def test_an_unknown_owner_is_told_with_those_there_are(pipectl: Shell) -> None:
    assert pipectl("list", "--owner", "ann", code=3).err == (
        'pipectl: No owner "ann".\n  No deal has an owner yet.\n'
    )
    pipectl.extra = {"PIPECTL_OWNER": "Ann"}
    pipectl("add", "Acme", "5k")
    pipectl.extra = {}
    for words in (("list",), ("board",), ("activity", "list"), ("what-if", "--add", "1@5k:1")):
        refused = pipectl(*words, "--owner", "An", code=3)
        assert refused.err == 'pipectl: No owner "An". Did you mean "Ann"?\n  Available: Ann.\n'
    pipectl.extra = {"PIPECTL_OWNER": "Bob"}  # who has nothing yet
    assert pipectl("list", "--json").json == []
    assert [each["title"] for each in pipectl("list", "--owner", "ann", "--json").json] == ["Acme"]
    assert pipectl("list", "--owner", "none", "--json").json == []
    assert len(pipectl("list", "--owner", "all", "--json").json) == 1


def test_a_page_says_whose_deals_it_counts(pipectl: Shell) -> None:
    pipectl("add", "Acme", "5k")
    assert "Only deals" not in pipectl("board").out
    pipectl.extra = {"PIPECTL_OWNER": "Ann"}
    pipectl("add", "Birch", "9k")
    assert pipectl("board").out.startswith("Only deals of Ann.\n")
    assert pipectl("board", "--json").json["owner"] == "Ann"
    assert pipectl("board", "--owner", "none").out.startswith("Only deals without an owner.\n")
    assert "Only deals" not in pipectl("board", "--owner", "all").out
    assert "owner" not in pipectl("board", "--owner", "all", "--json").json


def test_a_deal_that_is_named_is_looked_for_among_ones_own_first(pipectl: Shell) -> None:
    for owner, title in (("Bob", "Acme"), ("Ann", "Acme rollout"), ("Bob", "Birch")):
        pipectl.extra = {"PIPECTL_OWNER": owner}
        pipectl("add", title, "5k")
    pipectl.extra = {"PIPECTL_OWNER": "Ann"}
    assert pipectl("show", "acme", "--json").json["title"] == "Acme rollout"
    assert pipectl("show", "birch", "--json").json["title"] == "Birch"
    pipectl.extra = {}
    assert pipectl("show", "acme", "--json").json["title"] == "Acme"


def test_a_review_and_the_day_are_ones_own(pipectl: Shell) -> None:
    for owner, title in (("Bob", "Acme"), ("Ann", "Birch")):
        pipectl.extra = {"PIPECTL_OWNER": owner}
        pipectl("add", title, "5k", "--next", "Call", "--due", "2026-11-17")
    for owner, title in (("Bob", "Acme"), ("Ann", "Birch")):
        pipectl.extra = {"PIPECTL_OWNER": owner}
        assert [each["title"] for each in pipectl("today", "--json").json] == [title]
        assert title in pipectl("remind", "--once").out
        assert pipectl("remind", "--once").out == ""
        assert [each["title"] for each in pipectl("review", "--json").json["agenda"]] == [title]
        pipectl("review", "monthly", "--obstacle", f"by {owner}")
        assert len(pipectl("review", "list", "--json").json) == 1
        assert f"by {owner}" in pipectl("review", "show").out
    pipectl.extra = {}
    assert len(pipectl("today", "--json").json) == 2


def test_a_review_tells_what_somebody_else_did_on_ones_own_deal(pipectl: Shell) -> None:
    pipectl.extra = {"PIPECTL_OWNER": "Bob"}
    pipectl("add", "Acme", "5k", "--next", "Call", "--due", "2026-11-17")
    pipectl.extra = {"PIPECTL_OWNER": "Ann"}
    pipectl("log", "meeting", "acme", "Met their buyer")
    pipectl.extra = {"PIPECTL_OWNER": "Bob", "TERM": "xterm-256color"}
    session = Session(pipectl, ("review",), {})
    session.asked("meeting: Met their buyer").type("\x03")
    session.left(130)
    assert "No activity yet." not in session.said


def test_a_day_before_a_deal_was_given_away_shows_whose_it_was(pipectl: Shell) -> None:
    pipectl.extra = {"PIPECTL_OWNER": "Ann"}
    pipectl("add", "Acme", "5k")
    pipectl.now = "2026-11-20 10:00"
    pipectl("edit", "acme", "--owner", "Bob")
    assert pipectl("list", "--json").json == []
    (then,) = pipectl("list", "--as-of", "2026-11-19", "--json").json
    assert (then["title"], then["owner"]) == ("Acme", "Ann")
    assert pipectl("list", "--as-of", "2026-11-19", "--owner", "bob", "--json").json == []


def test_what_if_says_which_deals_are_somebody_elses(pipectl: Shell) -> None:
    for owner, title in (("Ann", "Acme"), ("Bob", "Birch"), ("", "Cedar")):
        pipectl.extra = {"PIPECTL_OWNER": owner} if owner else {}
        pipectl("add", title, "5k", "--close", "eoq")
    pipectl.extra = {"PIPECTL_OWNER": "Ann"}
    done = pipectl("what-if", "--win", 1, "--win", 2, "--push", "2=1w", "--lose", 3)
    assert done.err == (
        "Birch (#2) is Bob's, so it isn't counted here.\n"
        "Cedar (#3) has no owner, so it isn't counted here.\n"
    )
    assert "Open USD" in done.out
    assert pipectl("what-if", "--win", 2, "--owner", "all").err == ""
    assert pipectl("what-if", "--win", 2, "--owner", "bob").err == ""
    assert pipectl("what-if", "--add", "3@5k:Proposal").err == ""
