"""What is to be done today, and in which order?"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from pipectl.dates import month_start
from pipectl.domain.stakes import WEEK, Matter, rank, stakes
from pipectl.domain.words import OPEN
from pipectl.money import weighted_minor
from pipectl.queries.due import FIRST_ADDED_SQL, Item, by_opportunity, due
from pipectl.queries.settings import settings
from pipectl.store.reader import Reader

if TYPE_CHECKING:
    from fractions import Fraction

    from pipectl.queries.priorities import Priority, Step

SOON = timedelta(days=7)  # from then on a step of a priority is today's business


class Work(NamedTuple):
    """An opportunity with all that is due on it, the first thing first, and what ranks it.

    `weight_minor` is there for an unknown amount too: it ranks, and isn't shown as money.
    """

    items: tuple[Item, ...]
    weight_minor: int

    @property
    def at_stake_minor(self) -> int | None:
        """Amount x probability in the deal's currency, of what is open and has an amount."""
        deal = self.items[0].deal
        if deal is None or deal.amount_minor is None or deal.status != OPEN:
            return None
        return weighted_minor(deal.amount_minor, deal.probability_bp)

    @property
    def rank(self) -> "Fraction":
        """What the order goes by: the weight, and how late it is."""
        from fractions import Fraction

        return Fraction(rank(self.weight_minor, self.days_late), WEEK)

    @property
    def days_late(self) -> int:
        """How late the latest of it is."""
        return max(each.days for each in self.items)


class StepDue(NamedTuple):
    """A step of a priority, and how late it is."""

    priority: "Priority"
    step: "Step"
    due_on: date
    days: int


class Upcoming(NamedTuple):
    """The next action that comes first."""

    title: str
    action: str
    due_on: date
    due_time: str | None


class Day(NamedTuple):
    """A day's work; `currency` is that of what is at stake. `next` is told where nothing is due."""

    on: date
    currency: str
    review: Item | None
    steps: list[StepDue]
    works: list[Work]
    next: Upcoming | None
    is_empty: bool


UPCOMING_SQL = """
select
  o.title,
  n.text,
  n.due_on,
  n.due_time
from next_action as n
join opportunity as o on o.id = n.opportunity_id
where n.status = 'open' and o.status in ('open', 'won') and n.due_on > :today
order by n.due_on, n.due_time nulls last, o.id
limit 1
"""


def day(reader: Reader, today: date) -> Day:
    """What is due today, ranked by the money at stake and how late it is."""
    items = due(reader, today=today, last=today)
    currency = settings(reader).currency
    return Day(
        on=today,
        currency=currency,
        review=next((each for each in items if each.deal is None), None),
        steps=sorted(steps(reader, today), key=lambda each: (each.priority.place, each.due_on)),
        works=ranked((each for each in items if each.deal is not None), currency),
        next=upcoming(reader, today),
        is_empty=is_empty(reader),
    )


def ranked(items: Iterable[Item], currency: str) -> list[Work]:
    """One work an opportunity: what is worth most, and latest, first."""
    groups = by_opportunity(items)
    at_stake = stakes([matter(group, currency) for group in groups])
    works = [Work(group, minor) for group, minor in zip(groups, at_stake, strict=True)]
    # Where the rank is the same, the order of the reminders stays: by kind, the latest first.
    return sorted(works, key=lambda work: -rank(work.weight_minor, work.days_late))


def matter(group: tuple[Item, ...], currency: str) -> Matter:
    """What the rank of a group depends on; what is closed is hardly at stake."""
    deal = group[0].deal
    assert deal is not None
    known = deal.amount_minor if deal.currency == currency else None
    chance = deal.probability_bp if deal.status == OPEN else 0
    return Matter(known, chance, max(each.days for each in group))


def steps(reader: Reader, today: date) -> Iterator[StepDue]:
    """Steps of the quarter's priorities: late, due within a week, undated, the month's targets."""
    from pipectl.queries.priorities import priorities

    for priority in priorities(reader, on=today):
        for step in priority.steps:
            if step.done_on is not None or priority.done_on is not None:
                continue
            due_on = step.due_on or priority.ends_on
            is_target = step.kind == "target" and same_month(due_on, today)
            if step.due_on is None or is_target or due_on - today <= SOON:
                yield StepDue(priority, step, due_on, (today - due_on).days)


def same_month(one: date, other: date) -> bool:
    """Whether two days are in one month."""
    return month_start(one) == month_start(other)


def upcoming(reader: Reader, today: date) -> Upcoming | None:
    """What comes after today."""
    found = reader.records(Upcoming, UPCOMING_SQL, {"today": today})
    return found[0] if found else None


def is_empty(reader: Reader) -> bool:
    """Whether there was never an opportunity, or none is left."""
    return not reader.rows(FIRST_ADDED_SQL)
