"""Set and adjust quotas, goals and priorities."""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from pipectl.errors import NotFoundError, RefusedError, UsageError, available, listed, quoted
from pipectl.money import MOST_MINOR, Money
from pipectl.periods import Period
from pipectl.planning.rules.quotas import adjusted, adjusted_count
from pipectl.reports.metrics.rules import CYCLE, NAMES, OPEN_DEALS, WIN_RATE, FigureTarget
from pipectl.reports.rules import quota_command, quota_flags
from pipectl.store.removed import in_use
from pipectl.store.rows import FigureTarget as StoredTarget
from pipectl.store.rows import Goal, Priority, PriorityStep, Quota, QuotaHistory, Segment
from pipectl.store.settings import settings
from pipectl.store.unit import Unit
from pipectl.text import check_line, fold
from pipectl.vocabulary import LONGEST, PLACES

MOST_COUNT = 1_000_000
MOST_FIGURE = {WIN_RATE: 10_000, CYCLE: 3_660, OPEN_DEALS: MOST_COUNT}


def set_quota(
    unit: Unit,
    period: Period,
    amount: Money,
    count: int | None = None,
    segment_id: int | None = None,
    *,
    is_team: bool = False,
) -> Quota:
    """Set one's own quota of a period in one currency, of all deals or of a segment.

    With `is_team` it is the team's. The previous one stays in the history.
    """
    if count is not None and not 1 <= count <= MOST_COUNT:
        raise UsageError(f"A quota can't be {count} wins.", hint="--count must be 1 or more.")
    if segment_id is not None:
        in_use(unit, Segment, segment_id)
    owner = "" if is_team else unit.owner
    quota = own(unit, period, amount.currency, segment_id, owner)
    if quota is None:
        quota = unit.add(
            Quota(
                period=period.name,
                starts_on=period.starts_on,
                ends_on=period.ends_on,
                amount_minor=amount.minor,
                currency=amount.currency,
                count=count,
                segment_id=segment_id,
                owner=owner,
            )
        )
        keep(unit, quota)
        return quota
    count = quota.count if count is None else count
    if (quota.amount_minor, quota.count) != (amount.minor, count):
        unit.change(quota, amount_minor=amount.minor, count=count)
        keep(unit, quota)
    return quota


def set_one(unit: Unit, period: Period, currency: str, segment_id: int | None, owner: str) -> str:
    """Return how to set the quota that is missing."""
    segment = None if segment_id is None else unit.have(Segment, segment_id).name
    flags = quota_flags(currency, settings(unit.reader).currency, segment)
    flags += " --team" if owner != unit.owner else ""
    return f"Set one: {quota_command(period.name, flags)}."


def own(
    unit: Unit, period: Period, currency: str, segment_id: int | None, owner: str
) -> Quota | None:
    """Return an owner's quota set for exactly this period."""
    return unit.find(
        Quota,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        currency=currency,
        segment_id=segment_id,
        owner=owner,
    )


def adjust(
    unit: Unit,
    period: Period,
    currency: str,
    *,
    by_bp: int,
    reason: str,
    segment_id: int | None = None,
    is_team: bool = False,
) -> Quota:
    """Change a quota (and its number of wins) by basis points, and record the reason.

    With `is_team` the team's. Raises NotFoundError if the period has no quota of its own.
    """
    owner = "" if is_team else unit.owner
    quota = own(unit, period, currency, segment_id, owner)
    if quota is None:
        set_ones = unit.all(
            Quota,
            "segment_id is :segment and owner = :owner order by starts_on, currency",
            segment=segment_id,
            owner=owner,
        )
        names = [f"{each.period} ({each.currency})" for each in set_ones]
        raise NotFoundError(
            f"{period.name} has no quota of its own in {currency}.",
            hint=available(names) if names else set_one(unit, period, currency, segment_id, owner),
        )
    amount = adjusted(quota.amount_minor, by_bp)
    if amount > MOST_MINOR:
        raise UsageError("That quota would be too large.", hint="Adjust it by less.")
    if amount != quota.amount_minor:
        unit.change(quota, amount_minor=amount, count=adjusted_count(quota.count, by_bp))
        keep(unit, quota, check_line(reason, what="reason", most=200))
    return quota


def keep(unit: Unit, quota: Quota, reason: str | None = None) -> None:
    """Record the quota as of today, with the reason."""
    unit.add(
        QuotaHistory(
            quota_id=quota.id,
            happened_on=unit.moment.today,
            amount_minor=quota.amount_minor,
            count=quota.count,
            reason=reason,
            recorded_at=unit.moment.at,
            recorded_on=unit.moment.today,
        )
    )


MOST = 100_000


def set_goal(unit: Unit, kind: str, per: str, count: int) -> int:
    """Set the goal of a kind of activity (0 removes it); return the previous one."""
    if not 0 <= count <= MOST:
        raise UsageError(
            f"A goal can't be {count}.",
            hint=lambda numbers: f"Set 1 to {numbers.count(MOST)}, or 0 to remove the goal.",
        )
    goal = unit.get(Goal, kind, per, unit.owner)
    former = 0 if goal is None else goal.count
    if goal is None and count:
        unit.add(Goal(kind=kind, per=per, count=count))
    elif goal is not None and count:
        unit.change(goal, count=count)
    elif goal is not None:
        unit.delete(goal)
    return former


