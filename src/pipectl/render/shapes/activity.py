"""The JSON keys of the report on activity."""

from typing import Any

from pipectl.queries.activity import ActivityReport


def shape(report: ActivityReport) -> dict[str, Any]:
    """Counts by kind, goals, and the last twelve weeks; what a win took is null of few wins."""
    running = {(each.kind, each.per): each for each in report.progress}
    return {
        "currency": report.money.currency,
        "left_out": dict(report.money.left_out),
        "period": report.period.name,
        "starts_on": report.period.starts_on,
        "ends_on": report.period.ends_on,
        "wins": report.wins,
        "advances": report.advances,
        "kinds": [
            {
                "kind": each.kind,
                "count": each.number,
                "per_win": each.per_win,
                "per_advance": each.per_advance,
            }
            for each in report.kinds
        ],
        "goals": [
            {
                "kind": each.kind,
                "per": each.per,
                "goal": each.goal,
                "spans": each.spans,
                "reached": each.reached,
                "running": running[each.kind, each.per].period,
                "done": running[each.kind, each.per].done,
            }
            for each in report.goals
        ],
        "weeks": [
            {"week": week.name, **{each.kind: each.weeks[place] for each in report.kinds}}
            for place, week in enumerate(report.weeks)
        ],
    }
