"""What follows from a change of an opportunity: its history, its stays, the pace of stages."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from pipectl.clock import recorded_after
from pipectl.errors import RefusedError
from pipectl.stage_history import (
    KEPT,
    StageHistoryRow,
    StageTotals,
    percentile_75_index,
    stage_totals,
    stays_of,
)
from pipectl.store.reader import optional_date
from pipectl.store.removed import in_use
from pipectl.store.rows import (
    CustomerStage,
    NextAction,
    Opportunity,
    OpportunityHistory,
    Stage,
    StagePace,
    StageVisit,
)
from pipectl.store.unit import Unit
from pipectl.text import slug
from pipectl.vocabulary import CONTACT_KINDS, DELETED

if TYPE_CHECKING:
    from pipectl.money import Money
    from pipectl.recurring import Recurring


def opportunity_for_update(unit: Unit, number: int) -> Opportunity:
    """The opportunity with that number; raise RefusedError if it was deleted meanwhile."""
    found = unit.get(Opportunity, number)
    if found is None or found.status == DELETED:
        raise RefusedError(
            f"Deal {number} was deleted by another command in the meantime, so nothing was stored.",
            hint="See what was done: `pipectl history`.",
        )
    return found


def stage_for_update(unit: Unit, stage_id: int) -> Stage:
    """Return a stage; raise RemovedError if it was removed since it was looked up."""
    return in_use(unit, Stage, stage_id)


SLUGS_SQL = """
select
  slug
from opportunity
where slug >= :first and slug < :last
"""


def free_slug(unit: Unit, title: str) -> str | None:
    """The title's slug, numbered where it is taken; None where no ASCII letter remains."""
    wanted = slug(title)
    if not wanted:
        return None
    taken = {row[0] for row in unit.rows(SLUGS_SQL, first=wanted, last=f"{wanted}.")}
    number, free = 1, wanted
    while free in taken:
        number += 1
        free = f"{wanted}-{number}"
    return free


def recurring_columns(found: "Recurring | None") -> dict[str, Any]:
    """The columns of an amount per month or year; without one, it is an amount in all."""
    minor, per, months = (None, None, None) if found is None else found
    return {"recurring_minor": minor, "recurring_per": per, "term_months": months}


def amount_columns(
    opportunity: Opportunity, money: "Money", recurring: "Recurring | None"
) -> dict[str, Any]:
    """The columns of another amount; the total of an amount that recurs is the same amount."""
    if recurring is None and (opportunity.amount_minor, opportunity.currency) == money:
        return {}
    return {
        "amount_minor": money.minor,
        "currency": money.currency,
        **recurring_columns(recurring),
    }


def append_history(
    unit: Unit, opportunity: Opportunity, on: date, *, note: str | None = None
) -> None:
    """Keep the opportunity as it is from `on` on, and what follows for its stays in stages."""
    unit.add(
        OpportunityHistory(
            opportunity_id=opportunity.id,
            happened_on=on,
            note=note,
            recorded_at=unit.moment.at,
            recorded_on=unit.moment.today,
            **{name: getattr(opportunity, name) for name in KEPT},
        )
    )
    update_stays(unit, opportunity)


def mark_deleted(unit: Unit, opportunity: Opportunity) -> None:
    """Take a deal out of every list and number; its history stays."""
    unit.change(opportunity, status=DELETED, key=None, closed_on=None)
    append_history(unit, opportunity, unit.moment.today)


def begin_early(unit: Unit, opportunity: Opportunity, on: date) -> None:
    """Let a renewal that begins later begin on the day on which it is moved or closed."""
    if opportunity.created_on > max(on, unit.moment.today):
        day = max(on, opportunity.added_on)
        unit.change(opportunity, created_on=day, stage_entered_on=day)


