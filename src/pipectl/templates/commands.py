"""`template`: texts of messages, with the names of what is filled in."""

from typing import Annotated, Any

import typer

from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.long_text import StoredText, text_from
from pipectl.cli.options import Context, Format, Json, command_group, list_format
from pipectl.cli.values import planned_kind
from pipectl.errors import UsageError, either, for_shell, quoted
from pipectl.render.output import print_added, print_changed, print_done, print_note, show_list
from pipectl.stages.prompts import choose_stage
from pipectl.store.reader import Reader
from pipectl.templates import queries
from pipectl.templates.prompts import choose_template
from pipectl.vocabulary import ACTIVITY_KINDS

app = command_group("Manage templates: messages to fill in with `draft`.")

TemplateName = Annotated[
    str,
    typer.Argument(metavar="NAME", help="Name of the template, or part of it."),
]
Stage = Annotated[
    str | None, typer.Option("--stage", metavar="STAGE", help="Stage in which you send it.")
]
Kind = Annotated[
    str | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help=f"Kind of activity that `draft --log` logs: {either(ACTIVITY_KINDS)}.",
    ),
]
Subject = Annotated[
    str | None, typer.Option("--subject", metavar="TEXT", help="Subject of the message.")
]
File = Annotated[
    str | None,
    typer.Argument(
        metavar="[FILE]",
        help="File with the text, or - for standard input (default: your editor).",
        show_default=False,
    ),
]


@app.command("list")
def list_(ctx: Context, format: Format = None, json: Json = False) -> None:
    """List templates by stage.

    \b
    Examples:
      pipectl template list
      pipectl template list --json
    """
    from pipectl.templates.view import templates_listing

    run = run_of(ctx)
    with run.reading() as reader:
        found = queries.templates(reader)
    show_list(templates_listing(found, screen_of(run)), list_format(format, json), run.numbers)


@app.command()
def show(ctx: Context, name: TemplateName, json: Json = False) -> None:
    """Show the text of a template.

    \b
    Example:
      pipectl template show check-in
    """
    run = run_of(ctx)
    with run.reading() as reader:
        number = choose_template(run, reader, name).id
    print_template(run, number, json=json)


@app.command()
def add(
    ctx: Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the new template.")],
    file: File = None,
    stage: Stage = None,
    kind: Kind = None,
    subject: Subject = None,
    json: Json = False,
) -> None:
    """Add a template.

    In the text and the subject, {{ contact.first_name }}, {{ deal.title }} and
    the like are filled in. See docs/following-up.md for all names.

    \b
    Examples:
      pipectl template add Check-in check-in.txt --kind follow-up \\
        --subject "{{ deal.title }}"
      pipectl template add Thanks thanks.txt --stage meeting
    """
    from pipectl.templates import actions

    run = run_of(ctx)
    with run.looking_up() as reader:
        values = given(run, reader, stage, kind, subject)
        values = {"stage_id": None, "kind": None, "subject": None, **values}
        if file is None and not run.may_ask():
            raise UsageError(
                "A new template needs a text.",
                hint="Name a file, or - for standard input. At a terminal, your editor opens.",
            )
        values["body"] = text_from(run, file)
        check(reader, values)
        before = {each.id for each in queries.templates(reader)}
    number = run.change(lambda unit: actions.add(unit, name, values).id)
    if number in before:
        print_note("The template already exists.")
    else:
        then = f"Fill it in for a deal: `pipectl draft OPP {for_shell(name.strip())}`"
        print_added("template", name, then)
    print_template(run, number or 0, json=json)


@app.command()
def edit(
    ctx: Context,
    name: TemplateName,
    file: File = None,
    new_name: Annotated[str | None, typer.Option("--name", help="New name.")] = None,
    stage: Stage = None,
    kind: Kind = None,
    subject: Subject = None,
    json: Json = False,
) -> None:
    """Change a template.

    Without a file or an option, the text opens in your editor. To clear
    --stage, --kind or --subject, give an empty value ("").

    \b
    Examples:
      pipectl template edit check-in --subject "Still open: {{ deal.title }}"
      pipectl template edit check-in --name Reminder
    """
    from pipectl.templates import actions

    run = run_of(ctx)
    with run.looking_up() as reader:
        found = choose_template(run, reader, name)
        values = given(run, reader, stage, kind, subject)
        if file is not None or (not values and new_name is None):
            if file is None and not run.may_ask():
                raise UsageError("No changes given.", hint="See `pipectl template edit --help`.")
            values["body"] = text_from(run, file, stored_text(reader, found))
        check(reader, values)
    run.change(lambda unit: actions.edit(unit, found.id, new_name, values).id)
    print_changed("template", new_name or found.name, is_changed=run.recorded)
    print_template(run, found.id, json=json)


@app.command()
def remove(ctx: Context, name: TemplateName, json: Json = False) -> None:
    """Remove a template.

    \b
    Example:
      pipectl template remove check-in
    """
    from pipectl.templates import actions
    from pipectl.templates.view import templates_listing

    run = run_of(ctx)
    with run.looking_up() as reader:
        found = choose_template(run, reader, name)
    run.change(lambda unit: actions.remove(unit, found.id))
    print_done(f"Removed template: {found.name}", json=json)
    if json:
        with run.reading() as reader:
            rest = queries.templates(reader)
        show_list(templates_listing(rest, screen_of(run)), "json", run.numbers)


def given(
    run: Run, reader: Reader, stage: str | None, kind: str | None, subject: str | None
) -> dict[str, Any]:
    """Return what the options say; an empty one is none."""
    values: dict[str, Any] = {}
    if stage is not None:
        values["stage_id"] = choose_stage(run, reader, stage).id if stage.strip() else None
    if kind is not None:
        values["kind"] = planned_kind(kind) if kind.strip() else None
    if subject is not None:
        values["subject"] = subject if subject.strip() else None
    return values


def stored_text(reader: Reader, found: queries.TemplateRow) -> StoredText:
    """Return the text of a template, as it can be edited."""

    def read(at: Reader) -> str | None:
        now = queries.template(at, found.id)
        return now and now.body

    see = f"pipectl template show {for_shell(found.name)}"
    return StoredText(reader, f"The template {quoted(found.name)}", read, see)


def check(reader: Reader, values: dict[str, Any]) -> None:
    """Raise UsageError for a text or a subject that can't be filled in."""
    from pipectl.render.message_template import message_template

    keys = queries.known_names(reader)
    for column, what in (("subject", "subject"), ("body", "text")):
        if values.get(column):
            message_template(values[column], keys, what)


def print_template(run: Run, number: int, *, json: bool) -> None:
    """Print one template."""
    from pipectl.render.output import Answer
    from pipectl.render.output import show as put
    from pipectl.templates.view import template_dict, template_page

    with run.reading() as reader:
        (found,) = [each for each in queries.templates(reader) if each.id == number]
    put(
        Answer(lambda: template_dict(found), lambda: template_page(found, screen_of(run))),
        json=json,
    )
