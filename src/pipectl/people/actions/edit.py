"""Adding and editing accounts and contacts."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from pipectl.conditions import actions as conditions_actions
from pipectl.conditions.rules import Renamed
from pipectl.errors import RefusedError, quoted
from pipectl.people.rules.names import MOST_EMAIL, PersonRef
from pipectl.store.rows import Account, Contact
from pipectl.store.unit import Unit
from pipectl.text import check_line, check_note, fold

LONGEST = {"name": 200, "email": MOST_EMAIL, "phone": 50, "title": 100}


def ensure_pair(
    unit: Unit,
    account: PersonRef | None,
    contact: PersonRef | None,
    at: int | None = None,
) -> tuple[int | None, int | None]:
    """The ids of an account and a contact, made where they are new.

    A contact that has an account brings it along; a new one belongs to the account given, else
    to the one that it is met `at`.
    """
    account_id = ensure_account(unit, account)
    if contact is None:
        return account_id, None
    if contact.id is None:
        made = add_contact(unit, contact.name, {"email": contact.email}, account_id or at)
        return account_id, made.id
    known = unit.have(Contact, contact.id)
    if known.email is None and contact.email is not None:
        unit.change(known, email=contact.email)
    return account_id or known.account_id, known.id


def ensure_account(unit: Unit, account: PersonRef | None) -> int | None:
    """The id of the account, made where it is new."""
    if account is None or account.id is not None:
        return account.id if account else None
    name = check_line(account.name, what="account", most=LONGEST["name"])
    known = unit.find(Account, name_folded=fold(name))
    return known.id if known else add_account(unit, name, {}).id


def add_account(unit: Unit, name: str, fields: Mapping[str, str | None]) -> Account:
    """Add an account, or answer with the one of that name, unchanged."""
    checked = check_line(name, what="account", most=LONGEST["name"])
    known = unit.find(Account, name_folded=fold(checked))
    if known is None:
        known = unit.add(
            Account(uid=str(uuid4()), name=checked, name_folded=fold(checked), **described(fields))
        )
    return known


def add_contact(
    unit: Unit, name: str, fields: Mapping[str, str | None], account_id: int | None
) -> Contact:
    """Add a contact, or answer with the one of that name (and account), unchanged."""
    checked = check_line(name, what="contact", most=LONGEST["name"])
    at = {} if account_id is None else {"account_id": account_id}
    known = unit.find(Contact, name_folded=fold(checked), **at)
    if known is None:
        known = unit.add(
            Contact(
                uid=str(uuid4()),
                name=checked,
                name_folded=fold(checked),
                account_id=account_id,
                **described(fields),
            )
        )
    return known


def described(fields: Mapping[str, str | None]) -> dict[str, Any]:
    """Return what was given of e-mail, phone, title, note and how often, checked."""
    return {name: described_as(name, value) for name, value in fields.items() if value is not None}


def described_as(name: str, value: str) -> str | None:
    """Return one of these, checked; how often is checked already, and empty if never."""
    if name == "every":
        return value or None
    return check_note(value) if name == "note" else check_line(value, what=name, most=LONGEST[name])


def edit_account(
    unit: Unit, number: int, name: str | None, fields: Mapping[str, str | None]
) -> Account:
    """Change an account; raises RefusedError where another has that name."""
    account = unit.have(Account, number)
    values = described(fields)
    if name is not None:
        checked = check_line(name, what="account", most=LONGEST["name"])
        other = unit.find(Account, name_folded=fold(checked))
        if other is not None and other.id != number:
            raise RefusedError(
                f"The account {quoted(other.name)} already exists.", hint="Choose another name."
            )
        values |= {"name": checked, "name_folded": fold(checked)}
        conditions_actions.rewrite(unit, Renamed("account", account.name, checked))
    return unit.change(account, **values)


def edit_contact(
    unit: Unit,
    number: int,
    name: str | None,
    fields: Mapping[str, str | None],
    account: PersonRef | None,
) -> Contact:
    """Change a contact."""
    contact = unit.have(Contact, number)
    values = described(fields)
    if name is not None:
        checked = check_line(name, what="contact", most=LONGEST["name"])
        values |= {"name": checked, "name_folded": fold(checked)}
        rename_in_conditions(unit, contact, checked)
    if account is not None:
        values["account_id"] = ensure_account(unit, account)
    return unit.change(contact, **values)


def rename_in_conditions(unit: Unit, contact: Contact, name: str) -> None:
    """Let stored conditions name a contact otherwise, beside others who have the former name."""
    same = unit.all(
        Contact, "name_folded = :name and id <> :id", name=contact.name_folded, id=contact.id
    )
    conditions_actions.rewrite(unit, Renamed("contact", contact.name, name, is_kept=bool(same)))
