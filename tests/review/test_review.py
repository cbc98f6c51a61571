"""Reviews without a terminal: the agenda, the list, minutes in full and redacted, the pages."""

import json
import re
from datetime import date

import pytest

from conftest import Shell
from pipectl.cli.context import Run
from pipectl.gate.actions.close import CloseInput
from pipectl.review import actions as review_actions
from pipectl.review.commands import weekly
from pipectl.review.commands.session import ReviewSession
from pipectl.store.writing import writing
from reviewed import answer, answered, begun, finish, keep_all, moment

SINCE = """\
1 deal won. Well done!
  + Acme, 1,250.50 USD, in 6 days

Since Tue 17 Nov 2026
                   Count       USD
Open on 17 Nov 26                0
+ new                  4    10,000
+ raised               1    250.50
- won                  1  1,250.50
- lost                 1     3,000
= open now                   6,000
4 moves forward.
1 EUR deal not included.

Lost
  - Cedar, 3,000 USD: no budget

Where you stand
  Quota     2026-Q4: 1.25k of 90k USD won, 88.7k to go
  Coverage  0.06x (6k open), short: you need 3.0x
  Gap       70.5 wins short: 705 more deals in Discovery, or 235 in Meeting, or 118 in Proposal, or
            89 in Negotiation. Initial contact is too late for this quarter. A win counts as 1.25k
            USD, the amount of the only deal won in 12 months (too few to rely on)
  Pace      50.6k behind: 51.8k expected after 38 of 66 working days
  Forecast  1 % chance of reaching 90k (at the run rate: n/a (1 win in the last 6 days))

Activity
  Logged: 3 calls
  call      █▌········  3 of 20 this week, 4.3 a day for 4 working days

Promises: 1 of 3 kept
  [ ] Call, Birch, due 20 Nov: moved to 1 Dec
  [ ] Call, Dogwood, due 20 Nov: not done

2026-Q4, until Thu 31 Dec 2026
1. [ ] Say no
   1.1 [ ] Write the page
"""

AGENDA = """
Agenda, riskiest first
   #  Title            Amount  Stage            Days  Flags
1  5  Fir [red]x|y    900 EUR  Initial contact     0  no-next slipped unqual
2  4  Dogwood       4,000 USD  Discovery           6  overdue
3  2  Birch         2,000 USD  Discovery           6
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A store after a week: one won, one lost, one with an overdue action, one in euros."""
    shell = answered(Shell(tmp_path_factory.mktemp("week")), "Acme", "Birch", "Cedar", "Dogwood")
    shell("quota", "set", "90k", "--period", "2026-Q4")
    shell("goal", "set", "call", 20, "--per", "week")
    shell("priority", "set", "Say no", "--action", "Write the page")
    shell.now = "2026-11-24"
    shell("log", "call", 1, "--count", 3)
    shell("done", 1, "--outcome", "ok")
    shell("next", 2, "--due", "+1w")
    shell("win", 1, "--amount", "1250.50")
    shell("lose", 3, "--reason", "no budget")
    shell("add", "Fir [red]x|y", "900", "--close", "2026-11-23", "--currency", "EUR")
    return shell.contents()


@pytest.fixture
def week(empty: Shell, made: bytes) -> Shell:
    empty.refill(made)
    empty.now = "2026-11-24"
    return empty


# The agenda


def test_without_a_terminal_it_prints_the_agenda_and_changes_nothing(week: Shell) -> None:
    before = week.state()
    for words in (["review"], ["review", "weekly"], ["review", "--no-input"]):
        done = week(*words)
        assert done.out == SINCE + AGENDA
        assert done.err == ""
    assert week.state() == before


@pytest.mark.parametrize(
    ("words", "numbers", "left_out"),
    [
        ((), [5, 4, 2], 0),
        (("--only", "overdue"), [4], 0),
        (("--only", " No-Next "), [5], 0),
        (("--only", "no-next-action"), [5], 0),
        (("--only", "disc"), [4, 2], 0),
        (("--only", "negotiation"), [], 0),
        (("--minutes", 1), [5], 2),
        (("--minutes", 3), [5, 4], 1),
        (("--only", "discovery", "--minutes", 2), [4], 1),
    ],
    ids=str,
)
def test_the_agenda_can_be_narrowed(
    week: Shell, words: tuple[object, ...], numbers: list[int], left_out: int
) -> None:
    found = week("review", *words, "--json").json
    assert [each["id"] for each in found["agenda"]] == numbers
    assert found["did_not_fit"] == left_out
    page = week("review", *words).out.partition(SINCE)[2]
    assert page.endswith("the time.\n") == bool(left_out)
    if not numbers:
        assert page == "\nNo open deals to review.\n"
    if left_out:
        said = "1 more deal doesn't" if left_out == 1 else f"{left_out} more deals don't"
        assert page.splitlines()[-1] == f"{said} fit in the time."


