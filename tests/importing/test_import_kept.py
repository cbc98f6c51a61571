"""`import` of deals that are here already: what stays though the file has it otherwise is said."""

import pytest

from conftest import Shell
from imported import brought, rows, write

ZOHO = "Record Id,Deal Name,Account Name,Amount,Closing Date,Stage,Probability (%),Created Time"
WON = ("--stage-map", "Signed=won", "--stage-map", "Dropped=lost")
STAYS = "1 deal is won here but in an open stage in the file: it stays won (line 2: Alpha). "
DEALS = (
    (1, "Alpha", "Signed"),
    (2, "Beta", "Signed"),
    (3, "Gamma", "Dropped"),
    (4, "Delta", "Meeting"),
)
STATUS = "select title, status from opportunity order by id"


def deal(number: int, title: str, stage: str, percent: int = 20) -> str:
    return f"z{number},{title},Acme,100,2026-09-15,{stage},{percent},2026-03-01"


@pytest.fixture
def zoho(pipectl: Shell) -> Shell:
    """A store with two deals that are won, one that is lost and one that is open."""
    signed = deal(1, "Alpha", "Signed", 100), deal(2, "Beta", "Signed", 100)
    rest = deal(3, "Gamma", "Dropped", 0), deal(4, "Delta", "Proposal")
    write("z.csv", ZOHO, *signed, *rest)
    brought(pipectl, "z.csv", *WON)
    return pipectl


@pytest.mark.parametrize("update", [(), ("--update",)])
def test_a_won_deal_at_an_open_stage_stays_won_and_that_is_said(
    zoho: Shell, update: tuple[str, ...]
) -> None:
    write("z.csv", ZOHO, deal(1, "Alpha", "Proposal", 100), deal(4, "Delta", "Proposal"))
    said = f"{STAYS}To reopen it: `pipectl reopen 1`.\n"
    differ = "0 new deals, 0 changed, 2 unchanged (1 differs in the file)."
    for dry in (("--dry-run",), ()):
        done = brought(zoho, "z.csv", *update, *WON[:2], *dry)
        assert said in done.err
        assert differ in done.out
    assert "--won-when" not in done.err  # such a row is no candidate: its deal is won
    assert rows(zoho, STATUS)[0] == ("Alpha", "won")


def test_several_closed_deals_at_open_stages_are_named_with_their_numbers(zoho: Shell) -> None:
    names = ((1, "Alpha"), (2, "Beta"), (3, "Gamma"))
    write("z.csv", ZOHO, *(deal(number, name, "Meeting") for number, name in names))
    done = brought(zoho, "z.csv", "--update")
    assert done.err.splitlines()[-2:] == [
        "2 deals are won here but in an open stage in the file: they stay won (line 2: Alpha "
        "#1, line 3: Beta #2). To reopen one: `pipectl reopen 1`.",
        "1 deal is lost here but in an open stage in the file: it stays lost (line 4: "
        "Gamma). To reopen it: `pipectl reopen 3`.",
    ]
    assert "0 changed, 3 unchanged (3 differ in the file)." in done.out


def test_what_update_takes_is_told_apart_from_what_stays_either_way(zoho: Shell) -> None:
    write("z.csv", ZOHO, deal(1, "Alpha", "Meeting"), deal(4, "Delta", "Meeting"))
    done = brought(zoho, "z.csv")
    assert "2 unchanged (2 differ in the file; --update changes 1)." in done.out


def test_files_that_tell_outcomes_or_no_stages_keep_nothing_closed(zoho: Shell) -> None:
    write("z.csv", ZOHO, deal(1, "Alpha", ""))
    assert "stays won" not in brought(zoho, "z.csv", "--update").err
    write("z.csv", f"{ZOHO},Outcome", f"{deal(1, 'Alpha', 'Meeting')},open")
    done = brought(zoho, "z.csv", "--update", "--from", "zoho", "--map", "outcome=Outcome")
    assert "stays won" not in done.err
    assert rows(zoho, STATUS)[0] == ("Alpha", "open")


def test_what_is_empty_in_another_program_s_file_stays_here_and_is_told(zoho: Shell) -> None:
    bare = [f"z{number},{name},Acme,,,{stage},,2026-03-01" for number, name, stage in DEALS]
    write("z.csv", ZOHO, *bare)
    for dry in (("--dry-run",), ("--update",), ()):
        assert (
            "4 deals have an amount here, but not in the file: values kept (lines 2, 3, 4 "
            "and 5).\n"
            "1 deal has a close date here, but not in the file: value kept (line 5).\n"
        ) in brought(zoho, "z.csv", *WON, *dry).err
    assert rows(zoho, "select distinct amount_minor from opportunity") == [(10_000,)]


def test_a_file_without_such_a_column_or_of_ours_keeps_nothing_in_silence(zoho: Shell) -> None:
    write("z.csv", "Record Id,Deal Name,Stage", *(f"z{n},{name},{at}" for n, name, at in DEALS))
    assert "empty in the file" not in brought(zoho, "z.csv", *WON, "--from", "zoho").err
    zoho("export", "--format", "csv", "ours.csv")
    assert "empty in the file" not in brought(zoho, "ours.csv", "--update").err


@pytest.mark.parametrize(
    ("head", "lost", "reopened", "flags"),
    [
        (
            *("id2,title,Stage,Won,Lost,x", "1,Al,Meeting,no,yes,", "1,Al,Meeting,no,no,"),
            ("--won-when", "Won=yes", "--lost-when", "Lost=yes"),
        ),
        (
            *("id2,title,Stage,Status,x", "1,Al,Meeting,Abgelehnt,", "1,Al,Meeting,Offen,"),
            ("--won-when", "Status=Angenommen", "--lost-when", "Status=Abgelehnt"),
        ),
    ],
)
def test_a_column_that_says_open_reopens(
    pipectl: Shell, head: str, lost: str, reopened: str, flags: tuple[str, ...]
) -> None:
    write("z.csv", head, lost)
    brought(pipectl, "z.csv", *flags)
    assert rows(pipectl, STATUS) == [("Al", "lost")]
    write("z.csv", head, reopened)
    brought(pipectl, "z.csv", "--update", *flags)
    assert rows(pipectl, STATUS) == [("Al", "open")]


def test_a_column_that_says_no_more_than_won_and_lost_reopens_nothing(pipectl: Shell) -> None:
    flags = ("--won-when", "Status=Signed", "--lost-when", "Status=Dropped")
    for value in ("Dropped", "", "Second call"):
        write("z.csv", "title,Stage,Status,x", f"Al,Meeting,{value},")
        brought(pipectl, "z.csv", "--update", *flags)
        assert rows(pipectl, STATUS) == [("Al", "lost")]
