"""`demo`: the same half-year whatever day it is, in a store of its own, and a walk that works."""

import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pexpect
import pytest

from conftest import NOW, Shell
from long_cases import one_in
from pipectl.demo.rules.scenario import workday
from pipectl.server_address import ServerStore

FLAGS = {
    "overdue": 3,
    "due-today": 2,
    "no-next-action": 3,
    "stale": 5,
    "stalled": 5,
    "slipped": 2,
    "unqualified": 6,
    "single-threaded": 2,
    "revisit": 1,
}
DAYS = [
    "2026-10-01",  # the first day of a quarter
    "2026-12-31",  # the last day of a quarter and of the year
    "2028-02-29",
    "2026-11-21",  # a Saturday
]
OPERATIONS = 456
SET_UP = ("field add", "icp set", "stage edit")
HIDDEN = "/usr/bin:/bin"  # a PATH without pipectl


class Demo(NamedTuple):
    """A demo's store, and the walk that was printed when it was made."""

    shell: Shell
    walk: str


def demo_store(home: Path) -> Path:
    """Where the demo keeps its store."""
    return home / ".local" / "share" / "pipectl" / "demo.db"


def in_demo(home: Path, now: str = NOW) -> Shell:
    """A shell whose store is the demo's."""
    shell = Shell(home)
    shell.now, shell.store = now, demo_store(home)
    return shell


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A demo beside a store of one's own; tests only read it."""
    shell = Shell(tmp_path_factory.mktemp("demo"))
    shell.extra = {"COLUMNS": "80", "PATH": HIDDEN}
    shell("init")
    before = shell.state()
    walk = shell("demo").out
    assert shell.state() == before
    return Demo(in_demo(shell.home), walk)


@pytest.fixture(scope="module")
def shown(demo: Demo) -> Shell:
    """A shell in the demo's store, to read it."""
    return demo.shell


@pytest.fixture
def own(shown: Shell, tmp_path: Path) -> Shell:
    """A copy of the demo's store that a test may change."""
    copy = Shell(tmp_path)
    copy.refill(shown.contents())
    return copy


@pytest.fixture
def at_home(shown: Shell, tmp_path: Path) -> Shell:
    """A copy of the demo's store where the demo keeps it."""
    copy = in_demo(tmp_path)
    copy.file.parent.mkdir(parents=True)
    copy.refill(shown.contents())
    return copy


def everything(shell: Shell) -> list[dict[str, Any]]:
    """Every opportunity, without what is another one each time."""
    return [{**each, "uid": None} for each in shell("list", "--all", "--json").json]


def flags(shell: Shell) -> dict[str, list[str]]:
    """What is wrong with which opportunity; a renewal's title names its month."""
    return {
        re.sub("renewal .*", "renewal)", each["title"]): each["flags"] for each in everything(shell)
    }


def test_the_store_holds_a_half_year(shown: Shell) -> None:
    found = everything(shown)
    assert Counter(each["status"] for each in found) == {"open": 22, "won": 10, "lost": 12}
    assert Counter(flag for each in found for flag in each["flags"]) == FLAGS
    open_ones = [each for each in found if each["status"] == "open"]
    assert len({each["stage"] for each in open_ones}) == 5
    assert len({each["source"] for each in found}) == 7
    assert {each["reason"] for each in found if each["status"] == "lost"} > {"no budget"}
    assert all(each["reason"] for each in found if each["status"] != "open")
    assert max(each["pushes"] for each in found) == 3
    assert {each["probability_from"] for each in open_ones} == {"stage", "opportunity"}
    assert [each["currency"] for each in found].count("EUR") == 1
    assert [each["amount"] for each in found].count(None) == 1
    assert sum(each["competitor"] is not None for each in found) == 2
    assert sum(each["revisit_on"] is not None for each in found) == 3
    assert sum(each["parent"] is not None for each in found) == 3
    assert {"🚲 Sparrow Cycles [pilot]", "Lager für Müller & Söhne"} <= {e["title"] for e in found}


