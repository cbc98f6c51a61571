"""The real pipelines that numbers are checked against: read plainly, and brought into a store."""

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Shell

DATA = Path(os.environ.get("PIPECTL_DATA", Path(__file__).parents[3] / "shared" / "data"))
NEEDS_DATA = pytest.mark.skipif(not DATA.is_dir(), reason=f"there is no {DATA}")
LADDER = ("Accepted:40", "Offer sent:60", "Offer returned:80")


def deals(name: str) -> list[dict[str, str]]:
    """The deals of an evaluation pipeline, as plain CSV."""
    with (DATA / name / "deals.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def past(name: str) -> dict[str, list[tuple[str, str]]]:
    """The stages that each deal entered, and when, in their order."""
    found: dict[str, list[tuple[str, int, str]]] = {}
    with (DATA / name / "stage_history.csv").open(encoding="utf-8", newline="") as file:
        for place, row in enumerate(csv.DictReader(file)):
            found.setdefault(row["deal_id"], []).append((row["entered_at"], place, row["stage"]))
    return {key: [(at[:10], stage) for at, _, stage in sorted(rows)] for key, rows in found.items()}


def bring_bpi2012(shell: Shell) -> None:
    """The loan offers with their whole past, in euros, in a ladder of their own."""
    shell("init", "--stages", ",".join(LADDER), "--currency", "EUR")
    files = (DATA / "bpi2012" / "deals.csv", DATA / "bpi2012" / "stage_history.csv")
    shell("import", files[0], "--history", files[1], "--complete-history")


def bring_maven(shell: Shell, before: Callable[[], None] = lambda: None) -> None:
    """The computer sales, complete since March 2017; `before` sets up what they come into."""
    shell("init", "--stages", "Engaging:40")
    before()
    files = (DATA / "maven" / "deals.csv", DATA / "maven" / "stage_history.csv")
    shell("import", files[0], "--history", files[1], "--complete-since", "2017-03-01")
