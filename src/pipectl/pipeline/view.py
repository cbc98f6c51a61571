"""An opportunity in a line, in a list, its flags; its JSON keys."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from pipectl.dates import short_date
from pipectl.errors import UsageError, quoted, there_are
from pipectl.numbers import NumberFormat
from pipectl.pipeline.queries.current import CurrentOpportunity
from pipectl.render.output import Listing
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column, Screen, folded, line, paragraph, table, width_of


def opportunity(found: CurrentOpportunity) -> dict[str, Any]:
    """An opportunity's keys."""
    row = found.row
    asked = {"buying": row.buying, "why": found.why, "asked_on": row.asked_on}
    action = {"action": row.next_action, "due_on": row.due_on, "due_time": row.due_time}
    return {
        **keys_of(row, "id uid slug title account contact amount_minor currency stage"),
        **keys_of(found, "probability_bp probability_from weighted_minor", row.currency),
        **keys_of(row, "status close_on source campaign"),
        "tags": list(found.tags),
        "next_action": action if row.next_action is not None else None,
        "qualification": asked if row.asked_on is not None else None,
        **keys_of(row, "created_on stage_entered_on"),
        **keys_of(found, "days_in_stage age_days"),
        **keys_of(row, "pushes closed_on reason competitor revisit_on"),
        "parent": row.parent_id,
        "flags": list(found.flags),
    }


OPPORTUNITY_KEYS = (
    "id",
    "uid",
    "slug",
    "title",
    "account",
    "contact",
    "amount",
    "currency",
    "stage",
    "probability",
    "probability_from",
    "weighted",
    "status",
    "close_on",
    "source",
    "campaign",
    "tags",
    "next_action",
    "qualification",
    "created_on",
    "stage_entered_on",
    "days_in_stage",
    "age_days",
    "pushes",
    "closed_on",
    "reason",
    "competitor",
    "revisit_on",
    "parent",
    "flags",
)

FLAG_STYLES = {
    "overdue": "bold red",
    "slipped": "red",
    "due-today": "yellow",
    "stalled": "yellow",
    "stale": "yellow",
    "no-next-action": "magenta",
    "unqualified": "cyan",
    "revisit": "green",
}
# Short enough for a table of 80 columns, and still words.
FLAG_WORDS = {"no-next-action": "no-next", "unqualified": "unqual", "due-today": "today"}

Draw = Callable[[CurrentOpportunity, NumberFormat], Cell]


def amount_cell(found: CurrentOpportunity, numbers: NumberFormat) -> Cell:
    """The amount; the currency beside it where it isn't told elsewhere."""
    row = found.row
    if row.amount_minor is None:
        return Cell("–", "dim")
    return Cell(f"{numbers.amount(row.amount_minor, row.currency)} {row.currency}")


def date_cell(day: date | None, today: date, *, late: bool) -> Cell:
    """A date, in the colour of its flag where it has passed."""
    if day is None:
        return Cell("–", "dim")
    return Cell(short_date(day, today), "red" if late else "")


def next_cell(found: CurrentOpportunity) -> Cell:
    """What comes next, and by when."""
    row = found.row
    if row.next_action is None:
        return Cell("–", "dim")
    if row.due_on is None:
        return Cell(row.next_action)
    at = f" {row.due_time}" if row.due_time else ""
    style = "red" if "overdue" in found.flags else ""
    return Cell(f"{short_date(row.due_on, found.today)}{at} {row.next_action}", style)


def flags_cell(found: CurrentOpportunity) -> Cell:
    """The flags in words, the worst one's colour over them."""
    if not found.flags:
        return Cell("")
    words = " ".join(FLAG_WORDS.get(flag, flag) for flag in found.flags)
    return Cell(words, FLAG_STYLES[found.flags[0]])


def text_cell(text: str | None) -> Cell:
    """A text, or that there is none."""
    return Cell(text) if text else Cell("–", "dim")


