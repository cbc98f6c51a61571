"""Match identifiers of other programs, and detect reused ones."""

import re
from collections.abc import Sequence, Set
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
        """Return what is kept under an identifier, or under another form of it."""
        found = self._known.get(identifier)
        if found is not None or not self._short:
            return found
        if is_long(identifier):
            return self._known.get(identifier[:_SHORT])
        return self._long.get(identifier)


def is_long(identifier: str) -> bool:
    """Return whether it is the long form of another identifier: 15 characters and three."""
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
        """Return whether it is won or lost."""
        return self.status in (WON, LOST)


class Called(NamedTuple, Generic[T]):
    """A deal under its title and account.

    `is_identified`: some system's identifier stands for it. `is_undated`: it was imported, and
    began on the day of the import or of its closing, as a deal does whose file didn't say when.
    """

    deal: T
    began_on: date
    is_imported: bool
    is_identified: bool
    is_undated: bool


class Matches(NamedTuple, Generic[T]):
    """The deal that each row stands for, in the order of the rows.

    `adopted` are the places of rows that bring an identifier to a deal that had none; `doubtful`
    those of rows that stand for no deal, though one of their title and account is here.
    """

    deals: tuple[T | None, ...]
    adopted: frozenset[int] = frozenset()
    doubtful: tuple[int, ...] = ()


class KnownDeals(Generic[T]):
    """What is kept of each deal that is here: by identifier, else by what it is called.

    With `short` one form of a program's identifiers stands for the other.
    """

    def __init__(self, *, short: bool) -> None:
        self.by_identifier = Identified[T](short=short)
        self._called: dict[tuple[str, str], list[Called[T]]] = {}

    def called(self, title: str, account: str | None, deal: Called[T]) -> None:
        """Keep a deal by its title and account (both folded)."""
        self._called.setdefault((title, account or ""), []).append(deal)

    def match(self, rows: Sequence[Incoming], *, adopts: bool) -> Matches[T]:
        """The deals that rows stand for; each row that is sure of its deal goes before the others.

        With `adopts`, a row whose identifier nobody knows stands for the deal of its title, account
        and day of creation that was imported without an identifier.
        """
        found = [
            self._known(row) if row.identifier is None else self.by_identifier.find(row.identifier)
            for row in rows
        ]
        if not adopts or not self._called:
            return Matches(tuple(found))
        taken = {deal for deal in found if deal is not None}
        adopted: set[int] = set()
        left = [place for place, deal in enumerate(found) if deal is None]
        for is_sure in (True, False):
            for place in left:
                row = rows[place]
                if found[place] is None and row.identifier is not None:
                    deal = self._unidentified(row, taken, is_sure=is_sure)
                    if deal is not None:
                        found[place] = deal
                        taken.add(deal)
                        adopted.add(place)
        doubtful = tuple(
            place for place in left if found[place] is None and self._is_near(rows[place], taken)
        )
        return Matches(tuple(found), frozenset(adopted), doubtful)

    def _alike(self, row: Incoming) -> list[Called[T]]:
        return self._called.get((fold(row.title), fold(row.account or "")), [])

    def _known(self, row: Incoming) -> T | None:
        """The deal that a row without an identifier stands for.

        One that was imported is also known without the day: a file that doesn't tell it never will.
        """
        day = row.created_on
        alike = [
            each.deal
            for each in self._alike(row)
            if (each.is_imported if day is None else each.began_on == day)
        ]
        return alike[-1] if alike else None

    def _unidentified(self, row: Incoming, taken: Set[T], *, is_sure: bool) -> T | None:
        """The deal without an identifier that a row with one stands for.

        The day of creation must be the same, unless the row, or (not `is_sure`) the file that the
        deal came from, doesn't say it.
        """
        for each in self._alike(row):
            if each.is_identified or not each.is_imported or each.deal in taken:
                continue
            if row.created_on in (None, each.began_on) or (each.is_undated and not is_sure):
                return each.deal
        return None

    def _is_near(self, row: Incoming, taken: Set[T]) -> bool:
        """Whether a deal that no row stands for has a new row's title and account.

        A deal that began on another day is another one, unless its file didn't say when it began.
        """
        return any(
            each.is_imported
            and each.deal not in taken
            and (row.created_on in (None, each.began_on) or each.is_undated)
            for each in self._alike(row)
        )


def is_other(row: Incoming, here: There, *, is_plain: bool) -> bool:
    """Return whether a row seems to be another deal than the one that has its identifier here.

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
    """Return whether two names are probably one, written in two ways."""
    one, other = fold(one), fold(other)
    if one in other or other in one:
        return True
    return SequenceMatcher(None, one, other).ratio() >= _ALIKE


def remedy_of(made: Incoming) -> str:
    """Return what must change in a row that another is like; in it, how the row is known."""
    if made.identifier:
        return f"To import the row, change its identifier: {quoted(made.identifier, 1000)}."
    account = "no account" if made.account is None else quoted(made.account, 1000)
    began_on = "no creation date" if made.created_on is None else made.created_on.isoformat()
    known_by = f"{quoted(made.title, 1000)}, {account}, {began_on}"
    return f"To import the row, change its title, account or creation date: {known_by}."
