"""The day's work as lines; a welcome where there is nothing yet."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipectl.dates import format_date
from pipectl.errors import listed
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat, half_up
from pipectl.ownership.view import told_words
from pipectl.reminders.queries import Day, StepDue, UndatedAction
from pipectl.reminders.rules.due import OVERDUE, DueDeal, DueItem, WorthOfDeal
from pipectl.reminders.rules.rank import DayItem, worth_most
from pipectl.reminders.view import reminders
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.tables import Cell, Column, folded, line, paragraph, table, width_of
from pipectl.vocabulary import OPEN

if TYPE_CHECKING:
    from pipectl.reminders.rules.capacity import Overload

MOST = 10  # lines that a person looks at
FEW = MOST // 2  # lines that opportunities keep beside the steps of priorities
GAP = 2
PROGRAM = "pipectl "
LEAST_TITLE = 24  # columns that a title keeps while a reason can give way
NARROWEST_LINES = 60  # columns; below, a line can't say why


class TodayLine(NamedTuple):
    """A line: what, its amount, why (in full and in short), and the command."""

    what: str
    amount: str
    why: Cell
    short: Cell
    command: str
    note: str = ""  # what a number in the short reason means


def listing(
    found: Day, on: Screen, numbers: NumberFormat, *, everything: bool, explain: bool = False
) -> Listing:
    """A day in every format; only a page for people leaves lines out."""
    columns = (*reminders.TODAY_KEYS, *(reminders.RANK_KEYS if explain else ()))
    return Listing(
        rows=reminders.today(found, explain=explain),
        columns=columns,
        text=lambda: (
            told(found, on, numbers)
            + page(found, on, numbers, everything=everything)
            + undated(found.undated, on, numbers)
            + (explained(found, on, numbers) if explain and found.works else "")
            + (capacity_explained(found, on, numbers) if explain else "")
        ),
    )


def told(found: Day, on: Screen, numbers: NumberFormat) -> str:
    """The deals that came from other sellers, or went to them, above the day's work."""
    lines = "".join(paragraph(told_words(each, numbers), on) for each in found.told)
    return f"{lines}\n" if lines else ""


RULES = (
    "Rank = weight x (1 + days late / 7), counting at most 28 days. The highest rank is first,"
    " after reviews and priorities.",
    "Weight = amount x probability, with at least 10 %. Won and lost deals count at 10 %. A deal"
    " without an amount, or in another currency without a rate, gets the median weight of the"
    " others.",
)

OF_PEOPLE = (
    "A contact or account to keep in touch with gets the weight of their deal that weighs most, or"
    " the median weight if no amount is known. They are late from the day on which the contact is"
    " due."
)
OF_LEADS = (
    "Leads keep the places that their ranks give them, but fill them in the order of their scores"
    " (see `pipectl show OPP --explain`)."
)


def explained(found: Day, on: Screen, numbers: NumberFormat) -> str:
    """The rules of the order, and what each deal's rank is made of."""
    is_scored = any(each.score is not None for each in found.works)
    titles = [
        Column("#", right=True),
        Column("Title", flexible=True),
        Column("Amount", right=True),
        Column("%", right=True),
        Column("Days late", right=True),
        Column("Weight", right=True),
        Column("Rank", right=True),
        *([Column("Score", right=True)] if is_scored else []),
    ]
    rows = [explained_row(each, found, numbers, is_scored=is_scored) for each in found.works]
    has_people = any(each.person is not None for each in found.works)
    rules = (*RULES, *((OF_PEOPLE,) if has_people else ()), *((OF_LEADS,) if is_scored else ()))
    page = "\n" + "".join(paragraph(each, on) for each in rules) + table(titles, rows, on)
    page += "".join(paragraph(each, on) for each in rates_used(found, numbers))
    if found.is_engagement_only:
        from pipectl.score.view import ENGAGEMENT_ONLY

        page += paragraph(ENGAGEMENT_ONLY, on)
    return page


def rates_used(found: Day, numbers: NumberFormat) -> list[str]:
    """The exchange rates at which amounts in other currencies were weighed, in one line."""
    deals = [deal for each in found.works if (deal := weighed(each, found)) is not None]
    used = {
        deal.currency: of.dated
        for deal in deals
        if deal.amount_minor is not None
        and (of := found.rates.original(deal.amount_minor, deal.currency, found.on)) is not None
    }
    said = [
        f"1 {code} = {numbers.marked(dated.rate.text)} {found.currency} (from"
        f" {format_date(dated.on)})"
        for code, dated in sorted(used.items())
    ]
    return [f"Exchange rates: {', '.join(said)}."] if said else []


