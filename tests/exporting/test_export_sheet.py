"""The CSV of `export` in a spreadsheet and back: complete, and cell by cell."""

import csv
import io
import json
import re
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, begun
from imported import brought, is_well, refused, reversible
from long_cases import one_in
from pipectl.errors import UsageError
from pipectl.export_format import joined
from pipectl.importing.rules.own_csv import read_clock, read_tags

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def home_of_full(tmp_path_factory: pytest.TempPathFactory, new_home: Path) -> Path:
    """Deals that have everything that the CSV has a column for; to be copied, never changed."""
    pipectl = Shell(begun(tmp_path_factory, new_home, "list"))
    acme = ("--account", "Acme Corp", "--contact", "Jo Park", "--source", "web", "--campaign", "Q4")
    own = ("--tag", "hot", "--tag", "a;b\\", "--probability", "35", "--note", "One\ntwo")
    pipectl("add", "Acme", "12k", *acme, *own, "--next", "Call", "--due", "fri 14:30")
    pipectl("edit", 1, "--close", "2026-12-20")
    pipectl("add", "Birch", "3k", "--parent", 1, "--on", "2026-11-01", "--tag", "x, y")
    move = ("--buying", "yes", "--why", "They asked, twice", "--next", "=Demo", "--due", "+3d")
    pipectl("move", 2, "discovery", *move, "--on", "2026-11-10")
    pipectl("add", "Cedar", "1k")
    loss = ("--competitor", "Zeta", "--revisit", "2027-02-01")
    pipectl("lose", 3, "--reason", "no budget", *loss)
    pipectl("add", "Dove", "2k")
    pipectl("win", 4, "--reason", "price", "--next", "Kick-off", "--due", "+5d")
    is_well(pipectl)
    return pipectl.home


@pytest.fixture
def full(empty: Shell, home_of_full: Path) -> Shell:
    copytree(home_of_full, empty.home, dirs_exist_ok=True)
    return empty


def exported(shell: Shell) -> str:
    """The CSV."""
    return shell("export").out


def written(name: str, rows: Rows, *, delimiter: str = ",") -> str:
    """A CSV as a spreadsheet saves it: its name."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    Path(name).write_text(out.getvalue(), "utf-8", newline="")
    return name


def cells(text: str) -> Rows:
    """The rows of a CSV."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def other(tmp_path: Path) -> Shell:
    """A new store elsewhere."""
    shell = Shell(tmp_path / "other")
    shell.home.mkdir()
    shell("init")
    return shell


def test_each_cell_holds_one_value(full: Shell) -> None:
    first = cells(exported(full))[0]
    assert {name: first[name] for name in ("next_action", "next_due", "next_time")} == {
        "next_action": "Call",
        "next_due": "2026-11-20",
        "next_time": "14:30",
    }
    assert (first["own_probability"], first["probability"]) == ("35", "35")
    second = cells(exported(full))[1]
    assert (second["buying"], second["why"]) == ("yes", "They asked, twice")
    assert (second["asked_on"], second["own_probability"]) == ("2026-11-10", "")
    assert "{" not in exported(full)
    # JSON has its keys as ever.
    keys = full("export", "--format", "json").json[0]
    assert keys["next_action"] == {"action": "Call", "due_on": "2026-11-20", "due_time": "14:30"}
    assert "own_probability" not in keys


def test_it_comes_back_complete_into_a_new_store(full: Shell, tmp_path: Path) -> None:
    before = exported(full)
    Path("o.csv").write_text(before, "utf-8", newline="")
    new = other(tmp_path)
    done = reversible(new, "o.csv")
    assert done.out.startswith("Imported: 4 new deals, 0 changed, 0 unchanged.")
    assert [*map(told, cells(exported(new)))] == [*map(told, cells(before))]
    assert done.err == "Read o.csv (export): 4 rows.\n"  # no column is left out
    again = brought(new, "o.csv", "--update")
    assert again.out == "Imported: 0 new deals, 0 changed, 4 unchanged.\n"
    assert brought(full, "o.csv", "--update").out == again.out


def told(row: dict[str, str]) -> dict[str, str]:
    """A row but for when its parts changed: in a new store all of them came at once."""
    return {name: cell for name, cell in row.items() if name != "changed_parts"}


