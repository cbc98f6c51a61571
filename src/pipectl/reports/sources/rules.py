"""Sum deals and results by source and campaign."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from pipectl.averages import average, by_value, share
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.text import fold, spellings
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
        """Days from creation to closing."""
        return max(((self.closed_on or self.created_on) - self.created_on).days, 0)


class SourceResult(NamedTuple):
    """A source or campaign (None: not given): the deals created, and those closed.

    Rates are in percent; rates and days are None for fewer than five closed deals.
    """

    name: str | None
    came: tuple[SourcedDeal, ...]
    closed: tuple[SourcedDeal, ...]
    campaigns: tuple["SourceResult", ...] = ()

    @property
    def amount_minor(self) -> int:
        """The amount of the deals created."""
        return amount(self.came)

    @property
    def won(self) -> list[SourcedDeal]:
        """The won deals."""
        return [deal for deal in self.closed if deal.status == WON]

    @property
    def won_minor(self) -> int:
        """The amount won."""
        return amount(self.won)

    @property
    def win_rate(self) -> Fraction | None:
        """won / (won + lost), by count."""
        return share(len(self.won), len(self.closed))

    @property
    def win_rate_by_value(self) -> Fraction | None:
        """The same by amount."""
        if self.win_rate is None:
            return None
        return by_value((deal.amount_minor, deal.status == WON) for deal in self.closed)

    @property
    def cycle_days(self) -> Fraction | None:
        """Average days from creation to won; None for fewer than five closed deals."""
        if self.win_rate is None:
            return None
        return average([deal.cycle_days for deal in self.won], floor=1)


def source_of(
    source: str | None, campaign: str | None, sources: Mapping[str, str | None]
) -> str | None:
    """The source of a deal: its own, else that of its campaign (`sources`, by folded name)."""
    if source is not None or campaign is None:
        return source
    return sources.get(fold(campaign))


def amount(deals: Iterable[SourcedDeal]) -> int:
    """Return the sum of the amounts; a missing one counts as 0."""
    return sum(deal.amount_minor or 0 for deal in deals)


def origins(deals: Sequence[SourcedDeal], period: Period | None) -> list[SourceResult]:
    """Return each source with its campaigns, by amount won; all deals without a period."""
    return grouped(
        deals,
        lambda deal: deal.source,
        lambda name, some: origin(name, some, period, by_campaign(some, period)),
    )


def by_campaign(deals: Sequence[SourcedDeal], period: Period | None) -> tuple[SourceResult, ...]:
    """Return a source's campaigns; empty if none was ever given."""
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
    """Return the deals grouped by that key, without empty groups."""
    one = spellings(name for deal in deals if (name := key(deal)) is not None)
    groups: dict[str | None, list[SourcedDeal]] = {}
    for deal in deals:
        groups.setdefault(one.get(key(deal) or ""), []).append(deal)
    found = [made(name, some) for name, some in groups.items()]
    kept = [each for each in found if each.came or each.closed]
    return sorted(kept, key=lambda o: (-o.won_minor, -o.amount_minor, o.name is None, o.name or ""))


def origin(
    name: str | None,
    deals: Sequence[SourcedDeal],
    period: Period | None,
    campaigns: tuple[SourceResult, ...] = (),
) -> SourceResult:
    """Return the deals created in the period, and those closed in it."""
    came = tuple(deal for deal in deals if is_in(deal.created_on, period))
    closed = [deal for deal in deals if deal.status in (WON, LOST)]
    return SourceResult(
        name, came, tuple(deal for deal in closed if is_in(deal.closed_on, period)), campaigns
    )


def is_in(day: date | None, period: Period | None) -> bool:
    """Return whether a day counts; without a period every day does."""
    return day is not None and (period is None or period.contains(day))
