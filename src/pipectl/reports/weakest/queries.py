"""Read which stage loses, or delays, more deals than the others."""

from datetime import date

from pipectl.forecast.queries import ForecastBasis, forecast_basis
from pipectl.forecast.rules.history import KnownOpportunity
from pipectl.named_tuple import NamedTuple
from pipectl.reports.queries.shared import ReportCurrency, ReportRequest, ReportRow
from pipectl.reports.weakest.rules import Weakest
from pipectl.reports.weakest.rules import weakest as weakest_of
from pipectl.store.reader import Reader
from pipectl.vocabulary import LOST


class WeakestReport(NamedTuple):
    """The weakest stage, and how certain that is; `lost` are the lost deals by number."""

    basis: ForecastBasis
    today: date
    found: Weakest
    lost: tuple[KnownOpportunity, ...]

    @property
    def money(self) -> ReportCurrency:
        """The currency of the sums."""
        return self.basis.money()

    def why(self, case: KnownOpportunity) -> str:
        """Return why a lost deal doesn't count: it was a lead; empty if it counts."""
        return "not included: lead " if self.basis.known.is_disqualified(case) else ""

    @property
    def rows(self) -> list[ReportRow]:
        """Every lost deal, with the stage in which it was lost."""
        names, currency = [step.name for step in self.basis.steps], self.basis.currency
        ours = [
            ReportRow(
                case.id,
                self.basis.titles[case.id],
                case.closed_minor,
                currency,
                f"{self.why(case)}lost in {names[case.stage]}",
            )
            for case in self.lost
        ]
        return [*ours, *self.money.foreign]


def answer(reader: Reader, asked: ReportRequest) -> WeakestReport:
    """Return every stage's record over the whole history, and the weakest."""
    found = reader.once(forecast_basis, asked)
    return WeakestReport(
        basis=found,
        today=asked.today,
        found=weakest_of(found.known, len(found.steps)),
        lost=tuple(case for case in found.known.cases if case.status == LOST),
    )
