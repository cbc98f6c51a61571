"""Read the position and answers of a review, its agenda, and promised actions."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from pipectl.collateral.queries import LinkRow, links_of_stage
from pipectl.contact_limits.queries import rests
from pipectl.contact_limits.rules import Rest
from pipectl.gate.queries import PastAnswers
from pipectl.named_tuple import NamedTuple
from pipectl.opportunities.queries import CustomerStay, Detail, detail
from pipectl.personas.queries import DealPersona, personas_of
from pipectl.pipeline.queries.current import CurrentOpportunity
from pipectl.pipeline.queries.list_filter import OpportunityFilter, find
from pipectl.reports.changes.rules import ReviewTime
from pipectl.review.queries.past_decisions import LastDecision, last_decision
from pipectl.review.rules.agenda import ReviewProgress, Risk, riskiest_first
from pipectl.review.rules.redaction import mask, names_in, redacted
from pipectl.sequence_runs.rules import step_words
from pipectl.stages.queries import customer_stages, playbook_of
from pipectl.store.opening import rates_in_use
from pipectl.store.reader import DamagedValueError, Reader, as_date, as_instant
from pipectl.vocabulary import WON


def from_row(
    kind: str,
    uid: str,
    started_at: datetime,
    started_on: date,
    history_mark: int,
    state: str,
    owner: str,
) -> ReviewProgress:
    """Return a stored position."""
    found = json.loads(state)
    at = found["since_at"]
    since = ReviewTime(
        date.fromisoformat(found["since_on"]),
        found["since_row"],
        None if at is None else datetime.fromisoformat(at),
    )
    return ReviewProgress(
        kind=kind,
        uid=uid,
        started_at=started_at,
        started_on=started_on,
        history_mark=history_mark,
        since=since,
        agenda=tuple(found["agenda"]),
        # A review begun in an earlier version only stored their number.
        left_out=tuple(found["left_out"]) if isinstance(found["left_out"], list) else (),
        skipped=tuple(found["skipped"]),
        given=found["given"],
        anew=tuple(found["anew"]),
        owner=owner,
    )


class ReviewOutcome(NamedTuple):
    """How a deal left a review, and which of its answers were kept."""

    opportunity_id: int
    ending: str
    kept_buying: bool
    kept_why: bool
    kept_next: bool


class UnchangedCounts(NamedTuple):
    """In how many consecutive reviews each answer was kept unchanged."""

    buying: int = 0
    why: int = 0
    next: int = 0


POSITION_SQL = """
select
  kind,
  uid,
  started_at,
  started_on,
  history_mark,
  state,
  owner
from review_position
where kind = :kind
  and uid not in (
    select
      uid
    from review
    where finished_on is not null
  )
order by started_at desc
"""

ENDINGS_SQL = """
select
  a.opportunity_id,
  a.ending,
  a.kept_buying,
  a.kept_why,
  a.kept_next
from review_answer as a
join review as r on r.id = a.review_id
where r.uid = :uid
order by a.answered_at, a.opportunity_id
"""

# When each answer was last changed, in a review or on a move: only later reviews count.
KEPT_SQL = """
with given as (
  select
    opportunity_id,
    max(case when buying_on is null then recorded_at end) as buying_at,
    max(case when why_on is null then recorded_at end) as why_at
  from qualification
  group by opportunity_id
)
select
  a.opportunity_id,
  a.kept_buying and a.answered_at >= coalesce(q.buying_at, a.answered_at),
  a.kept_why and a.answered_at >= coalesce(q.why_at, a.answered_at),
  a.kept_next and a.next_action_id = n.id
