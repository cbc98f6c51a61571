"""`remind`: what is due in every format, not a byte where nothing is, and nothing twice a day."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Shell
from reminding import furnish, on


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


TEXT = """\
Wed 18 Nov 2026: 1 deal overdue, 1 due, 1 after the sale, 1 without a next action, 1 stale, \
1 to revisit, a review.

Overdue
- Send NDA: Acme rollout (Jo Park, Acme Corp), 12,000 USD, 5 days late, stale
  pipectl done 3

Due
- Call: Birch audit, 9,000 USD, due today at 14:30
  pipectl done 5

After the sale
- Send invoice: Fir annex, 3,000 USD, 1 day late
  pipectl done 2

No next action
- Cedar pilot, since Mon 16 Nov 2026
  pipectl next 6

Stale (no contact)
- Dogwood [desks], 7,000 EUR, since it was added on Thu 5 Nov 2026
  pipectl log call 4

Revisit
- Elm office, 5,000 USD, on Mon 16 Nov 2026 (lost: no budget)
  pipectl reopen 1

Review
- Weekly review, 22 days late
  pipectl review
"""

MARKDOWN = r"""Wed 18 Nov 2026: 1 deal overdue, 1 due, 1 after the sale, 1 without a next action, 1 stale, 1 to revisit, a review.

## Overdue

- **Send NDA: Acme rollout** (Jo Park, Acme Corp), 12,000 USD, 5 days late, stale: `pipectl done 3`

## Due

- **Call: Birch audit**, 9,000 USD, due today at 14:30: `pipectl done 5`

## After the sale

- **Send invoice: Fir annex**, 3,000 USD, 1 day late: `pipectl done 2`

## No next action

- **Cedar pilot**, since Mon 16 Nov 2026: `pipectl next 6`

## Stale (no contact)

- **Dogwood \[desks\]**, 7,000 EUR, since it was added on Thu 5 Nov 2026: `pipectl log call 4`

## Revisit

- **Elm office**, 5,000 USD, on Mon 16 Nov 2026 (lost: no budget): `pipectl reopen 1`

## Review

