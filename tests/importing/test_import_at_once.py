"""`import` names all that a file needs at once, and no answer is asked for in vain."""

from conftest import Shell
from imported import brought, refused, rows, write
from terminal import ENTER, Session

HEAD = "title,Currency,Amount,Stage,Status"
BAD = (HEAD, "Al,EUR,9,Meeting,Won", "Bo,Shells,8,Pitch,Open", "Cy,EUR,7,Trial,Open")


def test_outcomes_problems_and_stages_are_named_in_one_run(pipectl: Shell) -> None:
    write("d.csv", *BAD)
    said = refused(pipectl, "d.csv")
    wrong = 'd.csv:3: Currency: "Shells" is not an ISO 4217 currency.'
    won = (
        'd.csv: "Status" is "Won": 1 row (line 2). Is this deal won? If so: --map "outcome=Status"'
    )
    assert wrong in said
    assert f"{won}\nUnknown stage: Trial.\n  Add them to your stages: --make-stages" in said
    assert said.index(wrong) < said.index(won)
    assert said.endswith(
        "HEADER=VALUE. Other rows have problems. Fix the file, or skip this row: --skip-errors (to "
        "save it: --rejects FILE).\n"
    )
    flags = ("--map", "outcome=Status", "--make-stages")
    assert "Unknown stage" not in refused(pipectl, "d.csv", "--make-stages")
    brought(pipectl, "d.csv", *flags, "--skip-errors")
    assert rows(pipectl, "select title, status from opportunity order by id") == [
        *(("Al", "won"), ("Cy", "open"))
    ]


def test_at_a_terminal_problems_come_before_the_first_question(pipectl: Shell) -> None:
    write("d.csv", *BAD)
    session = Session(pipectl, ("import", "d.csv"), {})
    session.left(code=4)
    assert "won or lost?" not in session.unbroken
    assert "1 row has a problem. Nothing was imported." in session.unbroken


def test_without_a_store_nothing_is_asked(pipectl: Shell) -> None:
    write("d.csv", "Thing,Worth", "Al,9", "Bo,8")
    pipectl.remove()
    session = Session(pipectl, ("import", "d.csv"), {})
    session.left(code=5)
    assert "Which column" not in session.unbroken
    assert "There is no store " in session.unbroken


def test_what_a_program_guards_is_the_last_to_be_a_title(pipectl: Shell) -> None:
    write("d.csv", "(Do Not Modify) Row,Thing,Note", "a-1,Al,x", "a-2,Bo,y")
    asked = Session(pipectl, ("import", "d.csv"), {})
    asked.asked("Which column has the deal titles?", "> Thing").type(ENTER)
    asked.answer("without amounts, dates or stages?", "y").left()
    assert rows(pipectl, "select title from opportunity order by id") == [("Al",), ("Bo",)]


def test_rows_are_not_called_open_by_what_is_not_archived(pipectl: Shell) -> None:
    write("d.csv", "title,stage,Archived", "Al,Meeting,No", "Bo,Meeting,Yes")
    done = brought(pipectl, "d.csv", "--open-when", "Archived=Yes")
    assert "Read as open" not in done.err
    pipectl("undo")
    done = brought(pipectl, "d.csv", "--lost-when", "Archived=Yes")
    assert "  Read as open: Archived=No (1 row).\n" in done.err
