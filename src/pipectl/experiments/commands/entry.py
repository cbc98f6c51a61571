"""The arm of a deal that enters a stage, for the commands that let it enter."""

from datetime import date
from typing import TYPE_CHECKING

from pipectl.cli.context import Run
from pipectl.render.output import print_note
from pipectl.stages.queries import running_experiment
from pipectl.store.reader import Reader

if TYPE_CHECKING:
    from pipectl.experiments.rules.arms import ArmChoice
    from pipectl.store.unit import Unit


def arm_at(
    run: Run, reader: Reader, stage_id: int | None, typed: str | None, on: date | None = None
) -> "ArmChoice | None":
    """Return the arm of a deal that enters a stage (the first one without a stage).

    None if no experiment runs there. Raises UsageError for an arm that isn't there.
    """
    running = running_experiment(reader, stage_id)
    if running is None and typed is None:
        return None
    from pipectl.experiments.prompts import arm_of_entry

    return arm_of_entry(run, reader, running, typed, on)


def arm_of_reopened(
    run: Run, reader: Reader, deal: int, stage_id: int, since: date, typed: str | None
) -> "ArmChoice | None":
    """Return the arm of a deal that comes back to its stage, in which it is since a day."""
    running = running_experiment(reader, stage_id)
    if running is None and typed is None:
        return None
    from pipectl.experiments.prompts import arm_again

    return arm_again(run, reader, running, typed, deal, since)


def assigned(
    unit: "Unit", chosen: "ArmChoice | None", number: int, on: date | None = None
) -> str | None:
    """Give the visit that a deal has just begun its arm, if one was chosen, and return that."""
    if chosen is None:
        return None
    from pipectl.experiments.actions import assign

    return assign(unit, chosen, number, on)


def tell_arm(chosen: "ArmChoice | None", arm: str | None) -> None:
    """Say which arm a deal got."""
    if chosen is not None and arm is not None:
        print_note(f"Arm of {chosen.experiment}: {arm}")
