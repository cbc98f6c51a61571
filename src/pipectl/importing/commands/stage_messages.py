"""Say which stages an import adds, with which probabilities, and which deals name no stage."""

from collections import Counter
from collections.abc import Callable, Sequence

from pipectl.cli.context import Run
from pipectl.errors import listed, quoted
from pipectl.importing.commands.plan import StageMapping
from pipectl.importing.commands.stage_questions import SHOWN
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.header_guesses import map_flag, shell_quoted
from pipectl.importing.rules.history_file import History
from pipectl.importing.rules.new_stages import NewStages
from pipectl.render.output import print_note
from pipectl.stages.queries import StageRow
from pipectl.text import fold
from pipectl.vocabulary import LOST, OPEN, WON


def tell_kept(run: Run, typed: Sequence[tuple[str, int]], ours: Sequence[StageRow]) -> None:
    """Say which stages of --stages already exist with another probability."""
    here = {stage.name_folded: stage for stage in ours}
    for name, percent in typed:
        stage = here.get(fold(name))
        if stage is not None and stage.probability_bp != percent:
            ours_is = run.numbers.basis_points(stage.probability_bp)
            theirs = run.numbers.basis_points(percent)
            print_note(
                f"Stage {stage.name} already exists with {ours_is} %. Not changed. To change it: "
                f"`pipectl stage edit {shell_quoted(stage.name)} --probability {theirs}`."
            )


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
    """Warn of stages with 0 % because the file has no probability for them.

    Apart from stages in which every open deal has a probability of its own.
    """
    differing = [name for name in names if fold(name) in new.own and fold(name) not in new.bare]
    lacking = [name for name in names if name not in differing]
    if differing:
        why = "no probability is that of most open deals there. Each deal keeps its own."
        if new.is_ours:
            why = "in this file, every open deal there has a probability of its own, and keeps it."
        tell(f"  {_having_none(run, differing)}: {why}")
    count = sum(new.bare.values())
    if not lacking:
        return
    deals = run.numbers.counted(count, "open deal")
    rest = f" {deals} will have a weighted amount of 0." if count else ""
    why = "the file doesn't give a probability"
    if new.column is not None and count:
        why = f"{quoted(new.column, 60)} is empty for {deals} there"
        rest = f" {'It' if count == 1 else 'They'} will have a weighted amount of 0."
    elif new.column is not None:
        why = "the file has no open deals there"
    if new.may_have:  # in a language whose words aren't known
        why = "no column was read as the probability"
    if new.near is not None:
        why = (
            f"no column was read as the probability. {quoted(new.near, 60)} may be the one: "
            f"{map_flag('probability', new.near)}"
        )
    tell(f"  Warning: {_having_none(run, lacking)}: {why}.{rest}")
    if new.is_dry:
        tell(f'  To set it: --stages "{lacking[0]}:PERCENT,…", or later `pipectl stage edit`.')


def _having_none(run: Run, names: Sequence[str]) -> str:
    shown = [*names[:SHOWN]]
    if len(names) > SHOWN:
        shown.append(f"{run.numbers.count(len(names) - SHOWN)} more")
    return f"{listed(shown)} {'has' if len(names) == 1 else 'have'} 0 %"


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