def test_a_won_one_has_something_to_do_after_the_sale(shown: Shell) -> None:
    won = shown("list", "--status", "won", "--json").json
    (after,) = [each["next_action"] for each in won if each["next_action"]]
    assert after["action"] == "Hold kick-off workshop"


def test_coverage_of_the_demo_is_enough_by_its_own_history(shown: Shell) -> None:
    found = shown("coverage", "--json").json
    assert (found["verdict"], found["quota"], found["won"]) == (*("enough", 130_000, 52_500),)
    assert found["required_from"] == "stages"
    assert found["win_rate_n"] == 20
    assert found["left_out"] == {"EUR": 1}
    last = shown("coverage", "--period", "last-quarter", "--json").json
    assert (last["quota"], last["quota_from"]) == (110_000, "own")
    assert last["won"] > 0


def test_deals_without_an_answer_are_leads(shown: Shell) -> None:
    stages = shown("stage", "list", "--json").json
    assert [each["kind"] for each in stages] == ["lead", *["sales"] * 4]
    lost = [each for each in everything(shown) if each["status"] == "lost"]
    assert sum(each["disqualified"] for each in lost) == 2


def test_deals_that_fit_the_ideal_customer_were_won_more_often(shown: Shell) -> None:
    found = shown("report", "fit", "--json").json
    assert found["verdict"] == "better"
    assert [(each["won"], each["lost"]) for each in found["grades"]] == [
        *((7, 1), (0, 1), (2, 1), (1, 7))
    ]


def test_late_deals_have_people_with_roles(shown: Shell) -> None:
    people = shown("show", "ironbridge", "--json").json["contacts"]
    assert {(each["name"], each["role"], each["stance"]) for each in people} == {
        ("Curt Vogel", "champion", "for"),
        ("Brenda Stroud", "blocker", "against"),
    }


@pytest.mark.parametrize("day", one_in(4, DAYS))
def test_whatever_day_it_is_it_tells_the_same_story(shown: Shell, tmp_path: Path, day: str) -> None:
    now = in_demo(tmp_path, day)
    now("demo", "--json")
    now.refill(now.file.read_bytes())  # it is in a file, also where one's own is on a server
    assert flags(now) == flags(shown)
    found = now("coverage", "--json").json
    # On the last day of a quarter nothing that is due later closes in it any more.
    assert found["verdict"] == ("short" if day == "2026-12-31" else "enough")
    assert found["won"] > 0
    assert found["required_coverage"] > 1
    assert found["required_from"] == "stages"
    assert now("board", "--json").json["total"] == shown("board", "--json").json["total"]


def test_everything_was_done_on_its_own_working_day(shown: Shell) -> None:
    done = shown("history", "--limit", 1000, "--json").json
    assert len(done) == OPERATIONS
    moments = [each["at"] for each in done]
    assert moments == sorted(moments, reverse=True)
    assert (moments[0][:16], moments[-1][:10]) == (NOW, "2026-05-20")
    pages = [shown("show", number, "--json").json for number in (1, 9, 23)]
    rows = [row for page in pages for row in page["history"]]
    assert all(row["on"] == row["recorded_on"] for row in rows)
    assert all(date.fromisoformat(row["on"]).weekday() < 5 for row in rows)


def test_it_was_reviewed_weekly_and_the_month_was_decided_on(shown: Shell) -> None:
    listed = [line.split("  ") for line in shown("review", "list").lines[1:]]
    assert [[cell.strip() for cell in row if cell] for row in listed] == [
        ["3", "weekly", "Fri 13 Nov 2026", "Fri 13 Nov 2026", "15"],
        ["2", "weekly", "Fri 6 Nov 2026", "Fri 6 Nov 2026", "15"],
        ["1", "monthly", "Tue 3 Nov 2026", "Tue 3 Nov 2026", "0"],
    ]
    page = " ".join(shown("review", "monthly").out.split())
    assert page.startswith(
        "2026-11, up to Wed 18 Nov 2026 Decided in 2026-10"
        " What will you do differently next month? Call within two days of every quote"
        " What do you need, and who can give it to you? A one-page price list from the office 2"
    )
    # What the last weekly review saw is where the next one begins.
    before = shown("review", "show", "2", "--json").json
    after = shown("review", "show", "3", "--json").json
    assert after["since_on"] == before["finished_on"] == "2026-11-06"
    assert after["bridge"]["then"] == before["bridge"]["now"]
    assert shown("review", "--json").json["bridge"]["then"] == after["bridge"]["now"]
    assert [each["ending"] for each in after["opportunities"]] == ["kept"] * 15
    # Nobody keeps answers that were never given, nor an action that is overdue.
    skipped = {each["title"] for each in after["skipped"]}
    assert {"Ironbridge Steel yard app", "Tideline stock sync"} & skipped


