"""`contact role` and `contact replace`: who is who in a deal."""

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import Shell, made_once


@made_once
def people(pipectl: Shell) -> Shell:
    """A deal with a main contact, and another contact elsewhere."""
    run = pipectl
    run("contact", "add", "Jo Park", "--account", "Acme", "--title", "CFO")
    run("contact", "add", "Sam Lee", "--account", "Birch")
    run("add", "Acme rollout", "12k", "--account", "acme", "--contact", "jo")
    return run


def people_of(run: Shell) -> list[str]:
    """The lines of the page that tell who is who."""
    lines = run("show", 1).lines
    at = next((place for place, each in enumerate(lines) if each.startswith("People")), None)
    return [] if at is None else lines[at + 1 : lines.index("", at)]


def whole(run: Shell) -> str:
    """The whole store as an export."""
    return run("export", "--what", "all").out


def test_a_deal_has_contacts_with_roles_and_stances(people: Shell) -> None:
    run = people
    assert people_of(run) == []
    done = run("contact", "role", "jo", 1, "Champion", "--stance", "for")
    assert done.out == "Set the role of Jo Park in Acme rollout (#1): champion, for, main contact\n"
    run("contact", "role", "sam", 1, "Economic Buyer")
    done = run("contact", "role", "Kim Li", 1, "head of security", "--stance", "neutral")
    assert done.err == "New contact: Kim Li\n"
    assert people_of(run) == [
        "  Jo Park, CFO · champion · for · main contact · since Wed 18 Nov 2026",
        "  Sam Lee · economic-buyer · since Wed 18 Nov 2026",
        "  Kim Li · head of security · neutral · since Wed 18 Nov 2026",
    ]
    assert run("contact", "show", "kim").out.startswith("Kim Li\n  account: Acme\n")


def test_the_contacts_have_keys_in_json(people: Shell) -> None:
    run = people
    run("contact", "role", "jo", 1, "champion")
    jo = {
        "id": 1,
        "name": "Jo Park",
        "title": "CFO",
        "role": "champion",
        "stance": None,
        "main": True,
        "since": "2026-11-18",
    }
    done = run("contact", "role", "sam", 1, "user", "--json").json
    sam = {
        "id": 2,
        "name": "Sam Lee",
        "title": None,
        "role": "user",
        "stance": None,
        "main": False,
        "since": "2026-11-18",
    }
    both = {"contacts": [jo, sam], "former_contacts": []}
    assert done == {"id": 1, "title": "Acme rollout", **both}
    shown = run("show", 1, "--json").json
    assert {key: shown[key] for key in both} == both


def test_what_is_not_given_stays_and_the_same_again_changes_nothing(people: Shell) -> None:
    run = people
    run("contact", "role", "sam", 1, "blocker", "--stance", "against")
    run.now = "2026-11-25T10:00"
    done = run("contact", "role", "sam", 1, "Blocker")
    assert done.out == "Unchanged: Sam Lee in Acme rollout (#1): blocker, against\n"
    run("contact", "role", "sam", 1, "--stance", "neutral")
    assert people_of(run)[1:] == ["  Sam Lee · blocker · neutral · since Wed 18 Nov 2026"]
    run("contact", "role", "sam", 1, "Technical")
    assert people_of(run)[1:] == ["  Sam Lee · technical · neutral · since Wed 25 Nov 2026"]
    run("contact", "role", "jo", 1, "Head of  Security")
    run("contact", "role", "sam", 1, "head-of  security")
    assert [each.split(" · ")[1] for each in people_of(run)] == ["Head of  Security"] * 2


def test_a_role_ends_and_the_main_contact_stays(people: Shell) -> None:
    run = people
    run("contact", "role", "jo", 1, "champion")
    run("contact", "role", "sam", 1, "user")
    run.now = "2026-11-25T10:00"
    done = run("contact", "role", "sam", 1, "--remove")
    assert done.out == "Ended the role of Sam Lee in Acme rollout (#1)\n"
    done = run("contact", "role", "jo", 1, "--remove")
    assert done.out == "Ended the role of Jo Park in Acme rollout (#1): main contact\n"
    assert people_of(run) == [
        "  Jo Park, CFO · main contact",
        "  Sam Lee · user · until Wed 25 Nov 2026",
    ]


