"""Cells that say that there is no value, which our own CSV never has, and lists in brackets."""

from pathlib import Path

import pytest

from conftest import Shell
from imported import brought, rows, write


@pytest.mark.parametrize(
    "dash",
    [
        *("-", "--", "–", "—", " - ", "[]", "{}", "null", "NULL", "NaN", "(blank)", "(Leer)"),
        *("--None--", "-None-", "--Ohne--", "- Keine -", "<none>", "(No value)", "—Ninguno—"),
    ],
)
def test_what_says_nothing_is_nothing_in_every_column(pipectl: Shell, dash: str) -> None:
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


@pytest.mark.parametrize(
    "word",
    [
        *("N/A", "None", "Kein(e)", "Keine", "Aucun(e)", "Ninguno/a", "nessuna", "Brak", "Geen"),
        *(
            "Unassigned",
            "Nicht zugewiesen",
            "Non assigné(e)",
            "Sin asignar",
            "Не указано",
            "未設定",
        ),
    ],
)
def test_words_for_nothing_are_no_names(pipectl: Shell, word: str) -> None:
    write(
        "d.csv",
        "Title,Account,Contact,Amount,Close Date,Source,Campaign,Deal Owner,Tags,Next Step",
        ",".join(["Al", *[word] * 9]),
        "Bo,Birch,Li,900,2026-12-01,Web,Fair,,hot,Call",
    )
    brought(pipectl, "d.csv", "--map", "owner=Deal Owner")
    (al, _) = sorted(pipectl("list", "--json").json, key=lambda each: each["title"])
    assert {name: value for name, value in al.items() if value == word} == {}
    assert (al["tags"], al["next_action"]) == ([], None)
    assert rows(pipectl, "select owner from opportunity where title = 'Al'") == [("",)]


@pytest.mark.parametrize("word", ["None", "Leer", "Blank", "N/A", "Keine"])
def test_a_word_for_nothing_may_be_a_title(pipectl: Shell, word: str) -> None:
    write("d.csv", "Title,Account,Amount", f"{word},Birch,9")
    brought(pipectl, "d.csv")
    assert [each["title"] for each in pipectl("list", "--json").json] == [word]


@pytest.mark.parametrize("name", ["Tom", "Blank", "Nan", "Nil", "Leer", "Null Grid"])
def test_a_name_that_may_be_a_word_for_empty_is_kept(pipectl: Shell, name: str) -> None:
    write("d.csv", "Title,Account,Contact,Amount", f"Al,{name},{name},9")
    brought(pipectl, "d.csv")
    (al,) = pipectl("list", "--json").json
    assert (al["account"], al["contact"]) == (name, name)


@pytest.mark.parametrize("word", ["leer", "NA", "(vide)", "n/d", "Keine Angabe"])
def test_words_for_nothing_are_no_figures(pipectl: Shell, word: str) -> None:
    write(
        "d.csv",
        "Title,Amount,Currency,Probability,Close Date,Won",
        ",".join(["Al", *[word] * 5]),
        "Bo,9,EUR,10,2026-12-01,yes",
    )
    brought(pipectl, "d.csv", "--won-when", "Won=yes")
    (al,) = [each for each in pipectl("list", "--json").json if each["title"] == "Al"]
    assert (al["amount"], al["close_on"], al["status"]) == (None, None, "open")


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("[hot,web]", ["hot", "web"]),
        ('["hot", "web"]', ["hot", "web"]),
        ("['hot']", ["hot"]),
        ("{hot,web}", ["hot", "web"]),
        ('["hot", null]', ["hot"]),
        ("hot, None", ["hot"]),
        ("[hot] web", ["[hot] web"]),
    ],
)
def test_lists_may_have_brackets(pipectl: Shell, text: str, tags: list[str]) -> None:
    quoted = text.replace('"', '""')
    write("d.csv", "Title,Amount,Tags", f'Al,9,"{quoted}"')
    brought(pipectl, "d.csv")
    (al,) = pipectl("list", "--json").json
    assert al["tags"] == tags


def test_brackets_stay_in_titles_and_single_names(pipectl: Shell) -> None:
    write("d.csv", "Title,Account,Amount", '"[VIP, new]",[Birch],9')
    brought(pipectl, "d.csv")
    (al,) = pipectl("list", "--json").json
    assert (al["title"], al["account"]) == ("[VIP, new]", "[Birch]")


def test_a_column_with_words_for_nothing_only_leaves_its_field_to_another(pipectl: Shell) -> None:
    write("d.csv", "Title,Account,Company,Amount", "Oven,--None--,Berg,9", "Kiln,-,Lind,8")
    brought(pipectl, "d.csv")
    assert sorted(each["account"] for each in pipectl("list", "--json").json) == ["Berg", "Lind"]


def test_words_for_nothing_are_no_details_of_people(pipectl: Shell) -> None:
    write(
        "p.csv",
        "First Name,Last Name,Company,Job Title,Email,Phone",
        "Ann,Roe,--None--,(Leer),N/A,[]",
        "Bo,Null,Birch,Buyer,bo@birch.example,+1 555 0100",
    )
    done = pipectl("import", "p.csv", "--what", "contacts")
    assert done.code == 0, done.err
    found = rows(pipectl, "select name, title, email, phone from contact order by name")
    assert found == [
        ("Ann Roe", None, None, None),
        ("Bo Null", "Buyer", "bo@birch.example", "+1 555 0100"),
    ]
