"""Move; which answers are missing."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from pipectl.cli import hooks
from pipectl.cli.completion_values import complete_stage
from pipectl.cli.context import Run, keeping_answers, run_of
from pipectl.cli.long_text import Editor, long_text
from pipectl.cli.options import (
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
    refuse_useless_options,
)
from pipectl.errors import UsageError, either, quoted
from pipectl.gate import queries as gate_queries
from pipectl.gate.prompts import asked_revisit, is_doubtful, meant_amount, sure_of, won_amount
from pipectl.gate.queries import MoveContext
from pipectl.gate.rules import MoveInput
from pipectl.next_actions.prompts import asked_due, next_action_from_options, parse_due_option
from pipectl.next_actions.rules import PlannedAction
from pipectl.pipeline import commands as pipeline_commands
from pipectl.pipeline.commands import show_changed_opportunity
from pipectl.pipeline.prompts import choose_opportunity, hold_deal
from pipectl.pipeline.queries.current import by_id
from pipectl.pipeline.queries.deal_by_text import standing_and_value
from pipectl.render.output import print_note as say
from pipectl.stages.prompts import choose_stage, meant_reason
from pipectl.stages.queries import OfferedReason, reasons
from pipectl.store.reader import Reader
from pipectl.text import UnknownValueError
from pipectl.vocabulary import BUYING, LOST, OPEN, WON

if TYPE_CHECKING:
    from pipectl.gate.actions.close import CloseInput
    from pipectl.gate.actions.move import GateAnswers
    from pipectl.gate.prompts import Parsers
    from pipectl.stages.rules.pick_lists import Pick
    from pipectl.store.unit import Unit


def next_action_input(
    run: Run, gate: MoveContext, action: str | None, due: str | None
) -> PlannedAction | None:
    """The third answer as far as flags give it; a date alone is for the action that is open."""
    text = action if action is not None else gate.opportunity.row.next_action
    if action is None and due is None:
        return None
    parsed = None if due is None else parse_due_option(run, due)
    return PlannedAction(text or "", parsed)


def parsers(run: Run, buying: Callable[[str], None], on: date | None = None) -> "Parsers":
    """How answers are understood that are typed at a question about what happened `on` a day."""
    from pipectl.gate.prompts import Parsers

    return Parsers(
        buying,
        lambda text: asked_due(run, text),
        lambda text: asked_revisit(run, text, on),
        lambda stage_id: picks(run, stage_id),
    )


def picks(run: Run, stage_id: int) -> "list[Pick]":
    """The pick list of a stage, in order. Counting the past for it is slow in a large store."""
    from pipectl.stages.queries import offered

    if run.reader is not None:
        return offered(run.reader, stage_id)
    with run.reading() as reader:
        return offered(reader, stage_id)


def ask_missing_answers(
    run: Run,
    gate: MoveContext,
    said: MoveInput,
    check: Callable[[str], None],
    on: date | None = None,
) -> MoveInput:
    """The answers with what was missing asked for; raises MissingFlagsError where nobody is.

    `check` refuses a first answer that makes flags meaningless.
    """
    missing = missing_flags(gate, said)
    if not missing:
        return said
    if not run.may_ask():
        raise MissingFlagsError(f"Moving {gate.opportunity.row.title!r}", missing)
    from pipectl.gate.prompts import three_questions

    return three_questions(gate, said, parsers(run, check, on))


def missing_flags(gate: MoveContext, said: MoveInput) -> list[str]:
    """The flags that would answer what isn't answered."""
    if said.buying == "no":
        return [] if said.reason else ["--reason"]
    missing = [] if said.buying else ["--buying"]
    missing += [] if said.why else ["--why"]
    if said.next_action is None and not gate.has_dated_next:
        missing += ["--next", "--due"]
    elif said.next_action is not None:
        missing += [] if said.next_action.text else ["--next"]
        missing += [] if said.next_action.due else ["--due"]
    return missing


def gate_answers(said: MoveInput, on: date | None) -> "GateAnswers":
    """What was said, as a move keeps it."""
    from pipectl.gate.actions.move import GateAnswers
    from pipectl.next_actions.rules import NextActionInput

    chosen = said.next_action
    return GateAnswers(
        buying=said.buying or "",
        why=said.why or said.reason or "",
        next_action=NextActionInput(chosen.text, *chosen.due) if chosen and chosen.due else None,
        met=said.met,
        met_answers=said.met_answers,
        factor=said.factor,
        override=said.override,
        on=on,
    )


