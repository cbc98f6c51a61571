"""The order of `today`: how much money is at stake, and how late it is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pipectl.money import weighted_minor
from pipectl.named_tuple import NamedTuple
from pipectl.reminders.rules.due import DueDeal, DueItem, DuePerson, WorthOfDeal, by_subject
from pipectl.vocabulary import OPEN

if TYPE_CHECKING:
    from fractions import Fraction

LEAST_BP = 1_000  # a new deal isn't worth nothing
MOST_DAYS = 28  # later than that makes nothing more urgent
WEEK = 7


class RankedItem(NamedTuple):
    """What the rank depends on; `amount_minor` is None if unknown or in another currency."""

    amount_minor: int | None
    probability_bp: int
    days_late: int


def amount_at_risk(matters: Sequence[RankedItem]) -> list[int]:
    """The money at stake in each: amount x probability, the probability at least 10 %.

    An amount that isn't known counts as the median stake of those that are, 0 without any.
    """
    known = [rank_by_amount(each) for each in matters if each.amount_minor is not None]
    middle = median(known)
    return [middle if each.amount_minor is None else rank_by_amount(each) for each in matters]


def rank_by_amount(matter: RankedItem) -> int:
    """Amount x probability in minor units."""
    return weighted_minor(matter.amount_minor or 0, max(matter.probability_bp, LEAST_BP))


def median(values: Sequence[int]) -> int:
    """The middle value, or the half between the two middle ones, rounded down; 0 of nothing."""
    if not values:
        return 0
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) // 2


def rank(stake_minor: int, days_late: int) -> int:
    """7 x stake x (1 + days late / 7), of at most 28 days: the higher, the sooner."""
    return stake_minor * (WEEK + min(max(days_late, 0), MOST_DAYS))


class DayItem(NamedTuple):
    """A deal with all that is due on it, the first thing first, and what ranks it; or a person.

    `weight_minor` is there for an unknown amount too: it ranks, and isn't shown as money. Only a
    lead has a `score`.
    """

    items: tuple[DueItem, ...]
    weight_minor: int
    score: int | None = None

    @property
    def deal(self) -> DueDeal | None:
        """The deal; None for a person."""
        return self.items[0].deal

    @property
    def person(self) -> DuePerson | None:
        """The contact or account to keep in touch with; None for a deal."""
        return self.items[0].person

    @property
    def at_stake_minor(self) -> int | None:
        """Amount x probability in the deal's currency, of what is open and has an amount."""
        deal = self.items[0].deal
        if deal is None or deal.amount_minor is None or deal.status != OPEN:
            return None
        return weighted_minor(deal.amount_minor, deal.probability_bp)

    @property
    def rank(self) -> "Fraction":
        """What the order goes by: the weight, and how late it is."""
        from fractions import Fraction

        return Fraction(rank(self.weight_minor, self.days_late), WEEK)

    @property
    def days_late(self) -> int:
        """How late the latest of it is."""
        return max(each.days for each in self.items)


# What a deal is worth in the store's currency; None if it isn't known.
Worth = Callable[[DueDeal | WorthOfDeal], int | None]


def ranked(items: Iterable[DueItem], worth: Worth) -> list[DayItem]:
    """One work an opportunity: what is worth most, and latest, first."""
    groups = by_subject(items)
    at_stake = amount_at_risk([matter(group, worth) for group in groups])
    works = [DayItem(group, minor) for group, minor in zip(groups, at_stake, strict=True)]
    # Where the rank is the same, the order of the reminders stays: by kind, the latest first.
    return sorted(works, key=lambda work: -rank(work.weight_minor, work.days_late))


def leads_by_score(works: Sequence[DayItem], scores: Mapping[int, int]) -> list[DayItem]:
    """The works with their leads in the order of the scores; all others keep their places.

    So leads take the places that their ranks earn together, and the best scored one the first.
    """
    scored = [None if each.deal is None else scores.get(each.deal.id) for each in works]
    leads = [
        each._replace(score=score)
        for each, score in zip(works, scored, strict=True)
        if score is not None
    ]
    best = iter(sorted(leads, key=lambda each: -(each.score or 0)))
    return [
        each if score is None else next(best) for each, score in zip(works, scored, strict=True)
    ]


def matter(group: tuple[DueItem, ...], worth: Worth) -> RankedItem:
    """What the rank of a group depends on; what is closed is hardly at stake."""
    lead = group[0]
    deal = lead.deal if lead.person is None else worth_most(lead.person, worth)
    days = max(each.days for each in group)
    if deal is None:
        return RankedItem(None, 0, days)
    return RankedItem(worth(deal), chance(deal), days)


def chance(deal: DueDeal | WorthOfDeal) -> int:
    """The probability that counts: none of what is closed."""
    return deal.probability_bp if deal.status == OPEN else 0


def worth_most(person: DuePerson, worth: Worth) -> WorthOfDeal | None:
    """The person's deal with the highest weight; None if no amount in the currency is known."""
    known = [(each, minor) for each in person.deals if (minor := worth(each)) is not None]
    weights = [rank_by_amount(RankedItem(minor, chance(each), 0)) for each, minor in known]
    return known[weights.index(max(weights))][0] if known else None
