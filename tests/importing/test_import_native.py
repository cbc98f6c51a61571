"""`import` of our own exports: into an empty store as they are, into another row by row."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Shell
from error_places import SOURCE, places
from imported import brought, commands, is_well, refused, reversible, rows, tables
from long_cases import by_turns
from pipectl.errors import BadFileError
from pipectl.importing.rules.native import NotOursError
from pipectl.store.connection import SCHEMA_VERSION


def machine(home: Path, name: str, *, init: bool = True) -> Shell:
    """Another computer: a home folder of its own."""
    shell = Shell(home / name)
    shell.home.mkdir()
    if init:
        shell("init")
    return shell


def export(shell: Shell) -> str:
    """Everything, as a file: its name."""
    name = f"{shell.home.name}.jsonl"
    shell("export", "--what", "all", "--force", name)
    return name


def text(shell: Shell) -> str:
    """Everything, as text."""
    return Path(export(shell)).read_text("utf-8")


@pytest.fixture
def full(tmp_path: Path) -> Shell:
    """A store with something in every table that is exported."""
    shell = machine(tmp_path, "full", init=False)
    shell("init", "--currency", "EUR", "--quota", "90k", "--period", "2026-Q4")
    shell("stage", "add", "Security review", "--probability", "70")
    shell("stage", "criteria", "add", "discovery", "Budget confirmed")
    shell("stage", "remove", "meeting", "--to", "discovery")
    shell("config", "set", "review_interval", "10")
    shell("goal", "set", "call", "20", "--per", "week")
    shell("priority", "set", "Say no", "--target", "2026-11=12 demos", "--action", "Write it")
    shell("account", "add", "Acme", "--email", "a@acme.example")
    shell("contact", "add", "Jo Park", "--account", "acme")
    shell("add", "Acme rollout", "12k", "--account", "acme", "--tag", "hot", "--key", "k1")
    shell("add", "Birch [red] =1+1 日本語", "9000.50", "--next", "Call", "--due", "fri")
    move = ("--buying", "yes", "--why", "They asked", "--next", "Call", "--due", "+3d")
    shell("move", 1, "discovery", *move, "--met", "Budget confirmed")
    shell("log", "call", 1, "Spoke to Jo", "--contact", "jo")
    shell("done", 1, "--then", "Write", "--due", "+4d")
    shell("win", 2, "--amount", "9k")
    shell("add", "Cedar", "1k")
    shell("lose", 3, "--reason", "no budget", "--revisit", "2027-02-01")
    shell("add", "Gone", "1k")
    shell("delete", 4, "--yes")
    shell("add", "Upsell", "2k", "--parent", 1)
    shell("edit", 1, "--close", "2026-12-01")
    shell("edit", 1, "--close", "2026-12-24", "--push-reason", "holiday")
    Path("d.csv").write_text("deal_id,title,stage\nx,Imported,Proposal\n")
    shell("import", "d.csv")
    is_well(shell)
    return shell


def test_there_and_back_again_is_byte_identical(full: Shell, tmp_path: Path) -> None:
    other = machine(tmp_path, "other")
    name = export(full)
    done = reversible(other, name)
    assert done.out.startswith("Imported: 6 new deals, 0 changed, 0 unchanged.")
    assert "full.jsonl (pipectl export): 131 rows." in done.err
    assert text(other) == Path(name).read_text("utf-8")
    assert len(commands(other)) == 1
    again = brought(other, name)
    assert again.out == "Imported: 0 new deals, 0 changed, 6 unchanged.\n"
    assert "0 changed" in brought(other, name, "--update").out
    assert len(commands(other)) == 1
    assert text(other) == Path(name).read_text("utf-8")
    # Numbers go on where they ended.
    assert other("add", "Next", "--json").json["id"] == full("add", "Next", "--json").json["id"]


@pytest.mark.long  # a store in which everything is goes so, too
def test_the_demo_s_store_goes_there_and_back(demo: Shell, tmp_path: Path) -> None:
    before = text(demo)
    other = machine(tmp_path, "other")
    name = f"{demo.home.name}.jsonl"
    brought(other, name)
    assert text(other) == before
    Path("again.jsonl").write_text(before)
    assert "0 changed" in brought(other, "again.jsonl", "--update").out
    assert text(other) == before


def test_the_first_import_at_the_default_location(full: Shell, empty: Shell) -> None:
    name = export(full)
    empty.extra = {"PIPECTL_DB": ""}
    done = empty("import", name, "--dry-run")
    assert done.out == "Would import: 6 new deals, 0 changed, 0 unchanged.\n"
    assert not (empty.home / ".local").exists()
    assert "6 new" in empty("import", name).out
    empty.store = empty.home / ".local/share/pipectl/pipectl.db"
    assert empty("export", "--what", "all").out == Path(name).read_text("utf-8")


def test_stdin_and_json(full: Shell, pipectl: Shell) -> None:
    done = brought(pipectl, "-", "--json", stdin=Path(export(full)).read_text("utf-8"))
    assert done.json == {
        "new": 6,
        "updated": 0,
        "unchanged": 0,
        "rejected": 0,
        "source": "pipectl",
        "files": ["-"],
        "differing": 0,
        "changes": [],
        "renumbered": {},
    }


def test_a_dry_run_changes_nothing(full: Shell, pipectl: Shell) -> None:
    name = export(full)
    pipectl("add", "Mine", "1k")
    before = pipectl.state()
    done = pipectl("import", name, "--dry-run")
    assert done.out == "Would import: 6 new deals, 0 changed, 0 unchanged.\n"
    assert "Deal 1 is now deal 7: the number 1 was taken.\n" in done.err
    assert pipectl.state() == before


def test_into_a_store_that_isn_t_empty_clashing_numbers_are_given_anew(
    full: Shell, pipectl: Shell
) -> None:
    pipectl("add", "Acme rollout", "5k", "--account", "ACME", "--key", "k1")
    pipectl("add", "Mine", "1k")
    done = reversible(pipectl, export(full))
    assert done.out.startswith("Imported: 6 new deals, 0 changed, 0 unchanged.")
    assert (
        "Deal 1 is now deal 7: the number 1 was taken.\n"
        "Deal 2 is now deal 8: the number 2 was taken.\n"
    ) in done.err
    found = rows(pipectl, "select id, slug, key, title from opportunity order by id")
    assert found == [
        (1, "acme-rollout", "k1", "Acme rollout"),
        (2, "mine", None, "Mine"),
        (3, "cedar", None, "Cedar"),
        (4, "gone", None, "Gone"),
        (5, "upsell", None, "Upsell"),
        (6, "imported", None, "Imported"),
        (7, "acme-rollout-2", None, "Acme rollout"),
        (8, "birch-red-1-1", None, "Birch [red] =1+1 日本語"),
    ]
    assert rows(pipectl, "select parent_id from opportunity where id = 5") == [(7,)]
    assert rows(pipectl, "select count(*) from account") == [(1,)]
    assert pipectl("config", "get", "currency").out == "USD\n"
    show = pipectl("show", 7, "--json").json
    assert (show["stage"], show["tags"], show["pushes"]) == ("Discovery", ["hot"], 1)
    assert show["next_action"]["action"] == "Write"
    assert show["qualification"]["why"] == "They asked"
    again = brought(pipectl, export(full))
    assert again.out == "Imported: 0 new deals, 0 changed, 6 unchanged.\n"
    assert len(commands(pipectl)) == 3


def nameless(value: Any) -> Any:
    """A row in a list, without numbers."""
    if not isinstance(value, dict):
        return value
    return {key: each for key, each in value.items() if key not in ("id", "opportunity")}


def contents(shell: Shell) -> dict[str, Any]:
    """What a store says of its opportunities, without what machines number themselves."""
    found = {}
    for each in shell("list", "--all", "--json").json:
        whole = shell("show", each["id"], "--json").json
        own = ("id", "slug", "history", "parent", "account_opportunities")
        found[each["uid"]] = {
            key: sorted(map(nameless, value), key=repr) if isinstance(value, list) else value
            for key, value in whole.items()
            if key not in own
        }
    return found


def test_two_machines_meet_both_ways(tmp_path: Path) -> None:
    one, two = machine(tmp_path, "one"), machine(tmp_path, "two")
    one("add", "Acme", "12k", "--account", "Acme Corp", "--next", "Call", "--due", "fri")
    one("add", "Birch", "3k")
    brought(two, export(one))
    one.now, two.now = "2026-11-19T10:00", "2026-11-20T10:00"
    move = ("--buying", "yes", "--why", "They asked", "--next", "Write", "--due", "+3d")
    one("move", 1, "proposal", *move)
    one("log", "call", 1, "Spoke")
    one("add", "Of one", "1k")
    one("account", "edit", "acme", "--phone", "+1 555 0100")
    two("win", 2)
    two("add", "Of two", "2k", "--account", "Acme Corp")
    two("log", "meeting", 3, "Met")
    one.now = two.now = "2026-11-21T10:00"
    done = reversible(two, export(one), "--update")
    assert "Deal 3 is now deal 4: the number 3 was taken.\n" in done.err
    assert done.out.startswith("Imported: 1 new deal, ")
    # Birch, which `one` still has as open, was won here later: nothing goes back in time.
    assert two("show", 1, "--json").json["stage"] == "Proposal"
    assert two("show", 2, "--json").json["status"] == "won"
    reversible(one, export(two), "--update")
    assert contents(one) == contents(two)
    before = tables(one), tables(two)
    assert " 0 changed" in brought(two, export(one), "--update").out
    assert " 0 changed" in brought(one, export(two), "--update").out
    assert (tables(one), tables(two)) == before


def test_what_is_replaced_or_finds_no_room_is_said(pipectl: Shell, tmp_path: Path) -> None:
    other = machine(tmp_path, "other", init=False)
    other("init", "--currency", "EUR", "--quota", "50k", "--period", "2026-Q4")
    pipectl("add", "Acme", "1k", "--key", "k1")
    for text in ("One", "Two", "Three"):
        pipectl("priority", "set", text)
    name = export(pipectl)
    assert "Replaced here, because the file has other values: settings and quotas.\n" in (
        brought(other, name).err
    )
    third = machine(tmp_path, "third")
    third("add", "Mine", "--key", "k1")
    third("priority", "set", "Own")
    said = brought(third, name).err
    assert (
        '"Acme" was imported without its key "k1", which 1 "Mine" already has. If both '
        "are the same deal, delete one: `pipectl delete 2`.\n"
    ) in said
    assert (
        'The priority "Three" was not imported: 2026-Q4 already has three, 1 "Own", 2 '
        '"One" and 3 "Two". Remove one of these (such as `pipectl priority remove 3 '
        "--period 2026-Q4`) and import both ways, or remove the new one on the other "
        "machine.\n" in said
    )


def test_without_update_what_is_here_stays(tmp_path: Path) -> None:
    one, two = machine(tmp_path, "one"), machine(tmp_path, "two")
    one("add", "Acme", "12k", "--next", "Call", "--due", "fri")
    brought(two, export(one))
    one("edit", 1, "--amount", "15k")
    one("done", 1)
    before = tables(two)
    assert "0 new deals, 0 changed, 1 unchanged" in brought(two, export(one)).out
    assert tables(two) == before
    assert "0 new deals, 1 changed" in reversible(two, export(one), "--update").out
    assert contents(one) == contents(two)


def test_next_actions_meet_without_becoming_two(tmp_path: Path) -> None:
    one, two = machine(tmp_path, "one"), machine(tmp_path, "two")
    one("add", "Acme", "12k", "--next", "Call", "--due", "fri")
    brought(two, export(one))
    one("next", 1, "Write", "--due", "+5d")
    two("next", 1, "--due", "+6d")
    two("next", 1, "Visit", "--due", "+6d")
    reversible(two, export(one), "--update")
    assert two("show", 1, "--json").json["next_action"]["action"] == "Write"
    reversible(one, export(two), "--update")
    assert contents(one) == contents(two)


def test_an_account_that_was_renamed_is_the_same_one(tmp_path: Path) -> None:
    one, two = machine(tmp_path, "one"), machine(tmp_path, "two")
    one("add", "Acme", "12k", "--account", "Acme")
    brought(two, export(one))
    one("account", "edit", "acme", "--name", "Acme Holding")
    brought(two, export(one))
    assert rows(two, "select name from account") == [("Acme",)]
    reversible(two, export(one), "--update")
    assert rows(two, "select name from account") == [("Acme Holding",)]
    two("account", "add", "Birch")
    one("account", "edit", "acme", "--name", "Birch")
    brought(two, export(one), "--update")
    assert rows(two, "select name from account order by id") == [("Acme Holding",), ("Birch",)]


def test_undo_leaves_the_answers_of_a_review_that_was_here(tmp_path: Path) -> None:
    """A range of what was created may hold nothing that was here before."""
    one, two = machine(tmp_path, "one"), machine(tmp_path, "two")
    one("add", "Acme", "12k")
    insert_review(one, "r1", (1,))
    brought(two, export(one))
    for number in range(3):
        one("add", f"Deal {number}", "1k")
        two("add", f"Other {number}", "1k")
    insert_review(one, "r2", (1, 2, 3))
    before = rows(two, "select * from review_answer")
    assert len(before) == 1
    reversible(two, export(one), "--update")
    assert len(rows(two, "select * from review_answer")) == 4
    two("undo")
    assert rows(two, "select * from review_answer") == before


def insert_review(shell: Shell, uid: str, deals: tuple[int, ...]) -> None:
    """A review in which these were answered."""
    from imported import change

    change(
        shell,
        "insert into review (uid, kind, started_at, told_at, started_on, history_mark)"
        f" values ('{uid}', 'weekly', '2026-11-18 10:00:00.000000', '2026-11-18 10:00:00.000000',"
        " '2026-11-18', 1)",
    )
    for deal in deals:
        change(
            shell,
            "insert into review_answer select max(id), "
            f"{deal}, 'kept', false, false, false, null, null,"
            " '2026-11-18 10:00:00.000000', '2026-11-18'"
            " from review",
        )


# What is refused


def changed(lines: list[str], table: str, **values: object) -> list[str]:
    """The export with other values in the first row of a table."""
    found = list(lines)
    for place, line in enumerate(found):
        each = json.loads(line)
        if each.get("table") == table:
            each["row"] |= values
            found[place] = json.dumps(each, ensure_ascii=False)
            return found
    raise AssertionError(table)


def replaced(lines: list[str], table: str, old: str, new: str) -> list[str]:
    """The export with other text in the first row of a table that has it."""
    for place, line in enumerate(lines):
        if f'"table": "{table}"' in line and old in line:
            return [*lines[:place], line.replace(old, new, 1), *lines[place + 1 :]]
    raise AssertionError(table)


def doubled(lines: list[str], table: str) -> list[str]:
    """The export with the first row of a table twice, and so counted."""
    place = next(place for place, line in enumerate(lines) if f'"table": "{table}"' in line)
    header = json.loads(lines[0])
    header["rows"][table] += 1
    return [json.dumps(header), *lines[1 : place + 1], lines[place], *lines[place + 1 :]]


def without(lines: list[str], *tables: str) -> list[str]:
    """The export without the rows of some tables."""
    kept = [line for line in lines[1:] if json.loads(line)["table"] not in tables]
    counts = json.loads(lines[0])["rows"] | dict.fromkeys(tables, 0)
    return counted([lines[0], *kept], counts)


def counted(lines: list[str], value: object) -> list[str]:
    """The export with something else in the place of how many rows there are."""
    return [json.dumps({**json.loads(lines[0]), "rows": value}), *lines[1:]]


Hostile = Callable[[list[str]], list[str]]
HOSTILE: dict[str, tuple[Hostile, str]] = {
    "a newer version": (
        lambda found: [found[0].replace('"pipectl": 3', '"pipectl": 4'), *found[1:]],
        ":1: the export has version 4, but this pipectl reads version 3.",
    ),
    "unknown tables": (
        lambda found: [found[0].replace('"stage"', '"salary"', 1), *found[1:]],
        ":1: the export has unknown tables.",
    ),
    "no counts": (lambda found: counted(found, None), (":1: \"rows\" doesn't give the number of "
"rows")),
    "counts that are none": (
        lambda found: counted(found, {**json.loads(found[0])["rows"], "stage": -1}),
        ":1: \"rows\" doesn't give the number of rows",
    ),
    "more rows than were exported": (
        lambda found: [*found, found[-1].replace('"field": "', '"field": "uid', 1)],
        "has more rows than were exported: ",
    ),
    "no header": (lambda found: found[1:], ":1: this is not a pipectl export."),
    "a key twice": (
        lambda found: replaced(found, "account", '"name":', '"name": "x", "name":'),
        "not a line of an export: the key \"name\" appears twice.",
    ),
    "1e999": (
        lambda found: replaced(found, "opportunity", ": 1200000", ": 1e999"),
        "not a line of an export: \"1e999\" is not a whole number.",
    ),
    "a fraction": (
        lambda found: replaced(found, "opportunity", ": 1200000", ": 1.5"),
        "not a line of an export: \"1.5\" is not a whole number.",
    ),
    "NaN": (
        lambda found: replaced(found, "opportunity", ": 1200000", ": NaN"),
        "not a line of an export: \"NaN\" is not a whole number.",
    ),
    "100,000 digits": (
        lambda found: replaced(found, "opportunity", ": 1200000", f": {'9' * 100_000}"),
        'not a line of an export: "9999999999999999999…" has too many digits.',
    ),
    "19 digits": (
        lambda found: replaced(found, "opportunity", ": 1200000", f": {2**63}"),
        "opportunity.amount_minor: expected int.",
    ),
    "an amount beyond all": (
        lambda found: changed(found, "opportunity", amount_minor=10**17),
        "a row breaks a rule of the store: CHECK constraint failed",
    ),
    "deep nesting": (
        lambda found: [*found, "[" * 100_000],
        "not a line of an export: nested too deeply.",
    ),
    "no object": (lambda found: [*found, "[1]"], ("not a line of an export: not an "
"object.")),
    "more keys": (
        lambda found: [*found, '{"table": "account", "row": {}, "x": 1}'],
        "a line needs a \"table\" and a \"row\".",
    ),
    "an unknown table": (
        lambda found: [*found, '{"table": "sqlite_master", "row": {}}'],
        "unknown table.",
    ),
    "a table too late": (
        lambda found: [*found, found[1]],
        "stage is in the wrong place in the file.",
    ),
    "an unknown column": (
        lambda found: changed(found, "account", salary=1),
        "account: a row needs the columns id, uid, name,",
    ),
    "a number as text": (
        lambda found: changed(found, "opportunity", id="1"),
        "opportunity.id: expected int.",
    ),
    "true as a number": (
        lambda found: changed(found, "opportunity", pushes=True),
        "opportunity.pushes: expected int.",
    ),
    "a text as a number": (
        lambda found: changed(found, "opportunity", title=7),
        "opportunity.title: expected text.",
    ),
    "nothing where something must be": (
        lambda found: changed(found, "opportunity", title=None),
        "opportunity.title: expected text.",
    ),
    "no date": (
        lambda found: changed(found, "opportunity", created_on="2026-02-30"),
        "opportunity.created_on: expected date.",
    ),
    "no instant": (
        lambda found: changed(found, "activity", recorded_at="yesterday"),
        "activity.recorded_at: expected datetime.",
    ),
    "half a character": (
        lambda found: replaced(found, "account", '"Acme"', '"\\ud800"'),
        "account.name: expected text.",
    ),
    "an unknown word": (
        lambda found: changed(found, "opportunity", status="maybe"),
        "a row breaks a rule of the store: CHECK constraint failed",
    ),
    "a row twice": (
        lambda found: doubled(found, "account"),
        "account: the number 1 appears twice.",
    ),
    "a key's row twice": (
        lambda found: doubled(found, "goal"),
        "a row breaks a rule of the store: UNIQUE constraint failed: goal.kind, goal.per,",
    ),
    "a number beyond all": (
        lambda found: changed(found, "activity", id=2**62),
        "activity.id: expected int.",
    ),
    "number 0": (
        lambda found: changed(found, "activity", id=0),
        "activity: the number 0 can't be used.",
    ),
    "a version that is no number": (
        lambda found: [found[0].replace('"pipectl": 3', '"pipectl": true'), *found[1:]],
        ":1: the export has version True, but this pipectl reads version 3.",
    ),
    "any schema": (
        lambda found: [re.sub('"schema": "[0-9]+"', '"schema": "whatever"', found[0]), *found[1:]],
        ":1: \"whatever\" is not a schema number (four digits).",
    ),
    "no schema": (
        lambda found: [re.sub('"schema": "[0-9]+"', '"schema": null', found[0]), *found[1:]],
        ":1: None is not a schema number (four digits).",
    ),
    "a newer schema": (
        lambda found: [re.sub('"schema": "[0-9]+"', '"schema": "9999"', found[0]), *found[1:]],
        f":1: the export has schema 9999, but this pipectl reads schema {SCHEMA_VERSION}.",
    ),
    "no JSON": (lambda found: [*found, "{'a': 1}"], "an export: not JSON."),
    "an escape sequence": (
        lambda found: changed(found, "opportunity", title="a\x1b[31m"),
        "opportunity.title: The title can't contain a control character (U+001B at character 2",
    ),
    "an escape sequence in a note": (
        lambda found: changed(found, "activity", text="a\n\x1b]0;t\x07"),
        "activity.text: The text can't contain a control character (U+001B",
    ),
    "a line break in a title": (
        lambda found: changed(found, "opportunity", title="a\nb"),
        "opportunity.title: The title can't contain a line break (U+000A",
    ),
    "reordered text": (
        lambda found: changed(found, "account", name="a\u202eb"),
        "account.name: The name can't contain a character that reorders text (U+202E",
    ),
    "an invisible title": (
        lambda found: changed(found, "opportunity", title="\u200b"),
        "opportunity.title: The title is empty or invisible.",
    ),
    "letters in pieces": (
        lambda found: changed(found, "contact", name="e\u0301"),
        ("pipectl: x.jsonl:89: contact.name: \"é\" is not in stored form (trimmed, composed "
"Unicode (NFC)"),
    ),
    "a title without end": (
        lambda found: changed(found, "opportunity", title="x" * 501),
        "has 501 characters. The limit is 500.",
    ),
    "a tag without end": (
        lambda found: changed(found, "opportunity_tag", tag="x" * 51),
        "has 51 characters. The limit is 50.",
    ),
    "a slug that a shell would run": (
        lambda found: changed(found, "opportunity", slug="$(touch-pwn)"),
        "opportunity.slug: \"$(touch-pwn)\" is not valid. It needs ASCII letters and digits",
    ),
    "no currency": (
        lambda found: changed(found, "opportunity", currency="zzz"),
        'opportunity.currency: "zzz" is not an ISO 4217 currency.',
    ),
    "a setting that can't be": (
        lambda found: changed(found, "setting", value="19"),
        'setting.value: "19" is not an ISO 4217 currency.',
    ),
    "the year 1": (
        lambda found: changed(found, "opportunity", created_on="0001-01-01"),
        "opportunity.created_on: expected date.",
    ),
    "minutes that steer a terminal": (
        lambda found: changed(found, "review", minutes='{"reflections": ["\\u001b[31m"]}'),
        "review.minutes: The minutes can't contain a control character (U+001B",
    ),
    "minutes that are none": (
        lambda found: changed(found, "review", minutes="[" * 10_000),
        "is not JSON.",
    ),
    "a time that is none": (
        lambda found: changed(found, "next_action", due_time="25:00"),
        "next_action.due_time: \"25:00\" is not valid. It needs a time such as 14:30.",
    ),
    "endless days": (
        lambda found: changed(found, "stage", stalled_days=10**18),
        "stage.stalled_days: expected int.",
    ),
    "tomorrow's tomorrow": (
        lambda found: changed(found, "activity", done_on="2026-11-20"),
        "activity.done_on: 2026-11-20 is in the future: today is 2026-11-18.",
    ),
    "no rows at all": (
        lambda found: counted(found[:1], dict.fromkeys(json.loads(found[0])["tables"], 0)),
        "x.jsonl: the file has no rows.",
    ),
    "lost without a reason": (
        lambda found: changed(
            changed(found, "opportunity", status="lost", closed_on="2026-11-18"),
            "opportunity_history",
            status="lost",
            closed_on="2026-11-18",
        ),
        "x.jsonl: deal 1: lost without a reason. The file has 3 such problems.",
    ),
    "no history": (
        lambda found: without(found, "opportunity_history"),
        "x.jsonl: deal 1: no history.",
    ),
    "another amount than the history's": (
        lambda found: changed(found, "opportunity", amount_minor=1),
        "x.jsonl: deal 1: amount differs from its history.",
    ),
    "pushes that never were": (
        lambda found: changed(found, "opportunity", pushes=7),
        "x.jsonl: deal 1: number of pushes is out of date.",
    ),
    "closed before it began": (
        lambda found: changed(found, "opportunity", stage_entered_on="2026-01-01"),
        "x.jsonl: deal 1: stage date differs from its history.",
    ),
    "an account that isn't there": (
        lambda found: changed(found, "contact", account_id=99),
        "contact.account_id: the file has no account 99.",
    ),
    "an opportunity that isn't there": (
        lambda found: changed(found, "opportunity_tag", opportunity_id=99),
        "opportunity_tag.opportunity_id: the file has no opportunity 99.",
    ),
    "a parent that isn't there": (
        lambda found: changed(found, "opportunity", parent_id=99),
        "opportunity.parent_id: the file has no opportunity 99.",
    ),
    # When fields changed.
    "instants with a column less": (
        lambda found: [*found[:-1], '{"table": "changed", "row": {"of": "stage", "key": "[1]"}}'],
        "changed: a row needs the columns of, key, field, changed_at.",
    ),
    "instants that are a number": (
        lambda found: changed(found, "changed", changed_at=7),
        "changed.changed_at: the value is not text.",
    ),
    "instants of an unknown table": (
        lambda found: changed(found, "changed", of="journal_row"),
        "changed.of: changes of the table \"journal_row\" are not exported.",
    ),
    "instants of an unknown field": (
        lambda found: changed(found, "changed", of="opportunity", key="[1]", field="salary"),
        "changed.field: opportunity has no column \"salary\".",
    ),
    "instants of what can't go": (
        lambda found: changed(found, "changed", of="opportunity", key="[1]", field="gone"),
        "changed.field: opportunity has no column \"gone\".",
    ),
    "instants of no key": (
        lambda found: changed(found, "changed", of="opportunity", key="1", field=""),
        "changed.key: \"1\" is not a key of opportunity.",
    ),
    "instants of a key in broken JSON": (
        lambda found: changed(found, "changed", of="opportunity", key="[1", field=""),
        "changed.key: \"[1\" is not a key of opportunity.",
    ),
    "instants of a key nested deeply": (
        lambda found: changed(found, "changed", of="opportunity", key="[" * 100_000, field=""),
        "is not a key of opportunity.",
    ),
    "instants of a key too short": (
        lambda found: changed(found, "changed", of="activity", key="[]", field="gone"),
        "changed.key: \"[]\" is not a key of activity.",
    ),
    "instants of half a tag's key": (
        lambda found: changed(found, "changed", of="opportunity_tag", key="[1]", field="gone"),
        "changed.key: \"[1]\" is not a key of opportunity_tag.",
    ),
    "instants of a tag of a list": (
        lambda found: changed(
            found, "changed", of="opportunity_tag", key='[[1], "hot"]', field="gone"
        ),
        "is not a key of opportunity_tag.",
    ),
    "instants that are empty": (
        lambda found: changed(found, "changed", changed_at=""),
        "changed.changed_at: \"\" is not a time.",
    ),
    "an instant on no day": (
        lambda found: changed(found, "changed", changed_at="2026-13-18 10:00:00.000000"),
        "changed.changed_at: \"2026-13-18 10:00:00.000000\" is not a time.",
    ),
    "an instant with words behind it": (
        lambda found: changed(
            found, "changed", changed_at="2026-11-18 10:00:00.000000,yesterday"
        ),
        "changed.changed_at: \"yesterday\" is not a time.",
    ),
    "the instants of a field twice": (
        lambda found: [*found, found[-1]],
        "changed: the field is listed twice.",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The lines of a small store's export."""
    shell = Shell(tmp_path_factory.mktemp("exported"))
    shell("init")
    shell("goal", "set", "call", "20", "--per", "week")
    shell("config", "set", "fiscal_year_start", "4")
    shell("review", "monthly", "--obstacle", "Too few calls", "--no-input")
    shell("add", "Acme", "12k", "--account", "Acme", "--contact", "Jo", "--tag", "hot")
    shell("next", 1, "Call", "--due", "+3d")
    shell("log", "call", 1, "Spoke")
    return shell("export", "--what", "all").lines


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shell]:
    """An empty store and one in use, for what changes neither."""
    empty, used = (Shell(tmp_path_factory.mktemp(name)) for name in ("empty", "used"))
    empty("init")
    used("init")
    used("add", "Mine", "1k")
    return {"empty": empty, "used": used}


