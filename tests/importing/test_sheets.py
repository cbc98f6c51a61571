"""Sheets: rows out of the bytes of any CSV file, and a clear error for everything else."""

import csv
import io
import os
import threading
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import Buffer

from long_cases import by_turns, examples
from pipectl.errors import BadFileError, UsageError
from pipectl.importing.rules.csv_file import CsvRow, Sheet, rows
from pipectl.importing.rules.encodings import ENCODINGS, check_encoding

Quoting = Literal[0, 1, 2, 3]


def sheet(content: bytes, **options: Any) -> Sheet:
    return rows(io.BytesIO(content), name="deals.csv", **options)


def refusal(content: bytes, **options: str) -> BadFileError:
    with pytest.raises(BadFileError) as caught:
        list(sheet(content, **options).rows())
    assert caught.value.exit_code == 4
    assert str(caught.value).startswith("deals.csv:")
    return caught.value


def as_read(content: bytes, **options: str) -> tuple[tuple[str, ...], list[CsvRow]]:
    found = sheet(content, **options)
    return found.headers, list(found.rows())


SMALL = (("id", "title"), [CsvRow(2, ("1", "Café")), CsvRow(3, ("2", ""))])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_dialect_reads_the_same(encoding: str, end: str, delimiter: str) -> None:
    text = end.join(("id,title", "1,Café", "2,", "")).replace(",", delimiter)
    assert as_read(text.encode(encoding)) == SMALL
    assert as_read(text.removesuffix(end).encode(encoding)) == SMALL
    announced = f"sep={delimiter}{end}{text}"
    moved = [CsvRow(row.line + 1, row.cells) for row in SMALL[1]]
    assert as_read(announced.encode(encoding)) == (SMALL[0], moved)


def test_big_endian_utf_16_reads_the_same() -> None:
    assert as_read(b"\xfe\xff" + "id,title\n1,Café\n2,\n".encode("utf-16-be")) == SMALL


def test_another_encoding_has_to_be_said() -> None:
    latin = "id,title\n1,Café\n2,\n".encode("latin-1")
    assert as_read(latin, encoding="latin-1") == SMALL
    error = refusal(latin)
    assert str(error) == "deals.csv:2: the line has the byte 0xE9, which isn't valid UTF-8."
    assert error.hint == "Name the encoding: --encoding cp1252, --encoding latin-1."


def test_a_byte_order_mark_goes_before_what_was_said() -> None:
    assert as_read("id,title\n1,Café\n2,\n".encode("utf-8-sig"), encoding="cp1252") == SMALL


def test_an_unknown_encoding_is_a_usage_error() -> None:
    for name in ("rot13", "klingon", "", "utf-7", "a\0b"):
        with pytest.raises(UsageError):
            check_encoding(name)
    assert check_encoding("Latin1") == "latin-1"
    assert [check_encoding(name) for name in ENCODINGS] == list(ENCODINGS)


def test_lines_are_those_of_the_file() -> None:
    content = b'\n\nid,title\n\n1,"two\r\nlines"\n\n\n2,x\n,\n3,"a""b"\n'
    found = sheet(content)
    assert found.line == 3
    assert list(found.rows()) == [
        CsvRow(5, ("1", "two\r\nlines")),
        CsvRow(9, ("2", "x")),
        CsvRow(11, ("3", 'a"b')),
    ]


def test_a_sheet_is_read_as_often_as_asked() -> None:
    found = sheet(b"id,title\n1,a\n2,b\n")
    next(found.rows())
    assert (
        list(found.rows()) == list(found.rows()) == [CsvRow(2, ("1", "a")), CsvRow(3, ("2", "b"))]
    )


def test_the_delimiter_is_told_outside_of_quotes() -> None:
    headers, _ = as_read(b'"Amount, in, US, dollars";Title\n1;x\n')
    assert headers == ("Amount, in, US, dollars", "Title")
    headers, _ = as_read(b'"Amount\n;;;",Title\n1,x\n')
    assert headers == ("Amount\n;;;", "Title")


