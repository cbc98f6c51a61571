"""Rows have an owner: who made them, unless that is said; one spelling of each name."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from conftest import Shell
from pipectl.clock import Moment
from pipectl.money import Money
from pipectl.next_actions import actions as next_actions
from pipectl.opportunities import actions as opportunities
from pipectl.opportunities.actions import NewOpportunity
from pipectl.periods import parse_period
from pipectl.planning import actions as planning
from pipectl.store.ownership import ONE_EACH, OWNED, OWNED_ROWS
from pipectl.store.row import columns
from pipectl.store.rows import KINDS
from pipectl.store.unit import Unit
from pipectl.store.writing import writing

TODAY = date(2026, 11, 18)
MOMENT = Moment(datetime(2026, 11, 18, 10, tzinfo=UTC), TODAY)
QUARTER = parse_period("2026-Q4", today=TODAY, fiscal_start=1)


@contextmanager
def work_of(shell: Shell, owner: str) -> Iterator[Unit]:
    with writing(shell.place, MOMENT, "test", owner) as unit:
        yield unit


def work(unit: Unit, title: str) -> None:
    """Make one of each thing that has an owner."""
    number, _ = opportunities.add(unit, NewOpportunity(title=title, currency="USD"))
    next_actions.log(unit, "call", opportunity_id=number)
    planning.set_quota(unit, QUARTER, Money(100, "USD"))
    planning.set_goal(unit, "call", "week", 5)
    planning.set_priority(unit, f"Win {title}", period=QUARTER)


def test_what_is_made_belongs_to_who_made_it_and_each_has_one_of_a_period(pipectl: Shell) -> None:
    pipectl("add", "Nobody's")
    for owner in ("Ann", "Bob", "ann"):  # the last is Ann, who was there first
        with work_of(pipectl, owner) as unit:
            work(unit, owner)
    assert pipectl.rows("select title, owner from opportunity order by id") == [
        ("Nobody's", ""),
        ("Ann", "Ann"),
        ("Bob", "Bob"),
        ("ann", "Ann"),
    ]
    assert pipectl.rows("select owner from opportunity_history order by id") == [
        ("",),
        ("Ann",),
        ("Bob",),
        ("Ann",),
    ]
    once = [("Ann",), ("Bob",)]
    for table in ("quota", "goal"):
        assert pipectl.rows(f"select owner from {table} order by owner") == once
    assert pipectl.rows("select owner, place from priority order by owner, place") == [
        ("Ann", 1),
        ("Bob", 1),
    ]  # Win Ann and Win ann are one
    assert pipectl.rows("select owner from activity order by id") == [("Ann",), ("Bob",), ("Ann",)]
    assert pipectl.rows("select owner from journal_operation order by id") == [
        ("",),
        ("Ann",),
        ("Bob",),
        ("Ann",),
    ]


def test_every_table_with_an_owner_is_in_one_of_the_lists() -> None:
    noted = {"reminder_claim", "calendar_entry", "review_position", "forecast_log"}
    named = {"custom_field"}  # a kind of row, not a person
    found = {table for table, kind in KINDS.items() if "owner" in columns(kind)}
    assert found == {*OWNED, *OWNED_ROWS} | noted | named
    assert set(ONE_EACH) < set(OWNED)


def lines(shell: Shell) -> list[dict[str, Any]]:
    done = shell("export", "--what", "all")
    return [json.loads(line) for line in done.out.splitlines()]


def of_earlier_schema(found: list[dict[str, Any]]) -> str:
    """An export as the version before owners wrote it."""
    header, *rest = found
    for each in rest:
        row = each["row"]
        if each["table"] in OWNED_ROWS:
            assert row.pop("owner") == ""
        if each["table"] == "changed" and row["of"] in ("goal", "figure_target"):
            row["key"] = json.dumps(json.loads(row["key"])[:2])
    return "".join(f"{json.dumps(each)}\n" for each in ({**header, "schema": "0008"}, *rest))


def test_an_export_of_the_version_before_owners_meets_its_rows(
    pipectl: Shell, tmp_path: Path
) -> None:
    pipectl("add", "Acme", "5k")
    pipectl("goal", "set", "call", "5", "--per", "week")
    pipectl("quota", "set", "100k")
    file = tmp_path / "before.jsonl"
    file.write_text(of_earlier_schema(lines(pipectl)))
    pipectl("goal", "set", "call", "7", "--per", "week")
    done = pipectl("import", "--from", "pipectl", file, "--update")
    assert "unchanged" in done.out
    assert pipectl.rows("select kind, count, owner from goal") == [("call", 7, "")]
    assert pipectl.rows("select count(*) from quota") == [(1,)]
    other = Shell(tmp_path / "other")
    other.home.mkdir()
    other("init")
    other("import", "--from", "pipectl", file)
    for table in OWNED_ROWS:
        assert {row[0] for row in other.rows(f"select owner from {table}")} <= {""}
    assert other.rows("select kind, count, owner from goal") == [("call", 5, "")]
    assert other("doctor").out == ""


def test_an_owner_comes_with_the_deal_in_the_spelling_that_is_there(
    pipectl: Shell, tmp_path: Path
) -> None:
    with work_of(pipectl, "Ann") as unit:
        work(unit, "Acme")
    file = tmp_path / "all.jsonl"
    pipectl("export", "--what", "all", file)
    other = Shell(tmp_path / "other")
    other.home.mkdir()
    other("init")
    other("import", "--from", "pipectl", file)
    tables = ("opportunity", "activity", "quota", "goal", "priority")
    for table in tables:
        assert other.rows(f"select owner from {table}") == [("Ann",)], table
    with work_of(other, "Ann") as unit:
        opportunities.edit(unit, 1, opportunities.OpportunityChanges({"owner": "ANN B"}))
        opportunities.add(unit, NewOpportunity(title="Birch", currency="USD"))
    other("export", "--what", "all", tmp_path / "back.jsonl")
    with work_of(pipectl, "Ann B") as unit:
        opportunities.add(unit, NewOpportunity(title="Cedar", currency="USD"))
    done = pipectl("import", "--from", "pipectl", tmp_path / "back.jsonl", "--update")
    assert "owner" in done.out + done.err
    assert pipectl.rows("select title, owner from opportunity order by title") == [
        ("Acme", "Ann B"),
        ("Birch", "Ann"),
        ("Cedar", "Ann B"),
    ]
    assert pipectl.rows(
        "select owner from opportunity_history where opportunity_id = 1 order by id",
    ) == [("Ann",), ("Ann B",)]
    assert pipectl("doctor").out == ""


def test_an_owner_of_an_earlier_day_is_the_one_of_that_day(pipectl: Shell) -> None:
    from pipectl.store.opening import reading

    with work_of(pipectl, "Ann") as unit:
        work(unit, "Acme")
    later = Moment(datetime(2026, 11, 20, 10, tzinfo=UTC), date(2026, 11, 20))
    with writing(pipectl.place, later, "test", "Ann") as unit:
        opportunities.edit(unit, 1, opportunities.OpportunityChanges({"owner": "Bob"}))
    for day, owner in ((date(2026, 11, 19), "Ann"), (date(2026, 11, 20), "Bob")):
        with reading(pipectl.place, as_of=day) as reader:
            assert reader.rows("select owner from opportunity") == [(owner,)]
