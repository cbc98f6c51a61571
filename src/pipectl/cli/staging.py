"""The stages of an import: theirs and ours, asked where nobody knows; and what it would do."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pipectl.cli.run import Run
from pipectl.cli.shown import screen_of
from pipectl.cli.typed import stage_named
from pipectl.domain.arrivals import Arrival, Visit
from pipectl.domain.incoming.fields import Incoming, outcome_in_stage
from pipectl.domain.incoming.history import History, spread, stage_order
from pipectl.errors import RefusedError, listed
from pipectl.queries.stages import Stage
from pipectl.queries.stages import stages as standing_stages
from pipectl.render.output import Answer, note, show
from pipectl.text import fold

if TYPE_CHECKING:
    from pipectl.cli.bringing import Asked, Sheaf
    from pipectl.store.session import WriteSession

MADE = "made"  # what a dry run says of a stage that would be added


class Stages(NamedTuple):
    """Their stages, folded, by the id of ours; `new` are to be added, with their probabilities.

    Until they are added, the new ones have ids below 0.
    """

    ids: Mapping[str, int]
    names: Mapping[int, str]
    new: tuple[tuple[str, int], ...]


class UnknownStagesError(RefusedError):
    """The file has stages that the store doesn't."""

    def __init__(self, theirs: Sequence[str], ours: Sequence[str]) -> None:
        super().__init__(
            f"Stages that aren't here: {listed(theirs)}.",
            hint=f'Say which of {listed(ours)} each is, with --stage-map "THEIRS=OURS", or add '
            "them with --make-stages.",
        )


def stages_for(run: Run, asked: "Asked", rows: Sequence[Incoming], entries: History) -> Stages:
    """Which stage each of theirs is; raises UnknownStagesError where nobody says."""
    from pipectl.cli.bringing import pairs

    theirs = named(rows, entries)
    with run.looking_up() as reader:
        ours = standing_stages(reader)
        chosen = {stage.name_folded: stage.id for stage in ours}
        for before, after in pairs("--stage-map", asked.stage_map):
            chosen[fold(before)] = stage_named(run, reader, after).id
        unknown = [name for name in theirs if fold(name) not in chosen]
        new: list[tuple[str, int]] = []
        if unknown and asked.make_stages:
            new = list(zip(unknown, percents(theirs, unknown), strict=True))
        elif unknown:
            chosen |= asked_stages(run, asked, unknown, ours)
    for place, (name, _) in enumerate(new, 1):
        chosen[fold(name)] = -place
    names = {stage.id: stage.name for stage in ours}
    names |= {-place: name for place, (name, _) in enumerate(new, 1)}
    return Stages(chosen, names, tuple(new))


def named(rows: Sequence[Incoming], entries: History) -> list[str]:
    """Every stage that is named: in the order of the history, then of the rows."""
    found = {fold(stage): stage for stage in stage_order(entries)}
    for row in rows:
        if row.stage is not None and outcome_in_stage(row.stage) is None:
            found.setdefault(fold(row.stage), row.stage)
    return list(found.values())


def percents(theirs: Sequence[str], unknown: Sequence[str]) -> list[int]:
    """The probabilities of the stages that are added, spread over all of theirs."""
    of_all = dict(zip(theirs, spread(len(theirs)), strict=True))
    return [of_all[name] for name in unknown]


def asked_stages(
    run: Run, asked: "Asked", unknown: Sequence[str], ours: Sequence[Stage]
) -> dict[str, int]:
    """Which stage each unknown one is, asked at a terminal."""
    if asked.dry_run or not run.may_ask():
        raise UnknownStagesError(unknown, [stage.name for stage in ours])
    from pipectl.ask.prompts import Choice, pick

    options = [Choice(stage.id, stage.name) for stage in ours]
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


def make(session: "WriteSession", found: Sequence[Arrival], stages: Stages) -> Sequence[Arrival]:
    """The arrivals, with the new stages added behind those that are there."""
    if not stages.new:
        return found
    from pipectl.actions.stages import append

    ids = {-place: number for place, number in enumerate(append(session, stages.new), 1)}
    return [
        each._replace(
            stage_id=None if each.stage_id is None else ids.get(each.stage_id, each.stage_id),
            visits=tuple((ids.get(stage_id, stage_id), day) for stage_id, day in each.visits),
        )
        for each in found
    ]


def preview(
    run: Run, asked: "Asked", sheaves: Sequence["Sheaf"], entries: History, stages: Stages
) -> None:
    """What an import would do: the first rows, and which stage each of theirs is."""
    from pipectl.render.imports import preview as drawn
    from pipectl.render.imports import preview_facts

    rows = [row for each in sheaves for row in each.read.rows]
    theirs = [(name, stages.names[stages.ids[fold(name)]]) for name in named(rows, entries)]
    made = [name for name, _ in stages.new]
    show(
        Answer(
            lambda: preview_facts(rows, theirs, made),
            lambda: drawn(rows, theirs, made, screen_of(run), run.decimal),
        ),
        json=asked.json,
    )
    note("Nothing was brought in: leave --dry-run out to do it.")