def test_a_header_without_a_name_is_a_column_without_one() -> None:
    assert as_read(b"id,\n1,x\n") == (("id", ""), [CsvRow(2, ("1", "x"))])


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "1: the file is empty."),
        (b"\xef\xbb\xbf", "1: the file is empty."),
        (b"\n\r\n", "1: the file is empty."),
        (b"1,2\n3,4\n", "1: the headers are missing."),
        (b"sep=|\nid|title\n", '1: unknown delimiter "|".'),
        (b"id,title\n1,a\n2\n", "3: the row has 1 cell, but there are 2 headers."),
        (b"id,title\n1,a,b\n", "2: the row has 3 cells, but there are 2 headers."),
        (b"id\n1,a\n", "2: the row has 2 cells, but there is 1 header."),
        (b'id,title\n1,"a\n2,b\n', "2: a quote in this row is never closed."),
        (b'id,title\n1,"a"b\n', "2: a quote in this row closes before the end of its cell."),
        (b"id,title\n1,a\0\n", "2: the line has a NUL byte, which is not allowed in text."),
        (
            "id,title\n1,a\n".encode("utf-16-le"),
            ("1: the line has a NUL byte, which is not allowed in text."),
        ),
        (
            b"id,title\n1,\xed\xa0\x80\n",
            ("2: the line has the byte 0xED, which isn't valid UTF-8."),
        ),
        pytest.param(
            *(b'"\n' + b"x\n" * 5_000_000, "1: the row has more than 10,000,000"),
            marks=pytest.mark.long,  # as the last one, in the first row
        ),
        (
            b"\xff\xfei\0d\0\n\0\x41",
            ("2: the line has the byte 0x41, which isn't valid UTF-16-LE."),
        ),
        (b"id,title\n1,'" + b"x" * 10_000_000, "2: the row has more than 10,000,000 characters"),
        (b'id,title\n1,"' + b"x\n" * 5_000_000, "2: the row has more than 10,000,000"),
    ],
)
def test_what_is_no_sheet_is_told_with_its_line(content: bytes, text: str) -> None:
    assert str(refusal(content)).startswith(f"deals.csv:{text}")


def test_cells_may_be_far_longer_than_usual() -> None:
    long = "x" * 9_000_000
    _, found = as_read(f"id,note\n1,{long}\n2,\n".encode())
    assert found[0].cells[1] == long


def test_a_header_may_have_146_columns() -> None:
    names = [f"Property {number}" for number in range(146)]
    headers, found = as_read(f"{','.join(names)}\n{',' * 144}x,\n".encode())
    assert headers == tuple(names)
    assert [len(row.cells) for row in found] == [146]


def is_short(cells: Sequence[str]) -> bool:
    """A row here has both cells."""
    return len(cells) < 2 or not all(cells)


FOOTED = b'"Name","Stage"\n"a","b"\n\n\n"Report"\n"Copyright (c)"\n\n"Acme, Inc"\n'


def test_the_lines_below_a_report_are_left_out_and_counted() -> None:
    found = sheet(FOOTED)
    assert list(found.rows(footer=is_short)) == [CsvRow(2, ("a", "b"))]
    assert found.footer_count == 3
    padded = FOOTED.replace(b'"\n', b'",\n').replace(b'Stage",', b'Stage"').replace(b'b",', b'b"')
    assert list(sheet(padded).rows(footer=is_short)) == [CsvRow(2, ("a", "b"))]


def test_without_an_empty_line_a_short_row_is_no_footer() -> None:
    with pytest.raises(BadFileError, match=r"deals\.csv:3: the row has 1 cell"):
        list(sheet(b"Name,Stage\na,b\nReport\n").rows(footer=is_short))
    assert str(refusal(FOOTED)).startswith("deals.csv:5: the row has 1 cell")


@pytest.mark.parametrize(
    ("below", "count"),
    [
        (b"\nGrand Total,\nConfidential\n", 2),
        (b"\n,12\n,\n,13\n", 2),
        (b"\nTotal:,\n\nx\n", 2),
    ],
)
def test_totals_are_no_rows(below: bytes, count: int) -> None:
    found = sheet(b"Name,Stage\na,b\nTotal Energies,c\n" + below)
    assert [row.line for row in found.rows(footer=is_short)] == [2, 3]
    assert found.footer_count == count


def test_a_line_that_is_only_a_total_is_no_row_wherever_it_stands() -> None:
    text = b"Name,Stage\na,b\nGrand Totals (3 records)\nSubtotal:,\nc,d\n"
    for footer in (None, is_short):
        found = sheet(text)
        assert [row.line for row in found.rows(footer=footer)] == [2, 5]
        assert (found.total_lines, found.footer_count) == ([3, 4], 0)


def test_headers_that_are_repeated_are_no_row_nor_is_a_title_above_them() -> None:
    found = sheet(b"Name,Stage\na,b\nClosed,\nName,Stage\nc,d\nd,e\nName , Stage\nlast,\n")
    assert [row.line for row in found.rows()] == [2, 5, 6, 8]
    assert found.header_count == 2


def test_a_header_above_two_columns_is_known() -> None:
    assert sheet(b"Id,title, ID ,,\n").repeated == {"Id": [0, 2]}


def test_a_row_below_the_footer_is_never_lost_silently() -> None:
    with pytest.raises(BadFileError, match=r"deals\.csv:9: there is a row below"):
        list(sheet(FOOTED + b'"c","d"\n').rows(footer=is_short))


