"""Periods: named, cut into parts, tiled by others."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipectl.errors import UsageError
from pipectl.periods import Kind, Period, around, enclosing, parse_period, parts, tiles

WEDNESDAY, SUNDAY = date(2026, 11, 18), date(2026, 11, 22)
KINDS: list[Kind] = ["day", "week", "month", "quarter", "year"]
quick = settings(deadline=None)
days = st.dates(date(1900, 1, 1), date(9999, 12, 31))
ordinary_days = st.dates(date(1930, 1, 1), date(2200, 12, 31))
fiscal_starts = st.sampled_from([1, 4, 7]) | st.integers(1, 12)
words = (
    "1900 2026 9999 -q4 -Q1 -q5 -11 -13 -w47 -W53 -w00 this- last- next- week month quarter year"
    " .. today fri eoq 2026-10-01 2026-12-31 2w - q ２ \ud800 \0"
)
anything = st.text(st.characters(exclude_categories=())) | st.lists(
    st.sampled_from([*words.split(" "), " "]), max_size=4
).map("".join)


def short(year: int, month: int, first: int, last: int) -> tuple[date, date]:
    return date(year, month, first), date(year, month, last)


def outcome(function: Callable[..., Any], text: str, **options: Any) -> Any:
    """What came out; None where it was refused, as an error that people can read."""
    try:
        return function(text, **options)
    except UsageError as error:
        refused = error
    assert refused.exit_code == 2
    assert str(refused).isprintable()
    return None


def refusal(text: str, today: date = WEDNESDAY, fiscal_start: int = 1) -> UsageError:
    with pytest.raises(UsageError) as caught:
        parse_period(text, today=today, fiscal_start=fiscal_start)
    assert caught.value.exit_code == 2
    assert caught.value.hint
    assert str(caught.value).isprintable()
    return caught.value


# On Wed 18 November 2026, by the fiscal year's first month.
@pytest.mark.parametrize(
    ("text", "fiscal_start", "expected"),
    [
        ("2026", 1, ("2026", "2026-01-01", "2026-12-31")),
        ("2026", 4, ("2026", "2025-04-01", "2026-03-31")),
        ("2026", 7, ("2026", "2025-07-01", "2026-06-30")),
        ("2026-Q4", 1, ("2026-Q4", "2026-10-01", "2026-12-31")),
        ("2026-q4", 4, ("2026-Q4", "2026-01-01", "2026-03-31")),
        ("2026-Q1", 4, ("2026-Q1", "2025-04-01", "2025-06-30")),
        ("2026-Q2", 7, ("2026-Q2", "2025-10-01", "2025-12-31")),
        ("2027-Q4", 2, ("2027-Q4", "2026-11-01", "2027-01-31")),
        ("2026-11", 1, ("2026-11", "2026-11-01", "2026-11-30")),
        ("2026-11", 4, ("2026-11", "2026-11-01", "2026-11-30")),
        ("2026-W47", 1, ("2026-W47", "2026-11-16", "2026-11-22")),
        ("2026-w47", 7, ("2026-W47", "2026-11-16", "2026-11-22")),
        ("2026-W53", 1, ("2026-W53", "2026-12-28", "2027-01-03")),
        ("2020-W01", 1, ("2020-W01", "2019-12-30", "2020-01-05")),
        ("this-week", 1, ("2026-W47", "2026-11-16", "2026-11-22")),
        ("last-week", 1, ("2026-W46", "2026-11-09", "2026-11-15")),
        ("next-week", 1, ("2026-W48", "2026-11-23", "2026-11-29")),
        ("this-month", 4, ("2026-11", "2026-11-01", "2026-11-30")),
        ("Last-Month", 1, ("2026-10", "2026-10-01", "2026-10-31")),
        ("next-month", 1, ("2026-12", "2026-12-01", "2026-12-31")),
        ("q4", 1, ("2026-Q4", "2026-10-01", "2026-12-31")),
        ("Q4", 4, ("2027-Q4", "2027-01-01", "2027-03-31")),
        ("q3 2025", 1, ("2025-Q3", "2025-07-01", "2025-09-30")),
        ("2026Q4", 1, ("2026-Q4", "2026-10-01", "2026-12-31")),
        ("2026 q4", 1, ("2026-Q4", "2026-10-01", "2026-12-31")),
        ("w47", 1, ("2026-W47", "2026-11-16", "2026-11-22")),
        ("w7", 1, ("2026-W07", "2026-02-09", "2026-02-15")),
        ("nov 2026", 4, ("2026-11", "2026-11-01", "2026-11-30")),
        ("November 2026", 1, ("2026-11", "2026-11-01", "2026-11-30")),
        ("this quarter", 1, ("2026-Q4", "2026-10-01", "2026-12-31")),
        ("this-quarter", 1, ("2026-Q4", "2026-10-01", "2026-12-31")),
        ("this-quarter", 4, ("2027-Q3", "2026-10-01", "2026-12-31")),
        ("this quarter", 7, ("2027-Q2", "2026-10-01", "2026-12-31")),
        ("next-quarter", 1, ("2027-Q1", "2027-01-01", "2027-03-31")),
        ("last-quarter", 4, ("2027-Q2", "2026-07-01", "2026-09-30")),
        ("this-year", 1, ("2026", "2026-01-01", "2026-12-31")),
        ("this-year", 4, ("2027", "2026-04-01", "2027-03-31")),
        ("last-year", 7, ("2026", "2025-07-01", "2026-06-30")),
        ("2026-10-01..eoq", 1, ("2026-10-01..2026-12-31", "2026-10-01", "2026-12-31")),
        ("today..1 dec", 1, ("2026-11-18..2026-12-01", "2026-11-18", "2026-12-01")),
        ("today..eoy", 4, ("2026-11-18..2027-03-31", "2026-11-18", "2027-03-31")),
    ],
)
def test_every_form_of_a_period_is_read(
    text: str, fiscal_start: int, expected: tuple[str, str, str]
) -> None:
    period = parse_period(text, today=WEDNESDAY, fiscal_start=fiscal_start)
    assert (period.name, period.starts_on.isoformat(), period.ends_on.isoformat()) == expected


def test_a_week_still_holds_its_sunday() -> None:
    assert parse_period("this-week", today=SUNDAY).name == "2026-W47"
    assert parse_period("next-week", today=SUNDAY).name == "2026-W48"


NO_PERIODS = (
    "| |q5|q0|2026-Q5|2026-1|nov|nov 26|mai 2026|2026-W7|26|next-day|quarter|fri|2026-11-18|2026-|"
    "this--week|２０２６|2026\x00|today|last 3 months|9999999"
)


@pytest.mark.parametrize("text", NO_PERIODS.split("|"))
def test_anything_else_is_no_period_and_the_forms_are_listed(text: str) -> None:
    error = refusal(text)
    assert "is not a period" in str(error)
    assert "2026, 2026-Q4, q4, 2026-11, nov 2026, 2026-W47, this-" in (error.hint or "")


@pytest.mark.parametrize("piece", ["9", " ", "..", "-q4"])
def test_long_garbage_is_refused_and_shortened(piece: str) -> None:
    assert len(str(refusal(f"2026{piece * 100_000}x"))) < 600


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-W54", "2025-W53", "2026-W00", "0000"])
def test_a_period_that_does_not_exist_is_refused(text: str) -> None:
    assert "is not a valid period" in str(refusal(text))


@pytest.mark.parametrize(("text", "fiscal_start"), [("1899", 1), ("1900", 4), ("1899-12", 1)])
def test_a_period_outside_1900_to_9999_is_refused(text: str, fiscal_start: int) -> None:
    assert "1900 to 9999" in str(refusal(text, fiscal_start=fiscal_start))


def test_a_period_that_begins_after_9999_is_refused() -> None:
    assert "is not a valid period" in str(refusal("next-year", today=date(9999, 5, 1)))
    assert "is not a valid period" in str(refusal("9999-W53"))


def test_a_period_that_the_calendar_cuts_ends_with_it() -> None:
    last = date(9999, 12, 31)
    found = parse_period("9999-W52", today=last, fiscal_start=1)
    assert found == Period("9999-W52", date(9999, 12, 27), last)
    assert around(last, "week") == found
    found = parse_period("this-quarter", today=date(9999, 12, 1), fiscal_start=12)
    assert found == Period("10000-Q1", date(9999, 12, 1), last)


@pytest.mark.parametrize("text", ["fri..", "2026-12-31..2026-01-01", "1..2", "a...b"])
def test_a_range_that_is_none_is_refused(text: str) -> None:
    refusal(text)


@quick
@given(anything, days, fiscal_starts)
def test_no_text_crashes_the_parser(text: str, today: date, fiscal_start: int) -> None:
    period = outcome(parse_period, text, today=today, fiscal_start=fiscal_start)
    if period:
        assert date(1900, 1, 1) <= period.starts_on <= period.ends_on
        assert parse_period(period.name, today=WEDNESDAY, fiscal_start=fiscal_start) == period


@quick
@given(ordinary_days, st.sampled_from(KINDS[1:]), fiscal_starts, ordinary_days)
def test_parsing_a_periods_name_gives_it_back(
    day: date, kind: Kind, fiscal_start: int, today: date
) -> None:
    period = around(day, kind, fiscal_start)
    assert period.contains(day)
    assert parse_period(period.name, today=today, fiscal_start=fiscal_start) == period
    assert parse_period(period.name.lower(), today=today, fiscal_start=fiscal_start) == period
    if kind != "day":
        this = parse_period(f"this-{kind}", today=day, fiscal_start=fiscal_start)
        following = parse_period(f"next-{kind}", today=day, fiscal_start=fiscal_start)
        assert this == period
        assert following.starts_on == period.ends_on + timedelta(days=1)
        back = parse_period(f"last-{kind}", today=following.starts_on, fiscal_start=fiscal_start)
        assert back == period


@quick
@given(days, st.integers(0, 800), st.sampled_from(KINDS), fiscal_starts)
def test_the_parts_of_a_period_tile_it(
    start: date, length: int, kind: Kind, fiscal_start: int
) -> None:
    end = date.fromordinal(min(start.toordinal() + length, date.max.toordinal()))
    whole = Period(f"{start}..{end}", start, end)
    found = parts(whole, kind, fiscal_start)
    assert found[0].starts_on == start
    assert found[-1].ends_on == end
    for one, following in pairwise(found):
        assert following.starts_on == one.ends_on + timedelta(days=1)
    for part in found[1:-1]:
        assert part == around(part.starts_on, kind, fiscal_start)
    assert sum(part.days for part in found) == whole.days
    assert tiles([part.span for part in found], whole.span) == list(range(len(found)))
    if kind != "day":
        for part in found:
            assert parse_period(part.name, today=WEDNESDAY, fiscal_start=fiscal_start) == part


def test_a_part_that_is_cut_is_named_as_a_range() -> None:
    quarter = parse_period("2026-Q4", today=WEDNESDAY)
    assert [part.name for part in parts(quarter, "month")] == ["2026-10", "2026-11", "2026-12"]
    assert [part.name for part in parts(quarter, "week")][:2] == [
        "2026-10-01..2026-10-04",
        "2026-W41",
    ]
    year = parse_period("2026", today=WEDNESDAY, fiscal_start=4)
    assert [part.name for part in parts(year, "quarter", 4)] == [
        "2026-Q1",
        "2026-Q2",
        "2026-Q3",
        "2026-Q4",
    ]
    assert parts(quarter, "day")[0] == Period("2026-10-01", date(2026, 10, 1), date(2026, 10, 1))


def test_a_period_knows_its_days() -> None:
    period = parse_period("2026-11", today=WEDNESDAY)
    assert period.days == 30
    assert period.contains(date(2026, 11, 1))
    assert period.contains(date(2026, 11, 30))
    assert not period.contains(date(2026, 12, 1))


def test_the_coarsest_tiling_is_taken() -> None:
    names = ["2026-Q1", "2026-01", "2026-02", "2026-03", "2026-Q2", "2026-Q3", "2026-Q4", "2027"]
    spans = [parse_period(name, today=WEDNESDAY).span for name in names]
    whole = parse_period("2026", today=WEDNESDAY).span
    assert tiles(spans, whole) == [0, 4, 5, 6]
    assert tiles(spans[1:], whole) == [0, 1, 2, 3, 4, 5]
    assert tiles([*spans, whole], whole) == [8]


def test_a_gap_or_an_overlap_is_no_tiling() -> None:
    whole = short(2026, 11, 1, 30)
    assert tiles([], whole) is None
    assert tiles([short(2026, 11, 1, 10), short(2026, 11, 12, 30)], whole) is None
    assert tiles([short(2026, 11, 1, 20), short(2026, 11, 15, 30)], whole) is None
    assert tiles([short(2026, 11, 1, 15), short(2026, 11, 16, 29)], whole) is None


spans_of_a_fortnight = st.tuples(st.integers(1, 10), st.integers(1, 10)).map(
    lambda ends: short(2026, 11, min(ends), max(ends))
)


@quick
@given(st.lists(spans_of_a_fortnight, max_size=9), spans_of_a_fortnight)
def test_a_tiling_is_found_exactly_where_there_is_one(
    spans: list[tuple[date, date]], whole: tuple[date, date]
) -> None:
    def covers(chosen: tuple[int, ...]) -> bool:
        covered = [
            day
            for at in sorted(chosen, key=lambda at: spans[at])
            for day in range(spans[at][0].day, spans[at][1].day + 1)
        ]
        return covered == list(range(whole[0].day, whole[1].day + 1))

    indexes = range(len(spans))
    sizes = (
        size
        for size in range(1, len(spans) + 1)
        if any(covers(chosen) for chosen in combinations(indexes, size))
    )
    fewest = next(sizes, None)
    found = tiles(spans, whole)
    if fewest is None:
        assert found is None
    else:
        assert found is not None
        assert len(found) == fewest
        assert covers(tuple(found))
        assert found == sorted(found, key=lambda at: spans[at])


@quick
@given(st.lists(spans_of_a_fortnight, max_size=9), spans_of_a_fortnight)
def test_the_enclosing_span_is_the_shortest(
    spans: list[tuple[date, date]], inner: tuple[date, date]
) -> None:
    found = enclosing(spans, inner)
    holding = [end - start for start, end in spans if start <= inner[0] and inner[1] <= end]
    if found is None:
        assert not holding
    else:
        assert spans[found][1] - spans[found][0] == min(holding)


def test_many_spans_are_tiled_quickly() -> None:
    year = parse_period("2026", today=WEDNESDAY)
    spans = [part.span for kind in ("day", "month", "quarter") for part in parts(year, kind)] * 20
    assert len(tiles(spans, year.span) or []) == 4