# Every column that a list can show: how it is headed and drawn.
COLUMNS: dict[str, tuple[Column, Draw]] = {
    "id": (Column("#", right=True), lambda o, _: Cell(str(o.row.id), "dim")),
    "title": (Column("Title", flexible=True), lambda o, _: Cell(o.row.title)),
    "amount": (Column("Amount", right=True), amount_cell),
    "stage": (Column("Stage", flexible=True), lambda o, _: Cell(o.row.stage)),
    "probability": (
        Column("%", right=True, rank=4),
        lambda o, numbers: Cell(numbers.basis_points(o.probability_bp)),
    ),
    "days_in_stage": (
        Column("Days", right=True, rank=5),
        lambda o, numbers: Cell(numbers.count(o.days_in_stage)),
    ),
    "close_on": (
        Column("Close", rank=2),
        lambda o, _: date_cell(o.row.close_on, o.today, late="slipped" in o.flags),
    ),
    "next_action": (Column("Next", rank=3, flexible=True), lambda o, _: next_cell(o)),
    "flags": (Column("Flags", rank=1, flexible=True), lambda o, _: flags_cell(o)),
    "account": (Column("Account", rank=6, flexible=True), lambda o, _: text_cell(o.row.account)),
    "contact": (Column("Contact", rank=6, flexible=True), lambda o, _: text_cell(o.row.contact)),
    "weighted": (
        Column("Weighted", right=True, rank=5),
        lambda o, numbers: Cell(
            "–" if o.weighted_minor is None else numbers.amount(o.weighted_minor, o.row.currency)
        ),
    ),
    "slug": (Column("Slug", rank=6), lambda o, _: Cell(o.row.slug)),
    "uid": (Column("Uid", rank=7), lambda o, _: Cell(o.row.uid)),
    "status": (Column("Status", rank=2), lambda o, _: Cell(o.row.status)),
    "source": (Column("Source", rank=6), lambda o, _: text_cell(o.row.source)),
    "campaign": (Column("Campaign", rank=6), lambda o, _: text_cell(o.row.campaign)),
    "tags": (Column("Tags", rank=6), lambda o, _: text_cell(" ".join(o.tags))),
    "created_on": (
        Column("Created", rank=6),
        lambda o, _: date_cell(o.row.created_on, o.today, late=False),
    ),
    "stage_entered_on": (
        Column("Entered", rank=6),
        lambda o, _: date_cell(o.row.stage_entered_on, o.today, late=False),
    ),
    "age_days": (
        Column("Age", right=True, rank=6),
        lambda o, numbers: Cell(numbers.count(o.age_days)),
    ),
    "pushes": (
        Column("Pushes", right=True, rank=6),
        lambda o, numbers: Cell(numbers.count(o.row.pushes)),
    ),
    "closed_on": (
        Column("Closed", rank=3),
        lambda o, _: date_cell(o.row.closed_on, o.today, late=False),
    ),
    "reason": (Column("Reason", rank=4, flexible=True), lambda o, _: text_cell(o.row.reason)),
    "competitor": (Column("Competitor", rank=6), lambda o, _: text_cell(o.row.competitor)),
    "revisit_on": (
        Column("Revisit", rank=5),
        lambda o, _: date_cell(o.row.revisit_on, o.today, late="revisit" in o.flags),
    ),
    "parent": (Column("Parent", right=True, rank=6), lambda o, _: text_cell(parent_of(o))),
    "qualification": (
        Column("Buying", rank=6),
        lambda o, _: text_cell(o.row.buying),
    ),
    "probability_from": (Column("% from", rank=7), lambda o, _: Cell(o.probability_from)),
    "currency": (Column("Currency", rank=6), lambda o, _: Cell(o.row.currency)),
}
SHOWN = (
    "id",
    "title",
    "amount",
    "stage",
    "probability",
    "days_in_stage",
    "close_on",
    "next_action",
    "flags",
    "account",
)
SHOWN_CLOSED = ("status", "closed_on", "reason")


def parent_of(found: CurrentOpportunity) -> str | None:
    """The number of the opportunity that it grew out of."""
    return None if found.row.parent_id is None else str(found.row.parent_id)


def check_columns(text: str) -> tuple[str, ...]:
    """The columns that were asked for, by comma; raises UsageError for one unknown."""
    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if name not in COLUMNS:
            raise UsageError(f"No column {quoted(name)}.", hint=there_are(COLUMNS))
    return names


def opportunities(
    found: Sequence[CurrentOpportunity],
    *,
    columns: Sequence[str] | None,
    look: Callable[[], tuple[Screen, NumberFormat]],
) -> Listing:
    """A list of opportunities in every format; `look` is the screen and the number format."""
    chosen = columns or default_columns(found)

    def text() -> str:
        if not found:
            return "No opportunities match.\n"
        on, numbers = look()
        rows = [[COLUMNS[name][1](each, numbers) for name in chosen] for each in found]
        return table([COLUMNS[name][0] for name in chosen], rows, on)

    return Listing(
        rows=[opportunity(each) for each in found],
        columns=columns or OPPORTUNITY_KEYS,
        text=text,
    )


def default_columns(found: Sequence[CurrentOpportunity]) -> tuple[str, ...]:
    """What a list shows unless it is told: how they ended, where some have."""
    if all(each.row.status == "open" for each in found):
        return SHOWN
    return (*SHOWN[:4], *SHOWN_CLOSED, *SHOWN[4:])


def summary(found: CurrentOpportunity, what: str, on: Screen, numbers: NumberFormat) -> str:
    """One line that echoes an opportunity after a change."""
    row = found.row
    parts = [amount_cell(found, numbers).text if row.amount_minor is not None else "no amount"]
    if row.status == "open":
        parts.append(f"{row.stage} {numbers.basis_points(found.probability_bp)} %")
        parts.append(f"closes {day(row.close_on)}" if row.close_on else "no close date")
    else:
        parts.append(f"{row.status} on {day(row.closed_on)}")
        parts += [row.reason] if row.reason else []
        parts += [f"revisit {day(row.revisit_on)}"] if row.revisit_on else []
    if row.next_action:
        at = f" {row.due_time}" if row.due_time else ""
        due = f", due {day(row.due_on)}{at}" if row.due_on else ", no date"
        parts.append(f"next: {row.next_action}{due}")
    elif row.status == "open":
        parts.append("no next action")
    begin: list[Cell | str] = [f"{what} {row.id} ", Cell(row.title, "bold")]
    rest = " · ".join(parts)
    if width_of(f"{what} {row.id} {row.title} · {rest}") <= on.width:
        return line([*begin, f" · {rest}"], on)
    return folded(begin, on) + paragraph(rest, on, indent="    ")


def day(value: date | None) -> str:
    """A date written out."""
    from pipectl.dates import format_date

    return "" if value is None else format_date(value)
