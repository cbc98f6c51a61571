"""`import` of two sheets with the same running numbers: no deal takes another one's place."""

import pytest

from conftest import Shell
from imported import brought, is_well, refused, reversible, rows, write
from terminal import ENTER, Session

DEALS = "select title, amount_minor from opportunity order by id"
NR = ("--map", "identifier=Nr")
HEAD = "Nr,title,account,opened_at,amount"


@pytest.fixture
def years(pipectl: Shell) -> Shell:
    """A store with last year's sheet, beside this year's, whose numbers begin again."""
    write("2025.csv", HEAD, "1,Website,Acme,2025-02-01,100", "2,Audit,Birch,2025-03-01,200")
    write("2026.csv", HEAD, "1,Training,Cedar,2026-02-01,300", "2,Audit,Dune,2026-03-01,400")
    brought(pipectl, "2025.csv", *NR)
    return pipectl


def test_a_number_that_another_deal_has_here_is_refused(years: Shell) -> None:
    for flags in ((), ("--update",), ("--dry-run",)):
        said = refused(years, "2026.csv", *NR, *flags)
        assert said.endswith(
            '2026.csv:2: Nr 1 is "Training" (Cedar) in the file, but "Website" (Acme) '
            "in your store (#1).\n"
            '2026.csv:3: Nr 2 is "Audit" (Dune) in the file, but "Audit" (Birch) in '
            "your store (#2).\n"
            "pipectl: 2 rows have the identifier of what seems to be a different "
            "deal. Nothing was imported.\n"
            "  If they are different deals: --key title (matches by title, account and "
            "creation date). If they are the same deals: --key identifier.\n"
        )
    assert rows(years, DEALS) == [("Website", 10000), ("Audit", 20000)]


def test_by_title_they_are_other_deals_and_stay_so(years: Shell) -> None:
    done = reversible(years, "2026.csv", *NR, "--key", "title")
    assert "2 new" in done.out
    assert [row[1] for row in rows(years, DEALS)] == [10000, 20000, 30000, 40000]
    again = brought(years, "2026.csv", *NR, "--key", "title", "--update")
    assert "0 new deals, 0 changed, 2 unchanged" in again.out
    assert "0 new deals, 0 changed, 2 unchanged" in brought(years, "2025.csv", *NR, "--update").out


def test_by_identifier_they_are_the_same_deals(years: Shell) -> None:
    brought(years, "2026.csv", *NR, "--key", "identifier", "--update")
    assert rows(years, DEALS) == [("Training", 30000), ("Audit", 40000)]


def test_a_deal_that_was_renamed_or_moved_is_the_same(years: Shell) -> None:
    write("2025.csv", HEAD, "1,Shop,Acme,2025-02-01,150", "2,Audit,Elm,2025-03-01,250")
    assert "2 changed" in brought(years, "2025.csv", *NR, "--update").out
    assert rows(years, DEALS) == [("Shop", 15000), ("Audit", 25000)]


def test_with_a_title_alone_only_that_can_differ(pipectl: Shell) -> None:
    write("a.csv", "deal_id,title", "1,Website")
    brought(pipectl, "a.csv")
    write("a.csv", "deal_id,title", "1,Website of Acme")
    assert "1 changed" in brought(pipectl, "a.csv", "--update").out
    write("a.csv", "deal_id,title", "1,Training")
    assert (
        'a.csv:2: deal_id 1 is "Training" in the file, but "Website of Acme" in your store (#1).\n'
    ) in refused(pipectl, "a.csv")


def test_a_program_s_identifier_is_trusted_until_all_differs(pipectl: Shell) -> None:
    head = "Deal - ID,Deal - Title,Deal - Organization,Deal - Deal created"
    write("p.csv", head, "1,Website,Acme,2025-02-01 10:00:00")
    brought(pipectl, "p.csv")
    write("p.csv", head, "1,Training,Cedar,2025-02-01 10:00:00")
    assert "1 changed" in brought(pipectl, "p.csv", "--update").out
    write("p.csv", head, "1,Audit,Birch,2026-02-01 10:00:00")
    assert (
        "1 row has the identifier of what seems to be a different deal. Nothing was imported."
    ) in refused(pipectl, "p.csv", "--update")


def test_it_is_asked_at_a_terminal(years: Shell) -> None:
    asked = Session(years, ("import", "2026.csv", *NR, "--save-as", "sheet"), {})
    asked.asked("Are these different deals?", "> different deals").type(ENTER)
    assert "2 new" in asked.left()
    is_well(years)
    assert "--key title" in years("import", "--list-mappings").out
    assert "2 unchanged" in brought(years, "2026.csv", "--like", "sheet").out


def test_numbers_that_begin_again_within_a_file_are_no_identifiers_by_title(
    pipectl: Shell,
) -> None:
    write("f.csv", HEAD, "1,Website,Acme,2025-02-01,100", "1,Training,Cedar,2026-02-01,300")
    assert "has the same identifier" in refused(pipectl, "f.csv", *NR)
    assert "2 new" in brought(pipectl, "f.csv", *NR, "--key", "title").out


def test_a_key_is_one_of_two_and_goes_without_a_history(pipectl: Shell) -> None:
    write("f.csv", HEAD, "1,Website,Acme,2025-02-01,100")
    said = refused(pipectl, "f.csv", "--key", "name", code=2)
    assert said == ('pipectl: --key can\'t be "name".\n  Use identifier or title.\n')
    said = refused(pipectl, "f.csv", "--key", "title", "--history", "h.csv", code=2)
    assert "--key title can't be used with --history" in said
