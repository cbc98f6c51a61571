"""Read the rows of a CSV file of any program."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, cast

from pipectl import file_kinds
from pipectl.errors import BadFileError, Sentence, UsageError, in_words, listed, quoted
from pipectl.importing.rules.encodings import BYTE_ORDER_MARKS, check_encoding
from pipectl.importing.rules.header_line import (
    BLANK,
    MOST_TITLES,
    Fits,
    HeaderLine,
    Record,
    find_headers,
)
from pipectl.importing.rules.notes_below import Note, without_notes
from pipectl.importing.rules.total_words import TOTAL
from pipectl.named_tuple import NamedTuple
from pipectl.text import fold

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


Footer = Callable[[Sequence[str]], bool]  # whether the cells are those of no row
SPACE = " \t\r\n\xa0"  # around the text of a cell
PROBLEM = "problem"  # the last header of rows that an import left out
RAGGED = "the row has "  # so begins what is said of one that isn't as wide as the headers
MOST_RECORD = 10_000_000  # characters of one row
MOST_ROWS = 1_000_000
MOST_LINES = 10_000_000  # empty ones, too
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
# Each undecodable byte becomes a lone surrogate (which no valid text has), so that it can be
# located in its line.
_MARK_UNDECODABLE = "pipectl.undecodable"
_UNDECODABLE = re.compile("[\ud800-\udfff]")


class EncodingError(BadFileError):
    """A byte that is invalid in the file's encoding, in a line of the file."""

    def __init__(self, name: str, line: int, text: Sentence, hint: str) -> None:
        self.name, self.line = name, line
        super().__init__(placed(name, line, text), hint=hint)


def more_than(most: int, what: str, start: str = "there are") -> Sentence:
    """Return the error text for a file with more than `count` of something."""
    return lambda numbers: f"{start} more than {numbers.count(most)} {what}."


def placed(name: str, line: int, text: Sentence) -> Sentence:
    """Return a sentence prefixed with the file's name and the line."""
    return lambda numbers: f"{name}:{line}: {in_words(text, numbers)}"


class CsvRow(NamedTuple):
    """The cells of one row; `line` is the file's line in which it begins."""

    line: int
    cells: tuple[str, ...]


class Table(Protocol):
    """The source of a sheet's records: a text or a workbook.

    `mark` is the decimal mark used to write a workbook's numbers, which are stored without one.
    `hollow` are lines with only errors and formulas without a value; they aren't records. `hidden`
    are a workbook's hidden sheets with rows, which weren't read.
    """

    name: str
    mark: str | None
    hollow: list[int]
    hidden: list[str]

    def records(self) -> Iterator[Record]:
        """Yield each non-empty record with its first and its last line."""
        ...


