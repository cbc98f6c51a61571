"""Two stores that were changed apart become one: field by field, whichever imports first."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Shell
from imported import brought, commands, is_well, refused, reversible, rows, tables
from long_cases import by_turns, examples
from machines import contents, do, export, machine, meet
from to_examine import all_are_well


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two stores that agree."""
    home = tmp_path_factory.mktemp("pair")
    one, two = machine(home, "one"), machine(home, "two")
    prepare(one)
    brought(two, export(one))
    return home


@pytest.fixture
def pair(tmp_path: Path, prepared: Path) -> tuple[Shell, Shell]:
    """Two machines with the same deals."""
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return Shell(tmp_path / "one"), Shell(tmp_path / "two")


def prepare(one: Shell) -> None:
    one("stage", "criteria", "add", "discovery", "Budget confirmed")
    acme = ("--account", "Acme Corp", "--contact", "Jo Park", "--source", "web", "--tag", "hot")
    one("add", "Acme", "12k", *acme, "--next", "Call", "--due", "fri", "--note", "First")
    one("add", "Birch", "3k", "--close", "2026-12-01", "--parent", 1)
    one("log", "meeting", 1, "Met Jo")


def exported(shell: Shell) -> list[str]:
    """All rows of an export, without when they changed."""
    found = Path(export(shell)).read_text("utf-8").splitlines()[1:]
    return [each for each in found if not each.startswith('{"table": "changed"')]


# Deletions and settings


