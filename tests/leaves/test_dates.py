"""Days: typed by a strict grammar, written without a locale."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipectl.dates import (
    fiscal_year,
    format_date,
    month_end,
    month_start,
    parse_date,
    parse_due,
    parse_range,
    quarter_end,
    quarter_start,
    short_date,
    week_end,
    week_start,
    year_end,
    year_start,
)
from pipectl.errors import UsageError

WEDNESDAY, SATURDAY, SUNDAY = date(2026, 11, 18), date(2026, 11, 21), date(2026, 11, 22)
quick = settings(deadline=None)
days = st.dates(date(1900, 1, 1), date(9999, 12, 31))
ordinary_days = st.dates(date(1930, 1, 1), date(2200, 12, 31))
fiscal_starts = st.sampled_from([1, 4, 7]) | st.integers(1, 12)
words = (
    "1 29 31 2026 9999 2026-12-01 dec feb december mar fri tuesday next last in ago +3d -3d 2w 3 d"
    " w m y days weeks months years today tomorrow yesterday eow eom eoq eoy .. / . - + , : 14:30"
    " 24:00 T 999999999 99999999999999999999y 3/4/2026 03.04.26 ３ ١ \n \0 \ud800 "
)
sentences = st.lists(st.sampled_from([*words.split(" "), " ", ""]), max_size=6).flatmap(
    lambda chosen: st.sampled_from(["".join(chosen), " ".join(chosen)])
)
anything = st.text(st.characters(exclude_categories=())) | sentences


def outcome(function: Callable[..., Any], text: str, **options: Any) -> Any:
    """What came out; None where it was refused, as an error that people can read."""
    try:
        return function(text, **options)
    except UsageError as error:
        refused = error
    assert refused.exit_code == 2
    assert str(refused).isprintable()
    return None


def refusal(
    text: str, parse: Callable[..., Any] = parse_date, today: date = WEDNESDAY, **options: Any
) -> UsageError:
    with pytest.raises(UsageError) as caught:
        parse(text, today=today, **options)
    assert caught.value.exit_code == 2
    assert caught.value.hint
    assert str(caught.value).isprintable()
    return caught.value


# The text, then what it means on Wed 18, Sat 21 and Sun 22 November 2026.
FORMS = """
2026-12-01       | 2026-12-01 2026-12-01 2026-12-01
1 dec            | 2026-12-01 2026-12-01 2026-12-01
dec 1            | 2026-12-01 2026-12-01 2026-12-01
1 december       | 2026-12-01 2026-12-01 2026-12-01
1 dec 2027       | 2027-12-01 2027-12-01 2027-12-01
dec 1, 2027      | 2027-12-01 2027-12-01 2027-12-01
21 nov           | 2026-11-21 2026-11-21 2027-11-21
17 nov           | 2027-11-17 2027-11-17 2027-11-17
1 sept           | 2027-09-01 2027-09-01 2027-09-01
29 feb           | 2028-02-29 2028-02-29 2028-02-29
Fri 4 Dec 2026   | 2026-12-04 2026-12-04 2026-12-04
fri 4 dec        | 2026-12-04 2026-12-04 2026-12-04
today            | 2026-11-18 2026-11-21 2026-11-22
tomorrow         | 2026-11-19 2026-11-22 2026-11-23
yesterday        | 2026-11-17 2026-11-20 2026-11-21
fri              | 2026-11-20 2026-11-27 2026-11-27
FRIDAY           | 2026-11-20 2026-11-27 2026-11-27
wed              | 2026-11-25 2026-11-25 2026-11-25
sat              | 2026-11-21 2026-11-28 2026-11-28
sun              | 2026-11-22 2026-11-22 2026-11-29
thurs            | 2026-11-19 2026-11-26 2026-11-26
next tue         | 2026-11-24 2026-11-24 2026-11-24
next fri         | 2026-11-27 2026-11-27 2026-11-27
next sunday      | 2026-11-29 2026-11-29 2026-11-29
last fri         | 2026-11-13 2026-11-13 2026-11-13
last sun         | 2026-11-15 2026-11-15 2026-11-15
+3d              | 2026-11-21 2026-11-24 2026-11-25
-3d              | 2026-11-15 2026-11-18 2026-11-19
+2w              | 2026-12-02 2026-12-05 2026-12-06
-1m              | 2026-10-18 2026-10-21 2026-10-22
+1y              | 2027-11-18 2027-11-21 2027-11-22
0d               | 2026-11-18 2026-11-21 2026-11-22
3d               | 2026-11-21 2026-11-24 2026-11-25
2w               | 2026-12-02 2026-12-05 2026-12-06
3M               | 2027-02-18 2027-02-21 2027-02-22
3 days ago       | 2026-11-15 2026-11-18 2026-11-19
1 day ago        | 2026-11-17 2026-11-20 2026-11-21
2 weeks ago      | 2026-11-04 2026-11-07 2026-11-08
in 3 months      | 2027-02-18 2027-02-21 2027-02-22
in 1 week        | 2026-11-25 2026-11-28 2026-11-29
in 2w            | 2026-12-02 2026-12-05 2026-12-06
1 year ago       | 2025-11-18 2025-11-21 2025-11-22
eow              | 2026-11-22 2026-11-22 2026-11-22
eom              | 2026-11-30 2026-11-30 2026-11-30
eoq              | 2026-12-31 2026-12-31 2026-12-31
EOY              | 2026-12-31 2026-12-31 2026-12-31
eod              | 2026-11-18 2026-11-21 2026-11-22
end of day       | 2026-11-18 2026-11-21 2026-11-22
end of week      | 2026-11-22 2026-11-22 2026-11-22
end of month     | 2026-11-30 2026-11-30 2026-11-30
end of the month | 2026-11-30 2026-11-30 2026-11-30
end of this year | 2026-12-31 2026-12-31 2026-12-31
end of quarter   | 2026-12-31 2026-12-31 2026-12-31
this fri         | 2026-11-20 2026-11-20 2026-11-20
this mon         | 2026-11-16 2026-11-16 2026-11-16
this sunday      | 2026-11-22 2026-11-22 2026-11-22
next week        | 2026-11-23 2026-11-23 2026-11-23
next month       | 2026-12-01 2026-12-01 2026-12-01
next quarter     | 2027-01-01 2027-01-01 2027-01-01
next year        | 2027-01-01 2027-01-01 2027-01-01
in two weeks     | 2026-12-02 2026-12-05 2026-12-06
2 weeks          | 2026-12-02 2026-12-05 2026-12-06
3 days           | 2026-11-21 2026-11-24 2026-11-25
a week           | 2026-11-25 2026-11-28 2026-11-29
in a month       | 2026-12-18 2026-12-21 2026-12-22
two days ago     | 2026-11-16 2026-11-19 2026-11-20
+2 weeks         | 2026-12-02 2026-12-05 2026-12-06
dec 1st          | 2026-12-01 2026-12-01 2026-12-01
1st dec          | 2026-12-01 2026-12-01 2026-12-01
2nd of december  | 2026-12-02 2026-12-02 2026-12-02
dec 23rd, 2027   | 2027-12-23 2027-12-23 2027-12-23
thu 11th jan 2029 | 2029-01-11 2029-01-11 2029-01-11
31.12.2026       | 2026-12-31 2026-12-31 2026-12-31
3. 4. 2026       | 2026-04-03 2026-04-03 2026-04-03
03.04.26         | 2026-04-03 2026-04-03 2026-04-03
31/12/2026       | 2026-12-31 2026-12-31 2026-12-31
12/31/2026       | 2026-12-31 2026-12-31 2026-12-31
5/5/2026         | 2026-05-05 2026-05-05 2026-05-05
31-12-2026       | 2026-12-31 2026-12-31 2026-12-31
2026/12/1        | 2026-12-01 2026-12-01 2026-12-01
"""
CASES = [re.split(r"\s*\|\s*", line) for line in FORMS.strip().splitlines()]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_every_form_of_a_date_is_read(text: str, expected: str) -> None:
    for today, day in zip((WEDNESDAY, SATURDAY, SUNDAY), expected.split(), strict=True):
        assert parse_date(text, today=today).isoformat() == day
        assert parse_date(f"  {text.upper()} ", today=today).isoformat() == day


# What has happened: on the same three days; "-" is a future day.
PAST_FORMS = """
2026-11-21       | -          2026-11-21 2026-11-21
1 dec            | 2025-12-01 2025-12-01 2025-12-01
21 nov           | 2025-11-21 2026-11-21 2026-11-21
29 feb           | 2024-02-29 2024-02-29 2024-02-29
1 dec 2026       | -          -          -
today            | 2026-11-18 2026-11-21 2026-11-22
tomorrow         | -          -          -
fri              | 2026-11-13 2026-11-20 2026-11-20
wed              | 2026-11-18 2026-11-18 2026-11-18
sun              | 2026-11-15 2026-11-15 2026-11-22
last fri         | 2026-11-13 2026-11-13 2026-11-13
next fri         | -          -          -
3 days ago       | 2026-11-15 2026-11-18 2026-11-19
2w               | -          -          -
eow              | -          -          2026-11-22
eom              | -          -          -
this fri         | -          2026-11-20 2026-11-20
next week        | -          -          -
2 weeks          | -          -          -
two weeks ago    | 2026-11-04 2026-11-07 2026-11-08
31.12.2025       | 2025-12-31 2025-12-31 2025-12-31
eod              | 2026-11-18 2026-11-21 2026-11-22
"""
PAST_CASES = [re.split(r"\s*\|\s*", line) for line in PAST_FORMS.strip().splitlines()]


@pytest.mark.parametrize(("text", "expected"), PAST_CASES)
def test_a_date_of_what_has_happened_is_the_latest_not_after_today(
    text: str, expected: str
) -> None:
    for today, day in zip((WEDNESDAY, SATURDAY, SUNDAY), expected.split(), strict=True):
        if day == "-":
            assert "in the future" in str(refusal(text, today=today, past=True))
        else:
            assert parse_date(text, today=today, past=True).isoformat() == day


def test_a_future_date_of_what_has_happened_says_which_day_it_is() -> None:
    assert str(refusal("2w", past=True)) == (
        '"2w" is Wed 2 Dec 2026, in the future: today is Wed 18 Nov 2026.'
    )


@pytest.mark.parametrize(
    ("today", "fiscal_start", "eoq", "eoy"),
    [
        ("2026-11-18", 1, "2026-12-31", "2026-12-31"),
        ("2026-11-18", 4, "2026-12-31", "2027-03-31"),
        ("2026-11-18", 7, "2026-12-31", "2027-06-30"),
        ("2026-11-18", 2, "2027-01-31", "2027-01-31"),
        ("2026-03-31", 4, "2026-03-31", "2026-03-31"),
        ("2026-04-01", 4, "2026-06-30", "2027-03-31"),
        ("2028-02-29", 3, "2028-02-29", "2028-02-29"),
    ],
)
def test_the_end_of_quarter_and_year_follow_the_fiscal_year(
    today: str, fiscal_start: int, eoq: str, eoy: str
) -> None:
    day = date.fromisoformat(today)
    assert parse_date("eoq", today=day, fiscal_start=fiscal_start).isoformat() == eoq
    assert parse_date("eoy", today=day, fiscal_start=fiscal_start).isoformat() == eoy


@pytest.mark.parametrize(
    ("today", "text", "expected"),
    [
        ("2026-01-31", "+1m", "2026-02-28"),
        ("2028-01-31", "in 1 month", "2028-02-29"),
        ("2028-02-29", "+1y", "2029-02-28"),
        ("2026-03-31", "-1m", "2026-02-28"),
        ("2096-03-01", "29 feb", "2104-02-29"),
        ("2028-02-29", "29 feb", "2028-02-29"),
        ("2026-12-31", "1 jan", "2027-01-01"),
        ("9999-12-31", "eow", None),
        ("9999-12-31", "tomorrow", None),
        ("9999-12-31", "1 jan", None),
        ("9999-12-31", "eom", "9999-12-31"),
        ("1900-01-01", "yesterday", None),
    ],
)
def test_the_calendars_corners(today: str, text: str, expected: str | None) -> None:
    day = date.fromisoformat(today)
    if expected is None:
        assert "outside the years 1900 to 9999" in str(refusal(text, today=day))
    else:
        assert parse_date(text, today=day).isoformat() == expected


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("3/4/2026", "could mean 3 Apr 2026 or 4 Mar 2026.", "Type 2026-04-03 or 2026-03-04."),
        ("3-4-26", "could mean 3 Apr 2026 or 4 Mar 2026.", "Type 2026-04-03 or 2026-03-04."),
        ("1.5", "is not a clear date. It could mean 1 May.", "Type 1 may."),
        ("1/5", "could mean 1 May or 5 Jan.", "Type 1 may or 5 jan."),
        ("24.12.", "is not a clear date. It could mean 24 Dec.", "Type 24 dec."),
        ("29/2", "is not a clear date. It could mean 29 Feb.", "Type 29 feb."),
        ("25/12/26", "is not a clear date. It could mean 25 Dec 2026.", "Type 2026-12-25."),
    ],
)
def test_a_date_in_numbers_shows_what_it_could_mean(text: str, message: str, hint: str) -> None:
    error = refusal(text)
    assert str(error) == f'"{text}" {message}'
    assert error.hint == hint


NO_DAYS = "30 feb|feb 30|31 nov 2026|29 feb 2026|2026-13-01|2026-02-29|0 dec|31.11.2026|1.13.2026"


@pytest.mark.parametrize("text", NO_DAYS.split("|"))
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    assert str(refusal(text)) == f'"{text}" is not a valid date.'


OUTSIDE = (
    "1899-12-31|0000-01-01|1 dec 1899|+999999999y|+99999999999999999999d|-999y|"
    "999999999 weeks ago|in 99999999999999999999 months|-200y"
)


@pytest.mark.parametrize("text", OUTSIDE.split("|"))
def test_a_day_outside_1900_to_9999_is_refused(text: str) -> None:
    assert str(refusal(text)) == f'"{text}" is outside the years 1900 to 9999.'


def test_a_weekday_that_does_not_agree_is_refused() -> None:
    assert "that day is Fri 4 Dec 2026" in str(refusal("Thu 4 Dec 2026"))


NO_DATES = (
    "| |10|mar|2026|2026-11|q1 2027|this week|last month|this|1dec|2st dec|12nd dec|+3|3|"
    "aweek|a 3 days|in 3 months ago|+ 3d|1.5d|3h|2 2|13/13/2026|now|２０２６-１２-０１|２w|"
    "2026-12-01T09:05|"
    "2026-12-01 09:05|next 1 dec|end of|end of next month|"
    "31.12.226|ﬁri|to\u200bday|today\x00|fri\ntue\x00|20261201|1 dec 6|"
    "tomorrow today"
)


@pytest.mark.parametrize("text", NO_DATES.split("|"))
def test_anything_else_is_no_date(text: str) -> None:
    error = refusal(text)
    assert "is not a date." in str(error)
    assert "2026-12-01, 1 dec" in (error.hint or "")


@pytest.mark.parametrize("piece", ["9", " ", "x", "1 dec ", "/1", "..", "14:30 "])
@pytest.mark.parametrize("parse", [parse_date, parse_due, parse_range])
def test_long_garbage_is_refused_and_shortened(parse: Callable[..., Any], piece: str) -> None:
    assert len(str(refusal(f"1{piece * 100_000}x", parse))) < 600


@quick
@given(days, days)
def test_reading_a_written_date_gives_it_back(day: date, today: date) -> None:
    assert parse_date(format_date(day), today=today) == day
    assert parse_date(day.isoformat(), today=today) == day


@quick
@given(ordinary_days, ordinary_days)
def test_reading_a_short_date_gives_it_back_where_it_is_clear(day: date, today: date) -> None:
    short = short_date(day, today)
    if day.year != today.year or day >= today:
        assert parse_date(short, today=today) == day


@quick
@given(days, st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0)), days)
def test_reading_a_written_due_date_gives_it_back(day: date, at: time | None, today: date) -> None:
    written = format_date(day) if at is None else f"{format_date(day)} {at:%H:%M}"
    assert parse_due(written, today=today) == (day, at)


@quick
@given(ordinary_days, st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
def test_a_weekday_comes_within_a_week(today: date, name: str) -> None:
    coming = parse_date(name, today=today)
    latest = parse_date(name, today=today, past=True)
    assert today < coming <= today + timedelta(days=7)
    assert today - timedelta(days=7) < latest <= today
    assert (coming - latest).days == 7
    assert week_start(parse_date(f"next {name}", today=today)) == week_end(today) + timedelta(1)


@quick
@given(anything, days, st.booleans(), fiscal_starts)
def test_no_text_crashes_the_parsers(text: str, today: date, past: bool, fiscal_start: int) -> None:
    for parse, options in (
        (parse_date, {"past": past}),
        (parse_due, {}),
        (parse_range, {"past": past}),
    ):
        found = outcome(parse, text, today=today, fiscal_start=fiscal_start, **options)
        if found:
            first = found if isinstance(found, date) else found[0]
            assert first.year >= 1900
            assert not (past and options) or first <= today


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("next tue 14:30", (date(2026, 11, 24), time(14, 30))),
        ("2026-12-01 09:05", (date(2026, 12, 1), time(9, 5))),
        ("fri 9:05", (date(2026, 11, 20), time(9, 5))),
        ("1 dec 2020 00:00", (date(2020, 12, 1), time(0, 0))),
        ("eoq", (date(2026, 12, 31), None)),
        ("fri 3pm", (date(2026, 11, 20), time(15, 0))),
        ("fri at 3:30 pm", (date(2026, 11, 20), time(15, 30))),
        ("tomorrow 9am", (date(2026, 11, 19), time(9, 0))),
        ("1 dec 3 PM", (date(2026, 12, 1), time(15, 0))),
        ("dec 1 2pm", (date(2026, 12, 1), time(14, 0))),
        ("4pm", (WEDNESDAY, time(16, 0))),
        ("sat 3pm", (date(2026, 11, 21), time(15, 0))),
        ("sat at 3pm", (date(2026, 11, 21), time(15, 0))),
        ("at 4pm", (WEDNESDAY, time(16, 0))),
        ("noon", (WEDNESDAY, time(12, 0))),
        ("tomorrow noon", (date(2026, 11, 19), time(12, 0))),
        ("12am", (WEDNESDAY, time(0, 0))),
        ("12pm", (WEDNESDAY, time(12, 0))),
        ("14:30", (WEDNESDAY, time(14, 30))),
        ("eod", (WEDNESDAY, None)),
        ("fri eod", (date(2026, 11, 20), None)),
        ("this wed", (WEDNESDAY, None)),
        ("31.12.2026 9am", (date(2026, 12, 31), time(9, 0))),
    ],
)
def test_a_due_date_may_have_a_time(text: str, expected: tuple[date, time | None]) -> None:
    assert parse_due(text, today=WEDNESDAY) == expected


NO_TIMES = (
    "today 24:00|today 14:60|2026-12-01T09:05|fri 14:30:00|fri 2:3|0am|13pm|14:30pm|fri 25|"
    "noon fri|midnight|3|at|fri at"
)


@pytest.mark.parametrize("text", NO_TIMES.split("|"))
def test_a_time_that_is_none_is_refused(text: str) -> None:
    assert str(refusal(text, parse_due)).startswith(f'"{text}" ')


def test_a_day_of_this_week_that_has_passed_is_no_due_date() -> None:
    error = refusal("this mon 9am", parse_due)
    assert str(error) == '"this mon 9am" is Mon 16 Nov 2026, which has passed.'
    assert error.hint == "Today is Wed 18 Nov 2026. For next week's: next mon."


def test_a_range_includes_both_ends() -> None:
    assert parse_range("2026-10-01..eoq", today=WEDNESDAY) == (
        date(2026, 10, 1),
        date(2026, 12, 31),
    )
    assert parse_range(" today .. today ", today=WEDNESDAY) == (WEDNESDAY, WEDNESDAY)
    assert parse_range("mon..wed", today=WEDNESDAY, past=True) == (date(2026, 11, 16), WEDNESDAY)


def test_a_range_that_ends_before_it_starts_is_refused() -> None:
    assert str(refusal("1 oct..31 dec", parse_range)) == (
        '"1 oct..31 dec" ends before it starts: Fri 1 Oct 2027 is after Thu 31 Dec 2026.'
    )


@pytest.mark.parametrize("text", ["today", "", "..", "fri..", "..fri", "1..2..3", "today...eom"])
def test_half_a_range_is_refused(text: str) -> None:
    refusal(text, parse_range)


def test_dates_are_written_without_a_locale() -> None:
    assert format_date(date(2026, 12, 4)) == "Fri 4 Dec 2026"
    assert short_date(date(2026, 12, 4), WEDNESDAY) == "4 Dec"
    assert short_date(date(2027, 1, 4), WEDNESDAY) == "4 Jan 27"
    assert short_date(date(1999, 1, 4), WEDNESDAY) == "4 Jan 1999"


@quick
@given(ordinary_days, fiscal_starts)
def test_weeks_months_quarters_and_years_hold_their_day(day: date, fiscal_start: int) -> None:
    for start, end, sizes in (
        (week_start(day), week_end(day), range(7, 8)),
        (month_start(day), month_end(day), range(28, 32)),
        (quarter_start(day, fiscal_start), quarter_end(day, fiscal_start), range(89, 93)),
        (year_start(day, fiscal_start), year_end(day, fiscal_start), range(365, 367)),
    ):
        assert start <= day <= end
        assert (end - start).days + 1 in sizes
    assert year_start(day, fiscal_start).month == fiscal_start
    assert fiscal_year(day, fiscal_start) == year_end(day, fiscal_start).year
