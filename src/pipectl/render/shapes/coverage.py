"""The JSON keys of coverage."""

from typing import Any

from pipectl.domain.coverage import ByCount, Required, StageNeed
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
        "yield": money(found.yield_minor, currency),
        "gap": found.gap,
        "stages": [stage_need(each, currency) for each in found.stages],
        "verdict": found.verdict,
        "quota_count": None if found.by_count is None else found.by_count.quota,
        "won_count": len(found.won),
        "by_count": None if found.by_count is None else by_count(found.by_count),
        "required_by": by_basis(found.requirement),
    }


def by_count(found: ByCount) -> dict[str, Any]:
    """The same against a number of wins; the chances are the wins that what is open is worth."""
    return {
        "quota": found.quota,
        "won": found.won,
        "remaining": found.remaining,
        "open": found.open,
        "chances": found.chances,
        "coverage": found.ratio,
        "required_coverage": found.required.ratio,
        "required_from": found.required.source,
        "required_by": by_basis(found.required),
        "gap": found.gap,
        "verdict": found.verdict,
    }


def by_basis(found: Required) -> dict[str, Any]:
    """What each basis would require."""
    return {
        "stages": found.by_stages,
        "win-rate": found.by_win_rate,
        "setting": found.setting,
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
        "yield": money(found.yield_minor, currency),
        "needed": found.needed,
        "short": found.short,
        "short_by_count": found.short_by_count,
        "too_late": found.too_late,
        "days_to_win": found.days,
        "days_from": found.days_from,
    }
