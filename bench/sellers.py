"""Real pipelines, one seller at a time, as the histories that a store of theirs would hold."""

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from pipectl.forecast.rules.history import KnownHistory, RecordedHistory, RecordedRow, known_on
from pipectl.forecast.rules.rates import StageProbabilities
from pipectl.periods import Period
from pipectl.vocabulary import LOST, OPEN, WON

DATA = Path(os.environ.get("PIPECTL_DATA", Path(__file__).parents[2] / "shared" / "data"))
LEAST_DEALS = 15


class Company(NamedTuple):
    """A data set: its stages, since when it is complete, and what is asked of it when."""

    name: str
    stages: tuple[str, ...]
    ladder: StageProbabilities
    complete_since: date
    periods: tuple[Period, ...]
    days: tuple[int, ...]


class Deal(NamedTuple):
    """What is known of a deal beside its history, and what became of it."""

    id: int
    product: str
    amount_minor: int
    won_on: date | None
    won_minor: int


class Seller(NamedTuple):
    """One seller's own data, and nobody else's."""

    company: Company
    name: str
    pasts: tuple[RecordedHistory, ...]
    deals: dict[int, Deal]
    is_told: bool = True  # since when the company's data is complete

    def known(self, on: date) -> KnownHistory:
        """What the seller's store knows at the end of that day."""
        since = self.company.complete_since if self.is_told else None
        return known_on(self.pasts, on=on, complete_since=since)


def month(year: int, number: int) -> Period:
    """That month."""
    first = date(year, number, 1)
    last = date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)
    return Period(f"{year}-{number:02}", first, last)


def quarter(year: int, first_month: int) -> Period:
    """The three months from that one on."""
    last = month(year, first_month + 2).ends_on
    return Period(f"{year}-Q{first_month // 3 + 1}", date(year, first_month, 1), last)


COMPANIES = (
    Company(
        "bpi2012",
        ("Accepted", "Offer sent", "Offer returned"),
        StageProbabilities((0.4, 0.6, 0.8)),
        date(2011, 10, 1),
        (month(2011, 11), month(2011, 12), month(2012, 1), month(2012, 2)),
        (0, 7, 14, 21),
    ),
    Company(
        "maven",
        ("Engaging",),
        StageProbabilities((0.4,)),
        date(2017, 3, 1),
        (quarter(2017, 4), quarter(2017, 7), quarter(2017, 10)),
        tuple(range(0, 85, 7)),
    ),
)


def sellers(company: Company, data: Path = DATA) -> list[Seller]:
    """Those with 15 opportunities or more, by name."""
    entries: dict[str, list[tuple[int, date]]] = defaultdict(list)
    for line in lines(data / company.name / "stage_history.csv"):
        entered = day(line["entered_at"])
        entries[line["deal_id"]].append((company.stages.index(line["stage"]), entered))
    rows = list(lines(data / company.name / "deals.csv"))
    counts = Counter(row["owner"] for row in rows)
    found: list[Seller] = []
    for owner in sorted(name for name, count in counts.items() if count >= LEAST_DEALS):
        own = [(number, row) for number, row in enumerate(rows, 1) if row["owner"] == owner]
        pasts = tuple(past(company, number, row, entries[row["deal_id"]]) for number, row in own)
        found.append(Seller(company, owner, pasts, {n: deal(n, row) for n, row in own}))
    return found


def lines(path: Path) -> list[dict[str, str]]:
    """The rows of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date:
    """The day of `2011-10-01 12:24:32` or `2011-10-01`."""
    return date.fromisoformat(text[:10])


def minor(text: str) -> int:
    """An amount in cents."""
    return round(float(text) * 100)


def past(
    company: Company, number: int, row: dict[str, str], entries: Sequence[tuple[int, date]]
) -> RecordedHistory:
    """A deal's history: the amount it was offered at, from its closing on what it was won with."""
    created, amount = day(row["opened_at"]), minor(row["amount"])
    history = [
        RecordedRow(entered, entered, created, stage, entered, OPEN, None, amount)
        for stage, entered in entries
    ]
    if row["outcome"] != OPEN:
        closed = day(row["closed_at"])
        last = history[-1]
        said = minor(row.get("closed_value") or row["amount"])
        status = WON if row["outcome"] == WON else LOST
        history.append(
            RecordedRow(closed, closed, created, last.stage, last.entered_on, status, closed, said)
        )
    return RecordedHistory(number, max(created, company.complete_since), history)


def deal(number: int, row: dict[str, str]) -> Deal:
    """What became of it in the end."""
    won = row["outcome"] == WON
    return Deal(
        id=number,
        product=row.get("product", ""),
        amount_minor=minor(row["amount"]),
        won_on=day(row["closed_at"]) if won else None,
        won_minor=minor(row.get("closed_value") or row["amount"]) if won else 0,
    )
