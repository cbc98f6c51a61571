"""What pipectl uses that is private in Typer: its Click, which has no other name, and completion.

Typer loads all of it by itself. pyproject.toml names the versions that have it so.
"""

from typer import _completion_shared
from typer._click import Command, Context, HelpFormatter
from typer._click.exceptions import ClickException, NoSuchOption
from typer._click.shell_completion import (
    CompletionItem,
    ShellComplete,
    _resolve_context,
    _resolve_incomplete,
    add_completion_class,
    split_arg_string,
)
from typer._click.types import IntParamType, IntRange
from typer._completion_classes import BashComplete, FishComplete, ZshComplete
from typer._completion_shared import get_completion_script, install

__all__ = [
    "BashComplete",
    "ClickException",
    "Command",
    "CompletionItem",
    "Context",
    "FishComplete",
    "HelpFormatter",
    "IntParamType",
    "IntRange",
    "NoSuchOption",
    "ShellComplete",
    "ZshComplete",
    "add_completion_class",
    "completed_part",
    "get_completion_script",
    "install",
    "running_shell",
    "set_script",
    "split_arg_string",
]


def running_shell() -> str | None:
    """The name of the shell that runs pipectl; None if that can't be told."""
    return _completion_shared._get_shell_name()


def completed_part(completion: ShellComplete, args: list[str], incomplete: str) -> object:
    """The option, argument or command that a word is completed for."""
    context = _resolve_context(
        completion.cli, completion.ctx_args, completion.prog_name, list(args)
    )
    return _resolve_incomplete(context, list(args), incomplete)[0]


def set_script(shell: str, script: str) -> None:
    """Replace Typer's completion script with pipectl's."""
    _completion_shared._completion_scripts[shell] = script
