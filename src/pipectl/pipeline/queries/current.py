"""Which opportunities are there, and how does each stand?"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from pipectl.errors import RefusedError
from pipectl.money import weighted_minor
from pipectl.named_tuple import NamedTuple
from pipectl.pipeline.rules import (
    ENOUGH_CONTACTS,
    LATE_STAGE,
    OpportunityState,
    flags,
    slow_after,
)
from pipectl.stage_sql import CUSTOMER_STAGE_SQL, OUTCOME_SQL
from pipectl.store.reader import Reader, chunks
from pipectl.vocabulary import DISQUALIFIED, OPEN, WON

if TYPE_CHECKING:
    from pipectl.recurring import Recurring


class OpportunityRow(NamedTuple):
    """One opportunity as the store holds it, with what it refers to."""

    id: int
    uid: str
    slug: str
    title: str
    account_id: int | None
    account: str | None
    contact: str | None
    amount_minor: int | None
    currency: str
    stage_id: int
    stage: str
    stage_bp: int
    own_bp: int | None
    status: str
    close_on: date | None
    source: str | None
    campaign: str | None
    created_on: date
    added_on: date
    stage_entered_on: date
    pushes: int
    closed_on: date | None
    reason: str | None
    competitor: str | None
    revisit_on: date | None
    parent_id: int | None
    last_contact_on: date | None
    buying: str | None
    asked_on: date | None
    next_action: str | None
    due_on: date | None
    due_time: str | None
    cadence_days: int
    stalled_days: int
    won_count: int | None
    won_slow_days: int | None
    stage_short: str | None
    outcome: str = OPEN
    is_single_threaded: bool = False
    customer_stage_id: int | None = None
    customer_stage: str | None = None
    customer_cadence_days: int | None = None
    customer_stage_entered_on: date | None = None
    recurring_minor: int | None = None
    recurring_per: str | None = None
    term_months: int | None = None
    owner: str = ""

    @property
    def recurring(self) -> "Recurring | None":
        """What the amount is a month or year, and for how long, if it recurs."""
        if self.recurring_minor is None:
            return None
        from pipectl.recurring import Recurring

        return Recurring.of(self)


class CurrentOpportunity(NamedTuple):
    """A row with what follows from it on a day: probability, signals, tags, the second answer."""

    row: OpportunityRow
    today: date
    flags: tuple[str, ...]
    tags: tuple[str, ...]
    why: str | None

    @property
    def probability_bp(self) -> int:
        """Hundredths of a percent: its outcome's, else its own, else its stage's."""
        if self.row.status != OPEN:
            return 10_000 if self.row.status == WON else 0
        return self.row.stage_bp if self.row.own_bp is None else self.row.own_bp

    @property
    def probability_from(self) -> str:
        """Where the probability comes from."""
        if self.row.status != OPEN:
            return "outcome"
        return "stage" if self.row.own_bp is None else "opportunity"

    @property
    def weighted_minor(self) -> int | None:
        """Amount x probability, rounded."""
        if self.row.amount_minor is None:
            return None
        return weighted_minor(self.row.amount_minor, self.probability_bp)

    @property
    def is_disqualified(self) -> bool:
        """Whether it was lost from a lead stage."""
        return self.row.outcome == DISQUALIFIED

    @property
    def is_looked_after(self) -> bool:
        """Whether a review talks about it: it is open, or a customer."""
        return self.row.status == OPEN or self.row.customer_stage_id is not None

    @property
    def days_in_stage(self) -> int:
        """Whole days since it entered its stage, up to its closing."""
        return max(((self.row.closed_on or self.today) - self.row.stage_entered_on).days, 0)

    @property
    def days_there(self) -> int:
        """The same; of a customer those since it entered its customer stage."""
        since = self.row.customer_stage_entered_on
        return self.days_in_stage if since is None else max((self.today - since).days, 0)

    @property
    def age_days(self) -> int:
        """Whole days since it was created, up to its closing."""
        return max(((self.row.closed_on or self.today) - self.row.created_on).days, 0)


# Whether an open deal `o` is in a late sales stage with too few contacts: the main one and those
# with a role.
SINGLE_THREADED_SQL = f"""
  o.status = 'open'
  and o.stage_id in (
    select
      late.id
    from stage as late
    where late.kind = 'sales' and {LATE_STAGE} <= (
      select
        count(*)
      from stage as before
      where before.kind = 'sales'
        and before.archived = false
        and before.position <= late.position
    )
  )
  and {ENOUGH_CONTACTS} > case when o.contact_id is null then 0 else 1 end + (
    select
      count(distinct r.contact_id)
    from contact_role as r
    where r.opportunity_id = o.id
      and r.ended_on is null
      and r.contact_id <> coalesce(o.contact_id, 0)
  ) as is_single_threaded
