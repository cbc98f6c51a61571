"""The page of `report sources --by`, its JSON keys and its formulas."""

from typing import Any

from pipectl.dates import format_date
from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Page, Paragraph, TableBlock
from pipectl.render.serialize import money
from pipectl.render.tables import Cell, Column
from pipectl.reports.campaigns.queries import CampaignsReport
from pipectl.reports.campaigns.rules import Brought, CampaignCost
from pipectl.reports.view import NOTHING, not_counted

NO_COSTS = "No campaign has a cost. Add one: `pipectl campaign add NAME --cost 2k`."


def page(report: CampaignsReport, numbers: NumberFormat) -> Page:
    """Return the sentence and the table."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.parts:
        blocks.append(table(report, numbers))
    said = [
        f"Cost of {told_cost(each.name, each.cost_minor or 0, each.currency or '', numbers)}"
        " not included."
        for each in report.elsewhere
    ]
    said += [f"{each.name} has no days: its whole cost is counted." for each in report.undated]
    if not report.costs and report.parts:
        said.append(NO_COSTS)
    blocks += [Paragraph(each, "dim") for each in said]
    without = sum(deal.amount_minor is None for deal in report.total.came)
    return Page("Sources", [*blocks, *not_counted(report.money, numbers, without)])


def told_cost(name: str, minor: int, currency: str, numbers: NumberFormat) -> str:
    """Return a campaign with its cost."""
    return f"{name} ({numbers.money(minor, currency)})"


def when(report: CampaignsReport) -> str:
    """Return the period in a sentence."""
    return f" in {report.period.name}" if report.period else ""


def sentence(report: CampaignsReport, numbers: NumberFormat) -> str:
    """Return what was won for which cost."""
    if not report.parts:
        return (
            f"No deals were added or won{when(report)}. Add one: `pipectl add TITLE --campaign …`."
        )
    currency, total = report.money.currency, report.total
    deals = numbers.counted(len(total.came), "deal")
    won = numbers.short(total.won_minor, currency)
    if not report.paid.cost_minor:
        return f"{deals} added{when(report)}, {won} {currency} won."
    paid = report.paid
    cost = numbers.short(paid.cost_minor or 0, currency)
    won = numbers.short(paid.won_minor, currency)
    what = "Campaigns" if report.by == "campaign" else "Sources"
    return (
        f"{what} with a cost{when(report)}: {won} {currency} won for {cost} {currency}, return"
        f" {numbers.percent(paid.return_)}."
    )


def table(report: CampaignsReport, numbers: NumberFormat) -> TableBlock:
    """Return a line for each campaign or source; what leads are is shown where there are some."""
    currency = report.money.currency
    columns = [
        Column(report.by.capitalize(), flexible=True),
        Column("Deals", right=True, rank=6),
        *([Column("Leads", right=True)] if report.has_leads else []),
        Column("Qualified", right=True, rank=4 if report.has_leads else 5),
        Column("Wins", right=True),
        Column(f"Won {currency}", right=True, rank=1),
        Column("Cost", right=True),
        *([Column("Cost/lead", right=True, rank=3)] if report.has_leads else []),
        Column("Cost/win", right=True, rank=2),
        Column("Return", right=True),
    ]
    rows = [
        row(each, each.name or f"(no {report.by})", report, numbers, each) for each in report.parts
    ]
    rows.append(row(report.total, "Total", report, numbers, report.paid))
    return TableBlock(columns, rows)


def row(
    found: Brought, name: str, report: CampaignsReport, numbers: NumberFormat, paid: Brought
) -> list[Cell | str]:
    """Return one line; `paid` is what the cost brought."""
    currency = report.money.currency
    leads = [numbers.count(found.leads)] if report.has_leads else []
    per_lead = [amount(paid.cost_per_lead_minor, currency, numbers)] if report.has_leads else []
    return [
        Cell(name, "bold" if found is report.total else ""),
        numbers.count(len(found.came)),
        *leads,
        numbers.count(found.qualified),
        numbers.count(len(found.wins)),
        numbers.amount(found.won_minor, currency),
        amount(found.cost_minor, currency, numbers),
        *per_lead,
        amount(paid.cost_per_win_minor, currency, numbers),
        numbers.percent(paid.return_),
    ]


def amount(minor: int | None, currency: str, numbers: NumberFormat) -> str:
    """Return an amount, or that there is none."""
    return NOTHING if minor is None else numbers.amount(minor, currency)


def formulas(report: CampaignsReport, numbers: NumberFormat) -> list[str]:
    """Return what counts in which column, and each cost."""
    currency, paid = report.money.currency, report.paid
    groups = "campaigns" if report.by == "campaign" else "sources"
    won, cost = numbers.amount(paid.won_minor, currency), paid.cost_minor
    brought = f"({won} - {amount(cost, currency, numbers)}) / {amount(cost, currency, numbers)}"
    leads = ["leads: began in a stage of kind lead"] if report.has_leads else []
    return [
        "deals, leads, qualified: of deals created in the period",
        *(f"  {each}" for each in leads),
        "  qualified: was in a later stage than a lead's, or was won",
        "wins, won: of deals won in the period",
        "  Without a period, all deals count.",
        "cost: of a campaign, its share by days in the period",
        *(f"  {cost_line(each, report, numbers)}" for each in report.costs),
        "cost/lead = cost / leads, cost/win = cost / wins",
        f"return = (won - cost) / cost = {brought} = {numbers.percent(paid.return_)}",
        f"  The total's are of {groups} with a cost.",
    ]


def cost_line(cost: CampaignCost, report: CampaignsReport, numbers: NumberFormat) -> str:
    """Return what a campaign cost, when it ran, and the part of it in the period."""
    currency = report.money.currency
    days = [format_date(day) for day in (cost.starts_on, cost.ends_on) if day is not None]
    ran = f", {' to '.join(days)}" if days else ""
    line = f"{told_cost(cost.name, cost.whole_minor or 0, currency, numbers)}{ran}"
    if report.period is None:
        return line
    return f"{line}: {amount(cost.minor, currency, numbers)}{when(report)}"


def json_keys(report: CampaignsReport) -> dict[str, Any]:
    """The JSON: each campaign or source; a null name stands for none."""
    currency = report.money.currency
    key = "campaigns" if report.by == "campaign" else "sources"
    return {
        "period": report.period and report.period.name,
        "by": report.by,
        key: [{report.by: each.name, **figures(each, each, currency)} for each in report.parts],
        "total": figures(report.total, report.paid, currency),
        "costs_left_out": [
            {
                "campaign": each.name,
                "cost": money(each.cost_minor or 0, each.currency or ""),
                "currency": each.currency,
            }
            for each in report.elsewhere
        ],
    }


def figures(found: Brought, paid: Brought, currency: str) -> dict[str, Any]:
    """The JSON figures of a campaign, a source or the total; `paid` is what the cost brought."""
    return {
        "count": len(found.came),
        "leads": found.leads,
        "qualified": found.qualified,
        "amount": money(found.amount_minor, currency),
        "won": len(found.wins),
        "won_amount": money(found.won_minor, currency),
        "cost": optional(found.cost_minor, currency),
        "cost_per_lead": optional(paid.cost_per_lead_minor, currency),
        "cost_per_win": optional(paid.cost_per_win_minor, currency),
        "return": paid.return_,
    }


def optional(minor: int | None, currency: str) -> Any:
    """The JSON of an amount, or null."""
    return None if minor is None else money(minor, currency)
