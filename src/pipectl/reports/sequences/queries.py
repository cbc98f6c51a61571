"""Read the runs of each sequence."""

from datetime import date
from itertools import groupby

from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.reports.queries.shared import ReportCurrency, ReportRequest, ReportRow
from pipectl.reports.sequences.rules import Run, StepResult, by_step
from pipectl.store.reader import Reader

STEPS_SQL = """
select
  q.id,
  q.name,
  q.archived,
  s.kind,
  s.text
from sequence as q
join sequence_step as s on s.sequence_id = q.id
order by q.archived, q.name_folded, q.id, s.place
"""

RUNS_SQL = """
select
  r.sequence_id,
  r.opportunity_id,
  o.title,
  o.amount_minor,
  o.currency,
  r.started_on,
  r.ended_by,
  reached.place
from sequence_run as r
join opportunity as o on o.id = r.opportunity_id and o.status <> 'deleted'
join (
  select
    t.sequence_run_id as run_id,
    max(s.place) as place
  from sequence_touch as t
  join next_action as n on n.id = t.next_action_id
  join sequence_step as s on s.id = t.sequence_step_id
  group by t.sequence_run_id
) as reached on reached.run_id = r.id
order by r.started_on, r.id
"""


class StepRow(NamedTuple):
    """A step as stored, with its sequence."""

    id: int
    name: str
    archived: bool
    kind: str
    text: str


class RunRow(NamedTuple):
    """A run with its deal, and the highest step that it reached."""

    sequence_id: int
    opportunity_id: int
    title: str
    amount_minor: int | None
    currency: str
    started_on: date
    ended_by: str | None
    place: int

    @property
    def run(self) -> Run:
        """How far it came."""
        return Run(self.place, self.ended_by)


class StepReport(NamedTuple):
    """A step with its result."""

    kind: str
    text: str
    result: StepResult


class SequenceReport(NamedTuple):
    """A sequence with the runs that count, and its steps."""

    name: str
    archived: bool
    runs: tuple[RunRow, ...]
    steps: tuple[StepReport, ...]

    @property
    def answered(self) -> int:
        """How many runs the prospect answered."""
        return sum(each.run.is_answered for each in self.runs)

    @property
    def ended(self) -> int:
        """How many runs are over."""
        return sum(each.ended_by is not None for each in self.runs)


class SequencesReport(NamedTuple):
    """The runs that started in a period (of all time without one), by sequence."""

    money: ReportCurrency
    period: Period | None
    sequences: tuple[SequenceReport, ...]
    others: tuple[RunRow, ...]

    @property
    def rows(self) -> list[ReportRow]:
        """Every run's deal, with how far it came."""
        counted = [row(each, one) for one in self.sequences for each in one.runs]
        return [*counted, *(left_out(each) for each in self.others)]


def row(found: RunRow, of: SequenceReport) -> ReportRow:
    """Return a run that counts."""
    ending = "goes on" if found.ended_by is None else f"ended: {found.ended_by}"
    words = f"{of.name}, started {found.started_on}, reached step {found.place}, {ending}"
    return ReportRow(found.opportunity_id, found.title, found.amount_minor, found.currency, words)


def left_out(found: RunRow) -> ReportRow:
    """Return a run that started at another time."""
    words = f"not included: started {found.started_on}"
    return ReportRow(found.opportunity_id, found.title, found.amount_minor, found.currency, words)


def answer(reader: Reader, asked: ReportRequest) -> SequencesReport:
    """Return the runs that started in the requested period, else all of them."""
    every = reader.records(RunRow, RUNS_SQL)
    period = asked.period
    runs = [each for each in every if period is None or period.contains(each.started_on)]
    found = []
    rows = reader.records(StepRow, STEPS_SQL)
    for number, group in groupby(rows, key=lambda each: each.id):
        steps = list(group)
        own = tuple(each for each in runs if each.sequence_id == number)
        if steps[0].archived and not own:
            continue
        results = by_step([each.run for each in own], len(steps))
        made = (
            StepReport(step.kind, step.text, result)
            for step, result in zip(steps, results, strict=True)
        )
        found.append(SequenceReport(steps[0].name, steps[0].archived, own, tuple(made)))
    counted = set(runs)
    return SequencesReport(
        money=ReportCurrency(asked.currency, ()),
        period=period,
        sequences=tuple(found),
        others=tuple(each for each in every if each not in counted),
    )
