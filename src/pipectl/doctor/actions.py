"""Repair derived data."""

from contextlib import suppress
from sqlite3 import IntegrityError
from typing import Any

from pipectl.next_actions import actions as next_actions_actions
from pipectl.sequence_runs import actions as runs
from pipectl.store.derived_checks import DerivedCorrection, derived_corrections, misfolded
from pipectl.store.rows import KINDS, NextAction, Opportunity, SequenceRun
from pipectl.store.unit import Unit
from pipectl.vocabulary import DELETED, DROPPED, LOST, STOPPED


def repair(unit: Unit) -> None:
    """Repair derived data; end what closed and deleted deals, or other next actions, have ended."""
    # Another column of the row may break a rule, which must not keep this one from being mended.
    if unit.reader.is_file:
        unit.connection.execute("pragma ignore_check_constraints = on")
    for fold in list(misfolded(unit.reader)):
        where = " and ".join(f'"{name}" = :{name}' for name in fold.key)
        sql = f'update "{fold.table}" set "{fold.column}_folded" = :wanted where {where}'
        with suppress(IntegrityError), unit.attempt():  # another row has that already
            unit.write(sql, {**fold.key, "wanted": fold.wanted})
    drop_useless(unit)
    end_idle_runs(unit)
    for each in list(derived_corrections(unit.reader)):
        correct(unit, each)


def drop_useless(unit: Unit) -> None:
    """End open next actions of lost and deleted deals, as closing them would have done."""
    ended = f"select id from opportunity where status in {(LOST, DELETED)}"
    for action in unit.all(NextAction, f"status = 'open' and opportunity_id in ({ended})"):
        next_actions_actions.end(unit, action, DROPPED, unit.moment.today)


def end_idle_runs(unit: Unit) -> None:
    """End the runs of sequences whose step isn't the next action of their deal."""
    for run in unit.all(SequenceRun, "ended_on is null order by id"):
        if not runs.is_at_work(unit, run):
            deal = unit.have(Opportunity, run.opportunity_id)
            by = runs.CLOSED_DEAL if deal.status == LOST else STOPPED
            runs.finish(unit, run, by, unit.moment.today)


def correct(unit: Unit, wrong: DerivedCorrection) -> None:
    """Correct a derived row."""
    kind: type[Any] = KINDS[wrong.table]
    row = unit.get(kind, *wrong.key)
    if row is None and wrong.wanted is not None:
        unit.add(kind(**dict(zip(kind.__key__, wrong.key, strict=True)), **wrong.wanted))
    elif row is not None and wrong.wanted is not None:
        unit.change(row, **wrong.wanted)
    elif row is not None:
        unit.delete(row)
