"""Help on a narrow screen: descriptions have room beside or below the options."""

import re

import pytest

from conftest import Shell


@pytest.mark.parametrize("columns", [34, 40, 50])
@pytest.mark.parametrize("name", ["list", "add", "forecast", "stage edit", ""])
def test_no_word_of_a_help_page_is_broken_but_at_a_hyphen(
    empty: Shell, name: str, columns: int
) -> None:
    wide = empty(*name.split(), "--help").out
    empty.extra["COLUMNS"] = str(columns)
    narrow = empty(*name.split(), "--help").out
    assert re.sub(r"-\n +", "-", narrow).split() == re.sub(r"-\n +", "-", wide).split()
