"""Draws the pictures of the README: what the demo's `today` looks like at a terminal.

`python tests/pictures.py docs/images` writes a light and a dark SVG, with the reader's own fonts.
"""

import sys
import tempfile
from io import StringIO
from pathlib import Path

import pexpect
from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from sessions import environment

COLUMNS = 80
CHARACTER, LINE, MARGIN = 12.2, 24.4, 10  # of a character, a line and the margin: pixels
THEMES = {
    "light": TerminalTheme(
        (255, 255, 255),
        (31, 35, 40),
        [
            *((36, 41, 47), (207, 34, 46), (17, 99, 41), (125, 78, 0)),
            *((9, 105, 218), (130, 80, 223), (27, 124, 131), (110, 119, 129)),
        ],
    ),
    "dark": TerminalTheme(
        (13, 17, 23),
        (230, 237, 243),
        [
            *((139, 148, 158), (255, 123, 114), (63, 185, 80), (210, 153, 34)),
            *((88, 166, 255), (188, 140, 255), (57, 197, 207), (177, 186, 196)),
        ],
    ),
}
# Rich's own format fetches a font from the web.
FORMAT = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole_width} {whole_height}" role="img">
<style>
text {{ font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; white-space: pre }}
{styles}
</style>
<defs>
{lines}
</defs>
<rect width="100%" height="100%" rx="8" fill="{background}"/>
<g transform="translate(10, 10)">
{backgrounds}
{matrix}
</g>
</svg>
"""


def screen(command: str, home: Path) -> str:
    """Return what a command prints at a terminal of 80 columns, with its colors."""
    settings = {**environment(home), "TERM": "xterm-256color"}
    del settings["COLUMNS"]
    child = pexpect.spawn(
        command, env=settings, cwd=str(home), dimensions=(40, COLUMNS), encoding="utf-8"
    )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, child.before
    return str(child.before).replace("\r\n", "\n")


def picture(text: str, theme: TerminalTheme) -> str:
    """Return the screen as an SVG."""
    shown = Text.from_ansi(text.rstrip())
    for at, character in enumerate(shown.plain):
        if cell_len(character) > 1:  # a part of its own, so that what follows stays in its column
            shown.stylize(Style(link="-"), at, at + 1)
    console = Console(record=True, width=COLUMNS, file=StringIO())
    console.print(shown)
    sizes = {
        "background": "#{:02x}{:02x}{:02x}".format(*theme.background_color),
        "whole_width": f"{COLUMNS * CHARACTER + 2 * MARGIN:.1f}",
        "whole_height": f"{(shown.plain.count(chr(10)) + 1) * LINE + 2 * MARGIN:.1f}",
    }
    drawn = FORMAT
    for name, value in sizes.items():
        drawn = drawn.replace(f"{{{name}}}", value)
    return console.export_svg(title="", theme=theme, code_format=drawn, unique_id="pipectl")


def main(folder: Path) -> None:
    """Write the pictures of the demo's `today`."""
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        screen("pipectl demo", home)
        command = "pipectl --db .local/share/pipectl/demo.db today"
        text = f"\x1b[2m$\x1b[0m pipectl today\n{screen(command, home)}"
    for kind, theme in THEMES.items():
        (folder / f"today-{kind}.svg").write_text(picture(text, theme), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
