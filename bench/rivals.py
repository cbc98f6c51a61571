"""How others forecast: percentages by stage, and counting by stage, amount and product."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipectl.forecast.rules.comparison import WeightedAmount, independent
from pipectl.forecast.rules.history import KnownHistory, KnownOpportunity
from sellers import Deal

SMALL_MINOR, MIDDLE_MINOR = 750_000, 1_750_000
UNSEEN = 0.1  # is added to every count, so that none is zero
LEAST, MOST = 0.0001, 0.9999


class Tally(NamedTuple):
    """How many were won and lost."""

    won: float
    lost: float


def static(
    standing: Sequence[KnownOpportunity], probabilities: Sequence[float]
) -> dict[int, float]:
    """Each its stage's configured percentage."""
    return {case.id: probabilities[case.stage] for case in standing}


def certain(standing: Sequence[KnownOpportunity]) -> dict[int, float]:
    """Every open deal is won."""
    return dict.fromkeys((case.id for case in standing), 1.0)


def lead_scoring(known: KnownHistory, deals: Mapping[int, Deal], stages: int) -> dict[int, float]:
    """Odoo's predictive lead scoring, from its published description: naive Bayes by counts.

    A won one has been in every stage, a lost one in those up to where it was lost. Fields are
    taken as independent; 0.1 is added to each count; the chance is kept within 0.01 and 99.99 %.
    """
    closed = [case for case in known.cases if not case.is_open]
    by_stage = [
        tally([c for c in closed if c.is_won or c.stage >= stage]) for stage in range(stages)
    ]
    whole = by_stage[0]
    bands = by_value({case.id: band(deals[case.id]) for case in closed}, closed)
    products = by_value({case.id: deals[case.id].product for case in closed}, closed)
    found = {}
    for case in known.open:
        own = deals[case.id]
        parts = [
            (by_stage[case.stage], whole),
            (bands.get(band(own)), summed(bands)),
            (products.get(own.product), summed(products)),
        ]
        found[case.id] = scored(whole, [(part, all_) for part, all_ in parts if part is not None])
    return found


def scored(whole: Tally, parts: Sequence[tuple[Tally, Tally]]) -> float:
    """Bayes: the share won, times how much likelier each value is among the won ones."""
    won, lost = whole.won, whole.lost
    for part, all_ in parts:
        won *= part.won / all_.won
        lost *= part.lost / all_.lost
    return min(max(won / (won + lost), LEAST), MOST)


def tally(cases: Sequence[KnownOpportunity]) -> Tally:
    """The counts of closed ones, 0.1 more each."""
    won = sum(case.is_won for case in cases)
    return Tally(won + UNSEEN, len(cases) - won + UNSEEN)


def by_value(values: Mapping[int, str], closed: Sequence[KnownOpportunity]) -> dict[str, Tally]:
    """The counts by a field's value."""
    return {
        value: tally([case for case in closed if values[case.id] == value])
        for value in sorted(set(values.values()))
    }


def summed(tallies: Mapping[str, Tally]) -> Tally:
    """A field's counts over all its values."""
    return Tally(sum(t.won for t in tallies.values()), sum(t.lost for t in tallies.values()))


def band(deal: Deal) -> str:
    """The amount up to 7,500, up to 17,500, or above."""
    if deal.amount_minor <= SMALL_MINOR:
        return "small"
    return "middle" if deal.amount_minor <= MIDDLE_MINOR else "large"


def totals(
    standing: Sequence[KnownOpportunity], chances: Mapping[int, float], *, won_minor: int, seed: int
) -> list[int]:
    """2,000 sorted totals from independent chances: no time, no new business."""
    stakes = [WeightedAmount(case.amount_minor or 0, chances[case.id]) for case in standing]
    return independent(stakes, won_minor=won_minor, seed=seed)
