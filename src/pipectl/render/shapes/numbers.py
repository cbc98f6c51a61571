"""The JSON keys of the board and of coverage."""

from collections.abc import Sequence
from typing import Any

from pipectl.domain.board import Board, Line
from pipectl.domain.coverage import StageNeed
from pipectl.money import percent_number, weighted_minor
from pipectl.queries.board import BoardReport
from pipectl.queries.counting import Counted
from pipectl.queries.coverage import CoverageReport
from pipectl.render.shapes.opportunity import money


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
        "without_amount": found.without_amount,
    }
    return data | ({"explain": explained(report.rows)} if explain else {})


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
        "remaining": None if found.quota_minor is None else money(found.remaining_minor, currency),
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
    return data | ({"explain": explained(report.rows)} if explain else {})


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
    """The rows of an explanation; what isn't weighted has no probability."""
    return [
        {
            "id": row.id,
            "title": row.title,
            "amount": money(row.amount_minor, row.currency),
            "currency": row.currency,
            "probability": None
            if row.probability_bp is None
            else percent_number(row.probability_bp),
            "probability_from": None if row.probability_bp is None else source(row),
            "weighted": None
            if row.probability_bp is None
            else money(weighted_minor(row.amount_minor or 0, row.probability_bp), row.currency),
            "why": row.why,
        }
        for row in rows
    ]


def source(row: Counted) -> str:
    """Where a row's probability comes from."""
    return "opportunity" if row.is_own else "stage"
