"""Any value that is written to a server or a file comes back the same from both."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.errors import CharacterError
from pipectl.store.connection import SCHEMA_VERSION
from pipectl.store.text_functions import add_text_functions
from pipectl.text import fold, unaccented
from servers import new_place, session

assert SCHEMA_VERSION  # it registers how a file takes dates and instants

# What neither a command nor an import lets in: NUL and half a character.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
WORDS = st.text(st.sampled_from("aAÀßſßŉǰΐΣςẞﬁİıΩЖ日e\u0301%_!\\'\":-"), max_size=12)
DAYS = st.dates(date(1900, 1, 1), date(9999, 12, 31))
INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))
ROWS = st.tuples(
    st.none() | TEXTS | WORDS,
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.booleans(),
    st.none() | DAYS,
    st.none() | INSTANTS,
)
MADE = """
create temp table kept (
  place integer,
  title {text},
  number integer,
  flag boolean,
  day date,
  at {instant}
)
"""
INTO = "insert into temp.kept values (:place, :title, :number, :flag, :day, :at)"
BACK = "select place, title, number, flag, day, at from temp.kept order by title nulls first, place"
SAME = """
select
  place
from temp.kept
where title is :title and number is :number and flag is :flag and day is :day and at is :at
order by place
"""
NAMES = ("place", "title", "number", "flag", "day", "at")

Connections = tuple[Any, Any]


@pytest.fixture(scope="module")
def both() -> Iterator[Connections]:
    """A connection to a server and one to a file's engine, each with an empty table."""
    place = new_place()
    with ExitStack() as opened:
        server = opened.enter_context(session(place))
        file = opened.enter_context(closing(sqlite3.connect(":memory:", isolation_level=None)))
        add_text_functions(file)
        from pipectl.store.server.creation import make_tables

        make_tables(server)
        server.execute(MADE.format(text='text collate "C"', instant="timestamptz"))
        file.execute(MADE.format(text="text", instant="datetime"))
        yield server, file


@given(rows=st.lists(ROWS, max_size=8))
def test_values_come_back_the_same_and_in_the_same_order(
    both: Connections, rows: list[tuple[Any, ...]]
) -> None:
    values = [dict(zip(NAMES, (place, *row), strict=True)) for place, row in enumerate(rows)]
    for connection in both:
        connection.execute("delete from temp.kept")
        for each in values:
            connection.execute(INTO, each)
    server, file = (connection.execute(BACK).fetchall() for connection in both)
    assert server == file
    assert [list(map(type, row)) for row in server] == [list(map(type, row)) for row in file]
    for each in values:
        there, here = (connection.execute(SAME, each).fetchall() for connection in both)
        assert there == here
        assert (each["place"],) in here


def test_a_text_with_nul_is_nowhere_to_be_found_and_isnt_stored(both: Connections) -> None:
    server, _ = both
    server.execute("delete from temp.kept")
    values = dict.fromkeys(NAMES) | {"place": 1, "title": "ab"}
    server.execute(INTO, values)
    for nul in ("\0", "a\0b", "ab\0"):
        for wanted, count in (
            ("title = :title", 0),
            ("title <> :title", 1),
            ("title like :title", 0),
        ):
            sql = f"select count(*) from temp.kept where {wanted}"
            assert server.execute(sql, {"title": nul}).fetchone() == (count,)
        with pytest.raises(CharacterError, match=r"can't contain a control character \(U\+0000"):
            server.execute(INTO, values | {"title": nul})
        with pytest.raises(CharacterError):
            server.executemany(INTO, [values, values | {"title": nul}])
    assert server.execute("select title from temp.kept").fetchall() == [("ab",)]


@given(text=TEXTS | WORDS)
def test_texts_are_folded_alike(both: Connections, text: str) -> None:
    sql = "select folded_text(:text), plain_text(:text), instr(:text, 'a')"
    server, file = (each.execute(sql, {"text": text}).fetchone() for each in both)
    assert server == file == (fold(text), unaccented(text), text.find("a") + 1)


def test_every_character_is_folded_alike(both: Connections) -> None:
    # What came with Unicode 15, only one of Python and the server may know.
    others = {*range(0xD800, 0xE000), *range(0x1E030, 0x1E06E)}
    signs = [chr(code) for code in range(1, 0x20000) if code not in others]
    assert all(chr(code).casefold() == chr(code) for code in range(0x20000, 0x110000))
    for start in range(0, len(signs), 2000):
        text = " ".join(signs[start : start + 2000])
        sql = "select folded_text(:text), plain_text(:text)"
        assert both[0].execute(sql, {"text": text}).fetchone() == (fold(text), unaccented(text))


@given(one=st.none() | st.integers(-(2**40), 2**40), other=st.none() | st.integers(-(2**40), 2**40))
def test_numbers_are_compared_divided_and_cut_off_alike(
    both: Connections, one: int | None, other: int | None
) -> None:
    sql = """
select
  max(cast(:one as integer), cast(:other as integer)),
  min(cast(:one as integer), cast(:other as integer)),
  cast(:one as integer) / 7,
  cast(cast(:one as integer) / 8.0 + 0.5 as integer),
  cast(:other as real)
"""
    server, file = (each.execute(sql, {"one": one, "other": other}).fetchone() for each in both)
    assert server == file


@given(text=st.text(st.sampled_from("0123456789.-+ eEx"), max_size=10) | TEXTS)
def test_a_number_at_the_beginning_of_a_text_is_taken_alike(both: Connections, text: str) -> None:
    server, file = (
        each.execute("select cast(:text as real)", {"text": text}).fetchone() for each in both
    )
    assert server == file


@given(text=WORDS | TEXTS, pattern=WORDS)
def test_patterns_match_alike(both: Connections, text: str, pattern: str) -> None:
    sql = """
select
  :text like :pattern,
  :text like :pattern escape '!',
  glob('a*b', :text),
  length(:text) <> length(cast(:text as blob))
"""
    if pattern.endswith("!"):
        pattern += "!"  # neither engine takes one that escapes nothing
    values = {"text": text, "pattern": pattern}
    server, file = (each.execute(sql, values).fetchone() for each in both)
    assert server == file
