"""What was done?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipectl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """Something done and counted."""

    id: int
    kind: str
    count: int
    done_on: date
    opportunity_id: int | None
    opportunity: str | None
    contact: str | None
    text: str | None
    is_elsewhere: bool  # whether the deal is another seller's, and hidden


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFilter:
    """What a list of activities is narrowed to."""

    id: int | None = None
    opportunity_id: int | None = None
    contact_id: int | None = None
    account_id: int | None = None
    since: date | None = None
    until: date | None = None
    kind: str | None = None
    limit: int | None = None


ACTIVITY_SQL = """
select
  v.id,
  v.kind,
  v.count,
  v.done_on,
  v.opportunity_id,
  o.title as opportunity,
  c.name as contact,
  v.text,
  v.opportunity_id is null and exists (
    select
      1
    from {every} as e
    where e.id = v.id and e.opportunity_id is not null
  ) as is_elsewhere
from {activities} as v
left join opportunity as o on o.id = v.opportunity_id
left join contact as c on c.id = v.contact_id
"""

ACTIVITIES_SQL = f"""
{ACTIVITY_SQL}{{where}}
order by v.done_on desc, v.id desc
{{limit}}
"""

# An activity without a contact counts for the deal's main contact, from the day on which they
# replaced another. The plus keeps SQLite from reading all activities without a contact.
OF_CONTACT = """
  v.contact_id = :contact_id
  or +v.contact_id is null
  and v.opportunity_id in (select id from opportunity where contact_id = :contact_id)
  and not exists (
    select
      1
    from contact_role as r
    where r.opportunity_id = v.opportunity_id
      and r.replaced_by_id = :contact_id
      and r.ended_on > v.done_on
  )
"""
OF_ACCOUNT = """
  v.opportunity_id in (select id from opportunity where account_id = :account_id)
  or v.contact_id in (select id from contact where account_id = :account_id)
"""

CONDITIONS = {
    "id": "v.id = :id",
    "opportunity_id": "v.opportunity_id = :opportunity_id",
    "contact_id": f"({OF_CONTACT})",
    "account_id": f"({OF_ACCOUNT})",
    "since": "v.done_on >= :since",
    "until": "v.done_on <= :until",
    "kind": "v.kind = :kind",
}


def activities(reader: Reader, wanted: ActivityFilter) -> list[ActivityRow]:
    """Activities, the latest first; of one deal those of everybody who worked on it."""
    values: Mapping[str, Any] = {
        name: getattr(wanted, name) for name in CONDITIONS if getattr(wanted, name) is not None
    }
    where = " and ".join(CONDITIONS[name] for name in values)
    sql = ACTIVITIES_SQL.format(
        activities="activity" if wanted.opportunity_id is None else reader.activities,
        every=reader.activities,
        where=f"where {where}" if where else "",
        limit="" if wanted.limit is None else f"limit {wanted.limit:d}",
    )
    return reader.records(ActivityRow, sql, values)


TEXT_SQL = "select text from activity where id = :id"


def text_of(reader: Reader, number: int) -> str | None:
    """The note of an activity."""
    found: str | None = reader.value(TEXT_SQL, {"id": number})
    return found


EVERY_SQL = "select every from next_action where opportunity_id = :id and status = 'open'"


def comes_again(reader: Reader, opportunity_id: int) -> bool:
    """Whether a deal's next action is set again when it is done."""
    return interval(reader, opportunity_id) is not None


def interval(reader: Reader, opportunity_id: int) -> str | None:
    """How long after it is done a deal's next action is set again, such as 6w; None if it isn't."""
    found: str | None = reader.value(EVERY_SQL, {"id": opportunity_id})
    return found
