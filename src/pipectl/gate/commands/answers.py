"""The answers that a move or a loss needs: read from flags, or asked for."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from pipectl.cli.context import Run
from pipectl.cli.values import MissingFlagsError, refuse_useless_options
from pipectl.errors import either, quoted
from pipectl.gate.prompts import asked_revisit
from pipectl.gate.queries import MoveContext
from pipectl.gate.rules import MoveInput
from pipectl.next_actions.prompts import asked_due, parse_due_option
from pipectl.next_actions.rules import PlannedAction
from pipectl.render.output import print_note as say
from pipectl.text import UnknownValueError
from pipectl.vocabulary import BUYING

if TYPE_CHECKING:
    from pipectl.gate.actions.close import CloseInput
    from pipectl.gate.actions.move import GateAnswers
    from pipectl.gate.prompts import Parsers
    from pipectl.stages.rules.pick_lists import Pick


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
        raise MissingFlagsError(f"Moving {quoted(gate.opportunity.row.title)}", missing)
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


def ask_customer(run: Run, gate: MoveContext, said: MoveInput, on: date | None) -> MoveInput:
    """Why a won deal belongs in a customer stage and what comes next, asked if missing."""
    missing = [flag for flag in missing_flags(gate, said) if flag != "--buying"]
    if not missing:
        return said
    if not run.may_ask():
        raise MissingFlagsError(f"Moving {quoted(gate.opportunity.row.title)}", missing)
    from pipectl.gate.prompts import customer_questions

    return customer_questions(gate, said, parsers(run, lambda _: None, on))


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


def tell_objections(run: Run, number: int, ending: "CloseInput") -> None:
    """Say what to answer if a contact's persona is known for what a loss is explained by."""
    from pipectl.personas.queries import objections_in
    from pipectl.personas.view import objection_words

    with run.reading() as reader:
        found = objections_in(reader, number, (ending.reason, ending.note))
    for each in found:
        say(objection_words(each))
