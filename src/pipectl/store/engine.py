"""SQLAlchemy on an open connection; only writes load it."""

import sqlite3

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from pipectl.store.connection import roll_back


def engine_on(connection: sqlite3.Connection) -> Engine:
    """An engine over one open connection, whose transactions lock for writing at once."""
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    # A deferred transaction that turns into a writer fails at once where another writes.
    event.listen(engine, "begin", lambda begun: begun.exec_driver_sql("begin immediate"))
    # At Ctrl-C a connection is closed as unfit, with whatever statement it was in the middle of.
    event.listen(engine, "invalidate", lambda unfit, *_: roll_back(unfit))
    return engine
