"""Accounts, contacts and activities, drawn and listed."""

from collections.abc import Sequence
from typing import Any

from pipectl.dates import format_date
from pipectl.numbers import NumberFormat
from pipectl.queries.activities import Activity
from pipectl.queries.opportunities import Opportunity
from pipectl.queries.people import Account, Contact
from pipectl.render.output import Listing
from pipectl.render.setup import drawn
from pipectl.render.shapes.detail import activity
from pipectl.render.shapes.opportunity import opportunity
from pipectl.render.tables import Cell, Column, Screen, folded, heading, paragraph

DETAILS = ("title", "account", "email", "phone")


def account_dict(
    account: Account, contacts: Sequence[Contact], deals: Sequence[Opportunity]
) -> dict[str, Any]:
    """An account's keys, with its contacts and opportunities."""
    return account_row(account) | {
        "contacts": [contact_dict(each) for each in contacts],
        "opportunities": [opportunity(each) for each in deals],
    }


def account_row(account: Account) -> dict[str, Any]:
    """An account's own keys."""
    return {
        "id": account.id,
        "uid": account.uid,
        "name": account.name,
        "email": account.email,
        "phone": account.phone,
        "note": account.note,
        "open": account.open_count,
        "won": account.won_count,
    }


def contact_dict(contact: Contact) -> dict[str, Any]:
    """A contact's keys."""
    return {
        "id": contact.id,
        "uid": contact.uid,
        "name": contact.name,
        "title": contact.title,
        "account": contact.account,
        "email": contact.email,
        "phone": contact.phone,
        "note": contact.note,
    }


def accounts_listing(found: Sequence[Account], on: Screen, numbers: NumberFormat) -> Listing:
    """The accounts."""
    titles = [
        Column("Account", flexible=True),
        Column("Open", right=True),
        Column("Won", right=True),
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
    return Listing(rows, columns, lambda: drawn(titles, cells, on, "accounts"))


def contacts_listing(found: Sequence[Contact], on: Screen) -> Listing:
    """The contacts."""
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
    return Listing(rows, columns, lambda: drawn(titles, cells, on, "contacts"))


def account_page(
    account: Account, contacts: Sequence[Contact], deals: Sequence[Opportunity], on: Screen
) -> str:
    """An account with its contacts and opportunities."""
    page = heading(account.name, on)
    page += details(account, ("email", "phone"), on)
    for contact in contacts:
        page += folded([f"  {contact.name}{f', {contact.title}' if contact.title else ''}"], on)
    for deal in deals:
        page += folded([f"  {deal.row.id} {deal.row.title} ({deal.row.status})"], on)
    return page + (paragraph(account.note, on, indent="  ") if account.note else "")


def contact_page(contact: Contact, on: Screen) -> str:
    """A contact."""
    page = heading(contact.name, on) + details(contact, DETAILS, on)
    return page + (paragraph(contact.note, on, indent="  ") if contact.note else "")


def details(person: Account | Contact, names: Sequence[str], on: Screen) -> str:
    """What is known about somebody, a line each."""
    known = [(name, getattr(person, name)) for name in names]
    return "".join(folded([f"  {name}: {value}"], on) for name, value in known if value)


def activities_listing(found: Sequence[Activity], on: Screen, numbers: NumberFormat) -> Listing:
    """Activities."""
    titles = [
        Column("#", right=True),
        Column("Date"),
        Column("Kind"),
        Column("Count", right=True, rank=2),
        Column("Opportunity", rank=1, flexible=True),
        Column("Contact", rank=3, flexible=True),
        Column("Text", rank=4, flexible=True),
    ]
    cells: list[list[Cell | str]] = [
        [
            Cell(str(each.id), "dim"),
            format_date(each.done_on),
            each.kind,
            numbers.count(each.count),
            each.opportunity or "–",
            each.contact or "–",
            (each.text or "–").replace("\n", " "),
        ]
        for each in found
    ]
    rows = [activity(each) for each in found]
    columns = ["id", "kind", "count", "on", "opportunity", "title", "contact", "text"]
    return Listing(rows, columns, lambda: drawn(titles, cells, on, "activities"))


def activity_line(what: str, found: Activity, on: Screen, numbers: NumberFormat) -> str:
    """One line that echoes an activity after a change."""
    count = f" x {numbers.count(found.count)}" if found.count != 1 else ""
    parts: list[Cell | str] = [f"{what} {found.id} ", Cell(f"{found.kind}{count}", "bold")]
    parts.append(f" on {format_date(found.done_on)}")
    if found.opportunity:
        parts.append(f" · {found.opportunity}")
    if found.contact:
        parts.append(f" · with {found.contact}")
    if found.text:
        parts.append(f" · {found.text.splitlines()[0]}")
    return folded(parts, on)
