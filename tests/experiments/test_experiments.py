"""`experiment`: arms are given where deals enter a stage, and compared by what became of these."""

import json
from pathlib import Path

import pytest

from conftest import Shell, made_once
from imported import brought
from machines import export, machine
from terminal import DOWN, ENTER, Session

ANSWERS = ("--buying", "yes", "--why", "x", "--next", "Call", "--due", "+3d")
START = ("experiment", "start", "Intro", "--stage", "discovery", "--arms", "plain,video")


@made_once
def running(pipectl: Shell) -> Shell:
    """An experiment that asks for arms, and four deals before its stage."""
    pipectl.now = "2026-09-01"
    pipectl(*START)
    for number in range(1, 5):
        pipectl("add", f"Deal {number}", "5k")
    return pipectl


def move(shell: Shell, number: int, *more: str, on: str = "") -> str:
    """Move a deal on; what was said on stderr."""
    shell.now = on or shell.now
    return shell("move", number, *ANSWERS, *more).err


def shown(shell: Shell, *more: str) -> dict[str, object]:
    """What the experiment shows."""
    found: dict[str, object] = shell("experiment", "show", "intro", "--json", *more).json
    return found


def arms(shell: Shell, *more: str) -> dict[str, tuple[int, int, int]]:
    """For each arm what was assigned, what is open, and what counts."""
    rows = shell("experiment", "show", "intro", "--json", *more).json["arms"]
    return {row["arm"]: (row["assigned"], row["open"], row["n"]) for row in rows}


def rows(shell: Shell) -> list[str]:
    """The rows of an export, without what says when something was changed or taken back."""
    lines = shell("export", "--what", "all").lines[1:]
    return [line for line in lines if not line.startswith('{"table": "changed"')]


def test_an_experiment_is_listed_and_starts_once(running: Shell) -> None:
    assert running("experiment", "list", "--json").json == [
        {
            "name": "Intro",
            "stage": "Discovery",
            "arms": ["plain", "video"],
            "metric": "advance",
            "alternate": False,
            "started_on": "2026-09-01",
            "ended_on": None,
            "visits": 0,
            "id": 1,
        }
    ]
    before = rows(running)
    assert "The experiment is already running." in running(*START).err
    assert rows(running) == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            "experiment start Other --stage discovery --arms a,b",
            4,
            'pipectl: The experiment "Intro" is already running in Discovery.\n'
            '  End it first: `pipectl experiment end "Intro"`.\n',
        ),
        (
            "experiment start Intro --stage meeting --arms a,b",
            4,
            'pipectl: The experiment "Intro" already exists.\n'
            '  Choose another name, or look at it: `pipectl experiment show "Intro"`.\n',
        ),
        (
            "experiment start Other --stage meeting --arms a",
            2,
            'pipectl: An experiment has 2 to 8 arms, and "a" names 1.\n'
            '  Separate them with commas: --arms "plain,video".\n',
        ),
        (
            "experiment start Other --stage meeting --arms a,A",
            2,
            'pipectl: The arm "a" is named twice.\n  Give each arm once.\n',
        ),
        (
            "experiment start Other --stage meeting --arms a,b --metric wins",
            2,
            'pipectl: An experiment can\'t compare "wins". Did you mean win?\n'
            "  Use advance, win or days.\n",
        ),
        (
            "move 1 --arm movie",
            2,
            'pipectl: The experiment "Intro" has no arm "movie".\n  Available: plain and video.\n',
        ),
        (
            "move 1 meeting --arm video",
            2,
            "pipectl: --arm can't be used: no experiment is running in that stage.\n"
            "  An experiment is running in Discovery.\n",
        ),
        (
            "add Fifth --arm video",
            2,
            "pipectl: --arm can't be used: no experiment is running in that stage.\n"
            "  An experiment is running in Discovery.\n",
        ),
        (
            "move 1 --on 2026-08-31 --arm video",
            4,
            'pipectl: The experiment "Intro" started on Tue 1 Sep 2026, after that.\n'
            "  Leave out --arm.\n",
        ),
        (
            "experiment end intro --on 2026-08-31",
            4,
            'pipectl: The experiment "Intro" can\'t end on Mon 31 Aug 2026: it started on'
            " Tue 1 Sep 2026.\n  Give that day or a later one: --on DATE.\n",
        ),
        (
            "stage remove discovery --to meeting",
            4,
            'pipectl: The experiment "Intro" is running in "Discovery".\n'
            '  End it first: `pipectl experiment end "Intro"`.\n',
        ),
    ],
)
def test_what_cannot_be_says_why_and_changes_nothing(
    running: Shell, words: str, code: int, said: str
) -> None:
    before = rows(running)
    more = ANSWERS if words.startswith("move") else ()
    assert running(*words.split(), *more, code=code).err == said
    assert rows(running) == before