def test_a_deletion_takes_back_no_move_that_the_other_store_made_later(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    one.now, two.now = "2026-11-19T13:30", "2026-11-19T14:00"
    one("move", 1, "discovery", *MOVE)
    two("move", 1, "meeting", *MOVE)
    one.now = "2026-11-19T16:00"
    one("delete", 1, "--yes")
    one.now = two.now = "2026-11-20T10:00"
    files = export(one), export(two)
    done = reversible(two, files[0], "--update")
    assert (
        '1 "Acme": status changes from "open" to "deleted" (there on 2026-11-19 16:00 '
        "UTC).\n"
        '1 "Acme": stage was changed on both machines: "Meeting" (here on 2026-11-19 '
        '14:00 UTC), "Discovery" (there on 2026-11-19 13:30 UTC). Kept "Meeting".\n'
    ) in done.err
    back = reversible(one, files[1], "--update")
    assert 'Kept "Meeting".\n' in back.err
    assert contents(one) == contents(two)


def test_a_deal_that_was_won_here_and_deleted_there_is_deleted_on_both_sides(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    one.now = two.now = "2026-11-19T10:00"
    one("delete", 1, "--yes")
    two("win", 1, "--reason", "price")
    meet(one, two)
    assert contents(one) == contents(two)
    assert rows(two, "select status from opportunity where id = 1") == [("deleted",)]


def told(shell: Shell, name: str) -> list[str]:
    """What an import says of deals."""
    done = brought(shell, name, "--update")
    return [line for line in done.err.splitlines() if re.match('[0-9]+ "', line)]


def test_that_a_deal_was_won_and_deleted_is_told_on_both_sides_with_the_edits_that_go(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    one.now, two.now = "2026-11-19T10:00", "2026-11-20T10:00"
    one("delete", 2, "--yes")
    two("edit", 2, "--amount", "4k", "--note", "Second")
    two("win", 2, "--reason", "price")
    one.now = two.now = "2026-11-21T10:00"
    files = export(one), export(two)
    early, late = "on 2026-11-19 10:00 UTC", "on 2026-11-20 10:00 UTC"
    sides = "was changed on both machines:"
    stays = "deletions win."
    gone = "The change is lost: the other machine deleted the deal."
    deleted = '2 "Birch" (deleted here)'
    assert told(one, files[1]) == [
        f'2 "Birch": status {sides} "deleted" (here {early}), "won" (there {late}). '
        f'Kept "deleted": {stays}',
        f'2 "Birch": closing date {sides} nothing (here {early}), "2026-11-20" (there {late}). '
        f"Kept nothing: {stays}",
        f'2 "Birch": reason {sides} nothing (here {early}), "price" (there {late}). '
        f"Kept nothing: {stays}",
        f'{deleted}: amount changes from "3000.00 USD" to "4000.00 USD" (there {late}).',
        f'{deleted}: note changes from nothing to "Second" (there {late}).',
    ]
    assert told(two, files[0]) == [
        f'2 "Birch": status {sides} "won" (here {late}), "deleted" (there {early}). '
        f'Kept "deleted": {stays}',
        f'2 "Birch": closing date {sides} "2026-11-20" (here {late}), nothing (there {early}). '
        f"Kept nothing: {stays}",
        f'2 "Birch": reason {sides} "price" (here {late}), nothing (there {early}). '
        f"Kept nothing: {stays}",
        f'2 "Birch": amount was changed from "3000.00 USD" to "4000.00 USD" (here {late}). {gone}',
        f'2 "Birch": note was changed from nothing to "Second" (here {late}). {gone}',
    ]
    assert contents(one) == contents(two)


def test_of_a_deal_to_which_only_other_things_come_it_is_said_what_comes(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    one.now = "2026-11-19T10:00"
    one("log", "call", 1, "Rang")
    one("edit", 2, "--tag", "cold")
    assert told(two, export(one)) == [
        '1 "Acme": added 1 activity from the other machine.',
        '2 "Birch": added 1 tag from the other machine.',
    ]


def test_an_undo_of_what_the_other_store_has_is_told_as_one(pair: tuple[Shell, Shell]) -> None:
    one, two = pair
    two.now = "2026-11-19T10:00"
    two("edit", 2, "--amount", "1999")
    one.now = "2026-11-20T10:00"
    brought(one, export(two), "--update")
    two.now = "2026-11-21T10:00"
    two("undo")
    assert told(two, export(one)) == [
        ('2 "Birch" was not changed. Its history now includes the changes from the other machine.')
    ]
    assert told(one, export(two)) == [
        '2 "Birch": amount changes from "1999.00 USD" to "3000.00 USD" (the change of '
        "2026-11-19 10:00 UTC was undone there)."
    ]
    assert contents(one) == contents(two)


def test_a_setting_that_comes_in_or_stays_otherwise_is_told(pair: tuple[Shell, Shell]) -> None:
    one, two = pair
    one.now = "2026-11-19T10:00"
    one("config", "set", "required_coverage", "4")
    two.now = "2026-11-20T10:00"
    stays = brought(two, export(one))
    assert (
        'The setting required_coverage (here "3.0", in the file "4") has another value '
        "in the file and was not changed. To change it, use `config set` or --update.\n"
    ) in stays.err
    assert two("config", "get", "required_coverage").out == "3.0\n"
    done = brought(two, export(one), "--update")
    assert (
        'setting "required_coverage": value changes from "3.0" to "4" '
        "(there on 2026-11-19 10:00 UTC).\n"
    ) in done.err
    assert two("config", "get", "required_coverage").out == "4\n"
    assert "required_coverage" not in brought(two, export(one)).err


# Fields


def test_a_newer_edit_of_any_field_is_not_reverted(pair: tuple[Shell, Shell]) -> None:
    """A history row of one field says nothing of when the others changed."""
    one, two = pair
    two.now = "2026-11-19T10:00"
    two("edit", 1, "--title", "Acme II", "--source", "fair", "--note", "Second")
    two("next", 1, "Write", "--due", "2026-11-25")
    one.now = "2026-11-20T10:00"
    one("edit", 1, "--amount", "15k")
    one.now = two.now = "2026-11-21T10:00"
    done = reversible(two, export(one), "--update")
    assert done.out.startswith("Imported: 0 new deals, 1 changed, 1 unchanged.")
    assert (
        '1 "Acme II": amount changes from "12000.00 USD" to "15000.00 USD"'
        " (there on 2026-11-20 10:00 UTC).\n" in done.err
    )
    assert done.err.count("changes from") == 1
    shown = two("show", 1, "--json").json
    assert (shown["title"], shown["source"], shown["note"]) == ("Acme II", "fair", "Second")
    assert (shown["amount"], shown["next_action"]["action"]) == (15000, "Write")
    back = reversible(one, export(two), "--update")
    assert '1 "Acme": title changes from "Acme" to "Acme II"' in back.err
    assert '1 "Acme": next action was changed' not in back.err
    assert contents(one) == contents(two)
    for each, other in ((one, two), (two, one)):
        assert " 0 changed" in brought(each, export(other), "--update").out


@pytest.mark.parametrize("first", ["one", "two"])
def test_a_field_that_both_changed_is_a_conflict_that_both_tell(
    pair: tuple[Shell, Shell], first: str
) -> None:
    one, two = pair
    one.now, two.now = "2026-11-19T10:00", "2026-11-20T10:00"
    one("edit", 1, "--title", "Acme one")
    two("edit", 1, "--title", "Acme two")
    one.now = two.now = "2026-11-21T10:00"
    both = (one, two) if first == "two" else (two, one)
    source, target = both
    done = brought(target, export(source), "--update")
    here, there = ("one", "two") if target is one else ("two", "one")
    days = {"one": "2026-11-19", "two": "2026-11-20"}
    assert (
        f'1 "Acme {here}": title was changed on both machines: "Acme {here}" (here on {days[here]} '
        f'10:00 UTC), "Acme {there}" (there on {days[there]} 10:00 UTC). Kept "Acme two".\n'
    ) in done.err
    brought(source, export(target), "--update")
    assert one("show", 1, "--json").json["title"] == "Acme two"
    assert contents(one) == contents(two)


def test_what_was_changed_with_the_other_known_wins_whatever_the_clock_says(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    two.now = "2026-11-25T10:00"
    two("edit", 1, "--title", "Acme two")
    one.now = "2026-11-19T10:00"
    said = brought(one, export(two), "--update").err
    assert (
        "1 change in the file is dated in the future (latest: 2026-11-25 10:00 UTC). The clock of "
        "one of the machines is wrong."
    ) in said
    one("edit", 1, "--title", "Acme three")
    done = reversible(two, export(one), "--update")
    assert "both machines" not in done.err
    assert two("show", 1, "--json").json["title"] == "Acme three"


def test_json_and_a_dry_run_tell_the_same(pair: tuple[Shell, Shell]) -> None:
    one, two = pair
    one.now, two.now = "2026-11-19T10:00", "2026-11-20T10:00"
    one("edit", 1, "--title", "Acme one", "--probability", 35)
    two("edit", 1, "--title", "Acme two")
    two.now = "2026-11-21T10:00"
    name = export(one)
    tried = two("import", name, "--update", "--dry-run", "--json").json
    done = brought(two, name, "--update", "--json").json
    assert tried == done
    assert done["changes"] == [
        {
            "table": "opportunity",
            "id": 1,
            "of": '1 "Acme two"',
            "field": "title",
            "here": "Acme two",
            "there": "Acme one",
            "changed_here_at": "2026-11-20 10:00:00.000000",
            "changed_there_at": "2026-11-19 10:00:00.000000",
            "taken": "here",
            "conflict": True,
        },
        {
            "table": "opportunity",
            "id": 1,
            "of": '1 "Acme two"',
            "field": "probability",
            "here": None,
            "there": 35,
            "changed_here_at": "2026-11-18 10:00:00.000000",
            "changed_there_at": "2026-11-19 10:00:00.000000",
            "taken": "there",
            "conflict": False,
        },
    ]


def test_without_update_it_says_how_many_differ(pair: tuple[Shell, Shell]) -> None:
    one, two = pair
    one.now = two.now = "2026-11-19T10:00"
    one("edit", 1, "--title", "Acme one")
    before = tables(two)
    said = "0 new deals, 0 changed, 2 unchanged (1 differs in the file; --update changes it).\n"
    assert brought(two, export(one)).out == f"Imported: {said}"
    assert two("import", export(one), "--dry-run").out == f"Would import: {said}"
    assert tables(two) == before
    assert len(commands(two)) == 1


def test_an_import_isn_t_refused_for_what_only_an_update_would_take(
    pair: tuple[Shell, Shell],
) -> None:
    """Counting what differs rehearses --update, which may find what a plain import leaves alone."""
    one, two = pair
    one("add", "Cedar", "4k")
    found = [json.loads(each) for each in Path(export(one)).read_text("utf-8").splitlines()]
    for each in found:
        if each.get("table") == "next_action":
            each["row"]["status"] = "done"  # without the day on which it ended
    Path("odd.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in found), "utf-8")
    said = (
        "The file may have newer values for your deals, but --update would refuse it. To see "
        "why, add --update --dry-run.\n"
    )
    assert "ended_with_a_date" in refused(two, "odd.jsonl", "--update", "--dry-run")
    assert said in two("import", "odd.jsonl", "--dry-run").err
    done = reversible(two, "odd.jsonl")
    assert said in done.err
    assert done.out.startswith("Imported: 1 new deal, 0 changed, 2 unchanged.")
    refused(two, "odd.jsonl", "--update")


def test_a_person_who_came_with_the_file_is_told_as_the_new_contact(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    one.now = two.now = "2026-11-19T10:00"
    one("edit", 1, "--contact", "Kim Lee")
    one("contact", "edit", "jo", "--account", "Dune")
    done = reversible(two, export(one), "--update")
    assert '1 "Acme": contact changes from "Jo Park" to "Kim Lee"' in done.err
    assert 'contact "Jo Park": account changes from "Acme Corp" to "Dune"' in done.err
    brought(one, export(two), "--update")
    assert contents(one) == contents(two)


# What ended


def test_what_was_completed_dropped_or_deleted_never_comes_back(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    one.now = "2026-11-19T10:00"
    one("done", 1)
    one("activity", "delete", 1)
    one("edit", 1, "--clear", "tag")
    one("delete", 2, "--yes")
    two.now = "2026-11-20T10:00"
    two("next", 1, "--due", "2026-11-27")  # put off, not knowing that it is done
    two("edit", 2, "--title", "Birk")
    two("log", "call", 1, "Spoke")
    one.now = two.now = "2026-11-21T10:00"
    meet(one, two)
    assert contents(one) == contents(two)
    for each in pair:
        shown = each("show", 1, "--json").json
        assert shown["next_action"] is None
        assert shown["tags"] == []
        assert "Met Jo" not in {activity["text"] for activity in shown["activities"]}
        assert [row["title"] for row in each("list", "--all", "--json").json] == ["Acme"]
        is_well(each)


def test_an_undo_before_anything_was_taken_elsewhere_never_happened(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    one.now, two.now = "2026-11-19T10:00", "2026-11-20T10:00"
    before = exported(two)
    two("edit", 1, "--title", "Acme two")
    two("delete", 2, "--yes")
    two("undo")
    two("undo")
    assert exported(two) == before
    one("edit", 1, "--title", "Acme one")
    meet(one, two)
    assert two("show", 1, "--json").json["title"] == "Acme one"
    assert contents(one) == contents(two)


def test_who_was_forgotten_doesn_t_come_back_from_the_other_machine(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    one("contact", "add", "Jo Parker", "--account", "Acme Corp")
    two.now = "2026-11-19T10:00"
    two("contact", "edit", "jo park", "--email", "jo@acme.example", "--phone", "+1 415 555 0100")
    two("edit", 1, "--note", "Park, Jo decides; write to jo@acme.example or call +1 (415) 555-0100")
    two("log", "call", 1, "Jo Park wants jo-park-2 to see it, Jo Parker too")
    two("next", 1, "Call Jo Park", "--due", "2026-12-01")
    two("add", "Lunch with Jo Park", "1k", "--tag", "jo park")
    one("contact", "forget", "jo park", "--yes")
    one.now = "2026-11-20T10:00"
    done = reversible(one, export(two), "--update")
    kept = b"".join(Path(name).read_bytes() for name in (one.store, export(one)))
    named = re.compile(rb"jo.park(?!er)|park, jo|jo@acme|555.0100", re.IGNORECASE)
    assert not named.search(kept)
    assert not named.search(done.err.encode())
    shown = one("show", 1, "--json").json
    assert shown["note"] == (
        "forgotten contact 1 decides; write to forgotten contact 1 or call forgotten contact 1"
    )
    assert shown["next_action"]["action"] == "Call forgotten contact 1"
    is_well(one)
    # The other machine is told, and nothing of it changes before it forgets as well.
    said = refused(two, export(one), "--update")
    assert 'Contact 1 "Jo Park" was forgotten on the other machine, but not here.' in said
    assert "`pipectl contact forget 1`" in said
    two("contact", "forget", "jo park", "--yes")
    two.now = "2026-11-21T10:00"
    meet(one, two)
    assert contents(one) == contents(two)


def test_settings_stages_quotas_and_goals_meet_too(pair: tuple[Shell, Shell]) -> None:
    one, two = pair
    one.now, two.now = "2026-11-19T10:00", "2026-11-20T10:00"
    one("config", "set", "review_interval", "10")
    one("quota", "set", "90k", "--period", "2026-Q4")
    one("stage", "edit", "discovery", "--probability", "15")
    one("goal", "set", "call", "20", "--per", "week")
    two("stage", "edit", "discovery", "--probability", "20")
    one.now = two.now = "2026-11-21T10:00"
    meet(one, two)
    assert contents(one) == contents(two)
    assert two("config", "get", "review_interval").out == "10\n"
    assert one("stage", "show", "discovery", "--json").json["probability"] == 20


# Undo


UNDONE = [
    ("edit", 1, "--title", "Acme two", "--amount", "20k"),
    ("edit", 1, "--tag", "warm"),
    ("edit", 1, "--clear", "tag"),
    ("log", "call", 1, "Spoke"),
    ("activity", "delete", 1),
    ("delete", 2, "--yes"),
    ("goal", "set", "call", "20", "--per", "week"),
    ("stage", "edit", "discovery", "--name", "Scoping"),
    ("action", "remove", "Send NDA", "--stage", "discovery"),
    ("reason", "add", "too slow", "--for", "lost"),
    ("account", "edit", "acme", "--name", "Acme Inc"),
]


@pytest.mark.parametrize(
    ("words", "first"),
    by_turns(
        [pytest.param(words, id=" ".join(map(str, words[:2]))) for words in UNDONE], ["one", "two"]
    ),
)
def test_what_undo_takes_back_is_taken_back_where_it_was_brought(
    pair: tuple[Shell, Shell], words: tuple[object, ...], first: str
) -> None:
    one, two = pair
    one.now = two.now = "2026-11-19T10:00"
    before = contents(one)
    one(*words)
    brought(two, export(one), "--update")
    done = contents(two)
    assert done == contents(one) != before
    one.now = two.now = "2026-11-20T10:00"
    one("undo")
    meet(*((one, two) if first == "one" else (two, one)))
    assert contents(one) == contents(two)
    past = ("history", "tags by day")  # which say that it was done
    assert {name: found for name, found in contents(two).items() if name not in past} == {
        name: found for name, found in before.items() if name not in past
    }


def test_what_was_changed_after_the_undone_change_was_brought_stays(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    one.now = two.now = "2026-11-19T10:00"
    one("edit", 1, "--title", "Acme one", "--source", "fair")
    brought(two, export(one), "--update")
    two.now = "2026-11-20T10:00"
    two("edit", 1, "--title", "Acme two")
    one("undo")
    one.now = two.now = "2026-11-21T10:00"
    meet(one, two)
    assert contents(one) == contents(two)
    shown = one("show", 1, "--json").json
    assert (shown["title"], shown["source"]) == ("Acme two", "web")


def test_a_deal_whose_adding_was_undone_comes_back_from_where_it_is_and_that_is_said(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    one("add", "Cedar", "4k", "--next", "Call", "--due", "fri")
    brought(two, export(one), "--update")
    one("undo")
    said = reversible(one, export(two), "--update").err
    assert (
        'The deal "Cedar" was undone here but not on the other machine, so it is back. To '
        "delete it: `pipectl delete 4`.\n"
    ) in said
    brought(two, export(one), "--update")
    assert contents(one) == contents(two)


# Stages and pick lists


@pytest.mark.parametrize("first", ["one", "two"])
def test_stages_that_were_renamed_moved_added_or_removed_are_so_on_both_sides(
    pair: tuple[Shell, Shell], first: str
) -> None:
    one, two = pair
    one.now, two.now = "2026-11-19T10:00", "2026-11-20T10:00"
    one("move", 1, "proposal", *MOVE)
    one("stage", "edit", "discovery", "--name", "Scoping")
    one("stage", "add", "Trial", "--probability", "70", "--after", "meeting")
    one("stage", "remove", "proposal", "--to", "negotiation")
    two("stage", "edit", "discovery", "--probability", "15")
    two("add", "Cedar", "2k", "--stage", "discovery")
    one.now = two.now = "2026-11-21T10:00"
    if first == "one":
        done = reversible(two, export(one), "--update")
        assert 'stage "Discovery": name changes from "Discovery" to "Scoping" (there on' in done.err
        assert 'The stage "Proposal" was removed here, as on the other machine.\n' in done.err
        assert 'Added the stage "Trial" after "Meeting".' in done.err
        brought(one, export(two), "--update")
    else:
        meet(two, one)
    assert contents(one) == contents(two)
    names = ["Initial contact", "Scoping", "Meeting", "Trial", "Negotiation"]
    for each in pair:
        assert [stage["stage"] for stage in each("stage", "list", "--json").json] == names
        assert each("show", 1, "--json").json["stage"] == "Negotiation"
        assert each("show", "cedar", "--json").json["stage"] == "Scoping"
    two.now = "2026-11-22T10:00"
    two("stage", "move", "negotiation", "--after", "scoping")
    one.now = "2026-11-23T10:00"
    done = reversible(one, export(two), "--update")
    assert (
        "The stages now have the order of the other machine: Initial contact, Scoping, "
        "Negotiation, Meeting and Trial.\n"
    ) in done.err
    assert contents(one) == contents(two)


def test_a_stage_that_was_removed_there_stays_while_deals_stand_in_it_on_both_sides(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    one.now = two.now = "2026-11-19T10:00"
    one("stage", "remove", "proposal", "--to", "negotiation")
    two("add", "Cedar", "2k", "--stage", "proposal")
    two.now = "2026-11-21T10:00"
    said = reversible(two, export(one), "--update").err
    assert (
        'The stage "Proposal" was removed on the other machine, but stays here because it '
        "has open deals. To remove it: `pipectl stage remove Proposal --to STAGE`, then "
        "import on the other machine.\n"
    ) in said
    one.now = "2026-11-22T10:00"
    said = reversible(one, export(two), "--update").err
    assert 'The stage "Proposal", removed here, was restored because 3 "Cedar" is in it.' in said
    assert contents(one) == contents(two)
    two("stage", "remove", "proposal", "--to", "meeting")
    one.now = two.now = "2026-11-23T10:00"
    meet(two, one)
    assert contents(one) == contents(two)
    assert "Proposal" not in [stage["stage"] for stage in one("stage", "list", "--json").json]


def test_two_stages_don_t_get_one_name(pair: tuple[Shell, Shell]) -> None:
    one, two = pair
    one.now = two.now = "2026-11-19T10:00"
    one("stage", "edit", "discovery", "--name", "Scoping")
    two("stage", "add", "Scoping", "--probability", "20", "--after", "meeting")
    one.now = two.now = "2026-11-21T10:00"
    said = brought(two, export(one), "--update").err
    told = (
        'The stage "{}" is called "Scoping" on the other machine, but another stage here '
        "has that name. Rename one with `pipectl stage edit`, then import both ways.\n"
    )
    assert told.format("Discovery") in said
    said = reversible(one, export(two), "--update").err
    assert told.format("Scoping 2") in said
    two.now = "2026-11-22T10:00"
    two("stage", "edit", "scoping", "--name", "Trial")
    one.now = two.now = "2026-11-23T10:00"
    meet(two, one)
    meet(two, one)
    assert contents(one) == contents(two)
    names = ["Initial contact", "Scoping", "Meeting", "Trial", "Proposal", "Negotiation"]
    assert [stage["stage"] for stage in one("stage", "list", "--json").json] == names


def test_entries_of_the_pick_lists_are_removed_on_both_sides_unless_added_again_later(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    one.now = two.now = "2026-11-19T10:00"
    for each in pair:
        each("action", "remove", "Send NDA", "--stage", "discovery")
        each("reason", "remove", "no budget")
    one("action", "remove", "Send agenda")
    one("reason", "remove", "no need")
    one("reason", "add", "too slow", "--for", "lost")
    two.now = "2026-11-20T10:00"
    two("reason", "add", "no budget", "--for", "lost")
    two("action", "add", "Send NDA", "--stage", "discovery", "--kind", "call")
    one.now = two.now = "2026-11-21T10:00"
    done = reversible(two, export(one), "--update")
    assert (
        'action "Send agenda": action changes from "Send agenda" to nothing (there on' in done.err
    )
    assert 'reason "no need": reason changes from "no need" to nothing (there on' in done.err
    brought(one, export(two), "--update")
    assert contents(one) == contents(two)
    reasons = [each["reason"] for each in one("reason", "list", "--json").json]
    assert "no budget" in reasons
    assert "too slow" in reasons
    assert "no need" not in reasons


def test_people_of_one_name_are_told_and_accounts_of_one_name_become_one(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    for each in pair:
        each("add", "Cedar", "2k", "--account", "Cedar Ltd", "--contact", "Kim Lee")
    said = reversible(two, export(one), "--update").err
    assert (
        'There are now two contacts named "Kim Lee", 2 and 3, one from each machine. To '
        "make one of them: `pipectl contact merge 3 2`. To rename one: `pipectl contact "
        "edit 3 --name NAME`.\n"
    ) in said
    brought(one, export(two), "--update")
    assert contents(one) == contents(two)
    assert len(one("account", "list", "--json").json) == 2


# Older exports


def test_a_fourth_priority_finds_room_once_one_is_removed_on_either_machine(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    for shell, texts in ((one, ("A", "B")), (two, ("C", "D"))):
        for text in texts:
            shell("priority", "set", text, "--action", f"Begin {text}", "--period", "next-quarter")
    said = "".join(brought(two, export(one), "--update").err.splitlines(keepends=True)[-1:])
    assert said == (
        'The priority "B" was not imported: 2027-Q1 already has three, 1 "C", 2 "D" '
        'and 3 "A". Remove one of these (such as `pipectl priority remove 3 --period '
        "2027-Q1`) and import both ways, or remove the new one on the other machine.\n"
    )
    (command,) = re.findall(r"`pipectl (.*?)`", said)
    two.now = one.now = "2026-11-19T10:00"
    two(*command.split())
    meet(one, two)
    brought(two, export(one), "--update")
    found = {each["text"]: len(each["steps"]) for each in priorities(one)}
    assert found == {"B": 1, "C": 1, "D": 1}
    assert found == {each["text"]: len(each["steps"]) for each in priorities(two)}
    assert contents(one) == contents(two)
    assert "was left out" not in brought(two, export(one), "--update").err
    is_well(one)
    is_well(two)


def test_a_priority_that_was_removed_goes_on_the_other_machine_and_undo_brings_it_back(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    for text in ("A", "B", "C"):
        one("priority", "set", text, "--target", f"this-month={text}")
    meet(one, two)
    one.now = two.now = "2026-11-19T10:00"
    one("priority", "remove", 2)
    one("priority", "set", "D")
    said = brought(two, export(one), "--update").err
    assert "was left out" not in said
    assert 'priority "B": priority changes from "B" to nothing (there on 2026-11-19' in said
    assert [each["text"] for each in priorities(two)] == ["A", "D", "C"]
    two("undo")
    assert [each["text"] for each in priorities(two)] == ["A", "B", "C"]
    two("redo")
    meet(one, two)
    assert contents(one) == contents(two)
    one("undo")
    one("undo")
    assert [each["text"] for each in priorities(one)] == ["A", "B", "C"]


def priorities(shell: Shell) -> Any:
    return shell("priority", "list", "--all", "--json").json


def as_version_2(name: str) -> str:
    """The export without instants, as it was written before."""
    found = [json.loads(line) for line in Path(name).read_text("utf-8").splitlines()]
    header = found[0] | {"pipectl": 2}
    header["tables"] = [each for each in header["tables"] if each != "changed"]
    header["rows"] = {key: count for key, count in header["rows"].items() if key != "changed"}
    lines = [header, *(each for each in found[1:] if each["table"] != "changed")]
    Path("old.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in lines), "utf-8")
    return "old.jsonl"


def test_an_older_export_comes_in_and_reverts_nothing_newer(
    pair: tuple[Shell, Shell], tmp_path: Path
) -> None:
    one, two = pair
    two.now = "2026-11-20T10:00"
    two("edit", 1, "--title", "Acme two")
    one.now = "2026-11-19T10:00"
    one("edit", 2, "--amount", "4k", "--source", "fair")
    name = as_version_2(export(one))
    reversible(two, name, "--update")
    assert two("show", 1, "--json").json["title"] == "Acme two"
    second = two("show", 2, "--json").json
    assert (second["amount"], second["source"]) == (4000, "fair")
    third = machine(tmp_path, "third")
    third.now = "2026-11-22T10:00"
    assert "2 new" in brought(third, name).out
    two.now = "2026-11-22T10:00"
    brought(third, export(two), "--update")  # what was brought isn't newer for having been brought
    assert third("show", 1, "--json").json["title"] == "Acme two"


# Any edits, in any order

MOVE = ("--buying", "yes", "--why", "They asked", "--next", "Demo", "--due", "2026-12-11")
STEPS = {
    "title": ("edit", 1, "--title", "Acme {}"),
    "amount": ("edit", 1, "--amount", "{}000"),
    "source": ("edit", 1, "--source", "s{}"),
    "note": ("edit", 1, "--note", "n{}"),
    "clear note": ("edit", 1, "--clear", "note"),
    "push": ("edit", 2, "--close", "2026-12-1{}"),
    "probability": ("edit", 2, "--probability", "{}"),
    "account": ("edit", 2, "--account", "Acme Corp"),
    "parent": ("edit", 2, "--clear", "parent"),
    "tag": ("edit", 1, "--tag", "t{}"),
    "untag": ("edit", 1, "--clear", "tag"),
    "next": ("next", 1, "Write {}", "--due", "2026-12-0{}"),
    "put off": ("next", 1, "--due", "2026-12-1{}"),
    "done": ("done", 1),
    "log": ("log", "call", 1, "Spoke {}"),
    "unlog": ("activity", "delete", 1),
    "relog": ("activity", "edit", 1, "--text", "x{}"),
    "move": ("move", 1, "proposal", *MOVE, "--override", "in a hurry"),
    "tick": ("move", 2, "discovery", *MOVE),
    "win": ("win", 1),
    "win with next": ("win", 2, "--amount", "{}k", "--next", "Kick-off", "--yes"),
    "lose": ("lose", 1, "--reason", "no budget"),
    "reopen": ("reopen", 1),
    "delete": ("delete", 2, "--yes"),
    "phone": ("account", "edit", "acme", "--phone", "+1 555 010{}"),
    "contact": ("contact", "edit", "jo", "--title", "CTO {}"),
    "undo": ("undo",),
    "setting": ("config", "set", "review_interval", "1{}"),
    "stage": ("stage", "edit", "discovery", "--probability", "1{}"),
    "cadence": ("stage", "edit", "meeting", "--cadence-days", "{}"),
    "account renamed": ("account", "edit", "acme", "--name", "Acme {}"),
    "contact renamed": ("contact", "edit", "jo", "--name", "Jo Park {}"),
    "priority": ("priority", "set", "Call more"),
    "another priority": ("priority", "set", "Write more"),
    "priority done": ("priority", "done", 1),
    "goal": ("goal", "set", "call", "{}", "--per", "week"),
    "quota": ("quota", "set", "{}0k", "--period", "2026-Q4"),
    "review": ("review", "monthly", "--no-input"),
    "criterion": ("stage", "criteria", "add", "meeting", "Agenda {}"),
    "uncriterion": ("stage", "criteria", "remove", "discovery", "Budget confirmed"),
    "redo": ("redo",),
    "stage renamed": ("stage", "edit", "meeting", "--name", "Meeting {}"),
    "stage moved": ("stage", "move", "negotiation", "--first"),
    "stage moved behind": ("stage", "move", "negotiation", "--after", "discovery"),
    "stage added": ("stage", "add", "Trial {}", "--probability", "7{}", "--after", "discovery"),
    "stage removed": ("stage", "remove", "proposal", "--to", "negotiation"),
    "first stage removed": ("stage", "remove", "initial contact", "--to", "discovery"),
    "action": ("action", "add", "Write {}"),
    "action of a stage": ("action", "add", "Write {}", "--stage", "discovery", "--kind", "call"),
    "no action": ("action", "remove", "Write 1"),
    "no action of a stage": ("action", "remove", "Send NDA", "--stage", "discovery"),
    "reason": ("reason", "add", "price {}", "--for", "lost"),
    "no reason": ("reason", "remove", "no budget"),
    "add": ("add", "Cedar {}", "{}k", "--account", "Cedar"),
    "forecast date": ("edit", 1, "--close", "2026-12-2{}"),
}


deeds = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS)), st.integers(1, 4), st.integers(1, 9)), max_size=4
)


@settings(
    max_examples=examples(6),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ours=deeds, theirs=deeds, crossed=st.booleans(), turned=st.booleans())
def test_any_edits_on_both_sides_end_in_two_equal_stores(
    prepared: Path,
    tmp_path_factory: pytest.TempPathFactory,
    *,
    ours: list[tuple[str, int, int]],
    theirs: list[tuple[str, int, int]],
    crossed: bool,
    turned: bool,
) -> None:
    home = tmp_path_factory.mktemp("pair")
    both = []
    for name, done in (("one", ours), ("two", theirs)):
        shutil.copytree(prepared / name, home / name)
        shell = Shell(home / name)
        do(shell, STEPS, done)
        shell.now = "2026-12-20T10:00"
        both.append(shell)
    one, two = reversed(both) if turned else both
    if crossed:  # each takes in what the other had before
        first = Path(export(one)).rename(home / "before.jsonl")
        brought(one, export(two), "--update")
        brought(two, first, "--update")
    meet(one, two)
    assert contents(one) == contents(two)
    before = contents(one)
    for each, other in ((two, one), (one, two)):
        assert " 0 changed" in brought(each, export(other), "--update").out
    assert contents(one) == contents(two) == before
    all_are_well()
