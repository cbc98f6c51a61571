"""`import` of rows with the title, account and beginning of others: what tells them apart."""

import pytest

from conftest import Shell
from imported import refused, reversible, rows, write
from terminal import Session

SKIP = "Fix the file, or skip these rows: --skip-errors (to save them: --rejects FILE).\n"
LINES = ("Renewal,100,Discovery", "Renewal,200,Meeting", "Audit,300,Meeting", "Renewal,250,Meeting")


def alike(header: str, *values: str) -> str:
    """Four rows, three of one title, with one more column: the file's name."""
    lines = (f"{line},{value}" for line, value in zip(LINES, values, strict=True))
    return write("d.csv", f"title,amount,stage,{header}", *lines)


@pytest.mark.parametrize(
    ("header", "values", "field", "told"),
    [
        ("Item no.", ("7", "8", "9", "10"), "identifier", "2 rows apart from their duplicates"),
        ("Vorgang", ("V-7", "V-8", "V-9", "V-a1"), "identifier", "2 rows apart"),
        ("Auftraggeber (Firma)", ("Elm", "Oak", "Fir", "Yew"), "account", "2 rows apart"),
        ("Firma GmbH", ("Elm", "Oak", "Fir", "Oak"), "account", "1 of 2 rows apart"),
        ("Inicio del trato", ("1/31/2026", "2/1/2026", "", "3/1/2026"), "created_on", "2 rows"),
    ],
)
def test_a_column_that_tells_rows_apart_is_named_before_they_are_left_out(
    header: str, values: tuple[str, ...], field: str, told: str, pipectl: Shell
) -> None:
    alike(header, *values)
    flag = f'--map "{field}={header}"'
    hint = refused(pipectl, "d.csv").splitlines()[-1]
    assert hint.startswith(f"  {flag} tells {told}")
    assert hint.endswith(SKIP.strip())
    assert f"{flag} tells {told}" in pipectl("import", "d.csv", "--skip-errors", "--dry-run").err
    done = reversible(pipectl, "d.csv", "--map", f"{field}={header}", "--skip-errors")
    assert ("4 new" in done.out) == ("of 2" not in told)


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Item no.", ("7", "8", "9", "8")),  # one number twice
        ("Weight", ("7", "8", "9", "10")),  # a number, but not one of the row
        ("Updated", ("1/31/2026", "2/1/2026", "", "3/1/2026")),
        ("Firma GmbH", ("Elm", "Elm", "Fir", "Elm")),
        ("Inicio", ("first", "second", "third", "fourth")),  # no dates
    ],
)
def test_a_column_that_tells_no_rows_apart_is_not_named(
    header: str, values: tuple[str, ...], pipectl: Shell
) -> None:
    alike(header, *values)
    assert refused(pipectl, "d.csv").endswith(f"Nothing was imported.\n  {SKIP}")


def test_rows_that_two_files_have_are_told_apart_in_both(pipectl: Shell) -> None:
    write("a.csv", "title,stage,Item no.", "Renewal,Meeting,7")
    write("b.csv", "title,stage,Item no.", "Renewal,Meeting,8")
    assert (
        '  --map "identifier=Item no." tells the row apart from its duplicate. Fix the '
        "file, or skip this row: --skip-errors (to save it: --rejects FILE)."
    ) in refused(pipectl, "a.csv", "b.csv")
    assert "2 new" in reversible(pipectl, "a.csv", "b.csv", "--map", "identifier=Item no.").out
    assert rows(pipectl, "select count(*) from opportunity") == [(2,)]


def test_counts_are_said_to_be_of_the_rows_without_a_problem(pipectl: Shell) -> None:
    write("d.csv", "title,amount,stage", "A,1,verloren", "B,1", "C,1,verloren", "D,1,Meeting")
    said = "The counts below cover only the 3 rows without problems.\n"
    err = refused(pipectl, "d.csv")
    assert f"d.csv: {said}" in err
    assert err.index(said) < err.index('stage "verloren": 2 rows')
    err = pipectl("import", "d.csv", "--skip-errors", "--stage-map", "verloren=lost").err
    assert (f"Read d.csv (csv): 4 rows, 1 with a problem.\n  {said}") in err
    asked = Session(pipectl, ("import", "d.csv", "--skip-errors"), {})
    asked.answer('Stage "verloren" (2 rows): won or lost?', "lost")
    assert "3 unchanged" in asked.left()
    assert said.strip() in asked.unbroken
