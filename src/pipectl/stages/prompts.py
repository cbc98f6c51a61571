"""Which stage is meant; a reason from the list."""

from collections.abc import Callable, Sequence

from pipectl.cli.context import Run
from pipectl.cli.values import choose_one, meant_by
from pipectl.stages.queries import OfferedReason, StageRow, every_stage
from pipectl.stages.rules.kinds import refuse_customer_stage
from pipectl.store.reader import Reader
from pipectl.text import check_line, fold
from pipectl.vocabulary import LONGEST


def choose_stage(run: Run, reader: Reader, text: str) -> StageRow:
    """The stage of that name or short name, of any kind; raises an error that lists the stages."""
    stages, folded = every_stage(reader), fold(text.strip())
    if all(fold(each.name) != folded for each in stages):
        short = [each for each in stages if each.short and fold(each.short) == folded]
        if len(short) == 1:
            return short[0]
    return choose_one(run, "stage", text, stages, lambda stage: stage.name)


def choose_open_stage(run: Run, reader: Reader, text: str) -> StageRow:
    """The stage that is meant for an open deal; raises RefusedError for a customer stage."""
    found = choose_stage(run, reader, text)
    refuse_customer_stage(found.name, found.kind)
    return found


def meant_reason(run: Run, reader: Reader, text: str | None, outcome: str) -> str | None:
    """A reason that was given by flag; it may mean an entry that it resembles or is a part of."""
    from pipectl.stages.queries import reasons
    from pipectl.text import containing

    if text is None:
        return None
    checked = check_line(text, what="reason", most=LONGEST["reason.text"])
    known = [each.text for each in reasons(reader, outcome)]
    return meant_by(run, "reason", checked, known, also=containing(checked, known))


def lost_reason(reasons: Sequence[OfferedReason]) -> str:
    """Why it is lost, from the list or as typed."""
    return reason("Why did you lose this deal?", reasons, optional=False) or ""


def reason(message: str, reasons: Sequence[OfferedReason], *, optional: bool) -> str | None:
    """A reason from the list, or as typed."""
    from pipectl.prompting.prompts import pick_or_type
    from pipectl.prompting.question import Choice

    options = [Choice(each.text, each.text) for each in reasons]
    check = a_line("reason", most=LONGEST["reason.text"])
    return pick_or_type(message, options, check=check, optional=optional, name="reason")


def a_line(what: str, *, most: int = 500) -> Callable[[str], str]:
    """A check for a line of text."""

    def check(text: str) -> str:
        return check_line(text, what=what, most=LONGEST["why"] if what == "why" else most)

    return check
