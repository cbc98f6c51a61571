"""Which opportunities does a review talk through, and what is there to say about each?"""

from dataclasses import dataclass
from datetime import date

from pipectl.domain.agenda import Risk, riskiest_first
from pipectl.queries.detail import Answers, Detail, detail
from pipectl.queries.listing import Filter, find
from pipectl.queries.opportunities import Opportunity
from pipectl.queries.reviews import Kept
from pipectl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Talk:
    """One opportunity as a review looks at it."""

    detail: Detail
    kept: Kept

    @property
    def opportunity(self) -> Opportunity:
        """The opportunity itself."""
        return self.detail.opportunity

    @property
    def last(self) -> Answers | None:
        """The answers that were given last."""
        return self.detail.answers[0] if self.detail.answers else None

    @property
    def next_since(self) -> date | None:
        """The day on which its next action was set, or put off last."""
        return next((a.created_on for a in self.detail.actions if a.status == "open"), None)


def agenda(reader: Reader, wanted: Filter, today: date, currency: str) -> list[Opportunity]:
    """The open opportunities that are asked for, the riskiest first."""
    found = {each.row.id: each for each in find(reader, wanted, today)}
    order = riskiest_first(
        [
            Risk(number, each.flags, each.row.amount_minor, each.row.currency)
            for number, each in found.items()
        ],
        currency,
    )
    return [found[number] for number in order]


def talk(reader: Reader, number: int, kept: Kept, today: date) -> Talk:
    """What there is to say about one."""
    return Talk(detail(reader, number, today), kept)
