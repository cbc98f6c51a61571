"""The root of the command tree, loaded a command at a time, and the one error boundary."""

import gc
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

import typer
from typer import _click
from typer.core import TyperGroup, TyperOption
from typer.main import get_command

from pipectl import __version__
from pipectl.cli.commands import COMMANDS, MOUNTED
from pipectl.cli.streams import check_streams
from pipectl.errors import (
    CalendarEndError,
    CharacterError,
    ClockError,
    PipectlError,
    SystemFailedError,
)
from pipectl.render.output import emit, note
from pipectl.text import NO_UTF_8, one_line

if TYPE_CHECKING:
    from pipectl.cli.run import Run
    from pipectl.store.session import WriteSession


ABOUT = """Keep your own sales pipeline honest.

A deal is added, moved from stage to stage by answering three questions, and
closed with a reason; coverage tells whether there is enough to make the quota.

\b
Example:
  pipectl add "Acme rollout" 12k --close eoq --next Call --due fri
"""


class Root(TyperGroup):
    """The command tree: a command's module is imported when it is called, not before."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.params.extend(global_options())
        self.commands = cast(Any, dict.fromkeys(COMMANDS))  # names for suggestions
        self.furnish: Callable[[_click.Command], _click.Command] = lambda command: command
        help_through_our_door(self)

    def list_commands(self, ctx: _click.Context) -> list[str]:
        """The names, panel by panel."""
        return list(COMMANDS)

    def get_command(self, ctx: _click.Context, cmd_name: str) -> _click.Command | None:
        """The command, built from its function or group."""
        return self.furnish(load(cmd_name)) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: _click.Context, formatter: _click.HelpFormatter) -> None:
        """The panels of the help, from the table alone."""
        for panel in dict.fromkeys(entry.panel for entry in COMMANDS.values()):
            with formatter.section(panel):
                formatter.write_dl(
                    [
                        (name, entry.about)
                        for name, entry in COMMANDS.items()
                        if entry.panel == panel
                    ]
                )

    def shell_complete(self, ctx: _click.Context, incomplete: str) -> list[Any]:
        """The names that begin so, from the table alone."""
        from typer._click.shell_completion import CompletionItem

        return [
            CompletionItem(name, help=entry.about)
            for name, entry in COMMANDS.items()
            if name.startswith(incomplete)
        ] + _click.Command.shell_complete(self, ctx, incomplete)

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run one command line and leave with its exit code: the only error boundary."""
        from pipectl.cli.run import this_run

        arguments = list(sys.argv[1:] if args is None else args)
        run = this_run(arguments, first_contents)
        extra.setdefault("obj", run)
        if "_PIPECTL_COMPLETE" in run.environment or "completion" in " ".join(arguments[:1]):
            from pipectl.cli import completing

            completing.set_up()
            self.furnish = completing.furnish
        try:
            check_streams(run)
            if "completion" in " ".join(arguments[:1]) and completing.script_or_install(arguments):
                sys.exit(0)
            code = super().main(arguments, "pipectl", standalone_mode=False, **extra)
            if code == 130:
                note(interrupted(run))
        except BaseException as error:
            code = outcome(error, run)
        sys.exit(code if isinstance(code, int) else 0)


def first_contents(session: "WriteSession") -> None:
    """What a store holds that nobody set up."""
    from pipectl.actions import stores
    from pipectl.domain.templates import template

    stores.fill(session, templates=template("seller"), currency="USD")


def outcome(error: BaseException, run: "Run") -> int:
    """Say what went wrong in a line, and which exit code that is; never a traceback."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 1
    if isinstance(error, KeyboardInterrupt | EOFError) or type(error).__name__ == "Abort":
        note(interrupted(run))
        return 130
    if isinstance(error, PipectlError):
        return known(error, run, error)
    if isinstance(error, _click.exceptions.ClickException):
        from pipectl.cli.mistyped import misused

        return misused(error, run)
    if isinstance(error, UnicodeEncodeError):
        wrong = CharacterError("text", error.object, error.start, NO_UTF_8)
        return known(wrong, run, error)
    raised = error
    if isinstance(error, ImportError) and "failed to map segment" in str(error):
        error = MemoryError()  # a library for which `ulimit -v` left no room
    if isinstance(error, OSError | MemoryError):
        return known(SystemFailedError(error), run, raised)
    if isinstance(error, OverflowError) and "out of range" in str(error):
        return known(CalendarEndError(), run, raised)
    if isinstance(error, OverflowError) and "timestamp" in str(error):
        return known(ClockError(), run, raised)
    from pipectl.cli.defects import behind

    return known(behind(error, run), run, error)


def interrupted(run: "Run") -> str:
    """What Ctrl-C leaves."""
    if run.stores_nothing:
        return f"\nInterrupted: {run.nothing}"
    if not run.commits.are_any:
        return "\nInterrupted."
    if run.words[:1] == ["review"]:
        return "\nInterrupted; your answers up to here are stored."
    if run.commits.is_cut_short:
        return "\nInterrupted: the change is not stored; what was stored before it is."
    return "\nInterrupted; the change is stored."


def known(error: PipectlError, run: "Run", raised: BaseException) -> int:
    """A known error: its sentence, what is stored, and what to do about it.

    `raised` is the error itself, for which this one speaks.
    """
    from pipectl.render.output import ClosedPipeError, OutputError

    if isinstance(error, ClosedPipeError):
        return 0
    stored, numbers = run.is_stored(raised), run.numbers_of_errors
    if stored and not isinstance(error, OutputError):
        note("pipectl: the change is stored, but can't be shown now.")
        return 0
    unsaid = f" {run.nothing.capitalize()}" if error.is_failure and run.stores_nothing else ""
    note(f"pipectl: {one_line(error.said_in(numbers))}{unsaid}")
    if hint := error.hint_in(numbers):
        note(f"  {one_line(hint)}")
    if stored:
        note("  The change is stored.")
        return 0
    return error.exit_code


def load(name: str) -> _click.Command:
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
    return getattr(import_module(f"pipectl.cli.{module}"), attribute)


def built(name: str, function: Any, *, rest: bool = False) -> _click.Command:
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


def with_global_options(command: _click.Command) -> _click.Command:
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

    def keep(ctx: _click.Context, param: Any, value: Any) -> None:
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


def print_version(ctx: _click.Context, _param: Any, value: bool) -> None:
    """Print the version and leave."""
    if value and not ctx.resilient_parsing:
        from pipectl.render.output import emit

        emit(f"pipectl {__version__}\n")
        ctx.exit()


def help_through_our_door(command: _click.Command) -> None:
    """Let --help be printed like any result: in every encoding, and with our exit codes."""

    def print_help(ctx: _click.Context, param: Any, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            emit(f"{ctx.get_help()}\n")
            ctx.exit()

    option = command.get_help_option(_click.Context(command))
    if option is not None:
        option.callback = print_help


app = typer.Typer(
    cls=Root, help=ABOUT, rich_markup_mode=None, pretty_exceptions_enable=False, name="pipectl"
)


@app.callback(invoke_without_command=True, help=ABOUT)
def bare(ctx: typer.Context) -> None:
    """What pipectl does without a command: it tells what is to be done today."""
    if ctx.invoked_subcommand is None:
        from pipectl.cli.options import run_of
        from pipectl.cli.today import at_first

        at_first(run_of(ctx))


def main() -> None:
    """The entry point of the installed command."""
    # Nothing that a short process makes is worth looking for garbage in: 50 ms of every write.
    gc.disable()
    try:
        get_command(app).main()
    finally:
        gc.freeze()
