"""Custom fields in the export of deals: out, edited in a spreadsheet, and back."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell
from imported import brought, reversible
from pipectl.deal_parts import own_part, read_parts, written
from pipectl.export_format import CREATED

Rows = list[dict[str, str]]
NAMES = ("Budget", "Go-live", "Size", "Hosted", "Rating", "Why", "Deal Stage", "Topic")


@pytest.fixture
def fielded(pipectl: Shell) -> Shell:
    """Two deals with a field of each type, some named like columns; an account and a contact."""
    kinds = ("money", "date", "number", "yes-no", "choice", "text", "text", "text")
    for name, kind in zip(NAMES, kinds, strict=True):
        choices = ("--choices", "A,B") if kind == "choice" else ()
        pipectl("field", "add", name, "--on", "deal", "--type", kind, *choices)
    pipectl("field", "add", "Industry", "--on", "account")
    pipectl("field", "add", "Topic", "--on", "contact")
    values = ("budget=12k", "go-live=2027-01-31", "size=1200.5", "hosted=yes", "rating=a")
    texts = ("why==1+1", "deal stage=x;y", 'deal.topic="quoted", and more')
    typed = [word for each in (*values, *texts) for word in ("--set", each)]
    people = ("--account", "Acme Corp", "--contact", "Jo Park")
    pipectl("add", "Acme rollout", "12k", *people, *typed)
    pipectl("add", "Birch pilot", "3k")
    pipectl("account", "edit", "acme", "--set", "industry=food")
    pipectl("contact", "edit", "jo", "--set", "topic=golf")
    return pipectl


def rows_of(shell: Shell, *words: str) -> Rows:
    return list(csv.DictReader(io.StringIO(shell("export", *words).out, newline="")))


def sheet(name: str, rows: Rows) -> str:
    with Path(name).open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return name


def own(shell: Shell, deal: int) -> dict[str, object]:
    found: dict[str, object] = shell("show", deal, "--json").json["fields"]
    return found


def test_the_csv_has_a_column_for_each_field_of_deals_and_json_all_that_speak_for_one(
    fielded: Shell,
) -> None:
    first, second = rows_of(fielded)
    columns = list(first)
    at = columns.index("note") + 1
    assert columns[at:-2] == [
        *("Budget", "Go-live", "Size", "Hosted", "Rating", "deal.Why", "Deal Stage"),
        "deal.Topic",
    ]
    assert [first[name] for name in columns[at:-2]] == [
        *("12000.00 USD", "2027-01-31", "1200.5", "yes", "A", "'=1+1", "x;y"),
        '"quoted", and more',
    ]
    assert {second[name] for name in columns[at:-2]} == {""}
    found = fielded("export", "--json").json
    assert [each["fields"] for each in found] == [own(fielded, 1), own(fielded, 2)]
    assert own(fielded, 1)["Industry"] == "food"
    assert own(fielded, 1)["contact.Topic"] == "golf"
    head = fielded("export", "--format", "md").lines[0]
    assert head.endswith(" note | " + " | ".join(columns[at:-2]) + " |")


def test_the_fields_come_back_and_an_edited_or_emptied_cell_changes_one(fielded: Shell) -> None:
    rows = rows_of(fielded)
    same = brought(fielded, sheet("same.csv", rows), "--update")
    assert same.out == "Imported: 0 new deals, 0 changed, 2 unchanged.\n"
    rows[0] |= {"Budget": "$15,000", "Go-live": "2/28/2027", "Hosted": "", "Rating": "b"}
    rows[1] |= {"deal.Why": "cheaper", "Size": "7", "Rating": "C"}
    done = reversible(fielded, sheet("edited.csv", rows), "--update")
    assert done.err.splitlines()[-8:] == [
        "New choices of Rating: C.",
        '1 "Acme rollout": Budget changes from "12000.00 USD" to "15000.00 USD".',
        '1 "Acme rollout": Go-live changes from "2027-01-31" to "2027-02-28".',
        '1 "Acme rollout": Hosted changes from "yes" to nothing.',
        '1 "Acme rollout": Rating changes from "A" to "B".',
        '2 "Birch pilot": Size changes from nothing to "7".',
        '2 "Birch pilot": Rating changes from nothing to "C".',
        '2 "Birch pilot": Why changes from nothing to "cheaper".',
    ]
    assert (own(fielded, 1)["Hosted"], own(fielded, 1)["Go-live"]) == (None, "2027-02-28")
    assert (own(fielded, 2)["Why"], own(fielded, 2)["Size"]) == ("cheaper", 7)


def test_the_csv_in_a_new_store_brings_the_fields_with_the_option(
    fielded: Shell, tmp_path: Path
) -> None:
    name = sheet("deals.csv", rows_of(fielded))
    other = Shell(tmp_path / "other")
    other.home.mkdir()
    other("init")
    brought(other, name, "--fields")
    known = {key: value for key, value in own(fielded, 1).items() if value is not None}
    for key in ("Industry", "contact.Topic"):
        del known[key]
    known["Topic"] = known.pop("deal.Topic")
    assert own(other, 1) == known


def pair(shell: Shell, home: Path) -> tuple[Shell, Shell]:
    """The same store on two machines."""
    other = Shell(home / "two")
    other.home.mkdir()
    other.refill(shell.contents())
    shell.now = other.now = "2026-11-19T10:00"
    return shell, other


def file_of(shell: Shell, name: str) -> str:
    shell("export", name, "--force")
    return name


def test_a_file_from_before_a_field_changed_here_doesn_t_revert_it(fielded: Shell) -> None:
    name = file_of(fielded, "before.csv")
    fielded.now = "2026-11-19T10:00"
    fielded("edit", 1, "--set", "size=5", "--clear", "hosted")
    rows = list(csv.DictReader(Path(name).read_text("utf-8").splitlines()))
    rows[0]["Rating"] = "B"
    done = reversible(fielded, sheet("edited.csv", rows), "--update")
    assert (
        '1 "Acme rollout": Rating changes from "A" to "B".\n'
        '1 "Acme rollout": Size stays "5" (changed here on 2026-11-19 10:00 UTC). The file has an '
        'older value, "1200.5".\n'
        '1 "Acme rollout": Hosted stays nothing (changed here on 2026-11-19 10:00 UTC). The file '
        'has an older value, "yes".\n'
    ) in done.err
    found = own(fielded, 1)
    assert (found["Size"], found["Hosted"], found["Rating"]) == (5, None, "B")


def test_a_value_that_was_undone_here_isn_t_brought_back_by_an_older_file(fielded: Shell) -> None:
    fielded.now = "2026-11-19T10:00"
    fielded("edit", 1, "--set", "size=5")
    name = file_of(fielded, "before.csv")
    fielded("undo")
    done = brought(fielded, name, "--update")
    assert 'Size stays "1200.5"' in done.err
    assert own(fielded, 1)["Size"] == 1200.5


def test_two_machines_take_each_other_s_fields_and_the_newer_of_two_wins(
    fielded: Shell, tmp_path: Path
) -> None:
    one, two = pair(fielded, tmp_path)
    one("edit", 1, "--set", "size=5", "--set", "rating=B")
    two.now = "2026-11-19T11:00"
    two("edit", 1, "--set", "size=6", "--set", "hosted=no")
    one.now = two.now = "2026-11-20T10:00"
    from_one, from_two = file_of(one, "one.csv"), file_of(two, "two.csv")
    done = reversible(one, "--update", from_two)
    assert (
        '1 "Acme rollout": Size was changed on both machines: "5" (here on 2026-11-19 10:00 UTC), '
        '"6" (there on 2026-11-19 11:00 UTC). Kept "6".\n'
    ) in done.err
    brought(two, "--update", from_one)
    for each in (one, two):
        found = own(each, 1)
        assert (found["Size"], found["Rating"], found["Hosted"]) == (6, "B", False)


def test_a_field_called_like_a_column_of_the_store_keeps_its_name(pipectl: Shell) -> None:
    pipectl("field", "add", "crm_id", "--on", "deal")
    pipectl("add", "Acme", "1k", "--set", "crm_id=7")
    rows = rows_of(pipectl)
    rows[0]["crm_id"] = "8"
    done = brought(pipectl, sheet("edited.csv", rows), "--update")
    assert '1 "Acme": crm_id changes from "7" to "8".\n' in done.err


INSTANTS = st.sampled_from(
    [f"2026-11-{day} 10:00:00.00000{micro}" for day in (18, 19) for micro in range(3)]
)


@given(st.dictionaries(st.text(min_size=1), st.frozensets(INSTANTS, min_size=1)))
def test_the_times_of_fields_of_any_name_are_read_as_they_were_written(
    fields: dict[str, frozenset[str]],
) -> None:
    from pipectl.deal_parts import PARTS

    created = frozenset({"2026-11-01 10:00:00.000000"})
    own_parts = {own_part(name): created | at for name, at in fields.items()}
    found = {CREATED: created, **dict.fromkeys(PARTS, created), **own_parts}
    assert read_parts(written(found)) == found
