"""Read experiments, and what became of the visits that they compare."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby

from pipectl.averages import median
from pipectl.experiments.rules.arms import arms_of
from pipectl.experiments.rules.verdict import Cases, Judged, Verdict, judge, verdict
from pipectl.experiments.rules.visits import (
    Entry,
    Outcome,
    Span,
    Visit,
    compared_span,
    outcomes,
    unassigned,
)
from pipectl.named_tuple import NamedTuple
from pipectl.stage_history import StageHistoryRow, StageOrder
from pipectl.stages.queries import stages
from pipectl.store.reader import Reader, record
from pipectl.vocabulary import CLOSED, OPEN, WON


class ExperimentRow(NamedTuple):
    """An experiment as it was started, and how many visits have an arm."""

    id: int
    name: str
    stage_id: int
    stage: str
    arms_stored: str
    metric: str
    alternate: bool
    started_on: date
    ended_on: date | None
    recorded_at: str
    visits: int

    @property
    def arms(self) -> tuple[str, ...]:
        """The names of its arms."""
        return arms_of(self.arms_stored)


class ArmResult(NamedTuple):
    """An arm: its visits (or deals), those that count (`n`), and how it compares."""

    arm: str
    assigned: int
    not_compared: int
    open: int
    n: int
    successes: int
    median_days: Fraction | None
    judged: Judged

    @property
    def share(self) -> Fraction | None:
        """successes / n in percent."""
        return Fraction(100 * self.successes, self.n) if self.n else None


class ExperimentResult(NamedTuple):
    """What an experiment shows, as of a day."""

    experiment: ExperimentRow
    arms: tuple[ArmResult, ...]
    not_assigned: int
    span: Span | None
    verdict: Verdict


EXPERIMENTS_SQL = """
select
  e.id,
  e.name,
  e.stage_id,
  s.name,
  e.arms,
  e.metric,
  e.alternate,
  e.started_on,
  case when coalesce(e.ended_recorded_on, e.ended_on) <= :day then e.ended_on end,
  e.recorded_at,
  (
    select
      count(*)
    from experiment_visit as v
    join opportunity as o on o.id = v.opportunity_id
    where v.experiment_id = e.id and v.recorded_on <= :day and o.status <> 'deleted'
  )
from experiment as e
left join stage as s on s.id = e.stage_id
where e.recorded_on <= :day
order by e.ended_on is not null, e.started_on, e.id
"""

VISITS_SQL = """
select
  id,
  opportunity_id,
  arm,
  entered_on,
  recorded_at
from experiment_visit
where experiment_id = :id and recorded_on <= :day
order by opportunity_id, id
"""

PAST_SQL = f"""
select
  opportunity_id,
  recorded_at,
  {", ".join(StageHistoryRow._fields)}
from opportunity_history
where recorded_on <= :day and opportunity_id in (
    select
      opportunity_id
    from opportunity_history
    where stage_id = :stage and recorded_on between :since and :day
    union
    select
      opportunity_id
    from experiment_visit
    where experiment_id = :id
  )
order by opportunity_id, id
"""

GOES_ON_SQL = """
select
  arm
