"""Parse and format dates, and compute weeks, months, quarters and years."""

import re
from datetime import date, time, timedelta

from pipectl.clock import FIRST_YEAR, LAST_YEAR
from pipectl.errors import (
    TIME_FORMS,
    AmbiguousError,
    BackwardsRangeError,
    DateError,
    FutureDateError,
)
from pipectl.text import resembling

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
MONTHS = _numbered(
    "jan january, feb february, mar march, apr april, may, jun june, jul july, aug august,"
    "sep sept september, oct october, nov november, dec december",
    1,
)
_UNIT = "(d|days?|w|weeks?|m|months?|y|years?)"
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_COUNT = f"([0-9]+|{'|'.join(_COUNTS)})"
_ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
_TIME = "(?:(.+) )?(?:([0-9]{1,2}):([0-9]{2})(?: ?([ap]m))?|([0-9]{1,2}) ?([ap]m)|noon)"
# Longer than any date or range of two can be, so that garbage costs nothing.
_MOST_TYPED = 80


def parse_date(text: str, *, today: date, past: bool = False, fiscal_start: int = 1) -> date:
    """Parse a date; with `past`, one in the past.

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
            or _numbered_day(typed)
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


def parse_due(
    text: str, *, today: date, fiscal_start: int = 1, ahead: bool = False
) -> tuple[date, time | None]:
    """Parse a date with an optional time: `next tue 14:30`; a time alone is today's.

    A day of this week (`this mon`) that has passed is an error; with `ahead`, any such day.
    """
    typed = _plain(text)
    found = re.fullmatch(_TIME, typed)
    if not found and ":" in typed:
        raise DateError(text, "is not a date with a time", hint=TIME_FORMS)
    words = re.sub("(^| )at$", "", found[1] or "") if found else typed.removesuffix(" eod")
    if found and not words:
        return today, _clock(text, found)
    try:
        day = parse_date(words or text, today=today, fiscal_start=fiscal_start)
    except DateError as error:
        if not error.is_unknown:
            raise
        raise DateError(_as_typed(text, words), near=error.near, times=True) from None
    is_of_this_week = words.startswith("this ")
    if (ahead or is_of_this_week) and day < today:
        later = f" For next week's: next {words[5:]}." if is_of_this_week else ""
        raise DateError(
            text,
            f"is {format_date(day)}, which has passed",
            hint=f"Today is {format_date(today)}.{later}",
        )
    return day, _clock(text, found) if found else None


def _as_typed(text: str, words: str) -> str:
    """The beginning of a text that reads as those words, as typed; without words the text."""
    start = text.strip()[: len(words)]
    return start if start and _plain(start) == words else words or text


def parse_range(
    text: str, *, today: date, past: bool = False, fiscal_start: int = 1
) -> tuple[date, date]:
    """Parse `DATE..DATE`, both ends included."""
    ends = text.split("..") if len(text) <= _MOST_TYPED else []
    if len(ends) != 2:
        raise DateError(
            text,
            "is not a range of dates",
            hint="Ranges: DATE..DATE, such as 2026-10-01..2026-12-31.",
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


def short_date(day: date, today: date) -> str:
    """`4 Dec`, or `15 Jan 27` where the year isn't today's; in full in other centuries."""
    short = f"{day.day} {_MONTH_NAMES[day.month - 1]}"
    if day.year == today.year:
        return short
    return f"{short} {day.year - 2000:02}" if 2000 <= day.year < 2100 else f"{short} {day.year}"


def month_and_year(day: date) -> str:
    """`Nov 2027`."""
    return f"{_MONTH_NAMES[day.month - 1]} {day.year}"


def later(day: date, days: int) -> date:
    """Return the day that many days later (or earlier), within the calendar."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def week_start(day: date) -> date:
    """Return the Monday of the day's ISO week."""
    return day - timedelta(days=day.weekday())


def week_end(day: date) -> date:
    """Return the Sunday of the day's ISO week, within the calendar."""
    return later(day, 6 - day.weekday())


