"""Update an opportunity from another system."""

from datetime import date, time
from typing import Any

from pipectl.currencies import DECIMALS
from pipectl.deal_parts import PART_OF
from pipectl.errors import RefusedError, quoted
from pipectl.gate.actions import close as actions_close
from pipectl.gate.actions import move
from pipectl.gate.actions.close import CloseInput
from pipectl.importing.actions.compare import NAMED, told
from pipectl.importing.actions.field_values import update_values
from pipectl.importing.actions.new_rows import ImportScope, Spare
from pipectl.importing.rules.deal_from_row import NO_REASON
from pipectl.importing.rules.fields import Incoming, closing_day
from pipectl.importing.rules.history_file import Arrival, MovedClosing, Visit
from pipectl.importing.rules.own_csv import OwnRow
from pipectl.money import Money
from pipectl.named_tuple import NamedTuple
from pipectl.next_actions import actions as next_actions_actions
from pipectl.next_actions.rules import NextActionInput
from pipectl.opportunities import actions as opportunities_actions
from pipectl.people.rules import names as people_rules
from pipectl.pipeline import actions as pipeline_actions
from pipectl.recurring import Recurring
from pipectl.store.ownership import spelled
from pipectl.store.row import values_of
from pipectl.store.rows import Account, Contact, Opportunity, OpportunityTag, Qualification, Stage
from pipectl.store.unit import Unit
from pipectl.text import fold
from pipectl.vocabulary import LOST, OPEN, WON


class Changed(NamedTuple):
    """A changed column of a deal with its value before and after, in words.

    For a custom field, `column` is its name, and `is_own` is set.
    """

    column: str
    before: Any
    after: Any
    is_own: bool = False
    own_part: str | None = None

    @property
    def part(self) -> str | None:
        """The part of the deal that it belongs to; None for a derived column."""
        return self.own_part if self.is_own else PART_OF.get(self.column)


def update(
    unit: Unit,
    number: int,
    arrival: Arrival,
    wanted: ImportScope,
    *,
    shifted: list[MovedClosing],
) -> tuple[Changed, ...]:
    """Update differing fields, append to the history, and return the changed columns.

    Empty cells change nothing, nor do files without outcomes change an outcome; a deleted deal
    stays deleted. Closings that contradict the history are added to `shifted`.
    """
    opportunity = unit.get(Opportunity, number)
    if opportunity is None or opportunity.status == "deleted":
        return ()
    row, before, said = arrival.row, image(opportunity), shown(unit, opportunity)
    stays = row.outcome == OPEN and not wanted.tells_outcome
    if opportunity.status not in (OPEN, row.outcome) and not stays:
        actions_close.reopen(unit, number)
    # Before the stage changes: closes_on must not take the import's move for one made here.
    on = None if row.outcome == OPEN else closes_on(unit, opportunity, row, shifted)
    change = changes(unit, opportunity, arrival)
    closes = on if opportunity.status == OPEN else None
    opportunities_actions.edit(unit, number, change._replace(on=closes))
    if opportunity.status == OPEN:
        stand(unit, opportunity, arrival, on or unit.moment.today)
    is_next = row.next_action is not None and row.outcome != LOST
    # A win drops the open next action, so the new one is set afterwards.
    if on is not None:
        close(unit, opportunity, row, on)
    has_next = comes_next(unit, opportunity, row) if is_next else is_dropped(unit, opportunity, row)
    answered = row.own is not None and answers(unit, opportunity, row.own)
    says = shown(unit, opportunity)
    found = [name for name, value in image(opportunity).items() if value != before[name]]
    has_next = has_next or said.get("next_action") != says.get("next_action")
    beside = {"next_action": has_next, "tags": said["tags"] != says["tags"]}
    beside["why"] = answered and ("buying" not in found or said["why"] != says["why"])
    found += [name for name, is_other in beside.items() if is_other]
    owners = {"deal": number, "account": opportunity.account_id, "contact": opportunity.contact_id}
    clears = row.own is not None
    values = update_values(unit, owners, wanted.fields, row.fields, clears=clears)
    told = [Changed(name, said.get(name), says.get(name)) for name in found]
    told += [
        Changed(column.name, before, after, is_own=True, own_part=column.part)
        for column, before, after in values
    ]
    return tuple(told)


