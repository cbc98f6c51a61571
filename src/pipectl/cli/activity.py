"""`activity`: what was done."""

from typing import Annotated

import typer

from pipectl.cli.long_text import Editor, long_text
from pipectl.cli.options import MOST, Context, Format, Json, complete_slug, list_format, run_of
from pipectl.cli.run import Run
from pipectl.cli.shown import screen_of
from pipectl.cli.typed import activity_kind, named_contact, opportunity, past_day
from pipectl.cli.warnings import warn_of_early_activity
from pipectl.domain.words import ACTIVITY_KINDS
from pipectl.errors import NotFoundError, UsageError
from pipectl.queries import activities as asking
from pipectl.queries.opportunities import by_ids
from pipectl.render.output import Answer, show_list
from pipectl.render.output import show as put

app = typer.Typer(
    help="What was done; `pipectl log` adds to it.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
Kind = Annotated[str | None, typer.Option(metavar="KIND", help="|".join(ACTIVITY_KINDS))]
Number = Annotated[int, typer.Argument(metavar="N", min=0, max=MOST)]


@app.command("list")
def list_(
    ctx: Context,
    opp: Annotated[
        str | None,
        typer.Argument(metavar="[OPP]", autocompletion=complete_slug, show_default=False),
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="From this day on.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Up to this day.")] = None,
    kind: Kind = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """List activities, the latest first.

    \b
    Example:
      pipectl activity list --since "last mon" --kind call
    """
    from pipectl.render.people import activities_listing

    run = run_of(ctx)
    form = list_format(format, json)
    with run.reading() as reader:
        number = None if opp is None else opportunity(run, reader, opp, "any").id
        wanted = asking.Filter(
            opportunity_id=number,
            since=past_day(run, since),
            until=past_day(run, until),
            kind=None if kind is None else activity_kind(kind),
        )
        found = asking.activities(reader, wanted)
    show_list(activities_listing(found, screen_of(run), run.numbers), form, run.numbers)


@app.command()
def edit(
    ctx: Context,
    number: Number,
    kind: Kind = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day it was done.")] = None,
    count: Annotated[int | None, typer.Option(metavar="N", help="How many.")] = None,
    text: Annotated[str | None, typer.Option(help="What it was about; - reads it.")] = None,
    in_editor: Editor = False,
    contact: Annotated[str | None, typer.Option(help="With whom.")] = None,
    opp: Annotated[
        str | None,
        typer.Option(metavar="OPP", help="On which.", autocompletion=complete_slug),
    ] = None,
    json: Json = False,
) -> None:
    """Put an activity right.

    \b
    Example:
      pipectl activity edit 12 --kind meeting --on yesterday
    """
    from pipectl.actions import activities

    run = run_of(ctx)
    written = found(run, number).text if in_editor else None
    with run.reading() as reader:
        given = {
            "kind": None if kind is None else activity_kind(kind),
            "done_on": past_day(run, on),
            "count": count,
            "text": long_text(run, text, in_editor=in_editor, now=written),
            "opportunity_id": None if opp is None else opportunity(run, reader, opp, "any").id,
        }
        person = named_contact(run, reader, contact)
    values = {name: value for name, value in given.items() if value is not None}
    if not values and person is None:
        raise UsageError("Nothing to change was given.", hint="See `pipectl activity edit --help`.")
    run.change(lambda session: activities.edit(session, number, values, person).id)
    changed = found(run, number)
    if changed.opportunity_id is not None and {"done_on", "opportunity_id"} & values.keys():
        with run.reading() as reader:
            (deal,) = by_ids(reader, [changed.opportunity_id], run.today)
        warn_of_early_activity(run, changed.done_on, deal.row.created_on)
    print_one(run, changed, "Changed", json=json)


@app.command()
def delete(ctx: Context, number: Number, json: Json = False) -> None:
    """Delete an activity. Undo brings it back.

    \b
    Example:
      pipectl activity delete 12
    """
    from pipectl.actions import activities

    run = run_of(ctx)
    before = found(run, number)
    run.change(lambda session: activities.delete(session, number))
    print_one(run, before, "Deleted", json=json)


def found(run: Run, number: int) -> asking.Activity:
    """The activity with that number; raises NotFoundError."""
    with run.reading() as reader:
        hits = asking.activities(reader, asking.Filter(id=number))
    if not hits:
        raise NotFoundError(f"No activity {number}.", hint="See `pipectl activity list`.")
    return hits[0]


def print_one(run: Run, activity: asking.Activity, what: str, *, json: bool) -> None:
    """Print one activity and what was done to it."""
    from pipectl.render import people
    from pipectl.render.shapes import detail as shape

    put(
        Answer(
            lambda: shape.activity(activity),
            lambda: people.activity_line(what, activity, screen_of(run), run.numbers),
        ),
        json=json,
    )
