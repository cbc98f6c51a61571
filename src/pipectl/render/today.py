"""The day's work on a screen: what, why, and the command that deals with it."""

from collections.abc import Sequence
from typing import NamedTuple

from pipectl.dates import format_date
from pipectl.domain.due import OVERDUE
from pipectl.numbers import NumberFormat
from pipectl.queries.due import Item
from pipectl.queries.today import Day, StepDue, Work
from pipectl.render.output import Listing
from pipectl.render.shapes import due as shape
from pipectl.render.tables import (
    Cell,
    Column,
    Screen,
    folded,
    line,
    paragraph,
    table,
    width_of,
)

MOST = 10  # lines that a person looks at
FEW = MOST // 2  # lines that opportunities keep beside the steps of priorities
GAP = 2
NARROWEST_LINES = 60  # columns; below, a line can't say why


class Row(NamedTuple):
    """A line: what, how much is at stake, why (in full and in short), and the command."""

    what: str
    stake: str
    why: Cell
    short: Cell
    command: str


def listing(found: Day, on: Screen, numbers: NumberFormat, *, everything: bool) -> Listing:
    """A day in every format; only a page for people leaves lines out."""
    return Listing(
        rows=shape.today(found),
        columns=shape.TODAY_KEYS,
        text=lambda: page(found, on, numbers, everything=everything),
    )


def page(found: Day, on: Screen, numbers: NumberFormat, *, everything: bool) -> str:
    """The review, the steps of priorities, then opportunities in their order."""
    if not (found.review or found.steps or found.works):
        return nothing(found, on)
    steps, works = shown(found, everything=everything)
    rows = [] if found.review is None else [review_row(found.review, numbers)]
    rows += [step_row(each, numbers) for each in steps]
    rows += [work_row(each, found.currency, numbers) for each in works]
    left = len(found.steps) + len(found.works) - len(steps) - len(works)
    more = line([f"and {numbers.count(left)} more: `pipectl today --all`"], on) if left else ""
    return drawn(rows, on) + more


def shown(found: Day, *, everything: bool) -> tuple[list[StepDue], list[Work]]:
    """The lines that fit on the page: steps go first, but leave opportunities half of it."""
    if everything:
        return found.steps, found.works
    room = MOST - (found.review is not None)
    steps = found.steps[: max(room - len(found.works), FEW)]
    return steps, found.works[: room - len(steps)]


def review_row(found: Item, numbers: NumberFormat) -> Row:
    """The review that is due."""
    late = f"{numbers.counted(found.days, 'day')} late" if found.days else "due today"
    why = Cell(late, "red" if found.days else "")
    return Row("Weekly review", "", why, why, shape.REVIEW_COMMAND)


def step_row(found: StepDue, numbers: NumberFormat) -> Row:
    """A step of a priority."""
    why = Cell(shape.step_why(found, numbers), "bold red" if found.days > 0 else "")
    return Row(found.step.text, "", why, why, shape.step_command(found))


def work_row(found: Work, currency: str, numbers: NumberFormat) -> Row:
    """An opportunity, and what its rank is made of."""
    lead = found.items[0]
    assert lead.deal is not None
    style = "red" if lead.kind == OVERDUE else ""
    return Row(
        lead.deal.title,
        numbers.short(found.at_stake_minor, currency),
        Cell(shape.why(found.items, numbers), style),
        Cell(shape.short_why(lead, numbers), style),
        shape.command(lead),
    )


def drawn(rows: Sequence[Row], on: Screen) -> str:
    """A line for each, cut where the screen ends; on a narrow one two lines or three."""
    if on.width < NARROWEST_LINES:
        return "".join(block(row, on) for row in rows)
    titles = [
        Column("What", flexible=True),
        *([Column("Stake", right=True)] if any(row.stake for row in rows) else []),
        Column("Why", flexible=True),
        Column("Command"),
    ]
    whole = [cells(row, row.why, len(titles)) for row in rows]
    if widest(titles, whole) > on.width:
        return table(titles, [cells(row, row.short, len(titles)) for row in rows], on)
    return table(titles, whole, on)


def cells(row: Row, why: Cell, columns: int) -> list[Cell | str]:
    """A row of the table."""
    stake = [row.stake] if columns == 4 else []
    return [row.what, *stake, why, Cell(row.command, "green")]


def widest(titles: Sequence[Column], rows: Sequence[Sequence[Cell | str]]) -> int:
    """How wide the table is where nothing is cut."""
    texts = [[title.title for title in titles], *([text_of(each) for each in row] for row in rows)]
    widths = [max(width_of(row[place]) for row in texts) for place in range(len(titles))]
    return sum(widths) + GAP * (len(widths) - 1)


def text_of(cell: Cell | str) -> str:
    """The text of a cell."""
    return cell if isinstance(cell, str) else cell.text


def block(row: Row, on: Screen) -> str:
    """What and the command in a line if they fit, and why below."""
    amount = f"  {row.stake}" if row.stake else ""
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
