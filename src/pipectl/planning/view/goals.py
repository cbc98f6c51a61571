"""The tables of goals, and of the activities that a quota needs."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pipectl.dates import format_date
from pipectl.errors import either
from pipectl.numbers import NumberFormat
from pipectl.planning.queries.goals import Progress
from pipectl.planning.rules.goals import EFFORT, ActivityNeed, ClosedWithEffort, QuotaPlan
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of, money
from pipectl.render.tables import Cell, Column, Empty, folded, line, paragraph, table
from pipectl.render.terminal import bar
from pipectl.reports.metrics.rules import GOAL
from pipectl.reports.queries.shared import ReportRow
from pipectl.reports.view import converted_keys, original_keys, why
from pipectl.sample_size import ENOUGH_WINS

if TYPE_CHECKING:
    from pipectl.reports.metrics.queries import MetricsReport
    from pipectl.reports.queries.conversions import Conversions

GOAL_KEYS = ("kind", "per", "goal", "done", "needed_per_day", "period")


def goal(found: Progress) -> dict[str, Any]:
    """The JSON of a goal's progress."""
    return keys_of(
        found,
        "kind per goal done needed_per_day period starts_on ends_on working_days_left",
        id=f"{found.kind}/{found.per}",
        role=GOAL,
        source=None,
    )


def derivation_keys(
    found: QuotaPlan, told: "Conversions | None" = None, *, explain: bool
) -> dict[str, Any]:
    """The JSON of a quota's needs; `why` is the obstacle, null without one."""
    average = found.average_won_minor
    data = keys_of(
        found,
        "period quota_minor won_minor gap_minor currency left_out average_won wins_needed win_n"
        " working_days_left cycle_days cycle_n latest_start possible why kinds starts_on ends_on"
        " closed_n without_amount",
        left_out=dict(found.left_out),
        average_won=money(None if average is None else round(average), found.currency),
        kinds=[need(each) for each in found.kinds],
        starts_on=found.period.starts_on,
        ends_on=found.period.ends_on,
    )
    rows = [report_row(each, found) for each in found.rows]
    if told is not None:
        rows = told.told(rows)
        some = told.included(rows)
        data |= {"converted": converted_keys(some)} if some else {}
    if not explain:
        return data
    both = zip(found.rows, rows, strict=True)
    return data | {"explain": [row(each) | original_keys(counted) for each, counted in both]}


def need(found: ActivityNeed) -> dict[str, Any]:
    """The JSON of the activities needed of a kind."""
    return keys_of(found, "kind per_win n needed needed_per_day needed_per_week")


def row(found: ClosedWithEffort) -> dict[str, Any]:
    """Return a closed deal behind the rates, or one in another currency."""
    names = "id title status amount_minor currency created_on closed_on"
    return keys_of(found, names, logged=dict(found.logged))


BAR = 10
NOTHING = "–"


def tenths(value: Fraction | None, numbers: NumberFormat) -> str:
    """Return a number as `2.4`, rounded up, so that needs aren't understated."""
    return NOTHING if value is None else numbers.tenths_up(value)


def goals_listing(
    found: Sequence[Progress],
    per: str | None,
    on: Screen,
    numbers: NumberFormat,
    figures: "MetricsReport | None" = None,
) -> Listing:
    """Return the goals with their progress, then those of figures."""
    titles = [
        Column("Activity"),
        Column("Per"),
        Column("Done", right=True),
        Column("Goal", right=True),
        Column("", rank=3),
        Column("A day", right=True),
        Column("Days left", right=True, rank=2),
    ]

    def text() -> str:
        tables = [table(titles, [goal_row(each, on, numbers) for each in found], on)]
        tables = tables if found else []
        if figures is not None:
            from pipectl.reports.metrics.view import figures_table

            tables.append(figures_table(figures, on, numbers))
        return "\n".join(tables) if tables else no_goals(per).drawn(on)

    rows = [goal(each) for each in found]
    if figures is not None:
        from pipectl.reports.metrics.view import figure_rows

        rows += figure_rows(figures)
    return Listing(rows, GOAL_KEYS, text)


def no_goals(per: str | None) -> Empty:
    """Return that there are no goals, and how to set one."""
    span = f" per {per}" if per else ""
    how = f"pipectl goal set call 20 --per {per or 'week'}"
    return Empty(f"No goals{span}", "Set one", how)


def goal_row(found: Progress, on: Screen, numbers: NumberFormat) -> list[Cell | str]:
    """Return the line of one goal."""
    return [
        found.kind,
        found.per,
        numbers.count(found.done),
        numbers.count(found.goal),
        goal_bar(found, on),
        day_cell(found, numbers),
        numbers.count(found.working_days_left),
    ]


def goal_bar(found: Progress, on: Screen) -> Cell:
    """Return a bar of the goal's progress, filled up with dots."""
    drawn = bar(min(found.done, found.goal), found.goal, BAR, on)
    return Cell(drawn.ljust(BAR, "·"), "green" if found.done >= found.goal else "cyan")


