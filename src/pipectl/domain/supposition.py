"""What is supposed to happen, so that a number can be asked as it would be then."""

from datetime import date
from typing import NamedTuple

from pipectl.money import Money


class Supposition(NamedTuple):
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
