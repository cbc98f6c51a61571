"""Records and sums that reports share: open and closed deals, and what-if changes."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from pipectl.money import Money
from pipectl.periods import Period


class OpenOpportunity(NamedTuple):
    """An open opportunity, as far as money goes; `is_own`: its probability is not its stage's."""

    id: int
    title: str
    stage_id: int
    amount_minor: int | None
    probability_bp: int
    close_on: date | None
    is_own: bool = False


class ClosedOpportunity(NamedTuple):
    """A won or lost opportunity, as far as money goes."""

    id: int
    title: str
    status: str
    amount_minor: int | None
    closed_on: date


def total(amounts: Sequence[int | None]) -> int:
    """The sum of amounts; none given counts as 0."""
    return sum(amount or 0 for amount in amounts)


def in_period(close_on: date | None, period: Period, today: date) -> bool:
    """Whether it can close in the period: a date that has passed counts in the one that is now."""
    if close_on is None:
        return False
    day = max(close_on, today)
    return period.starts_on <= day <= period.ends_on


class WhatIf(NamedTuple):
    """One thing that is supposed; `id` and `title` are none for opportunities to come."""

    kind: str
    id: int | None = None
    title: str | None = None
    amount: Money | None = None
    close_on: date | None = None
    stage: str | None = None
    stage_id: int | None = None
    many: int | None = None


def pushed_from(close_on: date | None, today: date) -> date:
    """The day from which a push counts: the expected one, or today where that has passed."""
    return today if close_on is None else max(close_on, today)
