"""`account` and `contact`."""

from typing import TYPE_CHECKING, Annotated

import typer

from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.long_text import Editor, StoredText, long_text
from pipectl.cli.options import (
    ClearField,
    Context,
    Format,
    Json,
    SetField,
    command_group,
    list_format,
)
from pipectl.errors import UsageError, for_shell
from pipectl.fields.queries import with_values
from pipectl.people import queries as people_queries
from pipectl.people.commands.forget import forget_account, forget_contact
from pipectl.people.commands.merge import merge_accounts, merge_contacts
from pipectl.people.commands.roles import replace_contact, set_role
from pipectl.people.prompts import account_or_new, choose_account, choose_contact
from pipectl.people.rules.names import check_email, name_and_address
from pipectl.pipeline.queries.list_filter import OpportunityFilter, find
from pipectl.recurrence import EVERY, how_often
from pipectl.render.output import Answer, print_added, print_changed, show_list
from pipectl.render.output import print_note as say
from pipectl.render.output import show as put
from pipectl.text import fold

if TYPE_CHECKING:
    from pipectl.store.reader import Reader
    from pipectl.store.unit import Unit

PERSONA = "persona"  # what --clear takes for it
account_app = command_group("Manage accounts (companies).")
contact_app = command_group("Manage contacts (people).")


Name = Annotated[str, typer.Argument(metavar="NAME", help="Name, or part of it.")]
FullName = Annotated[str, typer.Argument(metavar="NAME", help="Full name.")]
NewName = Annotated[str | None, typer.Option("--name", help="New name.")]
Email = Annotated[str | None, typer.Option(help="E-mail address.")]
Phone = Annotated[str | None, typer.Option(help="Phone number.")]
Note = Annotated[str | None, typer.Option(help="Note (use - for standard input).")]
Title = Annotated[str | None, typer.Option(help="Job title.")]
Account = Annotated[str | None, typer.Option(help="Account (company), added if new.")]
Every = Annotated[
    str | None,
    typer.Option(
        "--every", metavar="SPAN", help="Remind you after this long without contact: 6w, 3m."
    ),
]
Persona = Annotated[str | None, typer.Option(help="Persona (see `pipectl persona list`).")]


@account_app.command("list")
def list_accounts(ctx: Context, format: Format = None, json: Json = False) -> None:
    """List accounts.

    \b
    Examples:
      pipectl account list
      pipectl account list --format csv
    """
    from pipectl.fields.view import OwnFields
    from pipectl.people.view import accounts_listing

    run = run_of(ctx)
    with run.reading() as reader:
        found = people_queries.accounts(reader)
        own = OwnFields(*with_values(reader, "account"))
    listing = accounts_listing(found, screen_of(run), run.numbers, own)
    show_list(listing, list_format(format, json), run.numbers)


@account_app.command("add")
def add_account(
    ctx: Context,
    name: FullName,
    email: Email = None,
    phone: Phone = None,
    every: Every = None,
    note: Note = None,
    in_editor: Editor = False,
    set: SetField = None,
    json: Json = False,
) -> None:
    """Add an account.

    \b
    Example:
      pipectl account add "Acme Corp" --phone "+1 555 0100"
    """
    from pipectl.fields.actions import set_values
    from pipectl.fields.prompts import field_changes
    from pipectl.people.actions import edit

    run = run_of(ctx)
    note = long_text(run, note, in_editor=in_editor)
    fields = {"email": check_email(email), "phone": phone, "note": note}
    fields[EVERY] = how_often(every)
    with run.looking_up() as reader:
        before = {each.id for each in people_queries.accounts(reader)}
        own = dict(field_changes(run, reader, "account", set))

    def act(unit: "Unit") -> int:
        added = edit.add_account(unit, name, fields)
        if added.id not in before:
            set_values(unit, "account", added.id, own)
        return added.id

    number = run.change(act)
    if number in before:
        say("The account already exists. Change it with `pipectl account edit`.")
    else:
        then = f"Add a deal: `pipectl add TITLE --account {for_shell(name.strip())}`"
        print_added("account", name, then)
    print_account(run, number or 0, json=json)


