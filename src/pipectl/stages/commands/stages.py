"""`stage` and `stage criteria`."""

from typing import TYPE_CHECKING, Annotated

import typer

from pipectl.cli.completion_values import complete_stage
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.long_text import StoredText, long_text
from pipectl.cli.options import Context, Format, Json, command_group, list_format
from pipectl.cli.values import choose_one, percent
from pipectl.errors import UsageError
from pipectl.money import parse_percent
from pipectl.render.output import print_changed, print_done, print_note
from pipectl.stages import queries as stages_queries
from pipectl.stages.commands.playbook import playbook
from pipectl.stages.prompts import choose_stage
from pipectl.stages.queries import definition_of
from pipectl.stages.rules.criteria import RequiredCriterion
from pipectl.stages.rules.kinds import KindChange, check_kind
from pipectl.vocabulary import STAGE_KINDS

if TYPE_CHECKING:
    from pipectl.store.unit import Unit

app = command_group("Manage stages, their definitions and exit criteria.")
criteria_app = command_group(
    "Manage the exit criteria of a stage.\n\nExit criteria say what must be true before "
    "a deal leaves the stage."
)
app.add_typer(criteria_app, name="criteria")
app.command()(playbook)

StageName = Annotated[
    str,
    typer.Argument(
        metavar="STAGE", help="Name of the stage, or part of it.", autocompletion=complete_stage
    ),
]
After = Annotated[
    str | None,
    typer.Option(
        metavar="STAGE", help="Put the stage after this one.", autocompletion=complete_stage
    ),
]
Definition = Annotated[
    str | None,
    typer.Option(help="When a deal belongs in the stage (use - for standard input)."),
]
DefinitionEditor = Annotated[
    bool, typer.Option("--edit", help="Write the definition in your editor.")
]
Cadence = Annotated[
    int | None,
    typer.Option(
        "--cadence-days", metavar="N", help="Days without contact after which a deal is stale."
    ),
]
Stalled = Annotated[
    int | None,
    typer.Option(
        "--stalled-days", metavar="N", help="Days in the stage after which a deal is stalled."
    ),
]

Short = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help='Short name for narrow tables, at most 8 characters ("" removes it).'
    ),
]
Kind = Annotated[
    str | None,
    typer.Option(
        metavar="|".join(STAGE_KINDS),
        help="What the stage is for: leads, sales or customers (default for a new stage: sales).",
    ),
]


@app.command("list")
def list_(ctx: Context, format: Format = None, json: Json = False) -> None:
    """List the stages.

    Shows each stage with its definition, exit criteria and pick list.

    \b
    Examples:
      pipectl stage list
      pipectl stage list --json
    """
    print_stages(run_of(ctx), None, list_format(format, json))


@app.command()
def show(ctx: Context, stage: StageName, json: Json = False) -> None:
    """Show a stage.

    \b
    Example:
      pipectl stage show proposal
    """
    run = run_of(ctx)
    with run.reading() as reader:
        number = choose_stage(run, reader, stage).id
    print_stages(run, number, "json" if json else "table")


def print_stages(run: Run, number: int | None, form: str) -> None:
    """Print the stages, or one."""
    from pipectl.render.output import Answer, show, show_list
    from pipectl.stages.view import stage_dict, stage_page, stages_listing

    with run.reading() as reader:
        found = [
            stages_queries.StageSetup(
                stage,
                stages_queries.criteria_of(reader, [stage.id]),
                stages_queries.actions_of(reader, stage.id),
            )
            for stage in stages_queries.every_stage(reader)
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
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the new stage.")],
    probability: Annotated[
        str, typer.Option(metavar="PERCENT", help="Win probability of deals in the stage.")
    ],
    kind: Kind = None,
    after: After = None,
    definition: Definition = None,
    in_editor: DefinitionEditor = False,
    cadence_days: Cadence = None,
    stalled_days: Stalled = None,
    short: Short = None,
    json: Json = False,
) -> None:
    """Add a stage.

    Adds the stage after the others of its kind, unless you use --after. Lead stages
    come first, and customer stages come last.

    \b
    Examples:
      pipectl stage add "Security review" --probability 70 --after proposal
      pipectl stage add Signature --probability 95 --stalled-days 10
      pipectl stage add "Legal review" --probability 85 --short Legal
      pipectl stage add Webinar --probability 2 --kind lead
    """

    from pipectl.stages import actions as stages_actions
    from pipectl.stages.rules.templates import plain_stages

    run = run_of(ctx)
    definition = long_text(run, definition, in_editor=in_editor)
    (plain,) = plain_stages([(name, parse_percent(probability, decimal=run.decimal))])
    new = plain._replace(
        criteria=(),
        definition=plain.definition if definition is None else definition,
        cadence_days=plain.cadence_days if cadence_days is None else cadence_days,
        stalled_days=plain.stalled_days if stalled_days is None else stalled_days,
        short=short,
        kind=plain.kind if kind is None else check_kind(kind),
    )
    with run.looking_up() as reader:
        behind = None if after is None else choose_stage(run, reader, after).id
        before = {stage.id for stage in stages_queries.every_stage(reader)}
    number = run.change(lambda unit: stages_actions.add(unit, new, after=behind).id)
    if number in before:
        print_note("The stage already exists. Change it with `pipectl stage edit`.")
    else:
        print_note(f"Added stage: {name.strip()}")
    print_stages(run, number, "json" if json else "table")


