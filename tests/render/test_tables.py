"""Tables and lines: what stays, what gives way, and that nothing which was typed acts."""

import sys
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from long_cases import examples
from pipectl.render.screen import Screen, columns, screen
from pipectl.render.tables import (
    Cell,
    Column,
    cut,
    fitting,
    folded,
    line,
    paragraph,
    table,
    width_of,
)
from pipectl.render.terminal import bar
from pipectl.render.wrapping import hung, wrapped
from pipectl.text import visible

PLAIN = Screen(80, styled=False, unicode=True)
ASCII = PLAIN._replace(unicode=False)
TITLES = [
    Column("#", right=True),
    Column("Title", flexible=True),
    Column("Amount", right=True),
    Column("Account", rank=2, flexible=True),
    Column("Flags", rank=1),
]
ROWS = [
    ["1", "Acme rollout", "12,000 USD", "Acme Corp", "overdue"],
    ["2", "日本語", "5 EUR", "–", ""],
]


def test_a_table_lines_up_by_cells_and_ends_without_spaces() -> None:
    assert table(TITLES, ROWS, PLAIN) == (
        "#  Title             Amount  Account    Flags\n"
        "1  Acme rollout  12,000 USD  Acme Corp  overdue\n"
        "2  日本語             5 EUR  –\n"
    )


def test_what_is_nice_to_have_leaves_first() -> None:
    assert table(TITLES, ROWS, PLAIN._replace(width=40)) == (
        "#  Title             Amount  Flags\n"
        "1  Acme rollout  12,000 USD  overdue\n"
        "2  日本語             5 EUR\n"
    )


def test_a_flexible_column_gives_way_before_a_number_is_cut() -> None:
    rows = [["1", "A title of many words that goes on", "1,234,567,890.50 USD", "", ""]]
    drawn = table(TITLES[:3], rows, PLAIN._replace(width=40)).splitlines()
    assert drawn[1:] == ["1  A title of many  1,234,567,890.50 USD", "   words that goes", "   on"]


def test_a_cut_shows_on_every_screen() -> None:
    rows = [["1", "ATitleOfManyWordsThatGoesOn", "1,234,567,890.50 USD", "", ""]]
    drawn = table(TITLES[:3], rows, ASCII._replace(width=40)).splitlines()
    assert drawn[1:] == ["1  ATitleOfManyWo~  1,234,567,890.50 USD"]
    assert cut("日本語", 5, ASCII) == "日本~"
    assert cut("日本語", 6, ASCII) == "日本語"


def test_a_cell_that_wraps_goes_on_below() -> None:
    titles = [Column("Title", flexible=True), Column("Counted", flexible=True, wraps=True)]
    reason = "Initial contact, Discovery, Meeting, Proposal: won"
    rows: list[list[Cell | str]] = [
        ["A very long title of a deal", Cell(reason, "dim")],
        ["B", "C"],
    ]
    assert table(titles, rows, PLAIN._replace(width=40)).splitlines() == [
        "Title                Counted",
        "A very long title    Initial contact,",
        "of a deal            Discovery, Meeting,",
        "                     Proposal: won",
        "B                    C",
    ]
    assert reason in table(titles, rows, PLAIN)


def test_a_title_that_gets_too_narrow_goes_on_below_on_three_lines_at_most() -> None:
    rows = [["1", each, "5 EUR", "", ""] for each in ("Acme " * 5, "x" * 25, "Acme " * 40)]
    narrow = [TITLES[0], TITLES[1], TITLES[2]._replace(title="Amount in euros, rounded")]
    assert table(narrow, rows, PLAIN._replace(width=40)).splitlines() == [
        "#  Title        Amount in euros, rounded",
        "1  Acme Acme                       5 EUR",
        "   Acme Acme",
        "   Acme",
        "1  xxxxxxxxxx…                     5 EUR",
        "1  Acme Acme                       5 EUR",
        "   Acme Acme",
        "   Acme Acme …",
    ]
    # A column that says how narrow it may be, and an end that has to stay, are cut as before.
    least = [*narrow[:1], narrow[1]._replace(least=11), *narrow[2:]]
    assert len(table(least, rows, PLAIN._replace(width=40)).splitlines()) == 4
    kept: list[list[Cell | str]] = [["1", Cell("Acme Acme Acme +2", tail=" +2"), "5 EUR"]]
    assert "Acme Ac… +2" in table(narrow, kept, PLAIN._replace(width=40))


