"""Reminders and the day's work: their JSON keys, and the words and commands that they share."""

from collections.abc import Sequence
from typing import Any

from pipectl.dates import later, short_date
from pipectl.domain.due import DUE, NO_NEXT, OVERDUE, REVISIT, STALE
from pipectl.numbers import NumberFormat, half_up
from pipectl.queries.due import Item
from pipectl.queries.today import Day, StepDue, Work
from pipectl.render.shapes.opportunity import money

# The command that deals with one, by what is wrong.
REMEDIES = {
    OVERDUE: "pipectl done {id}",
    DUE: "pipectl done {id}",
    NO_NEXT: "pipectl next {id}",
    STALE: "pipectl log call {id}",
    REVISIT: "pipectl reopen {id}",
}
REVIEW_COMMAND = "pipectl review"
PLAIN = NumberFormat()  # of sentences in JSON
# Signals that bring nothing up alone, but are told of what is shown.
ASIDE = ("stalled", "slipped", "unqualified")


def command(found: Item) -> str:
    """What deals with it."""
    return REMEDIES[found.kind].format(id=found.deal.id) if found.deal else REVIEW_COMMAND


REMINDER_KEYS = ("kind", "id", "title", "text", "due_on", "days")


def reminder(found: Item) -> dict[str, Any]:
    """An item's keys."""
    return {
        "kind": found.kind,
        "id": found.deal.id if found.deal else None,
        "title": found.deal.title if found.deal else None,
        "text": found.text,
        "due_on": found.due_on,
        "days": found.days,
    }


TODAY_KEYS = (
    "kind",
    "kinds",
    "id",
    "title",
    "text",
    "due_on",
    "days",
    "amount",
    "currency",
    "at_stake",
    "why",
    "command",
    "priority",
)


RANK_KEYS = ("weight", "rank")  # with --explain


def today(found: Day, *, explain: bool = False) -> list[dict[str, Any]]:
    """The lines of a day, each with every key."""
    lines = [] if found.review is None else [review_line(found.review)]
    lines += [step_line(each) for each in found.steps]
    lines += [work_line(each, found.currency) for each in found.works]
    keys = dict.fromkeys((*TODAY_KEYS, *(RANK_KEYS if explain else ())))
    return [{key: each.get(key) for key in keys} for each in lines]


def review_line(found: Item) -> dict[str, Any]:
    """The review that is due."""
    return {
        **reminder(found),
        "kinds": [found.kind],
        "why": review_why(found, PLAIN),
        "command": REVIEW_COMMAND,
    }


def step_line(found: StepDue) -> dict[str, Any]:
    """A step of a priority."""
    return {
        "kind": "priority",
        "kinds": ["priority"],
        "text": found.step.text,
        "due_on": found.due_on,
        "days": found.days,
        "why": step_why(found, PLAIN),
        "command": step_command(found),
        "priority": found.priority.text,
    }


def work_line(found: Work, currency: str) -> dict[str, Any]:
    """An opportunity with all that is due on it; what ranks it is in the store's currency."""
    lead = found.items[0]
    assert lead.deal is not None
    return {
        **reminder(lead),
        "kinds": [each.kind for each in found.items],
        "amount": money(lead.deal.amount_minor, lead.deal.currency),
        "currency": lead.deal.currency,
        "at_stake": money(found.at_stake_minor, lead.deal.currency),
        "why": why(found.items, PLAIN),
        "command": command(lead),
        "weight": money(found.weight_minor, currency),
        "rank": money(half_up(found.rank), currency),
    }


def why(items: Sequence[Item], numbers: NumberFormat) -> str:
    """Everything that is wrong with an opportunity, the first thing first."""
    lead, *others = items
    assert lead.deal is not None
    also = [each.kind for each in others] + [each for each in ASIDE if each in lead.deal.flags]
    return "; ".join([first_why(lead, numbers), *([", ".join(also)] if also else [])])


def first_why(found: Item, numbers: NumberFormat) -> str:
    """What is to be done, and how late it is."""
    late = numbers.counted(found.days, "day")
    if found.kind == OVERDUE:
        return f"overdue {late}: {found.text}"
    if found.kind == DUE:
        at = f" {found.due_time}" if found.due_time else ""
        return f"due today{at}: {found.text}"
    if found.kind == NO_NEXT:
        return f"no next action for {late}" if found.days else "no next action"
    if found.kind == STALE:
        return f"stale for {late}" if found.days else "stale since today"
    return f"to be revisited, {late} late" if found.days else "to be revisited today"


def short_why(found: Item, numbers: NumberFormat) -> str:
    """What is to be done, and how late it is, in few letters."""
    late = numbers.days(found.days)
    if found.kind == OVERDUE:
        return f"{late} late: {found.text}"
    if found.kind == DUE:
        return f"{found.due_time or 'today'}: {found.text}"
    words = {NO_NEXT: "no next action", STALE: "stale"}
    return (
        f"{words.get(found.kind, 'to be revisited')}, {late}"
        if found.days
        else first_why(found, numbers)
    )


def review_why(found: Item, numbers: NumberFormat) -> str:
    """How late a review is."""
    return (
        f"{found.text}, {numbers.counted(found.days, 'day')} late"
        if found.days
        else f"{found.text} today"
    )


def step_why(found: StepDue, numbers: NumberFormat) -> str:
    """How late a step is, or when it is due."""
    if found.days > 0:
        return f"{numbers.counted(found.days, 'day')} late"
    today = later(found.due_on, found.days)
    return f"due {short_date(found.due_on, today)}" if found.days else "due today"


def step_command(found: StepDue) -> str:
    """What marks a step as done."""
    return f"pipectl priority done {found.priority.place}.{found.step.number}"
