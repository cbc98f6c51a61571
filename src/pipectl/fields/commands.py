"""`field`: custom fields of deals, accounts and contacts."""

from typing import Annotated

import typer

from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Context, Format, Json, command_group, list_format
from pipectl.errors import UsageError
from pipectl.fields.prompts import choose_field
from pipectl.fields.queries import fields
from pipectl.fields.rules import check_owner, check_type
from pipectl.render.output import print_changed, print_done, print_note, show_list
from pipectl.vocabulary import FIELD_OWNERS, FIELD_TYPES

app = command_group("Manage custom fields of deals, accounts and contacts.")

Name = Annotated[
    str,
    typer.Argument(metavar="NAME", help="Name of the field, or account.NAME if several share it."),
]
OnOwner = typer.Option("--on", metavar="|".join(FIELD_OWNERS), help="What the field belongs to.")
Choices = typer.Option(metavar="a,b", help="The choices of a field of type choice, in order.")


@app.command("list")
def list_(
    ctx: Context,
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="|".join(FIELD_OWNERS),
            help="Only fields of deals, accounts or contacts (default: all).",
        ),
    ] = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """List custom fields.

    \b
    Examples:
      pipectl field list
      pipectl field list --on account --format csv
    """
    owner = None if on is None else check_owner(on)
    print_fields(run_of(ctx), owner, list_format(format, json))


def print_fields(run: Run, owner: str | None, form: str) -> None:
    """Print the fields, of one owner or all."""
    from pipectl.fields.view import fields_listing

    with run.reading() as reader:
        found = fields(reader, owner)
    show_list(fields_listing(found, screen_of(run)), form, run.numbers)


@app.command("add")
def add(
    ctx: Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the new field.")],
    on: Annotated[str, OnOwner],
    type: Annotated[
        str, typer.Option(metavar="|".join(FIELD_TYPES), help="Type of its values.")
    ] = "text",
    choices: Annotated[str | None, Choices] = None,
    json: Json = False,
) -> None:
    """Add a custom field to deals, accounts or contacts.

    Set its values with --set in `add`, `edit`, `account edit` and `contact edit`.
    If you add a field that you removed earlier, its values come back.

    \b
    Examples:
      pipectl field add Industry --on account --type choice --choices food,tech
      pipectl field add Employees --on account --type number
      pipectl field add "Go-live" --on deal --type date
    """
    from pipectl.fields.actions import add_field

    run = run_of(ctx)
    owner, kind = check_owner(on), check_type(type)
    if (kind == "choice") != (choices is not None):
        raise UsageError(
            "A field of type choice needs --choices a,b."
            if choices is None
            else f"A field of type {kind} has no choices.",
            hint="Example: --type choice --choices small,large",
        )
    run.change(lambda unit: add_field(unit, name, owner, kind, parted(choices)).id)
    print_note(f"{'Added' if run.recorded else 'Already there:'} field: {name.strip()}")
    print_fields(run, owner, "json" if json else "table")


def parted(choices: str | None) -> tuple[str, ...]:
    """The choices that were typed, by comma."""
    return () if choices is None else tuple(each.strip() for each in choices.split(","))


@app.command("edit")
def edit(
    ctx: Context,
    name: Name,
    new_name: Annotated[str | None, typer.Option("--name", help="New name.")] = None,
    choices: Annotated[str | None, Choices] = None,
    json: Json = False,
) -> None:
    """Change a field's name or choices.

    --choices replaces the whole list. A choice that is in use must stay on it.

    \b
    Examples:
      pipectl field edit industry --choices food,tech,health
      pipectl field edit industry --name Sector
    """
    from pipectl.fields.actions import edit_field

    run = run_of(ctx)
    if new_name is None and choices is None:
        raise UsageError("No changes given.", hint="Use --name or --choices.")
    with run.looking_up() as reader:
        field = choose_field(run, reader, name)
    offered = None if choices is None else parted(choices)
    run.change(lambda unit: edit_field(unit, field.id, new_name, offered).id)
    print_changed("field", new_name or field.name, is_changed=run.recorded)
    print_fields(run, field.owner, "json" if json else "table")


@app.command("remove")
def remove(ctx: Context, name: Name, json: Json = False) -> None:
    """Remove a field.

    Its values stay in the store. To get them back, add the field again.

    \b
    Example:
      pipectl field remove industry
    """
    from pipectl.fields.actions import remove_field

    run = run_of(ctx)
    with run.looking_up() as reader:
        field = choose_field(run, reader, name)
    run.change(lambda unit: remove_field(unit, field.id).id)
    print_done(f"Removed field: {field.name}", json=json)
    if json:
        print_fields(run, field.owner, "json")
