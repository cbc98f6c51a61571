"""Adding and editing accounts and contacts."""

from collections.abc import Mapping
from uuid import uuid4

from sqlmodel import select

from pipectl.errors import RefusedError
from pipectl.people.rules import PersonRef
from pipectl.store.session import WriteSession
from pipectl.store.tables.people import Account, Contact
from pipectl.text import check_line, check_note, fold

LONGEST = {"name": 200, "email": 254, "phone": 50, "title": 100}


def ensure_pair(
    session: WriteSession,
    account: PersonRef | None,
    contact: PersonRef | None,
    at: int | None = None,
) -> tuple[int | None, int | None]:
    """The ids of an account and a contact, made where they are new.

    A contact that has an account brings it along; a new one belongs to the account given, else
    to the one that it is met `at`.
    """
    account_id = ensure_account(session, account)
    if contact is None:
        return account_id, None
    if contact.id is None:
        made = add_contact(session, contact.name, {}, account_id or at)
        return account_id, made.id
    known = session.get_one(Contact, contact.id)
    return account_id or known.account_id, known.id


def ensure_account(session: WriteSession, account: PersonRef | None) -> int | None:
    """The id of the account, made where it is new."""
    if account is None or account.id is not None:
        return account.id if account else None
    name = check_line(account.name, what="account", most=LONGEST["name"])
    known = session.exec(select(Account).where(Account.name_folded == fold(name))).first()
    return known.id if known else add_account(session, name, {}).id


def add_account(session: WriteSession, name: str, fields: Mapping[str, str | None]) -> Account:
    """Add an account, or answer with the one of that name, unchanged."""
    checked = check_line(name, what="account", most=LONGEST["name"])
    known = session.exec(select(Account).where(Account.name_folded == fold(checked))).first()
    if known is None:
        known = Account(uid=str(uuid4()), name=checked, name_folded=fold(checked))
        describe(known, fields)
        session.add(known)
        session.flush()
    return known


def add_contact(
    session: WriteSession, name: str, fields: Mapping[str, str | None], account_id: int | None
) -> Contact:
    """Add a contact, or answer with the one of that name (and account), unchanged."""
    checked = check_line(name, what="contact", most=LONGEST["name"])
    same = select(Contact).where(Contact.name_folded == fold(checked))
    if account_id is not None:
        same = same.where(Contact.account_id == account_id)
    known = session.exec(same).first()
    if known is None:
        known = Contact(
            uid=str(uuid4()), name=checked, name_folded=fold(checked), account_id=account_id
        )
        describe(known, fields)
        session.add(known)
        session.flush()
    return known


def describe(person: Account | Contact, fields: Mapping[str, str | None]) -> None:
    """Set what was given of e-mail, phone, title and note."""
    for name, value in fields.items():
        if value is not None:
            checked = (
                check_note(value)
                if name == "note"
                else check_line(value, what=name, most=LONGEST[name])
            )
            setattr(person, name, checked)


def edit_account(
    session: WriteSession, number: int, name: str | None, fields: Mapping[str, str | None]
) -> Account:
    """Change an account; raises RefusedError where another has that name."""
    account = session.get_one(Account, number)
    if name is not None:
        account.name = check_line(name, what="account", most=LONGEST["name"])
        account.name_folded = fold(account.name)
        with session.no_autoflush:
            other = session.exec(
                select(Account).where(
                    Account.name_folded == account.name_folded, Account.id != number
                )
            ).first()
        if other is not None:
            raise RefusedError(
                f"There is an account {other.name!r} already.", hint="Choose another name."
            )
    describe(account, fields)
    return account


def edit_contact(
    session: WriteSession,
    number: int,
    name: str | None,
    fields: Mapping[str, str | None],
    account: PersonRef | None,
) -> Contact:
    """Change a contact."""
    contact = session.get_one(Contact, number)
    if name is not None:
        contact.name = check_line(name, what="contact", most=LONGEST["name"])
        contact.name_folded = fold(contact.name)
    if account is not None:
        contact.account_id = ensure_account(session, account)
    describe(contact, fields)
    return contact
