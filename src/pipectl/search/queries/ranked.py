"""Find everything that has all the words of a search, and rank it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import islice
from typing import Any

from pipectl.named_tuple import NamedTuple
from pipectl.search.rules.matching import (
    NAME,
    RELATED,
    SEPARATOR,
    TEXT,
    Matcher,
    may_be_in_ascii,
    with_joined_digits,
)
from pipectl.search.rules.minutes import texts_in
from pipectl.store.reader import DamagedValueError, Reader, as_text, chunks
from pipectl.vocabulary import OPEN

KINDS = ("deal", "contact", "account", "activity", "review")
DEAL, CONTACT, ACCOUNT, ACTIVITY, REVIEW = range(len(KINDS))


class Key(NamedTuple):
    """What was found: its kind, as a place in KINDS, and its number."""

    kind: int
    number: int


class Source(NamedTuple):
    """Where texts are: rows of a table with the number of what they belong to.

    That number is made by `numbered`. The columns are there by their place in the ranking.
    """

    table: str
    owner: str
    texts: Mapping[int, tuple[str, ...]]
    condition: str = "true"


def numbered(column: str, kind: int) -> str:
    """Return SQL for the number of a deal, contact, … that says its kind, too."""
    return f"{len(KINDS)} * {column} + {kind}"


OWNER_OF_ACTIVITY = f"""case
  when opportunity_id is not null then {numbered("opportunity_id", DEAL)}
  when contact_id is not null then {numbered("contact_id", CONTACT)}
  else {numbered("id", ACTIVITY)}
end"""
# A field's value is searched if it is words, and the present one. The plus sign keeps SQLite from
# reading all values of the field for each: those of one owner are few.
IS_PRESENT_FIELD = """field_id in (
  select id from custom_field where type in ('text', 'choice') and not archived
)
and not exists (
  select
    1
  from field_value as later
  where {owner}
    and +later.field_id = field_value.field_id
    and (
      later.recorded_at > field_value.recorded_at
      or (later.recorded_at = field_value.recorded_at and later.id > field_value.id)
    )
)"""
FIELD_OWNERS = {
    "opportunity_id": numbered("opportunity_id", DEAL),
    "contact_id": numbered("contact_id", CONTACT),
    "account_id": numbered("account_id", ACCOUNT),
}


def present_field(owner: str) -> str:
    """Return the condition of the present value of a field of this owner, such as a deal."""
    same = IS_PRESENT_FIELD.format(owner=f"later.{owner} = field_value.{owner}")
    return f"{owner} is not null and {same}"


OF_DEAL = numbered("opportunity_id", DEAL)
SOURCES = (
    Source(
        "account",
        numbered("id", ACCOUNT),
        {NAME: ("name",), RELATED: ("email",), TEXT: ("note",)},
    ),
    Source(
        "contact",
        numbered("id", CONTACT),
        {NAME: ("name",), RELATED: ("title", "email"), TEXT: ("note",)},
    ),
    Source(
        "opportunity",
        numbered("id", DEAL),
        {
            NAME: ("title",),
            TEXT: ("note", "reason", "closing_note", "competitor", "source", "campaign"),
        },
    ),
    Source("qualification", OF_DEAL, {TEXT: ("why", "factor", "override")}),
    Source("next_action", OF_DEAL, {TEXT: ("text", "outcome")}),
    Source("activity", OWNER_OF_ACTIVITY, {TEXT: ("text",)}),
    Source("opportunity_tag", OF_DEAL, {TEXT: ("tag",)}),
    Source("contact_role", OF_DEAL, {TEXT: ("why",)}, "why is not null"),
    *(
        Source("field_value", number, {TEXT: ("value",)}, present_field(owner))
        for owner, number in FIELD_OWNERS.items()
    ),
    Source("opportunity_history", OF_DEAL, {TEXT: ("note",)}, "note is not null"),
)
PHONES_SQL = f"""
select
  {numbered("id", ACCOUNT)},
  phone
from account
where phone is not null
union all
select
  {numbered("id", CONTACT)},
  phone
from contact
where phone is not null
"""
AT_ONCE = 2_000  # rows that are searched as one text

RELATED_SQL = """
select
  {owner},
  {column}
