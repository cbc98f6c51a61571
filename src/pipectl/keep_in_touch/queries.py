"""Who is to be contacted again, and when."""

from collections.abc import Iterator
from datetime import date

from pipectl.keep_in_touch.rules import due_again_on
from pipectl.named_tuple import NamedTuple
from pipectl.next_actions.queries import OF_ACCOUNT, OF_CONTACT
from pipectl.store.reader import Reader
from pipectl.store.settings import settings

KINDS = ("contact", "account")

# The deals of contact or account p: a contact's are those with a part in them.
DEALS_OF = {
    "contact": """
    o.contact_id = p.id
    or o.id in (
      select opportunity_id from {main}contact_role where contact_id = p.id and ended_on is null
    )""",
    "account": "o.account_id = p.id",
}
# Of several sellers, who has a deal with them contacts them, and anybody where nobody has one.
WITH_DEAL = """exists (
    select
      1
    from {main}opportunity as o
    where o.status in ('open', 'won') and {owned} and ({deals})
  )"""
ACTIVITIES_OF = {
    "contact": OF_CONTACT.replace(":contact_id", "p.id"),
    "account": OF_ACCOUNT.replace(":account_id", "p.id"),
}
ACCOUNT_OF = {
    "contact": "(select a.name from account as a where a.id = p.account_id)",
    "account": "null",
}

PEOPLE_SQL = """
select
  '{kind}' as kind,
  p.id,
  p.uid,
  p.name,
  {account} as account,
  p.every,
  (select max(v.done_on) from {all_activities} as v where v.kind <> 'note' and ({activities}))
    as last_contact_on,
  (select min(o.added_on) from opportunity as o where o.status <> 'deleted' and ({deals}))
    as added_on
from {kind} as p
where p.every is not null and {where}
order by p.name_folded, p.id
"""

DEALS_SQL = """
select
  o.amount_minor,
  o.currency,
  coalesce(o.probability_bp, s.probability_bp) as probability_bp,
  o.status
from {kind} as p
join opportunity as o on o.status <> 'deleted' and ({deals})
left join stage as s on s.id = o.stage_id
where p.id = :number
order by o.id
"""


class PersonRow(NamedTuple):
    """A contact or account with how often to be in contact; `added_on` is their first deal's."""

    kind: str
    id: int
    uid: str
    name: str
    account: str | None
    every: str
    last_contact_on: date | None
    added_on: date | None


class DealRow(NamedTuple):
    """What a deal of theirs is worth."""

    amount_minor: int | None
    currency: str
    probability_bp: int
    status: str


class ToContact(NamedTuple):
    """Someone to be contacted again, and the day on which that is due."""

    person: PersonRow
    due_on: date


def due_people(reader: Reader, today: date, last: date) -> Iterator[ToContact]:
    """Yield those whom to contact by the day `last`; contacts first, by name."""
    for kind in KINDS:
        mine = "true" if reader.owner is None else whom_to_contact(kind)
        yield from (each for each in people(reader, kind, today, mine) if each.due_on <= last)


def whom_to_contact(kind: str) -> str:
    """The condition that a person is one whom the seller of the reader should contact."""
    own = WITH_DEAL.format(main="", owned="true", deals=DEALS_OF[kind].format(main=""))
    anybodys = WITH_DEAL.format(
        main="main.", owned="o.owner <> ''", deals=DEALS_OF[kind].format(main="main.")
    )
    return f"({own} or not {anybodys})"


def person_due(reader: Reader, kind: str, number: int, today: date) -> date | None:
    """Return when to contact an account or contact again; None if they aren't to be."""
    found = list(people(reader, kind, today, "p.id = :number", number))
    return found[0].due_on if found else None


def people(
    reader: Reader, kind: str, today: date, where: str = "true", number: int | None = None
) -> Iterator[ToContact]:
    """Yield the accounts or contacts who have a time after which to contact them again."""
    sql = PEOPLE_SQL.format(
        kind=kind,
        account=ACCOUNT_OF[kind],
        activities=ACTIVITIES_OF[kind],
        all_activities=reader.activities,
        deals=DEALS_OF[kind].format(main=""),
        where=where,
    )
    found = reader.records(PersonRow, sql, {} if number is None else {"number": number})
    if not found:
        return
    working = settings(reader).working
    for person in found:
        since = person.last_contact_on or person.added_on
        yield ToContact(person, due_again_on(since, person.every, working, today))


def deals_of(reader: Reader, kind: str, number: int) -> list[DealRow]:
    """Return what the deals of an account or contact are worth."""
    sql = DEALS_SQL.format(kind=kind, deals=DEALS_OF[kind].format(main=""))
    return reader.records(DealRow, sql, {"number": number})
