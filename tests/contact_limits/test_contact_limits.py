"""How often one gets in touch about a deal, and until when it should rest."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell
from pipectl.contact_limits.rules import parse_days, rest_of
from pipectl.errors import UsageError

TODAY = date(2026, 11, 18)
DAYS = st.dates(TODAY - timedelta(40), TODAY)


@given(
    st.lists(st.tuples(DAYS, st.integers(1, 5)), max_size=8), st.integers(1, 6), st.integers(1, 30)
)
def test_a_deal_rests_until_the_first_day_with_room_for_one_more(
    contacts: list[tuple[date, int]], most: int, days: int
) -> None:
    def counted(day: date) -> int:
        return sum(n for on, n in contacts if day - timedelta(days) < on <= day)

    found = rest_of(contacts, most, days, TODAY)
    assert (found is None) == (counted(TODAY) < most)
    if found is not None:
        assert found.contacts == counted(TODAY)
        assert counted(found.until) < most
        between = [TODAY + timedelta(n) for n in range((found.until - TODAY).days)]
        assert all(counted(day) >= most for day in between)


@pytest.mark.parametrize(("text", "days"), [("7d", 7), ("2w", 14), ("366d", 366), (" 1W ", 7)])
def test_a_span_is_days_or_weeks(text: str, days: int) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["7", "0d", "d", "53w", "1m", "-1d", "", "7d7d"])
def test_anything_else_is_no_span(text: str) -> None:
    with pytest.raises(UsageError, match="is not a span"):
        parse_days(text)


def test_a_deal_with_enough_contacts_should_rest(acme: Shell) -> None:
    acme("stage", "edit", "initial", "--most-contacts", 3, "--per", "7d")
    for day in ("2026-11-11", "2026-11-13", "2026-11-16"):
        acme("log", "call", 1, "--on", day)
    acme("log", "reply", 1)
    assert acme("log", "note", 1, "x").err == ""
    done = acme("log", "call", 1, "--not-done", "--json")
    assert done.err == "3 contacts in 7 days: let it rest until Fri.\n"
    assert (
        acme("log", "call", 1, "--not-done").err == "4 contacts in 7 days: let it rest until Mon.\n"
    )
    acme("next", 1, "Call", "--due", "today")
    assert "Call, today (+1); rest" in acme("today").out
    assert "4 contacts in 7 days: let it rest until Mon" in acme("today", "--json").json[0]["why"]
    acme("stage", "edit", "initial", "--most-contacts", 0)
    assert "rest" not in acme("today").out


def test_done_and_draft_say_it_too(acme: Shell) -> None:
    acme("config", "set", "most_contacts", 1)
    acme("config", "set", "contact_days", 14)
    acme("next", 1, "Call", "--due", "today")
    said = "1 contact in 14 days: let it rest until Wed 2 Dec 2026.\n"
    assert acme("done", 1).err == said
    file = acme.home / "hi.txt"
    file.write_text("Hi", "utf-8")
    acme("template", "add", "Hi", str(file), "--kind", "call")
    assert acme("draft", 1, "hi").err == said
    acme("stage", "edit", "initial", "--most-contacts", 5)
    assert acme("draft", 1, "hi").err == ""
    acme("lose", 1, "--reason", "no budget")
    acme("config", "set", "most_contacts", "")
    assert acme("log", "call", 1, code=0).err == ""


def test_a_limit_is_shown_undone_and_exported(acme: Shell) -> None:
    before = acme("stage", "show", "initial", "--json").out
    shown = acme("stage", "edit", "initial", "--most-contacts", 3, "--per", "2w")
    assert "at most 3 contacts in 14 days" in shown.out
    found = acme("stage", "show", "initial", "--json").json
    assert (found["most_contacts"], found["contact_days"]) == (3, 14)
    assert ": contact limit\n" in acme("undo").out
    assert acme("stage", "show", "initial", "--json").out == before
    acme("redo")
    whole = acme("export", "--what", "all").out
    assert '"most_contacts": 3, "contact_days": 14' in whole


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--per", "7d"], "--per needs --most-contacts N."),
        (["--most-contacts", "-1"], "A limit of -1 contacts can't be set."),
        (["--most-contacts", "1001"], "Use 1 to 1,000, or 0 for none."),
        (["--most-contacts", "3", "--per", "soon"], '"soon" is not a span.'),
    ],
)
def test_a_wrong_limit_is_refused(acme: Shell, words: list[str], said: str) -> None:
    assert said in acme("stage", "edit", "initial", *words, code=2).err
