"""The page of `report commission`, its JSON keys and its formulas."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from pipectl.errors import listed
from pipectl.money import percent_number
from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Heading, Page, Paragraph, TableBlock
from pipectl.render.serialize import keys_of, money
from pipectl.render.tables import Cell, Column
from pipectl.reports.commission.queries import CommissionReport, PlanPeriod, Possible
from pipectl.reports.commission.rules import Paid
from pipectl.reports.rules import quota_command
from pipectl.reports.view import NOTHING, day_cell, first_rows, not_counted
from pipectl.store_settings import Plan


def json_keys(report: CommissionReport) -> dict[str, Any]:
    """The JSON: the plan, the commission, and what each open deal would pay; rates in percent.

    `periods` are whole periods of the plan; `won` and `commission` only cover `period`.
    """
    currency, current = report.money.currency, report.current
    return {
        "plan": None if report.plan is None else plan(report.plan),
        "period": None if report.plan is None else report.wanted.name,
        "won": None if report.plan is None else money(report.won_minor, currency),
        "commission": money(report.total_minor, currency),
        "periods": [period(each, currency) for each in report.periods],
        "marginal_rate": current and percent_number(current.earned.marginal_bp),
        "opportunities": [possible(report, each) for each in report.possible],
        "bonus": money(report.bonus_minor, currency),
        "goals": [
            keys_of(each, "kind per goal spans kept", bonus=money(each.minor, currency))
            for each in report.goals or ()
        ],
    }


def plan(found: Plan) -> dict[str, Any]:
    """Return the plan's JSON: each rate with the share of the quota from which it applies."""
    return {"per": found.per, "tiers": [keys_of(tier, "from_bp rate_bp") for tier in found.tiers]}


def period(found: PlanPeriod, currency: str) -> dict[str, Any]:
    """Return the JSON of a period of the plan; `attained` is the share of the quota in percent."""
    quota, won = found.quota.amount_minor, found.earned.won_minor
    return {
        "period": found.period.name,
        "quota": money(quota, currency),
        "quota_from": found.quota.source,
        "won": money(won, currency),
        "attained": Fraction(100 * won, quota) if quota else None,
        "commission": money(found.earned.minor, currency),
        "marginal_rate": percent_number(found.earned.marginal_bp),
        "opportunities": [
            {
                **keys_of(each.item, "id title amount_minor closed_on", currency),
                "commission": money(each.minor, currency),
            }
            for each in found.earned.paid
        ],
    }


def possible(report: CommissionReport, found: Possible) -> dict[str, Any]:
    """Return the JSON of an open deal's commission if it were won now."""
    currency = report.money.currency
    return keys_of(
        found.item,
        "id title stage amount_minor close_on",
        currency,
        stage=report.stages[found.item.stage_id],
        commission=money(found.minor, currency),
    )


NO_PLAN = (
    "No commission plan yet. Set a flat rate: `pipectl config set commission_rate 8%`. Or tiers by"
    " share of the quota: `pipectl config set commission_tiers 0:5%,80%:8%,100%:12%`."
)


OF_BONUS = (
    "bonus = goal_bonus for each week, month or quarter that ended in the period, or goes on, and"
    " in which the goal was reached. The goals are those of today."
)


def page(report: CommissionReport, numbers: NumberFormat) -> Page:
    """Return the commission, and what it takes to earn more."""
    if report.plan is None:
        return Page("Commission", [Paragraph(NO_PLAN), *bonuses(report, numbers)])
    blocks: list[Block] = [Paragraph(each, "bold") for each in sentences(report, numbers)]
    if any(each.earned.paid for each in report.periods):
        blocks.append(periods(report, numbers))
    blocks += bonuses(report, numbers)
    if report.paid:
        shown, rest = first_rows(report.paid, numbers)
        blocks += [Heading("Commission of won deals"), won(report, shown, numbers), *rest]
    if report.possible and report.current and report.current.earned.ladder:
        shown_open, rest = first_rows(report.possible, numbers)
        blocks += [Heading("Commission of open deals if won today")]
        blocks += [still_open(report, shown_open, numbers), *rest]
    return Page("Commission", [*blocks, *not_counted(report.money, numbers)])


def bonuses(report: CommissionReport, numbers: NumberFormat) -> list[Block]:
    """Return what each activity goal paid; nothing without a bonus."""
    if report.goals is None:
        return []
    if not report.goals:
        text = "There is no activity goal. Set one: `pipectl goal set call 20 --per week`."
        return [Heading("Bonus for goals kept"), Paragraph(text)]
    columns = [
        Column("Goal", flexible=True),
        Column("Kept", right=True),
        Column("Of", right=True),
        Column(f"Bonus {report.money.currency}", right=True),
    ]
    rows: list[list[Cell | str]] = [
        [
            f"{each.kind} {numbers.count(each.goal)} per {each.per}",
            numbers.count(each.kept),
            numbers.counted(each.spans, each.per),
            amount(each.minor, report.money.currency, numbers),
        ]
        for each in report.goals
    ]
    return [Heading("Bonus for goals kept"), TableBlock(columns, rows), *sum_of(report, numbers)]


def sum_of(report: CommissionReport, numbers: NumberFormat) -> list[Block]:
    """Return commission and bonus in one sentence, if both are known."""
    currency, bonus = report.money.currency, report.bonus_minor
    if report.total_minor is None or bonus is None:
        return []
    parts = f"{numbers.amount(report.total_minor, currency)} + {numbers.amount(bonus, currency)}"
    total = numbers.amount(report.total_minor + bonus, currency)
    return [Paragraph(f"Commission and bonus: {parts} = {total} {currency}.")]


