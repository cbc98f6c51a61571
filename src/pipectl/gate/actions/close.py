"""Closing as won or lost, and taking it back."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from pipectl.deal_parts import PARTS
from pipectl.gate.rules import (
    NeedsReasonError,
    check_amount,
    check_closed,
    check_new_day,
    check_order,
    check_revisit,
    check_unclosed,
)
from pipectl.money import Money
from pipectl.named_tuple import NamedTuple
from pipectl.next_actions import actions as next_actions_actions
from pipectl.next_actions.rules import NextActionInput
from pipectl.pipeline import actions as pipeline_actions
from pipectl.pipeline.actions import amount_columns
from pipectl.sequence_runs import actions as runs
from pipectl.store.change_times import loaded
from pipectl.store.changes import net
from pipectl.store.row import values_of
from pipectl.store.rows import (
    NextAction,
    Opportunity,
    OpportunityHistory,
    Reason,
    Stage,
)
from pipectl.store.unit import Unit
from pipectl.text import check_line, check_note, fold
from pipectl.vocabulary import CLOSED, CUSTOMER, DROPPED, LOST, OPEN, WON

if TYPE_CHECKING:
    from pipectl.recurring import Recurring


class Before(NamedTuple):
    """A deal as it was before its closing.

    `ended` is the next action that the closing ended, `made` the one that it set. `was_last` says
    that the closing is the last operation of the journal.
    """

    amount: Mapping[str, Any]
    ended: int | None
    made: int | None
    was_last: bool


def before_closing(unit: Unit, opportunity: Opportunity) -> Before:
    """What was before the closing: as the journal has it, else as the history tells."""
    for operation, before, after in images(unit, opportunity):
        if before["status"] == OPEN and after["status"] in CLOSED:
            return Before(
                amount_in(before),
                *actions_of(unit, operation, opportunity),
                operation == last_operation(unit) and is_of_one_deal(unit, operation),
            )
    # It was closed elsewhere: an import has no journal of that.
    return Before(told_amount(unit, opportunity), dropped_last(unit, opportunity), None, False)


def images(
    unit: Unit, opportunity: Opportunity
) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    """The deal before and after each operation that closed it, or changed it then; latest first."""
    steps = unit.rows(CLOSING_IMAGES_SQL, number=opportunity.id, key=json.dumps([opportunity.id]))
    for operation, before, after in net(steps):
        if before is not None and after is not None:
            yield operation, loaded(before) or {}, loaded(after) or {}


# A closing is kept in the deal's history with the operation's instant. Images of rows are found by
# their operations alone: to look through all of them takes long in a store with a past.
CLOSING_IMAGES_SQL = f"""
select
  operation_id,
  before,
  after
from journal_row
where operation_id in (
    select
      id
    from journal_operation
    where state = 'done' and at in (
        select
          recorded_at
        from opportunity_history
        where opportunity_id = :number and status in {CLOSED}
      )
  )
  and table_name = 'opportunity'
  and row_key = :key
order by operation_id desc, id
"""

ACTION_IMAGES_SQL = """
select
  row_key,
  before,
  after
from journal_row
where operation_id = :operation and table_name = 'next_action'
order by id
"""


def actions_of(
    unit: Unit, operation: int, opportunity: Opportunity
) -> tuple[int | None, int | None]:
    """The deal's next action that an operation ended, and the one that it set and left open."""
    ended = made = None
    steps = unit.rows(ACTION_IMAGES_SQL, operation=operation)
    for _, before, after in net(steps):
        was, now = loaded(before), loaded(after)
        if (now or was or {}).get("opportunity_id") != opportunity.id:
            continue  # an import closes several deals in one operation
        if was and was["status"] == OPEN and now and now["status"] != OPEN:
            ended = now["id"]
        if was is None and now and now["status"] == OPEN:
            made = now["id"]
    return ended, made


DEALS_SQL = """
select
  count(distinct row_key)
from journal_row
where operation_id = :operation and table_name = 'opportunity'
"""


def is_of_one_deal(unit: Unit, operation: int) -> bool:
    """Whether an operation changed no other deal."""
    return bool(unit.value(DEALS_SQL, operation=operation) == 1)


def last_operation(unit: Unit) -> int | None:
    """The number of the last operation that stands."""
    found: int | None = unit.value("select max(id) from journal_operation where state = 'done'")
    return found


