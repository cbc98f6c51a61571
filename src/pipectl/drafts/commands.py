"""`draft`: a template filled in for a deal."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipectl.cli.completion_values import complete_action
from pipectl.cli.context import Run, run_of
from pipectl.cli.files import check_destination, destination, named
from pipectl.cli.options import Context, Due, Json, Opp
from pipectl.drafts.prompts import recipient as chosen_recipient
from pipectl.drafts.rules import Draft, gaps, mailto, message
from pipectl.errors import RefusedError, UsageError, for_shell, listed, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.pipeline.prompts import choose_opportunity, hold_deal
from pipectl.pipeline.queries.current import CurrentOpportunity, by_id
from pipectl.render.output import Answer, print_note, show
from pipectl.store.reader import Reader
from pipectl.templates.prompts import choose_template
from pipectl.templates.queries import TemplateRow, known_names
from pipectl.vocabulary import GOAL_KINDS

if TYPE_CHECKING:
    from pipectl.fields.rules import FieldDefinition
    from pipectl.next_actions.rules import NextActionInput
    from pipectl.people.queries import ContactSummary


class Logged(NamedTuple):
    """What `--log` logs: the activity's kind, whether it completes the next action, what then."""

    kind: str
    completes: bool
    then: "NextActionInput | None"


def draft(
    ctx: Context,
    opp: Opp,
    template: Annotated[
        str, typer.Argument(metavar="TEMPLATE", help="Name of the template, or part of it.")
    ],
    recipient: Annotated[
        str | None,
        typer.Option("--to", metavar="CONTACT", help="Contact (default: the deal's)."),
    ] = None,
    as_link: Annotated[bool, typer.Option("--mailto", help="Print a mailto link.")] = False,
    eml: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Write a file that mail programs open (- for standard output)."
        ),
    ] = None,
    opened: Annotated[
        bool, typer.Option("--open", help="Open the draft in your mail program.")
    ] = False,
    log: Annotated[
        bool, typer.Option("--log", help="Also log the activity, and ask for the next action.")
    ] = False,
    done: Annotated[
        bool | None,
        typer.Option(
            "--done/--not-done",
            help="With --log: complete the next action of this kind, or leave it open"
            " (default: ask).",
            show_default=False,
        ),
    ] = None,
    then: Annotated[
        str | None,
        typer.Option(
            metavar="ACTION",
            help="With --log: next action to set.",
            autocompletion=complete_action,
        ),
    ] = None,
    due: Due = None,
    force: Annotated[
        bool, typer.Option("--force", help="With --eml: overwrite FILE if it exists.")
    ] = False,
    json: Json = False,
) -> None:
    """Fill in a template for a deal, and print or open it.

    pipectl never sends anything. With --open, your mail program shows the
    message. It's an error if a name in the template has no value.

    \b
    Examples:
      pipectl draft acme Check-in
      pipectl draft acme Check-in --to jo --eml check-in.eml
      pipectl draft acme Check-in --mailto --log --then Call --due "next fri"
    """
    run = run_of(ctx)
    check_options(as_link=as_link, eml=eml, opened=opened, force=force, json=json)
    check_next(log=log, done=done, then=then, due=due)
    if eml is not None:
        check_destination(run, named(eml), force=force)
    with run.reading() as reader:
        found = choose_opportunity(run, reader, opp, "open or won")
        deal = by_id(reader, found.id, run.today)
        chosen = choose_template(run, reader, template)
        to = chosen_recipient(run, reader, deal.row, recipient)
        made = filled(run, reader, chosen, deal, to)
        link = mailto(made) if as_link or opened else None
        data = message(made) if eml is not None else None
        logged = to_log(run, reader, deal, chosen, done=done, then=then, due=due) if log else None
    if chosen.kind in (None, *GOAL_KINDS):
        from pipectl.contact_limits.prompts import warn_of_contacts

        warn_of_contacts(run, deal.row.id)
    if made.name is not None and made.email is None:
        print_note(f"{made.name} has no e-mail address.")
    if left := gaps(f"{chosen.subject or ''}\n{chosen.body}"):
        print_note(f"Fill in before you send it: {listed(left)}.")
    if data is not None and named(eml) is not None:
        with destination(run, named(eml), force=force) as file:
            file.write(data)
        print_note(f"Written to {eml}.")  # also where it then can't be logged
    if opened and link is not None:
        open_link(link)
    number = None if logged is None else store(run, deal, to, chosen, logged)
    put(run, made, chosen, deal, link, eml, data, opened=opened, number=number, json=json)


def check_options(*, as_link: bool, eml: str | None, opened: bool, force: bool, json: bool) -> None:
    """Raise UsageError for options that exclude each other."""
    given = {"--mailto": as_link, "--eml": eml is not None, "--open": opened}
    several = [flag for flag, is_given in given.items() if is_given]
    if len(several) > 1:
        raise UsageError(
            f"{several[0]} and {several[1]} can't be used together.", hint="Use one of them."
        )
    if json and eml is not None and named(eml) is None:
        raise UsageError("--json can't be used with --eml -.", hint="Name a file.")
    if force and eml is None:
        raise UsageError("--force needs --eml FILE.")


