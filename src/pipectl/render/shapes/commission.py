"""The JSON keys of commission."""

from fractions import Fraction
from typing import Any

from pipectl.domain.commission_plan import Plan
from pipectl.money import percent_number
from pipectl.queries.commission import CommissionReport, PlanPeriod, Possible
from pipectl.render.shapes.opportunity import money


def shape(report: CommissionReport) -> dict[str, Any]:
    """The plan, what was earned, what each open one would pay; rates in percent.

    `periods` are those of the plan, whole; `won` and `commission` are of `period`, a part of them.
    """
    currency, current = report.money.currency, report.current
    return {
        "currency": currency,
        "left_out": dict(report.money.left_out),
        "plan": None if report.plan is None else plan(report.plan),
        "period": None if report.plan is None else report.wanted.name,
        "won": None if report.plan is None else money(report.won_minor, currency),
        "commission": money(report.total_minor, currency),
        "periods": [period(each, currency) for each in report.periods],
        "marginal_rate": None if current is None else rate(current.earned.marginal_bp),
        "opportunities": [possible(report, each) for each in report.possible],
    }


def plan(found: Plan) -> dict[str, Any]:
    """The plan: from which share of the quota on which rate."""
    return {
        "per": found.per,
        "tiers": [
            {"from": percent_number(tier.from_bp), "rate": percent_number(tier.rate_bp)}
            for tier in found.tiers
        ],
    }


def rate(bp: int | None) -> Any:
    """A rate in percent."""
    return None if bp is None else percent_number(bp)


def period(found: PlanPeriod, currency: str) -> dict[str, Any]:
    """One period of the plan; `attained` is won in percent of the quota."""
    quota, won = found.quota.amount_minor, found.earned.won_minor
    return {
        "period": found.period.name,
        "quota": money(quota, currency),
        "quota_from": found.quota.source,
        "won": money(won, currency),
        "attained": Fraction(100 * won, quota) if quota else None,
        "commission": money(found.earned.minor, currency),
        "marginal_rate": rate(found.earned.marginal_bp),
        "opportunities": [
            {
                "id": each.item.id,
                "title": each.item.title,
                "amount": money(each.item.amount_minor, currency),
                "closed_on": each.item.closed_on,
                "commission": money(each.minor, currency),
            }
            for each in found.earned.paid
        ],
    }


def possible(report: CommissionReport, found: Possible) -> dict[str, Any]:
    """What an open one would pay, won now."""
    item, currency = found.item, report.money.currency
    return {
        "id": item.id,
        "title": item.title,
        "stage": report.stages[item.stage_id],
        "amount": money(item.amount_minor, currency),
        "close_on": item.close_on,
        "commission": money(found.minor, currency),
    }
