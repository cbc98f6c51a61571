"""`priority`: up to three priorities for a quarter."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Context, Format, Json, command_group, list_format
from pipectl.cli.values import refuse_useless_options
from pipectl.errors import NotFoundError, UsageError, available, either, quoted
from pipectl.ownership.prompts import whose
from pipectl.periods import Period, around, parts
from pipectl.planning.queries.priorities import PriorityProgress, PriorityStepRow, priorities
from pipectl.render.output import print_note, show_list
from pipectl.text import one_line

app = command_group("Set and track your three priorities for the quarter.")
Quarter = Annotated[
    str | None,
    typer.Option(
        "--period",
        metavar="QUARTER",
        help="Quarter: 2026-Q4, next-quarter (default: this quarter).",
    ),
]


class NoSuchNumberError(NotFoundError):
    """No priority or step has that number; the hint lists the numbers there are."""

    def __init__(self, message: str, known: Sequence[str]) -> None:
        super().__init__(message, hint=available(known) if known else "None has been set yet.")


def quarter_of(run: Run, typed: str | None) -> Period:
    """Return the quarter that was typed, or the current one; raise UsageError for anything else."""
    period = run.period(typed)
    quarter = around(period.starts_on, "quarter", run.settings.fiscal_year_start)
    if quarter.span != period.span:
        raise UsageError(
            f"{quoted(typed or '')} is not a quarter.",
            hint=f"Use a quarter, such as {quarter.name}, this-quarter or next-quarter.",
        )
    return quarter


def overlapping(found: Sequence[PriorityProgress], period: Period | None) -> list[PriorityProgress]:
    """Return the priorities whose quarter overlaps the period; all without one."""
    return [
        each
        for each in found
        if period is None or (each.starts_on <= period.ends_on and each.ends_on >= period.starts_on)
    ]


def split(flag: str, typed: str, before: str, example: str) -> tuple[str, str]:
    """Return the texts before and after the first `=`; raise UsageError if there is none."""
    first, equals, text = typed.partition("=")
    if not equals:
        raise UsageError(
            f"{flag} needs {before}=TEXT, not {quoted(typed)}.", hint=f"Example: {flag} {example}."
        )
    return first.strip(), text


def typed_target(run: Run, typed: str, quarter: Period) -> tuple[Period, str]:
    """Return a month of the quarter and its target."""
    months = parts(quarter, "month")
    first, text = split("--target", typed, "MONTH", f'{months[0].name}="12 demos"')
    try:
        period = run.period(first)
    except UsageError:
        period = None
    for month in months:
        if period is not None and month.span == period.span:
            return month, text
    raise UsageError(
        f"{quoted(first)} is not a month of {quarter.name}.",
        hint=f"Use {either([month.name for month in months])}.",
    )


def typed_action(run: Run, typed: str) -> tuple[str, date]:
    """Return the text of an action and its due date."""
    first, text = split("--action-by", typed, "DATE", 'fri="Write the page"')
    return text, run.date(first)


@app.command("set")
def set_(
    ctx: Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The priority, in your own words.")],
    period: Quarter = None,
    target: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MONTH=TEXT", help='Monthly target, such as 2026-11="12 demos" (repeatable).'
        ),
    ] = None,
    action: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help="Action without a date (repeatable).")
    ] = None,
    action_by: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DATE=TEXT",
            help='Action with a date, such as fri="Write the page" (repeatable).',
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Set a priority for a quarter (three at most).

    Targets and actions are the steps of a priority. To add more steps later,
    run the command again with the same TEXT.

    \b
    Examples:
      pipectl priority set "Win two enterprise accounts" --period 2026-Q4
      pipectl priority set "Win two enterprise accounts" \\
        --target this-month="12 demos"
      pipectl priority set "Say no" --action "List the ten best fits" \\
        --action-by fri="Write the case study"
    """
    from pipectl.planning.actions import set_priority

    run = run_of(ctx)
    quarter = quarter_of(run, period)
    targets = [typed_target(run, each, quarter) for each in target or ()]
    actions: list[tuple[str, date | None]] = [(each, None) for each in action or ()]
    actions += [typed_action(run, each) for each in action_by or ()]
    place = run.change(
        lambda unit: (
            set_priority(unit, text, period=quarter, targets=targets, actions=actions).place
        )
    )
    done = "Set priority" if run.recorded else "Nothing changed. This is already priority"
    print_note(f"{done} {place} of {quarter.name}.")
    print_priorities(run, quarter, "json" if json else "table")


