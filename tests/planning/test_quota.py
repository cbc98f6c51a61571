"""`quota`: suggested from history, adjusted with a reason, by count too."""

import pytest

from conftest import Shell, made_once


def won(shell: Shell, day: str, amount: str) -> None:
    """One begun a month before a day and won on it."""
    shell("add", f"Won {day}", amount, "--on", f"{day[:5]}{int(day[5:7]) - 1:02}{day[7:]}")
    number = shell("list", "--json", "--all", "--sort", "id", "--reverse").json[0]["id"]
    shell("win", number, "--on", day)


@made_once
def years(pipectl: Shell) -> Shell:
    """Three quarters: 10k, 20k and 30k, in two wins each; four were lost."""
    for quarter, amount in (("02", "5k"), ("05", "10k"), ("08", "15k")):
        for day in ("10", "20"):
            won(pipectl, f"2026-{quarter}-{day}", amount)
    for _ in range(4):
        pipectl("add", "Lost", "1k")
        number = pipectl("list", "--json").json[0]["id"]
        pipectl("lose", number, "--reason", "price")
    return pipectl


def test_a_suggestion_says_how(years: Shell) -> None:
    found = years("quota", "suggest", "--json").json
    assert (found["mean"], found["trend"], found["suggested"]) == (20_000, 10_000, 40_000)
    assert (found["average_amount"], found["average_n"], found["suggested_count"]) == (10_000, 6, 4)
    assert (found["win_rate"], found["win_rate_n"], found["begin_count"]) == (60, 10, 7)
    assert (found["cycle_days"], found["begin_by"]) == (31, "2026-11-30")
    assert [each["won"] for each in found["periods"]] == [10_000, 20_000, 30_000]
    lines = years("quota", "suggest").lines
    assert lines[0] == "Suggested quota for 2026-Q4: 40k USD, or 4 wins of 10k on average (n=6)."
    command = "pipectl quota set 40000 --period 2026-Q4 --count 4 --currency USD"
    assert lines[-1] == f"To set it: `{command}`."
    before = years.state()
    years("quota", "suggest", "--explain")
    assert years.state() == before
    assert "2026-Q4  40,000 USD     4" in years(*command.split()[1:]).out


def test_a_period_that_the_history_barely_covers_is_left_out(years: Shell) -> None:
    years("edit", "1", "--created", "2026-01-08")
    assert "not included" not in years("quota", "suggest").out
    for number in (1, 2):
        years("delete", number, "--yes")
    years("add", "Young", "1k", "--on", "2026-01-20")
    years("win", "Young", "--on", "2026-03-20")
    won(years, "2026-08-25", "5k")
    found = years("quota", "suggest", "--json").json
    assert ([each["period"] for each in found["periods"]], found["not_covered"]) == (
        ["2026-Q2", "2026-Q3"],
        ["2026-Q1"],
    )
    assert (found["mean"], found["so_far"]["period"]) == (27_500, "2026-Q4")
    said = years("quota", "suggest").out
    assert "2026-Q1 not included: your history starts Tue 20 Jan 2026.\n" in said
    assert "2026-Q4 so far: 0 in 0 wins." in said


def test_where_nothing_else_is_left_it_counts_in_proportion(pipectl: Shell) -> None:
    for day in ("06-10", "06-15", "06-20", "08-10", "08-20"):
        won(pipectl, f"2026-{day}", "10k")
    pipectl("edit", "1", "--created", "2026-05-25")
    pipectl("edit", "2", "--created", "2026-05-25")
    pipectl("edit", "3", "--created", "2026-05-25")
    found = pipectl("quota", "suggest", "--json").json
    # 30k in 37 of the 91 days of the second quarter, 20k in the third.
    assert found["mean"] == round((30_000 * 91 / 37 + 20_000) / 2, 2)
    said = pipectl("quota", "suggest").out.replace("\n", " ")
    assert "Your history covers 37 of 91 days of 2026-Q2, which counts in proportion." in said


