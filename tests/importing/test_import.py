"""`import` of sheets: what comes in, what is said, and that nothing is half done."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import Shell
from imported import (
    begun,
    brought,
    change,
    commands,
    is_well,
    refused,
    reversible,
    rows,
    stageless,
    tables,
    write,
)
from pipectl import __file__ as package
from terminal import CTRL_C, Session

SAMPLES = Path(__file__).parents[1] / "samples"
HEAD = "deal_id,title,amount,currency,opened_at,outcome,closed_at,closed_value,stage,account"
DEALS = (
    HEAD,
    "A1,Acme rollout,12000,USD,2026-09-01,open,,,Proposal,Acme",
    "A2,Birch audit,9000,USD,2026-08-11,won,2026-10-30,8500,,Birch",
    "A3,Cedar renewal,5000,EUR,2026-07-01,lost,2026-09-30,,Meeting,Cedar",
    "A4,A4,,,2026-10-01,,,,,",
)


@pytest.fixture
def deals() -> str:
    return write("deals.csv", *DEALS)


def stayed(shell: Shell, number: int) -> list[tuple[object, ...]]:
    """The history of one: day, stage, status, amount, day of recording."""
    return rows(
        shell,
        "select h.happened_on, s.name, h.status, h.amount_minor, h.recorded_on"
        " from opportunity_history as h join stage as s on s.id = h.stage_id"
        f" where h.opportunity_id = {number} order by h.id",
    )


# What comes in


def test_it_says_what_it_understood_and_brings_everything_in(pipectl: Shell, deals: str) -> None:
    done = brought(pipectl, deals)
    assert done.out == (
        "Imported: 4 new deals, 0 changed, 0 unchanged. Undo with `pipectl undo`.\n"
    )
    assert done.err == (
        "Read deals.csv (csv): 4 rows.\n"
        "  Found no column for: expected close date.\n"
        "  Totals in USD don't include 1 amount in EUR. To see them: `pipectl board "
        "--currency CODE`.\n"
        "1 open deal without a stage: using Initial contact.\n"
        f"{stageless(1)}"
    )
    found = pipectl("list", "--all", "--sort", "id", "--json").json
    assert [(each["title"], each["amount"], each["currency"]) for each in found] == [
        ("Acme rollout", 12000.0, "USD"),
        ("Birch audit", 8500.0, "USD"),
        ("Cedar renewal", 5000.0, "EUR"),
        ("A4", None, "USD"),
    ]
    assert [(each["status"], each["stage"], each["closed_on"]) for each in found] == [
        ("open", "Proposal", None),
        ("won", "Negotiation", "2026-10-30"),
        ("lost", "Meeting", "2026-09-30"),
        ("open", "Initial contact", None),
    ]
    assert [each["reason"] for each in found] == [None, None, "not recorded", None]
    assert [each["account"] for each in found] == ["Acme", "Birch", "Cedar", None]
    assert [each["slug"] for each in found] == [
        "acme-rollout",
        "birch-audit",
        "cedar-renewal",
        "a4",
    ]
    assert {each["created_on"] for each in found} == {
        *("2026-09-01", "2026-08-11", "2026-07-01", "2026-10-01")
    }


def test_a_win_at_another_amount_is_an_amount_change_then_a_win(pipectl: Shell, deals: str) -> None:
    brought(pipectl, deals, "--complete-history")
    assert stayed(pipectl, 2) == [
        ("2026-08-11", "Negotiation", "open", 900000, "2026-08-11"),
        ("2026-10-30", "Negotiation", "open", 850000, "2026-10-30"),
        ("2026-10-30", "Negotiation", "won", 850000, "2026-10-30"),
    ]
    assert stayed(pipectl, 3) == [
        ("2026-07-01", "Meeting", "open", 500000, "2026-07-01"),
        ("2026-09-30", "Meeting", "lost", 500000, "2026-09-30"),
    ]


def test_a_closed_value_counts_for_won_ones_only(pipectl: Shell) -> None:
    write("deals.csv", HEAD, "1,Cedar,5000,,2026-07-01,lost,2026-09-30,0,Meeting,", "2,X,7,,,,,9,,")
    brought(pipectl, "deals.csv")
    assert rows(pipectl, "select amount_minor from opportunity order by id") == [(500000,), (700,)]


@pytest.mark.parametrize(
    ("flags", "recorded"),
    [
        ((), ("2026-11-18",) * 3),
        (("--complete-history",), ("2026-08-11", "2026-09-10", "2026-10-30")),
        (("--complete-since", "2026-09-30"), ("2026-09-30", "2026-09-30", "2026-10-30")),
    ],
)
def test_when_something_counts_as_known(
    pipectl: Shell, flags: tuple[str, ...], recorded: tuple[str, ...]
) -> None:
    write("deals.csv", "deal_id,opened_at,outcome,closed_at", "1,2026-08-11,won,2026-10-30")
    write("past.csv", "deal_id,stage,entered_at", "1,Meeting,2026-08-11", "1,Proposal,2026-09-10")
    brought(pipectl, "deals.csv", "--history", "past.csv", *flags)
    assert stayed(pipectl, 1) == [
        ("2026-08-11", "Meeting", "open", None, recorded[0]),
        ("2026-09-10", "Proposal", "open", None, recorded[1]),
        ("2026-10-30", "Proposal", "won", None, recorded[2]),
    ]
    assert rows(pipectl, "select added_on, created_on from opportunity") == [
        (recorded[0], "2026-08-11")
    ]
    # As of a day counts what was recorded by its end.
    assert pipectl("show", 1, "--json").json["stage_entered_on"] == "2026-09-10"


def test_stages_that_a_history_tells_count_their_days(pipectl: Shell) -> None:
    write("deals.csv", "deal_id,opened_at,stage", "1,2026-08-01,Proposal")
    write(
        "past.csv",
        *("deal_id,stage,entered_at,who", "1,Proposal,2026-08-11 09:00,x", "9,Meeting,2026-08-01,"),
        *("1,Meeting,2026-08-11 08:59:59,", "1,Discovery,2026-08-01,", "1,Closed Won,2026-08-12,"),
    )
    done = brought(pipectl, "deals.csv", "--history", "past.csv")
    assert done.err == (
        "Read deals.csv (csv): 1 row.\n"
        "  Found no column for: amount, close date, outcome.\n"
        "  Found no title column: using deal_id. To choose another: --map title=HEADER\n"
        "Read past.csv (stage history): 3 entries for 1 row.\n"
        "  Columns not imported: who.\n"
        "  Skipped 1 entry for other deals.\n"
        "  Skipped 1 entry that say only won or lost.\n"
    )
    assert rows(pipectl, "select stage_id, days, gone from stage_visit order by stage_id") == [
        *((2, 10, 1), (3, 0, 1), (4, 0, 0))
    ]


def test_a_future_entry_of_a_history_is_a_problem(pipectl: Shell) -> None:
    write("deals.csv", "deal_id,opened_at", "1,2026-08-01")
    write("past.csv", "deal_id,stage,entered_at", "1,Meeting,2027-01-01")
    said = refused(pipectl, "deals.csv", "--history", "past.csv")
    assert "past.csv:2: entered_at: 2027-01-01 is in the future: today is 2026-11-18." in said


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.glob("*.csv")))
def test_each_program_s_export_comes_in_at_the_first_try(pipectl: Shell, name: str) -> None:
    of = re.split("[.-]", name)[0]
    done = reversible(pipectl, SAMPLES / name, "--make-stages")
    assert f"{name} ({of}): " in done.err
    assert " new deals, 0 changed, 0 unchanged." in done.out
    again = brought(pipectl, SAMPLES / name, "--make-stages")
    assert "Imported: 0 new deals, 0 changed, " in again.out
    assert "undo" not in again.out
    assert len(commands(pipectl)) == 1
    update = brought(pipectl, SAMPLES / name, "--make-stages", "--update")
    assert "Imported: 0 new deals, 0 changed, " in update.out
    assert len(commands(pipectl)) == 1
    assert all(each[0] for each in rows(pipectl, "select slug from opportunity"))
    reasons = rows(pipectl, "select reason from opportunity where status = 'lost'")
    assert all(each[0] for each in reasons)


def test_closed_won_as_a_stage_is_an_outcome_and_the_stage_the_last_one_known(
    pipectl: Shell,
) -> None:
    write("d.csv", "deal_id,stage,closed_at", "1,Closed Won,2026-10-01", "2,Closed Lost,2026-10-02")
    write("h.csv", "deal_id,stage,entered_at", "1,Meeting,2026-09-01", "2,Proposal,2026-09-02")
    brought(pipectl, "d.csv", "--history", "h.csv")
    found = rows(
        pipectl,
        "select o.status, s.name from opportunity as o join stage as s on s.id = o.stage_id"
        " order by o.id",
    )
    assert found == [("won", "Meeting"), ("lost", "Proposal")]
    assert [each["stage"] for each in pipectl("stage", "list", "--json").json] == [
        *("Initial contact", "Discovery", "Meeting", "Proposal", "Negotiation")
    ]


def test_columns_can_be_mapped_rows_chosen_and_stages_translated(pipectl: Shell) -> None:
    write("d.csv", "Ref;Name;Euro;Phase;Rep", "7;Acme;1.234,50;Pitch;Sam", "8;Birch;1;Pitch;Kim")
    done = brought(
        pipectl,
        *("d.csv", "--map", "identifier=Ref", "--map", "title=name", "--map", "amount=Euro"),
        *("--map", "stage=Phase", "--stage-map", "PITCH=prop", "--only", "rep=sam"),
        *("--decimal", ",", "--stage-map", "Gone=Meeting"),
    )
    assert done.err == (
        "Read d.csv (csv): 1 row.\n"
        "  Found no column for: close date, outcome.\n"
        '  "Rep" may be the owner. To use it: --map "owner=Rep"\n'
        "  Columns not imported: Rep.\n"
        "  Skipped 1 row that --only excludes.\n"
        f"{begun()}  1 amount without a currency: using USD. To change it: --currency CODE\n"
        '--stage-map: the file has no stage "Gone".\n'
    )
    (found,) = pipectl("list", "--json").json
    assert (found["title"], found["amount"], found["stage"]) == ("Acme", 1234.5, "Proposal")


def test_new_stages_stand_in_the_order_of_the_history(pipectl: Shell) -> None:
    write("d.csv", "deal_id,stage", "1,Late", "2,Early")
    write(
        "h.csv",
        *("deal_id,stage,entered_at", "1,Late,2026-03-01", "1,Middle,2026-02-01"),
        *("1,Early,2026-01-01", "2,Early,2026-01-05"),
    )
    said = refused(pipectl, "d.csv", "--history", "h.csv")
    assert "pipectl: Unknown stages: Early, Middle and Late.\n" in said
    assert "--stage-map" in said
    assert "--make-stages" in said
    reversible(pipectl, "d.csv", "--history", "h.csv", "--make-stages")
    stages = pipectl("stage", "list", "--json").json
    assert [(each["stage"], each["probability"]) for each in stages[5:]] == [
        *(("Early", 0), ("Middle", 0), ("Late", 0))
    ]
    assert [each["position"] for each in stages] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert pipectl("show", 1, "--json").json["stage"] == "Late"


def test_endless_stages_are_neither_listed_nor_made(pipectl: Shell) -> None:
    write("d.csv", "deal_id,stage", *(f"{n},Stage {n} {'x' * 40}" for n in range(2000)))
    assert "and 1,980 more." in refused(pipectl, "d.csv")
    said = refused(pipectl, "d.csv", "--make-stages")
    assert "The file has 2,000 new stages. At most 50 can be added." in said


def test_several_files_come_in_as_one(pipectl: Shell) -> None:
    write("a.csv", "deal_id,title", "1,One")
    write("b.csv", "title,deal_id", "Two,2")
    done = reversible(pipectl, "a.csv", "b.csv", "--json")
    assert done.json == {
        "new": 2,
        "updated": 0,
        "unchanged": 0,
        "rejected": 0,
        "source": "csv",
        "files": ["a.csv", "b.csv"],
    }
    assert len(commands(pipectl)) == 1


def test_several_files_may_not_repeat_each_other_or_be_of_several_kinds(pipectl: Shell) -> None:
    write("a.csv", "deal_id,title", "1,One")
    write("b.csv", "deal_id,title", "3,Three", "1,Uno")
    said = refused(pipectl, "a.csv", "b.csv")
    assert "b.csv:3: deal_id: line 2 of a.csv has the same identifier.\n" in said
    done = brought(pipectl, "a.csv", "b.csv", "--skip-errors", "--rejects", "r.csv")
    assert "2 new deals, 0 changed, 0 unchanged, 1 row skipped." in done.out
    why = "deal_id: line 2 of a.csv has the same identifier. To import the row, change its"
    assert Path("r.csv").read_text() == (
        f'deal_id,title,problem\n1,Uno,"{why} identifier: ""1""."\n'
    )
    said = refused(pipectl, "a.csv", SAMPLES / "zoho.csv", code=2)
    assert "zoho.csv has the format zoho, but a.csv has the format csv.\n" in said
    write("c.csv", "deal_id,amount", "x,x")
    said = refused(pipectl, "a.csv", "c.csv", "--skip-errors", "--rejects", "s.csv", code=2)
    assert "c.csv and a.csv have different headers" in said


def test_stdin_is_a_file_too(pipectl: Shell) -> None:
    done = brought(pipectl, "-", stdin="deal_id,title\n1,Acme\n")
    assert done.err == (
        "Read - (csv): 1 row.\n"
        "  Found no column for: amount, stage, close date, outcome.\n"
        f"{begun()}1 open deal without a stage: using Initial contact.\n"
    )
    assert "Stdin can be read only once." in refused(pipectl, "-", "--history", "-", code=2)
    assert "-:1: the file is empty." in refused(pipectl, "-")


# Importing again


def test_importing_again_changes_nothing_and_leaves_no_entry(pipectl: Shell, deals: str) -> None:
    brought(pipectl, deals)
    before = tables(pipectl)
    for flags in ((), ("--update",), ("--complete-history",)):
        pipectl.now = "2026-11-25T10:00"
        done = brought(pipectl, deals, *flags)
        assert done.out == "Imported: 0 new deals, 0 changed, 4 unchanged.\n"
        assert tables(pipectl) == before
    assert len(commands(pipectl)) == 1


def test_rows_without_an_identifier_are_known_by_title_account_and_beginning(
    pipectl: Shell,
) -> None:
    head = "title,account,opened_at"
    write("a.csv", head, "Acme,Acme Corp,2026-09-01", "Acme,,2026-09-01", "Birch,,")
    assert "3 new" in brought(pipectl, "a.csv").out
    pipectl.now = "2026-11-30T10:00"
    write("b.csv", head, "ACME,acme corp,2026-09-01", "Acme,Other,2026-09-01", "Birch,,")
    assert "1 new deal, 0 changed, 2 unchanged" in brought(pipectl, "b.csv").out
    assert len(commands(pipectl)) == 2


def test_duplicates_within_a_file_are_refused(pipectl: Shell) -> None:
    write("a.csv", "deal_id,title", "1,One", "2,Two", "1,Three")
    said = refused(pipectl, "a.csv")
    assert said == (
        "Read a.csv (csv): 3 rows, 1 with a problem.\n"
        "  The counts below cover only the 2 rows without problems.\n"
        "  Found no column for: amount, stage, close date, outcome.\n"
        f"{begun(2)}a.csv:4: deal_id: line 2 has the same identifier.\n"
        "pipectl: 1 row has a problem. Nothing was imported.\n"
        "  Fix the file, or skip this row: --skip-errors (to save it: --rejects FILE).\n"
    )


def test_update_changes_what_changed_and_keeps_the_history(pipectl: Shell, deals: str) -> None:
    brought(pipectl, deals)
    pipectl.now = "2026-11-20T10:00"
    write(
        "deals.csv",
        HEAD,
        "A1,Acme rollout 2,15000,USD,2026-09-01,won,2026-11-19,14000,Negotiation,Acme Corp",
        "A2,Birch audit,9000,USD,2026-08-11,lost,2026-10-31,,,Birch",
        "A3,Cedar renewal,5000,EUR,2026-07-01,open,,,Proposal,Cedar",
        "A4,Dogwood,1,,2026-10-01,,,,Meeting,",
        "A5,Elm,1,,2026-10-01,,,,,",
    )
    assert "1 new deal, 0 changed, 4 unchanged" in brought(pipectl, deals).out
    pipectl("undo")
    assert "1 new deal, 4 changed, 0 unchanged" in reversible(pipectl, deals, "--update").out
    assert stayed(pipectl, 1) == [
        ("2026-09-01", "Proposal", "open", 1200000, "2026-11-18"),
        ("2026-11-19", "Proposal", "open", 1400000, "2026-11-20"),
        ("2026-11-19", "Negotiation", "open", 1400000, "2026-11-20"),
        ("2026-11-19", "Negotiation", "won", 1400000, "2026-11-20"),
    ]
    found = pipectl("list", "--all", "--sort", "id", "--json").json
    assert [(each["title"], each["status"], each["stage"]) for each in found] == [
        ("Acme rollout 2", "won", "Negotiation"),
        ("Birch audit", "lost", "Negotiation"),
        ("Cedar renewal", "open", "Proposal"),
        ("Dogwood", "open", "Meeting"),
        ("Elm", "open", "Initial contact"),
    ]
    assert [each["account"] for each in found][:3] == ["Acme Corp", "Birch", "Cedar"]
    assert "0 new deals, 0 changed, 5 unchanged" in brought(pipectl, deals, "--update").out


def test_update_brings_the_stages_that_were_passed_meanwhile(pipectl: Shell) -> None:
    write("d.csv", "deal_id,opened_at", "1,2026-09-01")
    write("h.csv", "deal_id,stage,entered_at", "1,Discovery,2026-09-01")
    brought(pipectl, "d.csv", "--history", "h.csv", "--complete-history")
    pipectl.now = "2026-12-01T10:00"
    with Path("h.csv").open("a") as file:
        file.write("1,Meeting,2026-11-20\n1,Proposal,2026-11-25\n")
    for expected in ("1 changed", "0 changed"):
        flags = ("--history", "h.csv", "--complete-history", "--update")
        assert expected in brought(pipectl, "d.csv", *flags).out
    assert [each[:3] for each in stayed(pipectl, 1)] == [
        *(("2026-09-01", "Discovery", "open"), ("2026-11-20", "Meeting", "open")),
        ("2026-11-25", "Proposal", "open"),
    ]
    assert rows(pipectl, "select stage_id, days from stage_visit order by stage_id") == [
        *((2, 80), (3, 5), (4, 0))
    ]


def test_update_takes_reasons_contacts_chances_and_next_steps(pipectl: Shell) -> None:
    head = "Record ID,Deal Name,Deal Stage,Amount,Deal probability,Next step,"
    head += "Closed Lost Reason,Associated Contact,Close Date"
    write("h.csv", head, "1,Acme,Proposal,5,0.6,Call,,Jo,2026-12-01", "2,B,Closed Lost,1,,,,,")
    brought(pipectl, "h.csv")
    assert rows(pipectl, "select probability_bp from opportunity") == [(None,), (None,)]
    pipectl.now = "2026-11-19T10:00"
    assert "0 changed" in brought(pipectl, "h.csv", "--update").out, "closed without a date"
    write(
        "h.csv",
        *(head, "1,Acme,Proposal,5,0.7,Write,,Kim,2026-12-24", "2,B,Closed Lost,1,,,Price,,"),
    )
    assert "2 changed" in reversible(pipectl, "h.csv", "--update").out
    one, two = (pipectl("show", n, "--json").json for n in (1, 2))
    assert (one["probability"], one["contact"], one["pushes"]) == (70, "Kim", 1)
    assert one["next_action"]["action"] == "Write"
    assert (two["reason"], two["closed_on"]) == ("Price", "2026-11-18")
    assert "0 changed" in brought(pipectl, "h.csv", "--update").out


def test_a_deleted_one_stays_deleted(pipectl: Shell, deals: str) -> None:
    brought(pipectl, deals)
    pipectl("delete", 1, "--yes")
    assert "0 new deals, 0 changed, 4 unchanged" in brought(pipectl, deals, "--update").out


# What is refused, and how it is said


def test_problems_name_the_file_the_line_and_the_column(pipectl: Shell) -> None:
    write(
        "d.csv",
        HEAD,
        "",
        "1,Fine,1,,,,,,,",
        '2,"two\nlines",1,,,,,,,',
        "3,Bad,lots,,2026-02-30,maybe,,,,",
        "4,Short",
        "5,Later,1,,2027-01-01,,,,,",
        "6,Open but closed,1,,,open,2026-01-01,,,",
    )
    said = refused(pipectl, "d.csv")
    assert said.splitlines()[:13] == [
        "Read d.csv (csv): 6 rows, 5 with problems.",
        "  The counts below cover only the 1 row without problems.",
        "  Found no column for: expected close date.",
        "  1 open row (line 3) without a creation date: using today.",
        "  1 amount without a currency: using USD. To change it: --currency CODE",
        "d.csv:4: title: The title can't contain a line break (U+000A at character 4):"
        ' "two\\nlines".',
        'd.csv:6: opened_at: "2026-02-30" is not a valid date.',
        'd.csv:6: outcome: "maybe" is not won, lost or open.',
        'd.csv:6: amount: "lots" is not an amount.',
        "d.csv:7: the row has 2 cells, but there are 10 headers.",
        "d.csv:8: opened_at: 2027-01-01 is in the future: today is 2026-11-18.",
        "d.csv:9: closed_at: a closing date needs an outcome, won or lost.",
        "pipectl: 5 rows have problems. Nothing was imported.",
    ]


def test_many_problems_are_cut_short_but_not_in_a_dry_run(pipectl: Shell) -> None:
    write("d.csv", "deal_id,amount", *(f"{n},x{n}" for n in range(50)))
    assert "\nand 30 more problems.\n" in refused(pipectl, "d.csv")
    assert refused(pipectl, "d.csv", "--dry-run").count("d.csv:") == 50


def test_dates_that_can_be_read_in_two_ways_need_a_word(pipectl: Shell) -> None:
    write("d.csv", "deal_id,opened_at", "1,3/4/2026", "2,5/6/2026")
    said = refused(pipectl, "d.csv")
    assert said.startswith('pipectl: d.csv:2: can\'t tell day from month in "opened_at"')
    assert "--dates mdy or --dates dmy" in said
    brought(pipectl, "d.csv", "--dates", "dmy")
    assert rows(pipectl, "select created_on from opportunity") == [("2026-04-03",), ("2026-06-05",)]
    pipectl("undo")
    write("d.csv", "deal_id,opened_at", "1,3/4/2026", "2,5/16/2026")
    done = brought(pipectl, "d.csv")
    assert "  opened_at: dates read as month/day/year (5/16/2026 in line 3).\n" in done.err
    assert rows(pipectl, "select created_on from opportunity") == [("2026-03-04",), ("2026-05-16",)]


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        ("--complete-history --complete-since 2026-01-01", 2, "can't be used together"),
        ("--complete-since tomorrow", 2, "in the future"),
        ("--rejects x.csv", 2, "--rejects needs --skip-errors"),
        ("--decimal x", 2, "--decimal can't be"),
        ("--dates xyz", 2, 'pipectl: Unknown date order "xyz".'),
        ("--from klingon", 2, 'pipectl: Unknown format "klingon".'),
        ("--map title", 2, "--map takes NAME=VALUE"),
        ("--map bogus=title", 2, 'pipectl: Unknown field "bogus".'),
        ("--map title=Bogus", 2, "has no column"),
        ("--only Bogus=1", 2, "has no column"),
        ("--stage-map Proposal=Bogus", 3, "No stage"),
        ("--encoding rot13", 2, "Unknown encoding"),
        ("--history nowhere.csv", 4, "nowhere.csv can't be read: No such file or directory."),
        (
            "--history deals.csv",
            4,
            ("pipectl: deals.csv:1: the stage history has no column entered_at"),
        ),
        ("--skip-errors --rejects deals.csv", 4, "already exists"),
        ("--skip-errors --rejects nowhere/r.csv", 5, "its folder doesn't exist"),
    ],
)
def test_what_means_nothing_is_refused(
    pipectl: Shell, deals: str, words: str, code: int, text: str
) -> None:
    before = Path(deals).read_bytes()
    assert text in refused(pipectl, deals, *words.split(), code=code)
    assert Path(deals).read_bytes() == before


# Skipping


def test_good_rows_go_in_and_bad_ones_can_be_mended(pipectl: Shell) -> None:
    bad = ['2,"\'=Bad ""one""",lots,2026-01-02', "3,Later,5,2027-01-01", "4,Short"]
    write("d.csv", "deal_id,title,amount,opened_at", "1,Fine,1,2026-01-01", *bad)
    done = brought(pipectl, "d.csv", "--skip-errors", "--rejects", "bad.csv")
    assert "1 new deal, 0 changed, 0 unchanged, 3 rows skipped." in done.out
    assert "d.csv:3: amount:" in done.err
    assert done.err.endswith("Wrote the skipped rows to bad.csv.\n")
    wrong = (
        'amount: ""lots"" is not an amount.',
        "opened_at: 2027-01-01 is in the future: today is 2026-11-18.",
        "the row has 2 cells, but there are 4 headers.",
    )
    told = [bad[0] + f',"{wrong[0]}"', bad[1] + f",{wrong[1]}", bad[2] + f',,,"{wrong[2]}"']
    kept = "\n".join(["deal_id,title,amount,opened_at,problem", *told, ""])
    assert Path("bad.csv").read_text() == kept
    assert os.stat("bad.csv").st_mode & 0o777 == 0o600
    assert "Columns not imported" not in refused(pipectl, "bad.csv")
    refused(pipectl, "bad.csv", "--dry-run")
    done = brought(pipectl, "bad.csv", "--skip-errors", "--rejects", "again.csv")
    assert "0 new" in done.out
    assert Path("again.csv").read_text() == kept.replace(
        "4 headers.", "4 headers. Complete the row, or empty the cell under problem."
    )
    mended = Path("bad.csv").read_text().replace("lots", "7").replace("2027", "2026")
    Path("bad.csv").write_text(mended.replace(f'"{wrong[2]}"', ""))
    assert "3 new" in brought(pipectl, "bad.csv").out
    assert rows(pipectl, "select title from opportunity order by id") == [
        *(("Fine",), ('=Bad "one"',), ("Later",), ("Short",))
    ]


