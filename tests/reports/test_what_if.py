"""`what-if`: a number beside what it would be, by the same rules, and nothing is written."""

import re
import sqlite3
from contextlib import closing
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Shell, made_once
from long_cases import examples
from pipectl.numbers import NumberFormat
from pipectl.render.serialize import Exact
from pipectl.reports.what_if.rules import rounded
from pipectl.reports.what_if.view import Written, figures
from pipectl.reports.what_if.view.labels import label
from pipectl.store.creation import PAGE_SIZE

NUMBERS = ("coverage", "board", "board --by month", "coverage --period 2026 --currency EUR")

NAMES = st.sampled_from(["web", "web (2)", "–", None])
PARTS = st.lists(NAMES.map(lambda name: {"part": name, "count": None}), max_size=4)
TREES = st.lists(
    st.builds(lambda name, parts: {"source": name, "count": 1, "parts": parts}, NAMES, PARTS),
    max_size=4,
)


def leaves(rows: Any) -> int:
    """How many plain values the rows have beside their names."""
    return sum(1 + len(row["parts"]) for row in rows)


@made_once
def shop(pipectl: Shell) -> Shell:
    """A quota of 100k for the quarter, 10k of it won, and three opportunities."""
    pipectl("quota", "set", "100k", "--period", "2026-Q4")
    pipectl("add", "Won already", "10k")
    pipectl("win", 1)
    pipectl("add", "Acme rollout", "20k", "--stage", "proposal", "--close", "2026-12-10")
    pipectl("add", "Bell kiosk", "30k", "--stage", "meeting", "--close", "2026-12-20")
    pipectl("add", "Cedar yard", "5k", "--stage", "discovery", "--close", "2026-10-20")
    return pipectl


def then(shell: Shell, *words: object) -> Any:
    return shell("what-if", *words, "--json").json["then"]


def test_what_is_won_is_won_and_what_is_lost_is_gone(shop: Shell) -> None:
    found = shop("what-if", "--win", "acme", "--lose", "bell", "--json").json
    assert (found["now"]["won"], found["now"]["open"]) == (10_000, 55_000)
    assert (found["then"]["won"], found["then"]["open"]) == (30_000, 5_000)
    assert [(each["kind"], each["id"]) for each in found["suppositions"]] == [
        ("win", 2),
        ("lose", 3),
    ]


def test_now_is_what_the_number_says(shop: Shell) -> None:
    for number in NUMBERS:
        words = number.split()
        found = shop("what-if", "--win", 2, *words, "--json").json
        assert found["now"] == shop(*words, "--json").json
        assert found["now"] != found["then"] or "EUR" in words


@pytest.mark.parametrize("number", NUMBERS)
def test_then_is_what_the_number_says_once_it_was_done(shop: Shell, number: str) -> None:
    words = number.split()
    supposed = then(
        shop,
        *("--amount", "bell=44k", "--win", "bell", "--lose", "acme", "--push", "cedar=2026-12-30"),
        *("--add", "2@7k:negotiation", *words),
    )
    for _ in range(2):
        shop("add", "More", "7k", "--stage", "negotiation", "--close", "2026-12-31")
    shop("edit", "bell", "--amount", "44k")
    shop("edit", "cedar", "--close", "2026-12-30")
    shop("win", "bell")
    shop("lose", "acme", "--reason", "what if")
    assert shop(*words, "--json").json == supposed


def test_a_push_counts_from_the_expected_day_or_today(shop: Shell) -> None:
    def day(push: str) -> str:
        found = shop("what-if", "--push", push, "--json").json["suppositions"]
        return str(found[0]["close_on"])

    assert day("acme=2w") == "2026-12-24"
    assert day("acme=+3d") == "2026-12-13"
    assert day("acme=-3d") == "2026-12-07"
    assert day("cedar=2w") == "2026-12-02"  # its day has passed
    assert day("acme=fri") == "2026-11-20"
    assert day("acme=2027-01-15") == "2027-01-15"


