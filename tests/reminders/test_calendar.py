"""`remind --format ics`: entries that a calendar knows again, read back by two readers."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar

from conftest import Shell
from pipectl.clock import moment_in, parse_moment
from pipectl.errors import quoted
from reminding import furnish
from without_rights import as_nobody


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    shell = Shell(tmp_path_factory.mktemp("furnished"))
    furnish(shell)
    return shell.contents()


@pytest.fixture
def run(empty: Shell, furnished: bytes) -> Shell:
    """One thing of each kind is due."""
    empty.refill(furnished)
    return empty


class Told(NamedTuple):
    """What a calendar is told about one entry, and for which time."""

    sequence: int
    status: str
    on: date | datetime


def ics(run: Shell, *words: object) -> bytes:
    """The calendar's bytes, from a file: the runner of command lines takes their returns away."""
    place = run.home / "calendar.ics"
    if "--once" in words:  # which a file doesn't take
        lines = run("remind", "--format", "ics", *words).out.splitlines()
        return "".join(f"{line}\r\n" for line in lines).encode()
    assert run("remind", "--format", "ics", "--out", place, *words).out == ""
    return place.read_bytes()


def read(data: bytes) -> dict[str, Any]:
    """The entries by their summary, after both readers found the same ones."""
    whole = Calendar.from_ical(data)
    entries = {str(each["SUMMARY"]): each for each in whole.subcomponents}
    assert len(entries) == len(whole.subcomponents)
    second = vobject.readOne(data.decode())
    again = list(second.components())
    assert sorted(each.summary.value for each in again) == sorted(entries)
    assert {each.uid.value for each in again} == {str(each["UID"]) for each in entries.values()}
    return entries


def told(run: Shell, *words: object) -> dict[str, Told]:
    """What the calendar is told, by summary."""
    return {
        name: Told(
            int(each["SEQUENCE"]),
            str(each["STATUS"]),
            (each["DTSTART"] if "DTSTART" in each else each["DUE"]).dt,
        )
        for name, each in read(ics(run, *words)).items()
    }


ENTRIES = {
    "Weekly review": date(2026, 10, 27),
    "No contact: Acme rollout": date(2026, 11, 7),
    "No contact: Dogwood [desks]": date(2026, 11, 10),
    "Send NDA: Acme rollout": date(2026, 11, 13),
    "No next action: Cedar pilot": date(2026, 11, 16),
    "Revisit: Elm office": date(2026, 11, 16),
    "Send invoice: Fir annex": date(2026, 11, 17),
    "Call: Birch audit": datetime(2026, 11, 18, 14, 30, tzinfo=UTC),
}
TODAY = date(2026, 11, 18)
# As an event, what is overdue stands today.
EVENTS = {name: on if isinstance(on, datetime) else TODAY for name, on in ENTRIES.items()}

EVENT = """\
BEGIN:VEVENT\r
SUMMARY:Call: Birch audit\r
DTSTART:20261118T143000Z\r
DURATION:PT30M\r
DTSTAMP:20261118T100000Z\r
UID:{uid}@pipectl\r
SEQUENCE:0\r
DESCRIPTION:9\\,000 USD\\, Initial contact\\npipectl done 5\r
LAST-MODIFIED:20261118T100000Z\r
STATUS:CONFIRMED\r
BEGIN:VALARM\r
ACTION:DISPLAY\r
DESCRIPTION:Call: Birch audit\r
TRIGGER;RELATED=START:-PT15M\r
END:VALARM\r
END:VEVENT\r
"""

TODO = """\
BEGIN:VTODO\r
DESCRIPTION:12\\,000 USD\\, Initial contact\\nDue Fri 13 Nov 2026\\npipectl done 3\r
DTSTAMP:20261118T100000Z\r
DUE;VALUE=DATE:20261113\r
LAST-MODIFIED:20261118T100000Z\r
SEQUENCE:0\r
STATUS:NEEDS-ACTION\r
SUMMARY:Send NDA: Acme rollout\r
UID:{uid}@pipectl\r
BEGIN:VALARM\r
ACTION:DISPLAY\r
DESCRIPTION:Send NDA: Acme rollout\r
TRIGGER;RELATED=END:PT9H\r
END:VALARM\r
END:VTODO\r
"""

