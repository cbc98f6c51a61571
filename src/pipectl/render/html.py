"""A page as one HTML file with its style."""

import re
from collections.abc import Iterable, Sequence
from functools import singledispatch

from pipectl.named_tuple import NamedTuple
from pipectl.render import svg
from pipectl.render.blocks import (
    Chapter,
    Cover,
    Curve,
    Footnote,
    Funnel,
    Gauge,
    Heading,
    KeyFigure,
    KeyFigures,
    Page,
    Paragraph,
    ProgressTrack,
    Section,
    Spark,
    TableBlock,
    TextLine,
)
from pipectl.render.markdown import COMMAND, text_of
from pipectl.render.page_style import STYLE
from pipectl.render.svg import safe
from pipectl.render.tables import Cell, Column
from pipectl.render.terminal import there_said, together, told

WHOLE = 24  # a cell of so many letters stays on one line, unless its column gives way
# In rem: a letter, the room between two columns, the least of a text, and of one that names rows
# and has longer texts than that; and the places for a table.
LETTER, BETWEEN, LEAST, LEAST_NAME = 0.58, 0.9, 8, 14
ROOM = ((18.5, ""), (46, "phone"), (53, "tablet"))
LONG = 6  # a key figure of more letters is written smaller
ID = "#"  # the title of the column of ids
UNBROKEN = re.compile(r"\b\d[\d.,]* %|\b\d{4}-(?:Q\d|W\d\d|\d\d(?:-\d\d)?)\b")  # `10 %`, `2026-Q4`
STYLES = frozenset({"bold", "dim", "red", "green", "yellow", "cyan"})


def document(cover: Cover, chapters: Iterable[Chapter]) -> str:
    """Yield the whole file; keep no chapter in memory."""
    links, sections = "", ""
    for each in chapters:
        links += f'<li><a href="#{safe(each.name)}">{safe(each.page.title)}</a></li>\n'
        sections += section(each)
    return (
        f"{head(cover.title)}<body>\n<header>\n<h1>{safe(cover.title)}</h1>\n"
        f'<p class="dim">{safe(" · ".join(cover.facts))}</p>\n{summary(cover)}'
        f'<nav aria-label="Contents">\n<ul>\n{links}</ul>\n</nav>\n</header>\n'
        f"<main>\n{sections}</main>\n"
        f"<footer>{safe(cover.maker)}</footer>\n</body>\n</html>\n"
    )


def summary(cover: Cover) -> str:
    """The most important numbers; nothing if there are none."""
    if not cover.summary:
        return ""
    inner = html(Page(cover.title, cover.summary))
    return f'<div role="region" aria-label="Summary">\n{inner}</div>\n'


def head(title: str) -> str:
    """Return the head: no script may run, and nothing may be fetched."""
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
    written, heading = "", None
    for each in together(page.blocks):
        if isinstance(each, TableBlock):
            written += table(each, caption(page.title, heading))
            heading = None
            continue
        written += "" if heading is None else block(heading)
        heading = each if isinstance(each, Heading) else None
        written += "" if heading else block(each)
    return written + ("" if heading is None else block(heading))


def caption(title: str, heading: Heading | None) -> str:
    """Return a table's caption: the heading above it, else the page's title."""
    if heading is None:
        return f'<caption><span class="unseen">{safe(title)}</span></caption>\n'
    return f"<caption><h3>{words(heading.text)}</h3></caption>\n"


def words(text: str) -> str:
    """Return a text with pipectl's commands marked up; no line ends in a percentage or a period."""
    parts = COMMAND.split(text)
    return "".join(
        f"<code>{safe(part[1:-1])}</code>"
        if at % 2
        else UNBROKEN.sub(r'<span class="whole">\g<0></span>', safe(part))
        for at, part in enumerate(parts)
    )


def classes(*names: str) -> str:
    """Return the class attribute."""
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
def _(found: TextLine) -> str:
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
def _(found: Footnote) -> str:
    return block(Paragraph(found.text, "dim"))


@block.register
def _(found: Section) -> str:
    items = "".join(f"<li{classes(styled(i.style))}>{words(i.text)}</li>\n" for i in found.items)
    title = f"h{4 if found.is_below else 3}"
    label = words(found.heading)
    return f"<{title}>{label}</{title}>\n<ul>\n{items}</ul>\n" if found.items else ""


@block.register
def _(found: KeyFigures) -> str:
    figures = "".join(map(key_figure, found.figures))
    return f'<dl class="figures">\n{figures}</dl>\n' if figures else ""


