"""Match identifiers of other programs, and detect reused ones."""

import re
from collections.abc import Sequence, Set
from datetime import date
from difflib import SequenceMatcher
from typing import Generic, TypeVar

from pipectl.errors import quoted
from pipectl.importing.rules.fields import Incoming
from pipectl.named_tuple import NamedTuple
from pipectl.text import fold
from pipectl.vocabulary import LOST, WON

T = TypeVar("T")

_ALIKE = 0.6
_SHORT = 15  # characters; the three behind them only repeat which of them are upper case


class Identified(Generic[T]):
    """Values by identifier; with `short`, also found by its long or its short form."""

    def __init__(self, *, short: bool) -> None:
        self._short = short
        self._known: dict[str, T] = {}
        self._long: dict[str, T] = {}

    def add(self, identifier: str, value: T) -> T:
        """Store a value unless the identifier already has one; return the stored value."""
        found = self.find(identifier)
        if found is not None:
            return found
        self._known[identifier] = value
        if self._short and is_long(identifier):
            self._long.setdefault(identifier[:_SHORT], value)
        return value

    def find(self, identifier: str) -> T | None:
        """Return the value of an identifier, or of its other form."""
        found = self._known.get(identifier)
        if found is not None or not self._short:
            return found
        if is_long(identifier):
            return self._known.get(identifier[:_SHORT])
        return self._long.get(identifier)


def is_long(identifier: str) -> bool:
    """Return whether it is a long identifier: the 15 characters of the short one, and three."""
    return re.fullmatch("[0-9A-Za-z]{15}[0-9A-Za-z]{3}", identifier) is not None


class There(NamedTuple):
    """A deal of this store that has an identifier."""

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
    """A deal found by its title and account.

    `is_identified`: it has some system's identifier. `is_undated`: it was imported, and began on
    the day of the import or of its closing, as deals do if the file has no date.
    """

    deal: T
    began_on: date
    is_imported: bool
    is_identified: bool
    is_undated: bool


class Matches(NamedTuple, Generic[T]):
    """The deal of each row, in the order of the rows.

    `adopted` are the places of rows that add an identifier to a deal without one; `doubtful` those
    of rows without a deal, though one with the same title and account exists.
    """

    deals: tuple[T | None, ...]
    adopted: frozenset[int] = frozenset()
    doubtful: tuple[int, ...] = ()


class KnownDeals(Generic[T]):
    """The deals of this store, by identifier or else by title and account.

    With `short`, the long and the short form of an identifier are the same.
    """

    def __init__(self, *, short: bool) -> None:
        self.by_identifier = Identified[T](short=short)
        self._called: dict[tuple[str, str], list[Called[T]]] = {}

    def called(self, title: str, account: str | None, deal: Called[T]) -> None:
        """Store a deal by its title and account (both folded)."""
        self._called.setdefault((title, account or ""), []).append(deal)

    def match(self, rows: Sequence[Incoming], *, adopts: bool) -> Matches[T]:
        """Match rows with deals; certain matches are made before the others.

        With `adopts`, a row with an unknown identifier matches the deal of the same title, account
        and creation date that was imported without an identifier.
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
        """Return the deal that matches a row without an identifier.

        Imported deals match a row without a date, too, as its file will never have one.
        """
        day = row.created_on
        alike = [
            each.deal
            for each in self._alike(row)
            if (each.is_imported if day is None else each.began_on == day)
        ]
        return alike[-1] if alike else None

    def _unidentified(self, row: Incoming, taken: Set[T], *, is_sure: bool) -> T | None:
        """Return the deal without an identifier that matches a row with one.

        The creation dates must be equal, unless the row has none or (if not `is_sure`) the deal's
        file had none.
        """
        for each in self._alike(row):
            if each.is_identified or not each.is_imported or each.deal in taken:
                continue
            if row.created_on in (None, each.began_on) or (each.is_undated and not is_sure):
                return each.deal
        return None

    def _is_near(self, row: Incoming, taken: Set[T]) -> bool:
        """Return whether an unmatched deal has the title and account of a new row.

        A different start date makes it another deal, unless the deal's file had no date.
        """
        return any(
            each.is_imported
            and each.deal not in taken
            and (row.created_on in (None, each.began_on) or each.is_undated)
            for each in self._alike(row)
        )


def is_other(row: Incoming, here: There, *, is_plain: bool) -> bool:
    """Return whether a row seems to be another deal than the one with its identifier here.

    In a plain file: if most of title, account and start differ, as far as known. In a program's own
    export all three must differ.
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
    """Return whether two names are probably spellings of the same one."""
    one, other = fold(one), fold(other)
    if one in other or other in one:
        return True
    return SequenceMatcher(None, one, other).ratio() >= _ALIKE


def remedy_of(made: Incoming) -> str:
    """Return what to change in a row that equals another, depending on how rows are identified."""
    if made.identifier:
        return f"To import the row, change its identifier: {quoted(made.identifier, 1000)}."
    account = "no account" if made.account is None else quoted(made.account, 1000)
    began_on = "no creation date" if made.created_on is None else made.created_on.isoformat()
    known_by = f"{quoted(made.title, 1000)}, {account}, {began_on}"
    return f"To import the row, change its title, account or creation date: {known_by}."


def same_deal(place: str, created_on: date | None) -> str:
    """Return the problem of a row without an identifier that repeats the one in another place."""
    if created_on is None:
        return f"{place} has the same title and account, and neither row has a creation date."
    return f"{place} has the same title, account and creation date."
