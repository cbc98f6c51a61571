"""The JSON keys of sources."""

from typing import Any

from pipectl.domain.sources import Origin
from pipectl.queries.sources import SourcesReport
from pipectl.render.shapes.opportunity import money


def shape(report: SourcesReport) -> dict[str, Any]:
    """Each source with its campaigns; a null name is of those without one."""
    currency = report.money.currency
    return {
        "currency": currency,
        "left_out": dict(report.money.left_out),
        "period": None if report.period is None else report.period.name,
        "sources": [
            {
                "source": each.name,
                **figures(each, currency),
                "campaigns": [
                    {"campaign": one.name, **figures(one, currency)} for one in each.campaigns
                ],
            }
            for each in report.sources
        ],
        "total": figures(report.total, currency),
    }


def figures(found: Origin, currency: str) -> dict[str, Any]:
    """What is told of a source, of a campaign, and of all."""
    return {
        "count": len(found.came),
        "amount": money(found.amount_minor, currency),
        "won": len(found.won),
        "lost": len(found.closed) - len(found.won),
        "won_amount": money(found.won_minor, currency),
        "win_rate": found.win_rate,
        "win_rate_n": len(found.closed),
        "win_rate_by_value": found.win_rate_by_value,
        "cycle_days": found.cycle_days,
        "cycle_n": len(found.won),
    }