EDITS = [
    # What is changed in a row, what is said of it, and the cells that come back otherwise.
    (0, {"title": "Acme II"}, "title", {}),
    (0, {"account": "Acme Ltd", "contact": ""}, "account, contact", {}),
    (0, {"amount": "12500.5"}, "amount", {"amount": "12500.50"}),
    (0, {"currency": "EUR"}, "currency", {}),
    (0, {"own_probability": "40"}, "probability", {}),
    (0, {"own_probability": ""}, "probability", {}),
    (0, {"amount": ""}, "amount", {}),
    (0, {"close_on": "2026-12-24"}, "close date", {"pushes": "1"}),
    (0, {"close_on": ""}, "close date", {}),
    (0, {"source": ""}, "source", {}),
    (0, {"campaign": "Q1"}, "campaign", {}),
    (0, {"note": ""}, "note", {}),
    (0, {"note": "Other\n\nlines"}, "note", {}),
    (0, {"tags": "hot"}, "tags", {}),
    (0, {"tags": ""}, "tags", {}),
    (0, {"tags": "hot;cold"}, "tags", {"tags": "cold;hot"}),
    (0, {"next_action": "Write"}, "next action", {}),
    (0, {"next_due": "2026-11-24"}, "next action", {}),
    (0, {"next_time": ""}, "next action", {}),
    (0, {"next_action": "", "next_due": "", "next_time": ""}, "next action", {}),
    (
        0,
        {"buying": "unsure", "why": "Too early", "asked_on": "2026-11-18"},
        "date of the answers, buying, why",
        {},
    ),
    (1, {"why": "They asked thrice"}, "why", {}),
    (1, {"parent": ""}, "parent", {}),
    (1, {"parent": "4"}, "parent", {}),
    (2, {"competitor": "Omega"}, "competitor", {}),
    (2, {"competitor": ""}, "competitor", {}),
    (2, {"reason": "too slow"}, "reason", {}),
    (2, {"revisit_on": ""}, "revisit date", {}),
    (2, {"revisit_on": "2027-03-01"}, "revisit date", {}),
    (3, {"reason": ""}, "reason", {}),
    (3, {"closed_on": "2026-11-18", "reason": "speed"}, "reason", {}),
]


@pytest.mark.parametrize(("row", "edit", "said", "shown"), one_in(5, EDITS))
def test_an_edited_cell_changes_that_field_alone(
    full: Shell, row: int, edit: dict[str, str], said: str, shown: dict[str, str]
) -> None:
    before = cells(exported(full))
    rows = [dict(each) for each in before]
    rows[row] |= edit
    name = written("o.csv", rows)
    plain = full("import", name)
    assert plain.out == (
        "Imported: 0 new deals, 0 changed, 4 unchanged "
        "(1 differs in the file; --update changes it).\n"
    )
    tried = full("import", name, "--update", "--dry-run")
    named = re.findall(rf'(?m)^{row + 1} "[^"]*": (.*?) would change from ', tried.err)
    assert sorted(named) == sorted(said.split(", "))
    assert "0 new deals, 1 changed, 3 unchanged" in reversible(full, name, "--update").out
    after = cells(exported(full))
    expected = [dict(each) for each in before]
    expected[row] |= edit | shown
    assert [bare(each) for each in after] == [bare(each) for each in expected]
    assert "0 changed" in full("import", name, "--update").out


DERIVED = ("probability", "probability_from", "weighted", "flags", "changed_parts")


def bare(row: dict[str, str]) -> dict[str, str]:
    """A row without the cells that follow from others."""
    return {name: cell for name, cell in row.items() if name not in DERIVED}


def test_a_spreadsheet_may_write_dates_and_decimals_its_own_way(full: Shell) -> None:
    rows = cells(exported(full))
    for row in rows:
        for name, cell in row.items():
            if name.endswith("_on") or name == "next_due":
                row[name] = re.sub(r"(\d{4})-(\d\d)-(\d\d)", r"\3.\2.\1", cell)
        row["amount"] = row["amount"].replace(".", ",")
        row["next_time"] = row["next_time"].replace("14:30", "2:30 PM")
    name = written("o.csv", rows, delimiter=";")
    said = ("--update", "--decimal", ",", "--dates", "dmy")
    assert "0 new deals, 0 changed, 4 unchanged" in brought(full, name, *said).out
    rows[0]["amount"] = "12.500,00"
    name = written("o.csv", rows, delimiter=";")
    assert "0 new deals, 1 changed, 3 unchanged" in brought(full, name, *said).out
    assert cells(exported(full))[0]["amount"] == "12500.00"


