"""Through which stages did every opportunity go, when, and how did it end?"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from pipectl.domain.lives import Dated, Life, Visit, visits_of
from pipectl.domain.visits import Past
from pipectl.queries.counting import optional_date
from pipectl.store.reader import Reader, as_date

LIVES_SQL = """
select
  o.id,
  o.title,
  o.currency,
  o.amount_minor,
  o.source,
  o.campaign,
  a.name as account,
  o.created_on,
  o.added_on,
  o.status,
  o.closed_on,
  o.reason,
  o.competitor
from opportunity as o
left join account as a on a.id = o.account_id
where o.status <> 'deleted'
order by o.id
"""

PAST_SQL = """
select
  opportunity_id,
  stage_id,
  stage_entered_on,
  created_on,
  status,
  closed_on,
  note
from opportunity_history
order by opportunity_id, id
"""

AMOUNTS_SQL = """
select
  opportunity_id,
  happened_on,
  amount_minor,
  currency
from opportunity_history
order by opportunity_id, id
"""


def lives(reader: Reader) -> list[Life]:
    """Every opportunity with its visits, by number; those that were deleted are left out."""
    past = pasts(reader)
    number, visits = next(past, (0, ()))
    found = []
    for row in reader.stream(LIVES_SQL):
        while number and number < row[0]:
            number, visits = next(past, (0, ()))
        found.append(life(row, visits if number == row[0] else ()))
    return found


def life(row: Sequence[Any], visits: tuple[Visit, ...]) -> Life:
    """A row of LIVES_SQL with its visits."""
    return Life(
        id=row[0],
        title=row[1],
        currency=row[2],
        amount_minor=row[3],
        source=row[4],
        campaign=row[5],
        account=row[6],
        created_on=as_date(row[7]),
        added_on=as_date(row[8]),
        status=row[9],
        closed_on=optional_date(row[10]),
        reason=row[11],
        competitor=row[12],
        visits=visits,
    )


def pasts(reader: Reader) -> Iterator[tuple[int, tuple[Visit, ...]]]:
    """Number and visits of each that has a history, by number."""
    for number, rows in groupby(reader.stream(PAST_SQL), key=itemgetter(0)):
        yield number, visits_of(list(changed(rows)))


def changed(rows: Iterable[Sequence[Any]]) -> Iterator[Past]:
    """The rows that change what visits depend on: a third of the rows of a history doesn't."""
    former = None
    for row in rows:
        if former != (former := row[1:6]):
            yield Past(
                row[1],
                as_date(row[2]),
                as_date(row[3]),
                row[4],
                None,
                optional_date(row[5]),
                row[6],
            )


def amounts(reader: Reader) -> dict[int, list[Dated]]:
    """How each opportunity's amount changed, in the order of recording."""
    found: dict[int, list[Dated]] = {}
    for number, on, minor, currency in reader.stream(AMOUNTS_SQL):
        known = found.setdefault(number, [])
        if not known or known[-1][1:] != (minor, currency):
            known.append(Dated(as_date(on), minor, currency))
    return found
