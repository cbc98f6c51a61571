"""Pages at a terminal: pictures of characters that fit every screen."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from pipectl.render.blocks import (
    Block,
    Curve,
    Footnote,
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
from pipectl.render.screen import Screen
from pipectl.render.tables import Cell, Column
from pipectl.render.terminal import draw, shares, spark_signs

PLAIN = Screen(80, styled=False, unicode=True)
ASCII = PLAIN._replace(unicode=False)
QUARTERS = ((0, "0"), (2500, "25k"), (5000, "50k"), (7500, "75k"), (10000, "100k"))
MILES = ProgressTrack(4500, 6200, 10000, QUARTERS, "won: 45 %", "expected by now: 62 %")
FUNNEL = Funnel(
    [
        FunnelStep("Discovery", 40, "40 · 60 % go on"),
        FunnelStep("会議", 24, "24 · 50 % go on"),
        FunnelStep("Won", 1, "1"),
        FunnelStep("Paid", 0, "none yet"),
    ]
)
SPARKS = [
    Spark("Won", [1, 2, None, 4, 0, 8], "2026-06", "2026-11", "12k"),
    Spark("Win rate", [None, 0.4], "2026-10", "2026-11", "n/a (n=2)"),
]
CURVE = Curve(0, 100, [1, 4, 9, 4, 2], [(20, "low"), (50, "quota 50k"), (120, "far")], "0", "100k")


def on_screen(*blocks: Block, on: Screen = PLAIN) -> str:
    """A page of those blocks."""
    return draw(Page("x", blocks), on)


def test_lines_of_values_that_follow_each_other_line_up() -> None:
    assert on_screen(*SPARKS) == (
        "Won       2026-06 ▂▃ ▅▁█ 2026-11  12k\nWin rate  2026-10      █ 2026-11  n/a (n=2)\n"
    )
    assert on_screen(SPARKS[0], on=ASCII) == "Won  2026-06 .: =_# 2026-11  12k\n"
    assert on_screen(*SPARKS, on=PLAIN._replace(width=20)) == "Won: 12k\nWin rate: n/a (n=2)\n"


def test_the_names_of_the_ends_leave_before_values_do() -> None:
    long = Spark("A label of many words", [1.0] * 30, "2026-W01", "2026-W30", "as ever")
    assert on_screen(long, on=PLAIN._replace(width=40)) == f"A label…   {'█' * 20}  as ever\n"
    assert on_screen(long._replace(values=[1, 2]), on=PLAIN._replace(width=40)) == (
        "A label of many words  ▅█  as ever\n"
    )


def test_what_is_not_0_never_looks_like_0() -> None:
    assert spark_signs([0, 1, 1000], PLAIN) == ["▁", "▂", "█"]
    assert spark_signs([-4, 0, 4], PLAIN) == ["▁", "▅", "█"]
    assert spark_signs([0, 0], PLAIN) == ["▁", "▁"]
    assert shares([float("nan"), float("inf"), 1e308, -1e308]) == [None, None, 1, 0]


def test_a_funnel_is_centered_and_says_how_many() -> None:
    wide = "█" * 48
    assert on_screen(FUNNEL) == (
        f"Discovery  {wide}  40 · 60 % go on\n"
        f"会議       {' ' * 9}▐{'█' * 28}▌{' ' * 9}  24 · 50 % go on\n"
        f"Won        {' ' * 23}▐▌{' ' * 23}  1\n"
        f"Paid       {' ' * 48}  none yet\n"
    )


def test_where_there_is_no_room_beside_a_funnel_it_is_said_below() -> None:
    steps = [FunnelStep("Discovery", 4, "4 · 60 % go on · 20 % won"), FunnelStep("Won", 1, "1")]
    assert on_screen(Funnel(steps), on=ASCII._replace(width=40)) == (
        f"Discovery  {'#' * 29}\n"
        "  4 · 60 % go on · 20 % won\n"
        f"Won                   {'#' * 7}\n"
        "  1\n"
    )
    assert on_screen(FUNNEL, on=PLAIN._replace(width=30)) == (
        "Discovery: 40 · 60 % go on\n会議: 24 · 50 % go on\nWon: 1\nPaid: none yet\n"
    )


def test_a_long_label_gives_way_to_the_funnel() -> None:
    step = FunnelStep("A stage of a great many words", 1, "said in seventeen")
    assert on_screen(Funnel([step]), on=PLAIN._replace(width=41)) == (
        f"A stage o…  {'█' * 10}  said in seventeen\n"
    )


def test_mile_markers_tell_where_one_is_and_where_one_should_be() -> None:
    assert on_screen(MILES) == (
        "╋━━━━━━━━━━━━━╋━━━━━━━━━━━●──┼──────◇───────┼──────────────┼\n"
        "0            25k            50k            75k          100k\n"
        "● won: 45 %   ◇ expected by now: 62 %\n"
    )
    assert on_screen(MILES, on=ASCII._replace(width=40)) == (
        "#========#=======O-+----V----+---------+\n"
        "0       25k       50k       75k     100k\n"
        "O won: 45 %   V expected by now: 62 %\n"
    )
    assert on_screen(MILES, on=PLAIN._replace(width=39)) == "won: 45 %\nexpected by now: 62 %\n"


def test_the_signs_of_the_track_stay_apart_or_become_one() -> None:
    done = on_screen(ProgressTrack(20000, 10000, 10000, QUARTERS, "won", "due")).splitlines()
    assert done[0].endswith("━●")
    assert done[2] == "● won   ◇ due"
    assert "◆" in on_screen(ProgressTrack(5000, 5000, 10000, ()))
    begun = on_screen(ProgressTrack(0, None, 10000, (), here="closed: 0 %")).splitlines()
    assert begun == ["●" + "─" * 59, "", "● closed: 0 %"]
    assert on_screen(ProgressTrack(0, None, 0, (), "won")).splitlines()[2] == "● won"


def test_a_curve_has_an_axis_with_names() -> None:
    assert on_screen(CURVE, on=PLAIN._replace(width=40)) == (
        f"{' ' * 16}{'█' * 8}\n"
        f"{' ' * 16}{'█' * 8}\n"
        f"{' ' * 16}{'█' * 8}\n"
        f"{' ' * 8}{'▆' * 8}{'█' * 8}{'▆' * 8}\n"
        f"{' ' * 8}{'█' * 24}{'▃' * 8}\n"
        f"{'▆' * 8}{'█' * 32}\n"
        "───────┬───────────┬───────────────────┬\n"
        "0     low      quota 50k            100k\n"
        "                                   far →\n"
    )


def test_names_of_a_curve_that_would_meet_go_on_a_line_below() -> None:
    near = CURVE._replace(marks=[(48, "half"), (50, "quota"), (52, "what is won")])
    names = on_screen(near).splitlines()[-3:]
    assert names == [
        f"0{' ' * 25}half{' ' * 26}100k",
        f"{' ' * 27}quota",
        f"{' ' * 25}what is won",
    ]


def test_where_there_is_no_room_for_a_curve_its_ends_and_marks_are_told() -> None:
    assert on_screen(CURVE, on=PLAIN._replace(width=39)) == (
        "from: 0\nto: 100k\nlow\nquota 50k\nfar\n"
    )


def test_nothing_at_all_is_drawn_as_nothing() -> None:
    assert on_screen(Funnel(())) == ""
    assert on_screen(Spark("Won", [], "", "", "")) == "Won\n"
    flat = Curve(5, 5, [], [], "5", "5")
    assert set(on_screen(flat)) == set(" \n─5")


labels = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
numbers = st.integers(-(10**18), 10**18)
counts = st.lists(st.integers(0, 10**12), max_size=80)
floats = st.none() | st.floats(allow_nan=True, allow_infinity=True)
marks = st.lists(st.tuples(numbers, labels), max_size=6)
pictures: st.SearchStrategy[Block] = st.one_of(
    st.builds(Spark, labels, st.lists(floats, max_size=40), labels, labels, labels),
    st.builds(Funnel, st.lists(st.builds(FunnelStep, labels, numbers, labels), max_size=6)),
    st.builds(ProgressTrack, numbers, st.none() | numbers, numbers, marks, labels, labels),
    st.builds(Curve, numbers, numbers, counts, marks, labels, labels),
    st.builds(Heading, labels),
    st.builds(Paragraph, labels),
)


@settings(deadline=None)
@given(st.lists(pictures, max_size=4), st.integers(1, 500), st.booleans())
def test_every_picture_fits_every_screen(
    blocks: Sequence[Block], width: int, unicode: bool
) -> None:
    shown = on_screen(*blocks, on=Screen(width, styled=False, unicode=unicode))
    assert "\x1b" not in shown
    if width >= 40:
        assert max(map(cell_len, shown.split("\n"))) <= width


@pytest.mark.parametrize("width", [1, 2, 39, 40, 41, 79, 120, 500, 10_000])
@pytest.mark.parametrize("styled", [False, True])
def test_no_width_is_too_odd(width: int, styled: bool) -> None:
    table = TableBlock([Column("A"), Column("")], [["1", Gauge(1, 2)], [Cell("2"), Gauge(0, 0)]])
    on = Screen(width, styled=styled, unicode=True)
    shown = on_screen(table, *SPARKS, FUNNEL, MILES, CURVE, TextLine(["end"]), on=on)
    assert shown.endswith("end\n")
    assert ("\x1b" in shown) is (styled and width >= 40)


def test_a_footnote_leaves_a_screen_together_with_the_column_that_has_its_mark() -> None:
    columns = [Column("Title", flexible=True, least=20), Column("Stage %", right=True, rank=2)]
    table = TableBlock(columns, [["Harbour crane overhaul, second part", "55 %*"]])
    blocks = table, Footnote(table, 1, "* the deal's own")
    assert on_screen(*blocks) == (
        "Title                                Stage %\n"
        "Harbour crane overhaul, second part    55 %*\n"
        "* the deal's own\n"
    )
    assert on_screen(*blocks, on=PLAIN._replace(width=24)) == (
        "Title: Harbour crane overhaul, second part\nStage %: 55 %*\n* the deal's own\n"
    )
    long = TableBlock(columns, [["Harbour crane overhaul, second part", "55 %* " * 6]])
    narrow = on_screen(long, Footnote(long, 1, "* the deal's own"), on=PLAIN._replace(width=40))
    assert narrow == "Title\nHarbour crane overhaul, second part\n"
