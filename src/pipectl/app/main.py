"""Run a command line, and report any error in one place."""

import gc
import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command

from pipectl import __version__, paths
from pipectl.cli.command_table import COMMANDS, command_at, load
from pipectl.cli.context import Run
from pipectl.cli.help_pages import global_options, print_help_as_output
from pipectl.cli.redirection import check_streams
from pipectl.cli.typer_internals import (
    ClickException,
    Command,
    CompletionItem,
    Context,
    HelpFormatter,
)
from pipectl.errors import (
    CalendarEndError,
    CharacterError,
    ClockError,
    PipectlError,
    SystemFailedError,
)
from pipectl.interrupts import ignore_from_now_on
from pipectl.render.output import print_note
from pipectl.text import NO_UTF_8, one_line

if TYPE_CHECKING:
    from pipectl.store.unit import Unit


ABOUT = """Manage your sales pipeline from the terminal.

Add a deal, answer three questions each time it moves to another stage, and
give a reason when you win or lose it. Without a command, pipectl runs
`pipectl today`.

Your deals are kept in a store: a file on this computer, or a schema on a
PostgreSQL server. To use another store, set PIPECTL_DB or use --db.

\b
Examples:
  pipectl demo
  pipectl add "Acme rollout" 12k --close eoq --next Call --due fri
  pipectl list --closing this-quarter
  pipectl coverage
"""


class CommandTree(TyperGroup):
    """The command tree: a command's module is imported when it is called, not before."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.params.extend(global_options())
        self.commands = cast(Any, dict.fromkeys(COMMANDS))  # names for suggestions
        self.furnish: Callable[[Command], Command] = lambda command: command
        print_help_as_output(self)

    def list_commands(self, ctx: Context) -> list[str]:
        """The names, panel by panel."""
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """The command, built from its function or group."""
        return self.furnish(load(cmd_name)) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """The panels of the help, from the table alone."""
        for panel in dict.fromkeys(entry.panel for entry in COMMANDS.values()):
            with formatter.section(panel):
                formatter.write_dl(
                    [
                        (name, entry.summary)
                        for name, entry in COMMANDS.items()
                        if entry.panel == panel
                    ]
                )
        if aliases := own_aliases(ctx.obj.environment):
            with formatter.section("Aliases"):
                formatter.write_dl(sorted(aliases.items()))

    def shell_complete(self, ctx: Context, incomplete: str) -> list[Any]:
        """The names that begin so, from the table alone."""
        return (
            [
                CompletionItem(name, help=entry.summary)
                for name, entry in COMMANDS.items()
                if name.startswith(incomplete)
            ]
            + [
                CompletionItem(name, help=expansion)
                for name, expansion in own_aliases(os.environ).items()
                if name.startswith(incomplete)
            ]
            + Command.shell_complete(self, ctx, incomplete)
        )

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run one command line and leave with its exit code: the only error boundary."""
        from pipectl.cli.context import process_run

        arguments = list(sys.argv[1:] if args is None else args)
        run = process_run(arguments, first_contents)
        extra.setdefault("obj", run)
        self.furnish = lambda command: command
        if "_PIPECTL_COMPLETE" in run.environment or "completion" in " ".join(arguments[:1]):
            from pipectl.app import completion

            completion.set_up()
            self.furnish = completion.add_completion
        try:
            arguments = with_alias(arguments, run)
            check_streams(run)
            if "completion" in " ".join(arguments[:1]) and completion.script_or_install(arguments):
                sys.exit(0)
            code = super().main(arguments, "pipectl", standalone_mode=False, **extra)
            if code == 130:
                print_note(interrupted(run))
            ignore_from_now_on()
        except BaseException as error:
            code = outcome(error, run)
            ignore_from_now_on()
        run.close()
        if code:
            run.keep_text()
        run.drop_text()
        sys.exit(code if isinstance(code, int) else 0)


def with_alias(arguments: list[str], run: Run) -> list[str]:
    """The command line with what an alias stands for; the settings are read for no command."""
    at = command_at(arguments)
    if at is None or arguments[at] in COMMANDS:
        return arguments
    from pipectl.cli.command_aliases import expanded

    run.arguments = tuple(expanded(arguments, run.environment))
    return list(run.arguments)


def own_aliases(environment: Mapping[str, str]) -> dict[str, str]:
    """The user's aliases; none where the settings can't be read, which is no matter here."""
    from pipectl.cli.command_aliases import aliases

    try:
        return {name: one_line(text) for name, text in aliases(environment).items()}
    except PipectlError:
        return {}


