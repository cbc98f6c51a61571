"""How much is nobody's, and what was given to somebody else?"""

import json
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

TOLD_SQL = f"""
select
  item
from reminder_claim
where owner = :seller and substr(item, 1, {len(CLAIMED)}) = '{CLAIMED}'
order by item
"""

THERE_SQL = "select id from opportunity_history where {where}"

# What the journal keeps of a row of the history whose operation was undone, and the deal's state.
UNDONE_SQL = """
select
  r.row_key,
  r.after,
  j.owner
from journal_row as r
join journal_operation as j on j.id = r.operation_id
where r.table_name = 'opportunity_history' and r.before is null and j.state <> 'done' and {where}
order by r.id
"""

DEAL_SQL = "select title, owner from opportunity where id = :deal and status <> 'deleted'"
FORMER_SQL = """
select
  owner
from opportunity_history
where opportunity_id = :deal and id < :id
order by id desc
limit 1
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


def taken_back(reader: Reader, seller: str) -> tuple[list[Handover], list[int]]:
    """Return what the seller was told of and was undone since, and the numbers of all such rows.

    The reader must show everybody's deals.
    """
    told = [int(item[len(CLAIMED) :]) for (item,) in reader.rows(TOLD_SQL, {"seller": seller})]
    there: set[int] = set()
    for start in range(0, len(told), CHUNK):
        where, values = among("id", "id", told[start : start + CHUNK])
        there.update(row[0] for row in reader.rows(THERE_SQL.format(where=where), values))
    gone = sorted(set(told) - there)
    keys = [f"[{number}]" for number in gone]
    found: dict[int, Handover] = {}
    for start in range(0, len(keys), CHUNK):
        where, values = among("r.row_key", "key", keys[start : start + CHUNK])
        for key, after, by in reader.rows(UNDONE_SQL.format(where=where), values):
            row = json.loads(after)
            number, deal = json.loads(key)[0], row["opportunity_id"]
            now = next(iter(reader.rows(DEAL_SQL, {"deal": deal})), None)
            former = reader.value(FORMER_SQL, {"deal": deal, "id": number})
            if now is not None and former is not None:
                title, owner = now
                told_as = (former, row["owner"], by, None, owner)
                found[number] = Handover(number, deal, title, *told_as)
    return [found[number] for number in sorted(found)], gone


def done_by(reader: Reader, numbers: Sequence[int]) -> dict[int, str]:
    """Return who added these rows of the history, as far as the journal knows."""
    keys = {f"[{number}]": number for number in numbers}
    names: dict[int, str] = {}
    for start in range(0, len(keys), CHUNK):
        where, values = among("r.row_key", "key", list(keys)[start : start + CHUNK])
        for key, owner in reader.rows(DONE_BY_SQL.format(where=where), values):
            names[keys[key]] = owner
    return names
