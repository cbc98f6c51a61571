"""What `make rows` writes: the rows' classes, and the schema, from the declared tables."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from textwrap import indent
from typing import Any, get_args

from sqlalchemy import Table, UniqueConstraint
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from pipectl.store.tables import MODELS
from pipectl.store.tables.server_dialect import ServerDialect

FILE = sqlite.dialect()
NAMES: dict[type, str] = {int: "int", str: "str", bool: "bool", date: "date", datetime: "datetime"}
ROWS_HEAD = '''"""The rows of each table; written by `make rows` from `store/tables`."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from pipectl.store.row import Row
'''
SCHEMA_HEAD = '''"""The statements that make an empty store; written by `make rows`."""

'''


def models() -> list[type[SQLModel]]:
    """The declared tables, in the order in which `store/tables` names them."""
    return list(MODELS)


def table_of(model: type[SQLModel]) -> Table:
    """The table that a model declares."""
    found: Table = model.__table__  # type: ignore[attr-defined]
    return found


def row_class(model: type[SQLModel]) -> str:
    """A table's row as the source of a class."""
    table = table_of(model)
    about = re.sub(r"\n +", "\n", (model.__doc__ or "").strip())
    lines = about.splitlines()
    keys = "".join(f'"{column.name}",' for column in table.primary_key.columns)
    body = [
        f'"""{about}"""' if len(lines) == 1 else f'"""{about}\n"""',
        "",
        f'__table__ = "{table.name}"',
        f"__key__ = ({keys})",
        *unique_line(table),
        "",
        *(column_line(model, column.name) for column in table.columns),
        *changeable(model, [each.name for each in table.columns if not each.primary_key]),
    ]
    return f"class {model.__name__}(Row):\n{indent(chr(10).join(body), '    ')}\n"


def unique_line(table: Table) -> list[str]:
    """The columns of which no two rows may have the same values, as source; none if there are none.

    Those that the condition of such an index reads are among them.
    """
    found = {
        column.name
        for each in table.constraints
        if isinstance(each, UniqueConstraint)
        for column in each.columns
    }
    for index in table.indexes:
        if index.unique:
            condition = str(index.dialect_options["sqlite"]["where"])
            found |= {column.name for column in index.columns}
            found |= set(re.findall(r"\w+", condition)) & set(table.columns.keys())
    names = [f'"{column.name}"' for column in table.columns if column.name in found]
    return [f"__unique__ = ({', '.join(names)}{',' * (len(names) == 1)})"] if names else []


def column_line(model: type[SQLModel], name: str) -> str:
    """A column as an annotation, with its default where it has one."""
    field, kind = model.model_fields[name], type_of(model, name)
    if name == "id" and kind.startswith("int"):
        return "id: int = 0"
    default = "" if field.is_required() else f" = {literal(field.default)}"
    return f"{name}: {kind}{default}"


def type_of(model: type[SQLModel], name: str) -> str:
    """A column's type as source."""
    annotation: Any = model.model_fields[name].annotation
    kinds = [each for each in get_args(annotation) if each is not type(None)]
    return f"{NAMES[kinds[0]]} | None" if kinds else NAMES[annotation]


def changeable(model: type[SQLModel], names: Sequence[str]) -> list[str]:
    """What mypy checks `Unit.change` by, as source: the columns that may change, with their types.

    A table whose rows are all key has none.
    """
    columns = [f"        {name}: {type_of(model, name)} = ...," for name in names]
    start = "    def changeable(\n        self,\n" + "        *,\n" * bool(names)
    return [
        "",
        "if TYPE_CHECKING:",
        "",
        *f"{start}{chr(10).join(columns)}".rstrip().splitlines(),
        "    ) -> Self: ...",
    ]


def literal(value: Any) -> str:
    """A default as source."""
    return f'"{value}"' if isinstance(value, str) else repr(value)


def rows_source() -> str:
    """The module `store/rows`."""
    classes = "\n\n".join(row_class(model) for model in models())
    names = "\n".join(f"    {model.__name__}," for model in models())
    listed = (
        "\n\nKINDS: dict[str, type[Row]] = {\n    kind.__table__: kind\n    for kind in (\n"
        + indent(names, "    ")
        + "\n    )\n}\n"
    )
    return f"{ROWS_HEAD}\n\n{classes}{listed}"


def statements(dialect: Dialect = FILE) -> list[str]:
    """Return what makes the tables and their indexes, in an order in which each can be made."""
    found = []
    for table in SQLModel.metadata.sorted_tables:
        found.append(str(CreateTable(table).compile(dialect=dialect)).strip())
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        found += [str(CreateIndex(index).compile(dialect=dialect)).strip() for index in indexes]
        if isinstance(dialect, ServerDialect):
            found += reference_indexes(table)
    return found


def reference_indexes(table: Table) -> list[str]:
    """Return an index for each column that refers to another table and begins none.

    Without it a server that deletes a row reads this table as a whole, with the rows that were
    deleted in the same transaction: undoing an import would take the square of its time.
    """
    unique = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    whole = [each for each in table.indexes if each.dialect_options["sqlite"]["where"] is None]
    keys = [each.columns for each in (table.primary_key, *unique)]
    keys += [each.columns for each in whole]
    begun = {next(iter(each)).name for each in keys}
    return [
        f"CREATE INDEX ix_{table.name}_{column.name} ON {table.name} ({column.name})"
        + (f" WHERE {column.name} is not null" if column.nullable else "")
        for column in table.columns
        if column.foreign_keys and column.name not in begun
    ]


def schema_source(dialect: Dialect = FILE) -> str:
    """The module `store/schema`, or `store/server/schema`."""
    listed = "".join(f'    """{each}""",\n' for each in statements(dialect))
    return f"{SCHEMA_HEAD}STATEMENTS = (\n{listed})\n"


def server_schema_source() -> str:
    """The module `store/server/schema`."""
    return schema_source(ServerDialect())


if __name__ == "__main__":
    import sys

    sources = {
        "rows": rows_source,
        "schema": schema_source,
        "server": server_schema_source,
    }
    print(sources[sys.argv[1]](), end="")
