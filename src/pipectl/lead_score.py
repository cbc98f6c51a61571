"""Calculate the score of a lead from its fit and its activities."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import exp, expm1, floor, log

from pipectl.named_tuple import NamedTuple

HALF_LIFE_DAYS = 30  # after which an activity counts half
FULL = 10  # points at which engagement is at 63 of 100
MOST = 100
DECAY = log(2) / HALF_LIFE_DAYS


class Contact(NamedTuple):
    """An activity of a deal."""

    kind: str
    times: int
    done_on: date
    text: str | None = None


class ScorePart(NamedTuple):
    """An activity with its age in days, its points, and what is left of them at that age."""

    contact: Contact
    age_days: int
    points: float

    @property
    def left(self) -> float:
        """The points that count."""
        return self.points * exp(-DECAY * self.age_days)


class LeadScore(NamedTuple):
    """A score with its parts; `fit` is None if no ideal customer is described."""

    fit: int | None
    parts: tuple[ScorePart, ...]

    @property
    def points(self) -> float:
        """The points of all activities that count."""
        return sum(each.left for each in self.parts)

    @property
    def engagement(self) -> float:
        """The engagement, 0 to 100."""
        return engagement(self.points)

    @property
    def score(self) -> int:
        """The score, 0 to 100."""
        return score(self.fit, self.engagement)


def engagement(points: float) -> float:
    """100 (1 - exp(-points / 10)): 0 without an activity, and never quite 100."""
    return -MOST * expm1(-points / FULL)


def score(fit: int | None, engagement: float) -> int:
    """Half fit, half engagement, rounded half up; engagement alone where there is no fit."""
    whole = engagement if fit is None else (fit + engagement) / 2
    return floor(whole + 0.5)


def parts_on(
    contacts: Iterable[Contact], day: date, points: Mapping[str, float]
) -> tuple[ScorePart, ...]:
    """The activities up to a day that give points, the one that counts most first."""
    found = [
        ScorePart(each, (day - each.done_on).days, each.times * points[each.kind])
        for each in contacts
        if each.done_on <= day and points.get(each.kind)
    ]
    return tuple(sorted(found, key=lambda each: (-each.left, each.age_days)))


def score_on(
    fit: int | None, contacts: Sequence[Contact], day: date, points: Mapping[str, float]
) -> int:
    """The score by the end of a day."""
    return LeadScore(fit, parts_on(contacts, day, points)).score
