"""Check the runs of sequences: each has a step that is the next action of its deal."""

from collections.abc import Iterator

from pipectl.doctor.rules import FIX, Finding
from pipectl.errors import quoted
from pipectl.store.reader import Reader

IDLE_SQL = """
select
  u.opportunity_id,
  s.name
from sequence_run as u
left join sequence as s on s.id = u.sequence_id
where u.ended_on is null and not exists (
    select
      1
    from next_action as n
    join sequence_touch as t on t.next_action_id = n.id
    where n.opportunity_id = u.opportunity_id
      and n.status = 'open'
      and t.sequence_run_id = u.id
  )
order by u.opportunity_id, u.id
"""


def sequences(reader: Reader) -> Iterator[Finding]:
    """Find runs that wait for nothing, as no step of them is open."""
    for number, name in reader.rows(IDLE_SQL):
        what = f"is in the sequence {quoted(name)}, but none of its steps is the next action"
        yield Finding("sequence", f"deal {number}", what, FIX, fixable=True)
