"""Which deals are known here by the identifiers of another system?"""

from collections.abc import Iterator
from datetime import date

from pipectl.domain.incoming.identity import There
from pipectl.store.reader import Reader

IDENTIFIED_SQL = """
select
  record.identifier,
  deal.id,
  deal.title,
  account.name,
  deal.created_on
from external_record as record
join opportunity as deal on deal.id = record.opportunity_id
left join account on account.id = deal.account_id
where record.source = :source
"""


def identified(reader: Reader, source: str) -> Iterator[tuple[str, There]]:
    """Each identifier of a source, and the deal that has it here."""
    found = reader.rows(IDENTIFIED_SQL, {"source": source})
    for identifier, number, title, account, created_on in found:
        yield identifier, There(number, title, account, date.fromisoformat(created_on))
