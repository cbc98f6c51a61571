"""Make assumed changes on a copy of the store, using the same actions as real ones."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipectl.clock import Moment
from pipectl.gate.actions import close
from pipectl.gate.actions.close import CloseInput
from pipectl.money import Money
from pipectl.opportunities import actions as opportunities_actions
from pipectl.opportunities.actions import NewOpportunity, OpportunityChanges
from pipectl.reports.rules import WhatIf
from pipectl.store.opening import has_rates, narrowing_to
from pipectl.store.reader import Reader
from pipectl.store.trial_copy import supposing
from pipectl.store.unit import Unit

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore
    from pipectl.store.owner_views import Whose
    from pipectl.store.scope import Choose

REASON = "what if"


@contextmanager
def copy_with(
    path: "Path | ServerStore",
    moment: Moment,
    suppositions: Sequence[WhatIf],
    only: "Choose | None" = None,
    *,
    valued_on: date | None = None,
    whose: "Whose",
) -> Iterator[Reader]:
    """Return a reader of a copy of the store with the changes; the store itself isn't written.

    `only` finds the deals that are counted; those that are added are counted, too. With
    `valued_on`, amounts in other currencies are taken in. Only deals of the seller that `whose`
    finds are counted, and those that are added are his.
    """
    with supposing(path, moment, whose) as (unit, copy):
        before = unit.value("select coalesce(max(id), 0) from opportunity")
        suppose(unit, suppositions)
        narrow = narrowing_to(unit.connection, copy.owner)
        if narrow is not None:
            narrow()
        if only is not None:
            from pipectl.store.scope import show_only

            show_only(unit.connection, only, added_after=before)
        if valued_on is not None and has_rates(unit.connection):
            from pipectl.store.conversion import show_in_base

            copy.rates = show_in_base(unit.connection, valued_on)
        yield copy


def suppose(unit: Unit, suppositions: Sequence[WhatIf]) -> None:
    """Make the changes one after the other."""
    for each in suppositions:
        number = each.id or 0
        match each.kind:
            case "win":
                close.win(unit, number, CloseInput())
            case "lose":
                close.lose(unit, number, CloseInput(reason=REASON))
            case "push":
                opportunities_actions.edit(
                    unit, number, OpportunityChanges(values={"close_on": each.close_on})
                )
            case "amount":
                opportunities_actions.edit(
                    unit,
                    number,
                    OpportunityChanges(values={}, amount=each.amount, recurring=each.recurring),
                )
            case "add":
                add(unit, each)


def add(unit: Unit, each: WhatIf) -> None:
    """Add deals of one size in one stage."""
    amount = each.amount or Money(0, "")
    for number in range(1, (each.many or 0) + 1):
        opening = NewOpportunity(
            title=f"What if {number}",
            currency=amount.currency,
            amount_minor=amount.minor,
            stage_id=each.stage_id,
            close_on=each.close_on,
            recurring=each.recurring,
        )
        opportunities_actions.add(unit, opening)
