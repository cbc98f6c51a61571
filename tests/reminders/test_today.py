"""`today`, and `pipectl` alone: what to do now, in which order, why, and how."""

import re

import pytest

from conftest import Shell
from reminding import furnish


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


WIDE = """\
What             Amount  Why                                        Command
Weekly review            22 days late                               pipectl review
Acme rollout        12k  Send NDA, 5 days late; stale, unqualified  pipectl done 3
Dogwood [desks]  7k EUR  stale for 8 days; unqualified              pipectl log call 4
Birch audit          9k  Call, today 14:30; unqualified             pipectl done 5
Cedar pilot           –  no next action for 2 days; unqualified     pipectl next 6
Elm office           5k  revisit, 2 days late                       pipectl reopen 1
Fir annex            3k  Send invoice, 1 day late                   pipectl done 2
"""

NARROW = """\
What             Amount  Why                       Command
Weekly review            22 days late              pipectl review
Acme rollout        12k  Send NDA, 5 d late (+2)   pipectl done 3
Dogwood [desks]  7k EUR  stale, 8 d (+1)           pipectl log call 4
Birch audit          9k  Call, today 14:30 (+1)    pipectl done 5
Cedar pilot           –  no next action, 2 d (+1)  pipectl next 6
Elm office           5k  revisit, 2 d late         pipectl reopen 1
Fir annex            3k  Send invoice, 1 d late    pipectl done 2
(+2) means 2 more flags: see `pipectl show 3`.
"""

NARROWEST = """\
Weekly review  pipectl review
  22 days late
Acme rollout  12k  pipectl done 3
  Send NDA, 5 days late; stale,
    unqualified
Dogwood [desks]  7k EUR
  stale for 8 days; unqualified
  pipectl log call 4
Birch audit  9k  pipectl done 5
  Call, today 14:30; unqualified
Cedar pilot  –  pipectl next 6
  no next action for 2 days; unqualified
Elm office  5k  pipectl reopen 1
  revisit, 2 days late
Fir annex  3k  pipectl done 2
  Send invoice, 1 day late
"""


@pytest.mark.parametrize(
    ("columns", "page"), [("100", WIDE), ("", WIDE), ("80", NARROW), ("40", NARROWEST)]
)
def test_each_line_says_what_why_and_how_on_every_screen(
    run: Shell, columns: str, page: str
) -> None:
    run.extra["COLUMNS"] = columns
    done = run("today")
    assert (done.out, done.err) == (page, "")
    assert run("today", "--all").out == run().out == page


def test_json_has_a_key_for_everything(run: Shell) -> None:
    found = run("today", "--json").json
    assert found[0] == {
        "kind": "review",
        "kinds": ["review"],
        "id": None,
        "title": None,
        "text": "Weekly review",
        "due_on": "2026-10-27",
        "days": 22,
        "amount": None,
        "currency": None,
        "at_stake": None,
        "why": "Weekly review, 22 days late",
        "command": "pipectl review",
        "priority": None,
    }
    assert found[1] == {
        "kind": "overdue",
        "kinds": ["overdue", "stale"],
        "id": 3,
        "title": "Acme rollout",
        "text": "Send NDA",
        "due_on": "2026-11-13",
        "days": 5,
        "amount": 12000.00,
        "currency": "USD",
        "at_stake": 0.00,
        "why": "Send NDA, 5 days late; stale, unqualified",
        "command": "pipectl done 3",
        "priority": None,
    }
    # What isn't known isn't at stake; another currency is that of the deal.
    at_stake = {each["title"]: (each["at_stake"], each["currency"]) for each in found}
    assert at_stake["Cedar pilot"] == (None, "USD")
    assert at_stake["Dogwood [desks]"][1] == "EUR"
    assert at_stake["Elm office"] == at_stake["Fir annex"] == (None, "USD")
    assert all(list(each) == list(found[0]) for each in found)


def test_every_list_format_has_every_line(run: Shell) -> None:
    assert run("today", "--format", "ids").lines == ["3", "4", "5", "6", "1", "2"]
    csv = run("today", "--format", "csv").lines
    assert csv[0].startswith("kind,kinds,id,title,text,due_on,days,amount,currency,at_stake,why")
    assert csv[3].startswith(
        "stale,stale,4,Dogwood [desks],No contact logged since it was added on"
    )
    assert len(csv) == len(run("today", "--format", "jsonl").lines) + 1 == 8
    assert "| Dogwood \\[desks\\] |" in run("today", "--format", "md").out


