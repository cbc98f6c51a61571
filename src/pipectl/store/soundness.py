"""Check pages, rows and indexes of a file, and rebuild indexes that lack rows or have others.

A quick check doesn't find such an index, as a disk leaves it that loses a write: each copy has it,
too, and what is read through it lacks rows. The tables have all rows.
"""

import sqlite3


def is_sound(connection: sqlite3.Connection) -> bool:
    """Return whether all agrees, apart from broken rules of tables."""
    return checked(connection, "integrity_check")


def are_pages_sound(connection: sqlite3.Connection) -> bool:
    """Return whether pages and rows are sound, whatever the indexes have."""
    return checked(connection, "quick_check")


def checked(connection: sqlite3.Connection, check: str) -> bool:
    """Return whether a check finds nothing."""
    connection.execute("pragma ignore_check_constraints = on")
    return bool(connection.execute(f"pragma {check}(1)").fetchone()[0] == "ok")


def is_made_sound(connection: sqlite3.Connection) -> bool:
    """Rebuild the indexes if only they are wrong; return whether all is sound then.

    Where it isn't, the file is as it was.
    """
    if not are_pages_sound(connection):
        return False
    connection.execute("begin")
    try:
        connection.execute("reindex")
        if is_sound(connection):
            connection.execute("commit")
            return True
    except sqlite3.IntegrityError:  # two rows have the same key
        pass
    connection.execute("rollback")
    return False
