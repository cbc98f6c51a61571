"""Criteria and fit, drawn and listed; their JSON keys."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pipectl.dates import format_date
from pipectl.fields.rules import money_of
from pipectl.fields.view import OwnColumn
from pipectl.icp.rules import Fit, FitPart, rounded
from pipectl.numbers import NumberFormat
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column, Empty, drawn, heading, paragraph

if TYPE_CHECKING:
    from pipectl.filters.queries import JudgedCriterion

NO_CRITERIA = Empty("No criteria yet", "Set one", 'pipectl icp set "source=referral" --weight 3')
MARKS = {True: "[x]", False: "[ ]", None: "[?]"}


def criterion_dict(found: "JudgedCriterion", of: int) -> dict[str, Any]:
    """A criterion's keys."""
    return {
        "condition": found.condition,
        "weight": found.criterion.weight,
        "points": rounded(found.criterion.weight, of),
        "on": found.criterion.key,
        "id": found.criterion.id,
    }


def criteria_listing(
    found: "Sequence[JudgedCriterion]", on: Screen, numbers: NumberFormat
) -> Listing:
    """The criteria."""
    titles = [
        Column("Ideal customer", flexible=True, wraps=True),
        Column("Weight", right=True),
        Column("Points", right=True),
    ]
    of = sum(each.criterion.weight for each in found)
    rows = [criterion_dict(each, of) for each in found]
    cells = [
        [
            each.condition if each.source else Cell(f"{each.condition} (never known)", "yellow"),
            numbers.count(each.criterion.weight),
            numbers.count(rounded(each.criterion.weight, of)),
        ]
        for each in found
    ]
    columns = ["condition", "weight", "points"]
    return Listing(rows, columns, lambda: drawn(titles, cells, on, NO_CRITERIA))


def fit_keys(found: Fit | None) -> dict[str, Any] | None:
    """The keys of a fit, without its parts; None without criteria."""
    return None if found is None else keys_of(found, "score grade known of")


def whole_fit_keys(found: Fit | None) -> dict[str, Any] | None:
    """The keys of a fit with its parts."""
    if found is None:
        return None
    parts = [keys_of(each, "condition weight points met value") for each in found.parts]
    return {**keys_of(found, "score grade known of"), "parts": parts}


def fit_words(found: Fit | None, numbers: NumberFormat) -> str | None:
    """A fit in words: `75 (A), 3 of 4 known`."""
    if found is None:
        return None
    known = f"{numbers.count(found.known)} of {numbers.count(found.of)} known"
    return f"{numbers.count(found.score)} ({found.grade}), {known}"


def fit_block(found: Fit | None, on: Screen, numbers: NumberFormat) -> str:
    """Each criterion with whether it is met, the value, and its points."""
    if found is None:
        return ""
    lines = (
        f"{MARKS[each.met]} {each.condition}: {value_words(each, numbers)},"
        f" {numbers.count(each.points)} of"
        f" {numbers.counted(rounded(each.weight, each.of), 'point')}"
        for each in found.parts
    )
    title = heading(f"Fit {fit_words(found, numbers)}", on)
    return title + "".join(paragraph(each, on, indent="  ") for each in lines)


def value_words(part: FitPart, numbers: NumberFormat) -> str:
    """The value of a criterion for a person."""
    if part.value is None:
        return "not known" if part.met is None else "not set"
    try:
        if part.type == "number":
            return numbers.written(part.value)
        if part.type == "money":
            return numbers.money(*money_of(part.value))
        if part.type == "date":
            return format_date(date.fromisoformat(part.value))
    except ValueError:
        pass
    return part.value


def fit_column(found: Mapping[int, Fit], numbers: NumberFormat) -> OwnColumn:
    """The column of a list of deals with their fit."""
    return OwnColumn(
        "fit",
        Column("Fit", rank=4),
        {deal: fit_cell(fit, numbers) for deal, fit in found.items()},
        {deal: str(fit.score) for deal, fit in found.items()},
        {
            "fit_grade": {deal: fit.grade for deal, fit in found.items()},
            "fit_known": {deal: str(fit.known) for deal, fit in found.items()},
            "fit_of": {deal: str(fit.of) for deal, fit in found.items()},
        },
    )


def fit_cell(found: Fit, numbers: NumberFormat) -> Cell:
    """A fit in a list; how much is known only where that isn't everything."""
    begin = f"{numbers.count(found.score)} {found.grade}"
    if found.known == found.of:
        return Cell(begin)
    known = f"{numbers.count(found.known)} of {numbers.count(found.of)} known"
    return Cell(f"{begin}, {known}", "dim" if not found.known else "", begin)
