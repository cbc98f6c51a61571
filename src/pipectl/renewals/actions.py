"""Make a renewal of a won deal, move it with the win, and take it back."""

from datetime import date
from typing import Any
from uuid import uuid4

from pipectl.deal_parts import PARTS
from pipectl.errors import RefusedError, quoted
from pipectl.fields.actions import append_value
from pipectl.named_tuple import NamedTuple
from pipectl.next_actions import actions as next_actions_actions
from pipectl.next_actions.rules import NextActionInput
from pipectl.pipeline import actions as pipeline_actions
from pipectl.renewals.rules import (
    NEXT_ACTION,
    RenewalDates,
    renewal_dates,
    renewal_title,
    term_begins,
)
from pipectl.stage_history import is_push
from pipectl.store.reader import NoStageError
from pipectl.store.rows import CustomField, FieldValue, Opportunity, OpportunityTag, Renewal, Stage
from pipectl.store.settings import settings
from pipectl.store.unit import Unit
from pipectl.text import fold
from pipectl.vocabulary import DELETED, OPEN, SALES

SOURCE = "renewal"
# What a renewal has of the deal that it renews.
SAME = ("account_id", "contact_id", "owner", *PARTS["amount"])


class Renewed(NamedTuple):
    """A renewal's deal, and its dates."""

    id: int
    title: str
    dates: RenewalDates


def renew(unit: Unit, won: Opportunity, months: int) -> Renewed:
    """Add the deal that renews a won one after `months`, in the first sales stage.

    Raises RefusedError if it is renewed already.
    """
    known = renewal_of(unit, won.id)
    if known is not None:
        raise RefusedError(
            f"{quoted(won.title)} already has a renewal: {quoted(known.title)} (#{known.id}).",
            hint=f"Delete that first (`pipectl delete {known.id}`), or change it with"
            f" `pipectl edit {known.id}`.",
        )
    dates = renewal_dates(term_of(unit, won, won.closed_on or unit.moment.today), months)
    title = renewal_title(won.title, dates.ends_on)
    renewal = Opportunity(
        uid=str(uuid4()),
        slug=pipeline_actions.free_slug(unit, title),
        title=title,
        title_folded=fold(title),
        parent_id=won.id,
        stage_id=first_sales_stage(unit),
        stage_entered_on=dates.begins_on,
        created_on=dates.begins_on,
        close_on=dates.ends_on,
        added_on=unit.moment.today,
        source=SOURCE,
        **{name: getattr(won, name) for name in SAME},
    )
    unit.add(renewal)
    if renewal.slug is None:
        unit.change(renewal, slug=str(renewal.id))
    describe_alike(unit, won, renewal)
    pipeline_actions.append_history(unit, renewal, unit.moment.today)
    plan(unit, renewal, dates.begins_on)
    unit.add(
        Renewal(
            uid=str(uuid4()),
            opportunity_id=renewal.id,
            renewed_id=won.id,
            months=months,
            ends_on=dates.ends_on,
            recorded_at=unit.moment.at,
            recorded_on=unit.moment.today,
        )
    )
    return Renewed(renewal.id, title, dates)


def term_of(unit: Unit, won: Opportunity, won_on: date) -> date:
    """Return the first day of a won deal's term, which may be a renewal that was won early."""
    row = unit.find(Renewal, opportunity_id=won.id)
    return term_begins(won_on, None if row is None else row.ends_on)


def first_sales_stage(unit: Unit) -> int:
    """Return the stage in which a sale begins, behind those for leads."""
    found = unit.first(Stage, "not archived and kind = :kind order by position", kind=SALES)
    if found is None:
        raise NoStageError
    return found.id


def describe_alike(unit: Unit, won: Opportunity, renewal: Opportunity) -> None:
    """Give the renewal the tags and the fields of the deal that it renews."""
    for tag in unit.all(OpportunityTag, "opportunity_id = :id order by tag_folded", id=won.id):
        unit.add(OpportunityTag(opportunity_id=renewal.id, tag_folded=tag.tag_folded, tag=tag.tag))
    rows = unit.all(FieldValue, "opportunity_id = :id order by recorded_at, id", id=won.id)
    for field, value in {row.field_id: row.value for row in rows}.items():
        if value is not None and not unit.have(CustomField, field).archived:
            append_value(unit, "deal", renewal.id, field, value)


def plan(unit: Unit, renewal: Opportunity, begins_on: date) -> None:
    """Set the first next action of a renewal, or its date: when it begins, on a working day."""
    due_on = settings(unit.reader).working.following(begins_on)
    former = next_actions_actions.open_action(unit, renewal)
    text = NEXT_ACTION if former is None else None
    next_actions_actions.replace(unit, renewal, NextActionInput(text, due_on))


def renewal_of(unit: Unit, number: int) -> Opportunity | None:
    """Return the deal that renews another one, unless it was deleted."""
    for each in unit.all(Renewal, "renewed_id = :number order by id desc", number=number):
        renewal = unit.have(Opportunity, each.opportunity_id)
        if renewal.status != DELETED:
            return renewal
    return None


def unbegun(unit: Unit, number: int) -> Opportunity | None:
    """Return the renewal of a deal, if it hasn't begun."""
    found = renewal_of(unit, number)
    if found is None or found.status != OPEN or found.created_on <= unit.moment.today:
        return None
    return found


def follow_win(unit: Unit, won: Opportunity) -> None:
    """Move the dates of a renewal that hasn't begun along with the day of the win."""
    renewal = unbegun(unit, won.id)
    if renewal is None or won.closed_on is None:
        return
    row = unit.find(Renewal, opportunity_id=renewal.id)
    if row is None:
        return
    dates = renewal_dates(term_of(unit, won, won.closed_on), row.months)
    if dates.ends_on == row.ends_on:
        return
    begins: dict[str, Any] = dict.fromkeys(("created_on", "stage_entered_on"), dates.begins_on)
    unit.change(row, ends_on=dates.ends_on)
    # A close date that moves later counts as a push, whatever moved it.
    pushes = renewal.pushes + is_push(renewal.close_on, dates.ends_on)
    unit.change(renewal, close_on=dates.ends_on, pushes=pushes, **begins)
    pipeline_actions.append_history(unit, renewal, unit.moment.today)
    plan(unit, renewal, dates.begins_on)


def take_back(unit: Unit, number: int) -> Opportunity | None:
    """Delete the renewal of a deal that is open again, if it hasn't begun; return it."""
    renewal = unbegun(unit, number)
    if renewal is not None:
        next_actions_actions.drop(unit, renewal, unit.moment.today)
        pipeline_actions.mark_deleted(unit, renewal)
    return renewal