def test_a_move_takes_its_arm_and_undo_takes_it_back(running: Shell) -> None:
    before = rows(running)
    assert move(running, 1, "--arm", "vid", on="2026-09-02") == "Arm of Intro: video\n"
    assert arms(running) == {"plain": (0, 0, 0), "video": (1, 1, 0)}
    (given,) = running("show", 1, "--json").json["experiments"]
    assert given == {
        "experiment": "Intro",
        "stage": "Discovery",
        "arm": "video",
        "entered_on": "2026-09-02",
    }
    assert "  experiment  video (Intro, in Discovery on Wed 2 Sep 2026)" in running("show", 1).lines
    after = rows(running)
    running("undo")
    assert rows(running) == before
    running("redo")
    assert rows(running) == after


def test_what_enters_another_way_gets_an_arm_too(running: Shell) -> None:
    running("add", "Fifth", "--stage", "discovery", "--arm", "plain")
    running("move", 1, *ANSWERS)
    running.now = "2026-09-04"
    running("lose", 1, "--reason", "no budget")
    running.now = "2026-09-05"
    assert running("reopen", 1, "--arm", "video").err.splitlines()[0] == "Arm of Intro: video"
    assert arms(running) == {"plain": (1, 1, 0), "video": (1, 1, 0)}
    running("lose", 1, "--reason", "no budget")
    said = 'pipectl: The deal already has the arm "video" for this visit.\n  Leave out --arm.\n'
    assert running("reopen", 1, "--arm", "plain", code=4).err == said
    running("reopen", 1)
    assert arms(running)["video"] == (1, 1, 0)
    assert shown(running)["not_assigned"] == 1


def test_a_loss_has_no_arm(running: Shell) -> None:
    words = ("move", 1, "--buying", "no", "--reason", "no budget", "--arm", "video")
    assert "--arm can't be used with --buying no." in running(*words, code=2).err


def test_arms_take_turns(pipectl: Shell) -> None:
    pipectl(*START, "--alternate")
    for number in range(1, 6):
        pipectl("add", f"Deal {number}")
    said = [move(pipectl, number) for number in (1, 2)] + [move(pipectl, 3, "--arm", "video")]
    said += [move(pipectl, number) for number in (4, 5)]
    turns = [each.removeprefix("Arm of Intro: ").strip() for each in said]
    assert turns == ["plain", "video", "video", "plain", "plain"]


def test_at_a_terminal_the_arm_is_asked_for_and_enter_skips(running: Shell) -> None:
    session = Session(running, ("move", "1", *ANSWERS, "--factor", "x"), {})
    session.asked("Which arm of Intro does this deal get?").type(DOWN, DOWN, ENTER)
    session.left()
    assert arms(running) == {"plain": (0, 0, 0), "video": (1, 1, 0)}
    session = Session(running, ("move", "2", *ANSWERS, "--factor", "x"), {})
    session.asked("Which arm of Intro does this deal get?").type(ENTER)
    session.left()
    assert shown(running)["not_assigned"] == 1


