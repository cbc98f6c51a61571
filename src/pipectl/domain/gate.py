"""What is said at the gate, by flag or by mouth."""

from datetime import date, time
from typing import NamedTuple

Due = tuple[date, time | None]


class Chosen(NamedTuple):
    """A next action that was chosen, and by when."""

    text: str
    due: Due | None


class Said(NamedTuple):
    """The answers so far; None where there is none. `met` are the criteria ticked now."""

    buying: str | None = None
    why: str | None = None
    next_action: Chosen | None = None
    met: tuple[int, ...] = ()
    factor: str | None = None
    override: str | None = None
    reason: str | None = None
    note: str | None = None
    revisit_on: date | None = None
