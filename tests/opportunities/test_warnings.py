"""What deserves a second look is said after it was stored, on stderr."""

import pytest

from conftest import Shell


def test_a_deal_with_the_title_and_account_of_another_is_told(acme: Shell) -> None:
    told = "Deal 1 has the same title and account: see `pipectl show 1`.\n"
    assert acme("add", "ACME Rollout", "--account", "acme corp").err.endswith(told)
    assert "has the same" not in acme("add", "Acme rollout").err, "another one has no account"
    assert acme("add", "acme rollout").err == "Deal 3 has the same title: see `pipectl show 3`.\n"
    assert "has the same" not in acme("edit", 4, "--source", "fair").err
    assert "has the same" not in acme("edit", 4, "--title", "Acme upgrade").err
    assert acme("edit", 4, "--title", "Acme Rollout", "--account", "Acme Corp").err.endswith(
        f"{told}Deal 2 has the same title and account: see `pipectl show 2`.\n"
    )


def test_a_closed_deal_is_no_double(acme: Shell) -> None:
    acme("win", 1)
    assert "has the same" not in acme("add", "Acme rollout", "--account", "Acme Corp").err


def test_an_activity_before_its_deal_began_is_told(acme: Shell) -> None:
    told = "That is before the deal began (18 Nov): `pipectl edit --created` changes that day.\n"
    assert acme("log", "note", 1, "Met at the fair", "--on", "2026-11-02").err == told
    assert acme("log", "note", 1, "Again", "--on", "today").err == ""
    assert acme("log", "note", "--on", "2026-11-02").err == ""
    assert acme("activity", "edit", 2, "--on", "2026-11-17").err == told
    assert acme("activity", "edit", 2, "--text", "Same day").err == ""


@pytest.mark.parametrize(
    ("close", "told"),
    [
        ("2026-11-17", "The close date Tue 17 Nov 2026 has passed. Did you mean 2027-11-17?\n"),
        ("2025-12-31", "The close date Wed 31 Dec 2025 has passed. Did you mean 2026-12-31?\n"),
        ("2025-11-18", "The close date Tue 18 Nov 2025 has passed.\n"),
        ("2024-02-29", "The close date Thu 29 Feb 2024 has passed.\n"),
        ("2026-11-18", ""),
    ],
)
def test_a_close_date_that_has_passed_is_told(pipectl: Shell, close: str, told: str) -> None:
    assert pipectl("add", "Deal", "--close", close).err == told
    pipectl("edit", 1, "--clear", "close")
    assert pipectl("edit", 1, "--close", close).err.endswith(told)
    assert pipectl("edit", 1, "--close", close).err.count("has passed") == 0, "nothing changed"


def test_several_that_match_are_told_with_amount_and_stage(acme: Shell) -> None:
    acme("add", "Acme pilot", "--stage", "proposal")
    acme("add", "Acme upgrade", "8.5k EUR")
    acme("lose", 3, "--reason", "no budget")
    assert acme("show", "acme r", code=0).out
    acme("reopen", 3)
    assert acme("edit", "acme", "--source", "x", code=3).err == (
        'pipectl: "acme" matches 3 deals: 1 Acme rollout (Acme Corp, 12,000 USD,'
        " Initial contact), 2 Acme pilot (Proposal) and 3 Acme upgrade (8,500 EUR, Initial"
        " contact).\n  Use its number, its slug or more of its name.\n"
    )
    acme.extra["PIPECTL_DECIMAL"] = ","
    assert "8.500 EUR" in acme("edit", "acme", "--source", "x", code=3).err


def test_a_due_date_that_has_passed_is_told_wherever_it_is_given(acme: Shell) -> None:
    told = "The due date Tue 17 Nov 2026 has passed.\n"
    assert acme("add", "Deal", "--next", "Call", "--due", "yesterday").err == told
    assert acme("next", 1, "Call", "--due", "yesterday").err == told
    assert acme("done", 1, "--then", "Call", "--due", "yesterday").err == told
    answers = ("--buying", "yes", "--why", "They asked")
    assert acme("move", 1, *answers, "--next", "Call", "--due", "yesterday").err == told
    assert acme("win", 1, "--next", "Call", "--due", "yesterday").err == told
    assert acme("next", 2, "Call", "--due", "today").err == ""


def test_a_reason_that_is_a_part_of_one_in_the_list_may_mean_it(acme: Shell) -> None:
    assert acme("lose", 1, "--reason", "competitor").err == (
        'There is no reason "competitor" yet: did you mean "lost to competitor"? '
        "It was used as typed. `pipectl undo` reverses that.\n"
    )
    acme("reopen", 1)
    assert acme("lose", 1, "--reason", "they sold the company").err == ""


def test_a_source_that_resembles_one_in_use_may_be_a_slip(acme: Shell) -> None:
    acme("edit", 1, "--source", "referral")
    told = 'There is no source "referal" yet: did you mean "referral"? '
    assert acme("add", "Deal", "--source", "referal").err.startswith(told)
    assert acme("edit", 2, "--source", "referal").err == "", "it is in use by now"
    assert acme("edit", 2, "--source", "Referral").err == ""


def test_a_campaign_that_resembles_a_known_one_may_be_a_slip(acme: Shell) -> None:
    acme("campaign", "add", "Webinar")
    told = 'There is no campaign "webnar" yet: did you mean "Webinar"? '
    assert acme("add", "Deal", "--campaign", "webnar").err.startswith(told)
    assert acme("edit", 2, "--campaign", "webinr").err.startswith(
        'There is no campaign "webinr" yet: did you mean "Webinar"? '
    )
    assert acme("edit", 1, "--campaign", "webinr").err == "", "a deal names it by now"
    assert acme("edit", 2, "--campaign", "WEBINAR").err == ""
    assert acme("edit", 2, "--campaign", "Trade fair").err == ""


def test_edit_says_what_the_line_about_a_deal_does_not_say_anyway(acme: Shell) -> None:
    acme("field", "add", "Region", "--on", "deal")
    before = acme("show", 1, "--json").json["title"]
    out = acme(
        *("edit", 1, "--source", "web", "--campaign", "Webinar"),
        *("--tag", "hot", "--set", "region=north"),
    ).out
    flat = " ".join(out.split())
    assert before in flat
    assert flat.endswith(" · source web · campaign Webinar · tags hot · Region north")
    flat = " ".join(acme("edit", 1, "--clear", "source").out.split())
    assert flat.endswith(" · no source")
    assert "source" not in acme("edit", 1, "--amount", "7k").out
