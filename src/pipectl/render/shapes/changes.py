"""The JSON keys of what changed."""

from typing import Any

from pipectl.domain.bridge import SIGNS, Entry
from pipectl.queries.changes import ChangesReport
from pipectl.render.shapes.opportunity import money


def shape(report: ChangesReport) -> dict[str, Any]:
    """The bridge: `then` and the causes, each with its sign, add up to `now`."""
    found, currency = report.bridge, report.money.currency
    return {
        "currency": currency,
        "left_out": dict(report.money.left_out),
        "since": report.since,
        "until": report.until,
        "then": money(found.then_minor, currency),
        "now": money(found.now_minor, currency),
        "causes": [
            {
                "kind": kind,
                "count": found.count_of(kind),
                "amount": money(sign * found.sum_of(kind), currency),
            }
            for kind, sign in SIGNS.items()
        ],
        "moves": report.moves,
        "changes": [change(report, each) for each in report.entries],
        "steps": [change(report, each) for each in report.steps],
    }


def change(report: ChangesReport, entry: Entry) -> dict[str, Any]:
    """One change; the amount of a step is what moved."""
    return {
        "on": entry.on,
        "recorded_on": entry.recorded_on,
        "kind": entry.kind,
        "id": entry.opportunity_id,
        "title": report.title(entry.opportunity_id),
        "amount": money(SIGNS.get(entry.kind, 1) * entry.minor, report.money.currency),
    }
