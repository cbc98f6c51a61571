"""Config, init."""

from pathlib import Path
from typing import Annotated

import typer

from pipectl import paths
from pipectl.cli import user_settings
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Context, Format, Json, command_group, list_format
from pipectl.errors import (
    RefusedError,
    StoreFailedError,
    UsageError,
    available,
    for_shell,
    listed,
    quoted,
    without_password,
)
from pipectl.money import Money, check_currency, parse_money, parse_percent
from pipectl.periods import Period, parse_period
from pipectl.planning.queries.quotas import quotas
from pipectl.render.output import Answer, print_note, show, show_list
from pipectl.settings.view import SettingLine, settings_listing
from pipectl.stages.rules.templates import TEMPLATES, StageTemplate, plain_stages, template
from pipectl.store.connection import MissingStoreError
from pipectl.store.settings import stored
from pipectl.store_settings import STORE_SETTINGS
from pipectl.text import UnknownNameError, check_line, fold, one_line
from pipectl.vocabulary import LIST_COLUMNS, LONGEST

app = command_group(
    "Show and change settings.\n\nSettings that affect numbers are kept in the store, all "
    "others in your settings file."
)
OWNER = "owner"
Key = Annotated[
    str, typer.Argument(metavar="KEY", help="Name of the setting (see `pipectl config list`).")
]


class UnknownSettingError(UnknownNameError):
    """There is no such setting."""

    def __init__(self, key: str, known: list[str]) -> None:
        super().__init__(f"No setting {quoted(key)}", key, known, hint=available(known))


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
            user_settings.default_of(each, paths.config_file(run.environment), run.environment),
            run.user[each.key].origin,
            each.about,
        )
        for each in user_settings.USER_SETTINGS
    ]


@app.command("list")
def list_(ctx: Context, format: Format = None, json: Json = False) -> None:
    """List all settings.

    Shows the value, type, default and origin of each.

    \b
    Examples:
      pipectl config list
      pipectl config list --json
    """
    run = run_of(ctx)
    show_list(settings_listing(lines(run), screen_of(run)), list_format(format, json), run.numbers)


@app.command()
def get(ctx: Context, key: Key, json: Json = False) -> None:
    """Print a setting.

    \b
    Examples:
      pipectl config get currency
      pipectl config get fiscal_year_start
    """
    run = run_of(ctx)
    show_one(run, key, json=json)


def show_one(run: Run, key: str, *, json: bool) -> None:
    """Print one setting's value; raises UnknownSettingError."""
    from pipectl.text import visible

    found = line_of(run, key)
    show(Answer(lambda: found._asdict(), lambda: f"{visible(found.value)}\n"), json=json)


def line_of(run: Run, key: str) -> SettingLine:
    """Return a setting with its value; raises UnknownSettingError."""
    found = [line for line in own_lines(run) if line.key == key]
    found = found or [line for line in lines(run) if line.key == key]
    if not found:
        raise UnknownSettingError(key, [line.key for line in lines(run)])
    return found[0]


@app.command()
def path(ctx: Context, json: Json = False) -> None:
    """Print the path of your settings file.

    The file may not exist yet.

    \b
    Examples:
      pipectl config path
      pipectl config path --json
    """
    from pipectl.text import visible

    file = str(user_settings.own_file(run_of(ctx).environment))
    show(Answer(lambda: {"path": file}, lambda: f"{visible(file)}\n"), json=json)


@app.command()
def edit(ctx: Context, json: Json = False) -> None:
    """Open your settings file in your editor.

    Uses VISUAL or EDITOR. Your changes are saved only if every line of the file
    is valid. Settings that affect numbers aren't in this file: to change them,
    use `pipectl config set`.

    \b
    Example:
      pipectl config edit
    """
    from pipectl.prompting.prompts import can_ask
    from pipectl.text import visible

    run = run_of(ctx)
    if not can_ask(run.no_input):  # without the settings, which may be what is to be mended
        raise UsageError(
            "`config edit` needs a terminal.",
            hint="In a script, use `pipectl config set KEY VALUE`.",
        )
    file = user_settings.own_file(run.environment)
    before = user_settings.contents(file)
    after = understood(run, file, before or user_settings.starting_text().encode())
    is_changed = after not in (before, user_settings.starting_text().encode())
    if is_changed:
        user_settings.put(file, lambda: unless_changed(file, before, after))
    data = {"path": str(file), "changed": is_changed}
    what = "Saved" if is_changed else "Unchanged:"
    show(Answer(lambda: data, lambda: f"{what} {visible(str(file))}\n"), json=json)


