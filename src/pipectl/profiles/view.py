"""The pages of a contact and an account; their JSON keys."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pipectl.dates import format_date
from pipectl.fields.view import OwnFields
from pipectl.icp.view import fit_words, whole_fit_keys
from pipectl.next_actions.queries import ActivityRow
from pipectl.next_actions.view import activity
from pipectl.numbers import NumberFormat, ago
from pipectl.people.view import DETAILS, account_row, contact_dict, details, own_details
from pipectl.pipeline.queries.current import CurrentOpportunity
from pipectl.pipeline.view import opportunity
from pipectl.profiles.queries import (
    AccountProfile,
    ContactProfile,
    PartInDeal,
    Profile,
    WonTotal,
)
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, folded, heading, line, paragraph
from pipectl.vocabulary import OPEN

SHOWN = 8  # activities on a page


def contact_data(found: ContactProfile) -> dict[str, Any]:
    """A contact's keys, with their deals and activities."""
    deals = [
        opportunity(each.deal) | keys_of(each, "role stance main since until why replaced_by")
        for each in found.parts
    ]
    contact = contact_dict(found.contact, OwnFields(*found.known.fields))
    return contact | profile_keys(found.known) | {"opportunities": deals}


def account_data(found: AccountProfile) -> dict[str, Any]:
    """An account's keys, with its contacts, deals and activities."""
    of_contacts = OwnFields(*found.fields_of_contacts)
    return (
        account_row(found.account, OwnFields(*found.known.fields))
        | profile_keys(found.known)
        | {
            "contacts": [contact_dict(each, of_contacts) for each in found.contacts],
            "opportunities": [opportunity(each) for each in found.deals],
        }
    )


def profile_keys(found: Profile) -> dict[str, Any]:
    """The keys of what was done and won."""
    return {
        "last_contact_on": found.last_contact_on,
        "next_contact_on": found.next_contact_on,
        "fit": whole_fit_keys(found.fit),
        "won_total": won_keys(found.won),
        "activities": [activity(each) for each in found.activities],
    }


def contact_card(found: ContactProfile, today: date, on: Screen, numbers: NumberFormat) -> str:
    """A contact's page."""
    contact = found.contact
    blocks = [
        heading(contact.name, on)
        + details(contact, (*DETAILS, "persona"), on)
        + own_details(contact.id, OwnFields(*found.known.fields), on, numbers)
        + summary(found.known, contact.every, today, on, numbers)
        + (paragraph(contact.note, on, indent="  ") if contact.note else ""),
        deals_block([part_lines(each, on, numbers) for each in found.parts], on),
        activities_block(
            found.known.activities, f"--contact {contact.id}", on, numbers, known=contact.name
        ),
    ]
    return "\n".join(block for block in blocks if block)


def account_card(found: AccountProfile, today: date, on: Screen, numbers: NumberFormat) -> str:
    """An account's page."""
    account = found.account
    people = [
        folded([f"  {each.name}{f', {each.title}' if each.title else ''}"], on)
        for each in found.contacts
    ]
    blocks = [
        heading(account.name, on)
        + details(account, ("email", "phone"), on)
        + own_details(account.id, OwnFields(*found.known.fields), on, numbers)
        + summary(found.known, account.every, today, on, numbers)
        + (paragraph(account.note, on, indent="  ") if account.note else ""),
        heading("Contacts", on) + "".join(people) if people else "",
        deals_block([deal_lines(each, (), on, numbers) for each in found.deals], on),
        activities_block(found.known.activities, f"--account {account.id}", on, numbers),
    ]
    return "\n".join(block for block in blocks if block)


def summary(
    found: Profile, every: str | None, today: date, on: Screen, numbers: NumberFormat
) -> str:
    """When the last contact was and the next is due, what was won, and the fit."""
    text = ""
    if found.last_contact_on is not None:
        days = ago((today - found.last_contact_on).days, numbers)
        text += folded([f"  last contact: {format_date(found.last_contact_on)}, {days}"], on)
    if found.next_contact_on is not None:
        due = f"{'overdue since' if found.next_contact_on < today else 'due'} "
        text += folded(
            [f"  keep in touch every {every}: {due}{format_date(found.next_contact_on)}"], on
        )
    if found.won.deals or found.won.left_out:
        text += folded([f"  won: {won_words(found.won, numbers)}"], on)
    if (fit := fit_words(found.fit, numbers)) is not None:
        text += folded([f"  fit: {fit}"], on)
    return text


