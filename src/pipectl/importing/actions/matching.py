"""Match rows with deals of the store, by identifier or else by name."""

from collections.abc import Sequence

from pipectl.importing.rules.history_file import Arrival
from pipectl.importing.rules.identifiers import Called, KnownDeals, Matches
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
  i.opportunity_id is not null,
  exists (select 1 from external_record as e where e.opportunity_id = o.id),
  o.created_on in (i.imported_on, o.closed_on)
from opportunity as o
left join account as a on a.id = o.account_id
left join imported_on as i on i.opportunity_id = o.id
where o.status <> 'deleted'
order by o.id
"""


def existing(unit: Unit, source: str, arrivals: Sequence[Arrival], *, adopts: bool) -> Matches[int]:
    """Return the numbers of the deals that match rows of that source.

    Names are only looked up for rows that aren't matched by identifier.
    """
    found = KnownDeals[int](short=format_named(source).short_identifiers)
    if source == EXPORT:
        for uid, number in unit.rows("select uid, id from opportunity"):
            found.by_identifier.add(uid, number)
    for identifier, number in unit.rows(IDENTIFIERS_SQL, source=source):
        found.by_identifier.add(identifier, number)
    rows = [arrival.row for arrival in arrivals]
    adopts = adopts and source != EXPORT
    known = found.by_identifier.find
    if any(row.identifier is None or (adopts and known(row.identifier) is None) for row in rows):
        for number, title, account, began_on, *told in unit.rows(CALLED_SQL):
            called = Called(number, as_date(began_on), *map(bool, told))
            found.called(title, account, called)
    return found.match(rows, adopts=adopts)
