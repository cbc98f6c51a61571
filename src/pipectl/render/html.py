"""Pages as one file for a browser: nothing in it runs, and nothing is fetched."""

from collections.abc import Iterable
from functools import singledispatch

from pipectl.render import svg
from pipectl.render.css import STYLE
from pipectl.render.drawn import together
from pipectl.render.marked import COMMAND
from pipectl.render.page import (
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
from pipectl.render.pictures import told
from pipectl.render.svg import safe
from pipectl.render.tables import Cell, Column
from pipectl.render.tracks import there_said

WHOLE = 24  # a cell of so many letters stays on one line, unless its column gives way
SPARE = 3  # the rank from which columns don't show on a phone
STYLES = frozenset({"bold", "dim", "red", "green", "yellow", "cyan"})


def document(cover: Cover, chapters: Iterable[Chapter]) -> str:
    """The whole file; no chapter is kept longer than it takes to write it."""
    links, sections = "", ""
    for each in chapters:
        links += f'<li><a href="#{safe(each.name)}">{safe(each.page.title)}</a></li>\n'
        sections += section(each)
    return (
        f"{head(cover.title)}<body>\n<header>\n<h1>{safe(cover.title)}</h1>\n"
        f'<p class="dim">{safe(" · ".join(cover.facts))}</p>\n'
        f'<nav aria-label="Contents">\n<ul>\n{links}</ul>\n</nav>\n</header>\n'
        f"<main>\n{sections}</main>\n"
        f"<footer>{safe(cover.maker)}</footer>\n</body>\n</html>\n"
    )


def head(title: str) -> str:
    """What a browser must know first: that nothing may run, and nothing be fetched."""
    from base64 import b64encode
    from hashlib import sha256

    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{safe(title)}</title>\n<style>{STYLE}</style>\n</head>\n"
    )


def section(found: Chapter) -> str:
    """One page with its title."""
    title = f"<h2>{safe(found.page.title)}</h2>\n"
    return f'<section id="{safe(found.name)}">\n{title}{html(found.page)}</section>\n'


def html(page: Page) -> str:
    """All blocks, from top to bottom."""
    return "".join(block(each) for each in together(page.blocks))


def words(text: str) -> str:
    """A text in which commands of ours look like commands."""
    parts = COMMAND.split(text)
    return "".join(
        f"<code>{safe(part[1:-1])}</code>" if at % 2 else safe(part)
        for at, part in enumerate(parts)
    )


def classes(*names: str) -> str:
    """The attribute with those that there are."""
    kept = " ".join(filter(None, names))
    return f' class="{kept}"' if kept else ""


def styled(style: str) -> str:
    """The classes of a style at the terminal."""
    return " ".join(each for each in style.split() if each in STYLES)


@singledispatch
def block(found: object) -> str:
    """One block as HTML."""
    raise TypeError(f"{type(found).__name__} can't be written as HTML")


@block.register
def _(found: Heading) -> str:
    return f"<h3>{words(found.text)}</h3>\n"


@block.register
def _(found: Line) -> str:
    cells = [Cell(each) if isinstance(each, str) else each for each in found.parts]
    if not "".join(each.text for each in cells).strip():
        return ""
    parts = (f"<span{classes(styled(c.style))}>{words(c.text)}</span>" for c in cells if c.text)
    return f'<p class="line">{"".join(parts)}</p>\n'


@block.register
def _(found: Paragraph) -> str:
    lines = "<br>\n".join(words(each) for each in found.text.split("\n"))
    return f"<p{classes(styled(found.style))}>{lines}</p>\n"


@block.register
def _(found: Table) -> str:
    titles = "".join(
        f"<th{classes(kind(column))}>{safe(column.title)}</th>" for column in found.columns
    )
    rows = "".join(f"<tr>{''.join(map(cell, row, found.columns))}</tr>\n" for row in found.rows)
    return (
        f'<div class="wide" role="region" aria-label="Table" tabindex="0">\n<table>\n'
        f"<thead>\n<tr>{titles}</tr>\n</thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n"
    )


def kind(column: Column) -> str:
    """The classes of a column: numbers, texts that need room, what a phone can spare."""
    what = "n" if column.right else "t" if column.flexible else ""
    return f"{what} spare".strip() if column.rank >= SPARE else what


def cell(found: Cell | Gauge | str, column: Column) -> str:
    """One cell."""
    if isinstance(found, Gauge):
        return f"<td{classes('g', kind(column))}>{svg.gauge(found)}</td>"
    text, style = (found.text, found.style) if isinstance(found, Cell) else (found, "")
    whole = "" if column.flexible or len(text) > WHOLE else "s"
    return f"<td{classes(kind(column), whole, styled(style))}>{safe(text)}</td>"


@block.register(list)
def _(found: list[Spark]) -> str:
    most = max(len(each.values) for each in found)
    rows = "".join(
        f'<div class="row"><span class="label">{safe(each.label)}</span>'
        f'<span class="first dim">{safe(each.first)}</span>{svg.spark(each, most)}'
        f'<span class="last dim">{safe(each.last)}</span>'
        f'<span class="said">{safe(each.said)}</span></div>\n'
        for each in found
    )
    return f'<div class="sparks">\n{rows}</div>\n'


@block.register
def _(found: Funnel) -> str:
    most = max((each.value for each in found.steps), default=0)
    rows = "".join(
        f'<div class="row"><span class="label">{safe(each.label)}</span>{svg.step(each, most)}'
        f'<span class="said dim">{safe(told(each))}</span></div>\n'
        for each in found.steps
    )
    return f'<div class="funnel">\n{rows}</div>\n' if rows else ""


@block.register
def _(found: Miles) -> str:
    there = there_said(found)
    key = f"● {found.here}" + (f" · ┃ {there}" if there else "")
    caption = f'<figcaption class="key">{safe(key)}</figcaption>'
    return f"<figure>\n{svg.miles(found)}\n{caption}\n</figure>\n"


@block.register
def _(found: Curve) -> str:
    return f"<figure>\n{svg.curve(found)}\n</figure>\n"
