"""The three questions of a review, asked again: Enter keeps an answer."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from pipectl.money import Money
from pipectl.next_actions.prompts import is_overdue, kept, next_action
from pipectl.next_actions.rules import Due, PlannedAction
from pipectl.prompting.prompts import key, line, pick
from pipectl.prompting.question import Choice
from pipectl.review.queries.reviews import ReviewItem
from pipectl.stages.prompts import a_line
from pipectl.stages.queries import Pick, StageRow
from pipectl.text import check_note

T = TypeVar("T")
KEEP, SKIP, QUIT = "k", "s", "q"
ANSWERS = {KEEP: "keep", "y": "yes", "u": "unsure"}
KEYS = {
    "n": "no",
    "m": "move",
    "w": "win",
    "l": "lose",
    "e": "edit",
    "x": "next",
    "d": "done",
    "o": "note",
    SKIP: "skip",
    QUIT: "quit",
}
LEGEND = (
    "y yes, u unsure, n no | m move, w win, l lose, e edit, x next, d done, o note | s skip, q quit"
)
FIELDS = ("amount", "close", "probability", "title", "contact", "source", "note")


def still_buying(found: ReviewItem) -> str:
    """The key that was pressed at the first question: an answer, or something to do."""
    last = found.last
    keeps = f"Enter keeps {last.buying}" if last else "Enter is unsure"
    return key(
        "1. Is it truly in buying mode?",
        ANSWERS | KEYS if last else {k: word for k, word in (ANSWERS | KEYS).items() if k != KEEP},
        default=KEEP if last else "u",
        hint=f"{keeps}; {LEGEND}",
        name="still buying",
    )


def still_there(found: ReviewItem) -> str | None:
    """Why it belongs in its stage; None keeps the answer."""
    return line(
        f"2. Why does it belong in {found.opportunity.row.stage}?",
        check=a_line("why"),
        optional=found.last is not None,
        hint="Enter keeps the answer" if found.last else "",
        name="why",
    )


def still_next(
    found: ReviewItem, picks: Sequence[Pick], due: Callable[[str], Due]
) -> PlannedAction | None:
    """What must happen next, and by when; None keeps what is set."""
    row, today = found.opportunity.row, found.opportunity.today
    if row.next_action is None:
        hint = "Enter leaves it without one"
    elif row.due_on is None:
        hint = f"Enter keeps {row.next_action}, without a date"
    else:
        hint = kept(row, today)
    return next_action(
        picks,
        due,
        optional=True,
        dated=True,
        hint=hint,
        overdue=row.next_action if is_overdue(row, today) else None,
        message="3. What must happen next?",
    )


def stage_to(stages: Sequence[StageRow], current: int, following: int) -> StageRow:
    """Which stage it moves to."""
    options = [Choice(stage, stage.name) for stage in stages if stage.id != current]
    default = next((each.value for each in options if each.value.id == following), None)
    return pick("Where to?", options, default=default, name="stage")


def field() -> str:
    """Which field is to be changed."""
    return pick("What do you change?", [Choice(name, name) for name in FIELDS], name="field")


def value(field: str, former: str, check: Callable[[str], T]) -> T | None:
    """The new value of a field; the former one stands there to be changed."""
    return line(f"{field.capitalize()}?", check=check, default=former, optional=True, name=field)


def note() -> str | None:
    """A note; Enter leaves it."""
    return line("Note?", check=check_note, optional=True, name="note")


def other_amount(parse: Callable[[str], Money]) -> Money | None:
    """What it was won at; Enter leaves the amount as it is."""
    return line("At another amount?", check=parse, optional=True, name="won amount")


def reflection(question: str) -> str | None:
    """An answer in one's own words; Enter leaves it."""
    return line(question, check=check_note, optional=True)


def priority(place: int, quarter: str) -> str | None:
    """A priority of a quarter; Enter ends."""
    return line(
        f"Priority {place} of 3 for {quarter}?", check=a_line("priority", most=200), optional=True
    )


def target(month: str) -> str | None:
    """What is to be reached in a month; Enter leaves it."""
    return line(
        f"  What is to be reached in {month}?", check=a_line("target", most=200), optional=True
    )


def action(parse: Callable[[str], date]) -> tuple[str, date | None] | None:
    """An action for a priority, and by when; Enter ends."""
    text = line("  An action for it?", check=a_line("action", most=200), optional=True)
    return None if text is None else (text, line("  By when?", check=parse, optional=True))
