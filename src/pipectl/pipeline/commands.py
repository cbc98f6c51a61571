"""What every command prints after a change, and tells the hooks."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from pipectl.cli.context import Run, screen_of
from pipectl.cli.hooks import call
from pipectl.dates import format_date, short_date
from pipectl.pipeline import view as pipeline_view
from pipectl.pipeline.queries.current import CurrentOpportunity, by_id
from pipectl.pipeline.queries.duplicates import doubles
from pipectl.render.output import Answer, print_note, show


def current_opportunity(run: Run, number: int) -> CurrentOpportunity:
    """The opportunity as it is now."""
    with run.reading() as reader:
        return by_id(reader, number, run.today)


def show_changed_opportunity(
    run: Run, number: int, what: str, *, json: bool, first: str = "", also: Sequence[str] = ()
) -> None:
    """Print the opportunity, as JSON or in a line that says what was done to it.

    `first` is a line before that one, and `also` is what else the line says.
    """
    found = current_opportunity(run, number)

    def text() -> str:
        from pipectl.pipeline.view import summary
        from pipectl.render.tables import line

        on = screen_of(run)
        return (line([first], on) if first else "") + summary(found, what, on, run.numbers, also)

    show(Answer(lambda: pipeline_view.opportunity(found), text), json=json)


def show_next(
    run: Run, number: int, *, json: bool, first: str = "", also: Sequence[str] = ()
) -> None:
    """Print the opportunity after its next action may have changed; it may have none now."""
    has_next = current_opportunity(run, number).row.next_action is not None
    what = "Next for" if has_next else "Updated"
    show_changed_opportunity(run, number, what, json=json, first=first, also=also)


@contextmanager
def after(run: Run, name: str, number: int) -> Iterator[None]:
    """Run the hook of an opportunity when the block ends, even if nobody reads its output."""
    try:
        yield
    finally:
        opportunity(run, name, number)


def opportunity(run: Run, name: str, number: int) -> None:
    """Run the hook of what happened to an opportunity, if there is one."""

    def facts() -> dict[str, Any]:
        from pipectl.pipeline.view import opportunity as shape

        return {"hook": name, "opportunity": shape(current_opportunity(run, number))}

    call(run, name, facts)


def warn_of_doubles(run: Run, number: int) -> None:
    """Name the open deals that look like this one."""
    with run.reading() as reader:
        found = doubles(reader, number)
    for each in found:
        what = "title and account" if each.account else "title"
        print_note(f"Deal {each.id} has the same {what}: see `pipectl show {each.id}`.")


def warn_of_past_close(run: Run, close_on: date | None) -> None:
    """Say that an expected close date has passed; within a year, which one may be meant."""
    if close_on is None or close_on >= run.today:
        return
    try:
        later = close_on.replace(year=close_on.year + 1)
    except ValueError:  # 29 February
        later = run.today
    meant = f" Did you mean {later.isoformat()}?" if later > run.today else ""
    print_note(f"The close date {format_date(close_on)} has passed.{meant}")


def warn_of_early_activity(run: Run, done_on: date | None, created_on: date) -> None:
    """Say that an activity is dated before its deal began."""
    if done_on is not None and done_on < created_on:
        began = short_date(created_on, run.today)
        print_note(
            f"That is before the deal began ({began}): `pipectl edit --created` changes that day."
        )