REFUSED = [
    (0, {"title": ""}, "o.csv:2: title: the title is missing."),
    (0, {"status": ""}, "status: the cell must not be empty."),
    (0, {"stage": ""}, "stage: the cell must not be empty."),
    (0, {"next_time": "noonish"}, 'next_time: "noonish" is not a time.'),
    (0, {"next_due": ""}, "next_time: a time needs a date."),
    (0, {"next_action": ""}, "next_due: a due date needs a next action."),
    (0, {"buying": "maybe"}, 'buying: "maybe" is not an answer. Use yes, no or unsure.'),
    (1, {"why": ""}, "why: the cell is empty, but buying isn't. Answers need both."),
    (
        1,
        {"revisit_on": "2027-01-01"},
        ("revisit_on: only a lost deal has a revisit date, but this one is open."),
    ),
    (1, {"asked_on": "2027-01-01"}, "asked_on: 2027-01-01 is in the future"),
    (0, {"tags": "x" * 51}, "tags: "),
    (0, {"own_probability": "120"}, "own_probability: "),
    (0, {"reason": "price"}, "reason: a reason needs an outcome, won or lost."),
]


@pytest.mark.parametrize(("row", "edit", "said"), REFUSED)
def test_what_can_t_be_is_refused_by_its_cell(
    full: Shell, row: int, edit: dict[str, str], said: str
) -> None:
    rows = cells(exported(full))
    rows[row] |= edit
    assert said in refused(full, written("o.csv", rows), "--update")


def test_an_older_csv_with_json_in_a_cell_comes_in(full: Shell, tmp_path: Path) -> None:
    """As it was written before: answers and next actions as JSON, tags by comma."""
    rows: Rows = []
    for each in full("export", "--format", "json").json:
        flat = {key: "" if value is None else value for key, value in each.items()}
        for key in ("next_action", "qualification"):
            flat[key] = json.dumps(each[key]) if each[key] else ""
        flat |= {"tags": ", ".join(each["tags"]), "flags": ", ".join(each["flags"])}
        rows.append({key: str(value) for key, value in flat.items()})
    rows[0]["tags"] = "hot, cold"
    new = other(tmp_path)
    brought(new, written("old.csv", rows))
    found = cells(exported(new))
    assert [row["own_probability"] for row in found] == ["35", "", "", ""]
    assert [row["next_action"] for row in found] == ["Call", "'=Demo", "", "Kick-off"]
    assert (found[0]["next_due"], found[0]["next_time"]) == ("2026-11-20", "14:30")
    assert (found[1]["buying"], found[1]["why"]) == ("yes", "They asked, twice")
    assert found[0]["tags"] == "cold;hot"
    rows[0]["next_action"] = '{"action": 5}'
    said = refused(new, written("old.csv", rows), "--update")
    assert "next_action: " in said
    assert "is not a value that pipectl exports." in said


def test_a_parent_that_is_not_in_the_file_is_said(full: Shell, tmp_path: Path) -> None:
    rows = cells(exported(full))[1:]
    done = brought(other(tmp_path), written("o.csv", rows))
    assert '"Birch" has no parent: its parent deal isn\'t in the file.\n' in done.err


def test_a_new_row_typed_in_a_spreadsheet_is_a_new_deal(full: Shell) -> None:
    rows = cells(exported(full))
    rows.append(dict.fromkeys(rows[0], "") | {"title": "Elm", "amount": "900"})
    assert (
        "1 new deal, 0 changed, 4 unchanged"
        in brought(full, written("o.csv", rows), "--update").out
    )
    assert full("show", "elm", "--json").json["amount"] == 900


def test_a_row_without_a_uid_never_overwrites_a_deal_of_the_same_name(full: Shell) -> None:
    rows = cells(exported(full))
    typed = {**rows[1], "uid": "", "amount": "99999", "note": "Another one", "parent": ""}
    file = written("typed.csv", [typed])
    before = exported(full)
    said = (
        'Line 2 has no uid, but the title and account of deal 2 "Birch": not changed.\n'
        "To change that deal, give the row its uid. To add another deal, change the title.\n"
    )
    for flags in ((), ("--dry-run",), ("--update",), ("--update", "--dry-run")):
        assert said in full("import", file, *flags).err
        assert exported(full) == before
    assert full("import", file, "--update", "--json").json["unchanged"] == 1
    other = written("typed.csv", [{**typed, "title": "Birch 2"}])
    assert "has no uid" not in full("import", other, "--update").err
    assert "Birch 2" in exported(full)


