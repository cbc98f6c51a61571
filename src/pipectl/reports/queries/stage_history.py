"""Read the stages that each deal went through, and how it ended."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipectl.stage_history import (
    CLOSED,
    MOVED,
    CompleteHistory,
    DatedAmount,
    StageHistoryRow,
    StageOrder,
    Stay,
    is_removal,
    stays_of,
)
from pipectl.stages.queries import stages
from pipectl.store.reader import Reader, as_date, optional_date
from pipectl.vocabulary import OPEN

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


def ladder(reader: Reader) -> StageOrder:
    """Return the order of stages in use, and the successors of removed ones."""
    known = stages(reader, archived=True)
    return StageOrder.of(
        [stage.step for stage in known if not stage.archived],
        [stage.step for stage in known if stage.archived],
    )


def opportunity_histories(reader: Reader) -> list[CompleteHistory]:
    """Return every deal with its visits, by number; deleted ones aren't included."""
    known = reader.once(visits_by_number)
    return [one_history(row, known.get(row[0], ())) for row in reader.stream(LIVES_SQL)]


def one_history(row: Sequence[Any], visits: tuple[Stay, ...]) -> CompleteHistory:
    """Return a row of LIVES_SQL with its visits."""
    return CompleteHistory(
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


def visits_by_number(reader: Reader) -> dict[int, tuple[Stay, ...]]:
    """Return the visits of each deal with a history."""
    return {rows[0][0]: visits(rows) for rows in history_rows(reader)}


def history_rows(reader: Reader) -> Iterator[list[Sequence[Any]]]:
    """Return the history rows of each deal."""
    rows: list[Sequence[Any]] = []
    for row in reader.stream(PAST_SQL):
        if rows and row[0] != rows[0][0]:
            yield rows
            rows = []
        rows.append(row)
    if rows:
        yield rows


def visits(rows: Sequence[Sequence[Any]]) -> tuple[Stay, ...]:
    """Return the visits in rows of PAST_SQL, all of one deal."""
    found = simple_stays(rows)
    return stays_of(list(rows_that_matter(rows))) if found is None else found


def simple_stays(rows: Sequence[Sequence[Any]]) -> tuple[Stay, ...] | None:
    """Return the visits of a deal that only moved and perhaps closed, in a fifth of the time.

    Nearly all deals are like that; None for others.
    """
    _, stage_id, entered_on, began_on, status, closed_on, _ = rows[0]
    found = []
    for _, to_id, on, created_on, after, ended_on, note in rows[1:]:
        if status != OPEN or created_on != began_on:
            return None
        if to_id != stage_id:
            if note is not None and is_removal(note):
                return None
            found.append(Stay(stage_id, as_date(entered_on), as_date(on), MOVED))
        stage_id, entered_on, status, closed_on = to_id, on, after, ended_on
    if status == OPEN:
        found.append(Stay(stage_id, as_date(entered_on)))
    elif status in CLOSED:
        found.append(Stay(stage_id, as_date(entered_on), optional_date(closed_on), status))
    else:
        return None
    return tuple(found)


def rows_that_matter(rows: Iterable[Sequence[Any]]) -> Iterator[StageHistoryRow]:
    """Return the rows that affect visits: a third of the rows of a history don't."""
    former = None
    for row in rows:
        if former != (former := row[1:6]):
            yield StageHistoryRow(
                row[1],
                as_date(row[2]),
                as_date(row[3]),
                row[4],
                None,
                optional_date(row[5]),
                row[6],
            )


def amounts(reader: Reader) -> dict[int, list[DatedAmount]]:
    """Return the changes of each deal's amount, in the order of recording."""
    found: dict[int, list[DatedAmount]] = {}
    for number, on, minor, currency in reader.stream(AMOUNTS_SQL):
        known = found.setdefault(number, [])
        if not known or known[-1][1:] != (minor, currency):
            known.append(DatedAmount(as_date(on), minor, currency))
    return found
