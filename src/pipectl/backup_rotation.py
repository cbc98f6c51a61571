"""Decide which backups are kept."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from pipectl.named_tuple import NamedTuple

ALL_FOR = timedelta(days=2)

# What a backup stands for when it is the last one of its day, week or month, and how many of each.
SPANS: tuple[tuple[Callable[[date], tuple[int, ...]], int], ...] = (
    (lambda day: (day.year, day.month, day.day), 12),
    (lambda day: day.isocalendar()[:2], 10),
    (lambda day: (day.year, day.month), 9),
)


def kept(every: Iterable[datetime], now: datetime) -> set[datetime]:
    """Return which backups to keep, by their (local) instants; the newest is always kept.

    All of the last two days; of the 12 latest days, 10 weeks and 9 months that have any, the last.
    One that is later than now, by a clock that was wrong, stays and counts for none of them.
    """
    taken = set(every)
    found = {at for at in taken if at > now - ALL_FOR}
    latest_first = sorted((at for at in taken if at <= now), reverse=True)
    for span, most in SPANS:
        last: dict[tuple[int, ...], datetime] = {}
        for at in latest_first:
            last.setdefault(span(at.date()), at)
        found |= set(list(last.values())[:most])
    return found


class Backup(NamedTuple):
    """A copy of the store; `turn` numbers those of the same second and reason."""

    name: str
    path: Path
    taken_at: datetime
    why: str
    size: int
    turn: int = 1
