"""Show a review: its opening, its agenda, and the look back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from pipectl.dates import format_date, short_date
from pipectl.next_actions.view import many_of
from pipectl.numbers import NumberFormat
from pipectl.opportunities.view import amount, days
from pipectl.pipeline.queries.current import CurrentOpportunity
from pipectl.pipeline.view import flags_cell, stage_cell
from pipectl.planning.queries.goals import Progress
from pipectl.planning.view.goals import progress_line
from pipectl.planning.view.priorities import pages
from pipectl.render.screen import Screen
from pipectl.render.tables import Cell, Column, folded, heading, line, table
from pipectl.render.terminal import bar
from pipectl.reports.changes.rules import EXCHANGE_RATES
from pipectl.reports.changes.view import move_words
from pipectl.reports.coverage.queries import CoverageReport
from pipectl.reports.coverage.view import gap_words
from pipectl.reports.disagreement.view import why_they_differ
from pipectl.reports.forecast.queries import ForecastReport, opinions
from pipectl.reports.forecast.view.grounds import Say, run_rate_chance
from pipectl.reports.pace.rules import Pace
from pipectl.reports.rules import quota_command
from pipectl.reports.view import included_words, missing_rates
from pipectl.review.queries.period import (
    PastDecisions,
    PeriodReview,
    QuotaProgress,
    SinceLastReview,
)
from pipectl.review.queries.reviews import PlannedThenDone
from pipectl.review.rules.agenda import Targets

if TYPE_CHECKING:
    from pipectl.experiments.queries import ExperimentResult


def opening(found: SinceLastReview, on: Screen, numbers: NumberFormat, today: date) -> str:
    """Return the changes since the last review: wins first, then the bridge and the state."""
    blocks = [
        wins(found.won, on, numbers),
        bridge(found, on, numbers),
        losses(found.lost, on, numbers),
        standing(found, on, numbers),
        activity(found.done, found.goals, on, numbers),
        promises(found.promises, on, today, numbers),
        pages(found.priorities, on, today) if found.priorities else "",
        experiments(found.experiments, on, numbers),
    ]
    return "\n".join(block for block in blocks if block)


def experiments(found: "Sequence[ExperimentResult]", on: Screen, numbers: NumberFormat) -> str:
    """Return what each running experiment shows so far."""
    if not found:
        return ""
    from pipectl.experiments.view import sentence

    return heading("Experiments", on) + "".join(
        folded([Cell(f"  {each.experiment.name}: ", "dim"), sentence(each, numbers)], on)
        for each in found
    )


def wins(found: Sequence[CurrentOpportunity], on: Screen, numbers: NumberFormat) -> str:
    """Return the wins."""
    if not found:
        return ""
    many = "1 deal" if len(found) == 1 else f"{numbers.count(len(found))} deals"
    page = line([Cell(f"{many} won. Well done!", "bold green")], on)
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


def losses(found: Sequence[CurrentOpportunity], on: Screen, numbers: NumberFormat) -> str:
    """Return the losses with their reasons."""
    if not found:
        return ""
    page = heading("Lost", on)
    for each in found:
        worth = amount(each.row.amount_minor, each.row.currency, numbers)
        page += folded([f"  - {each.row.title}, {worth}: {each.row.reason}"], on)
    return page


UNCHANGED = 2  # rows of a bridge: the amounts at both ends


def unchanged(amount: str) -> str:
    """Return what a bridge without changes says."""
    return f"The open amount hasn't changed: {amount}."


def bridge(found: SinceLastReview, on: Screen, numbers: NumberFormat) -> str:
    """Return the changes from the open amount then to that of now."""
    report, currency = found.bridge, found.currency

    def full(minor: int) -> str:
        return numbers.amount(minor, currency)

    rows: list[list[Cell | str]] = [
        [f"Open on {short_date(found.since.on, date.max)}", "", full(report.then_minor)]
    ]
    for kind, sign in report.signs.items():
        if report.count_of(kind):
            minor = report.sum_of(kind)
            sign, minor = (sign, minor) if kind != EXCHANGE_RATES or minor >= 0 else (-1, -minor)
            mark = "+" if sign > 0 else "-"
            style = "green" if sign > 0 or kind == "won" else "red"
            rows.append(
                [f"{mark} {kind}", numbers.count(report.count_of(kind)), Cell(full(minor), style)]
            )
    rows.append([Cell("= open now", "bold"), "", Cell(full(report.now_minor), "bold")])
    titles = [Column(""), Column("Count", right=True), Column(currency, right=True)]
    moves = move_words(report.moves, numbers)
    page = heading(f"Since {format_date(found.since.on)}", on)
    if len(rows) > UNCHANGED:
        page += table(titles, rows, on)
    else:
        page += line([unchanged(f"{full(report.now_minor)} {currency}")], on)
    if moves:
        page += line([Cell(f"{moves}.", "dim")], on)
    if report.foreign:
        others = ", ".join(
            numbers.counted(count, f"{code} deal") for code, count in report.foreign.items()
        )
        page += line([Cell(f"{others} not included.", "dim")], on)
    if found.missing:
        page += folded([Cell(missing_rates(found.missing), "dim")], on)
    return page


def standing(found: SinceLastReview | PeriodReview, on: Screen, numbers: NumberFormat) -> str:
    """Return quota, coverage, pace and forecast, a line each, and why they differ."""
    page = heading("Where you stand", on) + "".join(
        folded([Cell(f"  {label:<10}", "dim"), text], on, hang=12)
        for label, text in standing_lines(found, numbers)
    )
    if found.converted:
        told = ", ".join(included_words(each, numbers) for each in found.converted)
        page += line([Cell(f"  Included: {told}.", "dim")], on)
    differs = difference(found, numbers)
    return page + (folded([f"  {differs}"], on) if differs else "")


def difference(found: SinceLastReview | PeriodReview, numbers: NumberFormat) -> str:
    """Return why coverage, pace and forecast differ; empty if they don't."""
    report = found.coverage.coverage
    said = opinions(report, found.pace, found.forecast)
    return why_they_differ(said, report.period, found.currency, numbers)


