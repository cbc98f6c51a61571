"""Read the arms of an experiment: as typed, as stored, and the one whose turn it is."""

import json
from collections.abc import Mapping, Sequence

from pipectl.errors import UsageError, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.text import UnknownValueError, check_line, closest, fold
from pipectl.vocabulary import LONGEST

FEWEST, MOST = 2, 8


class ArmChoice(NamedTuple):
    """The arm that a visit gets in an experiment; None for the one whose turn it is."""

    experiment_id: int
    experiment: str
    arm: str | None = None


def read_arms(text: str) -> tuple[str, ...]:
    """Return the names of arms, typed with commas between them; raise UsageError."""
    what, most = "arm", LONGEST["experiment_visit.arm"]
    arms = [check_line(each, what=what, most=most) for each in text.split(",") if each.strip()]
    if not FEWEST <= len(arms) <= MOST:
        raise UsageError(
            f"An experiment has {FEWEST} to {MOST} arms, and {quoted(text)} names {len(arms)}.",
            hint='Separate them with commas: --arms "plain,video".',
        )
    folded = [fold(each) for each in arms]
    twice = next((arm for arm in arms if folded.count(fold(arm)) > 1), None)
    if twice is not None:
        raise UsageError(f"The arm {quoted(twice)} is named twice.", hint="Give each arm once.")
    check_line(as_stored(arms), what="list of arms", most=LONGEST["arms"])
    return tuple(arms)


def arms_of(stored: str) -> tuple[str, ...]:
    """Return the arms of an experiment as they are stored; none if they can't be read."""
    try:
        found = json.loads(stored)
    except ValueError:
        return ()
    is_list = isinstance(found, list) and all(isinstance(each, str) for each in found)
    return tuple(found) if is_list else ()


def as_stored(arms: Sequence[str]) -> str:
    """Return arms as they are stored."""
    return json.dumps(list(arms), ensure_ascii=False)


def meant_arm(experiment: str, arms: Sequence[str], text: str) -> str:
    """Return the arm that a text means, or a part of its name; raise UnknownValueError."""
    folded = fold(text.strip())
    found = closest(folded, arms, lambda arm: (fold(arm),)) if folded else []
    if len(found) != 1:
        raise UnknownValueError(
            f"The experiment {quoted(experiment)} has no arm {quoted(text)}", text, arms
        )
    return found[0]


def next_arm(arms: Sequence[str], counts: Mapping[str, int]) -> str:
    """Return the arm with the fewest visits; on a tie, the first."""
    return min(arms, key=lambda arm: counts.get(arm, 0))
