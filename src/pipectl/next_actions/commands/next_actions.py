"""`next`, `done` and `log`."""

from contextlib import nullcontext
from datetime import time
from typing import TYPE_CHECKING, Annotated

import typer

from pipectl.cli.answer_keeper import keeping_answers
from pipectl.cli.completion_values import complete_action, complete_slug, complete_words
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.long_text import STDIN, Editor, long_text
from pipectl.cli.options import (
    Completes,
    Context,
    Due,
    Json,
    Opp,
)
from pipectl.cli.values import MissingFlagsError, activity_kind, parse_past_date
from pipectl.errors import RefusedError, UsageError, either, quoted
from pipectl.next_actions.prompts import (
    asked_due,
    deal_or_text,
    due_from_options,
    next_action_from_options,
)
from pipectl.next_actions.queries import comes_again, interval
from pipectl.next_actions.rules import NothingNextError, PlannedAction, kind_of
from pipectl.people.prompts import contact_or_new
from pipectl.pipeline.commands import show_next, warn_of_early_activity
from pipectl.pipeline.prompts import choose_opportunity, hold_deal
from pipectl.pipeline.queries.current import CurrentOpportunity, by_id
from pipectl.recurrence import EVERY, again_on, how_often
from pipectl.render.output import Answer, print_note
from pipectl.sequence_runs.queries import step_now
from pipectl.stages.queries import actions, offered, open_kind
from pipectl.store.reader import Reader
from pipectl.vocabulary import GOAL_KINDS, LOGGED_KINDS, LOST, MEETING, REPLY

if TYPE_CHECKING:
    from pipectl.next_actions.rules import NextActionInput


