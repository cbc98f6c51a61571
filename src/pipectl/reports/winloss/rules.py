"""Group won and lost deals by reason, competitor, stage and duration."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import TypeVar

from pipectl.averages import share
from pipectl.named_tuple import NamedTuple
from pipectl.sample_size import LEAST_SAMPLE
from pipectl.text import fold
from pipectl.vocabulary import LOST, WON

BANDS = (7, 30, 90)  # days from created to lost, up to which a band goes; the last has no end
Key = TypeVar("Key", bound=Hashable)


class Outcome(NamedTuple):
    """A closed deal; `activities` (except notes) were logged on it up to its closing."""

    id: int
    title: str
    amount_minor: int | None
    currency: str
    status: str
    reason: str | None
    competitor: str | None
    stage_id: int
    created_on: date
    closed_on: date
    activities: int

    @property
    def days(self) -> int:
        """Days from creation to closing."""
        return max((self.closed_on - self.created_on).days, 0)


class OutcomeGroup(NamedTuple):
    """Closed deals with something in common."""

    name: str
    endings: tuple[Outcome, ...]

    @property
    def won(self) -> "OutcomeGroup":
        """The won deals."""
        return OutcomeGroup(self.name, tuple(each for each in self.endings if each.status == WON))

    @property
    def lost(self) -> "OutcomeGroup":
        """The lost deals."""
        return OutcomeGroup(self.name, tuple(each for each in self.endings if each.status == LOST))

    @property
    def number(self) -> int:
        """The number of deals."""
        return len(self.endings)

    @property
    def amount_minor(self) -> int:
        """The sum of their amounts; a missing one counts as 0."""
        return sum(each.amount_minor or 0 for each in self.endings)

    @property
    def days(self) -> int:
        """The sum of their days."""
        return sum(each.days for each in self.endings)

    @property
    def activities(self) -> int:
        """The sum of their activities."""
        return sum(each.activities for each in self.endings)

    @property
    def median_days(self) -> Fraction | None:
        """The median of their days; None if there are none."""
        days = sorted(each.days for each in self.endings)
        middle = len(days) // 2
        if not days:
            return None
        return Fraction(days[middle] + days[~middle], 2)

    @property
    def win_rate(self) -> Fraction | None:
        """won / (won + lost) in percent; None for fewer than five deals."""
        return share(self.won.number, self.number)


class Slowest(NamedTuple):
    """The slowest quarter of the losses, and its share of all days and activities."""

    some: OutcomeGroup
    share_of_days: Fraction | None
    share_of_activities: Fraction | None


def by_text(
    endings: Sequence[Outcome], text: Callable[[Outcome], str | None]
) -> list[OutcomeGroup]:
    """Group by typed text regardless of case, under its commonest spelling, largest first."""
    groups: dict[str, list[Outcome]] = {}
    for each in endings:
        said = text(each)
        if said is not None:
            groups.setdefault(fold(said), []).append(each)
    found = [OutcomeGroup(spelling(map(text, some)), tuple(some)) for some in groups.values()]
    return sorted(found, key=lambda some: (-some.number, -some.amount_minor, some.name))


def spelling(texts: Iterable[str | None]) -> str:
    """Return the commonest of several spellings."""
    return Counter(text or "" for text in texts).most_common(1)[0][0]


def bands(lost: Sequence[Outcome]) -> list[OutcomeGroup]:
    """Group the losses by duration: up to a week, a month, a quarter, and longer."""
    lows = (0, *(most + 1 for most in BANDS))
    return [
        OutcomeGroup(
            f"{low} to {most} days" if most is not None else f"more than {BANDS[-1]} days",
            tuple(e for e in lost if low <= e.days and (most is None or e.days <= most)),
        )
        for low, most in zip(lows, (*BANDS, None), strict=True)
    ]


def slowest(lost: OutcomeGroup) -> Slowest | None:
    """Return the slowest quarter of the losses, rounded up; None for fewer than five."""
    if lost.number < LEAST_SAMPLE:
        return None
    ordered = sorted(lost.endings, key=lambda each: (-each.days, each.id))
    some = OutcomeGroup("slowest", tuple(ordered[: -(-lost.number // 4)]))
    return Slowest(
        some,
        share(some.days, lost.days, floor=1),
        share(some.activities, lost.activities, floor=1),
    )
