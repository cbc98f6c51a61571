"""What a person has to say of a file before its rows can be read: the other decimal mark."""

from typing import NamedTuple

from pipectl.domain.incoming.assembling import Options
from pipectl.domain.incoming.fields import FIELDS, read_money, restored
from pipectl.domain.incoming.formats import Columns
from pipectl.domain.incoming.reading import SPACE
from pipectl.errors import BadFileError, UsageError, quoted
from pipectl.money import parse_percent
from pipectl.sheets import Sheet

_MARKS = {",": "comma", ".": "point"}


class OtherMark(NamedTuple):
    """The first amount that is written with the other decimal mark, and that mark."""

    line: int
    value: str
    mark: str


class DecimalMarkError(BadFileError):
    """The amounts have another decimal mark than they are read with."""

    def __init__(self, name: str, found: OtherMark) -> None:
        self.flag = f"--decimal {found.mark}"
        super().__init__(
            f"{name}:{found.line}: the amounts have a decimal {_MARKS[found.mark]}: "
            f"{quoted(found.value)}.",
            hint=f"Import with {self.flag}",
        )


def other_mark(sheet: Sheet, columns: Columns, options: Options) -> OtherMark | None:
    """The other decimal mark, where it reads amounts that this one doesn't, and loses none."""
    other = "." if options.decimal == "," else ","
    kinds = {each.place: FIELDS[each.field].kind for each in columns.columns}
    places = [(place, kind) for place, kind in kinds.items() if kind in ("money", "percent")]
    found = None
    for line, cells in sheet.rows(footer=columns.footer, ragged=True):
        if len(cells) != len(sheet.headers):
            continue
        for place, kind in places:
            text = cells[place].strip(SPACE)
            text = restored(text) if options.ours else text
            here, there = (_reads(text, kind, mark, options) for mark in (options.decimal, other))
            if here and not there:
                return None
            if there and not here and found is None:
                found = OtherMark(line, text, other)
    return found


def _reads(text: str, kind: str, decimal: str, options: Options) -> bool:
    try:
        if kind == "percent":
            parse_percent(text, decimal=decimal)
        else:
            read_money(text, currency=options.currency, decimal=decimal)
    except UsageError:
        return False
    return True
