"""Start, end and remove experiments, and give visits their arms."""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from pipectl.dates import format_date
from pipectl.errors import RefusedError, for_shell, quoted
from pipectl.experiments.rules.arms import ArmChoice, arms_of, as_stored, next_arm
from pipectl.pipeline.actions import stage_for_update
from pipectl.store.removed import in_use
from pipectl.store.rows import Experiment, ExperimentVisit, Opportunity
from pipectl.store.unit import Unit
from pipectl.text import check_line, fold
from pipectl.vocabulary import LONGEST


def start(
    unit: Unit, name: str, stage_id: int, arms: Sequence[str], metric: str, *, alternate: bool
) -> Experiment:
    """Start an experiment, or return the same one that runs already; raise RefusedError."""
    checked = check_line(name, what="experiment", most=LONGEST["name"])
    known = unit.find(Experiment, name_folded=fold(checked))
    if known is not None:
        return the_same(known, stage_id, as_stored(arms), metric, alternate=alternate)
    stage = stage_for_update(unit, stage_id)
    running = unit.first(Experiment, "stage_id = :stage and ended_on is null", stage=stage_id)
    if running is not None:
        raise RefusedError(
            f"The experiment {quoted(running.name)} is already running in {stage.name}.",
            hint=f"End it first: `pipectl experiment end {for_shell(running.name)}`.",
        )
    return unit.add(
        Experiment(
            uid=str(uuid4()),
            name=checked,
            name_folded=fold(checked),
            stage_id=stage_id,
            arms=as_stored(arms),
            metric=metric,
            alternate=alternate,
            started_on=unit.moment.today,
            recorded_at=unit.moment.at,
            recorded_on=unit.moment.today,
        )
    )


def the_same(
    known: Experiment, stage_id: int, arms: str, metric: str, *, alternate: bool
) -> Experiment:
    """Return the experiment that has the name if it runs as asked for; raise RefusedError."""
    asked = (stage_id, arms, metric, alternate, None)
    if (known.stage_id, known.arms, known.metric, known.alternate, known.ended_on) == asked:
        return known
    raise RefusedError(
        f"The experiment {quoted(known.name)} already exists.",
        hint="Choose another name, or look at it:"
        f" `pipectl experiment show {for_shell(known.name)}`.",
    )


def end(unit: Unit, number: int, on: date | None) -> Experiment:
    """End an experiment, or give one that ended another date; raise RefusedError."""
    found = in_use(unit, Experiment, number)
    if on is None and found.ended_on is not None:
        return found
    day = on or unit.moment.today
    if day < found.started_on:
        raise RefusedError(
            f"The experiment {quoted(found.name)} can't end on {format_date(day)}: it started on"
            f" {format_date(found.started_on)}.",
            hint="Give that day or a later one: --on DATE.",
        )
    return unit.change(found, ended_on=day, ended_recorded_on=unit.moment.today)


def remove(unit: Unit, number: int) -> None:
    """Remove an experiment with the arms of its visits."""
    found = in_use(unit, Experiment, number)
    for visit in unit.all(ExperimentVisit, "experiment_id = :id order by id", id=number):
        unit.delete(visit)
    unit.delete(found)


COUNTS_SQL = """
select
  arm,
  count(*)
from experiment_visit
where experiment_id = :id
group by arm
order by arm
"""


def assign(unit: Unit, chosen: ArmChoice, deal: int, on: date | None = None) -> str:
    """Give a deal that has just entered the stage its arm, and return that.

    The visit begins on the day on which the deal entered the stage, unless that is said.
    """
    found = in_use(unit, Experiment, chosen.experiment_id)
    opportunity = unit.have(Opportunity, deal)
    if found.ended_on is not None or found.stage_id != opportunity.stage_id:
        raise RefusedError(
            f"The experiment {quoted(found.name)} isn't running in the deal's stage any more.",
            hint="Try again.",
        )
    counts = dict(map(tuple, unit.rows(COUNTS_SQL, id=found.id)))
    arm = chosen.arm if chosen.arm is not None else next_arm(arms_of(found.arms), counts)
    unit.add(
        ExperimentVisit(
            uid=str(uuid4()),
            experiment_id=found.id,
            opportunity_id=deal,
            arm=arm,
            entered_on=on or opportunity.stage_entered_on,
            recorded_at=unit.moment.at,
            recorded_on=unit.moment.today,
        )
    )
    return arm
