"""What was earned, and what would each open one pay now?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pipectl.domain.commission import Earned, earned, would_pay
from pipectl.domain.commission_plan import Plan, plan_of
from pipectl.domain.coverage import Open, QuotaShare
from pipectl.domain.words import OPEN, WON
from pipectl.periods import Period, around, parts
from pipectl.queries.asked import Asked
from pipectl.queries.counting import Counted, Money, foreign
from pipectl.queries.coverage import AMOUNTS_SQL, closed_between, open_amount
from pipectl.queries.left_out import Other, as_it_is, left_out
from pipectl.queries.quotas import quota_for
from pipectl.queries.stages import in_use
from pipectl.store.reader import Reader


class PlanPeriod(NamedTuple):
    """A period of the plan: its quota, and what was earned in it."""

    period: Period
    quota: QuotaShare
    earned: Earned


class Possible(NamedTuple):
    """An open opportunity, and what it would pay alone, won today; null where nobody knows."""

    item: Open
    minor: int | None


@dataclass(frozen=True, slots=True)
class CommissionReport:
    """What was earned in each of the plan's periods, and what each open one would pay now.

    `current` is the plan's period that holds today. Without a plan there is nothing to tell.
    """

    money: Money
    plan: Plan | None
    periods: tuple[PlanPeriod, ...]
    current: PlanPeriod | None
    possible: tuple[Possible, ...]
    stages: Mapping[int, str]
    others: tuple[Counted, ...] = ()

    @property
    def total_minor(self) -> int | None:
        """All that was earned in the periods; null where one of them isn't known."""
        known = [each.earned.minor for each in self.periods]
        found = [minor for minor in known if minor is not None]
        return sum(found) if self.plan and len(found) == len(known) else None

    @property
    def rows(self) -> list[Counted]:
        """What each win paid, then the open ones, which paid nothing yet."""
        currency = self.money.currency
        paid = [
            Counted(
                each.item.id,
                each.item.title,
                each.minor,
                currency,
                f"paid in {one.period.name}, won {each.item.closed_on}",
            )
            for one in self.periods
            for each in one.earned.paid
        ]
        still_open = [
            Counted(each.item.id, each.item.title, each.minor, currency, "left out: open")
            for each in self.possible
        ]
        return [*paid, *still_open, *self.money.foreign, *self.others]


def commission(reader: Reader, asked: Asked) -> CommissionReport:
    """The plan's periods that the period touches (the one that runs, where none was typed)."""
    settings, today = asked.settings, asked.today
    plan = plan_of(settings.commission_rate, settings.commission_tiers, settings.commission_period)
    if plan is None:
        return CommissionReport(Money(asked.currency, ()), None, (), None, (), {})
    fiscal = settings.fiscal_year_start
    now = around(today, plan.per, fiscal)
    wanted = now if asked.period is None else asked.period
    spans = [around(part.starts_on, plan.per, fiscal) for part in parts(wanted, plan.per, fiscal)]
    others: list[Counted] = []
    found = [of_period(reader, asked, plan, span, others) for span in spans]
    current = next((each for each in found if each.period == now), None)
    current = current or of_period(reader, asked, plan, now, [])
    standing = in_use(reader)
    rows = reader.rows(AMOUNTS_SQL)
    others += foreign((row[:4] for row in rows), asked.currency)
    items = [
        open_amount(row, standing)
        for row in rows
        if row[3] == asked.currency and row[2] is not None
    ]
    seen = [
        *(each.item.id for one in found for each in one.earned.paid),
        *(each.id for each in items),
        *(each.id for each in others),
    ]
    possible = [Possible(i, would_pay(current.earned, i.amount_minor or 0)) for i in items]
    return CommissionReport(
        money=Money(asked.currency, tuple(others)),
        plan=plan,
        periods=tuple(found),
        current=current,
        possible=tuple(
            sorted(possible, key=lambda p: (-(p.minor or 0), by_date(p.item), p.item.id))
        ),
        stages={stage.id: stage.name for stage in standing.values()},
        others=left_out(reader, asked, seen, unpaid),
    )


def unpaid(other: Other) -> str:
    """Why it neither paid in the periods nor would pay a known sum now."""
    return "open, without an amount" if other.status == OPEN else as_it_is(other)


def by_date(item: Open) -> date:
    """When it is expected; those without a date last."""
    return item.close_on or date.max


def of_period(
    reader: Reader, asked: Asked, plan: Plan, period: Period, others: list[Counted]
) -> PlanPeriod:
    """One of the plan's periods; what was won in other currencies is added to `others`."""
    last = min(period.ends_on, asked.today)
    closed, won_elsewhere = closed_between(reader, period.starts_on, last, asked.currency)
    others += won_elsewhere
    quota = quota_for(reader, period, asked.currency)
    won = [item for item in closed if item.status == WON]
    return PlanPeriod(period, quota, earned(plan, quota.amount_minor, won))