def won_keys(found: WonTotal) -> dict[str, Any]:
    """The JSON of what was won; with what was converted, if anything was."""
    keys = keys_of(found, "deals amount_minor currency left_out")
    if not found.included:
        return keys
    from pipectl.reports.view import converted_keys

    return keys | {"converted": converted_keys(found.included)}


def won_words(found: WonTotal, numbers: NumberFormat) -> str:
    """What was won, and how many deals in other currencies aren't included."""
    said = []
    if found.deals:
        deals = numbers.counted(found.deals, "deal")
        said.append(f"{numbers.money(found.amount_minor, found.currency)} in {deals}")
    if found.included:
        from pipectl.reports.view import included_words

        told = ", ".join(included_words(each, numbers) for each in found.included)
        said[-1] += f" ({told})"
    said += [
        f"{numbers.counted(count, f'{code} deal')} not included"
        for code, count in found.left_out.items()
    ]
    return ", ".join(said)


def deals_block(deals: Sequence[str], on: Screen) -> str:
    """The deals, each with its lines."""
    return heading("Deals", on) + "".join(deals) if deals else ""


def part_lines(found: PartInDeal, on: Screen, numbers: NumberFormat) -> str:
    """A deal, and a contact's part in it."""
    words = [found.role, found.stance, "main contact" if found.main else None]
    said = [word for word in words if word]
    if found.until is not None:
        why = f": {found.why}" if found.why else ""
        by = f" (replaced by {found.replaced_by})" if found.replaced_by else ""
        said.append(f"until {format_date(found.until)}{why}{by}")
    return deal_lines(found.deal, said, on, numbers)


def deal_lines(
    found: CurrentOpportunity, said: Sequence[str], on: Screen, numbers: NumberFormat
) -> str:
    """A deal with its amount, where it stands, and its next action."""
    row = found.row
    money = None if row.amount_minor is None else numbers.money(row.amount_minor, row.currency)
    if row.status == OPEN:
        stands = row.stage
    else:
        stands = f"{row.status} on {format_date(row.closed_on)}" if row.closed_on else row.status
    parts = [f"#{row.id} {row.title}", money or "no amount", stands, *said]
    text = paragraph(" · ".join(parts), on, indent="  ")
    if row.next_action:
        at = f" {row.due_time}" if row.due_time else ""
        due = f", due {format_date(row.due_on)}{at}" if row.due_on else ", no date"
        text += paragraph(f"next: {row.next_action}{due}", on, indent="      ")
    return text


def activities_block(
    found: Sequence[ActivityRow],
    narrowed: str,
    on: Screen,
    numbers: NumberFormat,
    *,
    known: str | None = None,
) -> str:
    """The last activities, and how to list the others; whom the page is about isn't named."""
    if not found:
        return ""
    rows = [
        paragraph(activity_words(each, known, numbers), on, indent="  ") for each in found[:SHOWN]
    ]
    more = len(found) - SHOWN
    if more > 0:
        listing = f"  and {numbers.count(more)} more: `pipectl activity list {narrowed}`"
        rows.append(line([Cell(listing, "dim")], on))
    return heading("Activities", on) + "".join(rows)


def activity_words(found: ActivityRow, known: str | None, numbers: NumberFormat) -> str:
    """An activity in a line: when, what, with whom, on which deal, and the note."""
    count = f" x {numbers.count(found.count)}" if found.count != 1 else ""
    contact = None if found.contact == known else found.contact
    about = [word for word in (found.opportunity, contact) if word]
    head = " · ".join([f"{format_date(found.done_on)} {found.kind}{count}", *about])
    return f"{head}: {found.text}" if found.text else head
