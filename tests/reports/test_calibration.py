"""The log of forecasts, `report calibration`, `report weakest`, and `stage calibrate`."""

from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from conftest import Shell, begun
from pipectl.forecast.actions import LoggedForecast, log
from reported import on
from without_rights import as_nobody

MOVED = "--buying yes --why Asked --next Call --due +5d"
LOG = "select * from forecast_log order by made_on, starts_on, ends_on, currency"
CALIBRATION = """\
No forecasts to compare with results yet. `pipectl forecast` saves one a day. Each is compared with
the result when its period is over.
Stage probabilities against results
Stage     Stage %                    Won          n      Brier
Talk           20  ███▎             30 %  ████▊  10     0.2200
Proposal       60  █████████▋  n/a (n=4)          4  n/a (n=4)
Brier score: 0 is best. A coin toss scores 0.25.
To adjust the probabilities: `pipectl stage calibrate`.
"""
WEAKEST = """\
Talk is the weakest stage (83 % confidence): 45k USD was lost there.
Stage     Advanced  Lost  Stuck       Rate  Lost USD       Days  Days if won
Talk             4     6      0     47.1 %    45,000     11.5 d    n/a (n=3)
Proposal         3     1      0  n/a (n=4)     4,000  n/a (n=4)    n/a (n=3)
Rate is the share of the deals leaving a stage, or stuck in it, that advanced or were won. Small
samples are weighted toward the whole pipeline's rate. Skipped stages don't count.
Days are medians.
"""


