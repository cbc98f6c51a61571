"""Dates of other programs: one order a column, told by a value that allows only one."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipectl.domain.incoming.dates import (
    ORDERS,
    AmbiguousColumnError,
    Order,
    OrderSought,
    check_order,
    read_day,
    read_instant,
    readings_of,
)
from pipectl.errors import UsageError

FORMS = {"ymd": "%Y{0}%m{0}%d", "mdy": "%m{0}%d{0}%Y", "dmy": "%d{0}%m{0}%Y"}
TIMES = ("", " %H:%M", " %H:%M:%S", "T%H:%M:%S.%f", ", %I:%M %p", " %I:%M:%S%p", " %H:%M:%SZ")
instants = st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 31))
orders = st.sampled_from(sorted(ORDERS))
quick = settings(deadline=None)


def written(at: datetime, order: str, mark: str = "/", clock: str = "") -> str:
    form = FORMS[order].format(mark).replace("%Y", f"{at.year:04d}")
    return at.strftime(form + clock)


def column(*values: str, forced: str | None = None) -> Order:
    sought = OrderSought("Close Date", forced)
    for line, value in enumerate(values, 2):
        if sought.look(line, value):
            break
    return sought.order("deals.csv")


@quick
@given(instants, orders, st.sampled_from("/.-"), st.sampled_from(TIMES))
def test_what_was_written_in_an_order_is_read_in_it(
    at: datetime, order: str, mark: str, clock: str
) -> None:
    on, second = read_instant(written(at, order, mark, clock), order)
    assert on == at.date()
    minute = at.hour * 3600 + at.minute * 60
    assert second in ((minute, minute + at.second) if clock else (0,))


@quick
@given(st.lists(instants, min_size=1, max_size=8), orders)
def test_a_column_is_read_in_its_order_or_asks_for_it(days: list[datetime], order: str) -> None:
    values = [written(day, order) for day in days]
    try:
        found = column(*values).order
    except AmbiguousColumnError:
        assert all(len(dict(readings_of(value))) == 2 for value in values)
        found = column(*values, forced=order).order
        assert found == order
    assert [read_day(value, found) for value in values] == [day.date() for day in days]


@quick
@given(st.text(max_size=30) | st.from_regex(r"[0-9/.:\- TZapm]{1,25}", fullmatch=True), orders)
def test_anything_else_is_a_clear_error(text: str, order: str) -> None:
    said = outcome(text, order)
    assert isinstance(said, date) or said.isprintable()


def outcome(text: str, order: str) -> date | str:
    try:
        return read_day(text, order)
    except UsageError as error:
        return str(error)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-18",
        "2026-11-18 13:34",
        "2026-11-18T13:34:05.123456+00:00",
        "2026-11-18T23:59:59.000Z",
        "2026-11-18 23:59:59 UTC",
        "2026-11-18T01:00:00-0800",
        "2026/11/18",
        "2026.11.18",
        "2026-11-18, 1:34 PM",
        "2026-11-18 12:00 a.m.",
    ],
)
def test_the_day_is_the_one_that_is_written(text: str) -> None:
    assert read_day(text, "ymd") == date(2026, 11, 18)
    assert column(text) == Order("ymd", 2, text)


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("11/18/2026 12:00 AM", 0),
        ("11/18/2026 12:01 PM", 12 * 3600 + 60),
        ("11/18/2026 1:34:05 pm", 13 * 3600 + 34 * 60 + 5),
        ("11/18/2026, 13:34", 13 * 3600 + 34 * 60),
    ],
)
def test_a_time_is_read_with_its_half_of_the_day(text: str, second: int) -> None:
    assert read_instant(text, "mdy") == (date(2026, 11, 18), second)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("46344", "is a spreadsheet's number of a day, not a date; format that column as dates"),
        ("46344.5653", "is a spreadsheet's number of a day, not a date; format that column as"),
        ("20261118", "is not a date"),
        ("soon", "is not a date"),
        ("2026-W47", "is not a date"),
        ("2026-02-30", "is not in the calendar, read as year-month-day"),
        ("1899-12-31", "is outside the years 1900 to 9999"),
        ("11/18/26", "has no year of four digits"),
        ("11/18/2026", "does not fit year-month-day, which the dates of this column are"),
        ("2026-11/18", "is not a date"),
        ("2026-11-18 25:00", "has an impossible time"),
        ("2026-11-18 13:00 PM", "has an impossible time"),
        ("2026-11-18 12", "is not a date"),
        ("２０２６-11-18", "is not a date"),
    ],
)
def test_what_is_no_date_is_told(text: str, why: str) -> None:
    assert str(outcome(text, "ymd")).startswith(f'"{text}" {why}')


def test_a_value_that_allows_one_order_tells_it() -> None:
    assert column("3/4/2026", "5/6/2026", "11/18/2026") == Order("mdy", 4, "11/18/2026")
    assert column("3/4/2026", "18.11.2026") == Order("dmy", 3, "18.11.2026")


def test_a_column_that_could_be_both_names_the_flag_and_both_readings() -> None:
    with pytest.raises(AmbiguousColumnError) as caught:
        column("5/5/2026", "3/4/2026", "what", "6/4/2026")
    assert caught.value.exit_code == 4
    assert str(caught.value) == (
        'deals.csv:3: every date of "Close Date" can be read in two ways: "3/4/2026" could be'
        " Fri 3 Apr 2026 (dmy) or Wed 4 Mar 2026 (mdy)."
    )
    assert caught.value.hint == "Say which with --dates mdy or --dates dmy."


def test_the_same_day_either_way_needs_no_order() -> None:
    order = column("5/5/2026", "6/6/2026 12:00")
    assert read_day("5/5/2026", order.order) == date(2026, 5, 5)
    assert order.value is None


def test_an_order_that_was_forced_leaves_dates_alone_that_begin_with_the_year() -> None:
    assert column("3/4/2026", forced="dmy").order == "dmy"
    assert column("2026-03-04", forced="dmy").order == "ymd"


def test_an_order_is_one_of_three() -> None:
    assert [check_order(text) for text in ("MDY", " dmy", "ymd")] == ["mdy", "dmy", "ymd"]
    with pytest.raises(UsageError) as caught:
        check_order("ydm")
    assert caught.value.hint == (
        "It is ymd (year-month-day), mdy (month/day/year) or dmy (day/month/year)."
    )
