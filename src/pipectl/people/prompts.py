"""Which account or contact is meant, or a new one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from pipectl import text as pipectl_text
from pipectl.cli.context import Run
from pipectl.cli.values import ask_which, choose_one, meant_by
from pipectl.errors import quoted
from pipectl.render.output import print_note
from pipectl.store.reader import Reader
from pipectl.text import SeveralMatchError, check_line, fold, one_line

if TYPE_CHECKING:
    from pipectl.people.queries import AccountSummary
    from pipectl.people.rules import PersonRef


def choose_account(run: Run, reader: Reader, text: str) -> "AccountSummary":
    """The account that is meant."""
    from pipectl.people.queries import accounts

    return choose_one(run, "account", text, accounts(reader), lambda account: account.name)


def account_or_new(run: Run, reader: Reader, text: str | None) -> "PersonRef | None":
    """An account that is meant, or a new one of that name."""
    if text is None:
        return None
    from pipectl.people.queries import account_names

    return existing_or_new(run, "account", text, account_names(reader))


def contact_or_new(
    run: Run, reader: Reader, text: str | None, at: "PersonRef | None" = None
) -> "PersonRef | None":
    """A contact that is meant (at an account, where that is named), or a new one of that name."""
    if text is None:
        return None
    from pipectl.people.queries import contacts

    known = contacts(reader) if at is None else contacts(reader, at.id or 0)
    return existing_or_new(run, "contact", text, [(each.id, each.name) for each in known])


def existing_or_new(
    run: Run, what: str, text: str, known: Sequence[tuple[int, str]]
) -> "PersonRef":
    """The one that the text matches, echoed where it isn't its name; else a new one, said."""
    from pipectl.people.rules import PersonRef

    try:
        found = pipectl_text.possible(what, text, known, lambda pair: pair[1])
    except SeveralMatchError as several:
        found = cast(tuple[int, str], ask_which(run, several))
    if found is None:
        name = check_line(text, what=what, most=200)
        meant = meant_by(run, what, name, [pair[1] for pair in known])
        found = next((pair for pair in known if pair[1] == meant), None)
    if found is None:
        run.tell_once_stored(f"New {what}: {name}")
        return PersonRef(None, text)
    if fold(found[1]) != fold(text.strip()):
        print_note(f"{quoted(text.strip())} is the {what} {one_line(found[1])}")
    return PersonRef(*found)
