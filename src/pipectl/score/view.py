"""Scores, drawn and listed; their JSON keys."""

from collections.abc import Mapping
from typing import Any

from pipectl.dates import format_date
from pipectl.fields.view import OwnColumn
from pipectl.lead_score import LeadScore, ScorePart
from pipectl.numbers import NumberFormat, ago
from pipectl.render.screen import Screen
from pipectl.render.tables import Cell, Column, heading, paragraph

ENGAGEMENT_ONLY = (
    "Scores are engagement alone, as you haven't described your ideal customer."
    ' Set a criterion: `pipectl icp set "source=referral"`.'
)
MOST_PARTS = 8


def score_column(found: Mapping[int, int], numbers: NumberFormat) -> OwnColumn:
    """The column of a list of deals with their scores."""
    return OwnColumn(
        "score",
        Column("Score", right=True, rank=4),
        {deal: Cell(numbers.count(each)) for deal, each in found.items()},
        {deal: str(each) for deal, each in found.items()},
    )


def score_keys(found: LeadScore) -> dict[str, Any]:
    """The keys of a score with its parts; a null fit: no ideal customer is described."""
    parts = [
        {
            "kind": each.contact.kind,
            "on": each.contact.done_on,
            "count": each.contact.times,
            "age_days": each.age_days,
            "points": each.points,
            "left": each.left,
        }
        for each in found.parts
    ]
    return {
        "score": found.score,
        "fit": found.fit,
        "engagement": found.engagement,
        "points": found.points,
        "activities": parts,
    }


def score_block(found: LeadScore, on: Screen, numbers: NumberFormat) -> str:
    """The score, its two halves, and each activity with its points and age."""
    engagement = tenth(found.engagement, numbers)
    if found.fit is None:
        halves = f"engagement {engagement}"
    else:
        halves = f"half of fit {numbers.count(found.fit)} and engagement {engagement}"
    page = heading(f"Score {numbers.count(found.score)}: {halves}", on)
    if found.fit is None:
        page += paragraph(ENGAGEMENT_ONLY, on, indent="  ")
    points = tenth(found.points, numbers)
    said = f"engagement = 100 x (1 - exp(-{points} / 10)), of these points:"
    page += paragraph(said if found.parts else "No activities that count yet.", on, indent="  ")
    for each in found.parts[:MOST_PARTS]:
        page += paragraph(part_words(each, numbers), on, indent="    ")
    rest = found.parts[MOST_PARTS:]
    if rest:
        more = f"{numbers.counted(len(rest), 'more activity', 'more activities')}: "
        page += paragraph(more + tenth(sum(each.left for each in rest), numbers), on, indent="    ")
    return page


def part_words(found: ScorePart, numbers: NumberFormat) -> str:
    """An activity with its age, its points, and how many of them count."""
    contact = found.contact
    times = f" x {numbers.count(contact.times)}" if contact.times != 1 else ""
    age = ago(found.age_days, numbers)
    from fractions import Fraction

    points = numbers.places(Fraction(found.points), 2)
    return (
        f"{tenth(found.left, numbers)} of {points}: {contact.kind}{times},"
        f" {format_date(contact.done_on)}, {age}"
    )


def tenth(value: float, numbers: NumberFormat) -> str:
    """A number with one decimal."""
    from fractions import Fraction

    return numbers.places(Fraction(value), 1)
