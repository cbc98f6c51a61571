"""Setting the priorities of a quarter, at most three, and completing them."""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from sqlmodel import col, select

from pipectl.domain.words import PLACES
from pipectl.errors import NotFoundError, RefusedError, listed, quoted
from pipectl.periods import Period
from pipectl.store.session import WriteSession
from pipectl.store.tables import Priority, PriorityStep
from pipectl.text import check_line, fold

MOST_TEXT = 200


class FullQuarterError(RefusedError):
    """A quarter has its three priorities."""

    def __init__(self, period: Period, known: Sequence[Priority]) -> None:
        names = [
            f"{each.place} {quoted(each.text)}{' (done)' if each.done_on else ''}" for each in known
        ]
        super().__init__(
            f"{period.name} has its three priorities: {listed(names)}.",
            hint="Three a quarter is the point, so done ones count as well. More steps go to one"
            " of them (set it anew with --target or --action), the rest into another --period.",
        )


def set_priority(
    session: WriteSession,
    text: str,
    *,
    period: Period,
    targets: Sequence[tuple[Period, str]] = (),
    actions: Sequence[tuple[str, date | None]] = (),
) -> Priority:
    """Set a priority of a quarter with its monthly targets and actions.

    One of the same text gets the steps that it lacks. Raises RefusedError for a fourth.
    """
    checked = check_line(text, what="priority", most=MOST_TEXT)
    known = of_quarter(session, period)
    found = next((each for each in known if fold(each.text) == fold(checked)), None)
    if found is None:
        found = added(session, checked, period, known)
    assert found.id is not None
    for month, target in sorted(targets, key=lambda each: each[0].starts_on):
        add_step(session, found.id, "target", target, month.ends_on)
    for action, due_on in actions:
        add_step(session, found.id, "action", action, due_on)
    return found


def of_quarter(session: WriteSession, period: Period) -> list[Priority]:
    """The priorities of a quarter; of overlapping ones too, where the fiscal year was changed."""
    return list(
        session.exec(
            select(Priority)
            .where(col(Priority.starts_on) <= period.ends_on, Priority.ends_on >= period.starts_on)
            .order_by(col(Priority.place), col(Priority.starts_on))
        )
    )


def added(session: WriteSession, text: str, period: Period, known: Sequence[Priority]) -> Priority:
    """A new priority in the first free place; raises RefusedError where there is none."""
    taken = {each.place for each in known}
    free = [place for place in PLACES if place not in taken]
    if not free or len(known) >= len(PLACES):
        raise FullQuarterError(period, known)
    priority = Priority(
        uid=str(uuid4()),
        place=free[0],
        text=text,
        period=period.name,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        set_on=session.moment.today,
    )
    session.add(priority)
    session.flush()
    return priority


def add_step(
    session: WriteSession, priority_id: int, kind: str, text: str, due_on: date | None
) -> None:
    """Add a step, unless it is there; an action that is open gets the date that is new."""
    checked = check_line(text, what=kind, most=MOST_TEXT)
    steps = session.exec(
        select(PriorityStep)
        .where(PriorityStep.priority_id == priority_id, PriorityStep.kind == kind)
        .order_by(col(PriorityStep.id))
    )
    same = [step for step in steps if fold(step.text) == fold(checked)]
    if any(due_on == step.due_on or (kind == "action" and due_on is None) for step in same):
        return
    still_open = [step for step in same if kind == "action" and step.done_on is None]
    if still_open:
        still_open[0].due_on = due_on
    else:
        session.add(
            PriorityStep(
                uid=str(uuid4()), priority_id=priority_id, kind=kind, text=checked, due_on=due_on
            )
        )
    session.flush()


def target_of(session: WriteSession, priority: Priority, due_on: date) -> int:
    """The monthly target of a priority that is due on that day."""
    step = session.exec(
        select(PriorityStep).where(
            PriorityStep.priority_id == priority.id,
            PriorityStep.kind == "target",
            PriorityStep.due_on == due_on,
        )
    ).one()
    return step.id or 0


def complete(session: WriteSession, priority_id: int, step_id: int | None = None) -> date | None:
    """Complete a priority, or a step of it: since when it was done already, else None."""
    found = (
        session.get(Priority, priority_id)
        if step_id is None
        else session.get(PriorityStep, step_id)
    )
    if found is None:
        raise NotFoundError("That priority was taken back.", hint="See `pipectl priority list`.")
    if found.done_on is None:
        found.done_on = session.moment.today
        return None
    return found.done_on
