"""Sum deals and results by source and campaign."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from pipectl.averages import average, by_value, share
from pipectl.periods import Period
from pipectl.vocabulary import LOST, WON


class SourcedDeal(NamedTuple):
    """An opportunity's origin and outcome."""

    id: int
    title: str
    amount_minor: int | None
    currency: str
    status: str
    source: str | None
    campaign: str | None
    created_on: date
    closed_on: date | None

    @property
    def cycle_days(self) -> int:
        """Days from created to closed."""
        return max(((self.closed_on or self.created_on) - self.created_on).days, 0)


class SourceResult(NamedTuple):
    """A source or a campaign (null: none was given): what came from it, and what was closed.

    Rates are in percent; rates and days are null of fewer than five closings.
    """

    name: str | None
    came: tuple[SourcedDeal, ...]
    closed: tuple[SourcedDeal, ...]
    campaigns: tuple["SourceResult", ...] = ()

    @property
    def amount_minor(self) -> int:
        """The amounts of those that came."""
        return amount(self.came)

    @property
    def won(self) -> list[SourcedDeal]:
        """Those that were won."""
        return [deal for deal in self.closed if deal.status == WON]

    @property
    def won_minor(self) -> int:
        """Return what was won."""
        return amount(self.won)

    @property
    def win_rate(self) -> Fraction | None:
        """won / (won + lost), by count."""
        return share(len(self.won), len(self.closed))

    @property
    def win_rate_by_value(self) -> Fraction | None:
        """The same of the amounts."""
        if self.win_rate is None:
            return None
        return by_value((deal.amount_minor, deal.status == WON) for deal in self.closed)

    @property
    def cycle_days(self) -> Fraction | None:
        """Days from created to won, on average; it takes five closings, as the win rate does."""
        if self.win_rate is None:
            return None
        return average([deal.cycle_days for deal in self.won], floor=1)


def amount(deals: Iterable[SourcedDeal]) -> int:
    """The sum of the amounts; none given counts as 0."""
    return sum(deal.amount_minor or 0 for deal in deals)


def origins(deals: Sequence[SourcedDeal], period: Period | None) -> list[SourceResult]:
    """Each source with its campaigns, what won most first; all there is without a period."""
    return grouped(
        deals,
        lambda deal: deal.source,
        lambda name, some: origin(name, some, period, by_campaign(some, period)),
    )


def by_campaign(deals: Sequence[SourcedDeal], period: Period | None) -> tuple[SourceResult, ...]:
    """The campaigns of a source; none if none was ever given."""
    if all(deal.campaign is None for deal in deals):
        return ()
    found = grouped(
        deals, lambda deal: deal.campaign, lambda name, some: origin(name, some, period)
    )
    return tuple(found)


def grouped(
    deals: Sequence[SourcedDeal],
    key: Callable[[SourcedDeal], str | None],
    made: Callable[[str | None, Sequence[SourcedDeal]], SourceResult],
) -> list[SourceResult]:
    """The deals by that key, each group as an origin, without those in which nothing is."""
    groups: dict[str | None, list[SourcedDeal]] = {}
    for deal in deals:
        groups.setdefault(key(deal), []).append(deal)
    found = [made(name, some) for name, some in groups.items()]
    kept = [each for each in found if each.came or each.closed]
    return sorted(kept, key=lambda o: (-o.won_minor, -o.amount_minor, o.name is None, o.name or ""))


def origin(
    name: str | None,
    deals: Sequence[SourcedDeal],
    period: Period | None,
    campaigns: tuple[SourceResult, ...] = (),
) -> SourceResult:
    """Return what came in the period, and what was closed in it."""
    came = tuple(deal for deal in deals if is_in(deal.created_on, period))
    closed = [deal for deal in deals if deal.status in (WON, LOST)]
    return SourceResult(
        name, came, tuple(deal for deal in closed if is_in(deal.closed_on, period)), campaigns
    )


def is_in(day: date | None, period: Period | None) -> bool:
    """Return whether a day counts; without a period every one does."""
    return day is not None and (period is None or period.contains(day))
