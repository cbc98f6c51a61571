"""Map the stages of a file to those of the store, and add new ones."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from pipectl.cli.context import Run
from pipectl.errors import RefusedError, quoted
from pipectl.importing.commands.plan import ImportOptions, ImportPlan, StageMapping, seen
from pipectl.importing.commands.stage_messages import tell_kept, tell_new, tell_one_sided
from pipectl.importing.commands.stage_questions import (
    ADDED,
    asked_stages,
    tell_picked,
    with_outcomes,
)
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.history_file import (
    Arrival,
    History,
    NoStagesError,
    Visit,
    first_and_likeliest,
    stage_order,
)
from pipectl.importing.rules.new_stages import (
    Evidence,
    NewStages,
    in_order,
    known_percents,
    placed,
)
from pipectl.importing.rules.outcomes import perhaps
from pipectl.importing.rules.programs import CSV, EXPORT
from pipectl.money import parse_percent
from pipectl.named_tuple import NamedTuple
from pipectl.render.output import print_note
from pipectl.stages.prompts import choose_stage
from pipectl.stages.queries import stages as standing_stages
from pipectl.store.reader import Reader
from pipectl.text import fold
from pipectl.vocabulary import LOST, OPEN, WON

if TYPE_CHECKING:
    from pipectl.importing.actions.import_rows import ImportResult
    from pipectl.importing.commands.plan import ReadFile
    from pipectl.store.unit import Unit


MOST_MADE = 50


class StagedArrivals(NamedTuple):
    """Arrivals with existing stages, and the stages that were added for them."""

    arrivals: Sequence[Arrival]
    stages: frozenset[int] = frozenset()


def stages_for(
    run: Run,
    asked: "ImportOptions",
    rows: Sequence[Incoming],
    entries: History,
    found: "ReadFile",
) -> StageMapping:
    """Return our stage for each of the file's; raise UnknownStagesError if one is unknown.

    Raises NoStagesError for a store without stages that doesn't get any.
    """
    of = found.columns
    theirs = stages_named(rows, entries)
    evidence = Evidence(rows, entries, of.format)
    typed = [] if asked.stages is None else typed_stages(run, asked.stages)
    with run.looking_up() as reader:
        ours = standing_stages(reader)
        if not ours and not asked.make_stages and not typed:
            raise NoStagesError
        run.hold(reader, "The list of stages", standing_stages, "pipectl stage list")
        here = {stage.name_folded: stage.id for stage in ours}
        coming = {fold(name): name for name in theirs} if asked.make_stages else {}
        coming |= {fold(name): name for name, _ in typed}
        chosen, alike = mapped_stages(run, asked, reader, theirs, coming)
        chosen = here | chosen
        listed_there = {fold(name) for name, _ in typed}
        known = chosen.keys() | alike.keys() | listed_there
        unknown = [name for name in theirs if fold(name) not in known]
        adding = [
            coming[each] for each in dict.fromkeys(alike.values()) if each not in listed_there
        ]
        if unknown and asked.make_stages:
            adding, unknown = theirs_first(theirs, {*unknown, *adding}), []
        elif unknown and not asked.dry_run:
            picked = asked_stages(run, unknown, ours, known_percents(evidence), asked.picked)
            if (again := with_outcomes(asked, unknown, picked)) is not None:
                return StageMapping({}, {}, (), again=again)
            tell_picked(run, unknown, ours, picked)
            chosen |= {name: stage for name, stage in picked.items() if stage != ADDED}
            adding += [name for name in unknown if picked[fold(name)] == ADDED]
            unknown = []
        kept = [(name, percent) for name, percent in typed if fold(name) not in here]
        new = with_percents(run, asked, adding, theirs, evidence)
        tell_kept(run, typed, ours)
    if len(kept) + len(new.stages) > MOST_MADE:
        count = len(kept) + len(new.stages)
        raise RefusedError(
            f"The file has {run.numbers.count(count)} new stages. At most {MOST_MADE} can be "
            "added.",
            hint="Is this really the stage column? To name another: --map stage=HEADER",
        )
    here_percents = [(stage.name, stage.probability_bp) for stage in ours]
    order = placed(here_percents, [*kept, *new.stages], new.unsaid, new.placing, new.medians)
    stages = sorted([*kept, *new.stages], key=lambda stage: order.index(fold(stage[0])))
    tell = print_note if asked.dry_run else run.tell_once_stored
    new = new._replace(is_dry=asked.dry_run)
    if of.has("probability", "probability_share"):
        new = new._replace(column=of.header_of("probability", "probability_share"))
    elif new.unsaid:
        from pipectl.importing.commands.column_looks import ColumnLooks
        from pipectl.importing.commands.missing_columns import proposable_columns

        near = ColumnLooks(run, asked, found).likely("probability", proposable_columns(found))
        new = new._replace(near=near, may_have=bool(of.proposable))
    new = new._replace(order="as in --stages") if kept else new
    tell_new(tell, run, stages, here_percents, order, new)
    if of.format is CSV and not of.tells_outcome:
        tell_one_sided(tell, rows, [name for name, _ in new.stages])
    for place, (name, _) in enumerate(stages, 1):
        chosen[fold(name)] = -place
    chosen |= {name: chosen[target] for name, target in alike.items()}
    names = {stage.id: stage.name for stage in ours}
    names |= {-place: name for place, (name, _) in enumerate(stages, 1)}
    percents = {stage.name: stage.probability_bp for stage in ours} or dict(stages)
    taken = tuple(first_and_likeliest(percents))
    places = tuple(chosen[name] if name not in here else here[name] for name in order)
    return StageMapping(chosen, names, tuple(stages), tuple(unknown), taken=taken, order=places)


def without_results(
    run: Run, asked: "ImportOptions", files: "Sequence[ReadFile]", entries: History
) -> "list[ReadFile]":
    """Return the files without stages that only repeat closed rows' outcome, as `Churned` may.

    Names of the store, of --stage-map, of open rows and of the history remain stages.
    """
    from pipectl.importing.commands.outcome_questions import said_stages

    with run.looking_up() as reader:
        known = {stage.name_folded for stage in standing_stages(reader)}
    known |= said_stages(asked).keys() | {fold(name) for name in stage_order(entries)}
    rows = [row for each in files for row in each.read.rows]
    known |= {fold(row.stage) for row in rows if row.stage is not None and row.outcome == OPEN}

    def told(row: Incoming) -> Incoming:
        if row.stage is None or fold(row.stage) in known or row.outcome not in perhaps(row.stage):
            return row
        return row._replace(stage=None)

    return [
        each._replace(read=each.read._replace(rows=[told(row) for row in each.read.rows]))
        for each in files
    ]


def mapped_stages(
    run: Run,
    asked: "ImportOptions",
    reader: Reader,
    theirs: Sequence[str],
    coming: Mapping[str, str],
) -> tuple[dict[str, int], dict[str, str]]:
    """Return --stage-map's ids of existing stages, and its names of stages to be added.

    Reports names that aren't in the files.
    """
    from pipectl.cli.values import single

    there = {fold(name) for name in theirs}
    here = {stage.name_folded for stage in standing_stages(reader)}
    found: dict[str, int] = {}
    alike: dict[str, str] = {}
    for before, after in single("--stage-map", asked.stage_map, fold):
        if fold(after) in (WON, LOST):
            continue
        if fold(after) in coming and fold(after) not in here:
            alike[fold(before)] = fold(after)
        elif fold(before) == fold(after) and fold(before) not in here:
            pass  # an open stage of that name: where it belongs is still to be said
        else:
            found[fold(before)] = choose_stage(run, reader, after).id
        if fold(before) not in there and before not in asked.kept:
            print_note(f"--stage-map: the file has no stage {quoted(before)}.")
    return found, alike


def stages_named(rows: Sequence[Incoming], entries: History) -> list[str]:
    """Return every stage in the files: in the order of the history, then of the rows."""
    found = {fold(stage): stage for stage in stage_order(entries)}
    for row in rows:
        if row.stage is not None:
            found.setdefault(fold(row.stage), row.stage)
    return list(found.values())


def theirs_first(theirs: Sequence[str], names: Collection[str]) -> list[str]:
    """Return the names in the order of the file's stages."""
    return [name for name in theirs if name in names]


