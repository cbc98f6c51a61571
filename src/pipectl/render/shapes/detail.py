"""The JSON keys of everything about one opportunity, and of activities."""

from typing import Any

from pipectl.money import percent_number
from pipectl.queries.activities import Activity
from pipectl.queries.detail import Detail
from pipectl.render.shapes.opportunity import money, opportunity


def detail(found: Detail) -> dict[str, Any]:
    """Everything about one: an opportunity's keys and what belongs to it."""
    return opportunity(found.opportunity) | {
        "note": found.note,
        "closing_note": found.closing_note,
        "criteria": [
            {
                "text": each.text,
                "required": each.required,
                "met_on": each.met_on,
                "stage": each.stage,
            }
            for each in found.criteria
        ],
        "qualifications": [
            {
                "stage": each.stage,
                "buying": each.buying,
                "why": each.why,
                "next_action": each.next_action,
                "due_on": each.due_on,
                "factor": each.factor,
                "override": each.override,
                "asked_on": each.asked_on,
            }
            for each in found.answers
        ],
        "next_actions": [
            {
                "action": each.text,
                "due_on": each.due_on,
                "due_time": each.due_time,
                "status": each.status,
                "outcome": each.outcome,
                "created_on": each.created_on,
                "ended_on": each.ended_on,
            }
            for each in found.actions
        ],
        "activities": [activity(each) for each in found.activities],
        "history": [
            {
                "on": each.happened_on,
                "stage": each.stage,
                "status": each.status,
                "amount": money(each.amount_minor, each.currency),
                "currency": each.currency,
                "close_on": each.close_on,
                "probability": None
                if each.probability_bp is None
                else percent_number(each.probability_bp),
                "reason": each.reason,
                "competitor": each.competitor,
                "revisit_on": each.revisit_on,
                "note": each.note,
                "recorded_on": each.recorded_on,
            }
            for each in found.history
        ],
        "account_opportunities": [
            {"id": each.row.id, "title": each.row.title, "status": each.row.status}
            for each in found.siblings
        ],
    }


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
