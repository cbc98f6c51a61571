"""Is what imports created as they left it, apart from what was done to it since?"""

import zlib
from collections.abc import Iterator

from pipectl.domain.findings import Finding
from pipectl.queries.health_rows import DERIVED_TABLES, UNDO
from pipectl.store import tables
from pipectl.store.ranges import DONE, Range, digest, left, unpacked
from pipectl.store.ranges import ranges as every_range
from pipectl.store.reader import Reader


def ranges(reader: Reader) -> Iterator[Finding]:
    """Bulk operations whose rows, or what is kept of them, changed by other means."""
    for each in every_range(reader):
        if (each.content is None) != (each.state == DONE) or not is_readable(each):
            yield about(each, "what it created can't be read")
    for each, found in left(reader):
        known = each.table in tables.names() and each.table not in DERIVED_TABLES
        if known and found != each.digest:
            words = each.table.replace("_", " ")
            yield about(each, f"rows of {words} that it created changed by other means")


def is_readable(found: Range) -> bool:
    """Whether what is kept for a redo, if anything is, is what was put away."""
    if found.content is None:
        return found.table in tables.names()
    try:
        return digest(unpacked(found.content)) == found.digest
    except (ValueError, zlib.error):
        return False


def about(found: Range, what: str) -> Finding:
    """A finding about a bulk operation."""
    return Finding("journal", f"operation {found.operation}", what, UNDO)
