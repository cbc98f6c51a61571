"""`rate set`, `list` and `remove`: what is stored, shown, undone, exported and merged."""

from pathlib import Path

import pytest

from conftest import Shell


@pytest.fixture
def store(pipectl: Shell) -> Shell:
    """A store with the currency USD, on Wed 18 Nov 2026."""
    return pipectl


def new(folder: Path) -> Shell:
    """Another store."""
    (folder / "other").mkdir()
    shell = Shell(folder / "other")
    shell("init")
    return shell


def test_a_rate_holds_from_its_day_until_the_next_one(store: Shell) -> None:
    done = store("rate", "set", "eur", "1.08")
    assert done.err == "1 EUR = 1.08 USD from Wed 18 Nov 2026.\n"
    assert done.out == "Currency  From                 Rate\nEUR       Wed 18 Nov 2026  1.08 USD\n"
    store("rate", "set", "EUR", "1.05", "--on", "2026-07-01")
    store("rate", "set", "JPY", "0.0064", "--on", "2026-07-01")
    store("rate", "set", "EUR", "1.0500", "--on", "2026-07-01")  # as it is already
    assert store("rate", "list").out == (
        "Currency  From                   Rate\n"
        "EUR       Wed 18 Nov 2026    1.08 USD\n"
        "EUR       Wed 1 Jul 2026     1.05 USD\n"
        "JPY       Wed 1 Jul 2026   0.0064 USD\n"
    )
    assert store("rate", "list", "JPY", "--json").json == [
        {
            "currency": "JPY",
            "on": "2026-07-01",
            "rate": 0.0064,
            "base": "USD",
            "in_use": True,
            "recorded_on": "2026-11-18",
        }
    ]
    assert len(store("history", "--json").json) == 3


def test_a_rate_that_was_wrong_is_set_again_for_the_same_day(store: Shell) -> None:
    store("rate", "set", "EUR", "1.8")
    store("rate", "set", "EUR", "1.08")
    assert [row["rate"] for row in store("rate", "list", "--json").json] == [1.08]
    store("undo")
    assert [row["rate"] for row in store("rate", "list", "--json").json] == [1.8]
    store("redo")
    assert [row["rate"] for row in store("rate", "list", "--json").json] == [1.08]


def test_undo_and_redo_restore_rates_to_the_byte(store: Shell) -> None:
    store("rate", "set", "EUR", "1.05", "--on", "2026-07-01")
    before = store("export", "--what", "all").out
    store("rate", "remove", "EUR")
    after = store("export", "--what", "all").out
    store("undo")
    assert store("export", "--what", "all").out == before
    store("redo")
    assert store("export", "--what", "all").out == after


def test_the_history_says_what_was_set(store: Shell) -> None:
    store("rate", "set", "EUR", "1.08")
    store("rate", "remove", "EUR")
    assert store("history", "--limit", "2").out == (
        "2  2026-11-18 10:00  rate remove EUR\n"
        "    removed the rate of EUR from 2026-11-18\n"
        "1  2026-11-18 10:00  rate set EUR 1.08\n"
        "    set the rate of EUR to 1.08 from 2026-11-18\n"
    )
    assert store("undo").out.endswith("    restored the rate of EUR from 2026-11-18\n")
    assert store("undo").out.endswith("    removed the rate of EUR, 1.08 from 2026-11-18\n")


def test_a_rate_the_wrong_way_round_is_warned_of(store: Shell) -> None:
    store("rate", "set", "JPY", "0.0064", "--on", "2026-07-01")
    done = store("rate", "set", "JPY", "156.25")
    assert done.err == (
        "156.25 is far from the former rate, 0.0064 from Wed 1 Jul 2026. If you typed it the wrong"
        " way round, take it back with `pipectl undo`.\n"
        "1 JPY = 156.25 USD from Wed 18 Nov 2026.\n"
    )


def test_rates_follow_the_decimal_mark(store: Shell) -> None:
    store.extra = {"PIPECTL_DECIMAL": ","}
    done = store("rate", "set", "EUR", "1,0825")
    assert done.err == "1 EUR = 1,0825 USD from Wed 18 Nov 2026.\n"
    assert "1,0825 USD" in done.out
    assert store("rate", "list", "--json").json[0]["rate"] == 1.0825


def test_a_day_ahead_has_no_rate_yet(store: Shell) -> None:
    done = store("rate", "set", "EUR", "1.08", "--on", "2026-11-19", code=2)
    assert done.err.startswith('pipectl: "2026-11-19" is Thu 19 Nov 2026, in the future')


def test_as_of_a_day_the_list_has_what_was_recorded_by_then(store: Shell) -> None:
    store("rate", "set", "EUR", "1.05", "--on", "2026-07-01")
    store.now = "2026-11-20"
    store("rate", "set", "EUR", "1.07", "--on", "2026-07-01")
    then = store("rate", "list", "--as-of", "2026-11-19", "--json").json
    assert [row["rate"] for row in then] == [1.05]
    assert store("rate", "list", "--as-of", "2026-11-17", "--json").json == []


