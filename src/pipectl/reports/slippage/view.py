"""The page of `report slippage`: deals that moved out of the period, and pushes by stage."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Gauge, Heading, Page, Paragraph, TableBlock
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column
from pipectl.reports.slippage.queries import Fate, SlippageReport, StageShifts
from pipectl.reports.slippage.rules import CloseDateShift, Expected
from pipectl.reports.view import NOTHING, day_cell, first_rows, not_counted, period_keys
from pipectl.sample_size import is_enough


def page(report: SlippageReport, numbers: NumberFormat) -> Page:
    """Return the outcomes of the expected deals, those that moved out, and pushes by stage."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.expected:
        blocks.append(fates(report, numbers))
    out = [each for each in report.expected if each.is_out]
    if out:
        out.sort(key=lambda each: -(each.amount_minor or 0))
        shown, rest = first_rows(out, numbers)
        blocks += [Heading("Moved out of the period"), gone(report, shown, numbers), *rest]
    if report.shifts:
        blocks += [Heading("Pushes by stage"), moved(report, numbers)]
    return Page(f"Slippage in {report.period.name}", [*blocks, *not_counted(report.money, numbers)])


def sentence(report: SlippageReport, numbers: NumberFormat) -> str:
    """Return how many deals moved out of the period, and the pushes, in a sentence or two."""
    currency, name = report.money.currency, report.period.name
    whole, out = report.all_expected, report.out
    if not report.has_begun:
        amount = f"{numbers.short(whole.amount_minor, currency)} {currency}"
        deals = numbers.counted(whole.count, "deal")
        are = "is" if whole.count == 1 else "are"
        due = f"{deals} ({amount}) {are} expected to close in it so far"
        said = due if whole.count else NONE_YET
        return f"{name} hasn't started: {said}."
    pushed = numbers.counted(report.total.pushes, "push", "pushes")
    days = f"{pushed}, {numbers.counted(report.total.days_pushed, 'day')} in total."
    moved_dates = days if report.total.pushes else "No close dates were pushed."
    if not whole.count:
        return f"No deals were expected to close in {name} when it started. {moved_dates}"
    amount, gone_amount = (numbers.short(each.amount_minor, currency) for each in (whole, out))
    deals = numbers.counted(whole.count, "deal")
    were = "was" if whole.count == 1 else "were"
    share = numbers.sampled(numbers.percent(report.out_share), whole.count)
    moved_out = f"{numbers.counted(out.count, 'deal')} ({gone_amount}) moved out"
    if is_enough(whole.count):
        moved_out += f", {share} of them"
    if not out.count:
        moved_out = "none moved out"
    return (
        f"{deals} ({amount} {currency}) {were} expected to close in {name}: {moved_out}."
        f" {moved_dates}"
    )


NONE_YET = "no deals are expected to close in it yet"


def fates(report: SlippageReport, numbers: NumberFormat) -> TableBlock:
    """Return a line for each outcome."""
    currency, whole = report.money.currency, report.all_expected
    columns = [
        Column("Outcome", flexible=True),
        Column("Deals", right=True),
        Column(f"Amount {currency}", right=True),
        Column("", rank=1),
    ]
    rows: list[list[Cell | Gauge | str]] = [
        [
            each.fate,
            f"{numbers.count(each.count)}",
            numbers.amount(each.amount_minor, currency),
            Gauge(each.count, whole.count),
        ]
        for each in report.fates
        if each.count
    ]
    amount = numbers.amount(whole.amount_minor, currency)
    rows.append(
        [Cell("Expected", "bold"), f"{numbers.count(whole.count)}", Cell(amount, "bold"), ""]
    )
    return TableBlock(columns, rows)


def gone(report: SlippageReport, found: Sequence[Expected], numbers: NumberFormat) -> TableBlock:
    """Return the deals that moved out."""
    currency = report.money.currency
    columns = [
        Column("#", right=True, rank=2),
        Column("Title", flexible=True),
        Column(f"Amount {currency}", right=True),
        Column("Expected", rank=3),
        Column("Now"),
        Column("Outcome", rank=1),
    ]
    rows: list[list[Cell | str]] = [
        [
            str(each.opportunity_id),
            report.titles.get(each.opportunity_id, ""),
            NOTHING if each.amount_minor is None else numbers.amount(each.amount_minor, currency),
            day_cell(each.expected_on, report.period.ends_on),
            day_cell(each.close_on, report.period.ends_on),
            each.fate,
        ]
        for each in found
    ]
    return TableBlock(columns, rows)


