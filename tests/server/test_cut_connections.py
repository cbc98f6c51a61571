"""Wherever a connection is cut in a write, what the command says of the change is true."""

from collections import Counter

import pytest

from between import HEARING, SAYING, Cut
from conftest import Shell
from cutting import spoken, tried
from servers import copied, session

DEALS_SQL = "select count(*) from opportunity"
ADDS_SQL = "select count(*) from journal_operation where command like 'add %'"


def held(shell: Shell, way: str, places: int) -> None:
    """Cut at so many places, evenly spread; nothing said is false, nothing is half there."""
    place = copied(shell.store)
    whole = spoken(shell, place)[way]
    said = Counter(
        tried(shell, place, Cut(way, whole * number // places)) for number in range(places)
    )
    assert said["nothing"] > places // 2
    stored = said["stored"] + said["unknown, and there"]
    with session(place) as server:
        assert server.execute(ADDS_SQL).fetchone()[0] == stored + 2  # Acme, and the whole one
        assert server.execute(DEALS_SQL).fetchone()[0] == stored + 2
    assert shell("--db", place.url, "doctor").out == ""


@pytest.mark.parametrize("way", [SAYING, HEARING])
def test_a_cut_makes_no_false_claim(acme: Shell, way: str) -> None:
    held(acme, way, 12)


@pytest.mark.long
@pytest.mark.parametrize("way", [SAYING, HEARING])
def test_many_cuts_make_no_false_claim(acme: Shell, way: str) -> None:
    held(acme, way, 120)
