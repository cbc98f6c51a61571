"""What reports share: open and closed deals, good chances, sums, and what-if changes."""

from collections.abc import Hashable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from pipectl.errors import for_shell
from pipectl.money import Money
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.vocabulary import WON

if TYPE_CHECKING:
    from pipectl.recurring import Recurring

# A chance of LIKELY or more is good; one below UNLIKELY speaks against what else looks good, and
# one below POOR is shown in red.
LIKELY, UNLIKELY, POOR = 0.6, 0.4, 0.3


class OpenOpportunity(NamedTuple):
    """The money of an open deal; `is_own`: its probability isn't its stage's."""

    id: int
    title: str
    stage_id: int
    amount_minor: int | None
    probability_bp: int
    close_on: date | None
    is_own: bool = False


class ClosedOpportunity(NamedTuple):
    """The money of a won, lost or disqualified deal."""

    id: int
    title: str
    status: str
    amount_minor: int | None
    closed_on: date


class DealOutcome(NamedTuple):
    """A won, lost or disqualified deal, when it was created, and whose it is."""

    id: int
    title: str
    amount_minor: int | None
    currency: str
    status: str
    created_on: date
    closed_on: date
    account_id: int | None

    @property
    def is_won(self) -> bool:
        """Whether it was won."""
        return self.status == WON

    @property
    def days(self) -> int:
        """Days from creation to closing."""
        return max((self.closed_on - self.created_on).days, 0)

    @property
    def customer(self) -> Hashable:
        """The same for the deals of an account; a deal without one is a customer of its own."""
        return ("deal", self.id) if self.account_id is None else ("account", self.account_id)


def total(amounts: Sequence[int | None]) -> int:
    """Return the sum of amounts; a missing one counts as 0."""
    return sum(amount or 0 for amount in amounts)


def in_period(close_on: date | None, period: Period, today: date) -> bool:
    """Return whether a deal can close in the period: a past date counts in the current one."""
    if close_on is None:
        return False
    day = max(close_on, today)
    return period.starts_on <= day <= period.ends_on


class WhatIf(NamedTuple):
    """An assumed change; `id` and `title` are None for new deals."""

    kind: str
    id: int | None = None
    title: str | None = None
    amount: Money | None = None
    close_on: date | None = None
    stage: str | None = None
    stage_id: int | None = None
    many: int | None = None
    recurring: "Recurring | None" = None


def pushed_from(close_on: date | None, today: date) -> date:
    """Return the day from which a push counts: the close date, or today if that has passed."""
    return today if close_on is None else max(close_on, today)


def quota_flags(currency: str, base: str, segment: str | None) -> str:
    """Return the options of `quota set` for a currency other than the store's, and a segment."""
    flags = [] if currency == base else ["--currency", currency]
    flags += [] if segment is None else ["--segment", for_shell(segment)]
    return "".join(f" {each}" for each in flags)


def quota_command(period: str, flags: str = "") -> str:
    """Return the command that sets the quota of a period; `flags` say its currency and segment."""
    return f"`pipectl quota set AMOUNT --period {period}{flags}`"
