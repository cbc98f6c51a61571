"""`action` and `reason`: what is offered to pick from."""

from typing import Annotated, Any

import typer

from pipectl.cli.completion_values import complete_stage
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Context, Format, Json, command_group, list_format
from pipectl.cli.values import planned_kind
from pipectl.errors import NotFoundError, either, quoted
from pipectl.render.output import print_done
from pipectl.stages import queries as stages_queries
from pipectl.stages.prompts import choose_stage
from pipectl.text import UnknownValueError, fold
from pipectl.vocabulary import ACTIVITY_KINDS, LOST, WON

action_app = command_group("Manage the pick list of next actions.")
reason_app = command_group("Manage the reasons for winning and losing.")

ActionText = Annotated[str, typer.Argument(metavar="TEXT", help="Text of the action.")]
ReasonText = Annotated[str, typer.Argument(metavar="TEXT", help="Text of the reason.")]


def stage_option(help: str) -> Any:
    """Make the option that names a stage of the pick list."""
    return typer.Option(help=help, autocompletion=complete_stage)


def outcome_option(help: str) -> Any:
    """Make the option that names the outcome of a reason."""
    return typer.Option("--for", metavar="won|lost", help=help)


@action_app.command("list")
def list_actions(
    ctx: Context,
    stage: Annotated[
        str | None, stage_option("Only actions for this stage (default: all stages).")
    ] = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """List the actions on the pick list.

    \b
    Examples:
      pipectl action list
      pipectl action list --stage discovery
    """
    print_actions(run_of(ctx), stage, list_format(format, json))


def print_actions(run: Run, stage: str | None, form: str) -> None:
    """Print the pick list, of one stage or whole."""
    from pipectl.render.output import show_list
    from pipectl.stages.view import actions_listing

    with run.reading() as reader:
        if stage is None:
            found = stages_queries.actions(reader)
        else:
            number = choose_stage(run, reader, stage).id
            found = [
                p for p in stages_queries.offered(reader, number) if p.stage_id in (None, number)
            ]
    show_list(actions_listing(found, screen_of(run)), form, run.numbers)


@action_app.command("add")
def add_action(
    ctx: Context,
    text: ActionText,
    stage: Annotated[
        str | None, stage_option("Offer the action only in this stage (default: all stages).")
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND",
            help=f"Kind of activity to log when it's done: {either(ACTIVITY_KINDS)}.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Add an action to the pick list.

    \b
    Examples:
      pipectl action add "Send pilot plan" --stage proposal --kind proposal
      pipectl action add "Ask for a referral"
    """
    from pipectl.stages import actions as stages_actions

    run = run_of(ctx)
    wanted = None if kind is None else planned_kind(kind)
    with run.looking_up() as reader:
        number = None if stage is None else choose_stage(run, reader, stage).id
    run.change(lambda unit: stages_actions.add_action(unit, text, stage_id=number, kind=wanted).id)
    print_done(f"Added action: {text.strip()}", json=json)
    if json:
        print_actions(run, stage, "json")


@action_app.command("remove")
def remove_action(
    ctx: Context,
    text: ActionText,
    stage: Annotated[
        str | None, stage_option("Remove the action only from this stage (default: all stages).")
    ] = None,
    json: Json = False,
) -> None:
    """Remove an action from the pick list.

    \b
    Example:
      pipectl action remove "Send NDA" --stage discovery
    """
    from pipectl.stages import actions as stages_actions

    run = run_of(ctx)
    with run.looking_up() as reader:
        number = None if stage is None else choose_stage(run, reader, stage).id
        ids = [
            pick.id
            for pick in stages_queries.actions(reader)
            if fold(pick.action) == fold(text.strip()) and number in (None, pick.stage_id)
        ]
    if not ids:
        raise NotFoundError(f"No action {quoted(text)}.", hint="See `pipectl action list`.")
    run.change(lambda unit: stages_actions.remove_actions(unit, ids))
    print_done(f"Removed action: {text.strip()}", json=json)
    if json:
        print_actions(run, stage, "json")


def outcome(text: str | None) -> str | None:
    """won, lost or none; raises UsageError."""
    if text not in (None, "won", "lost"):
        refusal = f"--for can't be {quoted(text or '')}"
        raise UnknownValueError(refusal, text or "", (WON, LOST), hint="Use won or lost.")
    return text


@reason_app.command("list")
def list_reasons(
    ctx: Context,
    outcome_for: Annotated[
        str | None, outcome_option("Only reasons for this outcome (default: both).")
    ] = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """List the reasons.

    \b
    Examples:
      pipectl reason list
      pipectl reason list --for lost
    """
    print_reasons(run_of(ctx), outcome(outcome_for), list_format(format, json))


def print_reasons(run: Run, wanted: str | None, form: str) -> None:
    """Print the reasons of one outcome, or all."""
    from pipectl.render.output import show_list
    from pipectl.stages.view import reasons_listing

    with run.reading() as reader:
        found = stages_queries.reasons(reader, wanted)
    show_list(reasons_listing(found, screen_of(run), wanted), form, run.numbers)


@reason_app.command("add")
def add_reason(
    ctx: Context,
    text: ReasonText,
    outcome_for: Annotated[str, outcome_option("Outcome the reason is for.")],
    json: Json = False,
) -> None:
    """Add a reason.

    \b
    Examples:
      pipectl reason add "project canceled" --for lost
      pipectl reason add "trusted us" --for won
    """
    from pipectl.stages import actions as stages_actions

    run = run_of(ctx)
    wanted = outcome(outcome_for) or "lost"
    run.change(lambda unit: stages_actions.add_reason(unit, text, wanted).id)
    print_done(f"Added reason: {text.strip()}", json=json)
    if json:
        print_reasons(run, wanted, "json")


@reason_app.command("remove")
def remove_reason(
    ctx: Context,
    text: ReasonText,
    outcome_for: Annotated[
        str | None, outcome_option("Remove the reason only for this outcome (default: both).")
    ] = None,
    json: Json = False,
) -> None:
    """Remove a reason.

    \b
    Example:
      pipectl reason remove "bad timing" --for lost
    """
    from pipectl.stages import actions as stages_actions

    run = run_of(ctx)
    wanted = outcome(outcome_for)
    with run.looking_up() as reader:
        ids = [
            reason.id
            for reason in stages_queries.reasons(reader, wanted)
            if fold(reason.text) == fold(text.strip())
        ]
    if not ids:
        raise NotFoundError(f"No reason {quoted(text)}.", hint="See `pipectl reason list`.")
    run.change(lambda unit: stages_actions.remove_reasons(unit, ids))
    print_done(f"Removed reason: {text.strip()}", json=json)
    if json:
        print_reasons(run, wanted, "json")
