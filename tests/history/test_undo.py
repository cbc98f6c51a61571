"""`undo`, `redo` and `history`: every writing command is one operation that can be taken back."""

from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell
from long_cases import one_in
from stored_rows import tables
from walks import QUICK, command, walk

TO_GO_BACK = (
    "Restore a backup: `pipectl restore`.",
    "Restore a dump of the database, or a backup: see `pipectl restore --help`.",
)


def history(run: Shell) -> list[dict[str, Any]]:
    """The whole journal, the latest first."""
    found: list[dict[str, Any]] = run("history", "--json", "--limit", 1000).json
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A store in which something of everything is there: what it holds."""
    run = Shell(tmp_path_factory.mktemp("made"))
    run("init")
    run("add", "Acme rollout", "12k", "--account", "Acme Corp", "--close", "eoq")
    run("next", 1, "Call", "--due", "fri")
    run("add", "Beta", "5k", "--on", "2026-11-02", "--key", "b")
    run("log", "call", "acme", "--contact", "Jo")
    run("quota", "set", "100k", "--period", "2026-Q4")
    run("add", "Gone", "1k")
    run("lose", "Gone", "--reason", "no need", "--revisit", "eoy")
    run("add", "Sold", "2k")
    run("win", "Sold")
    run("stage", "criteria", "add", "discovery", "Signed")
    return run.contents()


@pytest.fixture
def busy(made: bytes, empty: Shell) -> Shell:
    """A copy of that store, to be changed."""
    empty.refill(made)
    return empty


WRITES: list[list[str]] = [
    [
        "add",
        "New",
        "3k",
        "--account",
        "New Corp",
        "--contact",
        "Al",
        "--tag",
        "x",
        "--next",
        "Call",
    ],
    ["edit", "1", "--amount", "13k", "--close", "2027-03-01", "--push-reason", "legal"],
    ["edit", "1", "--title", "Other", "--account", "Umbrella", "--tag", "a", "--contact", "Al"],
    ["edit", "beta", "--created", "2026-11-05"],
    ["edit", "gone", "--clear", "revisit"],
    ["move", "1", "--buying", "yes", "--why", "x", "--met", "They replied", "--due", "+3d"],
    ["move", "1", "--buying", "no", "--reason", "no need", "--note", "x", "--revisit", "eoy"],
    ["win", "1", "--amount", "11k", "--reason", "best fit", "--next", "Kick-off", "--due", "fri"],
    ["win", "sold", "--on", "2026-11-18", "--reason", "best fit"],
    ["lose", "beta", "--reason", "no need", "--competitor", "Umbrella", "--on", "2026-11-10"],
    ["reopen", "gone"],
    ["reopen", "sold"],
    ["delete", "1", "--yes"],
    ["delete", "sold", "--yes"],
    ["next", "1", "Send NDA", "--due", "+3d"],
    ["next", "1", "--due", "+3d 14:30"],
    ["done", "1", "--outcome", "fine", "--then", "Send NDA", "--due", "+3d"],
    ["log", "meeting", "1", "text", "--count", "2", "--on", "yesterday", "--contact", "Bo"],
    ["stage", "add", "Signing", "--probability", "95", "--after", "proposal"],
    ["stage", "edit", "discovery", "--name", "Finding out", "--probability", "12"],
    ["stage", "move", "negotiation", "--first"],
    ["stage", "remove", "initial contact", "--to", "discovery"],
    ["stage", "criteria", "add", "discovery", "Signed", "--required"],
    ["stage", "criteria", "remove", "discovery", "Signed"],
    ["action", "add", "Demo", "--stage", "meeting", "--kind", "meeting"],
    ["action", "remove", "Call"],
    ["reason", "add", "cancelled", "--for", "lost"],
    ["reason", "remove", "no budget"],
    ["quota", "set", "120k", "--period", "2026-Q4", "--count", "8"],
    ["quota", "set", "12k", "--period", "2026-11"],
    ["account", "add", "Wayne", "--phone", "1"],
    ["account", "edit", "acme", "--name", "Acme Ltd"],
    ["contact", "add", "Al", "--account", "Wayne", "--title", "CEO"],
    ["contact", "edit", "jo", "--account", "Umbrella", "--email", "jo@x.example"],
    ["activity", "edit", "1", "--kind", "note", "--on", "yesterday"],
    ["activity", "delete", "1"],
    ["config", "set", "currency", "EUR"],
    ["config", "set", "required_coverage", "2.5"],
]


@pytest.mark.parametrize(
    "words", one_in(2, [pytest.param(each, id=" ".join(each)) for each in WRITES])
)
def test_a_writing_command_is_one_operation_that_can_be_undone_and_redone(
    busy: Shell, words: list[str]
) -> None:
    before, count = tables(busy), len(history(busy))
    busy(*words)
    after, operations = tables(busy), history(busy)
    assert after != before
    assert len(operations) == count + 1
    assert operations[0]["undone"] is False
    assert busy("undo").out.startswith(f"Undone: {words[0]}")
    assert tables(busy) == before
    assert history(busy)[0]["undone"] is True
    assert busy("redo").out.startswith(f"Redone: {words[0]}")
    assert tables(busy) == after
    assert len(history(busy)) == count + 1


NOTHING_NEW: list[list[str]] = [
    ["add", "Other", "--key", "b"],
    ["edit", "1", "--amount", "12k"],
    ["edit", "1", "--close", "2026-12-31", "--push-reason", "none"],
    ["edit", "1", "--clear", "note"],
    ["next", "1", "Call", "--due", "fri"],
    ["win", "sold", "--on", "2026-11-18"],
    ["stage", "add", "Meeting", "--probability", "30"],
    ["stage", "edit", "meeting", "--probability", "30"],
    ["stage", "move", "meeting", "--after", "discovery"],
    ["stage", "criteria", "add", "discovery", "SIGNED"],
    ["action", "add", "call", "--stage", "meeting"],
    ["reason", "add", "no budget", "--for", "lost"],
    ["quota", "set", "100k", "--period", "2026-Q4"],
    ["account", "add", "ACME CORP"],
    ["contact", "add", "jo"],
    ["config", "set", "currency", "usd"],
    ["activity", "edit", "1", "--count", "1"],
]


@pytest.mark.parametrize("words", NOTHING_NEW, ids=" ".join)
def test_a_command_that_changed_nothing_leaves_no_operation(busy: Shell, words: list[str]) -> None:
    before, count = tables(busy), len(history(busy))
    busy("undo")
    busy("redo")
    busy("undo")
    busy("redo")
    busy(*words)
    assert tables(busy) == before
    assert len(history(busy)) == count


def test_a_command_that_changed_nothing_leaves_the_way_forward_open(busy: Shell) -> None:
    busy("undo")
    busy("reason", "add", "no budget", "--for", "lost")
    busy("redo")


READS = ["list", "show 1", "board", "coverage", "stage list", "action list", "reason list"]
READS += ["quota show", "account list", "contact list", "activity list", "config list", "history"]


def test_a_read_writes_nothing(busy: Shell) -> None:
    before = busy.state()
    for words in READS:
        busy(*words.split())
    assert busy.state() == before


def test_a_refused_command_leaves_no_operation(busy: Shell) -> None:
    before = busy.state()
    busy("move", 1, "initial contact", "--buying", "yes", "--why", "x", code=4)
    busy("lose", 1, "--reason", "x", "--revisit", "yesterday", code=4)
    busy("stage", "remove", "initial contact", code=4)
    busy("win", "gone", code=4)
    assert busy.state() == before


def test_the_way_back_ends_where_the_store_began(busy: Shell) -> None:
    for _ in history(busy):
        busy("undo")
    assert busy("undo", code=4).err == "pipectl: There is nothing to undo.\n"
    assert busy("list", "--all", "--json").json == []
    assert all(each["undone"] for each in history(busy))


def test_a_new_change_ends_what_can_be_redone(acme: Shell) -> None:
    acme("edit", 1, "--amount", "13k")
    acme("undo")
    acme("edit", 1, "--amount", "14k")
    assert "There is nothing to redo." in acme("redo", code=4).err
    assert [each["undone"] for each in history(acme)] == [False, True, False]
    acme("undo")
    assert acme("show", 1, "--json").json["amount"] == 12000
    acme("undo")
    assert acme("list", "--json").json == []


def test_redo_takes_the_operations_in_the_order_in_which_they_were_done(acme: Shell) -> None:
    acme("edit", 1, "--amount", "13k")
    acme("edit", 1, "--amount", "14k")
    acme("undo")
    acme("undo")
    acme("redo")
    assert acme("show", 1, "--json").json["amount"] == 13000
    acme("redo")
    assert acme("show", 1, "--json").json["amount"] == 14000


def test_a_number_once_given_is_never_given_again(pipectl: Shell) -> None:
    pipectl("add", "First")
    pipectl("undo")
    assert pipectl("add", "Second", "--json").json["id"] == 2
    pipectl("delete", 2, "--yes")
    assert pipectl("add", "Third", "--json").json["id"] == 3
    pipectl("log", "call")
    pipectl("activity", "delete", 1)
    assert pipectl("log", "call", "--json").json["id"] == 2


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("update opportunity set amount_minor = 1 where id = 1", "deal"),
        ("update opportunity set note = 'x' where id = 1", "deal"),
        ("delete from opportunity_history where id = 2", "deal history"),
        ("update opportunity_history set note = 'x' where id = 2", "deal history"),
    ],
)
def test_undo_is_refused_where_a_row_has_changed_by_other_means(
    acme: Shell, sql: str, what: str
) -> None:
    acme("edit", 1, "--amount", "13k")
    with acme.opened() as connection:
        connection.execute(sql)
    before = acme.state()
    assert acme("undo", code=4).err == (
        "pipectl: Operation 2 (edit 1 --amount 13k) can't be reversed:"
        f" its {what} has since been changed outside pipectl.\n"
    )
    assert acme.state() == before


def test_redo_is_refused_where_a_row_has_changed_by_other_means(acme: Shell) -> None:
    acme("edit", 1, "--amount", "13k")
    acme("undo")
    with acme.opened() as connection:
        connection.execute("update opportunity set title = 'x' where id = 1")
    before = acme.state()
    acme("redo", code=4)
    assert acme.state() == before


def test_history_tells_what_was_done_and_what_it_changed(acme: Shell) -> None:
    acme("edit", 1, "--amount", "13k")
    acme("quota", "set", "100k", "--period", "2026-Q4")
    acme("undo")
    assert acme("history", "--limit", "2").out == (
        "3  2026-11-18 10:00  quota set 100k --period 2026-Q4 (undone)\n"
        '    added quota "2026-Q4"\n'
        "2  2026-11-18 10:00  edit 1 --amount 13k\n"
        '    changed deal "Acme rollout": amount\n'
    )
    (latest,) = acme("history", "--limit", "1", "--json").json
    assert set(latest) >= {"id", "at", "command", "undone"}
    assert (latest["id"], latest["command"]) == (3, "quota set 100k --period 2026-Q4")
    assert latest["at"] == "2026-11-18T10:00:00+00:00"
    assert acme("history", "--format", "ids").lines == ["3", "2", "1"]


def test_undo_and_redo_answer_with_the_operation(acme: Shell) -> None:
    undone = acme("undo", "--json").json
    assert (undone["id"], undone["undone"]) == (1, True)
    redone = acme("redo", "--json").json
    assert (redone["id"], redone["undone"]) == (1, False)


# --- any sequence of commands

OPP = st.sampled_from(["1", "2", "3", "4", "5"])
STAGE = st.sampled_from(["initial contact", "discovery", "meeting", "proposal", "negotiation"])
DUE = st.sampled_from(["today", "+3d", "fri 14:30"])
PAST = st.sampled_from(["today", "yesterday", "2026-11-10"])
WORD = st.sampled_from(["Call", "send NDA", "Own thing", "Hold meeting"])
AMOUNT = st.sampled_from(["1k", "2500.50", "€9k", "0"])
NAME = st.sampled_from(["Acme", "acme corp", "Umbrella", "Wayne"])

COMMANDS = st.one_of(
    command("add", NAME, AMOUNT, "--account", NAME, "--tag", NAME, "--next", WORD),
    command("add", NAME, "--key", NAME, "--stage", STAGE, "--on", PAST, "--probability", "0"),
    command("edit", OPP, "--amount", AMOUNT, "--close", DUE.map(lambda due: due.split()[0])),
    command("edit", OPP, "--account", NAME, "--contact", NAME, "--tag", NAME, "--title", NAME),
    command("edit", OPP, "--created", PAST),
    command("edit", OPP, "--clear", st.sampled_from(["amount", "account", "tag", "revisit"])),
    command("move", OPP, STAGE, "--buying", "yes", "--why", WORD, "--next", WORD, "--due", DUE),
    command("move", OPP, "--buying", "unsure", "--why", WORD, "--next", WORD, "--due", DUE),
    command("move", OPP, "--buying", "no", "--reason", WORD, "--on", PAST),
    command("win", OPP, "--amount", AMOUNT, "--next", WORD, "--due", DUE),
    command("win", OPP, "--on", PAST),
    command("lose", OPP, "--reason", WORD, "--revisit", "eoy", "--on", PAST),
    command("reopen", OPP),
    command("delete", OPP, "--yes"),
    command("next", OPP, WORD, "--due", DUE),
    command("next", OPP, "--due", DUE),
    command("done", OPP, "--then", WORD, "--due", DUE),
    command("log", st.sampled_from(["call", "note", "meeting"]), OPP, "--on", PAST),
    command("activity", "edit", st.sampled_from(["1", "2"]), "--on", PAST, "--opp", OPP),
    command("activity", "delete", st.sampled_from(["1", "2"])),
    command("stage", "add", NAME, "--probability", "50", "--after", STAGE),
    command("stage", "edit", STAGE, "--probability", st.sampled_from(["0", "33"])),
    command("stage", "move", STAGE, "--first"),
    command("stage", "remove", STAGE, "--to", STAGE),
    command("stage", "criteria", "add", STAGE, "Signed", "--required"),
    command("stage", "criteria", "remove", STAGE, "Signed"),
    command("action", "add", WORD, "--kind", "meeting"),
    command("action", "remove", WORD),
    command("reason", "add", NAME, "--for", "lost"),
    command("reason", "remove", NAME),
    command("quota", "set", AMOUNT, "--period", st.sampled_from(["2026-Q4", "2026-11"])),
    command("account", "edit", NAME, "--name", NAME),
    command("contact", "add", NAME, "--account", NAME),
    command("config", "set", "fiscal_year_start", st.sampled_from(["1", "4"])),
)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two opportunities, in which every sequence begins."""
    run = Shell(tmp_path_factory.mktemp("two"))
    run("init")
    run("add", "Acme rollout", "12k", "--on", "2026-11-01", "--next", "Call", "--due", "fri")
    run("add", "Beta", "5k", "--on", "2026-11-02", "--stage", "meeting")
    return run.home


