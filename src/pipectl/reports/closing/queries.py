"""Read each open deal's chance of being won within some days."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from pipectl.dates import later
from pipectl.forecast.queries import forecast_basis
from pipectl.forecast.rules.quota_chance import is_provisional
from pipectl.named_tuple import NamedTuple
from pipectl.reports.closing import rules as closing_rules
from pipectl.reports.closing.rules import Chance
from pipectl.reports.forecast.queries import chances_within
from pipectl.reports.queries.shared import ReportCurrency, ReportRequest, ReportRow
from pipectl.stage_history import StageRef
from pipectl.store.reader import Reader
from pipectl.vocabulary import OPEN

SEVEN_DAYS = 7


class ClosingReport(NamedTuple):
    """Every open deal with its chance from today to `last`; `within` is the option's value."""

    money: ReportCurrency
    within: str
    today: date
    last: date
    chances: tuple[Chance, ...]
    stages: Mapping[int, StageRef]
    is_provisional: bool

    @property
    def expected_count(self) -> Fraction:
        """The expected number of wins."""
        return closing_rules.expected_count(self.chances)

    @property
    def expected_minor(self) -> int:
        """The expected amount: amount x chance, rounded for each deal, then summed."""
        return sum(each.expected_minor for each in self.chances)

    @property
    def rows(self) -> list[ReportRow]:
        """Every open deal with its chance."""
        ours = [
            ReportRow(
                each.item.id,
                each.item.title,
                each.item.amount_minor,
                self.money.currency,
                f"open in {self.stages[each.item.stage_id].name}",
                each.chance_bp,
            )
            for each in self.chances
        ]
        return [*ours, *self.money.foreign]


def answer(
    reader: Reader, asked: ReportRequest, *, within: str | None = None, last: date | None = None
) -> ClosingReport:
    """Return every open deal with its chance of being won by the last day.

    The default is the period's end, or seven days from now.
    """
    if last is None:
        last = asked.period.ends_on if asked.period else later(asked.today, SEVEN_DAYS)
    found = forecast_basis(reader, asked)
    days = (last - asked.today).days
    chances = chances_within(found, days)
    return ClosingReport(
        money=found.money(lambda each: each.status == OPEN),
        within=within or (asked.period.name if asked.period else "7d"),
        today=asked.today,
        last=last,
        chances=tuple(closing_rules.closing(found.standing, today=asked.today, chances=chances)),
        stages={step.id: step for step in found.steps},
        is_provisional=is_provisional(found.known, days, found.fit.ladder.cycle_days),
    )
