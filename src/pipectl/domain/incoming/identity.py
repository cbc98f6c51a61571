"""Identifiers of other programs: which two of them mean one record."""

import re
from typing import Generic, TypeVar

T = TypeVar("T")

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
