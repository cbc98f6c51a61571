"""`goal`: activity goals for a week, month or quarter."""

from typing import Annotated

import typer

from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import (
    Context,
    Explain,
    Format,
    Json,
    Period,
    ReportCurrency,
    command_group,
    list_format,
)
from pipectl.errors import UsageError, available, either, quoted
from pipectl.numbers import NumberFormat
from pipectl.planning.queries import goals as goal_queries
from pipectl.render.output import Answer, print_note, show_list
from pipectl.render.output import show as put
from pipectl.reports.report import report_currency
from pipectl.text import UnknownValueError, fold
from pipectl.vocabulary import GOAL_KINDS, GOAL_SPANS, LOGGED_KINDS

app = command_group("Set and track activity goals.")
SPANS = "|".join(GOAL_SPANS)


def complete_kind(incomplete: str) -> list[str]:
    """Return the kinds of effort, for completion."""
    return [kind for kind in GOAL_KINDS if kind.startswith(incomplete)]


def complete_span(incomplete: str) -> list[str]:
    """Return the spans of goals, for completion."""
    return [span for span in GOAL_SPANS if span.startswith(incomplete)]


def effort_kind(text: str) -> str:
    """Return a kind of activity that counts as effort; raise UsageError."""
    kind = fold(text.strip())
    if kind not in LOGGED_KINDS:
        raise UnknownValueError(f"No kind of activity {quoted(text)}", text, GOAL_KINDS)
    if kind not in GOAL_KINDS:
        raise UsageError(f"A {kind} can't have a goal.", hint=available(GOAL_KINDS))
    return kind


def span_of(text: str) -> str:
    """Return a goal's span; raise UsageError naming the possible ones."""
    span = text.strip().lower()
    if span not in GOAL_SPANS:
        use = f"Use {either(GOAL_SPANS)}."
        raise UnknownValueError(f"A goal can't be per {quoted(text)}", text, GOAL_SPANS, hint=use)
    return span


@app.command("set")
def set_(
    ctx: Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help=f"Kind of activity: {either(GOAL_KINDS)}.",
            autocompletion=complete_kind,
        ),
    ],
    number: Annotated[
        int, typer.Argument(metavar="N", help="Number of activities (0 removes the goal).")
    ],
    per: Annotated[
        str, typer.Option(metavar=SPANS, help="Period of the goal.", autocompletion=complete_span)
    ],
    json: Json = False,
) -> None:
    """Set an activity goal.

    \b
    Examples:
      pipectl goal set call 20 --per week
      pipectl goal set meeting 12 --per month
    """
    from pipectl.planning.actions import set_goal

    run = run_of(ctx)
    wanted, span = effort_kind(kind), span_of(per)
    former = run.change(lambda unit: set_goal(unit, wanted, span, number))
    print_note(said(wanted, span, number, former, run.numbers))
    print_goals(run, None, "json" if json else "table")


def said(kind: str, span: str, number: int, former: int, numbers: NumberFormat) -> str:
    """Say what changed in a goal."""
    now, was = numbers.count(number), numbers.count(former)
    if number == former:
        if not number:
            return f"There is no {kind} goal per {span}."
        return f"The {kind} goal is already {now} per {span}."
    if not number:
        return f"Removed the {kind} goal of {was} per {span}."
    return f"Set the {kind} goal to {now} per {span}{f' (was {was})' if former else ''}."


@app.command()
def show(
    ctx: Context,
    per: Annotated[
        str | None,
        typer.Option(
            metavar=SPANS,
            help="Only goals per week, month or quarter.",
            autocompletion=complete_span,
        ),
    ] = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """Show progress toward your activity goals.

    \b
    Examples:
      pipectl goal show
      pipectl goal show --per week
    """
    run = run_of(ctx)
    form = list_format(format, json)
    print_goals(run, None if per is None else span_of(per), form)


def print_goals(run: Run, per: str | None, form: str) -> None:
    """Print the goals of one span, or all."""
    from pipectl.planning.view.goals import goals_listing

    with run.reading() as reader:
        found = goal_queries.goal_progress(reader, today=run.today, settings=run.settings, per=per)
    show_list(goals_listing(found, per, screen_of(run), run.numbers), form, run.numbers)


@app.command()
def derive(
    ctx: Context,
    period: Period = None,
    currency: ReportCurrency = None,
    explain: Explain = False,
    json: Json = False,
) -> None:
    """Calculate how much activity the quota needs.

    Divides the rest of the quota by your average won amount to get the wins you
    need, then multiplies them by the proposals, meetings and calls that each
    win took in the last 12 months. Doesn't set any goals.

    \b
    Examples:
      pipectl goal derive --period this-quarter
      pipectl goal derive --explain
    """
    from pipectl.planning.view import goals

    run = run_of(ctx)
    with run.reading() as reader:
        found = goal_queries.derivation(
            reader,
            period=run.period(period),
            today=run.today,
            currency=report_currency(run, currency),
            settings=run.settings,
        )

    def text() -> str:
        from pipectl.planning.view.goals import derivation as drawn

        return drawn(found, screen_of(run), run.numbers, explain=explain)

    put(Answer(lambda: goals.derivation_keys(found, explain=explain), text), json=json)
