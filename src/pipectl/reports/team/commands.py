"""`report team`."""

from typing import TYPE_CHECKING

from pipectl.cli.context import Run, run_of
from pipectl.cli.options import Context, list_format
from pipectl.errors import UsageError
from pipectl.owners import ALL
from pipectl.render.output import DATA, PAGE_FORMATS, write_output
from pipectl.render.progress import progress
from pipectl.reports.report import (
    NOTED,
    ReportOptions,
    ReportPackage,
    answer_text,
    narrowing_of,
    request_from_options,
    valued_on,
    with_report_options,
)
from pipectl.store.opening import reading_in_turn
from pipectl.store.ownership import owners
from pipectl.text import fold

if TYPE_CHECKING:
    from pipectl.reports.team.queries import TeamReport

NAME = "team"


@with_report_options()
def team(ctx: Context, options: ReportOptions) -> None:
    """Show which seller needs help, and with what.

    For each seller, shows the amount won, the quota, pace, coverage, the chance
    of making the quota, goals and the weakest stage. The team's chance comes from
    one simulation of all deals.

    \b
    Examples:
      pipectl report team
      pipectl report team --period this-year
    """
    if NOTED in ctx.meta:
        return  # what is supposed is asked of one number
    if options.seller is not None and fold(options.seller.strip()) != ALL:
        raise UsageError(
            "`pipectl report team` shows all sellers and takes no --owner.",
            hint="For one seller: `pipectl report all --owner NAME`.",
        )
    form = list_format(options.format, options.json, PAGE_FORMATS)
    run = run_of(ctx)
    number, found = team_of(run, options)
    write_output(answer_text(run, number, found, form, options=options), utf_8=form in DATA)


def team_of(run: Run, options: ReportOptions) -> "tuple[ReportPackage, TeamReport]":
    """Return the report of the team and its answer, on one view of the store."""
    from pipectl.reports.team.queries import answer

    asked, narrowed = request_from_options(run, options), narrowing_of(run, options)
    with reading_in_turn(
        run.path,
        as_of=None if options.as_of is None else asked.today,
        only=None if narrowed is None else narrowed.choose,
        valued_on=valued_on(run, asked),
    ) as of_seller:
        with of_seller(None) as reader:
            number, names = ReportPackage(NAME).reading(reader), owners(reader)
        with progress("Counting", len(names) + 1) as advance:
            return number, answer(of_seller, asked, names, advance)
