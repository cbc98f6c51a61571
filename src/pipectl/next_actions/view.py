"""Activities as lines and lists; JSON keys."""

from collections.abc import Sequence
from typing import Any

from pipectl.dates import format_date
from pipectl.next_actions.queries import ActivityRow
from pipectl.numbers import NumberFormat
from pipectl.pipeline.queries.current import OpportunityRow
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.tables import Cell, Column, Empty, drawn, folded, paragraph
from pipectl.vocabulary import REPLY


def activity(found: ActivityRow) -> dict[str, Any]:
    """An activity's keys."""
    return {
        "id": found.id,
        "kind": found.kind,
        "count": found.count,
        "on": found.done_on,
        "opportunity": found.opportunity_id,
        "title": found.opportunity,
        "contact": found.contact,
        "text": found.text,
    }


NO_ACTIVITIES = Empty("No activities yet", "Log one", "pipectl log call OPP")
ELSEWHERE = "another seller's deal"
NONE_MATCH = Empty("No activities match", "List all activities", "pipectl activity list")


def activities_listing(
    found: Sequence[ActivityRow],
    on: Screen,
    numbers: NumberFormat,
    *,
    full: bool = False,
    narrowed: bool = False,
) -> Listing:
    """Activities as a table; with `full` each with its whole text."""
    titles = [
        Column("#", right=True),
        Column("Date"),
        Column("Kind"),
        Column("Count", right=True, rank=3),
        Column("Deal", flexible=True),
        Column("Contact", rank=4, flexible=True),
        Column("Text", rank=2, flexible=True),
    ]
    cells: list[list[Cell | str]] = [
        [
            Cell(str(each.id), "dim"),
            Cell(format_date(each.done_on), short=f"{each.done_on}"),
            each.kind,
            numbers.count(each.count),
            Cell(ELSEWHERE, "dim") if each.is_elsewhere else each.opportunity or "–",
            each.contact or "–",
            (each.text or "–").replace("\n", " "),
        ]
        for each in found
    ]
    rows = [activity(each) for each in found]
    columns = ["id", "kind", "count", "on", "opportunity", "title", "contact", "text"]
    empty = NONE_MATCH if narrowed else NO_ACTIVITIES
    if full and found:
        return Listing(rows, columns, lambda: "".join(whole(each, on, numbers) for each in found))
    return Listing(rows, columns, lambda: drawn(titles, cells, on, empty))


def whole(found: ActivityRow, on: Screen, numbers: NumberFormat) -> str:
    """An activity with its whole text below it."""
    deal = ELSEWHERE if found.is_elsewhere else found.opportunity
    about = " · ".join(filter(None, (deal, found.contact)))
    head: list[Cell | str] = [
        Cell(f"#{found.id}  ", "dim"),
        f"{format_date(found.done_on)}  ",
        Cell(
            f"{found.kind}{f' x {numbers.count(found.count)}' if found.count != 1 else ''}", "bold"
        ),
        f"  {about}" if about else "",
    ]
    text = "".join(paragraph(each, on, indent="    ") for each in (found.text or "").splitlines())
    return folded(head, on) + text


# A kind as a noun, where its name isn't one that can be counted.
NOUNS = {"outreach": "outreach e-mail"}
PLURALS = {REPLY: "replies"}


def one_of(kind: str) -> str:
    """One activity of a kind: a call, an outreach e-mail."""
    noun = NOUNS.get(kind, kind)
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def many_of(kind: str, count: int, numbers: NumberFormat) -> str:
    """A number of activities of a kind: 1 call, 9 outreach e-mails."""
    return numbers.counted(count, NOUNS.get(kind, kind), PLURALS.get(kind, ""))


def what_was_done(found: ActivityRow, numbers: NumberFormat) -> str:
    """What was done, and how often: a call, 9 outreach e-mails."""
    if found.count == 1:
        return one_of(found.kind)
    return many_of(found.kind, found.count, numbers)


def activity_line(what: str, found: ActivityRow, on: Screen, numbers: NumberFormat) -> str:
    """One line that echoes an activity after a change."""
    parts: list[Cell | str] = [f"{what} ", Cell(what_was_done(found, numbers), "bold")]
    parts.append(f" (#{found.id}) on {format_date(found.done_on)}")
    if found.opportunity:
        parts.append(f" · {found.opportunity}")
    if found.contact:
        parts.append(f" · with {found.contact}")
    if found.text:
        parts.append(f" · {found.text.splitlines()[0]}")
    return folded(parts, on)


def completed_lines(action: str, deal: OpportunityRow, on: Screen) -> str:
    """Echo the next action that an activity completed, and the new one."""
    if deal.next_action is None:
        return folded([f"Done: {action}"], on) + folded(["No next action"], on)
    at = f" {deal.due_time}" if deal.due_time else ""
    due = f", due {format_date(deal.due_on)}{at}" if deal.due_on else ", no date"
    return folded([f"Done: {action}"], on) + folded([f"Next: {deal.next_action}{due}"], on)
