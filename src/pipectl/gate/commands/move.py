"""Move a deal."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from pipectl.cli import hooks
from pipectl.cli.answer_keeper import keeping_answers
from pipectl.cli.completion_values import complete_stage
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
)
from pipectl.cli.values import (
    parse_date_option,
    parse_past_date,
    refuse_useless_options,
)
from pipectl.errors import UsageError
from pipectl.experiments.commands.entry import arm_at, assigned, tell_arm
from pipectl.gate import queries as gate_queries
from pipectl.gate.commands.answers import (
    ask_customer,
    ask_missing_answers,
    check_buying,
    close_input,
    gate_answers,
    next_action_input,
    tell_objections,
)
from pipectl.gate.queries import MoveContext
from pipectl.gate.rules import MoveInput
from pipectl.pipeline import commands as pipeline_commands
from pipectl.pipeline.commands import show_changed_opportunity
from pipectl.pipeline.prompts import choose_opportunity, hold_deal
from pipectl.render.output import print_note as say
from pipectl.stages.prompts import choose_stage, meant_reason
from pipectl.vocabulary import LOST, WON

if TYPE_CHECKING:
    from pipectl.experiments.rules.arms import ArmChoice
    from pipectl.store.unit import Unit


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
    arm: Arm = None,
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
    about_sales = {"--factor": factor, "--override": override, "--arm": arm}
    moving = {"--next": next, "--due": due, **about_sales}
    check_buying(buying, moving, losing)
    if in_editor and buying is None:
        raise UsageError("--edit writes the note of a lost deal.", hint="Use it with --buying no.")
    chosen = None
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
                if said.buying != "no":
                    chosen = arm_at(run, reader, gate.target.id, arm, happened_on)
    if after_win is not None:
        move_customer(run, after_win, said, happened_on, json=json)
        return
    given = run.change(lambda unit: pass_through(unit, gate, said, happened_on, chosen))
    tell_arm(chosen, given)
    if override is not None and not gate.is_barred(said.met):
        say("No required criterion was unmet, so --override wasn't recorded.")
    lost = said.buying == "no"
    if lost:
        tell_objections(run, found.id, close_input(said, happened_on))
    with pipeline_commands.after(run, hooks.LOST if lost else hooks.MOVED, found.id):
        show_changed_opportunity(run, found.id, "Lost" if lost else "Moved", json=json)


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


def pass_through(
    unit: "Unit",
    gate: MoveContext,
    said: MoveInput,
    on: date | None,
    chosen: "ArmChoice | None" = None,
) -> str | None:
    """Store a move, or the loss that a no is; return the arm that the visit got."""
    from pipectl.gate.actions import move as actions_move

    number = gate.opportunity.row.id
    if said.buying == "no":
        actions_move.disqualify(unit, number, gate_answers(said, on), close_input(said, on))
        return None
    actions_move.move(unit, number, gate.target.id, gate_answers(said, on))
    return assigned(unit, chosen, number)
