"""What sellers who share a store are called."""

from typing import Final

from pipectl.errors import UsageError, quoted
from pipectl.text import check_line, fold
from pipectl.vocabulary import LONGEST

# In the place of a name: everybody, and nobody.
ALL: Final = "all"
NONE: Final = "none"


def check_owner(text: str) -> str:
    """Return the name of a seller as it is stored; raise UsageError."""
    name = check_line(text, what="owner", most=LONGEST["owner"])
    if fold(name) in (ALL, NONE):
        raise UsageError(
            f"An owner can't be called {quoted(name)}.",
            hint=f"Options take {ALL} for everybody and {NONE} for nobody. Choose another name.",
        )
    return name