from review_answer as a
join opportunity as o on o.id = a.opportunity_id
left join next_action as n on n.opportunity_id = o.id and n.status = 'open'
left join given as q on q.opportunity_id = o.id
where o.status = 'open' and (:number is null or o.id = :number)
order by a.opportunity_id, a.review_id desc
"""

NAMES_SQL = """
select title from opportunity
union
select name from account
union
select name from contact
union
select competitor from opportunity where competitor is not null
"""


def names(reader: Reader) -> list[str]:
    """Return every name of deals, accounts, contacts and competitors."""
    return [row[0] for row in reader.rows(NAMES_SQL)]


def position(reader: Reader, kind: str, period: str | None = None) -> ReviewProgress | None:
    """Return the unfinished review of a kind (and period) that was begun last."""
    for row in reader.rows(POSITION_SQL, {"kind": kind}):
        try:
            kind, uid, at, on, mark, state, owner = row
            found = from_row(kind, uid, as_instant(at), as_date(on), mark, state, owner)
        except (KeyError, TypeError, ValueError):
            raise DamagedValueError("a review's position") from None
        if period is None or found.given.get("period") == period:
            return found
    return None


def endings(reader: Reader, uid: str) -> list[ReviewOutcome]:
    """Return the outcomes of a review, in order."""
    return reader.records(ReviewOutcome, ENDINGS_SQL, {"uid": uid})


def kept_in_a_row(reader: Reader, number: int | None = None) -> dict[int, UnchangedCounts]:
    """Return for each open deal, or one, in how many consecutive reviews each answer was kept."""
    runs: dict[int, list[list[bool]]] = {}
    for deal, *kept in reader.rows(KEPT_SQL, {"number": number}):
        runs.setdefault(deal, []).append([bool(each) for each in kept])
    return {
        deal: UnchangedCounts(*(leading([each[place] for each in kept]) for place in range(3)))
        for deal, kept in runs.items()
    }


def leading(kept: list[bool]) -> int:
    """Return how many items come before the first that is false."""
    return kept.index(False) if False in kept else len(kept)


class ReviewItem(NamedTuple):
    """A deal with the data that a review shows."""

    detail: Detail
    kept: UnchangedCounts
    personas: tuple[DealPersona, ...] = ()
    playbook: str | None = None
    rest: Rest | None = None
    decided: LastDecision | None = None
    stage_links: tuple[LinkRow, ...] = ()

    @property
    def customer(self) -> CustomerStay | None:
        """The customer stage, where the deal is won and looked after."""
        return self.detail.customer

    @property
    def opportunity(self) -> CurrentOpportunity:
        """The deal itself."""
        return self.detail.opportunity

    @property
    def last(self) -> PastAnswers | None:
        """The last answers."""
        return self.detail.answers[0] if self.detail.answers else None

    @property
    def next_since(self) -> date | None:
        """The day on which its next action was set, or last postponed."""
        return next((a.created_on for a in self.detail.actions if a.status == "open"), None)


def agenda(
    reader: Reader, wanted: OpportunityFilter, today: date, currency: str
) -> list[CurrentOpportunity]:
    """Return the requested open deals and customers, the riskiest first.

    Of a renewal that begins later, there is nothing to decide.
    """
    both = (*find(reader, wanted, today), *customers(reader, wanted, today))
    found = {each.row.id: each for each in both if each.row.created_on <= today}
    rates = rates_in_use(reader, currency)
    amounts = {number: (each.row.amount_minor, each.row.currency) for number, each in found.items()}
    if rates is not None:
        amounts = {number: rates.valued(*each, today) for number, each in amounts.items()}
    order = riskiest_first(
        [Risk(number, each.flags, *amounts[number]) for number, each in found.items()], currency
    )
    return [found[number] for number in order]


def customers(reader: Reader, wanted: OpportunityFilter, today: date) -> list[CurrentOpportunity]:
    """Return the requested customers: those with a flag, or all in a stage that was named.

    Of a customer with a next action and recent contact, there is nothing to decide.
    """
    if wanted.stage_ids and not wanted.customer_stage_ids:
        return []
    named = wanted.customer_stage_ids
    there = named or tuple(stage.id for stage in customer_stages(reader))
    if not there:
        return []
    of_won = wanted._replace(statuses=(WON,), stage_ids=(), customer_stage_ids=there)
    return [each for each in find(reader, of_won, today) if named or each.flags]


def review_item(reader: Reader, number: int, kept: UnchangedCounts, today: date) -> ReviewItem:
    """Return a deal with the data for its review."""
    return ReviewItem(detail(reader, number, today), kept)


def item_to_show(reader: Reader, number: int, kept: UnchangedCounts, today: date) -> ReviewItem:
    """Return the same, with what only the screen has of it."""
    found = review_item(reader, number, kept, today)
    row = found.opportunity.row
    stage = row.customer_stage_id or row.stage_id
    return found._replace(
        personas=personas_of(reader, number),
        playbook=playbook_of(reader, stage),
        rest=rests(reader, [number], today).get(number),
        decided=last_decision(reader, number),
        stage_links=tuple(links_of_stage(reader, stage)),
    )


class PlannedThenDone(NamedTuple):
    """A next action that fell due: done, late, put off, brought forward, replaced or not done.

    `until` is when it was done, or its new date. Not done includes earlier ones.
    """

    opportunity_id: int
    title: str
    text: str
    due_on: date
    due_time: str | None
    ending: str
    until: date | None

    @property
    def is_kept(self) -> bool:
        """Whether it was done, late or not."""
        return self.ending in ("done", "late")


class PromisedAction(NamedTuple):
    """A next action as stored."""

    uid: str
    opportunity_id: int
    title: str
    text: str
    due_on: date | None
    due_time: str | None
    status: str
    ended_on: date | None
    created_on: date
    won_on: date | None
    place: int | None
    steps: int
    sequence: str | None

    @property
    def words(self) -> str:
        """What was promised, and which step of a sequence it was."""
        if self.place is None or self.sequence is None:
            return self.text
        return f"{self.text} ({step_words(self.place, self.steps, self.sequence)})"

    @property
    def is_moot(self) -> bool:
        """Whether it ended because its deal was closed."""
        if self.status != "replaced" or self.won_on is None or self.ended_on is None:
            return self.status == "dropped"
        return self.created_on < self.won_on <= self.ended_on

    def was_replaced_before(self, due_on: date) -> bool:
        """Return whether another action replaced it before its due date."""
        return self.status == "replaced" and self.ended_on is not None and self.ended_on < due_on


DUE_SQL = """
select
  n.uid,
  n.opportunity_id,
  o.title,
  n.text,
  n.due_on,
  n.due_time,
  n.status,
  n.ended_on,
  n.created_on,
  case when o.status = 'won' then o.closed_on end as won_on,
  s.place,
  (
    select
      count(*)
    from sequence_step as e
    where e.sequence_id = s.sequence_id
  ) as steps,
  q.name as sequence
