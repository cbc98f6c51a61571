"""Accounts and contacts, drawn and listed."""

from collections.abc import Sequence
from typing import Any

from pipectl.numbers import NumberFormat
from pipectl.people.queries import AccountSummary, ContactSummary
from pipectl.pipeline.queries.current import CurrentOpportunity
from pipectl.pipeline.view import opportunity
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Column, Empty, drawn, folded, heading, paragraph

NO_ACCOUNTS = Empty("No accounts yet", "Add one", 'pipectl account add "Acme Corp"')
NO_CONTACTS = Empty("No contacts yet", "Add one", 'pipectl contact add "Jo Park"')
DETAILS = ("title", "account", "email", "phone")


def account_dict(
    account: AccountSummary, contacts: Sequence[ContactSummary], deals: Sequence[CurrentOpportunity]
) -> dict[str, Any]:
    """An account's keys, with its contacts and opportunities."""
    return account_row(account) | {
        "contacts": [contact_dict(each) for each in contacts],
        "opportunities": [opportunity(each) for each in deals],
    }


def account_row(account: AccountSummary) -> dict[str, Any]:
    """An account's own keys."""
    counts = {"open": account.open_count, "won": account.won_count}
    return keys_of(account, "id uid name email phone note", **counts)


def contact_dict(contact: ContactSummary) -> dict[str, Any]:
    """A contact's keys."""
    return keys_of(contact, "id uid name title account email phone note")


def accounts_listing(found: Sequence[AccountSummary], on: Screen, numbers: NumberFormat) -> Listing:
    """The accounts."""
    titles = [
        Column("Account", flexible=True),
        Column("Open deals", right=True),
        Column("Won deals", right=True),
        Column("E-mail", rank=1, flexible=True),
        Column("Phone", rank=2),
    ]
    cells = [
        [
            each.name,
            numbers.count(each.open_count),
            numbers.count(each.won_count),
            each.email or "–",
            each.phone or "–",
        ]
        for each in found
    ]
    columns = ["id", "name", "email", "phone", "open", "won"]
    rows = [account_row(each) for each in found]
    return Listing(rows, columns, lambda: drawn(titles, cells, on, NO_ACCOUNTS))


def contacts_listing(
    found: Sequence[ContactSummary], on: Screen, empty: Empty = NO_CONTACTS
) -> Listing:
    """The contacts; `empty` is said where there are none."""
    titles = [
        Column("Contact", flexible=True),
        Column("Title", rank=2, flexible=True),
        Column("Account", flexible=True, rank=1),
        Column("E-mail", rank=3, flexible=True),
        Column("Phone", rank=4),
    ]
    cells = [[each.name, *(getattr(each, name) or "–" for name in DETAILS)] for each in found]
    columns = ["id", "name", *DETAILS]
    rows = [contact_dict(each) for each in found]
    return Listing(rows, columns, lambda: drawn(titles, cells, on, empty))


def account_page(
    account: AccountSummary,
    contacts: Sequence[ContactSummary],
    deals: Sequence[CurrentOpportunity],
    on: Screen,
) -> str:
    """An account with its contacts and opportunities."""
    page = heading(account.name, on)
    page += details(account, ("email", "phone"), on)
    for contact in contacts:
        page += folded([f"  {contact.name}{f', {contact.title}' if contact.title else ''}"], on)
    for deal in deals:
        page += folded([f"  #{deal.row.id} {deal.row.title} ({deal.row.status})"], on)
    return page + (paragraph(account.note, on, indent="  ") if account.note else "")


def contact_page(contact: ContactSummary, on: Screen) -> str:
    """A contact."""
    page = heading(contact.name, on) + details(contact, DETAILS, on)
    return page + (paragraph(contact.note, on, indent="  ") if contact.note else "")


def details(person: AccountSummary | ContactSummary, names: Sequence[str], on: Screen) -> str:
    """Return what is known about somebody, a line each."""
    known = [(name, getattr(person, name)) for name in names]
    return "".join(folded([f"  {name}: {value}"], on) for name, value in known if value)
