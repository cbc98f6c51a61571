"""What an import doesn't take away: a deal's currency, rows that were skipped."""

import csv
import os
from pathlib import Path

import pytest

from conftest import Shell

HEADERS = "title,amount,currency,stage\n"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def amounts(shell: Shell) -> dict[str, tuple[float | None, str]]:
    found = shell("list", "--all", "--json").json
    return {each["title"]: (each["amount"], each["currency"]) for each in found}


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADERS}Euro deal,1200,,Discovery\nNew,5,,Discovery\n",
        "title,amount,stage\nEuro deal,1200,Discovery\nNew,5,Discovery\n",
    ],
)
@pytest.mark.parametrize("more", [(), ("--currency", "GBP")])
def test_a_deal_keeps_its_currency_where_the_file_says_none(
    pipectl: Shell, files: Path, content: str, more: tuple[str, ...]
) -> None:
    (files / "a.csv").write_text(f"{HEADERS}Euro deal,1000,EUR,Discovery\n")
    pipectl("import", "a.csv")
    (files / "a.csv").write_text(content)
    pipectl("import", "a.csv", "--update", *more)
    new = "GBP" if more else "USD"
    assert amounts(pipectl) == {"Euro deal": (1200.0, "EUR"), "New": (5.0, new)}


def test_our_own_csv_without_currencies_changes_none(pipectl: Shell, files: Path) -> None:
    pipectl("add", "Euro deal", "1000", "--currency", "EUR")
    pipectl("export", "a.csv")
    with open("a.csv", newline="", encoding="utf-8") as file:
        rows = [{k: v for k, v in row.items() if k != "currency"} for row in csv.DictReader(file)]
    with open("a.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert "0 changed, 1 unchanged" in pipectl("import", "--update", "a.csv").out


def test_an_amount_fits_the_currency_that_the_deal_keeps(pipectl: Shell, files: Path) -> None:
    (files / "a.csv").write_text(f"{HEADERS}Yen deal,1000,JPY,Discovery\n")
    pipectl("import", "a.csv")
    (files / "a.csv").write_text("title,amount,stage\nYen deal,1500,Discovery\n")
    pipectl("import", "a.csv", "--update")
    assert amounts(pipectl) == {"Yen deal": (1500.0, "JPY")}
    (files / "a.csv").write_text("title,amount,stage\nYen deal,1500.50,Discovery\n")
    assert pipectl("import", "a.csv", "--update", code=4).err.splitlines()[-2:] == [
        'pipectl: Line 2: the amount has more decimals than JPY, the currency of 1 "Yen deal".',
        "  Add a column with the currencies to the file.",
    ]


ROWS = "title,amount,stage,created\nGood,5,Discovery,2026-11-01\nBad,xx,Discovery,2026-11-01\n"


def test_a_file_of_skipped_rows_that_cannot_be_written_is_not_passed_over(
    pipectl: Shell, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (files / "a.csv").write_text(ROWS)
    link = os.link

    def fail(source: str, target: str, **how: object) -> None:
        if str(target).endswith("bad.csv"):
            raise OSError(5, "Input/output error")
        link(source, target)

    words = ("import", "a.csv", "--skip-errors", "--rejects", "bad.csv")
    with monkeypatch.context() as patched:
        patched.setattr(os, "link", fail)
        done = pipectl(*words, code=5)
    assert done.err.splitlines()[-2:] == [
        "pipectl: The rows were imported, but the file of skipped rows has a problem: The output "
        "can't be written: Input/output error: bad.csv.",
        "  The skipped rows may be only in the file that you imported. To write them, import it "
        "again with another file than bad.csv: no deal is added twice.",
    ]
    assert [*amounts(pipectl)] == ["Good"]
    assert not (files / "bad.csv").exists()
    pipectl(*words)
    assert "Bad,xx" in (files / "bad.csv").read_text()


def test_a_row_of_a_deal_that_was_deleted_here_is_named(acme: Shell, files: Path) -> None:
    acme("export", "a.csv")
    acme("delete", 1, "--yes")
    for more in (("--update",), (), ("--update", "--dry-run")):
        said = "1 row is for a deal that was deleted here: it stays deleted (line 2: Acme rollout)."
        assert said in acme("import", "a.csv", *more).err


def test_a_changed_why_is_told_beside_a_changed_answer(acme: Shell, files: Path) -> None:
    gate = ("--buying", "yes", "--why", "said so", "--next", "Call", "--due", "fri")
    acme("move", 1, "discovery", *gate)
    acme("export", "a.csv")
    text = (files / "a.csv").read_text().replace(",yes,said so,", ",no,other,")
    (files / "a.csv").write_text(text)
    found = acme("import", "--update", "a.csv", "--json").json["changes"]
    told = {each["field"]: (each["here"], each["there"]) for each in found}
    assert told["buying"] == ("yes", "no")
    assert told["why"] == ("said so", "other")


def test_an_export_of_everything_names_the_deals_that_were_deleted_here(acme: Shell) -> None:
    acme("add", "Birch", "3k")
    acme("add", "Cedar", "4k")
    file = acme.home / "all.jsonl"
    acme("export", "--what", "all", file)
    acme("delete", 2, "--yes")
    said = "1 deal was deleted here: it stays deleted (Birch)."
    for more in ((), ("--update",), ("--dry-run",)):
        assert said in acme("import", file, *more).err.splitlines()
    acme("delete", 3, "--yes")
    said = "2 deals were deleted here: they stay deleted (Birch, Cedar)."
    assert said in acme("import", file).err.splitlines()
    acme("export", "--what", "all", file, "--force")
    assert "deleted here" not in acme("import", file).err