def close_input(said: MoveInput, on: date | None) -> "CloseInput":
    """What was said about a loss."""
    from pipectl.gate.actions.close import CloseInput

    return CloseInput(reason=said.reason, note=said.note, revisit_on=said.revisit_on, on=on)


def move(
    ctx: Context,
    opp: Opp,
    stage: Annotated[
        str | None,
        typer.Argument(
            metavar="[STAGE]",
            help="Target stage (default: the next one).",
            autocompletion=complete_stage,
            show_default=False,
        ),
    ] = None,
    buying: Annotated[
        str | None,
        typer.Option(
            metavar="yes|no|unsure", help="Question 1: is the prospect truly in buying mode?"
        ),
    ] = None,
    why: Annotated[
        str | None, typer.Option(help="Question 2: why does the deal belong in that stage?")
    ] = None,
    next: NextOption = None,
    due: Due = None,
    met: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CRITERION[=ANSWER]", help="Mark this exit criterion as met (repeatable)."
        ),
    ] = None,
    factor: Annotated[
        str | None, typer.Option(help='What moved the deal forward: "budget approved".')
    ] = None,
    on: On = None,
    override: Annotated[
        str | None,
        typer.Option(
            metavar="WHY", help="Why you move the deal despite an unmet required criterion."
        ),
    ] = None,
    reason: LostReason = None,
    note: LostNote = None,
    in_editor: Editor = False,
    revisit: Revisit = None,
    json: Json = False,
) -> None:
    """Move a deal to another stage.

    Moving a deal means answering three questions: is the prospect truly in
    buying mode (--buying), why does the deal belong in that stage (--why), and
    what must happen next, and by when (--next, --due)? At a terminal, pipectl
    asks for the answers you leave out. With --buying no, the deal is lost: give a
    --reason. A won deal moves to the next customer stage, which needs only
    --why, --next and --due.

    \b
    Examples:
      pipectl move acme discovery --buying yes --why "Budget owner wants a date" \\
        --next "Send NDA" --due +3d
      pipectl move acme --buying unsure --why "Comparing" --next Call --due fri
      pipectl move acme --buying no --reason "no budget" --revisit "in 3 months"
      pipectl move acme --buying yes --why "Approved" --next Call --due fri \\
        --met "costs them=Two outages a month"
    """
    run = run_of(ctx)
    losing = {"--reason": reason, "--note": note, "--edit": in_editor, "--revisit": revisit}
    about_sales = {"--factor": factor, "--override": override}
    moving = {"--next": next, "--due": due, **about_sales}
    check_buying(buying, moving, losing)
    if in_editor and buying is None:
        raise UsageError("--edit writes the note of a lost deal.", hint="Use it with --buying no.")
    with run.reading() as reader:
        found = choose_opportunity(run, reader, opp, "open")
        target = None if stage is None else choose_stage(run, reader, stage)
        after_win = None
        if found.status == WON:
            after_win = gate_queries.customer_gate(reader, found.id, target, run.today)
        if after_win is not None:
            refuse_useless_options(
                "a won deal",
                {"--buying": buying, "--met": met, **about_sales, **losing},
                "Say --why, and --next with --due.",
            )
            hold_deal(run, reader, found)
            said = MoveInput(why=why, next_action=next_action_input(run, after_win, next, due))
            happened_on = parse_past_date(run, on)
            with keeping_answers(run, reader, "move", after_win.opportunity.row):
                said = ask_customer(run, after_win, said, happened_on)
        else:
            reason = meant_reason(run, reader, reason, LOST)
            gate = gate_queries.gate(reader, found.id, target, run.today, losing=buying == "no")
            hold_deal(run, reader, found)
            ticked = [gate_queries.criterion_and_answer(gate, text) for text in met or ()]
            said = MoveInput(
                buying=buying,
                why=why,
                next_action=next_action_input(run, gate, next, due),
                met=tuple(number for number, _ in ticked),
                met_answers=tuple((each, answer) for each, answer in ticked if answer is not None),
                factor=factor,
                override=override,
                reason=reason,
                note=long_text(run, note, in_editor=in_editor),
                revisit_on=parse_date_option(run, revisit),
            )
            happened_on = parse_past_date(run, on)
            with keeping_answers(run, reader, "move", gate.opportunity.row):
                said = ask_missing_answers(
                    run,
                    gate,
                    said,
                    lambda answer: check_buying(answer, moving, losing),
                    happened_on,
                )
    if after_win is not None:
        move_customer(run, after_win, said, happened_on, json=json)
        return
    run.change(lambda unit: pass_through(unit, gate, said, happened_on))
    if override is not None and not gate.is_barred(said.met):
        say("No required criterion was unmet, so --override was not recorded.")
    lost = said.buying == "no"
    if lost:
        tell_objections(run, found.id, close_input(said, happened_on))
    with pipeline_commands.after(run, hooks.LOST if lost else hooks.MOVED, found.id):
        show_changed_opportunity(run, found.id, "Lost" if lost else "Moved", json=json)


