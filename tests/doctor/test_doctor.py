"""`doctor`: silent where all is well, else what is wrong, where, and what to do."""

import os
import random
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

import suite_on_server
from conftest import Shell
from long_cases import one_in
from pipectl import disk
from pipectl.store.creation import PAGE_SIZE

SEE = "Correct it with pipectl. Earlier changes to it can't be undone."
FIX = "Repair it with `pipectl doctor --fix`."
# What a person is told to do about a row that can't be mended.
RESTORE = (
    "Restore a dump of the database, or a backup: see `pipectl restore --help`."
    if suite_on_server.IS_ON
    else "Restore a backup: `pipectl restore`."
)
FOREIGN = "not created by pipectl. Remove it with the program that added it."


LATER = "2026-11-24T10:00"


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a store that has something in every corner, grown over some days."""
    acme = Shell(tmp_path_factory.mktemp("grown"))
    acme("init")
    acme("add", "Acme rollout", "12k", "--close", "eoq", "--next", "Call", "--due", "fri")
    acme("quota", "set", "90k", "--period", "2026-Q4")
    acme("log", "call", "1", "Spoke to them", "--on", "2026-11-18")
    acme("add", "Birch audit", "9k", "--on", "2026-11-02", "--tag", "hot", "--contact", "Jo")
    acme("add", "Cedar", "3k", "--on", "2026-11-01", "--next", "Call")
    acme.now = "2026-11-20T10:00"
    acme("move", "1", "--buying", "yes", "--why", "Owner asked", "--next", "Mail", "--due", "+3d")
    acme("edit", "1", "--close", "2027-01-31")
    acme(
        "move", "2", "meeting", "--buying", "yes", "--why", "Met", "--next", "Mail", "--due", "fri"
    )
    acme.now = LATER
    acme("win", "2", "--amount", "8k")
    acme("lose", "3", "--reason", "no budget")
    acme("add", "Dogwood", "1k", "--next", "Call")
    acme("done", "1", "--outcome", "fine", "--then", "Call", "--due", "+1d")
    assert acme("doctor") == (0, "", "")
    return acme.home


@pytest.fixture
def lived(empty: Shell, grown: Path) -> Shell:
    """That store, to be spoiled."""
    shutil.copytree(grown, empty.home, dirs_exist_ok=True)
    empty.now = LATER
    return empty


def change(shell: Shell, *statements: str) -> None:
    """Change the store by other means."""
    shell.alter(*statements)


def told(shell: Shell, *words: str, code: int = 4) -> list[str]:
    """The findings, a line each."""
    shell.extra["COLUMNS"] = "10000"
    found = shell("doctor", *words, "--json", code=code).json
    return [f"{each['where']}: {each['what']}. {each['todo']}" for each in found]


# Well


def test_a_well_store_is_silent(lived: Shell) -> None:
    assert lived("doctor") == (0, "", "")
    assert lived("doctor", "--fix") == (0, "", "")
    assert lived("doctor", "--json").json == []
    assert lived("history", "--limit", "1", "--json").json[0]["command"].startswith("done")


def test_a_new_store_is_well(pipectl: Shell) -> None:
    assert pipectl("doctor") == (0, "", "")
    assert not Path(f"{pipectl.store}.backups").exists()


def test_the_demos_store_is_well(demo: Shell) -> None:
    assert demo("doctor") == (0, "", "")
    demo("undo")
    assert demo("doctor") == (0, "", "")


def test_a_store_at_the_default_location_is_well(empty: Shell) -> None:
    empty.extra["PIPECTL_DB"] = ""
    empty("add", "Tea")
    empty("config", "set", "decimal", ".")
    assert empty("doctor") == (0, "", "")


def lines(chance: random.Random) -> list[str]:
    """A random command line, which may be refused."""
    one = chance.randint(1, 8)
    days = chance.randint(0, 40)
    return chance.choice(
        [
            ["add", f"Deal {days}", f"{days}k", "--close", f"+{days}d", "--next", "Call"],
            ["add", "Old deal", "--on", f"-{days}d"],
            ["edit", str(one), "--close", f"+{days}d"],
            ["edit", str(one), "--clear", "close"],
            ["edit", str(one), "--created", f"-{days}d"],
            ["edit", str(one), "--amount", f"{days}k", "--probability", str(days)],
            ["move", str(one), "--buying", "yes", "--why", "x", "--next", "Mail", "--due", "+3d"],
            ["move", str(one), "discovery", "--buying", "unsure", "--why", "x", "--on", "-1d"],
            ["move", str(one), "proposal", "--buying", "yes", "--why", "x"],
            ["win", str(one), "--amount", f"{days}k", "--next", "Send invoice"],
            ["win", str(one), "--on", f"-{days}d"],
            ["lose", str(one), "--reason", "x"],
            ["lose", str(one), "--reason", "y", "--on", "-1d"],
            ["reopen", str(one)],
            ["delete", str(one), "--yes"],
            ["next", str(one), "Call", "--due", f"+{days}d"],
            ["done", str(one), "--outcome", "fine"],
            ["log", "call", str(one)],
            ["log", "meeting", str(one), "--on", f"-{days}d"],
            ["activity", "edit", str(one), "--on", f"-{days}d"],
            ["activity", "delete", str(one)],
            ["stage", "remove", "discovery", "--to", "meeting"],
            ["stage", "add", "Discovery", "--probability", str(days)],
            ["stage", "edit", "proposal", "--probability", str(days)],
            ["quota", "set", f"{days}k", "--period", "2026-Q4"],
            ["undo"],
            ["undo"],
            ["redo"],
        ]
    )


@pytest.mark.parametrize("seed", one_in(5, range(5)))
def test_a_store_is_well_whatever_was_done_with_it(pipectl: Shell, seed: int) -> None:
    chance, day, typed = random.Random(seed), date(2026, 11, 18), []
    for number in range(6):
        pipectl("add", f"Deal {number}", "5k", "--close", "eoq", "--on", f"-{number * 9}d")
    for _ in range(60):
        day += timedelta(days=chance.choice((0, 0, 1, 9)))
        pipectl.now = f"{day}T10:00"
        typed.append((day, lines(chance)))
        assert pipectl.outcome(*typed[-1][1]).code in (0, 2, 3, 4), typed[-1]
    assert pipectl.outcome("doctor") == (0, "", ""), typed


# What is wrong, one at a time

WRONG: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "amount": (
        ("update opportunity set amount_minor = 1 where id = 1",),
        [
            "deal 1: amount differs from its history."
            " Look at `pipectl show 1`, then correct it.",
            f"deal 1: amount changed outside pipectl. {SEE}",
        ],
    ),
    "status and stage": (
        ("update opportunity set stage_id = 1, status = 'deleted' where id = 4",),
        [
            "deal 4: status differs from its history."
            " Look at `pipectl show 4`, then correct it.",
            "deal 4: deleted, but has an open next action. " + FIX,
            f"deal 4: status changed outside pipectl. {SEE}",
        ],
    ),
    "no history": (
        ("delete from opportunity_history where opportunity_id = 4",),
        [
            f"deal 4: no history. {RESTORE}",
            f"deal 4: time in stages is out of date. {FIX}",
            f"deal history 10: deleted outside pipectl. {SEE}",
        ],
    ),
    "dates": (
        (
            "update opportunity set closed_on = '2026-11-01' where id = 2",
            "update opportunity_history set closed_on = '2026-11-01'"
            " where opportunity_id = 2 and status = 'won'",
        ),
        [
            "deal 2: closed on 2026-11-01, before entering its stage on 2026-11-20."
            " Use `pipectl edit 2 --created DATE` or `pipectl win|lose 2 --on DATE`.",
            f"deal 2: time in stages is out of date. {FIX}",
            f"stage 3: the time that won deals spent in it is out of date. {FIX}",
            f"deal 2: closed date changed outside pipectl. {SEE}",
            f"deal history 8: closed date changed outside pipectl. {SEE}",
        ],
    ),
    "no reason": (
        (
            "pragma ignore_check_constraints = on",
            "update opportunity set reason = ' ' where id = 3",
            "update opportunity_history set reason = ' ' where opportunity_id = 3",
        ),
        [
            "deal 3: lost without a reason."
            " Reopen it, then add one: `pipectl lose 3 --reason REASON`.",
            f"deal 3: reason changed outside pipectl. {SEE}",
            f"deal history 3: reason changed outside pipectl. {SEE}",
            f"deal history 9: reason changed outside pipectl. {SEE}",
        ],
    ),
    "empty reason": (
        (
            "pragma ignore_check_constraints = on",
            "update opportunity set reason = '' where id = 3",
        ),
        [
            f"table opportunity: a row breaks a rule of this table. {RESTORE}",
            "deal 3: reason differs from its history."
            " Look at `pipectl show 3`, then correct it.",
            "deal 3: lost without a reason."
            " Reopen it, then add one: `pipectl lose 3 --reason REASON`.",
            f"deal 3: reason changed outside pipectl. {SEE}",
        ],
    ),
    "two next actions": (
        (
            "drop index ux_next_action_open",
            "insert into next_action select 99, 'u', opportunity_id, stage_id, text, text_folded,"
            " kind, due_on, due_time, status, outcome, advanced, created_on, ended_on, every"
            " from next_action where opportunity_id = 1 and status = 'open'",
        ),
        [
            "index ux_next_action_open: missing, so invalid values are no longer rejected. "
            + RESTORE,
            "deal 1: several open next actions. Complete one: `pipectl done 1`.",
        ],
    ),
    "reference": (
        ("update activity set contact_id = 77 where id = 1",),
        [
            f"activity 1: refers to a contact that doesn't exist. {RESTORE}",
            f"activity 1: contact changed outside pipectl. {SEE}",
        ],
    ),
    "quota": (
        ("update quota set amount_minor = 1",),
        [
            "quota 2026-Q4: differs from its history."
            " Set it again: `pipectl quota set AMOUNT --period 2026-Q4`.",
            f"quota 1: amount changed outside pipectl. {SEE}",
        ],
    ),
    "stage": (
        ("update stage set probability_bp = 1 where id = 2",),
        [
            "stage Discovery: probability differs from its history."
            " Set it again: `pipectl stage edit --probability`.",
        ],
    ),
    "journal": (
        ("update journal_row set after = '{' where operation_id = 1",),
        [
            "operation 1: its changes can't be read. It can't be undone."
            f" {RESTORE}",
        ],
    ),
    "title": (
        ("update opportunity set title = 'ACME rollout' where id = 1",),
        [f"deal 1: title changed outside pipectl. {SEE}"],
    ),
    "a currency": (
        ("update setting set value = 'XXX'",),
        [
            'setting currency: invalid value "XXX".'
            " Currencies have three letters: USD, EUR, GBP, JPY."
            " Set it again: `pipectl config set currency VALUE`."
        ],
    ),
    "settings": (
        (
            "update setting set value = 'usd'",
            "insert into setting values ('working_days', 'xyz'), ('review_interval', '0')",
        ),
        [
            'setting currency: invalid value "usd".'
            " Set it again: `pipectl config set currency USD`.",
            'setting working_days: invalid value "xyz".'
            " Use days such as mon-fri or mon,tue,thu."
            " Set it again: `pipectl config set working_days VALUE`.",
            'setting review_interval: invalid value "0". Use a number of days from 1 to 366.'
            " Set it again: `pipectl config set review_interval VALUE`.",
        ],
    ),
    "what isn't ours": (
        (
            "create trigger spy after insert on opportunity begin select 1; end",
            "create view ours as select 1",
            "create table bookmark (seen_on date)",
            "insert into bookmark values ('no date')",
            "create unique index mine on opportunity (title)",
            "create index ix_bookmark on bookmark (seen_on)",
        ),
        [
            f"{what}: {FOREIGN}"
            for what in (
                *("index ix_bookmark", "index mine", "table bookmark"),
                *("trigger spy", "view ours"),
            )
        ],
    ),
    "columns that aren't ours, whatever they hold": (
        (
            "alter table opportunity add column mycol text",
            "alter table opportunity add column title2_folded text",
            "alter table account add column seen date default 'never'",
            "update opportunity set mycol = 'keep', title2_folded = 'ÄH'",
        ),
        [
            f"column {name}: {FOREIGN}"
            for name in ("account.seen", "opportunity.mycol", "opportunity.title2_folded")
        ],
    ),
    "an operation of nothing": (
        ("insert into journal_operation values (99, '2026-11-24', '2026-11-24', 'x', 'done', '')",),
        [f"operation 99: its changes are missing. It can't be undone. {RESTORE}"],
    ),
    "row gone": (
        ("delete from opportunity_tag",),
        [f"deal tag 2, hot: deleted outside pipectl. {SEE}"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told(lived: Shell, name: str) -> None:
    statements, wanted = WRONG[name]
    change(lived, *statements)
    before = lived.state()
    assert told(lived) == wanted
    assert lived.state() == before


def test_a_quota_of_a_segment_in_another_currency_is_named_in_full(lived: Shell) -> None:
    lived("segment", "add", "Big deals", "--where", "amount>10k")
    lived("quota", "set", "5k", "--currency", "EUR", "--segment", "Big deals")
    change(lived, "update quota set amount_minor = 1 where currency = 'EUR'")
    assert told(lived)[0] == (
        "quota 2026-Q4: differs from its history. Set it again:"
        ' `pipectl quota set AMOUNT --period 2026-Q4 --currency EUR --segment "Big deals"`.'
    )


def test_findings_are_wrapped_to_the_screen(lived: Shell) -> None:
    change(lived, "update opportunity set pushes = 9, title = 'ACME ROLLOUT' where id = 1")
    for columns in ("80", "100", "300"):
        lived.extra["COLUMNS"] = columns
        found = lived("doctor", code=4)
        assert found.err == ""
        assert " ".join(found.out.split()) == (
            f"deal 1: number of pushes is out of date. {FIX}"
            f" deal 1: title changed outside pipectl. {SEE}"
        )
        assert all(len(line) <= min(int(columns), 100) for line in found.lines)


@pytest.mark.parametrize(("many", "told_as"), [(3, "1: ; 2: ; 3: "), (7, "")])
def test_many_like_findings_are_told_together(lived: Shell, many: int, told_as: str) -> None:
    for number in range(5, 8):
        lived("add", f"Deal {number}")
    change(lived, f"update opportunity set pushes = 9 where id <= {many}")
    assert len(told(lived)) == many
    text = " ".join(lived("doctor", code=4).out.split())
    what = f"number of pushes is out of date. {FIX}"
    if told_as:
        assert text == " ".join(f"deal {number}: {what}" for number in range(1, 4))
    else:
        assert text == f"deals 1, 2, 3, 4, 5 and 2 more: {what}"
        mended = " ".join(lived("doctor", "--fix").out.split())
        assert mended.startswith("Repaired: deals 1, 2, 3, 4, 5 and 2 more: number")


def test_like_findings_in_other_words_are_told_by_the_first(lived: Shell) -> None:
    folder = Path(f"{lived.store}.backups")
    for number in range(5):
        shutil.copyfile(lived.store, folder / f"2026111{number}T100000Z-asked.db")
        (folder / f"2026111{number}T100000Z-asked.db").chmod(0o644 if number else 0o640)
    lived.extra["COLUMNS"] = "10000"
    names = [f"2026111{number}T100000Z-asked.db" for number in (4, 3, 2, 1, 0)]
    said = (
        f"{folder}/{', '.join(names[:4])} and {names[4]}, for example:"
        f" other users can access it (mode 0644, should be 0600). {FIX}"
    )
    assert "".join(lived("doctor", code=4).out.split()) == said.replace(" ", "")


# Imported rows have no images of their own: a digest tells whether they are as they were.


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose store had an import, and much done to it since."""
    run = Shell(tmp_path_factory.mktemp("loaded"))
    run("init")
    file = run.home / "deals.csv"
    rows = [f"{n},Deal {n},Acme {n},{n}00,Discovery,2026-11-0{n}" for n in range(1, 9)]
    file.write_text("\n".join(["deal_id,title,account,amount,stage,created_on", *rows]))
    run("import", file)
    run("edit", 1, "--amount", "5k", "--tag", "hot", "--account", "Acme 2")
    run("log", "call", 2)
    run("move", 3, "--buying", "yes", "--why", "x", "--next", "Call", "--due", "fri")
    run("win", 3)
    run("delete", 4, "--yes")
    run("edit", 5, "--close", "eoq")
    run("edit", 5, "--close", "+90d")
    run("undo")
    run("account", "edit", "acme 6", "--name", "Birch 6")
    run("log", "call", 6, "one", "--on", "2026-11-17")
    assert run("doctor") == (0, "", "")
    return run.home