def test_the_agenda_as_json(week: Shell) -> None:
    found = week("review", "--json").json
    agenda = found.pop("agenda")
    for each in agenda:
        assert each.items() <= week("show", each["id"], "--json").json.items()
    coverage = found["numbers"].pop("coverage")
    assert coverage == pytest.approx(6000 / 88749.5)
    priority = found.pop("priorities")
    assert found.pop("experiments") == []
    assert [(each["text"], len(each["steps"])) for each in priority] == [("Say no", 1)]
    assert found == {
        "kind": "weekly",
        "since_on": "2026-11-17",
        "currency": "USD",
        "bridge": {
            "then": 0,
            "new": 10000,
            "imported": 0,
            "reopened": 0,
            "raised": 250.5,
            "lowered": 0,
            "currency_changed_in": 0,
            "currency_changed_out": 0,
            "won": 1250.5,
            "lost": 3000,
            "deleted": 0,
            "now": 6000,
            "counts": {
                "new": 4,
                "imported": 0,
                "reopened": 0,
                "raised": 1,
                "lowered": 0,
                "currency_changed_in": 0,
                "currency_changed_out": 0,
                "won": 1,
                "lost": 1,
                "deleted": 0,
            },
        },
        "moves": {"advanced": 4, "moved_back": 0, "pushed": 0, "pulled": 0},
        "left_out": {"EUR": 1},
        "won": [closing_of(1, "Acme", 1250.5, None)],
        "lost": [closing_of(3, "Cedar", 3000, "no budget")],
        "activity": {"call": 3},
        "goals": [{"kind": "call", "per": "week", "goal": 20, "done": 3}],
        "numbers": {
            "period": "2026-Q4",
            "quota": 90000,
            "won": 1250.5,
            "remaining": 88749.5,
            "open": 6000,
            "required_coverage": 3,
            "required_from": "setting",
            "gap": pytest.approx((88749.5 - 600) / 1250.5),
            "verdict": "short",
            "expected": 51818.18,
            "ahead": -50567.68,
            "working_days": 66,
            "working_days_gone": 38,
            "forecast": {
                "chance": 1,
                "expected": 1775.6,
                "low": 1250.5,
                "high": 3250.5,
                "run_rate_chance": None,
            },
        },
        "promises": [
            promise(1, "Acme", "late", "2026-11-24", kept=True),
            promise(2, "Birch", "put off", "2026-12-01", kept=False),
            promise(4, "Dogwood", "not done", None, kept=False),
        ],
        "did_not_fit": 0,
        "keep_in_touch": [],
        "over_capacity": None,
    }


def closing_of(number: int, title: str, amount: float, reason: str | None) -> dict[str, object]:
    return {
        "id": number,
        "title": title,
        "account": None,
        "amount": amount,
        "currency": "USD",
        "closed_on": "2026-11-24",
        "days": 6,
        "reason": reason,
    }


def promise(
    number: int, title: str, ending: str, until: str | None, *, kept: bool
) -> dict[str, object]:
    return {
        "id": number,
        "title": title,
        "text": "Call",
        "due_on": "2026-11-20",
        "due_time": None,
        "ending": ending,
        "until": until,
        "kept": kept,
    }


def test_on_a_new_store_there_is_nothing_to_talk_through(pipectl: Shell) -> None:
    page = pipectl("review").out
    assert "The open amount hasn't changed: 0 USD.\n" in page
    assert "not set: `pipectl quota set AMOUNT --period 2026-Q4`" in page
    assert page.endswith("No open deals to review.\n")
    assert pipectl("review", "list").out.startswith("No reviews yet.")
    assert pipectl("review", "list", "--json").json == []


