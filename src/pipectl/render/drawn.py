"""A page drawn for a terminal, or plainly for a pipe."""

from functools import singledispatch

from pipectl.render.page import Gauge, Heading, Line, Page, Paragraph, Table
from pipectl.render.tables import Cell, Screen, bar, folded, heading, paragraph, table

GAUGE = 16  # columns; half as many on a narrow screen
WIDE = 90


def drawn(page: Page, on: Screen) -> str:
    """All blocks, from top to bottom."""
    return "".join(block(each, on) for each in page.blocks)


@singledispatch
def block(found: object, on: Screen) -> str:
    """One block as text."""
    raise TypeError(f"{type(found).__name__} can't be drawn")


@block.register
def _(found: Heading, on: Screen) -> str:
    return heading(found.text, on)


@block.register
def _(found: Line, on: Screen) -> str:
    return folded(found.parts, on)


@block.register
def _(found: Paragraph, on: Screen) -> str:
    return paragraph(found.text, on, style=found.style)


@block.register
def _(found: Table, on: Screen) -> str:
    return table(found.columns, [[cell(each, on) for each in row] for row in found.rows], on)


def cell(found: Cell | Gauge | str, on: Screen) -> Cell | str:
    """A cell; a gauge becomes a bar."""
    if not isinstance(found, Gauge):
        return found
    width = GAUGE if on.width > WIDE else GAUGE // 2
    return Cell(bar(found.value, found.most, width, on), found.style)
