"""Add an opportunity."""

from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from pipectl.cli import hooks
from pipectl.cli.completion_values import complete_slug, complete_stage
from pipectl.cli.context import Run, run_of
from pipectl.cli.long_text import Editor, long_text
from pipectl.cli.options import Arm, Context, Currency, Due, Json, NextOption, SetField, Term
from pipectl.cli.values import TypedAmount, parse_amount_option, percent, signed_tags
from pipectl.errors import AmountError, UsageError, quoted
from pipectl.experiments.commands.entry import arm_at, assigned, tell_arm
from pipectl.fields.prompts import field_changes
from pipectl.next_actions.prompts import asked_due, next_action_from_options
from pipectl.people.prompts import account_or_new, contact_or_new
from pipectl.pipeline import commands as pipeline_commands
from pipectl.pipeline.commands import (
    show_changed_opportunity,
    warn_of_doubles,
    warn_of_past_close,
)
from pipectl.pipeline.prompts import choose_opportunity, meant_campaign, meant_source
from pipectl.pipeline.queries.current import by_key
from pipectl.stages.prompts import choose_open_stage
from pipectl.store.reader import Reader

if TYPE_CHECKING:
    from pipectl.experiments.rules.arms import ArmChoice
    from pipectl.next_actions.rules import NextActionInput
    from pipectl.opportunities.actions import NewOpportunity
    from pipectl.store.unit import Unit


def add(
    ctx: Context,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="Title of the deal.")],
    amount: Annotated[
        str | None,
        typer.Argument(
            metavar="[AMOUNT]", help="Amount: 12k, 12,000, €12k, 2500/mo.", show_default=False
        ),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            help="Your own key, such as a CRM ID. Adds nothing if a deal already has this key."
        ),
    ] = None,
    stage: Annotated[
        str | None,
        typer.Option(help="Stage (default: the first one).", autocompletion=complete_stage),
    ] = None,
    account: Annotated[str | None, typer.Option(help="Account (company), added if new.")] = None,
    contact: Annotated[
        str | None, typer.Option(help="Contact at the account, added if new.")
    ] = None,
    close: Annotated[str | None, typer.Option(metavar="DATE", help="Expected close date.")] = None,
    source: Annotated[str | None, typer.Option(help="Source, such as referral.")] = None,
    campaign: Annotated[str | None, typer.Option(help="Campaign that brought in the deal.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Tag (repeatable).")] = None,
    probability: Annotated[
        str | None, typer.Option(metavar="PERCENT", help="Win probability (default: the stage's).")
    ] = None,
    next: NextOption = None,
    due: Due = None,
    parent: Annotated[
        str | None,
        typer.Option(
            metavar="OPP",
            help="Parent deal, if this one is an upsell.",
            autocompletion=complete_slug,
        ),
    ] = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Date the deal began (default: today).")
    ] = None,
    currency: Currency = None,
    term: Term = None,
    arm: Arm = None,
    set: SetField = None,
    note: Annotated[str | None, typer.Option(help="Note (use - for standard input).")] = None,
    in_editor: Editor = False,
    json: Json = False,
) -> None:
    """Add a deal.

    At a terminal, pipectl asks for the next action if you don't give one.

    \b
    Examples:
      pipectl add "Acme rollout" 12k --close eoq --next Call --due fri
      pipectl add "Acme renewal" 8k --account "Acme Corp" --stage proposal
      pipectl add "Birch audit" 5k --key crm-1042 --source referral --tag audit
      pipectl add "Cedar support" 2500/mo --term 12
    """
    from pipectl.opportunities import actions as opportunities_actions

    run = run_of(ctx)
    with run.looking_up() as reader:
        money, recurring = amount_of(ctx, title, amount, currency, term)
        buyer = account_or_new(run, reader, account)
        opening = opportunities_actions.NewOpportunity(
            title=title,
            amount_minor=money.minor if amount is not None else None,
            currency=money.currency,
            key=key,
            stage_id=None if stage is None else choose_open_stage(run, reader, stage).id,
            account=buyer,
            contact=contact_or_new(run, reader, contact, buyer),
            close_on=None if close is None else run.date(close),
            source=meant_source(run, reader, source),
            campaign=meant_campaign(run, reader, campaign),
            tags=new_tags(tag or []),
            probability_bp=percent(run, probability),
            next_action=next_action_from_options(run, next, due),
            parent_id=None if parent is None else choose_opportunity(run, reader, parent, "any").id,
            on=None if on is None else run.date(on, past=True),
            note=long_text(run, note, in_editor=in_editor),
            fields=field_changes(run, reader, "deal", set),
            recurring=recurring,
        )
        is_known = keyed(reader, key)
        if opening.next_action is None and run.may_ask() and not is_known:
            opening = opening._replace(next_action=asked_next(run, reader, opening.stage_id))
        chosen = None if is_known else arm_at(run, reader, opening.stage_id, arm, opening.on)
    number, new, given = run.change(lambda unit: added(unit, opening, chosen))
    if new:
        tell_arm(chosen, given)
        warn_of_past_close(run, opening.close_on)
        warn_of_doubles(run, number)
    with pipeline_commands.after(run, hooks.ADDED, number) if new else nullcontext():
        show_changed_opportunity(run, number, "Added" if new else "Already there:", json=json)


def added(
    unit: "Unit", opening: "NewOpportunity", chosen: "ArmChoice | None"
) -> tuple[int, bool, str | None]:
    """Add a deal: its number, whether it is new, and the arm that it got in its stage."""
    from pipectl.opportunities import actions as opportunities_actions

    number, new = opportunities_actions.add(unit, opening)
    return number, new, assigned(unit, chosen, number) if new else None


def new_tags(typed: list[str]) -> tuple[str, ...]:
    """The tags of a new deal; raises UsageError for one that is to be removed."""
    added, removed = signed_tags(typed)
    if removed:
        raise UsageError(
            f"A new deal has no tag {quoted(removed[0])} to remove.", hint="Leave it out."
        )
    return added


def amount_of(
    ctx: Context, title: str, amount: str | None, currency: str | None, term: str | None
) -> TypedAmount:
    """The amount that was typed; a word without a digit may belong to what stands before it."""
    run = run_of(ctx)
    if amount is None and term is not None:
        raise UsageError("--term needs an amount.", hint="Give both: 2500/mo --term 12.")
    try:
        return parse_amount_option(run, amount, currency, term=term)
    except AmountError as error:
        if any(character.isdigit() for character in amount or ""):
            raise
        from pipectl.cli.command_line import in_quotes, line_of, unquoted_value

        title = in_quotes(f"{title} {amount}")
        whole = f"If this is part of the title, quote it all: pipectl add {title}"
        hint = unquoted_value(ctx, line_of(ctx, run), 1) or whole
        raise UsageError(str(error), hint=hint) from error


def keyed(reader: Reader, key: str | None) -> bool:
    """Whether something was added under this key before."""
    return key is not None and by_key(reader, key) is not None


def asked_next(run: Run, reader: Reader, stage_id: int | None) -> "NextActionInput | None":
    """What must happen next, asked at a terminal; Enter skips."""
    from pipectl.next_actions.prompts import next_action
    from pipectl.next_actions.rules import NextActionInput
    from pipectl.stages.queries import offered, stages

    picks = offered(reader, stage_id or stages(reader)[0].id)
    run.let_writers_in()
    chosen = next_action(picks, lambda text: asked_due(run, text), optional=True)
    return None if chosen is None else NextActionInput(chosen.text, *(chosen.due or ()))
