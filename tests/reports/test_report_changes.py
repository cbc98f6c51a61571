"""`report changes`: what turned the open amount of then into that of now, row by row."""

from conftest import Shell, made_once
from pipectl.reports.changes.rules import SIGNS
from reported import asked, counted_sum, on


@made_once
def changed(pipectl: Shell) -> Shell:
    """Five opportunities, one of them in euros, and a November in which things happened."""
    on(pipectl, "2026-10-05", "add Acme 12k --close 2026-11-30", "add Birch 8k --close 2026-12-10")
    on(pipectl, "2026-10-06", "add Cedar 5k", "add Dogwood 3k --currency EUR")
    on(pipectl, "2026-11-02", "edit acme --amount 15k", "edit birch --close 2026-12-20")
    on(pipectl, "2026-11-03", "win acme", "lose cedar --reason 'no budget'", "add Elm 2k")
    on(pipectl, "2026-11-04", "edit elm --amount 1500")
    on(
        pipectl,
        "2026-11-05",
        "move birch --buying yes --why 'they asked' --next Call --due 2026-12-01",
    )
    return pipectl


def test_the_bridge_adds_up_row_by_row(changed: Shell) -> None:
    found = asked(changed, "changes", "--since", "2026-11-01")
    assert (found["then"], found["now"]) == (25000, 9500)
    assert {each["kind"]: (each["count"], each["amount"]) for each in found["causes"]} == {
        "new": (1, 2000),
        "imported": (0, 0),
        "reopened": (0, 0),
        "raised": (1, 3000),
        "lowered": (1, -500),
        "currency changed in": (0, 0),
        "currency changed out": (0, 0),
        "won": (1, -15000),
        "lost": (1, -5000),
        "deleted": (0, 0),
    }
    assert found["moves"] == {"advanced": 1, "moved back": 0, "pushed": 1, "pulled": 0}
    assert [(each["on"], each["kind"], each["title"]) for each in found["changes"]] == [
        ("2026-11-02", "raised", "Acme"),
        ("2026-11-03", "won", "Acme"),
        ("2026-11-03", "lost", "Cedar"),
        ("2026-11-03", "new", "Elm"),
        ("2026-11-04", "lowered", "Elm"),
    ]
    assert [(each["on"], each["kind"], each["amount"]) for each in found["steps"]] == [
        ("2026-11-02", "pushed", 8000),
        ("2026-11-05", "advanced", 8000),
    ]
    assert found["left_out"] == {"EUR": 1}
    assert counted_sum(found) == 9500_00
    assert [row["why"] for row in found["explain"]][-1] == "not included: in EUR"


def test_both_days_are_included_and_parts_join(changed: Shell) -> None:
    one = asked(changed, "changes", "--since", "2026-11-02", "--until", "2026-11-03")
    two = asked(changed, "changes", "--since", "2026-11-04")
    whole = asked(changed, "changes", "--since", "2026-11-02")
    assert one["now"] == two["then"]
    for place, kind in enumerate(SIGNS):
        parts = one["causes"][place]["amount"] + two["causes"][place]["amount"]
        assert whole["causes"][place]["amount"] == parts, kind
    assert one["changes"] + two["changes"] == whole["changes"]


def test_an_amount_corrected_after_the_win_is_in_the_bridge(changed: Shell) -> None:
    """What is won in the bridge is what coverage has as won, and the bridge still adds up."""
    on(changed, "2026-11-06", "edit acme --amount 14,600")
    found = asked(changed, "changes", "--since", "2026-11-01")
    causes = {each["kind"]: (each["count"], each["amount"]) for each in found["causes"]}
    assert causes["won"] == (1, -14600)
    assert causes["lowered"] == (2, -900)
    assert (found["then"], found["now"], counted_sum(found)) == (25000, 9500, 9500_00)
    assert changed("coverage", "--json", "--period", "2026-11").json["won"] == 14600
    later = asked(changed, "changes", "--since", "2026-11-06")
    assert [(each["on"], each["kind"], each["amount"]) for each in later["changes"]] == [
        ("2026-11-06", "lowered", -400),
        ("2026-11-06", "won", 400),
    ]
    assert (later["then"], later["now"]) == (9500, 9500)


