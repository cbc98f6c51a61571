"""Leads: open deals in lead stages, and those that were disqualified there."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from conftest import Shell
from imported import is_well

QUALIFIED = ("--buying", "yes", "--why", "They asked", "--next", "Call", "--due", "fri")


@pytest.fixture(scope="module")
def webinar(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Twelve leads: six disqualified, two still there, four qualified: three won, one lost."""
    run = Shell(tmp_path_factory.mktemp("webinar"))
    run("init", "--template", "marketing", "--quota", "60k", "--period", "2026-Q4")
    for number in range(1, 13):
        run("add", f"Lead {number}", "10k", "--close", "2026-12-10", "--on", "2026-10-05")
    for number in range(1, 7):
        run("lose", number, "--reason", "no need", "--on", "2026-10-20")
    for number in range(9, 13):
        run("move", number, "sales-qualified", *QUALIFIED, "--on", "2026-10-25")
    for number in range(9, 12):
        run("win", number, "--on", "2026-11-10")
    run("lose", 12, "--reason", "no budget", "--on", "2026-11-10")
    return run


def test_an_open_deal_in_a_stage_for_leads_is_not_in_coverage(webinar: Shell) -> None:
    found = webinar("coverage", "--json").json
    assert (found["won"], found["open"], found["undated"]) == (30000, 0, 0)
    assert (found["win_rate"], found["win_rate_n"]) == (75, 4)
    assert [each["stage"] for each in found["stages"]] == ["Sales-qualified", "Deal closing"]
    assert "2 open leads (20,000 USD) aren't counted: they aren't qualified yet." in (
        webinar("coverage").out
    )


def test_coverage_explains_what_counted_as_what(webinar: Shell) -> None:
    found = webinar("coverage", "--explain", "--json").json
    why = {each["id"]: each["why"] for each in found["explain"]}
    assert {why[number] for number in range(1, 7)} == {
        "not included: disqualified 2026-10-20 (no win rate)"
    }
    assert why[7] == why[8] == "not included: lead"
    assert why[12] == "not included: lost 2026-11-10 (win rate only)"
    told = found["formulas"]
    start = next(at for at, each in enumerate(told) if each.startswith("leads = "))
    assert told[start : start + 2] == [
        "leads = open deals in Lead generation, Lead nurturing and Marketing-qualified, which "
        "don't count = 2",
        "  lost from there = disqualified, not counted in win rates (6 in 12 months)",
    ]


def test_leads_are_in_no_portfolio(webinar: Shell) -> None:
    found = webinar("report", "portfolio", "--explain", "--json").json
    assert found["opportunities"] == []
    assert [(each["id"], each["why"]) for each in found["explain"]] == [
        (7, "not included: lead"),
        (8, "not included: lead"),
    ]


def test_leads_are_in_the_board_the_funnel_lists_and_the_forecast(webinar: Shell) -> None:
    assert webinar("board", "--json").json["total"]["count"] == 2
    assert webinar("list", "--format", "ids").lines == ["7", "8"]
    funnel = {each["stage"]: each for each in webinar("funnel", "--json").json["stages"]}
    assert [
        (each["entered"], each["advanced"], each["lost"], each["open"], each["won"])
        for each in funnel.values()
    ] == [(12, 4, 6, 2, 3), (4, 4, 0, 0, 3), (4, 4, 0, 0, 3), (4, 3, 1, 0, 3), (0, 0, 0, 0, 0)]
    assert {each["id"] for each in webinar("forecast", "--json").json["opportunities"]} == {7, 8}
    assert "Lead 7" in webinar("review", "--no-input").out


def test_a_deal_lost_from_a_stage_for_leads_is_disqualified(webinar: Shell) -> None:
    found = {each["id"]: each["disqualified"] for each in webinar("list", "--all", "--json").json}
    assert found == {number: number <= 6 for number in range(1, 13)}
    assert webinar("show", 1, "--json").json["status"] == "lost"