def test_the_next_agenda_begins_where_the_last_minutes_end(week: Shell) -> None:
    position = keep_all(week.place, date(2026, 11, 24), 4, 2)
    minutes = json.loads(weekly_minutes(week, position))
    assert minutes["started_on"] == "2026-11-24"
    week("win", 2)
    week.now = "2026-12-01"
    found = week("review", "--json").json
    assert found["since_on"] == "2026-11-24"
    assert (found["bridge"]["then"], found["bridge"]["now"]) == (6000, 4000)
    assert [each["title"] for each in found["won"]] == ["Birch"]
    assert found["activity"] == {}


def test_an_agenda_of_a_review_under_way_is_what_is_left_of_it(week: Shell) -> None:
    day = date(2026, 11, 24)
    position = begun(week.place, day, 5, 4, 2)
    answer(week.place, position, day, 4)
    done = week("review")
    assert done.err == "The review of Tue 24 Nov 2026 is in progress: 1 deal reviewed so far.\n"
    found = week("review", "--json").json
    assert [each["id"] for each in found["agenda"]] == [5, 2]
    assert found["promises"][0]["title"] == "Acme"
    review_actions.save(week.place, position._replace(agenda=(5, 4), skipped=(5,), left_out=(2,)))
    found = week("review", "--json").json
    assert ([each["id"] for each in found["agenda"]], found["did_not_fit"]) == ([2], 0)
    week("add", "Gum", "7k", "--stage", "discovery")
    found = week("review", "--minutes", 1, "--json").json
    assert ([each["id"] for each in found["agenda"]], found["did_not_fit"]) == ([6], 1)
    week.now = "2026-12-02"
    done = week("review", "--json")
    assert (done.err, len(done.json["agenda"])) == ("", 4), "it would be closed"


def test_a_win_in_a_review_is_in_its_minutes_and_not_in_the_next(week: Shell) -> None:
    day = date(2026, 11, 24)
    position = begun(week.place, day, 4, 2)
    with writing(week.place, moment(day), "review") as unit:
        review_actions.win(unit, position, 4, CloseInput())
    minutes = json.loads(weekly_minutes(week, position))
    assert [each["title"] for each in minutes["won"]] == ["Dogwood", "Acme"]
    week.now = "2026-12-01"
    found = week("review", "--json").json
    assert (found["since_on"], found["won"]) == ("2026-11-24", [])
    assert found["bridge"]["then"] == found["bridge"]["now"] == 2000


def test_a_promise_of_before_comes_again_and_what_was_replaced_before_does_not(
    empty: Shell,
) -> None:
    empty.now = "2026-11-16"
    empty("init")
    for title, due in (("Acme", "17"), ("Birch", "17"), ("Cedar", "24"), ("Dogwood", "18")):
        empty("add", title, "1k", "--next", "Call", "--due", f"2026-11-{due}")
    empty("add", "Elm", "1k", "--next", "Call", "--due", "2026-11-25")
    empty.now = "2026-11-17"
    empty("next", 2, "Write", "--due", "2026-12-01")
    day = date(2026, 11, 18)
    finish(empty.place, keep_all(empty.place, day), day, {})
    empty.now = "2026-11-20"
    empty("next", 3, "--due", "2026-11-23")
    empty("done", 4)
    empty.now = "2026-11-25"
    page = empty("review").out.partition("Promises")[2].partition("\n\n")[0]
    assert page == (
        ": 1 of 3 kept\n"
        "  [ ] Call, Acme, due 17 Nov: not done\n"
        "  [ ] Call, Cedar, due 24 Nov: brought forward to 23 Nov"
    )


@pytest.mark.parametrize(
    ("flag", "numbers"), [("unqual", [5]), (" TODAY ", []), ("no-next", [5]), ("slipped", [5])]
)
def test_the_flags_are_known_by_the_names_that_a_list_shows(
    week: Shell, flag: str, numbers: list[int]
) -> None:
    found = week("review", "--only", flag, "--json").json
    assert [each["id"] for each in found["agenda"]] == numbers


def weekly_minutes(shell: Shell, position: object) -> str:
    """Finish a review as the command does: its stored minutes."""
    run = Run((), shell.environment)
    return weekly.finish(ReviewSession(run, position))  # type: ignore[arg-type]


# Minutes, in full and redacted


