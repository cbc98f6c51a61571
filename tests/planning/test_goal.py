"""`goal set`, `goal show` and `goal derive`."""

from collections.abc import Callable

import pytest

from conftest import Shell

# Five wins of 10,000 and one loss, with what was logged on them until they were closed.
DEALS = (
    *((f"Won {each}", "win", each) for each in range(1, 6)),
    ("Gone", "lose", 1),
)


@pytest.fixture(scope="module")
def sold_store(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a seller has who won five, at 10,000 each."""
    run = Shell(tmp_path_factory.mktemp("sold"))
    run("init", "--quota", "100k")
    for title, close, _ in DEALS:
        run("add", title, "10k", "--on", "2026-09-01")
        run("log", "meeting", title, "--on", "2026-09-20")
        run("log", "call", title, "--count", 3, "--on", "2026-09-10")
        reason = ["--reason", "no budget"] if close == "lose" else []
        run(close, title, *reason, "--on", "2026-10-16")
        run("log", "call", title, "thanked them", "--on", "2026-10-20")
    run("log", "call", "--count", 50)
    run("add", "Euro", "7k EUR", "--on", "2026-09-01")
    run("win", "Euro", "--on", "2026-10-16")
    return run.contents()


def one_spaced(line: str) -> str:
    """A line without the places where columns end."""
    return " ".join(line.split())


@pytest.fixture
def sold(empty: Shell, sold_store: bytes) -> Shell:
    empty.refill(sold_store)
    return empty


# --- set and show


def test_goals_are_set_and_shown_against_what_was_logged(pipectl: Shell) -> None:
    pipectl("log", "call", "--count", 4, "--on", "mon")
    pipectl("log", "call", "--count", 9, "--on", "2026-11-15")
    pipectl("log", "proposal", "--count", 2, "--on", "2026-10-01")
    pipectl("log", "proposal", "--on", "2026-09-30")
    pipectl("goal", "set", "proposal", 2, "--per", "quarter")
    pipectl("goal", "set", "CALL", 30, "--per", "Month")
    done = pipectl("goal", "set", "call", 20, "--per", "week")
    assert done.err == "Set the call goal to 20 per week.\n"
    assert done.out == (
        "Activity  Per      Done  Goal                A day  Days left\n"
        "call      week        4    20  ██········      5.4          3\n"
        "call      month      13    30  ████▍·····      1.9          9\n"
        "proposal  quarter     2     2  ██████████  reached         32\n"
    )


def test_a_goal_in_json_is_exact(pipectl: Shell) -> None:
    pipectl("log", "call", "--count", 4)
    pipectl("goal", "set", "call", 20, "--per", "month")
    pipectl("goal", "set", "call", 4, "--per", "week")
    first, second = pipectl("goal", "show", "--json").json
    assert list(first)[:5] == ["kind", "per", "goal", "done", "needed_per_day"]
    assert first == {
        "kind": "call",
        "per": "week",
        "goal": 4,
        "done": 4,
        "needed_per_day": 0,
        "period": "2026-W47",
        "starts_on": "2026-11-16",
        "ends_on": "2026-11-22",
        "working_days_left": 3,
        "role": "goal",
        "source": None,
        "id": "call/week",
    }
    assert second["needed_per_day"] == pytest.approx(16 / 9, abs=1e-9)


def test_a_week_without_a_working_day_left_needs_what_nobody_can_do(pipectl: Shell) -> None:
    pipectl("goal", "set", "call", 20, "--per", "week")
    pipectl.now = "2026-11-21"
    assert pipectl("goal", "show", "--json").json[0]["needed_per_day"] is None
    assert pipectl("goal", "show").lines[1].split() == [
        "call",
        "week",
        "0",
        "20",
        "·" * 10,
        "–",
        "0",
    ]


def test_what_is_logged_for_a_later_day_is_not_done_yet(pipectl: Shell) -> None:
    pipectl("log", "call", "--count", 4, "--on", "2026-11-17")
    pipectl("goal", "set", "call", 20, "--per", "week")
    pipectl.now = "2026-11-16"
    assert pipectl("goal", "show", "--json").json[0]["done"] == 0


def test_the_quarter_is_the_fiscal_one(pipectl: Shell) -> None:
    pipectl("config", "set", "fiscal_year_start", "2")
    pipectl("log", "call", "--on", "2026-10-31")
    pipectl("log", "call", "--count", 2, "--on", "2026-11-01")
    pipectl("goal", "set", "call", 20, "--per", "quarter")
    (found,) = pipectl("goal", "show", "--json").json
    assert (found["done"], found["period"], found["ends_on"]) == (2, "2027-Q4", "2027-01-31")


def test_only_the_goals_of_one_span_are_shown(pipectl: Shell) -> None:
    pipectl("goal", "set", "call", 20, "--per", "week")
    pipectl("goal", "set", "outreach", 99, "--per", "month")
    assert pipectl("goal", "show", "--per", "month", "--format", "ids").out == "outreach/month\n"
    assert pipectl("goal", "show", "--per", "quarter").out == (
        "No goals per quarter. Set one: `pipectl goal set call 20 --per quarter`.\n"
    )
    assert pipectl("goal", "show", "--per", "week", "--format", "csv").out == (
        "kind,per,goal,done,needed_per_day,period\ncall,week,20,0,6.6666666667,2026-W47\n"
    )


def test_without_goals_it_says_how_one_is_set(pipectl: Shell) -> None:
    pipectl("log", "call")
    assert pipectl("goal", "show").out == (
        "No goals. Set one: `pipectl goal set call 20 --per week`.\n"
    )
    assert pipectl("goal", "show", "--json").json == []


def test_each_change_of_a_goal_is_one_operation(pipectl: Shell) -> None:
    def said(number: int) -> str:
        return pipectl("goal", "set", "call", number, "--per", "week").err

    assert said(0) == "There is no call goal per week.\n"
    assert pipectl("history", "--json").json == []
    assert said(20) == "Set the call goal to 20 per week.\n"
    assert said(20) == "The call goal is already 20 per week.\n"
    assert said(25) == "Set the call goal to 25 per week (was 20).\n"
    assert said(0) == "Removed the call goal of 25 per week.\n"
    changes = [each["changes"] for each in pipectl("history", "--json").json]
    assert changes == [
        ['removed goal "call"'],
        ['changed goal "call": count'],
        ['added goal "call"'],
    ]
    pipectl("undo")
    assert pipectl("goal", "show", "--json").json[0]["goal"] == 25
    pipectl("undo")
    assert pipectl("goal", "show", "--json").json[0]["goal"] == 20
    pipectl("redo")
    pipectl("redo")
    assert pipectl("goal", "show", "--json").json == []


def test_a_narrow_screen_keeps_what_must_be_done(pipectl: Shell) -> None:
    pipectl("goal", "set", "follow-up", 20, "--per", "quarter")
    pipectl.extra["COLUMNS"] = "40"
    assert pipectl("goal", "show").out == (
        "Activity   Per      Done  Goal  A day\nfollow-up  quarter     0    20    0.7\n"
    )


def test_a_first_goal_makes_the_store_and_a_wrong_one_doesnt(empty: Shell) -> None:
    empty.extra["PIPECTL_DB"] = ""
    empty("goal", "set", "call", 100_001, "--per", "week", code=2)
    assert not (empty.home / ".local").exists()
    assert "Created a store at" in empty("goal", "set", "call", 20, "--per", "week").err


# --- derive


def test_a_quota_becomes_proposals_meetings_and_calls_a_day(sold: Shell) -> None:
    assert sold("goal", "derive").out == (
        "50k of 100k USD won in 2026-Q4, 50k to go. That takes 5 wins of 10k on average, in 32"
        " working days.\n"
        "Activity  Logged  Per win  Needed  A day\n"
        "proposal       0        –       –      –\n"
        "meeting        6      1.2       6    0.2\n"
        "call          18      3.6      18    0.6\n"
        "1 win takes 1.2 meetings, 1 meeting takes 3 calls (from 6 deals closed in the last 12"
        " months, 5 of\nthem won).\n"
        "Your sales cycle is 45 days (n=5). A deal started now closes after Thu 31 Dec 2026, so the"
        " rest must\ncome from deals already open.\n"
        "No proposal was logged on these deals.\n"
        "1 closed EUR deal not included.\n"
        "\n"
        "To set these as weekly goals:\n"
        "  pipectl goal set meeting 1 --per week\n"
        "  pipectl goal set call 3 --per week\n"
    )


def test_a_derivation_in_json(sold: Shell) -> None:
    before = sold.state()
    found = sold("goal", "derive", "--json").json
    assert " ".join(list(found)[:16]) == (
        "period quota won gap currency left_out average_won wins_needed win_n working_days_left"
        " cycle_days cycle_n latest_start possible why kinds"
    )
    assert {key: found[key] for key in list(found)[:15]} == {
        "period": "2026-Q4",
        "quota": 100_000,
        "won": 50_000,
        "gap": 50_000,
        "currency": "USD",
        "left_out": {"EUR": 1},
        "average_won": 10_000,
        "wins_needed": 5,
        "win_n": 5,
        "working_days_left": 32,
        "cycle_days": 45,
        "cycle_n": 5,
        "latest_start": "2026-11-16",
        "possible": True,
        "why": None,
    }
    assert found["kinds"][2] == {
        "kind": "call",
        "per_win": 3.6,
        "n": 18,
        "needed": 18,
        "needed_per_day": 0.5625,
        "needed_per_week": 3,
    }
    assert sold.state() == before


def test_the_commands_that_it_ends_with_work(sold: Shell) -> None:
    for line in sold("goal", "derive").lines[-2:]:
        sold(*line.split()[1:])
    goals = sold("goal", "show", "--json").json
    assert [(each["kind"], each["per"], each["goal"]) for each in goals] == [
        ("call", "week", 3),
        ("meeting", "week", 1),
    ]


def test_a_win_that_can_still_begin_says_until_when(sold: Shell) -> None:
    sold.now = "2026-11-10"
    assert (
        "Your sales cycle is 45 days (n=5). Deals started after Mon 16 Nov 2026 close after Thu 31"
        " Dec 2026." in " ".join(sold("goal", "derive").lines)
    )


def test_explain_shows_every_closing_that_the_rates_come_from(sold: Shell) -> None:
    rows = sold("goal", "derive", "--explain").lines[-8:]
    assert one_spaced(rows[0]) == "# Title Amount Proposals Meetings Calls Days Details"
    assert one_spaced(rows[1]) == "1 Won 1 10,000 USD 0 1 3 45 won"
    assert one_spaced(rows[6]) == "6 Gone 10,000 USD 0 1 3 45 lost"
    assert one_spaced(rows[7]) == "7 Euro 7,000 EUR 0 0 0 45 not included: in EUR"
    data = sold("goal", "derive", "--explain", "--json").json["explain"]
    assert data[5]["logged"] == {"call": 3, "meeting": 1}


def reach(run: Shell) -> None:
    run("quota", "set", "50k", "--period", "2026-Q4")


def lose_one(run: Shell) -> None:
    run("reopen", "1")


def forget_amounts(run: Shell) -> None:
    for number in range(1, 6):
        run("edit", number, "--clear", "amount")


def forget_activities(run: Shell) -> None:
    for each in run("activity", "list", "--json").json:
        run("activity", "delete", each["id"])


def rest(run: Shell) -> None:
    run("config", "set", "holidays", "2026-12-31")
    run.now = "2026-12-31"


def wait(run: Shell) -> None:
    run.now = "2027-01-04"


IMPOSSIBLE = {
    "no-quota": (
        lambda run: None,
        "No quota for 2026-Q4 in CHF. Set one: `pipectl quota set"
        " AMOUNT --period 2026-Q4 --currency CHF`.",
    ),
    "reached": (reach, "50k of 50k USD won in 2026-Q4: quota reached."),
    "over": (
        wait,
        "50k of 100k USD won in 2026-Q4, 50k short. The period ended on Thu 31 Dec 2026.",
    ),
    "no-working-days": (
        rest,
        "50k of 100k USD won in 2026-Q4, 50k to go. No working days are left until Thu 31 Dec"
        " 2026.",
    ),
    "few-wins": (
        lose_one,
        "40k of 100k USD won in 2026-Q4, 60k to go. Too few wins in the last 12 months (4) to say"
        " what activities a win takes: you need 5.",
    ),
    "no-amounts": (
        forget_amounts,
        "0 of 100k USD won in 2026-Q4, 100k to go. Can't work out the wins: no deal won in the"
        " last 12 months (5) has an amount. Add one: `pipectl edit OPP --amount AMOUNT`.",
    ),
    "nothing-logged": (
        forget_activities,
        "50k of 100k USD won in 2026-Q4, 50k to go. Can't work out the activities: no proposal,"
        " meeting or call was logged on the deals closed in the last 12 months (6). Log them:"
        " `pipectl log KIND OPP`.",
    ),
}


@pytest.mark.parametrize("why", IMPOSSIBLE)
def test_where_nothing_can_be_derived_a_sentence_says_why(sold: Shell, why: str) -> None:
    prepare: Callable[[Shell], None] = IMPOSSIBLE[why][0]
    prepare(sold)
    asked = ["goal", "derive", "--period", "2026-Q4"]
    asked += ["--currency", "chf"] if why == "no-quota" else []
    done = sold(*asked)
    assert " ".join(done.lines).startswith(IMPOSSIBLE[why][1])
    assert "weekly goals" not in done.out
    found = sold(*asked, "--json").json
    assert (found["why"], found["possible"]) == (why, why == "reached")
    assert len(found["kinds"]) == 3


def test_an_empty_store_says_what_is_missing_first(pipectl: Shell) -> None:
    assert pipectl("goal", "derive").out.startswith("No quota for 2026-Q4 in USD")
    pipectl("quota", "set", "10k", "--period", "2026-Q4")
    assert " ".join(pipectl("goal", "derive").lines) == (
        "0 of 10k USD won in 2026-Q4, 10k to go. Too few wins in the last 12 months (0) to say what"
        " activities a win takes: you need 5. Your sales cycle is 45 days (the sales_cycle"
        " setting). A deal started now closes after Thu 31 Dec 2026, so the rest must come from"
        " deals already open."
    )
