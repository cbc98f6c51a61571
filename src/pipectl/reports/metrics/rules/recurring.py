"""Add up what recurring amounts bring a month: of won deals in their term, and of open deals."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from pipectl.averages import share
from pipectl.dates import months_later
from pipectl.named_tuple import NamedTuple
from pipectl.stage_history import amount_on
from pipectl.vocabulary import WON

if TYPE_CHECKING:
    from pipectl.exchange_rates import Rates


class RecurringAmount(NamedTuple):
    """What a deal brings a month from a day on, for how many months; None if it doesn't recur.

    `amount_minor` is what it comes to in all.
    """

    on: date
    monthly_minor: int | None
    months: int | None
    amount_minor: int | None
    currency: str


class RecurringDeal(NamedTuple):
    """A deal with the changes of its recurring amount, in the order of recording.

    `begins_on` is the first day of its term if it is closed. With `rates`, what is in another
    currency is taken in: of a closed deal at the rate of its closing day.
    """

    id: int
    title: str
    status: str
    closed_on: date | None
    begins_on: date | None
    changes: list[RecurringAmount]
    rates: "Rates | None" = None

    def on(self, day: date) -> RecurringAmount:
        """Return its amount on a day."""
        return self.valued(amount_on(self.changes, day), day)

    @property
    def last(self) -> RecurringAmount:
        """Its amount as it is now, or was when it was closed."""
        return self.valued(self.changes[-1], self.closed_on or date.max)

    def valued(self, found: RecurringAmount, day: date) -> RecurringAmount:
        """Return an amount at the rate of a day, or of the closing day from that on."""
        if self.rates is None:
            return found
        on = day if self.closed_on is None else min(day, self.closed_on)
        minor, currency = self.rates.valued(found.amount_minor, found.currency, on)
        monthly_minor, _ = self.rates.valued(found.monthly_minor, found.currency, on)
        if currency == found.currency:
            return found
        return found._replace(monthly_minor=monthly_minor, amount_minor=minor, currency=currency)

    def recurs_in(self, currency: str) -> bool:
        """Return whether it has, or had, a recurring amount that counts in a currency."""
        return any(
            each.months is not None
            and (each.currency == currency or bool(self.rates and self.rates.know(each.currency)))
            for each in self.changes
        )

    def in_term(self, day: date) -> bool:
        """Return whether it is won, and a day is in the term that it has then."""
        months = self.on(day).months
        if self.status != WON or self.begins_on is None or months is None:
            return False
        return self.begins_on <= day < months_later(self.begins_on, months)


class RecurringRevenue(NamedTuple):
    """A period's recurring amounts a month, in minor units, and the number of deals.

    `mrr` is of won deals in their term on the period's last day, or today. `new_mrr` is of deals
    won in the period, `open_mrr` of open deals. `recurring_won_minor` is what the recurring ones
    of those won come to over their terms, `all_won_minor` what all do.
    """

    mrr_minor: int
    mrr_n: int
    new_mrr_minor: int
    new_mrr_n: int
    open_mrr_minor: int
    open_mrr_n: int
    recurring_won_minor: int
    all_won_minor: int

    @property
    def recurring_share(self) -> Fraction | None:
        """The recurring part of the won amount, in percent."""
        return share(self.recurring_won_minor, self.all_won_minor)


def recurring_in(deals: Mapping[int, RecurringDeal], currency: str) -> dict[int, RecurringDeal]:
    """Return the deals that have or had a recurring amount in a currency."""
    return {number: deal for number, deal in deals.items() if deal.recurs_in(currency)}


def revenue(
    deals: Mapping[int, RecurringDeal],
    day: date,
    currency: str,
    *,
    opened: Iterable[int],
    won: Mapping[int, int | None],
    among: Collection[int] | None = None,
) -> RecurringRevenue | None:
    """Return the recurring amounts on a day; None if no deal has one.

    `opened` are the deals open then, `won` those won in the period with their amounts. The deals in
    their term are all, or those `among` these.
    """
    if not deals:
        return None
    running = [deal for deal in deals.values() if among is None or deal.id in among]
    in_term = [deal.on(day) for deal in running if deal.in_term(day)]
    now = [deals[number].last for number in won if number in deals]
    ahead = [deals[number].on(day) for number in opened if number in deals]
    mrr, new, later = (
        [each for each in some if each.months is not None and each.currency == currency]
        for some in (in_term, now, ahead)
    )
    return RecurringRevenue(
        mrr_minor=monthly(mrr),
        mrr_n=len(mrr),
        new_mrr_minor=monthly(new),
        new_mrr_n=len(new),
        open_mrr_minor=monthly(later),
        open_mrr_n=len(later),
        recurring_won_minor=sum(each.amount_minor or 0 for each in new),
        all_won_minor=sum(minor or 0 for minor in won.values()),
    )


def monthly(amounts: Iterable[RecurringAmount]) -> int:
    """Return the sum of what these bring a month."""
    return sum(each.monthly_minor or 0 for each in amounts)