def amount_in(image: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the amount; older images have none of an amount per month or year."""
    return {name: image.get(name) for name in PARTS["amount"]}


def told_amount(unit: Unit, opportunity: Opportunity) -> Mapping[str, Any]:
    """The amount in the last row of the history that was open, before the closing changed it."""
    rows = unit.all(OpportunityHistory, "opportunity_id = :id order by id", id=opportunity.id)
    last = max((n for n, row in enumerate(rows) if row.status == OPEN), default=None)
    if last is None or last + 1 == len(rows):
        return amount_in(values_of(opportunity))
    # A win at another amount is two rows, recorded in one instant.
    if last and rows[last].recorded_at == rows[last + 1].recorded_at:
        last -= 1
    return amount_in(values_of(rows[last]))


def dropped_last(unit: Unit, opportunity: Opportunity) -> int | None:
    """The latest next action, where a closing ended it."""
    found = unit.first(NextAction, "opportunity_id = :id order by id desc", id=opportunity.id)
    return found.id if found and found.status == DROPPED else None


def resume(unit: Unit, opportunity: Opportunity, before: Before) -> str | None:
    """Open the next action of before the closing again, in the place of what the closing set.

    An action that was set after the closing stays. Answers with the text of what came back.
    """
    now = next_actions_actions.open_action(unit, opportunity)
    if now is not None and now.id == before.made:
        next_actions_actions.drop(unit, opportunity, unit.moment.today)
        now = None
    if now is not None or before.ended is None:
        return None
    ended = unit.have(NextAction, before.ended)
    return next_actions_actions.resume(unit, opportunity, ended).text


class CloseInput(NamedTuple):
    """How an opportunity ended; `on` is today unless it is given."""

    reason: str | None = None
    on: date | None = None
    amount: Money | None = None
    note: str | None = None
    competitor: str | None = None
    revisit_on: date | None = None
    next_action: NextActionInput | None = None
    amount_is_sure: bool = False
    recurring: "Recurring | None" = None


class Reopened(NamedTuple):
    """What came back with a deal that is open again.

    `was` is how it had ended; `has_former_amount` says that it has the amount again that the
    closing had changed, `action` is the next action that is open again, `was_last` whether nothing
    had been changed since the closing.
    """

    was: str
    has_former_amount: bool
    action: str | None
    was_last: bool


def win(unit: Unit, number: int, closing: CloseInput) -> Opportunity:
    """Close an open opportunity as won, or date anew one that is won already."""
    opportunity = pipeline_actions.opportunity_for_update(unit, number)
    if opportunity.status == WON:
        return redate(unit, opportunity, closing)
    check_unclosed(opportunity.title, opportunity.status, ended_on(opportunity))
    if closing.amount is not None:
        set_amount(unit, opportunity, closing, closing.on or unit.moment.today)
    pipeline_actions.mark_actions_advanced(unit, opportunity, advanced=True)
    close(unit, opportunity, WON, closing)
    become_customer(unit, opportunity)
    if closing.next_action is not None:
        next_actions_actions.follow(unit, opportunity, closing.next_action)
    return opportunity


def become_customer(unit: Unit, opportunity: Opportunity) -> None:
    """Put a deal that was just won into the first customer stage, if there is one."""
    first = unit.first(Stage, "kind = :kind and not archived order by position", kind=CUSTOMER)
    if first is not None:
        on = opportunity.closed_on or unit.moment.today
        pipeline_actions.enter_customer_stage(unit, opportunity.id, first.id, on)


def lose(unit: Unit, number: int, closing: CloseInput) -> Opportunity:
    """Close an open opportunity as lost, or date anew one that is lost already."""
    opportunity = pipeline_actions.opportunity_for_update(unit, number)
    if opportunity.status == LOST:
        return redate(unit, opportunity, closing)
    check_unclosed(opportunity.title, opportunity.status, ended_on(opportunity))
    if closing.reason is None:
        raise NeedsReasonError(opportunity.title)
    close(unit, opportunity, LOST, closing)
    return opportunity


def close(unit: Unit, opportunity: Opportunity, status: str, closing: CloseInput) -> None:
    """Set outcome, date and reason, end what was open, and keep it in the history."""
    on = closing.on or unit.moment.today
    pipeline_actions.begin_early(unit, opportunity, on)
    check_order(opportunity.title, on, status, entered_on=opportunity.stage_entered_on)
    runs.closed(unit, opportunity, on)
    if closing.next_action is None:
        next_actions_actions.drop(unit, opportunity, on)
    told = told_of_closing(unit, status, on, closing)
    unit.change(opportunity, status=status, closed_on=on, **told)
    pipeline_actions.append_history(unit, opportunity, on, note=opportunity.closing_note)


def told_of_closing(unit: Unit, outcome: str, on: date, closing: CloseInput) -> dict[str, Any]:
    """The columns that describe a closing, as far as they were given."""
    told: dict[str, Any] = {}
    if closing.reason is not None:
        told["reason"] = listed_reason(unit, outcome, closing.reason)
    if closing.note is not None:
        told["closing_note"] = check_note(closing.note)
    if closing.competitor is not None:
        told["competitor"] = check_line(closing.competitor, what="competitor", most=200)
    if closing.revisit_on is not None:
        check_revisit(closing.revisit_on, on)
        told["revisit_on"] = closing.revisit_on
    return told


def listed_reason(unit: Unit, outcome: str, typed: str) -> str:
    """The reason as the outcome's list spells it, where the list has it in any case."""
    text = check_line(typed, what="reason", most=200)
    known = unit.find(Reason, outcome=outcome, text_folded=fold(text))
    return known.text if known else text


def ended_on(opportunity: Opportunity) -> date:
    """The day on which a closed opportunity was won or lost."""
    return opportunity.closed_on or opportunity.created_on


def redate(unit: Unit, opportunity: Opportunity, closing: CloseInput) -> Opportunity:
    """Move the date of a win or loss, which only this does; raises RefusedError without one."""
    title, status = opportunity.title, opportunity.status
    on = check_new_day(title, status, ended_on(opportunity), closing.on)
    check_order(title, on, status, entered_on=opportunity.stage_entered_on)
    if closing.amount is not None:
        set_amount(unit, opportunity, closing, on)
    before = told(opportunity)
    said = told_of_closing(unit, status, on, closing)
    unit.change(opportunity, closed_on=on, **said)
    if status == LOST and opportunity.revisit_on is not None:
        check_revisit(opportunity.revisit_on, on)
    if told(opportunity) != before:
        pipeline_actions.append_history(unit, opportunity, on)
    if closing.next_action is not None:
        next_actions_actions.replace(unit, opportunity, closing.next_action)
    return opportunity


def told(opportunity: Opportunity) -> tuple[date | str | None, ...]:
    """What history keeps of a closing."""
    kept = opportunity
    return (kept.closed_on, kept.reason, kept.competitor, kept.revisit_on)


def set_amount(unit: Unit, opportunity: Opportunity, closing: CloseInput, on: date) -> None:
    """Change the amount, as a change of its own; raises FarOffError where that must be sure."""
    amount = closing.amount
    known = Money(opportunity.amount_minor or 0, opportunity.currency)
    columns = {} if amount is None else amount_columns(opportunity, amount, closing.recurring)
    if amount is None or all(getattr(opportunity, name) == columns[name] for name in columns):
        return
    if not closing.amount_is_sure:
        check_amount(opportunity.title, known, amount)
    unit.change(opportunity, **columns)
    pipeline_actions.append_history(unit, opportunity, on)


def reopen(unit: Unit, number: int) -> Reopened:
    """Take a win or loss back: open again in its stage, with the day on which it entered that.

    The amount and the next action of before the closing come back too.
    """
    opportunity = pipeline_actions.opportunity_for_update(unit, number)
    was = opportunity.status
    check_closed(opportunity.title, was)
    before = before_closing(unit, opportunity)
    if was == WON:
        pipeline_actions.mark_actions_advanced(unit, opportunity, advanced=False)
    has_former_amount = regained(unit, opportunity, before)
    unit.change(
        opportunity,
        status=OPEN,
        stage_id=standing_stage(unit, opportunity.stage_id),
        closed_on=None,
        reason=None,
        closing_note=None,
        competitor=None,
        revisit_on=None,
    )
    pipeline_actions.append_history(unit, opportunity, unit.moment.today)
    action = resume(unit, opportunity, before)
    return Reopened(was, has_former_amount, action, before.was_last)


def regained(unit: Unit, opportunity: Opportunity, before: Before) -> bool:
    """Give the deal the amount of before its closing; return whether it is another amount."""
    if amount_in(values_of(opportunity)) == before.amount:
        return False
    unit.change(opportunity, **before.amount)
    return opportunity.amount_minor is not None


def standing_stage(unit: Unit, stage_id: int) -> int:
    """The stage; if no open deal can be there any more, the nearest one before (else the first)."""
    stage = unit.have(Stage, stage_id)
    if not stage.archived and stage.kind != CUSTOMER:
        return stage_id
    standing = unit.all(Stage, "not archived and kind <> :kind order by position", kind=CUSTOMER)
    # Its removal moved those behind it up into its place.
    before = [each for each in standing if each.position < stage.position]
    chosen = (before or standing)[-1 if before else 0]
    return chosen.id
