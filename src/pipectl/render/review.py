"""A review's beginning, drawn: what changed since the last one, where it stands, the agenda."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from pipectl.dates import format_date, short_date
from pipectl.domain.bridge import SIGNS
from pipectl.domain.pace import Pace
from pipectl.numbers import NumberFormat
from pipectl.queries.agreement import opinions
from pipectl.queries.changed import Changed
from pipectl.queries.coverage import CoverageReport
from pipectl.queries.forecast import ForecastReport
from pipectl.queries.goals import Progress
from pipectl.queries.looking_back import LookingBack
from pipectl.queries.opportunities import Opportunity
from pipectl.queries.promises import Promise
from pipectl.render.card import amount, days
from pipectl.render.goals import progress_line
from pipectl.render.lists import flags_cell
from pipectl.render.pages.agreement import sentence
from pipectl.render.pages.coverage import gap_words
from pipectl.render.pages.forecast_words import Say, run_rate_chance
from pipectl.render.priorities import pages
from pipectl.render.tables import (
    Cell,
    Column,
    Screen,
    folded,
    heading,
    line,
    table,
)


def opening(found: Changed, on: Screen, numbers: NumberFormat, today: date) -> str:
    """What changed since the last review: wins first, then the bridge, then where it stands."""
    blocks = [
        wins(found.won, on, numbers),
        bridge(found, on, numbers),
        losses(found.lost, on, numbers),
        standing(found, on, numbers),
        activity("Since then", found.done, found.goals, on, numbers),
        promises(found.promises, on, today, numbers),
        pages(found.priorities, on, today) if found.priorities else "",
    ]
    return "\n".join(block for block in blocks if block)


def wins(found: Sequence[Opportunity], on: Screen, numbers: NumberFormat) -> str:
    """What was won, celebrated."""
    if not found:
        return ""
    many = "1 win" if len(found) == 1 else f"{numbers.count(len(found))} wins"
    page = line([Cell(f"Won: {many}. Well done!", "bold green")], on)
    for each in found:
        row = each.row
        who = f" ({row.account})" if row.account else ""
        worth = amount(row.amount_minor, row.currency, numbers)
        page += folded(
            [
                Cell("  + ", "green"),
                Cell(row.title, "bold"),
                f"{who}, {worth}, in {days(each.age_days, numbers)}",
            ],
            on,
        )
    return page


def losses(found: Sequence[Opportunity], on: Screen, numbers: NumberFormat) -> str:
    """What was lost, and why."""
    if not found:
        return ""
    page = heading("Lost", on)
    for each in found:
        worth = amount(each.row.amount_minor, each.row.currency, numbers)
        page += folded([f"  - {each.row.title}, {worth}: {each.row.reason}"], on)
    return page


def bridge(found: Changed, on: Screen, numbers: NumberFormat) -> str:
    """From the open amount then to that of now."""
    report, currency = found.bridge, found.currency

    def full(minor: int) -> str:
        return numbers.amount(minor, currency)

    rows: list[list[Cell | str]] = [
        [f"Open on {short_date(found.since.on, date.max)}", "", full(report.then_minor)]
    ]
    for kind, sign in SIGNS.items():
        if report.count_of(kind):
            minor = report.sum_of(kind)
            mark = "+" if sign > 0 else "-"
            style = "green" if sign > 0 or kind == "won" else "red"
            rows.append(
                [f"{mark} {kind}", numbers.count(report.count_of(kind)), Cell(full(minor), style)]
            )
    rows.append([Cell("= open now", "bold"), "", Cell(full(report.now_minor), "bold")])
    titles = [Column(""), Column("Count", right=True), Column(currency, right=True)]
    moves = ", ".join(
        f"{name} {numbers.count(count)}" for name, count in report.moves.items() if count
    )
    page = heading(f"Since {format_date(found.since.on)}", on) + table(titles, rows, on)
    if moves:
        page += line([Cell(f"{moves[0].upper()}{moves[1:]}.", "dim")], on)
    if report.foreign:
        left_out = ", ".join(
            f"{numbers.count(count)} in {code}" for code, count in report.foreign.items()
        )
        page += line([Cell(f"Left out: {left_out}.", "dim")], on)
    return page


def standing(found: Changed | LookingBack, on: Screen, numbers: NumberFormat) -> str:
    """Quota, coverage, pace and forecast, a line each, and why they differ, where they do."""
    page = heading("Where it stands", on) + "".join(
        folded([Cell(f"  {label:<10}", "dim"), text], on)
        for label, text in standing_lines(found, numbers)
    )
    differs = difference(found, numbers)
    return page + (folded([f"  {differs}"], on) if differs else "")


def difference(found: Changed | LookingBack, numbers: NumberFormat) -> str:
    """Why coverage, pace and forecast differ; nothing where they don't."""
    report = found.coverage.coverage
    said = opinions(report, found.pace, found.forecast)
    return sentence(said, report.period, found.currency, numbers)


