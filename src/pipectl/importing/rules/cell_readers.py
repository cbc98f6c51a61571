"""Choose the function that reads the cells of a column."""

from collections.abc import Callable, Mapping
from datetime import date, tzinfo
from functools import lru_cache, partial

from pipectl.importing.rules.date_formats import Order, is_no_date, read_day, read_instant
from pipectl.importing.rules.deal_from_row import ReadingOptions
from pipectl.importing.rules.fields import FIELDS, NAMES, listed_tags, reader, verbatim
from pipectl.importing.rules.file_columns import FileColumn
from pipectl.importing.rules.header_units import in_full, unit_of
from pipectl.importing.rules.recurring_amounts import read_duration
from pipectl.named_tuple import NamedTuple


class CellReader(NamedTuple):
    """A column with the function that reads its cells."""

    column: FileColumn
    read: Callable[[str], object]


class Due(NamedTuple):
    """A due date with a time of day: `14:30`."""

    day: date
    time: str


def cell_of(
    column: FileColumn, orders: Mapping[str, Order], options: ReadingOptions, takes_sign: bool
) -> CellReader:
    """Return the column with its reader."""
    kind = FIELDS[column.field].kind
    if kind in ("money", "cents"):  # read with the row's currency
        unit = unit_of(column.header) if kind == "money" and not options.own else None
        if unit is not None and not takes_sign:
            unit = unit._replace(sign=None)
        return CellReader(column, str if unit is None else partial(in_full, unit=unit))
    field = "probability_share" if options.has_shares and column.field == "probability" else ""
    known = (
        partial(_read_due, order=orders[column.header], zone=options.zone)
        if column.field == "next_due" and not options.own
        else partial(_read_day, order=orders[column.header], zone=options.zone)
        if kind == "date"
        else verbatim(column.field)
        if kind in NAMES and options.own
        else partial(read_duration, header=column.header)
        if kind == "duration"
        else listed_tags
        if kind == "tags" and not options.own
        else reader(field or column.field, options.decimal)
    )
    # Most columns repeat values: equal texts share one object to save memory.
    is_unique = column.field in ("identifier", "title")
    return CellReader(column, known if is_unique else lru_cache(20_000)(known))


def _read_day(text: str, *, order: Order, zone: tzinfo | None) -> date | None:
    return None if is_no_date(text) else read_day(text, order, zone)


def _read_due(text: str, *, order: Order, zone: tzinfo | None) -> date | Due | None:
    """Return a due date, with the time of day unless it is the first or the last of the day."""
    if is_no_date(text):
        return None
    day, second = read_instant(text, order, zone)
    hour, minute = divmod(second // 60, 60)
    is_timed = bool(second) and (hour, minute) != (23, 59)
    return Due(day, f"{hour:02d}:{minute:02d}") if is_timed else day


def is_date(field: str) -> bool:
    """Return whether a field is a date."""
    return FIELDS[field].kind == "date"
