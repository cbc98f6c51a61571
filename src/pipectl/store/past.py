"""The store as it was at the end of an earlier day, in front of the store as it is."""

import sqlite3
from datetime import date

from pipectl.store.fronts import Values, copy, run
from pipectl.store.past_actions import next_actions
from pipectl.store.past_lives import opportunities, visits

QUOTA_THEN = {"amount_minor": "h.amount_minor", "count": "h.count"}

QUOTAS = """
insert into temp.quota
select
  {columns}
from main.quota as q
join main.quota_history as h on h.id = (
  select
    max(id)
  from main.quota_history
  where quota_id = q.id and recorded_on <= :day
)
"""

# Where a stage is younger than the day: the probability that it was made with.
STAGE_THEN = {
    "probability_bp": """coalesce(
    (
      select
        probability_bp
      from main.stage_history
      where stage_id = s.id and recorded_on <= :day
      order by id desc
      limit 1
    ),
    (
      select
        probability_bp
      from main.stage_history
      where stage_id = s.id
      order by id
      limit 1
    ),
    s.probability_bp
  )"""
}

STAGES = """
insert into temp.stage
select
  {columns}
from main.stage as s
"""

STILL_STANDING = """
update temp.stage
set archived = false
where archived and id in (select stage_id from temp.opportunity where status = 'open')
"""

# A removed stage kept its place, into which the ones behind it moved up.
PLACES = """
select
  s.id
from temp.stage as s
join main.stage as m on m.id = s.id
order by s.position, m.archived desc, s.id
"""

PLACE = """
update temp.stage
set position = ?
where id = ?
"""

# Tables that only ever grow: what was recorded (or happened) by then.
RECORDED = {
    "opportunity_history": "recorded_on <= '{day}'",
    "qualification": "recorded_on <= '{day}'",
    "activity": "recorded_on <= '{day}'",
    "quota_history": "recorded_on <= '{day}'",
    "stage_history": "recorded_on <= '{day}'",
    "criterion_met": "met_on <= '{day}'",
}

PUT_AWAY = tuple(
    f"drop table temp.{name}" for name in (*("step", "winding", "pushed", "contacted", "asked"),)
)


def stand_back(connection: sqlite3.Connection, day: date) -> None:
    """Put temporary tables and views in front of the store's own, as of the end of that day.

    What was recorded by the day counts; titles, people, settings and what a stage asks for are the
    present ones. No query knows of it.
    """
    values = {"day": day}
    opportunities(connection, values)
    visits(connection, values)
    next_actions(connection, day)
    copy(connection, "quota", "q", QUOTA_THEN, QUOTAS, values)
    stages(connection, values)
    for name, condition in RECORDED.items():
        where = condition.format(day=day.isoformat())
        connection.execute(f"create temp view {name} as select * from main.{name} where {where}")
    run(connection, PUT_AWAY, {})


def stages(connection: sqlite3.Connection, values: Values) -> None:
    """Stages with the probability of then; one removed since is there where something stood."""
    copy(connection, "stage", "s", STAGE_THEN, STAGES, values)
    if connection.execute(STILL_STANDING).rowcount:
        places = connection.execute(PLACES).fetchall()
        connection.executemany(PLACE, [(at, row[0]) for at, row in enumerate(places)])
