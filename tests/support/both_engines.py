"""Run the same commands on a file and on a server, and compare what they print and leave."""

import os
import shlex
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from conftest import Done, Shell
from pipectl.store.rows import KINDS
from servers import on_server, session

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore

OF_IDENTIFIER = 16  # bytes
_starts = count(1)


@contextmanager
def counted(start: int) -> Iterator[None]:
    """The identifiers of rows are numbers, so that they are the same each time."""
    numbers, random = count(start), os.urandom

    def drawn(size: int) -> bytes:
        """What an identifier is made of; a name of a file beside the store is still random."""
        return next(numbers).to_bytes(size, "big") if size == OF_IDENTIFIER else random(size)

    with patch.object(os, "urandom", drawn):
        yield


def same(shell: Shell, place: "ServerStore", line: str, *, are_rows: bool = True) -> Done:
    """Run a command line on both; what it prints must be the same, and each row that it leaves."""
    return same_words(shell, place, shlex.split(line), are_rows=are_rows)


def same_words(
    shell: Shell, place: "ServerStore", words: Sequence[str], *, are_rows: bool = True
) -> Done:
    """Do the same with its words."""
    line, start = shlex.join(words), next(_starts) << 32
    with counted(start):
        here = shell.outcome(*words)
    with counted(start):
        there = on_server(shell, place, *words)
    assert there == here, f"{line}: {here} here, {there} there"
    if are_rows:
        same_rows(shell, place, line)
    return here


def same_rows(shell: Shell, place: "ServerStore", line: str) -> None:
    """Compare each row of both."""
    from pipectl.store.server.copying import digest

    with closing(sqlite3.connect(shell.store)) as file, session(place) as server:
        for table in KINDS:
            if digest(file, table) != digest(server, table):
                rows = f'select * from "{table}"'
                here, there = (set(each.execute(rows).fetchall()) for each in (file, server))
                pytest.fail(f"{line}: {table} has {here - there} here, {there - here} there")
