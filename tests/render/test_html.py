"""A page for a browser: whole, of one piece, and nothing that was typed is more than text."""

import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipectl.render.blocks import (
    Block,
    Chapter,
    Cover,
    Curve,
    Funnel,
    FunnelStep,
    Gauge,
    Heading,
    KeyFigure,
    KeyFigures,
    Page,
    Paragraph,
    ProgressTrack,
    Spark,
    TableBlock,
    TextLine,
)
from pipectl.render.html import block, document, html
from pipectl.render.page_style import STYLE
from pipectl.render.svg import placed
from pipectl.render.tables import Cell, Column

VOID = {"meta", "br"}
SHAPES = {"rect", "line", "circle"}
TAGS = VOID | SHAPES | {
    *("html", "head", "title", "style", "body", "header", "h1", "h2", "h3", "p", "nav", "ul", "li"),
    *("a", "main", "section", "footer", "div", "table", "thead", "tbody", "tr", "th", "td", "span"),
    *("svg", "text", "figure", "figcaption", "code", "caption", "dl", "dt", "dd", "b"),
}  # fmt: skip
ATTRIBUTES = {
    *("class", "id", "href", "lang", "dir", "charset", "http-equiv", "content", "name", "role"),
    *("aria-label", "tabindex", "height", "width", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy"),
    *("r", "scope", "data-title"),
}
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=1>',
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "</title></svg><iframe src=javascript:alert(1)>",
    "<!--",
    "]]>",
    "&lt;b&gt;",
    "\x1b[31m\u202eabc\x00",
    "שלום עולם",
    "x" * 500,
]


