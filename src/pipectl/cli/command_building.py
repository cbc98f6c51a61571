"""Build commands and groups from their functions; a group's commands only when they are called."""

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from functools import partial
from typing import Any

from typer import Typer
from typer.core import TyperGroup
from typer.main import get_command_from_info, get_command_name, get_group_from_info
from typer.models import CommandInfo, TyperInfo

from pipectl.cli.help_pages import finished, full_help
from pipectl.cli.typer_internals import Command, Context, HelpFormatter

Build = Callable[[], Command]


class CommandsOnDemand(Mapping[str, Command]):
    """The commands of a group by name; each one is built when it is asked for the first time."""

    def __init__(self, builds: Mapping[str, Build]) -> None:
        self.builds = builds
        self.ready: dict[str, Command] = {}

    def __getitem__(self, name: str) -> Command:
        """Return a command, with its help page; raises KeyError."""
        if name not in self.ready:
            self.ready[name] = finished(self.builds[name]())
        return self.ready[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.builds)

    def __len__(self) -> int:
        return len(self.builds)


class CommandGroup(TyperGroup):
    """A group whose help page takes its examples from the commands below it."""

    def format_help_text(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write what the group is for, with examples."""
        self.help = full_help(self)
        super().format_help_text(ctx, formatter)


def build_group(name: str, group: Typer, mounted: Mapping[str, Build]) -> TyperGroup:
    """Build a group; `mounted` are commands of it that come from elsewhere."""
    alone = copy(group)
    alone.registered_commands, alone.registered_groups = [], []
    built = get_group_from_info(
        TyperInfo(alone, name=name, cls=CommandGroup),
        pretty_exceptions_short=False,
        suggest_commands=False,
        rich_markup_mode=None,
    )
    builds: dict[str, Build] = {}
    for info in group.registered_commands:
        function: Any = info.callback
        builds[info.name or get_command_name(function.__name__)] = partial(from_info, info)
    for inner in group.registered_groups:
        below: Any = inner.typer_instance
        builds[str(inner.name)] = partial(build_group, str(inner.name), below, {})
    built.commands = CommandsOnDemand({**builds, **mounted})  # type: ignore[assignment]
    return built


def build_command(name: str, function: Any, *, rest: bool = False, minus: bool = False) -> Command:
    """Build the command of a function; `rest` and `minus` as in `command_table.Command`."""
    settings = {"allow_interspersed_args": not rest, "ignore_unknown_options": minus}
    return from_info(CommandInfo(name=name, callback=function, context_settings=settings))


def from_info(info: CommandInfo) -> Command:
    """Build a command from what its decorator, or `build_command`, says of it."""
    return get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
