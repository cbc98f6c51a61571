"""Keep track of a weekly review: what is left, what was answered, where it stopped."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from pipectl.cli.context import Run
from pipectl.pipeline.prompts import hold_deal
from pipectl.pipeline.queries.current import CurrentOpportunity, by_ids
from pipectl.pipeline.queries.deal_by_text import whole_deal
from pipectl.review import actions as review_actions
from pipectl.review.prompts import weekly as review_prompts
from pipectl.review.queries.past_reviews import by_uid
from pipectl.review.queries.reviews import (
    ReviewItem,
    UnchangedCounts,
    endings,
    item_to_show,
    kept_in_a_row,
)
from pipectl.review.rules.agenda import ReviewProgress
from pipectl.vocabulary import OPEN

if TYPE_CHECKING:
    from pipectl.store.unit import Unit

Result = TypeVar("Result")


class ReviewStopped(Exception):  # noqa: N818 - it is no error
    """The user continues the review later."""


class ReviewSession:
    """A review in progress and its position; another terminal may continue it, too.

    `now` are the deals of this session if it isn't the whole agenda.
    """

    def __init__(self, run: Run, position: ReviewProgress, now: list[int] | None = None) -> None:
        self.run, self.position, self.now = run, position, now

    @property
    def left(self) -> list[int]:
        """The deals still to be reviewed; raises FinishedError."""
        self.check_under_way()
        with self.run.reading() as reader:
            behind = {each.opportunity_id for each in endings(reader, self.position.uid)}
            behind |= set(self.position.skipped)
            ahead = [number for number in self.position.agenda if number not in behind]
            found = by_ids(reader, ahead, self.run.today)
        return [each.row.id for each in found if each.is_looked_after]

    @property
    def next_up(self) -> int | None:
        """The next deal of this session; None at the end."""
        return next((each for each in self.left if self.now is None or each in self.now), None)

    @property
    def order(self) -> list[int]:
        """The reviewed deals and those of this session, in the order of their numbering."""
        agenda = self.position.agenda
        if self.now is None:
            return list(agenda)
        with self.run.reading() as reader:
            behind = {each.opportunity_id for each in endings(reader, self.position.uid)}
        behind |= set(self.position.skipped)
        return [n for n in agenda if n in behind and n not in self.now] + self.now

    def count_left(self) -> int:
        """Return how many deals aren't reviewed yet, including those not on the agenda."""
        with self.run.reading() as reader:
            others = by_ids(reader, self.position.left_out, self.run.today)
        return len(self.left) + sum(map(is_to_review, others))

    def check_under_way(self) -> None:
        """Raise FinishedError if another terminal finished the review."""
        with self.run.reading() as reader:
            known = by_uid(reader, self.position.uid)
        if known is not None and known.finished_on is not None:
            from pipectl.review.actions import FinishedError

            raise FinishedError

    def given(self, number: int) -> dict[str, Any]:
        """Return the answers about a deal that aren't stored in the journal yet."""
        return review_prompts.answers_among(self.position.given.get(str(number), {}))

    def keep(self, number: int, given: dict[str, Any], **changed: Any) -> None:
        """Store the progress, so that nothing is lost on interruption."""
        others = {key: value for key, value in self.position.given.items() if key != str(number)}
        whole = others | ({str(number): given} if given else {})
        position = self.position._replace(given=whole, **changed)
        self.position = review_actions.save(self.run.path, position, own=str(number))

    def note_new_action(self, number: int) -> None:
        """Store that a deal's next action was set in this review."""
        self.keep(number, self.given(number), anew=(*self.position.anew, number))

    def store(self, found: ReviewItem, act: "Callable[[Unit], Result]") -> Result:
        """Store how a deal leaves the review, as one operation."""
        row = found.opportunity.row
        self.run.tick()
        result = self.run.change(act, command=f"review {row.slug or row.id}")
        self.keep(row.id, {})
        return result

    def look(self, number: int) -> ReviewItem | None:
        """Return the deal as it is now; None if it is closed and no customer."""
        with self.run.reading() as reader:
            found = by_ids(reader, [number], self.run.today)
            self.run.hold_nothing()
            if not found or not found[0].is_looked_after:
                return None
            hold_deal(self.run, reader, found[0].row, whole_deal, is_shown=True)
            # An action that was set in this review was never kept.
            kept = kept_in_a_row(reader, number).get(number, UnchangedCounts())
            return item_to_show(reader, number, kept, self.run.today)


def is_to_review(found: CurrentOpportunity) -> bool:
    """Return whether a deal belongs on an agenda: an open one, or a customer with a flag."""
    return found.row.status == OPEN or (found.is_looked_after and bool(found.flags))
