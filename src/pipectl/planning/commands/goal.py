"""`goal`: activity goals for a week, month or quarter."""

from typing import TYPE_CHECKING, Annotated

import typer

from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import (
    Context,
    Explain,
    Format,
    Json,
    Owner,
    Period,
    ReportCurrency,
    command_group,
    list_format,
)
from pipectl.cli.values import parse_money_option
from pipectl.errors import UsageError, available, either, quoted
from pipectl.money import parse_percent
from pipectl.numbers import NumberFormat
from pipectl.ownership.prompts import whose
from pipectl.planning.queries import goals as goal_queries
from pipectl.render.output import Answer, print_note, show_list
from pipectl.render.output import show as put
from pipectl.reports.metrics.rules import (
    AVERAGE,
    BENCHMARK,
    CYCLE,
    GOAL,
    WIN_RATE,
    FigureTarget,
)
from pipectl.reports.report import report_currency
from pipectl.store.reader import Reader
from pipectl.text import UnknownValueError, fold
from pipectl.vocabulary import FIGURES, GOAL_KINDS, GOAL_SPANS, LOGGED_KINDS, TARGETS

if TYPE_CHECKING:
    from pipectl.reports.queries.conversions import Conversions

app = command_group("Set and track goals.")
SPANS = "|".join(GOAL_SPANS)
ROLES = "|".join(TARGETS)
MOST_DIGITS = 12


def complete_kind(incomplete: str) -> list[str]:
    """Return the kinds of effort and the figures, for completion."""
    return [kind for kind in (*GOAL_KINDS, *FIGURES) if kind.startswith(incomplete)]


def complete_role(incomplete: str) -> list[str]:
    """Return what a number may be, for completion."""
    return [role for role in TARGETS if role.startswith(incomplete)]


def complete_span(incomplete: str) -> list[str]:
    """Return the spans of goals, for completion."""
    return [span for span in GOAL_SPANS if span.startswith(incomplete)]


def effort_kind(text: str) -> str:
    """Return a kind of activity that counts as effort; raise UsageError."""
    kind = fold(text.strip())
    if kind in LOGGED_KINDS and kind not in GOAL_KINDS:
        raise UsageError(f"A {kind} can't have a goal.", hint=available(GOAL_KINDS))
    if kind not in GOAL_KINDS:
        known = (*GOAL_KINDS, *FIGURES)
        raise UnknownValueError(f"No kind of activity or figure {quoted(text)}", text, known)
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
            help=f"Kind of activity ({either(GOAL_KINDS)}) or figure ({either(FIGURES)}).",
            autocompletion=complete_kind,
        ),
    ],
    number: Annotated[
        str,
        typer.Argument(metavar="N", help="Number to reach: 20, 35%, 40d or 15k (0 removes it)."),
    ],
    per: Annotated[
        str | None,
        typer.Option(
            metavar=SPANS, help="Period of an activity goal.", autocompletion=complete_span
        ),
    ] = None,
    role: Annotated[
        str,
        typer.Option(
            "--as",
            metavar=ROLES,
            help="Whether the number is your own goal or an outside benchmark.",
            autocompletion=complete_role,
        ),
    ] = GOAL,
    source: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Where a benchmark comes from.")
    ] = None,
    json: Json = False,
) -> None:
    """Set a goal for an activity or a figure.

    A goal for an activity is per week, month or quarter. A goal for a figure
    (win rate, sales cycle, average deal, number of open deals) is shown next to
    the figure in `pipectl metrics`. With --as benchmark, the number isn't a goal
    of yours but an outside figure to compare with.

    \b
    Examples:
      pipectl goal set call 20 --per week
      pipectl goal set win-rate 35%
      pipectl goal set cycle 60d --as benchmark --source "Trade survey 2026"
    """
    run = run_of(ctx)
    figure = fold(kind.strip())
    if figure in FIGURES:
        set_figure(run, figure, number, per, role, source)
    else:
        set_effort(run, kind, number, per, role, source)
    print_goals(run, None, "json" if json else "table")


def set_effort(
    run: Run, kind: str, number: str, per: str | None, role: str, source: str | None
) -> None:
    """Set the goal of a kind of activity."""
    from pipectl.planning.actions import set_goal

    wanted = effort_kind(kind)
    if role != GOAL or source is not None:
        flag = "--source" if role == GOAL else "--as"
        raise UsageError(
            f"{flag} can't be used with an activity.", hint=f"Use it with {either(FIGURES)}."
        )
    if per is None:
        raise UsageError("Missing option '--per'.", hint=f"Use {either(GOAL_SPANS)}.")
    span, count = span_of(per), whole_number(number)
    former = run.change(lambda unit: set_goal(unit, wanted, span, count))
    print_note(said(wanted, span, count, former, run.numbers))


