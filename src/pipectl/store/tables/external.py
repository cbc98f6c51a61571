"""What came from elsewhere, and what a bulk operation created."""

from datetime import date

from sqlmodel import Field, SQLModel

import pipectl.store.tables.journal
import pipectl.store.tables.opportunities  # noqa: F401 - foreign keys name their tables


class ExternalRecord(SQLModel, table=True):
    """By which identifier another system (hubspot, csv, …) knows an opportunity."""

    __tablename__ = "external_record"

    source: str = Field(primary_key=True)
    identifier: str = Field(primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", index=True)


class JournalRange(SQLModel, table=True):
    """Rows that a bulk operation created: those whose `key_column` is from `first` to `last`.

    `digest` tells whether they are as they were written; `content` has them (JSON Lines,
    compressed, base 64) while the operation is undone.
    """

    __tablename__ = "journal_range"

    operation_id: int = Field(primary_key=True, foreign_key="journal_operation.id")
    table_name: str = Field(primary_key=True)
    key_column: str
    first: int = Field(primary_key=True)
    last: int
    digest: str
    content: str | None = None


class ImportedOn(SQLModel, table=True):
    """The day on which an opportunity was imported; one typed in has none."""

    __tablename__ = "imported_on"

    opportunity_id: int = Field(primary_key=True, foreign_key="opportunity.id")
    imported_on: date


class ExternalContact(SQLModel, table=True):
    """By which identifier another system (hubspot, google, …) knows a contact."""

    __tablename__ = "external_contact"

    source: str = Field(primary_key=True)
    identifier: str = Field(primary_key=True)
    contact_id: int = Field(foreign_key="contact.id")


class ExternalAccount(SQLModel, table=True):
    """By which identifier another system knows an account."""

    __tablename__ = "external_account"

    source: str = Field(primary_key=True)
    identifier: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id")
