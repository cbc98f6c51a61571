"""When a renewal begins and closes, and what it is called."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from pipectl.dates import month_and_year, parse_date
from pipectl.vocabulary import LONG

DAYS_BEFORE = 60  # how long before the end of the term a renewal begins
NEXT_ACTION = "Talk about the renewal"
SUFFIX = re.compile(r" \(renewal [A-Z][a-z]{2} [0-9]{4}\)$")


class RenewalDates(NamedTuple):
    """The day on which a renewal begins, and on which the term before it ends."""

    begins_on: date
    ends_on: date


def renewal_dates(won_on: date, months: int) -> RenewalDates:
    """Return the dates of a renewal; it never begins before the win."""
    ends_on = parse_date(f"+{months}m", today=won_on)
    return RenewalDates(max(ends_on - timedelta(days=DAYS_BEFORE), won_on), ends_on)


def renewal_title(title: str, ends_on: date) -> str:
    """Return the title with the month in which the new term begins, in place of an earlier one."""
    suffix = f" (renewal {month_and_year(ends_on)})"
    return f"{SUFFIX.sub('', title)[: LONG - len(suffix)].rstrip()}{suffix}"
