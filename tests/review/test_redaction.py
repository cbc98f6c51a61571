"""What a colleague may see: no name, no amount and no address survives."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.money import Money
from pipectl.numbers import NumberFormat
from pipectl.review.rules.redaction import band, initials, mask, parts, redacted

# Names and the words between them have no letter in common.
WORDS = st.text("BCDFGbcdfgßÄäИижЖ", min_size=2, max_size=8)
OTHER_SCRIPTS = st.text("日本商事한국", min_size=2, max_size=5)
NAME = st.lists(WORDS | OTHER_SCRIPTS, min_size=1, max_size=3).map(" ".join)
FILLER = st.sampled_from(["ou ", "ae, ", "–", "(oe)", "ue_", "\n", "7"])
EVERY_CASE: tuple[Callable[[str], str], ...] = (str, str.upper, str.lower, str.title)


@given(st.lists(NAME, min_size=1, max_size=4), st.data())
def test_no_name_and_no_telling_part_of_one_survives(names: list[str], data: st.DataObject) -> None:
    said = st.sampled_from([each for name in names for each in (name, *parts(name))])
    pieces = data.draw(st.lists(st.tuples(said, st.sampled_from(EVERY_CASE), FILLER), min_size=1))
    text = " ".join(f"{filler}{case(name)}" for name, case, filler in pieces)
    found = mask(names)(text).casefold()
    for name in names:
        assert name.casefold() not in found
        assert not [part for part in parts(name) if part.casefold() in found]


MONEY = st.builds(Money, st.integers(100, 10**12), st.sampled_from(["USD", "EUR", "JPY"]))


@given(MONEY, st.sampled_from([".", ","]))
def test_no_amount_survives_however_it_is_written(amount: Money, decimal: str) -> None:
    minor, code = amount
    grouped = NumberFormat(decimal).money(*amount)
    number = grouped.removesuffix(f" {code}")
    spaced = number.replace("," if decimal == "." else ".", " ")
    short = NumberFormat(decimal).short(minor, code)
    for text in (
        *(grouped, f"{code} {number}", f"{code}{number}", f"€{number}", f"{number}€", number),
        *(f"{spaced} {code}", f"${short}", f"{short} {code}", spaced.replace(" ", "\u202f")),
    ):
        hidden = mask([])(f"They pay {text}, or go.")
        if re.search(r"\d\D*\d\D*\d|[kM$€]|[A-Z]{3}", text):
            assert not re.search(r"\d", hidden), (text, hidden)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("BMW asked, and bmw's lawyer", "B. asked, and B.'s lawyer"),
        ("Jo is joking with Parker", "J. is joking with P."),
        ("Acmes Angebot, acme_rollout.pdf, Acme2026", "A.s A., A._rollout.pdf, A.…"),
        ("The rollout waits for acme corp", "The rollout waits for A.C."),
        ("because it is up to us", "because it is up to us"),
        ("the birch audit", "the B.A."),
        ("日本商事が言う", "日.が言う"),
        ("12 million, 12 000, 95 EUR, 95€, 12kUSD, 1.5 mio", "…, …, …, …, …USD, …"),
        ("write to jo@acme.example or https://acme.example/x", "write to … or …"),
        ("call +1 555 0100", "call …"),
        ("+49 (0)30 123-456, +1", "…, +…"),
        ("2 of 3 calls at 14:30 in 37 days", "2 of 3 calls at 14:30 in 37 days"),
        ("by 2026-12-01", "by …"),
        ("Waldo from Globex said They can wait", "W. from G. said They can wait"),
        ("Met O'Neill and Anne-Marie at eBay; iPhone", "Met O'N. and A.-M. at E.; I."),
        ("IBM wants an NDA and a POC by Friday", "I. wants an NDA and a POC by Friday"),
        ("Close in Q4, Dec 1 or 3 June", "Close in Q4, Dec 1 or 3 June"),
        ("Will and June will call in May", "W. and J. will call in M."),
        ("Budget 40, needs 25 seats, 10 % off", "Budget …, needs … seats, … off"),
        ("Twenty thousand, a dozen or two hundred", "…, … or …"),
        ("Call in two days, 3 of 5 calls, 2-3 weeks", "Call in two days, 3 of 5 calls, …-3 weeks"),
        ("Straße, ÄRZTE, Жанна", "S., Ä., Ж."),
    ],
)
def test_what_is_hidden_reads_so(text: str, hidden: str) -> None:
    names = ["BMW rollout", "Jo Parker", "Acme Corp", "birch audit", "日本商事", "IT for Us"]
    assert mask(names)(text) == hidden


def test_without_names_nothing_but_numbers_and_addresses_is_hidden() -> None:
    assert mask(["", "  "])("They want a pilot") == "They want a pilot"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Acme rollout", "A.R."),
        ("x", "X."),
        ("日本", "日."),
        ("…!", "…"),
        ("a_b", "A.B."),
        ("", "…"),
    ],
)
def test_a_name_becomes_its_initials(name: str, short: str) -> None:
    assert initials(name) == short


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [
        (0, "USD", "0 USD"),
        (1, "USD", "under 1k USD"),
        (99_999, "USD", "under 1k USD"),
        (100_000, "USD", "1k to 5k USD"),
        (1_200_000, "USD", "10k to 25k USD"),
        (99_999_999, "USD", "500k to 1M USD"),
        (100_000_000, "USD", "1M or more USD"),
        (-1_200_000, "USD", "minus 10k to 25k USD"),
        (12_000, "JPY", "10k to 25k JPY"),
    ],
)
def test_an_amount_becomes_a_band(minor: int, currency: str, said: str) -> None:
    assert band(minor, currency, NumberFormat()) == said


@given(st.integers(1, 10**15))
def test_a_band_holds_its_amount(minor: int) -> None:
    ends = [
        int(float(number) * {"k": 1_000, "M": 1_000_000}[scale] * 100)
        for number, scale in re.findall(r"(\d+)([kM])", band(minor, "USD", NumberFormat()))
    ]
    said = band(minor, "USD", NumberFormat())
    assert "under" not in said or minor < ends[0]
    assert "to" not in said or ends[0] <= minor < ends[1]
    assert "or more" not in said or minor >= ends[0]


FACT = st.fixed_dictionaries(
    {
        **dict.fromkeys(("title", "account", "contact", "competitor"), st.none() | NAME),
        **dict.fromkeys(("why", "text", "reason", "next_action", "answer", "target"), NAME),
        "note": st.integers(0, 9),
        "notes": st.lists(NAME, max_size=2),
        "stage": st.just("ou"),
        "count": st.integers(0, 9),
    }
)


def strings(facts: Any) -> Iterator[str]:
    """Every text in some facts, without their keys."""
    if isinstance(facts, str):
        yield facts
    elif isinstance(facts, dict | list):
        for each in facts.values() if isinstance(facts, dict) else facts:
            yield from strings(each)


@given(st.lists(FACT, min_size=1, max_size=3))
def test_facts_keep_their_shape_and_lose_their_names(facts: list[dict[str, Any]]) -> None:
    names = [each for fact in facts for each in strings(fact) if each != "ou"]
    found = redacted({"all": facts, "first": {"inner": facts[0]}}, mask(names))
    assert [list(each) for each in found["all"]] == [list(each) for each in facts]
    assert found["first"]["inner"] == found["all"][0]
    for fact, hidden in zip(facts, found["all"], strict=True):
        assert (hidden["note"], hidden["notes"]) == (fact["note"], None)
        assert (hidden["stage"], hidden["count"]) == ("ou", fact["count"])
    text = " ".join(strings(found)).casefold()
    assert not [part for name in names for part in parts(name) if part.casefold() in text]
