"""Finish each command: global options, and a help page in plain words."""

import re
from collections.abc import Mapping
from shutil import get_terminal_size
from typing import Any

from typer.core import TyperOption

from pipectl import __version__
from pipectl.cli.typer_internals import Command, Context, HelpFormatter, IntParamType, IntRange
from pipectl.errors import quoted
from pipectl.render.output import write_output

# Help pages are never narrower than 50 columns by themselves, and leave two free.
NARROW, NARROWEST, MARGIN = 52, 30, 2
MOST_EXAMPLES = 4  # on the page of a group
LONGEST_NUMBER = 40  # characters: Python itself refuses to read thousands of digits
WHOLE = r"[+-]?\d+"
EXAMPLE = r"\nExamples?:\n  (pipectl .*[^\\])\n"


class WholeNumber(IntRange):
    """A whole number between bounds, whose error and help name no formula."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the number; fail if it isn't a whole number, too small or too large."""
        text = str(value)
        if not re.fullmatch(WHOLE, text):
            self.fail(f"{quoted(text, LONGEST_NUMBER)} is not a whole number.", param, ctx)
        if len(text) > LONGEST_NUMBER:
            self.fail(f"{quoted(text, LONGEST_NUMBER)} has too many digits.", param, ctx)
        number = self._number_class(value)
        if self.min is not None and number < self.min:
            self.fail(f"{number} is less than {self.min}.", param, ctx)
        if self.max is not None and number > self.max:
            self.fail(f"{number} is more than {self.max}.", param, ctx)
        return number

    def _describe_range(self) -> str:
        """Return nothing: where the bounds matter, the help text names them."""
        return ""


def finished(command: Command) -> Command:
    """Return the command with global options, its help page and its line in a group's."""
    command.params.extend(global_options())
    print_help_as_output(command)
    for param in command.params:
        in_plain_words(param)
    command.short_help = summary(command)
    return command


def full_help(command: Command) -> str:
    """Return the text of a help page; one of a group without examples has those below it."""
    below: Mapping[str, Command] = getattr(command, "commands", {})
    if not below or "\nExample" in str(command.help):
        return str(command.help)
    return f"{command.help}\n\n{examples(below)}"


def summary(command: Command) -> str:
    """Return the first line of a command's help, without its full stop."""
    return str(command.help).partition("\n")[0].removesuffix(".")


def examples(below: Mapping[str, Command]) -> str:
    """Return the first example of some commands of a group."""
    found = (re.search(EXAMPLE, f"{full_help(each)}\n") for each in below.values())
    lines = [f"  {each[1]}" for each in found if each][:MOST_EXAMPLES]
    return "\n".join(["\b", "Examples:", *lines])


def in_plain_words(param: Any) -> None:
    """Show a default in round brackets, no range of numbers, and TEXT for any text."""
    if param.metavar is None and param.type.name == "str":
        param.metavar = "TEXT"
    if isinstance(param.type, IntParamType):
        least, most = (getattr(param.type, each, None) for each in ("min", "max"))
        param.type = WholeNumber(least, most)
    if param.show_default and param.default and param.type.name != "bool":
        param.help = f"{param.help.removesuffix('.')} (default: {param.default})."
        param.show_default = False


def global_options() -> list[Any]:
    """Return --db, --no-input and --version; the first two set their part of the run."""

    def keep(ctx: Context, param: Any, value: Any) -> None:
        if value is not None and value is not False:
            setattr(ctx.find_root().obj, param.name, value)

    return [
        TyperOption(
            param_decls=["--db"],
            metavar="PATH|URL",
            help="Use this store: a file, or a postgresql:// URL.",
            callback=keep,
            expose_value=False,
        ),
        TyperOption(
            param_decls=["--no-input"],
            is_flag=True,
            default=False,
            help="Never prompt.",
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
    """Print the version and exit."""
    if value and not ctx.resilient_parsing:
        write_output(f"pipectl {__version__}\n")
        ctx.exit()


def print_help_as_output(command: Command) -> None:
    """Print --help like any result: in every encoding, and with our exit codes."""

    def print_help(ctx: Context, param: Any, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            write_output(f"{help_page(ctx)}\n")
            ctx.exit()

    option = command.get_help_option(Context(command))
    if option is not None:
        option.callback = print_help


def help_page(ctx: Context) -> str:
    """Return a command's help page."""
    width = get_terminal_size().columns
    if width < NARROW:
        ctx.terminal_width = max(width, NARROWEST) - MARGIN
        ctx.formatter_class = NarrowFormatter
    usage, blank, rest = ctx.get_help().partition("\n\n")
    return without_braces(usage) + blank + rest


class NarrowFormatter(HelpFormatter):
    """Writes help for a narrow screen: descriptions have room, so that no word is broken."""

    def write_dl(self, rows: Any, col_max: int = 30, col_spacing: int = 2) -> None:
        """Write the options, each long one on a line above its description."""
        super().write_dl(rows, min(col_max, self.width // 3), col_spacing)


def without_braces(usage: str) -> str:
    """Return a usage line in which required arguments stand by themselves, as TITLE for {TITLE}."""
    return usage.replace("{", "").replace("}", "")
