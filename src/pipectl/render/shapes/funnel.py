"""The JSON keys of the funnel."""

from collections.abc import Sequence
from typing import Any

from pipectl.domain.funnel import Line
from pipectl.queries.funnel import FunnelReport


def shape(report: FunnelReport) -> dict[str, Any]:
    """The funnel's keys; `groups` is what was asked for with --by."""
    return {
        "currency": report.money.currency,
        "left_out": dict(report.money.left_out),
        "stages": lines(report.lines),
        "cohort": report.cohort,
        "since": report.span.since,
        "until": report.span.until,
        "count": len(report.counted),
        "won": report.won,
        "by": report.by,
        "groups": [
            {"group": each.name, "count": each.size, "won": each.won, "stages": lines(each.lines)}
            for each in report.groups
        ],
    }


def lines(found: Sequence[Line]) -> list[dict[str, Any]]:
    """The stages of one funnel."""
    return [
        {
            "stage": each.stage.name,
            "entered": each.entered,
            "advanced": each.advanced,
            "lost": each.lost,
            "open": each.open,
            "conversion": each.conversion,
            "to_won": each.to_won,
            "won": each.won,
        }
        for each in found
    ]
