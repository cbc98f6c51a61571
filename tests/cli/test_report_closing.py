"""`report closing`: what is to close within the next days."""

from datetime import date
from fractions import Fraction

import pytest
from reported import asked, counted_sum

from conftest import Shell
from pipectl.domain.closing import closing, expected_count
from pipectl.domain.coverage import Open


@pytest.fixture
def due(pipectl: Shell) -> Shell:
    """One late, one this week, one next week, one without a date, one in euros."""
    pipectl("add", "Late", "1k", "--close", "2026-11-10", "--stage", "proposal")
    pipectl("add", "Friday", "2k", "--close", "2026-11-20", "--stage", "meeting")
    pipectl("add", "Next week", "4k", "--close", "2026-11-25")
    pipectl("add", "Thursday after", "8k", "--close", "2026-11-26")
    pipectl("add", "Some day", "16k")
    pipectl("add", "Euro", "32k", "--currency", "EUR", "--close", "2026-11-19")
    return pipectl


@pytest.mark.parametrize(
    ("within", "titles", "until"),
    [
        ("7d", ["Late", "Friday", "Next week"], "2026-11-25"),
        ("0d", ["Late"], "2026-11-18"),
        ("this-week", ["Late", "Friday"], "2026-11-22"),
        ("2026-11", ["Late", "Friday", "Next week", "Thursday after"], "2026-11-30"),
    ],
)
def test_a_span_holds_what_is_expected_by_its_end(
    due: Shell, within: str, titles: list[str], until: str
) -> None:
    found = asked(due, "closing", "--within", within)
    assert [each["title"] for each in found["opportunities"]] == titles
    assert (found["within"], found["until"]) == (within, until)
    assert found["expected_count"] == len(titles)
    assert {each["chance"] for each in found["opportunities"]} == {None}
    assert counted_sum(found) == found["amount"] * 100
    assert sum("left out" in row["why"] for row in found["explain"]) == 6 - len(titles) - (
        within == "0d"
    )


def test_the_keys_are_the_contract(due: Shell) -> None:
    found = due("report", "closing", "--json").json
    assert list(found)[:5] == ["currency", "left_out", "within", "expected_count", "opportunities"]
    assert found["opportunities"][1] == {
        "id": 2,
        "title": "Friday",
        "stage": "Meeting",
        "amount": 2000,
        "chance": None,
        "probability": 30,
        "close_on": "2026-11-20",
    }
    assert due("report", "closing", "--period", "2026-11", "--json").json["within"] == "2026-11"


def test_it_is_told_in_words(due: Shell) -> None:
    assert due("report", "closing").out == (
        "3 opportunities are expected to close by Wed 25 Nov 2026, 7k in all.\n"
        "#  Title      Stage            Amount USD   %  Expected\n"
        "1  Late       Proposal              1,000  60  2026-11-10\n"
        "2  Friday     Meeting               2,000  30  2026-11-20\n"
        "3  Next week  Initial contact       4,000   0  2026-11-25\n"
        "Of 1 the expected date has passed.\n"
        "1 in EUR left out.\n"
    )


def test_nothing_due_is_said(pipectl: Shell) -> None:
    out = pipectl("report", "closing").out
    assert out == "Nothing is expected to close by Wed 25 Nov 2026.\n"


def test_chances_take_every_open_one_the_likeliest_first() -> None:
    items = [Open(n, "x", 1, 100, 5000, None) for n in (1, 2, 3)]
    day = date(2026, 11, 18)
    known = {1: Fraction(10), 3: Fraction(60)}
    found = closing(items, today=day, last=day, chances=known)
    assert [(each.item.id, each.chance) for each in found] == [(3, 60), (1, 10), (2, 0)]
    assert expected_count(found) == Fraction(7, 10)
