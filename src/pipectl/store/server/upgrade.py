"""Upgrade a store on a server by way of a file, for which the migrations are written."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from pipectl import commit_state
from pipectl.backup_rotation import Backup
from pipectl.disk import private_folder_umask
from pipectl.errors import StoreError
from pipectl.named_tuple import NamedTuple
from pipectl.server_address import ServerStore
from pipectl.store import backups, migrations
from pipectl.store.connection import EARLIER_VERSIONS, SCHEMA_VERSION, set_up
from pipectl.store.creation import identify
from pipectl.store.engine import engine_on
from pipectl.store.rows import KINDS
from pipectl.store.schema_part import VERSION
from pipectl.store.server.connection import ServerConnection, session, version_of
from pipectl.store.server.copying import (
    Advance,
    contents,
    copy_all,
    copy_rows,
    last_number,
    note_number,
)
from pipectl.store.server.creation import contents_of_schema
from pipectl.store.server.dialect import as_name
from pipectl.store.server.driver import psycopg2
from pipectl.store.server.failures import FAILURES, OtherVersionError, explained, said
from pipectl.store.server.parts import functions
from pipectl.store.upgrade import migrate

GIVEN = "given_number"
OTHERS_DEPEND = "2BP01"
TABLES_SQL = """
select
  name
from sqlite_master
where type = 'table' and name not like 'sqlite_%' and name <> :version
order by name
"""
COLUMNS_SQL = 'select name from pragma_table_info("{table}") order by cid'
OWNER_SQL = """
select
  pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(relowner))
from pg_catalog.pg_class
where oid = pg_catalog.to_regclass(:table)
"""
# What others may do with the tables, beyond those that all new ones of the schema get.
GRANTS_SQL = """
select
  c.relname,
  case when a.grantee = 0 then 'public' else pg_catalog.quote_ident(r.rolname) end,
  a.privilege_type,
  a.is_grantable
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
cross join lateral pg_catalog.aclexplode(c.relacl) as a
left join pg_catalog.pg_roles as r on r.oid = a.grantee
where n.nspname = pg_catalog.current_schema() and c.relkind = 'r' and a.grantee <> c.relowner
order by 1, 2, 3
"""
ROUTINES_SQL = """
select
  p.oid::pg_catalog.regprocedure::text
from pg_catalog.pg_proc as p
join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
where n.nspname = pg_catalog.current_schema() and p.proname = any(:names)
order by 1
"""
# Readers finish first; a session that nobody looks after mustn't keep everybody waiting.
WAITING = "set local lock_timeout to '30s'"


class Upgrade(NamedTuple):
    """The version that a store had, and the backup of it as it was."""

    version: str
    backup: Backup


class DependentError(StoreError):
    """Something that isn't pipectl's was made from the store's tables."""

    def __init__(self, store: ServerStore, error: psycopg2.Error) -> None:
        detail = str(error.diag.message_detail or said(error)).replace("\n", "; ")
        super().__init__(
            f"The store {store} can't be upgraded: something else depends on its tables"
            f" ({detail}).",
            hint="Nothing was changed. Drop it, upgrade, then create it again.",
        )


def upgrade(store: ServerStore, beside: Path, at: datetime, advance: Advance) -> Upgrade | None:
    """Bring a store to SCHEMA_VERSION, and say what it was; None if it has that version.

    Nobody else writes meanwhile. The backup is a file of the store's own version, beside `beside`.
    Raises StoreError; OtherVersionError for a newer version.
    """
    with closing(session(store)) as connection:
        try:
            connection.begin_alone()
            version = version_of(connection)
            if version == SCHEMA_VERSION:
                return None
            if version not in EARLIER_VERSIONS:
                raise OtherVersionError(store, version)
            with commit_state.change() as finishing:
                with closing(file_of(connection, version)) as file:
                    backup, before = keep(file, beside, at), tables_of(file)
                    migrate(file)
                    file.execute("begin")
                    replace_tables(before, connection)
                    copy_all(file, connection, contents(file), advance)
                finishing()
                connection.commit()
                commit_state.stored()
        except FAILURES as error:
            if getattr(error, "pgcode", None) == OTHERS_DEPEND:
                raise DependentError(store, error) from error
            raise explained(error, store) from error
    backups.rotate(beside, at)
    return Upgrade(version, backup)


def file_of(connection: ServerConnection, version: str) -> sqlite3.Connection:
    """Return a file in memory, as that version made them, with all that the store holds."""
    file = sqlite3.connect(":memory:", isolation_level=None)
    try:
        set_up(file)
        with engine_on(file).begin() as begun:
            migrations.upgrade(begun, version)
        file.execute("begin")
        file.execute("pragma defer_foreign_keys = on")
        identify(file)
        for table in tables_of(file):
            names = [name for (name,) in file.execute(COLUMNS_SQL.format(table=table))]
            file.execute(f'delete from "{table}"')
            copy_rows(connection, file, table, names)
            note_number(file, table, last_number(connection, table))
        file.execute("commit")
    except BaseException:
        file.close()
        raise
    return file


def tables_of(file: sqlite3.Connection) -> list[str]:
    """Return the names of a file's tables."""
    return [name for (name,) in file.execute(TABLES_SQL, {"version": VERSION})]


def keep(file: sqlite3.Connection, beside: Path, at: datetime) -> Backup:
    """Keep a store as it was as a backup; raise BackupError."""
    try:
        with private_folder_umask():
            beside.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise backups.BackupError(beside, error) from error
    return backups.keep(file, beside, backups.BEFORE_UPGRADE, at)


def replace_tables(before: Iterable[str], connection: ServerConnection) -> None:
    """Make this version's tables, empty, and its functions in place of the earlier ones.

    They belong to the same role, and others keep the rights that they had.
    """
    (owner,) = connection.execute(OWNER_SQL, {"table": VERSION}).fetchone()
    grants = connection.execute(GRANTS_SQL).fetchall()
    routines = connection.execute(ROUTINES_SQL, {"names": sorted(functions())}).fetchall()
    dropped = ", ".join(map(as_name, (VERSION, *before)))
    connection.run_script(
        (
            WAITING,
            f"set local role {owner}",
            f"drop table {dropped}",
            *(f"drop routine {routine}" for (routine,) in routines),
            f"drop table {as_name(GIVEN)}",  # which one of the functions uses
            *contents_of_schema(),
            *granting(grants, {GIVEN, VERSION, *KINDS}),
        )
    )
    connection.defer_foreign_keys()


def granting(grants: Iterable[tuple[str, str, str, int]], tables: set[str]) -> Iterator[str]:
    """Yield the statements that give others their rights again."""
    for table, role, right, may_grant in grants:
        if table in tables:
            option = " with grant option" if may_grant else ""
            yield f"grant {right} on {as_name(table)} to {role}{option}"
