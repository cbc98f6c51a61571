"""Parse and name periods, and count their working days."""

import re
from collections.abc import Sequence, Set
from datetime import date, timedelta
from typing import Literal

from pipectl.clock import FIRST_YEAR, LAST_YEAR
from pipectl.dates import (
    MONTHS,
    fiscal_year,
    fiscal_year_start,
    month_end,
    month_start,
    parse_range,
    quarter_end,
    quarter_start,
    week_end,
    week_start,
    year_end,
    year_start,
)
from pipectl.errors import PeriodError
from pipectl.named_tuple import NamedTuple
from pipectl.text import nearest

Kind = Literal["day", "week", "month", "quarter", "year"]
KINDS: tuple[Kind, ...] = ("day", "week", "month", "quarter", "year")
# First and last day, both included.
Span = tuple[date, date]
_MOST_TYPED = 80


class Period(NamedTuple):
    """A period, both ends included; parsing its name returns it (except a day's)."""

    name: str
    starts_on: date
    ends_on: date

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1

    @property
    def span(self) -> Span:
        return self.starts_on, self.ends_on

    def contains(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


def parse_period(text: str, *, today: date, fiscal_start: int = 1) -> Period:
    """Parse a period. Years and quarters are fiscal, months and ISO weeks aren't."""
    typed = text.strip().lower()
    if len(typed) > _MOST_TYPED or not (typed.isascii() and typed.isprintable()):
        raise PeriodError(text)
    if ".." in typed:
        return _range(*parse_range(typed, today=today, fiscal_start=fiscal_start))
    try:
        period = _relative(typed, today, fiscal_start) or _named(
            _spelled(typed, today, fiscal_start), fiscal_start
        )
    except (OverflowError, ValueError):
        raise PeriodError(text, "is not a valid period") from None
    if period is None:
        named = [f"{which}-{kind}" for which in ("this", "last", "next") for kind in KINDS[1:]]
        raise PeriodError(text, near=nearest(typed, named))
    if period.starts_on.year < FIRST_YEAR:
        raise PeriodError(text, f"is not within the years {FIRST_YEAR} to {LAST_YEAR}")
    return period


def around(day: date, kind: Kind, fiscal_start: int = 1) -> Period:
    """The day, week, month, quarter or fiscal year that holds a day."""
    match kind:
        case "day":
            return Period(day.isoformat(), day, day)
        case "week":
            year, week, _ = day.isocalendar()
            return Period(f"{year}-W{week:02d}", week_start(day), week_end(day))
        case "month":
            return Period(day.isoformat()[:7], month_start(day), month_end(day))
        case "quarter":
            start = quarter_start(day, fiscal_start)
            number = (start.month - fiscal_start) % 12 // 3 + 1
            name = f"{fiscal_year(day, fiscal_start)}-Q{number}"
            return Period(name, start, quarter_end(day, fiscal_start))
        case "year":
            name = str(fiscal_year(day, fiscal_start))
            return Period(name, year_start(day, fiscal_start), year_end(day, fiscal_start))


def parts(period: Period, kind: Kind, fiscal_start: int = 1) -> list[Period]:
    """The calendar parts that tile a period; one that it cuts is named as a range."""
    found: list[Period] = []
    day = period.starts_on
    while True:
        try:
            whole = around(day, kind, fiscal_start)
        except (OverflowError, ValueError):
            # The last part of the calendar, which 9999 cuts.
            whole = _range(day, period.ends_on)
        if whole.starts_on == day and whole.ends_on <= period.ends_on:
            found.append(whole)
        else:
            found.append(_range(day, min(whole.ends_on, period.ends_on)))
        if whole.ends_on >= period.ends_on:
            return found
        day = whole.ends_on + timedelta(days=1)


def before(period: Period, fiscal_start: int = 1) -> Period | None:
    """The period of the same kind just before, else as many days; None before the calendar."""
    try:
        day = period.starts_on - timedelta(days=1)
        for kind in KINDS:
            if around(period.starts_on, kind, fiscal_start).span == period.span:
                return around(day, kind, fiscal_start)
        return _range(day - timedelta(days=period.days - 1), day)
    except (OverflowError, ValueError):
        return None


def leading_to(period: Period, count: int, fiscal_start: int = 1) -> list[Period]:
    """Return that many periods of the same length in a row, ending with the given one."""
    found = [period]
    while len(found) < count and (former := before(found[0], fiscal_start)) is not None:
        found.insert(0, former)
    return found


def tiles(spans: Sequence[Span], whole: Span) -> list[int] | None:
    """Return the fewest spans that make up `whole` without gap or overlap, in order."""
    end = whole[1].toordinal() + 1
    # First day still to be covered -> how many spans led there, the last of them, its first day.
    reached: dict[int, tuple[int, int, int]] = {whole[0].toordinal(): (0, -1, 0)}
    # By their first day, so that no way to a day is found after it was used; the longest first.
    order = sorted(range(len(spans)), key=lambda at: (spans[at][0], -spans[at][1].toordinal(), at))
    for at in order:
        first, after = spans[at][0].toordinal(), spans[at][1].toordinal() + 1
        if first in reached and first < after <= end:
            count = reached[first][0] + 1
            if after not in reached or count < reached[after][0]:
                reached[after] = count, at, first
    if end not in reached:
        return None
    chosen: list[int] = []
    day = end
    while reached[day][0]:
        _, at, day = reached[day]
        chosen.append(at)
    return chosen[::-1]


def enclosing(spans: Sequence[Span], inner: Span) -> int | None:
    """The shortest span that holds all of `inner`; of equals the earliest, then the first."""
    holding = [
        (end - start, start, at)
        for at, (start, end) in enumerate(spans)
        if start <= inner[0] and inner[1] <= end
    ]
    return min(holding)[2] if holding else None


def _range(start: date, end: date) -> Period:
    return Period(f"{start}..{end}", start, end)


def _relative(typed: str, today: date, fiscal_start: int) -> Period | None:
    """`this-quarter`, `last-month`, `next-week`."""
    found = re.fullmatch("(this|last|next)[- ](week|month|quarter|year)", typed)
    if not found:
        return None
    kinds: dict[str, Kind] = {
        "week": "week", "month": "month", "quarter": "quarter", "year": "year",
    }  # fmt: skip
    kind = kinds[found[2]]
    period = around(today, kind, fiscal_start)
    if found[1] == "last":
        return around(period.starts_on - timedelta(days=1), kind, fiscal_start)
    if found[1] == "next":
        return around(period.ends_on + timedelta(days=1), kind, fiscal_start)
    return period


def _spelled(typed: str, today: date, fiscal_start: int) -> str:
    """The plain name of `q4` and `w47` (of this year), `q4 2026`, `2026 q4`, `nov 2026`."""
    if found := re.fullmatch("([qw])([0-9]{1,2})[- ]?([0-9]{4})?|([0-9]{4})[- ]?q([1-4])", typed):
        if found[4]:
            return f"{found[4]}-q{found[5]}"
        if found[1] == "q":
            return f"{found[3] or fiscal_year(today, fiscal_start)}-q{found[2]}"
        return f"{found[3] or today.isocalendar().year}-w{int(found[2]):02d}"
    if found := re.fullmatch("([a-z]+)[- ]([0-9]{4})|([0-9]{4})[- ]([a-z]+)", typed):
        month = MONTHS.get(found[1] or found[4])
        return f"{found[2] or found[3]}-{month:02d}" if month else typed
    return typed


def _named(typed: str, fiscal_start: int) -> Period | None:
    """`2026`, `2026-Q4`, `2026-11`, `2026-W47`; ValueError where there is no such one."""
    found = re.fullmatch("([0-9]{4})(?:-(?:q([1-4])|w([0-9]{2})|([0-9]{2})))?", typed)
    if not found:
        return None
    year = int(found[1])
    if found[3]:
        return around(date.fromisocalendar(year, int(found[3]), 1), "week")
    if found[4]:
        return around(date(year, int(found[4]), 1), "month")
    first = fiscal_year_start(year, fiscal_start)
    if found[2]:
        return around(month_start(first, 3 * (int(found[2]) - 1)), "quarter", fiscal_start)
    return around(first, "year", fiscal_start)


DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def span_of(part: str) -> list[int]:
    """The days of `tue`, or of `fri-mon`; raises ValueError for what is neither."""
    first, dash, last = part.partition("-")
    start, end = DAY_NAMES.index(first), DAY_NAMES.index(last if dash else first)
    return [day % 7 for day in range(start, end + (1 if end >= start else 8))]


def in_spans(days: Set[int]) -> str:
    """Days as few spans: `mon-wed,fri`; two in a row stay two."""
    spans: list[list[int]] = []
    for day in sorted(days):
        if spans and spans[-1][-1] == day - 1:
            spans[-1].append(day)
        else:
            spans.append([day])
    return ",".join(
        f"{DAY_NAMES[span[0]]}-{DAY_NAMES[span[-1]]}"
        if len(span) > 2
        else ",".join(DAY_NAMES[day] for day in span)
        for span in spans
    )


class WorkingDays(NamedTuple):
    """The weekdays that are worked on (Monday is 0), and the dates that are off all the same."""

    weekdays: frozenset[int]
    holidays: frozenset[date]

    @classmethod
    def of(cls, weekdays: str, holidays: str) -> "WorkingDays":
        """From the settings' texts: `mon-wed,fri` and `2026-12-25,2026-12-26`."""
        days = frozenset(day for part in weekdays.split(",") for day in span_of(part))
        return cls(days, frozenset(date.fromisoformat(day) for day in holidays.split(",") if day))

    def is_worked(self, day: date) -> bool:
        """Return whether the day is a working day."""
        return day.weekday() in self.weekdays and day not in self.holidays

    def between(self, first: date, last: date) -> int:
        """Return how many working days there are from `first` to `last`, both included."""
        length = (last - first).days + 1
        if length <= 0:
            return 0
        weeks, rest = divmod(length, 7)
        found = weeks * len(self.weekdays)
        found += sum((first.weekday() + ahead) % 7 in self.weekdays for ahead in range(rest))
        return found - sum(
            first <= day <= last and day.weekday() in self.weekdays for day in self.holidays
        )

    def following(self, day: date) -> date:
        """Return the day if it is a working day, else the next one (the day if none in a year)."""
        ahead = range(min(366, (date.max - day).days + 1))
        coming = (day + timedelta(days=days) for days in ahead)
        return next((each for each in coming if self.is_worked(each)), day)


def days_left(period: Period, today: date, working: WorkingDays) -> int:
    """The working days of the period from today on, today included."""
    return working.between(max(today, period.starts_on), period.ends_on)
