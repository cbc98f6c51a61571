"""`what-if`: a number as it would be, beside what it is; nothing is written."""

from typing import Annotated, Any

import typer

from pipectl.cli.commands import COMMANDS, NUMBERS
from pipectl.cli.options import (
    Context,
    Currency,
    Explain,
    Json,
    PageFormat,
    Period,
    complete_slug,
    list_format,
    run_of,
)
from pipectl.cli.run import Run
from pipectl.cli.supposed import Typed, suppositions
from pipectl.cli.told import NOTED, PAGE_FORMATS, Number, Options, Telling, asked_of, shown
from pipectl.errors import UsageError, quoted, there_are
from pipectl.render.output import DATA, emit

DEFAULT = ("coverage",)


def what_if(
    ctx: Context,
    command: Annotated[
        list[str] | None,
        typer.Argument(metavar="[COMMAND]...", help="A number with its options; else coverage."),
    ] = None,
    win: Annotated[
        list[str] | None,
        typer.Option(metavar="OPP", help="It is won today.", autocompletion=complete_slug),
    ] = None,
    lose: Annotated[
        list[str] | None,
        typer.Option(metavar="OPP", help="It is lost today.", autocompletion=complete_slug),
    ] = None,
    push: Annotated[
        list[str] | None,
        typer.Option(metavar="OPP=2w", help="It closes so much later, or on a DATE."),
    ] = None,
    amount: Annotated[
        list[str] | None, typer.Option(metavar="OPP=20k", help="It has that amount.")
    ] = None,
    add: Annotated[
        list[str] | None,
        typer.Option(
            metavar="N@AMOUNT:STAGE", help="So many more stand there, and close in the period."
        ),
    ] = None,
    period: Period = None,
    currency: Currency = None,
    explain: Explain = False,
    format: PageFormat = None,
    json: Json = False,
) -> None:
    """A number as it would be, beside what it is now. Nothing is written.

    \b
    Example:
      pipectl what-if --win acme --add 3@20k:proposal coverage --period 2026-Q4
    """
    run = run_of(ctx)
    own = Options(period, None, currency, explain, format, json)
    telling = meant(ctx, tuple(command or DEFAULT), own)
    options = telling.options
    form = list_format(options.format, options.json, PAGE_FORMATS)
    typed = Typed(win or (), lose or (), push or (), amount or (), add or ())
    emit(supposed(run, telling, typed, form), utf_8=form in DATA)


def meant(ctx: Context, words: tuple[str, ...], own: Options) -> Telling:
    """The number that the words name, with its options and, where it has none, those before it."""
    names = [name for name, each in COMMANDS.items() if each.panel == NUMBERS and not each.rest]
    telling = noted(ctx, words) if words[0] in names else None
    if telling is None:
        raise UsageError(
            f"what-if knows no number {quoted(' '.join(words))}.", hint=there_are(names)
        )
    merged = own._replace(**said(telling.options))
    if merged.as_of is not None:
        raise UsageError(
            "what-if supposes what happens from today on: --as-of can't go with it.",
            hint="Leave it out.",
        )
    return Telling(telling.name, merged, telling.own)


def noted(ctx: Context, words: tuple[str, ...]) -> Telling | None:
    """What a command would tell, which it isn't let to; None for one that is no number."""
    from pipectl.cli.main import load

    command = load(words[0])
    with command.make_context(words[0], list(words[1:]), parent=ctx) as below:
        tellings: list[Telling] = below.meta.setdefault(NOTED, [])
        command.invoke(below)
    del ctx.meta[NOTED]
    return tellings[0] if tellings else None


def said(options: Options) -> dict[str, Any]:
    """The options that were given, by name."""
    return {name: value for name, value in options._asdict().items() if value}


def supposed(run: Run, telling: Telling, typed: Typed, form: str) -> str:
    """The number on the store and on a copy on which it all has happened, as text."""
    from pipectl.actions.supposing import suppose
    from pipectl.store.supposing import supposing

    number, asked = Number(telling.name), asked_of(run, telling.options)
    with run.reading() as reader:
        now = number.question(reader, asked, **telling.own)
        all_of_it = suppositions(run, reader, typed, max(asked.in_period.ends_on, run.today))
    with supposing(run.path, run.moment) as (session, copy):
        suppose(session, all_of_it)
        then = number.question(copy, asked, **telling.own)
    return compared(run, number, all_of_it, (now, then), form, explain=telling.options.explain)


def compared(
    run: Run, number: Number, all_of_it: Any, pair: tuple[Any, Any], form: str, *, explain: bool
) -> str:
    """Both answers side by side in that format."""
    keys = [number.shape(each, run.numbers, explain=explain) for each in pair]
    if form == "json":
        from pipectl.render.machine import to_json
        from pipectl.render.shapes.what_if import suppositions as shape

        return f"{to_json({'suppositions': shape(all_of_it), 'now': keys[0], 'then': keys[1]})}\n"
    from pipectl.render.pages.what_if import page

    pages = [number.page(each, run.numbers, explain=False) for each in pair]
    both = page(all_of_it, pages, keys, run.numbers)
    if explain:
        both = both.followed_by(number.explanation(pair[1], run.numbers))
    return shown(run, both, form)
