"""Stages, pick lists and reasons, drawn and listed."""

from collections.abc import Sequence
from typing import Any

from pipectl.numbers import NumberFormat
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Column, Empty, drawn, heading, paragraph
from pipectl.stages.queries import OfferedReason, StageSetup
from pipectl.stages.rules.pick_lists import Pick

NO_ACTIONS = Empty("No actions yet", "Add one", 'pipectl action add "Send NDA"')


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
    if stage.short:
        page += paragraph(f"short name: {stage.short}", on, indent="   ", style="dim")
    for each in found.criteria:
        required = " (required)" if each.required else ""
        page += paragraph(f"[ ] {each.text}{required}", on, indent="   ")
    if found.actions:
        page += paragraph(f"next actions: {' · '.join(found.actions)}", on, indent="   ")
    return page


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
