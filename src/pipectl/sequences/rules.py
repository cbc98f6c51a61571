"""The steps of a sequence: how they are typed."""

import re

from pipectl.errors import UsageError, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.text import UnknownValueError, check_line, fold
from pipectl.vocabulary import ACTIVITY_KINDS, LONGEST

MOST_WAIT = 3650  # days
MOST_STEPS = 50
STEP = re.compile(r"\+?([0-9]{1,6}) ?(d|days?|w|weeks?) +([^:]+?) *(?::(.*))?", re.DOTALL)
FORM = 'Write the wait and the kind, and after a colon what to do: --step "+3d call: Check in".'


class StepInput(NamedTuple):
    """A step as it was typed; `named` is what stands behind the colon, if anything does."""

    wait_days: int
    kind: str
    text: str
    named: bool


class StepError(UsageError):
    """A text isn't a step."""

    def __init__(self, text: str, why: str = "isn't a step") -> None:
        super().__init__(f"{quoted(text)} {why}.", hint=FORM)


def parse_step(text: str) -> StepInput:
    """Parse a step: `0d outreach: Intro`, `+3d call`, `2w follow-up`."""
    found = STEP.fullmatch(text.strip())
    if found is None:
        raise StepError(text)
    wait = int(found[1]) * (7 if found[2].startswith("w") else 1)
    if wait > MOST_WAIT:
        raise StepError(text, f"waits too long (at most {MOST_WAIT} days)")
    kind = fold(found[3])
    if kind not in ACTIVITY_KINDS:
        raise UnknownValueError(f"No kind of action {quoted(found[3])}", found[3], ACTIVITY_KINDS)
    if found[4] is None:
        return StepInput(wait, kind, usual_words(kind), named=False)
    most = LONGEST["sequence_step.text"]
    return StepInput(wait, kind, check_line(found[4], what="step", most=most), named=True)


def usual_words(kind: str) -> str:
    """What an action of a kind is called where nothing else is said."""
    return f"{kind[0].upper()}{kind[1:]}"


def typed(wait_days: int, kind: str, text: str) -> str:
    """A step as it would be typed."""
    said = "" if text == usual_words(kind) else f": {text}"
    return f"{'+' if wait_days else ''}{wait_days}d {kind}{said}"
