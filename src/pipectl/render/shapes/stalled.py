"""The JSON keys of what is stalled."""

from typing import Any

from pipectl.domain.coverage import total
from pipectl.domain.stalled import Standing, Threshold
from pipectl.queries.stalled import StalledReport
from pipectl.render.shapes.opportunity import money


def shape(report: StalledReport) -> dict[str, Any]:
    """What is stalled, of how much, and what is slow in each stage."""
    currency = report.money.currency
    both = [*report.stalled, *report.moving]
    return {
        "currency": currency,
        "left_out": dict(report.money.left_out),
        "count": len(report.stalled),
        "amount": money(total([each.amount_minor for each in report.stalled]), currency),
        "open_count": len(both),
        "open_amount": money(total([each.amount_minor for each in both]), currency),
        "stages": [of_stage(report, each) for each in report.thresholds.values()],
        "opportunities": [one(report, each) for each in report.stalled],
    }


def of_stage(report: StalledReport, found: Threshold) -> dict[str, Any]:
    """A stage's keys; `slow_from` is history, or setting until five were won."""
    here = [each for each in report.stalled if each.stage_id == found.stage.id]
    moving = [each for each in report.moving if each.stage_id == found.stage.id]
    return {
        "stage": found.stage.name,
        "open": len(here) + len(moving),
        "stalled": len(here),
        "amount": money(total([each.amount_minor for each in here]), report.money.currency),
        "slow_days": found.days,
        "slow_from": found.source,
        "won_n": found.won_n,
    }


def one(report: StalledReport, found: Standing) -> dict[str, Any]:
    """A stalled opportunity's keys."""
    return {
        "id": found.id,
        "title": found.title,
        "stage": report.thresholds[found.stage_id].stage.name,
        "amount": money(found.amount_minor, found.currency),
        "days_in_stage": report.days(found),
        "slow_days": report.thresholds[found.stage_id].days,
        "over_days": report.over(found),
        "close_on": found.close_on,
    }
