"""Stages, pick lists and reasons, drawn and listed."""

from collections.abc import Sequence
from typing import Any

from pipectl.numbers import NumberFormat
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Column, Empty, drawn, heading, paragraph
from pipectl.stages.queries import OfferedReason, StageSetup
from pipectl.stages.rules.kinds import KindChange
from pipectl.stages.rules.pick_lists import Pick
from pipectl.vocabulary import CUSTOMER, LEAD, SALES

NO_ACTIONS = Empty("No actions yet", "Add one", 'pipectl action add "Send NDA"')
# What a stage of a kind is for, where it isn't for sales.
KIND_WORDS = {
    LEAD: "for leads: not in coverage, pace and portfolio; deals lost from here are disqualified",
    CUSTOMER: "for customers: won deals, never in coverage or the forecast",
}


def stage_dict(found: StageSetup) -> dict[str, Any]:
    """A stage's keys."""
    stage = found.stage
    return {
        "stage": stage.name,
        "short": stage.short,
        "position": stage.position + 1,
        **keys_of(stage, "probability_bp definition"),
        "criteria": [keys_of(each, "text required") for each in found.criteria],
        **keys_of(stage, "cadence_days stalled_days"),
        "actions": list(found.actions),
        "kind": stage.kind,
        **keys_of(stage, "most_contacts contact_days"),
        "id": stage.id,
    }


def stages_listing(found: Sequence[StageSetup], on: Screen, numbers: NumberFormat) -> Listing:
    """The stages, a page each."""
    rows = [stage_dict(each) for each in found]
    columns = ["position", "stage", "probability", "definition", "cadence_days", "stalled_days"]
    return Listing(
        rows, columns, lambda: "\n".join(stage_page(each, on, numbers) for each in found)
    )


def stage_page(found: StageSetup, on: Screen, numbers: NumberFormat) -> str:
    """A stage with its definition, criteria and pick list."""
    stage = found.stage
    title = f"{stage.position + 1}. {stage.name} · {numbers.basis_points(stage.probability_bp)} %"
    page = heading(title, on) + paragraph(stage.definition, on, indent="   ")
    days = (
        f"stale after {numbers.counted(stage.cadence_days, 'day')} without contact, stalled after"
        f" {numbers.counted(stage.stalled_days, 'day')} in the stage"
    )
    page += paragraph(days, on, indent="   ", style="dim")
    if stage.most_contacts is not None:
        limit = f"at most {numbers.counted(stage.most_contacts, 'contact')}"
        if stage.contact_days is not None:
            limit += f" in {numbers.counted(stage.contact_days, 'day')}"
        page += paragraph(limit, on, indent="   ", style="dim")
    if stage.kind != SALES:
        page += paragraph(KIND_WORDS[stage.kind], on, indent="   ", style="dim")
    if stage.short:
        page += paragraph(f"short name: {stage.short}", on, indent="   ", style="dim")
    for each in found.criteria:
        required = " (required)" if each.required else ""
        page += paragraph(f"[ ] {each.text}{required}", on, indent="   ")
    if found.actions:
        page += paragraph(f"next actions: {' · '.join(found.actions)}", on, indent="   ")
    return page


NO_CHANGE = "No past deal counts differently."


def kind_words(name: str, change: KindChange, numbers: NumberFormat) -> str:
    """Say how many deals count differently now that a stage has another kind."""
    said = f"{name} is now a {change.after} stage."
    if change.is_about_leads:
        lost, opened = deals(change.lost, "lost", numbers), deals(change.open, "open", numbers)
        if change.after == LEAD:
            told = [
                *([f"{lost} as disqualified (not counted in win rates)"] if change.lost else []),
                *([f"{opened} as leads (not in coverage)"] if change.open else []),
            ]
        else:
            told = [
                *([f"{lost} in win rates"] if change.lost else []),
                *(
                    [f"{opened} no longer as leads (coverage can count them)"]
                    if change.open
                    else []
                ),
            ]
        if told:
            said = f"{said} From today on, pipectl counts {' and '.join(told)}."
        if change.lost_before:
            earlier = numbers.counted(change.lost_before, "deal counts", "deals count")
            they = "it was" if change.lost_before == 1 else "they were"
            said = f"{said} {earlier} as before, because {they} lost before today."
        return said if told or change.lost_before else f"{said} {NO_CHANGE}"
    if change.is_about_customers and change.past:
        closed = deals(change.past, "closed", numbers)
        verb = "was" if change.past == 1 else "were"
        shown = "don't show it" if change.after == CUSTOMER else "show it"
        return f"{said} Reports on stages {shown} from now on ({closed} {verb} in it)."
    return f"{said} {NO_CHANGE}"


def deals(count: int, status: str, numbers: NumberFormat) -> str:
    """Return `3 lost deals`."""
    return numbers.counted(count, f"{status} deal")


def actions_listing(found: Sequence[Pick], on: Screen) -> Listing:
    """The pick list."""
    rows = [keys_of(each, "action stage kind id") for each in found]
    titles = [Column("Action", flexible=True), Column("Stage", rank=1), Column("Logged as", rank=2)]
    cells = [[each.action, each.stage or "all stages", each.kind or "–"] for each in found]
    return Listing(rows, ["action", "stage", "kind"], lambda: drawn(titles, cells, on, NO_ACTIONS))


def reasons_listing(
    found: Sequence[OfferedReason], on: Screen, outcome: str | None = None
) -> Listing:
    """The reasons, for one outcome or both."""
    which = outcome or "lost"
    example = "best offer" if which == "won" else "no budget"
    no_reasons = Empty(
        f"No reasons for {which} deals yet" if outcome else "No reasons yet",
        "Add one",
        f'pipectl reason add "{example}" --for {which}',
    )
    rows = [{"reason": each.text, "for": each.outcome, "id": each.id} for each in found]
    titles = [Column("Reason", flexible=True), Column("For")]
    cells = [[each.text, each.outcome] for each in found]
    return Listing(rows, ["reason", "for"], lambda: drawn(titles, cells, on, no_reasons))