def day_cell(found: Progress, numbers: NumberFormat) -> Cell:
    """Return how many activities a working day needs from now on."""
    if found.done >= found.goal:
        return Cell("reached", "green")
    return Cell(
        tenths(found.needed_per_day, numbers), "red" if found.needed_per_day is None else ""
    )


def progress_line(found: Progress, on: Screen, numbers: NumberFormat) -> str:
    """Return a goal's line: `call ███······· 6 of 20 this week, 4.7 a day for 3 working days`."""
    return folded(
        [
            f"  {found.kind:<10}",
            goal_bar(found, on),
            f"  {numbers.count(found.done)} of {numbers.count(found.goal)} this {found.per}, "
            f"{what_is_left(found, numbers)}",
        ],
        on,
    )


def what_is_left(found: Progress, numbers: NumberFormat) -> str:
    """Say what is left to do for a goal."""
    if found.done >= found.goal:
        return "reached"
    days = numbers.counted(found.working_days_left, "working day")
    if found.needed_per_day is None:
        return f"{numbers.count(found.goal - found.done)} short, and no working days left"
    return f"{tenths(found.needed_per_day, numbers)} a day for {days}"


def verdict(found: QuotaPlan, numbers: NumberFormat) -> str:
    """Return what the quota needs in a sentence or two, or why that isn't known."""

    def short(minor: Fraction | int | None) -> str:
        return numbers.short(round(minor or 0), found.currency)

    name = found.period.name
    if found.why == "no-quota":
        return (
            f"No quota for {name} in {found.currency}. "
            f"Set one: `pipectl quota set AMOUNT --period {name} --currency {found.currency}`."
        )
    begin = f"{short(found.won_minor)} of {short(found.quota_minor)} {found.currency} won in {name}"
    if found.why == "reached":
        return f"{begin}: quota reached."
    going = f"{begin}, {short(found.gap_minor)} {'short' if found.why == 'over' else 'to go'}"
    if found.why is not None:
        return f"{going}. {OBSTACLES[found.why].format(**facts(found, numbers))}"
    wins = numbers.counted(found.wins_needed or 0, "win")
    days = numbers.counted(found.working_days_left, "working day")
    average = short(found.average_won_minor)
    return f"{going}. That takes {wins} of {average} on average, in {days}."


OBSTACLES = {
    "over": "The period ended on {end}.",
    "no-working-days": "No working days are left until {end}.",
    "few-wins": "Too few wins in the last 12 months ({won}) to say what activities a win takes: "
    "you need {enough}.",
    "no-amounts": "Can't work out the wins: no deal won in the last 12 months ({won}) has an "
    "amount. Add one: `pipectl edit OPP --amount AMOUNT`.",
    "nothing-logged": "Can't work out the activities: no {kinds} was logged on the deals closed "
    "in the last 12 months ({closed}). Log them: `pipectl log KIND OPP`.",
}


def facts(found: QuotaPlan, numbers: NumberFormat) -> dict[str, str]:
    """Return the values for the sentences about obstacles."""
    return {
        "end": format_date(found.period.ends_on),
        "won": numbers.count(found.win_n),
        "enough": numbers.count(ENOUGH_WINS),
        "kinds": either(EFFORT),
        "closed": numbers.count(found.closed_n),
    }


def derivation(
    found: QuotaPlan,
    on: Screen,
    numbers: NumberFormat,
    told: "Conversions | None" = None,
    *,
    explain: bool,
) -> str:
    """Return the verdict, a line for each kind, the sources of rates, and goal commands."""
    style = "bold" if found.why is None else "bold green" if found.possible else "bold yellow"
    page = paragraph(verdict(found, numbers), on, style=style)
    if found.why is None:
        page += table(NEED_TITLES, [need_row(each, numbers) for each in found.kinds], on)
        page += paragraph(f"{chain(found, numbers)}.", on, style="dim")
    notes = [*asides(found, numbers), *taken_in(found, told, numbers)]
    page += "".join(paragraph(each, on, style="dim") for each in notes)
    if found.why is None:
        page += commands(found, on, numbers)
    return page + (explained(found, on, numbers, told) if explain else "")


def taken_in(found: QuotaPlan, told: "Conversions | None", numbers: NumberFormat) -> list[str]:
    """Return what the averages take in of deals in other currencies; nothing without rates."""
    if told is None:
        return []
    from pipectl.reports.view import taken_in as sentences

    rows = [report_row(each, found) for each in found.rows]
    return [each.text for each in sentences(told, rows, numbers)]


def report_row(row: ClosedWithEffort, found: QuotaPlan) -> ReportRow:
    """Return a closed deal as a row of an explanation."""
    why = row.status if row.currency == found.currency else f"not included: in {row.currency}"
    return ReportRow(row.id, row.title, row.amount_minor, row.currency, why)