@app.command("list")
def list_(
    ctx: Context,
    period: Annotated[
        str | None,
        typer.Option(
            metavar="PERIOD", help="Only quarters in this period (default: this quarter)."
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="List the priorities of all quarters.")
    ] = False,
    format: Format = None,
    json: Json = False,
) -> None:
    """List priorities and their steps.

    \b
    Examples:
      pipectl priority list --period 2026-Q4
      pipectl priority list --all
    """
    run = run_of(ctx)
    form = list_format(format, json)
    if everything:
        refuse_useless_options("--all", {"--period": period}, "Use one or the other.")
    print_priorities(run, None if everything else run.period(period), form)


def print_priorities(run: Run, period: Period | None, form: str) -> None:
    """Print the priorities of a period, or of all quarters."""
    from pipectl.planning.view.priorities import priorities_listing
    from pipectl.render.tables import Empty

    with run.reading(whose=whose(run)) as reader:
        found = overlapping(priorities(reader), period)
    of = f" for {period.name}" if period else ""
    empty = Empty(f"No priorities{of}", "Set up to three a quarter", "pipectl priority set TEXT")
    show_list(
        priorities_listing(found, screen_of(run), today=run.today, empty=empty),
        form,
        run.numbers,
    )


@app.command()
def done(
    ctx: Context,
    number: Annotated[
        str,
        typer.Argument(
            metavar="N|N.M", help="Number of a priority, such as 1, or of a step, such as 1.2."
        ),
    ],
    period: Quarter = None,
    json: Json = False,
) -> None:
    """Mark a priority or one of its steps as done.

    \b
    Examples:
      pipectl priority done 1.2
      pipectl priority done 1
    """
    from pipectl.dates import format_date
    from pipectl.planning.actions import complete

    run = run_of(ctx)
    quarter = quarter_of(run, period)
    run.whose = whose(run)
    with run.looking_up() as reader:
        known = overlapping(priorities(reader), quarter)
    priority, step = named(number, known, quarter)
    since = run.change(lambda unit: complete(unit, priority.id, step.id if step else None))
    text = one_line(step.text if step else priority.text)
    print_note(
        f"Done: {text}" if since is None else f"Already done on {format_date(since)}: {text}"
    )
    print_priorities(run, quarter, "json" if json else "table")


@app.command()
def remove(
    ctx: Context,
    number: Annotated[str, typer.Argument(metavar="N", help="Number of the priority.")],
    period: Quarter = None,
    json: Json = False,
) -> None:
    """Remove a priority with its steps.

    A quarter can have more than three priorities after an import from another
    computer. Use this to remove the ones you no longer need.

    \b
    Example:
      pipectl priority remove 1
    """
    from pipectl.planning.actions import remove_priority

    run = run_of(ctx)
    quarter = quarter_of(run, period)
    if "." in number:
        raise UsageError(
            f"{quoted(number)} is a step, and only a whole priority can be removed.",
            hint="`pipectl priority done N.M` completes a step.",
        )
    run.whose = whose(run)
    with run.looking_up() as reader:
        priority, _ = named(number, overlapping(priorities(reader), quarter), quarter)
    run.change(lambda unit: remove_priority(unit, priority.id))
    print_note(f"Removed priority {priority.place} of {quarter.name}: {one_line(priority.text)}")
    print_priorities(run, quarter, "json" if json else "table")


def named(
    typed: str, known: Sequence[PriorityProgress], quarter: Period
) -> tuple[PriorityProgress, PriorityStepRow | None]:
    """Return the named priority, and its step if given; raise NotFoundError listing them."""
    form = re.fullmatch(r"([0-9]{1,9})(?:\.([0-9]{1,9}))?", typed.strip())
    if not form:
        raise UsageError(
            f"{quoted(typed)} is not the number of a priority.",
            hint="Use a priority's number such as 1, or a step's such as 1.2.",
        )
    priority = next((each for each in known if each.place == int(form[1])), None)
    if priority is None:
        raise NoSuchNumberError(
            f"There is no priority {form[1]} in {quarter.name}.",
            [f"{each.place} {quoted(each.text)}" for each in known],
        )
    step = next((each for each in priority.steps if form[2] == str(each.number)), None)
    if form[2] and step is None:
        raise NoSuchNumberError(
            f"There is no step {form[0]} in {quarter.name}.",
            [f"{priority.place}.{each.number} {quoted(each.text)}" for each in priority.steps],
        )
    return priority, step
