"""Identifiers of other programs: which two of them mean one record, and what hardly is the same."""

import re
from datetime import date
from difflib import SequenceMatcher
from typing import Generic, NamedTuple, TypeVar

from pipectl.errors import quoted
from pipectl.importing.rules.fields import Incoming
from pipectl.text import fold
from pipectl.vocabulary import LOST, WON

T = TypeVar("T")

_ALIKE = 0.6
_SHORT = 15  # characters; the three behind them only repeat which of them are upper case


class Identified(Generic[T]):
    """What is known under an identifier; with `short`, also under its long or its short form."""

    def __init__(self, *, short: bool) -> None:
        self._short = short
        self._known: dict[str, T] = {}
        self._long: dict[str, T] = {}

    def add(self, identifier: str, value: T) -> T:
        """Keep a value, unless there is one under that identifier: the one that is there then."""
        found = self.find(identifier)
        if found is not None:
            return found
        self._known[identifier] = value
        if self._short and is_long(identifier):
            self._long.setdefault(identifier[:_SHORT], value)
        return value

    def find(self, identifier: str) -> T | None:
        """What is kept under an identifier, or under another form of it."""
        found = self._known.get(identifier)
        if found is not None or not self._short:
            return found
        if is_long(identifier):
            return self._known.get(identifier[:_SHORT])
        return self._long.get(identifier)


def is_long(identifier: str) -> bool:
    """Whether it is the long form of another identifier: 15 characters and three."""
    return re.fullmatch("[0-9A-Za-z]{15}[0-9A-Za-z]{3}", identifier) is not None


class There(NamedTuple):
    """A deal that is known here by an identifier."""

    number: int
    title: str
    account: str | None
    created_on: date
    status: str
    amount_minor: int | None
    close_on: date | None

    @property
    def is_closed(self) -> bool:
        """Whether it is won or lost."""
        return self.status in (WON, LOST)


class KnownDeals(Generic[T]):
    """What is kept of each deal that is here: by identifier, else by what it is called.

    With `short` one form of a program's identifiers stands for the other.
    """

    def __init__(self, *, short: bool) -> None:
        self.by_identifier = Identified[T](short=short)
        self._by_likeness: dict[tuple[str, str, date | None], T] = {}

    def called(
        self, title: str, account: str | None, began_on: date, deal: T, *, is_imported: bool
    ) -> None:
        """Keep a deal by its title and account (both folded) and the day it began.

        One that was imported is also known without the day: a file that doesn't tell it never will.
        """
        self._by_likeness[title, account or "", began_on] = deal
        if is_imported:
            self._by_likeness[title, account or "", None] = deal

    def find(self, row: Incoming) -> T | None:
        """The deal that a row stands for."""
        if row.identifier is not None:
            return self.by_identifier.find(row.identifier)
        return self._by_likeness.get((fold(row.title), fold(row.account or ""), row.created_on))


def is_other(row: Incoming, here: There, *, is_plain: bool) -> bool:
    """Whether a row seems to be another deal than the one that has its identifier here.

    In a plain file: where more of title, account and beginning differ than agree, as far as they
    are known. A program's own identifiers are trusted until all three differ.
    """
    agree = [are_alike(row.title, here.title)]
    if row.account and here.account:
        agree.append(are_alike(row.account, here.account))
    if row.created_on is not None:
        agree.append(row.created_on == here.created_on)
    if is_plain:
        return agree.count(False) > agree.count(True)
    return agree == [False, False, False]


def are_alike(one: str, other: str) -> bool:
    """Whether two names are probably one, written in two ways."""
    one, other = fold(one), fold(other)
    if one in other or other in one:
        return True
    return SequenceMatcher(None, one, other).ratio() >= _ALIKE


def remedy_of(made: Incoming) -> str:
    """What must change in a row that another is like; in it, how the row is known."""
    if made.identifier:
        return f"To import the row, change its identifier: {quoted(made.identifier, 1000)}."
    account = "no account" if made.account is None else quoted(made.account, 1000)
    began_on = "no creation date" if made.created_on is None else made.created_on.isoformat()
    known_by = f"{quoted(made.title, 1000)}, {account}, {began_on}"
    return f"To import the row, change its title, account or creation date: {known_by}."
