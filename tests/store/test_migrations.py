"""The migrations lead to the tables, and an init makes what the migrations make."""

import sqlite3
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from conftest import Shell
from pipectl.store import migrations
from pipectl.store.connection import SCHEMA_VERSION
from pipectl.store.migrations import upgrade

Schema = dict[tuple[str, str], str]


def schema(path: Path) -> Schema:
    """Every table and index with its words in order: a column may have been added at the end."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute(
            "select type, name, sql from sqlite_master where sql is not null"
        ).fetchall()
    return {
        (kind, name): " ".join(sorted(sql.replace(",", " ").replace(")", " ) ").split()))
        for kind, name, sql in rows
        if name not in ("alembic_version", "sqlite_sequence")
    }


def test_the_migrations_make_the_schema_that_init_makes(pipectl: Shell, tmp_path: Path) -> None:
    migrated = tmp_path / "migrated.db"
    with create_engine(f"sqlite:///{migrated}").begin() as connection:
        upgrade(connection)
        found = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
    assert found == []
    made, wanted = schema(pipectl.store), schema(migrated)
    assert {key: made[key] for key in made if key[0] == "index"} == {
        key: wanted[key] for key in wanted if key[0] == "index"
    }
    assert made == wanted


def test_the_program_knows_the_last_version(tmp_path: Path) -> None:
    folder = Path(migrations.__file__).parent
    assert ScriptDirectory(str(folder)).get_current_head() == SCHEMA_VERSION