def test_it_is_told_in_words(changed: Shell) -> None:
    assert changed("report", "changes", "--since", "2026-11-04").out == (
        "From Wed 4 Nov 2026 to Wed 18 Nov 2026, the open amount went from 10k to 9.5k USD.\n"
        "Cause              Deals  Amount USD\n"
        "Open at the start             10,000\n"
        "lowered                1        -500\n"
        "Open at the end                9,500\n"
        "1 move forward.\n"
        "Changes in amount\n"
        "Day         Change   #  Title  Amount USD\n"
        "2026-11-04  lowered  5  Elm          -500\n"
        "Moves\n"
        "Day         Change    #  Title  Amount USD\n"
        "2026-11-05  advanced  2  Birch       8,000\n"
        "1 EUR deal not included.\n"
    )


def test_the_period_is_this_quarter_unless_days_are_said(changed: Shell) -> None:
    found = asked(changed, "changes")
    assert (found["since"], found["until"], found["then"]) == ("2026-10-01", "2026-11-18", 0)
    found = asked(changed, "changes", "--period", "2026-10")
    assert (found["until"], found["now"]) == ("2026-10-31", 25000)


def test_nothing_to_tell_is_said(pipectl: Shell) -> None:
    out = pipectl("report", "changes", "--since", "today").out
    assert out == "From Wed 18 Nov 2026 to Wed 18 Nov 2026, no deals were open.\n"
    out = pipectl("report", "changes", "--period", "2027").out
    assert out == "The period starts on Fri 1 Jan 2027. Nothing has changed in it yet.\n"


def test_days_of_business_and_of_recording_are_told_apart(changed: Shell) -> None:
    """A change counts by the day on which it was recorded, and shows the day it happened on."""
    on(changed, "2026-11-10", "lose birch --reason price --on 2026-11-06", "add Fir 1k")
    found = asked(changed, "changes", "--since", "2026-11-10")
    assert [(each["on"], each["recorded_on"], each["kind"]) for each in found["changes"]] == [
        ("2026-11-06", "2026-11-10", "lost"),
        ("2026-11-10", "2026-11-10", "new"),
    ]
    assert "recorded from 2026-11-10 to 2026-11-18" in found["formulas"][1]
    assert "lost 2026-11-06, recorded 2026-11-10" in [row["why"] for row in found["explain"]]
    lines = changed("report", "changes", "--since", "2026-11-10").lines
    assert [" ".join(line.split()) for line in lines[7:10]] == [
        "Day Recorded Change # Title Amount USD",
        "2026-11-06 2026-11-10 lost 2 Birch -8,000",
        "2026-11-10 new 6 Fir +1,000",
    ]


def test_days_that_make_no_sense_are_refused(pipectl: Shell) -> None:
    words = ("report", "changes", "--since", "2026-11-02")
    assert "can't be combined with --since" in pipectl(*words, "--period", "2026", code=2).err
    assert "ends before it starts" in pipectl(*words, "--until", "2026-11-01", code=2).err
    assert "in the future" in pipectl(*words, "--until", "2026-12-01", code=2).err


def test_a_changed_currency_neither_raises_nor_lowers(pipectl: Shell) -> None:
    on(pipectl, "2026-11-02", "add Acme 10k", "add Euro 5k --currency EUR")
    on(pipectl, "2026-11-03", "edit acme --amount '9k EUR'", "edit euro --amount '6k USD'")
    found = asked(pipectl, "changes", "--since", "2026-11-03")
    causes = {each["kind"]: each["amount"] for each in found["causes"] if each["count"]}
    assert causes == {"currency changed in": 6000, "currency changed out": -10000}
    assert (found["then"], found["now"], counted_sum(found)) == (10000, 6000, 6000_00)
    assert "currency changed out      1     -10,000" in pipectl("report", "changes").out
