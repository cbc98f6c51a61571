"""When a step of a sequence is due, and how a run is told."""

from datetime import date

from pipectl.dates import later
from pipectl.errors import quoted
from pipectl.periods import WorkingDays
from pipectl.vocabulary import FINISHED, MEETING, REPLY, STOPPED


def due_on(since: date, wait_days: int, working: WorkingDays) -> date:
    """The day on which a step is due: so many days later, on a working day."""
    return working.following(later(since, wait_days))


def step_words(place: int, count: int, sequence: str) -> str:
    """A step of a sequence in words: `step 2 of 3 of Intro`."""
    return f"step {place} of {count} of {sequence}"


# How a run ended, behind the name of its sequence.
ENDS = {
    REPLY: "ended with a reply",
    MEETING: "ended with a meeting",
    "closed": "ended because the deal was closed",
    STOPPED: "was stopped",
    FINISHED: "is finished",
}


def told_end(sequence: str, by: str, place: int | None, count: int) -> str:
    """The sentence that a run ended."""
    at = "" if by == FINISHED or place is None else f" at step {place} of {count}"
    return f"The sequence {quoted(sequence)} {ENDS[by]}{at}."


def told_next(sequence: str, place: int, count: int) -> str:
    """The sentence that a step was set."""
    return f"The next action is step {place} of {count} of the sequence {quoted(sequence)}."