def unless_changed(file: Path, before: bytes, after: bytes) -> bytes:
    """Return what the file becomes; raises RefusedError if it isn't as the editor showed it."""
    if user_settings.contents(file) != before:
        raise RefusedError(
            "Your settings were changed by another command in the meantime, so nothing was stored.",
            hint="Look at them (`pipectl config list`), then run the command again.",
        )
    return after


def understood(run: Run, file: Path, begun: bytes) -> bytes:
    """Return what was written in the editor, once it can be understood; raises UsageError."""
    from pipectl.cli.long_text import edited
    from pipectl.prompting.prompts import confirm

    while True:
        begun = edited(run, begun, file.name, lambda: file)
        try:
            user_settings.check_file(begun, file, run.environment)
        except UsageError as error:
            print_note("\n".join(filter(None, (str(error), error.hint))))
            if not confirm("Edit it again?", default=True):
                raise UsageError(f"Nothing was changed. {error}", hint=error.hint) from error
        else:
            return begun


@app.command("set")
def set_(
    ctx: Context,
    key: Key,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="New value.")],
    take_over: Annotated[
        bool,
        typer.Option("--take-over", help="With owner: also take over everything without an owner."),
    ] = False,
    json: Json = False,
) -> None:
    """Change a setting.

    \b
    Examples:
      pipectl config set fiscal_year_start 4
      pipectl config set decimal ,
      pipectl config set owner "Ann Lee"
    """
    run = run_of(ctx)
    if take_over and (key != OWNER or not value.strip()):
        raise UsageError("--take-over needs an owner.", hint="pipectl config set owner NAME")
    setting = next((each for each in STORE_SETTINGS if each.key == key), None)
    if setting is None:
        set_own(run, key, value)
    else:
        set_in_store(run, key, setting.check(value.strip()))
    if take_over:
        say_taken(run)
    elif key == OWNER and value.strip():
        say_nobodys(run)
    from pipectl.text import visible

    found = line_of(run, key)
    said = f"Set {key} to {found.value}." if found.value else f"Cleared {key}."
    show(Answer(found._asdict, lambda: f"{visible(said)}\n"), json=json)


def say_taken(run: Run) -> None:
    """Take over what has no owner, and say what that was."""
    from pipectl.ownership.actions import take_over

    taken = run.change(take_over)
    numbers = run.numbers
    counts = [
        numbers.counted(taken.deals, "deal"),
        *(
            numbers.counted(count, noun, plural)
            for count, noun, plural in (
                (taken.activities, "activity", "activities"),
                (taken.quotas, "quota", "quotas"),
                (taken.goals, "goal", "goals"),
                (taken.reviews, "review", "reviews"),
                (taken.priorities, "priority", "priorities"),
            )
            if count
        ),
    ]
    print_note(f"You took over {listed(counts)}.")


def say_nobodys(run: Run) -> None:
    """Say how many deals have no owner, and how to take them over; nothing without a store.

    The name is set, whether the store can be read or not.
    """
    from pipectl.ownership.queries import count_of_nobodys

    try:
        with run.reading() as reader:
            count = count_of_nobodys(reader)
    except MissingStoreError:
        return
    except StoreFailedError as error:
        print_note(f"Deals without an owner weren't counted. {one_line(str(error))}")
        return
    if count:
        print_note(
            f"{run.numbers.counted(count, 'deal')} {'has' if count == 1 else 'have'} no owner. To"
            " take over everything that has no owner:\n"
            f"  pipectl config set owner {for_shell(run.owner)} --take-over"
        )


def set_in_store(run: Run, key: str, value: str) -> None:
    """Set a setting of the store to a checked value."""
    from pipectl.settings.actions import set_value

    run.change(lambda unit: set_value(unit, key, value))
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
        print_note(
            f"{keep.format(listed(names))} old dates. Set the quotas that are now missing:"
            " `pipectl quota set AMOUNT --period PERIOD`."
        )


def set_own(run: Run, key: str, value: str) -> None:
    """Set a setting in the user's file; raises UnknownSettingError, StoreError."""
    assert run.user  # a file that can't be understood is not written to
    for setting in user_settings.USER_SETTINGS:
        if setting.key == key:
            file = user_settings.own_file(run.environment, setting.variable)
            if key == "db" and value:
                paths.store_place(value, run.environment)
            checked = setting.check(value)
            if key == "list_columns":
                check_list_columns(run, checked)
            user_settings.write(file, key, checked)
            run.__dict__.pop("user", None)
            return
    raise UnknownSettingError(key, [line.key for line in lines(run)])


def check_list_columns(run: Run, text: str) -> None:
    """Raise UsageError for a column that there isn't, the fields of the store included."""
    from pipectl.filters.queries.own_fields import check_columns

    names = text.split(",") if text else []
    if all(name in LIST_COLUMNS for name in names):
        return
    with run.reading() as reader:
        check_columns(reader, names, user_settings.no_column(text))


