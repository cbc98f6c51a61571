"""The JSON keys of the time in stages."""

from typing import Any

from pipectl.domain.stage_time import Spread
from pipectl.queries.stage_time import StageTimeReport


def shape(report: StageTimeReport) -> dict[str, Any]:
    """Each stage's spells, in days; no period is all of the past."""
    return {
        "currency": report.money.currency,
        "left_out": dict(report.money.left_out),
        "period": None if report.period is None else report.period.name,
        "stages": [
            {
                "stage": each.stage.name,
                "finished": days(each.finished),
                "running": days(each.running),
            }
            for each in report.stages
        ],
    }


def days(found: Spread) -> dict[str, Any]:
    """The keys of some spells."""
    return {
        "n": found.n,
        "lower_quartile": found.lower,
        "median": found.median,
        "upper_quartile": found.upper,
        "longest": found.longest,
    }
