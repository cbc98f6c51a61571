"""`stage`: the steps of the pipeline."""

from typing import Annotated

import typer

from pipectl.cli.long_text import Editor, long_text
from pipectl.cli.options import Context, Format, Json, complete_stage, list_format, run_of
from pipectl.cli.run import Run
from pipectl.cli.shown import screen_of
from pipectl.cli.typed import matched, percent, stage_named
from pipectl.domain.pipeline import Demand
from pipectl.errors import UsageError
from pipectl.money import parse_percent
from pipectl.queries import stages as asking

app = typer.Typer(
    help="Stages: their order, probabilities, definitions and criteria.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
criteria_app = typer.Typer(
    help="What must be true before an opportunity leaves a stage.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
app.add_typer(criteria_app, name="criteria")

StageName = Annotated[str, typer.Argument(metavar="STAGE", autocompletion=complete_stage)]
After = Annotated[
    str | None,
    typer.Option(metavar="STAGE", help="Behind this one.", autocompletion=complete_stage),
]
Definition = Annotated[str | None, typer.Option(help="When a deal belongs there; - reads it.")]
Cadence = Annotated[
    int | None,
    typer.Option("--cadence-days", metavar="N", help="Days without contact that make it stale."),
]
Stalled = Annotated[
    int | None, typer.Option("--stalled-days", metavar="N", help="Days that make it stalled.")
]


@app.command("list")
def list_(ctx: Context, format: Format = None, json: Json = False) -> None:
    """List the stages with their definitions and criteria.

    \b
    Example:
      pipectl stage list
    """
    print_stages(run_of(ctx), None, list_format(format, json))


@app.command()
def show(ctx: Context, stage: StageName, json: Json = False) -> None:
    """Show one stage.

    \b
    Example:
      pipectl stage show proposal
    """
    run = run_of(ctx)
    with run.reading() as reader:
        number = stage_named(run, reader, stage).id
    print_stages(run, number, "json" if json else "table")


def print_stages(run: Run, number: int | None, form: str) -> None:
    """Print the stages, or one."""
    from pipectl.render.output import Answer, show, show_list
    from pipectl.render.setup import stage_dict, stage_page, stages_listing

    with run.reading() as reader:
        found = [
            asking.StageSetup(
                stage, asking.criteria_of(reader, [stage.id]), asking.actions_of(reader, stage.id)
            )
            for stage in asking.stages(reader)
            if number in (None, stage.id)
        ]
    if number is None:
        show_list(stages_listing(found, screen_of(run), run.numbers), form, run.numbers)
        return
    answer = Answer(
        lambda: stage_dict(found[0]), lambda: stage_page(found[0], screen_of(run), run.numbers)
    )
    show(answer, json=form == "json")


@app.command()
def add(
    ctx: Context,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    probability: Annotated[str, typer.Option(metavar="PERCENT", help="The chance to be won.")],
    after: After = None,
    definition: Definition = None,
    in_editor: Editor = False,
    cadence_days: Cadence = None,
    stalled_days: Stalled = None,
    json: Json = False,
) -> None:
    """Add a stage, at the end unless --after says where.

    \b
    Example:
      pipectl stage add "Security review" --probability 70 --after proposal
    """
    from dataclasses import replace

    from pipectl.actions import stages
    from pipectl.domain.templates import plain_stages
    from pipectl.render.output import note

    run = run_of(ctx)
    definition = long_text(run, definition, in_editor=in_editor)
    (plain,) = plain_stages([(name, parse_percent(probability, decimal=run.decimal))])
    new = replace(
        plain,
        criteria=(),
        definition=plain.definition if definition is None else definition,
        cadence_days=plain.cadence_days if cadence_days is None else cadence_days,
        stalled_days=plain.stalled_days if stalled_days is None else stalled_days,
    )
    with run.looking_up() as reader:
        behind = None if after is None else stage_named(run, reader, after).id
        before = {stage.id for stage in asking.stages(reader)}
    number = run.change(lambda session: stages.number(stages.add(session, new, after=behind)))
    if number in before:
        note("It was there already; `pipectl stage edit` changes it.")
    print_stages(run, number, "json" if json else "table")


@app.command()
def edit(
    ctx: Context,
    stage: StageName,
    name: Annotated[str | None, typer.Option(help="A new name.")] = None,
    probability: Annotated[str | None, typer.Option(metavar="PERCENT")] = None,
    definition: Definition = None,
    in_editor: Editor = False,
    cadence_days: Cadence = None,
    stalled_days: Stalled = None,
    json: Json = False,
) -> None:
    """Change a stage.

    \b
    Example:
      pipectl stage edit proposal --probability 55 --stalled-days 21
    """
    from pipectl.actions import stages

    run = run_of(ctx)
    given = {
        "name": name,
        "probability_bp": percent(run, probability),
        "cadence_days": cadence_days,
        "stalled_days": stalled_days,
    }
    if not in_editor and all(value is None for value in (*given.values(), definition)):
        raise UsageError("Nothing to change was given.", hint="See `pipectl stage edit --help`.")
    with run.looking_up() as reader:
        found = stage_named(run, reader, stage)
        number, now = found.id, found.definition
        given["definition"] = long_text(run, definition, in_editor=in_editor, now=now)
    values = {key: value for key, value in given.items() if value is not None}
    run.change(lambda session: stages.edit(session, number, values))
    print_stages(run, number, "json" if json else "table")


@app.command()
def move(
    ctx: Context,
    stage: StageName,
    after: After = None,
    first: Annotated[bool, typer.Option("--first", help="Before all others.")] = False,
    json: Json = False,
) -> None:
    """Put a stage somewhere else in the order.

    \b
    Example:
      pipectl stage move meeting --after "initial contact"
    """
    from pipectl.actions import stages

    run = run_of(ctx)
    if first == (after is not None):
        raise UsageError("Say where it goes: --after STAGE, or --first.")
    with run.looking_up() as reader:
        number = stage_named(run, reader, stage).id
        behind = None if after is None else stage_named(run, reader, after).id
    if number == behind:
        raise UsageError("A stage can't stand behind itself.", hint="Name another with --after.")
    run.change(lambda session: stages.move(session, number, after=behind))
    print_stages(run, None, "json" if json else "table")


@app.command()
def remove(
    ctx: Context,
    stage: StageName,
    to: Annotated[
        str | None,
        typer.Option(
            metavar="STAGE", help="Where its opportunities go.", autocompletion=complete_stage
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Remove a stage; --to says where the opportunities go that stand in it.

    \b
    Example:
      pipectl stage remove negotiation --to proposal
    """
    from pipectl.actions import stages
    from pipectl.render.output import note

    run = run_of(ctx)
    with run.looking_up() as reader:
        found = stage_named(run, reader, stage)
        target = None if to is None else stage_named(run, reader, to)
    if target is not None and target.id == found.id:
        raise UsageError(
            "Its opportunities can't go to the stage that is removed.",
            hint="Name another with --to.",
        )
    count = run.change(
        lambda session: stages.remove(session, found.id, to=target.id if target else None)
    )
    went = (
        f" {run.numbers.count(count)} open opportunities stand in {target.name} now."
        if count and target
        else ""
    )
    note(f"Removed the stage {found.name}.{went}")
    print_stages(run, None, "json" if json else "table")


@criteria_app.command("add")
def add_criterion(
    ctx: Context,
    stage: StageName,
    text: Annotated[str, typer.Argument(metavar="TEXT")],
    required: Annotated[
        bool, typer.Option("--required", help="Refuse a move forward until it is met.")
    ] = False,
    json: Json = False,
) -> None:
    """Add a criterion to a stage; with --required, also to one that is there.

    \b
    Example:
      pipectl stage criteria add proposal "Budget confirmed in writing" --required
    """
    from pipectl.actions import stages

    run = run_of(ctx)
    with run.looking_up() as reader:
        number = stage_named(run, reader, stage).id
    run.change(lambda session: stages.add_criterion(session, number, text, required=required).id)
    print_stages(run, number, "json" if json else "table")


@criteria_app.command("remove")
def remove_criterion(
    ctx: Context,
    stage: StageName,
    text: Annotated[str, typer.Argument(metavar="TEXT")],
    json: Json = False,
) -> None:
    """Remove a criterion from a stage; ticks stay.

    \b
    Example:
      pipectl stage criteria remove proposal "budget confirmed"
    """
    from pipectl.actions import stages

    run = run_of(ctx)
    with run.looking_up() as reader:
        number = stage_named(run, reader, stage).id
        known = asking.criteria_of(reader, [number])
        chosen: Demand = matched(run, "criterion", text, known, lambda demand: demand.text)
    run.change(lambda session: stages.remove_criterion(session, chosen.id))
    print_stages(run, number, "json" if json else "table")
