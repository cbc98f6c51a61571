"""`import` never mends a contradiction in silence: it is a problem, or it is said."""

from pathlib import Path

import pytest

from conftest import Shell
from imported import brought, is_well, refused, reversible, rows, write

DAYS = "select title, created_on, closed_on from opportunity order by id"


def test_a_closing_before_the_beginning_is_a_problem(pipectl: Shell) -> None:
    write(
        "d.csv",
        "deal_id,opened_at,outcome,closed_at",
        *("1,2026-09-01,won,2026-08-01", "2,2026-09-01,lost,2026-09-01", "3,,won,2026-01-01"),
    )
    said = refused(pipectl, "d.csv")
    assert (
        'd.csv:2: closed_at: 2026-08-01 is before the creation date 2026-09-01 in "opened_at".\n'
    ) in said
    assert "1 row has a problem" in said
    brought(pipectl, "d.csv", "--skip-errors")
    assert rows(pipectl, DAYS) == [
        *(("2", "2026-09-01", "2026-09-01"), ("3", "2026-01-01", "2026-01-01"))
    ]


def test_an_expected_day_that_a_closing_is_taken_from_is_no_earlier_either(
    pipectl: Shell,
) -> None:
    write("d.csv", "deal_id,opened_at,outcome,due", "1,2026-09-01,lost,2026-08-01")
    said = refused(pipectl, "d.csv", "--map", "close_on=due")
    assert "d.csv:2: due: 2026-08-01 is before the creation date 2026-09-01" in said
    write("d.csv", "deal_id,opened_at,outcome,due", "1,2026-09-01,open,2026-08-01")
    assert "1 new" in brought(pipectl, "d.csv", "--map", "close_on=due").out


def test_what_was_entered_after_it_closed_is_said_to_begin_on_that_day(pipectl: Shell) -> None:
    head = "Record ID,Deal Name,Deal Stage,Close Date,Create Date"
    late = [f"{n},Deal {n},Closed Won,2026-08-0{n},2026-09-01" for n in (2, 1)]
    write("h.csv", head, "7,On time,Closed Won,2026-09-20,2026-09-01", *late)
    said = (
        "  2 rows (first in line 3) closed before the creation date: using the closing date "
        "for both.\n"
    )
    assert said in pipectl("import", "h.csv", "--dry-run").err
    assert said in reversible(pipectl, "h.csv").err
    assert rows(pipectl, DAYS) == [
        ("On time", "2026-09-01", "2026-09-20"),
        ("Deal 2", "2026-08-02", "2026-08-02"),
        ("Deal 1", "2026-08-01", "2026-08-01"),
    ]
    again = brought(pipectl, "h.csv", "--update")
    assert "0 new deals, 0 changed, 3 unchanged" in again.out


def test_entries_of_a_history_out_of_place_are_counted_and_shown(pipectl: Shell) -> None:
    write("d.csv", "deal_id,opened_at,outcome,closed_at", "1,2026-09-01,won,2026-10-01", "2,,,")
    write(
        "h.csv",
        "deal_id,stage,entered_at",
        *("1,Discovery,2026-08-20", "1,Meeting,2026-09-10", "1,Proposal,2026-10-02"),
        *("2,Meeting,2026-11-01", "1,Negotiation,2026-10-05"),
    )
    done = brought(pipectl, "d.csv", "--history", "h.csv")
    assert done.err.splitlines()[2:] == [
        "  Found no title column: using deal_id. To choose another: --map title=HEADER",
        "Read h.csv (stage history): 5 entries for 2 rows.",
        "  1 entry (line 2) before the creation date: using the date of the entry for both.",
        "  2 entries (first in line 4) after the closing date: moved to the closing date.",
    ]
    wanted = "select happened_on, stage_id from opportunity_history where opportunity_id = 1"
    assert rows(pipectl, wanted) == [
        *(("2026-08-20", 2), ("2026-09-10", 3), ("2026-10-01", 4), ("2026-10-01", 5)),
        ("2026-10-01", 5),
    ]


