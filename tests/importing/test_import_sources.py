"""`import` of whole small exports as other programs write them: all that it says, and the sums."""

from conftest import Shell
from imported import begun, how, refused, reversible, rows, stageless, write

SUMS = (
    "select status, currency, count(*), sum(amount_minor) from opportunity group by 1, 2"
    " order by 1, 2"
)


def new(count: int) -> str:
    deals = "deal" if count == 1 else "deals"
    return f"Imported: {count} new {deals}, 0 changed, 0 unchanged. Undo with `pipectl undo`.\n"


def test_odoo_s_export_comes_in_whole(pipectl: Shell) -> None:
    write(
        "crm.lead.csv",
        '"External ID","Opportunity","Contact Name","Company Name","Email","Expected Revenue",'
        '"Probability","Stage","Expected Closing","Created on","Closed Date","Lost Reason",'
        '"Active","Tags"',
        '"x_1","Al","Ana Ito","Acme","ana@example.com","500.00","100.0","Won","",'
        '"2026-08-01 04:59:00","2026-09-01 04:59:00","","True","VIP,Services"',
        '"x_2","Bo","","Birch","","600.00","0.0","Qualified","","2026-08-01 04:59:00",'
        '"2026-09-02 04:59:00","Too expensive","False","VIP"',
        '"x_3","Cy","","Cedar","","1049.9999999999998","33.330000000000005","Proposition",'
        '"2026-12-31","2026-08-01 04:59:00","","","True",""',
    )
    done = reversible(pipectl, "crm.lead.csv", "--stages", "Qualified:20,Proposition:50")
    assert (done.out, done.err) == (
        new(3),
        "Read crm.lead.csv (odoo): 3 rows.\n"
        "  Read as lost: Active=False (1 row).\n"
        "  3 amounts without a currency: using USD. To change it: --currency CODE\n"
        f"{stageless(1)}New stages, as in --stages: Qualified 20 %, Proposition 50 %.\n"
        + how(
            "Proposition",
            *("Initial contact 0 %", "Discovery 10 %", "Qualified 20 %", "Meeting 30 %"),
            *("Proposition 50 %", "Proposal 60 %", "Negotiation 80 %"),
        ),
    )
    assert rows(pipectl, SUMS) == [
        *(("lost", "USD", 1, 60000), ("open", "USD", 1, 105000), ("won", "USD", 1, 50000))
    ]


def test_airtable_s_grid_comes_in_whole(pipectl: Shell) -> None:
    write(
        "Deals-Grid view.csv",
        "\ufeffName,Status,Estimated Value,Expected Close Date,Account,Created,Attachments",
        "Al,Won,$0.00,2/2/2026,Acme,1/26/2026 4:59am,a.pdf (https://example.com/x)",
        "Bo,Lost,,4/17/2026,Birch,3/22/2026 1:00pm,",
        'Cy,Lead,"$1,250.00",12/3/2026,Cedar,10/11/2026 12:00pm,',
    )
    done = reversible(
        pipectl,
        "Deals-Grid view.csv",
        *("--make-stages", "--map", "title=Name", "--map", "amount=Estimated Value"),
        *("--map", "stage=Status", "--map", "account=Account", "--map", "created_on=Created"),
        *("--map", "close_date=Expected Close Date"),
    )
    assert (done.out, done.err) == (
        new(3),
        "Read Deals-Grid view.csv (csv): 3 rows.\n"
        "  Columns not imported: Attachments.\n"
        "  Expected Close Date: dates read as month/day/year (4/17/2026 in line 3).\n"
        "  Created: dates read as month/day/year (1/26/2026 4:59am in line 2).\n"
        "  Read as won: Status=Won (1 row).\n"
        "  Read as lost: Status=Lost (1 row).\n"
        f"{stageless(1, 1)}New stages, after Negotiation: Lead 0 %.\n"
        f"{how('Lead')}  Warning: Lead has 0 %: no column was read as the probability. 1 "
        "open deal will have a weighted amount of 0.\n",
    )
    assert rows(pipectl, SUMS) == [
        *(("lost", "USD", 1, None), ("open", "USD", 1, 125000), ("won", "USD", 1, 0))
    ]


