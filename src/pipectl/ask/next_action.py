"""What must happen next, and by when?"""

from collections.abc import Callable, Sequence
from datetime import date

from pipectl.ask.prompts import Choice, line, pick_or_type
from pipectl.dates import format_date
from pipectl.domain.gate import Chosen, Due
from pipectl.queries.opportunities import Row
from pipectl.queries.picks import Pick
from pipectl.text import check_line


def choices(picks: Sequence[Pick]) -> list[Choice[str]]:
    """The pick list, each entry with what it counts as."""
    return [Choice(pick.action, pick.action, pick.kind or "") for pick in picks]


def kept(row: Row, today: date) -> str:
    """What Enter keeps, where there is a next action with a date."""
    if row.due_on is None:
        return ""
    when = format_date(row.due_on)
    if is_overdue(row, today):
        return f"Enter keeps {row.next_action}, which was due {when}, and asks for a new date"
    return f"Enter keeps {row.next_action}, due {when}"


def is_overdue(row: Row, today: date) -> bool:
    """Whether the next action was due before today."""
    return row.due_on is not None and row.due_on < today


def next_action(
    picks: Sequence[Pick],
    parse_due: Callable[[str], Due],
    *,
    optional: bool,
    dated: bool = False,
    hint: str = "",
    overdue: str | None = None,
    message: str = "What must happen next?",
) -> Chosen | None:
    """Ask for the next action and its date; None where the first is skipped.

    The date may be skipped too, unless it must be `dated`. An action that is `overdue` isn't kept
    as it is: it gets a new date.
    """
    text = pick_or_type(
        message,
        choices(picks),
        check=lambda typed: check_line(typed, what="next action"),
        optional=optional,
        hint=hint,
    )
    if text is None and overdue is not None:
        return Chosen(overdue, line("By when now?", check=parse_due))
    if text is None:
        return None
    return Chosen(text, line("By when?", check=parse_due, optional=not dated))
