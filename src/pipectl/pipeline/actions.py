"""What follows from a change of an opportunity: its history, its visits, the pace of stages."""

from datetime import date

from sqlalchemy import func
from sqlmodel import col, select

from pipectl.dates import format_date
from pipectl.errors import NotFoundError, RefusedError
from pipectl.stage_history import percentile_75_index
from pipectl.store.session import WriteSession
from pipectl.store.tables.doing import Activity, NextAction
from pipectl.store.tables.opportunities import (
    Opportunity,
    OpportunityHistory,
    StagePace,
    StageVisit,
)
from pipectl.vocabulary import CONTACT_KINDS


def opportunity_for_update(session: WriteSession, number: int) -> Opportunity:
    """The opportunity with that number, as it is inside this transaction."""
    found = session.get(Opportunity, number)
    if found is None or found.status == "deleted":
        raise NotFoundError(f"No opportunity {number}.", hint="See `pipectl list --all`.")
    return found


def stored_id(row: Opportunity) -> int:
    """The number of an opportunity that is stored."""
    assert row.id is not None
    return row.id


def append_history(
    session: WriteSession, opportunity: Opportunity, on: date, *, note: str | None = None
) -> None:
    """Keep the opportunity as it is from `on` on."""
    session.add(
        OpportunityHistory(
            opportunity_id=stored_id(opportunity),
            happened_on=on,
            created_on=opportunity.created_on,
            stage_id=opportunity.stage_id,
            stage_entered_on=opportunity.stage_entered_on,
            status=opportunity.status,
            amount_minor=opportunity.amount_minor,
            currency=opportunity.currency,
            close_on=opportunity.close_on,
            probability_bp=opportunity.probability_bp,
            closed_on=opportunity.closed_on,
            reason=opportunity.reason,
            competitor=opportunity.competitor,
            revisit_on=opportunity.revisit_on,
            note=note,
            recorded_at=session.moment.at,
            recorded_on=session.moment.today,
        )
    )


def check_order(opportunity: Opportunity, on: date, what: str) -> None:
    """Raise RefusedError where something would have happened before the stage was entered."""
    if on < opportunity.stage_entered_on:
        raise RefusedError(
            f"{opportunity.title!r} can't have been {what} on {format_date(on)}: it entered its "
            f"stage on {format_date(opportunity.stage_entered_on)}.",
            hint="Give a later --on, or set the day it began with `pipectl edit --created`.",
        )


def enter_stage(session: WriteSession, opportunity: Opportunity, stage_id: int, on: date) -> None:
    """Put the opportunity into a stage; the visit of another it leaves is counted."""
    opportunity.stage_id, opportunity.stage_entered_on = stage_id, on
    visit(session, opportunity).gone = False


def leave_stage(session: WriteSession, opportunity: Opportunity, on: date) -> None:
    """Count the days of the visit that ends."""
    current = visit(session, opportunity)
    current.days += max((on - opportunity.stage_entered_on).days, 0)
    current.gone = True


def undo_leaving(session: WriteSession, opportunity: Opportunity) -> None:
    """The visit that a closing ended goes on."""
    current = visit(session, opportunity)
    closed_on = opportunity.closed_on or opportunity.stage_entered_on
    current.days -= max((closed_on - opportunity.stage_entered_on).days, 0)
    current.gone = False


def visit(session: WriteSession, opportunity: Opportunity) -> StageVisit:
    """The opportunity's stay in the stage that it is in."""
    place = (stored_id(opportunity), opportunity.stage_id)
    found = session.get(StageVisit, place)
    if found is None:
        found = StageVisit(opportunity_id=place[0], stage_id=place[1])
        session.add(found)
    return found


def visits(session: WriteSession, opportunity: Opportunity) -> list[StageVisit]:
    """The opportunity's stays in all stages."""
    session.flush()
    wanted = select(StageVisit).where(StageVisit.opportunity_id == opportunity.id)
    return list(session.exec(wanted))


def count_stays_as_won(session: WriteSession, opportunity: Opportunity, *, won: bool) -> None:
    """Let the opportunity's visits count, or count no more, for the pace of its stages."""
    stays = visits(session, opportunity)
    for stay in stays:
        stay.won = won
    update_stage_pace(session, [stay.stage_id for stay in stays])


def update_stage_pace(session: WriteSession, stage_ids: list[int]) -> None:
    """Bring the 75th percentile of days of won ones up to date for these stages."""
    session.flush()
    for stage_id in sorted(set(stage_ids)):
        of_stage = (StageVisit.stage_id == stage_id, col(StageVisit.won).is_(True))
        count = session.exec(select(func.count()).select_from(StageVisit).where(*of_stage)).one()
        days = session.exec(
            select(StageVisit.days)
            .where(*of_stage)
            .order_by(col(StageVisit.days))
            .offset(percentile_75_index(count))
            .limit(1)
        ).first()
        pace = session.get(StagePace, stage_id)
        if pace is None:
            pace = StagePace(stage_id=stage_id, won_count=0, slow_days=0)
            session.add(pace)
        pace.won_count, pace.slow_days = count, days or 0


def mark_actions_advanced(
    session: WriteSession, opportunity: Opportunity, *, advanced: bool
) -> None:
    """What was done in the stage that it is in was followed by an advance, or wasn't after all."""
    wanted = select(NextAction).where(
        NextAction.opportunity_id == opportunity.id,
        NextAction.stage_id == opportunity.stage_id,
        NextAction.status == "done",
    )
    for action in session.exec(wanted):
        action.advanced = advanced


def refresh_contact(session: WriteSession, opportunity: Opportunity) -> None:
    """Bring the day of the last contact up to date."""
    session.flush()
    opportunity.last_contact_on = session.exec(
        select(func.max(Activity.done_on)).where(
            Activity.opportunity_id == opportunity.id, col(Activity.kind).in_(CONTACT_KINDS)
        )
    ).one()
