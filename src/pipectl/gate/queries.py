"""What one sees and ticks before a move; the answers so far."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from pipectl.collateral.queries import LinkRow, links_of_stage
from pipectl.errors import RefusedError, either, quoted
from pipectl.gate import rules as gate_rules
from pipectl.gate.rules import UnknownCriterionError
from pipectl.named_tuple import NamedTuple
from pipectl.pipeline.queries.current import CurrentOpportunity, by_id
from pipectl.stages.queries import (
    OfferedReason,
    StageRow,
    criteria,
    customer_stages,
    playbook_of,
    reasons,
    stages,
)
from pipectl.stages.rules.criteria import RequiredCriterion
from pipectl.stages.rules.kinds import refuse_customer_stage
from pipectl.store.reader import Reader
from pipectl.text import check_line, closest, fold
from pipectl.vocabulary import CUSTOMER


class PastAnswers(NamedTuple):
    """One answered set of the three questions; a kept answer has the day it was given on."""

    stage: str
    buying: str
    why: str
    next_action: str | None
    due_on: date | None
    factor: str | None
    override: str | None
    asked_on: date
    buying_on: date
    why_on: date


ANSWERS_SQL = """
select
  s.name as stage,
  q.buying,
  q.why,
  n.text as next_action,
  n.due_on,
  q.factor,
  q.override,
  q.asked_on,
  coalesce(q.buying_on, q.asked_on) as buying_on,
  coalesce(q.why_on, q.asked_on) as why_on
from qualification as q
left join stage as s on s.id = q.stage_id
left join next_action as n on n.id = q.next_action_id
where q.opportunity_id = :id
order by q.id desc
"""


class MoveContext(NamedTuple):
    """One move: from where to where, the last answers, what could be ticked, what comes next."""

    opportunity: CurrentOpportunity
    source: StageRow
    target: StageRow
    last: PastAnswers | None
    criteria: tuple[RequiredCriterion, ...]
    every_criterion: tuple[RequiredCriterion, ...]
    stage_names: Mapping[int, str]
    met: frozenset[int]
    lost_reasons: tuple[OfferedReason, ...]
    playbook: str | None = None
    links: tuple[LinkRow, ...] = ()

    @property
    def advances(self) -> bool:
        """Whether the move goes forward."""
        return gate_rules.is_advance(self.source.step, self.target.step)

    def is_barred(self, ticked: Collection[int]) -> bool:
        """Whether a required criterion stands in the way, with these ticked now."""
        done = self.met | set(ticked)
        return self.advances and any(d.required and d.id not in done for d in self.criteria)

    @property
    def has_dated_next(self) -> bool:
        """Whether the third question has an answer already."""
        return self.opportunity.row.due_on is not None


MET_SQL = """
select
  criterion_id
from criterion_met
where opportunity_id = :id
"""


def gate(
    reader: Reader, number: int, target: StageRow | None, today: date, *, losing: bool = False
) -> MoveContext:
    """The gate before a stage (the next one, where none is given; none, where a no loses it).

    Raises RefusedError for a closed opportunity, the stage it is in, and after the last one.
    """
    found = by_id(reader, number, today)
    everything = stages(reader, archived=True)
    source = next(stage for stage in everything if stage.id == found.row.stage_id)
    gate_rules.check_open(found.row.title, found.row.status)
    standing = [stage for stage in everything if not stage.archived]
    stays = losing and target is None
    if stays:
        target = source
    elif target is None:
        step = gate_rules.following([s.step for s in standing], source.step, found.row.title)
        target = next(stage for stage in standing if stage.id == step.id)
    assert target is not None
    if not stays:
        refuse_customer_stage(target.name, target.kind)
        gate_rules.check_move(found.row.title, found.row.status, source.step, target.step)
    demands = criteria(reader)
    last = reader.records(PastAnswers, ANSWERS_SQL, {"id": number})
    return MoveContext(
        opportunity=found,
        source=source,
        target=target,
        last=last[0] if last else None,
        criteria=tuple(passed(standing, demands, source, target)),
        every_criterion=tuple(demands),
        stage_names={stage.id: stage.name for stage in everything},
        met=frozenset(row[0] for row in reader.rows(MET_SQL, {"id": number})),
        lost_reasons=tuple(reasons(reader, "lost")),
        playbook=playbook_of(reader, target.id),
        links=tuple(links_of_stage(reader, target.id)),
    )


def customer_gate(
    reader: Reader, number: int, target: StageRow | None, today: date
) -> MoveContext | None:
    """The move of a won deal to a customer stage; None if there is no such stage.

    Raises RefusedError for another stage, the one it is in, and after the last one.
    """
    there = customer_stages(reader)
    if not there:
        return None
    found = by_id(reader, number, today)
    title, at = found.row.title, found.row.customer_stage_id
    now = next((stage for stage in there if stage.id == at), None)
    if target is None:
        behind = [stage for stage in there if now is None or stage.position > now.position]
        if not behind:
            raise RefusedError(
                f"{quoted(title)} is in the last stage, {there[-1].name}.",
                hint="To go back to an earlier stage, name it.",
            )
        target = behind[0]
    elif target.kind != CUSTOMER:
        raise RefusedError(
            f"{quoted(title)} is won, so it can only be moved to a customer stage:"
            f" {either(stage.name for stage in there)}.",
            hint="To sell it again, reopen it first: `pipectl reopen`.",
        )
    if target.id == at:
        gate_rules.refuse_same_stage(title, target.name)
    every = {stage.id: stage for stage in (*stages(reader, archived=True), *there)}
    return MoveContext(
        opportunity=found,
        source=now or every[found.row.stage_id],
        target=target,
        last=None,
        criteria=(),
        every_criterion=(),
        stage_names={number: stage.name for number, stage in every.items()},
        met=frozenset(),
        lost_reasons=(),
    )


def passed(
    standing: Sequence[StageRow],
    demands: Sequence[RequiredCriterion],
    source: StageRow,
    target: StageRow,
) -> list[RequiredCriterion]:
    """The criteria of the stage left, and going forward of every stage skipped."""
    last = max(target.position, source.position + 1)
    ids = {source.id} | {s.id for s in standing if source.position < s.position < last}
    return [demand for demand in demands if demand.stage_id in ids]


def criterion_and_answer(found: MoveContext, text: str) -> tuple[int, str | None]:
    """The criterion that is meant, and the answer behind a `=`; raises an error.

    A criterion whose own text has a `=` may be given as it is.
    """
    before, equals, answer = text.partition("=")
    try:
        return criterion(found, text).id, None
    except UnknownCriterionError:
        if not equals or not before.strip():
            raise
    return criterion(found, before).id, check_line(answer, what="answer")


def criterion(found: MoveContext, text: str) -> RequiredCriterion:
    """The criterion that is meant: of the stages passed, else of any; raises an error."""
    folded = fold(text.strip())
    for demands in (found.criteria, found.every_criterion):
        best = closest(folded, demands, lambda demand: (fold(demand.text),)) if folded else []
        if len(best) == 1:
            return best[0]
        if best:
            break
    raise UnknownCriterionError(text, found.criteria)