from next_action as n
join opportunity as o on o.id = n.opportunity_id
left join sequence_touch as h on h.next_action_id = n.id
left join sequence_step as s on s.id = h.sequence_step_id
left join sequence as q on q.id = s.sequence_id
where o.status <> 'deleted'
  and n.uid in (
    select
      uid
    from next_action
    where due_on <= :last
      and (due_on >= :first or status = 'open' or (status = 'done' and ended_on >= :first))
  )
order by n.id
"""


def promises(reader: Reader, *, first: date, last: date) -> list[PlannedThenDone]:
    """Return the actions due from `first` to `last`, each once, by its first date in that time.

    Earlier ones are included while they are open, and when they are done.
    """
    chains: dict[str, list[PromisedAction]] = {}
    for row in reader.records(PromisedAction, DUE_SQL, {"first": first, "last": last}):
        chains.setdefault(row.uid, []).append(row)
    found = [told(chain, first, last) for chain in chains.values()]
    return sorted(filter(None, found), key=lambda each: (each.due_on, each.opportunity_id))


def told(chain: list[PromisedAction], first: date, last: date) -> PlannedThenDone | None:
    """Return an action's outcome over all its dates; None if it ended before or was needless."""
    end = chain[-1]
    due = next((row for row in chain if stood(row, first, last)), None)
    if due is None or due.due_on is None or end.is_moot or end.was_replaced_before(due.due_on):
        return None
    ending, until = end.status, end.ended_on
    if end.status == "open":
        ending, until = "not done", None
        if end is not due and end.due_on is not None:
            ending = "put off" if end.due_on > due.due_on else "brought forward"
            until = end.due_on
    elif end.status == "done":
        ending = "late" if until and until > due.due_on else "done"
    when = due.due_on, due.due_time
    return PlannedThenDone(due.opportunity_id, due.title, due.words, *when, ending, until)


def stood(row: PromisedAction, first: date, last: date) -> bool:
    """Return whether a row was due in that time and still valid then, or overdue before."""
    if row.due_on is None or row.due_on > last:
        return False
    if row.due_on < first:
        return row.status == "open" or (
            row.status == "done" and row.ended_on is not None and row.ended_on >= first
        )
    return row.ended_on is None or row.ended_on >= first


def facts_of(minutes: str, names: Sequence[str] | None) -> dict[str, Any]:
    """Return stored minutes; with the store's `names`, redacted for others.

    Raises DamagedValueError for invalid minutes.
    """
    try:
        facts = json.loads(minutes, parse_float=Fraction)
        if "currency" not in facts:
            raise ValueError
    except (TypeError, ValueError):
        raise DamagedValueError("a review's minutes") from None
    if names is None:
        return dict(facts)
    return dict(redacted(facts, mask([*names, *names_in(facts)])))