def moved(report: SlippageReport, numbers: NumberFormat) -> TableBlock:
    """Return a line of pushes and pulls for each stage."""
    currency = report.money.currency
    columns = [
        Column("Stage", flexible=True),
        Column("Pushes", right=True),
        Column("Days", right=True),
        Column("Per push", right=True, rank=2),
        Column(f"Pushed {currency}", right=True, rank=1),
        Column("Pulls", right=True, rank=3),
        Column("Days pulled in", right=True, rank=4),
    ]
    rows = [row(each, currency, numbers) for each in (*report.stages, report.total)]
    return TableBlock(columns, rows)


def row(found: StageShifts, currency: str, numbers: NumberFormat) -> list[Cell | str]:
    """Return the line of one stage, or the total."""
    each_push = NOTHING
    if found.pushes:
        each_push = f"{numbers.tenths(Fraction(found.days_pushed, found.pushes))} d"
    return [
        Cell(found.stage, "bold" if found.stage == "Total" else ""),
        f"{numbers.count(found.pushes)}",
        f"{numbers.count(found.days_pushed)}",
        each_push,
        numbers.amount(found.amount_pushed_minor, currency),
        f"{numbers.count(found.pulls)}",
        f"{numbers.count(found.days_pulled)}",
    ]


def formulas(report: SlippageReport, numbers: NumberFormat) -> list[str]:
    """Return what counts as expected, as moved out, and as a push."""
    n = len(report.expected)
    return [
        f"expected = open when the period started ({report.period.starts_on}), with a close date in"
        " it or before it",
        "moved out = now has a later close date or none, or is still open after the period",
        "slipped = still open after its close date, or after the period",
        f"share moved out = {numbers.count(report.out.count)} / {numbers.count(n)} ="
        f" {numbers.rate(report.out_share, n)}",
        "A push moves a close date later, a pull earlier. It counts in the deal's stage that day.",
        "  Setting a first close date, or clearing it, is neither.",
    ]


def json_keys(report: SlippageReport) -> dict[str, Any]:
    """The JSON: pushes and pulls by stage, outcomes of expected deals; shares in percent."""
    currency = report.money.currency
    return {
        **period_keys(report.period),
        "expected": fate(report.all_expected, currency),
        "moved_out": fate(report.out, currency),
        "moved_out_share": report.out_share,
        "moved_out_share_by_value": report.out_share_by_value,
        "fates": [{"fate": each.fate, **fate(each, currency)} for each in report.fates],
        "total": shifted(report.total, currency),
        "stages": [{"stage": each.stage, **shifted(each, currency)} for each in report.stages],
        "opportunities": [opportunity(report, each) for each in report.expected],
        "shifts": [shift(report, each) for each in report.shifts],
    }


def fate(found: Fate, currency: str) -> dict[str, Any]:
    """The JSON of a count with its amount."""
    return keys_of(found, "count amount_minor", currency)


def shifted(found: StageShifts, currency: str) -> dict[str, Any]:
    """The JSON of pushes and pulls, with their days."""
    return keys_of(found, "pushes pulls days_pushed days_pulled amount_pushed_minor", currency)


def opportunity(report: SlippageReport, found: Expected) -> dict[str, Any]:
    """The JSON of a deal that was expected to close in the period."""
    return keys_of(
        found,
        "id title amount_minor expected_on fate close_on",
        report.money.currency,
        id=found.opportunity_id,
        title=report.titles.get(found.opportunity_id, ""),
    )


def shift(report: SlippageReport, found: CloseDateShift) -> dict[str, Any]:
    """The JSON of one push or pull."""
    return {
        "on": found.on,
        "id": found.opportunity_id,
        "title": report.titles.get(found.opportunity_id, ""),
        "from": found.former,
        "to": found.close_on,
        "days": found.days,
    }