def test_skipping_without_a_file_or_without_problems_writes_none(pipectl: Shell) -> None:
    write("d.csv", "deal_id,amount", "1,1", "2,x")
    done = pipectl("import", "d.csv", "--skip-errors", "--json")
    assert (done.json["new"], done.json["rejected"]) == (1, 1)
    write("e.csv", "deal_id,amount", "3,1")
    brought(pipectl, "e.csv", "--skip-errors", "--rejects", "r.csv")
    assert not Path("r.csv").exists()


def test_rejects_of_a_latin_file_can_be_read_again(pipectl: Shell) -> None:
    Path("d.csv").write_bytes("deal_id,title,amount\n1,Café,x\n2,Über,1\n".encode("latin-1"))
    assert "--encoding cp1252" in refused(pipectl, "d.csv")
    flags = ("--encoding", "latin-1", "--skip-errors", "--rejects", "r.csv")
    brought(pipectl, "d.csv", *flags)
    mended = Path("r.csv").read_bytes().replace(b",x", b",3")
    Path("r.csv").write_bytes(mended)
    brought(pipectl, "r.csv", "--encoding", "latin-1")
    assert rows(pipectl, "select title from opportunity") == [("Über",), ("Café",)]


def test_a_row_whose_history_has_problems_is_left_out_with_it(pipectl: Shell) -> None:
    write("d.csv", "deal_id,title", "1,One", "2,Two")
    write("h.csv", "deal_id,stage,entered_at", "1,Meeting,2026-01-01", "2,Meeting,soon")
    flags = ("--history", "h.csv", "--skip-errors", "--rejects", "r.csv")
    done = brought(pipectl, "d.csv", *flags)
    assert "h.csv:3: entered_at:" in done.err
    assert "1 new deal, 0 changed, 0 unchanged, 1 row skipped." in done.out
    why = "deal_id: its history has problems."
    assert Path("r.csv").read_text() == f"deal_id,title,problem\n2,Two,{why}\n"
    write("h.csv", "deal_id,stage,entered_at", "2,Meeting,2026-01-05")
    assert "1 new" in brought(pipectl, "r.csv", "--history", "h.csv").out