@pytest.fixture
def imported(empty: Shell, loaded: Path) -> Shell:
    """That store, to be spoiled."""
    shutil.copytree(loaded, empty.home, dirs_exist_ok=True)
    return empty


def test_a_column_of_somebody_else_is_no_change_of_imported_rows(imported: Shell) -> None:
    change(
        imported,
        "alter table opportunity add column mycol text",
        "update opportunity set mycol = 'keep'",
    )
    assert told(imported) == [f"column opportunity.mycol: {FOREIGN}"]


RANGE = f"It can't be undone. {RESTORE}"
SPOILED_ROWS = {
    "a value": ("update opportunity set title = 'x' where id = 8", "opportunity"),
    "a value of a changed row": ("update account set note = 'x' where id = 5", "account"),
    "a row gone": ("delete from external_record where identifier = '7'", "external record"),
    "a row more": (
        "insert into external_record values ('csv', 'x', 7)",
        "external record",
    ),
}


@pytest.mark.parametrize("name", SPOILED_ROWS)
def test_imported_rows_that_changed_by_other_means_are_told(imported: Shell, name: str) -> None:
    statement, table = SPOILED_ROWS[name]
    change(imported, statement)
    words = table.replace("opportunity", "deal")
    what = f"operation 1: its {words} rows were changed outside pipectl. {RANGE}"
    assert what in told(imported)
    if name == "a value":  # as the undo of it says
        while (done := imported.outcome("undo")).code == 0:
            pass
        assert "since been changed outside pipectl" in done.err


