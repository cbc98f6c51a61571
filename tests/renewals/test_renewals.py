"""`win --renews`: the deal that renews a won one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from machines import export, machine
from pipectl.renewals.rules import renewal_dates, renewal_title
from pipectl.vocabulary import LONG, MOST_MONTHS

SAID = (
    'Its renewal "Acme hosting (renewal Nov 2027)" (#2) begins on Mon 20 Sep 2027.'
    " The term ends on Fri 19 Nov 2027.\n"
)


@made_once
def hosting(empty: Shell) -> Shell:
    empty.now = "2026-11-19T09:00"
    empty("init", "--stages", "Lead:10,Demo:40,Offer:70")
    empty("field", "add", "Sector", "--on", "deal")
    empty(
        *("add", "Acme hosting", "12k", "--account", "Acme", "--contact", "Jo Park"),
        *("--tag", "north", "--set", "sector=shipping", "--next", "Call", "--due", "fri"),
    )
    return empty


@made_once
def renewed(hosting: Shell) -> Shell:
    hosting("win", "1", "--renews", "12m")
    return hosting


def test_a_win_makes_the_deal_that_renews_it(hosting: Shell) -> None:
    done = hosting("win", "acme-hosting", "--renews", "12m")
    assert done.out == "Won Acme hosting (#1) · 12,000 USD · won on Thu 19 Nov 2026\n"
    assert done.err == SAID
    made = hosting("show", "2", "--json").json
    assert {name: made[name] for name in EXPECTED} == EXPECTED
    assert hosting("show", "1", "--json").json["renewal"] == {
        "id": 2,
        "title": "Acme hosting (renewal Nov 2027)",
        "status": "open",
        "begins_on": "2027-09-20",
        "months": 12,
        "ends_on": "2027-11-19",
    }
    assert made["fields"] == {"Sector": "shipping"}
    shown = hosting("show", "2").lines
    assert "  renews      #1 Acme hosting: its 12 months end on Fri 19 Nov 2027" in shown
    assert "  begins      Mon 20 Sep 2027" in shown
    assert "  renewal     #2 Acme hosting (renewal Nov 2027) (begins Mon 20 Sep 2027)" in (
        hosting("show", "1").lines
    )
    assert hosting("doctor").out == ""


EXPECTED = {
    "title": "Acme hosting (renewal Nov 2027)",
    "account": "Acme",
    "contact": "Jo Park",
    "amount": 12000.00,
    "stage": "Lead",
    "status": "open",
    "close_on": "2027-11-19",
    "created_on": "2027-09-20",
    "stage_entered_on": "2027-09-20",
    "age_days": 0,
    "source": "renewal",
    "tags": ["north"],
    "parent": 1,
    "flags": [],
    "next_action": {
        "action": "Talk about the renewal",
        "due_on": "2027-09-20",
        "due_time": None,
    },
    "renews": {"id": 1, "title": "Acme hosting", "months": 12, "ends_on": "2027-11-19"},
    "renewal": None,
}


def test_it_says_nothing_until_it_begins_and_is_due_then(renewed: Shell) -> None:
    assert [each["id"] for each in renewed("review", "--json").json["agenda"]] == []
    assert renewed("remind").out == ""
    renewed.now = "2027-09-17T09:00"
    assert [each["id"] for each in renewed("review", "--json").json["agenda"]] == []
    renewed.now = "2027-09-20T09:00"
    assert renewed("today", "--json").json[1]["why"] == "Talk about the renewal, today; unqualified"
    assert [each["id"] for each in renewed("review", "--json").json["agenda"]] == [2]
    assert renewed("show", "2", "--json").json["age_days"] == 0


def test_it_takes_no_capacity_before_it_begins(renewed: Shell) -> None:
    renewed("add", "Birch", "5k", "--next", "Call", "--due", "2027-12-01")
    renewed("config", "set", "capacity", "1")
    said = "Too many open deals"
    assert said not in renewed("today").out
    renewed.now = "2027-09-20T09:00"
    assert said in renewed("today").out


def test_coverage_counts_it_in_its_period_and_the_forecast_once_it_begins(renewed: Shell) -> None:
    covered = renewed("coverage", "--period", "2027-Q4", "--json").json
    assert covered["open"] == 12000.00
    plain = renewed("forecast", "--period", "2027-Q4").out
    assert "1 renewal (12,000 USD) begins later and isn't included.\n" in plain
    rows = renewed("forecast", "--period", "2027-Q4", "--explain", "--json").json["explain"]
    assert [(each["id"], each["why"]) for each in rows] == [
        (2, "not included: begins 2027-09-20"),
    ]
    renewed.now = "2027-10-01T09:00"
    later = renewed("forecast", "--period", "2027-Q4", "--explain", "--json").json["explain"]
    assert [(each["id"], each["why"]) for each in later] == [(2, "open")]


def test_a_name_means_it_only_when_it_has_begun(renewed: Shell) -> None:
    again = renewed("win", "acme", code=4)
    assert '"Acme hosting" was already won on Thu 19 Nov 2026.' in again.err
    assert renewed("show", "acme-hosting-renewal-nov-2027", "--json").json["id"] == 2
    renewed.now = "2027-09-20T09:00"
    assert renewed("log", "call", "acme", "Hello", "--json").json["opportunity"] == 2


def test_one_that_is_moved_or_closed_early_begins_then(renewed: Shell) -> None:
    renewed.now = "2027-01-11T09:00"
    renewed(
        *("move", "2", "demo", "--buying", "yes", "--why", "asked for it"),
        *("--next", "Call", "--due", "fri"),
    )
    found = renewed("show", "2", "--json").json
    assert (found["created_on"], found["stage_entered_on"]) == ("2027-01-11", "2027-01-11")
    renewed("win", "2")
    assert renewed("doctor").out == ""
    for _ in range(3):
        renewed("undo")
    assert renewed("doctor").out == ""
    for _ in range(3):
        renewed("redo")
    renewed("undo")
    renewed("undo")
    renewed("lose", "2", "--reason", "no budget", "--on", "2027-01-04")
    assert renewed("show", "2", "--json").json["created_on"] == "2027-01-04"


def test_a_won_deal_gets_one_afterwards_and_no_second(hosting: Shell) -> None:
    hosting("win", "1")
    hosting.now = "2026-12-01T09:00"
    late = hosting("win", "1", "--renews", "1y")
    assert late.err == SAID
    assert hosting("show", "1", "--json").json["closed_on"] == "2026-11-19"
    refused = hosting("win", "1", "--renews", "6m", code=4)
    assert refused.err == (
        'pipectl: "Acme hosting" already has a renewal: "Acme hosting (renewal Nov 2027)" (#2).\n'
        "  Delete that first (`pipectl delete 2`), or change it with `pipectl edit 2`.\n"
    )
    hosting("delete", "2", "--yes")
    assert "(#3) begins on Sat 20 Mar 2027" in hosting("win", "1", "--renews", "6m").err
    assert hosting("show", "3", "--json").json["next_action"]["due_on"] == "2027-03-22"


def test_it_follows_the_day_of_the_win_and_goes_when_that_is_taken_back(renewed: Shell) -> None:
    renewed.now = "2026-11-25T09:00"
    renewed("win", "1", "--on", "2026-11-23")
    moved = renewed("show", "2", "--json").json
    assert [moved[name] for name in ("created_on", "close_on")] == ["2027-09-24", "2027-11-23"]
    assert moved["next_action"]["due_on"] == "2027-09-24"
    assert renewed("doctor").out == ""
    back = renewed("reopen", "1")
    assert 'Its renewal "Acme hosting (renewal Nov 2027)" (#2) was deleted.\n' in back.err
    assert [each["id"] for each in renewed("list", "--json").json] == [1]
    renewed("undo")
    assert [each["id"] for each in renewed("list", "--json").json] == [2]
    renewed.now = "2027-10-01T09:00"
    kept = renewed("reopen", "1")
    assert "renewal" not in kept.err
    assert renewed("doctor").out == ""


def test_the_term_of_a_renewal_won_early_follows_the_term_before(renewed: Shell) -> None:
    renewed.now = "2027-10-15T09:00"
    won_early = renewed("win", "2", "--renews", "12m")
    assert "(#3) begins on Wed 20 Sep 2028. The term ends on Sun 19 Nov 2028.\n" in won_early.err
    renewed("win", "2", "--on", "2027-10-12")
    assert renewed("show", "3", "--json").json["close_on"] == "2028-11-19"
    renewed("undo")
    renewed("undo")
    renewed.now = "2027-12-01T09:00"
    won_late = renewed("win", "2", "--renews", "12m")
    assert "(#4) begins on Mon 2 Oct 2028. The term ends on Fri 1 Dec 2028.\n" in won_late.err
    assert renewed("doctor").out == ""


def test_undo_takes_both_back_and_redo_brings_both(hosting: Shell) -> None:
    before = export(hosting)
    text = (hosting.home / before).read_text("utf-8")
    hosting("win", "1", "--renews", "12m")
    done = (hosting.home / export(hosting)).read_text("utf-8")
    hosting("undo")
    assert rows((hosting.home / export(hosting)).read_text("utf-8")) == rows(text)
    hosting("redo")
    assert rows((hosting.home / export(hosting)).read_text("utf-8")) == rows(done)


def rows(text: str) -> list[str]:
    """The rows of an export, without when they changed."""
    return [line for line in text.splitlines() if '"table": "changed"' not in line][1:]


def test_it_comes_through_both_exports(renewed: Shell) -> None:
    other = machine(renewed.home, "other")
    other.now = renewed.now
    other("import", export(renewed))
    assert other("show", "2", "--json").json == renewed("show", "2", "--json").json
    assert other("doctor").out == ""
    table = renewed.home / "deals.csv"
    renewed("export", table)
    third = Shell(renewed.home / "third")
    third.home.mkdir()
    third.now = renewed.now
    third("init", "--stages", "Lead:10,Demo:40,Offer:70")
    third("field", "add", "Sector", "--on", "deal")
    done = third("import", table)
    assert done.err == (
        f"Read {table} (export): 2 rows.\nExisting fields in the file: Sector (deal).\n"
    )
    found = third("show", "2", "--json").json
    assert (found["created_on"], found["parent"]) == ("2027-09-20", 1)
    assert third("doctor").out == ""


def test_a_deal_that_grew_out_of_none_begins_no_later_than_today(renewed: Shell) -> None:
    text = (
        (renewed.home / export(renewed))
        .read_text("utf-8")
        .replace('"parent_id": 1', '"parent_id": null')
    )
    file = renewed.home / "changed.jsonl"
    file.write_text(text, "utf-8")
    refused = machine(renewed.home, "other")("import", file, code=4)
    assert "opportunity.stage_entered_on: 2027-09-20 is in the future" in refused.err


def test_an_amount_that_recurs_recurs_in_its_renewal(hosting: Shell) -> None:
    hosting("edit", "1", "--amount", "2500/mo", "--term", "12")
    done = hosting("win", "1")
    assert done.err == "To plan its renewal: `pipectl win 1 --renews 12m`.\n"
    hosting("win", "1", "--renews", "12m")
    found = hosting("show", "2", "--json").json
    assert found["amount"] == 30000.00
    assert found["recurring"] == hosting("show", "1", "--json").json["recurring"]
    assert found["recurring"]["amount"] == 2500.00
    assert hosting("doctor").out == ""


def test_hooks_hear_of_both(renewed: Shell) -> None:
    hooks = renewed.home / "hooks"
    hooks.mkdir()
    for name in ("on-won", "on-add"):
        hook = hooks / name
        hook.write_text(f"#!/bin/sh\necho {name} >> {renewed.home}/heard\n")
        hook.chmod(0o700)
    renewed.extra["PIPECTL_HOOKS"] = str(hooks)
    renewed("add", "Birch", "5k")
    (renewed.home / "heard").unlink()
    renewed("win", "birch", "--renews", "3")
    assert (renewed.home / "heard").read_text().splitlines() == ["on-won", "on-add"]


@pytest.mark.parametrize("typed", ["", "0", "13w", "601", "51y", "-1", "1.5y", "12 m m", "m" * 99])
def test_what_is_no_term_is_refused(hosting: Shell, typed: str) -> None:
    refused = hosting("win", "1", f"--renews={typed}", code=2)
    assert "isn't a term.\n  Write months or years, such as 12, 18m or 2y" in refused.err
    assert hosting("show", "1", "--json").json["status"] == "open"


@given(st.dates(date(1970, 1, 1), date(9900, 1, 1)), st.integers(1, MOST_MONTHS))
def test_it_begins_sixty_days_before_the_end_but_not_before_the_win(won: date, months: int) -> None:
    begins, ends = renewal_dates(won, months)
    assert won <= begins <= ends
    assert (ends - begins).days == min(60, (ends - won).days)
    assert (ends.year * 12 + ends.month) - (won.year * 12 + won.month) == months


@given(st.text(st.characters(codec="ascii", categories=["L"]), min_size=1, max_size=LONG))
def test_a_title_names_the_new_term_once(title: str) -> None:
    once = renewal_title(title, date(2027, 11, 19))
    assert len(once) <= LONG
    assert renewal_title(once, date(2028, 11, 19)) == once.replace("Nov 2027", "Nov 2028")