class Sheet:
    """A file's headers and rows; the rows can be read repeatedly.

    `line` is the line of the headers, below `title_count` other records; `likelier_line` is one
    that looks more like headers. `repeated` are headers of several columns. After reading:
    `footer_count` lines below the rows and `header_count` repeated header lines were skipped, and
    so were the totals in `total_lines`, what is below rows in `subitem_lines`, and with
    `skips_notes` the `notes` at the end. Text in a column of `naming` is a note only if it reads
    like one.
    """

    def __init__(self, table: Table, line: int | None, fits: Fits | None) -> None:
        self.name = table.name
        self.mark, self.hidden_sheets = table.mark, table.hidden
        self.footer_count = self.header_count = 0
        self.total_lines: list[int] = []
        self.subitem_lines: list[int] = []
        self.notes: list[Note] = []
        self.naming: Collection[int] = ()
        self.skips_notes = False
        self._table = table
        found = find_headers(table.records(), fits) if line is None else self._in_line(line)
        if found is None:
            raise self._bad(1, "the file is empty.", "Put the headers in the first row.")
        self.title_count, self.line, self.likelier_line = found.above, found.line, found.likelier
        self.headers = tuple(cell.strip(BLANK) for cell in found.cells)
        if not any(character.isalpha() for header in self.headers for character in header):
            raise self._bad(
                self.line, "the headers are missing.", "Put a header above each column."
            )
        self.repeated = self._repeated()

    @property
    def hollow_lines(self) -> list[int]:
        """The lines below the headers with only errors and formulas without a value."""
        return [line for line in self._table.hollow if line > self.line]

    def rows(self, *, footer: Footer | None = None, ragged: bool = False) -> Iterator[CsvRow]:
        """Yield the non-empty rows; raise BadFileError for one that isn't as wide as the headers.

        With `footer` (tells footer lines), such a line or a lone cell after an empty line ends the
        rows. Lines with only a word for "total" are skipped. With `ragged`, rows of any width are
        yielded.
        """
        self.footer_count = self.header_count = 0
        self.total_lines = []
        self.subitem_lines = []
        self.notes = []
        found = self._rows(footer, ragged=ragged)
        if not self.skips_notes:
            return (row for row, _ in found)
        return without_notes(found, len(self.headers), self.naming, self.notes)

    def _rows(self, footer: Footer | None, *, ragged: bool) -> Iterator[tuple[CsvRow, bool]]:
        """Yield the rows, with whether an empty line or a total is above each."""
        records = self._below_headers()
        width, last = len(self.headers), self.line
        after_total = False
        for count, (line, end, cells) in enumerate(records, 1):
            is_apart, last = line > last + 1, end
            if footer and is_apart and _is_below(cells, width, footer):
                self.footer_count = self._skipped_footer(records, footer)
                return
            if _is_lone(cells, width) and TOTAL.fullmatch(cells[0]):
                self.total_lines.append(line)
                after_total = True
                continue
            if len(cells) != width and not ragged:
                raise self._bad(line, raggedness(len(cells), width))
            if count > MOST_ROWS:
                raise self._bad(
                    line, more_than(MOST_ROWS, "rows"), "Split the file and import the parts."
                )
            yield CsvRow(line, cells), is_apart or after_total
            after_total = False

    def _skipped_footer(self, records: Iterator[Record], footer: Footer) -> int:
        count, width = 1, len(self.headers)
        for line, _, cells in records:
            if not _is_below(cells, width, footer):
                text = "there is a row below the footer of the report."
                raise self._bad(line, text, "Remove the lines of the footer above it.")
            count += 1
        return count

    def _in_line(self, line: int) -> HeaderLine:
        """Return the headers in the line named by --header-line."""
        last = 0
        for place, (at, end, cells) in enumerate(self._table.records()):
            if at == line:
                return HeaderLine(place, at, cells)
            last = end
            if at > line:
                break
        shorter = ": the file is shorter" if line > last else ""
        raise self._bad(line, f"the line has no headers{shorter}.")

    def _below_headers(self) -> Iterator[Record]:
        """Yield the records below the headers, without repeated headers and titles above them."""
        held: Record | None = None
        first = self.headers[0] if self.headers else None
        for record in self._without_subitems():
            cells = record[2]
            # The first cell alone tells nearly every row from the headers.
            is_like = cells[0].strip(BLANK) == first
            if is_like and tuple(cell.strip(BLANK) for cell in cells) == self.headers:
                self.header_count += 1
                if held and not _is_lone(held[2], len(self.headers)):
                    yield held
                held = None
                continue
            if held:
                yield held
            held = record
        if held:
            yield held

    def _without_subitems(self) -> Iterator[Record]:
        """Yield the records below the headers, without the parts of a row that follow it.

        A board with the headers `Name, Subitems, …` has a line `Subitems, Name, …` below a row with
        such parts, and below it one line for each of them, whose first cell is empty.
        """
        parts = self.headers[1::-1]
        below = (record for record in self._table.records() if record[0] > self.line)
        if len({*parts}) < 2 or not all(parts):
            yield from below  # no such line could be told from the headers
            return
        is_below = False
        for record in below:
            names = tuple(cell.strip(BLANK) for cell in record[2][:2])
            is_heading = names == parts
            if is_heading or (is_below and not names[0] and any(names)):
                is_below = True
                self.subitem_lines.append(record[0])
                continue
            is_below = is_below and not names[0]
            yield record

    def _repeated(self) -> dict[str, list[int]]:
        """Return the columns of each header that occurs several times, by its first spelling."""
        places: dict[str, list[int]] = {}
        for place, header in enumerate(self.headers):
            if header:
                places.setdefault(fold(header), []).append(place)
        return {self.headers[each[0]]: each for each in places.values() if len(each) > 1}

    def _bad(self, line: int, text: Sentence, hint: str | None = None) -> BadFileError:
        return BadFileError(placed(self.name, line, text), hint=hint)


