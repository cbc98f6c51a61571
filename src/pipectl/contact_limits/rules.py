"""When a deal has had as many contacts as its stage allows, and until when it rests."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from pipectl.dates import format_date
from pipectl.errors import UsageError, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat

MOST_LIMIT, MOST_DAYS = 1000, 366
WEEK = 7


class Rest(NamedTuple):
    """The contacts of the last days, and the first day on which one more is within the limit."""

    contacts: int
    days: int
    until: date


def rest_of(contacts: Sequence[tuple[date, int]], most: int, days: int, today: date) -> Rest | None:
    """Return until when a deal rests; None if one more contact today is within the limit.

    `contacts` are days with how many there were. A contact counts on its day and the `days` - 1
    days after it.
    """

    def within(day: date) -> int:
        return sum(n for on, n in contacts if timedelta(0) <= day - on < timedelta(days))

    if within(today) < most:
        return None
    until = today + timedelta(1)
    while within(until) >= most:
        until += timedelta(1)
    return Rest(within(today), days, until)


def rest_words(found: Rest, today: date, numbers: NumberFormat) -> str:
    """Say how many contacts there were, and until when to let the deal rest."""
    until = format_date(found.until)
    if (found.until - today).days < WEEK:
        until = until.split()[0]
    count = numbers.counted(found.contacts, "contact")
    return f"{count} in {numbers.counted(found.days, 'day')}: let it rest until {until}"


def check_most(number: int) -> int | None:
    """Check a limit of contacts; 0 is none."""
    if not 0 <= number <= MOST_LIMIT:
        raise UsageError(
            lambda numbers: f"A limit of {numbers.count(number)} contacts can't be set.",
            hint=lambda numbers: f"Use 1 to {numbers.count(MOST_LIMIT)}, or 0 for none.",
        )
    return number or None


def parse_days(text: str) -> int:
    """Read a span of days or weeks: 7d, 2w."""
    found = re.fullmatch(r"([0-9]{1,3})([dw])", text.strip().lower())
    days = int(found[1]) * (WEEK if found[2] == "w" else 1) if found else 0
    if not 1 <= days <= MOST_DAYS:
        raise UsageError(
            f"{quoted(text)} is not a span.", hint="Write a number of days or weeks: 7d, 2w."
        )
    return days
