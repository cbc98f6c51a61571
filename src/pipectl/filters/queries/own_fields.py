"""Which custom fields speak for deals, and with which values?"""

from collections.abc import Sequence

from pipectl.errors import UsageError, either, quoted
from pipectl.fields.queries import fields
from pipectl.fields.rules import FieldDefinition
from pipectl.filters.queries import BUILT_IN, bare, names_of, own_sources
from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader
from pipectl.text import UnknownValueError, fold
from pipectl.vocabulary import FIT, LIST_COLUMNS, SCORE

COMPUTED = (FIT, SCORE)  # columns of a list that are neither stored nor the user's own


class OwnField(NamedTuple):
    """A custom field that speaks for deals: its label, and the SQL of its value."""

    field: FieldDefinition
    label: str
    sql: str

    @property
    def ordered(self) -> str:
        """The SQL that deals are sorted by: numbers by their size, texts in any case."""
        is_number = self.field.type in ("number", "money")
        return f"cast({self.sql} as real)" if is_number else f"lower({self.sql})"


VALUES_OF_DEALS_SQL = """
select
  o.id,
  {sql} as value
from opportunity as o
"""


def own_fields_by_name(reader: Reader) -> dict[str, FieldDefinition]:
    """Custom fields, by their names with what has them."""
    return {f"{each.owner}.{each.name}": each for each in fields(reader)}


def every_own_field(reader: Reader) -> list[OwnField]:
    """Custom fields, by the names that `--columns` takes."""
    known = own_fields_by_name(reader)
    own = own_sources(reader)
    labels = names_of(own)[len(BUILT_IN) :]
    return [
        OwnField(known[each.name.name], label, each.sql)
        for each, label in zip(own, labels, strict=True)
    ]


def own_field(reader: Reader, text: str) -> OwnField | None:
    """The field that a name means: of the deal, its account or its contact; None for no field.

    Raises UsageError where several fields have the name.
    """
    wanted = fold(text.strip())
    every = every_own_field(reader)
    for each in every:
        if wanted in (fold(each.label), fold(f"{each.field.owner}.{each.field.name}")):
            return each
    same = [each.label for each in every if fold(bare(each.label)) == wanted]
    if same:
        raise UsageError(f"Several fields are called {quoted(text)}.", hint=f"Use {either(same)}.")
    return None


def values_of_deals(reader: Reader, field: OwnField) -> dict[int, str]:
    """The values of a field that speak for each deal."""
    rows = reader.rows(VALUES_OF_DEALS_SQL.format(sql=field.sql))
    return {row[0]: row[1] for row in rows if row[1] is not None}


def unknown_column(reader: Reader, name: str, refusal: str) -> UnknownValueError:
    """Return the error for a column that a list doesn't have, naming those there are."""
    there = [*LIST_COLUMNS, *COMPUTED, *(each.label for each in every_own_field(reader))]
    return UnknownValueError(f"{refusal} {quoted(name)}", name, there)


def check_columns(reader: Reader, names: Sequence[str], refusal: str) -> None:
    """Raise UsageError for a name of a column that a list doesn't have."""
    for name in names:
        if name not in (*LIST_COLUMNS, *COMPUTED) and own_field(reader, name) is None:
            raise unknown_column(reader, name, refusal)
