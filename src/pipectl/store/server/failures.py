"""What a server says went wrong, as a sentence about the store; a password is in none."""

import re
import sqlite3

from pipectl import interrupts
from pipectl.errors import (
    InUseError,
    StoreError,
    StoreFailedError,
    for_shell,
    quoted,
    without_password,
)
from pipectl.server_address import ServerStore
from pipectl.store.connection import EARLIER_VERSIONS, SCHEMA_VERSION, MissingStoreError
from pipectl.store.server.driver import psycopg2

FAILURES = (psycopg2.Error, sqlite3.Error)  # of ours, those that are the same on both engines
# SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
NO_RIGHTS, READ_ONLY_TRANSACTION = "42501", "25006"
READ_ONLY = (NO_RIGHTS, READ_ONLY_TRANSACTION)
NOT_AS_MADE = ("42703", "42P01", "42883", "3F000")  # no such column, table, function, schema
# What a server says of a commit that surely failed, besides a broken rule.
ROLLED_BACK = ("40001", "40P01")
IN_USE = ("55P03", "57014", *ROLLED_BACK)
FULL = "53100"
LOST = ("08", "57P")  # how the states of a lost connection begin
OPENING = r"connection to server (?:at|on) .*? failed: "
SEVERITY = r"^\s*(?:FATAL|ERROR|PANIC):\s+"
RESTORE = "Undo the change to the tables, or restore a dump of them (pg_restore)."
NO_PASSWORD = "fe_sendauth: no password supplied"
PASSWORDS, ENCRYPTION = "password|fe_sendauth|SCRAM", "SSL|TLS|certificate"
ONCE_REACHED = (PASSWORDS, ENCRYPTION)  # libpq gives up after the server has answered
# What a refused session says, and what to do. A server in another language gets the last hint.
REMEDIES = (
    (
        PASSWORDS,
        "Check the user name in the address, and the password (in ~/.pgpass, or PGPASSWORD).",
    ),
    (r'database ".*" does not exist', "Check the name of the database, or create it: `createdb`."),
    (
        "pg_hba.*no encryption",
        "Add sslmode=require to the address, or ask whoever runs the server to let you in.",
    ),
    (
        r'role ".*" does not exist|pg_hba|not permitted to log in|permission denied for database',
        "Ask whoever runs the server to let you in.",
    ),
    (ENCRYPTION, "Check sslmode and sslrootcert in the address."),
    (
        "too many|remaining connection slots|starting up|shutting down|recovery|server closed",
        "Try again soon.",
    ),
    (
        "refused|translate host name|timeout|timed out|unreachable|No route|No such file",
        "Check the host and the port in the address, and the network.",
    ),
    ("", "Check the address, the network and the password (in ~/.pgpass, or PGPASSWORD)."),
)


class MissingServerStoreError(MissingStoreError):
    """There is no store in the schema."""

    def __init__(self, store: ServerStore) -> None:
        StoreError.__init__(
            self,
            f"There is no store in the schema {quoted(store.schema)} of {store} yet.",
            hint=f"Create one: `pipectl init --db {for_shell(store.url_to_paste)}`.",
        )


class OtherVersionError(StoreError):
    """The store isn't one of this program's version."""

    def __init__(self, store: ServerStore, version: str) -> None:
        super().__init__(
            f"The store {store} has schema {quoted(version, 20)}, but this pipectl supports"
            f" {quoted(SCHEMA_VERSION)}.",
            hint=f"Upgrade the store: `pipectl upgrade --db {for_shell(store.url_to_paste)}`. Older"
            " versions of pipectl then refuse it."
            if version in EARLIER_VERSIONS
            else "A newer pipectl wrote it. Upgrade pipectl.",
        )


class ReadOnlyServerError(StoreFailedError):
    """The server, such as a standby, or the user takes no changes."""

    def __init__(self, store: ServerStore) -> None:
        super().__init__(
            f"The store {store} is read-only: the server or your user takes no changes.",
            hint="If this server is a standby, use the main server's address. Otherwise use another"
            " user.",
        )


class StandbyError(StoreError):
    """A standby can't make what stands in front of the tables."""

    def __init__(self, store: ServerStore) -> None:
        super().__init__(
            f"The server of the store {store} is a standby. This command needs temporary tables,"
            " which a standby can't create.",
            hint="Use the main server's address.",
        )


def unreachable(error: psycopg2.Error, store: ServerStore) -> StoreError:
    """Return why no session began."""
    why = said(error)
    if NO_PASSWORD in why:
        return StoreFailedError(
            f"The server of the store {store} asks for a password, and there is none.",
            hint="Put it in ~/.pgpass, a file that only you can read, or in PGPASSWORD.",
        )
    about, hint = next(each for each in REMEDIES if re.search(each[0], why))
    if "FATAL:" in str(error):
        how = "refuses the connection"
    elif about in ONCE_REACHED:
        how = "can be reached, but the connection failed"
    else:
        how = "can't be reached"
    return StoreFailedError(f"The server of the store {store} {how}: {why}.", hint=hint)


def is_lost(error: psycopg2.Error) -> bool:
    """Return whether the session ended in the middle."""
    if error.pgcode is None:
        return isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError)
    return str(error.pgcode).startswith(LOST)


class UnknownOutcomeError(StoreError):
    """The session was lost in a commit, or Ctrl-C ended it."""

    def __init__(self, store: ServerStore, *, is_interrupted: bool = False) -> None:
        how = (
            f"Interrupted while the store {store} was storing a change"
            if is_interrupted
            else f"The connection to the store {store} was lost while a change was stored"
        )
        super().__init__(
            f"{how}, so it isn't known whether the change is there.",
            hint="Look at `pipectl history` before you run the command again.",
        )
        if is_interrupted:
            self.exit_code = interrupts.INTERRUPTED


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
        return StoreError(f"The store {store} is damaged ({error}).", hint=RESTORE)
    why = said(error)
    if is_lost(error):
        return StoreFailedError(
            f"The connection to the store {store} was lost: {why}.",
            hint="Try again when the server can be reached.",
        )
    if error.pgcode == NO_RIGHTS:
        return StoreFailedError(
            f"Your user has no right to do this in the store {store}: {why}.",
            hint="Ask whoever runs the server for it, or use another user in the address.",
        )
    if error.pgcode == READ_ONLY_TRANSACTION:
        statements = getattr(error.cursor, "query", None) or b""
        is_to_read = b"create temp" in statements
        return StandbyError(store) if is_to_read else ReadOnlyServerError(store)
    if error.pgcode in NOT_AS_MADE:
        return StoreError(
            f"The store {store} isn't as pipectl made it: {why}.",
            hint=RESTORE,
        )
    if error.pgcode in IN_USE:
        return InUseError(store)
    if error.pgcode == FULL:
        return StoreFailedError(
            f"The disk of the server of {store} is full.", hint="Free up space on it."
        )
    return StoreFailedError(f"The store {store} can't be used: {why}.")


def said(error: psycopg2.Error) -> str:
    """Return the first line of an error, without a password and without where the server is."""
    line = next(iter(str(error).splitlines()), "") or type(error).__name__
    line = re.sub(SEVERITY, "", re.sub(OPENING, "", line))
    return without_password(line.strip().rstrip("."))