def test_no_word_of_a_text_that_wraps_is_broken_while_another_column_can_go() -> None:
    titles = [
        *(Column("Field", flexible=True), Column("Choices", flexible=True, wraps=True)),
        Column("Where it's from", rank=2),
    ]
    rows = [["Industry", "food, manufacturing", "a file"]]
    assert table(titles, rows, PLAIN._replace(width=40)).splitlines() == [
        "Field     Choices        Where it's from",
        "Industry  food,          a file",
        "          manufacturing",
    ]


def test_below_forty_columns_each_value_has_a_line() -> None:
    assert table(TITLES, ROWS, PLAIN._replace(width=39)) == (
        "#: 1\nTitle: Acme rollout\nAmount: 12,000 USD\nAccount: Acme Corp\nFlags: overdue\n"
        "\n"
        "#: 2\nTitle: 日本語\nAmount: 5 EUR\nAccount: –\n"
    )


@pytest.mark.parametrize("width", [1, 20, 39, 40, 80])
@pytest.mark.parametrize("styled", [False, True])
def test_nothing_typed_is_markup_or_an_escape(width: int, styled: bool) -> None:
    on = PLAIN._replace(width=width, styled=styled)
    words = ["[red]x", "[/]", ":smile:", "\x1b[31m", "a\nb\rc\td", "\x9b", "\u202e", "[link=x]y[/]"]
    drawn = table([Column("\x1b[1mHead", flexible=True)], [[word] for word in words], on)
    drawn += line([Cell(word, "bold") for word in words], on)
    drawn += folded(words, on) + paragraph(" ".join(words), on)
    for escape in ("\x1b[1m", "\x1b[0m") if styled else ():
        drawn = drawn.replace(escape, "")
    assert not set(drawn) & set("\x1b\r\t\x9b\u202e")
    for shown in ("[red]x", "[/]", ":smile:", "\\x1b[31m", "a\\nb\\rc\\td"):
        assert shown in drawn or width < 40


def test_an_empty_table_is_its_head() -> None:
    assert table(TITLES, [], PLAIN) == "#  Title  Amount  Account  Flags\n"
    assert table(TITLES, [], PLAIN._replace(width=10)) == ""


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.tuples(texts, texts), max_size=4), st.integers(40, 120), st.booleans())
def test_no_table_is_wider_than_the_screen(
    rows: list[tuple[str, str]], width: int, unicode: bool
) -> None:
    on = Screen(width, styled=False, unicode=unicode)
    titles = [Column("A", flexible=True), Column("B", rank=1)]
    for each in table(titles, rows, on).splitlines():
        assert cell_len(each) <= width


@settings(max_examples=examples(60), deadline=None)
@given(texts, st.integers(40, 120))
def test_no_paragraph_or_folded_line_is_wider_than_the_screen(text: str, width: int) -> None:
    on = PLAIN._replace(width=width)
    for each in (paragraph(text, on, indent="    ") + folded([text, Cell(text)], on)).splitlines():
        assert cell_len(each) <= width


def test_a_folded_line_goes_on_indented() -> None:
    on = PLAIN._replace(width=40)
    assert folded(["  email: ", "word " * 12], on) == (
        "  email: word word word word word\n    word word word word word word word\n"
    )
    assert folded(["short"], on) == "short\n"


