"""Read errors, formulas and currencies of a workbook's cells, which python-calamine skips."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from posixpath import join, normpath
from typing import IO, BinaryIO
from xml.parsers import expat

from pipectl.currencies import DECIMALS
from pipectl.importing.rules.spreadsheet_cells import CellMark
from pipectl.money import is_sign

_CHUNK = 1 << 20
_BOOK = "xl/workbook.xml"
# A cell with an error, or with a formula, in a sheet's XML.
_MARKED = re.compile(rb"""\bt\s*=\s*["']e["']|<(?:\w+:)?f[\s/>]""")
_SYMBOL = re.compile(r"\[\$([^\]-]+)(?:-([^\]]*))?\]")  # [$CHF], [$€-407], [$$-en-US]
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_LITERAL = re.compile(r"[$€£¥₹]")
# Dollars, crowns and yen by locale in number formats (Windows locale numbers or names).
_PLACES = {
    "409": "USD", "en-us": "USD", "1009": "CAD", "en-ca": "CAD", "c0c": "CAD", "fr-ca": "CAD",
    "c09": "AUD", "en-au": "AUD", "1409": "NZD", "en-nz": "NZD", "c04": "HKD", "zh-hk": "HKD",
    "4809": "SGD", "en-sg": "SGD", "404": "TWD", "zh-tw": "TWD", "80a": "MXN", "es-mx": "MXN",
    "2c0a": "ARS", "es-ar": "ARS", "340a": "CLP", "es-cl": "CLP", "240a": "COP", "es-co": "COP",
    "411": "JPY", "ja-jp": "JPY", "804": "CNY", "zh-cn": "CNY", "406": "DKK", "da-dk": "DKK",
    "414": "NOK", "nb-no": "NOK", "41d": "SEK", "sv-se": "SEK", "40f": "ISK", "is-is": "ISK",
    "807": "CHF", "de-ch": "CHF", "100c": "CHF", "fr-ch": "CHF", "810": "CHF", "it-ch": "CHF",
}  # fmt: skip
_OF_PLACES = ("$", "¥", "kr", "kr.", "fr.")


def cell_marks(stream: BinaryIO, sheet: str) -> dict[tuple[int, int], CellMark]:
    """Return a sheet's marks by row and column, from 0; none if the XML is unusual.

    Most sheets have none, which is checked first, so they are only read once.
    """
    try:
        with zipfile.ZipFile(stream) as book:
            path = _path_of(book, sheet)
            if path is None:
                return {}
            currencies = _currencies(book)
            if not currencies and not _is_marked(book, path):
                return {}
            reader = _Cells(currencies)
            with book.open(name=path, mode="r") as content:
                _parse(content, reader)
            return reader.found
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, RuntimeError, expat.ExpatError):
        return {}  # what reads the values says it


def currency_of(code: str) -> str | None:
    """Return the currency that a number format names, by sign or code."""
    first = re.match(r'(?:"[^"]*"|\\.|[^;"\\])*', code)
    text = first[0] if first else ""
    if found := _SYMBOL.search(text):
        sign, place = found[1].strip(), (found[2] or "").casefold()
        if sign.casefold() in _OF_PLACES and place in _PLACES:
            return _PLACES[place]
        return sign if _is_currency(sign) else None
    spelled = [(one or other).strip() for one, other in _QUOTED.findall(text)]
    spelled += _LITERAL.findall(re.sub(r"\[[^\]]*\]", "", _QUOTED.sub("", text)))
    return next(filter(_is_currency, spelled), None)


def _is_currency(sign: str) -> bool:
    return sign in DECIMALS or is_sign(sign)


