"""Which kind a next action stands for, by the word with which it begins."""

import pytest

from pipectl.next_actions.rules import kind_of
from pipectl.vocabulary import ACTIVITY_KINDS


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Meeting", "meeting"),
        ("MEETING with Bob", "meeting"),
        ("Call Bob about price", "call"),
        ("call: budget", "call"),
        ("Demo at 3", "meeting"),
        ("Follow up", "follow-up"),
        ("Follow-up call with Jo", "call"),
        ("E-mail  the board", "follow-up"),
        ("Send proposal v2", "proposal"),
        ("Intro to Ann", "outreach"),
        ("Call off the trial", None),
        ("Callback form", None),
        ("Call-centre tour", None),
        ("Recall Bob", None),
        ("Send NDA", None),
        ("", None),
    ],
)
def test_the_first_word_names_the_kind(text: str, kind: str | None) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize("kind", ACTIVITY_KINDS)
def test_every_kind_is_a_word_of_its_own(kind: str) -> None:
    assert kind_of(f"{kind.title()} tomorrow") == kind


def test_an_entry_of_the_pick_list_stands_for_its_kind_and_the_longest_one_decides() -> None:
    entries = [
        ("Send NDA", "proposal"),
        ("Call", "note"),
        ("Call the boss", "meeting"),
        ("X", None),
    ]
    assert kind_of("send nda again", entries) == "proposal"
    assert kind_of("Call Bob", entries) == "note"
    assert kind_of("Call the boss at 3", entries) == "meeting"
    assert kind_of("X", entries) is None
