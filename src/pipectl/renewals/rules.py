"""When a renewal begins and closes, and what it is called."""

import re
from datetime import date, timedelta

from pipectl.dates import month_and_year, parse_date
from pipectl.named_tuple import NamedTuple
from pipectl.vocabulary import LONG

DAYS_BEFORE = 60  # how long before the end of the term a renewal begins
NEXT_ACTION = "Talk about the renewal"
SUFFIX = re.compile(r" \(renewal [A-Z][a-z]{2} [0-9]{4}\)$")


class RenewalDates(NamedTuple):
    """The day on which a renewal begins, and on which the term before it ends."""

    begins_on: date
    ends_on: date


def term_begins(won_on: date, renewed_ends_on: date | None) -> date:
    """Return the first day of a won deal's term; that of a renewal follows the term before."""
    return won_on if renewed_ends_on is None else max(won_on, renewed_ends_on)


def renewal_dates(term_on: date, months: int) -> RenewalDates:
    """Return the dates of the renewal of a term; it never begins before that term does."""
    ends_on = parse_date(f"+{months}m", today=term_on)
    return RenewalDates(max(ends_on - timedelta(days=DAYS_BEFORE), term_on), ends_on)


def renewal_title(title: str, ends_on: date) -> str:
    """Return the title with the month in which the new term begins, in place of an earlier one."""
    suffix = f" (renewal {month_and_year(ends_on)})"
    return f"{SUFFIX.sub('', title)[: LONG - len(suffix)].rstrip()}{suffix}"
