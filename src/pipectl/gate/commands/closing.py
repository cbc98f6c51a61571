"""Win, lose and reopen a deal."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from pipectl.cli import hooks
from pipectl.cli.context import Run, keeping_answers, run_of
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
    WonReason,
)
from pipectl.cli.values import (
    MissingFlagsError,
    parse_date_option,
    parse_money_option,
    parse_past_date,
)
from pipectl.experiments.commands.entry import arm_of_reopened, assigned, tell_arm
from pipectl.gate.commands.answers import parsers, tell_objections
from pipectl.gate.prompts import is_doubtful, meant_amount, sure_of, won_amount
from pipectl.gate.rules import MoveInput
from pipectl.next_actions.prompts import next_action_from_options
from pipectl.pipeline import commands as pipeline_commands
from pipectl.pipeline.commands import show_changed_opportunity
from pipectl.pipeline.prompts import choose_opportunity, hold_deal
from pipectl.pipeline.queries.current import by_id
from pipectl.pipeline.queries.deal_by_text import standing_and_value
from pipectl.render.output import print_note as say
from pipectl.stages.prompts import meant_reason
from pipectl.stages.queries import OfferedReason, reasons
from pipectl.store.reader import Reader
from pipectl.vocabulary import LOST, OPEN, WON

if TYPE_CHECKING:
    from pipectl.experiments.rules.arms import ArmChoice
    from pipectl.gate.actions.close import Reopened
    from pipectl.store.unit import Unit


def win(
    ctx: Context,
    opp: Opp,
    reason: WonReason = None,
    amount: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Amount won (default: the deal's amount).")
    ] = None,
    on: On = None,
    next: NextOption = None,
    due: Due = None,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask for confirmation.")] = False,
    json: Json = False,
) -> None:
    """Mark a deal as won.

    At a terminal, pipectl asks for the reason and the amount. Press Enter to skip
    either question. To correct the date of a deal that is already won, use --on.
    If the amount is more than 5 times the deal's amount or less than a fifth of
    it, pipectl asks you to confirm. In a script, use --yes.

    \b
    Examples:
      pipectl win acme --amount 11.5k --reason "trusted us"
      pipectl win acme --next "Kick-off" --due "next mon"
    """
    from pipectl.gate.actions import close

    run = run_of(ctx)
    with run.reading() as reader:
        found = choose_opportunity(run, reader, opp, "open")
        row = by_id(reader, found.id, run.today).row
        hold_deal(run, reader, found, standing_and_value)
        reason = meant_reason(run, reader, reason, WON)
    money = None if amount is None else parse_money_option(run, amount, None, default=row.currency)
    happened_on, then = parse_past_date(run, on), next_action_from_options(run, next, due)
    if not yes and money is not None and is_doubtful(row, money) and run.may_ask():
        if not sure_of(run, row, money):
            say("Nothing was changed.")
            return
        yes = True
    if found.status == OPEN and run.may_ask():
        with run.reading() as reader, keeping_answers(run, reader, "win", row):
            if reason is None:
                reason = asked_win_reason(reader)
            if money is None:
                money = won_amount(meant_amount(run, row))
                yes = True  # one far off the deal's was asked for twice
    ending = close.CloseInput(
        reason=reason,
        on=happened_on,
        amount=money,
        next_action=then,
        amount_is_sure=yes,
    )
    run.change(lambda unit: close.win(unit, found.id, ending))
    with (
        pipeline_commands.after(run, hooks.WON, found.id) if found.status == OPEN else nullcontext()
    ):
        show_changed_opportunity(run, found.id, "Won", json=json)


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
        raise MissingFlagsError(f"Losing {title!r}", ["--reason"])
    from pipectl.gate.prompts import loss

    return loss(offered, said, parsers(run, lambda _: None, on))


def reopened(
    unit: "Unit", number: int, chosen: "ArmChoice | None"
) -> "tuple[Reopened, str | None]":
    """Reopen a deal: what came back with it, and the arm that it got."""
    from pipectl.gate.actions import close

    back = close.reopen(unit, number)
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
    if back.amount is not None:
        say(f"The amount is {run.numbers.money(*back.amount)} again.")
    if back.action is not None:
        say(f"The next action is open again: {back.action}")
    if back.was_last:
        ending = "win" if back.was == WON else "loss"
        say(f"The {ending} was your last change, so `pipectl undo` would have done the same.")
