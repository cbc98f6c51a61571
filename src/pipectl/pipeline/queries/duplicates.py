"""Is a deal there twice?"""

from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader


class Double(NamedTuple):
    """An open deal with the same title and account as another one."""

    id: int
    title: str
    account: str | None


DOUBLES_SQL = """
select
  other.id,
  other.title,
  a.name as account
from opportunity as o
join opportunity as other
  on other.title_folded = o.title_folded
  and coalesce(other.account_id, 0) = coalesce(o.account_id, 0)
  and other.id <> o.id
left join account as a on a.id = other.account_id
where o.id = :id and o.status = 'open' and other.status = 'open'
order by other.id
"""


def doubles(reader: Reader, number: int) -> list[Double]:
    """The open deals that have the title and account of an open one, in any case."""
    return reader.records(Double, DOUBLES_SQL, {"id": number})
