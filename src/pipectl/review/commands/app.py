"""`review`: weekly, monthly and quarterly reviews, and their minutes."""

from pathlib import Path
from typing import Annotated

import typer

from pipectl.cli.context import run_of, screen_of
from pipectl.cli.options import MOST, Context, Format, Json, list_format
from pipectl.cli.values import refuse_useless_options
from pipectl.render.output import print_note, show_list
from pipectl.review.queries import past_reviews

app = typer.Typer(rich_markup_mode=None, add_completion=False)

Minutes = Annotated[
    int | None,
    typer.Option(
        "--minutes", min=1, max=1440, metavar="N", help="Time you have, in minutes (1 to 1440)."
    ),
]
Only = Annotated[
    str | None,
    typer.Option(
        "--only",
        metavar="FLAG|STAGE",
        help="Only deals with this flag or in this stage, such as stalled or Proposal.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FILE", help="Also write the minutes of the review to this file."
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite FILE if it exists.")]
Number = Annotated[
    int | None,
    typer.Argument(
        metavar="[N]",
        min=1,
        max=MOST,
        show_default=False,
        help="Number of the review (default: the latest).",
    ),
]


@app.callback(invoke_without_command=True)
def review(
    ctx: Context,
    minutes: Minutes = None,
    only: Only = None,
    out: Out = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Walk through every open deal.

    Deals at risk come first. Press Enter to keep an answer, or q to quit. Every
    answer is saved as you go, and `pipectl review` picks up where you left off.
    Without a terminal, or with --no-input, it prints the agenda.

    \b
    Examples:
      pipectl review
      pipectl review --minutes 20
      pipectl review --only stalled
    """
    from pipectl.ownership.prompts import whose

    run = run_of(ctx)
    if run.owner or ctx.invoked_subcommand not in ("list", "show"):
        run.whose = whose(run)  # a review is always one's own, and past ones without an owner all
    if ctx.invoked_subcommand is None:
        weekly(ctx, minutes, only, out, force, json)
        return
    given = {"--minutes": minutes, "--only": only, "--out": out, "--force": force, "--json": json}
    refuse_useless_options(
        f"review {ctx.invoked_subcommand}",
        given,
        f"Put its options after it: `pipectl review {ctx.invoked_subcommand} --help`.",
    )


@app.command()
def weekly(
    ctx: Context,
    minutes: Minutes = None,
    only: Only = None,
    out: Out = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Walk through every open deal (same as `pipectl review`).

    \b
    Examples:
      pipectl review weekly --only stalled
      pipectl review weekly --minutes 20
    """
    from pipectl.review.commands.weekly import ReviewOptions, weekly

    weekly(run_of(ctx), ReviewOptions(minutes, only, out, force=force, json=json))


@app.command()
def monthly(
    ctx: Context,
    period: Annotated[
        str | None,
        typer.Option(metavar="MONTH", help="Month: 2026-11, last-month (default: this month)."),
    ] = None,
    became: Annotated[
        str | None, typer.Option(help="What became of last month's decisions.")
    ] = None,
    obstacle: Annotated[str | None, typer.Option(help="What held you back.")] = None,
    change: Annotated[str | None, typer.Option(help="What you will do differently.")] = None,
    need: Annotated[str | None, typer.Option(help="What you need, and who can provide it.")] = None,
    json: Json = False,
) -> None:
    """Look back on the month and plan the next one.

    Shows the month's results and last month's decisions, then asks what came of
    them, what held you back, what you will change and what you need. In the first
    week of a month, the default is last month.

    \b
    Examples:
      pipectl review monthly --obstacle "Two weeks without a call"
      pipectl review monthly --period last-month --change "Call before ten"
    """
    from pipectl.review.commands.monthly import monthly

    said = {"became": became, "obstacle": obstacle, "change": change, "need": need}
    monthly(run_of(ctx), period, said, json=json)


@app.command()
def quarterly(
    ctx: Context,
    period: Annotated[
        str | None,
        typer.Option(
            metavar="QUARTER", help="Quarter: 2026-Q4, last-quarter (default: this quarter)."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Check progress toward the annual goal and set priorities.

    At a terminal, pipectl asks for missing priorities. In the last two weeks of
    a quarter, it also asks for next quarter's priorities.

    \b
    Examples:
      pipectl review quarterly
      pipectl review quarterly --period last-quarter
    """
    from pipectl.review.commands.quarterly import quarterly

    quarterly(run_of(ctx), period, json=json)


@app.command("list")
def list_(ctx: Context, format: Format = None, json: Json = False) -> None:
    """List past reviews, latest first.

    \b
    Examples:
      pipectl review list
      pipectl review list --format md
    """
    from pipectl.review.view.review_list import reviews_listing

    run, form = run_of(ctx), list_format(format, json)
    with run.reading() as reader:
        found = past_reviews.reviews(reader)
    show_list(reviews_listing(found, screen_of(run)), form, run.numbers)


@app.command("show")
def show_(
    ctx: Context,
    number: Number = None,
    redact: Annotated[
        bool, typer.Option("--redact", help="Show initials and amount ranges, and hide notes.")
    ] = False,
    json: Json = False,
) -> None:
    """Show the minutes of a review.

    To share the minutes, use --redact.

    \b
    Examples:
      pipectl review show
      pipectl review show --redact
    """
    from pipectl.review.commands.weekly import finished, reader_review, show_minutes
    from pipectl.review.queries.reviews import facts_of, names

    run = run_of(ctx)
    with run.reading() as reader:
        found = finished(reader_review(reader, number), number)
    with run.reading(whose=lambda _: None) as reader:  # a deal may be somebody else's by now
        facts = facts_of(found.minutes or "", names(reader) if redact else None)
    if redact:
        print_note(
            "Names are initials, amounts are bands, notes are removed. What you wrote yourself may"
            " still name people: read it before you share this."
        )
    show_minutes(run, facts, bands=redact, json=json)
