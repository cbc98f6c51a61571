"""`report stage-time` and `report stalled`: how long stages take, on the real store."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.reports.stage_time.rules import spread
from reported import asked, counted_sum, on

ANSWERS = "--buying yes --why x --next Call --due 2026-12-01"


@made_once
def seller(empty: Shell) -> Shell:
    """Stays in A of 2, 4, 10 and 5 days; one goes on in A for 17 days, one in B for 3."""
    empty("init", "--stages", "A:10,B:40")
    on(
        empty,
        "2026-11-18",
        "add One 10k --stage A --on 2026-10-01",
        f"move One B --on 2026-10-03 {ANSWERS}",
        f"move One A --on 2026-10-10 {ANSWERS}",
        "win One --on 2026-10-14",
        "add Two 20k --stage A --on 2026-10-20",
        "lose Two --on 2026-10-30 --reason price",
        "add Three 30k --stage A --on 2026-11-10",
        f"move Three B --on 2026-11-15 {ANSWERS}",
        "add Four 5k --stage A --on 2026-11-01",
        "add Abroad '9k EUR' --stage A --on 2026-11-01",
    )
    return empty


def days(n: int, *values: float) -> dict[str, object]:
    """The keys of some spells: lower quartile, median, upper quartile, longest."""
    keys = ("lower_quartile", "median", "upper_quartile", "longest")
    return {"n": n, **dict(zip(keys, values or (None,) * 4, strict=True))}


def test_each_stay_is_a_spell_and_what_goes_on_stands_apart(seller: Shell) -> None:
    found = seller("report", "stage-time", "--json").json
    assert found == {
        "currency": "USD",
        "left_out": {"EUR": 1},
        "period": None,
        "stages": [
            {"stage": "A", "finished": days(4, 2, 4.5, 5, 10), "running": days(1, 17, 17, 17, 17)},
            {"stage": "B", "finished": days(1, 7, 7, 7, 7), "running": days(1, 3, 3, 3, 3)},
        ],
    }
    october = seller("report", "stage-time", "--period", "2026-10", "--json").json
    assert october["stages"][0]["finished"] == days(3, 2, 4, 10, 10)
    assert october["stages"][0]["running"]["n"] == 1


def test_the_stages_time_says_where_it_goes(seller: Shell) -> None:
    said = seller("report", "stage-time").out
    assert " ".join(said.split()).startswith(
        "Too few completed stays to say which stage takes longest (at most 4 stays)."
    )
    rows = asked(seller, "stage-time")["explain"]
    assert [row["why"] for row in rows] == [
        "A: 2 d, moved on Sat 3 Oct 2026",
        "B: 7 d, moved on Sat 10 Oct 2026",
        "A: 4 d, won on Wed 14 Oct 2026",
        "A: 10 d, lost on Fri 30 Oct 2026",
        "A: 5 d, moved on Sun 15 Nov 2026",
        "B: 3 d so far",
        "A: 17 d so far",
        "not included: in EUR",
    ]
    seller("stage", "remove", "B", "--to", "A")
    found = asked(seller, "stage-time")
    assert [each["stage"] for each in found["stages"]] == ["A"]
    assert "not included: B: 7 d, moved on Sat 10 Oct 2026; the stage was removed" in [
        row["why"] for row in found["explain"]
    ]


def test_an_empty_store_says_what_to_do(pipectl: Shell) -> None:
    assert pipectl("report", "stage-time").out == (
        "No deals yet. Add one: `pipectl add TITLE AMOUNT`.\n"
    )
    assert pipectl("report", "stalled").out == (
        "No open deals. Add one: `pipectl add TITLE AMOUNT`.\n"
    )
    pipectl("add", "One", "5k")
    said = pipectl("report", "stage-time").out
    assert said.startswith("No deal has left a stage yet.\n")
    assert pipectl("report", "stalled").out.startswith("No deals are stalled (1 open deal).\n")


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=40))
def test_quartiles_occurred_and_the_middle_is_halfway(values: list[int]) -> None:
    found, n = spread(values), len(values)
    assert found.lower_quartile in values
    assert found.upper_quartile in values
    for value, share in (
        (found.lower_quartile, Fraction(1, 4)),
        (found.upper_quartile, Fraction(3, 4)),
    ):
        assert value is not None
        assert sum(each <= value for each in values) >= share * n
        assert sum(each < value for each in values) < share * n
    middle = sorted(values)[(n - 1) // 2 : n // 2 + 1]
    assert found.median == Fraction(sum(middle), len(middle))
    assert found.longest == max(values)


@made_once
def standing(empty: Shell) -> Shell:
    """Five won after 1, 2, 3, 4 and 30 days in A; three open ones there, one in B."""
    empty("init", "--stages", "A:10,B:40")
    lines = []
    for number, length in enumerate((1, 2, 3, 4, 30), 1):
        lines.append(f"add Won{number} 1k --stage A --on 2026-10-01")
        lines.append(f"win Won{number} --on 2026-10-{1 + length:02}")
    lines += [
        "add Slow 20k --stage A --on 2026-11-01 --close 2026-12-01",
        "add Slower --stage A --on 2026-10-01",
        "add Quick 30k --stage A --on 2026-11-14 --close 2026-12-01",
        "add Later 40k --stage B --on 2026-11-01 --close 2027-01-10",
        "add Abroad '9k EUR' --stage A --on 2026-01-01",
    ]
    on(empty, "2026-11-18", *lines)
    return empty


def test_stalled_is_over_the_75th_percentile_of_the_won_ones(standing: Shell) -> None:
    found = asked(standing, "stalled")
    setting = standing("stage", "show", "B", "--json").json["stalled_days"]
    assert {key: found[key] for key in ("count", "amount", "open_count", "open_amount")} == {
        "count": 2,
        "amount": 20000,
        "open_count": 4,
        "open_amount": 90000,
    }
    assert [tuple(each.values()) for each in found["stages"]] == [
        ("A", 3, 2, 20000, 4, "history", 5),
        ("B", 1, 0, 0, setting, "setting", 0),
    ]
    assert [tuple(each.values()) for each in found["opportunities"]] == [
        (7, "Slower", "A", None, 48, 4, 44, None),
        (6, "Slow", "A", 20000, 17, 4, 13, "2026-12-01"),
    ]
    assert counted_sum(found) == 100 * 20000
    assert found["left_out"] == {"EUR": 1}
    flagged = standing("list", "--stalled", "--json").json
    assert {each["id"] for each in flagged} == {6, 7, 10}


def test_until_five_are_won_the_setting_says_what_is_slow(standing: Shell) -> None:
    standing("stage", "edit", "A", "--stalled-days", 20)
    standing("reopen", "Won5")
    found = standing("report", "stalled", "--json").json
    assert tuple(found["stages"][0].values())[-3:] == (20, "setting", 4)
    assert [each["title"] for each in found["opportunities"]] == ["Won5", "Slower"]
    said = standing("report", "stalled").out
    assert said.startswith("2 of 5 open deals are stalled: 1k USD, 1.1 % of the open amount.\n")
    assert "setting (4 won deals)" in said


def test_with_a_period_it_is_of_what_can_close_in_it(standing: Shell) -> None:
    found = asked(standing, "stalled", "--period", "2026-Q4")
    assert [each["title"] for each in found["opportunities"]] == ["Slow"]
    assert (found["open_count"], found["left_out"]) == (2, {})
    assert {row["title"]: row["why"] for row in found["explain"]} == {
        "Slow": "17 d in A, slow after 4 d",
        "Quick": "not included: 4 d in A, slow after 4 d",
        "Slower": "not included: no close date",
        "Later": "not included: closes Sun 10 Jan 2027",
    }
