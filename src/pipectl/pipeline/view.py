"""An opportunity in a line, in a list, its flags; its JSON keys."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from pipectl.dates import short_date
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat
from pipectl.pipeline.queries.current import CurrentOpportunity
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import (
    Cell,
    Column,
    Empty,
    folded,
    line,
    paragraph,
    start_of,
    table,
    width_of,
)
from pipectl.text import SHORT_NAME
from pipectl.vocabulary import DISQUALIFIED

if TYPE_CHECKING:
    from pipectl.fields.view import OwnColumn
    from pipectl.recurring import HasRecurring

    class HasAmount(HasRecurring, Protocol):
        """A deal or a row of its history."""

        @property
        def amount_minor(self) -> int | None: ...
        @property
        def currency(self) -> str: ...


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
        "disqualified": found.is_disqualified,
        **keys_of(row, "customer_stage customer_stage_entered_on"),
        "recurring": recurring_keys(row),
        "owner": row.owner or None,
    }


def recurring_keys(row: "HasAmount") -> dict[str, Any] | None:
    """The amount per month or year, if it recurs."""
    if row.recurring_minor is None:
        return None
    amount = keys_of(row, "recurring_minor", row.currency)["recurring"]
    return {"amount": amount, "per": row.recurring_per, "months": row.term_months}


def amount_words(row: "HasAmount", numbers: NumberFormat) -> str:
    """`30,000 USD (2,500/mo for 12 months)`, or that there is no amount."""
    if row.amount_minor is None:
        return "no amount"
    total = numbers.money(row.amount_minor, row.currency)
    return total if row.recurring_minor is None else f"{total} ({recurring_words(row, numbers)})"


def amount_words_cell(row: "HasAmount", numbers: NumberFormat) -> Cell:
    """The same in a table; on a narrow screen only the total."""
    said = amount_words(row, numbers)
    return Cell(said, short="" if row.recurring_minor is None else said.partition(" (")[0])


def recurring_words(row: "HasAmount", numbers: NumberFormat) -> str:
    """`2,500/mo for 12 months`, of an amount that recurs."""
    from pipectl.recurring import Recurring, words

    return words(Recurring.of(row), row.currency, numbers)


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
    "disqualified",
    "customer_stage",
    "customer_stage_entered_on",
    "recurring",
    "owner",
)

# The keys of those whose value has keys of its own.
KEYS_BELOW = {
    "next_action": ("action", "due_on", "due_time"),
    "qualification": ("buying", "why", "asked_on"),
    "recurring": ("amount", "per", "months"),
}

# In CSV and Markdown, what has parts stands in a column each.
RECURRING_CELLS = ("recurring", "recurring_per", "term_months")
PARTED = {
    "next_action": ("next_action", "next_due", "next_time"),
    "qualification": ("buying", "why", "asked_on"),
    "recurring": RECURRING_CELLS,
}


def in_cells(row: Mapping[str, Any]) -> dict[str, Any]:
    """An opportunity's keys with one value in each."""
    action, asked = row["next_action"] or {}, row["qualification"] or {}
    return {
        **row,
        "next_action": action.get("action"),
        "next_due": action.get("due_on"),
        "next_time": action.get("due_time"),
        "buying": asked.get("buying"),
        "why": asked.get("why"),
        "asked_on": asked.get("asked_on"),
        **recurring_cells(row),
    }


def recurring_cells(row: Mapping[str, Any]) -> dict[str, Any]:
    """The amount per month or year of a deal's keys, with one value in each."""
    values = (row["recurring"] or {}).values()
    return dict(zip(RECURRING_CELLS, values or (None, None, None), strict=True))


FLAG_STYLES = {
    "overdue": "bold red",
    "slipped": "red",
    "due-today": "yellow",
    "stalled": "yellow",
    "stale": "yellow",
    "no-next-action": "magenta",
    "unqualified": "cyan",
    "single-threaded": "cyan",
    "revisit": "green",
}
# Short enough for a table of 80 columns, and still words.
FLAG_WORDS = {
    "no-next-action": "no-next",
    "unqualified": "unqual",
    "due-today": "today",
    "single-threaded": "single",
}


