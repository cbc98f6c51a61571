"""What can be won within some days, and how likely each is."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from pipectl.domain.coverage import Open


class Chance(NamedTuple):
    """An open opportunity; `chance` to be won within the days in percent, null where unknown."""

    item: Open
    chance: Fraction | None
    has_passed: bool  # its expected date lies before today


def closing(
    items: Sequence[Open],
    *,
    today: date,
    last: date,
    chances: Mapping[int, Fraction] | None = None,
) -> list[Chance]:
    """With chances every open one, the likeliest first; without, those expected by the last day.

    One whose date has passed is still expected.
    """
    if chances is None:
        due = [item for item in items if is_due(item, today, last)]
        ordered = sorted(due, key=lambda i: (i.close_on or last, -(i.amount_minor or 0), i.id))
    else:
        ordered = sorted(items, key=lambda i: (-chances.get(i.id, Fraction(0)), i.id))
    return [
        Chance(
            item,
            None if chances is None else chances.get(item.id, Fraction(0)),
            item.close_on is not None and item.close_on < today,
        )
        for item in ordered
    ]


def is_due(item: Open, today: date, last: date) -> bool:
    """Whether it is expected from today to the last day; in days that are over nothing is."""
    return item.close_on is not None and item.close_on <= last and today <= last


def expected_count(found: Sequence[Chance]) -> Fraction:
    """How many are to be expected: the sum of the chances; where unknown, each counts as one."""
    return sum((Fraction(1) if c.chance is None else c.chance / 100 for c in found), Fraction(0))
