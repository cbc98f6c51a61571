"""Calculate how well a deal fits the criteria of the ideal customer."""

from pipectl.named_tuple import NamedTuple
from pipectl.vocabulary import FIT_GRADES

# What every deal has that a criterion can be about. What tells how the deal went can't be one: won
# deals would fit, whoever the customer is.
ABOUT_CUSTOMERS = (
    *("account", "contact", "title", "source", "campaign", "tag", "amount", "currency", "created"),
)


class FitPart(NamedTuple):
    """A criterion at a deal, an account or a contact; `met` is None if its value isn't known.

    `value` is the value as stored, `type` the kind of value; `of` are the weights of all criteria.
    """

    condition: str
    weight: int
    of: int
    met: bool | None
    value: str | None
    type: str

    @property
    def points(self) -> int:
        """The points of its weight, of 100, rounded; none unless it is met."""
        return rounded(self.weight, self.of) if self.met else 0


class Fit(NamedTuple):
    """How well something fits the criteria: every criterion with whether it is met."""

    parts: tuple[FitPart, ...]

    @property
    def score(self) -> int:
        """Weights met / all weights, from 0 to 100, rounded; what isn't known isn't met."""
        met = sum(each.weight for each in self.parts if each.met)
        return rounded(met, sum(each.weight for each in self.parts))

    @property
    def grade(self) -> str:
        """The grade of the score."""
        return grade(self.score)

    @property
    def known(self) -> int:
        """How many criteria have a known value."""
        return sum(each.met is not None for each in self.parts)

    @property
    def of(self) -> int:
        """How many criteria there are."""
        return len(self.parts)


def rounded(met: int, of: int) -> int:
    """Return a share of 100, rounded half up; 0 of nothing."""
    return (200 * met + of) // (2 * of) if of else 0


def grade(score: int) -> str:
    """Return the grade of a score."""
    return next(name for name, least in FIT_GRADES.items() if score >= least)
