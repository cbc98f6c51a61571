"""How often a command waits for the server: over a distance each time is what it takes."""

import pytest

from between import between
from conftest import Shell
from servers import copied, on_server

BEGINNING = 4  # round trips until a session has begun: its user, and a password
# Of each command, with those of the session's settings and of its transactions.
MOST = {
    "list": 11,
    "list --owner none": 16,
    "board --as-of 2026-11-01": 17,
    "board --where amount>5k": 15,
    "today": 28,
    "coverage": 33,
    "add Beta 1k": 28,
    "log call 3": 35,
}


@pytest.mark.parametrize("line", MOST)
def test_a_command_begins_one_session_and_waits_as_often_as_before(demo: Shell, line: str) -> None:
    with between(copied(demo.store)) as passage:
        assert on_server(demo, passage.place, *line.split()).code == 0
    assert (passage.sessions, passage.trips - BEGINNING) == (1, MOST[line])
