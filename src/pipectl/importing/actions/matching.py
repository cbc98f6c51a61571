"""Which deal of the store a row of a file is: by its identifier, else by what it is called."""

from collections.abc import Sequence
from datetime import date

from pipectl.importing.rules.history import Arrival
from pipectl.importing.rules.identity import Identified
from pipectl.importing.rules.programs import EXPORT, format_named
from pipectl.store.reader import as_date
from pipectl.store.unit import Unit
from pipectl.text import fold

IDENTIFIERS_SQL = """
select
  identifier,
  opportunity_id
from external_record
where source = :source
"""

LIKENESSES_SQL = """
select
  o.id,
  o.title_folded,
  coalesce(a.name_folded, ''),
  o.created_on,
  i.opportunity_id is not null
from opportunity as o
left join account as a on a.id = o.account_id
left join imported_on as i on i.opportunity_id = o.id
where o.status <> 'deleted'
order by o.id
"""


class ExistingRows:
    """Which rows are there already: by their identifier, else by title, account and beginning."""

    def __init__(self, unit: Unit, source: str, arrivals: Sequence[Arrival]) -> None:
        self.by_identifier = Identified[int](short=format_named(source).short_identifiers)
        if source == EXPORT:
            for uid, number in unit.rows("select uid, id from opportunity"):
                self.by_identifier.add(uid, number)
        for identifier, number in unit.rows(IDENTIFIERS_SQL, source=source):
            self.by_identifier.add(identifier, number)
        self.by_likeness: dict[tuple[str, str, date | None], int] = {}
        if any(arrival.row.identifier is None for arrival in arrivals):
            self.by_likeness = likenesses(unit)

    def number_of(self, arrival: Arrival) -> int | None:
        """The number of the opportunity that a row stands for."""
        row = arrival.row
        if row.identifier is not None:
            return self.by_identifier.find(row.identifier)
        return self.by_likeness.get((fold(row.title), fold(row.account or ""), row.created_on))


def likenesses(unit: Unit) -> dict[tuple[str, str, date | None], int]:
    """Every opportunity by title, account and the day it began.

    One that was imported is also found without the day: a file that doesn't tell it never will.
    """
    known: dict[tuple[str, str, date | None], int] = {}
    for number, title, account, created_on, is_imported in unit.rows(LIKENESSES_SQL):
        known[title, account, as_date(created_on)] = number
        if is_imported:
            known[title, account, None] = number
    return known
