"""How a deal came to be where it is."""

from collections.abc import Sequence

from pipectl.dates import format_date
from pipectl.numbers import NumberFormat
from pipectl.pipeline.queries.deal_history import HistoryRow
from pipectl.pipeline.view import amount_words_cell
from pipectl.render.screen import Screen
from pipectl.render.tables import Cell, Column, heading, paragraph, table, width_of
from pipectl.stage_history import is_pull, is_push

WIDE = 10_000  # columns in which every table has room


def history(rows: Sequence[HistoryRow], on: Screen, numbers: NumberFormat) -> str:
    """How it came to be where it is; notes for which the table has no room stand below it."""
    titles = [
        Column("  Date"),
        Column("Stage", flexible=True),
        Column("Status", rank=2),
        Column("Amount", right=True),
        Column("Closes", rank=1),
        Column("Note"),
    ]
    cells: list[list[Cell | str]] = [
        [
            f"  {format_date(each.happened_on)}",
            Cell(each.stage, short=each.stage_short or ""),
            each.status,
            amount_words_cell(each, numbers),
            closing(before, each),
            said_of(before, each),
        ]
        for before, each in zip([None, *rows], rows, strict=False)
    ]
    whole = table(titles, cells, on._replace(width=WIDE, styled=False))
    if max(map(width_of, whole.splitlines())) <= on.width:
        return heading("History", on) + table(titles, cells, on)
    notes = [
        paragraph(f"{format_date(each.happened_on)}: {said}", on, indent="  ")
        for before, each in zip([None, *rows], rows, strict=False)
        if (said := said_of(before, each))
    ]
    without = table(titles[:-1], [each[:-1] for each in cells], on)
    return heading("History", on) + without + "".join(notes)


def said_of(before: HistoryRow | None, row: HistoryRow) -> str:
    """Why a change was made, where that was said, and whose the deal is where that changed."""
    said = row.note or row.reason or ""
    if before is None or before.owner == row.owner:
        return said
    given = f"given to {row.owner}" if row.owner else "no longer anybody's"
    return f"{given}: {said}" if said else given


def closing(before: HistoryRow | None, row: HistoryRow) -> str:
    """The expected close date of a row, and whether it was pushed or pulled."""
    if row.close_on is None:
        return "–"
    former = None if before is None else before.close_on
    pushed = " (pushed)" if is_push(former, row.close_on) else ""
    pulled = " (pulled in)" if is_pull(former, row.close_on) else ""
    return f"{format_date(row.close_on)}{pushed}{pulled}"