@account_app.command("edit")
def edit_account(
    ctx: Context,
    name: Name,
    new_name: NewName = None,
    email: Email = None,
    phone: Phone = None,
    every: Every = None,
    note: Note = None,
    in_editor: Editor = False,
    set: SetField = None,
    clear: ClearField = None,
    json: Json = False,
) -> None:
    """Change an account.

    \b
    Examples:
      pipectl account edit acme --name "Acme Corporation"
      pipectl account edit acme --every 3m
      pipectl account edit acme --email sales@acme.example
    """
    from pipectl.fields.actions import set_values
    from pipectl.fields.prompts import field_changes
    from pipectl.people.actions import edit

    run = run_of(ctx)
    cleared, own_cleared = parted_names(clear, (EVERY,))
    often = how_often(every, cleared=EVERY in cleared)
    given = (new_name, email, phone, note, often, *(set or ()), *(clear or ()))
    check_given(*given, in_editor=in_editor)
    with run.looking_up() as reader:
        account = choose_account(run, reader, name)
        stored = StoredText(
            reader,
            f"The note of account {account.id}",
            lambda at: people_queries.note_of(at, "account", account.id),
            f"pipectl account show {account.id}",
        )
        own = dict(field_changes(run, reader, "account", set, own_cleared))
        note = long_text(run, note, in_editor=in_editor, stored=stored)
    fields = {"email": check_email(email), "phone": phone, "note": note, EVERY: often}
    number = account.id

    def act(unit: "Unit") -> None:
        edit.edit_account(unit, number, new_name, fields)
        set_values(unit, "account", number, own)

    run.change(act)
    print_changed("account", new_name or account.name, is_changed=run.recorded)
    print_account(run, number, json=json)


def check_given(*values: str | None, in_editor: bool) -> None:
    """Raise UsageError if nothing was given to change."""
    if not in_editor and all(value is None for value in values):
        raise UsageError("No changes given.", hint="See --help for the fields.")


def print_account(run: Run, number: int, *, json: bool) -> None:
    """Print one account with its contacts and opportunities."""
    from pipectl.fields.view import OwnFields
    from pipectl.people import view as people_view

    with run.reading() as reader:
        account = people_queries.account(reader, number)
        contacts = people_queries.contacts(reader, number)
        own = OwnFields(*with_values(reader, "account", [number]))
        of_contacts = OwnFields(*with_values(reader, "contact", [each.id for each in contacts]))
        every = ("open", "won", "lost")
        deals = find(reader, OpportunityFilter(statuses=every, account_id=number), run.today)
    put(
        Answer(
            lambda: people_view.account_dict(account, contacts, deals, own, of_contacts),
            lambda: people_view.account_page(
                account, contacts, deals, own, screen_of(run), run.numbers
            ),
        ),
        json=json,
    )


