"""`persona`: kinds of people that the user sells to."""

from collections.abc import Sequence
from typing import Annotated

import typer

from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Context, Format, Json, command_group, list_format
from pipectl.errors import UsageError, for_shell
from pipectl.personas import queries
from pipectl.personas.prompts import choose_persona
from pipectl.render.output import print_added, print_changed, print_done, print_note, show_list

app = command_group("Manage personas: kinds of people you sell to, and their objections.")

PersonaName = Annotated[
    str, typer.Argument(metavar="NAME", help="Name of the persona, or part of it.")
]
Motivation = Annotated[str | None, typer.Option(metavar="TEXT", help="What these people want.")]
Objections = Annotated[
    list[str] | None,
    typer.Option("--objection", metavar="TEXT", help="An objection they raise (repeatable)."),
]
Answers = Annotated[
    list[str] | None,
    typer.Option(
        "--answer", metavar="TEXT", help='Your answer, one for each --objection ("" for none).'
    ),
]


@app.command("list")
def list_(ctx: Context, format: Format = None, json: Json = False) -> None:
    """List personas.

    \b
    Examples:
      pipectl persona list
      pipectl persona list --json
    """
    from pipectl.personas.view import personas_listing

    run = run_of(ctx)
    with run.reading() as reader:
        found = queries.personas(reader)
    listing = personas_listing(found, screen_of(run), run.numbers)
    show_list(listing, list_format(format, json), run.numbers)


@app.command()
def show(ctx: Context, name: PersonaName, json: Json = False) -> None:
    """Show a persona with its objections, answers and contacts.

    \b
    Example:
      pipectl persona show manager
    """
    run = run_of(ctx)
    with run.reading() as reader:
        number = choose_persona(run, reader, name).id
    print_persona(run, number, json=json)


@app.command()
def add(
    ctx: Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the new persona.")],
    motivation: Motivation = None,
    objections: Objections = None,
    answers: Answers = None,
    json: Json = False,
) -> None:
    """Add a persona.

    The first --answer belongs to the first --objection, and so on. To set the
    persona of a contact, use `pipectl contact edit NAME --persona PERSONA`.

    \b
    Examples:
      pipectl persona add "Plant manager" --motivation "Fewer breakdowns" \\
        --objection "Too expensive" --answer "Downtime costs more"
      pipectl persona add CFO
    """
    from pipectl.personas import actions

    run = run_of(ctx)
    pairs = paired(objections or (), answers or ())
    with run.looking_up() as reader:
        before = {each.id for each in queries.personas(reader)}
    number = run.change(lambda unit: actions.add(unit, name, motivation, pairs).id)
    if number in before:
        print_note("The persona already exists. Change it with `pipectl persona edit`.")
    else:
        then = (
            f"Set it for a contact: `pipectl contact edit NAME --persona {for_shell(name.strip())}`"
        )
        print_added("persona", name, then)
    print_persona(run, number or 0, json=json)


@app.command()
def edit(
    ctx: Context,
    name: PersonaName,
    new_name: Annotated[str | None, typer.Option("--name", help="New name.")] = None,
    motivation: Motivation = None,
    objections: Objections = None,
    answers: Answers = None,
    removed: Annotated[
        list[str] | None,
        typer.Option(
            "--remove-objection", metavar="TEXT", help="Remove this objection (repeatable)."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Change a persona.

    An objection that the persona already has gets the new answer. Any other
    objection is added.

    \b
    Examples:
      pipectl persona edit manager --objection "No time" --answer "Two hours"
      pipectl persona edit manager --motivation "Less downtime"
    """
    from pipectl.personas import actions

    run = run_of(ctx)
    pairs = paired(objections or (), answers or ())
    if new_name is None and motivation is None and not pairs and not removed:
        raise UsageError("No changes given.", hint="See `pipectl persona edit --help`.")
    with run.looking_up() as reader:
        found = choose_persona(run, reader, name)
    run.change(
        lambda unit: actions.edit(unit, found.id, new_name, motivation, pairs, removed or ()).id
    )
    print_changed("persona", new_name or found.name, is_changed=run.recorded)
    print_persona(run, found.id, json=json)


@app.command()
def remove(ctx: Context, name: PersonaName, json: Json = False) -> None:
    """Remove a persona, and clear it from its contacts.

    \b
    Example:
      pipectl persona remove manager
    """
    from pipectl.personas import actions
    from pipectl.personas.view import personas_listing

    run = run_of(ctx)
    with run.looking_up() as reader:
        found = choose_persona(run, reader, name)
    run.change(lambda unit: actions.remove(unit, found.id))
    print_done(f"Removed persona: {found.name}", json=json)
    if json:
        with run.reading() as reader:
            rest = queries.personas(reader)
        show_list(personas_listing(rest, screen_of(run), run.numbers), "json", run.numbers)


def paired(objections: Sequence[str], answers: Sequence[str]) -> list[tuple[str, str | None]]:
    """Return each objection with its answer; raise UsageError unless each has one, or none has."""
    if answers and len(answers) != len(objections):
        raise UsageError(
            "The number of --answer options doesn't match the number of --objection options.",
            hint='Give one --answer for each --objection, in the same order ("" for none).',
        )
    found = answers or ("",) * len(objections)
    return [(text, answer or None) for text, answer in zip(objections, found, strict=True)]


def print_persona(run: Run, number: int, *, json: bool) -> None:
    """Print one persona."""
    from pipectl.personas.view import persona_dict, persona_page
    from pipectl.render.output import Answer
    from pipectl.render.output import show as put

    with run.reading() as reader:
        (found,) = [each for each in queries.personas(reader) if each.id == number]
    put(Answer(lambda: persona_dict(found), lambda: persona_page(found, screen_of(run))), json=json)
