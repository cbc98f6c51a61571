"""The instant of a command and its local date, which every function gets as an argument."""

from datetime import UTC, date, datetime, timedelta, tzinfo

from pipectl.errors import UsageError, quoted
from pipectl.named_tuple import NamedTuple

FIRST_YEAR, LAST_YEAR = 1900, 9999  # of the calendar


class Moment(NamedTuple):
    """`at` is an aware UTC instant, `today` the local date that it fell on."""

    at: datetime
    today: date


def recorded_after(moment: Moment, former: datetime | None) -> datetime:
    """Return when something is recorded: later than what it replaces, also if a clock went back.

    Of what is recorded again and again, the one recorded last counts.
    """
    if former is None or former <= moment.at:
        return moment.at
    return former + timedelta(microseconds=1)


class ZoneError(UsageError):
    """The machine's time zone isn't valid."""

    def __init__(self) -> None:
        super().__init__(
            "This machine's time zone is 24 hours or more away from UTC.",
            hint="Set TZ to an existing zone, such as Europe/Berlin or UTC.",
        )


def local(at: datetime) -> datetime:
    """Return an instant in the machine's zone, within the calendar; raise ZoneError."""
    try:
        return at.astimezone()
    except (OverflowError, ValueError):
        check_machine_zone()
        return at


def moment_in(zone: tzinfo | None, now: datetime) -> Moment:
    """Return the moment of an instant, with the date in the zone (None: the machine's)."""
    here = local(now) if zone is None else now.astimezone(zone)
    return Moment(now.astimezone(UTC), here.date())


def check_zone(text: str) -> str:
    """Return a time zone's name; raise UsageError for an unknown one."""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(text)
    except (ValueError, OSError, LookupError):
        raise UsageError(
            f"timezone can't be {quoted(text)}.",
            hint="Use a name from the time zone database, such as Europe/Berlin.",
        ) from None
    return text


def parse_moment(text: str, zone: tzinfo | None = None) -> Moment:
    """Parse an ISO date (at noon) or datetime.

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
            f"PIPECTL_NOW is {quoted(text)}, which isn't an ISO date or datetime.",
            hint="Use 2026-11-18 or 2026-11-18T09:30, with a year from "
            f"{FIRST_YEAR} to {LAST_YEAR}.",
        ) from error
    if wall.tzinfo is None:
        wall = wall.replace(tzinfo=zone)
    return Moment(instant_of(wall), wall.date())


def instant_of(wall: datetime) -> datetime:
    """Return the UTC instant of a local time, within the calendar; raise ZoneError."""
    try:
        return wall.astimezone(UTC)
    except (OverflowError, ValueError):
        check_machine_zone()
        return datetime.max.replace(tzinfo=UTC)


def check_machine_zone() -> None:
    """Raise ZoneError if the machine's zone can't convert any instant."""
    try:
        datetime(2000, 1, 1, tzinfo=UTC).astimezone()
    except ValueError:
        raise ZoneError from None
