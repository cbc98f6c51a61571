"""`import` at a terminal asks whether columns that may fill important fields do."""

from pathlib import Path

from conftest import Shell
from imported import rows, write
from terminal import CTRL_C, ENTER, Session

BOARD = (
    "Title,Worth of it,List Name,Person name,Assignees",
    "Oven,900,Talking,Ann Lee,Me",
    "Kiln,800,Offered,Bo Ray,You",
)
DEALS = (
    "select o.title, o.amount_minor, s.name, c.name, o.owner from opportunity as o"
    " join stage as s on s.id = o.stage_id left join contact as c on c.id = o.contact_id"
    " order by o.title desc"
)


def test_each_likely_column_is_asked_about(pipectl: Shell) -> None:
    write("d.csv", *BOARD)
    asked = Session(pipectl, ("import", "d.csv"), {})
    asked.asked('Is "Worth of it" the amount? (Y/n)').type(ENTER)
    asked.asked('Is "List Name" the stage? (Y/n)').type("y", ENTER)
    asked.asked('Is "Person name" the contact? (Y/n)').type("n", ENTER)
    asked.asked("Which of your stages is Talking?").type("add", ENTER)
    asked.asked("Which of your stages is Offered?").type("Proposal", ENTER)
    asked.asked("What percentage of the deals in Talking will you win?").type("20", ENTER)
    assert "2 new" in asked.left()
    # The owner is only named: deals of others would be hidden.
    assert '"Assignees" may be the owner. To use it: --map "owner=Assignees"' in asked.said
    assert rows(pipectl, DEALS) == [
        ("Oven", 90_000, "Talking", None, ""),
        ("Kiln", 80_000, "Proposal", None, ""),
    ]


def test_of_columns_that_are_alike_one_is_picked(pipectl: Shell) -> None:
    write("d.csv", "Title,Stage,Worth low,Worth high", "Oven,Meeting,7,9", "Kiln,Meeting,5,8")
    asked = Session(pipectl, ("import", "d.csv"), {})
    asked.asked("Which column has the amount?", "> Worth low", "Worth high", "none of them")
    asked.type("high", ENTER)
    assert "2 new" in asked.left()
    assert [each[1] for each in rows(pipectl, DEALS)] == [900, 800]


def test_a_status_with_words_for_outcomes_is_asked_about_as_the_outcome(pipectl: Shell) -> None:
    write("d.csv", "Title,Amount,Stage,Status", "Oven,7,Meeting,Open", "Kiln,5,Meeting,Open")
    asked = Session(pipectl, ("import", "d.csv"), {})
    asked.asked('Is "Status" the outcome? (Y/n)').type(ENTER)
    assert "2 new" in asked.left()
    assert "Found no column for: close date.\n" in asked.said.replace("\r", "")


def test_ctrl_c_at_such_a_question_stores_nothing(pipectl: Shell) -> None:
    write("d.csv", *BOARD)
    asked = Session(pipectl, ("import", "d.csv"), {})
    asked.asked('Is "Worth of it" the amount? (Y/n)').type(CTRL_C)
    asked.left(code=130)
    assert rows(pipectl, "select count(*) from opportunity") == [(0,)]


def test_neither_a_preview_nor_a_pipe_asks(pipectl: Shell) -> None:
    write("d.csv", *BOARD)
    asked = Session(pipectl, ("import", "d.csv", "--dry-run"), {})
    asked.left()
    assert "(Y/n)" not in asked.said
    assert pipectl("import", "d.csv").code == 0


def test_what_is_wrong_in_a_row_is_told_before_any_question(pipectl: Shell) -> None:
    write("d.csv", *BOARD, "Roof,700,Talking,Cy Day,You,and more")
    asked = Session(pipectl, ("import", "d.csv"), {})
    asked.left(code=4)
    assert "(Y/n)" not in asked.said
    assert Path("d.csv").exists()
