"""Which accounts and contacts are there?"""

from collections.abc import Sequence
from datetime import date

from pipectl.named_tuple import NamedTuple
from pipectl.people.rules.names import PersonRef, label_of
from pipectl.store.reader import Reader, chunks
from pipectl.text import fold


class AccountSummary(NamedTuple):
    """An account with how many opportunities it has."""

    id: int
    uid: str
    name: str
    email: str | None
    phone: str | None
    note: str | None
    every: str | None
    open_count: int
    won_count: int


class ContactSummary(NamedTuple):
    """A person at an account."""

    id: int
    uid: str
    name: str
    title: str | None
    account_id: int | None
    account: str | None
    email: str | None
    phone: str | None
    note: str | None
    persona: str | None
    every: str | None


class DealContact(NamedTuple):
    """A contact of a deal: the main one, one with a role, or both."""

    id: int
    name: str
    title: str | None
    role: str | None
    stance: str | None
    main: bool
    since: date | None  # when the role began


class FormerContact(NamedTuple):
    """Someone who was a contact of a deal and no longer is; since when only for a role."""

    id: int
    name: str
    role: str | None
    stance: str | None
    since: date | None
    until: date
    why: str | None
    replaced_by: str | None


class DealContacts(NamedTuple):
    """The contacts of a deal: the present ones, the main one first, and the former ones."""

    current: tuple[DealContact, ...]
    former: tuple[FormerContact, ...]


class ContactOfDeal(NamedTuple):
    """A contact and their part in a deal, if they still have one."""

    id: int  # the deal's
    title: str
    name: str
    part: DealContact | None
    contacts: DealContacts


ACCOUNTS_SQL = """
select
  a.id,
  a.uid,
  a.name,
  a.email,
  a.phone,
  a.note,
  a.every,
  coalesce(d.open_count, 0),
  coalesce(d.won_count, 0)
from account as a
left join (
  select
    account_id,
    count(*) filter (where status = 'open') as open_count,
    count(*) filter (where status = 'won') as won_count
  from opportunity
  where account_id {among}
  group by account_id
) as d on d.account_id = a.id
where a.id {among}
order by a.name_folded
"""

NAME_SQL = """
select
  name
from {kind}
where id = :number
"""
NAMES_SQL = """
select
  id,
  name
from {kind}
where {condition}
order by name_folded, id
"""

CONTACTS_SQL = """
select
  c.id,
  c.uid,
  c.name,
  c.title,
  c.account_id,
  a.name as account,
  c.email,
  c.phone,
  c.note,
  p.name as persona,
  c.every
from contact as c
left join account as a on a.id = c.account_id
left join contact_persona as i on i.contact_id = c.id
left join persona as p on p.id = i.persona_id
{where}
order by c.name_folded, c.id
"""

ADDRESSES_SQL = """
select
  id,
  name,
  email
from contact
where lower(email) = lower(:email)
order by id
"""

MAIN_CONTACT_SQL = """
select
  c.id,
  c.name,
  c.title
from opportunity as o
join contact as c on c.id = o.contact_id
where o.id = :id
"""

# The last recorded of a contact counts.
ROLES_SQL = """
select
  c.id,
  c.name,
  c.title,
  r.role,
  r.stance,
  case when r.role is not null then r.started_on end as since,
  r.ended_on,
  r.why,
  n.name as replaced_by
from contact_role as r
left join contact as c on c.id = r.contact_id
left join contact as n on n.id = r.replaced_by_id
where r.opportunity_id = :id
order by r.recorded_at, r.id
"""

TITLE_SQL = """
select
  o.title,
  c.name
from opportunity as o
join contact as c on c.id = :contact
where o.id = :deal
"""


class RoleRow(NamedTuple):
    """A role in a deal, present or ended."""

    id: int
    name: str
    title: str | None
    role: str | None
    stance: str | None
    since: date | None
    until: date | None
    why: str | None
    replaced_by: str | None