NEED_TITLES = [
    Column("Activity"),
    Column("Logged", right=True, rank=2),
    Column("Per win", right=True, rank=1),
    Column("Needed", right=True),
    Column("A day", right=True),
]


def need_row(found: ActivityNeed, numbers: NumberFormat) -> list[Cell | str]:
    """Return the line of one kind."""
    return [
        found.kind,
        numbers.count(found.n),
        tenths(found.per_win, numbers),
        NOTHING if found.needed is None else numbers.count(found.needed),
        Cell(tenths(found.needed_per_day, numbers), "bold"),
    ]


def chain(found: QuotaPlan, numbers: NumberFormat) -> str:
    """Return `1 win from 3.2 proposals, 1 proposal from 1.8 meetings`, with the samples."""
    links, later, before = [], "win", Fraction(1)
    for each in found.kinds:
        if each.per_win is not None:
            links.append(f"1 {later} takes {tenths(each.per_win / before, numbers)} {each.kind}s")
            later, before = each.kind, each.per_win
    closed = numbers.counted(found.closed_n, "deal")
    return (
        f"{', '.join(links)} (from {closed} closed in the last 12 months,"
        f" {numbers.count(found.win_n)} of them won)"
    )


def asides(found: QuotaPlan, numbers: NumberFormat) -> list[str]:
    """Return the sources of the figures, and what they don't count."""
    notes = []
    if found.gap_minor and found.period.ends_on >= found.today:
        notes.append(cycle_words(found, numbers))
    missing = [each.kind for each in found.kinds if not each.n]
    if found.why is None and missing:
        notes.append(f"No {either(missing)} was logged on these deals.")
    if found.without_amount:
        have = "has" if found.without_amount == 1 else "have"
        wins = numbers.counted(found.without_amount, "won deal")
        notes.append(f"{wins} {have} no amount (counted as 0).")
    notes += [
        f"{numbers.counted(count, f'closed {code} deal')} not included."
        for code, count in found.left_out.items()
    ]
    return notes


def cycle_words(found: QuotaPlan, numbers: NumberFormat) -> str:
    """Say which deals start too late to be won in the period."""
    days = -(-found.cycle_days.numerator // found.cycle_days.denominator)
    source = (
        f"n={numbers.count(found.cycle_n)}"
        if found.cycle_n >= ENOUGH_WINS
        else "the sales_cycle setting"
    )
    begin = f"Your sales cycle is {numbers.counted(days, 'day')} ({source})"
    end = format_date(found.period.ends_on)
    if found.latest_start < found.today:
        return (
            f"{begin}. A deal started now closes after {end}, so the rest must come from deals"
            " already open."
        )
    return f"{begin}. Deals started after {format_date(found.latest_start)} close after {end}."


def commands(found: QuotaPlan, on: Screen, numbers: NumberFormat) -> str:
    """Return the commands that set weekly goals."""
    lines = [
        f"  pipectl goal set {each.kind} {numbers.typed(each.needed_per_week)} --per week"
        for each in found.kinds
        if each.needed_per_week
    ]
    drawn = "".join(line([Cell(each, "green")], on) for each in lines)
    return f"\n{line(['To set these as weekly goals:'], on)}{drawn}"


def explained(
    found: QuotaPlan, on: Screen, numbers: NumberFormat, told: "Conversions | None"
) -> str:
    """Return the formulas, and every closed deal behind the rates."""
    formulas = (
        "wins = max(quota - won, 0) / average won amount, rounded up",
        "needed = wins x logged / won, rounded up",
        "a day = needed / working days left",
        "logged = activities on deals won or lost in the last 12 months, until they closed",
        "  Activities without a deal don't count.",
        "sales cycle = average days from created to won",
    )
    titles = [
        Column("#", right=True),
        Column("Title", flexible=True),
        Column("Amount", right=True, rank=1),
        *(Column(f"{kind.capitalize()}s", right=True) for kind in EFFORT),
        Column("Days", right=True, rank=2),
        Column("Details", flexible=True),
    ]
    rows = [explained_row(each, found, numbers, told) for each in found.rows]
    drawn = table(titles, rows, on) if rows else line(["No deals were closed in 12 months."], on)
    return "\n" + "".join(paragraph(each, on) for each in formulas) + drawn


def explained_row(
    row: ClosedWithEffort, found: QuotaPlan, numbers: NumberFormat, told: "Conversions | None"
) -> list[Cell | str]:
    """Return the line of one closed deal."""
    counted = report_row(row, found)
    if told is not None:
        counted = told.told_row(counted)
    amount = NOTHING
    if row.amount_minor is not None:
        amount = f"{numbers.amount(row.amount_minor, row.currency)} {row.currency}"
    return [
        str(row.id),
        row.title,
        amount,
        *(numbers.count(row.logged.get(kind, 0)) for kind in EFFORT),
        numbers.count(row.cycle_days),
        why(counted, numbers),
    ]
