"""The instant of a command and its local date: "today" is an argument everywhere."""

from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple

from pipectl.errors import UsageError

FIRST_YEAR = 1900


class Moment(NamedTuple):
    """`at` is an aware UTC instant, `today` the local date that it fell on."""

    at: datetime
    today: date


class ZoneError(UsageError):
    """The machine's time zone is none that a clock can have."""

    def __init__(self) -> None:
        super().__init__(
            "This machine's time zone is 24 hours or more away from UTC.",
            hint="Set TZ to an existing zone, such as Europe/Berlin or UTC.",
        )


def local(at: datetime) -> datetime:
    """An aware instant in the machine's zone, as far as the calendar goes; raises ZoneError."""
    try:
        return at.astimezone()
    except (OverflowError, ValueError):
        check_machine_zone()
        return at


def moment_in(zone: tzinfo | None, now: datetime) -> Moment:
    """The moment of an aware instant; its date is that of the zone, None for the machine's."""
    here = local(now) if zone is None else now.astimezone(zone)
    return Moment(now.astimezone(UTC), here.date())


def check_zone(text: str) -> str:
    """A time zone's name, Europe/Berlin; raises UsageError for one that isn't known."""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(text)
    except (ValueError, OSError, LookupError):
        raise UsageError(
            f"timezone can't be {text[:40]!r}.",
            hint="Use a name from the time zone database, such as Europe/Berlin.",
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
        if wall.year < FIRST_YEAR:
            raise ValueError(wall.year)
    except ValueError as error:
        raise UsageError(
            f"PIPECTL_NOW is {text[:40]!r}, which isn't an ISO date or datetime.",
            hint=f"Use 2026-11-18 or 2026-11-18T09:30, with a year from {FIRST_YEAR} to 9999.",
        ) from error
    if wall.tzinfo is None:
        wall = wall.replace(tzinfo=zone)
    return Moment(instant_of(wall), wall.date())


def instant_of(wall: datetime) -> datetime:
    """The UTC instant of a wall clock, as far as the calendar goes; raises ZoneError."""
    try:
        return wall.astimezone(UTC)
    except (OverflowError, ValueError):
        check_machine_zone()
        return datetime.max.replace(tzinfo=UTC)


def check_machine_zone() -> None:
    """Raise ZoneError where no instant at all has a local time."""
    try:
        datetime(2000, 1, 1, tzinfo=UTC).astimezone()
    except ValueError:
        raise ZoneError from None
