"""Adding opportunities."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlmodel import col, select

from pipectl.actions import next_actions, people, present
from pipectl.actions.next_actions import Next
from pipectl.errors import RefusedError
from pipectl.store.reader import NoStageError
from pipectl.store.session import WriteSession
from pipectl.store.tables import Opportunity, OpportunityTag, Stage
from pipectl.text import check_line, check_note, fold, slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A new opportunity; without a stage it begins in the first, without `on` today."""

    title: str
    currency: str
    amount_minor: int | None = None
    key: str | None = None
    stage_id: int | None = None
    account: people.Named | None = None
    contact: people.Named | None = None
    close_on: date | None = None
    source: str | None = None
    campaign: str | None = None
    tags: tuple[str, ...] = ()
    probability_bp: int | None = None
    next_action: Next | None = None
    parent_id: int | None = None
    on: date | None = None
    note: str | None = None


LONGEST = {"source": 100, "campaign": 100, "key": 200}


def add(session: WriteSession, opening: Opening) -> tuple[int, bool]:
    """Add an opportunity: its number, and whether it is new (a key known already answers)."""
    key = None if opening.key is None else check_line(opening.key, what="key", most=200)
    known = keyed(session, key)
    if known is not None:
        return present.key(known), False
    title = check_line(opening.title)
    on = opening.on or session.moment.today
    account_id, contact_id = people.ensure_pair(session, opening.account, opening.contact)
    opportunity = Opportunity(
        uid=str(uuid4()),
        slug=free_slug(session, title),
        key=key,
        title=title,
        title_folded=fold(title),
        account_id=account_id,
        contact_id=contact_id,
        parent_id=opening.parent_id,
        amount_minor=opening.amount_minor,
        currency=opening.currency,
        stage_id=standing_stage(session, opening.stage_id),
        stage_entered_on=on,
        probability_bp=opening.probability_bp,
        close_on=opening.close_on,
        source=short_text("source", opening.source),
        campaign=short_text("campaign", opening.campaign),
        note=None if opening.note is None else check_note(opening.note),
        created_on=on,
        added_on=session.moment.today,
    )
    session.add(opportunity)
    session.flush()
    opportunity.slug = opportunity.slug or str(opportunity.id)
    present.visit(session, opportunity)
    add_tags(session, opportunity, opening.tags)
    present.append_history(session, opportunity, on)
    session.flush()
    if opening.next_action is not None:
        next_actions.replace(session, opportunity, opening.next_action)
    return present.key(opportunity), True


def keyed(session: WriteSession, key: str | None) -> Opportunity | None:
    """The opportunity that was added under this key."""
    if key is None:
        return None
    return session.exec(select(Opportunity).where(Opportunity.key == key)).first()


def short_text(what: str, value: str | None) -> str | None:
    """A short text field, checked."""
    return None if value is None else check_line(value, what=what, most=LONGEST[what])


def standing_stage(session: WriteSession, stage_id: int | None) -> int:
    """The stage, which must be in use; where none is named, the one in which a sale begins."""
    wanted = select(Stage.id).where(col(Stage.archived).is_(False)).order_by(col(Stage.position))
    standing = [number for number in session.exec(wanted) if number is not None]
    if not standing:
        raise NoStageError
    if stage_id is not None and stage_id not in standing:
        raise RefusedError("That stage was removed.", hint="See `pipectl stage list`.")
    return standing[0] if stage_id is None else stage_id


def free_slug(session: WriteSession, title: str) -> str | None:
    """The title's slug, numbered where it is taken; None where no ASCII letter remains."""
    wanted = slug(title)
    if not wanted:
        return None
    taken = set(
        session.exec(
            select(Opportunity.slug).where(
                col(Opportunity.slug) >= wanted, col(Opportunity.slug) < f"{wanted}."
            )
        )
    )
    number, free = 1, wanted
    while free in taken:
        number += 1
        free = f"{wanted}-{number}"
    return free


def add_tags(session: WriteSession, opportunity: Opportunity, tags: tuple[str, ...]) -> None:
    """Tag the opportunity; a tag that it has already stays as it is."""
    for tag in tags:
        text = check_line(tag, what="tag", most=50)
        place = (present.key(opportunity), fold(text))
        if session.get(OpportunityTag, place) is None:
            session.add(OpportunityTag(opportunity_id=place[0], tag_folded=place[1], tag=text))
            session.flush()