def check_next(*, log: bool, done: bool | None, then: str | None, due: str | None) -> None:
    """Raise UsageError for options that need others."""
    for flag, given in (("--then", then), ("--due", due)):
        if given is not None and not log:
            raise UsageError(f"{flag} needs --log.")
    if done is not None and not log:
        raise UsageError(f"{'--done' if done else '--not-done'} needs --log.")
    if due is not None and then is None:
        raise UsageError("--due needs --then ACTION.")


def filled(
    run: Run,
    reader: Reader,
    chosen: TemplateRow,
    deal: CurrentOpportunity,
    to: "ContactSummary | None",
) -> Draft:
    """Return the message; raise RefusedError, naming what has no value."""
    from pipectl.drafts.view import values
    from pipectl.render.message_template import NoValueError, message_template

    keys = known_names(reader)
    own = own_values(reader, deal.row.id) if "fields" in f"{chosen.subject}{chosen.body}" else []
    known = values(deal.row, to, own, run.numbers, run.today)
    try:
        subject = message_template(chosen.subject or "", keys, "subject")(known)
        text = message_template(chosen.body, keys, "text")(known)
    except NoValueError as error:
        raise without_value(str(error), chosen, deal, known) from None
    name, email = (None, None) if to is None else (to.name, to.email)
    return Draft(" ".join(subject.split()), text, name, email or None)


def own_values(reader: Reader, deal: int) -> "list[tuple[str, FieldDefinition, str | None]]":
    """Return the custom fields with the values that speak for a deal."""
    from pipectl.filters.queries.own_fields import every_own_field, values_of_deals

    return [
        (each.label, each.field, values_of_deals(reader, each).get(deal))
        for each in every_own_field(reader)
    ]


def without_value(
    name: str,
    chosen: TemplateRow,
    deal: CurrentOpportunity,
    known: "Mapping[str, Mapping[str, Any] | str]",
) -> RefusedError:
    """Return the error for a name without a value, which lists those with one."""
    there = [
        f"{group}.{key}" if key else group
        for group, values in known.items()
        for key, value in ([("", values)] if isinstance(values, str) else values.items())
        if value is not None
    ]
    return RefusedError(
        f"The template {quoted(chosen.name)} uses {name}, which has no value in"
        f" {quoted(deal.row.title)}.",
        hint=f"Set it, or write {{{{ {name}|default('…') }}}}."
        f" Names with a value: {listed(there)}.",
    )


def to_log(
    run: Run,
    reader: Reader,
    deal: CurrentOpportunity,
    chosen: TemplateRow,
    *,
    done: bool | None,
    then: str | None,
    due: str | None,
) -> Logged:
    """Return what to log, asking what is next at a terminal; raise RefusedError without a kind."""
    from pipectl.next_actions.commands.next_actions import (
        ask_next,
        completing,
        kind_of_open,
        next_of,
    )
    from pipectl.next_actions.prompts import next_action_from_options

    if chosen.kind is None:
        raise RefusedError(
            f"The template {quoted(chosen.name)} has no kind of activity to log.",
            hint=f"Set one: `pipectl template edit {for_shell(chosen.name)} --kind follow-up`.",
        )
    after = next_action_from_options(run, then, due)
    if done is None and after is not None and kind_of_open(reader, deal) == chosen.kind:
        done = True
    hold_deal(run, reader, deal.row)
    completes, after = completing(run, reader, deal, chosen.kind, asked_for=done, then=after)
    if after is None and deal.row.next_action is None and run.may_ask():
        after = next_of(ask_next(run, reader, deal, hint=""))
    return Logged(chosen.kind, completes, after)


def store(
    run: Run,
    deal: CurrentOpportunity,
    to: "ContactSummary | None",
    chosen: TemplateRow,
    logged: Logged,
) -> int:
    """Log the activity, and set what is next; return the activity's number."""
    from pipectl.next_actions import actions
    from pipectl.people.rules.names import PersonRef
    from pipectl.store.unit import Unit

    def act(unit: Unit) -> int:
        return actions.log(
            unit,
            logged.kind,
            opportunity_id=deal.row.id,
            contact=None if to is None else PersonRef(to.id, to.name),
            text=chosen.name,
            completes=logged.completes,
            then=logged.then,
        )

    return run.change(act)


def open_link(link: str) -> None:
    """Open the link in the mail program; raise RefusedError where none opens it."""
    import webbrowser

    if not webbrowser.open(link):
        raise RefusedError(
            "No program that opens mailto links was found.",
            hint="Use --eml FILE, or name a program: BROWSER=xdg-open.",
        )


def put(
    run: Run,
    made: Draft,
    chosen: TemplateRow,
    deal: CurrentOpportunity,
    link: str | None,
    eml: str | None,
    data: bytes | None,
    *,
    opened: bool,
    number: int | None,
    json: bool,
) -> None:
    """Print the message, or what became of it; what was logged is said on stderr."""
    from pipectl.drafts.view import keys, page
    from pipectl.next_actions.view import one_of

    if number is not None:
        print_note(f"Logged {one_of(chosen.kind or '')} (#{number}) · {deal.row.title}")
    if data is not None and named(eml) is None:
        with destination(run, None) as out:
            out.write(data)
        return
    if eml is not None and not json:
        return
    if opened and not json:
        print_note("Opened the draft in your mail program.")
        return
    more = {"mailto": link, "file": eml, "opened": opened, "activity": number}
    show(
        Answer(
            lambda: {**keys(made, chosen.name, deal.row), **more},
            lambda: page(made) if link is None else f"{link}\n",
        ),
        json=json,
    )