from experiment_visit
where opportunity_id = :deal and experiment_id = :id and entered_on >= :since
order by id desc
"""


def experiments(reader: Reader, day: date) -> list[ExperimentRow]:
    """Return the experiments as of a day, those that run first."""
    return reader.records(ExperimentRow, EXPERIMENTS_SQL, {"day": day})


def arm_of_stay(reader: Reader, experiment: int, deal: int, since: date) -> str | None:
    """Return the arm of a deal since it entered its stage."""
    values = {"deal": deal, "id": experiment, "since": since}
    found: str | None = reader.value(GOES_ON_SQL, values)
    return found


def result(reader: Reader, found: ExperimentRow, day: date) -> ExperimentResult:
    """Return what an experiment shows, from what was recorded by the end of a day."""
    every, missing = visited(reader, found, day)
    span = None if found.alternate else compared_span(every)
    arms = [counted(found, arm, every, span) for arm in found.arms]
    judged = judge([cases for cases, _ in arms])
    return ExperimentResult(
        experiment=found,
        arms=tuple(
            of_arm._replace(judged=each) for (_, of_arm), each in zip(arms, judged, strict=True)
        ),
        not_assigned=missing,
        span=span,
        verdict=verdict([cases for cases, _ in arms], judged),
    )


def visited(reader: Reader, found: ExperimentRow, day: date) -> tuple[list[Outcome], int]:
    """Return what became of the visits with an arm, and how many have none."""
    visits: dict[int, list[Visit]] = defaultdict(list)
    for visit in reader.records(Visit, VISITS_SQL, {"id": found.id, "day": day}):
        is_in_time = found.ended_on is None or visit.entered_on <= found.ended_on
        if visit.arm in found.arms and is_in_time:
            visits[visit.opportunity_id].append(visit)
    places, every, missing = ranks(reader), list[Outcome](), 0
    for deal, past in histories(reader, found, day).items():
        every += outcomes(visits[deal], past, found.stage_id, places)
        missing += unassigned(
            visits[deal],
            past,
            found.stage_id,
            found.started_on,
            found.recorded_at,
            found.ended_on,
        )
    return every, missing


def ranks(reader: Reader) -> Mapping[int, int]:
    """Return the rank of each stage, removed ones among them."""
    known = stages(reader, archived=True)
    standing = [each.step for each in known if not each.archived]
    return StageOrder.of(standing, [each.step for each in known if each.archived]).places


def histories(reader: Reader, found: ExperimentRow, day: date) -> dict[int, list[Entry]]:
    """Return the history of each deal that was in the stage since the experiment began."""
    values = {"id": found.id, "stage": found.stage_id, "since": found.started_on, "day": day}
    rows = reader.rows(PAST_SQL, values)
    return {
        deal: [Entry(row[1], record(StageHistoryRow, row[2:])) for row in past]
        for deal, past in groupby(rows, key=lambda row: row[0])
    }


def counted(
    found: ExperimentRow, arm: str, every: Sequence[Outcome], span: Span | None
) -> tuple[Cases, ArmResult]:
    """Return the cases of an arm, and what it did, not compared yet."""
    units = deals(every) if found.metric == "win" else list(every)
    own = [each for each in units if each.arm == arm]
    ended = [each for each in own if not is_open(found.metric, each)]
    within = [each for each in ended if span is None or span.holds(each.entered_on)]
    cases = METRICS[found.metric](arm, within)
    return cases, ArmResult(
        arm=arm,
        assigned=len(own),
        not_compared=len(ended) - len(within),
        open=len(own) - len(ended),
        n=cases.n,
        successes=cases.successes,
        median_days=median(cases.days) if cases.days else None,
        judged=Judged(),
    )


def deals(every: Sequence[Outcome]) -> list[Outcome]:
    """Return the first visit of each deal: its arm is the deal's."""
    first: dict[int, Outcome] = {}
    for each in every:
        first.setdefault(each.opportunity_id, each)
    return list(first.values())


def is_open(metric: str, found: Outcome) -> bool:
    """Return whether a visit goes on; by wins, whether the deal is open."""
    return found.status == OPEN if metric == "win" else found.ended is None


def advances(arm: str, found: Sequence[Outcome]) -> Cases:
    """Return how many of the visits that ended went forward."""
    ended = [each for each in found if each.ended is not None]
    return Cases(arm, len(ended), sum(each.is_forward for each in ended))


def wins(arm: str, found: Sequence[Outcome]) -> Cases:
    """Return how many of the deals that are closed were won."""
    closed = [each for each in found if each.status in CLOSED]
    return Cases(arm, len(closed), sum(each.status == WON for each in closed))


def stays(arm: str, found: Sequence[Outcome]) -> Cases:
    """Return the days of the visits that went forward."""
    days = tuple(each.days for each in found if each.is_forward and each.days is not None)
    return Cases(arm, len(days), len(days), days)


METRICS = {"advance": advances, "win": wins, "days": stays}
