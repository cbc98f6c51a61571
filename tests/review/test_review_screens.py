"""A review at a short and at a narrow terminal: pages, keys with their words, present values."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from rich.cells import cell_len

from conftest import Shell
from pipectl.dates import format_date
from pipectl.prompting.pages import paged, show_in_pages
from terminal import CTRL_C, ENTER, SPACE, Session

Q1 = "1. Is the prospect truly in buying mode?"
LEGEND = {
    80: """\
  y yes, u unsure, n no
  m move, w win, l lose, e edit, x next, d done, o note
  s skip, q quit""",
    40: """\
  y yes, u unsure, n no
  m move, w win, l lose, e edit,
  x next, d done, o note
  s skip, q quit""",
}


def at(shell: Shell, *words: str, columns: int = 80, on_screen: bool = False) -> Session:
    """A command of the demo at a terminal of 24 rows."""
    width = {"COLUMNS": str(columns)}
    return Session(shell, words, width, size=(24, columns), on_screen=on_screen)


def test_the_opening_and_the_agenda_come_in_pages_that_fit_the_terminal(demo: Shell) -> None:
    session = at(demo, "review", "--minutes", "6")
    session.asked("Where you stand", "Page 1 of 3", "Enter shows more").type(ENTER)
    session.asked("more", "Activity", "Page 2 of 3").type(SPACE)
    session.asked("Agenda, riskiest first", "17 more deals don't fit in the time.")
    session.asked("Start with the first deal?", "Enter continues, q or Esc leaves the review").type(
        ENTER
    )
    session.asked("1 of 4", "Ironbridge Steel yard app", Q1).type("q")
    session.asked("21 deals left to review. Continue with `pipectl review`.").left()
    whole = session.said
    pages = [page.count("\n") for page in whole.partition("? Start")[0].split("? Page ")]
    assert max(pages) <= 24


@pytest.mark.parametrize("leaving", ["q", "\x1b"])
def test_the_review_can_be_left_at_its_agenda(demo: Shell, leaving: str) -> None:
    session = at(demo, "review", "--minutes", "6")
    session.asked("Page 1 of 3").type(ENTER).asked("Page 2 of 3").type(ENTER)
    session.asked("Agenda, riskiest first", "Start with the first deal?").type(leaving)
    session.asked("21 deals left to review. Continue with `pipectl review`.").left()
    assert Q1 not in session.said


def at_the_questions(shell: Shell, kind: str) -> Session:
    """A review of a period, at the end of its last page."""
    session, page = at(shell, "review", kind), 1
    while session.child.expect_exact([f"Page {page} of", "Continue to the questions?"]) == 0:
        session.type(ENTER)
        page += 1
    return session


PERIODS = {"monthly": "What became of", "quarterly": "What is priority"}


@pytest.mark.parametrize("kind", PERIODS)
def test_a_review_of_a_period_goes_from_its_pages_to_its_questions(demo: Shell, kind: str) -> None:
    session = at(demo, "review", kind).asked("Page 1 of").type("q")
    session.asked(PERIODS[kind]).type(CTRL_C).left(130)
    session = at_the_questions(demo, kind).type(ENTER)
    session.asked(PERIODS[kind]).type(CTRL_C).left(130)
    assert "first deal" not in session.said


@pytest.mark.parametrize("kind", PERIODS)
@pytest.mark.parametrize("leaving", ["q", "\x1b"])
def test_a_review_of_a_period_can_be_left_at_its_last_page(
    demo: Shell, kind: str, leaving: str
) -> None:
    session = at_the_questions(demo, kind).type(leaving)
    session.asked(f"Continue with `pipectl review {kind}`.").left()
    assert PERIODS[kind] not in session.said


@pytest.mark.parametrize("leaving", ["q", "\x1b"])
def test_q_and_esc_go_from_the_first_page_to_the_first_deal(demo: Shell, leaving: str) -> None:
    session = at(demo, "review")
    session.asked("Page 1 of").type(leaving).asked("skipped the rest", "1 of 21", Q1).type("q")
    session.left()
    assert "Agenda" not in session.said


def test_ctrl_c_between_pages_keeps_the_review(demo: Shell) -> None:
    session = at(demo, "review")
    session.asked("Page 1 of").type(CTRL_C).asked("Continue with `pipectl review`.")
    session.left(130)
    session = at(demo, "review")
    session.asked("Continuing the review of", "0 deals reviewed so far.", "1 of 21", Q1)
    session.type("q").left()


@pytest.mark.parametrize("columns", [80, 40])
def test_a_key_stands_on_one_line_with_its_word(demo: Shell, columns: int) -> None:
    session = at(demo, "review", columns=columns)
    session.asked("Page 1 of").type("q").asked("Enter keeps", "quit").type("q")
    session.left()
    assert LEGEND[columns] in session.said.replace("\n\n", "\n")


def test_a_review_that_was_begun_shows_its_minutes_in_pages(demo: Shell) -> None:
    session = at(demo, "review", "show", on_screen=True)
    session.asked("# Weekly review", "Page 1 of").type(ENTER).asked("Page 2 of").type("q")
    session.left()
    assert "## Deals" not in session.said
    whole = at(demo, "review", "show", "--no-input", on_screen=True)
    whole.left()
    assert "Page 1" not in whole.said
    assert "## Deals" in whole.said
    stopped = at(demo, "review", "show", on_screen=True)
    stopped.asked("Page 1 of").type(CTRL_C).left()


def test_minutes_have_calculated_amounts_in_three_digits(demo: Shell) -> None:
    """As the screen of the review has them; what was agreed on stays exact."""
    lines = [line for line in demo("review", "show").lines if line.startswith("- ")]
    said = {line.split(":")[0]: line for line in lines}
    amount = r"\d{1,3}(\.\d{1,2})?[kM]? USD"
    assert re.fullmatch(
        rf"- Pace: {amount} (behind|ahead): {amount} expected after .*", said["- Pace"]
    )
    assert re.fullmatch(rf"- Forecast: .* the quota, {amount} expected", said["- Forecast"])


def test_e_shows_the_present_close_date_and_replaces_it(demo: Shell) -> None:
    present = format_date(date.fromisoformat(demo("show", 9, "--json").json["close_on"]))
    session = at(demo, "review", "--only", "negotiation")
    session.asked("Page 1 of").type("q").asked("Ironbridge", Q1).type("e")
    session.asked("What do you want to change?", "amount  24,000 USD")
    session.asked(f"close  {present}", "probability  80 %").type("close", ENTER)
    session.asked("New close date?", f"now {present}, Enter keeps it").type(ENTER)
    session.asked("(kept)", Q1).type("e").asked("change?").type("close", ENTER)
    session.answer("New close date?", "2026-12-18").answer("Why is the close date moving later?")
    session.asked("closes 18 Dec", Q1).type("q").left()
    assert demo("show", 9, "--json").json["close_on"] == "2026-12-18"


def test_a_page_ends_at_a_blank_line_if_one_is_in_its_second_half() -> None:
    text = "".join(f"{n}\n" if n % 5 else "\n" for n in range(1, 18))
    first, second, third = paged(text, 8)
    assert (first, second) == ("1\n2\n3\n4\n\n6\n7\n8\n", "9\n\n11\n12\n13\n14\n")
    assert third == "\n16\n17\n"
    assert paged("1\n2\n3\n4\n5\n", 4) == ["1\n2\n3\n4\n", "5\n"]


def test_esc_leaves_the_pages_of_a_dumb_terminal_too(demo: Shell) -> None:
    session = Session(demo, ("review",), {"COLUMNS": "80", "TERM": "dumb"}, size=(24, 80))
    session.asked("Page 1 of", "q or Esc skips the rest").type("\x1b", "\n")
    session.asked("1 of 21", Q1).type("q", "\n").left()
    assert "Agenda" not in session.said


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("words", ["remind --within 1w", "review show --no-input"])
def test_a_line_at_a_terminal_ends_between_words(demo: Shell, words: str, columns: int) -> None:
    in_a_pipe = demo(*words.split()).out
    session = at(demo, *words.split(), columns=columns, on_screen=True)
    session.left()
    lines = session.said.replace("\r", "").splitlines()
    assert all(cell_len(line) <= columns for line in lines if " " in line.strip())
    assert " ".join(session.said.split()) == " ".join(in_a_pipe.split())


def written(rows: int | None) -> list[str]:
    parts: list[str] = []
    show: Callable[[str], None] = parts.append
    show_in_pages("a\nb\nc\n", rows, show)
    return parts


@pytest.mark.parametrize("rows", [None, 4, 24])
def test_what_fits_is_written_whole(rows: int | None) -> None:
    assert written(rows) == ["a\nb\nc\n"]
