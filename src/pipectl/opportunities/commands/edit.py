"""`edit` and `delete`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

import typer

from pipectl.cli.command_line import in_quotes
from pipectl.cli.completion_values import complete_slug
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.long_text import Editor, StoredText, long_text
from pipectl.cli.options import Context, Json, SetField, Term
from pipectl.cli.values import (
    MissingFlagsError,
    TypedAmount,
    parse_amount_option,
    parse_date_option,
    parse_past_date,
    percent,
    signed_tags,
)
from pipectl.errors import NotFoundError, UsageError, either, listed, quoted
from pipectl.fields.prompts import field_changes
from pipectl.fields.queries import fields as own_fields
from pipectl.fields.queries import values_of
from pipectl.fields.view import value_rows
from pipectl.money import check_currency
from pipectl.numbers import NumberFormat
from pipectl.opportunities.queries import note_of
from pipectl.ownership.prompts import meant_owner
from pipectl.people.prompts import account_or_new, contact_or_new
from pipectl.pipeline import view as pipeline_view
from pipectl.pipeline.commands import show_changed_opportunity, warn_of_doubles, warn_of_past_close
from pipectl.pipeline.prompts import (
    choose_opportunity,
    hold_deal,
    meant_campaign,
    meant_source,
)
from pipectl.pipeline.queries import deal_by_text
from pipectl.pipeline.queries.current import CurrentOpportunity, by_id, by_ids
from pipectl.pipeline.queries.similar import near_deals
from pipectl.render.output import Answer, print_note, show
from pipectl.stage_history import is_push
from pipectl.store.reader import Reader
from pipectl.text import UnknownValueError, check_line, fold
from pipectl.vocabulary import OPEN

FIELDS = (
    *("amount", "account", "contact", "close", "source", "campaign", "tag", "probability"),
    *("parent", "note", "revisit", "term", "owner"),
)


def edit(
    ctx: Context,
    opp: Annotated[
        list[str],
        typer.Argument(
            metavar="OPP...",
            help="Deals: each by its number, slug, or part of its title or account.",
            autocompletion=complete_slug,
        ),
    ],
    title: Annotated[str | None, typer.Option(help="New title (the slug doesn't change).")] = None,
    amount: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="New amount: 14k, 2500/mo.")
    ] = None,
    term: Term = None,
    account: Annotated[str | None, typer.Option(help="Account (company), added if new.")] = None,
    contact: Annotated[
        str | None, typer.Option(help="Contact at the account, added if new.")
    ] = None,
    close: Annotated[
        str | None, typer.Option(metavar="DATE", help="New expected close date.")
    ] = None,
    push_reason: Annotated[
        str | None, typer.Option("--push-reason", help="Reason for moving the close date.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Source, such as referral.")] = None,
    campaign: Annotated[str | None, typer.Option(help="Campaign that brought in the deal.")] = None,
    tag: Annotated[
        list[str] | None,
        typer.Option(help="Add a tag: TAG or +TAG. Remove one: -TAG (repeatable)."),
    ] = None,
    probability: Annotated[
        str | None, typer.Option(metavar="PERCENT", help="Win probability, overriding the stage's.")
    ] = None,
    parent: Annotated[
        str | None,
        typer.Option(
            metavar="OPP",
            help="Parent deal, if this one is an upsell.",
            autocompletion=complete_slug,
        ),
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="New currency, such as EUR.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="Note (use - for standard input).")] = None,
    in_editor: Editor = False,
    created: Annotated[
        str | None, typer.Option(metavar="DATE", help="Date the deal began.")
    ] = None,
    revisit: Annotated[
        str | None, typer.Option(metavar="DATE", help="Date to revisit the lost deal.")
    ] = None,
    seller: Annotated[
        str | None,
        typer.Option("--owner", metavar="NAME", help="Seller who owns the deals, or none."),
    ] = None,
    set: SetField = None,
    clear: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD",
            help=f"Clear {either((*FIELDS, 'a custom field'))} (repeatable).",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Change one or more deals.

    To change the stage, the outcome or the next action, use `move`, `win`, `lose` or `next`.

    If you name several deals, either all of them change or none. Undo with
    `pipectl undo`.

    \b
    Examples:
      pipectl edit acme --close 2027-01-15 --push-reason "Legal review"
      pipectl edit acme --amount 14k --tag expansion
      pipectl edit acme --amount 2500/mo --term 12
      pipectl edit acme --clear source
      pipectl edit 2 3 7 --tag +hot --tag -cold --source referral
    """
    from pipectl.opportunities import actions as opportunities_actions

    run = run_of(ctx)
    given = {**locals(), "owner": seller}
    emptied = cleared([each for each in clear or [] if each in FIELDS], given)
    added, removed = signed_tags(tag or [])
    if len(opp) > 1 and (title is not None or in_editor):
        raise UsageError(
            f"{'--title' if title is not None else '--edit'} can't be used for several deals.",
            hint="Name one deal.",
        )
    with run.reading() as reader:
        before = chosen(ctx, reader, opp)
        own_cleared = [each for each in clear or [] if each not in FIELDS]
        check_clearable(reader, own_cleared)
        buyer = account_or_new(run, reader, account)
        values: dict[str, Any] = {
            "title": title,
            "source": meant_source(run, reader, source),
            "campaign": meant_campaign(run, reader, campaign),
            "note": new_note(run, reader, before[0].row.id, note, in_editor=in_editor),
            "close_on": parse_date_option(run, close),
            "probability_bp": percent(run, probability),
            "parent_id": None
            if parent is None
            else choose_opportunity(run, reader, parent, "any").id,
            "created_on": parse_past_date(run, created),
            "revisit_on": parse_date_option(run, revisit),
            "currency": check_currency(currency)
            if currency is not None and amount is None
            else None,
            "term_months": new_term(term, amount, emptied),
            "owner": meant_owner(run, reader, seller),
        }
        change = opportunities_actions.OpportunityChanges(
            values={name: value for name, value in values.items() if value is not None},
            account=buyer,
            contact=contact_or_new(run, reader, contact, buyer),
            tags=added,
            removed_tags=removed,
            clear=emptied,
            fields=field_changes(run, reader, "deal", set, own_cleared),
        )
        reasons = reasons_to_push(run, reader, before, values["close_on"], push_reason)
        worth = amounts(run, before, amount, currency, term)
        changes = {
            deal.row.id: change._replace(
                amount=each and each.money, recurring=each and each.recurring, push_reason=reason
            )
            for deal, each, reason in zip(before, worth, reasons, strict=True)
        }
    if all(
        each == opportunities_actions.OpportunityChanges(values={}) for each in changes.values()
    ):
        raise UsageError("No changes given.", hint="See `pipectl edit --help` for the fields.")
    differing = run.change(lambda unit: opportunities_actions.edit_each(unit, changes))
    if run.recorded:
        warn_of_past_close(run, values["close_on"])
        if title is not None or account is not None:
            for number in changes:
                warn_of_doubles(run, number)
    if len(opp) > 1:
        show_several(run, differing, json=json)
        return
    what = "Changed" if run.recorded else "Unchanged:"
    number = before[0].row.id
    also = said_of(run, number, differing[number])
    show_changed_opportunity(run, number, what, json=json, also=also)


