"""Add, show, list."""

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from pipectl.cli import hooks
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.long_text import Editor, long_text
from pipectl.cli.options import (
    MOST,
    AsOf,
    Context,
    Currency,
    Due,
    Format,
    Json,
    NextOption,
    Opp,
    complete_slug,
    complete_stage,
    list_format,
)
from pipectl.cli.values import parse_money_option, percent
from pipectl.errors import AmountError, NotFoundError, UsageError, listed, quoted, there_are
from pipectl.next_actions.prompts import asked_due, next_action_from_options
from pipectl.people.prompts import account_or_new, contact_or_new
from pipectl.pipeline import commands as pipeline_commands
from pipectl.pipeline.commands import show_changed_opportunity, warn_of_doubles, warn_of_past_close
from pipectl.pipeline.prompts import choose_opportunity
from pipectl.pipeline.queries import find
from pipectl.pipeline.queries.current import by_key
from pipectl.stages.prompts import choose_stage
from pipectl.store.reader import Reader
from pipectl.text import fold
from pipectl.vocabulary import LOST, OPEN, WON

if TYPE_CHECKING:
    from pipectl.money import Money
    from pipectl.next_actions.rules import NextActionInput


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
    from pipectl.opportunities import actions as opportunities_actions

    run = run_of(ctx)
    with run.looking_up() as reader:
        money = amount_of(ctx, title, amount, currency)
        buyer = account_or_new(run, reader, account)
        opening = opportunities_actions.NewOpportunity(
            title=title,
            amount_minor=money.minor if amount is not None else None,
            currency=money.currency,
            key=key,
            stage_id=None if stage is None else choose_stage(run, reader, stage).id,
            account=buyer,
            contact=contact_or_new(run, reader, contact, buyer),
            close_on=None if close is None else run.date(close),
            source=source,
            campaign=campaign,
            tags=tuple(tag or ()),
            probability_bp=percent(run, probability),
            next_action=next_action_from_options(run, next, due),
            parent_id=None if parent is None else choose_opportunity(run, reader, parent, "any").id,
            on=None if on is None else run.date(on, past=True),
            note=long_text(run, note, in_editor=in_editor),
        )
        if opening.next_action is None and run.may_ask() and not keyed(reader, key):
            opening = replace(opening, next_action=asked_next(run, reader, opening.stage_id))
    number, new = run.change(lambda session: opportunities_actions.add(session, opening))
    if new:
        warn_of_past_close(run, opening.close_on)
        warn_of_doubles(run, number)
    with pipeline_commands.after(run, hooks.ADDED, number) if new else nullcontext():
        show_changed_opportunity(run, number, "Added" if new else "There already:", json=json)


def amount_of(ctx: Context, title: str, amount: str | None, currency: str | None) -> "Money":
    """The amount that was typed; a word without a digit may belong to what stands before it."""
    run = run_of(ctx)
    try:
        return parse_money_option(run, amount, currency)
    except AmountError as error:
        if any(character.isdigit() for character in amount or ""):
            raise
        from pipectl.cli.command_line import in_quotes, line_of, unquoted_value

        whole = (
            f"If it belongs to the title, quote both: pipectl add {in_quotes(f'{title} {amount}')}"
        )
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


def show(ctx: Context, opp: Opp, json: Json = False) -> None:
    """Show everything about one opportunity.

    \b
    Example:
      pipectl show acme
    """
    from pipectl.opportunities import view as opportunities_view
    from pipectl.opportunities.queries import detail
    from pipectl.render.output import Answer
    from pipectl.render.output import show as put

    run = run_of(ctx)
    with run.reading() as reader:
        found = choose_opportunity(run, reader, opp, "any")
        everything = detail(reader, found.id, run.today)

    def text() -> str:
        from pipectl.opportunities.view import card

        return card(everything, screen_of(run), run.numbers)

    put(Answer(lambda: opportunities_view.detail(everything), text), json=json)


