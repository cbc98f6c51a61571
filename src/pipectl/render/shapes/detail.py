"""The JSON keys of everything about one opportunity, and of activities."""

from typing import Any

from pipectl.money import percent_number
from pipectl.queries.activities import Activity
from pipectl.queries.detail import ActionTaken, Answers, Criterion, Detail, HistoryRow
from pipectl.queries.opportunities import Opportunity
from pipectl.render.shapes.opportunity import money, opportunity


def detail(found: Detail) -> dict[str, Any]:
    """Everything about one: an opportunity's keys and what belongs to it."""
    return opportunity(found.opportunity) | {
        "note": found.note,
        "closing_note": found.closing_note,
        "criteria": [criterion(each) for each in found.criteria],
        "qualifications": [answers(each) for each in found.answers],
        "next_actions": [action(each) for each in found.actions],
        "activities": [activity(each) for each in found.activities],
        "history": [history(each) for each in found.history],
        "account_opportunities": [sibling(each) for each in found.siblings],
    }


def criterion(found: Criterion) -> dict[str, Any]:
    """A criterion, ticked or not."""
    return {
        "text": found.text,
        "required": found.required,
        "met_on": found.met_on,
        "stage": found.stage,
    }


def answers(found: Answers) -> dict[str, Any]:
    """One answered set of the three questions."""
    return {
        "stage": found.stage,
        "buying": found.buying,
        "why": found.why,
        "next_action": found.next_action,
        "due_on": found.due_on,
        "factor": found.factor,
        "override": found.override,
        "asked_on": found.asked_on,
        "buying_on": found.buying_on,
        "why_on": found.why_on,
    }


def action(found: ActionTaken) -> dict[str, Any]:
    """A next action, open or ended."""
    return {
        "action": found.text,
        "due_on": found.due_on,
        "due_time": found.due_time,
        "status": found.status,
        "outcome": found.outcome,
        "created_on": found.created_on,
        "ended_on": found.ended_on,
    }


def history(found: HistoryRow) -> dict[str, Any]:
    """The opportunity as it was from a day on; a probability only where it had its own."""
    own = found.probability_bp
    return {
        "on": found.happened_on,
        "stage": found.stage,
        "status": found.status,
        "amount": money(found.amount_minor, found.currency),
        "currency": found.currency,
        "close_on": found.close_on,
        "probability": None if own is None else percent_number(own),
        "reason": found.reason,
        "competitor": found.competitor,
        "revisit_on": found.revisit_on,
        "note": found.note,
        "recorded_on": found.recorded_on,
    }


def sibling(found: Opportunity) -> dict[str, Any]:
    """Another opportunity of the account."""
    return {"id": found.row.id, "title": found.row.title, "status": found.row.status}


def activity(found: Activity) -> dict[str, Any]:
    """An activity's keys."""
    return {
        "id": found.id,
        "kind": found.kind,
        "count": found.count,
        "on": found.done_on,
        "opportunity": found.opportunity_id,
        "title": found.opportunity,
        "contact": found.contact,
        "text": found.text,
    }