EMPTY = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//pipectl//pipectl//EN\r\nMETHOD:PUBLISH\r\n"
    b"NAME:Sales pipeline\r\nX-WR-CALNAME:Sales pipeline\r\n"
    b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\nX-WR-TIMEZONE:UTC\r\n"
    b"END:VCALENDAR\r\n"
)


def lines_of(data: bytes) -> list[str]:
    """Its lines."""
    return data.decode().splitlines()


def uid_of(run: Shell, number: int) -> str:
    """The uid of an opportunity's open next action."""
    with run.opened() as store:
        sql = "select uid from next_action where opportunity_id = ? and status = 'open'"
        return str(store.execute(sql, [number]).fetchone()[0])


def test_events_stand_on_their_day_or_at_their_time_in_order(run: Shell) -> None:
    data = ics(run)
    assert list(told(run)) == list(ENTRIES)
    assert {name: each.on for name, each in told(run).items()} == EVENTS
    assert EVENT.format(uid=uid_of(run, 5)).encode() in data
    assert data.startswith(EMPTY.removesuffix(b"END:VCALENDAR\r\n"))
    assert data.count(b"\n") == data.count(b"\r\n") == len(data.splitlines())
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


def test_a_whole_day_keeps_nobody_busy_and_rings_at_nine(run: Shell) -> None:
    entry = read(ics(run))["Send NDA: Acme rollout"]
    assert entry["TRANSP"] == "TRANSPARENT"
    (alarm,) = entry.subcomponents
    assert alarm["TRIGGER"].dt == timedelta(hours=9)


def test_to_dos_are_due(run: Shell) -> None:
    data = ics(run, "--as", "todo")
    assert {each.name for each in Calendar.from_ical(data).subcomponents} == {"VTODO"}
    assert TODO.format(uid=uid_of(run, 3)).encode() in data.replace(b"\r\n ", b"")
    assert {name: each.on for name, each in told(run, "--as", "todo").items()} == ENTRIES
    timed = read(data)["Call: Birch audit"].subcomponents[0]["TRIGGER"]
    assert (timed.dt, timed.params["RELATED"]) == (timedelta(minutes=-15), "END")


def test_nothing_due_is_an_empty_calendar(pipectl: Shell) -> None:
    assert ics(pipectl) == ics(pipectl, "--as", "todo") == EMPTY
    assert not Calendar.from_ical(EMPTY).subcomponents
    assert not list(vobject.readOne(EMPTY.decode()).components())


def test_the_same_store_gives_the_same_bytes(run: Shell) -> None:
    first = ics(run)
    stored = run.state()
    run.now = "2026-11-18T17:30"
    assert ics(run) == first
    assert run.state() == stored
    run.now = "2026-11-18T23:59"
    assert ics(run) == first


def test_what_is_overdue_stands_today_and_a_to_do_stays_due_when_it_was(run: Shell) -> None:
    first = told(run)
    run.now = "2026-11-19T08:00"
    second = told(run)
    assert {each.on for each in second.values()} == {date(2026, 11, 19)}
    assert {name: each.sequence - first[name].sequence for name, each in second.items()} == (
        dict.fromkeys(ENTRIES, 1)
    )
    entry = read(ics(run))["Call: Birch audit"]
    assert "Due Wed 18 Nov 2026" in str(entry["DESCRIPTION"])
    assert entry.subcomponents[0]["TRIGGER"].dt == timedelta(hours=9)
    assert {name: each.on for name, each in told(run, "--as", "todo").items()} == ENTRIES
    assert told(run) == second


def test_an_entry_is_the_same_as_event_and_as_to_do(run: Shell) -> None:
    events = read(ics(run))
    run.now = "2026-11-18T12:00"
    todos = read(ics(run, "--as", "todo"))
    for name, event in events.items():
        assert [str(event[key]) for key in ("UID", "SEQUENCE")] == [
            str(todos[name][key]) for key in ("UID", "SEQUENCE")
        ]
        assert event["DTSTAMP"].dt == todos[name]["DTSTAMP"].dt