def next_(
    ctx: Context,
    opp: Opp,
    action: Annotated[
        str | None,
        typer.Argument(
            metavar="[ACTION]",
            help="Next action, from the pick list or in your own words.",
            autocompletion=complete_action,
            show_default=False,
        ),
    ] = None,
    due: Due = None,
    every: Annotated[
        str | None,
        typer.Option(
            metavar="SPAN", help="Repeat the action this long after it's done: 10d, 6w, 3m."
        ),
    ] = None,
    clear: Annotated[
        list[str] | None,
        typer.Option(
            metavar="every",
            help="Stop repeating the action.",
            autocompletion=complete_words((EVERY,)),
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Set the next action of a deal.

    To change only the due date of the current next action, use --due alone.
    With --every but no --due, the action is first due after one interval.

    \b
    Examples:
      pipectl next acme "Send NDA" --due "next tue 14:30"
      pipectl next acme --due +2d
      pipectl next acme "Check in" --every 6w
    """
    from pipectl.next_actions import actions as next_actions_actions

    run = run_of(ctx)
    again = every_or_clear(every, clear)
    chosen: NextActionInput | None
    with run.reading() as reader:
        found = choose_opportunity(run, reader, opp, "open or won")
        before = by_id(reader, found.id, run.today)
        repeated = comes_again(reader, found.id)
        if again is not None and due is None:
            hold_deal(run, reader, found)  # it keeps the date that it has now
            chosen = chosen_again(run, before, action, again)
        elif action is None and due is None:
            hold_deal(run, reader, found)
            with keeping_answers(run, reader, "next", before.row, action=before.row.next_action):
                chosen = asked(run, reader, before, hint="")
        else:
            chosen = due_from_options(run, action, due)._replace(every=again)
    if chosen is not None:
        run.change(lambda unit: next_actions_actions.choose(unit, found.id, chosen))
    elif run.keeper is not None:
        run.keeper.forget()  # nothing was to be changed
    also = repeating(run, found.id, ended=repeated and again == "")
    show_next(run, found.id, json=json, also=also)


def repeating(run: Run, number: int, *, ended: bool) -> list[str]:
    """What is said of how often the next action repeats, or that it no longer does."""
    with run.reading() as reader:
        every = interval(reader, number)
    if every is not None:
        return [f"repeats every {every}"]
    return ["no longer repeats"] if ended else []


def every_or_clear(every: str | None, clear: list[str] | None) -> str | None:
    """How often an action comes again: "" not any more, None as before; raise UsageError."""
    for name in clear or ():
        if name.strip().lower() != EVERY:
            raise UsageError(
                f"A next action has no {quoted(name)} to clear.", hint="You can clear: every."
            )
    return how_often(every, cleared=bool(clear))


def chosen_again(
    run: Run, before: CurrentOpportunity, action: str | None, every: str
) -> "NextActionInput":
    """An action that comes again, or not any more, without a date that was given.

    The one that is open keeps its date; another is due after that time.
    """
    from pipectl.next_actions.rules import NextActionInput

    row = before.row
    is_open = row.next_action is not None and action in (None, row.next_action)
    if is_open and (row.due_on is not None or not every):
        at = None if row.due_time is None else time.fromisoformat(row.due_time)
        return NextActionInput(action, row.due_on, at, every)
    due_on = again_on(run.today, every, run.settings.working) if every else None
    return NextActionInput(action, due_on, None, every)


def asked(
    run: Run, reader: Reader, found: CurrentOpportunity, *, hint: str
) -> "NextActionInput | None":
    """The next action asked at a terminal; raises MissingFlagsError elsewhere."""
    if found.row.status == LOST:
        raise NothingNextError(found.row.title)
    if not run.may_ask():
        raise MissingFlagsError(
            f"The next action of {quoted(found.row.title)}", ["ACTION", "--due"]
        )
    return next_of(ask_next(run, reader, found, hint=hint))


def ask_next(
    run: Run, reader: Reader, found: CurrentOpportunity, *, hint: str
) -> PlannedAction | None:
    """The pick list of the opportunity's stage, put to a person."""
    from pipectl.next_actions.prompts import next_action

    picks = offered(reader, found.row.stage_id)
    run.let_writers_in()
    return next_action(picks, lambda text: asked_due(run, text), optional=True, hint=hint)


def next_of(chosen: PlannedAction | None) -> "NextActionInput | None":
    """What was chosen, as it is stored."""
    from pipectl.next_actions.rules import NextActionInput

    return None if chosen is None else NextActionInput(chosen.text, *(chosen.due or ()))


def done(
    ctx: Context,
    opp: Opp,
    outcome: Annotated[str | None, typer.Option(help="How it went.")] = None,
    then: Annotated[
        str | None,
        typer.Option(metavar="ACTION", help="Next action to set.", autocompletion=complete_action),
    ] = None,
    due: Due = None,
    json: Json = False,
) -> None:
    """Complete the next action of a deal.

    Logs the matching activity, then asks for a new next action.

    \b
    Examples:
      pipectl done acme --outcome signed --then Call --due "next tue 14:30"
      pipectl done acme
    """
    from pipectl.next_actions import actions as next_actions_actions
    from pipectl.next_actions.view import one_of

    run = run_of(ctx)
    if then is None and due is not None:
        raise UsageError("--due needs --then ACTION.")
    with run.reading() as reader:
        found = choose_opportunity(run, reader, opp, "open or won")
        before = by_id(reader, found.id, run.today)
        hold_deal(run, reader, found)
        after = next_action_from_options(run, then, due)
        is_told = after is not None or comes_by_itself(reader, found.id)
        if before.row.next_action and (outcome is None or not is_told) and run.may_ask():
            print_note(f"Completing: {before.row.next_action}")
            with keeping_answers(run, reader, "done", before.row, action=before.row.next_action):
                outcome = how_it_went() if outcome is None else outcome
                if not is_told:
                    after = next_of(ask_next(run, reader, before, hint=""))
    done, was_logged = run.change(
        lambda unit: next_actions_actions.complete(unit, found.id, outcome=outcome, then=after)
    )
    counted = f" (logged as {one_of(done.kind)})" if done.kind else ""
    if was_logged:
        counted = f" (today's {done.kind} is already logged, so it isn't counted again)"
    if done.kind in GOAL_KINDS:
        from pipectl.contact_limits.prompts import warn_of_contacts

        warn_of_contacts(run, found.id)
    show_next(run, found.id, json=json, first=f"Done: {done.text}{counted}")


def comes_by_itself(reader: Reader, number: int) -> bool:
    """Whether the next action is set by itself once the present one is done."""
    step = step_now(reader, number)
    return (step is not None and step.goes_on) or comes_again(reader, number)


def how_it_went() -> str | None:
    """How a next action went, asked at a terminal; Enter skips."""
    from pipectl.next_actions.prompts import outcome

    return outcome()


def log(
    ctx: Context,
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help=f"Kind of activity: {either(LOGGED_KINDS)}.")
    ],
    opp: Annotated[
        str | None,
        typer.Argument(
            metavar="[OPP]",
            help="Deal: its number, slug, or part of its title or account.",
            autocompletion=complete_slug,
            show_default=False,
        ),
    ] = None,
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="[TEXT]",
            help="Note on the activity (use - for standard input).",
            show_default=False,
        ),
    ] = None,
    in_editor: Editor = False,
    count: Annotated[int, typer.Option(metavar="N", help="Number of activities.")] = 1,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Date it happened (default: today).")
    ] = None,
    contact: Annotated[
        str | None, typer.Option(help="Contact you spoke with, added if new.")
    ] = None,
    done: Completes = None,
    json: Json = False,
) -> None:
    """Log an activity.

    The deal is optional: activities without a deal also count toward your
    goals. With --contact, text that doesn't match a deal is taken as the note.
    If the deal's next action is of the same kind, pipectl asks if it's done.

    \b
    Examples:
      pipectl log call acme "They want a pilot first" --on yesterday
      pipectl log outreach --count 20
      pipectl log reply acme "Asks for a quote"
      pipectl log meeting acme "Showed the pilot" --contact jo
      pipectl log call --contact jo "Met at the fair, wants a demo"
    """
    from pipectl.next_actions import actions as next_actions_actions
    from pipectl.next_actions import view as next_actions_view
    from pipectl.next_actions.queries import ActivityFilter
    from pipectl.next_actions.queries import activities as asked_for
    from pipectl.render.output import show

    run = run_of(ctx)
    if opp == STDIN and text is None:
        opp, text = None, STDIN
    with run.looking_up() as reader:
        wanted = activity_kind(kind)
        found, text = deal_or_text(run, reader, opp, text, is_with_someone=contact is not None)
        person = contact_or_new(run, reader, contact)
        happened_on = parse_past_date(run, on)
        said = long_text(run, text, in_editor=in_editor)
        deal = None if found is None else by_id(reader, found.id, run.today)
        if found is not None and done is not False:
            hold_deal(run, reader, found)
        with (
            nullcontext()
            if deal is None
            else keeping_answers(
                run, reader, f"log {wanted}", deal.row, action=deal.row.next_action
            )
        ):
            completes, then = completing(run, reader, deal, wanted, asked_for=done)
    number = run.change(
        lambda unit: next_actions_actions.log(
            unit,
            wanted,
            opportunity_id=None if found is None else found.id,
            contact=person,
            text=said,
            count=count,
            on=happened_on,
            completes=completes,
            then=then,
        )
    )
    if deal is not None:
        warn_of_early_activity(run, happened_on, deal.row.created_on)
        if wanted in GOAL_KINDS:
            from pipectl.contact_limits.prompts import warn_of_contacts

            warn_of_contacts(run, deal.row.id)
    with run.reading() as reader:
        (logged,) = asked_for(reader, ActivityFilter(id=number))

        left = None if deal is None else by_id(reader, deal.row.id, run.today).row

    def drawn() -> str:
        from pipectl.next_actions.view import activity_line, completed_lines

        on = screen_of(run)
        text = activity_line("Logged", logged, on, run.numbers)
        if completes and deal is not None and left is not None:
            text += completed_lines(deal.row.next_action or "", left, on)
        return text

    show(Answer(lambda: next_actions_view.activity(logged), drawn), json=json)


