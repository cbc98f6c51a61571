"""Pace, funnel, metrics and the time in stages of real offers, against a plain count of the CSV."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copytree
from statistics import median
from typing import Any, NamedTuple

import pytest

from conftest import Shell
from pipelines import LADDER, NEEDS_DATA, deals, past

pytestmark = NEEDS_DATA
STAGES = [each.partition(":")[0] for each in LADDER]
QUARTER = (date(2011, 10, 1), date(2011, 12, 31))
TODAY = date(2026, 11, 18)


class Deal(NamedTuple):
    """A deal as the files tell it."""

    amount: int
    began: date
    outcome: str
    closed: date | None
    stages: list[tuple[date, int]]  # on which day it entered the stage of that place

    def stays(self) -> Iterator[tuple[int, date, date | None]]:
        """Stage, first and last day of each stay."""
        ends = [on for on, _ in self.stages[1:]]
        for (on, stage), end in zip(self.stages, [*ends, self.closed], strict=True):
            yield stage, on, end


def day(text: str) -> date:
    return date.fromisoformat(text[:10])


@pytest.fixture(scope="session")
def offers(tmp_path_factory: pytest.TempPathFactory, home_of_offers: Path) -> Shell:
    """The loan offers with a quota: no test here changes anything else."""
    shell = Shell(tmp_path_factory.mktemp("offers"))
    copytree(home_of_offers, shell.home, dirs_exist_ok=True)
    shell("quota", "set", "5M", "--period", "2011-Q4")
    return shell


@pytest.fixture(scope="session")
def counted() -> list[Deal]:
    """The same, read with nothing but the csv module."""
    history = past("bpi2012")
    return [
        Deal(
            amount=int(deal["amount"]),
            began=day(deal["opened_at"]),
            outcome=deal["outcome"],
            closed=day(deal["closed_at"]) if deal["closed_at"] else None,
            stages=[(day(at), STAGES.index(name)) for at, name in history[deal["deal_id"]]],
        )
        for deal in deals("bpi2012")
    ]


def furthest(deal: Deal) -> int:
    return max(stage for _, stage in deal.stages)


def funnel_of(chosen: list[Deal]) -> list[tuple[int, ...]]:
    """entered, advanced, lost, open, won of each stage."""
    found: list[tuple[int, ...]] = []
    for place in range(len(STAGES)):
        inside = [deal for deal in chosen if deal.stages[0][1] <= place <= furthest(deal)]
        on = [deal for deal in inside if furthest(deal) > place or deal.outcome == "won"]
        rest = [deal for deal in inside if deal not in on]
        lost = sum(deal.outcome == "lost" for deal in rest)
        won = sum(deal.outcome == "won" for deal in inside)
        found.append((len(inside), len(on), lost, len(rest) - lost, won))
    return found


def test_the_funnel_of_all_and_of_those_that_began_in_a_span(
    offers: Shell, counted: list[Deal]
) -> None:
    keys = ("entered", "advanced", "lost", "open", "won")
    for words, first, last in (
        ((), date.min, date.max),
        (("--period", "2011-Q4"), *QUARTER),
        (("--since", "2012-01-15"), date(2012, 1, 15), date.max),
    ):
        found = offers("funnel", *words, "--json").json
        chosen = [deal for deal in counted if first <= deal.began <= last]
        lines = funnel_of(chosen)
        assert [tuple(each[key] for key in keys) for each in found["stages"]] == lines
        for each, (entered, advanced, *_, won) in zip(found["stages"], lines, strict=True):
            assert each["conversion"] == pytest.approx(100 * advanced / entered, abs=1e-9)
            assert each["to_won"] == pytest.approx(100 * won / entered, abs=1e-9)
        assert (found["count"], found["won"]) == (
            len(chosen),
            sum(deal.outcome == "won" for deal in chosen),
        )


def test_the_funnel_by_entry_counts_the_first_entry_of_each_stage(
    offers: Shell, counted: list[Deal]
) -> None:
    words = ("--cohort", "entered", "--period", "2012-01", "--json")
    found = offers("funnel", *words).json
    for place, each in enumerate(found["stages"]):
        entries = [
            min(on for on, stage in deal.stages if stage >= place)
            for deal in counted
            if deal.stages[0][1] <= place <= furthest(deal)
        ]
        inside = [on for on in entries if date(2012, 1, 1) <= on <= date(2012, 1, 31)]
        assert each["entered"] == len(inside)


def metrics_of(counted: list[Deal], first: date, last: date) -> dict[str, Any]:
    """The metrics of a span of days."""
    opened = [
        deal.amount
        for deal in counted
        if deal.began <= last and (deal.closed is None or deal.closed > last)
    ]
    closed = [deal for deal in counted if deal.closed and first <= deal.closed <= last]
    won = [deal for deal in closed if deal.outcome == "won"]
    rate = len(won) / len(closed)
    cycle = sum((deal.closed - deal.began).days for deal in won if deal.closed) / len(won)
    size = sum(deal.amount for deal in won) / len(won)
    return {
        "open_count": len(opened),
        "average_amount": pytest.approx(sum(opened) / len(opened), abs=0.006),
        "win_rate": pytest.approx(100 * rate, abs=1e-9),
        "win_rate_n": len(closed),
        "cycle_days": pytest.approx(cycle, abs=1e-9),
        "cycle_n": len(won),
        "velocity_per_day": pytest.approx(len(opened) * rate * size / cycle, abs=0.006),
    }


def test_the_metrics_of_a_period_and_of_the_one_before(offers: Shell, counted: list[Deal]) -> None:
    found = offers("metrics", "--period", "2012-01", "--json").json
    expected = metrics_of(counted, date(2012, 1, 1), date(2012, 1, 31))
    assert {key: found[key] for key in expected} == expected
    before = metrics_of(counted, date(2011, 12, 1), date(2011, 12, 31))
    assert {key: found["previous"][key] for key in before} == before


def test_as_of_an_earlier_day_the_future_is_unknown(offers: Shell, counted: list[Deal]) -> None:
    then = date(2012, 1, 20)
    found = offers("metrics", "--period", "2012-01", "--as-of", then, "--json").json
    expected = metrics_of(counted, date(2012, 1, 1), then)
    assert {key: found[key] for key in expected} == expected
    known = [
        Deal(
            deal.amount,
            deal.began,
            deal.outcome if deal.closed and deal.closed <= then else "open",
            deal.closed if deal.closed and deal.closed <= then else None,
            [each for each in deal.stages if each[0] <= then],
        )
        for deal in counted
        if deal.began <= then
    ]
    stages = offers("funnel", "--as-of", then, "--json").json["stages"]
    keys = ("entered", "advanced", "lost", "open", "won")
    assert [tuple(each[key] for key in keys) for each in stages] == funnel_of(known)


def test_the_months_of_a_quarter_sum_to_it(offers: Shell, counted: list[Deal]) -> None:
    months = [
        offers("pace", "--period", f"2011-{number}", "--json").json for number in (10, 11, 12)
    ]
    whole = offers("pace", "--period", "2011-Q4", "--explain", "--json").json
    won = [
        deal.amount
        for deal in counted
        if deal.outcome == "won" and deal.closed and QUARTER[0] <= deal.closed <= QUARTER[1]
    ]
    assert whole["won"] == sum(won) == sum(each["won"] for each in months)
    rows = [row for row in whole["explain"] if not row["why"].startswith("not included")]
    assert whole["won"] == sum(row["amount"] for row in rows)
    assert whole["twelve"][-1] == {"period": "2011-Q4", "won": sum(won)}
    for key in ("working_days", "working_days_gone"):
        assert whole[key] == sum(each[key] for each in months)


def nearest_rank(values: list[int], share: float) -> int:
    """The least value that so large a share of the values is not above."""
    ordered = sorted(values)
    return next(each for at, each in enumerate(ordered, 1) if at >= share * len(ordered))


def test_the_time_in_each_stage(offers: Shell, counted: list[Deal]) -> None:
    finished: defaultdict[int, list[int]] = defaultdict(list)
    running: defaultdict[int, list[int]] = defaultdict(list)
    for deal in counted:
        for stage, first, end in deal.stays():
            (running if end is None else finished)[stage].append(((end or TODAY) - first).days)
    found = offers("report", "stage-time", "--json").json["stages"]
    for place, each in enumerate(found):
        for name, days in (("finished", finished[place]), ("running", running[place])):
            assert each[name] == {
                "n": len(days),
                "lower_quartile": nearest_rank(days, 0.25),
                "median": median(days),
                "upper_quartile": nearest_rank(days, 0.75),
                "longest": max(days),
            }


def test_what_is_stalled_against_the_won_ones(offers: Shell, counted: list[Deal]) -> None:
    took: defaultdict[int, list[int]] = defaultdict(list)
    standing: defaultdict[int, list[int]] = defaultdict(list)
    for deal in counted:
        days: defaultdict[int, int] = defaultdict(int)
        for stage, first, end in deal.stays():
            if end is None:
                standing[stage].append((TODAY - first).days)
            else:
                days[stage] += (end - first).days
        if deal.outcome == "won":
            for stage, total in days.items():
                took[stage].append(total)
    found = offers("report", "stalled", "--json").json
    for place, each in enumerate(found["stages"]):
        slow = nearest_rank(took[place], 0.75)
        assert (each["slow_days"], each["slow_from"]) == (slow, "history")
        assert each["won_n"] == len(took[place])
        assert each["stalled"] == sum(days > slow for days in standing[place])
        assert each["open"] == len(standing[place])
