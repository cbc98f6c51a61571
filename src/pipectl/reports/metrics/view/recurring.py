"""The recurring part of `metrics`: its rows, formulas and JSON keys."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from pipectl.dates import format_date
from pipectl.numbers import NumberFormat
from pipectl.render.serialize import keys_of
from pipectl.reports.metrics.queries import MetricsReport
from pipectl.reports.metrics.rules import Metrics
from pipectl.reports.metrics.rules.recurring import RecurringRevenue
from pipectl.reports.metrics.view.measure import Measure

MRR_WORDS = (
    " MRR = monthly recurring revenue of the won deals whose term isn't over, new MRR = of the"
    " deals won in the period, open MRR = of the open deals."
)
NONE = RecurringRevenue(0, 0, 0, 0, 0, 0, 0, 0)
KEYS = (
    "mrr_minor mrr_n new_mrr_minor new_mrr_n open_mrr_minor open_mrr_n recurring_won_minor"
    " recurring_share"
)


def part(found: Metrics) -> RecurringRevenue:
    """Return the recurring amounts of a period; none where there are none."""
    return found.recurring or NONE


def recurring_measures(
    amount: Callable[[Fraction], str], percent: Callable[[Fraction], str]
) -> Sequence[Measure]:
    """Return the rows of the recurring part; sums, not samples."""
    return (
        Measure("MRR", lambda m: part(m).mrr_minor, amount, lambda m: part(m).mrr_n, is_whole=True),
        Measure(
            "New MRR",
            lambda m: part(m).new_mrr_minor,
            amount,
            lambda m: part(m).new_mrr_n,
            is_whole=True,
        ),
        Measure(
            "Recurring share",
            lambda m: part(m).recurring_share,
            percent,
            lambda m: m.won_n,
            is_rate=True,
            is_whole=True,
        ),
        Measure(
            "Open MRR",
            lambda m: part(m).open_mrr_minor,
            amount,
            lambda m: part(m).open_mrr_n,
            is_whole=True,
        ),
    )


def recurring_formulas(report: MetricsReport, numbers: NumberFormat) -> list[str]:
    """Return the formulas with their figures; none if no deal has a recurring amount."""
    found, currency = report.now.recurring, report.money.currency
    if found is None:
        return []

    def full(minor: int, count: int) -> str:
        return f"{numbers.amount(minor, currency)} (n={numbers.count(count)})"

    period, day = report.now.period.name, format_date(report.now.on)
    won = numbers.amount(found.recurring_won_minor, currency)
    all_won = numbers.amount(found.all_won_minor, currency)
    return [
        f"MRR = amount per month of deals won by {day} whose term isn't over that day ="
        f" {full(found.mrr_minor, found.mrr_n)}",
        "  A term begins on the closing day. The term of a renewal begins when that of the renewed"
        " deal ends. A yearly amount counts as a twelfth, rounded.",
        f"new MRR = amount per month of deals won in {period} ="
        f" {full(found.new_mrr_minor, found.new_mrr_n)}",
        f"recurring share = total of the recurring deals won in {period} / won = {won} / {all_won}"
        f" = {numbers.percent(found.recurring_share)}",
        f"open MRR = amount per month of the open deals ="
        f" {full(found.open_mrr_minor, found.open_mrr_n)}",
    ]


def recurring_json(found: RecurringRevenue | None, currency: str) -> dict[str, Any]:
    """Return the keys of the recurring part, all null if no deal has a recurring amount."""
    if found is None:
        return {name.removesuffix("_minor"): None for name in KEYS.split()}
    return keys_of(found, KEYS, currency)
