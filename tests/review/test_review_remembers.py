"""What a review remembers: what the last one decided, contacts, and experiments."""

from collections.abc import Callable
from datetime import date

import pytest

from conftest import Shell
from reviewed import answered, finish, keep_all
from terminal import Session

DAY = date(2026, 11, 18)


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A store with two deals, of which the first was in a review; Call is due on Friday."""
    shell = answered(Shell(tmp_path_factory.mktemp("reviewed")), "Acme", "Birch")
    finish(shell.place, keep_all(shell.place, DAY, 1), DAY, {})
    return shell.contents()


@pytest.fixture
def later(empty: Shell, reviewed: bytes) -> Callable[..., str]:
    """What the review's screen of Acme says a week later, after these commands."""
    empty.refill(reviewed)

    def shown(*commands: str) -> str:
        empty.now = "2026-11-24"
        for each in commands:
            empty(*each.split())
        empty.now = "2026-11-25"
        session = Session(empty, ("review", "--only", "discovery"), {"TERM": "dumb"})
        while "Acme" not in session.said.partition("of 2")[2]:
            session.asked("buying mode?").type("s\n")
        session.asked("buying mode?").type("q\n").left()
        screen = session.said.rpartition("Acme")[2]
        return screen.partition("? 1.")[0]

    return shown


@pytest.mark.parametrize(
    ("commands", "became"),
    [
        ((), "Call, due 20 Nov: not done"),
        (("done 1",), "Call, due 20 Nov: done late, on 24 Nov"),
        (("next 1 --due 2026-12-04",), "Call, due 20 Nov: moved to 4 Dec"),
        (("next 1 --due 2026-12-04", "done 1"), "Call, due 20 Nov: done late, on 24 Nov"),
        (("next 1 Meet --due 2026-12-04",), "Call, due 20 Nov: replaced on 24 Nov"),
    ],
)
def test_a_deal_shows_what_the_last_review_decided_and_what_became_of_it(
    later: Callable[..., str], commands: tuple[str, ...], became: str
) -> None:
    said = " ".join(later(*commands).split())
    assert f"decided all answers kept; {became} (last review, 7 days ago)" in said


def test_an_action_that_is_still_to_come_is_not_said_twice(empty: Shell, reviewed: bytes) -> None:
    empty.refill(reviewed)
    empty.now = "2026-11-19"
    session = Session(empty, ("review", "--only", "discovery"), {"TERM": "dumb"})
    session.asked("Birch", "buying mode?").type("s\n").asked("Acme", "buying mode?").type("q\n")
    session.left()
    birch, _, acme = session.said.partition("2 of 2")
    assert "decided    all answers kept  (last review, yesterday)" in acme
    assert "decided" not in birch, "it was in no review"


def test_a_deal_that_had_enough_contacts_says_until_when_to_let_it_rest(acme: Shell) -> None:
    acme("stage", "edit", "initial", "--most-contacts", 2, "--per", "7d")
    acme("log", "call", 1, "--on", "2026-11-16")
    session = Session(acme, ("review",), {"TERM": "dumb"})
    session.asked("buying mode?").type("q\n").left()
    assert "let it rest" not in session.said
    acme("log", "call", 1)
    session = Session(acme, ("review",), {"TERM": "dumb"})
    session.asked("2 contacts in 7 days: let it rest until Mon", "buying mode?").type("q\n")
    session.left()


def test_reviews_tell_what_running_experiments_show(acme: Shell) -> None:
    assert "Experiments" not in acme("review").out
    assert acme("review", "--json").json["experiments"] == []
    acme("experiment", "start", "Jo's film", "--stage", "initial", "--arms", "plain,For Jo")
    acme("experiment", "start", "Over", "--stage", "proposal", "--arms", "a,b")
    acme("experiment", "end", "over")
    for number in range(2, 23):
        arm = "plain" if number % 2 else "For Jo"
        acme("add", f"Deal {number}", "1k", "--arm", arm)
    early = "Too early to tell: it takes 10 ended visits per arm (plain: 0, For Jo: 0)."
    page = f"Experiments\n  Jo's film: {early}\n"
    assert page in acme("review").out
    assert page in acme("review", "monthly").out
    assert page in acme("review", "quarterly").out
    for number in range(2, 23):
        if number % 2:
            acme("move", number, "--buying", "yes", "--why", "x", "--next", "Call", "--due", "fri")
        else:
            acme("lose", number, "--reason", "no budget")
    facts = {
        "experiment": "Jo's film",
        "stage": "Initial contact",
        "metric": "advance",
        "arms": [{"arm": "plain", "n": 10}, {"arm": "For Jo", "n": 11}],
        "verdict": "better",
        "arm": "plain",
        "compared_with": "For Jo",
    }
    (found,) = acme("review", "--json").json["experiments"]
    assert found.pop("chance") > 99.9
    assert found == facts
    acme("review", "monthly", "--obstacle", "x")
    assert (
        "## Experiments\n\n- Jo's film: plain is better (\\> 99.9 % confidence).\n"
        in acme("review", "show").out
    )
    assert "- J.'s film: plain is better" in acme("review", "show", "--redact").out
    (found,) = acme("review", "show", "--redact", "--json").json["experiments"]
    assert found["arms"] == [{"arm": "plain", "n": 10}, {"arm": "For J.", "n": 11}]