def test_an_update_says_how_many_rows_were_matched_by_their_names_alone(full: Shell) -> None:
    Path("plain.csv").write_text("Title,Value\nElm,100\nFir,200\n")
    maps = ("--map", "title=Title", "--map", "amount=Value")
    assert "matched" not in full("import", "plain.csv", *maps, "--update").err
    Path("plain.csv").write_text("Title,Value\nElm,101\nFir,200\n")
    said = "Matched 2 rows by title and account only: no column was read as the identifier.\n"
    assert said in full("import", "plain.csv", *maps, "--update").err
    assert "matched" not in full("import", "plain.csv", *maps).err


def test_a_byte_order_mark_for_excel(full: Shell, tmp_path: Path) -> None:
    full("export", "--bom", "o.csv")
    full("export", "plain.csv")
    assert Path("o.csv").read_bytes() == b"\xef\xbb\xbf" + Path("plain.csv").read_bytes()
    assert "4 new" in brought(other(tmp_path), "o.csv").out
    said = full("export", "--bom", "--format", "json", code=2).err
    assert "--bom works with CSV only, not with json." in said


tags = st.lists(
    st.text("ab;\\, '=", min_size=1, max_size=8).map(lambda text: text.strip(" \t")).filter(bool),
    unique=True,
    max_size=4,
)


