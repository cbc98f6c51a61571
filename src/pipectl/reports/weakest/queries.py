"""In which stage do opportunities get lost or stuck more than in the others?"""

from dataclasses import dataclass
from datetime import date

from pipectl.forecast.queries import Basis, basis
from pipectl.forecast.rules.history import Case
from pipectl.reports.queries.shared import Asked, Counted, Money
from pipectl.reports.weakest.rules import Weakest
from pipectl.reports.weakest.rules import weakest as weakest_of
from pipectl.store.reader import Reader
from pipectl.vocabulary import LOST


@dataclass(frozen=True, slots=True)
class WeakestReport:
    """The weakest stage, and how sure that is; `lost` are those that were lost, by number."""

    basis: Basis
    today: date
    found: Weakest
    lost: tuple[Case, ...]

    @property
    def money(self) -> Money:
        """The currency that it sums in."""
        return self.basis.money()

    @property
    def rows(self) -> list[Counted]:
        """Every loss, with the stage that it was lost in."""
        names, currency = [step.name for step in self.basis.steps], self.basis.currency
        ours = [
            Counted(
                case.id,
                self.basis.titles[case.id],
                case.closed_minor,
                currency,
                f"lost in {names[case.stage]}",
            )
            for case in self.lost
        ]
        return [*ours, *self.money.foreign]


def answer(reader: Reader, asked: Asked) -> WeakestReport:
    """Every stage's record over the whole history, and the lowest."""
    found = basis(reader, asked)
    return WeakestReport(
        basis=found,
        today=asked.today,
        found=weakest_of(found.known, len(found.steps)),
        lost=tuple(case for case in found.known.cases if case.status == LOST),
    )
