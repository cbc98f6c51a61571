"""Accounts and contacts, drawn and listed."""

from collections.abc import Sequence
from typing import Any

from pipectl.fields.view import OwnFields
from pipectl.numbers import NumberFormat
from pipectl.people.queries import AccountSummary, ContactSummary
from pipectl.pipeline.queries.current import CurrentOpportunity
from pipectl.pipeline.view import opportunity
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column, Empty, drawn, folded, heading, paragraph

NO_ACCOUNTS = Empty("No accounts yet", "Add one", 'pipectl account add "Acme Corp"')
NO_CONTACTS = Empty("No contacts yet", "Add one", 'pipectl contact add "Jo Park"')
DETAILS = ("title", "account", "email", "phone")


def account_dict(
    account: AccountSummary,
    contacts: Sequence[ContactSummary],
    deals: Sequence[CurrentOpportunity],
    own: OwnFields,
    of_contacts: OwnFields,
) -> dict[str, Any]:
    """An account's keys, with its contacts and opportunities."""
    return account_row(account, own) | {
        "contacts": [contact_dict(each, of_contacts) for each in contacts],
        "opportunities": [opportunity(each) for each in deals],
    }


def account_row(account: AccountSummary, own: OwnFields) -> dict[str, Any]:
    """An account's own keys."""
    counts = {"open": account.open_count, "won": account.won_count}
    keys = keys_of(account, "id uid name email phone note", **counts)
    return keys | {"fields": own.keys(account.id)}


def contact_dict(contact: ContactSummary, own: OwnFields) -> dict[str, Any]:
    """A contact's keys."""
    keys = keys_of(contact, "id uid name title account email phone note")
    return keys | {"fields": own.keys(contact.id)}


def accounts_listing(
    found: Sequence[AccountSummary], on: Screen, numbers: NumberFormat, own: OwnFields
) -> Listing:
    """The accounts."""
    titles = [
        Column("Account", flexible=True),
        Column("Open deals", right=True),
        Column("Won deals", right=True),
        Column("E-mail", rank=1, flexible=True),
        Column("Phone", rank=2),
        *own.columns,
    ]
    cells: list[list[Cell | str]] = [
        [
            each.name,
            numbers.count(each.open_count),
            numbers.count(each.won_count),
            each.email or "–",
            each.phone or "–",
            *own.cells(each.id, numbers),
        ]
        for each in found
    ]
    columns = ["id", "name", "email", "phone", "open", "won", *own.names]
    rows = [account_row(each, own) for each in found]
    return Listing(
        rows, columns, lambda: drawn(titles, cells, on, NO_ACCOUNTS), lambda: parted(rows)
    )


def contacts_listing(
    found: Sequence[ContactSummary],
    on: Screen,
    numbers: NumberFormat,
    own: OwnFields,
    empty: Empty = NO_CONTACTS,
) -> Listing:
    """The contacts; `empty` is said where there are none."""
    titles = [
        Column("Contact", flexible=True),
        Column("Title", rank=2, flexible=True),
        Column("Account", flexible=True, rank=1),
        Column("E-mail", rank=3, flexible=True),
        Column("Phone", rank=4),
        *own.columns,
    ]
    cells: list[list[Cell | str]] = [
        [
            each.name,
            *(getattr(each, name) or "–" for name in DETAILS),
            *own.cells(each.id, numbers),
        ]
        for each in found
    ]
    columns = ["id", "name", *DETAILS, *own.names]
    rows = [contact_dict(each, own) for each in found]
    return Listing(rows, columns, lambda: drawn(titles, cells, on, empty), lambda: parted(rows))


def parted(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with the user's own fields in cells of their own."""
    return [{**row["fields"], **row} for row in rows]


def account_page(
    account: AccountSummary,
    contacts: Sequence[ContactSummary],
    deals: Sequence[CurrentOpportunity],
    own: OwnFields,
    on: Screen,
    numbers: NumberFormat,
) -> str:
    """An account with its contacts and opportunities."""
    page = heading(account.name, on)
    page += details(account, ("email", "phone"), on) + own_details(account.id, own, on, numbers)
    for contact in contacts:
        page += folded([f"  {contact.name}{f', {contact.title}' if contact.title else ''}"], on)
    for deal in deals:
        page += folded([f"  #{deal.row.id} {deal.row.title} ({deal.row.status})"], on)
    return page + (paragraph(account.note, on, indent="  ") if account.note else "")


def contact_page(contact: ContactSummary, own: OwnFields, on: Screen, numbers: NumberFormat) -> str:
    """A contact."""
    page = heading(contact.name, on) + details(contact, DETAILS, on)
    page += own_details(contact.id, own, on, numbers)
    return page + (paragraph(contact.note, on, indent="  ") if contact.note else "")


def details(person: AccountSummary | ContactSummary, names: Sequence[str], on: Screen) -> str:
    """Return what is known about somebody, a line each."""
    known = [(name, getattr(person, name)) for name in names]
    return "".join(folded([f"  {name}: {value}"], on) for name, value in known if value)


def own_details(number: int, own: OwnFields, on: Screen, numbers: NumberFormat) -> str:
    """Return the values of the user's own fields, a line each."""
    return "".join(folded([f"  {name}: {value}"], on) for name, value in own.rows(number, numbers))
