"""Repair derived data."""

from typing import Any

from pipectl.next_actions import actions as next_actions_actions
from pipectl.store.derived_checks import DerivedCorrection, derived_corrections, misfolded
from pipectl.store.rows import KINDS, NextAction
from pipectl.store.unit import Unit
from pipectl.vocabulary import DELETED, DROPPED, LOST


def repair(unit: Unit) -> None:
    """Repair derived data, and drop next actions of lost and deleted deals."""
    # Another column of the row may break a rule, which must not keep this one from being mended.
    unit.connection.execute("pragma ignore_check_constraints = on")
    for fold in list(misfolded(unit.reader)):  # not where another row has that already
        sql = f"update or ignore {fold.table} set {fold.column}_folded = ? where rowid = ?"
        unit.write(sql, (fold.wanted, fold.place))
    drop_useless(unit)
    for each in list(derived_corrections(unit.reader)):
        correct(unit, each)


def drop_useless(unit: Unit) -> None:
    """End open next actions of lost and deleted deals, as closing them would have done."""
    ended = f"select id from opportunity where status in {(LOST, DELETED)}"
    for action in unit.all(NextAction, f"status = 'open' and opportunity_id in ({ended})"):
        next_actions_actions.end(unit, action, DROPPED, unit.moment.today)


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