- **Weekly review**, 22 days late: `pipectl review`
"""  # noqa: E501

# kind, number, title, text, day, days late
ITEMS = (
    ("overdue", 3, "Acme rollout", "Send NDA", "2026-11-13", 5),
    ("overdue", 2, "Fir annex", "Send invoice", "2026-11-17", 1),
    ("due", 5, "Birch audit", "Call", "2026-11-18", 0),
    ("no-next-action", 6, "Cedar pilot", "No next action since Mon 16 Nov 2026", "2026-11-16", 2),
    (
        *("stale", 3, "Acme rollout", "No contact logged since it was added on Mon 2 Nov 2026"),
        *("2026-11-07", 11),
    ),
    (
        *("stale", 4, "Dogwood [desks]", "No contact logged since it was added on Thu 5 Nov 2026"),
        *("2026-11-10", 8),
    ),
    (
        *("revisit", 1, "Elm office", "Revisit on Mon 16 Nov 2026 (lost: no budget)"),
        *("2026-11-16", 2),
    ),
    ("review", None, None, "Weekly review", "2026-10-27", 22),
)


def test_a_mail_tells_what_is_due_for_whom_how_late_and_what_deals_with_it(run: Shell) -> None:
    done = run("remind")
    assert (done.out, done.err) == (TEXT, "")


def test_markdown_is_lists(run: Shell) -> None:
    done = run("remind", "--format", "md")
    assert (done.out, done.err) == (MARKDOWN, "")


def test_json_has_an_item_for_each_kind_and_opportunity(run: Shell) -> None:
    keys = ("kind", "id", "title", "text", "due_on", "days")
    done = run("remind", "--json")
    assert done.json == [dict(zip(keys, item, strict=True)) for item in ITEMS]
    assert [list(each) for each in done.json] == [list(keys)] * len(ITEMS)
    assert run("remind", "--format", "json").out == done.out


def test_every_command_that_is_said_works(run: Shell) -> None:
    for command in ("done 3", "done 5", "done 2", "next 6 Call", "log call 4", "reopen 1"):
        run(*command.split())
    left = run("remind", "--json").json
    assert [(each["kind"], each["id"]) for each in left] == [
        ("no-next-action", 1),
        ("no-next-action", 3),
        ("no-next-action", 5),
        ("stale", 1),
        ("stale", 3),
        ("review", None),
    ]


def test_what_is_to_come_is_told_within_a_span(run: Shell) -> None:
    def due(*span: str) -> list[tuple[int, int]]:
        found = run("remind", "--json", *span).json
        return [(each["id"], each["days"]) for each in found if each["kind"] == "due"]

    assert due() == due("--within", "0d") == [(5, 0)]
    assert due("--within", "12d") == [(5, 0)]
    assert due("--within", "2w") == due("--within", "1m") == [(5, 0), (4, -13)]
    assert "- Call: Dogwood [desks], 7,000 EUR, due Tue 1 Dec 2026, stale\n" in (
        run("remind", "--within", "13d").out
    )


def test_a_day_before_it_is_due_tomorrow(run: Shell) -> None:
    lines = on(run, "2026-11-17", "remind", "--within", "1d")
    assert "- Call: Birch audit, 9,000 USD, due tomorrow at 14:30\n" in lines


def test_an_empty_store_has_nothing_to_say(pipectl: Shell) -> None:
    for words in ((), ("--format", "md"), ("--exit-code",), ("--once", "--exit-code")):
        done = pipectl("remind", *words)
        assert (done.out, done.err) == ("", "")
    assert pipectl("remind", "--json").out == "[]\n"


def test_nothing_due_is_not_a_byte_in_the_environment_that_cron_gives(empty: Shell) -> None:
    empty.extra["PIPECTL_DB"] = ""
    empty("init")
    bare = {"HOME": str(empty.home), "PATH": "/usr/bin:/bin"}
    done = empty.process("remind", env=bare)
    assert (done.out, done.err) == ("", "")


def test_what_is_due_reads_well_in_the_environment_that_cron_gives(run: Shell) -> None:
    run("edit", 3, "--title", "Grüße an 🚲")
    bare = {"HOME": str(run.home), "PIPECTL_NOW": run.now}
    done = run.process(
        "--db", run.environment["PIPECTL_DB"], "remind", "--exit-code", env=bare, code=10
    )
    assert done.out == TEXT.replace("Acme rollout", "Grüße an 🚲")
    assert done.err == ""


def test_no_escape_reaches_a_mail_even_where_colour_is_asked_for(run: Shell) -> None:
    run.extra |= {"PIPECTL_COLOR": "always", "FORCE_COLOR": "1", "TERM": "xterm-256color"}
    run("config", "set", "color", "always")
    for form in ("text", "md", "json", "ics"):
        assert "\x1b" not in run("remind", "--format", form).out


def test_the_exit_code_tells_whether_something_is_due_only_when_asked(run: Shell) -> None:
    assert run("remind").code == 0
    for form in ("text", "md", "json", "ics"):
        run("remind", "--exit-code", "--format", form, code=10)


def test_once_a_day_is_enough(run: Shell) -> None:
    assert run("remind", "--once", "--exit-code", code=10).out == TEXT
    done = run("remind", "--once", "--exit-code")
    assert (done.out, done.err) == ("", "")
    assert run("remind", "--once", "--json").out == "[]\n"
    assert run("remind").out == TEXT
    run.now = "2026-11-18T23:59"
    assert run("remind", "--once").out == ""
    run.now = "2026-11-19T00:01"
    assert run("remind", "--once").out.startswith(
        "Thu 19 Nov 2026: 2 deals overdue, 1 after the sale"
    )


def test_once_tells_what_is_new(run: Shell) -> None:
    run("remind", "--once")
    run("next", 6, "Ask for the date", "--due", "today")
    assert run("remind", "--once").out == (
        "Wed 18 Nov 2026: 1 deal due.\n\nDue\n"
        "- Ask for the date: Cedar pilot, due today\n  pipectl done 6\n"
    )


def test_claims_are_no_operation_and_are_forgotten_after_a_week(run: Shell) -> None:
    before = run("history", "--json").out
    run("remind", "--once")
    assert run("history", "--json").out == before
    assert claims(run) == len(ITEMS)
    run.now = "2026-11-25T10:00"
    run("remind", "--once")
    both = claims(run)
    run.now = "2026-11-26T10:00"
    run("remind", "--once")
    assert claims(run) == 2 * (both - len(ITEMS))


def claims(run: Shell) -> int:

    with run.opened() as store:
        return int(store.execute("select count(*) from reminder_claim").fetchone()[0])


def test_two_that_start_at_the_same_moment_tell_each_thing_once(run: Shell) -> None:
    line = [sys.executable, "-m", "pipectl", "remind", "--once", "--json"]
    both = [
        subprocess.Popen(line, stdout=subprocess.PIPE, env=run.environment, text=True)
        for _ in range(2)
    ]
    found = [json.loads(each.communicate(timeout=60)[0]) for each in both]
    told = [(each["kind"], each["id"]) for part in found for each in part]
    assert sorted(map(str, told)) == sorted(str(item[:2]) for item in ITEMS)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_what_could_not_be_written_is_told_again(run: Shell) -> None:
    with open("/dev/full", "w") as full:
        line = [sys.executable, "-m", "pipectl", "remind", "--once"]
        ran = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, env=run.environment)
    assert ran.returncode == 5
    assert claims(run) == 0
    assert run("remind", "--once").out == TEXT


def test_a_file_is_whole_each_time_or_not_at_all(run: Shell) -> None:
    place = run.home / "none" / "due.txt"
    assert run("remind", "--out", place, code=5).err == (
        f"pipectl: The output can't be written: its folder doesn't exist: {place}.\n"
    )
    assert run("remind", "--once", "--out", place, code=2).err == (
        "pipectl: --once can't be used with --out, which writes everything that is due each time.\n"
        "  Use --out for a file, or --once for e-mail.\n"
    )
    assert claims(run) == 0


def test_a_file_is_replaced_whole(run: Shell) -> None:
    place = run.home / "due.txt"
    os.chmod(run.home, 0o755)
    umask = os.umask(0o022)
    try:
        done = run("remind", "--out", place)
    finally:
        os.umask(umask)
    assert (done.out, done.err) == ("", "")
    assert place.read_text() == TEXT
    assert place.stat().st_mode & 0o777 == 0o600
    run("remind", "--out", place, "--format", "json")
    assert len(json.loads(place.read_text())) == len(ITEMS)
    assert sorted(each.name for each in run.home.iterdir()) == ["due.txt", "pipectl.db"]


FORMATS = ("text", "md", "json", "ics")


@pytest.mark.parametrize("before", FORMATS)
def test_what_remind_wrote_it_replaces_in_every_format(run: Shell, before: str) -> None:
    place = run.home / "due"
    for form in FORMATS:
        run("remind", "--format", before, "--within", "9d", "--out", place)
        run("remind", "--format", form, "--out", place)
        if form != "ics":  # whose returns stdout takes away here
            assert place.read_text() == run("remind", "--format", form).out


def test_an_empty_file_and_one_where_nothing_was_due_are_replaced(pipectl: Shell) -> None:
    place = pipectl.home / "due.txt"
    place.touch()
    for form in FORMATS:
        pipectl("remind", "--format", form, "--out", place)
        pipectl("remind", "--out", place)
        assert place.read_text() == ""


def test_a_flood_is_known_again(pipectl: Shell) -> None:
    for number in range(1, 13):
        pipectl("add", f"Deal {number}", f"{number}k", "--next", "Call", "--due", "today")
    pipectl("add", "* and [/] **this**: `x`", "1k", "--next", "# Due: `pipectl x`")
    for form in FORMATS:
        for _ in range(2):
            pipectl("remind", "--format", form, "--out", pipectl.home / "due")


CALENDAR = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//pipectl//pipectl//EN\r
BEGIN:VEVENT\r
UID:dentist@example.com\r
SUMMARY:Dentist\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.mark.parametrize(
    "content",
    [
        b"what was there before",
        b"\n",
        TEXT.encode() + b"Ask Bob about the price.\n",
        TEXT.replace("- ", "Mine: ", 1).encode(),
        MARKDOWN.encode() + b"- [ ] buy milk\n",
        b'[{"name": "x"}]\n',
        b'{"kind": "due"}\n',
        b"[1, 2",
        b"[" * 100_000,
        CALENDAR.encode(),
        CALENDAR.replace("dentist@example.com", "x@pipectl")
        .replace("//pipectl//", "//x//")
        .encode(),
        b"\xff\xfe",
    ],
    ids=range(12),
)
def test_any_other_file_stays_unless_that_is_meant(run: Shell, content: bytes) -> None:
    place = run.home / "notes.txt"
    place.write_bytes(content)
    for form in FORMATS:
        assert run("remind", "--format", form, "--out", place, code=4).err == (
            f'pipectl: The file "{place}" already exists.\n'
            "  remind replaces only what it wrote itself. Name another file, or use --force.\n"
        )
    assert place.read_bytes() == content
    run("remind", "--out", place, "--force")
    assert place.read_text() == TEXT


def test_a_file_that_may_not_be_replaced_takes_no_claim_and_tells_no_calendar(run: Shell) -> None:
    place = run.home / "notes.txt"
    place.write_text("mine")
    before = run.state()
    run("remind", "--format", "ics", "--out", place, code=4)
    assert run.state() == before


def test_a_web_server_reads_what_is_public(run: Shell) -> None:
    place = run.home / "due.ics"
    umask = os.umask(0o077)
    try:
        run("remind", "--format", "ics", "--out", place, "--public")
        assert place.stat().st_mode & 0o777 == 0o644
    finally:
        os.umask(umask)
    assert run("remind", "--format", "ics", "--out", place).err == (
        f"Only you can read {place} now (its mode was 0644). To let others read it, use --public.\n"
    )
    assert run("remind", "--format", "ics", "--out", place).err == ""
    assert place.stat().st_mode & 0o777 == 0o600


def test_flags_of_a_file_need_one(run: Shell) -> None:
    for flag in ("--force", "--public"):
        for words in ((), ("--out", "-")):
            done = run("remind", flag, *words, code=2)
            assert done.err == f"pipectl: {flag} needs --out FILE.\n"
    assert run("remind", "--out", "-").out == TEXT


def test_a_link_to_a_file_stays_one(run: Shell) -> None:
    place, link = run.home / "due.md", run.home / "link"
    link.symlink_to(place)
    run("remind", "--out", link, "--format", "md")
    assert link.is_symlink()
    assert place.read_text() == MARKDOWN


def test_what_is_no_file_is_left_alone(run: Shell) -> None:
    pipe = run.home / "pipe"
    os.mkfifo(pipe)
    done = run("remind", "--out", pipe, code=5)
    assert done.err == f"pipectl: The output can't be written: that isn't a regular file: {pipe}.\n"
    assert run("remind", "--out", run.home, code=5).err == (
        f"pipectl: The output can't be written: that is a folder: {run.home}.\n"
    )


def test_nobody_is_flooded(pipectl: Shell) -> None:
    for number in range(1, 13):
        pipectl("add", f"Deal {number}", f"{number}k", "--next", "Call", "--due", "today")
    for number in range(1, 8):
        pipectl("add", f"Sold {number}", f"{number}k")
        pipectl("win", f"Sold {number}", "--next", "Invoice", "--due", "today")
    lines = pipectl("remind").lines
    assert lines[0] == "Wed 18 Nov 2026: 12 deals due, 7 after the sale."
    assert lines[2:4] == ["Due", "- Call: Deal 12, 12,000 USD, due today"]
    assert lines.index("- and 2 more: pipectl list --sort due") == 23
    assert lines[25] == "After the sale"
    assert lines[26] == "- Invoice: Sold 7, 7,000 USD, due today"
    assert lines[-1] == "- and 2 more: pipectl list --status won --sort due"
    assert "- and 2 more: `pipectl list --sort due`" in pipectl("remind", "--format", "md").lines
    assert len(pipectl("remind", "--json").json) == 19


def test_every_list_that_the_rest_is_in_can_be_printed(run: Shell) -> None:
    from pipectl.reminders.view.reminders import SECTIONS

    for name, kind in SECTIONS.items():
        if name != "review":
            assert "No deals match" not in run(*kind.rest.split()[1:]).out


def test_the_demo_reads_in_every_format(demo: Shell) -> None:
    items = demo("remind", "--json").json
    assert {each["kind"] for each in items} >= {"overdue", "due", "no-next-action", "revisit"}
    text = demo("remind").out
    markdown = demo("remind", "--format", "md").out
    lines = {each["id"] for each in items}
    assert text.count("\n- ") == markdown.count("\n- ") == len(lines)
    for title in {each["title"] for each in items if each["title"]}:
        assert title in text
        assert title.replace("[", "\\[").replace("]", "\\]") in markdown


# What somebody decided.


def stale(run: Shell, day: str) -> list[str]:
    found = json.loads(on(run, day, "remind", "--json"))
    return [each["title"] for each in found if each["kind"] == "stale"]


def test_putting_off_moves_the_reminder_and_never_the_signal(run: Shell) -> None:
    assert stale(run, "2026-11-18") == ["Acme rollout", "Dogwood [desks]"]
    run("next", "dogwood", "--due", "2026-11-25")
    assert stale(run, "2026-11-18") == ["Acme rollout"]
    assert "Dogwood" in run("list", "--stale").out
    assert "Dogwood [desks]" not in stale(run, "2026-11-24")
    assert "Dogwood [desks]" in stale(run, "2026-11-25")


def test_a_contact_ends_it(run: Shell) -> None:
    run("log", "call", "dogwood")
    assert stale(run, "2026-11-18") == ["Acme rollout"]


def test_lost_and_deleted_ones_are_left_in_peace(run: Shell) -> None:
    run("lose", "acme", "--reason", "no budget")
    run("delete", 5, "--yes")
    run("edit", "elm", "--clear", "revisit")
    found = run("remind", "--json").json
    assert [each["title"] for each in found] == [
        "Fir annex",
        "Cedar pilot",
        "Dogwood [desks]",
        None,
    ]


def test_a_review_is_due_some_days_after_the_last(run: Shell) -> None:

    def review() -> list[int]:
        return [each["days"] for each in run("remind", "--json").json if each["kind"] == "review"]

    assert review() == [22]
    with run.opened() as store:
        store.execute(
            "insert into review (uid, kind, started_at, told_at, started_on, history_mark,"
            " finished_on, minutes) values"
            " ('r1', 'weekly', '2026-11-10 09:00', '2026-11-10 09:00', '2026-11-10', 0,"
            " '2026-11-10', '{}'),"
            " ('r2', 'monthly', '2026-11-17 09:00', '2026-11-17 09:00', '2026-11-17', 0,"
            " '2026-11-17', '{}')"
        )
    assert review() == [1]
    run("config", "set", "review_interval", "9")
    assert review() == []
    assert "review" in run("remind", "--within", "1d").out


# What to install.


CRONTAB = """\
# cron e-mails you what is due, each item at most once a day.
0 8-18 * * {days} {command}
"""
UNITS = """\
# Read the reminders with `journalctl --user -u pipectl-remind`. To turn them on:
# systemctl --user daemon-reload && systemctl --user enable --now pipectl-remind.timer