def test_putting_off_updates_the_entry(run: Shell) -> None:
    before = read(ics(run))["Call: Birch audit"]
    run.now = "2026-11-18T11:00"
    run("next", 5, "--due", "2026-12-04")
    after = read(ics(run))["Call: Birch audit"]
    assert after["UID"] == before["UID"]
    assert (after["SEQUENCE"], after["DTSTART"].dt) == (1, date(2026, 12, 4))
    assert after["DTSTAMP"].dt == datetime(2026, 11, 18, 11, tzinfo=UTC)
    run.now = "2026-11-19T11:00"
    assert read(ics(run))["Call: Birch audit"]["SEQUENCE"] == 1, "it isn't due yet"
    run("next", 5, "--due", "2026-12-03 9:00")
    run("edit", 5, "--title", "Birch audit 2027")
    assert told(run)["Call: Birch audit 2027"] == Told(
        2, "CONFIRMED", datetime(2026, 12, 3, 9, tzinfo=UTC)
    )


def test_another_action_cancels_the_one_before(run: Shell) -> None:
    ics(run)
    run("next", 5, "Meet", "--due", "today")
    found = told(run)
    assert found["Call: Birch audit"][:2] == (1, "CANCELLED")
    assert found["Meet: Birch audit"][:2] == (0, "CONFIRMED")


def test_what_was_sent_is_canceled_when_it_is_over(run: Shell) -> None:
    ics(run)
    run("win", 5)
    run("lose", 3, "--reason", "no budget")
    run("delete", 2, "--yes")
    run("next", 6, "Call", "--due", "2027-02-01")
    run("log", "call", 4)
    run("edit", 1, "--clear", "revisit")
    found = told(run)
    assert {name: each.status for name, each in found.items()} == {
        name: "CONFIRMED" if "review" in name else "CANCELLED" for name in ENTRIES
    }
    assert {each.sequence for each in found.values()} == {0, 1}
    assert not read(ics(run))["Call: Birch audit"].subcomponents, "no alarm rings for it"
    assert told(run) == found
    assert {name: each.status for name, each in told(run, "--as", "todo").items()} == {
        name: "NEEDS-ACTION" if "review" in name else "CANCELLED" for name in ENTRIES
    }


def test_undoing_brings_it_back(run: Shell) -> None:
    ics(run)
    run("win", 5)
    assert told(run)["Call: Birch audit"][:2] == (1, "CANCELLED")
    run("undo")
    assert told(run)["Call: Birch audit"][:2] == (2, "CONFIRMED")


def test_a_completed_action_is_history_in_a_calendar_and_done_in_a_list(run: Shell) -> None:
    ics(run)
    run("done", 3)
    assert "Send NDA: Acme rollout" not in told(run)
    entry = read(ics(run, "--as", "todo"))["Send NDA: Acme rollout"]
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("COMPLETED", 1)
    assert entry["COMPLETED"].dt == datetime(2026, 11, 18, 12, tzinfo=UTC)


def test_what_is_done_before_its_day_frees_the_day(run: Shell) -> None:
    ics(run, "--within", "2w")
    run("done", 4)
    assert told(run)["Call: Dogwood [desks]"] == Told(1, "CANCELLED", date(2026, 12, 1))
    assert told(run, "--as", "todo")["Call: Dogwood [desks]"].status == "COMPLETED"


def test_what_was_sent_ahead_stays_outside_of_a_shorter_span(run: Shell) -> None:
    wide = ics(run, "--within", "2w")
    assert "Call: Dogwood [desks]" in read(wide)
    assert ics(run) == wide


def test_what_is_over_is_told_for_thirty_days_and_its_number_goes_on(run: Shell) -> None:
    ics(run)
    run("log", "call", 4)
    name = "No contact: Dogwood [desks]"
    assert told(run)[name][:2] == (1, "CANCELLED")
    run("log", "call", 4)
    with run.opened() as store:  # a contact every month, so that it isn't stale
        store.execute("update opportunity set last_contact_on = '2026-12-19' where id = 4")
    run.now = "2026-12-18T09:00"
    assert told(run)[name][:2] == (1, "CANCELLED")
    run.now = "2026-12-19T11:00"
    assert name not in told(run)
    assert "Dogwood" not in kept(run), "its words are forgotten"
    run.now = "2026-12-28T10:00"
    assert told(run)[name][:2] == (2, "CONFIRMED")


def kept(run: Shell) -> str:
    """What is kept of calendars, without what is due on other opportunities."""
    with run.opened() as store:
        return "".join(
            row[0]
            for row in store.execute("select content from calendar_entry")
            if "No contact" in row[0]
        )


