"""Ask the three questions about each deal, and what else can be changed; Enter keeps an answer."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from pipectl.collateral.view import links_block
from pipectl.errors import listed
from pipectl.next_actions.prompts import is_overdue, kept, next_action
from pipectl.next_actions.rules import Due, PlannedAction
from pipectl.personas.view import deal_personas
from pipectl.prompting.prompts import key, line, pick
from pipectl.prompting.question import UNBROKEN, Choice
from pipectl.render.output import print_on_stderr
from pipectl.render.screen import Screen
from pipectl.render.tables import heading, paragraph
from pipectl.review.queries.reviews import ReviewItem
from pipectl.stages.prompts import a_line
from pipectl.stages.queries import StageRow
from pipectl.stages.rules.pick_lists import Pick
from pipectl.text import check_note

T = TypeVar("T")
KEEP, SKIP, QUIT, BACKGROUND = "k", "s", "q", "p"
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
    BACKGROUND: "persona",
    SKIP: "skip",
    QUIT: "quit",
}
# The keys: a line each for answers, changes of the deal, and continuing.
LEGEND = (("y", "u", "n"), ("m", "w", "l", "e", "x", "d", "o"), (BACKGROUND, SKIP, QUIT))
LABELS = {"close": "close date"}
FIELDS = ("amount", "close", "probability", "title", "contact", "source", "note")


BUYING_MODE = "1. Is the prospect truly in buying mode?"
# The keys of the three answers in a position.
STILL_BUYING = "still buying"
QUESTIONS = (STILL_BUYING, "why", "next action", "due", "new due")


def first_key(found: ReviewItem, before: str | None, on: Screen) -> str:
    """Return the key pressed at the first question; `p` shows the background, and asks again."""
    while (pressed := still_buying(found, before)) == BACKGROUND:
        print_on_stderr(background(found, on))
    return pressed


def words_of(found: ReviewItem) -> dict[str, str]:
    """Return the keys with their words; `p` is named for what there is to show."""
    shown = [
        ("persona", found.personas),
        ("playbook", found.playbook),
        ("links", found.stage_links or found.detail.links),
    ]
    said = [word for word, there in shown if there]
    return ANSWERS | KEYS | ({BACKGROUND: listed(said)} if said else {})


def background(found: ReviewItem, on: Screen) -> str:
    """Return the stage's playbook and links, the personas of the deal's contacts, its links."""
    row = found.opportunity.row
    stage, page = row.customer_stage or row.stage, ""
    if found.playbook:
        page = heading(f"Playbook of {stage}", on) + paragraph(found.playbook, on)
    return (
        page
        + links_block(found.stage_links, on, f"Links of {stage}")
        + deal_personas(found.personas, on)
        + links_block(found.detail.links, on)
    )


def without_background(found: ReviewItem) -> tuple[str, ...]:
    """Return `p` if it has nothing to show."""
    shown = found.personas or found.playbook or found.stage_links or found.detail.links
    return () if shown else (BACKGROUND,)


CUSTOMER_LEGEND = (("k", "x"), ("m", "d", "o"), (BACKGROUND, SKIP, QUIT))


def customer_key(found: ReviewItem, on: Screen) -> str:
    """Return the key pressed at a customer: keep the next action, set one, or another command."""
    row, today = found.opportunity.row, found.opportunity.today
    if row.next_action is None:
        default, hint = "x", "Enter sets the next action, which is missing"
    elif is_overdue(row, today):
        default, hint = "x", f"Enter sets a new date or action: {row.next_action} is overdue"
    else:
        default, hint = KEEP, kept(row, today)
    useless = {
        *(() if row.next_action else (KEEP, "d")),
        *without_background(found),
    }
    keys = [each for line in CUSTOMER_LEGEND for each in line if each not in useless]
    words = words_of(found)
    while True:
        pressed = key(
            "What must happen next for this customer?",
            {each: words[each] for each in keys},
            default=default,
            hint="\n".join((hint, *(legend(each, words, useless) for each in CUSTOMER_LEGEND))),
            name="customer",
        )
        if pressed != BACKGROUND:
            return pressed
        print_on_stderr(background(found, on))


def still_buying(found: ReviewItem, before: str | None) -> str:
    """Return the key pressed at the first question: an answer or a command.

    `before` is the answer given before the review was interrupted, which Enter keeps.
    """
    last = found.last
    default, words = before or (KEEP if last else "u"), words_of(found)
    useless = {*(() if last else (KEEP,)), *without_background(found)}
    if default != KEEP:
        keeps = f"Enter means {ANSWERS[default]}"
    else:
        keeps = f"Enter keeps {last.buying}" if last else ""
    if before:
        keeps += ", as you answered before you stopped"
    return key(
        BUYING_MODE,
        {each: word for each, word in words.items() if each not in useless},
        default=default,
        hint="\n".join((keeps, *(legend(each, words, useless) for each in LEGEND))),
        name=STILL_BUYING,
    )


def as_remembered(pressed: str) -> dict[str, Any]:
    """Return the first answer as stored in the position of a review."""
    shown = {"asked": BUYING_MODE, "shown": ANSWERS[pressed]}
    return {"text": pressed, "at": None, "ticked": None, **shown}


def answers_among(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers to the three questions; empty if another command was begun."""
    pressed = given.get(STILL_BUYING, {}).get("text")
    if pressed is not None and pressed not in ANSWERS:
        return {}
    return {name: given[name] for name in QUESTIONS if name in given}


def legend(keys: Sequence[str], words: Mapping[str, str], useless: Collection[str] = ()) -> str:
    """Return the keys that are of use, each unbreakably joined with its word."""
    return ", ".join(f"{each}{UNBROKEN}{words[each]}" for each in keys if each not in useless)


def still_there(found: ReviewItem) -> str | None:
    """Ask why the deal belongs in its stage; None keeps the answer."""
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
    """Ask for the next action and its date; None keeps the current one."""
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
        message="3. What must happen next?" if found.customer is None else "What must happen next?",
    )


def stage_to(stages: Sequence[StageRow], current: int, following: int | None) -> StageRow:
    """Ask for a later stage; the default is the next one."""
    options = [Choice(stage, stage.name) for stage in stages if stage.id != current]
    ahead = next((each.value for each in options if each.value.id == following), None)
    hint = "" if ahead else "This is the last stage, so choose an earlier one"
    return pick("Move it to which stage?", options, default=ahead, hint=hint, name="stage")


def field(now: Mapping[str, str]) -> str:
    """Ask which field to change, showing each one's value."""
    choices = [Choice(name, name, now.get(name, "")) for name in FIELDS]
    return pick("What do you want to change?", choices, name="field")


def value(field: str, text: str, now: str, check: Callable[[str], T]) -> T | None:
    """Ask for a field's new value: `text` can be edited, else Enter keeps `now`."""
    message, hint = f"{field.capitalize()}?", ""
    if not text:
        message = f"New {LABELS.get(field, field)}?"
        hint = f"now {now}, Enter keeps it" if now else ""
    return line(message, check=check, default=text, optional=True, hint=hint, name=field)


def note() -> str | None:
    """Ask for a note; Enter skips it."""
    return line("What do you want to note?", check=check_note, optional=True, name="note")