def test_nothing_of_long_ago_stands_first_today(shown: Shell) -> None:
    assert not [line for line in shown("today").lines if "review" in line]
    kinds = {each["kind"]: each["days"] for each in shown("remind", "--json").json}
    assert "review" not in kinds


def test_what_the_history_shows_can_be_typed(shown: Shell, tmp_path: Path) -> None:
    slug = "cobalt-labs-inventory"
    again = Shell(tmp_path)
    again("init")
    for each in reversed(shown("history", "--limit", 1000, "--json").json):
        if each["command"].startswith("review"):
            continue  # is talked through at a terminal
        of_it = (slug, "add 'Cobalt Labs inventory'", "edit 'Cobalt Labs'", *SET_UP)
        if any(part in each["command"] for part in of_it):
            again.now = each["at"].replace("Z", "+00:00")
            again(*shlex.split(each["command"]))
    again.now = NOW
    before, after = (shell("show", slug, "--json").json for shell in (shown, again))
    changing = {"id", "uid", "activities", "account_opportunities", "contacts"}
    assert {k: v for k, v in after.items() if k not in changing} == {
        k: v for k, v in before.items() if k not in changing
    }
    assert len(after["activities"]) == len(before["activities"]) == 8


def test_undo_and_redo_go_through_the_history_of_the_demo(own: Shell) -> None:
    before = everything(own)
    assert own("undo", "--json").json["command"].startswith("win juniper-print-quotes")
    assert own("list", "juniper", "--json").json[0]["status"] == "open"
    for _ in range(8):
        own("undo")
    for _ in range(9):
        own("redo")
    assert everything(own) == before
    assert own("add", "One more", "--json").json["id"] == 45


def test_the_walk_shows_board_answers_coverage_and_what_needs_attention(demo: Demo) -> None:
    assert "\x1b" not in demo.walk
    lines = demo.walk.splitlines()
    assert not [line for line in lines if len(line) > 80 and "export " not in line]
    assert len(lines) <= 129
    seen = in_demo(demo.shell.home)
    seen.extra = {"COLUMNS": "80"}
    for command in ("board", "coverage", "report fit", "today"):
        assert f"$ pipectl {command}\n{seen(*command.split()).out}" in demo.walk
    first, _, rest = seen("forecast").out.partition("\n\nAt your run rate")
    assert rest
    assert f"$ pipectl forecast\n{first}\n" in demo.walk
    brief = "brief harbor-roasters-wholesale"
    first, _, rest = seen(*brief.split()).out.partition("unmet ")
    assert rest
    assert f"$ pipectl {brief}\n{first}\n" in demo.walk


def test_every_command_of_the_walk_works(demo: Demo, own: Shell) -> None:
    commands = re.findall(r"^(?:\$ |  )pipectl (.+)$", demo.walk, re.MULTILINE)
    assert len(commands) == 17
    for command in commands:
        assert own(*shlex.split(command)).out


def test_beside_a_store_of_ones_own_the_walk_leads_back_to_it(demo: Demo) -> None:
    own = Shell(demo.shell.home).place
    address = own.url_to_paste if isinstance(own, ServerStore) else own
    back = f"  export PIPECTL_DB={address}\n"
    assert demo.walk.endswith(f"Back to your own store:\n{back}")


