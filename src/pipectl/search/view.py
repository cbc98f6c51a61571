"""What a search found: on a screen, as a list, and its JSON keys."""

from collections.abc import Callable
from datetime import date
from typing import Any

from pipectl.dates import short_date
from pipectl.named_tuple import NamedTuple
from pipectl.next_actions.rules import without_kind
from pipectl.numbers import NumberFormat
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Empty, folded, line, shortened, width_of
from pipectl.search.queries.hits import Found, Hit
from pipectl.search.rules.lines import Line
from pipectl.search.rules.matching import Matcher
from pipectl.text import visible

KEYS = "kind id uid name account contact stage status amount_minor currency closed_on"
COLUMNS = (
    *("kind", "id", "name", "account", "contact", "stage", "status", "amount", "currency"),
    *("in", "on", "text"),
)
EMPHASIS = "bold underline"
LABELS = {
    "closing-note": "closing note",
    "push-reason": "push reason",
    "assign-reason": "reason to assign",
    "next-action": "next action",
    "factor": "advance factor",
    "replaced": "contact replaced",
    "email": "e-mail",
    "title": "job title",
}
# What stands in the heading of a hit already.
IN_HEADING = {
    "deal": ("title", "account"),
    "contact": ("name", "account"),
    "account": ("name",),
    "activity": (),
    "review": (),
}
LEAST_TEXT = 20  # columns beside a label; with fewer, the text stands below it
INDENT = "    "


class Look(NamedTuple):
    """How a list is drawn: the screen, the numbers, and the day from which dates are seen."""

    on: Screen
    numbers: NumberFormat
    today: date


def listing(found: Found, matcher: Matcher, look: Callable[[], Look], empty: Empty) -> Listing:
    """Return a list of hits in every format; `empty` is said where there are none."""
    rows = [hit_keys(each) for each in found.hits]

    def text() -> str:
        drawing = look()
        if not found.total:
            return empty.drawn(drawing.on)
        return "".join(drawn(each, matcher, drawing) for each in found.hits)

    return Listing(rows, COLUMNS, text, lambda: [in_cells(each) for each in rows])


def hit_keys(found: Hit) -> dict[str, Any]:
    """Return the keys of a hit."""
    return keys_of(found, KEYS, matches=[line_keys(each) for each in found.matches])


def line_keys(found: Line) -> dict[str, Any]:
    """Return the keys of a line that matched."""
    return {"in": found.where, "kind": found.kind, "on": found.on, "text": found.text}


def in_cells(row: dict[str, Any]) -> dict[str, Any]:
    """Return a hit's keys with those of its best line, for a table."""
    best = row["matches"][0] if row["matches"] else {"in": None, "on": None, "text": None}
    return {**row, "in": best["in"], "on": best["on"], "text": best["text"]}


def drawn(found: Hit, matcher: Matcher, look: Look) -> str:
    """Return a hit as a heading, with a line for each text that isn't in it."""
    below = [each for each in found.matches if each.where not in IN_HEADING[found.kind]]
    return folded(heading(found, matcher, look), look.on) + "".join(
        matched_line(each, matcher, look) for each in below
    )


def heading(found: Hit, matcher: Matcher, look: Look) -> list[Cell | str]:
    """Return what was found: `#7 Acme rollout · Acme Corp · Meeting · 12,000 USD`."""
    on = look.on
    parts: list[Cell | str] = []
    if found.kind == "deal":
        parts.append(Cell(f"#{found.id} ", "dim"))
    else:
        number = f" #{found.id}" if found.kind in ("activity", "review") else ""
        parts.append(Cell(f"{found.kind.capitalize()}{number} ", "dim"))
    parts += emphasized(found.name, matcher, on, style="bold")
    if found.account:
        parts += [" · ", *emphasized(found.account, matcher, on)]
    facts = [each for each in (state(found, look), amount(found, look)) if each]
    if found.kind == "review":
        parts.append(Cell(f" · `pipectl review show {found.id}`", "dim"))
    return [*parts, *(f" · {each}" for each in facts)]


def state(found: Hit, look: Look) -> str:
    """Return the stage of an open deal, and how and when a closed one ended; else nothing."""
    if found.status == "open":
        return found.stage or ""
    on = short_date(found.closed_on, look.today) if found.closed_on else ""
    return f"{found.status or ''} {on}".strip()


def amount(found: Hit, look: Look) -> str:
    """Return the amount of a deal."""
    if found.amount_minor is None or found.currency is None:
        return ""
    return look.numbers.money(found.amount_minor, found.currency)


def matched_line(found: Line, matcher: Matcher, look: Look) -> str:
    """Return a line that matched behind its label, cut where the screen ends."""
    label = found.kind or LABELS.get(found.where, found.where)
    on = f", {short_date(found.on, look.today)}" if found.on else ""
    before = f"{INDENT}{label}{on}: "
    text = matching_part(found, matcher)
    room = look.on.width - width_of(before)
    if room < LEAST_TEXT:
        below = INDENT + "  "
        part = excerpt(text, matcher, look.on, look.on.width - len(below))
        return line([Cell(before.rstrip(), "dim")], look.on) + line([below, *part], look.on)
    return line([Cell(before, "dim"), *excerpt(text, matcher, look.on, room)], look.on)


def matching_part(found: Line, matcher: Matcher) -> str:
    """Return a line's text without the kind of an activity, which its label says already."""
    text = without_kind(found.text, found.kind or "")
    return text if matcher.found_in(text) == matcher.found_in(found.text) else found.text


def excerpt(text: str, matcher: Matcher, on: Screen, room: int) -> list[Cell | str]:
    """Return so many columns of a text, around the first words that matched."""
    text = visible(text)
    spans = matcher.spans(text)
    if width_of(text) <= room or not spans:
        return emphasized(shortened(text, max(room, 1), on), matcher, on)
    first = spans[0][0]
    sign = "…" if on.unicode else "~"
    start = first
    # A third of the room stands before the match, more where the text ends soon.
    while start and (width_of(text[start:first]) < room // 3 or width_of(text[start:]) < room - 1):
        start -= 1
    if not start:
        return emphasized(shortened(text, room, on), matcher, on)
    space = text.find(" ", start, first)
    start = space + 1 if space >= 0 else start
    return [sign, *emphasized(shortened(text[start:], room - 1, on), matcher, on)]


def emphasized(text: str, matcher: Matcher, on: Screen, *, style: str = "") -> list[Cell | str]:
    """Return a text in parts, in a style and those that matched in another."""
    text = visible(text)
    if not on.styled:
        return [text]
    parts: list[Cell | str] = []
    at = 0
    for start, end in matcher.spans(text):
        parts += [Cell(text[at:start], style), Cell(text[start:end], EMPHASIS)]
        at = end
    return [*parts, Cell(text[at:], style)]
