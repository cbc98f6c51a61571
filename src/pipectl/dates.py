"""Days as people type and read them, by a strict grammar; and the calendar's weeks to years."""

import re
from datetime import date, time, timedelta

from pipectl.errors import AmbiguousError, BackwardsRangeError, DateError, FutureDateError

FIRST_YEAR, LAST_YEAR = 1900, 9999
_OUTSIDE = f"is outside the years {FIRST_YEAR} to {LAST_YEAR}"
_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTH_NAMES = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


def _numbered(names: str, first: int) -> dict[str, int]:
    groups = enumerate(names.split(","), first)
    return {name: number for number, group in groups for name in group.split()}


_WEEKDAYS = _numbered(
    "mon monday, tue tues tuesday, wed wednesday, thu thur thurs thursday, fri friday,"
    "sat saturday, sun sunday",
    0,
)
_MONTHS = _numbered(
    "jan january, feb february, mar march, apr april, may, jun june, jul july, aug august,"
    "sep sept september, oct october, nov november, dec december",
    1,
)
_UNIT = "(d|days?|w|weeks?|m|months?|y|years?)"
# Longer than any date or range of two can be, so that garbage costs nothing.
_MOST_TYPED = 80


def parse_date(text: str, *, today: date, past: bool = False, fiscal_start: int = 1) -> date:
    """The day that was typed; with `past`, one on which something has happened.

    Then `fri` and `1 dec` are the latest not after today, and a future day is an error.
    """
    typed = _plain(text)
    try:
        day = (
            _iso_day(typed)
            or _named_day(typed, today, fiscal_start)
            or _weekday(typed, today, past)
            or _counted_day(typed, today)
            or _month_day(typed, today, past)
        )
    except (OverflowError, ValueError):
        raise DateError(text, _OUTSIDE) from None
    if day is None:
        raise _not_a_date(text, typed)
    if day.year < FIRST_YEAR:
        raise DateError(text, _OUTSIDE)
    if past and day > today:
        raise FutureDateError(text, format_date(day), format_date(today))
    return day


def parse_due(text: str, *, today: date, fiscal_start: int = 1) -> tuple[date, time | None]:
    """A day, and the wall-clock time that may follow it: `next tue 14:30`."""
    typed = _plain(text)
    found = re.fullmatch("(.+) ([0-9]{1,2}):([0-9]{2})", typed)
    if not found:
        if ":" in typed:
            raise DateError(
                text,
                "is not a date with a time",
                hint="A time follows its date after a space: next tue 14:30, 2026-12-01 09:05.",
            )
        return parse_date(text, today=today, fiscal_start=fiscal_start), None
    hour, minute = int(found[2]), int(found[3])
    if hour > 23 or minute > 59:
        raise DateError(text, "has an impossible time", hint="Times go from 00:00 to 23:59.")
    return parse_date(found[1], today=today, fiscal_start=fiscal_start), time(hour, minute)


def parse_range(
    text: str, *, today: date, past: bool = False, fiscal_start: int = 1
) -> tuple[date, date]:
    """`DATE..DATE`, both ends included."""
    ends = text.split("..") if len(text) <= _MOST_TYPED else []
    if len(ends) != 2:
        raise DateError(
            text, "is not a range of dates", hint="Ranges: DATE..DATE, as 2026-10-01..2026-12-31."
        )
    start, end = (
        parse_date(each.strip(), today=today, past=past, fiscal_start=fiscal_start) for each in ends
    )
    if start > end:
        raise BackwardsRangeError(text, format_date(start), format_date(end))
    return start, end


def format_date(day: date) -> str:
    """`Fri 4 Dec 2026`, whatever the locale."""
    return f"{_DAY_NAMES[day.weekday()]} {day.day} {_MONTH_NAMES[day.month - 1]} {day.year}"


def format_due(day: date, at: time | None) -> str:
    """`Fri 4 Dec 2026 14:30`."""
    return format_date(day) if at is None else f"{format_date(day)} {at:%H:%M}"


def short_date(day: date, today: date) -> str:
    """`4 Dec`, with its year where that isn't today's."""
    short = f"{day.day} {_MONTH_NAMES[day.month - 1]}"
    return short if day.year == today.year else f"{short} {day.year}"


def week_start(day: date) -> date:
    """The Monday of its ISO week."""
    return day - timedelta(days=day.weekday())


def week_end(day: date) -> date:
    """The Sunday of its ISO week."""
    return day + timedelta(days=6 - day.weekday())


def month_start(day: date, months: int = 0) -> date:
    """The first day of its month, or of one so many months later."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def month_end(day: date) -> date:
    """The last day of its month."""
    if day.month == 12:
        return day.replace(day=31)
    return month_start(day, 1) - timedelta(days=1)


def quarter_start(day: date, fiscal_start: int = 1) -> date:
    """The first day of its quarter, in a year whose first month is `fiscal_start`."""
    return month_start(day, -((day.month - fiscal_start) % 3))


def quarter_end(day: date, fiscal_start: int = 1) -> date:
    """The last day of its quarter."""
    return month_end(month_start(quarter_start(day, fiscal_start), 2))


def year_start(day: date, fiscal_start: int = 1) -> date:
    """The first day of its fiscal year."""
    return month_start(day, -((day.month - fiscal_start) % 12))


def year_end(day: date, fiscal_start: int = 1) -> date:
    """The last day of its fiscal year."""
    return month_end(month_start(year_start(day, fiscal_start), 11))


def fiscal_year(day: date, fiscal_start: int = 1) -> int:
    """The fiscal year's name: the calendar year in which it ends."""
    return year_end(day, fiscal_start).year


