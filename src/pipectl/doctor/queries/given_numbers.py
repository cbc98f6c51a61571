"""Check that no number of a row is given twice, and that there are numbers left."""

from collections.abc import Iterator

from pipectl.doctor.rules import FIX, NUMBERS, RESTORE, Finding
from pipectl.store.given_numbers import LAST_NUMBER, wrong_numbers
from pipectl.store.reader import Reader


def given_numbers(reader: Reader) -> Iterator[Finding]:
    """Find tables whose next row would get a number that another had, or none at all."""
    if not reader.is_file:  # a server gives each number in a function of its own
        return
    for each in wrong_numbers(reader.rows):
        what = f"row {each.used} was stored, but its number could be given to another row"
        if each.given >= LAST_NUMBER:
            what = "no number is left for a new row"
        is_fixable = each.used < LAST_NUMBER
        todo = FIX if is_fixable else RESTORE
        yield Finding(NUMBERS, f"table {each.table}", what, todo, is_fixable)
