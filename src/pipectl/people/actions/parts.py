"""Find texts that keep part of a name: only the user knows whether they mean this person."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipectl.named_tuple import NamedTuple
from pipectl.people.rules.erasing import PartFinder
from pipectl.store.row import column_list, columns
from pipectl.store.rows import KINDS
from pipectl.store.unit import Unit
from pipectl.text import fold

MOST_SIGNS, BEFORE_PART = 60, 20  # of an excerpt, of them before the part
THEIRS = {"email", "phone"}  # of other people and accounts
OF_DEAL = "opportunity_id"


class PartLeft(NamedTuple):
    """A text that keeps part of a name, with its deal if it has one."""

    deal: int | None
    title: str | None  # the deal's
    table: str
    number: int | str
    column: str
    part: str
    text: str  # what stands around the part


def parts_left(
    unit: Unit, finder: PartFinder, typed: Mapping[str, Sequence[str]]
) -> list[PartLeft]:
    """Return the texts with parts of the name, by deal, then those without a deal.

    `typed` are the columns of each table that hold what someone typed. The history repeats what
    stands in a deal, so a text counts once a deal.
    """
    titles = {int(number): str(title) for number, title in unit.rows(DEALS_SQL)}
    found: dict[Any, PartLeft] = {}
    for table, named in typed.items():
        for number, deal, column, text in texts(unit, table, named):
            for at, part in finder.found(text):
                place = deal or (table, number, column), text, fold(part)
                title = None if deal is None else titles.get(deal)
                left = PartLeft(deal, title, table, number, column, part, around(text, at))
                found.setdefault(place, left)
    return sorted(found.values(), key=lambda each: (each.deal is None, each.deal or 0))


DEALS_SQL = """
select
  id,
  title
from opportunity
"""


def texts(
    unit: Unit, table: str, columns: Sequence[str]
) -> Iterator[tuple[int | str, int | None, str, str]]:
    """Yield number, deal, column and text of each text in a table, without others' addresses."""
    looked_at = [
        each for each in columns if table not in ("account", "contact") or each not in THEIRS
    ]
    for row in rows_of(unit, table):
        deal = row["id"] if table == "opportunity" else row.get(OF_DEAL)
        for column in looked_at:
            if isinstance(row[column], str):
                yield row.get("id") or told_key(table, row), deal, column, row[column]


def rows_of(unit: Unit, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table as they are stored, in the order of their keys."""
    kind = KINDS[table]
    order = ", ".join(f'"{name}"' for name in kind.__key__)
    found = unit.rows(f'select {column_list(kind)} from "{table}" order by {order}')
    return [dict(zip(columns(kind), row, strict=True)) for row in found]


def told_key(table: str, row: Mapping[str, Any]) -> str:
    """Return what tells a row without a number from others, for a person."""
    return " ".join(str(row[name]) for name in KINDS[table].__key__)


def around(text: str, at: int) -> str:
    """Return the text around a place, on one line."""
    first = max(at - BEFORE_PART, 0)
    more = text[first + MOST_SIGNS :]
    part = text[first : first + MOST_SIGNS]
    return " ".join(f"{'…' if first else ''}{part}{'…' if more else ''}".split())
