"""The three questions of a review, asked again: Enter keeps an answer."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from pipectl.next_actions.prompts import is_overdue, kept, next_action
from pipectl.next_actions.rules import Due, PlannedAction
from pipectl.prompting.prompts import key, line, pick
from pipectl.prompting.question import UNBROKEN, Choice
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
# What each key does, a line for the answers, one for what changes the deal, one for going on.
LEGEND = (("y", "u", "n"), ("m", "w", "l", "e", "x", "d", "o"), (SKIP, QUIT))
LABELS = {"close": "close date"}
FIELDS = ("amount", "close", "probability", "title", "contact", "source", "note")


BUYING_MODE = "1. Is the prospect truly in buying mode?"
# The names under which the answers to the three questions are remembered.
STILL_BUYING = "still buying"
QUESTIONS = (STILL_BUYING, "why", "next action", "due", "new due")


def still_buying(found: ReviewItem, before: str | None) -> str:
    """The key that was pressed at the first question: an answer, or something to do.

    `before` is the answer that was given when the review was left, which Enter keeps.
    """
    last = found.last
    default = before or (KEEP if last else "u")
    if default != KEEP:
        keeps = f"Enter is {ANSWERS[default]}"
    else:
        keeps = f"Enter keeps {last.buying}" if last else ""
    if before:
        keeps += ", as you answered before you stopped"
    return key(
        BUYING_MODE,
        ANSWERS | KEYS if last else {k: word for k, word in (ANSWERS | KEYS).items() if k != KEEP},
        default=default,
        hint="\n".join((keeps, *map(legend, LEGEND))),
        name=STILL_BUYING,
    )


def as_remembered(pressed: str) -> dict[str, Any]:
    """The first answer as the position of a review keeps it."""
    shown = {"asked": BUYING_MODE, "shown": ANSWERS[pressed]}
    return {"text": pressed, "at": None, "ticked": None, **shown}


def answers_among(given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to the three questions; none where what was begun was something else."""
    pressed = given.get(STILL_BUYING, {}).get("text")
    if pressed is not None and pressed not in ANSWERS:
        return {}
    return {name: given[name] for name in QUESTIONS if name in given}


def legend(keys: Sequence[str]) -> str:
    """Some of the keys, each with its word, which stays on the same line."""
    words = ANSWERS | KEYS
    return ", ".join(f"{each}{UNBROKEN}{words[each]}" for each in keys)


def still_there(found: ReviewItem) -> str | None:
    """Why it belongs in its stage; None keeps the answer."""
    return line(
        f"2. Why does this deal belong in {found.opportunity.row.stage}?",
        check=a_line("why"),
        optional=found.last is not None,
        hint="Enter keeps your answer" if found.last else "",
        name="why",
    )


def still_next(
    found: ReviewItem, picks: Sequence[Pick], due: Callable[[str], Due]
) -> PlannedAction | None:
    """What must happen next, and by when; None keeps what is set."""
    row, today = found.opportunity.row, found.opportunity.today
    if row.next_action is None:
        hint = "Enter leaves the deal without a next action"
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


def stage_to(stages: Sequence[StageRow], current: int, following: int | None) -> StageRow:
    """Which stage it moves to: the following one unless another is chosen, never one back."""
    options = [Choice(stage, stage.name) for stage in stages if stage.id != current]
    ahead = next((each.value for each in options if each.value.id == following), None)
    hint = "" if ahead else "This is the last stage, so choose an earlier one"
    return pick("Move it to which stage?", options, default=ahead, hint=hint, name="stage")


def field(now: Mapping[str, str]) -> str:
    """Which field to change; each stands beside its present value."""
    choices = [Choice(name, name, now.get(name, "")) for name in FIELDS]
    return pick("What do you want to change?", choices, name="field")


def value(field: str, text: str, now: str, check: Callable[[str], T]) -> T | None:
    """The new value of a field: `text` stands there to be edited, else `now` is said and kept."""
    message, hint = f"{field.capitalize()}?", ""
    if not text:
        message = f"New {LABELS.get(field, field)}?"
        hint = f"now {now}, Enter keeps it" if now else ""
    return line(message, check=check, default=text, optional=True, hint=hint, name=field)


def note() -> str | None:
    """A note; Enter leaves it."""
    return line("What do you want to note?", check=check_note, optional=True, name="note")


def reflection(question: str) -> str | None:
    """An answer in one's own words; Enter leaves it."""
    return line(question, check=check_note, optional=True)


def priority(place: int, quarter: str) -> str | None:
    """A priority of a quarter; Enter ends."""
    return line(
        f"What is priority {place} of 3 for {quarter}?",
        check=a_line("priority", most=200),
        optional=True,
    )


def target(month: str) -> str | None:
    """What is to be reached in a month; Enter leaves it."""
    return line(
        f"  What do you want to reach in {month}?", check=a_line("target", most=200), optional=True
    )


def action(parse: Callable[[str], date]) -> tuple[str, date | None] | None:
    """An action for a priority, and by when; Enter ends."""
    text = line("  What will you do for it?", check=a_line("action", most=200), optional=True)
    return None if text is None else (text, line("  By when?", check=parse, optional=True))
