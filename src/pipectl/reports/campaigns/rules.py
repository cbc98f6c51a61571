"""Sum what campaigns and sources brought, and what they cost."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction

from pipectl.named_tuple import NamedTuple
from pipectl.numbers import half_up
from pipectl.periods import Period
from pipectl.reports.sources.rules import is_in
from pipectl.text import fold
from pipectl.vocabulary import WON


class BroughtDeal(NamedTuple):
    """A deal with its campaign and source, and how far it got.

    A lead began in a lead stage. A qualified deal was in a later stage, or was won.
    """

    id: int
    title: str
    amount_minor: int | None
    currency: str
    status: str
    source: str | None
    campaign: str | None
    created_on: date
    closed_on: date | None
    is_lead: bool
    is_qualified: bool


class CampaignCost(NamedTuple):
    """What a campaign cost in the report's currency (None: no cost), and the part in the period."""

    name: str
    source: str | None
    whole_minor: int | None
    minor: int | None
    starts_on: date | None
    ends_on: date | None


class Brought(NamedTuple):
    """A campaign or source (None: not given): the deals created, those won, and the cost."""

    name: str | None
    came: tuple[BroughtDeal, ...]
    wins: tuple[BroughtDeal, ...]
    cost_minor: int | None

    @property
    def leads(self) -> int:
        """The number of leads."""
        return sum(deal.is_lead for deal in self.came)

    @property
    def qualified(self) -> int:
        """The number of qualified deals."""
        return sum(deal.is_qualified for deal in self.came)

    @property
    def amount_minor(self) -> int:
        """The amount of the deals created."""
        return sum(deal.amount_minor or 0 for deal in self.came)

    @property
    def won_minor(self) -> int:
        """The amount won."""
        return sum(deal.amount_minor or 0 for deal in self.wins)

    @property
    def cost_per_lead_minor(self) -> int | None:
        """The cost divided by the leads."""
        return divided(self.cost_minor, self.leads)

    @property
    def cost_per_win_minor(self) -> int | None:
        """The cost divided by the wins."""
        return divided(self.cost_minor, len(self.wins))

    @property
    def return_(self) -> Fraction | None:
        """(amount won - cost) / cost, in percent."""
        if not self.cost_minor:
            return None
        return Fraction(100 * (self.won_minor - self.cost_minor), self.cost_minor)


def divided(minor: int | None, count: int) -> int | None:
    """Return an amount per piece; None without pieces or an amount."""
    return None if minor is None or not count else half_up(Fraction(minor, count))


def cost_in(minor: int, starts_on: date | None, ends_on: date | None, period: Period | None) -> int:
    """Return the part of a cost in a period: its share by days; all of it without days or period.

    The parts in periods that follow each other add up to the cost. With one day alone, all of the
    cost is on that day.
    """
    first, last = starts_on or ends_on, ends_on or starts_on
    if period is None or first is None or last is None:
        return minor
    days = (last - first).days + 1
    before = min(max((period.starts_on - first).days, 0), days)
    until = min(max((period.ends_on - first).days + 1, 0), days)
    return half_up(Fraction(minor * until, days)) - half_up(Fraction(minor * before, days))


def brought(
    deals: Sequence[BroughtDeal],
    costs: Sequence[CampaignCost],
    period: Period | None,
    by: str,
) -> list[Brought]:
    """Return each campaign or source with its deals and cost, by amount won.

    Names are the same in any case. Deals without a name are last.
    """
    names: dict[str | None, str | None] = {None: None}
    came: dict[str | None, list[BroughtDeal]] = {}
    spent: dict[str | None, int] = {}
    for cost in costs:
        key = known_as(names, cost.name if by == "campaign" else cost.source)
        if cost.minor is not None:
            spent[key] = spent.get(key, 0) + cost.minor
    for deal in deals:
        name = deal.campaign if by == "campaign" else deal.source
        came.setdefault(known_as(names, name), []).append(deal)
    found = [
        one(names[key], came.get(key, ()), spent.get(key), period) for key in {**spent, **came}
    ]
    kept = [each for each in found if each.came or each.wins or each.cost_minor]
    return sorted(
        kept,
        key=lambda each: (
            each.name is None,
            -each.won_minor,
            -each.amount_minor,
            each.name or "",
        ),
    )


def known_as(names: dict[str | None, str | None], name: str | None) -> str | None:
    """Return the folded name, and keep its first spelling."""
    key = None if name is None else fold(name)
    names.setdefault(key, name)
    return key


def one(
    name: str | None, deals: Sequence[BroughtDeal], cost_minor: int | None, period: Period | None
) -> Brought:
    """Return the deals of a name that were created and won in the period."""
    return Brought(
        name,
        chosen(deals, lambda deal: is_in(deal.created_on, period)),
        chosen(deals, lambda deal: deal.status == WON and is_in(deal.closed_on, period)),
        cost_minor,
    )


def chosen(
    deals: Iterable[BroughtDeal], counts: Callable[[BroughtDeal], bool]
) -> tuple[BroughtDeal, ...]:
    """Return the deals that count."""
    return tuple(deal for deal in deals if counts(deal))


def paid(parts: Sequence[Brought]) -> Brought:
    """Return the parts with a cost together: what a cost a win and a return are worked out from."""
    some = [each for each in parts if each.cost_minor is not None]
    return Brought(
        "Total",
        tuple(deal for each in some for deal in each.came),
        tuple(deal for each in some for deal in each.wins),
        sum(each.cost_minor or 0 for each in some) if some else None,
    )
