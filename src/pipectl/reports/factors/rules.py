"""Count how often advance factors and next actions were followed by an advance."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pipectl.named_tuple import NamedTuple
from pipectl.stage_history import Stay
from pipectl.stages.rules.pick_lists import AdvanceRate
from pipectl.text import fold
from pipectl.vocabulary import WON


class Attempt(NamedTuple):
    """One use of a factor: whether the visit ended with an advance; None while it continues."""

    text: str
    advanced: bool | None


def tallied(trials: Iterable[Attempt]) -> list[AdvanceRate]:
    """Group texts regardless of case under their commonest spelling, most successful first."""
    # The same few texts recur: they are counted before they are folded.
    groups: dict[str, Counter[Attempt]] = {}
    for trial, times in Counter(trials).items():
        groups.setdefault(fold(trial.text), Counter())[trial] += times
    found = [followed(some) for some in groups.values()]
    return sorted(found, key=lambda each: (-each.advanced, each.n, each.text))


def followed(some: Mapping[Attempt, int]) -> AdvanceRate:
    """Return the trials of one text together."""
    spellings, outcomes = Counter[str](), Counter[bool | None]()
    for trial, times in some.items():
        spellings[trial.text] += times
        outcomes[trial.advanced] += times
    return AdvanceRate(
        text=spellings.most_common(1)[0][0],
        n=outcomes[True] + outcomes[False],
        advanced=outcomes[True],
        going_on=outcomes[None],
    )


def visit_at(visits: Sequence[Stay], stage_id: int, on: date) -> int | None:
    """Return which visit of the stage a day belongs to: the last one begun by that day.

    If the stage was removed during the visit, it is the last of all visits.
    """
    is_known = any(visit.stage_id == stage_id for visit in visits)
    found = [
        place
        for place, visit in enumerate(visits)
        if visit.entered_on <= on and (visit.stage_id == stage_id or not is_known)
    ]
    return found[-1] if found else None


def visit_on(visits: Sequence[Stay], on: date) -> int | None:
    """Return which visit a day belongs to: the last one begun by that day, unless it is closed."""
    found = [place for place, visit in enumerate(visits) if visit.entered_on <= on]
    if not found:
        return None
    left_on = visits[found[-1]].left_on
    return None if left_on is not None and left_on < on else found[-1]


def is_advanced(visits: Sequence[Stay], place: int, ranks: Mapping[int, int]) -> bool | None:
    """Return whether a visit ended with a move forward or a win; None while it continues."""
    visit = visits[place]
    if visit.ended is None:
        return None
    if place + 1 == len(visits):
        return visit.ended == WON
    return ranks[visits[place + 1].stage_id] > ranks[visit.stage_id]
