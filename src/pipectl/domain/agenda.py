"""The order of a review: the riskiest first, and how many fit into the time there is."""

from collections.abc import Sequence
from typing import NamedTuple

# What each flag adds to the risk: a promise or a date that passed, then neglect, then doubt.
RISK = {
    "overdue": 3,
    "slipped": 3,
    "stalled": 3,
    "no-next-action": 2,
    "stale": 2,
    "unqualified": 2,
    "due-today": 1,
}
SECONDS_EACH = 90
KEPT_TOO_OFTEN = 3  # reviews in a row, after which an answer is a habit


class Risk(NamedTuple):
    """An open opportunity as the agenda sees it; the amount in minor units of `currency`."""

    id: int
    flags: tuple[str, ...]
    amount_minor: int | None
    currency: str


def risk(item: Risk) -> int:
    """The sum of its flags' points."""
    return sum(RISK.get(flag, 0) for flag in item.flags)


def riskiest_first(items: Sequence[Risk], currency: str) -> list[int]:
    """The numbers by risk, then by amount (other currencies after the store's), then by number."""

    def order(item: Risk) -> tuple[int, bool, int, int]:
        return -risk(item), item.currency != currency, -(item.amount_minor or 0), item.id

    return [item.id for item in sorted(items, key=order)]


def fitting(numbers: Sequence[int], minutes: int | None) -> tuple[list[int], list[int]]:
    """Those that fit into so many minutes, at a minute and a half each, and those left out."""
    most = len(numbers) if minutes is None else max(1, minutes * 60 // SECONDS_EACH)
    return list(numbers[:most]), list(numbers[most:])


def is_stale_thinking(times_kept: int) -> bool:
    """Whether an answer was kept so often in a row that it is a habit rather than a thought."""
    return times_kept >= KEPT_TOO_OFTEN