def amounts(
    run: Run,
    before: Sequence[CurrentOpportunity],
    amount: str | None,
    currency: str | None,
    term: str | None,
) -> list[TypedAmount | None]:
    """The new amount of each deal, in its own currency; a term is asked for once."""
    if amount is None:
        return [None] * len(before)
    if term is None and "/" in amount and any(deal.row.recurring is None for deal in before):
        from pipectl.cli.recurring_option import asked_term
        from pipectl.recurring import parts_of

        parts = parts_of(amount)
        if parts is not None and parts.months is None:
            term = str(asked_term(run, amount))
    return [
        parse_amount_option(
            run,
            amount,
            currency,
            term=term,
            default=deal.row.currency,
            known=deal.row.recurring,
        )
        for deal in before
    ]


def new_term(term: str | None, amount: str | None, emptied: Collection[str]) -> int | None:
    """The months of --term alone, without an amount; raises UsageError for what can't go together.

    An amount per month or year takes its term along.
    """
    if "term" in emptied and amount is not None and "/" in amount:
        raise UsageError(
            f"--amount {amount} and --clear term can't be used together.", hint="Use one of them."
        )
    if term is None or amount is not None:
        return None
    if "amount" in emptied:
        raise UsageError("--term needs an amount.", hint="Leave out --clear amount.")
    from pipectl.recurring import read_term

    return read_term(term)


