"""`contact show` and `account show`."""

from typing import Annotated

import typer

from pipectl.cli.context import run_of, screen_of
from pipectl.cli.options import Context, Json
from pipectl.people.prompts import choose_account, choose_contact
from pipectl.profiles import queries
from pipectl.render.output import Answer
from pipectl.render.output import show as put

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name, or part of it.")]


def show_contact(ctx: Context, name: Name, json: Json = False) -> None:
    """Show a contact with roles, deals and activities.

    An activity without a contact counts for the deal's main contact.

    \b
    Examples:
      pipectl contact show "jo park"
      pipectl contact show jo --json
    """
    from pipectl.profiles import view

    run = run_of(ctx)
    with run.reading() as reader:
        contact = choose_contact(run, reader, name)
        found = queries.of_contact(reader, contact, run.today, run.settings.currency)
    put(
        Answer(
            lambda: view.contact_data(found),
            lambda: view.contact_card(found, run.today, screen_of(run), run.numbers),
        ),
        json=json,
    )


def show_account(ctx: Context, name: Name, json: Json = False) -> None:
    """Show an account with its contacts, deals and activities.

    \b
    Examples:
      pipectl account show acme
      pipectl account show acme --json
    """
    from pipectl.profiles import view

    run = run_of(ctx)
    with run.reading() as reader:
        account = choose_account(run, reader, name)
        found = queries.of_account(reader, account, run.today, run.settings.currency)
    put(
        Answer(
            lambda: view.account_data(found),
            lambda: view.account_card(found, run.today, screen_of(run), run.numbers),
        ),
        json=json,
    )
