"""What a look at the store finds: what is wrong, where, and what to do about it."""

from typing import NamedTuple


class Finding(NamedTuple):
    """Something that isn't as it should be; `fixable` where `doctor --fix` mends it."""

    kind: str
    where: str
    what: str
    todo: str
    fixable: bool = False


# What a broken rule of a table is about: gone where what broke it was mended.
RULE = "rule"
# What is told of a row that somebody deleted.
GONE = "it went by other means than pipectl"
FIX = "`pipectl doctor --fix` mends it."
RESTORE = "`pipectl restore` puts a backup in the store's place."
RENAME = "Type it again without that character."
