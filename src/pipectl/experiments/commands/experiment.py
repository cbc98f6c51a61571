"""`experiment`: compare ways to treat the deals that enter a stage."""

from collections.abc import Callable
from typing import Annotated

import typer

from pipectl.cli.completion_values import complete_words
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import (
    AsOf,
    Context,
    Format,
    Json,
    PageFormat,
    command_group,
    list_format,
)
from pipectl.experiments import queries
from pipectl.experiments.prompts import choose_experiment
from pipectl.experiments.queries import ExperimentRow
from pipectl.render.output import (
    DATA,
    PAGE_FORMATS,
    print_done,
    print_note,
    show_list,
    write_output,
)
from pipectl.stages.prompts import choose_open_stage
from pipectl.vocabulary import EXPERIMENT_METRICS

app = command_group("Compare ways of selling with experiments on deals in a stage.")

ExperimentName = Annotated[
    str, typer.Argument(metavar="NAME", help="Name of the experiment, or part of it.")
]


@app.command("list")
def list_(ctx: Context, format: Format = None, json: Json = False) -> None:
    """List experiments, running ones first.

    \b
    Examples:
      pipectl experiment list
      pipectl experiment list --json
    """
    print_experiments(run_of(ctx), None, list_format(format, json))


@app.command()
def show(
    ctx: Context,
    name: ExperimentName,
    as_of: AsOf = None,
    format: PageFormat = None,
    json: Json = False,
) -> None:
    """Show which arm of an experiment is better, and how certain that is.

    See docs/experiments.md for how the arms are compared.

    \b
    Examples:
      pipectl experiment show video
      pipectl experiment show video --format md
      pipectl experiment show video --json
    """
    from pipectl.experiments import view

    form = list_format(format, json, PAGE_FORMATS)
    run = run_of(ctx)
    day = run.today if as_of is None else run.date(as_of, past=True)
    with run.reading() as reader:
        found = queries.result(reader, choose_experiment(run, reader, name, day), day)
    if form == "json":
        from pipectl.render.serialize import to_json

        text = f"{to_json(view.result_keys(found, run.numbers))}\n"
    elif form == "md":
        from pipectl.render.markdown import markdown

        text = markdown(view.page(found, run.numbers))
    else:
        from pipectl.render.tables import heading
        from pipectl.render.terminal import draw

        shown, on = view.page(found, run.numbers), screen_of(run)
        text = heading(shown.title, on) + draw(shown, on)
    write_output(text, utf_8=form in DATA)


@app.command()
def start(
    ctx: Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the experiment.")],
    stage: Annotated[str, typer.Option(help="Stage to compare the arms in.")],
    arms: Annotated[
        str, typer.Option(metavar="NAMES", help='Arms, separated by commas: "plain,video".')
    ],
    metric: Annotated[
        str,
        typer.Option(
            metavar="advance|win|days",
            help="What to compare: share that moves forward, share won, or days in the stage.",
            autocompletion=complete_words(EXPERIMENT_METRICS),
        ),
    ] = "advance",
    alternate: Annotated[
        bool, typer.Option("--alternate", help="Assign the arms in turn instead of asking.")
    ] = False,
    json: Json = False,
) -> None:
    """Start an experiment with the deals that enter a stage.

    While it runs, `move`, `add`, `reopen` and the review ask for the arm of each
    deal that enters the stage. In a script, use --arm.

    \b
    Examples:
      pipectl experiment start Video --stage discovery --arms plain,video
      pipectl experiment start Calls --stage meeting --arms email,call --alternate
    """
    from pipectl.cli.values import check_among
    from pipectl.experiments import actions
    from pipectl.experiments.rules.arms import read_arms
    from pipectl.experiments.view import started

    run = run_of(ctx)
    check_among("An experiment can't compare", metric, EXPERIMENT_METRICS)
    names = read_arms(arms)
    with run.looking_up() as reader:
        where = choose_open_stage(run, reader, stage).id
    number = run.change(
        lambda unit: actions.start(unit, name, where, names, metric, alternate=alternate).id
    )
    if not run.recorded:
        print_note("The experiment is already running.")
    print_experiments(run, number, "json" if json else "table", started if run.recorded else None)


@app.command()
def end(
    ctx: Context,
    name: ExperimentName,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Last day (default: today).")
    ] = None,
    json: Json = False,
) -> None:
    """End an experiment.

    Deals that are still in the stage count once they leave it.

    \b
    Examples:
      pipectl experiment end video
      pipectl experiment end video --on today
    """
    from pipectl.cli.values import parse_past_date
    from pipectl.experiments import actions
    from pipectl.experiments.view import ended

    run = run_of(ctx)
    day = parse_past_date(run, on)
    with run.looking_up() as reader:
        number = choose_experiment(run, reader, name, run.today).id
    run.change(lambda unit: actions.end(unit, number, day).id)
    if not run.recorded:
        print_note("The experiment had already ended.")
    print_experiments(run, number, "json" if json else "table", ended if run.recorded else None)


@app.command()
def remove(ctx: Context, name: ExperimentName, json: Json = False) -> None:
    """Remove an experiment, and the arms of its deals.

    \b
    Example:
      pipectl experiment remove video
    """
    from pipectl.experiments import actions

    run = run_of(ctx)
    with run.looking_up() as reader:
        found = choose_experiment(run, reader, name, run.today)
    run.change(lambda unit: actions.remove(unit, found.id))
    print_done(f"Removed experiment: {found.name}", json=json)
    if json:
        print_experiments(run, None, "json")


def print_experiments(
    run: Run,
    number: int | None,
    form: str,
    said: Callable[[ExperimentRow], str] | None = None,
) -> None:
    """Print the experiments, or one, after a sentence that says what was done to it."""
    from pipectl.experiments.view import experiments_listing

    with run.reading() as reader:
        known = queries.experiments(reader, run.today)
    found = [each for each in known if number in (None, each.id)]
    if said is not None:
        print_note(said(found[0]))
    show_list(experiments_listing(found, screen_of(run), run.numbers), form, run.numbers)