def test_the_calendars_state_is_no_operation(run: Shell) -> None:
    before = run("history", "--json").out
    ics(run)
    assert run("history", "--json").out == before
    run("undo")
    assert told(run)["Send NDA: Acme rollout"].status == "CONFIRMED"


def test_once_sends_what_is_new_and_what_changed(run: Shell) -> None:
    assert set(told(run, "--once")) == set(ENTRIES)
    assert ics(run, "--once") == EMPTY
    assert run("remind", "--format", "ics", "--once", "--exit-code").lines == lines_of(EMPTY)
    run("next", 5, "--due", "2026-12-04")
    run("next", 6, "Call", "--due", "today")
    assert told(run, "--once") == {
        "No next action: Cedar pilot": Told(1, "CANCELLED", TODAY),
        "Call: Cedar pilot": Told(0, "CONFIRMED", TODAY),
        "Call: Birch audit": Told(1, "CONFIRMED", date(2026, 12, 4)),
    }
    assert ics(run, "--once") == EMPTY


def test_no_text_can_start_a_line(run: Shell) -> None:
    hostile = "x\r\nEND:VEVENT\rBEGIN:VEVENT\nX\x0b\x0c\x1c\x85\u2028; ,\\n"
    with run.opened() as store:
        store.execute("update opportunity set title = ? where id = 5", [hostile])
        store.execute("update next_action set text = ? where opportunity_id = 5", [hostile])
        store.execute("update next_action set uid = ? where opportunity_id = 5", [hostile])
        store.execute("update stage set name = ?", [hostile])
    for form in ("event", "todo"):
        data = ics(run, "--as", form)
        lines = data.decode().splitlines()
        assert [line for line in lines if line.startswith("END:V") and "x" in line] == []
        assert len(lines) == data.count(b"\r\n")
        assert data.count(b"\r\nBEGIN:V" + {"event": b"EVENT", "todo": b"TODO"}[form]) == 8
        (entry,) = (each for name, each in read(data).items() if "END" in name)
        assert str(entry["SUMMARY"]).count(r"x\r\nEND:VEVENT\rBEGIN:VEVENT\nX\x0b") == 2


def test_a_note_that_was_spoiled_counts_as_forgotten(run: Shell) -> None:
    ics(run)
    for content in ("", "[1]", "null", '{"summary": 1}', '{"due_on": "x"}', '{"a": "b"}'):
        with run.opened() as store:
            store.execute("update calendar_entry set content = ?", [content])
        assert {name: each.on for name, each in told(run).items()} == EVENTS
    assert {each.sequence for each in told(run).values()} == {6}


def test_a_time_that_is_none_makes_a_whole_day(run: Shell) -> None:
    with run.opened() as store:
        store.execute("update next_action set due_time = 'noon' where opportunity_id = 5")
    assert told(run)["Call: Birch audit"].on == date(2026, 11, 18)


def test_the_last_day_of_all_is_no_defect(run: Shell) -> None:
    run("next", 5, "--due", "9999-12-31 23:59")
    run.now = "9999-12-31"
    assert told(run)["Call: Birch audit"].on == datetime(9999, 12, 31, 23, 59, tzinfo=UTC)


def test_a_file_to_subscribe_to_is_what_is_printed(run: Shell) -> None:
    data = ics(run)
    line = [sys.executable, "-m", "pipectl", "remind", "--format", "ics"]
    bare = {name: run.environment[name] for name in ("PIPECTL_DB", "PIPECTL_NOW", "TZ")}
    bare["LC_ALL"] = "C"
    ran = subprocess.run(line, capture_output=True, env=bare, timeout=60)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, data, b"")


def test_the_demo_is_a_calendar_too(demo: Shell) -> None:
    events = read(ics(demo, "--within", "1w"))
    todos = read(ics(demo, "--within", "1w", "--as", "todo"))
    assert set(events) == set(todos)
    assert len(events) >= len(demo("remind", "--json", "--within", "1w").json) > 12


# In which zone a time is.

NEW_YORK = {"PIPECTL_TIMEZONE": "America/New_York"}


