"""The page of `quota suggest`, its JSON keys and its formulas."""

from fractions import Fraction
from typing import Any

from pipectl.dates import format_date, later
from pipectl.money import plain_number
from pipectl.numbers import NumberFormat, half_up
from pipectl.render.blocks import Block, Page, Paragraph, TableBlock
from pipectl.render.serialize import keys_of, money
from pipectl.render.tables import Cell, Column
from pipectl.reports.quota_suggestion.queries import SuggestionReport
from pipectl.reports.quota_suggestion.rules import PeriodResult
from pipectl.reports.rules import quota_command
from pipectl.reports.view import NOTHING, not_counted
from pipectl.sample_size import ENOUGH_FOR_TREND, ENOUGH_PERIODS, ENOUGH_WINS


def page(report: SuggestionReport, numbers: NumberFormat) -> Page:
    """Return the suggested quota, and how it is worked out."""
    found, currency = report.suggestion, report.money.currency
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if found.past:
        blocks.append(past(report, numbers))
    blocks += [Paragraph(each, "dim") for each in asides(report, numbers)]
    if found.amount_minor is not None:
        blocks += [Paragraph(how(report, numbers)), Paragraph(begun(report, numbers))]
        blocks.append(Paragraph(f"{set_it(report, numbers)}: `{command(report, numbers)}`."))
    unknown = sum(each.amount_minor is None for each in report.won)
    blocks += not_counted(report.money, numbers, unknown)
    return Page(f"Suggested quota for {found.period.name} in {currency}", blocks)


def sentence(report: SuggestionReport, numbers: NumberFormat) -> str:
    """Return the suggestion, or what is missing for one."""
    found, currency = report.suggestion, report.money.currency
    if found.amount_minor is None:
        wins = sum(each.wins for each in found.past)
        return (
            f"Too little history to suggest a quota for {found.period.name}:"
            f" {numbers.counted(wins, 'win')} in"
            f" {numbers.counted(len(found.past), 'comparable past period')}, and you need"
            f" {numbers.count(ENOUGH_WINS)} in {numbers.count(ENOUGH_PERIODS)}. Set a quota"
            f" yourself: {quota_command(found.period.name, report.money.quota_flags)}."
        )
    amount = numbers.short(found.amount_minor, currency)
    text = f"Suggested quota for {found.period.name}: {amount} {currency}"
    if found.wins is not None:
        average = numbers.short(average_of(report), currency)
        text += (
            f", or {numbers.counted(found.wins, 'win')} of {average} on average"
            f" (n={numbers.count(found.year.wins)})"
        )
    if report.quota.amount_minor is not None:
        text += f". The current quota is {numbers.short(report.quota.amount_minor, currency)}"
    return f"{text}."


def average_of(report: SuggestionReport) -> int:
    """Return the average win in minor units."""
    return half_up(Fraction(report.suggestion.year.average_minor or 0))


def past(report: SuggestionReport, numbers: NumberFormat) -> TableBlock:
    """Return the results of past periods."""
    currency = report.money.currency
    columns = [
        Column("Period", flexible=True),
        Column(f"Won {currency}", right=True),
        Column("Wins", right=True),
    ]
    rows: list[list[Cell | str]] = [
        [
            each.period.name,
            numbers.amount(each.minor, currency),
            numbers.count(each.wins),
        ]
        for each in report.suggestion.past
    ]
    return TableBlock(columns, rows)


def how(report: SuggestionReport, numbers: NumberFormat) -> str:
    """Return mean and trend in a sentence."""
    found, currency = report.suggestion, report.money.currency
    mean, trend = (half_up(Fraction(each or 0)) for each in (found.mean_minor, found.trend_minor))
    periods = numbers.counted(len(found.past), "period")
    text = f"Average of {periods}: {numbers.short(mean, currency)} {currency}"
    if len(found.past) < ENOUGH_FOR_TREND:
        return f"{text} (too few for a trend)."
    if not trend:
        return f"{text}, with no trend."
    way = "up" if trend > 0 else "down"
    change = numbers.short(abs(trend), currency)
    return f"{text}, {way} {change} from one period to the next."


def begun(report: SuggestionReport, numbers: NumberFormat) -> str:
    """Return how many deals must be started, and by when."""
    found, year = report.suggestion, report.suggestion.year
    if found.begin is None or year.win_rate is None:
        closed = numbers.counted(year.closed, "closed deal")
        return f"Can't say how many deals you need to start: {closed} in 12 months."
    need = numbers.counted(found.begin, "deal")
    rate = numbers.whole_percent(100 * year.win_rate)
    text = f"At a win rate of {rate} (n={numbers.count(year.closed)}) you need to start {need}"
    if found.begin_by is None:
        return f"{text}."
    cycle = f"{numbers.counted(year.cycle_days or 0, 'day')} (n={numbers.count(year.wins)})"
    if report.is_too_late:
        closes = format_date(later(report.today, year.cycle_days or 0))
        return (
            f"{text}, but it's too late for new deals: with a sales cycle of {cycle}, a deal"
            f" started today closes on {closes}."
        )
    return f"{text} by {format_date(found.begin_by)}: your sales cycle is {cycle}."


