"""What an import of an export says besides deals, and what it calls the fields that change."""

from pathlib import Path

from conftest import Shell
from machines import export, machine
from pipectl.importing.actions.compare import SET_UP, STAYS, TOLD, UNTOLD, UPDATED
from pipectl.importing.rules.merge import Met
from pipectl.importing.view import field_words
from pipectl.store.row import columns
from pipectl.store.rows import KINDS


def furnish(run: Shell) -> None:
    """Set a rate, and add a sequence, a template and links."""
    text = run.home / "text.txt"
    text.write_text("Hello {{ deal.title }}\n", "utf-8")
    run("add", "Acme", "1k")
    run("rate", "set", "EUR", "1.08")
    run("rate", "set", "GBP", "1.27")
    run("sequence", "add", "Intro", "--step", "0d call")
    run("template", "add", "Nudge", text)
    run("link", "add", "stage:meeting", "https://x.example/deck")
    run("link", "add", "acme", "https://x.example/offer")


def test_an_import_says_what_else_is_new(tmp_path: Path) -> None:
    desk, laptop = machine(tmp_path, "desk"), machine(tmp_path, "laptop")
    laptop("add", "Birch", "2k")
    furnish(desk)
    said = " 2 exchange rates, 1 template, 1 sequence and 2 links.\n"
    file = export(desk)
    assert f"\nWould also import{said}" in laptop("import", file, "--update", "--dry-run").err
    done = laptop("import", file, "--update")
    assert f"\nAlso imported{said}" in done.err
    assert done.out == "Imported: 1 new deal, 0 changed, 0 unchanged. Undo with `pipectl undo`.\n"
    assert "lso import" not in laptop("import", file, "--update").err


def test_a_link_of_a_deal_that_was_here_is_told_with_the_deal(tmp_path: Path) -> None:
    desk, laptop = machine(tmp_path, "desk"), machine(tmp_path, "laptop")
    desk("add", "Acme", "1k")
    laptop("import", export(desk))
    desk("link", "add", "acme", "https://x.example/offer")
    done = laptop("import", export(desk), "--update")
    assert '1 "Acme": added 1 link from the other machine.\n' in done.err
    assert "lso import" not in done.err


def test_an_empty_store_says_so_too(tmp_path: Path) -> None:
    desk, laptop = machine(tmp_path, "desk"), machine(tmp_path, "laptop")
    furnish(desk)
    done = laptop("import", export(desk))
    assert "\nAlso imported 2 exchange rates, 1 sequence and 2 links.\n" in done.err


def test_no_field_that_an_import_names_is_called_as_its_column_is() -> None:
    for table in UPDATED:
        stays = STAYS.get(table, ("id",))
        for column in SET_UP.get(table, tuple(columns(KINDS[table]))):
            if column in stays or (column in UNTOLD and (table, column) not in TOLD):
                continue
            field = column.removesuffix("_id").removesuffix("_minor").removesuffix("_bp")
            words = field_words(Met(table, 1, "x", field, "1", "2", "", "", True, False))
            assert not words.endswith((" on", " at", " id")), (table, column)
            assert "_" not in words
