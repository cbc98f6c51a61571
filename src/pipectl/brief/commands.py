"""`brief`: what to know before a call."""

from typing import Annotated

import typer

from pipectl.brief.prompts import ACCOUNT, CONTACT, SUBJECTS, choose_subject
from pipectl.cli.context import run_of, screen_of
from pipectl.cli.options import Context, Json, PageFormat, list_format
from pipectl.errors import quoted
from pipectl.render.output import DATA, PAGE_FORMATS, write_output
from pipectl.text import UnknownValueError


def brief(
    ctx: Context,
    subject: Annotated[
        str,
        typer.Argument(
            metavar="OPP|CONTACT|ACCOUNT",
            help="Deal, contact or account: part of its name, or a deal's number.",
        ),
    ],
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(SUBJECTS),
            help="Look only for a deal, a contact or an account.",
        ),
    ] = None,
    format: PageFormat = None,
    json: Json = False,
) -> None:
    """Show what to know before a call.

    Shows who you will talk to and what they want, where the deal stands, what was
    said last, what you promised, and which objections to expect. For an account,
    shows each of its open deals.

    \b
    Examples:
      pipectl brief acme
      pipectl brief "jo park"
      pipectl brief acme --kind account
      pipectl brief 7 --format md
    """
    from pipectl.brief import queries

    form = list_format(format, json, PAGE_FORMATS)
    if kind is not None:
        check_kind(kind)
    run = run_of(ctx)
    with run.reading() as reader:
        meant = choose_subject(run, reader, subject, kind)
        if meant.kind == CONTACT:
            found = queries.contact_brief(reader, meant.id, run.today, run.settings.currency)
        elif meant.kind == ACCOUNT:
            found = queries.account_brief(reader, meant.id, run.today, run.settings.currency)
        else:
            found = queries.of_deal(reader, meant.id, run.today)
    from pipectl.brief.view import keys
    from pipectl.brief.view import page as view

    if form == "json":
        from pipectl.render.serialize import to_json

        text = f"{to_json(keys.brief_keys(found))}\n"
    elif form == "md":
        from pipectl.render.markdown import markdown

        text = markdown(view.page(found, run.today, run.numbers))
    else:
        text = view.drawn(view.page(found, run.today, run.numbers), screen_of(run))
    write_output(text, utf_8=form in DATA)


def check_kind(kind: str) -> None:
    """Raise UsageError for anything that a brief can't be about."""
    if kind not in SUBJECTS:
        raise UnknownValueError(f"No kind of brief {quoted(kind)}", kind, SUBJECTS)