def test_what_is_too_late_names_no_day_that_has_passed(years: Shell) -> None:
    years.now = "2026-12-10T10:00"
    assert years("quota", "suggest", "--json").json["period"] == "2027-Q1"
    asked = ("quota", "suggest", "--period", "2026-Q4")
    found = years(*asked, "--json").json
    assert (found["too_late"], found["begin_by"]) == (True, None)
    said = years(*asked, "--explain").out.replace("\n", " ")
    assert (
        "too late for new deals: with a sales cycle of 31 days (n=6), a deal started today closes"
        " on Sun 10 Jan 2027." in said
    )
    assert "30 Nov" not in said
    assert "2026-11-30" not in said


def test_a_quota_that_was_set_is_not_lowered_unsaid(years: Shell) -> None:
    years("quota", "set", "130k", "--period", "2026-Q4")
    assert years("quota", "suggest", "--json").json["period"] == "2027-Q1"
    said = years("quota", "suggest", "--period", "2026-Q4").out.replace("\n", " ")
    assert "To set it (this lowers the quota from 130k to 40k): `pipectl quota" in said


def test_the_rows_of_a_suggestion_sum_to_its_periods(years: Shell) -> None:
    found = years("quota", "suggest", "--explain", "--json").json
    counted = [
        row["amount"] for row in found["explain"] if not row["why"].startswith("not included")
    ]
    assert sum(counted) == sum(each["won"] for each in found["periods"])


def test_other_currencies_are_left_out(years: Shell) -> None:
    years("add", "Euro", "9k EUR", "--on", "2026-07-01")
    years("win", "euro", "--on", "2026-08-01")
    assert years("quota", "suggest", "--json").json["left_out"] == {"EUR": 1}
    euros = years("quota", "suggest", "--currency", "EUR", "--json").json
    assert (euros["suggested"], euros["left_out"]) == (None, {"USD": 2})


def test_without_history_a_suggestion_says_what_is_missing(pipectl: Shell) -> None:
    for period in ("2026-Q4", "2031", "2026-11"):
        done = pipectl("quota", "suggest", "--period", period)
        assert done.out.startswith(f"Too little history to suggest a quota for {period}: 0 wins in")
    assert pipectl("quota", "suggest", "--json").json["suggested"] is None


def test_adjusting_keeps_the_reason_and_can_be_undone(pipectl: Shell) -> None:
    pipectl("quota", "set", "90k", "--period", "2026-Q4", "--count", "9")
    pipectl.now = "2026-11-20T10:00"
    found = pipectl("quota", "adjust", "--by", "-5%", "--reason", "leave", "--json").json
    assert [(each["amount"], each["count"]) for each in found] == [(85_500, 9)]
    pipectl("quota", "adjust", "--by", "+20", "--reason", "new region")
    history = pipectl("quota", "show", "--history", "--json").json
    assert [(each["on"], each["amount"], each["count"], each["reason"]) for each in history] == [
        ("2026-11-18", 90_000, 9, None),
        ("2026-11-20", 85_500, 9, "leave"),
        ("2026-11-20", 102_600, 11, "new region"),
    ]
    assert pipectl("coverage", "--json", "--as-of", "2026-11-18").json["quota"] == 90_000
    assert "new region" in pipectl("quota", "show", "--history").out
    pipectl("undo")
    pipectl("undo")
    assert pipectl("quota", "show", "--json").json[0]["amount"] == 90_000
    assert len(pipectl("quota", "show", "--history", "--json").json) == 1


def test_setting_or_adjusting_a_quota_says_what_it_was(pipectl: Shell) -> None:
    def said(*words: str) -> str:
        return pipectl("quota", *words).err.rstrip("\n")

    assert said("set", "90k") == "Set the quota for 2026-Q4 to 90,000 USD."
    assert said("set", "90k") == "The quota for 2026-Q4 is already 90,000 USD."
    assert said("set", "90k", "--count", "1") == (
        "Set the quota for 2026-Q4 to 90,000 USD and 1 win (was 90,000 USD)."
    )
    assert said("adjust", "--by", "10%", "--reason", "x") == (
        "Set the quota for 2026-Q4 to 99,000 USD and 1 win (was 90,000 USD and 1 win)."
    )
    assert said("set", "5k", "--currency", "EUR", "--period", "2027-Q1") == (
        "Set the quota for 2027-Q1 to 5,000 EUR."
    )