def ask_customer(run: Run, gate: MoveContext, said: MoveInput, on: date | None) -> MoveInput:
    """Why a won deal belongs in a customer stage and what comes next, asked if missing."""
    missing = [flag for flag in missing_flags(gate, said) if flag != "--buying"]
    if not missing:
        return said
    if not run.may_ask():
        raise MissingFlagsError(f"Moving {gate.opportunity.row.title!r}", missing)
    from pipectl.gate.prompts import customer_questions

    return customer_questions(gate, said, parsers(run, lambda _: None, on))


def move_customer(
    run: Run, gate: MoveContext, said: MoveInput, on: date | None, *, json: bool
) -> None:
    """Move a won deal to a customer stage."""
    from pipectl.gate.actions import customers

    number, target = gate.opportunity.row.id, gate.target.id
    kept = gate_answers(said, on)
    answers = customers.CustomerAnswers(kept.why, kept.next_action, on)
    run.change(lambda unit: customers.move(unit, number, target, answers))
    with pipeline_commands.after(run, hooks.MOVED, number):
        show_changed_opportunity(run, number, "Moved", json=json)


def check_buying(
    buying: str | None, moving: Mapping[str, object], losing: Mapping[str, object]
) -> None:
    """Raise UsageError for an unknown answer, and for flags that the answer gives no meaning."""
    if buying is not None and buying not in BUYING:
        use = f"Use {either(BUYING)}."
        raise UnknownValueError(f"--buying can't be {quoted(buying)}", buying, BUYING, hint=use)
    if buying == "no":
        refuse_useless_options(
            "--buying no",
            moving,
            "A no marks the deal as lost. Use it with --reason, --note and --revisit.",
        )
    elif buying is not None:
        refuse_useless_options(f"--buying {buying}", losing, "Use them only with --buying no.")


def pass_through(unit: "Unit", gate: MoveContext, said: MoveInput, on: date | None) -> None:
    """Store a move, or the loss that a no is."""
    from pipectl.gate.actions import move as actions_move

    number = gate.opportunity.row.id
    if said.buying == "no":
        actions_move.disqualify(unit, number, gate_answers(said, on), close_input(said, on))
    else:
        actions_move.move(unit, number, gate.target.id, gate_answers(said, on))


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


def tell_objections(run: Run, number: int, ending: "CloseInput") -> None:
    """Say what to answer if a contact's persona is known for what a loss is explained by."""
    from pipectl.personas.queries import objections_in
    from pipectl.personas.view import objection_words

    with run.reading() as reader:
        found = objections_in(reader, number, (ending.reason, ending.note))
    for each in found:
        say(objection_words(each))


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


def reopen(ctx: Context, opp: Opp, json: Json = False) -> None:
    """Reopen a won or lost deal.

    The deal returns to the stage, amount and next action it had before.

    \b
    Example:
      pipectl reopen acme
    """
    from pipectl.gate.actions import close

    run = run_of(ctx)
    with run.reading() as reader:
        found = choose_opportunity(run, reader, opp, "closed")
    back = run.change(lambda unit: close.reopen(unit, found.id))
    show_changed_opportunity(run, found.id, "Reopened", json=json)
    if back.amount is not None:
        say(f"The amount is {run.numbers.money(*back.amount)} again.")
    if back.action is not None:
        say(f"The next action is open again: {back.action}")
    if back.was_last:
        ending = "win" if back.was == WON else "loss"
        say(f"The {ending} was your last change, so `pipectl undo` would have done the same.")
