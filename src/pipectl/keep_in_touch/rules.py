"""When it is time to contact someone again."""

from datetime import date

from pipectl.errors import DateError
from pipectl.periods import WorkingDays
from pipectl.recurrence import again_on


def due_again_on(since: date | None, every: str, working: WorkingDays, today: date) -> date:
    """Return the day, counted from the last contact; at once if there is nothing to count from."""
    if since is None:
        return today
    try:
        return again_on(since, every, working)
    except DateError:  # at the calendar's end
        return date.max
