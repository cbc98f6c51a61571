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
        'pipectl: "acme" matches 3 opportunities: 1 Acme rollout (Acme Corp, 12,000 USD,'
        " Initial contact), 2 Acme pilot (Proposal) and 3 Acme upgrade (8,500 EUR, Initial"
        " contact).\n  Use its number, its slug or more of its name.\n"
    )
    acme.extra["PIPECTL_DECIMAL"] = ","
    assert "8.500 EUR" in acme("edit", "acme", "--source", "x", code=3).err
