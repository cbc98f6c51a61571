"""`report all`: every report, one after the other, or as one page for a browser."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Annotated, Any

import typer

from pipectl import __version__
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.files import destination, named
from pipectl.cli.options import (
    Context,
    list_format,
)
from pipectl.cli.values import refuse_useless_options
from pipectl.dates import format_date
from pipectl.errors import UsageError
from pipectl.ownership.view import owner_words
from pipectl.render.blocks import Chapter, Cover, Page
from pipectl.render.output import DATA, PAGE_FORMATS, print_note, write_output
from pipectl.render.progress import progress
from pipectl.reports.queries.shared import ReportRequest
from pipectl.reports.report import (
    NOTED,
    ReportOptions,
    ReportPackage,
    narrowing_of,
    open_report,
    with_report_options,
)
from pipectl.reports.team.commands import team_of
from pipectl.store.ownership import has_owners
from pipectl.store.reader import Reader

TEAM = "team"
# Every report, in the order of the page.
NUMBERS = (
    "board",
    "coverage",
    "pace",
    "forecast",
    "funnel",
    "metrics",
    "stage-time",
    "stalled",
    "weakest",
    "closing",
    "portfolio",
    "changes",
    "slippage",
    "winloss",
    "sources",
    "customers",
    "factors",
    "sequences",
    "fit",
    "score",
    "activity",
    "commission",
    "calibration",
    TEAM,
)
# The reports that judge the period's quota, in order.
OF_QUOTA = ("coverage", "pace", "forecast")
AGREEMENT = "agreement"  # the key that says why they differ
# Required options of reports.
OWN: dict[str, dict[str, Any]] = {"board": {"by": "stage"}}


# What only a store with criteria of the ideal customer has.
OF_FIT = ("fit",)
# What only a store with a started sequence has.
OF_SEQUENCES = ("sequences",)
# What only a store with a won deal has.
OF_CUSTOMERS = ("customers",)
# What only a page about everybody in a store with sellers has.
OF_TEAMS = (TEAM,)


class Answers:
    """Computes reports by name, on one view of the store; `team` computes that of the team."""

    def __init__(
        self,
        reader: Reader,
        asked: ReportRequest,
        advance: Callable[[], object],
        team: Callable[[], Any],
    ) -> None:
        self._reader, self._asked, self._advance, self._team = reader, asked, advance, team

    def __call__(self, name: str) -> Any:
        """Return the answer of the report of that name."""
        if name == TEAM:
            return self._team()
        number = ReportPackage(module_of(name))
        found = number.question(self._reader, self._asked, **OWN.get(name, {}))
        self._advance()
        return found

    def package(self, name: str) -> ReportPackage:
        """Return the report of that name."""
        return ReportPackage(module_of(name)).reading(self._reader)


@with_report_options("each report's own")
def report_all(
    ctx: Context,
    options: ReportOptions,
    html: Annotated[
        str | None,
        typer.Option(
            "--html",
            metavar="FILE",
            help="Write an HTML page to this file (use - for standard output).",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE if it exists.")] = False,
    public: Annotated[
        bool, typer.Option("--public", help="Let other users, such as a web server, read FILE.")
    ] = False,
) -> None:
    """Show all reports on one page.

    With --html, writes a page with charts that you can print or send. The page
    loads nothing from the network and runs no scripts.

    \b
    Examples:
      pipectl report all --period 2026-Q4
      pipectl report all --html report.html
    """
    run = run_of(ctx)
    if NOTED in ctx.meta:
        return  # what is supposed is asked of one number
    name = named(html)
    if force and name is None:
        raise UsageError("--force needs --html FILE.", hint="Without it, no file is overwritten.")
    if public and name is None:
        raise UsageError("--public needs --html FILE.")
    if html is None:
        form = list_format(options.format, options.json, PAGE_FORMATS)
        write_output(told(run, options, form), utf_8=form in DATA)
        return
    refuse_useless_options(
        "--html",
        {"--format": options.format, "--json": options.json},
        "The format of --html is HTML.",
    )
    write_page(run, options, name, force=force, public=public)


def write_page(
    run: Run, options: ReportOptions, name: str | None, *, force: bool, public: bool
) -> None:
    """Write the page for a browser to a file, or to stdout."""
    from pipectl.render.html import document

    with (
        destination(run, name, force=force, public=public) as out,
        answering(run, options) as (asked, answer, names),
    ):
        out.write(document(*book(run, asked, answer, options, names)).encode())
    if name is not None:
        print_note(f"Wrote {run.numbers.count(len(names))} reports to {name}.")


def told(run: Run, options: ReportOptions, form: str) -> str:
    """Return all answers as text in that format."""
    with answering(run, options) as (asked, answer, names):
        if form == "json":
            from pipectl.render.serialize import object_of

            return f"{object_of(shapes_of(run, answer, options, names))}\n"
        title, chapters = book(run, asked, answer, options, names)
        if form == "md":
            from pipectl.render import markdown

            return markdown.book(title, chapters)
        from pipectl.render import terminal

        return terminal.book(title, chapters, screen_of(run))


def in_store(reader: Reader) -> tuple[str, ...]:
    """Return the reports that say something of this store."""
    from pipectl.icp.queries import has_criteria

    unused: tuple[str, ...] = () if has_criteria(reader) else OF_FIT
    if not reader.value("select exists (select 1 from sequence_run)"):
        unused += OF_SEQUENCES
    if not reader.value("select exists (select 1 from opportunity where status = 'won')"):
        unused += OF_CUSTOMERS
    if reader.owner is not None or not has_owners(reader):
        unused += OF_TEAMS
    return tuple(name for name in NUMBERS if name not in unused)


@contextmanager
def answering(
    run: Run, options: ReportOptions
) -> Iterator[tuple[ReportRequest, Answers, tuple[str, ...]]]:
    """Return the request, a function for each report, and their names, on one view of the store.

    They are computed one after the other, as all together would need too much memory.
    """
    with open_report(run, options) as (reader, asked), ExitStack() as stack:
        names = in_store(reader)
        advance = stack.enter_context(progress("Counting", len(names)))
        answers = Answers(reader, asked, advance, lambda: team_of(run, options)[1])
        yield asked, answers, names


def shapes_of(
    run: Run, answer: Answers, options: ReportOptions, names: Sequence[str]
) -> Iterator[tuple[str, Any]]:
    """Return the answers' JSON by report name, and why the reports on the quota differ."""
    of_quota: dict[str, Any] = {}
    differs = None
    for name in names:
        found = answer(name)
        narrowed, number = narrowing_of(run, options), answer.package(name)
        yield name, number.shape(found, run.numbers, narrowed, explain=options.explain)
        if name in OF_QUOTA:
            of_quota[name] = found
            if len(of_quota) == len(OF_QUOTA):
                differs = agreement_of(run, of_quota)
                of_quota.clear()
        del found  # before the next is counted
    yield AGREEMENT, differs