def set_figure(
    run: Run, figure: str, number: str, per: str | None, role: str, source: str | None
) -> None:
    """Set the goal or the benchmark of a figure."""
    from pipectl.planning.actions import set_target
    from pipectl.reports.metrics.view.targets import target_set

    if role not in TARGETS:
        use = f"Use {either(TARGETS)}."
        raise UnknownValueError(f"{quoted(role)} can't be set", role, TARGETS, hint=use)
    if per is not None:
        raise UsageError(
            f"--per can't be used with {figure}.",
            hint="Use it with a kind of activity, such as call.",
        )
    wanted = parse_target(run, figure, number)._replace(role=role, source=source)
    if role == GOAL and source is not None:
        raise UsageError("--source can't be used with a goal.", hint="Use it with --as benchmark.")
    if role == BENCHMARK and wanted.value and source is None:
        raise UsageError(
            "Missing option '--source'.", hint="Say where the benchmark comes from: --source TEXT."
        )
    former = run.change(lambda unit: set_target(unit, wanted))
    print_note(target_set(wanted, former, run.numbers))


def parse_target(run: Run, figure: str, text: str) -> FigureTarget:
    """Return a figure's number as it is typed; raise UsageError."""
    if figure == WIN_RATE:
        return FigureTarget(figure, GOAL, parse_percent(text, decimal=run.decimal))
    if figure == AVERAGE:
        money = parse_money_option(run, text, None)
        return FigureTarget(figure, GOAL, money.minor, money.currency)
    if figure == CYCLE:
        return FigureTarget(figure, GOAL, whole_number(text.strip().removesuffix("d"), "40d"))
    return FigureTarget(figure, GOAL, whole_number(text))


def whole_number(text: str, example: str = "20") -> int:
    """Return a typed whole number; raise UsageError."""
    typed = text.strip()
    if not (typed.removeprefix("-").isascii() and typed.removeprefix("-").isdigit()):
        raise UsageError(
            f"{quoted(text)} isn't a whole number.",
            hint=f"Use a number such as {example}, or 0 to remove the goal.",
        )
    return int(typed) if len(typed) < MOST_DIGITS else 10**MOST_DIGITS


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
    seller: Owner = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """Show progress toward your goals.

    Figures are for this quarter, as in `pipectl metrics`.

    \b
    Examples:
      pipectl goal show
      pipectl goal show --per week
    """
    run = run_of(ctx)
    form = list_format(format, json)
    print_goals(run, None if per is None else span_of(per), form, seller)


def print_goals(run: Run, per: str | None, form: str, seller: str | None = None) -> None:
    """Print the goals of one span, or all with the figures."""
    from pipectl.planning.view.goals import goals_listing
    from pipectl.reports.metrics.queries import figure_targets

    with run.reading(valued_on=run.today, whose=whose(run, seller)) as reader:
        found = goal_queries.goal_progress(reader, today=run.today, settings=run.settings, per=per)
        figures = None
        if per is None and figure_targets(reader):
            from pipectl.reports.metrics import queries as metrics_queries
            from pipectl.reports.queries.shared import ReportRequest

            asked = ReportRequest(run.today, run.settings.currency, run.settings)
            figures = metrics_queries.answer(reader, asked)
    show_list(goals_listing(found, per, screen_of(run), run.numbers, figures), form, run.numbers)


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
    code = report_currency(run, currency)
    valued_on = run.today if code == run.settings.currency else None
    with run.reading(valued_on=valued_on, whose=whose(run)) as reader:
        found = goal_queries.derivation(
            reader,
            period=run.period(period),
            today=run.today,
            currency=code,
            settings=run.settings,
        )
        told = conversions_in(reader)

    def text() -> str:
        from pipectl.planning.view.goals import derivation as drawn

        return drawn(found, screen_of(run), run.numbers, told, explain=explain)

    put(Answer(lambda: goals.derivation_keys(found, told, explain=explain), text), json=json)


def conversions_in(reader: Reader) -> "Conversions | None":
    """Return what a reading takes in of other currencies; None without rates."""
    if not reader.rates:
        return None
    from pipectl.reports.queries.conversions import conversions

    return conversions(reader)
