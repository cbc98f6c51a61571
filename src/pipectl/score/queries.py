"""Read the scores of deals, and what they are made of."""

from collections.abc import Mapping, Sequence
from datetime import date

from pipectl.icp.queries import fits, has_criteria
from pipectl.lead_score import Contact, score_on
from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader, chunks
from pipectl.store.settings import settings

DAYS_SQL = """
select
  id,
  closed_on
from opportunity
where {where}
"""

CONTACTS_SQL = """
select
  opportunity_id,
  kind,
  count,
  done_on,
  text
from activity
where {where}
order by opportunity_id nulls first, done_on desc, id desc
"""


class ContactRow(NamedTuple):
    """An activity with the number of its deal."""

    deal: int
    kind: str
    times: int
    done_on: date
    text: str | None


class DayRow(NamedTuple):
    """The day on which a deal was closed."""

    id: int
    closed_on: date | None


def contacts_of(reader: Reader, ids: Sequence[int] | None = None) -> dict[int, list[Contact]]:
    """Return the activities of these deals (default: all), the latest first."""
    found: dict[int, list[Contact]] = {}
    asked = [("opportunity_id is not null", {})] if ids is None else chunks("opportunity_id", ids)
    for where, values in asked:
        for row in reader.records(ContactRow, CONTACTS_SQL.format(where=where), values):
            found.setdefault(row.deal, []).append(Contact(*row[1:]))
    return found


def fit_scores(reader: Reader, ids: Sequence[int] | None = None) -> Mapping[int, int]:
    """Return the fit of these deals (default: all); empty without an ideal customer."""
    return {deal: fit.score for deal, fit in fits(reader, ids).items()}


def scores(reader: Reader, today: date, ids: Sequence[int] | None = None) -> dict[int, int]:
    """Return the scores of these deals (default: all): of a closed deal, on its closing day."""
    points = settings(reader).points
    fit, contacts = fit_scores(reader, ids), contacts_of(reader, ids)
    asked = [("status <> 'deleted'", {})] if ids is None else chunks("id", ids)
    return {
        row.id: score_on(fit.get(row.id), contacts.get(row.id, ()), row.closed_on or today, points)
        for where, values in asked
        for row in reader.records(DayRow, DAYS_SQL.format(where=where), values)
    }


def is_engagement_only(reader: Reader) -> bool:
    """Return whether scores have no fit in them, as no ideal customer is described."""
    return not has_criteria(reader)