def month_start(day: date, months: int = 0) -> date:
    """Return the first day of the month, or of one that many months later, within the calendar."""
    index = min(day.year * 12 + day.month - 1 + months, 12 * LAST_YEAR + 11)
    return date(index // 12, index % 12 + 1, 1)


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day, within the calendar."""
    first = month_start(day, months)
    return first.replace(day=min(day.day, month_end(first).day))


def month_end(day: date) -> date:
    """Return the last day of the month."""
    if day.month == 12:
        return day.replace(day=31)
    return month_start(day, 1) - timedelta(days=1)


def quarter_start(day: date, fiscal_start: int = 1) -> date:
    """Return the first day of the quarter, in a year whose first month is `fiscal_start`."""
    return month_start(day, -((day.month - fiscal_start) % 3))


def quarter_end(day: date, fiscal_start: int = 1) -> date:
    """Return the last day of the quarter."""
    return month_end(month_start(quarter_start(day, fiscal_start), 2))


def year_start(day: date, fiscal_start: int = 1) -> date:
    """Return the first day of the fiscal year."""
    return month_start(day, -((day.month - fiscal_start) % 12))


def year_end(day: date, fiscal_start: int = 1) -> date:
    """Return the last day of the fiscal year."""
    return month_end(month_start(year_start(day, fiscal_start), 11))


def fiscal_year(day: date, fiscal_start: int = 1) -> int:
    """The fiscal year's name: the calendar year in which it ends."""
    return year_start(day, fiscal_start).year + (fiscal_start > 1)


def fiscal_year_start(year: int, fiscal_start: int = 1) -> date:
    """The first day of the fiscal year that has this name; raises ValueError for year 0."""
    return date(year - (fiscal_start > 1), fiscal_start, 1)


def _plain(text: str) -> str:
    """Return the text in lower case with single spaces; empty if it can't be a date."""
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
        raise DateError(typed, "is not a valid date") from None


def _clock(text: str, found: re.Match[str]) -> time:
    """The time of day of a match of `_TIME`; raises DateError for one like 24:00 or 13pm."""
    if found[2] is None and found[5] is None:
        return time(12)
    hour, minute, half = int(found[2] or found[5]), int(found[3] or 0), found[4] or found[6]
    if minute > 59 or (half and not 1 <= hour <= 12) or hour > 23:
        raise DateError(text, "isn't a valid time", hint=TIME_FORMS)
    return time(hour % 12 + 12 * (half == "pm") if half else hour, minute)


def _named_day(typed: str, today: date, fiscal_start: int) -> date | None:
    days = {"yesterday": -1, "today": 0, "tomorrow": 1}
    if typed in days:
        return today + timedelta(days=days[typed])
    match re.sub("^end of (?:the |this )?", "end of ", typed):
        case "eod" | "end of day":
            return today
        case "eow" | "end of week":
            return week_start(today) + timedelta(days=6)
        case "eom" | "end of month":
            return month_end(today)
        case "eoq" | "end of quarter":
            return quarter_end(today, fiscal_start)
        case "eoy" | "end of year":
            return year_end(today, fiscal_start)
        case "next week":
            return week_end(today) + timedelta(days=1)
        case "next month":
            return month_end(today) + timedelta(days=1)
        case "next quarter":
            return quarter_end(today, fiscal_start) + timedelta(days=1)
        case "next year":
            return year_end(today, fiscal_start) + timedelta(days=1)
    return None


def _weekday(typed: str, today: date, past: bool) -> date | None:
    """`fri`: after today, or with `past` not after it; `this`, `next` and `last` name a week."""
    which, _, name = typed.rpartition(" ")
    if name not in _WEEKDAYS or which not in ("", "this", "next", "last"):
        return None
    if which:
        weeks = {"this": 0, "next": 1, "last": -1}[which]
        return week_start(today) + timedelta(days=7 * weeks + _WEEKDAYS[name])
    if past:
        return today - timedelta(days=(today.weekday() - _WEEKDAYS[name]) % 7)
    return today + timedelta(days=(_WEEKDAYS[name] - today.weekday() - 1) % 7 + 1)


def _counted_day(typed: str, today: date) -> date | None:
    """`+3d`, `-3d`, `2w`, `2 weeks`, `three days ago`, `in 3 months`."""
    found = re.fullmatch(f"([+-]|in )?{_COUNT}(?:(?<=[0-9]) ?| ){_UNIT}( ago)?", typed)
    if not found or (found[1] and found[4]):
        return None
    count = _COUNTS.get(found[2]) or int(found[2])
    if found[1] == "-" or found[4]:
        count = -count
    unit = found[3][0]
    if unit in "dw":
        return today + timedelta(days=count * (7 if unit == "w" else 1))
    if abs(count) > 12 * LAST_YEAR:
        raise OverflowError(count)
    from dateutil.relativedelta import relativedelta  # 4 ms, seldom needed

    months: date = today + relativedelta(months=count * (12 if unit == "y" else 1))
    return months


def _month_day(typed: str, today: date, past: bool) -> date | None:
    """`1 dec`, `dec 1st`, `1 dec 26`, and with the weekday that it must be, `tue 1 dec 2026`."""
    number, ending, name = "([0-9]{1,2})", "(st|nd|rd|th)?", "([a-z]+)"
    either_way = f"(?:{number}{ending} (?:of )?{name}|{name} {number}{ending})"
    found = re.fullmatch(f"(?:{name},? )?{either_way}(?:,? ([0-9]{{4}}|[0-9]{{2}}))?", typed)
    if not found:
        return None
    weekday, month = found[1], MONTHS.get(found[4] or found[5])
    if not month or (weekday and weekday not in _WEEKDAYS):
        return None
    number_typed, ending_typed = int(found[2] or found[6]), found[3] or found[7]
    if ending_typed not in (None, _ENDINGS.get(number_typed, "th")):
        return None
    if found[8]:
        century = 2000 if len(found[8]) == 2 else 0
        day = _existing(typed, century + int(found[8]), month, number_typed)
    else:
        day = _nearest(typed, month, number_typed, today, past)
    if weekday and day.weekday() != _WEEKDAYS[weekday]:
        raise DateError(typed, f"has the wrong weekday: that day is {format_date(day)}")
    return day


def _nearest(typed: str, month: int, number: int, today: date, past: bool) -> date:
    """Return the next such day or today; with `past`, the last. 29 February may be 8 years off."""
    _existing(typed, 2000, month, number)
    for years in range(9):
        try:
            day = date(today.year + (-years if past else years), month, number)
        except ValueError:
            continue
        if day == today or (day < today) == past:
            return day
    raise OverflowError(today)


def _numbered_day(typed: str) -> date | None:
    """`31.12.2026` (dots are day.month.year), and `12/31/2026` where only one reading exists."""
    if found := re.fullmatch("([0-9]{1,2})\\. ?([0-9]{1,2})\\. ?([0-9]{4}|[0-9]{2})", typed):
        century = 2000 if len(found[3]) == 2 else 0
        return _existing(typed, century + int(found[3]), int(found[2]), int(found[1]))
    readings = _readings(typed)
    if len(readings) == 1 and re.search("[0-9]{4}", typed):
        return next(iter(readings))
    return None


def _not_a_date(text: str, typed: str) -> DateError | AmbiguousError:
    """Return the error for an unknown form; dates in numbers get their possible readings."""
    readings = _readings(typed)
    if not readings:
        return DateError(text, near=_near(typed))
    with_year = re.fullmatch("[0-9]+[/.-][0-9]+[.]?", typed) is None
    words = [_short(day, with_year) for day in readings]
    typing = [day.isoformat() if with_year else _short(day, False).lower() for day in readings]
    hint = f"Type {' or '.join(typing)}."
    if len(words) > 1:
        return AmbiguousError(text, words, hint=hint)
    return DateError(text, f"is not a clear date. It could mean {words[0]}", hint=hint)


_WORDS = (
    *_WEEKDAYS, *MONTHS, "yesterday", "today", "tomorrow", "next", "last", "this", "end", "eow",
    "eom", "eoq", "eoy", "days", "weeks", "months", "quarter", "year",
)  # fmt: skip
_SHORTEST = 5  # letters of a word that is mended: fewer resemble too many others


def _near(typed: str) -> str | None:
    """A date that resembles what was typed, with its words mended or set apart from numbers."""
    words = re.sub("(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])", " ", typed).split()
    near = " ".join(_mended(word) for word in words)
    if near == typed:
        return None
    try:
        parse_date(near, today=date(2000, 1, 1))
    except (DateError, AmbiguousError):
        return None
    return near


def _mended(word: str) -> str:
    if word in _WORDS or len(word) < _SHORTEST or not word.isalpha():
        return word
    return next(iter(resembling(word, _WORDS, most=1)), word)


def _short(day: date, with_year: bool) -> str:
    short = f"{day.day} {_MONTH_NAMES[day.month - 1]}"
    return f"{short} {day.year}" if with_year else short


def _readings(typed: str) -> list[date]:
    """Return what `3/4/2026`, `1.5` or `2026-1-2` could mean; without a year, in a leap year."""
    if found := re.fullmatch("([0-9]{4})([/.-])([0-9]{1,2})[/.-]([0-9]{1,2})", typed):
        year = int(found[1])
        orders = [(int(found[3]), int(found[4]))]
    elif found := re.fullmatch(
        "([0-9]{1,2})([/.-])([0-9]{1,2})(?:[/.-]([0-9]{2}|[0-9]{4})|\\.)?", typed
    ):
        year = int(found[4] or 2000) + (2000 if len(found[4] or "") == 2 else 0)
        orders = [(int(found[3]), int(found[1]))]
        if found[2] != ".":
            orders.append((int(found[1]), int(found[3])))
    else:
        return []
    readings = []
    for month, day in orders:
        try:
            read = _existing(typed, year, month, day)
        except (DateError, ValueError):
            continue
        if read not in readings:
            readings.append(read)
    return readings
