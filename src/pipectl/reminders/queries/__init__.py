"""What is due; the day's work."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pipectl.dates import format_date, month_start
from pipectl.named_tuple import NamedTuple
from pipectl.pipeline.queries.current import SINGLE_THREADED_SQL
from pipectl.pipeline.rules import OpportunityState, flags, slow_after
from pipectl.reminders.rules.due import (
    ACTION_KINDS,
    KEEP_IN_TOUCH,
    NO_NEXT,
    REVIEW,
    REVISIT,
    DueDeal,
    DueItem,
    DuePerson,
    DueReason,
    Facts,
    WorthOfDeal,
    order,
    reasons,
    review_due_on,
)
from pipectl.reminders.rules.rank import DayItem, Worth, leads_by_score, ranked
from pipectl.sequence_runs.queries import steps_now
from pipectl.stage_sql import CUSTOMER_STAGE_SQL
from pipectl.store.opening import rates_in_use
from pipectl.store.reader import CHUNK, Reader, among, as_date, coercions, record
from pipectl.store.settings import settings
from pipectl.vocabulary import LEAD, LOST, OPEN, WON

if TYPE_CHECKING:
    from pipectl.contact_limits.rules import Rest
    from pipectl.exchange_rates import Rates
    from pipectl.ownership.rules import Told
    from pipectl.planning.queries.priorities import PriorityProgress, PriorityStepRow
    from pipectl.reminders.rules.capacity import Overload


class DueRow(NamedTuple):
    """One opportunity with what reminders depend on."""

    id: int
    uid: str
    title: str
    account: str | None
    contact: str | None
    amount_minor: int | None
    currency: str
    stage: str
    probability_bp: int
    status: str
    added_on: date
    stage_entered_on: date
    last_contact_on: date | None
    close_on: date | None
    asked_on: date | None
    buying: str | None
    reason: str | None
    revisit_on: date | None
    cadence_days: int
    stalled_days: int
    won_count: int | None
    won_slow_days: int | None
    action_uid: str | None
    action: str | None
    due_on: date | None
    due_time: str | None
    decided_on: date | None
    ended_on: date | None
    is_single_threaded: bool
    customer_stage: str | None
    customer_cadence_days: int | None
    stage_kind: str


DUE_SQL = f"""
select
  o.id,
  o.uid,
  o.title,
  a.name as account,
  c.name as contact,
  o.amount_minor,
  o.currency,
  s.name as stage,
  coalesce(o.probability_bp, s.probability_bp) as probability_bp,
  o.status,
  max(o.added_on, o.created_on) as added_on,
  o.stage_entered_on,
  o.last_contact_on,
  o.close_on,
  o.asked_on,
  o.buying,
  o.reason,
  o.revisit_on,
  s.cadence_days,
  s.stalled_days,
  p.won_count,
  p.slow_days,
  n.uid,
  n.text,
  n.due_on,
  n.due_time,
  n.created_on,
  case
    when n.id is null
    then (select max(e.ended_on) from next_action as e where e.opportunity_id = o.id)
  end as ended_on,
{SINGLE_THREADED_SQL.strip()},
  k.name as customer_stage,
  k.cadence_days as customer_cadence_days,
  s.kind as stage_kind
from opportunity as o
left join stage as s on s.id = o.stage_id
left join account as a on a.id = o.account_id
left join contact as c on c.id = o.contact_id
left join next_action as n on n.opportunity_id = o.id and n.status = 'open'
left join stage_pace as p on p.stage_id = o.stage_id
left join stage as k on k.id = {CUSTOMER_STAGE_SQL.format("o")}
where o.status = 'open'
  or (o.status = 'won' and (n.due_on <= :last or k.id is not null))
  or (o.status = 'lost' and o.revisit_on <= :last)
"""

FIRST_ADDED_SQL = """
select
  uid,
  added_on
from opportunity
where status <> 'deleted'
order by added_on, id
limit 1
"""

LAST_REVIEW_SQL = """
select
  max(started_on)
from review
where kind = 'weekly' and finished_on is not null
"""

# Whether there is anybody to keep in touch with: most stores have nobody.
ANYBODY_SQL = """
select
  exists (select 1 from contact where every is not null)
  or exists (select 1 from account where every is not null)
"""

ENDED_SQL = """
select
  uid,
  max(ended_on)
