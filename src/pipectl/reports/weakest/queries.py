"""Read which stage loses, or holds up, more deals than the others."""

from datetime import date
from typing import NamedTuple

from pipectl.forecast.queries import ForecastBasis, forecast_basis
from pipectl.forecast.rules.history import KnownOpportunity
from pipectl.reports.queries.shared import ReportCurrency, ReportRequest, ReportRow
from pipectl.reports.weakest.rules import Weakest
from pipectl.reports.weakest.rules import weakest as weakest_of
from pipectl.store.reader import Reader
from pipectl.vocabulary import LOST


class WeakestReport(NamedTuple):
    """The weakest stage, and how sure that is; `lost` are those that were lost, by number."""

    basis: ForecastBasis
    today: date
    found: Weakest
    lost: tuple[KnownOpportunity, ...]

    @property
    def money(self) -> ReportCurrency:
        """The currency that it sums in."""
        return self.basis.money()

    @property
    def rows(self) -> list[ReportRow]:
        """Every loss, with the stage that it was lost in."""
        names, currency = [step.name for step in self.basis.steps], self.basis.currency
        ours = [
            ReportRow(
                case.id,
                self.basis.titles[case.id],
                case.closed_minor,
                currency,
                f"lost in {names[case.stage]}",
            )
            for case in self.lost
        ]
        return [*ours, *self.money.foreign]


def answer(reader: Reader, asked: ReportRequest) -> WeakestReport:
    """Every stage's record over the whole history, and the lowest."""
    found = forecast_basis(reader, asked)
    return WeakestReport(
        basis=found,
        today=asked.today,
        found=weakest_of(found.known, len(found.steps)),
        lost=tuple(case for case in found.known.cases if case.status == LOST),
    )
