"""Add and remove links."""

from datetime import date
from uuid import uuid4

from pipectl.collateral.rules import logged_kind
from pipectl.named_tuple import NamedTuple
from pipectl.next_actions import actions as next_actions_actions
from pipectl.next_actions.rules import NextActionInput
from pipectl.pipeline.actions import opportunity_for_update, stage_for_update
from pipectl.store.removed import in_use
from pipectl.store.rows import Link
from pipectl.store.unit import Unit
from pipectl.text import check_line
from pipectl.vocabulary import LONGEST


class NewLink(NamedTuple):
    """What a link is to be, checked but for its title."""

    url: str
    kind: str | None
    title: str | None
    on: date | None


class Added(NamedTuple):
    """A link, whether it is new, and the activity that was logged."""

    id: int
    is_new: bool
    activity: int | None


def add_to_stage(unit: Unit, stage: int, new: NewLink) -> Added:
    """Add a link to a stage, or return the one that is there."""
    stage_for_update(unit, stage)
    return add(unit, {"stage_id": stage}, new)


def add_to_deal(
    unit: Unit,
    deal: int,
    new: NewLink,
    *,
    completes: bool = False,
    then: NextActionInput | None = None,
) -> Added:
    """Add a link to a deal, or return the one that is there; log what was sent."""
    opportunity_for_update(unit, deal)
    added = add(unit, {"opportunity_id": deal}, new)
    kind = logged_kind(new.kind)
    if not added.is_new or kind is None:
        return added
    link = unit.have(Link, added.id)
    activity = next_actions_actions.log(
        unit,
        kind,
        opportunity_id=deal,
        text=f"{link.title or link.kind}: {link.url}",
        on=new.on,
        completes=completes,
        then=then,
    )
    return added._replace(activity=activity)


def add(unit: Unit, owner: dict[str, int], new: NewLink) -> Added:
    """Add a link to its owner, or return the one of that URL."""
    known = unit.find(Link, url=new.url, **owner)
    if known is not None:
        return Added(known.id, False, None)
    most = LONGEST["link.title"]
    link = unit.add(
        Link(
            uid=str(uuid4()),
            url=new.url,
            kind=new.kind,
            title=None if new.title is None else check_line(new.title, what="title", most=most),
            added_on=new.on or unit.moment.today,
            recorded_at=unit.moment.at,
            recorded_on=unit.moment.today,
            **owner,
        )
    )
    return Added(link.id, True, None)


def remove(unit: Unit, number: int) -> None:
    """Remove a link; what was logged when it was added stays."""
    unit.delete(in_use(unit, Link, number))
