"""Every command by name: its panel, where it is, a few words; loads one."""

from typing import Any, NamedTuple

from typer.core import TyperOption

from pipectl import __version__
from pipectl.cli.typer_internals import Command as TyperCommand
from pipectl.cli.typer_internals import Context
from pipectl.render.output import write_output


class Command(NamedTuple):
    """A command: its panel, where its function or group is, and what it does in a few words.

    With `rest`, its options stand before its first argument: what follows is for another command.
    """

    panel: str
    place: str
    about: str
    rest: bool = False


DAILY, REVIEW, NUMBERS = "Every day", "Review", "Numbers"
SETUP, DATA = "Set-up", "Your data"

# Those that only read, or only write a file beside the store: they never speak of storing.
READS = frozenset(
    (
        *("list", "show", "today", "remind", "review list", "review show", "priority list"),
        *("board", "coverage", "pace", "forecast", "funnel", "metrics", "report", "what-if"),
        *("stage list", "stage show", "action list", "reason list", "quota show", "goal show"),
        *("quota suggest", "goal derive", "account list", "account show", "contact list"),
        *("contact show", "activity list", "config list", "config get", "export"),
        *("backup list", "history", "doctor"),
    )
)

# Commands that come first in a group, and stand elsewhere than it because they rest on reports.
MOUNTED = {"stage": {"calibrate": "reports.stage_calibration.commands:calibrate"}}

COMMANDS = {
    "add": Command(DAILY, "opportunities.commands.add:add", "Add an opportunity"),
    "list": Command(DAILY, "opportunities.commands.list_:list_", "List opportunities"),
    "show": Command(DAILY, "opportunities.commands.show:show", "Show everything about one"),
    "edit": Command(DAILY, "opportunities.commands.edit:edit", "Change an opportunity's fields"),
    "move": Command(DAILY, "gate.commands:move", "Answer the three questions and change the stage"),
    "win": Command(DAILY, "gate.commands:win", "Close it as won"),
    "lose": Command(DAILY, "gate.commands:lose", "Close it as lost, with the reason"),
    "reopen": Command(DAILY, "gate.commands:reopen", "Take a win or loss back"),
    "delete": Command(DAILY, "opportunities.commands.edit:delete", "Delete an opportunity"),
    "next": Command(DAILY, "next_actions.commands:next_", "Set what must happen next, and by when"),
    "done": Command(DAILY, "next_actions.commands:done", "Complete the next action"),
    "log": Command(DAILY, "next_actions.commands:log", "Log an activity"),
    "today": Command(DAILY, "reminders.commands:today", "What to do now, and why"),
    "review": Command(
        REVIEW, "review.commands.app:app", "Talk every opportunity through with yourself"
    ),
    "remind": Command(
        REVIEW, "reminders.commands:remind", "What is due, for cron and for calendars"
    ),
    "priority": Command(REVIEW, "planning.commands.priority:app", "The three things of a quarter"),
    "board": Command(NUMBERS, "reports.commands:board", "The pipeline by stage"),
    "coverage": Command(NUMBERS, "reports.commands:coverage", "Is there enough to make the quota?"),
    "pace": Command(NUMBERS, "reports.commands:pace", "Where you are, against where you should be"),
    "forecast": Command(
        NUMBERS, "reports.forecast.commands:forecast", "The chance to reach the quota"
    ),
    "funnel": Command(
        NUMBERS, "reports.commands:funnel", "Of those in each stage, how many went on"
    ),
    "metrics": Command(
        NUMBERS, "reports.commands:metrics", "How healthy the pipeline is, and its velocity"
    ),
    "report": Command(
        NUMBERS, "reports.commands:app", "One question of many: what changed, what it pays, …"
    ),
    "what-if": Command(
        NUMBERS, "reports.what_if.commands:what_if", "A number as it would be", rest=True
    ),
    "init": Command(SETUP, "settings.commands:init", "Make a store"),
    "stage": Command(SETUP, "stages.commands:app", "Stages, their criteria and definitions"),
    "action": Command(SETUP, "stages.commands:action_app", "The pick list of next actions"),
    "reason": Command(SETUP, "stages.commands:reason_app", "Reasons for winning and losing"),
    "quota": Command(SETUP, "planning.commands.quota:app", "What is to be won in a period"),
    "goal": Command(SETUP, "planning.commands.goal:app", "How many calls, meetings, … a week"),
    "account": Command(SETUP, "people.commands.people:account_app", "Companies that buy"),
    "contact": Command(SETUP, "people.commands.people:contact_app", "People at accounts"),
    "activity": Command(SETUP, "next_actions.commands:app", "What was done"),
    "config": Command(SETUP, "settings.commands:app", "Settings"),
    "import": Command(
        DATA, "importing.commands.import_:import_", "Bring in what you have elsewhere"
    ),
    "export": Command(DATA, "exporting.commands:export", "Take everything out, or what you choose"),
    "backup": Command(DATA, "backups.commands.app:app", "Copy the store, and list the copies"),
    "restore": Command(DATA, "backups.commands.app:restore", "Put a copy in the store's place"),
    "doctor": Command(DATA, "doctor.commands:doctor", "Is everything as it should be?"),
    "undo": Command(DATA, "history.commands:undo", "Take the last change back"),
    "redo": Command(DATA, "history.commands:redo", "Do again what was undone"),
    "history": Command(DATA, "history.commands:history", "List what was changed"),
    "demo": Command(DATA, "demo.commands:demo", "Look around in a store made for it"),
}


