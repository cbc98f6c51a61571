"""The style of HTML pages: on wide screens, phones, in dark mode and on paper."""

# A row as the name of what it is of, with its numbers below, each with its column's title.
STACKED = """
.NAME, .NAME > caption, .NAME > tbody { display: block; }
.NAME > thead {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
.NAME > tbody > tr {
  display: flex; flex-wrap: wrap; gap: .1rem 1rem; padding: .5rem 0;
  border-bottom: 1px solid var(--rule);
}
.NAME > tbody > tr > * {
  display: flex; flex: 0 1 auto; justify-content: space-between; gap: .75rem;
  width: auto; min-width: calc(50% - .5rem); max-width: 100%; padding: 0; border: 0;
  font-size: .875rem; text-align: right;
}
.NAME > tbody > tr > .n { flex-shrink: 0; }
.NAME > tbody > tr > .i { order: -2; min-width: 1.75rem; color: var(--faint); }
.NAME > tbody > tr > th {
  order: -1; flex: 1 1 0; min-width: 100%; font-size: 1rem; font-weight: 600; text-align: left;
}
.NAME > tbody > tr > .i ~ th { min-width: calc(100% - 4.5rem); }
.NAME > tbody > tr > .g, .NAME > tbody > tr > :empty { display: none; }
.NAME > tbody > tr > [data-title]::before {
  content: attr(data-title); flex: none; color: var(--faint); font-weight: 400;
}
"""


def stacked(name: str) -> str:
    """The rows of tables of that class, stacked."""
    return STACKED.replace("NAME", name)


SCREEN = """
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
.figures {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(8.25rem, 1fr)); gap: 1px;
  margin: 1.25rem 0 .75rem; border: 1px solid var(--rule); background: var(--rule);
}
.figures > div { min-width: 0; padding: .6rem .75rem; background: var(--paper); }
.figures > * > * { margin: 0; unicode-bidi: isolate; }
.figures dt, .figures .note { color: var(--faint); font-size: .8125rem; line-height: 1.4; }
.value { font-size: 1.375rem; font-weight: 600; line-height: 1.3; }
.value b { font-weight: inherit; white-space: nowrap; font-variant-numeric: tabular-nums; }
.long { font-size: 1.125rem; }
.long b { white-space: normal; }
.unit { font-size: .875rem; font-weight: 400; color: var(--ink); }
.wide { margin: .75rem 0; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
caption { text-align: left; }
caption h3 { margin: .5rem 0; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: .3rem .9rem .3rem 0; text-align: left; vertical-align: top; }
tr > :last-child { padding-right: 0; }
thead > tr > * {
  vertical-align: bottom; color: var(--faint); font-size: .8125rem; font-weight: 600;
  overflow-wrap: normal;
  border-bottom: 1px solid var(--rule);
}
tbody > tr > * { border-bottom: 1px solid var(--way); unicode-bidi: isolate; }
tbody th { font-weight: 400; }
tbody th.bold { font-weight: 600; }
tbody .t { white-space: pre-wrap; }
.t { min-width: 8rem; }
.long-names { min-width: 14.9rem; }
.x { width: 8.5rem; }
.i { width: 2.75rem; }
.n, .g { width: 6.75rem; }
.n, .i { text-align: right; font-variant-numeric: tabular-nums; }
tbody .n, tbody .i { overflow-wrap: normal; white-space: nowrap; }
tbody .s { white-space: pre; }
tbody td > .gauge { margin: calc((1.5em - 12px) / 2) 0; }
.whole { white-space: nowrap; }
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
@media screen and (min-width: 48rem) {
  code { white-space: nowrap; }
}
@media screen and (max-width: 60rem) {
  .n, .g { width: 5.5rem; }
}
@media screen and (max-width: 47.99rem) {
  body { padding: 1rem .75rem 3rem; }
  .figures > div:last-child:nth-child(odd) { grid-column: 1 / -1; }
  .n, .g { width: 4.75rem; }
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
"""
PAPER = """
@page {
  size: A4; margin: 16mm 14mm 18mm;
  @bottom-right {
    content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #59636e;
  }
}
@media print {
  html { font-size: 10pt; }
  body { max-width: none; padding: 0; }
  p { max-width: none; break-inside: avoid; }
  nav { display: none; }
  section { margin-top: 7mm; padding-top: 4mm; }
  .wide { overflow: visible; }
  table { font-size: 9pt; }
  .n, .g { width: 6.25rem; }
  thead { display: table-header-group; }
  h1, h2, h3, caption, thead { break-after: avoid; }
  h2 + p, h2 + p + p:has(+ .wide) { break-after: avoid; }
  tbody > tr:nth-child(2) { break-before: avoid; }
  tbody > tr:nth-last-child(-n + 2) { break-before: avoid; }
  .wide:not(:has(tr:nth-child(13))) { break-inside: avoid; }
  tr, svg, .figures, .sparks, .funnel, figure, .key { break-inside: avoid; }
}
"""
# Tables that are too wide for a phone, for a tablet, and for any place.
STYLE = (
    f"{SCREEN}"
    f"@media screen and (max-width: 47.99rem) {{{stacked('phone')}}}\n"
    f"@media screen and (max-width: 60rem) {{{stacked('tablet')}}}\n"
    f"{stacked('always')}{PAPER}"
)
