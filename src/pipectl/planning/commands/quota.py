"""`quota`: the amount to win in a period."""

from collections.abc import Mapping
from typing import Annotated

import typer

from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Context, Currency, Format, Json, Owner, command_group, list_format
from pipectl.cli.options import Period as PeriodOption
from pipectl.cli.values import parse_money_option
from pipectl.errors import UsageError, quoted
from pipectl.money import parse_percent
from pipectl.owners import ALL
from pipectl.ownership.prompts import whose
from pipectl.periods import Period
from pipectl.planning.queries.quotas import QuotaRow, quota_changes, quotas
from pipectl.planning.view.quotas import quota_set
from pipectl.render.output import print_note, show_list
from pipectl.reports.report import ReportOptions, report_currency, show_report, with_report_options

MOST_PERCENT = 1000  # that a quota is raised by at once
WHOLE_BP = 10_000

app = command_group("Set and adjust quotas.")

SegmentQuota = Annotated[
    str | None,
    typer.Option(
        "--segment", metavar="NAME", help="Quota for the deals in this segment (default: all)."
    ),
]
Team = Annotated[bool, typer.Option("--team", help="Set the team's quota instead of your own.")]


def segment_id(run: Run, name: str | None) -> int | None:
    """The segment that is meant."""
    if name is None:
        return None
    from pipectl.segments.prompts import choose_segment

    with run.looking_up() as reader:
        return choose_segment(run, reader, name).id


@app.command("set")
def set_(
    ctx: Context,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="Amount to win, such as 100k.")],
    period: PeriodOption = None,
    count: Annotated[int | None, typer.Option(metavar="N", help="Number of deals to win.")] = None,
    currency: Currency = None,
    segment: SegmentQuota = None,
    team: Team = False,
    json: Json = False,
) -> None:
    """Set the quota for a period.

    \b
    Examples:
      pipectl quota set 100k
      pipectl quota set 400k --period 2026 --count 24
    """
    from pipectl.planning.actions import set_quota

    run = run_of(ctx)
    money, span = parse_money_option(run, amount, currency), run.period(period)
    of = segment_id(run, segment)
    seller = ALL if team else None
    before = quotas_by_id(run, seller)
    number = run.change(lambda unit: set_quota(unit, span, money, count, of, is_team=team).id)
    print_quota_set(run, number, before, seller)
    print_quotas(run, span, "json" if json else "table", seller)


def quotas_by_id(run: Run, seller: str | None) -> dict[int, QuotaRow]:
    """Return the stored quotas of a seller or the team."""
    if run.is_first_run:
        return {}
    with run.reading(whose=whose(run, seller)) as reader:
        return {each.id: each for each in quotas(reader)}


def print_quota_set(
    run: Run, number: int, before: Mapping[int, QuotaRow], seller: str | None
) -> None:
    """Say to what a quota was set, and what it was before."""
    now = quotas_by_id(run, seller).get(number)
    if now is not None:  # not removed by another command in the meantime
        former = before.get(number)
        print_note(quota_set(now, former, run.numbers, is_team=seller == ALL))


@app.command()
def show(
    ctx: Context,
    period: Annotated[
        str | None,
        typer.Option(metavar="PERIOD", help="Only the quota for this period (default: all)."),
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="Show every change with its reason.")
    ] = False,
    seller: Owner = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """Show quotas.

    \b
    Examples:
      pipectl quota show --history
      pipectl quota show
    """
    run = run_of(ctx)
    form = list_format(format, json)
    span = None if period is None else run.period(period)
    (print_changes if history else print_quotas)(run, span, form, seller)


@app.command()
def adjust(
    ctx: Context,
    by: Annotated[str, typer.Option(metavar="PERCENT", help="Change in percent: 10%, -5%.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Reason for the change.")],
    period: PeriodOption = None,
    currency: Currency = None,
    segment: SegmentQuota = None,
    team: Team = False,
    json: Json = False,
) -> None:
    """Raise or lower a quota by a percentage.

    The reason is kept with the change.

    \b
    Examples:
      pipectl quota adjust --by -5% --reason "parental leave" --period 2026-Q4
      pipectl quota adjust --by 10% --reason "new territory"
    """
    from pipectl.planning.actions import adjust as act

    run = run_of(ctx)
    span, code = run.period(period), report_currency(run, currency)
    percent = signed_percent(by, run.decimal)
    of = segment_id(run, segment)
    seller = ALL if team else None
    before = quotas_by_id(run, seller)
    number = run.change(
        lambda unit: (
            act(unit, span, code, by_bp=percent, reason=reason, segment_id=of, is_team=team).id
        )
    )
    print_quota_set(run, number, before, seller)
    print_quotas(run, span, "json" if json else "table", seller)


def signed_percent(text: str, decimal: str) -> int:
    """Return a signed percentage in basis points; raise UsageError for 0 and -100 %."""
    typed = text.strip()
    bare = typed[1:] if typed[:1] in ("+", "-") else typed
    found = parse_percent(bare, decimal=decimal, most=MOST_PERCENT)
    if not found:
        raise UsageError(
            f"{quoted(text)} changes nothing.", hint="Use a percentage such as 10% or -5%."
        )
    if typed.startswith("-") and found >= WHOLE_BP:
        raise UsageError(
            f"{quoted(text)} would leave no quota.", hint="Lower it by less than 100%."
        )
    return -found if typed.startswith("-") else found


@app.command()
@with_report_options("this quarter, or the next if this one has a quota or is nearly over")
def suggest(ctx: Context, options: ReportOptions) -> None:
    """Suggest a quota from past results.

    Looks at the results of earlier periods. Doesn't set the quota.

    \b
    Examples:
      pipectl quota suggest --period next-quarter
      pipectl quota suggest --explain
    """
    show_report(ctx, "quota_suggestion", options)


def print_changes(run: Run, period: Period | None, form: str, seller: str | None) -> None:
    """Print the changes of a seller's or the team's quotas, of one period or all."""
    from pipectl.planning.view.quotas import quota_changes_listing

    with run.reading(whose=whose(run, seller)) as reader:
        found = [
            each
            for each in quota_changes(reader)
            if period is None or period.span == (each.starts_on, each.ends_on)
        ]
    name = None if period is None else period.name
    shown = quota_changes_listing(found, name, screen_of(run), run.numbers, reader.owner)
    show_list(shown, form, run.numbers)


def print_quotas(run: Run, period: Period | None, form: str, seller: str | None) -> None:
    """Print the quotas of a seller or the team, of one period or all."""
    from pipectl.planning.view.quotas import quotas_listing

    with run.reading(whose=whose(run, seller)) as reader:
        found = [
            each
            for each in quotas(reader)
            if period is None or period.span == (each.starts_on, each.ends_on)
        ]
    name = None if period is None else period.name
    shown = quotas_listing(found, name, screen_of(run), run.numbers, reader.owner)
    show_list(shown, form, run.numbers)