def test_a_paragraph_keeps_its_own_lines_and_its_commands_whole() -> None:
    on = PLAIN._replace(width=40)
    assert paragraph("one\n\ntwo", on, indent="  ") == "  one\n\n  two\n"
    text = "Say where they go with `pipectl stage remove x --to y` and no more"
    assert "`pipectl stage remove x --to y`" in paragraph(text, on)
    long = "Set it: `pipectl quota set 40000 --period 2026-Q4 --count 4`. Or do not."
    assert paragraph(long, on).splitlines() == [
        "Set it:",
        "`pipectl quota set 40000 --period 2026-Q4 --count 4`.",
        "Or do not.",
    ]
    assert paragraph("日本語" * 10, on) == "日本語" * 6 + "日本\n" + "語" + "日本語" * 3 + "\n"


def test_a_width_is_counted_in_cells() -> None:
    assert [width_of(text) for text in ("abc", "日本", "e\u0301", "\x1b")] == [3, 4, 1, 4]


@pytest.mark.parametrize(
    ("said", "terminal", "wide"),
    [
        ("80", True, 80), ("1", False, 1), ("500", False, 500), ("0", False, 10_000),
        ("", False, 10_000), ("x", False, 10_000), ("９", False, 10_000), ("9" * 30, True, 10_000),
    ],
)  # fmt: skip
def test_columns_says_how_wide_the_screen_is(said: str, terminal: bool, wide: int) -> None:
    assert columns({"COLUMNS": said}, sys.stderr if terminal else None) == wide


@pytest.mark.parametrize(
    ("color", "environment", "styled"),
    [
        ("auto", {}, False),
        ("always", {}, True),
        ("never", {}, False),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": "true", "TERM": "dumb"}, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, True),
        ("auto", {"FORCE_COLOR": "0", "CLICOLOR_FORCE": "1"}, False),
        ("auto", {"CLICOLOR_FORCE": "0"}, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("never", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_only_a_terminal_is_styled_unless_it_is_said(
    color: str, environment: dict[str, str], styled: bool
) -> None:
    assert screen(color, environment).styled is styled


def test_a_bar_is_as_long_as_its_share() -> None:
    assert [bar(value, 8, 4, PLAIN) for value in (8, 4, 1, 0)] == ["████", "██", "▌", ""]
    assert [bar(value, 8, 4, ASCII) for value in (8, 4, 1, 0)] == ["####", "##", "#", ""]
    assert bar(1, 10**9, 16, PLAIN) == "▏"
    assert bar(5, 0, 16, PLAIN) == ""


def test_where_numbers_do_not_fit_each_cell_has_a_line() -> None:
    titles = [Column("Name", flexible=True), *(Column(f"Won {x}", right=True) for x in "abcde")]
    rows = [["Acme", *["100,000"] * 5]]
    assert table(titles, rows, PLAIN._replace(width=51)).splitlines()[1].startswith("Acme")
    assert table(titles, rows, PLAIN._replace(width=48)) == (
        "Name: Acme\nWon a: 100,000\nWon b: 100,000\nWon c: 100,000\nWon d: 100,000\n"
        "Won e: 100,000\n"
    )


words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8)
lines = st.lists(words, max_size=6).map(" ".join)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.tuples(lines, lines), max_size=4), st.integers(40, 80))
def test_a_table_is_drawn_as_rich_draws_it(rows: list[tuple[str, str]], width: int) -> None:
    titles = [Column("Left", flexible=True, least=1), Column("Right", right=True, rank=1)]
    on = PLAIN._replace(width=width)
    cells = [[Cell(visible(text)) for text in row] for row in rows]
    layout = fitting(titles, cells, width, tight=False)
    assert layout is not None
    widths = layout.widths
    drawn = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False)
    for at in widths:
        justify: JustifyMethod = "right" if titles[at].right else "left"
        drawn.add_column(
            titles[at].title, justify=justify, width=widths[at], no_wrap=True, overflow="ellipsis"
        )
    for row in cells:
        drawn.add_row(*(Text(row[at].text) for at in widths))
    out = StringIO()
    Console(file=out, width=width, markup=False, emoji=False, _environ={}).print(drawn)
    theirs = "".join(f"{each.rstrip()}\n" for each in out.getvalue().split("\n")[:-1])
    assert table(titles, cells, on) == theirs