@pytest.fixture(scope="module")
def home_of_twelve(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten closings, three of them won from Proposal, two open."""
    shell = Shell(begun(tmp_path_factory, None, "init", "--stages", "Talk:20,Proposal:60"))
    on(shell, "2026-10-01", "quota set 30k --period 2026-10", "quota set 30k --period 2026-11")
    for number in range(1, 13):
        on(shell, f"2026-10-{number:02}", f"add 'Deal {number}' {number}k")
    on(shell, "2026-10-13", *(f"move {number} {MOVED}" for number in range(1, 5)))
    lost = [f"lose {number} --reason price" for number in range(4, 11)]
    on(shell, "2026-10-20", *(f"win {number}" for number in range(1, 4)), *lost)
    return shell.home


@pytest.fixture
def twelve(empty: Shell, home_of_twelve: Path) -> Shell:
    copytree(home_of_twelve, empty.home, dirs_exist_ok=True)
    return empty


def logged(shell: Shell) -> list[dict[str, Any]]:
    """The log of forecasts."""
    return shell.records(LOG)


def at(shell: Shell, day: str) -> Shell:
    shell.now = f"{day}T09:00"
    return shell


# The log


def test_the_last_forecast_of_a_day_and_period_is_kept(twelve: Shell) -> None:
    at(twelve, "2026-11-02")("forecast", "--period", "2026-11")
    (first,) = logged(twelve)
    twelve("edit", 12, "--amount", "90k")
    told = twelve("forecast", "--period", "2026-11", "--method", "stage", "--json").json
    (row,) = logged(twelve)
    assert row == {
        "made_on": "2026-11-02",
        "starts_on": "2026-11-01",
        "ends_on": "2026-11-30",
        "currency": "USD",
        "quota_minor": 3_000_000,
        "chance_bp": round(told["simulation_chance"] * 100),
        "low_minor": row["low_minor"],
        "median_minor": row["median_minor"],
        "high_minor": row["high_minor"],
        "owner": "",
    }
    assert row != first
    assert row["low_minor"] <= row["median_minor"] <= row["high_minor"]
    at(twelve, "2026-11-03")("forecast", "--period", "2026-11")
    at(twelve, "2026-11-03")("forecast", "--period", "2026-11-01..2026-11-20", "--by", "month")
    assert len(logged(twelve)) == 3


@pytest.mark.parametrize(
    "words",
    [
        ("--as-of", "2026-11-01"),
        ("--quota", "40k"),
        ("--period", "2026-10"),
        ("--period", "2027"),
        ("--currency", "EUR"),
    ],
    ids=" ".join,
)
def test_other_questions_are_not_kept(twelve: Shell, words: tuple[str, ...]) -> None:
    at(twelve, "2026-11-02")("forecast", "--period", "2026-11", *words)
    assert logged(twelve) == []


def test_today_is_kept_however_it_is_typed(twelve: Shell) -> None:
    at(twelve, "2026-11-02")("forecast", "--period", "2026-11")
    kept = logged(twelve)
    with twelve.opened() as store:
        store.execute("delete from forecast_log")
    twelve("forecast", "--period", "2026-11", "--as-of", "today")
    assert logged(twelve) == kept != []


def test_what_if_and_all_numbers_keep_nothing(twelve: Shell) -> None:
    at(twelve, "2026-11-02")("what-if", "--win", 11, "forecast", "--period", "2026-11")
    twelve("report", "all", "--period", "2026-11")
    assert logged(twelve) == []


def test_the_log_is_no_operation(twelve: Shell) -> None:
    at(twelve, "2026-11-02")
    before = twelve("history", "--json").out
    exported = twelve("export", "--format", "json").out
    twelve("forecast", "--period", "2026-11")
    assert twelve("history", "--json").out == before
    assert twelve("export", "--format", "json").out == exported
    twelve("undo")
    assert len(logged(twelve)) == 1


@pytest.mark.parametrize("is_folder", [False, True], ids=["file", "folder"])
def test_where_the_file_is_read_only_nothing_is_said(twelve: Shell, is_folder: bool) -> None:
    at(twelve, "2026-11-02")
    words = ("forecast", "--period", "2026-11")
    text = twelve(*words).out
    with twelve.opened() as store:
        store.execute("delete from forecast_log")
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        lent = Shell(Path(name))
        lent.now = twelve.now
        lent.refill(twelve.contents())
        lent.store.chmod(0o666 if is_folder else 0o444)
        lent.home.chmod(0o555 if is_folder else 0o755)
        assert as_nobody(lent, *words) == (0, text, "")
        assert logged(lent) == []
        lent.home.chmod(0o700)


@pytest.mark.parametrize("lock", ["begin immediate", "begin exclusive"])
def test_another_program_that_writes_is_not_waited_for(twelve: Shell, lock: str) -> None:
    """The lock is taken after the store was read, as by one that begins just then."""
    text = at(twelve, "2026-11-02")("forecast", "--period", "2026-11").out
    shown = LoggedForecast(
        *(date(2026, 11, 2), date(2026, 11, 1), date(2026, 11, 30), "USD"),
        *(1, 2, 3, 4, 5),
    )
    with twelve.held(lock):
        log(twelve.store, shown)
        if lock == "begin immediate":  # readers go on
            assert twelve("forecast", "--period", "2026-11").out == text
    assert len(logged(twelve)) == 1
    log(twelve.store, shown)
    assert logged(twelve) != []


# How the forecasts did


def test_past_forecasts_are_held_against_what_happened(twelve: Shell) -> None:
    chances = []
    for day in ("2026-11-02", "2026-11-09", "2026-11-16"):
        found = at(twelve, day)("forecast", "--period", "2026-11", "--json").json
        chances.append(found["chance"])
    assert twelve("report", "calibration", "--json").json["forecasts"] == {
        "n": 0,
        "brier": None,
        "inside_10_90": None,
    }
    twelve("win", 12, "--amount", "31k")
    at(twelve, "2026-12-01")
    found = twelve("report", "calibration", "--json").json
    assert list(found) == ["currency", "left_out", "forecasts", "stages", "tenths"]
    brier = sum((chance / 100 - 1) ** 2 for chance in chances) / 3
    assert found["forecasts"]["n"] == 3
    assert found["forecasts"]["brier"] == pytest.approx(brier, abs=0.00005)
    assert sum(each["n"] for each in found["tenths"]) == 3
    assert {each["happened"] for each in found["tenths"]} == {100}
    out = twelve("report", "calibration").out
    assert out.startswith("3 forecasts of past periods: ")
    assert "Forecast" in out
    # On the day before nothing was decided.
    assert twelve("report", "calibration", "--as-of", "2026-11-29", "--json").json["forecasts"][
        "n"
    ] == (0)


def test_a_win_of_another_period_counts_there(twelve: Shell) -> None:
    at(twelve, "2026-11-02")("forecast", "--period", "2026-11")
    at(twelve, "2026-12-02")("win", 12, "--amount", "900k", "--yes")
    (tenth,) = twelve("report", "calibration", "--json").json["tenths"]
    assert tenth["happened"] == 0


def test_each_stage_is_held_against_its_percentage(twelve: Shell) -> None:
    found = twelve("report", "calibration", "--json").json["stages"]
    # Won 3 of 10: 0.3 x 0.8² + 0.7 x 0.2²; 3 of 4 from Proposal: 0.75 x 0.4² + 0.25 x 0.6².
    assert found == [
        {"stage": "Talk", "probability": 20, "n": 10, "happened": 30, "brier": 0.22},
        {"stage": "Proposal", "probability": 60, "n": 4, "happened": 75, "brier": 0.21},
    ]


def test_calibration_is_told_in_words(twelve: Shell) -> None:
    assert twelve("report", "calibration").out == CALIBRATION


# The weakest stage


def test_the_weakest_stage_has_its_keys(twelve: Shell) -> None:
    found = twelve("report", "weakest", "--json").json
    assert list(found)[2:5] == ["stage", "sure", "stages"]
    assert found["stage"] == "Talk"
    assert found["sure"] > 50
    assert [list(each)[:6] for each in found["stages"]] == [
        ["stage", "advanced", "lost", "stuck", "rate", "amount_lost"]
    ] * 2
    talk, proposal = found["stages"]
    # Six lost of ten that left, 5k to 10k; m = (7 + 6) / (14 + 10).
    assert (talk["advanced"], talk["lost"], talk["stuck"], talk["amount_lost"]) == (4, 6, 0, 45_000)
    assert talk["rate"] == pytest.approx(100 * (4 + 130 / 24) / 20, abs=0.005)
    assert (proposal["advanced"], proposal["lost"], proposal["amount_lost"]) == (3, 1, 4_000)


def test_the_weakest_stage_is_told_in_words(twelve: Shell) -> None:
    assert twelve("report", "weakest").out == WEAKEST


def test_a_note_on_a_column_is_shown_only_if_the_column_is(twelve: Shell) -> None:
    for report, column, note in (
        ("weakest", "Days", "Days are medians."),
        ("calibration", "Brier", "Brier score: 0 is best."),
    ):
        for width in ("40", "120"):
            twelve.extra["COLUMNS"] = width
            page = twelve("report", report).out
            assert (note in page) == (width == "120") == (f" {column}" in page), (report, width)


def test_one_stage_has_nothing_to_be_compared_with(empty: Shell) -> None:
    empty("init", "--stages", "Only:40")
    assert empty("report", "weakest").out.startswith(
        "There is only one stage, Only: nothing to compare it with.\n"
    )
    found = empty("report", "weakest", "--json").json
    assert (found["stage"], len(found["stages"])) == (None, 1)


# Probabilities from history


def operations(shell: Shell) -> int:
    with shell.opened() as store:
        (count,) = store.execute("select count(*) from journal_operation").fetchone()
    return int(count)


def probabilities(shell: Shell) -> list[int]:
    return [each["probability"] for each in shell("stage", "list", "--json").json]


def test_proposals_are_shown_and_nothing_is_set(twelve: Shell) -> None:
    before = twelve("history", "--json").out
    assert twelve("stage", "calibrate", "--json").json == [
        {"stage": "Talk", "probability": 20, "proposed": 30, "n": 10, "happened": 30},
        {"stage": "Proposal", "probability": 60, "proposed": None, "n": 4, "happened": 75},
    ]
    assert twelve("stage", "calibrate").out == (
        "Stage     Stage %  Proposed %  Won  Closed\n"
        "Talk           20          30    3      10\n"
        "Proposal       60           –    3       4\n"
        "Nothing has changed. To set the proposed ones: `pipectl stage calibrate --apply`.\n"
    )
    assert probabilities(twelve) == [20, 60]
    assert twelve("history", "--json").out == before


def test_applying_is_one_operation(twelve: Shell) -> None:
    for number in range(20, 30):
        twelve("add", f"Won {number}", "1k", "--stage", "proposal")
        twelve("win", f"Won {number}")
    before = operations(twelve)
    out = twelve("stage", "calibrate", "--apply").out
    assert out.endswith("Set the proposed probabilities. Undo with `pipectl undo`.\n")
    # 3 of 10; 13 of 14.
    assert probabilities(twelve) == [30, 93]
    assert operations(twelve) == before + 1
    assert twelve("stage", "calibrate", "--apply").out.endswith(
        "The probabilities already match your history.\n"
    )
    assert operations(twelve) == before + 1
    twelve("undo")
    assert probabilities(twelve) == [20, 60]


def test_what_was_never_won_is_not_impossible(empty: Shell) -> None:
    empty("init", "--stages", "Never:40,Always:50")
    rows = [f"{n},Never,lost,2026-10-01,price" for n in range(10)]
    rows += [f"{n},Always,won,2026-10-01," for n in range(10, 20)]
    file = empty.home / "deals.csv"
    file.write_text("\n".join(["deal_id,stage,outcome,closed_at,reason", *rows]) + "\n")
    empty("import", file)
    assert [each["proposed"] for each in empty("stage", "calibrate", "--json").json] == [1, 99]


def test_too_little_history_proposes_nothing(pipectl: Shell) -> None:
    out = pipectl("stage", "calibrate", "--apply").out
    assert out.endswith("Too early: a stage needs 10 closed deals that were in it.\n")


@pytest.mark.parametrize("name", ["weakest", "calibration"])
def test_others_are_left_out_and_counted(twelve: Shell, name: str) -> None:
    twelve("add", "Euro", "9k", "--currency", "EUR")
    twelve("win", "Euro")
    assert twelve("report", name, "--json").json["left_out"] == {"EUR": 1}
    assert "1 EUR deal not included.\n" in twelve("report", name).out
    found = twelve("report", name, "--explain", "--json").json["explain"]
    assert found[-1]["why"] == "not included: in EUR"