from next_action
where status = 'done' and {where}
group by uid
order by uid
"""


def due(reader: Reader, *, today: date, last: date) -> list[DueItem]:
    """What is due up to the day `last`: by kind, the latest first, then by money."""
    coercions(DueRow)
    steps = {each.opportunity_id: each.words for each in steps_now(reader).values()}
    found: list[DueItem] = []
    for values in reader.stream(DUE_SQL, {"last": last}):
        row = record(DueRow, values)
        why = reasons(facts(row), today, last)
        if why:
            of = deal(row, today)
            found += [item(each, row, of, today, steps.get(row.id)) for each in why]
    return [*sorted(found, key=order), *people(reader, today, last), *review(reader, today, last)]


def people(reader: Reader, today: date, last: date) -> list[DueItem]:
    """The contacts and accounts to keep in touch with, the latest first."""
    if not reader.value(ANYBODY_SQL):
        return []
    from pipectl.keep_in_touch.queries import deals_of, due_people

    found = []
    for person, due_on in due_people(reader, today, last):
        deals = tuple(WorthOfDeal(*each) for each in deals_of(reader, person.kind, person.id))
        about = DuePerson(person.kind, person.id, person.name, person.account, person.every, deals)
        since = person.last_contact_on
        contact = f"No contact since {format_date(since)}" if since else "No contact logged yet"
        found.append(
            DueItem(
                KEEP_IN_TOUCH,
                None,
                contact,
                due_on,
                None,
                (today - due_on).days,
                person.uid,
                person=about,
            )
        )
    return sorted(found, key=lambda each: each.due_on)


def facts(row: DueRow) -> Facts:
    """What the reminders of a row depend on."""
    return Facts(
        OpportunityState(
            status=row.status,
            stage_entered_on=row.stage_entered_on,
            added_on=row.added_on,
            last_contact_on=row.last_contact_on,
            has_next=row.action is not None,
            due_on=row.due_on,
            close_on=row.close_on,
            asked_on=row.asked_on,
            buying=row.buying,
            revisit_on=row.revisit_on,
            cadence_days=row.customer_cadence_days or row.cadence_days,
            is_customer=row.customer_stage is not None,
            slow_days=slow_after(row.stalled_days, row.won_count, row.won_slow_days),
            is_single_threaded=row.is_single_threaded,
        ),
        decided_on=row.decided_on,
        ended_on=row.ended_on,
    )


def deal(row: DueRow, today: date) -> DueDeal:
    """The opportunity of a row, with its signals."""
    closed = {WON: 10_000, LOST: 0}
    return DueDeal(
        *row[:7],
        stage=row.customer_stage or row.stage,
        probability_bp=closed.get(row.status, row.probability_bp),
        status=row.status,
        flags=flags(facts(row).standing, today),
        is_lead=row.status == OPEN and row.stage_kind == LEAD,
    )


def item(why: DueReason, row: DueRow, of: DueDeal, today: date, step: str | None) -> DueItem:
    """One reason as an item; `step` is the step of a sequence that the next action is."""
    is_action = why.kind in ACTION_KINDS
    return DueItem(
        kind=why.kind,
        deal=of,
        text=row.action or "" if is_action else sentence(why, row),
        due_on=why.due_on,
        due_time=row.due_time if is_action else None,
        days=(today - why.due_on).days,
        uid=row.action_uid or "" if is_action else row.uid,
        step=step if is_action else None,
    )


def sentence(why: DueReason, row: DueRow) -> str:
    """What is wrong, where it isn't an action."""
    if why.kind == NO_NEXT:
        return f"No next action since {format_date(why.due_on)}"
    if why.kind == REVISIT:
        return f"Revisit on {format_date(why.due_on)} (lost: {row.reason})"
    if row.last_contact_on is None:
        return f"No contact logged since it was added on {format_date(row.added_on)}"
    return f"No contact logged since {format_date(row.last_contact_on)}"


def review(reader: Reader, today: date, last: date) -> Iterator[DueItem]:
    """The weekly review, if it is due by then; never in an empty store."""
    for uid, added_on in reader.records(First, FIRST_ADDED_SQL):
        finished = reader.records(Finished, LAST_REVIEW_SQL)[0].on
        due_on = review_due_on(finished or added_on, settings(reader).review_interval)
        if due_on <= last:
            text = "Weekly review"
            yield DueItem(REVIEW, None, text, due_on, None, (today - due_on).days, uid)


class First(NamedTuple):
    """The first opportunity that was added."""

    uid: str
    added_on: date


class Finished(NamedTuple):
    """The day on which the last weekly review was finished."""

    on: date | None


def ended(reader: Reader, uids: Sequence[str]) -> dict[str, str]:
    """The days on which actions were done, as ISO text, by their uid."""
    found: dict[str, str] = {}
    for start in range(0, len(uids), CHUNK):
        where, values = among("uid", "uid", uids[start : start + CHUNK])
        for uid, day in reader.rows(ENDED_SQL.format(where=where), values):
            found[uid] = as_date(day).isoformat()
    return found


SOON = timedelta(days=7)  # from then on a step of a priority is today's business


class StepDue(NamedTuple):
    """A step of a priority, and how late it is."""

    priority: "PriorityProgress"
    step: "PriorityStepRow"
    due_on: date
    days: int


class Upcoming(NamedTuple):
    """The next action that comes first."""

    title: str
    action: str
    due_on: date
    due_time: str | None


class UndatedAction(NamedTuple):
    """The next action of an open deal or a customer, without a due date."""

    id: int
    title: str
    action: str