def test_the_list_and_the_minutes(week: Shell) -> None:
    week("review", "monthly", "--obstacle", "Too few calls")
    weekly_minutes(week, keep_all(week.place, date(2026, 11, 24), 4))
    assert week("review", "list").out == (
        "#  Kind     Started          Finished         Deals\n"
        "2  weekly   Tue 24 Nov 2026  Tue 24 Nov 2026      1\n"
        "1  monthly  Tue 24 Nov 2026  Tue 24 Nov 2026      0\n"
    )
    assert week("review", "list", "--format", "csv").out == (
        "id,kind,started_on,finished_on,answered\n"
        "2,weekly,2026-11-24,2026-11-24,1\n"
        "1,monthly,2026-11-24,2026-11-24,0\n"
    )
    assert week("review", "list", "--format", "ids").out == "2\n1\n"
    assert week("review", "show").out == week("review", "show", 2).out
    assert week("review", "show", 1).out.startswith("# Monthly review, Tue 24 Nov 2026\n")
    weekly_json = week("review", "show", "--json").json
    assert weekly_json["bridge"]["now"] == 6000
    assert weekly_json["opportunities"][0]["title"] == "Dogwood"
    assert weekly_json["opportunities"][0]["amount"] == 4000
    before = week.state()
    assert week("review", "show", "--redact").err == (
        "Names are initials, amounts are bands, notes are removed. What you wrote yourself may"
        " still name people: read it before you share this.\n"
    )
    assert week.state() == before


HOSTILE = (
    "BMW [red]x|y {0} %s",
    "acme pilot",
    "<script>alert(1)</script> & Söhne",
    "=HYPERLINK(1) $(touch pwn)",
    "日本商事",
    "*Wayne* _Corp_ `x`",
)
SAID = "bmw's board, Acme, söhne, hyperlink, 日本商事の人, Wayne, jo@acme.example: 12 000 or 95 EUR"


def test_nothing_that_names_anybody_is_handed_over(empty: Shell) -> None:
    answered(empty, *HOSTILE)
    empty("account", "add", "Umbrella Holding")
    empty("edit", 1, "--account", "umbrella", "--contact", "Dana Ortiz")
    for number in range(1, 7):
        empty("next", number, f"Ask {SAID}", "--due", "2026-11-19")
        empty("log", "note", number, f"Secret: {SAID} {number}")
    empty("lose", 6, "--reason", f"Lost to Dana: {SAID}", "--competitor", "Stark")
    empty("quota", "set", "120k", "--period", "2026-Q4")
    empty("priority", "set", f"Win Dana and {SAID}", "--target", f"2026-11={SAID}")
    empty.now = "2026-11-20"
    weekly_minutes(empty, keep_all(empty.place, date(2026, 11, 20), 1, 2, 3, 4, 5))
    # The store forgets names that the minutes keep.
    empty("edit", 4, "--title", "Renamed")
    empty("contact", "edit", "dana", "--name", "Somebody Else")
    words = (
        "bmw|acme|pilot|script|söhne|hyperlink|touch|日本|wayne|umbrella|dana|ortiz|stark|secret"
    )
    shown = (
        empty("review", "show", "--redact").out,
        empty("review", "show", "--redact", "--json").out,
    )
    for page in shown:
        assert not re.findall(words, page, re.I)
        assert "@" not in page
        assert not re.search(r"\d,\d|000|95|EUR|\d\.\d\d", page)
    markdown, facts = shown[0], json.loads(shown[1])
    assert "### 日., 5k to 10k USD" in markdown
    assert "### B.R.X.Y.0.S. (U.H.), 1k to 5k USD" in markdown
    assert facts["opportunities"][0]["notes"] is None
    assert facts["bridge"]["now"] == "10k to 25k USD"
    assert facts["opportunities"][0]["contact"] == "D.O."
    assert facts["activity"] == {"note": 6}, "how many, and none of them"
    assert facts["numbers"]["coverage"] == 0.1
    full = empty("review", "show", "--json").json
    assert [each.keys() for each in facts["opportunities"]] == [
        each.keys() for each in full["opportunities"]
    ]