def test_a_closing_that_does_not_fit_in_here_is_said(pipectl: Shell) -> None:
    head = "deal_id,title,outcome,opened_at,closed_at"
    write("d.csv", head, "1,Al,open,,", "2,Bo,open,2026-09-01,", "3,Cy,open,,")
    pipectl("import", "d.csv")
    answers = ("--buying", "yes", "--why", "x", "--next", "Call", "--due", "fri")
    pipectl("move", "bo", "discovery", *answers, "--on", "2026-11-10")
    closed = ("1,Al,won,,2026-10-01", "2,Bo,won,2026-09-01,2026-10-01")
    write("d.csv", head, *closed, "3,Cy,lost,2026-08-01,2026-10-01")
    said = (
        "Deal 1 closed on 2026-10-01, before its creation date: using "
        "2026-10-01 as the creation date.\n"
        "Deal 2 closed on 2026-10-01 in the file, but changed here after that: using "
        "2026-11-10 as the closing date.\n"
        "Deal 3 closed on 2026-10-01, before its creation date: using "
        "2026-08-01 as the creation date.\n"
    )
    assert said in pipectl("import", "d.csv", "--update", "--dry-run").err
    assert said in reversible(pipectl, "d.csv", "--update").err
    assert rows(pipectl, DAYS) == [
        ("Al", "2026-10-01", "2026-10-01"),
        ("Bo", "2026-09-01", "2026-11-10"),
        ("Cy", "2026-08-01", "2026-10-01"),
    ]
    assert "closed on" not in brought(pipectl, "d.csv", "--update").err


def test_only_says_which_values_there_are(pipectl: Shell) -> None:
    write("a.csv", "deal_id,Rep,Land", *(f"{n},Rep {n},DE" for n in range(8)))
    write("b.csv", "deal_id,Rep,Land", "10,Kim,AT", "11,,AT")
    done = refused(pipectl, "a.csv", "--only", "Rep=Sam", code=3)
    assert done.endswith(
        'pipectl: No row has "Sam" under "Rep".\n'
        '  Values found: "Rep 0", "Rep 1", "Rep 2", "Rep 3", "Rep 4", "Rep 5", ….\n'
    )
    assert '  Values found: "Kim".' in refused(pipectl, "b.csv", "--only", "rep=Sam", code=3)
    brought(pipectl, "a.csv", "b.csv", "--only", "Rep=Kim")
    assert rows(pipectl, "select title from opportunity") == [("10",)]
    # Each value is there, but no row has both: nothing was found, and nothing is wrong.
    twice = brought(pipectl, "a.csv", "b.csv", "--only", "Rep=Kim", "--only", "Land=DE")
    assert twice.out == "Imported: 0 new deals, 0 changed, 0 unchanged.\n"
    write("c.csv", "deal_id,Rep,Land")
    assert "0 new" in brought(pipectl, "c.csv", "--only", "Rep=Sam").out


def test_rows_left_out_keep_a_column_called_problem(pipectl: Shell) -> None:
    write("d.csv", "Problem,deal_id,amount", "=1+1,1,x", "b,2,7")
    brought(pipectl, "d.csv", "--skip-errors", "--rejects", "r.csv")
    assert Path("r.csv").read_text() == (
        'Problem,deal_id,amount,problem 2\n=1+1,1,x,"amount: ""x"" is not an amount."\n'
    )
    write("d.csv", "id,=1+1,problem", "1,x,Slow")
    flags = ("--map", "title=problem", "--map", "amount==1+1", "--skip-errors", "--rejects")
    brought(pipectl, "d.csv", *flags, "s.csv")
    assert Path("s.csv").read_text() == (
        'id,=1+1,problem,problem 2\n1,x,Slow,"\'=1+1: ""x"" is not an amount."\n'
    )


def test_next_actions_get_the_kind_that_the_pick_list_gives_them(pipectl: Shell) -> None:
    head = "Record ID,Deal Name,Deal Stage,Next step"
    write("h.csv", head, "1,Al,Proposal,CALL the buyer", "2,Bo,Proposal,Whatever")
    pipectl("action", "add", "Call the buyer", "--kind", "call")
    brought(pipectl, "h.csv")
    kinds = "select text, kind from next_action order by id"
    assert rows(pipectl, kinds) == [("Call the buyer", "call"), ("Whatever", None)]
    assert "0 changed" in brought(pipectl, "h.csv", "--update").out
    write("h.csv", head, "1,Al,Proposal,CALL the buyer", "2,Bo,Proposal,call the Buyer")
    assert "1 changed" in reversible(pipectl, "h.csv", "--update").out
    assert rows(pipectl, kinds)[2:] == [("Call the buyer", "call")]
    pipectl("done", "bo")
    assert [each["kind"] for each in pipectl("activity", "list", "--json").json] == ["call"]
    is_well(pipectl)


@pytest.mark.parametrize("name", ["AUTO", "Csv", " csv"])
def test_formats_are_named_in_any_case(pipectl: Shell, name: str) -> None:
    write("d.csv", "deal_id,title", "1,Al")
    assert "1 new" in brought(pipectl, "d.csv", "--from", name).out


