"""Find rows that an earlier row of the file already has, and further rows of one deal."""

from collections.abc import Hashable

from pipectl.importing.rules.deal_from_row import Wrong
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.identifiers import Identified, same_deal
from pipectl.text import fold

# What a row of one product may have of its own.
_OF_PARTS = frozenset(("amount_minor", "closed_value_minor", "recurring"))
_TOTAL = (
    "If the rows are parts of one deal, enter its total amount in one of them, and delete the rest."
)


class RepeatedRows:
    """Compares each deal with those of the rows before it.

    `alike_count` rows have another row's title, account and start. `parts` are lines of rows that
    say the same of a deal as the first row with its identifier, such as one row per product;
    `first_only` are places among the extra columns in which they have other values.
    """

    def __init__(self, *, short: bool) -> None:
        self.alike_count = 0
        self.parts: list[int] = []
        self.first_only: set[int] = set()
        self._identified = Identified[Incoming](short=short)
        self._lines: dict[Hashable, int] = {}

    def wrong(self, made: Incoming) -> Wrong | None:
        """Return what is wrong with a deal that an earlier row has; note it if it is a part."""
        if made.identifier:
            return self._same_identifier(made, self._identified.add(made.identifier, made))
        likeness = (fold(made.title), fold(made.account or ""), made.created_on)
        first = self._lines.setdefault(likeness, made.line)
        if first == made.line:
            return None
        self.alike_count += 1
        return Wrong("title", same_deal(f"line {first}", made.created_on))

    def _same_identifier(self, made: Incoming, first: Incoming) -> Wrong | None:
        if first.line == made.line:
            return None
        other = {
            field
            for field, one, another in zip(made._fields, made, first, strict=True)
            if field not in ("line", "fields") and one != another
        }
        if not other:
            self.parts.append(made.line)
            pairs = zip(made.fields, first.fields, strict=True)
            self.first_only |= {at for at, (one, another) in enumerate(pairs) if one != another}
            return None
        text = f"line {first.line} has the same identifier."
        return Wrong("identifier", f"{text} {_TOTAL}" if other <= _OF_PARTS else text)
