"""Which deal of the store a row of a file is: by its identifier, else by what it is called."""

from collections.abc import Sequence

from pipectl.importing.rules.history_file import Arrival
from pipectl.importing.rules.identifiers import KnownDeals
from pipectl.importing.rules.programs import EXPORT, format_named
from pipectl.store.reader import as_date
from pipectl.store.unit import Unit

IDENTIFIERS_SQL = """
select
  identifier,
  opportunity_id
from external_record
where source = :source
"""

CALLED_SQL = """
select
  o.id,
  o.title_folded,
  a.name_folded,
  o.created_on,
  i.opportunity_id is not null
from opportunity as o
left join account as a on a.id = o.account_id
left join imported_on as i on i.opportunity_id = o.id
where o.status <> 'deleted'
order by o.id
"""


def existing(unit: Unit, source: str, arrivals: Sequence[Arrival]) -> KnownDeals[int]:
    """The numbers of the deals that are here, as rows of that source are known by them.

    What they are called is looked up only where a row has no identifier.
    """
    found = KnownDeals[int](short=format_named(source).short_identifiers)
    if source == EXPORT:
        for uid, number in unit.rows("select uid, id from opportunity"):
            found.by_identifier.add(uid, number)
    for identifier, number in unit.rows(IDENTIFIERS_SQL, source=source):
        found.by_identifier.add(identifier, number)
    if any(arrival.row.identifier is None for arrival in arrivals):
        for number, title, account, began_on, is_imported in unit.rows(CALLED_SQL):
            began = as_date(began_on)
            found.called(title, account, began, number, is_imported=is_imported)
    return found
