"""Read the closed deals with the scores that they had early on."""

from fractions import Fraction

from pipectl.averages import share
from pipectl.lead_score import score_on
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.reports.queries.closed_deals import closed_deals, row_of
from pipectl.reports.queries.shared import ReportCurrency, ReportRequest, ReportRow
from pipectl.reports.rules import DealOutcome
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
from pipectl.store.reader import Reader


class ScoreReport(NamedTuple):
    """The scored deals by quarter, and what they say; `early` were closed before their score."""

    money: ReportCurrency
    period: Period | None
    deals: tuple[ScoredDeal, ...]
    quarters: tuple[QuarterResult, ...]
    verdict: Verdict
    test: RankTest | None
    is_engagement_only: bool
    early: tuple[DealOutcome, ...]
    disqualified: tuple[DealOutcome, ...]
    uncounted: tuple[ReportRow, ...]

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
        early = [row_of(each, "not included: closed before its score") for each in self.early]
        return [*found, *early, *self.uncounted]


def answer(reader: Reader, asked: ReportRequest) -> ScoreReport:
    """Compare the scores 14 days after the beginning of deals with their outcomes."""
    closed = closed_deals(reader, asked)
    early = tuple(row for row in closed.counted if row.closed_on <= scored_on(row.created_on))
    known = [row for row in closed.counted if row.closed_on > scored_on(row.created_on)]
    deals = scored(reader, asked, known)
    conclusion, test = verdict(deals)
    return ScoreReport(
        money=closed.money,
        period=asked.period,
        deals=deals,
        quarters=tuple(quarters(deals)),
        verdict=conclusion,
        test=test,
        is_engagement_only=is_engagement_only(reader),
        early=early,
        disqualified=closed.disqualified,
        uncounted=tuple(closed.uncounted),
    )


def scored(reader: Reader, asked: ReportRequest, rows: list[DealOutcome]) -> tuple[ScoredDeal, ...]:
    """The deals with the scores that they had early on."""
    contacts, fit = contacts_of(reader), fit_scores(reader)
    points = asked.settings.points
    found = []
    for row in rows:
        day = scored_on(row.created_on)
        value = score_on(fit.get(row.id), contacts.get(row.id, ()), day, points)
        found.append(
            ScoredDeal(row.id, row.title, row.amount_minor, row.is_won, day, row.closed_on, value)
        )
    return tuple(found)
