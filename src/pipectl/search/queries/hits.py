"""Read what was found, with the lines that have the words."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pipectl.named_tuple import NamedTuple
from pipectl.search.queries.ranked import (
    ACCOUNT,
    ACTIVITY,
    CONTACT,
    DEAL,
    REVIEW,
    Key,
    minutes_texts,
    present_field,
    ranked,
)
from pipectl.search.rules.lines import PHONE, Line, chosen
from pipectl.search.rules.matching import NAME, RELATED, TEXT, Matcher
from pipectl.store.reader import Reader, as_text, chunks, optional_date


class Hit(NamedTuple):
    """Something that was found, with the lines that have the words.

    `name` is the title of a deal, and the kind of a review or an activity that belongs to none.
    """

    kind: str
    id: int
    uid: str
    name: str
    account: str | None
    contact: str | None
    stage: str | None
    status: str | None
    amount_minor: int | None
    currency: str | None
    closed_on: date | None
    matches: tuple[Line, ...] = ()


class Found(NamedTuple):
    """The best hits, and how many there are in all."""

    hits: list[Hit]
    total: int


DEAL_TEXTS = (
    "note",
    "reason",
    "closing-note",
    "competitor",
    "source",
    "campaign",
)  # the last columns
DEALS_SQL = """
select
  o.id,
  o.uid,
  o.title,
  a.name,
  c.name,
  s.name,
  o.status,
  o.amount_minor,
  o.currency,
  o.closed_on,
  o.note,
  o.reason,
  o.closing_note,
  o.competitor,
  o.source,
  o.campaign
from opportunity as o
left join stage as s on s.id = o.stage_id
left join account as a on a.id = o.account_id
left join contact as c on c.id = o.contact_id
where {among}
"""
CONTACTS_SQL = """
select
  c.id,
  c.uid,
  c.name,
  a.name,
  c.title,
  c.email,
  c.phone,
  c.note
from contact as c
left join account as a on a.id = c.account_id
where {among}
"""
ACCOUNTS_SQL = """
select
  id,
  uid,
  name,
  email,
  phone,
  note
from account
where {among}
"""
LOGGED_SQL = """
select
  id,
  uid,
  kind,
  done_on,
  text
from activity
where {among}
"""

REVIEWS_SQL = """
select
  id,
  uid,
  kind,
  finished_on,
  minutes
from review
where {among}
"""


def fields_sql(owner: str) -> str:
    """Return the query for the present values of custom fields, with the fields' names."""
    return f"""select {owner}, value, null, (select name from custom_field where id = field_id)
from field_value
where {present_field(owner)} and {{among}}"""


# Whether a row of the history gave the deal to somebody else.
IS_HANDOVER = """coalesce(h.owner <> (
  select
    b.owner
  from opportunity_history as b
  where b.opportunity_id = h.opportunity_id and b.id < h.id
  order by b.id desc
  limit 1
), false)"""
# The texts that belong to a deal, each with its day and the kind of an activity.
DEAL_LINES_SQL = {
    "why": "select opportunity_id, why, asked_on, null from qualification where {among}",
    "factor": "select opportunity_id, factor, asked_on, null from qualification where {among}",
    "override": "select opportunity_id, override, asked_on, null from qualification where {among}",
    "next-action": "select opportunity_id, text, created_on, null from next_action where {among}",
    "outcome": "select opportunity_id, outcome, ended_on, null from next_action where {among}",
    "activity": "select opportunity_id, text, done_on, kind from activity where {among}",
    "push-reason": f"""select opportunity_id, note, happened_on, null from opportunity_history as h
where status = 'open' and not {IS_HANDOVER} and {{among}}""",
    "assign-reason": f"""select opportunity_id, note, happened_on, null
from opportunity_history as h
where {IS_HANDOVER} and {{among}}""",
    "tag": "select opportunity_id, tag, null, null from opportunity_tag where {among}",
    "replaced": "select opportunity_id, why, ended_on, null from contact_role where {among}",
    "field": fields_sql("opportunity_id"),
    "closing-note": f"""select opportunity_id, note, happened_on, null from opportunity_history as h
where status <> 'open' and not {IS_HANDOVER} and {{among}}""",
}
CONTACT_LINES_SQL = """
select
  contact_id,
  text,
  done_on,
  kind
from activity
where opportunity_id is null and {among}
"""


def found_by(
    reader: Reader, matcher: Matcher, *, statuses: Sequence[str] = (), limit: int | None = None
) -> Found:
    """Return what has all the words, the best first; with `statuses` only deals that have one."""
    best, count = ranked(reader, matcher, statuses=statuses, limit=limit)
    return Found(read(reader, best, matcher), count)


