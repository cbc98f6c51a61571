"""Which account or contact is meant, or a new one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from pipectl import text as pipectl_text
from pipectl.cli.context import Run
from pipectl.cli.values import ask_which, choose_one, meant_by
from pipectl.errors import quoted
from pipectl.render.output import print_note
from pipectl.store.reader import Reader
from pipectl.text import (
    NoSuchError,
    SeveralMatchError,
    check_line,
    fold,
    nearest,
    one_line,
    slug,
)

if TYPE_CHECKING:
    from pipectl.people.queries import AccountSummary, ContactSummary
    from pipectl.people.rules.names import PersonRef

    People = Sequence[AccountSummary] | Sequence[ContactSummary]


def choose_account(run: Run, reader: Reader, text: str) -> "AccountSummary":
    """The account that is meant."""
    from pipectl.people.queries import accounts

    found = choose_one(run, "account", text, accounts(reader), lambda account: account.name)
    hold_person(run, reader, "account", found.id, found.name)
    return found


def hold_person(run: Run, reader: Reader, kind: str, number: int, name: str) -> None:
    """Refuse the next change if that account or contact was forgotten by then.

    What was typed about them is theirs, and so is the command, which the journal keeps.
    """
    from pipectl.people.queries import is_forgotten

    run.hold(
        reader,
        f"The {kind} {quoted(one_line(name))}",
        lambda at: is_forgotten(at, kind, number),
        became=lambda _: "forgotten",
    )


def choose_whole(run: Run, kind: str, text: str, known: "People") -> tuple[int, str]:
    """Return the number and name of the one with that whole name, slug or number.

    Raises NoSuchError, SeveralMatchError.
    """
    typed = text.strip()
    names = [each for each in known if fold(typed) in (fold(each.name), slug(each.name))]
    found = names or [each for each in known if str(each.id) == typed]
    if not found:
        near = nearest(text, [each.name for each in known])
        raise NoSuchError(f"{kind} is named exactly", text, f"pipectl {kind} list", near=near)
    if len(found) == 1:
        return found[0].id, found[0].name
    several = [((each.id, each.name), described(each)) for each in found]
    return cast(tuple[int, str], ask_which(run, SeveralMatchError(f"{kind}s", text, several)))


def described(found: "AccountSummary | ContactSummary") -> str:
    """Describe one of several with the same name by its number and account."""
    at = getattr(found, "account", None)
    return f"{found.id} {found.name}{f' ({at})' if at else ''}"


def account_or_new(run: Run, reader: Reader, text: str | None) -> "PersonRef | None":
    """An account that is meant, or a new one of that name."""
    if text is None:
        return None
    return existing_or_new(run, reader, "account", text)


def choose_contact(run: Run, reader: Reader, text: str) -> "ContactSummary":
    """The contact that is meant."""
    from pipectl.people.queries import contacts

    found = choose_one(run, "contact", text, contacts(reader), lambda contact: contact.name)
    hold_person(run, reader, "contact", found.id, found.name)
    return found


def choose_contact_of(run: Run, reader: Reader, text: str, deal: int) -> "ContactSummary":
    """The contact that is meant; where several match, the one who is a contact of the deal."""
    from pipectl.people.queries import contacts, contacts_of_deal

    known = contacts(reader)
    there = {each.id for each in contacts_of_deal(reader, deal).current}
    try:
        pipectl_text.possible("contact", text, known, lambda contact: contact.name)
    except SeveralMatchError as several:
        own = [each for each, _ in several.candidates if getattr(each, "id", None) in there]
        if len(own) == 1:
            found = cast("ContactSummary", own[0])
            hold_person(run, reader, "contact", found.id, found.name)
            return found
    return choose_contact(run, reader, text)


def contact_or_new(
    run: Run, reader: Reader, text: str | None, at: "PersonRef | None" = None
) -> "PersonRef | None":
    """A contact that is meant (at an account, where that is named), or a new one of that name."""
    if text is None:
        return None
    return existing_or_new(run, reader, "contact", text, None if at is None else at.id or 0)


def existing_or_new(
    run: Run, reader: Reader, what: str, text: str, account_id: int | None = None
) -> "PersonRef":
    """The one that the text matches (at that account), echoed where it isn't its name.

    Otherwise a new one of that name, said once it is stored.
    """
    from pipectl.people.queries import names
    from pipectl.people.rules.names import PersonRef, name_and_address

    typed = text
    text, email = name_and_address(typed) if what == "contact" else (typed, None)
    if email is not None and (reached := reached_at(reader, email, typed)) is not None:
        hold_person(run, reader, what, reached.id or 0, reached.name)
        return reached
    known = names(reader, what, account_id, folded=fold(text.strip()))
    known = known or names(reader, what, account_id)
    try:
        found = pipectl_text.possible(what, text, known, lambda pair: pair[1])
        if found is None:  # two may have one name
            found = next((pair for pair in known if str(pair[0]) == text.strip()), None)
    except SeveralMatchError as several:
        found = cast(tuple[int, str], ask_which(run, several))
    if found is None:
        name = check_line(text, what=what, most=200)
        meant = meant_by(run, what, name, [pair[1] for pair in known])
        found = next((pair for pair in known if pair[1] == meant), None)
    if found is None:
        run.tell_once_stored(f"New {what}: {name}", adds=(what, fold(name)))
        return PersonRef(None, text, email)
    hold_person(run, reader, what, *found)
    if fold(found[1]) != fold(text.strip()):
        print_note(f"{quoted(text.strip())} is the {what} {one_line(found[1])}")
    if email is not None:
        tell_kept_address(reader, found[0], email)
    return PersonRef(*found, email)


def reached_at(reader: Reader, email: str, typed: str) -> "PersonRef | None":
    """Return the only contact with that e-mail address, echoed; None without one."""
    from pipectl.people.queries import contacts_at
    from pipectl.people.rules.names import name_and_address

    found = contacts_at(reader, email)
    if len(found) != 1:
        return None
    if fold(found[0].name) != fold(name_and_address(typed).name):
        print_note(f"{quoted(typed.strip())} is the contact {one_line(found[0].name)}")
    return found[0]


def tell_kept_address(reader: Reader, number: int, email: str) -> None:
    """Say that a contact keeps another e-mail address than the one that was typed."""
    from pipectl.people.queries import contacts_numbered

    known = contacts_numbered(reader, [number])[number]
    if known.email is not None and fold(known.email) != fold(email):
        print_note(
            f"{one_line(known.name)} keeps {known.email}. To change it: "
            f"`pipectl contact edit {known.id} --email {email}`"
        )
