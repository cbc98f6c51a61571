"""What a server says went wrong, as a sentence about the store; a password is in none."""

import re
import sqlite3

import psycopg2

from pipectl.errors import StoreError, StoreFailedError, without_password
from pipectl.store.server.address import ServerStore

LOST = (psycopg2.OperationalError, psycopg2.InterfaceError)  # without a code of the server
FAILURES = (psycopg2.Error, sqlite3.Error)  # of ours, those that are the same on both engines
# Classes of SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
NO_RIGHTS, READ_ONLY_TRANSACTION = "42501", "25006"
READ_ONLY = (NO_RIGHTS, READ_ONLY_TRANSACTION)
# What a server says of a commit that surely failed, besides a broken rule.
ROLLED_BACK = ("40001", "40P01")


def unreachable(error: psycopg2.Error, store: ServerStore) -> StoreError:
    """Return why no session began."""
    return StoreFailedError(
        f"The server of the store {store} can't be reached: {said(error)}.",
        hint="Check the address, the network and the password (~/.pgpass or PGPASSFILE).",
    )


class UnknownOutcomeError(StoreError):
    """The session was lost in a commit."""

    def __init__(self, store: ServerStore) -> None:
        super().__init__(
            f"The connection to the store {store} was lost while a change was stored, so it isn't"
            " known whether the change is there.",
            hint="Look at `pipectl history` before you run the command again.",
        )


def in_use(store: ServerStore) -> StoreError:
    """Return that others write for too long."""
    return StoreFailedError(
        f"The store {store} is in use by another program.",
        hint="Try again when that program has finished.",
    )


def broken_rule(error: psycopg2.IntegrityError) -> sqlite3.IntegrityError:
    """Return what SQLite would have raised for a broken rule, in its words."""
    about = error.diag
    match error.pgcode:
        case "23505":
            found = re.search(r"\(([^()]*)\)=\(", about.message_detail or "")
            names = found[1].replace('"', "").split(", ") if found else ["?"]
            told = ", ".join(f"{about.table_name}.{name}" for name in names)
            return sqlite3.IntegrityError(f"UNIQUE constraint failed: {told}")
        case "23502":
            told = f"{about.table_name}.{about.column_name}"
            return sqlite3.IntegrityError(f"NOT NULL constraint failed: {told}")
        case "23503":
            return sqlite3.IntegrityError("FOREIGN KEY constraint failed")
    return sqlite3.IntegrityError(f"CHECK constraint failed: {about.constraint_name}")


def is_surely_undone(error: psycopg2.Error) -> bool:
    """Return whether a commit that failed so has stored nothing: it wasn't sent, or refused."""
    was_sent = not isinstance(error, psycopg2.InterfaceError)
    refused = isinstance(error, psycopg2.IntegrityError) or error.pgcode in ROLLED_BACK
    return refused or not was_sent


def explained(error: psycopg2.Error | sqlite3.Error, store: ServerStore) -> StoreError:
    """Return what a statement was refused for, or that the session was lost."""
    if isinstance(error, psycopg2.IntegrityError):
        error = broken_rule(error)
    if isinstance(error, sqlite3.IntegrityError):
        return StoreFailedError(f"The store {store} can't be used: {error}.")
    if isinstance(error, sqlite3.Error):
        hint = getattr(error, "hint", "See what is wrong: `pipectl doctor`.")
        return StoreError(f"The store {store} is damaged ({error}).", hint=hint)
    if error.pgcode is None and isinstance(error, LOST):
        return StoreFailedError(
            f"The connection to the store {store} was lost: {said(error)}.",
            hint="Try again when the server can be reached.",
        )
    if error.pgcode == NO_RIGHTS:
        return StoreFailedError(f"The server refuses this on the store {store}: {said(error)}.")
    return StoreFailedError(f"The store {store} can't be used: {said(error)}.")


def said(error: psycopg2.Error) -> str:
    """Return the first line of an error, without a password."""
    line = next(iter(str(error).splitlines()), "") or type(error).__name__
    return without_password(line.strip().rstrip("."))