def completing(
    run: Run,
    reader: Reader,
    deal: CurrentOpportunity | None,
    kind: str,
    *,
    asked_for: bool | None,
    then: "NextActionInput | None" = None,
) -> "tuple[bool, NextActionInput | None]":
    """Whether an activity completes the deal's next action, and what comes after that.

    `then` is what was said to come next.
    """
    completes = is_completed(run, reader, deal, kind, asked_for=asked_for)
    if then is None:
        then = what_then(run, reader, deal, kind, completes=completes)
    return completes, then


def is_completed(
    run: Run, reader: Reader, deal: CurrentOpportunity | None, kind: str, *, asked_for: bool | None
) -> bool:
    """Whether an activity completes the deal's next action."""
    open_action = None if deal is None else deal.row.next_action
    if deal is None and asked_for:
        raise UsageError("--done completes the next action of a deal.", hint="Name the deal too.")
    if deal is None or open_action is None or kind != kind_of_open(reader, deal):
        if deal is not None and asked_for:
            raise RefusedError(
                f"{quoted(deal.row.title)} has no next action of the kind {kind}.",
                hint="To log only the activity, use --not-done.",
            )
        return False
    if asked_for is False:
        return False
    if asked_for is None and not run.may_ask():
        run.tell_once_stored(
            f"The next action is still open: {open_action}. If this was it, `pipectl done "
            f"{deal.row.slug or deal.row.id}` completes it without counting it again "
            "today, and --done does both at once."
        )
        return False
    if asked_for is None:
        from pipectl.prompting.prompts import confirm

        if not confirm(f"Does this complete the next action, {open_action}?", default=True):
            return False
    return True


def what_then(
    run: Run, reader: Reader, deal: CurrentOpportunity | None, kind: str, *, completes: bool
) -> "NextActionInput | None":
    """What comes after an activity that completes the next action, or that ends a sequence."""
    if deal is None:
        return None
    step = step_now(reader, deal.row.id)
    ends = step is not None and kind in (REPLY, MEETING)
    goes_on = comes_by_itself(reader, deal.row.id)
    if (ends or (completes and not goes_on)) and run.may_ask():
        return next_of(ask_next(run, reader, deal, hint=""))
    return None


def kind_of_open(reader: Reader, deal: CurrentOpportunity) -> str | None:
    """The kind of activity that the open next action stands for."""
    offered_ones = [(each.action, each.kind) for each in actions(reader)]
    return open_kind(reader, deal.row.id) or kind_of(deal.row.next_action or "", offered_ones)
