"""A small Excel workbook, written by hand: what cells of each kind look like in the file."""

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
Cells = Sequence[Sequence[object]]
FIRST_FORMAT = 3  # the style of cells in the first of the number formats that are given


class Xml(str):
    """A cell as it stands in the file."""

    __slots__ = ()


def write_workbook(
    path: Path,
    sheets: Mapping[str, Cells],
    merged: Mapping[str, Sequence[str]] = {},
    formats: Sequence[str] = (),
    hidden: Sequence[str] = (),
) -> Path:
    """A workbook with these sheets at a path, which is returned; `merged` are ranges of cells.

    `hidden` are names of sheets. `formats` are number formats: cells have them by the styles from
    FIRST_FORMAT on.
    """
    parts = list(enumerate(sheets.items(), 1))
    with zipfile.ZipFile(path, "w") as book:
        overrides = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml"'
            f' ContentType="{_KIND}.worksheet+xml"/>'
            for n, _ in parts
        )
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
            f"{overrides}</Types>",
        )
        book.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            _relations(
                [
                    *(("worksheet", f"worksheets/sheet{n}.xml") for n, _ in parts),
                    ("styles", "styles.xml"),
                ]
            ),
        )
        names = "".join(
            f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"'
            + (' state="hidden"/>' if name in hidden else "/>")
            for n, (name, _) in parts
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>',
        )
        styles = "".join(f'<xf numFmtId="{164 + n}"/>' for n, _ in enumerate(formats))
        book.writestr(
            "xl/styles.xml",
            f"<styleSheet {_MAIN}>{_formats(formats)}<cellXfs>"
            '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/>'
            f"{styles}"
            "</cellXfs></styleSheet>",
        )
        for n, (name, rows) in parts:
            inside = "".join(
                f'<row r="{at}">{"".join(map(_cell, row))}</row>' for at, row in enumerate(rows, 1)
            )
            book.writestr(
                f"xl/worksheets/sheet{n}.xml",
                f"<worksheet {_MAIN}><sheetData>{inside}</sheetData>"
                f"{_merged(merged.get(name, ()))}</worksheet>",
            )
    return path


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _formats(formats: Sequence[str]) -> str:
    inside = "".join(
        f'<numFmt numFmtId="{164 + n}" formatCode={quoteattr(code)}/>'
        for n, code in enumerate(formats)
    )
    return f"<numFmts>{inside}</numFmts>" if inside else ""


def _merged(ranges: Sequence[str]) -> str:
    inside = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    return f"<mergeCells>{inside}</mergeCells>" if inside else ""


def _cell(value: object) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, Xml):
        return value
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, datetime):
        days = (value - datetime(1899, 12, 30)).total_seconds() / 86_400
        return f'<c s="2"><v>{days!r}</v></c>'
    if isinstance(value, date):
        return f'<c s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, int | float):
        return f"<c><v>{value!r}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'