def update_stays(unit: Unit, opportunity: Opportunity) -> None:
    """Bring the opportunity's stays, and the pace of the stages that they count for, up to date."""
    number, changed = opportunity.id, set()
    stays = unit.all(StageVisit, "opportunity_id = :number", number=number)
    known = {stay.stage_id: stay for stay in stays}
    wanted = stage_totals(history_rows(unit, number))
    for stage_id in sorted(known.keys() | wanted.keys()):
        row, now = known.get(stage_id), wanted.get(stage_id)
        before = None if row is None else StageTotals(row.days, row.gone, row.won)
        if before == now:
            continue
        if (before is not None and before.won) or (now is not None and now.won):
            changed.add(stage_id)
        if row is None and now is not None:
            unit.add(StageVisit(opportunity_id=number, stage_id=stage_id, **now._asdict()))
        elif row is not None and now is not None:
            unit.change(row, **now._asdict())
        elif row is not None:
            unit.delete(row)
    update_stage_pace(unit, changed)


HISTORY_SQL = f"""
select
  {", ".join(StageHistoryRow._fields)}
from opportunity_history
where opportunity_id = :number
order by id
"""


def history_rows(unit: Unit, number: int) -> list[StageHistoryRow]:
    """What its stays depend on, in the order of recording."""
    return unit.reader.records(StageHistoryRow, HISTORY_SQL, {"number": number})


def has_moved(unit: Unit, opportunity: Opportunity) -> bool:
    """Whether it was in other stages than the one that it is in."""
    return any(
        stay.stage_id != opportunity.stage_id
        for stay in stays_of(history_rows(unit, opportunity.id))
    )


WON_DAYS_SQL = """
select
  days
from stage_visit
where stage_id = :stage_id and won
order by days
"""


def update_stage_pace(unit: Unit, stage_ids: Iterable[int]) -> None:
    """Bring the 75th percentile of days of won ones up to date for these stages."""
    for stage_id in sorted(stage_ids):
        days = [row[0] for row in unit.rows(WON_DAYS_SQL, stage_id=stage_id)]
        slow = days[percentile_75_index(len(days))] if days else 0
        pace = unit.get(StagePace, stage_id)
        if pace is None:
            unit.add(StagePace(stage_id=stage_id, won_count=len(days), slow_days=slow))
        else:
            unit.change(pace, won_count=len(days), slow_days=slow)


def mark_actions_advanced(unit: Unit, opportunity: Opportunity, *, advanced: bool) -> None:
    """What was done in the stage that it is in was followed by an advance, or wasn't after all."""
    for action in unit.all(
        NextAction,
        # The plus keeps SQLite from reading everything that was ever done in the stage.
        "opportunity_id = :number and +stage_id = :stage_id and status = 'done' order by id",
        number=opportunity.id,
        stage_id=opportunity.stage_id,
    ):
        unit.change(action, advanced=advanced)


LAST_CONTACT_SQL = f"""
select
  max(done_on)
from activity
where opportunity_id = :number and kind in {CONTACT_KINDS}
"""


def refresh_contact(unit: Unit, opportunity: Opportunity) -> None:
    """Bring the day of the last contact up to date."""
    last = optional_date(unit.value(LAST_CONTACT_SQL, number=opportunity.id))
    unit.change(opportunity, last_contact_on=last)


def last_customer_stage(unit: Unit, number: int) -> CustomerStage | None:
    """Return the row that says in which customer stage a deal is, or was last."""
    return unit.first(
        CustomerStage,
        "opportunity_id = :number order by recorded_at desc, id desc",
        number=number,
    )


def enter_customer_stage(
    unit: Unit, number: int, stage_id: int, on: date, why: str | None = None
) -> None:
    """Put a won deal into a customer stage."""
    last = last_customer_stage(unit, number)
    unit.add(
        CustomerStage(
            opportunity_id=number,
            stage_id=stage_id,
            happened_on=on,
            why=why,
            recorded_at=recorded_after(unit.moment, last.recorded_at if last else None),
            recorded_on=unit.moment.today,
        )
    )