def init(
    ctx: Context,
    template_name: Annotated[
        str | None,
        typer.Option(
            "--template",
            metavar="|".join(TEMPLATES),
            help="Template for the stages (default: seller).",
        ),
    ] = None,
    stages: Annotated[
        str | None,
        typer.Option(metavar='"Name:percent,…"', help="Your own stages instead of a template."),
    ] = None,
    currency: Annotated[str, typer.Option(metavar="CODE", help="Currency of the store.")] = "USD",
    quota: Annotated[str | None, typer.Option(metavar="AMOUNT", help="Quota to set.")] = None,
    period: Annotated[
        str | None,
        typer.Option(metavar="PERIOD", help="Period of the quota (default: this quarter)."),
    ] = None,
    no_templates: Annotated[
        bool, typer.Option("--no-templates", help="Start without message templates.")
    ] = False,
    json: Json = False,
) -> None:
    """Create a store.

    A store is the file that holds your deals, or a schema on a PostgreSQL server.
    Its stages come with definitions, exit criteria, actions to pick from, and
    message templates for `draft`.

    \b
    Examples:
      pipectl init --template seller --currency EUR --quota 250k
      pipectl init --quota 1m --period 2026
      pipectl init --stages "Lead:10,Demo:40,Offer:70"
      pipectl init --db "postgresql://ann@db.example.com/sales?schema=team_b"
    """
    from pipectl.render.output import Answer, show
    from pipectl.settings import actions as settings_actions
    from pipectl.store import creation

    run = run_of(ctx)
    code = check_currency(currency)
    chosen = chosen_stages(run, template_name, stages)
    first = first_quota(run, quota, period, code)
    creation.create(
        run.path,
        run.moment,
        lambda unit: settings_actions.fill(
            unit, templates=chosen, currency=code, quota=first, with_messages=not no_templates
        ),
        run.owner,
    )
    names = [stage.name for stage in chosen]
    messages = [] if no_templates else [name for stage in chosen for name in stage.messages]
    data = {"path": str(run.path), "currency": code, "stages": names, "templates": messages}

    def text() -> str:
        from pipectl.text import visible

        texts = run.numbers.counted(len(messages), "message template")
        steps = [f"{texts}: see `pipectl template list`."] if messages else []
        if first is None:
            steps.append("Set the quota of this quarter: `pipectl quota set 250k`.")
        else:
            goal = f"Quota for {first[0].name}: {run.numbers.money(first[1].minor, code)}."
            steps.insert(0, goal)
        return "\n".join(
            (
                f"Created a store at {visible(str(run.path))}.",
                f"Stages: {', '.join(names)}.",
                *steps,
                'Add your first deal: `pipectl add "Acme rollout" 12k --next Call --due fri`.\n',
            )
        )

    show(Answer(lambda: data, text), json=json)


def chosen_stages(run: Run, name: str | None, stages: str | None) -> tuple[StageTemplate, ...]:
    """The stages of a template, or those that were typed; raises UsageError."""
    if stages is None:
        return template("seller" if name is None else name)
    if name is not None:
        raise UsageError("--template and --stages can't be used together.", hint="Use one of them.")
    return plain_stages(typed_pairs(run, stages))


def typed_pairs(run: Run, stages: str) -> list[tuple[str, int]]:
    """`Name:percent,…`; raises UsageError, also for a stage that is named twice."""
    pairs = [typed_stage(run, part) for part in stages.split(",")]
    folded = [fold(stage) for stage, _ in pairs]
    for stage, _ in pairs:
        if folded.count(fold(stage)) > 1:
            raise UsageError(
                f"The stage {quoted(stage)} is named twice.", hint="Give each stage its own name."
            )
    return pairs


def typed_stage(run: Run, part: str) -> tuple[str, int]:
    """`Name:percent`; raises UsageError."""
    name, colon, percent = part.rpartition(":")
    if not colon:
        raise UsageError(
            f"{quoted(part)} is not a stage with a percentage.",
            hint='Write them like this: --stages "Accepted:40,Offer sent:60".',
        )
    return check_line(name, what="stage", most=LONGEST["stage.name"]), parse_percent(
        percent, decimal=run.decimal
    )


def first_quota(
    run: Run, quota: str | None, period: str | None, currency: str
) -> tuple[Period, Money] | None:
    """A quota for the new store; raises UsageError for a period without one."""
    if quota is None:
        if period is not None:
            raise UsageError("--period needs --quota AMOUNT.")
        return None
    money = parse_money(quota, currency=currency, decimal=run.decimal)
    named = "this-quarter" if period is None else period
    return parse_period(named, today=run.today, fiscal_start=1), money
