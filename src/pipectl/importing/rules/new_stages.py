"""Choose the probability and the position of stages that an import adds."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.history_file import History, stage_order
from pipectl.importing.rules.programs import Format
from pipectl.named_tuple import NamedTuple
from pipectl.text import fold
from pipectl.vocabulary import OPEN

NO_MEDIANS: Mapping[str, int] = MappingProxyType({})
# `1-Qualify`, `2. Develop`.
_NUMBER = re.compile(r"\s*#?([0-9]{1,2})\s*[-–.):_ ]\s*[^\W\d]")


class Evidence(NamedTuple):
    """The sources for new stages' percentages and order: rows, history, program."""

    rows: Sequence[Incoming]
    past: History
    format: Format

    def open_rows(self) -> Iterator[tuple[str, Incoming]]:
        """Yield each open row with its stage (folded), if known."""
        for row in self.rows:
            past = self.past.get(row.identifier or "", ())
            stage = row.stage or (past[-1].stage if past else None)
            if row.outcome == OPEN and stage is not None:
                yield fold(stage), row

    def own_percents(self) -> Iterator[tuple[str, int | None]]:
        """Yield the stage (folded) of each open row with the row's own probability."""
        for stage, row in self.open_rows():
            yield stage, row.probability_bp


class NewStages(NamedTuple):
    """Stages to add in `order` (a description); `unsaid` have 0 % as the file has no probability.

    `bare` counts open rows without a probability of their own by unsaid stage (folded), and `own`
    are those with rows that have one. With `is_ours` the rows are from our own CSV. `column` is
    read as the probability. Without it, `near` is an unread column that may have probabilities, and
    with `may_have` there are others. `placing` are all stages in the order that places unsaid ones,
    `medians` place the others. With `is_dry`, nothing is added yet.
    """

    stages: tuple[tuple[str, int], ...]
    order: str = ""
    unsaid: tuple[str, ...] = ()
    bare: Mapping[str, int] = NO_MEDIANS
    own: frozenset[str] = frozenset()
    is_ours: bool = False
    column: str | None = None
    near: str | None = None
    may_have: bool = False
    placing: Sequence[str] = ()
    medians: Mapping[str, int] = NO_MEDIANS
    is_dry: bool = False


class StageOrder(NamedTuple):
    """Names of stages in order, a description of it, and the stages that define positions.

    `medians` are the percentages that place stages (folded) without an own one.
    """

    names: list[str]
    description: str
    placing: Sequence[str] = ()
    medians: Mapping[str, int] = NO_MEDIANS


def known_percents(by: Evidence) -> dict[str, int]:
    """Return the probability of each stage (folded) for which the rows have one.

    Our own CSV has that of each deal's stage. In other files it is the one shared by more than half
    of the open rows in a stage.
    """
    found: dict[str, Counter[int | None]] = defaultdict(Counter)
    for stage, row in by.open_rows():
        if row.own is None:
            found[stage][row.probability_bp] += 1
        elif row.own.stage_percent is not None:
            found[stage][row.own.stage_percent] += 1
    most = {stage: (*counts.most_common(1)[0], counts.total()) for stage, counts in found.items()}
    return {
        stage: percent
        for stage, (percent, count, total) in most.items()
        if percent is not None and 2 * count > total
    }