def _path_of(book: zipfile.ZipFile, sheet: str) -> str | None:
    """Return the path of a sheet's XML."""
    key = next(
        (
            value
            for tag, attributes in _elements(book, _BOOK)
            if tag == "sheet" and attributes.get("name") == sheet
            for name, value in attributes.items()
            if name.endswith(":id")
        ),
        None,
    )
    for tag, attributes in _elements(book, "xl/_rels/workbook.xml.rels"):
        if tag == "Relationship" and attributes.get("Id") == key:
            target = attributes.get("Target", "")
            return normpath(join("xl", target)).lstrip("/")
    return None


def _currencies(book: zipfile.ZipFile) -> dict[str, str]:
    """Return the currency of each cell style that names one, by the style's number."""
    formats: dict[str, str] = {}
    found: dict[str, str] = {}
    place: int | None = None
    for tag, attributes in _elements(book, "xl/styles.xml"):
        if tag == "numFmt":
            currency = currency_of(attributes.get("formatCode", ""))
            if currency is not None:
                formats[attributes.get("numFmtId", "")] = currency
        elif tag == "cellXfs":
            place = 0
        elif tag == "cellStyles":
            place = None
        elif tag == "xf" and place is not None:
            if attributes.get("numFmtId") in formats:
                found[str(place)] = formats[attributes["numFmtId"]]
            place += 1
    return found


def _elements(book: zipfile.ZipFile, path: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the tags of a small part of a workbook, without prefixes, and their attributes."""
    if path not in book.namelist():
        return
    found: list[tuple[str, Mapping[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: found.append((_bare(tag), attributes))
    with book.open(name=path, mode="r") as content:
        parser.ParseFile(content)
    yield from found


def _is_marked(book: zipfile.ZipFile, path: str) -> bool:
    """Return whether a sheet's XML has errors or formulas."""
    with book.open(name=path, mode="r") as content:
        rest = b""
        while chunk := content.read(_CHUNK):
            if _MARKED.search(rest + chunk):
                return True
            rest = chunk[-40:]
    return False


def _parse(content: IO[bytes], reader: "_Cells") -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.ParseFile(content)


class _Cells:
    """Collects the marks of a sheet's cells while its XML is parsed."""

    def __init__(self, currencies: Mapping[str, str]) -> None:
        self.found: dict[tuple[int, int], CellMark] = {}
        self._currencies = currencies
        self._cell: Mapping[str, str] = {}
        self._value = ""
        self._has_formula = self._is_value = False
        self._row = self._column = -1

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Handle the start of a tag."""
        match _bare(tag):
            case "row":
                self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
                self._column = -1
            case "c":
                self._cell, self._value, self._has_formula = attributes, "", False
                said = attributes.get("r")
                self._column = self._column + 1 if said is None else _column(said)
            case "f":
                self._has_formula = True
            case "v":
                self._is_value = True

    def text(self, text: str) -> None:
        """Handle text within a tag."""
        if self._is_value:
            self._value += text

    def end(self, tag: str) -> None:
        """Handle the end of a tag."""
        name = _bare(tag)
        if name == "v":
            self._is_value = False
        elif name == "c":
            mark = self._mark(self._cell.get("t", "n"), self._value.strip())
            if mark is not None:
                self.found[self._row, self._column] = mark

    def _mark(self, kind: str, value: str) -> CellMark | None:
        if kind == "e" and value:
            return CellMark(error=value)
        if kind != "n":
            return None
        if not value:  # an empty text, which a formula may well give, is of another kind
            return CellMark(bare_at=_name(self._row, self._column)) if self._has_formula else None
        currency = self._currencies.get(self._cell.get("s", ""))
        return None if currency is None else CellMark(currency=currency)


def _name(row: int, column: int) -> str:
    """Return the cell's spreadsheet name such as `D2`, from a row and column counted from 0."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def _column(place: str) -> int:
    """Return the column of `D2`, counted from 0."""
    number = 0
    for letter in place.rstrip("0123456789"):
        number = number * 26 + ord(letter.upper()) - ord("A") + 1
    return number - 1


def _bare(tag: str) -> str:
    return tag.rpartition(":")[2]