def test_the_table_shows_both_sides(shop: Shell) -> None:
    shop.extra = {"COLUMNS": "80"}
    assert shop("what-if", "--win", 2, "board").out.splitlines() == [
        "If Acme rollout (#2) is won:",
        "Figure                          Now  What if   Change",
        "Deals without an amount           0        0",
        "Proposal: deals                   1        0       -1",
        "Proposal: amount USD         20,000        0  -20,000",
        "Proposal: weighted USD       12,000        0  -12,000",
        "Proposal: oldest deal, days       0        –",
        "Proposal: flagged deals           1        0       -1",
        "Total: deals                      3        2       -1",
        "Total: amount USD            55,000   35,000  -20,000",
        "Total: weighted USD          21,500    9,500  -12,000",
        "Not shown: 27 more figures. To see all of them, add --json.",
    ]
    both = shop("what-if", "--win", 2).lines
    assert both[1].startswith("Now: 10k of 100k USD won, 90k to go. 55k is open: coverage 0.61x")
    assert any(
        line.startswith("What if: 30k of 100k USD won, 70k to go. 35k is open") for line in both
    )


def test_markdown_and_explain(shop: Shell) -> None:
    page = shop("what-if", "--win", 2, "coverage", "--format", "md").out
    assert "| Figure | Now | What if | Change |" in page
    assert "coverage = open / remaining = 35,000 / 70,000" in (
        shop("what-if", "--win", 2, "--explain").out
    )
    found = shop("what-if", "--win", 2, "--explain", "--json").json
    assert [len(found[side]["explain"]) for side in ("now", "then")] == [4, 4]


def test_nothing_is_written(shop: Shell) -> None:
    before = shop.store.read_bytes()
    shop("what-if", "--win", 2, "--lose", 3, "--push", "4=2w", "--add", "9@1k:meeting", "board")
    shop("what-if", "--win", 1, code=4)
    assert shop.store.read_bytes() == before
    assert {each.name for each in shop.home.iterdir() if each.is_file()} == {"pipectl.db"}
    shop.store.chmod(0o400)
    assert shop("what-if", "--win", 2).code == 0


def test_a_large_store_is_copied_into_a_file_without_a_name(
    shop: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:

    from pipectl.store import trial_copy

    in_memory = shop("what-if", "--win", 2).out
    monkeypatch.setattr(trial_copy, "MOST_IN_MEMORY", 0)
    assert shop("what-if", "--win", 2).out == in_memory


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "what-if needs at least one change."),
        (("--win", "nobody"), 3, 'No deal matches "nobody".'),
        (("--win", 99), 3, 'No deal matches "99".'),
        (("--win", 1), 4, '"Won already" is already won.'),
        (("--win", 2, "--lose", 2), 4, '"Acme rollout" was already won on'),
        (("--push", "acme"), 2, '--push can\'t be "acme".'),
        (("--push", "acme=never"), 2, '"never" is not a date.'),
        (("--amount", "acme=lots"), 2, '"lots" is not an amount.'),
        (("--add", "3"), 2, '--add can\'t be "3".'),
        (("--add", "0@1k:meeting"), 2, "--add can't add 0 deals."),
        (("--add", "3@1k:nowhere"), 3, 'No stage "nowhere".'),
        (("--win", 2, "list"), 2, 'what-if can\'t show "list".'),
        (("--win", 2, "what-if"), 2, 'what-if can\'t show "what-if".'),
        (("--win", 2, "report", "all"), 2, 'what-if can\'t show "report all".'),
        (("--win", 2, "coverage", "--as-of", "yesterday"), 2, "can't be combined with --as-of."),
        (
            ("--win", 2, "coverage", "--bogus"),
            2,
            "`pipectl what-if coverage` has no option --bogus",
        ),
        (("--win", 2, "board", "--by", "size"), 2, "The board can't be grouped by"),
        (("--win", 2, "--period", "soon"), 2, '"soon" is not a period'),
    ],
)
def test_what_cannot_be_supposed(
    shop: Shell, words: tuple[object, ...], code: int, said: str
) -> None:
    done = shop("what-if", *words, code=code)
    assert said in done.err
    assert done.out == ""