from {table}
where {among}
"""
# What belongs to an account or a contact is also found by its name.
RELATIONS = (
    ("account", "opportunity", numbered("id", DEAL)),
    ("contact", "opportunity", numbered("id", DEAL)),
    ("account", "contact", numbered("id", CONTACT)),
)
STATUS_SQL = "select id from opportunity where status = :status"


def ranked(
    reader: Reader, matcher: Matcher, *, statuses: Sequence[str], limit: int | None
) -> tuple[list[Key], int]:
    """Return what has all the words, the best first and at most `limit`, and how many there are.

    With `statuses`, only deals that have one of them count.
    """
    found = everything(reader, matcher)
    keys = [key for key, bits in found.items() if matcher.matches(bits)]
    if statuses:
        wanted = set[int]().union(*(deals_with(reader, each) for each in statuses))
        keys = [key for key in keys if deal_of(key) in wanted]
    else:
        gone = deals_with(reader, "deleted")
        keys = [key for key in keys if deal_of(key) not in gone]
    open_deals = deals_with(reader, OPEN)

    def rank(key: int) -> tuple[int, int, int]:
        """Points, then open deals, contacts, accounts and the others, then the newest."""
        number, kind = divmod(key, len(KINDS))
        order = DEAL if kind == DEAL and number in open_deals else ORDER[kind]
        return -matcher.points(found[key]), order, -number

    best = sorted(keys, key=rank) if limit is None else nsmallest(limit, keys, key=rank)
    return [Key(*reversed(divmod(key, len(KINDS)))) for key in best], len(keys)


# Closed deals come after what they could be about, and reviews after all of it.
ORDER = {CONTACT: 1, ACCOUNT: 2, ACTIVITY: 3, DEAL: 4, REVIEW: 5}


def deal_of(key: int) -> int | None:
    """Return the number of the deal; None for anything else."""
    number, kind = divmod(key, len(KINDS))
    return number if kind == DEAL else None


def deals_with(reader: Reader, status: str) -> set[int]:
    """Return the numbers of the deals with that status."""
    return {row[0] for row in reader.stream(STATUS_SQL, {"status": status})}


def everything(reader: Reader, matcher: Matcher) -> dict[int, int]:
    """Return the bits of whatever has one of the terms, by its number in `Source`."""
    found: dict[int, int] = {}
    names: dict[str, dict[int, int]] = {}
    for source in SOURCES:
        named = names.setdefault(source.table, {})
        for place, keys, texts in texts_of(reader, matcher, source):
            shift = place * matcher.width
            for at, bits in matcher.found_in_all(texts).items():
                key = keys[at]
                found[key] = found.get(key, 0) | bits << shift
                if place == NAME:
                    named[key // len(KINDS)] = bits
    for key, bits in (*phones(reader, matcher), *related(reader, names)):
        found[key] = found.get(key, 0) | bits << RELATED * matcher.width
    return found | dict(minutes(reader, matcher))


MINUTES = Source("review", numbered("id", REVIEW), {TEXT: ("minutes",)})


def minutes(reader: Reader, matcher: Matcher) -> Iterator[tuple[int, int]]:
    """Yield the numbers and bits of the reviews whose minutes have one of the terms."""
    sql, values = sql_of(MINUTES, matcher)
    escaped = r"or instr(minutes, '\u') > 0"  # JSON can spell any character with ASCII
    for key, stored in reader.stream(f"{sql} {escaped}", values):
        texts = [text for _, text in minutes_texts(stored)]
        bits = 0
        for each in matcher.found_in_all(texts).values():
            bits |= each
        if bits:
            yield key, bits << TEXT * matcher.width


def minutes_texts(stored: str) -> list[tuple[str, str]]:
    """Return the texts in stored minutes with what they are; raise DamagedValueError."""
    try:
        return list(texts_in(json.loads(stored)))
    except (ValueError, RecursionError):
        raise DamagedValueError("a review's minutes") from None


def texts_of(
    reader: Reader, matcher: Matcher, source: Source
) -> Iterator[tuple[int, Sequence[int], Sequence[str]]]:
    """Yield a place, and texts of a table that may have a term, with what they belong to."""
    sql, values = sql_of(source, matcher)
    rows = reader.stream(sql, values)
    while some := list(islice(rows, AT_ONCE)):
        keys, *columns = zip(*some, strict=True)
        for place, texts in zip(source.texts, columns, strict=True):
            yield place, keys, texts


def sql_of(source: Source, matcher: Matcher) -> tuple[str, dict[str, Any]]:
    """Return the query for the rows that may have one of the terms, and its values.

    SQLite compares ASCII in any case by itself. Whatever else a text has is compared here, so every
    text with another character is read; it takes more bytes than characters.
    """
    values = {f"word{at}": f"%{word}%" for at, word in enumerate(may_be_in_ascii(matcher.terms))}
    tests = [
        test
        for columns in source.texts.values()
        for column in columns
        for test in (
            *(f"{column} like :{name}" for name in values),
            f"length({column}) <> length(cast({column} as blob))",
        )
    ]
    joined = [
        f" || '{SEPARATOR}' || ".join(f"coalesce({column}, '')" for column in columns)
        for columns in source.texts.values()
    ]
    where = f"({' or '.join(tests)}) and {source.condition}"
    return f"select {', '.join([source.owner, *joined])} from {source.table} where {where}", values


def phones(reader: Reader, matcher: Matcher) -> list[tuple[int, int]]:
    """Return the numbers and bits of who has a phone number with one of the terms."""
    if not any(word.isdigit() for term in matcher.terms for word in term.words):
        return []
    rows = [(key, with_joined_digits(as_text(text))) for key, text in reader.rows(PHONES_SQL)]
    found = matcher.found_in_all([text for _, text in rows])
    return [(rows[at][0], bits) for at, bits in found.items()]


def related(reader: Reader, names: Mapping[str, Mapping[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of what belongs to an account or contact, with the bits of its name."""
    for named, table, owner in RELATIONS:
        column = f"{named}_id"
        for among, values in chunks(column, list(names[named])):
            sql = RELATED_SQL.format(owner=owner, column=column, table=table, among=among)
            for key, number in reader.stream(sql, values):
                yield key, names[named][number]
