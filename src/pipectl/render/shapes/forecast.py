"""The JSON keys of the forecast."""

from fractions import Fraction
from typing import Any

from pipectl.domain.forecast.outlook import Extra
from pipectl.money import percent_number
from pipectl.queries.forecast import ForecastReport, Likely, Month, percent
from pipectl.render.shapes.opportunity import money


def shape(report: ForecastReport) -> dict[str, Any]:
    """The keys; chances in percent, quantiles by percent."""
    told, currency = report.told, report.money.currency
    quantiles = told.quantiles_minor or {}
    return {
        "currency": currency,
        "left_out": dict(report.money.left_out),
        "period": report.period.name,
        "as_of": report.today,
        "quota": money(report.quota.amount_minor, currency),
        "won": money(report.outlook.won_minor, currency),
        "chance": chance(told.chance),
        "expected": money(told.expected_minor, currency),
        "low": money(quantiles.get(10), currency),
        "high": money(quantiles.get(90), currency),
        "quantiles": {
            str(share): money(quantiles.get(share), currency) for share in range(5, 100, 5)
        },
        "open_expected": money(told.open_minor, currency),
        "new_business": money(told.new_minor, currency),
        "run_rate": money(report.outlook.run_rate_minor, currency),
        "opportunities": [likely(report, each) for each in report.likely],
        "method": told.method,
        "n_closed": report.basis.known.n_closed,
        "confidence": report.confidence,
        "largest": report.largest
        and {"id": report.largest.id, "chance_without": chance(report.largest.chance_without)},
        "quota_from": report.quota.source,
        "run_rate_chance": chance(report.outlook.run_rate_chance),
        "run_rate_wins": report.simulated.run_rate_grounds.wins,
        "run_rate_days": report.simulated.run_rate_grounds.days,
        "simulation_chance": chance(report.outlook.chance),
        "more_needed": {
            str(share): extra(found, currency) for share, found in report.extra.items()
        },
        "months": report.months and [month(each, currency) for each in report.months],
        "provisional": report.is_provisional,
    }


def chance(share: float | None) -> Fraction | None:
    """A share as percent."""
    return None if share is None else percent(share)


def likely(report: ForecastReport, found: Likely) -> dict[str, Any]:
    """One open opportunity: its chance within the period beside its configured probability."""
    item = found.item
    return {
        "id": item.id,
        "title": item.title,
        "stage": report.steps[item.stage_id].name,
        "amount": money(item.amount_minor, report.money.currency),
        "chance": percent(found.chance),
        "probability": percent_number(item.probability_bp),
    }


def extra(found: Extra | None, currency: str) -> dict[str, Any] | None:
    """How much more would have to be open."""
    if found is None:
        return None
    return {"count": found.opportunities, "amount": money(found.amount_minor, currency)}


def month(found: Month, currency: str) -> dict[str, Any]:
    """A part of the period."""
    told = found.told
    return {
        "period": found.period.name,
        "quota": money(found.quota.amount_minor, currency),
        "won": money(told.won_minor, currency),
        "chance": chance(told.chance),
        "expected": money(found.expected_minor, currency),
        "low": money(told.quantiles_minor[10], currency),
        "high": money(told.quantiles_minor[90], currency),
    }
