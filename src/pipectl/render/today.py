"""The day's work on a screen: what, why, and the command that deals with it."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from pipectl.dates import format_date
from pipectl.domain.due import OVERDUE
from pipectl.money import short_amount
from pipectl.queries.today import Day, StepDue, Work
from pipectl.render.output import Listing
from pipectl.render.shapes import due as shape
from pipectl.render.tables import (
    NARROWEST_TABLE,
    Cell,
    Column,
    Screen,
    folded,
    heading,
    line,
    paragraph,
    table,
    width_of,
)

MOST = 10  # lines that a person looks at
FEW = MOST // 2  # lines that opportunities keep beside the steps of priorities
GAP = 2


class Row(NamedTuple):
    """A line: what, how much, why, and the command."""

    what: str
    amount: str
    why: Cell
    command: str


def listing(found: Day, on: Screen, decimal: str, *, everything: bool) -> Listing:
    """A day in every format; only a page for people leaves lines out."""
    return Listing(
        rows=shape.today(found),
        columns=shape.TODAY_KEYS,
        text=lambda: page(found, on, decimal, everything=everything),
    )


def page(found: Day, on: Screen, decimal: str, *, everything: bool) -> str:
    """The review, the steps under their priorities, then opportunities in their order."""
    if not (found.review or found.steps or found.works):
        return nothing(found, on)
    steps, works = shown(found, everything=everything)
    blocks = [] if found.review is None else [review(found, on)]
    for place, those in groupby(steps, key=lambda each: each.priority):
        title = heading(f"Priority {place.place}: {place.text}", on)
        blocks.append(title + drawn([step_row(each) for each in those], on, "Step"))
    if works:
        rows = [work_row(each, found.currency, decimal) for each in works]
        blocks.append(drawn(rows, on, "Opportunity"))
    left = len(found.steps) + len(found.works) - len(steps) - len(works)
    if left:
        blocks.append(paragraph(f"and {left} more: `pipectl today --all`", on))
    return "\n".join(blocks)


def shown(found: Day, *, everything: bool) -> tuple[list[StepDue], list[Work]]:
    """The lines that fit on the page: steps go first, but leave opportunities half of it."""
    if everything:
        return found.steps, found.works
    room = MOST - (found.review is not None)
    steps = found.steps[: max(room - len(found.works), FEW)]
    return steps, found.works[: room - len(steps)]


def review(found: Day, on: Screen) -> str:
    """The review that is due."""
    assert found.review is not None
    text = f"{shape.review_why(found.review)}: "
    return folded([text, Cell(shape.REVIEW_COMMAND, "green")], on)


def step_row(found: StepDue) -> Row:
    """A step of a priority."""
    style = "bold red" if found.days > 0 else ""
    return Row(found.step.text, "", Cell(shape.step_why(found), style), shape.step_command(found))


def work_row(found: Work, currency: str, decimal: str) -> Row:
    """An opportunity; its currency stands beside the amount where it isn't the store's."""
    lead = found.items[0]
    assert lead.deal is not None
    deal = lead.deal
    amount = "–"
    if deal.amount_minor is not None:
        amount = short_amount(deal.amount_minor, deal.currency, decimal=decimal)
        amount += "" if deal.currency == currency else f" {deal.currency}"
    style = "red" if lead.kind == OVERDUE else ""
    return Row(deal.title, amount, Cell(shape.why(found.items), style), shape.command(lead))


def drawn(rows: Sequence[Row], on: Screen, what: str) -> str:
    """A table where it fits whole, else two lines or three for each."""
    titles = [
        Column(what),
        *([Column("Amount", right=True)] if any(row.amount for row in rows) else []),
        Column("Why"),
        Column("Command"),
    ]
    cells: list[list[Cell | str]] = [
        [row.what, *([row.amount] if len(titles) == 4 else []), row.why, Cell(row.command, "green")]
        for row in rows
    ]
    texts = [[title.title for title in titles], *([text_of(each) for each in row] for row in cells)]
    widths = [max(width_of(row[place]) for row in texts) for place in range(len(titles))]
    if sum(widths) + GAP * (len(widths) - 1) <= on.width and on.width >= NARROWEST_TABLE:
        return table(titles, cells, on)
    return "".join(block(row, on) for row in rows)


def text_of(cell: Cell | str) -> str:
    """The text of a cell."""
    return cell if isinstance(cell, str) else cell.text


def block(row: Row, on: Screen) -> str:
    """What and the command in a line if they fit, and why below."""
    amount = f"  {row.amount}" if row.amount else ""
    begin: list[Cell | str] = [Cell(row.what, "bold"), amount]
    command = Cell(row.command, "green")
    why = folded(["  ", row.why], on)
    if width_of(f"{row.what}{amount}  {row.command}") <= on.width:
        return line([*begin, "  ", command], on) + why
    return folded(begin, on) + why + line(["  ", command], on)


def nothing(found: Day, on: Screen) -> str:
    """That nothing is due, and what comes next."""
    if found.is_empty:
        return paragraph(
            'The pipeline is empty. Add an opportunity: `pipectl add "Acme rollout" 12k '
            "--close eoq --next Call --due fri`",
            on,
        )
    coming = found.next
    if coming is None:
        return paragraph("Nothing is due, and no next action has a date to come.", on)
    at = f" {coming.due_time}" if coming.due_time else ""
    when = f"{format_date(coming.due_on)}{at}"
    return paragraph(f"Nothing is due. Next: {coming.action} {coming.title} on {when}.", on)


BEGINNINGS = (
    ("pipectl demo", "look around in a store made for it"),
    ("pipectl init --quota 250k", "make a store of your own"),
    ("pipectl --help", "every command"),
)


def welcome(missing: str, on: Screen) -> str:
    """How to begin, where there is no store."""
    begin = paragraph(f"pipectl keeps your own sales pipeline honest. {missing}", on)
    widest = max(len(command) for command, _ in BEGINNINGS)
    lines = [
        folded([Cell(f"  {command:{widest}}", "green"), f"  {about}"], on)
        for command, about in BEGINNINGS
    ]
    return f"{begin}\n{''.join(lines)}"
