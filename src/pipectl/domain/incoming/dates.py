"""Dates as other programs write them: one order of day, month and year a column."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from pipectl.dates import FIRST_YEAR, LAST_YEAR, format_date
from pipectl.errors import DateError, RefusedError, UsageError, either, quoted

ORDERS = {"ymd": "year-month-day", "mdy": "month/day/year", "dmy": "day/month/year"}
_NUMBERED = re.compile(
    r"([0-9]{1,4})([-/.])([0-9]{1,2})\2([0-9]{1,4})"
    r"(?:(?:, ?|[ T])([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"(?: ?([AaPp])\.?[Mm]\.?)?(?: ?(?:Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?))?)?"
)
_SERIAL = re.compile(r"[0-9]{5}(?:[.,][0-9]+)?")
_HINT = "Dates: 2026-11-18, 2026-11-18 13:34, 11/18/2026."


class Order(NamedTuple):
    """The order of a column's dates, and the value (in that line) that allows no other one."""

    order: str
    line: int | None = None
    value: str | None = None


class AmbiguousColumnError(RefusedError):
    """Every date of a column can be read in two ways."""

    def __init__(self, place: str, header: str, value: str) -> None:
        readings = [f"{format_date(day)} ({order})" for order, day in sorted(readings_of(value))]
        super().__init__(
            f"{place}: every date of {quoted(header)} can be read in two ways: {quoted(value)}"
            f" could be {either(readings)}.",
            hint="Say which with --dates mdy or --dates dmy.",
        )


def check_order(text: str) -> str:
    """One of ymd, mdy and dmy; raises UsageError for anything else."""
    order = text.strip().lower()
    if order not in ORDERS:
        raise UsageError(
            f"{quoted(text)} is no order of dates.",
            hint=f"It is {either(f'{key} ({words})' for key, words in ORDERS.items())}.",
        )
    return order


class OrderSought:
    """Looks at a column's values, one by one, until one of them tells their order."""

    def __init__(self, header: str, forced: str | None = None) -> None:
        self.header = header
        self.found: Order | None = None
        self._forced = forced
        self._open: tuple[int, str] | None = None

    def look(self, line: int, value: str) -> bool:
        """Whether the order is known, now that this value was seen, too."""
        readings = dict(readings_of(value))
        if self._forced and readings:
            # What begins with its year has that order, whatever was said of others.
            self.found = Order("ymd" if "ymd" in readings else self._forced)
        elif len(readings) == 1:
            self.found = Order(next(iter(readings)), line, value)
        elif not self._open and len(set(readings.values())) > 1:
            self._open = line, value
        return self.found is not None

    def order(self, name: str) -> Order:
        """The order; AmbiguousColumnError if the values that tell more than one day left it open.

        `name` is the file's.
        """
        if self.found is None and self._open is not None:
            line, value = self._open
            raise AmbiguousColumnError(f"{name}:{line}", self.header, value)
        # 5/5/2026 is the same day either way, and what is no date has no order.
        return self.found or Order("mdy")


def readings_of(value: str) -> Iterator[tuple[str, date]]:
    """Each order in which the value is a date, and the day that it is then."""
    for order in ORDERS:
        try:
            yield order, read_day(value, order)
        except UsageError:
            continue


def read_day(text: str, order: str) -> date:
    """The day, as it is written: a time or zone behind it changes nothing."""
    return read_instant(text, order)[0]


def read_instant(text: str, order: str) -> tuple[date, int]:
    """The day, and the second of that day (0 where none is said), both as they are written."""
    found = _NUMBERED.fullmatch(text)
    if not found:
        raise DateError(text, _why_not(text), hint=_HINT)
    first, _, second, third, *clock = found.groups()
    parts = (third, first, second) if order == "mdy" else (third, second, first)
    year, month, day = (first, second, third) if order == "ymd" else parts
    if len(year) != 4 or len(day) > 2:
        raise DateError(text, _misfit(first, third, order), hint=_HINT)
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise DateError(text, f"is outside the years {FIRST_YEAR} to {LAST_YEAR}", hint=_HINT)
    try:
        on = date(int(year), int(month), int(day))
    except ValueError:
        why = f"is not in the calendar, read as {ORDERS[order]}"
        raise DateError(text, why, hint=_HINT) from None
    return on, 0 if clock[0] is None else _second(text, *clock)


def _second(text: str, hours: str, minutes: str, seconds: str | None, half: str | None) -> int:
    hour, minute, second = int(hours), int(minutes), int(seconds or 0)
    if hour > 23 or minute > 59 or second > 60 or (half and not 1 <= hour <= 12):
        raise DateError(text, "has an impossible time", hint=_HINT)
    if half:
        hour = hour % 12 + (12 if half in "Pp" else 0)
    return hour * 3600 + minute * 60 + second


def _why_not(text: str) -> str:
    if _SERIAL.fullmatch(text):
        return "is a spreadsheet's number of a day, not a date; format that column as dates"
    return "is not a date"


def _misfit(first: str, third: str, order: str) -> str:
    if len(first) != 4 and len(third) != 4:
        return "has no year of four digits"
    return f"does not fit {ORDERS[order]}, which the dates of this column are"