def load(name: str) -> TyperCommand:
    """Import a command's module and build the command, or its group, with the global options."""
    from typer.main import get_group

    found = imported(COMMANDS[name].place)
    if hasattr(found, "registered_commands"):
        group = get_group(found)
        group.name = name
        mounted = MOUNTED.get(name, {})
        group.commands = {
            **{below: built(below, imported(place)) for below, place in mounted.items()},
            **group.commands,
        }
        return with_global_options(group)
    return with_global_options(built(name, found, rest=COMMANDS[name].rest))


def imported(place: str) -> Any:
    """The function or group at a place of the table."""
    from importlib import import_module

    module, attribute = place.split(":")
    return getattr(import_module(f"pipectl.{module}"), attribute)


def built(name: str, function: Any, *, rest: bool = False) -> TyperCommand:
    """The command of a function. With `rest`, what follows is for another command."""
    from typer.main import get_command_from_info
    from typer.models import CommandInfo

    return get_command_from_info(
        CommandInfo(
            name=name, callback=function, context_settings={"allow_interspersed_args": not rest}
        ),
        pretty_exceptions_short=False,
        rich_markup_mode=None,
    )


def with_global_options(command: TyperCommand) -> TyperCommand:
    """Let the global options stand after the command as well; say TEXT where any text goes."""
    command.params.extend(global_options())
    help_through_our_door(command)
    for param in command.params:
        if param.metavar is None and param.type.name == "str":
            param.metavar = "TEXT"
    for below in getattr(command, "commands", {}).values():
        with_global_options(below)
    return command


def global_options() -> list[Any]:
    """--db, --no-input and --version; the first two set their part of the run."""

    def keep(ctx: Context, param: Any, value: Any) -> None:
        if value is not None and value is not False:
            setattr(ctx.find_root().obj, param.name, value)

    return [
        TyperOption(
            param_decls=["--db"],
            metavar="PATH",
            help="The store's file.",
            callback=keep,
            expose_value=False,
        ),
        TyperOption(
            param_decls=["--no-input"],
            is_flag=True,
            default=False,
            help="Ask nothing.",
            callback=keep,
            expose_value=False,
        ),
        TyperOption(
            param_decls=["--version"],
            is_flag=True,
            default=False,
            is_eager=True,
            help="Show the version and exit.",
            callback=print_version,
            expose_value=False,
        ),
    ]


def print_version(ctx: Context, _param: Any, value: bool) -> None:
    """Print the version and leave."""
    if value and not ctx.resilient_parsing:
        from pipectl.render.output import write_output

        write_output(f"pipectl {__version__}\n")
        ctx.exit()


def help_through_our_door(command: TyperCommand) -> None:
    """Let --help be printed like any result: in every encoding, and with our exit codes."""

    def print_help(ctx: Context, param: Any, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            write_output(f"{ctx.get_help()}\n")
            ctx.exit()

    option = command.get_help_option(Context(command))
    if option is not None:
        option.callback = print_help
