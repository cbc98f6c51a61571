"""`campaign`: what brings in deals, what it costs, and what it brought."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.periods import Period
from pipectl.reports.campaigns.rules import cost_in
from reported import asked, on

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@made_once
def webinar(pipectl: Shell) -> Shell:
    """A webinar with three deals, one of them won, and a fair without a cost."""
    on(
        pipectl,
        "2026-10-01",
        "campaign add Webinar --cost 2k --from 2026-10-01 --to 2026-11-30 --source web",
        "campaign add Fair --cost '3k EUR'",
        "add 'First lead' 12k --campaign Webinar",
        "add Second --campaign webinar --stage Discovery",
        "add Third 5k --campaign WEBINAR",
        "add Elsewhere 7k --campaign Other --source phone",
        "add Nowhere 1k",
    )
    on(pipectl, "2026-11-02", "win 1")
    return pipectl


def rows(shell: Shell) -> list[str]:
    """The rows of an export, without what says when something was changed or taken back."""
    lines = shell("export", "--what", "all").lines[1:]
    return [line for line in lines if not line.startswith('{"table": "changed"')]


def leads_in_first_stage(shell: Shell) -> None:
    """Make the first stage one of leads, as a store has it whose stages have kinds."""

    with shell.opened() as store:
        store.execute("update stage set kind = 'lead' where position = 0")
        store.execute(
            "update stage_history set kind = 'lead'"
            " where stage_id in (select id from stage where kind = 'lead')"
        )


def test_a_campaign_is_listed_with_its_cost_days_source_and_deals(webinar: Shell) -> None:
    assert webinar("campaign", "list", "--json").json == [
        {
            "name": "Fair",
            "cost": 3000,
            "currency": "EUR",
            "from": None,
            "to": None,
            "source": None,
            "deals": 0,
            "id": 2,
        },
        {
            "name": "Webinar",
            "cost": 2000,
            "currency": "USD",
            "from": "2026-10-01",
            "to": "2026-11-30",
            "source": "web",
            "deals": 3,
            "id": 1,
        },
    ]
    assert webinar("campaign", "list").lines == [
        "Campaign       Cost  From            To               Source  Deals",
        "Fair      3,000 EUR  –               –                –           0",
        "Webinar   2,000 USD  Thu 1 Oct 2026  Mon 30 Nov 2026  web         3",
    ]


def test_adding_a_campaign_again_changes_nothing(webinar: Shell) -> None:
    before = webinar("export", "--what", "all").out
    done = webinar("campaign", "add", "webinar", "--cost", "9k")
    assert "The campaign already exists." in done.err
    assert webinar("export", "--what", "all").out == before


def test_a_new_name_reaches_the_deals_and_undo_takes_it_back(webinar: Shell) -> None:
    before = rows(webinar)
    webinar("campaign", "edit", "webinar", "--name", "Web seminar", "--cost", "2500")
    named = [each["campaign"] for each in webinar("list", "--all", "--json").json]
    assert sorted(filter(None, named)) == ["Other", *["Web seminar"] * 3]
    assert 'changed campaign "Web seminar": name, cost' in webinar("history").out
    webinar("undo")
    assert rows(webinar) == before
    webinar("redo")
    assert webinar("campaign", "list", "--json").json[1]["cost"] == 2500


def test_a_campaign_cannot_take_the_name_of_another(webinar: Shell) -> None:
    done = webinar("campaign", "edit", "webinar", "--name", "FAIR", code=4)
    assert done.err == 'pipectl: The campaign "Fair" already exists.\n  Choose another name.\n'


def test_only_a_campaign_that_no_deal_names_can_be_removed(webinar: Shell) -> None:
    done = webinar("campaign", "remove", "webinar", code=4)
    assert done.err.splitlines()[0] == 'pipectl: 3 deals belong to the campaign "Webinar".'
    webinar("campaign", "remove", "fair")
    assert [each["name"] for each in webinar("campaign", "list", "--json").json] == ["Webinar"]


def test_values_can_be_cleared(webinar: Shell) -> None:
    clear = [word for name in ("cost", "from", "to", "source") for word in ("--clear", name)]
    (found,) = webinar("campaign", "edit", "webinar", *clear, "--json").json
    values = [found[key] for key in ("cost", "currency", "from", "to", "source")]
    assert values == [None] * 5
    done = webinar("campaign", "edit", "webinar", "--clear", "name", code=2)
    assert "You can clear: cost, from, to and source." in done.err
    webinar("campaign", "edit", "webinar", "--cost", "1k", "--clear", "cost", code=2)


def test_a_campaign_cannot_end_before_it_starts(webinar: Shell) -> None:
    webinar("campaign", "edit", "webinar", "--to", "2026-09-30", code=2)
    webinar("campaign", "add", "x", "--from", "2026-09-30", "--to", "2026-09-01", code=2)


def test_what_a_campaign_brought_and_cost(webinar: Shell) -> None:
    leads_in_first_stage(webinar)
    found = asked(webinar, "sources", "--by", "campaign")
    assert [each["campaign"] for each in found["campaigns"]] == ["Webinar", "Other", None]
    assert found["campaigns"][0] == {
        "campaign": "Webinar",
        "count": 3,
        "leads": 2,
        "qualified": 2,
        "amount": 17000,
        "won": 1,
        "won_amount": 12000,
        "cost": 2000,
        "cost_per_lead": 1000,
        "cost_per_win": 2000,
        "return": 500,
    }
    assert found["total"]["count"] == 5
    assert found["total"]["return"] == 500
    assert found["costs_left_out"] == [{"campaign": "Fair", "cost": 3000, "currency": "EUR"}]


def test_the_table_has_leads_where_a_stage_is_for_leads(webinar: Shell) -> None:
    leads_in_first_stage(webinar)
    assert webinar("report", "sources", "--by", "campaign").lines == [
        "Campaigns with a cost: 12k USD won for 2k USD, return 500 %.",
        "Campaign       Deals  Leads  Qualified  Wins  Won USD   Cost  Cost/lead  Cost/win  Return",
        "Webinar            3      2          2     1   12,000  2,000      1,000     2,000   500 %",
        "Other              1      1          0     0        0      –          –         –       –",
        "(no campaign)      1      1          0     0        0      –          –         –       –",
        "Total              5      4          2     1   12,000  2,000      1,000     2,000   500 %",
        "Cost of Fair (3,000 EUR) not included.",
        "1 deal has no amount (counted as 0).",
    ]


def test_a_source_has_the_costs_and_deals_of_its_campaigns(webinar: Shell) -> None:
    found = asked(webinar, "sources", "--by", "source")
    told = [(each["source"], each["count"], each["cost"]) for each in found["sources"]]
    assert told == [("web", 3, 2000), ("phone", 1, None), (None, 1, None)]


def test_a_period_has_its_share_of_a_cost_by_days(webinar: Shell) -> None:
    one, two = (
        asked(webinar, "sources", "--by", "campaign", "--period", f"2026-{month}")
        for month in (10, 11)
    )
    assert [each["campaigns"][0]["cost"] for each in (one, two)] == [1016.39, 983.61]
    assert one["total"]["cost_per_win"] is None
    assert (two["total"]["won"], two["total"]["count"]) == (1, 0)


def test_explain_says_what_each_deal_counted_as(webinar: Shell) -> None:
    leads_in_first_stage(webinar)
    found = asked(webinar, "sources", "--by", "campaign", "--explain")
    assert [each["why"] for each in found["explain"]] == [
        "Webinar: lead, qualified, won",
        "webinar: qualified",
        "WEBINAR: lead",
        "Other: lead",
        "no campaign: lead",
    ]
    assert "  Webinar (2,000 USD), Thu 1 Oct 2026 to Mon 30 Nov 2026" in found["formulas"]


@given(st.integers(0, 10**9), DAYS, st.integers(0, 400), st.lists(DAYS, unique=True, max_size=6))
def test_the_parts_of_a_cost_in_periods_that_follow_each_other_add_up_to_it(
    minor: int, first: date, length: int, cuts: list[date]
) -> None:
    last = first + timedelta(length)
    edges = [date(2025, 1, 1), *sorted(cuts), date(2029, 1, 1)]
    parts = [
        cost_in(minor, first, last, Period("x", start, end - timedelta(1)))
        for start, end in pairwise(edges)
    ]
    assert sum(parts) == minor
    assert min(parts) >= 0


def test_campaigns_come_through_an_export(
    webinar: Shell, tmp_path_factory: pytest.TempPathFactory
) -> None:
    exported = webinar("export", "--what", "all").out
    file = webinar.home / "all.jsonl"
    file.write_text(exported)
    other = Shell(tmp_path_factory.mktemp("other"))
    other("init")
    other("import", str(file))
    assert other("export", "--what", "all").out == exported
    on(webinar, "2026-11-19", "campaign edit webinar --cost 2400")
    file.write_text(webinar("export", "--what", "all").out)
    on(other, "2026-11-20", f"import {file} --update")
    assert other("campaign", "list", "--json").json[1]["cost"] == 2400


def test_a_deal_without_a_source_has_that_of_its_campaign_in_every_report(pipectl: Shell) -> None:
    pipectl("campaign", "add", "Webinar", "--source", "web", "--cost", "2k")
    pipectl("add", "Acme", "5k", "--campaign", "Webinar")
    pipectl("add", "Birch", "3k", "--campaign", "Webinar", "--source", "referral")
    plain = pipectl("report", "sources", "--json").json["sources"]
    named = pipectl("report", "sources", "--by", "source", "--json").json["sources"]
    assert {each["source"]: each["count"] for each in plain} == {"web": 1, "referral": 1}
    assert {each["source"]: each["count"] for each in named} == {"web": 1, "referral": 1}