def of_row(found: StoredTarget) -> FigureTarget:
    """Return a stored goal or benchmark."""
    return FigureTarget(found.figure, found.role, found.value, found.currency, found.source)


def set_target(unit: Unit, wanted: FigureTarget) -> FigureTarget | None:
    """Set the goal or benchmark of a figure (0 removes it); return the previous one."""
    most = MOST_FIGURE.get(wanted.figure, MOST_MINOR)
    if not 0 <= wanted.value <= most:
        raise UsageError(
            f"A goal for {NAMES[wanted.figure]} can't be {wanted.value}.",
            hint=lambda numbers: f"Set 1 to {numbers.count(most)}, or 0 to remove the goal.",
        )
    found = unit.get(StoredTarget, wanted.figure, wanted.role, unit.owner)
    former = None if found is None else of_row(found)
    source = wanted.source
    if source is not None:
        source = check_line(source, what="source", most=LONGEST["figure_target.source"])
    if found is None and wanted.value:
        unit.add(StoredTarget(**wanted._replace(source=source)._asdict()))
    elif found is not None and wanted.value:
        unit.change(found, value=wanted.value, currency=wanted.currency, source=source)
    elif found is not None:
        unit.delete(found)
    return former


MOST_TEXT = 200


class FullQuarterError(RefusedError):
    """A quarter already has three priorities."""

    def __init__(self, period: Period, known: Sequence[Priority]) -> None:
        names = [
            f"{each.place} {quoted(each.text)}{' (done)' if each.done_on else ''}" for each in known
        ]
        super().__init__(
            f"{period.name} already has three priorities: {listed(names)}.",
            hint="A quarter has at most three, done ones included. Add steps to one of them (set it"
            " again with --target or --action), or choose another --period.",
        )


def set_priority(
    unit: Unit,
    text: str,
    *,
    period: Period,
    targets: Sequence[tuple[Period, str]] = (),
    actions: Sequence[tuple[str, date | None]] = (),
) -> Priority:
    """Set a priority of a quarter with its monthly targets and actions.

    Adds missing steps to one of the same text. Raises RefusedError for a fourth.
    """
    checked = check_line(text, what="priority", most=MOST_TEXT)
    known = of_quarter(unit, period)
    found = next((each for each in known if fold(each.text) == fold(checked)), None)
    if found is None:
        found = added(unit, checked, period, known)
    for month, target in sorted(targets, key=lambda each: each[0].starts_on):
        add_step(unit, found.id, "target", target, month.ends_on)
    for action, due_on in actions:
        add_step(unit, found.id, "action", action, due_on)
    return found


def of_quarter(unit: Unit, period: Period) -> list[Priority]:
    """Return a quarter's priorities, with those of overlapping quarters of a former fiscal year."""
    return unit.all(
        Priority,
        "starts_on <= :last and ends_on >= :first and owner = :owner order by place, starts_on",
        first=period.starts_on,
        last=period.ends_on,
        owner=unit.owner,
    )


def added(unit: Unit, text: str, period: Period, known: Sequence[Priority]) -> Priority:
    """Add a priority in the first free place; raise RefusedError if there is none."""
    taken = {each.place for each in known}
    free = [place for place in PLACES if place not in taken]
    if not free or len(known) >= len(PLACES):
        raise FullQuarterError(period, known)
    return unit.add(
        Priority(
            uid=str(uuid4()),
            place=free[0],
            text=text,
            period=period.name,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            set_on=unit.moment.today,
        )
    )


def remove_priority(unit: Unit, number: int) -> None:
    """Delete a priority with its steps."""
    for step in unit.all(PriorityStep, "priority_id = :priority order by id", priority=number):
        unit.delete(step)
    unit.delete(unit.have(Priority, number))


def add_step(unit: Unit, priority_id: int, kind: str, text: str, due_on: date | None) -> None:
    """Add a step unless it exists; an open action gets the new date."""
    checked = check_line(text, what=kind, most=MOST_TEXT)
    steps = unit.all(
        PriorityStep,
        "priority_id = :priority and kind = :kind order by id",
        priority=priority_id,
        kind=kind,
    )
    same = [step for step in steps if fold(step.text) == fold(checked)]
    if any(due_on == step.due_on or (kind == "action" and due_on is None) for step in same):
        return
    still_open = [step for step in same if kind == "action" and step.done_on is None]
    if still_open:
        unit.change(still_open[0], due_on=due_on)
    else:
        unit.add(
            PriorityStep(
                uid=str(uuid4()), priority_id=priority_id, kind=kind, text=checked, due_on=due_on
            )
        )


def target_of(unit: Unit, priority: Priority, due_on: date) -> int:
    """Return a priority's monthly target due on that day."""
    step = unit.find(PriorityStep, priority_id=priority.id, kind="target", due_on=due_on)
    assert step is not None
    return step.id


def complete(unit: Unit, priority_id: int, step_id: int | None = None) -> date | None:
    """Complete a priority or a step; return the earlier completion date, if any."""
    found: Priority | PriorityStep = (
        in_use(unit, Priority, priority_id)
        if step_id is None
        else in_use(unit, PriorityStep, step_id)
    )
    if found.done_on is None:
        unit.change(found, done_on=unit.moment.today)
        return None
    return found.done_on