def test_missing_wins_are_rounded_as_coverage_rounds_them(shop: Shell) -> None:
    shop("quota", "set", "1m")
    page = shop("what-if", "--lose", "acme", "coverage").out
    said = [re.findall(r"([\d.]+) wins short:", shop("coverage").out)]
    shop("lose", "acme", "--reason", "price")
    said.append(re.findall(r"([\d.]+) wins short:", shop("coverage").out))
    told = re.findall(r"^Wins short +(\S+) +(\S+)", page, re.MULTILINE)
    assert said == [[each] for line in told for each in line]


def test_damage_is_said_as_ever(shop: Shell) -> None:
    with closing(sqlite3.connect(shop.store)) as store:
        (page,) = store.execute(
            "select rootpage from sqlite_master where name = 'stage'"
        ).fetchone()
    raw = bytearray(shop.store.read_bytes())
    raw[PAGE_SIZE * (page - 1) : PAGE_SIZE * page] = b"\xff" * PAGE_SIZE
    shop.store.write_bytes(raw)
    assert shop.outcome("what-if", "--win", 2).code == 5


def test_rows_of_one_name_in_several_lists_stay_apart() -> None:
    """No figure takes another one's place: each has the name of its list, its row, or a number."""
    found = figures(
        {
            "sources": [{"source": "web", "count": 1}, {"source": None, "count": 2}],
            "reasons": [
                {"outcome": "won", "reason": "price", "count": 3},
                {"outcome": "won", "reason": "trust", "count": 4},
            ],
            "campaigns": [{"campaign": "web", "count": 5}],
            "changes": [
                {"on": date(2026, 11, 2), "kind": "raised", "id": 1, "title": "A", "amount": 6},
                {"on": date(2026, 11, 2), "kind": "won", "id": 1, "title": "A", "amount": 7},
                {"on": date(2026, 11, 3), "kind": "raised", "id": 1, "title": "A", "amount": 8},
            ],
            "twelve": [{"period": "2026-Q3", "count": 9}],
        }
    )
    counts = {" · ".join(path): each for path, each in found.items() if path[-1] != "on"}
    assert counts == {
        "sources · web · count": 1,
        "sources · – · count": 2,
        "reasons · won price · count": 3,
        "reasons · won trust · count": 4,
        "campaigns · web · count": 5,
        "changes · raised A (#1) · amount": 6,
        "changes · won A (#1) · amount": 7,
        "changes · raised A (#1) (2) · amount": 8,
    }


def written(path: str, before: Any, after: Any, numbers: NumberFormat) -> list[str]:
    """How a figure is written before and after, and its difference."""
    form = Written((path,), (before, after), "USD", numbers)
    return [form.figure(before), form.figure(after), form.difference()]


def test_a_difference_is_taken_before_it_is_rounded() -> None:
    third, ten = Fraction(1, 3), Fraction(10)
    point, comma = NumberFormat("."), NumberFormat(",")
    assert written("per_win", third, 2 * third, point) == ["0.33", "0.67", "+0.33"]
    assert written("win_rate", ten + third, ten, comma) == ["10,3", "10,0", "-0,3"]
    assert written("cycle_days", ten + third / 10, ten, point) == ["10.0", "10.0", ""]
    assert written("count", 1234, None, point) == ["1,234", "–", ""]


def test_a_figure_has_no_more_digits_than_it_means() -> None:
    point = NumberFormat(".")
    amounts = Exact("161987.21"), Exact("196829.51")
    assert written("expected", *amounts, point) == ["162k", "197k", "+35k"]
    assert written("yield", *amounts, point) == ["161,987", "196,830", "+34,842"]
    assert written("won", *amounts, point) == ["161,987.21", "196,829.51", "+34,842.30"]
    assert written("chance", 79.15, 92.7, point) == ["79", "93", "+14"]
    assert written("win_rate", 45.4545, 50, point) == ["45.5", "50.0", "+4.5"]
    assert written("low", Exact("950.00"), Exact("1000.00"), point) == ["950", "1k", "+50"]


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9), st.integers(1, 6))
def test_a_rounded_number_has_so_many_digits_and_is_the_nearest(
    value: int, more: int, digits: int
) -> None:
    most = Fraction(abs(value) + more)
    found = rounded(Fraction(value), most, digits)
    step = Fraction(10) ** (len(str(most)) - digits)
    assert (found / step).denominator == 1
    assert abs(found - value) <= step / 2