def printed(run: Shell, *words: str, **environment: str) -> str:
    """The calendar, printed by a process of its own: a process has one time zone."""
    line = [sys.executable, "-m", "pipectl", "remind", "--format", "ics", *words]
    ran = subprocess.run(
        line, capture_output=True, env={**run.environment, **environment}, timeout=60
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    return ran.stdout.decode()


@pytest.mark.parametrize("environment", [NEW_YORK, {"TZ": "America/New_York"}], ids=str)
def test_a_time_is_in_the_zone_of_the_setting_or_the_machine(
    run: Shell, environment: dict[str, str]
) -> None:
    text = printed(run, "--within", "2d", **environment)
    assert "X-WR-TIMEZONE:America/New_York\r\n" in text
    assert "DTSTART;TZID=America/New_York:20261118T143000\r\n" in text
    (zone,) = Calendar.from_ical(text).walk("VTIMEZONE")
    assert [str(each["TZOFFSETTO"].to_ical()) for each in zone.subcomponents] == [
        *("-0500", "-0400", "-0500")
    ]
    event = read_timed(text)
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
    todo = read_timed(printed(run, "--as", "todo", **environment))
    assert todo["DUE"].dt == event["DTSTART"].dt


def read_timed(text: str) -> Any:
    """The one entry that has a time."""
    vobject.readOne(text)
    (found,) = (
        each
        for each in Calendar.from_ical(text).subcomponents
        if str(each.get("SUMMARY")) == "Call: Birch audit"
    )
    return found


def test_a_machine_whose_zone_has_no_name_gives_instants(run: Shell) -> None:
    text = printed(run, TZ="XYZ-5:30")
    assert "X-WR-TIMEZONE" not in text
    assert "DTSTART:20261118T090000Z\r\n" in text


def test_without_times_no_zone_is_defined(run: Shell) -> None:
    run("next", 5, "--due", "2026-11-18")
    assert "VTIMEZONE" not in printed(run, **NEW_YORK)


def test_the_setting_timezone_says_which_day_and_time_it_is(run: Shell) -> None:
    late = datetime(2026, 11, 19, 3, 30, tzinfo=UTC)
    assert moment_in(ZoneInfo("America/New_York"), late) == (late, TODAY)
    assert parse_moment("2026-11-18T22:30", ZoneInfo("America/New_York")) == (late, TODAY)
    there = {**run.environment, **NEW_YORK}
    assert run.process("history", "--limit", "1", env=there).out.startswith("8  2026-11-16 07:00")


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", "CET-1CEST", "x" * 300])
def test_a_zone_that_is_none_is_refused(run: Shell, name: str) -> None:
    run.extra["PIPECTL_TIMEZONE"] = name
    assert run("list", code=2).err == (
        f"pipectl: PIPECTL_TIMEZONE: timezone can't be {quoted(name)}.\n"
        "  Use a name from the time zone database, such as Europe/Berlin.\n"
    )


# Where the store can't be written: as nobody, since the tests may run as root.


@pytest.fixture(params=["file", "folder"])
def lent(request: pytest.FixtureRequest, furnished: bytes, run: Shell) -> Iterator[Shell]:
    """A store that can be read and not written: the file itself, or no journal beside it."""
    for words in (("--once",), ("--format", "ics", "--once")):
        run("remind", *words)  # what a child without rights couldn't load
    shell = Shell(Path(tempfile.mkdtemp()))
    shell.refill(furnished)
    shell.store.chmod(0o444 if request.param == "file" else 0o666)
    shell.home.chmod(0o755 if request.param == "file" else 0o555)
    yield shell
    shell.home.chmod(0o700)
    shutil.rmtree(shell.home)


def test_a_store_that_cannot_be_written_reminds_all_the_same(lent: Shell, run: Shell) -> None:
    text = run("remind").out
    before = lent.state()
    for _ in range(2):
        assert as_nobody(lent, "remind", "--once") == (0, text, "")
    first = as_nobody(lent, "remind", "--format", "ics", "--once")
    lent.now = "2026-11-18T11:00"
    second = as_nobody(lent, "remind", "--format", "ics")
    assert (first.code, second.code, first.err + second.err) == (0, 0, "")
    assert b"DTSTAMP:20261118T110000Z" in second.out.encode()
    assert list(read(first.out.encode())) == list(read(second.out.encode())) == list(ENTRIES)
    assert lent.state() == before
