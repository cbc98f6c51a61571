"""More open deals than one can handle: a line of `today`, its rule, a block of the review."""

from typing import Any

from pipectl.numbers import NumberFormat, half_up
from pipectl.reminders.rules.capacity import OpenDeal, Overload
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of, money
from pipectl.render.tables import Cell, Column, folded, heading, paragraph, table

KIND = "capacity"
WHAT = "Too many open deals"
NAMED = 3  # deals that a line names
LISTED = 10  # deals that a review lists
PLAIN = NumberFormat()

RULE = (
    "Lose the deals that are worth least to keep: weight / (1 + points of their flags). A deal"
    " without an amount, or in another currency without a rate, has the median weight of the open"
    " ones. Overdue, slipped and stalled have 3 points, no-next-action, stale and unqualified 2,"
    " due-today and single-threaded 1. If they are worth the same, the oldest goes first. Leads"
    " don't count."
)


def sentence(found: Overload, numbers: NumberFormat) -> str:
    """How many deals there are, and how many too many."""
    opened, over = numbers.counted(found.open, "open deal"), numbers.count(len(found.lose))
    return f"{opened}, {over} more than your capacity of {numbers.count(found.capacity)}"


def why(found: Overload, numbers: NumberFormat, *, most: int | None = None) -> str:
    """Which deals to lose, each with the reason."""
    shown = found.lose[:most]
    named = ", ".join(f"{each.title} ({reason(each, numbers)})" for each in shown)
    rest = len(found.lose) - len(shown)
    more = f" and {numbers.count(rest)} more" if rest else ""
    opened, room = numbers.count(found.open), numbers.count(found.capacity)
    return f"{opened} open, room for {room}: lose {named}{more}"


def reason(found: OpenDeal, numbers: NumberFormat) -> str:
    """Why a deal is worth little: its flags, else what it is worth."""
    if found.flags:
        return ", ".join(found.flags)
    if found.amount_minor is None:
        return "no amount"
    return numbers.money(found.amount_minor, found.currency)


def short_why(found: Overload, numbers: NumberFormat) -> str:
    """The first deal to lose, and how many more, in few letters."""
    rest = len(found.lose) - 1
    more = f" and {numbers.count(rest)} more" if rest else ""
    return f"lose {found.lose[0].title}{more}"


def command(found: Overload) -> str:
    """What loses the first of them."""
    return f"pipectl lose {found.lose[0].id}"


def line_keys(found: Overload) -> dict[str, Any]:
    """The keys of the line in `today`."""
    return {
        "kind": KIND,
        "kinds": [KIND],
        "text": sentence(found, PLAIN),
        "why": why(found, PLAIN),
        "command": command(found),
    }


def explained(found: Overload, currency: str, on: Screen, numbers: NumberFormat) -> str:
    """The rule, and what each deal to lose is worth by it."""
    titles = [
        Column("#", right=True),
        Column("Lose", flexible=True),
        Column("Weight", right=True),
        Column("Points", right=True),
        Column("Worth", right=True),
        Column("Flags", flexible=True),
    ]
    rows: list[list[Cell | str]] = [
        [
            str(each.id),
            each.title,
            numbers.amount(each.weight_minor, currency),
            numbers.count(each.points),
            numbers.amount(half_up(each.value), currency),
            ", ".join(each.flags) or "–",
        ]
        for each in found.lose
    ]
    text = f"{sentence(found, numbers)}. {RULE}"
    return "\n" + paragraph(text, on) + table(titles, rows, on)


def block(found: Overload | None, on: Screen, numbers: NumberFormat) -> str:
    """The block of the review; nothing up to the capacity."""
    if found is None:
        return ""
    opened, room = numbers.count(found.open), numbers.count(found.capacity)
    page = heading(f"{WHAT}: {opened}, your capacity is {room}", on)
    page += folded(["  Lose these, or say why you keep them:"], on)
    for each in found.lose[:LISTED]:
        page += folded(
            [
                Cell(f"  #{each.id} ", "dim"),
                Cell(each.title, "bold"),
                f", {each.stage}: {reason(each, numbers)}",
            ],
            on,
        )
    if len(found.lose) > LISTED:
        rest = numbers.count(len(found.lose) - LISTED)
        page += folded([f"  and {rest} more: `pipectl today --explain`"], on)
    return page


def overload_keys(found: Overload | None, currency: str) -> dict[str, Any] | None:
    """The keys of the review; null up to the capacity."""
    if found is None:
        return None
    return {
        "capacity": found.capacity,
        "open": found.open,
        "lose": [
            {
                **keys_of(each, "id title amount_minor currency stage"),
                "flags": list(each.flags),
                "weight": money(each.weight_minor, currency),
            }
            for each in found.lose
        ],
    }
