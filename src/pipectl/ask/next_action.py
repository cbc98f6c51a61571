"""What must happen next, and by when?"""

from collections.abc import Callable, Sequence

from pipectl.ask.prompts import Choice, line, pick_or_type
from pipectl.domain.gate import Chosen, Due
from pipectl.queries.picks import Pick
from pipectl.text import check_line


def choices(picks: Sequence[Pick]) -> list[Choice[str]]:
    """The pick list, each entry with what it counts as."""
    return [Choice(pick.action, pick.action, pick.kind or "") for pick in picks]


def next_action(
    picks: Sequence[Pick],
    parse_due: Callable[[str], Due],
    *,
    optional: bool,
    dated: bool = False,
    hint: str = "",
    message: str = "What must happen next?",
) -> Chosen | None:
    """Ask for the next action and its date; None where the first is skipped.

    The date may be skipped too, unless it must be `dated`.
    """
    text = pick_or_type(message, choices(picks), optional=optional, hint=hint)
    if text is None:
        return None
    return Chosen(
        check_line(text, what="next action"),
        line("By when?", check=parse_due, optional=not dated),
    )