def test_the_review_asks_for_the_arm_of_what_it_moves(running: Shell) -> None:
    session = Session(running, ("review", "--only", "no-next-action"), {})
    first = "1. Is the prospect truly in buying mode?"
    session.asked("1 of 4", first).type("m").answer("Move it to which stage?")
    session.asked(first).type("y", ENTER).asked("Which exit criteria").type(ENTER)
    session.answer("2. Why does", "x").answer("What must happen", "Call")
    session.answer("By when?", "+1w").answer("What moved the deal forward?")
    session.asked("Which arm of Intro does this deal get?").type("vid", ENTER)
    session.asked("Arm of Intro: video", "2 of 4").type("q")
    session.left()
    assert arms(running) == {"plain": (0, 0, 0), "video": (1, 1, 0)}
    running("undo")
    assert arms(running) == {"plain": (0, 0, 0), "video": (0, 0, 0)}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("experiment", "show", ""), ["Intro"]),
        (("experiment", "start", ""), []),
        (("experiment", "start", "x", "--metric", "w"), ["win"]),
        (("experiment", "start", "x", "--stage", "disc"), ["discovery"]),
        (("move", "1", "--arm", ""), ["plain", "video"]),
        (("add", "x", "--arm", "v"), ["video"]),
    ],
)
def test_names_arms_and_metrics_are_completed(
    running: Shell, words: tuple[str, ...], found: list[str]
) -> None:
    running.extra = {
        "_PIPECTL_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join(["pipectl", *words]),
        "COMP_CWORD": str(len(words)),
    }
    assert running().out.split() == found


def outcomes(shell: Shell) -> None:
    """Four visits: forward, back, lost, and open."""
    for number, arm in enumerate(("plain", "video", "plain", "video"), 1):
        move(shell, number, "--arm", arm, on="2026-09-02")
    move(shell, 1, "meeting", on="2026-09-06")
    move(shell, 2, "initial", on="2026-09-07")
    shell("lose", 3, "--reason", "no budget")


def test_visits_count_once_they_end(running: Shell) -> None:
    outcomes(running)
    found = shown(running)
    assert found["arms"] == [
        {
            "arm": arm,
            "assigned": 2,
            "not_compared": 0,
            "open": still_open,
            "n": n,
            "successes": forward,
            "share": share,
            "median_days": None,
            "chance": None,
            "compared_with": None,
            "claim": None,
        }
        for arm, still_open, n, forward, share in (("plain", 0, 2, 1, 50), ("video", 1, 1, 0, 0))
    ]
    del found["arms"]
    assert found == {
        "name": "Intro",
        "stage": "Discovery",
        "metric": "advance",
        "alternate": False,
        "started_on": "2026-09-01",
        "ended_on": None,
        "not_assigned": 0,
        "compared_from": "2026-09-02",
        "compared_until": "2026-09-02",
        "verdict": "too-early",
        "arm": None,
        "compared_with": None,
        "chance": None,
        "sentence": "Too early to tell: it takes 10 ended visits per arm (plain: 2, video: 1).",
    }


def test_a_second_visit_is_one_of_its_own(running: Shell) -> None:
    outcomes(running)
    move(running, 2, "discovery", "--arm", "plain", on="2026-09-07")
    assert arms(running) == {"plain": (3, 1, 2), "video": (2, 1, 1)}
    assert shown(running)["compared_until"] == "2026-09-02"
    move(running, 2, "meeting", on="2026-09-09")
    experiments = running("show", 2, "--json").json["experiments"]
    assert [each["arm"] for each in experiments] == ["video", "plain"]