@pytest.mark.parametrize(("what", "store"), by_turns(HOSTILE, ["empty", "used"]))
def test_a_hostile_export_gets_one_clear_line_and_nothing_is_written(
    stores: dict[str, Shell], exported: list[str], what: str, store: str
) -> None:
    spoil, said = HOSTILE[what]
    Path("x.jsonl").write_text("".join(f"{line}\n" for line in spoil(exported)), "utf-8")
    text = refused(stores[store], "x.jsonl", "--from", "pipectl")
    assert said in text
    assert text.startswith(("pipectl: x.jsonl", "Read x.jsonl (pipectl export): "))


@pytest.mark.long  # all of them once more
def test_every_refusal_of_an_export_is_tried(
    stores: dict[str, Shell], exported: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files above cause each error of the reader of exports but those of the test below."""
    files, reached = (
        ("importing/rules/native.py", "importing/commands/native.py"),
        set[tuple[str, int]](),
    )
    for kind in (BadFileError, NotOursError):
        monkeypatch.setattr(kind, "__init__", watched(kind, reached))
    for spoil, _ in HOSTILE.values():
        Path("x.jsonl").write_text("".join(f"{line}\n" for line in spoil(exported)), "utf-8")
        stores["used"]("import", "x.jsonl", "--from", "pipectl", "--dry-run", code=4)
    missed = [
        place.words
        for place in places()
        if place.file in files
        and ("BadFileError(" in place.words or "NotOursError(" in place.words)
        and (place.file, place.line) not in reached
        and not any(words in place.words for words in ("middle of a line", "20 MB"))
    ]
    assert not missed


def watched(kind: type[Exception], reached: set[tuple[str, int]]) -> Callable[..., None]:
    """The error's constructor, which notes where it was called."""
    made = kind.__init__

    def noting(self: Exception, *words: Any, **more: Any) -> None:
        made(self, *words, **more)
        frame = sys._getframe(1)
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(SOURCE):
            reached.add((file.relative_to(SOURCE).as_posix(), frame.f_lineno))

    return noting


def test_a_cut_file_is_refused(pipectl: Shell, exported: list[str]) -> None:
    whole = "".join(f"{line}\n" for line in exported)
    for cut in (0, 1, 30, len(exported[0]), len(exported[0]) + 5, len(whole) - 1):
        Path("x.jsonl").write_text(whole[:cut], "utf-8")
        said = refused(pipectl, "x.jsonl", "--from", "pipectl")
        assert "this is not a pipectl export" in said or "ends in the middle of a line" in said
    assert "20 MB" in refused(pipectl, "-", "--from", "pipectl", stdin="x" * 20_000_001)


def test_an_export_in_which_no_stage_is_left_or_a_deal_stands_in_none_is_refused(
    pipectl: Shell, exported: list[str]
) -> None:
    of_stages = [place for place, line in enumerate(exported) if '"table": "stage"' in line]
    gone, one = list(exported), list(exported)
    for place in of_stages:
        gone[place] = gone[place].replace('"archived": 0', '"archived": 1')
    one[of_stages[0]] = gone[of_stages[0]]
    for lines, said in (
        (gone, "-: stages: there are none. The file has 2 such problems.\n"),
        (one, "-: deal 1: open, but its stage was removed.\n"),
        (without(exported, *json.loads(exported[0])["tables"][1:4], "stage"), "no stage 1."),
    ):
        assert said in refused(pipectl, "-", stdin="".join(f"{line}\n" for line in lines))
    assert pipectl("add", "Still works").code == 0


def test_what_was_wrong_here_before_is_not_the_file_s_fault(
    pipectl: Shell, exported: list[str]
) -> None:
    from imported import change

    pipectl("add", "Mine", "1k")
    change(pipectl, "update opportunity set amount_minor = 5")
    spoiled = "".join(f"{line}\n" for line in changed(exported, "opportunity", pushes=7))
    said = refused(pipectl, "-", stdin=spoiled)
    assert "-: deal 1: number of pushes is out of date." in said
    text = "".join(f"{line}\n" for line in exported)
    assert "1 new" in pipectl("import", "-", stdin=text).out


def test_a_file_that_was_cut_between_two_lines_is_refused(
    pipectl: Shell, exported: list[str]
) -> None:
    before = pipectl.state()
    for kept in range(1, len(exported)):
        said = refused(pipectl, "-", stdin="".join(f"{line}\n" for line in exported[:kept]))
        assert said.startswith("pipectl: - ends too early: ")
    assert pipectl.state() == before


def test_an_export_of_version_1_still_comes_in(pipectl: Shell, exported: list[str]) -> None:
    header = json.loads(exported[0])
    del header["rows"]
    lines = [json.dumps({**header, "pipectl": 1}), *exported[1:]]
    assert "1 new" in brought(pipectl, "-", stdin="".join(f"{line}\n" for line in lines)).out
    assert pipectl("export", "--what", "all").lines == exported


@pytest.mark.parametrize(
    "flags", ["--make-stages", "--map title=x", "--skip-errors", "--dates ymd"]
)
def test_flags_that_mean_nothing_here_are_refused(
    pipectl: Shell, exported: list[str], flags: str
) -> None:
    Path("x.jsonl").write_text("".join(f"{line}\n" for line in exported), "utf-8")
    said = refused(pipectl, "x.jsonl", *flags.split(), code=2)
    assert "can't be used with a pipectl export" in said
    assert "pipectl: Only one export can be imported at a time" in refused(
        pipectl, "x.jsonl", "x.jsonl", code=2
    )


def test_undo_refuses_where_a_row_was_changed_by_other_means(
    pipectl: Shell, exported: list[str]
) -> None:
    from imported import change

    Path("x.jsonl").write_text("".join(f"{line}\n" for line in exported), "utf-8")
    brought(pipectl, "x.jsonl")
    change(pipectl, "update activity set text = 'Mine'")
    before = pipectl.state()
    assert "its activity rows have since been changed" in pipectl("undo", code=4).err
    assert pipectl.state() == before


def test_what_texts_are_found_by_follows_from_them(pipectl: Shell, exported: list[str]) -> None:
    lines = changed(exported, "opportunity", title="Renamed by hand", title_folded="acme")
    Path("x.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    brought(pipectl, "x.jsonl")
    assert [each["id"] for each in pipectl("list", "renamed", "--json").json] == [1]


def test_every_text_that_is_kept_comes_back(pipectl: Shell, tmp_path: Path) -> None:
    """As long as it may be, and of every kind: nothing that can be typed is refused later."""
    long, note = "é" * 500, "n" * 99_000 + "\n\tlast"
    pipectl("add", long, "1k", "--account", "a" * 200, "--contact", "c" * 200, "--note", note)
    pipectl("edit", 1, "--source", "s" * 100, "--campaign", "c" * 100, "--tag", "t" * 50)
    answers = ("--buying", "yes", "--why", "w" * 2000, "--factor", long, "--override", long)
    pipectl("move", 1, "discovery", *answers, "--next", long, "--due", "fri 14:30")
    pipectl("done", 1, "--outcome", long)
    pipectl("edit", 1, "--close", "2027-01-01")
    pipectl("edit", 1, "--close", "2027-02-01", "--push-reason", long)
    pipectl("log", "note", 1, note)
    pipectl("lose", 1, "--reason", "r" * 200, "--competitor", "k" * 200, "--note", note)
    pipectl("add", "日本語", "--key", "k" * 200)
    pipectl("stage", "add", "s" * 60, "--probability", 5, "--definition", note)
    pipectl("stage", "criteria", "add", "discovery", "c" * 200)
    pipectl("action", "add", "a" * 100)
    pipectl("reason", "add", "r" * 200, "--for", "won")
    people = ("--email", f"{'e' * 240}@acme.example1", "--phone", "p" * 50, "--note", note)
    pipectl("contact", "edit", "c" * 200, "--title", "t" * 100, *people)
    pipectl(
        "config",
        "set",
        "holidays",
        ",".join(f"2026-{m:02}-{d:02}" for m in range(1, 13) for d in range(1, 29)),
    )
    pipectl("priority", "set", "p" * 200, "--action", "a" * 200)
    write_to = "x.jsonl"
    pipectl("export", "--what", "all", write_to)
    other = machine(tmp_path, "other")
    brought(other, write_to)
    assert other("export", "--what", "all").out == Path(write_to).read_text("utf-8")


def test_a_csv_or_the_deals_in_json_are_no_export_of_everything(acme: Shell) -> None:
    acme("export", "deals.csv")
    acme("export", "deals.json")
    acme("export", "deals.jsonl")
    assert acme("import", "--from", "pipectl", "deals.csv", code=4).err == (
        "pipectl: deals.csv:1: not a line of an export: not JSON.\n"
        "  To write one: `pipectl export --what all FILE`. For a CSV file, leave out --from.\n"
    )
    for name in ("deals.json", "deals.jsonl"):
        assert acme("import", name, code=4).err == (
            f"pipectl: {name}:1: this is JSON, not CSV.\n"
            "  Export as CSV instead (`pipectl export FILE`), or everything: `--what all`.\n"
        )
