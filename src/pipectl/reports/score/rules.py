"""Compare the early scores of deals with what became of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import comb, erfc, sqrt
from typing import Literal

from pipectl.averages import share
from pipectl.named_tuple import NamedTuple

SCORED_AFTER_DAYS = 14  # from a deal's beginning
LEAST_OF_EACH = 10  # won and lost deals, for a conclusion
MOST_EXACT = 100  # deals; with more, the test is an approximation
LEVEL = 0.05  # a result that chance brings less often isn't taken for chance
QUARTERS = ("lowest", "second", "third", "highest")

Verdict = Literal["too-early", "same", "chance", "better"]


class ScoredDeal(NamedTuple):
    """A closed deal with its score on the day `scored_on`."""

    id: int
    title: str
    amount_minor: int | None
    is_won: bool
    scored_on: date
    closed_on: date
    score: int


class QuarterResult(NamedTuple):
    """The deals of a quarter by score."""

    name: str
    deals: tuple[ScoredDeal, ...]

    @property
    def low(self) -> int:
        """The lowest score in it."""
        return min(each.score for each in self.deals)

    @property
    def high(self) -> int:
        """The highest score in it."""
        return max(each.score for each in self.deals)

    @property
    def won(self) -> int:
        """How many were won."""
        return sum(each.is_won for each in self.deals)

    @property
    def win_rate(self) -> Fraction | None:
        """The share of them that was won."""
        return share(self.won, len(self.deals))


class RankTest(NamedTuple):
    """How often a won deal had the higher score than a lost one (ties count half), and the chance
    of at least as much if scores told nothing."""

    higher: Fraction
    p: float


def scored_on(created_on: date) -> date:
    """The day on which a deal's score is taken."""
    return created_on + timedelta(days=SCORED_AFTER_DAYS)


def midranks(values: Sequence[int]) -> dict[int, Fraction]:
    """The rank of each value among all, from 1; equal values share the middle of their ranks."""
    found, before = {}, 0
    for value, count in sorted(Counter(values).items()):
        found[value] = before + Fraction(count + 1, 2)
        before += count
    return found


def quarters(deals: Sequence[ScoredDeal]) -> list[QuarterResult]:
    """The deals in four equal parts by score; equal scores stay together, empty parts are left out.

    Where a score goes is decided by the middle of its ranks.
    """
    ranks, n = midranks([each.score for each in deals]), len(deals)
    parts: list[list[ScoredDeal]] = [[] for _ in QUARTERS]
    for each in deals:
        place = (ranks[each.score] - Fraction(1, 2)) * len(QUARTERS) / n
        parts[min(int(place), len(QUARTERS) - 1)].append(each)
    return [
        QuarterResult(name, tuple(part)) for name, part in zip(QUARTERS, parts, strict=True) if part
    ]


def rank_test(won: Sequence[int], lost: Sequence[int]) -> RankTest | None:
    """Test whether won deals had the higher scores; None if all scores are equal or one is empty.

    The one-sided test of Mann and Whitney (1947): exact for few deals, else by the normal
    approximation with corrections for ties and for continuity.
    """
    every, pairs = Counter([*won, *lost]), len(won) * len(lost)
    if not pairs or len(every) == 1:
        return None
    ranks = midranks([*won, *lost])
    rank_sum = sum((ranks[each] for each in won), Fraction(0))
    u = rank_sum - Fraction(len(won) * (len(won) + 1), 2)
    if every.total() <= MOST_EXACT:
        doubled = {int(2 * ranks[score]): count for score, count in every.items()}
        return RankTest(u / pairs, exact_p(doubled, len(won), int(2 * rank_sum)))
    return RankTest(u / pairs, normal_p(float(u), len(won), len(lost), list(every.values())))


def exact_p(ranks: Mapping[int, int], chosen: int, least: int) -> float:
    """The share of all choices of so many deals whose ranks add up to `least` or more.

    `ranks` has the number of deals by rank. The choices are counted by their sum in one number: a
    digit a sum, wide enough for all choices together.
    """
    n = sum(ranks.values())
    width = n + 1  # bits of a digit
    ways = [1, *[0] * chosen]
    for rank, count in ranks.items():
        ways = [
            sum(
                ways[size - taken] * comb(count, taken) << taken * rank * width
                for taken in range(min(count, size) + 1)
            )
            for size in range(chosen + 1)
        ]
    # The rest of a division by the base less 1 is the sum of the digits.
    return ((ways[chosen] >> least * width) % ((1 << width) - 1)) / comb(n, chosen)


def normal_p(u: float, won: int, lost: int, ties: Sequence[int]) -> float:
    """The same by the normal approximation; `ties` has the number of deals of each score."""
    n, pairs = won + lost, won * lost
    tied = Fraction(sum(count**3 - count for count in ties), n * (n - 1))
    z = (u - pairs / 2 - 0.5) / sqrt(Fraction(pairs, 12) * (n + 1 - tied))
    return erfc(z / sqrt(2)) / 2


def verdict(deals: Sequence[ScoredDeal]) -> tuple[Verdict, RankTest | None]:
    """What the deals say about the score, and the test behind it."""
    won = [each.score for each in deals if each.is_won]
    lost = [each.score for each in deals if not each.is_won]
    if min(len(won), len(lost)) < LEAST_OF_EACH:
        return "too-early", None
    found = rank_test(won, lost)
    if found is None:
        return "same", None
    return ("better" if found.p < LEVEL else "chance"), found
