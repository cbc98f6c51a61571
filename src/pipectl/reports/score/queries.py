"""Read the closed deals with the scores that they had early on."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from pipectl.averages import share
from pipectl.lead_score import score_on
from pipectl.periods import Period
from pipectl.reports.queries.shared import (
    ReportCurrency,
    ReportRequest,
    ReportRow,
    as_it_is,
    foreign,
    left_out,
)
from pipectl.reports.score.rules import (
    QuarterResult,
    RankTest,
    ScoredDeal,
    Verdict,
    quarters,
    scored_on,
    verdict,
)
from pipectl.score.queries import contacts_of, fit_scores, is_engagement_only
from pipectl.stage_history import OUTCOME_SQL
from pipectl.store.reader import Reader
from pipectl.vocabulary import DISQUALIFIED, WON

CLOSED_SQL = f"""
select
  o.id,
  o.title,
  o.amount_minor,
  o.currency,
  {OUTCOME_SQL.format("o")} as status,
  o.created_on,
  o.closed_on
from opportunity as o
where o.status in ('won', 'lost')
order by o.closed_on, o.id
"""


class ClosedRow(NamedTuple):
    """A closed deal."""

    id: int
    title: str
    amount_minor: int | None
    currency: str
    status: str
    created_on: date
    closed_on: date


class ScoreReport(NamedTuple):
    """The scored deals by quarter, and what they say; `early` were closed before their score."""

    money: ReportCurrency
    period: Period | None
    deals: tuple[ScoredDeal, ...]
    quarters: tuple[QuarterResult, ...]
    verdict: Verdict
    test: RankTest | None
    is_engagement_only: bool
    early: tuple[ClosedRow, ...]
    disqualified: tuple[ClosedRow, ...]
    others: tuple[ReportRow, ...] = ()

    @property
    def won(self) -> int:
        """How many scored deals were won."""
        return sum(each.is_won for each in self.deals)

    @property
    def win_rate(self) -> Fraction | None:
        """The share of the scored deals that was won."""
        return share(self.won, len(self.deals))

    @property
    def rows(self) -> list[ReportRow]:
        """Every scored deal with its score, and the uncounted ones."""
        found = [
            ReportRow(
                each.id,
                each.title,
                each.amount_minor,
                self.money.currency,
                f"score {each.score} on {each.scored_on}, {'won' if each.is_won else 'lost'}"
                f" {each.closed_on}",
            )
            for each in self.deals
        ]
        return [*found, *self.uncounted(), *self.money.foreign, *self.others]

    def uncounted(self) -> Iterator[ReportRow]:
        """Closed deals that have no early score, or are in no win rate."""
        for rows, why in (
            (self.early, "closed before its score"),
            (self.disqualified, "disqualified"),
        ):
            for each in rows:
                said = f"not included: {why}"
                yield ReportRow(each.id, each.title, each.amount_minor, each.currency, said)


def answer(reader: Reader, asked: ReportRequest) -> ScoreReport:
    """Compare the scores 14 days after the beginning of deals with their outcomes."""
    period = asked.period
    closed = [
        row
        for row in reader.records(ClosedRow, CLOSED_SQL)
        if period is None or period.contains(row.closed_on)
    ]
    ours = [row for row in closed if row.currency == asked.currency]
    judged = [row for row in ours if row.status != DISQUALIFIED]
    early = tuple(row for row in judged if row.closed_on <= scored_on(row.created_on))
    known = [row for row in judged if row.closed_on > scored_on(row.created_on)]
    deals = scored(reader, asked, known)
    conclusion, test = verdict(deals)
    return ScoreReport(
        money=ReportCurrency(asked.currency, foreign((row[:4] for row in closed), asked.currency)),
        period=period,
        deals=deals,
        quarters=tuple(quarters(deals)),
        verdict=conclusion,
        test=test,
        is_engagement_only=is_engagement_only(reader),
        early=early,
        disqualified=tuple(row for row in ours if row.status == DISQUALIFIED),
        others=left_out(reader, asked, [row.id for row in closed], as_it_is),
    )


def scored(reader: Reader, asked: ReportRequest, rows: list[ClosedRow]) -> tuple[ScoredDeal, ...]:
    """The deals with the scores that they had early on."""
    contacts, fit = contacts_of(reader), fit_scores(reader)
    points = asked.settings.points
    found = []
    for row in rows:
        day = scored_on(row.created_on)
        value = score_on(fit.get(row.id), contacts.get(row.id, ()), day, points)
        found.append(
            ScoredDeal(
                row.id, row.title, row.amount_minor, row.status == WON, day, row.closed_on, value
            )
        )
    return tuple(found)