def said_of(run: Run, number: int, columns: Collection[str]) -> list[str]:
    """What changed in a deal that isn't in the line about it anyway: its source, its tags."""
    from pipectl.opportunities.view import SAID_IF_CHANGED, changed_parts

    wanted = [each for each in SAID_IF_CHANGED if each in columns]
    if not wanted:
        return []
    with run.reading() as reader:
        (deal,) = by_ids(reader, [number], run.today)
        own = own_values(reader, {number: wanted}, run.numbers)
    return changed_parts(deal, wanted, run.numbers, own.get(number, ""))


def chosen(
    ctx: Context, reader: Reader, words: Sequence[str], *, then: Sequence[str] = ()
) -> list[CurrentOpportunity]:
    """The deals that are meant, each once; raises UsageError for one deal's name in several words.

    Else `edit acme rollout` could change a deal called Acme and another called Rollout. `then` is
    what follows the deals in the command line.
    """
    run, text = run_of(ctx), " ".join(words)
    if len(words) > 1 and deal_by_text.is_in_a_name(reader, text):
        raise UsageError(
            f"{quoted(text)} is the name of a deal.",
            hint=f"Quote the deal's name: pipectl {ctx.info_name}"
            f" {' '.join(map(in_quotes, (text, *then)))}",
        )
    surplus = first_surplus(reader, words)
    if surplus is not None and then:
        name = " ".join([*words[surplus:], *then])
        right = " ".join(map(in_quotes, (*words[:surplus], name)))
        raise NotFoundError(
            f"No deal matches {quoted(words[surplus])}.",
            hint=f"Quote a name of several words: pipectl {ctx.info_name} {right}",
        )
    if surplus is not None:
        ctx.fail(f"Got unexpected extra arguments ({text})")
    numbers = [choose_opportunity(run, reader, word, "open").id for word in words]
    return by_ids(reader, dict.fromkeys(numbers), run.today)


def first_surplus(reader: Reader, words: Sequence[str]) -> int | None:
    """The place of the first word, behind the first, that names no deal: it belongs to something.

    What resembles a deal's name is a slip.
    """
    for place, word in enumerate(words[1:], start=1):
        is_deal = word.isdecimal() or deal_by_text.is_in_a_name(reader, word)
        if not is_deal and not near_deals(reader, word, (OPEN,)):
            return place
    return None


def show_several(run: Run, differing: Mapping[int, Collection[str]], *, json: bool) -> None:
    """Print deals that were changed together: a line or a JSON object each."""
    with run.reading() as reader:
        found = by_ids(reader, differing, run.today)
        own = own_values(reader, differing, run.numbers)

    def text() -> str:
        from pipectl.opportunities.view import changed_line

        on = screen_of(run)
        return "".join(
            changed_line(deal, differing[deal.row.id], on, run.numbers, own.get(deal.row.id, ""))
            for deal in found
        )

    show(Answer(lambda: [pipeline_view.opportunity(deal) for deal in found], text), json=json)


def own_values(
    reader: Reader, differing: Mapping[int, Collection[str]], numbers: NumberFormat
) -> dict[int, str]:
    """The values of custom fields of the deals in which some were changed, in words."""
    changed = [number for number, columns in differing.items() if "fields" in columns]
    if not changed:
        return {}
    every = own_fields(reader, "deal")
    found = values_of(reader, "deal", changed)
    return {
        number: ", ".join(
            f"{name} {value}"
            for name, value in value_rows(
                [(each, found.get(number, {}).get(each.id)) for each in every], every, numbers
            )
        )
        or "no fields"
        for number in changed
    }


