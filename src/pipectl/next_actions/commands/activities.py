"""`activity list`, `edit` and `delete`."""

from typing import Annotated

import typer

from pipectl.cli.completion_values import complete_slug
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.long_text import Editor, StoredText, long_text
from pipectl.cli.options import (
    MOST,
    Context,
    Format,
    Json,
    Owner,
    Segment,
    Where,
    command_group,
    list_format,
)
from pipectl.cli.values import activity_kind, parse_past_date
from pipectl.errors import NotFoundError, UsageError, either
from pipectl.next_actions import queries as next_actions_queries
from pipectl.ownership.prompts import whose
from pipectl.people.prompts import choose_account, choose_contact, contact_or_new
from pipectl.pipeline.commands import warn_of_early_activity
from pipectl.pipeline.prompts import choose_opportunity
from pipectl.pipeline.queries.current import by_id
from pipectl.render.output import Answer, show_list
from pipectl.render.output import show as put
from pipectl.vocabulary import LOGGED_KINDS

app = command_group("List and correct logged activities.\n\nTo log an activity, use `pipectl log`.")
Number = Annotated[
    int,
    typer.Argument(
        metavar="N", min=0, max=MOST, help="Number of the activity (see `pipectl activity list`)."
    ),
]


@app.command("list")
def list_(
    ctx: Context,
    opp: Annotated[
        str | None,
        typer.Argument(
            metavar="[OPP]",
            help="Deal: its number, slug, or part of its title or account.",
            autocompletion=complete_slug,
            show_default=False,
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only activities from this date on.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only activities up to this date.")
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(metavar="KIND", help=f"Only activities of this kind: {either(LOGGED_KINDS)}."),
    ] = None,
    where: Where = None,
    segment: Segment = None,
    seller: Owner = None,
    contact: Annotated[str | None, typer.Option(help="Only activities with this contact.")] = None,
    account: Annotated[str | None, typer.Option(help="Only activities with this account.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Don't shorten the notes.")] = False,
    format: Format = None,
    json: Json = False,
) -> None:
    """List activities, latest first.

    \b
    Examples:
      pipectl activity list --since "last mon" --kind call
      pipectl activity list acme
      pipectl activity list --where source=referral
      pipectl activity list --contact "jo park"
    """
    from pipectl.next_actions.view import activities_listing

    run = run_of(ctx)
    form = list_format(format, json)
    only = None
    if where or segment is not None:
        from pipectl.segments.prompts import narrowed_to

        only = narrowed_to(run, where, segment, run.today)
    with run.reading() as reader:
        number = None if opp is None else choose_opportunity(run, reader, opp, "any").id
    with run.reading(
        only=None if only is None else only.choose, whose=whose(run, seller)
    ) as reader:
        wanted = next_actions_queries.ActivityFilter(
            opportunity_id=number,
            since=parse_past_date(run, since),
            until=parse_past_date(run, until),
            kind=None if kind is None else activity_kind(kind),
            contact_id=None if contact is None else choose_contact(run, reader, contact).id,
            account_id=None if account is None else choose_account(run, reader, account).id,
        )
        found = next_actions_queries.activities(reader, wanted)
    narrowed = wanted != next_actions_queries.ActivityFilter() or only is not None
    listing = activities_listing(found, screen_of(run), run.numbers, full=full, narrowed=narrowed)
    show_list(listing, form, run.numbers)


@app.command()
def edit(
    ctx: Context,
    number: Number,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help=f"New kind: {either(LOGGED_KINDS)}.")
    ] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="New date.")] = None,
    count: Annotated[
        int | None, typer.Option(metavar="N", help="New number of activities.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="New note (use - for standard input).")] = None,
    in_editor: Editor = False,
    contact: Annotated[
        str | None, typer.Option(help="Contact you spoke with, added if new.")
    ] = None,
    opp: Annotated[
        str | None,
        typer.Option(
            metavar="OPP", help="Deal that the activity belongs to.", autocompletion=complete_slug
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Correct an activity.

    \b
    Examples:
      pipectl activity edit 12 --kind meeting --on yesterday
      pipectl activity edit 1 --text "Spoke to procurement"
    """
    from pipectl.next_actions import actions as next_actions_actions

    run = run_of(ctx)
    if in_editor:
        found(run, number)
    with run.reading() as reader:
        stored = StoredText(
            reader,
            f"The note of activity {number}",
            lambda at: next_actions_queries.text_of(at, number),
            "pipectl activity list",
        )
        given = {
            "kind": None if kind is None else activity_kind(kind),
            "done_on": parse_past_date(run, on),
            "count": count,
            "text": long_text(run, text, in_editor=in_editor, stored=stored),
            "opportunity_id": None
            if opp is None
            else choose_opportunity(run, reader, opp, "any").id,
        }
        person = contact_or_new(run, reader, contact)
    values = {name: value for name, value in given.items() if value is not None}
    if not values and person is None:
        raise UsageError("No changes given.", hint="See `pipectl activity edit --help`.")
    run.change(lambda unit: next_actions_actions.edit(unit, number, values, person).id)
    changed = found(run, number)
    if changed.opportunity_id is not None and {"done_on", "opportunity_id"} & values.keys():
        with run.reading() as reader:
            deal = by_id(reader, changed.opportunity_id, run.today)
        warn_of_early_activity(run, changed.done_on, deal.row.created_on)
    print_one(run, changed, "Changed", json=json)


@app.command()
def delete(ctx: Context, number: Number, json: Json = False) -> None:
    """Delete an activity.

    `pipectl undo` brings it back.

    \b
    Example:
      pipectl activity delete 12
    """
    from pipectl.next_actions import actions as next_actions_actions

    run = run_of(ctx)
    before = found(run, number)
    run.change(lambda unit: next_actions_actions.delete(unit, number))
    print_one(run, before, "Deleted", json=json)


def found(run: Run, number: int) -> next_actions_queries.ActivityRow:
    """The activity with that number; raises NotFoundError."""
    with run.reading() as reader:
        hits = next_actions_queries.activities(
            reader, next_actions_queries.ActivityFilter(id=number)
        )
    if not hits:
        raise NotFoundError(f"No activity #{number}.", hint="See `pipectl activity list`.")
    return hits[0]


def print_one(
    run: Run, activity: next_actions_queries.ActivityRow, what: str, *, json: bool
) -> None:
    """Print one activity and what was done to it."""
    from pipectl.next_actions import view as next_actions_view

    put(
        Answer(
            lambda: next_actions_view.activity(activity),
            lambda: next_actions_view.activity_line(what, activity, screen_of(run), run.numbers),
        ),
        json=json,
    )
