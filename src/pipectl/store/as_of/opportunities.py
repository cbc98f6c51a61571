"""Show deals, visits and pace as of a day, in temporary tables that hide the store's own."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from pipectl.stage_history import REDRAWN, StageHistoryRow, stage_totals
from pipectl.store.reader import record
from pipectl.store.temporary import columns_of, empty, stand
from pipectl.vocabulary import CONTACT_KINDS

if TYPE_CHECKING:
    from pipectl.store.temporary import Connection

Values = Mapping[str, date]


def run(connection: "Connection", statements: Iterable[str], values: Values) -> None:
    """Run the statements in order, with the same values."""
    for statement in statements:
        stand(connection, statement, values)


def copy(
    connection: "Connection",
    table: str,
    short: str,
    then: Mapping[str, str],
    into: str,
    values: Values,
) -> None:
    """Copy a table with its columns as of then, and the others as now."""
    columns = columns_of(connection, table)
    empty(connection, table)
    stand(connection, into.format(columns=chosen(columns, short, then)), values)


def chosen(columns: Iterable[str], short: str, then: Mapping[str, str]) -> str:
    """Return the select list: the column as of then if it differs, else the current one."""
    return ",\n  ".join(f"{then.get(name, f'{short}.{name}')} as {name}" for name in columns)


# The deals that existed (`stood`, with their last row by then), and which of them have rows,
# activities or answers that were recorded afterwards.
STOOD_SQL = """
create temp table stood (
  id integer primary key,
  last integer,
  goes_on boolean
)
"""

INTO_STOOD_SQL = """
insert into stood
select
  opportunity_id,
  max(case when recorded_on <= :day then id end) as last,
  max(recorded_on) > :day
from main.opportunity_history
group by opportunity_id
having max(case when recorded_on <= :day then id end) is not null
"""

# Their changes up to then that affect visits, row by row.
STEPS_SQL = f"""
create temp table step as
select
  *,
  before_status is not null and (
    before_status <> 'open'
    or status = 'deleted'
    or created_on <> before_created_on
    or redrawn
  ) as winds
from (
  select
    id,
    opportunity_id,
    recorded_on,
    stage_id,
    stage_entered_on,
    created_on,
    status,
    closed_on,
    {REDRAWN} as redrawn,
    close_on > lag(close_on) over before as pushed,
    lag(stage_id) over before as before_stage_id,
    lag(stage_entered_on) over before as before_entered_on,
    lag(created_on) over before as before_created_on,
    lag(status) over before as before_status
  from main.opportunity_history
  where recorded_on <= :day
    and opportunity_id in (select id from stood where goes_on)
  window before as (partition by opportunity_id order by id)
) as changed
"""

WINDING_SQL = """
create temp table winding as
select distinct
  opportunity_id as id
from step
where winds
"""

PUSHES_SQL = """
create temp table pushed (
  id integer primary key,
  pushes integer
)
"""

INTO_PUSHES_SQL = """
insert into pushed
select
  opportunity_id,
  count(*) filter (where pushed)
from step
group by opportunity_id
"""

CONTACTED_SQL = """
create temp table contacted (
  id integer primary key,
  last_contact_on date
)
"""

INTO_CONTACTED_SQL = f"""
insert into contacted
select
  s.id,
  (
    select
      max(done_on)
    from main.activity
    where opportunity_id = s.id and recorded_on <= :day and kind in {CONTACT_KINDS}
  )
from stood as s
where s.id in (select opportunity_id from main.activity where recorded_on > :day)
"""

ASKED_SQL = """
create temp table asked (
  id integer primary key,
  last integer
)
"""

INTO_ASKED_SQL = """
insert into asked
select
  s.id,
  (
    select
      max(id)
    from main.qualification
    where opportunity_id = s.id and recorded_on <= :day
  )
