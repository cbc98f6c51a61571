"""`add` and `show`."""

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from pipectl.cli import hooks
from pipectl.cli.long_text import Editor, long_text
from pipectl.cli.options import (
    Context,
    Currency,
    Due,
    Json,
    NextOption,
    Opp,
    complete_slug,
    complete_stage,
    run_of,
)
from pipectl.cli.run import Run
from pipectl.cli.shown import present_one, screen_of
from pipectl.cli.typed import (
    asked_due,
    chosen_next,
    named_account,
    named_contact,
    opportunity,
    percent,
    stage_named,
    typed_money,
)
from pipectl.cli.warnings import warn_of_doubles, warn_of_past_close
from pipectl.errors import AmountError, UsageError
from pipectl.queries.opportunities import by_key
from pipectl.store.reader import Reader

if TYPE_CHECKING:
    from pipectl.actions.next_actions import Next
    from pipectl.money import Money


def add(
    ctx: Context,
    title: Annotated[str, typer.Argument(metavar="TITLE")],
    amount: Annotated[str | None, typer.Argument(metavar="[AMOUNT]", show_default=False)] = None,
    key: Annotated[str | None, typer.Option(help="A name of your own: add it only once.")] = None,
    stage: Annotated[
        str | None, typer.Option(help="Its stage.", autocompletion=complete_stage)
    ] = None,
    account: Annotated[str | None, typer.Option(help="Who would buy.")] = None,
    contact: Annotated[str | None, typer.Option(help="The person there.")] = None,
    close: Annotated[
        str | None, typer.Option(metavar="DATE", help="When it is expected to close.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Where it came from.")] = None,
    campaign: Annotated[str | None, typer.Option(help="Which campaign brought it.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A word to find it by.")] = None,
    probability: Annotated[
        str | None, typer.Option(metavar="PERCENT", help="Its own, instead of its stage's.")
    ] = None,
    next: NextOption = None,
    due: Due = None,
    parent: Annotated[
        str | None,
        typer.Option(metavar="OPP", help="What it grew out of.", autocompletion=complete_slug),
    ] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day it began.")] = None,
    currency: Currency = None,
    note: Annotated[str | None, typer.Option(help="Anything else; - reads it.")] = None,
    in_editor: Editor = False,
    json: Json = False,
) -> None:
    """Add an opportunity.

    \b
    Example:
      pipectl add "Acme rollout" 12k --account "Acme Corp" --close eoq --next Call --due fri
    """
    from pipectl.actions import opportunities as act

    run = run_of(ctx)
    with run.looking_up() as reader:
        money = amount_of(ctx, title, amount, currency)
        buyer = named_account(run, reader, account)
        opening = act.Opening(
            title=title,
            amount_minor=money.minor if amount is not None else None,
            currency=money.currency,
            key=key,
            stage_id=None if stage is None else stage_named(run, reader, stage).id,
            account=buyer,
            contact=named_contact(run, reader, contact, buyer),
            close_on=None if close is None else run.date(close),
            source=source,
            campaign=campaign,
            tags=tuple(tag or ()),
            probability_bp=percent(run, probability),
            next_action=chosen_next(run, next, due),
            parent_id=None if parent is None else opportunity(run, reader, parent, "any").id,
            on=None if on is None else run.date(on, past=True),
            note=long_text(run, note, in_editor=in_editor),
        )
        if opening.next_action is None and run.may_ask() and not keyed(reader, key):
            opening = replace(opening, next_action=asked_next(run, reader, opening.stage_id))
    number, new = run.change(lambda session: act.add(session, opening))
    if new:
        warn_of_past_close(run, opening.close_on)
        warn_of_doubles(run, number)
    with hooks.after(run, hooks.ADDED, number) if new else nullcontext():
        present_one(run, number, "Added" if new else "There already:", json=json)


def amount_of(ctx: Context, title: str, amount: str | None, currency: str | None) -> "Money":
    """The amount that was typed; a word without a digit may belong to what stands before it."""
    run = run_of(ctx)
    try:
        return typed_money(run, amount, currency)
    except AmountError as error:
        if any(character.isdigit() for character in amount or ""):
            raise
        from pipectl.cli.mistyped import in_quotes, line_of, unquoted_value

        whole = (
            f"If it belongs to the title, quote both: pipectl add {in_quotes(f'{title} {amount}')}"
        )
        hint = unquoted_value(ctx, line_of(ctx, run), 1) or whole
        raise UsageError(str(error), hint=hint) from error


def keyed(reader: Reader, key: str | None) -> bool:
    """Whether something was added under this key before."""
    return key is not None and by_key(reader, key) is not None


def asked_next(run: Run, reader: Reader, stage_id: int | None) -> "Next | None":
    """What must happen next, asked at a terminal; Enter skips."""
    from pipectl.actions.next_actions import Next
    from pipectl.ask.next_action import next_action
    from pipectl.queries.picks import offered
    from pipectl.queries.stages import stages

    picks = offered(reader, stage_id or stages(reader)[0].id)
    run.let_writers_in()
    chosen = next_action(picks, lambda text: asked_due(run, text), optional=True)
    return None if chosen is None else Next(chosen.text, *(chosen.due or ()))


def show(ctx: Context, opp: Opp, json: Json = False) -> None:
    """Show everything about one opportunity.

    \b
    Example:
      pipectl show acme
    """
    from pipectl.queries.detail import detail
    from pipectl.render.output import Answer
    from pipectl.render.output import show as put
    from pipectl.render.shapes import detail as shape

    run = run_of(ctx)
    with run.reading() as reader:
        found = opportunity(run, reader, opp, "any")
        everything = detail(reader, found.id, run.today)

    def text() -> str:
        from pipectl.render.card import card

        return card(everything, screen_of(run), run.numbers)

    put(Answer(lambda: shape.detail(everything), text), json=json)
