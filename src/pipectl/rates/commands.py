"""`rate`: what other currencies are worth in the store's."""

from datetime import date
from typing import Annotated

import typer

from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import AsOf, Context, Format, Json, command_group, list_format
from pipectl.money import check_currency
from pipectl.render.output import print_note, show_list

app = command_group("Set exchange rates, so that totals include other currencies.")

Code = Annotated[str, typer.Argument(metavar="CUR", help="Currency, such as EUR.")]
RateDay = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="First day of the rate (default: today)."),
]
EndDay = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="First day without a rate (default: today)."),
]


@app.command("set")
def set_(
    ctx: Context,
    code: Code,
    rate: Annotated[
        str, typer.Argument(metavar="RATE", help="Value of one unit in the store's currency: 1.08.")
    ],
    on: RateDay = None,
    json: Json = False,
) -> None:
    """Set what one unit of a currency is worth in the store's currency.

    The rate applies until the next day for which you set one. Totals convert
    closed deals at the rate of their closing day, and open deals at today's.

    \b
    Examples:
      pipectl rate set EUR 1.08
      pipectl rate set EUR 1.05 --on 2026-07-01
    """
    from pipectl.exchange_rates import is_far_from, parse_rate
    from pipectl.rates import actions
    from pipectl.rates.view import told_far, told_set

    run, currency = run_of(ctx), check_currency(code)
    wanted, day = parse_rate(rate, run.decimal), day_of(run, on)
    done = run.change(lambda unit: actions.set_rate(unit, currency, wanted, day))
    if done.former is not None and is_far_from(wanted, done.former.rate):
        print_note(told_far(wanted, done.former, run.numbers))
    print_note(told_set(currency, done.base, wanted, day, run.numbers))
    print_rates(run, currency, None, "json" if json else "table")


@app.command("list")
def list_(
    ctx: Context,
    code: Annotated[
        str | None, typer.Argument(metavar="[CUR]", help="Only this currency (default: all).")
    ] = None,
    as_of: AsOf = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """List exchange rates.

    \b
    Examples:
      pipectl rate list
      pipectl rate list EUR --as-of 2026-09-30
    """
    run, form = run_of(ctx), list_format(format, json)
    currency = None if code is None else check_currency(code)
    day = None if as_of is None else run.date(as_of, past=True)
    print_rates(run, currency, day, form)


@app.command()
def remove(ctx: Context, code: Code, on: EndDay = None, json: Json = False) -> None:
    """End a currency's exchange rate.

    From that day on, totals don't include deals in the currency. Earlier days
    keep their rates.

    \b
    Examples:
      pipectl rate remove EUR
      pipectl rate remove EUR --on 2026-07-01
    """
    from pipectl.dates import format_date
    from pipectl.rates import actions

    run, currency = run_of(ctx), check_currency(code)
    day = day_of(run, on)
    run.change(lambda unit: actions.remove_rate(unit, currency, day))
    print_note(f"{currency} has no rate from {format_date(day)} on.")
    print_rates(run, currency, None, "json" if json else "table")


def day_of(run: Run, on: str | None) -> date:
    """Return the day that was typed, else today; raise FutureDateError."""
    return run.today if on is None else run.date(on, past=True)


def print_rates(run: Run, currency: str | None, day: date | None, form: str) -> None:
    """Print the rates of all currencies, or of one, as of a day if one is given."""
    from pipectl.rates.queries import set_rates
    from pipectl.rates.view import rates_listing

    with run.reading(as_of=day) as reader:
        found = set_rates(reader, currency)
    base = run.settings.currency
    listing = rates_listing(found, base, screen_of(run), run.numbers, currency)
    show_list(listing, form, run.numbers)
