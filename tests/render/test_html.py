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
    Page,
    Paragraph,
    ProgressTrack,
    Spark,
    TableBlock,
    TextLine,
)
from pipectl.render.html import STYLE, block, document, html
from pipectl.render.svg import placed
from pipectl.render.tables import Cell, Column

VOID = {"meta", "br"}
SHAPES = {"rect", "line", "circle"}
TAGS = VOID | SHAPES | {
    *("html", "head", "title", "style", "body", "header", "h1", "h2", "h3", "p", "nav", "ul", "li"),
    *("a", "main", "section", "footer", "div", "table", "thead", "tbody", "tr", "th", "td", "span"),
    *("svg", "text", "figure", "figcaption", "code"),
}  # fmt: skip
ATTRIBUTES = {
    *("class", "id", "href", "lang", "dir", "charset", "http-equiv", "content", "name", "role"),
    *("aria-label", "tabindex", "height", "width", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy"),
    "r",
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
        Paragraph(f"{text}\n{text}", "dim"),
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
    assert html(Page("x", [Heading("Here"), Paragraph("Try `pipectl add A`.", "dim"), table])) == (
        "<h3>Here</h3>\n"
        '<p class="dim">Try <code>pipectl add A</code>.</p>\n'
        '<div class="wide" role="region" aria-label="Table" tabindex="0">\n<table>\n<thead>\n'
        '<tr><th class="t">Stage</th><th class="n">Amount USD</th><th class="spare"></th></tr>\n'
        "</thead>\n<tbody>\n"
        '<tr><td class="t">Meeting</td><td class="n s bold">5,000</td><td class="g spare">'
        '<svg class="gauge" role="img" height="12" width="100%"><title>50 % of the longest</title>'
        '<rect class="bar" x="0%" y="0" width="50%" height="12"/></svg></td></tr>\n'
        "</tbody>\n</table>\n</div>\n"
    )
    assert html(Page("x", [TextLine(["  "]), Funnel([])])) == ""


def test_a_bar_never_leaves_its_cell() -> None:
    over, under = (
        TableBlock([Column("")], [[Gauge(30, 10)]]),
        TableBlock([Column("")], [[Gauge(-3, 10)]]),
    )
    assert '<rect class="bar" x="0%" y="0" width="100%"' in block(over)
    assert "<rect" not in block(under)


def test_a_funnel_is_centred_and_told() -> None:
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
    assert links == ["#page"]


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
