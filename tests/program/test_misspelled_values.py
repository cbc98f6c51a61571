"""A value that isn't one of those an option or argument takes: the nearest is suggested."""

import shlex

import pytest

from conftest import Shell
from error_places import places

SLIPS = [
    ("log cal acme", "call"),
    ("log metting acme", "meeting"),
    ("activity list --kind folow-up", "follow-up"),
    ("activity edit 1 --kind cll", "call"),
    ("goal set cal 20 --per week", "call"),
    ("goal show --per wek", "week"),
    ("list --status opne", "open"),
    ("list --sort amuont", "amount"),
    ("list --format jsn", "json"),
    ("list --columns title,stge", "stage"),
    ("list --template '{{ titel }}'", "title"),
    ("list --source referal", "referral"),
    ("list --tag urgnet", "urgent"),
    ("list --stage propsal", '"Proposal"'),
    ("list --stage contat", '"Initial contact"'),
    ("list --account corpp", '"Acme Corp"'),
    ("list --closing this-qarter", "this-quarter"),
    ("search x --status wno", "won"),
    ("move acme negotation", '"Negotiation"'),
    ("move acme proposal --buying ys", "yes"),
    ("edit acme --clear clos", "close"),
    ("next acme Call --due tomorow", "tomorrow"),
    ("board --by mnth", "month"),
    ("funnel --by sorce", "source"),
    ("forecast --method wieghted", "weighted"),
    ("what-if --win acme forcast", "forecast"),
    ("reason list --for lsot", "lost"),
    ("review --only ovedue", "overdue"),
    ("remind --format txt", "text"),
    ("remind --format ics --as evnt", "event"),
    ("config get decimla", "decimal"),
    ("config set color alwys", "always"),
    ("config set list_columns titel", "title"),
    ("alias delete ho", "hot"),
    ("import x.csv --from pipedriv", "pipedrive"),
    ("stage show propsal", '"Proposal"'),
    ("account show acne", '"Acme Corp"'),
]

# The value is a known one that doesn't fit here.
MEANT_OTHERWISE = ["can't have a goal", "can't be planned", "alone is no value"]


@pytest.mark.parametrize(("words", "meant"), SLIPS)
def test_a_slip_in_a_value_suggests_the_nearest(acme: Shell, words: str, meant: str) -> None:
    acme("edit", "acme", "--tag", "urgent")
    acme("log", "call", "acme", "--not-done")
    acme("alias", "set", "hot", "list")
    done = acme.outcome(*shlex.split(words))
    assert done.code in (2, 3)
    assert done.out == ""
    assert f"Did you mean {meant}?" in done.err


@pytest.mark.parametrize(
    "words", ["log zzz acme", "list --status zzz", "list --sort zzz", "board --by zzz"]
)
def test_a_value_that_resembles_none_suggests_none(acme: Shell, words: str) -> None:
    done = acme(*words.split(), code=2)
    assert "Did you mean" not in done.err


def test_whatever_names_the_possible_values_suggests_the_nearest() -> None:
    """An error that lists what is possible is an UnknownValueError."""
    listing = {
        f"{place.file}: {place.words}"
        for place in places()
        if place.words.startswith("UsageError(") and "hint=available(" in place.words
    }
    assert not {each for each in listing if not any(words in each for words in MEANT_OTHERWISE)}