def list_(
    ctx: Context,
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="A part of the title or account.")
    ] = None,
    stage: Annotated[
        list[str] | None, typer.Option(help="In this stage.", autocompletion=complete_stage)
    ] = None,
    status: Annotated[
        str | None, typer.Option(metavar="open|won|lost|all", help="Open ones unless said.")
    ] = None,
    closing: Annotated[
        str | None, typer.Option(metavar="PERIOD", help="Expected to close in the period.")
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="The next action is late.")] = False,
    no_next: Annotated[bool, typer.Option("--no-next", help="Nothing comes next.")] = False,
    stale: Annotated[bool, typer.Option("--stale", help="No contact for too long.")] = False,
    stalled: Annotated[bool, typer.Option("--stalled", help="In its stage too long.")] = False,
    slipped: Annotated[bool, typer.Option("--slipped", help="Its close date passed.")] = False,
    unqualified: Annotated[
        bool, typer.Option("--unqualified", help="The questions aren't answered.")
    ] = False,
    source: Annotated[str | None, typer.Option(help="From this source.")] = None,
    account: Annotated[str | None, typer.Option(help="Of this account.")] = None,
    tag: Annotated[str | None, typer.Option(help="With this tag.")] = None,
    min: Annotated[str | None, typer.Option(metavar="AMOUNT", help="At least so much.")] = None,
    max: Annotated[str | None, typer.Option(metavar="AMOUNT", help="At most so much.")] = None,
    sort: Annotated[str, typer.Option(metavar="KEY", help=f"{listed(find.SORT_KEYS)}.")] = "close",
    reverse: Annotated[bool, typer.Option("--reverse", help="The other way round.")] = False,
    limit: Annotated[
        int | None, typer.Option(min=0, max=MOST, metavar="N", help="The first N.")
    ] = None,
    columns: Annotated[str | None, typer.Option(metavar="a,b", help="These columns.")] = None,
    all: Annotated[bool, typer.Option("--all", help="Won and lost ones too.")] = False,
    as_of: AsOf = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """List opportunities, the open ones by expected close date.

    \b
    Example:
      pipectl list --stage proposal --closing this-quarter --no-next
    """
    from pipectl.pipeline import view as pipeline_view
    from pipectl.render.output import show_list

    run = run_of(ctx)
    form = list_format(format, json)
    chosen = None if columns is None else pipeline_view.check_columns(columns)
    if chosen is not None and form not in ("table", "csv", "md"):
        raise UsageError(
            f"--columns can't go with {form}, which has every key.",
            hint="It goes with table, csv and md.",
        )
    given = (overdue, no_next, stale, stalled, slipped, unqualified)
    names = ("overdue", "no-next-action", "stale", "stalled", "slipped", "unqualified")
    day = None if as_of is None else run.date(as_of, past=True)
    today = day or run.today
    with run.reading(as_of=day) as reader:
        wanted = find.OpportunityFilter(
            text=None if text is None else fold(text.strip()),
            statuses=statuses(status, everything=all),
            stage_ids=stage_ids(run, reader, stage),
            closing=None if closing is None else run.period(closing, today=today).span,
            flags=tuple(name for name, on in zip(names, given, strict=True) if on),
            sources=sources(reader, source),
            account_id=account_id(run, reader, account),
            tag=None if tag is None else tag_named(reader, tag),
            least=amount_bound(run, min),
            most=amount_bound(run, max),
            sort=sort_key(sort),
            reverse=reverse,
            limit=limit,
        )
        found = find.find(reader, wanted, today)
    listing = pipeline_view.opportunities(
        found, columns=chosen, look=lambda: (screen_of(run), run.numbers)
    )
    show_list(listing, form, run.numbers)


def statuses(status: str | None, *, everything: bool) -> tuple[str, ...]:
    """The statuses that a list shows; raises UsageError."""
    known = {"open": (OPEN,), "won": (WON,), "lost": (LOST,), "all": (OPEN, WON, LOST)}
    if everything and status not in (None, "all"):
        raise UsageError(f"--all and --status {status} exclude each other.", hint="Leave one out.")
    name = "all" if everything else "open" if status is None else status
    if name not in known:
        raise UsageError(f"No status {quoted(name)}.", hint=there_are(known))
    return known[name]


def sort_key(name: str) -> str:
    """A sort key that exists; raises UsageError."""
    if name not in find.SORT_KEYS:
        raise UsageError(f"No sort key {quoted(name)}.", hint=there_are(find.SORT_KEYS))
    return name


def sources(reader: Reader, name: str | None) -> tuple[str, ...]:
    """The sources that are spelled so in any case; raises NotFoundError naming those there are."""
    if name is None:
        return ()
    known = find.sources(reader)
    same = tuple(each for each in known if fold(each) == fold(name.strip()))
    if not same:
        there = there_are(known[:12]) if known else "No opportunity has one yet."
        raise NotFoundError(f"No source {quoted(name)}.", hint=there)
    return same


def tag_named(reader: Reader, name: str) -> str:
    """A tag that there is, in any case; raises NotFoundError naming some."""
    known = find.tags(reader)
    if fold(name.strip()) not in map(fold, known):
        there = there_are(known[:12]) if known else "No opportunity has one yet."
        raise NotFoundError(f"No tag {quoted(name)}.", hint=there)
    return fold(name.strip())


def stage_ids(run: Run, reader: Reader, names: list[str] | None) -> tuple[int, ...]:
    """The stages that are meant."""
    if not names:
        return ()
    from pipectl.stages.prompts import choose_stage

    return tuple(choose_stage(run, reader, name).id for name in names)


def account_id(run: Run, reader: Reader, name: str | None) -> int | None:
    """The account that is meant."""
    if name is None:
        return None
    from pipectl.people.prompts import choose_account

    return choose_account(run, reader, name).id


def amount_bound(run: Run, text: str | None) -> "Money | None":
    """A least or most amount."""
    if text is None:
        return None
    from pipectl.cli.values import parse_money_option

    return parse_money_option(run, text, None)