class ListFormat(NamedTuple):
    """How a list shows numbers; `currency` where all amounts are in the store's."""

    numbers: NumberFormat
    currency: str | None = None


Draw = Callable[[CurrentOpportunity, ListFormat], Cell]


def amount_cell(found: CurrentOpportunity, form: ListFormat) -> Cell:
    """The amount with its currency, which a narrow screen leaves out where all have the same."""
    row = found.row
    if row.amount_minor is None:
        return Cell("–", "dim")
    amount = form.numbers.amount(row.amount_minor, row.currency)
    return Cell(f"{amount} {row.currency}", short=amount if form.currency else "")


def stage_cell(found: CurrentOpportunity) -> Cell:
    """The stage, and its short name for a narrow screen."""
    row = found.row
    return Cell(row.stage, short=row.stage_short or short_name(row.stage))


@lru_cache
def short_name(name: str) -> str:
    """The short name of a stage that has none of its own: its name, cut at eight columns."""
    return name if width_of(name) <= SHORT_NAME else f"{start_of(name, SHORT_NAME - 1)}."


def date_cell(day: date | None, today: date, *, late: bool) -> Cell:
    """A date, in the color of its flag where it has passed."""
    if day is None:
        return Cell("–", "dim")
    return Cell(short_date(day, today), "red" if late else "")


def next_cell(found: CurrentOpportunity) -> Cell:
    """What comes next, and by when."""
    row = found.row
    if row.next_action is None:
        return Cell("–", "dim")
    if row.due_on is None:
        return Cell(f"no date: {row.next_action}", "magenta")
    on = short_date(row.due_on, found.today)
    style = "red" if "overdue" in found.flags else ""
    at = f" {row.due_time}" if row.due_time else ""
    return Cell(f"{on}{at} {row.next_action}", style)


def flags_cell(found: CurrentOpportunity, numbers: NumberFormat) -> Cell:
    """The flags in words, the worst one's color over them."""
    if not found.flags:
        return Cell("")
    first, *more = (FLAG_WORDS.get(flag, flag) for flag in found.flags)
    short = f"{first} +{numbers.count(len(more))}" if more else ""
    return Cell(" ".join((first, *more)), FLAG_STYLES[found.flags[0]], short)


def text_cell(text: str | None) -> Cell:
    """A text, or that there is none."""
    return Cell(text) if text else Cell("–", "dim")


