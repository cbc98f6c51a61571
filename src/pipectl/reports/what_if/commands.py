"""`what-if`: parse the assumptions and the report to run."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer

from pipectl.cli.command_table import COMMANDS, NUMBERS
from pipectl.cli.completion_values import complete_slug
from pipectl.cli.context import Run, run_of
from pipectl.cli.options import (
    Context,
    Explain,
    Json,
    Owner,
    PageFormat,
    Period,
    ReportCurrency,
    Segment,
    Where,
    list_format,
)
from pipectl.cli.values import parse_amount_option
from pipectl.dates import parse_date
from pipectl.errors import RefusedError, UsageError, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.ownership.prompts import whose
from pipectl.pipeline.prompts import choose_opportunity
from pipectl.pipeline.queries.current import OpportunityRow, by_id
from pipectl.render.output import DATA, PAGE_FORMATS, print_note, write_output
from pipectl.reports.report import (
    NOTED,
    ReportCall,
    ReportOptions,
    ReportPackage,
    about,
    narrowing_of,
    page_text,
    request_from_options,
    valued_on,
)
from pipectl.reports.rules import WhatIf, pushed_from
from pipectl.stages.prompts import choose_open_stage
from pipectl.store.reader import Reader
from pipectl.text import UnknownValueError

SPAN = re.compile(r"(in )?[+-]?[0-9]+ ?(d|days?|w|weeks?|m|months?|y|years?)( ago)?", re.IGNORECASE)
ADDED = re.compile(r"([0-9]+)@([^:]+):(.+)")
MOST_ADDED = 1000


class WhatIfOptions(NamedTuple):
    """The typed values of each kind of assumption."""

    win: Sequence[str]
    lose: Sequence[str]
    push: Sequence[str]
    amount: Sequence[str]
    add: Sequence[str]


def suppositions(run: Run, reader: Reader, typed: WhatIfOptions, ends_on: date) -> list[WhatIf]:
    """Return the assumptions in the order in which they are made; new deals close on `ends_on`.

    Amounts and dates come first, so that deals are won at the assumed amount.
    """
    found = [
        *(added(run, reader, each, ends_on) for each in typed.add),
        *(resized(run, reader, each) for each in typed.amount),
        *(pushed(run, reader, each) for each in typed.push),
        *(ended(run, reader, "win", each) for each in typed.win),
        *(ended(run, reader, "lose", each) for each in typed.lose),
    ]
    if not found:
        raise UsageError(
            "what-if needs at least one change.",
            hint="Add --win OPP, --lose OPP, --push OPP=2w, --amount OPP=20k or"
            " --add N@AMOUNT:STAGE.",
        )
    return found


def added(run: Run, reader: Reader, text: str, ends_on: date) -> WhatIf:
    """Parse `3@20k:Proposal`."""
    parts = ADDED.fullmatch(text.strip())
    if parts is None:
        raise UsageError(
            f"--add can't be {quoted(text)}.",
            hint="Write N@AMOUNT:STAGE, such as 3@20k:Proposal.",
        )
    count = int(parts[1][:9])
    if not 1 <= count <= MOST_ADDED:
        raise UsageError(
            f"--add can't add {parts[1][:9]} deals.",
            hint=f"Add 1 to {MOST_ADDED} deals.",
        )
    stage = choose_open_stage(run, reader, parts[3])
    worth = parse_amount_option(run, parts[2], is_asked=False)
    return WhatIf(
        "add",
        amount=worth.money,
        recurring=worth.recurring,
        close_on=ends_on,
        stage=stage.name,
        stage_id=stage.id,
        many=count,
    )


def resized(run: Run, reader: Reader, text: str) -> WhatIf:
    """Parse `OPP=20k`."""
    row, value = named(run, reader, "amount", text, "3=20k")
    worth = parse_amount_option(
        run, value, default=row.currency, known=row.recurring, is_asked=False
    )
    return WhatIf("amount", row.id, row.title, amount=worth.money, recurring=worth.recurring)


def pushed(run: Run, reader: Reader, text: str) -> WhatIf:
    """Parse `OPP=2w`, which counts from the expected close date, or `OPP=DATE`."""
    row, value = named(run, reader, "push", text, "3=2w")
    day = run.today
    if SPAN.fullmatch(value.strip()):
        day = pushed_from(row.close_on, run.today)
    close_on = parse_date(value, today=day, fiscal_start=run.settings.fiscal_year_start)
    return WhatIf("push", row.id, row.title, close_on=close_on)


def named(
    run: Run, reader: Reader, flag: str, text: str, example: str
) -> tuple[OpportunityRow, str]:
    """Return the deal before the last `=`, which must be open, and the text after it."""
    name, sign, value = text.rpartition("=")
    if not sign or not name.strip() or not value.strip():
        raise UsageError(
            f"--{flag} can't be {quoted(text)}.", hint=f"Write OPP=VALUE, such as {example}."
        )
    return still_open(run, reader, name), value


def ended(run: Run, reader: Reader, kind: str, text: str) -> WhatIf:
    """Return the assumption that a deal is won or lost."""
    row = still_open(run, reader, text)
    return WhatIf(kind, row.id, row.title)


def still_open(run: Run, reader: Reader, text: str) -> OpportunityRow:
    """Return the named deal, which must be open."""
    found = choose_opportunity(run, reader, text, "open")
    row = by_id(reader, found.id, run.today).row
    if row.status != "open":
        raise RefusedError(
            f"{quoted(row.title)} is already {row.status}.",
            hint="what-if works with open deals. List them with `pipectl list`.",
        )
    return row


DEFAULT = ("coverage",)


def reports() -> list[str]:
    """The commands whose numbers it can show."""
    return [name for name, each in COMMANDS.items() if each.panel == NUMBERS and not each.rest]


def complete_report(incomplete: str) -> list[str]:
    """The beginnings of a report's command, for the shell."""
    return [name for name in reports() if name.startswith(incomplete)]