def test_the_chances_of_the_forecast_are_those_on_its_page(demo: Shell) -> None:
    lines = demo("what-if", "--win", "sparrow", "forecast").lines
    sentences = [line.split(" % chance")[0] for line in lines if " % chance" in line]
    (chance,) = [line.split()[2:4] for line in lines if line.startswith("Chance % ")]
    assert sentences == [f"Now: {chance[0]}", f"What if: {chance[1]}"]
    figures = [line for line in lines if "  " in line]
    assert not [line for line in figures if re.search(r"\d\.\d\d(?!k)", line)], figures


@settings(max_examples=examples(30))
@given(TREES, TREES)
def test_no_figure_of_any_report_is_lost(one: Any, other: Any) -> None:
    assert len(figures({"a": one, "b": other})) == leaves(one) + leaves(other)


@pytest.mark.parametrize(
    ("path", "unit", "said"),
    [
        (("quota",), "USD", "Quota USD"),
        (("stages", "Meeting", "count"), "", "Meeting: deals"),
        (("stages", "Meeting", "won", "amount"), "USD", "Meeting, won: amount USD"),
        (("opportunities", "Acme rollout (#1)", "chance"), "", "Acme rollout (#1): chance %"),
        (("sources", "stages", "won_count"), "", "stages: wins"),
        (("more_needed", "80", "amount"), "EUR", "More needed, for a chance of 80 %: amount EUR"),
    ],
)
def test_a_figure_is_named_in_words(path: tuple[str, ...], unit: str, said: str) -> None:
    assert label(path, unit) == said


def test_fit_and_scores_are_supposed_too(shop: Shell) -> None:
    shop("edit", "acme", "--source", "WEB")
    shop("icp", "set", "source=web")
    reports = [("report", "fit"), ("report", "score")]
    supposed = [then(shop, "--win", "acme", *words) for words in reports]
    assert supposed[0]["grades"][0]["won"] == 1
    shop("win", "acme")
    assert supposed == [shop(*words, "--json").json for words in reports]


def test_metrics_show_each_figure_once(shop: Shell) -> None:
    lines = shop("what-if", "--win", 2, "metrics").lines
    labels = [line.split("  ")[0] for line in lines]
    assert labels.count("Open deals") == 1
    assert not any("twelve" in label or "previous" in label for label in labels)


def test_coverage_is_rounded_once_and_few_cases_make_no_win_rate(shop: Shell) -> None:
    """The table writes what the sentence and the other pages write."""
    lines = shop("what-if", "--push", "acme=2027-02-01", "coverage").lines
    now = shop("coverage").lines[0]
    (ratio,) = [line.split() for line in lines if line.startswith("Coverage ")]
    assert ratio == ["Coverage", "0.61x", "0.38x", "-0.23x"]
    assert "coverage 0.61x" in now
    lines = shop("what-if", "--lose", 2, "coverage").lines
    (rate,) = [" ".join(line.split()) for line in lines if line.startswith("Win rate %  ")]
    assert rate.startswith("Win rate % n/a (n=1) n/a (n=2)")


def test_what_changes_most_in_the_whole_fits_on_a_screen_of_24_lines(demo: Shell) -> None:
    demo.extra["COLUMNS"] = "80"
    for number in ("coverage", "forecast", "board", "metrics", "pace"):
        shown = demo("what-if", "--win", "sparrow", number)
        assert len(shown.lines) + len(shown.err.splitlines()) < 24, number
        assert shown.lines[-1].endswith("To see all of them, add --json.")


def test_a_push_leaves_the_forecast_and_the_page_says_so(shop: Shell) -> None:
    said = " ".join(shop("what-if", "--push", "acme=2027-02-01", "forecast").out.split())
    assert "The forecast doesn't use close dates, so pushing a deal doesn't change it." in said
    assert "No figure changes." in said
    dated = shop("what-if", "--push", "acme=2027-02-01", "forecast", "--method", "weighted").out
    assert "doesn't use close dates, so" not in dated
    assert "doesn't use close dates, so" not in shop("what-if", "--win", "acme", "forecast").out
