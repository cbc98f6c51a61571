"""The rows of a CSV file, out of bytes that somebody else's program wrote."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from pipectl.errors import RefusedError, Sentence, UsageError, in_words, listed, quoted
from pipectl.text import fold

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Footer = Callable[[Sequence[str]], bool]  # whether the cells are those of no row
RAGGED = "the row has "  # so begins what is said of one that isn't as wide as the headers
MOST_RECORD = 10_000_000  # characters of one row
MOST_ROWS = 1_000_000
MOST_LINES = 10_000_000  # empty ones, too
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ENCODINGS = (
    "utf-8", "utf-16-le", "utf-16-be", "latin-1", "iso-8859-2", "iso-8859-15", "cp1250", "cp1251",
    "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp437", "cp850", "mac-roman",
    "shift-jis", "euc-jp", "euc-kr", "gb18030", "big5",
)  # fmt: skip
# Every place that can't be decoded becomes one lone surrogate (which no text has), so that it is
# found again in its line.
_MARK_UNDECODABLE = "pipectl.undecodable"
_UNDECODABLE = re.compile("[\ud800-\udfff]")
_TOTAL = re.compile(r"\s*(grand|sub)?[ -]*totals?\s*([(:].*|[\d.,]*)", re.IGNORECASE)
_BLANK = " \t\r\n\xa0\ufeff\u200b"


class BadFileError(RefusedError):
    """A file that can't be read; the message begins with `FILE:LINE: `."""


def more_than(most: int, what: str, start: str = "there are") -> Sentence:
    """That there is more of something than is read."""
    return lambda numbers: f"{start} more than {numbers.count(most)} {what}."


def placed(name: str, line: int, text: Sentence) -> Sentence:
    """A sentence with the file and the line before it."""
    return lambda numbers: f"{name}:{line}: {in_words(text, numbers)}"


class Row(NamedTuple):
    """The cells of one row; `line` is the line of the file in which it begins."""

    line: int
    cells: tuple[str, ...]


