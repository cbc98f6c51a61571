"""The history file: stages in the order of their times, and the order of the stages."""

import csv
import io
import os
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.errors import BadFileError
from pipectl.importing.rules.csv_file import rows
from pipectl.importing.rules.date_formats import AmbiguousColumnError, Order
from pipectl.importing.rules.history_file import ReadHistory, StageEntry, read_history, stage_order
from pipectl.importing.rules.unclear_outcomes import Unclear

DATA = Path(os.environ.get("PIPECTL_DATA", Path(__file__).parents[3] / "shared" / "data"))
ON = date(2026, 1, 2)


def reading(body: str, known: str = "1 2", **options: Any) -> ReadHistory:
    content = f"deal_id,stage,entered_at\n{body}".encode()
    return read_history(
        rows(io.BytesIO(content), name="h.csv"), dict.fromkeys(known.split(), "open"), **options
    )


def order(*paths: str) -> list[str]:
    """The order of stages of one letter, out of the paths of opportunities."""
    return stage_order(
        {
            str(place): [StageEntry(stage, ON, 0) for stage in path]
            for place, path in enumerate(paths)
        }
    )


def test_entries_stand_in_the_order_of_their_times_then_of_the_file() -> None:
    found = reading(
        "1,Offer,2026-01-02 13:40:15\n1,Call,2026-01-02 13:34:25\n2,Call,2026-01-05\n"
        "1,Won back,2026-01-02 13:40:15\n1,First,2026-01-01 23:59\n",
        stages={"won back": "open"},
    )
    assert found.entries == {
        "1": [
            StageEntry("First", date(2026, 1, 1), 6),
            StageEntry("Call", ON, 3),
            StageEntry("Offer", ON, 2),
            StageEntry("Won back", ON, 5),
        ],
        "2": [StageEntry("Call", date(2026, 1, 5), 4)],
    }
    assert (found.problem_count, found.orders, found.left_out) == (0, {}, ())


def test_rows_of_others_and_closings_are_counted_and_left_out() -> None:
    found = reading("3,Call,what\n1,Closed Won,2026-01-02\n1,Call,2026-01-01\n4,,\n", "1 4")
    assert found.entries == {"1": [StageEntry("Call", date(2026, 1, 1), 4)]}
    assert (found.unknown_count, found.closing_count) == (1, 1)
    assert [str(each) for each in found.problems] == ["h.csv:5: stage: the cell is empty."]


def test_stages_that_look_closed_are_closings_of_what_closed_so_and_else_unclear() -> None:
    body = "1,Won back,2026-01-02\n2,Gewonnen,2026-01-03\n2,Call,2026-01-01\n"
    content = f"deal_id,stage,entered_at\n{body}".encode()
    sheet = rows(io.BytesIO(content), name="h.csv")
    found = read_history(sheet, {"1": "open", "2": "won"})
    assert found.unclear == {Unclear("stage", "Won back", ("won",), is_stage=True): [2]}
    assert found.closing_count == 1
    assert found.entries == {"2": [StageEntry("Call", date(2026, 1, 1), 4)]}
    said = {"won back": "lost", "gewonnen": "open"}
    found = read_history(sheet, {"1": "open", "2": "won"}, stages=said)
    assert (found.unclear, found.closing_count) == ({}, 1)
    assert [entry.stage for entry in found.entries["2"]] == ["Call", "Gewonnen"]


def test_problems_are_told_with_their_lines() -> None:
    found = reading(
        f"1,Call,2026-02-30\n1\n1,{'x' * 61},2026-01-01\n,Call,2026-01-01\n2,Call,2026-01-01\n",
    )
    assert [str(each) for each in found.problems] == [
        'h.csv:2: entered_at: "2026-02-30" is not a valid date.',
        "h.csv:3: the row has 1 cell, but there are 3 headers.",
        f'h.csv:4: stage: The stage "{"x" * 39}…" has 61 characters. The limit is 60.',
        "h.csv:5: deal_id: the cell is empty.",
    ]
    assert (found.problem_count, found.rejected_count) == (4, 4)
    assert list(found.entries) == ["2"]


