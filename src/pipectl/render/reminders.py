"""What is due as a mail or a note reads it: plain text and Markdown, never a flood."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from pipectl.dates import format_date, later
from pipectl.domain.due import (
    ACTION_KINDS,
    DUE,
    NO_NEXT,
    OVERDUE,
    REVIEW,
    REVISIT,
    STALE,
)
from pipectl.domain.words import WON
from pipectl.numbers import NumberFormat
from pipectl.queries.due import Deal, Item
from pipectl.render.shapes.due import command
from pipectl.text import visible

Group = tuple[Item, ...]
AFTER_THE_SALE = "after-the-sale"


class Kind(NamedTuple):
    """A kind of line: its heading, how it is counted, how many are shown, and where the rest is."""

    heading: str
    counted: str
    most: int
    rest: str


SECTIONS = {
    OVERDUE: Kind("Overdue", "{} overdue", 10, "pipectl list --overdue"),
    DUE: Kind("Due", "{} due", 10, "pipectl list --sort due"),
    AFTER_THE_SALE: Kind(
        "After the sale", "{} after the sale", 5, "pipectl list --status won --sort due"
    ),
    NO_NEXT: Kind("Nothing comes next", "{} without a next action", 10, "pipectl list --no-next"),
    STALE: Kind("No contact for too long", "{} stale", 10, "pipectl list --stale"),
    REVISIT: Kind(
        "To be revisited",
        "{} to be revisited",
        10,
        "pipectl list --status lost --columns id,title,reason,revisit_on",
    ),
    REVIEW: Kind("Review", "a review", 10, "pipectl review"),
}


class Line(NamedTuple):
    """One line: what leads it, what follows, and the command that deals with it."""

    lead: str
    about: str
    command: str


class Section(NamedTuple):
    """A kind with its lines, and how many more there are."""

    kind: Kind
    lines: list[Line]
    more: int


def text(groups: Sequence[Group], today: date, numbers: NumberFormat) -> str:
    """What is due in plain text; nothing where nothing is."""
    if not groups:
        return ""
    blocks = [f"{headline(groups, today, numbers)}\n"]
    for kind, lines, more in sections(groups, today, numbers):
        block = f"{kind.heading}\n"
        for each in lines:
            block += f"- {visible(each.lead)}{visible(each.about)}\n  {each.command}\n"
        blocks.append(block + (f"- and {numbers.count(more)} more: {kind.rest}\n" if more else ""))
    return "\n".join(blocks)


def markdown(groups: Sequence[Group], today: date, numbers: NumberFormat) -> str:
    """What is due as Markdown lists; what was typed stays text."""
    from pipectl.render.machine import markdown_cell as safe

    if not groups:
        return ""
    blocks = [f"{headline(groups, today, numbers)}\n"]
    for kind, lines, more in sections(groups, today, numbers):
        block = f"## {kind.heading}\n\n"
        for each in lines:
            block += f"- **{safe(each.lead)}**{safe(each.about)}: `{each.command}`\n"
        blocks.append(
            block + (f"- and {numbers.count(more)} more: `{kind.rest}`\n" if more else "")
        )
    return "\n".join(blocks)


def headline(groups: Sequence[Group], today: date, numbers: NumberFormat) -> str:
    """How many there are of each kind."""
    counts: dict[str, int] = {}
    for group in groups:
        counts[section_of(group)] = counts.get(section_of(group), 0) + 1
    said = [
        kind.counted.format(numbers.count(counts[name]))
        for name, kind in SECTIONS.items()
        if name in counts
    ]
    return f"{format_date(today)}: {', '.join(said)}."


def sections(groups: Sequence[Group], today: date, numbers: NumberFormat) -> Iterator[Section]:
    """The groups by kind, as many of each as anybody reads."""
    for name, kind in SECTIONS.items():
        those = [group for group in groups if section_of(group) == name]
        if those:
            lines = [line(group, today, numbers) for group in those[: kind.most]]
            yield Section(kind, lines, len(those) - len(lines))


def section_of(group: Group) -> str:
    """Where an opportunity's line stands: what is left to do after a sale stands apart."""
    lead = group[0]
    is_sold = lead.deal is not None and lead.deal.status == WON
    return AFTER_THE_SALE if is_sold else lead.kind


def line(group: Group, today: date, numbers: NumberFormat) -> Line:
    """What, for whom, how much, how late, and what else is wrong."""
    lead = group[0]
    if lead.deal is None:
        return Line(lead.text, f", {when(lead, today, numbers)}", command(lead))
    parts = [*people(lead.deal), amount(lead.deal, numbers)]
    if lead.kind in ACTION_KINDS:
        begin, end = f"{lead.text}: {lead.deal.title}", when(lead, today, numbers)
    else:
        begin, end = lead.deal.title, lead.text[0].lower() + lead.text[1:]
    also = "".join(f", {each.kind}" for each in group[1:])
    about = "".join(part for part in parts if part)
    return Line(begin, f"{about}, {end}{also}", command(lead))


def people(deal: Deal) -> Iterable[str]:
    """Whom it is about."""
    names = ", ".join(name for name in (deal.contact, deal.account) if name)
    return [f" ({names})"] if names else []


def amount(deal: Deal, numbers: NumberFormat) -> str:
    """How much it is about."""
    if deal.amount_minor is None:
        return ""
    return f", {numbers.money(deal.amount_minor, deal.currency)}"


def when(found: Item, today: date, numbers: NumberFormat) -> str:
    """How late it is, or when it is due."""
    if found.days > 0:
        return f"{numbers.counted(found.days, 'day')} late"
    named = {later(today, 1): "tomorrow", today: "today"}
    at = f" at {found.due_time}" if found.due_time else ""
    return f"due {named.get(found.due_on, format_date(found.due_on))}{at}"


Draw = Callable[[Sequence[Group], date, NumberFormat], str]
FORMS: dict[str, Draw] = {"text": text, "md": markdown}
