"""Read the reviews that were stored, with their minutes."""

from datetime import date, datetime

from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader


class ReviewRow(NamedTuple):
    """A review; in progress without `finished_on`, and then without `minutes`."""

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


def reviews(reader: Reader) -> list[ReviewRow]:
    """Return all reviews, the latest first."""
    return reader.records(ReviewRow, REVIEWS_SQL.format(where=""))


def review(reader: Reader, number: int) -> ReviewRow | None:
    """Return the review with that number."""
    found = reader.records(ReviewRow, REVIEWS_SQL.format(where="where r.id = :id"), {"id": number})
    return found[0] if found else None


def by_uid(reader: Reader, uid: str) -> ReviewRow | None:
    """Return the review with that uid; a position has one before its first answer."""
    found = reader.records(ReviewRow, REVIEWS_SQL.format(where="where r.uid = :uid"), {"uid": uid})
    return found[0] if found else None


def last_finished(reader: Reader, kind: str) -> ReviewRow | None:
    """Return the last finished review of a kind."""
    where = "where r.kind = :kind and r.finished_on is not null"
    found = reader.records(ReviewRow, REVIEWS_SQL.format(where=where), {"kind": kind})
    return found[0] if found else None


def last_of_another(reader: Reader, kind: str, period: str) -> ReviewRow | None:
    """Return the last finished review of a kind for another period."""
    where = """where r.kind = :kind and r.finished_on is not null
  and coalesce(json_extract(r.minutes, '$.period'), '') < :period"""
    named = {"kind": kind, "period": period}
    found = reader.records(ReviewRow, REVIEWS_SQL.format(where=where), named)
    return found[0] if found else None
