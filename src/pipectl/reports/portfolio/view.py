"""The page of `report portfolio`: each deal's share, and coverage without the largest."""

from typing import Any

from pipectl.money import weighted_minor
from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Gauge, Page, Paragraph, TableBlock
from pipectl.render.serialize import keys_of, money
from pipectl.render.tables import Cell, Column
from pipectl.reports.coverage.rules import Coverage
from pipectl.reports.coverage.view import VERDICT_STYLES
from pipectl.reports.portfolio.queries import PortfolioReport
from pipectl.reports.portfolio.rules import OpportunityShare, WithoutLargest
from pipectl.reports.view import (
    NOTHING,
    first_rows,
    not_counted,
    nothing_open,
    own_probability,
    probability,
)


def page(report: PortfolioReport, numbers: NumberFormat) -> Page:
    """Return the concentration, coverage without the largest deal, and the list."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.holdings:
        blocks += [*slipping(report, numbers), *listing(report, numbers)]
    without = sum(item.amount_minor is None for item in report.items)
    blocks += not_counted(report.money, numbers, without)
    return Page("Portfolio", blocks)


def sentence(report: PortfolioReport, numbers: NumberFormat) -> str:
    """Return the summary sentence."""
    when = f" that can close in {report.period.name}" if report.period else ""
    if not report.holdings:
        return nothing_open(report.money, when)
    currency = report.money.currency
    amount = f"{numbers.short(report.open_minor, currency)} {currency}"
    start = f"{amount} is open in {numbers.counted(len(report.holdings), 'deal')}{when}"
    spread = report.concentration
    if spread is None:
        return f"{start}: none has an amount."
    if len(report.holdings) == 1:
        return f"{start}."
    equal = numbers.tenths(spread.as_good_as)
    return (
        f"{start}. The largest deal, {report.holdings[0].item.title}, is"
        f" {numbers.percent(spread.largest)} of it, and the three largest together are"
        f" {numbers.percent(spread.top_three)}. That's as concentrated as {equal}"
        f" {'deal' if equal == '1' else 'deals'} of equal size."
    )


def slipping(report: PortfolioReport, numbers: NumberFormat) -> list[Block]:
    """Return the effect on coverage if the largest deal slips."""
    found, without = report.coverage, report.without_largest
    if found.quota_minor is None:
        said = f"No quota for {found.period.name}, so no coverage."
        return [Paragraph(said, "dim")]
    if without is None:
        return [Paragraph(f"No open deals can close in {found.period.name}.", "dim")]
    name = (
        f"Without {without.largest.title}, the largest deal that can close in {found.period.name}"
    )
    if without.ratio is None:
        return [Paragraph(f"{name}, the quota is still reached.", "green")]
    left, needed = numbers.compared(without.ratio, without.required)
    said = f"{name}, coverage drops from {numbers.ratio(found.ratio)} to {left}"
    need = "still enough" if without.verdict == "enough" else f"short, you need {needed}"
    if without.required is None:
        need = "the other deals' stages have a win chance of 0 %"
    return [Paragraph(f"{said}: {need}.", VERDICT_STYLES.get(without.verdict, ""))]


def listing(report: PortfolioReport, numbers: NumberFormat) -> list[Block]:
    """Return each deal with its share, the largest first, and the total."""
    currency = report.money.currency
    columns = [
        Column("#", right=True, rank=3),
        Column("Title", flexible=True),
        Column("Stage", rank=2),
        Column(f"Amount {currency}", right=True),
        Column("Share", right=True),
        Column("", rank=5),
        Column("Stage %", right=True, rank=4),
        Column("Weighted", right=True, rank=1),
    ]
    most = max(item.amount_minor or 0 for item in report.items)
    shown, rest = first_rows(report.holdings, numbers)
    total = ("", Cell("Total", "bold"), "")
    amounts = [
        Cell(numbers.amount(minor, currency), "bold")
        for minor in (report.open_minor, report.weighted_minor)
    ]
    whole = "100 %" if report.open_minor else NOTHING
    rows = [row(report, each, most, numbers) for each in shown]
    rows.append([*total, amounts[0], whole, "", "", amounts[1]])
    table = TableBlock(columns, rows)
    return [table, *rest, *own_probability(table)]


def row(
    report: PortfolioReport, found: OpportunityShare, most: int, numbers: NumberFormat
) -> list[Cell | Gauge | str]:
    """Return the line of one deal."""
    item, currency = found.item, report.money.currency
    minor = item.amount_minor
    weighted = weighted_minor(minor or 0, item.probability_bp)
    return [
        str(item.id),
        item.title,
        report.stages[item.stage_id],
        NOTHING if minor is None else numbers.amount(minor, currency),
        numbers.percent(found.share),
        Gauge(minor or 0, most),
        probability(item, numbers),
        numbers.amount(weighted, currency),
    ]


def formulas(report: PortfolioReport, numbers: NumberFormat) -> list[str]:
    """Return how shares and concentration are computed."""
    spread, found = report.concentration, report.coverage
    made = ["share = amount / open amount"]
    if spread is not None:
        index = numbers.places(spread.herfindahl, 4, least=4)
        made.append(
            f"concentration = sum of the squared shares = {index} (Herfindahl-Hirschman index; 1 if"
            " one deal has it all)"
        )
        made.append(
            f"deals of equal size = 1 / concentration = {numbers.tenths(spread.as_good_as)}"
        )
    if report.without_largest is not None:
        amounts = (found.open_minor, report.without_largest.open_minor, found.remaining_minor)
        open_minor, left, remaining = (
            numbers.amount(minor, report.money.currency) for minor in amounts
        )
        made.append(
            f"coverage in {found.period.name} = open / remaining = {open_minor} / {remaining}"
            f" (without the largest deal: {left} / {remaining})"
        )
    return made


def json_keys(report: PortfolioReport) -> dict[str, Any]:
    """The JSON: each deal, totals, concentration, and coverage with and without the largest."""
    currency, spread = report.money.currency, report.concentration
    return {
        "period": report.period and report.period.name,
        "total": {
            "count": len(report.holdings),
            "amount": money(report.open_minor, currency),
            "weighted": money(report.weighted_minor, currency),
        },
        "concentration": spread and spread._asdict(),
        "coverage": coverage(report),
        "opportunities": [holding(report, each) for each in report.holdings],
    }


def holding(report: PortfolioReport, found: OpportunityShare) -> dict[str, Any]:
    """The JSON of one deal."""
    item, currency = found.item, report.money.currency
    minor = item.amount_minor
    weighted = None if minor is None else weighted_minor(minor, item.probability_bp)
    return keys_of(
        item,
        "id title stage amount_minor share probability_bp weighted close_on",
        currency,
        stage=report.stages[item.stage_id],
        share=found.share,
        weighted=money(weighted, currency),
    )


def coverage(report: PortfolioReport) -> dict[str, Any]:
    """The JSON of the period's coverage, with and without the largest counted deal."""
    found, without = report.coverage, report.without_largest
    currency = report.money.currency
    return {
        "period": found.period.name,
        **judged(found),
        "without_largest": without
        and {
            **keys_of(without.largest, "id title amount_minor", currency),
            **keys_of(without, "open_minor", currency),
            **judged(without),
        },
    }


def judged(found: Coverage | WithoutLargest) -> dict[str, Any]:
    """The JSON of coverage, the required coverage and the verdict."""
    return {
        "coverage": found.ratio,
        "required_coverage": found.required,
        "verdict": found.verdict,
    }
