"""Ask for the priorities of a quarter, their targets and actions; Enter skips or ends."""

from collections.abc import Callable
from datetime import date

from pipectl.prompting.prompts import line
from pipectl.stages.prompts import a_line


def priority(place: int, quarter: str) -> str | None:
    """Ask for a priority of a quarter; Enter ends."""
    return line(
        f"What is priority {place} of 3 for {quarter}?",
        check=a_line("priority", most=200),
        optional=True,
    )


def target(month: str) -> str | None:
    """Ask for a month's target; Enter skips it."""
    return line(
        f"  What do you want to reach in {month}?", check=a_line("target", most=200), optional=True
    )


def action(parse: Callable[[str], date]) -> tuple[str, date | None] | None:
    """Ask for a priority's action and its date; Enter ends."""
    text = line("  What will you do for it?", check=a_line("action", most=200), optional=True)
    return None if text is None else (text, line("  By when?", check=parse, optional=True))