def weighed(found: DayItem, day: Day) -> DueDeal | WorthOfDeal | None:
    """The deal whose amount is the weight: a person's is the one that weighs most."""
    return found.deal if found.person is None else worth_most(found.person, day.worth)


def capacity_explained(found: Day, on: Screen, numbers: NumberFormat) -> str:
    """Which deals to lose and why, if there are too many."""
    if found.over is None:
        return ""
    from pipectl.reminders.view import capacity

    return capacity.explained(found.over, found.currency, on, numbers)


def explained_row(
    found: DayItem, day: Day, numbers: NumberFormat, *, is_scored: bool
) -> list[Cell | str]:
    """One deal or person; `is_scored`: with the score of a lead."""
    lead, currency = found.items[0], day.currency
    deal = weighed(found, day)
    amount = None if deal is None else deal.amount_minor
    return [
        str(lead.deal.id) if lead.deal else "",
        reminders.title(lead) or "",
        "–" if deal is None or amount is None else numbers.money(amount, deal.currency),
        numbers.basis_points(deal.probability_bp) if deal and deal.status == OPEN else "–",
        numbers.count(found.days_late),
        numbers.amount(found.weight_minor, currency),
        numbers.amount(half_up(found.rank), currency),
        *(["–" if found.score is None else numbers.count(found.score)] if is_scored else []),
    ]


def page(found: Day, on: Screen, numbers: NumberFormat, *, everything: bool) -> str:
    """The review, the steps of priorities, then opportunities in their order."""
    if not (found.review or found.steps or found.works or found.over):
        return nothing(found, on)
    steps, works = shown(found, everything=everything)
    rows = [] if found.review is None else [review_row(found.review, numbers)]
    rows += [] if found.over is None else [capacity_row(found.over, numbers)]
    rows += [step_row(each, numbers) for each in steps]
    rows += [work_row(each, found, numbers) for each in works]
    left = len(found.steps) + len(found.works) - len(steps) - len(works)
    more = line([f"and {numbers.count(left)} more: `pipectl today --all`"], on) if left else ""
    return drawn(rows, more, on)


def shown(found: Day, *, everything: bool) -> tuple[list[StepDue], list[DayItem]]:
    """The lines that fit on the page: steps go first, but leave opportunities half of it."""
    if everything:
        return found.steps, found.works
    room = MOST - (found.review is not None) - (found.over is not None)
    steps = found.steps[: max(room - len(found.works), FEW)]
    return steps, found.works[: room - len(steps)]


def review_row(found: DueItem, numbers: NumberFormat) -> TodayLine:
    """The review that is due."""
    late = f"{numbers.counted(found.days, 'day')} late" if found.days else "due today"
    why = Cell(late, "red" if found.days else "")
    return TodayLine("Weekly review", "", why, why, reminders.REVIEW_COMMAND)


def capacity_row(found: "Overload", numbers: NumberFormat) -> TodayLine:
    """Which deals to lose, as there are too many."""
    from pipectl.reminders.view import capacity

    full = capacity.why(found, numbers, most=capacity.NAMED)
    short = capacity.short_why(found, numbers)
    return TodayLine(capacity.WHAT, "", Cell(full), Cell(short), capacity.command(found))


def step_row(found: StepDue, numbers: NumberFormat) -> TodayLine:
    """A step of a priority."""
    why = Cell(reminders.step_why(found, numbers), "bold red" if found.days > 0 else "")
    return TodayLine(found.step.text, "", why, why, reminders.step_command(found))


def work_row(found: DayItem, day: Day, numbers: NumberFormat) -> TodayLine:
    """An opportunity, what its rank is made of, and whether it should rest."""
    lead = found.items[0]
    style = "red" if lead.kind == OVERDUE else ""
    short, tail = reminders.short_whys(found.items, numbers)
    rest = reminders.rest(found, day, numbers)
    if rest:
        short, tail = f"{short}; rest", f"{tail}; rest"
    return TodayLine(
        reminders.title(lead) or "",
        amount(found, day.currency, numbers),
        Cell(reminders.why(found.items, numbers) + rest, style),
        Cell(short, style, tail=tail),
        reminders.command(lead),
        more_flags(lead.deal.id, len(reminders.also(found.items)), numbers) if lead.deal else "",
    )


def more_flags(number: int, count: int, numbers: NumberFormat) -> str:
    """Return what `(+4)` means in the line of a deal; nothing if it has no other flags."""
    if not count:
        return ""
    said = numbers.counted(count, "more flag")
    return f"(+{numbers.count(count)}) means {said}: see `pipectl show {number}`."


