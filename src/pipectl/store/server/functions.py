"""The functions that statements use and PostgreSQL lacks, as functions of the store's schema."""

import json
from collections.abc import Callable, Iterable, Iterator

from pipectl.money import MOST_MINOR
from pipectl.store.text_functions import EXPONENTIAL, FOLDED, PLAIN
from pipectl.text import fold, unaccented, unaccented_signs

AFTER_ACCENTS, AFTER_CASES = 0x370, 0x20000
# Of two values; null if one of them is.
GREATEST = """
create function {name}(one anycompatible, other anycompatible) returns anycompatible
language sql immutable strict parallel safe
as $$ select case when one {sign} other then other else one end $$
"""
# Each character of a text in a normal form becomes what the table has for it. Most texts are
# Latin-1, for which that is ten times as fast.
OF_TEXT = """
create function {name}(value text) returns text
language sql immutable strict parallel safe
as $$
select case
  when octet_length(value) = length(value) then lower(value)
  when value ~ '^[\\u0001-\\u00ff]*$' then {latin}
  else (
    select
      {composed}(string_agg(coalesce({table}::jsonb ->> sign, sign), '' order by place))
    from unnest(string_to_array(normalize(value, {form}), null)) with ordinality
      as signs(sign, place)
  )
end
$$
"""
# A number that was ever given is never given again, and one of a transaction that was rolled back
# is given to the next, as in a file; a sequence of the server's would leave it out.
NUMBERS = (
    "create table given_number (table_name text not null primary key, last bigint not null)",
    """
create function next_number(of_table text) returns bigint
language sql volatile
begin atomic
  insert into given_number as n (table_name, last) values (of_table, 1)
  on conflict (table_name) do update set last = n.last + 1
  returning last;
end
""",
)
FUNCTIONS = (
    GREATEST.format(name="max", sign="<"),
    GREATEST.format(name="min", sign=">"),
    """
create function julianday(day date) returns double precision
language sql immutable strict parallel safe
as $$ select (day - date '2000-01-01') + 2451544.5::double precision $$
""",
    """
create function instr(value text, part text) returns bigint
language sql immutable strict parallel safe
as $$ select strpos(value, part)::bigint $$
""",
    # Of SQLite's patterns only the star.
    r"""
create function glob(pattern text, value text) returns boolean
language sql immutable strict parallel safe
as $$
select value like replace(
  replace(replace(replace(pattern, '\', '\\'), '%', '\%'), '_', '\_'),
  '*', '%'
)
$$
""",
    f"""
create function {EXPONENTIAL}(value double precision) returns double precision
language sql immutable strict parallel safe
as $$ select exp(value) $$
""",
    r"""
create function leading_number(value text) returns double precision
language sql immutable strict parallel safe
as $$
select coalesce(
  substring(value from '^\s*([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)')
    ::double precision,
  0
)
$$
""",
    """
create function leading_number(value double precision) returns double precision
language sql immutable strict parallel safe
as $$ select value $$
""",
    r"""
create function whole_part(value text) returns bigint
language sql immutable strict parallel safe
as $$ select coalesce(substring(value from '^\s*([-+]?[0-9]+)')::bigint, 0) $$
""",
    """
create function whole_part(value double precision) returns bigint
language sql immutable strict parallel safe
as $$ select trunc(value)::bigint $$
""",
    """
create function whole_part(value bigint) returns bigint
language sql immutable strict parallel safe
as $$ select value $$
""",
    """
create function json_each(document text) returns table (value text)
language sql immutable strict parallel safe
as $$ select json_array_elements_text(document::json) $$
""",
    """
create function json_extract(document text, path text) returns text
language sql immutable strict parallel safe
as $$ select document::json #>> string_to_array(substr(path, 3), '.') $$
""",
    """
create function joined_text(before text, value text, separator text) returns text
language sql immutable parallel safe
as $$
select case
  when value is null then before
  when before is null then value
  else before || separator || value
end
$$
""",
    """
create aggregate group_concat(value text, separator text) (
  sfunc = joined_text,
  stype = text
)
""",
    # The rates of the session (`rate_span`) are there where amounts are converted.
    f"""
create function in_base(minor bigint, code text, day date) returns bigint
language plpgsql stable strict
as $$
declare
  found bigint;
begin
  select
    div(2 * minor * r.above + r.below, 2 * r.below)
  into found
  from pg_temp.rate_span as r
  where r.currency = code and r.starts_on <= day and (r.ends_on is null or day < r.ends_on);
  return case when found <= {MOST_MINOR} then found end;
end
$$
""",
)


def text_functions() -> list[str]:
    """Return the functions of `store/text_functions`, by Python's own tables of characters."""
    return [
        OF_TEXT.format(
            name=FOLDED,
            form="nfc",
            composed="normalize",
            latin=of_latin(fold),
            table=table_of(str.casefold),
        ),
        OF_TEXT.format(
            name=PLAIN,
            form="nfkd",
            composed="",
            latin=of_latin(unaccented),
            table=table_of(unaccented_signs),
        ),
    ]


def of_latin(function: Callable[[str], str]) -> str:
    """Return the function for texts of Latin-1 alone."""
    changed = changes(function, range(128, 256))
    single = {sign: to for sign, to in changed.items() if len(to) == 1}
    found = (
        f"translate(lower(value), {literal(''.join(single))}, {literal(''.join(single.values()))})"
    )
    for sign, to in changed.items():
        if sign not in single:
            found = f"replace({found}, {literal(sign)}, {literal(to)})"
    return found


def table_of(function: Callable[[str], str]) -> str:
    """Return what a function makes of each character that it changes, as a literal of JSON."""
    return literal(json.dumps(changes(function, with_case()), ensure_ascii=False))


def with_case() -> Iterator[int]:
    """Yield the characters before and among the accents, and those that have another case."""
    yield from range(1, AFTER_ACCENTS)
    for code in range(AFTER_ACCENTS, AFTER_CASES):
        if (sign := chr(code)).casefold() != sign:
            yield code


def changes(function: Callable[[str], str], codes: Iterable[int]) -> dict[str, str]:
    """Return the characters that a function changes, with what it makes of them."""
    return {sign: to for code in codes if (to := function(sign := chr(code))) != sign}


def literal(text: str) -> str:
    """Return a text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"
