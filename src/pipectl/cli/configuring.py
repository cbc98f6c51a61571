"""`config`: settings of the store and of the user."""

from typing import Annotated

import typer

from pipectl import config, paths
from pipectl.cli.options import Context, Format, Json, list_format, run_of
from pipectl.cli.run import Run
from pipectl.cli.shown import screen_of
from pipectl.domain.settings import STORE_SETTINGS
from pipectl.errors import NotFoundError, StoreError, listed, quoted, there_are, without_password
from pipectl.queries.quotas import quotas
from pipectl.queries.settings import stored
from pipectl.render.output import Answer, note, show, show_list
from pipectl.render.setup import SettingLine, settings_listing
from pipectl.store.connect import MissingStoreError

app = typer.Typer(
    help="Settings: those of the store change numbers, the user's own change looks and places.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
Key = Annotated[str, typer.Argument(metavar="KEY")]


class UnknownSettingError(NotFoundError):
    """There is no such setting."""

    def __init__(self, key: str, known: list[str]) -> None:
        super().__init__(f"No setting {quoted(key)}.", hint=there_are(known))


def lines(run: Run) -> list[SettingLine]:
    """Every setting with its value, type, default and origin."""
    try:
        with run.reading() as reader:
            values = stored(reader)
    except MissingStoreError:
        values = {}
    found = [
        SettingLine(
            each.key,
            values.get(each.key, each.default),
            each.kind,
            each.default,
            "store" if each.key in values else "default",
            each.about,
        )
        for each in STORE_SETTINGS
    ]
    return [*found, *own_lines(run)]


def own_lines(run: Run) -> list[SettingLine]:
    """The user's own settings, which need no store."""
    return [
        SettingLine(
            each.key,
            without_password(run.user[each.key].value),
            each.kind,
            config.default_of(each, paths.config_file(run.environment), run.environment),
            run.user[each.key].origin,
            each.about,
        )
        for each in config.USER_SETTINGS
    ]


@app.command("list")
def list_(ctx: Context, format: Format = None, json: Json = False) -> None:
    """List all settings with type, default and origin.

    \b
    Example:
      pipectl config list
    """
    run = run_of(ctx)
    show_list(settings_listing(lines(run), screen_of(run)), list_format(format, json), run.numbers)


@app.command()
def get(ctx: Context, key: Key, json: Json = False) -> None:
    """Print the value of a setting.

    \b
    Example:
      pipectl config get currency
    """
    run = run_of(ctx)
    show_one(run, key, json=json)


def show_one(run: Run, key: str, *, json: bool) -> None:
    """Print one setting's value; raises UnknownSettingError."""
    from pipectl.text import visible

    found = [line for line in own_lines(run) if line.key == key]
    found = found or [line for line in lines(run) if line.key == key]
    if not found:
        raise UnknownSettingError(key, [line.key for line in lines(run)])
    show(Answer(lambda: found[0]._asdict(), lambda: f"{visible(found[0].value)}\n"), json=json)


@app.command("set")
def set_(
    ctx: Context,
    key: Key,
    value: Annotated[str, typer.Argument(metavar="VALUE")],
    json: Json = False,
) -> None:
    """Set a setting, of the store or in the user's own file.

    \b
    Example:
      pipectl config set fiscal_year_start 4
    """
    run = run_of(ctx)
    setting = next((each for each in STORE_SETTINGS if each.key == key), None)
    if setting is None:
        set_own(run, key, value)
    else:
        set_in_store(run, key, setting.check(value.strip()))
    show_one(run, key, json=json)


def set_in_store(run: Run, key: str, value: str) -> None:
    """Set a setting of the store to a checked value."""
    from pipectl.actions.stores import set_value

    run.change(lambda session: set_value(session, key, value))
    run.__dict__.pop("settings", None)
    if key == "fiscal_year_start":
        say_renamed(run)


def say_renamed(run: Run) -> None:
    """Say which quotas keep days that their names no longer mean."""
    with run.reading() as reader:
        found = quotas(reader)
    names = sorted(
        {
            each.period
            for each in found
            if run.period(each.period).span != (each.starts_on, each.ends_on)
        }
    )
    if names:
        keep = "The quota of {} keeps its" if len(names) == 1 else "The quotas of {} keep their"
        note(
            f"{keep.format(listed(names))} days, which are no longer those of that name. Set what"
            " is missing: `pipectl quota set AMOUNT --period PERIOD`."
        )


def set_own(run: Run, key: str, value: str) -> None:
    """Set a setting in the user's file; raises UnknownSettingError, StoreError."""
    assert run.user  # a file that can't be understood is not written to
    for setting in config.USER_SETTINGS:
        if setting.key == key:
            file = paths.config_file(run.environment)
            if file is None:
                raise StoreError(
                    "HOME is not set, so there is no place for your settings.",
                    hint=f"Set HOME, or the setting itself: {setting.variable}.",
                )
            if key == "db" and value:
                paths.store_path(value, run.environment)
            config.write(file, key, setting.check(value))
            run.__dict__.pop("user", None)
            return
    raise UnknownSettingError(key, [line.key for line in lines(run)])