def set_it(report: SuggestionReport, numbers: NumberFormat) -> str:
    """Introduce the command; warn where it lowers the period's own quota."""
    now, then, currency = report.quota, report.suggestion.amount_minor or 0, report.money.currency
    if now.source != "own" or now.amount_minor is None or then >= now.amount_minor:
        return "To set it"
    amounts = [numbers.short(each, currency) for each in (now.amount_minor, then)]
    return f"To set it (this lowers the quota from {amounts[0]} to {amounts[1]})"


def asides(report: SuggestionReport, numbers: NumberFormat) -> list[str]:
    """Return the notes on partly covered periods, and the current period's result."""
    found, now = report.suggestion, report.so_far
    began = "" if report.began is None else format_date(report.began)
    said = [f"{each.period.name} not included: your history starts {began}." for each in found.cut]
    said += [
        f"Your history covers {numbers.count(each.days)} of {numbers.count(each.period.days)}"
        f" days of {each.period.name}, which counts in proportion."
        for each in found.past
        if each.days is not None and found.amount_minor is not None
    ]
    if now.closed:
        amount = numbers.short(now.minor, report.money.currency)
        wins = numbers.counted(now.wins, "win")
        said.append(f"{now.period.name} so far: {amount} in {wins}.")
    return said


def command(report: SuggestionReport, numbers: NumberFormat) -> str:
    """Return the command that sets the quota."""
    found, currency = report.suggestion, report.money.currency
    amount = plain_number(found.amount_minor or 0, currency).partition(".")[0]
    count = "" if found.wins is None else f" --count {numbers.typed(found.wins)}"
    return f"pipectl quota set {amount} --period {found.period.name}{count} --currency {currency}"


def formulas(report: SuggestionReport, numbers: NumberFormat) -> list[str]:
    """Return the formulas with their figures."""
    found, currency, year = report.suggestion, report.money.currency, report.suggestion.year

    def full(minor: int) -> str:
        return numbers.amount(minor, currency)

    if found.amount_minor is None or found.mean_minor is None or found.trend_minor is None:
        return [
            f"A suggestion needs {numbers.count(ENOUGH_WINS)} wins in"
            f" {numbers.count(ENOUGH_PERIODS)} past periods."
        ]
    late = "a date in the past" if report.is_too_late else ""
    return [
        "suggested = mean + trend x periods from the middle of the past ones ="
        f" {full(found.amount_minor)}",
        "  Rounded to two digits, and kept between half the mean and twice the mean.",
        f"mean = won / periods = {full(half_up(found.mean_minor * len(found.past)))} / "
        f"{numbers.count(len(found.past))} = {full(half_up(found.mean_minor))}",
        f"trend = least-squares slope = {full(half_up(found.trend_minor))} a period",
        f"wins = suggested / average win in 12 months, rounded up = {full(found.amount_minor)} / "
        f"{full(average_of(report))} (n={numbers.count(year.wins)}) ="
        f" {NOTHING if found.wins is None else numbers.count(found.wins)}",
        "deals to start = wins / win rate, rounded up ="
        f" {NOTHING if found.begin is None else numbers.count(found.begin)}",
        f"start by = end of the period - sales cycle = {late or found.begin_by or NOTHING}",
    ]


def json_keys(report: SuggestionReport) -> dict[str, Any]:
    """The JSON of a suggested quota; rates in percent, null if there is too little history."""
    found, currency, year = report.suggestion, report.money.currency, report.suggestion.year
    rate = year.win_rate
    return {
        "period": found.period.name,
        "quota": money(report.quota.amount_minor, currency),
        "quota_from": report.quota.source,
        "suggested": money(found.amount_minor, currency),
        "suggested_count": found.wins,
        **keys_of(found, "mean_minor trend_minor", currency),
        "average_amount": money(year.average_minor, currency),
        "average_n": year.wins,
        "win_rate": None if rate is None else 100 * rate,
        "win_rate_n": year.closed,
        "cycle_days": year.cycle_days,
        "cycle_n": year.wins,
        "begin_count": found.begin,
        "begin_by": None if report.is_too_late else found.begin_by,
        "periods": [result(each, currency) for each in found.past],
        "too_late": report.is_too_late,
        "not_covered": [each.period.name for each in found.cut],
        "so_far": result(report.so_far, currency),
    }


def result(found: PeriodResult, currency: str) -> dict[str, Any]:
    """The JSON of a period's result."""
    won = money(found.minor, currency)
    return {"period": found.period.name, "won": won, "won_count": found.wins}
