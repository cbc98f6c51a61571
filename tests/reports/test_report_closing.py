"""`report closing`: what can be won within the next days, and how likely."""

from datetime import date
from fractions import Fraction

import pytest

from conftest import Shell, made_once
from pipectl.reports.closing.rules import closing, expected_count
from pipectl.reports.rules import OpenOpportunity
from reported import asked

TOLD = """\
Expect 0.2 wins (451 USD) by Wed 25 Nov 2026.
#  Title           Stage            Amount USD  Chance  Stage %  Close date
1  Late            Proposal              1,000  10.5 %       60  2026-11-10
2  Friday          Meeting               2,000     2 %       30  2026-11-20
3  Next week       Initial contact       4,000   1.1 %        0  2026-11-25
4  Thursday after  Initial contact       8,000   1.1 %        0  2026-11-26
5  Some day        Initial contact      16,000   1.1 %        0  –
Lists all open deals. Chance = chance of winning the deal by Wed 25 Nov 2026.
1 deal is past its close date.
1 EUR deal not included.
"""


@made_once
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
    ("within", "until"),
    [
        ("7d", "2026-11-25"),
        ("0d", "2026-11-18"),
        ("this-week", "2026-11-22"),
        ("2026-11", "2026-11-30"),
        ("2w", "2026-12-02"),
    ],
)
def test_every_open_one_has_its_chance_the_likeliest_first(
    due: Shell, within: str, until: str
) -> None:
    found = asked(due, "closing", "--within", within)
    assert (found["within"], found["until"]) == (within, until)
    chances = [each["chance"] for each in found["opportunities"]]
    assert len(chances) == 5
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) == pytest.approx(100 * found["expected_count"], abs=0.0001)
    assert (chances[-1] > 0) == (within != "0d")
    rows = [row for row in found["explain"] if not row["why"].startswith("not included")]
    cents = sum(round((row["amount"] or 0) * row["probability"]) for row in rows)
    assert cents == round(100 * found["expected_amount"])
    assert [row["why"] for row in found["explain"] if row not in rows] == ["not included: in EUR"]


def test_more_days_are_better_chances(due: Shell) -> None:
    spans = ("1d", "7d", "4w", "3m")
    counts = [asked(due, "closing", "--within", span)["expected_count"] for span in spans]
    assert counts == sorted(counts)
    assert 0 < counts[0] < counts[-1] < 5


def test_the_chances_are_those_of_the_forecast(due: Shell) -> None:
    closing = due("report", "closing", "--period", "2026-Q4", "--json").json
    forecast = due("forecast", "--period", "2026-Q4", "--json").json
    mine = {each["id"]: each["chance"] for each in closing["opportunities"]}
    assert mine == {each["id"]: each["chance"] for each in forecast["opportunities"]}
    assert closing["within"] == "2026-Q4"


def test_the_keys_are_the_contract(due: Shell) -> None:
    found = due("report", "closing", "--json").json
    assert list(found)[:5] == ["currency", "left_out", "within", "expected_count", "opportunities"]
    first, second = found["opportunities"][:2]
    assert (first["id"], first["probability"], first["close_on"]) == (1, 60, "2026-11-10")
    chance = second.pop("chance")
    assert 0 < chance < first["chance"] < 100
    assert second == {
        "id": 2,
        "title": "Friday",
        "stage": "Meeting",
        "amount": 2000,
        "probability": 30,
        "close_on": "2026-11-20",
    }


def test_it_is_told_in_words(due: Shell) -> None:
    assert due("report", "closing").out == TOLD


def test_titles_are_whole_at_80_columns_where_stages_have_short_names(due: Shell) -> None:
    due.extra["COLUMNS"] = "80"
    due("add", "Silverbrook night audit", "5k", "--stage", "negotiation")
    lines = due("report", "closing").lines
    assert "7  Silverbrook night audit  Negot.         5,000" in "\n".join(lines)


def test_nothing_open_is_said(pipectl: Shell) -> None:
    out = pipectl("report", "closing").out
    assert out == "No open deals to win by Wed 25 Nov 2026.\n"


def test_chances_take_every_open_one_the_likeliest_first() -> None:
    items = [OpenOpportunity(n, "x", 1, 100, 5000, None) for n in (1, 2, 3)]
    day = date(2026, 11, 18)
    found = closing(items, today=day, chances={1: Fraction(10), 3: Fraction(60)})
    assert [(each.item.id, each.chance) for each in found] == [
        *((3, Fraction(60)), (1, Fraction(10)), (2, Fraction(0)))
    ]
    assert expected_count(found) == Fraction(7, 10)
    assert [each.expected_minor for each in found] == [60, 10, 0]
