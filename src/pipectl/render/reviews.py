"""The list of reviews."""

from collections.abc import Sequence
from typing import Any

from pipectl.dates import format_date
from pipectl.queries.reviews import Review
from pipectl.render.output import Listing
from pipectl.render.tables import Column, Screen, paragraph, table

KEYS = ("id", "kind", "started_on", "finished_on", "answered")


def reviews_listing(found: Sequence[Review], on: Screen) -> Listing:
    """The reviews, the latest first."""

    def text() -> str:
        if not found:
            return paragraph("There was no review yet. Begin: `pipectl review`.", on)
        titles = [
            Column("#", right=True),
            Column("Kind"),
            Column("Began"),
            Column("Finished"),
            Column("Talked through", right=True, rank=1),
        ]
        return table(titles, [cells(each) for each in found], on)

    return Listing([review_dict(each) for each in found], KEYS, text)


def review_dict(found: Review) -> dict[str, Any]:
    """A review's keys."""
    return {
        "id": found.id,
        "kind": found.kind,
        "started_on": found.started_on,
        "finished_on": found.finished_on,
        "answered": found.answered,
    }


def cells(found: Review) -> list[str]:
    """A review's line."""
    ended = format_date(found.finished_on) if found.finished_on else "under way"
    return [str(found.id), found.kind, format_date(found.started_on), ended, str(found.answered)]
