"""Detect the kind of a file by its content."""

import re
import zipfile
from typing import BinaryIO

from pipectl.named_tuple import NamedTuple

HEAD_BYTES = 600  # enough to tell every kind
WORKBOOK = "an Excel workbook"
_AS_CSV = 'Open it in a spreadsheet and save the sheet as "CSV UTF-8".'
_FROM_THE_PROGRAM = "Export the deals as CSV from the program that made the file."
_BLANK = " \t\r\n\ufeff"
_UNPACK = "Unpack it, then import the file inside."
_MOST_SEARCHED = 64_000_000  # bytes of an old office file, whose parts can be anywhere in it


class FileKind(NamedTuple):
    """A kind of file, and what to do with it instead."""

    name: str
    remedy: str


_TABLE_IN_IT = (
    f"{_FROM_THE_PROGRAM[:-1]}, or paste the table into a spreadsheet and save that as CSV."
)
_WORD = FileKind("a Word document", _TABLE_IN_IT)
NUMBERS = FileKind(
    "a Numbers file", "Open it in Numbers and choose File, Export To, CSV (Text Encoding: UTF-8)."
)
_SLIDES = FileKind("a PowerPoint presentation", _FROM_THE_PROGRAM)
_STARTS = (
    (b"\x1f\x8b", FileKind("a gzip archive", _UNPACK)),
    (b"BZh", FileKind("a bzip2 archive", _UNPACK)),
    (b"\xfd7zXZ\0", FileKind("an xz archive", _UNPACK)),
    (b"\x28\xb5\x2f\xfd", FileKind("a Zstandard archive", _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", FileKind("a 7-Zip archive", _UNPACK)),
    (b"Rar!\x1a\x07", FileKind("a RAR archive", _UNPACK)),
    (b"%PDF-", FileKind("a PDF", _FROM_THE_PROGRAM)),
    (b"{\\rtf", FileKind("an RTF document", _TABLE_IN_IT)),
    (b"SQLite format 3\0", FileKind("an SQLite database", "Export its table as CSV.")),
    (b"PAR1", FileKind("a Parquet file", "Export it as CSV.")),
)
_TAR = FileKind("a tar archive", _UNPACK)
_JSON = FileKind("JSON", "Export as CSV instead.")
_OWN_JSON = FileKind(
    "JSON", "Export as CSV instead (`pipectl export FILE`), or everything: `--what all`."
)
_HTML = FileKind("an HTML table, despite its name", _AS_CSV)
_OLD_XML = FileKind("an Excel workbook in XML", _AS_CSV)
_FLAT_ODS = FileKind("an OpenDocument spreadsheet (.fods)", _AS_CSV)
_XML = FileKind("XML", "Export as CSV instead.")
# What a ZIP archive is by a file in it, the surer ones first.
_ZIPPED = (
    ("xl/workbook.xml", FileKind(WORKBOOK, _AS_CSV)),
    ("xl/workbook.bin", FileKind("a binary Excel workbook (.xlsb)", _AS_CSV)),
    ("word/document.xml", _WORD),
    ("ppt/presentation.xml", _SLIDES),
    ("Index/Document.iwa", NUMBERS),
    ("Index.zip", NUMBERS),
)
# What an OpenDocument file says that it is, by the start.
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OPENED = (
    ("spreadsheet", FileKind("an OpenDocument spreadsheet (.ods)", _AS_CSV)),
    ("text", FileKind("an OpenDocument text (.odt)", _TABLE_IN_IT)),
    ("", FileKind("an OpenDocument file", _FROM_THE_PROGRAM)),
)
# Office files of the old kind, by the name of a part in them.
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_WORKBOOK = FileKind(
    "an old Excel workbook (.xls)", 'Open it and save it as .xlsx, or as "CSV UTF-8".'
)
_OLD_PARTS = (
    (
        "EncryptedPackage",
        FileKind(
            "a password-protected Office file",
            'Open it and save it without the password, or as "CSV UTF-8".',
        ),
    ),
    ("WordDocument", FileKind("an old Word document (.doc)", _TABLE_IN_IT)),
    ("PowerPoint Document", _SLIDES),
    ("Workbook", _OLD_WORKBOOK),
    ("__properties_version1.0", FileKind("an Outlook message", _FROM_THE_PROGRAM)),
)
_OLD_FILE = FileKind("an old Office file", _AS_CSV)


def kind_of(stream: BinaryIO, head: bytes) -> FileKind | None:
    """Return the kind of a file that begins with `head`; None if it may be a text table."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head.startswith(_OLD_OFFICE):
        return _of_old_office(stream)
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


def _marked_up(text: str) -> FileKind | None:
    if re.match(r'\{\s*("|\}|$)|\[\s*([{\["\]]|$)', text):
        return _OWN_JSON if '"uid":' in text and '"slug":' in text else _JSON
    if text.startswith(("<?xml", "<workbook")):
        if "office:document" in text:
            return _FLAT_ODS
        return _OLD_XML if "office:spreadsheet" in text else _XML
    if re.match(r"(<!--.*?-->\s*)*<(!doctype html|html|head|body|table|meta|style|div)\b", text):
        return _HTML
    return None


def _zipped(stream: BinaryIO) -> FileKind:
    """Return the kind of a ZIP archive: it may be a workbook."""
    archive = FileKind("a ZIP archive", _UNPACK)
    if not stream.seekable():
        return archive
    try:
        with zipfile.ZipFile(stream) as found:
            names = frozenset(found.namelist())
            if "mimetype" in names and found.getinfo("mimetype").file_size < HEAD_BYTES:
                kind = found.read("mimetype").decode("ascii", "replace")
                if kind.startswith(_OPEN_DOCUMENT):
                    of = kind.removeprefix(_OPEN_DOCUMENT)
                    return next(each for start, each in _OPENED if of.startswith(start))
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return archive._replace(name="a damaged ZIP archive")
    return next((kind for name, kind in _ZIPPED if name in names), archive)


def _of_old_office(stream: BinaryIO) -> FileKind:
    """Return the kind of an old Office file by its first part: others may be inside it."""
    if not stream.seekable():
        return _OLD_FILE
    stream.seek(0)
    content = stream.read(_MOST_SEARCHED)
    places = {kind: content.find(f"{part}\0".encode("utf-16-le")) for part, kind in _OLD_PARTS}
    there = {kind: place for kind, place in places.items() if place >= 0}
    return min(there, key=there.__getitem__, default=_OLD_FILE)