def test_notion_s_table_comes_in_whole(pipectl: Shell) -> None:
    write(
        "Deals.csv",
        "\ufeffName,Stage,Amount,Close Date,Company,Created time",
        'Al,Won 🎉,"$1,250.00","February 2, 2026",Acme (https://www.notion.so/a1?pvs=21),'
        '"January 26, 2026 4:59 AM"',
        'Bo,Lost,$70.00,"April 17, 2026",Birch (https://www.notion.so/b1),"April 11, 2026 1:00 PM"',
        'Cy,Discovery,,"December 3, 2026",,"November 3, 2026 1:00 PM"',
    )
    done = reversible(
        pipectl,
        "Deals.csv",
        *("--map", "title=Name", "--map", "close_date=Close Date", "--map", "account=Company"),
        *("--map", "created_on=Created time"),
    )
    assert (done.out, done.err) == (
        new(3),
        "Read Deals.csv (csv): 3 rows.\n"
        "  Read as won: Stage=Won 🎉 (1 row).\n"
        "  Read as lost: Stage=Lost (1 row).\n"
        f"{stageless(1, 1)}",
    )
    assert rows(pipectl, SUMS) == [
        *(("lost", "USD", 1, 7000), ("open", "USD", 1, None), ("won", "USD", 1, 125000))
    ]
    assert rows(pipectl, "select name from account order by id") == [("Acme",), ("Birch",)]
    days = "select created_on, coalesce(closed_on, close_on) from opportunity order by id"
    assert rows(pipectl, days) == [
        ("2026-01-26", "2026-02-02"),
        ("2026-04-11", "2026-04-17"),
        ("2026-11-03", "2026-12-03"),
    ]


def test_close_s_opportunities_come_in_whole(pipectl: Shell) -> None:
    write(
        "opportunities.csv",
        "id,lead_name,contact_name,status_label,status_type,value,value_currency,value_period,"
        "confidence,date_created,date_won,date_lost",
        "oppo_1,Acme,Ana,Won,won,125000,USD,monthly,20,2026-09-01T12:00:00+00:00,2026-10-02,",
        "oppo_2,Birch,,Proposal,active,1500000,EUR,annual,50,2026-09-02T12:00:00+00:00,,",
        "oppo_3,Cedar,,Proposal,active,70000,USD,one_time,50,2026-09-03T12:00:00+00:00,,",
        "oppo_4,Dogwood,,Lost,lost,,USD,one_time,50,2026-09-04T12:00:00+00:00,,2026-10-05",
    )
    done = reversible(pipectl, "opportunities.csv")
    assert (done.out, done.err) == (
        new(4),
        "Read opportunities.csv (close): 4 rows.\n"
        "  value_period: converted 1 monthly amount (x 12) to "
        "yearly amounts. 1 annual amount and 1 one-time amount stay as they are.\n"
        "  value: read as cents.\n"
        "  Totals in USD don't include 1 amount in EUR. To see them: `pipectl board "
        "--currency CODE`.\n"
        f"{stageless(1, 1)}",
    )
    assert rows(pipectl, SUMS) == [
        ("lost", "USD", 1, None),
        ("open", "EUR", 1, 1500000),
        ("open", "USD", 1, 70000),
        ("won", "USD", 1, 1500000),
    ]


