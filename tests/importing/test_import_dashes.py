"""Cells with only a dash: reports write it for nothing, and our own CSV never does."""

from pathlib import Path

import pytest

from conftest import Shell
from imported import brought, rows, write


@pytest.mark.parametrize("dash", ["-", "--", "–", "—", " - "])
def test_a_dash_is_nothing_in_every_column(pipectl: Shell, dash: str) -> None:
    write(
        "d.csv",
        "Title,Account,Contact,Amount,Stage,Close Date,Created,Source,Lost Reason,Tags,Next Step,"
        "Notes,Seats",
        ",".join(["Al", *[dash] * 3, "Meeting", *[dash] * 8]),
        "Bo,Birch,Li,900,Meeting,2026-12-01,2026-09-01,Web,,hot,Call,Hm,7",
    )
    brought(pipectl, "d.csv", "--fields")
    (al, bo) = sorted(pipectl("list", "--json").json, key=lambda each: each["title"])
    assert {name: value for name, value in al.items() if value == dash.strip()} == {}
    assert [al[name] for name in ("account", "contact", "amount", "close_on", "source")] == [
        None
    ] * 5
    assert (al["tags"], al["next_action"]) == ([], None)
    assert (bo["account"], bo["source"], bo["tags"]) == ("Birch", "Web", ["hot"])
    (seats,) = pipectl("field", "list", "--json").json
    assert (seats["field"], seats["type"]) == ("Seats", "number")
    assert rows(pipectl, "select name from account") == [("Birch",)]
    assert brought(pipectl, "d.csv", "--fields", "--update").out == (
        "Imported: 0 new deals, 0 changed, 2 unchanged.\n"
    )


def test_a_dash_in_our_own_csv_is_what_it_says(pipectl: Shell, tmp_path: Path) -> None:
    pipectl("add", "Al", "900", "--account", "-", "--source", "--")
    before = pipectl("export", "deals.csv", "--format", "csv")
    assert before.code == 0
    other = Shell(tmp_path / "other")
    (tmp_path / "other").mkdir()
    other("init")
    other("import", "deals.csv")
    (al,) = other("list", "--json").json
    assert (al["account"], al["source"]) == ("-", "--")
