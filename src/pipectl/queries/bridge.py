"""What changed in the pipeline since an earlier time?"""

from typing import Any

from pipectl.domain.bridge import Bridge, Mark, State, bridge
from pipectl.queries.counting import optional_date
from pipectl.store.reader import NoStageError, Reader, as_date
from pipectl.store.rungs import REDRAWN, RUNG

STATE = f"""
  h.opportunity_id,
  h.status,
  h.amount_minor,
  h.currency,
  {RUNG.format(stage="s")},
  h.close_on,
  i.opportunity_id is not null,
  h.id,
  h.happened_on,
  h.stage_id,
  h.recorded_on,
  {REDRAWN}
from opportunity_history as h
left join stage as s on s.id = h.stage_id
left join imported_on as i on i.opportunity_id = h.opportunity_id
"""

THEN_SQL = (
    "select"
    + STATE
    + """where h.id in (
  select
    max(h.id)
  from opportunity_history as h
  where {then}
  group by h.opportunity_id
)
"""
)

SINCE_SQL = (
    "select"
    + STATE
    + """where not ({then}) and {now}
order by h.id
"""
)

LAST_ROW_SQL = """
select
  max(id)
from opportunity_history
"""


def last_row(reader: Reader) -> int:
    """The number of the last row of the history: 0 where there is none."""
    return reader.value(LAST_ROW_SQL) or 0


def changes(reader: Reader, *, since: Mark, until: Mark, currency: str) -> Bridge:
    """The bridge from one mark to another."""
    return bridge(*states_between(reader, since, until), currency)


def states_between(
    reader: Reader, since: Mark, until: Mark
) -> tuple[dict[int, State], dict[int, list[State]]]:
    """Each opportunity's state at the first mark, and its rows from there to the second."""
    (then, then_is), (now, now_is) = condition("then", since), condition("now", until)
    was, last = {}, {}
    for row in reader.rows(THEN_SQL.format(then=then), then_is):
        was[row[0]], last[row[0]] = state(row), row[7]
    rows: dict[int, list[State]] = {}
    for row in reader.rows(SINCE_SQL.format(then=then, now=now), {**then_is, **now_is}):
        if row[7] > last.get(row[0], 0):  # a clock that went back may have written it before
            rows.setdefault(row[0], []).append(state(row))
    return was, rows


def condition(name: str, mark: Mark) -> tuple[str, dict[str, Any]]:
    """Which rows were recorded by a mark."""
    if mark.row is None:
        return f"h.recorded_on <= :{name}", {name: mark.on}
    return f"h.id <= :{name}", {name: mark.row}


def state(row: Any) -> State:
    """A row of the history as the bridge sees it."""
    if row[4] is None:
        raise NoStageError
    close_on, on, recorded_on = optional_date(row[5]), as_date(row[8]), as_date(row[10])
    came, redrawn = bool(row[6]), bool(row[11])
    return State(
        row[0], row[1], row[2], row[3], row[4], close_on, came, on, row[9], recorded_on, redrawn
    )
