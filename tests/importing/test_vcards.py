"""vCards: every line that other programs write, and what pipectl writes comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.vcard import (
    VCardError,
    escaped,
    folded,
    name_parts,
    read_cards,
    read_line,
    unescaped,
    unfolded,
    write_card,
)

LINES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n;,:\\\"'"), max_size=200
)


def card(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", ""])


@given(LINES)
def test_an_escaped_text_comes_back(text: str) -> None:
    assert unescaped(escaped(text)) == text


@given(LINES.filter(lambda text: "\n" not in text and text.strip()))
def test_a_folded_line_comes_back_and_no_part_is_longer_than_75_octets(text: str) -> None:
    line = f"NOTE:{text}"
    parts = folded(line).split("\r\n")
    assert all(len(part.encode()) <= 75 for part in parts)
    ((_, found),) = unfolded(folded(line))
    assert found == line


@given(st.lists(LINES, min_size=4, max_size=4))
def test_a_written_card_is_read_as_it_was(texts: list[str]) -> None:
    names = ("FN", "TITLE", "EMAIL;TYPE=INTERNET", "NOTE")
    lines = [(name, escaped(text)) for name, text in zip(names, texts, strict=True)]
    (found,) = read_cards(write_card(lines), "a.vcf")
    for name, text in zip(names, texts, strict=True):
        assert found.text(name.partition(";")[0]) == text.strip()


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read_cards(text, "a.vcf")
    except VCardError as error:
        said = str(error)
        assert said.startswith("a.vcf:")


@pytest.mark.parametrize(
    ("line", "name", "types", "value"),
    [
        ("item1.EMAIL;type=INTERNET;type=pref:a@b.test", "EMAIL", {"INTERNET", "PREF"}, "a@b.test"),
        ("TEL;WORK;VOICE:1:2", "TEL", {"WORK", "VOICE"}, "1:2"),
        ('ADR;LABEL="a;b:c";TYPE="home,work":;;x', "ADR", {"HOME", "WORK"}, ";;x"),
        ("fn:Ann", "FN", set(), "Ann"),
        ("TEL;VALUE=uri;TYPE=cell:tel:+1-555", "TEL", {"CELL"}, "tel:+1-555"),
    ],
)
def test_a_line_has_a_name_parameters_and_a_value(
    line: str, name: str, types: set[str], value: str
) -> None:
    found = read_line(line)
    assert found is not None
    assert (found.name, set(found.types), found.value) == (name, types, value)


@pytest.mark.parametrize("line", ["", "no colon", ":", "FN", 'FN;A="open:x'])
def test_what_has_no_name_and_no_value_is_no_line(line: str) -> None:
    assert read_line(line) is None


def test_names_companies_and_preferred_addresses_are_found() -> None:
    (found,) = read_cards(
        card(
            "N:Lee;Ann;B.;;",
            "ORG:Acme\\; Sons;R&D",
            "EMAIL;TYPE=HOME:home@ann.test",
            "EMAIL;PREF=2:second@ann.test",
            "EMAIL;PREF=1:first@ann.test",
            "NOTE;ENCODING=b:w6Q=",
        ),
        "a.vcf",
    )
    assert (found.name, found.company) == ("Ann B. Lee", "Acme; Sons")
    assert [each.text for each in found.all("EMAIL")] == [
        *("first@ann.test", "second@ann.test", "home@ann.test"),
    ]
    assert found.text("NOTE") == "ä"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a.vcf:1: the file has no vCards."),
        ("BEGIN:VCARD\nFN:Ann\n", "a.vcf:1: the card has no END:VCARD."),
        ("BEGIN:VCARD\nBEGIN:VCARD\n", "a.vcf:1: the card has no END:VCARD."),
        ("FN:Ann\n", "a.vcf:1: this line is outside of a vCard."),
        ("BEGIN:VCARD\nnothing\nEND:VCARD\n", "a.vcf:2: this is not a line of a vCard."),
        (
            card("FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=C3=A4"),
            "a.vcf:3: vCard 2.1 with quoted-printable text can't be read.",
        ),
        (
            card("FN;QUOTED-PRINTABLE:=C3=A4"),
            "a.vcf:3: vCard 2.1 with quoted-printable text can't be read.",
        ),
    ],
)
def test_what_is_no_vcard_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(VCardError) as error:
        read_cards(text, "a.vcf")
    assert str(error.value) == said


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("José Núñez, Jr.", ("Núñez", "José", "Jr.")),
        ("Ann B. Lee", ("Lee", "Ann B.", "")),
        ("Al Poe III, Ph.D.", ("Poe", "Al", "III Ph.D.")),
        ("Zweig", ("Zweig", "", "")),
        ("Jr.", ("Jr.", "", "")),
        ("", ("", "", "")),
    ],
)
def test_a_suffix_is_no_family_name(name: str, parts: tuple[str, str, str]) -> None:
    assert name_parts(name) == parts


@given(LINES)
def test_the_parts_of_a_name_are_its_words(name: str) -> None:
    family, given_names, suffix = name_parts(name)
    words = " ".join((given_names, family, suffix)).replace(",", "").split()
    assert words == name.replace(",", "").split()