def reach(unit: Unit, number: int, row: Incoming, spare: list[Spare]) -> tuple[Changed, ...]:
    """Store the e-mail address of a contact without one; add a different one to `spare`."""
    opportunity = unit.get(Opportunity, number)
    if row.contact_email is None or opportunity is None or opportunity.contact_id is None:
        return ()
    contact = unit.have(Contact, opportunity.contact_id)
    if contact.email is None:
        unit.change(contact, email=row.contact_email)
        return (Changed("contact_email", None, row.contact_email),)
    if fold(contact.email) != fold(row.contact_email):
        spare.append(Spare(contact.name, contact.email, row.contact_email))
    return ()


def comes_next(unit: Unit, opportunity: Opportunity, row: Incoming) -> bool:
    """Set the next action in the file; return whether it differs from the open one."""
    former = next_actions_actions.open_action(unit, opportunity)
    if former is not None and former.text_folded == fold(row.next_action or ""):
        is_later = row.next_due is not None and row.next_due != former.due_on
        if row.own is None and row.next_time is None and not is_later:
            return False  # the day or the time that was set here stays
    at = None if row.next_time is None else time.fromisoformat(row.next_time)
    chosen = NextActionInput(row.next_action, row.next_due, at)
    return next_actions_actions.replace(unit, opportunity, chosen) is not former


def is_dropped(unit: Unit, opportunity: Opportunity, row: Incoming) -> bool:
    """Drop the next action if its cell in our own CSV is empty; return whether one was open."""
    if row.own is None or "next_action" not in row.own.told:
        return False
    if next_actions_actions.open_action(unit, opportunity) is None:
        return False
    next_actions_actions.drop(unit, opportunity, unit.moment.today)
    return True


def answers(unit: Unit, opportunity: Opportunity, own: OwnRow) -> bool:
    """Store the answers of our own CSV if they differ from the last ones; return whether so."""
    if own.asked_on is None or own.buying is None or own.why is None:
        return False  # answers that were given stay in the history
    last = last_answers(unit, opportunity)
    if last is not None and (last.buying, last.why) == (own.buying, own.why):
        return False
    on = own.asked_on if last is None else max(own.asked_on, last.asked_on)
    given = move.GateAnswers(buying=own.buying, why=own.why)
    move.qualify(unit, opportunity, given, on=on, next_action=None, override=None)
    return True


def shown(unit: Unit, opportunity: Opportunity) -> dict[str, Any]:
    """Return every column in words, with the tags, the next action and the last answers."""
    found = {name: told(name, value, opportunity) for name, value in image(opportunity).items()}
    for name, (kind, called) in NAMED.items():
        if found.get(name) is not None:
            found[name] = getattr(unit.have(kind, found[name]), called)
    action = next_actions_actions.open_action(unit, opportunity)
    if action is not None:
        parts = (action.text, action.due_on, action.due_time)
        found["next_action"] = " ".join(str(part) for part in parts if part is not None)
    found["tags"] = "; ".join(sorted(tag.tag for tag in tags(unit, opportunity))) or None
    last = last_answers(unit, opportunity)
    found["why"] = last and last.why
    return found


def last_answers(unit: Unit, opportunity: Opportunity) -> Qualification | None:
    """Return the last answers to the three questions."""
    return unit.first(
        Qualification, "opportunity_id = :number order by id desc", number=opportunity.id
    )


def tags(unit: Unit, opportunity: Opportunity) -> list[OpportunityTag]:
    """Return the deal's tags."""
    return unit.all(OpportunityTag, "opportunity_id = :number", number=opportunity.id)


def image(opportunity: Opportunity) -> dict[str, Any]:
    """Return the values of all columns."""
    return values_of(opportunity)


def changes(
    unit: Unit, opportunity: Opportunity, arrival: Arrival
) -> opportunities_actions.OpportunityChanges:
    """Return the fields to which the file gives another value."""
    row = arrival.row
    values: dict[str, Any] = {"title": row.title, "source": row.source, "campaign": row.campaign}
    values |= {"note": row.note, "owner": row.owner and spelled(unit.reader, row.owner)}
    clear: tuple[str, ...] = ()
    if opportunity.status == OPEN:
        values["close_on"] = row.close_on
        if row.own is None and row.probability_bp == stage_percent(unit, opportunity, arrival):
            clear = ("probability",) * (opportunity.probability_bp is not None)
        else:
            values["probability_bp"] = row.probability_bp
    known = {tag.tag_folded for tag in tags(unit, opportunity)}
    added = () if row.own else tuple(tag for tag in row.tags if fold(tag) not in known)
    if row.own is not None:
        values |= own_values(opportunity, row, row.own)
        clear += emptied(opportunity, row, row.own)
        if known != set(map(fold, row.own.tags)) and "tags" in row.own.told:
            added, clear = row.own.tags, (*clear, "tag")
    amount = row.amount_minor
    if row.outcome == WON and row.closed_value_minor is not None:
        amount = row.closed_value_minor
    return opportunities_actions.OpportunityChanges(
        values={
            name: value
            for name, value in values.items()
            if value is not None and value != getattr(opportunity, name)
        },
        amount=None if amount is None else money(opportunity, row, amount),
        recurring=recurring(opportunity, row, amount),
        account=account(unit, row.account),
        contact=contact(unit, opportunity, row),
        tags=added,
        clear=clear,
    )


