"""`report all`: every number, one after the other, or as one page for a browser."""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, NamedTuple

import typer

from pipectl import __version__
from pipectl.cli.files import destination, refuse_store
from pipectl.cli.options import (
    AsOf,
    Context,
    Currency,
    Explain,
    Json,
    PageFormat,
    Period,
    list_format,
    run_of,
)
from pipectl.cli.run import Run
from pipectl.cli.shown import screen_of
from pipectl.cli.told import PAGE_FORMATS, Number, Options, asking
from pipectl.cli.typed import exclusive
from pipectl.dates import format_date
from pipectl.errors import UsageError
from pipectl.queries.asked import Asked
from pipectl.render.output import emit, note
from pipectl.render.page import Chapter, Cover
from pipectl.render.progress import progress

# Every number, in the order in which they are read.
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
    "factors",
    "activity",
    "commission",
    "calibration",
)
# Options of its own that a number can't do without.
OWN: dict[str, dict[str, Any]] = {"board": {"by": "stage"}}


class Answers(NamedTuple):
    """What was asked, and the answers by the names of the numbers."""

    asked: Asked
    found: dict[str, Any]


def everything(
    ctx: Context,
    html: Annotated[
        str | None,
        typer.Option("--html", metavar="FILE", help="Write one page for a browser; - is stdout."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over FILE.")] = False,
    period: Period = None,
    as_of: AsOf = None,
    currency: Currency = None,
    explain: Explain = False,
    format: PageFormat = None,
    json: Json = False,
) -> None:
    """Every number, one after the other.

    With `--html FILE` as one page with pictures, to be read, printed or sent on; nothing in it
    runs, and it fetches nothing.

    \b
    Example:
      pipectl report all --period 2026-Q4
    """
    run = run_of(ctx)
    if run.tellings is not None:
        return  # what is supposed is asked of one number
    options = Options(period, as_of, currency, explain, format, json)
    name = None if html == "-" else html
    if force and name is None:
        raise UsageError("--force goes with --html FILE.", hint="Else nothing is written over.")
    if html is None:
        form = list_format(format, json, PAGE_FORMATS)
        emit(told(run, options, form), utf_8=form == "json")
        return
    exclusive("--html", {"--format": format, "--json": json}, "A page for a browser is HTML.")
    write_page(run, options, name, force=force)


def write_page(run: Run, options: Options, name: str | None, *, force: bool) -> None:
    """Write the page for a browser to a file, or to stdout."""
    from pipectl.render.html import document

    refuse_store(run, name)
    with destination(name, force=force) as out:
        answers = answered(run, options)
        chapters = chapters_of(run, answers, options)
        out.write(document(cover(run, answers.asked, options), chapters).encode())
    if name is not None:
        note(f"Wrote {len(chapters)} numbers to {name}.")


def told(run: Run, options: Options, form: str) -> str:
    """All answers as text in that format."""
    answers = answered(run, options)
    if form == "json":
        from pipectl.render.machine import to_json

        shapes = each_of(
            answers,
            lambda number, found: number.shape(found, run.decimal, explain=options.explain),
        )
        return f"{to_json(dict(shapes))}\n"
    title, chapters = cover(run, answers.asked, options), chapters_of(run, answers, options)
    if form == "md":
        from pipectl.render import marked

        return marked.book(title, chapters)
    from pipectl.render import drawn

    return drawn.book(title, chapters, screen_of(run))


def answered(run: Run, options: Options) -> Answers:
    """Every number of one and the same view of the store."""
    with asking(run, options) as (reader, asked), progress("Counting", len(NUMBERS)) as advance:
        found = {}
        for name in NUMBERS:
            found[name] = Number(module_of(name)).question(reader, asked, **OWN.get(name, {}))
            advance()
    return Answers(asked, found)


def each_of(answers: Answers, what: Callable[[Number, Any], Any]) -> Iterator[tuple[str, Any]]:
    """Something of each answer, by the names of the numbers."""
    for name, found in answers.found.items():
        yield name, what(Number(module_of(name)), found)


def module_of(name: str) -> str:
    """The name of a number's modules."""
    return name.replace("-", "_")


def chapters_of(run: Run, answers: Answers, options: Options) -> Sequence[Chapter]:
    """How the answers look."""
    pages = each_of(
        answers, lambda number, found: number.page(found, run.decimal, explain=options.explain)
    )
    return [Chapter(name, page) for name, page in pages]


def cover(run: Run, asked: Asked, options: Options) -> Cover:
    """What all of it is of: the day, the store, the period, the currency."""
    period = asked.in_period
    days = f"{format_date(period.starts_on)} to {format_date(period.ends_on)}"
    facts = [
        run.path.name,
        f"{period.name} ({days})",
        f"sums in {asked.currency}",
    ]
    if options.as_of is not None:
        facts.append(f"as it was then, seen on {format_date(run.today)}")
    maker = f"Made by pipectl {__version__} on {format_date(run.today)}."
    return Cover(f"The pipeline on {format_date(asked.today)}", facts, maker)