def typed_stages(run: Run, text: str) -> list[tuple[str, int]]:
    """Parse `Name:percent,…`; raise UsageError."""
    from pipectl.settings.commands import typed_pairs

    return typed_pairs(run, text)


def with_percents(
    run: Run, asked: "ImportOptions", names: Sequence[str], theirs: Sequence[str], by: Evidence
) -> NewStages:
    """Return the stages to add, with their probabilities from the rows.

    Without any, asks at a terminal; otherwise 0, as none is invented. `theirs` are all stages of
    the file.
    """
    if not names:
        return NewStages(())
    known = known_percents(by)
    unsaid = [name for name in names if fold(name) not in known]
    percents = {name: known.get(fold(name), 0) for name in names}
    may_ask = bool(unsaid) and not asked.dry_run and run.may_ask()
    if may_ask:
        percents |= {name: asked_percent(run, name) for name in unsaid}
        unsaid = [name for name in unsaid if not percents[name]]
    unplaced = () if may_ask else unsaid
    ordered, order, placing, medians = in_order(names, theirs, by, percents, unplaced)
    if may_ask and len(ordered) > 1:
        ordered, order = asked_order(run, ordered, percents), "as answered"
    lacking = {fold(name) for name in unsaid}
    own = [each for each in by.own_percents() if each[0] in lacking]
    found = tuple((name, percents[name]) for name in ordered)
    return NewStages(
        found,
        order,
        tuple(unsaid),
        bare=Counter(stage for stage, percent in own if percent is None),
        own=frozenset(stage for stage, percent in own if percent is not None),
        is_ours=by.format.name == EXPORT,
        placing=placing,
        medians=medians,
    )