def test_whatever_is_undone_of_an_import_and_after_it_the_store_is_well(imported: Shell) -> None:
    for step in ("undo", "redo"):
        while imported.outcome(step).code == 0:
            assert imported("doctor") == (0, "", "")
    imported("undo")
    imported("account", "forget", "Birch 6", "--yes")
    assert imported("doctor") == (0, "", "")
    while imported.outcome("undo").code == 0:
        pass
    assert imported("list", "--json").json == []
    assert imported("doctor") == (0, "", "")


def test_what_an_undone_import_keeps_must_be_readable(imported: Shell) -> None:
    while imported.outcome("undo").code == 0:
        pass
    sound = imported.store.read_bytes()
    for value in ("content = 'x'", "content = null", "digest = 'x'"):
        imported.store.write_bytes(sound)
        change(imported, f"update journal_range set {value} where table_name = 'account'")
        assert told(imported) == [f"operation 1: the rows that it created can't be read. {RANGE}"]


def test_what_is_derived_of_imported_rows_is_mended_for_good(imported: Shell) -> None:
    change(imported, "update opportunity set pushes = 9 where id = 8")
    found = imported("doctor", "--fix", "--json").json
    assert [each["where"] for each in found] == ["deal 8"]
    assert imported("doctor") == (0, "", "")