def agreement_of(run: Run, found: dict[str, Any]) -> dict[str, Any] | None:
    """Return why coverage, pace and forecast differ, as JSON."""
    from pipectl.reports.disagreement.view import json_keys, why_they_differ
    from pipectl.reports.forecast.queries import opinions

    coverage, pace, forecast = (found[name] for name in OF_QUOTA)
    judged = opinions(coverage.coverage, pace.pace, forecast)
    return json_keys(
        judged, why_they_differ(judged, forecast.period, forecast.money.currency, run.numbers)
    )


def book(
    run: Run, asked: ReportRequest, answer: Answers, options: ReportOptions, names: Sequence[str]
) -> tuple[Cover, Iterator[Chapter]]:
    """Return the title, and the answers' pages; a summary of those on the quota comes first."""
    from pipectl.reports.summary.view import Judged, summary, without_differences

    judged = Judged(*(answer(name) for name in OF_QUOTA))
    pages = {
        name: without_differences(
            page_of(run, answer.package(name), found, options), judged, run.numbers
        )
        for name, found in zip(OF_QUOTA, judged, strict=True)
    }
    of = answer.package("coverage").owner
    title = cover(run, asked, options, of)._replace(summary=summary(judged, run.numbers))
    return title, chapters(run, answer, options, pages, names)


def chapters(
    run: Run, answer: Answers, options: ReportOptions, pages: dict[str, Page], names: Sequence[str]
) -> Iterator[Chapter]:
    """Yield every report's page; each answer is computed when it is needed."""
    for name in names:
        number = answer.package(name)
        yield Chapter(name, pages.get(name) or page_of(run, number, answer(name), options))


def page_of(run: Run, number: ReportPackage, found: Any, options: ReportOptions) -> Page:
    """Return the page of a report's answer."""
    return number.page(found, run.numbers, explain=options.explain)


def module_of(name: str) -> str:
    """Return the name of a report's package."""
    return name.replace("-", "_")


def cover(run: Run, asked: ReportRequest, options: ReportOptions, of: str | None) -> Cover:
    """Return the title block: the day, the store, the period, the currency, whose deals."""
    period = asked.in_period
    days = f"{format_date(period.starts_on)} to {format_date(period.ends_on)}"
    facts = [
        run.path.name,
        f"{period.name} ({days})",
        f"amounts in {asked.currency}",
    ]
    if (narrowed := narrowing_of(run, options)) is not None:
        facts.append(narrowed.text.rstrip("."))
    if of is not None:
        facts.append(owner_words(of).rstrip("."))
    if options.as_of is not None:
        facts.append(f"as it was then, seen on {format_date(run.today)}")
    maker = f"Made by pipectl {__version__} on {format_date(run.today)}."
    return Cover(f"Sales pipeline on {format_date(asked.today)}", facts, maker)
