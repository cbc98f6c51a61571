"""`edit` of several deals: one operation for all of them, and tags that come and go."""

from typing import Any

import pytest

from conftest import Shell, made_once
from terminal import Session


@made_once
def deals(acme: Shell) -> Shell:
    """Three deals: Acme rollout, Birch audit (tagged cold, fair) and North west."""
    acme("add", "Birch audit", "9k", "--tag", "cold", "--tag", "fair")
    acme("add", "North west", "1k", "--close", "eoy", "--account", "Acme Corp")
    return acme


def everything(run: Shell) -> list[dict[str, Any]]:
    """All deals as JSON."""
    found: list[dict[str, Any]] = run("list", "--all", "--json").json
    return found


def operations(run: Shell) -> int:
    """How many operations the journal has."""
    return len(run("history", "--json", "--limit", 1000).json)


def test_several_deals_are_changed_as_one_operation(deals: Shell) -> None:
    before = everything(deals)
    done = deals("edit", 3, "birch", 1, "--tag", "+hot", "--tag", "-cold", "--close", "2027-01-15")
    assert done.out == (
        "Changed North west (#3) · close date Fri 15 Jan 2027 · tags hot\n"
        "Changed Birch audit (#2) · close date Fri 15 Jan 2027 · tags fair, hot\n"
        "Changed Acme rollout (#1) · close date Fri 15 Jan 2027 · tags hot\n"
    )
    assert done.err == '"birch" is Birch audit (#2)\n'
    assert operations(deals) == 4
    assert {each["id"]: each["pushes"] for each in everything(deals)} == {1: 1, 2: 0, 3: 1}
    deals("undo")
    assert everything(deals) == before
    deals("redo")
    assert [each["tags"] for each in everything(deals)] == [["hot"], ["fair", "hot"], ["hot"]]


def test_undo_says_of_which_of_several_deals_a_tag_was(deals: Shell) -> None:
    deals("edit", 3, 1, "--tag", "+hot")
    lines = deals("undo").lines
    assert lines[0].startswith("Undone: edit 3 1 --tag +hot")
    assert lines[1:] == [
        '    removed tag "hot" of "North west"',
        '    removed tag "hot" of "Acme rollout"',
    ]
    deals("edit", 3, "--tag", "+hot")
    assert deals("undo").lines[1:] == ['    removed tag "hot"']


def test_several_named_are_a_list_in_json_and_one_is_an_object(deals: Shell) -> None:
    found = deals("edit", 2, 1, "--source", "web", "--json").json
    assert [(each["id"], each["source"]) for each in found] == [(2, "web"), (1, "web")]
    assert found == [deals("list", name, "--json").json[0] for name in ("birch", "rollout")]
    assert deals("edit", 2, "--source", "fair", "--json").json["source"] == "fair"
    twice = deals("edit", 2, "birch-audit", "--source", "web", "--json").json
    assert [each["id"] for each in twice] == [2]


def test_a_deal_that_was_so_already_is_said_to_be_unchanged(deals: Shell) -> None:
    assert deals("edit", 1, 2, "--tag", "cold").out == (
        "Changed Acme rollout (#1) · tags cold\nUnchanged: Birch audit (#2)\n"
    )
    assert deals("edit", 1, 2, "--tag", "COLD").out == (
        "Unchanged: Acme rollout (#1)\nUnchanged: Birch audit (#2)\n"
    )
    assert operations(deals) == 4


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--amount", "€5k"], "amount 5,000 EUR"),
        (["--currency", "EUR", "--probability", "0"], "amount {amount} EUR · probability 0 %"),
        (["--account", "Umbrella", "--contact", "Jo"], "account Umbrella · contact Jo"),
        (["--campaign", "spring", "--note", "x"], "campaign spring · note"),
        (["--created", "2026-11-02", "--parent", "3"], "parent 3 · created Mon 2 Nov 2026"),
        (
            ["--clear", "amount", "--clear", "close", "--probability", "5", "--source", "fair"],
            "no amount{close} · source fair · probability 5 %",
        ),
    ],
)
def test_each_line_says_what_the_deal_has_now(deals: Shell, flags: list[str], said: str) -> None:
    lines = [
        f"Changed Acme rollout (#1) · {said.format(amount='12,000', close=' · no close date')}\n",
        f"Changed Birch audit (#2) · {said.format(amount='9,000', close='')}\n",
    ]
    assert deals("edit", 1, 2, *flags).out == "".join(lines)