def contacts_of_deal(reader: Reader, deal: int) -> DealContacts:
    """Return who is and was a contact of a deal."""
    rows = reader.records(RoleRow, ROLES_SQL, {"id": deal})
    current = {each.id: each for each in rows if each.until is None}
    former = {each.id: each for each in rows if each.until is not None and each.id not in current}
    main = [(row[0], row[1], row[2]) for row in reader.rows(MAIN_CONTACT_SQL, {"id": deal})]
    found = []
    for number, name, title in main:
        role = current.pop(number, None)
        part = (role.role, role.stance) if role else (None, None)
        found.append(DealContact(number, name, title, *part, True, role and role.since))
        former.pop(number, None)
    found += [DealContact(*each[:5], False, each.since) for each in current.values()]
    return DealContacts(tuple(found), tuple(map(as_former, former.values())))


def contact_of_deal(reader: Reader, deal: int, contact: int) -> ContactOfDeal:
    """Return a contact's part in a deal, and the deal's contacts."""
    title, name = reader.rows(TITLE_SQL, {"deal": deal, "contact": contact})[0]
    found = contacts_of_deal(reader, deal)
    part = next((each for each in found.current if each.id == contact), None)
    return ContactOfDeal(deal, title, name, part, found)


def as_former(row: RoleRow) -> FormerContact:
    """Return an ended role."""
    assert row.until is not None
    return FormerContact(
        *(row.id, row.name, row.role, row.stance, row.since), row.until, row.why, row.replaced_by
    )


def accounts(reader: Reader) -> list[AccountSummary]:
    """All accounts, by name."""
    return reader.records(AccountSummary, ACCOUNTS_SQL.format(among="is not null"))


def account(reader: Reader, number: int) -> AccountSummary:
    """The account with that number, which must be there."""
    sql = ACCOUNTS_SQL.format(among="= :number")
    return reader.records(AccountSummary, sql, {"number": number})[0]


def is_forgotten(reader: Reader, kind: str, number: int) -> bool:
    """Return whether an account or contact was forgotten."""
    name = reader.value(NAME_SQL.format(kind=kind), {"number": number})
    return bool(name == label_of(kind, number))


def names(
    reader: Reader, kind: str, account_id: int | None = None, *, folded: str | None = None
) -> list[tuple[int, str]]:
    """The numbers and names of all accounts or contacts; those at an account, or of one name.

    The ones of one name are found by index: a large store isn't read for them.
    """
    wanted = {"account_id": account_id, "name_folded": folded}
    given = {column: value for column, value in wanted.items() if value is not None}
    condition = " and ".join(f"{column} = :{column}" for column in given) or "true"
    rows = reader.rows(NAMES_SQL.format(kind=kind, condition=condition), given)
    return [(row[0], row[1]) for row in rows]


def contacts_at(reader: Reader, email: str) -> list[PersonRef]:
    """The contacts with that e-mail address, however it is spelled."""
    rows = reader.rows(ADDRESSES_SQL, {"email": email})
    return [PersonRef(row[0], row[1]) for row in rows if fold(row[2]) == fold(email)]


def contacts(reader: Reader, account_id: int | None = None) -> list[ContactSummary]:
    """All contacts by name, or those of one account."""
    where = "" if account_id is None else "where c.account_id = :account"
    values = {} if account_id is None else {"account": account_id}
    return reader.records(ContactSummary, CONTACTS_SQL.format(where=where), values)


def contacts_numbered(reader: Reader, ids: Sequence[int]) -> dict[int, ContactSummary]:
    """The contacts with these numbers, by number."""
    return {
        each.id: each
        for where, values in chunks("c.id", ids)
        for each in reader.records(
            ContactSummary, CONTACTS_SQL.format(where=f"where {where}"), values
        )
    }


def contact(reader: Reader, number: int) -> ContactSummary:
    """The contact with that number, who must be there."""
    return contacts_numbered(reader, [number])[number]


def note_of(reader: Reader, kind: str, number: int) -> str | None:
    """The note of an account or a contact."""
    found: str | None = reader.value(f"select note from {kind} where id = :id", {"id": number})
    return found
