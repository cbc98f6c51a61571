"""What is to close within the next days?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from pipectl.domain import closing as domain
from pipectl.domain.closing import Chance
from pipectl.domain.coverage import Open
from pipectl.queries.asked import Asked
from pipectl.queries.counting import Counted, Money, foreign, optional_date, unweighted, weighted
from pipectl.queries.coverage import AMOUNTS_SQL, open_amount
from pipectl.queries.stages import stages
from pipectl.store.reader import Reader

# Chances in percent, by number, to be won from today to a day.
Chances = Callable[[Reader, Asked, date], Mapping[int, Fraction]]


@dataclass(frozen=True, slots=True)
class ClosingReport:
    """What is to close from today to `last`; `within` is what was asked for."""

    money: Money
    within: str
    today: date
    last: date
    chances: tuple[Chance, ...]
    later: tuple[Open, ...]
    stages: Mapping[int, str]

    @property
    def expected_count(self) -> Fraction:
        """How many that makes."""
        return domain.expected_count(self.chances)

    @property
    def amount_minor(self) -> int:
        """What they are worth together."""
        return sum(each.item.amount_minor or 0 for each in self.chances)

    @property
    def rows(self) -> list[Counted]:
        """Every open one: those that count, and the later ones."""
        currency = self.money.currency
        return [
            *weighted(
                [each.item for each in self.chances], currency, lambda i: f"expected {i.close_on}"
            ),
            *unweighted(self.later, currency, left_out),
            *self.money.foreign,
        ]


SEVEN_DAYS = timedelta(days=7)


def left_out(item: Open) -> str:
    """Why one isn't expected."""
    when = "no expected close date" if item.close_on is None else f"expected {item.close_on}"
    return f"left out: {when}"


def closing(
    reader: Reader,
    asked: Asked,
    *,
    within: str | None = None,
    last: date | None = None,
    chances: Chances | None = None,
) -> ClosingReport:
    """Those to close by the last day; with a function for chances, every open one with its own.

    Without a day it is the period's end, or seven days from now.
    """
    if last is None:
        last = asked.period.ends_on if asked.period else asked.today + SEVEN_DAYS
    name = within or (asked.period.name if asked.period else "7d")
    steps = {stage.id: stage.step for stage in stages(reader)}
    rows = reader.rows(AMOUNTS_SQL)
    items = [open_amount(row, steps) for row in rows if row[3] == asked.currency]
    known = None if chances is None else chances(reader, asked, last)
    found = domain.closing(items, today=asked.today, last=last, chances=known)
    counted = {each.item.id for each in found}
    here = [row for row in rows if chances or is_by(optional_date(row[6]), last)]
    return ClosingReport(
        money=Money(asked.currency, foreign((row[:4] for row in here), asked.currency)),
        within=name,
        today=asked.today,
        last=last,
        chances=tuple(found),
        later=tuple(item for item in items if item.id not in counted),
        stages={step.id: step.name for step in steps.values()},
    )


def is_by(close_on: date | None, last: date) -> bool:
    """Whether it is expected by that day."""
    return close_on is not None and close_on <= last