def what_if(
    ctx: Context,
    command: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[COMMAND]...",
            help="Command that shows the number, with its options (default: coverage).",
            autocompletion=complete_report,
        ),
    ] = None,
    win: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OPP",
            help="Assume you win this deal today (repeatable).",
            autocompletion=complete_slug,
        ),
    ] = None,
    lose: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OPP",
            help="Assume you lose this deal today (repeatable).",
            autocompletion=complete_slug,
        ),
    ] = None,
    push: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OPP=2w",
            help="Assume this deal closes this much later, or on this date (repeatable).",
            autocompletion=complete_slug,
        ),
    ] = None,
    amount: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OPP=20k",
            help="Assume this deal has this amount (repeatable).",
            autocompletion=complete_slug,
        ),
    ] = None,
    add: Annotated[
        list[str] | None,
        typer.Option(
            metavar="N@AMOUNT:STAGE",
            help="Assume N more deals in this stage, closing in the period (repeatable).",
        ),
    ] = None,
    period: Period = None,
    currency: ReportCurrency = None,
    where: Where = None,
    segment: Segment = None,
    seller: Owner = None,
    explain: Explain = False,
    format: PageFormat = None,
    json: Json = False,
) -> None:
    """See how a number changes if you win, lose or add deals.

    Shows the number before and after. Saves nothing.

    \b
    Examples:
      pipectl what-if --win acme --add 3@20k:proposal coverage
      pipectl what-if --lose acme forecast --period 2026-Q4
      pipectl what-if --push acme=2w --amount 2=20k coverage
    """
    run = run_of(ctx)
    own = ReportOptions(period, None, currency, where, segment, seller, explain, format, json)
    telling = meant(ctx, tuple(command or DEFAULT), own)
    options = telling.options
    form = list_format(options.format, options.json, PAGE_FORMATS)
    typed = WhatIfOptions(win or (), lose or (), push or (), amount or (), add or ())
    write_output(supposed(run, telling, typed, form), utf_8=form in DATA)


