"""What deserves a second look after a change was stored: said on stderr, never in the way."""

from datetime import date

from pipectl.cli.run import Run
from pipectl.dates import format_date, short_date
from pipectl.queries.doubles import doubles
from pipectl.render.output import note


def warn_of_doubles(run: Run, number: int) -> None:
    """Name the open deals that look like this one."""
    with run.reading() as reader:
        found = doubles(reader, number)
    for each in found:
        what = "title and account" if each.account else "title"
        note(f"Deal {each.id} has the same {what}: see `pipectl show {each.id}`.")


def warn_of_past_close(run: Run, close_on: date | None) -> None:
    """Say that an expected close date has passed; within a year, which one may be meant."""
    if close_on is None or close_on >= run.today:
        return
    try:
        later = close_on.replace(year=close_on.year + 1)
    except ValueError:  # 29 February
        later = run.today
    meant = f" Did you mean {later.isoformat()}?" if later > run.today else ""
    note(f"The close date {format_date(close_on)} has passed.{meant}")


def warn_of_early_activity(run: Run, done_on: date | None, created_on: date) -> None:
    """Say that an activity is dated before its deal began."""
    if done_on is not None and done_on < created_on:
        began = short_date(created_on, run.today)
        note(f"That is before the deal began ({began}): `pipectl edit --created` changes that day.")
