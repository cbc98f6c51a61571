"""JSON, CSV and Markdown: exact, and safe wherever they are opened."""

import csv
import io
import json
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.money import plain_number
from pipectl.numbers import NumberFormat
from pipectl.periods import parse_period
from pipectl.render.serialize import Exact, keys_of, to_csv, to_json, to_jsonl, to_markdown
from pipectl.text import visible


def money(minor: int, currency: str) -> Exact:
    return Exact(plain_number(minor, currency))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "null"),
        (True, "true"),
        (60, "60"),
        (37.5, "37.5"),
        (money(1_200_050, "USD"), "12000.50"),
        (money(5, "USD"), "0.05"),
        (money(12_000, "JPY"), "12000"),
        (money(1_234, "BHD"), "1.234"),
        (money(10**15, "USD"), "10000000000000.00"),
        (Fraction(11, 8), "1.375"),
        (Fraction(1, 3), "0.3333333333"),
        (Fraction(3), "3"),
        (Fraction(0), "0"),
        (Fraction(10**9), "1000000000"),
        (date(2026, 12, 1), '"2026-12-01"'),
        ("日本", '"日本"'),
        ("\x1b\x9b\x7f\u2028", '"\\u001b\\u009b\\u007f\\u2028"'),
        ("\u202e\u2066\u200f\udcff", '"\\u202e\\u2066\\u200f\\udcff"'),
        ('"\\/', '"\\"\\\\/"'),
        ([], "[]"),
        ({}, "{}"),
    ],
    ids=repr,
)
def test_each_value_is_written_exactly(value: Any, written: str) -> None:
    assert to_json(value) == written


def test_a_key_a_line_or_a_row_a_line() -> None:
    value = {"a": [1, {"b": None}], "c": ()}
    assert to_json(value).splitlines() == [
        *("{", '  "a": [', "    1,", "    {", '      "b": null', "    }", "  ],", '  "c": []', "}")
    ]
    assert to_jsonl([value, 1]) == '{"a": [1, {"b": null}], "c": []}\n1\n'


@given(st.text())
def test_json_gives_every_text_back_and_steers_nothing(text: str) -> None:
    written = to_json({text: text})
    assert json.loads(written) == {text: text}
    assert not {c for c in written.replace("\n", "") if visible(c) != c}


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_csv_is_read_back_as_what_is_visible(texts: list[str]) -> None:
    columns = [str(place) for place in range(len(texts))]
    written = to_csv([dict(zip(columns, texts, strict=True))], columns)
    head, row = csv.reader(io.StringIO(written, newline=""))
    assert head == columns
    for cell, text in zip(row, texts, strict=True):
        assert cell.removeprefix("'")[:1] == cell[:1] or cell.startswith("'")
        assert cell[:1] not in set("=+-@＝＋－＠\t\r")
        if text[:1] not in "=+-@＝＋－＠\t\r'" and visible(text) == text:
            assert cell == text


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("＝1", "'＝1"),
        ("'quoted", "''quoted"),
        ("\t=1", "'    =1"),
        ("\r=1", "'\\r=1"),
        ("a\nb", '"a\nb"'),
        ('a","b', '"a"",""b"'),
        ("=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1"),
        (["=1", "b"], '"\'=1, b"'),
        (-5, "-5"),
        (money(-500, "USD"), "-5.00"),
        (None, ""),
        (False, "false"),
        (date(2026, 12, 1), "2026-12-01"),
    ],
    ids=repr,
)
def test_no_cell_that_was_typed_starts_a_formula(value: Any, cell: str) -> None:
    assert to_csv([{"a": value, "b": 1}], ["a", "b"]) == f"a,b\r\n{cell},1\r\n"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("a|b", r"a\|b"),
        ("a\nb", "a b"),
        ("\\|", r"\\\|"),
        ("<script>", r"\<script\>"),
        ("[x](y)", r"\[x\](y)"),
        ("*_`", r"\*\_\`"),
        ("\x1b", r"\\x1b"),
        (["a", "b"], "a, b"),
        (None, ""),
    ],
    ids=repr,
)
def test_a_cell_stays_text_in_markdown(value: Any, cell: str) -> None:
    assert to_markdown([{"a": value}], ["a"]) == f"| a |\n| --- |\n| {cell} |\n"