# Every column that a list can show: how it is headed and drawn. On a narrow screen the one with the
# highest rank goes first; those without a rank stay.
COLUMNS: dict[str, tuple[Column, Draw]] = {
    "id": (Column("#", right=True), lambda o, _: Cell(str(o.row.id), "dim")),
    "title": (Column("Title", flexible=True, least=24, comfort=32), lambda o, _: Cell(o.row.title)),
    "amount": (Column("Amount", right=True), amount_cell),
    "stage": (Column("Stage", rank=1), lambda o, _: stage_cell(o)),
    "probability": (
        Column("%", right=True, rank=6),
        lambda o, form: Cell(form.numbers.basis_points(o.probability_bp)),
    ),
    "days_in_stage": (
        Column("Days", right=True, rank=7),
        lambda o, form: Cell(form.numbers.count(o.days_in_stage)),
    ),
    "close_on": (
        Column("Close", rank=2),
        lambda o, _: date_cell(o.row.close_on, o.today, late="slipped" in o.flags),
    ),
    "next_action": (
        Column("Next", rank=3, flexible=True, least=20, comfort=28),
        lambda o, _: next_cell(o),
    ),
    "flags": (
        Column("Flags", rank=3, flexible=True, least=10),
        lambda o, form: flags_cell(o, form.numbers),
    ),
    "account": (
        Column("Account", rank=8, flexible=True, least=10),
        lambda o, _: text_cell(o.row.account),
    ),
    "contact": (
        Column("Contact", rank=8, flexible=True, least=10),
        lambda o, _: text_cell(o.row.contact),
    ),
    "weighted": (
        Column("Weighted", right=True, rank=5),
        lambda o, form: Cell(
            "–"
            if o.weighted_minor is None
            else form.numbers.amount(o.weighted_minor, o.row.currency)
        ),
    ),
    "slug": (Column("Slug", rank=8), lambda o, _: Cell(o.row.slug)),
    "uid": (Column("Uid", rank=9), lambda o, _: Cell(o.row.uid)),
    "status": (Column("Status", rank=1), lambda o, _: Cell(o.row.status)),
    "source": (Column("Source", rank=8), lambda o, _: text_cell(o.row.source)),
    "campaign": (Column("Campaign", rank=8), lambda o, _: text_cell(o.row.campaign)),
    "tags": (Column("Tags", rank=8), lambda o, _: text_cell(" ".join(o.tags))),
    "created_on": (
        Column("Created", rank=8),
        lambda o, _: date_cell(o.row.created_on, o.today, late=False),
    ),
    "stage_entered_on": (
        Column("Entered", rank=8),
        lambda o, _: date_cell(o.row.stage_entered_on, o.today, late=False),
    ),
    "age_days": (
        Column("Age", right=True, rank=8),
        lambda o, form: Cell(form.numbers.count(o.age_days)),
    ),
    "pushes": (
        Column("Pushes", right=True, rank=8),
        lambda o, form: Cell(form.numbers.count(o.row.pushes)),
    ),
    "closed_on": (
        Column("Closed", rank=3),
        lambda o, _: date_cell(o.row.closed_on, o.today, late=False),
    ),
    "reason": (
        Column("Reason", rank=3, flexible=True, least=11),
        lambda o, _: text_cell(o.row.reason),
    ),
    "competitor": (Column("Competitor", rank=8), lambda o, _: text_cell(o.row.competitor)),
    "revisit_on": (
        Column("Revisit", rank=5),
        lambda o, _: date_cell(o.row.revisit_on, o.today, late="revisit" in o.flags),
    ),
    "parent": (Column("Parent", right=True, rank=8), lambda o, _: text_cell(parent_of(o))),
    "qualification": (
        Column("Buying", rank=8),
        lambda o, _: text_cell(o.row.buying),
    ),
    "probability_from": (Column("% from", rank=9), lambda o, _: Cell(o.probability_from)),
    "currency": (Column("Currency", rank=8), lambda o, _: Cell(o.row.currency)),
    "disqualified": (
        Column("Disqualified", rank=8),
        lambda o, _: Cell("yes" if o.is_disqualified else ""),
    ),
    "customer_stage": (
        Column("Customer stage", rank=4),
        lambda o, _: text_cell(o.row.customer_stage),
    ),
    "customer_stage_entered_on": (
        Column("Customer since", rank=8),
        lambda o, _: date_cell(o.row.customer_stage_entered_on, o.today, late=False),
    ),
    "recurring": (
        Column("Recurring", right=True, rank=4),
        lambda o, form: text_cell(
            None if o.row.recurring_minor is None else recurring_words(o.row, form.numbers)
        ),
    ),
    "owner": (Column("Owner", rank=4), lambda o, _: text_cell(o.row.owner)),
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
)
SHOWN_CLOSED = ("id", "title", "amount", "stage", "status", "closed_on", "reason")


def parent_of(found: CurrentOpportunity) -> str | None:
    """The number of the opportunity that it grew out of."""
    return None if found.row.parent_id is None else str(found.row.parent_id)


