"""Give what is nobody's to somebody."""

from collections.abc import Iterator, Sequence
from typing import Any

from pipectl.errors import UsageError
from pipectl.named_tuple import NamedTuple
from pipectl.store.ownership import NOTED, owners
from pipectl.store.row import values_of
from pipectl.store.rows import (
    KINDS,
    Activity,
    Opportunity,
    OpportunityHistory,
    Priority,
    Quota,
    Review,
)
from pipectl.store.unit import Unit
from pipectl.vocabulary import DELETED, PLACES

NOBODYS = "owner = '' order by "


class Taken(NamedTuple):
    """How much was nobody's and is somebody's now."""

    deals: int
    activities: int
    quotas: int
    goals: int
    reviews: int
    priorities: int


def take_over(unit: Unit) -> Taken:
    """Give the unit's owner every deal that is nobody's, from its beginning, and its activities.

    Where nobody else owns anything, also quotas, goals, reviews and priorities: else they are the
    team's. Raises UsageError if the unit has no owner.
    """
    if not unit.owner:
        raise UsageError(
            "Nobody is set as the owner.", hint="Set your name: `pipectl config set owner NAME`."
        )
    is_alone = not [each for each in owners(unit.reader) if each != unit.owner]
    deals = unit.all(Opportunity, f"{NOBODYS}id")
    for deal in deals:
        unit.change(deal, owner=unit.owner)
    for then in unit.all(OpportunityHistory, f"{NOBODYS}id"):
        unit.change(then, owner=unit.owner)
    activities = unit.all(Activity, f"{NOBODYS}id")
    for done in activities:
        unit.change(done, owner=unit.owner)
    there = sum(deal.status != DELETED for deal in deals)
    if not is_alone:
        return Taken(there, len(activities), 0, 0, 0, 0)
    reviews = unit.all(Review, f"{NOBODYS}id")
    for each in reviews:
        unit.change(each, owner=unit.owner)
    taken = Taken(
        there,
        len(activities),
        len(list(take_quotas(unit))),
        len(list(take_keyed(unit, ("goal", "figure_target")))),
        len(reviews),
        len(list(take_priorities(unit))),
    )
    take_notes(unit)
    return taken


def take_quotas(unit: Unit) -> Iterator[Quota]:
    """Take the quotas of periods for which the owner has none."""
    for quota in unit.all(Quota, f"{NOBODYS}id"):
        own = unit.find(
            Quota,
            starts_on=quota.starts_on,
            ends_on=quota.ends_on,
            currency=quota.currency,
            segment_id=quota.segment_id,
            owner=unit.owner,
        )
        if own is None:
            yield unit.change(quota, owner=unit.owner)


def take_keyed(unit: Unit, tables: Sequence[str]) -> Iterator[Any]:
    """Take rows whose key has the owner, where the owner has none of that key."""
    for table in tables:
        kind = KINDS[table]
        for row in unit.all(kind, f"{NOBODYS}{', '.join(kind.__key__)}"):
            values = {**values_of(row), "owner": unit.owner}
            if unit.get(kind, *(values[name] for name in kind.__key__)) is None:
                unit.delete(row)
                yield unit.add(kind(**values))


def take_priorities(unit: Unit) -> Iterator[Priority]:
    """Take the priorities for which a quarter of the owner has room."""
    for priority in unit.all(Priority, f"{NOBODYS}starts_on, place"):
        own = unit.all(
            Priority,
            "owner = :owner and starts_on = :on order by place",
            owner=unit.owner,
            on=priority.starts_on,
        )
        taken = {each.place for each in own}
        free = [place for place in (priority.place, *PLACES) if place not in taken]
        if free:
            yield unit.change(priority, owner=unit.owner, place=free[0])


def take_notes(unit: Unit) -> None:
    """Take what the program noted for itself, and what can be undone; that is no operation."""
    unit.write(
        "update journal_operation set owner = :owner where owner = ''", {"owner": unit.owner}
    )
    for table in NOTED:
        key = [name for name in KINDS[table].__key__ if name != "owner"]
        same = " and ".join(f"o.{name} = {table}.{name}" for name in key)
        unit.write(
            f"update {table} set owner = :owner where owner = '' and not exists"
            f" (select 1 from {table} as o where o.owner = :owner and {same})",
            {"owner": unit.owner},
        )