def test_a_refused_import_writes_no_rejects(pipectl: Shell) -> None:
    write("d.csv", "deal_id,stage,amount", "1,Unheard of,1", "2,,x")
    refused(pipectl, "d.csv", "--skip-errors", "--rejects", "r.csv")
    assert not Path("r.csv").exists()


# Trying it out


def test_a_dry_run_shows_what_would_come_and_changes_nothing(pipectl: Shell, deals: str) -> None:
    before = sorted(os.listdir()), pipectl.state()
    done = pipectl("import", deals, "--dry-run")
    assert done.out == (
        "Line  Title              Amount  Stage     Outcome  Created     Closes      "
        "Account\n"
        "   2  Acme rollout   12,000 USD  Proposal  open     2026-09-01  –           Acme\n"
        "   3  Birch audit     9,000 USD  –         won      2026-08-11  2026-10-30  Birch\n"
        "   4  Cedar renewal   5,000 EUR  Meeting   lost     2026-07-01  2026-09-30  Cedar\n"
        "   5  A4                      –  –         open     2026-10-01  –           –\n\n"
        "Stages\n"
        "Theirs    Here\n"
        "Proposal  Proposal\n"
        "Meeting   Meeting\n\n"
        "Would import: 4 new deals, 0 changed, 0 unchanged.\n"
    )
    assert done.err.endswith(
        "Nothing was imported. To import, run the command without --dry-run.\n"
    )
    assert (sorted(os.listdir()), pipectl.state()) == before


