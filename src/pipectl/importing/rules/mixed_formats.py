"""Find mixed or unclear formats in a file, which need a flag."""

import re
import shlex
from collections.abc import Mapping, Sequence

from pipectl.errors import BadFileError, UsageError, listed, quoted
from pipectl.importing.rules.csv_file import SPACE, Sheet
from pipectl.importing.rules.date_formats import ORDERS, order_shown
from pipectl.importing.rules.deal_from_row import ReadingOptions
from pipectl.importing.rules.fields import FIELDS, restored
from pipectl.importing.rules.file_columns import FileColumns
from pipectl.importing.rules.header_units import in_full, unit_of
from pipectl.importing.rules.number_formats import read_money
from pipectl.money import Money, parse_percent
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat

_NUMBER = re.compile(r"-?[0-9]+(_[0-9]+)?")
_MARKS = {",": "comma", ".": "point"}
_OTHER = {",": ".", ".": ","}
LEFT_OUT = "left-out.csv"


class Shown(NamedTuple):
    """The number of rows with values of a kind, and the first value with its line."""

    line: int
    value: str
    row_count: int = 1

    def told(self, numbers: NumberFormat) -> str:
        """`1 row (line 3: "10,0")`."""
        first = "" if self.row_count == 1 else "first in "
        rows = numbers.counted(self.row_count, "row")
        return f"{rows} ({first}line {self.line}: {quoted(self.value)})"


class DecimalMarkError(BadFileError):
    """The amounts have another decimal mark than the one they are read with.

    `means` is the value as read, if its mark could separate thousands and no amount shows a decimal
    mark. `example` says which mark, with a value.
    """

    def __init__(self, name: str, mark: str, found: Shown, means: Money | None) -> None:
        self.mark = mark
        what = f"a decimal {_MARKS[mark]}"
        if means is not None:
            what = f"a {_MARKS[_OTHER[mark]]} as the thousands separator"
        self.example = f"{what}, as in {quoted(found.value)}"

        def hint(numbers: NumberFormat) -> str:
            then = (
                ""
                if means is None
                else (f" ({quoted(found.value)} then means {numbers.money(*means)})")
            )
            return f"Import with --decimal {mark}{then}"

        super().__init__(
            f"{name}:{found.line}: the amounts have {what}: {quoted(found.value)}.", hint=hint
        )


class MixedError(BadFileError):
    """A column mixes two formats."""

    def __init__(
        self, name: str, start: str, ways: Mapping[str, Shown], flags: Sequence[str]
    ) -> None:
        def text(numbers: NumberFormat) -> str:
            return f"{start} {listed(f'{way} in {ways[way].told(numbers)}' for way in ways)}."

        # The commands only have the flags for this problem; the hint asks to add the others.
        commands = [
            f"`pipectl import {shlex.quote(name)} {flags[0]} --skip-errors --rejects {LEFT_OUT}`",
            *(f"`pipectl import {LEFT_OUT} {flag}`" for flag in flags[1:]),
        ]
        super().__init__(
            text,
            hint="Use one format throughout, or import twice (add your other flags): "
            f"{', then '.join(commands)}",
        )


def check_orders(sheet: Sheet, columns: FileColumns, options: ReadingOptions) -> None:
    """Raise MixedError for a column with dates in both orders, unless the order was given."""
    dated = [each for each in columns.columns if FIELDS[each.field].kind == "date"]
    if options.dates is not None or not dated:
        return
    found: dict[int, dict[str, Shown]] = {each.place: {} for each in dated}
    for line, cells in sheet.rows(footer=columns.footer, ragged=True):
        for place, orders in found.items() if len(cells) == len(sheet.headers) else ():
            text = cells[place].strip(SPACE)
            if order := order_shown(text):
                _count(orders, order, line, text)
    for column in dated:
        if len(orders := found[column.place]) > 1:
            raise MixedError(
                sheet.name,
                f"{sheet.name}: {quoted(column.header)} has dates in both orders:",
                {ORDERS[order]: shown for order, shown in orders.items()},
                [f"--dates {order}" for order in orders],
            )


def check_marks(
    sheet: Sheet, columns: FileColumns, options: ReadingOptions, *, is_said: bool, skips: bool
) -> None:
    """Raise DecimalMarkError if the other decimal mark reads more amounts, and all of these.

    Raises MixedError if amounts have both marks, unless one was given. With `skips`, rows that
    can't be read are skipped, and the current mark is kept.
    """
    kinds = {each.place: FIELDS[each.field].kind for each in columns.columns}
    units = {each.place: unit_of(each.header) for each in columns.columns if not options.own}
    places = [(place, kind) for place, kind in kinds.items() if kind in ("money", "percent")]
    decimal: dict[str, Shown] = {}
    grouped: dict[str, Shown] = {}
    for line, cells in sheet.rows(footer=columns.footer, ragged=True):
        for place, kind in places if len(cells) == len(sheet.headers) else ():
            text = cells[place].strip(SPACE)
            text = restored(text) if options.ours else text
            if sheet.mark is not None and _NUMBER.fullmatch(text.replace(sheet.mark, "_")):
                continue  # a number of a workbook, which has no mark of its own
            unit = units.get(place) if kind == "money" else None
            typed = text if unit is None else in_full(text, unit)
            if mark := _needed(typed, kind, options):
                _count(decimal if _has_decimals(text, mark) else grouped, mark, line, text)
    if len(decimal) > 1 and not is_said:
        raise MixedError(
            sheet.name,
            f"{sheet.name}: the amounts have",
            {f"a decimal {_MARKS[mark]}": shown for mark, shown in decimal.items()},
            [f"--decimal {mark}" for mark in decimal],
        )
    other = _OTHER[options.decimal]
    shown_marks = {*decimal, *grouped}
    if skips or options.decimal in shown_marks or other not in shown_marks:
        return
    if other in decimal:
        raise DecimalMarkError(sheet.name, other, decimal[other], None)
    shown = grouped[other]
    means = read_money(shown.value, currency=options.currency, decimal=other)
    raise DecimalMarkError(sheet.name, other, shown, means)


def _count(found: dict[str, Shown], key: str, line: int, text: str) -> None:
    shown = found.get(key)
    found[key] = shown._replace(row_count=shown.row_count + 1) if shown else Shown(line, text)


def _needed(text: str, kind: str, options: ReadingOptions) -> str | None:
    """Return the decimal mark without which an amount can't be read."""
    here, there = (_reads(text, kind, mark, options) for mark in (",", "."))
    return None if here == there else "," if here else "."


def _has_decimals(text: str, mark: str) -> bool:
    """Return whether the digits after the mark can only be decimals, not thousands."""
    found = re.search(r"([.,])([0-9]+)[^0-9.,]*$", text)
    return bool(found and found[1] == mark and (len(found[2]) != 3 or _OTHER[mark] in text))


def _reads(text: str, kind: str, decimal: str, options: ReadingOptions) -> bool:
    try:
        if kind == "percent":
            parse_percent(text, decimal=decimal)
        else:
            read_money(text, currency=options.currency, decimal=decimal)
    except UsageError:
        return False
    return True
