"""Records as JSON keys: the contract that scripts depend on."""

from collections.abc import Sequence
from typing import Any

from pipectl.domain.board import Board, Line
from pipectl.domain.coverage import StageNeed
from pipectl.money import as_number, percent_number
from pipectl.queries.activities import Activity
from pipectl.queries.detail import Detail
from pipectl.queries.opportunities import Opportunity
from pipectl.queries.pipeline import BoardReport, Counted, CoverageReport, rows_of


def money(minor: int | None, currency: str) -> Any:
    """An amount as a number with the currency's decimals."""
    return None if minor is None else as_number(minor, currency)


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


def board_line(found: Line, currency: str, name: str) -> dict[str, Any]:
    """A line of the board under the name of what it groups by."""
    return {
        name: found.group,
        "probability": None
        if found.probability_bp is None
        else percent_number(found.probability_bp),
        "count": found.count,
        "amount": money(found.amount_minor, currency),
        "weighted": money(found.weighted_minor, currency),
        "oldest_days": found.oldest_days,
        "flagged": found.flagged,
    }


def board(report: BoardReport, *, explain: bool) -> dict[str, Any]:
    """The board's keys; `groups` is what was asked for with --by."""
    found: Board = report.board
    currency = report.money.currency
    data = {
        "currency": currency,
        "left_out": dict(report.money.left_out),
        "by": found.by,
        "stages": [board_line(each, currency, "stage") for each in found.stages],
        "groups": [board_line(each, currency, "group") for each in found.groups],
        "total": {
            "count": found.total.count,
            "amount": money(found.total.amount_minor, currency),
            "weighted": money(found.total.weighted_minor, currency),
        },
    }
    return data | ({"explain": explained(rows_of(report))} if explain else {})


def coverage(report: CoverageReport, *, explain: bool) -> dict[str, Any]:
    """The keys of coverage; slipped and undated are amounts."""
    found, currency = report.coverage, report.money.currency
    data = {
        "currency": currency,
        "left_out": dict(report.money.left_out),
        "period": found.period.name,
        "starts_on": found.period.starts_on,
        "ends_on": found.period.ends_on,
        "quota": money(found.quota_minor, currency),
        "quota_from": found.quota_from,
        "won": money(found.won_minor, currency),
        "remaining": money(found.remaining_minor, currency),
        "open": money(found.open_minor, currency),
        "slipped": money(found.slipped_minor, currency),
        "undated": money(found.undated_minor, currency),
        "weighted": money(found.weighted_minor, currency),
        "coverage": found.ratio,
        "required_coverage": found.required,
        "required_from": found.required_from,
        "win_rate": found.win_rate.by_count,
        "win_rate_by_value": found.win_rate.by_value,
        "win_rate_n": found.win_rate.n,
        "without_amount": found.without_amount,
        "stages": [stage_need(each, currency) for each in found.stages],
        "verdict": found.verdict,
    }
    return data | ({"explain": explained(rows_of(report))} if explain else {})


def stage_need(found: StageNeed, currency: str) -> dict[str, Any]:
    """A stage's keys in coverage."""
    return {
        "stage": found.stage.name,
        "probability": percent_number(found.stage.probability_bp),
        "chance": 100 * found.chance,
        "chance_from": found.chance_from,
        "count": found.count,
        "amount": money(found.amount_minor, currency),
        "weighted": money(found.weighted_minor, currency),
        "needed": found.needed,
        "short": found.short,
    }


def explained(rows: Sequence[Counted]) -> Any:
    """The rows of an explanation."""
    return [
        {
            "id": row.id,
            "title": row.title,
            "amount": money(row.amount_minor, row.currency),
            "currency": row.currency,
            "why": row.why,
        }
        for row in rows
    ]