def test_rates_in_a_former_currency_of_the_store_say_that_they_are_not_used(store: Shell) -> None:
    store("rate", "set", "EUR", "1.08")
    store("config", "set", "currency", "CHF")
    assert store("rate", "list").out == (
        "Currency  From                 Rate  Note\n"
        "EUR       Wed 18 Nov 2026  1.08 USD  not used: the store's currency is CHF\n"
    )
    store("add", "Tea", "10k EUR")
    assert "1 EUR deal not included." in store("board").out
    store("rate", "set", "USD", "0.8")  # which is another currency now
    assert store("rate", "list", "USD", "--json").json[0]["base"] == "CHF"


def test_what_is_no_rate_in_the_file_is_no_rate_anywhere_and_doctor_says_so(store: Shell) -> None:
    store("add", "Tea", "10k EUR")
    store("rate", "set", "EUR", "1.05", "--on", "2026-07-01")
    store("rate", "set", "EUR", "1.08")
    with store.opened() as file:
        file.execute("update exchange_rate set rate = '1,08' where rate = '1.08'")
    assert "EUR       Wed 18 Nov 2026      none" in store("rate", "list").out
    assert "1 EUR deal not included." in store("board").out
    found = store("doctor", code=4).out
    assert (
        'rate of "EUR" from 2026-11-18: is "1,08", which is no rate, so that there is none' in found
    )
    assert "pipectl rate set CUR RATE --on 2026-11-18" in found
    store("rate", "set", "EUR", "1.08")
    assert "1,08" not in store.outcome("doctor").out
    assert "Included: 1 EUR deal at 1.08." in store("board").out


def test_an_export_brings_rates_to_another_store_byte_by_byte(store: Shell, tmp_path: Path) -> None:
    store("rate", "set", "EUR", "1.05", "--on", "2026-07-01")
    store("rate", "remove", "EUR")
    everything = store("export", "--what", "all").out
    (tmp_path / "all.jsonl").write_text(everything, "utf-8")
    other = new(tmp_path)
    other("import", tmp_path / "all.jsonl")
    assert other("export", "--what", "all").out == everything


@pytest.mark.parametrize("rate", ["1.080", "0", "1,08", "-1", "abc"])
def test_an_export_with_another_rate_than_could_be_stored_is_refused(
    store: Shell, tmp_path: Path, rate: str
) -> None:
    store("rate", "set", "EUR", "1.08")
    text = store("export", "--what", "all").out.replace('"rate": "1.08"', f'"rate": "{rate}"')
    assert f'"rate": "{rate}"' in text
    (tmp_path / "all.jsonl").write_text(text, "utf-8")
    other = new(tmp_path)
    assert "rate" in other("import", tmp_path / "all.jsonl", code=4).err


def test_of_two_stores_the_rate_recorded_last_holds(store: Shell, tmp_path: Path) -> None:
    store("add", "Tea", "10k EUR")
    (tmp_path / "first.jsonl").write_text(store("export", "--what", "all").out, "utf-8")
    other = new(tmp_path)
    other("import", tmp_path / "first.jsonl")
    store("rate", "set", "EUR", "1.08", "--on", "2026-11-10")
    other.now = "2026-11-19"
    other("rate", "set", "EUR", "1.09", "--on", "2026-11-10")
    (tmp_path / "theirs.jsonl").write_text(other("export", "--what", "all").out, "utf-8")
    store.now = "2026-11-20"
    (tmp_path / "ours.jsonl").write_text(store("export", "--what", "all").out, "utf-8")
    store("import", tmp_path / "theirs.jsonl", "--update")
    other.now = "2026-11-20"
    other("import", tmp_path / "ours.jsonl", "--update")
    for each in (store, other):
        assert [row["rate"] for row in each("rate", "list", "--json").json] == [1.09]


def test_an_import_names_only_amounts_that_totals_leave_out(store: Shell) -> None:
    store("rate", "set", "EUR", "1.1", "--on", "2026-10-01")
    (store.home / "deals.csv").write_text(
        "title,amount,currency,outcome,closed_on,created_on\n"
        "Elm,5000,EUR,open,,2026-09-01\n"
        "Fir,6000,EUR,won,2026-10-05,2026-09-01\n"
        "Oak,7000,EUR,won,2026-09-30,2026-09-01\n"
        "Yew,8000,GBP,open,,2026-09-01\n",
        "utf-8",
    )
    said = store("import", store.home / "deals.csv").err
    assert "  Totals in USD don't include 1 amount in EUR and 1 amount in GBP. To see them:" in said
    assert store("board", "--json").json["left_out"] == {"GBP": 1}
    assert store("report", "winloss", "--json").json["left_out"] == {"EUR": 1}


def test_a_list_of_one_currency_says_that_this_one_has_no_rate(store: Shell) -> None:
    store("rate", "set", "EUR", "1.1")
    assert store("rate", "list", "chf").out == (
        "No exchange rate for CHF yet. Set one: `pipectl rate set CHF RATE`.\n"
    )
