"""Next actions as they were at the end of an earlier day."""

import sqlite3
from datetime import date

from pipectl.store.fronts import chosen, columns_of, run
from pipectl.store.rungs import RUNG

# A closing that was dated back ended its action before the day on which it was recorded. What a
# reopening brought back was not ended by the closing of that day that it took back.
DROPPED_LATER_SQL = """
create temp table dropped_later as
select
  max(n.id) as id
from main.next_action as n
join stood as s on s.id = n.opportunity_id and s.goes_on
where n.status = 'dropped' and n.created_on <= :day and n.ended_on <= :day
  and not exists (
    select
      1
    from step as t
    where t.opportunity_id = n.opportunity_id
      and t.recorded_on >= n.created_on
      and (
        t.recorded_on > n.created_on
        or not exists (
          select
            1
          from main.next_action as former
          where former.opportunity_id = n.opportunity_id
            and former.uid = n.uid
            and former.id < n.id
            and former.status = 'dropped'
        )
      )
      and t.status <> 'open'
      and t.before_status = 'open'
  )
  and not exists (
    select
      1
    from main.next_action as other
    where other.opportunity_id = n.opportunity_id
      and other.created_on <= :day
      and coalesce(other.ended_on > :day, true)
  )
group by n.opportunity_id
"""

BEFORE, AFTER = (RUNG.format(stage=name) for name in "ab")

# When each stage was last advanced out of, unless a win in it was taken back afterwards.
ADVANCED_SQL = """
create temp table advanced (
  opportunity_id integer,
  stage_id integer,
  last_on text,
  primary key (opportunity_id, stage_id)
)
"""

INTO_ADVANCED_SQL = f"""
insert into advanced
select
  t.opportunity_id,
  t.before_stage_id,
  max(t.recorded_on)
from step as t
join main.stage as a on a.id = t.before_stage_id
join main.stage as b on b.id = t.stage_id
where not t.redrawn and (
  t.before_status = 'open' and (t.status = 'won' or t.status = 'open' and {AFTER} > {BEFORE})
  or t.before_status = 'won' and t.status = 'open'
)
group by t.opportunity_id, t.before_stage_id
having max(case when t.before_status = 'open' then t.id else 0 end)
  > max(case when t.before_status = 'won' then t.id else 0 end)
"""

STEPS_BY_OPPORTUNITY = "create index temp.step_by_opportunity on step (opportunity_id)"
ACTIONS = (STEPS_BY_OPPORTUNITY, DROPPED_LATER_SQL, ADVANCED_SQL, INTO_ADVANCED_SQL)

# What had not ended was open; what was done then had perhaps not been followed by an advance yet.
NOT_ENDED = "n.ended_on > '{day}' or n.id in (select id from dropped_later)"
ACTION_THEN = {
    "status": f"case when {NOT_ENDED} then 'open' else n.status end",
    "ended_on": f"case when {NOT_ENDED} then null else n.ended_on end",
    "outcome": f"case when {NOT_ENDED} then null else n.outcome end",
    "advanced": """case
    when not (
      select
        goes_on
      from stood
      where id = n.opportunity_id
    ) then n.advanced
    else n.status = 'done' and exists (
      select
        1
      from advanced as v
      where v.opportunity_id = n.opportunity_id
        and v.stage_id = n.stage_id
        and n.ended_on <= v.last_on
        and n.ended_on <= '{day}'
    )
  end""",
}

NEXT_ACTIONS = """
create temp view next_action as
select
  {columns}
from main.next_action as n
where n.created_on <= '{day}'
"""


def next_actions(connection: sqlite3.Connection, day: date) -> None:
    """Next actions as they were: few columns differ, and few rows are asked for."""
    run(connection, ACTIONS, {"day": day})
    on = day.isoformat()
    then = {name: how.format(day=on) for name, how in ACTION_THEN.items()}
    columns = chosen(columns_of(connection, "next_action"), "n", then)
    connection.execute(NEXT_ACTIONS.format(columns=columns, day=on))