def amount(found: DayItem, currency: str, numbers: NumberFormat) -> str:
    """The deal's amount, with its currency where that isn't the store's."""
    deal = found.items[0].deal
    if deal is None:
        return ""
    if deal.amount_minor is None:
        return "–"
    said = numbers.short(deal.amount_minor, deal.currency)
    return said if deal.currency == currency else f"{said} {deal.currency}"


def drawn(rows: Sequence[TodayLine], more: str, on: Screen) -> str:
    """A line for each, cut where the screen ends; on a narrow one two lines or three.

    `more` follows, and what the numbers in short reasons mean.
    """
    if on.width < NARROWEST_LINES:
        return "".join(block(row, on) for row in rows) + more
    before = [
        Column("What", flexible=True, least=LEAST_TITLE),
        *([Column("Amount", right=True)] if any(row.amount for row in rows) else []),
        Column("Why", flexible=True),
    ]
    titles = [*before, Column("Command")]
    if widest(titles, whole := [cells(row, len(titles)) for row in rows]) <= on.width:
        return table(titles, whole, on) + more
    notes = [row.note for row in rows if row.note]
    rows = [row._replace(why=row.short) for row in rows]
    if widest(titles, [cells(row, len(titles)) for row in rows]) > on.width:
        titles = [*before, Column(f"{PROGRAM}…")]
        rows = [row._replace(command=row.command.removeprefix(PROGRAM)) for row in rows]
    said = paragraph(notes[0], on, style="dim") if notes else ""
    return table(titles, [cells(row, len(titles)) for row in rows], on) + more + said


def cells(row: TodayLine, columns: int) -> list[Cell | str]:
    """A row of the table."""
    amount = [row.amount] if columns == 4 else []
    return [row.what, *amount, row.why, Cell(row.command, "green")]


def widest(titles: Sequence[Column], rows: Sequence[Sequence[Cell | str]]) -> int:
    """How wide the table is where nothing is cut."""
    texts = [[title.title for title in titles], *([text_of(each) for each in row] for row in rows)]
    widths = [max(width_of(row[place]) for row in texts) for place in range(len(titles))]
    return sum(widths) + GAP * (len(widths) - 1)


def text_of(cell: Cell | str) -> str:
    """The text of a cell."""
    return cell if isinstance(cell, str) else cell.text


def block(row: TodayLine, on: Screen) -> str:
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
        none = (
            "You have no deals. See everybody's: `pipectl list --owner all`."
            if found.others_have
            else "No deals yet."
        )
        add = '`pipectl add "Acme rollout" 12k --close eoq --next Call --due fri`'
        return paragraph(f"{none} Add one: {add}", on)
    coming = found.next
    if coming is None:
        if found.undated:
            return paragraph("Nothing is due.", on)
        how = "Set one: `pipectl next OPP Call --due fri`"
        return paragraph(f"Nothing is due, and no next action has a due date. {how}.", on)
    at = f" {coming.due_time}" if coming.due_time else ""
    when = f"{format_date(coming.due_on)}{at}"
    return paragraph(f"Nothing is due. Next: {coming.action} for {coming.title} on {when}.", on)


NAMED = 2  # next actions without a date that the page names


def undated(found: Sequence[UndatedAction], on: Screen, numbers: NumberFormat) -> str:
    """Name the next actions that no day will bring up, and say how to date one."""
    if not found:
        return ""
    names = [f"{each.action} ({each.title})" for each in found[:NAMED]]
    rest = len(found) - len(names)
    said = listed([*names, f"{numbers.count(rest)} more"] if rest else names)
    verb = "has" if len(found) == 1 else "have"
    text = f"{numbers.counted(len(found), 'next action')} {verb} no date: {said}."
    return paragraph(f"{text} Set one: `pipectl next {found[0].id} --due fri`", on)


BEGINNINGS = (
    ("pipectl demo", "explore a demo store"),
    ("pipectl init --quota 250k", "create your own store"),
    ("pipectl --help", "list every command"),
)


def welcome(missing: str, on: Screen) -> str:
    """How to begin, where there is no store."""
    begin = paragraph(f"pipectl keeps your sales pipeline honest. {missing}", on)
    widest = max(len(command) for command, _ in BEGINNINGS)
    lines = [
        folded([Cell(f"  {command:{widest}}", "green"), f"  {about}"], on)
        for command, about in BEGINNINGS
    ]
    return f"{begin}\n{''.join(lines)}"