def test_a_style_covers_its_cell_and_nothing_else() -> None:
    on = PLAIN._replace(styled=True)
    drawn = table([Column("A", right=True), Column("B")], [[Cell("x", "red"), "[y]"]], on)
    assert drawn == "\x1b[1mA\x1b[0m  \x1b[1mB  \x1b[0m\n\x1b[31mx\x1b[0m  [y]\n"


def test_an_indent_stays_beside_any_letters() -> None:
    for text in ("  Meeting: slow", "  Begrüßung: slow", "  会議: slow"):
        assert wrapped(text, 40) == [text]
        assert wrapped(text + " after\n", 12)[0].startswith("  ")


@given(
    st.lists(st.text(st.sampled_from("abé漢-"), min_size=1, max_size=30), min_size=1, max_size=40),
    st.integers(20, 120),
    st.integers(0, 4),
)
def test_a_line_at_a_terminal_is_broken_between_words_alone(
    words: list[str], width: int, indent: int
) -> None:
    text = " " * indent + " ".join(words)
    lines = hung(text, width).split("\n")
    assert [word for each in lines for word in each.split()] == words
    assert all(cell_len(each) <= width or " " not in each.strip() for each in lines)
    assert all(each.startswith(" " * (indent + 2)) for each in lines[1:])
    assert lines[0].startswith(" " * indent)


def test_a_command_stays_on_one_line_at_a_terminal() -> None:
    text = "  Brought in, and `pipectl undo` takes it back."
    assert hung(text, 30) == "  Brought in, and\n    `pipectl undo` takes it\n    back."
    assert hung(text, 10) == text


def test_a_command_wider_than_a_terminal_is_broken_between_its_words() -> None:
    text = 'Give both: `pipectl move northwind-website --why TEXT --next "Send NDA" --due fri`.'
    assert hung(text, 40) == (
        'Give both: `pipectl move\n  northwind-website --why TEXT --next\n  "Send NDA" --due fri`.'
    )


LIST = [
    Column("#", right=True),
    Column("Title", flexible=True, least=17),
    Column("Stage", rank=1),
    Column("Close", rank=2),
    Column("Account", rank=6, flexible=True),
]
DEALS: list[list[Cell | str]] = [
    ["1", "Northwind website two", Cell("Negotiation", short="Neg."), "17 Nov", "Northwind"],
    ["2", "Acme", Cell("Proposal", short="Prop."), "15 Jan 27", "Acme Corp"],
]


@pytest.mark.parametrize(
    ("width", "first"),
    [
        (60, "1  Northwind website two  Negotiation  17 Nov     Northwind"),
        (54, "1  Northwind website two  Neg.   17 Nov     Northwind"),
        (48, "1  Northwind website two  Neg.   17 Nov"),
        (40, "1  Northwind website …  Neg.   17 Nov"),
    ],
)
def test_short_texts_come_first_then_columns_go_then_a_title_is_cut(width: int, first: str) -> None:
    assert table(LIST, DEALS, PLAIN._replace(width=width)).splitlines()[1] == first


def test_a_tight_table_narrows_its_gaps_before_a_column_goes() -> None:
    titles = [LIST[1], *LIST[2:4], Column("Next", rank=3, flexible=True, least=9)]
    rows: list[list[Cell | str]] = [[*row[1:4], "23 Nov Call"] for row in DEALS]
    on = PLAIN._replace(width=43)
    assert table(titles, rows, on, tight=True).splitlines()[1] == (
        "Northwind websit… Neg.  17 Nov    23 Nov C…"
    )
    assert table(titles, rows, on).splitlines()[1] == "Northwind website two  Neg.   17 Nov"
