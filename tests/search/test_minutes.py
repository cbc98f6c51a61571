"""`search` in the minutes of reviews."""

import json
from datetime import date

import pytest

from conftest import Shell
from pipectl.search.rules.minutes import texts_in
from reviewed import finish, keep_all

DAY = date(2026, 11, 18)
FACTS = {
    "kind": "weekly",
    "currency": "USD",
    "won": [{"id": 3, "title": "Cedar", "account": "Cedar AG", "reason": "best fit"}],
    "numbers": {"period": "2026-Q4", "verdict": "short"},
    "promises": [{"id": 1, "title": "Acme", "text": "Call", "ending": "done"}],
    "priorities": [{"text": "Say no", "steps": [{"kind": "action", "text": "Write the page"}]}],
    "experiments": [{"experiment": "Film", "arm": None}],
    "opportunities": [
        {
            "id": 1,
            "title": "Acme",
            "why": "They asked",
            "next_action": "Call",
            "notes": ["Uh", "Oh"],
        },
        {"id": 2, "title": "Birch", "why": None, "notes": None},
    ],
    "in_part": [
        {"id": 4, "title": "Elm", "answers": [{"question": "1. Buying?", "answer": "unsure"}]}
    ],
    "decided": {"period": "2026-10", "said": [{"question": "What?", "answer": "Call first"}]},
    "reflections": [{"question": "What held you back?", "answer": "Two weeks\nof rain"}],
    "targets": {"why": "No quota for 2026-Q4."},
}


def test_every_text_that_somebody_wrote_is_in_the_minutes() -> None:
    assert list(texts_in(json.loads(json.dumps(FACTS)))) == [
        ("title", "Cedar"),
        ("account", "Cedar AG"),
        ("reason", "Cedar: best fit"),
        ("title", "Acme"),
        ("next-action", "Acme: Call"),
        ("priority", "Say no"),
        ("priority", "Write the page"),
        ("experiment", "Film"),
        ("title", "Acme"),
        ("why", "Acme: They asked"),
        ("next-action", "Acme: Call"),
        ("note", "Acme: Uh"),
        ("note", "Acme: Oh"),
        ("title", "Birch"),
        ("title", "Elm"),
        ("answer", "Elm: unsure"),
        ("decided", "Call first"),
        ("answer", "Two weeks\nof rain"),
    ]


@pytest.mark.parametrize("facts", [None, 1, "x", [], {}, [[1]], {"title": 1, "why": {"why": [2]}}])
def test_facts_of_another_shape_have_no_texts(facts: object) -> None:
    assert list(texts_in(facts)) == []


@pytest.fixture
def monthly(acme: Shell) -> Shell:
    """A store with a deal, and three reviews: two of months, one of a week."""
    acme("review", "monthly", "--period", "2026-10", "--change", "Ask for the budget first")
    acme("review", "monthly", "--became", "Asked everyone", "--obstacle", "Rain in Malmö")
    finish(acme.place, keep_all(acme.place, DAY), DAY, FACTS)
    return acme


def test_words_in_minutes_are_found_and_lead_to_the_review(monthly: Shell) -> None:
    assert monthly("search", "malmo").out == (
        "Review #2 monthly · `pipectl review show 2`\n    answer, 18 Nov: Rain in Malmö\n"
    )
    assert monthly("search", "ask budget").out == (
        "Review #2 monthly · `pipectl review show 2`\n"
        "    decided, 18 Nov: Ask for the budget first\n"
        "Review #1 monthly · `pipectl review show 1`\n"
        "    answer, 18 Nov: Ask for the budget first\n"
    )
    assert monthly("search", "asked", "-malmo").out == (
        "Review #3 weekly · `pipectl review show 3`\n    why, 18 Nov: Acme: They asked\n"
    )
    assert monthly("search", "acme", "--limit", 1).out.startswith("#1 Acme rollout")
    (found,) = monthly("search", "film", "--json").json
    del found["uid"]
    assert found == {
        "kind": "review",
        "id": 3,
        "name": "weekly",
        **dict.fromkeys(("account", "contact", "stage", "status", "amount", "currency")),
        "closed_on": None,
        "matches": [{"in": "experiment", "kind": None, "on": "2026-11-18", "text": "Film"}],
    }
    assert monthly("search", "malmo", "--status", "all").out.startswith("Nothing matches.")
    assert monthly("search", "quota").out.startswith("Nothing matches."), "pipectl's own words"


def test_a_review_that_was_undone_is_found_no_more(monthly: Shell) -> None:
    monthly("undo")
    monthly("undo")
    assert monthly("search", "malmo").out.startswith("Nothing matches.")


def test_who_was_forgotten_is_in_no_minutes_either(acme: Shell) -> None:
    acme("contact", "add", "Jo Park")
    acme("review", "monthly", "--need", "An hour of Jo Park")
    assert acme("search", "park hour").out.startswith("Review #1")
    acme("contact", "forget", "Jo Park", "--yes")
    assert acme("search", "park").out.startswith("Nothing matches.")
    assert acme("search", "hour").out == (
        "Review #1 monthly · `pipectl review show 1`\n"
        "    answer, 18 Nov: An hour of forgotten contact 1\n"
    )


def test_letters_that_another_program_escaped_are_found(monthly: Shell) -> None:
    """JSON that pipectl didn't write may have ASCII only."""
    text = json.dumps(FACTS | {"reflections": [{"question": "?", "answer": "Zürich"}]})
    assert "\\u00fc" in text
    with monthly.opened() as store:
        store.execute("update review set minutes = ? where id = 3", (text,))
    assert monthly("search", "zurich").out.startswith("Review #3")


def test_minutes_that_are_none_are_damage(monthly: Shell) -> None:
    with monthly.opened() as store:
        store.execute("update review set minutes = 'rain' where id = 3")
    done = monthly("search", "rain", code=5)
    assert "a review's minutes" in done.err
    assert monthly("search", "film").out.startswith("Nothing matches.")
