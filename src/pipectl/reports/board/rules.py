"""Sum the open deals of the board by group: count, amounts, oldest and flagged."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipectl.money import weighted_minor
from pipectl.named_tuple import NamedTuple
from pipectl.pipeline.rules import OpportunityState, flags
from pipectl.stage_history import StageRef


class BoardItem(NamedTuple):
    """An open deal on the board; `own_bp` overrides its stage's probability."""

    id: int
    title: str
    stage_id: int
    amount_minor: int | None
    own_bp: int | None
    currency: str
    source: str | None
    account: str | None
    standing: OpportunityState


@dataclass(frozen=True, slots=True)
class BoardGroup:
    """A group: money in minor units; `oldest_days` is the longest time in the current stage."""

    group: str | None
    probability_bp: int | None
    count: int
    amount_minor: int
    weighted_minor: int
    oldest_days: int | None
    flagged: int
    short: str = ""  # the stage's own short name


class Board(NamedTuple):
    """The lines by stage, the lines by the requested group, and the total of each."""

    by: str
    stages: tuple[BoardGroup, ...]
    groups: tuple[BoardGroup, ...]
    total: BoardGroup
    counted: tuple[BoardItem, ...]
    without_amount: int
    customers: tuple[BoardGroup, ...] = ()  # won deals, by the customer stage they are in


GROUPS: dict[str, Callable[[BoardItem], str | None]] = {
    "source": lambda item: item.source,
    "account": lambda item: item.account,
    "month": lambda item: month(item.standing.close_on),
}


def month(day: date | None) -> str | None:
    """Return a date's month: `2026-11`."""
    return None if day is None else f"{day:%Y-%m}"


def board(
    steps: Sequence[StageRef],
    items: Sequence[BoardItem],
    *,
    by: str,
    today: date,
    groups_of: Callable[[int], Sequence[str | None]] | None = None,
) -> Board:
    """Return the board of these open deals, grouped by stage, source, account or month.

    `groups_of` says by its number which groups a deal is in if they are others.
    """
    chances = {step.id: step.probability_bp for step in steps}
    by_stage: dict[int, list[BoardItem]] = {step.id: [] for step in steps}
    for item in items:
        by_stage[item.stage_id].append(item)
    stages = tuple(
        line(step.name, step.probability_bp, by_stage[step.id], chances, today, step.short or "")
        for step in steps
    )
    groups = stages
    if by != "stage":
        named: dict[str | None, list[BoardItem]] = {}
        for item in items:
            names = (GROUPS[by](item),) if groups_of is None else groups_of(item.id)
            for name in names:
                named.setdefault(name, []).append(item)
        order = sorted(named, key=lambda name: (name is None, name or ""))
        groups = tuple(line(name, None, named[name], chances, today) for name in order)
    return Board(
        by=by,
        stages=stages,
        groups=groups,
        total=whole(stages),
        counted=tuple(items),
        without_amount=sum(item.amount_minor is None for item in items),
    )


def customer_lines(
    steps: Sequence[StageRef], items: Sequence[BoardItem], today: date
) -> tuple[BoardGroup, ...]:
    """Return the lines of the customer stages; won deals have no weighted amount."""
    certain = {step.id: 0 for step in steps}
    return tuple(
        line(
            step.name,
            step.probability_bp,
            [item for item in items if item.stage_id == step.id],
            certain,
            today,
            step.short or "",
        )
        for step in steps
    )


def line(
    group: str | None,
    bp: int | None,
    items: Iterable[BoardItem],
    chances: dict[int, int],
    today: date,
    short: str = "",
) -> BoardGroup:
    """Return a group's count, amount, weighted amount, oldest and flagged."""
    count = amount = weighted = flagged = 0
    entered = today
    for item in items:
        count += 1
        amount += item.amount_minor or 0
        weighted += item_weight(item, chances)
        flagged += bool(flags(item.standing, today))
        entered = min(entered, item.standing.stage_entered_on)
    oldest = (today - entered).days if count else None
    return BoardGroup(group, bp, count, amount, weighted, oldest, flagged, short)


def item_weight(item: BoardItem, chances: dict[int, int]) -> int:
    """Return amount x probability, rounded; the deal's own probability overrides its stage's."""
    bp = chances[item.stage_id] if item.own_bp is None else item.own_bp
    return weighted_minor(item.amount_minor or 0, bp)


def whole(lines: Sequence[BoardGroup]) -> BoardGroup:
    """Return the sum of lines."""
    ages = [each.oldest_days for each in lines if each.oldest_days is not None]
    return BoardGroup(
        group=None,
        probability_bp=None,
        count=sum(each.count for each in lines),
        amount_minor=sum(each.amount_minor for each in lines),
        weighted_minor=sum(each.weighted_minor for each in lines),
        oldest_days=max(ages, default=None),
        flagged=sum(each.flagged for each in lines),
    )
