"""The instant of a command and its local date: "today" is an argument everywhere."""

from datetime import UTC, date, datetime
from typing import NamedTuple

from pipectl.errors import UsageError

FIRST_YEAR = 1900


class Moment(NamedTuple):
    """`at` is an aware UTC instant, `today` the local date that it fell on."""

    at: datetime
    today: date


def parse_moment(text: str) -> Moment:
    """The moment an ISO date (its noon) or datetime (local unless it names an offset) stands for.

    Raises UsageError for anything else.
    """
    try:
        wall = datetime.fromisoformat(text.strip())
        if len(text.strip()) == 10:
            wall = wall.replace(hour=12)
        at = wall.astimezone(UTC)
        if wall.year < FIRST_YEAR:
            raise ValueError(wall.year)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"PIPECTL_NOW is {text[:40]!r}, which is no ISO date or datetime.",
            hint=f"Use 2026-11-18 or 2026-11-18T09:30; years go from {FIRST_YEAR} to 9999.",
        ) from error
    return Moment(at, wall.date())
