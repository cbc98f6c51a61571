"""Find a place for the priorities of another store: a quarter has room for three of a seller."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipectl.errors import listed, quoted
from pipectl.periods import around
from pipectl.store.rows import Priority
from pipectl.store.settings import settings
from pipectl.store.unit import Unit
from pipectl.vocabulary import PLACES


def find_place(unit: Unit, row: dict[str, Any]) -> list[str]:
    """Give an imported priority a free place; return what to say where there is none."""
    same = unit.all(
        Priority,
        "starts_on = :on and owner = :owner order by place",
        on=row["starts_on"],
        owner=row["owner"],
    )
    places = {each.place for each in same}
    free = [place for place in (row["place"], *PLACES) if place not in places]
    row["place"] = free[0] if free else row["place"]
    return [] if free else [fourth(unit, row, same)]


def fourth(unit: Unit, row: Mapping[str, Any], here: Sequence[Priority]) -> str:
    """Return the message that a quarter has no room for an imported priority."""
    quarter = around(row["starts_on"], "quarter", settings(unit.reader).fiscal_year_start).name
    names = [f"{each.place} {quoted(each.text)}" for each in here]
    return (
        f"The priority {quoted(row['text'])} was not imported: {row['period']} already has "
        f"three, {listed(names)}. Remove one of these (such as `pipectl priority remove "
        f"{here[-1].place} --period {quarter}`) and import both ways, or remove the new one "
        "on the other machine."
    )
