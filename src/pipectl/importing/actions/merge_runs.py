"""Merge the runs of sequences from two stores: one a deal, and one a contact."""

from typing import Any

from pipectl.errors import quoted
from pipectl.sequence_runs import actions as runs
from pipectl.store.rows import Opportunity, SequenceRun
from pipectl.store.unit import Unit
from pipectl.vocabulary import STOPPED

# Of a deal, the later run stays: its step is the later next action, which stays open. Of a contact
# in two deals, the earlier one does, as where two contacts become one.
LATER_STAYS = {"opportunity_id": True, "contact_id": False}


def make_room(unit: Unit, row: dict[str, Any]) -> list[str]:
    """Stop one of two runs of a deal or contact, the same one in both stores; say which."""
    said = []
    for column, later_stays in LATER_STAYS.items():
        if row["ended_on"] is not None or row[column] is None:
            continue
        other = unit.find(SequenceRun, **{column: row[column]}, ended_on=None)
        if other is None or other.uid == row["uid"]:
            continue
        is_later = (row["recorded_at"], row["uid"]) > (other.recorded_at, other.uid)
        on = max(row["started_on"], other.started_on)
        if is_later == later_stays:
            unit.change(other, ended_on=on, ended_by=STOPPED)
        else:
            row |= {"ended_on": on, "ended_by": STOPPED}
        deal = unit.have(Opportunity, row["opportunity_id"])
        said.append(
            f"{quoted(deal.title)}: two sequences were running for the same "
            f"{'deal' if later_stays else 'contact'}, one from each machine, so one was stopped."
        )
    return said


def settle(unit: Unit, opportunity: Opportunity) -> None:
    """Stop a deal's run if its step isn't the deal's next action any more."""
    run = runs.running(unit, opportunity.id)
    if run is not None and not runs.is_at_work(unit, run):
        unit.change(run, ended_on=max(run.started_on, unit.moment.today), ended_by=STOPPED)
