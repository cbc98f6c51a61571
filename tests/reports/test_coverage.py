"""Coverage, figure by figure, against sums done by hand."""

import re
import shlex
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell
from pipectl.numbers import NumberFormat
from pipectl.periods import Period
from pipectl.planning.rules.quotas import QuotaShare
from pipectl.reports import rules as reports_rules
from pipectl.reports.coverage import rules as coverage_rules
from pipectl.reports.coverage.rules import StageShare
from pipectl.reports.coverage.view import wins_short
from pipectl.reports.rules import ClosedOpportunity, OpenOpportunity
from pipectl.stage_history import StageRef

TODAY = date(2026, 11, 18)
QUARTER = Period("2026-Q4", date(2026, 10, 1), date(2026, 12, 31))
KEYS = (
    "period starts_on ends_on quota quota_from won remaining open slipped undated weighted coverage"
    " required_coverage required_from win_rate win_rate_n yield gap stages verdict currency"
    " left_out"
)


def closed(status: str, amount: int | None, number: int = 1) -> list[ClosedOpportunity]:
    """So many closings of that outcome and amount."""
    return [ClosedOpportunity(each, "x", status, amount, TODAY) for each in range(number)]


# --- the parts


@pytest.mark.parametrize(
    ("close_on", "inside"),
    [
        (None, False),
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), True),
        (TODAY, True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_what_has_slipped_belongs_to_the_period_that_holds_today(
    close_on: date | None, inside: bool
) -> None:
    assert reports_rules.in_period(close_on, QUARTER, TODAY) is inside
    next_quarter = Period("2027-Q1", date(2027, 1, 1), date(2027, 3, 31))
    assert reports_rules.in_period(close_on, next_quarter, TODAY) is (close_on == date(2027, 1, 1))
    assert not reports_rules.in_period(
        close_on, Period("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)), TODAY
    )


@pytest.mark.parametrize(
    ("year", "opened", "worth", "required", "source"),
    [
        (closed("won", 10, 5) + closed("lost", 30, 5), 100, 40, Fraction(5, 2), "stages"),
        (closed("won", 10, 1) + closed("lost", None, 9), 100, 40, Fraction(5, 2), "stages"),
        (closed("won", 10, 1) + closed("lost", None, 9), 0, 0, Fraction(10), "win-rate"),
        (closed("won", 10, 10), 0, 0, Fraction(1), "win-rate"),
        (closed("won", 10, 10), 100, 0, None, "stages"),
        (closed("won", 10, 4) + closed("lost", 30, 5), 100, 40, Fraction(3), "setting"),
        (closed("lost", 30, 10), 100, 40, Fraction(3), "setting"),
        (closed("lost", 30, 10), 0, 0, Fraction(3), "setting"),
        ([], 100, 40, Fraction(3), "setting"),
    ],
)
def test_required_coverage_is_open_by_yield_once_ten_were_closed_and_one_won(
    year: list[ClosedOpportunity], opened: int, worth: int, required: Fraction | None, source: str
) -> None:
    found = coverage_rules.required(
        coverage_rules.win_rate(year),
        Fraction(3),
        is_open=opened > 0,
        quotient=coverage_rules.quotient(opened, worth),
    )
    assert (found.ratio, found.source) == (required, source)
    assert found.setting == 3


@pytest.mark.parametrize(
    ("year", "by_value"),
    [
        # 20 of 20 + 10 x 10: each loss weighs as much as an average deal.
        (closed("won", 10, 2) + closed("lost", None, 10), Fraction(100, 6)),
        (closed("won", None, 2) + closed("lost", 30, 10), Fraction(100, 6)),
        (closed("won", 10) + closed("won", 20) + closed("lost", None), Fraction(200, 3)),
        (closed("won", None) + closed("lost", None), None),
        (closed("won", 0) + closed("lost", 0), None),
        ([], None),
    ],
)
def test_a_deal_without_an_amount_never_vanishes_from_the_rate_by_value(
    year: list[ClosedOpportunity], by_value: Fraction | None
) -> None:
    assert coverage_rules.win_rate(year).by_value == by_value


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 10**6), st.integers(1, 10**6))
def test_the_win_rate_is_by_count_and_by_value(won: int, lost: int, size: int, other: int) -> None:
    rate = coverage_rules.win_rate(closed("won", size, won) + closed("lost", other, lost))
    assert (rate.n, rate.won) == (won + lost, won)
    if won + lost:
        assert rate.by_count == Fraction(100 * won, won + lost)
        assert rate.by_value == Fraction(100 * won * size, won * size + lost * other)
    else:
        assert rate.by_count is None
        assert rate.by_value is None