def _plain(text: str) -> str:
    """Lower case and single spaces; empty (no date) where it can only be garbage."""
    typed = text.strip()
    if len(typed) > _MOST_TYPED or not (typed.isascii() and typed.isprintable()):
        return ""
    return " ".join(typed.lower().split())


def _iso_day(typed: str) -> date | None:
    found = re.fullmatch("([0-9]{4})-([0-9]{2})-([0-9]{2})", typed)
    return _existing(typed, int(found[1]), int(found[2]), int(found[3])) if found else None


def _existing(typed: str, year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(year)
    try:
        return date(year, month, day)
    except ValueError:
        raise DateError(typed, "is not in the calendar") from None


def _named_day(typed: str, today: date, fiscal_start: int) -> date | None:
    days = {"yesterday": -1, "today": 0, "tomorrow": 1}
    if typed in days:
        return today + timedelta(days=days[typed])
    match typed:
        case "eow":
            return week_end(today)
        case "eom":
            return month_end(today)
        case "eoq":
            return quarter_end(today, fiscal_start)
        case "eoy":
            return year_end(today, fiscal_start)
    return None


def _weekday(typed: str, today: date, past: bool) -> date | None:
    """`fri`: after today, or with `past` not after it; `next` and `last` name a week."""
    which, _, name = typed.rpartition(" ")
    if name not in _WEEKDAYS or which not in ("", "next", "last"):
        return None
    if which:
        weeks = 1 if which == "next" else -1
        return week_start(today) + timedelta(days=7 * weeks + _WEEKDAYS[name])
    if past:
        return today - timedelta(days=(today.weekday() - _WEEKDAYS[name]) % 7)
    return today + timedelta(days=(_WEEKDAYS[name] - today.weekday() - 1) % 7 + 1)


def _counted_day(typed: str, today: date) -> date | None:
    """`+3d`, `-3d`, `2w`, `3 days ago`, `in 3 months`."""
    if found := re.fullmatch("([+-]?)([0-9]+)([dwmy])", typed):
        back = found[1] == "-"
    elif found := re.fullmatch(f"(in )([0-9]+) ?{_UNIT}", typed):
        back = False
    elif found := re.fullmatch(f"()([0-9]+) ?{_UNIT} ago", typed):
        back = True
    else:
        return None
    count = -int(found[2]) if back else int(found[2])
    unit = found[3][0]
    if unit in "dw":
        return today + timedelta(days=count * (7 if unit == "w" else 1))
    if abs(count) > 12 * LAST_YEAR:
        raise OverflowError(count)
    from dateutil.relativedelta import relativedelta  # 4 ms, seldom needed

    months: date = today + relativedelta(months=count * (12 if unit == "y" else 1))
    return months


def _month_day(typed: str, today: date, past: bool) -> date | None:
    """`1 dec`, `dec 1`, `1 dec 2026`, and with the weekday that it must be, `tue 1 dec 2026`."""
    found = re.fullmatch(
        "(?:([a-z]+),? )?(?:([0-9]{1,2}) ([a-z]+)|([a-z]+) ([0-9]{1,2}))(?:,? ([0-9]{4}))?", typed
    )
    if not found:
        return None
    weekday, month = found[1], _MONTHS.get(found[3] or found[4])
    if not month or (weekday and weekday not in _WEEKDAYS):
        return None
    number = int(found[2] or found[5])
    if found[6]:
        day = _existing(typed, int(found[6]), month, number)
    else:
        day = _nearest(typed, month, number, today, past)
    if weekday and day.weekday() != _WEEKDAYS[weekday]:
        raise DateError(typed, f"has the wrong weekday: that day is {format_date(day)}")
    return day


def _nearest(typed: str, month: int, number: int, today: date, past: bool) -> date:
    """The coming one, or today; with `past` the latest. Eight years may part two 29 February."""
    _existing(typed, 2000, month, number)
    for years in range(9):
        try:
            day = date(today.year + (-years if past else years), month, number)
        except ValueError:
            continue
        if day == today or (day < today) == past:
            return day
    raise OverflowError(today)


def _not_a_date(text: str, typed: str) -> DateError | AmbiguousError:
    """The error for what has no form; dates in numbers only get their readings."""
    readings = _readings(typed)
    if not readings:
        return DateError(text)
    hint = f"Type {' or '.join(readings.values())}."
    if len(readings) > 1:
        return AmbiguousError(text, readings, hint=hint)
    return DateError(text, f"is not a date here; it could mean {next(iter(readings))}", hint=hint)


def _readings(typed: str) -> dict[str, str]:
    """What `3/4/2026`, `1.5` or `2026-1-2` could mean: the day in words, and how to type it."""
    if found := re.fullmatch("([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})", typed):
        year = int(found[1])
        orders = [(int(found[2]), int(found[3]))]
    elif found := re.fullmatch("([0-9]{1,2})[/.-]([0-9]{1,2})(?:[/.-]([0-9]{2}|[0-9]{4}))?", typed):
        # Without a year, any leap year tells whether there is such a day.
        year = int(found[3] or 2000) + (2000 if len(found[3] or "") == 2 else 0)
        orders = [(int(found[2]), int(found[1])), (int(found[1]), int(found[2]))]
    else:
        return {}
    with_year = found[3] is not None
    readings = {}
    for month, day in orders:
        try:
            read = _existing(typed, year, month, day)
        except (DateError, ValueError):
            continue
        short = f"{day} {_MONTH_NAMES[month - 1]}"
        readings[f"{short} {year}" if with_year else short] = (
            read.isoformat() if with_year else short.lower()
        )
    return readings
