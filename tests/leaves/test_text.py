"""What people type as text: kept, matched and shown."""

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipectl.errors import UsageError, quoted
from pipectl.text import check_line, check_note, differs_by_a_slip, fold, slug, visible

anything = st.text(st.characters(exclude_categories=()))
nasty = st.text(
    st.sampled_from(
        "aZ é\u0301ßİı \t\r\n\0\x1b\x7f\x9b\u200b\u200d\u202e\u2028\u2066\ud800👩🇩日ש-'"
    )
)
quick = settings(deadline=None)
UNSAFE = [chr(code) for code in (*range(32), *range(0x7F, 0xA0), 0x2028, 0x2029)]
UNSAFE += [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
UNSAFE += ["\ud800", "\udcff", "\udfff"]


def outcome(function: Callable[..., Any], text: str, **options: Any) -> Any:
    """What came out; None where it was refused, as an error that people can read."""
    try:
        return function(text, **options)
    except UsageError as error:
        refused = error
    assert refused.exit_code == 2
    assert str(refused).isprintable()
    return None


def refusal(function: Callable[..., Any], text: str, **options: Any) -> UsageError:
    with pytest.raises(UsageError) as caught:
        function(text, **options)
    assert caught.value.exit_code == 2
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        "Acme rollout",
        "日本語",
        "👩‍👩‍👧‍👦🇩🇪",
        "שלום עולם",
        "نامه\u200cای",
        "Z" + "\u0301" * 200,
        "❤️‍🔥 1️⃣ ©️ 🏳️‍🌈",
        "葛\U000e0100城",
        "\u1820\u180b",
        "क्‍ष",
        "[red]x",
        ":smile:",
        "$(touch pwn)",
        "=1+1",
        "NULL",
        "0",
        "\\",
        "\U0001f3f4\U000e0067\U000e007f",
        "x" * 500,
    ],
)
def test_text_of_any_script_is_kept_as_typed(text: str) -> None:
    assert check_line(text) == unicodedata.normalize("NFC", text)
    assert check_note(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("space", [" ", "\t", "\r\n", "\u00a0", "\u3000", " \n "])
def test_outer_space_is_taken_away(space: str) -> None:
    assert check_line(f"{space}Acme  Ltd{space}") == "Acme  Ltd"


def test_composed_and_decomposed_letters_are_stored_alike() -> None:
    assert check_line("Cafe\u0301") == check_line("Caf\u00e9") == "Caf\u00e9"


@pytest.mark.parametrize("character", UNSAFE)
def test_an_unsafe_character_is_refused_and_named(character: str) -> None:
    error = refusal(check_line, f"a{character}b")
    assert f"U+{ord(character):04X}" in str(error)
    assert "at character 2" in str(error)
    assert str(error).isprintable()
    if character not in "\t\n":
        refusal(check_note, f"a{character}b")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        " \t\n",
        "\u200b",
        "\ufeff",
        "\u200d\u200c",
        "\u0301",
        " \u3164 ",
        "\u2800",
        "\u00ad",
        "\u115f\u1160",
        "\uffa0",
        "\ufe0f",
        "\U000e0041",
        "\u034f",
        "\u180e",
        "\u2065",
    ],
)
def test_text_that_nobody_could_see_is_refused(text: str) -> None:
    assert str(refusal(check_line, text)) == "The title is empty or invisible."
    assert str(refusal(check_note, text)) == "The note is empty or invisible."


def test_a_title_over_500_characters_is_refused_and_shortened_in_the_message() -> None:
    assert str(refusal(check_line, "x" * 501)) == (
        f'The title "{"x" * 39}…" has 501 characters. The limit is 500.'
    )
    assert refusal(check_line, "x" * 11, what="tag", most=10).hint == "Shorten the tag."


def test_a_note_is_measured_in_bytes() -> None:
    assert check_note("é" * 50_000)
    assert "100,002 bytes" in str(refusal(check_note, "é" * 50_001))


def test_a_note_keeps_its_lines_and_tabs() -> None:
    assert check_note("\none\r\n\ttwo\n\nthree \n") == "one\n\ttwo\n\nthree"
    assert "U+000D" in str(refusal(check_note, "one\rtwo"))


@pytest.mark.parametrize("text", ["x" * 10**5, "\u0301\u0316" * 10**5, "a" + " " * 10**5 + "b"])
def test_absurdly_long_text_is_refused_and_shortened(text: str) -> None:
    assert len(str(refusal(check_line, text))) < 600


INVISIBLE = (
    *(
        "\u200b",
        "\u00ad",
        "\u2060",
        "\ufeff",
        "\u200c",
        "\u200d",
        "\u200e",
        "\u200f",
        "\u034f",
        "\u061c",
    ),
    *(
        "\u180e",
        "\u2064",
        "\u3164",
        "\uffa0",
        "\u115f",
        "\ufe0f",
        "\ufe00",
        "\U000e0041",
        "\U000e007f",
    ),
    *("\U000e0100", "\u2800", "\U0001d173", "\ufff0", "\u206a"),
)


@pytest.mark.parametrize("character", INVISIBLE)
def test_an_invisible_character_in_a_line_is_refused_and_named(character: str) -> None:
    for text in (
        f"Ac{character}me",
        f"Acme{character}",
        f"{character}Acme",
        f"日{character * 2}本",
    ):
        error = refusal(check_line, text)
        assert f"an invisible character (U+{ord(character):04X} at character " in str(error)
        assert str(error).isprintable()


