"""`next`, `done` and `log`."""

from typing import TYPE_CHECKING, Annotated

import typer

from pipectl.cli.options import Context, Due, Json, Opp, complete_action, complete_slug, run_of
from pipectl.cli.run import Run
from pipectl.cli.shown import present_one, screen_of
from pipectl.cli.typed import (
    MissingFlagsError,
    activity_kind,
    chosen_next,
    named_contact,
    next_due,
    opportunity,
    past_day,
    typed_due,
)
from pipectl.domain.gate import Chosen
from pipectl.domain.pipeline import NothingNextError
from pipectl.domain.words import ACTIVITY_KINDS, LOST
from pipectl.errors import UsageError
from pipectl.queries.opportunities import Opportunity, by_ids
from pipectl.queries.picks import offered
from pipectl.store.reader import Reader

if TYPE_CHECKING:
    from pipectl.actions.next_actions import Next


def next_(
    ctx: Context,
    opp: Opp,
    action: Annotated[
        str | None,
        typer.Argument(metavar="[ACTION]", autocompletion=complete_action, show_default=False),
    ] = None,
    due: Due = None,
    json: Json = False,
) -> None:
    """Set what must happen next, and by when; --due alone puts off what is open.

    \b
    Example:
      pipectl next acme "Send NDA" --due "next tue 14:30"
    """
    from pipectl.actions import next_actions

    run = run_of(ctx)
    with run.reading() as reader:
        found = opportunity(run, reader, opp, "open or won")
        before = by_ids(reader, [found.id], run.today)[0]
        if action is None and due is None:
            chosen = asked(run, reader, before, hint="")
        else:
            chosen = next_due(run, action, due)
    if chosen is not None:
        run.change(lambda session: next_actions.choose(session, found.id, chosen))
    present_one(run, found.id, "Next for", json=json)


def asked(run: Run, reader: Reader, found: Opportunity, *, hint: str) -> "Next | None":
    """The next action asked at a terminal; raises MissingFlagsError elsewhere."""
    if found.row.status == LOST:
        raise NothingNextError(found.row.title)
    if not run.may_ask():
        raise MissingFlagsError(f"The next action of {found.row.title!r}", ["ACTION", "--due"])
    return next_of(ask_next(run, reader, found, hint=hint))


def ask_next(run: Run, reader: Reader, found: Opportunity, *, hint: str) -> Chosen | None:
    """The pick list of the opportunity's stage, put to a person."""
    from pipectl.ask.next_action import next_action

    picks = offered(reader, found.row.stage_id)
    return next_action(picks, lambda text: typed_due(run, text), optional=True, hint=hint)


def next_of(chosen: Chosen | None) -> "Next | None":
    """What was chosen, as it is stored."""
    from pipectl.actions.next_actions import Next

    return None if chosen is None else Next(chosen.text, *(chosen.due or ()))


def done(
    ctx: Context,
    opp: Opp,
    outcome: Annotated[str | None, typer.Option(help="How it went.")] = None,
    then: Annotated[
        str | None,
        typer.Option(metavar="ACTION", help="What comes after.", autocompletion=complete_action),
    ] = None,
    due: Due = None,
    json: Json = False,
) -> None:
    """Complete the next action, count what it stands for, and say what comes after.

    \b
    Example:
      pipectl done acme --outcome signed --then Call --due "next tue 14:30"
    """
    from pipectl.actions import next_actions
    from pipectl.render.output import note

    run = run_of(ctx)
    if then is None and due is not None:
        raise UsageError("--due goes with --then ACTION.")
    with run.reading() as reader:
        found = opportunity(run, reader, opp, "open or won")
        before = by_ids(reader, [found.id], run.today)[0]
        after = chosen_next(run, then, due)
        if after is None and run.may_ask() and before.row.next_action:
            note(f"Done: {before.row.next_action}")
            after = next_of(ask_next(run, reader, before, hint=""))
    ended = run.change(
        lambda session: next_actions.complete(session, found.id, outcome=outcome, then=after)
    )
    counted = f" (counted as {ended.kind})" if ended.kind else ""
    present_one(run, found.id, "Next for", json=json, first=f"Done: {ended.text}{counted}")


def log(
    ctx: Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="|".join(ACTIVITY_KINDS))],
    opp: Annotated[
        str | None,
        typer.Argument(metavar="[OPP]", autocompletion=complete_slug, show_default=False),
    ] = None,
    text: Annotated[str | None, typer.Argument(metavar="[TEXT]", show_default=False)] = None,
    count: Annotated[int, typer.Option(metavar="N", help="How many.")] = 1,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day; today unless said.")
    ] = None,
    contact: Annotated[str | None, typer.Option(help="With whom.")] = None,
    json: Json = False,
) -> None:
    """Log an activity, on an opportunity or on none.

    \b
    Example:
      pipectl log call acme "They want a pilot first" --on yesterday
    """
    from pipectl.actions import activities
    from pipectl.queries.activities import Filter
    from pipectl.queries.activities import activities as asked_for
    from pipectl.render.output import Answer, show
    from pipectl.render.shapes import detail as shape

    run = run_of(ctx)
    with run.looking_up() as reader:
        wanted = activity_kind(kind)
        found = None if opp is None else opportunity(run, reader, opp, "any")
        person = named_contact(run, reader, contact)
        happened_on = past_day(run, on)
    number = run.change(
        lambda session: activities.log(
            session,
            wanted,
            opportunity_id=None if found is None else found.id,
            contact=person,
            text=text,
            count=count,
            on=happened_on,
        )
    )
    with run.reading() as reader:
        (logged,) = asked_for(reader, Filter(id=number))

    def drawn() -> str:
        from pipectl.render.people import activity_line

        return activity_line("Logged", logged, screen_of(run), run.numbers)

    show(Answer(lambda: shape.activity(logged), drawn), json=json)
