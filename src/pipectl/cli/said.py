"""From what was said at the gate, by flag or by mouth, to what a write takes."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from pipectl.cli.run import Run
from pipectl.cli.typed import MissingFlagsError, asked_due, asked_revisit, typed_due
from pipectl.domain.gate import Chosen, Said
from pipectl.queries.gate import Gate

if TYPE_CHECKING:
    from pipectl.actions.closing import Closing
    from pipectl.actions.moving import Answers
    from pipectl.ask.gate import Parsers


def said_next(run: Run, gate: Gate, action: str | None, due: str | None) -> Chosen | None:
    """The third answer as far as flags give it; a date alone is for the action that is open."""
    text = action if action is not None else gate.opportunity.row.next_action
    if action is None and due is None:
        return None
    parsed = None if due is None else typed_due(run, due)
    return Chosen(text or "", parsed)


def parsers(run: Run, buying: Callable[[str], None], on: date | None = None) -> "Parsers":
    """How answers are understood that are typed at a question about what happened `on` a day."""
    from pipectl.ask.gate import Parsers

    return Parsers(
        buying, lambda text: asked_due(run, text), lambda text: asked_revisit(run, text, on)
    )


def completed(
    run: Run, gate: Gate, said: Said, check: Callable[[str], None], on: date | None = None
) -> Said:
    """The answers with what was missing asked for; raises MissingFlagsError where nobody is.

    `check` refuses a first answer that makes flags meaningless.
    """
    missing = missing_flags(gate, said)
    if not missing:
        return said
    if not run.may_ask():
        raise MissingFlagsError(f"Moving {gate.opportunity.row.title!r}", missing)
    from pipectl.ask.gate import three_questions

    return three_questions(gate, said, parsers(run, check, on))


def missing_flags(gate: Gate, said: Said) -> list[str]:
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


def answers_of(said: Said, on: date | None) -> "Answers":
    """What was said, as a move keeps it."""
    from pipectl.actions.moving import Answers
    from pipectl.actions.next_actions import Next

    chosen = said.next_action
    return Answers(
        buying=said.buying or "",
        why=said.why or said.reason or "",
        next_action=Next(chosen.text, *chosen.due) if chosen and chosen.due else None,
        met=said.met,
        factor=said.factor,
        override=said.override,
        on=on,
    )


def loss_of(said: Said, on: date | None) -> "Closing":
    """What was said about a loss."""
    from pipectl.actions.closing import Closing

    return Closing(reason=said.reason, note=said.note, revisit_on=said.revisit_on, on=on)