def test_who_left_is_kept_with_the_day_and_the_reason(people: Shell) -> None:
    run = people
    run("contact", "role", "jo", 1, "champion", "--stance", "for")
    run.now = "2026-11-25T10:00"
    done = run("contact", "replace", "jo", "Kim Li", "--deal", "acme", "--why", "Jo left Acme")
    assert done.out == "Replaced Jo Park with Kim Li in Acme rollout (#1): champion, main contact\n"
    assert people_of(run) == [
        "  Kim Li · champion · main contact · since Wed 25 Nov 2026",
        "  Jo Park · champion · for · until Wed 25 Nov 2026: Jo left Acme (replaced by Kim Li)",
    ]
    assert run("show", 1, "--json").json["former_contacts"] == [
        {
            "id": 1,
            "name": "Jo Park",
            "role": "champion",
            "stance": "for",
            "since": "2026-11-18",
            "until": "2026-11-25",
            "why": "Jo left Acme",
            "replaced_by": "Kim Li",
        }
    ]


def test_a_main_contact_without_a_role_is_replaced_too(people: Shell) -> None:
    run = people
    run("contact", "role", "sam", 1, "user")
    run("contact", "replace", "jo", "sam", "--deal", 1, "--why", "Promoted")
    assert people_of(run) == [
        "  Sam Lee · user · main contact · since Wed 18 Nov 2026",
        "  Jo Park · until Wed 18 Nov 2026: Promoted (replaced by Sam Lee)",
    ]
    run("contact", "replace", "sam", "jo", "--deal", 1, "--why", "Back again")
    assert people_of(run)[0] == "  Jo Park, CFO · user · main contact · since Wed 18 Nov 2026"


def rows(run: Shell) -> list[str]:
    """Every row of the store, without the times of changes."""
    return [each for each in whole(run).splitlines()[1:] if '"table": "changed"' not in each]


CHANGES: tuple[tuple[str, ...], ...] = (
    ("contact", "role", "jo", "1", "champion", "--stance", "for"),
    ("contact", "role", "Kim Li", "1", "user"),
    ("contact", "role", "kim", "1", "blocker"),
    ("contact", "role", "jo", "1", "--stance", "against"),
    ("contact", "role", "kim", "1", "--remove"),
    ("contact", "replace", "jo", "Pat Ray", "--deal", "1", "--why", "Jo left"),
    ("contact", "replace", "pat", "sam", "--deal", "1", "--why", "Pat left"),
)


def test_undo_and_redo_give_back_the_same_store(people: Shell) -> None:
    run = people
    stores = [rows(run)]
    for day, words in enumerate(CHANGES):
        run.now = f"2026-11-{18 + day // 2}T1{day}:00"
        run(*words)
        stores.append(rows(run))
    for before in reversed(stores[:-1]):
        run("undo")
        assert rows(run) == before
    for after in stores[1:]:
        run("redo")
        assert rows(run) == after


def test_the_history_says_whose_role_changed(people: Shell) -> None:
    run = people
    for words in CHANGES[:2]:
        run(*words)
    run.now = "2026-11-25T10:00"
    run(*CHANGES[5])
    assert run("history", "--limit", 3).lines == [
        "6  2026-11-25 10:00  contact replace jo 'Pat Ray' --deal 1 --why 'Jo left'",
        '    added contact "Pat Ray"',
        '    changed role "champion" of "Jo Park": ended, why, replaced by',
        '    added role "champion" of "Pat Ray"',
        '    changed deal "Acme rollout": contact',
        "5  2026-11-18 10:00  contact role 'Kim Li' 1 user",
        '    added contact "Kim Li"',
        '    added role "user" of "Kim Li"',
        "4  2026-11-18 10:00  contact role jo 1 champion --stance for",
        '    added role "champion" of "Jo Park"',
    ]


def test_an_export_moves_into_a_new_store_unchanged(people: Shell, tmp_path: Path) -> None:
    run = people
    for words in CHANGES:
        run(*words)
    before = whole(run)
    Path(tmp_path / "all.jsonl").write_text(before)
    run.store = tmp_path / "new.db"
    run("init")
    run("import", tmp_path / "all.jsonl")
    assert whole(run) == before


