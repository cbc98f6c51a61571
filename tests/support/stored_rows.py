"""What a store holds, row by row."""

from typing import Any

from conftest import Shell

Tables = dict[str, list[tuple[Any, ...]]]


COUNTS = ("sqlite_sequence", "given_number")  # which number a table's next row gets


def tables(run: Shell) -> Tables:
    """Every row of every table but the journal's own and the count of numbers."""
    return {
        name: rows
        for name, rows in run.tables().items()
        if not name.startswith("journal_") and name not in COUNTS
    }
