"""What counts as an objection, what was said last, and how long texts are cut."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from pipectl.brief.rules import (
    MOST_TEXT,
    DoneAction,
    NotedObjection,
    Said,
    last_said,
    objections_in,
    shortened,
)

MON, TUE = date(2026, 11, 16), date(2026, 11, 17)


def test_a_sentence_that_tells_an_objection_is_found_once_the_latest_first() -> None:
    found = objections_in(
        [
            ("Nice talk. She is worried about setup. Asked for dates.", MON, "Jo"),
            ("Objection: too dear\nSHE IS WORRIED about setup.", TUE, None),
            ("No objectives were set, and the worrisome part is over", TUE, None),
            (None, None, None),
        ]
    )
    assert found == [
        NotedObjection("Objection: too dear", TUE),
        NotedObjection("She is worried about setup.", MON, "Jo"),
    ]


def test_a_completed_action_that_was_logged_too_is_told_once() -> None:
    logged = [Said(MON, "call", "Jo", "Call: they agreed")]
    done = [DoneAction("Call", "they agreed", MON), DoneAction("Send it", None, TUE)]
    assert last_said(logged, done) == [Said(TUE, "done", None, "Send it"), *logged]


@given(some.text())
def test_a_text_is_one_line_and_no_longer_than_the_page_takes(text: str) -> None:
    found = shortened(text)
    assert len(found) <= MOST_TEXT + 2
    assert len(found.splitlines()) <= 1
    assert found == " ".join(text.split()) or found.endswith(" …")
