"""A page as Markdown, to be pasted into a note."""

import re
from collections.abc import Iterable
from functools import singledispatch

from pipectl.render.blocks import (
    Block,
    Chapter,
    Cover,
    Curve,
    Footnote,
    Funnel,
    Gauge,
    Heading,
    KeyFigures,
    Page,
    Paragraph,
    ProgressTrack,
    Section,
    Spark,
    TableBlock,
    TextLine,
)
from pipectl.render.screen import Screen
from pipectl.render.serialize import markdown_cell
from pipectl.render.tables import Cell
from pipectl.render.terminal import draw, together

PICTURE = Screen(72, styled=False, unicode=True)
COMMAND = re.compile("(`pipectl [^`\n]+`)")
# What would begin a heading, a list, a rule, a fence; an entity, a struck text.
BEGINS = re.compile(r"^(?=[#+\-=~:])")
NUMBERED = re.compile(r"^(\d{1,9})(?=[.)](?:\s|$))")
ENTITY = re.compile(r"(?=&#?\w+;|~)")


def markdown(page: Page) -> str:
    """A heading, then the blocks with a line between."""
    return f"## {text(page.title)}\n" + "".join(f"\n{each}" for each in written(page.blocks))


def written(blocks: Iterable[Block]) -> list[str]:
    """Yield the blocks that aren't empty."""
    found = (block(each) for each in together(blocks))
    return [each for each in found if each.strip()]


def book(cover: Cover, chapters: Iterable[Chapter]) -> str:
    """All pages, one below the other, under one title."""
    pages = (f"\n{markdown(each.page)}" for each in chapters)
    summary = "".join(f"\n{each}" for each in written(cover.summary))
    return f"# {text(cover.title)}\n\n{text(' · '.join(cover.facts))}\n{summary}{''.join(pages)}"


def text(typed: str) -> str:
    """Escape a text for the start of a line; pipectl's commands become code."""
    parts = COMMAND.split(typed.strip())
    return "".join(part if at % 2 else plain(part, first=not at) for at, part in enumerate(parts))


def plain(typed: str, *, first: bool = True) -> str:
    """Escape all markup in a text."""
    safe = ENTITY.sub(r"\\", markdown_cell(typed))
    return NUMBERED.sub(r"\1\\", BEGINS.sub(r"\\", safe)) if first else safe


@singledispatch
def block(found: object) -> str:
    """One block as Markdown."""
    raise TypeError(f"{type(found).__name__} can't be written as Markdown")


@block.register
def _(found: Heading) -> str:
    return f"### {text(found.text)}\n"


@block.register
def _(found: TextLine) -> str:
    return text("".join(text_of(part) for part in found.parts)) + "\n"


@block.register
def _(found: Paragraph) -> str:
    return "".join(f"{text(each)}\n" for each in found.text.split("\n"))


@block.register
def _(found: Section) -> str:
    lines = (f"{'  ' * each.level}- {text(each.text)}\n" for each in found.items)
    level = "####" if found.is_below else "###"
    return f"{level} {text(found.heading)}\n\n{''.join(lines)}" if found.items else ""


@block.register
def _(found: TableBlock) -> str:
    shown = [place for place, column in enumerate(found.columns) if column.title]
    lines = [
        [plain(found.columns[place].title, first=False) for place in shown],
        ["---:" if found.columns[place].right else "---" for place in shown],
        *([plain(text_of(row[place]), first=False) for place in shown] for row in found.rows),
    ]
    return "".join(f"| {' | '.join(each)} |\n" for each in lines)


@block.register
def _(found: Footnote) -> str:
    return block(Paragraph(found.text, "dim"))


@block.register
def _(found: KeyFigures) -> str:
    return block(found.as_table())


@block.register(list)
def _(found: list[Spark]) -> str:
    return picture(*found)


@block.register
def _(found: Funnel) -> str:
    return picture(found)


@block.register
def _(found: ProgressTrack) -> str:
    return picture(found)


@block.register
def _(found: Curve) -> str:
    return picture(found)


def picture(*found: Spark | Funnel | ProgressTrack | Curve) -> str:
    """Return a picture between fences that it can't close."""
    shown = draw(Page("", found), PICTURE)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", shown)), default=0))
    return f"{fence}text\n{shown}{fence}\n" if shown else ""


def text_of(cell: Cell | Gauge | str) -> str:
    """Return a cell's text; empty for a picture."""
    if isinstance(cell, Gauge):
        return ""
    return cell.text if isinstance(cell, Cell) else cell
