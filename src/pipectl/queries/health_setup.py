"""Is what was set up as it should be: the schema, the settings, quotas and stages?"""

from collections.abc import Iterator

from pipectl.domain.findings import RESTORE, Finding
from pipectl.errors import quoted
from pipectl.queries.settings import set_anew, stored, wrong
from pipectl.store.foreign import odd
from pipectl.store.reader import Reader

QUOTAS_SQL = """
select
  q.period
from quota as q
left join quota_history as h on h.id = (
  select
    max(id)
  from quota_history
  where quota_id = q.id
)
where h.id is null
  or h.amount_minor <> q.amount_minor
  or coalesce(h.count, 0) <> coalesce(q.count, 0)
order by q.id
"""

STAGES_SQL = """
select
  s.name
from stage as s
left join stage_history as h on h.id = (
  select
    max(id)
  from stage_history
  where stage_id = s.id
)
where h.id is null or h.probability_bp <> s.probability_bp
order by s.position
"""

STANDING_SQL = """
select
  count(*),
  count(distinct position)
from stage
where archived = false
"""

REMOVED_SQL = """
select
  o.id
from opportunity as o
join stage as s on s.id = o.stage_id
where o.status = 'open' and s.archived = true
order by o.id
"""


def schema(reader: Reader) -> Iterator[Finding]:
    """What somebody else put into the file, and rules that somebody took out."""
    for part in odd(reader):
        what, todo = "it is gone, and what it forbids goes in", RESTORE
        if not part.is_gone:
            what = "pipectl made no such thing"
            todo = f"Take it out with the program that put it in. {RESTORE}"
        yield Finding("schema", f"{part.kind} {part.name}", what, todo)


def settings(reader: Reader) -> Iterator[Finding]:
    """Settings of values that they can't have."""
    for setting, value in wrong(stored(reader)):
        what = f"it can't be {quoted(value)}"
        yield Finding("setting", f"setting {setting.key}", what, set_anew(setting, value))


def kept_settings(reader: Reader) -> Iterator[Finding]:
    """Quotas and stages that aren't what their histories say last."""
    for (period,) in reader.rows(QUOTAS_SQL):
        todo = f"Set it once more: `pipectl quota set AMOUNT --period {period}`."
        yield Finding("history", f"quota {period}", "it is not what its history says last", todo)
    for (name,) in reader.rows(STAGES_SQL):
        todo = "Set it once more: `pipectl stage edit --probability`."
        what = "its probability is not what its history says last"
        yield Finding("history", f"stage {name}", what, todo)


def standing(reader: Reader) -> Iterator[Finding]:
    """Stages that are missing or in no order, and open opportunities in none that is in use."""
    count, places = reader.rows(STANDING_SQL)[0]
    if not count:
        todo = f"`pipectl stage add NAME --probability N` adds one. {RESTORE}"
        yield Finding("stage", "stages", "no stage is left", todo)
    if places != count:
        todo = "`pipectl stage move STAGE --after STAGE` puts them in order."
        yield Finding("stage", "stages", "several have the same place", todo)
    for (number,) in reader.rows(REMOVED_SQL):
        what = "it is open and stands in a stage that was removed"
        todo = f"`pipectl move {number} STAGE` puts it into another one."
        yield Finding("stage", f"opportunity {number}", what, todo)
