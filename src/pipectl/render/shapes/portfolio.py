"""The JSON keys of the portfolio."""

from typing import Any

from pipectl.domain.portfolio import Holding
from pipectl.money import percent_number, weighted_minor
from pipectl.queries.portfolio import PortfolioReport
from pipectl.render.shapes.opportunity import money


def shape(report: PortfolioReport) -> dict[str, Any]:
    """Each, the aggregate, how concentrated it is, and coverage with and without the largest."""
    currency = report.money.currency
    spread = report.concentration
    return {
        "currency": currency,
        "left_out": dict(report.money.left_out),
        "period": None if report.period is None else report.period.name,
        "total": {
            "count": len(report.holdings),
            "amount": money(report.open_minor, currency),
            "weighted": money(report.weighted_minor, currency),
        },
        "concentration": None if spread is None else spread._asdict(),
        "coverage": coverage(report),
        "opportunities": [holding(report, each) for each in report.holdings],
    }


def holding(report: PortfolioReport, found: Holding) -> dict[str, Any]:
    """One of them."""
    item, currency = found.item, report.money.currency
    minor = item.amount_minor
    weighted = None if minor is None else weighted_minor(minor, item.probability_bp)
    return {
        "id": item.id,
        "title": item.title,
        "stage": report.stages[item.stage_id],
        "amount": money(minor, currency),
        "share": found.share,
        "probability": percent_number(item.probability_bp),
        "weighted": money(weighted, currency),
        "close_on": item.close_on,
    }


def coverage(report: PortfolioReport) -> dict[str, Any]:
    """Coverage of the period, and what is left of it without the largest that counts."""
    found, without = report.coverage, report.without_largest
    currency = report.money.currency
    return {
        "period": found.period.name,
        "coverage": found.ratio,
        "required_coverage": found.required,
        "verdict": found.verdict,
        "without_largest": None
        if without is None
        else {
            "id": without.largest.id,
            "title": without.largest.title,
            "amount": money(without.largest.amount_minor, currency),
            "open": money(without.open_minor, currency),
            "coverage": without.ratio,
            "required_coverage": without.required,
            "verdict": without.verdict,
        },
    }
