"""Which accounts and contacts are there?"""

from typing import NamedTuple

from pipectl.store.reader import Reader


class AccountSummary(NamedTuple):
    """An account with how many opportunities it has."""

    id: int
    uid: str
    name: str
    email: str | None
    phone: str | None
    note: str | None
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


ACCOUNTS_SQL = """
select
  a.id,
  a.uid,
  a.name,
  a.email,
  a.phone,
  a.note,
  (select count(*) from opportunity as o where o.account_id = a.id and o.status = 'open'),
  (select count(*) from opportunity as o where o.account_id = a.id and o.status = 'won')
from account as a
order by a.name_folded
"""

NAMES_SQL = """
select
  id,
  name
from account
order by name_folded
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
  c.note
from contact as c
left join account as a on a.id = c.account_id
order by c.name_folded, c.id
"""


def accounts(reader: Reader) -> list[AccountSummary]:
    """All accounts, by name."""
    return reader.records(AccountSummary, ACCOUNTS_SQL)


def account_names(reader: Reader) -> list[tuple[int, str]]:
    """The numbers and names of all accounts."""
    return [(row[0], row[1]) for row in reader.rows(NAMES_SQL)]


def contacts(reader: Reader, account_id: int | None = None) -> list[ContactSummary]:
    """All contacts by name, or those of one account."""
    return [
        contact
        for contact in reader.records(ContactSummary, CONTACTS_SQL)
        if account_id is None or contact.account_id == account_id
    ]


def note_of(reader: Reader, kind: str, number: int) -> str | None:
    """The note of an account or a contact."""
    found: str | None = reader.value(f"select note from {kind} where id = :id", {"id": number})
    return found
