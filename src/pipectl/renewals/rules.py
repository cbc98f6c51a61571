"""When a renewal begins and closes, and what it is called."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from pipectl.dates import month_and_year, parse_date
from pipectl.errors import UsageError, quoted
from pipectl.vocabulary import LONG, MOST_MONTHS

DAYS_BEFORE = 60  # how long before the end of the term a renewal begins
NEXT_ACTION = "Talk about the renewal"
FORM = re.compile(r"([0-9]{1,4}) ?(m|months?|y|years?)?")
SUFFIX = re.compile(r" \(renewal [A-Z][a-z]{2} [0-9]{4}\)$")


class RenewalDates(NamedTuple):
    """The day on which a renewal begins, and on which the term before it ends."""

    begins_on: date
    ends_on: date


def parse_months(text: str) -> int:
    """Return a number of months, from `12`, `12m` or `1y`; raise UsageError."""
    found = FORM.fullmatch(" ".join(text.lower().split()))
    count = int(found[1]) * (12 if (found[2] or "m").startswith("y") else 1) if found else 0
    if not 1 <= count <= MOST_MONTHS:
        raise UsageError(
            f"{quoted(text)} is not a number of months.",
            hint=f"Write months or years, such as 12m or 1y (at most {MOST_MONTHS} months).",
        )
    return count


def renewal_dates(won_on: date, months: int) -> RenewalDates:
    """Return the dates of a renewal; it never begins before the win."""
    ends_on = parse_date(f"+{months}m", today=won_on)
    return RenewalDates(max(ends_on - timedelta(days=DAYS_BEFORE), won_on), ends_on)


def renewal_title(title: str, ends_on: date) -> str:
    """Return the title with the month in which the new term begins, in place of an earlier one."""
    suffix = f" (renewal {month_and_year(ends_on)})"
    return f"{SUFFIX.sub('', title)[: LONG - len(suffix)].rstrip()}{suffix}"
