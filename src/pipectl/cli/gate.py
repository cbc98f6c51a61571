"""`move`, `win`, `lose` and `reopen`."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from pipectl.cli import hooks
from pipectl.cli.keeping import keeping_answers
from pipectl.cli.long_text import Editor, long_text
from pipectl.cli.options import (
    Context,
    Due,
    Json,
    NextOption,
    On,
    Opp,
    complete_stage,
    run_of,
)
from pipectl.cli.run import Run
from pipectl.cli.said import answers_of, completed, loss_of, parsers, said_next
from pipectl.cli.shown import present_one
from pipectl.cli.typed import (
    MissingFlagsError,
    chosen_next,
    day,
    exclusive,
    meant_reason,
    opportunity,
    past_day,
    stage_named,
    typed_money,
)
from pipectl.domain.gate import Said
from pipectl.domain.pipeline import is_far_off
from pipectl.domain.words import BUYING, LOST, OPEN, WON
from pipectl.errors import UsageError, either, quoted
from pipectl.money import Money
from pipectl.queries import gate as gates
from pipectl.queries.gate import Gate
from pipectl.queries.opportunities import Row, by_ids
from pipectl.queries.picks import Reason as OfferedReason
from pipectl.queries.picks import reasons
from pipectl.render.output import note as say

if TYPE_CHECKING:
    from pipectl.store.session import WriteSession

Reason = Annotated[str | None, typer.Option("--reason", help="Why; see `pipectl reason list`.")]
Revisit = Annotated[
    str | None, typer.Option("--revisit", metavar="DATE", help="When to look at it again.")
]
LostNote = Annotated[str | None, typer.Option("--note", help="What happened; - reads it.")]


def move(
    ctx: Context,
    opp: Opp,
    stage: Annotated[
        str | None,
        typer.Argument(
            metavar="[STAGE]",
            help="Where to; the next stage unless said.",
            autocompletion=complete_stage,
            show_default=False,
        ),
    ] = None,
    buying: Annotated[
        str | None, typer.Option(metavar="yes|no|unsure", help="1. Is it truly in buying mode?")
    ] = None,
    why: Annotated[str | None, typer.Option(help="2. Why does it belong there?")] = None,
    next: NextOption = None,
    due: Due = None,
    met: Annotated[
        list[str] | None, typer.Option(metavar="CRITERION", help="A criterion that is met.")
    ] = None,
    factor: Annotated[str | None, typer.Option(help="What made it move forward.")] = None,
    on: On = None,
    override: Annotated[
        str | None, typer.Option(metavar="WHY", help="Move in spite of a required criterion.")
    ] = None,
    reason: Reason = None,
    note: LostNote = None,
    in_editor: Editor = False,
    revisit: Revisit = None,
    json: Json = False,
) -> None:
    """Answer the three questions and change the stage.

    Without --buying, --why and --next it asks, at a terminal. With --buying no it is lost from
    the stage it is in: --reason says why.

    \b
    Example:
      pipectl move acme discovery --buying yes --why "Budget owner asked for a date" \\
        --next "Send NDA" --due +3d
    """
    run = run_of(ctx)
    losing = {"--reason": reason, "--note": note, "--edit": in_editor, "--revisit": revisit}
    moving = {"--next": next, "--due": due, "--factor": factor, "--override": override}
    check_buying(buying, moving, losing)
    if in_editor and buying is None:
        raise UsageError("--edit writes the note of a loss.", hint="It goes with --buying no.")
    with run.reading() as reader:
        found = opportunity(run, reader, opp, "open")
        target = None if stage is None else stage_named(run, reader, stage)
        reason = meant_reason(run, reader, reason, LOST)
        gate = gates.gate(reader, found.id, target, run.today, losing=buying == "no")
        said = Said(
            buying=buying,
            why=why,
            next_action=said_next(run, gate, next, due),
            met=tuple(gates.criterion(gate, text).id for text in met or ()),
            factor=factor,
            override=override,
            reason=reason,
            note=long_text(run, note, in_editor=in_editor),
            revisit_on=day(run, revisit),
        )
        happened_on = past_day(run, on)
        with keeping_answers(run, reader, "move", gate.opportunity.row):
            said = completed(
                run, gate, said, lambda answer: check_buying(answer, moving, losing), happened_on
            )
    run.change(lambda session: pass_through(session, gate, said, happened_on))
    if override is not None and not gate.is_barred(said.met):
        say("Nothing required stood in the way: --override was not kept.")
    lost = said.buying == "no"
    with hooks.after(run, hooks.LOST if lost else hooks.MOVED, found.id):
        present_one(run, found.id, "Lost" if lost else "Moved", json=json)


def check_buying(
    buying: str | None, moving: Mapping[str, object], losing: Mapping[str, object]
) -> None:
    """Raise UsageError for an unknown answer, and for flags that the answer gives no meaning."""
    if buying is not None and buying not in BUYING:
        raise UsageError(f"--buying can't be {quoted(buying)}.", hint=f"It is {either(BUYING)}.")
    if buying == "no":
        exclusive(
            "--buying no", moving, "A no loses it: --reason, --note and --revisit go with it."
        )
    elif buying is not None:
        exclusive(f"--buying {buying}", losing, "These belong to a loss: --buying no.")


def pass_through(session: "WriteSession", gate: Gate, said: Said, on: date | None) -> None:
    """Store a move, or the loss that a no is."""
    from pipectl.actions import moving

    number = gate.opportunity.row.id
    if said.buying == "no":
        moving.disqualify(session, number, answers_of(said, on), loss_of(said, on))
    else:
        moving.move(session, number, gate.target.id, answers_of(said, on))


def win(
    ctx: Context,
    opp: Opp,
    reason: Reason = None,
    amount: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="What it was won at, if that differs.")
    ] = None,
    on: On = None,
    next: NextOption = None,
    due: Due = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Take an amount that is far off the deal's.")
    ] = False,
    json: Json = False,
) -> None:
    """Close it as won; with --on, date anew one that is won.

    An amount of more than 5 times the deal's, or less than a fifth of it, is asked about at a
    terminal. A script says --yes to it.

    \b
    Example:
      pipectl win acme --amount 11.5k --reason "trusted us" --next "Kick-off" --due "next mon"
    """
    from pipectl.actions import closing

    run = run_of(ctx)
    with run.reading() as reader:
        found = opportunity(run, reader, opp, "open")
        row = by_ids(reader, [found.id], run.today)[0].row
        reason = meant_reason(run, reader, reason, WON)
    money = None if amount is None else typed_money(run, amount, None, default=row.currency)
    ending = closing.Closing(
        reason=reason,
        on=past_day(run, on),
        amount=money,
        next_action=chosen_next(run, next, due),
        amount_is_sure=yes,
    )
    if not yes and money is not None and is_doubtful(row, money) and run.may_ask():
        if not sure_of(run, row, money):
            say("Nothing was changed.")
            return
        ending = replace(ending, amount_is_sure=True)
    run.change(lambda session: closing.win(session, found.id, ending))
    with hooks.after(run, hooks.WON, found.id) if found.status == OPEN else nullcontext():
        present_one(run, found.id, "Won", json=json)


def is_doubtful(row: Row, amount: Money) -> bool:
    """Whether the deal would be won at an amount that is far off its own."""
    return is_far_off(Money(row.amount_minor or 0, row.currency), amount)


def sure_of(run: Run, row: Row, amount: Money) -> bool:
    """Whether a person means an amount that is far off the deal's own."""
    from pipectl.ask.prompts import confirm

    own = run.numbers.money(row.amount_minor or 0, row.currency)
    typed = run.numbers.money(*amount)
    return confirm(f"Win it at {typed}? Its amount is {own}.")


