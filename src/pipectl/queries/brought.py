"""Which opportunities make a forecast's total, and what does each bring on average?"""

from collections.abc import Sequence

from pipectl.domain.forecast.period import Simulated
from pipectl.money import weighted_minor
from pipectl.periods import Period
from pipectl.queries.counting import Counted
from pipectl.queries.known import Basis


def won_rows(found: Basis, period: Period) -> list[Counted]:
    """The wins of the period."""
    first, last = (day.toordinal() for day in period.span)
    ended = [each for each in found.known.won if first <= (each.closed or 0) <= last]
    return [
        Counted(
            each.id, found.titles[each.id], each.closed_minor, found.currency, "won in the period"
        )
        for each in ended
    ]


def open_rows(found: Basis, simulated: Simulated) -> list[Counted]:
    """Every open one, its chance over all draws as probability: so much it brings on average.

    Where wins close at another amount than was said before, its amount is what that makes of it.
    """
    ratio = mean_ratio(simulated)
    return [
        Counted(
            item.id,
            item.title,
            None if item.amount_minor is None else round(item.amount_minor * ratio),
            found.currency,
            "open" if item.id in simulated.odds else "left out: the period is over",
            round(simulated.chance_of(item.id) * 10_000) if item.id in simulated.odds else None,
        )
        for item in found.standing
    ]


def mean_ratio(simulated: Simulated) -> float:
    """What wins were closed with over what was said before, on average; 1 until five say so."""
    ratios = simulated.ratios
    return sum(ratios) / len(ratios) if ratios else 1.0


def open_expected_minor(rows: Sequence[Counted]) -> int:
    """What the open ones bring on average: amount x chance, rounded for each, then summed."""
    return sum(
        weighted_minor(row.amount_minor or 0, row.probability_bp)
        for row in rows
        if row.probability_bp is not None
    )