class Day(NamedTuple):
    """A day's work; `currency` is that of what is at stake. `next` is told where nothing is due.

    `is_engagement_only`: leads are in the order of scores that have no fit in them. `worth` tells
    what a deal is worth in the currency, with the `rates` of others.
    """

    on: date
    currency: str
    worth: Worth
    rates: "Rates"
    review: DueItem | None
    steps: list[StepDue]
    works: list[DayItem]
    next: Upcoming | None
    is_empty: bool
    undated: list[UndatedAction]
    is_engagement_only: bool
    rests: "Mapping[int, Rest]"  # the deals with as many contacts as their stage allows
    over: "Overload | None"  # more open deals than the user can handle
    told: "Sequence[Told]" = ()  # deals that came from another seller, or went to one
    others_have: bool = False  # deals, where the seller has none


UNDATED_SQL = f"""
select
  o.id,
  o.title,
  n.text as action
from next_action as n
join opportunity as o on o.id = n.opportunity_id
where n.status = 'open' and n.due_on is null
  and (o.status = 'open' or {CUSTOMER_STAGE_SQL.format("o")} is not null)
order by o.id
"""


UPCOMING_SQL = """
select
  o.title,
  n.text,
  n.due_on,
  n.due_time
from next_action as n
join opportunity as o on o.id = n.opportunity_id
where n.status = 'open' and o.status in ('open', 'won') and n.due_on > :today
order by n.due_on, n.due_time nulls last, o.id
limit 1
"""


def day(reader: Reader, today: date) -> Day:
    """What is due today, ranked by the money at stake and how late it is."""
    from pipectl.contact_limits.queries import rests
    from pipectl.exchange_rates import Rates

    items = due(reader, today=today, last=today)
    known = settings(reader)
    currency = known.currency
    rates = rates_in_use(reader, currency) or Rates(currency, ())
    worth = worth_in(rates, today)
    found = ranked((each for each in items if each.about is not None), worth)
    works, none = with_leads_by_score(reader, found, today), is_empty(reader)
    return Day(
        on=today,
        currency=currency,
        worth=worth,
        rates=rates,
        review=next((each for each in items if each.about is None), None),
        steps=sorted(steps(reader, today), key=lambda each: (each.priority.place, each.due_on)),
        works=works,
        next=upcoming(reader, today),
        is_empty=none,
        undated=reader.records(UndatedAction, UNDATED_SQL, {}),
        is_engagement_only=lacks_fit(reader, works),
        rests=rests(reader, [each.deal.id for each in works if each.deal], today),
        over=None if known.capacity is None else over(reader, today),
        others_have=none and reader.owner is not None and bool(reader.rows(ANYBODYS_SQL)),
    )


def over(reader: Reader, today: date) -> "Overload | None":
    """Whether there are more open deals than the user can handle."""
    from pipectl.reminders.queries.capacity import overload

    return overload(reader, today)


def worth_in(rates: "Rates", today: date) -> Worth:
    """Return what tells a deal's amount in the store's currency, at today's rate if it has one."""
    return lambda deal: rates.worth(deal.amount_minor, deal.currency, today)


def with_leads_by_score(reader: Reader, works: list[DayItem], today: date) -> list[DayItem]:
    """The day's work with its leads in the order of their scores."""
    leads = [each.deal.id for each in works if each.deal and each.deal.is_lead]
    if not leads:
        return works
    from pipectl.score.queries import scores

    return leads_by_score(works, scores(reader, today, leads))


def lacks_fit(reader: Reader, works: list[DayItem]) -> bool:
    """Whether there are scores, and no ideal customer whose fit they would have in them."""
    if all(each.score is None for each in works):
        return False
    from pipectl.score.queries import is_engagement_only

    return is_engagement_only(reader)


def steps(reader: Reader, today: date) -> Iterator[StepDue]:
    """Steps of the quarter's priorities: late, due within a week, undated, the month's targets."""
    from pipectl.planning.queries.priorities import priorities

    for priority in priorities(reader, on=today):
        for step in priority.steps:
            if step.done_on is not None or priority.done_on is not None:
                continue
            due_on = step.due_on or priority.ends_on
            is_target = step.kind == "target" and same_month(due_on, today)
            if step.due_on is None or is_target or due_on - today <= SOON:
                yield StepDue(priority, step, due_on, (today - due_on).days)


def same_month(one: date, other: date) -> bool:
    """Whether two days are in one month."""
    return month_start(one) == month_start(other)


def upcoming(reader: Reader, today: date) -> Upcoming | None:
    """What comes after today."""
    found = reader.records(Upcoming, UPCOMING_SQL, {"today": today})
    return found[0] if found else None


ANYBODYS_SQL = "select 1 from main.opportunity where status <> 'deleted' limit 1"


def is_empty(reader: Reader) -> bool:
    """Whether there was never an opportunity, or none is left."""
    return not reader.rows(FIRST_ADDED_SQL)
