"""A real pipeline of thousands of deals reads the same on a server as in its file."""

import shlex

import pytest

from conftest import Shell
from servers import copied, on_server

LINES = """
list --all --json --sort amount
list --json --where 'amount>20k'
board --json --explain
coverage --json --explain
metrics --json --explain
funnel --json
report customers --json
report slippage --json
report stage-time --json
report sources
report winloss --json
report calibration --json
today --json
coverage --json --as-of 2012-01-15
list --all --json --as-of 2012-01-15
export --format csv
"""


@pytest.mark.long
def test_real_deals_read_the_same(offers: Shell) -> None:
    place = copied(offers.store)
    for line in LINES.strip().splitlines():
        words = shlex.split(line)
        assert on_server(offers, place, *words) == offers.outcome(*words), line
