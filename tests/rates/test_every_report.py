"""With a rate of 2, every report has the figures of a store with twice the amounts in dollars."""

import re
import shlex
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from conftest import Shell

# {x} is an amount: in euros in one store, twice as much in dollars in the other.
STORY = """
2026-06-01  quota set 90k --period 2026-Q4
2026-06-01  config set commission_tiers 0:5%,80%:8%,100%:12%
2026-06-01  goal set average 15k
2026-06-01  icp set source=fair
2026-06-01  add D1 {9000.25} --stage proposal --close 2026-07-20 --source fair --account Acme
2026-06-08  add D2 7k --stage meeting --close 2026-08-20 --account Birch
2026-06-15  add D3 {1000/mo} --term 12 --stage meeting --close 2026-10-20 --source web
2026-07-01  add D4 {4321.09} --stage discovery --close 2026-11-10 --account Birch
2026-07-06  win 1 --reason Price
2026-07-13  forecast
2026-07-13  edit 2 --amount 8500.50
2026-08-03  lose 2 --reason Price
2026-08-10  add D5 {15000.99} --stage negotiation --close 2026-10-20 --account Acme
2026-08-17  add D6 --stage meeting --close 2026-11-20
2026-08-24  edit 4 --amount {5000.01}
2026-09-01  move 4 meeting --buying yes --why Asked --next Call --due 2026-09-08
2026-10-05  add D7 {2500} --stage proposal --close 2026-12-10 --source fair
2026-10-05  log proposal 7 Sent
2026-10-12  win 5 --reason Trust --amount {14000}
2026-10-19  win 3 --reason Trust --renews 12m
2026-10-26  edit 7 --close 2027-01-15
2026-11-02  add D9 {500/mo} --term 6 --stage discovery --close 2026-12-01
2026-11-09  lose 4 --reason Price
"""
REPORTS = """
board --by account
coverage
coverage --by source
coverage --where source=fair
pace
forecast
funnel --by source
metrics --by account
metrics --period 2026
report stalled
report winloss --by account
report sources
report slippage
report changes
report changes --period 2026-Q3
report portfolio
report calibration
report closing
report weakest
report team
report commission
report customers
report fit
report score
quota suggest --period 2027-Q1
goal derive
goal show
stage calibrate
icp suggest
what-if --win 7 metrics
"""


def typed(story: str, *, in_euros: bool) -> str:
    """The story with its amounts in one of the two currencies."""

    def amount(found: re.Match[str]) -> str:
        number, per = re.fullmatch(r"([0-9.]+)(/mo)?", found[1]).groups("")  # type: ignore[union-attr]
        return f"'{number} EUR{per}'" if in_euros else f"{2 * float(number):.2f}{per}"

    return re.sub(r"\{(.+?)\}", amount, story)


def told(shell: Shell, story: str) -> Shell:
    for line in story.strip().splitlines():
        shell.now = line[:10]
        shell(*shlex.split(line[12:]))
    shell.now = "2026-11-30"
    return shell


def figures(found: Any) -> Any:
    """An answer without what it was converted from."""
    if isinstance(found, dict):
        rest = found.keys() - {"converted", "original"}
        return {name: figures(found[name]) for name in found if name in rest}
    return [*map(figures, found)] if isinstance(found, list) else found


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, new_home: Path) -> tuple[Shell, Shell]:
    homes = [tmp_path_factory.mktemp(name) for name in ("euros", "dollars")]
    for home in homes:
        copytree(new_home, home, dirs_exist_ok=True)
    euros, dollars = map(Shell, homes)
    rate = "2026-06-01  rate set EUR 2\n"
    return told(euros, rate + typed(STORY, in_euros=True)), told(
        dollars, typed(STORY, in_euros=False)
    )


@pytest.mark.parametrize("line", REPORTS.strip().splitlines())
def test_a_report_takes_in_every_amount(both: tuple[Shell, Shell], line: str) -> None:
    for as_of in ([], ["--as-of", "2026-08-20"]):
        if as_of and line.split()[0] in ("quota", "goal", "stage", "icp", "what-if"):
            continue
        euros, dollars = (
            figures(shell(*shlex.split(line), *as_of, "--json").json) for shell in both
        )
        assert euros == dollars
    explained = [shell.outcome(*shlex.split(line), "--explain", "--json") for shell in both]
    if explained[0].code == 0:
        assert figures(explained[0].json) == figures(explained[1].json)
    else:  # it has no such option
        assert [each.code for each in explained] == [2, 2]


@pytest.mark.parametrize("line", ["account show acme", "today", "review monthly --no-input"])
def test_what_is_no_report_adds_them_up_too(both: tuple[Shell, Shell], line: str) -> None:
    euros, dollars = (shell(*line.split(), "--json").json for shell in both)
    if isinstance(euros, list):
        assert [each["title"] for each in euros] == [each["title"] for each in dollars]
    else:
        key = "won_total" if "won_total" in euros else "numbers"
        assert figures(euros[key]) == figures(dollars[key])
