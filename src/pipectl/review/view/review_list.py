"""List the reviews."""

from collections.abc import Sequence
from typing import Any

from pipectl.dates import format_date
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Column, Empty, table
from pipectl.review.queries.past_reviews import ReviewRow

KEYS = ("id", "kind", "started_on", "finished_on", "answered")


NO_REVIEWS = Empty("No reviews yet", "Start one", "pipectl review")


def reviews_listing(found: Sequence[ReviewRow], on: Screen) -> Listing:
    """Return the reviews, the latest first."""

    def text() -> str:
        if not found:
            return NO_REVIEWS.drawn(on)
        titles = [
            Column("#", right=True),
            Column("Kind"),
            Column("Started"),
            Column("Finished"),
            Column("Deals", right=True, rank=1),
        ]
        return table(titles, [cells(each) for each in found], on)

    return Listing([review_dict(each) for each in found], KEYS, text)


def review_dict(found: ReviewRow) -> dict[str, Any]:
    """The JSON of a review."""
    return keys_of(found, "id kind started_on finished_on answered")


def cells(found: ReviewRow) -> list[str]:
    """Return a review's line."""
    ended = format_date(found.finished_on) if found.finished_on else "in progress"
    return [str(found.id), found.kind, format_date(found.started_on), ended, str(found.answered)]
