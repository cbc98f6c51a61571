"""Merge experiments of two stores: in a stage, one runs at a time."""

from collections.abc import Mapping
from typing import Any

from pipectl.errors import quoted
from pipectl.store.rows import Experiment
from pipectl.store.unit import Unit
from pipectl.text import fold

COMPARES = ("stage_id", "arms", "metric")


def is_another(here: Experiment, row: Mapping[str, Any]) -> bool:
    """Return whether the experiment of the file compares something else than the one here."""
    return any(getattr(here, name) != row[name] for name in COMPARES)


def running(unit: Unit, stage_id: int) -> Experiment | None:
    """Return the experiment that runs in a stage."""
    return unit.first(Experiment, "stage_id = :stage and ended_on is null", stage=stage_id)


def make_way(unit: Unit, row: dict[str, Any]) -> list[str]:
    """Give a new experiment a free name, and end the later of two that run in a stage.

    Returns what to say about it.
    """
    said, wanted, number = list[str](), row["name"], 1
    while unit.find(Experiment, name_folded=row["name_folded"]) is not None:
        number += 1
        row["name"] = f"{wanted} {number}"
        row["name_folded"] = fold(row["name"])
    if number > 1:
        said.append(
            f"The experiment {quoted(wanted)} of the other machine is called {quoted(row['name'])}"
            " here, because another experiment has that name."
        )
    other = running(unit, row["stage_id"])
    if row["ended_on"] is not None or other is None:
        return said
    names = [other.name, row["name"]]
    if (row["recorded_at"], row["uid"]) < (other.recorded_at, other.uid):
        today = unit.moment.today
        unit.change(other, ended_on=max(other.started_on, today), ended_recorded_on=today)
        names.reverse()
    else:
        row["ended_on"] = max(row["started_on"], unit.moment.today)
        row["ended_recorded_on"] = unit.moment.today
    return [
        *said,
        f"The experiment {quoted(names[1])} was ended: {quoted(names[0])} is running in the same"
        " stage and was started first.",
    ]


def has_way(unit: Unit, found: Experiment, taken: Mapping[str, Any]) -> bool:
    """Return whether an experiment can run again: none has begun in its stage since it ended."""
    other = running(unit, found.stage_id)
    return taken["ended_on"] is not None or other is None or other.id == found.id