def test_the_help_and_the_error_name_every_format(pipectl: Shell) -> None:
    write("d.csv", "deal_id,title", "1,Al")
    names = ("auto", "csv", "hubspot", "pipedrive", "salesforce", "close", "zoho", "pipectl")
    pages = (pipectl("import", "--help").out, refused(pipectl, "d.csv", "--from", "x", code=2))
    for page in pages:
        assert all(name in page for name in names)


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--map", "title=a", "--map", "title=b"), '--map says twice what "title" is: "a" and "b"'),
        (("--map", "deal_id=a", "--map", "identifier=b"), '--map says twice what "identifier" is'),
        (
            ("--stage-map", "Pitch=meet", "--stage-map", "PITCH=prop"),
            '--stage-map says twice what "PITCH" is: "meet" and "prop".',
        ),
    ],
)
def test_what_is_said_twice_is_refused(pipectl: Shell, flags: tuple[str, ...], said: str) -> None:
    write("d.csv", "deal_id,a,b,stage", "1,x,y,Pitch")
    assert said in refused(pipectl, "d.csv", *flags, code=2)


def test_several_values_of_a_header_are_any_of_them(pipectl: Shell) -> None:
    write("d.csv", "deal_id,Rep", "1,Sam", "2,Kim", "3,Lee")
    brought(pipectl, "d.csv", "--only", "Rep=Sam", "--only", "rep=lee")
    assert rows(pipectl, "select title from opportunity") == [("1",), ("3",)]


def test_all_rows_are_counted_and_all_unused_columns_named(pipectl: Shell) -> None:
    more = [f"c{n}" for n in range(130)]
    write("d.csv", ",".join(["deal_id", "amount", *more]), "1,x" + "," * 130, "2,7" + "," * 130)
    done = pipectl("import", "d.csv", "--skip-errors", "--dry-run")
    assert done.err.startswith(
        "Read d.csv (csv): 2 rows, 1 with a problem.\n"
        "  The counts below cover only the 1 row without problems.\n"
        "  Found no column for: stage, close date, outcome.\n"
        f"  Columns not imported: {', '.join(more)}.\n"
    )
    done = pipectl("import", "d.csv", "--skip-errors")
    assert f"  Columns not imported: {', '.join(more)}.\n" in done.err


def test_a_dry_run_shows_the_stage_that_the_history_tells(pipectl: Shell) -> None:
    write("d.csv", "deal_id,opened_at", "1,2026-08-01", "2,2026-08-01")
    write("h.csv", "deal_id,stage,entered_at", "1,Meeting,2026-09-01", "1,Proposal,2026-10-01")
    done = pipectl("import", "d.csv", "--history", "h.csv", "--dry-run")
    assert [line.split()[3] for line in done.out.splitlines()[1:3]] == ["Proposal", "–"]


def test_which_of_several_accounts_is_taken_is_said(pipectl: Shell) -> None:
    write(
        "h.csv",
        "Record ID,Deal Name,Deal Stage,Associated Company",
        *("1,A,Meeting,Acme", "2,B,Meeting,Acme;", "3,C,Meeting,Birch;Foo", "4,D,Meeting,X; Y"),
    )
    done = brought(pipectl, "h.csv")
    assert (
        "  Associated Company: 2 rows (first in line 4) with several values: using the first.\n"
    ) in done.err
    assert rows(pipectl, "select name from account") == [("Acme",), ("Birch",), ("X",)]


def test_what_differs_there_is_said_and_what_an_update_would_change(pipectl: Shell) -> None:
    head = "deal_id,title,amount,stage"
    write("d.csv", head, "1,A,1,Meeting", "2,B,2,Meeting", "3,C,3,Pitch")
    brought(pipectl, "d.csv", "--make-stages")
    write("d.csv", head, "1,A,1,Meeting", "2,B,9,Proposal", "3,C,3,Pitch", "4,D,4,New")
    dry = pipectl("import", "d.csv", "--make-stages", "--dry-run").out
    assert "1 new deal, 0 changed, 3 unchanged (1 differs in the file; --update changes it)." in dry
    done = brought(pipectl, "d.csv", "--make-stages")
    assert (
        "1 new deal, 0 changed, 3 unchanged (1 differs in the file; --update changes it)."
        in done.out
    )
    said = (
        '2 "B": amount would change from "2.00 USD" to "9.00 USD".\n'
        '2 "B": stage would change from "Meeting" to "Proposal".\n'
    )
    assert said in pipectl("import", "d.csv", "--update", "--dry-run").err
    assert "0 new deals, 1 changed, 3 unchanged. " in brought(pipectl, "d.csv", "--update").out
    assert "4 unchanged.\n" in brought(pipectl, "d.csv").out
    write("d.csv", head, *(f"{n},{n},1,Meeting" for n in range(10, 20)))
    brought(pipectl, "d.csv")
    write("d.csv", head, *(f"{n},{n},2,Meeting" for n in range(10, 20)))
    tried = pipectl("import", "d.csv", "--update", "--dry-run")
    assert tried.err.count('would change from "1.00 USD" to "2.00 USD".\n') == 10
    assert "10 differ in the file" in brought(pipectl, "d.csv").out