def test_more_than_ten_lines_are_counted(pipectl: Shell) -> None:
    for number in range(1, 14):
        pipectl("add", f"Deal {number}", f"{number}k", "--next", "Call", "--due", "today")
    lines = pipectl("today").lines
    assert lines[1].split()[:2] == ["Deal", "13"]
    assert lines[10].split()[:2] == ["Deal", "4"]
    assert lines[11:] == ["and 3 more: `pipectl today --all`"]
    assert len(pipectl("today", "--all").lines) == 14
    assert len(pipectl("today", "--json").json) == 13
    assert len(pipectl("today", "--format", "csv").lines) == 14


def test_what_is_worth_more_or_later_goes_first(pipectl: Shell) -> None:
    pipectl.now = "2026-11-11"
    pipectl("add", "Small and late", "10k", "--stage", "proposal", "--next", "Call", "--due", "eow")
    pipectl("add", "Large", "19k", "--stage", "proposal", "--next", "Call", "--due", "2026-11-18")
    pipectl.now = "2026-11-18"
    titles = [each["title"] for each in pipectl("today", "--json").json if each["title"]]
    assert titles == ["Large", "Small and late"]  # 19 against 10 x (1 + 3/7)
    pipectl.now = "2026-11-29"
    titles = [each["title"] for each in pipectl("today", "--json").json if each["title"]]
    assert titles == ["Large", "Small and late"]  # both late: 19 x (1 + 11/7), 10 x (1 + 14/7)
    pipectl("edit", 2, "--amount", "11k")
    titles = [each["title"] for each in pipectl("today", "--json").json if each["title"]]
    assert titles == ["Small and late", "Large"]  # 11 x 18/7 against 10 x 21/7


def test_slipped_and_unqualified_bring_nothing_up_alone(pipectl: Shell) -> None:
    pipectl("add", "Tea", "1k", "--close", "2026-11-19", "--next", "Call", "--due", "2026-11-21")
    pipectl.now = "2026-11-20"
    assert "slipped" in pipectl("list").out
    assert pipectl("today").out == "Nothing is due. Next: Call for Tea on Sat 21 Nov 2026.\n"
    pipectl.now = "2026-11-21"
    assert "Call, today; slipped, unqualified" in pipectl("today").out


def test_what_is_typed_cannot_steer_the_screen(run: Shell) -> None:

    with run.opened() as store:
        store.execute("update opportunity set title = '\x1b[2Jx\n[red]y' where id = 3")
    assert "\\x1b[2Jx\\n[red]y" in run("today").out
    assert "\\x1b[2Jx\\n[red]y" in run("remind").out
    assert "\x1b" not in run("remind", "--format", "md").out + run("today", "--json").out


# The steps of the quarter's priorities.

PRIORITY = ("priority", "set", "Land ten pilots", "--target", "2026-11=4 pilots")


def test_steps_stand_above_the_opportunities(run: Shell) -> None:
    actions = ["--action", "On no day"]
    for day in ("2026-11-26", "2026-11-25", "2026-11-18", "2026-11-17"):
        actions += ["--action-by", f"{day}=Due {day}"]
    run(*PRIORITY, "--target", "2026-12=6 pilots", *actions)
    lines = [" ".join(line.split()) for line in run("today").lines]
    assert lines[2:7] == [
        "Due 2026-11-17 priority, 1 day late pipectl priority done 1.7",
        "Due 2026-11-18 priority, due today pipectl priority done 1.6",
        "Due 2026-11-25 priority, due 25 Nov pipectl priority done 1.5",
        "4 pilots priority, due 30 Nov pipectl priority done 1.1",
        "On no day priority, due 31 Dec pipectl priority done 1.3",
    ]
    run.extra["COLUMNS"] = "40"
    assert "\n4 pilots  pipectl priority done 1.1\n  priority, due 30 Nov\n" in run("today").out
    step = run("today", "--json").json[4]
    assert step["kind"] == "priority"
    assert (step["priority"], step["text"]) == ("Land ten pilots", "4 pilots")
    assert (step["id"], step["days"], step["command"]) == (None, -12, "pipectl priority done 1.1")
    assert run("today", "--format", "ids").lines == ["3", "4", "5", "6", "1", "2"]


def test_a_step_that_is_done_is_left_out(run: Shell) -> None:
    run(*PRIORITY)
    run("priority", "done", "1.1")
    assert run("today").out == WIDE


def test_steps_leave_opportunities_half_of_the_page(pipectl: Shell) -> None:
    for number in range(1, 9):
        pipectl("add", f"Deal {number}", f"{number}k", "--next", "Call", "--due", "today")
    actions = [word for number in range(1, 9) for word in ("--target", f"2026-11=Step {number}")]
    pipectl("priority", "set", "Much", *actions)
    page = pipectl("today")
    assert sum("priority done" in line for line in page.lines) == 5
    assert sum("pipectl done" in line for line in page.lines) == 5
    assert page.lines[-1] == "and 6 more: `pipectl today --all`"