def test_coverage_and_pace_say_why_the_quota_was_adjusted_until_it_is_set_again(
    pipectl: Shell,
) -> None:
    def reasons() -> list[bool]:
        shown = [" ".join(pipectl(each).out.split()) for each in ("coverage", "pace")]
        return ["The quota was adjusted (new region)." in each for each in shown]

    pipectl("quota", "set", "90k")
    assert reasons() == [False, False]
    pipectl("quota", "adjust", "--by", "10%", "--reason", "new region")
    assert reasons() == [True, True]
    pipectl("quota", "set", "90k")
    assert reasons() == [False, False]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--by", "10%", "--reason", "x", "--period", "2027"), 3, "2027 has no quota of its own"),
        (("--by", "10", "--reason", "x", "--currency", "EUR"), 3, "2026-Q4 (USD)"),
        (("--by", "0", "--reason", "x"), 2, '"0" changes nothing.'),
        (("--by", "-100%", "--reason", "x"), 2, '"-100%" would leave no quota.'),
        (("--by", "-150%", "--reason", "x"), 2, "Lower it by less than 100%."),
        (("--by", "1001%", "--reason", "x"), 2, '"1001%" is more than 1000%.'),
        (("--by", "+-5%", "--reason", "x"), 2, '"-5%" is not a percentage.'),
        (("--by", "lots", "--reason", "x"), 2, '"lots" is not a percentage.'),
        (("--by", "0.5", "--reason", "x"), 2, "could mean"),
        (("--by", "5%", "--reason", " "), 2, "The reason is empty"),
        (("--by", "5%"), 2, "--reason"),
    ],
)
def test_what_cannot_be_adjusted(
    pipectl: Shell, words: tuple[str, ...], code: int, said: str
) -> None:
    pipectl("quota", "set", "90k", "--period", "2026-Q4")
    before = pipectl.state()
    assert said in (done := pipectl("quota", "adjust", *words, code=code)).err, done.err
    assert pipectl.state() == before


def test_a_quota_by_count_is_told(acme: Shell) -> None:
    acme("quota", "set", "50k", "--period", "2026-Q4", "--count", "2")
    assert (
        "By count: 0 of 2 deals won, 2 to go. 1 deal open: 0.5 to 1, short (you need 10 to 1 until"
        in (acme("coverage").out.replace("\n", " "))
    )
    acme("win", "acme")
    found = acme("coverage", "--json").json
    assert (found["quota_count"], found["won_count"]) == (2, 1)
    counted = ["quota_count", "won_count", "by_count", "required_by"]
    assert list(found)[-6:] == [*counted, "by", "groups"]
    assert "By count: 1 of 2 deals won." in acme("pace").out
    pace = acme("pace", "--json").json
    assert (pace["quota_count"], pace["won_count"]) == (2, 1)


def test_counts_of_parts_are_summed_and_a_whole_is_shared(pipectl: Shell) -> None:
    for month in ("10", "11", "12"):
        pipectl("quota", "set", "10k", "--period", f"2026-{month}", "--count", "2")
    assert pipectl("coverage", "--json").json["quota_count"] == 6
    pipectl("quota", "set", "10k", "--period", "2027", "--count", "12")
    quarter = pipectl("coverage", "--json", "--period", "2027-Q1").json
    assert (quarter["quota_from"], quarter["quota_count"]) == ("share", 3)
    pipectl("quota", "set", "10k", "--period", "2028-Q1")
    assert pipectl("coverage", "--json", "--period", "2028-Q1").json["quota_count"] is None


def test_a_quota_may_be_more_than_doubled(pipectl: Shell) -> None:
    pipectl("quota", "set", "90k", "--period", "2026-Q4")
    found = pipectl("quota", "adjust", "--by", "150%", "--reason", "x", "--json").json
    assert found[0]["amount"] == 225_000
    found = pipectl("quota", "adjust", "--by", "-99.99%", "--reason", "x", "--json").json
    assert found[0]["amount"] == 22.5