"""

OPPORTUNITY_SQL = f"""
select
  o.id,
  o.uid,
  o.slug,
  o.title,
  o.account_id,
  a.name as account,
  c.name as contact,
  o.amount_minor,
  o.currency,
  o.stage_id,
  s.name as stage,
  s.probability_bp as stage_bp,
  o.probability_bp as own_bp,
  o.status,
  o.close_on,
  o.source,
  o.campaign,
  o.created_on,
  o.added_on,
  o.stage_entered_on,
  o.pushes,
  o.closed_on,
  o.reason,
  o.competitor,
  o.revisit_on,
  o.parent_id,
  o.last_contact_on,
  o.buying,
  o.asked_on,
  n.text as next_action,
  n.due_on,
  n.due_time,
  s.cadence_days,
  s.stalled_days,
  p.won_count,
  p.slow_days as won_slow_days,
  s.short as stage_short,
  {OUTCOME_SQL.format("o")} as outcome,
{SINGLE_THREADED_SQL.strip()},
  k.id as customer_stage_id,
  k.name as customer_stage,
  k.cadence_days as customer_cadence_days,
  case
    when k.id is not null
    then (
      select
        happened_on
      from customer_stage
      where opportunity_id = o.id
      order by recorded_at desc, id desc
      limit 1
    )
  end as customer_stage_entered_on,
  o.recurring_minor,
  o.recurring_per,
  o.term_months,
  o.owner
from {{deals}} as o
left join stage as s on s.id = o.stage_id
left join account as a on a.id = o.account_id
left join contact as c on c.id = o.contact_id
left join next_action as n on n.opportunity_id = o.id and n.status = 'open'
left join stage_pace as p on p.stage_id = o.stage_id
left join stage as k on k.id = {CUSTOMER_STAGE_SQL.format("o")}
where {{where}}
"""

TAGS_SQL = """
select
  opportunity_id,
  tag
from opportunity_tag
{where}
order by opportunity_id, tag_folded
"""

WHY_SQL = """
select
  opportunity_id,
  why
from qualification
where {where}
order by id
"""

KEY_SQL = """
select
  id
from opportunity
where key = :key
"""


def by_ids(reader: Reader, ids: Iterable[int], today: date) -> list[CurrentOpportunity]:
    """The opportunities with these numbers, in that order; those not there are left out.

    Their amounts are in their own currencies, also where sums are read that take these in.
    """
    found: dict[int, tuple[OpportunityRow, tuple[str, ...]]] = {}
    wanted = list(ids)
    for where, values in chunks("o.id", wanted):
        sql = OPPORTUNITY_SQL.format(where=where, deals=reader.deals)
        for row in reader.records(OpportunityRow, sql, values):
            found[row.id] = (row, flags(standing(row), today))
    return completed(reader, [found[each] for each in wanted if each in found], today)


def by_id(reader: Reader, number: int, today: date) -> CurrentOpportunity:
    """The opportunity with this number, which was there before; raises GoneError."""
    found = by_ids(reader, [number], today)
    if not found:
        raise GoneError(number)
    return found[0]


class GoneError(RefusedError):
    """A deal is no longer there, as another command took back that it was added."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Deal {number} was deleted by another command in the meantime.")


def by_key(reader: Reader, key: str) -> int | None:
    """The number of the opportunity that was added under the key."""
    found = reader.value(KEY_SQL, {"key": key})
    return None if found is None else int(found)


def standing(row: OpportunityRow) -> OpportunityState:
    """What the signals of a row depend on."""
    return OpportunityState(
        status=row.status,
        stage_entered_on=row.stage_entered_on,
        added_on=max(row.added_on, row.created_on),
        last_contact_on=row.last_contact_on,
        has_next=row.next_action is not None,
        due_on=row.due_on,
        close_on=row.close_on,
        asked_on=row.asked_on,
        buying=row.buying,
        revisit_on=row.revisit_on,
        cadence_days=row.customer_cadence_days or row.cadence_days,
        is_customer=row.customer_stage_id is not None,
        slow_days=slow_after(row.stalled_days, row.won_count, row.won_slow_days),
        is_single_threaded=row.is_single_threaded,
    )


def completed(
    reader: Reader, rows: Sequence[tuple[OpportunityRow, tuple[str, ...]]], today: date
) -> list[CurrentOpportunity]:
    """Add tags and the second answer to the rows that will be shown."""
    tags = tags_of(reader, [row.id for row, _ in rows])
    why = reasons_of(reader, [row.id for row, _ in rows if row.asked_on])
    return [
        CurrentOpportunity(
            row=row,
            today=today,
            flags=signals,
            tags=tuple(tags.get(row.id, ())),
            why=why.get(row.id),
        )
        for row, signals in rows
    ]


def tags_of(reader: Reader, ids: Sequence[int]) -> dict[int, list[str]]:
    """The tags of each opportunity."""
    found: dict[int, list[str]] = {}
    for where, values in chunks("opportunity_id", ids):
        for number, tag in reader.rows(TAGS_SQL.format(where=f"where {where}"), values):
            found.setdefault(number, []).append(tag)
    return found


def reasons_of(reader: Reader, ids: Sequence[int]) -> dict[int, str]:
    """The last second answer of each opportunity."""
    found: dict[int, str] = {}
    for where, values in chunks("opportunity_id", ids):
        for number, why in reader.rows(WHY_SQL.format(where=where), values):
            found[number] = why
    return found