def test_losing_a_lead_says_that_it_is_disqualified(webinar: Shell, empty: Shell) -> None:
    empty("init", "--template", "marketing")
    empty("add", "Lead", "1k")
    assert empty("lose", 1, "--reason", "no need").out == (
        "Lost Lead (#1) · 1,000 USD · disqualified on Wed 18 Nov 2026 · no need\n"
    )
    assert empty("reopen", 1, "--json").json["disqualified"] is False


def rates(found: Any) -> Iterator[tuple[str, Any]]:
    """Every win rate in a report, with its name."""
    if isinstance(found, dict):
        for key, value in found.items():
            if key in ("win_rate", "win_rate_n"):
                yield key, value
            yield from rates(value)
    elif isinstance(found, list):
        for each in found:
            yield from rates(each)


def test_a_disqualified_lead_is_in_no_win_rate(webinar: Shell) -> None:
    for words in ("coverage", "metrics", "report winloss", "report sources"):
        found = webinar(*words.split(), "--json").json
        found.pop("twelve", None)
        found.pop("previous", None)
        assert {n for key, n in rates(found) if key == "win_rate_n"} <= {4, 3, 1, 0}, words
        assert 6 not in [n for _, n in rates(found)]
    assert webinar("goal", "derive", "--json").json["closed_n"] == 4
    assert webinar("forecast", "--json").json["n_closed"] == 4
    weakest = webinar("report", "weakest", "--json").json
    assert [each["stage"] for each in weakest["stages"]] == ["Sales-qualified", "Deal closing"]
    assert sum(each["lost"] for each in weakest["stages"]) == 1


def test_winloss_and_metrics_tell_disqualified_leads_apart(webinar: Shell) -> None:
    winloss = webinar("report", "winloss", "--json").json
    assert (winloss["won"]["count"], winloss["lost"]["count"]) == (3, 1)
    assert winloss["disqualified"]["count"] == 6
    assert (winloss["qualified_rate"], winloss["qualified_n"]) == (40, 10)
    assert [
        (each["outcome"], each["reason"], each["count"])
        for each in winloss["reasons"]
        if each["outcome"] != "won"
    ] == [("lost", "no budget", 1), ("disqualified", "no need", 6)]
    metrics = webinar("metrics", "--json").json
    assert (metrics["qualified_rate"], metrics["qualified_n"]) == (40, 10)
    assert (metrics["open_count"], metrics["lead_count"]) == (0, 2)
    winloss = webinar("report", "winloss").out
    assert "6 leads were disqualified and aren't counted in win rates." in winloss
    assert "Qualified leads" in webinar("metrics").out


def test_a_lead_counts_when_it_left_the_stages_for_leads_the_last_time(empty: Shell) -> None:
    empty("init", "--template", "marketing")
    empty("add", "Lead", "1k", "--on", "2026-10-01")
    empty("move", 1, "sales-qualified", *QUALIFIED, "--on", "2026-10-10")
    october = ("report", "winloss", "--period", "2026-10", "--json")
    november = ("report", "winloss", "--period", "2026-11", "--json")
    assert empty(*october).json["qualified_n"] == 1
    empty("move", 1, "lead nurturing", *QUALIFIED, "--on", "2026-11-02")
    assert empty(*october).json["qualified_n"] == 0
    empty("lose", 1, "--reason", "no need")
    assert [empty(*words).json["qualified_n"] for words in (october, november)] == [0, 1]
    assert empty(*november).json["disqualified"]["count"] == 1


PAST = (
    "report winloss",
    "report sources",
    "report sources --by source",
    "report stage-time",
    "metrics --period 2026-10",
    "funnel",
    "goal derive",
    "quota suggest",
    "list --all",
)


