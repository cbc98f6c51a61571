"""How a page in HTML looks: on a screen by day and by night, on a phone, and on A4."""

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