class TextTable:
    """The records of a delimited text; the delimiter is detected in the header line."""

    def __init__(
        self, source: "_Source", name: str, encoding: str, line: int | None, fits: Fits | None
    ) -> None:
        self.name = name
        self.mark: str | None = None
        self.hollow: list[int] = []
        self.hidden: list[str] = []
        self._source, self._encoding = source, encoding
        self._delimiter, self._above = self._told(line, fits)

    def records(self) -> Iterator[Record]:
        """Yield each non-empty record with its first and its last line."""
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
                text = "is never closed" if is_open else "closes before the end of its cell"
                hint = 'Double each quote inside a quoted cell: "".'
                raise BadFileError(
                    f"{self.name}:{line}: a quote in this row {text}.", hint=hint
                ) from None
            if any(cells):
                yield line, lines.line, tuple(cells)

    def _told(self, line: int | None, fits: Fits | None) -> tuple[str, int]:
        """Return the delimiter, and the lines without a leading `sep=;`.

        It is detected in the line given by --header-line, else in the first line that fits, else it
        is the most frequent one in the first lines.
        """
        lines = self._opened()
        delimiters: Counter[str] = Counter()
        seen = 0
        for text in lines:
            at = self._lines.line
            if not delimiters and (found := re.fullmatch('"?sep=(.?)"?[\r\n]*', text, re.I)):
                if found[1] not in _DELIMITERS:
                    known = listed(_DELIMITERS.values())
                    raise BadFileError(
                        f"{self.name}:{at}: unknown delimiter {quoted(found[1])}.",
                        hint=f"Use one of {known}.",
                    )
                return found[1], at
            if not text.strip(BLANK):
                continue
            record = _whole_record(text, lines)
            seen += 1
            delimiter = _delimiter_of(record)
            if at == line or (line is None and (fits is None or fits(_cells(record, delimiter)))):
                return delimiter, 0
            delimiters[delimiter] += _unquoted(record).count(delimiter)
            if seen > MOST_TITLES and line is None:
                break
        return max(delimiters, key=lambda each: delimiters[each], default=","), 0

    def _opened(self) -> Iterator[str]:
        self._lines = _Lines(self._source.text(self._encoding), self.name, self._encoding)
        return iter(self._lines)


def rows(
    stream: BinaryIO,
    *,
    name: str,
    encoding: str | None = None,
    header_line: int | None = None,
    fits: Fits | None = None,
    sheet: str | None = None,
    decimal: str = ".",
) -> Sheet:
    """Return the sheet in a file; `name` is used in errors, `encoding` is what the user gave.

    A byte order mark overrides `encoding`; the default is UTF-8. The headers are in `header_line`,
    else in the first line, or in the only one that `fits` if the first doesn't. In a workbook,
    `sheet` is read, and its numbers are written with the decimal mark `decimal`.
    """
    source = _Source(stream)
    start = source.head(file_kinds.HEAD_BYTES)
    kind = file_kinds.kind_of(stream, start)
    source.rewind()
    if kind is not None and kind.name == file_kinds.WORKBOOK:
        if encoding is not None:
            text = f"{name}:1: this is {kind.name}, which has no encoding to choose."
            raise BadFileError(text, hint="Remove --encoding.")
        from pipectl.importing.rules.workbook import WorkbookTable

        return Sheet(WorkbookTable(stream, name, sheet, decimal), header_line, fits)
    if kind is not None:
        raise BadFileError(f"{name}:1: this is {kind.name}, not CSV.", hint=kind.remedy)
    if sheet is not None:
        raise UsageError(f"--sheet is for Excel workbooks, but {name} isn't one.")
    marked = next(((mark, of) for mark, of in BYTE_ORDER_MARKS if start.startswith(mark)), None)
    if marked is not None:
        source.start = len(marked[0])
    known = marked[1] if marked else check_encoding("utf-8" if encoding is None else encoding)
    return Sheet(TextTable(source, name, known, header_line, fits), header_line, fits)