def standing_lines(found: Changed | LookingBack, numbers: NumberFormat) -> list[tuple[str, str]]:
    """What the lines say, each with its label."""
    report, currency = found.coverage.coverage, found.currency

    def short(minor: int) -> str:
        return numbers.short(minor, currency)

    if report.quota_minor is None:
        return [
            ("Quota", f"none: `pipectl quota set AMOUNT --period {report.period.name}`"),
            ("Open", f"{short(report.open_minor)} {currency} can close in {report.period.name}"),
        ]
    lines = [
        (
            "Quota",
            f"{report.period.name}: {short(report.won_minor)} of {short(report.quota_minor)} "
            f"{currency} won, {short(report.remaining_minor)} to go",
        ),
        *coverage_lines(found.coverage, numbers),
        *pace_lines(found.pace, short, numbers),
    ]
    return lines + ([] if found.forecast is None else forecast_lines(found.forecast, numbers))


def coverage_lines(found: CoverageReport, numbers: NumberFormat) -> list[tuple[str, str]]:
    """Coverage, and what would close the gap."""
    report = found.coverage
    ratio, needed = numbers.compared(report.ratio, report.required)
    opened = numbers.short(report.open_minor, found.money.currency)
    lines = [
        ("Coverage", f"{opened} open = {ratio} of what remains, {needed} needed: {report.verdict}")
    ]
    gap = gap_words(report, found.today, numbers)
    return [*lines, ("Gap", gap.rstrip("."))] if gap else lines


def pace_lines(
    pace: Pace, short: Callable[[int], str], numbers: NumberFormat
) -> list[tuple[str, str]]:
    """Where the won money is against where it should be by now."""
    if pace.ahead_minor is None or pace.expected_minor is None:
        return []
    way = "ahead" if pace.ahead_minor >= 0 else "behind"
    return [
        (
            "Pace",
            f"{short(pace.expected_minor)} by now ({numbers.count(pace.working_days_gone)} of "
            f"{numbers.count(pace.working_days)} working days): {short(abs(pace.ahead_minor))}"
            f" {way}",
        )
    ]


def forecast_lines(found: ForecastReport, numbers: NumberFormat) -> list[tuple[str, str]]:
    """The chance to reach the quota, and that of the run rate."""
    say, quota = Say(found, numbers), found.quota.amount_minor
    if quota is None or found.outlook.chance is None:
        return []
    rate = run_rate_chance(found, say)
    said = f"{say.chance(found.outlook.chance)} to reach {say.short(quota)}; run rate {rate}"
    return [("Forecast", said)]


def activity(
    when: str, done: Mapping[str, int], goals: Sequence[Progress], on: Screen, numbers: NumberFormat
) -> str:
    """What was done, and how the goals stand."""
    told = ", ".join(f"{kind} {numbers.count(count)}" for kind, count in done.items())
    page = heading("Activity", on)
    page += folded([f"  {when}: {told or 'nothing was logged'}"], on)
    return page + "".join(progress_line(each, on, numbers) for each in goals)


def promises(found: Sequence[Promise], on: Screen, today: date, numbers: NumberFormat) -> str:
    """How much of what was to be done by now was, and what wasn't."""
    if not found:
        return ""
    broken = [each for each in found if not each.is_kept]
    page = heading(
        f"Promises: {numbers.count(len(found) - len(broken))} of {numbers.count(len(found))} kept",
        on,
    )
    for each in broken:
        due = short_date(each.due_on, today)
        until = None if each.until is None else short_date(each.until, today)
        what = f"{each.text}, {each.title}, due {due}: {fate(each.ending, until)}"
        page += folded([Cell("  [ ] ", "red"), what], on)
    return page


def fate(ending: str, until: str | None) -> str:
    """What became of a promise, in words; `until` is the day it was done on, or moved to."""
    if until is None or ending == "done":
        return ending
    words = {
        "late": "done late, on",
        "put off": "put off to",
        "brought forward": "brought forward to",
        "replaced": "replaced on",
    }
    return f"{words.get(ending, ending)} {until}"


def agenda(found: Sequence[Opportunity], left_out: int, on: Screen, numbers: NumberFormat) -> str:
    """What would be talked through, in that order."""
    if not found:
        return line(["There is nothing to talk through."], on)
    titles = [
        Column("", right=True, rank=4),
        Column("#", right=True),
        Column("Title", flexible=True),
        Column("Amount", right=True),
        Column("Stage", rank=1, flexible=True),
        Column("Days", right=True, rank=3),
        Column("Flags", rank=2, flexible=True),
    ]
    cells: list[list[Cell | str]] = [
        [
            Cell(str(place), "dim"),
            str(each.row.id),
            each.row.title,
            amount(each.row.amount_minor, each.row.currency, numbers),
            each.row.stage,
            numbers.count(each.days_in_stage),
            flags_cell(each),
        ]
        for place, each in enumerate(found, 1)
    ]
    page = heading("To talk through, the riskiest first", on) + table(titles, cells, on)
    if left_out:
        page += line([Cell(beyond(left_out, numbers), "dim")], on)
    return page


def beyond(left_out: int, numbers: NumberFormat) -> str:
    """How many there is no time for."""
    return (
        f"{numbers.count(left_out)} more {'does' if left_out == 1 else 'do'}n't fit into the time."
    )
