"""`alias set`, `alias list`, `alias delete`."""

import re
from typing import Annotated

import typer

from pipectl.cli import user_settings
from pipectl.cli.command_aliases import NoAliasError, aliases, check_alias
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Context, Format, Json, command_group, list_format
from pipectl.render.output import Answer, print_note, show, show_list
from pipectl.text import visible

app = command_group(
    "Manage aliases: your own names for commands.\n\nAliases are kept in your settings file "
    "(see `pipectl config path`)."
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the alias.")]


@app.command("set")
def set_(
    ctx: Context,
    name: Name,
    command: Annotated[
        str, typer.Argument(metavar="COMMAND", help="Command with its options, in quotes.")
    ],
    json: Json = False,
) -> None:
    """Add or change an alias.

    `$1` to `$9` stand for the arguments of the alias, which are then required.
    Any other arguments are added at the end of the command. An alias can't run
    shell commands.

    \b
    Examples:
      pipectl alias set hot "list --stage proposal --sort amount"
      pipectl alias set by-account 'list --account $1 --all'
    """
    run = run_of(ctx)
    known = own_aliases(run)
    expansion = check_alias(name, command, known)
    before = known.get(name)
    file = user_settings.own_file(run.environment)
    if before != expansion:
        user_settings.write(file, name, expansion, table="aliases")
    warn_of_lost_arguments(name, command)
    what = {None: "Added", expansion: "Unchanged:"}.get(before, "Changed")
    show_alias(what, name, expansion, json=json)


# What a shell leaves around a $1 that it replaced with nothing.
LOST_ARGUMENT = re.compile(r"  |\s$|''|\"\"")


def warn_of_lost_arguments(name: str, command: str) -> None:
    """Say that a shell may have replaced `$1` in the command before it came here."""
    if LOST_ARGUMENT.search(command):
        print_note(
            "Part of the command is empty. If you typed $1 there, your shell replaced it. Use"
            f" single quotes: pipectl alias set {name} 'list --account $1'"
        )


@app.command("list")
def list_(ctx: Context, format: Format = None, json: Json = False) -> None:
    """List aliases.

    \b
    Examples:
      pipectl alias list
      pipectl alias list --json
    """
    from pipectl.aliases.view import alias_listing

    run = run_of(ctx)
    form = list_format(format, json)
    show_list(alias_listing(own_aliases(run), screen_of(run)), form, run.numbers)


@app.command()
def delete(ctx: Context, name: Name, json: Json = False) -> None:
    """Delete an alias.

    \b
    Example:
      pipectl alias delete hot
    """
    run = run_of(ctx)
    known = own_aliases(run)
    if name not in known:
        raise NoAliasError(name, list(known))
    user_settings.write(user_settings.own_file(run.environment), name, None, table="aliases")
    show_alias("Deleted", name, known[name], json=json)


def own_aliases(run: Run) -> dict[str, str]:
    """Return the user's aliases; raise UsageError for a settings file that can't be understood."""
    assert run.user
    return aliases(run.environment)


def show_alias(what: str, name: str, expansion: str, *, json: bool) -> None:
    """Print one alias."""
    data = {"alias": name, "expansion": expansion}
    show(Answer(lambda: data, lambda: f"{what} {name} = {visible(expansion)}\n"), json=json)
