"""Experiments, drawn and listed; what each shows."""

from collections.abc import Sequence
from typing import Any

from pipectl.dates import format_date
from pipectl.errors import either, quoted
from pipectl.experiments.queries import ArmResult, ExperimentResult, ExperimentRow
from pipectl.experiments.rules.verdict import BETTER, NO_DIFFERENCE, TOO_EARLY, WORSE, Verdict
from pipectl.numbers import NOTHING, NumberFormat
from pipectl.render.blocks import Block, Page, Paragraph, TableBlock
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column, Empty, drawn
from pipectl.sample_size import ENOUGH_IN_ARM

NO_EXPERIMENTS = Empty(
    "No experiments yet",
    "Start one",
    "pipectl experiment start Video --stage STAGE --arms plain,video",
)
# What an experiment compares: what a case is called, and the headings of cases and figure.
CASES = {"advance": "ended visit", "win": "closed deal", "days": "visit that moved forward"}
HEADINGS = {
    "advance": ("Ended", "Moved forward"),
    "win": ("Closed", "Won"),
    "days": ("Moved forward", "Median days"),
}
UNITS = {"advance": "visit", "win": "deal", "days": "visit"}


def experiment_dict(found: ExperimentRow) -> dict[str, Any]:
    """An experiment's keys."""
    return {
        **keys_of(found, "name stage"),
        "arms": list(found.arms),
        **keys_of(found, "metric alternate started_on ended_on visits id"),
    }


def experiments_listing(
    found: Sequence[ExperimentRow], on: Screen, numbers: NumberFormat
) -> Listing:
    """The experiments."""
    titles = [
        Column("Experiment", flexible=True),
        Column("Stage", flexible=True),
        Column("Arms", flexible=True, rank=1),
        Column("Metric", rank=2),
        Column("Started"),
        Column("Ended"),
        Column("Visits", right=True),
    ]
    cells = [
        [
            each.name,
            each.stage,
            ", ".join(each.arms),
            each.metric,
            format_date(each.started_on),
            NOTHING if each.ended_on is None else format_date(each.ended_on),
            numbers.count(each.visits),
        ]
        for each in found
    ]
    rows = [experiment_dict(each) for each in found]
    columns = ["name", "stage", "arms", "metric", "alternate", "started_on", "ended_on", "visits"]
    return Listing(rows, columns, lambda: drawn(titles, cells, on, NO_EXPERIMENTS))


def started(found: ExperimentRow) -> str:
    """Return that an experiment was started, and what happens from now on."""
    arms = either([quoted(each) for each in found.arms])
    how = "takes the next arm" if found.alternate else "gets an arm"
    return (
        f"Started {quoted(found.name)}: each deal that enters {found.stage} from today on"
        f" {how}, {arms}."
    )


def ended(found: ExperimentRow) -> str:
    """Return that an experiment was ended, and on which day."""
    assert found.ended_on is not None
    last = format_date(found.ended_on)
    return f"Ended {quoted(found.name)}: {last} is the last day on which deals take part."


def result_keys(found: ExperimentResult, numbers: NumberFormat) -> dict[str, Any]:
    """The keys of what an experiment shows."""
    said = found.verdict
    return {
        **keys_of(found.experiment, "name stage metric alternate started_on ended_on"),
        "arms": [arm_keys(each) for each in found.arms],
        "not_assigned": found.not_assigned,
        "compared_from": None if found.span is None else found.span.first,
        "compared_until": None if found.span is None else found.span.last,
        "verdict": said.kind,
        "arm": said.arm,
        "compared_with": said.other,
        "chance": None if said.sure is None else 100 * said.sure,
        "sentence": sentence(found, numbers),
    }


def arm_keys(found: ArmResult) -> dict[str, Any]:
    """An arm's keys."""
    chance = found.judged.chance
    return {
        **keys_of(found, "arm assigned not_compared open n successes share median_days"),
        "chance": None if chance is None else 100 * chance,
        **keys_of(found.judged, "compared_with claim"),
    }


def page(found: ExperimentResult, numbers: NumberFormat) -> Page:
    """What an experiment shows, under its name: the verdict, each arm, and what doesn't count."""
    blocks: list[Block] = [
        Paragraph(about(found.experiment)),
        Paragraph(sentence(found, numbers), "bold"),
        table(found, numbers),
        *(Paragraph(each, "dim") for each in remarks(found, numbers)),
    ]
    return Page(found.experiment.name, blocks)