def new_note(
    run: Run, reader: Reader, number: int, typed: str | None, *, in_editor: bool
) -> str | None:
    """The note as typed, from standard input, or from the editor, which shows the present one."""
    stored = StoredText(
        reader,
        f"The note of deal {number}",
        lambda at: note_of(at, number),
        f"pipectl show {number}",
    )
    return long_text(run, typed, in_editor=in_editor, stored=stored)


def check_clearable(reader: Reader, names: Sequence[str]) -> None:
    """Raise UsageError for a name that is not a custom field."""
    if not names:
        return
    own = own_fields(reader, "deal")
    known = {fold(each.name) for each in own} | {fold(f"deal.{each.name}") for each in own}
    for name in names:
        if fold(name.strip()) not in known:
            there = (*FIELDS, *(each.name for each in own))
            can = f"You can clear: {listed(there)}."
            raise UnknownValueError(f"{quoted(name)} can't be cleared", name, there, hint=can)


def cleared(fields: list[str], given: dict[str, Any]) -> tuple[str, ...]:
    """The fields to empty; raises UsageError for one that is set at the same time."""
    for field in fields:
        if field != "tag" and given.get(field) is not None:
            raise UsageError(
                f"--{field} and --clear {field} can't be used together.", hint="Use one of them."
            )
    return tuple(fields)


def reasons_to_push(
    run: Run,
    reader: Reader,
    before: Sequence[CurrentOpportunity],
    close_on: date | None,
    given: str | None,
) -> list[str | None]:
    """Why each date moves: as given, else asked at a terminal where one moves later (optional)."""
    if given is not None and close_on is None:
        raise UsageError("--push-reason needs --close DATE.")
    later = [is_push(deal.row.close_on, close_on) for deal in before]
    if given is not None or not any(later) or not run.may_ask():
        return [given] * len(before)
    for deal in before:
        hold_deal(run, reader, deal.row, deal_by_text.close_date)
    from pipectl.prompting.prompts import line

    reason = line(
        f"Why {'is the close date' if len(before) == 1 else 'are the close dates'} moving later?",
        check=lambda text: check_line(text, what="push reason"),
        optional=True,
    )
    return [reason if is_later else None for is_later in later]


def delete(
    ctx: Context,
    opp: Annotated[
        str,
        typer.Argument(
            metavar="OPP",
            help="Deal: its number, slug or whole title.",
            autocompletion=complete_slug,
        ),
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask for confirmation.")] = False,
    json: Json = False,
) -> None:
    """Delete a deal.

    Name the deal by its number, slug or whole title. `pipectl undo` brings it back.

    \b
    Examples:
      pipectl delete 7 --yes
      pipectl delete acme-rollout --yes
    """
    from pipectl.opportunities import actions as opportunities_actions

    run = run_of(ctx)
    with run.reading() as reader:
        found = choose_opportunity(run, reader, opp, "any", whole=True)
        before = by_id(reader, found.id, run.today)
        hold_deal(run, reader, found, deal_by_text.whole_deal)
    if not yes and not confirmed(run, found.title):
        print_note("Nothing was deleted.")
        return
    run.change(lambda unit: opportunities_actions.delete(unit, found.id))

    def text() -> str:
        from pipectl.render.tables import Cell, line

        parts: list[Cell | str] = [
            "Deleted ",
            Cell(found.title, "bold"),
            f" (#{found.id}). `pipectl undo` brings it back.",
        ]
        return line(parts, screen_of(run))

    show(Answer(lambda: pipeline_view.opportunity(before), text), json=json)


def confirmed(run: Run, title: str) -> bool:
    """Whether a person wants it deleted; raises MissingFlagsError where nobody can say so."""
    if not run.may_ask():
        raise MissingFlagsError(f"Deleting {quoted(title)}", ["--yes"])
    from pipectl.prompting.prompts import confirm

    return confirm(f"Delete {title}?")
