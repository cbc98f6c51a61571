"""Which reviews were there, how far is the one under way, and what was answered in them?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from pipectl.store.positions import Position, from_row
from pipectl.store.reader import DamagedValueError, Reader, as_date, as_instant


@dataclass(frozen=True, slots=True)
class Review:
    """A review; without `finished_on` it is under way, and without `minutes`."""

    id: int
    uid: str
    kind: str
    started_at: datetime
    started_on: date
    history_mark: int
    told_at: datetime
    finished_on: date | None
    minutes: str | None
    answered: int


class Ending(NamedTuple):
    """How an opportunity left a review, and which of its answers were kept."""

    opportunity_id: int
    ending: str
    kept_buying: bool
    kept_why: bool
    kept_next: bool


class Kept(NamedTuple):
    """In how many reviews in a row each answer was kept as it was."""

    buying: int = 0
    why: int = 0
    next: int = 0


REVIEWS_SQL = """
select
  r.id,
  r.uid,
  r.kind,
  r.started_at,
  r.started_on,
  r.history_mark,
  r.told_at,
  r.finished_on,
  r.minutes,
  (select count(*) from review_answer as a where a.review_id = r.id) as answered
from review as r
{where}
order by r.id desc
"""

POSITION_SQL = """
select
  kind,
  uid,
  started_at,
  started_on,
  history_mark,
  state
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

# When each answer was given anew, in a review or at a move: what was kept before counts no more.
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
where o.status = 'open'
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
    """Every name that there is: of opportunities, accounts, contacts and competitors."""
    return [row[0] for row in reader.rows(NAMES_SQL)]


def reviews(reader: Reader) -> list[Review]:
    """All reviews, the latest first."""
    return reader.records(Review, REVIEWS_SQL.format(where=""))


def review(reader: Reader, number: int) -> Review | None:
    """The review with that number."""
    found = reader.records(Review, REVIEWS_SQL.format(where="where r.id = :id"), {"id": number})
    return found[0] if found else None


def by_uid(reader: Reader, uid: str) -> Review | None:
    """The review with that uid; a position has one before anything was answered."""
    found = reader.records(Review, REVIEWS_SQL.format(where="where r.uid = :uid"), {"uid": uid})
    return found[0] if found else None


def last_finished(reader: Reader, kind: str) -> Review | None:
    """The last review of a kind that was brought to its end."""
    where = "where r.kind = :kind and r.finished_on is not null"
    found = reader.records(Review, REVIEWS_SQL.format(where=where), {"kind": kind})
    return found[0] if found else None


def last_of_another(reader: Reader, kind: str, period: str) -> Review | None:
    """The last review of a kind that was brought to its end, and isn't of that period."""
    where = """where r.kind = :kind and r.finished_on is not null
  and coalesce(json_extract(r.minutes, '$.period'), '') < :period"""
    named = {"kind": kind, "period": period}
    found = reader.records(Review, REVIEWS_SQL.format(where=where), named)
    return found[0] if found else None


def position(reader: Reader, kind: str, period: str | None = None) -> Position | None:
    """The review of a kind (and period) that is under way, the one begun last first."""
    for row in reader.rows(POSITION_SQL, {"kind": kind}):
        try:
            found = from_row(row[0], row[1], as_instant(row[2]), as_date(row[3]), row[4], row[5])
        except (KeyError, TypeError, ValueError):
            raise DamagedValueError("a review's position") from None
        if period is None or found.given.get("period") == period:
            return found
    return None


def endings(reader: Reader, uid: str) -> list[Ending]:
    """What was answered in a review, in that order."""
    return reader.records(Ending, ENDINGS_SQL, {"uid": uid})


def kept_in_a_row(reader: Reader) -> dict[int, Kept]:
    """Of each open opportunity, how often each present answer was kept in a row of reviews."""
    runs: dict[int, list[list[bool]]] = {}
    for number, *kept in reader.rows(KEPT_SQL):
        runs.setdefault(number, []).append([bool(each) for each in kept])
    return {
        number: Kept(*(leading([each[place] for each in kept]) for place in range(3)))
        for number, kept in runs.items()
    }


def leading(kept: list[bool]) -> int:
    """How many there are before the first that isn't."""
    return kept.index(False) if False in kept else len(kept)
