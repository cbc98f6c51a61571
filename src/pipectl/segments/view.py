"""Segments, drawn and listed; their JSON keys."""

from collections.abc import Sequence
from typing import Any

from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.tables import Column, Empty, drawn
from pipectl.segments.queries import SegmentRow

NO_SEGMENTS = Empty("No segments yet", "Add one", "pipectl segment add large --where 'amount>50k'")


def segment_dict(found: SegmentRow) -> dict[str, Any]:
    """A segment's keys."""
    return {"segment": found.name, "where": list(found.conditions), "id": found.id}


def segments_listing(found: Sequence[SegmentRow], on: Screen) -> Listing:
    """The segments."""
    titles = [Column("Segment", flexible=True), Column("Conditions", flexible=True, wraps=True)]
    cells = [[each.name, " and ".join(each.conditions)] for each in found]
    rows = [segment_dict(each) for each in found]
    return Listing(rows, ["segment", "where"], lambda: drawn(titles, cells, on, NO_SEGMENTS))
