"""The weekly review at a pseudo-terminal: three keys each, nothing lost, everything undoable."""

import signal
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from conftest import Shell
from pipectl.review.queries import reviews
from pipectl.review.rules.agenda import ReviewProgress
from pipectl.store.opening import reading
from reviewed import answer, answered, begun, finish, keep_all
from stored_rows import Tables, tables
from terminal import CTRL_C, DOWN, ENTER, Session

Q1, Q2, Q3 = (
    "1. Is the prospect truly in buying mode?",
    "2. Why does this deal belong in",
    "3. What must happen",
)
BOOKKEEPING = {
    "review_position",
    "reminder_claim",
    "calendar_entry",
    "store_upgrade",
    "forecast_log",
}
TREES = ("Acme", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gum", "Hazel", "Ivy", "Juniper")
TITLES = (*TREES, "Kapok", "Larch")


@pytest.fixture(scope="module")
def twelve(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return answered(Shell(tmp_path_factory.mktemp("twelve")), *TITLES).contents()


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return answered(Shell(tmp_path_factory.mktemp("three")), *TREES[:3]).contents()


def of(shell: Shell, store: bytes) -> Callable[..., Session]:
    """Begin a review of a copy of the store, or go on with it."""
    shell.refill(store)

    def start(*words: str, **environment: str) -> Session:
        return Session(shell, ("review", *words), environment)

    return start


def kept(shell: Shell) -> Tables:
    """All that isn't bookkeeping."""
    return {name: rows for name, rows in tables(shell).items() if name not in BOOKKEEPING}


def sql(shell: Shell, statement: str) -> None:
    """Change the store by other means."""
    with shell.opened() as store:
        store.execute(statement)


def endings(shell: Shell) -> list[tuple[int, str]]:
    """How opportunities left the reviews."""
    return [(row[1], row[2]) for row in tables(shell)["review_answer"]]


def test_twelve_are_talked_through_with_three_keys_each(empty: Shell, twelve: bytes) -> None:
    start = of(empty, twelve)
    before = kept(empty)
    session = start("--out", str(empty.home / "minutes.md"))
    session.asked("Since Wed 11 Nov 2026", "+ new", "12", "78,000", "= open now", "Where you stand")
    for place, title in enumerate(reversed(TITLES), 1):
        session.asked(f"{place} of 12", title, "1. buying", "2. why", "3. next", Q1)
        session.type(ENTER, ENTER, ENTER)
    minutes = session.left()
    assert f"Wrote the minutes to {empty.home}/minutes.md." in session.unbroken
    assert minutes.startswith("# Weekly review, Wed 18 Nov 2026\n\n")
    assert minutes.count("\n### ") == minutes.count("stays, all answers kept.") == 12
    assert "| + new | 12 | 78,000 USD |" in minutes
    assert (empty.home / "minutes.md").read_text() == minutes == empty("review", "show").out
    assert empty("review", "list").lines[1].split() == [
        *("1", "weekly", "Wed", "18", "Nov", "2026", "Wed", "18", "Nov", "2026", "12")
    ]
    assert [row[1] for row in tables(empty)["qualification"]].count(1) == 1

    # Everything can be taken back: the minutes, then one opportunity's answers after the other.
    assert empty("undo").out.splitlines()[0].startswith("Undone: review (#")
    assert "in progress" in empty("review", "list").out
    assert "is still in progress" in empty("review", "show", "1", code=3).err
    session = start()
    session.asked("Continuing the review of Wed 18 Nov 2026: 12 deals reviewed so far.")
    assert session.left() == minutes, "finished at once"
    assert Q1 not in session.said
    empty("undo")
    assert empty("undo").out.startswith("Undone"), "the last one's answers"
    assert len(endings(empty)) == 11
    session = start()
    session.asked("11 deals reviewed so far.", "12 of 12", "Acme", Q1).type(ENTER, ENTER, ENTER)
    assert session.left() == minutes
    while len(tables(empty)["review_answer"]):
        empty("undo")
    assert kept(empty) == before
    assert empty("review", "list", "--json").json == []


@pytest.mark.parametrize("words", [(), ("monthly",)], ids=["weekly", "monthly"])
def test_only_answers_that_were_given_are_said_to_be_saved(
    empty: Shell, three: bytes, words: tuple[str, ...]
) -> None:
    first = HELD if words else Q1
    session = of(empty, three)(*words)
    session.asked(first).type(CTRL_C).asked("Continue with `pipectl review")
    assert session.left(130) == ""
    assert "saved" not in session.said
    session = Session(empty, ("review", *words), {})
    session.asked(first).type(*(("Two weeks ill", ENTER) if words else ("u",)))
    session.asked(CHANGE if words else Q2).type(CTRL_C)
    session.asked("Your answers are saved. Continue with `pipectl review")
    session.left(130)
    session = Session(empty, ("review", *words), {})
    session.asked(CHANGE if words else Q1).type(CTRL_C).asked("Your answers are saved.")
    session.left(130)


def test_a_kill_an_interrupt_and_a_closed_terminal_lose_no_answer(
    empty: Shell, three: bytes
) -> None:
    start = of(empty, three)
    session = start()
    session.asked("1 of 3", Q1).type(ENTER, ENTER, ENTER)
    session.asked("2 of 3", Q1).type("u").asked(Q2)
    session.killed(signal.SIGKILL)
    assert endings(empty) == [(3, "kept")]

    session = start()
    session.asked("1 deal reviewed so far.", "2 of 3", "Birch")
    session.asked(Q1, "Enter means unsure, as you answered before you stopped").type(ENTER)
    session.asked(Q2).type("They went quiet", ENTER).asked(Q3).type(CTRL_C)
    session.asked("Your answers are saved. Continue with `pipectl review`.")
    assert session.left(130) == ""
    assert session.said.endswith("\nInterrupted.\n")

    session = start()
    session.asked("2 of 3", Q1, "Enter means unsure").type(ENTER)
    session.asked(Q2, "They went quiet", "You answered this before you stopped").type(ENTER)
    session.asked(Q3).type(ENTER)
    session.asked("3 of 3", Q1).type(ENTER).asked(Q2).closed()
    assert endings(empty) == [(2, "answered"), (3, "kept")]
    assert empty("show", 2, "--json").json["qualification"] == {
        "buying": "unsure",
        "why": "They went quiet",
        "asked_on": "2026-11-18",
    }

    session = start()
    session.asked("2 deals reviewed so far.", "3 of 3", Q1, "Enter keeps yes, as you answered")
    session.type(ENTER).asked(Q2).type(ENTER, ENTER)
    minutes = session.left()
    assert minutes.count("all answers kept") == 2
    assert minutes.count("new answers") == 1
    assert endings(empty) == [(1, "kept"), (2, "answered"), (3, "kept")]


MINUTES = """\
# Weekly review, Wed 18 Nov 2026

Since Wed 11 Nov 2026. 5 deals reviewed.

## Won

- **Cedar**, 2,750.50 USD, in 0 days

## Lost

- **Elm**, 5,000 USD, in 0 days: bad timing
- **Acme**, 1,000 USD, in 0 days: no budget

## What changed

| | Count | Amount |
| --- | ---: | ---: |
| Open on Wed 11 Nov 2026 | | 0 USD |
| + new | 6 | 21,000 USD |
| + raised | 1 | 500 USD |
| - lowered | 1 | 249.50 USD |
| - won | 1 | 2,750.50 USD |
| - lost | 2 | 6,000 USD |
| = open now | | 12,500 USD |

7 moves forward.

## Where you stand

- No quota for 2026-Q4.

## Activity

- 1 call
- 1 note

## Deals

### Fir, 6,500 USD

In Discovery for 0 days: stays, with new answers. Flags: unqualified.

- Buying: unsure (answered on Wed 18 Nov 2026)
- Why: They asked (answered on Wed 18 Nov 2026)
- Next: Send NDA, due Wed 25 Nov 2026
- Note: Spoke to the owner

### Elm, 5,000 USD

Lost in Discovery after 0 days: bad timing.

- Buying: no (answered on Wed 18 Nov 2026)
- Why: bad timing (answered on Wed 18 Nov 2026)

### Dogwood, 4,000 USD

Moved to Meeting. Flags: single-threaded.

- Buying: yes (answered on Wed 18 Nov 2026)
- Why: We met (answered on Wed 18 Nov 2026)
- Next: Call, due Fri 20 Nov 2026

### Cedar, 2,750.50 USD

Won in Discovery after 0 days.

- Buying: yes (answered on Wed 18 Nov 2026)
- Why: They asked (answered on Wed 18 Nov 2026)

### Acme, 1,000 USD

Lost in Discovery after 0 days: no budget.

- Buying: yes (answered on Wed 18 Nov 2026)
- Why: They asked (answered on Wed 18 Nov 2026)

## Not reviewed

- Skipped: Birch
"""


def test_every_deed_does_what_its_command_does_and_can_be_undone(empty: Shell) -> None:
    answered(empty, *TREES[:6])
    before = kept(empty)
    session = Session(empty, ("review",), {})
    # Fir: a note, the amount, the next action done and set anew, and then the questions.
    session.asked("1 of 6", Q1).type("o").answer("What do you want to note?", "Spoke to the owner")
    session.asked("note: Spoke to the owner", Q1).type("e")
    session.answer("What do you want to change?").answer("New amount?", "6500")
    session.asked("6,500 USD", Q1).type("e").asked("What do you want to change?").type(
        "prob", ENTER
    )
    session.answer("New probability?", "lots").asked('"lots" is not a percentage')
    session.type("\x15", ENTER).asked("(kept)", Q1)
    session.type("e").asked("What do you want to change?").type("contact", ENTER).answer(
        "New contact?"
    )
    session.asked("1 of 6", Q1).type("d").asked("Completing: Call")
    session.answer("How did it go?", "reached them").answer("What must happen next?")
    session.asked("3. next", "no next action", Q1).type("d")
    session.asked("This deal has no next action to complete. Press x to set one.", Q1).type("x")
    session.answer(Q3, "Send NDA").answer("By when?", "+1w")
    session.asked("due Wed 25 Nov 2026", "Send NDA, due 25 Nov", Q1).type("u").answer(Q2).answer(Q3)
    # Elm: a no goes straight into losing it.
    session.asked("2 of 6", "Elm", Q1).type("n").asked("Why did you lose this deal?").type(ENTER)
    session.asked("An answer is required.").type("timing", ENTER)
    session.answer("What happened?", "They merge first").answer(
        "When do you want to revisit", "eoy"
    )
    # Dogwood: moved on to the next stage, with the answers for that.
    session.asked("3 of 6", "Dogwood", Q1).type("m").asked(
        "Move it to which stage?", "> Meeting"
    ).type(ENTER)
    session.asked("1. Is the prospect truly").type("y", ENTER).answer("Which exit criteria")
    session.answer("2. Why does", "We met").answer("What must happen next?")
    session.answer("What moved the deal forward?")
    session.asked("4 of 6", "Cedar", Q1).type("w").asked("Why did you win this deal?").type(ENTER)
    session.answer("Won at a different amount?", "275050").asked(
        "Press Enter again if this one is right."
    )
    session.type("\x15", "2750.50", ENTER)
    session.asked("5 of 6", "Birch", Q1).type("s")
    session.asked("6 of 6", "Acme", Q1).type("q")
    session.asked("1 deal left to review.")
    assert session.left() == ""

    session = Session(empty, ("review",), {})
    session.asked("4 deals reviewed so far.", "6 of 6", Q1).type("l").answer(
        "Why did you lose this deal?", DOWN
    )
    session.answer("What happened?").answer("When do you want to revisit it?")
    assert session.left() == MINUTES
    assert endings(empty) == [(1, "lost"), (3, "won"), (4, "moved"), (5, "lost"), (6, "answered")]
    elm = empty("show", 5, "--json").json
    assert (elm["status"], elm["reason"], elm["revisit_on"], elm["closing_note"]) == (
        *("lost", "bad timing", "2026-12-31"),
        "They merge first",
    )
    assert elm["qualification"]["buying"] == "no"
    cedar = empty("show", 3, "--json").json
    assert (cedar["status"], cedar["amount"]) == ("won", 2750.5)
    operations = [each["command"] for each in empty("history", "--json").json][:10]
    assert operations == [
        *("review", "review acme", "review cedar", "review dogwood", "review elm", "review fir"),
        *("review fir: next", "review fir: done", "review fir: edit", "review fir: note"),
    ]
    # The minutes tell what the review itself did; the next one begins there.
    empty.now = "2026-11-25"
    told = empty("review", "--json").json
    assert (told["won"], told["lost"], told["activity"]) == ([], [], {})
    assert told["bridge"]["then"] == told["bridge"]["now"] == 12500
    assert empty("review", "--no-input").out.startswith(
        "Since Wed 18 Nov 2026\nThe open amount hasn't changed: 12,500 USD.\n"
    )
    for _ in operations:
        empty("undo")
    assert kept(empty) == before


def test_an_answer_kept_three_times_in_a_row_is_flagged_until_it_is_given_anew(
    empty: Shell, three: bytes
) -> None:
    start = of(empty, three)
    first = date(2026, 11, 26)
    for week, numbers in enumerate(((1,), (1, 2, 3), (1, 2, 3)), -1):
        day = first + timedelta(weeks=week)
        finish(empty.place, keep_all(empty.place, day, *numbers), day, {})
    empty.now = "2026-12-10"
    sql(empty, "update next_action set due_on = '2026-12-18'")
    session = start("--minutes", "3", TERM="dumb")
    session.asked(
        "1 more deal doesn't fit in the time.",
        "1 of 2",
        "Cedar",
        "(answered 3 weeks ago, kept twice)",
    )
    assert "still true?" not in session.said
    session.asked(Q1, "Enter keeps yes", "y yes, u unsure, n no").type("\n")
    session.asked(Q2, "Enter keeps your answer").type("\n").asked(Q3).type("\n")
    session.asked("2 of 2", "Birch", Q1).type("y\n").asked(Q2).type("They asked again\n")
    session.asked(Q3, "Enter keeps Call").type("\n")
    minutes = session.left()
    assert "\x1b" not in session.screen.getvalue()
    cedar, birch = minutes.split("### ")[1:]
    assert "- Same answer kept too often: buying, why, next" in cedar
    assert "- Same answer kept too often: next" in birch
    assert minutes.endswith("## Not reviewed\n\n- Not included: Acme\n")

    empty.now = "2026-12-17"
    sql(empty, "update next_action set due_on = '2026-11-20' where opportunity_id = 1")
    empty("move", "cedar", "--buying", "yes", "--why", "New ground", "--due", "+1w")
    empty("next", "birch", "--due", "+1w")
    session = start("--only", "discovery")
    session.asked("Acme", *("kept 3 times: still true?",) * 3, Q1).type("s")
    session.asked("Birch", "buying", "yes", "why", "next", Q1).type("q")
    session.left()
    birch = session.said.rpartition("Birch")[2]
    assert "kept" not in birch.partition("?")[0], "given anew, or put off, since it was kept"
    with reading(empty.place) as reader:
        kept_now = reviews.kept_in_a_row(reader)
    assert kept_now == {1: (3, 3, 3), 2: (0, 0, 0), 3: (0, 0, 0)}


def test_an_action_that_was_set_in_the_review_was_never_kept(empty: Shell, three: bytes) -> None:
    start = of(empty, three)
    day = date(2026, 11, 26)
    finish(empty.place, keep_all(empty.place, day, 1, 2, 3), day, {})
    empty.now = "2026-12-10"
    sql(empty, "update next_action set due_on = '2026-12-18'")
    session = start(TERM="dumb")
    session.asked("3. next", "kept once)", Q1).type("x\n")
    session.asked(Q3).type("Send NDA\n").asked("By when?").type("2026-12-11 14:30\n")
    session.asked("Send NDA, due 11 Dec 14:30  (set today)", Q1).type("\n")
    session.asked(Q2).type("\n").asked("Enter keeps Send NDA, due Fri 11 Dec 2026 14:30")
    session.type("\n").asked("2 of 3", Q1).type("q\n").left()


def test_one_left_open_for_more_than_a_week_is_closed_with_what_it_has(
    empty: Shell, three: bytes
) -> None:
    start = of(empty, three)
    keep_all(empty.place, date(2026, 11, 18), 3)
    begun_again = begun(empty.place, date(2026, 11, 18), 3, 2, 1)
    assert begun_again.agenda == (3, 2, 1)
    empty.now = "2026-11-25"
    session = start()
    session.asked("Continuing the review of Wed 18 Nov 2026: 1 deal reviewed so far.", Q1).type("q")
    session.left()
    empty("log", "call", "acme")
    empty.now = "2026-11-26"
    session = start()
    session.asked("Closed the unfinished review of Wed 18 Nov 2026 with the answers it has.")
    session.asked("Since Wed 18 Nov 2026", "Logged: 1 call", "1 of 3", Q1).type("q")
    session.left()
    assert empty("review", "list", "--json").json == [
        {
            "id": 1,
            "kind": "weekly",
            "started_on": "2026-11-18",
            "finished_on": "2026-11-26",
            "answered": 1,
        }
    ]
    minutes = empty("review", "show").out
    assert "1 deal reviewed." in minutes
    assert "- Not reached: Birch, Acme\n" in minutes
    assert "## Activity" not in minutes, "the call is told once, by the next review"
    operations = [each["command"] for each in empty("history", "--json").json][:2]
    assert operations == ["review", "log call acme"]


def test_half_given_answers_are_told_where_a_review_is_closed(empty: Shell, three: bytes) -> None:
    start = of(empty, three)
    empty("goal", "set", "call", 5, "--per", "week")
    session = start()
    session.asked(Q1).type("u").answer(Q2, "They went quiet").asked(Q3).type("Send NDA", ENTER)
    session.asked("By when?").type(CTRL_C)
    session.left(130)
    empty.now = "2026-11-20"
    empty("win", "acme")
    empty.now = "2026-11-26"
    session = start("--only", "nonsense")
    session.left(2)
    assert "left open" not in session.said
    session = start()
    session.asked("Closed the unfinished review of Wed 18 Nov 2026 with the answers it has.")
    session.asked("1 deal won", "Since Wed 18 Nov 2026", "1 of 2", Q1).type("q").asked(
        "2 deals left to review"
    )
    session.left()
    minutes = empty("review", "show").out
    assert minutes.startswith(
        "# Weekly review, Wed 18 Nov 2026\n\n"
        "Since Wed 11 Nov 2026. Finished on Thu 26 Nov 2026.\n\n## What changed\n"
    )
    assert "| = open now | | 6,000 USD |" in minutes
    assert "- Goal this week: 0 of 5 calls" in minutes
    assert minutes.endswith(
        "## Not reviewed\n\n"
        "- Not reached: Cedar, Birch\n"
        "- Partly answered, Cedar: 1. Is the prospect truly in buying mode? unsure; "
        "2. Why does this deal belong in Discovery? They went quiet; "
        "3. What must happen next? Send NDA\n"
    )


OFFERED = "You answered this today, before you stopped · Enter keeps it"
HAPPENED, REASON, WHERE = "What happened?", "Why did you lose this deal?", "Move it to which stage?"


ESC = "\x1b"
DEEDS = ("n", "l", "m", "w", "e", "x", "d", "o")


@pytest.mark.parametrize("pressed", [*DEEDS, "u"])
def test_what_was_begun_by_mistake_is_taken_back_and_never_done_later(
    empty: Shell, three: bytes, pressed: str
) -> None:
    session = of(empty, three)()
    before = kept(empty)
    session.asked("1 of 3", "Cedar", Q1).type(pressed).asked("Esc goes back").type(ESC)
    session.asked("1 of 3", "Cedar", Q1, "Enter keeps yes").type("s")
    session.asked("2 of 3", Q1).type(pressed).asked("Esc goes back").type(CTRL_C)
    saved = "Your answers are saved. " if pressed == "u" else "\n"
    session.asked(f"{saved}Continue with `pipectl review`.", "Interrupted.")
    session.left(130)
    assert "nothing was stored" not in session.said
    session = Session(empty, ("review",), {})
    keeps = "Enter means unsure, as you" if pressed == "u" else "Enter keeps yes"
    session.asked("2 of 3", "Birch", Q1, keeps).type("q")
    session.left()
    assert kept(empty) == before


def test_on_a_dumb_terminal_esc_is_a_line(empty: Shell, three: bytes) -> None:
    session = of(empty, three)(TERM="dumb")
    before = kept(empty)
    for pressed in DEEDS:
        session.asked("1 of 3", "Cedar", Q1).type(f"{pressed}\n").asked("Esc goes back")
        session.type(f"{ESC}\n")
    session.asked("1 of 3", "Cedar", Q1, "Enter keeps yes").type("q\n")
    session.left()
    assert kept(empty) == before


def test_an_outcome_that_an_earlier_version_kept_is_not_offered(empty: Shell, three: bytes) -> None:
    start = of(empty, three)
    session = start()
    session.asked("1 of 3", Q1).type("u").asked(Q2).type(CTRL_C)
    session.left(130)
    sql(
        empty, """update review_position set state = replace(state, '"text": "u"', '"text": "l"')"""
    )
    session = Session(empty, ("review",), {})
    session.asked("1 of 3", Q1, "Enter keeps yes").type("q")
    session.left()


def test_an_interruption_inside_a_deed_is_offered_where_that_is_begun_again(
    empty: Shell, three: bytes
) -> None:
    start = of(empty, three)
    session = start()
    session.asked(Q1).type("n").asked(REASON).type("timing", ENTER).asked(HAPPENED)
    session.type(CTRL_C)
    session.left(130)
    session = start()
    session.asked(Q1, "Enter keeps yes").type("n").asked(REASON, "timing", OFFERED).type(ENTER)
    session.answer(HAPPENED, "They merge first").answer("When do you want to revisit it?")
    session.asked("Lost Cedar: bad timing. Undo: `pipectl undo`.")
    # Interrupted in the middle of a move.
    session.asked("2 of 3", "Birch", Q1).type("m").asked(WHERE, "> Meeting").type(ENTER)
    session.asked("1. Is the prospect truly").type("y", ENTER)
    session.asked("Which exit criteria").type(" ", ENTER).answer("Anything to note", "Booked")
    session.answer("2. Why does", "We met")
    session.answer("What must happen", "Send it").answer("By when?", "+1w").asked(
        "What moved the deal forward?"
    ).type(CTRL_C)
    session.left(130)
    session = start()
    session.asked(Q1).type("m").answer(WHERE).asked("1. Is the", "> yes", OFFERED).type(ENTER)
    for question in ("Which exit criteria", "Anything to note", "2. Why does"):
        session.asked(question, OFFERED).type(ENTER)
    for question in ("What must happen", "By when?"):
        session.asked(question, OFFERED).type(ENTER)
    session.answer("What moved the deal forward?", "A call")
    session.asked("Moved Birch to Meeting. Undo: `pipectl undo`.", "3 of 3", Q1).type("s")
    assert "They merge first" not in session.left()
    assert endings(empty) == [(2, "moved"), (3, "lost")]
    birch, cedar = (empty("show", number, "--json").json for number in (2, 3))
    assert (cedar["reason"], cedar["closing_note"]) == ("bad timing", "They merge first")
    assert birch["next_action"] == {
        "action": "Send it",
        "due_on": "2026-11-25",
        "due_time": None,
    }
    assert [bool(each["met_on"]) for each in birch["criteria"]].count(True) == 1


@pytest.mark.usefixtures("impatient")
def test_a_store_that_takes_nothing_loses_no_answer(empty: Shell, three: bytes) -> None:
    start = of(empty, three)
    session = start()
    session.asked("1 of 3", Q1).type("u").answer(Q2, "They went quiet").answer(Q3, "Send NDA")
    session.asked("By when?")
    with empty.held():
        session.type("+1w", ENTER).asked(
            "The answers before this one are saved. Continue with `pipectl review`"
        )
        assert session.left(5) == ""
    assert "in use by another program" in session.unbroken
    assert endings(empty) == []
    session = start()
    session.asked("0 deals reviewed so far.", "Enter means unsure").type(ENTER)
    session.asked(Q2, "They went quiet").type(ENTER).asked(Q3, "Send NDA").type(ENTER)
    session.answer("By when?", "\x15+1w").asked("2 of 3", Q1).type("q")
    session.left()
    assert endings(empty) == [(3, "answered")]


def test_a_refusal_clears_the_answers_and_shows_it_again(empty: Shell, three: bytes) -> None:
    start = of(empty, three)
    for number in (1, 2, 3):
        empty("done", number)
    session = start()
    session.asked(Q1).type("d").asked("no next action to complete", "1 of 3", Q1).type("o")
    session.answer("What do you want to note?").asked("1 of 3", Q1).type(ENTER).asked(Q2).type(
        CTRL_C
    )
    session.left(130)
    assert "before you stopped" not in session.said
    session = Session(empty, ("review",), {})
    session.asked(Q1, "Enter keeps yes, as you answered before you stopped").type(CTRL_C)
    session.left(130)


def under_way(shell: Shell) -> ReviewProgress:
    """The review that another terminal would go on with."""
    with reading(shell.place) as reader:
        found = reviews.position(reader, "weekly")
    assert found is not None
    return found


def test_what_another_terminal_answered_is_not_asked_again(empty: Shell, three: bytes) -> None:
    start = of(empty, three)
    day = date(2026, 11, 18)
    session = start()
    session.asked("1 of 3", "Cedar", Q1)
    other = Session(empty, ("review",), {"OUT": str(empty.home / "other")})
    other.asked("0 deals reviewed so far.", "1 of 3", Q1).type("s").asked("2 of 3", Q1).type("u")
    other.asked(Q2)
    answer(empty.place, under_way(empty), day, 1)
    session.type(ENTER).asked(Q2).type(ENTER).asked(Q3).type(ENTER)
    session.asked("2 of 3", "Birch", Q1).type(CTRL_C)
    session.left(130)
    assert set(under_way(empty).given) == {"2"}, "what the other one was told is still there"
    assert under_way(empty).skipped == (3,)
    # It is finished by one of them while the other one still asks.
    session = start()
    session.asked("2 deals reviewed so far.", "2 of 3", "Enter means unsure").type(ENTER).asked(Q2)
    other.type("Quiet", ENTER).asked(Q3).type(ENTER).asked("Saved. Show it: `pipectl review show`")
    assert "## Deals" in other.left()
    session.type("Quiet", ENTER).asked(Q3).type(ENTER)
    assert session.left(4) == ""
    assert session.said.endswith(
        "pipectl: This review was finished in another terminal.\n"
        "  Show it with `pipectl review show`, or start the next one with `pipectl review`.\n"
    )
    assert endings(empty) == [(1, "kept"), (2, "answered"), (3, "kept")]


def test_an_answer_undone_elsewhere_is_asked_again_before_the_end(
    empty: Shell, three: bytes
) -> None:
    session = of(empty, three)()
    session.asked("1 of 3", Q1).type(ENTER, ENTER, ENTER).asked("2 of 3", Q1)
    assert empty("undo").out.startswith("Undone")
    session.type(ENTER, ENTER, ENTER).asked("1 of 3", "Cedar", Q1).type(ENTER, ENTER, ENTER)
    session.asked("3 of 3", Q1).type(ENTER, ENTER, ENTER)
    assert session.left().count("all answers kept") == 3


def test_minutes_undone_after_the_next_review_began_leave_both(empty: Shell, three: bytes) -> None:
    start = of(empty, three)
    session = start("--minutes", "1")
    session.asked("1 of 1", "Cedar", Q1).type(ENTER, ENTER, ENTER)
    first = session.left()
    empty.now = "2026-11-19"
    session = start()
    session.asked("Since Wed 18 Nov 2026", "1 of 3", Q1).type("q")
    session.left()
    assert empty("undo").out.splitlines()[0].startswith("Undone: review (#")
    session = start()
    session.asked(
        "Continuing the review of Thu 19 Nov 2026: 0 deals reviewed so far.", "1 of 3", Q1
    )
    session.type("s").asked("2 of 3").type("s").asked("3 of 3").type("s")
    assert "Skipped: Cedar, Birch, Acme" in session.left()
    session = start()
    session.asked("Continuing the review of Wed 18 Nov 2026: 1 deal reviewed so far.")
    session.asked("2 of 3", Q1).type("s").asked("3 of 3", Q1).type("s")
    assert session.left() == first.replace(
        "2026. 1", "2026. Finished on Thu 19 Nov 2026. 1"
    ).replace("for 0 days", "for 1 day").replace("Not included", "Skipped")


def test_a_review_may_go_on_with_less_and_keeps_what_was_skipped(
    empty: Shell, three: bytes
) -> None:
    start = of(empty, three)
    empty("add", "Dogwood", "500", "--stage", "discovery")
    session = start()
    session.asked("1 of 4", "Dogwood", Q1).type("s").asked("2 of 4", "Cedar", Q1)
    session.type(ENTER, ENTER, ENTER).asked("3 of 4", Q1).type("q")
    session.left()
    session = start("--only", "nonsense")
    assert session.left(2) == ""
    assert "reviewed so far" not in session.said
    session = start("--minutes", "1")
    session.asked(
        "1 deal reviewed so far.", "1 more deal doesn't fit in the time.", "3 of 3", "Birch"
    )
    session.type(ENTER, ENTER, ENTER)
    session.asked("1 deal left to review. Your answers are saved. Continue with `pipectl review`.")
    assert session.left() == ""
    assert empty("review", "list", "--json").json[0]["finished_on"] is None
    session = start("--only", "proposal")
    session.asked("2 deals reviewed so far.", "1 deal left to review.")
    assert session.left() == ""
    session = start()
    session.asked("4 of 4", "Acme", Q1).type("q").asked("1 deal left to review.")
    session.left()
    empty.now = "2026-11-26"
    session = start()
    session.asked("Closed the unfinished review of").asked(Q1).type("q")
    session.left()
    assert empty("review", "show").out.endswith(
        "## Not reviewed\n\n- Skipped: Dogwood\n- Not reached: Acme\n"
    )


def test_a_review_begun_with_less_names_the_rest_and_may_go_on_with_all(
    empty: Shell, three: bytes
) -> None:
    start = of(empty, three)
    session = start("--minutes", "1")
    session.asked("2 more deals don't fit in the time.", "1 of 1", "Cedar", Q1).type("q")
    session.asked("3 deals left to review.")
    session.left()
    session = start()
    session.asked("1 of 3", "Cedar", Q1).type("s").asked("2 of 3", Q1).type("s")
    session.asked("3 of 3", Q1).type("s")
    assert session.left().endswith("## Not reviewed\n\n- Skipped: Cedar, Birch, Acme\n")
    empty("move", "birch", "meeting", "--buying", "yes", "--why", "We met")
    session = start("--only", "meeting")
    session.asked("1 of 1", "Birch", Q1).type("s")
    assert session.left().endswith(
        "## Not reviewed\n\n- Skipped: Birch\n- Not included: Cedar, Acme\n"
    )


def test_a_next_action_set_in_the_review_is_not_one_that_was_kept(
    empty: Shell, three: bytes
) -> None:
    start = of(empty, three)
    session = start()
    session.asked(Q1).type("x").answer(Q3, "Send NDA").answer("By when?", "+1w").asked("1 of 3", Q1)
    session.type(CTRL_C)
    session.left(130)
    session = start()
    session.asked("Send NDA", Q1).type(ENTER, ENTER).asked("Enter keeps Send NDA").type(ENTER)
    session.asked("2 of 3", Q1).type(ENTER, ENTER, ENTER).asked("3 of 3", Q1).type("q")
    session.left()
    kept = {row[1]: (row[2], row[3:6]) for row in tables(empty)["review_answer"]}
    assert kept == {3: ("answered", (1, 1, 0)), 2: ("kept", (1, 1, 1))}


@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_enter_never_moves_a_deal_back_from_the_last_stage(pipectl: Shell, term: str) -> None:
    enter = "\n" if term == "dumb" else ENTER
    pipectl("add", "Acme", "1k", "--stage", "negotiation")
    session = Session(pipectl, ("review",), {"TERM": term})
    session.asked(Q1).type("m", *["\n"] * (term == "dumb"))
    session.asked("This is the last stage").type(enter).asked("Choose one from the list")
    session.type("prop", *["osal"] * (term == "dumb"), enter)
    session.asked("Negotiation -> Proposal (back)").type(CTRL_C)
    session.left(130)


def test_a_file_in_the_way_is_refused_before_anything_is_asked(empty: Shell, three: bytes) -> None:
    start = of(empty, three)
    (empty.home / "there.md").write_text("mine")
    session = start("--out", str(empty.home / "there.md"))
    assert session.left(4) == ""
    assert "already exists" in " ".join(session.said.split())
    assert "or overwrite it with --force." in session.said
    session = start("--out", str(empty.home / "none" / "x.md"))
    assert session.left(5) == ""
    assert "its folder doesn't exist" in session.said
    assert Q1 not in session.said
    assert session.nothing_was_stored()
    assert (empty.home / "there.md").read_text() == "mine"


HELD, CHANGE, NEED = "What held you back?", "What will you do differently", "What do you need"


def test_what_was_said_about_a_month_survives_an_interruption(empty: Shell, three: bytes) -> None:
    start = of(empty, three)
    before = kept(empty)
    session = start("monthly")
    session.asked("2026-11, up to Wed 18 Nov 2026").answer(HELD, "Two weeks ill")
    session.asked(CHANGE).type(CTRL_C)
    assert session.left(130) == ""
    assert kept(empty) == before
    assert "Your answers are saved. Continue with `pipectl review monthly`" in session.said
    session = start("monthly", "--period", "2026-10")
    session.asked("2026-10").answer(HELD, "Another month").asked(CHANGE).type(CTRL_C)
    session.left(130)
    session = start("monthly", "--need", "A lead")
    session.answer(CHANGE, "Call first")
    assert session.left().endswith(
        "- What held you back? Two weeks ill\n"
        "- What will you do differently next month? Call first\n"
        "- What do you need, and who can give it to you? A lead\n"
    )
    assert HELD not in session.said
    assert NEED not in session.said
    session = start("monthly")
    session.answer(HELD).answer(CHANGE).answer(NEED).asked("Saved. Show it: `pipectl review show`")
    assert "In my own words" not in session.left(), "a new one"
    session = start("monthly")
    session.asked(HELD).type(CTRL_C)
    session.left(130)
    session = start("monthly", "--period", "2026-10", "--need", "Time")
    session.answer(CHANGE)
    assert "- What held you back? Another month\n- What do you need" in session.left()
    for _ in range(3):
        empty("undo")
    assert kept(empty) == before


def test_what_was_decided_stands_right_above_its_question(empty: Shell, three: bytes) -> None:
    start = of(empty, three)
    empty("review", "monthly", "--period", "2026-10", "--change", "Call first")
    session = start("monthly")
    session.answer("What became of what you decided", "Most days")
    assert session.said.count("Call first") == 2, "on top of the page, and again here"
    session.answer(HELD).answer(CHANGE).answer(NEED)
    assert session.left().endswith("- What became of what you decided last time? Most days\n")


def test_a_quarter_asks_for_its_three_priorities(empty: Shell, three: bytes) -> None:
    start = of(empty, three)
    before = kept(empty)
    empty("priority", "set", "Say no")
    session = start("quarterly")
    session.asked("2026-Q4, up to Wed 18 Nov 2026", "Say no")
    session.answer("What is priority 2 of 3 for 2026-Q4?", "Ask first")
    session.answer("in 2026-11?", "12 demos").answer("in 2026-12?")
    session.answer("What will you do for it?", "Write the page").answer("By when?", "fri")
    session.answer("What will you do for it?").answer("priority 3 of 3", "Write more")
    for month in ("11", "12"):
        session.answer(f"in 2026-{month}?")
    session.answer("What will you do for it?").asked("2026-Q4 already has three priorities.")
    minutes = session.left()
    assert "in 2026-10?" not in session.said, "October is over"
    assert minutes.endswith(
        "- [ ] Say no\n"
        "- [ ] Ask first\n"
        "  - [ ] target: 12 demos, Mon 30 Nov 2026\n"
        "  - [ ] action: Write the page, Fri 20 Nov 2026\n"
        "- [ ] Write more\n"
    )
    for _ in range(6):
        empty("undo")
    assert kept(empty) == before


def test_an_interrupted_quarterly_review_says_what_is_saved(empty: Shell, three: bytes) -> None:
    start = of(empty, three)
    session = start("quarterly").asked("What is priority 1 of 3").type(CTRL_C)
    session.asked("Continue with `pipectl review quarterly`.", "Interrupted.").left(130)
    assert "saved" not in session.said
    session = start("quarterly").answer("What is priority 1 of 3", "Say no")
    session.asked("in 2026-11?").type(CTRL_C)
    session.asked("Your priorities are saved. Continue with `pipectl review quarterly`.")
    session.left(130)
    assert [each["text"] for each in empty("priority", "list", "--json").json] == ["Say no"]


def test_a_past_quarter_asks_for_the_priorities_of_the_present_one(
    empty: Shell, three: bytes
) -> None:
    session = of(empty, three)("quarterly", "--period", "last-quarter")
    session.asked("2026-Q3", "What is priority 1 of 3 for 2026-Q4?").type(ENTER)
    assert "Period: 2026-Q3." in session.left()


def test_enter_never_keeps_a_next_action_that_is_overdue(empty: Shell, three: bytes) -> None:
    start = of(empty, three)
    empty.now = "2026-11-24"
    session = start("--minutes", "2")
    session.asked("(answered 6 days ago)", "3. next", "(set 6 days ago)", Q1).type(ENTER)
    session.answer(Q2)
    session.asked(Q3, "Enter keeps Call (was due Fri 20 Nov 2026) and asks for a new date")
    session.type(ENTER).asked("What is the new due date?").type(ENTER).asked(
        "An answer is required."
    )
    session.type("2026-11-23", ENTER).asked("has passed").type("\x15thu", ENTER)
    session.left()
    (number, ending) = endings(empty)[0]
    assert ending == "answered"
    found = empty("show", number, "--json").json["next_action"]
    assert found == {"action": "Call", "due_on": "2026-11-26", "due_time": None}


def test_a_field_with_a_value_that_cant_be_stored_is_asked_for_again(
    empty: Shell, three: bytes
) -> None:
    session = of(empty, three)()
    # Only a text that is there stands there to be edited.
    values = (
        ("amount", "12 apples", "5k"),
        ("close", "someday", "2027-01-15"),
        ("probability", "120%", "40"),
        ("title", "x" * 501, "Cedar two"),
        ("source", "x" * 101, "fair"),
        ("contact", "x" * 201, "Jo Ash"),
        ("note", "a\u202eb", "They merge"),
    )
    for field, wrong, right in values:
        session.asked(Q1).type("e").asked("What do you want to change?").type(field, ENTER)
        label = (
            field.capitalize()
            if field == "title"
            else f"New {field}".replace("close", "close date")
        )
        session.asked(f"{label}?").type("\x05\x15", wrong, ENTER)
        session.child.expect(r"is not|isn't|characters|reorders|goes from|to 100")
        session.type("\x05\x15", right, ENTER)
        if field == "close":
            session.answer("Why is the close date moving later?")
    session.asked(Q1).type("q")
    session.left()
    found = empty("show", "3", "--json").json
    assert (found["title"], found["source"], found["contact"]) == ("Cedar two", "fair", "Jo Ash")
    assert (found["close_on"], found["note"]) == ("2027-01-15", "They merge")


def test_a_call_that_completed_an_action_names_its_kind_once(empty: Shell, three: bytes) -> None:
    start = of(empty, three)
    for deal in (1, 2, 3):
        empty("next", deal, "Call", "--due", "fri")
        empty("done", deal, "--outcome", "They agreed", "--then", "Send it", "--due", "+1w")
    session = start()
    session.asked("18 Nov call: They agreed", Q1).type("q")
    session.left()


def test_minutes_tell_the_time_of_a_next_action(empty: Shell) -> None:
    empty("init")
    empty("add", "Acme", "1k", "--next", "Call", "--due", "2026-11-20 14:30")
    session = Session(empty, ("review",), {})
    session.asked("due 20 Nov 14:30", Q1).type("y")
    session.answer(Q2, "They asked").asked("due Fri 20 Nov 2026 14:30").type(ENTER)
    assert "- Next: Call, due Fri 20 Nov 2026 14:30\n" in session.left()
    empty.now = "2026-11-25"
    assert "[ ] Call, Acme, due 20 Nov 14:30: not done\n" in empty("review").out
    promise = empty("review", "--json").json["promises"][0]
    assert (promise["due_on"], promise["due_time"]) == ("2026-11-20", "14:30")
