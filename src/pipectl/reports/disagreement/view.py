"""The sentence that says why coverage, pace, forecast and run rate differ."""

from collections.abc import Callable, Sequence
from typing import Any

from pipectl.dates import format_date
from pipectl.numbers import NumberFormat
from pipectl.periods import Period
from pipectl.render.serialize import keys_of
from pipectl.reports.disagreement.rules import Difference, Opinions, difference
from pipectl.sample_size import ENOUGH_DAYS

BAD = {
    "pace": "you are behind pace",
    "run-rate": "your run rate would miss the quota",
    "coverage": "coverage is short",
    "gap": "the stages' win chances leave a gap",
    "by-count": "the number of wins is short",
}
GOOD = {
    "pace": "you are ahead of pace",
    "run-rate": "your run rate would reach the quota",
    "coverage": "coverage is enough",
    "gap": "the stages' win chances leave no gap",
    "by-count": "the number of wins is enough",
}


def why_they_differ(found: Opinions, period: Period, currency: str, numbers: NumberFormat) -> str:
    """Return which numbers differ and why; empty if none do."""
    differs = difference(found)
    if differs is None:
        return ""
    bad, good = (
        joined([chance(found, numbers) if each == "forecast" else words[each] for each in names])
        for names, words in ((differs.bad, BAD), (differs.good, GOOD))
    )

    def short(minor: int) -> str:
        return f"{numbers.short(minor, currency)} {currency}"

    said = f"{bad}, but {good}: {reason(found, differs, period, short, numbers)}."
    return said[0].upper() + said[1:]


def chance(found: Opinions, numbers: NumberFormat) -> str:
    """Return the chance in words."""
    return f"the forecast is at {numbers.whole_percent(round(100 * (found.chance or 0)))}"


def joined(parts: Sequence[str]) -> str:
    """Join parts: `a`, `a and b`, `a, b and c`."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def reason(
    found: Opinions,
    differs: Difference,
    period: Period,
    short: Callable[[int], str],
    numbers: NumberFormat,
) -> str:
    """Return the reason in words."""
    words = {
        "setting": "with fewer than 10 closed deals in 12 months, coverage is measured against"
        " the setting, which ignores the stages",
        "new-business": f"the forecast includes {short(found.new_minor)} of new business"
        f"{few_days(found, numbers)} and coverage doesn't",
        "outside": f"the forecast includes deals with close dates outside {period.name} and"
        " coverage doesn't",
        "ages": "the forecast also considers how long each deal has been in its stage",
        "time": f"not all open deals are likely to close by {format_date(period.ends_on)}",
        "large": "the deals are large, but few",
        "small": "the deals are many, but small",
        "new": f"new business of {short(found.new_minor)}{few_days(found, numbers)} is expected on"
        " top of the open deals",
        "too-little": f"the open deals are too few for the {short(found.to_go_minor)} to go",
        "recent-good": "recent weeks brought in more than earlier ones",
        "recent-bad": "recent weeks brought in less than earlier ones",
    }
    if differs.why == "one-deal" and found.largest is not None:
        one = found.largest
        without = numbers.whole_percent(round(100 * one.chance_without))
        return (
            f"it all depends on {one.title} ({short(one.amount_minor)}); without it the"
            f" forecast is at {without}"
        )
    return words[differs.why] if differs.why in words else carried(differs, numbers)


def few_days(found: Opinions, numbers: NumberFormat) -> str:
    """Return ` (estimated from only 4 days)`; empty if there are enough."""
    if found.new_days is None or found.new_days >= ENOUGH_DAYS:
        return ""
    if not found.new_days:
        return " (a guess on the first day)"
    return f" (estimated from only {numbers.counted(found.new_days, 'day')})"


def carried(differs: Difference, numbers: NumberFormat) -> str:
    """Return `your 3 best late-stage deals can cover the rest`."""
    if not differs.deals:
        return "your open deals can cover the rest"
    kind = "late-stage deal" if differs.late else "open deal"
    if differs.deals == 1:
        return f"your best {kind} can cover the rest"
    return f"your {numbers.count(differs.deals)} best {kind}s can cover the rest"


def json_keys(found: Opinions, said: str) -> dict[str, Any] | None:
    """The JSON: bad and good numbers, the reason and the sentence; null if none differ."""
    differs = difference(found)
    return None if differs is None else keys_of(differs, "bad good why", text=said)
