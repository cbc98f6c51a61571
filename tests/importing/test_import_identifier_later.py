"""`import` of a file whose identifier column is named later: its deals are found, not doubled."""

from pathlib import Path

import pytest

from conftest import Shell
from imported import brought, reversible, rows, write

ID = ("--map", "identifier=ID")
DEALS = "select id, title, amount_minor from opportunity order by id"
KNOWN = "select source, identifier, opportunity_id from external_record order by opportunity_id"
ADOPTED = (
    "2 deals were imported before without an identifier: matched by title, account and creation "
    "date. Using the identifiers in the file from now on.\n"
)


@pytest.fixture
def before(pipectl: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A store with a file whose identifiers weren't read."""
    monkeypatch.chdir(tmp_path)
    write("d.csv", "ID,Title,Account,Amount", "7,Alpha,Acme,1000", "9,Beta,,2000")
    brought(pipectl, "d.csv")
    return pipectl


def test_the_first_import_names_the_column_that_may_be_the_identifier(before: Shell) -> None:
    said = before("import", "d.csv", "--dry-run").err
    assert '"ID" may be the identifier. To use it: --map "identifier=ID"\n' in said
    assert "may be the identifier" not in before("import", "d.csv", *ID, "--dry-run").err


@pytest.mark.parametrize("flags", [(), ("--update",)])
def test_rows_with_an_identifier_are_the_deals_that_came_without(
    before: Shell, flags: tuple[str, ...]
) -> None:
    tried = before("import", "d.csv", *ID, *flags, "--dry-run")
    assert ADOPTED in tried.err
    done = reversible(before, "d.csv", *ID, *flags)
    assert ADOPTED in done.err
    assert "Imported: 0 new deals, 0 changed, 2 unchanged." in done.out
    assert rows(before, KNOWN) == [("csv", "7", 1), ("csv", "9", 2)]
    write("d.csv", "ID,Title,Account,Amount", "7,Alpha 2,Acme,1500", "9,Beta,,2000")
    again = brought(before, "d.csv", *ID, "--update")
    assert "Imported: 0 new deals, 1 changed, 1 unchanged." in again.out
    assert rows(before, DEALS) == [(1, "Alpha 2", 150000), (2, "Beta", 200000)]


def test_a_deal_takes_one_identifier_and_its_namesake_is_new(before: Shell) -> None:
    write("d.csv", "ID,Title,Account,Amount", "7,Alpha,Acme,1000", "8,Alpha,Acme,3000")
    done = reversible(before, "d.csv", *ID)
    assert "Imported: 1 new deal, 0 changed, 1 unchanged" in done.out
    assert rows(before, KNOWN) == [("csv", "7", 1), ("csv", "8", 3)]


def test_the_same_day_goes_before_a_day_that_no_file_told(pipectl: Shell, tmp_path: Path) -> None:
    head = "ID,Title,Amount,Created"
    lines = ("1,Alpha,1000,2026-01-05", "2,Alpha,2000,2026-02-05")
    name = write(str(tmp_path / "d.csv"), head, *lines)
    brought(pipectl, name)
    write(name, head, *reversed(lines))
    assert "0 new deals, 0 changed, 2 unchanged" in reversible(pipectl, name, *ID).out
    assert rows(pipectl, KNOWN) == [("csv", "1", 1), ("csv", "2", 2)]


def test_a_creation_date_that_is_named_with_the_identifier_doubles_nothing(
    pipectl: Shell, tmp_path: Path
) -> None:
    name = write(str(tmp_path / "d.csv"), "ID,Title,Amount,Start", "1,Alpha,1000,2026-01-05")
    brought(pipectl, name)
    done = reversible(pipectl, name, *ID, "--map", "created_on=Start")
    assert "0 new deals, 0 changed, 1 unchanged" in done.out


def test_a_creation_date_that_is_named_later_alone_is_not_doubled_in_silence(
    pipectl: Shell, tmp_path: Path
) -> None:
    name = write(str(tmp_path / "d.csv"), "Title,Amount,Start", "Alpha,1000,2026-01-05")
    brought(pipectl, name)
    assert (
        "1 new deal (line 2) with the title and account of an existing deal, but another "
        "identifier or creation date. If they are the same deals, import with the same columns as "
        "before.\n"
    ) in brought(pipectl, name, "--map", "created_on=Start").err


def test_a_deal_typed_here_and_one_of_another_identifier_are_other_deals(before: Shell) -> None:
    brought(before, "d.csv", *ID)
    before("add", "Gamma", "100")
    write("d.csv", "ID,Title,Account,Amount", "10,Gamma,,100", "11,Alpha,Acme,1000")
    done = brought(before, "d.csv", *ID)
    assert "2 new" in done.out
    assert "1 new deal (line 3) with the title and account of an existing deal" in done.err
