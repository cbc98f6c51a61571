"""Putting right what can be put right safely: what follows from other rows."""

from typing import Any

from sqlmodel import SQLModel, col, select

from pipectl.next_actions import actions as next_actions_actions
from pipectl.store.derived import DerivedCorrection, derived_corrections, misfolded
from pipectl.store.reader import Reader
from pipectl.store.session import WriteSession
from pipectl.store.tables.doing import NextAction
from pipectl.store.tables.opportunities import Opportunity, StagePace, StageVisit
from pipectl.vocabulary import DELETED, DROPPED, LOST, OPEN

KINDS: dict[str, type[SQLModel]] = {
    "opportunity": Opportunity,
    "stage_visit": StageVisit,
    "stage_pace": StagePace,
}
KEYS = {"stage_visit": ("opportunity_id", "stage_id"), "stage_pace": ("stage_id",)}


def repair(session: WriteSession) -> None:
    """Derive anew what isn't what the rows say, and drop next actions of lost and deleted ones."""
    run = session.connection().exec_driver_sql
    # Another column of the row may break a rule, which must not keep this one from being mended.
    run("pragma ignore_check_constraints = on")
    reader = Reader(lambda sql, values: run(sql, dict(values)))
    for fold in list(misfolded(reader)):  # not where another row has that already
        sql = f"update or ignore {fold.table} set {fold.column}_folded = ? where rowid = ?"
        run(sql, (fold.wanted, fold.place))
    drop_useless(session)
    for each in list(derived_corrections(reader)):
        correct(session, each)
    session.flush()


def drop_useless(session: WriteSession) -> None:
    """End open next actions of what is lost or deleted, as closing it would have done."""
    found = session.exec(
        select(NextAction)
        .join(Opportunity)
        .where(NextAction.status == OPEN, col(Opportunity.status).in_((LOST, DELETED)))
    )
    for action in found.all():
        next_actions_actions.end(action, DROPPED, max(session.moment.today, action.created_on))
    session.flush()


def correct(session: WriteSession, wrong: DerivedCorrection) -> None:
    """Make a derived row what it should be."""
    kind = KINDS[wrong.table]
    row: Any = session.get(kind, wrong.key if len(wrong.key) > 1 else wrong.key[0])
    if wrong.wanted is None:
        session.delete(row)
        return
    if row is None:
        keys = dict(zip(KEYS[wrong.table], wrong.key, strict=True))
        session.add(kind(**keys, **wrong.wanted))
        return
    for name, value in wrong.wanted.items():
        setattr(row, name, value)