def median_percents(
    by: Evidence, unsaid: Collection[str], placing: Collection[str]
) -> dict[str, int]:
    """Return the median probability of the open rows of each stage (folded) that has no own one.

    It only gives the stage its position, so stages that something else places have none.
    """
    found: dict[str, list[int]] = defaultdict(list)
    lacking = {fold(name) for name in unsaid} - {fold(name) for name in placing}
    for stage, percent in by.own_percents():
        if stage in lacking and percent is not None:
            found[stage].append(percent)
    return {stage: sorted(percents)[(len(percents) - 1) // 2] for stage, percents in found.items()}


def in_order(
    names: Sequence[str],
    theirs: Sequence[str],
    by: Evidence,
    percents: Mapping[str, int],
    unsaid: Collection[str],
) -> StageOrder:
    """Return new stages as `order_of` does, but by probability where that differs.

    `percents` are theirs by name; those of `unsaid` are unknown.
    """
    found = order_of(names, theirs, by)
    if by.past:
        return found
    medians = median_percents(by, unsaid, found.placing)
    places = {name: medians.get(fold(name), percents[name]) for name in names}
    return StageOrder(
        sorted(found.names, key=lambda name: places[name]),
        "by probability" if len({*places.values()}) > 1 else found.description,
        found.placing,
        medians,
    )


def order_of(names: Sequence[str], theirs: Sequence[str], by: Evidence) -> StageOrder:
    """Return new stages in the order of the history, else of the program, else of the file.

    `theirs` are all stages in the file, including those that exist here.
    """
    if by.past:
        return StageOrder(list(names), "in the order of the history", stage_order(by.past))
    if numbered := _numbered(theirs):
        ordered = [name for name in numbered if name in names]
        return StageOrder(ordered, "in the order of their numbers", numbered)
    places = by.format.stage_places()
    known = {name: place for name in theirs if (place := _place(name, places)) is not None}
    count = sum(name in known for name in names)
    if count < min(2, len(names)):  # one alone isn't in an order
        return StageOrder(list(names), "in the order of the file")
    placing = sorted(known, key=lambda name: known[name])
    ordered = sorted(names, key=lambda name: known.get(name, len(places)))
    if count == len(names):
        return StageOrder(ordered, f"in {by.format.label}'s order", placing)
    description = f"first in {by.format.label}'s order, then in the order of the file"
    return StageOrder(ordered, description, placing)


def _numbered(theirs: Sequence[str]) -> list[str]:
    """Return stages such as `1-Qualify` and `2-Develop` by number; none if some have no number."""
    numbers = {name: int(found[1]) for name in theirs if (found := _NUMBER.match(name))}
    if len(numbers) < max(2, len(theirs)) or len({*numbers.values()}) < len(numbers):
        return []
    return sorted(numbers, key=lambda name: numbers[name])


def _place(name: str, places: Mapping[str, int]) -> int | None:
    """Return a stage's position in a program's order, without HubSpot's pipeline suffix."""
    return places.get(fold(name.partition(" (")[0]))


def placed(
    ours: Sequence[tuple[str, int]],
    new: Sequence[tuple[str, int]],
    unsaid: Collection[str] = (),
    placing: Sequence[str] = (),
    medians: Mapping[str, int] = NO_MEDIANS,
) -> list[str]:
    """Return all stages (folded) in order, with the new ones placed among ours.

    A new stage goes after our last one with a probability no higher than its own; new ones keep
    their order. `unsaid` stages, with unknown probability, go to the place of their median, else
    next to their neighbors in `placing`, or to the end.
    """
    order = [fold(name) for name, _ in ours]
    percents = {fold(name): percent for name, percent in ours}
    without = {fold(name) for name in unsaid} - medians.keys()
    least = 0
    for name, own in new:
        if fold(name) in without:
            continue
        percent = medians.get(fold(name), own)
        behind = [at for at, each in enumerate(order, 1) if percents.get(each, percent) <= percent]
        at = max([least, *behind[-1:]])
        order.insert(at, fold(name))
        percents[fold(name)] = percent
        least = at + 1
    for name, _ in new:
        if fold(name) in without:
            order.insert(_beside(fold(name), order, [fold(each) for each in placing]), fold(name))
    return order


def _beside(name: str, order: Sequence[str], placing: Sequence[str]) -> int:
    """Return the position after a stage's predecessor in `placing`, or before its successor."""
    if name in placing:
        at = placing.index(name)
        for before in reversed(placing[:at]):
            if before in order:
                return order.index(before) + 1
        for after in placing[at + 1 :]:
            if after in order:
                return order.index(after)
    return len(order)