@app.command()
def edit(
    ctx: Context,
    stage: StageName,
    name: Annotated[str | None, typer.Option(help="New name.")] = None,
    probability: Annotated[
        str | None, typer.Option(metavar="PERCENT", help="Win probability of deals in the stage.")
    ] = None,
    kind: Kind = None,
    definition: Definition = None,
    in_editor: DefinitionEditor = False,
    cadence_days: Cadence = None,
    stalled_days: Stalled = None,
    short: Short = None,
    most_contacts: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="Most contacts with a deal before it should rest (0: no limit)."
        ),
    ] = None,
    per: Annotated[
        str | None,
        typer.Option(
            metavar="SPAN", help="Time span for --most-contacts, such as 7d or 2w (default: 7d)."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Change a stage.

    If you change the --kind, pipectl tells you how many deals it affects.

    \b
    Examples:
      pipectl stage edit proposal --probability 55 --stalled-days 21
      pipectl stage edit proposal --definition "They have our offer"
      pipectl stage edit discovery --short Disc.
      pipectl stage edit "initial contact" --kind lead
      pipectl stage edit proposal --most-contacts 3 --per 7d
    """
    from pipectl.stages import actions as stages_actions

    run = run_of(ctx)
    given = {
        "name": name,
        "probability_bp": percent(run, probability),
        "cadence_days": cadence_days,
        "stalled_days": stalled_days,
        "short": short,
        "kind": None if kind is None else check_kind(kind),
    }
    limit = contact_limit(most_contacts, per)
    if not (in_editor or limit) and all(value is None for value in (*given.values(), definition)):
        raise UsageError("No changes given.", hint="See `pipectl stage edit --help`.")
    with run.looking_up() as reader:
        found = choose_stage(run, reader, stage)
        number = found.id
        stored = StoredText(
            reader,
            f"The definition of stage {found.name}",
            lambda at: definition_of(at, number),
            f"pipectl stage show {number}",
        )
        given["definition"] = long_text(run, definition, in_editor=in_editor, stored=stored)
    values = {**{key: value for key, value in given.items() if value is not None}, **limit}

    def change(unit: "Unit") -> KindChange | None:
        of_kind = stages_actions.kind_change(unit, number, kind) if kind is not None else None
        stages_actions.edit(unit, number, values)
        return of_kind

    of_kind = run.change(change)
    if of_kind is not None and of_kind.is_change:
        from pipectl.stages.view import kind_words

        print_note(kind_words(str(values.get("name") or found.name), of_kind, run.numbers))
    else:
        print_changed("stage", name or found.name, is_changed=run.recorded)
    print_stages(run, number, "json" if json else "table")


def contact_limit(most: int | None, per: str | None) -> dict[str, int | None]:
    """Return the columns that limit the contacts of a stage's deals; raise UsageError."""
    if most is None:
        if per is not None:
            raise UsageError("--per needs --most-contacts N.")
        return {}
    from pipectl.contact_limits.rules import check_most, parse_days

    limit = check_most(most)
    days = None if limit is None or per is None else parse_days(per)
    return {"most_contacts": limit, "contact_days": days}


@app.command()
def move(
    ctx: Context,
    stage: StageName,
    after: After = None,
    first: Annotated[bool, typer.Option("--first", help="Put the stage first.")] = False,
    json: Json = False,
) -> None:
    """Change the order of the stages.

    \b
    Examples:
      pipectl stage move meeting --after "initial contact"
      pipectl stage move discovery --first
    """
    from pipectl.stages import actions as stages_actions

    run = run_of(ctx)
    if first == (after is not None):
        raise UsageError("Say where to move it: --after STAGE, or --first.")
    with run.looking_up() as reader:
        number = choose_stage(run, reader, stage).id
        behind = None if after is None else choose_stage(run, reader, after).id
    if number == behind:
        raise UsageError(
            "A stage can't come after itself.", hint="Name another stage with --after."
        )
    run.change(lambda unit: stages_actions.move(unit, number, after=behind))
    if json:
        print_stages(run, None, "json")
        return
    with run.reading() as reader:
        names = [each.name for each in stages_queries.stages(reader)]
    print_done(f"Stages: {', '.join(names)}", json=json)


@app.command()
def remove(
    ctx: Context,
    stage: StageName,
    to: Annotated[
        str | None,
        typer.Option(
            metavar="STAGE", help="Stage to move its deals to.", autocompletion=complete_stage
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Remove a stage.

    If the stage has deals, choose another stage for them with --to. Days already
    spent in the old stage count in the new one. If you remove the last customer
    stage, its deals stay won, but are no longer in a customer stage.

    \b
    Example:
      pipectl stage remove negotiation --to proposal
    """
    from pipectl.stages import actions as stages_actions

    run = run_of(ctx)
    with run.looking_up() as reader:
        found = choose_stage(run, reader, stage)
        target = None if to is None else choose_stage(run, reader, to)
    if target is not None and target.id == found.id:
        raise UsageError(
            "You can't move deals to the stage you are removing.",
            hint="Name another stage with --to.",
        )
    removed = run.change(
        lambda unit: stages_actions.remove(unit, found.id, to=target.id if target else None)
    )
    print_done(f"Removed stage: {found.name}", json=json)
    for count, what in ((removed.open, "open deal"), (removed.customers, "won deal")):
        if count and target:
            print_note(f"Moved {run.numbers.counted(count, what)} to {target.name}.")
    if removed.left:
        deals = run.numbers.counted(removed.left, "won deal is", "won deals are")
        print_note(f"{deals} no longer in a customer stage. No number changes.")
    if json:
        print_stages(run, None, "json")


@criteria_app.command("add")
def add_criterion(
    ctx: Context,
    stage: StageName,
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="The criterion.", show_default=False)
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(
            "--framework", metavar="bant|meddic", help="Add all criteria of this framework."
        ),
    ] = None,
    required: Annotated[
        bool, typer.Option("--required", help="Block forward moves until the criterion is met.")
    ] = False,
    json: Json = False,
) -> None:
    """Add an exit criterion to a stage, or all criteria of a framework.

    BANT is budget, authority, need and timing. MEDDIC is metrics, economic
    buyer, decision criteria, decision process, identified pain and champion.
    To make an existing criterion required, add it again with --required.

    \b
    Examples:
      pipectl stage criteria add proposal "Budget confirmed" --required
      pipectl stage criteria add discovery "Need written down"
      pipectl stage criteria add discovery --framework bant
    """
    from pipectl.stages import actions as stages_actions
    from pipectl.stages.rules.frameworks import framework

    run = run_of(ctx)
    if (text is None) == (name is None):
        raise UsageError("Give a criterion: TEXT, or --framework bant or meddic.")
    texts = (text or "",) if name is None else framework(name)
    with run.looking_up() as reader:
        number = choose_stage(run, reader, stage).id
    run.change(
        lambda unit: [
            stages_actions.add_criterion(unit, number, each, required=required).id for each in texts
        ]
    )
    if not run.recorded:
        what = texts[0].strip() if name is None else f"all of {name.strip().upper()}"
        print_note(f"Already there: {what}")
    print_stages(run, number, "json" if json else "table")


@criteria_app.command("remove")
def remove_criterion(
    ctx: Context,
    stage: StageName,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The criterion.")],
    json: Json = False,
) -> None:
    """Remove an exit criterion from a stage.

    Deals that met the criterion keep a record of it.

    \b
    Example:
      pipectl stage criteria remove proposal "budget confirmed"
    """
    from pipectl.stages import actions as stages_actions

    run = run_of(ctx)
    with run.looking_up() as reader:
        number = choose_stage(run, reader, stage).id
        known = stages_queries.criteria_of(reader, [number])
        chosen: RequiredCriterion = choose_one(
            run, "criterion", text, known, lambda demand: demand.text
        )
    run.change(lambda unit: stages_actions.remove_criterion(unit, chosen.id))
    print_stages(run, number, "json" if json else "table")
