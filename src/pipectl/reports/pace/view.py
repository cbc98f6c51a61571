"""The page of `pace`, its JSON keys and its formulas."""

from fractions import Fraction
from typing import Any

from pipectl.numbers import NumberFormat, half_up
from pipectl.render.blocks import Block, Page, Paragraph, ProgressTrack, Spark
from pipectl.render.serialize import keys_of, money
from pipectl.reports.coverage.view import quota_words
from pipectl.reports.pace.queries import PaceReport
from pipectl.reports.pace.rules import Pace
from pipectl.reports.rules import quota_command
from pipectl.reports.view import NOTHING, not_counted, since


def page(report: PaceReport, numbers: NumberFormat) -> Page:
    """Return the amount won, compared with what should be won by now."""
    found, currency = report.pace, report.money.currency
    behind = found.ahead_minor is not None and found.ahead_minor < 0
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold" if not behind else "red")]
    if found.quota_minor:
        blocks.append(miles(found, currency, numbers))
        blocks.append(Paragraph(from_here(report, numbers)))
    if report.quota_count is not None:
        blocks.append(
            Paragraph(
                f"By count: {numbers.count(len(report.won))} of"
                f" {numbers.counted(report.quota_count, 'deal')} won."
            )
        )
    blocks += spark(report, numbers)
    notes = [days_words(report, numbers)]
    if found.quota_minor is not None:
        notes.append(quota_words(report.quota_from, report.quota_reason))
    blocks.append(Paragraph(" ".join(filter(None, notes)), "dim"))
    blocks += not_counted(
        report.money, numbers, sum(each.amount_minor is None for each in report.won)
    )
    return Page(f"Pace in {report.period.name}", blocks)


def sentence(report: PaceReport, numbers: NumberFormat) -> str:
    """Return the pace in a sentence or two."""
    found, currency, name = report.pace, report.money.currency, report.period.name

    def short(minor: int) -> str:
        return numbers.short(minor, currency)

    if found.quota_minor is None or found.expected_minor is None or found.ahead_minor is None:
        return (
            f"No quota for {name}: {short(found.won_minor)} {currency} won. Set one: "
            f"{quota_command(name, report.money.quota_flags)}."
        )
    start = f"{name}: {short(found.won_minor)} of {short(found.quota_minor)} {currency} won"
    if found.remaining_minor == 0:
        return f"{start}: quota reached."
    if found.ahead_minor == 0:
        return f"{start}. You are exactly on pace."
    way = "ahead of" if found.ahead_minor > 0 else "behind"
    days = "" if found.ahead_days is None else f" ({days_of(found.ahead_days, numbers)})"
    return (
        f"{start}. You are {short(abs(found.ahead_minor))}{days} {way} pace:"
        f" {short(found.expected_minor)} was expected by now."
    )


def days_of(days: Fraction, numbers: NumberFormat) -> str:
    """Return `1 working day`, `3.5 working days`, without a sign."""
    said = numbers.tenths(abs(days))
    return f"{said} working day" + ("" if said == "1" else "s")


def from_here(report: PaceReport, numbers: NumberFormat) -> str:
    """Return what remains to win, also per week."""
    found, currency = report.pace, report.money.currency
    remaining = found.remaining_minor or 0
    money = numbers.short(remaining, currency)
    if not remaining:
        return "Nothing is left to win."
    if report.needed_per_week_minor is None:
        return f"{money} {currency} to go, and no working days left."
    a_week = numbers.short(report.needed_per_week_minor, currency)
    return f"To go: {money} {currency} in {left_of(report, numbers)}, or {a_week} a week."


def left_of(report: PaceReport, numbers: NumberFormat) -> str:
    """Return `31 working days`."""
    return numbers.counted(report.days_left, "working day")


def miles(found: Pace, currency: str, numbers: NumberFormat) -> ProgressTrack:
    """Return the progress toward the quota, with a mark at each quarter of it."""
    goal = found.quota_minor or 0
    marks = [goal * part // 4 for part in range(1, 5)]
    return ProgressTrack(
        found.won_minor,
        found.expected,
        goal,
        [(each, numbers.short(each, currency)) for each in marks],
        here=f"won: {share(found.won_minor, goal, numbers)}",
        there=f"expected by now: {share(found.expected or 0, goal, numbers)}",
    )


def share(value: int | Fraction, goal: int, numbers: NumberFormat) -> str:
    """Return the share of the goal, rounded, but 100 % only once it is reached."""
    rounded = half_up(Fraction(100 * value) / goal)
    return numbers.whole_percent(min(rounded, 99) if value < goal else rounded)


def spark(report: PaceReport, numbers: NumberFormat) -> list[Block]:
    """Return the results of the last periods since the first deal; empty for a single one."""
    currency, twelve = report.money.currency, report.twelve
    all_values = [each.minor for each in twelve]
    periods, values = since(report.begins_on, [each.period for each in twelve], all_values)
    if len(values) < 2 or not any(values):
        return []
    said = f"{numbers.short(values[-1], currency)} {currency}"
    return [Spark("Won", values, periods[0].name, periods[-1].name, said)]


def days_words(report: PaceReport, numbers: NumberFormat) -> str:
    """Return how far the period has progressed."""
    found = report.pace
    of = numbers.counted(found.working_days, "working day")
    return (
        f"{numbers.count(found.working_days_gone)} of {of}"
        f" {'has' if found.working_days == 1 else 'have'} passed."
    )


def formulas(report: PaceReport, numbers: NumberFormat) -> list[str]:
    """Return the formulas with their figures."""
    found, currency = report.pace, report.money.currency

    def full(minor: int | None) -> str:
        return NOTHING if minor is None else numbers.amount(minor, currency)

    if found.quota_minor is None:
        return [f"won = {full(found.won_minor)}", "Without a quota, no amount is expected."]
    days = NOTHING if found.ahead_days is None else days_of(found.ahead_days, numbers)
    way = "behind" if (found.ahead_minor or 0) < 0 else "ahead"
    return [
        "expected = quota x working days before today / working days in the period = "
        f"{full(found.quota_minor)} x {numbers.count(found.working_days_gone)} /"
        f" {numbers.count(found.working_days)} = "
        f"{full(found.expected_minor)}",
        f"ahead = won - expected = {full(found.won_minor)} - {full(found.expected_minor)} = "
        f"{full(found.ahead_minor)}",
        f"  in days: ahead / (quota / working days in the period) = {days} {way}",
        "needed a week = remaining x working days a week / working days left ="
        f" {full(found.remaining_minor)} x {numbers.count(report.days_a_week)} /"
        f" {numbers.count(report.days_left)} = {full(report.needed_per_week_minor)}",
        "  Today counts as left. Rounded up, and never more than what remains.",
    ]


def json_keys(report: PaceReport) -> dict[str, Any]:
    """The JSON of pace; days are working days, `twelve` the results of the last periods."""
    found, currency = report.pace, report.money.currency
    return {
        "period": report.period.name,
        **keys_of(found, "quota_minor won_minor expected_minor", currency),
        "ahead_by": money(found.ahead_minor, currency),
        **keys_of(found, "ahead_days working_days working_days_gone"),
        **keys_of(report, "needed_per_week_minor", currency),
        **keys_of(report.period, "starts_on ends_on"),
        "quota_from": report.quota_from,
        "remaining": money(found.remaining_minor, currency),
        "working_days_left": report.days_left,
        "twelve": [
            {"period": each.period.name, "won": money(each.minor, currency)}
            for each in report.twelve
        ],
        "quota_count": report.quota_count,
        "won_count": len(report.won),
    }