def about(found: ExperimentRow) -> str:
    """Return where and when an experiment runs, and what it compares."""
    when = (
        f"since {format_date(found.started_on)}"
        if found.ended_on is None
        else f"from {format_date(found.started_on)} to {format_date(found.ended_on)}"
    )
    how = {
        "advance": "visits that moved forward",
        "win": "deals won",
        "days": "days until a visit moved forward",
    }
    turns = ", arms take turns" if found.alternate else ""
    return f"In {found.stage} {when}. Compares {how[found.metric]}{turns}."


def sentence(found: ExperimentResult, numbers: NumberFormat) -> str:
    """Return the verdict in a sentence."""
    is_over = found.experiment.ended_on is not None and not any(each.open for each in found.arms)
    if is_over and found.verdict.kind == NO_DIFFERENCE:
        return "No clear difference."
    counts = [(each.arm, each.n) for each in found.arms]
    return verdict_words(found.verdict, found.experiment.metric, counts, numbers)


def verdict_words(
    said: Verdict, metric: str, counts: Sequence[tuple[str, int]], numbers: NumberFormat
) -> str:
    """Return a verdict in a sentence, as long as the experiment runs; `counts` are by arm."""
    if said.kind == TOO_EARLY:
        case = CASES[metric]
        least = numbers.counted(ENOUGH_IN_ARM, case, plural(case))
        so_far = ", ".join(f"{arm}: {numbers.count(n)}" for arm, n in counts)
        return f"Too early to tell: it takes {least} per arm ({so_far})."
    if said.sure is not None:
        sure = numbers.likelihood(100 * said.sure)
        if said.kind == BETTER:
            return f"{said.arm} is better ({sure} confidence)."
        if said.kind == WORSE:
            return f"{said.arm} is worse than {said.other} ({sure} confidence)."
    return "No clear difference yet."


def plural(case: str) -> str:
    """Return the plural of what is counted."""
    return case.replace("visit", "visits", 1) if "that" in case else f"{case}s"


def table(found: ExperimentResult, numbers: NumberFormat) -> TableBlock:
    """Return a line for each arm."""
    metric = found.experiment.metric
    counted, figure = HEADINGS[metric]
    columns = [
        Column("Arm", flexible=True),
        Column(f"{UNITS[metric].capitalize()}s", right=True, rank=1),
        Column("Open", right=True, rank=2),
        Column(counted, right=True),
        Column(figure, right=True),
        Column("Chance it's better", right=True),
    ]
    return TableBlock(columns, [line(each, metric, numbers) for each in found.arms])


def line(found: ArmResult, metric: str, numbers: NumberFormat) -> list[Cell | str]:
    """Return the line of an arm."""
    chance = found.judged.chance
    value = found.median_days if metric == "days" else found.share
    written = numbers.days if metric == "days" else numbers.percent
    figure = numbers.sampled(None if value is None else written(value), found.n)
    said = "too early to tell" if chance is None else numbers.likelihood(100 * chance)
    style = {BETTER: "green", WORSE: "red"}.get(found.judged.claim or "", "")
    return [
        found.arm,
        numbers.count(found.assigned),
        numbers.count(found.open),
        numbers.count(found.n),
        figure,
        Cell(said, style),
    ]


def remarks(found: ExperimentResult, numbers: NumberFormat) -> list[str]:
    """Return what doesn't count, and what the chances mean."""
    unit, arms = UNITS[found.experiment.metric], found.arms
    outside = sum(each.not_compared for each in arms)
    going_on = sum(each.open for each in arms)
    said = []
    if going_on:
        said.append(f"{uncounted(going_on, unit, numbers)}: still open.")
    if found.experiment.metric == "days":
        rest = sum(each.assigned - each.n for each in arms) - outside - going_on
        said += [f"{uncounted(rest, unit, numbers)}: lost or moved back."] if rest else []
    if outside:
        said.append(f"{uncounted(outside, unit, numbers)}: {time_of_all(found)}.")
    if found.not_assigned:
        said.append(f"{uncounted(found.not_assigned, 'visit', numbers)}: no arm.")
    if len(arms) > 2 and found.verdict.kind != TOO_EARLY:
        said.append("Each arm is compared with the best of the others.")
    if found.experiment.ended_on is None and found.verdict.kind in (BETTER, WORSE):
        said.append(
            "If you look after each new deal, chance alone shows a difference more often."
            " Decide beforehand how many deals to wait for."
        )
    return said


def uncounted(count: int, unit: str, numbers: NumberFormat) -> str:
    """Return that so many aren't counted."""
    return f"{numbers.counted(count, unit)} not counted"


def time_of_all(found: ExperimentResult) -> str:
    """Return from when to when all arms were in use."""
    span = found.span
    if span is None or span.first > span.last:
        return "the arms were not in use at the same time"
    first, last = format_date(span.first), format_date(span.last)
    return f"all arms were in use only from {first} to {last}"