@given(st.lists(st.text(), min_size=2, max_size=2))
def test_every_markdown_row_has_as_many_cells(texts: list[str]) -> None:
    row = to_markdown([{"a": texts[0], "b": texts[1]}], ["a", "b"]).split("\n", 2)[2]
    assert row.count("\n") == 1
    bare = row.replace("\\\\", "").replace("\\|", "")
    assert bare.count("|") == 3


def test_numbers_in_markdown_are_for_people_but_those_that_stand_for_a_row() -> None:
    row = {
        "id": 1234,
        "parent": 5678,
        "amount": Exact("12345.50"),
        "weighted": Exact("-12000.00"),
        "days": 1500,
        "share": Fraction(1, 8),
        "title": "1234.5",
        "undone": False,
    }
    table = to_markdown([row], list(row), NumberFormat(","))
    assert table.splitlines()[2] == (
        "| 1234 | 5678 | 12.345,50 | -12.000 | 1.500 | 0,125 | 1234.5 | false |"
    )
    assert "| 1234 | 5678 | 12345.50 | -12000.00 | 1500 |" in to_markdown([row], list(row))


class Told(NamedTuple):
    """A record with a field of each kind."""

    won_minor: Any = None
    rate_bp: int | None = None
    close_on: date | None = None
    wins: int = 0
    win_rate: Fraction | None = None
    period: Any = None
    stage: Any = None
    currency: str = "JPY"


TODAY = date(2026, 11, 18)
QUARTER = parse_period("2026-Q4", today=TODAY)


@pytest.mark.parametrize(
    ("record", "names", "currency", "written"),
    [
        (Told(won_minor=1_250), "won_minor", "USD", '{"won": 12.50}'),
        (Told(won_minor=1_250), "won_minor currency", None, '{"won": 1250, "currency": "JPY"}'),
        (Told(won_minor=Fraction(5, 2)), "won_minor", "USD", '{"won": 0.03}'),
        (Told(rate_bp=3_750), "rate_bp", None, '{"rate": 37.5}'),
        (Told(rate_bp=6_000), "rate_bp", None, '{"rate": 60}'),
        (Told(), "won_minor rate_bp period", None, '{"won": null, "rate": null, "period": null}'),
        (Told(close_on=TODAY), "close_on wins", None, '{"close_on": "2026-11-18", "wins": 0}'),
        (Told(win_rate=Fraction(75, 2)), "win_rate", None, '{"win_rate": 37.5}'),
        (Told(period=QUARTER), "period", None, '{"period": "2026-Q4"}'),
        (Told(stage="Demo"), "stage", None, '{"stage": "Demo"}'),
    ],
)
def test_a_field_is_written_in_the_unit_of_its_suffix(
    record: Told, names: str, currency: str | None, written: str
) -> None:
    assert to_json(keys_of(record, names, currency), -1) == written


@given(st.permutations(Told._fields))
def test_keys_stand_in_the_order_of_the_names(names: list[str]) -> None:
    keys = [name.removesuffix("_minor").removesuffix("_bp") for name in names]
    assert list(keys_of(Told(), " ".join(names))) == keys


def test_a_key_that_no_field_fills_stands_where_it_is_named_else_behind() -> None:
    made = keys_of(Told(wins=2), "id wins rate", id=7, rate=50, title="Acme")
    assert to_json(made, -1) == '{"id": 7, "wins": 2, "rate": 50, "title": "Acme"}'


def test_a_name_that_is_no_field_is_no_key() -> None:
    with pytest.raises(AttributeError, match="losses"):
        keys_of(Told(), "wins losses")
