"""The page of `report changes`, its JSON keys and its formulas."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipectl.dates import format_date
from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Heading, Page, Paragraph, TableBlock, TextLine
from pipectl.render.serialize import keys_of, money
from pipectl.render.tables import Cell, Column
from pipectl.reports.changes.queries import ChangesReport
from pipectl.reports.changes.rules import EXCHANGE_RATES, SIGNS, ChangeCause
from pipectl.reports.view import day_cell, first_rows, not_counted


def page(report: ChangesReport, numbers: NumberFormat) -> Page:
    """Return the sentence, the causes, and the lists of changes and moves."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.bridge.entries or (report.bridge.then_minor and report.has_begun):
        blocks.append(causes(report, numbers))
    if report.bridge.steps:
        blocks.append(TextLine([f"{move_words(report.moves, numbers)}."]))
    for title, entries in (
        ("Changes in amount", report.entries),
        ("Moves", report.steps),
    ):
        if entries:
            shown, rest = first_rows(entries, numbers)
            blocks += [Heading(title), listing(report, shown, numbers), *rest]
    return Page("Pipeline changes", [*blocks, *not_counted(report.money, numbers)])


# A deal that moves twice is two moves, so moves are counted by a name of their own.
MOVE_NAMES = {
    "advanced": ("move forward", "moves forward"),
    "moved back": ("move back", "moves back"),
    "pushed": ("push", "pushes"),
    "pulled": ("pull", "pulls"),
}


def move_words(moves: Mapping[str, int], numbers: NumberFormat) -> str:
    """Return `48 moves forward, 1 push`; empty without moves."""
    return ", ".join(numbers.counted(n, *MOVE_NAMES[kind]) for kind, n in moves.items() if n)


def sentence(report: ChangesReport, numbers: NumberFormat) -> str:
    """Return the change of the open amount in one sentence."""
    found, currency = report.bridge, report.money.currency
    if not report.has_begun:
        first = format_date(report.since)
        return f"The period starts on {first}. Nothing has changed in it yet."
    then, now = (numbers.short(minor, currency) for minor in (found.then_minor, found.now_minor))
    days = f"From {format_date(report.since)} to {format_date(report.until)}"
    if not (found.entries or found.steps or found.then_minor):
        return f"{days}, no deals were open."
    if not found.entries:
        return f"{days}, the open amount stayed at {now} {currency}."
    return f"{days}, the open amount went from {then} to {now} {currency}."


def causes(report: ChangesReport, numbers: NumberFormat) -> TableBlock:
    """Return a line for each cause, between the open amounts at the start and at the end."""
    found, currency = report.bridge, report.money.currency
    columns = [
        Column("Cause", flexible=True),
        Column("Deals", right=True),
        Column(f"Amount {currency}", right=True),
    ]
    then, now = (
        Cell(numbers.amount(minor, currency), "bold")
        for minor in (found.then_minor, found.now_minor)
    )
    rows: list[list[Cell | str]] = [[Cell("Open at the start", "bold"), "", then]]
    rows += [
        [
            kind,
            f"{numbers.count(found.count_of(kind))}",
            numbers.signed(sign * found.sum_of(kind), currency),
        ]
        for kind, sign in found.signs.items()
        if found.count_of(kind)
    ]
    return TableBlock(columns, [*rows, [Cell("Open at the end", "bold"), "", now]])


def listing(
    report: ChangesReport, entries: Sequence[ChangeCause], numbers: NumberFormat
) -> TableBlock:
    """Return a line for each change, with its recording date if that differs."""
    currency, signs = report.money.currency, report.bridge.signs
    late = any(each.is_late for each in entries)
    columns = [
        Column("Day"),
        *([Column("Recorded", rank=2)] if late else []),
        Column("Change"),
        Column("#", right=True, rank=1),
        Column("Title", flexible=True),
        Column(f"Amount {currency}", right=True),
    ]
    rows = [
        [
            day_cell(each.on, report.until),
            *([day_cell(each.recorded_on, report.until) if each.is_late else ""] if late else []),
            each.kind,
            str(each.opportunity_id),
            report.title(each.opportunity_id),
            numbers.signed(each.minor * signs[each.kind], currency)
            if each.kind in signs
            else numbers.amount(each.minor, currency),
        ]
        for each in entries
    ]
    return TableBlock(columns, rows)


def formulas(report: ChangesReport, numbers: NumberFormat) -> list[str]:
    """Return how the causes add up to the open amount at the end."""
    found, currency = report.bridge, report.money.currency
    parts = [
        f"{'+' if sign > 0 else '-'} {kind} {numbers.amount(found.sum_of(kind), currency)}"
        for kind, sign in SIGNS.items()
        if found.sum_of(kind)
    ]
    if by_rates := found.sum_of(EXCHANGE_RATES):
        sign = "+" if by_rates > 0 else "-"
        parts.append(f"{sign} {EXCHANGE_RATES} {numbers.amount(abs(by_rates), currency)}")
    return [
        "open at the end = open at the start "
        f"{' '.join([numbers.amount(found.then_minor, currency), *parts])} = "
        f"{numbers.amount(found.now_minor, currency)}",
        f"Changes recorded from {report.since} to {report.until} count.",
        "Day = when a change happened. Recorded = when it was entered, if that was another day.",
    ]


def json_keys(report: ChangesReport) -> dict[str, Any]:
    """The bridge's JSON: `then` plus the signed causes equals `now`."""
    found, currency = report.bridge, report.money.currency
    signs = found.signs
    return {
        **keys_of(report, "since until"),
        **keys_of(found, "then_minor now_minor", currency),
        "causes": [
            {
                "kind": kind,
                "count": found.count_of(kind),
                "amount": money(sign * found.sum_of(kind), currency),
            }
            for kind, sign in signs.items()
        ],
        "moves": report.moves,
        "changes": [change(report, each, signs) for each in report.entries],
        "steps": [change(report, each, signs) for each in report.steps],
    }


def change(report: ChangesReport, entry: ChangeCause, signs: Mapping[str, int]) -> dict[str, Any]:
    """Return the JSON of a change; the amount of a step is the moved amount."""
    return {
        "on": entry.on,
        "recorded_on": entry.recorded_on,
        "kind": entry.kind,
        "id": entry.opportunity_id,
        "title": report.title(entry.opportunity_id),
        "amount": money(signs.get(entry.kind, 1) * entry.minor, report.money.currency),
    }
