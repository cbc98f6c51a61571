"""The JSON keys of pace."""

from typing import Any

from pipectl.queries.pace import PaceReport
from pipectl.render.shapes.opportunity import money


def shape(report: PaceReport) -> dict[str, Any]:
    """The keys of pace; days are working days, `twelve` what each of the last periods brought."""
    found, currency = report.pace, report.money.currency
    return {
        "currency": currency,
        "left_out": dict(report.money.left_out),
        "period": report.period.name,
        "quota": money(found.quota_minor, currency),
        "won": money(found.won_minor, currency),
        "expected": money(found.expected_minor, currency),
        "ahead_by": money(found.ahead_minor, currency),
        "ahead_days": found.ahead_days,
        "working_days": found.working_days,
        "working_days_gone": found.working_days_gone,
        "needed_per_week": money(report.needed_per_week_minor, currency),
        "starts_on": report.period.starts_on,
        "ends_on": report.period.ends_on,
        "quota_from": report.quota_from,
        "remaining": money(found.remaining_minor, currency),
        "working_days_left": report.days_left,
        "twelve": [
            {"period": each.period.name, "won": money(each.minor, currency)}
            for each in report.twelve
        ],
        "quota_count": report.quota_count,
        "won_count": len(report.won),
    }