def first_contents(unit: "Unit") -> None:
    """What a store holds that nobody set up."""
    from pipectl.settings import actions as settings_actions
    from pipectl.stages.rules.templates import template

    settings_actions.fill(unit, templates=template("seller"), currency="USD")


def outcome(error: BaseException, run: "Run") -> int:
    """Say what went wrong in a line, and which exit code that is; never a traceback."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 1
    if isinstance(error, KeyboardInterrupt | EOFError) or type(error).__name__ == "Abort":
        print_note(interrupted(run))
        return 130
    if isinstance(error, PipectlError):
        return known(error, run, error)
    if isinstance(error, ClickException):
        from pipectl.app.mistyped import misused

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

    return known(behind(error, run), run, error)


def interrupted(run: "Run") -> str:
    """Return the message after Ctrl-C: what was saved and what wasn't."""
    if run.words[:1] == ["review"]:
        return "\nInterrupted."  # the review has said what is saved
    if run.stores_nothing:
        return f"\nInterrupted: {run.nothing}"
    if not run.commits.are_any:
        return "\nInterrupted."
    if run.commits.is_cut_short:
        return "\nInterrupted before everything was saved. Run the command again to finish."
    return "\nInterrupted after the change was saved."


def known(error: PipectlError, run: "Run", raised: BaseException) -> int:
    """A known error: its sentence, what is stored, and what to do about it.

    `raised` is the error itself, for which this one speaks.
    """
    from pipectl.render.output import ClosedPipeError, OutputError

    if isinstance(error, ClosedPipeError):
        return 0
    stored, numbers = run.is_stored(raised), run.numbers_of_errors
    if stored and error.is_told_when_stored:
        print_note(f"pipectl: {one_line(error.said_in(numbers))}")
        print_note(f"  {one_line(error.hint_in(numbers) or '')}")
        return error.exit_code
    if stored and not isinstance(error, OutputError):
        print_note(
            "pipectl: the change was saved, but the result can't be shown."
            f" {one_line(error.said_in(numbers))}"
        )
        return 0
    unsaid = ""
    if error.is_failure and run.stores_nothing:
        unsaid = f" {run.nothing[0].upper()}{run.nothing[1:]}"
    print_note(f"pipectl: {one_line(error.said_in(numbers))}{unsaid}")
    if hint := error.hint_in(numbers):
        print_note(f"  {one_line(hint)}")
    if stored:
        print_note("  The change was saved.")
        return 0
    return error.exit_code


app = typer.Typer(
    cls=CommandTree,
    help=ABOUT,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    name="pipectl",
)


@app.callback(invoke_without_command=True, help=ABOUT)
def no_command(ctx: typer.Context) -> None:
    """Run `pipectl today` when no command is given."""
    if ctx.invoked_subcommand is None:
        from pipectl.cli.context import run_of
        from pipectl.reminders.commands import print_day_or_welcome

        print_day_or_welcome(run_of(ctx))


def main() -> None:
    """The entry point of the installed command."""
    try:
        get_command(app).main()
    finally:
        gc.freeze()


class InternalError(PipectlError):
    """An error nobody foresaw: one line, and where the details are, without what was typed."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(
            f"Internal error in pipectl {__version__} ({type(error).__name__}).", hint=keep(error)
        )


def behind(error: BaseException, run: Run) -> PipectlError:
    """Return the damage of the store that caused an error, else an internal error."""
    from pipectl.doctor.queries.damaged_values import damage

    with suppress(Exception):
        found = damage(run.path)
        if found is not None:
            return found
    return InternalError(error)


def keep(error: BaseException) -> str:
    """Append the lines of code that raised the error to a private log, and say where it is."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{os.path.basename(f.filename)}:{f.lineno} {f.name}" for f in frames]
    text = f"pipectl {__version__}, Python {sys.version.split()[0]}: {type(error).__name__}\n"
    text += "".join(f"  {line}\n" for line in lines)
    with suppress(Exception):
        file = paths.defects_log(os.environ)
        before = os.umask(0o077)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        finally:
            os.umask(before)
        with os.fdopen(handle, "a", encoding="utf-8") as log:
            log.write(text)
        return f"To report it, send the end of {file} (it holds nothing that you typed)."
    return f"To report it, send this: {'; '.join(lines[-4:])}"
