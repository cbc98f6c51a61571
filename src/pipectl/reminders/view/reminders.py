"""What is due as text, Markdown, JSON keys, commands that deal with it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from pipectl.contact_limits.rules import rest_words
from pipectl.dates import format_date, later, short_date
from pipectl.errors import listed
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat
from pipectl.ownership.rules import Told
from pipectl.ownership.view import told_words
from pipectl.reminders.queries import Day, StepDue
from pipectl.reminders.rules.due import (
    ACTION_KINDS,
    DUE,
    KEEP_IN_TOUCH,
    NO_NEXT,
    OVERDUE,
    REVIEW,
    REVISIT,
    STALE,
    DueDeal,
    DueItem,
)
from pipectl.reminders.rules.rank import DayItem
from pipectl.render.serialize import keys_of, money
from pipectl.text import visible
from pipectl.vocabulary import WON

# The command that deals with one, by what is wrong.
REMEDIES = {
    OVERDUE: "pipectl done {id}",
    DUE: "pipectl done {id}",
    NO_NEXT: "pipectl next {id}",
    STALE: "pipectl log call {id}",
    REVISIT: "pipectl reopen {id}",
}
REVIEW_COMMAND = "pipectl review"
TOUCH_WORDS = "keep in touch"
ASSIGNED = "assigned"  # the kind of line that tells of a deal that another seller got or gave
# The command that deals with a contact or account: the latter's page says whom to call.
TOUCHES = {
    "contact": "pipectl log call --contact {id}",
    "account": "pipectl account show {id}",
}
PLAIN = NumberFormat()  # of sentences in JSON
# Signals that bring nothing up alone, but are told of what is shown.
ASIDE = ("stalled", "slipped", "unqualified", "single-threaded")


def command(found: DueItem) -> str:
    """What deals with it."""
    if found.person is not None:
        return TOUCHES[found.person.kind].format(id=found.person.id)
    return REMEDIES[found.kind].format(id=found.deal.id) if found.deal else REVIEW_COMMAND


def title(found: DueItem) -> str | None:
    """The title of the deal, or the name of the person, that it is about."""
    if found.person is not None:
        return found.person.name
    return found.deal.title if found.deal else None


REMINDER_KEYS = ("kind", "id", "title", "text", "due_on", "days")


def reminder(found: DueItem) -> dict[str, Any]:
    """An item's keys."""
    return {
        "kind": found.kind,
        "id": found.deal.id if found.deal else None,
        "title": title(found),
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


RANK_KEYS = ("weight", "rank", "score")  # with --explain


def today(found: Day, *, explain: bool = False) -> list[dict[str, Any]]:
    """The lines of a day, each with every key."""
    lines = [line for each in found.told for line in told_lines(each)]
    lines += [] if found.review is None else [review_line(found.review)]
    if found.over is not None:
        from pipectl.reminders.view.capacity import line_keys

        lines.append(line_keys(found.over))
    lines += [step_line(each) for each in found.steps]
    lines += [work_line(each, found) for each in found.works]
    keys = dict.fromkeys((*TODAY_KEYS, *(RANK_KEYS if explain else ())))
    return [{key: each.get(key) for key in keys} for each in lines]


def told_lines(found: Told) -> Iterator[dict[str, Any]]:
    """The deals that came from another seller, or went to one."""
    for each in found.handovers:
        yield {
            "kind": ASSIGNED,
            "kinds": [ASSIGNED],
            "id": each.deal,
            "title": each.title,
            "text": each.why or "",
            "why": told_words(found._replace(handovers=(each,)), PLAIN),
            "command": f"pipectl show {each.deal}",
        }


def review_line(found: DueItem) -> dict[str, Any]:
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


def work_line(found: DayItem, day: Day) -> dict[str, Any]:
    """A deal with all that is due on it, or a person; what ranks it is in the store's currency."""
    lead = found.items[0]
    worth = {}
    if lead.deal is not None:
        worth = keys_of(lead.deal, "amount_minor currency")
        worth["at_stake"] = money(found.at_stake_minor, lead.deal.currency)
    return {
        **reminder(lead),
        "kinds": [each.kind for each in found.items],
        **worth,
        "why": why(found.items, PLAIN) + rest(found, day, PLAIN),
        "command": command(lead),
        "weight": money(found.weight_minor, day.currency),
        "rank": money(found.rank, day.currency),
        "score": found.score,
    }


def rest(found: DayItem, day: Day, numbers: NumberFormat) -> str:
    """Until when a deal should rest, behind why it is due; nothing if it needn't."""
    known = None if found.deal is None else day.rests.get(found.deal.id)
    return "" if known is None else f"; {rest_words(known, day.on, numbers)}"


def why(items: Sequence[DueItem], numbers: NumberFormat) -> str:
    """Everything that is wrong with an opportunity, the first thing first."""
    others = also(items)
    return "; ".join([first_why(items[0], numbers), *([", ".join(others)] if others else [])])


def also(items: Sequence[DueItem]) -> list[str]:
    """What is wrong with an opportunity beside the first thing."""
    lead, *others = items
    flags = () if lead.deal is None else lead.deal.flags
    return [each.kind for each in others] + [each for each in ASIDE if each in flags]


def short_whys(items: Sequence[DueItem], numbers: NumberFormat) -> tuple[str, str]:
    """The first reason in few letters and the number of others; then the end of it to be kept."""
    what, late = short_why(items[0], numbers)
    count = len(also(items))
    tail = f"{late} (+{numbers.count(count)})" if count else late
    return what + tail, tail


def first_why(found: DueItem, numbers: NumberFormat) -> str:
    """What is to be done, and how late it is."""
    days = max(found.days, 0)  # a clock may have been set back
    late = numbers.counted(days, "day")
    if found.kind == OVERDUE:
        return f"{found.text}{in_brackets(found)}, {late} late"
    if found.kind == DUE:
        return f"{found.text}{in_brackets(found)}, {due_today(found)}"
    if found.kind == NO_NEXT:
        return f"no next action for {late}" if days else "no next action"
    if found.kind == STALE:
        return f"stale for {late}" if days else "stale since today"
    if found.person is not None:
        often = f"{TOUCH_WORDS} (every {found.person.every})"
        return f"{often}, {late} late" if days else f"{often}, due today"
    return f"revisit, {late} late" if days else "revisit today"


def in_brackets(found: DueItem) -> str:
    """The step of a sequence that an action is."""
    return f" ({found.step})" if found.step else ""


def due_today(found: DueItem) -> str:
    """Return `today` or `today 14:30`."""
    return f"today {found.due_time}" if found.due_time else "today"


def short_why(found: DueItem, numbers: NumberFormat) -> tuple[str, str]:
    """What to do, and how late it is, as `first_why` says it but with `d` for days."""
    late = numbers.days(found.days)
    if found.kind == OVERDUE:
        return found.text, f", {late} late"
    if found.kind == DUE:
        return found.text, f", {due_today(found)}"
    if not found.days:
        return first_why(found, numbers), ""
    if found.kind == REVISIT:
        return "revisit", f", {late} late"
    if found.kind == KEEP_IN_TOUCH:
        return TOUCH_WORDS, f", {late} late"
    return "no next action" if found.kind == NO_NEXT else "stale", f", {late}"


def review_why(found: DueItem, numbers: NumberFormat) -> str:
    """How late a review is."""
    return (
        f"{found.text}, {numbers.counted(found.days, 'day')} late"
        if found.days
        else f"{found.text} today"
    )


def step_why(found: StepDue, numbers: NumberFormat) -> str:
    """How late a step of a priority is, or when it is due."""
    if found.days > 0:
        return f"priority, {numbers.counted(found.days, 'day')} late"
    today = later(found.due_on, found.days)
    return f"priority, due {short_date(found.due_on, today) if found.days else 'today'}"


def step_command(found: StepDue) -> str:
    """What marks a step as done."""
    return f"pipectl priority done {found.priority.place}.{found.step.number}"


Group = tuple[DueItem, ...]
AFTER_THE_SALE = "after-the-sale"


class LineKind(NamedTuple):
    """A kind of line: its heading, words for its deals, how many are shown, where the rest is.

    `repeats` are the words of a reason that the heading says already.
    """

    heading: str
    deals: str
    most: int
    rest: str
    repeats: str = ""


A_REVIEW = "a review"
SECTIONS = {
    OVERDUE: LineKind("Overdue", "overdue", 10, "pipectl list --overdue"),
    DUE: LineKind("Due", "due", 10, "pipectl list --sort due"),
    AFTER_THE_SALE: LineKind(
        "After the sale", "after the sale", 5, "pipectl list --status won --sort due"
    ),
    NO_NEXT: LineKind(
        "No next action", "without a next action", 10, "pipectl list --no-next", "no next action "
    ),
    STALE: LineKind(
        "Stale (no contact)", "stale", 10, "pipectl list --stale", "no contact logged "
    ),
    REVISIT: LineKind(
        "Revisit",
        "to revisit",
        10,
        "pipectl list --status lost --columns id,title,reason,revisit_on",
        "revisit ",
    ),
    KEEP_IN_TOUCH: LineKind("Keep in touch", "", 10, "pipectl today --all"),
    REVIEW: LineKind("Review", "", 10, "pipectl review"),
}


class ReminderLine(NamedTuple):
    """One line: what leads it, what follows, and the command that deals with it."""

    lead: str
    about: str
    command: str


class Section(NamedTuple):
    """A kind with its lines, and how many more there are."""

    kind: LineKind
    lines: list[ReminderLine]
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
    from pipectl.render.serialize import markdown_cell as safe

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
    named = [(counts.get(name, 0), kind.deals) for name, kind in SECTIONS.items()]
    deals = numbers.tally(((count, words) for count, words in named if words), "deal")
    said = [deals] if deals else []
    people = [group[0].person.kind for group in groups if group[0].person is not None]
    whom = listed(numbers.counted(people.count(kind), kind) for kind in TOUCHES if kind in people)
    said += [f"{TOUCH_WORDS} with {whom}"] if whom else []
    said += [A_REVIEW] if REVIEW in counts else []
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


def line(group: Group, today: date, numbers: NumberFormat) -> ReminderLine:
    """What, for whom, how much, how late, and what else is wrong."""
    lead = group[0]
    if lead.person is not None:
        return line_of_person(lead, today, numbers)
    if lead.deal is None:
        return ReminderLine(lead.text, f", {when(lead, today, numbers)}", command(lead))
    parts = [*people(lead.deal), amount(lead.deal, numbers)]
    if lead.kind in ACTION_KINDS:
        begin = f"{lead.text}{in_brackets(lead)}: {lead.deal.title}"
        end = when(lead, today, numbers)
    else:
        reason = lead.text[0].lower() + lead.text[1:]
        begin, end = lead.deal.title, reason.removeprefix(SECTIONS[section_of(group)].repeats)
    also = "".join(f", {each.kind}" for each in group[1:])
    about = "".join(part for part in parts if part)
    return ReminderLine(begin, f"{about}, {end}{also}", command(lead))


def line_of_person(found: DueItem, today: date, numbers: NumberFormat) -> ReminderLine:
    """Whom to contact, since when there was no contact, and how late that is."""
    person = found.person
    assert person is not None
    at = f" ({person.account})" if person.account else ""
    since = f"{found.text[0].lower()}{found.text[1:]} (every {person.every})"
    return ReminderLine(
        person.name, f"{at}, {since}, {when(found, today, numbers)}", command(found)
    )


def people(deal: DueDeal) -> Iterable[str]:
    """Whom it is about."""
    names = ", ".join(name for name in (deal.contact, deal.account) if name)
    return [f" ({names})"] if names else []


def amount(deal: DueDeal, numbers: NumberFormat) -> str:
    """How much it is about."""
    if deal.amount_minor is None:
        return ""
    return f", {numbers.money(deal.amount_minor, deal.currency)}"


def when(found: DueItem, today: date, numbers: NumberFormat) -> str:
    """How late it is, or when it is due."""
    if found.days > 0:
        return f"{numbers.counted(found.days, 'day')} late"
    named = {later(today, 1): "tomorrow", today: "today"}
    at = f" at {found.due_time}" if found.due_time else ""
    return f"due {named.get(found.due_on, format_date(found.due_on))}{at}"


Draw = Callable[[Sequence[Group], date, NumberFormat], str]
FORMS: dict[str, Draw] = {"text": text, "md": markdown}
