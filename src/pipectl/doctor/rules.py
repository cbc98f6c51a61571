"""The findings of `doctor`: what is wrong, where, and what to do about it."""

from pipectl.named_tuple import NamedTuple


class Finding(NamedTuple):
    """A problem of the store; `fixable` if `doctor --fix` repairs it.

    A hint is no problem: something that only the user can tell.
    """

    kind: str
    where: str
    what: str
    todo: str
    fixable: bool = False
    is_hint: bool = False


# What a broken rule of a table is about: gone where what broke it was mended.
RULE = "rule"
# Indexes that lack rows of their tables, or have others.
INDEX = "index"
# Numbers of rows that were given, or would be given twice.
NUMBERS = "numbers"
# What is told of a row that somebody deleted.
GONE = "deleted outside pipectl"
FIX = "Repair it with `pipectl doctor --fix`."
RESTORE = "Restore a backup: `pipectl restore`."
RENAME = "Retype it without that character."