def test_monday_s_board_comes_in_whole(pipectl: Shell) -> None:
    write(
        "Deals_export.csv",
        *("Deals", "Active deals", "Name,Subitems,Stage,Deal Value,Close Date"),
        *("Al,,Won,500,2026-10-02", "Bo,,Discovery,700,2026-12-03", ",,,1200,"),
    )
    flags = ("--map", "title=Name", "--map", "amount=Deal Value", "--map", "close_date=Close Date")
    done = reversible(pipectl, "Deals_export.csv", *flags)
    assert (done.out, done.err) == (
        new(2),
        "Read Deals_export.csv (csv): 2 rows.\n"
        "  Columns not imported: Subitems.\n"
        "  Read as won: Stage=Won (1 row).\n"
        "  Skipped 2 lines above the headers (line 3).\n"
        "  Skipped 1 total row (line 6).\n"
        f"{begun(1, 5)}  1 closed row (line 4) without a creation date: using the closing "
        "date.\n"
        "  2 amounts without a currency: using USD. To change it: --currency CODE\n"
        f"{stageless(1)}",
    )
    assert rows(pipectl, SUMS) == [("open", "USD", 1, 70000), ("won", "USD", 1, 50000)]


def test_salesforce_s_report_with_converted_amounts_only_comes_in_whole(pipectl: Shell) -> None:
    write(
        "report.csv",
        "Opportunity ID,Opportunity Name,Stage,Amount (converted) Currency,Amount (converted),"
        "Close Date",
        "006A,Al,Discovery,EUR,5000.00,12/31/2026",
    )
    done = reversible(pipectl, "report.csv")
    assert (done.out, done.err) == (
        new(1),
        "Read report.csv (salesforce): 1 row.\n"
        "  Close Date: dates read as month/day/year (12/31/2026 in line 2).\n"
        f"{begun()}  Totals in USD don't include 1 amount in EUR. To see them: `pipectl board "
        "--currency CODE`.\n",
    )
    assert rows(pipectl, SUMS) == [("open", "EUR", 1, 500000)]


def test_hubspot_s_two_pipelines_and_addresses_come_in_whole(pipectl: Shell) -> None:
    write(
        "deals.csv",
        "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Associated Contact",
        "1,Al,Discovery,Sales,5000,Ana Ito (ana@example.com)",
        "2,Bo,Discovery,Renewals,7000,x@example.com;y@example.com",
    )
    done = reversible(pipectl, "deals.csv")
    assert (done.out, done.err) == (
        new(2),
        "Read deals.csv (hubspot): 2 rows.\n"
        "  Found no column for: close date, outcome.\n  Columns not imported: Pipeline.\n"
        "  Pipeline: importing Sales (1 row) and Renewals (1 row) together. To import one: --only "
        '"Pipeline=Sales"\n'
        "  Stages of the same name in several pipelines become one: Discovery.\n"
        "  Associated Contact: 1 row (line 3) with several values: using the first.\n"
        f"{begun(2)}  2 amounts without a currency: using USD. To change it: --currency CODE\n",
    )
    assert rows(pipectl, SUMS) == [("open", "USD", 2, 1200000)]
    assert rows(pipectl, "select name, email from contact order by id") == [
        *(("Ana Ito", "ana@example.com"), ("x@example.com", "x@example.com"))
    ]


def test_a_sheet_that_tells_outcomes_by_its_stages_is_refused_and_then_comes_in(
    pipectl: Shell,
) -> None:
    write("f.csv", "deal_id,amount,stage", "1,500,Gewonnen", "2,600,Deal lost", "3,700,Meeting")
    assert refused(pipectl, "f.csv", "--make-stages") == (
        "Found no column for: close date, outcome.\n"
        'f.csv: stage "Gewonnen": 1 row (line 2). Is this deal won? If so: '
        '--stage-map "Gewonnen=won"\n'
        'f.csv: stage "Deal lost": 1 row (line 3). Is this deal lost? If so: '
        '--stage-map "Deal lost=lost"\n'
        "pipectl: f.csv: 2 rows look won or lost, but no column says which. Nothing was "
        "imported.\n"
        '  Say which, for example: --stage-map "Gewonnen=won" (or =lost, or '
        "=STAGE for an open stage).\n"
    )
    reversible(pipectl, "f.csv", "--stage-map", "Gewonnen=won", "--stage-map", "Deal lost=lost")
    assert rows(pipectl, SUMS) == [
        *(("lost", "USD", 1, 60000), ("open", "USD", 1, 70000), ("won", "USD", 1, 50000))
    ]