def money(opportunity: Opportunity, row: Incoming, minor: int) -> Money:
    """The row's amount, in the deal's currency where the row doesn't say one.

    Raises RefusedError for decimals that the deal's currency doesn't have.
    """
    if not row.is_currency_assumed:
        return Money(minor, row.currency)
    assumed, own = (DECIMALS.get(code, 2) for code in (row.currency, opportunity.currency))
    whole, rest = divmod(minor * 10**own, 10**assumed)
    if rest:
        raise RefusedError(
            f"Line {row.line}: the amount has more decimals than {opportunity.currency}, the "
            f"currency of {opportunity.id} {quoted(opportunity.title)}.",
            hint="Add a column with the currencies to the file.",
        )
    return Money(whole, opportunity.currency)


def recurring(opportunity: Opportunity, row: Incoming, amount: int | None) -> Recurring | None:
    """The row's recurring amount, in the deal's currency where the row doesn't say one."""
    found = row.recurring_at(amount)
    return found and found._replace(minor=money(opportunity, row, found.minor).minor)


# Where an emptied cell of our own CSV empties the field: the row's value, the column here, and
# what is cleared.
EMPTIED = (
    ("account", "account_id", "account"),
    ("contact", "contact_id", "contact"),
    ("amount", "amount_minor", "amount"),
    ("recurring", "recurring_minor", "term"),
    ("close_on", "close_on", "close"),
    ("probability", "probability_bp", "probability"),
    ("source", "source", "source"),
    ("campaign", "campaign", "campaign"),
    ("owner", "owner", "owner"),
    ("note", "note", "note"),
    ("revisit_on", "revisit_on", "revisit"),
    ("parent", "parent_id", "parent"),
)


def own_values(opportunity: Opportunity, row: Incoming, own: OwnRow) -> dict[str, Any]:
    """Return the fields that only our own CSV has."""
    values: dict[str, Any] = {"note": own.note, "created_on": row.created_on}
    if row.amount_minor is None and not row.is_currency_assumed:
        values["currency"] = row.currency
    if opportunity.status == row.outcome == LOST:
        values["revisit_on"] = own.revisit_on
    return values


def emptied(opportunity: Opportunity, row: Incoming, own: OwnRow) -> tuple[str, ...]:
    """Return the fields to clear: filled here, but empty in our own CSV."""
    there = {**row._asdict(), **own._asdict()}
    there |= {"amount": row.amount_minor, "probability": row.probability_bp}
    closed = opportunity.status != OPEN
    return tuple(
        cleared
        for field, column, cleared in EMPTIED
        if field in own.told and there[field] is None
        if getattr(opportunity, column) not in (None, "")
        if not (closed and field in ("close_on", "probability"))
        if field != "probability" or "probability_from" in own.told
    )


def stage_percent(unit: Unit, opportunity: Opportunity, arrival: Arrival) -> int:
    """Return the probability of the deal's stage, or of the one in the file."""
    target = target_of(arrival) or opportunity.stage_id
    return unit.have(Stage, target).probability_bp


def account(unit: Unit, name: str | None) -> people_rules.PersonRef | None:
    """Return a reference to the account of that name, existing or new."""
    if name is None:
        return None
    known = unit.find(Account, name_folded=fold(name))
    return people_rules.PersonRef(None if known is None else known.id, name)


def contact(unit: Unit, opportunity: Opportunity, row: Incoming) -> people_rules.PersonRef | None:
    """Return a reference to the contact of that name at the account; None if unchanged."""
    if row.contact is None:
        return None
    folded = fold(row.contact)
    if opportunity.contact_id is not None:
        now = unit.have(Contact, opportunity.contact_id)
        if now.name_folded == folded:
            return None
    at = account(unit, row.account)
    account_id = opportunity.account_id if at is None else at.id
    known = unit.find(Contact, name_folded=folded, account_id=account_id)
    return people_rules.PersonRef(None if known is None else known.id, row.contact)


