"""With thousands of deals coverage and pace don't simulate: they name who says how likely it is."""

import pytest

from conftest import Shell
from pipectl.reports.forecast import commands

SAID = "`pipectl forecast` says how likely that is, and `pipectl report all` why they differ.\n"


@pytest.mark.parametrize("name", ["coverage", "pace"])
def test_where_there_are_many_deals_the_forecast_is_named(
    acme: Shell, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    acme("quota", "set", "100k", "--period", "this-quarter")
    assert SAID not in acme(name).out
    monkeypatch.setattr(commands, "MOST_LEARNT", 0)
    assert acme(name).out.endswith(SAID)
