"""With thousands of deals coverage and pace don't simulate: they name who says how likely it is."""

import pytest

from conftest import Shell
from pipectl.reports.forecast import commands

SAID = (
    "See `pipectl forecast` for the chance of reaching the quota, and `pipectl report all` for why"
    " the three differ."
)


@pytest.mark.parametrize("name", ["coverage", "pace"])
def test_where_there_are_many_deals_the_forecast_is_named(
    acme: Shell, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    acme("quota", "set", "100k", "--period", "this-quarter")
    assert SAID not in unwrapped(acme(name).out)
    monkeypatch.setattr(commands, "MOST_LEARNED", 0)
    assert unwrapped(acme(name).out).endswith(SAID)


def unwrapped(text: str) -> str:
    """A page without its line breaks."""
    return " ".join(text.split())
