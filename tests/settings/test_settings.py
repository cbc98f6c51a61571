"""The settings about days: what they take, what they become, and who reads them."""

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell
from pipectl.periods import DAY_NAMES
from pipectl.store_settings import SettingValueError, days_off, store_settings, weekdays


def test_a_store_works_from_monday_to_friday_until_told() -> None:
    found = store_settings({})
    assert found.working == (frozenset(range(5)), frozenset())
    assert (found.review_interval, found.sales_cycle) == (7, 45)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("mon-fri", "mon-fri"),
        ("fri-mon", "mon,fri-sun"),
        ("Thu, mon ,TUE", "mon,tue,thu"),
        ("sun-sat", "mon-sun"),
        ("wed-wed", "wed"),
        ("mon-wed,tue-thu", "mon-thu"),
    ],
)
def test_days_are_names_or_spans_of_them(typed: str, kept: str) -> None:
    assert weekdays(typed) == kept


@pytest.mark.parametrize("typed", ["", "monday", "mon-", "-fri", "mon,,tue", "1-5", "mon..fri"])
def test_other_days_are_refused(typed: str) -> None:
    with pytest.raises(SettingValueError):
        weekdays(typed)


@given(st.sampled_from(DAY_NAMES), st.integers(0, 6))
def test_a_span_has_every_day_from_its_first_to_its_last(first: str, length: int) -> None:
    start = DAY_NAMES.index(first)
    wanted = {(start + ahead) % 7 for ahead in range(length + 1)}
    text = weekdays(f"{first}-{DAY_NAMES[(start + length) % 7]}")
    assert store_settings({"working_days": text}).working.weekdays == wanted
    assert weekdays(text) == text


@given(st.sets(st.dates(date(2000, 1, 1), date(2099, 12, 31)), max_size=12))
def test_holidays_come_back_as_the_days_that_they_are(days: set[date]) -> None:
    kept = days_off(" , ".join(day.isoformat() for day in days))
    assert store_settings({"holidays": kept}).working.holidays == days
    assert days_off(kept) == kept


@pytest.mark.parametrize("typed", ["christmas", "2026-02-30", "25.12.2026", "2026-12-25 x"])
def test_what_is_no_date_is_no_holiday(typed: str) -> None:
    with pytest.raises(SettingValueError):
        days_off(typed)


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("working_days", "Mon-Thu", "mon-thu"),
        ("holidays", "2026-12-26, 2026-12-25", "2026-12-25,2026-12-26"),
        ("holidays", "", ""),
        ("review_interval", "014", "14"),
        ("sales_cycle", "3660", "3660"),
        ("complete_since", "20261001", "2026-10-01"),
        ("complete_since", "", ""),
        (
            "engagement_points",
            "Call: 4, meeting:2.50",
            "meeting:2.5,reply:4,proposal:4,call:4,follow-up:1,outreach:0.5",
        ),
    ],
)
def test_a_setting_is_kept_in_one_form(pipectl: Shell, key: str, value: str, kept: str) -> None:
    pipectl("config", "set", key, value)
    assert pipectl("config", "get", key).out == f"{kept}\n"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("working_days", "never", "Use days such as mon-fri or mon,tue,thu."),
        ("holidays", "xmas", "Use dates separated by commas: 2026-12-25,2026-12-26."),
        ("review_interval", "0", "Use a number of days from 1 to 366."),
        ("review_interval", "7.5", "Use a number of days from 1 to 366."),
        ("sales_cycle", "3661", "Use a number of days from 1 to 3660."),
        ("sales_cycle", "-1", "Use a number of days from 1 to 3660."),
        *(
            (
                "engagement_points",
                wrong,
                "Use points from 0 to 100 by kind: meeting:5,call:3 (of meeting, reply, proposal,"
                " call, follow-up, outreach).",
            )
            for wrong in ("", "5", "note:1", "call:-1", "call:101", "call:1,call:2", "call:0.125")
        ),
        ("complete_since", "soon", 'Use a date such as 2026-10-01, or "" for none.'),
    ],
)
def test_a_wrong_value_names_what_the_setting_takes(
    pipectl: Shell, key: str, value: str, said: str
) -> None:
    before = pipectl.state()
    done = pipectl("config", "set", key, "--", value, code=2)
    assert done.err == f'pipectl: {key} can\'t be "{value}".\n  {said}\n'
    assert pipectl.state() == before


def test_working_days_and_holidays_change_what_a_day_must_bring(pipectl: Shell) -> None:
    def left() -> tuple[int, float]:
        (found,) = pipectl("goal", "show", "--json").json
        return found["working_days_left"], found["needed_per_day"]

    pipectl("goal", "set", "call", 12, "--per", "week")
    assert left() == (3, 4)  # Wednesday to Friday
    pipectl("config", "set", "working_days", "mon-sat")
    assert left() == (4, 3)
    pipectl("config", "set", "holidays", "2026-11-19,2026-11-20")
    assert left() == (2, 6)


def test_the_sales_cycle_is_the_setting_until_wins_say(pipectl: Shell) -> None:
    pipectl("config", "set", "sales_cycle", "30")
    found = pipectl("goal", "derive", "--json").json
    assert (found["cycle_days"], found["cycle_n"]) == (30, 0)
    assert found["latest_start"] == str(date(2026, 12, 31) - timedelta(days=30))


def a_pipe(file: Path) -> None:
    """A pipe, for which somebody would have to write."""
    os.mkfifo(file)


def a_large_file(file: Path) -> None:
    """A file that is large only by its size."""
    with file.open("wb") as opened:
        opened.truncate(10_000_001)


def a_number(file: Path) -> None:
    """More digits than Python reads."""
    file.write_text(f"decimal = {'9' * 5000}")


@pytest.mark.parametrize(
    ("make", "code", "said"),
    [
        (a_pipe, 5, "can't be read: it is not a regular file."),
        (lambda file: file.symlink_to("/dev/urandom"), 5, "it is not a regular file."),
        (a_large_file, 5, "can't be read: it is larger than 10 MB."),
        (lambda file: file.write_text("a = " + "{b=" * 20_000), 2, "it is nested too deeply."),
        (a_number, 2, "is not valid TOML: Exceeds the limit"),
    ],
)
@pytest.mark.parametrize("line", ["list", "add New", "config list", "config set color never"])
def test_settings_that_cant_be_read_are_refused_and_stay_as_they_are(
    pipectl: Shell, make: Callable[[Path], object], code: int, said: str, line: str
) -> None:
    file = pipectl.home / ".config" / "pipectl" / "config.toml"
    file.parent.mkdir(parents=True)
    make(file)
    before = file.lstat()
    assert said in pipectl(*line.split(), code=code).err
    after = file.lstat()
    assert (after.st_ino, after.st_size, after.st_mtime_ns) == (
        before.st_ino,
        before.st_size,
        before.st_mtime_ns,
    )


def test_a_byte_order_mark_before_the_settings_is_no_part_of_them(pipectl: Shell) -> None:
    file = pipectl.home / ".config" / "pipectl" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('\ufeffdecimal = ","\r\n', "utf-8", newline="")
    assert pipectl("config", "get", "decimal").out == ",\n"
    pipectl("config", "set", "color", "never")
    assert file.read_bytes() == b'decimal = ","\r\ncolor = "never"\n'
    assert pipectl("config", "get", "decimal").out == ",\n"
