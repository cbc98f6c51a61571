"""What is offered to choose from: next actions and reasons?"""

from dataclasses import dataclass

from pipectl.domain.factors import Followed, in_order
from pipectl.store.reader import Reader
from pipectl.text import fold


@dataclass(frozen=True, slots=True)
class Pick:
    """An entry of the pick list of next actions; no stage means everywhere."""

    id: int
    action: str
    stage_id: int | None
    stage: str | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason that is offered for won or lost ones."""

    id: int
    text: str
    outcome: str


ACTIONS_SQL = """
select
  a.id,
  a.text,
  a.stage_id,
  s.name as stage,
  a.kind
from action as a
left join stage as s on s.id = a.stage_id
where s.archived is null or s.archived = false
order by s.position nulls last, a.id
"""

FOLLOWED_SQL = """
select
  text_folded,
  count(*) as n,
  sum(case when advanced then 1 else 0 end) as advances
from next_action
where stage_id = :stage and status = 'done'
group by text_folded
"""

REASONS_SQL = """
select
  id,
  text,
  outcome
from reason
order by outcome desc, id
"""


OPEN_KIND_SQL = """
select
  kind
from next_action
where opportunity_id = :id and status = 'open'
"""


def open_kind(reader: Reader, number: int) -> str | None:
    """The kind of activity that was stored with a deal's open next action."""
    found: str | None = reader.value(OPEN_KIND_SQL, {"id": number})
    return found


def actions(reader: Reader) -> list[Pick]:
    """The whole pick list, in the order of the stages."""
    return reader.records(Pick, ACTIONS_SQL)


def offered(reader: Reader, stage_id: int) -> list[Pick]:
    """What to offer in a stage: its own by how often an advance followed, then the others.

    A text is offered once.
    """
    done = reader.rows(FOLLOWED_SQL, {"stage": stage_id})
    followed = [Followed(text, n, advances, 0) for text, n, advances in done]
    everything = actions(reader)
    own = in_order(
        [pick for pick in everything if pick.stage_id == stage_id],
        followed,
        text=lambda pick: pick.action,
    )
    rest = [pick for pick in everything if pick.stage_id is None]
    rest += [pick for pick in everything if pick.stage_id not in (None, stage_id)]
    seen: dict[str, Pick] = {}
    for pick in own + rest:
        seen.setdefault(fold(pick.action), pick)
    return list(seen.values())


def reasons(reader: Reader, outcome: str | None = None) -> list[Reason]:
    """The reasons that are offered, of one outcome or of both."""
    return [
        reason
        for reason in reader.records(Reason, REASONS_SQL)
        if outcome is None or reason.outcome == outcome
    ]