def sentences(report: CommissionReport, numbers: NumberFormat) -> list[str]:
    """Return the commission of the requested days, and which periods are unknown."""
    known = [each for each in report.periods if each.earned.ladder]
    said = []
    if known:
        many = len(report.periods) > 1 or report.is_part
        said.append(
            summary(report, known, numbers) if many else sentence(known[0], report, numbers)
        )
    if unknown := [each for each in report.periods if not each.earned.ladder]:
        said.append(without_quota(report, unknown, numbers))
    return said


def summary(report: CommissionReport, known: Sequence[PlanPeriod], numbers: NumberFormat) -> str:
    """Return the sentence on days that aren't a period of the plan."""
    currency, now = report.money.currency, report.current
    paid = numbers.amount(sum(each.minor for each in report.paid), currency)
    minor = sum(each.won_in(report.wanted) for each in known)
    amount = numbers.short(minor, currency)
    said = f"{report.wanted.name}: {paid} {currency} earned on {amount} won"
    if now in known and now is not None and now.earned.marginal_bp is not None:
        said += f"; the next win pays {numbers.basis_points(now.earned.marginal_bp)} %"
    if report.plan is None or not report.is_part:
        return f"{said}."
    per = report.plan.per
    return (
        f"{said}. The plan pays by {per}: each win counts with its share of the {per}'s commission."
    )


def without_quota(
    report: CommissionReport, unknown: Sequence[PlanPeriod], numbers: NumberFormat
) -> str:
    """Return the periods without the quota that the tiers need."""
    names = [each.period.name for each in unknown]
    minor = sum(each.won_in(report.wanted) for each in unknown)
    amount = numbers.short(minor, report.money.currency)
    return (
        f"{listed(names)}: {amount} won. The tiers need a quota. Set one:"
        f" {quota_command(names[0], report.money.quota_flags)}."
    )


def sentence(found: PlanPeriod, report: CommissionReport, numbers: NumberFormat) -> str:
    """Return the sentence on a period of the plan."""
    currency, quota = report.money.currency, found.quota.amount_minor
    amount = numbers.short(found.earned.won_minor, currency)
    paid = numbers.amount(found.earned.minor or 0, currency)
    said = f"{found.period.name}: {paid} {currency} earned on {amount} won"
    if quota and report.plan and report.plan.needs_quota:
        share = numbers.percent(period(found, currency)["attained"])
        said += f", {share} of {numbers.short(quota, currency)}"
    return f"{said}; the next win pays {numbers.basis_points(found.earned.marginal_bp or 0)} %."


def periods(report: CommissionReport, numbers: NumberFormat) -> TableBlock:
    """Return a line for each period of the plan."""
    currency = report.money.currency
    columns = [
        Column("Period", flexible=True),
        Column("Quota", right=True, rank=1),
        Column("Won", right=True),
        Column(f"Commission {currency}", right=True),
    ]
    rows = [
        [
            each.period.name,
            amount(each.quota.amount_minor, currency, numbers),
            amount(each.earned.won_minor, currency, numbers),
            amount(each.earned.minor, currency, numbers),
        ]
        for each in report.periods
    ]
    return TableBlock(columns, rows)


def won(report: CommissionReport, paid: Sequence[Paid], numbers: NumberFormat) -> TableBlock:
    """Return a line for each win."""
    currency = report.money.currency
    columns = [
        Column("#", right=True),
        Column("Title", flexible=True),
        Column("Won", rank=1),
        Column(f"Amount {currency}", right=True),
        Column("Commission", right=True),
    ]
    rows: list[list[Cell | str]] = [
        [
            str(each.item.id),
            each.item.title,
            day_cell(each.item.closed_on, report.wanted.ends_on),
            amount(each.item.amount_minor, currency, numbers),
            amount(each.minor, currency, numbers),
        ]
        for each in paid
    ]
    return TableBlock(columns, rows)


def still_open(
    report: CommissionReport, found: Sequence[Possible], numbers: NumberFormat
) -> TableBlock:
    """Return a line for each open deal."""
    currency = report.money.currency
    columns = [
        Column("#", right=True),
        Column("Title", flexible=True),
        Column("Stage", rank=2),
        Column("Close date", rank=1),
        Column(f"Amount {currency}", right=True),
        Column("Commission", right=True),
    ]
    rows: list[list[Cell | str]] = [
        [
            str(each.item.id),
            each.item.title,
            report.stages[each.item.stage_id],
            day_cell(each.item.close_on, report.wanted.ends_on),
            amount(each.item.amount_minor, currency, numbers),
            amount(each.minor, currency, numbers),
        ]
        for each in found
    ]
    return TableBlock(columns, rows)


def amount(minor: int | None, currency: str, numbers: NumberFormat) -> str:
    """Return an amount, or the placeholder if it is unknown."""
    return NOTHING if minor is None else numbers.amount(minor, currency)


def formulas(report: CommissionReport, numbers: NumberFormat) -> list[str]:
    """Return the plan, and how the commission of a deal is worked out."""
    if report.plan is None:
        return [NO_PLAN]
    tiers = ", ".join(
        f"from {numbers.basis_points(tier.from_bp)} % of the quota"
        f" {numbers.basis_points(tier.rate_bp)} %"
        if report.plan.needs_quota
        else f"{numbers.basis_points(tier.rate_bp)} % of everything won"
        for tier in report.plan.tiers
    )
    return [
        f"The plan for each {report.plan.per}: {tiers}.",
        "Each rate applies to the part of the won amount within its tier.",
        "commission of a deal = commission on all won up to it - commission on all won before it",
        "  Deals count in order of closing. Those that aren't included earn nothing here.",
        "Each open deal is calculated by itself, as if it were the next win of the current period.",
        *([OF_BONUS] if report.goals is not None else ()),
        "Amounts below are commission.",
    ]