# Mended


def test_what_breaks_a_rule_of_its_table_is_mended_too(lived: Shell) -> None:
    change(
        lived,
        "pragma ignore_check_constraints = on",
        "update opportunity set pushes = -4 where id = 1",
    )
    rule = f"table opportunity: a row breaks a rule of this table. {RESTORE}"
    assert told(lived)[0] == rule
    lived.now = "2026-11-24T11:00"
    lived("backup")
    assert told(lived, "--fix", code=0)[0] == rule
    assert lived("doctor") == (0, "", "")
    assert lived("undo", code=4).err == (
        "pipectl: Operation 13 (doctor --fix --json) can't be reversed:"
        " its deal would break a rule of the store.\n"
    )
    lived("restore", "20261124T110000Z-asked.db", "--yes")
    assert told(lived)[0] == rule


def test_another_broken_rule_of_the_row_keeps_nothing_from_being_mended(lived: Shell) -> None:
    change(
        lived,
        "pragma ignore_check_constraints = on",
        "update opportunity set pushes = 9, reason = '' where id = 3",
    )
    found = lived("doctor", "--fix", "--json", code=4).json
    assert [each["what"] for each in found if each["mended"]] == ["number of pushes is out of date"]
    assert {each["kind"] for each in found if not each["mended"]} == {
        *("rule", "history", "reason"),
    }