def raggedness(cells: int, headers: int) -> str:
    """Return the error text for a row that isn't as wide as the headers."""
    there = "1 cell" if cells == 1 else f"{cells} cells"
    wanted = "is 1 header" if headers == 1 else f"are {headers} headers"
    return f"{RAGGED}{there}, but there {wanted}."


def cells_said(problem: str) -> int | None:
    """Return the number of cells named in a text by `raggedness`."""
    found = re.match(rf"{RAGGED}(\d+) cells?, but there ", problem)
    return int(found[1]) if found else None


class _Lines:
    """The lines of a text, counted; the reader of a record marks where it begins."""

    def __init__(self, text: io.TextIOWrapper, name: str, encoding: str) -> None:
        self.line = self._size = 0
        self._first = 1
        self._text, self._name, self._encoding = text, name, encoding

    def begin(self) -> int:
        """Begin a record at the next line; return that line's number."""
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
            text = "the line has a NUL byte, which is not allowed in text."
            hint = "For UTF-16 without a byte order mark, add --encoding utf-16-le."
        elif found := _UNDECODABLE.search(line):
            byte = f"0x{ord(found[0]) & 0xFF:02X}"
            text = f"the line has the byte {byte}, which isn't valid {self._encoding.upper()}."
            hint = "Name the encoding: --encoding cp1252, --encoding latin-1."
            raise EncodingError(self._name, at, text, hint)
        elif self._size > MOST_RECORD:
            text, at = more_than(MOST_RECORD, "characters", "the row has"), self._first
            hint = "Check for an unclosed quote, and that this is a CSV file."
        elif self.line > MOST_LINES:
            text, hint = more_than(MOST_LINES, "lines"), "Split the file and import the parts."
        if text:
            raise BadFileError(placed(self._name, at, text), hint=hint)


class _Source(io.RawIOBase):
    """The bytes of a file, readable repeatedly; those of a pipe are kept.

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

    def head(self, size: int) -> bytes:
        """Return the first bytes."""
        found: bytes = self._file.read(size)
        while self._pipe is not None and len(found) < size and (more := self._pipe.read(size)):
            self._file.write(more)
            found += more
        return found

    def rewind(self) -> None:
        """Start reading again from the first byte."""
        self._file.seek(self._first)

    def text(self, encoding: str) -> io.TextIOWrapper:
        """Return the text from its beginning, with its line ends unchanged for the csv module."""
        self._file.seek(self._first + self.start)
        return io.TextIOWrapper(cast(BinaryIO, self), encoding, _MARK_UNDECODABLE, newline="")

    def readable(self) -> bool:
        """Return True, as io requires."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill the buffer, as io requires."""
        view = memoryview(buffer)
        data: bytes = self._file.read(len(view))
        if not data and self._pipe is not None:
            data = self._pipe.read(len(view))
            self._file.write(data)
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Do nothing: the caller closes the file."""


def _marked(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    # Reading stops at this line, so it ends here and the rest of the buffer is dropped.
    return chr(0xDC00 + error.object[error.start]) + "\n", len(error.object)


codecs.register_error(_MARK_UNDECODABLE, _marked)


def _whole_record(line: str, lines: Iterator[str]) -> str:
    """Return a line joined with the following ones that belong to its quoted cells."""
    parts, quotes = [line], line.count('"')
    while quotes % 2 and (more := next(lines, "")):
        parts.append(more)
        quotes += more.count('"')
    return "".join(parts)


def _delimiter_of(record: str) -> str:
    return max(_DELIMITERS, key=_unquoted(record).count)


def _unquoted(record: str) -> str:
    return re.sub('"(?:[^"]|"")*"?', "", record)


def _cells(record: str, delimiter: str) -> tuple[str, ...]:
    csv.field_size_limit(MOST_RECORD + 1)
    return tuple(next(csv.reader(io.StringIO(record), delimiter=delimiter), ()))


def _is_below(cells: tuple[str, ...], width: int, footer: Footer) -> bool:
    """Return whether a line after an empty one is part of a report's footer."""
    return _is_lone(cells, width) or footer(cells)


def _is_lone(cells: tuple[str, ...], width: int) -> bool:
    return bool(cells[0]) and not any(cells[1:]) and width > 1
