"""Check the stages: their order, kinds and histories, and the open deals in them."""

from collections.abc import Iterator
from itertools import pairwise

from pipectl.doctor.rules import RESTORE, Finding
from pipectl.stages.rules.kinds import rank
from pipectl.store.reader import Reader
from pipectl.vocabulary import SALES

STAGES_SQL = """
select
  s.name,
  h.id is null or h.probability_bp <> s.probability_bp
from stage as s
left join stage_history as h on h.id = (
  select
    max(id)
  from stage_history
  where stage_id = s.id
)
where h.id is null
  or h.probability_bp <> s.probability_bp
  or coalesce(h.kind, s.kind) <> s.kind
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

FOR_CUSTOMERS_SQL = """
select
  o.id
from opportunity as o
join stage as s on s.id = o.stage_id
where o.status = 'open' and s.kind = 'customer' and s.archived = false
order by o.id
"""

KINDS_SQL = """
select
  kind
from stage
where archived = false
order by position, id
"""


def kept_stages(reader: Reader) -> Iterator[Finding]:
    """Find stages that differ from the last entry of their histories."""
    for name, is_probability in reader.rows(STAGES_SQL):
        field = "probability" if is_probability else "kind"
        todo = f"Set it again: `pipectl stage edit --{field}`."
        yield Finding("history", f"stage {name}", f"{field} differs from its history", todo)


def standing(reader: Reader) -> Iterator[Finding]:
    """Find missing stages, stages out of order, and open deals where none can be."""
    count, places = reader.rows(STANDING_SQL)[0]
    if not count:
        todo = f"Add one: `pipectl stage add NAME --probability N`. {RESTORE}"
        yield Finding("stage", "stages", "there are none", todo)
    if places != count:
        todo = "Put them in order: `pipectl stage move STAGE --after STAGE`."
        yield Finding("stage", "stages", "two or more have the same position", todo)
    for (number,) in reader.rows(REMOVED_SQL):
        what = "open, but its stage was removed"
        todo = f"Move it to another stage: `pipectl move {number} STAGE`."
        yield Finding("stage", f"deal {number}", what, todo)
    for (number,) in reader.rows(FOR_CUSTOMERS_SQL):
        what = "open, but in a customer stage"
        todo = f"Move it to another stage: `pipectl move {number} STAGE`."
        yield Finding("stage", f"deal {number}", what, todo)
    yield from out_of_order(reader)


def out_of_order(reader: Reader) -> Iterator[Finding]:
    """Find stages of which none is for sales, or which aren't in the order of their kinds."""
    kinds = [kind for (kind,) in reader.rows(KINDS_SQL)]
    if kinds and SALES not in kinds:
        todo = "Add one: `pipectl stage add NAME --probability N`."
        yield Finding("stage", "stages", "none is for sales", todo)
    if any(rank(before) > rank(after) for before, after in pairwise(kinds)):
        what = "lead stages don't come first, or customer stages last"
        todo = "Put them in order: `pipectl stage move STAGE --after STAGE`."
        yield Finding("stage", "stages", what, todo)