def key_figure(found: KeyFigure) -> str:
    """A number, with a link to the page that explains it."""
    name = safe(found.name)
    if found.chapter:
        name = f'<a href="#{safe(found.chapter)}">{name}</a>'
    unit = f' <span class="unit">{safe(found.unit)}</span>' if found.unit else ""
    long = "long" if len(found.value) > LONG else ""
    value = f"<b>{safe(found.value)}</b>{unit}"
    return (
        f"<div><dt>{name}</dt><dd{classes('value', long, styled(found.style))}>{value}</dd>"
        f'<dd class="note">{safe(found.note)}</dd></div>\n'
    )


@block.register
def _(found: TableBlock) -> str:
    return table(found)


class Place(NamedTuple):
    """A column of a table, its class, and whether it has the rows' names."""

    column: Column
    kind: str
    is_name: bool
    is_long: bool  # whether it has names that are longer than the least of a text

    @property
    def least(self) -> float:
        """How narrow the column may be, in rem; 0 where that depends on its longest cell."""
        if self.kind != "t":
            return 0
        return LEAST_NAME if self.is_long else LEAST

    @property
    def classes(self) -> str:
        """The class attribute of its title."""
        return classes(self.kind, "long-names" if self.is_long else "")


def table(found: TableBlock, caption: str = "") -> str:
    """A table. Its roles are named, for on a phone its rows are no longer laid out as rows."""
    places = places_of(found)
    titles = "".join(map(title, places))
    rows = "".join(f'<tr role="row">{"".join(map(cell, row, places))}</tr>\n' for row in found.rows)
    return (
        f'<div class="wide">\n<table role="table"{classes(too_wide_for(found, places))}>\n{caption}'
        f'<thead role="rowgroup">\n<tr role="row">{titles}</tr>\n</thead>\n'
        f'<tbody role="rowgroup">\n{rows}</tbody>\n</table>\n</div>\n'
    )


def too_wide_for(found: TableBlock, places: Sequence[Place]) -> str:
    """Return a table's class by its least width, below which its rows are stacked."""
    needed = 0.0
    for at, place in enumerate(places):
        cells = [text_of(row[at]) for row in found.rows]
        words = [*place.column.title.split(), *(cells if place.kind != "t" else ())]
        needed += BETWEEN + max(place.least, LETTER * max(map(len, words), default=0))
    return next((name for room, name in ROOM if needed <= room), "always")


def places_of(found: TableBlock) -> list[Place]:
    """Return the columns; the first flexible one, else the first text, names the rows."""
    columns = found.columns
    texts = [at for at, each in enumerate(columns) if not each.right and each.title]
    names = ([at for at in texts if columns[at].flexible] or texts)[:1]
    longest = max((len(text_of(row[at])) for at in names for row in found.rows), default=0)
    return [
        Place(each, "t", is_name=True, is_long=LETTER * longest > LEAST)
        if at in names
        else Place(each, kind(each), is_name=False, is_long=False)
        for at, each in enumerate(columns)
    ]


def kind(column: Column) -> str:
    """The class of a column: text that takes the room there is, ids, numbers, words, pictures."""
    if column.flexible:
        return "t"
    if column.title == ID:
        return "i"
    return "n" if column.right else "x" if column.title else "g"


def title(place: Place) -> str:
    """A column's title; a column of pictures has none."""
    name = place.column.title
    if not name:
        return f'<td role="cell"{place.classes}></td>'
    return f'<th scope="col" role="columnheader"{place.classes}>{safe(name)}</th>'


def cell(found: Cell | Gauge | str, place: Place) -> str:
    """One cell; a phone shows its column's title above it."""
    column, kind, is_name, _ = place
    tag, role = ("th", ' scope="row" role="rowheader"') if is_name else ("td", ' role="cell"')
    if isinstance(found, Gauge):
        bar = svg.gauge(found) if found.value > 0 and found.most > 0 else ""
        return f"<{tag}{role}{classes(kind)}>{bar}</{tag}>"
    text, style = (found.text, found.style) if isinstance(found, Cell) else (found, "")
    whole = "" if column.flexible or len(text) > WHOLE else "s"
    above = "" if is_name or kind in "ig" else f' data-title="{safe(column.title)}"'
    return f"<{tag}{role}{classes(kind, whole, styled(style))}{above}>{safe(text)}</{tag}>"


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
def _(found: ProgressTrack) -> str:
    there = there_said(found)
    key = f"● {found.here}" + (f" · ┃ {there}" if there else "")
    caption = f'<figcaption class="key">{safe(key)}</figcaption>'
    return f"<figure>\n{svg.miles(found)}\n{caption}\n</figure>\n"


@block.register
def _(found: Curve) -> str:
    key = f'<figcaption class="key">{words(found.caption)}</figcaption>\n' if found.caption else ""
    return f"<figure>\n{svg.curve(found)}\n{key}</figure>\n"