class Sheet:
    """A file's headers, and its rows as often as they are asked for, one time after the other.

    `line` is where the headers stand. `footer_count` says, once the rows were read, how many lines
    below them were left out.
    """

    def __init__(self, source: "_Source", name: str, encoding: str) -> None:
        self.name = name
        self.footer_count = 0
        self._source, self._encoding = source, encoding
        self._delimiter, self._above = self._told()
        self.line, cells = next(self._records(), (1, ()))
        if not cells:
            raise self._bad(1, "the file is empty.", "Its first row are headers.")
        self.headers = tuple(cell.strip(_BLANK) for cell in cells)
        self._check_headers()

    def rows(self, *, footer: Footer | None = None, ragged: bool = False) -> Iterator[Row]:
        """Every row that isn't empty; BadFileError for one that isn't as wide as the headers.

        With `footer`, which tells what is no row, that or a lone cell after an empty line ends the
        rows; a lone total does without one. With `ragged`, rows of another width come out as they
        are.
        """
        self.footer_count = 0
        records = self._records()
        next(records)
        width, last = len(self.headers), self._lines.line
        for count, (line, cells) in enumerate(records, 1):
            if footer and _is_below(cells, width, footer, is_apart=line > last + 1):
                self.footer_count = self._skipped_footer(records, footer)
                return
            if len(cells) != width and not ragged:
                raise self._bad(line, raggedness(len(cells), width))
            if count > MOST_ROWS:
                raise self._bad(line, more_than(MOST_ROWS, "rows"), "Import parts.")
            last = self._lines.line
            yield Row(line, cells)

    def _skipped_footer(
        self, records: Iterator[tuple[int, tuple[str, ...]]], footer: Footer
    ) -> int:
        count, width = 1, len(self.headers)
        for line, cells in records:
            if not _is_below(cells, width, footer, is_apart=True):
                text = "a row stands below the last lines of the report."
                raise self._bad(line, text, "Take out the lines between the rows.")
            count += 1
        return count

    def _told(self) -> tuple[str, int]:
        """The delimiter, told from the headers or a line `sep=;`, and the lines above them."""
        lines = self._opened()
        for line in lines:
            if found := re.fullmatch('"?sep=(.?)"?[\r\n]*', line, re.IGNORECASE):
                if found[1] not in _DELIMITERS:
                    text = f"{quoted(found[1])} is no delimiter that is known."
                    known = listed(_DELIMITERS.values())
                    raise self._bad(self._lines.line, text, f"Known are {known}.")
                return found[1], self._lines.line
            if line.strip(_BLANK):
                bare = re.sub('"(?:[^"]|"")*"?', "", _whole_record(line, lines))
                return max(_DELIMITERS, key=bare.count), 0
        return ",", 0

    def _opened(self) -> Iterator[str]:
        self._lines = _Lines(self._source.text(self._encoding), self.name, self._encoding)
        return iter(self._lines)

    def _records(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Each record that isn't empty, and the line in which it begins."""
        csv.field_size_limit(MOST_RECORD + 1)
        opened = self._opened()
        lines = self._lines
        for _ in range(self._above):
            next(opened)
        reader = csv.reader(opened, delimiter=self._delimiter, strict=True)
        while True:
            line = lines.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                is_open = "end of data" in str(error)
                text = "is never closed" if is_open else "closes before its cell ends"
                hint = 'A quote within a quoted cell is doubled: "".'
                raise self._bad(line, f"a quote in this row {text}.", hint) from None
            if any(cells):
                yield line, tuple(cells)

    def _check_headers(self) -> None:
        if not any(character.isalpha() for header in self.headers for character in header):
            raise self._bad(self.line, "there are no headers.", "Put a name above each column.")
        places: dict[str, int] = {}
        for place, header in enumerate(self.headers, 1):
            first = places.setdefault(fold(header), place) if header else place
            if first != place:
                text = f"the header {quoted(header)} stands above columns {first} and {place}."
                raise self._bad(self.line, text, "Rename one of them.")

    def _bad(self, line: int, text: Sentence, hint: str | None = None) -> BadFileError:
        return BadFileError(placed(self.name, line, text), hint=hint)


def rows(stream: BinaryIO, *, name: str, encoding: str | None = None) -> Sheet:
    """The sheet in a file; `name` stands in errors, `encoding` is what a person said it is.

    A byte order mark goes before both `encoding` and UTF-8, which is read without them.
    """
    source = _Source(stream)
    start = source.read(3) or b""
    for mark, marked in _BOMS:
        if start.startswith(mark):
            source.start = len(mark)
            return Sheet(source, name, marked)
    return Sheet(source, name, check_encoding("utf-8" if encoding is None else encoding))


def check_encoding(text: str) -> str:
    """The name of an encoding; raises UsageError for one that isn't known."""
    try:
        meant = codecs.lookup(text).name
    except (LookupError, ValueError):
        meant = ""
    for each in ENCODINGS:
        if codecs.lookup(each).name == meant:
            return each
    raise UsageError(
        f"{quoted(text)} is no encoding that is known.", hint=f"There are {listed(ENCODINGS)}."
    )


def raggedness(cells: int, headers: int) -> str:
    """What to say of a row that isn't as wide as the headers."""
    there = "1 cell" if cells == 1 else f"{cells} cells"
    wanted = "is 1 header" if headers == 1 else f"are {headers} headers"
    return f"{RAGGED}{there}, but there {wanted}."


class _Lines:
    """The lines of a text, counted; whoever reads a record tells when it begins."""

    def __init__(self, text: io.TextIOWrapper, name: str, encoding: str) -> None:
        self.line = self._size = 0
        self._first = 1
        self._text, self._name, self._encoding = text, name, encoding

    def begin(self) -> int:
        """A record begins with the next line: its number."""
        self._first, self._size = self.line + 1, 0
        return self._first

    def __iter__(self) -> Iterator[str]:
        read = self._text.readline
        while line := read(MOST_RECORD + 1):
            self.line += 1
            self._size += len(line)
            is_long = self._size > MOST_RECORD or self.line > MOST_LINES
            if is_long or "\0" in line or not line.isascii():
                self._check(line)
            yield line

    def _check(self, line: str) -> None:
        text: Sentence = ""
        hint, at = "", self.line
        if "\0" in line:
            text = "the line has a NUL byte, which no text has."
            hint = "UTF-16 without its byte order mark must be said: --encoding utf-16-le."
        elif found := _UNDECODABLE.search(line):
            byte = f"0x{ord(found[0]) & 0xFF:02X}"
            text = f"the line has the byte {byte}, which isn't {self._encoding.upper()}."
            hint = "Say how the file is encoded: --encoding latin-1, --encoding cp1252."
        elif self._size > MOST_RECORD:
            text, at = more_than(MOST_RECORD, "characters", "the row has"), self._first
            hint = "Is a quote not closed, or is it no CSV file?"
        elif self.line > MOST_LINES:
            text, hint = more_than(MOST_LINES, "lines"), "Import parts."
        if text:
            raise BadFileError(placed(self._name, at, text), hint=hint)


class _Source(io.RawIOBase):
    """The bytes of a file, to be read more than once; those of a pipe are kept aside meanwhile.

    Closing it leaves the file open.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.start = 0
        self._pipe: Any = None
        self._file: Any = stream
        if not stream.seekable():
            from tempfile import SpooledTemporaryFile

            self._pipe = stream
            self._file = SpooledTemporaryFile(max_size=16_000_000)  # noqa: SIM115 - lives as we do
        self._first = self._file.tell()

    def text(self, encoding: str) -> io.TextIOWrapper:
        """The text from its beginning; line ends stay as they are, as the csv module wants them."""
        self._file.seek(self._first + self.start)
        return io.TextIOWrapper(cast(BinaryIO, self), encoding, _MARK_UNDECODABLE, newline="")

    def readable(self) -> bool:
        """Always: this is what io asks for."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill the buffer, as io asks for it."""
        view = memoryview(buffer)
        data: bytes = self._file.read(len(view))
        if not data and self._pipe is not None:
            data = self._pipe.read(len(view))
            self._file.write(data)
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Nothing: the file is whoever's opened it."""


def _marked(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    # Nobody reads on behind it: the line ends there, and whatever else has been read is left out.
    return chr(0xDC00 + error.object[error.start]) + "\n", len(error.object)


codecs.register_error(_MARK_UNDECODABLE, _marked)


def _whole_record(line: str, lines: Iterator[str]) -> str:
    """A line, and those that follow it within quotes."""
    parts, quotes = [line], line.count('"')
    while quotes % 2 and (more := next(lines, "")):
        parts.append(more)
        quotes += more.count('"')
    return "".join(parts)


def _is_below(cells: tuple[str, ...], width: int, footer: Footer, *, is_apart: bool) -> bool:
    """Whether a line stands below the rows of a report; `is_apart`: behind an empty one."""
    is_lone = _is_lone(cells, width)
    is_total = is_lone and _TOTAL.fullmatch(cells[0]) is not None
    return is_total or (is_apart and (is_lone or footer(cells)))


def _is_lone(cells: tuple[str, ...], width: int) -> bool:
    return bool(cells[0]) and not any(cells[1:]) and width > 1