def test_two_machines_agree_on_a_role_that_both_changed(people: Shell, tmp_path: Path) -> None:
    """Each imports the other's export: the last change of the role holds, an end stays."""
    one = people
    one("contact", "role", "jo", 1, "champion")
    one("contact", "role", "sam", 1, "user")
    two = Shell(tmp_path)
    two.store = tmp_path / "two.db"
    two.refill(one.contents())
    one.now = "2026-11-18T11:00"
    one("contact", "role", "jo", 1, "technical", "--stance", "for")
    one("contact", "role", "sam", 1, "--remove")
    two.now = "2026-11-18T12:00"
    two("contact", "role", "jo", 1, "economic-buyer")
    two("contact", "role", "sam", 1, "blocker")
    for there, here in ((one, two), (two, one)):
        here.now = "2026-11-18T13:00"
        Path(tmp_path / "there.jsonl").write_text(whole(there))
        here("import", tmp_path / "there.jsonl", "--update")
    expected = [
        "  Jo Park, CFO · economic-buyer · for · main contact · since Wed 18 Nov 2026",
        "  Sam Lee · blocker · until Wed 18 Nov 2026",
    ]
    assert people_of(one) == people_of(two) == expected


def test_who_is_forgotten_is_gone_from_roles_and_reasons(people: Shell) -> None:
    run = people
    run("contact", "role", "jo", 1, "Jo Park's deputy")
    run("contact", "replace", "jo", "sam", "--deal", 1, "--why", "Jo Park left")
    run("contact", "forget", "Jo Park", "--yes")
    assert "Park" not in whole(run)
    (former,) = run("show", 1, "--json").json["former_contacts"]
    assert former["name"] == "forgotten contact 1"
    assert former["role"] == "forgotten contact 1's deputy"
    assert former["why"] == "forgotten contact 1 left"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("role", "jo", "1"), 2, "No role given."),
        (("role", "jo", "1", "--stance", "for"), 2, '"Jo Park" has no role in "Acme rollout" yet.'),
        (("role", "jo", "1", "user", "--stance", "maybe"), 2, 'No stance "maybe".'),
        (("role", "jo", "1", "user", "--remove"), 2, "--remove can't be used with a role"),
        (("role", "jo", "1", "--remove"), 3, '"Jo Park" has no role in "Acme rollout".'),
        (("role", "jo", "1", ""), 2, "The role is empty or invisible."),
        (("role", "zoe", "1", "--remove"), 3, 'No contact "zoe".'),
        (("replace", "sam", "jo", "--deal", "1", "--why", "x"), 3, '"Sam Lee" has no role in'),
        (("replace", "jo", "jo", "--deal", "1", "--why", "x"), 2, '"Jo Park" can\'t replace'),
        (("replace", "jo", "sam", "--deal", "1", "--why", " "), 2, "The reason is empty"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    people: Shell, words: tuple[Any, ...], code: int, said: str
) -> None:
    run = people
    before = run.state()
    assert said in run("contact", *words, code=code).err
    assert run.state() == before


def test_a_number_names_one_of_two_contacts_of_a_name(people: Shell) -> None:
    run = people
    run("contact", "add", "Jo Park", "--account", "Birch")
    assert json.loads(run("contact", "list", "--json").out)[1]["id"] == 3
    run("contact", "role", 3, 1, "user")
    assert people_of(run)[1] == "  Jo Park · user · since Wed 18 Nov 2026"


def test_of_two_contacts_with_one_name_the_one_in_the_deal_is_meant(acme: Shell) -> None:
    acme("account", "add", "Birch")
    acme("account", "add", "Cedar")
    acme("contact", "add", "Al Roe", "--account", "Birch")
    acme("contact", "add", "Al Doe", "--account", "Cedar")
    acme("contact", "role", "Al Doe", 1, "champion")
    assert acme("contact", "role", "Al", 1, "--remove").out.startswith("Ended the role of Al Doe")
    assert '"Al" matches 2 contacts' in acme("contact", "role", "Al", 1, "--remove", code=3).err
    acme("contact", "role", "Al Roe", 1, "champion")
    done = acme("contact", "replace", "Al", "Sam Lee", "--deal", 1, "--why", "Al left")
    assert done.out.startswith("Replaced Al Roe with Sam Lee")