DERIVED = (
    "update opportunity set pushes = 9, last_contact_on = null where id = 1",
    "update opportunity set asked_on = '2026-11-01', buying = 'no' where id = 2",
    "delete from stage_visit where opportunity_id = 2",
    "insert into stage_visit values (3, 4, 5, true, true)",
    "update stage_visit set days = days + 1 where opportunity_id = 1",
    "update stage_pace set slow_days = 99",
    "insert or replace into stage_pace values (5, 3, 3)",
)


def rows(shell: Shell) -> dict[str, list[tuple[object, ...]]]:
    """What is derived."""
    with shell.opened() as store:
        return {
            "opportunity": store.execute("select * from opportunity order by id").fetchall(),
            "stage_visit": sorted(store.execute("select * from stage_visit").fetchall()),
            "stage_pace": [
                row
                for row in sorted(store.execute("select * from stage_pace").fetchall())
                if row[1]
            ],
        }


@pytest.mark.parametrize("number", [*range(len(DERIVED)), None])
def test_what_is_derived_is_found_and_mended(lived: Shell, number: int | None) -> None:
    before = rows(lived)
    change(lived, *(DERIVED if number is None else [DERIVED[number]]))
    wrong = told(lived)
    assert wrong
    assert all(line.endswith(FIX) for line in wrong)
    mended = lived("doctor", "--fix", "--json").json
    assert len(mended) == len(wrong)
    assert all(each["mended"] for each in mended)
    assert lived("doctor") == (0, "", "")
    assert rows(lived) == before


def test_mending_is_one_operation_after_a_backup(lived: Shell) -> None:
    change(lived, *DERIVED)
    spoiled = rows(lived)
    done = lived("doctor", "--fix")
    assert " ".join(done.out.split()).startswith(
        "Repaired: deal 1: number of pushes, last contact and time in stages are out of date"
    )
    assert lived("history", "--limit", "1", "--json").json[0]["command"] == "doctor --fix"
    names = os.listdir(f"{lived.store}.backups")
    assert "20261124T100000Z-before-fix.db" in names
    lived("undo")
    assert rows(lived) == spoiled


def test_a_next_action_of_a_lost_one_is_dropped(lived: Shell) -> None:
    change(
        lived,
        "update next_action set opportunity_id = 3 where opportunity_id = 1 and status = 'open'",
    )
    lived("doctor", "--fix")
    with lived.opened() as store:
        found = store.execute(
            "select status, ended_on from next_action where opportunity_id = 3 order by id"
        ).fetchall()
    assert found[-1] == ("dropped", "2026-11-24")
    assert lived("doctor") == (0, "", "")


def test_what_cant_be_mended_stays_reported(lived: Shell) -> None:
    change(lived, DERIVED[0], "update opportunity set amount_minor = 1 where id = 4")
    found = lived("doctor", "--fix", "--json", code=4).json
    assert [each["mended"] for each in found] == [True, False, False]
    assert found[1]["where"] == "deal 4"


def test_without_a_backup_nothing_is_mended(lived: Shell) -> None:
    change(lived, DERIVED[0])
    folder = Path(f"{lived.store}.backups")
    folder.rename(lived.home / "away")
    folder.write_text("in the way")
    before = lived.state()
    assert "can't be backed up" in lived("doctor", "--fix", code=5).err
    assert lived.state() == before
    assert f"{folder}: not a folder." in " ".join(told(lived))


# Around the store


def test_files_that_others_can_read_are_told_and_closed(lived: Shell) -> None:
    lived("config", "set", "color", "never")
    folder = Path(f"{lived.store}.backups")
    settings = lived.home / ".config" / "pipectl"
    backup = sorted(folder.iterdir())[0]
    loose = {lived.store: 0o644, folder: 0o755, backup: 0o640}
    loose |= {settings: 0o755, settings / "config.toml": 0o604}
    for path, mode in loose.items():
        path.chmod(mode)
    wanted = {path: "0700" if path.is_dir() else "0600" for path in loose}
    assert sorted(told(lived)) == sorted(
        f"{path}: other users can access it (mode {mode:04o}, should be {wanted[path]}). {FIX}"
        for path, mode in loose.items()
    )
    lived("doctor", "--fix")
    assert lived("doctor") == (0, "", "")
    modes = {path: path.stat().st_mode & 0o777 for path in loose}
    assert set(modes.values()) == {0o600, 0o700}


def test_a_folder_that_isnt_ours_alone_is_not_judged(lived: Shell) -> None:
    lived.home.chmod(0o755)
    assert lived("doctor") == (0, "", "")
    lived.extra["PIPECTL_DB"] = ""
    own = lived.home / ".local/share/pipectl"
    lived("add", "Tea")
    own.chmod(0o755)
    assert told(lived) == [f"{own}: other users can access it (mode 0755, should be 0700). {FIX}"]


