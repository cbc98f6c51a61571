"""What a file is by what it holds, whatever its name says."""

import re
import zipfile
from typing import BinaryIO, NamedTuple

HEAD_BYTES = 600  # enough to tell every kind
WORKBOOK = "an Excel workbook"
_AS_CSV = 'Open it and save the sheet as "CSV UTF-8".'
_BLANK = " \t\r\n\ufeff"
_UNPACK = "Unpack it, and import what is in it."


class Kind(NamedTuple):
    """What a file is, as a sentence names it, and what to do with it instead."""

    name: str
    remedy: str


_STARTS = (
    (b"\x1f\x8b", Kind("a gzip archive", _UNPACK)),
    (b"BZh", Kind("a bzip2 archive", _UNPACK)),
    (b"\xfd7zXZ\0", Kind("an xz archive", _UNPACK)),
    (b"\x28\xb5\x2f\xfd", Kind("a Zstandard archive", _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", Kind("a 7-Zip archive", _UNPACK)),
    (b"Rar!\x1a\x07", Kind("a RAR archive", _UNPACK)),
    (b"%PDF-", Kind("a PDF", "Export the data itself, as CSV.")),
    (b"SQLite format 3\0", Kind("an SQLite database", "Export its table as CSV.")),
    (b"PAR1", Kind("a Parquet file", "Export it as CSV.")),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        Kind(
            "an Excel workbook of the old kind (.xls), or one with a password",
            'Open it and save it as .xlsx without a password, or as "CSV UTF-8".',
        ),
    ),
)
_TAR = Kind("a tar archive", _UNPACK)
_JSON = Kind("JSON", "Export as CSV instead.")
_HTML = Kind("an HTML table, whatever its name says", _AS_CSV)
_OLD_XML = Kind("an Excel workbook in XML", _AS_CSV)
_XML = Kind("XML", "Export as CSV instead.")
_ZIPPED = (
    ("xl/workbook.xml", Kind(WORKBOOK, _AS_CSV)),
    ("xl/workbook.bin", Kind("a binary Excel workbook (.xlsb)", _AS_CSV)),
    ("word/document.xml", Kind("a Word document", "Export the data as CSV.")),
    ("Index/Document.iwa", Kind("a Numbers file", "Export it as CSV, in UTF-8.")),
)


def kind_of(stream: BinaryIO, head: bytes) -> Kind | None:
    """What a file is that begins with `head`; None for what may be a table of text."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(stream)
    if head[257:262] == b"ustar":
        return _TAR
    return _marked_up(_text(head).lstrip(_BLANK).lower())


def _text(head: bytes) -> str:
    for mark, encoding in (
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xef\xbb\xbf", "utf-8"),
    ):
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace")
    return head.decode("latin-1")


def _marked_up(text: str) -> Kind | None:
    if re.match(r'\{\s*("|\}|$)|\[\s*([{\["\]]|$)', text):
        return _JSON
    if text.startswith(("<?xml", "<workbook")):
        return _OLD_XML if "office:spreadsheet" in text else _XML
    if re.match(r"(<!--.*?-->\s*)*<(!doctype html|html|head|body|table|meta|style|div)\b", text):
        return _HTML
    return None


def _zipped(stream: BinaryIO) -> Kind:
    """What kind of ZIP archive it is: workbooks are some."""
    archive = Kind("a ZIP archive", _UNPACK)
    if not stream.seekable():
        return archive
    try:
        with zipfile.ZipFile(stream) as found:
            names = frozenset(found.namelist())
            if "mimetype" in names and found.getinfo("mimetype").file_size < HEAD_BYTES:
                kind = found.read("mimetype").decode("ascii", "replace")
                if kind.startswith("application/vnd.oasis.opendocument.spreadsheet"):
                    return Kind("an OpenDocument spreadsheet (.ods)", _AS_CSV)
                if kind.startswith("application/vnd.oasis.opendocument"):
                    return Kind("an OpenDocument file", _AS_CSV)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return archive._replace(name="a ZIP archive that is damaged")
    return next((kind for name, kind in _ZIPPED if name in names), archive)
