"""Check what only a store on a server has: the rights of its user in the tables."""

from collections.abc import Iterator

from pipectl.doctor.rules import Finding
from pipectl.store.reader import Reader

RIGHTS_SQL = """
select
  c.relname,
  has_table_privilege(c.oid, 'select'),
  has_table_privilege(c.oid, 'insert')
    and has_table_privilege(c.oid, 'update')
    and has_table_privilege(c.oid, 'delete')
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where n.nspname = current_schema() and c.relkind = 'r' and c.relname <> 'alembic_version'
order by c.relname
"""


def rights(reader: Reader) -> Iterator[Finding]:
    """Find tables that the user can't read, and those that alone can't be written to.

    Whoever may write to none only reads, which is nothing wrong.
    """
    if reader.is_file:
        return
    found = reader.rows(RIGHTS_SQL)
    writes = any(may_write for _, _, may_write in found)
    for table, may_read, may_write in found:
        if may_read and (may_write or not writes):
            continue
        what = f"your user can't {'write to' if may_read else 'read'} it"
        todo = "Ask whoever runs the server to grant the right."
        yield Finding("rights", f"table {table}", what, todo)
