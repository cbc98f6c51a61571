"""Map the stages of a file to those of the store, and add new ones."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from pipectl.cli.context import Run
from pipectl.errors import RefusedError, listed, quoted
from pipectl.importing.commands.plan import ImportOptions, ImportPlan, StageMapping, seen
from pipectl.importing.commands.stage_questions import (
    ADDED,
    SHOWN,
    asked_stages,
    tell_picked,
    with_outcomes,
)
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.header_guesses import map_flag, shell_quoted
from pipectl.importing.rules.history_file import (
    Arrival,
    History,
    NoStagesError,
    Visit,
    first_and_likeliest,
    stage_order,
)
from pipectl.importing.rules.new_stages import (
    NO_MEDIANS,
    Evidence,
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
from pipectl.stages.queries import StageRow
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


class NewStages(NamedTuple):
    """Stages to add in `order` (a description); `unsaid` have 0 % as the file has no probability.

    `bare_count` open rows in these have no probability of their own; with `has_own`, others have.
    With `is_ours` the rows are from our own CSV. `column` is read as the probability. Without it,
    `near` is an unread column that may have probabilities, and with `may_have` there are others.
    `placing` are all stages in the order that places unsaid ones, `medians` place the others.
    """

    stages: tuple[tuple[str, int], ...]
    order: str = ""
    unsaid: tuple[str, ...] = ()
    bare_count: int = 0
    has_own: bool = False
    is_ours: bool = False
    column: str | None = None
    near: str | None = None
    may_have: bool = False
    placing: Sequence[str] = ()
    medians: Mapping[str, int] = NO_MEDIANS


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
    own = [percent for stage, percent in by.own_percents() if stage in lacking]
    bare = own.count(None)
    found = tuple((name, percents[name]) for name in ordered)
    return NewStages(
        found,
        order,
        tuple(unsaid),
        bare,
        has_own=len(own) > bare,
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


def tell_kept(run: Run, typed: Sequence[tuple[str, int]], ours: Sequence[StageRow]) -> None:
    """Say which stages of --stages already exist with another probability."""
    here = {stage.name_folded: stage for stage in ours}
    for name, percent in typed:
        stage = here.get(fold(name))
        if stage is not None and stage.probability_bp != percent:
            ours_is = run.numbers.basis_points(stage.probability_bp)
            print_note(f"Stage {stage.name} already exists with {ours_is} %. Not changed.")


def tell_new(
    tell: Callable[[str], None],
    run: Run,
    stages: Sequence[tuple[str, int]],
    ours: Sequence[tuple[str, int]],
    order: Sequence[str],
    new: NewStages,
) -> None:
    """Say which stages are added where, with which probabilities, and how to change that.

    `order` are all stages (folded) in their later order.
    """
    if not stages:
        return

    def shown(stages: Sequence[tuple[str, int]]) -> str:
        return ", ".join(f"{name} {run.numbers.basis_points(bp)} %" for name, bp in stages)

    is_behind = [*order[: len(ours)]] == [fold(name) for name, _ in ours]
    after = f", after {ours[-1][0]}" if ours and is_behind else ""
    said = f", {new.order}" if len(stages) > 1 else ""
    every = {fold(stage[0]): stage for stage in (*ours, *stages)}
    ladder = shown([every[name] for name in order])
    ladder = "" if is_behind else f"  Order of all stages: {ladder}.\n"
    name = shell_quoted(stages[-1][0])
    tell(
        f"New stages{after}{said}: {shown(stages)}.\n"
        f"{ladder}  To change a probability: `pipectl stage edit {name} --probability "
        "PERCENT`.\n"
        f"  To change the order: `pipectl stage move {name} --after STAGE`."
    )
    if new.unsaid:
        tell_unsaid(tell, run, [name for name, _ in stages if name in new.unsaid], new)


def tell_one_sided(
    tell: Callable[[str], None], rows: Sequence[Incoming], added: Sequence[str]
) -> None:
    """Say that rows are won but none is lost, or the reverse: an added stage may mean that.

    Its name may be a word for it that isn't known here.
    """
    there = {row.outcome for row in rows}
    none = [outcome for outcome in (WON, LOST) if outcome not in there]
    if added and len(none) == 1:
        flag = f"--stage-map {shell_quoted('STAGE', none[0])}"
        tell(f"  No row is read as {none[0]}. If a stage of the file means that: {flag}")


def tell_unsaid(
    tell: Callable[[str], None], run: Run, names: Sequence[str], new: NewStages
) -> None:
    """Warn of stages with 0 % because the file has no probability for them."""
    shown = [*names[:SHOWN]]
    if len(names) > SHOWN:
        shown.append(f"{run.numbers.count(len(names) - SHOWN)} more")
    have = "has" if len(names) == 1 else "have"
    say = f'  To set it: --stages "{names[0]}:PERCENT,…", or later `pipectl stage edit`.'
    if new.is_ours and not new.bare_count:
        tell(
            f"  {listed(shown)} {have} 0 %: in this file, every open deal there has a "
            "probability of its own, and keeps it.\n"
            f"{say}"
        )
        return
    if new.has_own and not new.bare_count:
        tell(
            f"  {listed(shown)} {have} 0 %: no probability is that of most open deals there. "
            "Each deal keeps its own."
        )
        return
    deals = run.numbers.counted(new.bare_count, "open deal")
    rest = f" {deals} will have a weighted amount of 0." if new.bare_count else ""
    why = "the file doesn't give a probability"
    if new.column is not None and new.bare_count:
        why = f"{quoted(new.column, 60)} is empty for {deals} there"
        rest = f" {'It' if new.bare_count == 1 else 'They'} will have a weighted amount of 0."
    elif new.column is not None:
        why = "the file has no open deals there"
    if new.may_have:  # in a language whose words aren't known
        why = "no column was read as the probability"
    if new.near is not None:
        why = (
            f"no column was read as the probability. {quoted(new.near, 60)} may be the one: "
            f"{map_flag('probability', new.near)}"
        )
    tell(f"  Warning: {listed(shown)} {have} 0 %: {why}.{rest}\n{say}")


def tell_stageless(
    run: Run, rows: Sequence[Incoming], entries: History, stages: StageMapping, *, is_partly: bool
) -> None:
    """Say how many new deals name no stage, and which stage they get."""
    counts = Counter(
        row.outcome for row in rows if row.stage is None and not entries.get(row.identifier or "")
    )
    if not counts or not stages.taken:
        return
    first, likeliest = stages.taken
    from pipectl.importing.commands.words import many

    if count := counts[OPEN]:
        # The column that may contain the stage has been named before.
        what = "without a stage column" if is_partly else "without a stage"
        print_note(f"{many(run, count, 'open deal')} {what}: using {first}.")
    ended = [
        f"{many(run, counts[outcome], f'{outcome} deal')} without a stage: using {stage}."
        for outcome, stage in ((WON, likeliest), (LOST, first))
        if counts[outcome]
    ]
    for each in ended:
        print_note(each)
    if ended:
        one = counts[WON] + counts[LOST] == 1
        print_note(
            f"  Win rates by stage will count {'it' if one else 'them'} there. To import "
            f"{'its real stage' if one else 'their real stages'}: --history FILE"
        )


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