@given(tags)
def test_tags_come_back_from_their_cell(found: list[str]) -> None:
    kept = [re.sub(" +", " ", each) for each in found]
    assert read_tags(joined(kept)) == tuple(kept)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("14:30", "14:30"),
        ("14:30:00", "14:30"),
        ("2:30 PM", "14:30"),
        ("12:05am", "00:05"),
        ("9.15", "09:15"),
        ("24:00", None),
        ("13:00 pm", None),
        ("14:30:20", None),
    ],
)
def test_times_are_read_as_spreadsheets_write_them(text: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(UsageError):
            read_clock(text)
    else:
        assert read_clock(text) == kept


# A file that is behind


def test_a_real_update_says_which_fields_changed(full: Shell) -> None:
    rows = cells(exported(full))
    rows[0]["title"], rows[0]["own_probability"] = "Acme II", "40"
    rows[1]["note"] = "New"
    done = brought(full, written("x.csv", rows), "--update")
    assert (
        '1 "Acme II": title changes from "Acme" to "Acme II".\n'
        '1 "Acme II": probability changes from "35" to "40".\n'
        '2 "Birch": note changes from nothing to "New".\n'
    ) in done.err


def test_a_field_that_changed_here_after_the_export_stays_and_is_told(full: Shell) -> None:
    full.now = "2026-11-19T10:00"
    rows = cells(exported(full))
    assert rows[0]["changed_at"] == "2026-11-18T10:00:00.000000Z"
    full("edit", 1, "--title", "Acme II", "--tag", "new")
    full("next", 2, "Write", "--due", "+3d")
    full("log", "call", 4, "Spoke")  # in no column
    full.now = "2026-11-20T10:00"
    rows[0]["note"] = "From the sheet"
    rows[3]["title"] = "Dove II"
    name = written("x.csv", rows)
    tried = full("import", name, "--update", "--dry-run")
    counted = full("import", name, "--dry-run")
    assert "4 unchanged (2 differ in the file; --update changes them)" in counted.out
    done = reversible(full, name, "--update")
    stays = (
        '1 "Acme II": title stays "Acme II" (changed here on 2026-11-19 10:00 UTC). The '
        'file has an older value, "Acme".\n'
        '1 "Acme II": tags stay "a;b\\; hot; new" (changed here on 2026-11-19 10:00 '
        'UTC). The file has an older value, "a;b\\; hot".\n'
        '2 "Birch": next action stays "Write 2026-11-22" (changed here on 2026-11-19 '
        '10:00 UTC). The file has an older value, "=Demo 2026-11-21".\n'
        "To use the file's values anyway, empty its changed_at column. To exchange all "
        "changes between two stores, use `pipectl export --what all`.\n"
    )
    assert stays in tried.err
    assert stays in done.err
    assert '1 "Acme II": note changes from "One\\ntwo" to "From the sheet".\n' in done.err
    assert '4 "Dove II": title changes from "Dove" to "Dove II".\n' in done.err
    assert done.out.startswith("Imported: 0 new deals, 2 changed, 2 unchanged.")
    shown = full("show", 1, "--json").json
    assert (shown["title"], shown["note"]) == ("Acme II", "From the sheet")
    # Somebody who wants the file's values says so.
    rows[0]["changed_at"] = ""
    assert "1 changed" in brought(full, written("x.csv", rows), "--update").out
    assert full("show", 1, "--json").json["title"] == "Acme"


def test_a_row_that_changes_other_fields_than_changed_here_comes_in(full: Shell) -> None:
    rows = cells(exported(full))
    full.now = "2026-11-19T10:00"
    full("log", "call", 1, "Spoke")
    full("edit", 2, "--title", "Birch II")
    rows[0]["source"], rows[1]["title"] = "fair", "Birch II"
    done = reversible(full, written("x.csv", rows), "--update")
    assert " stays " not in done.err
    assert full("show", 1, "--json").json["source"] == "fair"


def test_an_account_that_was_renamed_here_doesn_t_come_back(full: Shell) -> None:
    rows = cells(exported(full))
    full.now = "2026-11-19T10:00"
    full("account", "edit", "acme", "--name", "Acme Holding")
    done = brought(full, written("x.csv", rows), "--update")
    assert '1 "Acme": account stays "Acme Holding"' in done.err
    assert [each["name"] for each in full("account", "list", "--json").json] == ["Acme Holding"]


def test_a_spoiled_instant_is_refused_by_line_and_column(full: Shell) -> None:
    rows = cells(exported(full))
    rows[0]["changed_at"] = "18/11/2026 10:00"
    said = refused(full, written("x.csv", rows), "--update")
    assert (
        'x.csv:2: changed_at: "18/11/2026 10:00" is not a time as exported, such as '
        "2026-11-18T10:00:00.000000Z."
    ) in said


@pytest.mark.parametrize(
    "text",
    [
        *("yesterday", "created", "note 2026-11-18", "note 2026-11-18T10:00:00.000000Z;"),
        "note 2026-11-18T10:00:00.000000Z; note 2026-11-18T10:00:00.000000Z",
        "salary 2026-11-18T10:00:00.000000Z",
    ],
)
def test_what_is_no_list_of_changes_is_refused(full: Shell, text: str) -> None:
    rows = cells(exported(full))
    rows[0]["changed_parts"] = text
    said = refused(full, written("x.csv", rows), "--update")
    assert f'x.csv:2: changed_parts: "{text}" isn\'t a value that pipectl exports.\n' in said


def test_the_stage_of_a_closed_deal_that_the_file_has_otherwise_is_told(full: Shell) -> None:
    rows = cells(exported(full))
    rows[3]["stage"] = "Discovery"
    done = brought(full, written("x.csv", rows), "--update")
    assert (
        '4 "Dove": stage stays "Initial contact", since the deal is closed. The file has '
        '"Discovery". To move the deal, reopen it with `pipectl reopen`.\n'
    ) in done.err
    assert " 0 changed" in done.out
    facts = full("import", "x.csv", "--update", "--json").json["changes"]
    assert [(each["field"], each["taken"]) for each in facts] == [("stage", "here")]


def test_the_close_date_of_a_closed_deal_stays_and_that_is_told(full: Shell) -> None:
    rows = cells(exported(full))
    rows[3]["close_on"] = "2027-01-15"
    done = brought(full, written("x.csv", rows), "--update")
    dove = full("show", 4, "--json").json
    was = "nothing" if dove["close_on"] is None else f'"{dove["close_on"]}"'
    said = (
        f'4 "Dove": close date stays {was}, since the deal is closed. The file has "2027-01-15".\n'
    )
    assert said in done.err
    assert " 0 changed" in done.out
    rows = cells(exported(full))
    open_deal = next(each for each in rows if each["status"] == "open")
    open_deal["close_on"] = "2027-01-15"
    full("win", open_deal["id"], "--yes")
    done = brought(full, written("x.csv", rows), "--update")
    assert (
        '1 "Acme": close date stays "2026-12-20", since the deal is closed. The file '
        'has "2027-01-15".\n'
    ) in done.err


def test_an_edited_probability_is_told_not_to_count(full: Shell) -> None:
    rows = cells(exported(full))
    rows[0]["probability"], rows[1]["probability"] = "90", "60 %"
    said = (
        "Line 2 and 1 more: probability was not imported, since it matches neither the "
        "deal's own nor its stage's. To change a deal's own probability, edit "
        "own_probability.\n"
    )
    name = written("x.csv", rows)
    assert said in full("import", name, "--update", "--dry-run").err
    done = brought(full, name, "--update")
    assert said in done.err
    assert " 0 changed" in done.out
    assert "isn't read back" not in full("import", written("y.csv", cells(exported(full)))).err
