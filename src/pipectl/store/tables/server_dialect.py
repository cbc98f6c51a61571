"""How SQLAlchemy writes the declared tables for PostgreSQL, so that they hold what a file's do."""

import re
from typing import Any

from sqlalchemy import Boolean, Column, ForeignKeyConstraint
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.base import PGDDLCompiler, PGTypeCompiler


class ServerTypes(PGTypeCompiler):
    """Whole numbers are as wide as SQLite's, texts sort by their code points, instants are UTC."""

    def visit_INTEGER(self, type_: Any, **options: Any) -> str:  # noqa: N802 - SQLAlchemy's name
        return "BIGINT"

    def visit_VARCHAR(self, type_: Any, **options: Any) -> str:  # noqa: N802
        return 'TEXT COLLATE "C"'

    def visit_datetime(self, type_: Any, **options: Any) -> str:
        return "TIMESTAMP WITH TIME ZONE"


class ServerTables(PGDDLCompiler):
    """The server gives numbers as SQLite does, references can wait for a transaction's end."""

    def get_column_specification(self, column: Column[Any], **options: Any) -> str:
        if column is column.table._autoincrement_column:
            return f"{column.name} BIGINT DEFAULT next_number('{column.table.name}') NOT NULL"
        made: str = super().get_column_specification(column, **options)  # type: ignore[no-untyped-call]
        return made

    def define_constraint_deferrability(self, constraint: Any) -> str:
        return " DEFERRABLE" if isinstance(constraint, ForeignKeyConstraint) else ""

    def visit_create_index(self, create: Any, *others: Any, **options: Any) -> str:
        # Without its condition, an index that is unique for some rows would be so for all.
        made: str = super().visit_create_index(create, *others, **options)  # type: ignore[no-untyped-call]
        condition = create.element.dialect_options["sqlite"]["where"]
        if condition is None:
            return made
        where = str(condition)
        for column in create.element.table.columns:
            if isinstance(column.type, Boolean):
                where = re.sub(rf"\b{column.name} = 0", f"not {column.name}", where)
        return f"{made} WHERE {where}"


class ServerDialect(postgresql.dialect):  # type: ignore[misc, valid-type]
    """The dialect of a store on a server."""

    type_compiler_cls = ServerTypes
    ddl_compiler = ServerTables