def test_as_of_a_day_only_what_was_recorded_by_then_counts(running: Shell) -> None:
    seen = {}
    for day in ("2026-09-02", "2026-09-05", "2026-09-06", "2026-09-07"):
        running.now = day
        if day == "2026-09-02":
            for number, arm in ((1, "plain"), (2, "video"), (3, "plain")):
                move(running, number, "--arm", arm)
        elif day == "2026-09-05":
            move(running, 4, "--arm", "video")
        elif day == "2026-09-06":
            move(running, 1, "meeting")
        else:
            running("lose", 3, "--reason", "no budget", "--on", "2026-09-03")
        seen[day] = running("experiment", "show", "intro").out
    running("experiment", "end", "intro")
    running("delete", 2, "--yes")
    running("undo")
    running("experiment", "end", "intro", "--on", "2026-09-07")
    running.now = "2026-10-01"
    for day, page in list(seen.items())[:-1]:
        assert running("experiment", "show", "intro", "--as-of", day).out == page
    assert (
        "No experiment"
        in running("experiment", "show", "intro", "--as-of", "2026-08-31", code=3).err
    )


def test_as_of_a_day_an_end_that_was_recorded_later_is_not_known(running: Shell) -> None:
    running.now = "2026-09-02"
    move(running, 1, "--arm", "plain")
    then = running("experiment", "show", "intro").out
    running.now = "2026-09-20"
    running("experiment", "end", "intro", "--on", "2026-09-01")
    assert running("experiment", "show", "intro", "--as-of", "2026-09-02").out == then
    assert running("experiment", "show", "intro", "--as-of", "2026-09-20").out != then
    assert running("doctor").out == ""


def test_arms_are_compared_only_while_all_were_in_use(running: Shell) -> None:
    for number, arm, day in ((1, "plain", "01"), (2, "video", "03"), (3, "plain", "05")):
        move(running, number, "--arm", arm, on=f"2026-09-{day}")
    assert "3 visits not counted: still open." in running("experiment", "show", "intro").lines
    for number in (1, 2, 3):
        move(running, number, on="2026-09-08")
    assert running("experiment", "show", "intro").lines[3:] == [
        "Arm    Visits  Open  Ended  Moved forward  Chance it's better",
        "plain       2     0      0      n/a (n=0)   too early to tell",
        "video       1     0      1      n/a (n=1)   too early to tell",
        "2 visits not counted: all arms were in use only from Thu 3 Sep 2026 to Thu 3 Sep 2026.",
    ]
    running("delete", 3, "--yes")
    assert (
        "2 visits not counted: the arms were not in use at the same time."
        in running("experiment", "show", "intro").lines
    )


def test_a_win_in_the_stage_counts_and_so_does_a_deal_reopened_there(running: Shell) -> None:
    for number in (1, 2):
        move(running, number, "--arm", "plain", on="2026-09-02")
    running("win", 1)
    running("lose", 2, "--reason", "no budget")
    assert arms(running)["plain"] == (2, 0, 2)
    running("reopen", 2)
    assert arms(running)["plain"] == (2, 1, 1)


@made_once
def compared(pipectl: Shell) -> Shell:
    """Experiments by each metric, with 12 visits an arm: video wins more, and is faster."""
    pipectl.now = "2026-09-01"
    pipectl(*START, "--metric", "win", "--alternate")
    for number in range(1, 25):
        pipectl("add", f"Deal {number}", "1k", "--stage", "discovery")
    for number in range(1, 25):
        pipectl.now = f"2026-09-{2 + number // 2:02}"
        is_video = number % 2 == 0
        if is_video and number > 4:
            pipectl("win", number)
        else:
            pipectl("lose", number, "--reason", "no budget")
    pipectl.now = "2026-09-30"
    return pipectl


def test_the_better_arm_is_named(compared: Shell) -> None:
    assert compared("experiment", "show", "intro").lines == [
        "Intro",
        "In Discovery since Tue 1 Sep 2026. Compares deals won, arms take turns.",
        "video is better (> 99.9 % confidence).",
        "Arm    Deals  Open  Closed     Won  Chance it's better",
        "plain     12     0      12     0 %             < 0.1 %",
        "video     12     0      12  83.3 %            > 99.9 %",
        "If you look after each new deal, chance alone shows a difference more often. Decide"
        " beforehand how",
        "many deals to wait for.",
    ]


