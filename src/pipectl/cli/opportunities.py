"""`add`, `list` and `show`."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from pipectl.cli.options import (
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
    run_of,
)
from pipectl.cli.run import Run
from pipectl.cli.shown import present_one, screen_of
from pipectl.cli.typed import (
    account_matched,
    chosen_next,
    named_account,
    named_contact,
    opportunity,
    percent,
    stage_named,
    typed_due,
    typed_money,
)
from pipectl.domain.words import LOST, OPEN, WON
from pipectl.errors import NotFoundError, UsageError, listed, quoted
from pipectl.queries import listing as asking
from pipectl.queries.opportunities import by_key
from pipectl.store.reader import Reader
from pipectl.text import fold

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
    note: Annotated[str | None, typer.Option(help="Anything else.")] = None,
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
        money = typed_money(run, amount, currency)
        opening = act.Opening(
            title=title,
            amount_minor=money.minor if amount is not None else None,
            currency=money.currency,
            key=key,
            stage_id=None if stage is None else stage_named(run, reader, stage).id,
            account=named_account(run, reader, account),
            contact=named_contact(run, reader, contact),
            close_on=None if close is None else run.date(close),
            source=source,
            campaign=campaign,
            tags=tuple(tag or ()),
            probability_bp=percent(run, probability),
            next_action=chosen_next(run, next, due),
            parent_id=None if parent is None else opportunity(run, reader, parent, "any").id,
            on=None if on is None else run.date(on, past=True),
            note=note,
        )
        if opening.next_action is None and run.can_ask and not keyed(reader, key):
            opening = replace(opening, next_action=asked_next(run, reader, opening.stage_id))
    number, new = run.change(lambda session: act.add(session, opening))
    present_one(run, number, "Added" if new else "There already:", json=json)


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
    chosen = next_action(picks, lambda text: typed_due(run, text), optional=True)
    return None if chosen is None else Next(chosen.text, *(chosen.due or ()))


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
    sort: Annotated[
        str, typer.Option(metavar="KEY", help=f"{listed(asking.SORT_KEYS)}.")
    ] = "close",
    reverse: Annotated[bool, typer.Option("--reverse", help="The other way round.")] = False,
    limit: Annotated[int | None, typer.Option(min=0, metavar="N", help="The first N.")] = None,
    columns: Annotated[str | None, typer.Option(metavar="a,b", help="These columns.")] = None,
    all: Annotated[bool, typer.Option("--all", help="Won and lost ones too.")] = False,
    format: Format = None,
    json: Json = False,
) -> None:
    """List opportunities, the open ones by expected close date.

    \b
    Example:
      pipectl list --stage proposal --closing this-quarter --no-next
    """
    from pipectl.render import lists
    from pipectl.render.output import show_list

    run = run_of(ctx)
    form = list_format(format, json)
    chosen = None if columns is None else lists.check_columns(columns)
    given = (overdue, no_next, stale, stalled, slipped, unqualified)
    names = ("overdue", "no-next-action", "stale", "stalled", "slipped", "unqualified")
    with run.reading() as reader:
        wanted = asking.Filter(
            text=None if text is None else fold(text.strip()),
            statuses=statuses(status, everything=all),
            stage_ids=tuple(stage_named(run, reader, name).id for name in stage or ()),
            closing=None if closing is None else run.period(closing).span,
            flags=tuple(name for name, on in zip(names, given, strict=True) if on),
            sources=sources(reader, source),
            account_id=None if account is None else account_matched(run, reader, account).id,
            tag=None if tag is None else tag_named(reader, tag),
            least=amount_bound(run, min),
            most=amount_bound(run, max),
            sort=sort_key(sort),
            reverse=reverse,
            limit=limit,
        )
        found = asking.find(reader, wanted, run.today)
    listing = lists.opportunities(found, columns=chosen, on=screen_of(run), decimal=run.decimal)
    show_list(listing, form)


def statuses(status: str | None, *, everything: bool) -> tuple[str, ...]:
    """The statuses that a list shows; raises UsageError."""
    known = {"open": (OPEN,), "won": (WON,), "lost": (LOST,), "all": (OPEN, WON, LOST)}
    if everything and status not in (None, "all"):
        raise UsageError(f"--all and --status {status} exclude each other.")
    name = "all" if everything else status or "open"
    if name not in known:
        raise UsageError(f"No status {quoted(name)}.", hint=f"There are {listed(known)}.")
    return known[name]


def sort_key(name: str) -> str:
    """A sort key that exists; raises UsageError."""
    if name not in asking.SORT_KEYS:
        raise UsageError(
            f"No sort key {quoted(name)}.", hint=f"There are {listed(asking.SORT_KEYS)}."
        )
    return name


def sources(reader: Reader, name: str | None) -> tuple[str, ...]:
    """The sources that are spelled so in any case; raises NotFoundError naming those there are."""
    if name is None:
        return ()
    known = asking.sources(reader)
    same = tuple(each for each in known if fold(each) == fold(name.strip()))
    if not same:
        there = f"There are {listed(known[:12])}." if known else "No opportunity has one yet."
        raise NotFoundError(f"No source {quoted(name)}.", hint=there)
    return same


def tag_named(reader: Reader, name: str) -> str:
    """A tag that there is, in any case; raises NotFoundError naming some."""
    known = asking.tags(reader)
    if fold(name.strip()) not in map(fold, known):
        there = f"There are {listed(known[:12])}." if known else "No opportunity has one yet."
        raise NotFoundError(f"No tag {quoted(name)}.", hint=there)
    return fold(name.strip())


def amount_bound(run: Run, text: str | None) -> "Money | None":
    """A least or most amount."""
    return None if text is None else typed_money(run, text, None)


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

        return card(everything, screen_of(run), run.decimal)

    put(Answer(lambda: shape.detail(everything), text), json=json)
