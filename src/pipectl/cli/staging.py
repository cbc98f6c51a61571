"""The stages of an import: theirs and ours, asked where nobody knows."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pipectl.cli.run import Run
from pipectl.cli.typed import stage_named
from pipectl.domain.arrivals import Arrival, NoStagesError, Visit
from pipectl.domain.incoming.fields import Incoming, outcome_in_stage
from pipectl.domain.incoming.history import History, spread, stage_order
from pipectl.errors import RefusedError, listed, quoted
from pipectl.numbers import NumberFormat
from pipectl.queries.stages import Stage
from pipectl.queries.stages import stages as standing_stages
from pipectl.render.output import note
from pipectl.store.reader import Reader
from pipectl.text import fold

if TYPE_CHECKING:
    from pipectl.cli.bringing import Asked
    from pipectl.store.session import WriteSession

SHOWN = 20  # stages that are named in an error
MOST_MADE = 50
ADDED = 0  # picked for a stage that is to be added: no stage has that id


class Stages(NamedTuple):
    """Their stages, folded, by the id of ours; `new` are to be added, with their probabilities.

    Until they are added, the new ones have ids below 0. `unknown` are those that nobody says, in a
    dry run.
    """

    ids: Mapping[str, int]
    names: Mapping[int, str]
    new: tuple[tuple[str, int], ...]
    unknown: tuple[str, ...] = ()


class Made(NamedTuple):
    """Arrivals in stages that are there, and the stages that were added for them."""

    arrivals: Sequence[Arrival]
    stages: frozenset[int] = frozenset()


class UnknownStagesError(RefusedError):
    """The file has stages that the store doesn't."""

    def __init__(self, theirs: Sequence[str], ours: Sequence[str]) -> None:
        def shown(numbers: NumberFormat) -> str:
            more = len(theirs) - SHOWN
            rest = [f"{numbers.count(more)} more"] if more > 0 else []
            return f"Stages that aren't here: {listed([*theirs[:SHOWN], *rest])}."

        super().__init__(
            shown,
            hint=f'Say which of {listed(ours)} each is, with --stage-map "THEIRS=OURS", or add '
            "them with --make-stages.",
        )


def stages_for(run: Run, asked: "Asked", rows: Sequence[Incoming], entries: History) -> Stages:
    """Which stage each of theirs is; raises UnknownStagesError where nobody says.

    Raises NoStagesError for a store that has none, and gets none.
    """
    theirs = named(rows, entries)
    with run.looking_up() as reader:
        ours = standing_stages(reader)
        if not ours and not asked.make_stages:
            raise NoStagesError
        chosen = {stage.name_folded: stage.id for stage in ours} | said(run, asked, reader, theirs)
        unknown = [name for name in theirs if fold(name) not in chosen]
        new: list[tuple[str, int]] = []
        if unknown and asked.make_stages:
            new, unknown = added(theirs, unknown, rows), []
        elif unknown and not asked.dry_run:
            picked = asked_stages(run, unknown, ours)
            chosen |= {name: stage for name, stage in picked.items() if stage != ADDED}
            new = added(theirs, [name for name in unknown if fold(name) not in chosen], rows)
            unknown = []
    if len(new) > MOST_MADE:
        raise RefusedError(
            f"There are {run.numbers.count(len(new))} stages that aren't here; at most"
            f" {MOST_MADE} are added.",
            hint="Is that the column of stages? --map stage=HEADER says which it is.",
        )
    tell_new(run, new, ours)
    for place, (name, _) in enumerate(new, 1):
        chosen[fold(name)] = -place
    names = {stage.id: stage.name for stage in ours}
    names |= {-place: name for place, (name, _) in enumerate(new, 1)}
    return Stages(chosen, names, tuple(new), tuple(unknown))


def said(run: Run, asked: "Asked", reader: Reader, theirs: Sequence[str]) -> dict[str, int]:
    """What --stage-map says; says itself where the files have no such stage."""
    from pipectl.cli.pairing import single

    there = {fold(name) for name in theirs}
    found = {}
    for before, after in single("--stage-map", asked.stage_map, fold):
        found[fold(before)] = stage_named(run, reader, after).id
        if fold(before) not in there:
            note(f"--stage-map: there is no stage {quoted(before)} in what comes in.")
    return found


def named(rows: Sequence[Incoming], entries: History) -> list[str]:
    """Every stage that is named: in the order of the history, then of the rows."""
    found = {fold(stage): stage for stage in stage_order(entries)}
    for row in rows:
        if row.stage is not None and outcome_in_stage(row.stage) is None:
            found.setdefault(fold(row.stage), row.stage)
    return list(found.values())


def added(
    theirs: Sequence[str], unknown: Sequence[str], rows: Sequence[Incoming]
) -> list[tuple[str, int]]:
    """The stages that are added, with the probability that most open rows there have.

    Where none says one, it is spread over all of theirs.
    """
    of_all = dict(zip(theirs, spread(len(theirs)), strict=True))
    said: dict[str, Counter[int]] = defaultdict(Counter)
    for row in rows:
        if row.stage is not None and row.probability_bp is not None:
            said[fold(row.stage)][row.probability_bp] += 1
    return [
        (name, said[fold(name)].most_common(1)[0][0] if fold(name) in said else of_all[name])
        for name in unknown
    ]


def tell_new(run: Run, new: Sequence[tuple[str, int]], ours: Sequence[Stage]) -> None:
    """Say which stages are added, with which probabilities, and what changes that."""
    if not new:
        return
    shown = [f"{name} {run.numbers.basis_points(bp)} %" for name, bp in new]
    note(
        f"New stages{f', after {ours[-1].name}' if ours else ''}: {', '.join(shown)}.\n"
        "  `pipectl stage edit` changes a probability, `pipectl stage move` the order."
    )


def asked_stages(run: Run, unknown: Sequence[str], ours: Sequence[Stage]) -> dict[str, int]:
    """Which stage each unknown one is, or ADDED, asked at a terminal."""
    if not run.may_ask():
        raise UnknownStagesError(unknown, [stage.name for stage in ours])
    from pipectl.ask.prompts import Choice, pick

    options = [
        *(Choice(stage.id, stage.name) for stage in ours),
        Choice(ADDED, "add it as a new stage"),
    ]
    return {fold(name): pick(f"Which stage is {name}?", options) for name in unknown}


def arrivals(rows: Sequence[Incoming], entries: History, stages: Stages) -> list[Arrival]:
    """Each row with its stage and those that it went through."""
    found = []
    for row in rows:
        past = entries.get(row.identifier, ()) if row.identifier is not None else ()
        visits: tuple[Visit, ...] = tuple(
            (stages.ids[fold(entry.stage)], entry.entered_on) for entry in past
        )
        stage = None if row.stage is None else stages.ids.get(fold(row.stage))
        found.append(Arrival(row, stage, visits))
    return found


def make(session: "WriteSession", found: Sequence[Arrival], stages: Stages) -> Made:
    """The arrivals, with the new stages added behind those that are there."""
    if not stages.new:
        return Made(found)
    from pipectl.actions.stages import append

    ids = {-place: number for place, number in enumerate(append(session, stages.new), 1)}
    standing = [
        each._replace(
            stage_id=None if each.stage_id is None else ids.get(each.stage_id, each.stage_id),
            visits=tuple((ids.get(stage_id, stage_id), day) for stage_id, day in each.visits),
        )
        for each in found
    ]
    return Made(standing, frozenset(ids.values()))
