"""How often something comes again: `6w`, `3m`."""

import re
from datetime import date

from pipectl.dates import parse_date
from pipectl.errors import UsageError, quoted
from pipectl.periods import WorkingDays

EVERY = "every"  # what --clear takes
MOST_YEARS = 10
PER_YEAR = {"d": 366, "w": 53, "m": 12, "y": 1}
FORM = re.compile(r"([0-9]{1,5}) ?(d|w|m|y|days?|weeks?|months?|years?)")


def check_every(text: str) -> str:
    """Return how often something comes again as it is stored, `6w`; raise UsageError."""
    found = FORM.fullmatch(" ".join(text.lower().split()))
    count, unit = (int(found[1]), found[2][0]) if found else (0, "d")
    if not 1 <= count <= MOST_YEARS * PER_YEAR[unit]:
        raise UsageError(
            f"{quoted(text)} doesn't say how often.",
            hint=f"Write days, weeks, months or years, such as 10d, 6w, 3m or 1y (at most"
            f" {MOST_YEARS} years).",
        )
    return f"{count}{unit}"


def how_often(every: str | None, *, cleared: bool = False) -> str | None:
    """Return how often, as typed with --every; "" if never, None for as before.

    `cleared`: --clear every was given; raises UsageError for both.
    """
    if every is None:
        return "" if cleared else None
    if cleared:
        raise UsageError("--every and --clear every can't be used together.", hint="Use one.")
    return check_every(every)


def again_on(day: date, every: str, working: WorkingDays) -> date:
    """The day on which it comes again: so much later, on a working day."""
    return working.following(parse_date(f"+{every}", today=day))