# Where nothing is due, or nothing there.


def test_nothing_due_says_what_comes_next(pipectl: Shell) -> None:
    pipectl("add", "Acme rollout", "12k", "--next", "Call", "--due", "2026-11-20 09:30")
    assert pipectl("today").out == (
        "Nothing is due. Next: Call for Acme rollout on Fri 20 Nov 2026 09:30.\n"
    )
    assert pipectl("today", "--json").out == "[]\n"
    pipectl("next", 1, "Call")
    undated = "next action has no date: Call (Acme rollout). Set one: `pipectl next 1 --due fri`"
    assert pipectl("today").out == f"Nothing is due.\n1 {undated}\n"
    for title in ("Birch", "Cedar"):
        pipectl("add", title, "--next", "Send NDA")
    assert pipectl("today").lines[1:] == [
        "3 next actions have no date: Call (Acme rollout), Send NDA (Birch) and 1 more. Set one:",
        "`pipectl next 1 --due fri`",
    ]
    pipectl("lose", 1, "--reason", "price")
    pipectl("next", "birch", "--due", "fri")
    pipectl("next", "cedar", "--due", "fri")
    assert "no date" not in pipectl("today").out


def test_an_empty_store_says_how_to_add_one(pipectl: Shell) -> None:
    expected = (
        "No deals yet. Add one: "
        '`pipectl add "Acme rollout" 12k --close eoq --next Call --due fri`\n'
    )
    assert pipectl("today").out.replace("\n`", " `") == expected
    assert pipectl("today", "--json").out == "[]\n"


@pytest.mark.files("about a first run, which makes a file and no store on a server")
def test_without_a_store_pipectl_alone_says_how_to_begin(empty: Shell) -> None:
    done = empty()
    assert done.code == 0
    assert done.err == ""
    assert " ".join(done.out.split()).startswith(
        f"pipectl keeps your sales pipeline honest. There is no store at {empty.store} yet."
    )
    assert done.lines[-3:] == [
        "  pipectl demo               explore a demo store",
        "  pipectl init --quota 250k  create your own store",
        "  pipectl --help             list every command",
    ]
    assert not empty.store.exists()
    assert empty("today", code=5).err.startswith("pipectl: There is no store at")


def test_pipectl_alone_takes_the_global_options(empty: Shell, furnished: bytes) -> None:
    other = empty.home / "other.db"
    other.write_bytes(furnished)
    assert empty("--db", other).out == WIDE


def test_a_damaged_store_is_no_beginning(empty: Shell) -> None:
    empty.store.write_bytes(b"x" * 100)
    assert "is damaged or isn't a pipectl store" in empty(code=5).err


def test_the_demo_has_a_day_of_work(demo: Shell) -> None:
    for columns in ("40", "80", "120"):
        demo.extra["COLUMNS"] = columns
        page = demo("today")
        assert all(len(line) <= int(columns) for line in page.lines)
        commands = [line for line in page.lines if re.search(r"(done|next|call|reopen) \d", line)]
        assert 8 <= len(commands) <= 11


def test_at_80_columns_commands_stand_without_the_program_before_a_title_is_cut(
    demo: Shell,
) -> None:
    demo.extra["COLUMNS"] = "80"
    assert demo("today").lines[:3] == [
        "What                       Amount  Why                         pipectl …",
        "talk to four of them               priority, due 30 Nov        priority done 1.2",
        "Ironbridge Steel yard app     24k  Call, 6 d late (+4)         done 9",
    ]


def test_the_demo_has_its_day_in_every_format(demo: Shell) -> None:
    for form in ("json", "jsonl", "csv", "md", "ids"):
        assert demo("today", "--format", form).out


def test_explain_has_the_rules_and_the_figures_of_every_rank(run: Shell) -> None:
    lines = run("today", "--explain").lines
    assert any(each.startswith("Rank = weight x (1 + days late / 7)") for each in lines)
    found = run("today", "--explain", "--json").json
    weights = {each["title"]: each["weight"] for each in found if each["title"]}
    # An unknown amount, and one in another currency, count as the middle of the others.
    assert weights["Cedar pilot"] == weights["Dogwood [desks]"] == 700.0
    ranks = [each["rank"] for each in found if each["rank"] is not None]
    assert ranks == sorted(ranks, reverse=True)
    assert "weight" not in run("today", "--json").json[0]
