"""Every way to the stays in stages says what the one definition says (`stage_history.stays_of`)."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from conftest import Shell
from pipectl.forecast.rules.history import RecordedRow
from pipectl.forecast.rules.history import visits as forecast_visits
from pipectl.reports.queries.stage_history import simple_stays
from pipectl.stage_history import StageHistoryRow, is_redrawn, stage_totals, stays_of
from pipectl.store.as_of.views import show_as_of

DAY = date(2026, 1, 1)
STAGES = 4
STEPS = ("move", "remove", "win", "lose", "reopen", "redate", "edit", "begin", "delete")
Step = tuple[str, int]


def history(steps: Sequence[Step]) -> list[StageHistoryRow]:
    """The rows that those steps would append, each so many days after the one before."""
    rows = [StageHistoryRow(1, DAY, DAY, "open", None, None, None)]
    now = DAY
    for what, much in steps:
        now += timedelta(days=much)
        row = after(what, much, now, rows[-1])
        if row is not None:
            rows.append(row)
    return rows


def after(what: str, much: int, now: date, last: StageHistoryRow) -> StageHistoryRow | None:
    """The row that a step appends; None where it can't be taken."""
    other = 1 + (last.stage_id + much) % STAGES
    if last.status == "deleted":
        return None
    if what == "delete":
        return last._replace(status="deleted", closed_on=None)
    if what == "begin" and much:
        began = last.created_on - timedelta(days=much)
        never_moved = last.stage_entered_on == last.created_on
        return last._replace(
            created_on=began, stage_entered_on=began if never_moved else last.stage_entered_on
        )
    if what == "edit":
        return last._replace(close_on=now + timedelta(days=30), note=None)
    if last.status == "open" and other != last.stage_id:
        if what == "move":
            return last._replace(stage_id=other, stage_entered_on=now, note=None)
        if what == "remove":
            return last._replace(stage_id=other, note='stage "One" was removed')
    if last.status == "open" and what in ("win", "lose"):
        return last._replace(status={"win": "won", "lose": "lost"}[what], closed_on=now, note=None)
    if last.status in ("won", "lost") and what == "redate":
        return last._replace(closed_on=now, note=None)
    if last.status in ("won", "lost") and what == "reopen":
        return last._replace(status="open", closed_on=None, note=None)
    return None


HISTORIES = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 9)), min_size=1, max_size=12
).map(history)


@given(HISTORIES)
def test_the_totals_of_a_stage_are_its_stays_together(rows: list[StageHistoryRow]) -> None:
    totals = stage_totals(rows)
    if rows[-1].status == "deleted":
        assert totals == {}
        return
    stays = stays_of(rows)
    assert totals.keys() == {stay.stage_id for stay in stays}
    for stage_id, total in totals.items():
        here = [stay for stay in stays if stay.stage_id == stage_id]
        assert total.days == sum(stay.days(stay.left_on) for stay in here if stay.left_on)
        assert total.gone == (here[-1].ended is not None)
        assert total.won == (rows[-1].status == "won")


@given(HISTORIES)
def test_a_stay_begins_where_the_one_before_ended(rows: list[StageHistoryRow]) -> None:
    stays = stays_of(rows)
    assert all(stay.ended == "moved" for stay in stays[:-1])
    assert all(one.left_on == following.entered_on for one, following in pairwise(stays))


@given(HISTORIES)
def test_the_fast_path_of_reports_gives_the_same_stays(rows: list[StageHistoryRow]) -> None:
    read = [
        (1, row.stage_id, str(row.stage_entered_on), str(row.created_on), row.status,
         row.closed_on and str(row.closed_on), row.note)
        for row in rows
    ]  # fmt: skip
    found = simple_stays(read)
    assert found is None or found == stays_of(rows)


@given(HISTORIES)
def test_the_forecast_sees_the_same_stages_on_the_same_days(rows: list[StageHistoryRow]) -> None:
    # The forecast keeps the day on which the first stage was entered.
    assume(all(row.created_on == DAY for row in rows))
    known = [
        RecordedRow(
            row.stage_entered_on,
            row.stage_entered_on,
            row.created_on,
            row.stage_id,
            row.stage_entered_on,
            row.status,
            row.closed_on,
            None,
            is_redrawn(row),
        )
        for row in rows
    ]
    stays = stays_of(rows)
    # Two stays in one stage, since the one between was removed, are one to the forecast.
    joined = [
        (stay.stage_id, stay.entered_on.toordinal())
        for stay, following in zip(stays, [*stays[1:], None], strict=True)
        if following is None or following.stage_id != stay.stage_id
    ]
    assert list(forecast_visits(known)) == joined


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A store without a deal."""
    shell = Shell(tmp_path_factory.mktemp("blank"))
    shell("init")
    with closing(sqlite3.connect(shell.store)) as connection:
        yield connection


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HISTORIES, st.data())
def test_the_store_as_of_a_day_adds_up_the_same(
    blank: sqlite3.Connection, rows: list[StageHistoryRow], data: st.DataObject
) -> None:
    known = data.draw(st.integers(1, len(rows)))
    with closing(sqlite3.connect(":memory:")) as connection:
        blank.backup(connection)
        insert(connection, [*rows, rows[-1]], known)
        show_as_of(connection, DAY)
        found = {
            row[0]: tuple(row[1:])
            for row in connection.execute("select stage_id, days, gone, won from stage_visit")
        }
    assert found == {stage_id: tuple(each) for stage_id, each in stage_totals(rows[:known]).items()}


def insert(connection: sqlite3.Connection, rows: list[StageHistoryRow], known: int) -> None:
    """A deal with that history, of which all but the first `known` rows were recorded later."""
    last = rows[-1]
    connection.execute(
        "insert into opportunity (id, uid, slug, title, title_folded, currency, stage_id,"
        " stage_entered_on, status, created_on, added_on, closed_on, reason, pushes)"
        " values (1, 'one', 'one', 'One', 'one', 'EUR', ?, ?, ?, ?, ?, ?, ?, 0)",
        (
            *(last.stage_id, last.stage_entered_on, last.status, last.created_on, DAY),
            *(last.closed_on, "price" if last.status == "lost" else None),
        ),
    )
    for place, row in enumerate(rows):
        recorded = DAY + timedelta(days=place >= known)
        connection.execute(
            "insert into opportunity_history (opportunity_id, happened_on, created_on, stage_id,"
            " stage_entered_on, status, currency, close_on, closed_on, note, recorded_at,"
            " recorded_on) values (1, ?, ?, ?, ?, ?, 'EUR', ?, ?, ?, ?, ?)",
            (
                *(row.stage_entered_on, row.created_on, row.stage_id, row.stage_entered_on),
                *(row.status, row.close_on, row.closed_on, row.note, f"{recorded} 10:00:00"),
                recorded,
            ),
        )
