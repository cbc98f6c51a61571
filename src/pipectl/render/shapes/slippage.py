"""The JSON keys of slippage."""

from typing import Any

from pipectl.domain.slippage import Expected, Shift
from pipectl.queries.slippage import Fate, SlippageReport, StageShifts
from pipectl.render.shapes.opportunity import money


def shape(report: SlippageReport) -> dict[str, Any]:
    """What moved, by stage, and what became of those expected; shares in percent."""
    currency = report.money.currency
    return {
        "currency": currency,
        "left_out": dict(report.money.left_out),
        "period": report.period.name,
        "starts_on": report.period.starts_on,
        "ends_on": report.period.ends_on,
        "expected": fate(report.all_expected, currency),
        "moved_out": fate(report.out, currency),
        "moved_out_share": report.out_share,
        "moved_out_share_by_value": report.out_share_by_value,
        "fates": [{"fate": each.fate, **fate(each, currency)} for each in report.fates],
        "total": shifted(report.total, currency),
        "stages": [stage(each, currency) for each in report.stages],
        "opportunities": [opportunity(report, each) for each in report.expected],
        "shifts": [shift(report, each) for each in report.shifts],
    }


def fate(found: Fate, currency: str) -> dict[str, Any]:
    """A count with its amount."""
    return {"count": found.count, "amount": money(found.minor, currency)}


def stage(found: StageShifts, currency: str) -> dict[str, Any]:
    """Pushes and pulls in a stage."""
    return {"stage": found.stage, **shifted(found, currency)}


def shifted(found: StageShifts, currency: str) -> dict[str, Any]:
    """Pushes and pulls, and by how many days."""
    return {
        "pushes": found.pushes,
        "pulls": found.pulls,
        "days_pushed": found.days_pushed,
        "days_pulled": found.days_pulled,
        "amount_pushed": money(found.pushed_minor, currency),
    }


def opportunity(report: SlippageReport, found: Expected) -> dict[str, Any]:
    """One that was expected to close in the period."""
    return {
        "id": found.opportunity_id,
        "title": report.titles.get(found.opportunity_id, ""),
        "amount": money(found.minor, report.money.currency),
        "expected_on": found.expected_on,
        "fate": found.fate,
        "close_on": found.close_on,
    }


def shift(report: SlippageReport, found: Shift) -> dict[str, Any]:
    """One push or pull."""
    return {
        "on": found.on,
        "id": found.opportunity_id,
        "title": report.titles.get(found.opportunity_id, ""),
        "from": found.former,
        "to": found.close_on,
        "days": found.days,
    }