# ~/.config/systemd/user/pipectl-remind.service
[Unit]
Description=What is due in the sales pipeline

[Service]
Type=oneshot
ExecStart={command}

# ~/.config/systemd/user/pipectl-remind.timer
[Unit]
Description=What is due in the sales pipeline, once a day

[Timer]
OnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 08..18:00:00
Persistent=true

[Install]
WantedBy=timers.target
"""


def test_what_to_install_is_printed_and_not_installed(run: Shell) -> None:
    before = sorted(run.home.rglob("*"))
    command = f"{Path(sys.executable).parent / 'pipectl'} remind --once --db {run.store}"
    line = CRONTAB.format(days="1,2,3,4,5", command=command)
    assert run("remind", "--crontab") == (0, line, "")
    assert run("remind", "--systemd") == (0, UNITS.format(command=command), "")
    assert sorted(run.home.rglob("*")) == before


def test_crontab_keeps_to_the_working_days_and_the_default_store(empty: Shell) -> None:
    empty.extra["PIPECTL_DB"] = ""
    empty("init")
    empty("config", "set", "working_days", "sun,tue")
    command = f"{Path(sys.executable).parent / 'pipectl'} remind --once"
    assert empty("remind", "--crontab").out == CRONTAB.format(days="2,0", command=command)
    assert "\nOnCalendar=Tue,Sun *-*-*" in empty("remind", "--systemd").out


def test_a_hostile_path_is_one_word_for_cron_and_for_systemd(run: Shell) -> None:
    place = run.home / '50% o\'f "$HOME"'
    run.store.rename(place)
    run.store = place
    cron = run("remind", "--crontab").lines[1].split(" ", 5)[5].replace(r"\%", "%")
    shown = subprocess.run(["sh", "-c", f"printf '%s\\n' {cron}"], capture_output=True, text=True)
    assert shown.stdout.splitlines()[-2:] == ["--db", str(place)]
    units = run("remind", "--systemd").lines
    (start,) = (line for line in units if line.startswith("ExecStart="))
    assert start.endswith(f'--db "{run.home}/50%% o\'f \\"$$HOME\\""')
