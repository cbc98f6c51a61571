"""The JSON keys of what is to close."""

from typing import Any

from pipectl.domain.closing import Chance
from pipectl.money import percent_number
from pipectl.queries.closing import ClosingReport
from pipectl.render.shapes.opportunity import money


def shape(report: ClosingReport) -> dict[str, Any]:
    """Every open one with its chance in percent."""
    currency = report.money.currency
    return {
        "currency": currency,
        "left_out": dict(report.money.left_out),
        "within": report.within,
        "expected_count": report.expected_count,
        "opportunities": [opportunity(report, each) for each in report.chances],
        "until": report.last,
        "expected_amount": money(report.expected_minor, currency),
        "provisional": report.is_provisional,
    }


def opportunity(report: ClosingReport, found: Chance) -> dict[str, Any]:
    """One of them."""
    item = found.item
    return {
        "id": item.id,
        "title": item.title,
        "stage": report.stages[item.stage_id],
        "amount": money(item.amount_minor, report.money.currency),
        "chance": found.chance,
        "probability": percent_number(item.probability_bp),
        "close_on": item.close_on,
    }