def target_of(arrival: Arrival) -> int | None:
    """Return the deal's last stage in the file."""
    if arrival.stage_id is not None or not arrival.visits:
        return arrival.stage_id
    return arrival.visits[-1][0]


def stand(unit: Unit, opportunity: Opportunity, arrival: Arrival, end: date) -> None:
    """Move the deal to its stage in the file, no later than `end`: its closing, or today."""
    for stage_id, day in still_to_come(opportunity, arrival, end):
        on = min(max(day, opportunity.stage_entered_on), end)
        unit.change(opportunity, stage_id=stage_id, stage_entered_on=on)
        pipeline_actions.append_history(unit, opportunity, on, note="imported")


def still_to_come(opportunity: Opportunity, arrival: Arrival, end: date) -> list[Visit]:
    """Return the stages that it entered after its current one here, up to that in the file."""
    places = [
        place
        for place, (stage_id, day) in enumerate(arrival.visits)
        if stage_id == opportunity.stage_id and day <= opportunity.stage_entered_on
    ]
    later = arrival.visits[places[-1] + 1 :] if places else arrival.visits[-1:]
    target, found, last = target_of(arrival), [], opportunity.stage_id
    for stage_id, day in (*later, *([] if target is None else [(target, end)])):
        if stage_id != last:
            found.append((stage_id, day))
            last = stage_id
    return found


def began_before(unit: Unit, opportunity: Opportunity, row: Incoming, on: date) -> MovedClosing:
    """Let the deal begin by its closing day, or close on the day it last moved, if it did."""
    number = opportunity.id
    if pipeline_actions.has_moved(unit, opportunity):
        return MovedClosing(number, on, closed_on=opportunity.stage_entered_on)
    begin = min(row.created_on or on, on)
    opportunities_actions.edit(
        unit,
        number,
        opportunities_actions.OpportunityChanges(values={"created_on": begin}, on=begin),
    )
    return MovedClosing(number, on, began_on=begin)


def closes_on(
    unit: Unit, opportunity: Opportunity, row: Incoming, shifted: list[MovedClosing]
) -> date:
    """Return the day of its closing; if that is before its stage, add the change to `shifted`."""
    today = unit.moment.today
    known = opportunity.closed_on
    if known is not None and row.closed_on is not None:
        # An expected date after the known closing day has only passed since: it isn't a new one.
        was_ahead = opportunity.close_on == row.closed_on and known < row.closed_on
        known = known if was_ahead else None
    on = known or closing_day(row, today) or today
    if on >= opportunity.stage_entered_on:
        return on
    shifted.append(began_before(unit, opportunity, row, on))
    return shifted[-1].closed_on or on


def close(unit: Unit, opportunity: Opportunity, row: Incoming, on: date) -> None:
    """Close the deal as in the file, or change its closing date."""
    reason = row.lost_reason
    if opportunity.status == LOST and reason == NO_REASON:
        reason = opportunity.reason  # whoever knows it said it here
    own = row.own or OwnRow()
    reason = own.won_reason if row.outcome == WON else reason
    known = (opportunity.status, opportunity.closed_on) == (row.outcome, on)
    says = [(reason, opportunity.reason), (own.competitor, opportunity.competitor)]
    if known and all(said in (None, here) for said, here in says):
        forget_closing(unit, opportunity, row, own)
        return
    number = opportunity.id
    if row.outcome == WON:
        actions_close.win(unit, number, CloseInput(on=on, reason=reason))
    else:
        revisit = own.revisit_on if opportunity.status == OPEN else None
        ending = CloseInput(on=on, reason=reason, competitor=own.competitor, revisit_on=revisit)
        actions_close.lose(unit, number, ending)


def forget_closing(unit: Unit, opportunity: Opportunity, row: Incoming, own: OwnRow) -> None:
    """Clear a competitor or win reason that is empty in our own CSV."""
    before = (opportunity.competitor, opportunity.reason)
    if "competitor" in own.told and own.competitor is None:
        unit.change(opportunity, competitor=None)
    if "lost_reason" in own.told and row.outcome == WON and own.won_reason is None:
        unit.change(opportunity, reason=None)
    if (opportunity.competitor, opportunity.reason) != before:
        pipeline_actions.append_history(unit, opportunity, unit.moment.today)
