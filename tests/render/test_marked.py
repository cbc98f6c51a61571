"""Pages as Markdown: what people paste, in which nothing that was typed is markup."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipectl.render.blocks import (
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
from pipectl.render.markdown import book, markdown, plain, text
from pipectl.render.tables import Cell, Column


def test_a_page_is_headings_texts_and_tables() -> None:
    table = TableBlock([Column("Stage"), Column("Amount", right=True), Column("")], [
        ["Meeting", Cell("5,000", "bold"), Gauge(1, 2)],
        ["a|b", "–", ""],
    ])  # fmt: skip
    page = Page("Board", [Heading("Open"), TextLine(["  1", " left out"]), TextLine([""]), table])
    assert markdown(page) == (
        "## Board\n\n### Open\n\n1 left out\n\n"
        "| Stage | Amount |\n| --- | ---: |\n| Meeting | 5,000 |\n| a\\|b | – |\n"
    )


def test_pictures_stand_between_fences() -> None:
    page = Page("Pace", [
        Spark("Won", [1, 2], "q1", "q2", "2k"),
        Spark("Lost", [2, 1], "q1", "q2", "1k"),
        Funnel([FunnelStep("Met", 2, "2"), FunnelStep("Won", 1, "1")]),
        Funnel([]),
        ProgressTrack(1, None, 2, [(2, "2k")], "won: 50 %"),
    ])  # fmt: skip
    assert markdown(page) == (
        "## Pace\n\n"
        "```text\nWon   q1 ▅█ q2  2k\nLost  q1 █▅ q2  1k\n```\n\n"
        f"```text\nMet  {'█' * 48}  2\nWon  {' ' * 12}{'█' * 24}{' ' * 12}  1\n```\n\n"
        f"```text\n{'━' * 29}●{'─' * 29}┼\n{' ' * 58}2k\n● won: 50 %\n```\n"
    )


def test_no_label_closes_the_fence() -> None:
    shown = markdown(
        Page("x", [Funnel([FunnelStep("```", 1, "````")]), Curve(0, 1, [1], [], "`", "")])
    )
    assert shown.startswith("## x\n\n`````text\n")
    assert "\n`````\n\n```text\n" in shown


def test_several_pages_stand_under_one_title() -> None:
    cover = Cover("All", ["store.db", "USD"], "")
    chapters = [Chapter("a", Page("A", [TextLine(["one"])])), Chapter("b", Page("B", []))]
    assert book(cover, chapters) == "# All\n\nstore.db · USD\n\n## A\n\none\n\n## B\n"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("# not a title", "\\# not a title"),
        ("- not a list", "\\- not a list"),
        ("1. not a list", "1\\. not a list"),
        ("12) not a list", "12\\) not a list"),
        ("===", "\\==="),
        ("~~struck~~", "\\~\\~struck\\~\\~"),
        ("<b>&amp;</b>", "\\<b\\>\\&amp;\\</b\\>"),
        ("[x](y) *z* _u_", "\\[x\\](y) \\*z\\* \\_u\\_"),
        ("    code", "code"),
        ("R&D at 12.5 %", "R&D at 12.5 %"),
        ("See `pipectl add A_B` now_", "See `pipectl add A_B` now\\_"),
        ("`rm`", "\\`rm\\`"),
    ],
)
def test_nothing_that_was_typed_is_markup(typed: str, written: str) -> None:
    assert text(typed) == written


def test_a_paragraph_keeps_its_lines() -> None:
    assert markdown(Page("x", [Paragraph("one\n- two")])) == "## x\n\none\n\\- two\n"


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_text_starts_markup_or_html(typed: str) -> None:
    written = plain(typed.strip())
    assert "\n" not in written
    assert not re.match(r"[#+\-=>~:]|\d{1,9}[.)]", written)
    bare = re.sub(r"\\\\", "", written)
    assert not re.search(r"(?<!\\)[|`*_\[\]<>~]|(?<!\\)&#?\w+;", bare)