def asked_percent(run: Run, name: str) -> int:
    """Ask how likely deals in a stage are to be won."""
    from pipectl.prompting.prompts import line

    answer = line(
        f"What percentage of the deals in {name} will you win?",
        check=lambda text: parse_percent(text, decimal=run.decimal),
        optional=True,
        hint="Enter for 0",
    )
    return answer or 0


def asked_order(run: Run, names: Sequence[str], percents: Mapping[str, int]) -> list[str]:
    """Ask for the order of the stages; the default is by percentage."""
    from pipectl.prompting.prompts import confirm, pick
    from pipectl.prompting.question import Choice

    shown = ", ".join(f"{name} {run.numbers.basis_points(percents[name])} %" for name in names)
    if confirm(f"Is this the right order: {shown}?", default=True):
        return list(names)
    left = list(names)
    ordered: list[str] = []
    while len(left) > 1:
        message = (
            "Which stage comes first?" if not ordered else f"Which stage comes after {ordered[-1]}?"
        )
        ordered.append(pick(message, [Choice(name, name) for name in left]))
        left.remove(ordered[-1])
    return [*ordered, *left]


def arrivals(rows: Sequence[Incoming], entries: History, stages: StageMapping) -> list[Arrival]:
    """Return each row with its stage and its visits."""
    found = []
    for row in rows:
        past = entries.get(row.identifier, ()) if row.identifier is not None else ()
        visits: tuple[Visit, ...] = tuple(
            (stages.ids[fold(entry.stage)], entry.entered_on) for entry in past
        )
        stage = None if row.stage is None else stages.ids.get(fold(row.stage))
        found.append(Arrival(row, stage, visits))
    return found


def add_new_stages(unit: "Unit", found: Sequence[Arrival], stages: StageMapping) -> StagedArrivals:
    """Add the new stages; return the arrivals with them."""
    if not stages.new:
        return StagedArrivals(found)
    from pipectl.stages.actions import add_stages

    added = add_stages(unit, stages.new, stages.order)
    ids = {-place: number for place, number in enumerate(added, 1)}
    standing = [
        each._replace(
            stage_id=None if each.stage_id is None else ids.get(each.stage_id, each.stage_id),
            visits=tuple((ids.get(stage_id, stage_id), day) for stage_id, day in each.visits),
        )
        for each in found
    ]
    return StagedArrivals(standing, frozenset(ids.values()))


def import_action(
    run: Run, asked: ImportOptions, coming: ImportPlan, watch: Callable[[], None] = lambda: None
) -> "Callable[[Unit], ImportResult]":
    """Return the action that imports everything."""
    from pipectl.campaigns import actions as campaigns_actions
    from pipectl.importing.actions.field_values import make_fields, settle_fields
    from pipectl.importing.actions.import_rows import import_rows
    from pipectl.importing.actions.new_rows import ImportScope
    from pipectl.importing.commands.deals_here import may_adopt

    wanted = ImportScope(
        coming.source, seen(run, asked), run.settings.currency, update=asked.update
    )
    wanted = wanted._replace(
        tells_outcome=all(s.columns.tells_outcome for s in coming.files),
        adopts=may_adopt(coming.files),
        has_tags=all(s.columns.has("tags") for s in coming.files),
        is_whole=not asked.only and not coming.rejected_count and may_adopt(coming.files),
    )
    found = arrivals(coming.rows, coming.entries, coming.stages)

    def act(unit: "Unit") -> "ImportResult":
        made = add_new_stages(unit, found, coming.stages)
        if asked.campaign is not None:
            campaigns_actions.add(unit, asked.campaign, {})
        filled = make_fields(unit, coming.fields)
        scope = wanted._replace(made=made.stages, fields=filled)
        done = import_rows(unit, made.arrivals, scope, watch)
        return done._replace(fields=settle_fields(unit, coming.fields, filled))

    return act