from stood as s
where s.id in (select opportunity_id from main.qualification where recorded_on > :day)
"""

LATER = (
    *(STOOD_SQL, INTO_STOOD_SQL, STEPS_SQL, WINDING_SQL, PUSHES_SQL, INTO_PUSHES_SQL),
    *(CONTACTED_SQL, INTO_CONTACTED_SQL, ASKED_SQL, INTO_ASKED_SQL),
)

# Columns of a deal that differ from the current ones.
THEN = {
    **{
        name: f"h.{name}"
        for name in (
            *("amount_minor", "currency", "stage_id", "stage_entered_on", "probability_bp"),
            *("status", "close_on", "created_on", "closed_on", "reason", "competitor"),
            *("revisit_on", "recurring_minor", "recurring_per", "term_months"),
            "owner",
        )
    },
    # The note of a reversed closing is in the row that closed the deal.
    "closing_note": """case
    when h.status not in ('won', 'lost') then null
    when h.status = o.status then o.closing_note
    else h.note
  end""",
    "pushes": "coalesce(p.pushes, o.pushes)",
    "last_contact_on": "case when c.id is null then o.last_contact_on else c.last_contact_on end",
    "asked_on": "case when a.id is null then o.asked_on else q.asked_on end",
    "buying": "case when a.id is null then o.buying else q.buying end",
}

OPPORTUNITIES = """
insert into temp.opportunity
select
  {columns}
from stood as s
join main.opportunity as o on o.id = s.id
join main.opportunity_history as h on h.id = s.last
left join pushed as p on p.id = s.id
left join contacted as c on c.id = s.id
left join asked as a on a.id = s.id
left join main.qualification as q on q.id = a.last
"""

OPPORTUNITIES_BY_STATUS = """
create index temp.opportunity_by_status on opportunity (status, closed_on)
"""


def opportunities(connection: "Connection", values: Values) -> None:
    """Fill each deal from the last row of its history recorded by then.

    Creates the temporary tables `stood` and `step`: the deals that existed, and changes since.
    """
    run(connection, LATER, values)
    copy(connection, "opportunity", "o", THEN, OPPORTUNITIES, values)
    stand(connection, OPPORTUNITIES_BY_STATUS)


UNCHANGED_VISITS_SQL = """
insert into temp.stage_visit
select
  v.*
from main.stage_visit as v
join stood as s on s.id = v.opportunity_id
where not s.goes_on
"""

# A visit's days count when it ends: with a move or a closing.
VISITS_SQL = """
insert into temp.stage_visit (opportunity_id, stage_id, days, gone, won)
select
  o.id,
  v.stage_id,
  sum(max(v.days, 0)),
  o.status <> 'open' or v.stage_id <> o.stage_id,
  o.status = 'won'
from (
  select
    opportunity_id,
    stage_id,
    case
      when status in ('won', 'lost') then julianday(closed_on) - julianday(stage_entered_on)
      else 0
    end as days
  from step
  where before_status is null or stage_id <> before_stage_id or status <> before_status
  union all
  select
    opportunity_id,
    before_stage_id,
    julianday(stage_entered_on) - julianday(before_entered_on)
  from step
  where stage_id <> before_stage_id
) as v
join temp.opportunity as o on o.id = v.opportunity_id
where v.opportunity_id not in (select id from winding)
group by o.id, v.stage_id
"""

VISITS = (UNCHANGED_VISITS_SQL, VISITS_SQL)

WINDING_PAST = """
select
  opportunity_id,
  stage_id,
  stage_entered_on,
  created_on,
  status,
  close_on,
  closed_on,
  note
from main.opportunity_history
where recorded_on <= :day and opportunity_id in (select id from winding)
order by opportunity_id, id
"""

VISIT = """
insert into temp.stage_visit (opportunity_id, stage_id, days, gone, won)
values (?, ?, ?, ?, ?)
"""

# Nearest rank, as in `percentile_75_index`.
PACE_SQL = """
create temp table stage_pace as
select
  stage_id,
  won_count,
  days as slow_days
from (
  select
    stage_id,
    days,
    count(*) over (partition by stage_id) as won_count,
    row_number() over (partition by stage_id order by days) as place
  from temp.stage_visit
  where won
) as placed
where place = (3 * won_count + 3) / 4
"""

PACE = (PACE_SQL, "create index temp.pace_by_stage on stage_pace (stage_id)")


def visits(connection: "Connection", values: Values) -> None:
    """Fill the visits to stages, counted again for deals that changed afterwards.

    SQLite sums up the many deals that only moved and closed. The others (reopened, begun on another
    day, in a removed stage) are processed row by row.
    """
    empty(connection, "stage_visit")
    run(connection, VISITS, values)
    rows = connection.execute(WINDING_PAST, values)
    for number, past in groupby(rows, key=lambda row: row[0]):
        found = stage_totals([record(StageHistoryRow, row[1:]) for row in past])
        connection.executemany(
            VISIT, [(number, stage_id, *stay) for stage_id, stay in found.items()]
        )
    run(connection, PACE, values)
