"""Print results in the chosen format; what stands for signs that the encoding lacks."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Any, TextIO

from pipectl.errors import PipectlError, quoted, without_password
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat
from pipectl.render import serialize
from pipectl.text import UnknownValueError, visible

LIST_FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md", "ids")
PAGE_FORMATS = ("table", "json", "md")  # of a report
HELD_BYTES = 8_000_000  # what is kept in memory of a long result, before it goes to a file


DATA = ("json", "jsonl", "csv", "tsv", "md", "html", "ics")  # for programs: UTF-8 wherever they go
# The signs of our own that ASCII and Latin-1 lack, by what stands as wide.
PLAIN = {"–": "-", "·": "-", "…": "~", "→": ">", "←": "<", "↑": "^", "↓": "v", "²": "2"}
PLAIN |= dict.fromkeys("─━", "-") | dict.fromkeys("│┃▏▎▍▌▐", "|") | dict.fromkeys("┼╋┬", "+")
PLAIN |= dict.fromkeys("█▉▊▋▇▆▅", "#") | dict.fromkeys("▄▃▂▁", "_") | dict.fromkeys("●◆◇", "*")


class OutputError(PipectlError):
    """The result can't be written."""

    exit_code = 5

    def __init__(self, reason: str) -> None:
        super().__init__(f"The output can't be written: {reason}.")


class ClosedPipeError(PipectlError):
    """The reader of the output closed the pipe."""

    exit_code = 0


class Answer(NamedTuple):
    """A result: its data for JSON, and its text."""

    data: Callable[[], Any]
    text: Callable[[], str]


class Listing(NamedTuple):
    """A list: its rows as data, the columns for CSV and Markdown, and the text table.

    `cells` are the rows for CSV and Markdown, where a row has values that take several columns.
    """

    rows: Sequence[Mapping[str, Any]]
    columns: Sequence[str]
    text: Callable[[], str]
    cells: Callable[[], Sequence[Mapping[str, Any]]] | None = None


def check_format(name: str, formats: Sequence[str] = LIST_FORMATS) -> str:
    """Check the format; raise UsageError."""
    if name not in formats:
        raise UnknownValueError(f"No format {quoted(name)}", name, formats)
    return name


def show(answer: Answer, *, json: bool) -> None:
    """Print a result as JSON or as text."""
    write_output(f"{serialize.to_json(answer.data())}\n" if json else answer.text(), utf_8=json)


def show_list(listing: Listing, form: str, numbers: NumberFormat) -> None:
    """Print a list in a format; Markdown uses the user's number format."""
    rows, columns = listing.rows, listing.columns
    cells = listing.cells or (lambda: rows)
    forms: dict[str, Callable[[], str]] = {
        "table": listing.text,
        "json": lambda: f"{serialize.to_json(list(rows))}\n",
        "jsonl": lambda: serialize.to_jsonl(rows),
        "csv": lambda: serialize.to_csv(cells(), columns),
        "tsv": lambda: serialize.to_tsv(cells(), columns),
        "md": lambda: serialize.to_markdown(cells(), columns, numbers),
        "ids": lambda: "".join(f"{row['id']}\n" for row in rows),
    }
    write_output(forms[form](), utf_8=form in DATA)


def write_output(text: str, *, utf_8: bool = False) -> None:
    """Write to stdout, as UTF-8 or in its encoding; raise OutputError, ClosedPipeError."""
    if not text:
        return
    with leaving():
        if utf_8 and hasattr(sys.stdout, "buffer"):
            sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        else:
            sys.stdout.write(writable(text, sys.stdout.encoding))
        sys.stdout.flush()


@contextmanager
def spooled() -> Iterator[IO[bytes]]:
    """Open a file that is copied to stdout once it is complete; raise as `write_output` does.

    What takes long to read is gathered there first: a slow reader mustn't keep the store locked.
    """
    from shutil import copyfileobj
    from tempfile import SpooledTemporaryFile

    with SpooledTemporaryFile(HELD_BYTES) as spool:
        yield spool
        spool.seek(0)
        with leaving():
            copyfileobj(spool, sys.stdout.buffer)
            sys.stdout.flush()


@contextmanager
def leaving() -> Iterator[None]:
    """Turn errors of stdout into OutputError and ClosedPipeError."""
    if sys.stdout is None:
        raise OutputError("stdout is closed")
    try:
        yield
    except BrokenPipeError:
        silence_stdout()
        raise ClosedPipeError("closed pipe") from None
    except (OSError, ValueError) as error:
        silence_stdout()
        raise OutputError(getattr(error, "strerror", None) or "stdout is closed") from error


def writable(text: str, encoding: str | None) -> str:
    """Return the text for the encoding: own symbols as ASCII, others as one `?` a column.

    So what is drawn stays in its columns.
    """
    encoding = encoding or "utf-8"
    try:
        return text.encode(encoding).decode(encoding)
    except UnicodeEncodeError:
        signs = {sign: written_as(sign, encoding) for sign in set(text)}
        return "".join(signs[sign] for sign in text)


def written_as(sign: str, encoding: str) -> str:
    """Return the replacement of a character in an encoding, of the same width."""
    from rich.cells import cell_len

    for instead in (sign, PLAIN.get(sign, sign)):
        try:
            return instead.encode(encoding).decode(encoding)
        except UnicodeEncodeError:
            pass
    return "?" * cell_len(sign)


def silence_stdout() -> None:
    """Discard what is still buffered, so that Python doesn't report it at exit."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        sys.stdout = None


def print_on_stderr(text: str) -> None:
    """Print a drawing on stderr, if it is open."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(writable(text, sys.stderr.encoding))
        sys.stderr.flush()
    except (OSError, ValueError):
        sys.stderr = None


def print_note(text: str) -> None:
    """Print a message on stderr, wrapped between words at a terminal."""
    print_on_stderr(wrapped_for(sys.stderr, visible(without_password(text), lines=True)) + "\n")


def print_added(what: str, name: str, then: str) -> None:
    """Say that something was added, and the command to go on with."""
    print_note(f"Added {what}: {name.strip()}. {then}")


def print_changed(what: str, name: str, *, is_changed: bool) -> None:
    """Say that something was changed, or that it already was like this."""
    print_note(f"{'Changed' if is_changed else 'Unchanged'} {what}: {name.strip()}")


def print_done(text: str, *, json: bool) -> None:
    """Print what was done: it is the result, or with JSON a note beside it."""
    if json:
        print_note(text)
    else:
        print_prose(f"{visible(without_password(text), lines=True)}\n")


def print_prose(text: str) -> None:
    """Print a text without styles on stdout, wrapped between words at a terminal."""
    write_output(wrapped_for(sys.stdout, text))


def wrapped_for(stream: TextIO | None, text: str) -> str:
    """Wrap the lines of a text between words if the stream is a terminal."""
    if stream is None or stream.closed or not stream.isatty():
        return text
    from pipectl.render.screen import columns
    from pipectl.render.wrapping import hung

    width = columns(os.environ, stream)
    return "\n".join(hung(each, width) for each in text.split("\n"))