def opportunities(
    found: Sequence[CurrentOpportunity],
    *,
    columns: Sequence[str] | None,
    own: "Mapping[str, OwnColumn]" = MappingProxyType({}),
    also: Mapping[int, Mapping[str, Any]] = MappingProxyType({}),
    empty: Empty,
    look: Callable[[], tuple[Screen, NumberFormat, str]],
) -> Listing:
    """A list of deals in every format.

    `own` are the columns with custom fields, `also` more keys by deal. `empty` is said
    where there are none; `look` is the screen, the number format, the currency.
    """
    chosen = columns or default_columns(found)

    def text() -> str:
        on, numbers, currency = look()
        if not found:
            return empty.drawn(on)
        only = all(each.row.amount_minor is None or each.row.currency == currency for each in found)
        form = ListFormat(numbers, currency if only else None)
        rows = [
            [
                own[name].cell(each.row.id) if name in own else COLUMNS[name][1](each, form)
                for name in chosen
            ]
            for each in found
        ]
        titles = [own[name].column if name in own else COLUMNS[name][0] for name in chosen]
        return table(titles, rows, on, tight=True)

    keys = [{**opportunity(each), **also.get(each.row.id, {})} for each in found]
    named = columns or file_columns(keys)
    return Listing(
        rows=keys,
        columns=[
            part
            for name in named
            for part in (own[name].names if name in own else PARTED.get(name, (name,)))
        ],
        text=text,
        cells=lambda: [
            in_cells(each)
            | {name: value for of in own.values() for name, value in of.in_file(each["id"]).items()}
            for each in keys
        ],
    )


def file_columns(keys: Sequence[Mapping[str, Any]]) -> Sequence[str]:
    """What a file of deals has a column for: owners only where a deal has one."""
    is_owned = any(each["owner"] for each in keys)
    return OPPORTUNITY_KEYS if is_owned else [name for name in OPPORTUNITY_KEYS if name != "owner"]


def default_columns(found: Sequence[CurrentOpportunity]) -> tuple[str, ...]:
    """What a list shows by default: how deals ended, and what is next where some are open."""
    statuses = {each.row.status for each in found}
    if statuses <= {"open"}:
        shown: tuple[str, ...] = SHOWN
    elif "open" in statuses:
        shown = (*SHOWN_CLOSED, *SHOWN[4:])
    else:
        shown = (*SHOWN_CLOSED, "flags")
    if any(each.row.customer_stage for each in found):
        at = shown.index("stage") + 1
        shown = (*shown[:at], "customer_stage", *shown[at:])
    return (*shown, "account") if any(each.row.account for each in found) else shown


def summary(
    found: CurrentOpportunity,
    what: str,
    on: Screen,
    numbers: NumberFormat,
    also: Sequence[str] = (),
) -> str:
    """One line that echoes an opportunity after a change; `also` is what it says besides."""
    row = found.row
    parts = [amount_words(row, numbers)]
    if row.status == "open":
        parts.append(f"{row.stage} {numbers.basis_points(found.probability_bp)} %")
        parts.append(f"closes {day(row.close_on)}" if row.close_on else "no close date")
    else:
        outcome = DISQUALIFIED if found.is_disqualified else row.status
        parts.append(f"{outcome} on {day(row.closed_on)}")
        parts += [f"in {row.customer_stage}"] if row.customer_stage else []
        parts += [row.reason] if row.reason else []
        parts += [f"revisit {day(row.revisit_on)}"] if row.revisit_on else []
    if row.next_action:
        at = f" {row.due_time}" if row.due_time else ""
        due = f", due {day(row.due_on)}{at}" if row.due_on else ", no date"
        parts.append(f"next: {row.next_action}{due}")
    elif row.status == "open" or row.customer_stage:
        parts.append("no next action")
    parts += also
    begin: list[Cell | str] = [f"{what} ", Cell(row.title, "bold"), f" (#{row.id})"]
    rest = " · ".join(parts)
    if width_of(f"{what} {row.title} (#{row.id}) · {rest}") <= on.width:
        return line([*begin, f" · {rest}"], on)
    return folded(begin, on) + paragraph(rest, on, indent="    ")


def day(value: date | None) -> str:
    """A date written out."""
    from pipectl.dates import format_date

    return "" if value is None else format_date(value)