def test_a_flag_with_tags_elsewhere_is_refused() -> None:
    assert "U+E0067" in str(refusal(check_line, "Acme\U000e0067\U000e007f"))
    assert "U+E0067" in str(refusal(check_line, "\U0001f3f4\U000e0067"))


def test_a_note_keeps_what_was_pasted_into_it() -> None:
    assert check_note("Donau\u00addampf\u200bschiff") == "Donau\u00addampf\u200bschiff"


@quick
@given(st.text("aé日👩🇩\u200b\u200c\u200d\ufe0f\u00ad\U000e0041\U0001f3f4\U000e007f", max_size=8))
def test_two_lines_that_are_kept_differ_in_what_is_seen(text: str) -> None:
    """Without what is invisible, no accepted line becomes another plain one."""
    kept = outcome(check_line, text)
    if kept is not None and not set(kept) & set("👩🇩\U0001f3f4"):
        assert not set(kept) & set("\u200b\u200c\u200d\u00ad\U000e0041\U000e007f")


@quick
@given(anything | nasty)
def test_what_is_accepted_is_stable_clean_and_visible(text: str) -> None:
    for check in (check_line, check_note):
        kept = outcome(check, text)
        if kept is not None:
            assert check(kept) == kept == unicodedata.normalize("NFC", kept)
            assert kept.encode()
            assert visible(kept, lines=True) == kept.replace("\t", "    ")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Acme", "ACME"), ("Straße", "STRASSE"), ("Grüne", "GRU\u0308NE"), ("ΣΊΣΥΦΟΣ", "Σίσυφος")],
)
def test_folded_texts_match_in_any_case_and_composition(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@quick
@given(anything | nasty)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Acme rollout", "acme-rollout"),
        ("  Crème brûlée & Söhne GmbH ", "creme-brulee-sohne-gmbh"),
        ("Straße 7", "strasse-7"),
        ("Ærø Łódź", "aero-lodz"),
        ("Bob's ‘café’ – 2nd", "bobs-cafe-2nd"),
        ("--help", "help"),
        ("../../etc/passwd", "etc-passwd"),
        ("2026", ""),
        ("日本語", ""),
        ("日本 2026", ""),
        ("3M", "3m"),
        ("İstanbul", "istanbul"),
        ("word " * 20, "word-" * 11 + "word"),
        ("x" * 100, "x" * 60),
        ("2026 " + "x" * 100, "2026-" + "x" * 55),
        ("1 " * 40 + "a", ""),
        ("a " + "b" * 58 + " c", "a-" + "b" * 58),
        ("a " + "b" * 59, "a"),
    ],
)
def test_a_slug_is_short_ascii(title: str, expected: str) -> None:
    assert slug(title) == expected


@quick
@given(anything | nasty | st.text("ab1 -", min_size=50, max_size=90))
def test_a_slug_has_letters_and_no_loose_hyphen(title: str) -> None:
    made = slug(title)
    assert len(made) <= 60
    assert made == made.strip("-")
    assert not made or any("a" <= letter <= "z" for letter in made)
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(made) == made


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain \\x1b 日本 👩‍👩‍👧", "plain \\x1b 日本 👩‍👩‍👧"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("\x9b31m\x07", "\\x9b31m\\x07"),
        ("a\0b", "a\\x00b"),
        ("a\r\n\tb", "a\\r\\n\\tb"),
        ("a\u202eb\u2066c\u2028d", "a\\u202eb\\u2066c\\u2028d"),
        ("\udcff", "\\udcff"),
    ],
)
def test_what_could_act_on_a_terminal_is_made_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_shown_note_keeps_its_lines() -> None:
    assert visible("one\n\ttwo\r\x1b", lines=True) == "one\n    two\\r\\x1b"


@quick
@given(anything | nasty, st.booleans())
def test_what_is_shown_is_harmless_and_shown_alike_twice(text: str, lines: bool) -> None:
    shown = visible(text, lines=lines)
    assert visible(shown, lines=lines) == shown
    assert not set(shown) & (set(UNSAFE) - ({"\n"} if lines else set()))
    shown.encode()


def test_a_value_in_a_message_is_escaped_and_shortened() -> None:
    assert quoted("a\x1b\u202e\ud800é") == '"a\\x1b\\u202e\\ud800é"'
    assert quoted("x" * 41) == f'"{"x" * 39}…"'


words = st.text(st.sampled_from("abc"), max_size=5)


def one_slip_away(name: str) -> set[str]:
    """Every text that one slip makes of a name, written out."""
    found = set()
    for at in range(len(name) + 1):
        before, after = name[:at], name[at:]
        found |= {before + letter + after for letter in "abc"}
        if after:
            found.add(before + after[1:])
            found |= {before + letter + after[1:] for letter in "abc"}
        if len(after) > 1:
            found.add(before + after[1] + after[0] + after[2:])
    return found - {name}


@given(words, words)
def test_a_slip_is_a_letter_missing_added_or_wrong_or_two_that_changed_places(
    text: str, name: str
) -> None:
    assert differs_by_a_slip(text, name) == (text in one_slip_away(name))


@given(words)
def test_every_slip_is_recognized(name: str) -> None:
    assert all(differs_by_a_slip(text, name) for text in one_slip_away(name))