@pytest.mark.parametrize(
    ("year", "amounts", "average", "source"),
    [
        (closed("won", 10, 2) + closed("won", 40), [99], Fraction(20), "won"),
        (closed("won", 10) + closed("won", None) + closed("lost", 900), [99], Fraction(5), "won"),
        (closed("lost", 900), [10, 25], Fraction(35, 2), "open"),
        (closed("won", None), [10, 25], Fraction(35, 2), "open"),
        ([], [None], None, "none"),
        ([], [], None, "none"),
    ],
)
def test_the_size_of_a_win_is_that_of_those_won_else_of_what_is_open(
    year: list[ClosedOpportunity], amounts: list[int | None], average: Fraction | None, source: str
) -> None:
    counted = [OpenOpportunity(1, "x", 1, amount, 0, None) for amount in amounts]
    assert coverage_rules.average_won(year, counted) == (average, source)


@pytest.mark.parametrize(
    ("bp", "share", "chance", "source"),
    [
        (6000, None, Fraction(3, 5), "configured"),
        (6000, StageShare(9, 9), Fraction(3, 5), "configured"),
        (6000, StageShare(10, 3), Fraction(3, 10), "history"),
        (6000, StageShare(10, 0), Fraction(0), "history"),
        (0, None, Fraction(0), "configured"),
    ],
)
def test_a_stages_chance_is_its_history_where_ten_left_it(
    bp: int, share: StageShare | None, chance: Fraction, source: str
) -> None:
    assert coverage_rules.stage_chance(StageRef(1, "x", 0, bp), share) == (chance, source)


@given(st.integers(0, 10**9), st.integers(1, 10**7), st.integers(0, 10_000))
def test_what_a_stage_is_short_of_alone_is_rounded_up(missing: int, average: int, bp: int) -> None:
    gap = coverage_rules.gap_of(1, missing, Fraction(average))
    assert gap == Fraction(missing, average)
    short = coverage_rules.short_by(gap, Fraction(bp, 10_000))
    if bp == 0:
        assert short is None
        return
    assert short is not None
    assert short - 1 < Fraction(missing * 10_000, average * bp) <= short


def test_the_gap_is_unknown_without_a_quota_or_an_amount_and_0_where_nothing_is_missing() -> None:
    assert coverage_rules.gap_of(None, 5, Fraction(10)) is None
    assert coverage_rules.gap_of(100, 5, None) is None
    assert coverage_rules.gap_of(100, 0, None) == 0
    assert coverage_rules.short_by(Fraction(0), Fraction(1, 2)) == 0
    assert coverage_rules.short_by(None, Fraction(1, 2)) is None


def test_the_days_to_a_win_are_the_own_median_else_the_cycles_share() -> None:
    steps = [StageRef(each, f"S{each}", each, 0) for each in range(3)]
    times = coverage_rules.Times({1: Fraction(17, 2)}, Fraction(45))
    assert coverage_rules.days_to_win(steps, times) == {
        0: (45, "cycle"),
        1: (Fraction(17, 2), "history"),
        2: (15, "cycle"),
    }


@pytest.mark.parametrize(
    ("quota", "remaining", "ratio", "said"),
    [
        (None, 0, None, "no-quota"),
        (100, 0, None, "won"),
        (100, 50, Fraction(0), "empty"),
        (100, 50, Fraction(299, 100), "short"),
        (100, 50, Fraction(3), "enough"),
        (None, 50, Fraction(3), "no-quota"),
    ],
)
def test_the_verdict(quota: int | None, remaining: int, ratio: Fraction | None, said: str) -> None:
    assert coverage_rules.verdict(quota, remaining, ratio, Fraction(3)) == said


def test_what_is_worth_nothing_is_short_however_much_it_is() -> None:
    assert coverage_rules.verdict(100, 50, Fraction(99), None) == "short"


# --- a young store: everything from the settings


