"""A page drawn for a terminal, or plainly for a pipe."""

from collections.abc import Iterable
from functools import singledispatch
from itertools import groupby

from pipectl.render.page import (
    Block,
    Chapter,
    Cover,
    Curve,
    Funnel,
    Gauge,
    Heading,
    Line,
    Miles,
    Page,
    Paragraph,
    Spark,
    Table,
)
from pipectl.render.pictures import bar, funnel, sparks
from pipectl.render.strip import Parts
from pipectl.render.tables import (
    Cell,
    Screen,
    folded,
    heading,
    line,
    paragraph,
    table,
    width_of,
)
from pipectl.render.tracks import curve, miles

GAUGE = 16  # columns; half as many on a narrow screen
WIDE = 90


def drawn(page: Page, on: Screen) -> str:
    """All blocks, from top to bottom."""
    return "".join(block(each, on) for each in together(page.blocks))


def book(cover: Cover, chapters: Iterable[Chapter], on: Screen) -> str:
    """All pages, one below the other, each under its title."""
    pages = (f"\n{titled(each.page.title, on)}{drawn(each.page, on)}" for each in chapters)
    facts = folded([Cell(" · ".join(cover.facts), "dim")], on)
    return f"{heading(cover.title, on)}{facts}{''.join(pages)}"


def titled(text: str, on: Screen) -> str:
    """A title with a line below it, which is found without bold letters too."""
    rule = ("─" if on.unicode else "-") * min(width_of(text), on.width)
    return heading(text, on) + line([Cell(rule, "dim")], on)


def together(blocks: Iterable[Block]) -> Iterable[Block | list[Spark]]:
    """The blocks, with lines of values that follow each other as one, so that they line up."""
    for kind, run in groupby(blocks, type):
        if kind is Spark:
            yield [each for each in run if isinstance(each, Spark)]
        else:
            yield from run


def pictured(lines: Iterable[Parts], on: Screen) -> str:
    """The lines of a picture."""
    return "".join(line(parts, on) for parts in lines)


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


@block.register
def _(found: Funnel, on: Screen) -> str:
    return pictured(funnel(found, on), on)


@block.register
def _(found: Miles, on: Screen) -> str:
    return pictured(miles(found, on), on)


@block.register
def _(found: Curve, on: Screen) -> str:
    return pictured(curve(found, on), on)


@block.register(list)
def _(found: list[Spark], on: Screen) -> str:
    return pictured(sparks(found, on), on)


def cell(found: Cell | Gauge | str, on: Screen) -> Cell | str:
    """A cell; a gauge becomes a bar."""
    if not isinstance(found, Gauge):
        return found
    width = GAUGE if on.width > WIDE else GAUGE // 2
    return Cell(bar(found.value, found.most, width, on), found.style)
