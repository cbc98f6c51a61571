"""An opportunity's JSON keys."""

from typing import Any

from pipectl.money import percent_number, plain_number
from pipectl.queries.opportunities import Opportunity
from pipectl.render.machine import Exact


def money(minor: int | None, currency: str) -> Any:
    """An amount as a number with the currency's decimals."""
    return None if minor is None else Exact(plain_number(minor, currency))


def opportunity(found: Opportunity) -> dict[str, Any]:
    """An opportunity's keys."""
    row = found.row
    asked = {"buying": row.buying, "why": found.why, "asked_on": row.asked_on}
    action = {"action": row.next_action, "due_on": row.due_on, "due_time": row.due_time}
    return {
        "id": row.id,
        "uid": row.uid,
        "slug": row.slug,
        "title": row.title,
        "account": row.account,
        "contact": row.contact,
        "amount": money(row.amount_minor, row.currency),
        "currency": row.currency,
        "stage": row.stage,
        "probability": percent_number(found.probability_bp),
        "probability_from": found.probability_from,
        "weighted": money(found.weighted_minor, row.currency),
        "status": row.status,
        "close_on": row.close_on,
        "source": row.source,
        "campaign": row.campaign,
        "tags": list(found.tags),
        "next_action": action if row.next_action is not None else None,
        "qualification": asked if row.asked_on is not None else None,
        "created_on": row.created_on,
        "stage_entered_on": row.stage_entered_on,
        "days_in_stage": found.days_in_stage,
        "age_days": found.age_days,
        "pushes": row.pushes,
        "closed_on": row.closed_on,
        "reason": row.reason,
        "competitor": row.competitor,
        "revisit_on": row.revisit_on,
        "parent": row.parent_id,
        "flags": list(found.flags),
    }


OPPORTUNITY_KEYS = (
    "id",
    "uid",
    "slug",
    "title",
    "account",
    "contact",
    "amount",
    "currency",
    "stage",
    "probability",
    "probability_from",
    "weighted",
    "status",
    "close_on",
    "source",
    "campaign",
    "tags",
    "next_action",
    "qualification",
    "created_on",
    "stage_entered_on",
    "days_in_stage",
    "age_days",
    "pushes",
    "closed_on",
    "reason",
    "competitor",
    "revisit_on",
    "parent",
    "flags",
)
