"""Ask which stage matches one of the file; raise an error in scripts."""

from collections.abc import Mapping, Sequence

from pipectl.cli.context import Run
from pipectl.errors import RefusedError, listed
from pipectl.importing.commands.plan import ImportOptions
from pipectl.numbers import NumberFormat
from pipectl.stages.queries import StageRow
from pipectl.text import fold
from pipectl.vocabulary import LOST, WON

SHOWN = 20  # stages that are named in an error
LEAST_ALIKE = 0.8  # of two names that probably mean one stage
ALIKE_LETTERS = 5  # with which such names begin
ADDED = 0  # picked for a stage that is to be added: no stage has that id
ENDS = ((-1, WON), (-2, LOST))  # picked for what is no stage: no stage that is here has such an id


class UnknownStagesError(RefusedError):
    """The file has stages that the store doesn't have."""

    def __init__(self, theirs: Sequence[str], ours: Sequence[str]) -> None:
        def shown(numbers: NumberFormat) -> str:
            more = len(theirs) - SHOWN
            rest = [f"{numbers.count(more)} more"] if more > 0 else []
            stages = "stage" if len(theirs) == 1 else "stages"
            return f"Unknown {stages}: {listed([*theirs[:SHOWN], *rest])}."

        example = ours[0] if ours else "won"
        super().__init__(
            shown,
            hint=f"Add them to your stages: --make-stages, or --stages "
            f'"{theirs[0]}:PERCENT,…". Or map each to one of your stages ({", ".join(ours)}), '
            f'or to won or lost: --stage-map "{theirs[0]}={example}".',
        )


def asked_stages(
    run: Run,
    unknown: Sequence[str],
    ours: Sequence[StageRow],
    percents: Mapping[str, int],
    before: Mapping[str, int],
) -> dict[str, int]:
    """Ask at a terminal for each unknown stage; the answer is one of ours, ADDED, or one of ENDS.

    The nearest comes first, or our first one if none is similar. Answers in `before` aren't asked
    for again.
    """
    if not run.may_ask():
        raise UnknownStagesError(unknown, [stage.name for stage in ours])
    from pipectl.prompting.prompts import pick
    from pipectl.prompting.question import Choice

    picked: dict[str, int] = {}
    for name in unknown:
        if fold(name) in before:
            picked[fold(name)] = before[fold(name)]
            continue
        first = nearest_stage(name, ours, percents.get(fold(name)))
        others = [stage for stage in ours if stage != first]
        options = [Choice(stage.id, stage.name) for stage in (*([first] if first else []), *others)]
        options.append(Choice(ADDED, "add as a new stage"))
        if "=" not in name:  # --stage-map, which says the same, ends a name there
            options += [
                Choice(number, f"{end}: not a stage, the deals are {end}") for number, end in ENDS
            ]
        picked[fold(name)] = pick(f"Which of your stages is {name}?", options)
    return picked


def with_outcomes(
    asked: "ImportOptions", unknown: Sequence[str], picked: Mapping[str, int]
) -> "ImportOptions | None":
    """Return the import with stages answered to be won or lost; None if there are none."""
    ends = dict(ENDS)
    ended = [f"{name}={ends[number]}" for name in unknown if (number := picked[fold(name)]) in ends]
    if not ended:
        return None
    kept = {name: number for name, number in picked.items() if number not in ends}
    return asked._replace(stage_map=(*asked.stage_map, *ended), picked={**asked.picked, **kept})


def tell_picked(
    run: Run, unknown: Sequence[str], ours: Sequence[StageRow], picked: Mapping[str, int]
) -> None:
    """Report the answers about stages once the import is stored."""
    names = {stage.id: stage.name for stage in ours}
    shown = (f"{name} -> {names.get(picked[fold(name)], '(new)')}" for name in unknown)
    run.tell_once_stored(f"Stages: {', '.join(shown)}.")


def nearest_stage(name: str, ours: Sequence[StageRow], percent: int | None) -> StageRow | None:
    """Return our stage with the most similar name or the nearest probability, else the first.

    The order of stages in a file means nothing.
    """
    if not ours:
        return None
    alike = {stage: likeness(name, stage.name) for stage in ours}
    best = max(ours, key=lambda stage: alike[stage])
    if alike[best] >= LEAST_ALIKE:
        return best
    if percent is not None:
        return min(ours, key=lambda stage: abs(stage.probability_bp - percent))
    return ours[0]


def likeness(one: str, other: str) -> float:
    """Return how similar two names are, from 0 to 1; a common beginning counts more.

    `Presentation` and `Negotiation` end alike, but aren't similar.
    """
    from difflib import SequenceMatcher

    one, other = fold(one), fold(other)
    if one in other or other in one:
        return 0.95
    begins_alike = one[:ALIKE_LETTERS] == other[:ALIKE_LETTERS]
    if begins_alike and min(len(one), len(other)) >= ALIKE_LETTERS:
        return 0.9
    return SequenceMatcher(None, one, other).ratio()
