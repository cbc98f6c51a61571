"""Read at which step of a sequence a deal is."""

from datetime import date

from pipectl.named_tuple import NamedTuple
from pipectl.sequence_runs.rules import step_words
from pipectl.store.reader import Reader
from pipectl.vocabulary import MEETING


class StepNow(NamedTuple):
    """At which step of a sequence a deal is; `template` is the one that the step names."""

    opportunity_id: int
    sequence: str
    place: int
    steps: int
    kind: str
    text: str
    template: str | None
    contact: str | None
    started_on: date

    @property
    def words(self) -> str:
        """The step in words: `step 2 of 3 of Intro`."""
        return step_words(self.place, self.steps, self.sequence)

    @property
    def goes_on(self) -> bool:
        """Whether completing the step sets another one; a meeting ends a sequence."""
        return self.place < self.steps and self.kind != MEETING


NOW_SQL = """
select
  r.opportunity_id,
  q.name as sequence,
  s.place,
  (
    select
      count(*)
    from sequence_step as e
    where e.sequence_id = q.id
  ) as steps,
  s.kind,
  s.text,
  t.name as template,
  c.name as contact,
  r.started_on
from sequence_run as r
join sequence as q on q.id = r.sequence_id
join next_action as n on n.opportunity_id = r.opportunity_id and n.status = 'open'
join sequence_touch as h on h.next_action_id = n.id and h.sequence_run_id = r.id
join sequence_step as s on s.id = h.sequence_step_id
left join template as t on t.id = s.template_id
left join contact as c on c.id = r.contact_id
where r.ended_on is null{only}
"""


def steps_now(reader: Reader) -> dict[int, StepNow]:
    """The step at which each deal with a sequence is, by the deal's number."""
    found = reader.records(StepNow, NOW_SQL.format(only=""))
    return {each.opportunity_id: each for each in found}


def step_now(reader: Reader, number: int) -> StepNow | None:
    """The step at which a deal is."""
    sql = NOW_SQL.format(only=" and r.opportunity_id = :number")
    return next(iter(reader.records(StepNow, sql, {"number": number})), None)
