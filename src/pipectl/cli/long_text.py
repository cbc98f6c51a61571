"""Long texts: typed, read from standard input (`-`), or written in the user's editor (`--edit`)."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from pipectl.cli.context import Run
from pipectl.errors import CharacterError, UsageError, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.render.output import print_note
from pipectl.store.reader import Reader
from pipectl.text import MOST_NOTE, NO_UTF_8

Editor = Annotated[bool, typer.Option("--edit", help="Write the note in your editor.")]
STDIN = "-"
MOST_BYTES = 400_000  # more than any text that is kept
# As git and gh: the first that is set.
VARIABLES = ("VISUAL", "EDITOR")


class StoredText(NamedTuple):
    """A text that can be edited: what it is, how to read it, and the command that shows it."""

    reader: Reader
    what: str
    read: Callable[[Reader], str | None]
    see: str

    def opened(self, run: Run) -> str:
        """The text as it is, which the next change must still find."""
        run.hold(self.reader, self.what, self.read, self.see)
        return self.read(self.reader) or ""


def long_text(
    run: Run, typed: str | None, *, in_editor: bool = False, stored: StoredText | None = None
) -> str | None:
    """What was typed; for `-` what stands on standard input; with `--edit` what is written there.

    The editor begins with what was typed, else with the stored text. If that changes until the
    editor ends, the next change is refused. Raises UsageError where nothing comes in.
    """
    if typed == STDIN and in_editor:
        raise UsageError("- can't be combined with --edit.", hint="Leave one out.")
    if in_editor:
        begun = stored.opened(run) if stored is not None and not typed else typed or ""
        return written(run, begun)
    if typed != STDIN:
        return typed
    run.let_writers_in()  # what comes in may take long
    return standard_input()


def standard_input() -> str:
    """Read the text on standard input; raise UsageError, CharacterError."""
    if sys.stdin is None or sys.stdin.closed:
        raise UsageError("Standard input is closed, so there is no text for -.")
    if sys.stdin.isatty():
        print_note("Type the text, then press Ctrl-D on a new line.")
    return whole_text(sys.stdin.buffer, "Standard input")


def whole_text(stream: BinaryIO, where: str) -> str:
    """Read a text to its end; raise UsageError if it is empty or too long, CharacterError."""
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise UsageError(
            lambda numbers: (
                f"{where} has more than {numbers.count(MOST_BYTES)} bytes."
                f" The limit is {numbers.count(MOST_NOTE)}."
            ),
            hint="Shorten the text.",
        )
    return decoded(data, where)


def decoded(data: bytes, where: str) -> str:
    """Decode UTF-8 text; raise UsageError if it is empty, CharacterError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        spoiled = data.decode("utf-8", "surrogateescape")
        at = next(n for n, each in enumerate(spoiled) if "\ud800" <= each <= "\udfff")
        raise CharacterError("text", spoiled, at, NO_UTF_8) from None
    if not text.strip():
        raise UsageError(f"{where} is empty, so nothing was changed.")
    return text


def written(run: Run, begun: str) -> str:
    """Return the text when the user's editor has ended; raise UsageError."""
    if not run.may_ask():
        raise UsageError(
            "--edit needs a terminal.",
            hint="In a script, give the text, or - to read standard input.",
        )
    data = edited(
        run, f"{begun}\n".encode() if begun else b"", "text.md", lambda: place_of_texts(run)
    )
    return decoded(data, "The text")


def place_of_texts(run: Run) -> Path:
    """Return the file beside which refused texts are kept; raise OSError.

    The data folder may not be there yet where the store is on a server.
    """
    from pipectl.disk import private_folder_umask

    if run.server is not None:
        with private_folder_umask():
            run.beside.parent.mkdir(parents=True, exist_ok=True)
    return run.beside


def edited(run: Run, begun: bytes, name: str, beside: Callable[[], Path]) -> bytes:
    """Return what a private file, called `name`, holds once the editor has ended.

    If the command is refused, the text is kept beside another file. Raises UsageError where the
    editor can't be started, or ends with an error.
    """
    import shlex
    import subprocess

    from pipectl.cli.unsaved_text import UnsavedText

    run.let_writers_in()
    named = next(filter(None, map(run.environment.get, VARIABLES)), "vi")
    run.drop_text()
    run.unsaved = UnsavedText(begun, name, beside)
    place = run.unsaved.file
    # The result may go into a pipe; the editor is at the terminal.
    screen = None if sys.stdout.isatty() else sys.stderr
    try:
        ended = subprocess.run(
            [*shlex.split(named), str(place)], check=False, stdout=screen
        ).returncode
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "that is no command line"
        raise UsageError(
            f"The editor {quoted(named)} can't be started: {why}.",
            hint="Set VISUAL or EDITOR to one that can.",
        ) from None
    if ended:
        raise UsageError(f"The editor {quoted(named)} ended with {ended}, so nothing was changed.")
    try:
        return place.read_bytes()
    except OSError as error:
        raise UsageError(f"The text can't be read: {error.strerror}.") from None


def text_from(run: Run, file: str | None, stored: StoredText | None = None) -> str:
    """Return a long text from a file, from standard input (`-`), or for None from the editor."""
    if file is None:
        return written(run, stored.opened(run) if stored is not None else "")
    if file == STDIN:
        run.let_writers_in()
        return standard_input()
    from pipectl.cli.files import opened

    with opened(file) as stream:
        return whole_text(stream, file)
