"""Functions of SQL that compare texts as pipectl does, and one that SQLite may lack."""

import sqlite3
from collections.abc import Callable
from math import exp
from typing import Any

from pipectl.text import fold, unaccented

FOLDED, PLAIN, EXPONENTIAL = "folded_text", "plain_text", "exponential"


def add_text_functions(connection: sqlite3.Connection) -> None:
    """Let the statements of a connection use the functions."""
    for name, function in ((FOLDED, fold), (PLAIN, unaccented)):
        connection.create_function(name, 1, of_text(function), deterministic=True)
    connection.create_function(EXPONENTIAL, 1, exp, deterministic=True)


def of_text(function: Callable[[str], str]) -> Callable[[Any], str | None]:
    """A function of SQL: null stays null."""
    return lambda value: None if value is None else function(str(value))
