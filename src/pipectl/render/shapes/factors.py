"""The JSON keys of what advanced deals."""

from typing import Any

from pipectl.domain.factors import Followed
from pipectl.queries.factors import FactorsReport


def shape(report: FactorsReport) -> dict[str, Any]:
    """Factors and next actions, the latter by stage too; rates in percent, null of few."""
    return {
        "currency": report.money.currency,
        "left_out": dict(report.money.left_out),
        "period": None if report.period is None else report.period.name,
        "factors": [{"factor": each.text, **figures(each)} for each in report.factors],
        "actions": [{"action": each.text, **figures(each)} for each in report.actions],
        "stages": [
            {
                "stage": each.stage,
                "actions": [{"action": one.text, **figures(one)} for one in each.actions],
            }
            for each in report.stages
        ],
    }


def figures(found: Followed) -> dict[str, Any]:
    """How often it was followed by an advance."""
    return {
        "advanced": found.advanced,
        "n": found.n,
        "rate": found.rate,
        "going_on": found.going_on,
    }
