"""The instant of a command and its local date: "today" is an argument everywhere."""

from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple

from pipectl.errors import UsageError

FIRST_YEAR = 1900


class Moment(NamedTuple):
    """`at` is an aware UTC instant, `today` the local date that it fell on."""

    at: datetime
    today: date


def moment_in(zone: tzinfo | None, now: datetime) -> Moment:
    """The moment of an aware instant; its date is that of the zone, None for the machine's."""
    return Moment(now.astimezone(UTC), now.astimezone(zone).date())


def check_zone(text: str) -> str:
    """A time zone's name, Europe/Berlin; raises UsageError for one that isn't known."""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(text)
    except (ValueError, OSError, LookupError):
        raise UsageError(
            f"timezone can't be {text[:40]!r}.",
            hint="It takes a name from the time zone database: Europe/Berlin, America/New_York.",
        ) from None
    return text


def parse_moment(text: str, zone: tzinfo | None = None) -> Moment:
    """The moment an ISO date (its noon) or datetime stands for.

    Without an offset it is in the zone, None for the machine's.

    Raises UsageError for anything else.
    """
    try:
        wall = datetime.fromisoformat(text.strip())
        if len(text.strip()) == 10:
            wall = wall.replace(hour=12)
        if wall.tzinfo is None:
            wall = wall.replace(tzinfo=zone)
        at = wall.astimezone(UTC)
        if wall.year < FIRST_YEAR:
            raise ValueError(wall.year)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"PIPECTL_NOW is {text[:40]!r}, which is no ISO date or datetime.",
            hint=f"Use 2026-11-18 or 2026-11-18T09:30; years go from {FIRST_YEAR} to 9999.",
        ) from error
    return Moment(at, wall.date())