def test_ragged_rows_come_out_if_they_are_wanted() -> None:
    found = sheet(b"id,title\n1\n2,a\n").rows(ragged=True)
    assert list(found) == [CsvRow(2, ("1",)), CsvRow(3, ("2", "a"))]


@pytest.mark.parametrize(
    ("start", "filler"),
    by_turns([b"", b"id\n", b'id\n"', b"x"], [b"\0", b"x", b'"', b'x"', b"\xff", b"x,"]),
)
def test_an_endless_file_ends_in_bounded_memory(start: bytes, filler: bytes) -> None:
    class Endless(io.RawIOBase):
        def __init__(self) -> None:
            self.head = start

        def readable(self) -> bool:
            return True

        def readinto(self, into: Buffer) -> int:
            buffer = memoryview(into)
            data = (self.head + filler * len(buffer))[: len(buffer)]
            self.head = b""
            buffer[: len(data)] = data
            return len(data)

    tracemalloc.start()
    try:
        with pytest.raises(BadFileError):
            list(rows(io.BufferedReader(Endless()), name="deals.csv").rows())
        assert tracemalloc.get_traced_memory()[1] < 200_000_000
    finally:
        tracemalloc.stop()


def test_a_device_is_no_sheet() -> None:
    with Path("/dev/zero").open("rb") as stream, pytest.raises(BadFileError, match="NUL byte"):
        rows(stream, name="zero")
    with Path("/dev/null").open("rb") as stream, pytest.raises(BadFileError, match="is empty"):
        rows(stream, name="null")


def test_there_is_an_end_to_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipectl.importing.rules.csv_file.MOST_ROWS", 2)
    assert str(refusal(b"id\n1\n2\n3\n")) == "deals.csv:4: there are more than 2 rows."


def test_there_is_an_end_to_empty_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipectl.importing.rules.csv_file.MOST_LINES", 4)
    assert str(refusal(b"id\n1\n\n\n\n")) == "deals.csv:5: there are more than 4 lines."


def test_a_pipe_can_be_read_twice() -> None:
    content = b"id,title\n" + b"".join(b"%d,%s\n" % (each, b"x" * 90) for each in range(5000))
    out, into = os.pipe()

    def write() -> None:
        with os.fdopen(into, "wb") as end:
            end.write(content)

    writing = threading.Thread(target=write)
    writing.start()
    with os.fdopen(out, "rb") as stream:
        found = rows(stream, name="-")
        assert [row.line for row in found.rows()][:2] == [2, 3]
        assert sum(1 for _ in found.rows()) == 5000
    writing.join()


def test_the_file_stays_open_for_whoever_opened_it(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"id\n1\n")
    with (tmp_path / "x.csv").open("rb") as stream:
        list(rows(stream, name="x").rows())
        assert not stream.closed


LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")
cells = st.text(LETTERS, max_size=12) | st.text(st.sampled_from('",;\t\r\n a='), max_size=8)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=6)
)


def written(table: list[list[str]], delimiter: str, end: str, quoting: Quoting) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow([f"h{place}" for place in range(len(table[0]) if table else 1)])
    writer.writerows(table)
    return text.getvalue()


@settings(deadline=None, max_examples=examples(300))
@given(
    tables,
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_was_written_is_read(
    table: list[list[str]], delimiter: str, end: str, quoting: Quoting, encoding: str
) -> None:
    """In every dialect, but for rows without anything in them."""
    if len(table) and len(table[0]) == 1:
        delimiter = ","  # one header tells no delimiter
    if end != "\r\n":
        quoting = csv.QUOTE_ALL  # else the csv module leaves the other line ends unquoted
    text = written(table, delimiter, end, quoting)
    found = [row.cells for row in sheet(text.encode(encoding)).rows()]
    assert found == [tuple(row) for row in table if any(row)]


@settings(deadline=None, max_examples=examples(300))
@given(st.binary(max_size=60), st.sampled_from([None, *ENCODINGS]))
def test_any_bytes_are_a_sheet_or_a_clear_error(content: bytes, encoding: str | None) -> None:
    for start in (b"", b"id,title\n1,", b"\xff\xfe", b"\xef\xbb\xbfid\n", b'sep=;\n"'):
        said = outcome(start + content, encoding)
        assert said is None or said.startswith("f:")


def outcome(content: bytes, encoding: str | None) -> str | None:
    """What was said against the bytes; None for a sheet."""
    try:
        list(rows(io.BytesIO(content), name="f", encoding=encoding).rows(footer=is_short))
    except BadFileError as error:
        return str(error)
    return None