def test_a_dry_run_leaves_what_the_import_would(pipectl: Shell) -> None:
    write("d.csv", "deal_id,stage,amount", "1,Pitch,1", "2,Meeting,x")
    done = pipectl("import", "d.csv", "--dry-run", "--skip-errors", "--json", code=4)
    assert done.json["stages"] == [{"theirs": "Pitch", "ours": None, "added": False}]
    assert [(each["line"], each["column"]) for each in done.json["problems"]] == [(3, "amount")]
    assert (done.json["new"], done.json["rejected"]) == (None, 1)
    assert "Unknown stage: Pitch.\n" in done.err
    done = pipectl("import", "d.csv", "--dry-run", "--make-stages", code=4)
    assert "Pitch   Pitch (added)\n" in done.out
    assert "d.csv:3: amount:" in done.err
    done = pipectl("import", "d.csv", "--dry-run", "--make-stages", "--skip-errors", "--json")
    assert (done.json["new"], done.json["rejected"]) == (1, 1)
    brought(pipectl, "d.csv", "--make-stages", "--skip-errors")
    write("d.csv", "deal_id,stage,amount", "1,Pitch,2", "2,Meeting,1")
    before = pipectl.state()
    done = pipectl("import", "d.csv", "--dry-run", "--update")
    assert "Would import: 1 new deal, 1 changed, 0 unchanged.\n" in done.out
    assert pipectl.state() == before


