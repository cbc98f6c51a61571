"""Share the period and the minutes of monthly and quarterly reviews."""

from typing import Any
from uuid import uuid4

from pipectl.cli.context import Run
from pipectl.errors import UsageError, quoted
from pipectl.periods import Kind, Period, around
from pipectl.render.output import print_note
from pipectl.reports.changes.rules import ReviewTime
from pipectl.review import actions as review_actions
from pipectl.review.queries import reviews
from pipectl.review.queries.period import present_mark
from pipectl.review.rules.agenda import ReviewProgress


def period_of(run: Run, typed: str, kind: Kind) -> Period:
    """Return the typed month or quarter, which must have begun; raise UsageError."""
    period = run.period(typed)
    whole = around(period.starts_on, kind, run.settings.fiscal_year_start)
    if whole.span != period.span:
        raise UsageError(
            f"{quoted(typed)} is not a {kind}.",
            hint=f"Use {whole.name}, this-{kind} or last-{kind}.",
        )
    if whole.starts_on > run.today:
        raise UsageError(
            f"{whole.name} hasn't started yet.", hint=f"Use this-{kind} or last-{kind}."
        )
    return whole


def position_of(run: Run, kind: str, period: Period) -> ReviewProgress:
    """Return the unfinished review of the period, or a new one."""
    with run.reading() as reader:
        found = reviews.position(reader, kind, period.name)
        if found is not None:
            return found
        mark, owner = present_mark(reader, run.today), reader.owner or ""
    return ReviewProgress(
        kind=kind,
        uid=str(uuid4()),
        started_at=run.moment.at,
        started_on=run.today,
        history_mark=mark.row or 0,
        since=ReviewTime(period.starts_on),
        agenda=(),
        left_out=(),
        skipped=(),
        given={"period": period.name},
        owner=owner,
    )


def keep(run: Run, position: ReviewProgress, **given: str) -> ReviewProgress:
    """Store the answers so far, so that nothing is lost on interruption."""
    return review_actions.save(run.path, position._replace(given=position.given | given))


def say_how_to_continue(kind: str, saved: str | None) -> None:
    """Say how to continue a review that was left, and what of it is saved, if anything."""
    said = "" if saved is None else f"Your {saved} are saved. "
    print_note(f"\n{said}Continue with `pipectl review {kind}`.")


def finish(run: Run, position: ReviewProgress, facts: dict[str, Any]) -> str:
    """Store the minutes as one operation; return them as JSON."""
    from pipectl.render.serialize import to_json
    from pipectl.review import actions as review_actions

    dates = {"started_on": position.started_on, "finished_on": run.today}
    text = to_json({**facts, **dates}, -1)
    run.tick()
    command = f"review {position.kind}"
    with run.reading() as reader:
        told = present_mark(reader, run.today)._replace(at=run.moment.at)
    run.change(lambda unit: review_actions.finish(unit, position, text, told), command=command)
    return text