def test_dates_follow_their_column_s_order() -> None:
    body = "1,Call,3/4/2026\n1,Offer,4/5/2026\n"
    with pytest.raises(AmbiguousColumnError):
        reading(body)
    assert reading(body, dates="dmy").entries["1"][0].entered_on == date(2026, 4, 3)
    assert reading(f"{body}1,Sent,5/28/2026\n").orders == {
        "entered_at": Order("mdy", 4, "5/28/2026")
    }


def test_an_apostrophe_is_taken_away_in_our_own_files_only() -> None:
    assert list(reading("1,'=Call,2026-01-02\n", ours=True).entries.values()) == [
        [StageEntry("=Call", ON, 2)]
    ]
    assert reading("1,'=Call,2026-01-02\n").entries["1"] == [StageEntry("'=Call", ON, 2)]
    assert reading("'1,Call,2026-01-02\n", ours=True).unknown_count == 1


def test_missing_columns_are_named() -> None:
    sheet = rows(io.BytesIO(b"Deal ID,when\n1,2\n"), name="h.csv")
    with pytest.raises(BadFileError) as caught:
        read_history(sheet, {"1": "open"})
    assert str(caught.value) == (
        "h.csv:1: the stage history has no column stage and no entered_at."
    )
    assert caught.value.hint == "It needs the columns deal_id, stage, entered_at."


def test_headers_may_be_written_otherwise_and_stand_elsewhere() -> None:
    sheet = rows(io.BytesIO(b"Who;Entered At;STAGE;Deal ID\nx;2026-01-02;Call;1\n"), name="h.csv")
    found = read_history(sheet, {"1": "open"})
    assert (found.entries, found.left_out) == ({"1": [StageEntry("Call", ON, 2)]}, ("Who",))


@pytest.mark.parametrize(
    ("paths", "stages"),
    [
        ((), ""),
        (("A",), "A"),
        (("ABC", "AC", "BC"), "ABC"),
        (("CD", "ABCD", "BC"), "ABCD"),
        (("ABAC", "ABC"), "ABC"),
        (("AB", "BA", "AB"), "AB"),
        (("D", "CD", "ABCD"), "ABCD"),
        (("AB", "XY"), "AXBY"),
        (("AB", "BC", "CA", "AB"), "ABC"),
        (("aB", "Ab", "AC"), "aBC"),
    ],
)
def test_stages_stand_in_the_order_in_which_most_entered_them(
    paths: tuple[str, ...], stages: str
) -> None:
    assert order(*paths) == list(stages)


@given(st.permutations("ABCDEFG"), st.lists(st.sets(st.sampled_from("ABCDEFG"), min_size=1)))
def test_where_nobody_disagrees_the_order_is_everybodys(
    ladder: list[str], walked: list[set[str]]
) -> None:
    found = order(*("".join(filter(steps.__contains__, ladder)) for steps in walked))
    assert Counter(found) == Counter(set().union(*walked))
    for steps in walked:
        path = [stage for stage in found if stage in steps]
        assert path == [stage for stage in ladder if stage in steps]


@pytest.mark.parametrize(
    ("name", "stages"),
    [("bpi2012", ["Accepted", "Offer sent", "Offer returned"]), ("maven", ["Engaging"])],
)
@pytest.mark.skipif(not DATA.exists(), reason="the evaluation data isn't here")
def test_the_evaluation_data_agrees_with_a_plain_count(name: str, stages: list[str]) -> None:
    file = DATA / name / "stage_history.csv"
    with file.open(encoding="utf-8", newline="") as text:
        plain = list(csv.DictReader(text))
    with file.open("rb") as stream:
        found = read_history(
            rows(stream, name="stage_history.csv"), {each["deal_id"]: "open" for each in plain}
        )
    assert (found.problem_count, found.unknown_count, found.closing_count) == (0, 0, 0)
    assert stage_order(found.entries) == stages
    expected: dict[str, list[tuple[str, str]]] = {}
    for each in sorted(plain, key=lambda row: row["entered_at"]):
        expected.setdefault(each["deal_id"], []).append((each["stage"], each["entered_at"][:10]))
    assert {
        identifier: [(entry.stage, str(entry.entered_on)) for entry in entries]
        for identifier, entries in found.entries.items()
    } == expected
