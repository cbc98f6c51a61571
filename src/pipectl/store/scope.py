"""Narrow a connection to some deals: temporary views hide all others from every query."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader
from pipectl.store.row import columns
from pipectl.store.rows import KINDS
from pipectl.store.temporary import columns_of, hides, stand

if TYPE_CHECKING:
    from pipectl.store.temporary import Connection

OF_DEAL = "opportunity_id"
# Values of fields may be of an account, and say nothing about which deals are counted.
NOT_HIDDEN = ("field_value",)


class Scope(NamedTuple):
    """The deals that are in scope: a query of their numbers, with its values.

    With a segment, its quotas count, and no others.
    """

    sql: str
    values: Mapping[str, Any]
    segment_id: int | None = None


Choose = Callable[[Reader], Scope]

IN_SCOPE_SQL = "create temp table in_scope (id integer primary key)"
ADDED_SQL = """
insert into in_scope
select
  id
from opportunity
where id > :most
on conflict do nothing
"""


def show_only(connection: "Connection", choose: Choose, *, added_after: int | None = None) -> None:
    """Hide all deals but those that `choose` finds, with everything that belongs to them.

    Deals with a number above `added_after` are shown in any case.

    The tables may be hidden already behind those of an earlier day (`store/as_of`). The pace of
    stages stays the one of all deals, so that a deal has the same flags in every list.
    """
    found = choose(Reader(connection.execute))
    stand(connection, IN_SCOPE_SQL)
    stand(connection, f"insert into in_scope {found.sql}", found.values)
    if added_after is not None:
        stand(connection, ADDED_SQL, {"most": added_after})
    hide(connection, "opportunity", "id in (select id from in_scope)")
    for table, kind in KINDS.items():
        if OF_DEAL in columns(kind) and table not in NOT_HIDDEN:
            hide(connection, table, f"{OF_DEAL} in (select id from in_scope)")
    if found.segment_id is not None:
        show_quotas_of(connection, found.segment_id)


def hide(connection: "Connection", table: str, condition: str) -> None:
    """Hide the rows of a table for which the condition doesn't hold."""
    hidden = hides(connection, table)
    if hidden == "table":
        stand(connection, f"delete from temp.{table} where not coalesce(({condition}), false)")
        return
    shown = behind(connection, table)
    stand(connection, f"create temp view {table} as select * from {shown} where {condition}")


def behind(connection: "Connection", table: str) -> str:
    """Take away what may hide a table already, and return what shows the same rows."""
    hidden = hides(connection, table)
    if hidden is None:
        return f"main.{table}"
    if hidden == "table":
        stand(connection, f"alter table temp.{table} rename to narrowed_{table}")
        return f"temp.narrowed_{table}"
    stand(connection, f"drop view temp.{table}")
    return f"({hidden}) as shown"


def show_quotas_of(connection: "Connection", segment_id: int) -> None:
    """Show the quotas of a segment as if they were those of all deals, and no others."""
    names = columns_of(connection, "quota")
    none = "cast(null as integer) as segment_id"
    chosen = ", ".join(none if name == "segment_id" else name for name in names)
    shown = behind(connection, "quota")
    stand(
        connection,
        f"create temp view quota as select {chosen} from {shown} where segment_id = {segment_id:d}",
    )
