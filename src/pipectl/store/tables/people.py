"""Who buys. `every` ("6w") is how often the user wants to be in contact."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from pipectl.store.tables.columns import NUMBERED


class Account(SQLModel, table=True):
    """A company or person that buys."""

    __table_args__ = (CheckConstraint("length(name) > 0"), NUMBERED)

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    name: str
    name_folded: str = Field(unique=True)
    email: str | None = None
    phone: str | None = None
    note: str | None = None
    every: str | None = None


class Contact(SQLModel, table=True):
    """A person at an account."""

    __table_args__ = (CheckConstraint("length(name) > 0"), NUMBERED)

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    name: str
    name_folded: str = Field(index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    note: str | None = None
    every: str | None = None
