"""Work out a period's quota: its own, a sum of parts, or a share; adjust it."""

from collections.abc import Sequence

from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period, enclosing, tiles


class QuotaShare(NamedTuple):
    """A period's quota, its source (own, sum, share or none), and its number of wins.

    `reason` is why its own quota was last adjusted; None if it was set.
    """

    amount_minor: int | None
    source: str
    wins: int | None = None
    reason: str | None = None


class QuotaEntry(NamedTuple):
    """A quota set for a period; money in minor units, with an optional number of wins.

    `reason` is why it was last adjusted.
    """

    period: Period
    amount_minor: int
    wins: int | None = None
    reason: str | None = None


def quota_of(period: Period, entries: Sequence[QuotaEntry]) -> QuotaShare:
    """Return its own entry, else the sum of entries that fill it, else its share by days."""
    spans = [(entry.period.starts_on, entry.period.ends_on) for entry in entries]
    whole = (period.starts_on, period.ends_on)
    if whole in spans:
        entry = entries[spans.index(whole)]
        return QuotaShare(entry.amount_minor, "own", entry.wins, entry.reason)
    tiling = tiles(spans, whole)
    if tiling:
        parts = [entries[place] for place in tiling]
        return QuotaShare(sum(each.amount_minor for each in parts), "sum", summed(parts))
    around = enclosing(spans, whole)
    if around is not None:
        entry = entries[around]
        days, of_days = period.days, entry.period.days
        count = None if entry.wins is None else share(entry.wins, days, of_days)
        return QuotaShare(share(entry.amount_minor, days, of_days), "share", count)
    return QuotaShare(None, "none")


def share(amount_minor: int, days: int, of_days: int) -> int:
    """Return a share by days, rounded half up."""
    return (2 * amount_minor * days + of_days) // (2 * of_days)


def summed(parts: Sequence[QuotaEntry]) -> int | None:
    """Return the number of wins of all parts; None if one has none."""
    counts = [each.wins for each in parts if each.wins is not None]
    return sum(counts) if len(counts) == len(parts) else None


def adjusted(amount_minor: int, by_bp: int) -> int:
    """Return an amount changed by basis points, rounded half up."""
    return (2 * amount_minor * (10_000 + by_bp) + 10_000) // 20_000


def adjusted_count(count: int | None, by_bp: int) -> int | None:
    """Return a number of wins changed by basis points, at least one."""
    return None if count is None else max(adjusted(count, by_bp), 1)
