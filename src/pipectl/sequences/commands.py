"""`sequence`: next actions that follow each other by themselves."""

from typing import TYPE_CHECKING, Annotated

import typer

from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import (
    Context,
    Due,
    Format,
    Json,
    NextOption,
    Opp,
    command_group,
    list_format,
)
from pipectl.cli.values import parse_past_date
from pipectl.errors import UsageError, for_shell
from pipectl.pipeline.commands import show_next
from pipectl.pipeline.prompts import choose_opportunity, hold_deal
from pipectl.pipeline.queries.current import by_id
from pipectl.render.output import print_added, print_done, print_note, show_list
from pipectl.sequence_runs.queries import step_now
from pipectl.sequences import queries
from pipectl.sequences.prompts import choose_sequence

if TYPE_CHECKING:
    from pipectl.next_actions.rules import NextActionInput
    from pipectl.store.reader import Reader
    from pipectl.store.unit import Unit

app = command_group("Manage sequences: next actions that are set one after the other.")

SequenceName = Annotated[
    str, typer.Argument(metavar="NAME", help="Name of the sequence, or part of it.")
]


@app.command("list")
def list_(ctx: Context, format: Format = None, json: Json = False) -> None:
    """List sequences.

    \b
    Examples:
      pipectl sequence list
      pipectl sequence list --json
    """
    print_sequences(run_of(ctx), list_format(format, json))


@app.command()
def show(ctx: Context, name: SequenceName, json: Json = False) -> None:
    """Show the steps of a sequence, and the deals that are in it.

    \b
    Example:
      pipectl sequence show intro
    """
    run = run_of(ctx)
    with run.reading() as reader:
        number = choose_sequence(run, reader, name).id
    print_sequence(run, number, json=json)


@app.command()
def add(
    ctx: Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the new sequence.")],
    steps: Annotated[
        list[str] | None,
        typer.Option(
            "--step",
            metavar="STEP",
            help='Wait, kind, and what to do or a template: "+3d call: Check in" (repeatable).',
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Add a sequence.

    When you complete a step, the next one becomes the deal's next action. The
    wait is counted from that day (for the first step, from the start), and the
    due date is always a working day. After the colon, write what to do or the
    name of a template. You can't change the steps later.

    \b
    Examples:
      pipectl sequence add Intro --step "0d outreach: Intro" \\
        --step "+3d call" --step "+7d follow-up: Check-in"
      pipectl sequence add "After the fair" --step "1d call" --step "+2w call"
    """
    from pipectl.sequences.actions import definitions
    from pipectl.sequences.rules import parse_step

    run = run_of(ctx)
    if not steps:
        raise UsageError("A sequence needs a step.", hint='Add --step "0d outreach: Intro".')
    parsed = [parse_step(each) for each in steps]
    with run.looking_up() as reader:
        before = {each.id for each in queries.sequences(reader)}
    number = run.change(lambda unit: definitions.add(unit, name, parsed).id)
    if number in before:
        print_note("The sequence already exists, with these steps.")
    else:
        then = f"Start it for a deal: `pipectl sequence start {for_shell(name.strip())} OPP`"
        print_added("sequence", name, then)
    print_sequence(run, number, json=json)


@app.command()
def remove(ctx: Context, name: SequenceName, json: Json = False) -> None:
    """Remove a sequence.

    Deals that are in the sequence still go through its remaining steps, and
    reports still count it.

    \b
    Example:
      pipectl sequence remove intro
    """
    from pipectl.sequences.actions import definitions

    run = run_of(ctx)
    with run.looking_up() as reader:
        found = choose_sequence(run, reader, name)
    run.change(lambda unit: definitions.remove(unit, found.id))
    print_done(f"Removed sequence: {found.name}", json=json)
    if found.running:
        deals = run.numbers.counted(found.running, "deal")
        verb = "goes" if found.running == 1 else "go"
        print_note(f"{deals} in the sequence still {verb} through its remaining steps.")
    if json:
        print_sequences(run, "json")


@app.command()
def start(
    ctx: Context,
    name: SequenceName,
    opp: Opp,
    contact: Annotated[
        str | None,
        typer.Option(help="Contact to follow up with, added if new (default: the main one)."),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="Date it started (default: today)."),
    ] = None,
    json: Json = False,
) -> None:
    """Start a sequence for a deal.

    The first step becomes the deal's next action, and `pipectl done` sets the
    step after it. The sequence ends after its last step, when you log a reply
    or a meeting, when you close the deal, or when you set another next action.

    \b
    Examples:
      pipectl sequence start intro acme
      pipectl sequence start intro acme --contact "Jo Park"
    """
    from pipectl.people.prompts import contact_or_new
    from pipectl.sequences.actions import starting

    run = run_of(ctx)
    with run.looking_up() as reader:
        sequence = choose_sequence(run, reader, name)
        found = choose_opportunity(run, reader, opp, "open or won")
        hold_deal(run, reader, found)
        person = contact_or_new(run, reader, contact)
        started_on = parse_past_date(run, on)
    run.change(lambda unit: starting.start(unit, sequence.id, found.id, person, started_on).id)
    show_next(run, found.id, json=json)


@app.command()
def stop(
    ctx: Context,
    opp: Opp,
    next_action: NextOption = None,
    due: Due = None,
    json: Json = False,
) -> None:
    """Stop the sequence of a deal.

    Drops the current step. To set another next action instead, use --next.

    \b
    Examples:
      pipectl sequence stop acme --next Call --due "next mon"
      pipectl sequence stop acme
    """
    from pipectl.next_actions.prompts import next_action_from_options

    run = run_of(ctx)
    with run.reading() as reader:
        found = choose_opportunity(run, reader, opp, "open or won")
        hold_deal(run, reader, found)
        chosen = next_action_from_options(run, next_action, due)
        if chosen is None and step_now(reader, found.id) is not None and run.may_ask():
            chosen = asked(run, reader, found.id)
    run.change(lambda unit: stopped(unit, found.id, chosen))
    show_next(run, found.id, json=json)


def asked(run: Run, reader: "Reader", number: int) -> "NextActionInput | None":
    """What comes instead of the sequence, asked at a terminal; Enter skips."""
    from pipectl.next_actions.commands.next_actions import ask_next, next_of

    return next_of(ask_next(run, reader, by_id(reader, number, run.today), hint=""))


def stopped(unit: "Unit", number: int, chosen: "NextActionInput | None") -> None:
    """Stop the sequence of a deal and set what comes instead, as one operation."""
    from pipectl.next_actions import actions as next_actions_actions
    from pipectl.sequences.actions import starting

    starting.stop(unit, number)
    if chosen is not None:
        next_actions_actions.choose(unit, number, chosen)


def print_sequences(run: Run, form: str) -> None:
    """Print the sequences."""
    from pipectl.sequences.view import sequences_listing

    with run.reading() as reader:
        found = queries.sequences(reader)
    show_list(sequences_listing(found, screen_of(run), run.numbers), form, run.numbers)


def print_sequence(run: Run, number: int, *, json: bool) -> None:
    """Print one sequence with the deals that are in it."""
    from pipectl.render.output import Answer
    from pipectl.render.output import show as put
    from pipectl.sequences import view

    with run.reading() as reader:
        (found,) = [each for each in queries.sequences(reader) if each.id == number]
        runs = queries.runs(reader, number)
    put(
        Answer(
            lambda: view.sequence_dict(found) | {"runs": [view.run_dict(each) for each in runs]},
            lambda: view.sequence_page(found, runs, screen_of(run), run.numbers),
        ),
        json=json,
    )
