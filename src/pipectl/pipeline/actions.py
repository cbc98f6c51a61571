"""What follows from a change of an opportunity: its history, its stays, the pace of stages."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func
from sqlmodel import col, select

from pipectl.dates import format_date
from pipectl.errors import NotFoundError, RefusedError
from pipectl.stage_history import (
    StageHistoryRow,
    StageTotals,
    percentile_75_index,
    stage_totals,
    stays_of,
)
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
    """Keep the opportunity as it is from `on` on, and what follows for its stays in stages."""
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
    update_stays(session, opportunity)


def check_order(opportunity: Opportunity, on: date, what: str) -> None:
    """Raise RefusedError where something would have happened before the stage was entered."""
    if on < opportunity.stage_entered_on:
        raise RefusedError(
            f"{opportunity.title!r} can't have been {what} on {format_date(on)}: it entered its "
            f"stage on {format_date(opportunity.stage_entered_on)}.",
            hint="Give a later --on, or set the day it began with `pipectl edit --created`.",
        )


def update_stays(session: WriteSession, opportunity: Opportunity) -> None:
    """Bring the opportunity's stays, and the pace of the stages that they count for, up to date."""
    session.flush()
    number, changed = stored_id(opportunity), set()
    known = {
        stay.stage_id: stay
        for stay in session.exec(select(StageVisit).where(StageVisit.opportunity_id == number))
    }
    wanted = stage_totals(history_rows(session, number))
    for stage_id in sorted(known.keys() | wanted.keys()):
        row, now = known.get(stage_id), wanted.get(stage_id)
        before = None if row is None else StageTotals(row.days, row.gone, row.won)
        if before == now:
            continue
        if (before is not None and before.won) or (now is not None and now.won):
            changed.add(stage_id)
        if row is None:
            row = StageVisit(opportunity_id=number, stage_id=stage_id)
            session.add(row)
        if now is None:
            session.delete(row)
        else:
            row.days, row.gone, row.won = now
    update_stage_pace(session, changed)


def history_rows(session: WriteSession, number: int) -> list[StageHistoryRow]:
    """What its stays depend on, in the order of recording."""
    columns = (getattr(OpportunityHistory, name) for name in StageHistoryRow._fields)
    rows = session.exec(
        select(*columns)
        .where(OpportunityHistory.opportunity_id == number)
        .order_by(col(OpportunityHistory.id))
    )
    return [StageHistoryRow(*row) for row in rows]


def has_moved(session: WriteSession, opportunity: Opportunity) -> bool:
    """Whether it was in other stages than the one that it is in."""
    return any(
        stay.stage_id != opportunity.stage_id
        for stay in stays_of(history_rows(session, stored_id(opportunity)))
    )


def update_stage_pace(session: WriteSession, stage_ids: Iterable[int]) -> None:
    """Bring the 75th percentile of days of won ones up to date for these stages."""
    session.flush()
    for stage_id in sorted(stage_ids):
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