def lose(
    ctx: Context,
    opp: Opp,
    reason: Reason = None,
    note: LostNote = None,
    in_editor: Editor = False,
    competitor: Annotated[str | None, typer.Option(help="Who won it.")] = None,
    revisit: Revisit = None,
    on: On = None,
    json: Json = False,
) -> None:
    """Close it as lost, with the reason; with --on, date anew one that is lost.

    \b
    Example:
      pipectl lose acme --reason "no budget" --revisit "in 3 months"
    """
    from pipectl.actions import closing

    run = run_of(ctx)
    with run.reading() as reader:
        found = opportunity(run, reader, opp, "open")
        offered = reasons(reader, "lost")
        reason = meant_reason(run, reader, reason, LOST)
        note = long_text(run, note, in_editor=in_editor)
        ending = closing.Closing(
            reason=reason,
            on=past_day(run, on),
            note=note,
            competitor=competitor,
            revisit_on=day(run, revisit),
        )
        if reason is None and found.status == OPEN:
            row = by_ids(reader, [found.id], run.today)[0].row
            with keeping_answers(run, reader, "lose", row):
                said = Said(note=note, revisit_on=ending.revisit_on)
                said = asked_loss(run, found.title, offered, said, ending.on)
            ending = replace(ending, reason=said.reason, note=said.note, revisit_on=said.revisit_on)
    run.change(lambda session: closing.lose(session, found.id, ending))
    with hooks.after(run, hooks.LOST, found.id) if found.status == OPEN else nullcontext():
        present_one(run, found.id, "Lost", json=json)


def asked_loss(
    run: Run, title: str, offered: Sequence[OfferedReason], said: Said, on: date | None
) -> Said:
    """Why it is lost, what happened and when to look again, asked at a terminal.

    Elsewhere raises an error that names the one flag that is needed.
    """
    if not run.may_ask():
        raise MissingFlagsError(f"Losing {title!r}", ["--reason"])
    from pipectl.ask.gate import loss

    return loss(offered, said, parsers(run, lambda _: None, on))


def reopen(ctx: Context, opp: Opp, json: Json = False) -> None:
    """Take a win or loss back: it is open in its stage again.

    Its amount and its next action are again what they were before.

    \b
    Example:
      pipectl reopen acme
    """
    from pipectl.actions import closing

    run = run_of(ctx)
    with run.reading() as reader:
        found = opportunity(run, reader, opp, "closed")
    back = run.change(lambda session: closing.reopen(session, found.id))
    present_one(run, found.id, "Reopened", json=json)
    if back.amount is not None:
        say(f"Its amount is {run.numbers.money(*back.amount)} again.")
    if back.action is not None:
        say(f"Its next action is open again: {back.action}")
    if back.was_last:
        ending = "win" if back.was == WON else "loss"
        say(f"The {ending} was the last change: `pipectl undo` alone would have taken it back.")
