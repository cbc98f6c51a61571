"""How much is nobody's, and what was given to somebody else?"""

from collections.abc import Sequence
from datetime import date, timedelta

from pipectl.ownership.rules import CLAIMED, TOLD_DAYS, Handover
from pipectl.store.reader import CHUNK, Reader, among

NOBODYS_SQL = """
select
  count(*)
from opportunity
where owner = '' and status <> 'deleted'
"""

HANDOVERS_SQL = f"""
select
  h.id,
  h.opportunity_id,
  o.title,
  h.former,
  h.owner,
  h.note,
  o.owner
from (
  select
    k.id,
    k.opportunity_id,
    k.owner,
    k.note,
    (
      select
        b.owner
      from opportunity_history as b
      where b.opportunity_id = k.opportunity_id and b.id < k.id
      order by b.id desc
      limit 1
    ) as former
  from opportunity_history as k
  where k.recorded_on >= :since
) as h
join opportunity as o on o.id = h.opportunity_id
where h.former <> h.owner and :seller in (h.former, h.owner) and o.status <> 'deleted'
  and not exists (
    select
      1
    from reminder_claim as c
    where c.item = '{CLAIMED}' || h.id and c.owner = :seller
  )
order by h.id
"""

# No index has the rows' keys, so one statement looks for all of them.
DONE_BY_SQL = """
select
  r.row_key,
  j.owner
from journal_row as r
join journal_operation as j on j.id = r.operation_id
where r.table_name = 'opportunity_history' and j.state = 'done' and {where}
order by j.id desc
"""


def count_of_nobodys(reader: Reader) -> int:
    """Return how many deals are nobody's."""
    return int(reader.value(NOBODYS_SQL))


def handovers(reader: Reader, seller: str, today: date) -> list[Handover]:
    """Return what was given to somebody else lately and the seller wasn't told, oldest first.

    The reader must show everybody's deals: the former owner isn't the present one.
    """
    values = {"since": today - timedelta(days=TOLD_DAYS), "seller": seller}
    found = reader.rows(HANDOVERS_SQL, values)
    known = done_by(reader, [number for number, *_ in found])
    return [
        Handover(number, deal, title, former, owner, known.get(number, ""), why, now)
        for number, deal, title, former, owner, why, now in found
    ]


def done_by(reader: Reader, numbers: Sequence[int]) -> dict[int, str]:
    """Return who added these rows of the history, as far as the journal knows."""
    keys = {f"[{number}]": number for number in numbers}
    names: dict[int, str] = {}
    for start in range(0, len(keys), CHUNK):
        where, values = among("r.row_key", "key", list(keys)[start : start + CHUNK])
        for key, owner in reader.rows(DONE_BY_SQL.format(where=where), values):
            names[keys[key]] = owner
    return names
