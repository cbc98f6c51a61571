"""`forecast` on real pipelines: what a user sees is what the benchmark measured."""

import csv
import importlib
import sys
from datetime import date
from pathlib import Path
from shutil import copytree
from types import ModuleType
from typing import Any

import pytest

from conftest import Shell, begun
from pipectl.forecast.rules.deal_chances import single_chances, window_of
from pipectl.forecast.rules.quota_chance import outlook
from pipectl.forecast.rules.rates import fit
from pipectl.forecast.rules.simulation import simulate
from pipelines import DATA, LADDER, NEEDS_DATA

BENCH = Path(__file__).parents[2] / "bench"
SELLER, QUOTA = "11120", 200_000
DAYS = ("2011-11-30", "2011-12-14", "2012-02-07")

pytestmark = NEEDS_DATA


@pytest.fixture(scope="module")
def sellers() -> ModuleType:
    """How the benchmark reads the data."""
    sys.path.insert(0, str(BENCH))
    try:
        return importlib.import_module("sellers")
    finally:
        sys.path.remove(str(BENCH))


@pytest.fixture(scope="module")
def home_of_seller(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One seller's store, with the whole past."""
    options = ("--stages", ",".join(LADDER), "--currency", "EUR")
    shell = Shell(begun(tmp_path_factory, None, "init", *options))
    with (DATA / "bpi2012" / "deals.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    own = shell.home / "deals.csv"
    with own.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(row for row in rows if row["owner"] == SELLER)
    history = DATA / "bpi2012" / "stage_history.csv"
    shell("import", own, "--history", history, "--complete-history")
    shell("config", "set", "complete_since", "2011-10-01")
    return shell.home


@pytest.fixture
def store(empty: Shell, home_of_seller: Path) -> Shell:
    copytree(home_of_seller, empty.home, dirs_exist_ok=True)
    return empty


def measured(sellers: ModuleType, numbers: dict[str, int], on: date, month: Any) -> Any:
    """What the benchmark makes of that day, with the opportunities numbered as in the store."""
    bpi2012 = sellers.COMPANIES[0]
    (seller,) = (each for each in sellers.sellers(bpi2012, DATA) if each.name == SELLER)
    rows = sellers.lines(DATA / "bpi2012" / "deals.csv")
    names = [row["deal_id"] for row in rows if row["owner"] == SELLER]
    pasts = [
        past._replace(id=numbers[name]) for name, past in zip(names, seller.pasts, strict=True)
    ]
    known = seller._replace(pasts=pasts).known(on)
    learned = fit(known, bpi2012.ladder)
    said = outlook(simulate(known, learned, month), 100 * QUOTA)
    return said, single_chances(known, learned, window_of(known, month)), known


@pytest.mark.parametrize("day", DAYS)
def test_the_command_says_what_the_benchmark_measured(
    store: Shell, sellers: ModuleType, day: str
) -> None:
    on = date.fromisoformat(day)
    after = on if on.day < 28 else date(on.year, on.month % 12 + 1, 1)
    month = sellers.month(after.year, after.month)
    found = store(
        *("forecast", "--as-of", day, "--period", month.name, "--quota", QUOTA, "--json")
    ).json
    everything = store("list", "--all", "--json").json
    numbers = {each["title"]: each["id"] for each in everything}
    said, chances, known = measured(sellers, numbers, on, month)
    assert found["quantiles"] == {
        str(share): minor / 100 for share, minor in said.quantiles_minor.items()
    }
    assert found["chance"] == round(100 * said.chance, 2)
    assert (found["won"], found["n_closed"]) == (said.won_minor / 100, known.n_closed)
    assert found["run_rate"] == said.run_rate_minor / 100
    assert {each["id"]: each["chance"] for each in found["opportunities"]} == {
        number: round(100 * chance, 2) for number, chance in chances.items()
    }


def test_what_wins_close_at_is_learned_from_the_store(empty: Shell, tmp_path: Path) -> None:
    """Maven's closed value differs from what was offered: the forecast has to see both."""
    empty("init", "--stages", "Engaging:40")
    with (DATA / "maven" / "deals.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    own = tmp_path / "deals.csv"
    with own.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(row for row in rows if row["owner"] == "Moses Frase")
    history = DATA / "maven" / "stage_history.csv"
    empty("import", own, "--history", history, "--complete-since", "2017-03-01")
    found = empty("forecast", "--as-of", "2017-11-14", "--explain", "--json").json
    ratios = [
        float(row["closed_value"]) / float(row["amount"])
        for row in rows
        if row["owner"] == "Moses Frase"
        and row["outcome"] == "won"
        and row["closed_at"] <= "2017-11-14"
    ]
    (said,) = (each for each in found["formulas"] if each.startswith("Amounts are"))
    mean = 100 * sum(ratios) / len(ratios)
    share = f"{mean:.1f}".removesuffix(".0")
    assert said == f"Amounts are {share} % of the stated ones: what your wins closed at."
