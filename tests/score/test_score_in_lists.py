"""Deals are listed, sorted and filtered by their scores, and `show` explains them."""

import pytest

from conftest import Shell


@pytest.fixture
def scored(pipectl: Shell) -> Shell:
    """Four deals with activities of several ages, and a closed one."""
    run = pipectl
    run("field", "add", "Industry", "--on", "account")
    run("account", "add", "Acme", "--set", "Industry=food")
    for number in range(1, 6):
        account = ("--account", "Acme") if number in (1, 2) else ()
        run("add", f"Deal {number}", "1k", "--on", "2026-08-03", *account)
    for number, kind, day in (
        *((1, "meeting", "2026-10-19"), (1, "call", "2026-11-17"), (1, "note", "2026-11-18")),
        *((2, "proposal", "2026-09-01"), (3, "outreach", "2026-11-18")),
        *((5, "meeting", "2026-09-01"), (5, "meeting", "2026-10-05")),
    ):
        run("log", kind, number, "--on", day, "--not-done")
    run("log", "outreach", 4, "--count", 7, "--on", "2026-11-01", "--not-done")
    run("win", 5, "--on", "2026-10-01")
    return run


def listed(run: Shell, *words: str) -> dict[int, int]:
    """The scores in a list, in its order."""
    found = run("list", "--all", "--columns", "id,score", "--format", "csv", *words).lines[1:]
    return {int(each.split(",")[0]): int(each.split(",")[1]) for each in found}


@pytest.mark.parametrize("criteria", [(), ("industry=food",)])
def test_lists_filters_and_pages_agree_on_scores(scored: Shell, criteria: tuple[str, ...]) -> None:
    for each in criteria:
        scored("icp", "set", each)
    found = listed(scored)
    shown = {at: scored("show", at, "--json").json["score"]["score"] for at in found}
    assert found == shown
    assert list(listed(scored, "--sort", "score").values()) == sorted(found.values())
    for least in sorted(set(found.values())):
        above = {at for at, score in found.items() if score > least}
        assert set(listed(scored, "--where", f"score>{least}")) == above
    told = scored("list", "--sort", "score", "--reverse", "--json").json
    assert [each["score"] for each in told] == sorted(
        (score for at, score in found.items() if at != 5), reverse=True
    )


def test_a_score_falls_and_a_closed_deal_keeps_that_of_its_closing_day(scored: Shell) -> None:
    before = listed(scored)
    assert before == {1: 42, 2: 6, 3: 5, 4: 21, 5: 22}
    scored.now = "2027-03-01T10:00"
    after = listed(scored)
    assert after[5] == 22
    assert all(after[at] < before[at] for at in (1, 2, 3, 4))


def test_that_a_score_has_no_fit_in_it_is_said(scored: Shell) -> None:
    said = "Scores are engagement alone"
    for words in (("--sort", "score"), ("--columns", "id,score"), ("--where", "score>1")):
        assert said in scored("list", *words).err
    assert said not in scored("list").err
    scored("icp", "set", "industry=food")
    assert said not in scored("list", "--sort", "score").err


def test_show_explains_both_halves_and_each_activity(scored: Shell) -> None:
    scored("icp", "set", "industry=food")
    lines = scored("show", 1, "--explain").lines
    start = lines.index("Score 71: half of fit 100 and engagement 41.9")
    assert lines[start + 1 : start + 4] == [
        "  engagement = 100 x (1 - exp(-5.4 / 10)), of these points:",
        "    2.9 of 3: call, Tue 17 Nov 2026, yesterday",
        "    2.5 of 5: meeting, Mon 19 Oct 2026, 4 weeks ago",
    ]
    found = scored("show", 1, "--json").json["score"]
    assert list(found) == ["score", "fit", "engagement", "points", "activities"]
    assert list(found["activities"][0]) == ["kind", "on", "count", "age_days", "points", "left"]
