"""Reading what was typed into a search, and finding it in texts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.errors import UsageError
from pipectl.search.rules.matching import NAME, RELATED, TEXT, Matcher
from pipectl.search.rules.query import MOST_TERMS, Query, Term, query_of
from pipectl.text import unaccented, unaccented_latin


def terms(*phrases: str) -> tuple[Term, ...]:
    return tuple(Term(tuple(each.split())) for each in phrases)


@pytest.mark.parametrize(
    ("typed", "wanted", "excluded"),
    [
        (["hosting"], ["hosting"], []),
        (["Hosting", "-Draft"], ["hosting"], ["draft"]),
        (["hosting -draft"], ["hosting"], ["draft"]),
        (['"site visit"', "acme"], ["site visit", "acme"], []),
        (["“Site Visit”"], ["site visit"], []),
        (["«Site Visit»"], ["site visit"], []),
        (["acme", '-"site visit"'], ["acme"], ["site visit"]),
        (["--", "acme", "--draft"], ["acme"], ["draft"]),
        (["Müller", "Straße", "ÉTÉ"], ["muller", "strasse", "ete"], []),
        (["jo@acme.example"], ["jo acme example"], []),
        (["follow-up"], ["follow up"], []),
        (["acme", "&", "co"], ["acme", "co"], []),
        (['5"', "pipe"], ["5", "pipe"], []),
        (['"not closed'], ["not", "closed"], []),
        (["acme", "ACME"], ["acme"], []),
        (["営業"], ["営業"], []),
    ],
)
def test_words_phrases_and_exclusions_are_understood(
    typed: list[str], wanted: list[str], excluded: list[str]
) -> None:
    assert query_of(typed) == Query(terms(*wanted), terms(*excluded))


@pytest.mark.parametrize("typed", [[""], ["-draft"], ["&"], ['""'], ["-"], ["--", "-x"]])
def test_a_search_needs_a_word_that_should_be_found(typed: list[str]) -> None:
    with pytest.raises(UsageError):
        query_of(typed)


def test_too_many_words_are_refused() -> None:
    assert len(query_of(map(str, range(MOST_TERMS))).wanted) == MOST_TERMS
    with pytest.raises(UsageError, match="Too many words to search for: 21"):
        query_of(map(str, range(MOST_TERMS + 1)))


@given(st.lists(st.text(), min_size=1))
def test_any_words_are_a_query_or_refused(typed: list[str]) -> None:
    try:
        found = query_of(typed)
    except UsageError:
        return
    for term in (*found.wanted, *found.excluded):
        assert term.words
        assert all(re.fullmatch(r"[^\W_]+", word) for word in term.words)
        assert all(word == unaccented(word) or not word.isascii() for word in term.words)


@given(st.text(min_size=1))
def test_whatever_is_typed_as_it_stands_is_found(text: str) -> None:
    try:
        query = query_of([text.replace("-", " ").replace('"', " ")])
    except UsageError:
        return
    matcher = Matcher(query)
    assert matcher.matches(matcher.found_in(text))


@given(st.lists(st.text(), min_size=1), st.text(alphabet="aäAÄsßcç é-", min_size=1))
def test_texts_are_found_together_as_they_are_one_by_one(texts: list[str], word: str) -> None:
    try:
        matcher = Matcher(query_of([word.replace("-", " "), "a"]))
    except UsageError:
        return
    texts = [*texts, f"{word} a", "?"]
    alone = {at: matcher.found_in(text) for at, text in enumerate(texts)}
    assert matcher.found_in_all(texts) == {at: bits for at, bits in alone.items() if bits}


@given(st.text(alphabet=st.characters(max_codepoint=255)))
def test_latin_texts_are_compared_as_all_others(text: str) -> None:
    quick, one_by_one = unaccented_latin(text), [unaccented(f"{each}ł")[:-1] for each in text]
    assert len(quick) == len(text)
    assert all(each in ("\0", other) for each, other in zip(quick, one_by_one, strict=True))


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("muller", "Herr Müller"),
        ("MÜLLER", "mu\u0308ller"),
        ("müller", "Muller"),
        ("strasse", "Straße 5"),
        ("straße", "STRASSE"),
        ("sao", "São Paulo"),
        ("soren", "Søren"),
        ("lodz", "Łódź"),
        ("host", "hosting"),
        ("привет", "Привет, мир"),
        ("ойл", "Ойл"),
        ("営業", "東京営業部"),
        ("acme", "東京acme"),
        ("oreal", "L’Oréal"),
        ("follow-up", "the Follow up"),
        ("fi", "ﬁnance"),
    ],
)
def test_case_accents_and_spelling_do_not_matter(word: str, text: str) -> None:
    matcher = Matcher(query_of([word]))
    assert matcher.matches(matcher.found_in(text))
    ((start, end),) = matcher.spans(text)
    assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(
    ("word", "text"),
    [("osting", "hosting"), ('"site visit"', "visit the site"), ("hostings", "hosting")],
)
def test_a_word_is_not_found_in_the_middle_of_another(word: str, text: str) -> None:
    matcher = Matcher(query_of([word]))
    assert not matcher.matches(matcher.found_in(text))
    assert matcher.spans(text) == []


def points(query: str, *texts: tuple[int, str]) -> int:
    """What texts in their places are worth together."""
    matcher = Matcher(query_of([query]))
    bits = 0
    for place, text in texts:
        bits |= matcher.found_in(text) << place * matcher.width
    assert matcher.matches(bits)
    return matcher.points(bits)


def test_whole_words_names_and_neighbours_come_first() -> None:
    order = [
        points("site visit", (TEXT, "The site visit")),
        points("site visit", (TEXT, "visit of the site")),
        points("site visit", (TEXT, "site"), (TEXT, "visit")),
    ]
    assert order == sorted(set(order), reverse=True)
    order = [
        points("host", (NAME, "host")),
        points("host", (RELATED, "host")),
        points("host", (TEXT, "host")),
        points("host", (NAME, "hosting")),
        points("host", (RELATED, "hosting")),
        points("host", (TEXT, "hosting")),
    ]
    assert order == sorted(set(order), reverse=True)


def test_what_matched_is_marked_once_and_where_it_stands() -> None:
    matcher = Matcher(query_of(["hosting", "host", "muller"]))
    text = "Hosting für Müller, hosted"
    assert [text[start:end] for start, end in matcher.spans(text)] == ["Hosting", "Müller", "host"]
    strasse = Matcher(query_of(["stras"]))
    assert strasse.spans("Große Straße") == [(6, 11)]
