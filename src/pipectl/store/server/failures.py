"""What a server says went wrong, as a sentence about the store; a password is in none."""

import psycopg2

from pipectl.errors import StoreError, StoreFailedError, without_password
from pipectl.store.server.address import ServerStore

FAILURES = (psycopg2.Error,)
# Classes of SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
NO_RIGHTS, READ_ONLY_TRANSACTION = "42501", "25006"
READ_ONLY = (NO_RIGHTS, READ_ONLY_TRANSACTION)


def unreachable(error: psycopg2.Error, store: ServerStore) -> StoreError:
    """Return why no session began."""
    return StoreFailedError(
        f"The server of the store {store} can't be reached: {said(error)}.",
        hint="Check the address, the network and the password (~/.pgpass or PGPASSFILE).",
    )


def explained(error: psycopg2.Error, store: ServerStore) -> StoreError:
    """Return what a statement was refused for, or that the session was lost."""
    if error.pgcode is None:
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