# The operation


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_it_is_one_operation_with_a_backup_before_it(acme: Shell, deals: str) -> None:
    before = tables(acme)
    done = reversible(acme, deals, "--make-stages")
    assert "4 new" in done.out
    latest = acme("history", "--json").json[0]
    assert latest["command"] == "import deals.csv --make-stages"
    assert latest["changes"][:2] == ["added deals #2 to #5", "added accounts #2 to #4"]
    backups = acme("backup", "list", "--json").json
    assert any("import" in json.dumps(each) for each in backups)
    (kept,) = [each for each in backups if "import" in json.dumps(each)]
    acme("undo")
    acme("restore", kept.get("name") or kept["file"], "--yes")
    assert tables(acme) == before
    acme("import", deals)
    # A number once given is never given again.
    acme("undo")
    assert acme("add", "Next", "--json").json["id"] == 6


def test_undo_refuses_where_a_row_was_changed_by_other_means(pipectl: Shell, deals: str) -> None:
    brought(pipectl, deals)
    change(pipectl, "update opportunity set title = 'Mine' where id = 3")
    before = pipectl.state()
    said = pipectl("undo", code=4).err
    assert "its deal rows have since been changed outside pipectl" in said
    assert pipectl.state() == before
    change(pipectl, "update opportunity set title = 'Cedar renewal' where id = 3")
    pipectl("undo")
    change(
        pipectl,
        "insert into account (id, uid, name, name_folded) values (2, 'u', 'In the way', 'in')",
    )
    assert "have since been changed" in pipectl("redo", code=4).err


