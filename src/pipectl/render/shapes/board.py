"""The JSON keys of the board."""

from typing import Any

from pipectl.domain.board import Board, Line
from pipectl.money import percent_number
from pipectl.queries.board import BoardReport
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


def shape(report: BoardReport) -> dict[str, Any]:
    """The board's keys; `groups` is what was asked for with --by."""
    found: Board = report.board
    currency = report.money.currency
    return {
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
