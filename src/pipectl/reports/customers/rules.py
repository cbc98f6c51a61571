"""Sum deals by customer: what they bought, when, and what is open."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from pipectl.averages import share
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.vocabulary import OPEN, WON

ACCOUNT, CONTACT, DEAL = "account", "contact", "deal"


class CustomerKey(NamedTuple):
    """Who a customer is: an account, else a contact, else a deal without a parent."""

    kind: str
    id: int


class Owner(NamedTuple):
    """Whose a deal is."""

    key: CustomerKey
    name: str


class CustomerDeal(NamedTuple):
    """An open, won or lost deal, its account, contact and parent, and whether it is a renewal."""

    id: int
    title: str
    amount_minor: int | None
    currency: str
    status: str
    closed_on: date | None
    account_id: int | None
    account: str | None
    contact_id: int | None
    contact: str | None
    parent_id: int | None
    is_renewal: bool

    @property
    def owner(self) -> Owner:
        """Whose deal it is by itself."""
        if self.account_id is not None:
            return Owner(CustomerKey(ACCOUNT, self.account_id), self.account or "")
        if self.contact_id is not None:
            return Owner(CustomerKey(CONTACT, self.contact_id), self.contact or "")
        return Owner(CustomerKey(DEAL, self.id), self.title)


def owners(deals: Iterable[CustomerDeal]) -> dict[int, Owner]:
    """Return whose each deal is: without an account and a contact, that of its parent."""
    by_number = {deal.id: deal for deal in deals}
    found = {}
    for number, deal in by_number.items():
        seen = {number}
        while deal.owner.key.kind == DEAL and deal.parent_id in by_number.keys() - seen:
            deal = by_number[deal.parent_id]
            seen.add(deal.id)
        found[number] = deal.owner
    return found


class Customer(NamedTuple):
    """Who won deals are of: those won in the period, those won before it, and the open ones."""

    key: CustomerKey
    name: str
    won: tuple[CustomerDeal, ...]
    before: tuple[CustomerDeal, ...]
    open: tuple[CustomerDeal, ...]
    last_contact_on: date | None

    @property
    def won_minor(self) -> int:
        """The amount won in the period."""
        return sum(deal.amount_minor or 0 for deal in self.won)

    @property
    def open_minor(self) -> int:
        """The amount of the open deals."""
        return sum(deal.amount_minor or 0 for deal in self.open)

    @property
    def last_won_on(self) -> date:
        """The day of the last win in the period."""
        return max(deal.closed_on for deal in self.won if deal.closed_on is not None)

    @property
    def bought_again(self) -> bool:
        """Whether a win in the period wasn't the first one."""
        return len(self.won) + bool(self.before) > 1


def customers(
    deals: Iterable[CustomerDeal],
    owned: Mapping[int, Owner],
    last_contacts: Mapping[CustomerKey, date],
    period: Period | None,
    today: date,
) -> list[Customer]:
    """Return who bought in the period (or ever), by amount won."""
    by_owner: dict[Owner, list[CustomerDeal]] = defaultdict(list)
    for deal in deals:
        by_owner[owned[deal.id]].append(deal)
    found = []
    for (key, name), some in by_owner.items():
        wins = [deal for deal in some if deal.status == WON]
        won = tuple(deal for deal in wins if is_in(deal, period, today))
        if won:
            found.append(
                Customer(
                    key=key,
                    name=name,
                    won=won,
                    before=tuple(deal for deal in wins if is_before(deal, period)),
                    open=tuple(deal for deal in some if deal.status == OPEN),
                    last_contact_on=last_contacts.get(key),
                )
            )
    return sorted(found, key=lambda each: (-each.won_minor, each.name, each.key))


def is_in(deal: CustomerDeal, period: Period | None, today: date) -> bool:
    """Return whether a closed deal was closed in the period, by today; ever, without one."""
    if deal.closed_on is None or period is None:
        return deal.closed_on is not None
    return period.starts_on <= deal.closed_on <= min(period.ends_on, today)


def is_before(deal: CustomerDeal, period: Period | None) -> bool:
    """Return whether a deal was closed before the period."""
    return period is not None and deal.closed_on is not None and deal.closed_on < period.starts_on


def again_share(found: Sequence[Customer]) -> Fraction | None:
    """Return the share of customers who bought again, in percent; None for fewer than five."""
    return share(sum(each.bought_again for each in found), len(found))


class Renewals(NamedTuple):
    """How many renewals were closed in the period, and how many of these were won."""

    closed: int
    won: int

    @property
    def rate(self) -> Fraction | None:
        """won / closed, in percent; None for fewer than five."""
        return share(self.won, self.closed)


def renewals(deals: Iterable[CustomerDeal], period: Period | None, today: date) -> Renewals:
    """Count the renewals that were closed in the period, or ever."""
    ended = [deal for deal in deals if deal.is_renewal and is_in(deal, period, today)]
    return Renewals(len(ended), sum(deal.status == WON for deal in ended))