def test_the_end_of_the_walk_can_be_pasted_into_a_shell(empty: Shell) -> None:
    empty.extra = {"PATH": HIDDEN, "PIPECTL_DB": ""}
    end = empty("demo").out.partition("Try it yourself\n")[2]
    lines = [line for line in end.splitlines() if line.startswith("  ")]
    assert lines[0] == f"  export PATH={Path(sys.executable).parent}:$PATH"
    assert lines[1] == f"  export PIPECTL_DB={demo_store(empty.home)}"
    assert lines[-2:] == ["  unset PIPECTL_DB", "  pipectl init --quota 250k"]
    pasted = subprocess.run(
        ["bash", "-e"],
        input="\n".join(lines),
        env=empty.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert pasted.returncode == 0, pasted.stderr
    assert pasted.stdout.splitlines()[-5].startswith("Created a store at ")


def test_a_second_demo_replaces_the_first_and_is_the_same(demo: Demo, tmp_path: Path) -> None:
    shell, own = Shell(tmp_path), in_demo(tmp_path)
    shell.extra = {"PIPECTL_DB": "postgresql://host/x"}  # which is none of its business
    made = shell("demo", "--json").json
    assert made == {
        "path": str(own.store),
        "opportunities": 43,
        "operations": OPERATIONS,
        "before": None,
    }
    assert own.store.stat().st_mode & 0o777 == 0o600
    content = everything(own)
    own("delete", "1", "--yes")
    # Of a killed writer; SQLite would roll it back into whatever is there then.
    leftover = own.store.with_name("demo.db-journal")
    leftover.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" * 128)
    shell.extra = {"COLUMNS": "80", "PATH": HIDDEN}
    walk = shell("demo").out.partition("Try it yourself\n")[0]
    assert walk == demo.walk.partition("Try it yourself\n")[0]
    assert everything(own) == content == everything(demo.shell)
    assert [each for each in own.store.parent.iterdir() if each.is_file()] == [own.store]


@pytest.mark.files("about the file of the demo")
def test_what_was_changed_in_the_demo_is_kept_when_it_is_renewed(at_home: Shell) -> None:
    first = everything(at_home)
    shell = Shell(at_home.home)
    assert "is kept in" not in shell("demo").err
    at_home("add", "Mine")
    mine = everything(at_home)
    again = shell("demo")
    kept = demo_store(at_home.home).with_name("demo.db.backups") / "20261118T100000Z-before-demo.db"
    assert again.err == f"Your earlier changes to the demo are kept in {kept}\n"
    assert everything(at_home) == first
    at_home("undo")
    assert shell("demo", "--json").json["before"] == str(kept.with_name(f"{kept.stem}-2.db"))
    at_home("restore", kept, "--yes")
    assert everything(at_home) == mine


@pytest.mark.parametrize("made_by", ["init", "hand"])
def test_a_store_that_the_demo_didnt_make_is_left_alone(empty: Shell, made_by: str) -> None:
    store = demo_store(empty.home)
    empty("init", "--db", store)
    empty("add", "Mine", "--db", store)
    if made_by == "hand":
        with closing(sqlite3.connect(store)) as found:
            found.execute("delete from journal_operation")
            found.commit()
    before = store.read_bytes()
    assert empty("demo", code=4).err == (
        f"pipectl: The demo didn't create the store {store}, so it was left unchanged.\n"
        "  Move that file somewhere else, then try again.\n"
    )
    assert store.read_bytes() == before


@pytest.mark.files("about the file of the demo")
def test_a_demo_of_an_earlier_version_is_kept(at_home: Shell) -> None:
    with at_home.opened() as store:
        store.execute("pragma user_version = 0")
    assert "before-demo.db" in Shell(at_home.home)("demo").err


def test_a_demo_that_cant_be_kept_stays(at_home: Shell) -> None:
    at_home("add", "Mine")
    folder = at_home.store.with_name("demo.db.backups")
    shutil.rmtree(folder)
    folder.write_text("in the way")
    before = at_home.state()
    assert "can't be backed up" in Shell(at_home.home)("demo", code=5).err
    assert at_home.state() == before


def test_another_place_is_refused(empty: Shell) -> None:
    store = demo_store(empty.home)
    refused = empty("demo", "--db", "mine.db", code=2)
    assert refused.err.splitlines() == [
        f"pipectl: The demo always uses its own store, {store}, so --db can't be used with it.",
        "  Run `pipectl demo` without --db. Then point --db or PIPECTL_DB at that file.",
    ]
    assert not store.exists()


def test_what_is_no_store_is_left_alone(empty: Shell) -> None:
    store = demo_store(empty.home)
    store.mkdir(parents=True)
    assert empty("demo", code=5).err == (
        f"pipectl: {store} is not a file, so it wasn't replaced.\n  Move it away.\n"
    )
    store.rmdir()
    store.write_text("my notes")
    assert empty("demo", code=5).err == (
        f"pipectl: {store} is not a pipectl store, so it wasn't changed.\n  Move it away.\n"
    )
    assert store.read_text() == "my notes"


def test_a_folder_that_cannot_be_is_told_in_a_line(empty: Shell) -> None:
    (empty.home / ".local").write_text("in the way")
    assert empty("demo", code=5).err == (
        f"pipectl: No store can be created at {demo_store(empty.home)}: Not a directory.\n"
    )


def test_at_a_terminal_it_has_colour_and_the_bar_is_gone_in_the_end(empty: Shell) -> None:
    environment = {**empty.environment, "TERM": "xterm-256color", "COLUMNS": ""}
    child = pexpect.spawn(
        sys.executable,
        ["-m", "pipectl", "demo"],
        env=environment,
        dimensions=(60, 80),
        encoding="utf-8",
        timeout=60,
    )
    printed = child.read()
    child.close()
    assert child.exitstatus == 0, printed
    walk = printed[printed.rindex("A demo store with") :]
    assert "\x1b[1m$ pipectl board\x1b[0m" in walk
    assert "Playing" not in walk


def test_days_end_with_the_calendar_and_avoid_weekends() -> None:
    saturday = date(2026, 11, 21)
    assert [workday(saturday, days) for days in (-6, 0, 1, 7)] == [
        date(2026, 11, 13),
        saturday,
        date(2026, 11, 23),
        date(2026, 11, 30),
    ]
    assert workday(date.max, 110) <= date.max


def test_leads_are_followed_up(shown: Shell) -> None:
    """One deal is in the middle of a sequence, and one has replied."""
    assert shown("report", "sequences").out == (
        "First contact\n"
        "2 runs started. 1 of 1 ended run got a reply or meeting: n/a (n=1).\n"
        "Step             Reached  Replies          %  Continued  Ended  In progress\n"
        "1. Introduction        2        0  n/a (n=2)          2      0            0\n"
        "2. Call                2        1  n/a (n=1)          0      0            1\n"
        "3. Second try          0        0  n/a (n=0)          0      0            0\n"
    )
    assert "Call, due Mon 23 Nov 2026 · step 2 of 3 of First contact" in shown("show", "museum").out
    logged = shown("activity", "list", "hollis", "--json").json
    assert "Meeting summary" in {each["text"] for each in logged}, "a template that was used"
    assert shown("draft", "museum", "Second try").out.startswith("To: Piet de Wit\nSubject: Did my")


def test_a_win_is_renewed_and_its_renewal_begins_later(shown: Shell) -> None:
    won = shown("show", "kestrel-dispatch-board", "--json").json
    found = shown("show", won["renewal"]["id"], "--json").json
    assert (won["renewal"]["months"], found["renews"]["id"]) == (12, won["id"])
    assert (found["stage"], found["flags"], found["age_days"]) == ("Discovery", [], 0)
    assert found["created_on"] > NOW


def test_an_experiment_is_too_early_to_tell(shown: Shell) -> None:
    assert shown("experiment", "show", "video").out == (
        "Video\n"
        "In Discovery since Fri 23 Oct 2026. Compares visits that moved forward.\n"
        "Too early to tell: it takes 10 ended visits per arm (plain: 2, video: 3).\n"
        "Arm    Visits  Open  Ended  Moved forward  Chance it's better\n"
        "plain       4     2      2      n/a (n=2)   too early to tell\n"
        "video       5     2      3      n/a (n=3)   too early to tell\n"
        "4 visits not counted: still open.\n"
    )
    assert "Experiments\n  Video: Too early to tell" in shown("review", "--no-input").out