def test_an_amount_without_a_currency_keeps_that_of_each_deal(deals: Shell) -> None:
    deals("edit", 2, "--amount", "€9k")
    found = deals("edit", 1, 2, "--amount", "5k", "--json").json
    assert [each["currency"] for each in found] == ["USD", "EUR"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ["1", "2", "--title", "Same"],
            2,
            "--title can't be used for several deals.\n  Name one deal.",
        ),
        (["1", "1", "--edit"], 2, "--edit can't be used for several deals."),
        (["1", "99", "--tag", "x"], 3, 'No deal matches "99".'),
        (["1", "birhc", "--tag", "x"], 3, "Did you mean birch-audit?"),
        (["1", "2", "3", "--parent", "2"], 4, '"Birch audit" can\'t be its own parent.'),
        (["1", "2"], 2, "No changes given."),
        (["north", "west", "--tag", "x"], 2, 'Quote the deal\'s name: pipectl edit "north west"'),
        (["acme", "New", "name"], 2, 'pipectl edit acme --title "New name"'),
        (["1", "2", "--tag", "+x", "--tag", "-X"], 2, 'The tag "X" can\'t be added and removed'),
        (["1", "2", "--tag", "-"], 2, "The tag is empty"),
        (["1", "2", "--tag", "+"], 2, "The tag is empty"),
        (["1", "2", "--tag", "-\x1b[2J"], 2, "The tag can't contain a control character (U+001B"),
        (["1", "2", "--tag", f"-{'x' * 51}"], 2, "has 51 characters. The limit is 50"),
    ],
)
def test_a_refused_change_of_several_changes_none(
    deals: Shell, words: list[str], code: int, said: str
) -> None:
    before = deals.state()
    assert said in deals("edit", *words, code=code).err
    assert deals.state() == before


def test_a_closed_deal_among_several_refuses_what_only_open_ones_have(deals: Shell) -> None:
    deals("win", 2)
    before = everything(deals)
    assert '"Birch audit" is won' in deals("edit", 1, 2, "--close", "eoy", code=4).err
    assert everything(deals) == before
    assert deals("edit", 1, 2, "--tag", "kept").out.count("Changed") == 2


def test_tags_with_a_sign_come_and_go_beside_those_that_are_there(deals: Shell) -> None:
    tags = deals("edit", 2, "--tag", "+hot", "--tag", "-COLD", "--tag", "new", "--json").json[
        "tags"
    ]
    assert tags == ["fair", "hot", "new"]
    assert deals("edit", 2, "--tag=-nowhere").out.startswith("Unchanged: Birch audit (#2)")
    cleared = deals("edit", 2, "--clear", "tag", "--tag", "+only", "--json").json
    assert cleared["tags"] == ["only"]


def test_a_new_deal_takes_tags_with_a_plus_sign_and_none_to_remove(deals: Shell) -> None:
    assert deals("add", "Tea", "--tag", "+hot", "--json").json["tags"] == ["hot"]
    assert 'has no tag "hot" to remove' in deals("add", "Milk", "--tag", "-hot", code=2).err


def test_at_a_terminal_the_reason_is_asked_once_and_kept_where_a_date_moves_later(
    deals: Shell,
) -> None:
    deals("edit", 3, "--close", "2027-06-30")
    session = Session(deals, ("edit", "1", "2", "3", "--close", "2027-03-31"), {})
    session.answer("Why are the close dates moving later?", "holidays").left()
    notes = [deals("show", n, "--json").json["history"][-1]["note"] for n in (1, 2, 3)]
    assert notes == ["holidays", None, None]


def test_every_deal_of_several_is_completed(deals: Shell) -> None:
    deals.extra = {
        "_PIPECTL_COMPLETE": "complete_bash",
        "COMP_WORDS": "pipectl edit acme-rollout bi",
        "COMP_CWORD": "3",
    }
    assert deals.process(is_new=False).out.split() == ["birch-audit"]