class Parsed(HTMLParser):
    """The tags, attributes and texts of a page; every tag must be closed in its turn."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        assert tag in SHAPES

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def whole(*blocks: Block, title: str = "A page") -> str:
    """A file with one page of those blocks."""
    chapter = Chapter("page", Page(title, blocks))
    return document(Cover("All of it", ["store.db", "USD"], "Made by pipectl."), [chapter])


def every_block(text: str) -> list[Block]:
    """Every block with a text in every place for one."""
    columns = [Column(text, flexible=True), Column(text, right=True, rank=9), Column("")]
    return [
        Heading(text),
        TextLine([text, Cell(text, "bold red")]),
        Paragraph(f"{text}\n{text}", "dim", text),
        KeyFigures([KeyFigure(text, text, text, text, text, text)]),
        TableBlock(columns, [[text, Cell(text, text), Gauge(1, 3)]]),
        Spark(text, [1, None, -2.5], text, text, text),
        Funnel([FunnelStep(text, 3, text), FunnelStep(text, 0, "")]),
        ProgressTrack(3, 9, 7, [(0, text), (7, text)], text, text),
        Curve(0, 9, [1, 2, 3], [(4, text), (99, text)], text, text),
    ]


def test_a_page_is_of_one_piece() -> None:
    page = whole(TextLine(["Hello"]), title="Board")
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    assert page == (
        '<!doctype html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="'
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        '">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>All of it</title>\n<style>{STYLE}</style>\n</head>\n"
        "<body>\n<header>\n<h1>All of it</h1>\n"
        '<p class="dim">store.db · USD</p>\n'
        '<nav aria-label="Contents">\n<ul>\n<li><a href="#page">Board</a></li>\n</ul>\n</nav>\n'
        "</header>\n<main>\n"
        '<section id="page">\n<h2>Board</h2>\n<p class="line"><span>Hello</span></p>\n</section>\n'
        "</main>\n<footer>Made by pipectl.</footer>\n</body>\n</html>\n"
    )


def test_words_and_tables_are_what_they_are() -> None:
    columns = [Column("Stage", flexible=True), Column("Amount USD", right=True), Column("", rank=4)]
    table = TableBlock(columns, [["Meeting", Cell("5,000", "bold"), Gauge(1, 2)]])
    assert html(Page("x", [Heading("Here"), table, Paragraph("Try `pipectl add A`.", "dim")])) == (
        '<div class="wide">\n<table role="table">\n<caption><h3>Here</h3></caption>\n'
        '<thead role="rowgroup">\n'
        '<tr role="row"><th scope="col" role="columnheader" class="t">Stage</th>'
        '<th scope="col" role="columnheader" class="n">Amount USD</th>'
        '<td role="cell" class="g"></td></tr>\n'
        '</thead>\n<tbody role="rowgroup">\n'
        '<tr role="row"><th scope="row" role="rowheader" class="t">Meeting</th>'
        '<td role="cell" class="n s bold" data-title="Amount USD">5,000</td>'
        '<td role="cell" class="g">'
        '<svg class="gauge" role="img" height="12" width="100%"><title>50 % of the longest</title>'
        '<rect class="bar" x="0%" y="0" width="50%" height="12"/></svg></td></tr>\n'
        "</tbody>\n</table>\n</div>\n"
        '<p class="dim">Try <code>pipectl add A</code>.</p>\n'
    )
    assert html(Page("x", [TextLine(["  "]), Funnel([])])) == ""


def test_a_table_without_a_heading_has_the_title_of_its_page() -> None:
    bare = TableBlock([Column("#", right=True), Column("Title", flexible=True)], [["7", "Acme"]])
    shown = html(Page("The board", [Paragraph("One deal is open."), bare]))
    assert '<caption><span class="unseen">The board</span></caption>' in shown
    assert '<td role="cell" class="i s">7</td><th scope="row" role="rowheader" class="t">' in shown
    # A heading above something else stays one.
    assert html(Page("x", [Heading("A"), Heading("B"), Paragraph("c")])) == (
        "<h3>A</h3>\n<h3>B</h3>\n<p>c</p>\n"
    )


@pytest.mark.parametrize(
    ("amount", "columns", "stacked"),
    [
        ("5,000", 2, ""),
        ("5,000", 3, ' class="phone"'),
        ("10,000,000,000.00", 2, ' class="phone"'),
        ("10,000,000,000.00", 4, ' class="tablet"'),
        ("10,000,000,000.00", 5, ' class="always"'),
    ],
)
def test_rows_are_stacked_where_their_numbers_have_no_room(
    amount: str, columns: int, stacked: str
) -> None:
    titles = [Column("Title", flexible=True), *[Column("USD", right=True)] * columns]
    shown = block(TableBlock(titles, [["A title", *[amount] * columns]]))
    assert f'<table role="table"{stacked}>' in shown


def test_a_column_of_long_names_keeps_room_for_them_before_numbers_stand_beside_it() -> None:
    def shown(name: str) -> str:
        titles = [Column("Title", flexible=True), *[Column("USD", right=True)] * 8]
        return block(TableBlock(titles, [[name, *["100,000"] * 8]]))

    assert '<table role="table" class="tablet">' in shown("Acme rollout")
    assert '<table role="table" class="always">' in shown("Northwind website relaunch")
    assert '<th scope="col" role="columnheader" class="t long-names">' in shown("x" * 14)
    assert "long-names" not in shown("x" * 13)


def test_key_figures_stand_above_the_contents_each_with_a_link() -> None:
    figures = KeyFigures(
        [
            KeyFigure("Won", "5k", "USD", "50 % of the quota", chapter="page"),
            KeyFigure("Coverage", "1,234.5x", "", "enough", "bold green"),
        ]
    )
    chapter = Chapter("page", Page("Pace", []))
    cover = Cover("All", ["USD"], "Made by pipectl.", [figures, Paragraph("Why.", "yellow")])
    assert (
        '<p class="dim">USD</p>\n<div role="region" aria-label="Summary">\n<dl class="figures">\n'
        '<div><dt><a href="#page">Won</a></dt>'
        '<dd class="value"><b>5k</b> <span class="unit">USD</span></dd>'
        '<dd class="note">50 % of the quota</dd></div>\n'
        '<div><dt>Coverage</dt><dd class="value long bold green"><b>1,234.5x</b></dd>'
        '<dd class="note">enough</dd></div>\n'
        '</dl>\n<p class="yellow">Why.</p>\n</div>\n<nav aria-label="Contents">'
    ) in document(cover, [chapter])


def test_what_can_be_read_in_the_light_can_be_read_in_the_dark() -> None:
    """A text of 4.5 to 1 against the paper, which is what WCAG asks of level AA."""
    schemes = re.findall(r":root \{(.+?)\}", STYLE, re.DOTALL)
    assert len(schemes) == 2
    for each in schemes:
        colors = dict(re.findall(r"--(\w+): (#\w+)", each))
        paper = luminance(colors["paper"])
        for name in ("ink", "faint", "green", "yellow", "red", "cyan", "bar"):
            dark, light = sorted((paper, luminance(colors[name])))
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, colors[name])


def luminance(color: str) -> float:
    """How light a color is, from 0 to 1, by the definition of WCAG."""
    digits = color.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(each * 2 for each in digits)
    parts = [value / 255 for value in bytes.fromhex(digits)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_bar_never_leaves_its_cell() -> None:
    over, under = (
        TableBlock([Column("")], [[Gauge(30, 10)]]),
        TableBlock([Column("")], [[Gauge(-3, 10)]]),
    )
    assert '<rect class="bar" x="0%" y="0" width="100%"' in block(over)
    assert "<rect" not in block(under)


def test_a_funnel_is_centered_and_told() -> None:
    assert block(Funnel([FunnelStep("Meeting", 4, "4 · all"), FunnelStep("Won", 1, "1")])) == (
        '<div class="funnel">\n'
        '<div class="row"><span class="label">Meeting</span>'
        '<svg class="step" role="img" height="22" width="100%"><title>Meeting: 4 · all</title>'
        '<rect class="bar" x="0%" y="0" width="100%" height="22"/></svg>'
        '<span class="said dim">4 · all</span></div>\n'
        '<div class="row"><span class="label">Won</span>'
        '<svg class="step" role="img" height="22" width="100%"><title>Won: 1</title>'
        '<rect class="bar" x="37.5%" y="0" width="25%" height="22"/></svg>'
        '<span class="said dim">1</span></div>\n'
        "</div>\n"
    )


def test_mile_markers_stand_where_they_belong() -> None:
    shown = block(
        ProgressTrack(25, 50, 100, [(50, "50k"), (100, "100k")], "won: 25 %", "due: 50 %")
    )
    assert '<rect class="bar yellow" x="0%" y="12" width="25%" height="6"/>' in shown
    assert '<line class="due" x1="50%" x2="50%" y1="3" y2="27"/>' in shown
    assert '<circle class="yellow" cx="25%" cy="15" r="6"/>' in shown
    assert '<text class="middle dim" x="50%" y="42">50k</text>' in shown
    assert '<text class="end dim" x="100%" y="42">100k</text>' in shown
    assert "<title>won: 25 %; due: 50 %</title>" in shown
    assert "● won: 25 % · ┃ due: 50 %" in shown
    assert 'class="due"' not in block(ProgressTrack(1, None, 2, []))


def test_lines_of_values_end_together_and_have_gaps() -> None:
    (page,) = [Page("x", [Spark("A", [1, None], "q1", "q2", "n/a"), Spark("B", [4], "", "", "4")])]
    drawn = Parsed(html(page)).found
    bars = [attrs["x"] for tag, attrs in drawn if tag == "rect"]
    assert bars == ["5%", "55%"]


def test_a_curve_has_a_bar_a_bin_and_a_line_a_mark() -> None:
    found = Parsed(block(Curve(0, 10, [1, 0, 2, 4], [(5, "quota"), (20, "far")], "0", "10"))).found
    bars = [attrs for tag, attrs in found if tag == "rect" and attrs["class"] == "bar"]
    assert [(each["x"], each["height"]) for each in bars] == [
        ("0%", "26"),
        ("50%", "52"),
        ("75%", "104"),
    ]
    lines = [attrs["x1"] for tag, attrs in found if tag == "line"]
    assert lines == ["50%", "100%"]


def test_names_that_would_meet_are_put_on_lines_below() -> None:
    marks = [(0.5, "half way"), (0.52, "quota"), (0.9, "far"), (0.51, "won")]
    assert placed(marks, 10) == [
        (0.5, 10, "half way"),
        (0.51, 28, "won"),
        (0.52, 46, "quota"),
        (0.9, 10, "far"),
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_was_typed_is_more_than_text(text: str) -> None:
    parsed = Parsed(whole(*every_block(text), title=text))
    harmless = Parsed(whole(*every_block("x"), title="x"))
    tags = [tag for tag, _ in parsed.found]
    assert tags == [tag for tag, _ in harmless.found]
    assert set(tags) <= TAGS
    for _, attributes in parsed.found:
        assert set(attributes) <= ATTRIBUTES
    shown = "".join(parsed.texts)
    assert not set(shown) & set("\x1b\x00\u202e")
    if text.isprintable():
        assert text in shown


def test_nothing_is_fetched_and_nothing_runs() -> None:
    page = whole(*every_block("x"))
    assert not re.search(r"https?:|url\(|@import|<script|\son\w+=|\sstyle=|javascript:", page)
    links = [attrs["href"] for tag, attrs in Parsed(page).found if tag == "a"]
    assert links == ["#page", "#x"]


def test_every_picture_says_what_it_shows() -> None:
    found = Parsed(whole(*every_block("x"))).found
    pictures = [at for at, (tag, _) in enumerate(found) if tag == "svg"]
    assert len(pictures) == 6
    for at in pictures:
        assert found[at][1]["role"] == "img"
        assert found[at + 1][0] == "title"


texts = st.text(max_size=20)
numbers = st.integers(-(10**18), 10**18)
marks = st.lists(st.tuples(numbers, texts), max_size=4)
pictures: st.SearchStrategy[Block] = st.one_of(
    st.builds(Spark, texts, st.lists(st.none() | st.floats(), max_size=12), texts, texts, texts),
    st.builds(Funnel, st.lists(st.builds(FunnelStep, texts, numbers, texts), max_size=4)),
    st.builds(ProgressTrack, numbers, st.none() | numbers, numbers, marks, texts, texts),
    st.builds(Curve, numbers, numbers, st.lists(st.integers(0, 10**12)), marks, texts, texts),
    st.builds(TableBlock, st.just([Column("")]), st.lists(st.builds(Gauge, numbers, numbers).map(
        lambda each: [each]), max_size=3)),
    st.builds(Paragraph, texts, texts),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(pictures, max_size=3), texts)
def test_whatever_is_drawn_stays_within_its_place(blocks: Sequence[Block], title: str) -> None:
    parsed = Parsed(whole(*blocks, title=title))
    assert {tag for tag, _ in parsed.found} <= TAGS
    for _, attributes in parsed.found:
        assert set(attributes) <= ATTRIBUTES
        for name in ("x", "width", "x1", "x2", "cx"):
            length = attributes.get(name) or "0%"
            assert 0 <= float(length.removesuffix("%")) <= 100
        for name in ("y", "height"):
            assert 0 <= float(attributes.get(name) or 0) < 1000