@contact_app.command("list")
def list_contacts(
    ctx: Context,
    account: Annotated[str | None, typer.Option(help="Only contacts at this account.")] = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """List contacts.

    \b
    Examples:
      pipectl contact list
      pipectl contact list --account acme
    """
    from pipectl.cli.command_line import in_quotes
    from pipectl.fields.view import OwnFields
    from pipectl.people.view import NO_CONTACTS, contacts_listing
    from pipectl.render.tables import Empty

    run = run_of(ctx)
    with run.reading() as reader:
        at = None if account is None else choose_account(run, reader, account)
        found = people_queries.contacts(reader, None if at is None else at.id)
        own = OwnFields(*with_values(reader, "contact"))
    empty = NO_CONTACTS
    if at is not None:
        how = f'pipectl contact add "Jo Park" --account {in_quotes(at.name)}'
        empty = Empty(f"No contacts at {at.name} yet", "Add one", how)
    listing = contacts_listing(found, screen_of(run), run.numbers, own, empty)
    show_list(listing, list_format(format, json), run.numbers)


@contact_app.command("add")
def add_contact(
    ctx: Context,
    name: FullName,
    email: Email = None,
    phone: Phone = None,
    account: Account = None,
    title: Title = None,
    persona: Persona = None,
    every: Every = None,
    note: Note = None,
    in_editor: Editor = False,
    set: SetField = None,
    json: Json = False,
) -> None:
    """Add a contact.

    \b
    Examples:
      pipectl contact add "Jo Park" --account acme --title CFO
      pipectl contact add "Sam Lee" --email sam@acme.example
    """
    from pipectl.fields.actions import set_values
    from pipectl.fields.prompts import field_changes
    from pipectl.people.actions import edit
    from pipectl.personas.actions import give

    run = run_of(ctx)
    note = long_text(run, note, in_editor=in_editor)
    name, address = name_and_address(name)
    email = address if email is None else email
    fields = {"email": check_email(email), "phone": phone, "title": title, "note": note}
    fields[EVERY] = how_often(every)
    with run.looking_up() as reader:
        at = account_or_new(run, reader, account)
        before = {each.id for each in people_queries.contacts(reader)}
        own = dict(field_changes(run, reader, "contact", set))
        kind = persona_number(run, reader, persona)

    def act(unit: "Unit") -> int:
        added = edit.add_contact(unit, name, fields, edit.ensure_account(unit, at))
        if added.id not in before:
            set_values(unit, "contact", added.id, own)
            if kind is not None:
                give(unit, added.id, kind)
        return added.id

    number = run.change(act)
    if number in before:
        say("The contact already exists. Change it with `pipectl contact edit`.")
    else:
        then = f"Add them to a deal: `pipectl edit OPP --contact {for_shell(name.strip())}`"
        print_added("contact", name, then)
    print_contact(run, number or 0, json=json)


@contact_app.command("edit")
def edit_contact(
    ctx: Context,
    name: Name,
    new_name: NewName = None,
    email: Email = None,
    phone: Phone = None,
    account: Account = None,
    title: Title = None,
    persona: Persona = None,
    every: Every = None,
    note: Note = None,
    in_editor: Editor = False,
    set: SetField = None,
    clear: ClearField = None,
    json: Json = False,
) -> None:
    """Change a contact.

    \b
    Examples:
      pipectl contact edit "jo park" --title CEO
      pipectl contact edit jo --phone "+1 555 0101"
      pipectl contact edit jo --every 6w
    """
    from pipectl.fields.actions import set_values
    from pipectl.fields.prompts import field_changes
    from pipectl.people.actions import edit
    from pipectl.personas.actions import give

    run = run_of(ctx)
    cleared, own_cleared = parted_names(clear, (EVERY, PERSONA))
    often = how_often(every, cleared=EVERY in cleared)
    given = (new_name, account, email, phone, title, note, persona, often)
    check_given(*given, *(set or ()), *(clear or ()), in_editor=in_editor)
    if new_name is not None:
        new_name, address = name_and_address(new_name)
        email = address if email is None else email
    with run.looking_up() as reader:
        contact = choose_contact(run, reader, name)
        at = account_or_new(run, reader, account)
        own = dict(field_changes(run, reader, "contact", set, own_cleared))
        kind = persona_number(run, reader, persona)
        stored = StoredText(
            reader,
            f"The note of contact {contact.id}",
            lambda at: people_queries.note_of(at, "contact", contact.id),
            f"pipectl contact show {contact.id}",
        )
        note = long_text(run, note, in_editor=in_editor, stored=stored)
    fields = {"email": check_email(email), "phone": phone, "title": title, "note": note}
    fields[EVERY] = often
    number = contact.id

    def act(unit: "Unit") -> None:
        edit.edit_contact(unit, number, new_name, fields, at)
        set_values(unit, "contact", number, own)
        if kind is not None or PERSONA in cleared:
            give(unit, number, kind)

    run.change(act)
    print_changed("contact", new_name or contact.name, is_changed=run.recorded)
    print_contact(run, number, json=json)


def persona_number(run: Run, reader: "Reader", text: str | None) -> int | None:
    """Return the number of the persona that is meant."""
    if text is None:
        return None
    from pipectl.personas.prompts import choose_persona

    return choose_persona(run, reader, text).id


def parted_names(names: list[str] | None, ours: tuple[str, ...]) -> tuple[set[str], list[str]]:
    """Part the names of what to clear: those that are ours, and those of custom fields."""
    cleared = {fold(each.strip()) for each in names or []} & {*ours}
    return cleared, [each for each in names or [] if fold(each.strip()) not in cleared]


def print_contact(run: Run, number: int, *, json: bool) -> None:
    """Print one contact."""
    from pipectl.fields.view import OwnFields
    from pipectl.people import view as people_view

    with run.reading() as reader:
        contact = people_queries.contact(reader, number)
        own = OwnFields(*with_values(reader, "contact", [number]))
    put(
        Answer(
            lambda: people_view.contact_dict(contact, own),
            lambda: people_view.contact_page(contact, own, screen_of(run), run.numbers),
        ),
        json=json,
    )


account_app.command("merge")(merge_accounts)
contact_app.command("merge")(merge_contacts)
account_app.command("forget")(forget_account)
contact_app.command("role")(set_role)
contact_app.command("replace")(replace_contact)
contact_app.command("forget")(forget_contact)
