"""Show the rows of one seller: temporary views hide those of all others from every query.

They hide the tables as those of `store/as_of` and `store/scope` do, so that queries need no change.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pipectl.store.ownership import OWN
from pipectl.store.reader import EVERY_ACTIVITY, Reader
from pipectl.store.row import columns
from pipectl.store.rows import KINDS
from pipectl.store.scope import NOT_HIDDEN, OF_DEAL, behind, hide
from pipectl.store.temporary import stand

if TYPE_CHECKING:
    from pipectl.store.temporary import Connection

# Finds whose rows are shown: a name, empty for nobody's; None for everybody's.
Whose = Callable[[Reader], str | None]

SHOWN_SQL = "create temp table shown_owner (name text)"
DEALS_SQL = "create temp table owned_deal (id integer primary key)"
INTO_DEALS_SQL = "insert into owned_deal select id from opportunity where owner = :owner"
IS_OWN = "owner = (select name from shown_owner)"
IS_OF_DEAL = f"{OF_DEAL} in (select id from owned_deal)"

# What belongs to one of these, by what it belongs to.
BELOW = {"quota_history": "quota", "priority_step": "priority", "review_answer": "review"}
# Of an activity at somebody else's deal, only what was done is shown.
AT_DEAL = ("opportunity_id", "next_action_id")
AT_OWN_DEAL = f"case when {IS_OF_DEAL} then {{name}} end as {{name}}"

# The team's own quota, else what its sellers' come to.
TEAM_QUOTA_SQL = """
create temp table team_quota as
select
  min(q.id) as id,
  min(q.period) as period,
  q.starts_on,
  q.ends_on,
  sum(q.amount_minor) as amount_minor,
  q.currency,
  sum(q.count) as count,
  q.segment_id,
  '' as owner
from quota as q
where q.owner = '' or not exists (
  select
    1
  from quota as t
  where t.owner = ''
    and t.starts_on = q.starts_on
    and t.ends_on = q.ends_on
    and t.currency = q.currency
    and coalesce(t.segment_id, 0) = coalesce(q.segment_id, 0)
)
group by q.starts_on, q.ends_on, q.currency, q.segment_id
"""

TEAM_GOAL_SQL = """
create temp table team_goal as
select
  g.kind,
  g.per,
  sum(g.count) as count,
  '' as owner
from goal as g
where g.owner = '' or not exists (
  select
    1
  from goal as t
  where t.owner = '' and t.kind = g.kind and t.per = g.per
)
group by g.kind, g.per
"""


def show_owner(connection: "Connection", owner: str) -> None:
    """Hide all rows but those of a seller (empty: of nobody), with what belongs to them.

    What is a deal's is its owner's. An activity is whose it was done by, and of one at somebody
    else's deal the deal is hidden. The pace of stages stays the one of all deals, so that a deal
    has the same flags in every list.
    """
    stand(connection, SHOWN_SQL)
    stand(connection, "insert into shown_owner values (:owner)", {"owner": owner})
    stand(connection, DEALS_SQL)
    stand(connection, INTO_DEALS_SQL, {"owner": owner})
    hide(connection, "opportunity", "id in (select id from owned_deal)")
    for table, kind in KINDS.items():
        column = columns(kind).get(OF_DEAL)
        if column is None or table in (*NOT_HIDDEN, "activity"):
            continue
        # What may be of a stage instead of a deal is everybody's.
        hide(connection, table, f"{OF_DEAL} is null or {IS_OF_DEAL}")
    show_activities(connection)
    show_own(connection, OWN)


def show_own(connection: "Connection", tables: Sequence[str]) -> None:
    """Hide what others have for themselves, with what belongs to it."""
    for table, of in BELOW.items():
        hide(connection, table, f"{of}_id in (select id from main.{of} where {IS_OWN})")
    for table in tables:
        hide(connection, table, IS_OWN)


def show_activities(connection: "Connection") -> None:
    """Hide activities of others, and what isn't the owner's in those of his own.

    `every_activity` still shows all, for what depends on anybody's.
    """
    chosen = ", ".join(
        AT_OWN_DEAL.format(name=name) if name in AT_DEAL else name
        for name in columns(KINDS["activity"])
    )
    stand(
        connection,
        f"create temp view {EVERY_ACTIVITY} as select * from {behind(connection, 'activity')}",
    )
    stand(
        connection,
        f"create temp view activity as select {chosen} from {EVERY_ACTIVITY} where {IS_OWN}",
    )


def show_everybody(connection: "Connection") -> None:
    """Show all deals, and instead of what sellers have for themselves what the team has.

    Reviews, priorities and kept forecasts are those of nobody in particular.
    """
    team = (("quota", TEAM_QUOTA_SQL), ("goal", TEAM_GOAL_SQL))
    for table, sql in team:
        stand(connection, sql)
        behind(connection, table)
        stand(connection, f"alter table temp.team_{table} rename to {table}")
    stand(connection, SHOWN_SQL)
    stand(connection, "insert into shown_owner values ('')")
    show_own(connection, OWN[len(team) :])
