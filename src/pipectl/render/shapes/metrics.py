"""The JSON keys of metrics."""

from fractions import Fraction
from typing import Any

from pipectl.domain.metrics import Metrics
from pipectl.numbers import half_up
from pipectl.queries.metrics import MetricsReport
from pipectl.render.shapes.opportunity import money


def shape(report: MetricsReport) -> dict[str, Any]:
    """The metrics of a period, and of the one before under the same keys."""
    currency = report.money.currency
    return {
        "currency": currency,
        "left_out": dict(report.money.left_out),
        **of_period(report.now, currency),
        "previous": None if report.previous is None else of_period(report.previous, currency),
        "twelve": [of_period(each, currency) for each in report.twelve],
    }


def of_period(found: Metrics, currency: str) -> dict[str, Any]:
    """One period's keys."""
    return {
        "period": found.period.name,
        "open_count": found.open_count,
        "average_amount": rounded(found.average_minor, currency),
        "win_rate": found.win_rate,
        "win_rate_n": found.closed_n,
        "cycle_days": found.cycle_days,
        "cycle_n": found.won_n,
        "velocity_per_day": rounded(found.velocity_minor, currency),
        "on": found.on,
        "win_rate_by_value": found.win_rate_by_value,
        "average_won": rounded(found.average_won_minor, currency),
        "without_amount": found.without_amount,
    }


def rounded(minor: Fraction | None, currency: str) -> Any:
    """An average amount in whole minor units."""
    return None if minor is None else money(half_up(minor), currency)
