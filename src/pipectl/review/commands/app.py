"""`review`: the talk with oneself, weekly, monthly and quarterly, and its minutes."""

from pathlib import Path
from typing import Annotated

import typer

from pipectl.cli.context import run_of, screen_of
from pipectl.cli.options import MOST, Context, Format, Json, list_format
from pipectl.cli.values import refuse_useless_options
from pipectl.render.output import print_note, show_list
from pipectl.review.commands.weekly import finished, reader_review, show_minutes
from pipectl.review.queries import reviews

app = typer.Typer(rich_markup_mode=None, add_completion=False)

Minutes = Annotated[
    int | None,
    typer.Option("--minutes", min=1, max=1440, metavar="N", help="How much time there is."),
]
Only = Annotated[
    str | None, typer.Option("--only", metavar="FLAG|STAGE", help="Only these: stalled, Proposal.")
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write the minutes there as well.")
]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]
Number = Annotated[
    int | None,
    typer.Argument(metavar="[N]", min=1, max=MOST, show_default=False, help="The last one."),
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
    """Talk every opportunity through with yourself, the riskiest first.

    Enter keeps an answer; q, Ctrl-C or a closed terminal lose none, and `pipectl review` goes on
    where it was left. Without a terminal, or with --no-input, it prints the agenda.

    \b
    Example:
      pipectl review --minutes 20
    """
    if ctx.invoked_subcommand is None:
        weekly(ctx, minutes, only, out, force, json)
        return
    given = {"--minutes": minutes, "--only": only, "--out": out, "--force": force, "--json": json}
    refuse_useless_options(
        f"review {ctx.invoked_subcommand}",
        given,
        f"Options of its own come after it: `pipectl review {ctx.invoked_subcommand} --help`.",
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
    """Talk every opportunity through, as `review` alone does.

    \b
    Example:
      pipectl review weekly --only stalled
    """
    from pipectl.review.commands.weekly import ReviewOptions, weekly

    weekly(run_of(ctx), ReviewOptions(minutes, only, out, force=force, json=json))


@app.command()
def monthly(
    ctx: Context,
    period: Annotated[
        str | None,
        typer.Option(metavar="MONTH", help="2026-11, last-month; the present one unless said."),
    ] = None,
    became: Annotated[
        str | None, typer.Option(help="What became of what you decided last time.")
    ] = None,
    obstacle: Annotated[str | None, typer.Option(help="What held you back.")] = None,
    change: Annotated[str | None, typer.Option(help="What you will do differently.")] = None,
    need: Annotated[str | None, typer.Option(help="What you need, and from whom.")] = None,
    json: Json = False,
) -> None:
    """What the month brought, and what the next one must bring.

    It begins with what you decided last month and asks what became of it, then what held you back,
    what you will change and what you need, and keeps the answers. In the first week of a month it
    looks back on the last one.

    \b
    Example:
      pipectl review monthly --obstacle "Two weeks without a call"
    """
    from pipectl.review.commands.monthly import monthly

    said = {"became": became, "obstacle": obstacle, "change": change, "need": need}
    monthly(run_of(ctx), period, said, json=json)


@app.command()
def quarterly(
    ctx: Context,
    period: Annotated[
        str | None,
        typer.Option(metavar="QUARTER", help="2026-Q4, last-quarter; the present one unless said."),
    ] = None,
    json: Json = False,
) -> None:
    """Progress to the annual goal, and the three priorities.

    At a terminal it asks for the priorities that are missing; within two weeks of a quarter's turn
    for those of the next one.

    \b
    Example:
      pipectl review quarterly
    """
    from pipectl.review.commands.quarterly import quarterly

    quarterly(run_of(ctx), period, json=json)


@app.command("list")
def list_(ctx: Context, format: Format = None, json: Json = False) -> None:
    """List the reviews, the latest first.

    \b
    Example:
      pipectl review list
    """
    from pipectl.review.view.minutes import reviews_listing

    run, form = run_of(ctx), list_format(format, json)
    with run.reading() as reader:
        found = reviews.reviews(reader)
    show_list(reviews_listing(found, screen_of(run)), form, run.numbers)


@app.command("show")
def show_(
    ctx: Context,
    number: Number = None,
    redact: Annotated[
        bool, typer.Option("--redact", help="Initials, bands of amounts, no notes.")
    ] = False,
    json: Json = False,
) -> None:
    """Show the minutes of a review, in full or redacted.

    Redacted, to hand to somebody: initials, bands of amounts, no notes.

    \b
    Example:
      pipectl review show --redact
    """
    from pipectl.review.queries.reviews import facts_of

    run = run_of(ctx)
    with run.reading() as reader:
        found = finished(reader_review(reader, number), number)
        facts = facts_of(found.minutes or "", reviews.names(reader) if redact else None)
    if redact:
        print_note(
            "Names are initials, amounts are bands, notes are left out. Your own words may still"
            " tell more: read them before you hand this on."
        )
    show_minutes(run, facts, bands=redact, json=json)