def test_what_a_kill_left_is_told_after_a_day_and_removed_and_what_is_being_written_stays(
    lived: Shell,
) -> None:
    folder, number = Path(f"{lived.store}.backups"), iter("0123456789")
    left = [
        place / f".pipectl.db.{next(number) * 16}.new{ending}"
        for place in (lived.home, folder)
        for ending in ("", "-journal")
    ]
    foreign = [lived.home / name for name in (".other.db.0000000000000000.new", ".pipectl.db.txt")]
    for path in (*left, *foreign):
        path.write_text("x")
        aged(path, hours=23)
    assert lived("doctor") == (0, "", "")
    for path in (*left, *foreign):
        aged(path, hours=25)
    handle, held = disk.open_aside(lived.store)  # as a running program does
    aged(held, hours=25)
    what = "temporary file left behind by an interrupted command"
    assert told(lived) == [f"{path}: {what}. {FIX}" for path in left]
    lived("doctor", "--fix")
    assert [path.exists() for path in (*left, *foreign, held)] == [False] * 4 + [True] * 3
    assert lived("doctor").out == ""
    os.close(handle)
    assert told(lived) == [f"{held}: temporary file left behind by an interrupted command. {FIX}"]


def aged(path: Path, hours: int) -> None:
    """Make a file that many hours old."""
    then = 1795514400 - hours * 3600  # before 2026-11-24 10:00
    os.utime(path, (then, then))


@pytest.mark.files("about the copies beside a file, and its free pages")
def test_a_leftover_that_nobody_can_hold_is_told_after_a_day(lived: Shell) -> None:
    """As an earlier version called it, or where files can't be held."""
    young, old = lived.home / ".pipectl.db.12.new", lived.home / ".pipectl.db.34.new"
    for path, hours in ((young, 1), (old, 25)):
        path.write_text("x")
        aged(path, hours)
    assert told(lived) == [f"{old}: temporary file left behind by an interrupted command. {FIX}"]
    lived("doctor", "--fix")
    assert [path.exists() for path in (young, old)] == [True, False]


def test_backups_that_stopped_are_told(lived: Shell) -> None:
    folder = Path(f"{lived.store}.backups")
    for path in folder.iterdir():
        path.unlink()
    assert told(lived) == [f"{folder}: contains no backups. Back up now: `pipectl backup`."]
    lived.now = "2026-11-01T10:00"
    lived("backup")
    lived.now = "2026-11-24T23:00"
    assert told(lived) == [
        f"{folder}: the latest backup is older than the latest change (2026-11-24)."
        " Back up now: `pipectl backup`."
    ]
    lived.now = "2026-11-30T10:00"
    lived("doctor", "--fix")
    assert lived("doctor") == (0, "", "")


def test_destroyed_backups_are_told_each_by_name(lived: Shell) -> None:
    folder = Path(f"{lived.store}.backups")
    for path in folder.iterdir():
        path.unlink()
    sound = lived.store.read_bytes()
    torn = bytearray(sound)
    torn[PAGE_SIZE * 4 : PAGE_SIZE * 8] = b"\xff" * PAGE_SIZE * 4
    for day, data in enumerate(
        (
            sound,
            b"",
            sound[:-PAGE_SIZE],
            bytes(len(sound)),
            b"notes",
            sound[:68] + bytes(4) + sound[72:],
        )
    ):
        (folder / f"2026111{day}T100000Z-daily.db").write_bytes(data)
    (folder / "20261124T100000Z-daily.db").write_bytes(torn)
    (folder / "20261118T100000Z-damaged.db").write_bytes(b"kept as it is")
    (folder / "20261119T100000Z-daily.db").mkdir()
    for path in folder.iterdir():
        path.chmod(0o700 if path.is_dir() else 0o600)
    todo = "Delete it: it can't be restored. Take a new one: `pipectl backup`."
    said = {
        "20261111": "it is empty",
        "20261112": "the file is cut off",
        "20261113": "it is damaged: it isn't a SQLite file",
        "20261114": "it is damaged: it isn't a SQLite file",
        "20261115": "it isn't a pipectl store",
        "20261119": "it isn't a file",
        "20261124": "it is damaged",
    }
    wanted = [f"{folder / day}T100000Z-daily.db: {why}. {todo}" for day, why in said.items()]
    older = "the latest backup is older than the latest change"
    assert [line for line in told(lived) if older not in line] == wanted
    assert "can't be used" in lived("restore", "20261124T100000Z-daily", "--yes", code=5).err
    lived("restore", "20261110T100000Z-daily", "--yes")


