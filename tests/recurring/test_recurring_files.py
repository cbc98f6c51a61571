"""Recurring amounts in files: our own, there and back, and those of other programs."""

from pathlib import Path

import pytest

from conftest import Shell, made_once


@made_once
def sold(pipectl: Shell) -> Shell:
    """A deal of 2,500 a month, one of 100 a year for five months, and a one-time one."""
    pipectl("add", "Cedar", "2500/mo", "--term", "12")
    pipectl("add", "Dogwood", "100 EUR/yr", "--term", "5")
    pipectl("add", "Birch", "8k")
    return pipectl


def other(shell: Shell) -> Shell:
    """A shell with a new store."""
    found = Shell(shell.home)
    found.store = shell.home / "other.db"
    found("init")
    return found


def amounts(shell: Shell) -> list[tuple[object, ...]]:
    """What each deal is worth."""
    return [
        (each["amount"], each["currency"], *(each["recurring"] or {}).values())
        for each in shell("list", "--all", "--sort", "id", "--json").json
    ]


WORTH = [(30000, "USD", 2500, "month", 12), (41.67, "EUR", 100, "year", 5), (8000, "USD")]


@pytest.mark.parametrize("what", ["opportunities", "all"])
def test_an_export_comes_back_with_them(sold: Shell, what: str) -> None:
    file = sold.home / ("e.csv" if what == "opportunities" else "e.jsonl")
    sold("export", "--what", what, file)
    there = other(sold)
    there("import", file)
    assert amounts(there) == WORTH
    assert "0 changed" in there("import", file, "--update").out
    if what == "all":
        assert there("export", "--what", "all").out == file.read_text("utf-8")


def edited(shell: Shell, before: str, after: str) -> Path:
    """The CSV of the deals with one row changed by hand."""
    text = shell("export").out
    assert before in text
    file = shell.home / "edited.csv"
    file.write_text(text.replace(before, after, 1), "utf-8")
    return file


def test_cells_that_were_edited_change_the_amount(sold: Shell) -> None:
    file = edited(sold, ",2500.00,month,12,", ",10000.00,year,36,")
    said = sold("import", file, "--update")
    assert 'recurring changes from "2500.00 USD" to "10000.00 USD"' in said.out + said.err
    assert amounts(sold)[0] == (30000, "USD", 10000, "year", 36)
    sold("import", edited(sold, ",10000.00,year,36,", ",,,,"), "--update")
    assert amounts(sold)[0] == (30000, "USD")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (",2500.00,month,13,", "2,500/mo for 13 months is 32,500 USD in all, but the amount is"),
        (",2500.00,,12,", "recurring_per: the cell is empty, but there is a recurring amount."),
        (",2500.00,week,12,", '"week" is not month or year.'),
        (",2500.00,month,0,", '"0" is not a number of months from 1 to 600.'),
    ],
)
def test_cells_that_contradict_each_other_are_named(sold: Shell, cells: str, said: str) -> None:
    done = sold("import", edited(sold, ",2500.00,month,12,", cells), "--update", code=4)
    assert said in done.err
    assert amounts(sold) == WORTH


def test_an_older_file_without_the_columns_changes_nothing(sold: Shell) -> None:
    import csv

    rows = list(csv.DictReader(sold("export").out.splitlines()))
    names = [name for name in rows[0] if name not in ("recurring", "recurring_per", "term_months")]
    file = sold.home / "older.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    assert "0 changed" in sold("import", file, "--update").out
    assert amounts(sold) == WORTH


def plain(shell: Shell, text: str) -> Path:
    """A file of another program."""
    file = shell.home / "plain.csv"
    file.write_text(text, "utf-8")
    return file


def test_amounts_that_are_written_so_recur(pipectl: Shell) -> None:
    file = plain(
        pipectl,
        "title,amount,stage\n"
        "Alpha,2500/mo for 12 months,Discovery\n"
        'Beta,"€2,500.50/month for 1y",Discovery\n'
        "Gamma,30k/yr for 5 months,Discovery\n"
        "Delta,12000,Discovery\n",
    )
    pipectl("import", file)
    assert amounts(pipectl) == [
        (30000, "USD", 2500, "month", 12),
        (30006, "EUR", 2500.5, "month", 12),
        (12500, "USD", 30000, "year", 5),
        (12000, "USD"),
    ]


def test_those_without_a_term_or_with_another_unit_are_refused(pipectl: Shell) -> None:
    file = plain(pipectl, "title,amount,stage\nA,2500/mo,Discovery\nB,2500/wk,Discovery\n")
    said = pipectl("import", file, code=4).err
    assert '2: amount: "2500/mo" needs a term. Write 2500/mo for 12 months.' in said
    assert '3: amount: "2500/wk" isn\'t an amount per month or year.' in said


def test_an_amount_with_its_period_and_number_of_periods_recurs(pipectl: Shell) -> None:
    file = plain(
        pipectl,
        "title,amount,billing,duration\nA,2500,monthly,12\nB,1000,annual,3\nC,1000,weekly,3\n"
        "D,2000,monthly,1.5\nE,10,annual,1.5\n",
    )
    flags = ("--map", "amount_period=billing", "--map", "amount_duration=duration")
    pipectl("import", file, *flags)
    assert amounts(pipectl) == [
        (30000, "USD", 2500, "month", 12),
        (3000, "USD", 1000, "year", 36),
        (3000, "USD"),
        (3000, "USD"),
        (15, "USD", 10, "year", 18),
    ]
    assert "0 changed" in pipectl("import", file, *flags, "--update").out


def test_another_systems_total_leaves_it_recurring_and_another_amount_does_not(
    sold: Shell,
) -> None:
    same = plain(sold, "title,amount,currency\nCedar,30000,USD\n")
    sold("import", same, "--update", "--dry-run")
    sold("import", same, "--update")
    assert amounts(sold)[0] == WORTH[0]


def test_a_column_of_recurring_amounts_that_is_not_imported_is_named(pipectl: Shell) -> None:
    text = "Nome,Valor Único,Valor Recorrente,MRR\nAlfa,12000,2500,0\nBeta,8000,,\n"
    flags = ("--map", "title=Nome", "--map", "amount=Valor Único")
    said = pipectl("import", plain(pipectl, text), *flags).err
    assert "  Valor Recorrente: 1 recurring amount isn't imported. To add one to a deal:" in said
    assert "MRR: " not in said
    said = pipectl("import", plain(pipectl, text), *flags, "--update", "--fields").err
    assert "recurring amount" not in said
