"""What becomes of a statement before a server sees it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.store.server.dialect import translated


@pytest.mark.parametrize(
    ("sql", "there"),
    [
        ("select :a, :b_1 where x = :a", "select %(a)s, %(b_1)s where x = %(a)s"),
        ("values (?, ?)", "values (%s, %s)"),
        ("select ':a ? 50 % it''s', \"x:y\"", "select ':a ? 50 %% it''s', \"x:y\""),
        ("select 1 -- as :a, 50 %\n, 2 /* ? */", "select 1 \n, 2 "),
        ("select x::text, 7 % 3", "select x::text, 7 %% 3"),
        ("select * from main.stage, temp.stage", 'select * from "s".stage, pg_temp.stage'),
        ("create index temp.by_day on t (day)", "create index by_day on t (day)"),
        ("create temp table t (id integer)", "create temp table t (id bigint)"),
        ("x is :a or x is not y.z", "x is not distinct from %(a)s or x is distinct from y.z"),
        (
            "x is null or x is not null or this is true",
            "x is null or x is not null or this is true",
        ),
        ("x is not distinct from y", "x is not distinct from y"),
        ("x like :text escape '!'", "x ilike %(text)s escape '!'"),
        ("x like :text or y", "x ilike %(text)s escape '' or y"),
        ("x like 'a%'", "x ilike 'a%%' escape ''"),
        ("from t where +day <= 'x'", "from t where day <= 'x'"),
        ("cast(x as text)", "cast(x as text)"),
        ("cast(coalesce(x, (y)) as real)", "leading_number(coalesce(x, (y)))"),
        ("cast(cast(x as real) + 0.5 as integer)", "whole_part(leading_number(x) + 0.5)"),
        ("length(cast(:x as blob))", "length(convert_to(%(x)s, 'UTF8'))"),
        ("cast('as real)' as real)", "leading_number('as real)')"),
    ],
)
def test_a_statement_for_both_engines_is_translated(sql: str, there: str) -> None:
    assert translated(sql, "s") == there


@given(text=st.text(max_size=30))
def test_a_text_in_a_statement_stays_as_it_is(text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    assert translated(f"select {quoted} as x", "s") == f"select {quoted.replace('%', '%%')} as x"
