"""What belongs to a store, where that is on a server: backups, texts, hooks, what cron is told."""

import re

import pytest

from conftest import Shell
from pipectl.server_address import ServerStore, server_store
from servers import PASSWORD, QUOTED, copied, session


@pytest.fixture
def on_server(demo: Shell) -> Shell:
    """A home whose store is a copy of the demo's on the server."""
    demo.extra = {"PIPECTL_DB": copied(demo.store).url}
    return demo


def place_of(shell: Shell) -> ServerStore:
    """Where the shell's store is."""
    return server_store(shell.extra["PIPECTL_DB"])


def test_a_backup_is_a_full_export_that_another_store_takes_in(on_server: Shell) -> None:
    done = on_server("backup", "--json")
    assert "for `pipectl import`" in done.err
    (listed,) = on_server("backup", "list", "--json").json
    assert {key: listed[key] for key in done.json} == done.json
    folder = on_server.home / ".local/share/pipectl" / f"{place_of(on_server).file_name}.backups"
    assert [str(each) for each in folder.iterdir()] == [done.json["path"]]
    assert folder.stat().st_mode & 0o777 == 0o700
    there = on_server("list", "--all", "--json").json
    on_server.extra = {"PIPECTL_DB": str(on_server.home / "new.db")}
    on_server("init")
    on_server("import", done.json["path"])
    here = on_server("list", "--all", "--json").json
    assert [each["title"] for each in here] == [each["title"] for each in there]


def test_an_export_never_lands_in_the_folder_of_the_backups(on_server: Shell) -> None:
    path = on_server("backup", "--json").json["path"]
    done = on_server("export", "--what", "all", path, "--force", code=4)
    assert "is in the folder of the store's backups" in done.err


def test_restore_says_what_to_do_instead(on_server: Shell) -> None:
    done = on_server("restore", "--yes", code=4)
    assert done.err == (
        f"pipectl: `restore` can't replace a store on a server: {place_of(on_server)}.\n"
        "  Restore the server's own backup (pg_restore), or import one of `pipectl backup` into a"
        " new store: `pipectl init --db ADDRESS`, then `pipectl import FILE`.\n"
    )


def test_cron_is_told_the_address_without_the_password(on_server: Shell) -> None:
    for flag in ("--crontab", "--systemd"):
        done = on_server("remind", flag)
        assert "The password isn't in these lines." in done.err
        assert "remind --once --db postgresql://seller@127.0.0.1" in re.sub("['\"]", "", done.out)
        assert QUOTED not in done.out
        assert PASSWORD not in done.out


def test_a_hook_is_told_the_whole_address(on_server: Shell) -> None:
    hook = on_server.home / ".config/pipectl/hooks/on-add"
    hook.parent.mkdir(parents=True, mode=0o700)
    hook.write_text('#!/bin/sh\nprintf %s "$PIPECTL_DB" > "$HOME/told"\n')
    hook.chmod(0o700)
    on_server("add", "Tea")
    assert (on_server.home / "told").read_text() == place_of(on_server).url


def test_forget_says_what_the_server_may_still_keep(on_server: Shell) -> None:
    backup = on_server("backup", "--json").json["path"]
    name = on_server("contact", "list", "--json").json[0]["name"]
    done = on_server("contact", "forget", name, "--yes", "--json")
    assert done.json["backups"] == [backup]
    assert "The server may still keep the name" in done.err
    again = on_server("contact", "forget", str(done.json["id"]), "--yes")
    assert "Nothing left to forget" in again.out
    assert "Freed pages" not in again.out


def test_no_backup_is_made_before_an_import(on_server: Shell) -> None:
    file = on_server.home / "deals.csv"
    file.write_text("title,amount\nTea,5\n")
    on_server("import", file)
    assert on_server("backup", "list", "--json").json == []


CHANGES = {
    "alter table main.opportunity add column mood text": (
        "column opportunity.mood: not created by pipectl."
    ),
    "alter table main.opportunity alter column title drop not null": (
        "rule not null of opportunity.title: missing"
    ),
    "drop index main.ux_next_action_open": "index ux_next_action_open: missing",
    "alter table main.quota drop constraint quota_pkey cascade": "primary key of quota: missing",
    "alter table main.activity drop constraint activity_contact_id_fkey": (
        "foreign key of activity: missing"
    ),
    "alter table main.stage add check (length(name) > 1)": (
        "check of stage: not created by pipectl."
    ),
    "create unique index mine on main.opportunity (id)": "index mine: not created by pipectl.",
    """
    create function spy() returns trigger language plpgsql as $$ begin return new; end $$
    """: "",
    """
    create trigger spy after insert on main.opportunity execute function spy()
    """: "trigger spy: not created by pipectl.",
    "drop function main.glob": "function glob: missing",
}


def test_doctor_says_nothing_of_a_store_that_is_well(on_server: Shell) -> None:
    done = on_server("doctor")
    assert (done.out, done.err) == ("", "")


def test_doctor_finds_what_was_changed_in_the_tables(on_server: Shell) -> None:
    with session(place_of(on_server)) as server:
        for change, found in CHANGES.items():
            server.execute(change)
            if not found:
                continue
            told = " ".join(on_server("doctor", code=4).out.split())
            assert found in told
    assert "Restore a backup: `pipectl restore`." not in told
