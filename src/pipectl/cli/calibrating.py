"""`stage calibrate`: the probabilities that own history proposes."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from pipectl.cli.options import Context, Json, run_of
from pipectl.cli.run import Run
from pipectl.cli.shown import screen_of
from pipectl.domain.calibration import Proposal
from pipectl.queries.asked import Asked
from pipectl.queries.calibration import calibration
from pipectl.render.output import Answer, show


def calibrate(
    ctx: Context,
    apply: Annotated[
        bool, typer.Option("--apply", help="Set the probabilities that are proposed.")
    ] = False,
    json: Json = False,
) -> None:
    """Propose probabilities from your own history.

    Nothing is set unless --apply says so.

    \b
    Example:
      pipectl stage calibrate
    """
    from pipectl.render.calibrating import page, shape

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
    """What the closed opportunities say of each stage."""
    with run.reading() as reader:
        report = calibration(reader, Asked(run.today, run.settings.currency, run.settings))
    return [Proposal(each.step, *each.outcomes) for each in report.stages]


def set_to(run: Run, found: Sequence[Proposal]) -> None:
    """Set the proposed probabilities, as one operation."""
    from pipectl.actions import stages

    def act(session: Any) -> None:
        for each in found:
            stages.edit(session, each.step.id, {"probability_bp": each.probability_bp})

    run.change(act)