def read(reader: Reader, keys: Sequence[Key], matcher: Matcher) -> list[Hit]:
    """Return the hits with these numbers, in this order."""
    found: dict[Key, Hit] = {}
    for kind, reading in (
        (DEAL, deals),
        (CONTACT, contacts),
        (ACCOUNT, accounts),
        (ACTIVITY, logged),
        (REVIEW, reviews),
    ):
        for hit, texts in reading(reader, [key.number for key in keys if key.kind == kind]):
            found[Key(kind, hit.id)] = hit._replace(matches=chosen(texts, matcher))
    return [found[key] for key in keys if key in found]


Read = Iterator[tuple[Hit, list[Line]]]


def deals(reader: Reader, numbers: Sequence[int]) -> Read:
    """Yield deals with all their texts."""
    for chunk, values in chunks("o.id", numbers):
        rows = reader.rows(DEALS_SQL.format(among=chunk), values)
        lines = lines_below(reader, DEAL_LINES_SQL, "opportunity_id", [row[0] for row in rows])
        for row in rows:
            number, uid, title, account, contact, stage, status, minor, currency, closed = row[:10]
            on = optional_date(closed)
            hit = Hit(
                "deal", number, uid, title, account, contact, stage, status, minor, currency, on
            )
            texts = [
                *own_lines({"title": title}, NAME),
                *own_lines({"account": account, "contact": contact}, RELATED),
                *own_lines(dict(zip(DEAL_TEXTS, row[10:], strict=True))),
            ]
            yield hit, texts + lines.get(number, [])


def contacts(reader: Reader, numbers: Sequence[int]) -> Read:
    """Yield contacts with all their texts."""
    for chunk, values in chunks("c.id", numbers):
        rows = reader.rows(CONTACTS_SQL.format(among=chunk), values)
        activities = {"activity": CONTACT_LINES_SQL, "field": fields_sql("contact_id")}
        lines = lines_below(reader, activities, "contact_id", [row[0] for row in rows])
        for number, uid, name, account, title, email, phone, note in rows:
            related = {"account": account, "title": title, "email": email, PHONE: phone}
            texts = [*own_lines({"name": name}, NAME), *own_lines(related, RELATED)]
            texts += own_lines({"note": note})
            yield person("contact", number, uid, name, account), texts + lines.get(number, [])


def accounts(reader: Reader, numbers: Sequence[int]) -> Read:
    """Yield accounts with all their texts."""
    lines = lines_below(reader, {"field": fields_sql("account_id")}, "account_id", numbers)
    for chunk, values in chunks("id", numbers):
        for number, uid, name, email, phone, note in reader.stream(
            ACCOUNTS_SQL.format(among=chunk), values
        ):
            texts = [
                *own_lines({"name": name}, NAME),
                *own_lines({"email": email, PHONE: phone}, RELATED),
                *own_lines({"note": note}),
            ]
            yield person("account", number, uid, name), texts + lines.get(number, [])


def logged(reader: Reader, numbers: Sequence[int]) -> Read:
    """Yield activities that belong to no deal and no contact."""
    for chunk, values in chunks("id", numbers):
        for number, uid, kind, done_on, text in reader.stream(
            LOGGED_SQL.format(among=chunk), values
        ):
            line = Line("activity", text, TEXT, optional_date(done_on), kind)
            yield person("activity", number, uid, kind), [line]


def reviews(reader: Reader, numbers: Sequence[int]) -> Read:
    """Yield reviews with the texts of their minutes."""
    for chunk, values in chunks("id", numbers):
        for number, uid, kind, finished_on, stored in reader.stream(
            REVIEWS_SQL.format(among=chunk), values
        ):
            on = optional_date(finished_on)
            lines = [Line(where, text, TEXT, on) for where, text in minutes_texts(stored)]
            yield person("review", number, uid, kind), lines


def person(kind: str, number: int, uid: str, name: str, account: str | None = None) -> Hit:
    """Return a hit that is no deal."""
    return Hit(kind, number, uid, name, account, None, None, None, None, None, None)


def own_lines(texts: Mapping[str, str | None], place: int = TEXT) -> list[Line]:
    """Return the texts of a row that aren't empty."""
    return [Line(where, text, place) for where, text in texts.items() if text]


def lines_below(
    reader: Reader, queries: Mapping[str, str], column: str, numbers: Sequence[int]
) -> dict[int, list[Line]]:
    """Return the texts in other tables that belong to these rows, by the row's number."""
    found: dict[int, list[Line]] = {}
    for chunk, values in chunks(column, numbers):
        for where, sql in queries.items():
            for number, text, on, kind in reader.stream(sql.format(among=chunk), values):
                if text:
                    line = Line(where, as_text(text), TEXT, optional_date(on), kind)
                    found.setdefault(number, []).append(line)
    return found
