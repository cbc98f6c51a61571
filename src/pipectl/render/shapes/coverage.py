"""The JSON keys of coverage."""

from typing import Any

from pipectl.domain.coverage import StageNeed
from pipectl.money import percent_number
from pipectl.queries.coverage import CoverageReport
from pipectl.render.shapes.opportunity import money


def shape(report: CoverageReport) -> dict[str, Any]:
    """The keys of coverage; slipped and undated are amounts."""
    found, currency = report.coverage, report.money.currency
    return {
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
        "quota_count": found.quota_count,
        "won_count": len(found.won),
    }


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
