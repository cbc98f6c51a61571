"""Find texts that keep part of a name: only the user knows whether they mean this person."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipectl.named_tuple import NamedTuple
from pipectl.people.rules.erasing import PartFinder
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
    for table, columns in typed.items():
        for number, deal, column, text in texts(unit, table, columns):
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
    cursor = unit.connection.execute(f"select rowid as own_rowid, * from {table}")
    names = [column[0] for column in cursor.description]
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        deal = row["id"] if table == "opportunity" else row.get(OF_DEAL)
        for column in looked_at:
            if isinstance(row[column], str):
                yield row.get("id") or row["own_rowid"], deal, column, row[column]


def around(text: str, at: int) -> str:
    """Return the text around a place, on one line."""
    first = max(at - BEFORE_PART, 0)
    more = text[first + MOST_SIGNS :]
    part = text[first : first + MOST_SIGNS]
    return " ".join(f"{'…' if first else ''}{part}{'…' if more else ''}".split())