def test_little_room_is_told(lived: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(lived.home)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    size = lived.store.stat().st_size
    assert told(lived) == [
        f"{lived.home}: 1,000 bytes free on this disk, less than twice the store's size"
        f" ({size:,} bytes)."
        " Free up space on it."
    ]


@pytest.mark.parametrize(
    ("folder", "synced"),
    [
        ("Dropbox", True),
        ("Dropbox (Personal)", True),
        ("OneDrive - Acme Ltd", True),
        ("Google Drive", True),
        ("GoogleDrive", True),
        ("Library/Mobile Documents/x", True),
        ("iCloudDrive", True),
        ("Dropbox-less", False),
        ("my dropboxes", False),
    ],
)
def test_a_synced_folder_is_told(lived: Shell, folder: str, synced: bool) -> None:
    there = lived.home / folder / "pipectl.db"
    there.parent.mkdir(parents=True)
    lived.store.rename(there)
    lived.store = there
    (found,) = [*told(lived, code=4 if synced else 0), ""][:1]
    assert ("may sync a half-written change" in found) == synced


# Damaged


@pytest.mark.parametrize("count", [40, pytest.param(120, marks=pytest.mark.long)])
def test_flipped_bytes_are_a_line_and_exit_5_or_findings(lived: Shell, count: int) -> None:
    """Never a traceback, a hang, or a changed file."""
    sound, chance = lived.store.read_bytes(), random.Random(7)
    codes = []
    for _ in range(count):
        data = bytearray(sound)
        for _ in range(chance.choice((1, 1, 40))):
            data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
        lived.store.write_bytes(data)
        done = lived.outcome("doctor")
        assert done.code in (0, 4, 5), done
        if done.code == 5:
            assert done.out == ""
            assert done.err.startswith("pipectl: ")
            assert len(done.err.splitlines()) <= 2, done.err
        assert lived.state() == bytes(data)
        codes.append(done.code)
    assert codes.count(5) > count / 6
    assert not list(lived.home.rglob("defects.log"))


# An index that SQLite made by itself has no statement.
UNNAMED = (
    "pragma writable_schema = on",
    "update sqlite_master set name = cast(name as blob)"
    " where tbl_name = 'criterion_met' and sql is null",
)
SPOILED: dict[str, Callable[[Shell], None]] = {
    "an index": lambda shell: change(
        shell,
        "pragma writable_schema = on",
        "delete from sqlite_master where name = 'ix_opportunity_status_close'",
    ),
    "a name in the schema": lambda shell: change(shell, *UNNAMED),
    "a value": lambda shell: change(shell, "update opportunity set created_on = 'soon'"),
    "a date": lambda shell: change(
        shell, "update opportunity_history set created_on = '0000-01-01' where id = 1"
    ),
    "a text": lambda shell: change(
        shell, "update opportunity set title = cast(x'ff' as text) where id = 1"
    ),
    "a text that no operation wrote": lambda shell: change(
        shell, "update template set body = body || cast(x'ff' as text) where id = 2"
    ),
}


@pytest.mark.files("about damage to a store's file, and what restores it")
@pytest.mark.parametrize("name", SPOILED)
def test_a_damaged_store_is_exit_5(lived: Shell, name: str) -> None:
    SPOILED[name](lived)
    for words in (["doctor"], ["doctor", "--fix"], ["doctor", "--json"]):
        done = lived(*words, code=5)
        assert done.out == ""
        assert done.err.startswith(f"pipectl: The store {lived.store} is damaged")
        assert len(done.err.splitlines()) == 2


@pytest.mark.files("about damage to a store's file")
@pytest.mark.parametrize("line", ["add Birch", "undo", "win 1", "list"])
def test_a_name_in_the_schema_that_is_no_text_is_damage_to_whoever_writes(
    lived: Shell, line: str
) -> None:
    change(lived, *UNNAMED)
    before = lived.state()
    done = lived(*line.split(), code=0 if line == "list" else 5)
    assert line == "list" or done.err.startswith(f"pipectl: The store {lived.store} is damaged")
    assert lived.state() == before


# What can be saved of a store whose journal is damaged


UNREAD = (
    "Warning: the changes of operation {} can't be read, so the export doesn't say when their "
    "values changed. If you import it into a store that has these deals, older values there may "
    "stay. See `pipectl doctor`.\n"
)


@pytest.mark.parametrize("image", ["{", "[]", ""])
@pytest.mark.parametrize("words", [["export"], ["export", "--what", "all"]])
def test_everything_can_be_exported_though_the_journal_is_damaged(
    lived: Shell, words: list[str], image: str
) -> None:
    lived.extra["COLUMNS"] = "10000"
    whole = lived(*words).out
    number = "(select max(operation_id) from journal_row where table_name = 'opportunity')"
    change(lived, f"update journal_row set after = '{image}' where operation_id = {number}")
    with lived.opened() as store:
        at = store.execute(f"select {number}").fetchone()[0]
    done = lived(*words)
    assert done.err == UNREAD.format(at)
    table = '{"table": "opportunity", '
    if words == ["export"]:
        assert len(done.out.splitlines()) == len(whole.splitlines())
    else:
        deals, before = (
            [line for line in text.splitlines() if line.startswith(table)]
            for text in (done.out, whole)
        )
        assert deals == before != []
    assert not list(lived.home.rglob("defects.log"))


@pytest.mark.parametrize("words", [["history"], ["undo"], ["reopen", "{lost}"]])
def test_a_command_that_needs_the_damaged_journal_says_so(lived: Shell, words: list[str]) -> None:
    with lived.opened() as store:
        closed = store.execute("select id from opportunity where status = 'lost'").fetchone()[0]
    change(lived, "update journal_row set after = '{' where after is not null")
    done = lived.outcome(*[word.format(lost=closed) for word in words], "--no-input")
    assert done.code in (0, 5), done
    assert "nternal error" not in done.err
    assert not list(lived.home.rglob("defects.log"))


# What no command makes: stages that are gone


NO_STAGE = "invalid or missing: a stage in use"


@pytest.mark.files("about damage to a store's file, and what restores it")
def test_a_store_without_stages_is_damaged_and_says_what_helps(lived: Shell) -> None:
    change(lived, "update stage set archived = true")
    for words in (["add", "Tea"], ["board"], ["coverage"]):
        done = lived(*words, code=5)
        assert NO_STAGE in done.err
        assert "See what is wrong: `pipectl doctor`. Restore a backup" in done.err
    found = told(lived)
    assert (
        f"stages: there are none. Add one: `pipectl stage add NAME --probability N`. {RESTORE}"
        in (found)
    )
    removed = "open, but its stage was removed"
    todo = "Move it to another stage: `pipectl move 4 STAGE`."
    assert f"deal 4: {removed}. {todo}" in found
    lived("stage", "add", "Anew", "--probability", "50")
    lived("move", "4", "anew", "--buying", "yes", "--why", "x", "--next", "Mail", "--due", "+3d")
    assert not any(line.startswith(("deal 4: it is", "stages:")) for line in told(lived))


def test_stages_in_the_same_place_are_told(lived: Shell) -> None:
    change(lived, "update stage set position = 1 where position = 2")
    assert told(lived)[0] == (
        "stages: two or more have the same position."
        " Put them in order: `pipectl stage move STAGE --after STAGE`."
    )


def test_an_opportunity_whose_stage_is_gone_is_never_left_out(lived: Shell) -> None:
    change(lived, "update opportunity set stage_id = 99 where id = 1")
    for words in (
        ["list"],
        ["list", "--json"],
        ["today"],
        ["show", "1"],
        ["board"],
        ["export"],
        ["export", "--what", "all"],
        ["remind", "--within", "1m"],
    ):
        done = lived(*words, code=5)
        assert done.out == "", words
        assert "is damaged" in done.err or "refers to a stage that doesn't exist" in done.err, words
    change(lived, "update opportunity set stage_id = 2 where id = 1")
    change(lived, "update opportunity_history set stage_id = 99 where opportunity_id = 1")
    assert lived("show", "1", code=5).out == lived("export", "--what", "history", code=5).out == ""


def test_what_no_store_would_take_in_is_not_handed_out(lived: Shell) -> None:
    change(lived, "update opportunity set amount_minor = 1 where id = 1")
    done = lived("export", "--what", "all", lived.home / "x.jsonl", code=5)
    assert (
        "The export couldn't be imported again: deal 1: amount differs from its history" in done.err
    )
    assert not (lived.home / "x.jsonl").exists()
    assert lived("export").code == 0


# What no command writes: histories and folded texts by other means


def test_a_row_of_history_that_no_operation_wrote_is_told(lived: Shell) -> None:
    change(
        lived,
        "create temp table copy as select * from opportunity_history where id = 1",
        "update copy set id = 900",
        "insert into opportunity_history select * from copy",
    )
    what = "row 900 of its history was written outside pipectl"
    assert f"deal 1: {what}. {RESTORE}" in told(lived)


FOLDED = {
    "opportunity": "title",
    "opportunity_tag": "tag",
    "contact": "name",
    "stage": "name",
    "next_action": "text",
}


@pytest.mark.parametrize("table", FOLDED)
def test_what_texts_are_compared_by_is_told_and_mended(lived: Shell, table: str) -> None:
    column = FOLDED[table]
    change(
        lived,
        f"update {table} set {column}_folded = 'zz' where rowid = (select max(rowid) from {table})",
    )
    what = f"{column} can't be searched: its search key is out of date. {FIX}"
    assert any(line.endswith(what) for line in told(lived))
    told(lived, "--fix", code=0)
    assert lived("doctor") == (0, "", "")


def test_a_name_with_a_character_that_nobody_can_see_is_told(lived: Shell) -> None:
    change(lived, "update contact set name = name || char(8203)")
    what = "name contains an invisible character (U+200B). Retype it without that character."
    assert f"contact 1: {what}" in told(lived)


def test_a_run_of_a_sequence_without_an_open_step_is_named_and_ended(empty: Shell) -> None:
    empty("init")
    empty("sequence", "add", "Intro", "--step", "0d outreach", "--step", "3d call")
    for number in (1, 2):
        empty("add", f"Deal {number}")
        empty("sequence", "start", "intro", number)
    empty("add", "Sold")
    empty("win", 3)
    empty("sequence", "start", "intro", 3)
    assert empty("doctor").out == ""
    change(empty, "delete from sequence_touch where next_action_id = 1")
    change(empty, "update next_action set status = 'done', ended_on = created_on where id = 2")
    where = 'is in the sequence "Intro", but none of its steps is the next action. ' + FIX
    assert [each for each in told(empty) if "sequence " in each and "deal" in each] == [
        f"deal 1: {where}",
        f"deal 2: {where}",
    ]
    empty("doctor", "--fix", code=4)
    assert not [each for each in told(empty) if where in each]
    shown = empty("sequence", "show", "intro", "--json").json
    assert ([each["opportunity"] for each in shown["runs"]], shown["ended"]) == ([3], 2)


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_the_tables_that_litestream_keeps_in_a_store_are_no_fault(acme: Shell) -> None:
    with acme.opened() as store:
        store.execute("create table _litestream_seq (id integer primary key, seq integer)")
        store.execute("create table _litestream_lock (id integer)")
    assert acme("doctor").out == ""
    acme("add", "Tea")
    acme("backup")
    acme("delete", "tea", "--yes")
    acme("restore", "--yes")
    assert [each["title"] for each in acme("list", "--json").json] == ["Acme rollout", "Tea"]
