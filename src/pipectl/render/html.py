"""A page as one HTML file with its style."""

from collections.abc import Iterable
from functools import singledispatch

from pipectl.render import svg
from pipectl.render.blocks import (
    Chapter,
    Cover,
    Curve,
    Funnel,
    Gauge,
    Heading,
    Page,
    Paragraph,
    ProgressTrack,
    Spark,
    TableBlock,
    TextLine,
)
from pipectl.render.markdown import COMMAND
from pipectl.render.svg import safe
from pipectl.render.tables import Cell, Column
from pipectl.render.terminal import there_said, together, told

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #fff; --ink: #1b1f24; --faint: #59636e; --rule: #d8dee4; --way: #e4e9ee;
  --bar: #2f6fb0; --green: #1a7f4b; --yellow: #8a5a00; --amber: #d18f0c; --red: #b3261e;
  --cyan: #0b6b7d;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --ink: #e6e9ec; --faint: #9aa5b1; --rule: #343b44; --way: #2a3038;
    --bar: #5b9bd9; --green: #4cc38a; --yellow: #e2b34a; --amber: #e2b34a; --red: #ff8177;
    --cyan: #5cc6d6;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3 { line-height: 1.25; unicode-bidi: isolate; }
h1 { margin: 0; font-size: 1.75rem; }
h2 { margin: 0 0 .75rem; font-size: 1.25rem; }
h3 { margin: 1.25rem 0 .5rem; font-size: 1rem; }
p { margin: .5rem 0; max-width: 46rem; unicode-bidi: isolate; }
p.line { margin: .15rem 0; white-space: pre-wrap; }
a { color: var(--bar); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 1rem 0 0; padding: 0; }
nav li { list-style: none; }
nav a { text-decoration: none; }
nav a:hover, nav a:focus { text-decoration: underline; }
section { margin-top: 2.25rem; padding-top: 1.25rem; border-top: 1px solid var(--rule); }
footer { margin-top: 3rem; color: var(--faint); font-size: .875rem; }
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .9em; }
.wide { margin: .75rem 0; overflow-x: auto; }
table { border-collapse: collapse; min-width: min(100%, 30rem); font-size: .9375rem; }
th, td { padding: .3rem .9rem .3rem 0; text-align: left; vertical-align: top; }
th { color: var(--faint); font-weight: 600; border-bottom: 1px solid var(--rule); }
td { border-bottom: 1px solid var(--way); unicode-bidi: isolate; }
tr > :last-child { padding-right: 0; }
th, .n { overflow-wrap: normal; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.s { white-space: pre; }
.t { min-width: 9rem; }
td.t { white-space: pre-wrap; }
.g { vertical-align: middle; }
svg.gauge { width: 11rem; }
.bold { font-weight: 600; }
.dim { color: var(--faint); }
.red { color: var(--red); }
.green { color: var(--green); }
.yellow { color: var(--yellow); }
.cyan { color: var(--cyan); }
svg { display: block; overflow: hidden; forced-color-adjust: none; }
svg.miles { overflow: visible; }
svg text { font-size: 13px; fill: var(--ink); unicode-bidi: isolate; }
svg text.dim { fill: var(--faint); }
.start { text-anchor: start; }
.middle { text-anchor: middle; }
.end { text-anchor: end; }
.bar, .bar.cyan { fill: var(--bar); }
.bar.green, circle.green { fill: var(--green); }
.bar.yellow, circle.yellow { fill: var(--amber); }
circle { stroke: var(--paper); stroke-width: 2px; }
.way { fill: var(--way); }
.axis { fill: var(--faint); }
.tick { stroke: var(--faint); stroke-width: 1px; }
.mark { stroke: var(--ink); stroke-width: 1px; stroke-dasharray: 3 3; }
.due { stroke: var(--ink); stroke-width: 2.5px; }
figure { margin: 0; }
.miles, .curve { max-width: 40rem; margin: 1rem 0 .25rem; }
.key { margin: 0 0 .75rem; font-size: .875rem; color: var(--faint); }
.sparks, .funnel { display: grid; gap: .35rem 1rem; align-items: center; margin: .75rem 0; }
.sparks {
  grid-template-columns: fit-content(14rem) auto minmax(5rem, 14rem) auto minmax(8rem, 1fr);
}
.funnel { grid-template-columns: fit-content(14rem) minmax(8rem, 22rem) minmax(8rem, 1fr); }
.row { display: contents; }
.row > * { min-width: 0; unicode-bidi: isolate; }
@media screen and (min-width: 40rem) {
  code { white-space: nowrap; }
}
@media screen and (max-width: 40rem) {
  body { padding: 1rem .75rem 3rem; }
  table { font-size: .875rem; }
  th, td { padding-right: .6rem; }
  .spare { display: none; }
  svg.gauge { width: 6rem; }
  .sparks, .funnel { display: block; }
  .row { display: grid; gap: .1rem .75rem; align-items: end; margin-bottom: .6rem; }
  .sparks .row { grid-template: "label label said" auto "first picture last" auto / auto 1fr auto; }
  .funnel .row { grid-template: "label said" auto "picture picture" auto / auto 1fr; }
  .row .label { grid-area: label; }
  .row .said { grid-area: said; text-align: right; }
  .row .first { grid-area: first; }
  .row .last { grid-area: last; }
  .row svg { grid-area: picture; }
}
@page { size: A4; margin: 16mm 14mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  section { margin-top: 7mm; padding-top: 4mm; }
  .wide { overflow: visible; }
  svg.gauge { width: 7rem; }
  table { font-size: 9pt; }
  thead { display: table-header-group; }
  h1, h2, h3 { break-after: avoid; }
  tr, svg, .sparks, .funnel, figure, .key { break-inside: avoid; }
}
"""

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
def _(found: TableBlock) -> str:
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
def _(found: ProgressTrack) -> str:
    there = there_said(found)
    key = f"● {found.here}" + (f" · ┃ {there}" if there else "")
    caption = f'<figcaption class="key">{safe(key)}</figcaption>'
    return f"<figure>\n{svg.miles(found)}\n{caption}\n</figure>\n"


@block.register
def _(found: Curve) -> str:
    return f"<figure>\n{svg.curve(found)}\n</figure>\n"
