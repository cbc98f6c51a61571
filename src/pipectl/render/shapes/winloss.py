"""The JSON keys of wins and losses."""

from typing import Any

from pipectl.domain.winloss import Slowest, Some
from pipectl.queries.winloss import WinlossReport
from pipectl.render.shapes.opportunity import money


def shape(report: WinlossReport) -> dict[str, Any]:
    """Reasons, competitors, stages, and what losing cost; rates and shares in percent."""
    currency = report.money.currency
    reasons = [
        {"outcome": outcome, "reason": each.name, **figures(each, currency)}
        for outcome, some in (("won", report.won_for), ("lost", report.lost_for))
        for each in some
    ]
    return {
        "currency": currency,
        "left_out": dict(report.money.left_out),
        "period": None if report.period is None else report.period.name,
        "won": figures(report.all.won, currency),
        "lost": figures(report.all.lost, currency),
        "win_rate": report.all.win_rate,
        "win_rate_n": report.all.number,
        "reasons": reasons,
        "competitors": [
            {"competitor": each.name, **figures(each, currency)} for each in report.competitors
        ],
        "stages": [{"stage": each.name, **both(each, currency)} for each in report.stages],
        "cost": [{"took": each.name, **figures(each, currency)} for each in report.bands],
        "slowest": None if report.slowest is None else slow(report.slowest, currency),
    }


def figures(found: Some, currency: str) -> dict[str, Any]:
    """How many, how much, and what it took."""
    return {
        "count": found.number,
        "amount": money(found.minor, currency),
        "median_days": found.median_days,
        "days": found.days,
        "activities": found.activities,
    }


def both(found: Some, currency: str) -> dict[str, Any]:
    """Wins and losses of one kind, and the win rate."""
    return {
        "won": figures(found.won, currency),
        "lost": figures(found.lost, currency),
        "win_rate": found.win_rate,
    }


def slow(found: Slowest, currency: str) -> dict[str, Any]:
    """The slowest quarter of the losses."""
    return {
        **figures(found.some, currency),
        "share_of_days": found.share_of_days,
        "share_of_activities": found.share_of_activities,
    }
