"""A page as Markdown, to be pasted into a note."""

from functools import singledispatch

from pipectl.render.machine import markdown_cell
from pipectl.render.page import Gauge, Heading, Line, Page, Paragraph, Table
from pipectl.render.tables import Cell


def markdown(page: Page) -> str:
    """A heading, then the blocks with a line between."""
    blocks = [f"## {markdown_cell(page.title)}\n", *(block(each) for each in page.blocks)]
    return "\n".join(each for each in blocks if each.strip())


@singledispatch
def block(found: object) -> str:
    """One block as Markdown."""
    raise TypeError(f"{type(found).__name__} can't be written as Markdown")


@block.register
def _(found: Heading) -> str:
    return f"### {markdown_cell(found.text)}\n"


@block.register
def _(found: Line) -> str:
    return markdown_cell("".join(text_of(part) for part in found.parts)) + "\n"


@block.register
def _(found: Paragraph) -> str:
    return markdown_cell(found.text) + "\n"


@block.register
def _(found: Table) -> str:
    shown = [place for place, column in enumerate(found.columns) if column.title]
    lines = [
        [markdown_cell(found.columns[place].title) for place in shown],
        ["---:" if found.columns[place].right else "---" for place in shown],
        *([markdown_cell(text_of(row[place])) for place in shown] for row in found.rows),
    ]
    return "".join(f"| {' | '.join(each)} |\n" for each in lines)


def text_of(cell: Cell | Gauge | str) -> str:
    """A cell's text; what is only a picture has none."""
    if isinstance(cell, Gauge):
        return ""
    return cell.text if isinstance(cell, Cell) else cell
