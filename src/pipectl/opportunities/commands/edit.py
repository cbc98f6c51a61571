"""`edit` and `delete`."""

from typing import Annotated, Any

import typer

from pipectl.cli.completions import complete_slug
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.long_text import Editor, long_text
from pipectl.cli.options import Context, Json, Opp
from pipectl.cli.values import (
    MissingFlagsError,
    parse_date_option,
    parse_money_option,
    parse_past_date,
    percent,
)
from pipectl.errors import UsageError, either, listed, quoted
from pipectl.money import check_currency
from pipectl.opportunities.queries import note_of
from pipectl.people.prompts import account_or_new, contact_or_new
from pipectl.pipeline.commands import show_changed_opportunity, warn_of_doubles, warn_of_past_close
from pipectl.pipeline.prompts import choose_opportunity
from pipectl.pipeline.queries.current import CurrentOpportunity, by_ids
from pipectl.store.reader import Reader
from pipectl.text import check_line

FIELDS = (
    *("amount", "account", "contact", "close", "source", "campaign", "tag", "probability"),
    *("parent", "note", "revisit"),
)


def edit(
    ctx: Context,
    opp: Opp,
    title: Annotated[str | None, typer.Option(help="New title; the slug stays the same.")] = None,
    amount: Annotated[str | None, typer.Option(metavar="AMOUNT", help="New amount.")] = None,
    account: Annotated[str | None, typer.Option(help="Account (company); added if new.")] = None,
    contact: Annotated[
        str | None, typer.Option(help="Contact at the account; added if new.")
    ] = None,
    close: Annotated[
        str | None, typer.Option(metavar="DATE", help="New expected close date.")
    ] = None,
    push_reason: Annotated[
        str | None, typer.Option("--push-reason", help="Why the close date moves.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Source, such as referral.")] = None,
    campaign: Annotated[str | None, typer.Option(help="Campaign that brought the deal.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Add a tag (repeatable).")] = None,
    probability: Annotated[
        str | None, typer.Option(metavar="PERCENT", help="Win probability instead of the stage's.")
    ] = None,
    parent: Annotated[
        str | None,
        typer.Option(
            metavar="OPP", help="Deal that this one grew out of.", autocompletion=complete_slug
        ),
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="New currency, such as EUR.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="Note (- reads standard input).")] = None,
    in_editor: Editor = False,
    created: Annotated[str | None, typer.Option(metavar="DATE", help="Day the deal began.")] = None,
    revisit: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day to look at a lost deal again.")
    ] = None,
    clear: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD", help=f"Clear {either(FIELDS)} (repeatable)."),
    ] = None,
    json: Json = False,
) -> None:
    """Change a deal.

    To change the stage, the outcome or the next action, use `move`, `win`, `lose` or `next`.

    \b
    Examples:
      pipectl edit acme --close 2027-01-15 --push-reason "Legal review"
      pipectl edit acme --amount 14k --tag expansion
      pipectl edit acme --clear source
    """
    from pipectl.opportunities import actions as opportunities_actions

    run = run_of(ctx)
    emptied = cleared(clear or [], locals())
    with run.reading() as reader:
        found = choose_opportunity(run, reader, opp, "open")
        before = by_ids(reader, [found.id], run.today)[0]
        buyer = account_or_new(run, reader, account)
        values: dict[str, Any] = {
            "title": title,
            "source": source,
            "campaign": campaign,
            "note": new_note(run, reader, found.id, note, in_editor=in_editor),
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
        }
        change = opportunities_actions.OpportunityChanges(
            values={name: value for name, value in values.items() if value is not None},
            amount=None
            if amount is None
            else parse_money_option(run, amount, currency, default=before.row.currency),
            account=buyer,
            contact=contact_or_new(run, reader, contact, buyer),
            tags=tuple(tag or ()),
            clear=emptied,
            push_reason=reason_to_push(run, before, values["close_on"], push_reason),
        )
    if change == opportunities_actions.OpportunityChanges(values={}):
        raise UsageError("No changes given.", hint="See `pipectl edit --help` for the fields.")
    run.change(lambda unit: opportunities_actions.edit(unit, found.id, change))
    if run.recorded:
        warn_of_past_close(run, values["close_on"])
        if title is not None or account is not None:
            warn_of_doubles(run, found.id)
    show_changed_opportunity(run, found.id, "Changed" if run.recorded else "Unchanged:", json=json)


def new_note(
    run: Run, reader: Reader, number: int, typed: str | None, *, in_editor: bool
) -> str | None:
    """The note as typed, from standard input, or from the editor, which shows the present one."""
    now = note_of(reader, number) if in_editor and typed is None else None
    return long_text(run, typed, in_editor=in_editor, now=now)


def cleared(fields: list[str], given: dict[str, Any]) -> tuple[str, ...]:
    """The fields to empty; raises UsageError for one unknown, or set at the same time."""
    for field in fields:
        if field not in FIELDS:
            raise UsageError(
                f"{quoted(field)} can't be cleared.", hint=f"You can clear: {listed(FIELDS)}."
            )
        if field != "tag" and given.get(field) is not None:
            raise UsageError(
                f"--{field} and --clear {field} can't be used together.", hint="Use one of them."
            )
    return tuple(fields)


def reason_to_push(
    run: Run, before: CurrentOpportunity, close_on: Any, given: str | None
) -> str | None:
    """Why the date moves: as given, else asked where it moves later at a terminal; Enter skips."""
    if given is not None and close_on is None:
        raise UsageError("--push-reason goes with --close DATE.")
    former = before.row.close_on
    later = close_on is not None and former is not None and close_on > former
    if given is not None or not later or not run.may_ask():
        return given
    from pipectl.prompting.prompts import line

    return line(
        "Why is the close date moving later?",
        check=lambda text: check_line(text, what="push reason"),
        optional=True,
    )


def delete(
    ctx: Context,
    opp: Opp,
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
    from pipectl.pipeline import view as pipeline_view
    from pipectl.render.output import Answer, print_note, show

    run = run_of(ctx)
    with run.reading() as reader:
        found = choose_opportunity(run, reader, opp, "any", whole=True)
        before = by_ids(reader, [found.id], run.today)[0]
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
        raise MissingFlagsError(f"Deleting {title!r}", ["--yes"])
    from pipectl.prompting.prompts import confirm

    return confirm(f"Delete {title}?")
