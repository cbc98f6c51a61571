"""`stage calibrate`: propose probabilities from the user's own history."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Context, Json
from pipectl.render.output import Answer, show
from pipectl.reports.calibration.queries import answer as calibration
from pipectl.reports.queries.shared import ReportRequest
from pipectl.reports.stage_calibration.rules import Proposal


def calibrate(
    ctx: Context,
    apply: Annotated[
        bool, typer.Option("--apply", help="Set the suggested probabilities.")
    ] = False,
    json: Json = False,
) -> None:
    """Suggest stage probabilities from your own history.

    Changes nothing without --apply.

    \b
    Examples:
      pipectl stage calibrate
      pipectl stage calibrate --apply
    """
    from pipectl.reports.stage_calibration.view import page, shape

    run = run_of(ctx)
    found = proposals(run)
    changed = [each for each in found if each.changes]
    if apply and changed:
        set_to(run, changed)
    done = apply and bool(changed)
    answer = Answer(
        lambda: shape(found), lambda: page(found, screen_of(run), run.numbers, applied=done)
    )
    show(answer, json=json)


def proposals(run: Run) -> list[Proposal]:
    """Return a proposal for each stage from the closed deals."""
    with run.reading(valued_on=run.today) as reader:
        report = calibration(reader, ReportRequest(run.today, run.settings.currency, run.settings))
    return [Proposal(each.step, *each.outcomes) for each in report.stages]


def set_to(run: Run, found: Sequence[Proposal]) -> None:
    """Set the proposed probabilities, as one operation."""
    from pipectl.stages import actions as stages_actions

    def act(unit: Any) -> None:
        for each in found:
            stages_actions.edit(unit, each.step.id, {"probability_bp": each.probability_bp})

    run.change(act)
