"""`report`: one question of many, each with the options that all numbers take."""

from collections.abc import Callable

import typer

from pipectl.cli.everything import everything
from pipectl.cli.options import AsOf, Context, Currency, Explain, Json, PageFormat, Period
from pipectl.cli.told import Options, tell

app = typer.Typer(
    help="One question of many: where it sticks, why it was lost, what it pays.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)

# Reports that take what all numbers take, and nothing else: what each tells in a few words.
PLAIN: dict[str, str] = {}


def plain(name: str, about: str) -> Callable[..., None]:
    """The command of a report without options of its own."""

    def command(
        ctx: Context,
        period: Period = None,
        as_of: AsOf = None,
        currency: Currency = None,
        explain: Explain = False,
        format: PageFormat = None,
        json: Json = False,
    ) -> None:
        options = Options(period, as_of, currency, explain, format, json)
        tell(ctx, name.replace("-", "_"), options)

    command.__doc__ = f"{about}.\n\n\b\nExample:\n  pipectl report {name}\n"
    return command


for each, said in PLAIN.items():
    app.command(each)(plain(each, said))

app.command("all")(everything)