def standing_lines(
    found: SinceLastReview | PeriodReview, numbers: NumberFormat
) -> list[tuple[str, str]]:
    """Return the lines, each with its label."""
    report, currency = found.coverage.coverage, found.currency

    def short(minor: int) -> str:
        return numbers.short(minor, currency)

    if report.quota_minor is None:
        return [
            ("Quota", f"not set: {quota_command(report.period.name)}"),
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
    """Return coverage, and what would close the gap."""
    report = found.coverage
    ratio, needed = numbers.compared(report.ratio, report.required)
    opened = numbers.short(report.open_minor, found.money.currency)
    lines = [
        (
            "Coverage",
            f"{ratio} ({opened} open), {report.verdict}: you need {needed}",
        )
    ]
    gap = gap_words(report, found.today, found.money.currency, numbers)
    return [*lines, ("Gap", gap.rstrip("."))] if gap else lines


def pace_lines(
    pace: Pace, short: Callable[[int], str], numbers: NumberFormat
) -> list[tuple[str, str]]:
    """Return the amount won, compared with what should be won by now."""
    if pace.ahead_minor is None or pace.expected_minor is None:
        return []
    way = "ahead" if pace.ahead_minor >= 0 else "behind"
    return [
        (
            "Pace",
            f"{short(abs(pace.ahead_minor))} {way}: {short(pace.expected_minor)} expected after"
            f" {numbers.count(pace.working_days_gone)} of {numbers.count(pace.working_days)}"
            " working days",
        )
    ]


def forecast_lines(found: ForecastReport, numbers: NumberFormat) -> list[tuple[str, str]]:
    """Return the forecast's chance of reaching the quota, and the run rate's."""
    say, quota = Say(found, numbers), found.quota.amount_minor
    if quota is None or found.outlook.chance is None:
        return []
    rate = run_rate_chance(found, say)
    chance = say.chance(found.outlook.chance)
    said = f"{chance} chance of reaching {say.short(quota)} (at the run rate: {rate})"
    return [("Forecast", said)]


def activity(
    done: Mapping[str, int], goals: Sequence[Progress], on: Screen, numbers: NumberFormat
) -> str:
    """Return the activities, and the goals' progress."""
    told = ", ".join(many_of(kind, count, numbers) for kind, count in done.items())
    page = heading("Activity", on)
    page += folded([f"  Logged: {told}" if told else "  No activities logged."], on)
    return page + "".join(progress_line(each, on, numbers) for each in goals)


def promises(
    found: Sequence[PlannedThenDone], on: Screen, today: date, numbers: NumberFormat
) -> str:
    """Return how many due actions were done, and which weren't."""
    if not found:
        return ""
    broken = [each for each in found if not each.is_kept]
    page = heading(
        f"Promises: {numbers.count(len(found) - len(broken))} of {numbers.count(len(found))} kept",
        on,
    )
    for each in broken:
        due = at_time(short_date(each.due_on, today), each.due_time)
        until = None if each.until is None else short_date(each.until, today)
        what = f"{each.text}, {each.title}, due {due}: {fate(each.ending, until)}"
        page += folded([Cell("  [ ] ", "red"), what], on)
    return page


def at_time(due: str, time: str | None) -> str:
    """Return a due date in words with its time of day, if it has one."""
    return f"{due} {time}" if time else due


def fate(ending: str, until: str | None) -> str:
    """Return a promise's outcome in words; `until` is when it was done, or its new date."""
    if until is None or ending == "done":
        return ending
    words = {
        "late": "done late, on",
        "put off": "moved to",
        "brought forward": "brought forward to",
        "replaced": "replaced on",
    }
    return f"{words.get(ending, ending)} {until}"


def agenda(
    found: Sequence[CurrentOpportunity], left_out: int, on: Screen, numbers: NumberFormat
) -> str:
    """Return the deals to review, in order."""
    if not found:
        return line(["No open deals to review."], on)
    titles = [
        Column("", right=True, rank=4),
        Column("#", right=True),
        Column("Title", flexible=True, least=24),
        Column("Amount", right=True),
        Column("Stage", rank=1),
        Column("Days", right=True, rank=3),
        Column("Flags", rank=2, flexible=True, least=10),
    ]
    cells: list[list[Cell | str]] = [
        [
            Cell(str(place), "dim"),
            str(each.row.id),
            each.row.title,
            amount(each.row.amount_minor, each.row.currency, numbers),
            stage_cell(each) if each.row.customer_stage is None else Cell(each.row.customer_stage),
            numbers.count(each.days_there),
            flags_cell(each, numbers),
        ]
        for place, each in enumerate(found, 1)
    ]
    page = heading("Agenda, riskiest first", on) + table(titles, cells, on)
    if left_out:
        page += line([Cell(beyond(left_out, numbers), "dim")], on)
    return page


def beyond(left_out: int, numbers: NumberFormat) -> str:
    """Return the number of deals that don't fit into the time."""
    not_fit = "doesn't fit" if left_out == 1 else "don't fit"
    return f"{numbers.counted(left_out, 'more deal')} {not_fit} in the time."


BAR = 16
NOTHING = "–"


def page(
    found: PeriodReview,
    *,
    on: Screen,
    numbers: NumberFormat,
    today: date,
    targets: tuple[Targets, str] | None = None,
    year: Sequence[QuotaProgress] = (),
    before: PastDecisions | None = None,
) -> str:
    """Return the results, the outlook, and the next steps."""
    last = min(found.period.ends_on, today)
    blocks = [
        heading(f"{found.period.name}, up to {format_date(last)}", on),
        decided(before, on),
        progress(year, found.currency, on, numbers, today),
        wins(found.won, on, numbers) or line(["No deals won."], on),
        losses(found.lost, on, numbers),
        activity(found.done, found.goals, on, numbers),
        promises(found.promises, on, today, numbers),
        standing(found, on, numbers),
        to_come(targets, found.currency, on, numbers),
        pages(found.priorities, on, today) if found.priorities else "",
        experiments(found.experiments, on, numbers),
    ]
    return "\n".join(block for block in blocks if block)


def decided(found: PastDecisions | None, on: Screen) -> str:
    """Return the last review's decisions, to be compared with the results."""
    if found is None:
        return ""
    page = heading(f"Decided in {found.period}", on)
    for question, answer in found.answers:
        page += folded([Cell(f"  {question} ", "dim"), answer], on)
    return page


def progress(
    year: Sequence[QuotaProgress],
    currency: str,
    on: Screen,
    numbers: NumberFormat,
    today: date,
) -> str:
    """Return the year and its quarters: won amount, quota and pace."""
    if not year:
        return ""
    titles = [
        Column("Period"),
        Column(f"Won {currency}", right=True),
        Column("Quota", right=True),
        Column("", rank=2),
        Column("Expected by now", right=True, rank=1),
    ]

    def short(minor: int | None) -> str:
        return NOTHING if minor is None else numbers.short(minor, currency)

    rows: list[list[Cell | str]] = []
    for each in year:
        won, quota = each.pace.won_minor, each.pace.quota_minor
        drawn = bar(min(won, quota or 0), quota or 0, BAR, on)
        style = "bold" if each is year[0] else ""
        rows.append(
            [
                Cell(each.period.name, style),
                Cell(short(won), style),
                short(quota),
                Cell(drawn, "cyan"),
                short(each.pace.expected_minor),
            ]
        )
    page = table(titles, rows, on)
    whole = year[0].period
    if year[0].pace.quota_minor is None and whole.ends_on >= today:
        how = quota_command(whole.name)
        page += folded([f"No quota for the year yet. Set one: {how}."], on)
    return page


def to_come(
    targets: tuple[Targets, str] | None, currency: str, on: Screen, numbers: NumberFormat
) -> str:
    """Return next month's targets, or why there are none."""
    if targets is None:
        return ""
    found, why = targets
    page = heading(
        f"Targets for {found.month.name} ({numbers.counted(found.working_days, 'working day')})", on
    )
    if found.money_minor is None:
        return page + folded([f"  {why}"], on)
    money = numbers.short(found.money_minor, currency)
    page += folded([Cell("  to win      ", "dim"), f"{money} {currency}"], on)
    known = [each for each in found.kinds if each.needed is not None]
    for each in known:
        page += folded([Cell(f"  {each.kind:<12}", "dim"), numbers.count(each.needed or 0)], on)
    return page if known else page + folded([f"  {why}"], on)
