"""Make the man page of the help of the commands.

`python -m pipectl.app.man_page` prints it; the package's build puts it into share/man/man1.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from typer.main import get_command

from pipectl import __version__
from pipectl.app.main import CommandTree, app
from pipectl.cli.command_table import COMMANDS
from pipectl.cli.help_pages import full_help, global_options, without_braces
from pipectl.cli.typer_internals import Command, Context
from pipectl.cli.user_settings import USER_SETTINGS

EXIT_STATUSES = {
    0: "Done.",
    1: "Internal error.",
    2: "Wrong usage, or a required answer is missing and pipectl can't ask for it.",
    3: "Nothing matches the name, or several things do.",
    4: "Refused by a rule, or wrong data in a file or the store.",
    5: "The store or a file can't be read or written.",
    10: "`remind --exit-code` found something due.",
    130: "Interrupted.",
}
VARIABLES = {
    **{each.variable: f"{each.about[0].upper()}{each.about[1:]}." for each in USER_SETTINGS},
    "PIPECTL_NOW": "Date, with or without a time, to use instead of the clock: 2026-11-18T10:00.",
    "VISUAL, EDITOR": "The editor that --edit opens.",
    "NO_COLOR, FORCE_COLOR": "Turn color off, or always on.",
    "COLUMNS": "Width of the output, instead of the terminal's.",
}
FILES = {
    "~/.local/share/pipectl/pipectl.db": "The store, unless --db or PIPECTL_DB names another.",
    "~/.local/share/pipectl/pipectl.db.backups/": "Its backups.",
    "~/.config/pipectl/config.toml": "The settings that change looks and places.",
    "~/.config/pipectl/hooks/": "Programs that run after a change.",
}
TEXT_WIDTH = 71  # columns of a page of 78, which is what `man` makes of a terminal of 80
# Said once for all commands. --json isn't: not every command has it.
EVERYWHERE = frozenset({"--help", *(name for each in global_options() for name in each.opts)})


def page() -> str:
    """Return the man page in roff."""
    root = cast(CommandTree, get_command(app))
    top = Context(root, info_name="pipectl")
    first, *rest = paragraphs(root.help or "")
    lines = [
        f'.TH PIPECTL 1 "" "pipectl {__version__}" "User Commands"',
        *(".nh", ".ad l"),  # words aren't parted, nor spaces widened
        *section("NAME"),
        rf"pipectl \- {roff(first[0].lower() + first[1:].rstrip('.'))}",
        *section("SYNOPSIS"),
        *synopsis(root, top),
        *section("DESCRIPTION"),
        *body(rest),
        *section("COMMANDS"),
        *overview(),
        *section("GLOBAL OPTIONS"),
        *terms(records(root, top)),
    ]
    for name in COMMANDS:
        command = cast(Command, root.get_command(top, name))
        lines += section(f"pipectl {name}".upper())
        lines += reference(command, Context(command, info_name=name, parent=top))
    lines += [*section("EXIT STATUS"), *terms((str(code), t) for code, t in EXIT_STATUSES.items())]
    lines += [*section("ENVIRONMENT"), *terms(VARIABLES.items())]
    lines += [*section("FILES"), *terms(FILES.items())]
    return "\n".join(lines) + "\n"


def reference(command: Command, ctx: Context) -> Iterator[str]:
    """What a command does and takes, and then the commands below it."""
    yield from synopsis(command, ctx)
    yield from body(paragraphs(full_help(command)))
    yield from terms(
        (term, text)
        for term, text in records(command, ctx)
        if not EVERYWHERE & set(re.findall(r"--[a-z-]+", term))
    )
    below: Mapping[str, Command] = getattr(command, "commands", {})
    for name, each in below.items():
        inner = Context(each, info_name=name, parent=ctx)
        yield f".SS {roff(inner.command_path)}"
        yield from reference(each, inner)


def synopsis(command: Command, ctx: Context) -> Iterator[str]:
    """How a command is called, with what is typed as it stands in bold."""
    yield ".PP"
    pieces = command.collect_usage_pieces(ctx)
    yield rf"\fB{roff(ctx.command_path)}\fR {roff(without_braces(' '.join(pieces)))}"


def records(command: Command, ctx: Context) -> Iterator[tuple[str, str]]:
    """What the help says of each argument and option."""
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx)
        if record is not None:
            yield record


def overview() -> Iterator[str]:
    """The commands with a few words each, panel by panel."""
    for panel in dict.fromkeys(each.panel for each in COMMANDS.values()):
        yield f".SS {roff(panel)}"
        listed = [(name, each.summary) for name, each in COMMANDS.items() if each.panel == panel]
        yield from (".PD 0", *terms(listed, indent=12), ".PD")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a help text; one that begins with \\b keeps its lines."""
    return [each.strip("\n") for each in re.split(r"\n\s*\n", text.strip()) if each.strip()]


def body(parts: Iterable[str]) -> Iterator[str]:
    """Paragraphs in roff, an example with its lines as they are."""
    for part in parts:
        if part.startswith("\b"):
            lines = part[1:].strip("\n").split("\n")
            yield from (".PP", ".nf", *(roff(each) for line in lines for each in narrowed(line)))
            yield ".fi"
        else:
            yield from (".PP", roff(" ".join(part.split())))


def narrowed(example: str) -> list[str]:
    """The lines of an example that fit the page's text, continued as a shell takes it.

    It is broken before an option that isn't within quotes.
    """
    if len(example) <= TEXT_WIDTH:
        return [example]
    options = (found.start() for found in re.finditer(" --?[a-z]", example))
    places = [at for at in options if at <= TEXT_WIDTH - 2 and not example[:at].count('"') % 2]
    if not places:
        return [example]
    indent = " " * (len(example) - len(example.lstrip()) + 2)
    return [f"{example[: places[-1]]} \\", f"{indent}{example[places[-1] :].lstrip()}"]


def terms(pairs: Iterable[tuple[str, str]], indent: int = 8) -> Iterator[str]:
    """Terms in bold, each with its text beside it, or below it where the term is longer."""
    for term, text in pairs:
        yield from (f".TP {indent}", rf"\fB{roff(term)}\fR", roff(" ".join(text.split())))


def section(name: str) -> list[str]:
    """The head of a section."""
    return [f".SH {roff(name)}"]


def roff(text: str) -> str:
    """A text in which nothing is a request, and hyphens and quotes can be typed as they stand."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-").replace("'", r"\(aq")
    escaped = escaped.replace("`", r"\(ga").replace("^", r"\(ha").replace("~", r"\(ti")
    return rf"\&{escaped}" if escaped.startswith(".") else escaped


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode("utf-8"))