def test_as_markdown_the_name_stands_once(compared: Shell) -> None:
    headings = [
        line
        for line in compared("experiment", "show", "intro", "--format", "md").lines
        if line.startswith("#")
    ]
    assert headings == ["## Intro"]


def test_days_are_compared_by_medians_and_ranks(running: Shell) -> None:
    running("experiment", "start", "Calls", "--stage", "meeting", "--arms", "mail,call",
            "--metric", "days", "--alternate")  # fmt: skip
    for number in range(5, 27):
        running("add", f"Deal {number}", "--stage", "meeting")
    for number in range(5, 27):
        days = 3 + number // 2 if number % 2 == 0 else 9 + number // 3
        move(running, number, on=f"2026-09-{days:02}")
    running.now = "2026-09-30"
    found = running("experiment", "show", "calls", "--json").json
    assert [each["n"] for each in found["arms"]] == [11, 11]
    assert [each["median_days"] for each in found["arms"]] == [13, 10]
    assert sum(each["chance"] for each in found["arms"]) == 100
    assert found["verdict"] == "no-difference"
    assert found["sentence"] == "No clear difference yet."


def test_an_ended_experiment_asks_no_more_and_still_counts(running: Shell) -> None:
    move(running, 1, "--arm", "plain", on="2026-09-02")
    running("experiment", "end", "intro")
    assert move(running, 2, on="2026-09-03") == ""
    assert move(running, 1, "meeting") == ""
    assert arms(running) == {"plain": (1, 0, 1), "video": (0, 0, 0)}
    assert "had already ended" in running("experiment", "end", "intro").err
    assert shown(running)["ended_on"] == "2026-09-02"
    running(*START[:2], "Second", *START[3:])


def test_starting_and_ending_an_experiment_says_what_happens(running: Shell) -> None:
    started = running(
        "experiment", "start", "Calls", "--stage", "meeting", "--arms", "mail,call", "--alternate"
    )
    assert started.err == (
        'Started "Calls": each deal that enters Meeting from today on takes the next arm,'
        ' "mail" or "call".\n'
    )
    ended = running("experiment", "end", "calls").err
    assert ended.startswith('Ended "Calls": ')
    assert ended.endswith(" is the last day on which deals take part.\n")


def test_a_removed_experiment_takes_its_visits_with_it(running: Shell) -> None:
    move(running, 1, "--arm", "plain")
    before = rows(running)
    assert running("experiment", "remove", "intro").out == "Removed experiment: Intro\n"
    assert running("show", 1, "--json").json["experiments"] == []
    undone = running("undo").lines
    assert undone[1:] == ['    added arm "plain"', '    added experiment "Intro"']
    assert rows(running) == before


def test_merging_accounts_and_contacts_changes_no_experiment(running: Shell) -> None:
    for number, (account, contact) in enumerate((("Acme", "Jo"), ("Acme Inc", "Joe")), 1):
        running("edit", number, "--account", account, "--contact", contact)
        move(running, number, "--arm", ("plain", "video")[number % 2], on="2026-09-02")
    running("win", 1)
    before, seen = rows(running), shown(running)
    running("account", "merge", "Acme Inc", "Acme", "--yes")
    running("contact", "merge", "Joe", "Jo", "--yes")
    assert shown(running) == seen
    assert running("doctor").out == ""
    running("undo")
    running("undo")
    assert rows(running) == before


def test_what_a_forgotten_person_is_called_goes_from_arms_too(running: Shell) -> None:
    running("experiment", "start", "Jo Park", "--stage", "meeting", "--arms", "Jo Park calls,mail")
    running("contact", "add", "Jo Park")
    move(running, 1, "meeting", "--arm", "jo")
    running("contact", "forget", "Jo Park", "--yes")
    assert "Jo Park" not in running("export", "--what", "all").out
    name = running("experiment", "list", "--json").json[0]["name"]
    assert name != "Jo Park"
    (given,) = running("show", 1, "--json").json["experiments"]
    found = running("experiment", "show", given["experiment"], "--json").json
    assert [each["assigned"] for each in found["arms"]] == [1, 0]
    assert running("doctor").out == ""