def test_a_review_under_way_has_no_minutes(week: Shell) -> None:
    keep_all(week.place, date(2026, 11, 24), 4)
    assert week("review", "list").lines[1].split() == [
        *("1", "weekly", "Tue", "24", "Nov", "2026", "in", "progress", "1")
    ]
    assert week("review", "show", 1, code=3).err == (
        "pipectl: Review #1 is still in progress, so it has no minutes yet.\n"
        "  Continue it: `pipectl review weekly`.\n"
    )
    assert week("review", "show", code=3).err.startswith("pipectl: There is no finished review yet")


def test_minutes_that_are_none_are_damage(week: Shell) -> None:
    position = keep_all(week.place, date(2026, 11, 24), 4)
    finish(week.place, position, date(2026, 11, 24), {})
    for words in ((), ("--redact",), ("--json",)):
        said = week("review", "show", *words, code=5).err
        assert said.startswith(f"pipectl: The store {week.place} is damaged")
        assert " (invalid or missing: a review's minutes).\n" in said


def test_a_position_that_is_none_is_damage(week: Shell) -> None:
    keep_all(week.place, date(2026, 11, 24), 4)
    with week.opened() as store:
        store.execute("update review_position set kind = 'monthly', state = '{}'")
    done = week("review", "monthly", "--obstacle", "x", code=5)
    assert "(invalid or missing: a review's position)" in done.err


# Monthly and quarterly


MONTH = """\
2026-11, up to Tue 24 Nov 2026

1 deal won. Well done!
  + Acme, 1,250.50 USD, in 6 days

Lost
  - Cedar, 3,000 USD: no budget

Activity
  Logged: 3 calls
  call      █▌········  3 of 20 this week, 4.3 a day for 4 working days

Promises: 1 of 3 kept
  [ ] Call, Birch, due 20 Nov: moved to 1 Dec
  [ ] Call, Dogwood, due 20 Nov: not done

Where you stand
  Quota     2026-Q4: 1.25k of 90k USD won, 88.7k to go
  Coverage  0.06x (6k open), short: you need 3.0x
  Gap       70.5 wins short: 705 more deals in Discovery, or 235 in Meeting, or 118 in Proposal, or
            89 in Negotiation. Initial contact is too late for this quarter. A win counts as 1.25k
            USD, the amount of the only deal won in 12 months (too few to rely on)
  Pace      50.6k behind: 51.8k expected after 38 of 66 working days
  Forecast  1 % chance of reaching 90k (at the run rate: n/a (1 win in the last 6 days))

Targets for 2026-12 (23 working days)
  to win      72.9k USD
  1.25k of 90k USD won in 2026-Q4, 88.7k to go. Too few wins in the last 12 months (1) to say
    what activities a win takes: you need 5.

2026-Q4, until Thu 31 Dec 2026
1. [ ] Say no
   1.1 [ ] Write the page
"""


def test_a_month_is_looked_back_on_and_changes_nothing(week: Shell) -> None:
    before = week.state()
    assert week("review", "monthly").out == MONTH
    found = week("review", "monthly", "--json").json
    assert (found["period"], found["targets"]["period"]) == ("2026-11", "2026-12")
    assert found["targets"]["amount"] == 72901.38
    assert found["reflections"] == []
    assert found["goals"] != []
    assert week("review", "monthly", "--period", "last-month", "--json").json["goals"] == []
    assert week.state() == before


def test_what_is_said_about_a_month_is_kept_with_it(week: Shell) -> None:
    done = week("review", "monthly", "--obstacle", "Too few calls", "--need", "A lead, from Jo")
    assert done.out.endswith(
        "## In my own words\n\n"
        "- What held you back? Too few calls\n"
        "- What do you need, and who can give it to you? A lead, from Jo\n"
    )
    assert done.out == week("review", "show").out
    assert "## Targets for 2026-12 (23 working days)\n\n- Won: 72,901.38 USD\n" in done.out
    assert week("review", "list", "--json").json[0]["kind"] == "monthly"
    week("undo")
    assert week("review", "list", "--json").json == []


@pytest.mark.parametrize(
    ("now", "words", "period", "ahead"),
    [
        ("2026-12-01", (), "2026-11", "2026-12"),
        ("2026-12-07", (), "2026-11", "2026-12"),
        ("2026-12-08", (), "2026-12", "2027-01"),
        ("2026-12-08", ("--period", "last-month"), "2026-11", "2026-12"),
        ("2026-12-31", ("--period", "2026-10"), "2026-10", "2026-12"),
    ],
)
def test_in_its_first_week_a_month_looks_back_on_the_last_one(
    week: Shell, now: str, words: tuple[str, ...], period: str, ahead: str
) -> None:
    week.now = now
    found = week("review", "monthly", *words, "--json").json
    assert (found["period"], found["targets"]["period"]) == (period, ahead)


