"""The two evaluation pipelines come in as they are, and agree with a plain count over the CSV.

`make test` brings in each eighth deal, `make test-long` all of them.
They are in `../shared/data`, beside the checkout, or where PIPECTL_DATA says.
"""

import csv
import os
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import Shell
from imported import brought, commands, reversible, rows

DATA = Path(os.environ.get("PIPECTL_DATA", Path(__file__).parents[3] / "shared" / "data"))
LADDER = "Accepted:40,Offer sent:60,Offer returned:80"
TODAY = date(2026, 11, 18)
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"there is no {DATA}")


@pytest.fixture(params=[8, pytest.param(1, id="whole", marks=pytest.mark.long)])
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with the two pipelines: each eighth deal with its past, or all."""
    if request.param == 1:
        return DATA
    for name in ("bpi2012", "maven"):
        (tmp_path / name).mkdir()
        deals = read(DATA / name / "deals.csv")[:: request.param]
        kept = {deal["deal_id"] for deal in deals}
        past = [row for row in read(DATA / name / "stage_history.csv") if row["deal_id"] in kept]
        for file, rows_of_it in (("deals.csv", deals), ("stage_history.csv", past)):
            with (tmp_path / name / file).open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(out, rows_of_it[0], lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows_of_it)
    return tmp_path


class Counted:
    """A pipeline, counted over its files with nothing but the csv module."""

    def __init__(self, folder: Path, owner: str | None = None) -> None:
        self.files = (str(folder / "deals.csv"), str(folder / "stage_history.csv"))
        past = defaultdict(list)
        for number, row in enumerate(read(self.files[1])):
            past[row["deal_id"]].append((row["entered_at"], number, row["stage"]))
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.amounts: Counter[tuple[str, str]] = Counter()
        self.days: Counter[str] = Counter()
        self.entered: Counter[str] = Counter()
        self.deals = [d for d in read(self.files[0]) if owner in (None, d["owner"])]
        for deal in self.deals:
            visits = [
                (date.fromisoformat(at[:10]), s) for at, _, s in sorted(past[deal["deal_id"]])
            ]
            place = (visits[-1][1], deal["outcome"])
            self.outcomes[place] += 1
            worth = deal["amount"]
            if deal["outcome"] == "won" and deal.get("closed_value"):
                worth = deal["closed_value"]
            self.amounts[place] += round(float(worth) * 100)
            self.count_days(deal, visits)

    def count_days(self, deal: dict[str, str], visits: list[tuple[date, str]]) -> None:
        """The days in each stage that was left."""
        ends = [day for day, _ in visits[1:]]
        if deal["outcome"] != "open":
            ends.append(date.fromisoformat(deal["closed_at"][:10]))
        for (day, stage), end in zip(visits, ends, strict=False):
            self.days[stage] += (end - day).days
        self.entered.update({stage for _, stage in visits})

    def agree(self, shell: Shell) -> None:
        """Let the store say the same."""
        found = rows(
            shell,
            "select s.name, o.status, count(*), sum(o.amount_minor) from opportunity as o"
            " join stage as s on s.id = o.stage_id group by s.name, o.status",
        )
        assert {(stage, status): count for stage, status, count, _ in found} == self.outcomes
        assert {(stage, status): minor for stage, status, _, minor in found} == self.amounts
        stays = rows(
            shell,
            "select s.name, count(*), sum(v.days) from stage_visit as v"
            " join stage as s on s.id = v.stage_id group by s.name",
        )
        assert {stage: count for stage, count, _ in stays} == self.entered
        assert {stage: days for stage, _, days in stays} == {s: self.days[s] for s in self.entered}
        self.agree_on_the_board(shell)

    def agree_on_the_board(self, shell: Shell) -> None:
        """Let the board show the open ones."""
        board: dict[str, Any] = shell("board", "--json").json
        shown = {each["stage"]: each for each in board["stages"] if each["count"]}
        still_open = {stage: n for (stage, status), n in self.outcomes.items() if status == "open"}
        assert {stage: each["count"] for stage, each in shown.items()} == still_open
        for stage, each in shown.items():
            assert round(each["amount"] * 100) == self.amounts[stage, "open"]

    def happened(self) -> set[str]:
        """The days on which something happened."""
        found = {deal["opened_at"][:10] for deal in self.deals}
        return found | {deal["closed_at"][:10] for deal in self.deals if deal["closed_at"]}


def read(path: str | Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_bpi2012_comes_in_whole(pipectl: Shell, data: Path) -> None:
    counted = Counted(data / "bpi2012")
    (deals, past), count = counted.files, f"{len(counted.deals):,}"
    flags = ("--history", past, "--stages", LADDER, "--complete-history")
    done = reversible(pipectl, deals, *flags)
    assert f"Imported: {count} new deals, 0 changed, 0 unchanged." in done.out
    assert "Columns not imported: owner.\n" in done.err
    counted.agree(pipectl)
    stages = pipectl("stage", "list", "--json").json
    added = [(each["stage"], each["probability"]) for each in stages if each["stage"] in LADDER]
    assert added == [("Accepted", 40), ("Offer sent", 60), ("Offer returned", 80)]
    # A complete past is known on the days on which it happened.
    assert rows(pipectl, "select count(*) from opportunity where added_on <> created_on") == [(0,)]
    other = "select count(*) from opportunity_history where recorded_on <> happened_on"
    assert rows(pipectl, other) == [(0,)]
    days = {row[0] for row in rows(pipectl, "select created_on from opportunity")}
    assert days <= counted.happened()
    again = brought(pipectl, deals, *flags)
    assert f"0 new deals, 0 changed, {count} unchanged" in again.out
    again = brought(pipectl, deals, "--history", past, "--update")
    assert f"0 new deals, 0 changed, {count} unchanged" in again.out
    assert len(commands(pipectl)) == 1


@pytest.mark.long  # maven comes so, too
def test_bpi2012_comes_into_a_ladder_of_its_own_one_seller_first(empty: Shell) -> None:
    empty("init", "--stages", LADDER, "--currency", "EUR")
    one, whole = Counted(DATA / "bpi2012", owner="10912"), Counted(DATA / "bpi2012")
    flags = ("--history", whole.files[1], "--complete-history")
    done = brought(empty, whole.files[0], *flags, "--only", "owner=10912")
    assert f"Imported: {len(one.deals):,} new" in done.out
    one.agree(empty)
    done = brought(empty, whole.files[0], *flags)
    assert f"{len(one.deals):,} unchanged" in done.out
    whole.agree(empty)


def test_maven_comes_in_complete_since_a_day(empty: Shell, data: Path) -> None:
    empty("init", "--stages", "Engaging:40")
    one, whole = Counted(data / "maven", owner="Moses Frase"), Counted(data / "maven")
    flags = ("--history", whole.files[1], "--complete-since", "2017-03-01")
    done = brought(empty, whole.files[0], *flags, "--only", "owner=Moses Frase")
    assert "Columns not imported: owner, product.\n" in done.err
    one.agree(empty)
    brought(empty, whole.files[0], *flags)
    whole.agree(empty)
    seen = rows(empty, "select min(added_on), max(added_on) from opportunity")
    assert seen == [("2017-03-01", max(deal["opened_at"] for deal in whole.deals))]
    early = sum(deal["opened_at"] < "2017-03-01" for deal in whole.deals)
    sql = "select count(*) from opportunity where added_on > created_on"
    assert rows(empty, sql) == [(early,)]
    won = sum(round(float(deal["closed_value"]) * 100) for deal in whole.deals if is_won(deal))
    assert rows(empty, "select sum(amount_minor) from opportunity where status = 'won'") == [(won,)]
    changed = sum(
        is_won(deal) and float(deal["closed_value"]) != float(deal["amount"])
        for deal in whole.deals
    )
    closings = sum(deal["outcome"] != "open" for deal in whole.deals)
    history = rows(empty, "select count(*) from opportunity_history")
    assert history == [(len(whole.deals) + closings + changed,)]


def is_won(deal: dict[str, str]) -> bool:
    """Whether it was won."""
    return deal["outcome"] == "won"
