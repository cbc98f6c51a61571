"""Which opportunities does a number not count, and why?"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from pipectl.domain.words import OPEN
from pipectl.queries.asked import Asked
from pipectl.queries.counting import Counted
from pipectl.store.reader import Reader

EVERY_SQL = """
select
  id,
  title,
  amount_minor,
  currency,
  status,
  created_on,
  closed_on,
  close_on
from opportunity
where status <> 'deleted'
order by id
"""


class Other(NamedTuple):
    """An opportunity, in what says why it isn't counted."""

    id: int
    title: str
    amount_minor: int | None
    currency: str
    status: str
    created_on: date
    closed_on: date | None
    close_on: date | None


def left_out(
    reader: Reader, asked: Asked, seen: Iterable[int], why: Callable[[Other], str]
) -> tuple[Counted, ...]:
    """All but those seen, each with why; none unless every row was asked for."""
    if not asked.explain:
        return ()
    known = set(seen)
    return tuple(
        Counted(each.id, each.title, each.amount_minor, each.currency, f"left out: {why(each)}")
        for each in reader.records(Other, EVERY_SQL)
        if each.id not in known
    )


def as_it_is(other: Other) -> str:
    """Open; or closed, on another day than those that count."""
    if other.status == OPEN:
        return OPEN
    return f"{other.status} {other.closed_on}, which doesn't count here"
