"""Read sequences, their steps, and the deals that are in them."""

from datetime import date

from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader


class StepRow(NamedTuple):
    """A step of a sequence."""

    sequence_id: int
    place: int
    wait_days: int
    kind: str
    text: str
    template: str | None


class SequenceRow(NamedTuple):
    """A sequence in use, with how many runs it has."""

    id: int
    name: str
    steps: tuple[StepRow, ...]
    running: int
    ended: int


class RunRow(NamedTuple):
    """A run that hasn't ended, with its step and when that is due."""

    id: int
    title: str
    contact: str | None
    place: int
    action: str
    due_on: date | None
    started_on: date


SEQUENCES_SQL = """
select
  q.id,
  q.name,
  count(*) filter (where r.id is not null and r.ended_on is null),
  count(r.ended_on)
from sequence as q
left join sequence_run as r on r.sequence_id = q.id
where q.archived = false
group by q.id
order by q.name_folded
"""

STEPS_SQL = """
select
  s.sequence_id,
  s.place,
  s.wait_days,
  s.kind,
  s.text,
  t.name as template
from sequence_step as s
left join template as t on t.id = s.template_id
order by s.sequence_id, s.place
"""

RUNS_SQL = """
select
  o.id,
  o.title,
  c.name as contact,
  s.place,
  n.text as action,
  n.due_on,
  r.started_on
from sequence_run as r
join opportunity as o on o.id = r.opportunity_id
join next_action as n on n.opportunity_id = r.opportunity_id and n.status = 'open'
join sequence_touch as h on h.next_action_id = n.id and h.sequence_run_id = r.id
join sequence_step as s on s.id = h.sequence_step_id
left join contact as c on c.id = r.contact_id
where r.sequence_id = :sequence and r.ended_on is null
order by n.due_on nulls first, r.id
"""


def sequences(reader: Reader) -> list[SequenceRow]:
    """The sequences in use, by name."""
    steps: dict[int, list[StepRow]] = {}
    for step in reader.records(StepRow, STEPS_SQL):
        steps.setdefault(step.sequence_id, []).append(step)
    return [
        SequenceRow(number, name, tuple(steps.get(number, ())), running, ended)
        for number, name, running, ended in reader.rows(SEQUENCES_SQL)
    ]


def runs(reader: Reader, sequence_id: int) -> list[RunRow]:
    """The runs of a sequence that haven't ended, what is due first at the top."""
    return reader.records(RunRow, RUNS_SQL, {"sequence": sequence_id})