@pytest.fixture(scope="module")
def young(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A quota of 100,000, three closings, and open ones of every kind."""
    run = Shell(tmp_path_factory.mktemp("young"))
    run("init", "--quota", "100k", "--period", "2026-Q4")
    for title, amount, outcome, day in (
        ("Won in October", "20k", "win", "2026-10-15"),
        ("Won in September", "10k", "win", "2026-09-20"),
        ("Lost in November", "30k", "lose", "2026-11-01"),
        ("Won in euros", "€4k", "win", "2026-10-20"),
        ("Won in spring in euros", "€4k", "win", "2026-04-20"),
    ):
        run("add", title, amount, "--on", "2026-04-01", "--stage", "discovery")
        run(outcome, title, "--on", day, *(["--reason", "no need"] if outcome == "lose" else []))
    run("add", "Offer", "40k", "--stage", "proposal", "--close", "2026-12-15")
    run("add", "Late", "15k", "--stage", "meeting", "--close", "2026-10-31")
    run("add", "Some day", "8k", "--stage", "negotiation")
    run("add", "Next year", "25k", "--stage", "discovery", "--close", "2027-01-10")
    run("add", "In euros", "€7k", "--stage", "meeting", "--close", "eoq")
    run("add", "Unsized", "--stage", "meeting", "--close", "2026-12-01")
    run(
        *("add", "Hopeless", "12,345.67", "--stage", "discovery", "--close", "eoq"),
        *("--probability", "0"),
    )
    return run


def test_coverage_has_every_key(young: Shell) -> None:
    found = young("coverage", "--json").json
    assert set(found) >= set(KEYS.split())
    wanted = {
        *("stage", "probability", "count", "amount", "weighted", "yield", "needed", "short"),
        "too_late",
    }
    assert [set(each) >= wanted for each in found["stages"]] == [True] * 5


def test_every_figure_of_coverage_is_the_one_done_by_hand(young: Shell) -> None:
    found = young("coverage", "--json").json
    stages = found.pop("stages")
    assert {key: found[key] for key in KEYS.split() if key in found} == {
        "period": "2026-Q4",
        "starts_on": "2026-10-01",
        "ends_on": "2026-12-31",
        "quota": 100000,
        "quota_from": "own",
        "won": 20000,
        "remaining": 80000,
        "open": 67345.67,  # 40,000 + 15,000 + nothing + 12,345.67
        "slipped": 15000,
        "undated": 8000,
        "weighted": 28500,  # 24,000 + 4,500 + 0 + 0
        "coverage": 0.841820875,
        "required_coverage": 3,
        "required_from": "setting",
        "win_rate": pytest.approx(66.6666666667),
        "win_rate_n": 3,
        "yield": 29734.57,  # 24,000 + 4,500 + 1,234.57: by the stage, whatever the deal's own says
        "gap": 3.3510286667,  # (80,000 - 29,734.57) / 15,000
        "verdict": "short",
        "currency": "USD",
        "left_out": {"EUR": 2},
    }
    # Average won (20,000 + 10,000) / 2; 3.35 wins / 0.1, 0.3, 0.6, 0.8, and what is there.
    assert [
        (each["stage"], each["count"], each["amount"], each["weighted"]) for each in stages
    ] == [
        ("Initial contact", 0, 0, 0),
        ("Discovery", 1, 12345.67, 0),
        ("Meeting", 2, 15000, 4500),
        ("Proposal", 1, 40000, 24000),
        ("Negotiation", 0, 0, 0),
    ]
    assert [(each["probability"], each["needed"], each["short"]) for each in stages] == [
        (0, None, None),
        (10, 35, 34),
        (30, 14, 12),
        (60, 7, 6),
        (80, 5, 5),
    ]
    # 43 days are left of the quarter, and a cycle of 45 takes 9 in each of 5 stages.
    assert [(each["days_to_win"], each["too_late"]) for each in stages] == [
        (45, True),
        (36, False),
        (27, False),
        (18, False),
        (9, False),
    ]


def test_coverage_is_drawn_with_the_verdict_first(young: Shell) -> None:
    drawn = young("coverage").lines
    assert drawn[0] == (
        "20k of 100k USD won, 80k to go. 67.3k is open: coverage 0.84x, short (you need 3.0x)."
    )
    assert " ".join(drawn[1:6]) == (
        "3.4 wins short: 34 more deals in Discovery, or 12 in Meeting, or 6 in Proposal, "
        "or 5 in Negotiation. Initial contact is too late for this quarter. "
        "A win counts as 15k USD, the average of 2 deals won in 12 months (too few to rely on). "
        "Any one of these would close the gap, going by each stage's win chance. The 3.0x you need"
        " is a setting that ignores stages: to reach it, add another 172,654.33 USD."
    )
    assert [line.split() for line in drawn[6:12]] == [
        [
            *("Stage", "Chance", "Deals", "Amount", "USD", "Weighted", "Yield"),
            *("More", "needed"),
        ],
        ["Initial", "contact", "0", "%", "0", "0", "0", "0", "–"],
        ["Discovery", "10", "%", "1", "12,345.67", "0", "1,235", "34"],
        ["Meeting", "30", "%", "2", "15,000", "4,500", "4,500", "12"],
        ["Proposal", "60", "%", "1", "40,000", "24,000", "24,000", "6"],
        ["Negotiation", "80", "%", "0", "0", "0", "0", "5"],
    ]
    said = " ".join(drawn[12:])
    assert drawn[12].startswith("More needed: how many average deals, added to that stage")
    assert "1 deal (15,000 USD) is past its close date." in said
    assert "1 deal (8,000 USD) has no close date and isn't counted." in said
    assert "1 deal has no amount (counted as 0)." in said
    assert "2 EUR deals not included." in said
    assert (
        "Too few closed deals in 12 months (3) to use your own win rate: required coverage comes"
        " from your settings." in said
    )


def test_the_required_coverage_may_be_set(young: Shell) -> None:
    young("config", "set", "required_coverage", "0.84")
    found = young("coverage", "--json").json
    assert (found["required_coverage"], found["verdict"]) == (0.84, "enough")
    young("undo")


def test_other_currencies_have_a_coverage_of_their_own(young: Shell) -> None:
    found = young("coverage", "--currency", "EUR", "--json").json
    assert (found["quota"], found["won"], found["open"]) == (None, 4000, 7000)
    assert (found["verdict"], found["coverage"]) == ("no-quota", None)
    assert [each["needed"] for each in found["stages"]] == [None] * 5
    # Four open ones in dollars that can close in the period, and the one that was won in it.
    assert (found["currency"], found["left_out"]) == ("EUR", {"USD": 5})


def test_the_next_quarter_counts_what_closes_then(young: Shell) -> None:
    found = young("coverage", "--period", "2027-Q1", "--json").json
    assert (found["open"], found["won"], found["weighted"]) == (25000, 0, 2500)
    assert found["quota_from"] == "none"
    assert "is not a period" in young("coverage", "--period", "soon", code=2).err


@pytest.mark.parametrize(
    "flags", [[], ["--period", "2027-Q1"], ["--period", "2026-11"], ["--currency", "EUR"]]
)
def test_the_rows_of_explain_sum_to_the_figures(young: Shell, flags: list[str]) -> None:
    found = young("coverage", *flags, "--explain", "--json").json

    def whole(why: str, key: str = "amount") -> Any:
        return sum(row[key] or 0 for row in found["explain"] if row["why"].startswith(why))

    assert whole("open") == pytest.approx(found["open"])
    assert whole("open", "weighted") == pytest.approx(found["weighted"])
    assert whole("won in the period") == pytest.approx(found["won"])
    assert whole("not included: no close date") == pytest.approx(found["undated"])
    left_out = [row for row in found["explain"] if row["why"].startswith("not included: in ")]
    assert len(left_out) == sum(found["left_out"].values())
    rated = [row for row in found["explain"] if "(win rate" in row["why"]]
    assert len(rated) == found["win_rate_n"]
    every = [row["id"] for row in found["explain"]]
    assert len(set(every)) == len(every)


def test_explain_shows_the_formulas_with_their_figures(young: Shell) -> None:
    drawn = " ".join(young("coverage", "--explain").out.split())
    assert "coverage = open / remaining = 67,345.67 / 80,000 = 0.8418" in drawn
    assert "remaining = max(quota - won, 0) = max(100,000 - 20,000, 0) = 80,000" in drawn
    assert "wins average amount = the average of 2 deals won in 12 months" in drawn
    assert "not included: closes 2027-01-10" in drawn


def test_what_it_says_must_be_open_is_what_makes_it_enough(young: Shell) -> None:
    """The amount for the setting's coverage closes the verdict's gap, and a cent less doesn't."""

    def verdict(amount: str) -> str:
        supposed = young("what-if", "--add", f"1@{amount}:proposal", "coverage", "--json")
        return str(supposed.json["then"]["verdict"])

    assert "to reach it, add another 172,654.33 USD" in " ".join(young("coverage").out.split())
    assert [verdict("172654.33"), verdict("172654.32")] == ["enough", "short"]


def test_the_win_that_it_counts_in_is_said_with_how_many_it_rests_on(pipectl: Shell) -> None:
    pipectl("quota", "set", "100k", "--period", "2026-Q4")
    empty = " ".join(pipectl("coverage").out.split())
    assert "To see how many wins are missing, add a deal with an amount." in empty
    assert "none of these deals" not in empty
    for number in range(6):
        pipectl("add", f"Deal {number}", "6k", "--stage", "meeting", "--close", "2026-12-10")

    def said() -> str:
        page = " ".join(pipectl("coverage").out.split())
        return page[page.index("A win counts") : page.index(" Any one of")]

    assert said() == (
        "A win counts as 6k USD, the average of 6 open deals (none was won in 12 months)."
    )
    pipectl("win", 1, "--amount", "2k")
    assert said() == (
        "A win counts as 2k USD, the amount of the only deal won in 12 months (too few to rely on)."
    )
    for number in range(2, 6):
        pipectl("win", number)
    assert said() == "A win counts as 5.2k USD, the average of 5 deals won in 12 months."


# --- an old store: everything from history


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """4 won at 10,000 and 8 lost at 20,000 in 12 months; 10 of them were in Meeting."""
    run = Shell(tmp_path_factory.mktemp("old"))
    run("init", "--quota", "200k", "--period", "2026")
    said = ("--buying", "yes", "--why", "x", "--next", "y", "--due", "2026-12-01")
    for number in range(1, 13):
        won = number <= 4
        run(
            *("add", f"Deal {number}", "10k" if won else "20k", "--stage", "discovery"),
            *("--on", "2025-10-01"),
        )
        if number <= 10:
            run("move", number, "meeting", *said, "--on", "2025-11-01")
        # The first and the last day of the 12 months count.
        day = {1: "2025-11-19", 12: "2026-11-18"}.get(number, "2026-03-01")
        if won:
            run("win", number, "--on", day)
        else:
            run("lose", number, "--reason", "no need", "--on", day)
    run("add", "Long ago", "900k", "--stage", "discovery", "--on", "2025-10-01")
    run("win", "Long ago", "--on", "2025-11-18")
    run("add", "Open", "700k", "--stage", "meeting", "--close", "eoy")
    return run


def test_with_enough_closings_history_says_what_is_required(old: Shell) -> None:
    found = old("coverage", "--period", "2026", "--json").json
    # 700,000 open in Meeting, of which 10 left and 4 were won: worth 280,000.
    assert (found["required_coverage"], found["required_from"]) == (2.5, "stages")
    assert (found["yield"], found["gap"]) == (280000, 0)
    assert found["required_by"] == {"stages": 2.5, "win-rate": 3, "setting": 3}
    assert found["win_rate"] == pytest.approx(100 / 3)
    assert found["win_rate_n"] == 12
    # Deal 1 was won in 2025: 30,000 of 200,000 are made.
    assert (found["won"], found["remaining"]) == (30000, 170000)
    assert found["coverage"] == pytest.approx(700 / 170)
    assert found["verdict"] == "enough"


def test_with_enough_that_left_a_stage_history_says_its_chance(old: Shell) -> None:
    old("edit", "Open", "--amount", "25k")  # worth 10,000: 160,000 or 16 wins are missing
    found = old("coverage", "--period", "2026", "--json").json
    old("undo")
    # 13 left Discovery, 5 were won; 10 left Meeting, 4 were won.
    assert [
        (each["stage"], each["probability"], each["needed"], each["short"])
        for each in found["stages"]
    ] == [
        ("Initial contact", 0, None, None),
        ("Discovery", 10, 42, 42),  # 16 x 13 / 5 = 41.6
        ("Meeting", 30, 41, 40),  # 16 x 10 / 4
        ("Proposal", 60, 27, 27),  # 16 / 0.6 = 26.7
        ("Negotiation", 80, 20, 20),  # 16 / 0.8
    ]


def test_a_chance_of_0_by_history_says_nothing(pipectl: Shell) -> None:
    pipectl("quota", "set", "10k", "--period", "2026-Q4")
    for number in range(1, 11):
        pipectl("add", f"Deal {number}", "1k", "--stage", "negotiation", "--close", "eoq")
    for number in range(1, 10):
        pipectl("lose", number, "--reason", "no need")
    last = pipectl("coverage", "--json").json["stages"][-1]
    assert (last["needed"], last["short"]) == (13, 12)  # (10,000 - 800) / 1,000 / 0.8, and one
    pipectl("lose", 10, "--reason", "no need")
    pipectl("add", "Deal 11", "1k", "--stage", "negotiation", "--close", "eoq")
    last = pipectl("coverage", "--json").json["stages"][-1]
    assert (last["count"], last["needed"], last["short"]) == (1, None, None)
    (drawn,) = [each for each in pipectl("coverage").lines if each.startswith("Negotiation ")]
    assert drawn.split()[-2:] == ["0", "–"]


# --- ten losses without an amount, and one open deal that is worth less than it is


@pytest.fixture(scope="module")
def unsized(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Two won at 10,000 of a quota of 60,000, ten lost that were never sized, 40,000 open."""
    run = Shell(tmp_path_factory.mktemp("unsized"))
    run("init", "--template", "marketing", "--quota", "60k", "--period", "2026-Q4")
    for number in range(1, 13):
        won = number <= 2
        stage = "deal closing" if won else "lead generation"
        words = ("10k",) if won else ()
        run("add", f"Deal {number}", *words, "--stage", stage, "--on", "2026-09-01")
        closing = ("win",) if won else ("lose", "--reason", "no need")
        run(closing[0], number, *closing[1:], "--on", "2026-11-02")
    run("add", "Big", "40k", "--stage", "deal closing", "--close", "2026-12-10")
    return run


UNSIZED = """\
20k of 60k USD won, 40k to go. 40k is open: coverage 1.0x, short (you need
1.33x).
1 win short: 3 more deals in Sales-qualified, or 2 in Deal closing. A win counts
as 10k USD, the average of 2 deals won in 12 months (too few to rely on).
You are behind pace and coverage is short, but the forecast is at 81 %: it all
depends on Big (40k USD); without it the forecast is at 12 %.
Stage            Chance  Deals  Amount USD  Weighted   Yield  More needed
Sales-qualified    40 %      0           0         0       0            3
Deal closing       75 %      1      40,000    30,000  30,000            2
More needed: how many average deals, added to that stage alone, would close the
gap.
Yield = amount x win chance of the stage. Required coverage = open / yield. For
both, add --explain.
"""


def test_the_page_of_the_pace_says_the_same_of_why_they_differ(unsized: Shell) -> None:
    said = " ".join(UNSIZED[UNSIZED.index("You are behind") : UNSIZED.index("Stage ")].split())
    for words in (("pace",), ("pace", "--explain"), ("coverage", "--explain")):
        assert " ".join(unsized(*words).out.split()).count(said) == 1
    assert said in unsized("pace", "--format", "md").out
    assert "differ" not in unsized("pace", "--json").json


def test_once_the_period_is_over_nothing_differs_any_more(unsized: Shell) -> None:
    for words in (("pace",), ("coverage",)):
        assert "forecast is" not in unsized(*words, "--period", "2026-Q3").out


def unsized_stage(name: str, chance: int, days: int, **other: Any) -> dict[str, Any]:
    """A stage of the coverage of these, as JSON; empty unless said."""
    return {
        "stage": name,
        "probability": chance,
        "chance": chance,
        "chance_from": "configured",
        "count": 0,
        "amount": 0,
        "weighted": 0,
        "yield": 0,
        "needed": other.get("short"),
        "short_by_count": None,
        "too_late": False,
        "days_to_win": days,
        "days_from": "cycle",
        **other,
    }


def test_ten_leads_disqualified_without_an_amount_are_never_enough(unsized: Shell) -> None:
    unsized.extra = {"COLUMNS": "80"}
    assert unsized("coverage").out == UNSIZED
    assert unsized("coverage", "--json").json == {
        "currency": "USD",
        "left_out": {},
        "period": "2026-Q4",
        "starts_on": "2026-10-01",
        "ends_on": "2026-12-31",
        "quota": 60000,
        "quota_from": "own",
        "won": 20000,
        "remaining": 40000,
        "open": 40000,
        "slipped": 0,
        "undated": 0,
        "weighted": 30000,
        "coverage": 1,
        "required_coverage": 1.3333333333,
        "required_from": "stages",
        "win_rate": 100,
        "win_rate_by_value": 100,
        "win_rate_n": 2,
        "without_amount": 0,
        "yield": 30000,
        "gap": 1,
        "stages": [
            unsized_stage("Sales-qualified", 40, 18, short=3),
            unsized_stage(
                *("Deal closing", 75, 9),
                count=1,
                amount=40000,
                weighted=30000,
                needed=3,
                short=2,
            )
            | {"yield": 30000},
        ],
        "verdict": "short",
        "quota_count": None,
        "won_count": 2,
        "by_count": None,
        "required_by": {"stages": 1.3333333333, "win-rate": 1, "setting": 3},
        "by": None,
        "groups": [],
    }


def test_where_one_deal_decides_the_sentence_names_it(unsized: Shell) -> None:
    found = unsized("forecast", "--json").json
    chance, without = found["chance"], found["largest"]["chance_without"]
    said = (
        f"You are behind pace and coverage is short, but the forecast is at {chance:.0f} %: it"
        f" all depends on Big (40k USD); without it the forecast is at {without:.0f} %."
    )
    assert (chance > 60, without < 20) == (True, True)
    assert said in " ".join(unsized("review").out.split())
    assert said in " ".join(unsized("report", "all").out.split())
    assert unsized("report", "all", "--json").json["agreement"] == {
        "bad": ["pace", "coverage"],
        "good": ["forecast"],
        "why": "one-deal",
        "text": said,
    }


# --- verdicts


def test_the_verdict_goes_from_no_quota_to_won(pipectl: Shell) -> None:
    def verdict() -> tuple[str, float | None, float]:
        found = pipectl("coverage", "--json").json
        return found["verdict"], found["coverage"], found["remaining"]

    assert verdict()[:2] == ("no-quota", None)
    assert pipectl("coverage").lines[0].startswith("No quota for 2026-Q4: 0 USD won, 0 open.")
    pipectl("quota", "set", "10k", "--period", "2026-Q4")
    assert verdict() == ("empty", 0, 10000)
    pipectl("add", "Small", "29,999.99", "--close", "eoq")
    assert verdict() == ("short", 2.999999, 10000)
    pipectl("edit", 1, "--amount", "30k")
    assert verdict() == ("enough", 3, 10000)
    pipectl("add", "Sold", "10k")
    pipectl("win", 2)
    assert verdict() == ("won", None, 0)
    assert [each["needed"] for each in pipectl("coverage", "--json").json["stages"]] == [
        *(None, 0, 0, 0, 0)
    ]
    assert pipectl("coverage").lines[0] == (
        "10k of 10k USD won: quota reached, with 30k still open."
    )
    pipectl("edit", 2, "--amount", "12k")
    assert verdict() == ("won", None, 0)


def test_one_closing_says_too_little(pipectl: Shell) -> None:
    pipectl("quota", "set", "9k", "--period", "2026-Q4")
    pipectl("add", "One", "1k")
    pipectl("win", "One")
    assert (
        "Too few closed deals in 12 months (1) to use your own win rate: required coverage comes"
        " from your settings." in pipectl("coverage").out.replace("\n", " ")
    )


def test_what_is_over_was_made_or_missed_and_needs_nothing(pipectl: Shell) -> None:
    pipectl("add", "Old", "90k", "--on", "2026-08-01")
    pipectl("win", "Old", "--on", "2026-09-30")
    asked = ("coverage", "--period", "2026-Q3")
    pipectl("quota", "set", "128k", "--period", "2026-Q3", "--count", "2")
    said = [
        "By count: 1 of 2 deals won.",
    ]
    assert pipectl(*asked).lines == ["90k of 128k USD won: quota missed by 38k.", *said]
    needed = pipectl(*asked, "--explain", "--json").json
    assert {each["needed"] for each in needed["stages"]} == {None}
    assert not [each for each in needed["formulas"] if each.startswith("more needed")]
    pipectl("quota", "set", "90k", "--period", "2026-Q3", "--count", "2")
    assert pipectl(*asked).lines == ["90k of 90k USD won: quota reached.", *said]


def test_a_win_counts_in_the_period_of_its_day(pipectl: Shell) -> None:
    pipectl("add", "Acme", "10k", "--on", "2026-09-01")
    pipectl("win", 1, "--on", "2026-09-30")
    won = [pipectl("coverage", "--period", p, "--json").json["won"] for p in ("2026-Q3", "2026-Q4")]
    assert won == [10000, 0]
    pipectl("win", 1, "--on", "2026-10-01")
    won = [pipectl("coverage", "--period", p, "--json").json["won"] for p in ("2026-Q3", "2026-Q4")]
    assert won == [0, 10000]


def test_the_fiscal_year_decides_which_quarter_it_is(pipectl: Shell) -> None:
    pipectl("add", "Acme", "10k", "--close", "2027-01-15")
    assert pipectl("coverage", "--json").json["open"] == 0
    pipectl("config", "set", "fiscal_year_start", "2")
    found = pipectl("coverage", "--json").json
    assert (found["period"], found["starts_on"], found["ends_on"]) == (
        "2027-Q4",
        "2026-11-01",
        "2027-01-31",
    )
    assert found["open"] == 10000


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2),
            st.none() | st.integers(0, 10**8),
            st.none() | st.integers(-90, 90),
        ),
        max_size=12,
    ),
    st.none() | st.integers(0, 10**8),
)
def test_the_figures_always_fit_together(
    deals: list[tuple[int, int | None, int | None]], quota: int | None
) -> None:
    steps = [StageRef(each, f"S{each}", each, 3000 * each) for each in range(3)]
    items = [
        OpenOpportunity(
            *(number, "x", stage, amount, 3000 * stage),
            None if days is None else TODAY + timedelta(days=days),
        )
        for number, (stage, amount, days) in enumerate(deals)
    ]
    found = coverage_rules.coverage(
        period=QUARTER,
        today=TODAY,
        steps=steps,
        quota=QuotaShare(quota, "none" if quota is None else "own"),
        open_items=items,
        won=[],
        year=[],
        shares={},
        times=coverage_rules.Times({}, Fraction(45)),
        setting=Fraction(3),
    )
    assert found.open_minor == sum(each.amount_minor for each in found.stages)
    assert found.weighted_minor == sum(each.weighted_minor for each in found.stages)
    assert len(found.counted) == sum(each.count for each in found.stages)
    assert len(found.counted) + len(found.undated) + len(found.elsewhere) == len(items)
    assert set(found.slipped) <= set(found.counted)
    if found.ratio is not None:
        assert found.ratio * found.remaining_minor == found.open_minor
        assert found.verdict == (
            "enough" if found.ratio >= 3 else "short" if found.open_minor else "empty"
        )


def test_three_stages_that_are_too_late_are_listed_as_in_a_sentence(pipectl: Shell) -> None:
    pipectl.now = "2026-12-05"
    pipectl("quota", "set", "100k")
    pipectl("add", "Acme rollout", "12k", "--stage", "proposal", "--close", "2026-12-20")
    said = " ".join(pipectl("coverage").out.split())
    assert "Initial contact, Discovery and Meeting are too late for this quarter." in said


@pytest.mark.parametrize("name", ["coverage", "pace", "forecast"])
def test_without_a_quota_the_command_sets_the_one_that_is_looked_for(
    pipectl: Shell, name: str
) -> None:
    pipectl("segment", "add", "Big deals", "--where", "amount>50k")
    asked = [
        ((), ""),
        (("--currency", "EUR"), " --currency EUR"),
        (("--segment", "big"), ' --segment "big"'),
        (("--currency", "EUR", "--segment", "big"), ' --currency EUR --segment "big"'),
    ]
    for options, flags in asked:
        said = " ".join(pipectl(name, *options).out.split())
        command = f"quota set AMOUNT --period 2026-Q4{flags}"
        assert f"`pipectl {command}`" in said
        pipectl(*shlex.split(command.replace("AMOUNT", "100k")))
        assert "No quota" not in pipectl(name, *options).out


def test_an_adjustment_of_a_missing_quota_says_how_to_set_it(pipectl: Shell) -> None:
    refused = pipectl("quota", "adjust", "--by", "5%", "--reason", "x", "--currency", "EUR", code=3)
    assert refused.err.endswith(
        "  Set one: `pipectl quota set AMOUNT --period 2026-Q4 --currency EUR`.\n"
    )


@pytest.mark.parametrize("name", ["coverage", "pace"])
def test_only_a_quota_of_other_periods_says_where_it_comes_from(pipectl: Shell, name: str) -> None:
    def said(period: str) -> list[str]:
        page = " ".join(pipectl(name, "--period", period).out.split())
        return re.findall(r"The quota (?:was|is) [^.]*\.", page)

    pipectl("quota", "set", "90k", "--period", "2026-Q4")
    pipectl("quota", "set", "90k", "--period", "2026-Q3")
    assert said("2026-Q4") == []
    assert said("2026-11") == [
        "The quota is this period's share, by days, of a longer period's quota."
    ]
    assert said("2026-07-01..2026-12-31") == [
        "The quota is the sum of the quotas set within this period."
    ]


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (Fraction(1, 50), "0.1 of a win short"),
        (Fraction(9, 10), "0.9 of a win short"),
        (Fraction(99, 100), "1 win short"),
        (Fraction(16, 5), "3.2 wins short"),
    ],
)
def test_a_part_of_a_win_is_called_a_part(gap: Fraction, said: str) -> None:
    assert wins_short(gap, NumberFormat()) == said
