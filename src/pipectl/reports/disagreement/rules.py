"""Explain why coverage, pace, forecast and run rate differ.

Each looks at something else, so each has a verdict of its own: good, bad, or neither. Coverage,
the gap and the forecast look ahead, the pace and the run rate back. The rules, the first that fits:

1. Coverage by the setting (before ten deals were closed) differs from the gap, or from the forecast
   with the gap not on its side: the setting knows nothing of the stages.
2. The forecast is good and would be bad without one deal: that deal decides it.
3. Coverage or the gap is bad and the forecast good: new business that coverage leaves out makes up
   for what is missing; else deals that are dated outside the period; else how long each deal has
   been in its stage.
4. Coverage or the gap is good and the forecast bad: not all of it closes in time.
5. The number of wins differs from the money: the deals are larger, or smaller, than the quota's.
6. What looks back is bad, what looks ahead good: so many open deals carry it, or new business.
7. What looks back is good, what looks ahead bad: too little is open.
8. The pace and the run rate differ, and nothing ahead decides: the last weeks were other than those
   before.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

LIKELY, UNLIKELY = 0.6, 0.4  # a chance between them is neither good nor bad
VERDICTS = {"enough": 1, "short": -1, "empty": -1}
BACK = ("pace", "run-rate")
COVERAGE = ("coverage", "gap")


class Carrier(NamedTuple):
    """An open deal: what the forecast expects of it, and whether it is in a late stage."""

    expected_minor: int
    is_late: bool


class Decisive(NamedTuple):
    """The open deal that moves the forecast most, and the chance without it."""

    title: str
    amount_minor: int
    chance_without: float


class Opinions(NamedTuple):
    """The verdict of each number on a quota; null if it isn't shown or unknown.

    `coverage` and `by_count` are verdicts, `is_short` whether wins are missing by the stages'
    chances, `ahead_minor` is that of the pace, chances are from 0 to 1. `new_days` is how many
    days new business is estimated from.
    """

    coverage: str | None = None
    by_setting: bool = False
    is_short: bool | None = None
    by_count: str | None = None
    ahead_minor: int | None = None
    chance: float | None = None
    run_rate_chance: float | None = None
    missing_minor: int = 0
    to_go_minor: int = 0
    new_minor: int = 0
    new_days: int | None = None
    outside_minor: int = 0
    carriers: Sequence[Carrier] = ()
    largest: Decisive | None = None

    @property
    def signs(self) -> dict[str, int]:
        """1 for good, -1 for bad, 0 for neither."""
        return {
            "pace": sign(self.ahead_minor),
            "run-rate": sign_of(self.run_rate_chance),
            "coverage": VERDICTS.get(self.coverage or "", 0),
            "gap": 0 if self.is_short is None else -1 if self.is_short else 1,
            "by-count": VERDICTS.get(self.by_count or "", 0),
            "forecast": sign_of(self.chance),
        }


class Difference(NamedTuple):
    """Which numbers are bad and which are good, why, and how many late or open deals carry it."""

    bad: tuple[str, ...]
    good: tuple[str, ...]
    why: str
    deals: int = 0
    late: bool = False


def difference(found: Opinions) -> Difference | None:
    """Return why the numbers differ; None if they agree."""
    signs = told(found)
    bad = tuple(name for name, each in signs.items() if each < 0)
    good = tuple(name for name, each in signs.items() if each > 0)
    if not (bad and good):
        return None
    why = by_setting(found, bad, good) or by_one(found, good)
    why = why or ahead(found, bad, good) or behind(found, bad, good)
    deals, late = carried_by(found) if why == "carried" else (0, False)
    return Difference(bad, good, why, deals, late)


def told(found: Opinions) -> dict[str, int]:
    """Return the verdicts; without the gap's if it agrees with coverage."""
    signs = found.signs
    if signs["coverage"] * signs["gap"] >= 0 and signs["coverage"]:
        del signs["gap"]
    return signs


def by_setting(found: Opinions, bad: Sequence[str], good: Sequence[str]) -> str | None:
    """Return whether coverage differs because of the setting; not where the gap says the same."""
    signs = found.signs
    if not found.by_setting or signs["gap"] == signs["coverage"]:
        return None
    others = bad if "coverage" in good else good if "coverage" in bad else ()
    return "setting" if {"gap", "forecast"} & set(others) else None


def by_one(found: Opinions, good: Sequence[str]) -> str | None:
    """Return whether the forecast depends on a single deal."""
    if "forecast" not in good or found.largest is None:
        return None
    return "one-deal" if sign_of(found.largest.chance_without) < 0 else None


def ahead(found: Opinions, bad: Sequence[str], good: Sequence[str]) -> str | None:
    """Return why the numbers that look ahead differ; None if they don't."""
    if "forecast" in good and set(COVERAGE) & set(bad):
        if found.new_minor >= found.missing_minor > 0:
            return "new-business"
        return "outside" if found.outside_minor > 0 else "ages"
    if "forecast" in bad and set(COVERAGE) & set(good):
        return "time"
    if "by-count" in bad and {"forecast", *COVERAGE} & set(good):
        return "large"
    if "by-count" in good and {"forecast", *COVERAGE} & set(bad):
        return "small"
    return None


def behind(found: Opinions, bad: Sequence[str], good: Sequence[str]) -> str:
    """Return why what looks back differs from what looks ahead, or from what else looks back."""
    if set(good) - set(BACK):
        enough = found.to_go_minor - sum(each.expected_minor for each in found.carriers)
        is_new = found.chance is not None and 0 < enough <= found.new_minor
        return "new" if is_new else "carried"
    if set(bad) - set(BACK):
        return "too-little"
    return "recent-good" if "run-rate" in good else "recent-bad"


def carried_by(found: Opinions) -> tuple[int, bool]:
    """Return how many of the largest deals cover the rest, and whether all are in late stages.

    0 where nothing is known of single deals.
    """
    ordered = sorted(found.carriers, key=lambda each: -each.expected_minor)
    sums = accumulate(each.expected_minor for each in ordered)
    short = sum(brought < found.to_go_minor - found.new_minor for brought in sums)
    some = ordered[: short + 1]
    return len(some), bool(some) and all(each.is_late for each in some)


def sign(value: int | None) -> int:
    """1, -1 or 0."""
    return 0 if not value else 1 if value > 0 else -1


def sign_of(chance: float | None) -> int:
    """1 for a likely one, -1 for one that isn't."""
    if chance is None:
        return 0
    return 1 if chance >= LIKELY else -1 if chance < UNLIKELY else 0