@QUICK
@given(st.lists(COMMANDS, min_size=5, max_size=15))
def test_any_sequence_is_undone_and_redone_step_by_step(
    two: Path, sequence: list[list[str]]
) -> None:
    walk(two, sequence)


@pytest.mark.parametrize(
    ("undone", "redone"),
    [
        ("Ann Bob", "Bob Ann"),
        ("Bob Ann", "Ann Bob"),
        ("Ann Ann Bob", "Bob Ann Ann"),
        ("Ann Bob Ann Bob", "Bob Ann Bob Ann"),
        ("Bob Ann Ann Bob", "Bob Ann Ann Bob"),
    ],
)
def test_whoever_has_no_owner_redoes_what_was_undone_last(
    pipectl: Shell, undone: str, redone: str
) -> None:
    for number in (1, 2):
        for owner in ("Ann", "Bob"):
            pipectl.extra = {"PIPECTL_OWNER": owner}
            pipectl("add", f"{owner} {number}")
    # The second time, what says in which order it was the first time must mislead nobody.
    for order, back in ((undone, redone), (redone, undone), (undone, redone)):
        taken = []
        for owner in order.split():
            pipectl.extra = {"PIPECTL_OWNER": owner}
            taken.append(pipectl("undo").lines[0].partition(": ")[2])
            assert pipectl("doctor").out == ""
        pipectl.extra = {}
        came = [pipectl("redo").lines[0].partition(": ")[2] for _ in taken]
        assert came == taken[::-1]
        assert [each.split()[1].strip("'") for each in came] == back.split()
        assert pipectl("doctor").out == ""
    assert "There is nothing to redo." in pipectl("redo", code=4).err


