"""Accounts and contacts, drawn and listed."""

from collections.abc import Sequence
from typing import Any

from pipectl.dates import format_date
from pipectl.errors import listed
from pipectl.fields.rules import shown
from pipectl.fields.view import OwnFields, value_json
from pipectl.numbers import NumberFormat
from pipectl.people.queries import (
    AccountSummary,
    ContactOfDeal,
    ContactSummary,
    DealContact,
    DealContacts,
    FormerContact,
)
from pipectl.people.rules.names import MergeResult
from pipectl.pipeline.queries.current import CurrentOpportunity
from pipectl.pipeline.view import opportunity
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column, Empty, drawn, folded, heading, paragraph
from pipectl.vocabulary import row_words

NO_ACCOUNTS = Empty("No accounts yet", "Add one", 'pipectl account add "Acme Corp"')
NO_CONTACTS = Empty("No contacts yet", "Add one", 'pipectl contact add "Jo Park"')
PERSON_WORDS = {"every": "keep in touch every"}
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
    keys = keys_of(account, "id uid name email phone note every", **counts)
    return keys | {"fields": own.keys(account.id)}


def contact_dict(contact: ContactSummary, own: OwnFields) -> dict[str, Any]:
    """A contact's keys."""
    keys = keys_of(contact, "id uid name title account email phone note persona every")
    return keys | {"fields": own.keys(contact.id)}


def deal_contacts(found: DealContacts) -> dict[str, Any]:
    """The keys of a deal's contacts, present and former."""
    now, then = "id name title role stance main since", "id name role stance since until why"
    return {
        "contacts": [keys_of(each, now) for each in found.current],
        "former_contacts": [keys_of(each, f"{then} replaced_by") for each in found.former],
    }


def contacts_dict(found: ContactOfDeal) -> dict[str, Any]:
    """A deal's keys with its contacts."""
    return {**keys_of(found, "id title"), **deal_contacts(found.contacts)}


def part_line(what: str, found: ContactOfDeal, on: Screen) -> str:
    """A line that echoes a contact's part in a deal after a change."""
    part = "" if found.part is None else f": {', '.join(part_words(found.part))}"
    return folded(
        [f"{what} ", Cell(found.name, "bold"), f" in {found.title} (#{found.id}){part}"], on
    )


def part_words(part: DealContact | FormerContact) -> list[str]:
    """What somebody is or was in a deal: the role, the stance, whether the main contact."""
    main = "main contact" if isinstance(part, DealContact) and part.main else None
    return [word for word in (part.role, part.stance, main) if word]


def people_block(found: DealContacts, on: Screen) -> str:
    """The people of a deal; none where there is only a main contact without a role."""
    known = [each for each in found.current if each.role or not each.main]
    if not known and not found.former:
        return ""
    return heading("People", on) + "".join(
        [
            *(paragraph(current_line(each), on, indent="  ") for each in found.current),
            *(paragraph(former_line(each), on, indent="  ") for each in found.former),
        ]
    )


def current_line(found: DealContact) -> str:
    """Who a contact is and what they are in the deal."""
    title = f", {found.title}" if found.title else ""
    since = [f"since {format_date(found.since)}"] if found.since else []
    return " · ".join([f"{found.name}{title}", *part_words(found), *since])


def former_line(found: FormerContact) -> str:
    """Who was a contact, until when, and why no longer."""
    until = [f"until {format_date(found.until)}"]
    why = f": {found.why}" if found.why else ""
    by = f" (replaced by {found.replaced_by})" if found.replaced_by else ""
    return " · ".join([found.name, *part_words(found), *until]) + why + by


# What is moved by a merge: one, and several.
MOVED = {
    "opportunity": ("deal", "deals"),
    "contact": ("contact", "contacts"),
    "activity": ("activity", "activities"),
    "contact_role": ("role", "roles"),
    "field_value": ("field", "fields"),
    "contact_persona": ("persona", "personas"),
    "external_account": ("link to an imported row", "links to imported rows"),
    "external_contact": ("link to an imported row", "links to imported rows"),
}
DETAIL_WORDS = {"email": "e-mail", "every": "keep in touch every"}


def merge_dict(done: MergeResult) -> dict[str, Any]:
    """The keys of a merge."""
    return {
        "merged": done.kind,
        "id": done.id,
        "name": done.name,
        "from": done.merged,
        "moved": {plural: count for count, (_, plural) in moved(done)},
        "taken": list(done.taken),
        "not_kept": not_kept(done),
    }


def not_kept(done: MergeResult) -> dict[str, Any]:
    """The keys of what a merge doesn't keep."""
    own = {field.name: value_json(field, value) for field, value in done.values_left}
    return {**done.dropped, **({"fields": own} if own else {})}


def moved(done: MergeResult) -> list[tuple[int, tuple[str, str]]]:
    """How many of what a merge moves, in words."""
    return [
        (count, MOVED.get(table, (row_words(table), f"{row_words(table)}s")))
        for table, count in done.moved.items()
    ]


def merged(done: MergeResult, on: Screen, numbers: NumberFormat) -> str:
    """What was merged, and what that moved."""
    head = folded(["Merged ", Cell(done.merged, "bold"), " into ", Cell(done.name, "bold")], on)
    return head + "".join(paragraph(each, on, indent="  ") for each in merge_words(done, numbers))


def merge_words(done: MergeResult, numbers: NumberFormat) -> list[str]:
    """What a merge moves, what it takes over, and what it doesn't keep."""
    counts = listed(numbers.counted(count, *nouns) for count, nouns in moved(done))
    said = [f"{counts} moved" if counts else "nothing to move"]
    if done.taken:
        said.append(f"taken over: {listed(DETAIL_WORDS.get(each, each) for each in done.taken)}")
    said += [
        f"not kept: {DETAIL_WORDS.get(name, name)} {value}" for name, value in done.dropped.items()
    ]
    said += [
        f"not kept: {field.name} {shown(field, value, numbers)}"
        for field, value in done.values_left
    ]
    return said


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
    """Rows with custom fields in cells of their own."""
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
    page += details(account, ("email", "phone", "every"), on) + own_details(
        account.id, own, on, numbers
    )
    for contact in contacts:
        page += folded([f"  {contact.name}{f', {contact.title}' if contact.title else ''}"], on)
    for deal in deals:
        page += folded([f"  #{deal.row.id} {deal.row.title} ({deal.row.status})"], on)
    return page + (paragraph(account.note, on, indent="  ") if account.note else "")


def contact_page(contact: ContactSummary, own: OwnFields, on: Screen, numbers: NumberFormat) -> str:
    """A contact."""
    page = heading(contact.name, on) + details(contact, (*DETAILS, "persona", "every"), on)
    page += own_details(contact.id, own, on, numbers)
    return page + (paragraph(contact.note, on, indent="  ") if contact.note else "")


def details(person: AccountSummary | ContactSummary, names: Sequence[str], on: Screen) -> str:
    """Return what is known about somebody, a line each."""
    known = [(name, getattr(person, name)) for name in names]
    return "".join(
        folded([f"  {PERSON_WORDS.get(name, name)}: {value}"], on) for name, value in known if value
    )


def own_details(number: int, own: OwnFields, on: Screen, numbers: NumberFormat) -> str:
    """Return the values of custom fields, a line each."""
    return "".join(folded([f"  {name}: {value}"], on) for name, value in own.rows(number, numbers))
