"""A period's quota out of the entries that there are."""

from collections.abc import Sequence
from typing import NamedTuple

from pipectl.domain.coverage import QuotaShare
from pipectl.periods import Period, enclosing, tiles


class Entry(NamedTuple):
    """A quota that was set for a period; money in minor units."""

    period: Period
    amount_minor: int


def quota_of(period: Period, entries: Sequence[Entry]) -> QuotaShare:
    """Its own entry; else the sum of those that tile it; else its share by days; else none."""
    spans = [(entry.period.starts_on, entry.period.ends_on) for entry in entries]
    whole = (period.starts_on, period.ends_on)
    if whole in spans:
        return QuotaShare(entries[spans.index(whole)].amount_minor, "own")
    tiling = tiles(spans, whole)
    if tiling:
        return QuotaShare(sum(entries[place].amount_minor for place in tiling), "sum")
    around = enclosing(spans, whole)
    if around is not None:
        entry = entries[around]
        return QuotaShare(share(entry.amount_minor, period.days, entry.period.days), "share")
    return QuotaShare(None, "none")


def share(amount_minor: int, days: int, of_days: int) -> int:
    """A share by days, rounded half up."""
    return (2 * amount_minor * days + of_days) // (2 * of_days)
