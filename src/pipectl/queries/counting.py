"""What did a report count, and what did it leave out?"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from pipectl.domain.coverage import Open
from pipectl.store.reader import as_date


class Counted(NamedTuple):
    """A row that a report looked at, and why it counts or doesn't.

    `probability_bp` is null where it isn't weighted; `is_own` tells it from its stage's.
    """

    id: int
    title: str
    amount_minor: int | None
    currency: str
    why: str
    probability_bp: int | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Money:
    """The currency that a report sums in, and what it left out in others."""

    currency: str
    foreign: tuple[Counted, ...]

    @property
    def left_out(self) -> dict[str, int]:
        """How many there are in each other currency."""
        counts = Counter(row.currency for row in self.foreign)
        return {code: counts[code] for code in sorted(counts)}


def foreign(rows: Iterable[Sequence[Any]], currency: str) -> tuple[Counted, ...]:
    """The rows (number, title, amount, currency) that are in another currency."""
    return tuple(
        Counted(row[0], row[1], row[2], row[3], f"left out: in {row[3]}")
        for row in rows
        if row[3] != currency
    )


def unweighted(items: Iterable[Any], currency: str, why: Callable[[Any], str]) -> list[Counted]:
    """Rows that count with their amount, or don't count."""
    return [Counted(i.id, i.title, i.amount_minor, currency, why(i)) for i in items]


def weighted(items: Iterable[Open], currency: str, why: Callable[[Open], str]) -> list[Counted]:
    """Rows that count with their amount and their probability."""
    return [
        Counted(i.id, i.title, i.amount_minor, currency, why(i), i.probability_bp, i.is_own)
        for i in items
    ]


def optional_date(value: Any) -> date | None:
    """A stored date or None."""
    return None if value is None else as_date(value)
