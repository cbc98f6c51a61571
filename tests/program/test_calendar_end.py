"""The ends of the calendar, and zones that no clock has: a sentence, never a defect."""

import shlex
from pathlib import Path

import pytest
from test_every_command import EVERY, PREPARED, example_of, help_of

from conftest import Shell
from long_cases import by_turns

LAST = "9999-12-31"
MORE = (
    *("list --json", "show 1 --json", "remind --within 1m", "remind --within 0d --format ics"),
    *("forecast --by month", "add X 5k --close eoy --next Call --due +3d", "edit 1 --close eoy"),
    *("next 1 Call --due tomorrow", "next 1 Call --due eow", "next 1 Call --due 'next month'"),
    *("coverage --period next-year", "coverage --period this-week", "coverage --period 9999-W52"),
    *("report all --period 9999", "quota set 5k --period this-year", "pace --period last-week"),
    *("review --no-input", "review monthly --no-input", "review quarterly --no-input"),
    *("what-if --push 1=2w forecast", "list --closing this-month", "report closing --within 9d"),
    *("win 2", "lose 3 --reason price --revisit +3d", "reopen 3", "undo", "import deals.csv"),
    *("config set fiscal_year_start 4", "coverage", "forecast", "pace", "quota suggest"),
    *("goal show", "goal derive", "report all", "today", "export"),
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current folder, with the file that is brought in."""
    monkeypatch.chdir(tmp_path)
    Path("deals.csv").write_text("deal_id,title,stage\n1,Birch audit,Proposal\n")


# Of the examples `make test` runs one of three.
@pytest.mark.parametrize(
    ("now", "step"),
    [
        (LAST, 3),
        pytest.param(LAST, 1, id="last, all", marks=pytest.mark.long),
        pytest.param("1900-01-01", 1, id="first, all", marks=pytest.mark.long),
    ],
)
def test_no_command_fails_for_a_day_that_the_calendar_doesnt_have(
    empty: Shell, now: str, step: int
) -> None:
    empty.now = now
    for line in PREPARED:
        assert empty.outcome(*shlex.split(line)).code in (0, 2), line
    prepared = empty.contents()
    for name in [name for name in EVERY if name != "init"][::step]:
        line = example_of(help_of(empty, name))
        empty.refill(prepared)
        done = empty.outcome(*shlex.split(line)[1:])
        assert done.code in (0, 2, 3, 4), f"{line}\n{done.err}"
    for line in MORE:
        done = empty.outcome(*shlex.split(line))
        assert done.code in (0, 2, 3, 4), f"{line}\n{done.err}"
    assert empty("doctor").out == ""


def test_what_the_calendar_still_has_is_computed_on_its_last_day(acme: Shell) -> None:
    acme.now = LAST
    assert acme("coverage", "--period", "this-week", "--json").json["ends_on"] == LAST
    assert acme("next", "1", "Call", "--due", "today").code == 0
    assert "overdue" not in acme("remind").out
    refused = acme("next", "1", "Call", "--due", "tomorrow", code=2).err
    assert '"tomorrow" is outside the years 1900 to 9999.' in refused


@pytest.mark.parametrize(
    ("line", "zone"),
    by_turns(["add Tea 5k", "list", "history", "today"], ["XXX-99", "UTC+25", "AAA24"]),
)
def test_a_zone_that_no_clock_has_is_told(acme: Shell, line: str, zone: str) -> None:
    acme.extra = {"TZ": zone}
    before = acme.state()
    done = acme.process(*line.split(), code=2, is_new=False)
    assert (done.out, done.err) == (
        "",
        "pipectl: This machine's time zone is 24 hours or more away from UTC.\n"
        "  Set TZ to an existing zone, such as Europe/Berlin or UTC.\n",
    )
    assert acme.state() == before


@pytest.mark.parametrize("zone", ["UTC-14", "UTC+12", "XXX-23:59"])
def test_the_last_day_is_the_last_day_in_every_zone(acme: Shell, zone: str) -> None:
    acme.now, acme.extra = f"{LAST}T23:30", {"TZ": zone}
    acme.process("add", "Tea", "5k", "--next", "Call", "--due", "today", is_new=False)
    assert acme.process("history", "--limit", 1, "--json", is_new=False).code == 0
    assert "Tea" in acme.process("remind", is_new=False).out


def test_a_clock_beyond_what_python_counts_is_told(
    acme: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counts(*_: object) -> None:
        raise OverflowError("timestamp too large to convert to C _PyTime_t")

    monkeypatch.setattr("pipectl.opportunities.commands.list_.list_filter.find", counts)
    assert acme("list", code=2).err == (
        "pipectl: The system clock is set to a year after 2262, which Python doesn't support.\n"
        "  Set the clock to the right date.\n"
    )