def test_what_was_done_to_them_is_undone_before_they_are(pipectl: Shell, deals: str) -> None:
    empty = tables(pipectl)
    brought(pipectl, deals)
    imported = tables(pipectl)
    pipectl("edit", 1, "--amount", "5k")
    pipectl("win", 4)
    for _ in range(2):
        pipectl("undo")
    assert tables(pipectl) == imported
    pipectl("undo")
    assert tables(pipectl) == empty
    for _ in range(3):
        pipectl("redo")
    assert pipectl("show", 4, "--json").json["status"] == "won"
    is_well(pipectl)


def test_the_first_import_at_the_default_location_makes_the_store(empty: Shell, deals: str) -> None:
    empty.extra = {"PIPECTL_DB": ""}
    place = empty.home / ".local/share/pipectl"
    assert "Would import: 4 new" in empty("import", deals, "--dry-run").out
    write("bad.csv", "deal_id,amount", "1,x")
    empty("import", "bad.csv", code=4)
    assert not place.exists()
    done = empty("import", deals)
    assert "Created a store at" in done.err
    assert "4 new" in done.out
    assert len(empty("list", "--all", "--json").json) == 4
    assert empty("doctor").out == ""


@pytest.mark.files("about the path of a store's file")
def test_a_store_that_was_named_must_be_there(empty: Shell, deals: str) -> None:
    assert "There is no store at" in refused(empty, deals, code=5)


