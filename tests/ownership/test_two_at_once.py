"""Two sellers who change the same things are told about each other."""

from collections.abc import Callable

import pytest
from test_assign import seller

from conftest import Shell
from pipectl.cli.context import Run
from pipectl.errors import RefusedError
from pipectl.people.actions.edit import ensure_account
from pipectl.people.prompts import account_or_new


@pytest.fixture
def ann(pipectl: Shell) -> Shell:
    one = seller(pipectl, "Ann")
    one("add", "Acme", "5k")
    return one


@pytest.fixture
def bob(pipectl: Shell) -> Shell:
    return seller(pipectl, "Bob")


def run_of(shell: Shell) -> Run:
    """A run of a command of the shell's seller."""
    return Run(["edit", "1"], shell.environment)


def changed_meanwhile(shell: Shell, change: Callable[[], object]) -> str:
    """What a command says that held the deals' titles, when another changed them meanwhile."""
    run = run_of(shell)
    with run.reading() as reader:
        run.hold(reader, "1 Acme", lambda seen: seen.rows("select title from opportunity"))
    change()
    with pytest.raises(RefusedError) as refused:
        run.change(lambda unit: None)
    return str(refused.value)


def test_who_changed_what_was_shown_is_named(ann: Shell, bob: Shell) -> None:
    said = changed_meanwhile(ann, lambda: bob("edit", 1, "--title", "Birch"))
    assert said == "1 Acme was changed by Bob in the meantime, so nothing was stored."


def test_one_that_may_be_another_is_not_named(ann: Shell, bob: Shell) -> None:
    def both() -> None:
        ann("edit", 1, "--title", "Birch")
        bob("add", "Cedar")

    unknown = "1 Acme was changed by another command in the meantime, so nothing was stored."
    assert changed_meanwhile(ann, both) == unknown
    assert changed_meanwhile(ann, lambda: ann("edit", 1, "--title", "Dogwood")) == unknown

    def undone() -> None:
        ann("undo")
        bob("add", "Elm")

    assert changed_meanwhile(bob, undone) == unknown
    ann.extra = {}
    assert changed_meanwhile(ann, lambda: bob("edit", 1, "--title", "Fir")) == unknown


def test_only_who_added_an_account_is_told_that_it_is_new(
    ann: Shell, bob: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    run = run_of(bob)
    with run.reading() as reader:
        account = account_or_new(run, reader, "Alder")
    assert ann("add", "Alder rollout", "--account", "Alder").err == "New account: Alder\n"
    run.change(lambda unit: [ensure_account(unit, account), unit.write("select 1")])
    assert capsys.readouterr().err == ""


REDONE = (
    "pipectl: Operation 5 (edit 1 --amount 8k) can't be redone: operation 4 (edit 1 --amount 7k),"
    " an earlier change of its deal by Ann, was undone, too.\n"
    "  Redo that operation first, or correct by hand what it changed.\n"
)


def test_a_redo_names_the_undone_change_that_it_stands_on(ann: Shell, bob: Shell) -> None:
    ann("edit", 1, "--title", "Birch")
    ann("edit", 1, "--title", "Cedar")
    ann("edit", 1, "--amount", "7k")
    bob("edit", 1, "--amount", "8k")
    bob("undo")
    ann("undo")
    assert bob("redo", code=4).err == REDONE
    ann("redo")
    assert bob("redo").out.startswith("Redone: edit 1 --amount 8k (#5)")


def test_a_redo_after_a_change_of_the_file_itself_says_so(ann: Shell, bob: Shell) -> None:
    ann("edit", 1, "--amount", "7k")
    ann("undo")
    ann.alter("update opportunity set amount_minor = 1")
    assert "outside pipectl" in ann("redo", code=4).err
