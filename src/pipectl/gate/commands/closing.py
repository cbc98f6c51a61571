"""Win, lose and reopen a deal."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from pipectl.cli import hooks
from pipectl.cli.answer_keeper import keeping_answers
from pipectl.cli.context import Run, run_of
from pipectl.cli.long_text import Editor, long_text
from pipectl.cli.options import (
    Arm,
    Context,
    Due,
    Json,
    LostNote,
    LostReason,
    NextOption,
    On,
    Opp,
    Revisit,
    Term,
    WonReason,
)
from pipectl.cli.values import (
    MissingFlagsError,
    TypedAmount,
    parse_date_option,
    parse_past_date,
)
from pipectl.dates import format_date
from pipectl.errors import quoted
from pipectl.experiments.commands.entry import arm_of_reopened, assigned, tell_arm
from pipectl.gate.commands.answers import parsers, tell_objections
from pipectl.gate.prompts import amount_won, is_doubtful, sure_of, won_amount
from pipectl.gate.rules import MoveInput
from pipectl.next_actions.prompts import next_action_from_options
from pipectl.pipeline import commands as pipeline_commands
from pipectl.pipeline.commands import show_changed_opportunity
from pipectl.pipeline.prompts import choose_opportunity, hold_deal
from pipectl.pipeline.queries.current import OpportunityRow, by_id
from pipectl.pipeline.queries.deal_by_text import standing_and_value
from pipectl.pipeline.view import amount_words
from pipectl.render.output import print_note as say
from pipectl.stages.prompts import meant_reason
from pipectl.stages.queries import OfferedReason, reasons
from pipectl.store.reader import Reader
from pipectl.vocabulary import LOST, OPEN, WON

if TYPE_CHECKING:
    from pipectl.experiments.rules.arms import ArmChoice
    from pipectl.gate.actions.close import CloseInput, Reopened
    from pipectl.renewals.actions import Renewed
    from pipectl.store.unit import Unit


def win(
    ctx: Context,
    opp: Opp,
    reason: WonReason = None,
    amount: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Amount won (default: the deal's amount).")
    ] = None,
    term: Term = None,
    on: On = None,
    next: NextOption = None,
    due: Due = None,
    renews: Annotated[
        str | None,
        typer.Option(
            metavar="MONTHS", help="Also add a deal for the renewal, after this term: 12m, 1y."
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask for confirmation.")] = False,
    json: Json = False,
) -> None:
    """Mark a deal as won.

    At a terminal, pipectl asks for the reason and the amount. Press Enter to skip
    either question. To correct the date of a deal that is already won, use --on.
    If the amount is more than 5 times the deal's amount or less than a fifth of
    it, pipectl asks you to confirm. In a script, use --yes.
    With --renews, pipectl adds a deal for the renewal, which begins 60 days
    before the term ends.

    \b
    Examples:
      pipectl win acme --amount 11.5k --reason "trusted us"
      pipectl win acme --next "Kick-off" --due "next mon"
      pipectl win acme --renews 12m
    """
    from pipectl.gate.actions import close

    run = run_of(ctx)
    months = months_of(renews)
    with run.reading() as reader:
        found = choose_opportunity(run, reader, opp, "open")
        row = by_id(reader, found.id, run.today).row
        hold_deal(run, reader, found, standing_and_value)
        reason = meant_reason(run, reader, reason, WON)
    worth = amount_won(run, row, amount, term)
    happened_on, then = parse_past_date(run, on), next_action_from_options(run, next, due)
    if not yes and worth is not None and is_doubtful(row, worth.money) and run.may_ask():
        if not sure_of(run, row, worth):
            say("Nothing was changed.")
            return
        yes = True
    if found.status == OPEN and run.may_ask():
        with run.reading() as reader, keeping_answers(run, reader, "win", row):
            if reason is None:
                reason = asked_win_reason(reader)
            if worth is None:
                worth = won_amount(run, row)
                yes = True  # one far off the deal's was asked for twice
    ending = close.CloseInput(
        reason=reason,
        on=happened_on,
        amount=worth and worth.money,
        next_action=then,
        amount_is_sure=yes,
        recurring=worth and worth.recurring,
    )
    renewal = run.change(lambda unit: won(unit, found.id, ending, months))
    with (
        pipeline_commands.after(run, hooks.WON, found.id) if found.status == OPEN else nullcontext()
    ):
        show_changed_opportunity(run, found.id, "Won", json=json, also=no_longer(row, worth))
        tell_renewal(run, renewal)
        if renewal is None and found.status == OPEN:
            suggest_renewal(run, found.id)
    if renewal is not None:
        pipeline_commands.opportunity(run, hooks.ADDED, renewal.id)


def months_of(renews: str | None) -> int | None:
    """The months after which a deal is renewed, if that was typed."""
    if renews is None:
        return None
    from pipectl.recurring import read_term

    return read_term(renews)


def won(unit: "Unit", number: int, ending: "CloseInput", months: int | None) -> "Renewed | None":
    """Win a deal, and plan its renewal, or only that for one that is won already."""
    from pipectl.gate.actions import close
    from pipectl.pipeline.actions import opportunity_for_update

    deal = opportunity_for_update(unit, number)
    was_won = deal.status == WON
    if not (
        was_won and months and ending == close.CloseInput(amount_is_sure=ending.amount_is_sure)
    ):
        deal = close.win(unit, number, ending)
    if not was_won and months is None:
        return None
    from pipectl.renewals.actions import follow_win, renew

    follow_win(unit, deal)
    return None if months is None else renew(unit, deal, months)


def tell_renewal(run: Run, renewal: "Renewed | None") -> None:
    """Say which deal renews it, and when that begins."""
    if renewal is not None:
        begins, ends = renewal.dates
        when = "now" if begins <= run.today else f"on {format_date(begins)}"
        say(
            f"Its renewal {quoted(renewal.title, 100)} (#{renewal.id}) begins {when}."
            f" The term ends on {format_date(ends)}."
        )


def suggest_renewal(run: Run, number: int) -> None:
    """Say how to plan the renewal of a deal whose amount recurs."""
    row = pipeline_commands.current_opportunity(run, number).row
    if row.term_months is not None:
        say(f"To plan its renewal: `pipectl win {number} --renews {row.term_months}m`.")


def no_longer(row: OpportunityRow, worth: TypedAmount | None) -> list[str]:
    """What the line about a win says of an amount that was per month or year before."""
    if row.recurring is None or worth is None or worth.recurring is not None:
        return []
    return [] if (row.amount_minor, row.currency) == worth.money else ["no longer recurring"]


def asked_win_reason(reader: Reader) -> str | None:
    """Why it was won, asked at a terminal; Enter skips."""
    from pipectl.stages.prompts import reason

    return reason("Why did you win this deal?", reasons(reader, WON), optional=True)


def lose(
    ctx: Context,
    opp: Opp,
    reason: LostReason = None,
    note: LostNote = None,
    in_editor: Editor = False,
    competitor: Annotated[str | None, typer.Option(help="Competitor who won the deal.")] = None,
    revisit: Revisit = None,
    on: On = None,
    json: Json = False,
) -> None:
    """Mark a deal as lost.

    A loss needs a reason. To correct the date of a deal that is already lost, use --on.

    \b
    Examples:
      pipectl lose acme --reason "no budget" --revisit "in 3 months"
      pipectl lose acme --reason "lost to competitor" --competitor Rival
    """
    from pipectl.gate.actions import close

    run = run_of(ctx)
    with run.reading() as reader:
        found = choose_opportunity(run, reader, opp, "open")
        hold_deal(run, reader, found)
        offered = reasons(reader, "lost")
        reason = meant_reason(run, reader, reason, LOST)
        note = long_text(run, note, in_editor=in_editor)
        ending = close.CloseInput(
            reason=reason,
            on=parse_past_date(run, on),
            note=note,
            competitor=competitor,
            revisit_on=parse_date_option(run, revisit),
        )
        if reason is None and found.status == OPEN:
            row = by_id(reader, found.id, run.today).row
            with keeping_answers(run, reader, "lose", row):
                said = MoveInput(note=note, revisit_on=ending.revisit_on)
                said = asked_loss(run, found.title, offered, said, ending.on)
            ending = ending._replace(reason=said.reason, note=said.note, revisit_on=said.revisit_on)
    run.change(lambda unit: close.lose(unit, found.id, ending))
    tell_objections(run, found.id, ending)
    with (
        pipeline_commands.after(run, hooks.LOST, found.id)
        if found.status == OPEN
        else nullcontext()
    ):
        show_changed_opportunity(run, found.id, "Lost", json=json)


def asked_loss(
    run: Run, title: str, offered: Sequence[OfferedReason], said: MoveInput, on: date | None
) -> MoveInput:
    """Why it is lost, what happened and when to look again, asked at a terminal.

    Elsewhere raises an error that names the one flag that is needed.
    """
    if not run.may_ask():
        raise MissingFlagsError(f"Losing {quoted(title)}", ["--reason"])
    from pipectl.gate.prompts import loss

    return loss(offered, said, parsers(run, lambda _: None, on))


def reopened(
    unit: "Unit", number: int, chosen: "ArmChoice | None"
) -> "tuple[Reopened, str | None]":
    """Reopen a deal: what came back with it, and the arm that it got."""
    from pipectl.gate.actions import close
    from pipectl.renewals.actions import take_back

    back, gone = close.reopen(unit, number), None
    if back.was == WON and (gone := take_back(unit, number)) is not None:
        unit.said.append(f"Its renewal {quoted(gone.title)} (#{gone.id}) was deleted.")
    return back, assigned(unit, chosen, number, unit.moment.today)


def reopen(ctx: Context, opp: Opp, arm: Arm = None, json: Json = False) -> None:
    """Reopen a won or lost deal.

    The deal returns to the stage, amount and next action it had before.

    \b
    Example:
      pipectl reopen acme
    """

    run = run_of(ctx)
    with run.reading() as reader:
        found = choose_opportunity(run, reader, opp, "closed")
        row = by_id(reader, found.id, run.today).row
        chosen = arm_of_reopened(run, reader, found.id, row.stage_id, row.stage_entered_on, arm)
    back, given = run.change(lambda unit: reopened(unit, found.id, chosen))
    tell_arm(chosen, given)
    show_changed_opportunity(run, found.id, "Reopened", json=json)
    if back.has_former_amount:
        with run.reading() as reader:
            amount = amount_words(by_id(reader, found.id, run.today).row, run.numbers)
        say(f"The amount is {amount} again.")
    if back.action is not None:
        say(f"The next action is open again: {back.action}")
    if back.was_last:
        ending = "win" if back.was == WON else "loss"
        say(f"The {ending} was your last change, so `pipectl undo` would have done the same.")