def test_the_bridge_tells_what_was_imported_from_what_is_new(pipectl: Shell, deals: str) -> None:
    pipectl.now = "2026-11-20T10:00"
    brought(pipectl, deals)
    pipectl("add", "Elm", "1k")
    done = pipectl("review", "--no-input")
    bridge = [" ".join(line.split()) for line in done.out.splitlines()]
    assert "+ new 1 1,000" in bridge
    assert "+ imported 3 21,000" in bridge
    assert "- lowered 1 500" in bridge
    assert "- won 1 8,500" in bridge
    assert "= open now 13,000" in bridge


def test_numbers_as_titles_and_titles_without_letters_get_slugs_of_their_own(
    pipectl: Shell,
) -> None:
    names = ["日本語", "2", "1", "3 x", "x 3", "X-3", "--", "🙂"]
    write("d.csv", "deal_id,title", *(f"k{n},{name}" for n, name in enumerate(names)))
    brought(pipectl, "d.csv")
    found = [row[0] for row in rows(pipectl, "select slug from opportunity order by id")]
    assert found == ["1", "2", "3", "3-x", "x-3", "x-3-2", "7", "8"]


# Hostile files


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "x.csv:1: the file is empty."),
        (b"\n\n", "x.csv:1: the file is empty."),
        (b"1,2\n3,4\n", "x.csv:1: the headers are missing."),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\n", "x.csv:1: the line has a NUL byte"),
        (b"SQLite format 3\0\x10\0", "x.csv:1: this is an SQLite database, not CSV."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "x.csv:1: the line has the byte 0x89"),
        (b'title\n"never closed\n', "x.csv:2: a quote in this row is never closed."),
        (
            b'deal_id,title\n1,"a"b\n',
            ("x.csv:2: a quote in this row closes before the end of its cell."),
        ),
        (b"title\n" + b"x" * 100_000, "has 100,000 characters. The limit is 500."),
        (b"y" * 100_000 + b",z\n1,2\n", "None of the headers is a deal title"),
        (b"x" * 11_000_000, "x.csv:1: the row has more than 10,000,000 characters."),
        (b"deal_id,title\n1,\x1b[2J\n", "x.csv:2: title: The title can't contain a control"),
        (
            "deal_id,title\n1,a\u202eb\n".encode(),
            "x.csv:2: title: The title can't contain a character",
        ),
        (
            b"deal_id,title\n1,\xff\n",
            ("x.csv:2: the line has the byte 0xFF, which isn't valid UTF-8."),
        ),
        (b"deal_id,amount\n1,1e400\n", "x.csv:2: amount:"),
        (b"deal_id,amount\n1," + b"9" * 100_000 + b"\n", "x.csv:2: amount:"),
        (b"deal_id,stage\n1,\x1b]0;t\x07\n", "x.csv:2: stage: The stage can't contain a control"),
    ],
    ids=lambda value: repr(value[:20]) if isinstance(value, bytes) else "",
)
def test_a_hostile_file_gets_one_clear_line(pipectl: Shell, content: bytes, said: str) -> None:
    Path("x.csv").write_bytes(content)
    assert said in refused(pipectl, "x.csv")


def test_hostile_headers_and_names_are_shown_harmlessly(pipectl: Shell) -> None:
    Path("a\x1b[31m.csv").write_text("deal_id,\x1b[2Jb," + "z" * 10_000 + "\n1,2,3\n")
    done = brought(pipectl, "a\x1b[31m.csv")
    assert "\x1b" not in done.err
    assert len(done.err) < 500
    assert "\\x1b[2Jb" in done.err


def test_markup_and_formulas_stay_what_they_are(pipectl: Shell) -> None:
    words = ["[red]x", "[/]", ":smile:", "{0.__class__}", "=1+1", "@SUM(1)", "-rf", "＝1", "%s%n"]
    write("d.csv", "deal_id,title,account", *(f"{n},{w},{w}" for n, w in enumerate(words)))
    done = pipectl("import", "d.csv", "--dry-run")
    for word in words:
        assert word in done.out
    brought(pipectl, "d.csv")
    found = rows(pipectl, "select title from opportunity order by id")
    assert [row[0] for row in found] == words
    # What our export quoted comes back as it was.
    pipectl("export", "o.csv")
    text = Path("o.csv").read_text("utf-8")
    assert "'=1+1" in text
    other = Shell(pipectl.home / "other")
    other.home.mkdir()
    other("init")
    brought(other, pipectl.home / "o.csv", "--map", "deal_id=uid")
    assert rows(other, "select title from opportunity order by id") == found
    assert rows(other, "select name from account order by id") == [(word,) for word in words]


