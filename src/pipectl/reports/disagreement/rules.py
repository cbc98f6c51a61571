"""Explain why coverage, pace, forecast and run rate differ.

Each uses other data, so each has its own verdict: good, bad, or neither. Coverage, the gap and the
forecast look ahead, the pace and the run rate back. The first rule that applies gives the reason:

1. Coverage by the setting (before ten deals were closed) differs from the gap, or from the forecast
   if the gap doesn't agree with it: the setting ignores the stages.
2. The forecast is good and would be bad without one deal: that deal decides it.
3. Coverage or the gap is bad and the forecast good: new business, which coverage doesn't include,
   fills the gap; else deals dated outside the period; else how long deals have been in their stage.
4. Coverage or the gap is good and the forecast bad: not all of it closes in time.
5. The number of wins and the amount disagree: deals are larger or smaller than the quota assumes.
6. Bad looking back, good looking ahead: so many open deals cover the rest, or new business does.
7. Good looking back, bad looking ahead: too little is open.
8. The pace and the run rate differ, without a verdict ahead: the last weeks differed from earlier
   ones.
"""

from collections.abc import Sequence
from itertools import accumulate

from pipectl.named_tuple import NamedTuple
from pipectl.reports.rules import LIKELY, UNLIKELY

VERDICTS = {"enough": 1, "short": -1, "empty": -1}
BACK = ("pace", "run-rate")
COVERAGE = ("coverage", "gap")


class Carrier(NamedTuple):
    """An open deal: its expected amount in the forecast, and whether it is in a late stage."""

    expected_minor: int
    is_late: bool


class Decisive(NamedTuple):
    """The open deal that moves the forecast most, and the chance without it."""

    title: str
    amount_minor: int
    chance_without: float


class Opinions(NamedTuple):
    """The verdict of each number on a quota; None if it isn't shown or unknown.

    `coverage` and `by_count` are verdicts, `is_short`: wins are missing by the stages' chances,
    `ahead_minor` is the pace's, chances are from 0 to 1. `new_days` is the number of days from
    which new business is estimated.
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
        """Return 1 for good, -1 for bad, 0 for neither."""
        return {
            "pace": sign(self.ahead_minor),
            "run-rate": sign_of(self.run_rate_chance),
            "coverage": VERDICTS.get(self.coverage or "", 0),
            "gap": 0 if self.is_short is None else -1 if self.is_short else 1,
            "by-count": VERDICTS.get(self.by_count or "", 0),
            "forecast": sign_of(self.chance),
        }


class Difference(NamedTuple):
    """Which numbers are bad or good, why, and how many deals (late or open) cover the rest."""

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
    """Return the verdicts, without the gap's if it agrees with coverage."""
    signs = found.signs
    if signs["coverage"] * signs["gap"] >= 0 and signs["coverage"]:
        del signs["gap"]
    return signs


def by_setting(found: Opinions, bad: Sequence[str], good: Sequence[str]) -> str | None:
    """Return whether coverage differs because of the setting; False if the gap agrees with it."""
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
    """Return why the numbers that look ahead differ; None if they agree."""
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
    """Return why numbers that look back differ from those that look ahead, or among themselves."""
    if set(good) - set(BACK):
        enough = found.to_go_minor - sum(each.expected_minor for each in found.carriers)
        is_new = found.chance is not None and 0 < enough <= found.new_minor
        return "new" if is_new else "carried"
    if set(bad) - set(BACK):
        return "too-little"
    return "recent-good" if "run-rate" in good else "recent-bad"


def carried_by(found: Opinions) -> tuple[int, bool]:
    """Return how many of the largest deals cover the rest, and whether all are in late stages.

    0 if single deals aren't known.
    """
    ordered = sorted(found.carriers, key=lambda each: -each.expected_minor)
    sums = accumulate(each.expected_minor for each in ordered)
    short = sum(brought < found.to_go_minor - found.new_minor for brought in sums)
    some = ordered[: short + 1]
    return len(some), bool(some) and all(each.is_late for each in some)


def sign(value: int | None) -> int:
    """Return 1, -1 or 0."""
    return 0 if not value else 1 if value > 0 else -1


def sign_of(chance: float | None) -> int:
    """Return 1 for a likely chance, -1 for an unlikely one."""
    if chance is None:
        return 0
    return 1 if chance >= LIKELY else -1 if chance < UNLIKELY else 0
