"""Set and adjust quotas, goals, priorities."""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from sqlmodel import col, select

from pipectl.errors import NotFoundError, RefusedError, UsageError, listed, quoted, there_are
from pipectl.money import MOST_MINOR, Money
from pipectl.periods import Period
from pipectl.planning.rules.quotas import adjusted, adjusted_count
from pipectl.store.session import WriteSession
from pipectl.store.tables.reviews import Goal, Priority, PriorityStep
from pipectl.store.tables.setup import Quota, QuotaHistory
from pipectl.text import check_line, fold
from pipectl.vocabulary import PLACES

MOST_COUNT = 1_000_000


def set_quota(
    session: WriteSession, period: Period, amount: Money, count: int | None = None
) -> Quota:
    """Set what is to be won in a period, in one currency; the former stays in the history."""
    if count is not None and not 1 <= count <= MOST_COUNT:
        raise UsageError(f"A quota of {count} wins can't be.", hint="--count goes from 1 up.")
    quota = own(session, period, amount.currency)
    if quota is None:
        quota = Quota(
            period=period.name,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            amount_minor=-1,
            currency=amount.currency,
        )
    count = quota.count if count is None else count
    if (quota.amount_minor, quota.count) != (amount.minor, count):
        quota.amount_minor, quota.count = amount.minor, count
        session.add(quota)
        session.flush()
        keep(session, quota)
    return quota


def own(session: WriteSession, period: Period, currency: str) -> Quota | None:
    """The quota that was set for just this period."""
    return session.exec(
        select(Quota).where(
            Quota.starts_on == period.starts_on,
            Quota.ends_on == period.ends_on,
            Quota.currency == currency,
        )
    ).first()


def adjust(
    session: WriteSession, period: Period, currency: str, *, by_bp: int, reason: str
) -> Quota:
    """Raise or lower a quota (and its number of wins) by hundredths of a percent, with the reason.

    Raises NotFoundError where the period has none of its own.
    """
    quota = own(session, period, currency)
    if quota is None:
        set_ones = select(Quota).order_by(col(Quota.starts_on), col(Quota.currency))
        names = [f"{each.period} ({each.currency})" for each in session.exec(set_ones)]
        raise NotFoundError(
            f"{period.name} has no quota of its own in {currency}.",
            hint=there_are(names) if names else "None was set: `pipectl quota set AMOUNT`.",
        )
    amount = adjusted(quota.amount_minor, by_bp)
    if amount > MOST_MINOR:
        raise UsageError("No quota is as large.", hint="Adjust it by less.")
    if amount != quota.amount_minor:
        quota.amount_minor, quota.count = amount, adjusted_count(quota.count, by_bp)
        session.add(quota)
        session.flush()
        keep(session, quota, check_line(reason, what="reason", most=200))
    return quota


def keep(session: WriteSession, quota: Quota, reason: str | None = None) -> None:
    """Keep the quota as it is from today on, and why."""
    assert quota.id is not None
    session.add(
        QuotaHistory(
            quota_id=quota.id,
            happened_on=session.moment.today,
            amount_minor=quota.amount_minor,
            count=quota.count,
            reason=reason,
            recorded_at=session.moment.at,
            recorded_on=session.moment.today,
        )
    )


MOST = 100_000


def set_goal(session: WriteSession, kind: str, per: str, count: int) -> int:
    """Set how many of a kind there are to be in a span, 0 for no goal: what it was before."""
    if not 0 <= count <= MOST:
        raise UsageError(
            f"A goal of {count} can't be.",
            hint=lambda numbers: f"It goes from 1 to {numbers.count(MOST)}; 0 takes it away.",
        )
    goal = session.get(Goal, (kind, per))
    former = 0 if goal is None else goal.count
    if goal is None and count:
        session.add(Goal(kind=kind, per=per, count=count))
    elif goal is not None and count:
        goal.count = count
    elif goal is not None:
        session.delete(goal)
    return former


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
