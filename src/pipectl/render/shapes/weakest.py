"""The JSON keys of the weakest stage."""

from fractions import Fraction
from typing import Any

from pipectl.domain.forecast.weakest import StageRecord
from pipectl.queries.forecast import percent
from pipectl.queries.weakest import WeakestReport
from pipectl.render.shapes.opportunity import money


def shape(report: WeakestReport) -> dict[str, Any]:
    """The keys; `stage` is null while it is too early to tell."""
    found = report.found
    return {
        "currency": report.money.currency,
        "left_out": dict(report.money.left_out),
        "stage": report.basis.steps[found.stage].name if found.is_said else None,
        "sure": percent(found.sure),
        "stages": [record(report, each) for each in found.stages],
        "lowest": report.basis.steps[found.stage].name,
    }


def record(report: WeakestReport, found: StageRecord) -> dict[str, Any]:
    """One stage; `rate` in percent, days are medians."""
    return {
        "stage": report.basis.steps[found.stage].name,
        "advanced": found.advanced,
        "lost": found.lost,
        "stuck": found.stuck,
        "rate": percent(found.rate),
        "amount_lost": money(found.lost_minor, report.money.currency),
        "median_days": days(found.days),
        "median_days_won": days(found.won_days),
        "median_days_n": found.days_n,
        "median_days_won_n": found.won_n,
    }


def days(value: float | None) -> Fraction | None:
    """Days, which a median may halve."""
    return None if value is None else Fraction(round(2 * value), 2)
