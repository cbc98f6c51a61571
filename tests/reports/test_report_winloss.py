"""`report winloss`: why deals are won and lost, where, and what losing slowly cost."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.reports.winloss.rules import Outcome, OutcomeGroup, bands, by_text, slowest
from pipelines import NEEDS_DATA, deals, past
from reported import asked, counted_sum, on

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
ENDINGS = st.builds(
    Outcome,
    st.integers(1, 99),
    st.just("x"),
    st.none() | st.integers(0, 10**9),
    st.just("USD"),
    st.sampled_from(["won", "lost"]),
    st.sampled_from(["Price", "price", "no budget"]),
    st.sampled_from([None, "Rival", "RIVAL"]),
    st.integers(1, 3),
    DAYS,
    DAYS,
    st.integers(0, 50),
)


@given(st.lists(ENDINGS, max_size=12))
def test_reasons_and_bands_make_the_whole(some: list[Outcome]) -> None:
    whole = OutcomeGroup("all", tuple(some))
    for parts in (by_text(some, lambda each: each.reason), bands(some)):
        assert sum(each.number for each in parts) == whole.number
        assert sum(each.days for each in parts) == whole.days
        assert sum(each.activities for each in parts) == whole.activities
    found = slowest(whole)
    assert (found is None) == (len(some) < 5)
    if found is not None and found.share_of_days is not None:
        assert found.share_of_days >= 25
    assert len({each.name.lower() for each in by_text(some, lambda each: each.reason)}) <= 2


@made_once
def ended(pipectl: Shell) -> Shell:
    """Four losses and two wins, after 1 to 60 days; one lost in euros."""
    on(pipectl, "2026-09-01", *(f"add 'Slow {n}' {n}k --stage meeting" for n in (1, 2)))
    on(pipectl, "2026-09-02", "log call 1 --count 5", "log note 1 x")
    on(pipectl, "2026-10-20", *(f"add 'Deal {n}' {n}k --stage proposal" for n in (3, 4, 5, 6)))
    on(pipectl, "2026-10-21", "log meeting 3", "add Euro 9k --currency EUR")
    on(pipectl, "2026-10-21", "lose euro --reason price")
    on(pipectl, "2026-10-25", "lose 3 --reason Price --competitor Rival", "win 4 --reason trust")
    on(pipectl, "2026-10-30", "lose 5 --reason price --competitor rival", "win 6 --reason trust")
    on(pipectl, "2026-10-31", "lose 1 --reason price", "lose 2 --reason 'no budget'")
    return pipectl


def test_reasons_competitors_stages_and_cost(ended: Shell) -> None:
    found = asked(ended, "winloss")
    assert (found["won"]["count"], found["lost"]["count"]) == (2, 4)
    assert (found["win_rate"], found["win_rate_n"]) == (pytest.approx(100 / 3), 6)
    assert [
        (r["outcome"], r["reason"].lower(), r["count"], r["amount"]) for r in found["reasons"]
    ] == [
        ("won", "trust", 2, 10000),
        ("lost", "price", 3, 9000),
        ("lost", "no budget", 1, 2000),
    ]
    (rival,) = found["competitors"]
    assert (rival["competitor"].lower(), rival["count"]) == ("rival", 2)
    stages = {each["stage"]: each["lost"]["median_days"] for each in found["stages"]}
    assert stages["Meeting"] == 60
    assert stages["Proposal"] == 7.5
    cost = [
        tuple(each[k] for k in ("took", "count", "days", "activities")) for each in found["cost"]
    ]
    assert cost == [
        ("0 to 7 days", 1, 5, 1),
        ("8 to 30 days", 1, 10, 0),
        ("31 to 90 days", 2, 120, 5),
        ("more than 90 days", 0, 0, 0),
    ]
    assert (found["slowest"], found["left_out"]) == (None, {"EUR": 1})
    assert counted_sum(found) == 21000_00
    assert asked(ended, "winloss", "--period", "2026-11")["win_rate_n"] == 0


def test_it_is_told_in_words(ended: Shell) -> None:
    ended.extra["COLUMNS"] = "80"
    lines = ended("report", "winloss").lines
    assert lines[0] == "2 deals won, 4 lost: win rate 33.3 % (n=6)."
    text = " ".join(" ".join(lines).split())
    assert "Lost deals took 135 days and 6 activities. If you can't win a deal" in text
    on(ended, "2026-11-01", "add Last 1k", "lose last --reason price")
    text = " ".join(ended("report", "winloss").out.split())
    assert "The slowest 2 of 5 took 88.9 % of the days and 83.3 % of the activities." in text


def test_nothing_closed_makes_sense(pipectl: Shell) -> None:
    assert pipectl("report", "winloss").out == "No deals were won or lost.\n"
    pipectl("add", "Acme")
    pipectl("lose", 1, "--reason", "x")
    lost = pipectl("report", "winloss").out
    assert "0 deals won, 1 lost: win rate n/a (n=1)." in lost
    assert "Lost deals took" not in lost


@NEEDS_DATA
def test_where_real_offers_end_agrees_with_a_plain_count(offers: Shell) -> None:
    lives, ends, days = past("bpi2012"), Counter[tuple[str, str]](), Counter[str]()
    for deal in deals("bpi2012"):
        if deal["outcome"] != "open":
            ends[lives[deal["deal_id"]][-1][1], deal["outcome"]] += 1
            closed, opened = (date.fromisoformat(deal[k][:10]) for k in ("closed_at", "opened_at"))
            days[deal["outcome"]] += (closed - opened).days
    found = asked(offers, "winloss")
    shown = {
        (each["stage"], outcome): each[outcome]["count"]
        for each in found["stages"]
        for outcome in ("won", "lost")
    }
    assert {place: count for place, count in shown.items() if count} == ends
    assert (found["won"]["days"], found["lost"]["days"]) == (days["won"], days["lost"])
    assert sum(each["days"] for each in found["cost"]) == days["lost"]