def meant(ctx: Context, words: tuple[str, ...], own: ReportOptions) -> ReportCall:
    """Return the report that the words name, with its options, by default those before it."""
    names = reports()
    telling = noted(ctx, words) if words[0] in names else None
    if telling is None:
        raise UnknownValueError(f"what-if can't show {quoted(' '.join(words))}", words[0], names)
    merged = own._replace(**said(telling.options))
    if merged.as_of is not None:
        raise UsageError(
            "what-if starts from today, so it can't be combined with --as-of.",
            hint="Remove --as-of.",
        )
    return ReportCall(telling.name, merged, telling.own)


def noted(ctx: Context, words: tuple[str, ...]) -> ReportCall | None:
    """Return the report a command would run; None if it isn't a report."""
    from pipectl.cli.command_table import load

    command = load(words[0])
    with command.make_context(words[0], list(words[1:]), parent=ctx) as below:
        tellings: list[ReportCall] = below.meta.setdefault(NOTED, [])
        command.invoke(below)
    del ctx.meta[NOTED]
    return tellings[0] if tellings else None


def said(options: ReportOptions) -> dict[str, Any]:
    """Return the given options by name."""
    return {name: value for name, value in options._asdict().items() if value}


def supposed(run: Run, telling: ReportCall, typed: WhatIfOptions, form: str) -> str:
    """Return the report on the store and on the changed copy, as text."""
    from pipectl.reports.what_if.actions import copy_with

    number, asked = ReportPackage(telling.name), request_from_options(run, telling.options)
    narrowed = narrowing_of(run, telling.options)
    only = None if narrowed is None else narrowed.choose
    day, of = valued_on(run, asked), whose(run, telling.options.seller)
    with run.reading(only=only, valued_on=day, whose=of) as reader:
        now = number.reading(reader), number.question(reader, asked, **telling.own)
    with run.reading() as reader:
        all_of_it = suppositions(run, reader, typed, max(asked.in_period.ends_on, run.today))
        tell_of_others(reader, all_of_it, now[0].owner)
    with copy_with(run.path, run.moment, all_of_it, only, valued_on=day, whose=of) as copy:
        then = number.reading(copy), number.question(copy, asked, **telling.own)
    return compared(run, all_of_it, (now, then), form, options=telling.options)


def tell_of_others(reader: Reader, all_of_it: Sequence[WhatIf], shown: str | None) -> None:
    """Say which of the deals aren't counted, as somebody else than the shown seller has them."""
    if shown is None:
        return
    for number, title in dict.fromkeys((each.id, each.title) for each in all_of_it if each.id):
        owner = reader.value("select owner from opportunity where id = :id", {"id": number})
        if owner != shown:
            whose_is = f"is {owner}'s" if owner else "has no owner"
            print_note(f"{title} (#{number}) {whose_is}, so it isn't counted here.")


def compared(
    run: Run,
    all_of_it: Any,
    pair: Sequence[tuple[ReportPackage, Any]],
    form: str,
    *,
    options: ReportOptions,
) -> str:
    """Return both answers side by side in that format, each with the report that it is of."""
    narrowed, explain = narrowing_of(run, options), options.explain
    keys = [number.shape(each, run.numbers, narrowed, explain=explain) for number, each in pair]
    if form == "json":
        from pipectl.render.serialize import to_json
        from pipectl.reports.what_if.view import suppositions as shape

        return f"{to_json({'suppositions': shape(all_of_it), 'now': keys[0], 'then': keys[1]})}\n"
    from pipectl.reports.what_if.view import page

    pages = [number.page(each, run.numbers, explain=False) for number, each in pair]
    both = about(narrowed, page(all_of_it, pages, keys, run.numbers), pair[0][0].owner)
    if explain:
        number, then = pair[1]
        both = both.followed_by(number.explanation(then, run.numbers))
    return page_text(run, both, form)
