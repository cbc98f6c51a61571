"""`--as-of`: what would have been printed at the end of that day, whatever happened since."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Shell
from long_cases import examples

NUMBERS = (
    ("list", "--all"),
    ("list", "--json", "--all"),
    ("list", "--stalled", "--json"),
    ("board",),
    ("board", "--json", "--explain"),
    ("board", "--by", "month", "--json"),
    ("coverage",),
    ("coverage", "--json", "--explain"),
    ("coverage", "--period", "2026", "--json"),
    ("pace", "--json", "--explain"),
    ("metrics", "--period", "this-month", "--json", "--explain"),
    ("funnel", "--json", "--explain"),
    ("report", "stage-time", "--json", "--explain"),
    ("report", "stalled", "--json", "--explain"),
    *(
        ("report", name, "--json", "--explain")
        for name in (
            *("changes", "portfolio", "slippage", "sources", "closing", "activity"),
            *("winloss", "factors", "fit"),
        )
    ),
    ("report", "changes", "--since", "2026-10-01", "--json"),
    ("quota", "suggest", "--json"),
    ("icp", "suggest", "--json", "--explain"),
)


def told(shell: Shell, *as_of: str, part: int = 0, parts: int = 1) -> list[str]:
    """What every number prints, or a part of them."""
    return [shell(*number, *as_of).out for number in NUMBERS[part::parts]]


def on(shell: Shell, day: str) -> Shell:
    """The same store on another day."""
    shell.now = f"{day}T10:00"
    return shell


def answered(stage: str, due: str = "+5d") -> Sequence[str]:
    """A move with its three answers."""
    return (stage, "--buying", "yes", "--why", "They asked", "--next", "Call", "--due", due)


def test_today_is_now(demo: Shell) -> None:
    assert told(demo) == told(demo, "--as-of", "today")


def early(shell: Shell) -> None:
    """A pipeline of a few weeks."""
    on(shell, "2026-09-01")("quota", "set", "100k", "--period", "2026-Q4", "--count", 4)
    for number in range(1, 9):
        day = f"2026-09-{number + 1:02}"
        close = ("--close", "2026-11-20") if number % 3 else ()
        plan = ("--next", "Call", "--due", "+7d") if number % 4 else ()
        on(shell, day)("add", f"Deal {number}", f"{number}k", *close, *plan, "--source", "web")
    for number in (1, 2, 3, 5):
        on(shell, "2026-09-20")("move", number, *answered("Discovery"))
    on(shell, "2026-09-25")("done", 1, "--outcome", "reached", "--then", "Visit", "--due", "+3d")
    on(shell, "2026-09-26")("win", 2, "--reason", "price")
    shell("lose", 6, "--reason", "no budget", "--note", "told by phone", "--revisit", "2027-01-10")
    on(shell, "2026-10-02")("edit", 3, "--close", "2026-12-24", "--push-reason", "holidays")
    shell("log", "call", 5, "They like it")
    shell("move", 5, *answered("Proposal"))


def late(shell: Shell) -> None:
    """What happens to it later."""
    on(shell, "2026-10-06")("log", "meeting", 3, "--on", "2026-10-01")
    shell("move", 1, *answered("Proposal"), "--on", "2026-10-01")
    shell("reopen", 2)
    on(shell, "2026-10-08")("win", 5, "--amount", "9k", "--on", "2026-10-03")
    shell("lose", 7, "--reason", "no budget", "--on", "2026-10-02")
    shell("delete", 8, "--yes")
    shell("reopen", 6)
    shell("edit", 3, "--close", "2027-02-01", "--amount", "33k", "--probability", "90")
    shell("stage", "edit", "Discovery", "--probability", "45")
    shell("quota", "set", "150k", "--period", "2026-Q4")
    shell("quota", "set", "20k", "--period", "2026-10")
    on(shell, "2026-10-20")("add", "Deal 9", "9k", "--close", "2026-11-01")
    shell("move", 3, *answered("Negotiation"))
    shell("move", 3, *answered("Discovery"))
    shell("done", 1, "--outcome", "seen")
    shell("win", 3)
    shell("edit", 4, "--created", "2026-08-01")
    shell("next", 4, "Send the offer", "--due", "+2d")


def test_a_day_prints_what_it_printed(pipectl: Shell) -> None:
    early(pipectl)
    on(pipectl, "2026-10-05")
    noted = told(pipectl)
    late(pipectl)
    assert told(on(pipectl, "2026-11-18")) != noted
    assert told(pipectl, "--as-of", "2026-10-05") == noted


# On each day an eighth of the numbers, on the next one another eighth.
@pytest.mark.parametrize("parts", [8, pytest.param(1, marks=pytest.mark.long)])
def test_each_day_of_a_life_prints_what_it_printed(pipectl: Shell, parts: int) -> None:
    noted: dict[str, list[str]] = {}
    pipectl("quota", "set", "100k", "--period", "2026-Q4")
    deeds: dict[str, list[Sequence[object]]] = {
        "2026-11-19": [("add", "Acme", "12k", "--close", "eoq", "--next", "Call", "--due", "+2d")],
        "2026-11-20": [("move", 1, *answered("Meeting"))],
        "2026-11-23": [("move", 1, *answered("Discovery"), "--on", "2026-11-21")],
        "2026-11-24": [("win", 1, "--next", "Say thanks", "--due", "+2d")],
        "2026-11-25": [("reopen", 1), ("edit", 1, "--created", "2026-11-01")],
        "2026-11-26": [("move", 1, *answered("Negotiation"))],
        "2026-11-27": [("lose", 1, "--reason", "price", "--on", "2026-11-26")],
        "2026-11-28": [("lose", 1, "--on", "2026-11-28")],
        "2026-11-30": [("reopen", 1)],
        "2026-12-01": [("win", 1, "--amount", "10k"), ("add", "Other", "5k", "--close", "eoq")],
        "2026-12-02": [("delete", 1, "--yes")],
    }
    for turn, (day, lines) in enumerate(deeds.items()):
        for line in lines:
            on(pipectl, day)(*line)
        noted[day] = told(pipectl, part=turn % parts, parts=parts)
    on(pipectl, "2026-12-20")
    for turn, (day, printed) in enumerate(noted.items()):
        now = told(pipectl, "--as-of", day, part=turn % parts, parts=parts)
        assert now == printed, day


def test_a_removed_stage_is_where_something_stood(pipectl: Shell) -> None:
    pipectl("add", "Acme", "12k", "--stage", "Meeting")
    pipectl("add", "Bell", "5k", "--stage", "Proposal")
    noted = told(pipectl)
    on(pipectl, "2026-11-20")("stage", "remove", "Meeting", "--to", "Discovery")
    assert told(pipectl) != noted
    assert told(pipectl, "--as-of", "2026-11-18") == noted


def test_before_the_first_row_there_is_nothing(acme: Shell) -> None:
    found = acme("list", "--all", "--json", "--as-of", "2026-11-17").json
    assert found == []
    board = acme("board", "--json", "--as-of", "2026-11-17").json
    assert board["total"] == {"count": 0, "amount": 0.0, "weighted": 0.0}
    assert acme("coverage", "--json", "--as-of", "2020-01-01").json["verdict"] == "no-quota"


def test_ages_flags_and_periods_are_of_that_day(acme: Shell) -> None:
    on(acme, "2027-06-30")
    then = acme("list", "--json", "--as-of", "2026-11-25").json[0]
    assert (then["age_days"], then["flags"]) == (7, ["overdue", "stale", "unqualified"])
    assert acme("list", "--json", "--closing", "this-month", "--as-of", "2026-12-02").json
    assert acme("coverage", "--json", "--as-of", "2026-11-25").json["period"] == "2026-Q4"


@pytest.mark.parametrize("number", ["list", "board", "coverage"])
def test_a_future_day_is_refused(acme: Shell, number: str) -> None:
    done = acme(number, "--as-of", "2026-11-19", code=2)
    assert "19 Nov 2026" in done.err
    acme(number, "--as-of", "3/4/2026", code=2)


def test_nothing_is_written(acme: Shell) -> None:
    before = acme.state()
    told(acme, "--as-of", "today")
    assert acme.state() == before
    assert list(acme.home.glob("pipectl.db*")) == [acme.store]


Deed = Callable[[int], Sequence[object]]
DEEDS: dict[str, Deed] = {
    "add": lambda n: ("add", f"Deal {n}", f"{n}k", "--close", "+20d", "--next", "Call"),
    "next": lambda n: ("next", n, "Write", "--due", "+1d"),
    "done": lambda n: ("done", n),
    "forward": lambda n: ("move", n, *answered("Proposal")),
    "back": lambda n: ("move", n, *answered("Discovery")),
    "win": lambda n: ("win", n),
    "won before": lambda n: ("win", n, "--on", "yesterday"),
    "lose": lambda n: ("lose", n, "--reason", "price"),
    "lost before": lambda n: ("lose", n, "--reason", "price", "--on", "yesterday"),
    "reopen": lambda n: ("reopen", n),
    "push": lambda n: ("edit", n, "--close", "+40d"),
    "pull": lambda n: ("edit", n, "--close", "+3d"),
    "amount": lambda n: ("edit", n, "--amount", "77k"),
    "log": lambda n: ("log", "call", n, "--on", "yesterday"),
    "delete": lambda n: ("delete", n, "--yes"),
    "undo": lambda n: ("undo",),
    "began": lambda n: ("edit", n, "--created", "2026-10-01"),
}


@settings(max_examples=examples(5), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(1, 3)), max_size=3),
        min_size=3,
        max_size=5,
    )
)
def test_whatever_is_done_each_day_stays_what_it_was(
    tmp_path_factory: pytest.TempPathFactory, days: list[list[tuple[str, int]]]
) -> None:
    shell = Shell(tmp_path_factory.mktemp("store"))
    shell("init", "--quota", "50k", "--period", "2026-Q4")
    for number in (1, 2, 3):
        shell(*DEEDS["add"](number))
    noted = {}
    for place, deeds in enumerate(days):
        day = f"2026-11-{19 + place}"
        on(shell, day)
        for name, number in deeds:
            if name != "undo" or noted_today(shell, day):
                assert shell.outcome(*DEEDS[name](number)).code in (0, 3, 4)
        noted[day] = few(shell)
    on(shell, "2026-12-01")
    for day, printed in noted.items():
        assert few(shell, "--as-of", day) == printed, day


def test_an_action_that_a_reopening_brought_back_was_open_that_day(pipectl: Shell) -> None:
    pipectl(*DEEDS["add"](1))
    on(pipectl, "2026-11-20")("lose", 1, "--reason", "price")
    pipectl("reopen", 1)
    noted = few(pipectl)
    on(pipectl, "2026-11-21")("lose", 1, "--reason", "price", "--on", "yesterday")
    assert few(pipectl, "--as-of", "2026-11-20") == noted


def noted_today(shell: Shell, day: str) -> bool:
    """Whether the last operation is of that day: undoing takes the rows of an earlier one back."""
    done = [entry for entry in shell("history", "--json").json if not entry["undone"]]
    return bool(done) and done[0]["at"].startswith(day)


def few(shell: Shell, *as_of: str) -> list[str]:
    """What a few numbers print that say much."""
    lines = (("list", "--all", "--json"), ("board", "--json"), ("coverage", "--json"))
    return [shell(*line, *as_of).out for line in lines]


@pytest.mark.parametrize("number", [("report", "changes"), ("funnel",)])
def test_a_day_after_that_day_is_in_the_future(pipectl: Shell, number: Sequence[str]) -> None:
    then = ("--as-of", "2026-11-10")
    for words in (("--since", "2026-11-11"), ("--until", "2026-11-11")):
        assert "2026" in pipectl(*number, *words).out
        assert "in the future" in pipectl(*number, *words, *then, code=2).err
    yesterday = pipectl(*number, "--until", "yesterday", "--json", *then).json
    assert yesterday["until"] == "2026-11-09"