def test_what_one_undid_and_another_undid_after_it_is_redone_in_any_order(pipectl: Shell) -> None:
    """Whoever has an owner redoes their own, and a redo takes back the undo just before it."""
    for owner in ("Ann", "Bob"):
        pipectl.extra = {"PIPECTL_OWNER": owner}
        pipectl("add", owner)
    pipectl.extra = {"PIPECTL_OWNER": "Ann"}
    pipectl("undo")
    pipectl.extra = {}
    before = tables(pipectl)
    for _ in range(2):
        pipectl("undo")
        pipectl("redo")
        assert tables(pipectl) == before
    pipectl("undo")
    pipectl.extra = {"PIPECTL_OWNER": "Ann"}
    pipectl("redo")
    assert [each["title"] for each in pipectl("list", "--owner", "all", "--json").json] == ["Ann"]
    pipectl.extra = {}
    pipectl("redo")
    assert "There is nothing to redo." in pipectl("redo", code=4).err


def test_an_operation_that_lost_its_rows_is_not_undone(acme: Shell) -> None:
    with acme.opened() as store:
        store.execute("delete from journal_row")
    assert acme("undo", code=4).err.endswith(
        "can't be reversed: its changes are missing from the journal.\n"
        f"  See what else is wrong: `pipectl doctor`. {TO_GO_BACK[acme.is_on_server]}\n"
    )
    assert acme("show", 1, "--json").json["title"] == "Acme rollout"


