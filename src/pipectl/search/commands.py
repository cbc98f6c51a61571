"""`search`."""

from typing import TYPE_CHECKING, Annotated

import typer

from pipectl.cli.context import run_of, screen_of
from pipectl.cli.options import MOST, Context, Format, Json, list_format
from pipectl.cli.typer_internals import NoSuchOption
from pipectl.errors import quoted
from pipectl.render.output import print_note, show_list
from pipectl.text import UnknownValueError
from pipectl.vocabulary import LOST, OPEN, WON

if TYPE_CHECKING:
    from pipectl.render.tables import Empty

SHOWN = 20  # hits of a table; data has all of them
STATUSES = {"open": (OPEN,), "won": (WON,), "lost": (LOST,), "all": (OPEN, WON, LOST)}


def search(
    ctx: Context,
    terms: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS...",
            help='Words to find, a "phrase" in quotes, or a -word to exclude.',
            show_default=False,
        ),
    ],
    status: Annotated[
        str | None,
        typer.Option(metavar="open|won|lost|all", help="Find only deals with this status."),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=MOST,
            metavar="N",
            help=f"List only the N best matches (default: {SHOWN} in a table, otherwise all).",
        ),
    ] = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """Search deals, contacts, accounts, notes and reviews.

    Searches titles, names, e-mail addresses, phone numbers, notes, activities,
    answers, next actions and their outcomes, reasons, competitors, sources,
    campaigns, tags, custom fields and the minutes of reviews. Includes closed
    deals. Lists the best matches first, with the lines that matched.

    Every word must be in the same deal, contact, account or review. A word also
    finds longer words that begin with it. Case and accents don't matter.

    \b
    Examples:
      pipectl search hosting
      pipectl search muller budget
      pipectl search '"site visit"' -draft
      pipectl search acme --status lost --limit 5
      pipectl search hosting --format csv
    """
    from pipectl.search import view
    from pipectl.search.queries.hits import found_by
    from pipectl.search.rules.matching import Matcher
    from pipectl.search.rules.query import query_of

    run = run_of(ctx)
    check_options(ctx, terms)
    form = list_format(format, json)
    matcher = Matcher(query_of(terms))
    chosen = () if status is None else statuses(status)
    if form == "ids":
        chosen = chosen or STATUSES["all"]  # only the numbers of deals stand for themselves
    most = SHOWN if limit is None and form in ("table", "md") else limit
    with run.reading() as reader:
        found = found_by(reader, matcher, statuses=chosen, limit=most)
    listing = view.listing(
        found,
        matcher,
        lambda: view.Look(screen_of(run), run.numbers, run.today),
        nothing_found(len(matcher.terms)),
    )
    show_list(listing, form, run.numbers)
    if (shown := len(found.hits)) < found.total:
        count = run.numbers.count
        print_note(
            f"Showing the best {count(shown)} of {count(found.total)} matches. "
            f"Show all with --limit {found.total}."
        )


def check_options(ctx: Context, terms: list[str]) -> None:
    """Raise an error for an option that doesn't exist: only `-word` excludes a word."""
    run = run_of(ctx)
    unknown = next((each for each in terms if each.startswith("--")), None)
    if unknown is not None and "--" not in run.words:
        raise NoSuchOption(unknown.partition("=")[0], ctx=ctx)


def statuses(name: str) -> tuple[str, ...]:
    """Return the statuses that are meant; raise UsageError."""
    if name not in STATUSES:
        raise UnknownValueError(f"No status {quoted(name)}", name, STATUSES)
    return STATUSES[name]


def nothing_found(count: int) -> "Empty":
    """Return what a search without a match says."""
    from pipectl.render.tables import Empty

    where = ". All words must be in the same deal, contact, account or review" if count > 1 else ""
    return Empty(f"Nothing matches{where}", "See what is searched", "pipectl search --help")