def test_an_apostrophe_that_is_part_of_a_name_stays(pipectl: Shell) -> None:
    write("d.csv", "deal_id,title,account", "1,'t Hooft,'=1+1", "2,''s,'")
    brought(pipectl, "d.csv")
    assert rows(pipectl, "select title from opportunity order by id") == [("'t Hooft",), ("'s",)]
    assert rows(pipectl, "select name from account order by id") == [("=1+1",), ("'",)]
    Path("o.csv").write_text(pipectl("export").out, newline="")
    assert "0 changed" in brought(pipectl, "o.csv", "--update").out
    assert rows(pipectl, "select title from opportunity order by id") == [("'t Hooft",), ("'s",)]


def test_what_is_no_file_is_said_and_never_waited_for(pipectl: Shell) -> None:
    os.mkfifo("pipe")
    Path("folder").mkdir()
    Path("secret").write_text("title\nx\n")
    for name, said in (
        ("pipe", "pipe is not a regular file."),
        ("folder", "folder is a folder, not a file.\n  Name the file in it."),
        ("/dev/zero", "/dev/zero is not a regular file."),
        ("nowhere", "nowhere can't be read: No such file or directory."),
        ("secret/x", "secret/x can't be read: Not a directory."),
        ("a\0b", "embedded null"),
        ("x" * 5000, "can't be read: File name too long."),
    ):
        assert said in refused(pipectl, name)
        assert said in refused(pipectl, name, "--from", "pipectl")
    if os.geteuid():
        Path("secret").chmod(0)
        assert "secret can't be read: Permission denied." in refused(pipectl, "secret")


def process(shell: Shell, *words: str, **options: Any) -> "subprocess.Popen[bytes]":
    """A pipectl of its own."""
    source = str(Path(package).parents[1])
    begun: subprocess.Popen[bytes] = subprocess.Popen(
        [sys.executable, "-m", "pipectl", *words],
        env={**shell.environment, "PYTHONPATH": source},
        cwd=shell.home,
        stderr=subprocess.PIPE,
        **options,
    )
    return begun


def test_an_endless_stdin_takes_no_endless_memory(pipectl: Shell) -> None:
    with open("/dev/zero", "rb") as zeros:
        child = process(pipectl, "import", "-", stdin=zeros)
        _, said = child.communicate(timeout=30)
    assert child.returncode == 4
    assert b"pipectl: -:1: the line has a NUL byte" in said


def test_an_interrupt_leaves_nothing(pipectl: Shell, deals: str) -> None:
    before = pipectl.state()
    child = process(pipectl, "import", "-", stdin=subprocess.PIPE)
    assert child.stdin is not None
    # More than a pipe holds: once it is written, some of it was read, and the end is yet to come.
    child.stdin.write(Path(deals).read_bytes())
    child.stdin.write(b"\n" * 2**20)
    child.stdin.flush()
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=30)
    assert child.returncode == 130
    assert pipectl.state() == before


def test_unknown_stages_are_asked_for_at_a_terminal(pipectl: Shell) -> None:
    write("d.csv", "deal_id,stage", "1,Pitch")
    asked = Session(pipectl, ("import", "d.csv"), {})
    asked.answer("Which of your stages is Pitch?", "prop")
    assert "1 new" in asked.left()
    assert pipectl("show", 1, "--json").json["stage"] == "Proposal"
    is_well(pipectl)


def test_an_interrupted_question_leaves_nothing(pipectl: Shell) -> None:
    write("d.csv", "deal_id,stage,amount", "1,Pitch,1", "2,,x")
    asked = Session(pipectl, ("import", "d.csv", "--skip-errors", "--rejects", "r.csv"), {})
    asked.asked("Which of your stages is Pitch?").type(CTRL_C).left(130)
    assert asked.nothing_was_stored()
    assert sorted(each for each in os.listdir() if "csv" in each) == ["d.csv"]


def test_our_own_csv_comes_back_as_what_it_was(acme: Shell, tmp_path: Path) -> None:
    acme("add", "Birch", "2k", "--on", "2026-10-01")
    acme("lose", "birch", "--reason", "no budget")
    acme("add", "Cedar", "3k")
    acme("win", "cedar")
    Path("ours.csv").write_text(acme("export").out, newline="")
    assert acme("import", "ours.csv").out == "Imported: 0 new deals, 0 changed, 3 unchanged.\n"
    other = Shell(tmp_path / "other")
    other.home.mkdir()
    other("init")
    other("import", "ours.csv")
    keys = ("uid", "title", "amount", "status", "reason", "created_on", "closed_on", "close_on")
    told = [
        [{key: each[key] for key in keys} for each in shell("list", "--all", "--json").json]
        for shell in (acme, other)
    ]
    assert told[0] == told[1]
    other("doctor")


def test_a_file_that_tells_no_outcome_reopens_nothing(pipectl: Shell) -> None:
    write("u.csv", "deal_id,title,amount,stage", "d1,Alpha,100,Discovery")
    pipectl("import", "u.csv")
    pipectl("win", "alpha")
    write("u.csv", "deal_id,title,amount,stage", "d1,Alpha,200,Proposal")
    pipectl("import", "u.csv", "--update")
    (found,) = pipectl("list", "--all", "--json").json
    assert (found["status"], found["amount"], found["stage"]) == ("won", 200, "Discovery")


def test_a_closing_before_the_import_keeps_its_day(pipectl: Shell) -> None:
    write("c.csv", "deal_id,title,stage,outcome,closed_at", "d1,Al,Meeting,open,")
    pipectl("import", "c.csv")
    write("c.csv", "deal_id,title,stage,outcome,closed_at", "d1,Al,Meeting,won,2026-09-20")
    pipectl("import", "c.csv", "--update")
    (found,) = pipectl("list", "--all", "--json").json
    assert (found["closed_on"], found["created_on"]) == ("2026-09-20", "2026-09-20")
    pipectl("doctor")