def test_an_export_makes_the_same_store(running: Shell, tmp_path: Path) -> None:
    outcomes(running)
    name = tmp_path / "all.jsonl"
    running("export", "--what", "all", name)
    other = Shell(tmp_path / "other")
    other.home.mkdir()
    running.now = other.now = "2026-11-20"
    other("init")
    brought(other, str(name))
    assert rows(other) == rows(running)
    assert arms(other) == arms(running)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Shell, Shell]:
    """Two machines with the same experiment and three deals."""
    one, two = machine(tmp_path, "one"), machine(tmp_path, "two")
    one.now = "2026-11-17T10:00"
    one(*START)
    for number in range(1, 4):
        one("add", f"Deal {number}")
    brought(two, export(one))
    return one, two


def meet(one: Shell, two: Shell) -> list[str]:
    """Both take in what the other has; what was said."""
    one.now = two.now = "2026-11-22T10:00"
    said = []
    for here, there in ((one, two), (two, one), (one, two)):
        said += here("import", export(there), "--update").err.splitlines()
    return said


def test_arms_and_ends_of_two_machines_meet(pair: tuple[Shell, Shell]) -> None:
    one, two = pair
    one.now = "2026-11-18T10:00"
    move(one, 1, "--arm", "plain")
    two.now = "2026-11-18T11:00"
    move(two, 2, "--arm", "video")
    two.now = "2026-11-19T10:00"
    two("experiment", "end", "intro")
    meet(one, two)
    for each in pair:
        assert arms(each) == {"plain": (1, 1, 0), "video": (1, 1, 0)}
        assert shown(each)["ended_on"] == "2026-11-19"
        assert each("doctor").code == 0


def test_of_two_experiments_in_a_stage_the_first_goes_on(pair: tuple[Shell, Shell]) -> None:
    one, two = pair
    for shell, day, name in ((two, "18", "Late"), (one, "19", "Later")):
        shell.now = f"2026-11-{day}T10:00"
        shell("experiment", "start", name, "--stage", "meeting", "--arms", "a,b")
    meet(one, two)
    for each in pair:
        ended = {row["name"]: row["ended_on"] for row in each("experiment", "list", "--json").json}
        assert ended == {"Intro": None, "Late": None, "Later": "2026-11-22"}


def test_a_removed_experiment_stays_away(pair: tuple[Shell, Shell]) -> None:
    one, two = pair
    move(one, 1, "--arm", "plain", on="2026-11-18T10:00")
    brought(two, export(one), "--update")
    two.now = "2026-11-19T10:00"
    two("experiment", "remove", "intro")
    meet(one, two)
    for each in pair:
        assert each("experiment", "list", "--json").json == []
        assert each("show", 1, "--json").json["stage"] == "Discovery"


def test_experiments_that_compare_something_else_keep_apart(pair: tuple[Shell, Shell]) -> None:
    one, two = pair
    for shell, stage in ((one, "meeting"), (two, "proposal")):
        shell.now = "2026-11-18T10:00"
        shell("experiment", "start", "Calls", "--stage", stage, "--arms", "a,b")
    one.now = "2026-11-22T10:00"
    said = one("import", export(two), "--update").err
    assert 'The experiment "Calls" of the other machine is called "Calls 2" here' in " ".join(
        said.split()
    )
    found = [row["name"] for row in one("experiment", "list", "--json").json]
    assert found == ["Intro", "Calls", "Calls 2"]


def test_doctor_names_arms_that_an_experiment_does_not_have(running: Shell) -> None:

    move(running, 1, "--arm", "plain")
    with running.opened() as store:
        store.execute("update experiment set arms = ?", (json.dumps(["mail", "video"]),))
    assert 'deals have the arm "plain", which it doesn\'t have' in " ".join(
        running("doctor", code=4).out.split()
    )