def test_the_rows_of_an_operation_are_written_undone_and_printed_in_one_order(
    busy: Shell, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The order of a session's sets is that of addresses, another one in every process."""
    told = set()
    for number in range(4):
        home = tmp_path_factory.mktemp("order")
        copytree(busy.home, home, dirs_exist_ok=True)
        run = Shell(home)
        held = [object() for _ in range(1000 * number)]  # other addresses
        run("add", "Many", "5k", "--account", "New", "--contact", "Person", "--tag", "c", "--tag",
            "a", "--tag", "b", "--next", "Call", "--due", "fri")  # fmt: skip
        written = run("history", "--limit", 1, "--json").json[0]["changes"]
        with run.opened() as store:
            rows = store.execute(
                "select table_name, row_key from journal_row where operation_id ="
                " (select max(id) from journal_operation) order by id"
            ).fetchall()
        undone = run("undo").out
        told.add((tuple(written), tuple(rows), undone))
        assert held or not number
    assert len(told) == 1


def test_what_changed_stands_behind_the_whole_name_of_a_row(pipectl: Shell) -> None:
    pipectl("add", "Acme", "12k", "--next", "Call", "--due", "fri")
    pipectl("win", "Acme", "--renews", "12m")
    told = pipectl("history", "--limit", "1").lines
    assert '    changed next action "Call" of "Acme": status, ended' in told
    assert not [each for each in told if "advanced" in each]
