"""Show quotas, stages and next actions as of a day, in temporary views."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from pipectl.stage_history import STAGE_RANK_SQL
from pipectl.store.as_of.opportunities import (
    Values,
    chosen,
    copy,
    opportunities,
    run,
    visits,
)
from pipectl.store.temporary import columns_of, stand

if TYPE_CHECKING:
    from pipectl.store.temporary import Connection

# A backdated closing ended its action before the day on which it was recorded. An action that
# a reopening restored wasn't ended by the reversed closing of that day.
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

BEFORE, AFTER = (STAGE_RANK_SQL.format(stage=name) for name in "ab")

# When a deal last advanced from each stage, unless a win in it was reversed afterwards.
ADVANCED_SQL = """
create temp table advanced (
  opportunity_id integer,
  stage_id integer,
  last_on date,
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

# An action that hadn't ended was open; a completed one may not have led to an advance yet.
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


def next_actions(connection: "Connection", day: date) -> None:
    """Create the view of next actions as of then: few columns differ, and few rows are read."""
    run(connection, ACTIONS, {"day": day})
    on = day.isoformat()
    then = {name: how.format(day=on) for name, how in ACTION_THEN.items()}
    columns = chosen(columns_of(connection, "next_action"), "n", then)
    stand(connection, NEXT_ACTIONS.format(columns=columns, day=on))


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

# For a stage created later than that day: its first probability and kind. A kind that wasn't kept
# yet was the earliest one that was.
STAGE_THEN = {
    "kind": """coalesce(
    (
      select
        kind
      from main.stage_history
      where stage_id = s.id and recorded_on <= :day
      order by id desc
      limit 1
    ),
    (
      select
        kind
      from main.stage_history
      where stage_id = s.id and kind is not null
      order by id
      limit 1
    ),
    s.kind
  )""",
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
  )""",
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

# A removed stage keeps its position, which the next one has taken.
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

# Append-only tables: rows recorded (or dated) by then. The plus keeps SQLite from
# choosing an index on the day, which nearly all rows pass, over the one on what is looked up.
RECORDED = {
    "opportunity_history": "+recorded_on <= '{day}'",
    "qualification": "+recorded_on <= '{day}'",
    "activity": "+recorded_on <= '{day}'",
    "quota_history": "+recorded_on <= '{day}'",
    "stage_history": "+recorded_on <= '{day}'",
    "customer_stage": "+recorded_on <= '{day}'",
    "criterion_met": "+met_on <= '{day}'",
    "exchange_rate": "+recorded_on <= '{day}'",
    "renewal": "+recorded_on <= '{day}'",
    "field_value": "+recorded_on <= '{day}'",
    "link": "+recorded_on <= '{day}'",
}

# A tag was there if the first change of it afterwards took it off, or if there was none and it is
# there now.
TAGS_SQL = """
create temp view opportunity_tag as
select
  opportunity_id,
  tag_folded,
  tag
from main.opportunity_tag as t
where not exists (
  select
    1
  from main.tag_history as h
  where h.opportunity_id = t.opportunity_id
    and h.tag_folded = t.tag_folded
    and h.recorded_on > '{day}'
)
union all
select
  opportunity_id,
  tag_folded,
  tag
from (
  select
    opportunity_id,
    tag_folded,
    tag,
    added,
    row_number() over (
      partition by opportunity_id, tag_folded
      order by recorded_at, id
    ) as place
  from main.tag_history
  where recorded_on > '{day}'
) as changed
where place = 1 and not added
"""

# A role that ended later hadn't ended then.
ROLE_THEN = {
    name: f"case when r.ended_recorded_on <= '{{day}}' then r.{name} end"
    for name in ("ended_on", "ended_recorded_on", "why", "replaced_by_id")
}

ROLES = """
create temp view contact_role as
select
  {columns}
from main.contact_role as r
where r.recorded_on <= '{day}'
"""

# A run that ended later was still running.
RUN_THEN = {
    name: f"case when u.ended_on <= '{{day}}' then u.{name} end"
    for name in ("ended_on", "ended_by")
}

RUNS = """
create temp view sequence_run as
select
  {columns}
from main.sequence_run as u
where u.recorded_on <= '{day}'
"""

PUT_AWAY = tuple(
    f"drop table temp.{name}" for name in (*("step", "winding", "pushed", "contacted", "asked"),)
)


def show_as_of(connection: "Connection", day: date) -> None:
    """Hide the store's tables behind temporary ones, as of the end of that day.

    Everything recorded by that day counts; titles, people, settings and criteria are the current
    ones, tags and values of fields the ones of that day. Queries need no change.
    """
    values = {"day": day}
    opportunities(connection, values)
    visits(connection, values)
    next_actions(connection, day)
    copy(connection, "quota", "q", QUOTA_THEN, QUOTAS, values)
    stages(connection, values)
    for name, condition in RECORDED.items():
        where = condition.format(day=day.isoformat())
        stand(connection, f"create temp view {name} as select * from main.{name} where {where}")
    stand(connection, TAGS_SQL.format(day=day.isoformat()))
    then_view(connection, day, "contact_role", "r", ROLE_THEN, ROLES)
    then_view(connection, day, "sequence_run", "u", RUN_THEN, RUNS)
    run(connection, PUT_AWAY, {})


def then_view(
    connection: "Connection",
    day: date,
    table: str,
    alias: str,
    then: Mapping[str, str],
    view: str,
) -> None:
    """Create the view of a table in which some columns were others then."""
    on = day.isoformat()
    values = {name: how.format(day=on) for name, how in then.items()}
    columns = chosen(columns_of(connection, table), alias, values)
    stand(connection, view.format(columns=columns, day=on))


def stages(connection: "Connection", values: Values) -> None:
    """Show stages with their probability then, including removed ones that had deals."""
    copy(connection, "stage", "s", STAGE_THEN, STAGES, values)
    if connection.execute(STILL_STANDING).rowcount:
        places = connection.execute(PLACES).fetchall()
        connection.executemany(PLACE, [(at, row[0]) for at, row in enumerate(places)])
