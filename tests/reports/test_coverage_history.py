"""Coverage of a store with a past, against plain sums over the files that it came from."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from pathlib import Path
from random import Random
from statistics import median
from typing import NamedTuple

import pytest

from conftest import Shell

TODAY = date(2026, 11, 18)
END = date(2026, 12, 31)
STAGES = {"First": 5, "Second": 20, "Third": 50, "Fourth": 80}
NAMES = list(STAGES)


class Deal(NamedTuple):
    """A made-up deal: its amount, the stages that it entered, and how it ended."""

    number: int
    amount: int | None
    entered: list[tuple[str, date]]
    status: str
    closed_on: date | None
    close_on: date

    @property
    def stage(self) -> str:
        """Where you stand, or stood last."""
        return self.entered[-1][0]


def made(random: Random, number: int) -> Deal:
    """A deal that goes forward, leaves stages out, and ends or not."""
    day = date(2025, 10, 1) + timedelta(days=random.randrange(330))
    place, entered = random.randrange(3), []
    while True:
        entered.append((NAMES[place], day))
        day += timedelta(days=random.randrange(1, 40))
        place += random.choice([1, 1, 2])
        if place >= len(NAMES) or day > TODAY or random.random() < 0.3:
            break
    status = "open"
    if day <= TODAY and random.random() < 0.8:
        status = "won" if len(entered) > 1 and random.random() < 0.6 else "lost"
    amount = None if random.random() < 0.15 else random.randrange(1, 40) * 500
    return Deal(
        number,
        amount,
        entered,
        status,
        None if status == "open" else day,
        random.choice([END, date(2027, 2, 1)]),
    )


def write(file: Path, titles: str, rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file."""
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([titles.split(), *rows])


@pytest.mark.parametrize("seed", range(3))
def test_every_stage_is_what_plain_sums_say(empty: Shell, seed: int) -> None:
    random = Random(seed)
    deals = [made(random, number) for number in range(1, 61)]
    empty("init", "--stages", ",".join(f"{name}:{share}" for name, share in STAGES.items()))
    empty("quota", "set", "600k", "--period", "2026-Q4", "--count", "40")
    write(
        empty.home / "deals.csv",
        "deal_id title amount stage outcome opened_at closed_at expected_close lost_reason",
        [
            (
                *(each.number, f"Deal {each.number}", each.amount, each.stage, each.status),
                *(each.entered[0][1], each.closed_on, each.close_on),
                "because" if each.status == "lost" else "",
            )
            for each in deals
        ],
    )
    write(
        empty.home / "past.csv",
        "deal_id stage entered_at",
        [(each.number, stage, day) for each in deals for stage, day in each.entered],
    )
    files = (empty.home / "deals.csv", "--history", empty.home / "past.csv")
    empty("import", *files, "--complete-history", "--map", "close_on=expected_close")
    found = empty("coverage", "--json").json
    check(deals, found)


def check(deals: Sequence[Deal], found: dict[str, object]) -> None:
    """Compare every figure of the gap with plain sums."""
    won = [each for each in deals if each.status == "won"]
    year = [e for e in deals if e.closed_on and e.closed_on > date(2025, 11, 18)]
    amounts = [each.amount or 0 for each in year if each.status == "won"]
    average = Fraction(sum(amounts), len(amounts))
    quarter = [each for each in won if each.closed_on and each.closed_on >= date(2026, 10, 1)]
    remaining = 600_000 - sum(each.amount or 0 for each in quarter)
    standing = [each for each in deals if each.status == "open" and each.close_on == END]
    whole = [(e.closed_on - e.entered[0][1]).days for e in won if e.closed_on]
    cycle = median(whole) if len(whole) >= 5 else 45

    chances, days = {}, {}
    for place, (name, share) in enumerate(STAGES.items()):
        left = [
            each
            for each in deals
            if name in dict(each.entered) and (each.status != "open" or each.stage != name)
        ]
        through = [each for each in left if each.status == "won"]
        own = Fraction(len(through), len(left)) if len(left) >= 10 else None
        chances[name] = Fraction(share, 100) if own is None else own
        took = [(e.closed_on - dict(e.entered)[name]).days for e in through if e.closed_on]
        days[name] = (
            (median(took), "history")
            if len(took) >= 5
            else (Fraction(cycle) * (len(NAMES) - place) / len(NAMES), "cycle")
        )

    worth = {n: sum((e.amount or 0) * chances[n] for e in standing if e.stage == n) for n in NAMES}
    brings = sum(worth.values())
    gap = max(remaining - brings, 0) / average
    by_count = max(40 - len(quarter) - sum(chances[each.stage] for each in standing), Fraction(0))
    assert found["remaining"] == remaining
    assert found["yield"] == pytest.approx(float(brings), abs=0.5)
    assert found["gap"] == pytest.approx(float(gap), abs=1e-4)
    assert found["required_coverage"] == pytest.approx(
        float(sum(e.amount or 0 for e in standing) / brings), abs=1e-4
    )
    assert found["by_count"]["gap"] == pytest.approx(float(by_count), abs=1e-4)  # type: ignore[index]
    for each in found["stages"]:  # type: ignore[attr-defined]
        name = each["stage"]
        assert each["chance"] == pytest.approx(float(100 * chances[name]), abs=1e-4), name
        assert each["yield"] == pytest.approx(float(worth[name]), abs=0.5), name
        assert each["days_to_win"] == pytest.approx(float(days[name][0]), abs=1e-4), name
        assert each["days_from"] == days[name][1], name
        assert each["too_late"] == (days[name][0] > (END - TODAY).days), name
        many = sum(one.stage == name for one in standing)
        short = ceil(gap / chances[name]) if chances[name] else None
        assert (each["count"], each["short"]) == (many, short), name
        assert each["needed"] == (None if short is None else many + short), name
        assert each["short_by_count"] == (ceil(by_count / chances[name]) if short else None), name
