"""Which way a move goes, what prevents a move or closing; what was answered."""

from collections.abc import Collection, Sequence
from datetime import date

from pipectl.dates import format_date
from pipectl.errors import NotFoundError, RefusedError, UsageError, quoted
from pipectl.money import Money
from pipectl.named_tuple import NamedTuple
from pipectl.next_actions.rules import PlannedAction
from pipectl.stage_history import StageRef
from pipectl.stages.rules.criteria import RequiredCriterion
from pipectl.vocabulary import OPEN


def following(steps: Sequence[StageRef], current: StageRef, title: str) -> StageRef:
    """The next stage; raises RefusedError after the last."""
    for step in steps:
        if step.position > current.position:
            return step
    raise RefusedError(
        f"{quoted(title)} is in the last stage, {current.name}.",
        hint="Close it with `pipectl win` or `pipectl lose`.",
    )


def check_move(title: str, status: str, source: StageRef, target: StageRef) -> None:
    """Raise RefusedError for a closed opportunity, and for the stage that it is in."""
    check_open(title, status)
    if source.id == target.id:
        refuse_same_stage(title, target.name)


def refuse_same_stage(title: str, stage: str) -> None:
    """Raise RefusedError: the deal is in that stage."""
    raise RefusedError(
        f"{quoted(title)} is already in {stage}.",
        hint="See `pipectl stage list` for the other stages.",
    )


def check_open(title: str, status: str) -> None:
    """Raise RefusedError for a closed opportunity."""
    if status != OPEN:
        raise RefusedError(
            f"{quoted(title)} is {status}, and a closed deal can't be moved.",
            hint="Reopen it first: `pipectl reopen`.",
        )


def check_order(title: str, on: date, what: str, *, entered_on: date) -> None:
    """Raise RefusedError if a move or closing would be before the deal entered its stage."""
    if on < entered_on:
        raise RefusedError(
            f"{quoted(title)} can't have been {what} on {format_date(on)}: it entered its "
            f"stage on {format_date(entered_on)}.",
            hint="Give a later --on, or set the day it began with `pipectl edit --created`.",
        )


def check_new_day(title: str, status: str, ended_on: date, on: date | None) -> date:
    """Raise RefusedError for a closing, without a day, of what was closed that way."""
    if on is None:
        raise RefusedError(
            f"{quoted(title)} was already {status} on {format_date(ended_on)}.",
            hint="Change the date with --on DATE, or reopen the deal with `pipectl reopen`.",
        )
    return on


def check_unclosed(title: str, status: str, ended_on: date) -> None:
    """Raise RefusedError for a closing of what was closed the other way."""
    if status != OPEN:
        raise RefusedError(
            f"{quoted(title)} was already {status} on {format_date(ended_on)}.",
            hint="Reopen it first: `pipectl reopen`.",
        )


def check_closed(title: str, status: str) -> None:
    """Raise RefusedError for the reopening of an open opportunity."""
    if status == OPEN:
        raise RefusedError(
            f"{quoted(title)} is already open.",
            hint="Only a won or lost deal can be reopened.",
        )


FAR_OFF, FRACTION = 5, "a fifth"  # of the amount: times as much, and 1 / that in words


class FarOffError(RefusedError):
    """A deal isn't won at many times its amount, or a fraction of it, unless that is sure."""

    def __init__(self, title: str, former: Money, amount: Money) -> None:
        way = (
            f"more than {FAR_OFF} times"
            if amount.minor > former.minor
            else f"less than {FRACTION} of"
        )
        super().__init__(
            lambda n: (
                f"{n.money(*amount)} is {way} the amount of {quoted(title)} ({n.money(*former)})."
            ),
            hint="Check the amount. If it's right, add --yes.",
        )


class NoRecurringError(UsageError):
    """A term was given for a deal whose amount doesn't recur."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"{quoted(title)} has no recurring amount, so it has no term.",
            hint="Give both: --amount 2500/mo --term 12.",
        )


def is_far_off(former: Money, amount: Money) -> bool:
    """Whether a deal of that amount is hardly won at this one: FAR_OFF times it, or 1 / that.

    Nothing can be said of a deal without an amount, or in another currency.
    """
    if former.currency != amount.currency or former.minor <= 0:
        return False
    return amount.minor > FAR_OFF * former.minor or FAR_OFF * amount.minor < former.minor


def check_amount(title: str, former: Money, amount: Money) -> None:
    """Raise FarOffError for a win at an amount that is far off the deal's."""
    if is_far_off(former, amount):
        raise FarOffError(title, former, amount)


class NeedsReasonError(UsageError):
    """Nothing is lost without a reason."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"{quoted(title)} can't be lost without a reason.",
            hint='Say why: --reason "no budget". See `pipectl reason list`.',
        )


class NeedsNextError(UsageError):
    """The third question has no answer."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"{quoted(title)} has no next action with a date.",
            hint="Say what must happen next, and by when: --next ACTION --due DATE.",
        )


def is_advance(source: StageRef, target: StageRef) -> bool:
    """Whether a move goes forward. A move back never counts as an advance."""
    return target.position > source.position


def unmet(
    steps: Sequence[StageRef],
    demands: Sequence[RequiredCriterion],
    source: StageRef,
    target: StageRef,
    met: Collection[int],
) -> list[RequiredCriterion]:
    """Required criteria that a forward move leaves open: of the stage left and those skipped."""
    passed = {
        step.id for step in (*steps, source) if source.position <= step.position < target.position
    }
    return [
        demand
        for demand in demands
        if demand.required and demand.stage_id in passed and demand.id not in met
    ]


class UnmetCriteriaError(RefusedError):
    """Required criteria stand in the way of a move."""

    def __init__(
        self, open_demands: Sequence[RequiredCriterion], steps: Sequence[StageRef]
    ) -> None:
        names = {step.id: step.name for step in steps}
        missing = "; ".join(
            f"{demand.text} ({names.get(demand.stage_id, 'its stage')})" for demand in open_demands
        )
        super().__init__(
            f"Required before this move: {missing}.",
            hint='Tick what is met with --met "TEXT", or move anyway with --override "WHY".',
        )


class UnknownCriterionError(NotFoundError):
    """No criterion answers to the text."""

    def __init__(self, text: str, demands: Sequence[RequiredCriterion]) -> None:
        known = "; ".join(demand.text for demand in demands)
        super().__init__(
            f"No single criterion matches {quoted(text)}.",
            hint=f"Criteria: {known}." if known else "The stage has no criteria.",
        )


class MoveInput(NamedTuple):
    """The answers so far; None where there is none.

    `met` are the criteria ticked now, `met_answers` what was said of some.
    """

    buying: str | None = None
    why: str | None = None
    next_action: PlannedAction | None = None
    met: tuple[int, ...] = ()
    factor: str | None = None
    override: str | None = None
    reason: str | None = None
    note: str | None = None
    revisit_on: date | None = None
    met_answers: tuple[tuple[int, str], ...] = ()


def check_revisit(revisit_on: date, closed_on: date | None) -> None:
    """Raise RefusedError for a reminder that would lie before the loss."""
    if closed_on is not None and revisit_on <= closed_on:
        raise RefusedError(
            f"The revisit date, {format_date(revisit_on)}, must be after the loss on "
            f"{format_date(closed_on)}.",
            hint="Give a later day: --revisit DATE.",
        )