def test_a_quarter_is_looked_back_on_with_its_year(week: Shell) -> None:
    before = week.state()
    page = week("review", "quarterly").out
    assert page.startswith(
        "2026-Q4, up to Tue 24 Nov 2026\n"
        "\n"
        "Period   Won USD  Quota     Expected by now\n"
        "2026       1.25k      –                   –\n"
        "2026-Q1        0      –                   –\n"
        "2026-Q2        0      –                   –\n"
        "2026-Q3        0      –                   –\n"
        "2026-Q4    1.25k    90k  ▎            51.8k\n"
        "No quota for the year yet. Set one: `pipectl quota set AMOUNT --period 2026`.\n"
    ), page
    assert page.endswith("1. [ ] Say no\n   1.1 [ ] Write the page\n")
    found = week("review", "quarterly", "--json").json
    assert [each["period"] for each in found["year"]] == [
        *("2026", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")
    ]
    assert found["year"][4]["won"] == 1250.5
    assert week.state() == before
    week.now = "2026-12-31"
    assert "No quota for the year yet." in week("review", "quarterly").out
    week.now = "2027-01-01"  # the year is over
    assert week("review", "quarterly").out.startswith("2026-Q4, up to Thu 31 Dec 2026\n")
    assert "No quota for the year yet." not in week("review", "quarterly").out


@pytest.mark.parametrize(
    ("now", "back", "quarters"),
    [
        ("2026-11-24", "2026-Q4", ["2026-Q4"]),
        ("2026-12-17", "2026-Q4", ["2026-Q4"]),
        ("2026-12-18", "2026-Q4", ["2026-Q4", "2027-Q1"]),
        ("2027-01-14", "2026-Q4", ["2026-Q4", "2027-Q1"]),
        ("2027-01-15", "2027-Q1", ["2027-Q1"]),
    ],
)
def test_near_its_turn_a_quarter_shows_the_priorities_of_both(
    week: Shell, now: str, back: str, quarters: list[str]
) -> None:
    week("priority", "set", "Ask first", "--period", "2027-Q1")
    week.now = now
    found = week("review", "quarterly", "--json").json
    assert found["period"] == back
    assert sorted({each["period"] for each in found["priorities"]}) == quarters


def test_a_monthly_review_begins_with_what_was_decided_in_the_last_one(week: Shell) -> None:
    week.now = "2026-10-25"
    refused = week("review", "monthly", "--became", "x", code=2)
    assert "No earlier monthly review has decisions" in refused.err
    week("review", "monthly", "--change", "Call before ten", "--obstacle", "Rain")
    assert "Decided in" not in week("review", "monthly").out, "of the same month"
    week.now = "2026-11-24"
    lines = week("review", "monthly").lines
    assert lines[1:4] == [
        "",
        "Decided in 2026-10",
        "  What will you do differently next month? Call before ten",
    ]
    said = {"question": "What will you do differently next month?", "answer": "Call before ten"}
    found = week("review", "monthly", "--json").json
    assert found["decided"] == {"period": "2026-10", "said": [said]}
    week("review", "monthly", "--became", "Most days")
    minutes = week("review", "show").out
    assert "## Decided in 2026-10\n\n- What will you do differently" in minutes
    assert "- What became of what you decided last time? Most days" in minutes


def test_an_action_replaced_before_its_day_was_no_broken_promise(empty: Shell) -> None:
    empty.now = "2026-11-18"
    empty("init")
    for title in ("Acme", "Birch"):
        empty("add", title, "1k", "--next", "Call", "--due", "2026-11-20")
    empty.now = "2026-11-19"
    empty("next", "acme", "Send NDA", "--due", "2026-12-04")
    empty.now = "2026-11-21"
    empty("next", "birch", "Send NDA", "--due", "2026-12-04")
    found = empty("review", "--json").json["promises"]
    assert [(each["title"], each["text"], each["ending"]) for each in found] == [
        ("Birch", "Call", "replaced")
    ]
