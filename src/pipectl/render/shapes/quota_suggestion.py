"""The JSON keys of a suggested quota."""

from typing import Any

from pipectl.numbers import half_up
from pipectl.queries.quota_suggestion import SuggestionReport
from pipectl.render.shapes.opportunity import money


def shape(report: SuggestionReport) -> dict[str, Any]:
    """The keys of a suggested quota; rates in percent, null where history says too little."""
    found, currency, year = report.suggestion, report.money.currency, report.suggestion.year
    rate = year.win_rate
    return {
        "currency": currency,
        "left_out": dict(report.money.left_out),
        "period": found.period.name,
        "quota": money(report.quota.amount_minor, currency),
        "quota_from": report.quota.source,
        "suggested": money(found.amount_minor, currency),
        "suggested_count": found.wins,
        "mean": None if found.mean_minor is None else money(half_up(found.mean_minor), currency),
        "trend": None if found.trend_minor is None else money(half_up(found.trend_minor), currency),
        "average_amount": None
        if year.average_minor is None
        else money(half_up(year.average_minor), currency),
        "average_n": year.wins,
        "win_rate": None if rate is None else 100 * rate,
        "win_rate_n": year.closed,
        "cycle_days": year.cycle_days,
        "cycle_n": year.wins,
        "begin_count": found.begin,
        "begin_by": None if report.is_too_late else found.begin_by,
        "periods": [
            {"period": each.period.name, "won": money(each.minor, currency), "won_count": each.wins}
            for each in found.past
        ],
        "too_late": report.is_too_late,
        "not_covered": [each.period.name for each in found.cut],
        "so_far": {
            "period": report.so_far.period.name,
            "won": money(report.so_far.minor, currency),
            "won_count": report.so_far.wins,
        },
    }