def test_another_kind_changes_no_number_of_the_past(empty: Shell) -> None:
    empty.now = "2026-10-05T10:00"
    empty("init")
    for number in range(1, 7):
        empty("add", f"Deal {number}", "1k", "--stage", "discovery", "--source", "Web")
    empty("move", 6, "meeting", *QUALIFIED)
    for number in range(1, 6):
        empty("lose", number, "--reason", "no need")
    empty.now = "2026-11-18T10:00"
    empty("win", 6, "--on", "2026-10-20")
    numbers = [empty(*words.split(), "--json").out for words in PAST]
    forecast = empty("forecast", "--json").json["n_closed"]
    coverage = empty("coverage", "--json").json["win_rate_n"]
    empty("stage", "edit", "initial contact", "--kind", "lead")
    assert empty("stage", "edit", "discovery", "--kind", "lead").err == (
        "Discovery is now a lead stage. 5 deals count as before, because they were lost before"
        " today.\n"
    )
    after = [empty(*words.split(), "--json").json for words in PAST]
    for words, now, text in zip(PAST, after, numbers, strict=True):
        before = json.loads(text)
        if words == "report winloss":  # it shows lead stages only if deals ended there
            assert now.pop("stages") == before.pop("stages")[1:]
        assert now == before, words
    assert empty("forecast", "--json").json["n_closed"] == forecast == 6
    assert empty("coverage", "--json").json["win_rate_n"] == coverage == 6
    is_well(empty)


def test_what_comes_after_another_kind_counts_by_that(empty: Shell) -> None:
    empty("init")
    for number in range(1, 4):
        empty("add", f"Deal {number}", "1k")
    empty.now = "2026-11-20T10:00"
    empty("lose", 1, "--reason", "no need", "--on", "2026-11-19")
    said = empty("stage", "edit", "initial contact", "--kind", "lead").err
    assert said == (
        "Initial contact is now a lead stage. From today on, pipectl counts 2 open deals as leads"
        " (not in coverage). 1 deal counts as before, because it was lost before today.\n"
    )
    empty("lose", 2, "--reason", "no need")
    empty("add", "New", "1k")
    empty("move", 4, "discovery", *QUALIFIED)
    winloss = empty("report", "winloss", "--json").json
    assert (winloss["lost"]["count"], winloss["disqualified"]["count"]) == (1, 1)
    assert winloss["qualified_n"] == 2
    found = {each["id"]: each["disqualified"] for each in empty("list", "--all", "--json").json}
    assert found == {1: False, 2: True, 3: False, 4: False}
    sources = empty("report", "sources", "--by", "source", "--json").json["total"]
    assert (sources["count"], sources["leads"], sources["qualified"]) == (4, 1, 4)
    empty.now = "2026-11-25T10:00"
    empty("stage", "edit", "initial contact", "--kind", "sales")
    assert empty("report", "winloss", "--json").json["disqualified"]["count"] == 1
    assert empty("metrics", "--json").json["lead_count"] == 0
    is_well(empty)


def test_the_board_and_the_funnel_explain_what_counted_as_what(webinar: Shell) -> None:
    board = webinar("board", "--explain", "--json").json
    assert {each["id"]: each["why"] for each in board["explain"]} == {
        7: "lead (open)",
        8: "lead (open)",
        **dict.fromkeys((9, 10, 11), "not included: customer in Post-sale"),
    }
    assert board["formulas"][-2:] == [
        "leads = open deals in Lead generation, Lead nurturing and Marketing-qualified: counted"
        " here, and not in coverage = 2",
        "customers = won deals in Post-sale: not in the total = 3",
    ]
    funnel = webinar("funnel", "--explain", "--json").json
    why = {each["id"]: each["why"] for each in funnel["explain"]}
    assert why[1] == "Lead generation (lead): disqualified"
    assert why[7] == "Lead generation (lead): still open, a lead"
    assert why[12] == (
        "Lead generation (lead), Lead nurturing (lead), Marketing-qualified (lead),"
        " Sales-qualified: lost"
    )
    assert any(each.startswith("(lead) = in Lead generation,") for each in funnel["formulas"])
