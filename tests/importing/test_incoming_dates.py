"""Dates of other programs: one order a column, told by a value that allows only one."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipectl.errors import UsageError
from pipectl.importing.rules.date_formats import (
    ORDERS,
    AmbiguousColumnError,
    Order,
    OrderSought,
    check_order,
    is_no_date,
    read_day,
    read_instant,
    readings_of,
)

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
    on, second = read_instant(written(at, order, mark, clock), Order(order, forced=True), UTC)
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
@given(instants, st.sampled_from([*sorted(ORDERS), None]), st.sampled_from([". ", "."]))
def test_dots_are_day_month_year_in_every_column(at: datetime, told: str | None, mark: str) -> None:
    value = f"{at.day:02d}{mark}{at.month:02d}{mark}{at.year:04d}"
    order = Order(told) if told else column(value)
    assert read_day(value, order) == at.date()
    assert column(value) == Order("dmy", 2, value)


@quick
@given(st.dates(date(1969, 1, 1), date(2068, 12, 31)), st.sampled_from(["mdy", "dmy", "ymd"]))
def test_years_of_two_digits_are_those_from_1969_to_2068(day: date, order: str) -> None:
    form = FORMS[order].replace("%Y", "%y").format("-" if order == "ymd" else "/")
    assert read_day(day.strftime(form), order) == day
    assert read_day(day.strftime("%d.%m.%y"), "mdy") == day
    assert read_day(f"{day.day}-{ENGLISH[day.month - 1]}-{day:%y}", "mdy") == day


ENGLISH = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("November 3, 2023", "2023-11-03"),
        ("January 26, 2025 4:59 AM", "2025-01-26"),
        ("January 26, 2025 4:59\u202fPM (GMT+1)", "2025-01-26"),
        ("Nov 3, 2023, 10:15:00 PM", "2023-11-03"),
        ("3 Nov 2023", "2023-11-03"),
        ("3rd of November 2023", "2023-11-03"),
        ("Friday, November 3rd, 2023 at 3:00 PM", "2023-11-03"),
        ("29-Jun-2026", "2026-06-29"),
        ("29-JUN-26", "2026-06-29"),
        ("29 Jun '26", "2026-06-29"),
        ("2026-Jun-29", "2026-06-29"),
        ("Sept. 3, 2026", "2026-09-03"),
        ("3. November 2026", "2026-11-03"),
        ("Di., 3. Nov. 2026 14:30 Uhr", "2026-11-03"),
        ("3. März 2026", "2026-03-03"),
        ("1. Jänner 2026", "2026-01-01"),
        ("29. Dez. 2026 um 09:15", "2026-12-29"),
        ("1er janvier 2026", "2026-01-01"),
        ("mardi 3 février 2026 à 14h30", "2026-02-03"),
        ("3 févr. 2026", "2026-02-03"),
        ("15 août 2026", "2026-08-15"),
        ("3 de noviembre de 2026", "2026-11-03"),
        ("mar, 3 nov 2026", "2026-11-03"),
        ("3 mar 2026", "2026-03-03"),
        ("3-ene-2026 4:59 p. m.", "2026-01-03"),
        ("3 maart 2026", "2026-03-03"),
        ("3 mei 2026 14.30", "2026-05-03"),
        ("3 gennaio 2026", "2026-01-03"),
        ("3 de outubro de 2026", "2026-10-03"),
        ("3 października 2026", "2026-10-03"),
        ("3. listopadu 2026", "2026-11-03"),
        ("3 Şubat 2026", "2026-02-03"),
        ("2026年11月3日", "2026-11-03"),
        ("Thu Jun 04 2026 10:00:00 GMT+0000 (Coordinated Universal Time)", "2026-06-04"),
        ("3. 11. 2026", "2026-11-03"),
        ("13.03.26", "2026-03-13"),
        ("3.11.2026 14:30", "2026-11-03"),
        ("\u200e11\u200e/\u200e18\u200e/\u200e2026", "2026-11-18"),
    ],
)
def test_dates_with_names_of_months_need_no_order(text: str, expected: str) -> None:
    for order in ORDERS if "11\u200e" not in text else ("mdy",):
        assert read_day(text, order, UTC) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    "text", ["Nov 2026", "3 Nov", "32 Foo 2026", "Due 3 Nov 2026", "Nov Dec 3 2026", "3 Nov 2026 x"]
)
def test_other_words_are_no_date(text: str) -> None:
    assert outcome(text, "mdy") == f'"{text}" is not a date.'


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2026-10-01T03:00:00+00:00", "America/Los_Angeles", "2026-09-30"),
        ("2026-10-01T03:00:00Z", "America/Los_Angeles", "2026-09-30"),
        ("2026-10-01 03:00:00 UTC", "America/Los_Angeles", "2026-09-30"),
        ("2026-10-01T03:00:00+00:00", "Europe/Berlin", "2026-10-01"),
        ("2026-09-30T22:30:00.000+0000", "Europe/Berlin", "2026-10-01"),
        ("2026-09-30T22:30:00-03", "Europe/Berlin", "2026-10-01"),
        ("Oct 1, 2026 1:00 AM (GMT+5:30)", "Europe/Berlin", "2026-09-30"),
        ("2026-10-01 00:30 CEST", "UTC", "2026-09-30"),
        ("2026-10-01T03:00:00", "America/Los_Angeles", "2026-10-01"),
        # Midnight in UTC is a day that has no time.
        ("2026-10-01T00:00:00Z", "America/Los_Angeles", "2026-10-01"),
        ("2026-10-01T00:00:00.000+0000", "America/Los_Angeles", "2026-10-01"),
        ("2026-10-01T00:00:00-07:00", "America/Los_Angeles", "2026-10-01"),
        ("9999-12-31T23:59:59Z", "Europe/Berlin", "9999-12-31"),
    ],
)
def test_an_instant_with_a_zone_is_a_day_of_the_seller(text: str, zone: str, expected: str) -> None:
    assert read_day(text, "ymd", ZoneInfo(zone)) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("0000-00-00", "0000-00-00 00:00:00", "0000-00-00T00:00:00Z", "00/00/0000", "00.00.0000"),
        *("0001-01-01T00:00:00", "1899-12-30", "1/0/1900"),
    ],
)
def test_what_programs_write_for_no_date_is_none(text: str) -> None:
    assert is_no_date(text)


@pytest.mark.parametrize("text", ["2000-01-01", "0000-00-01", "2026-10-00", "10/0/2026", ""])
def test_any_other_date_is_not_nothing(text: str) -> None:
    assert not is_no_date(text)


def test_an_order_that_was_forced_holds_for_dots_too() -> None:
    assert read_day("04.03.2026", column("04.03.2026", forced="mdy")) == date(2026, 4, 3)
    assert read_day("04.03.2026", "mdy") == date(2026, 3, 4)
    said = outcome("11.18.2026", "dmy")
    assert said == (
        '"11.18.2026" is not a valid date (dots mean day.month.year; to read month '
        "first, use --dates mdy)."
    )


def test_years_of_two_digits_with_hyphens_could_be_three_days() -> None:
    with pytest.raises(AmbiguousColumnError) as caught:
        column("12-11-10")
    assert caught.value.hint == "Choose one with --dates ymd, --dates mdy or --dates dmy."


@quick
@given(st.text(max_size=30) | st.from_regex(r"[0-9/.:\- TZapm]{1,25}", fullmatch=True), orders)
def test_anything_else_is_a_clear_error(text: str, order: str) -> None:
    said = outcome(text, order)
    assert isinstance(said, date) or said.isprintable()


def outcome(text: str, order: str) -> date | str:
    try:
        return read_day(text, order, UTC)
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
        "2026-11-17T20:00:00-0800",
        "2026/11/18",
        "2026.11.18",
        "2026-11-18, 1:34 PM",
        "2026-11-18 12:00 a.m.",
    ],
)
def test_the_day_is_the_one_that_is_written(text: str) -> None:
    assert read_day(text, "ymd", UTC) == date(2026, 11, 18)
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
        ("46344", "is a spreadsheet's day number, not a date (format the column as dates)"),
        ("46344.5653", "is a spreadsheet's day number, not a date (format the column as"),
        ("20261118", "is not a date"),
        ("soon", "is not a date"),
        ("2026-W47", "is not a date"),
        ("2026-02-30", "is not a valid date."),
        (
            "31/11/2026",
            ("does not match the order of the other dates in this column, year-month-day."),
        ),
        ("2026-11-18 13:34 XYZ", "has an unknown time zone: XYZ."),
        ("2026-11-18 13:34 +25:00", "has an unknown time zone: +25:00."),
        ("1899-12-31", "is outside the years 1900 to 9999"),
        ("11/18/126", "needs a year of two or four digits"),
        (
            "11/18/2026",
            ("does not match the order of the other dates in this column, year-month-day"),
        ),
        ("2026-11/18", "is not a date"),
        ("2026-11-18 25:00", "isn't a valid time"),
        ("2026-11-18 13:00 PM", "isn't a valid time"),
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
        'deals.csv:3: can\'t tell day from month in "Close Date": "3/4/2026" could be Fri '
        "3 Apr 2026 (dmy) or Wed 4 Mar 2026 (mdy)."
    )
    assert caught.value.hint == "Choose one with --dates mdy or --dates dmy."


def test_the_same_day_either_way_needs_no_order() -> None:
    order = column("5/5/2026", "6/6/2026 12:00")
    assert read_day("5/5/2026", order.order) == date(2026, 5, 5)
    assert order.value is None


def test_an_order_that_was_forced_leaves_dates_alone_that_begin_with_the_year() -> None:
    assert column("3/4/2026", forced="dmy").order == "dmy"
    found = column("2026-03-04", forced="dmy")
    assert read_day("2026-03-04", found) == date(2026, 3, 4)


@pytest.mark.parametrize("order", sorted(ORDERS))
def test_a_day_that_no_calendar_has_says_so_in_every_order(order: str) -> None:
    assert outcome("2026-11-31", order) == '"2026-11-31" is not a valid date.'
    assert outcome("31 Nov 2026", order) == '"31 Nov 2026" is not a valid date.'
    assert outcome("31.11.2026", order) == '"31.11.2026" is not a valid date.'


def test_an_order_is_one_of_three() -> None:
    assert [check_order(text) for text in ("MDY", " dmy", "ymd")] == ["mdy", "dmy", "ymd"]
    with pytest.raises(UsageError) as caught:
        check_order("ydm")
    assert caught.value.hint == (
        "Use ymd (year-month-day), mdy (month/day/year) or dmy (day/month/year)."
    )


@quick
@given(st.datetimes(datetime(2001, 9, 10), datetime(2033, 5, 17)), st.sampled_from(["", "000"]))
def test_seconds_and_milliseconds_since_1970_are_instants(at: datetime, rest: str) -> None:
    whole = at.replace(microsecond=0, tzinfo=UTC)
    text = f"{int(whole.timestamp())}{rest}"
    expected = read_instant(whole.strftime("%Y-%m-%dT%H:%M:%SZ"), "mdy", ZoneInfo("Asia/Tokyo"))
    assert read_instant(text, "mdy", ZoneInfo("Asia/Tokyo")) == expected


@pytest.mark.parametrize("text", ["123456789", "17645472000", "9764547200", "17645472000000"])
def test_other_long_numbers_are_no_dates(text: str) -> None:
    with pytest.raises(UsageError):
        read_day(text, "mdy")
